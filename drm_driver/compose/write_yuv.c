// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Writers of YUV formats: BT.709, limited range. Pixels that share their chroma
 * get the mean of those that do so in the first row of them.
 */

#include "pixel.h"
#include "readers.h"
#include "yuv.h"

/* Luma is in the lane of green, the first sample of chroma in blue, the second in red. */

static const u32 *samples8(const struct vprime_run *dst, const u32 *row, u32 n)
{
	struct vprime_matrix m;

	vprime_rgb_matrix(&m, dst->format);
	memcpy(dst->temp, row, (size_t)n * sizeof(*row));
	dst->kernels->matrix8(dst->temp, n, &m);
	return dst->temp;
}

static u8 luma8(u32 p)
{
	return p >> 8;
}

/* A sample for pixel @i of @n and, if @hsub is 2, for the next one. */
static u8 chroma8(const u32 *row, u32 i, u32 n, u32 hsub, u32 shift)
{
	u32 first = row[i] >> shift & 0xff;
	u32 second = hsub == 2 && i + 1 < n ? row[i + 1] >> shift & 0xff : first;

	return (first + second + 1) / 2;
}

void vprime_write_semiplanar8(const struct vprime_run *dst, const u32 *row, u32 n)
{
	const u32 *samples = samples8(dst, row, n);
	u32 hsub = dst->format->hsub[1], i;
	u8 *chroma = dst->data[1];

	for (i = 0; i < n; i++)
		dst->data[0][i] = luma8(samples[i]);
	for (i = 0; i < n && chroma; i += hsub) {
		*chroma++ = chroma8(samples, i, n, hsub, 0);
		*chroma++ = chroma8(samples, i, n, hsub, 16);
	}
}

void vprime_write_planar8(const struct vprime_run *dst, const u32 *row, u32 n)
{
	const u32 *samples = samples8(dst, row, n);
	u32 hsub = dst->format->hsub[1], i;

	for (i = 0; i < n; i++)
		dst->data[0][i] = luma8(samples[i]);
	for (i = 0; i < n && dst->data[1]; i += hsub) {
		dst->data[1][i / hsub] = chroma8(samples, i, n, hsub, 0);
		dst->data[2][i / hsub] = chroma8(samples, i, n, hsub, 16);
	}
}

/* See read_422(). Of an odd row's last pair both pixels are the same. */
static void write_422(const struct vprime_run *dst, const u32 *row, u32 n, u32 luma, u32 chroma)
{
	const u32 *samples = samples8(dst, row, n);
	u8 *pair = dst->data[0];
	u32 i;

	for (i = 0; i < n; i += 2, pair += 4) {
		pair[luma] = luma8(samples[i]);
		pair[luma + 2] = luma8(samples[i + 1 < n ? i + 1 : i]);
		pair[chroma] = chroma8(samples, i, n, 2, 0);
		pair[chroma + 2] = chroma8(samples, i, n, 2, 16);
	}
}

void vprime_write_yuyv8(const struct vprime_run *dst, const u32 *row, u32 n)
{
	write_422(dst, row, n, 0, 1);
}

void vprime_write_uyvy8(const struct vprime_run *dst, const u32 *row, u32 n)
{
	write_422(dst, row, n, 1, 0);
}

/* @x to the nearest of the format's samples, which have their bits at the top. */
static void store16(u8 *p, u32 x, u32 bits)
{
	u32 unit = 1u << (16 - bits);

	x += unit / 2;
	if (x > U16_MAX)
		x = U16_MAX;
	x &= ~(unit - 1);
	p[0] = x;
	p[1] = x >> 8;
}

static u32 chroma16(const u64 *row, u32 i, u32 n, u32 hsub, u32 shift)
{
	u32 first = row[i] >> shift & U16_MAX;
	u32 second = hsub == 2 && i + 1 < n ? row[i + 1] >> shift & U16_MAX : first;

	return (first + second + 1) / 2;
}

void vprime_write_semiplanar16(const struct vprime_run *dst, const u64 *row, u32 n)
{
	u32 hsub = dst->format->hsub[1], bits = dst->format->yuv_bits, i;
	u8 *chroma = dst->data[1];
	u64 *samples = dst->temp;
	struct vprime_matrix m;

	vprime_rgb_matrix(&m, dst->format);
	memcpy(samples, row, (size_t)n * sizeof(*row));
	dst->kernels->matrix16(samples, n, &m);
	for (i = 0; i < n; i++)
		store16(dst->data[0] + 2 * i, samples[i] >> 16 & U16_MAX, bits);
	for (i = 0; i < n && chroma; i += hsub, chroma += 4) {
		store16(chroma, chroma16(samples, i, n, hsub, 0), bits);
		store16(chroma + 2, chroma16(samples, i, n, hsub, 32), bits);
	}
}
