// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Writers: from opaque rows to formats, each channel to the nearest value. */

#include "pixel.h"
#include "readers.h"

void vprime_write_8888(const struct vprime_run *dst, const u32 *row, u32 n)
{
	dst->kernels->write8888[dst->format->order](dst->data[0], row, n);
}

void vprime_write_rgb888(const struct vprime_run *dst, const u32 *row, u32 n)
{
	dst->kernels->write_rgb888(dst->data[0], row, n);
}

void vprime_write_bgr888(const struct vprime_run *dst, const u32 *row, u32 n)
{
	dst->kernels->write_bgr888(dst->data[0], row, n);
}

void vprime_write_packed16(const struct vprime_run *dst, const u32 *row, u32 n)
{
	dst->kernels->write_packed16(dst->data[0], row, n, dst->format->layout);
}

void vprime_write_packed10(const struct vprime_run *dst, const u64 *row, u32 n)
{
	dst->kernels->write_packed10(dst->data[0], row, n, dst->format->layout);
}

void vprime_write_argb16(const struct vprime_run *dst, const u64 *row, u32 n)
{
	memcpy(dst->data[0], row, (size_t)n * 8);
}

void vprime_write_abgr16(const struct vprime_run *dst, const u64 *row, u32 n)
{
	dst->kernels->write_abgr16(dst->data[0], row, n);
}

/* The half-precision number nearest to @x / 65535. */
static u64 to_half(u32 x)
{
	/* x / 65535 in 1/2^48, by its first three digits to the base 65536 */
	u64 digits = ((u64)x << 32) + ((u64)x << 16) + x;
	u32 exponent, dropped;

	if (x == U16_MAX)
		return 15 << 10;
	/* 1 / 65535 to 3 / 65535 are below the normal numbers: multiples of 2^-24 */
	if (x < 4)
		return (digits + (1 << 23)) >> 24;
	exponent = 30 - __builtin_clz(x);
	/* of 11 binary digits the first, and one that rounding carries, add to the exponent */
	dropped = 23 + exponent;
	return ((digits + (1ull << (dropped - 1))) >> dropped) + ((u64)(exponent - 1) << 10);
}

void vprime_write_argb16f(const struct vprime_run *dst, const u64 *row, u32 n)
{
	u8 *data = dst->data[0];
	u32 i;

	for (i = 0; i < n; i++, data += 8)
		vprime_store64(data, to_half(row[i] & U16_MAX) |
			       to_half(row[i] >> 16 & U16_MAX) << 16 |
			       to_half(row[i] >> 32 & U16_MAX) << 32 |
			       to_half(row[i] >> 48) << 48);
}

void vprime_write_abgr16f(const struct vprime_run *dst, const u64 *row, u32 n)
{
	u8 *data = dst->data[0];
	u32 i;

	for (i = 0; i < n; i++, data += 8)
		vprime_store64(data, to_half(row[i] >> 32 & U16_MAX) |
			       to_half(row[i] >> 16 & U16_MAX) << 16 |
			       to_half(row[i] & U16_MAX) << 32 |
			       to_half(row[i] >> 48) << 48);
}
