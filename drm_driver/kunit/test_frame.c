// SPDX-License-Identifier: GPL-2.0-only
/* From the state of planes and a CRTC to a frame. */

#include <kunit/test.h>

#include <drm/drm_blend.h>
#include <drm/drm_color_mgmt.h>
#include <drm/drm_fourcc.h>
#include <drm/drm_property.h>

#include "fake.h"
#include "vprime_frame.h"

static struct vprime_frame *fill(struct kunit *test, struct fake_card *card)
{
	struct vprime_frame *frame = vprime_frame_alloc(&card->vdev);

	KUNIT_ASSERT_NOT_NULL(test, frame);
	vprime_frame_fill(frame, &card->crtc);
	return frame;
}

/* Nobody refers to a test's frame but itself; the card is the test's. */
static void drop(struct vprime_frame *frame)
{
	vprime_frame_put(frame);
	vprime_frame_flush();
}

static void expect_order(struct kunit *test, const struct vprime_frame *frame, const char *order)
{
	unsigned int i;

	KUNIT_ASSERT_EQ(test, frame->scene.n_layers, strlen(order));
	for (i = 0; order[i]; i++) {
		KUNIT_EXPECT_EQ(test, frame->sources[i].plane->base.id, FAKE_ID + order[i] - '0');
		KUNIT_EXPECT_PTR_EQ(test, frame->layers[i].src.map[0].vaddr,
				    to_vprime_bo(frame->sources[i].fb->obj[0])->map.vaddr);
	}
}

/* Planes' zpos, which of them are seen, and their order from the bottom. */
static const struct {
	const char *name;
	unsigned int zpos[FAKE_PLANES];
	const char *seen;
	const char *order;
} stacks[] = {
	{ "in order", { 0, 1, 2, 3 }, "yyyy", "0123" },
	{ "upside down", { 9, 7, 5, 3 }, "yyyy", "3210" },
	{ "all the same: by their ids", { 4, 4, 4, 4 }, "yyyy", "0123" },
	{ "two the same", { 2, 0, 2, 1 }, "yyyy", "1302" },
	{ "the largest numbers", { 255, 0, 254, 255 }, "yyyy", "1203" },
	{ "one hidden", { 3, 2, 1, 0 }, "ynyy", "320" },
	{ "none seen", { 0, 1, 2, 3 }, "nnnn", "" },
};

KUNIT_ARRAY_PARAM_DESC(stack, stacks, name);

static void test_stack(struct kunit *test)
{
	const typeof(stacks[0]) *stack = test->param_value;
	struct fake_card *card = fake_card_create(test);
	struct vprime_frame *frame;
	unsigned int i;

	for (i = 0; i < FAKE_PLANES; i++) {
		card->states[i].base.zpos = stack->zpos[i];
		card->states[i].base.visible = stack->seen[i] == 'y';
	}
	frame = fill(test, card);
	expect_order(test, frame, stack->order);
	KUNIT_EXPECT_EQ(test, frame->scene.width, 640);
	KUNIT_EXPECT_EQ(test, frame->scene.height, 480);
	drop(frame);
}

/* What becomes of a frame when one plane of it changes: its new zpos, or -1 for hidden. */
static const struct {
	const char *name;
	unsigned int plane;
	int zpos;
	const char *order;
} moves[] = {
	{ "stays", 1, 1, "0123" },
	{ "to the top", 0, 9, "1230" },
	{ "to the bottom", 3, 0, "0312" },
	{ "beside another", 1, 2, "0123" },
	{ "away", 2, -1, "013" },
};

KUNIT_ARRAY_PARAM_DESC(move, moves, name);

static void test_fill_from(struct kunit *test)
{
	const typeof(moves[0]) *move = test->param_value;
	struct fake_card *card = fake_card_create(test);
	struct vprime_frame *base = fill(test, card), *frame;
	struct drm_plane_state *state = &card->states[move->plane].base;

	frame = vprime_frame_alloc(&card->vdev);
	KUNIT_ASSERT_NOT_NULL(test, frame);
	state->visible = move->zpos >= 0;
	state->zpos = move->zpos;
	vprime_frame_fill_from(frame, base, &card->planes[move->plane]);
	expect_order(test, frame, move->order);
	/* the frame that it came from is what it was */
	expect_order(test, base, "0123");
	KUNIT_EXPECT_EQ(test, frame->scene.width, 640);
	KUNIT_EXPECT_EQ(test, frame->scene.bpc, 8);
	drop(frame);
	drop(base);
}

/* Each value of a plane's state gets to its layer, and to the right place of it. */
static void test_layer(struct kunit *test)
{
	struct fake_card *card = fake_card_create(test);
	struct drm_plane_state *state = &card->states[2].base;
	const struct vprime_layer *layer;
	struct vprime_frame *frame;

	fake_framebuffer(card, 2, DRM_FORMAT_RGB565, 12);
	state->src_x = 0x10001;
	state->src_y = 0x20002;
	state->src_w = 0x30003;
	state->src_h = 0x40004;
	state->crtc_x = -5;
	state->crtc_y = -6;
	state->crtc_w = 700;
	state->crtc_h = 800;
	state->rotation = DRM_MODE_ROTATE_90 | DRM_MODE_REFLECT_Y;
	state->alpha = 0x1234;
	state->pixel_blend_mode = DRM_MODE_BLEND_COVERAGE;
	state->scaling_filter = DRM_SCALING_FILTER_NEAREST_NEIGHBOR;
	state->color_encoding = DRM_COLOR_YCBCR_BT2020;
	state->color_range = DRM_COLOR_YCBCR_FULL_RANGE;

	frame = fill(test, card);
	layer = &frame->layers[2];
	KUNIT_EXPECT_EQ(test, layer->src.format->fourcc, DRM_FORMAT_RGB565);
	KUNIT_EXPECT_PTR_EQ(test, layer->src.map[0].vaddr, (void *)&card->pixels[2] + 12);
	KUNIT_EXPECT_EQ(test, layer->src.pitch[0], FAKE_WIDTH * 2);
	KUNIT_EXPECT_EQ(test, layer->src.width, FAKE_WIDTH);
	KUNIT_EXPECT_EQ(test, layer->src.height, FAKE_HEIGHT);
	KUNIT_EXPECT_EQ(test, layer->src_x, 0x10001);
	KUNIT_EXPECT_EQ(test, layer->src_y, 0x20002);
	KUNIT_EXPECT_EQ(test, layer->src_w, 0x30003);
	KUNIT_EXPECT_EQ(test, layer->src_h, 0x40004);
	KUNIT_EXPECT_EQ(test, layer->dst_x, -5);
	KUNIT_EXPECT_EQ(test, layer->dst_y, -6);
	KUNIT_EXPECT_EQ(test, layer->dst_w, 700);
	KUNIT_EXPECT_EQ(test, layer->dst_h, 800);
	KUNIT_EXPECT_EQ(test, layer->rotation, DRM_MODE_ROTATE_90 | DRM_MODE_REFLECT_Y);
	KUNIT_EXPECT_EQ(test, layer->alpha, 0x1234);
	KUNIT_EXPECT_EQ(test, layer->blend, VPRIME_BLEND_COVERAGE);
	KUNIT_EXPECT_EQ(test, layer->filter, VPRIME_FILTER_NEAREST);
	KUNIT_EXPECT_EQ(test, layer->encoding, VPRIME_ENCODING_BT2020);
	KUNIT_EXPECT_TRUE(test, layer->full_range);
	KUNIT_EXPECT_NULL(test, layer->pipeline);

	/* and of its neighbour nothing has changed */
	layer = &frame->layers[3];
	KUNIT_EXPECT_EQ(test, layer->blend, VPRIME_BLEND_PREMULTI);
	KUNIT_EXPECT_EQ(test, layer->alpha, 0xffff);
	KUNIT_EXPECT_EQ(test, layer->filter, VPRIME_FILTER_BILINEAR);
	KUNIT_EXPECT_FALSE(test, layer->full_range);
	drop(frame);
}

/* Coefficients of a matrix as user space gives them, in sign and magnitude, and as numbers. */
static const struct {
	const char *name;
	u64 given;
	s64 taken;
} coefficients[] = {
	{ "0", 0, 0 },
	{ "1", 1ull << 32, 1ll << 32 },
	{ "-1", 1ull << 63 | 1ull << 32, -(1ll << 32) },
	{ "-0", 1ull << 63, 0 },
	{ "the least above 0", 1, 1 },
	{ "the largest", ~0ull >> 1, S64_MAX },
	{ "the smallest", ~0ull, -S64_MAX },
};

KUNIT_ARRAY_PARAM_DESC(coefficient, coefficients, name);

static void test_ctm(struct kunit *test)
{
	const typeof(coefficients[0]) *coefficient = test->param_value;
	struct fake_card *card = fake_card_create(test);
	struct drm_color_ctm ctm = { };
	struct drm_property_blob blob = { .length = sizeof(ctm), .data = &ctm };
	struct vprime_frame *frame = fill(test, card);

	KUNIT_EXPECT_NULL(test, frame->scene.ctm);
	drop(frame);

	ctm.matrix[5] = coefficient->given;
	card->crtc_state.base.ctm = &blob;
	frame = fill(test, card);
	KUNIT_ASSERT_NOT_NULL(test, frame->scene.ctm);
	KUNIT_EXPECT_EQ(test, frame->scene.ctm[5], coefficient->taken);
	KUNIT_EXPECT_EQ(test, frame->scene.ctm[4], 0);
	drop(frame);
}

/* Tables are taken as they are, and the right one for the right step. */
static void test_luts(struct kunit *test)
{
	struct fake_card *card = fake_card_create(test);
	static struct drm_color_lut gamma[256], degamma[2];
	struct drm_property_blob gamma_blob = { .length = sizeof(gamma), .data = gamma };
	struct drm_property_blob degamma_blob = { .length = sizeof(degamma), .data = degamma };
	struct vprime_frame *frame = fill(test, card);

	KUNIT_EXPECT_NULL(test, frame->scene.gamma);
	KUNIT_EXPECT_NULL(test, frame->scene.degamma);
	drop(frame);

	card->crtc_state.base.gamma_lut = &gamma_blob;
	card->crtc_state.base.degamma_lut = &degamma_blob;
	frame = fill(test, card);
	KUNIT_ASSERT_NOT_NULL(test, frame->scene.gamma);
	KUNIT_ASSERT_NOT_NULL(test, frame->scene.degamma);
	KUNIT_EXPECT_EQ(test, frame->scene.gamma->size, 256);
	KUNIT_EXPECT_PTR_EQ(test, (void *)frame->scene.gamma->entries, (void *)gamma);
	KUNIT_EXPECT_EQ(test, frame->scene.degamma->size, 2);
	KUNIT_EXPECT_PTR_EQ(test, (void *)frame->scene.degamma->entries, (void *)degamma);
	drop(frame);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(test_stack, stack_gen_params),
	KUNIT_CASE_PARAM(test_fill_from, move_gen_params),
	KUNIT_CASE(test_layer),
	KUNIT_CASE_PARAM(test_ctm, coefficient_gen_params),
	KUNIT_CASE(test_luts),
	{ }
};

static struct kunit_suite suite = {
	.name = "vprime_frame",
	.test_cases = cases,
};

kunit_test_suite(suite);
