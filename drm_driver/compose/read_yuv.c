// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Readers of YUV formats: each pixel gets its luma and the chroma of the samples
 * that it shares with its neighbours.
 */

#include "pixel.h"
#include "readers.h"

/* How many of @n pixels from @x on share their chroma with a pixel to the left. */
static u32 odd_start(const struct vprime_run *src, u32 plane, u32 n)
{
	return n && src->format->hsub[plane] == 2 && src->x & 1;
}

void vprime_read_semiplanar8(u32 *row, const struct vprime_run *src, u32 n)
{
	u32 hsub = src->format->hsub[1], odd = odd_start(src, 1, n);
	const u8 *y = src->data[0], *uv = src->data[1];

	if (odd)
		src->kernels->join8_semiplanar(row, y, uv, 1, 1);
	src->kernels->join8_semiplanar(row + odd, y + odd, uv + 2 * odd, n - odd, hsub);
}

void vprime_read_planar8(u32 *row, const struct vprime_run *src, u32 n)
{
	u32 hsub = src->format->hsub[1], odd = odd_start(src, 1, n);
	const u8 *y = src->data[0], *u = src->data[1], *v = src->data[2];

	if (odd)
		src->kernels->join8_planar(row, y, u, v, 1, 1);
	src->kernels->join8_planar(row + odd, y + odd, u + odd, v + odd, n - odd, hsub);
}

/* Four bytes for two pixels: luma at @luma and @luma + 2, chroma at @chroma and @chroma + 2. */
static void read_422(u32 *row, const struct vprime_run *src, u32 n, u32 luma, u32 chroma)
{
	const u8 *data = src->data[0];
	u32 x = src->x & 1, i;

	for (i = 0; i < n; i++, x++) {
		const u8 *pair = data + x / 2 * 4;

		row[i] = VPRIME_OPAQUE8 | (u32)pair[chroma + 2] << 16 |
			 (u32)pair[luma + (x & 1) * 2] << 8 | pair[chroma];
	}
}

void vprime_read_yuyv8(u32 *row, const struct vprime_run *src, u32 n)
{
	read_422(row, src, n, 0, 1);
}

void vprime_read_uyvy8(u32 *row, const struct vprime_run *src, u32 n)
{
	read_422(row, src, n, 1, 0);
}

/* A deep row without what is below the bits of a sample; alpha stays. */
static u64 sample_mask(const struct vprime_run *src)
{
	u64 sample = U16_MAX ^ U16_MAX >> src->format->yuv_bits;

	return VPRIME_OPAQUE16 | sample << 32 | sample << 16 | sample;
}

void vprime_read_semiplanar16(u64 *row, const struct vprime_run *src, u32 n)
{
	u32 hsub = src->format->hsub[1], odd = odd_start(src, 1, n);
	const u8 *y = src->data[0], *uv = src->data[1];
	u64 mask = sample_mask(src);

	if (odd)
		src->kernels->join16_semiplanar(row, y, uv, 1, 1, mask);
	src->kernels->join16_semiplanar(row + odd, y + 2 * odd, uv + 4 * odd, n - odd, hsub, mask);
}

void vprime_read_planar16(u64 *row, const struct vprime_run *src, u32 n)
{
	src->kernels->join16_planar(row, src->data[0], src->data[1], src->data[2], n, 1,
				    sample_mask(src));
}

static u64 load16(const u8 *p)
{
	return p[0] | (u32)p[1] << 8;
}

void vprime_read_yuyv16(u64 *row, const struct vprime_run *src, u32 n)
{
	const u8 *data = src->data[0];
	u64 mask = sample_mask(src);
	u32 x = src->x & 1, i;

	for (i = 0; i < n; i++, x++) {
		const u8 *pair = data + x / 2 * 8;

		row[i] = VPRIME_OPAQUE16 | (mask & (load16(pair + 6) << 32 |
			 load16(pair + (x & 1) * 4) << 16 | load16(pair + 2)));
	}
}

/* Sample @i of those packed one behind the other in 10 bits each. */
static u64 load10(const u8 *p, u32 i)
{
	u32 bit = 10 * i;

	return ((p[bit / 8] | (u32)p[bit / 8 + 1] << 8) >> bit % 8 & 0x3ff) << 6;
}

void vprime_read_semiplanar10(u64 *row, const struct vprime_run *src, u32 n)
{
	u32 x = src->x % 4, c = src->x % src->format->block_width[1], i;

	for (i = 0; i < n; i++, x++, c++) {
		u32 pair = c / src->format->hsub[1];

		row[i] = VPRIME_OPAQUE16 | load10(src->data[1], 2 * pair + 1) << 32 |
			 load10(src->data[0], x) << 16 | load10(src->data[1], 2 * pair);
	}
}

void vprime_read_avyu10(u64 *row, const struct vprime_run *src, u32 n)
{
	const u8 *data = src->data[0];
	u32 i;

	for (i = 0; i < n; i++, data += 4) {
		u32 p = vprime_load32(data);
		u64 alpha = src->format->has_alpha ? (p >> 30) * 0x5555 : U16_MAX;

		row[i] = alpha << 48 | (u64)(p >> 20 & 0x3ff) << 38 |
			 (u64)(p >> 10 & 0x3ff) << 22 | (p & 0x3ff) << 6;
	}
}

void vprime_read_avyu16(u64 *row, const struct vprime_run *src, u32 n)
{
	u32 i;

	src->kernels->read_argb16(row, src->data[0], n,
				  src->format->has_alpha ? 0 : VPRIME_OPAQUE16);
	if (src->format->yuv_bits == 16)
		return;
	/* 12 bits, and so has alpha */
	for (i = 0; i < n; i++) {
		u32 alpha = row[i] >> 52;

		row[i] = (row[i] & sample_mask(src) & ~VPRIME_OPAQUE16) |
			 (u64)((alpha * U16_MAX + 2047) / 4095) << 48;
	}
}
