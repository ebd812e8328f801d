/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What a CRTC does to the composed colours. */
#ifndef VPRIME_COMPOSE_COLOR_H
#define VPRIME_COMPOSE_COLOR_H

#include "compose.h"
#include "kernels.h"

/**
 * struct vprime_color - what a CRTC does to the composed colours
 * @active: anything at all
 * @by_channel: no channel depends on another: @lut8 is set
 * @has_degamma: @degamma is used
 * @has_ctm: @ctm is used
 * @has_gamma: @gamma is used
 * @lut8: all of it for 8-bit colours
 * @degamma: first step for 16-bit colours
 * @ctm: second step for 16-bit colours
 * @gamma: third step for 16-bit colours
 */
struct vprime_color {
	bool active, by_channel;
	bool has_degamma, has_ctm, has_gamma;
	struct vprime_lut8 lut8;
	struct vprime_lut16 degamma;
	struct vprime_matrix ctm;
	struct vprime_lut16 gamma;
};

/**
 * vprime_color_init - prepare what the scene asks for
 * @color: what to fill in
 * @scene: the scene
 * @deep: vprime_color16() will be called
 */
void vprime_color_init(struct vprime_color *color, const struct vprime_scene *scene, bool deep);

/**
 * vprime_color16 - apply all steps to a row
 * @color: the steps
 * @k: the row kernels to use
 * @row: the row
 * @n: pixels
 */
void vprime_color16(const struct vprime_color *color, const struct vprime_kernels *k, u64 *row,
		    u32 n);

/**
 * vprime_color_link - the pixels of a link of more than 8 bits a channel
 * @out: all channels, alpha included, from 0 to (1 << @bpc) - 1
 * @row: the row
 * @n: pixels
 * @bpc: bits of a channel, 9 to 16
 */
void vprime_color_link(u64 *out, const u64 *row, u32 n, u32 bpc);

#endif
