// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What a CRTC does to the composed colours. */

#include "color.h"
#include "pixel.h"

/* @x / 65535, rounded, for products of two 16-bit numbers. */
static u32 divide_16(u32 x)
{
	x += 0x8000;
	return (x + (x >> 16)) >> 16;
}

static u32 lut_channel(const struct vprime_lut_entry *entry, u32 channel)
{
	return channel == 0 ? entry->red : channel == 1 ? entry->green : entry->blue;
}

/* The value of a table for @x, on the line between the entries around it. */
static u32 lut_value(const struct vprime_lut *lut, u32 channel, u32 x)
{
	u32 position = x * (lut->size - 1);
	u32 index = position / U16_MAX, weight = position % U16_MAX;
	u32 value = lut_channel(&lut->entries[index], channel);

	if (!weight)
		return value;
	return divide_16(value * (U16_MAX - weight) +
			 lut_channel(&lut->entries[index + 1], channel) * weight);
}

static void fill_table(struct vprime_table *table, const struct vprime_lut *lut)
{
	size_t bytes = lut->size * sizeof(*lut->entries);
	u32 channel, x;

	if (table->valid == VPRIME_TABLE_VALID && table->size == lut->size &&
	    !memcmp(table->entries, lut->entries, bytes))
		return;

	table->valid = VPRIME_TABLE_VALID;
	table->size = lut->size;
	memcpy(table->entries, lut->entries, bytes);
	for (channel = 0; channel < 3; channel++) {
		for (x = 0; x <= U16_MAX; x++)
			table->lut.entries[channel][x] = lut_value(lut, channel, x);
		cond_resched();
	}
}

static void fill_lut8(struct vprime_lut8 *table, const struct vprime_lut *degamma,
		      const struct vprime_lut *gamma)
{
	u32 channel, x, value;

	for (channel = 0; channel < 3; channel++) {
		for (x = 0; x < 256; x++) {
			value = x * 257;
			if (degamma)
				value = lut_value(degamma, channel, value);
			if (gamma)
				value = lut_value(gamma, channel, value);
			table->entries[channel][x] = vprime_narrow_channel(value);
		}
	}
}

static bool is_table(const struct vprime_lut *lut)
{
	return lut && lut->size && lut->size <= VPRIME_LUT_ENTRIES;
}

void vprime_color_init(struct vprime_color *color, const struct vprime_scene *scene, bool deep)
{
	u32 i;

	color->has_degamma = is_table(scene->degamma);
	color->has_ctm = scene->ctm;
	color->has_gamma = is_table(scene->gamma);
	color->active = color->has_degamma || color->has_ctm || color->has_gamma;
	color->by_channel = !color->has_ctm;
	if (!color->active)
		return;

	if (color->by_channel)
		fill_lut8(&color->lut8, color->has_degamma ? scene->degamma : NULL,
			  color->has_gamma ? scene->gamma : NULL);
	if (color->has_ctm) {
		for (i = 0; i < 9; i++)
			color->ctm.c[i / 3][i % 3] = (scene->ctm[i] >> 6) +
						     (scene->ctm[i] >> 5 & 1);
		memset(color->ctm.offset, 0, sizeof(color->ctm.offset));
		vprime_matrix_prepare(&color->ctm);
	}
	if (!deep)
		return;
	if (color->has_degamma)
		fill_table(&color->degamma, scene->degamma);
	if (color->has_gamma)
		fill_table(&color->gamma, scene->gamma);
}

void vprime_color16(const struct vprime_color *color, const struct vprime_kernels *k, u64 *row,
		    u32 n)
{
	if (color->has_degamma)
		k->lut16(row, n, &color->degamma.lut);
	if (color->has_ctm)
		k->matrix16(row, n, &color->ctm);
	if (color->has_gamma)
		k->lut16(row, n, &color->gamma.lut);
}
