// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The stages of a plane's colour pipeline. */

#include "pipeline.h"
#include "pixel.h"

#define ONE 0x1000000

/* The largest numbers between stages. */
#define WIDE_MAX 0x7fffffffll

static s32 limited(s64 x)
{
	return x > WIDE_MAX ? WIDE_MAX : x < -WIDE_MAX ? -WIDE_MAX : (s32)x;
}

/* @x from 0 to 1, limited to that, in 1/@steps: the whole part, and the rest in 1/2^24. */
static u32 split(s32 x, u32 steps, u32 *rest)
{
	u64 position = (u64)(x < 0 ? 0 : x > ONE ? ONE : x) * steps;

	*rest = position & (ONE - 1);
	return position >> 24;
}

/* With 0xffffffff as ONE. */
static s32 from_entry(u32 x)
{
	return ((u64)x + 128) >> 8;
}

static s32 between(s32 a, s32 b, u32 weight)
{
	return a + ((((s64)b - a) * weight + ONE / 2) >> 24);
}

static s32 curve_value(const struct vprime_curve *curve, s32 x)
{
	u32 shift, index;

	if (x <= 0)
		return curve->values[0];
	if (x < 2 * VPRIME_CURVE_OCTAVE)
		return curve->values[x];

	shift = 23 - __builtin_clz(x);
	index = VPRIME_CURVE_OCTAVE * shift + ((u32)x >> shift);
	return between(curve->values[index], curve->values[index + 1],
		       ((u32)x & ((1u << shift) - 1)) << (24 - shift));
}

static void apply_curve(const struct vprime_stage *stage, struct vprime_wide *p, u32 n)
{
	u32 i;

	for (; n--; p++) {
		for (i = 0; i < 3; i++)
			p->c[i] = curve_value(stage->curve, p->c[i]);
	}
}

static u32 entry_channel(const struct vprime_lut32_entry *entry, u32 channel)
{
	return channel == 0 ? entry->red : channel == 1 ? entry->green : entry->blue;
}

static void apply_lut(const struct vprime_stage *stage, struct vprime_wide *p, u32 n)
{
	u32 i, index, rest;

	for (; n--; p++) {
		for (i = 0; i < 3; i++) {
			const struct vprime_lut32_entry *entry;

			index = split(p->c[i], stage->size - 1, &rest);
			entry = &stage->lut[index];
			p->c[i] = from_entry(entry_channel(entry, i));
			if (rest)
				p->c[i] = between(p->c[i],
						  from_entry(entry_channel(entry + 1, i)), rest);
		}
	}
}

static void apply_ctm(const struct vprime_stage *stage, struct vprime_wide *p, u32 n)
{
	s64 m[12];
	u32 i, j;

	/* to 1/2^24; anything from 2^12 on is beyond all limits but for the least of colours */
	for (i = 0; i < 12; i++) {
		m[i] = (stage->ctm[i] >> 8) + (stage->ctm[i] >> 7 & 1);
		m[i] = m[i] > 1ll << 36 ? 1ll << 36 : m[i] < -(1ll << 36) ? -(1ll << 36) : m[i];
	}
	for (; n--; p++) {
		struct vprime_wide in = *p;

		for (i = 0; i < 3; i++) {
			const s64 *row = &m[4 * i];
			/* in 1/2^32 */
			s64 sum = row[3] * 256 + (1 << 7);

			for (j = 0; j < 3; j++)
				sum += row[j] * (in.c[j] >> 16) +
				       (row[j] * (in.c[j] & 0xffff) >> 16);
			p->c[i] = limited(sum >> 8);
		}
	}
}

static void apply_multiplier(const struct vprime_stage *stage, struct vprime_wide *p, u32 n)
{
	const s64 ctm[12] = {
		stage->multiplier, 0, 0, 0, 0, stage->multiplier, 0, 0, 0, 0, stage->multiplier, 0,
	};
	const struct vprime_stage matrix = { .type = VPRIME_STAGE_CTM, .ctm = ctm };

	apply_ctm(&matrix, p, n);
}

/*
 * The cube around a colour is six tetrahedra; it lies in the one whose edges go
 * from corner 0 first along the channel with the largest rest, then along the
 * next, then along the last.
 */
static void apply_lut3d(const struct vprime_stage *stage, struct vprime_wide *p, u32 n)
{
	const u32 steps[3] = { 1, stage->size, stage->size * stage->size };
	u32 i, j;

	for (; n--; p++) {
		const struct vprime_lut32_entry *entry = stage->lut;
		u32 order[3] = { 0, 1, 2 }, rest[3], swap;
		s64 sum[3];

		for (i = 0; i < 3; i++) {
			entry += split(p->c[i], stage->size - 1, &rest[i]) * steps[i];
			for (j = i; j && rest[order[j]] > rest[order[j - 1]]; j--) {
				swap = order[j];
				order[j] = order[j - 1];
				order[j - 1] = swap;
			}
		}
		for (i = 0; i < 3; i++)
			sum[i] = (s64)from_entry(entry_channel(entry, i)) * (ONE - rest[order[0]]);
		for (j = 0; j < 3; j++) {
			s64 weight = rest[order[j]] - (j < 2 ? rest[order[j + 1]] : 0);

			/* without a rest there may be no next corner, nor further ones */
			if (!rest[order[j]])
				break;
			entry += steps[order[j]];
			for (i = 0; i < 3; i++)
				sum[i] += from_entry(entry_channel(entry, i)) * weight;
		}
		for (i = 0; i < 3; i++)
			p->c[i] = (sum[i] + ONE / 2) >> 24;
	}
}

static void apply_stage(const struct vprime_stage *stage, struct vprime_wide *row, u32 n)
{
	switch (stage->type) {
	case VPRIME_STAGE_CURVE:
		apply_curve(stage, row, n);
		break;
	case VPRIME_STAGE_LUT:
		apply_lut(stage, row, n);
		break;
	case VPRIME_STAGE_CTM:
		apply_ctm(stage, row, n);
		break;
	case VPRIME_STAGE_MULTIPLIER:
		apply_multiplier(stage, row, n);
		break;
	case VPRIME_STAGE_LUT3D:
		apply_lut3d(stage, row, n);
		break;
	}
}

/* x * 2^24 / 65535, rounded. */
static s32 from_16(u32 x)
{
	return (x << 8) + ((x << 8) + U16_MAX / 2) / U16_MAX;
}

/* The other way, limited. */
static u64 to_16(s32 x)
{
	u64 y = x < 0 ? 0 : x > ONE ? ONE : x;

	return (y * U16_MAX + ONE / 2) >> 24;
}

void vprime_pipeline_row(const struct vprime_pipeline *pipeline, u64 *row,
			 struct vprime_wide *wide, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		wide[i].c[0] = from_16(row[i] >> 32 & U16_MAX);
		wide[i].c[1] = from_16(row[i] >> 16 & U16_MAX);
		wide[i].c[2] = from_16(row[i] & U16_MAX);
	}
	for (i = 0; i < pipeline->n_stages; i++)
		apply_stage(&pipeline->stages[i], wide, n);
	for (i = 0; i < n; i++)
		row[i] = (row[i] & VPRIME_OPAQUE16) | to_16(wide[i].c[0]) << 32 |
			 to_16(wide[i].c[1]) << 16 | to_16(wide[i].c[2]);
}
