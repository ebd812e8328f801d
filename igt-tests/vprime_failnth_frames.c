// SPDX-License-Identifier: MIT
/* Out of memory at every single allocation: commits, and what watches the screen. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <linux/videodev2.h>

#include "igt.h"

#include "capture.h"
#include "card.h"
#include "dmabuf.h"
#include "failnth.h"
#include "module.h"
#include "peer.h"
#include "shortage.h"
#include "show.h"

IGT_TEST_DESCRIPTION("Out of memory at every allocation: commits, and what watches the screen.");

static int peer = -1, dmabuf = -1;

/* What the operation at hand has open. */
static int fd = -1;

static void undo_fd(void)
{
	if (fd >= 0)
		close(fd);
	fd = -1;
}

static void clean_dmabuf(void)
{
	if (dmabuf >= 0)
		close(dmabuf);
	dmabuf = -1;
}

/* -----------------------------------------------------------------------------
 * Commits
 */

static struct vprime_commit *commit;
static struct image image, cursor;
static uint32_t commit_flags;

static uint32_t crtc_id(void)
{
	return screen.output.crtc->id;
}

static void add_plane(struct vprime_commit *to, const struct vprime_plane *plane,
		      const struct vprime_fb *fb)
{
	vprime_commit_add_plane(to, plane->id, crtc_id(), fb, NULL, NULL);
}

/* A framebuffer that nobody has shown, so that it has to be mapped. */
static void prepare_commit(uint32_t flags)
{
	image = image_new(screen.card, SCREEN_WIDTH, SCREEN_HEIGHT, DRM_FORMAT_XRGB8888);
	commit = show_commit(screen.card);
	commit_flags = flags;
}

static int run_commit(void)
{
	return vprime_commit_apply(commit, commit_flags, 0);
}

static int run_test_only(void)
{
	return vprime_commit_test(commit, commit_flags);
}

static void show_again(void)
{
	struct vprime_commit *back = show_commit(screen.card);

	add_plane(back, screen.output.primary, screen.shown.fb);
	add_plane(back, screen.output.overlay, NULL);
	add_plane(back, screen.output.cursor, NULL);
	show_apply(back, 0);
}

static void clean_commit(void)
{
	vprime_commit_destroy(commit);
	commit = NULL;
	image_free(&image);
}

static void prepare_flip(void)
{
	prepare_commit(0);
	add_plane(commit, screen.output.primary, image.fb);
}

static void prepare_nonblocking(void)
{
	prepare_flip();
	commit_flags = DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT;
}

static void undo_nonblocking(void)
{
	igt_assert_eq(vprime_flip_wait(screen.card, crtc_id(), 10000, NULL), 0);
	show_again();
}

/* All planes and many properties at once. */
static void prepare_all(void)
{
	static const struct vprime_rect src = { 0, 0, 32, 32 }, dst = { 5, -7, 48, 40 };

	prepare_flip();
	cursor = image_new(screen.card, 32, 32, DRM_FORMAT_ARGB8888);
	vprime_commit_add_plane(commit, screen.output.overlay->id, crtc_id(), image.fb, &src,
				&dst);
	vprime_commit_add(commit, screen.output.overlay->id, "alpha", 0x8000);
	vprime_commit_add(commit, screen.output.overlay->id, "rotation", DRM_MODE_ROTATE_90);
	add_plane(commit, screen.output.cursor, cursor.fb);
}

static void undo_all(void)
{
	show_again();
	show_defaults(screen.card, &screen.output);
}

static void clean_all(void)
{
	image_free(&cursor);
	clean_commit();
}

static void prepare_import(void)
{
	dmabuf = peer_export(peer, SCREEN_WIDTH * SCREEN_HEIGHT * 4, VPRIME_PEER_SCATTERED, 0);
	commit = show_commit(screen.card);
	commit_flags = 0;
	image.buffer = dmabuf_import(screen.card, dmabuf, SCREEN_WIDTH, SCREEN_HEIGHT, SCREEN_WIDTH * 4);
	igt_assert_eq(vprime_fb_of_buffer(image.buffer, DRM_FORMAT_XRGB8888, &image.fb), 0);
	add_plane(commit, screen.output.primary, image.fb);
}

static void clean_import(void)
{
	clean_commit();
	clean_dmabuf();
}

/* Another mode, which is made in the kernel from a blob. */
static int run_modeset(void)
{
	drmModeModeInfo other = screen.mode;

	other.vrefresh = 0;
	other.clock += 7;
	return vprime_modeset(screen.card, &screen.output, &other, image.fb);
}

static void undo_modeset(void)
{
	igt_assert_eq(vprime_modeset(screen.card, &screen.output, &screen.mode, screen.shown.fb),
		      0);
}

static int run_setcrtc(void)
{
	uint32_t connector = screen.output.connector->id;
	int err = drmModeSetCrtc(screen.card->fd, crtc_id(), image.fb->id, 0, 0, &connector, 1,
				 &screen.mode);

	return err ? -errno : 0;
}

static int run_page_flip(void)
{
	int err = drmModePageFlip(screen.card->fd, crtc_id(), image.fb->id,
				  DRM_MODE_PAGE_FLIP_EVENT, NULL);

	return err ? -errno : 0;
}

static void prepare_cursor(void)
{
	prepare_commit(0);
	cursor = image_new(screen.card, 32, 32, DRM_FORMAT_ARGB8888);
	igt_assert_eq(drmModeSetCursor(screen.card->fd, crtc_id(), cursor.buffer->handle, 32, 32),
		      0);
}

static int run_cursor(void)
{
	int err = drmModeMoveCursor(screen.card->fd, crtc_id(), 3, 4);

	return err ? -errno : 0;
}

static void clean_cursor(void)
{
	igt_assert_eq(drmModeSetCursor(screen.card->fd, crtc_id(), 0, 0, 0), 0);
	image_free(&cursor);
	clean_commit();
}

static uint16_t ramp[256];

static int run_gamma(void)
{
	int err = drmModeCrtcSetGamma(screen.card->fd, crtc_id(), 256, ramp, ramp, ramp);

	return err ? -errno : 0;
}

static void undo_gamma(void)
{
	show_defaults(screen.card, &screen.output);
}

/* -----------------------------------------------------------------------------
 * Sinks
 */

static int32_t out_fence;

static void prepare_writeback(void)
{
	prepare_commit(DRM_MODE_ATOMIC_ALLOW_MODESET);
	vprime_commit_add_writeback(commit, screen.output.writeback->id, crtc_id(), image.fb,
				    &out_fence);
	vprime_commit_add_out_fence(commit, crtc_id(), &fd);
}

static void undo_writeback(void)
{
	struct vprime_commit *off = show_commit(screen.card);

	igt_assert_eq(vprime_fence_wait(out_fence, 10000), 0);
	close(out_fence);
	undo_fd();
	vprime_commit_add(off, screen.output.writeback->id, "CRTC_ID", 0);
	show_apply(off, DRM_MODE_ATOMIC_ALLOW_MODESET);
}

static int run_crc(void)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/crtc-%u/crc/data",
		 card_minor(screen.card), screen.output.crtc->index);
	return fd = open(path, O_RDONLY | O_CLOEXEC), fd < 0 ? -errno : 0;
}

static void undo_crc(void)
{
	char line[256];

	igt_assert_lt(0, read(fd, line, sizeof(line)));
	undo_fd();
}

static char monitor[64];

static int video(unsigned long request, void *arg)
{
	return ioctl(fd, request, arg) < 0 ? -errno : 0;
}

/* Finds the monitor and gives it the size of what is shown. */
static void find_monitor(void)
{
	struct capture capture = { .fd = -1 };

	capture_open_as(&capture, CAPTURE_FIRST, V4L2_PIX_FMT_XBGR32);
	capture_node(&capture, monitor, sizeof(monitor));
	capture_close(&capture);
}

static int stream(void)
{
	struct v4l2_requestbuffers request = {
		.count = 2, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP,
	};
	int err = video(VIDIOC_REQBUFS, &request);

	for (uint32_t i = 0; !err && i < request.count; i++) {
		struct v4l2_buffer queued = {
			.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP,
			.index = i,
		};

		err = video(VIDIOC_QBUF, &queued);
	}
	return err ? err : video(VIDIOC_STREAMON, &(int){ V4L2_BUF_TYPE_VIDEO_CAPTURE });
}

static int run_monitor(void)
{
	int err;

	fd = open(monitor, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = stream();
	if (err)
		undo_fd();
	return err;
}

static void undo_monitor(void)
{
	struct v4l2_buffer got = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP,
	};

	igt_assert_eq(video(VIDIOC_DQBUF, &got), 0);
	igt_assert_eq(got.flags & V4L2_BUF_FLAG_ERROR, 0);
	undo_fd();
}

/* Fewer modes may come of it, but no error. */
static int run_probe(void)
{
	drmModeFreeConnector(drmModeGetConnector(screen.card->fd, screen.output.connector->id));
	return 0;
}

static void undo_probe(void)
{
	drmModeConnector *connector = drmModeGetConnector(screen.card->fd, screen.output.connector->id);

	igt_assert(connector && connector->count_modes > 1);
	drmModeFreeConnector(connector);
}

/* -----------------------------------------------------------------------------
 * All of them
 */

static const struct operation operations[] = {
	OPERATION("test-only", "A check with all planes.", prepare_all, run_test_only, NULL,
		  clean_all),
	OPERATION("flip", "A flip to a buffer that was not shown before.", prepare_flip,
		  run_commit, show_again, clean_commit),
	OPERATION("flip-nonblocking", "The same with an event.", prepare_nonblocking, run_commit,
		  undo_nonblocking, clean_commit),
	OPERATION("flip-import", "The same with an imported buffer.", prepare_import, run_commit,
		  show_again, clean_import, .warns = true),
	OPERATION("flip-all", "A commit with all planes.", prepare_all, run_commit, undo_all,
		  clean_all),
	OPERATION("modeset", "Another mode.", prepare_flip, run_modeset, undo_modeset,
		  clean_commit),
	OPERATION("setcrtc", "The legacy way to set a mode.", prepare_flip, run_setcrtc,
		  undo_modeset, clean_commit),
	OPERATION("page-flip", "The legacy way to flip.", prepare_flip, run_page_flip,
		  undo_nonblocking, clean_commit),
	OPERATION("cursor", "A cursor that moves.", prepare_cursor, run_cursor, NULL,
		  clean_cursor),
	OPERATION("gamma", "A ramp.", NULL, run_gamma, undo_gamma, NULL),
	OPERATION("writeback", "A writeback job with both fences.", prepare_writeback, run_commit,
		  undo_writeback, clean_commit),
	OPERATION("crc", "Start to read CRCs.", NULL, run_crc, undo_crc, NULL),
	OPERATION("probe", "Probe a connector.", NULL, run_probe, undo_probe, NULL),
};

static const struct operation watch =
	OPERATION("monitor", "Start to watch the monitor.", NULL, run_monitor, undo_monitor, NULL);

/* -----------------------------------------------------------------------------
 * Whoever allocates, workers included
 */

/* Of a hundred allocations. */
#define FAILING 10
#define ROUNDS 400

/* A frame, if there is memory for it, with a writeback job now and then. */
static int show_frame(unsigned int n, const struct image *back)
{
	int32_t done = -1;
	int err;

	commit = show_commit(screen.card);
	add_plane(commit, screen.output.primary, n & 1 ? image.fb : screen.shown.fb);
	if (n % 4) {
		err = vprime_commit_apply(commit, DRM_MODE_ATOMIC_NONBLOCK |
					  DRM_MODE_PAGE_FLIP_EVENT, 0);
		if (!err)
			igt_assert_eq(vprime_flip_wait(screen.card, crtc_id(), 10000, NULL), 0);
	} else {
		vprime_commit_add_writeback(commit, screen.output.writeback->id, crtc_id(),
					    back->fb, &done);
		err = vprime_commit_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, 0);
		if (!err)
			igt_assert_eq(vprime_fence_wait(done, 10000), 0);
		if (done >= 0)
			close(done);
	}
	vprime_commit_destroy(commit);
	commit = NULL;
	return err;
}

/* Fences and events come all the same, and nothing is left. */
static void test_everywhere(void)
{
	unsigned int failed, refused = 0;
	struct traces before = traces_now();
	struct image back = image_new(screen.card, SCREEN_WIDTH, SCREEN_HEIGHT, DRM_FORMAT_XRGB8888);

	image = image_new(screen.card, SCREEN_WIDTH, SCREEN_HEIGHT, DRM_FORMAT_XRGB8888);
	igt_assert_eq(run_crc(), 0);
	failnth_within(FAILNTH_MODULES);
	failnth_everywhere(FAILING);
	for (unsigned int n = 0; n < ROUNDS; n++) {
		int err = show_frame(n, &back);
		char line[256];

		igt_assert_f(!err || err == -ENOMEM, "frame %u: %s\n", n, strerror(-err));
		refused += !!err;
		/* an entry is there once the frame is, and more than that are no error */
		if (!err)
			igt_assert_lt(0, read(fd, line, sizeof(line)));
		run_probe();
	}
	failed = failnth_everywhere(0);
	failnth_within(NULL);
	igt_assert_lt(0, failed);

	for (unsigned int n = 0; n < 8; n++)
		igt_assert_eq(show_frame(n, &back), 0);
	undo_fd();
	undo_probe();
	show_on(screen.card, &screen.output, &screen.mode, &screen.shown);
	image_free(&back);
	image_free(&image);
	traces_assert(&before);
	igt_info("everywhere: %u allocations failed, %u of %u frames with them\n", failed, refused,
		 ROUNDS);
}

/* Whatever a subtest that failed has left. */
static void clean(void)
{
	undo_fd();
	clean_dmabuf();
	clean_commit();
	image_free(&cursor);
}

igt_main
{
	igt_fixture {
		shortage_init();
		peer = peer_open();
	}

	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
		igt_fixture
			shortage_forget(clean);

		igt_describe_f("%s", operations[i].what);
		igt_subtest(operations[i].name)
			shortage_run(&operations[i]);
	}

	igt_fixture
		shortage_forget(clean);

	igt_describe_f("%s", watch.what);
	igt_subtest(watch.name) {
		igt_require_f(module_available("vprime_monitor"), "no videobuf2 in this kernel\n");
		capture_load("monitor=1");
		shortage_start();
		find_monitor();
		shortage_test(&watch);
		shortage_stop();
		shortage_reload();
	}

	igt_fixture
		shortage_forget(clean);

	igt_describe("One allocation in ten fails, whichever task makes it, while frames are shown.");
	igt_subtest("everywhere") {
		shortage_start();
		test_everywhere();
		shortage_stop();
	}

	igt_fixture
		shortage_report();
}
