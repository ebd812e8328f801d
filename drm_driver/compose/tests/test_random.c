// SPDX-License-Identifier: MIT
/* Scenes made by chance, against pixman and against the reference. */

#include <math.h>
#include <stdio.h>

#include <drm_mode.h>

#include "oracle.h"
#include "reference.h"
#include "scenes.h"
#include "suite.h"

#define ROUNDS 300

static const struct placement plain;

/* Whose channels of 8 bits pixman takes as they are. */
static const u32 shallow_formats[] = {
	DRM_FORMAT_XRGB8888, DRM_FORMAT_ARGB8888, DRM_FORMAT_XBGR8888, DRM_FORMAT_ABGR8888,
	DRM_FORMAT_BGRX8888, DRM_FORMAT_RGBA8888, DRM_FORMAT_RGB888, DRM_FORMAT_BGR888,
};

static u64 compared;

static void turn(struct vprime_layer *l, struct random *r)
{
	u32 swap;

	l->rotation = 1 << random_range(r, 0, 3);
	if (random_once_in(r, 3))
		l->rotation |= DRM_MODE_REFLECT_X;
	if (random_once_in(r, 3))
		l->rotation |= DRM_MODE_REFLECT_Y;
	if (l->rotation & (DRM_MODE_ROTATE_90 | DRM_MODE_ROTATE_270)) {
		swap = l->dst_w;
		l->dst_w = l->dst_h;
		l->dst_h = swap;
	}
}

static void start(struct test_scene *s, struct random *r)
{
	scene_init(s, random_once_in(r, 10) ? 1 : random_range(r, 1, 70),
		   random_once_in(r, 10) ? 1 : random_range(r, 1, 24));
	s->scene.background |= random_range(r, 0, 255) * 0x010101010101ull;
}

/* The largest difference of a channel to pixman's 8 bits. */
static u32 off_from_pixman(const struct test_scene *s)
{
	struct composed c = scene_compose(s, DRM_FORMAT_ARGB8888, false, plain);
	u32 *expected = oracle_compose8(&s->scene, s->pictures);
	u32 x, y, shift, worst = 0;

	for (y = 0; y < s->scene.height; y++) {
		for (x = 0; x < s->scene.width; x++) {
			u32 is = picture_get(&c.picture, x, y);
			u32 should = expected[y * s->scene.width + x];

			for (shift = 0; shift < 32; shift += 8) {
				u32 a = is >> shift & 0xff, b = should >> shift & 0xff;
				u32 off = a > b ? a - b : b - a;

				worst = off > worst ? off : worst;
			}
			compared++;
		}
	}
	free(expected);
	composed_fini(&c);
	return worst;
}

/* Layers of 8 bits, turned or not, are bit for bit what pixman makes of them. */
static void test_as_pixman(void **state)
{
	u32 i, j;

	compared = 0;
	for (i = 0; i < ROUNDS; i++) {
		struct random r = random_start(i);
		u32 n = random_range(&r, 0, MAX_LAYERS);
		struct test_scene s;

		start(&s, &r);
		for (j = 0; j < n; j++) {
			u32 fourcc = shallow_formats[random_range(&r, 0,
							ARRAY_SIZE(shallow_formats) - 1)];

			turn(scene_add_random(&s, fourcc, &r, i % 2), &r);
		}
		assert_int_equal(off_from_pixman(&s), 0);
		scene_fini(&s);
	}
	printf("layers: %d pictures, %llu pixels as pixman's\n", ROUNDS,
	       (unsigned long long)compared);
}

/*
 * pixman widens channels of fewer bits by repeating them, rounds a constant alpha
 * to 8 bits and the product with it once more: each is less than a unit off.
 */
static void test_near_pixman(void **state)
{
	const struct layout *l = layout_all();
	u32 i, j;

	compared = 0;
	for (i = 0; i < layout_count(); i++) {
		if (!oracle_has(l[i].fourcc) || !layout_is_shallow(&l[i]))
			continue;
		for (j = 0; j < 12; j++) {
			struct random r = random_start(1000 + 12 * i + j);
			struct vprime_layer *a;
			struct test_scene s;

			start(&s, &r);
			picture_fill_random(scene_add_full(&s, DRM_FORMAT_XRGB8888), &r, true);
			a = scene_add_random(&s, l[i].fourcc, &r, true);
			turn(a, &r);
			if (j % 2)
				a->alpha = random_range(&r, 0, 0xffff);
			assert_in_range(off_from_pixman(&s), 0, 2);
			scene_fini(&s);
		}
	}
	printf("formats and alpha: %llu pixels near pixman's\n", (unsigned long long)compared);
}

/* pixman's bilinear weights have 7 bits, its steps 16: small pictures are near. */
static void test_scaled_near_pixman(void **state)
{
	u32 i;

	compared = 0;
	for (i = 0; i < ROUNDS; i++) {
		struct random r = random_start(2000 + i);
		struct vprime_layer *a;
		struct test_scene s;

		start(&s, &r);
		a = scene_add_picture(&s, i % 2 ? DRM_FORMAT_XRGB8888 : DRM_FORMAT_XBGR8888,
				      random_range(&r, 1, 40), random_range(&r, 1, 40), plain);
		picture_fill_smooth(scene_top(&s), &r);
		turn(a, &r);
		a->dst_w = random_range(&r, 1, 80);
		a->dst_h = random_range(&r, 1, 40);
		a->dst_x = (s32)random_range(&r, 0, 30) - 15;
		a->dst_y = (s32)random_range(&r, 0, 30) - 15;
		assert_in_range(off_from_pixman(&s), 0, 3);
		scene_fini(&s);
	}
	printf("scaling: %d pictures, %llu pixels near pixman's\n", ROUNDS,
	       (unsigned long long)compared);
}

/*
 * Deep scenes differ from pixman's floating point by no more than the rounding
 * of each layer to 16 bits and of the result to 10: colours that overflow are left
 * out, because pixman's floats keep what is above 1.
 */
static void test_deep_near_pixman(void **state)
{
	static const u32 fourccs[] = {
		DRM_FORMAT_XRGB2101010, DRM_FORMAT_ARGB2101010, DRM_FORMAT_XBGR2101010,
		DRM_FORMAT_ABGR2101010, DRM_FORMAT_ARGB8888,
	};
	u32 i, j, x, y, k;

	for (i = 0; i < ROUNDS; i++) {
		struct random r = random_start(3000 + i);
		u32 n = random_range(&r, 0, MAX_LAYERS - 1);
		struct test_scene s;
		struct composed c;
		double tolerance;
		float *expected;

		start(&s, &r);
		s.scene.bpc = 10;
		for (j = 0; j < n; j++)
			turn(scene_add_random(&s, fourccs[random_range(&r, 0, 4)], &r, true), &r);
		if (n)
			scene_add_random(&s, DRM_FORMAT_XRGB2101010, &r, true)->alpha = 0x4000;
		c = scene_compose(&s, DRM_FORMAT_XRGB2101010, false, placement_random(&r));
		expected = oracle_compose_float(&s.scene, s.pictures);
		tolerance = 0.5 / 1023 + (s.scene.n_layers + 1) / 65535.0 + 0.00001;
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

/* Everything at once, as the reference has it. */
static void test_as_reference(void **state)
{
	static const u32 targets[] = { DRM_FORMAT_XRGB8888, DRM_FORMAT_ARGB8888,
				       DRM_FORMAT_RGB565, DRM_FORMAT_XRGB2101010 };
	const struct layout *l = layout_all();
	u32 i, j;

	for (i = 0; i < 2 * ROUNDS; i++) {
		struct random r = random_start(4000 + i);
		u32 n = random_range(&r, 0, MAX_LAYERS);
		struct test_scene s;
		struct composed c;

		start(&s, &r);
		if (random_once_in(&r, 3))
			s.scene.background = random_bits(&r);
		for (j = 0; j < n; j++) {
			struct vprime_layer *a;

			a = scene_add_random(&s, l[random_range(&r, 0, layout_count() - 1)].fourcc,
					     &r, random_once_in(&r, 2));
			turn(a, &r);
			a->blend = random_range(&r, 0, 2);
			a->alpha = random_once_in(&r, 2) ? 0xffff : random_range(&r, 0, 0xffff);
			a->encoding = random_range(&r, 0, 2);
			a->full_range = random_once_in(&r, 2);
			a->dst_x += (s32)random_range(&r, 0, 20) - 10;
			a->dst_y += (s32)random_range(&r, 0, 10) - 5;
			if (random_once_in(&r, 2)) {
				a->dst_w = random_range(&r, 1, 90);
				a->dst_h = random_range(&r, 1, 30);
				a->filter = random_range(&r, 0, 1);
			}
		}
		c = scene_compose(&s, targets[random_range(&r, 0, ARRAY_SIZE(targets) - 1)], true,
				  placement_random(&r));
		composed_check(&c, &s);
		composed_fini(&c);
		scene_fini(&s);
	}
	report("random scenes");
}

int run_random_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_as_pixman),
		cmocka_unit_test(test_near_pixman),
		cmocka_unit_test(test_scaled_near_pixman),
		cmocka_unit_test(test_deep_near_pixman),
		cmocka_unit_test(test_as_reference),
	};

	return cmocka_run_group_tests_name("random", tests, NULL, NULL);
}
