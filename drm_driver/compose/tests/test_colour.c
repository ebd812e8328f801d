// SPDX-License-Identifier: MIT
/* What is done to the composed colours: background, tables, matrix, depth of the link. */

#include "reference.h"
#include "scenes.h"
#include "suite.h"

static const struct placement plain;

static const double ctms[][9] = {
	{ 1, 0, 0, 0, 1, 0, 0, 0, 1 },
	{ 0, 1, 0, 0, 0, 1, 1, 0, 0 },
	{ 0.5, 0.25, 0.25, 0.2, 0.6, 0.2, 0.1, 0.1, 0.8 },
	{ 1.5, -0.25, -0.25, -0.2, 1.4, -0.2, 0, -0.5, 1.5 },
	{ -1, 0, 0, 0, -1, 0, 0, 0, -1 },
	{ 7.9, -7.9, 0.5, -8, 8, 0.25, 3.75, 0.125, -3.5 },
	{ 0, 0, 0, 0, 0, 0, 0, 0, 0 },
};

static void test_background(void **state)
{
	static const u64 colours[] = {
		0xffff000000000000, 0xffffffffffffffff, 0xffff010120203030, 0xffff123456789abc,
		0xffff0001fffe0080, 0xffff00800081ff7f, 0x0000123456789abc,
	};
	struct random r = random_start(1);
	u32 i, j;

	for (i = 0; i < ARRAY_SIZE(colours); i++) {
		for (j = 0; j < 8; j++) {
			struct test_scene s;

			scene_init(&s, random_range(&r, 1, 2100), 3);
			s.scene.background = colours[i];
			if (j)
				scene_add_random(&s, j % 2 ? DRM_FORMAT_ARGB8888 :
						 DRM_FORMAT_RGB565, &r, true);
			scene_check_depths(&s);
			scene_fini(&s);
		}
	}
	report("background");
}

/* All of 8 bits and a choice of 16 bits through tables of all sizes, straight. */
static void test_tables(void **state)
{
	static const u32 sizes[] = { 2, 3, 17, 256, 1024, 4096 };
	static const double exponents[] = { 1, 2.2, 1 / 2.4 };
	u32 i, j, k, n;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (j = 0; j < ARRAY_SIZE(exponents); j++) {
			for (k = 0; k < 4; k++) {
				struct test_scene s;
				struct picture *p;

				scene_init(&s, 256, k & 1 ? 8 : 1);
				p = scene_add_full(&s, k & 1 ? DRM_FORMAT_XRGB16161616 :
						   DRM_FORMAT_XRGB8888);
				for (n = 0; n < 256 * p->height; n++) {
					u64 v = k & 1 ? (u64)n * 65535 / 2047 : n;

					picture_set_channel(p, 'R', n % 256, n / 256, v);
					picture_set_channel(p, 'G', n % 256, n / 256, v);
					picture_set_channel(p, 'B', n % 256, n / 256, v);
				}
				if (k & 2)
					scene_set_gamma(&s, sizes[i], exponents[j]);
				else
					scene_set_degamma(&s, sizes[i], exponents[j]);
				scene_check_depths(&s);
				scene_fini(&s);
			}
		}
	}
	report("tables");
}

static void test_matrix(void **state)
{
	static const u32 fourccs[] = { DRM_FORMAT_XRGB8888, DRM_FORMAT_XRGB16161616 };
	u32 i, j;

	for (i = 0; i < ARRAY_SIZE(ctms); i++) {
		for (j = 0; j < ARRAY_SIZE(fourccs); j++) {
			struct random r = random_start(100 + i);
			struct test_scene s;

			scene_init(&s, 100, 20);
			picture_fill_random(scene_add_full(&s, fourccs[j]), &r, true);
			scene_set_ctm(&s, ctms[i]);
			scene_check_depths(&s);
			scene_fini(&s);
		}
	}
	report("matrix");
}

/*
 * All together, blended before. Steep tables enlarge what was rounded to 16 bits
 * between the steps, so only targets of up to 10 bits are within a unit.
 */
static void test_all_steps(void **state)
{
	static const u32 targets[] = { DRM_FORMAT_XRGB8888, DRM_FORMAT_RGB565,
				       DRM_FORMAT_XRGB2101010 };
	u32 i, j;

	for (i = 0; i < 150; i++) {
		struct random r = random_start(200 + i);
		struct test_scene s;

		scene_init(&s, random_range(&r, 1, 90), random_range(&r, 1, 12));
		s.scene.background = random_bits(&r);
		scene_add_random(&s, DRM_FORMAT_XRGB2101010, &r, true);
		scene_add_random(&s, DRM_FORMAT_NV12, &r, true);
		scene_add_random(&s, DRM_FORMAT_ARGB8888, &r, true);
		if (random_once_in(&r, 2))
			scene_set_degamma(&s, random_once_in(&r, 2) ? 4096 : 256, 2.2);
		if (random_once_in(&r, 2))
			scene_set_ctm(&s, ctms[random_range(&r, 0, 3)]);
		if (random_once_in(&r, 2))
			scene_set_gamma(&s, random_once_in(&r, 2) ? 4096 : 256, 1 / 1.8);
		for (j = 0; j < ARRAY_SIZE(targets); j++)
			scene_check(&s, targets[j]);
		scene_fini(&s);
	}
	report("all steps");
}

/* An index is looked up in the legacy table of 256 entries. */
static void test_indexed(void **state)
{
	struct test_scene s;
	struct picture *p;
	struct composed c;
	u32 n;

	scene_init(&s, 256, 1);
	p = scene_add_full(&s, DRM_FORMAT_C8);
	for (n = 0; n < 256; n++)
		picture_set_channel(p, 'L', n, 0, n);
	scene_set_gamma(&s, 256, 1);
	for (n = 0; n < 256; n++)
		s.entries[0][n] = (struct vprime_lut_entry) {
			.red = n * 0x9e37, .green = n * 0x3c6e, .blue = n * 0xdaa6,
		};
	c = scene_compose(&s, DRM_FORMAT_ARGB16161616, false, plain);
	for (n = 0; n < 256; n++)
		assert_int_equal(picture_get(&c.picture, n, 0), 0xffff000000000000ull |
				 (u64)s.entries[0][n].red << 32 |
				 (u64)s.entries[0][n].green << 16 | s.entries[0][n].blue);
	composed_fini(&c);
	scene_check(&s, DRM_FORMAT_XRGB8888);
	scene_fini(&s);
}

static u32 crc_of(u64 pixel, u32 bpc)
{
	struct test_scene s;
	u32 crc;

	scene_init(&s, 3, 2);
	s.scene.bpc = bpc;
	scene_add_colour(&s, DRM_FORMAT_XRGB16161616, (struct rect) { 1, 1, 1, 1 }, pixel);
	crc = scene_crc(&s);
	scene_fini(&s);
	return crc;
}

/* The checksum tells apart what the link carries, and nothing else. */
static void test_depth_of_the_link(void **state)
{
	static const u32 depths[] = { 8, 10, 12, 16 };
	u32 i, shift, v;

	for (i = 0; i < ARRAY_SIZE(depths); i++) {
		u32 max = (1u << depths[i]) - 1;

		for (shift = 0; shift < 48; shift += 16) {
			for (v = 0; v < max; v += max / 31 + 1) {
				/* the last number that is nearest to v, and the next */
				u64 last = ((2 * v + 1) * 65535ull - 1) / (2 * max);
				u64 nearest = (v * 65535ull + max / 2) / max;

				assert_int_equal(crc_of(nearest << shift, depths[i]),
						 crc_of(last << shift, depths[i]));
				assert_int_not_equal(crc_of(last << shift, depths[i]),
						     crc_of((last + 1) << shift, depths[i]));
			}
		}
	}
}

int run_colour_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_background),
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_matrix),
		cmocka_unit_test(test_all_steps),
		cmocka_unit_test(test_indexed),
		cmocka_unit_test(test_depth_of_the_link),
	};

	return cmocka_run_group_tests_name("colour", tests, NULL, NULL);
}
