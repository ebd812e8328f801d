// SPDX-License-Identifier: GPL-2.0-only
/* Connectors: their properties, and how monitors come and go. */

#include <linux/minmax.h>

#include <drm/drm_atomic.h>
#include <drm/drm_atomic_helper.h>
#include <drm/drm_drv.h>
#include <drm/drm_managed.h>
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_print.h>
#include <drm/drm_probe_helper.h>
#include <drm/drm_property.h>
#include <drm/drm_sysfs.h>

#include "vprime_connector.h"
#include "vprime_drv.h"

/* -----------------------------------------------------------------------------
 * State
 */

static void vprime_connector_reset(struct drm_connector *connector)
{
	drm_atomic_helper_connector_reset(connector);
	if (connector->state) {
		connector->state->max_requested_bpc = VPRIME_BPC_MIN;
		connector->state->max_bpc = VPRIME_BPC_MIN;
		if (connector->scaling_mode_property)
			connector->state->scaling_mode = DRM_MODE_SCALE_ASPECT;
		if (to_vprime_connector(connector)->monitor.link_bad)
			connector->state->link_status = DRM_MODE_LINK_STATUS_BAD;
	}
}

static bool eotf_supported(const struct drm_connector *connector, u8 eotf)
{
	return compat_hdr_sink_metadata(connector)->hdmi_type1.eotf & BIT(eotf);
}

/* Nothing is sent, but what could not be sent is refused. */
static int check_hdr_metadata(const struct drm_connector *connector,
			      const struct drm_connector_state *conn_state)
{
	const struct hdr_output_metadata *metadata;

	if (!conn_state->hdr_output_metadata)
		return 0;

	/* the core has seen to its size */
	metadata = conn_state->hdr_output_metadata->data;
	if (metadata->metadata_type != HDMI_STATIC_METADATA_TYPE1 ||
	    metadata->hdmi_metadata_type1.metadata_type != HDMI_STATIC_METADATA_TYPE1 ||
	    metadata->hdmi_metadata_type1.eotf > HDMI_EOTF_BT_2100_HLG) {
		drm_dbg_atomic(connector->dev,
			       "[CONNECTOR:%d:%s] HDR metadata of type %u and %u, EOTF %u\n",
			       connector->base.id, connector->name, metadata->metadata_type,
			       metadata->hdmi_metadata_type1.metadata_type,
			       metadata->hdmi_metadata_type1.eotf);
		return -EINVAL;
	}
	if (!eotf_supported(connector, metadata->hdmi_metadata_type1.eotf))
		drm_dbg_kms(connector->dev, "[CONNECTOR:%d:%s] Unknown EOTF %u\n",
			    connector->base.id, connector->name,
			    metadata->hdmi_metadata_type1.eotf);
	return 0;
}

static int vprime_connector_atomic_check(struct drm_connector *connector,
					 struct drm_atomic_commit *state)
{
	return check_hdr_metadata(connector,
				  drm_atomic_get_new_connector_state(state, connector));
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

/* -----------------------------------------------------------------------------
 * Plug and unplug
 */

static enum drm_connector_status vprime_connector_detect(struct drm_connector *connector,
							 bool force)
{
	struct vprime_connector *vconnector = to_vprime_connector(connector);
	enum drm_connector_status status;

	/* somebody wants it otherwise, until further notice */
	if (connector->force)
		return connector->status;

	mutex_lock(&vconnector->lock);
	status = vconnector->monitor.status;
	if (status == connector_status_disconnected) {
		vconnector->vrr = (struct vprime_range) { };
		drm_connector_set_vrr_capable_property(connector, false);
	}
	mutex_unlock(&vconnector->lock);
	return status;
}

bool vprime_connector_vrr(struct drm_connector *connector, struct vprime_range *range)
{
	struct vprime_connector *vconnector = to_vprime_connector(connector);

	mutex_lock(&vconnector->lock);
	*range = vconnector->vrr;
	mutex_unlock(&vconnector->lock);
	return range->max;
}

struct vprime_sink *vprime_connector_sink(struct drm_connector *connector)
{
	return &to_vprime_connector(connector)->sink;
}

static int take_changes(struct vprime_connector *vconnector,
			const struct vprime_connector_config *config, unsigned int what)
{
	struct vprime_connector_config *monitor = &vconnector->monitor;
	struct vprime_connector_config copy = { };
	int ret;

	if (what & VPRIME_CHANGE_POSITION && config->has_position && !vconnector->positioned)
		return -EBUSY;
	if (what & VPRIME_CHANGE_EDID) {
		ret = vprime_connector_config_copy(&copy, config);
		if (ret)
			return ret;
	}

	mutex_lock(&vconnector->lock);
	if (what & VPRIME_CHANGE_STATUS)
		monitor->status = config->status;
	if (what & VPRIME_CHANGE_MODES)
		monitor->modes = config->modes;
	if (what & VPRIME_CHANGE_EDID) {
		swap(monitor->edid, copy.edid);
		monitor->edid_size = config->edid_size;
		monitor->no_edid = config->no_edid;
	}
	if (what & VPRIME_CHANGE_TILE)
		monitor->tile = config->tile;
	if (what & VPRIME_CHANGE_NON_DESKTOP)
		monitor->non_desktop = config->non_desktop;
	if (what & VPRIME_CHANGE_VRR)
		monitor->vrr = config->vrr;
	mutex_unlock(&vconnector->lock);
	vprime_connector_config_fini(&copy);
	return 0;
}

static void set_position(struct vprime_connector *vconnector,
			 const struct vprime_connector_config *config)
{
	struct drm_connector *connector = &vconnector->base;
	const struct drm_mode_config *mode_config = &connector->dev->mode_config;

	if (!vconnector->positioned)
		return;
	/* none is what nobody means */
	drm_object_property_set_value(&connector->base, mode_config->suggested_x_property,
				      config->has_position ? config->x : U32_MAX);
	drm_object_property_set_value(&connector->base, mode_config->suggested_y_property,
				      config->has_position ? config->y : U32_MAX);
}

void vprime_connector_probe(struct drm_connector *connector)
{
	struct drm_mode_config *mode_config = &connector->dev->mode_config;

	mutex_lock(&mode_config->mutex);
	connector->funcs->fill_modes(connector, mode_config->max_width, mode_config->max_height);
	mutex_unlock(&mode_config->mutex);
}

/* The line goes low and high again: nothing tells another monitor from the same one. */
static void replug(struct drm_connector *connector)
{
	struct drm_device *dev = connector->dev;
	bool connected;

	mutex_lock(&dev->mode_config.mutex);
	connector->epoch_counter++;
	connected = connector->status != connector_status_disconnected;
	mutex_unlock(&dev->mode_config.mutex);
	if (connected)
		drm_kms_helper_connector_hotplug_event(connector);
}

static void set_link(struct drm_connector *connector, bool bad)
{
	drm_connector_set_link_status_property(connector, bad ? DRM_MODE_LINK_STATUS_BAD :
							       DRM_MODE_LINK_STATUS_GOOD);
	drm_sysfs_connector_property_event(connector,
					   connector->dev->mode_config.link_status_property);
}

static int change(struct vprime_connector *vconnector,
		  const struct vprime_connector_config *config, unsigned int what)
{
	struct drm_connector *connector = &vconnector->base;
	int ret;

	if (drm_dev_is_unplugged(connector->dev))
		return -ENODEV;
	ret = take_changes(vconnector, config, what);
	if (ret)
		return ret;

	if (what & VPRIME_CHANGE_POSITION)
		set_position(vconnector, config);
	/* sends the event if it finds another status */
	if (!drm_connector_helper_hpd_irq_event(connector) &&
	    what & ~(VPRIME_CHANGE_STATUS | VPRIME_CHANGE_LINK | VPRIME_CHANGE_MONITOR))
		replug(connector);
	if (what & VPRIME_CHANGE_LINK)
		set_link(connector, config->link_bad);
	if (what & VPRIME_CHANGE_MONITOR)
		vprime_sink_ask(&vconnector->sink, config->monitor);
	return 0;
}

int vprime_connector_change(struct vprime_device *vdev, unsigned int index,
			    const struct vprime_connector_config *config, unsigned int what)
{
	if (index >= VPRIME_OBJECTS_MAX || !vdev->connectors[index])
		return -ENODEV;
	return change(to_vprime_connector(vdev->connectors[index]), config, what);
}

int vprime_connector_set_edid(struct drm_connector *connector, const u8 *edid, size_t size)
{
	const struct vprime_connector_config config = {
		.edid = edid,
		.edid_size = size,
		.no_edid = !size,
	};

	if (size > VPRIME_EDID_MAX)
		return -E2BIG;
	return change(to_vprime_connector(connector), &config, VPRIME_CHANGE_EDID);
}

int vprime_connector_plug(struct drm_connector *connector, bool plugged)
{
	const struct vprime_connector_config config = {
		.status = plugged ? connector_status_connected : connector_status_disconnected,
	};

	return change(to_vprime_connector(connector), &config, VPRIME_CHANGE_STATUS);
}

bool vprime_connector_link_bad(struct drm_connector *connector)
{
	struct drm_modeset_lock *lock = &connector->dev->mode_config.connection_mutex;
	bool bad;

	drm_modeset_lock(lock, NULL);
	bad = connector->state->link_status == DRM_MODE_LINK_STATUS_BAD;
	drm_modeset_unlock(lock);
	return bad;
}

/* -----------------------------------------------------------------------------
 * Creation
 */

static const struct drm_connector_helper_funcs vprime_connector_helper_funcs = {
	.get_modes = vprime_connector_get_modes,
	.atomic_best_encoder = vprime_connector_atomic_best_encoder,
	.atomic_check = vprime_connector_atomic_check,
};

static const struct drm_connector_funcs vprime_connector_funcs = {
	.detect = vprime_connector_detect,
	.fill_modes = drm_helper_probe_single_connector_modes,
	.reset = vprime_connector_reset,
	.atomic_duplicate_state = drm_atomic_helper_connector_duplicate_state,
	.atomic_destroy_state = drm_atomic_helper_connector_destroy_state,
};

/* What cables of a type carry, and screens at their ends have. */
#define ANALOG BIT(0)
#define HDMI BIT(1)
#define DP BIT(2)
#define PANEL BIT(3)
#define TV BIT(4)

static unsigned int traits(int type)
{
	switch (type) {
	case DRM_MODE_CONNECTOR_VGA:
		return ANALOG;
	case DRM_MODE_CONNECTOR_Composite:
	case DRM_MODE_CONNECTOR_SVIDEO:
	case DRM_MODE_CONNECTOR_Component:
	case DRM_MODE_CONNECTOR_9PinDIN:
	case DRM_MODE_CONNECTOR_TV:
		return ANALOG | TV;
	case DRM_MODE_CONNECTOR_HDMIA:
	case DRM_MODE_CONNECTOR_HDMIB:
		return HDMI | TV;
	case DRM_MODE_CONNECTOR_DisplayPort:
		return DP;
	case DRM_MODE_CONNECTOR_eDP:
		return DP | PANEL;
	case DRM_MODE_CONNECTOR_LVDS:
	case DRM_MODE_CONNECTOR_DSI:
	case DRM_MODE_CONNECTOR_DPI:
	case DRM_MODE_CONNECTOR_SPI:
		return PANEL;
	default:
		return 0;
	}
}

static int attach_colour(struct drm_connector *connector, unsigned int traits)
{
	int ret;

	/* what the core caps the requested depth with, and a state for the property's value */
	connector->display_info.bpc = VPRIME_BPC_MAX;
	vprime_connector_reset(connector);
	if (!connector->state)
		return -ENOMEM;
	ret = drm_connector_attach_max_bpc_property(connector, VPRIME_BPC_MIN, VPRIME_BPC_MAX);
	if (ret || traits & ANALOG)
		return ret;

	drm_connector_attach_hdr_output_metadata_property(connector);
	ret = traits & DP ? drm_mode_create_dp_colorspace_property(connector, 0) :
			    drm_mode_create_hdmi_colorspace_property(connector, 0);
	if (ret)
		return ret;
	return drm_connector_attach_colorspace_property(connector);
}

static int attach_picture(struct drm_connector *connector, unsigned int traits)
{
	int ret = 0;

	if (traits & HDMI)
		drm_connector_attach_content_type_property(connector);
	if (traits & TV) {
		ret = drm_mode_create_tv_margin_properties(connector->dev);
		if (ret)
			return ret;
		drm_connector_attach_tv_margin_properties(connector);
	}
	if (traits & PANEL)
		ret = drm_connector_attach_scaling_mode_property(connector,
								 BIT(DRM_MODE_SCALE_NONE) |
								 BIT(DRM_MODE_SCALE_FULLSCREEN) |
								 BIT(DRM_MODE_SCALE_CENTER) |
								 BIT(DRM_MODE_SCALE_ASPECT));
	return ret;
}

static int attach_place(struct vprime_connector *vconnector)
{
	const struct vprime_connector_config *config = &vconnector->monitor;
	struct drm_connector *connector = &vconnector->base;
	struct drm_mode_config *mode_config = &connector->dev->mode_config;
	int ret;

	if (config->path[0]) {
		drm_object_attach_property(&connector->base, mode_config->path_property, 0);
		ret = drm_connector_set_path_property(connector, config->path);
		if (ret)
			return ret;
	}
	if (config->has_position) {
		ret = drm_mode_create_suggested_offset_properties(connector->dev);
		if (ret)
			return ret;
		drm_object_attach_property(&connector->base, mode_config->suggested_x_property,
					   config->x);
		drm_object_attach_property(&connector->base, mode_config->suggested_y_property,
					   config->y);
		vconnector->positioned = true;
	}
	return 0;
}

static int attach_properties(struct vprime_connector *vconnector)
{
	struct drm_connector *connector = &vconnector->base;
	unsigned int traits_of = traits(connector->connector_type);
	int ret;

	/* connectors of this type do not have it by themselves */
	if (connector->connector_type == DRM_MODE_CONNECTOR_VIRTUAL)
		drm_connector_attach_edid_property(connector);

	/* before the first state is made, in which the scaling mode has a value */
	ret = attach_picture(connector, traits_of);
	if (ret)
		return ret;
	ret = attach_colour(connector, traits_of);
	if (ret)
		return ret;
	ret = attach_place(vconnector);
	if (ret)
		return ret;
	return traits_of & ANALOG ? 0 : drm_connector_attach_vrr_capable_property(connector);
}

static void vprime_connector_release(struct drm_device *dev, void *data)
{
	struct vprime_connector *vconnector = data;

	vprime_connector_config_fini(&vconnector->monitor);
	mutex_destroy(&vconnector->lock);
}

static int init_monitor(struct vprime_connector *vconnector,
			const struct vprime_connector_config *config, struct drm_device *dev)
{
	int ret = vprime_connector_config_copy(&vconnector->monitor, config);

	if (ret)
		return ret;
	mutex_init(&vconnector->lock);
	return drmm_add_action_or_reset(dev, vprime_connector_release, vconnector);
}

struct drm_connector *vprime_connector_create(struct vprime_device *vdev,
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
		return ERR_PTR(-ENOMEM);
	ret = init_monitor(vconnector, config, &vdev->drm);
	if (ret)
		return ERR_PTR(ret);

	connector = &vconnector->base;
	ret = drmm_connector_init(&vdev->drm, connector, &vprime_connector_funcs, config->type,
				  NULL);
	if (ret)
		return ERR_PTR(ret);
	drm_connector_helper_add(connector, &vprime_connector_helper_funcs);
	vprime_sink_init(&vconnector->sink, connector, config->monitor);
	connector->polled = DRM_CONNECTOR_POLL_HPD;
	connector->stereo_allowed = config->type == DRM_MODE_CONNECTOR_HDMIA;
	/* so that the first probe is no change */
	connector->status = config->status;

	ret = attach_properties(vconnector);
	if (ret)
		return ERR_PTR(ret);

	for_each_set_bit(i, &mask, VPRIME_OBJECTS_MAX) {
		ret = drm_connector_attach_encoder(connector, encoders[i]);
		if (ret)
			return ERR_PTR(ret);
	}
	vprime_sink_add(&vconnector->sink);
	return connector;
}
