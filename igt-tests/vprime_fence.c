// SPDX-License-Identifier: MIT
/* Fences on request: what they do to those who wait for them. */

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <linux/sync_file.h>

#include "igt.h"

#include "card.h"
#include "crc.h"
#include "fault.h"
#include "module.h"
#include "peer.h"
#include "show.h"
#include "vprime_drm.h"
#include "vprime_peer.h"

IGT_TEST_DESCRIPTION("Fences on request: what they do to those who wait for them.");

#define WIDTH 64
#define HEIGHT 48
/* Longer than anything here takes, in ms. */
#define LONG 8000

static struct vprime_card *card;
static struct vprime_output output;
static drmModeModeInfo mode;

static int attach(struct drm_vprime_fence_attach *args)
{
	return drmIoctl(card->fd, DRM_IOCTL_VPRIME_FENCE_ATTACH, args) ? -errno : 0;
}

static struct drm_vprime_fence_attach attached(const struct vprime_buffer *buffer, uint32_t flags,
					       uint32_t timeout)
{
	struct drm_vprime_fence_attach args = {
		.handle = buffer->handle, .flags = flags, .timeout_ms = timeout,
	};

	igt_assert_eq(attach(&args), 0);
	igt_assert_lt(0, args.fence);
	if (flags & VPRIME_FENCE_SYNC_FILE)
		igt_assert_fd(args.sync_file);
	else
		igt_assert_eq(args.sync_file, -1);
	return args;
}

static int signal_with(uint32_t fence, int error)
{
	struct drm_vprime_fence_signal args = { .fence = fence, .error = error };

	return drmIoctl(card->fd, DRM_IOCTL_VPRIME_FENCE_SIGNAL, &args) ? -errno : 0;
}

static struct vprime_buffer *new_buffer(void)
{
	struct vprime_buffer *buffer;

	igt_assert_eq(vprime_buffer_create(card, WIDTH, HEIGHT, 32, &buffer), 0);
	return buffer;
}

static bool ready(int fd, short events, int timeout)
{
	struct pollfd p = { .fd = fd, .events = events };

	return poll(&p, 1, timeout) == 1;
}

/* 1 if it signalled, 0 if it has not, or the error it signalled with. */
static int status(int sync_file)
{
	struct sync_file_info info = { 0 };

	igt_assert_eq(ioctl(sync_file, SYNC_IOC_FILE_INFO, &info), 0);
	return info.status;
}

static void test_invalid(void)
{
	struct vprime_buffer *buffer = new_buffer();
	struct {
		struct drm_vprime_fence_attach args;
		int err;
	} cases[] = {
		{ { .handle = 0x7fffffff, .timeout_ms = 1 }, -ENOENT },
		{ { .handle = buffer->handle, .timeout_ms = 0 }, -EINVAL },
		{ { .handle = buffer->handle, .timeout_ms = VPRIME_FENCE_TIMEOUT_MAX_MS + 1 },
		  -EINVAL },
		{ { .handle = buffer->handle, .timeout_ms = 1, .flags = ~0u }, -EINVAL },
		{ { .handle = buffer->handle, .timeout_ms = 1, .point = 1 }, -EINVAL },
		{ { .handle = buffer->handle, .timeout_ms = 1, .syncobj = 0x7fffffff }, -ENOENT },
	};
	struct drm_vprime_fence_attach fence;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		igt_assert_eq(attach(&cases[i].args), cases[i].err);

	igt_assert_eq(signal_with(0x7fffffff, 0), -ENOENT);
	fence = attached(buffer, 0, LONG);
	igt_assert_eq(signal_with(fence.fence, 1), -EINVAL);
	igt_assert_eq(signal_with(fence.fence, -5000), -EINVAL);
	igt_assert_eq(signal_with(fence.fence, 0), 0);
	igt_assert_eq(signal_with(fence.fence, 0), -ENOENT);
	vprime_buffer_destroy(buffer);
}

/* Readers of the dma-buf wait for a write, writers for either. */
static void test_poll(uint32_t flags, bool blocks_readers)
{
	struct vprime_buffer *buffer = new_buffer();
	struct drm_vprime_fence_attach fence;
	int dmabuf;

	igt_assert_eq(vprime_buffer_export(buffer, DRM_CLOEXEC | DRM_RDWR, &dmabuf), 0);
	igt_assert(ready(dmabuf, POLLIN, 0));
	igt_assert(ready(dmabuf, POLLOUT, 0));

	fence = attached(buffer, flags, LONG);
	igt_assert_eq(ready(dmabuf, POLLIN, 50), !blocks_readers);
	igt_assert(!ready(dmabuf, POLLOUT, 50));
	igt_assert_eq(signal_with(fence.fence, 0), 0);
	igt_assert(ready(dmabuf, POLLIN, 1000));
	igt_assert(ready(dmabuf, POLLOUT, 1000));

	close(dmabuf);
	vprime_buffer_destroy(buffer);
}

static void test_conflicts(void)
{
	static const struct {
		uint32_t first, second;
		int err;
	} cases[] = {
		{ 0, 0, 0 },
		{ 0, VPRIME_FENCE_WRITE, -EBUSY },
		{ VPRIME_FENCE_WRITE, 0, -EBUSY },
		{ VPRIME_FENCE_WRITE, VPRIME_FENCE_WRITE, -EBUSY },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vprime_buffer *buffer = new_buffer();
		struct drm_vprime_fence_attach first = attached(buffer, cases[i].first, LONG);
		struct drm_vprime_fence_attach second = {
			.handle = buffer->handle, .flags = cases[i].second, .timeout_ms = LONG,
		};

		igt_assert_eq(attach(&second), cases[i].err);
		if (!cases[i].err)
			igt_assert_eq(signal_with(second.fence, 0), 0);
		igt_assert_eq(signal_with(first.fence, 0), 0);
		vprime_buffer_destroy(buffer);
	}
}

static void test_errors(void)
{
	static const int errors[] = { 0, -EIO, -ECANCELED };

	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		struct vprime_buffer *buffer = new_buffer();
		struct drm_vprime_fence_attach fence = attached(buffer, VPRIME_FENCE_SYNC_FILE,
								LONG);

		igt_assert_eq(status(fence.sync_file), 0);
		igt_assert_eq(signal_with(fence.fence, errors[i]), 0);
		igt_assert_eq(status(fence.sync_file), errors[i] ? errors[i] : 1);
		close(fence.sync_file);
		vprime_buffer_destroy(buffer);
	}
}

static void test_expiry(void)
{
	struct vprime_buffer *buffer = new_buffer();
	double start = show_now(), took;
	struct drm_vprime_fence_attach fence = attached(buffer, VPRIME_FENCE_SYNC_FILE, 200);

	igt_assert(ready(fence.sync_file, POLLIN, 5000));
	took = show_now() - start;
	igt_info("expired after %.3f s\n", took);
	igt_assert(took >= 0.19);
	igt_assert_eq(status(fence.sync_file), -ETIMEDOUT);
	igt_assert_eq(signal_with(fence.fence, 0), -ETIMEDOUT);
	close(fence.sync_file);
	vprime_buffer_destroy(buffer);
}

static void test_syncobj(uint64_t point)
{
	struct vprime_buffer *buffer = new_buffer();
	struct drm_vprime_fence_attach args = {
		.handle = buffer->handle, .timeout_ms = LONG, .point = point,
	};
	uint64_t until = (uint64_t)((show_now() + 5) * 1e9);

	igt_assert_eq(drmSyncobjCreate(card->fd, 0, &args.syncobj), 0);
	igt_assert_eq(attach(&args), 0);
	if (point) {
		igt_assert(drmSyncobjTimelineWait(card->fd, &args.syncobj, &point, 1, 0, 0, NULL));
		igt_assert_eq(signal_with(args.fence, 0), 0);
		igt_assert_eq(drmSyncobjTimelineWait(card->fd, &args.syncobj, &point, 1, until, 0,
						     NULL), 0);
	} else {
		igt_assert(drmSyncobjWait(card->fd, &args.syncobj, 1, 0, 0, NULL));
		igt_assert_eq(signal_with(args.fence, 0), 0);
		igt_assert_eq(drmSyncobjWait(card->fd, &args.syncobj, 1, until, 0, NULL), 0);
	}
	drmSyncobjDestroy(card->fd, args.syncobj);
	vprime_buffer_destroy(buffer);
}

/* Commits that waited for a fence of a buffer, by its account. */
static uint32_t fence_waits(const struct vprime_buffer *buffer)
{
	struct drm_vprime_bo_info info = { .handle = buffer->handle };

	igt_assert_eq(drmIoctl(card->fd, DRM_IOCTL_VPRIME_BO_INFO, &info), 0);
	return info.fence_waits;
}

static void test_flip_waits(void)
{
	struct image images[2] = {
		image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1),
		image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 2),
	};
	struct drm_vprime_fence_attach fence;
	struct vprime_flip flip;

	show_on(card, &output, &mode, &images[0]);
	fence = attached(images[1].buffer, VPRIME_FENCE_WRITE, LONG);
	show_start_flip(card, &output, images[1].fb);
	igt_assert_eq(vprime_flip_wait(card, output.crtc->id, 200, &flip), -ETIMEDOUT);
	igt_assert_eq(signal_with(fence.fence, 0), 0);
	igt_assert_eq(vprime_flip_wait(card, output.crtc->id, 2000, &flip), 0);
	igt_assert_eq(fence_waits(images[0].buffer), 0);
	igt_assert_eq(fence_waits(images[1].buffer), 1);

	show_reset(card, &output);
	image_free(&images[0]);
	image_free(&images[1]);
}

/* A client that brings a fence of its own knows better than the buffer. */
static void test_explicit(void)
{
	struct image images[2] = {
		image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1),
		image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 2),
	};
	struct drm_vprime_fence_attach implicit, explicit;
	struct vprime_commit *commit;

	show_on(card, &output, &mode, &images[0]);
	implicit = attached(images[1].buffer, VPRIME_FENCE_WRITE, LONG);
	explicit = attached(images[0].buffer, VPRIME_FENCE_SYNC_FILE, LONG);
	igt_assert_eq(vprime_commit_create(card, &commit), 0);
	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, images[1].fb, NULL, NULL);
	vprime_commit_add(commit, output.primary->id, "IN_FENCE_FD", explicit.sync_file);
	igt_assert_eq(vprime_commit_apply(commit, DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT, 0),
		      0);
	vprime_commit_destroy(commit);
	igt_assert_eq(vprime_flip_wait(card, output.crtc->id, 200, NULL), -ETIMEDOUT);
	igt_assert_eq(signal_with(explicit.fence, 0), 0);
	igt_assert_eq(vprime_flip_wait(card, output.crtc->id, 2000, NULL), 0);
	igt_assert_eq(fence_waits(images[1].buffer), 0);
	igt_assert_eq(signal_with(implicit.fence, 0), 0);

	close(explicit.sync_file);
	show_reset(card, &output);
	image_free(&images[0]);
	image_free(&images[1]);
}

/* There is nothing to wait for where nothing is shown: refused, however the commit is made. */
static void test_without_buffer(void)
{
	static const uint32_t flags[] = {
		DRM_MODE_ATOMIC_TEST_ONLY, 0, DRM_MODE_ATOMIC_NONBLOCK, DRM_MODE_ATOMIC_ALLOW_MODESET,
	};
	struct image image = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1);
	struct drm_vprime_fence_attach fence = attached(image.buffer, VPRIME_FENCE_SYNC_FILE, LONG);
	struct vprime_commit *commit;

	show_on(card, &output, &mode, &image);
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		commit = show_commit(card);
		vprime_commit_add(commit, output.overlay->id, "FB_ID", 0);
		vprime_commit_add(commit, output.overlay->id, "CRTC_ID", 0);
		vprime_commit_add(commit, output.overlay->id, "IN_FENCE_FD", fence.sync_file);
		igt_assert_eq(vprime_commit_apply(commit, flags[i], 0), -EINVAL);
		vprime_commit_destroy(commit);
	}
	igt_assert_eq(signal_with(fence.fence, 0), 0);
	close(fence.sync_file);
	show_reset(card, &output);
	image_free(&image);
}

/*
 * Rendering is queued into the shown buffer while the card reads every frame: the
 * display repeats its output and goes on flipping, and what is read then is new.
 */
static void test_shown_busy(void)
{
	struct image images[2] = {
		image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1),
		image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 2),
	};
	struct crc alone[2], busy, after;
	struct drm_vprime_fence_attach fence;
	struct vprime_flip flip;
	int fd;

	for (int i = 0; i < 2; i++) {
		show_on(card, &output, &mode, &images[i]);
		alone[i] = crc_once(card, &output);
	}
	igt_assert(!crc_equal(&alone[0], &alone[1]));

	show_on(card, &output, &mode, &images[0]);
	fd = crc_open(card, &output);
	busy = crc_read_now(fd, card);
	igt_assert(crc_equal(&busy, &alone[0]));

	fence = attached(images[0].buffer, VPRIME_FENCE_WRITE, LONG);
	/* nobody reads it now, so what the processor writes is not seen */
	memset(images[0].buffer->map, 0, images[0].buffer->size);
	for (int i = 0; i < 5; i++) {
		busy = crc_read_now(fd, card);
		igt_assert(crc_equal(&busy, &alone[0]));
	}

	show_start_flip(card, &output, images[1].fb);
	igt_assert_eq(vprime_flip_wait(card, output.crtc->id, 2000, &flip), 0);
	after = crc_read_now(fd, card);
	igt_assert(crc_equal(&after, &alone[1]));
	igt_assert_eq(signal_with(fence.fence, 0), 0);

	close(fd);
	show_reset(card, &output);
	image_free(&images[0]);
	image_free(&images[1]);
}

static void test_outlives_file(void)
{
	struct vprime_buffer *buffer = new_buffer();
	struct vprime_card *other = card_open_again(card);
	struct drm_vprime_fence_attach args = {
		.flags = VPRIME_FENCE_SYNC_FILE, .timeout_ms = 300,
	};
	int dmabuf;

	igt_assert_eq(vprime_buffer_export(buffer, DRM_CLOEXEC, &dmabuf), 0);
	igt_assert_eq(drmPrimeFDToHandle(other->fd, dmabuf, &args.handle), 0);
	igt_assert_eq(drmIoctl(other->fd, DRM_IOCTL_VPRIME_FENCE_ATTACH, &args), 0);
	vprime_close(other);
	igt_assert_eq(status(args.sync_file), 0);
	igt_assert(ready(args.sync_file, POLLIN, 5000));
	igt_assert_eq(status(args.sync_file), -ETIMEDOUT);
	close(args.sync_file);
	close(dmabuf);
	vprime_buffer_destroy(buffer);
}

/* An import of the peer's, by which another process holds a buffer's reservation for a while. */
struct holder {
	int peer, id;
	pthread_t thread;
};

static void *run_holder(void *data)
{
	const struct holder *holder = data;

	peer_access(holder->peer, VPRIME_PEER_IOC_MAP, holder->id, VPRIME_PEER_READ);
	return NULL;
}

static void *run_attach(void *data)
{
	return (void *)(intptr_t)attach(data);
}

/* A number that is not told yet cannot be taken away from the fence that is to get it. */
static void test_guessed_number(void)
{
	struct vprime_buffer *held = new_buffer(), *other = new_buffer();
	struct drm_vprime_fence_attach slow = { .handle = held->handle, .timeout_ms = LONG };
	struct drm_vprime_fence_attach quick;
	struct holder holder;
	pthread_t attaching;
	void *err;
	int dmabuf;

	module_load("vprime_peer");
	holder.peer = peer_open();
	igt_assert_eq(vprime_buffer_export(held, DRM_CLOEXEC, &dmabuf), 0);
	holder.id = peer_attach(holder.peer, dmabuf);
	igt_assert_lt(0, holder.id);

	fault_set(card, "map delay=3000");
	igt_assert_eq(pthread_create(&holder.thread, NULL, run_holder, &holder), 0);
	usleep(500000);
	igt_assert_eq(pthread_create(&attaching, NULL, run_attach, &slow), 0);
	usleep(500000);
	for (uint32_t number = 1; number < 10; number++)
		igt_assert_eq(signal_with(number, 0), -ENOENT);
	quick = attached(other, 0, LONG);
	igt_assert_eq(pthread_join(holder.thread, NULL), 0);
	igt_assert_eq(pthread_join(attaching, &err), 0);
	igt_assert_eq((intptr_t)err, 0);
	fault_set(card, "off");

	igt_assert_neq(slow.fence, quick.fence);
	igt_assert_eq(signal_with(slow.fence, 0), 0);
	igt_assert_eq(signal_with(quick.fence, 0), 0);
	close(holder.peer);
	close(dmabuf);
	vprime_buffer_destroy(held);
	vprime_buffer_destroy(other);
}

/* Not even those that have expired are free before somebody signals them. */
static void test_too_many(void)
{
	struct vprime_buffer *buffer = new_buffer();
	struct drm_vprime_fence_attach args = { .handle = buffer->handle, .timeout_ms = 1 };

	for (uint32_t i = 1; i <= VPRIME_FENCES_MAX; i++) {
		igt_assert_eq(attach(&args), 0);
		igt_assert_eq_u32(args.fence, i);
	}
	igt_assert_eq(attach(&args), -ENOSPC);
	igt_assert_eq(signal_with(7, 0), -ETIMEDOUT);
	igt_assert_eq(attach(&args), 0);
	igt_assert_eq_u32(args.fence, 7);
	for (uint32_t i = 1; i <= VPRIME_FENCES_MAX; i++)
		signal_with(i, 0);
	vprime_buffer_destroy(buffer);
}

/* Last: the card is another one afterwards. */
static void test_unbind(void)
{
	struct vprime_buffer *buffer = new_buffer();
	struct drm_vprime_fence_attach fence = attached(buffer, VPRIME_FENCE_SYNC_FILE, LONG);
	char device[64];

	card_device(card, device, sizeof(device));
	igt_assert_eq(device_unbind(device), 0);
	igt_assert_eq(status(fence.sync_file), -ENODEV);
	igt_assert_eq(device_bind(device), 0);

	/* all else has gone: the fence alone keeps the module */
	vprime_buffer_destroy(buffer);
	vprime_close(card);
	card = NULL;
	igt_assert_eq(module_unload("vprime"), -EAGAIN);
	close(fence.sync_file);
	module_reload("vprime");
}

igt_main
{
	igt_fixture {
		card = card_open();
		output = card_output(card);
		mode = mode_make(WIDTH, HEIGHT, 60);
	}

	igt_describe("Wrong arguments are refused.");
	igt_subtest("invalid")
		test_invalid();

	igt_describe("A fence for reading holds up writers alone.");
	igt_subtest("poll-read")
		test_poll(0, false);

	igt_describe("A fence for writing holds up everybody.");
	igt_subtest("poll-write")
		test_poll(VPRIME_FENCE_WRITE, true);

	igt_describe("A fence that would have to wait for another is refused.");
	igt_subtest("conflicts")
		test_conflicts();

	igt_describe("A fence ends with the error it is signalled with.");
	igt_subtest("errors")
		test_errors();

	igt_describe("A fence that nobody signals expires.");
	igt_subtest("expiry")
		test_expiry();

	igt_describe("A syncobj takes the fence.");
	igt_subtest("syncobj")
		test_syncobj(0);

	igt_describe("A timeline takes the fence at a point.");
	igt_subtest("timeline")
		test_syncobj(7);

	igt_describe("A flip waits for a write to its buffer.");
	igt_subtest("flip-waits")
		test_flip_waits();

	igt_describe("A flip with a fence of its own waits for that one alone.");
	igt_subtest("explicit")
		test_explicit();

	igt_describe("A plane without a framebuffer takes no fence.");
	igt_subtest("without-buffer")
		test_without_buffer();

	igt_describe("Rendering into the shown buffer does not stop the display.");
	igt_subtest("shown-busy")
		test_shown_busy();

	igt_describe("A fence outlives the file that made it, until it expires.");
	igt_subtest("outlives-file")
		test_outlives_file();

	igt_describe("A number that is not told yet is nobody's to signal.");
	igt_subtest("guessed-number")
		test_guessed_number();

	igt_describe("A file cannot have any number of fences.");
	igt_subtest("too-many")
		test_too_many();

	igt_describe("Unbinding the card ends its fences.");
	igt_subtest("unbind")
		test_unbind();

	igt_fixture
		vprime_close(card);
}
