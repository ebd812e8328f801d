// SPDX-License-Identifier: MIT
/*
 * From a handle to a file descriptor and back.
 *
 * A GEM handle is a number that means something to one open file of one card. A dma-buf is the same
 * memory as a file descriptor, which means something to everybody. PRIME is the two ioctls between
 * them.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "example.h"

int main(void)
{
	struct vprime_card *card, *other;
	struct vprime_buffer *buffer;
	uint32_t back, abroad;
	int dmabuf, again;
	void *map;

	must(vprime_open("vprime", 0, &card), "open vprime");
	must(vprime_buffer_create(card, WIDTH, HEIGHT, 32, &buffer), "create a buffer");

	/* out: DRM_IOCTL_PRIME_HANDLE_TO_FD; without DRM_RDWR nobody could write through it */
	must(vprime_handle_export(card, buffer->handle, DRM_CLOEXEC | DRM_RDWR, &dmabuf),
	     "export");
	say("vprime: handle %u became a dma-buf of %ld bytes", buffer->handle,
	    (long)lseek(dmabuf, 0, SEEK_END));

	/* in: DRM_IOCTL_PRIME_FD_TO_HANDLE. The card knows its own, there is no second handle. */
	must(vprime_handle_import(card, dmabuf, &back), "import");
	say("vprime: the dma-buf became handle %u, %s", back,
	    back == buffer->handle ? "the same" : "another");

	/*
	 * One close takes a handle away however often it was imported. That is why libvprime
	 * counts; who calls DRM_IOCTL_GEM_CLOSE after every import closes somebody else's handle.
	 */
	say("vprime: handle %u has %u users", back, vprime_handle_users(card, back));
	must(vprime_handle_unref(card, back), "let go of a handle");

	/* another card gives it a handle of its own, for the same memory */
	must(vprime_open("vgem", 0, &other), "open vgem (modprobe vgem?)");
	must(vprime_handle_import(other, dmabuf, &abroad), "import into vgem");

	/* and what that card exports is the original, not a dma-buf of a dma-buf */
	must(vprime_handle_export(other, abroad, DRM_CLOEXEC | DRM_RDWR, &again),
	     "export from vgem");
	must(vprime_handle_import(card, again, &back), "import what vgem exported");
	say("vgem: exported again, it is vprime's %s handle",
	    back == buffer->handle ? "same" : "other");

	/* write through one, read through the other */
	must(vprime_buffer_map(buffer, NULL), "map");
	must(vprime_dmabuf_begin(again, DMA_BUF_SYNC_WRITE), "begin to write");
	strcpy(buffer->map, "written through the card");
	must(vprime_dmabuf_end(again, DMA_BUF_SYNC_WRITE), "end of writing");

	map = mmap(NULL, buffer->size, PROT_READ, MAP_SHARED, dmabuf, 0);
	must_errno(map == MAP_FAILED ? -1 : 0, "map the dma-buf");
	must(vprime_dmabuf_begin(dmabuf, DMA_BUF_SYNC_READ), "begin to read");
	say("the dma-buf: \"%s\"", (char *)map);
	must(vprime_dmabuf_end(dmabuf, DMA_BUF_SYNC_READ), "end of reading");

	munmap(map, buffer->size);
	close(again);
	close(dmabuf);
	vprime_handle_unref(card, back);
	vprime_handle_unref(other, abroad);
	vprime_close(other);
	vprime_buffer_destroy(buffer);
	vprime_close(card);
	return EXIT_SUCCESS;
}
