// SPDX-License-Identifier: MIT
/* Pictures written in YUV formats. */

#include <math.h>

#include "reference.h"
#include "scenes.h"
#include "suite.h"

static const struct format {
	u32 fourcc, bits, hsub, vsub;
} formats[] = {
	{ DRM_FORMAT_NV12, 8, 2, 2 }, { DRM_FORMAT_NV21, 8, 2, 2 }, { DRM_FORMAT_NV16, 8, 2, 1 },
	{ DRM_FORMAT_NV61, 8, 2, 1 }, { DRM_FORMAT_NV24, 8, 1, 1 }, { DRM_FORMAT_NV42, 8, 1, 1 },
	{ DRM_FORMAT_YUV420, 8, 2, 2 }, { DRM_FORMAT_YVU420, 8, 2, 2 },
	{ DRM_FORMAT_YUV422, 8, 2, 1 }, { DRM_FORMAT_YVU422, 8, 2, 1 },
	{ DRM_FORMAT_YUV444, 8, 1, 1 }, { DRM_FORMAT_YVU444, 8, 1, 1 },
	{ DRM_FORMAT_YUYV, 8, 2, 1 }, { DRM_FORMAT_YVYU, 8, 2, 1 },
	{ DRM_FORMAT_UYVY, 8, 2, 1 }, { DRM_FORMAT_VYUY, 8, 2, 1 },
	{ DRM_FORMAT_P010, 10, 2, 2 }, { DRM_FORMAT_P012, 12, 2, 2 },
	{ DRM_FORMAT_P016, 16, 2, 2 }, { DRM_FORMAT_P210, 10, 2, 1 },
};

/* BT.709 in limited range, of channels from 0 to 1. */
static void expected(const double rgb[3], u32 bits, double yuv[3])
{
	double y = 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
	double scale = 1 << (bits - 8);

	yuv[0] = (16 + 219 * y) * scale;
	yuv[1] = (128 + 224 * (rgb[2] - y) / 1.8556) * scale;
	yuv[2] = (128 + 224 * (rgb[0] - y) / 1.5748) * scale;
}

static void check_samples(const struct format *f, const struct picture *written,
			  const struct picture *source)
{
	u32 width = source->width, x, y, i;

	for (y = 0; y < source->height; y++) {
		for (x = 0; x < width; x++) {
			/* of those that share chroma: in the first row, from the first on */
			u32 x0 = x - x % f->hsub, y0 = y - y % f->vsub, n = 0, xi;
			double is[3], luma[3], one[3], chroma[3] = { 0 }, rgb[3];

			is[0] = picture_channel(written, 'Y', x, y);
			is[1] = picture_channel(written, 'U', x, y);
			is[2] = picture_channel(written, 'V', x, y);
			for (i = 0; i < 3; i++)
				rgb[i] = picture_channel(source, "RGB"[i], x, y) / 65535.0;
			expected(rgb, f->bits, luma);
			for (xi = x0; xi < x0 + f->hsub && xi < width; xi++, n++) {
				for (i = 0; i < 3; i++)
					rgb[i] = picture_channel(source, "RGB"[i], xi, y0) /
						 65535.0;
				expected(rgb, f->bits, one);
				chroma[1] += one[1];
				chroma[2] += one[2];
			}
			chroma[0] = luma[0] * n;
			for (i = 0; i < 3; i++) {
				double should = i ? chroma[i] / n : luma[0];

				/* of RGB to 8 bits, of the samples, of their mean */
				if (fabs(is[i] - should) > 1.5)
					fail_msg("%.4s (%u, %u): %c is %.0f should be %.2f",
						 (const char *)&f->fourcc, x, y, "YUV"[i], is[i],
						 should);
			}
		}
	}
}

static void test_samples(void **state)
{
	struct random r = random_start(20);
	u32 i, j;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		assert_true(vprime_format_lookup(formats[i].fourcc)->writable);
		for (j = 0; j < 20; j++) {
			struct test_scene s;
			struct composed c;
			u32 width = j ? random_range(&r, 1, 60) : 2100;

			scene_init(&s, width, random_range(&r, 1, 9));
			picture_fill_random(scene_add_full(&s, DRM_FORMAT_XRGB16161616), &r, true);
			c = scene_compose(&s, formats[i].fourcc, true, placement_random(&r));
			check_samples(&formats[i], &c.picture, scene_top(&s));
			assert_int_equal(c.crc, scene_crc(&s));
			composed_fini(&c);
			scene_fini(&s);
		}
	}
}

/* By the standard: white is 235, black 16, neither has chroma. */
static void test_black_and_white(void **state)
{
	u32 i, j;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		u32 scale = 1 << (formats[i].bits - 8);

		for (j = 0; j < 2; j++) {
			struct test_scene s;
			struct composed c;

			scene_init(&s, 5, 3);
			scene_add_colour(&s, DRM_FORMAT_XRGB8888, (struct rect) { 0, 0, 5, 3 },
					 j ? 0xffffff : 0);
			c = scene_compose(&s, formats[i].fourcc, false, (struct placement) { 0 });
			assert_int_equal(picture_channel(&c.picture, 'Y', 4, 2),
					 (j ? 235 : 16) * scale);
			assert_int_equal(picture_channel(&c.picture, 'U', 4, 2), 128 * scale);
			assert_int_equal(picture_channel(&c.picture, 'V', 4, 2), 128 * scale);
			composed_fini(&c);
			scene_fini(&s);
		}
	}
}

int run_write_yuv_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_black_and_white),
	};

	return cmocka_run_group_tests_name("write_yuv", tests, NULL, NULL);
}
