// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* From a scene to rows, and from rows to whoever wants them. */

#include "blend.h"
#include "compose.h"
#include "pixel.h"

/* Most bytes that one pixel of any format takes. */
#define MAX_CPP 8

/* The rows that one composition works in, each as wide as the widest scene. */
struct rows {
	u64 out16[VPRIME_COMPOSE_MAX_WIDTH];	/* the row being composed, deep scenes */
	u64 layer16[VPRIME_COMPOSE_MAX_WIDTH];	/* a layer's row in 16 bits a channel */
	u32 out8[VPRIME_COMPOSE_MAX_WIDTH];	/* the row being composed, narrowed if deep */
	u32 layer8[VPRIME_COMPOSE_MAX_WIDTH];	/* a layer's row in 8 bits a channel */
	u8 bounce[VPRIME_COMPOSE_MAX_WIDTH * MAX_CPP];	/* to and from I/O memory */
};

size_t vprime_compose_scratch_size(void)
{
	return sizeof(struct rows);
}

static void narrow_row(u32 *dst, const u64 *src, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		dst[i] = vprime_narrow(src[i]);
}

static void widen_row(u64 *dst, const u32 *src, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		dst[i] = vprime_widen(src[i]);
}

/* What of a layer's row is inside the scene. */
struct piece {
	u32 x, n;	/* in the scene */
	u32 src_x, src_y;
};

static struct piece layer_piece(const struct vprime_scene *scene,
				const struct vprime_layer *layer, u32 y)
{
	s64 left = layer->dst_x, right = left + layer->dst_w;
	s64 row = (s64)y - layer->dst_y;
	struct piece p = { 0 };

	if (left < 0)
		left = 0;
	if (right > scene->width)
		right = scene->width;
	if (row < 0 || row >= layer->dst_h || left >= right)
		return p;
	p.x = left;
	p.n = right - left;
	p.src_x = (layer->src_x >> 16) + (left - layer->dst_x);
	p.src_y = (layer->src_y >> 16) + row;
	return p;
}

/* Where the pixels are in memory that can simply be read. */
static struct vprime_run find_pixels(const struct vprime_pixels *src, struct piece p,
				     struct rows *rows)
{
	u32 cpp = src->format->block_bytes[0];
	size_t offset = (size_t)p.src_y * src->pitch[0] + (size_t)p.src_x * cpp;
	struct vprime_run run = { .format = src->format, .x = p.src_x };

	if (src->map[0].is_iomem) {
		memcpy_fromio(rows->bounce, src->map[0].vaddr_iomem + offset, (size_t)p.n * cpp);
		run.data[0] = rows->bounce;
	} else {
		run.data[0] = (u8 *)src->map[0].vaddr + offset;
	}
	return run;
}

static void put_layer8(const struct vprime_layer *layer, struct piece p, struct rows *rows)
{
	struct vprime_run src = find_pixels(&layer->src, p, rows);
	u32 *out = rows->out8 + p.x;

	if (layer->src.format->has_alpha) {
		layer->src.format->read8(rows->layer8, &src, p.n);
		vprime_over8(out, rows->layer8, p.n);
	} else {
		layer->src.format->read8(out, &src, p.n);
	}
}

static void put_layer16(const struct vprime_layer *layer, struct piece p, struct rows *rows)
{
	struct vprime_run src = find_pixels(&layer->src, p, rows);
	const struct vprime_format *format = layer->src.format;
	u64 *out = rows->out16 + p.x;
	u64 *row = format->has_alpha ? rows->layer16 : out;

	if (format->deep) {
		format->read16(row, &src, p.n);
	} else {
		format->read8(rows->layer8, &src, p.n);
		widen_row(row, rows->layer8, p.n);
	}
	if (format->has_alpha)
		vprime_over16(out, row, p.n);
}

/* Leaves the row in out16 if @deep, in out8 otherwise. */
static void compose_row(const struct vprime_scene *scene, u32 y, bool deep, struct rows *rows)
{
	u64 background = scene->background | VPRIME_OPAQUE16;
	u32 first = scene->n_layers, i;

	/* nothing below the topmost layer that hides the whole row is looked at */
	while (first && (scene->layers[first - 1].src.format->has_alpha ||
			 layer_piece(scene, &scene->layers[first - 1], y).n != scene->width))
		first--;

	if (first) {
		first--;
	} else {
		for (i = 0; i < scene->width; i++) {
			if (deep)
				rows->out16[i] = background;
			else
				rows->out8[i] = vprime_narrow(background);
		}
	}

	for (i = first; i < scene->n_layers; i++) {
		const struct vprime_layer *layer = &scene->layers[i];
		struct piece p = layer_piece(scene, layer, y);

		if (!p.n)
			continue;
		if (deep)
			put_layer16(layer, p, rows);
		else
			put_layer8(layer, p, rows);
	}
}

static void write_row(const struct vprime_pixels *target, u32 y, u32 width, bool deep,
		      struct rows *rows)
{
	const struct vprime_format *format = target->format;
	size_t offset = (size_t)y * target->pitch[0];
	struct vprime_run dst = { .format = format };

	dst.data[0] = target->map[0].is_iomem ? rows->bounce : (u8 *)target->map[0].vaddr + offset;
	if (format->deep) {
		if (!deep)
			widen_row(rows->out16, rows->out8, width);
		format->write16(&dst, rows->out16, width);
	} else {
		format->write8(&dst, rows->out8, width);
	}

	if (target->map[0].is_iomem)
		memcpy_toio(target->map[0].vaddr_iomem + offset, rows->bounce,
			    (size_t)width * format->block_bytes[0]);
}

static bool scene_is_deep(const struct vprime_scene *scene)
{
	u32 i;

	for (i = 0; i < scene->n_layers; i++) {
		if (scene->layers[i].src.format->deep)
			return true;
	}
	return false;
}

void vprime_compose(const struct vprime_scene *scene, const struct vprime_compose_job *job,
		    void *scratch)
{
	bool deep = scene_is_deep(scene);
	struct rows *rows = scratch;
	u32 y, i;

	for (y = job->first; y < job->first + job->rows; y++) {
		compose_row(scene, y, deep, rows);
		if (deep)
			narrow_row(rows->out8, rows->out16, scene->width);
		if (job->row_hashes)
			job->row_hashes[y] = xxh64(rows->out8, (size_t)scene->width * 4, y);
		for (i = 0; i < job->n_targets; i++)
			write_row(&job->targets[i], y, scene->width, deep, rows);
		cond_resched();
	}
}

u32 vprime_compose_crc(const u64 *row_hashes, u32 rows)
{
	u64 sum = 0;
	u32 y;

	for (y = 0; y < rows; y++)
		sum += row_hashes[y];
	return (u32)(sum ^ sum >> 32);
}
