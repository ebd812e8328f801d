/* SPDX-License-Identifier: MIT */
/* Memory that holds pixels, with guard bytes wherever it holds none. */
#ifndef COMPOSE_TESTS_PICTURE_H
#define COMPOSE_TESTS_PICTURE_H

#include "compose.h"
#include "layout.h"
#include "random.h"

/* The memory of one colour plane. */
struct picture_plane {
	u8 *first;		/* its pixel (0, 0) */
	u8 *start, *end;	/* the memory around it that belongs to it */
	u32 row_bytes, rows;
};

/**
 * struct picture - pixels in memory that notices wrong accesses
 * @pixels: the same as the compositor sees it
 * @layout: its format as the tests see it
 * @width: columns
 * @height: rows
 * @plane: its colour planes
 * @memory: what to free
 *
 * Before the first row, between rows and after the last one are bytes that
 * nobody may write, nor read when built with the address sanitizer.
 */
struct picture {
	struct vprime_pixels pixels;
	const struct layout *layout;
	u32 width, height;
	struct picture_plane plane[VPRIME_COMPOSE_PLANES];
	void *memory[VPRIME_COMPOSE_PLANES];
};

/**
 * struct placement - where in memory a picture lies
 * @misalign: bytes that its start is off a multiple of 64
 * @padding: bytes between its rows
 * @iomem: it is I/O memory, which only the accessors of the shim can reach
 * @together: all colour planes are in one allocation
 */
struct placement {
	u32 misalign, padding;
	bool iomem, together;
};

/* Any of them, each as likely as is useful. */
struct placement placement_random(struct random *r);

void picture_init(struct picture *p, u32 fourcc, u32 width, u32 height,
		  struct placement at);
void picture_fini(struct picture *p);

/* One channel of the pixel (@x, @y); chroma may be shared with its neighbours. */
u32 picture_channel(const struct picture *p, char letter, u32 x, u32 y);
void picture_set_channel(struct picture *p, char letter, u32 x, u32 y, u32 value);

/*
 * The pixel (@x, @y) as it lies in memory, read as a little-endian number: for
 * formats of one colour plane whose pixels are whole bytes.
 */
u64 picture_get(const struct picture *p, u32 x, u32 y);
void picture_set(struct picture *p, u32 x, u32 y, u64 value);
void picture_fill(struct picture *p, u64 value);

/*
 * Pixels of every kind: noise, all zero, opaque and, in formats with alpha,
 * premultiplied and, unless @valid, colours above their alpha.
 */
void picture_fill_random(struct picture *p, struct random *r, bool valid);

/* Shades that change little from pixel to pixel; opaque. */
void picture_fill_smooth(struct picture *p, struct random *r);

/* The same pixels in both, of the same size and format, whatever their placement. */
void picture_copy(struct picture *to, const struct picture *from);

/* Fails the test if a guard byte changed. */
void picture_check_guards(const struct picture *p);

#endif
