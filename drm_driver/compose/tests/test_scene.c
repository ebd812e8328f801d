// SPDX-License-Identifier: MIT
/* Scenes made by hand: what each shows, and what composing them touches. */

#include <sys/mman.h>

#include "scenes.h"
#include "suite.h"

#define RED 0xffff0000
#define GREEN 0xff00ff00
#define BLUE 0xff0000ff
#define BLACK 0xff000000

static const struct placement plain;

static const u32 targets[] = {
	DRM_FORMAT_XRGB8888, DRM_FORMAT_ARGB8888, DRM_FORMAT_XRGB2101010, DRM_FORMAT_RGB565,
};

static void check_pixels(const struct test_scene *s, u32 fourcc, const u32 *expected)
{
	struct composed c = scene_compose(s, fourcc, false, plain);
	u32 x, y;

	for (y = 0; y < s->scene.height; y++) {
		for (x = 0; x < s->scene.width; x++)
			assert_int_equal(picture_get(&c.picture, x, y),
					 expected[y * s->scene.width + x]);
	}
	composed_fini(&c);
}

static void test_nothing_is_black(void **state)
{
	static const u32 black8[] = { BLACK, BLACK, BLACK, BLACK, BLACK, BLACK };
	static const u32 black10[] = {
		0xc0000000, 0xc0000000, 0xc0000000, 0xc0000000, 0xc0000000, 0xc0000000
	};
	struct test_scene s;

	scene_init(&s, 3, 2);
	check_pixels(&s, DRM_FORMAT_XRGB8888, black8);
	check_pixels(&s, DRM_FORMAT_ARGB8888, black8);
	check_pixels(&s, DRM_FORMAT_XRGB2101010, black10);
	scene_fini(&s);
}

static void test_black_around_a_small_layer(void **state)
{
	static const u32 expected[] = {
		BLACK, BLACK, BLACK, BLACK,
		BLACK, RED, GREEN, BLACK,
		BLACK, BLUE, RED, BLACK,
		BLACK, BLACK, BLACK, BLACK,
	};
	struct picture *p;
	struct test_scene s;

	scene_init(&s, 4, 4);
	p = scene_add(&s, DRM_FORMAT_XRGB8888, (struct rect) { 1, 1, 2, 2 }, plain);
	picture_set(p, 0, 0, RED);
	picture_set(p, 1, 0, GREEN);
	picture_set(p, 0, 1, BLUE);
	picture_set(p, 1, 1, RED);
	check_pixels(&s, DRM_FORMAT_XRGB8888, expected);
	scene_fini(&s);
}

static void test_layers_lie_in_their_order(void **state)
{
	static const u32 expected[] = {
		RED, RED, RED,
		RED, GREEN, GREEN,
		RED, GREEN, BLUE,
	};
	struct test_scene s;

	scene_init(&s, 3, 3);
	scene_add_colour(&s, DRM_FORMAT_XRGB8888, (struct rect) { 0, 0, 3, 3 }, RED);
	scene_add_colour(&s, DRM_FORMAT_ARGB8888, (struct rect) { 1, 1, 2, 2 }, GREEN);
	scene_add_colour(&s, DRM_FORMAT_XRGB8888, (struct rect) { 2, 2, 1, 1 }, BLUE);
	check_pixels(&s, DRM_FORMAT_ARGB8888, expected);
	scene_fini(&s);
}

/* The unused byte of XRGB8888 is neither alpha nor copied out. */
static void test_unused_bits_are_ignored(void **state)
{
	static const u32 values[] = { 0x00123456, 0x80123456, 0xff123456 };
	static const u32 expected[] = { 0xff123456 };
	static const u32 expected10[] = { 0xc0000001 };
	struct test_scene s;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(values); i++) {
		scene_init(&s, 1, 1);
		scene_add_colour(&s, DRM_FORMAT_XRGB8888, (struct rect) { 0, 0, 1, 1 }, RED);
		scene_add_colour(&s, DRM_FORMAT_XRGB8888, (struct rect) { 0, 0, 1, 1 },
				 values[i]);
		check_pixels(&s, DRM_FORMAT_XRGB8888, expected);
		check_pixels(&s, DRM_FORMAT_ARGB8888, expected);
		scene_fini(&s);
	}
	for (i = 0; i < 4; i++) {
		scene_init(&s, 1, 1);
		scene_add_colour(&s, DRM_FORMAT_XRGB2101010, (struct rect) { 0, 0, 1, 1 },
				 (u32)i << 30 | 1);
		check_pixels(&s, DRM_FORMAT_XRGB2101010, expected10);
		scene_fini(&s);
	}
}

static void test_half_transparent(void **state)
{
	/* 0x80 over 0xff at alpha 0x80: 0x80 + 255 * 127 / 255 = 0xff */
	static const u32 expected[] = { 0xffff7f00 };
	struct test_scene s;

	scene_init(&s, 1, 1);
	scene_add_colour(&s, DRM_FORMAT_XRGB8888, (struct rect) { 0, 0, 1, 1 }, 0xffffff00);
	scene_add_colour(&s, DRM_FORMAT_ARGB8888, (struct rect) { 0, 0, 1, 1 }, 0x80800000);
	check_pixels(&s, DRM_FORMAT_ARGB8888, expected);
	scene_fini(&s);
}

static void test_too_much_colour_saturates(void **state)
{
	static const u32 expected[] = { 0xffffff80 };
	struct test_scene s;

	scene_init(&s, 1, 1);
	scene_add_colour(&s, DRM_FORMAT_XRGB8888, (struct rect) { 0, 0, 1, 1 }, 0xffff8080);
	scene_add_colour(&s, DRM_FORMAT_ARGB8888, (struct rect) { 0, 0, 1, 1 }, 0x00ff8000);
	check_pixels(&s, DRM_FORMAT_XRGB8888, expected);
	scene_fini(&s);
}

/* Ten bits go through without loss, also past a transparent layer of eight. */
static void test_ten_bits_stay(void **state)
{
	u32 expected[1024], v;
	struct picture *p;
	struct test_scene s;

	scene_init(&s, 1024, 1);
	p = scene_add_full(&s, DRM_FORMAT_XRGB2101010);
	for (v = 0; v < 1024; v++) {
		expected[v] = 3u << 30 | v << 20 | (1023 - v) << 10 | (v ^ 0x155);
		picture_set(p, v, 0, expected[v]);
	}
	check_pixels(&s, DRM_FORMAT_XRGB2101010, expected);
	scene_add_full(&s, DRM_FORMAT_ARGB8888);
	check_pixels(&s, DRM_FORMAT_XRGB2101010, expected);
	scene_fini(&s);
}

/* 8 bits shown among 10 and captured in 8 are what they were. */
static void test_eight_bits_survive_a_deep_scene(void **state)
{
	struct random r = random_start(0);
	struct composed c;
	struct picture *p;
	struct test_scene s;
	u32 x;

	scene_init(&s, 256, 2);
	p = scene_add(&s, DRM_FORMAT_XRGB8888, (struct rect) { 0, 0, 256, 1 }, plain);
	for (x = 0; x < 256; x++)
		picture_set(p, x, 0, x << 16 | (255 - x) << 8 | (x ^ 0x55));
	scene_add_random(&s, DRM_FORMAT_XRGB2101010, &r, true);
	s.layers[1].dst_y = 1;
	s.layers[1].dst_h = 1;
	s.layers[1].src_h = 1 << 16;
	c = scene_compose(&s, DRM_FORMAT_XRGB8888, false, plain);
	for (x = 0; x < 256; x++)
		assert_int_equal(picture_get(&c.picture, x, 0) & 0xffffff,
				 x << 16 | (255 - x) << 8 | (x ^ 0x55));
	composed_fini(&c);
	scene_fini(&s);
}

/* A layer that says nothing about its memory but where it is, and nobody may look there. */
static void add_unreadable(struct test_scene *s, u32 fourcc, struct rect dst, void *memory)
{
	struct vprime_layer *l = &s->layers[s->scene.n_layers++];

	*l = (struct vprime_layer) {
		.src = {
			.format = vprime_format_lookup(fourcc),
			.map[0].vaddr = memory,
			.pitch[0] = dst.width * 4,
			.width = dst.width,
			.height = dst.height,
		},
		.dst_x = dst.x,
		.dst_y = dst.y,
		.dst_w = dst.width,
		.dst_h = dst.height,
		.alpha = 0xffff,
	};
	layer_show(l, 0, 0, dst.width, dst.height);
}

static void test_hidden_rows_are_not_read(void **state)
{
	void *memory = mmap(NULL, 65536, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct vprime_compose_job job = { .rows = 7, .n_targets = 1 };
	struct test_scene s;
	struct picture target;
	void *scratch = calloc(1, vprime_compose_scratch_size());
	size_t i;

	assert_ptr_not_equal(memory, MAP_FAILED);
	for (i = 0; i < ARRAY_SIZE(targets); i++) {
		scene_init(&s, 31, 7);
		add_unreadable(&s, DRM_FORMAT_XRGB8888, (struct rect) { 0, 0, 31, 7 }, memory);
		add_unreadable(&s, DRM_FORMAT_ARGB8888, (struct rect) { 5, 3, 9, 2 }, memory);
		scene_add_full(&s, targets[i] == DRM_FORMAT_ARGB8888 ? DRM_FORMAT_XRGB8888 :
			       targets[i]);
		picture_init(&target, targets[i], 31, 7, plain);
		job.targets = &target.pixels;
		vprime_compose(&s.scene, &job, scratch);
		picture_fini(&target);
		picture_fini(&s.pictures[2]);
	}
	free(scratch);
	munmap(memory, 65536);
}

/* An opaque layer that hides whole rows gives the same as two halves, which never do. */
static void test_occlusion_changes_nothing(void **state)
{
	static const u32 formats[] = { DRM_FORMAT_XRGB8888, DRM_FORMAT_XRGB2101010 };
	struct random r = random_start(1);
	u32 i, x, y;

	for (i = 0; i < 60; i++) {
		u32 fourcc = formats[i % 2];
		u32 width = random_range(&r, 2, 40), height = random_range(&r, 1, 20);
		struct composed whole, halves;
		struct test_scene s, split;
		struct picture *p;

		scene_init(&s, width, height);
		scene_add_random(&s, DRM_FORMAT_XRGB8888, &r, true);
		scene_add_random(&s, DRM_FORMAT_ARGB8888, &r, true);
		y = random_range(&r, 0, height - 1);
		p = scene_add(&s, fourcc, (struct rect) { 0, y, width, height - y },
			      placement_random(&r));
		picture_fill_random(p, &r, true);
		scene_add_random(&s, DRM_FORMAT_ARGB8888, &r, true);
		whole = scene_compose(&s, DRM_FORMAT_XRGB2101010, true, plain);

		/* the same with the right part as a layer of its own, below the last one */
		split = s;
		split.scene.layers = split.layers;
		split.scene.n_layers = 5;
		split.layers[4] = s.layers[3];
		split.pictures[4] = s.pictures[3];
		split.layers[3] = s.layers[2];
		split.pictures[3] = s.pictures[2];
		x = random_range(&r, 1, width - 1);
		split.layers[2].dst_w = x;
		split.layers[2].src_w = x << 16;
		split.layers[3].src_x += x << 16;
		split.layers[3].src_w -= x << 16;
		split.layers[3].dst_x += x;
		split.layers[3].dst_w -= x;
		halves = scene_compose(&split, DRM_FORMAT_XRGB2101010, true, plain);

		composed_check_same(&whole, &halves);
		assert_int_equal(whole.crc, halves.crc);
		composed_fini(&whole);
		composed_fini(&halves);
		scene_fini(&s);
	}
}

static void check_against_reference(const struct test_scene *s)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(targets); i++) {
		struct composed c = scene_compose(s, targets[i], false, plain);

		composed_check(&c, s);
		composed_fini(&c);
	}
}

static void test_smallest_and_widest(void **state)
{
	static const struct { u32 width, height; } sizes[] = {
		{ 1, 1 }, { 1, 9 }, { 2, 1 }, { VPRIME_COMPOSE_MAX_WIDTH, 1 },
		{ VPRIME_COMPOSE_MAX_WIDTH - 1, 2 }, { VPRIME_COMPOSE_MAX_WIDTH, 3 },
	};
	static const u32 formats[] = {
		DRM_FORMAT_XRGB8888, DRM_FORMAT_XRGB2101010, DRM_FORMAT_ARGB8888,
	};
	static const struct placement iomem = { .misalign = 3, .padding = 5, .iomem = true };
	struct random r = random_start(2);
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct test_scene s;

		scene_init(&s, sizes[i].width, sizes[i].height);
		for (j = 0; j < ARRAY_SIZE(formats); j++) {
			struct rect all = { 0, 0, sizes[i].width, sizes[i].height };

			picture_fill_random(scene_add(&s, formats[j], all, j == 1 ? iomem : plain),
					    &r, true);
			check_against_reference(&s);
		}
		scene_fini(&s);
	}
}

static void test_layers_of_one_row_or_column(void **state)
{
	static const struct rect rects[] = {
		{ 0, 0, 33, 1 }, { 0, 8, 33, 1 }, { 0, 0, 1, 9 }, { 32, 0, 1, 9 }, { 32, 8, 1, 1 },
	};
	struct random r = random_start(3);
	struct test_scene s;
	size_t i;

	scene_init(&s, 33, 9);
	for (i = 0; i < ARRAY_SIZE(rects); i++) {
		picture_fill_random(scene_add(&s, i & 1 ? DRM_FORMAT_ARGB8888 :
					      DRM_FORMAT_XRGB8888, rects[i], plain), &r, true);
		check_against_reference(&s);
	}
	scene_fini(&s);
}

/* A scene of no rows asks for no picture and has the checksum of nothing. */
static void test_no_rows(void **state)
{
	struct test_scene s;

	scene_init(&s, 16, 0);
	assert_int_equal(scene_crc(&s), 0);
	scene_fini(&s);
}

int run_scene_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_is_black),
		cmocka_unit_test(test_black_around_a_small_layer),
		cmocka_unit_test(test_layers_lie_in_their_order),
		cmocka_unit_test(test_unused_bits_are_ignored),
		cmocka_unit_test(test_half_transparent),
		cmocka_unit_test(test_too_much_colour_saturates),
		cmocka_unit_test(test_ten_bits_stay),
		cmocka_unit_test(test_eight_bits_survive_a_deep_scene),
		cmocka_unit_test(test_hidden_rows_are_not_read),
		cmocka_unit_test(test_occlusion_changes_nothing),
		cmocka_unit_test(test_smallest_and_widest),
		cmocka_unit_test(test_layers_of_one_row_or_column),
		cmocka_unit_test(test_no_rows),
	};

	return cmocka_run_group_tests_name("scene", tests, NULL, NULL);
}
