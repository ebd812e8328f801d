// SPDX-License-Identifier: MIT
/* Where each channel of each DRM format lies, as drm_fourcc.h describes it. */

#include "layout.h"
#include "suite.h"

#define FORMAT(format, meaning, columns, rows, ...) \
	{ .fourcc = DRM_FORMAT_##format, .name = #format, .model = MODEL_##meaning, \
	  .hsub = columns, .vsub = rows, .description = { __VA_ARGS__ } }
#define RGB(format, block) FORMAT(format, RGB, 1, 1, block)
#define YUV(format, block) FORMAT(format, YUV, 1, 1, block)

static struct layout layouts[] = {
	RGB(XRGB8888, "X8 R8 G8 B8"), RGB(XBGR8888, "X8 B8 G8 R8"),
	RGB(RGBX8888, "R8 G8 B8 X8"), RGB(BGRX8888, "B8 G8 R8 X8"),
	RGB(ARGB8888, "A8 R8 G8 B8"), RGB(ABGR8888, "A8 B8 G8 R8"),
	RGB(RGBA8888, "R8 G8 B8 A8"), RGB(BGRA8888, "B8 G8 R8 A8"),
	RGB(RGB888, "R8 G8 B8"), RGB(BGR888, "B8 G8 R8"),
	RGB(RGB565, "R5 G6 B5"), RGB(BGR565, "B5 G6 R5"),
	RGB(XRGB1555, "X1 R5 G5 B5"), RGB(XBGR1555, "X1 B5 G5 R5"),
	RGB(RGBX5551, "R5 G5 B5 X1"), RGB(BGRX5551, "B5 G5 R5 X1"),
	RGB(ARGB1555, "A1 R5 G5 B5"), RGB(ABGR1555, "A1 B5 G5 R5"),
	RGB(RGBA5551, "R5 G5 B5 A1"), RGB(BGRA5551, "B5 G5 R5 A1"),
	RGB(XRGB4444, "X4 R4 G4 B4"), RGB(XBGR4444, "X4 B4 G4 R4"),
	RGB(RGBX4444, "R4 G4 B4 X4"), RGB(BGRX4444, "B4 G4 R4 X4"),
	RGB(ARGB4444, "A4 R4 G4 B4"), RGB(ABGR4444, "A4 B4 G4 R4"),
	RGB(RGBA4444, "R4 G4 B4 A4"), RGB(BGRA4444, "B4 G4 R4 A4"),
	RGB(XRGB2101010, "X2 R10 G10 B10"), RGB(XBGR2101010, "X2 B10 G10 R10"),
	RGB(RGBX1010102, "R10 G10 B10 X2"), RGB(BGRX1010102, "B10 G10 R10 X2"),
	RGB(ARGB2101010, "A2 R10 G10 B10"), RGB(ABGR2101010, "A2 B10 G10 R10"),
	RGB(RGBA1010102, "R10 G10 B10 A2"), RGB(BGRA1010102, "B10 G10 R10 A2"),
	RGB(XRGB16161616, "X16 R16 G16 B16"), RGB(XBGR16161616, "X16 B16 G16 R16"),
	RGB(ARGB16161616, "A16 R16 G16 B16"), RGB(ABGR16161616, "A16 B16 G16 R16"),
	FORMAT(XRGB16161616F, FLOAT, 1, 1, "X16 R16 G16 B16"),
	FORMAT(XBGR16161616F, FLOAT, 1, 1, "X16 B16 G16 R16"),
	FORMAT(ARGB16161616F, FLOAT, 1, 1, "A16 R16 G16 B16"),
	FORMAT(ABGR16161616F, FLOAT, 1, 1, "A16 B16 G16 R16"),
	FORMAT(C8, GREY, 1, 1, "L8"),
	FORMAT(R8, GREY, 1, 1, "L8"),
	FORMAT(R4, GREY, 1, 1, "L0:4 L1:4"),
	FORMAT(R2, GREY, 1, 1, "L0:2 L1:2 L2:2 L3:2"),
	FORMAT(R1, GREY, 1, 1, "L0:1 L1:1 L2:1 L3:1 L4:1 L5:1 L6:1 L7:1"),
	FORMAT(YUYV, YUV, 2, 1, "V8 Y1:8 U8 Y0:8"), FORMAT(YVYU, YUV, 2, 1, "U8 Y1:8 V8 Y0:8"),
	FORMAT(UYVY, YUV, 2, 1, "Y1:8 V8 Y0:8 U8"), FORMAT(VYUY, YUV, 2, 1, "Y1:8 U8 Y0:8 V8"),
	FORMAT(Y210, YUV, 2, 1, "V10 X6 Y1:10 X6 U10 X6 Y0:10 X6"),
	FORMAT(Y212, YUV, 2, 1, "V12 X4 Y1:12 X4 U12 X4 Y0:12 X4"),
	FORMAT(Y216, YUV, 2, 1, "V16 Y1:16 U16 Y0:16"),
	YUV(AYUV, "A8 Y8 U8 V8"), YUV(XYUV8888, "X8 Y8 U8 V8"),
	YUV(AVUY8888, "A8 V8 U8 Y8"), YUV(XVUY8888, "X8 V8 U8 Y8"), YUV(VUY888, "V8 U8 Y8"),
	YUV(Y410, "A2 V10 Y10 U10"), YUV(XVYU2101010, "X2 V10 Y10 U10"),
	YUV(Y412, "A12 X4 V12 X4 Y12 X4 U12 X4"),
	YUV(XVYU12_16161616, "X16 V12 X4 Y12 X4 U12 X4"),
	YUV(Y416, "A16 V16 Y16 U16"), YUV(XVYU16161616, "X16 V16 Y16 U16"),
	FORMAT(NV12, YUV, 2, 2, "Y8", "V8 U8"), FORMAT(NV21, YUV, 2, 2, "Y8", "U8 V8"),
	FORMAT(NV16, YUV, 2, 1, "Y8", "V8 U8"), FORMAT(NV61, YUV, 2, 1, "Y8", "U8 V8"),
	FORMAT(NV24, YUV, 1, 1, "Y8", "V8 U8"), FORMAT(NV42, YUV, 1, 1, "Y8", "U8 V8"),
	FORMAT(NV15, YUV, 2, 2, "Y3:10 Y2:10 Y1:10 Y0:10", "V1:10 U1:10 V0:10 U0:10"),
	FORMAT(NV20, YUV, 2, 1, "Y3:10 Y2:10 Y1:10 Y0:10", "V1:10 U1:10 V0:10 U0:10"),
	FORMAT(NV30, YUV, 1, 1, "Y3:10 Y2:10 Y1:10 Y0:10", "V1:10 U1:10 V0:10 U0:10"),
	FORMAT(P010, YUV, 2, 2, "Y10 X6", "V10 X6 U10 X6"),
	FORMAT(P012, YUV, 2, 2, "Y12 X4", "V12 X4 U12 X4"),
	FORMAT(P016, YUV, 2, 2, "Y16", "V16 U16"),
	FORMAT(P210, YUV, 2, 1, "Y10 X6", "V10 X6 U10 X6"),
	FORMAT(Q410, YUV, 1, 1, "Y10 X6", "U10 X6", "V10 X6"),
	FORMAT(Q401, YUV, 1, 1, "Y10 X6", "V10 X6", "U10 X6"),
	FORMAT(YUV420, YUV, 2, 2, "Y8", "U8", "V8"), FORMAT(YVU420, YUV, 2, 2, "Y8", "V8", "U8"),
	FORMAT(YUV422, YUV, 2, 1, "Y8", "U8", "V8"), FORMAT(YVU422, YUV, 2, 1, "Y8", "V8", "U8"),
	FORMAT(YUV444, YUV, 1, 1, "Y8", "U8", "V8"), FORMAT(YVU444, YUV, 1, 1, "Y8", "V8", "U8"),
};

static struct channel *need_channel(struct layout *layout, char letter)
{
	u32 i;

	for (i = 0; i < layout->n_channels; i++) {
		if (layout->channels[i].letter == letter)
			return &layout->channels[i];
	}
	assert_true(layout->n_channels < MAX_CHANNELS);
	layout->channels[layout->n_channels].letter = letter;
	return &layout->channels[layout->n_channels++];
}

/* Words of a letter and a size, or of a letter, a number, a colon and a size. */
static void parse_plane(struct layout *layout, u32 plane)
{
	const char *s = layout->description[plane];
	struct { char letter; u32 sample, bits; } words[MAX_SAMPLES];
	u32 n = 0, bit = 0, i;

	for (; *s; n++) {
		char *end;

		assert_true(n < MAX_SAMPLES);
		words[n].letter = *s++;
		words[n].sample = 0;
		words[n].bits = strtoul(s, &end, 10);
		if (*end == ':') {
			words[n].sample = words[n].bits;
			words[n].bits = strtoul(end + 1, &end, 10);
		}
		s = end + (*end == ' ');
	}
	while (n--) {
		if (words[n].letter != 'X') {
			struct channel *c = need_channel(layout, words[n].letter);

			c->plane = plane;
			c->bits = words[n].bits;
			c->first[words[n].sample] = bit;
			c->n++;
		}
		bit += words[n].bits;
	}
	layout->block_bits[plane] = bit;
	layout->block_width[plane] = 1;
	for (i = 0; i < layout->n_channels; i++) {
		const struct channel *c = &layout->channels[i];

		if (c->plane == plane && c->n > layout->block_width[plane])
			layout->block_width[plane] = c->n;
	}
}

const struct layout *layout_all(void)
{
	u32 i;

	if (layouts[0].planes)
		return layouts;
	for (i = 0; i < ARRAY_SIZE(layouts); i++) {
		struct layout *l = &layouts[i];

		while (l->planes < VPRIME_COMPOSE_PLANES && l->description[l->planes])
			parse_plane(l, l->planes++);
	}
	return layouts;
}

u32 layout_count(void)
{
	return ARRAY_SIZE(layouts);
}

const struct layout *layout_of(u32 fourcc)
{
	const struct layout *all = layout_all();
	u32 i;

	for (i = 0; i < ARRAY_SIZE(layouts); i++) {
		if (all[i].fourcc == fourcc)
			return &all[i];
	}
	fail_msg("the tests do not know the format %.4s", (char *)&fourcc);
	return NULL;
}

const struct channel *layout_channel(const struct layout *layout, char letter)
{
	u32 i;

	for (i = 0; i < layout->n_channels; i++) {
		if (layout->channels[i].letter == letter)
			return &layout->channels[i];
	}
	return NULL;
}

bool layout_is_shallow(const struct layout *layout)
{
	u32 i;

	for (i = 0; i < layout->n_channels; i++) {
		if (layout->channels[i].bits > 8)
			return false;
	}
	return true;
}

u32 layout_row_bytes(const struct layout *layout, u32 plane, u32 width)
{
	u32 samples = plane ? (width + layout->hsub - 1) / layout->hsub : width;
	u32 block = layout->block_width[plane];

	return (samples + block - 1) / block * layout->block_bits[plane] / 8;
}

u32 layout_rows(const struct layout *layout, u32 plane, u32 height)
{
	return plane ? (height + layout->vsub - 1) / layout->vsub : height;
}
