// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The table of formats with their readers and writers. */

#include "compose.h"
#include "pixel.h"

static void read_argb8888(u32 *row, const struct vprime_run *run, u32 n)
{
	memcpy(row, run->data[0], (size_t)n * 4);
}

static void read_xrgb8888(u32 *row, const struct vprime_run *run, u32 n)
{
	const u64 opaque = (u64)VPRIME_OPAQUE8 << 32 | VPRIME_OPAQUE8;
	const u8 *src = run->data[0];
	u32 i;

	for (i = 0; i + 2 <= n; i += 2)
		vprime_store64(row + i, vprime_load64(src + i * 4) | opaque);
	if (i < n)
		row[i] = vprime_load32(src + i * 4) | VPRIME_OPAQUE8;
}

static void write_8888(const struct vprime_run *run, const u32 *row, u32 n)
{
	memcpy(run->data[0], row, (size_t)n * 4);
}

/* x * 255 / max, rounded, for channels of fewer than 8 bits. */
static u32 widen_to8(u32 x, u32 max)
{
	return (x * 255 + max / 2) / max;
}

/* x * max / 255, rounded. */
static u32 narrow_from8(u32 x, u32 max)
{
	return (x * max + 127) / 255;
}

static void read_rgb565(u32 *row, const struct vprime_run *run, u32 n)
{
	const u8 *src = run->data[0];
	u32 i, p;

	for (i = 0; i < n; i++, src += 2) {
		p = src[0] | src[1] << 8;
		row[i] = VPRIME_OPAQUE8 | widen_to8(p >> 11, 31) << 16 |
			 widen_to8(p >> 5 & 63, 63) << 8 | widen_to8(p & 31, 31);
	}
}

static void write_rgb565(const struct vprime_run *run, const u32 *row, u32 n)
{
	u8 *dst = run->data[0];
	u32 i, p;

	for (i = 0; i < n; i++, dst += 2) {
		p = narrow_from8(row[i] >> 16 & 0xff, 31) << 11 |
		    narrow_from8(row[i] >> 8 & 0xff, 63) << 5 | narrow_from8(row[i] & 0xff, 31);
		dst[0] = p;
		dst[1] = p >> 8;
	}
}

/* The nearest 16-bit value to a 10-bit one: x * 65535 / 1023, rounded. */
static u64 widen10(u32 x)
{
	return (x * 65535 + 511) / 1023;
}

/* The nearest 10-bit value to a 16-bit one: x * 1023 / 65535, rounded. */
static u32 narrow10(u32 x)
{
	return (x * 1023 + 32767) / 65535;
}

static void read_xrgb2101010(u64 *row, const struct vprime_run *run, u32 n)
{
	const u8 *src = run->data[0];
	u32 i, p;

	for (i = 0; i < n; i++, src += 4) {
		p = vprime_load32(src);
		row[i] = VPRIME_OPAQUE16 | widen10(p >> 20 & 0x3ff) << 32 |
			 widen10(p >> 10 & 0x3ff) << 16 | widen10(p & 0x3ff);
	}
}

static void write_xrgb2101010(const struct vprime_run *run, const u64 *row, u32 n)
{
	u8 *dst = run->data[0];
	u32 i;

	for (i = 0; i < n; i++, dst += 4)
		vprime_store32(dst, 0xc0000000u | narrow10(row[i] >> 32 & U16_MAX) << 20 |
			       narrow10(row[i] >> 16 & U16_MAX) << 10 |
			       narrow10(row[i] & U16_MAX));
}

/* One colour plane, @bytes for each pixel. */
#define PACKED(bytes) .planes = 1, .block_bytes = { bytes }, .block_width = { 1 }, .vsub = { 1 }

static const struct vprime_format formats[] = {
	{ .fourcc = DRM_FORMAT_XRGB8888, PACKED(4), .writable = true,
	  .read8 = read_xrgb8888, .write8 = write_8888 },
	{ .fourcc = DRM_FORMAT_ARGB8888, PACKED(4), .writable = true, .has_alpha = true,
	  .read8 = read_argb8888, .write8 = write_8888 },
	{ .fourcc = DRM_FORMAT_RGB565, PACKED(2), .writable = true,
	  .read8 = read_rgb565, .write8 = write_rgb565 },
	{ .fourcc = DRM_FORMAT_XRGB2101010, PACKED(4), .writable = true, .deep = true,
	  .read16 = read_xrgb2101010, .write16 = write_xrgb2101010 },
};

const struct vprime_format *vprime_format_lookup(u32 fourcc)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		if (formats[i].fourcc == fourcc)
			return &formats[i];
	}
	return NULL;
}
