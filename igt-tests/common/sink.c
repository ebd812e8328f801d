// SPDX-License-Identifier: MIT
/* Importers of each kind there is. */

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/videodev2.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "dmabuf.h"
#include "kernel.h"
#include "module.h"
#include "peer.h"
#include "show.h"
#include "sink.h"

#define STRIDE (SOURCE_WIDTH * 4)

/* A dma-buf against what it is to hold, through a mapping made for it. */
static void assert_mapped(int dmabuf, const struct content *expected)
{
	struct vprime_buffer buffer = {
		.width = SOURCE_WIDTH, .height = SOURCE_HEIGHT, .stride = STRIDE,
		.size = STRIDE * SOURCE_HEIGHT,
	};

	buffer.map = mmap(NULL, buffer.size, PROT_READ, MAP_SHARED, dmabuf, 0);
	igt_assert(buffer.map != MAP_FAILED);
	igt_assert_eq(vprime_dmabuf_begin(dmabuf, DMA_BUF_SYNC_READ), 0);
	content_assert(expected, &buffer);
	igt_assert_eq(vprime_dmabuf_end(dmabuf, DMA_BUF_SYNC_READ), 0);
	munmap(buffer.map, buffer.size);
}

/* Cards. */

static void open_vprime(struct sink *sink)
{
	igt_assert_eq(vprime_open("vprime", sink->kind->which, &sink->card), 0);
	igt_assert_f(drmIsMaster(sink->card->fd), "somebody else is DRM master\n");
	sink->output = card_output(sink->card);
	/* Each look at the screen takes some frames. */
	sink->mode = mode_make(SOURCE_WIDTH, SOURCE_HEIGHT, 240);
}

static void open_vgem(struct sink *sink)
{
	kernel_require("CONFIG_DRM_VGEM", module_available("vgem"));
	if (!module_loaded("vgem"))
		module_load("vgem");
	sink->card = card_open_vgem();
}

static void import_card(struct sink *sink, int dmabuf)
{
	sink->imported = dmabuf_import(sink->card, dmabuf, SOURCE_WIDTH, SOURCE_HEIGHT, STRIDE);
}

static void start_show(struct sink *sink)
{
	igt_assert_eq(vprime_fb_of_buffer(sink->imported, DRM_FORMAT_XRGB8888, &sink->fb), 0);
	show_reset(sink->card, &sink->output);
	igt_assert_eq(vprime_modeset(sink->card, &sink->output, &sink->mode, sink->fb), 0);
}

static void check_show(struct sink *sink, struct content *content)
{
	struct image written = show_capture(sink->card, &sink->output, &sink->mode,
					    DRM_FORMAT_XRGB8888);

	content_assert(content, written.buffer);
	image_free(&written);
}

/* vgem does nothing with a buffer but hand it on. */
static void start_nothing(struct sink *sink)
{
	(void)sink;
}

static void check_reexport(struct sink *sink, struct content *content)
{
	int dmabuf = dmabuf_export(sink->imported, DRM_CLOEXEC | DRM_RDWR);

	assert_mapped(dmabuf, content);
	close(dmabuf);
}

static void drop_import(struct sink *sink)
{
	vprime_buffer_destroy(sink->imported);
	sink->imported = NULL;
}

/* Not switched off first if the card is gone: removing the framebuffer does that, too. */
static void release_card(struct sink *sink)
{
	vprime_fb_destroy(sink->fb);
	sink->fb = NULL;
	drop_import(sink);
}

/* Handle and framebuffer, if they are there still, go with the file. */
static void close_card(struct sink *sink)
{
	if (sink->imported)
		igt_assert_eq(vprime_handle_ref(sink->card, sink->imported->handle), 0);
	release_card(sink);
	vprime_close(sink->card);
}

const struct sink_kind sink_vprime = {
	.name = "vprime", .which = 0,
	.open = open_vprime, .import = import_card, .start = start_show, .check = check_show,
	.drop_handle = drop_import, .release = release_card, .close = close_card,
};

const struct sink_kind sink_other_card = {
	.name = "other-card", .which = 1,
	.open = open_vprime, .import = import_card, .start = start_show, .check = check_show,
	.drop_handle = drop_import, .release = release_card, .close = close_card,
};

const struct sink_kind sink_vgem = {
	.name = "vgem",
	.open = open_vgem, .import = import_card, .start = start_nothing,
	.check = check_reexport, .release = release_card, .close = close_card,
};

/* A camera. What it writes is compared with what it writes into a buffer of its own. */

#define CAMERA_BUFFERS 2 /* the fewest that vivid runs with; here they are the same memory */

static struct content take_reference(struct video *video)
{
	struct content content;
	uint32_t index;
	void *map;

	video_buffers(video, V4L2_MEMORY_MMAP, CAMERA_BUFFERS);
	for (uint32_t i = 0; i < video->buffers; i++)
		video_queue(video, i, -1);
	video_start(video);
	index = video_dequeue(video);
	video_stop(video);
	map = video_map(video, index);
	content = content_copy(map, VIDEO_SIZE);
	munmap(map, VIDEO_SIZE);
	video_buffers(video, V4L2_MEMORY_MMAP, 0);
	return content;
}

static void open_camera(struct sink *sink)
{
	video_load();
	sink->video = video_open(sink->kind->which);
	video_pattern(&sink->video, 0);
	sink->reference = take_reference(&sink->video);
}

static void import_camera(struct sink *sink, int dmabuf)
{
	sink->dmabuf = fcntl(dmabuf, F_DUPFD_CLOEXEC, 0);
	igt_assert_fd(sink->dmabuf);
	video_buffers(&sink->video, V4L2_MEMORY_DMABUF, CAMERA_BUFFERS);
	for (uint32_t i = 0; i < sink->video.buffers; i++)
		video_queue(&sink->video, i, sink->dmabuf);
}

/* All buffers are queued, and the camera has them, whenever it is not asked for a picture. */
static void start_camera(struct sink *sink)
{
	video_start(&sink->video);
	video_settle(&sink->video);
}

static void check_camera(struct sink *sink, struct content *content)
{
	struct video *video = &sink->video;
	void *map = mmap(NULL, VIDEO_SIZE, PROT_WRITE, MAP_SHARED, sink->dmabuf, 0);

	igt_assert(map != MAP_FAILED);
	for (uint32_t i = 0; i < video->buffers; i++)
		video_dequeue(video);
	igt_assert_eq(vprime_dmabuf_begin(sink->dmabuf, DMA_BUF_SYNC_WRITE), 0);
	memset(map, 0x5a, VIDEO_SIZE);
	igt_assert_eq(vprime_dmabuf_end(sink->dmabuf, DMA_BUF_SYNC_WRITE), 0);
	munmap(map, VIDEO_SIZE);

	for (uint32_t i = 0; i < video->buffers; i++)
		video_queue(video, i, sink->dmabuf);
	video_settle(video);
	assert_mapped(sink->dmabuf, &sink->reference);

	content_free(content);
	*content = content_copy(sink->reference.words, sink->reference.size);
}

static void release_camera(struct sink *sink)
{
	if (sink->started)
		video_stop(&sink->video);
	video_buffers(&sink->video, V4L2_MEMORY_DMABUF, 0);
	close(sink->dmabuf);
	sink->dmabuf = -1;
}

static void close_camera(struct sink *sink)
{
	video_close(&sink->video);
	if (sink->dmabuf >= 0)
		close(sink->dmabuf);
	content_free(&sink->reference);
}

const struct sink_kind sink_vivid = {
	.name = "vivid", .which = VIDEO_VMALLOC,
	.open = open_camera, .import = import_camera, .start = start_camera,
	.check = check_camera, .release = release_camera, .close = close_camera,
};

/* A driver that reads with the CPU and as a device does. */

static void open_peer(struct sink *sink)
{
	if (!module_loaded("vprime_peer"))
		module_load("vprime_peer");
	sink->peer = peer_open();
}

static void import_peer(struct sink *sink, int dmabuf)
{
	sink->id = peer_attach(sink->peer, dmabuf);
	igt_assert_lt(0, sink->id);
}

static void start_peer(struct sink *sink)
{
	igt_assert_eq(peer_vmap(sink->peer, sink->id, NULL), 0);
}

/* The sg table is asked for each time anew, as a driver does for each of its jobs. */
static void check_peer(struct sink *sink, struct content *content)
{
	struct vprime_peer_sg_info info = { .id = sink->id };

	igt_assert_eq(peer_access(sink->peer, VPRIME_PEER_IOC_MAP, sink->id, VPRIME_PEER_READ), 0);
	igt_assert_eq(peer_call(sink->peer, VPRIME_PEER_IOC_SG_INFO, &info), 0);
	igt_assert_eq(peer_access(sink->peer, VPRIME_PEER_IOC_BEGIN_CPU_ACCESS, sink->id,
				  VPRIME_PEER_READ), 0);
	for (uint32_t via = VPRIME_PEER_VIA_VMAP; via <= VPRIME_PEER_VIA_PAGES; via++) {
		uint32_t crc = 0;

		igt_assert_eq(peer_import_checksum(sink->peer, sink->id, via, 0, info.size, &crc),
			      0);
		igt_assert_eq_u32(crc, peer_crc(content->words, content->size));
	}
	igt_assert_eq(peer_access(sink->peer, VPRIME_PEER_IOC_END_CPU_ACCESS, sink->id,
				  VPRIME_PEER_READ), 0);
	igt_assert_eq(peer_step(sink->peer, VPRIME_PEER_IOC_UNMAP, sink->id), 0);
}

static void release_peer(struct sink *sink)
{
	if (sink->started)
		igt_assert_eq(peer_step(sink->peer, VPRIME_PEER_IOC_VUNMAP, sink->id), 0);
	igt_assert_eq(peer_step(sink->peer, VPRIME_PEER_IOC_DETACH, sink->id), 0);
}

static void close_peer(struct sink *sink)
{
	close(sink->peer);
}

const struct sink_kind sink_peer = {
	.name = "peer",
	.open = open_peer, .import = import_peer, .start = start_peer, .check = check_peer,
	.release = release_peer, .close = close_peer,
};

struct sink sink_open(const struct sink_kind *kind)
{
	struct sink sink = { .kind = kind, .dmabuf = -1, .peer = -1 };

	kind->open(&sink);
	return sink;
}

void sink_import(struct sink *sink, int dmabuf)
{
	sink->kind->import(sink, dmabuf);
	sink->imports = true;
}

void sink_start(struct sink *sink)
{
	sink->kind->start(sink);
	sink->started = true;
}

void sink_check(struct sink *sink, struct content *content)
{
	sink->kind->check(sink, content);
}

void sink_drop_handle(struct sink *sink)
{
	if (sink->kind->drop_handle)
		sink->kind->drop_handle(sink);
}

void sink_release(struct sink *sink)
{
	if (sink->imports)
		sink->kind->release(sink);
	sink->imports = sink->started = false;
}

void sink_close(struct sink *sink)
{
	sink->kind->close(sink);
	sink->imports = sink->started = false;
}
