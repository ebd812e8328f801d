// SPDX-License-Identifier: MIT
/*
 * That no byte of the kernel's memory gets out which nobody has written: all that can be read of a
 * card is searched for what a kernel fills memory with that is handed out as it is.
 *
 * For a kernel booted with slub_debug=P page_poison=1.
 */

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "capture.h"
#include "card.h"
#include "configfs.h"
#include "dmabuf.h"
#include "module.h"
#include "peer.h"
#include "show.h"
#include "vprime_drm.h"

IGT_TEST_DESCRIPTION("No byte of the kernel's memory gets out that nobody has written.");

/* What an object of a slab and a page are filled with, see <linux/poison.h>. */
#define POISON_SLAB 0x6b
#define POISON_PAGE 0xaa
/* So many of them are no accident; as many can be between two members of a structure. */
#define RUN 3

static struct vprime_card *card;
static struct vprime_output output;
static size_t searched;

static void assert_clean(const char *what, const void *data, size_t size)
{
	const uint8_t *bytes = data;
	size_t run = 0;

	for (size_t i = 0; i < size; i++) {
		bool same = i && bytes[i] == bytes[i - 1];

		run = bytes[i] != POISON_SLAB && bytes[i] != POISON_PAGE ? 0 : same ? run + 1 : 1;
		igt_assert_f(run < RUN, "%s: memory of the kernel's at byte %zu of %zu: %02x\n", what,
			     i + 1 - RUN, size, bytes[i]);
	}
	searched += size;
}

/* An ioctl that need not work, with whatever it leaves in its structure. */
static void check_ioctl(int fd, const char *name, unsigned long request, void *arg, size_t size)
{
	int ret = ioctl(fd, request, arg);

	igt_debug("%s: %d\n", name, ret < 0 ? -errno : ret);
	assert_clean(name, arg, size);
}

#define CHECK(_fd, _request, _arg) check_ioctl(_fd, #_request, _request, _arg, sizeof(*(_arg)))

/* -----------------------------------------------------------------------------
 * Structures
 */

static void check_card_calls(void)
{
	struct vprime_buffer *buffer = dmabuf_new(card, 33, 17);
	struct drm_vprime_bo_info info = { .handle = buffer->handle };
	struct drm_vprime_fence_attach fence = {
		.handle = buffer->handle, .flags = VPRIME_FENCE_SYNC_FILE, .timeout_ms = 10,
	};

	CHECK(card->fd, DRM_IOCTL_VPRIME_BO_INFO, &info);
	CHECK(card->fd, DRM_IOCTL_VPRIME_FENCE_ATTACH, &fence);
	igt_assert_fd(fence.sync_file);
	vprime_fence_wait(fence.sync_file, 1000);
	close(fence.sync_file);
	vprime_buffer_destroy(buffer);
}

static void check_peer_calls(void)
{
	int peer = peer_open(), dmabuf = peer_export(peer, 5000, VPRIME_PEER_SCATTERED, 0);
	int id = peer_attach(peer, dmabuf);
	struct vprime_peer_counts counts = { .fd = dmabuf };
	struct vprime_peer_checksum checksum = { .fd = dmabuf };
	struct vprime_peer_sg_info sg = { .id = id };
	struct vprime_peer_vmap map = { .id = id };

	igt_assert_lte(0, id);
	CHECK(peer, VPRIME_PEER_IOC_COUNTS, &counts);
	CHECK(peer, VPRIME_PEER_IOC_CHECKSUM, &checksum);
	igt_assert_eq(peer_access(peer, VPRIME_PEER_IOC_MAP, id, VPRIME_PEER_READ), 0);
	CHECK(peer, VPRIME_PEER_IOC_SG_INFO, &sg);
	CHECK(peer, VPRIME_PEER_IOC_VMAP, &map);
	close(dmabuf);
	close(peer);
}

static void check_blob(uint32_t id)
{
	drmModePropertyBlobRes *blob = drmModeGetPropertyBlob(card->fd, id);
	char name[32];

	if (!blob)
		return;
	snprintf(name, sizeof(name), "blob %u", id);
	assert_clean(name, blob->data, blob->length);
	drmModeFreePropertyBlob(blob);
}

/* What is a name is read as one, but handed out as an array. */
static void check_property(uint32_t id, uint64_t value)
{
	struct drm_mode_get_property get = { .prop_id = id };
	struct drm_mode_property_enum enums[64] = { 0 };
	uint64_t values[64] = { 0 };

	igt_assert_eq(drmIoctl(card->fd, DRM_IOCTL_MODE_GETPROPERTY, &get), 0);
	get.values_ptr = (uintptr_t)values;
	get.count_values = 64;
	if (get.flags & (DRM_MODE_PROP_ENUM | DRM_MODE_PROP_BITMASK)) {
		get.enum_blob_ptr = (uintptr_t)enums;
		get.count_enum_blobs = 64;
	}
	igt_assert_eq(drmIoctl(card->fd, DRM_IOCTL_MODE_GETPROPERTY, &get), 0);
	assert_clean(get.name, get.name, sizeof(get.name));
	assert_clean(get.name, values, sizeof(values));
	assert_clean(get.name, enums, sizeof(enums));
	if (get.flags & DRM_MODE_PROP_BLOB && value)
		check_blob(value);
}

static void check_object(uint32_t id)
{
	drmModeObjectProperties *all = drmModeObjectGetProperties(card->fd, id,
								  DRM_MODE_OBJECT_ANY);

	igt_assert(all);
	for (uint32_t i = 0; i < all->count_props; i++)
		check_property(all->props[i], all->prop_values[i]);
	drmModeFreeObjectProperties(all);
}

static void check_modes(uint32_t connector)
{
	struct drm_mode_modeinfo modes[256] = { 0 };
	struct drm_mode_get_connector get = { .connector_id = connector };

	igt_assert_eq(drmIoctl(card->fd, DRM_IOCTL_MODE_GETCONNECTOR, &get), 0);
	get = (struct drm_mode_get_connector){
		.connector_id = connector, .modes_ptr = (uintptr_t)modes, .count_modes = 256,
	};
	igt_assert_eq(drmIoctl(card->fd, DRM_IOCTL_MODE_GETCONNECTOR, &get), 0);
	assert_clean("connector", &get, sizeof(get));
	assert_clean("modes", modes, sizeof(modes));
}

static void test_structures(void)
{
	check_card_calls();
	check_peer_calls();
	for (size_t i = 0; i < card->n_crtcs; i++)
		check_object(card->crtcs[i].id);
	for (size_t i = 0; i < card->n_planes; i++)
		check_object(card->planes[i].id);
	for (size_t i = 0; i < card->n_connectors; i++) {
		check_object(card->connectors[i].id);
		check_modes(card->connectors[i].id);
	}
}

/* Flips, vblanks and sequences. */
static void test_events(void)
{
	drmModeModeInfo mode;
	struct image image = show_pattern(card, &output, &mode, 64, 48, 1);
	drmVBlank vblank = {
		.request = { .type = DRM_VBLANK_RELATIVE | DRM_VBLANK_EVENT, .sequence = 1 },
	};
	char events[4096];
	ssize_t length;

	for (int i = 0; i < 50; i++) {
		show_start_flip(card, &output, image.fb);
		igt_assert_eq(drmWaitVBlank(card->fd, &vblank), 0);
		vblank.request.type = DRM_VBLANK_RELATIVE | DRM_VBLANK_EVENT;
		vblank.request.sequence = 1;
		igt_assert_eq(drmCrtcQueueSequence(card->fd, output.crtc->id,
						   DRM_CRTC_SEQUENCE_RELATIVE, 1, NULL, 7), 0);
		show_wait_vblanks(card, 2);
		length = read(card->fd, events, sizeof(events));
		igt_assert_lt(0, length);
		assert_clean("events", events, length);
	}
	show_away(card, &output, &image);
}

/* -----------------------------------------------------------------------------
 * Text
 */

static int check_file(const char *path, const struct stat *status, int type, struct FTW *ftw)
{
	char data[16384];
	ssize_t length;
	int fd;

	(void)ftw;
	if (type != FTW_F || !(status->st_mode & 0444))
		return 0;
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	for (int i = 0; fd >= 0 && i < 4 && (length = read(fd, data, sizeof(data))) > 0; i++)
		assert_clean(path, data, length);
	if (fd >= 0)
		close(fd);
	return 0;
}

static void check_folder(const char *path)
{
	igt_assert_eq(nftw(path, check_file, 16, FTW_PHYS), 0);
}

/* debugfs, with a picture and its CRCs; sysfs; and configfs, with a card as made and enabled. */
static void test_files(void)
{
	drmModeModeInfo mode;
	struct image image = show_pattern(card, &output, &mode, 64, 48, 1);
	char path[128];

	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u", card_minor(card));
	check_folder(path);
	snprintf(path, sizeof(path), "/sys/class/drm/card%u/", card_minor(card));
	check_folder(path);
	configfs_card("secrets", 2);
	check_folder(CONFIGFS_ROOT);
	configfs_set("1", "secrets/enabled");
	check_folder(CONFIGFS_ROOT);
	configfs_remove("secrets");
	show_away(card, &output, &image);
}

/* -----------------------------------------------------------------------------
 * Pixels
 */

static void check_dmabuf(const char *what, int dmabuf, size_t size)
{
	void *map = mmap(NULL, size, PROT_READ, MAP_SHARED, dmabuf, 0);

	igt_assert_f(map != MAP_FAILED, "%s: %s\n", what, strerror(errno));
	assert_clean(what, map, size);
	munmap(map, size);
}

/* New ones, of the card and of the tests' exporter. */
static void test_buffers(void)
{
	static const char *const kinds[] = { "contiguous", "scattered", "kind 2", "I/O memory" };
	int peer = peer_open(), dmabuf;

	for (int i = 0; i < 32; i++) {
		struct vprime_buffer *buffer;

		igt_assert_eq(vprime_buffer_create(card, 1 + 37 * i, 1 + 11 * i, 32, &buffer), 0);
		igt_assert_eq(vprime_buffer_map(buffer, NULL), 0);
		assert_clean("a buffer", buffer->map, buffer->size);
		dmabuf = dmabuf_export(buffer, 0);
		check_dmabuf("its dma-buf", dmabuf, buffer->size);
		close(dmabuf);
		vprime_buffer_destroy(buffer);
	}
	for (unsigned int kind = 0; kind < sizeof(kinds) / sizeof(kinds[0]); kind++) {
		dmabuf = peer_try_export(peer, 20000, kind, 0);
		if (dmabuf < 0)
			continue;
		check_dmabuf(kinds[kind], dmabuf, 20480);
		close(dmabuf);
	}
	close(peer);
}

/* What is written back is all of the picture, whatever is on the planes. */
static void test_writeback(void)
{
	static const uint32_t formats[] = {
		DRM_FORMAT_XRGB8888, DRM_FORMAT_XBGR8888, DRM_FORMAT_ARGB8888,
	};
	drmModeModeInfo mode;
	struct image image = show_pattern(card, &output, &mode, 65, 49, 1);
	struct vprime_commit *commit;

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		struct image back = show_capture(card, &output, &mode, formats[i]);

		assert_clean("writeback", back.buffer->map, back.buffer->size);
		image_free(&back);
		/* then with no plane at all */
		commit = show_commit(card);
		vprime_commit_add_plane(commit, output.primary->id, 0, NULL, NULL, NULL);
		vprime_commit_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, 0);
		vprime_commit_destroy(commit);
	}
	show_away(card, &output, &image);
}

static void check_pictures(uint32_t pixelformat)
{
	struct capture watched = { .fd = -1 };
	struct v4l2_requestbuffers request = {
		.count = CAPTURE_BUFFERS, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
	};
	struct v4l2_buffer buffer = { .type = request.type, .memory = request.memory };

	capture_open_as(&watched, CAPTURE_FIRST, pixelformat);
	CHECK(watched.fd, VIDIOC_REQBUFS, &request);
	for (buffer.index = 0; buffer.index < request.count; buffer.index++) {
		void *map;

		CHECK(watched.fd, VIDIOC_QUERYBUF, &buffer);
		map = mmap(NULL, buffer.length, PROT_READ, MAP_SHARED, watched.fd, buffer.m.offset);
		igt_assert(map != MAP_FAILED);
		assert_clean("a new buffer of the monitor", map, buffer.length);
		igt_assert_eq(capture_call(&watched, VIDIOC_QBUF, &buffer), 0);
		munmap(map, buffer.length);
	}
	capture_on(&watched);
	for (int i = 0; i < 2 * CAPTURE_BUFFERS; i++) {
		void *map;

		igt_assert(capture_ready(&watched, POLLIN, 5000));
		CHECK(watched.fd, VIDIOC_DQBUF, &buffer);
		map = mmap(NULL, buffer.length, PROT_READ, MAP_SHARED, watched.fd, buffer.m.offset);
		igt_assert(map != MAP_FAILED);
		assert_clean("a picture", map, buffer.length);
		munmap(map, buffer.length);
		igt_assert_eq(capture_call(&watched, VIDIOC_QBUF, &buffer), 0);
	}
	capture_close(&watched);
}

static void check_monitor_calls(void)
{
	int fd = capture_find(CAPTURE_FIRST);
	struct v4l2_capability caps = { 0 };
	struct v4l2_format format = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
	struct v4l2_dv_timings timings = { 0 };
	struct v4l2_dv_timings_cap timings_cap = { 0 };
	struct v4l2_enum_dv_timings timings_enum = { 0 };
	struct v4l2_input input = { 0 };
	uint8_t blocks[1024] = { 0 };
	struct v4l2_edid edid = { .blocks = 8, .edid = blocks };

	igt_assert_fd(fd);
	CHECK(fd, VIDIOC_QUERYCAP, &caps);
	CHECK(fd, VIDIOC_G_FMT, &format);
	CHECK(fd, VIDIOC_G_DV_TIMINGS, &timings);
	CHECK(fd, VIDIOC_QUERY_DV_TIMINGS, &timings);
	CHECK(fd, VIDIOC_DV_TIMINGS_CAP, &timings_cap);
	for (timings_enum.index = 0; timings_enum.index < 8; timings_enum.index++)
		CHECK(fd, VIDIOC_ENUM_DV_TIMINGS, &timings_enum);
	CHECK(fd, VIDIOC_ENUMINPUT, &input);
	CHECK(fd, VIDIOC_G_EDID, &edid);
	assert_clean("EDID", blocks, sizeof(blocks));
	close(fd);
}

static void test_monitor(void)
{
	static const uint32_t formats[] = {
		V4L2_PIX_FMT_XBGR32, V4L2_PIX_FMT_RGB24, V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_NV12,
	};
	drmModeModeInfo mode;
	struct image image;

	igt_require_f(module_available("vprime_monitor"), "no videobuf2 in this kernel\n");
	vprime_close(card);
	capture_load("monitor=1");
	card = card_open();
	output = card_output(card);
	image = show_pattern(card, &output, &mode, 66, 50, 1);
	check_monitor_calls();
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		check_pictures(formats[i]);
	show_away(card, &output, &image);
}

/* -----------------------------------------------------------------------------
 * All of them
 */

static bool file_has(const char *path, const char *word)
{
	char line[4096] = "";
	FILE *file = fopen(path, "r");

	if (!file)
		return false;
	igt_assert(fgets(line, sizeof(line), file));
	fclose(file);
	return strstr(line, word);
}

igt_main
{
	igt_fixture {
		igt_require_f(file_has("/sys/kernel/slab/kmalloc-64/poison", "1") &&
			      file_has("/proc/cmdline", "page_poison=1"),
			      "the kernel was booted without slub_debug=P page_poison=1\n");
		if (!module_loaded("vprime_peer"))
			module_load("vprime_peer");
		card = card_open();
		output = card_output(card);
	}

	igt_describe("Structures of ioctls, properties, blobs and modes.");
	igt_subtest("structures")
		test_structures();

	igt_describe("Events.");
	igt_subtest("events")
		test_events();

	igt_describe("All files of a card in debugfs, sysfs and configfs.");
	igt_subtest("files")
		test_files();

	igt_describe("New buffers.");
	igt_subtest("buffers")
		test_buffers();

	igt_describe("What is written back.");
	igt_subtest("writeback")
		test_writeback();

	igt_describe("The calls of a monitor, its buffers and its pictures.");
	igt_subtest("monitor")
		test_monitor();

	igt_fixture {
		igt_info("%zu bytes searched\n", searched);
		vprime_close(card);
	}
}
