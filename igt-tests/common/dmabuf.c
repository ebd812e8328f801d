// SPDX-License-Identifier: MIT
/* Buffers on their way between cards. */

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "igt.h"

#include "dmabuf.h"
#include "pattern.h"
#include "picture.h"

struct vprime_buffer *dmabuf_new(struct vprime_card *card, uint32_t width, uint32_t height)
{
	struct vprime_buffer *buffer;

	igt_assert_eq(vprime_buffer_create(card, width, height, 32, &buffer), 0);
	igt_assert_eq(vprime_buffer_map(buffer, NULL), 0);
	return buffer;
}

int dmabuf_export(struct vprime_buffer *buffer, uint32_t flags)
{
	int dmabuf;

	igt_assert_eq(vprime_buffer_export(buffer, flags, &dmabuf), 0);
	igt_assert_fd(dmabuf);
	return dmabuf;
}

struct vprime_buffer *dmabuf_import(struct vprime_card *card, int dmabuf, uint32_t width,
				    uint32_t height, uint32_t stride)
{
	struct vprime_buffer *buffer;

	igt_assert_eq(vprime_buffer_import(card, dmabuf, &buffer), 0);
	buffer->width = width;
	buffer->height = height;
	buffer->stride = stride;
	return buffer;
}

ino_t dmabuf_inode(int dmabuf)
{
	struct stat st;

	igt_assert_eq(fstat(dmabuf, &st), 0);
	return st.st_ino;
}

int dmabuf_live(const char *exporter)
{
	FILE *file = fopen("/sys/kernel/debug/dma_buf/bufinfo", "r");
	char line[512], field[64];
	int count = 0;

	igt_assert_f(file, "no bufinfo in debugfs\n");
	snprintf(field, sizeof(field), "\t%s\t", exporter);
	while (fgets(line, sizeof(line), file))
		count += !!strstr(line, field);
	fclose(file);
	return count;
}

void dmabuf_fill(struct vprime_buffer *buffer, int dmabuf, uint32_t format, uint32_t seed)
{
	igt_assert_eq(vprime_dmabuf_begin(dmabuf, DMA_BUF_SYNC_WRITE), 0);
	pattern_fill(buffer, format, seed);
	igt_assert_eq(vprime_dmabuf_end(dmabuf, DMA_BUF_SYNC_WRITE), 0);
}

struct picture *dmabuf_load(struct vprime_buffer *buffer, int dmabuf, uint32_t format)
{
	struct picture *picture;

	igt_assert_eq(vprime_dmabuf_begin(dmabuf, DMA_BUF_SYNC_READ), 0);
	picture = picture_load(buffer, format);
	igt_assert_eq(vprime_dmabuf_end(dmabuf, DMA_BUF_SYNC_READ), 0);
	return picture;
}
