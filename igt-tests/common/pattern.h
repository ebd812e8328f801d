/* SPDX-License-Identifier: MIT */
/* Patterns to fill buffers with, such that a pixel of the wrong place or buffer shows. */
#ifndef COMMON_PATTERN_H
#define COMMON_PATTERN_H

#include "libvprime.h"

/**
 * pattern_fill - a pattern in which hardly two pixels are alike
 * @buffer: the buffer, mapped, of 32 bits a pixel or 16
 * @format: DRM_FORMAT_*
 * @seed: chooses the pattern
 *
 * Unused bits of the format are noise too. Colour is premultiplied where there is alpha.
 */
void pattern_fill(struct vprime_buffer *buffer, uint32_t format, uint32_t seed);

/**
 * pattern_solid - one colour
 * @buffer: the buffer, mapped, of 32 bits a pixel
 * @pixel: the pixel
 */
void pattern_solid(struct vprime_buffer *buffer, uint32_t pixel);

#endif
