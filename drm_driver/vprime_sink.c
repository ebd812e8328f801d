// SPDX-License-Identifier: GPL-2.0-only
/* The sinks of modules beside this one: who is attached to them, and their buffers. */

#include <linux/export.h>
#include <linux/kmod.h>
#include <linux/mutex.h>
#include <linux/wait.h>

#include <drm/drm_connector.h>
#include <drm/drm_crtc.h>
#include <drm/drm_drv.h>
#include <drm/drm_print.h>

#include "vprime_clock.h"
#include "vprime_connector.h"
#include "vprime_drv.h"
#include "vprime_frame.h"
#include "vprime_sinks.h"

/*
 * Protects the following and what the cards' lists of sinks hold; outside all
 * locks of KMS and of monitors.
 */
static DEFINE_MUTEX(sinks_lock);
static LIST_HEAD(cards);
static const struct vprime_sink_ops *sinks_ops;

/* -----------------------------------------------------------------------------
 * For the monitor
 */

static void attach(struct vprime_sink *sink)
{
	int ret;

	if (!sink->asked || sink->attached || !sinks_ops)
		return;
	ret = sinks_ops->attach(sink);
	sink->attached = !ret;
	if (ret)
		drm_err(sink->connector->dev, "no capture device at %s: %d\n",
			sink->connector->name, ret);
}

static void detach(struct vprime_sink *sink)
{
	if (sink->attached)
		sinks_ops->detach(sink);
	sink->attached = false;
}

int vprime_sink_register(const struct vprime_sink_ops *ops)
{
	struct vprime_device *vdev;
	struct vprime_sink *sink;

	mutex_lock(&sinks_lock);
	if (sinks_ops) {
		mutex_unlock(&sinks_lock);
		return -EBUSY;
	}
	sinks_ops = ops;
	list_for_each_entry(vdev, &cards, sinks_node) {
		list_for_each_entry(sink, &vdev->sinks, node)
			attach(sink);
	}
	mutex_unlock(&sinks_lock);
	return 0;
}
EXPORT_SYMBOL_GPL(vprime_sink_register);

void vprime_sink_unregister(void)
{
	struct vprime_device *vdev;
	struct vprime_sink *sink;

	mutex_lock(&sinks_lock);
	list_for_each_entry(vdev, &cards, sinks_node) {
		list_for_each_entry(sink, &vdev->sinks, node)
			detach(sink);
	}
	sinks_ops = NULL;
	mutex_unlock(&sinks_lock);
}
EXPORT_SYMBOL_GPL(vprime_sink_unregister);

void vprime_sink_connect(struct vprime_sink *sink, const struct vprime_sink_ops *ops, void *priv)
{
	spin_lock_irq(&sink->lock);
	sink->priv = priv;
	sink->ops = ops;
	spin_unlock_irq(&sink->lock);
}
EXPORT_SYMBOL_GPL(vprime_sink_connect);

void vprime_sink_disconnect(struct vprime_sink *sink)
{
	vprime_sink_connect(sink, NULL, NULL);
}
EXPORT_SYMBOL_GPL(vprime_sink_disconnect);

struct device *vprime_sink_device(const struct vprime_sink *sink)
{
	return sink->connector->dev->dev;
}
EXPORT_SYMBOL_GPL(vprime_sink_device);

const char *vprime_sink_name(const struct vprime_sink *sink)
{
	return sink->connector->name;
}
EXPORT_SYMBOL_GPL(vprime_sink_name);

bool vprime_sink_mode(struct vprime_sink *sink, struct drm_display_mode *mode)
{
	bool signal;

	spin_lock_irq(&sink->lock);
	signal = sink->output;
	if (signal)
		drm_mode_init(mode, &sink->mode);
	spin_unlock_irq(&sink->lock);
	return signal;
}
EXPORT_SYMBOL_GPL(vprime_sink_mode);

size_t vprime_sink_get_edid(struct vprime_sink *sink, u8 *edid, size_t size)
{
	return vprime_connector_get_edid(sink->connector, edid, size);
}
EXPORT_SYMBOL_GPL(vprime_sink_get_edid);

int vprime_sink_set_edid(struct vprime_sink *sink, const u8 *edid, size_t size)
{
	const struct vprime_connector_config config = {
		.edid = edid,
		.edid_size = size,
		.no_edid = !size,
		.status = size ? connector_status_connected : connector_status_disconnected,
	};
	struct drm_device *dev = sink->connector->dev;
	unsigned int what = VPRIME_CHANGE_EDID;
	int ret, idx;

	if (size > VPRIME_EDID_MAX)
		return -E2BIG;
	if (!drm_dev_enter(dev, &idx))
		return -ENODEV;
	/* no EDID is a line that is low; but only who pulled it down lets it go */
	if (!size || sink->unplugged)
		what |= VPRIME_CHANGE_STATUS;
	ret = vprime_connector_change(sink->connector, &config, what);
	if (!ret)
		sink->unplugged = !size;
	drm_dev_exit(idx);
	return ret;
}
EXPORT_SYMBOL_GPL(vprime_sink_set_edid);

const struct vprime_format *vprime_sink_format(u32 fourcc)
{
	const struct vprime_format *format = vprime_format_lookup(fourcc);

	return format && format->writable ? format : NULL;
}
EXPORT_SYMBOL_GPL(vprime_sink_format);

void vprime_sink_queue(struct vprime_sink *sink, struct vprime_sink_buffer *buffer)
{
	spin_lock_irq(&sink->lock);
	list_add_tail(&buffer->node, &sink->buffers);
	spin_unlock_irq(&sink->lock);
}
EXPORT_SYMBOL_GPL(vprime_sink_queue);

/* Vblanks come only for those who refer to them, and references only while the CRTC is on. */
static void reference(struct vprime_sink *sink)
{
	if (!sink->streaming || !sink->output || sink->referenced || vprime_clock_get(sink->output))
		return;
	sink->referenced = true;
	sink->first = vprime_clock_count(sink->output) + 1 - sink->sequence;
}

static void dereference(struct vprime_sink *sink)
{
	if (!sink->referenced)
		return;
	sink->sequence = vprime_clock_count(sink->output) + 1 - sink->first;
	sink->referenced = false;
	vprime_clock_put(sink->output);
}

void vprime_sink_start(struct vprime_sink *sink)
{
	spin_lock_irq(&sink->lock);
	sink->streaming = true;
	sink->sequence = 0;
	reference(sink);
	spin_unlock_irq(&sink->lock);
}
EXPORT_SYMBOL_GPL(vprime_sink_start);

void vprime_sink_stop(struct vprime_sink *sink)
{
	struct vprime_sink_buffer *buffer, *next;

	spin_lock_irq(&sink->lock);
	sink->streaming = false;
	wait_event_lock_irq(sink->wait, !sink->target, sink->lock);
	list_for_each_entry_safe(buffer, next, &sink->buffers, node) {
		list_del(&buffer->node);
		sink->ops->done(sink, buffer, -ECANCELED, NULL);
	}
	dereference(sink);
	spin_unlock_irq(&sink->lock);
}
EXPORT_SYMBOL_GPL(vprime_sink_stop);

/* -----------------------------------------------------------------------------
 * For the card: who has a sink
 */

void vprime_sink_init(struct vprime_sink *sink, struct drm_connector *connector, bool asked)
{
	spin_lock_init(&sink->lock);
	init_waitqueue_head(&sink->wait);
	INIT_LIST_HEAD(&sink->buffers);
	sink->connector = connector;
	sink->asked = asked;
}

/*
 * Where somebody asks for a capture device, the module that makes it is not long
 * in coming; not waited for, as it is one of those that wait for this module.
 */
static void attach_or_load(struct vprime_sink *sink)
{
	if (sink->asked && !sinks_ops)
		request_module_nowait("vprime_monitor");
	attach(sink);
}

void vprime_sink_add(struct vprime_sink *sink)
{
	struct vprime_device *vdev = to_vprime_device(sink->connector->dev);

	mutex_lock(&sinks_lock);
	list_add_tail(&sink->node, &vdev->sinks);
	/* else with the card */
	if (!list_empty(&vdev->sinks_node))
		attach_or_load(sink);
	mutex_unlock(&sinks_lock);
}

void vprime_sink_ask(struct vprime_sink *sink, bool asked)
{
	mutex_lock(&sinks_lock);
	sink->asked = asked;
	if (asked)
		attach_or_load(sink);
	else
		detach(sink);
	mutex_unlock(&sinks_lock);
}

void vprime_sink_remove(struct vprime_sink *sink)
{
	mutex_lock(&sinks_lock);
	detach(sink);
	list_del_init(&sink->node);
	mutex_unlock(&sinks_lock);
}

void vprime_sinks_add(struct vprime_device *vdev)
{
	struct vprime_sink *sink;

	mutex_lock(&sinks_lock);
	list_add_tail(&vdev->sinks_node, &cards);
	list_for_each_entry(sink, &vdev->sinks, node)
		attach_or_load(sink);
	mutex_unlock(&sinks_lock);
}

void vprime_sinks_remove(struct vprime_device *vdev)
{
	struct vprime_sink *sink;

	mutex_lock(&sinks_lock);
	list_for_each_entry(sink, &vdev->sinks, node)
		detach(sink);
	list_del_init(&vdev->sinks_node);
	mutex_unlock(&sinks_lock);
}

/* -----------------------------------------------------------------------------
 * For an output: what goes to its sinks
 */

static void changed(struct vprime_sink *sink)
{
	if (sink->ops)
		sink->ops->changed(sink);
}

void vprime_sink_light(struct vprime_sink *sink, struct vprime_output *output,
		       const struct drm_display_mode *mode)
{
	spin_lock_irq(&output->lock);
	spin_lock(&sink->lock);
	list_add_tail(&sink->output_node, &output->sinks);
	sink->output = output;
	drm_mode_init(&sink->mode, mode);
	reference(sink);
	changed(sink);
	spin_unlock(&sink->lock);
	spin_unlock_irq(&output->lock);
}

void vprime_sinks_set_mode(struct vprime_output *output, const struct drm_display_mode *mode)
{
	struct vprime_sink *sink;

	list_for_each_entry(sink, &output->sinks, output_node) {
		spin_lock(&sink->lock);
		if (!drm_mode_match(&sink->mode, mode, DRM_MODE_MATCH_TIMINGS)) {
			drm_mode_init(&sink->mode, mode);
			changed(sink);
		}
		spin_unlock(&sink->lock);
	}
}

void vprime_sinks_darken(struct vprime_output *output)
{
	struct vprime_sink *sink, *next;

	spin_lock_irq(&output->lock);
	list_for_each_entry_safe(sink, next, &output->sinks, output_node) {
		spin_lock(&sink->lock);
		dereference(sink);
		list_del(&sink->output_node);
		sink->output = NULL;
		changed(sink);
		spin_unlock(&sink->lock);
	}
	spin_unlock_irq(&output->lock);
}

/* The buffer for the picture of a vblank, or NULL. */
static struct vprime_sink_buffer *next_buffer(struct vprime_sink *sink, u64 vblank)
{
	const struct vprime_scene *scene = &sink->output->shown->scene;
	struct vprime_sink_buffer *buffer;

	if (!sink->streaming || !sink->referenced || (s64)(vblank - sink->first) < 0)
		return NULL;
	buffer = list_first_entry_or_null(&sink->buffers, struct vprime_sink_buffer, node);
	if (!buffer || buffer->pixels.width != scene->width ||
	    buffer->pixels.height != scene->height)
		return NULL;
	return buffer;
}

bool vprime_sinks_want(struct vprime_output *output)
{
	struct vprime_sink *sink;
	bool wants = false;

	list_for_each_entry(sink, &output->sinks, output_node) {
		spin_lock(&sink->lock);
		wants |= !!next_buffer(sink, output->vblank);
		spin_unlock(&sink->lock);
	}
	return wants;
}

unsigned int vprime_sinks_take(struct vprime_output *output, struct vprime_pixels *targets,
			       unsigned int max)
{
	struct vprime_sink *sink;
	unsigned int n = 0;

	list_for_each_entry(sink, &output->sinks, output_node) {
		if (n == max)
			break;
		spin_lock(&sink->lock);
		sink->target = next_buffer(sink, output->composed_vblank);
		if (sink->target) {
			list_del(&sink->target->node);
			targets[n++] = sink->target->pixels;
		}
		spin_unlock(&sink->lock);
	}
	return n;
}

void vprime_sinks_finish(struct vprime_output *output)
{
	struct vprime_sink *sink;

	list_for_each_entry(sink, &output->sinks, output_node) {
		spin_lock(&sink->lock);
		if (sink->target) {
			const struct vprime_sink_stamp stamp = {
				.sequence = output->composed_vblank - sink->first,
				.time = output->composed_time,
			};

			sink->ops->done(sink, sink->target, 0, &stamp);
			sink->target = NULL;
			wake_up_all(&sink->wait);
		}
		spin_unlock(&sink->lock);
	}
}
