/* SPDX-License-Identifier: MIT */
/*
 * What the compositor promises, computed one pixel and one channel at a time in
 * double precision, with no shortcut.
 */
#ifndef COMPOSE_TESTS_REFERENCE_H
#define COMPOSE_TESTS_REFERENCE_H

#include "picture.h"

/* Channels of one pixel, each from 0 to 1. */
struct colour {
	double a, r, g, b;
};

/*
 * What the pixel @value of a format means.
 */
struct colour colour_decode(u32 fourcc, u32 value);

/*
 * The pixel of a format that is nearest to @c, or, if its channels have fewer
 * than 8 bits, to what @c is in 8 bits. No channel is ever half way between two
 * values: 31, 63, 255, 1023 and 65535 are odd.
 */
u32 colour_encode(u32 fourcc, struct colour c);

/* @c with each channel moved to the nearest multiple of 1 / @max. */
struct colour colour_round(struct colour c, double max);

/*
 * @above over @below when channels are multiples of 1 / @max: the product is
 * rounded to such a multiple, the sum limited to 1.
 */
struct colour colour_over(struct colour above, struct colour below, double max);

/*
 * The largest value of a channel in the rows that @scene is composed in at (@x,
 * @y): it depends on the layers that are seen there.
 */
double reference_max(const struct vprime_scene *scene, u32 x, u32 y);

/*
 * The colour that @scene has at (@x, @y). @pictures[i] is what the source of the
 * scene's layer i points to.
 */
struct colour reference_colour(const struct vprime_scene *scene, const struct picture *pictures,
			       u32 x, u32 y);

/* The checksum that @scene has. */
u32 reference_crc(const struct vprime_scene *scene, const struct picture *pictures);

#endif
