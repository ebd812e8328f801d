// SPDX-License-Identifier: GPL-2.0-only
/* Drivers choose which colorspaces the property has. */
#include <drm/drm_connector.h>

int probe(struct drm_connector *connector);
int probe(struct drm_connector *connector)
{
	return drm_mode_create_hdmi_colorspace_property(connector, 0);
}
