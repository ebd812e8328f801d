// SPDX-License-Identifier: GPL-2.0-only
/* The ioctls of a monitor: those of a capture box at the end of an HDMI cable. */

#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>

#include <media/v4l2-dv-timings.h>
#include <media/v4l2-event.h>
#include <media/v4l2-ioctl.h>

#include "monitor.h"

static int monitor_querycap(struct file *file, void *priv, struct v4l2_capability *cap)
{
	const struct monitor *monitor = video_drvdata(file);

	strscpy(cap->driver, KBUILD_MODNAME, sizeof(cap->driver));
	strscpy(cap->card, monitor->vdev.name, sizeof(cap->card));
	return 0;
}

/* -----------------------------------------------------------------------------
 * Formats
 */

static int monitor_enum_fmt(struct file *file, void *priv, struct v4l2_fmtdesc *desc)
{
	const struct monitor_format *format = monitor_format_at(desc->index);

	if (!format)
		return -EINVAL;
	desc->pixelformat = format->pixelformat;
	return 0;
}

static int monitor_g_fmt(struct file *file, void *priv, struct v4l2_format *f)
{
	const struct monitor *monitor = video_drvdata(file);

	monitor_format_fill(monitor->format, monitor->timings.bt.width,
			    monitor->timings.bt.height, &f->fmt.pix);
	return 0;
}

/* The size is that of the timings, whatever is asked for. */
static int monitor_try_fmt(struct file *file, void *priv, struct v4l2_format *f)
{
	const struct monitor *monitor = video_drvdata(file);

	monitor_format_fill(monitor_format_find(f->fmt.pix.pixelformat),
			    monitor->timings.bt.width, monitor->timings.bt.height, &f->fmt.pix);
	return 0;
}

static int monitor_s_fmt(struct file *file, void *priv, struct v4l2_format *f)
{
	struct monitor *monitor = video_drvdata(file);

	if (vb2_is_busy(&monitor->queue))
		return -EBUSY;
	monitor->format = monitor_format_find(f->fmt.pix.pixelformat);
	return monitor_g_fmt(file, priv, f);
}

static int monitor_g_parm(struct file *file, void *priv, struct v4l2_streamparm *parm)
{
	const struct monitor *monitor = video_drvdata(file);

	if (parm->type != V4L2_BUF_TYPE_VIDEO_CAPTURE)
		return -EINVAL;
	parm->parm.capture = (struct v4l2_captureparm) {
		.capability = V4L2_CAP_TIMEPERFRAME,
		.timeperframe = v4l2_calc_timeperframe(&monitor->timings),
		.readbuffers = 2,
	};
	return 0;
}

/* -----------------------------------------------------------------------------
 * The input and its timings
 */

static int monitor_enum_input(struct file *file, void *priv, struct v4l2_input *input)
{
	const struct monitor *monitor = video_drvdata(file);
	struct v4l2_dv_timings timings;

	if (input->index)
		return -EINVAL;
	strscpy(input->name, vprime_sink_name(monitor->sink), sizeof(input->name));
	input->type = V4L2_INPUT_TYPE_CAMERA;
	input->capabilities = V4L2_IN_CAP_DV_TIMINGS;
	if (monitor_timings_query(monitor->sink, &timings))
		input->status = V4L2_IN_ST_NO_SIGNAL;
	return 0;
}

static int monitor_g_input(struct file *file, void *priv, unsigned int *index)
{
	*index = 0;
	return 0;
}

static int monitor_s_input(struct file *file, void *priv, unsigned int index)
{
	return index ? -EINVAL : 0;
}

static int monitor_query_dv_timings(struct file *file, void *priv, struct v4l2_dv_timings *timings)
{
	const struct monitor *monitor = video_drvdata(file);

	return monitor_timings_query(monitor->sink, timings);
}

static int monitor_g_dv_timings(struct file *file, void *priv, struct v4l2_dv_timings *timings)
{
	const struct monitor *monitor = video_drvdata(file);

	*timings = monitor->timings;
	return 0;
}

static int monitor_s_dv_timings(struct file *file, void *priv, struct v4l2_dv_timings *timings)
{
	struct monitor *monitor = video_drvdata(file);

	if (!v4l2_valid_dv_timings(timings, &monitor_timings_cap, NULL, NULL))
		return -EINVAL;
	v4l2_find_dv_timings_cap(timings, &monitor_timings_cap, 0, NULL, NULL);

	if (v4l2_match_dv_timings(timings, &monitor->timings, 0, false))
		return 0;
	if (vb2_is_busy(&monitor->queue))
		return -EBUSY;
	monitor->timings = *timings;
	return 0;
}

static int monitor_enum_dv_timings(struct file *file, void *priv,
				   struct v4l2_enum_dv_timings *timings)
{
	return v4l2_enum_dv_timings_cap(timings, &monitor_timings_cap, NULL, NULL);
}

static int monitor_dv_timings_cap(struct file *file, void *priv, struct v4l2_dv_timings_cap *cap)
{
	*cap = monitor_timings_cap;
	return 0;
}

/* -----------------------------------------------------------------------------
 * The EDID
 */

#define BLOCK 128
/* that somebody sets; fewer than the core can carry, as its users expect */
#define BLOCKS_MAX 128

/* One that is all of it, @data, at @size bytes; what is missing to a whole block is zeros. */
static int give_edid(struct v4l2_edid *edid, const u8 *data, size_t size)
{
	u32 blocks = DIV_ROUND_UP(size, BLOCK);

	if (!edid->start_block && !edid->blocks) {
		edid->blocks = blocks;
		return 0;
	}
	if (!blocks)
		return -ENODATA;
	if (edid->start_block >= blocks)
		return -EINVAL;
	edid->blocks = min(edid->blocks, blocks - edid->start_block);
	memcpy(edid->edid, data + edid->start_block * BLOCK, edid->blocks * BLOCK);
	return 0;
}

static int monitor_g_edid(struct file *file, void *priv, struct v4l2_edid *edid)
{
	const struct monitor *monitor = video_drvdata(file);
	u8 *data;
	int ret;

	memset(edid->reserved, 0, sizeof(edid->reserved));
	if (edid->pad)
		return -EINVAL;
	/* read once, as it may be another one each time */
	data = kvzalloc(VPRIME_EDID_MAX, GFP_KERNEL);
	if (!data)
		return -ENOMEM;
	ret = give_edid(edid, data, vprime_sink_get_edid(monitor->sink, data, VPRIME_EDID_MAX));
	kvfree(data);
	return ret;
}

static int monitor_s_edid(struct file *file, void *priv, struct v4l2_edid *edid)
{
	const struct monitor *monitor = video_drvdata(file);

	memset(edid->reserved, 0, sizeof(edid->reserved));
	if (edid->pad || edid->start_block)
		return -EINVAL;
	if (edid->blocks > BLOCKS_MAX) {
		edid->blocks = BLOCKS_MAX;
		return -E2BIG;
	}
	return vprime_sink_set_edid(monitor->sink, edid->edid, edid->blocks * BLOCK);
}

/* -----------------------------------------------------------------------------
 * Events
 */

static int monitor_subscribe_event(struct v4l2_fh *fh, const struct v4l2_event_subscription *sub)
{
	if (sub->type == V4L2_EVENT_SOURCE_CHANGE)
		return v4l2_src_change_event_subscribe(fh, sub);
	return v4l2_ctrl_subscribe_event(fh, sub);
}

const struct v4l2_ioctl_ops monitor_ioctl_ops = {
	.vidioc_querycap = monitor_querycap,
	.vidioc_enum_fmt_vid_cap = monitor_enum_fmt,
	.vidioc_g_fmt_vid_cap = monitor_g_fmt,
	.vidioc_try_fmt_vid_cap = monitor_try_fmt,
	.vidioc_s_fmt_vid_cap = monitor_s_fmt,
	.vidioc_g_parm = monitor_g_parm,
	.vidioc_enum_input = monitor_enum_input,
	.vidioc_g_input = monitor_g_input,
	.vidioc_s_input = monitor_s_input,
	.vidioc_query_dv_timings = monitor_query_dv_timings,
	.vidioc_g_dv_timings = monitor_g_dv_timings,
	.vidioc_s_dv_timings = monitor_s_dv_timings,
	.vidioc_enum_dv_timings = monitor_enum_dv_timings,
	.vidioc_dv_timings_cap = monitor_dv_timings_cap,
	.vidioc_g_edid = monitor_g_edid,
	.vidioc_s_edid = monitor_s_edid,
	.vidioc_reqbufs = vb2_ioctl_reqbufs,
	.vidioc_create_bufs = vb2_ioctl_create_bufs,
	.vidioc_prepare_buf = vb2_ioctl_prepare_buf,
	.vidioc_querybuf = vb2_ioctl_querybuf,
	.vidioc_qbuf = vb2_ioctl_qbuf,
	.vidioc_dqbuf = vb2_ioctl_dqbuf,
	.vidioc_expbuf = vb2_ioctl_expbuf,
	.vidioc_streamon = vb2_ioctl_streamon,
	.vidioc_streamoff = vb2_ioctl_streamoff,
	.vidioc_subscribe_event = monitor_subscribe_event,
	.vidioc_unsubscribe_event = v4l2_event_unsubscribe,
};
