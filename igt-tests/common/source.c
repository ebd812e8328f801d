// SPDX-License-Identifier: MIT
/* Exporters: a buffer of each kind there is. */

#include <errno.h>
#include <stdlib.h>
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
#include "pattern.h"
#include "peer.h"
#include "source.h"

#define PAGE 4096u
#define STRIDE (SOURCE_WIDTH * 4)
#define SIZE ((STRIDE * SOURCE_HEIGHT + PAGE - 1) / PAGE * PAGE)

/* The owner's view as a buffer to draw into and to read. */
static struct vprime_buffer viewed(const struct source *source)
{
	igt_assert(source->view);
	return (struct vprime_buffer){
		.width = SOURCE_WIDTH, .height = SOURCE_HEIGHT, .stride = STRIDE,
		.size = source->size, .map = source->view,
	};
}

static void *map(int fd)
{
	void *address = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	igt_assert_f(address != MAP_FAILED, "mmap: %s\n", strerror(errno));
	return address;
}

static void unmap(struct source *source)
{
	igt_assert_eq(munmap(source->view, SIZE), 0);
}

static void drop_file(struct source *source)
{
	close(source->file);
}

/* Cards. */

static void open_buffer(struct source *source)
{
	source->buffer = dmabuf_new(source->card, SOURCE_WIDTH, SOURCE_HEIGHT);
	igt_assert_eq_u32(source->buffer->stride, STRIDE);
	source->view = source->buffer->map;
	source->dmabuf = dmabuf_export(source->buffer, DRM_CLOEXEC | DRM_RDWR);
}

static void open_vprime(struct source *source)
{
	igt_assert_eq(vprime_open("vprime", source->kind->which, &source->card), 0);
	open_buffer(source);
}

static void open_vgem(struct source *source)
{
	kernel_require("CONFIG_DRM_VGEM", module_available("vgem"));
	if (!module_loaded("vgem"))
		module_load("vgem");
	source->card = card_open_vgem();
	open_buffer(source);
}

static void drop_card_buffer(struct source *source)
{
	vprime_buffer_destroy(source->buffer);
	source->buffer = NULL;
}

/* The handle, if it is there still, goes with the file: one user more than the library knows. */
static void drop_card(struct source *source)
{
	if (source->buffer) {
		igt_assert_eq(vprime_handle_ref(source->card, source->buffer->handle), 0);
		drop_card_buffer(source);
		source->view = NULL;
	}
	vprime_close(source->card);
	source->card = NULL;
}

const struct source_kind source_vprime = {
	.name = "vprime", .module = "vprime", .which = 0,
	.open = open_vprime, .drop_buffer = drop_card_buffer, .drop_file = drop_card,
};

const struct source_kind source_other_card = {
	.name = "other-card", .module = "vprime", .which = 1,
	.open = open_vprime, .drop_buffer = drop_card_buffer, .drop_file = drop_card,
};

const struct source_kind source_vgem = {
	.name = "vgem", .module = "vgem",
	.open = open_vgem, .drop_buffer = drop_card_buffer, .drop_file = drop_card,
};

/* Cameras. Two buffers are the fewest that vivid has; the second one is not shared. */

static void open_video(struct source *source)
{
	video_load();
	source->video = video_open(source->kind->which);
	source->file = source->video.fd;
	video_buffers(&source->video, V4L2_MEMORY_MMAP, 2);
	source->view = video_map(&source->video, 0);
	source->dmabuf = video_export(&source->video, 0);
}

static void draw_video(struct source *source, uint32_t seed)
{
	video_pattern(&source->video, seed);
	for (uint32_t i = 0; i < source->video.buffers; i++)
		video_queue(&source->video, i, -1);
	video_start(&source->video);
	while (video_dequeue(&source->video) != 0)
		;
	video_stop(&source->video);
}

static void drop_video_buffer(struct source *source)
{
	unmap(source);
	if (source->file >= 0)
		video_buffers(&source->video, V4L2_MEMORY_MMAP, 0);
}

static void drop_video(struct source *source)
{
	video_close(&source->video);
}

const struct source_kind source_vivid = {
	.name = "vivid", .module = "videobuf2_vmalloc", .user = "vivid", .which = VIDEO_VMALLOC,
	.open = open_video, .draw = draw_video,
	.drop_buffer = drop_video_buffer, .drop_file = drop_video,
};

/* Its buffers refer to a device that is a variable of vivid's: unloading it under them is fatal. */
const struct source_kind source_vivid_contiguous = {
	.name = "vivid-contiguous", .which = VIDEO_CONTIGUOUS,
	.open = open_video, .draw = draw_video,
	.drop_buffer = drop_video_buffer, .drop_file = drop_video,
};

/* Memory of a process. */

static void open_udmabuf(struct source *source)
{
	int err;

	igt_assert_eq(vprime_memfd_create("udmabuf", SIZE, &source->file), 0);
	err = vprime_udmabuf_create(source->file, 0, SIZE, &source->dmabuf);
	kernel_require("CONFIG_UDMABUF", err != -ENOENT);
	igt_assert_eq(err, 0);
	source->view = map(source->file);
	/* It maps its pages for the direction of the first bracket, and later ones have others. */
	igt_assert_eq(vprime_dmabuf_begin(source->dmabuf, DMA_BUF_SYNC_RW), 0);
	igt_assert_eq(vprime_dmabuf_end(source->dmabuf, DMA_BUF_SYNC_RW), 0);
}

const struct source_kind source_udmabuf = {
	.name = "udmabuf",
	.open = open_udmabuf, .drop_buffer = unmap, .drop_file = drop_file,
};

/* Memory that is nothing but a dma-buf: no file to drop. */

static void open_heap(struct source *source)
{
	int err = vprime_heap_alloc(NULL, SIZE, &source->dmabuf);

	kernel_require("CONFIG_DMABUF_HEAPS_SYSTEM", err != -ENOENT);
	igt_assert_eq(err, 0);
	source->view = map(source->dmabuf);
}

const struct source_kind source_heap = {
	.name = "heap",
	.open = open_heap, .drop_buffer = unmap, .drop_file = drop_file,
};

static void open_peer(struct source *source)
{
	if (!module_loaded("vprime_peer"))
		module_load("vprime_peer");
	source->file = peer_open();
	source->dmabuf = peer_export(source->file, SIZE, source->kind->which, 0);
	source->view = map(source->dmabuf);
}

/* In the kernel as often as here. */
static void draw_peer(struct source *source, uint32_t seed)
{
	struct vprime_buffer buffer = viewed(source);

	if (seed & 1)
		dmabuf_fill(&buffer, source->dmabuf, DRM_FORMAT_XRGB8888, seed);
	else
		peer_fill(source->file, source->dmabuf, seed, 0x01030507);
}

const struct source_kind source_contiguous = {
	.name = "peer-contiguous", .module = "vprime_peer", .which = VPRIME_PEER_CONTIGUOUS,
	.open = open_peer, .draw = draw_peer, .drop_buffer = unmap, .drop_file = drop_file,
};

const struct source_kind source_scattered = {
	.name = "peer-scattered", .module = "vprime_peer", .which = VPRIME_PEER_SCATTERED,
	.open = open_peer, .draw = draw_peer, .drop_buffer = unmap, .drop_file = drop_file,
};

const struct source_kind source_write_combined = {
	.name = "peer-write-combined", .module = "vprime_peer",
	.which = VPRIME_PEER_WRITE_COMBINED,
	.open = open_peer, .draw = draw_peer, .drop_buffer = unmap, .drop_file = drop_file,
};

const struct source_kind source_iomem = {
	.name = "peer-iomem", .module = "vprime_peer", .which = VPRIME_PEER_IOMEM,
	.open = open_peer, .draw = draw_peer, .drop_buffer = unmap, .drop_file = drop_file,
};

struct source source_open(const struct source_kind *kind)
{
	struct source source = {
		.kind = kind, .dmabuf = -1, .file = -1,
	};
	off_t size;

	kind->open(&source);
	size = lseek(source.dmabuf, 0, SEEK_END);
	igt_assert_eq_s64(size, SIZE);
	source.size = size;
	return source;
}

void source_draw(struct source *source, uint32_t seed)
{
	struct vprime_buffer buffer;

	if (source->kind->draw) {
		source->kind->draw(source, seed);
		return;
	}
	buffer = viewed(source);
	dmabuf_fill(&buffer, source->dmabuf, DRM_FORMAT_XRGB8888, seed);
}

static void bracket(struct source *source, int (*step)(int dmabuf, uint64_t access))
{
	if (source->dmabuf >= 0)
		igt_assert_eq(step(source->dmabuf, DMA_BUF_SYNC_READ), 0);
}

struct content content_copy(const void *bytes, size_t size)
{
	struct content content = { .words = malloc(size), .size = size };

	igt_assert(content.words);
	memcpy(content.words, bytes, size);
	return content;
}

void content_free(struct content *content)
{
	free(content->words);
	content->words = NULL;
}

/* What is in the unused byte of a pixel is nobody's business. */
void content_assert(const struct content *content, const struct vprime_buffer *buffer)
{
	const uint32_t *expected = content->words;

	for (uint32_t y = 0; y < SOURCE_HEIGHT; y++) {
		const uint32_t *row = (const void *)((char *)buffer->map + y * buffer->stride);

		for (uint32_t x = 0; x < SOURCE_WIDTH; x++, expected++)
			igt_assert_f(!((row[x] ^ *expected) & 0xffffff),
				     "pixel %u,%u is %#08x, not %#08x\n", x, y, row[x], *expected);
	}
}

struct content source_content(struct source *source)
{
	struct content content;

	igt_assert(source->view);
	bracket(source, vprime_dmabuf_begin);
	content = content_copy(source->view, source->size);
	bracket(source, vprime_dmabuf_end);
	return content;
}

void source_assert(struct source *source, const struct content *content)
{
	struct vprime_buffer buffer;

	if (!source->view)
		return;
	buffer = viewed(source);
	bracket(source, vprime_dmabuf_begin);
	content_assert(content, &buffer);
	bracket(source, vprime_dmabuf_end);
}

void source_drop(struct source *source, enum source_link link)
{
	switch (link) {
	case SOURCE_BUFFER:
		if (source->view)
			source->kind->drop_buffer(source);
		source->view = NULL;
		break;
	case SOURCE_FILE:
		if (source->card || source->file >= 0)
			source->kind->drop_file(source);
		source->file = -1;
		break;
	case SOURCE_DMABUF:
		if (source->dmabuf >= 0)
			close(source->dmabuf);
		source->dmabuf = -1;
		break;
	case SOURCE_LINKS:
		break;
	}
}

void source_close(struct source *source)
{
	for (int link = 0; link < SOURCE_LINKS; link++)
		source_drop(source, link);
}
