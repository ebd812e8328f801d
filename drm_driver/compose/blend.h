/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Blending one row over another. */
#ifndef VPRIME_COMPOSE_BLEND_H
#define VPRIME_COMPOSE_BLEND_H

#include "shim.h"

/**
 * vprime_over8 - put premultiplied pixels over opaque ones, 8 bits a channel
 * @dst: the row below and the result, opaque ARGB8888
 * @src: the row above, premultiplied ARGB8888
 * @n: pixels
 *
 * dst = src + dst * (1 - src alpha), each product rounded to the nearest and
 * each sum limited to the largest value (Porter and Duff, "Compositing digital
 * images", 1984, operator "over").
 */
void vprime_over8(u32 *dst, const u32 *src, u32 n);

/**
 * vprime_over16 - vprime_over8() for ARGB16161616
 * @dst: the row below and the result, opaque
 * @src: the row above, premultiplied
 * @n: pixels
 */
void vprime_over16(u64 *dst, const u64 *src, u32 n);

#endif
