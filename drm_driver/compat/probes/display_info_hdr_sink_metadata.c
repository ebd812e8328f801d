// SPDX-License-Identifier: GPL-2.0-only
/* HDR metadata of a monitor is where the rest of what its EDID says is. */
#include <drm/drm_connector.h>

const struct hdr_sink_metadata *probe(const struct drm_connector *connector);
const struct hdr_sink_metadata *probe(const struct drm_connector *connector)
{
	return &connector->display_info.hdr_sink_metadata;
}
