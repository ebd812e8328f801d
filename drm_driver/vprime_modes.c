// SPDX-License-Identifier: GPL-2.0-only
/* The modes and the EDID of a connector's monitor. */

#include <linux/minmax.h>
#include <linux/platform_device.h>

#include <drm/drm_edid.h>
#include <drm/drm_modes.h>
#include <drm/drm_probe_helper.h>

#include "edid/timing.h"
#include "vprime_connector.h"
#include "vprime_drv.h"

/* -----------------------------------------------------------------------------
 * Modes
 */

/* EDID 1.4's name of a bit that older headers call by its name in 1.3. */
#define CONTINUOUS_FREQUENCY DRM_EDID_FEATURE_DEFAULT_GTF

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

/* The standard's timing where there is one, with reduced blanking otherwise. */
static struct drm_display_mode *make_mode(struct drm_device *dev, unsigned int width,
					  unsigned int height, unsigned int refresh)
{
	struct drm_display_mode *mode = drm_mode_find_dmt(dev, width, height, refresh, false);
	struct vprime_timing timing;

	if (mode && !(mode->flags & DRM_MODE_FLAG_INTERLACE))
		return mode;
	if (mode)
		drm_mode_destroy(dev, mode);
	mode = drm_mode_create(dev);
	if (!mode)
		return NULL;

	vprime_timing_cvt(&timing, width, height, refresh);
	mode->type = DRM_MODE_TYPE_DRIVER;
	mode->clock = timing.clock;
	mode->hdisplay = timing.hdisplay;
	mode->hsync_start = timing.hsync_start;
	mode->hsync_end = timing.hsync_end;
	mode->htotal = timing.htotal;
	mode->vdisplay = timing.vdisplay;
	mode->vsync_start = timing.vsync_start;
	mode->vsync_end = timing.vsync_end;
	mode->vtotal = timing.vtotal;
	mode->flags = (timing.phsync ? DRM_MODE_FLAG_PHSYNC : DRM_MODE_FLAG_NHSYNC) |
		      (timing.pvsync ? DRM_MODE_FLAG_PVSYNC : DRM_MODE_FLAG_NVSYNC);
	drm_mode_set_name(mode);
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

/* The modes that were asked for. */
static int add_named_modes(struct drm_connector *connector, const struct vprime_modes *modes)
{
	const struct vprime_mode *mode;
	unsigned int i;
	int count = 0;

	for (i = 0; i < modes->count; i++) {
		mode = &modes->list[i];
		if (!find_mode(connector, mode->width, mode->height, mode->refresh))
			count += add_mode(connector, mode->width, mode->height, mode->refresh);
	}
	return count;
}

static int add_usual_modes(struct drm_connector *connector)
{
	const struct drm_mode_config *mode_config = &connector->dev->mode_config;
	unsigned int i;
	int count;

	count = drm_add_modes_noedid(connector, mode_config->max_width, mode_config->max_height);
	for (i = 0; i < ARRAY_SIZE(more_modes); i++) {
		if (!find_mode(connector, more_modes[i].width, more_modes[i].height,
			       MORE_MODES_REFRESH))
			count += add_mode(connector, more_modes[i].width, more_modes[i].height,
					  MORE_MODES_REFRESH);
	}
	return count;
}

/* The modes of a monitor that has no EDID of the user's. */
static int add_own_modes(struct drm_connector *connector)
{
	const struct vprime_connector_config *monitor = &to_vprime_connector(connector)->monitor;
	struct vprime_mode preferred = vprime_connector_config_preferred(monitor);
	int count = 0;

	if (!monitor->modes.count || monitor->modes.more)
		count += add_usual_modes(connector);
	count += add_named_modes(connector, &monitor->modes);
	prefer_mode(connector, find_mode(connector, preferred.width, preferred.height,
					 preferred.refresh));
	return count;
}

/* -----------------------------------------------------------------------------
 * EDID
 */

/* Of the modes that are named beside the preferred one, how many a generated EDID is to have. */
#define OTHER_MODES_MAX 5

/* What the monitor answers, and whether the core asked it. */
struct answer {
	const u8 *data;
	size_t size;
	bool read;
};

static struct vprime_timing to_timing(const struct drm_display_mode *mode)
{
	return (struct vprime_timing) {
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
	};
}

/* Returns how many of the modes after the preferred one @timings has then. */
static unsigned int other_timings(struct drm_device *dev, const struct vprime_modes *modes,
				  struct vprime_timing timings[OTHER_MODES_MAX])
{
	struct drm_display_mode *mode;
	unsigned int i, count = 0;

	for (i = 1; i < modes->count && count < OTHER_MODES_MAX; i++) {
		mode = make_mode(dev, modes->list[i].width, modes->list[i].height,
				 modes->list[i].refresh);
		if (!mode)
			break;
		timings[count++] = to_timing(mode);
		drm_mode_destroy(dev, mode);
	}
	return count;
}

/* The size of what was made, or 0 if no EDID can tell of the preferred mode. */
static size_t generate_edid(struct drm_connector *connector, u8 edid[VPRIME_EDID_SIZE])
{
	const struct vprime_connector_config *config = &to_vprime_connector(connector)->monitor;
	struct vprime_mode preferred = vprime_connector_config_preferred(config);
	struct drm_display_mode *mode = make_mode(connector->dev, preferred.width,
						  preferred.height, preferred.refresh);
	struct vprime_timing others[OTHER_MODES_MAX];
	struct vprime_monitor monitor = {
		.name = connector->name,
		.serial = 100 * to_platform_device(connector->dev->dev)->id + connector->index + 1,
		.modes = others,
		.hdr = true,
	};
	size_t size = 0;

	if (!mode)
		return 0;
	monitor.preferred = to_timing(mode);
	monitor.n_modes = other_timings(connector->dev, &config->modes, others);
	/* what an EDID can say */
	if (config->vrr.max && config->vrr.max <= 510) {
		monitor.rate_min = config->vrr.min;
		monitor.rate_max = config->vrr.max;
	}
	if (mode->clock <= VPRIME_EDID_CLOCK_MAX)
		size = vprime_edid_generate(&monitor, edid);
	drm_mode_destroy(connector->dev, mode);
	return size;
}

/* What the monitor answers; @buffer is for an EDID that is generated. */
static struct answer monitor_answer(struct drm_connector *connector, u8 buffer[VPRIME_EDID_SIZE])
{
	const struct vprime_connector_config *monitor = &to_vprime_connector(connector)->monitor;

	if (monitor->no_edid)
		return (struct answer) { };
	if (monitor->edid_size)
		return (struct answer) { .data = monitor->edid, .size = monitor->edid_size };
	return (struct answer) { .data = buffer, .size = generate_edid(connector, buffer) };
}

/* Blocks that the monitor says it has and does not have are not read. */
static int read_edid_block(void *data, u8 *buf, unsigned int block, size_t len)
{
	struct answer *answer = data;
	size_t offset = block * VPRIME_EDID_BLOCK;

	if (offset + len > answer->size)
		return -1;
	memcpy(buf, answer->data + offset, len);
	answer->read = true;
	return 0;
}

size_t vprime_connector_get_edid(struct drm_connector *connector, u8 *edid, size_t size)
{
	struct vprime_connector *vconnector = to_vprime_connector(connector);
	u8 buffer[VPRIME_EDID_SIZE];
	struct answer answer;

	mutex_lock(&vconnector->lock);
	answer = monitor_answer(connector, buffer);
	if (answer.data)
		memcpy(edid, answer.data, min(size, answer.size));
	mutex_unlock(&vconnector->lock);
	return answer.size;
}

/* -----------------------------------------------------------------------------
 * Probing
 */

/* Rates that a monitor of the user's can follow, if its EDID is of a kind that tells. */
static struct vprime_range edid_range(const struct drm_connector *connector,
				      const struct drm_edid *drm_edid)
{
	const struct drm_monitor_range_info *range = &connector->display_info.monitor_range;
	const struct edid *edid = drm_edid_raw(drm_edid);

	if (!edid || edid->revision < 4 || !(edid->features & CONTINUOUS_FREQUENCY) ||
	    !range->min_vfreq || range->max_vfreq <= range->min_vfreq)
		return (struct vprime_range) { };
	return (struct vprime_range) { .min = range->min_vfreq, .max = range->max_vfreq };
}

static void set_vrr(struct drm_connector *connector, struct vprime_range range)
{
	to_vprime_connector(connector)->vrr = range;
	connector->display_info.monitor_range.min_vfreq = range.min;
	connector->display_info.monitor_range.max_vfreq = range.max;
	drm_connector_set_vrr_capable_property(connector, range.max);
}

static void set_non_desktop(struct drm_connector *connector)
{
	connector->display_info.non_desktop = true;
	drm_object_property_set_value(&connector->base,
				      connector->dev->mode_config.non_desktop_property, true);
}

static void set_tile(struct drm_connector *connector, const struct vprime_tile *tile)
{
	const char topology[9] = { 'L', 'N', 'X', 0, tile->group >> 24, tile->group >> 16,
				   tile->group >> 8, tile->group };
	struct drm_tile_group *group = drm_mode_get_tile_group(connector->dev, topology);

	if (!group)
		group = drm_mode_create_tile_group(connector->dev, topology);
	if (!group)
		return;
	if (connector->tile_group)
		drm_mode_put_tile_group(connector->dev, connector->tile_group);
	connector->tile_group = group;
	connector->has_tile = true;
	connector->tile_is_single_monitor = tile->single;
	connector->num_h_tile = tile->columns;
	connector->num_v_tile = tile->rows;
	connector->tile_h_loc = tile->column;
	connector->tile_v_loc = tile->row;
	connector->tile_h_size = tile->width;
	connector->tile_v_size = tile->height;
	drm_connector_set_tile_property(connector);
}

/* What is known of the monitor beside its EDID. */
static void add_to_display_info(struct drm_connector *connector, const struct drm_edid *drm_edid)
{
	const struct vprime_connector_config *monitor = &to_vprime_connector(connector)->monitor;

	if (monitor->vrr.max)
		set_vrr(connector, monitor->vrr);
	else
		set_vrr(connector, edid_range(connector, drm_edid));
	if (monitor->non_desktop)
		set_non_desktop(connector);
	if (monitor->tile.columns)
		set_tile(connector, &monitor->tile);
	if (!connector->display_info.bpc)
		connector->display_info.bpc = VPRIME_BPC_MAX;
}

/*
 * The core may have another EDID for the connector, from a firmware file or
 * debugfs; then the monitor is what that one says, and has its modes only.
 */
int vprime_connector_get_modes(struct drm_connector *connector)
{
	struct vprime_connector *vconnector = to_vprime_connector(connector);
	const struct vprime_connector_config *monitor = &vconnector->monitor;
	const struct drm_edid *drm_edid;
	u8 buffer[VPRIME_EDID_SIZE];
	struct answer answer;
	bool foreign;
	int count;

	mutex_lock(&vconnector->lock);
	answer = monitor_answer(connector, buffer);
	drm_edid = drm_edid_read_custom(connector, read_edid_block, &answer);
	foreign = drm_edid && !answer.read;

	drm_edid_connector_update(connector, drm_edid);
	if (foreign) {
		set_vrr(connector, edid_range(connector, drm_edid));
		count = drm_edid_connector_add_modes(connector);
	} else if (monitor->edid_size && !monitor->no_edid) {
		add_to_display_info(connector, drm_edid);
		count = drm_edid_connector_add_modes(connector);
		count += add_named_modes(connector, &monitor->modes);
	} else {
		add_to_display_info(connector, drm_edid);
		/* an EDID has room for few of them */
		remove_probed_modes(connector);
		count = add_own_modes(connector);
	}
	mutex_unlock(&vconnector->lock);

	drm_edid_free(drm_edid);
	return count;
}
