/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The memory that a composition works in. */
#ifndef VPRIME_COMPOSE_WORK_H
#define VPRIME_COMPOSE_WORK_H

#include "color.h"
#include "kernels.h"
#include "plan.h"

/* Most bytes that one pixel takes in one colour plane. */
#define VPRIME_MAX_CPP 8

/**
 * struct vprime_work - the memory that a composition works in
 * @k: the row kernels
 * @plan: the scene
 * @color: what is done to the composed colours
 * @x: the tile that is being composed: first column
 * @n: columns
 * @y: first row
 * @h: rows
 * @deep: the tile is in @out16, otherwise in @out8 or at @direct
 * @direct: where in a source the tile is, opaque whatever its alpha is, or NULL
 * @hashes: sums of the hashes of the row's tiles up to now
 * @out8: rows of the tile in 8 bits a channel
 * @out16: rows of the tile in 16 bits a channel
 * @above8: rows of a layer that go over the tile
 * @above16: the same
 * @line8: a piece of a source's row
 * @line16: the same
 * @mix: two rows that a third is mixed of
 * @positions: where the pixels of a scaled row lie in the source
 * @bounce: pixels from and to I/O memory
 */
struct vprime_work {
	const struct vprime_kernels *k;
	struct vprime_plan plan;
	struct vprime_color color;
	u32 x, n, y, h;
	bool deep;
	const void *direct;
	u64 hashes[VPRIME_TILE_HEIGHT];
	u64 out16[VPRIME_TILE_HEIGHT][VPRIME_TILE_WIDTH];
	u64 above16[VPRIME_TILE_HEIGHT][VPRIME_TILE_WIDTH];
	u32 out8[VPRIME_TILE_HEIGHT][VPRIME_TILE_WIDTH];
	u32 above8[VPRIME_TILE_HEIGHT][VPRIME_TILE_WIDTH];
	u64 line16[VPRIME_TILE_WIDTH];
	u64 mix[2][VPRIME_TILE_WIDTH];
	u32 line8[VPRIME_TILE_WIDTH];
	u32 positions[VPRIME_TILE_WIDTH];
	u8 bounce[VPRIME_COMPOSE_PLANES][(VPRIME_TILE_WIDTH + 8) * VPRIME_MAX_CPP];
};

#endif
