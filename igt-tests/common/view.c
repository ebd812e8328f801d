// SPDX-License-Identifier: MIT
/* What a plane shows of an image, painted by the CPU. */

#include <math.h>
#include <string.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "show.h"
#include "view.h"

struct view view_at(const struct image *image, int x, int y)
{
	return (struct view){
		.src = { 0, 0, image->buffer->width << 16, image->buffer->height << 16 },
		.dst = { x, y, image->buffer->width, image->buffer->height },
		.alpha = 0xffff,
	};
}

static uint32_t *pixel(const struct image *image, int x, int y)
{
	return (uint32_t *)((char *)image->buffer->map + (size_t)y * image->buffer->stride) + x;
}

/* The place in the source that a place in the destination shows, both from 0 to 1. */
static void unrotate(uint32_t rotation, double *x, double *y)
{
	double u = *x, v = *y;

	switch (rotation & (DRM_MODE_ROTATE_90 | DRM_MODE_ROTATE_180 | DRM_MODE_ROTATE_270)) {
	case DRM_MODE_ROTATE_90:
		u = 1 - *y;
		v = *x;
		break;
	case DRM_MODE_ROTATE_180:
		u = 1 - *x;
		v = 1 - *y;
		break;
	case DRM_MODE_ROTATE_270:
		u = *y;
		v = 1 - *x;
		break;
	}
	*x = rotation & DRM_MODE_REFLECT_X ? 1 - u : u;
	*y = rotation & DRM_MODE_REFLECT_Y ? 1 - v : v;
}

/* Channels from 0 to 255 in the order blue, green, red, alpha. */
static void load(const struct image *image, int x, int y, double channels[4])
{
	int max_x = image->buffer->width - 1, max_y = image->buffer->height - 1;
	uint32_t value = *pixel(image, x < 0 ? 0 : x > max_x ? max_x : x,
				y < 0 ? 0 : y > max_y ? max_y : y);

	for (int i = 0; i < 4; i++)
		channels[i] = value >> 8 * i & 0xff;
	if (image->fb->format == DRM_FORMAT_XRGB8888)
		channels[3] = 255;
}

static void sample(const struct image *image, const struct view *view, double x, double y,
		   double channels[4])
{
	double taps[4][4], u, v;

	if (view->filter || (view->src.w == view->dst.width << 16 &&
			     view->src.h == view->dst.height << 16) || view->rotation) {
		load(image, floor(x), floor(y), channels);
		return;
	}
	x -= 0.5;
	y -= 0.5;
	u = x - floor(x);
	v = y - floor(y);
	for (int i = 0; i < 4; i++)
		load(image, (int)floor(x) + (i & 1), (int)floor(y) + (i >> 1), taps[i]);
	for (int i = 0; i < 4; i++)
		channels[i] = (taps[0][i] * (1 - u) + taps[1][i] * u) * (1 - v) +
			      (taps[2][i] * (1 - u) + taps[3][i] * u) * v;
}

static double blend(const struct view *view, double above, double alpha, double below)
{
	double plane = view->alpha / 65535.0, result;

	if (view->blend && !strcmp(view->blend, "None"))
		result = above * plane + below * (1 - plane);
	else if (view->blend && !strcmp(view->blend, "Coverage"))
		result = above * alpha / 255 * plane + below * (1 - alpha / 255 * plane);
	else
		result = above * plane + below * (1 - alpha / 255 * plane);
	return result > 255 ? 255 : result;
}

void view_paint(const struct image *below, const struct image *above, const struct view *view)
{
	for (int dy = 0; dy < (int)view->dst.height; dy++) {
		for (int dx = 0; dx < (int)view->dst.width; dx++) {
			int to_x = view->dst.x + dx, to_y = view->dst.y + dy;
			double x = (dx + 0.5) / view->dst.width, y = (dy + 0.5) / view->dst.height;
			double channels[4];
			uint32_t *to, result = 0xff000000;

			if (to_x < 0 || to_x >= (int)below->buffer->width || to_y < 0 ||
			    to_y >= (int)below->buffer->height)
				continue;
			unrotate(view->rotation, &x, &y);
			/* Far more exact than a 65536th of a pixel, so that floor() is. */
			x = floor(x * view->src.w * 16 + 0.5) / 16;
			y = floor(y * view->src.h * 16 + 0.5) / 16;
			sample(above, view, (view->src.x + x) / ONE, (view->src.y + y) / ONE,
			       channels);
			to = pixel(below, to_x, to_y);
			for (int i = 0; i < 3; i++) {
				double value = blend(view, channels[i], channels[3],
						     *to >> 8 * i & 0xff);

				result |= (uint32_t)floor(value + 0.5) << 8 * i;
			}
			*to = result;
		}
	}
}

void view_describe(const struct view *view)
{
	igt_info("%.3fx%.3f at %.3f,%.3f shown as %ux%u at %d,%d, rotation %#x, alpha %#x, %s, %s\n",
		 view->src.w / ONE, view->src.h / ONE, view->src.x / ONE, view->src.y / ONE,
		 view->dst.width, view->dst.height, view->dst.x, view->dst.y, view->rotation,
		 view->alpha, view->blend ?: "-", view->filter ?: "-");
}
