// SPDX-License-Identifier: MIT
/*
 * Tests of the errnos that docs/dma-buf.md names, on a card of the vprime driver, as root, with
 * nothing on it.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>
#include <drm_fourcc.h>

#include "libvprime.h"
#include "vprime_peer.h"

#define PAGE 4096
#define WIDTH 640
#define HEIGHT 480
#define SIZE (WIDTH * HEIGHT * 4)
#define NO_HANDLE 999999

struct fixture {
	struct vprime_card *card;
	struct vprime_buffer *buffer; /* of SIZE bytes */
	int null;		      /* an open file that is nothing of what is asked for */
	int peer;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	f->null = open("/dev/null", O_RDWR | O_CLOEXEC);
	f->peer = open(VPRIME_PEER_DEVICE, O_RDWR | O_CLOEXEC);
	assert_true(f->peer >= 0);
	assert_int_equal(vprime_open(NULL, 0, &f->card), 0);
	assert_int_equal(vprime_buffer_create(f->card, WIDTH, HEIGHT, 32, &f->buffer), 0);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	vprime_buffer_destroy(f->buffer);
	vprime_close(f->card);
	close(f->peer);
	close(f->null);
	free(f);
	return 0;
}

/* A dma-buf of the peer, and an import of it that the test has to destroy. */
static int peer_buffer(struct fixture *f, uint32_t flags, uint32_t fd_flags,
		       struct vprime_buffer **imported)
{
	struct vprime_peer_export export = {
		.size = SIZE,
		.kind = VPRIME_PEER_SCATTERED,
		.flags = flags,
		.fd_flags = fd_flags | O_CLOEXEC,
	};
	int dmabuf = ioctl(f->peer, VPRIME_PEER_IOC_EXPORT, &export);

	assert_true(dmabuf >= 0);
	assert_int_equal(vprime_buffer_import(f->card, dmabuf, imported), 0);
	(*imported)->width = WIDTH;
	(*imported)->height = HEIGHT;
	(*imported)->stride = WIDTH * 4;
	return dmabuf;
}

/* The errno of a call that returns -1 for failure. */
static int error_of(int ret)
{
	return ret < 0 ? -errno : 0;
}

static int map_as(int flags, int fd, off_t offset, size_t size, int protection)
{
	void *address = mmap(NULL, size, protection, flags, fd, offset);

	if (address == MAP_FAILED)
		return -errno;
	munmap(address, size);
	return 0;
}

static int map(int fd, off_t offset, size_t size, int protection)
{
	return map_as(MAP_SHARED, fd, offset, size, protection);
}

static int map_dumb(struct vprime_card *card, uint32_t handle, uint64_t *offset)
{
	struct drm_mode_map_dumb request = { .handle = handle };
	int ret = error_of(drmIoctl(card->fd, DRM_IOCTL_MODE_MAP_DUMB, &request));

	*offset = request.offset;
	return ret;
}

static void test_create(void **state)
{
	struct fixture *f = *state;
	struct vprime_buffer *buffer;

	assert_int_equal(vprime_buffer_create(f->card, 0, 0, 32, &buffer), -EINVAL);
	assert_int_equal(vprime_buffer_create(f->card, 1 << 20, 1 << 20, 32, &buffer), -EINVAL);
}

static void test_export(void **state)
{
	struct fixture *f = *state;
	int dmabuf;

	assert_int_equal(vprime_handle_export(f->card, NO_HANDLE, DRM_CLOEXEC, &dmabuf), -ENOENT);
	assert_int_equal(vprime_handle_export(f->card, f->buffer->handle, 0x40, &dmabuf), -EINVAL);
}

static void test_import(void **state)
{
	struct fixture *f = *state;
	uint32_t handle;

	assert_int_equal(vprime_handle_import(f->card, -1, &handle), -EBADF);
	assert_int_equal(vprime_handle_import(f->card, f->null, &handle), -EINVAL);
}

static void test_mmap(void **state)
{
	struct fixture *f = *state;
	struct vprime_card *other;
	uint64_t offset;
	int dmabuf;

	assert_int_equal(map_dumb(f->card, NO_HANDLE, &offset), -ENOENT);
	assert_int_equal(map_dumb(f->card, f->buffer->handle, &offset), 0);
	assert_int_equal(map(f->card->fd, offset, SIZE, PROT_READ | PROT_WRITE), 0);
	assert_int_equal(map(f->card->fd, offset, SIZE + PAGE, PROT_READ), -EINVAL);
	assert_int_equal(map_as(MAP_PRIVATE, f->card->fd, offset, SIZE, PROT_READ), -EINVAL);

	/* another file, which has no handle of it */
	assert_int_equal(vprime_open(NULL, 0, &other), 0);
	assert_int_equal(map(other->fd, offset, SIZE, PROT_READ), -EACCES);
	vprime_close(other);

	/* exported without DRM_RDWR */
	assert_int_equal(vprime_buffer_export(f->buffer, DRM_CLOEXEC, &dmabuf), 0);
	assert_int_equal(map(dmabuf, 0, SIZE, PROT_READ), 0);
	assert_int_equal(map(dmabuf, 0, SIZE, PROT_READ | PROT_WRITE), -EACCES);
	assert_int_equal(map(dmabuf, 0, SIZE + PAGE, PROT_READ), -EINVAL);
	assert_int_equal(map(dmabuf, PAGE, SIZE, PROT_READ), -EINVAL);
	assert_int_equal(map_as(MAP_PRIVATE, dmabuf, 0, SIZE, PROT_READ), -EINVAL);
	close(dmabuf);
}

static void test_mmap_of_imports(void **state)
{
	struct fixture *f = *state;
	struct vprime_buffer *imported;
	uint64_t offset;
	int dmabuf;

	dmabuf = peer_buffer(f, 0, O_RDONLY, &imported);
	assert_int_equal(map(dmabuf, 0, SIZE, PROT_READ | PROT_WRITE), -EACCES);
	assert_int_equal(map_dumb(f->card, imported->handle, &offset), 0);
	assert_int_equal(map(f->card->fd, offset, SIZE, PROT_READ | PROT_WRITE), -EACCES);
	assert_int_equal(map(f->card->fd, offset, SIZE, PROT_READ), 0);
	vprime_buffer_destroy(imported);
	close(dmabuf);

	dmabuf = peer_buffer(f, VPRIME_PEER_NO_MMAP, O_RDWR, &imported);
	assert_int_equal(map(dmabuf, 0, SIZE, PROT_READ), -EINVAL);
	assert_int_equal(map_dumb(f->card, imported->handle, &offset), 0);
	assert_int_equal(map(f->card->fd, offset, SIZE, PROT_READ), -EINVAL);
	vprime_buffer_destroy(imported);
	close(dmabuf);
}

static void test_sync(void **state)
{
	struct fixture *f = *state;
	struct dma_buf_export_sync_file export = { .flags = 0 };
	struct dma_buf_import_sync_file import = { .flags = DMA_BUF_SYNC_READ, .fd = f->null };
	int dmabuf;

	assert_int_equal(vprime_buffer_export(f->buffer, DRM_CLOEXEC, &dmabuf), 0);
	assert_int_equal(vprime_dmabuf_begin(dmabuf, 0), -EINVAL);
	assert_int_equal(vprime_dmabuf_begin(dmabuf, DMA_BUF_SYNC_READ | 0x80), -EINVAL);
	assert_int_equal(vprime_dmabuf_begin(f->null, DMA_BUF_SYNC_READ), -ENOTTY);
	assert_int_equal(error_of(ioctl(dmabuf, DMA_BUF_IOCTL_EXPORT_SYNC_FILE, &export)), -EINVAL);
	assert_int_equal(error_of(ioctl(dmabuf, DMA_BUF_IOCTL_IMPORT_SYNC_FILE, &import)), -EINVAL);
	close(dmabuf);
}

static void test_framebuffer(void **state)
{
	struct fixture *f = *state;
	const uint32_t handle = f->buffer->handle;
	const struct {
		struct vprime_fb_layout layout;
		int error;
	} cases[] = {
#define LAYOUT(handle, width, height, stride, offset, format, modifier) \
	{ width, height, format, modifier, { handle }, { stride }, { offset } }
		{ LAYOUT(handle, 640, 480, 2560, 0, DRM_FORMAT_XRGB8888, 0), 0 },
		{ LAYOUT(NO_HANDLE, 640, 480, 2560, 0, DRM_FORMAT_XRGB8888, 0), -ENOENT },
		{ LAYOUT(handle, 640, 480, 2556, 0, DRM_FORMAT_XRGB8888, 0), -EINVAL },
		{ LAYOUT(handle, 640, 481, 2560, 0, DRM_FORMAT_XRGB8888, 0), -EINVAL },
		{ LAYOUT(handle, 640, 480, 2560, 4, DRM_FORMAT_XRGB8888, 0), -EINVAL },
		{ LAYOUT(handle, 32768, 1, 131072, 0, DRM_FORMAT_XRGB8888, 0), -EINVAL },
		{ LAYOUT(handle, 640, 480, 2560, 0, fourcc_code('n', 'o', 'n', 'e'), 0), -EINVAL },
		{ LAYOUT(handle, 640, 480, 2560, 0, DRM_FORMAT_XRGB8888, I915_FORMAT_MOD_X_TILED),
		  -EINVAL },
		{ LAYOUT(handle, 640, 480, 2560, 0xfffffff0, DRM_FORMAT_XRGB8888, 0), -ERANGE },
#undef LAYOUT
	};
	struct vprime_buffer *imported;
	struct vprime_fb *fb;
	int dmabuf;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fb = NULL;
		if (vprime_fb_create(f->card, &cases[i].layout, &fb) != cases[i].error)
			fail_msg("layout %zu is not %s", i, strerror(-cases[i].error));
		vprime_fb_destroy(fb);
	}

	dmabuf = peer_buffer(f, VPRIME_PEER_NO_VMAP, O_RDWR, &imported);
	assert_int_equal(vprime_fb_of_buffer(imported, DRM_FORMAT_XRGB8888, &fb), -EOPNOTSUPP);
	vprime_buffer_destroy(imported);
	close(dmabuf);
}

static const drmModeModeInfo *find_mode(const struct vprime_connector *connector)
{
	for (size_t i = 0; i < connector->n_modes; i++) {
		if (connector->modes[i].hdisplay == WIDTH && connector->modes[i].vdisplay == HEIGHT)
			return &connector->modes[i];
	}
	fail_msg("there is no mode of %dx%d", WIDTH, HEIGHT);
	return NULL;
}

static void test_commit(void **state)
{
	struct fixture *f = *state;
	struct vprime_card *other;
	struct vprime_commit *commit, *others;
	struct vprime_buffer *imported;
	struct vprime_output output;
	struct vprime_fb *fb, *target;
	int dmabuf;

	assert_int_equal(vprime_output_find(f->card, NULL, &output), 0);
	assert_int_equal(vprime_fb_of_buffer(f->buffer, DRM_FORMAT_XRGB8888, &fb), 0);
	assert_int_equal(vprime_modeset(f->card, &output, find_mode(output.connector), fb), 0);
	assert_int_equal(vprime_commit_create(f->card, &commit), 0);

	/* nonblocking, while the one before is on its way */
	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, fb, NULL, NULL);
	assert_int_equal(vprime_commit_apply(commit, DRM_MODE_ATOMIC_NONBLOCK, 0), 0);
	assert_int_equal(vprime_commit_apply(commit, DRM_MODE_ATOMIC_NONBLOCK, 0), -EBUSY);

	vprime_commit_add(commit, output.primary->id, "IN_FENCE_FD", f->null);
	assert_int_equal(vprime_commit_apply(commit, 0, 0), -EINVAL);

	/* somebody who is not master */
	assert_int_equal(vprime_open(NULL, 0, &other), 0);
	assert_int_equal(vprime_commit_create(other, &others), 0);
	vprime_commit_add_plane(others, output.primary->id, 0, NULL, NULL, NULL);
	assert_int_equal(vprime_commit_apply(others, 0, 0), -EACCES);
	vprime_commit_destroy(others);
	vprime_close(other);

	/* writeback into what may only be read */
	dmabuf = peer_buffer(f, 0, O_RDONLY, &imported);
	assert_int_equal(vprime_fb_of_buffer(imported, DRM_FORMAT_XRGB8888, &target), 0);
	assert_int_equal(vprime_writeback(f->card, &output, target, 10000), -EACCES);
	vprime_fb_destroy(target);
	vprime_buffer_destroy(imported);
	close(dmabuf);

	vprime_commit_destroy(commit);
	vprime_switch_off(f->card, &output);
	vprime_fb_destroy(fb);
}

static void rebind(const char *file)
{
	char command[128];

	snprintf(command, sizeof(command), "echo vprime.0 > /sys/bus/platform/drivers/vprime/%s",
		 file);
	assert_int_equal(system(command), 0);
}

/* Last, and with the card back in its place afterwards. */
static void test_unbound(void **state)
{
	struct fixture *f = *state;
	struct vprime_buffer *buffer, *imported;
	int dmabuf = peer_buffer(f, 0, O_RDWR, &imported), exported;
	struct vprime_fb *fb;
	uint32_t handle;

	rebind("unbind");
	assert_int_equal(vprime_buffer_create(f->card, 64, 64, 32, &buffer), -ENODEV);
	assert_int_equal(vprime_buffer_export(f->buffer, DRM_CLOEXEC, &exported), -ENODEV);
	assert_int_equal(vprime_handle_import(f->card, dmabuf, &handle), -ENODEV);
	assert_int_equal(vprime_fb_of_buffer(f->buffer, DRM_FORMAT_XRGB8888, &fb), -ENODEV);
	vprime_buffer_destroy(imported);
	close(dmabuf);

	/* only when nobody has the old card open any more does the new one get its number */
	vprime_buffer_destroy(f->buffer);
	vprime_close(f->card);
	f->buffer = NULL;
	f->card = NULL;
	rebind("bind");
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(test_##name, setup, teardown)
	const struct CMUnitTest tests[] = {
		test(create),
		test(export),
		test(import),
		test(mmap),
		test(mmap_of_imports),
		test(sync),
		test(framebuffer),
		test(commit),
		test(unbound),
	};

	if (system("modprobe vprime_peer"))
		return EXIT_FAILURE;
	return cmocka_run_group_tests_name("errnos", tests, NULL, NULL);
}
