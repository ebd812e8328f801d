/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* From luma and chroma to RGB, and back. */
#ifndef VPRIME_COMPOSE_YUV_H
#define VPRIME_COMPOSE_YUV_H

#include "compose.h"
#include "kernels.h"

/**
 * vprime_yuv_matrix - the conversion that a YUV layer needs
 * @m: where to put it, prepared
 * @format: its format, which says where the samples are after reading
 * @encoding: the standard
 * @full_range: all sample values are used
 *
 * It maps samples to RGB, 8-bit to 8-bit as well as 16-bit to 16-bit.
 */
void vprime_yuv_matrix(struct vprime_matrix *m, const struct vprime_format *format,
		       enum vprime_encoding encoding, bool full_range);

/**
 * vprime_rgb_matrix - the conversion to the format of a picture that is written
 * @m: where to put it, prepared
 * @format: the format
 *
 * It maps RGB to samples of BT.709 in limited range, 8-bit to 8-bit as well as
 * 16-bit to 16-bit, in the lanes that the format's readers have them in.
 */
void vprime_rgb_matrix(struct vprime_matrix *m, const struct vprime_format *format);

#endif
