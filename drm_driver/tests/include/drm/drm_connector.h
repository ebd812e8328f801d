/* SPDX-License-Identifier: MIT */
#ifndef TESTS_DRM_CONNECTOR_H
#define TESTS_DRM_CONNECTOR_H

enum drm_connector_status {
	connector_status_connected = 1,
	connector_status_disconnected = 2,
	connector_status_unknown = 3,
};

#endif
