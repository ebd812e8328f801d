// SPDX-License-Identifier: GPL-2.0-only
/* The sinks of modules beside this one: who is attached to them, and their buffers. */

#include <linux/export.h>
#include <linux/mutex.h>
#include <linux/wait.h>

#include <drm/drm_connector.h>
#include <drm/drm_crtc.h>
#include <drm/drm_print.h>

#include "vprime_drv.h"
#include "vprime_frame.h"

/* Protects the following and &vprime_sink.attached; outside all locks of KMS and of monitors. */
static DEFINE_MUTEX(sinks_lock);
static LIST_HEAD(sinks);
static const struct vprime_sink_ops *sinks_ops;

static struct vprime_output *sink_to_output(const struct vprime_sink *sink)
{
	return container_of(sink, struct vprime_output, sink);
}

/* -----------------------------------------------------------------------------
 * For the monitor
 */

static void attach(struct vprime_sink *sink)
{
	int ret = sinks_ops->attach(sink);

	sink->attached = !ret;
	if (ret)
		drm_err(&sink_to_output(sink)->vdev->drm, "no monitor at %s: %d\n",
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
	struct vprime_sink *sink;

	mutex_lock(&sinks_lock);
	if (sinks_ops) {
		mutex_unlock(&sinks_lock);
		return -EBUSY;
	}
	sinks_ops = ops;
	list_for_each_entry(sink, &sinks, node)
		attach(sink);
	mutex_unlock(&sinks_lock);
	return 0;
}
EXPORT_SYMBOL_GPL(vprime_sink_register);

void vprime_sink_unregister(void)
{
	struct vprime_sink *sink;

	mutex_lock(&sinks_lock);
	list_for_each_entry(sink, &sinks, node)
		detach(sink);
	sinks_ops = NULL;
	mutex_unlock(&sinks_lock);
}
EXPORT_SYMBOL_GPL(vprime_sink_unregister);

void vprime_sink_connect(struct vprime_sink *sink, const struct vprime_sink_ops *ops, void *priv)
{
	struct vprime_output *output = sink_to_output(sink);

	spin_lock_irq(&output->lock);
	sink->priv = priv;
	sink->ops = ops;
	spin_unlock_irq(&output->lock);
}
EXPORT_SYMBOL_GPL(vprime_sink_connect);

void vprime_sink_disconnect(struct vprime_sink *sink)
{
	vprime_sink_connect(sink, NULL, NULL);
}
EXPORT_SYMBOL_GPL(vprime_sink_disconnect);

struct device *vprime_sink_device(const struct vprime_sink *sink)
{
	return sink_to_output(sink)->vdev->drm.dev;
}
EXPORT_SYMBOL_GPL(vprime_sink_device);

const char *vprime_sink_name(const struct vprime_sink *sink)
{
	return sink->connector->name;
}
EXPORT_SYMBOL_GPL(vprime_sink_name);

bool vprime_sink_mode(struct vprime_sink *sink, struct drm_display_mode *mode)
{
	struct vprime_output *output = sink_to_output(sink);
	bool signal;

	spin_lock_irq(&output->lock);
	signal = sink->signal;
	if (signal)
		drm_mode_init(mode, &sink->mode);
	spin_unlock_irq(&output->lock);
	return signal;
}
EXPORT_SYMBOL_GPL(vprime_sink_mode);

const struct vprime_format *vprime_sink_format(u32 fourcc)
{
	const struct vprime_format *format = vprime_format_lookup(fourcc);

	return format && format->writable ? format : NULL;
}
EXPORT_SYMBOL_GPL(vprime_sink_format);

void vprime_sink_queue(struct vprime_sink *sink, struct vprime_sink_buffer *buffer)
{
	struct vprime_output *output = sink_to_output(sink);

	spin_lock_irq(&output->lock);
	list_add_tail(&buffer->node, &sink->buffers);
	spin_unlock_irq(&output->lock);
}
EXPORT_SYMBOL_GPL(vprime_sink_queue);

/* Vblanks come only for those who refer to them, and references only while the CRTC is on. */
static void try_reference(struct vprime_output *output)
{
	struct vprime_sink *sink = &output->sink;

	if (!sink->streaming || sink->referenced || vprime_clock_get(output))
		return;
	sink->referenced = true;
	sink->first = vprime_clock_count(output) + 1;
}

void vprime_sink_start(struct vprime_sink *sink)
{
	struct vprime_output *output = sink_to_output(sink);

	spin_lock_irq(&output->lock);
	sink->streaming = true;
	try_reference(output);
	spin_unlock_irq(&output->lock);
}
EXPORT_SYMBOL_GPL(vprime_sink_start);

void vprime_sink_stop(struct vprime_sink *sink)
{
	struct vprime_output *output = sink_to_output(sink);
	struct vprime_sink_buffer *buffer, *next;

	spin_lock_irq(&output->lock);
	sink->streaming = false;
	wait_event_lock_irq(output->wait, !sink->target, output->lock);
	list_for_each_entry_safe(buffer, next, &sink->buffers, node) {
		list_del(&buffer->node);
		sink->ops->done(sink, buffer, -ECANCELED, NULL);
	}
	if (sink->referenced)
		vprime_clock_put(output);
	sink->referenced = false;
	spin_unlock_irq(&output->lock);
}
EXPORT_SYMBOL_GPL(vprime_sink_stop);

/* -----------------------------------------------------------------------------
 * For the output
 */

void vprime_sink_signal(struct vprime_output *output, const struct drm_display_mode *mode)
{
	struct vprime_sink *sink = &output->sink;

	spin_lock_irq(&output->lock);
	if (sink->ops && (mode || sink->signal))
		sink->ops->changed(sink);
	sink->signal = mode;
	if (mode) {
		drm_mode_init(&sink->mode, mode);
		try_reference(output);
	}
	spin_unlock_irq(&output->lock);
}

bool vprime_sink_wants(const struct vprime_output *output)
{
	const struct vprime_scene *scene = &output->shown->scene;
	const struct vprime_sink *sink = &output->sink;
	const struct vprime_sink_buffer *buffer;

	if (!sink->streaming || !sink->referenced || !sink->signal ||
	    output->vblank < sink->first || list_empty(&sink->buffers))
		return false;
	buffer = list_first_entry(&sink->buffers, struct vprime_sink_buffer, node);
	return buffer->pixels.width == scene->width &&
	       buffer->pixels.height == scene->height;
}

const struct vprime_pixels *vprime_sink_take(struct vprime_output *output)
{
	struct vprime_sink *sink = &output->sink;

	if (!vprime_sink_wants(output) || output->composed_vblank < sink->first)
		return NULL;
	sink->target = list_first_entry(&sink->buffers, struct vprime_sink_buffer, node);
	list_del(&sink->target->node);
	return &sink->target->pixels;
}

void vprime_sink_finish(struct vprime_output *output)
{
	struct vprime_sink *sink = &output->sink;
	const struct vprime_sink_stamp stamp = {
		.sequence = output->composed_vblank - sink->first,
		.time = output->composed_time,
	};

	if (!sink->target)
		return;
	sink->ops->done(sink, sink->target, 0, &stamp);
	sink->target = NULL;
}

/* The first connector that the CRTC can feed and that is none of ours for writeback. */
static struct drm_connector *find_connector(struct drm_crtc *crtc)
{
	struct drm_connector *connector, *found = NULL;
	struct drm_connector_list_iter iter;
	struct drm_encoder *encoder;

	drm_connector_list_iter_begin(crtc->dev, &iter);
	drm_for_each_connector_iter(connector, &iter) {
		if (connector->connector_type == DRM_MODE_CONNECTOR_WRITEBACK || found)
			continue;
		drm_connector_for_each_possible_encoder(connector, encoder) {
			if (encoder->possible_crtcs & drm_crtc_mask(crtc))
				found = connector;
		}
	}
	drm_connector_list_iter_end(&iter);
	return found;
}

void vprime_sinks_init(struct vprime_device *vdev)
{
	struct drm_crtc *crtc;

	drm_for_each_crtc(crtc, &vdev->drm) {
		struct vprime_sink *sink = &crtc_to_vprime_output(crtc)->sink;

		INIT_LIST_HEAD(&sink->buffers);
		sink->connector = find_connector(crtc);
	}
}

void vprime_sinks_add(struct vprime_device *vdev)
{
	struct drm_crtc *crtc;

	mutex_lock(&sinks_lock);
	drm_for_each_crtc(crtc, &vdev->drm) {
		struct vprime_sink *sink = &crtc_to_vprime_output(crtc)->sink;

		if (!sink->connector)
			continue;
		list_add_tail(&sink->node, &sinks);
		if (sinks_ops)
			attach(sink);
	}
	mutex_unlock(&sinks_lock);
}

void vprime_sinks_remove(struct vprime_device *vdev)
{
	struct drm_crtc *crtc;

	mutex_lock(&sinks_lock);
	drm_for_each_crtc(crtc, &vdev->drm) {
		struct vprime_sink *sink = &crtc_to_vprime_output(crtc)->sink;

		if (!sink->connector)
			continue;
		detach(sink);
		list_del(&sink->node);
	}
	mutex_unlock(&sinks_lock);
}
