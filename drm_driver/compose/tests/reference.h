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

/* How to compute. */
struct reference {
	/* 255: round to multiples of 1 / 255 where 8-bit arithmetic does; 0: never round */
	double max;
};

/* The colour of one pixel of a picture, YUV converted and limited to what RGB can be. */
struct colour reference_decode(const struct picture *p, u32 x, u32 y,
			       enum vprime_encoding encoding, bool full_range);

/* The value of a half-precision number; below 0 and not a number: 0, above 1: 1. */
double reference_half(u32 bits);

/*
 * The colour that @scene has at (@x, @y) before the depth of any target.
 * @pictures[i] is what the source of the scene's layer i points to.
 */
struct colour reference_colour(const struct vprime_scene *scene, const struct picture *pictures,
			       u32 x, u32 y, const struct reference *how);

/* What a layer shows are means of several of its pixels. */
bool reference_is_filtered(const struct vprime_layer *l);

/*
 * All sources have at most 8 bits a channel, none is scaled, nothing changes
 * colours afterwards and the link has 8 bits: such scenes are composed in 8 bits, exactly.
 */
bool reference_is_exact(const struct vprime_scene *scene, const struct picture *pictures);

/* A source with YUV, whose conversion to RGB is promised to 1 unit only. */
bool reference_has_yuv(const struct vprime_scene *scene, const struct picture *pictures);

/* The nearest number to @x. No value here is ever half way between two. */
double reference_nearest(double x);

#endif
