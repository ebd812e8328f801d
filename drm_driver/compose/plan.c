// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What is decided about a scene before any pixel is touched. */

#include "pixel.h"
#include "plan.h"
#include "readers.h"
#include "yuv.h"

/*
 * @start and @size of the source in 1/65536 pixels, @count pixels in the scene.
 * The centre of the n-th of them lies at (n + 1/2) * size / count in the source.
 * As it lies on an edge between two pixels or 2^-31 pixels away from one at least,
 * a little is added to what is exact to 2^-34: on an edge, it is in the latter.
 */
static struct vprime_axis plan_axis(u32 start, u32 size, u32 count, u32 limit, bool flip)
{
	struct vprime_axis axis = { .count = count, .limit = limit, .flip = flip };

	axis.exact = !(start & 0xffff) && size == (u64)count << 16;
	axis.start = start >> 16;
	axis.step = div_u64(((u64)size << 32) + count / 2, count);
	axis.first = ((s64)start << 32) + axis.step / 2 + (1 << 15);
	/* up to two pixels more than the distance are seen, and two are room to round */
	axis.batch = div_u64((u64)(VPRIME_TILE_WIDTH - 4) << 32, (u32)(axis.step >> 32) + 1) >> 16;
	if (!axis.batch)
		axis.batch = 1;
	return axis;
}

/* Clips @size from @start to the scene's @limit; false if nothing is left. */
static bool clip(s32 start, u32 size, u32 limit, u32 *from, u32 *to)
{
	s64 end = (s64)start + size;

	*from = start < 0 ? 0 : start;
	*to = end < 0 ? 0 : end > limit ? limit : (u32)end;
	return *from < *to;
}

static enum vprime_operation plan_operation(const struct vprime_layer *layer)
{
	if (layer->src.format->has_alpha && layer->blend != VPRIME_BLEND_NONE)
		return layer->blend == VPRIME_BLEND_PREMULTI ? VPRIME_OVER : VPRIME_COVERAGE;
	return layer->alpha == U16_MAX ? VPRIME_COPY : VPRIME_MIX;
}

/* False if nothing of the layer can be seen. */
static bool plan_view(struct vprime_view *view, const struct vprime_layer *layer,
		      const struct vprime_scene *scene)
{
	const struct vprime_pixels *src = &layer->src;
	u32 rotation = layer->rotation & DRM_MODE_ROTATE_MASK;
	bool flip_u = rotation == DRM_MODE_ROTATE_90 || rotation == DRM_MODE_ROTATE_180;
	bool flip_v = rotation == DRM_MODE_ROTATE_180 || rotation == DRM_MODE_ROTATE_270;

	if (!layer->alpha || !layer->src_w || !layer->src_h ||
	    !clip(layer->dst_x, layer->dst_w, scene->width, &view->left, &view->right) ||
	    !clip(layer->dst_y, layer->dst_h, scene->height, &view->top, &view->bottom))
		return false;

	flip_u ^= !!(layer->rotation & DRM_MODE_REFLECT_X);
	flip_v ^= !!(layer->rotation & DRM_MODE_REFLECT_Y);
	view->layer = layer;
	view->transposed = rotation == DRM_MODE_ROTATE_90 || rotation == DRM_MODE_ROTATE_270;
	view->u = plan_axis(layer->src_x, layer->src_w,
			    view->transposed ? layer->dst_h : layer->dst_w, src->width, flip_u);
	view->v = plan_axis(layer->src_y, layer->src_h,
			    view->transposed ? layer->dst_w : layer->dst_h, src->height, flip_v);
	view->filtered = layer->filter == VPRIME_FILTER_BILINEAR &&
			 !(view->u.exact && view->v.exact);
	view->operation = plan_operation(layer);
	view->ignore_alpha = src->format->has_alpha && layer->blend == VPRIME_BLEND_NONE;
	view->direct = src->format->read8 == vprime_read_8888 && !src->format->is_yuv &&
		       src->format->order == VPRIME_ORDER_ARGB && !src->map[0].is_iomem;
	/* in 8 bits, what scaling and blending round would add up */
	view->deep = src->format->deep || layer->pipeline ||
		     (view->filtered && view->operation != VPRIME_COPY);
	view->coarse = src->format->coarse || view->filtered;
	if (src->format->is_yuv)
		vprime_yuv_matrix(&view->matrix, src->format, layer->encoding, layer->full_range);
	return true;
}

void vprime_plan_scene(struct vprime_plan *plan, const struct vprime_scene *scene)
{
	u32 i;

	plan->scene = scene;
	plan->deep_colors = scene->degamma || scene->ctm || scene->gamma || scene->bpc > 8;
	plan->background = scene->background | VPRIME_OPAQUE16;
	plan->background8 = vprime_narrow(plan->background);
	plan->background_deep = vprime_widen(plan->background8) != plan->background;
	plan->needs_deep = plan->background_deep;
	plan->n_views = 0;
	for (i = 0; i < scene->n_layers && i < VPRIME_COMPOSE_MAX_LAYERS; i++) {
		struct vprime_view *view = &plan->views[plan->n_views];

		if (!plan_view(view, &scene->layers[i], scene))
			continue;
		plan->n_views++;
		plan->needs_deep |= view->deep ||
				    (plan->deep_colors &&
				     (view->coarse || view->operation != VPRIME_COPY));
	}
	plan->top = 0;
	plan->bottom = 0;
}

/* The first edge of a layer to the right of @x among those of the rows planned. */
static u32 next_edge(const struct vprime_plan *plan, u32 x, u32 rows)
{
	u32 edge = plan->scene->width, i;

	for (i = 0; i < plan->n_views; i++) {
		const struct vprime_view *view = &plan->views[i];

		if (!(rows & 1u << i))
			continue;
		if (view->left > x && view->left < edge)
			edge = view->left;
		if (view->right > x && view->right < edge)
			edge = view->right;
	}
	return edge;
}

/* What is seen from column @x to the next edge, of the layers @rows. */
static struct vprime_span plan_span(const struct vprime_plan *plan, u32 x, u32 rows)
{
	struct vprime_span span = { .left = x, .right = next_edge(plan, x, rows) };
	bool blended, deep = false;
	u32 i = plan->n_views;

	span.background = true;
	while (i-- && span.background) {
		const struct vprime_view *view = &plan->views[i];

		if (!(rows & 1u << i) || x < view->left || x >= view->right)
			continue;
		span.layers |= 1u << i;
		deep |= view->deep || (view->coarse && plan->deep_colors);
		span.background = view->operation != VPRIME_COPY;
	}
	blended = span.layers & (span.layers - 1) || (span.layers && span.background);
	span.deep = deep || (span.background && plan->background_deep) ||
		    (blended && plan->deep_colors);
	return span;
}

/* The shape of tiles that suits the layers that are seen. */
static void plan_tile(struct vprime_plan *plan, u32 layers)
{
	u32 i;

	for (i = 0; i < plan->n_views; i++) {
		if (!(layers & 1u << i))
			continue;
		if (plan->views[i].transposed) {
			plan->tile_width = VPRIME_TRANSPOSED_WIDTH;
			plan->tile_height = VPRIME_TRANSPOSED_HEIGHT;
		} else if (plan->views[i].filtered && plan->tile_height == 1) {
			plan->tile_height = VPRIME_FILTERED_HEIGHT;
		}
	}
}

void vprime_plan_rows(struct vprime_plan *plan, u32 y)
{
	u32 rows = 0, x = 0, i;

	plan->top = y;
	plan->bottom = plan->scene->height;
	for (i = 0; i < plan->n_views; i++) {
		const struct vprime_view *view = &plan->views[i];

		if (y >= view->top && y < view->bottom)
			rows |= 1u << i;
		if (view->top > y && view->top < plan->bottom)
			plan->bottom = view->top;
		if (view->bottom > y && view->bottom < plan->bottom)
			plan->bottom = view->bottom;
	}

	plan->n_spans = 0;
	plan->tile_width = VPRIME_TILE_WIDTH;
	plan->tile_height = 1;
	while (x < plan->scene->width) {
		struct vprime_span span = plan_span(plan, x, rows);
		struct vprime_span *last = plan->n_spans ? &plan->spans[plan->n_spans - 1] : NULL;

		plan_tile(plan, span.layers);
		x = span.right;
		if (last && last->layers == span.layers)
			last->right = span.right;
		else
			plan->spans[plan->n_spans++] = span;
	}
}
