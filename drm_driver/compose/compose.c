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

/* Where the pixels of a layer's row are in memory that can simply be read. */
static const u8 *layer_pixels(const struct vprime_layer *layer, u32 y, struct rows *rows)
{
	const struct vprime_pixels *src = &layer->src;
	size_t offset = (size_t)(layer->src_y + y - layer->dst_y) * src->pitch +
			(size_t)layer->src_x * src->format->cpp;

	if (!src->map.is_iomem)
		return (const u8 *)src->map.vaddr + offset;

	memcpy_fromio(rows->bounce, src->map.vaddr_iomem + offset,
		      (size_t)layer->width * src->format->cpp);
	return rows->bounce;
}

static void put_layer8(const struct vprime_layer *layer, const u8 *src, struct rows *rows)
{
	u32 *out = rows->out8 + layer->dst_x;

	if (layer->src.format->has_alpha) {
		layer->src.format->read8(rows->layer8, src, layer->width);
		vprime_over8(out, rows->layer8, layer->width);
	} else {
		layer->src.format->read8(out, src, layer->width);
	}
}

static void put_layer16(const struct vprime_layer *layer, const u8 *src, struct rows *rows)
{
	const struct vprime_format *format = layer->src.format;
	u64 *out = rows->out16 + layer->dst_x;
	u64 *row = format->has_alpha ? rows->layer16 : out;

	if (format->deep) {
		format->read16(row, src, layer->width);
	} else {
		format->read8(rows->layer8, src, layer->width);
		widen_row(row, rows->layer8, layer->width);
	}
	if (format->has_alpha)
		vprime_over16(out, row, layer->width);
}

static bool layer_has_row(const struct vprime_layer *layer, u32 y)
{
	return y >= layer->dst_y && y - layer->dst_y < layer->height;
}

static bool layer_hides_row(const struct vprime_layer *layer, u32 y, u32 width)
{
	return layer_has_row(layer, y) && layer->width == width && !layer->src.format->has_alpha;
}

/* Leaves the row in out16 if @deep, in out8 otherwise. */
static void compose_row(const struct vprime_scene *scene, u32 y, bool deep, struct rows *rows)
{
	u32 first = scene->n_layers, i;

	/* nothing below the topmost layer that hides the whole row is looked at */
	while (first && !layer_hides_row(&scene->layers[first - 1], y, scene->width))
		first--;

	if (first) {
		first--;
	} else {
		for (i = 0; i < scene->width; i++) {
			if (deep)
				rows->out16[i] = VPRIME_OPAQUE16;
			else
				rows->out8[i] = VPRIME_OPAQUE8;
		}
	}

	for (i = first; i < scene->n_layers; i++) {
		const struct vprime_layer *layer = &scene->layers[i];

		if (!layer_has_row(layer, y))
			continue;
		if (deep)
			put_layer16(layer, layer_pixels(layer, y, rows), rows);
		else
			put_layer8(layer, layer_pixels(layer, y, rows), rows);
	}
}

static void write_row(const struct vprime_pixels *target, u32 y, u32 width, bool deep,
		      struct rows *rows)
{
	const struct vprime_format *format = target->format;
	size_t offset = (size_t)y * target->pitch;
	u8 *dst = target->map.is_iomem ? rows->bounce : (u8 *)target->map.vaddr + offset;

	if (format->deep) {
		if (!deep)
			widen_row(rows->out16, rows->out8, width);
		format->write16(dst, rows->out16, width);
	} else {
		format->write8(dst, rows->out8, width);
	}

	if (target->map.is_iomem)
		memcpy_toio(target->map.vaddr_iomem + offset, rows->bounce,
			    (size_t)width * format->cpp);
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

void vprime_compose(const struct vprime_scene *scene, const struct vprime_pixels *target,
		    u32 *crc, void *scratch)
{
	bool deep = scene_is_deep(scene);
	struct rows *rows = scratch;
	u64 sum = 0;
	u32 y;

	for (y = 0; y < scene->height; y++) {
		compose_row(scene, y, deep, rows);
		if (deep && (crc || (target && !target->format->deep)))
			narrow_row(rows->out8, rows->out16, scene->width);
		if (crc)
			sum += xxh64(rows->out8, (size_t)scene->width * 4, y);
		if (target)
			write_row(target, y, scene->width, deep, rows);
		cond_resched();
	}

	if (crc)
		*crc = (u32)(sum ^ sum >> 32);
}
