// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* From luma and chroma to RGB. */

#include "yuv.h"

/*
 * All standards say: with the shares Kr, Kg and Kb of red, green and blue in
 * luma (here in 1/10000), luma Y from 0 to 1 and chroma U, V from -1/2 to 1/2,
 *
 *	R = Y + 2 (1 - Kr) V
 *	G = Y - 2 (1 - Kb) Kb / Kg U - 2 (1 - Kr) Kr / Kg V
 *	B = Y + 2 (1 - Kb) U
 */
#define RATIO(x, y) ((((u64)(x) << 31) / (y) + 1) >> 1)	/* in 1/2^30, rounded */
#define KG(kr, kb) (10000 - (kr) - (kb))
#define STANDARD(kr, kb) { \
	.red_v = RATIO(2 * (10000 - (kr)), 10000), \
	.green_u = RATIO(2ull * (10000 - (kb)) * (kb), 10000 * KG(kr, kb)), \
	.green_v = RATIO(2ull * (10000 - (kr)) * (kr), 10000 * KG(kr, kb)), \
	.blue_u = RATIO(2 * (10000 - (kb)), 10000), \
}

static const struct standard {
	s64 red_v, green_u, green_v, blue_u;
} standards[] = {
	[VPRIME_ENCODING_BT601] = STANDARD(2990, 1140),
	[VPRIME_ENCODING_BT709] = STANDARD(2126, 722),
	[VPRIME_ENCODING_BT2020] = STANDARD(2627, 593),
};

/*
 * @x in 1/2^30 of the largest output per @range of the sample, as a coefficient
 * in 1/2^26 from 16-bit samples to 16 bits.
 */
static s64 coefficient(s64 x, u32 range)
{
	return div_u64((u64)x * U16_MAX + 8 * range, 16 * range);
}

void vprime_yuv_matrix(struct vprime_matrix *m, const struct vprime_format *format,
		       enum vprime_encoding encoding, bool full_range)
{
	const struct standard *s = &standards[encoding];
	u32 bits = format->yuv_bits, extra = bits - 8;
	/* samples of 8 bits come as x * 257, all others at the top of 16 bits */
	u32 scale = bits == 8 ? 257 : 1u << (16 - bits);
	u32 black = full_range ? 0 : (16 << extra) * scale;
	u32 luma = (full_range ? (256 << extra) - 1 : 219 << extra) * scale;
	u32 chroma = (full_range ? (256 << extra) - 1 : 224 << extra) * scale;
	u32 grey = (128 << extra) * scale;
	u32 y = 0, u = 0, v = 0, i;

	for (i = 0; i < 3; i++) {
		if (format->yuv_lanes[i] == 'Y')
			y = i;
		else if (format->yuv_lanes[i] == 'U')
			u = i;
		else
			v = i;
	}
	for (i = 0; i < 3; i++)
		m->c[i][y] = coefficient(1 << 30, luma);
	m->c[0][u] = 0;
	m->c[0][v] = coefficient(s->red_v, chroma);
	m->c[1][u] = -coefficient(s->green_u, chroma);
	m->c[1][v] = -coefficient(s->green_v, chroma);
	m->c[2][u] = coefficient(s->blue_u, chroma);
	m->c[2][v] = 0;
	for (i = 0; i < 3; i++)
		m->offset[i] = -(m->c[i][y] * black + (m->c[i][u] + m->c[i][v]) * grey);
	vprime_matrix_prepare(m);
}
