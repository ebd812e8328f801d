// SPDX-License-Identifier: MIT
/* Out of memory at every single allocation: files, buffers, framebuffers and fences. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "dmabuf.h"
#include "peer.h"
#include "shortage.h"
#include "vprime_drm.h"

IGT_TEST_DESCRIPTION("Out of memory at every allocation: files, buffers, framebuffers and fences.");

/* -----------------------------------------------------------------------------
 * Files and buffers
 */

static int call(int fd, unsigned long request, void *arg)
{
	return drmIoctl(fd, request, arg) ? -errno : 0;
}

static int fd = -1;

static int run_open(void)
{
	char node[64];

	snprintf(node, sizeof(node), "/dev/dri/card%u", card_minor(screen.card));
	fd = open(node, O_RDWR | O_CLOEXEC);
	return fd < 0 ? -errno : 0;
}

static void undo_fd(void)
{
	if (fd >= 0)
		close(fd);
	fd = -1;
}

static uint32_t handle;

static int run_create(void)
{
	struct drm_mode_create_dumb create = { .width = SCREEN_WIDTH, .height = SCREEN_HEIGHT, .bpp = 32 };
	int err = call(screen.card->fd, DRM_IOCTL_MODE_CREATE_DUMB, &create);

	handle = create.handle;
	return err;
}

static void close_handle(void)
{
	struct drm_gem_close args = { .handle = handle };

	igt_assert_eq(call(screen.card->fd, DRM_IOCTL_GEM_CLOSE, &args), 0);
}

static struct vprime_buffer *buffer;
static void *map;

static void prepare_buffer(void)
{
	igt_assert_eq(vprime_buffer_create(screen.card, SCREEN_WIDTH, SCREEN_HEIGHT, 32, &buffer), 0);
}

static void clean_buffer(void)
{
	vprime_buffer_destroy(buffer);
	buffer = NULL;
}

static int run_map(void)
{
	struct drm_mode_map_dumb args = { .handle = buffer->handle };
	int err = call(screen.card->fd, DRM_IOCTL_MODE_MAP_DUMB, &args);

	if (err)
		return err;
	map = mmap(NULL, buffer->size, PROT_READ | PROT_WRITE, MAP_SHARED, screen.card->fd,
		   args.offset);
	return map == MAP_FAILED ? -errno : 0;
}

static void undo_map(void)
{
	memset(map, 1, buffer->size);
	munmap(map, buffer->size);
}

static int run_export(void)
{
	struct drm_prime_handle args = {
		.handle = buffer->handle, .flags = DRM_CLOEXEC | DRM_RDWR,
	};
	int err = call(screen.card->fd, DRM_IOCTL_PRIME_HANDLE_TO_FD, &args);

	fd = args.fd;
	return err;
}

static int peer = -1, dmabuf = -1;

static void prepare_foreign(void)
{
	dmabuf = peer_export(peer, SCREEN_WIDTH * SCREEN_HEIGHT * 4, VPRIME_PEER_SCATTERED, 0);
}

static void clean_dmabuf(void)
{
	if (dmabuf >= 0)
		close(dmabuf);
	dmabuf = -1;
}

static int run_import(void)
{
	struct drm_prime_handle args = { .fd = dmabuf };
	int err = call(screen.card->fd, DRM_IOCTL_PRIME_FD_TO_HANDLE, &args);

	handle = args.handle;
	return err;
}

static int run_peer_export(void)
{
	fd = peer_try_export(peer, SCREEN_WIDTH * SCREEN_HEIGHT * 4, VPRIME_PEER_SCATTERED, 0);
	return fd < 0 ? fd : 0;
}

static int id;

static void prepare_own_dmabuf(void)
{
	prepare_buffer();
	dmabuf = dmabuf_export(buffer, DRM_CLOEXEC | DRM_RDWR);
}

static void clean_own_dmabuf(void)
{
	clean_dmabuf();
	clean_buffer();
}

static void unshare(void)
{
	/* refused for what was not done */
	peer_step(peer, VPRIME_PEER_IOC_VUNMAP, id);
	peer_step(peer, VPRIME_PEER_IOC_UNMAP, id);
	igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_DETACH, id), 0);
}

/* A buffer of the card's in the hands of an importer: what the card does for others. */
static int run_share(void)
{
	int err;

	id = peer_attach(peer, dmabuf);
	if (id < 0)
		return id;
	err = peer_access(peer, VPRIME_PEER_IOC_MAP, id, VPRIME_PEER_READ);
	if (!err)
		err = peer_vmap(peer, id, NULL);
	if (err)
		unshare();
	return err;
}

static struct drm_vprime_fence_attach fence;

static int run_fence(void)
{
	fence = (struct drm_vprime_fence_attach){
		.handle = buffer->handle, .flags = VPRIME_FENCE_WRITE | VPRIME_FENCE_SYNC_FILE,
		.timeout_ms = VPRIME_FENCE_TIMEOUT_MAX_MS,
	};
	return call(screen.card->fd, DRM_IOCTL_VPRIME_FENCE_ATTACH, &fence);
}

static void undo_fence(void)
{
	struct drm_vprime_fence_signal args = { .fence = fence.fence };

	close(fence.sync_file);
	igt_assert_eq(call(screen.card->fd, DRM_IOCTL_VPRIME_FENCE_SIGNAL, &args), 0);
}

/* -----------------------------------------------------------------------------
 * Framebuffers
 */

static struct vprime_buffer *planes[3];
static struct drm_mode_fb_cmd2 cmd;

static void prepare_planes(uint32_t format, unsigned int count, unsigned int bpp)
{
	cmd = (struct drm_mode_fb_cmd2){
		.width = SCREEN_WIDTH, .height = SCREEN_HEIGHT, .pixel_format = format,
	};
	for (unsigned int i = 0; i < count; i++) {
		igt_assert_eq(vprime_buffer_create(screen.card, SCREEN_WIDTH, SCREEN_HEIGHT, bpp,
						   &planes[i]), 0);
		cmd.handles[i] = planes[i]->handle;
		cmd.pitches[i] = planes[i]->stride;
	}
}

static void prepare_one_plane(void)
{
	prepare_planes(DRM_FORMAT_XRGB8888, 1, 32);
}

static void prepare_two_planes(void)
{
	prepare_planes(DRM_FORMAT_NV12, 2, 8);
}

static void prepare_three_planes(void)
{
	prepare_planes(DRM_FORMAT_YUV420, 3, 8);
}

static void clean_planes(void)
{
	for (size_t i = 0; i < sizeof(planes) / sizeof(planes[0]); i++) {
		vprime_buffer_destroy(planes[i]);
		planes[i] = NULL;
	}
}

static int run_addfb(void)
{
	return call(screen.card->fd, DRM_IOCTL_MODE_ADDFB2, &cmd);
}

static void undo_addfb(void)
{
	igt_assert_eq(call(screen.card->fd, DRM_IOCTL_MODE_RMFB, &cmd.fb_id), 0);
}

/* -----------------------------------------------------------------------------
 * All of them
 */

static const struct operation operations[] = {
	OPERATION("open", "Open and close a card.", NULL, run_open, undo_fd, NULL),
	OPERATION("create", "Make a dumb buffer.", NULL, run_create, close_handle, NULL),
	OPERATION("map", "Map one.", prepare_buffer, run_map, undo_map, clean_buffer),
	OPERATION("export", "Export one.", prepare_buffer, run_export, undo_fd, clean_buffer),
	OPERATION("import", "Import a foreign buffer.", prepare_foreign, run_import, close_handle,
		  clean_dmabuf),
	OPERATION("self-import", "Import a buffer of our own.", prepare_own_dmabuf, run_import,
		  NULL, clean_own_dmabuf),
	OPERATION("peer-export", "vprime_peer exports.", NULL, run_peer_export, undo_fd, NULL),
	OPERATION("share", "Somebody maps a buffer of ours in each way.", prepare_own_dmabuf,
		  run_share, unshare, clean_own_dmabuf, .warns = true),
	OPERATION("fence", "A fence on request.", prepare_buffer, run_fence, undo_fence,
		  clean_buffer),
	OPERATION("addfb-1", "A framebuffer of one buffer.", prepare_one_plane, run_addfb,
		  undo_addfb, clean_planes),
	OPERATION("addfb-2", "A framebuffer of two.", prepare_two_planes, run_addfb, undo_addfb,
		  clean_planes),
	OPERATION("addfb-3", "A framebuffer of three.", prepare_three_planes, run_addfb,
		  undo_addfb, clean_planes),
};

/* Whatever a subtest that failed has left. */
static void clean(void)
{
	undo_fd();
	clean_dmabuf();
	clean_planes();
	clean_buffer();
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
		shortage_report();
}
