// SPDX-License-Identifier: MIT
/* pixman, memcpy of one frame, and just reading what is shown, as contenders. */

#include <stdlib.h>
#include <string.h>

#include <pixman.h>

#include <drm_fourcc.h>

#include "bench.h"

struct composed {
	const struct bench_scene *scene;
	pixman_image_t *target;
	pixman_image_t *images[BENCH_LAYERS];
};

static pixman_format_code_t format_of(uint32_t fourcc)
{
	switch (fourcc) {
	case DRM_FORMAT_XRGB8888:
		return PIXMAN_x8r8g8b8;
	case DRM_FORMAT_ARGB8888:
		return PIXMAN_a8r8g8b8;
	case DRM_FORMAT_RGB565:
		return PIXMAN_r5g6b5;
	case DRM_FORMAT_NV12:
		/* of the same size and subsampling; it has no NV12 */
		return PIXMAN_yv12;
	default:
		return 0;
	}
}

static void set_transform(pixman_image_t *image, const struct bench_layer *l)
{
	pixman_transform_t t;

	if (l->rotate90) {
		/* column dst_h - 1 - y, row x */
		pixman_transform_init_rotate(&t, 0, pixman_fixed_1);
		pixman_transform_translate(&t, NULL, pixman_int_to_fixed(l->dst_h), 0);
		pixman_image_set_transform(image, &t);
	} else if (l->bilinear) {
		pixman_transform_init_scale(&t, pixman_double_to_fixed((double)l->width / l->dst_w),
					    pixman_double_to_fixed((double)l->height / l->dst_h));
		pixman_image_set_transform(image, &t);
		pixman_image_set_filter(image, PIXMAN_FILTER_BILINEAR, NULL, 0);
		pixman_image_set_repeat(image, PIXMAN_REPEAT_PAD);
	}
}

static void finish_pixman(void *prepared)
{
	struct composed *p = prepared;
	uint32_t i;

	for (i = 0; i < BENCH_LAYERS; i++) {
		if (p->images[i])
			pixman_image_unref(p->images[i]);
	}
	if (p->target)
		pixman_image_unref(p->target);
	free(p);
}

static void *prepare_pixman(const struct contender *self, const struct bench_scene *scene)
{
	struct composed *p;
	uint8_t *target = scene->target ? scene->target : scene->spare[0];
	uint32_t i;

	if (scene->rows != scene->height || scene->gamma || scene->ctm)
		return NULL;
	p = calloc(1, sizeof(*p));
	p->scene = scene;
	p->target = pixman_image_create_bits(PIXMAN_x8r8g8b8, scene->width, scene->height,
					     (uint32_t *)target, scene->width * 4);
	for (i = 0; i < scene->n_layers; i++) {
		const struct bench_layer *l = &scene->layers[i];
		pixman_format_code_t format = format_of(l->fourcc);

		if (!format) {
			finish_pixman(p);
			return NULL;
		}
		p->images[i] = pixman_image_create_bits(format, l->width, l->height,
							(uint32_t *)l->plane[0], l->pitch[0]);
		set_transform(p->images[i], l);
	}
	return p;
}

static void run_pixman(void *prepared)
{
	struct composed *p = prepared;
	uint32_t i;

	for (i = 0; i < p->scene->n_layers; i++) {
		const struct bench_layer *l = &p->scene->layers[i];
		pixman_op_t op = l->fourcc == DRM_FORMAT_ARGB8888 ? PIXMAN_OP_OVER : PIXMAN_OP_SRC;

		pixman_image_composite32(op, p->images[i], NULL, p->target, 0, 0, 0, 0,
					 l->dst_x, l->dst_y, l->dst_w, l->dst_h);
	}
}

static void *prepare_whole(const struct contender *self, const struct bench_scene *scene)
{
	return scene->rows == scene->height ? (void *)scene : NULL;
}

static void run_memcpy(void *prepared)
{
	const struct bench_scene *scene = prepared;

	memcpy(scene->spare[0], scene->spare[1], scene->frame_bytes);
}

static void finish_whole(void *prepared)
{
}

/* In 8 bytes; 2 to 6 KiB are about the same. */
#define AHEAD 512

/* So that reading has a use. */
volatile uint64_t bench_result;

/* The least that anybody has to do who looks at all pixels. */
static void run_read(void *prepared)
{
	const struct bench_scene *scene = prepared;
	uint64_t sum[8] = { 0 };
	uint32_t i;
	size_t k, j;

	for (i = 0; i < scene->n_layers; i++) {
		const uint64_t *p = (const uint64_t *)scene->layers[i].plane[0];

		/* a cache line at a time, asked for a page or so ahead */
		for (k = 0; k + 8 <= scene->layers[i].bytes / 8; k += 8) {
			__builtin_prefetch(p + k + AHEAD);
			for (j = 0; j < 8; j++)
				sum[j] += p[k + j];
		}
	}
	for (j = 1; j < 8; j++)
		sum[0] += sum[j];
	bench_result = sum[0];
}

int others_contenders(struct contender *out, int max)
{
	if (max < 3)
		return 0;
	out[0] = (struct contender) {
		.name = "pixman", .threads = 1, .prepare = prepare_pixman,
		.run = run_pixman, .finish = finish_pixman,
	};
	out[1] = (struct contender) {
		.name = "memcpy", .threads = 1, .prepare = prepare_whole,
		.run = run_memcpy, .finish = finish_whole,
	};
	out[2] = (struct contender) {
		.name = "read", .threads = 1, .prepare = prepare_whole,
		.run = run_read, .finish = finish_whole,
	};
	return 3;
}
