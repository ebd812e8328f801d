// SPDX-License-Identifier: MIT
/* The same scene composed by pixman. */

#include <pixman.h>

#include "oracle.h"
#include "suite.h"

static pixman_format_code_t pixman_format(u32 fourcc)
{
	switch (fourcc) {
	case DRM_FORMAT_ARGB8888:
		return PIXMAN_a8r8g8b8;
	case DRM_FORMAT_XRGB8888:
		return PIXMAN_x8r8g8b8;
	case DRM_FORMAT_XRGB2101010:
		return PIXMAN_x2r10g10b10;
	}
	fail_msg("pixman format for %#x unknown", fourcc);
	return 0;
}

/* A copy of @p: pixman wants rows that start at multiples of 4 bytes. */
static pixman_image_t *image_of(const struct picture *p)
{
	pixman_image_t *image = pixman_image_create_bits(pixman_format(p->pixels.format->fourcc),
							 p->width, p->height, NULL, 0);
	u32 *bits = pixman_image_get_data(image);
	u32 x, y;

	for (y = 0; y < p->height; y++) {
		for (x = 0; x < p->width; x++)
			bits[y * pixman_image_get_stride(image) / 4 + x] = picture_get(p, x, y);
	}
	return image;
}

static void *compose(const struct vprime_scene *scene, const struct picture *pictures,
		     pixman_format_code_t format, int cpp)
{
	static const pixman_color_t black = { .alpha = 0xffff };
	size_t pitch = (size_t)scene->width * cpp;
	void *bits = calloc(scene->height, pitch);
	pixman_image_t *below = pixman_image_create_bits(format, scene->width, scene->height,
							 bits, pitch);
	pixman_image_t *background = pixman_image_create_solid_fill(&black);
	u32 i;

	pixman_image_composite32(PIXMAN_OP_SRC, background, NULL, below, 0, 0, 0, 0, 0, 0,
				 scene->width, scene->height);
	for (i = 0; i < scene->n_layers; i++) {
		const struct vprime_layer *l = &scene->layers[i];
		pixman_image_t *image = image_of(&pictures[i]);

		pixman_image_composite32(PIXMAN_OP_OVER, image, NULL, below, l->src_x >> 16,
					 l->src_y >> 16, 0, 0, l->dst_x, l->dst_y, l->dst_w,
					 l->dst_h);
		pixman_image_unref(image);
	}
	pixman_image_unref(background);
	pixman_image_unref(below);
	return bits;
}

u32 *oracle_compose8(const struct vprime_scene *scene, const struct picture *pictures)
{
	return compose(scene, pictures, PIXMAN_a8r8g8b8, 4);
}

float *oracle_compose_float(const struct vprime_scene *scene, const struct picture *pictures)
{
	return compose(scene, pictures, PIXMAN_rgba_float, 16);
}

void oracle_over8(u32 *dst, const u32 *src, u32 n)
{
	pixman_image_t *above, *below;

	above = pixman_image_create_bits(PIXMAN_a8r8g8b8, n, 1, (u32 *)src, n * 4);
	below = pixman_image_create_bits(PIXMAN_a8r8g8b8, n, 1, dst, n * 4);
	pixman_image_composite32(PIXMAN_OP_OVER, above, NULL, below, 0, 0, 0, 0, 0, 0, n, 1);
	pixman_image_unref(above);
	pixman_image_unref(below);
}
