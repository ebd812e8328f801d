// SPDX-License-Identifier: MIT
/* Suspend and resume: what was shown is shown, and time goes on. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <linux/magic.h>

#include "igt.h"

#include "card.h"
#include "crc.h"
#include "picture.h"
#include "show.h"

IGT_TEST_DESCRIPTION("Suspend and resume: what was shown is shown, and time goes on.");

static struct vprime_card *card;
static struct vprime_output output;
static drmModeModeInfo mode;
static struct image images[2], small;

static void write_power(const char *name, const char *text)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/sys/power/%s", name);
	fd = open(path, O_WRONLY);
	igt_assert_f(fd >= 0, "%s: %s\n", path, strerror(errno));
	igt_assert_f(write(fd, text, strlen(text)) == (ssize_t)strlen(text), "%s to %s: %s\n",
		     text, path, strerror(errno));
	close(fd);
}

/* All devices are suspended, and resumed after five seconds. */
static void suspend(void)
{
	write_power("pm_test", "devices");
	write_power("state", "freeze");
	write_power("pm_test", "none");
}

static struct vprime_flip flip(const struct image *image)
{
	show_start_flip(card, &output, image->fb);
	return show_finish_flip(card, &output);
}

/* Planes, cursor, tables, mode: the checksum has all of them in it. */
static void test_picture(void)
{
	uint64_t active, rotation, after;
	struct vprime_commit *commit;
	struct crc before, crc;

	show_on(card, &output, &mode, &images[0]);
	igt_assert_eq(vprime_property_enum(card, output.primary->id, "rotation", "rotate-180",
					   &rotation), 0);
	commit = show_commit(card);
	vprime_commit_add_plane(commit, output.overlay->id, output.crtc->id, small.fb, NULL, NULL);
	vprime_commit_add(commit, output.primary->id, "rotation", rotation);
	show_apply(commit, 0);
	igt_assert_eq(drmModeSetCursor(card->fd, output.crtc->id, small.buffer->handle, 64, 64),
		      0);
	igt_assert_eq(drmModeMoveCursor(card->fd, output.crtc->id, 300, 200), 0);
	before = crc_once(card, &output);

	suspend();

	igt_assert_eq(vprime_property_get(card, output.crtc->id, "ACTIVE", &active), 0);
	igt_assert_eq_u64(active, 1);
	igt_assert_eq(vprime_property_get(card, output.primary->id, "rotation", &after), 0);
	igt_assert_eq_u64(after, rotation);
	crc = crc_once(card, &output);
	igt_assert_f(crc_equal(&before, &crc), "another picture than before\n");
	igt_assert_eq(drmModeSetCursor(card->fd, output.crtc->id, 0, 0, 0), 0);
}

static void test_flips(void)
{
	struct vprime_flip last, done;
	double start = show_now();

	show_on(card, &output, &mode, &images[0]);
	last = flip(&images[1]);
	for (int i = 0; i < 2; i++) {
		suspend();
		for (int j = 0; j < 20; j++) {
			done = flip(&images[j & 1]);
			igt_assert_f((int32_t)(done.sequence - last.sequence) > 0,
				     "sequence %u after %u\n", done.sequence, last.sequence);
			igt_assert(done.sec + done.usec / 1e6 >= last.sec + last.usec / 1e6);
			last = done;
		}
	}
	igt_assert_lt((int32_t)last.sequence, (show_now() - start) / mode_period(&mode) + 1000);
}

/* A flip that was asked for before is complete, and its event is there. */
static void test_pending(void)
{
	struct vprime_commit *commit;
	struct vprime_flip done;

	show_on(card, &output, &mode, &images[0]);
	commit = show_commit(card);
	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, images[1].fb, NULL,
				NULL);
	show_apply(commit, DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT);
	suspend();
	igt_assert_eq(vprime_flip_wait(card, output.crtc->id, 0, &done), 0);
}

/* What was off is off. */
static void test_off(void)
{
	uint64_t active;

	show_reset(card, &output);
	suspend();
	igt_assert_eq(vprime_property_get(card, output.crtc->id, "ACTIVE", &active), 0);
	igt_assert_eq_u64(active, 0);
	show_on(card, &output, &mode, &images[0]);
	flip(&images[1]);
}

/* A client that waits for checksums all the while gets some again. */
static void test_crc_open(void)
{
	struct crc before, crc;
	int fd;

	show_on(card, &output, &mode, &images[0]);
	fd = crc_open(card, &output);
	before = crc_read(fd);
	suspend();
	crc = crc_read_now(fd, card);
	igt_assert(crc_equal(&before, &crc));
	crc_close(fd);
}

igt_main
{
	igt_fixture {
		struct statfs root;

		igt_assert_eq(statfs("/", &root), 0);
		igt_require_f(root.f_type != OVERLAYFS_SUPER_MAGIC && root.f_type != V9FS_MAGIC,
			      "the root is behind a device that does not come back: use run-suspend\n");
		card = card_open();
		output = card_output(card);
		mode = mode_make(640, 480, 60);
		for (int i = 0; i < 2; i++)
			images[i] = image_pattern(card, 640, 480, DRM_FORMAT_XRGB8888, i);
		small = image_pattern(card, 64, 64, DRM_FORMAT_ARGB8888, 3);
	}

	igt_describe("The picture with all that makes it is the same afterwards.");
	igt_subtest("picture")
		test_picture();

	igt_describe("Flips work afterwards, and the count of vblanks goes on.");
	igt_subtest("flips")
		test_flips();

	igt_describe("A pending flip is complete afterwards.");
	igt_subtest("pending")
		test_pending();

	igt_describe("A CRTC that was off is off afterwards.");
	igt_subtest("off")
		test_off();

	igt_describe("A reader of checksums goes on.");
	igt_subtest("crc-open")
		test_crc_open();

	igt_fixture {
		show_reset(card, &output);
		vprime_close(card);
	}
}
