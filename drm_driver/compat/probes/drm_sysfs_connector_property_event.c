// SPDX-License-Identifier: GPL-2.0-only
/* The event of a property is named after it. */
#include <drm/drm_sysfs.h>

void probe(struct drm_connector *connector, struct drm_property *property);
void probe(struct drm_connector *connector, struct drm_property *property)
{
	drm_sysfs_connector_property_event(connector, property);
}
