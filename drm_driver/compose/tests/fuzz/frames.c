// SPDX-License-Identifier: MIT
/*
 * A libFuzzer target for frame descriptions: any bytes are a scene.
 *
 * Every buffer is exactly as large as its format says, so that the address
 * sanitizer sees each access outside. The scene is composed as a whole with one
 * build of the row kernels, and in two parts, the lower first, with another: hashes
 * and pictures have to be the same.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <drm_mode.h>

#include "compose.h"
#include "kernels.h"
#include "pipeline.h"

#define MAX_LAYERS 4
#define MAX_STAGES 3
#define MAX_HEIGHT 24
#define MAX_PIXELS 4096
#define LUT_ENTRIES 4096
#define CUBE 5

/* No pointer of a program has this bit. */
#define IOMEM_BIT ((uintptr_t)1 << 62)

/* More entries than the driver's formats. */
#define MAX_FORMATS 128

void memcpy_fromio(void *dst, const void *src, size_t len)
{
	memcpy(dst, (void *)((uintptr_t)src & ~IOMEM_BIT), len);
}

void memcpy_toio(void *dst, const void *src, size_t len)
{
	memcpy((void *)((uintptr_t)dst & ~IOMEM_BIT), src, len);
}

/* The input, from which numbers are taken until there are no more, and then 0. */
struct input {
	const u8 *data;
	size_t size;
};

static u32 take(struct input *in, u32 bytes)
{
	u32 value = 0;

	while (bytes-- && in->size) {
		value = value << 8 | *in->data++;
		in->size--;
	}
	return value;
}

static u64 take64(struct input *in)
{
	u64 high = take(in, 4);

	return high << 32 | take(in, 4);
}

/* From @low to @high. */
static u32 take_range(struct input *in, u32 low, u32 high)
{
	u32 range = high - low + 1;

	return low + take(in, range > 65536 ? 4 : range > 256 ? 2 : 1) % range;
}

static const struct vprime_format *formats[MAX_FORMATS];
static u32 n_formats;
static struct vprime_curve curves[VPRIME_CURVES];
static struct vprime_lut_entry lut_entries[2][LUT_ENTRIES];
static struct vprime_lut32_entry lut32_entries[LUT_ENTRIES];
static void *scratch[2];

/* All fourccs of letters and digits that have a format. */
static void find_formats(void)
{
	static const char letters[] = " 0123456789ABCDFGHIKMNPQRSTUVXY";
	u32 a, b, c, d, n = sizeof(letters) - 1;

	for (a = 0; a < n * n; a++) {
		for (b = 0; b < n * n; b++) {
			const struct vprime_format *f;

			c = letters[a % n] | letters[a / n] << 8;
			d = letters[b % n] | letters[b / n] << 8;
			f = vprime_format_lookup(c | d << 16);
			if (f && n_formats < MAX_FORMATS)
				formats[n_formats++] = f;
		}
	}
}

static void set_up(void)
{
	u32 i;

	find_formats();
	for (i = 0; i < VPRIME_CURVES; i++)
		vprime_curve_init(&curves[i], i);
	for (i = 0; i < LUT_ENTRIES; i++) {
		lut_entries[0][i] = (struct vprime_lut_entry) { i * 16, 65535 - i * 16, i * 40503 };
		lut_entries[1][i] = (struct vprime_lut_entry) { i * 60000, i * 257, 65535 };
		lut32_entries[i] = (struct vprime_lut32_entry) { i << 20, i * 2654435761u, ~0u };
	}
	for (i = 0; i < 2; i++)
		scratch[i] = calloc(1, vprime_compose_scratch_size());
}

static u32 plane_rows(const struct vprime_format *f, u32 plane, u32 height)
{
	return (height + f->vsub[plane] - 1) / f->vsub[plane];
}

/* A picture in memory of its own. @seed is what it holds. */
static void make_pixels(struct vprime_pixels *p, const struct vprime_format *f, u32 width,
			u32 height, u32 padding, bool iomem, u32 seed, u8 **memory)
{
	size_t i;
	u32 k;

	*p = (struct vprime_pixels) { .format = f, .width = width, .height = height };
	for (k = 0; k < f->planes; k++) {
		u32 blocks = (width + f->block_width[k] - 1) / f->block_width[k];
		size_t bytes = blocks * f->block_bytes[k];

		p->pitch[k] = bytes + padding;
		bytes += (size_t)p->pitch[k] * (plane_rows(f, k, height) - 1);
		memory[k] = malloc(bytes);
		for (i = 0; i < bytes; i++) {
			seed = seed * 1664525 + 1013904223;
			memory[k][i] = seed >> 24;
		}
		p->map[k].vaddr = memory[k];
		if (iomem) {
			p->map[k].vaddr = (void *)((uintptr_t)memory[k] | IOMEM_BIT);
			p->map[k].is_iomem = true;
		}
	}
}

static void free_pixels(u8 **memory)
{
	u32 k;

	for (k = 0; k < VPRIME_COMPOSE_PLANES; k++) {
		free(memory[k]);
		memory[k] = NULL;
	}
}

static void make_pipeline(struct vprime_pipeline *pipeline, struct vprime_stage *stages,
			  s64 *ctm, struct input *in)
{
	u32 i, k;

	pipeline->n_stages = take_range(in, 0, MAX_STAGES);
	pipeline->stages = stages;
	for (i = 0; i < pipeline->n_stages; i++) {
		struct vprime_stage *stage = &stages[i];

		*stage = (struct vprime_stage) { .type = take_range(in, 0, VPRIME_STAGE_LUT3D) };
		stage->curve = &curves[take_range(in, 0, VPRIME_CURVES - 1)];
		stage->lut = lut32_entries;
		stage->size = stage->type == VPRIME_STAGE_LUT3D ? take_range(in, 2, CUBE) :
			      take_range(in, 2, LUT_ENTRIES);
		stage->multiplier = take64(in);
		stage->ctm = ctm + 12 * i;
		for (k = 0; stage->type == VPRIME_STAGE_CTM && k < 12; k++)
			ctm[12 * i + k] = take64(in);
	}
}

static void make_layer(struct vprime_layer *l, struct input *in, u8 **memory)
{
	const struct vprime_format *f = formats[take_range(in, 0, n_formats - 1)];
	u32 width = take_range(in, 1, take_range(in, 0, 7) ? 40 : 2100);
	u32 height = take_range(in, 1, MAX_PIXELS / width > 40 ? 40 : MAX_PIXELS / width);
	u32 flags = take(in, 1);

	memset(l, 0, sizeof(*l));
	make_pixels(&l->src, f, width, height, flags & 1 ? take_range(in, 0, 9) : 0, flags & 2,
		    take(in, 2), memory);
	l->src_w = width << 16;
	l->src_h = height << 16;
	if (flags & 4) {
		l->src_w = take_range(in, 1, width << 16);
		l->src_h = take_range(in, 1, height << 16);
		l->src_x = take_range(in, 0, (width << 16) - l->src_w);
		l->src_y = take_range(in, 0, (height << 16) - l->src_h);
	}
	if (flags & 8) {
		l->src_x &= ~0xffffu;
		l->src_y &= ~0xffffu;
	}
	l->rotation = flags & 16 ? 1 << take_range(in, 0, 3) | take_range(in, 0, 3) << 4 : 1;
	l->dst_w = l->rotation & (DRM_MODE_ROTATE_90 | DRM_MODE_ROTATE_270) ? height : width;
	l->dst_h = l->rotation & (DRM_MODE_ROTATE_90 | DRM_MODE_ROTATE_270) ? width : height;
	if (flags & 32) {
		l->dst_w = take_range(in, 1, flags & 64 ? 0x7fffffff : 100);
		l->dst_h = take_range(in, 1, flags & 64 ? 0x7fffffff : 100);
	}
	l->dst_x = (s32)take_range(in, 0, 127) - 64;
	l->dst_y = (s32)take_range(in, 0, 127) - 64;
	if (flags & 128) {
		/* anywhere, also where edges are beyond what 32 bits hold */
		l->dst_x = take(in, 4);
		l->dst_y = take(in, 4);
	}
	l->alpha = take_range(in, 0, 1) ? 0xffff : take(in, 2);
	l->blend = take_range(in, 0, 2);
	l->filter = take_range(in, 0, 1);
	l->encoding = take_range(in, 0, 2);
	l->full_range = take_range(in, 0, 1);
}

static void make_colours(struct vprime_scene *s, struct vprime_lut *luts, s64 *ctm,
			 struct input *in)
{
	static const u32 sizes[] = { 0, 1, 2, 17, 256, 1024 };
	u32 flags = take(in, 1), i;

	s->background = take64(in);
	s->bpc = (u8[]) { 0, 8, 10, 12, 16 }[take_range(in, 0, 4)];
	/* other tables than the last time's take long to prepare: they are rare */
	for (i = 0; i < 2; i++) {
		bool other = (flags & 15) == 15 && take_range(in, 0, 255) == 77;

		luts[i].entries = lut_entries[i];
		luts[i].size = other ? sizes[take_range(in, 0, 5)] : LUT_ENTRIES;
	}
	if (flags & 16)
		s->degamma = &luts[0];
	if (flags & 32)
		s->gamma = &luts[1];
	if (flags & 64) {
		for (i = 0; i < 9; i++)
			ctm[i] = take64(in);
		s->ctm = ctm;
	}
}

static const struct vprime_kernels *take_kernels(struct input *in)
{
	u32 n = 0;

	while (vprime_kernels_get(n))
		n++;
	return vprime_kernels_get(take_range(in, 0, n - 1));
}

static void compose_parts(const struct vprime_scene *s, struct vprime_compose_job *job,
			  u32 first)
{
	job->first = first;
	job->rows = s->height - first;
	vprime_compose(s, job, scratch[1]);
	job->first = 0;
	job->rows = first;
	vprime_compose(s, job, scratch[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct vprime_layer layers[MAX_LAYERS];
	struct vprime_pipeline pipelines[MAX_LAYERS];
	struct vprime_stage stages[MAX_LAYERS][MAX_STAGES];
	s64 matrices[MAX_LAYERS][12 * MAX_STAGES], ctm[9];
	struct vprime_lut luts[2];
	u8 *memory[MAX_LAYERS + 2][VPRIME_COMPOSE_PLANES] = { 0 };
	u64 hashes[2][MAX_HEIGHT] = { 0 };
	struct vprime_pixels targets[2];
	struct vprime_compose_job whole = { 0 }, parts;
	struct vprime_scene s = { .layers = layers };
	const struct vprime_format *target;
	u32 i, k, split;

	if (!n_formats)
		set_up();
	s.width = take_range(&in, 1, take_range(&in, 0, 7) ? 40 : 2100);
	s.height = take_range(&in, 1, MAX_HEIGHT);
	if (s.width > 40)
		s.height = 1 + s.height % 2;
	make_colours(&s, luts, ctm, &in);
	target = formats[take_range(&in, 0, n_formats - 1)];
	whole.n_targets = target->writable;
	whole.kernels = take_kernels(&in);
	parts = whole;
	parts.kernels = take_kernels(&in);
	split = take_range(&in, 0, s.height);
	s.n_layers = take_range(&in, 0, MAX_LAYERS);
	for (i = 0; i < s.n_layers; i++) {
		make_layer(&layers[i], &in, memory[i]);
		if (!take_range(&in, 0, 3)) {
			make_pipeline(&pipelines[i], stages[i], matrices[i], &in);
			layers[i].pipeline = &pipelines[i];
		}
	}
	for (i = 0; whole.n_targets && i < 2; i++)
		make_pixels(&targets[i], target, s.width, s.height, 3, split & 1, 1,
			    memory[MAX_LAYERS + i]);

	whole.rows = s.height;
	whole.targets = &targets[0];
	whole.row_hashes = hashes[0];
	parts.targets = &targets[1];
	parts.row_hashes = hashes[1];
	vprime_compose(&s, &whole, scratch[0]);
	/* a target with shared chroma is not written in parts that tear it */
	compose_parts(&s, &parts, split & ~1u);

	if (memcmp(hashes[0], hashes[1], s.height * sizeof(hashes[0][0])))
		abort();
	for (k = 0; whole.n_targets && k < target->planes; k++) {
		u32 rows = plane_rows(target, k, s.height) - 1;

		if (memcmp(memory[MAX_LAYERS][k], memory[MAX_LAYERS + 1][k],
			   (size_t)targets[0].pitch[k] * rows + targets[0].pitch[k] - 3))
			abort();
	}
	for (i = 0; i < MAX_LAYERS + 2; i++)
		free_pixels(memory[i]);
	return 0;
}
