// SPDX-License-Identifier: MIT
/* Colour properties of the CRTC and the depth of its link, against pictures made by the CPU. */

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "crc.h"
#include "pattern.h"
#include "picture.h"
#include "show.h"

IGT_TEST_DESCRIPTION("Tables, matrix, background and depth, against pictures made by the CPU.");

#define WIDTH 160
#define HEIGHT 120
#define LUT_SIZE 4096
#define BLACK 0xffff000000000000ull

static struct vprime_card *card;
static struct vprime_output output;
static drmModeModeInfo mode;

static uint16_t unit16(double v)
{
	return floor(fmin(1, fmax(0, v)) * 65535 + 0.5);
}

static void set(const char *property, uint64_t value)
{
	struct vprime_commit *commit = show_commit(card);

	vprime_commit_add(commit, output.crtc->id, property, value);
	show_apply(commit, 0);
}

static void set_blob(const char *property, const void *data, size_t size)
{
	uint32_t blob;

	igt_assert_eq(drmModeCreatePropertyBlob(card->fd, data, size, &blob), 0);
	set(property, blob);
	igt_assert_eq(drmModeDestroyPropertyBlob(card->fd, blob), 0);
}

static double inverse(double v)
{
	return 1 - v;
}

static double square(double v)
{
	return v * v;
}

static double zigzag(double v)
{
	return fabs(sin(v * 9));
}

static void set_curve(const char *property, double (*red)(double), double (*green)(double),
		      double (*blue)(double))
{
	static struct drm_color_lut lut[LUT_SIZE];

	for (int i = 0; i < LUT_SIZE; i++) {
		double v = i / (LUT_SIZE - 1.0);

		lut[i] = (struct drm_color_lut){
			.red = unit16(red(v)), .green = unit16(green(v)), .blue = unit16(blue(v)),
		};
	}
	set_blob(property, lut, sizeof(lut));
}

/* Sign and magnitude, 32 bits after the point. */
static uint64_t coefficient(double v)
{
	return (uint64_t)(fabs(v) * 4294967296.0) | (v < 0 ? 1ull << 63 : 0);
}

static void set_matrix(const double matrix[9])
{
	struct drm_color_ctm ctm;

	for (int i = 0; i < 9; i++)
		ctm.matrix[i] = coefficient(matrix[i]);
	set_blob("CTM", &ctm, sizeof(ctm));
}

static uint32_t *pixels(const struct image *image, uint32_t y)
{
	return (uint32_t *)((char *)image->buffer->map + (size_t)y * image->buffer->stride);
}

/* Shows a picture whose pixels are changed by @change, and returns its CRC. */
static struct crc painted_crc(uint32_t (*change)(uint32_t pixel), const struct image *source)
{
	struct image painted = image_new(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888);
	struct crc crc;

	for (uint32_t y = 0; y < HEIGHT; y++)
		for (uint32_t x = 0; x < WIDTH; x++)
			pixels(&painted, y)[x] = change(pixels(source, y)[x]);
	show_on(card, &output, &mode, &painted);
	crc = crc_once(card, &output);
	show_reset(card, &output);
	image_free(&painted);
	return crc;
}

static void assert_equal(const struct crc *shown, const struct crc *expected)
{
	igt_assert_f(crc_equal(shown, expected), "CRC %#x, not %#x\n", shown->values[0],
		     expected->values[0]);
}

static uint32_t inverted(uint32_t pixel)
{
	return ~pixel;
}

static uint32_t swapped(uint32_t pixel)
{
	return (pixel & 0xff00) | (pixel & 0xff) << 16 | (pixel >> 16 & 0xff);
}

static uint32_t grey_of_green(uint32_t pixel)
{
	return (pixel >> 8 & 0xff) * 0x010101;
}

static uint32_t unchanged(uint32_t pixel)
{
	return pixel;
}

static void test_table(const char *property)
{
	struct image image = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1);
	struct crc expected[2] = { painted_crc(inverted, &image), painted_crc(unchanged, &image) };
	struct crc shown;

	show_on(card, &output, &mode, &image);
	set_curve(property, inverse, inverse, inverse);
	shown = crc_once(card, &output);
	assert_equal(&shown, &expected[0]);
	set(property, 0);
	shown = crc_once(card, &output);
	assert_equal(&shown, &expected[1]);
	show_reset(card, &output);
	image_free(&image);
}

static void test_matrix(void)
{
	static const double swap[9] = { 0, 0, 1, 0, 1, 0, 1, 0, 0 };
	static const double green[9] = { 0, 1, 0, 0, 1, 0, 0, 1, 0 };
	static const double one[9] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
	struct image image = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 2);
	struct crc expected[3] = {
		painted_crc(swapped, &image), painted_crc(grey_of_green, &image),
		painted_crc(unchanged, &image),
	};
	struct crc shown[3];

	show_on(card, &output, &mode, &image);
	set_matrix(swap);
	shown[0] = crc_once(card, &output);
	set_matrix(green);
	shown[1] = crc_once(card, &output);
	set_matrix(one);
	shown[2] = crc_once(card, &output);
	for (int i = 0; i < 3; i++)
		assert_equal(&shown[i], &expected[i]);
	show_reset(card, &output);
	image_free(&image);
}

static double clamp(double v)
{
	return fmin(1, fmax(0, v));
}

/* What comes out of degamma, matrix and gamma in this order. */
static struct picture *managed(const struct image *image, const double matrix[9])
{
	struct picture *picture = picture_load(image->buffer, image->fb->format);

	for (uint32_t i = 0; i < WIDTH * HEIGHT; i++) {
		struct colour *c = &picture->pixels[i];
		double in[3] = { square(c->r), c->g, zigzag(c->b) }, out[3];

		for (int row = 0; row < 3; row++)
			out[row] = clamp(matrix[row * 3] * in[0] + matrix[row * 3 + 1] * in[1] +
					 matrix[row * 3 + 2] * in[2]);
		*c = (struct colour){ inverse(out[0]), square(out[1]), out[2], 1 };
	}
	return picture;
}

static double same(double v)
{
	return v;
}

/* Negative, large and fractional coefficients between two tables. */
static void test_pipeline(uint32_t format)
{
	static const double matrix[9] = { 0.5, -0.25, 0.75, 1.5, 0.125, -0.5, -0.3, 0.9, 0.4 };
	struct image image = image_pattern(card, WIDTH, HEIGHT, format, 3), written;
	struct picture *expected = managed(&image, matrix);

	show_on(card, &output, &mode, &image);
	set_curve("DEGAMMA_LUT", square, same, zigzag);
	set_matrix(matrix);
	set_curve("GAMMA_LUT", inverse, square, same);
	written = show_capture(card, &output, &mode, DRM_FORMAT_XRGB8888);
	picture_assert(expected, written.buffer, DRM_FORMAT_XRGB8888, 1);
	show_reset(card, &output);
	picture_free(expected);
	image_free(&image);
	image_free(&written);
}

static uint16_t ramp[3][256];

static uint32_t through_ramp(uint32_t pixel)
{
	return ramp[0][pixel >> 16 & 0xff] / 257 << 16 | ramp[1][pixel >> 8 & 0xff] / 257 << 8 |
	       ramp[2][pixel & 0xff] / 257;
}

static void make_ramp(void)
{
	for (int i = 0; i < 256; i++) {
		ramp[0][i] = (i * 7 + 11) % 256 * 257;
		ramp[1][i] = (255 - i) * 257;
		ramp[2][i] = (i * 29 + 3) % 256 * 257;
	}
}

/* The ramp of clients that know no atomic commits. */
static void test_legacy_ramp(void)
{
	struct image image = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 4);
	struct crc expected, shown;
	uint16_t back[3][256];
	drmModeCrtc *crtc;

	make_ramp();
	expected = painted_crc(through_ramp, &image);
	show_on(card, &output, &mode, &image);
	crtc = drmModeGetCrtc(card->fd, output.crtc->id);
	igt_assert(crtc);
	igt_assert_eq(crtc->gamma_size, 256);
	drmModeFreeCrtc(crtc);
	igt_assert_eq(drmModeCrtcSetGamma(card->fd, output.crtc->id, 256, ramp[0], ramp[1],
					  ramp[2]), 0);
	shown = crc_once(card, &output);
	assert_equal(&shown, &expected);
	igt_assert_eq(drmModeCrtcGetGamma(card->fd, output.crtc->id, 256, back[0], back[1],
					  back[2]), 0);
	igt_assert(!memcmp(back, ramp, sizeof(ramp)));
	show_reset(card, &output);
	image_free(&image);
}

/* Pixels of C8 are indices; what colours they are the ramp says. */
static void test_palette(void)
{
	struct vprime_buffer *buffer;
	struct image image, indices;
	struct crc expected, shown;

	make_ramp();
	igt_assert_eq(vprime_buffer_create(card, WIDTH, HEIGHT, 8, &buffer), 0);
	igt_assert_eq(vprime_buffer_map(buffer, NULL), 0);
	indices.buffer = buffer;
	igt_assert_eq(vprime_fb_of_buffer(buffer, DRM_FORMAT_C8, &indices.fb), 0);
	image = image_new(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888);
	for (uint32_t y = 0; y < HEIGHT; y++) {
		for (uint32_t x = 0; x < WIDTH; x++) {
			uint8_t index = x * 3 + y * 5;

			((uint8_t *)buffer->map)[y * buffer->stride + x] = index;
			pixels(&image, y)[x] = index * 0x010101u;
		}
	}
	expected = painted_crc(through_ramp, &image);
	show_on(card, &output, &mode, &indices);
	igt_assert_eq(drmModeCrtcSetGamma(card->fd, output.crtc->id, 256, ramp[0], ramp[1],
					  ramp[2]), 0);
	shown = crc_once(card, &output);
	assert_equal(&shown, &expected);
	show_reset(card, &output);
	image_free(&image);
	image_free(&indices);
}

static void test_sizes(void)
{
	static struct drm_color_lut lut[2 * LUT_SIZE];
	static const struct {
		const char *property;
		size_t size;
		int err;
	} cases[] = {
		{ "GAMMA_LUT", LUT_SIZE * sizeof(lut[0]), 0 },
		{ "GAMMA_LUT", 256 * sizeof(lut[0]), 0 },
		{ "GAMMA_LUT", 255 * sizeof(lut[0]), -EINVAL },
		{ "GAMMA_LUT", (LUT_SIZE + 1) * sizeof(lut[0]), -EINVAL },
		{ "GAMMA_LUT", (LUT_SIZE - 1) * sizeof(lut[0]), -EINVAL },
		{ "GAMMA_LUT", LUT_SIZE * sizeof(lut[0]) - 1, -EINVAL },
		{ "GAMMA_LUT", sizeof(lut), -EINVAL },
		{ "DEGAMMA_LUT", LUT_SIZE * sizeof(lut[0]), 0 },
		{ "DEGAMMA_LUT", 256 * sizeof(lut[0]), -EINVAL },
		{ "DEGAMMA_LUT", (LUT_SIZE + 1) * sizeof(lut[0]), -EINVAL },
		{ "DEGAMMA_LUT", LUT_SIZE * sizeof(lut[0]) + 1, -EINVAL },
		{ "CTM", 72, 0 },
		{ "CTM", 64, -EINVAL },
		{ "CTM", 80, -EINVAL },
	};
	uint64_t value;

	igt_assert_eq(vprime_property_get(card, output.crtc->id, "GAMMA_LUT_SIZE", &value), 0);
	igt_assert_eq_u64(value, LUT_SIZE);
	igt_assert_eq(vprime_property_get(card, output.crtc->id, "DEGAMMA_LUT_SIZE", &value), 0);
	igt_assert_eq_u64(value, LUT_SIZE);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vprime_commit *commit = show_commit(card);
		uint32_t blob;

		igt_assert_eq(drmModeCreatePropertyBlob(card->fd, lut, cases[i].size, &blob), 0);
		vprime_commit_add(commit, output.crtc->id, cases[i].property, blob);
		igt_assert_eq(vprime_commit_test(commit, 0), cases[i].err);
		vprime_commit_destroy(commit);
		drmModeDestroyPropertyBlob(card->fd, blob);
	}
}

/* Nothing but the background, with alpha that means nothing. */
static void test_background(void)
{
	static const struct {
		uint64_t argb;
		uint32_t rgb;
	} cases[] = {
		{ BLACK, 0x000000 },
		{ 0xffffffffffffffff, 0xffffff },
		{ 0xffff4040a0a01111, 0x40a011 },
		{ 0x00004040a0a01111, 0x40a011 },
		{ 0x8000ffff00000101, 0xff0001 },
	};
	struct image image = image_new(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888);
	struct crc expected, shown;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vprime_commit *commit = show_commit(card);
		uint64_t value;

		pattern_solid(image.buffer, cases[i].rgb);
		show_on(card, &output, &mode, &image);
		expected = crc_once(card, &output);
		vprime_commit_add_plane(commit, output.primary->id, 0, NULL, NULL, NULL);
		vprime_commit_add(commit, output.crtc->id, "BACKGROUND_COLOR", cases[i].argb);
		show_apply(commit, 0);
		shown = crc_once(card, &output);
		assert_equal(&shown, &expected);
		igt_assert_eq(vprime_property_get(card, output.crtc->id, "BACKGROUND_COLOR",
						  &value), 0);
		igt_assert_eq_u64(value, cases[i].argb);
	}
	show_reset(card, &output);
	image_free(&image);
}

/* What lies over the background is blended with it, and the colours go through the tables. */
static void test_background_blended(void)
{
	struct image above = image_pattern(card, 70, 50, DRM_FORMAT_ARGB8888, 5);
	struct image black = image_new(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888), written;
	struct picture *expected = picture_new(WIDTH, HEIGHT);
	struct picture *picture = picture_load(above.buffer, DRM_FORMAT_ARGB8888);
	struct vprime_rect all = { 0, 0, 70, 50 }, at = { -9, 90, 70, 50 };
	struct vprime_commit *commit = show_commit(card);

	for (uint32_t i = 0; i < WIDTH * HEIGHT; i++)
		expected->pixels[i] = (struct colour){ 0x40 / 255.0, 0xa0 / 255.0, 0x11 / 255.0, 1 };
	picture_over(expected, picture, &all, at.x, at.y);
	for (uint32_t i = 0; i < WIDTH * HEIGHT; i++) {
		struct colour *c = &expected->pixels[i];

		*c = (struct colour){ 1 - c->r, 1 - c->g, 1 - c->b, 1 };
	}

	pattern_solid(black.buffer, 0);
	show_on(card, &output, &mode, &black);
	set_curve("GAMMA_LUT", inverse, inverse, inverse);
	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, above.fb, NULL, &at);
	vprime_commit_add(commit, output.crtc->id, "BACKGROUND_COLOR", 0xffff4040a0a01111);
	show_apply(commit, 0);
	written = show_capture(card, &output, &mode, DRM_FORMAT_XRGB8888);
	picture_assert(expected, written.buffer, DRM_FORMAT_XRGB8888, 1);
	show_reset(card, &output);
	picture_free(expected);
	picture_free(picture);
	image_free(&above);
	image_free(&black);
	image_free(&written);
}

/* An update that goes past the commits keeps tables, matrix and background. */
static void test_cursor_moves(void)
{
	struct image image = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 6);
	struct image cursor = image_new(card, 32, 32, DRM_FORMAT_ARGB8888);
	struct crc expected, shown;
	struct vprime_commit *commit;

	/* nothing of it can be seen */
	pattern_solid(cursor.buffer, 0);
	expected = painted_crc(inverted, &image);
	show_on(card, &output, &mode, &image);
	set_curve("GAMMA_LUT", inverse, inverse, inverse);
	commit = show_commit(card);
	vprime_commit_add_plane(commit, output.cursor->id, output.crtc->id, cursor.fb, NULL, NULL);
	show_apply(commit, 0);
	for (int i = 0; i < 8; i++)
		igt_assert_eq(drmModeMoveCursor(card->fd, output.crtc->id, i * 10, i * 7), 0);
	/* the blob is nobody's but the CRTC's */
	shown = crc_once(card, &output);
	assert_equal(&shown, &expected);
	show_reset(card, &output);
	image_free(&image);
	image_free(&cursor);
}

static void set_bpc(uint64_t bpc)
{
	struct vprime_commit *commit = show_commit(card);

	vprime_commit_add(commit, output.connector->id, "max bpc", bpc);
	/* a property of the monitor, and yet no modeset */
	show_apply(commit, 0);
}

/* One step of 10, 12 or 16 bits shows on links of that depth and deeper, and on no other. */
static void test_depth(void)
{
	static const uint64_t bpcs[] = { 8, 9, 10, 11, 12, 13, 15, 16 };
	struct vprime_buffer *buffers[4];
	struct image images[4];
	struct crc crcs[4];

	for (int i = 0; i < 4; i++) {
		/* 0x8080 and a step more of 16, 12 and 10 bits */
		static const unsigned int green[] = { 0x8080, 0x8081, 0x8090, 0x80c0 };

		igt_assert_eq(vprime_buffer_create(card, WIDTH, HEIGHT, 64, &buffers[i]), 0);
		igt_assert_eq(vprime_buffer_map(buffers[i], NULL), 0);
		for (uint32_t j = 0; j < buffers[i]->size / 8; j++)
			((uint64_t *)buffers[i]->map)[j] = (uint64_t)green[i] << 16;
		images[i].buffer = buffers[i];
		igt_assert_eq(vprime_fb_of_buffer(buffers[i], DRM_FORMAT_XRGB16161616,
						  &images[i].fb), 0);
	}
	for (size_t b = 0; b < sizeof(bpcs) / sizeof(bpcs[0]); b++) {
		for (int i = 0; i < 4; i++) {
			show_on(card, &output, &mode, &images[i]);
			set_bpc(bpcs[b]);
			crcs[i] = crc_once(card, &output);
		}
		igt_assert_eq(crc_equal(&crcs[0], &crcs[1]), bpcs[b] < 16);
		igt_assert_eq(crc_equal(&crcs[0], &crcs[2]), bpcs[b] < 12);
		igt_assert_eq(crc_equal(&crcs[0], &crcs[3]), bpcs[b] < 10);
	}
	show_reset(card, &output);
	for (int i = 0; i < 4; i++)
		image_free(&images[i]);
}

/* The same picture of 10 bits, in 10 bits and in 16, on a link of 10. */
static void test_depth_equal(void)
{
	struct image ten = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB2101010, 7);
	struct vprime_buffer *buffer;
	struct image sixteen;
	struct crc crcs[2];

	igt_assert_eq(vprime_buffer_create(card, WIDTH, HEIGHT, 64, &buffer), 0);
	igt_assert_eq(vprime_buffer_map(buffer, NULL), 0);
	sixteen.buffer = buffer;
	igt_assert_eq(vprime_fb_of_buffer(buffer, DRM_FORMAT_XRGB16161616, &sixteen.fb), 0);
	for (uint32_t y = 0; y < HEIGHT; y++) {
		for (uint32_t x = 0; x < WIDTH; x++) {
			uint32_t p = pixels(&ten, y)[x];
			uint64_t v = 0;

			for (int i = 0; i < 3; i++)
				v |= (uint64_t)unit16((p >> 10 * i & 1023) / 1023.0) << 16 * i;
			memcpy((char *)buffer->map + y * buffer->stride + x * 8, &v, 8);
		}
	}
	show_on(card, &output, &mode, &ten);
	set_bpc(10);
	crcs[0] = crc_once(card, &output);
	show_on(card, &output, &mode, &sixteen);
	set_bpc(10);
	crcs[1] = crc_once(card, &output);
	assert_equal(&crcs[0], &crcs[1]);
	show_reset(card, &output);
	image_free(&ten);
	image_free(&sixteen);
}

igt_main
{
	igt_fixture {
		card = card_open();
		output = card_output(card);
		mode = mode_make(WIDTH, HEIGHT, 60);
	}

	igt_describe("A table inverts the picture.");
	igt_subtest("gamma")
		test_table("GAMMA_LUT");

	igt_describe("The other table does so, too.");
	igt_subtest("degamma")
		test_table("DEGAMMA_LUT");

	igt_describe("Matrices that move channels.");
	igt_subtest("matrix")
		test_matrix();

	igt_describe("Tables and matrix in their order.");
	igt_subtest("pipeline-XRGB8888")
		test_pipeline(DRM_FORMAT_XRGB8888);

	igt_describe("The same for a picture of 10 bits.");
	igt_subtest("pipeline-XRGB2101010")
		test_pipeline(DRM_FORMAT_XRGB2101010);

	igt_describe("The ramp of 256 entries, set and read back.");
	igt_subtest("legacy-ramp")
		test_legacy_ramp();

	igt_describe("Colours of an indexed format.");
	igt_subtest("palette")
		test_palette();

	igt_describe("Tables and matrices of other sizes are refused.");
	igt_subtest("sizes")
		test_sizes();

	igt_describe("What is where no plane is.");
	igt_subtest("background")
		test_background();

	igt_describe("Planes are blended with it, and then come the tables.");
	igt_subtest("background-blended")
		test_background_blended();

	igt_describe("A cursor that moves changes nothing of this.");
	igt_subtest("cursor-moves")
		test_cursor_moves();

	igt_describe("Steps of a depth show on links of this depth.");
	igt_subtest("depth")
		test_depth();

	igt_describe("The depth of the buffer does not matter to the link.");
	igt_subtest("depth-equal")
		test_depth_equal();

	igt_fixture {
		show_reset(card, &output);
		vprime_close(card);
	}
}
