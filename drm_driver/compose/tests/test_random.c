// SPDX-License-Identifier: MIT
/* Scenes made by chance, against pixman and against the reference. */

#include <math.h>

#include "oracle.h"
#include "reference.h"
#include "scenes.h"
#include "suite.h"

#define ROUNDS 400

/* Ordered for pixman, which reads 5 and 6 bits in a way of its own. */
static const u32 all_formats[] = {
	DRM_FORMAT_XRGB8888, DRM_FORMAT_ARGB8888, DRM_FORMAT_XRGB2101010, DRM_FORMAT_RGB565,
};

#define PIXMAN_8BIT_FORMATS 2
#define PIXMAN_FORMATS 3

/* A scene with layers of the first @n_formats formats only. */
static void random_scene(struct test_scene *s, struct random *r, u32 n_formats, bool valid)
{
	u32 width = random_once_in(r, 10) ? 1 : random_range(r, 1, 70);
	u32 height = random_once_in(r, 10) ? 1 : random_range(r, 1, 24);
	u32 n = random_range(r, 0, MAX_LAYERS), i;

	scene_init(s, width, height);
	for (i = 0; i < n; i++)
		scene_add_random(s, all_formats[random_range(r, 0, n_formats - 1)], r, valid);
}

/* Scenes of 8 bits are, bit for bit, what pixman makes of them. */
static void test_8_bits_as_pixman(void **state)
{
	u32 i, x, y;

	for (i = 0; i < ROUNDS; i++) {
		struct random r = random_start(i);
		struct test_scene s;
		struct composed c;
		u32 *expected;

		random_scene(&s, &r, PIXMAN_8BIT_FORMATS, i % 2);
		c = scene_compose(&s, DRM_FORMAT_ARGB8888, false, placement_random(&r));
		expected = oracle_compose8(&s.scene, s.pictures);
		for (y = 0; y < s.scene.height; y++) {
			for (x = 0; x < s.scene.width; x++)
				assert_int_equal(picture_get(&c.picture, x, y),
						 expected[y * s.scene.width + x]);
		}
		free(expected);
		composed_fini(&c);
		scene_fini(&s);
	}
}

/*
 * Deep scenes differ from pixman's floating point by no more than the rounding
 * of each layer to 16 bits and of the result to 10: colours that overflow are left
 * out, because pixman's floats keep what is above 1.
 */
static void test_deep_near_pixman(void **state)
{
	u32 i, x, y, k;

	for (i = 0; i < ROUNDS; i++) {
		struct random r = random_start(i);
		struct test_scene s;
		struct composed c;
		double tolerance;
		float *expected;

		random_scene(&s, &r, PIXMAN_FORMATS, true);
		c = scene_compose(&s, DRM_FORMAT_XRGB2101010, false, placement_random(&r));
		expected = oracle_compose_float(&s.scene, s.pictures);
		tolerance = 0.5 / 1023 + s.scene.n_layers / 255.0 + 0.00001;
		for (y = 0; y < s.scene.height; y++) {
			for (x = 0; x < s.scene.width; x++) {
				u32 value = picture_get(&c.picture, x, y);
				float *f = expected + 4 * ((size_t)y * s.scene.width + x);

				for (k = 0; k < 3; k++) {
					u32 channel = value >> (20 - 10 * k) & 0x3ff;

					assert_true(fabs(channel / 1023.0 - f[k]) <= tolerance);
				}
			}
		}
		free(expected);
		composed_fini(&c);
		scene_fini(&s);
	}
}

/* Any scene, any target: bit for bit what the reference says, invalid colours too. */
static void test_as_reference(void **state)
{
	u32 i, target;

	for (i = 0; i < ROUNDS; i++) {
		struct random r = random_start(i);
		struct test_scene s;
		struct composed c;

		random_scene(&s, &r, ARRAY_SIZE(all_formats), i % 2);
		target = all_formats[random_range(&r, 0, ARRAY_SIZE(all_formats) - 1)];
		c = scene_compose(&s, target, true, placement_random(&r));
		composed_check(&c, &s);
		assert_int_equal(c.crc, reference_crc(&s.scene, s.pictures));
		composed_fini(&c);
		scene_fini(&s);
	}
}

/* Picture and checksum together are what each is alone. */
static void test_together_as_alone(void **state)
{
	u32 i, j;

	for (i = 0; i < ROUNDS; i++) {
		struct random r = random_start(i);
		struct test_scene s;
		u32 crc;

		random_scene(&s, &r, ARRAY_SIZE(all_formats), false);
		crc = scene_crc(&s);
		for (j = 0; j < ARRAY_SIZE(all_formats); j++) {
			struct composed both, alone;

			both = scene_compose(&s, all_formats[j], true, placement_random(&r));
			alone = scene_compose(&s, all_formats[j], false, placement_random(&r));
			assert_int_equal(both.crc, crc);
			composed_check_same(&both, &alone);
			composed_fini(&both);
			composed_fini(&alone);
		}
		scene_fini(&s);
	}
}

/*
 * A deep layer that shows nothing makes a scene deep. As long as at most one
 * transparent layer lies over opaque ones, its 8-bit picture stays the same.
 */
static void test_depths_agree(void **state)
{
	u32 i;

	for (i = 0; i < ROUNDS; i++) {
		struct random r = random_start(i);
		u32 width = random_range(&r, 1, 70), height = random_range(&r, 1, 24);
		struct composed c8, c16;
		struct test_scene s;

		scene_init(&s, width, height);
		scene_add_random(&s, DRM_FORMAT_XRGB2101010, &r, true);
		scene_add_random(&s, DRM_FORMAT_XRGB8888, &r, true);
		picture_fill_random(scene_add_full(&s, DRM_FORMAT_XRGB8888), &r, true);
		scene_add_random(&s, DRM_FORMAT_ARGB8888, &r, false);
		c16 = scene_compose(&s, DRM_FORMAT_ARGB8888, true, placement_random(&r));

		/* the same without the deep layer, which is hidden anyway */
		s.scene.layers++;
		s.scene.n_layers--;
		c8 = scene_compose(&s, DRM_FORMAT_ARGB8888, true, placement_random(&r));
		s.scene.layers--;
		s.scene.n_layers++;

		composed_check_same(&c8, &c16);
		assert_int_equal(c8.crc, c16.crc);
		composed_fini(&c8);
		composed_fini(&c16);
		scene_fini(&s);
	}
}

int run_random_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_8_bits_as_pixman),
		cmocka_unit_test(test_deep_near_pixman),
		cmocka_unit_test(test_as_reference),
		cmocka_unit_test(test_together_as_alone),
		cmocka_unit_test(test_depths_agree),
	};

	return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
