// SPDX-License-Identifier: MIT
/* Several writeback connectors of one CRTC: one frame into each, by itself. */

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "crc.h"
#include "module.h"
#include "pattern.h"
#include "picture.h"
#include "show.h"
#include "vprime_drm.h"

IGT_TEST_DESCRIPTION("Several writeback connectors of one CRTC: one frame into each, by itself.");

#define CARD "vprime writebacks=3"
#define CLONES 3

static struct vprime_card *card;
static struct vprime_output output;

static const uint32_t clone_formats[CLONES] = {
	DRM_FORMAT_XRGB8888, DRM_FORMAT_XRGB2101010, DRM_FORMAT_XBGR8888,
};

/* What the clones of one commit are written into. */
struct clones {
	const struct vprime_connector *connectors[CLONES];
	struct image images[CLONES];
	int32_t fences[CLONES];
};

static struct clones clones_make(const drmModeModeInfo *mode)
{
	struct clones clones = { 0 };
	int n = 0;

	for (size_t i = 0; i < card->n_connectors; i++) {
		const struct vprime_connector *connector = &card->connectors[i];

		if (!connector->writeback || !(connector->possible_crtcs & 1 << output.crtc->index))
			continue;
		igt_assert_lt(n, CLONES);
		clones.connectors[n++] = connector;
	}
	igt_assert_eq(n, CLONES);
	for (int i = 0; i < CLONES; i++)
		clones.images[i] = image_new(card, mode->hdisplay, mode->vdisplay,
					     clone_formats[i]);
	return clones;
}

static void clones_free(struct clones *clones)
{
	for (int i = 0; i < CLONES; i++)
		image_free(&clones->images[i]);
}

static struct vprime_commit *clones_commit(struct clones *clones, const struct image *shown)
{
	struct vprime_commit *commit = show_commit(card);

	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, shown->fb, NULL, NULL);
	for (int i = 0; i < CLONES; i++)
		vprime_commit_add_writeback(commit, clones->connectors[i]->id, output.crtc->id,
					    clones->images[i].fb, &clones->fences[i]);
	return commit;
}

/* Waits for the fence of one of them, and looks at its picture. */
static void clones_check(struct clones *clones, int i, const struct picture *expected)
{
	igt_assert_fd(clones->fences[i]);
	igt_assert_eq(vprime_fence_wait(clones->fences[i], 5000), 0);
	close(clones->fences[i]);
	picture_assert(expected, clones->images[i].buffer, clone_formats[i],
		       clone_formats[i] == DRM_FORMAT_XRGB2101010);
}

/* Encoders of one CRTC, the monitor's included, name each other and themselves. */
static void test_possible(void)
{
	drmModeRes *resources;
	uint32_t all;

	resources = drmModeGetResources(card->fd);
	igt_assert(resources);
	igt_assert_eq(resources->count_encoders, 1 + CLONES);
	all = (1u << resources->count_encoders) - 1;
	for (int i = 0; i < resources->count_encoders; i++) {
		drmModeEncoder *encoder = drmModeGetEncoder(card->fd, resources->encoders[i]);

		igt_assert(encoder);
		igt_assert_eq_u32(encoder->possible_clones, all);
		igt_assert_eq_u32(encoder->possible_crtcs, 1u << output.crtc->index);
		drmModeFreeEncoder(encoder);
	}
	drmModeFreeResources(resources);
}

/* One frame in three formats at once, and CRCs go on, none skipped and none changed. */
static void test_written(void)
{
	drmModeModeInfo mode = mode_make(320, 200, 60);
	struct clones clones = clones_make(&mode);
	struct image images[2];
	struct picture *expected[2];
	struct crc crcs[2], crc, last;
	int fd;

	for (int i = 0; i < 2; i++) {
		images[i] = image_pattern(card, 320, 200, DRM_FORMAT_XRGB8888, i);
		expected[i] = picture_load(images[i].buffer, DRM_FORMAT_XRGB8888);
		show_on(card, &output, &mode, &images[i]);
		crcs[i] = crc_once(card, &output);
	}
	fd = crc_open(card, &output);
	last = crc_read(fd);
	for (int i = 0; i < 20; i++) {
		struct vprime_commit *commit = clones_commit(&clones, &images[i & 1]);
		uint32_t until;

		igt_assert_eq(vprime_commit_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, 0), 0);
		until = show_vblank(card);
		for (int j = 0; j < CLONES; j++)
			clones_check(&clones, j, expected[i & 1]);
		vprime_commit_destroy(commit);
		do {
			crc = crc_read(fd);
			igt_assert_eq_u32(crc.frame, last.frame + 1);
			last = crc;
		} while ((int32_t)(crc.frame - until) <= 0);
		igt_assert(crc_equal(&crc, &crcs[i & 1]));
	}
	crc_close(fd);
	show_reset(card, &output);
	clones_free(&clones);
	for (int i = 0; i < 2; i++) {
		picture_free(expected[i]);
		image_free(&images[i]);
	}
}

/* One that cannot be written refuses the commit, and nothing is written at all. */
static void test_refused(void)
{
	drmModeModeInfo mode = mode_make(320, 200, 60);
	struct clones clones = clones_make(&mode);
	struct image image = image_pattern(card, 320, 200, DRM_FORMAT_XRGB8888, 1);
	struct image small = image_new(card, 320, 199, DRM_FORMAT_XRGB8888);

	show_on(card, &output, &mode, &image);
	for (int i = 0; i < CLONES; i++)
		pattern_solid(clones.images[i].buffer, 0x12345678);
	for (int i = 0; i < CLONES; i++) {
		struct vprime_commit *commit = clones_commit(&clones, &image);

		vprime_commit_add(commit, clones.connectors[i]->id, "WRITEBACK_FB_ID",
				  small.fb->id);
		igt_assert_eq(vprime_commit_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, 0),
			      -EINVAL);
		vprime_commit_destroy(commit);
	}
	show_wait_vblanks(card, 3);
	for (int i = 0; i < CLONES; i++)
		igt_assert_eq_u32(*(uint32_t *)clones.images[i].buffer->map, 0x12345678);
	show_reset(card, &output);
	clones_free(&clones);
	image_free(&image);
	image_free(&small);
}

/* One whose buffer somebody still reads holds up neither the others nor the CRC. */
static void test_busy(void)
{
	drmModeModeInfo mode = mode_make(320, 200, 60);
	struct clones clones = clones_make(&mode);
	struct image image = image_pattern(card, 320, 200, DRM_FORMAT_XRGB8888, 1);
	struct picture *expected = picture_load(image.buffer, DRM_FORMAT_XRGB8888);
	struct crc before, crc;
	int fd;

	show_on(card, &output, &mode, &image);
	fd = crc_open(card, &output);
	before = crc_read(fd);
	for (int i = 0; i < CLONES; i++) {
		struct drm_vprime_fence_attach busy = {
			.handle = clones.images[i].buffer->handle, .timeout_ms = 5000,
		};
		struct drm_vprime_fence_signal done;
		struct vprime_commit *commit = clones_commit(&clones, &image);

		pattern_solid(clones.images[i].buffer, 0x12345678);
		igt_assert_eq(drmIoctl(card->fd, DRM_IOCTL_VPRIME_FENCE_ATTACH, &busy), 0);
		igt_assert_eq(vprime_commit_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, 0), 0);
		for (int j = 0; j < CLONES; j++) {
			if (j != i)
				clones_check(&clones, j, expected);
		}
		crc = crc_read_now(fd, card);
		igt_assert(crc_equal(&crc, &before));
		igt_assert_eq(vprime_fence_wait(clones.fences[i], 50), -ETIMEDOUT);
		igt_assert_eq_u32(*(uint32_t *)clones.images[i].buffer->map, 0x12345678);
		done = (struct drm_vprime_fence_signal){ .fence = busy.fence };
		igt_assert_eq(drmIoctl(card->fd, DRM_IOCTL_VPRIME_FENCE_SIGNAL, &done), 0);
		clones_check(&clones, i, expected);
		vprime_commit_destroy(commit);
	}
	crc_close(fd);
	show_reset(card, &output);
	clones_free(&clones);
	picture_free(expected);
	image_free(&image);
}

/* One that waits too long says so, while the others were written. */
static void test_overdue(void)
{
	drmModeModeInfo mode = mode_make(320, 200, 60);
	struct clones clones = clones_make(&mode);
	struct image image = image_pattern(card, 320, 200, DRM_FORMAT_XRGB8888, 1);
	struct picture *expected = picture_load(image.buffer, DRM_FORMAT_XRGB8888);
	struct drm_vprime_fence_attach busy = {
		.handle = clones.images[1].buffer->handle, .timeout_ms = 9000,
	};
	struct drm_vprime_fence_signal done;
	struct vprime_commit *commit;

	show_on(card, &output, &mode, &image);
	igt_assert_eq(drmIoctl(card->fd, DRM_IOCTL_VPRIME_FENCE_ATTACH, &busy), 0);
	commit = clones_commit(&clones, &image);
	igt_assert_eq(vprime_commit_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, 0), 0);
	clones_check(&clones, 0, expected);
	clones_check(&clones, 2, expected);
	/* within a second, by docs/architecture.md; not to be mistaken for our own patience */
	igt_assert_eq(poll(&(struct pollfd){ .fd = clones.fences[1], .events = POLLIN }, 1, 5000),
		      1);
	igt_assert_eq(vprime_fence_wait(clones.fences[1], 0), -ETIMEDOUT);
	close(clones.fences[1]);
	vprime_commit_destroy(commit);
	done = (struct drm_vprime_fence_signal){ .fence = busy.fence };
	igt_assert_eq(drmIoctl(card->fd, DRM_IOCTL_VPRIME_FENCE_SIGNAL, &done), 0);
	show_reset(card, &output);
	clones_free(&clones);
	picture_free(expected);
	image_free(&image);
}

/* Connectors come and go without a modeset, each with its own jobs. */
static void test_in_turn(void)
{
	drmModeModeInfo mode = mode_make(320, 200, 60);
	struct clones clones = clones_make(&mode);
	struct image image = image_pattern(card, 320, 200, DRM_FORMAT_XRGB8888, 1);
	struct picture *expected = picture_load(image.buffer, DRM_FORMAT_XRGB8888);
	uint32_t before;

	show_on(card, &output, &mode, &image);
	before = show_vblank(card);
	for (int i = 0; i < 4 * CLONES; i++) {
		struct vprime_commit *commit = show_commit(card);
		int one = i % CLONES;

		for (int j = 0; j < CLONES; j++)
			if (j != one)
				vprime_commit_add(commit, clones.connectors[j]->id, "CRTC_ID", 0);
		vprime_commit_add_writeback(commit, clones.connectors[one]->id, output.crtc->id,
					    clones.images[one].fb, &clones.fences[one]);
		igt_assert_eq(vprime_commit_apply(commit, 0, 0), 0);
		clones_check(&clones, one, expected);
		vprime_commit_destroy(commit);
	}
	igt_assert_lt(before, show_vblank(card));
	show_reset(card, &output);
	clones_free(&clones);
	picture_free(expected);
	image_free(&image);
}

/* A card has as many as it is told to, or refuses to be made. */
static void test_number(void)
{
	static const char *const refused[] = { "writebacks=5", "outputs=16 writebacks=2" };

	vprime_close(card);
	module_unload_soon("vprime");
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		char line[64];

		snprintf(line, sizeof(line), "vprime %s", refused[i]);
		module_refused(line);
	}
	for (unsigned int n = 0; n <= 4; n++) {
		unsigned int found = 0;
		char line[64];

		snprintf(line, sizeof(line), "vprime writebacks=%u", n);
		module_load(line);
		card = card_open();
		for (size_t i = 0; i < card->n_connectors; i++)
			found += card->connectors[i].writeback;
		igt_assert_eq(found, n);
		vprime_close(card);
		module_unload_soon("vprime");
	}
	module_load(CARD);
	card = card_open();
	output = card_output(card);
}

igt_main
{
	igt_fixture {
		module_reload(CARD);
		card = card_open();
		output = card_output(card);
	}

	igt_describe("As many writeback connectors as the module was told to make.");
	igt_subtest("number")
		test_number();

	igt_describe("Encoders that work together name each other.");
	igt_subtest("possible")
		test_possible();

	igt_describe("A frame written into several framebuffers, beside CRCs.");
	igt_subtest("written")
		test_written();

	igt_describe("One framebuffer that is wrong refuses the commit.");
	igt_subtest("refused")
		test_refused();

	igt_describe("One framebuffer that is busy does not hold up the others.");
	igt_subtest("busy")
		test_busy();

	igt_describe("One that is busy for too long is an error on its fence alone.");
	igt_subtest("overdue")
		test_overdue();

	igt_describe("Connectors in turn, without a modeset.");
	igt_subtest("in-turn")
		test_in_turn();

	igt_fixture {
		show_reset(card, &output);
		vprime_close(card);
		module_reload("vprime");
	}
}
