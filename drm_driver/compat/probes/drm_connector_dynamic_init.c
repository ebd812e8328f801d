// SPDX-License-Identifier: GPL-2.0-only
/* Connectors that come later have functions of their own. */
#include <drm/drm_connector.h>

int probe(struct drm_device *dev, struct drm_connector *connector,
	  const struct drm_connector_funcs *funcs);
int probe(struct drm_device *dev, struct drm_connector *connector,
	  const struct drm_connector_funcs *funcs)
{
	int ret = drm_connector_dynamic_init(dev, connector, funcs, 0, NULL);

	return ret ? ret : drm_connector_dynamic_register(connector);
}
