// SPDX-License-Identifier: MIT
/* Fences of shared buffers: as sync_files out of dma-bufs and into them, and between cards. */

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <linux/dma-buf.h>

#include "igt.h"

#include "card.h"
#include "dmabuf.h"
#include "show.h"
#include "vprime_drm.h"

/* The calls of vgem: Debian 12 has no header of them. */
#define VGEM_FENCE_WRITE 0x1

struct drm_vgem_fence_attach {
	uint32_t handle;
	uint32_t flags;
	uint32_t out_fence;
	uint32_t pad;
};

struct drm_vgem_fence_signal {
	uint32_t fence;
	uint32_t flags;
};

#define DRM_IOCTL_VGEM_FENCE_ATTACH DRM_IOWR(DRM_COMMAND_BASE + 1, struct drm_vgem_fence_attach)
#define DRM_IOCTL_VGEM_FENCE_SIGNAL DRM_IOW(DRM_COMMAND_BASE + 2, struct drm_vgem_fence_signal)

IGT_TEST_DESCRIPTION("Fences of shared buffers: as sync_files, and between cards.");

#define WIDTH 64
#define HEIGHT 48
/* Longer than anything here takes, in ms. */
#define LONG 8000
/* Long enough that a flip that does not wait would be over, in ms. */
#define SHORT 200

static struct vprime_card *card, *vgem;
static struct vprime_output output;
static drmModeModeInfo mode;

/*
 * A fence on a buffer of one of the cards, by that card's own ioctl. vgem's expire after ten
 * seconds, ours after LONG.
 */
static int fence_try(struct vprime_card *owner, uint32_t handle, bool write, uint32_t *fence)
{
	if (owner == vgem) {
		struct drm_vgem_fence_attach args = {
			.handle = handle, .flags = write ? VGEM_FENCE_WRITE : 0,
		};

		if (drmIoctl(owner->fd, DRM_IOCTL_VGEM_FENCE_ATTACH, &args))
			return -errno;
		*fence = args.out_fence;
	} else {
		struct drm_vprime_fence_attach args = {
			.handle = handle, .flags = write ? VPRIME_FENCE_WRITE : 0,
			.timeout_ms = LONG,
		};

		if (drmIoctl(owner->fd, DRM_IOCTL_VPRIME_FENCE_ATTACH, &args))
			return -errno;
		*fence = args.fence;
	}
	return 0;
}

static uint32_t fence_on(struct vprime_card *owner, uint32_t handle, bool write)
{
	uint32_t fence = 0;

	igt_assert_eq(fence_try(owner, handle, write, &fence), 0);
	return fence;
}

static void fence_end(struct vprime_card *owner, uint32_t fence)
{
	if (owner == vgem) {
		struct drm_vgem_fence_signal args = { .fence = fence };

		igt_assert_eq(drmIoctl(owner->fd, DRM_IOCTL_VGEM_FENCE_SIGNAL, &args), 0);
	} else {
		struct drm_vprime_fence_signal args = { .fence = fence };

		igt_assert_eq(drmIoctl(owner->fd, DRM_IOCTL_VPRIME_FENCE_SIGNAL, &args), 0);
	}
}

static bool signalled(int fd, short events)
{
	struct pollfd p = { .fd = fd, .events = events };

	return poll(&p, 1, 0) == 1;
}

static int sync_file_out(int dmabuf, uint32_t access)
{
	struct dma_buf_export_sync_file args = { .flags = access };

	igt_assert_eq(ioctl(dmabuf, DMA_BUF_IOCTL_EXPORT_SYNC_FILE, &args), 0);
	igt_assert_fd(args.fd);
	return args.fd;
}

static void sync_file_in(int dmabuf, uint32_t access, int sync_file)
{
	struct dma_buf_import_sync_file args = { .flags = access, .fd = sync_file };

	igt_assert_eq(ioctl(dmabuf, DMA_BUF_IOCTL_IMPORT_SYNC_FILE, &args), 0);
}

static bool out_signalled(int dmabuf, uint32_t access)
{
	int sync_file = sync_file_out(dmabuf, access);
	bool done = signalled(sync_file, POLLIN);

	close(sync_file);
	return done;
}

/* What a dma-buf's users have to wait for, asked in both ways. */
static void assert_busy(int dmabuf, bool readers, bool writers)
{
	igt_assert_eq(!signalled(dmabuf, POLLIN), readers);
	igt_assert_eq(!signalled(dmabuf, POLLOUT), writers);
	igt_assert_eq(!out_signalled(dmabuf, DMA_BUF_SYNC_READ), readers);
	igt_assert_eq(!out_signalled(dmabuf, DMA_BUF_SYNC_WRITE), writers);
	igt_assert_eq(!out_signalled(dmabuf, DMA_BUF_SYNC_RW), writers);
}

static struct vprime_buffer *new_buffer(struct vprime_card *owner)
{
	return dmabuf_new(owner, WIDTH, HEIGHT);
}

static void test_before_export(bool write)
{
	struct vprime_buffer *buffer = new_buffer(card);
	uint32_t fence = fence_on(card, buffer->handle, write);
	int dmabuf = dmabuf_export(buffer, DRM_CLOEXEC | DRM_RDWR);

	assert_busy(dmabuf, write, true);
	fence_end(card, fence);
	assert_busy(dmabuf, false, false);

	close(dmabuf);
	vprime_buffer_destroy(buffer);
}

static void test_out(void)
{
	struct vprime_buffer *buffer = new_buffer(card);
	int dmabuf = dmabuf_export(buffer, DRM_CLOEXEC | DRM_RDWR);

	assert_busy(dmabuf, false, false);
	for (int write = 0; write < 2; write++) {
		uint32_t fence = fence_on(card, buffer->handle, write);

		assert_busy(dmabuf, write, true);
		fence_end(card, fence);
		assert_busy(dmabuf, false, false);
	}

	close(dmabuf);
	vprime_buffer_destroy(buffer);
}

/* A sync_file holds the fences there were when it was made, and no later ones. */
static void test_out_snapshot(void)
{
	struct vprime_buffer *buffer = new_buffer(card);
	int dmabuf = dmabuf_export(buffer, DRM_CLOEXEC | DRM_RDWR);
	int none, one, two;
	uint32_t first, second;

	none = sync_file_out(dmabuf, DMA_BUF_SYNC_WRITE);
	first = fence_on(card, buffer->handle, false);
	one = sync_file_out(dmabuf, DMA_BUF_SYNC_WRITE);
	second = fence_on(card, buffer->handle, false);
	two = sync_file_out(dmabuf, DMA_BUF_SYNC_WRITE);

	igt_assert(signalled(none, POLLIN));
	igt_assert(!signalled(one, POLLIN));
	igt_assert(!signalled(two, POLLIN));

	fence_end(card, first);
	igt_assert(signalled(one, POLLIN));
	igt_assert(!signalled(two, POLLIN));

	fence_end(card, second);
	igt_assert(signalled(two, POLLIN));

	close(none);
	close(one);
	close(two);
	close(dmabuf);
	vprime_buffer_destroy(buffer);
}

static void *wait_for(void *sync_file)
{
	return (void *)(intptr_t)vprime_fence_wait(*(int *)sync_file, LONG);
}

static void test_out_several(void)
{
	struct vprime_buffer *buffer = new_buffer(card);
	int dmabuf = dmabuf_export(buffer, DRM_CLOEXEC | DRM_RDWR);
	uint32_t fence = fence_on(card, buffer->handle, true);
	pthread_t threads[6];
	int sync_files[6];
	void *err;

	for (int i = 0; i < 6; i++) {
		sync_files[i] = i < 3 ? sync_file_out(dmabuf, DMA_BUF_SYNC_READ) : dup(sync_files[0]);
		igt_assert_fd(sync_files[i]);
		igt_assert_eq(pthread_create(&threads[i], NULL, wait_for, &sync_files[i]), 0);
	}
	usleep(50000);
	fence_end(card, fence);
	for (int i = 0; i < 6; i++) {
		igt_assert_eq(pthread_join(threads[i], &err), 0);
		igt_assert(!err);
		close(sync_files[i]);
	}

	close(dmabuf);
	vprime_buffer_destroy(buffer);
}

static int sync_file_of(struct vprime_buffer *buffer, uint32_t *fence)
{
	struct drm_vprime_fence_attach args = {
		.handle = buffer->handle, .flags = VPRIME_FENCE_SYNC_FILE, .timeout_ms = LONG,
	};

	igt_assert_eq(drmIoctl(card->fd, DRM_IOCTL_VPRIME_FENCE_ATTACH, &args), 0);
	*fence = args.fence;
	return args.sync_file;
}

static void test_in(uint32_t access)
{
	struct vprime_buffer *source = new_buffer(card), *buffer = new_buffer(card);
	int dmabuf = dmabuf_export(buffer, DRM_CLOEXEC | DRM_RDWR), sync_file;
	uint32_t fence, unused;

	sync_file = sync_file_of(source, &fence);
	sync_file_in(dmabuf, access, sync_file);
	close(sync_file);
	assert_busy(dmabuf, access & DMA_BUF_SYNC_WRITE, true);
	igt_assert_eq(fence_try(card, buffer->handle, true, &unused), -EBUSY);

	fence_end(card, fence);
	assert_busy(dmabuf, false, false);

	close(dmabuf);
	vprime_buffer_destroy(source);
	vprime_buffer_destroy(buffer);
}

/* All that came in have to be over, in whatever order they end. */
static void test_in_several(uint32_t last_access)
{
	enum { COUNT = 8 };
	struct vprime_buffer *source = new_buffer(card), *buffer = new_buffer(card);
	int dmabuf = dmabuf_export(buffer, DRM_CLOEXEC | DRM_RDWR);
	bool write = last_access & DMA_BUF_SYNC_WRITE;
	uint32_t fences[COUNT];

	for (int i = 0; i < COUNT; i++) {
		int sync_file = sync_file_of(source, &fences[i]);

		sync_file_in(dmabuf, i == COUNT - 1 ? last_access : DMA_BUF_SYNC_READ, sync_file);
		close(sync_file);
	}
	for (int i = 0; i < COUNT; i++) {
		/* five is odd, so that every fence gets its turn */
		int which = i * 5 % COUNT;

		assert_busy(dmabuf, write, true);
		fence_end(card, fences[which]);
		if (which == COUNT - 1)
			write = false;
	}
	assert_busy(dmabuf, false, false);

	close(dmabuf);
	vprime_buffer_destroy(source);
	vprime_buffer_destroy(buffer);
}

struct ending {
	struct vprime_card *owner;
	uint32_t fence;
};

static void *end_later(void *arg)
{
	const struct ending *ending = arg;

	usleep(SHORT * 1000);
	fence_end(ending->owner, ending->fence);
	return NULL;
}

/* A process that brackets its access waits for the fences that are in the way. */
static void test_bracket(bool write)
{
	struct vprime_buffer *buffer = new_buffer(card);
	int dmabuf = dmabuf_export(buffer, DRM_CLOEXEC | DRM_RDWR);
	uint64_t access = write ? DMA_BUF_SYNC_READ : DMA_BUF_SYNC_WRITE;
	struct ending ending = { .owner = card };
	pthread_t thread;
	double start;

	ending.fence = fence_on(card, buffer->handle, write);
	if (!write) {
		/* readers do not wait for readers */
		start = show_now();
		igt_assert_eq(vprime_dmabuf_begin(dmabuf, DMA_BUF_SYNC_READ), 0);
		igt_assert_eq(vprime_dmabuf_end(dmabuf, DMA_BUF_SYNC_READ), 0);
		igt_assert(show_now() - start < LONG * 0.5e-3);
	}

	start = show_now();
	igt_assert_eq(pthread_create(&thread, NULL, end_later, &ending), 0);
	igt_assert_eq(vprime_dmabuf_begin(dmabuf, access), 0);
	igt_assert(show_now() - start >= SHORT * 0.9e-3);
	igt_assert(signalled(dmabuf, write ? POLLIN : POLLOUT));
	igt_assert_eq(vprime_dmabuf_end(dmabuf, access), 0);
	igt_assert_eq(pthread_join(thread, NULL), 0);

	close(dmabuf);
	vprime_buffer_destroy(buffer);
}

static void assert_flip_waits(void)
{
	struct vprime_flip flip;

	igt_assert_eq(vprime_flip_wait(card, output.crtc->id, SHORT, &flip), -ETIMEDOUT);
}

static void assert_flip_done(void)
{
	struct vprime_flip flip;

	igt_assert_eq(vprime_flip_wait(card, output.crtc->id, 2000, &flip), 0);
}

/* Rendering that a client knows as a sync_file holds up a flip once it is put into the buffer. */
static void test_in_flip(void)
{
	struct image shown = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1);
	struct image next = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 2);
	struct vprime_buffer *source = new_buffer(card);
	int dmabuf = dmabuf_export(next.buffer, DRM_CLOEXEC | DRM_RDWR), sync_file;
	uint32_t fence;

	show_on(card, &output, &mode, &shown);
	sync_file = sync_file_of(source, &fence);
	sync_file_in(dmabuf, DMA_BUF_SYNC_WRITE, sync_file);
	close(sync_file);
	show_start_flip(card, &output, next.fb);
	assert_flip_waits();
	fence_end(card, fence);
	assert_flip_done();

	show_reset(card, &output);
	close(dmabuf);
	vprime_buffer_destroy(source);
	image_free(&shown);
	image_free(&next);
}

/* A fence that nobody ends holds up a flip until it expires, and no longer. */
static void test_expiry_flip(void)
{
	struct image shown = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1);
	struct image next = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 2);
	struct drm_vprime_fence_attach args = {
		.handle = next.buffer->handle, .flags = VPRIME_FENCE_WRITE, .timeout_ms = 3 * SHORT,
	};

	show_on(card, &output, &mode, &shown);
	igt_assert_eq(drmIoctl(card->fd, DRM_IOCTL_VPRIME_FENCE_ATTACH, &args), 0);
	show_start_flip(card, &output, next.fb);
	assert_flip_waits();
	assert_flip_done();

	show_reset(card, &output);
	image_free(&shown);
	image_free(&next);
}

/*
 * A buffer of one card in the other: both see each other's fences. @ours: it is our buffer;
 * @fenced_by_vgem: who puts the fence on it.
 */
static void test_between(bool ours, bool fenced_by_vgem)
{
	struct vprime_card *exporter = ours ? card : vgem, *importer = ours ? vgem : card;
	struct vprime_buffer *buffer = new_buffer(exporter), *import;
	int dmabuf = dmabuf_export(buffer, DRM_CLOEXEC | DRM_RDWR);
	struct vprime_card *fencer = fenced_by_vgem ? vgem : card;
	struct vprime_card *other = fenced_by_vgem ? card : vgem;
	uint32_t handles[2], unused;

	import = dmabuf_import(importer, dmabuf, WIDTH, HEIGHT, buffer->stride);
	/* by who fences, then the other */
	handles[0] = fencer == exporter ? buffer->handle : import->handle;
	handles[1] = fencer == exporter ? import->handle : buffer->handle;

	for (int write = 0; write < 2; write++) {
		uint32_t fence = fence_on(fencer, handles[0], write);

		assert_busy(dmabuf, write, true);
		igt_assert_eq(fence_try(other, handles[1], true, &unused), -EBUSY);
		fence_end(fencer, fence);
		assert_busy(dmabuf, false, false);
	}

	vprime_buffer_destroy(import);
	close(dmabuf);
	vprime_buffer_destroy(buffer);
}

/* vgem stands for a renderer: the flip to its buffer waits until it is done. */
static void test_foreign_flip(void)
{
	struct image shown = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1);
	struct vprime_buffer *foreign[2], *import[2];
	struct vprime_fb *fb[2];
	uint32_t reading;
	int dmabuf;

	for (int i = 0; i < 2; i++) {
		foreign[i] = new_buffer(vgem);
		dmabuf = dmabuf_export(foreign[i], DRM_CLOEXEC | DRM_RDWR);
		import[i] = dmabuf_import(card, dmabuf, WIDTH, HEIGHT, foreign[i]->stride);
		close(dmabuf);
		igt_assert_eq(vprime_fb_of_buffer(import[i], DRM_FORMAT_XRGB8888, &fb[i]), 0);
	}

	show_on(card, &output, &mode, &shown);
	for (int i = 0; i < 4; i++) {
		uint32_t fence = fence_on(vgem, foreign[i % 2]->handle, true);

		show_start_flip(card, &output, fb[i % 2]);
		assert_flip_waits();
		fence_end(vgem, fence);
		assert_flip_done();
	}
	/* who only reads is no reason to wait */
	reading = fence_on(vgem, foreign[0]->handle, false);
	show_start_flip(card, &output, fb[0]);
	assert_flip_done();
	fence_end(vgem, reading);

	show_reset(card, &output);
	for (int i = 0; i < 2; i++) {
		vprime_fb_destroy(fb[i]);
		vprime_buffer_destroy(import[i]);
		vprime_buffer_destroy(foreign[i]);
	}
	image_free(&shown);
}

igt_main
{
	igt_fixture {
		card = card_open();
		output = card_output(card);
		mode = mode_make(WIDTH, HEIGHT, 60);
	}

	igt_describe("A dma-buf has the fences that its buffer got before the export: a read.");
	igt_subtest("before-export-read")
		test_before_export(false);

	igt_describe("A dma-buf has the fences that its buffer got before the export: a write.");
	igt_subtest("before-export-write")
		test_before_export(true);

	igt_describe("A dma-buf's sync_files say who has to wait, as polling it does.");
	igt_subtest("out")
		test_out();

	igt_describe("A sync_file knows the fences there were when it was made.");
	igt_subtest("out-snapshot")
		test_out_snapshot();

	igt_describe("Several threads wait for several sync_files of one dma-buf.");
	igt_subtest("out-several")
		test_out_several();

	igt_describe("A sync_file becomes a fence for reading of another buffer.");
	igt_subtest("in-read")
		test_in(DMA_BUF_SYNC_READ);

	igt_describe("A sync_file becomes a fence for writing of another buffer.");
	igt_subtest("in-write")
		test_in(DMA_BUF_SYNC_WRITE);

	igt_describe("Many sync_files for reading.");
	igt_subtest("in-several")
		test_in_several(DMA_BUF_SYNC_READ);

	igt_describe("Many sync_files for reading, and one for writing.");
	igt_subtest("in-several-write")
		test_in_several(DMA_BUF_SYNC_WRITE);

	igt_describe("A flip waits for a sync_file that was put into its buffer.");
	igt_subtest("in-flip")
		test_in_flip();

	igt_describe("A process that wants to write waits for readers.");
	igt_subtest("bracket-read")
		test_bracket(false);

	igt_describe("A process that wants to read waits for writers.");
	igt_subtest("bracket-write")
		test_bracket(true);

	igt_describe("A flip waits for a fence that nobody ends until it expires.");
	igt_subtest("expiry-flip")
		test_expiry_flip();

	igt_subtest_group {
		igt_fixture
			vgem = card_open_vgem();

		igt_describe("Our buffer, our fence: vgem sees it.");
		igt_subtest("vgem-sees-ours")
			test_between(true, false);

		igt_describe("Our buffer, vgem's fence: we see it.");
		igt_subtest("vgem-fences-ours")
			test_between(true, true);

		igt_describe("vgem's buffer, vgem's fence: we see it.");
		igt_subtest("vgem-fences-its-own")
			test_between(false, true);

		igt_describe("vgem's buffer, our fence: vgem sees it.");
		igt_subtest("we-fence-vgems")
			test_between(false, false);

		igt_describe("Flips wait for vgem's writing, and not for its reading.");
		igt_subtest("vgem-flip")
			test_foreign_flip();

		igt_fixture
			vprime_close(vgem);
	}

	igt_fixture
		vprime_close(card);
}
