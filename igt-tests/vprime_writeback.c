// SPDX-License-Identifier: MIT
/* Writeback: the frame as it is on the screen, compared pixel by pixel with what it ought to be. */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "crc.h"
#include "pattern.h"
#include "picture.h"
#include "show.h"

IGT_TEST_DESCRIPTION("Writeback, compared pixel by pixel with what it ought to be.");

static struct vprime_card *card;
static struct vprime_output output;

static const struct {
	const char *name;
	uint32_t format;
} formats[] = {
	{ "XRGB8888", DRM_FORMAT_XRGB8888 },
	{ "ARGB8888", DRM_FORMAT_ARGB8888 },
	{ "XRGB2101010", DRM_FORMAT_XRGB2101010 },
	{ "XBGR8888", DRM_FORMAT_XBGR8888 },
	{ "BGRX8888", DRM_FORMAT_BGRX8888 },
	{ "ABGR2101010", DRM_FORMAT_ABGR2101010 },
};

#define N_FORMATS (sizeof(formats) / sizeof(formats[0]))

static bool is_deep(uint32_t format)
{
	return format == DRM_FORMAT_XRGB2101010 || format == DRM_FORMAT_ABGR2101010;
}

/**
 * struct layer - an image on a plane
 * @plane: id of the plane
 * @format: DRM_FORMAT_*
 * @seed: of its pattern
 * @width: of the image
 * @height: of the image
 * @src: part of it that is shown
 * @x: where
 * @y: where
 */
struct layer {
	uint32_t plane;
	uint32_t format;
	uint32_t seed;
	uint32_t width, height;
	struct vprime_rect src;
	int x, y;
};

/*
 * Each OVER rounds once, by half a step of 8 bits, where all formats have 8 bits. Written with 10
 * bits that are at most 2 steps for each of two blends. Nothing is lost where nothing is blended
 * and source and destination have the same depth.
 */
static unsigned int tolerance(const struct layer *layers, size_t n, uint32_t wb_format)
{
	bool blended = false, converted = false;

	for (size_t i = 0; i < n; i++) {
		blended |= layers[i].format == DRM_FORMAT_ARGB8888;
		converted |= is_deep(layers[i].format) != is_deep(wb_format);
	}
	if (blended)
		return is_deep(wb_format) ? 5 : 1;
	return converted;
}

static void check_layers(const drmModeModeInfo *mode, const struct layer *layers, size_t n,
			 uint32_t wb_format)
{
	struct picture *expected = picture_new(mode->hdisplay, mode->vdisplay);
	struct vprime_commit *commit = show_commit(card);
	struct image images[3], written;

	igt_assert_lte(n, 3);
	show_reset(card, &output);
	vprime_commit_add(commit, output.connector->id, "CRTC_ID", output.crtc->id);
	vprime_commit_add_mode(commit, output.crtc->id, mode);
	for (size_t i = 0; i < n; i++) {
		const struct layer *layer = &layers[i];
		struct vprime_rect dst = {
			layer->x, layer->y, layer->src.width, layer->src.height,
		};
		struct picture *picture;

		images[i] = image_pattern(card, layer->width, layer->height, layer->format,
					  layer->seed);
		picture = picture_load(images[i].buffer, layer->format);
		picture_over(expected, picture, &layer->src, layer->x, layer->y);
		picture_free(picture);
		vprime_commit_add_plane(commit, layer->plane, output.crtc->id, images[i].fb,
					&layer->src, &dst);
	}
	show_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET);

	written = show_capture(card, &output, mode, wb_format);
	picture_assert(expected, written.buffer, wb_format, tolerance(layers, n, wb_format));

	show_reset(card, &output);
	image_free(&written);
	for (size_t i = 0; i < n; i++)
		image_free(&images[i]);
	picture_free(expected);
}

static struct layer full(uint32_t plane, uint32_t format, const drmModeModeInfo *mode)
{
	return (struct layer){
		plane, format, 7, mode->hdisplay, mode->vdisplay,
		{ 0, 0, mode->hdisplay, mode->vdisplay }, 0, 0,
	};
}

static void test_formats(uint32_t wb_format)
{
	drmModeModeInfo mode = mode_make(320, 200, 60);

	for (size_t i = 0; i < N_FORMATS; i++) {
		struct layer layer = full(output.primary->id, formats[i].format, &mode);

		igt_debug("from %s\n", formats[i].name);
		check_layers(&mode, &layer, 1, wb_format);
	}
}

static void test_odd_modes(uint32_t wb_format)
{
	static const struct {
		unsigned int width, height;
	} sizes[] = { { 641, 479 }, { 333, 77 }, { 65, 65 }, { 1366, 101 } };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		drmModeModeInfo mode = mode_make(sizes[i].width, sizes[i].height, 60);
		struct layer layer = full(output.primary->id, wb_format, &mode);

		igt_debug("%ux%u\n", sizes[i].width, sizes[i].height);
		check_layers(&mode, &layer, 1, wb_format);
	}
}

static void test_large(void)
{
	drmModeModeInfo mode = mode_make(1920, 1080, 60);
	struct layer layer = full(output.primary->id, DRM_FORMAT_XRGB8888, &mode);

	check_layers(&mode, &layer, 1, DRM_FORMAT_XRGB8888);
}

/* Three planes that overlap, with alpha, at places of which some hang over edges and corners. */
static void test_planes(uint32_t wb_format)
{
	static const struct {
		int x, y;
	} places[] = {
		{ 40, 30 }, { -33, 50 }, { 280, 60 }, { 90, -41 }, { 70, 170 }, { -20, -20 },
		{ 300, -10 }, { -79, 199 }, { 319, 199 }, { 1000, 1000 },
	};
	drmModeModeInfo mode = mode_make(320, 200, 60);

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct layer layers[3] = {
			full(output.primary->id, DRM_FORMAT_XRGB8888, &mode),
			{ output.overlay->id, DRM_FORMAT_ARGB8888, 11, 80, 60, { 0, 0, 80, 60 },
			  places[i].x, places[i].y },
			{ output.cursor->id, DRM_FORMAT_ARGB8888, 13, 32, 48, { 0, 0, 32, 48 },
			  places[i].x + 20, places[i].y + 15 },
		};

		igt_debug("at %d,%d\n", places[i].x, places[i].y);
		check_layers(&mode, layers, 3, wb_format);
	}
}

/* Parts of larger images, so that stride, offset and position all count. */
static void test_crops(void)
{
	drmModeModeInfo mode = mode_make(320, 200, 60);
	struct layer layers[3] = {
		{ output.primary->id, DRM_FORMAT_XRGB8888, 5, 401, 301, { 81, 101, 320, 200 },
		  0, 0 },
		{ output.overlay->id, DRM_FORMAT_ARGB8888, 6, 200, 100, { 13, 7, 151, 83 },
		  -5, 150 },
		{ output.cursor->id, DRM_FORMAT_ARGB8888, 8, 64, 65, { 0, 1, 64, 64 }, 300, 3 },
	};

	check_layers(&mode, layers, 3, DRM_FORMAT_XRGB8888);
}

static void test_small_primary(void)
{
	drmModeModeInfo mode = mode_make(320, 200, 60);
	struct layer layers[2] = {
		{ output.primary->id, DRM_FORMAT_XRGB8888, 5, 100, 90, { 0, 0, 100, 90 }, 50, -20 },
		{ output.overlay->id, DRM_FORMAT_ARGB8888, 6, 90, 100, { 0, 0, 90, 100 }, 120, 40 },
	};

	check_layers(&mode, layers, 2, DRM_FORMAT_XRGB8888);
	check_layers(&mode, &layers[1], 1, DRM_FORMAT_XRGB8888);
	check_layers(&mode, NULL, 0, DRM_FORMAT_XRGB8888);
}

static void test_deep_blend(void)
{
	drmModeModeInfo mode = mode_make(320, 200, 60);
	struct layer layers[2] = {
		full(output.primary->id, DRM_FORMAT_XRGB2101010, &mode),
		{ output.overlay->id, DRM_FORMAT_ARGB8888, 6, 90, 100, { 0, 0, 90, 100 }, 120, 40 },
	};

	check_layers(&mode, layers, 2, DRM_FORMAT_XRGB2101010);
	check_layers(&mode, layers, 2, DRM_FORMAT_XRGB8888);
}

/* Nothing but the framebuffer is written: what lies around its pixels in the buffer stays. */
static void test_bounds(void)
{
	drmModeModeInfo mode = mode_make(100, 50, 60);
	struct image image = image_pattern(card, 100, 50, DRM_FORMAT_XRGB8888, 1);
	struct vprime_buffer *room;
	struct vprime_fb *fb;
	struct picture *expected;
	uint32_t *pixels;

	igt_assert_eq(vprime_buffer_create(card, 128, 64, 32, &room), 0);
	igt_assert_eq(vprime_buffer_map(room, NULL), 0);
	pattern_solid(room, 0x5ac3a53c);
	igt_assert_eq(vprime_fb_create(card, &(struct vprime_fb_layout){
		.width = 100, .height = 50, .format = DRM_FORMAT_XRGB8888,
		.modifier = DRM_FORMAT_MOD_LINEAR, .handles = { room->handle },
		.strides = { room->stride }, .offsets = { 5 * room->stride + 6 * 4 },
	}, &fb), 0);

	show_on(card, &output, &mode, &image);
	igt_assert_eq(vprime_writeback(card, &output, fb, 10000), 0);
	expected = picture_load(image.buffer, DRM_FORMAT_XRGB8888);
	picture_assert(expected, &(struct vprime_buffer){
		.width = 100, .height = 50, .stride = room->stride,
		.map = (char *)room->map + 5 * room->stride + 6 * 4,
	}, DRM_FORMAT_XRGB8888, 0);

	pixels = room->map;
	for (uint32_t y = 0; y < 64; y++)
		for (uint32_t x = 0; x < 128; x++)
			igt_assert_f((y >= 5 && y < 55 && x >= 6 && x < 106) ||
				     pixels[y * room->stride / 4 + x] == 0x5ac3a53c,
				     "%u,%u was written\n", x, y);

	picture_free(expected);
	vprime_fb_destroy(fb);
	vprime_buffer_destroy(room);
	show_reset(card, &output);
	image_free(&image);
}

/* A job is done once: what comes on the screen later does not get into the buffer. */
static void test_once(void)
{
	drmModeModeInfo mode = mode_make(320, 200, 60);
	struct image first = image_pattern(card, 320, 200, DRM_FORMAT_XRGB8888, 1);
	struct image second = image_pattern(card, 320, 200, DRM_FORMAT_XRGB8888, 2);
	struct picture *expected = picture_load(first.buffer, DRM_FORMAT_XRGB8888);
	struct image written, after;

	show_on(card, &output, &mode, &first);
	written = show_capture(card, &output, &mode, DRM_FORMAT_XRGB8888);
	igt_assert_eq(vprime_modeset(card, &output, &mode, second.fb), 0);
	after = show_capture(card, &output, &mode, DRM_FORMAT_XRGB8888);
	show_wait_vblanks(card, 3);
	picture_assert(expected, written.buffer, DRM_FORMAT_XRGB8888, 0);
	picture_free(expected);
	expected = picture_load(second.buffer, DRM_FORMAT_XRGB8888);
	picture_assert(expected, after.buffer, DRM_FORMAT_XRGB8888, 0);
	picture_free(expected);

	show_reset(card, &output);
	image_free(&written);
	image_free(&after);
	image_free(&first);
	image_free(&second);
}

/* The frame that is written is that of the commit, not the one before. */
static void test_same_commit(void)
{
	drmModeModeInfo mode = mode_make(320, 200, 60);
	struct image images[2], written = image_new(card, 320, 200, DRM_FORMAT_XRGB8888);
	struct picture *expected[2];

	for (int i = 0; i < 2; i++) {
		images[i] = image_pattern(card, 320, 200, DRM_FORMAT_XRGB8888, i);
		expected[i] = picture_load(images[i].buffer, DRM_FORMAT_XRGB8888);
	}
	show_on(card, &output, &mode, &images[0]);
	for (int i = 1; i <= 20; i++) {
		struct vprime_commit *commit = show_commit(card);
		int32_t fence;

		vprime_commit_add_plane(commit, output.primary->id, output.crtc->id,
					images[i & 1].fb, NULL, NULL);
		vprime_commit_add_writeback(commit, output.writeback->id, output.crtc->id,
					    written.fb, &fence);
		igt_assert_eq(vprime_commit_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, 0), 0);
		igt_assert_fd(fence);
		igt_assert_eq(vprime_fence_wait(fence, 5000), 0);
		close(fence);
		vprime_commit_destroy(commit);
		picture_assert(expected[i & 1], written.buffer, DRM_FORMAT_XRGB8888, 0);
	}

	show_reset(card, &output);
	image_free(&written);
	for (int i = 0; i < 2; i++) {
		image_free(&images[i]);
		picture_free(expected[i]);
	}
}

/* Without the monitor: the writeback connector alone drives the CRTC. */
static void test_alone(void)
{
	drmModeModeInfo mode = mode_make(320, 200, 60);
	struct image image = image_pattern(card, 320, 200, DRM_FORMAT_XRGB8888, 1);
	struct image written = image_new(card, 320, 200, DRM_FORMAT_XRGB8888);
	struct picture *expected = picture_load(image.buffer, DRM_FORMAT_XRGB8888);
	struct vprime_commit *commit = show_commit(card);
	int32_t fence;

	show_reset(card, &output);
	vprime_commit_add_mode(commit, output.crtc->id, &mode);
	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, image.fb, NULL, NULL);
	vprime_commit_add_writeback(commit, output.writeback->id, output.crtc->id, written.fb,
				    &fence);
	igt_assert_eq(vprime_commit_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, 0), 0);
	igt_assert_eq(vprime_fence_wait(fence, 5000), 0);
	close(fence);
	vprime_commit_destroy(commit);
	picture_assert(expected, written.buffer, DRM_FORMAT_XRGB8888, 0);

	show_reset(card, &output);
	picture_free(expected);
	image_free(&written);
	image_free(&image);
}

/* CRCs go on, none skipped and none changed, while frames are written. */
static void test_beside_crc(void)
{
	drmModeModeInfo mode = mode_make(640, 480, 60);
	struct image image = image_pattern(card, 640, 480, DRM_FORMAT_XRGB8888, 1);
	struct picture *expected = picture_load(image.buffer, DRM_FORMAT_XRGB8888);
	struct crc first, last, crc;
	int fd;

	show_on(card, &output, &mode, &image);
	fd = crc_open(card, &output);
	first = last = crc_read(fd);
	for (int i = 0; i < 10; i++) {
		struct image written = show_capture(card, &output, &mode, DRM_FORMAT_XRGB8888);
		uint32_t until = show_vblank(card);

		picture_assert(expected, written.buffer, DRM_FORMAT_XRGB8888, 0);
		image_free(&written);
		do {
			crc = crc_read(fd);
			igt_assert_eq_u32(crc.frame, last.frame + 1);
			igt_assert_f(crc_equal(&crc, &first), "frame %u has another CRC\n",
				     crc.frame);
			last = crc;
		} while ((int32_t)(crc.frame - until) < 0);
	}
	crc_close(fd);
	show_reset(card, &output);
	picture_free(expected);
	image_free(&image);
}

static struct vprime_commit *writeback_commit(const struct vprime_fb *fb, int32_t *fence)
{
	struct vprime_commit *commit = show_commit(card);

	vprime_commit_add_writeback(commit, output.writeback->id, output.crtc->id, fb, fence);
	return commit;
}

static void test_refused(void)
{
	drmModeModeInfo mode = mode_make(320, 200, 60);
	struct image image = image_pattern(card, 320, 200, DRM_FORMAT_XRGB8888, 1);
	struct image narrow = image_new(card, 319, 200, DRM_FORMAT_XRGB8888);
	struct image low = image_new(card, 320, 199, DRM_FORMAT_XRGB8888);
	struct image large = image_new(card, 321, 201, DRM_FORMAT_XRGB8888);
	struct image *wrong[] = { &narrow, &low, &large };
	struct vprime_commit *commit;
	int32_t fence;

	show_on(card, &output, &mode, &image);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		show_refused(writeback_commit(wrong[i]->fb, &fence), DRM_MODE_ATOMIC_ALLOW_MODESET,
			     -EINVAL);
		igt_assert_eq(fence, -1);
	}

	/* A fence without a framebuffer; the kernel does not look at fences in a test. */
	commit = show_commit(card);
	vprime_commit_add(commit, output.writeback->id, "CRTC_ID", output.crtc->id);
	vprime_commit_add(commit, output.writeback->id, "WRITEBACK_FB_ID", 0);
	vprime_commit_add(commit, output.writeback->id, "WRITEBACK_OUT_FENCE_PTR",
			  (uintptr_t)&fence);
	igt_assert_eq(vprime_commit_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, 0), -EINVAL);
	vprime_commit_destroy(commit);

	/* A framebuffer without a CRTC. */
	commit = show_commit(card);
	vprime_commit_add(commit, output.writeback->id, "WRITEBACK_FB_ID", image.fb->id);
	show_refused(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, -EINVAL);

	/* Something else in place of a framebuffer. */
	commit = show_commit(card);
	vprime_commit_add(commit, output.writeback->id, "CRTC_ID", output.crtc->id);
	vprime_commit_add(commit, output.writeback->id, "WRITEBACK_FB_ID", output.crtc->id);
	show_refused(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, -EINVAL);

	/* And after all that it still works. */
	image_free(&large);
	large = show_capture(card, &output, &mode, DRM_FORMAT_XRGB8888);

	show_reset(card, &output);
	image_free(&image);
	image_free(&narrow);
	image_free(&low);
	image_free(&large);
}

static void test_refused_format(void)
{
	drmModeModeInfo mode = mode_make(320, 200, 60);
	struct image image = image_pattern(card, 320, 200, DRM_FORMAT_XRGB8888, 1);
	struct vprime_fb_layout layout = {
		.width = 320, .height = 200, .format = DRM_FORMAT_R8,
		.modifier = DRM_FORMAT_MOD_LINEAR, .handles = { image.buffer->handle },
		.strides = { image.buffer->stride },
	};
	struct vprime_fb *fb = NULL;
	int32_t fence;

	for (size_t i = 0; i < output.writeback->n_formats; i++)
		igt_assert_neq_u32(output.writeback->formats[i], DRM_FORMAT_R8);
	igt_assert_eq(vprime_fb_create(card, &layout, &fb), 0);

	show_on(card, &output, &mode, &image);
	show_refused(writeback_commit(fb, &fence), DRM_MODE_ATOMIC_ALLOW_MODESET, -EINVAL);
	show_reset(card, &output);
	vprime_fb_destroy(fb);
	image_free(&image);
}

static void test_refused_modifier(void)
{
	drmModeModeInfo mode = mode_make(320, 200, 60);
	struct image image = image_pattern(card, 320, 200, DRM_FORMAT_XRGB8888, 1);
	struct vprime_fb_layout layout = {
		.width = 320, .height = 200, .format = DRM_FORMAT_XRGB8888,
		.modifier = DRM_FORMAT_MOD_ARM_16X16_BLOCK_U_INTERLEAVED,
		.handles = { image.buffer->handle }, .strides = { image.buffer->stride },
	};
	struct vprime_fb *fb = NULL;
	int32_t fence;
	int err;

	show_on(card, &output, &mode, &image);
	err = vprime_fb_create(card, &layout, &fb);
	/* refused here already, or else by the check */
	if (err)
		igt_assert_eq(err, -EINVAL);
	else
		show_refused(writeback_commit(fb, &fence), DRM_MODE_ATOMIC_ALLOW_MODESET, -EINVAL);
	show_reset(card, &output);
	if (!err)
		vprime_fb_destroy(fb);
	image_free(&image);
}

igt_main
{
	igt_fixture {
		card = card_open();
		output = card_output(card);
	}

	for (size_t i = 0; i < N_FORMATS; i++) {
		igt_describe_f("%s, from each format on the primary plane.", formats[i].name);
		igt_subtest_f("formats-%s", formats[i].name)
			test_formats(formats[i].format);

		igt_describe_f("%s, in modes of odd sizes.", formats[i].name);
		igt_subtest_f("odd-modes-%s", formats[i].name)
			test_odd_modes(formats[i].format);

		igt_describe_f("%s, three planes with alpha, over every edge.", formats[i].name);
		igt_subtest_f("planes-%s", formats[i].name)
			test_planes(formats[i].format);
	}

	igt_describe("1920x1080.");
	igt_subtest("large")
		test_large();

	igt_describe("Parts of images.");
	igt_subtest("crops")
		test_crops();

	igt_describe("A primary plane that does not fill the screen, and none at all.");
	igt_subtest("small-primary")
		test_small_primary();

	igt_describe("Alpha over 10 bits.");
	igt_subtest("deep-blend")
		test_deep_blend();

	igt_describe("Nothing around the framebuffer is written.");
	igt_subtest("bounds")
		test_bounds();

	igt_describe("A framebuffer is written once.");
	igt_subtest("once")
		test_once();

	igt_describe("Flip and writeback in one commit give the new frame.");
	igt_subtest("same-commit")
		test_same_commit();

	igt_describe("A writeback connector without a monitor beside it.");
	igt_subtest("alone")
		test_alone();

	igt_describe("CRCs and writeback at the same time.");
	igt_subtest("beside-crc")
		test_beside_crc();

	igt_describe("What cannot be written is refused.");
	igt_subtest("refused")
		test_refused();

	igt_describe("A format writeback does not have is refused.");
	igt_subtest("refused-format")
		test_refused_format();

	igt_describe("Anything but linear framebuffers is refused.");
	igt_subtest("refused-modifier")
		test_refused_modifier();

	igt_fixture {
		show_reset(card, &output);
		vprime_close(card);
	}
}
