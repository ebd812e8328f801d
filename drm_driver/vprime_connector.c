// SPDX-License-Identifier: GPL-2.0-only
/* Connectors: their properties, and how monitors come and go. */

#include <linux/minmax.h>
#include <linux/slab.h>

#include <drm/drm_atomic.h>
#include <drm/drm_atomic_helper.h>
#include <drm/drm_client_event.h>
#include <drm/drm_drv.h>
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_print.h>
#include <drm/drm_probe_helper.h>
#include <drm/drm_property.h>
#include <drm/drm_sysfs.h>

#include "vprime_connector.h"
#include "vprime_drv.h"
#include "vprime_sinks.h"

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

static void probe(struct drm_connector *connector)
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

int vprime_connector_change(struct drm_connector *connector,
			    const struct vprime_connector_config *config, unsigned int what)
{
	struct vprime_connector *vconnector = to_vprime_connector(connector);
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

/* A modeset may have repaired it. */
static bool link_bad(struct drm_connector *connector)
{
	struct drm_modeset_lock *lock = &connector->dev->mode_config.connection_mutex;
	bool bad;

	drm_modeset_lock(lock, NULL);
	bad = connector->state->link_status == DRM_MODE_LINK_STATUS_BAD;
	drm_modeset_unlock(lock);
	return bad;
}

static bool same_edid(const struct vprime_connector_config *a,
		      const struct vprime_connector_config *b)
{
	return a->edid_size == b->edid_size && !memcmp(a->edid, b->edid, a->edid_size);
}

int vprime_connector_learn(struct drm_connector *connector, struct vprime_connector_config *config)
{
	struct vprime_connector *vconnector = to_vprime_connector(connector);
	const struct vprime_connector_config *monitor = &vconnector->monitor;
	bool bad = link_bad(connector);
	int ret = 0;

	mutex_lock(&vconnector->lock);
	if (!same_edid(config, monitor))
		ret = vprime_connector_config_set_edid(config, monitor->edid, monitor->edid_size);
	if (!ret) {
		config->no_edid = monitor->no_edid;
		config->status = monitor->status;
		config->link_bad = bad;
	}
	mutex_unlock(&vconnector->lock);
	return ret;
}

/* -----------------------------------------------------------------------------
 * Coming and going
 */

static void free_connector(struct vprime_connector *vconnector)
{
	vprime_connector_config_fini(&vconnector->monitor);
	mutex_destroy(&vconnector->lock);
	kfree(vconnector);
}

static void vprime_connector_destroy(struct drm_connector *connector)
{
	/* the core has them freed with the card only */
	drm_property_blob_put(connector->edid_blob_ptr);
	drm_property_blob_put(connector->path_blob_ptr);
	drm_property_blob_put(connector->tile_blob_ptr);
	drm_connector_cleanup(connector);
	free_connector(to_vprime_connector(connector));
}

static const struct drm_connector_helper_funcs vprime_connector_helper_funcs = {
	.get_modes = vprime_connector_get_modes,
	.atomic_best_encoder = vprime_connector_atomic_best_encoder,
	.atomic_check = vprime_connector_atomic_check,
};

static const struct drm_connector_funcs vprime_connector_funcs = {
	.destroy = vprime_connector_destroy,
	.detect = vprime_connector_detect,
	.fill_modes = drm_helper_probe_single_connector_modes,
	.reset = vprime_connector_reset,
	.atomic_duplicate_state = drm_atomic_helper_connector_duplicate_state,
	.atomic_destroy_state = drm_atomic_helper_connector_destroy_state,
};

/* Everything that a connector has; its monitor is described already. */
static int init_connector(struct vprime_connector *vconnector, struct vprime_device *vdev)
{
	const struct vprime_connector_config *config = &vconnector->monitor;
	struct drm_connector *connector = &vconnector->base;
	unsigned long mask = config->possible_encoders;
	unsigned int i;
	int ret;

	drm_connector_helper_add(connector, &vprime_connector_helper_funcs);
	vprime_sink_init(&vconnector->sink, connector, config->monitor);
	vconnector->sink.unplugged = config->no_edid &&
				     config->status == connector_status_disconnected;
	connector->polled = DRM_CONNECTOR_POLL_HPD;
	connector->stereo_allowed = config->type == DRM_MODE_CONNECTOR_HDMIA;
	/* so that the first probe is no change */
	connector->status = config->status;
	/* what the core caps the requested depth with */
	connector->display_info.bpc = VPRIME_BPC_MAX;
	/* a state for the values of properties, which they are then to have at first */
	vprime_connector_reset(connector);
	if (!connector->state)
		return -ENOMEM;
	ret = vprime_properties_attach(vconnector);
	if (ret)
		return ret;
	vprime_connector_reset(connector);
	if (!connector->state)
		return -ENOMEM;

	for_each_set_bit(i, &mask, VPRIME_OBJECTS_MAX) {
		ret = drm_connector_attach_encoder(connector, vdev->encoders[i]);
		if (ret)
			return ret;
	}
	return 0;
}

static struct vprime_connector *alloc_connector(const struct vprime_connector_config *config)
{
	struct vprime_connector *vconnector = kzalloc(sizeof(*vconnector), GFP_KERNEL);

	if (!vconnector)
		return NULL;
	if (vprime_connector_config_copy(&vconnector->monitor, config)) {
		kfree(vconnector);
		return NULL;
	}
	mutex_init(&vconnector->lock);
	return vconnector;
}

/*
 * On a card that is registered others may come upon the connector before it is
 * whole: older kernels have it in their list from the beginning. All of them hold
 * one of these locks when they look at more than its name.
 */
static int init_alone(struct vprime_connector *vconnector, struct vprime_device *vdev)
{
	struct drm_mode_config *mode_config = &vdev->drm.mode_config;
	struct drm_connector *connector = &vconnector->base;
	int ret, ret_init;

	mutex_lock(&mode_config->mutex);
	drm_modeset_lock(&mode_config->connection_mutex, NULL);
	ret_init = drm_connector_dynamic_init(&vdev->drm, connector, &vprime_connector_funcs,
					      vconnector->monitor.type, NULL);
	ret = ret_init ? ret_init : init_connector(vconnector, vdev);
	drm_modeset_unlock(&mode_config->connection_mutex);
	mutex_unlock(&mode_config->mutex);

	if (ret_init)
		free_connector(vconnector);
	else if (ret)
		drm_connector_put(connector);
	return ret;
}

static struct drm_connector *create(struct vprime_device *vdev,
				    const struct vprime_connector_config *config)
{
	struct vprime_connector *vconnector = alloc_connector(config);
	int ret;

	if (!vconnector)
		return ERR_PTR(-ENOMEM);
	ret = init_alone(vconnector, vdev);
	return ret ? ERR_PTR(ret) : &vconnector->base;
}

int vprime_connector_add(struct vprime_device *vdev, unsigned int index)
{
	struct drm_connector *connector = create(vdev, &vdev->config->connectors[index]);
	int ret;

	if (IS_ERR(connector))
		return PTR_ERR(connector);
	probe(connector);
	/* with the card, if that is not registered yet */
	ret = drm_connector_dynamic_register(connector);
	if (ret) {
		drm_connector_put(connector);
		return ret;
	}
	vdev->connectors[index] = connector;
	vprime_sink_add(vprime_connector_sink(connector));
	/* the core has told all others */
	drm_client_dev_hotplug(&vdev->drm);
	return 0;
}

/* For those who find it as long as it lasts. */
static void unplug_for_ever(struct drm_connector *connector)
{
	struct vprime_connector *vconnector = to_vprime_connector(connector);
	struct mutex *lock = &connector->dev->mode_config.mutex;

	mutex_lock(&vconnector->lock);
	vconnector->monitor.status = connector_status_disconnected;
	mutex_unlock(&vconnector->lock);

	mutex_lock(lock);
	connector->force = DRM_FORCE_UNSPECIFIED;
	/* so that the probe finds no change, and sends no event */
	connector->status = connector_status_disconnected;
	mutex_unlock(lock);
	probe(connector);
}

void vprime_connector_remove(struct vprime_device *vdev, unsigned int index)
{
	struct drm_connector *connector = vdev->connectors[index];
	unsigned int after = vdev->config->n_connectors - index - 1;

	memmove(&vdev->connectors[index], &vdev->connectors[index + 1],
		after * sizeof(vdev->connectors[0]));
	drm_connector_unregister(connector);
	vprime_sink_remove(vprime_connector_sink(connector));
	unplug_for_ever(connector);
	drm_kms_helper_hotplug_event(&vdev->drm);
	drm_connector_put(connector);
}
