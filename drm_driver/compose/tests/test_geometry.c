// SPDX-License-Identifier: MIT
/* Where the pixels of a layer come from: rotation, scaling, clipping. */

#include <drm_mode.h>

#include "reference.h"
#include "scenes.h"
#include "suite.h"

/* One of each way that pixels lie in memory. */
static const u32 fourccs[] = {
	DRM_FORMAT_XRGB8888, DRM_FORMAT_ARGB8888, DRM_FORMAT_RGB888, DRM_FORMAT_RGB565,
	DRM_FORMAT_XRGB2101010, DRM_FORMAT_ABGR16161616, DRM_FORMAT_ARGB16161616F,
	DRM_FORMAT_R8, DRM_FORMAT_YUYV, DRM_FORMAT_VYUY, DRM_FORMAT_Y210, DRM_FORMAT_AYUV,
	DRM_FORMAT_NV12, DRM_FORMAT_NV16, DRM_FORMAT_NV15, DRM_FORMAT_P010, DRM_FORMAT_YUV420,
	DRM_FORMAT_YVU422, DRM_FORMAT_R1, DRM_FORMAT_R4,
};

static const u32 rotations[] = {
	DRM_MODE_ROTATE_0, DRM_MODE_ROTATE_90, DRM_MODE_ROTATE_180, DRM_MODE_ROTATE_270,
};

static const u32 reflections[] = {
	0, DRM_MODE_REFLECT_X, DRM_MODE_REFLECT_Y, DRM_MODE_REFLECT_X | DRM_MODE_REFLECT_Y,
};

static bool is_turned(u32 rotation)
{
	return rotation & (DRM_MODE_ROTATE_90 | DRM_MODE_ROTATE_270);
}

static u32 target_for(const struct test_scene *s)
{
	return layout_is_shallow(s->pictures[0].layout) ? DRM_FORMAT_XRGB8888 :
	       DRM_FORMAT_ARGB16161616;
}

/* An L of four pixels, in all eight positions, written out. */
static void test_positions(void **state)
{
	/* 1 is set; rows from the top, columns from the left */
	static const struct { u32 rotation; u8 rows[3]; u32 width, height; } cases[] = {
		{ DRM_MODE_ROTATE_0, { 0x2, 0x2, 0x3 }, 2, 3 },
		{ DRM_MODE_ROTATE_90, { 0x1, 0x7 }, 3, 2 },
		{ DRM_MODE_ROTATE_180, { 0x3, 0x1, 0x1 }, 2, 3 },
		{ DRM_MODE_ROTATE_270, { 0x7, 0x4 }, 3, 2 },
		{ DRM_MODE_ROTATE_0 | DRM_MODE_REFLECT_X, { 0x1, 0x1, 0x3 }, 2, 3 },
		{ DRM_MODE_ROTATE_0 | DRM_MODE_REFLECT_Y, { 0x3, 0x2, 0x2 }, 2, 3 },
		{ DRM_MODE_ROTATE_90 | DRM_MODE_REFLECT_X, { 0x7, 0x1 }, 3, 2 },
		{ DRM_MODE_ROTATE_90 | DRM_MODE_REFLECT_Y, { 0x4, 0x7 }, 3, 2 },
	};
	u32 i, x, y;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vprime_layer *a;
		struct test_scene s;
		struct composed c;

		scene_init(&s, cases[i].width, cases[i].height);
		a = scene_add_picture(&s, DRM_FORMAT_XRGB8888, 2, 3, (struct placement) { 0 });
		for (y = 0; y < 3; y++)
			picture_set(scene_top(&s), 0, y, 0xffffff);
		picture_set(scene_top(&s), 1, 2, 0xffffff);
		a->rotation = cases[i].rotation;
		a->dst_w = cases[i].width;
		a->dst_h = cases[i].height;
		c = scene_compose(&s, DRM_FORMAT_XRGB8888, false, (struct placement) { 0 });
		for (y = 0; y < cases[i].height; y++) {
			for (x = 0; x < cases[i].width; x++) {
				u32 set = cases[i].rows[y] >> (cases[i].width - 1 - x) & 1;

				assert_int_equal(picture_get(&c.picture, x, y),
						 set ? 0xffffffff : 0xff000000);
			}
		}
		composed_fini(&c);
		scene_fini(&s);
	}
}

/*
 * Each rotation of each format, not scaled and scaled either way, hanging over
 * no edge, each edge, each corner, and all edges at once.
 */
static void check_places(u32 fourcc, u32 rotation, struct random *r)
{
	u32 place, size;

	for (place = 0; place < 10; place++) {
		struct vprime_layer *a;
		struct test_scene s;
		u32 width, height, swap;

		scene_init(&s, 21, 13);
		s.scene.background = 0xffff123456789abcull;
		a = scene_add_picture(&s, fourcc, random_range(r, 6, 30), random_range(r, 6, 30),
				      placement_random(r));
		picture_fill_random(scene_top(&s), r, true);
		a->rotation = rotation;
		a->filter = place % 2 ? VPRIME_FILTER_NEAREST : VPRIME_FILTER_BILINEAR;
		width = random_range(r, 1, a->src.width);
		height = random_range(r, 1, a->src.height);
		layer_show(a, random_range(r, 0, a->src.width - width),
			   random_range(r, 0, a->src.height - height), width, height);
		if (is_turned(rotation)) {
			swap = width;
			width = height;
			height = swap;
		}
		size = random_range(r, 0, 3);
		a->dst_w = size == 1 ? random_range(r, width, 2 * width + 9) :
			   size == 2 ? random_range(r, (width + 15) / 16, width) : width;
		a->dst_h = size == 1 ? random_range(r, height, 2 * height + 9) :
			   size == 2 ? random_range(r, (height + 15) / 16, height) : height;
		if (place == 9) {
			a->dst_w = random_range(r, 22, 40);
			a->dst_h = random_range(r, 14, 30);
		}
		a->dst_x = place % 3 == 0 ? -(s32)random_range(r, 0, a->dst_w) :
			   place % 3 == 1 ? (s32)random_range(r, 0, 5) :
			   (s32)(21 - random_range(r, 0, a->dst_w));
		a->dst_y = place / 3 == 0 ? -(s32)random_range(r, 0, a->dst_h) :
			   place / 3 == 1 ? (s32)random_range(r, 0, 5) :
			   (s32)(13 - random_range(r, 0, a->dst_h));
		scene_check(&s, target_for(&s));
		scene_fini(&s);
	}
}

static void test_rotation_and_clipping(void **state)
{
	u32 i, j, k;

	for (i = 0; i < ARRAY_SIZE(fourccs); i++) {
		struct random r = random_start(4000 + i);

		for (j = 0; j < ARRAY_SIZE(rotations); j++) {
			for (k = 0; k < ARRAY_SIZE(reflections); k++)
				check_places(fourccs[i], rotations[j] | reflections[k], &r);
		}
	}
	report("rotation and clipping");
}

/* Ratios at both limits, simple ones, awkward ones; whole and broken rectangles. */
static void test_scaling(void **state)
{
	static const struct { u32 src, dst; } ratios[] = {
		{ 64, 4 }, { 4, 64 }, { 64, 32 }, { 32, 64 }, { 40, 60 }, { 60, 40 }, { 31, 37 },
		{ 37, 31 }, { 1, 16 }, { 16, 1 }, { 2, 3 }, { 50, 49 }, { 49, 50 }, { 50, 50 },
	};
	u32 i, j, k;

	for (i = 0; i < ARRAY_SIZE(ratios) * ARRAY_SIZE(ratios); i++) {
		struct random r = random_start(6000 + i);
		u32 across = i % ARRAY_SIZE(ratios), down = i / ARRAY_SIZE(ratios);

		for (j = 0; j < 2; j++) {
			for (k = 0; k < 2; k++) {
				struct vprime_layer *a;
				struct test_scene s;

				scene_init(&s, ratios[across].dst, ratios[down].dst);
				a = scene_add_picture(&s, fourccs[(i + 3 * j) % ARRAY_SIZE(fourccs)],
						      ratios[across].src + 2, ratios[down].src + 2,
						      placement_random(&r));
				picture_fill_random(scene_top(&s), &r, true);
				layer_show(a, 1, 1, ratios[across].src, ratios[down].src);
				a->dst_w = ratios[across].dst;
				a->dst_h = ratios[down].dst;
				a->filter = j ? VPRIME_FILTER_NEAREST : VPRIME_FILTER_BILINEAR;
				if (k) {
					a->src_x -= random_range(&r, 0, 65535);
					a->src_y += random_range(&r, 0, 65535);
					a->src_w -= random_range(&r, 0, 60000);
					a->src_h -= random_range(&r, 0, 60000);
				}
				scene_check(&s, target_for(&s));
				scene_fini(&s);
			}
		}
	}
	report("scaling");
}

/* Interpolated shades in 16 bits are right to 16 bits. */
static void test_scaling_is_deep(void **state)
{
	u32 i;

	for (i = 0; i < 40; i++) {
		struct random r = random_start(7000 + i);
		struct vprime_layer *a;
		struct test_scene s;

		scene_init(&s, random_range(&r, 1, 200), random_range(&r, 1, 9));
		a = scene_add_picture(&s, DRM_FORMAT_XRGB16161616, random_range(&r, 13, 50),
				      random_range(&r, 3, 9), (struct placement) { 0 });
		picture_fill_smooth(scene_top(&s), &r);
		a->dst_w = s.scene.width;
		a->dst_h = s.scene.height;
		scene_check(&s, DRM_FORMAT_ARGB16161616);
		scene_fini(&s);
	}
	report("deep scaling");
}

/* The widest rows there are, scaled from and to any size. */
static void test_wide(void **state)
{
	static const u32 widths[] = { 1, 1024, VPRIME_COMPOSE_MAX_WIDTH - 1,
				      VPRIME_COMPOSE_MAX_WIDTH };
	struct random r = random_start(8000);
	u32 i, j, k;

	for (i = 0; i < 2; i++) {
		for (j = 1; j < ARRAY_SIZE(widths); j++) {
			for (k = 0; k < 2; k++) {
				struct vprime_layer *a;
				struct test_scene s;

				scene_init(&s, widths[2 + i], 2);
				a = scene_add_picture(&s, k ? DRM_FORMAT_NV12 : DRM_FORMAT_ARGB8888,
						      widths[j], 2, placement_random(&r));
				picture_fill_random(scene_top(&s), &r, true);
				a->dst_w = s.scene.width;
				a->filter = k ? VPRIME_FILTER_NEAREST : VPRIME_FILTER_BILINEAR;
				scene_check(&s, DRM_FORMAT_XRGB8888);
				scene_fini(&s);
			}
		}
	}
	report("wide");
}

/* A layer over the whole of a scene and @overhang pixels beyond each edge, turned and scaled. */
static void add_turned(struct test_scene *s, u32 fourcc, u32 rotation, bool exact, u32 overhang,
		       struct random *r)
{
	u32 across = s->scene.width + 2 * overhang, down = s->scene.height + 2 * overhang;
	u32 width = is_turned(rotation) ? down : across, height = is_turned(rotation) ? across : down;
	struct vprime_layer *a;

	if (!exact) {
		width = width * 2 / 3 + 1;
		height = height * 2 / 3 + 1;
	}
	a = scene_add_picture(s, fourcc, width, height, placement_random(r));
	picture_fill_random(scene_top(s), r, true);
	a->rotation = rotation;
	a->filter = random_once_in(r, 2) ? VPRIME_FILTER_NEAREST : VPRIME_FILTER_BILINEAR;
	a->dst_x = -(s32)overhang;
	a->dst_y = -(s32)overhang;
	a->dst_w = across;
	a->dst_h = down;
}

/*
 * Scenes are composed in tiles, whose shape depends on what is seen: smaller than
 * one, as large, a pixel larger, and of many; turned layers alone and over others.
 */
static void test_across_tiles(void **state)
{
	static const struct { u32 width, height; } sizes[] = {
		{ 255, 31 }, { 256, 32 }, { 257, 33 }, { 1025, 9 }, { 700, 70 },
		{ VPRIME_COMPOSE_MAX_WIDTH, 3 }, { 3, 2000 },
	};
	static const u32 turned[] = {
		DRM_FORMAT_XRGB8888, DRM_FORMAT_NV12, DRM_FORMAT_RGB565, DRM_FORMAT_XRGB2101010,
	};
	u32 i, j, k;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (j = 0; j < ARRAY_SIZE(turned); j++) {
			for (k = 0; k < 4; k++) {
				struct random r = random_start(9000 + 16 * i + 4 * j + k);
				u32 rotation = k & 1 ? DRM_MODE_ROTATE_90 : DRM_MODE_ROTATE_270;
				struct test_scene s;

				scene_init(&s, sizes[i].width, sizes[i].height);
				if (k == 3)
					add_turned(&s, DRM_FORMAT_XRGB8888, DRM_MODE_ROTATE_180, false,
						   0, &r);
				add_turned(&s, turned[j], rotation | reflections[(i + k) % 4], k < 2,
					   random_range(&r, 0, 5), &r);
				if (k == 2)
					add_turned(&s, DRM_FORMAT_ARGB8888, DRM_MODE_ROTATE_0, false,
						   0, &r);
				scene_check(&s, DRM_FORMAT_XRGB8888);
				scene_fini(&s);
			}
		}
	}
	report("across tiles");
}

int run_geometry_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_positions),
		cmocka_unit_test(test_rotation_and_clipping),
		cmocka_unit_test(test_scaling),
		cmocka_unit_test(test_scaling_is_deep),
		cmocka_unit_test(test_wide),
		cmocka_unit_test(test_across_tiles),
	};

	return cmocka_run_group_tests_name("geometry", tests, NULL, NULL);
}
