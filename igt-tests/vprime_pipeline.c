// SPDX-License-Identifier: MIT
/* Colour pipelines of planes, where the kernel has them, against colours worked out here. */

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

IGT_TEST_DESCRIPTION("Colour pipelines of planes, against colours worked out here.");

#define WIDTH 96
#define HEIGHT 64
#define OPERATIONS 8
#define TABLE 4096
#define CUBE 17

/* Not in all versions of the headers. */
#define CAP_PLANE_COLOR_PIPELINE 7
struct lut32 {
	uint32_t red, green, blue, reserved;
};

static struct vprime_card *card;
static struct vprime_output output;
static drmModeModeInfo mode;
static uint32_t plane, operations[OPERATIONS];

static const char *const types[OPERATIONS] = {
	"1D Curve", "Multiplier", "3x4 Matrix", "3x4 Matrix", "1D LUT", "3D LUT", "1D Curve",
	"1D LUT",
};

static uint64_t get(uint32_t object, const char *name)
{
	uint64_t value = 0;

	igt_assert_eq(vprime_property_get(card, object, name, &value), 0);
	return value;
}

static uint64_t enum_value(uint32_t object, const char *name, const char *entry)
{
	uint64_t value = 0;

	igt_assert_f(!vprime_property_enum(card, object, name, entry, &value), "no %s\n", entry);
	return value;
}

static void find_operations(void)
{
	uint32_t operation = enum_value(plane, "COLOR_PIPELINE", "Pipeline");

	for (int i = 0; i < OPERATIONS; i++) {
		igt_assert_neq_u32(operation, 0);
		operations[i] = operation;
		igt_assert_eq_u64(get(operation, "TYPE"), enum_value(operation, "TYPE", types[i]));
		operation = get(operation, "NEXT");
	}
	igt_assert_eq_u32(operation, 0);
}

/* Everything bypassed and the pipeline off, as at first. */
static void reset(void)
{
	struct vprime_commit *commit = show_commit(card);

	for (int i = 0; i < OPERATIONS; i++)
		vprime_commit_add(commit, operations[i], "BYPASS", 1);
	vprime_commit_add(commit, plane, "COLOR_PIPELINE", 0);
	show_apply(commit, 0);
}

static struct vprime_commit *begin(void)
{
	struct vprime_commit *commit = show_commit(card);

	vprime_commit_add(commit, plane, "COLOR_PIPELINE", operations[0]);
	return commit;
}

static void add_blob(struct vprime_commit *commit, int i, const void *data, size_t size)
{
	uint32_t blob;

	igt_assert_eq(drmModeCreatePropertyBlob(card->fd, data, size, &blob), 0);
	vprime_commit_add(commit, operations[i], "DATA", blob);
	vprime_commit_add(commit, operations[i], "BYPASS", 0);
}

static void add_curve(struct vprime_commit *commit, int i, const char *name)
{
	vprime_commit_add(commit, operations[i], "CURVE_1D_TYPE",
			  enum_value(operations[i], "CURVE_1D_TYPE", name));
	vprime_commit_add(commit, operations[i], "BYPASS", 0);
}

static uint64_t fixed(double v)
{
	return (uint64_t)(fabs(v) * 4294967296.0) | (v < 0 ? 1ull << 63 : 0);
}

static void add_multiplier(struct vprime_commit *commit, double factor)
{
	vprime_commit_add(commit, operations[1], "MULTIPLIER", fixed(factor));
	vprime_commit_add(commit, operations[1], "BYPASS", 0);
}

static void add_matrix(struct vprime_commit *commit, int i, const double matrix[12])
{
	uint64_t data[12];

	for (int j = 0; j < 12; j++)
		data[j] = fixed(matrix[j]);
	add_blob(commit, i, data, sizeof(data));
}

static uint32_t unit32(double v)
{
	return floor(fmin(1, fmax(0, v)) * 4294967295.0 + 0.5);
}

static void add_table(struct vprime_commit *commit, int i, double (*curve)(double))
{
	static struct lut32 lut[TABLE];

	for (int j = 0; j < TABLE; j++)
		lut[j].red = lut[j].green = lut[j].blue = unit32(curve(j / (TABLE - 1.0)));
	add_blob(commit, i, lut, sizeof(lut));
}

/* What each subtest does to a colour; channels red, green, blue. */
typedef void (*change_fn)(double c[3]);

static double srgb(double v)
{
	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

static double srgb_inverse(double v)
{
	return v <= 0.0031308 ? v * 12.92 : 1.055 * pow(v, 1 / 2.4) - 0.055;
}

static double pq(double v)
{
	const double m1 = 2610 / 16384.0, m2 = 2523 / 32.0, c1 = 3424 / 4096.0;
	const double c2 = 2413 / 128.0, c3 = 2392 / 128.0;
	double p = pow(v, 1 / m2);

	return pow(fmax(p - c1, 0) / (c2 - c3 * p), 1 / m1);
}

static double gamma22(double v)
{
	return pow(v, 2.2);
}

static double gamma22_inverse(double v)
{
	return pow(v, 1 / 2.2);
}

static double wave(double v)
{
	return 0.5 + 0.5 * cos(v * 7);
}

static void each(double c[3], double (*curve)(double))
{
	for (int i = 0; i < 3; i++)
		c[i] = curve(fmin(1, fmax(0, c[i])));
}

static void change_srgb(double c[3])
{
	each(c, srgb);
}

static void change_srgb_inverse(double c[3])
{
	each(c, srgb_inverse);
}

static void change_gamma22(double c[3])
{
	each(c, gamma22);
}

static void change_gamma22_inverse(double c[3])
{
	each(c, gamma22_inverse);
}

static void change_pq(double c[3])
{
	each(c, pq);
}

static void change_half(double c[3])
{
	for (int i = 0; i < 3; i++)
		c[i] *= 0.5;
}

static void change_bright(double c[3])
{
	for (int i = 0; i < 3; i++)
		c[i] *= 1.75;
}

static const double warm[12] = { 0.5, 0.25, -0.125, 0.2, 0, 0.75, 0.5, -0.1, 1.5, -0.5, 0, 0 };
static const double inverse[12] = { -1, 0, 0, 1, 0, -1, 0, 1, 0, 0, -1, 1 };

static void multiply(double c[3], const double matrix[12])
{
	double in[3] = { c[0], c[1], c[2] };

	for (int i = 0; i < 3; i++)
		c[i] = matrix[4 * i] * in[0] + matrix[4 * i + 1] * in[1] +
		       matrix[4 * i + 2] * in[2] + matrix[4 * i + 3];
}

static void change_matrix(double c[3])
{
	multiply(c, warm);
}

static void change_matrices(double c[3])
{
	multiply(c, warm);
	multiply(c, inverse);
}

static void change_table(double c[3])
{
	each(c, wave);
}

/* A plane through the cube, which interpolation keeps as it is. */
static void change_cube(double c[3])
{
	double in[3] = { fmin(1, fmax(0, c[0])), fmin(1, fmax(0, c[1])), fmin(1, fmax(0, c[2])) };

	c[0] = 1 - in[2];
	c[1] = 0.5 * in[0] + 0.5 * in[1];
	c[2] = in[1];
}

static void add_cube(struct vprime_commit *commit)
{
	static struct lut32 cube[CUBE * CUBE * CUBE];

	for (int i = 0; i < CUBE * CUBE * CUBE; i++) {
		double c[3] = { i % CUBE / 16.0, i / CUBE % CUBE / 16.0, i / CUBE / CUBE / 16.0 };

		change_cube(c);
		cube[i] = (struct lut32){ unit32(c[0]), unit32(c[1]), unit32(c[2]), 0 };
	}
	add_blob(commit, 5, cube, sizeof(cube));
}

/* From the signal to light, dimmed, mixed, and back. */
static void change_all(double c[3])
{
	each(c, srgb);
	change_half(c);
	multiply(c, warm);
	each(c, wave);
	change_cube(c);
	each(c, srgb_inverse);
	each(c, wave);
}

static void set_srgb(struct vprime_commit *commit)
{
	add_curve(commit, 0, "sRGB EOTF");
}

static void set_srgb_inverse(struct vprime_commit *commit)
{
	add_curve(commit, 6, "sRGB Inverse EOTF");
}

static void set_gamma22(struct vprime_commit *commit)
{
	add_curve(commit, 6, "Gamma 2.2");
}

static void set_gamma22_inverse(struct vprime_commit *commit)
{
	add_curve(commit, 0, "Gamma 2.2 Inverse");
}

static void set_pq(struct vprime_commit *commit)
{
	add_curve(commit, 0, "PQ 125 EOTF");
	add_multiplier(commit, 1 / 125.0);
}

static void set_half(struct vprime_commit *commit)
{
	add_multiplier(commit, 0.5);
}

static void set_bright(struct vprime_commit *commit)
{
	add_multiplier(commit, 1.75);
}

static void set_matrix(struct vprime_commit *commit)
{
	add_matrix(commit, 3, warm);
}

static void set_matrices(struct vprime_commit *commit)
{
	add_matrix(commit, 2, warm);
	add_matrix(commit, 3, inverse);
}

static void set_table(struct vprime_commit *commit)
{
	add_table(commit, 4, wave);
}

static void set_cube(struct vprime_commit *commit)
{
	add_cube(commit);
}

static void set_all(struct vprime_commit *commit)
{
	add_curve(commit, 0, "sRGB EOTF");
	add_multiplier(commit, 0.5);
	add_matrix(commit, 2, warm);
	add_table(commit, 4, wave);
	add_cube(commit);
	add_curve(commit, 6, "sRGB Inverse EOTF");
	add_table(commit, 7, wave);
}

static const struct {
	const char *name;
	void (*set)(struct vprime_commit *commit);
	change_fn change;
} cases[] = {
	{ "all-bypassed", NULL, NULL },
	{ "srgb", set_srgb, change_srgb },
	{ "srgb-inverse", set_srgb_inverse, change_srgb_inverse },
	{ "gamma22", set_gamma22, change_gamma22 },
	{ "gamma22-inverse", set_gamma22_inverse, change_gamma22_inverse },
	{ "pq", set_pq, change_pq },
	{ "multiplier-half", set_half, change_half },
	{ "multiplier-bright", set_bright, change_bright },
	{ "matrix", set_matrix, change_matrix },
	{ "two-matrices", set_matrices, change_matrices },
	{ "table", set_table, change_table },
	{ "cube", set_cube, change_cube },
	{ "all", set_all, change_all },
};

static void change_picture(struct picture *picture, change_fn change)
{
	for (uint32_t i = 0; i < picture->width * picture->height; i++) {
		struct colour *p = &picture->pixels[i];
		double c[3] = { p->r, p->g, p->b };

		change(c);
		p->r = fmin(1, fmax(0, c[0]));
		p->g = fmin(1, fmax(0, c[1]));
		p->b = fmin(1, fmax(0, c[2]));
	}
}

/* On an overlay; the primary plane keeps its colours. */
static void test_change(void (*set)(struct vprime_commit *commit), change_fn change)
{
	struct image below = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1);
	struct image above = image_pattern(card, 64, 40, DRM_FORMAT_XRGB8888, 2), written;
	struct picture *expected = picture_load(below.buffer, DRM_FORMAT_XRGB8888);
	struct picture *picture = picture_load(above.buffer, DRM_FORMAT_XRGB8888);
	struct vprime_rect all = { 0, 0, 64, 40 }, at = { 20, 10, 64, 40 };
	struct vprime_commit *commit;
	struct crc before, after;

	if (change)
		change_picture(picture, change);
	picture_over(expected, picture, &all, at.x, at.y);

	reset();
	show_on(card, &output, &mode, &below);
	commit = show_commit(card);
	vprime_commit_add_plane(commit, plane, output.crtc->id, above.fb, NULL, &at);
	show_apply(commit, 0);
	before = crc_once(card, &output);

	commit = begin();
	if (set)
		set(commit);
	show_apply(commit, 0);
	written = show_capture(card, &output, &mode, DRM_FORMAT_XRGB8888);
	picture_assert(expected, written.buffer, DRM_FORMAT_XRGB8888, 1);

	reset();
	after = crc_once(card, &output);
	igt_assert(crc_equal(&before, &after));
	show_reset(card, &output);
	image_free(&below);
	image_free(&above);
	image_free(&written);
	picture_free(expected);
	picture_free(picture);
}

static void test_refused(void)
{
	static const struct {
		int operation;
		size_t size;
	} wrong[] = {
		{ 2, 72 }, { 2, 104 }, { 4, (TABLE - 1) * 16 }, { 4, (TABLE + 1) * 16 },
		{ 5, CUBE * CUBE * 16 }, { 7, 16 },
	};
	static char data[(TABLE + 1) * 16];

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct vprime_commit *commit = begin();

		add_blob(commit, wrong[i].operation, data, wrong[i].size);
		igt_assert_eq(vprime_commit_test(commit, 0), -EINVAL);
		vprime_commit_destroy(commit);
	}
}

igt_main
{
	igt_fixture {
		card = card_open();
		igt_require_f(!drmSetClientCap(card->fd, CAP_PLANE_COLOR_PIPELINE, 1),
			      "the kernel has no colour pipelines\n");
		/* what was read before does not know them */
		igt_assert_eq(vprime_refresh(card), 0);
		output = card_output(card);
		mode = mode_make(WIDTH, HEIGHT, 60);
		plane = output.overlay->id;
		find_operations();
	}

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		igt_describe("Operations of the pipeline, some or all, and back to none.");
		igt_subtest(cases[i].name)
			test_change(cases[i].set, cases[i].change);
	}

	igt_describe("Data of other sizes.");
	igt_subtest("refused")
		test_refused();

	igt_fixture {
		reset();
		show_reset(card, &output);
		vprime_close(card);
	}
}
