// SPDX-License-Identifier: MIT
/* An overlay that two CRTCs of different rates can show moves from one to the other. */

#include <errno.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "configfs.h"
#include "module.h"
#include "picture.h"
#include "show.h"

IGT_TEST_DESCRIPTION("An overlay moves between CRTCs of different rates.");

#define CARD "moving"

/* The slow one's vblank is half a second away when it has just had one. */
enum { SLOW, QUICK };
static const unsigned int rates[] = { 2, 50 };

static struct vprime_card *card;
static struct vprime_output outputs[2];
static const struct vprime_plane *overlay;
static drmModeModeInfo modes[2];
static struct image images[2][2], small;

static const struct vprime_rect place = { .x = 5, .y = 7, .width = 32, .height = 24 };

static void make_card(void)
{
	configfs_remove(CARD);
	configfs_card(CARD, 2);
	configfs_mkdir(CARD "/planes/overlay");
	for (int i = 0; i < 2; i++) {
		char crtc[32];

		snprintf(crtc, sizeof(crtc), CARD "/crtcs/c%d", i);
		configfs_set("1", "%s/writeback", crtc);
		igt_assert_eq(configfs_link(crtc, CARD "/planes/overlay/possible_crtcs"), 0);
	}
	configfs_set("1", CARD "/enabled");
	settle();
	card = configfs_open(CARD);
}

static void find_objects(void)
{
	for (size_t i = 0; i < card->n_connectors; i++) {
		const struct vprime_connector *connector = &card->connectors[i];
		struct vprime_output output;

		if (connector->writeback)
			continue;
		igt_assert_eq(vprime_output_find(card, connector->name, &output), 0);
		outputs[output.crtc->index] = output;
	}
	for (size_t i = 0; i < card->n_planes; i++) {
		if (card->planes[i].type == DRM_PLANE_TYPE_OVERLAY)
			overlay = &card->planes[i];
	}
	igt_assert(overlay);
	igt_assert_eq_u32(overlay->possible_crtcs, 3);
}

static void close_card(void)
{
	for (int i = 0; i < 2; i++) {
		for (int j = 0; j < 2 && images[i][j].fb; j++)
			image_free(&images[i][j]);
	}
	if (small.fb)
		image_free(&small);
	if (card)
		vprime_close(card);
	configfs_remove(CARD);
}

/* Puts the overlay on an output, or nowhere. */
static int try_move(const struct vprime_output *output, uint32_t flags)
{
	struct vprime_commit *commit = show_commit(card);
	int err;

	vprime_commit_add_plane(commit, overlay->id, output ? output->crtc->id : 0,
				output ? small.fb : NULL, NULL, &place);
	err = vprime_commit_apply(commit, flags, 0);
	vprime_commit_destroy(commit);
	return err;
}

static void start_move(const struct vprime_output *output)
{
	igt_assert_eq(try_move(output, DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT), 0);
}

/* Both on, with the overlay on one of them or nowhere, and no flip on its way. */
static void start(const struct vprime_output *with)
{
	for (int i = 0; i < 2; i++)
		igt_assert_eq(vprime_switch_off(card, &outputs[i]), 0);
	igt_assert_eq(try_move(NULL, 0), 0);
	while (!vprime_flip_wait(card, 0, 0, NULL))
		;
	for (int i = 0; i < 2; i++)
		igt_assert_eq(vprime_modeset(card, &outputs[i], &modes[i], images[i][0].fb), 0);
	if (with)
		igt_assert_eq(try_move(with, 0), 0);
}

/* The slow one has just had a vblank, and has a flip that waits for the next. */
static void start_slow_flip(void)
{
	for (int i = 0; i < 2; i++) {
		show_start_flip(card, &outputs[SLOW], images[SLOW][1].fb);
		if (!i)
			show_finish_flip(card, &outputs[SLOW]);
	}
}

static bool is_through(const struct vprime_output *output)
{
	int err = vprime_flip_wait(card, output->crtc->id, 0, NULL);

	igt_assert(!err || err == -ETIMEDOUT);
	return !err;
}

static void assert_shows(int i, int j, bool with)
{
	struct picture *expected = picture_load(images[i][j].buffer, DRM_FORMAT_XRGB8888);

	if (with) {
		struct picture *above = picture_load(small.buffer, DRM_FORMAT_ARGB8888);
		const struct vprime_rect all = { .width = place.width, .height = place.height };

		picture_over(expected, above, &all, place.x, place.y);
		picture_free(above);
	}
	show_assert(card, &outputs[i], &modes[i], expected, 1);
	picture_free(expected);
}

/* It is on one of them at a time. */
static void test_pictures(void)
{
	start(&outputs[SLOW]);
	for (int to = QUICK, round = 0; round < 4; to = !to, round++) {
		igt_assert_eq(try_move(NULL, 0), 0);
		start_move(&outputs[to]);
		show_finish_flip(card, &outputs[to]);
		assert_shows(to, 0, true);
		assert_shows(!to, 0, false);
	}
}

/* As the core has it, no commit takes a plane from one CRTC to another. */
static void test_direct(void)
{
	start(&outputs[SLOW]);
	igt_assert_eq(try_move(&outputs[QUICK], 0), -EINVAL);
	igt_assert_eq(try_move(&outputs[QUICK], DRM_MODE_ATOMIC_NONBLOCK), -EINVAL);
	assert_shows(SLOW, 0, true);
}

/*
 * It has been taken off a CRTC that still shows it, and which the next commit has
 * nothing to do with.
 */
static void test_leaving(void)
{
	start(&outputs[SLOW]);
	for (int round = 0; round < 3; round++) {
		show_start_flip(card, &outputs[SLOW], images[SLOW][0].fb);
		show_finish_flip(card, &outputs[SLOW]);
		start_move(NULL);
		igt_assert_eq(try_move(&outputs[QUICK], DRM_MODE_ATOMIC_NONBLOCK), -EBUSY);
		igt_assert_f(!is_through(&outputs[SLOW]), "the move waited for the slow CRTC\n");
		/* whatever else the quick one does goes on */
		show_start_flip(card, &outputs[QUICK], images[QUICK][round & 1].fb);
		show_finish_flip(card, &outputs[QUICK]);
		igt_assert_f(!is_through(&outputs[SLOW]), "a flip waited for the slow CRTC\n");
		show_finish_flip(card, &outputs[SLOW]);

		start_move(&outputs[QUICK]);
		show_finish_flip(card, &outputs[QUICK]);
		assert_shows(QUICK, round & 1, true);
		igt_assert_eq(try_move(NULL, 0), 0);
		igt_assert_eq(try_move(&outputs[SLOW], 0), 0);
	}
}

/* The CRTC that it comes to has a flip on its way. */
static void test_coming(void)
{
	start(NULL);
	for (int round = 0; round < 3; round++) {
		start_slow_flip();
		igt_assert_eq(try_move(&outputs[SLOW], DRM_MODE_ATOMIC_NONBLOCK), -EBUSY);
		igt_assert_f(!is_through(&outputs[SLOW]), "the move waited for the slow CRTC\n");
		show_finish_flip(card, &outputs[SLOW]);
	}
	start_move(&outputs[SLOW]);
	show_finish_flip(card, &outputs[SLOW]);
	assert_shows(SLOW, 1, true);
}

/* A commit that may wait waits until the CRTC that it leaves shows it no more. */
static void test_blocking(void)
{
	start(&outputs[SLOW]);
	for (int round = 0; round < 3; round++) {
		show_start_flip(card, &outputs[SLOW], images[SLOW][0].fb);
		show_finish_flip(card, &outputs[SLOW]);
		start_move(NULL);
		igt_assert_eq(try_move(&outputs[QUICK], 0), 0);
		igt_assert_f(is_through(&outputs[SLOW]), "the move was not waited for\n");
		assert_shows(QUICK, 0, true);
		assert_shows(SLOW, 0, false);
		igt_assert_eq(try_move(NULL, 0), 0);
		igt_assert_eq(try_move(&outputs[SLOW], 0), 0);
	}
}

/* Once off, it does not matter to it what the CRTC does that it was on. */
static void test_left(void)
{
	start(&outputs[SLOW]);
	for (int round = 0; round < 3; round++) {
		igt_assert_eq(try_move(NULL, 0), 0);
		start_slow_flip();
		start_move(&outputs[QUICK]);
		show_finish_flip(card, &outputs[QUICK]);
		igt_assert_f(!is_through(&outputs[SLOW]), "the move waited for the slow CRTC\n");
		show_finish_flip(card, &outputs[SLOW]);
		assert_shows(QUICK, 0, true);
		assert_shows(SLOW, 1, false);
		igt_assert_eq(try_move(NULL, 0), 0);
		igt_assert_eq(try_move(&outputs[SLOW], 0), 0);
	}
}

igt_main
{
	igt_fixture {
		igt_assert_f(module_loaded("vprime"), "the module vprime is not loaded\n");
		make_card();
		find_objects();
		for (int i = 0; i < 2; i++) {
			modes[i] = mode_make(64 + 16 * i, 48, rates[i]);
			for (int j = 0; j < 2; j++)
				images[i][j] = image_pattern(card, 64 + 16 * i, 48,
							     DRM_FORMAT_XRGB8888, 2 * i + j);
		}
		small = image_pattern(card, place.width, place.height, DRM_FORMAT_ARGB8888, 9);
	}

	igt_describe("The overlay is on the CRTC that it was moved to, and nowhere else.");
	igt_subtest("pictures")
		test_pictures();

	igt_describe("It does not move without being off in between.");
	igt_subtest("direct")
		test_direct();

	igt_describe("As long as the CRTC that it leaves shows it, it is busy, and nothing waits.");
	igt_subtest("leaving")
		test_leaving();

	igt_describe("It does not come to a CRTC that has a flip on its way.");
	igt_subtest("coming")
		test_coming();

	igt_describe("A blocking commit waits instead.");
	igt_subtest("blocking")
		test_blocking();

	igt_describe("Flips of the CRTC that it has left do not keep it.");
	igt_subtest("left")
		test_left();

	igt_fixture
		close_card();
}
