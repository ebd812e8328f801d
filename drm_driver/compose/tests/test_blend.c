// SPDX-License-Identifier: MIT
/* The operator "over" on rows of opaque pixels. */

#include "blend.h"
#include "oracle.h"
#include "random.h"
#include "suite.h"

/* x / max, rounded to the nearest, in whole numbers */
static u64 divide(u64 x, u64 max)
{
	return (2 * x + max) / (2 * max);
}

static u64 over(u64 dst, u64 src, u64 alpha, u64 max)
{
	u64 sum = src + divide(dst * (max - alpha), max);

	return sum < max ? sum : max;
}

/* Every product of a channel below and an alpha above, alone. */
static void test_over8_all_products(void **state)
{
	u32 a, d;

	for (a = 0; a < 256; a++) {
		for (d = 0; d < 256; d++) {
			u32 src = a << 24;
			u32 dst = 0xff000000 | d << 16 | d << 8 | d;
			u32 product = over(d, 0, a, 255);

			vprime_over8(&dst, &src, 1);
			assert_int_equal(dst, 0xff000000 | product << 16 | product << 8 | product);
		}
	}
}

/*
 * Every combination of alpha, colour above and colour below, colours larger than
 * alpha included, against pixman. The three channels see different colours below.
 */
static void test_over8_all_values_as_pixman(void **state)
{
	static u32 dst[65536], expected[65536], src[65536];
	u32 a, s, d;

	for (a = 0; a < 256; a++) {
		for (s = 0; s < 256; s++) {
			for (d = 0; d < 256; d++) {
				src[s << 8 | d] = a << 24 | s << 16 | s << 8 | s;
				dst[s << 8 | d] = 0xff000000 | d << 16 | (255 - d) << 8 |
						  (d ^ 0x55);
			}
		}
		memcpy(expected, dst, sizeof(dst));
		/* pixman's images are at most 32767 wide */
		for (d = 0; d < 65536; d += 16384)
			oracle_over8(expected + d, src + d, 16384);
		vprime_over8(dst, src, 65536);
		assert_memory_equal(dst, expected, sizeof(dst));
	}
}

static void test_over8_channels_do_not_mix(void **state)
{
	struct random r = random_start(0);
	u32 i;

	for (i = 0; i < 100000; i++) {
		u32 src = (u32)random_bits(&r), a = src >> 24, shift;
		u32 below = (u32)random_bits(&r) | 0xff000000, dst = below;

		vprime_over8(&dst, &src, 1);
		for (shift = 0; shift < 32; shift += 8)
			assert_int_equal(dst >> shift & 0xff,
					 over(below >> shift & 0xff, src >> shift & 0xff, a, 255));
	}
}

static void check_over16(u64 below, u64 src)
{
	u64 dst = below, expected = 0;
	u32 shift;

	vprime_over16(&dst, &src, 1);
	for (shift = 0; shift < 64; shift += 16)
		expected |= over(below >> shift & 0xffff, src >> shift & 0xffff, src >> 48,
				 65535) << shift;
	assert_int_equal(dst, expected);
}

static void test_over16_edges(void **state)
{
	static const u16 edges[] = {
		0, 1, 2, 127, 128, 255, 256, 257, 32766, 32767, 32768, 32769, 65278, 65279, 65280,
		65533, 65534, 65535,
	};
	size_t a, s, d;

	for (a = 0; a < ARRAY_SIZE(edges); a++) {
		for (s = 0; s < ARRAY_SIZE(edges); s++) {
			for (d = 0; d < ARRAY_SIZE(edges); d++)
				check_over16(0xffff000000000000ull | (u64)edges[d] << 32 |
					     (u64)(65535 - edges[d]) << 16 | edges[d],
					     (u64)edges[a] << 48 | (u64)edges[s] << 32 |
					     (u64)edges[s] << 16);
		}
	}
}

static void test_over16_products(void **state)
{
	u64 a, d;

	/* 257 and 65521 share no factor: all remainders of alpha come up */
	for (a = 0; a < 65536; a += 257) {
		for (d = 0; d < 65536; d += 4)
			check_over16(0xffff000000000000ull | (d + 3) << 32 | (d + 2) << 16 |
				     (d + (a & 1)), a << 48);
	}
	for (d = 0; d < 65536; d += 4099) {
		for (a = 0; a < 65536; a++)
			check_over16(0xffff000000000000ull | d << 32 | (65535 - d) << 16 | d / 2,
				     a << 48);
	}
}

static void test_over16_random(void **state)
{
	struct random r = random_start(1);
	u32 i;

	for (i = 0; i < 1000000; i++)
		check_over16(random_bits(&r) | 0xffff000000000000ull, random_bits(&r));
}

/* One layer of 8-bit pixels over another gives the same in either depth. */
static void test_depths_agree(void **state)
{
	struct random r = random_start(2);
	u32 i, shift;

	for (i = 0; i < 100000; i++) {
		u32 below8 = (u32)random_bits(&r) | 0xff000000;
		u32 src8 = (u32)random_bits(&r);
		u64 below16 = 0, src16 = 0;

		for (shift = 0; shift < 32; shift += 8) {
			below16 |= (u64)(below8 >> shift & 0xff) * 257 << 2 * shift;
			src16 |= (u64)(src8 >> shift & 0xff) * 257 << 2 * shift;
		}
		vprime_over8(&below8, &src8, 1);
		vprime_over16(&below16, &src16, 1);
		for (shift = 0; shift < 32; shift += 8) {
			int narrow = divide(below16 >> 2 * shift & 0xffff, 257);
			int direct = below8 >> shift & 0xff;

			assert_int_equal(narrow, direct);
		}
	}
}

static void test_counts(void **state)
{
	u32 n, i;

	for (n = 0; n <= 17; n++) {
		u32 dst8[18], src8[18];
		u64 dst16[18], src16[18];

		for (i = 0; i < 18; i++) {
			dst8[i] = 0xff102030;
			src8[i] = 0xff405060;
			dst16[i] = 0xffff101020203030ull;
			src16[i] = 0xffff404050506060ull;
		}
		vprime_over8(dst8, src8, n);
		vprime_over16(dst16, src16, n);
		for (i = 0; i < 18; i++) {
			assert_int_equal(dst8[i], i < n ? 0xff405060 : 0xff102030);
			assert_int_equal(dst16[i],
					 i < n ? 0xffff404050506060ull : 0xffff101020203030ull);
		}
	}
}

int run_blend_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_over8_all_products),
		cmocka_unit_test(test_over8_all_values_as_pixman),
		cmocka_unit_test(test_over8_channels_do_not_mix),
		cmocka_unit_test(test_over16_edges),
		cmocka_unit_test(test_over16_products),
		cmocka_unit_test(test_over16_random),
		cmocka_unit_test(test_depths_agree),
		cmocka_unit_test(test_counts),
	};

	return cmocka_run_group_tests_name("blend", tests, NULL, NULL);
}
