// SPDX-License-Identifier: MIT
/* Properties of planes: the CRC of each picture against that of the same one painted by the CPU. */

#include <errno.h>
#include <math.h>
#include <string.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "crc.h"
#include "module.h"
#include "pattern.h"
#include "picture.h"
#include "show.h"

IGT_TEST_DESCRIPTION("Properties of planes, against pictures painted by the CPU.");

#define WIDTH 160
#define HEIGHT 120
#define ONE 65536.0
/* Not in all versions of the headers. */
#define CAP_CURSOR_PLANE_HOTSPOT 6

/**
 * struct view - how an image is shown on a plane
 * @src: the part of it, in 65536ths of a pixel
 * @dst: where
 * @rotation: DRM_MODE_ROTATE_* | DRM_MODE_REFLECT_*, or 0 for none
 * @alpha: of the plane
 * @blend: "pixel blend mode", or NULL for the default
 * @filter: "SCALING_FILTER", or NULL for the default
 */
struct view {
	struct {
		uint32_t x, y, w, h;
	} src;
	struct vprime_rect dst;
	uint32_t rotation;
	uint16_t alpha;
	const char *blend;
	const char *filter;
};

static struct vprime_card *card;
static struct vprime_output output;
static drmModeModeInfo mode;

/* All of an image, at a place. */
static struct view view_at(const struct image *image, int x, int y)
{
	return (struct view){
		.src = { 0, 0, image->buffer->width << 16, image->buffer->height << 16 },
		.dst = { x, y, image->buffer->width, image->buffer->height },
		.alpha = 0xffff,
	};
}

static void add_enum(struct vprime_commit *commit, uint32_t object, const char *name,
		     const char *value)
{
	uint64_t number;

	igt_assert_eq(vprime_property_enum(card, object, name, value, &number), 0);
	vprime_commit_add(commit, object, name, number);
}

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
	add_enum(commit, plane, "pixel blend mode", view->blend ?: "Pre-multiplied");
	add_enum(commit, plane, "SCALING_FILTER", view->filter ?: "Default");
}

static uint32_t *pixel(const struct image *image, int x, int y)
{
	return (uint32_t *)((char *)image->buffer->map + (size_t)y * image->buffer->stride) + x;
}

/* The place in the source that a place in the destination shows, both from 0 to 1. */
static void unrotate(uint32_t rotation, double *x, double *y)
{
	double u = *x, v = *y;

	switch (rotation & (DRM_MODE_ROTATE_90 | DRM_MODE_ROTATE_180 | DRM_MODE_ROTATE_270)) {
	case DRM_MODE_ROTATE_90:
		u = 1 - *y;
		v = *x;
		break;
	case DRM_MODE_ROTATE_180:
		u = 1 - *x;
		v = 1 - *y;
		break;
	case DRM_MODE_ROTATE_270:
		u = *y;
		v = 1 - *x;
		break;
	}
	*x = rotation & DRM_MODE_REFLECT_X ? 1 - u : u;
	*y = rotation & DRM_MODE_REFLECT_Y ? 1 - v : v;
}

/* Channels from 0 to 255 in the order blue, green, red, alpha. */
static void load(const struct image *image, int x, int y, double channels[4])
{
	int max_x = image->buffer->width - 1, max_y = image->buffer->height - 1;
	uint32_t value = *pixel(image, x < 0 ? 0 : x > max_x ? max_x : x,
				y < 0 ? 0 : y > max_y ? max_y : y);

	for (int i = 0; i < 4; i++)
		channels[i] = value >> 8 * i & 0xff;
	if (image->fb->format == DRM_FORMAT_XRGB8888)
		channels[3] = 255;
}

static void sample(const struct image *image, const struct view *view, double x, double y,
		   double channels[4])
{
	double taps[4][4], u, v;

	if (view->filter || (view->src.w == view->dst.width << 16 &&
			     view->src.h == view->dst.height << 16) || view->rotation) {
		load(image, floor(x), floor(y), channels);
		return;
	}
	x -= 0.5;
	y -= 0.5;
	u = x - floor(x);
	v = y - floor(y);
	for (int i = 0; i < 4; i++)
		load(image, (int)floor(x) + (i & 1), (int)floor(y) + (i >> 1), taps[i]);
	for (int i = 0; i < 4; i++)
		channels[i] = (taps[0][i] * (1 - u) + taps[1][i] * u) * (1 - v) +
			      (taps[2][i] * (1 - u) + taps[3][i] * u) * v;
}

static double blend(const struct view *view, double above, double alpha, double below)
{
	double plane = view->alpha / 65535.0, result;

	if (view->blend && !strcmp(view->blend, "None"))
		result = above * plane + below * (1 - plane);
	else if (view->blend && !strcmp(view->blend, "Coverage"))
		result = above * alpha / 255 * plane + below * (1 - alpha / 255 * plane);
	else
		result = above * plane + below * (1 - alpha / 255 * plane);
	return result > 255 ? 255 : result;
}

/* Puts what a plane shows over a picture of pixels without alpha. */
static void paint(const struct image *below, const struct image *above, const struct view *view)
{
	for (int dy = 0; dy < (int)view->dst.height; dy++) {
		for (int dx = 0; dx < (int)view->dst.width; dx++) {
			int to_x = view->dst.x + dx, to_y = view->dst.y + dy;
			double x = (dx + 0.5) / view->dst.width, y = (dy + 0.5) / view->dst.height;
			double channels[4];
			uint32_t *to, result = 0xff000000;

			if (to_x < 0 || to_x >= (int)below->buffer->width || to_y < 0 ||
			    to_y >= (int)below->buffer->height)
				continue;
			unrotate(view->rotation, &x, &y);
			/* Far more exact than a 65536th of a pixel, so that floor() is. */
			x = floor(x * view->src.w * 16 + 0.5) / 16;
			y = floor(y * view->src.h * 16 + 0.5) / 16;
			sample(above, view, (view->src.x + x) / ONE, (view->src.y + y) / ONE,
			       channels);
			to = pixel(below, to_x, to_y);
			for (int i = 0; i < 3; i++) {
				double value = blend(view, channels[i], channels[3],
						     *to >> 8 * i & 0xff);

				result |= (uint32_t)floor(value + 0.5) << 8 * i;
			}
			*to = result;
		}
	}
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

static void describe(const struct view *view)
{
	igt_info("%.3fx%.3f at %.3f,%.3f shown as %ux%u at %d,%d, rotation %#x, alpha %#x, %s, %s\n",
		 view->src.w / ONE, view->src.h / ONE, view->src.x / ONE, view->src.y / ONE,
		 view->dst.width, view->dst.height, view->dst.x, view->dst.y, view->rotation,
		 view->alpha, view->blend ?: "-", view->filter ?: "-");
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
	paint(&painted, image, view);
	shown = show_view(plane, image, view, &below);
	show_on(card, &output, &mode, &painted);
	expected = crc_once(card, &output);
	if (!crc_equal(&shown, &expected)) {
		struct image written;
		struct picture *picture = picture_load(painted.buffer, format);

		describe(view);
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

	describe(view);
	paint(&painted, image, view);
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
	paint(&painted, &image, &view);
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
			paint(&painted, &low, &views[0]);
			paint(&painted, &high, &views[1]);
		} else {
			paint(&painted, &high, &views[1]);
			paint(&painted, &low, &views[0]);
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

/* One colour in NV12 in each encoding and range. */
static void test_encoding(void)
{
	static const struct {
		const char *name;
		double kr, kb;
	} encodings[] = {
		{ "ITU-R BT.601 YCbCr", 0.299, 0.114 },
		{ "ITU-R BT.709 YCbCr", 0.2126, 0.0722 },
		{ "ITU-R BT.2020 YCbCr", 0.2627, 0.0593 },
	};
	static const char *const ranges[] = { "YCbCr limited range", "YCbCr full range" };
	struct image below = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 99);
	struct picture *expected = picture_new(WIDTH, HEIGHT);
	struct vprime_buffer *buffer;
	struct vprime_fb_layout layout = {
		.width = WIDTH,
		.height = HEIGHT,
		.format = DRM_FORMAT_NV12,
		.modifier = DRM_FORMAT_MOD_LINEAR,
		.strides = { 256, 256 },
		.offsets = { 0, 256 * HEIGHT },
	};
	struct image image = { 0 };

	igt_assert_eq(vprime_buffer_create(card, 256, HEIGHT * 3 / 2, 8, &buffer), 0);
	igt_assert_eq(vprime_buffer_map(buffer, NULL), 0);
	for (uint32_t i = 0; i < buffer->size / 4; i++)
		((uint32_t *)buffer->map)[i] = i * 0x9e3779b9u;
	layout.handles[0] = layout.handles[1] = buffer->handle;
	igt_assert_eq(vprime_fb_create(card, &layout, &image.fb), 0);

	for (size_t i = 0; i < 6; i++) {
		double kr = encodings[i / 2].kr, kb = encodings[i / 2].kb, kg = 1 - kr - kb;
		bool full = i & 1;
		const uint8_t *luma = buffer->map, *chroma = luma + 256 * HEIGHT;
		struct vprime_commit *commit;
		struct image written;

		for (int y = 0; y < HEIGHT; y++) {
			for (int x = 0; x < WIDTH; x++) {
				const uint8_t *pair = &chroma[y / 2 * 256 + x / 2 * 2];
				double l = full ? luma[y * 256 + x] / 255.0 :
					   (luma[y * 256 + x] - 16) / 219.0;
				double b = (pair[0] - 128) / (full ? 255.0 : 224.0);
				double r = (pair[1] - 128) / (full ? 255.0 : 224.0);
				struct colour c = {
					l + 2 * (1 - kr) * r,
					l - 2 * (1 - kb) * kb / kg * b - 2 * (1 - kr) * kr / kg * r,
					l + 2 * (1 - kb) * b, 1,
				};

				c.r = fmin(1, fmax(0, c.r));
				c.g = fmin(1, fmax(0, c.g));
				c.b = fmin(1, fmax(0, c.b));
				expected->pixels[y * WIDTH + x] = c;
			}
		}

		show_on(card, &output, &mode, &below);
		commit = show_commit(card);
		vprime_commit_add_plane(commit, output.overlay->id, output.crtc->id, image.fb, NULL,
					NULL);
		add_enum(commit, output.overlay->id, "COLOR_ENCODING", encodings[i / 2].name);
		add_enum(commit, output.overlay->id, "COLOR_RANGE", ranges[full]);
		show_apply(commit, 0);
		igt_info("%s, %s\n", encodings[i / 2].name, ranges[full]);
		written = show_capture(card, &output, &mode, DRM_FORMAT_XRGB8888);
		picture_assert(expected, written.buffer, DRM_FORMAT_XRGB8888, 1);
		image_free(&written);
	}
	show_reset(card, &output);
	image.buffer = buffer;
	image_free(&image);
	image_free(&below);
	picture_free(expected);
}

/* Everything a plane claims to show has a framebuffer and a picture. */
static void test_formats(const struct vprime_plane *plane)
{
	struct image below = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 99);
	struct vprime_buffer *buffer;

	igt_assert_lte(plane->n_formats, 64);
	igt_assert_eq(vprime_buffer_create(card, 4096, 64, 32, &buffer), 0);
	for (size_t i = 0; i < plane->n_formats; i++) {
		struct vprime_fb_layout layout = {
			.width = 30,
			.height = 20,
			.format = plane->formats[i],
			.modifier = DRM_FORMAT_MOD_LINEAR,
		};
		int err = -EINVAL;
		struct image image = { 0 }, written;
		struct vprime_commit *commit;

		/* as many colour planes as it takes */
		for (int p = 0; p < 3 && err; p++) {
			layout.handles[p] = buffer->handle;
			layout.strides[p] = 1024;
			layout.offsets[p] = 65536 * p;
			err = vprime_fb_create(card, &layout, &image.fb);
		}
		igt_assert_f(!err, "%.4s: %d\n", (const char *)&plane->formats[i], err);

		show_on(card, &output, &mode, &below);
		commit = show_commit(card);
		vprime_commit_add_plane(commit, plane->id, output.crtc->id, image.fb, NULL, NULL);
		show_apply(commit, 0);
		written = show_capture(card, &output, &mode, DRM_FORMAT_XRGB8888);
		image_free(&written);
		show_reset(card, &output);
		vprime_fb_destroy(image.fb);
	}
	vprime_buffer_destroy(buffer);
	image_free(&below);
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
		paint(&painted, &image, &view);
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

static void reload(const char *parameters)
{
	static char line[1024];

	vprime_close(card);
	card = NULL;
	snprintf(line, sizeof(line), "vprime %s", parameters);
	module_reload(line);
}

/* Which formats there are is up to whoever loads the module. */
static void test_configured_formats(void)
{
	static const uint32_t expected[] = {
		DRM_FORMAT_XRGB8888, DRM_FORMAT_R8, DRM_FORMAT_P010, DRM_FORMAT_ABGR16161616F,
	};
	struct vprime_buffer *buffer;
	struct vprime_fb *fb;

	reload("formats=XR24,R8,P010,AB4H writeback_formats=P010,AB4H,XR24");
	card = card_open();
	output = card_output(card);
	igt_assert_eq(output.overlay->n_formats, 4);
	igt_assert_eq(output.primary->n_formats, 4);
	for (int i = 0; i < 4; i++)
		igt_assert_eq_u32(output.overlay->formats[i], expected[i]);
	igt_assert_eq(output.writeback->n_formats, 3);
	igt_assert_eq_u32(output.writeback->formats[0], DRM_FORMAT_P010);
	igt_assert_eq_u32(output.writeback->formats[1], DRM_FORMAT_ABGR16161616F);
	test_formats(output.overlay);

	igt_assert_eq(vprime_buffer_create(card, 64, 64, 32, &buffer), 0);
	igt_assert_eq(vprime_fb_of_buffer(buffer, DRM_FORMAT_RGBX8888, &fb), -EINVAL);
	vprime_buffer_destroy(buffer);

	/* without a list of their own, those of any plane that can be written */
	reload("formats=XR24,R8,RG16");
	card = card_open();
	output = card_output(card);
	igt_assert_eq_u32(output.writeback->formats[0], DRM_FORMAT_XRGB8888);
	igt_assert_eq(output.writeback->n_formats, output.cursor->n_formats + 1);
	for (uint32_t i = 0; i < output.writeback->n_formats; i++)
		igt_assert(output.writeback->formats[i] == DRM_FORMAT_RGB565 ||
			   has_format(output.cursor->formats, output.cursor->n_formats,
				      output.writeback->formats[i]));
}

/* Lists that no card can be made with: then there is no module. */
static void test_refused_formats(void)
{
	static char many[400] = "vprime formats=";
	static const char *const lists[] = {
		many, "vprime formats=XR24,XR24", "vprime formats=XR24,", "vprime formats=,XR24",
		"vprime formats=XR240", "vprime formats=none",
		"vprime writeback_formats=R8", "vprime writeback_formats=RX12",
	};

	/* 65 of them */
	for (int i = 0; i < 65; i++)
		strcat(many, i ? ",R8" : "R8");
	vprime_close(card);
	card = NULL;
	module_unload_soon("vprime");
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		module_refused(lists[i]);
	module_load("vprime");
	card = card_open();
	output = card_output(card);
}

/* A card with hotspots shows its cursor plane to those who know what they are. */
static void test_hotspot(void)
{
	uint32_t id;

	igt_assert_neq(drmSetClientCap(card->fd, CAP_CURSOR_PLANE_HOTSPOT, 1), 0);
	igt_assert_eq(vprime_property_id(card, output.cursor->id, "HOTSPOT_X", &id), -ENOENT);

	reload("cursor_hotspot=1");
	card = card_open();
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
		igt_describe("All formats of a plane have a framebuffer and a picture.");
		igt_subtest_f("formats-%s", names[i])
			test_formats(planes[i]);

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

	igt_describe("YUV of each standard.");
	igt_subtest("encoding")
		test_encoding();

	igt_describe("Damage clips do not keep the rest of a new buffer from the screen.");
	igt_subtest("damage-clips")
		test_damage_clips();

	igt_fixture
		show_reset(card, &output);

	igt_describe("Hotspots of cursors, on a card that is to have them.");
	igt_subtest("hotspot")
		test_hotspot();

	igt_describe("Formats that the module was loaded with.");
	igt_subtest("configured-formats")
		test_configured_formats();

	igt_describe("Lists of formats that make no card.");
	igt_subtest("refused-formats")
		test_refused_formats();

	igt_fixture
		reload("");
}
