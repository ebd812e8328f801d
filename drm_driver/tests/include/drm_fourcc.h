/* SPDX-License-Identifier: MIT */
/* libdrm's, and what older ones lack. */
#ifndef TESTS_DRM_FOURCC_H
#define TESTS_DRM_FOURCC_H

#include_next <drm_fourcc.h>

#ifndef DRM_FORMAT_R1
#define DRM_FORMAT_R1 fourcc_code('R', '1', ' ', ' ')
#define DRM_FORMAT_R2 fourcc_code('R', '2', ' ', ' ')
#define DRM_FORMAT_R4 fourcc_code('R', '4', ' ', ' ')
#endif

#endif
