// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The table of formats: a line for each. */

#include "readers.h"

/* Formats that older headers do not have. */
#ifndef DRM_FORMAT_R1
#define DRM_FORMAT_R1 fourcc_code('R', '1', ' ', ' ')
#define DRM_FORMAT_R2 fourcc_code('R', '2', ' ', ' ')
#define DRM_FORMAT_R4 fourcc_code('R', '4', ' ', ' ')
#endif
#ifndef DRM_FORMAT_AVUY8888
#define DRM_FORMAT_AVUY8888 fourcc_code('A', 'V', 'U', 'Y')
#define DRM_FORMAT_XVUY8888 fourcc_code('X', 'V', 'U', 'Y')
#endif
#ifndef DRM_FORMAT_NV20
#define DRM_FORMAT_NV20 fourcc_code('N', 'V', '2', '0')
#define DRM_FORMAT_NV30 fourcc_code('N', 'V', '3', '0')
#endif

/* Where colour planes have their pixels; horizontal and vertical subsampling. */
#define BLOCKS(bytes, pixels, h) \
	.planes = 1, .block_bytes = { bytes }, .block_width = { pixels }, .hsub = { h }, \
	.vsub = { 1 }
#define PACKED(bytes) BLOCKS(bytes, 1, 1)
#define SEMIPLANAR(bytes, h, v) \
	.planes = 2, .block_bytes = { bytes, 2 * (bytes) }, .block_width = { 1, h }, \
	.hsub = { 1, h }, .vsub = { 1, v }
#define PLANAR(bytes, h, v) \
	.planes = 3, .block_bytes = { bytes, bytes, bytes }, .block_width = { 1, h, h }, \
	.hsub = { 1, h, h }, .vsub = { 1, v, v }
/* four samples of 10 bits in five bytes */
#define SEMIPLANAR_4IN5(h, v) \
	.planes = 2, .block_bytes = { 5, 5 }, .block_width = { 4, 2 * (h) }, \
	.hsub = { 1, h }, .vsub = { 1, v }

#define ALPHA .has_alpha = true
#define WHOLE .whole = true

#define RGB8(cc, reader, writer) \
	.fourcc = DRM_FORMAT_##cc, .writable = true, \
	.read8 = vprime_read_##reader, .write8 = vprime_write_##writer
#define RGB16(cc, reader, writer) \
	.fourcc = DRM_FORMAT_##cc, .writable = true, .deep = true, \
	.read16 = vprime_read_##reader, .write16 = vprime_write_##writer
#define YUV8(cc, reader, lanes) \
	.fourcc = DRM_FORMAT_##cc, .is_yuv = true, .coarse = true, .yuv_bits = 8, \
	.yuv_lanes = lanes, \
	.read8 = vprime_read_##reader
#define YUV16(cc, bits, reader, lanes) \
	.fourcc = DRM_FORMAT_##cc, .is_yuv = true, .deep = true, .yuv_bits = bits, \
	.yuv_lanes = lanes, .read16 = vprime_read_##reader

/* YUV formats that can be written, too, by what is named as their readers */
#define YUV8_RW(cc, kind, lanes) \
	YUV8(cc, kind, lanes), WHOLE, .writable = true, .write8 = vprime_write_##kind
#define YUV16_RW(cc, bits, kind, lanes) \
	YUV16(cc, bits, kind, lanes), .writable = true, .write16 = vprime_write_##kind

#define RGB8888(cc, channels) \
	RGB8(cc, 8888, 8888), PACKED(4), .order = VPRIME_ORDER_##channels
#define RGB_16(cc, channels) RGB8(cc, packed16, packed16), PACKED(2), .layout = &(channels)
/* channels of 5 and 6 bits: values that 8 bits can only come near to */
#define RGB_565(cc, channels) \
	RGB_16(cc, channels), .coarse = true, .read16 = vprime_read_packed16_deep
#define RGB_10(cc, channels) RGB16(cc, packed10, packed10), PACKED(4), .layout = &(channels)
#define GREY(cc, pixels) .fourcc = DRM_FORMAT_##cc, .read8 = vprime_read_grey, BLOCKS(1, pixels, 1)

/* Blue, green, red and alpha, or what stands in its place. */
static const struct vprime_packed16 rgb565 = { { 0, 5, 11 }, { 5, 6, 5 } };
static const struct vprime_packed16 bgr565 = { { 11, 5, 0 }, { 5, 6, 5 } };
static const struct vprime_packed16 argb1555 = { { 0, 5, 10, 15 }, { 5, 5, 5, 1 } };
static const struct vprime_packed16 abgr1555 = { { 10, 5, 0, 15 }, { 5, 5, 5, 1 } };
static const struct vprime_packed16 rgba5551 = { { 1, 6, 11, 0 }, { 5, 5, 5, 1 } };
static const struct vprime_packed16 bgra5551 = { { 11, 6, 1, 0 }, { 5, 5, 5, 1 } };
static const struct vprime_packed16 argb4444 = { { 0, 4, 8, 12 }, { 4, 4, 4, 4 } };
static const struct vprime_packed16 abgr4444 = { { 8, 4, 0, 12 }, { 4, 4, 4, 4 } };
static const struct vprime_packed16 rgba4444 = { { 4, 8, 12, 0 }, { 4, 4, 4, 4 } };
static const struct vprime_packed16 bgra4444 = { { 12, 8, 4, 0 }, { 4, 4, 4, 4 } };
static const struct vprime_packed10 argb2101010 = { .shift = { 0, 10, 20 }, .alpha_shift = 30 };
static const struct vprime_packed10 abgr2101010 = { .shift = { 20, 10, 0 }, .alpha_shift = 30 };
static const struct vprime_packed10 rgba1010102 = { .shift = { 2, 12, 22 }, .alpha_shift = 0 };
static const struct vprime_packed10 bgra1010102 = { .shift = { 22, 12, 2 }, .alpha_shift = 0 };

static const struct vprime_format formats[] = {
	{ RGB8888(XRGB8888, ARGB) },
	{ RGB8888(ARGB8888, ARGB), ALPHA },
	{ RGB8888(XBGR8888, ABGR) },
	{ RGB8888(ABGR8888, ABGR), ALPHA },
	{ RGB8888(RGBX8888, RGBA) },
	{ RGB8888(RGBA8888, RGBA), ALPHA },
	{ RGB8888(BGRX8888, BGRA) },
	{ RGB8888(BGRA8888, BGRA), ALPHA },
	{ RGB8(RGB888, rgb888, rgb888), PACKED(3), WHOLE },
	{ RGB8(BGR888, bgr888, bgr888), PACKED(3), WHOLE },
	{ RGB_565(RGB565, rgb565), WHOLE },
	{ RGB_565(BGR565, bgr565), WHOLE },
	{ RGB_565(XRGB1555, argb1555) },
	{ RGB_565(ARGB1555, argb1555), ALPHA },
	{ RGB_565(XBGR1555, abgr1555) },
	{ RGB_565(ABGR1555, abgr1555), ALPHA },
	{ RGB_565(RGBX5551, rgba5551) },
	{ RGB_565(RGBA5551, rgba5551), ALPHA },
	{ RGB_565(BGRX5551, bgra5551) },
	{ RGB_565(BGRA5551, bgra5551), ALPHA },
	{ RGB_16(XRGB4444, argb4444) },
	{ RGB_16(ARGB4444, argb4444), ALPHA },
	{ RGB_16(XBGR4444, abgr4444) },
	{ RGB_16(ABGR4444, abgr4444), ALPHA },
	{ RGB_16(RGBX4444, rgba4444) },
	{ RGB_16(RGBA4444, rgba4444), ALPHA },
	{ RGB_16(BGRX4444, bgra4444) },
	{ RGB_16(BGRA4444, bgra4444), ALPHA },
	{ RGB_10(XRGB2101010, argb2101010) },
	{ RGB_10(ARGB2101010, argb2101010), ALPHA },
	{ RGB_10(XBGR2101010, abgr2101010) },
	{ RGB_10(ABGR2101010, abgr2101010), ALPHA },
	{ RGB_10(RGBX1010102, rgba1010102) },
	{ RGB_10(RGBA1010102, rgba1010102), ALPHA },
	{ RGB_10(BGRX1010102, bgra1010102) },
	{ RGB_10(BGRA1010102, bgra1010102), ALPHA },
	{ RGB16(XRGB16161616, argb16, argb16), PACKED(8) },
	{ RGB16(ARGB16161616, argb16, argb16), PACKED(8), ALPHA },
	{ RGB16(XBGR16161616, abgr16, abgr16), PACKED(8) },
	{ RGB16(ABGR16161616, abgr16, abgr16), PACKED(8), ALPHA },
	{ RGB16(XRGB16161616F, argb16f, argb16f), PACKED(8) },
	{ RGB16(ARGB16161616F, argb16f, argb16f), PACKED(8), ALPHA },
	{ RGB16(XBGR16161616F, abgr16f, abgr16f), PACKED(8) },
	{ RGB16(ABGR16161616F, abgr16f, abgr16f), PACKED(8), ALPHA },

	{ GREY(R1, 8) },
	{ GREY(R2, 4) },
	{ GREY(R4, 2) },
	{ GREY(R8, 1) },
	/* an index is a grey: the gamma table makes the colour of it */
	{ GREY(C8, 1) },

	{ YUV8_RW(NV12, semiplanar8, "VYU"), SEMIPLANAR(1, 2, 2) },
	{ YUV8_RW(NV21, semiplanar8, "UYV"), SEMIPLANAR(1, 2, 2) },
	{ YUV8_RW(NV16, semiplanar8, "VYU"), SEMIPLANAR(1, 2, 1) },
	{ YUV8_RW(NV61, semiplanar8, "UYV"), SEMIPLANAR(1, 2, 1) },
	{ YUV8_RW(NV24, semiplanar8, "VYU"), SEMIPLANAR(1, 1, 1) },
	{ YUV8_RW(NV42, semiplanar8, "UYV"), SEMIPLANAR(1, 1, 1) },
	{ YUV8_RW(YUV420, planar8, "VYU"), PLANAR(1, 2, 2) },
	{ YUV8_RW(YVU420, planar8, "UYV"), PLANAR(1, 2, 2) },
	{ YUV8_RW(YUV422, planar8, "VYU"), PLANAR(1, 2, 1) },
	{ YUV8_RW(YVU422, planar8, "UYV"), PLANAR(1, 2, 1) },
	{ YUV8_RW(YUV444, planar8, "VYU"), PLANAR(1, 1, 1) },
	{ YUV8_RW(YVU444, planar8, "UYV"), PLANAR(1, 1, 1) },
	{ YUV8_RW(YUYV, yuyv8, "VYU"), BLOCKS(4, 2, 2) },
	{ YUV8_RW(YVYU, yuyv8, "UYV"), BLOCKS(4, 2, 2) },
	{ YUV8_RW(UYVY, uyvy8, "VYU"), BLOCKS(4, 2, 2) },
	{ YUV8_RW(VYUY, uyvy8, "UYV"), BLOCKS(4, 2, 2) },
	{ YUV8(XYUV8888, 8888, "YUV"), PACKED(4) },
	{ YUV8(AYUV, 8888, "YUV"), PACKED(4), ALPHA },
	{ YUV8(XVUY8888, 8888, "VUY"), PACKED(4) },
	{ YUV8(AVUY8888, 8888, "VUY"), PACKED(4), ALPHA },
	{ YUV8(VUY888, rgb888, "VUY"), PACKED(3) },

	{ YUV16_RW(P010, 10, semiplanar16, "VYU"), SEMIPLANAR(2, 2, 2) },
	{ YUV16_RW(P012, 12, semiplanar16, "VYU"), SEMIPLANAR(2, 2, 2) },
	{ YUV16_RW(P016, 16, semiplanar16, "VYU"), SEMIPLANAR(2, 2, 2), WHOLE },
	{ YUV16_RW(P210, 10, semiplanar16, "VYU"), SEMIPLANAR(2, 2, 1) },
	{ YUV16(Q410, 10, planar16, "VYU"), PLANAR(2, 1, 1) },
	{ YUV16(Q401, 10, planar16, "UYV"), PLANAR(2, 1, 1) },
	{ YUV16(NV15, 10, semiplanar10, "VYU"), SEMIPLANAR_4IN5(2, 2) },
	{ YUV16(NV20, 10, semiplanar10, "VYU"), SEMIPLANAR_4IN5(2, 1) },
	{ YUV16(NV30, 10, semiplanar10, "VYU"), SEMIPLANAR_4IN5(1, 1) },
	{ YUV16(Y210, 10, yuyv16, "VYU"), BLOCKS(8, 2, 2) },
	{ YUV16(Y212, 12, yuyv16, "VYU"), BLOCKS(8, 2, 2) },
	{ YUV16(Y216, 16, yuyv16, "VYU"), BLOCKS(8, 2, 2) },
	{ YUV16(XVYU2101010, 10, avyu10, "VYU"), PACKED(4) },
	{ YUV16(Y410, 10, avyu10, "VYU"), PACKED(4), ALPHA },
	{ YUV16(XVYU12_16161616, 12, avyu16, "VYU"), PACKED(8) },
	{ YUV16(Y412, 12, avyu16, "VYU"), PACKED(8), ALPHA },
	{ YUV16(XVYU16161616, 16, avyu16, "VYU"), PACKED(8) },
	{ YUV16(Y416, 16, avyu16, "VYU"), PACKED(8), ALPHA },
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
