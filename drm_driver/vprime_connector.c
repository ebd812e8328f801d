// SPDX-License-Identifier: GPL-2.0-only
/* Connectors, and the modes and EDIDs of the monitors there. */

#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/platform_device.h>

#include <drm/drm_atomic.h>
#include <drm/drm_atomic_helper.h>
#include <drm/drm_edid.h>
#include <drm/drm_managed.h>
#include <drm/drm_modes.h>
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_probe_helper.h>

#include "edid/edid.h"
#include "vprime_drv.h"

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

/* Their refresh rate, in Hz. */
#define MORE_MODES_REFRESH 60

/*
 * CVT with reduced blanking, which knows widths of whole characters and clocks in
 * steps of 250 kHz only: the rest of the width goes before the blanking, and the
 * clock follows where the rate would else be another one.
 */
static struct drm_display_mode *make_mode(struct drm_device *dev, unsigned int width,
					  unsigned int height, unsigned int refresh)
{
	struct drm_display_mode *mode = drm_cvt_mode(dev, width, height, refresh, true, false,
						     false);
	unsigned int rest;
	u64 pixels;

	if (!mode)
		return NULL;

	rest = width - mode->hdisplay;
	mode->hdisplay += rest;
	mode->hsync_start += rest;
	mode->hsync_end += rest;
	mode->htotal += rest;
	if (rest || drm_mode_vrefresh(mode) != refresh) {
		pixels = mul_u32_u32(mode->htotal, mode->vtotal);
		mode->clock = clamp(DIV_ROUND_CLOSEST_ULL(pixels * refresh, 1000),
				    DIV_ROUND_UP_ULL(pixels * VPRIME_REFRESH_MIN, 1000),
				    div_u64(pixels * VPRIME_REFRESH_MAX, 1000));
	}
	drm_mode_set_name(mode);
	mode->type = DRM_MODE_TYPE_DRIVER;
	return mode;
}

static int add_mode(struct drm_connector *connector, unsigned int width, unsigned int height,
		    unsigned int refresh)
{
	struct drm_display_mode *mode = make_mode(connector->dev, width, height, refresh);

	if (!mode)
		return 0;
	drm_mode_probed_add(connector, mode);
	return 1;
}

static bool is_mode(const struct drm_display_mode *mode, unsigned int width, unsigned int height,
		    unsigned int refresh)
{
	return mode->hdisplay == width && mode->vdisplay == height &&
	       drm_mode_vrefresh(mode) == refresh;
}

static struct drm_display_mode *find_mode(struct drm_connector *connector, unsigned int width,
					  unsigned int height, unsigned int refresh)
{
	struct drm_display_mode *mode;

	list_for_each_entry(mode, &connector->probed_modes, head) {
		if (is_mode(mode, width, height, refresh))
			return mode;
	}
	return NULL;
}

struct vprime_connector {
	struct drm_connector base;
	const struct vprime_connector_config *config;
	struct vprime_sink sink;
};

struct vprime_sink *vprime_connector_sink(struct drm_connector *connector)
{
	return &container_of(connector, struct vprime_connector, base)->sink;
}

static const struct vprime_connector_config *config_of(struct drm_connector *connector)
{
	return container_of(connector, struct vprime_connector, base)->config;
}

bool vprime_connector_vrr(const struct drm_connector *connector, struct vprime_range *range)
{
	*range = container_of_const(connector, struct vprime_connector, base)->config->vrr;
	return range->min;
}

/* The modes of a monitor of ours. */
static int add_own_modes(struct drm_connector *connector)
{
	const struct drm_mode_config *mode_config = &connector->dev->mode_config;
	const struct vprime_connector_config *config = config_of(connector);
	unsigned int i;
	int count;

	count = drm_add_modes_noedid(connector, mode_config->max_width, mode_config->max_height);
	for (i = 0; i < ARRAY_SIZE(more_modes); i++) {
		if (!find_mode(connector, more_modes[i].width, more_modes[i].height,
			       MORE_MODES_REFRESH))
			count += add_mode(connector, more_modes[i].width, more_modes[i].height,
					  MORE_MODES_REFRESH);
	}
	if (!find_mode(connector, config->width, config->height, config->refresh))
		count += add_mode(connector, config->width, config->height, config->refresh);
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

/* One preferred mode, whatever else the monitor prefers. */
static void prefer_mode(struct drm_connector *connector, const struct drm_display_mode *preferred)
{
	struct drm_display_mode *mode;

	list_for_each_entry(mode, &connector->probed_modes, head) {
		mode->type &= ~DRM_MODE_TYPE_PREFERRED;
		if (mode == preferred)
			mode->type |= DRM_MODE_TYPE_PREFERRED;
	}
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
	const struct vprime_connector_config *config = config_of(connector);
	const struct drm_display_mode *preferred;
	const struct drm_edid *drm_edid;
	struct own_edid edid = { };
	bool own;
	int count;

	count = add_own_modes(connector);
	preferred = find_mode(connector, config->width, config->height, config->refresh);
	if (preferred && preferred->clock <= VPRIME_EDID_CLOCK_MAX)
		generate_edid(connector, preferred, &edid);

	drm_edid = drm_edid_read_custom(connector, read_edid_block, &edid);
	own = !drm_edid || edid.read;
	if (!own) {
		remove_probed_modes(connector);
		count = 0;
	}
	drm_edid_connector_update(connector, drm_edid);
	count += drm_edid_connector_add_modes(connector);
	drm_edid_free(drm_edid);

	if (own)
		prefer_mode(connector, preferred);
	return count;
}

/* The core takes it for granted that there is only one unless it is told which. */
static struct drm_encoder *
vprime_connector_atomic_best_encoder(struct drm_connector *connector,
				     struct drm_atomic_commit *state)
{
	struct drm_connector_state *conn_state = drm_atomic_get_new_connector_state(state,
										   connector);
	struct drm_encoder *encoder;

	drm_connector_for_each_possible_encoder(connector, encoder) {
		if (encoder->possible_crtcs & drm_crtc_mask(conn_state->crtc))
			return encoder;
	}
	return NULL;
}

static const struct drm_connector_helper_funcs vprime_connector_helper_funcs = {
	.get_modes = vprime_connector_get_modes,
	.atomic_best_encoder = vprime_connector_atomic_best_encoder,
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

static int attach_properties(struct drm_connector *connector)
{
	/* connectors of this type do not have it by themselves */
	drm_connector_attach_edid_property(connector);

	/* what the core caps the requested depth with, and a state for the property's value */
	connector->display_info.bpc = VPRIME_BPC_MAX;
	vprime_connector_reset(connector);
	return drm_connector_attach_max_bpc_property(connector, VPRIME_BPC_MIN, VPRIME_BPC_MAX);
}

int vprime_connector_create(struct vprime_device *vdev,
			    const struct vprime_connector_config *config,
			    struct drm_encoder *const *encoders)
{
	struct vprime_connector *vconnector;
	struct drm_connector *connector;
	unsigned long mask = config->possible_encoders;
	unsigned int i;
	int ret;

	vconnector = drmm_kzalloc(&vdev->drm, sizeof(*vconnector), GFP_KERNEL);
	if (!vconnector)
		return -ENOMEM;
	vconnector->config = config;

	connector = &vconnector->base;
	ret = drmm_connector_init(&vdev->drm, connector, &vprime_connector_funcs,
				  DRM_MODE_CONNECTOR_VIRTUAL, NULL);
	if (ret)
		return ret;
	drm_connector_helper_add(connector, &vprime_connector_helper_funcs);
	vprime_sink_init(&vconnector->sink, connector, config->monitor);

	ret = attach_properties(connector);
	if (ret)
		return ret;

	for_each_set_bit(i, &mask, VPRIME_OBJECTS_MAX) {
		ret = drm_connector_attach_encoder(connector, encoders[i]);
		if (ret)
			return ret;
	}
	vprime_sink_add(&vconnector->sink);
	return 0;
}
