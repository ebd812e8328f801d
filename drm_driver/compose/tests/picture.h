/* SPDX-License-Identifier: MIT */
/* Memory that holds pixels, with guard bytes wherever it holds none. */
#ifndef COMPOSE_TESTS_PICTURE_H
#define COMPOSE_TESTS_PICTURE_H

#include "compose.h"
#include "random.h"

/**
 * struct picture - pixels in memory that notices wrong accesses
 * @pixels: the same as the compositor sees it
 * @width: columns
 * @height: rows
 * @memory: start of the allocation
 * @first: the pixel (0, 0), as a pointer that can be read
 *
 * Before the first row, between rows and after the last one are bytes that
 * nobody may write, nor read when built with the address sanitizer.
 */
struct picture {
	struct vprime_pixels pixels;
	u32 width, height;
	u8 *memory;
	u8 *first;
};

/**
 * struct placement - where in memory a picture lies
 * @misalign: bytes that its start is off a multiple of 64
 * @padding: bytes between its rows
 * @iomem: it is I/O memory, which only the accessors of the shim can reach
 */
struct placement {
	u32 misalign, padding;
	bool iomem;
};

/* Any of them, each as likely as is useful. */
struct placement placement_random(struct random *r);

void picture_init(struct picture *p, u32 fourcc, u32 width, u32 height,
		  struct placement at);
void picture_fini(struct picture *p);

/* The pixel (@x, @y) as it lies in memory, read as a little-endian number. */
u32 picture_get(const struct picture *p, u32 x, u32 y);
void picture_set(struct picture *p, u32 x, u32 y, u32 value);
void picture_fill(struct picture *p, u32 value);

/*
 * Pixels of every kind: noise, all zero, opaque, premultiplied and, unless
 * @valid, colours above their alpha.
 */
void picture_fill_random(struct picture *p, struct random *r, bool valid);

/* Fails the test if a guard byte changed. */
void picture_check_guards(const struct picture *p);

#endif
