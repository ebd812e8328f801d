/* SPDX-License-Identifier: GPL-2.0-only */
/* The objects of the V4L2 monitor, and what its files call in each other. */
#ifndef VPRIME_MONITOR_H
#define VPRIME_MONITOR_H

#include <linux/mutex.h>
#include <linux/videodev2.h>

#include <media/v4l2-ctrls.h>
#include <media/v4l2-dev.h>
#include <media/v4l2-device.h>
#include <media/videobuf2-v4l2.h>

#include "vprime_sink.h"

/**
 * struct monitor_format - how pictures lie in a buffer
 * @pixelformat: V4L2_PIX_FMT_*
 * @fourcc: DRM_FORMAT_* of the same
 * @bytes: of a pixel of the first colour plane
 * @yuv: it is YUV
 * @chroma: pairs of chroma follow, for each two by two pixels
 */
struct monitor_format {
	u32 pixelformat;
	u32 fourcc;
	u8 bytes;
	bool yuv;
	bool chroma;
};

/**
 * struct monitor - a capture device at one output
 * @v4l2_dev: what holds it; freed with the last reference
 * @vdev: /dev/videoN
 * @ctrls: its one control
 * @queue: buffers of whoever watches
 * @lock: of @vdev and @queue; protects all below
 * @sink: what the output shows; NULL when that is gone
 * @gone: no more streaming, as @sink is going
 * @timings: as set by VIDIOC_S_DV_TIMINGS; the size of pictures
 * @format: of pictures
 * @buffers: that are its own
 * @memory: what these take, in bytes
 */
struct monitor {
	struct v4l2_device v4l2_dev;
	struct video_device vdev;
	struct v4l2_ctrl_handler ctrls;
	struct vb2_queue queue;
	struct mutex lock; /* see above */
	struct vprime_sink *sink;
	bool gone;
	struct v4l2_dv_timings timings;
	const struct monitor_format *format;
	unsigned int buffers;
	u64 memory;
};

/* monitor_format.c */

/**
 * monitor_format_at - the formats there are, best first
 * @index: which
 *
 * Context: any.
 * Return: the format, or NULL if there are not so many.
 */
const struct monitor_format *monitor_format_at(unsigned int index);

/**
 * monitor_format_find - find a format
 * @pixelformat: V4L2_PIX_FMT_*
 *
 * Context: any.
 * Return: the format, or the first one if there is no such.
 */
const struct monitor_format *monitor_format_find(u32 pixelformat);

/**
 * monitor_format_fill - describe pictures of a format
 * @format: the format
 * @width: in pixels
 * @height: in pixels
 * @pix: what to fill in
 *
 * Context: any.
 */
void monitor_format_fill(const struct monitor_format *format, u32 width, u32 height,
			 struct v4l2_pix_format *pix);

/**
 * monitor_format_pixels - where the pixels of a picture are in a buffer
 * @format: the format
 * @width: in pixels
 * @height: in pixels
 * @map: the buffer
 *
 * Context: any.
 * Return: the pixels, for the composer.
 */
struct vprime_pixels monitor_format_pixels(const struct monitor_format *format, u32 width,
					   u32 height, const struct iosys_map *map);

/* monitor_timings.c */

extern const struct v4l2_dv_timings_cap monitor_timings_cap;

/**
 * monitor_timings_query - the timings of what the output shows
 * @sink: the sink
 * @timings: what to fill in
 *
 * Context: process.
 * Return: 0, or -ENOLINK if it shows nothing.
 */
int monitor_timings_query(struct vprime_sink *sink, struct v4l2_dv_timings *timings);

/* monitor_memory.c */

/* Of a buffer's plane the cookie is its &struct iosys_map. */
extern const struct vb2_mem_ops monitor_memory_ops;

/* monitor_queue.c */

/**
 * monitor_queue_init - initialise the queue of a monitor
 * @monitor: the monitor
 *
 * Context: process.
 * Return: 0 or a negative errno.
 */
int monitor_queue_init(struct monitor *monitor);

/**
 * monitor_queue_done - &vprime_sink_ops.done
 * @sink: the sink
 * @buffer: the buffer
 * @status: 0 if the picture is in it
 * @stamp: when it was on the screen, or NULL
 *
 * Context: any, a spinlock of the sink held.
 */
void monitor_queue_done(struct vprime_sink *sink, struct vprime_sink_buffer *buffer, int status,
			const struct vprime_sink_stamp *stamp);

/* monitor_ioctl.c */

extern const struct v4l2_ioctl_ops monitor_ioctl_ops;

#endif
