// SPDX-License-Identifier: MIT
/* Every format against the reference, as a source and as a target. */

#include "reference.h"
#include "scenes.h"
#include "suite.h"

static const struct placement plain;

static void test_all_are_there(void **state)
{
	const struct layout *l = layout_all();
	u32 i;

	for (i = 0; i < layout_count(); i++) {
		const struct vprime_format *f = vprime_format_lookup(l[i].fourcc);

		if (!f)
			fail_msg("%s is not there", l[i].name);
		assert_int_equal(f->fourcc, l[i].fourcc);
		assert_int_equal(f->planes, l[i].planes);
		assert_int_equal(f->has_alpha, !!layout_channel(&l[i], 'A'));
		assert_int_equal(f->is_yuv, l[i].model == MODEL_YUV);
		assert_int_equal(f->deep, !layout_is_shallow(&l[i]));
	}
}

static void test_unknown_are_not(void **state)
{
	assert_null(vprime_format_lookup(0));
	assert_null(vprime_format_lookup(DRM_FORMAT_RGB332));
	assert_null(vprime_format_lookup(DRM_FORMAT_XRGB8888 | DRM_FORMAT_BIG_ENDIAN));
}

/* The pixel's byte order is written out here once, for one format of each kind. */
static void test_bytes(void **state)
{
	static const struct {
		u32 fourcc;
		u8 bytes[8];
		u64 argb16161616;
	} cases[] = {
		{ DRM_FORMAT_XRGB8888, { 0x11, 0x22, 0x33, 0x44 }, 0xffff333322221111 },
		{ DRM_FORMAT_RGBX8888, { 0x44, 0x33, 0x22, 0x11 }, 0xffff111122223333 },
		{ DRM_FORMAT_RGB888, { 0x11, 0x22, 0x33 }, 0xffff333322221111 },
		{ DRM_FORMAT_BGR888, { 0x11, 0x22, 0x33 }, 0xffff111122223333 },
		/* 0xf81f: red 31, green 0, blue 31 */
		{ DRM_FORMAT_RGB565, { 0x1f, 0xf8 }, 0xffffffff0000ffff },
		{ DRM_FORMAT_XRGB1555, { 0x00, 0x7c }, 0xffffffff00000000 },
		{ DRM_FORMAT_XBGR4444, { 0x1f, 0xf2 }, 0xffffffff11112222 },
		{ DRM_FORMAT_XRGB2101010, { 0xff, 0x03, 0x00, 0x00 }, 0xffff00000000ffff },
		{ DRM_FORMAT_XBGR16161616, { 1, 2, 3, 4, 5, 6, 7, 8 }, 0xffff020104030605 },
		/* 1.0 and 0.5, which is 32767.5 of 65535: to nearest, up */
		{ DRM_FORMAT_XRGB16161616F, { 0, 0x3c, 0, 0x38, 0, 0, 0, 0 }, 0xffff00008000ffff },
		{ DRM_FORMAT_R8, { 0x7f }, 0xffff7f7f7f7f7f7f },
		{ DRM_FORMAT_R1, { 0x80 }, 0xffffffffffffffff },
		{ DRM_FORMAT_R1, { 0x7f }, 0xffff000000000000 },
		{ DRM_FORMAT_R4, { 0x2f }, 0xffff222222222222 },
		/* limited range: 235 is white, 16 is black */
		{ DRM_FORMAT_XYUV8888, { 128, 128, 235, 0 }, 0xffffffffffffffff },
		{ DRM_FORMAT_XYUV8888, { 128, 128, 16, 0 }, 0xffff000000000000 },
	};
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct test_scene s;
		struct picture *p;
		struct composed c;

		scene_init(&s, 1, 1);
		s.scene.bpc = 16;
		p = scene_add_full(&s, cases[i].fourcc);
		for (j = 0; j < p->plane[0].row_bytes; j++)
			p->plane[0].first[j] = cases[i].bytes[j];
		c = scene_compose(&s, DRM_FORMAT_ARGB16161616, false, plain);
		if (picture_get(&c.picture, 0, 0) != cases[i].argb16161616)
			fail_msg("%s (%zu): %#llx instead of %#llx", p->layout->name, i,
				 (unsigned long long)picture_get(&c.picture, 0, 0),
				 (unsigned long long)cases[i].argb16161616);
		composed_fini(&c);
		scene_fini(&s);
	}
}

/* The n-th of 1024 values of a channel: all of up to 10 bits, a choice of more. */
static u32 channel_value(const struct channel *c, u32 n)
{
	u32 max = (1u << c->bits) - 1;

	if (c->bits <= 10)
		return n & max;
	/* both ends, and an odd number of steps between them */
	return n < 64 ? n : n < 128 ? max - (n - 64) : (u64)n * max / 1023;
}

static void test_all_values(void **state)
{
	const struct layout *l = layout_all();
	struct random r = random_start(1);
	u32 i, j, n;

	for (i = 0; i < layout_count(); i++) {
		if (l[i].model == MODEL_YUV)
			continue;
		for (j = 0; j < l[i].n_channels; j++) {
			const struct channel *c = &l[i].channels[j];
			struct test_scene s;
			struct picture *p;

			scene_init(&s, 64, 16);
			p = scene_add_full(&s, l[i].fourcc);
			picture_fill_random(p, &r, false);
			for (n = 0; n < 1024; n++)
				picture_set_channel(p, c->letter, n % 64, n / 64,
						    channel_value(c, n));
			scene_check_depths(&s);
			scene_fini(&s);
		}
	}
	report("all values");
}

static void test_all_half_floats(void **state)
{
	struct test_scene s;
	struct picture *p;
	u32 n;

	scene_init(&s, 256, 256);
	p = scene_add_full(&s, DRM_FORMAT_XBGR16161616F);
	for (n = 0; n < 65536; n++) {
		picture_set_channel(p, 'R', n % 256, n / 256, n);
		picture_set_channel(p, 'G', n % 256, n / 256, n ^ 0x5555);
		picture_set_channel(p, 'B', n % 256, n / 256, 65535 - n);
	}
	scene_check_depths(&s);
	scene_fini(&s);
	report("half floats");
}

static void set_all(struct picture *p, u32 x, u32 y, u32 Y, u32 U, u32 V)
{
	u32 i, j;

	for (i = 0; i < 2; i++) {
		for (j = 0; j < 2; j++)
			picture_set_channel(p, 'Y', x + i, y + j, Y);
	}
	picture_set_channel(p, 'U', x, y, U);
	picture_set_channel(p, 'V', x, y, V);
	if (p->layout->hsub == 1) {
		picture_set_channel(p, 'U', x + 1, y, U);
		picture_set_channel(p, 'V', x + 1, y, V);
	}
}

/* Values at which ranges begin, end and have their middle, in 8 bits. */
static void fill_yuv_edges(struct picture *p)
{
	static const u32 edges[] = { 0, 1, 15, 16, 17, 100, 127, 128, 129, 200, 234, 235, 236,
				     239, 240, 241, 255 };
	u32 bits = layout_channel(p->layout, 'Y')->bits, shift = bits - 8;
	u32 i, x, y, v[3];

	for (y = 0; y + 1 < p->height; y += 2) {
		for (x = 0; x + 1 < p->width; x += 2) {
			u32 n = y / 2 * (p->width / 2) + x / 2;

			for (i = 0; i < 3; i++) {
				v[i] = edges[n % ARRAY_SIZE(edges)];
				/* the largest number of more bits is not that of 8 bits shifted */
				v[i] = v[i] == 255 ? (1u << bits) - 1 : v[i] << shift;
				n /= ARRAY_SIZE(edges);
			}
			set_all(p, x, y, v[0], v[1], v[2]);
		}
	}
}

/* All encodings and ranges of all YUV formats, at the edges and in between. */
static void test_yuv(void **state)
{
	const struct layout *l = layout_all();
	struct random r = random_start(2);
	u32 i, j;

	for (i = 0; i < layout_count(); i++) {
		if (l[i].model != MODEL_YUV)
			continue;
		for (j = 0; j < 12; j++) {
			struct test_scene s;
			struct picture *p;

			scene_init(&s, j < 6 ? 140 : 47, j < 6 ? 142 : 13);
			p = scene_add(&s, l[i].fourcc,
				      (struct rect) { 0, 0, s.scene.width, s.scene.height },
				      placement_random(&r));
			picture_fill_random(p, &r, false);
			if (j < 6)
				fill_yuv_edges(p);
			s.layers[0].encoding = j % 3;
			s.layers[0].full_range = j / 3 % 2;
			scene_check(&s, layout_is_shallow(p->layout) ? DRM_FORMAT_XRGB8888 :
				    DRM_FORMAT_ARGB16161616);
			scene_fini(&s);
		}
	}
	report("YUV");
}

/* 10 bits at the top of 16: the bits below are not part of the number. */
static void test_p010_black_and_white(void **state)
{
	static const u32 fourccs[] = { DRM_FORMAT_P010, DRM_FORMAT_P012, DRM_FORMAT_P016,
				       DRM_FORMAT_P210 };
	static const struct { u16 luma; u64 grey; } cases[] = {
		{ 64 << 6, 0xffff000000000000 }, { 940 << 6, 0xffffffffffffffff },
		{ 0, 0xffff000000000000 }, { 0xffc0, 0xffffffffffffffff },
	};
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(fourccs); i++) {
		for (j = 0; j < ARRAY_SIZE(cases); j++) {
			struct test_scene s;
			struct composed c;
			struct picture *p;

			scene_init(&s, 1, 1);
			p = scene_add_full(&s, fourccs[i]);
			p->plane[0].first[0] = cases[j].luma;
			p->plane[0].first[1] = cases[j].luma >> 8;
			p->plane[1].first[1] = p->plane[1].first[3] = 0x80;
			c = scene_compose(&s, DRM_FORMAT_ARGB16161616, false, plain);
			assert_int_equal(picture_get(&c.picture, 0, 0), cases[j].grey);
			composed_fini(&c);
			scene_fini(&s);
		}
	}
}

/* Any part of a picture of any size, stride and address, in I/O memory or not. */
static void test_anywhere(void **state)
{
	const struct layout *l = layout_all();
	u32 i, j;

	for (i = 0; i < layout_count(); i++) {
		struct random r = random_start(300 + i);

		for (j = 0; j < 24; j++) {
			struct vprime_layer *a;
			struct test_scene s;

			scene_init(&s, random_range(&r, 1, 70), random_range(&r, 1, 12));
			a = scene_add_random(&s, l[i].fourcc, &r, j % 2);
			a->encoding = random_range(&r, 0, 2);
			a->full_range = random_once_in(&r, 2);
			scene_check_depths(&s);
			scene_fini(&s);
		}
	}
	report("any size, stride and address");
}

/* Bits that belong to no channel are written as alpha would be: as ones, or as 1.0. */
static void check_unused_bits(const struct composed *c)
{
	const struct layout *l = c->picture.layout;
	u64 unused = l->block_bits[0] == 64 ? ~0ull : (1ull << l->block_bits[0]) - 1;
	u64 written = l->model == MODEL_FLOAT ? 0x3c00ull << 48 : ~0ull;
	u32 i, x, y;

	if (l->planes > 1 || l->block_width[0] > 1)
		return;
	for (i = 0; i < l->n_channels; i++)
		unused &= ~(((1ull << l->channels[i].bits) - 1) << l->channels[i].first[0]);
	for (y = 0; y < c->picture.height; y++) {
		for (x = 0; x < c->picture.width; x++)
			assert_int_equal(picture_get(&c->picture, x, y) & unused, written & unused);
	}
}

static void test_targets(void **state)
{
	const struct layout *l = layout_all();
	u32 i, j, writable = 0;

	for (i = 0; i < layout_count(); i++) {
		struct random r = random_start(600 + i);

		if (!vprime_format_lookup(l[i].fourcc)->writable ||
		    vprime_format_lookup(l[i].fourcc)->is_yuv)
			continue;
		writable++;
		for (j = 0; j < 12; j++) {
			struct test_scene s;
			struct composed c;

			scene_init(&s, random_range(&r, 1, 70), random_range(&r, 1, 12));
			picture_fill_random(scene_add_full(&s, j % 2 ? DRM_FORMAT_XRGB16161616 :
							   DRM_FORMAT_XRGB8888), &r, true);
			c = scene_compose(&s, l[i].fourcc, true, placement_random(&r));
			composed_check(&c, &s);
			check_unused_bits(&c);
			assert_int_equal(c.crc, scene_crc(&s));
			composed_fini(&c);
			scene_fini(&s);
		}
	}
	assert_true(writable >= 6);
	report("targets");
}

int run_formats_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_are_there),
		cmocka_unit_test(test_unknown_are_not),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_all_values),
		cmocka_unit_test(test_all_half_floats),
		cmocka_unit_test(test_yuv),
		cmocka_unit_test(test_p010_black_and_white),
		cmocka_unit_test(test_anywhere),
		cmocka_unit_test(test_targets),
	};

	return cmocka_run_group_tests_name("formats", tests, NULL, NULL);
}
