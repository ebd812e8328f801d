// SPDX-License-Identifier: GPL-2.0-only
/* Encoder, connector and modes of an output. */

#include <linux/platform_device.h>

#include <drm/drm_atomic_helper.h>
#include <drm/drm_edid.h>
#include <drm/drm_modes.h>
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_print.h>
#include <drm/drm_probe_helper.h>

#include "edid/edid.h"
#include "vprime_drv.h"

/* Refresh rate of the modes added here, in Hz. */
#define DEFAULT_REFRESH 60

/* Sizes that the core's list of modes for monitors without EDID lacks. */
static const struct {
	u16 width, height;
} more_modes[] = {
	{ 2560, 1440 },
	{ 3840, 2160 },
	{ 5120, 2880 },
	{ 7680, 4320 },
	{ 8192, 8192 },
};

static int add_mode(struct drm_connector *connector, unsigned int width, unsigned int height)
{
	struct drm_display_mode *mode = drm_cvt_mode(connector->dev, width, height,
						     DEFAULT_REFRESH, true, false, false);

	if (!mode)
		return 0;
	mode->type = DRM_MODE_TYPE_DRIVER;
	drm_mode_probed_add(connector, mode);
	return 1;
}

static struct drm_display_mode *find_mode(struct drm_connector *connector, unsigned int width,
					  unsigned int height)
{
	struct drm_display_mode *mode;

	list_for_each_entry(mode, &connector->probed_modes, head) {
		if (mode->hdisplay == width && mode->vdisplay == height)
			return mode;
	}
	return NULL;
}

/* The modes of a monitor of ours. */
static int add_own_modes(struct drm_connector *connector)
{
	const struct drm_mode_config *mode_config = &connector->dev->mode_config;
	const struct vprime_config *config = &to_vprime_device(connector->dev)->config;
	unsigned int i;
	int count;

	count = drm_add_modes_noedid(connector, mode_config->max_width, mode_config->max_height);
	for (i = 0; i < ARRAY_SIZE(more_modes); i++) {
		if (!find_mode(connector, more_modes[i].width, more_modes[i].height))
			count += add_mode(connector, more_modes[i].width, more_modes[i].height);
	}
	if (!find_mode(connector, config->preferred_width, config->preferred_height))
		count += add_mode(connector, config->preferred_width, config->preferred_height);
	return count;
}

static void remove_probed_modes(struct drm_connector *connector)
{
	struct drm_display_mode *mode, *next;

	list_for_each_entry_safe(mode, next, &connector->probed_modes, head) {
		list_del(&mode->head);
		drm_mode_destroy(connector->dev, mode);
	}
}

/* One preferred size, whatever else the monitor prefers. */
static void prefer_mode(struct drm_connector *connector, unsigned int width, unsigned int height)
{
	struct drm_display_mode *mode;

	list_for_each_entry(mode, &connector->probed_modes, head)
		mode->type &= ~DRM_MODE_TYPE_PREFERRED;
	drm_set_preferred_mode(connector, width, height);
}

/* The EDID of a monitor of ours, and whether the core asked for it. */
struct own_edid {
	u8 data[VPRIME_EDID_SIZE];
	size_t size;
	bool read;
};

static void generate_edid(struct drm_connector *connector, const struct drm_display_mode *mode,
			  struct own_edid *edid)
{
	const struct vprime_monitor monitor = {
		.name = connector->name,
		.serial = 100 * to_platform_device(connector->dev->dev)->id + connector->index + 1,
		.preferred = {
			.clock = mode->clock,
			.hdisplay = mode->hdisplay,
			.hsync_start = mode->hsync_start,
			.hsync_end = mode->hsync_end,
			.htotal = mode->htotal,
			.vdisplay = mode->vdisplay,
			.vsync_start = mode->vsync_start,
			.vsync_end = mode->vsync_end,
			.vtotal = mode->vtotal,
			.phsync = mode->flags & DRM_MODE_FLAG_PHSYNC,
			.pvsync = mode->flags & DRM_MODE_FLAG_PVSYNC,
		},
	};

	edid->size = vprime_edid_generate(&monitor, edid->data);
}

static int read_edid_block(void *data, u8 *buf, unsigned int block, size_t len)
{
	struct own_edid *edid = data;
	size_t offset = block * VPRIME_EDID_BLOCK;

	if (offset + len > edid->size)
		return -1;
	memcpy(buf, edid->data + offset, len);
	edid->read = true;
	return 0;
}

/*
 * The core may have another EDID for the connector, from a firmware file or
 * debugfs; then the monitor is what that one says, and has its modes only.
 */
static int vprime_connector_get_modes(struct drm_connector *connector)
{
	const struct vprime_config *config = &to_vprime_device(connector->dev)->config;
	unsigned int width = config->preferred_width, height = config->preferred_height;
	const struct drm_display_mode *preferred;
	const struct drm_edid *drm_edid;
	struct own_edid edid = { };
	int count;

	count = add_own_modes(connector);
	preferred = find_mode(connector, width, height);
	if (preferred)
		generate_edid(connector, preferred, &edid);

	drm_edid = drm_edid_read_custom(connector, read_edid_block, &edid);
	if (drm_edid && !edid.read) {
		remove_probed_modes(connector);
		count = 0;
	}
	drm_edid_connector_update(connector, drm_edid);
	count += drm_edid_connector_add_modes(connector);
	drm_edid_free(drm_edid);

	if (edid.read)
		prefer_mode(connector, width, height);
	return count;
}

static const struct drm_connector_helper_funcs vprime_connector_helper_funcs = {
	.get_modes = vprime_connector_get_modes,
};

static void vprime_connector_reset(struct drm_connector *connector)
{
	drm_atomic_helper_connector_reset(connector);
	if (connector->state) {
		connector->state->max_requested_bpc = VPRIME_BPC_MIN;
		connector->state->max_bpc = VPRIME_BPC_MIN;
	}
}

static const struct drm_connector_funcs vprime_connector_funcs = {
	.fill_modes = drm_helper_probe_single_connector_modes,
	.reset = vprime_connector_reset,
	.atomic_duplicate_state = drm_atomic_helper_connector_duplicate_state,
	.atomic_destroy_state = drm_atomic_helper_connector_destroy_state,
};

static int vprime_connector_init(struct vprime_output *output)
{
	struct drm_device *dev = &output->vdev->drm;
	int ret;

	ret = drmm_encoder_init(dev, &output->encoder, NULL, DRM_MODE_ENCODER_VIRTUAL, NULL);
	if (ret)
		return ret;
	output->encoder.possible_crtcs = drm_crtc_mask(&output->crtc);

	ret = drmm_connector_init(dev, &output->connector, &vprime_connector_funcs,
				  DRM_MODE_CONNECTOR_VIRTUAL, NULL);
	if (ret)
		return ret;
	drm_connector_helper_add(&output->connector, &vprime_connector_helper_funcs);
	/* connectors of this type do not have it by themselves */
	drm_connector_attach_edid_property(&output->connector);

	/* what the core caps the requested depth with, and a state for the property's value */
	output->connector.display_info.bpc = VPRIME_BPC_MAX;
	vprime_connector_reset(&output->connector);
	ret = drm_connector_attach_max_bpc_property(&output->connector, VPRIME_BPC_MIN,
						    VPRIME_BPC_MAX);
	if (ret)
		return ret;

	return drm_connector_attach_encoder(&output->connector, &output->encoder);
}

/* Planes from the bottom to the top; the primary and the cursor are what is returned. */
static int create_planes(struct vprime_device *vdev, struct drm_plane **primary,
			 struct drm_plane **cursor)
{
	struct drm_plane *plane;
	unsigned int i;

	*primary = vprime_plane_create(vdev, DRM_PLANE_TYPE_PRIMARY, 0);
	if (IS_ERR(*primary))
		return PTR_ERR(*primary);

	for (i = 1; i <= vdev->config.overlays; i++) {
		plane = vprime_plane_create(vdev, DRM_PLANE_TYPE_OVERLAY, i);
		if (IS_ERR(plane))
			return PTR_ERR(plane);
	}

	*cursor = NULL;
	if (vdev->config.cursor) {
		*cursor = vprime_plane_create(vdev, DRM_PLANE_TYPE_CURSOR, i);
		if (IS_ERR(*cursor))
			return PTR_ERR(*cursor);
	}
	return 0;
}

int vprime_output_init(struct vprime_device *vdev)
{
	struct vprime_output *output = &vdev->output;
	struct drm_plane *primary, *cursor;
	int ret;

	output->vdev = vdev;

	ret = create_planes(vdev, &primary, &cursor);
	if (ret)
		return ret;
	ret = vprime_composer_init(output);
	if (ret)
		return ret;
	ret = vprime_crtc_init(output, primary, cursor);
	if (ret)
		return ret;
	ret = vprime_connector_init(output);
	if (ret)
		return ret;
	return vdev->config.writeback ? vprime_writeback_init(output) : 0;
}
