// SPDX-License-Identifier: MIT
/* One picture reached in several ways is one picture, bit by bit, with one checksum. */

#include <stdio.h>

#include <drm_mode.h>

#include "kernels.h"
#include "reference.h"
#include "scenes.h"
#include "suite.h"

#define ROUNDS 150

static const struct placement plain;

/* A scene of everything; @shallow ones ask for no more than 8 bits. */
static void random_scene(struct test_scene *s, struct random *r, bool shallow)
{
	const struct layout *l = layout_all();
	u32 n = random_range(r, 1, 4), i;

	scene_init(s, random_range(r, 1, 80), random_range(r, 1, 20));
	while (s->scene.n_layers < n) {
		const struct layout *format = &l[random_range(r, 0, layout_count() - 1)];
		struct vprime_layer *a;

		if (shallow && !layout_is_shallow(format))
			continue;
		a = scene_add_random(s, format->fourcc, r, true);
		a->blend = random_range(r, 0, 2);
		a->alpha = random_once_in(r, 2) ? 0xffff : random_range(r, 0, 0xffff);
		a->encoding = random_range(r, 0, 2);
		a->full_range = random_once_in(r, 2);
		a->rotation = 1 << random_range(r, 0, 5);
		if (a->rotation >= DRM_MODE_REFLECT_X)
			a->rotation |= DRM_MODE_ROTATE_0;
		if (random_once_in(r, 2)) {
			a->dst_w = random_range(r, 1, 90);
			a->dst_h = random_range(r, 1, 30);
			a->filter = random_range(r, 0, 1);
		}
		a->dst_x += (s32)random_range(r, 0, 20) - 10;
		a->dst_y += (s32)random_range(r, 0, 10) - 5;
	}
	for (i = 0; !shallow && i < 3; i++) {
		if (random_once_in(r, 4))
			scene_set_gamma(s, 256, 0.5);
		if (random_once_in(r, 4))
			s->scene.background = random_bits(r);
	}
}

/* Every build of the row kernels gives what the plain one gives. */
static void test_kernels(void **state)
{
	static const u32 targets[] = { DRM_FORMAT_XRGB8888, DRM_FORMAT_RGB565, DRM_FORMAT_BGR888,
				       DRM_FORMAT_ARGB2101010, DRM_FORMAT_XBGR16161616 };
	u32 i, j, n = 0;

	while (vprime_kernels_get(n))
		printf("kernels: %s\n", vprime_kernels_get(n++)->name);
	for (i = 0; i < 4 * ROUNDS; i++) {
		struct random r = random_start(9000 + i);
		u32 fourcc = targets[i % ARRAY_SIZE(targets)];
		struct composed plainly, other;
		struct test_scene s;

		random_scene(&s, &r, i % 2);
		s.kernels = vprime_kernels_get(0);
		plainly = scene_compose(&s, fourcc, true, plain);
		for (j = 1; j < n; j++) {
			s.kernels = vprime_kernels_get(j);
			other = scene_compose(&s, fourcc, true, placement_random(&r));
			composed_check_same(&plainly, &other);
			assert_int_equal(plainly.crc, other.crc);
			composed_fini(&other);
		}
		composed_fini(&plainly);
		scene_fini(&s);
	}
}

/* Rows in any portions and any order give the rows of the whole. */
static void test_rows_alone(void **state)
{
	void *scratch = calloc(1, vprime_compose_scratch_size());
	u32 i;

	for (i = 0; i < ROUNDS; i++) {
		struct random r = random_start(i);
		struct vprime_compose_job job = { .n_targets = 1 };
		struct composed whole, parts;
		u64 hashes[20] = { 0 };
		struct test_scene s;
		u32 y, n, height;

		random_scene(&s, &r, i % 2);
		height = s.scene.height;
		whole = scene_compose(&s, DRM_FORMAT_XRGB8888, true, plain);
		picture_init(&parts.picture, DRM_FORMAT_XRGB8888, s.scene.width, height, plain);
		job.targets = &parts.picture.pixels;
		job.row_hashes = hashes;
		for (y = 0; y < height; y += n) {
			n = random_range(&r, 1, height - y);
			/* from the bottom up */
			job.first = height - y - n;
			job.rows = n;
			vprime_compose(&s.scene, &job, scratch);
		}
		composed_check_same(&whole, &parts);
		assert_int_equal(whole.crc, vprime_compose_crc(hashes, height));
		composed_fini(&whole);
		composed_fini(&parts);
		scene_fini(&s);
	}
	free(scratch);
}

/* A job touches its rows of pictures and hashes, and no others. */
static void test_other_rows_stay(void **state)
{
	void *scratch = calloc(1, vprime_compose_scratch_size());
	struct random r = random_start(500);
	struct vprime_compose_job job = { .first = 3, .rows = 2, .n_targets = 1 };
	struct picture target;
	struct test_scene s;
	u64 hashes[9];
	u32 x, y;

	scene_init(&s, 33, 9);
	picture_fill_random(scene_add_full(&s, DRM_FORMAT_XRGB8888), &r, true);
	picture_init(&target, DRM_FORMAT_XRGB8888, 33, 9, plain);
	picture_fill(&target, 0x12345678);
	for (y = 0; y < 9; y++)
		hashes[y] = y;
	job.targets = &target.pixels;
	job.row_hashes = hashes;
	vprime_compose(&s.scene, &job, scratch);
	for (y = 0; y < 9; y++) {
		bool mine = y == 3 || y == 4;

		assert_int_equal(hashes[y] == y, !mine);
		for (x = 0; x < 33; x++)
			assert_int_equal(picture_get(&target, x, y), mine ?
					 (picture_get(&s.pictures[0], x, y) | 0xff000000) :
					 0x12345678);
	}
	job.rows = 0;
	vprime_compose(&s.scene, &job, scratch);
	picture_fini(&target);
	scene_fini(&s);
	free(scratch);
}

/* Several pictures at once, one, or only the checksum. */
static void test_targets_together(void **state)
{
	static const u32 fourccs[] = { DRM_FORMAT_XRGB8888, DRM_FORMAT_RGB565,
				       DRM_FORMAT_XRGB2101010, DRM_FORMAT_ABGR16161616 };
	void *scratch = calloc(1, vprime_compose_scratch_size());
	u32 i, j;

	for (i = 0; i < ROUNDS; i++) {
		struct random r = random_start(1000 + i);
		struct vprime_pixels targets[ARRAY_SIZE(fourccs)];
		struct vprime_compose_job job = { .targets = targets };
		struct composed together[ARRAY_SIZE(fourccs)];
		u64 hashes[20];
		struct test_scene s;
		u32 crc;

		random_scene(&s, &r, i % 2);
		crc = scene_crc(&s);
		for (j = 0; j < ARRAY_SIZE(fourccs); j++) {
			picture_init(&together[j].picture, fourccs[j], s.scene.width,
				     s.scene.height, placement_random(&r));
			targets[j] = together[j].picture.pixels;
		}
		job.n_targets = ARRAY_SIZE(fourccs);
		job.rows = s.scene.height;
		job.row_hashes = hashes;
		vprime_compose(&s.scene, &job, scratch);
		assert_int_equal(vprime_compose_crc(hashes, s.scene.height), crc);
		for (j = 0; j < ARRAY_SIZE(fourccs); j++) {
			struct composed alone = scene_compose(&s, fourccs[j], i % 3, plain);

			composed_check_same(&alone, &together[j]);
			if (i % 3)
				assert_int_equal(alone.crc, crc);
			picture_check_guards(&together[j].picture);
			composed_fini(&alone);
			composed_fini(&together[j]);
		}
		scene_fini(&s);
	}
	free(scratch);
}

/* Colour planes in one buffer or several, aligned or not, in I/O memory or not. */
static void test_placement(void **state)
{
	u32 i, j, k;

	for (i = 0; i < ROUNDS; i++) {
		struct random r = random_start(2000 + i);
		struct test_scene s;
		u32 crc;

		random_scene(&s, &r, i % 2);
		crc = scene_crc(&s);
		for (k = 0; k < 3; k++) {
			for (j = 0; j < s.scene.n_layers; j++) {
				struct picture moved;

				picture_init(&moved, s.pictures[j].layout->fourcc,
					     s.pictures[j].width, s.pictures[j].height,
					     placement_random(&r));
				picture_copy(&moved, &s.pictures[j]);
				picture_fini(&s.pictures[j]);
				s.pictures[j] = moved;
				s.layers[j].src = moved.pixels;
			}
			assert_int_equal(scene_crc(&s), crc);
		}
		scene_fini(&s);
	}
}

/* The part of a layer from a column on, as a layer of its own. */
static void cut(struct vprime_layer *l, u32 x)
{
	l->src_x += x << 16;
	l->src_w -= x << 16;
	l->dst_x += x;
	l->dst_w -= x;
}

/* A layer in two parts, side by side or one above the other, with no seam. */
static void test_split_layers(void **state)
{
	const struct layout *l = layout_all();
	u32 i;

	for (i = 0; i < 3 * layout_count(); i++) {
		struct random r = random_start(3000 + i);
		struct test_scene s, halves;
		struct vprime_layer *a;
		u32 x;

		scene_init(&s, random_range(&r, 2, 3000), 3);
		scene_add_random(&s, DRM_FORMAT_XRGB8888, &r, true);
		scene_add_random(&s, l[i % layout_count()].fourcc, &r, true);
		a = &s.layers[1];
		if (a->dst_w < 2) {
			scene_fini(&s);
			continue;
		}
		x = random_range(&r, 1, a->dst_w - 1);
		halves = s;
		halves.scene.layers = halves.layers;
		halves.scene.n_layers = 3;
		halves.pictures[2] = s.pictures[1];
		halves.layers[2] = s.layers[1];
		cut(&halves.layers[2], x);
		halves.layers[1].src_w = x << 16;
		halves.layers[1].dst_w = x;
		assert_int_equal(scene_crc(&s), scene_crc(&halves));
		scene_fini(&s);
	}
}

/* The same colours in formats that can all hold them, below and above others. */
static void test_formats_agree(void **state)
{
	static const u32 fourccs[] = {
		DRM_FORMAT_XRGB8888, DRM_FORMAT_XBGR8888, DRM_FORMAT_RGBX8888, DRM_FORMAT_BGRX8888,
		DRM_FORMAT_ARGB8888, DRM_FORMAT_ABGR8888, DRM_FORMAT_RGBA8888, DRM_FORMAT_BGRA8888,
		DRM_FORMAT_RGB888, DRM_FORMAT_BGR888, DRM_FORMAT_XRGB16161616,
		DRM_FORMAT_ABGR16161616,
	};
	u32 i, j, x, y;

	for (i = 0; i < 10; i++) {
		u32 crc = 0;

		for (j = 0; j < ARRAY_SIZE(fourccs); j++) {
			struct random r = random_start(4000 + i), above = random_start(4500 + i);
			struct test_scene s;
			struct picture *p;

			scene_init(&s, 1 + i * 131, 5);
			p = scene_add_full(&s, fourccs[j]);
			for (y = 0; y < 5; y++) {
				for (x = 0; x < s.scene.width; x++) {
					u32 c = random_bits(&r);
					u32 k = layout_channel(p->layout, 'R')->bits == 16 ? 257 : 1;

					picture_set_channel(p, 'R', x, y, (c & 0xff) * k);
					picture_set_channel(p, 'G', x, y, (c >> 8 & 0xff) * k);
					picture_set_channel(p, 'B', x, y, (c >> 16 & 0xff) * k);
					if (layout_channel(p->layout, 'A'))
						picture_set_channel(p, 'A', x, y, 255 * k);
				}
			}
			/* one transparent layer: 8 and 16 bits still agree */
			scene_add_random(&s, DRM_FORMAT_ARGB8888, &above, false);
			if (!j)
				crc = scene_crc(&s);
			assert_int_equal(scene_crc(&s), crc);
			scene_fini(&s);
		}
	}
}

/* A picture turned by the plane, and one that was drawn like that. */
static void test_turned(void **state)
{
	const struct layout *l = layout_all();
	u32 i, x, y;

	for (i = 0; i < 8 * layout_count(); i++) {
		const struct layout *format = &l[i % layout_count()];
		struct random r = random_start(5000 + i);
		struct test_scene turned, drawn;
		struct vprime_layer *a;
		u32 width = random_range(&r, 1, 40), height = random_range(&r, 1, 40);

		if (format->model == MODEL_YUV || format->block_width[0] > 1)
			continue;
		scene_init(&turned, width, height);
		scene_init(&drawn, width, height);
		a = scene_add_picture(&turned, format->fourcc, height, width,
				      placement_random(&r));
		picture_fill_random(scene_top(&turned), &r, true);
		a->rotation = i & 1 ? DRM_MODE_ROTATE_90 : DRM_MODE_ROTATE_270;
		a->dst_w = width;
		a->dst_h = height;
		scene_add_full(&drawn, format->fourcc);
		for (y = 0; y < height; y++) {
			for (x = 0; x < width; x++)
				picture_set(scene_top(&drawn), x, y,
					    picture_get(scene_top(&turned),
							i & 1 ? height - 1 - y : y,
							i & 1 ? x : width - 1 - x));
		}
		assert_int_equal(scene_crc(&turned), scene_crc(&drawn));
		scene_fini(&turned);
		scene_fini(&drawn);
	}
}

/* Layers that show nothing: hidden, outside, without alpha, of alpha 0. */
static void test_nothing_to_see(void **state)
{
	u32 i;

	for (i = 0; i < ROUNDS; i++) {
		struct random r = random_start(6000 + i);
		struct vprime_layer *a;
		struct test_scene s;
		u32 crc;

		random_scene(&s, &r, true);
		crc = scene_crc(&s);
		a = scene_add_random(&s, i % 2 ? DRM_FORMAT_ARGB8888 : DRM_FORMAT_NV12, &r, true);
		switch (i % 3) {
		case 0:
			a->alpha = 0;
			break;
		case 1:
			a->dst_x = s.scene.width;
			break;
		case 2:
			a->dst_y = -(s32)a->dst_h;
			break;
		}
		assert_int_equal(scene_crc(&s), crc);
		scene_fini(&s);
	}
}

int run_same_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kernels),
		cmocka_unit_test(test_rows_alone),
		cmocka_unit_test(test_other_rows_stay),
		cmocka_unit_test(test_targets_together),
		cmocka_unit_test(test_placement),
		cmocka_unit_test(test_split_layers),
		cmocka_unit_test(test_formats_agree),
		cmocka_unit_test(test_turned),
		cmocka_unit_test(test_nothing_to_see),
	};

	return cmocka_run_group_tests_name("same", tests, NULL, NULL);
}
