// SPDX-License-Identifier: MIT
/* Several outputs of one card: each by itself, and together in one commit. */

#include <errno.h>
#include <math.h>
#include <string.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "crc.h"
#include "module.h"
#include "picture.h"
#include "show.h"

IGT_TEST_DESCRIPTION("Several outputs of one card: each by itself, and together in one commit.");

#define OUTPUTS_MAX 16

static struct vprime_card *card;
static unsigned int n_outputs;
static struct vprime_output outputs[OUTPUTS_MAX];
static drmModeModeInfo modes[OUTPUTS_MAX];
static struct image images[OUTPUTS_MAX][2];

static void find_outputs(void)
{
	n_outputs = 0;
	for (size_t i = 0; i < card->n_connectors; i++) {
		const struct vprime_connector *connector = &card->connectors[i];

		if (connector->writeback)
			continue;
		igt_assert_lt(n_outputs, OUTPUTS_MAX);
		igt_assert_eq(vprime_output_find(card, connector->name, &outputs[n_outputs]), 0);
		igt_assert(connector->connected);
		n_outputs++;
	}
}

static void close_card(void)
{
	for (int i = 0; i < OUTPUTS_MAX; i++) {
		for (int j = 0; j < 2 && images[i][j].fb; j++)
			image_free(&images[i][j]);
	}
	vprime_close(card);
	card = NULL;
}

static void load(const char *parameters)
{
	char line[128];

	close_card();
	snprintf(line, sizeof(line), "vprime %s", parameters);
	module_reload(line);
	card = card_open();
	find_outputs();
}

/* A card whose outputs have modes and images of their own, everything off. */
static void load_images(unsigned int n)
{
	char parameters[32];

	snprintf(parameters, sizeof(parameters), "outputs=%u", n);
	load(parameters);
	igt_assert_eq(n_outputs, n);
	for (unsigned int i = 0; i < n; i++) {
		unsigned int width = 64 + 16 * i, height = 48 + 8 * i;

		modes[i] = mode_make(width, height, 50 + 5 * i);
		for (int j = 0; j < 2; j++)
			images[i][j] = image_pattern(card, width, height, DRM_FORMAT_XRGB8888,
						     2 * i + j);
	}
}

static void switch_on(unsigned int i)
{
	igt_assert_eq(vprime_modeset(card, &outputs[i], &modes[i], images[i][0].fb), 0);
}

static void assert_shows(unsigned int i, int j)
{
	struct picture *expected = picture_load(images[i][j].buffer, DRM_FORMAT_XRGB8888);

	show_assert(card, &outputs[i], &modes[i], expected, 0);
	picture_free(expected);
}

static void test_refused(void)
{
	static const char *const bad[] = {
		"outputs=0", "outputs=17", "outputs=-1", "outputs=two", "overlays=-2",
		"overlays=31", "outputs=2 overlays=15", "outputs=8 overlays=3",
		"outputs=16 overlays=1", "outputs=4294967297", "mode=", "mode=1024",
		"mode=1024x", "mode=1024x768@", "mode=1024x768@60Hz", "mode=1024x768i",
		"mode=9x10", "mode=10x16385", "mode=4294967396x100", "mode=1024x768@0",
		"mode=1024x768@1001", "mode=1024x768@-1", "create_default=0 outputs=0",
		"kernels=", "kernels=none",
	};
	char line[128];

	close_card();
	module_unload_soon("vprime");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(line, sizeof(line), "vprime %s", bad[i]);
		module_refused(line);
	}
	module_load("vprime");
}

/* Planes, CRTCs and connectors, and that no output can use another one's. */
static void assert_objects(unsigned int n, unsigned int overlays)
{
	uint32_t used = 0;

	igt_assert_eq(n_outputs, n);
	igt_assert_eq(card->n_crtcs, n);
	igt_assert_eq(card->n_connectors, 2 * n);
	igt_assert_eq(card->n_planes, n * (2 + overlays));
	for (unsigned int i = 0; i < n; i++) {
		uint32_t bit = 1u << outputs[i].crtc->index;

		igt_assert(outputs[i].primary && outputs[i].cursor && outputs[i].writeback);
		igt_assert_eq(!outputs[i].overlay, !overlays);
		igt_assert_eq_u32(outputs[i].connector->possible_crtcs, bit);
		igt_assert_eq_u32(outputs[i].writeback->possible_crtcs, bit);
		igt_assert_eq_u32(outputs[i].primary->possible_crtcs, bit);
		igt_assert_eq_u32(outputs[i].cursor->possible_crtcs, bit);
		igt_assert_eq_u32(used & bit, 0);
		used |= bit;
	}
}

static void test_objects(void)
{
	load("outputs=3");
	assert_objects(3, 1);
	load("outputs=2 overlays=14");
	assert_objects(2, 14);
	load("outputs=16");
	assert_objects(16, 0);
	load("overlays=0");
	assert_objects(1, 0);
	load("");
	assert_objects(1, 1);
}

/* The core's list has the first two, and odd widths are as they are. */
static void test_preferred_mode(void)
{
	static const struct {
		const char *parameter;
		unsigned int width, height, refresh;
	} cases[] = {
		{ "mode=800x600@72", 800, 600, 72 },
		{ "mode=1280x1024", 1280, 1024, 60 },
		{ "mode=2560x1440@120", 2560, 1440, 120 },
		{ "mode=1366x768@75", 1366, 768, 75 },
		{ "mode=3841x2161@24", 3841, 2161, 24 },
		{ "mode=10x10@1000", 10, 10, 1000 },
		{ "mode=10x10@1", 10, 10, 1 },
		{ "mode=16384x16384@1000", 16384, 16384, 1000 },
	};
	char line[64];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(line, sizeof(line), "outputs=2 %s", cases[i].parameter);
		load(line);
		igt_assert_eq(n_outputs, 2);
		for (int j = 0; j < 2; j++) {
			const drmModeModeInfo *mode = &outputs[j].connector->modes[0];
			double refresh = 1 / mode_period(mode);

			igt_info("%s: %ux%u at %.3f Hz\n", cases[i].parameter, mode->hdisplay,
				 mode->vdisplay, refresh);
			igt_assert(mode->type & DRM_MODE_TYPE_PREFERRED);
			igt_assert(!(mode[1].type & DRM_MODE_TYPE_PREFERRED));
			igt_assert_eq(mode->hdisplay, cases[i].width);
			igt_assert_eq(mode->vdisplay, cases[i].height);
			igt_assert_eq(mode->vrefresh, cases[i].refresh);
			/*
			 * Old standards have their rates, and a step of the clock, which is
			 * 1 kHz, is much of a small mode.
			 */
			igt_assert_f(fabs(refresh - cases[i].refresh) <
				     0.3 + 1e3 / (mode->htotal * mode->vtotal), "%f Hz\n", refresh);
		}
	}
}

/* The parameters count all the same: what they describe is checked, and not made. */
static void test_no_default(void)
{
	struct vprime_card *none;

	close_card();
	module_reload("vprime create_default=0");
	igt_assert_eq(vprime_open(NULL, 0, &none), -ENODEV);
	module_reload("vprime create_default=1");
	card = card_open();
}

/* What it composes with can be read, whether it was asked for or found to be the fastest. */
static void test_kernels(void)
{
	static const char *const names[] = { "plain", "sse4.1", "avx2", "avx512" };
	bool known = false;
	char name[16];
	FILE *file;

	for (int asked = 0; asked < 2; asked++) {
		load(asked ? "kernels=plain" : "");
		file = fopen("/sys/module/vprime/parameters/kernels", "r");
		igt_assert(file);
		igt_assert_eq(fscanf(file, "%15s", name), 1);
		fclose(file);
		igt_info("%s\n", name);
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			known |= !strcmp(name, names[i]);
		igt_assert_f(known && (!asked || !strcmp(name, "plain")), "kernels=%s\n", name);
	}
}

/* All at once, each in a mode of its own. */
static void test_pictures(unsigned int n)
{
	struct crc first[OUTPUTS_MAX], again;

	load_images(n);
	for (unsigned int i = 0; i < n; i++)
		switch_on(i);
	for (unsigned int i = 0; i < n; i++)
		assert_shows(i, 0);

	for (unsigned int i = 0; i < n; i++)
		first[i] = crc_once(card, &outputs[i]);
	for (unsigned int i = 0; i < n; i++) {
		again = crc_once(card, &outputs[i]);
		igt_assert(crc_equal(&first[i], &again));
		for (unsigned int j = 0; j < i; j++)
			igt_assert(!crc_equal(&first[i], &first[j]));
	}
}

/* Both are switched on, and flipped, by one commit: they have their vblanks at the same times. */
static void test_one_commit(void)
{
	struct vprime_commit *commit;
	struct vprime_flip flips[2];

	load_images(2);
	commit = show_commit(card);
	for (int i = 0; i < 2; i++) {
		vprime_commit_add(commit, outputs[i].connector->id, "CRTC_ID",
				  outputs[i].crtc->id);
		vprime_commit_add_mode(commit, outputs[i].crtc->id, &modes[0]);
		vprime_commit_add_plane(commit, outputs[i].primary->id, outputs[i].crtc->id,
					images[0][i].fb, NULL, NULL);
	}
	show_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET);

	for (int round = 0; round < 20; round++) {
		commit = show_commit(card);
		for (int i = 0; i < 2; i++)
			vprime_commit_add_plane(commit, outputs[i].primary->id,
						outputs[i].crtc->id,
						images[0][(i + round) & 1].fb, NULL, NULL);
		show_apply(commit, DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT);
		for (int i = 0; i < 2; i++)
			flips[i] = show_finish_flip(card, &outputs[i]);
		/* a frame apart if a vblank came between the two, otherwise at once */
		igt_assert_f(fabs(remainder(show_flip_time(&flips[0]) - show_flip_time(&flips[1]),
					    mode_period(&modes[0]))) < 5e-6,
			     "flips at %.6f and %.6f\n", show_flip_time(&flips[0]),
			     show_flip_time(&flips[1]));
	}
	for (int i = 0; i < 2; i++) {
		struct picture *expected = picture_load(images[0][(i + 19) & 1].buffer,
							DRM_FORMAT_XRGB8888);

		show_assert(card, &outputs[i], &modes[0], expected, 0);
		picture_free(expected);
	}
}

/* A quick one flips many times while a slow one waits for its vblank. */
static void test_independent(void)
{
	struct vprime_flip slow;
	double end = 0;

	load_images(2);
	modes[0] = mode_make(modes[0].hdisplay, modes[0].vdisplay, 2);
	modes[1] = mode_make(modes[1].hdisplay, modes[1].vdisplay, 100);
	for (int i = 0; i < 2; i++)
		switch_on(i);

	show_start_flip(card, &outputs[0], images[0][1].fb);
	slow = show_finish_flip(card, &outputs[0]);
	show_start_flip(card, &outputs[0], images[0][0].fb);
	for (int i = 0; i < 10; i++) {
		struct vprime_flip quick;

		show_start_flip(card, &outputs[1], images[1][~i & 1].fb);
		quick = show_finish_flip(card, &outputs[1]);
		end = show_flip_time(&quick);
	}
	igt_info("10 flips end %.0f ms after the slow one's last vblank\n",
		 (end - show_flip_time(&slow)) * 1e3);
	slow = show_finish_flip(card, &outputs[0]);
	igt_assert_f(end < show_flip_time(&slow), "flips of one output wait for the other one's\n");
	assert_shows(1, 0);
}

static void test_one_off(void)
{
	load_images(2);
	for (int i = 0; i < 2; i++)
		switch_on(i);

	for (unsigned int off = 0; off < 2; off++) {
		unsigned int on = !off;

		show_start_flip(card, &outputs[on], images[on][1].fb);
		igt_assert_eq(vprime_switch_off(card, &outputs[off]), 0);
		show_finish_flip(card, &outputs[on]);
		assert_shows(on, 1);
		for (int i = 0; i < 5; i++) {
			show_start_flip(card, &outputs[on], images[on][i & 1].fb);
			show_finish_flip(card, &outputs[on]);
		}
		switch_on(off);
		assert_shows(off, 0);
		assert_shows(on, 0);
	}
}

/* Cursors are each output's own, and move without a commit. */
static void test_cursors(void)
{
	struct crc bare[2], with[2], moved;
	struct image small;

	load_images(2);
	small = image_pattern(card, 16, 16, DRM_FORMAT_ARGB8888, 9);
	for (int i = 0; i < 2; i++)
		switch_on(i);
	for (int i = 0; i < 2; i++)
		bare[i] = crc_once(card, &outputs[i]);

	igt_assert_eq(drmModeSetCursor(card->fd, outputs[1].crtc->id, small.buffer->handle, 16,
				       16), 0);
	igt_assert_eq(drmModeMoveCursor(card->fd, outputs[1].crtc->id, 3, 4), 0);
	for (int i = 0; i < 2; i++)
		with[i] = crc_once(card, &outputs[i]);
	igt_assert(crc_equal(&bare[0], &with[0]));
	igt_assert(!crc_equal(&bare[1], &with[1]));

	igt_assert_eq(drmModeMoveCursor(card->fd, outputs[0].crtc->id, 7, 8), 0);
	moved = crc_once(card, &outputs[1]);
	igt_assert(crc_equal(&moved, &with[1]));
	image_free(&small);
}

/* Nor can a plane be shown where it does not belong. */
static void test_foreign_plane(void)
{
	struct vprime_commit *commit;

	load_images(2);
	for (int i = 0; i < 2; i++)
		switch_on(i);
	commit = show_commit(card);
	vprime_commit_add_plane(commit, outputs[0].overlay->id, outputs[1].crtc->id,
				images[0][0].fb, NULL, NULL);
	show_refused(commit, 0, -EINVAL);
	commit = show_commit(card);
	vprime_commit_add(commit, outputs[0].connector->id, "CRTC_ID", outputs[1].crtc->id);
	show_refused(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, -EINVAL);
}

/* The card goes while all of its outputs flip. */
static void test_unbind(void)
{
	load_images(2);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 2; i++)
			switch_on(i);
		for (int i = 0; i < 2; i++)
			show_start_flip(card, &outputs[i], images[i][1].fb);
		igt_assert_eq(device_unbind("vprime.0"), 0);
		for (int i = 0; i < 2; i++)
			show_finish_flip(card, &outputs[i]);
		igt_assert_lt(drmModePageFlip(card->fd, outputs[0].crtc->id,
					      images[0][0].fb->id, 0, NULL), 0);
		close_card();
		igt_assert_eq(device_bind("vprime.0"), 0);
		settle();
		load_images(2);
	}
}

igt_main
{
	igt_fixture
		igt_assert_f(module_loaded("vprime"), "the module vprime is not loaded\n");

	igt_describe("Numbers of outputs and overlays that cannot be are refused.");
	igt_subtest("refused")
		test_refused();

	igt_describe("All monitors prefer the mode that the module was loaded with.");
	igt_subtest("preferred-mode")
		test_preferred_mode();

	igt_describe("No card is made if none is asked for.");
	igt_subtest("no-default")
		test_no_default();

	igt_describe("Each output has planes, a CRTC and connectors of its own.");
	igt_subtest("objects")
		test_objects();

	igt_describe("The module says what it composes with.");
	igt_subtest("kernels")
		test_kernels();

	igt_describe("Two outputs show different pictures in different modes.");
	igt_subtest("pictures-2")
		test_pictures(2);

	igt_describe("As many outputs as there can be do, too.");
	igt_subtest("pictures-16")
		test_pictures(16);

	igt_describe("Outputs that one commit switches on and flips are in phase.");
	igt_subtest("one-commit")
		test_one_commit();

	igt_describe("Flips of one output do not wait for those of another one.");
	igt_subtest("independent")
		test_independent();

	igt_describe("One output goes off and on, the other one goes on flipping.");
	igt_subtest("one-off")
		test_one_off();

	igt_describe("A cursor is on one output only.");
	igt_subtest("cursors")
		test_cursors();

	igt_describe("Planes and connectors belong to their outputs.");
	igt_subtest("foreign-plane")
		test_foreign_plane();

	igt_describe("Unbinding while both outputs flip.");
	igt_subtest("unbind")
		test_unbind();

	igt_fixture {
		close_card();
		module_reload("vprime");
	}
}
