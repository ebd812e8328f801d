/* SPDX-License-Identifier: MIT */
/* Importers of each kind there is, and what each of them does with somebody else's buffer. */
#ifndef COMMON_SINK_H
#define COMMON_SINK_H

#include "source.h"

struct sink;

/**
 * struct sink_kind - an importer
 * @name: in the names of subtests
 * @which: which of several that work alike
 * @open: open the device; skips where the kernel has none
 * @import: import a dma-buf
 * @start: begin to use it
 * @check: use it once
 * @drop_handle: let go of the import as far as @check does not need it; NULL if it does
 * @release: let go of the import, and of what @start did if it was called
 * @close: close the device, with the import or without
 */
struct sink_kind {
	const char *name;
	unsigned int which;
	void (*open)(struct sink *sink);
	void (*import)(struct sink *sink, int dmabuf);
	void (*start)(struct sink *sink);
	void (*check)(struct sink *sink, struct content *content);
	void (*drop_handle)(struct sink *sink);
	void (*release)(struct sink *sink);
	void (*close)(struct sink *sink);
};

extern const struct sink_kind sink_vprime;
extern const struct sink_kind sink_other_card;
extern const struct sink_kind sink_vgem;
extern const struct sink_kind sink_vivid;
extern const struct sink_kind sink_peer;

/**
 * struct sink - an importer with at most one import
 * @kind: what it is
 * @card: the importer, if it is a card, or NULL
 * @output: its output, if it has one
 * @mode: as big as the buffers
 * @imported: the import there, or NULL
 * @fb: its framebuffer, or NULL
 * @video: the importer, if it is a camera
 * @reference: what the camera sees
 * @dmabuf: the camera's own descriptor of the import: it needs one for each picture
 * @peer: the importer, if it is vprime_peer
 * @id: the import there
 * @imports: it has an import
 * @started: and uses it
 */
struct sink {
	const struct sink_kind *kind;
	struct vprime_card *card;
	struct vprime_output output;
	drmModeModeInfo mode;
	struct vprime_buffer *imported;
	struct vprime_fb *fb;
	struct video video;
	struct content reference;
	int dmabuf;
	int peer;
	int id;
	bool imports;
	bool started;
};

/** sink_open - open an importer; skips where the kernel has none */
struct sink sink_open(const struct sink_kind *kind);

/** sink_import - import a dma-buf of a source */
void sink_import(struct sink *sink, int dmabuf);

/**
 * sink_start - begin to use the import
 * @sink: the importer
 *
 * A card with an output shows it, vprime_peer maps it in every way, the camera streams into it.
 */
void sink_start(struct sink *sink);

/**
 * sink_check - use the import once, and fail unless all is well
 * @sink: the importer
 * @content: what is in the buffer; the camera, which writes, changes it
 *
 * What is shown, handed on or read is compared with @content, and what the camera writes with what
 * it writes into a buffer of its own.
 */
void sink_check(struct sink *sink, struct content *content);

/** sink_drop_handle - let go of the import as far as its use does not need it; nothing for some */
void sink_drop_handle(struct sink *sink);

/** sink_release - let go of the import, or do nothing if there is none */
void sink_release(struct sink *sink);

/** sink_close - close the importer; what it has imported goes with it */
void sink_close(struct sink *sink);

#endif
