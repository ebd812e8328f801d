// SPDX-License-Identifier: MIT
/* Faults on request: vblanks that are lost or late, and flips that they do not latch. */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "crc.h"
#include "fault.h"
#include "show.h"

IGT_TEST_DESCRIPTION("Faults on request: vblanks that are lost or late, flips that are held.");

#define WIDTH 160
#define HEIGHT 120

static struct vprime_card *card;
static struct vprime_output output;
static drmModeModeInfo mode;
static struct image images[2];

/* The subtest before may have failed with something armed. */
static void switch_on(const drmModeModeInfo *with)
{
	fault_set(card, "off");
	show_on(card, &output, with, &images[0]);
}

static void assert_flips(void)
{
	show_start_flip(card, &output, images[0].fb);
	show_finish_flip(card, &output);
}

static void test_vblank_drop(void)
{
	struct vprime_flip event;
	uint32_t before;

	switch_on(&mode);
	before = show_wait_vblanks(card, 1);
	fault_set(card, "vblank drop count=20");
	igt_assert_lte(21, (int32_t)(show_wait_vblanks(card, 1) - before));
	igt_assert_eq_u64(fault_get(card, "vblank").hits, 20);

	/* A flip waits for one that happens. */
	before = show_wait_vblanks(card, 1);
	fault_set(card, "vblank drop count=20");
	show_start_flip(card, &output, images[1].fb);
	igt_assert_eq(vprime_flip_wait(card, output.crtc->id, 5000, &event), 0);
	igt_assert_lte(21, (int32_t)(event.sequence - before));
	igt_assert_eq_u64(fault_get(card, "vblank").hits, 20);
	fault_set(card, "off");
}

/* Vblanks that are lost have their CRCs afterwards. */
static void test_vblank_crc(void)
{
	struct crc last, now;
	int fd;

	switch_on(&mode);
	fd = crc_open(card, &output);
	last = crc_read(fd);
	fault_set(card, "vblank drop skip=2 count=10");
	for (int i = 0; i < 30; i++) {
		now = crc_read(fd);
		igt_assert_eq_u32(now.frame, last.frame + 1);
		igt_assert(crc_equal(&now, &last));
		last = now;
	}
	crc_close(fd);
	igt_assert_eq_u64(fault_get(card, "vblank").hits, 10);
	fault_set(card, "off");
}

static void test_vblank_delay(void)
{
	drmModeModeInfo slow = mode_make(WIDTH, HEIGHT, 5);
	const int delay = 120;

	switch_on(&slow);
	for (int i = 0; i < 3; i++) {
		struct vprime_flip event;
		double late;

		show_wait_vblanks(card, 1);
		fault_set(card, "vblank delay=%d", delay);
		show_start_flip(card, &output, images[i & 1].fb);
		igt_assert_eq(vprime_flip_wait(card, output.crtc->id, 5000, &event), 0);
		late = show_now() - event.sec - event.usec / 1e6;
		igt_assert_f(late > delay / 1e3 - 0.001, "only %.0f ms late\n", late * 1e3);
		igt_assert_eq_u64(fault_get(card, "vblank").hits, 1);
	}
	fault_set(card, "off");
}

/* A flip is held with its event and its fence, and the display goes on. */
static void test_latch_hold(void)
{
	struct vprime_flip event;
	uint32_t before;
	int fence;

	switch_on(&mode);
	fault_set(card, "latch drop count=forever");
	igt_assert_eq(show_fenced_flip(card, &output, images[1].fb, &fence), 0);
	before = show_wait_vblanks(card, 1);
	igt_assert_lte(20, (int32_t)(show_wait_vblanks(card, 20) - before));
	igt_assert(show_no_event(card));
	igt_assert_eq(vprime_fence_wait(fence, 0), -ETIMEDOUT);
	igt_assert_eq(show_try_flip(card, &output, images[0].fb,
				    DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT, 0), -EBUSY);
	igt_assert_lt(15, fault_get(card, "latch").hits);

	fault_set(card, "latch off");
	igt_assert_eq(vprime_flip_wait(card, output.crtc->id, 1000, &event), 0);
	igt_assert_lte(20, (int32_t)(event.sequence - before));
	igt_assert_eq(vprime_fence_wait(fence, 1000), 0);
	close(fence);
	assert_flips();
}

static void test_latch_count(void)
{
	struct vprime_flip event;
	uint32_t before;

	switch_on(&mode);
	before = show_wait_vblanks(card, 1);
	fault_set(card, "latch drop count=10");
	show_start_flip(card, &output, images[1].fb);
	igt_assert_eq(vprime_flip_wait(card, output.crtc->id, 5000, &event), 0);
	igt_assert_lte(11, (int32_t)(event.sequence - before));
	igt_assert_eq_u64(fault_get(card, "latch").hits, 10);
	fault_set(card, "off");
}

/* Nobody waits for ever, not even for what is held for ever. */
static void test_limit(const char *step)
{
	double start, took;

	switch_on(&mode);
	show_wait_vblanks(card, 1);
	fault_set(card, "%s drop count=forever", step);
	start = show_now();
	show_start_flip(card, &output, images[1].fb);
	igt_assert_eq(vprime_flip_wait(card, output.crtc->id, 20000, NULL), 0);
	took = show_now() - start;
	igt_assert_f(took > 7.9 && took < 10, "took %.1f s\n", took);
	igt_assert_eq(strcmp(fault_get(card, step).state, "spent"), 0);
	assert_flips();
	fault_set(card, "off");
}

igt_main
{
	igt_fixture {
		card = card_open();
		output = card_output(card);
		mode = mode_make(WIDTH, HEIGHT, 60);
		for (uint32_t i = 0; i < 2; i++)
			images[i] = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1 + i);
	}

	igt_describe("Vblanks that do not happen.");
	igt_subtest("vblank-drop")
		test_vblank_drop();

	igt_describe("Vblanks that do not happen have CRCs all the same.");
	igt_subtest("vblank-crc")
		test_vblank_crc();

	igt_describe("Vblanks that are late.");
	igt_subtest("vblank-delay")
		test_vblank_delay();

	igt_describe("A flip is held until it is released.");
	igt_subtest("latch-hold")
		test_latch_hold();

	igt_describe("A flip is some frames late.");
	igt_subtest("latch-count")
		test_latch_count();

	igt_describe("A flip is not held for ever.");
	igt_subtest("latch-limit")
		test_limit("latch");

	igt_describe("Vblanks do not stay away for ever.");
	igt_subtest("vblank-limit")
		test_limit("vblank");

	igt_fixture {
		fault_set(card, "off");
		show_reset(card, &output);
		for (uint32_t i = 0; i < 2; i++)
			image_free(&images[i]);
		vprime_close(card);
	}
}
