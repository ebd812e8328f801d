// SPDX-License-Identifier: MIT
/* Pictures that are copied: which ones, and that nothing but the picture is. */

#include <drm_mode.h>

#include "pipeline.h"
#include "scenes.h"
#include "suite.h"

static const struct format {
	u32 fourcc, hsub, vsub;
	const char *channels;
} formats[] = {
	{ DRM_FORMAT_XRGB8888, 1, 1, "RGB" }, { DRM_FORMAT_XBGR8888, 1, 1, "RGB" },
	{ DRM_FORMAT_RGB888, 1, 1, "RGB" }, { DRM_FORMAT_BGR888, 1, 1, "RGB" },
	{ DRM_FORMAT_RGB565, 1, 1, "RGB" }, { DRM_FORMAT_BGR565, 1, 1, "RGB" },
	{ DRM_FORMAT_NV12, 2, 2, "YUV" }, { DRM_FORMAT_NV21, 2, 2, "YUV" },
	{ DRM_FORMAT_NV16, 2, 1, "YUV" }, { DRM_FORMAT_NV61, 2, 1, "YUV" },
	{ DRM_FORMAT_NV24, 1, 1, "YUV" }, { DRM_FORMAT_NV42, 1, 1, "YUV" },
	{ DRM_FORMAT_YUV420, 2, 2, "YUV" }, { DRM_FORMAT_YVU420, 2, 2, "YUV" },
	{ DRM_FORMAT_YUV422, 2, 1, "YUV" }, { DRM_FORMAT_YVU422, 2, 1, "YUV" },
	{ DRM_FORMAT_YUV444, 1, 1, "YUV" }, { DRM_FORMAT_YVU444, 1, 1, "YUV" },
	{ DRM_FORMAT_YUYV, 2, 1, "YUV" }, { DRM_FORMAT_YVYU, 2, 1, "YUV" },
	{ DRM_FORMAT_UYVY, 2, 1, "YUV" }, { DRM_FORMAT_VYUY, 2, 1, "YUV" },
	{ DRM_FORMAT_P016, 2, 2, "YUV" },
};

/* Any bytes: in YUV, many colours that there are not, in other formats, unused bits of any kind. */
static void fill_bytes(struct picture *p, struct random *r)
{
	u32 i, y, x;

	for (i = 0; i < p->layout->planes; i++) {
		struct picture_plane *plane = &p->plane[i];

		for (y = 0; y < plane->rows; y++) {
			for (x = 0; x < plane->row_bytes; x++)
				plane->first[(size_t)y * p->pixels.pitch[i] + x] = random_range(r, 0,
												255);
		}
	}
}

/* A scene that shows the part of a picture from (@x, @y) on, its layer hanging over the edges. */
static struct vprime_layer *scene_part(struct test_scene *s, u32 fourcc, struct random *r,
				       u32 width, u32 height, u32 x, u32 y, bool over)
{
	struct placement at = { .padding = random_range(r, 0, 3) * 16 };
	u32 room = over ? 4 : 0;
	struct vprime_layer *l;

	scene_init(s, width, height);
	l = scene_add_picture(s, fourcc, x + width + room, y + height + room, at);
	fill_bytes(scene_top(s), r);
	l->encoding = VPRIME_ENCODING_BT709;
	if (over) {
		/* the same part as without, of a layer that is larger than the scene */
		l->dst_x = -(s32)x;
		l->dst_y = -(s32)y;
	} else {
		layer_show(l, x, y, width, height);
		l->dst_w = width;
		l->dst_h = height;
	}
	return l;
}

static void check_part(const struct composed *c, const struct format *f,
		       const struct picture *source, u32 x0, u32 y0)
{
	u32 x, y, i;

	for (y = 0; y < c->picture.height; y++) {
		for (x = 0; x < c->picture.width; x++) {
			for (i = 0; i < 3; i++) {
				u32 is = picture_channel(&c->picture, f->channels[i], x, y);
				u32 should = picture_channel(source, f->channels[i], x0 + x,
							     y0 + y);

				if (is != should)
					fail_msg("%.4s (%u, %u): %c is %u should be %u",
						 (const char *)&f->fourcc, x, y, f->channels[i], is,
						 should);
			}
			if (c->picture.layout->planes == 1 && f->channels[0] == 'R' &&
			    c->picture.plane[0].row_bytes == c->picture.width * 4)
				assert_int_equal(picture_get(&c->picture, x, y) >> 24, 0xff);
		}
	}
}

/* What comes out is what is in the source, bit by bit, with the checksum or without. */
static void test_copies(void **state)
{
	struct random r = random_start(30);
	u32 i, j;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		for (j = 0; j < 24; j++) {
			const struct format *f = &formats[i];
			u32 width = j ? random_range(&r, 1, 60) : 2100, x, y;
			u32 height = random_range(&r, 1, 9);
			struct test_scene s;
			struct composed c;

			width = (width + f->hsub - 1) / f->hsub * f->hsub;
			height = (height + f->vsub - 1) / f->vsub * f->vsub;
			x = random_range(&r, 0, 5) * f->hsub;
			y = random_range(&r, 0, 5) * f->vsub;
			scene_part(&s, f->fourcc, &r, width, height, x, y, j & 1);
			c = scene_compose(&s, f->fourcc, j & 2,
					  (struct placement) { .padding = (j & 4) * 8 });
			assert_true(vprime_compose_copies(&s.scene, &c.picture.pixels));
			check_part(&c, f, scene_top(&s), x, y);
			if (j & 2)
				assert_int_equal(c.crc, scene_crc(&s));
			composed_fini(&c);
			scene_fini(&s);
		}
	}
}

/* The last column and row of a picture of an odd size share their chroma with nothing. */
static void test_odd_sizes(void **state)
{
	struct random r = random_start(31);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		struct test_scene s;
		struct composed c;

		scene_part(&s, formats[i].fourcc, &r, 33, 7, 4, 2, false);
		c = scene_compose(&s, formats[i].fourcc, false, (struct placement) { 0 });
		assert_true(vprime_compose_copies(&s.scene, &c.picture.pixels));
		check_part(&c, &formats[i], scene_top(&s), 4, 2);
		composed_fini(&c);
		scene_fini(&s);
	}
}

/* Of a larger picture, they share it with what cannot be seen. */
static void test_shared_chroma(void **state)
{
	struct random r = random_start(32);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		static const u32 parts[][4] = { { 33, 8, 0, 0 }, { 32, 8, 1, 0 } };
		static const u32 rows[][4] = { { 32, 7, 0, 0 }, { 32, 8, 0, 1 } };
		u32 j;

		for (j = 0; j < 2; j++) {
			struct test_scene s;
			struct picture p;

			picture_init(&p, formats[i].fourcc, parts[j][0], parts[j][1],
				     (struct placement) { 0 });
			scene_part(&s, formats[i].fourcc, &r, parts[j][0], parts[j][1], parts[j][2],
				   parts[j][3], true);
			assert_int_equal(vprime_compose_copies(&s.scene, &p.pixels),
					 formats[i].hsub == 1);
			scene_fini(&s);
			picture_fini(&p);
			picture_init(&p, formats[i].fourcc, rows[j][0], rows[j][1],
				     (struct placement) { 0 });
			scene_part(&s, formats[i].fourcc, &r, rows[j][0], rows[j][1], rows[j][2],
				   rows[j][3], true);
			assert_int_equal(vprime_compose_copies(&s.scene, &p.pixels),
					 formats[i].vsub == 1);
			scene_fini(&s);
			picture_fini(&p);
		}
	}
}

enum change {
	NOTHING, HIDDEN_ABOVE, OUTSIDE_ABOVE, ANYTHING_BELOW,
	/* from here on it has to be composed */
	ABOVE, GAMMA, DEGAMMA, CTM, ALPHA, SMALL, MOVED, SCALED, FRACTION, ROTATED, REFLECTED,
	PIPELINE, ENCODING, RANGE, TARGET_IOMEM, SOURCE_IOMEM, CHANGES
};

static void apply(struct test_scene *s, struct vprime_layer *l, enum change change)
{
	static const struct vprime_pipeline pipeline = { 0 };
	static const double matrix[9] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };

	switch (change) {
	case HIDDEN_ABOVE:
		scene_add_full(s, DRM_FORMAT_ARGB8888);
		s->layers[s->scene.n_layers - 1].alpha = 0;
		break;
	case OUTSIDE_ABOVE:
		scene_add(s, DRM_FORMAT_XRGB8888, (struct rect) { 32, 0, 4, 4 },
			  (struct placement) { 0 });
		break;
	case ABOVE:
		scene_add(s, DRM_FORMAT_ARGB8888, (struct rect) { 31, 7, 4, 4 },
			  (struct placement) { 0 });
		break;
	case GAMMA:
		scene_set_gamma(s, 256, 1);
		break;
	case DEGAMMA:
		scene_set_degamma(s, 256, 1);
		break;
	case CTM:
		scene_set_ctm(s, matrix);
		break;
	case ALPHA:
		l->alpha = 0xfffe;
		break;
	case SMALL:
		l->src_w -= 2 << 16;
		l->dst_w -= 2;
		break;
	case MOVED:
		l->dst_y = 2;
		break;
	case SCALED:
		l->src_h -= 2 << 16;
		break;
	case FRACTION:
		l->src_x += 1;
		break;
	case ROTATED:
		l->rotation = DRM_MODE_ROTATE_180;
		break;
	case REFLECTED:
		l->rotation = DRM_MODE_ROTATE_0 | DRM_MODE_REFLECT_X;
		break;
	case PIPELINE:
		l->pipeline = &pipeline;
		break;
	case ENCODING:
		l->encoding = VPRIME_ENCODING_BT601;
		break;
	case RANGE:
		l->full_range = true;
		break;
	case SOURCE_IOMEM:
		l->src.map[0].is_iomem = true;
		break;
	default:
		break;
	}
}

static void check_change(struct random *r, const struct format *f, enum change change)
{
	bool yuv_only = change == ENCODING || change == RANGE;
	struct test_scene s;
	struct vprime_layer *l;
	struct picture p;

	if (change == ANYTHING_BELOW) {
		/* in the place of the layer below */
		scene_part(&s, DRM_FORMAT_ARGB8888, r, 32, 8, 0, 0, false);
		l = scene_add_picture(&s, f->fourcc, 32, 8, (struct placement) { 0 });
		l->encoding = VPRIME_ENCODING_BT709;
	} else {
		l = scene_part(&s, f->fourcc, r, 32, 8, 2, 2, false);
	}
	apply(&s, l, change);
	picture_init(&p, f->fourcc, 32, 8, (struct placement) { .iomem = change == TARGET_IOMEM });
	if (vprime_compose_copies(&s.scene, &p.pixels) !=
	    (change < ABOVE || (yuv_only && f->channels[0] == 'R')))
		fail_msg("%.4s: change %u", (const char *)&f->fourcc, change);
	picture_fini(&p);
	scene_fini(&s);
}

static void test_what_is_copied(void **state)
{
	struct random r = random_start(33);
	enum change change;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		for (change = NOTHING; change < CHANGES; change++)
			check_change(&r, &formats[i], change);
	}
}

/* Alpha and unused bits in other places would show what is no part of the picture. */
static void test_other_formats(void **state)
{
	static const u32 others[] = {
		DRM_FORMAT_ARGB8888, DRM_FORMAT_RGBX8888, DRM_FORMAT_BGRX8888, DRM_FORMAT_XRGB1555,
		DRM_FORMAT_XRGB4444, DRM_FORMAT_XRGB2101010, DRM_FORMAT_ARGB2101010,
		DRM_FORMAT_XRGB16161616, DRM_FORMAT_P010, DRM_FORMAT_P012, DRM_FORMAT_P210,
	};
	struct random r = random_start(34);
	struct test_scene s;
	struct picture p;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(others); i++) {
		scene_part(&s, others[i], &r, 32, 8, 0, 0, false)->blend = VPRIME_BLEND_NONE;
		picture_init(&p, others[i], 32, 8, (struct placement) { 0 });
		assert_false(vprime_compose_copies(&s.scene, &p.pixels));
		picture_fini(&p);
		scene_fini(&s);
	}
	scene_part(&s, DRM_FORMAT_XRGB8888, &r, 32, 8, 0, 0, false);
	picture_init(&p, DRM_FORMAT_XBGR8888, 32, 8, (struct placement) { 0 });
	assert_false(vprime_compose_copies(&s.scene, &p.pixels));
	picture_fini(&p);
	scene_fini(&s);
}

int run_copy_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_copies),
		cmocka_unit_test(test_odd_sizes),
		cmocka_unit_test(test_shared_chroma),
		cmocka_unit_test(test_what_is_copied),
		cmocka_unit_test(test_other_formats),
	};

	return cmocka_run_group_tests_name("copy", tests, NULL, NULL);
}
