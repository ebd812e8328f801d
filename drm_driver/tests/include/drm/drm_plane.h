/* SPDX-License-Identifier: MIT */
/* Stands in for the kernel's header. */
#ifndef TESTS_DRM_PLANE_H
#define TESTS_DRM_PLANE_H

enum drm_plane_type {
	DRM_PLANE_TYPE_OVERLAY,
	DRM_PLANE_TYPE_PRIMARY,
	DRM_PLANE_TYPE_CURSOR,
};

#endif
