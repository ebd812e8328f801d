/* SPDX-License-Identifier: MIT */
/* What a plane shows of an image, painted by the CPU. */
#ifndef COMMON_VIEW_H
#define COMMON_VIEW_H

#include "libvprime.h"

struct image;

#define ONE 65536.0

/**
 * struct view - how an image is shown on a plane
 * @src: the part of it, in 65536ths of a pixel
 * @dst: where
 * @rotation: DRM_MODE_ROTATE_* | DRM_MODE_REFLECT_*, or 0 for none
 * @alpha: of the plane
 * @blend: "pixel blend mode", or NULL for the default
 * @filter: "SCALING_FILTER", or NULL for the default
 */
struct view {
	struct {
		uint32_t x, y, w, h;
	} src;
	struct vprime_rect dst;
	uint32_t rotation;
	uint16_t alpha;
	const char *blend;
	const char *filter;
};

/** view_at - all of an image, at a place */
struct view view_at(const struct image *image, int x, int y);

/** view_paint - put what a plane shows over a picture of pixels without alpha */
void view_paint(const struct image *below, const struct image *above, const struct view *view);

/** view_describe - say in the log what it is */
void view_describe(const struct view *view);

#endif
