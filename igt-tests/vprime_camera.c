// SPDX-License-Identifier: MIT
/*
 * A camera (V4L2, vivid) and a display (DRM, vprime) share buffers, which belong to either of them,
 * and either of them goes while the other one goes on.
 */

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/videodev2.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "account.h"
#include "card.h"
#include "dmabuf.h"
#include "module.h"
#include "peer.h"
#include "picture.h"
#include "show.h"
#include "sink.h"
#include "source.h"
#include "video.h"
#include "vprime_drm.h"

IGT_TEST_DESCRIPTION("A camera and a display share buffers, and either of them goes.");

#define BUFFERS 4
#define DEVICE "vprime.0"
#define NOISE 1

/**
 * struct stream - a camera whose pictures are shown as they come, without a copy
 * @before: how many buffers there were without
 * @camera_owns: the buffers are the camera's; otherwise the card's
 * @video: the camera
 * @card: the card
 * @output: its output
 * @mode: as big as the pictures
 * @dmabufs: the buffers
 * @buffers: the card's handles of them
 * @fbs: the card's framebuffers of them
 * @views: where they are mapped through their owner
 * @shown: which one is on the screen, or -1
 */
static struct stream {
	struct account before;
	bool camera_owns;
	struct video video;
	struct vprime_card *card;
	struct vprime_output output;
	drmModeModeInfo mode;
	int dmabufs[BUFFERS];
	struct vprime_buffer *buffers[BUFFERS];
	struct vprime_fb *fbs[BUFFERS];
	void *views[BUFFERS];
	int shown;
} stream;

static void open_buffer(int i)
{
	if (stream.camera_owns) {
		stream.dmabufs[i] = video_export(&stream.video, i);
		stream.views[i] = video_map(&stream.video, i);
		stream.buffers[i] = dmabuf_import(stream.card, stream.dmabufs[i], VIDEO_WIDTH,
						  VIDEO_HEIGHT, VIDEO_STRIDE);
	} else {
		stream.buffers[i] = dmabuf_new(stream.card, VIDEO_WIDTH, VIDEO_HEIGHT);
		igt_assert_eq_u32(stream.buffers[i]->stride, VIDEO_STRIDE);
		stream.dmabufs[i] = dmabuf_export(stream.buffers[i], DRM_CLOEXEC | DRM_RDWR);
		stream.views[i] = mmap(NULL, VIDEO_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED,
				       stream.dmabufs[i], 0);
		igt_assert(stream.views[i] != MAP_FAILED);
	}
	igt_assert_eq(vprime_fb_of_buffer(stream.buffers[i], DRM_FORMAT_XRGB8888, &stream.fbs[i]),
		      0);
}

/* Wait for a picture, show it, and give the one shown before back to the camera. */
static void step(void)
{
	int next = video_dequeue(&stream.video), last = stream.shown;

	if (last < 0) {
		igt_assert_eq(vprime_modeset(stream.card, &stream.output, &stream.mode,
					     stream.fbs[next]), 0);
	} else {
		struct vprime_commit *commit = show_commit(stream.card);

		vprime_commit_add_plane(commit, stream.output.primary->id, stream.output.crtc->id,
					stream.fbs[next], NULL, NULL);
		show_apply(commit, 0);
		video_queue(&stream.video, last, stream.dmabufs[last]);
	}
	stream.shown = next;
}

static void start(bool camera_owns, unsigned int camera)
{
	stream = (struct stream){
		.before = account_now(), .camera_owns = camera_owns, .shown = -1,
		.video = video_open(camera), .card = card_open(),
		.mode = mode_make(VIDEO_WIDTH, VIDEO_HEIGHT, 60),
	};
	stream.output = card_output(stream.card);
	show_reset(stream.card, &stream.output);
	video_pattern(&stream.video, NOISE);
	video_buffers(&stream.video, camera_owns ? V4L2_MEMORY_MMAP : V4L2_MEMORY_DMABUF, BUFFERS);
	igt_assert_eq(stream.video.buffers, BUFFERS);
	for (int i = 0; i < BUFFERS; i++)
		open_buffer(i);
	for (int i = 0; i < BUFFERS; i++)
		video_queue(&stream.video, i, stream.dmabufs[i]);
	video_start(&stream.video);
	for (int i = 0; i < 2 * BUFFERS; i++)
		step();
}

static struct picture *load(int i)
{
	struct vprime_buffer view = {
		.width = VIDEO_WIDTH, .height = VIDEO_HEIGHT, .stride = VIDEO_STRIDE,
		.map = stream.views[i],
	};

	return dmabuf_load(&view, stream.dmabufs[i], DRM_FORMAT_XRGB8888);
}

/* The camera does not write what is on the screen. */
static void assert_shown(void)
{
	struct picture *expected = load(stream.shown);

	show_assert(stream.card, &stream.output, &stream.mode, expected, 0);
	picture_free(expected);
}

/* The camera takes pictures, each of them another one. */
static void assert_films(void)
{
	uint32_t last = 0;

	for (int i = 0; i < 3 * BUFFERS; i++) {
		int next = video_dequeue(&stream.video);
		uint32_t crc;

		igt_assert_eq(vprime_dmabuf_begin(stream.dmabufs[next], DMA_BUF_SYNC_READ), 0);
		crc = peer_crc(stream.views[next], 8 * VIDEO_STRIDE);
		igt_assert_eq(vprime_dmabuf_end(stream.dmabufs[next], DMA_BUF_SYNC_READ), 0);
		igt_assert_neq_u32(crc, last);
		last = crc;
		video_queue(&stream.video, next, stream.dmabufs[next]);
	}
}

static void leave_camera(void)
{
	video_stop(&stream.video);
	if (stream.camera_owns)
		for (int i = 0; i < BUFFERS; i++)
			munmap(stream.views[i], VIDEO_SIZE);
	/* With nobody's leave: the buffers are orphans from here on. */
	video_buffers(&stream.video, stream.video.memory, 0);
	video_close(&stream.video);
}

static void leave_card(void)
{
	for (int i = 0; i < BUFFERS; i++) {
		vprime_fb_destroy(stream.fbs[i]);
		vprime_buffer_destroy(stream.buffers[i]);
	}
	vprime_close(stream.card);
}

static void close_dmabufs(void)
{
	for (int i = 0; i < BUFFERS; i++) {
		if (!stream.camera_owns)
			munmap(stream.views[i], VIDEO_SIZE);
		close(stream.dmabufs[i]);
	}
}

static void test_stream(bool camera_owns)
{
	start(camera_owns, VIDEO_VMALLOC);
	for (int i = 0; i < 60; i++) {
		step();
		if (i % 10 == 0)
			assert_shown();
	}

	/* No copy and no second mapping, however many pictures there were. */
	for (int i = 0; i < BUFFERS; i++) {
		struct drm_vprime_bo_info info = { .handle = stream.buffers[i]->handle };

		igt_assert_eq(drmIoctl(stream.card->fd, DRM_IOCTL_VPRIME_BO_INFO, &info), 0);
		igt_assert_lte(info.sg_maps, 1);
		if (camera_owns)
			igt_assert_eq_u32(info.vmaps, 1);
	}
	leave_camera();
	leave_card();
	close_dmabufs();
	account_assert(&stream.before);
}

/* The screen goes on to show the last picture, and the others when asked to. */
static void test_camera_leaves(bool camera_owns)
{
	struct picture *pictures[BUFFERS];

	start(camera_owns, VIDEO_VMALLOC);
	/* Nobody writes from here on. */
	video_stop(&stream.video);
	for (int i = 0; i < BUFFERS; i++)
		pictures[i] = load(i);
	leave_camera();
	module_unload_soon("vivid");
	show_assert(stream.card, &stream.output, &stream.mode, pictures[stream.shown], 0);
	close_dmabufs();
	for (int i = 0; i < BUFFERS; i++) {
		igt_assert_eq(vprime_modeset(stream.card, &stream.output, &stream.mode,
					     stream.fbs[i]), 0);
		show_assert(stream.card, &stream.output, &stream.mode, pictures[i], 0);
		picture_free(pictures[i]);
	}
	leave_card();
	account_assert(&stream.before);
	video_load();
}

/* While it streams, with no word to the display. */
static void test_camera_vanishes(bool camera_owns)
{
	start(camera_owns, VIDEO_VMALLOC);
	if (camera_owns)
		for (int i = 0; i < BUFFERS; i++)
			munmap(stream.views[i], VIDEO_SIZE);
	video_close(&stream.video);
	if (!camera_owns)
		assert_shown();
	close_dmabufs();
	for (int i = 0; i < BUFFERS; i++) {
		struct image written;

		igt_assert_eq(vprime_modeset(stream.card, &stream.output, &stream.mode,
					     stream.fbs[i]), 0);
		written = show_capture(stream.card, &stream.output, &stream.mode,
				       DRM_FORMAT_XRGB8888);
		image_free(&written);
	}
	leave_card();
	account_assert(&stream.before);
}

static void test_display_leaves(bool camera_owns)
{
	start(camera_owns, VIDEO_VMALLOC);
	video_queue(&stream.video, stream.shown, stream.dmabufs[stream.shown]);
	leave_card();
	assert_films();
	leave_camera();
	close_dmabufs();
	account_assert(&stream.before);
}

static void test_display_unbound(bool camera_owns)
{
	start(camera_owns, VIDEO_VMALLOC);
	video_queue(&stream.video, stream.shown, stream.dmabufs[stream.shown]);
	igt_set_timeout(30, "unbinding");
	igt_assert_eq(device_unbind(DEVICE), 0);
	igt_reset_timeout();
	settle();
	assert_films();
	leave_card();
	assert_films();
	igt_assert_eq(device_bind(DEVICE), 0);
	settle();
	assert_films();
	leave_camera();
	close_dmabufs();
	account_assert(&stream.before);
}

/* The camera is the last one to have the card's buffers, and it has them to the last picture. */
static void test_last_user(void)
{
	start(false, VIDEO_VMALLOC);
	video_queue(&stream.video, stream.shown, stream.dmabufs[stream.shown]);
	leave_card();
	close_dmabufs();
	settle();
	igt_assert_f(module_busy("vprime"), "vprime was unloaded under the camera\n");
	video_settle(&stream.video);
	for (int i = 0; i < BUFFERS; i++)
		video_dequeue(&stream.video);
	igt_assert_f(module_busy("vprime"), "vprime was unloaded under the camera\n");
	leave_camera();
	account_assert(&stream.before);
	module_reload("vprime");
}

/* vivid's other way to allocate: in one piece. What it gives is shown as well. */
static void test_contiguous_exports(void)
{
	start(true, VIDEO_CONTIGUOUS);
	for (int i = 0; i < 10; i++) {
		step();
		assert_shown();
	}
	leave_camera();
	leave_card();
	close_dmabufs();
	account_assert(&stream.before);
}

static int try_capture(const struct source_kind *kind)
{
	struct video video = video_open(VIDEO_CONTIGUOUS);
	struct source source = source_open(kind);
	int err;

	video_buffers(&video, V4L2_MEMORY_DMABUF, 2);
	err = video_try_queue(&video, 0, source.dmabuf);
	video_buffers(&video, V4L2_MEMORY_DMABUF, 0);
	video_close(&video);
	source_close(&source);
	return err;
}

static bool memory_above_4g(void)
{
	unsigned long long start;
	bool found = false;
	char line[256];
	FILE *file = fopen("/proc/iomem", "r");

	igt_assert(file);
	while (fgets(line, sizeof(line), file))
		found |= strstr(line, "System RAM") && sscanf(line, "%llx", &start) == 1 &&
			 start >= 1ull << 32;
	fclose(file);
	return found;
}

/*
 * The card's pages are not in one piece. That device reaches 32 bits of address only: where memory
 * lies higher the kernel bounces it through pages of its own, which may be in one piece or not.
 */
static void test_contiguous_imports(void)
{
	struct account before = account_now();
	int err = try_capture(&source_vprime);

	igt_info("the card's pages: %s\n", err ? strerror(-err) : "taken");
	/* in one piece by luck, or not */
	igt_assert(!err || err == -EFAULT);

	err = try_capture(&source_contiguous);
	igt_info("pages in one piece: %s\n", err ? strerror(-err) : "taken");
	igt_assert_eq(err, memory_above_4g() && err ? -EFAULT : 0);
	account_assert(&before);
}

static void run_owner(const char *owner, bool camera_owns)
{
	igt_describe("Pictures are shown as they come, from one memory.");
	igt_subtest_f("%s-stream", owner)
		test_stream(camera_owns);

	igt_describe("The camera stops, gives up its buffers and is unloaded: the screen stays.");
	igt_subtest_f("%s-camera-leaves", owner)
		test_camera_leaves(camera_owns);

	igt_describe("The camera's file is closed while it streams.");
	igt_subtest_f("%s-camera-vanishes", owner)
		test_camera_vanishes(camera_owns);

	igt_describe("The display gives up all it has while the camera streams on.");
	igt_subtest_f("%s-display-leaves", owner)
		test_display_leaves(camera_owns);

	igt_describe("The card is unbound while the camera streams on.");
	igt_subtest_f("%s-display-unbound", owner)
		test_display_unbound(camera_owns);
}

igt_main
{
	igt_fixture
		video_load();

	run_owner("vivid-exports", true);
	run_owner("vprime-exports", false);

	igt_describe("The camera is the last user of the card's buffers, and keeps its module.");
	igt_subtest("vprime-exports-last-user")
		test_last_user();

	igt_describe("Buffers of a camera that allocates in one piece are shown.");
	igt_subtest("contiguous-exports")
		test_contiguous_exports();

	igt_describe("A camera that needs memory in one piece takes what is, and refuses the rest.");
	igt_subtest("contiguous-imports")
		test_contiguous_imports();
}
