/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What a CRTC does to the composed colours. */
#ifndef VPRIME_COMPOSE_COLOR_H
#define VPRIME_COMPOSE_COLOR_H

#include "compose.h"
#include "kernels.h"

/**
 * struct vprime_table - a table of the scene for every 16-bit value
 * @valid: VPRIME_TABLE_VALID if the rest is set
 * @size: entries of the table that @lut was made of
 * @entries: a copy of them
 * @lut: the values
 *
 * It stays from one composition to the next, as tables seldom change.
 */
struct vprime_table {
	u64 valid;
	u32 size;
	struct vprime_lut_entry entries[VPRIME_LUT_ENTRIES];
	struct vprime_lut16 lut;
};

/* A number that memory holds by chance only if it was here before. */
#define VPRIME_TABLE_VALID 0x5b9d1f3ec47a8260ull

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
	struct vprime_table degamma;
	struct vprime_matrix ctm;
	struct vprime_table gamma;
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

#endif
