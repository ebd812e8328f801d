// SPDX-License-Identifier: MIT
/* A picture drawn on one card, shown by another without a copy, and read back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "crc.h"
#include "libvprime.h"

#define WIDTH 640
#define HEIGHT 360
#define BACKGROUND 0x00203040
#define TIMEOUT 5000

/* Neither at the origin nor on a round number, where a mistake could hide. */
static const struct vprime_rect place = { 301, 205, WIDTH, HEIGHT };

static void require(int ret, const char *step)
{
	if (!ret)
		return;
	fprintf(stderr, "import-chain: %s: %s\n", step, strerror(-ret));
	exit(EXIT_FAILURE);
}

static uint32_t *row_of(const struct vprime_buffer *buffer, uint32_t y)
{
	return (uint32_t *)((char *)buffer->map + (size_t)y * buffer->stride);
}

/* No two rows or columns alike. */
static uint32_t pattern(uint32_t x, uint32_t y)
{
	return (x * 255 / WIDTH) << 16 | (y * 255 / HEIGHT) << 8 | ((x ^ y) & 0xff);
}

static uint32_t expected(uint32_t x, uint32_t y)
{
	uint32_t left = x - place.x, top = y - place.y;

	return left < place.width && top < place.height ? pattern(left, top) : BACKGROUND;
}

static void draw(const struct vprime_buffer *buffer, uint32_t (*colour)(uint32_t x, uint32_t y))
{
	for (uint32_t y = 0; y < buffer->height; y++) {
		for (uint32_t x = 0; x < buffer->width; x++)
			row_of(buffer, y)[x] = colour(x, y);
	}
}

static uint32_t background(uint32_t x, uint32_t y)
{
	(void)x;
	(void)y;
	return BACKGROUND;
}

static int draw_on_exporter(struct vprime_card *exporter, uint32_t *stride)
{
	struct vprime_buffer *buffer;
	int dmabuf;

	require(vprime_buffer_create(exporter, WIDTH, HEIGHT, 32, &buffer), "buffer on vgem");
	require(vprime_buffer_map(buffer, NULL), "map on vgem");
	require(vprime_buffer_export(buffer, DRM_CLOEXEC | DRM_RDWR, &dmabuf), "export from vgem");
	require(vprime_dmabuf_begin(dmabuf, DMA_BUF_SYNC_WRITE), "begin to draw");
	draw(buffer, pattern);
	require(vprime_dmabuf_end(dmabuf, DMA_BUF_SYNC_WRITE), "end of drawing");
	*stride = buffer->stride;
	/* From here on the dma-buf alone keeps the picture. */
	vprime_buffer_destroy(buffer);
	return dmabuf;
}

static struct vprime_fb *import(struct vprime_card *card, int dmabuf, uint32_t stride)
{
	struct vprime_buffer *buffer;
	struct vprime_fb *fb;

	require(vprime_buffer_import(card, dmabuf, &buffer), "import");
	buffer->width = WIDTH;
	buffer->height = HEIGHT;
	buffer->stride = stride;
	require(vprime_fb_of_buffer(buffer, DRM_FORMAT_XRGB8888, &fb), "framebuffer of the import");
	vprime_buffer_destroy(buffer);
	return fb;
}

static struct vprime_buffer *make_buffer(struct vprime_card *card, const drmModeModeInfo *mode)
{
	struct vprime_buffer *buffer;

	require(vprime_buffer_create(card, mode->hdisplay, mode->vdisplay, 32, &buffer), "buffer");
	require(vprime_buffer_map(buffer, NULL), "map");
	return buffer;
}

static struct vprime_fb *make_fb(struct vprime_buffer *buffer)
{
	struct vprime_fb *fb;

	require(vprime_fb_of_buffer(buffer, DRM_FORMAT_XRGB8888, &fb), "framebuffer");
	return fb;
}

static void show(struct vprime_card *card, const struct vprime_output *output,
		 const struct vprime_fb *fb)
{
	struct vprime_commit *commit;

	require(vprime_commit_create(card, &commit), "commit");
	vprime_commit_add_plane(commit, output->overlay->id, output->crtc->id, fb, NULL, &place);
	require(vprime_commit_apply(commit, DRM_MODE_PAGE_FLIP_EVENT, 0), "show on the overlay");
	require(vprime_flip_wait(card, output->crtc->id, TIMEOUT, NULL), "flip");
	vprime_commit_destroy(commit);
}

static size_t count_wrong(const struct vprime_buffer *buffer)
{
	size_t wrong = 0;

	for (uint32_t y = 0; y < buffer->height; y++) {
		for (uint32_t x = 0; x < buffer->width; x++) {
			uint32_t got = row_of(buffer, y)[x] & 0xffffff;

			if (got == expected(x, y))
				continue;
			if (!wrong++)
				fprintf(stderr, "import-chain: %u,%u is %06x, should be %06x\n",
					x, y, got, expected(x, y));
		}
	}
	return wrong;
}

int main(void)
{
	struct vprime_buffer *bottom, *result;
	struct vprime_fb *bottom_fb, *import_fb, *result_fb;
	struct vprime_card *exporter, *card;
	const drmModeModeInfo *mode;
	struct vprime_output output;
	uint32_t stride;
	char crc[64];
	size_t wrong;
	int dmabuf;

	require(vprime_open("vgem", 0, &exporter), "open vgem");
	require(vprime_open(NULL, 0, &card), "open vprime");
	require(vprime_output_find(card, NULL, &output), "output of vprime");
	if (!output.overlay || !output.writeback || !output.connector->n_modes) {
		fprintf(stderr, "import-chain: no overlay, writeback connector or mode\n");
		return EXIT_FAILURE;
	}
	mode = &output.connector->modes[0];

	dmabuf = draw_on_exporter(exporter, &stride);
	import_fb = import(card, dmabuf, stride);
	close(dmabuf);

	bottom = make_buffer(card, mode);
	draw(bottom, background);
	bottom_fb = make_fb(bottom);
	require(vprime_modeset(card, &output, mode, bottom_fb), "mode");
	show(card, &output, import_fb);

	result = make_buffer(card, mode);
	memset(result->map, 0xa5, result->size);
	result_fb = make_fb(result);
	require(vprime_writeback(card, &output, result_fb, TIMEOUT), "writeback");
	wrong = count_wrong(result);
	require(crc_read(card, output.crtc, crc, sizeof(crc)), "CRC");

	printf("pixels read back\t%zu, %zu of them wrong\n",
	       (size_t)result->width * result->height, wrong);
	printf("last CRC\t%s\n", crc);
	printf("buffers imported\t1\n");

	require(vprime_switch_off(card, &output), "switch off");
	vprime_fb_destroy(result_fb);
	vprime_fb_destroy(bottom_fb);
	vprime_fb_destroy(import_fb);
	vprime_buffer_destroy(result);
	vprime_buffer_destroy(bottom);
	vprime_close(card);
	vprime_close(exporter);
	return wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}
