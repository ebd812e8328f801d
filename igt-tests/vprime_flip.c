// SPDX-License-Identifier: MIT
/* Flips and vblanks: events, timestamps, who waits for what and who does not. */

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <linux/sync_file.h>

#include "igt.h"

#include "card.h"
#include "show.h"

IGT_TEST_DESCRIPTION("Flips and vblanks: events, timestamps, who waits for what and who does not.");

static struct vprime_card *card;
static struct vprime_output output;
/* The second at a rate that any machine can follow. */
static drmModeModeInfo mode, slow;
static struct image images[2], small;

static void start_flip(const struct image *image, uint64_t user_data)
{
	igt_assert_eq(show_try_flip(card, &output, image->fb,
				    DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT,
				    user_data), 0);
}

/* Times lie on the grid of the mode, the sequence says which of its lines. */
static void test_events(void)
{
	struct vprime_flip first = { 0 }, last = { 0 }, flip;
	double period = mode_period(&slow);

	show_on(card, &output, &slow, &images[0]);
	for (int i = 0; i < 61; i++) {
		start_flip(&images[i & 1], 1000 + i);
		flip = show_finish_flip(card, &output);
		igt_assert_eq_u64(flip.user_data, 1000 + i);
		igt_assert_f(show_flip_time(&flip) < show_now() + 0.002, "an event from the future\n");
		if (!i) {
			first = last = flip;
			continue;
		}
		igt_assert_f((int32_t)(flip.sequence - last.sequence) > 0,
			     "sequence %u after %u\n", flip.sequence, last.sequence);
		igt_assert_f(fabs(show_flip_time(&flip) - show_flip_time(&last) -
				  (flip.sequence - last.sequence) * period) < period * 0.01,
			     "%u frames took %.6f s\n", flip.sequence - last.sequence,
			     show_flip_time(&flip) - show_flip_time(&last));
		last = flip;
	}
	igt_info("60 flips in %u frames\n", last.sequence - first.sequence);
	igt_assert_lte(last.sequence - first.sequence, 90);
	igt_assert(show_no_event(card));
}

/* A flip that was told is over: the vblank counter is there, not before it. */
static void test_sequence(void)
{
	show_on(card, &output, &mode, &images[0]);
	for (int i = 0; i < 10; i++) {
		uint32_t before = show_vblank(card);
		struct vprime_flip flip;

		start_flip(&images[i & 1], 0);
		flip = show_finish_flip(card, &output);
		igt_assert_lt(0, (int32_t)(flip.sequence - before));
		igt_assert_lte(0, (int32_t)(show_vblank(card) - flip.sequence));
	}
}

static void test_blocking(void)
{
	show_on(card, &output, &mode, &images[0]);
	for (int i = 0; i < 10; i++) {
		uint32_t before = show_vblank(card);

		igt_assert_eq(show_try_flip(card, &output, images[i & 1].fb, 0, 0), 0);
		igt_assert_lt(0, (int32_t)(show_vblank(card) - before));
	}
	igt_assert(show_no_event(card));
}

/* Right after a vblank there is a whole frame of time: a commit that waits would not be back. */
static void test_nonblocking(void)
{
	unsigned int late = 0;

	show_on(card, &output, &mode, &images[0]);
	for (int i = 0; i < 20; i++) {
		uint32_t before = show_wait_vblanks(card, 1);

		start_flip(&images[i & 1], 0);
		late += show_vblank(card) != before;
		show_finish_flip(card, &output);
	}
	igt_info("%u of 20 came back late\n", late);
	igt_assert_lte(late, 4);
}

static void test_busy(void)
{
	unsigned int busy = 0;

	show_on(card, &output, &mode, &images[0]);
	for (int i = 0; i < 10; i++) {
		uint32_t before = show_wait_vblanks(card, 1);
		int err;

		start_flip(&images[1], 0);
		err = show_try_flip(card, &output, images[0].fb, DRM_MODE_ATOMIC_NONBLOCK, 0);
		if (err)
			igt_assert_eq(err, -EBUSY);
		else
			igt_assert_f(show_vblank(card) != before, "two flips for one vblank\n");
		busy += err == -EBUSY;
		show_finish_flip(card, &output);
		show_wait_vblanks(card, 1);
		igt_assert_eq(show_try_flip(card, &output, images[0].fb, DRM_MODE_ATOMIC_NONBLOCK,
					    0), 0);
		show_wait_vblanks(card, 1);
	}
	igt_assert_lt(0, busy);
}

static void test_busy_legacy(void)
{
	unsigned int busy = 0;

	show_on(card, &output, &mode, &images[0]);
	for (int i = 0; i < 10; i++) {
		int err;

		show_wait_vblanks(card, 1);
		igt_assert_eq(drmModePageFlip(card->fd, output.crtc->id, images[1].fb->id,
					      DRM_MODE_PAGE_FLIP_EVENT, NULL), 0);
		err = drmModePageFlip(card->fd, output.crtc->id, images[0].fb->id, 0, NULL);
		igt_assert(!err || err == -EBUSY);
		busy += err == -EBUSY;
		show_finish_flip(card, &output);
	}
	igt_assert_lt(0, busy);
}

static void test_off(void)
{
	drmVBlank vblank = { .request = { .type = DRM_VBLANK_RELATIVE, .sequence = 1 } };
	uint32_t dpms;

	show_on(card, &output, &mode, &images[0]);
	igt_assert_eq(vprime_property_id(card, output.connector->id, "DPMS", &dpms), 0);
	igt_assert_eq(drmModeConnectorSetProperty(card->fd, output.connector->id, dpms,
						  DRM_MODE_DPMS_OFF), 0);
	igt_assert_eq(drmModePageFlip(card->fd, output.crtc->id, images[1].fb->id, 0, NULL),
		      -EINVAL);
	igt_assert_lt(drmWaitVBlank(card->fd, &vblank), 0);
	igt_assert_eq(errno, EINVAL);

	show_reset(card, &output);
	igt_assert_lt(drmModePageFlip(card->fd, output.crtc->id, images[1].fb->id, 0, NULL), 0);
	igt_assert_lt(drmWaitVBlank(card->fd, &vblank), 0);
	igt_assert(show_no_event(card));
}

/* Going on and off each give one event, and not before the frame that runs is over. */
static void test_modeset_events(void)
{
	show_reset(card, &output);
	for (int i = 0; i < 5; i++) {
		struct vprime_commit *commit = show_commit(card);
		uint32_t flags = DRM_MODE_ATOMIC_ALLOW_MODESET | DRM_MODE_ATOMIC_NONBLOCK |
				 DRM_MODE_PAGE_FLIP_EVENT;

		vprime_commit_add(commit, output.connector->id, "CRTC_ID", output.crtc->id);
		vprime_commit_add_mode(commit, output.crtc->id, &mode);
		vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, images[0].fb,
					NULL, NULL);
		igt_assert_eq(vprime_commit_apply(commit, flags, 1), 0);
		igt_assert_eq_u64(show_finish_flip(card, &output).user_data, 1);
		igt_assert(show_no_event(card));

		vprime_commit_reset(commit);
		vprime_commit_add(commit, output.connector->id, "CRTC_ID", 0);
		vprime_commit_add_mode(commit, output.crtc->id, NULL);
		vprime_commit_add_plane(commit, output.primary->id, 0, NULL, NULL, NULL);
		igt_assert_eq(vprime_commit_apply(commit, flags, 2), 0);
		igt_assert_eq_u64(show_finish_flip(card, &output).user_data, 2);
		igt_assert(show_no_event(card));
		vprime_commit_destroy(commit);
	}
}

static double fence_time(int fence)
{
	struct sync_fence_info fences[4] = { 0 };
	struct sync_file_info info = { .num_fences = 4, .sync_fence_info = (uintptr_t)fences };

	igt_assert_eq(ioctl(fence, SYNC_IOC_FILE_INFO, &info), 0);
	igt_assert_eq(info.status, 1);
	igt_assert_eq(info.num_fences, 1);
	igt_assert_eq(fences[0].status, 1);
	return fences[0].timestamp_ns / 1e9;
}

/* The fence and the event of a commit tell of the same vblank. */
static void test_out_fence(void)
{
	show_on(card, &output, &mode, &images[0]);
	for (int i = 0; i < 10; i++) {
		struct vprime_flip flip;
		int fence;

		igt_assert_eq(show_fenced_flip(card, &output, images[i & 1].fb, &fence), 0);
		igt_assert_fd(fence);
		flip = show_finish_flip(card, &output);
		igt_assert_eq(vprime_fence_wait(fence, 1000), 0);
		igt_assert_f(fabs(fence_time(fence) - show_flip_time(&flip)) < 2e-6,
			     "fence at %.6f, event at %.6f\n", fence_time(fence),
			     show_flip_time(&flip));
		close(fence);
	}
}

static void move_cursor(int x, int y)
{
	igt_assert_eq(drmModeMoveCursor(card->fd, output.crtc->id, x, y), 0);
}

/* The first one brings the cursor up and may wait, the moves may not. */
static void show_cursor(void)
{
	igt_assert_eq(drmModeSetCursor(card->fd, output.crtc->id, small.buffer->handle, 64, 64),
		      0);
	move_cursor(0, 0);
	show_wait_vblanks(card, 1);
}

#define MOVES 1000

static void test_cursor_moves(void)
{
	uint32_t before, frames;

	show_on(card, &output, &mode, &images[0]);
	show_cursor();
	before = show_vblank(card);
	for (int i = 0; i < MOVES; i++)
		move_cursor(i % 700 - 50, i % 500);
	frames = show_vblank(card) - before;
	igt_info("%u moves in %u frames\n", MOVES, frames);
	/* if they waited it were a frame each; the rest is how slow a debug kernel may be */
	igt_assert_lt(frames, MOVES / 2);
	igt_assert_eq(drmModeSetCursor(card->fd, output.crtc->id, 0, 0, 0), 0);
}

/* Neither waits for the other: moves come back while a flip is pending, and it still is. */
static void test_cursor_beside_flip(void)
{
	unsigned int pending = 0;

	show_on(card, &output, &slow, &images[0]);
	show_cursor();
	for (int i = 0; i < 20; i++) {
		show_wait_vblanks(card, 1);
		start_flip(&images[i & 1], 0);
		for (int j = 0; j < 3; j++)
			move_cursor(i * 10 + j, j);
		pending += show_no_event(card);
		show_finish_flip(card, &output);
	}
	igt_info("after three moves %u of 20 flips were still pending\n", pending);
	igt_assert_lte(10, pending);
	igt_assert_eq(drmModeSetCursor(card->fd, output.crtc->id, 0, 0, 0), 0);
}

/* Whoever waits for vblanks sees each of them. */
static void test_every_vblank(void)
{
	uint32_t last, skipped = 0;

	show_on(card, &output, &slow, &images[0]);
	last = show_wait_vblanks(card, 1);
	for (int i = 0; i < 60; i++) {
		uint32_t now = show_wait_vblanks(card, 1);

		igt_assert_lt(0, (int32_t)(now - last));
		skipped += now - last - 1;
		last = now;
	}
	igt_info("%u skipped\n", skipped);
	igt_assert_lte(skipped, 3);
}

/* The counter goes on where it was after the CRTC was off, and does not jump. */
static void test_counter_over_modeset(void)
{
	uint32_t before, after;
	double start, elapsed;

	show_on(card, &output, &mode, &images[0]);
	before = show_wait_vblanks(card, 1);
	start = show_now();
	show_on(card, &output, &mode, &images[1]);
	after = show_wait_vblanks(card, 1);
	elapsed = show_now() - start;
	igt_assert_lt(0, (int32_t)(after - before));
	igt_assert_lte((int32_t)(after - before), (int)(elapsed / mode_period(&mode)) + 2);
}

igt_main
{
	igt_fixture {
		card = card_open();
		output = card_output(card);
		mode = mode_make(640, 480, 60);
		slow = mode_make(640, 480, 20);
		for (int i = 0; i < 2; i++)
			images[i] = image_pattern(card, 640, 480, DRM_FORMAT_XRGB8888, i);
		small = image_pattern(card, 64, 64, DRM_FORMAT_ARGB8888, 3);
	}

	igt_describe("Flip events come in order, with the times of their vblanks.");
	igt_subtest("events")
		test_events();

	igt_describe("The sequence of an event fits the vblank counter.");
	igt_subtest("sequence")
		test_sequence();

	igt_describe("A blocking commit comes back after its vblank.");
	igt_subtest("blocking")
		test_blocking();

	igt_describe("A nonblocking commit comes back before its vblank.");
	igt_subtest("nonblocking")
		test_nonblocking();

	igt_describe("A second flip before the first one is through is EBUSY.");
	igt_subtest("busy")
		test_busy();

	igt_describe("The same with the legacy ioctl.");
	igt_subtest("busy-legacy")
		test_busy_legacy();

	igt_describe("No flips and no vblanks without a picture.");
	igt_subtest("off")
		test_off();

	igt_describe("Switching on and off give one event each.");
	igt_subtest("modeset-events")
		test_modeset_events();

	igt_describe("The out-fence of a commit has the time of its event.");
	igt_subtest("out-fence")
		test_out_fence();

	igt_describe("Cursor moves do not wait for vblanks.");
	igt_subtest("cursor-moves")
		test_cursor_moves();

	igt_describe("Cursor moves and flips do not wait for each other.");
	igt_subtest("cursor-beside-flip")
		test_cursor_beside_flip();

	igt_describe("A client that waits for vblanks gets every one.");
	igt_subtest("every-vblank")
		test_every_vblank();

	igt_describe("The vblank counter goes on after the CRTC was off.");
	igt_subtest("counter-over-modeset")
		test_counter_over_modeset();

	igt_fixture {
		show_reset(card, &output);
		vprime_close(card);
	}
}
