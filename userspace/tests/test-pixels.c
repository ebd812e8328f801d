// SPDX-License-Identifier: MIT
/* Tests of vprime-shot's pixels: bytes in memory, bytes in the file. */
#include <string.h>

#include <drm_fourcc.h>

#include "mock-drm.h"
#include "shot.h"

static void test_conversion(void **state)
{
	static const struct {
		const char *format;
		uint8_t from[4], to[8];
	} cases[] = {
		{ "xrgb8888", { 0x33, 0x22, 0x11, 0xff }, { 0x11, 0x22, 0x33 } },
		{ "xrgb8888", { 0x33, 0x22, 0x11, 0x00 }, { 0x11, 0x22, 0x33 } },
		{ "argb8888", { 0x33, 0x22, 0x11, 0xff }, { 0x11, 0x22, 0x33, 0xff } },
		/* half transparent white, premultiplied */
		{ "argb8888", { 0x80, 0x80, 0x80, 0x80 }, { 0xff, 0xff, 0xff, 0x80 } },
		{ "argb8888", { 0x40, 0x00, 0x80, 0x80 }, { 0xff, 0x00, 0x80, 0x80 } },
		{ "argb8888", { 0x00, 0x00, 0x00, 0x00 }, { 0x00, 0x00, 0x00, 0x00 } },
		/* more colour than alpha allows */
		{ "argb8888", { 0xff, 0x00, 0x00, 0x01 }, { 0x00, 0x00, 0xff, 0x01 } },
		{ "xrgb2101010", { 0x00, 0x00, 0x00, 0x00 }, { 0, 0, 0, 0, 0, 0 } },
		{ "xrgb2101010", { 0xff, 0xff, 0xff, 0xff },
		  { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } },
		/* red 1, green 0x200, blue 0x3ff */
		{ "xrgb2101010", { 0xff, 0x03, 0x18, 0x00 },
		  { 0x00, 0x40, 0x80, 0x20, 0xff, 0xff } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct shot_format *format = shot_format_find(cases[i].format);
		size_t size = format->channels * format->depth / 8;
		uint8_t to[3 * 8 + 1], from[12];

		/* three pixels, to see the step from one to the next */
		for (int j = 0; j < 3; j++)
			memcpy(from + 4 * j, cases[i].from, 4);
		memset(to, 0xee, sizeof(to));
		format->convert(from, to, 3);
		for (int j = 0; j < 3; j++)
			assert_memory_equal(to + j * size, cases[i].to, size);
		assert_int_equal(to[3 * size], 0xee);
	}
}

static void test_names(void **state)
{
	(void)state;
	assert_int_equal(shot_format_find("ARGB8888")->code, DRM_FORMAT_ARGB8888);
	assert_int_equal(shot_format_get(0)->code, DRM_FORMAT_XRGB8888);
	assert_null(shot_format_find("rgb"));
	assert_null(shot_format_get(3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_conversion),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests_name("pixels", tests, NULL, NULL);
}
