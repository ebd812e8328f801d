/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* The memory that a composition works in. */
#ifndef VPRIME_COMPOSE_WORK_H
#define VPRIME_COMPOSE_WORK_H

#include "color.h"
#include "kernels.h"
#include "pipeline.h"
#include "plan.h"

/* Most bytes that one pixel takes in one colour plane. */
#define VPRIME_MAX_CPP 8

/**
 * struct vprime_scaled_row - a piece of a source's row, scaled along the row only
 * @view: its layer, or NULL
 * @deep: it is in 16 bits a channel, otherwise as scale_x8() leaves it
 * @u: its first pixel, of those that the layer shows along its source's rows
 * @n: pixels
 * @y: row of the source
 * @pixels: the pixels
 */
struct vprime_scaled_row {
	const struct vprime_view *view;
	bool deep;
	u32 u, n, y;
	u64 pixels[VPRIME_TILE_WIDTH];
};

/**
 * struct vprime_work - the memory that a composition works in
 * @k: the row kernels
 * @plan: the scene
 * @color: what is done to the composed colours
 * @copied: targets that are not composed, by bits
 * @original: the layer that these are copies of
 * @spent: pixels worked on since others could last have the CPU
 * @x: the tile that is being composed: first column
 * @n: columns
 * @y: first row
 * @h: rows
 * @deep: the tile is in @out16, otherwise in @out8 or at @direct
 * @direct: where in a source the tile is, opaque whatever its alpha is, or NULL
 * @stride: pixels from one row of the following to the next
 * @hashes: sums of the hashes of the row's tiles up to now
 * @out8: rows of the tile in 8 bits a channel
 * @out16: rows of the tile in 16 bits a channel
 * @above8: rows of a layer that go over the tile
 * @above16: the same
 * @columns8: the tile's columns of a transposed layer
 * @line8: a piece of a source's row
 * @line16: the same
 * @positions: where the pixels of a scaled row lie in the source
 * @position: the first of them, in 1/2^48 pixels
 * @step: distance from one to the next, likewise
 * @n_positions: how many there are
 * @scaled: the rows of a source that were scaled last
 * @wide: a row on its way through a colour pipeline
 * @bounce: pixels from and to I/O memory
 */
struct vprime_work {
	const struct vprime_kernels *k;
	struct vprime_plan plan;
	struct vprime_color color;
	u64 copied;
	const struct vprime_layer *original;
	u32 spent;
	u32 x, n, y, h;
	bool deep;
	const void *direct;
	u32 stride;
	u64 hashes[VPRIME_TILE_HEIGHT];
	u64 out16[VPRIME_TILE_PIXELS];
	u64 above16[VPRIME_TILE_PIXELS];
	u32 out8[VPRIME_TILE_PIXELS];
	u32 above8[VPRIME_TILE_PIXELS];
	u32 columns8[VPRIME_TRANSPOSED_WIDTH][VPRIME_TRANSPOSED_HEIGHT];
	u64 line16[VPRIME_TILE_WIDTH];
	u32 line8[VPRIME_TILE_WIDTH];
	u32 positions[VPRIME_TILE_WIDTH];
	s64 position, step;
	u32 n_positions;
	struct vprime_scaled_row scaled[2];
	struct vprime_wide wide[VPRIME_TILE_WIDTH];
	u8 bounce[VPRIME_COMPOSE_PLANES][(VPRIME_TILE_WIDTH + 8) * VPRIME_MAX_CPP];
};

/*
 * All of a composition is between vprime_kernels_begin() and vprime_kernels_end(),
 * except what these let out of it: other work, and others' after so many pixels.
 * A pixel in one layer takes between 0.1 and 10 ns.
 */
#define VPRIME_SECTION_PIXELS 4096

/* Before something that uses no kernels and takes long, as I/O memory does. */
static inline void vprime_work_leave(struct vprime_work *work)
{
	vprime_kernels_end(work->k);
}

static inline void vprime_work_return(struct vprime_work *work)
{
	work->spent = 0;
	vprime_kernels_begin(work->k);
}

/* After each work on some pixels. */
static inline void vprime_work_spend(struct vprime_work *work, u32 pixels)
{
	work->spent += pixels;
	if (work->spent < VPRIME_SECTION_PIXELS)
		return;
	vprime_work_leave(work);
	cond_resched();
	vprime_work_return(work);
}

#endif
