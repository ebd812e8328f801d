// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Pictures that are a layer's as it is, and so are copied instead of composed. */

#include "copy.h"
#include "pixel.h"
#include "readers.h"

/* Formats of 32 bits whose unused ones are the highest: these become ones, as composing has it. */
static bool has_unused_byte(const struct vprime_format *f)
{
	return f->read8 == vprime_read_8888 && !f->is_yuv && !f->has_alpha &&
	       (f->order == VPRIME_ORDER_ARGB || f->order == VPRIME_ORDER_ABGR);
}

/* Nothing of the layer can be seen. */
static bool is_hidden(const struct vprime_layer *layer, const struct vprime_scene *scene)
{
	return !layer->alpha || !layer->src_w || !layer->src_h ||
	       layer->dst_x >= (s64)scene->width || layer->dst_y >= (s64)scene->height ||
	       layer->dst_x + (s64)layer->dst_w <= 0 || layer->dst_y + (s64)layer->dst_h <= 0;
}

static bool covers(const struct vprime_layer *layer, const struct vprime_scene *scene)
{
	return layer->dst_x <= 0 && layer->dst_y <= 0 &&
	       layer->dst_x + (s64)layer->dst_w >= scene->width &&
	       layer->dst_y + (s64)layer->dst_h >= scene->height;
}

/* Each pixel of the source is one of the scene, in the same order and with the same colour. */
static bool is_plain(const struct vprime_layer *layer)
{
	return !((layer->src_x | layer->src_y) & 0xffff) &&
	       layer->src_w == (u64)layer->dst_w << 16 && layer->src_h == (u64)layer->dst_h << 16 &&
	       (!layer->rotation || layer->rotation == DRM_MODE_ROTATE_0) &&
	       layer->alpha == U16_MAX && !layer->pipeline;
}

/* YUV is written in one way only, and this layer holds it in that. */
static bool same_colours(const struct vprime_layer *layer)
{
	return !layer->src.format->is_yuv ||
	       (layer->encoding == VPRIME_ENCODING_BT709 && !layer->full_range);
}

/* The row or column of the source that is at the scene's first one. */
static u32 offset(u32 src, s32 dst)
{
	return (src >> 16) + (dst < 0 ? -(u32)dst : 0);
}

/*
 * Pixels that share chroma are all in the picture or none is, so that nothing
 * shows that is not; but for those that share it with nothing in the source.
 */
static bool is_whole(u32 start, u32 size, u32 limit, u32 shared)
{
	return !(start % shared) && (!((start + size) % shared) || start + size == limit);
}

static bool has_whole_blocks(const struct vprime_layer *layer, const struct vprime_scene *scene)
{
	const struct vprime_pixels *src = &layer->src;
	u32 x = offset(layer->src_x, layer->dst_x), y = offset(layer->src_y, layer->dst_y), i;

	for (i = 0; i < src->format->planes; i++) {
		if (!is_whole(x, scene->width, src->width, src->format->block_width[i]) ||
		    !is_whole(x, scene->width, src->width, src->format->hsub[i]) ||
		    !is_whole(y, scene->height, src->height, src->format->vsub[i]))
			return false;
	}
	return true;
}

static bool in_memory(const struct vprime_pixels *pixels)
{
	u32 i;

	for (i = 0; i < pixels->format->planes; i++) {
		if (pixels->map[i].is_iomem)
			return false;
	}
	return true;
}

const struct vprime_layer *vprime_copy_source(const struct vprime_scene *scene,
					      const struct vprime_pixels *target)
{
	const struct vprime_format *f = target->format;
	const struct vprime_layer *layer = NULL;
	u32 i = scene->n_layers;

	if (scene->degamma || scene->ctm || scene->gamma || !(f->whole || has_unused_byte(f)))
		return NULL;
	while (i-- && !layer) {
		if (!is_hidden(&scene->layers[i], scene))
			layer = &scene->layers[i];
	}
	if (!layer || layer->src.format != f || !covers(layer, scene) || !is_plain(layer) ||
	    !same_colours(layer) || !has_whole_blocks(layer, scene) ||
	    !in_memory(&layer->src) || !in_memory(target))
		return NULL;
	/* the kernel that copies these stores whole pixels */
	if (has_unused_byte(f) && ((uintptr_t)target->map[0].vaddr | target->pitch[0]) % 4)
		return NULL;
	return layer;
}

bool vprime_compose_copies(const struct vprime_scene *scene, const struct vprime_pixels *target)
{
	return vprime_copy_source(scene, target);
}

static void copy_row(struct vprime_work *work, const struct vprime_layer *layer,
		     const struct vprime_pixels *target, u32 plane, u32 row)
{
	const struct vprime_format *f = target->format;
	u32 x = offset(layer->src_x, layer->dst_x), y = offset(layer->src_y, layer->dst_y);
	struct vprime_bytes bytes = vprime_row_bytes(f, plane, x, target->width);
	const u8 *src = (const u8 *)layer->src.map[plane].vaddr + bytes.first +
			(size_t)((y + row) / f->vsub[plane]) * layer->src.pitch[plane];
	u8 *dst = (u8 *)target->map[plane].vaddr +
		  (size_t)(row / f->vsub[plane]) * target->pitch[plane];

	if (has_unused_byte(f))
		work->k->copy8888(dst, src, target->width, VPRIME_OPAQUE8);
	else
		memcpy(dst, src, bytes.n);
}

void vprime_copy_rows(struct vprime_work *work, const struct vprime_layer *layer,
		      const struct vprime_pixels *target, u32 first, u32 rows)
{
	u32 row, i;

	for (row = first; row < first + rows; row++) {
		for (i = 0; i < target->format->planes; i++) {
			if (row % target->format->vsub[i] == 0)
				copy_row(work, layer, target, i, row);
		}
		vprime_work_spend(work, target->width);
	}
}
