/* SPDX-License-Identifier: MIT */
/* The same scene composed by pixman. */
#ifndef COMPOSE_TESTS_ORACLE_H
#define COMPOSE_TESTS_ORACLE_H

#include "picture.h"

/* pixman has the format, and reads it as RGB. */
bool oracle_has(u32 fourcc);

/*
 * Composes @scene with pixman in 8 bits a channel: premultiplied layers of
 * formats that it has. Returns width x height ARGB8888 pixels for free().
 */
u32 *oracle_compose8(const struct vprime_scene *scene, const struct picture *pictures);

/*
 * Composes @scene with pixman in single-precision floating point. Returns width
 * x height pixels of four floats, red first, for free().
 */
float *oracle_compose_float(const struct vprime_scene *scene, const struct picture *pictures);

/* Puts @n ARGB8888 pixels over others with pixman. */
void oracle_over8(u32 *dst, const u32 *src, u32 n);

#endif
