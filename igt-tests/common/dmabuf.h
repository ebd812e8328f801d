/* SPDX-License-Identifier: MIT */
/* Buffers on their way between cards: out, in, who they are, and what is in them. */
#ifndef COMMON_DMABUF_H
#define COMMON_DMABUF_H

#include <sys/types.h>

#include "libvprime.h"

struct picture;

/** dmabuf_new - a new buffer of 32 bits a pixel, mapped */
struct vprime_buffer *dmabuf_new(struct vprime_card *card, uint32_t width, uint32_t height);

/** dmabuf_export - export a buffer with DRM_CLOEXEC and DRM_RDWR, or'ed; returns the dma-buf */
int dmabuf_export(struct vprime_buffer *buffer, uint32_t flags);

/**
 * dmabuf_import - import a dma-buf, which has to work
 * @card: into which card
 * @dmabuf: the dma-buf
 * @width: what the import is to be in pixels
 * @height: the same
 * @stride: and in bytes
 *
 * Return: the import, not mapped.
 */
struct vprime_buffer *dmabuf_import(struct vprime_card *card, int dmabuf, uint32_t width,
				    uint32_t height, uint32_t stride);

/** dmabuf_inode - the number of its inode: every dma-buf has one of its own */
ino_t dmabuf_inode(int dmabuf);

/** dmabuf_live - how many dma-bufs of an exporter there are in the machine, by its name */
int dmabuf_live(const char *exporter);

/** dmabuf_fill - pattern_fill() within a bracket; @buffer is mapped, @dmabuf the same memory */
void dmabuf_fill(struct vprime_buffer *buffer, int dmabuf, uint32_t format, uint32_t seed);

/** dmabuf_load - picture_load() within a bracket; @buffer is mapped, @dmabuf the same memory */
struct picture *dmabuf_load(struct vprime_buffer *buffer, int dmabuf, uint32_t format);

#endif
