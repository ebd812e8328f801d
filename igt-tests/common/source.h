/* SPDX-License-Identifier: MIT */
/* Exporters: a buffer of each kind there is, shared as a dma-buf and seen as its owner sees it. */
#ifndef COMMON_SOURCE_H
#define COMMON_SOURCE_H

#include <stddef.h>

#include "libvprime.h"
#include "video.h"

/* All buffers have the size of the camera's pictures. */
#define SOURCE_WIDTH VIDEO_WIDTH
#define SOURCE_HEIGHT VIDEO_HEIGHT

struct source;

/**
 * struct source_kind - an exporter
 * @name: in the names of subtests
 * @module: what keeps the memory of its buffers; NULL if that is built in
 * @user: a module to unload before @module, or NULL
 * @which: which of several that work alike
 * @open: make a buffer and its dma-buf; skips where the kernel has none
 * @draw: draw something; NULL for drawing by the CPU through @view
 * @drop_buffer: let go of the buffer
 * @drop_file: let go of the open file, with the buffer or without
 */
struct source_kind {
	const char *name;
	const char *module;
	const char *user;
	unsigned int which;
	void (*open)(struct source *source);
	void (*draw)(struct source *source, uint32_t seed);
	void (*drop_buffer)(struct source *source);
	void (*drop_file)(struct source *source);
};

extern const struct source_kind source_vprime;
extern const struct source_kind source_other_card;
extern const struct source_kind source_vgem;
extern const struct source_kind source_vivid;
extern const struct source_kind source_vivid_contiguous;
extern const struct source_kind source_udmabuf;
extern const struct source_kind source_heap;
extern const struct source_kind source_contiguous;
extern const struct source_kind source_scattered;
extern const struct source_kind source_write_combined;
extern const struct source_kind source_iomem;

/* What a source can let go of, each once. */
enum source_link {
	SOURCE_BUFFER,
	SOURCE_FILE,
	SOURCE_DMABUF,
	SOURCE_LINKS,
};

/**
 * struct source - a shared buffer and its owner
 * @kind: what it is
 * @size: of the dma-buf, in bytes
 * @dmabuf: the dma-buf, or -1
 * @view: where its owner sees it, or NULL
 * @file: the owner's open file, or -1
 * @card: the owner, if it is a card, or NULL
 * @buffer: the buffer there, or NULL
 * @video: the owner, if it is a camera
 */
struct source {
	const struct source_kind *kind;
	size_t size;
	int dmabuf;
	void *view;
	int file;
	struct vprime_card *card;
	struct vprime_buffer *buffer;
	struct video video;
};

/** source_open - make a buffer and share it; skips where the kernel has no such exporter */
struct source source_open(const struct source_kind *kind);

/** source_draw - draw something into it, as its owner does */
void source_draw(struct source *source, uint32_t seed);

/**
 * struct content - what was in a buffer
 * @words: its pixels, XRGB8888, row by row, and whatever is behind them; NULL for nothing
 * @size: of all of it, in bytes
 */
struct content {
	uint32_t *words;
	size_t size;
};

/** content_copy - what is at some place; content_free() it */
struct content content_copy(const void *bytes, size_t size);

/** content_free - forget it */
void content_free(struct content *content);

/** content_assert - fail unless a buffer, mapped, shows the same in each pixel */
void content_assert(const struct content *content, const struct vprime_buffer *buffer);

/** source_content - what is in it, as its owner sees it; while SOURCE_BUFFER is not let go of */
struct content source_content(struct source *source);

/** source_assert - fail unless its owner sees this in it, or sees nothing any more */
void source_assert(struct source *source, const struct content *content);

/** source_drop - let go of something, or do nothing if that is done */
void source_drop(struct source *source, enum source_link link);

/** source_close - let go of all */
void source_close(struct source *source);

#endif
