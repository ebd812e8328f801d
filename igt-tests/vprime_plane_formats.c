// SPDX-License-Identifier: MIT
/* Formats of planes: each is shown, and the module is loaded with a choice of them. */

#include <errno.h>
#include <math.h>
#include <string.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "module.h"
#include "picture.h"
#include "show.h"

IGT_TEST_DESCRIPTION("Formats of planes: those that there are, and those that are asked for.");

#define WIDTH 160
#define HEIGHT 120

static struct vprime_card *card;
static struct vprime_output output;
static drmModeModeInfo mode;

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
		show_add_enum(card, commit, output.overlay->id, "COLOR_ENCODING", encodings[i / 2].name);
		show_add_enum(card, commit, output.overlay->id, "COLOR_RANGE", ranges[full]);
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

/* Which formats there are is up to whoever loads the module. */
static void test_configured_formats(void)
{
	static const uint32_t expected[] = {
		DRM_FORMAT_XRGB8888, DRM_FORMAT_R8, DRM_FORMAT_P010, DRM_FORMAT_ABGR16161616F,
	};
	struct vprime_buffer *buffer;
	struct vprime_fb *fb;

	card_reload(&card, "formats=XR24,R8,P010,AB4H writeback_formats=P010,AB4H,XR24");
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
	card_reload(&card, "formats=XR24,R8,RG16");
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

	for (size_t i = 0; i < 3; i++) {
		igt_describe("All formats of a plane have a framebuffer and a picture.");
		igt_subtest_f("formats-%s", names[i])
			test_formats(planes[i]);
	}

	igt_describe("YUV of each standard.");
	igt_subtest("encoding")
		test_encoding();

	igt_fixture
		show_reset(card, &output);

	igt_describe("Formats that the module was loaded with.");
	igt_subtest("configured-formats")
		test_configured_formats();

	igt_describe("Lists of formats that make no card.");
	igt_subtest("refused-formats")
		test_refused_formats();

	igt_fixture {
		vprime_close(card);
		module_reload("vprime");
	}
}
