// SPDX-License-Identifier: MIT
/* Properties of planes: the CRC of each picture against that of the same one painted by the CPU. */

#include <errno.h>
#include <string.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "crc.h"
#include "module.h"
#include "pattern.h"
#include "picture.h"
#include "show.h"
#include "view.h"

IGT_TEST_DESCRIPTION("Properties of planes, against pictures painted by the CPU.");

#define WIDTH 160
#define HEIGHT 120
/* Not in all versions of the headers. */
#define CAP_CURSOR_PLANE_HOTSPOT 6

static struct vprime_card *card;
static struct vprime_output output;
static drmModeModeInfo mode;

static void add_view(struct vprime_commit *commit, uint32_t plane, const struct image *image,
		     const struct view *view)
{
	vprime_commit_add_plane(commit, plane, output.crtc->id, image->fb, NULL, &view->dst);
	vprime_commit_add(commit, plane, "SRC_X", view->src.x);
	vprime_commit_add(commit, plane, "SRC_Y", view->src.y);
	vprime_commit_add(commit, plane, "SRC_W", view->src.w);
	vprime_commit_add(commit, plane, "SRC_H", view->src.h);
	vprime_commit_add(commit, plane, "rotation", view->rotation ?: DRM_MODE_ROTATE_0);
	vprime_commit_add(commit, plane, "alpha", view->alpha);
	show_add_enum(card, commit, plane, "pixel blend mode", view->blend ?: "Pre-multiplied");
	show_add_enum(card, commit, plane, "SCALING_FILTER", view->filter ?: "Default");
}

static struct crc show_view(uint32_t plane, const struct image *image, const struct view *view,
			    const struct image *below)
{
	struct vprime_commit *commit;

	show_on(card, &output, &mode, below);
	commit = show_commit(card);
	add_view(commit, plane, image, view);
	show_apply(commit, 0);
	return crc_once(card, &output);
}

/* The same picture from the plane and painted: equal to the last bit. */
static void check_equal(uint32_t plane, const struct image *image, const struct view *view)
{
	uint32_t format = DRM_FORMAT_XRGB8888;
	bool primary = plane == output.primary->id;
	struct image below = image_new(card, WIDTH, HEIGHT, format);
	struct image painted = image_new(card, WIDTH, HEIGHT, format);
	struct crc shown, expected;

	for (int i = 0; i < 2; i++) {
		/* below the primary plane is the background */
		if (primary)
			pattern_solid(i ? painted.buffer : below.buffer, 0xff000000);
		else
			pattern_fill(i ? painted.buffer : below.buffer, format, 99);
	}
	view_paint(&painted, image, view);
	shown = show_view(plane, image, view, &below);
	show_on(card, &output, &mode, &painted);
	expected = crc_once(card, &output);
	if (!crc_equal(&shown, &expected)) {
		struct image written;
		struct picture *picture = picture_load(painted.buffer, format);

		view_describe(view);
		show_view(plane, image, view, &below);
		written = show_capture(card, &output, &mode, format);
		picture_assert(picture, written.buffer, format, 0);
		igt_assert_f(false, "CRC %#x, not %#x\n", shown.values[0], expected.values[0]);
	}
	show_reset(card, &output);
	image_free(&below);
	image_free(&painted);
}

/* The same within a unit. */
static void check_close(uint32_t plane, const struct image *image, const struct view *view)
{
	struct image painted = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 99);
	struct image below = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 99);
	struct picture *expected;
	struct image written;

	view_describe(view);
	view_paint(&painted, image, view);
	expected = picture_load(painted.buffer, DRM_FORMAT_XRGB8888);
	show_view(plane, image, view, &below);
	written = show_capture(card, &output, &mode, DRM_FORMAT_XRGB8888);
	picture_assert(expected, written.buffer, DRM_FORMAT_XRGB8888, 1);
	show_reset(card, &output);
	picture_free(expected);
	image_free(&below);
	image_free(&painted);
	image_free(&written);
}

static const uint32_t rotations[] = {
	DRM_MODE_ROTATE_0, DRM_MODE_ROTATE_90, DRM_MODE_ROTATE_180, DRM_MODE_ROTATE_270,
};

static const uint32_t reflections[] = {
	0, DRM_MODE_REFLECT_X, DRM_MODE_REFLECT_Y, DRM_MODE_REFLECT_X | DRM_MODE_REFLECT_Y,
};

#define N_ROTATIONS (sizeof(rotations) / sizeof(rotations[0]))
#define N_REFLECTIONS (sizeof(reflections) / sizeof(reflections[0]))

static void turn(struct view *view, uint32_t rotation)
{
	view->rotation = rotation;
	if (rotation & (DRM_MODE_ROTATE_90 | DRM_MODE_ROTATE_270)) {
		uint32_t width = view->dst.width;

		view->dst.width = view->dst.height;
		view->dst.height = width;
	}
}

static void test_rotation(uint32_t plane)
{
	static const struct {
		int x, y;
	} places[] = { { 0, 0 }, { -13, 70 }, { 121, -9 } };
	struct image image = image_pattern(card, 77, 45, DRM_FORMAT_ARGB8888, 3);

	for (size_t i = 0; i < N_ROTATIONS; i++) {
		for (size_t j = 0; j < N_REFLECTIONS; j++) {
			struct view view = view_at(&image, places[j % 3].x, places[j % 3].y);

			/* a part of it every other time */
			if (i & 1) {
				view.src.x = 5 << 16;
				view.src.y = 11 << 16;
				view.src.w = 50 << 16;
				view.src.h = 33 << 16;
				view.dst.width = 50;
				view.dst.height = 33;
			}
			turn(&view, rotations[i] | reflections[j]);
			check_equal(plane, &image, &view);
		}
	}
	image_free(&image);
}

static const struct {
	double x, y, w, h;
	struct vprime_rect dst;
} scales[] = {
	{ 0, 0, 40, 30, { 0, 0, 120, 90 } },
	{ 3, 5, 31, 21, { -20, 17, 155, 63 } },
	{ 0, 0, 40, 30, { 100, 90, 120, 90 } },
	{ 0, 0, 39, 27, { 7, 9, 13, 9 } },
	{ 0.25, 1.75, 30.5, 20.125, { 11, 13, 101, 37 } },
	{ 1, 1, 7, 5, { -3, -5, 112, 80 } },
	{ 0, 0, 39, 30, { 31, 1, 3, 110 } },
	{ 17.5, 9.5, 1, 1, { 60, 60, 16, 16 } },
};

#define N_SCALES (sizeof(scales) / sizeof(scales[0]))

static struct view scaled(size_t i, const char *filter)
{
	return (struct view){
		.src = { scales[i].x * ONE, scales[i].y * ONE, scales[i].w * ONE,
			 scales[i].h * ONE },
		.dst = scales[i].dst,
		.alpha = 0xffff,
		.filter = filter,
	};
}

static void test_nearest(uint32_t format)
{
	struct image image = image_pattern(card, 40, 30, format, 5);

	for (size_t i = 0; i < N_SCALES; i++) {
		struct view view = scaled(i, "Nearest Neighbor");

		check_equal(output.overlay->id, &image, &view);
	}
	image_free(&image);
}

/* Scaled by a third and by three, which has no place on the edge of two pixels. */
static void test_nearest_rotated(void)
{
	static const uint32_t sizes[] = { 12, 108 };
	struct image image = image_pattern(card, 40, 40, DRM_FORMAT_ARGB8888, 6);

	for (size_t i = 0; i < N_ROTATIONS; i++) {
		for (size_t j = 0; j < N_REFLECTIONS; j++) {
			struct view view = view_at(&image, 10, 5);

			view.src.w = view.src.h = 36 << 16;
			view.dst.width = sizes[j & 1];
			view.dst.height = sizes[i & 1];
			view.filter = "Nearest Neighbor";
			view.rotation = rotations[i] | reflections[j];
			check_equal(output.overlay->id, &image, &view);
		}
	}
	image_free(&image);
}

static void test_bilinear(uint32_t format)
{
	struct image image = image_pattern(card, 40, 30, format, 7);

	for (size_t i = 0; i < N_SCALES; i++) {
		struct view view = scaled(i, NULL);

		check_close(output.overlay->id, &image, &view);
	}
	image_free(&image);
}

static const uint16_t alphas[] = { 0xffff, 0, 1, 0x80, 0x101, 0x7fff, 0x8000, 0xabcd, 0xfffe };

#define N_ALPHAS (sizeof(alphas) / sizeof(alphas[0]))

static void test_blend(uint32_t plane, const char *blend_mode, uint32_t format)
{
	struct image image = image_pattern(card, 90, 50, format, 8);

	/* colours that are not multiplied by alpha are for the other modes alone */
	if (format == DRM_FORMAT_ARGB8888 && strcmp(blend_mode, "Pre-multiplied"))
		pattern_fill(image.buffer, DRM_FORMAT_XRGB8888, 8);
	for (size_t i = 0; i < N_ALPHAS; i++) {
		struct view view = view_at(&image, 100 - 20 * (int)i, 5 + 10 * (int)i);

		view.alpha = alphas[i];
		view.blend = blend_mode;
		check_equal(plane, &image, &view);
	}
	image_free(&image);
}

/* What is moved without a commit keeps all that it was given in one. */
static void test_cursor_moves(void)
{
	struct image image = image_pattern(card, 64, 64, DRM_FORMAT_ARGB8888, 9);
	struct image below = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 99);
	struct image painted = image_new(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888);
	struct view view = view_at(&image, 3, 3);
	struct crc shown, expected;

	view.rotation = DRM_MODE_ROTATE_90 | DRM_MODE_REFLECT_X;
	view.alpha = 0x9999;
	view.blend = "Coverage";
	show_view(output.cursor->id, &image, &view, &below);
	for (int i = 0; i < 5; i++) {
		view.dst.x = 40 * i - 30;
		view.dst.y = 30 * i - 20;
		igt_assert_eq(drmModeMoveCursor(card->fd, output.crtc->id, view.dst.x,
						view.dst.y), 0);
	}
	shown = crc_once(card, &output);
	pattern_fill(painted.buffer, DRM_FORMAT_XRGB8888, 99);
	view_paint(&painted, &image, &view);
	show_on(card, &output, &mode, &painted);
	expected = crc_once(card, &output);
	igt_assert(crc_equal(&shown, &expected));

	show_reset(card, &output);
	image_free(&image);
	image_free(&below);
	image_free(&painted);
}

/* Which of two planes is on top, by their zpos; the overlay's id is the higher one. */
static void test_zpos(void)
{
	static const struct {
		unsigned int primary, overlay;
		bool overlay_on_top;
	} cases[] = { { 0, 1, true }, { 1, 0, false }, { 0, 0, true }, { 1, 1, true } };
	struct image low = image_pattern(card, 100, 80, DRM_FORMAT_ARGB8888, 11);
	struct image high = image_pattern(card, 90, 90, DRM_FORMAT_ARGB8888, 12);
	struct image painted = image_new(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888);
	struct image black = image_new(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888);
	struct view views[2] = { view_at(&low, 10, 20), view_at(&high, 40, 5) };

	igt_assert(output.primary->id < output.overlay->id);
	pattern_solid(black.buffer, 0xff000000);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vprime_commit *commit;
		struct crc shown, expected;

		pattern_solid(painted.buffer, 0xff000000);
		if (cases[i].overlay_on_top) {
			view_paint(&painted, &low, &views[0]);
			view_paint(&painted, &high, &views[1]);
		} else {
			view_paint(&painted, &high, &views[1]);
			view_paint(&painted, &low, &views[0]);
		}
		show_on(card, &output, &mode, &painted);
		expected = crc_once(card, &output);

		show_on(card, &output, &mode, &black);
		commit = show_commit(card);
		add_view(commit, output.primary->id, &low, &views[0]);
		add_view(commit, output.overlay->id, &high, &views[1]);
		vprime_commit_add(commit, output.primary->id, "zpos", cases[i].primary);
		vprime_commit_add(commit, output.overlay->id, "zpos", cases[i].overlay);
		show_apply(commit, 0);
		shown = crc_once(card, &output);
		igt_assert_f(crc_equal(&shown, &expected), "zpos %u and %u\n", cases[i].primary,
			     cases[i].overlay);
	}
	show_reset(card, &output);
	image_free(&low);
	image_free(&high);
	image_free(&painted);
	image_free(&black);
}

static void test_properties(void)
{
	static const char *const names[] = {
		"zpos", "rotation", "alpha", "pixel blend mode", "SCALING_FILTER",
		"COLOR_ENCODING", "COLOR_RANGE", "FB_DAMAGE_CLIPS",
	};

	show_reset(card, &output);
	for (size_t i = 0; i < card->n_planes; i++) {
		uint32_t plane = card->planes[i].id;
		uint64_t value;

		for (size_t j = 0; j < sizeof(names) / sizeof(names[0]); j++)
			igt_assert_f(!vprime_property_get(card, plane, names[j], &value),
				     "plane %u lacks %s\n", plane, names[j]);
		igt_assert_eq(vprime_property_get(card, plane, "zpos", &value), 0);
		igt_assert_eq_u64(value, i);
	}
}

/* The sizes that a cursor names are those of real ones, and it is shown in each. */
static void test_size_hints(void)
{
	static const struct {
		uint16_t width, height;
	} hints[] = { { 64, 64 }, { 128, 128 }, { 256, 256 }, { 512, 512 } };
	drmModePropertyBlobRes *blob;
	struct image below, painted;
	uint64_t id;

	igt_require_f(!vprime_property_get(card, output.cursor->id, "SIZE_HINTS", &id),
		      "the kernel has no hints of sizes\n");
	below = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 99);
	painted = image_new(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888);
	blob = drmModeGetPropertyBlob(card->fd, id);
	igt_assert(blob);
	igt_assert_eq(blob->length, sizeof(hints));
	igt_assert_eq(memcmp(blob->data, hints, sizeof(hints)), 0);
	drmModeFreePropertyBlob(blob);
	igt_assert_eq(vprime_property_get(card, output.primary->id, "SIZE_HINTS", &id), -ENOENT);

	for (size_t i = 0; i < sizeof(hints) / sizeof(hints[0]); i++) {
		struct image image = image_pattern(card, hints[i].width, hints[i].height,
						   DRM_FORMAT_ARGB8888, 9 + i);
		struct view view = view_at(&image, 3, -5);
		struct crc shown, expected;

		show_view(output.cursor->id, &image, &view, &below);
		shown = crc_once(card, &output);
		pattern_fill(painted.buffer, DRM_FORMAT_XRGB8888, 99);
		view_paint(&painted, &image, &view);
		show_on(card, &output, &mode, &painted);
		expected = crc_once(card, &output);
		igt_assert(crc_equal(&shown, &expected));
		show_reset(card, &output);
		image_free(&image);
	}
	image_free(&below);
	image_free(&painted);
}

/* Damage says what has changed; the rest of the picture has to be there all the same. */
static void test_damage_clips(void)
{
	struct drm_mode_rect clips[] = { { 3, 3, 40, 20 }, { 0, 100, WIDTH, HEIGHT } };
	struct image images[2] = {
		image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1),
		image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 2),
	};
	struct crc expected, shown;
	uint32_t blob;

	show_on(card, &output, &mode, &images[1]);
	expected = crc_once(card, &output);
	show_on(card, &output, &mode, &images[0]);
	igt_assert_eq(drmModeCreatePropertyBlob(card->fd, clips, sizeof(clips), &blob), 0);
	for (int i = 1; i < 4; i++) {
		struct vprime_commit *commit = show_commit(card);

		vprime_commit_add_plane(commit, output.primary->id, output.crtc->id,
					images[i & 1].fb, NULL, NULL);
		vprime_commit_add(commit, output.primary->id, "FB_DAMAGE_CLIPS", blob);
		show_apply(commit, 0);
	}
	shown = crc_once(card, &output);
	igt_assert(crc_equal(&shown, &expected));
	drmModeDestroyPropertyBlob(card->fd, blob);
	show_reset(card, &output);
	image_free(&images[0]);
	image_free(&images[1]);
}

/* A card with hotspots shows its cursor plane to those who know what they are. */
static void test_hotspot(void)
{
	uint32_t id;

	igt_assert_neq(drmSetClientCap(card->fd, CAP_CURSOR_PLANE_HOTSPOT, 1), 0);
	igt_assert_eq(vprime_property_id(card, output.cursor->id, "HOTSPOT_X", &id), -ENOENT);

	card_reload(&card, "cursor_hotspot=1");
	if (drmSetClientCap(card->fd, CAP_CURSOR_PLANE_HOTSPOT, 0))
		igt_skip("the kernel has no hotspots\n");
	igt_assert_eq(card->n_planes, 2);
	igt_assert_eq(drmSetClientCap(card->fd, CAP_CURSOR_PLANE_HOTSPOT, 1), 0);
	igt_assert_eq(vprime_refresh(card), 0);
	output = card_output(card);
	igt_assert_eq(card->n_planes, 3);
	igt_assert_eq(vprime_property_id(card, output.cursor->id, "HOTSPOT_X", &id), 0);
	igt_assert_eq(vprime_property_id(card, output.cursor->id, "HOTSPOT_Y", &id), 0);
}

static const struct {
	const char *name;
	uint32_t format;
} formats[] = { { "XRGB8888", DRM_FORMAT_XRGB8888 }, { "ARGB8888", DRM_FORMAT_ARGB8888 } };

static const struct {
	const char *name;
	const char *value;
} blends[] = {
	{ "none", "None" }, { "premultiplied", "Pre-multiplied" }, { "coverage", "Coverage" },
};

igt_main
{
	static const struct vprime_plane *planes[3];
	static const char *const names[] = { "primary", "overlay", "cursor" };

	igt_fixture {
		card = card_open();
		output = card_output(card);
		mode = mode_make(WIDTH, HEIGHT, 60);
		planes[0] = output.primary;
		planes[1] = output.overlay;
		planes[2] = output.cursor;
	}

	igt_describe("Every plane has every property, and its place in the stack.");
	igt_subtest("properties")
		test_properties();

	igt_describe("The sizes that a cursor is best used with are named, and can be used.");
	igt_subtest("size-hints")
		test_size_hints();

	for (size_t i = 0; i < 3; i++) {
		igt_describe("All rotations and reflections, over edges, and of parts.");
		igt_subtest_f("rotation-%s", names[i])
			test_rotation(planes[i]->id);

		for (size_t j = 0; j < 6; j++) {
			igt_describe("A blend mode with alphas of the plane.");
			igt_subtest_f("blend-%s-%s-%s", names[i], blends[j / 2].name,
				      formats[j & 1].name)
				test_blend(planes[i]->id, blends[j / 2].value,
					   formats[j & 1].format);
		}
	}

	for (size_t i = 0; i < 2; i++) {
		igt_describe("Scaled to the nearest pixel, over edges, of parts of pixels.");
		igt_subtest_f("nearest-%s", formats[i].name)
			test_nearest(formats[i].format);

		igt_describe("The same, interpolated.");
		igt_subtest_f("bilinear-%s", formats[i].name)
			test_bilinear(formats[i].format);
	}

	igt_describe("Scaled and rotated at once.");
	igt_subtest("nearest-rotated")
		test_nearest_rotated();

	igt_describe("A cursor that is moved keeps its properties.");
	igt_subtest("cursor-moves")
		test_cursor_moves();

	igt_describe("Planes change places.");
	igt_subtest("zpos")
		test_zpos();

	igt_describe("Damage clips do not keep the rest of a new buffer from the screen.");
	igt_subtest("damage-clips")
		test_damage_clips();

	igt_fixture
		show_reset(card, &output);

	igt_describe("Hotspots of cursors, on a card that is to have them.");
	igt_subtest("hotspot")
		test_hotspot();

	igt_fixture {
		vprime_close(card);
		module_reload("vprime");
	}
}
