// SPDX-License-Identifier: MIT
/*
 * pixman, memcpy of one frame, and the least that anybody has to do who looks at all
 * pixels: reading what is shown, and writing a frame where there is writeback.
 */

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

typedef uint64_t pair __attribute__((vector_size(16)));

/* In bytes, into the second cache; from 4 to 64 KiB it is about the same. */
#define AHEAD 8192
#define LINE 64

/* So that reading has a use. */
volatile uint64_t bench_result;

static void store_past(pair *p, pair v)
{
#ifdef __SSE2__
	__builtin_ia32_movntdq((long long __attribute__((vector_size(16))) *)p,
			       (long long __attribute__((vector_size(16))))v);
#else
	*p = v;
#endif
}

/* A cache line at a time, of all layers in turn. */
static void run_read(void *prepared)
{
	const struct bench_scene *scene = prepared;
	pair sum[LINE / sizeof(pair)] = { 0 };
	uint32_t i;
	size_t at, j, longest = 0;

	for (i = 0; i < scene->n_layers; i++) {
		if (scene->layers[i].bytes > longest)
			longest = scene->layers[i].bytes;
	}
	for (at = 0; at + LINE <= longest; at += LINE) {
		for (i = 0; i < scene->n_layers; i++) {
			const pair *p = (const pair *)(scene->layers[i].plane[0] + at);

			if (at + LINE > scene->layers[i].bytes)
				continue;
			__builtin_prefetch((const char *)p + AHEAD, 0, 2);
			for (j = 0; j < LINE / sizeof(pair); j++)
				sum[j] += p[j];
		}
		for (j = 0; scene->writeback && j < LINE / sizeof(pair); j++)
			store_past((pair *)(scene->target + at) + j, sum[j]);
	}
	for (j = 1; j < LINE / sizeof(pair); j++)
		sum[0] += sum[j];
	bench_result = sum[0][0] + sum[0][1];
	__sync_synchronize();
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
		.name = "least", .threads = 1, .prepare = prepare_whole,
		.run = run_read, .finish = finish_whole,
	};
	return 3;
}
