// SPDX-License-Identifier: MIT
/* The stages of a plane's colour pipeline, against the same in floating point. */

#include <math.h>

#include "pipeline.h"
#include "random.h"
#include "scenes.h"
#include "suite.h"

static struct vprime_curve curves[VPRIME_CURVES];

static int make_curves(void **state)
{
	u32 i;

	for (i = 0; i < VPRIME_CURVES; i++)
		vprime_curve_init(&curves[i], i);
	return 0;
}

/* As the standards write them. */
static double curve(enum vprime_curve_type type, double x)
{
	const double alpha = 1.09929682680944, beta = 0.018053968510807;
	const double m1 = 2610 / 16384.0, m2 = 2523 / 4096.0 * 128;
	const double c1 = 3424 / 4096.0, c2 = 2413 / 4096.0 * 32, c3 = 2392 / 4096.0 * 32;
	double n;

	x = fmax(x, 0);
	switch (type) {
	case VPRIME_CURVE_SRGB_EOTF:
		return x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4);
	case VPRIME_CURVE_SRGB_INV_EOTF:
		return x <= 0.0031308 ? x * 12.92 : 1.055 * pow(x, 1 / 2.4) - 0.055;
	case VPRIME_CURVE_PQ_125_EOTF:
		n = pow(fmin(x, 1), 1 / m2);
		return 125 * pow(fmax(n - c1, 0) / (c2 - c3 * n), 1 / m1);
	case VPRIME_CURVE_PQ_125_INV_EOTF:
		n = pow(x / 125, m1);
		return pow((c1 + c2 * n) / (1 + c3 * n), m2);
	case VPRIME_CURVE_BT2020_INV_OETF:
		return x < 4.5 * beta ? x / 4.5 : pow((x + alpha - 1) / alpha, 1 / 0.45);
	case VPRIME_CURVE_BT2020_OETF:
		return x < beta ? 4.5 * x : alpha * pow(x, 0.45) - (alpha - 1);
	case VPRIME_CURVE_GAMMA22:
		return pow(x, 2.2);
	default:
		return pow(x, 1 / 2.2);
	}
}

static double unit(double x)
{
	return fmin(fmax(x, 0), 1);
}

struct rgb {
	double c[3];
};

static double entry(const struct vprime_stage *s, u32 i, u32 channel)
{
	const u32 *e = &s->lut[i].red;

	return e[channel] / 4294967295.0;
}

static double lut(const struct vprime_stage *s, double x, u32 channel)
{
	double p = unit(x) * (s->size - 1);
	u32 i = fmin(floor(p), s->size < 2 ? 0 : s->size - 2);

	if (s->size < 2)
		return entry(s, 0, channel);
	return entry(s, i, channel) * (1 - (p - i)) + entry(s, i + 1, channel) * (p - i);
}

/* By the definition: on the edges from corner to corner, the largest rest first. */
static double cube(const struct vprime_stage *s, const struct rgb *in, u32 channel)
{
	u32 steps[3] = { 1, s->size, s->size * s->size }, corner = 0, i, done = 0;
	double rest[3], value, last;

	for (i = 0; i < 3; i++) {
		double p = unit(in->c[i]) * (s->size - 1), whole = fmin(floor(p), s->size - 2.0);

		rest[i] = p - whole;
		corner += whole * steps[i];
	}
	last = entry(s, corner, channel);
	value = last;
	while (done != 7) {
		u32 largest = 3;

		for (i = 0; i < 3; i++) {
			if (!(done & 1u << i) && (largest == 3 || rest[i] > rest[largest]))
				largest = i;
		}
		done |= 1u << largest;
		corner += steps[largest];
		value += rest[largest] * (entry(s, corner, channel) - last);
		last = entry(s, corner, channel);
	}
	return value;
}

static struct rgb stage(const struct vprime_stage *s, struct rgb in)
{
	struct rgb out;
	u32 i, j;

	for (i = 0; i < 3; i++) {
		switch (s->type) {
		case VPRIME_STAGE_CURVE:
			out.c[i] = curve(s->curve - curves, in.c[i]);
			break;
		case VPRIME_STAGE_LUT:
			out.c[i] = lut(s, in.c[i], i);
			break;
		case VPRIME_STAGE_CTM:
			out.c[i] = s->ctm[4 * i + 3] / 4294967296.0;
			for (j = 0; j < 3; j++)
				out.c[i] += s->ctm[4 * i + j] / 4294967296.0 * in.c[j];
			break;
		case VPRIME_STAGE_MULTIPLIER:
			out.c[i] = s->multiplier / 4294967296.0 * in.c[i];
			break;
		case VPRIME_STAGE_LUT3D:
			out.c[i] = cube(s, &in, i);
			break;
		}
		out.c[i] = fmin(fmax(out.c[i], -128), 128);
	}
	return out;
}

static void check_pixels(const struct vprime_pipeline *p, const u64 *pixels, u32 n,
			 double tolerance)
{
	struct vprime_wide wide[256];
	u64 row[256];
	u32 i, j, k;

	memcpy(row, pixels, n * sizeof(*row));
	vprime_pipeline_row(p, row, wide, n);
	for (i = 0; i < n; i++) {
		struct rgb c = { { (pixels[i] >> 32 & 0xffff) / 65535.0,
				   (pixels[i] >> 16 & 0xffff) / 65535.0,
				   (pixels[i] & 0xffff) / 65535.0 } };

		for (j = 0; j < p->n_stages; j++)
			c = stage(&p->stages[j], c);
		assert_int_equal(row[i] >> 48, pixels[i] >> 48);
		for (k = 0; k < 3; k++) {
			double is = row[i] >> (32 - 16 * k) & 0xffff;
			double should = unit(c.c[k]) * 65535;

			if (fabs(is - should) > tolerance)
				fail_msg("channel %u of %#llx is %.0f should be %.3f", k,
					 (unsigned long long)pixels[i], is, should);
		}
	}
}

/* Greys of all 16-bit values, and @n random pixels. */
static void check(const struct vprime_stage *stages, u32 n_stages, double tolerance)
{
	struct vprime_pipeline p = { .n_stages = n_stages, .stages = stages };
	struct random r = random_start(n_stages);
	u64 pixels[256];
	u32 i, j;

	for (i = 0; i < 512; i++) {
		for (j = 0; j < 256; j++)
			pixels[j] = i < 256 ? (i * 256 + j) * 0x0001000100010001ull :
					      random_bits(&r);
		check_pixels(&p, pixels, 256, tolerance);
	}
}

static void test_nothing(void **state)
{
	check(NULL, 0, 0);
}

static void test_curves(void **state)
{
	u32 i;

	for (i = 0; i < VPRIME_CURVES; i++) {
		struct vprime_stage s = { .type = VPRIME_STAGE_CURVE, .curve = &curves[i] };

		/* up to 125 the points of PQ are further from each other */
		check(&s, 1, i == VPRIME_CURVE_PQ_125_EOTF ? 1.5 : 0.75);
	}
}

/* A curve and its inverse, and what is above 1 between them. */
static void test_there_and_back(void **state)
{
	u32 i;

	for (i = 0; i < VPRIME_CURVES; i += 2) {
		struct vprime_stage s[2] = {
			{ .type = VPRIME_STAGE_CURVE, .curve = &curves[i] },
			{ .type = VPRIME_STAGE_CURVE, .curve = &curves[i + 1] },
		};
		struct vprime_pipeline p = { .n_stages = 2, .stages = s };
		struct vprime_wide wide[1];
		u32 v;

		/* 10-bit values return to what they were */
		for (v = 0; v < 1024; v++) {
			u64 x = (v * 65535 + 511) / 1023, row = x << 32 | x << 16 | x;

			vprime_pipeline_row(&p, &row, wide, 1);
			assert_int_equal(((row & 0xffff) * 1023 + 32767) / 65535, v);
		}
	}
}

static s64 fixed(double x)
{
	return llrint(x * 4294967296.0);
}

static void test_matrices(void **state)
{
	struct random r = random_start(7);
	struct vprime_stage s[3];
	s64 ctm[3][12];
	u32 i, j, k;

	for (i = 0; i < 40; i++) {
		for (j = 0; j < 3; j++) {
			s[j] = (struct vprime_stage) { .type = VPRIME_STAGE_CTM, .ctm = ctm[j] };
			for (k = 0; k < 12; k++)
				ctm[j][k] = fixed((random_range(&r, 0, 4000) - 2000.0) / 1000);
		}
		check(s, 1, 0.75);
		/* what is outside 0..1 between stages is not lost */
		check(s, 3, 0.75);
	}
}

static void test_multipliers(void **state)
{
	static const double factors[][2] = {
		{ 1, 1 }, { 125, 1 / 125.0 }, { 0.5, 1.5 }, { -1, -1 }, { 0, 3 }, { 127, 0.01 },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(factors); i++) {
		struct vprime_stage s[2] = {
			{ .type = VPRIME_STAGE_MULTIPLIER, .multiplier = fixed(factors[i][0]) },
			{ .type = VPRIME_STAGE_MULTIPLIER, .multiplier = fixed(factors[i][1]) },
		};

		check(s, 2, 0.75);
	}
}

static void test_tables(void **state)
{
	static const u32 sizes[] = { 1, 2, 3, 17, 256, 1024, 4096 };
	struct random r = random_start(8);
	struct vprime_lut32_entry *entries = calloc(4096, sizeof(*entries));
	u32 i, j;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct vprime_stage s[2] = {
			{ .type = VPRIME_STAGE_MULTIPLIER, .multiplier = fixed(1.25) },
			{ .type = VPRIME_STAGE_LUT, .lut = entries, .size = sizes[i] },
		};

		/* steep tables multiply what rounding did before them */
		for (j = 0; j < sizes[i]; j++) {
			entries[j].red = sizes[i] < 100 ? random_bits(&r) :
					 0xffffffff / sizes[i] * j;
			entries[j].green = 0xffffffff - entries[j].red;
			entries[j].blue = 0xffffffff * pow(j / (double)sizes[i], 1.5);
		}
		check(s + 1, 1, 0.75);
		check(s, 2, 0.75);
	}
	free(entries);
}

static void test_cubes(void **state)
{
	static const u32 sizes[] = { 2, 3, 9, 17, 33 };
	struct random r = random_start(9);
	struct vprime_lut32_entry *entries = calloc(33 * 33 * 33, sizeof(*entries));
	u32 i, j;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		u32 n = sizes[i] * sizes[i] * sizes[i], step = 0xffffffff / (sizes[i] - 1);
		struct vprime_stage s = {
			.type = VPRIME_STAGE_LUT3D, .lut = entries, .size = sizes[i],
		};

		for (j = 0; j < n; j++) {
			entries[j].red = step * (j % sizes[i]);
			entries[j].green = step * (j / sizes[i] % sizes[i]);
			entries[j].blue = step * (j / sizes[i] / sizes[i]);
		}
		check(&s, 1, 1);
		for (j = 0; j < n; j++) {
			entries[j].red = random_bits(&r);
			entries[j].green = random_bits(&r);
			entries[j].blue = random_bits(&r);
		}
		check(&s, 1, 0.75);
	}
	free(entries);
}

/* In a scene: before blending, and of the layer that it belongs to alone. */
static void test_in_a_scene(void **state)
{
	static const s64 swap[12] = { 0, 0, 1ll << 32, 0, 0, 1ll << 32, 0, 0, 1ll << 32, 0, 0, 0 };
	const struct vprime_stage s = { .type = VPRIME_STAGE_CTM, .ctm = swap };
	const struct vprime_pipeline p = { .n_stages = 1, .stages = &s };
	static const u32 rotations[] = { 1, 2, 4, 8 };
	struct random r = random_start(10);
	u32 i, j;

	for (i = 0; i < ARRAY_SIZE(rotations); i++) {
		struct test_scene a, b;

		/* red and blue changed places in one, by the format in the other */
		scene_init(&a, 40, 40);
		scene_init(&b, 40, 40);
		scene_add_colour(&a, DRM_FORMAT_XRGB8888, (struct rect) { 0, 0, 40, 40 }, 0x123456);
		scene_add_colour(&b, DRM_FORMAT_XRGB8888, (struct rect) { 0, 0, 40, 40 }, 0x123456);
		scene_add(&a, DRM_FORMAT_ARGB8888, (struct rect) { 3, 5, 30, 30 },
			  (struct placement) { 0 });
		picture_fill_random(scene_top(&a), &r, true);
		scene_add(&b, DRM_FORMAT_ABGR8888, (struct rect) { 3, 5, 30, 30 },
			  (struct placement) { 0 });
		for (j = 0; j < 900; j++)
			picture_set(scene_top(&b), j % 30, j / 30,
				    picture_get(scene_top(&a), j % 30, j / 30));
		a.layers[1].pipeline = &p;
		a.layers[1].rotation = rotations[i];
		b.layers[1].rotation = rotations[i];
		assert_int_equal(scene_crc(&a), scene_crc(&b));
		a.layers[1].pipeline = NULL;
		assert_int_not_equal(scene_crc(&a), scene_crc(&b));
		scene_fini(&a);
		scene_fini(&b);
	}
}

int run_pipeline_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_curves),
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_matrices),
		cmocka_unit_test(test_multipliers),
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_cubes),
		cmocka_unit_test(test_in_a_scene),
	};

	return cmocka_run_group_tests_name("pipeline", tests, make_curves, NULL);
}
