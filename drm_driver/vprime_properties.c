// SPDX-License-Identifier: GPL-2.0-only
/* The properties that connectors have. */

#include <linux/slab.h>

#include <drm/drm_connector.h>
#include <drm/drm_mode_object.h>
#include <drm/drm_property.h>

#include "vprime_connector.h"
#include "vprime_drv.h"
#include "vprime_properties.h"

/* What cables of a type carry, and screens at their ends have. */
#define ANALOG BIT(0)
#define HDMI BIT(1)
#define DP BIT(2)
#define PANEL BIT(3)
#define TV BIT(4)

#define SCALING_MODES (BIT(DRM_MODE_SCALE_NONE) | BIT(DRM_MODE_SCALE_FULLSCREEN) | \
		       BIT(DRM_MODE_SCALE_CENTER) | BIT(DRM_MODE_SCALE_ASPECT))

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

/* -----------------------------------------------------------------------------
 * Creation
 */

static int create_shared(struct vprime_properties *properties, struct drm_connector *sample)
{
	struct drm_device *dev = sample->dev;
	int ret;

	properties->max_bpc = drm_property_create_range(dev, 0, "max bpc", VPRIME_BPC_MIN,
							VPRIME_BPC_MAX);
	if (!properties->max_bpc)
		return -ENOMEM;

	ret = drm_connector_attach_vrr_capable_property(sample);
	if (ret)
		return ret;
	properties->vrr_capable = sample->vrr_capable_property;

	ret = drm_connector_attach_scaling_mode_property(sample, SCALING_MODES);
	if (ret)
		return ret;
	properties->scaling_mode = sample->scaling_mode_property;

	ret = drm_mode_create_hdmi_colorspace_property(sample, 0);
	if (ret)
		return ret;
	properties->hdmi_colorspace = sample->colorspace_property;

	sample->colorspace_property = NULL;
	ret = drm_mode_create_dp_colorspace_property(sample, 0);
	properties->dp_colorspace = sample->colorspace_property;
	return ret;
}

int vprime_properties_create(struct vprime_device *vdev)
{
	struct drm_device *dev = &vdev->drm;
	struct drm_connector *sample;
	int ret;

	ret = drm_mode_create_content_type_property(dev);
	if (ret)
		return ret;
	ret = drm_mode_create_tv_margin_properties(dev);
	if (ret)
		return ret;
	ret = drm_mode_create_suggested_offset_properties(dev);
	if (ret)
		return ret;

	/* only there for the core to make the properties of */
	sample = kzalloc(sizeof(*sample), GFP_KERNEL);
	if (!sample)
		return -ENOMEM;
	sample->dev = dev;
	sample->base.properties = &sample->properties;
	ret = create_shared(&vdev->properties, sample);
	kfree(sample);
	return ret;
}

/* -----------------------------------------------------------------------------
 * Those of a connector
 */

static int attach_colour(struct drm_connector *connector, unsigned int traits,
			 const struct vprime_properties *properties)
{
	int ret;

	connector->max_bpc_property = properties->max_bpc;
	ret = drm_connector_attach_max_bpc_property(connector, VPRIME_BPC_MIN, VPRIME_BPC_MAX);
	if (ret || traits & ANALOG)
		return ret;

	drm_connector_attach_hdr_output_metadata_property(connector);
	connector->colorspace_property = traits & DP ? properties->dp_colorspace :
						       properties->hdmi_colorspace;
	return drm_connector_attach_colorspace_property(connector);
}

static void attach_picture(struct drm_connector *connector, unsigned int traits,
			   const struct vprime_properties *properties)
{
	if (traits & HDMI)
		drm_connector_attach_content_type_property(connector);
	if (traits & TV)
		drm_connector_attach_tv_margin_properties(connector);
	if (traits & PANEL) {
		connector->scaling_mode_property = properties->scaling_mode;
		drm_object_attach_property(&connector->base, properties->scaling_mode,
					   DRM_MODE_SCALE_NONE);
	}
	if (!(traits & ANALOG)) {
		connector->vrr_capable_property = properties->vrr_capable;
		drm_object_attach_property(&connector->base, properties->vrr_capable, false);
	}
}

static int attach_place(struct vprime_connector *vconnector)
{
	const struct vprime_connector_config *config = &vconnector->monitor;
	struct drm_connector *connector = &vconnector->base;
	struct drm_mode_config *mode_config = &connector->dev->mode_config;

	if (config->has_position) {
		drm_object_attach_property(&connector->base, mode_config->suggested_x_property,
					   config->x);
		drm_object_attach_property(&connector->base, mode_config->suggested_y_property,
					   config->y);
		vconnector->positioned = true;
	}
	if (!config->path[0])
		return 0;
	drm_object_attach_property(&connector->base, mode_config->path_property, 0);
	return drm_connector_set_path_property(connector, config->path);
}

int vprime_properties_attach(struct vprime_connector *vconnector)
{
	struct drm_connector *connector = &vconnector->base;
	const struct vprime_properties *properties = &to_vprime_device(connector->dev)->properties;
	unsigned int traits_of = traits(connector->connector_type);
	int ret;

	/* connectors of this type do not have it by themselves */
	if (connector->connector_type == DRM_MODE_CONNECTOR_VIRTUAL)
		drm_connector_attach_edid_property(connector);

	ret = attach_colour(connector, traits_of, properties);
	if (ret)
		return ret;
	attach_picture(connector, traits_of, properties);
	return attach_place(vconnector);
}
