/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What a layer shows at a place of the scene: rotation and scaling. */
#ifndef VPRIME_COMPOSE_SAMPLE_H
#define VPRIME_COMPOSE_SAMPLE_H

#include "work.h"

/**
 * vprime_sample_init - forget what is known of other scenes
 * @work: the composition
 */
void vprime_sample_init(struct vprime_work *work);

/**
 * vprime_sample8 - a piece of a row of a layer, which is not transposed
 * @work: the composition
 * @view: the layer
 * @x: first column, in the scene
 * @y: row, in the scene
 * @n: columns, at most VPRIME_TILE_WIDTH
 * @into: room for them
 *
 * Return: the pixels as ARGB8888 at any address: @into, or where they lie in
 * memory anyhow; there, the alpha of pixels that are opaque has any value.
 */
const void *vprime_sample8(struct vprime_work *work, const struct vprime_view *view, u32 x, u32 y,
			   u32 n, u32 *into);

/**
 * vprime_sample16 - a piece of a row of a layer, which is not transposed
 * @work: the composition
 * @view: the layer
 * @x: first column, in the scene
 * @y: row, in the scene
 * @n: columns, at most VPRIME_TILE_WIDTH
 * @into: where the pixels go, as ARGB16161616
 */
void vprime_sample16(struct vprime_work *work, const struct vprime_view *view, u32 x, u32 y,
		     u32 n, u64 *into);

/**
 * vprime_sample_columns8 - the same of all rows of a tile, for transposed layers
 * @work: the composition, with its tile set
 * @view: the layer
 * @x: first column, in the scene
 * @n: columns
 * @into: where the first row goes; the others follow at the tile's stride
 */
void vprime_sample_columns8(struct vprime_work *work, const struct vprime_view *view, u32 x,
			    u32 n, u32 *into);

/**
 * vprime_sample_columns16 - vprime_sample_columns8() as ARGB16161616
 * @work: the composition, with its tile set
 * @view: the layer
 * @x: first column, in the scene
 * @n: columns
 * @into: where the first row goes; the others follow at the tile's stride
 */
void vprime_sample_columns16(struct vprime_work *work, const struct vprime_view *view, u32 x,
			     u32 n, u64 *into);

#endif
