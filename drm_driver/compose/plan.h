/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What is decided about a scene before any pixel is touched. */
#ifndef VPRIME_COMPOSE_PLAN_H
#define VPRIME_COMPOSE_PLAN_H

#include "compose.h"
#include "kernels.h"

/*
 * A tile is what is worked on at a time: all that happens to it stays in a near
 * cache. It is one row, but several where neighbouring rows have work in common:
 * a transposed layer reads the same memory for them, a filtered one the same rows.
 */
#define VPRIME_TILE_WIDTH 1024
#define VPRIME_TILE_HEIGHT 32
#define VPRIME_TILE_PIXELS 8192
#define VPRIME_TRANSPOSED_WIDTH 256
#define VPRIME_TRANSPOSED_HEIGHT VPRIME_TILE_HEIGHT
#define VPRIME_FILTERED_HEIGHT 8

/**
 * struct vprime_axis - how one direction of a source maps to the scene
 * @count: pixels in the scene, before clipping
 * @limit: pixels of the source image in this direction
 * @flip: the last one in the source comes first in the scene
 * @exact: whole pixels without scaling
 * @start: if exact, the first pixel shown
 * @first: where the centre of the first one lies in the source, in 1/2^48 pixels
 * @step: distance from one to the next, likewise
 * @batch: pixels of the scene that see no more than a tile's width of the source
 */
struct vprime_axis {
	u32 count, limit;
	bool flip, exact;
	u32 start;
	s64 first, step;
	u32 batch;
};

/* How a layer is put on what is below. */
enum vprime_operation {
	VPRIME_COPY,		/* instead of it */
	VPRIME_MIX,		/* as one transparent sheet */
	VPRIME_OVER,		/* premultiplied pixels */
	VPRIME_COVERAGE,	/* pixels that are not premultiplied */
};

/**
 * struct vprime_view - a layer and what follows from its description
 * @layer: the layer
 * @left: the part of the scene that it covers: first column
 * @right: column after the last
 * @top: first row
 * @bottom: row after the last
 * @transposed: columns of the source are rows of the scene
 * @u: along the rows of the source
 * @v: along the columns of the source
 * @filtered: pixels of the scene are mixed of several of the source
 * @operation: how it is put on what is below
 * @ignore_alpha: every pixel is opaque, whatever its alpha is
 * @direct: rows of the source need no reading: they are ARGB8888 in memory
 * @deep: 8 bits a channel are not enough for it
 * @coarse: 8 bits a channel can only come near to it
 * @matrix: from samples to RGB, for YUV formats
 */
struct vprime_view {
	const struct vprime_layer *layer;
	u32 left, right, top, bottom;
	bool transposed;
	struct vprime_axis u, v;
	bool filtered;
	enum vprime_operation operation;
	bool ignore_alpha;
	bool direct;
	bool deep, coarse;
	struct vprime_matrix matrix;
};

/**
 * struct vprime_span - columns that see the same layers
 * @left: first column
 * @right: column after the last
 * @layers: the layers that are seen, by bits; the lowest one hides all below it
 *	unless @background
 * @background: the background is seen
 * @deep: composed in 16 bits a channel
 */
struct vprime_span {
	u32 left, right;
	u32 layers;
	bool background;
	bool deep;
};

#define VPRIME_MAX_SPANS (2 * VPRIME_COMPOSE_MAX_LAYERS + 1)

/**
 * struct vprime_plan - a scene and what follows from its description
 * @scene: the scene
 * @deep_colors: what 8 bits can only come near to is made in 16 bits
 * @needs_deep: some span may be deep
 * @background: the background, opaque
 * @background8: the background in 8 bits
 * @background_deep: the background needs 16 bits
 * @n_views: entries of @views
 * @views: the layers that can be seen at all, bottom to top
 * @top: the rows that @spans describes: first row
 * @bottom: row after the last
 * @tile_width: columns of them to work on at a time
 * @tile_height: rows of them to work on at a time
 * @n_spans: entries of @spans
 * @spans: left to right, covering the whole width
 */
struct vprime_plan {
	const struct vprime_scene *scene;
	bool deep_colors;
	bool needs_deep;
	u64 background;
	u32 background8;
	bool background_deep;
	u32 n_views;
	struct vprime_view views[VPRIME_COMPOSE_MAX_LAYERS];
	u32 top, bottom;
	u32 tile_width, tile_height;
	u32 n_spans;
	struct vprime_span spans[VPRIME_MAX_SPANS];
};

/**
 * vprime_plan_scene - look at all layers
 * @plan: the plan to fill in
 * @scene: the scene
 */
void vprime_plan_scene(struct vprime_plan *plan, const struct vprime_scene *scene);

/**
 * vprime_plan_rows - find the spans of a row and of those below that have the same
 * @plan: the plan
 * @y: the row
 */
void vprime_plan_rows(struct vprime_plan *plan, u32 y);

#endif
