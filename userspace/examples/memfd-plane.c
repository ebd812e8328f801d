// SPDX-License-Identifier: MIT
/*
 * Ordinary memory on a plane: memfd, udmabuf, framebuffer.
 *
 * A program that draws with the CPU and knows nothing of cards draws into shared memory.
 * /dev/udmabuf makes a dma-buf of just that memory, and the card scans it out. Needs
 * CONFIG_UDMABUF.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "example.h"

#define STRIDE (WIDTH * 4)
#define SIZE (STRIDE * HEIGHT) /* whole pages, as udmabuf wants */

int main(void)
{
	struct screen screen;
	struct vprime_fb *fb;
	int memfd, dmabuf;
	void *pixels;

	/* sealed against shrinking: nobody can take the pages away from under the display */
	must(vprime_memfd_create("picture", SIZE, &memfd), "memfd");
	must(vprime_udmabuf_create(memfd, 0, SIZE, &dmabuf), "/dev/udmabuf");

	/* drawn through the memfd, bracketed on the dma-buf: there may be caches to flush */
	pixels = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, memfd, 0);
	must_errno(pixels == MAP_FAILED ? -1 : 0, "map");
	must(vprime_dmabuf_begin(dmabuf, DMA_BUF_SYNC_WRITE), "begin to draw");
	draw(pixels, STRIDE);
	must(vprime_dmabuf_end(dmabuf, DMA_BUF_SYNC_WRITE), "end of drawing");

	screen_open(&screen);
	fb = screen_import(&screen, dmabuf, STRIDE);
	/* the dma-buf holds the pages, and the framebuffer the dma-buf */
	close(dmabuf);
	close(memfd);
	munmap(pixels, SIZE);
	screen_show(&screen, fb);
	say("on the screen; press Enter to end");
	enter_pressed(true);

	vprime_fb_destroy(fb);
	screen_close(&screen);
	return EXIT_SUCCESS;
}
