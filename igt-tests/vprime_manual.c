// SPDX-License-Identifier: MIT
/* A card that looks at buffers after commits and DIRTYFB alone, and only where these say. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "crc.h"
#include "module.h"
#include "pattern.h"
#include "peer.h"
#include "show.h"

IGT_TEST_DESCRIPTION("A card that is told what changes: manual_update=1.");

#define WIDTH 160
#define HEIGHT 120

static struct vprime_card *card;
static struct vprime_output output;
static drmModeModeInfo mode;

static void load(const char *line)
{
	if (card)
		vprime_close(card);
	card = NULL;
	module_reload(line);
	card = card_open();
	output = card_output(card);
}

static int dirty(const struct image *image, drmModeClip *clips, int count)
{
	return drmModeDirtyFB(card->fd, image->fb->id, clips, count);
}

/* Draws rows anew, in place. */
static void draw(const struct image *image, uint32_t seed, int first, int rows)
{
	struct vprime_buffer part = *image->buffer;

	part.map = (char *)image->buffer->map + (size_t)first * part.stride;
	part.height = rows;
	pattern_fill(&part, image->fb->format, seed);
}

static struct crc crc_now(void)
{
	int fd = crc_open(card, &output);
	struct crc crc = crc_read_now(fd, card);

	crc_close(fd);
	return crc;
}

/* The CRC of all that is in memory: writeback looks at all of it. */
static struct crc crc_of_memory(void)
{
	struct image written = show_capture(card, &output, &mode, DRM_FORMAT_XRGB8888);
	struct crc crc = crc_now();

	image_free(&written);
	return crc;
}

static void assert_crc(const struct crc *crc, const struct crc *expected, bool equal,
		       const char *what)
{
	igt_assert_f(crc_equal(crc, expected) == equal, "%s: CRC %#x, and %#x before\n", what,
		     crc->values[0], expected->values[0]);
}

/* What is drawn shows when the card is told, and not before. */
static void test_told(void)
{
	struct image image = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1);
	struct crc before, untold, told, memory;

	show_on(card, &output, &mode, &image);
	before = crc_now();
	draw(&image, 2, 30, 40);
	untold = crc_now();
	assert_crc(&untold, &before, true, "nobody has told");
	igt_assert_eq(dirty(&image, NULL, 0), 0);
	told = crc_now();
	assert_crc(&told, &before, false, "told");
	memory = crc_of_memory();
	assert_crc(&memory, &told, true, "memory");
	show_reset(card, &output);
	image_free(&image);
}

/* On the card as it is by default, memory is what counts. */
static void test_default(void)
{
	struct image image = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1);
	struct crc before, after;

	show_on(card, &output, &mode, &image);
	before = crc_now();
	draw(&image, 2, 30, 40);
	after = crc_now();
	assert_crc(&after, &before, false, "drawn");
	igt_assert_eq(dirty(&image, NULL, 0), -ENOSYS);
	show_reset(card, &output);
	image_free(&image);
}

/* Rows that are named are looked at, and no others. */
static void test_clips(void)
{
	drmModeClip clips[] = {
		{ 3, 7, 9, 11 }, { 0, 20, WIDTH, 21 }, { 5, 40, 6, 45 }, { 0, 60, 1, 61 },
		{ 100, 80, 101, 90 }, { 0, 119, WIDTH, 120 }, { 8, 44, 9, 50 },
	};
	struct image image = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1);
	struct crc expected, shown, before;

	show_on(card, &output, &mode, &image);
	before = crc_now();
	for (size_t i = 0; i < sizeof(clips) / sizeof(clips[0]); i++) {
		draw(&image, 10 + i, clips[i].y1, clips[i].y2 - clips[i].y1);
		igt_assert_eq(dirty(&image, &clips[i], 1), 0);
		shown = crc_now();
		assert_crc(&shown, &before, false, "one clip");
		expected = crc_of_memory();
		assert_crc(&shown, &expected, true, "all of memory");
		before = shown;
	}
	/* one below the other, and all of them at once */
	for (size_t i = 0; i < sizeof(clips) / sizeof(clips[0]); i++)
		draw(&image, 20 + i, clips[i].y1, clips[i].y2 - clips[i].y1);
	igt_assert_eq(dirty(&image, clips, sizeof(clips) / sizeof(clips[0])), 0);
	shown = crc_now();
	expected = crc_of_memory();
	assert_crc(&shown, &expected, true, "all clips at once");

	/* a row that was not named */
	draw(&image, 30, 100, 10);
	clips[0].y1 = 30;
	clips[0].y2 = 31;
	igt_assert_eq(dirty(&image, clips, 1), 0);
	shown = crc_now();
	assert_crc(&shown, &expected, true, "another row was named");
	show_reset(card, &output);
	image_free(&image);
}

/* The same on a commit, as a property; without it all of the plane has changed. */
static void test_commit_clips(void)
{
	struct drm_mode_rect clip = { 10, 50, 20, 60 };
	struct image image = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1);
	struct crc before, shown, expected;
	struct vprime_commit *commit;
	uint32_t blob;

	igt_assert_eq(drmModeCreatePropertyBlob(card->fd, &clip, sizeof(clip), &blob), 0);
	show_on(card, &output, &mode, &image);
	before = crc_now();

	draw(&image, 2, 0, 20);
	commit = show_commit(card);
	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, image.fb, NULL, NULL);
	vprime_commit_add(commit, output.primary->id, "FB_DAMAGE_CLIPS", blob);
	show_apply(commit, 0);
	shown = crc_now();
	assert_crc(&shown, &before, true, "outside of the clip");

	commit = show_commit(card);
	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, image.fb, NULL, NULL);
	show_apply(commit, 0);
	shown = crc_now();
	assert_crc(&shown, &before, false, "no clip");

	before = shown;
	draw(&image, 3, 50, 10);
	commit = show_commit(card);
	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, image.fb, NULL, NULL);
	vprime_commit_add(commit, output.primary->id, "FB_DAMAGE_CLIPS", blob);
	show_apply(commit, 0);
	shown = crc_now();
	assert_crc(&shown, &before, false, "inside of the clip");
	expected = crc_of_memory();
	assert_crc(&shown, &expected, true, "all of memory");

	drmModeDestroyPropertyBlob(card->fd, blob);
	show_reset(card, &output);
	image_free(&image);
}

/* A frame in which nothing changes is not even looked at. */
static void test_idle(void)
{
	int peer, dmabuf;
	struct vprime_buffer *buffer;
	struct image image;
	uint64_t calls;
	int fd;

	module_load("vprime_peer");
	peer = peer_open();
	dmabuf = peer_export(peer, WIDTH * HEIGHT * 4, VPRIME_PEER_SCATTERED, 0);
	igt_assert_eq(vprime_buffer_import(card, dmabuf, &buffer), 0);
	buffer->width = WIDTH;
	buffer->height = HEIGHT;
	buffer->stride = WIDTH * 4;
	image.buffer = buffer;
	igt_assert_eq(vprime_fb_of_buffer(buffer, DRM_FORMAT_XRGB8888, &image.fb), 0);

	show_on(card, &output, &mode, &image);
	fd = crc_open(card, &output);
	crc_read_now(fd, card);
	calls = peer_counts(peer, dmabuf).calls[VPRIME_PEER_STEP_BEGIN_CPU_ACCESS];
	igt_assert(calls);
	for (int i = 0; i < 30; i++)
		crc_read(fd);
	peer_assert_calls(peer, dmabuf, VPRIME_PEER_STEP_BEGIN_CPU_ACCESS, calls);
	igt_assert_eq(dirty(&image, NULL, 0), 0);
	crc_read_now(fd, card);
	peer_assert_calls(peer, dmabuf, VPRIME_PEER_STEP_BEGIN_CPU_ACCESS, calls + 1);
	crc_close(fd);

	show_reset(card, &output);
	image_free(&image);
	close(dmabuf);
	close(peer);
}

/* A cursor that moves has its rows looked at, where it was and where it is. */
static void test_cursor_rows(void)
{
	struct image image = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1);
	struct image cursor = image_pattern(card, 32, 32, DRM_FORMAT_ARGB8888, 4);
	struct vprime_commit *commit;
	struct crc at[2], shown;

	show_on(card, &output, &mode, &image);
	commit = show_commit(card);
	vprime_commit_add_plane(commit, output.cursor->id, output.crtc->id, cursor.fb, NULL, NULL);
	show_apply(commit, 0);
	at[0] = crc_now();
	igt_assert_eq(drmModeMoveCursor(card->fd, output.crtc->id, 60, 50), 0);
	at[1] = crc_now();
	assert_crc(&at[1], &at[0], false, "moved");

	draw(&image, 2, 33, 16);
	draw(&image, 2, 83, 30);
	igt_assert_eq(drmModeMoveCursor(card->fd, output.crtc->id, 0, 0), 0);
	shown = crc_now();
	assert_crc(&shown, &at[0], true, "back, between rows that were drawn to");
	igt_assert_eq(drmModeMoveCursor(card->fd, output.crtc->id, 60, 60), 0);
	shown = crc_now();
	assert_crc(&shown, &at[0], false, "over a row that was drawn to");
	igt_assert_eq(dirty(&image, NULL, 0), 0);
	at[0] = crc_now();
	shown = crc_of_memory();
	assert_crc(&shown, &at[0], true, "all of memory");
	show_reset(card, &output);
	image_free(&image);
	image_free(&cursor);
}

static void step(struct vprime_commit *commit, const struct image *images, uint32_t random)
{
	uint32_t overlay = output.overlay->id;
	struct vprime_rect dst = {
		(int)(random >> 8 & 127) - 40, (int)(random >> 16 & 127) - 40, 64, 48,
	};
	drmModeClip clip = { 0, random >> 8 & 31, 64, (random >> 8 & 31) + 9 };

	switch (random % 8) {
	case 0:
	case 1:
		vprime_commit_add_plane(commit, overlay, output.crtc->id, images[2].fb, NULL, &dst);
		break;
	case 2:
		vprime_commit_add(commit, overlay, "alpha", random >> 8 & 0xffff);
		break;
	case 3:
		vprime_commit_add(commit, overlay, "rotation", random >> 8 & 1 ?
				  DRM_MODE_ROTATE_180 : DRM_MODE_ROTATE_0);
		break;
	case 4:
		vprime_commit_add_plane(commit, output.primary->id, output.crtc->id,
					images[random >> 8 & 1].fb, NULL, NULL);
		break;
	case 5:
		igt_assert_eq(drmModeMoveCursor(card->fd, output.crtc->id, dst.x, dst.y), 0);
		break;
	case 6:
		draw(&images[2], random, clip.y1, clip.y2 - clip.y1);
		igt_assert_eq(dirty(&images[2], &clip, 1), 0);
		break;
	case 7:
		vprime_commit_add(commit, output.crtc->id, "BACKGROUND_COLOR",
				  0x0101010101010101ull * (random >> 8 & 0xff));
		vprime_commit_add(commit, overlay, "zpos", random >> 16 & 1);
		break;
	}
}

/* However a picture has come about, step by step, it is what all of memory gives. */
static void test_steps(void)
{
	struct image images[3] = {
		image_pattern(card, WIDTH, HEIGHT - 20, DRM_FORMAT_XRGB8888, 1),
		image_pattern(card, WIDTH, HEIGHT - 20, DRM_FORMAT_XRGB8888, 2),
		image_pattern(card, 64, 48, DRM_FORMAT_ARGB8888, 3),
	};
	struct image cursor = image_pattern(card, 32, 32, DRM_FORMAT_ARGB8888, 4);
	struct vprime_commit *commit;
	uint32_t random = 1;

	show_on(card, &output, &mode, &images[0]);
	commit = show_commit(card);
	vprime_commit_add_plane(commit, output.overlay->id, output.crtc->id, images[2].fb, NULL,
				NULL);
	vprime_commit_add_plane(commit, output.cursor->id, output.crtc->id, cursor.fb, NULL, NULL);
	show_apply(commit, 0);
	for (int i = 0; i < 80; i++) {
		struct crc shown, expected;

		commit = show_commit(card);
		for (int j = 0; j < 1 + i % 3; j++) {
			random = random * 1664525 + 1013904223;
			step(commit, images, random >> 4);
		}
		show_apply(commit, 0);
		shown = crc_now();
		expected = crc_of_memory();
		igt_assert_f(crc_equal(&shown, &expected), "step %d: CRC %#x, not %#x\n", i,
			     shown.values[0], expected.values[0]);
	}
	show_reset(card, &output);
	for (int i = 0; i < 3; i++)
		image_free(&images[i]);
	image_free(&cursor);
}

igt_main
{
	igt_fixture {
		mode = mode_make(WIDTH, HEIGHT, 60);
		load("vprime manual_update=1");
	}

	igt_describe("In-place drawing shows after DIRTYFB.");
	igt_subtest("told")
		test_told();

	igt_describe("DIRTYFB with clips, few and many.");
	igt_subtest("clips")
		test_clips();

	igt_describe("Damage clips of commits.");
	igt_subtest("commit-clips")
		test_commit_clips();

	igt_describe("Idle frames read nothing.");
	igt_subtest("idle")
		test_idle();

	igt_describe("A cursor's move touches its rows alone.");
	igt_subtest("cursor-rows")
		test_cursor_rows();

	igt_describe("Commits, cursor moves and drawing in any order.");
	igt_subtest("steps")
		test_steps();

	igt_fixture
		load("vprime");

	igt_describe("On another card what is in memory shows at once.");
	igt_subtest("default")
		test_default();

	igt_fixture
		vprime_close(card);
}
