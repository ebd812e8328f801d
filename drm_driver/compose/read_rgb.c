// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Readers of RGB formats. */

#include "pixel.h"
#include "readers.h"

void vprime_read_8888(u32 *row, const struct vprime_run *src, u32 n)
{
	src->kernels->read8888[src->format->order](row, src->data[0], n,
						   src->format->has_alpha ? 0 : VPRIME_OPAQUE8);
}

void vprime_read_rgb888(u32 *row, const struct vprime_run *src, u32 n)
{
	src->kernels->read_rgb888(row, src->data[0], n);
}

void vprime_read_bgr888(u32 *row, const struct vprime_run *src, u32 n)
{
	src->kernels->read_bgr888(row, src->data[0], n);
}

void vprime_read_packed16(u32 *row, const struct vprime_run *src, u32 n)
{
	struct vprime_packed16 layout = *(const struct vprime_packed16 *)src->format->layout;

	if (!src->format->has_alpha)
		layout.bits[3] = 0;
	src->kernels->read_packed16(row, src->data[0], n, &layout);
}

void vprime_read_packed16_deep(u64 *row, const struct vprime_run *src, u32 n)
{
	const struct vprime_packed16 *layout = src->format->layout;
	u32 channels = src->format->has_alpha ? 4 : 3, i, channel;
	const u8 *data = src->data[0];

	for (i = 0; i < n; i++, data += 2) {
		u32 p = data[0] | data[1] << 8;

		row[i] = channels == 3 ? VPRIME_OPAQUE16 : 0;
		for (channel = 0; channel < channels; channel++) {
			u32 max = (1 << layout->bits[channel]) - 1;
			u32 x = p >> layout->shift[channel] & max;

			row[i] |= (u64)((x * U16_MAX + max / 2) / max) << 16 * channel;
		}
	}
}

/* One channel of 1, 2, 4 or 8 bits, the first pixel in a byte's highest bits. */
void vprime_read_grey(u32 *row, const struct vprime_run *src, u32 n)
{
	u32 per_byte = src->format->block_width[0], bits = 8 / per_byte;
	u32 max = (1 << bits) - 1, step = 0xff / max * 0x010101;
	u32 x = src->x % per_byte, i;

	for (i = 0; i < n; i++, x++) {
		u32 shift = (per_byte - 1 - x % per_byte) * bits;

		row[i] = VPRIME_OPAQUE8 | (src->data[0][x / per_byte] >> shift & max) * step;
	}
}

void vprime_read_packed10(u64 *row, const struct vprime_run *src, u32 n)
{
	struct vprime_packed10 layout = *(const struct vprime_packed10 *)src->format->layout;

	layout.has_alpha = src->format->has_alpha;
	src->kernels->read_packed10(row, src->data[0], n, &layout);
}

static u64 opaque16(const struct vprime_run *src)
{
	return src->format->has_alpha ? 0 : VPRIME_OPAQUE16;
}

void vprime_read_argb16(u64 *row, const struct vprime_run *src, u32 n)
{
	src->kernels->read_argb16(row, src->data[0], n, opaque16(src));
}

void vprime_read_abgr16(u64 *row, const struct vprime_run *src, u32 n)
{
	src->kernels->read_abgr16(row, src->data[0], n, opaque16(src));
}

void vprime_read_argb16f(u64 *row, const struct vprime_run *src, u32 n)
{
	src->kernels->read_half(row, src->data[0], n, opaque16(src));
}

void vprime_read_abgr16f(u64 *row, const struct vprime_run *src, u32 n)
{
	vprime_read_argb16f(row, src, n);
	src->kernels->read_abgr16(row, row, n, 0);
}
