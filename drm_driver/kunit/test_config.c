// SPDX-License-Identifier: GPL-2.0-only
/* Which descriptions of cards are taken. */

#include <kunit/test.h>

#include <drm/drm_fourcc.h>
#include <drm/drm_mode.h>

#include "compat/compat.h"
#include "vprime_config.h"

static void nothing(struct vprime_config *config)
{
}

static void without_planes(struct vprime_config *config)
{
	config->n_planes = 0;
}

static void without_connectors(struct vprime_config *config)
{
	config->n_connectors = 0;
}

static void plane_without_crtc(struct vprime_config *config)
{
	config->planes[1].possible_crtcs = 0;
}

static void plane_of_no_crtc(struct vprime_config *config)
{
	config->planes[1].possible_crtcs = BIT(config->n_crtcs);
}

static void overlay_of_all_crtcs(struct vprime_config *config)
{
	config->planes[1].possible_crtcs = BIT(config->n_crtcs) - 1;
}

static void primary_of_all_crtcs(struct vprime_config *config)
{
	config->planes[0].possible_crtcs = BIT(config->n_crtcs) - 1;
}

static void two_primaries(struct vprime_config *config)
{
	config->planes[1].type = DRM_PLANE_TYPE_PRIMARY;
}

static void two_cursors(struct vprime_config *config)
{
	config->planes[1].type = DRM_PLANE_TYPE_CURSOR;
}

static void no_formats(struct vprime_config *config)
{
	config->planes[0].formats.count = 0;
}

static void too_many_formats(struct vprime_config *config)
{
	config->planes[0].formats.count = VPRIME_FORMATS_MAX + 1;
}

static void format_twice(struct vprime_config *config)
{
	struct vprime_formats *formats = &config->planes[0].formats;

	formats->list[formats->count - 1] = formats->list[0];
}

static void format_unknown(struct vprime_config *config)
{
	config->planes[0].formats.list[0] = DRM_FORMAT_YUV420_8BIT;
}

static void only_turned(struct vprime_config *config)
{
	config->planes[0].rotations = DRM_MODE_ROTATE_90;
}

static void some_zpos(struct vprime_config *config)
{
	config->planes[0].zpos.kind = VPRIME_ZPOS_NONE;
}

static void zpos_outside(struct vprime_config *config)
{
	config->planes[1].zpos = (struct vprime_zpos) { VPRIME_ZPOS_RANGE, 2, 5, 6 };
}

static void zpos_inside(struct vprime_config *config)
{
	config->planes[1].zpos = (struct vprime_zpos) { VPRIME_ZPOS_RANGE, 2, 5, 5 };
}

static void gamma_of_one(struct vprime_config *config)
{
	config->crtcs[0].gamma_size = 1;
}

static void no_gamma(struct vprime_config *config)
{
	config->crtcs[0].gamma_size = 0;
	config->crtcs[0].degamma_size = 0;
}

static void nine_bits(struct vprime_config *config)
{
	config->crtcs[0].max_bpc = 9;
}

static void too_much_writeback(struct vprime_config *config)
{
	config->crtcs[0].writeback = VPRIME_WRITEBACKS_MAX + 1;
}

static void crtc_without_encoder(struct vprime_config *config)
{
	config->encoders[0].possible_crtcs = BIT(1);
}

static void jitter(struct vprime_config *config)
{
	config->jitter_us = VPRIME_JITTER_MAX + 1;
}

/* Cards of two outputs, each with one overlay, and something else. */
static const struct {
	const char *name;
	void (*change)(struct vprime_config *config);
	bool valid;
} changes[] = {
	{ "nothing else", nothing, true },
	{ "no planes", without_planes, false },
	{ "no connectors", without_connectors, false },
	{ "plane without CRTC", plane_without_crtc, false },
	{ "plane of a CRTC that is not there", plane_of_no_crtc, false },
	{ "overlay of all CRTCs", overlay_of_all_crtcs, true },
	{ "primary plane of all CRTCs", primary_of_all_crtcs, false },
	{ "two primary planes", two_primaries, false },
	{ "two cursors", two_cursors, false },
	{ "no formats", no_formats, false },
	{ "65 formats", too_many_formats, false },
	{ "format named twice", format_twice, false },
	{ "format that is not composed", format_unknown, false },
	{ "rotations without rotate-0", only_turned, false },
	{ "zpos of some planes", some_zpos, false },
	{ "zpos outside of its range", zpos_outside, false },
	{ "zpos at the end of its range", zpos_inside, true },
	{ "gamma table of one entry", gamma_of_one, false },
	{ "no tables", no_gamma, true },
	{ "nine bits per channel", nine_bits, false },
	{ "too much writeback", too_much_writeback, false },
	{ "CRTC without encoder", crtc_without_encoder, false },
	{ "jitter of more than a second", jitter, false },
};

KUNIT_ARRAY_PARAM_DESC(change, changes, name);

static void test_valid(struct kunit *test)
{
	const typeof(changes[0]) *change = test->param_value;
	struct vprime_config *config = vprime_config_create("kunit");

	KUNIT_ASSERT_NOT_NULL(test, config);
	KUNIT_EXPECT_EQ(test, vprime_config_outputs(config, 2, 1), 0);
	vprime_config_complete(config);
	change->change(config);
	KUNIT_EXPECT_EQ(test, vprime_config_valid(config), change->valid);
	vprime_config_put(config);
}

/* Outputs and overlays of each, and whether a card can have them. */
static const struct {
	const char *name;
	unsigned int outputs;
	int overlays;
	int ret;
	unsigned int planes;
} sizes[] = {
	{ "none", 0, VPRIME_OVERLAYS_DEFAULT, -EINVAL, 0 },
	{ "one", 1, VPRIME_OVERLAYS_DEFAULT, 0, 3 },
	{ "one with all planes", 1, 30, 0, 32 },
	{ "one with too many", 1, 31, -EINVAL, 0 },
	{ "sixteen", 16, VPRIME_OVERLAYS_DEFAULT, 0, 32 },
	{ "seventeen", 17, VPRIME_OVERLAYS_DEFAULT, -EINVAL, 0 },
};

KUNIT_ARRAY_PARAM_DESC(size, sizes, name);

static void test_outputs(struct kunit *test)
{
	const typeof(sizes[0]) *size = test->param_value;
	struct vprime_config *config = vprime_config_create("kunit");

	KUNIT_ASSERT_NOT_NULL(test, config);
	KUNIT_EXPECT_EQ(test, vprime_config_outputs(config, size->outputs, size->overlays),
			size->ret);
	KUNIT_EXPECT_EQ(test, config->n_planes, size->planes);
	vprime_config_put(config);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(test_valid, change_gen_params),
	KUNIT_CASE_PARAM(test_outputs, size_gen_params),
	{ }
};

static struct kunit_suite suite = {
	.name = "vprime_config",
	.test_cases = cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("KUnit suites of vprime");
MODULE_LICENSE("GPL");
MODULE_IMPORT_NS("EXPORTED_FOR_KUNIT_TESTING");
