// SPDX-License-Identifier: GPL-2.0-only
/* Encoder, connector and modes of an output. */

#include <drm/drm_atomic_helper.h>
#include <drm/drm_edid.h>
#include <drm/drm_modes.h>
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_print.h>
#include <drm/drm_probe_helper.h>

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

static bool has_mode(struct drm_connector *connector, unsigned int width, unsigned int height)
{
	struct drm_display_mode *mode;

	list_for_each_entry(mode, &connector->probed_modes, head) {
		if (mode->hdisplay == width && mode->vdisplay == height)
			return true;
	}
	return false;
}

static int vprime_connector_get_modes(struct drm_connector *connector)
{
	const struct drm_mode_config *mode_config = &connector->dev->mode_config;
	const struct vprime_config *config = &to_vprime_device(connector->dev)->config;
	unsigned int i;
	int count;

	count = drm_add_modes_noedid(connector, mode_config->max_width, mode_config->max_height);
	for (i = 0; i < ARRAY_SIZE(more_modes); i++) {
		if (!has_mode(connector, more_modes[i].width, more_modes[i].height))
			count += add_mode(connector, more_modes[i].width, more_modes[i].height);
	}
	if (!has_mode(connector, config->preferred_width, config->preferred_height))
		count += add_mode(connector, config->preferred_width, config->preferred_height);

	drm_set_preferred_mode(connector, config->preferred_width, config->preferred_height);
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
