// SPDX-License-Identifier: MIT
/* The same scene composed by pixman. */

#include <pixman.h>

#include <drm_mode.h>

#include "oracle.h"
#include "suite.h"

static const struct { u32 fourcc; pixman_format_code_t pixman; } formats[] = {
	{ DRM_FORMAT_XRGB8888, PIXMAN_x8r8g8b8 }, { DRM_FORMAT_XBGR8888, PIXMAN_x8b8g8r8 },
	{ DRM_FORMAT_RGBX8888, PIXMAN_r8g8b8x8 }, { DRM_FORMAT_BGRX8888, PIXMAN_b8g8r8x8 },
	{ DRM_FORMAT_ARGB8888, PIXMAN_a8r8g8b8 }, { DRM_FORMAT_ABGR8888, PIXMAN_a8b8g8r8 },
	{ DRM_FORMAT_RGBA8888, PIXMAN_r8g8b8a8 }, { DRM_FORMAT_BGRA8888, PIXMAN_b8g8r8a8 },
	{ DRM_FORMAT_RGB888, PIXMAN_r8g8b8 }, { DRM_FORMAT_BGR888, PIXMAN_b8g8r8 },
	{ DRM_FORMAT_RGB565, PIXMAN_r5g6b5 }, { DRM_FORMAT_BGR565, PIXMAN_b5g6r5 },
	{ DRM_FORMAT_XRGB1555, PIXMAN_x1r5g5b5 }, { DRM_FORMAT_XBGR1555, PIXMAN_x1b5g5r5 },
	{ DRM_FORMAT_ARGB1555, PIXMAN_a1r5g5b5 }, { DRM_FORMAT_ABGR1555, PIXMAN_a1b5g5r5 },
	{ DRM_FORMAT_XRGB4444, PIXMAN_x4r4g4b4 }, { DRM_FORMAT_XBGR4444, PIXMAN_x4b4g4r4 },
	{ DRM_FORMAT_ARGB4444, PIXMAN_a4r4g4b4 }, { DRM_FORMAT_ABGR4444, PIXMAN_a4b4g4r4 },
	{ DRM_FORMAT_XRGB2101010, PIXMAN_x2r10g10b10 },
	{ DRM_FORMAT_XBGR2101010, PIXMAN_x2b10g10r10 },
	{ DRM_FORMAT_ARGB2101010, PIXMAN_a2r10g10b10 },
	{ DRM_FORMAT_ABGR2101010, PIXMAN_a2b10g10r10 },
};

static pixman_format_code_t find(u32 fourcc)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		if (formats[i].fourcc == fourcc)
			return formats[i].pixman;
	}
	return 0;
}

bool oracle_has(u32 fourcc)
{
	return find(fourcc) != 0;
}

/* A copy of @p: pixman wants rows that start at multiples of 4 bytes. */
static pixman_image_t *image_of(const struct picture *p)
{
	pixman_image_t *image = pixman_image_create_bits(find(p->layout->fourcc), p->width,
							 p->height, NULL, 0);
	u8 *bits = (u8 *)pixman_image_get_data(image);
	u32 y;

	for (y = 0; y < p->height; y++)
		memcpy(bits + (size_t)y * pixman_image_get_stride(image),
		       p->plane[0].first + (size_t)y * p->pixels.pitch[0], p->plane[0].row_bytes);
	return image;
}

/* From a pixel of the layer to the place in its picture. */
static void set_transform(pixman_image_t *image, const struct vprime_layer *l)
{
	double width = l->src_w / 65536.0, height = l->src_h / 65536.0;
	struct pixman_f_transform t;
	pixman_transform_t fixed;

	pixman_f_transform_init_scale(&t, 1.0 / l->dst_w, 1.0 / l->dst_h);
	if (l->rotation & DRM_MODE_ROTATE_90) {
		pixman_f_transform_rotate(&t, NULL, 0, 1);
		pixman_f_transform_translate(&t, NULL, 1, 0);
	} else if (l->rotation & DRM_MODE_ROTATE_180) {
		pixman_f_transform_rotate(&t, NULL, -1, 0);
		pixman_f_transform_translate(&t, NULL, 1, 1);
	} else if (l->rotation & DRM_MODE_ROTATE_270) {
		pixman_f_transform_rotate(&t, NULL, 0, -1);
		pixman_f_transform_translate(&t, NULL, 0, 1);
	}
	if (l->rotation & DRM_MODE_REFLECT_X) {
		pixman_f_transform_scale(&t, NULL, -1, 1);
		pixman_f_transform_translate(&t, NULL, 1, 0);
	}
	if (l->rotation & DRM_MODE_REFLECT_Y) {
		pixman_f_transform_scale(&t, NULL, 1, -1);
		pixman_f_transform_translate(&t, NULL, 0, 1);
	}
	pixman_f_transform_scale(&t, NULL, width, height);
	pixman_f_transform_translate(&t, NULL, l->src_x / 65536.0, l->src_y / 65536.0);
	assert_true(pixman_transform_from_pixman_f_transform(&fixed, &t));
	pixman_image_set_transform(image, &fixed);
	pixman_image_set_filter(image, l->filter == VPRIME_FILTER_NEAREST ?
				PIXMAN_FILTER_NEAREST : PIXMAN_FILTER_BILINEAR, NULL, 0);
	pixman_image_set_repeat(image, PIXMAN_REPEAT_PAD);
}

static void *compose(const struct vprime_scene *scene, const struct picture *pictures,
		     pixman_format_code_t format, int cpp)
{
	pixman_color_t colour = {
		.red = scene->background >> 32,
		.green = scene->background >> 16,
		.blue = scene->background,
		.alpha = 0xffff,
	};
	size_t pitch = (size_t)scene->width * cpp;
	void *bits = calloc(scene->height, pitch);
	pixman_image_t *below = pixman_image_create_bits(format, scene->width, scene->height,
							 bits, pitch);
	pixman_image_t *background = pixman_image_create_solid_fill(&colour);
	u32 i;

	pixman_image_composite32(PIXMAN_OP_SRC, background, NULL, below, 0, 0, 0, 0, 0, 0,
				 scene->width, scene->height);
	for (i = 0; i < scene->n_layers; i++) {
		const struct vprime_layer *l = &scene->layers[i];
		pixman_color_t alpha = { .alpha = l->alpha };
		pixman_image_t *image = image_of(&pictures[i]), *mask = NULL;

		if (l->alpha != 0xffff)
			mask = pixman_image_create_solid_fill(&alpha);
		set_transform(image, l);
		pixman_image_composite32(PIXMAN_OP_OVER, image, mask, below, 0, 0, 0, 0,
					 l->dst_x, l->dst_y, l->dst_w, l->dst_h);
		if (mask)
			pixman_image_unref(mask);
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
