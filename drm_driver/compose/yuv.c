// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* From luma and chroma to RGB, and back. */

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

/* What the numbers of a YUV format's samples mean, in their 16 bits. */
struct samples {
	u32 y, u, v;	/* their lanes */
	u32 black, luma, grey, chroma;	/* the least luma and the range, no chroma and the range */
};

static struct samples samples(const struct vprime_format *format, bool full_range)
{
	u32 bits = format->yuv_bits, extra = bits - 8, i;
	/* samples of 8 bits come as x * 257, all others at the top of 16 bits */
	u32 scale = bits == 8 ? 257 : 1u << (16 - bits);
	struct samples s = {
		.black = full_range ? 0 : (16 << extra) * scale,
		.luma = (full_range ? (256 << extra) - 1 : 219 << extra) * scale,
		.grey = (128 << extra) * scale,
		.chroma = (full_range ? (256 << extra) - 1 : 224 << extra) * scale,
	};

	for (i = 0; i < 3; i++) {
		if (format->yuv_lanes[i] == 'Y')
			s.y = i;
		else if (format->yuv_lanes[i] == 'U')
			s.u = i;
		else
			s.v = i;
	}
	return s;
}

void vprime_yuv_matrix(struct vprime_matrix *m, const struct vprime_format *format,
		       enum vprime_encoding encoding, bool full_range)
{
	const struct standard *s = &standards[encoding];
	struct samples in = samples(format, full_range);
	u32 i;

	for (i = 0; i < 3; i++)
		m->c[i][in.y] = coefficient(1 << 30, in.luma);
	m->c[0][in.u] = 0;
	m->c[0][in.v] = coefficient(s->red_v, in.chroma);
	m->c[1][in.u] = -coefficient(s->green_u, in.chroma);
	m->c[1][in.v] = -coefficient(s->green_v, in.chroma);
	m->c[2][in.u] = coefficient(s->blue_u, in.chroma);
	m->c[2][in.v] = 0;
	for (i = 0; i < 3; i++)
		m->offset[i] = -(m->c[i][in.y] * in.black +
				 (m->c[i][in.u] + m->c[i][in.v]) * in.grey);
	vprime_matrix_prepare(m);
}

/* @x / @y of @range as a coefficient from 16 bits. */
static s64 share(u32 x, u32 y, u32 range)
{
	return div_u64(((u64)range * x << 26) + y * U16_MAX / 2, y * U16_MAX);
}

void vprime_rgb_matrix(struct vprime_matrix *m, const struct vprime_format *format)
{
	/* BT.709, in 1/10000: Y = Kr R + Kg G + Kb B, U = (B - Y) / 2 (1 - Kb), V likewise */
	const u32 kr = 2126, kg = 7152, kb = 722;
	struct samples out = samples(format, false);

	m->c[out.y][0] = share(kr, 10000, out.luma);
	m->c[out.y][1] = share(kg, 10000, out.luma);
	m->c[out.y][2] = share(kb, 10000, out.luma);
	m->c[out.u][0] = -share(kr, 2 * (10000 - kb), out.chroma);
	m->c[out.u][1] = -share(kg, 2 * (10000 - kb), out.chroma);
	m->c[out.u][2] = share(1, 2, out.chroma);
	m->c[out.v][0] = share(1, 2, out.chroma);
	m->c[out.v][1] = -share(kg, 2 * (10000 - kr), out.chroma);
	m->c[out.v][2] = -share(kb, 2 * (10000 - kr), out.chroma);
	m->offset[out.y] = (s64)out.black << 26;
	m->offset[out.u] = (s64)out.grey << 26;
	m->offset[out.v] = (s64)out.grey << 26;
	vprime_matrix_prepare(m);
}
