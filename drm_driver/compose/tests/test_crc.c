// SPDX-License-Identifier: MIT
/* The checksum: what it depends on and what it does not. */

#include "kernels.h"
#include "scenes.h"
#include "suite.h"

/* The splitmix64 permutation, as kernels.h says. */
static u64 mix(u64 x)
{
	x ^= x >> 30;
	x *= 0xbf58476d1ce4e5b9ull;
	x ^= x >> 27;
	x *= 0x94d049bb133111ebull;
	return x ^ x >> 31;
}

/* The hash of row @y of @n words, pair by pair as kernels.h defines it. */
static u64 hash_of(const u32 *words, u32 n, u32 y)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i < n; i += 2) {
		u32 p = words[i], q = i + 1 < n ? words[i + 1] : 0, j = i % VPRIME_HASH_CHUNK;

		sum += (u64)(u32)(p + vprime_hash_keys[j]) *
		       (u64)(u32)(q + vprime_hash_keys[j + 1]) *
		       (mix(i / VPRIME_HASH_CHUNK) | 1);
	}
	return mix(sum + mix(y + 1));
}

static void test_of_black(void **state)
{
	static const u32 row[3] = { 0xff000000, 0xff000000, 0xff000000 };
	u64 sum = hash_of(row, 3, 0) + hash_of(row, 3, 1);
	struct test_scene s;

	scene_init(&s, 3, 2);
	assert_int_equal(scene_crc(&s), (u32)(sum ^ sum >> 32));
	scene_fini(&s);
}

/* Of any picture of any width, straight from memory, by way of a row, or wide. */
static void test_of_anything(void **state)
{
	static const u32 widths[] = { 1, 2, 3, 15, 64, 1000, 1023, 1024, 1025, 1026, 2047, 2048,
				      2049, 5000, VPRIME_COMPOSE_MAX_WIDTH };
	u32 i, x, y;

	for (i = 0; i < 3 * ARRAY_SIZE(widths); i++) {
		u32 width = widths[i / 3], words = i % 3 == 2 ? 2 * width : width;
		struct random r = random_start(i);
		u32 *row = malloc(words * sizeof(*row));
		struct test_scene s;
		struct picture *p;
		u64 sum = 0;

		scene_init(&s, width, 3);
		s.scene.bpc = i % 3 == 2 ? 16 : 8;
		p = scene_add_full(&s, i % 3 == 0 ? DRM_FORMAT_XRGB8888 :
				   i % 3 == 1 ? DRM_FORMAT_BGR888 : DRM_FORMAT_XRGB16161616);
		picture_fill_random(p, &r, true);
		for (y = 0; y < 3; y++) {
			for (x = 0; x < width; x++) {
				u32 red = picture_channel(p, 'R', x, y);
				u32 green = picture_channel(p, 'G', x, y);
				u32 blue = picture_channel(p, 'B', x, y);

				if (i % 3 == 2) {
					row[2 * x] = green << 16 | blue;
					row[2 * x + 1] = 0xffff0000 | red;
				} else {
					row[x] = 0xff000000 | red << 16 | green << 8 | blue;
				}
			}
			sum += hash_of(row, words, y);
		}
		assert_int_equal(scene_crc(&s), (u32)(sum ^ sum >> 32));
		free(row);
		scene_fini(&s);
	}
}

static void test_sees_every_bit(void **state)
{
	struct random r = random_start(0);
	struct test_scene s;
	struct picture *p;
	u32 crc, x, y, bit;

	scene_init(&s, 5, 4);
	p = scene_add_full(&s, DRM_FORMAT_XRGB8888);
	picture_fill_random(p, &r, true);
	crc = scene_crc(&s);
	for (y = 0; y < 4; y++) {
		for (x = 0; x < 5; x++) {
			u32 value = picture_get(p, x, y);

			for (bit = 0; bit < 24; bit++) {
				picture_set(p, x, y, value ^ 1u << bit);
				assert_int_not_equal(scene_crc(&s), crc);
			}
			for (bit = 24; bit < 32; bit++) {
				picture_set(p, x, y, value ^ 1u << bit);
				assert_int_equal(scene_crc(&s), crc);
			}
			picture_set(p, x, y, value);
		}
	}
	assert_int_equal(scene_crc(&s), crc);
	scene_fini(&s);
}

/* The sum of rows must not let them change places. */
static void test_sees_the_order_of_rows(void **state)
{
	struct test_scene a, b;
	struct rect upper = { 0, 0, 8, 1 }, lower = { 0, 1, 8, 1 };

	scene_init(&a, 8, 2);
	scene_add_colour(&a, DRM_FORMAT_XRGB8888, upper, 0x112233);
	scene_add_colour(&a, DRM_FORMAT_XRGB8888, lower, 0x445566);
	scene_init(&b, 8, 2);
	scene_add_colour(&b, DRM_FORMAT_XRGB8888, upper, 0x445566);
	scene_add_colour(&b, DRM_FORMAT_XRGB8888, lower, 0x112233);
	assert_int_not_equal(scene_crc(&a), scene_crc(&b));
	scene_fini(&a);
	scene_fini(&b);
}

static void test_sees_the_size(void **state)
{
	struct test_scene wide, tall;

	scene_init(&wide, 8, 2);
	scene_init(&tall, 2, 8);
	assert_int_not_equal(scene_crc(&wide), scene_crc(&tall));
	scene_fini(&wide);
	scene_fini(&tall);
}

/* The same picture has the same checksum, however it is made of layers. */
static void test_is_of_the_picture_alone(void **state)
{
	static const u32 fourccs[] = {
		DRM_FORMAT_XRGB8888, DRM_FORMAT_ARGB8888, DRM_FORMAT_XRGB2101010,
	};
	/* full red and a blue of 0x55 in each format */
	static const u32 values[] = { 0x00ff0055, 0xffff0055, 0x3ff00155 };
	struct rect all = { 0, 0, 21, 5 }, left = { 0, 0, 9, 5 }, right = { 9, 0, 12, 5 };
	u32 crc[ARRAY_SIZE(fourccs)];
	struct test_scene s;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fourccs); i++) {
		scene_init(&s, 21, 5);
		scene_add_colour(&s, fourccs[i], all, values[i]);
		crc[i] = scene_crc(&s);
		assert_int_equal(crc[i], crc[0]);
		scene_add_colour(&s, DRM_FORMAT_ARGB8888, all, 0);
		assert_int_equal(scene_crc(&s), crc[0]);
		scene_fini(&s);

		scene_init(&s, 21, 5);
		scene_add_colour(&s, DRM_FORMAT_XRGB8888, all, 0x334455);
		scene_add_colour(&s, fourccs[i], right, values[i]);
		scene_add_colour(&s, fourccs[i], left, values[i]);
		assert_int_equal(scene_crc(&s), crc[0]);
		scene_fini(&s);
	}
}

int run_crc_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_of_black),
		cmocka_unit_test(test_of_anything),
		cmocka_unit_test(test_sees_every_bit),
		cmocka_unit_test(test_sees_the_order_of_rows),
		cmocka_unit_test(test_sees_the_size),
		cmocka_unit_test(test_is_of_the_picture_alone),
	};

	return cmocka_run_group_tests_name("crc", tests, NULL, NULL);
}
