// SPDX-License-Identifier: MIT
/*
 * Hello from the kernel: a module makes a buffer and draws, we read it and put it on the screen.
 *
 * vprime_peer is the exporter this time; its side is drm_driver/peer/peer_export.c. Needs root and
 * vprime_peer (modprobe vprime_peer).
 */
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "example.h"
#include "vprime_peer.h"

#define STRIDE (WIDTH * 4)
#define SIZE (STRIDE * HEIGHT)

/* Each pixel is a little bluer than the one before, and greener after 256 of them. */
#define FIRST 0x00400000
#define STEP 0x00000001

static size_t count_wrong(const uint32_t *pixels)
{
	size_t wrong = 0;

	for (size_t i = 0; i < SIZE / 4; i++)
		wrong += pixels[i] != (uint32_t)(FIRST + i * STEP);
	return wrong;
}

int main(void)
{
	struct vprime_peer_export export = {
		.size = SIZE,
		/* no two pages beside each other, as memory is after a long day */
		.kind = VPRIME_PEER_SCATTERED,
		.fd_flags = O_RDWR | O_CLOEXEC,
	};
	struct vprime_peer_fill fill = { .length = SIZE, .value = FIRST, .step = STEP };
	struct screen screen;
	struct vprime_fb *fb;
	uint32_t *pixels;
	int peer, dmabuf;
	size_t wrong;

	peer = open(VPRIME_PEER_DEVICE, O_RDWR | O_CLOEXEC);
	must_errno(peer, VPRIME_PEER_DEVICE);
	dmabuf = ioctl(peer, VPRIME_PEER_IOC_EXPORT, &export);
	must_errno(dmabuf, "the kernel's export");
	fill.fd = dmabuf;
	must_errno(ioctl(peer, VPRIME_PEER_IOC_FILL, &fill), "the kernel's drawing");

	/* no handle and no card: any dma-buf whose exporter allows it can be mapped as it is */
	pixels = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, dmabuf, 0);
	must_errno(pixels == MAP_FAILED ? -1 : 0, "map");
	must(vprime_dmabuf_begin(dmabuf, DMA_BUF_SYNC_READ), "begin to read");
	wrong = count_wrong(pixels);
	must(vprime_dmabuf_end(dmabuf, DMA_BUF_SYNC_READ), "end of reading");
	munmap(pixels, SIZE);
	say("the kernel drew %d pixels, %zu of them not as asked", SIZE / 4, wrong);

	screen_open(&screen);
	fb = screen_import(&screen, dmabuf, STRIDE);
	close(dmabuf);
	close(peer);
	screen_show(&screen, fb);
	say("on the screen; press Enter to end");
	enter_pressed(true);

	vprime_fb_destroy(fb);
	screen_close(&screen);
	return wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}
