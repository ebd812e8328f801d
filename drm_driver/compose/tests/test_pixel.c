// SPDX-License-Identifier: MIT
/* Arithmetic on single channels, over all values that there are. */

#include "pixel.h"
#include "suite.h"

static void test_spread_and_pack(void **state)
{
	u32 v;

	assert_int_equal(vprime_spread8(0x12345678), 0x0012003400560078ull);
	assert_int_equal(vprime_pack8(0x0012003400560078ull), 0x12345678);
	for (v = 0; v < 256; v++) {
		u32 p = v << 24 | (v ^ 0xff) << 16 | (v ^ 0x55) << 8 | (v ^ 0xaa);

		assert_int_equal(vprime_pack8(vprime_spread8(p)), p);
	}
}

static void test_widen_is_exact(void **state)
{
	u64 v;

	for (v = 0; v < 256; v++) {
		u64 w = v * 65535 / 255;	/* 65535 is a multiple of 255 */

		assert_int_equal(vprime_widen(v), w);
		assert_int_equal(vprime_widen(v << 8), w << 16);
		assert_int_equal(vprime_widen(v << 16), w << 32);
		assert_int_equal(vprime_widen(v << 24), w << 48);
	}
}

static void test_narrow_rounds_to_nearest(void **state)
{
	u64 x;

	for (x = 0; x < 65536; x++) {
		u32 narrow = (2 * x + 257) / (2 * 257);

		assert_int_equal(vprime_narrow(x), narrow);
		assert_int_equal(vprime_narrow(x << 16), narrow << 8);
		assert_int_equal(vprime_narrow(x << 32), narrow << 16);
		assert_int_equal(vprime_narrow(x << 48), narrow << 24);
	}
}

static void test_narrow_undoes_widen(void **state)
{
	u32 v;

	for (v = 0; v < 256; v++) {
		u32 p = v << 24 | (v ^ 0xff) << 16 | (v ^ 0x55) << 8 | (v ^ 0xaa);

		assert_int_equal(vprime_narrow(vprime_widen(p)), p);
	}
}

int run_pixel_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spread_and_pack),
		cmocka_unit_test(test_widen_is_exact),
		cmocka_unit_test(test_narrow_rounds_to_nearest),
		cmocka_unit_test(test_narrow_undoes_widen),
	};

	return cmocka_run_group_tests_name("pixel", tests, NULL, NULL);
}
