// SPDX-License-Identifier: GPL-2.0-only
/* The composer's table of formats beside the core's. */

#include <kunit/test.h>

#include <drm/drm_fourcc.h>

#include "compose/readers.h"

/* What both of them know, some of each kind. */
static const u32 formats[] = {
	DRM_FORMAT_XRGB8888, DRM_FORMAT_ARGB8888, DRM_FORMAT_XBGR8888, DRM_FORMAT_ABGR8888,
	DRM_FORMAT_RGBX8888, DRM_FORMAT_RGBA8888, DRM_FORMAT_BGRX8888, DRM_FORMAT_BGRA8888,
	DRM_FORMAT_RGB888, DRM_FORMAT_BGR888, DRM_FORMAT_RGB565, DRM_FORMAT_BGR565,
	DRM_FORMAT_XRGB1555, DRM_FORMAT_ARGB1555, DRM_FORMAT_XRGB4444, DRM_FORMAT_ARGB4444,
	DRM_FORMAT_XRGB2101010, DRM_FORMAT_ARGB2101010, DRM_FORMAT_RGBX1010102,
	DRM_FORMAT_BGRA1010102, DRM_FORMAT_XRGB16161616, DRM_FORMAT_ARGB16161616,
	DRM_FORMAT_ABGR16161616F, DRM_FORMAT_XBGR16161616F,
	DRM_FORMAT_R1, DRM_FORMAT_R2, DRM_FORMAT_R4, DRM_FORMAT_R8, DRM_FORMAT_C8,
	DRM_FORMAT_NV12, DRM_FORMAT_NV21, DRM_FORMAT_NV16, DRM_FORMAT_NV61, DRM_FORMAT_NV24,
	DRM_FORMAT_NV42, DRM_FORMAT_YUV420, DRM_FORMAT_YVU420, DRM_FORMAT_YUV422,
	DRM_FORMAT_YVU422, DRM_FORMAT_YUV444, DRM_FORMAT_YVU444, DRM_FORMAT_YUYV,
	DRM_FORMAT_YVYU, DRM_FORMAT_UYVY, DRM_FORMAT_VYUY, DRM_FORMAT_XYUV8888,
	DRM_FORMAT_AYUV, DRM_FORMAT_VUY888, DRM_FORMAT_P010, DRM_FORMAT_P012, DRM_FORMAT_P016,
	DRM_FORMAT_P210, DRM_FORMAT_Q410, DRM_FORMAT_Q401, DRM_FORMAT_NV15, DRM_FORMAT_Y210,
	DRM_FORMAT_Y212, DRM_FORMAT_Y216, DRM_FORMAT_XVYU2101010, DRM_FORMAT_Y410,
	DRM_FORMAT_XVYU12_16161616, DRM_FORMAT_Y412, DRM_FORMAT_XVYU16161616, DRM_FORMAT_Y416,
};

static void describe(const u32 *format, char *description)
{
	__le32 code = cpu_to_le32(*format);

	snprintf(description, KUNIT_PARAM_DESC_SIZE, "%.4s", (char *)&code);
}

KUNIT_ARRAY_PARAM(format, formats, describe);

/* Colour planes, subsampling, alpha, and bytes of a row of any width. */
static void test_core_agrees(struct kunit *test)
{
	u32 fourcc = *(const u32 *)test->param_value;
	const struct drm_format_info *info = drm_format_info(fourcc);
	const struct vprime_format *f = vprime_format_lookup(fourcc);
	unsigned int i, width;

	KUNIT_ASSERT_NOT_NULL(test, info);
	KUNIT_ASSERT_NOT_NULL(test, f);
	KUNIT_EXPECT_EQ(test, f->fourcc, fourcc);
	KUNIT_EXPECT_EQ(test, f->planes, info->num_planes);
	KUNIT_EXPECT_EQ(test, f->has_alpha, info->has_alpha);
	KUNIT_EXPECT_EQ(test, f->is_yuv, info->is_yuv);
	for (i = 0; i < f->planes; i++) {
		/* the core has one subsampling for a format, which counts for all but luma */
		bool luma = i == 0 && f->planes > 1;

		KUNIT_EXPECT_EQ(test, f->hsub[i], luma ? 1 : info->hsub);
		KUNIT_EXPECT_EQ(test, f->vsub[i], luma ? 1 : info->vsub);
		for (width = 8; width <= 256; width += 8)
			KUNIT_EXPECT_EQ(test, vprime_row_bytes(f, i, 0, width).n,
					drm_format_info_min_pitch(info, i, i ? width / info->hsub :
								  width));
	}
}

static void test_unknown(struct kunit *test)
{
	static const u32 unknown[] = {
		0, ~0u, DRM_FORMAT_BIG_ENDIAN | DRM_FORMAT_XRGB8888, DRM_FORMAT_RGB332,
		DRM_FORMAT_YUV420_8BIT,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(unknown); i++)
		KUNIT_EXPECT_NULL(test, vprime_format_lookup(unknown[i]));
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(test_core_agrees, format_gen_params),
	KUNIT_CASE(test_unknown),
	{ }
};

static struct kunit_suite suite = {
	.name = "vprime_formats",
	.test_cases = cases,
};

kunit_test_suite(suite);
