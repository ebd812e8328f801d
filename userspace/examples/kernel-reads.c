// SPDX-License-Identifier: MIT
/*
 * Hello, kernel: text written here is read there, through vmap.
 *
 * vprime_peer is a kernel module without a card. It imports the dma-buf as a driver would (attach,
 * vmap, bracket, read, and all of it back again), each step on its own call; its side is
 * drm_driver/peer/peer_import.c. Needs root and vprime_peer (modprobe vprime_peer).
 */
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <zlib.h>

#include "example.h"
#include "vprime_peer.h"

static const char text[] = "hello, world";

static int call(int peer, unsigned long request, void *argument, const char *step)
{
	int ret = ioctl(peer, request, argument);

	must_errno(ret, step);
	say("kernel: %s", step);
	return ret;
}

/* What the kernel read; it tells the CRC-32. */
static uint32_t read_by_kernel(int peer, int dmabuf)
{
	struct vprime_peer_attach attach = { .fd = dmabuf };
	struct vprime_peer_vmap vmap = { 0 };
	struct vprime_peer_access access = { .access = VPRIME_PEER_READ };
	struct vprime_peer_import_checksum checksum = {
		.via = VPRIME_PEER_VIA_VMAP,
		.length = sizeof(text),
	};
	struct vprime_peer_id id = { 0 };

	id.id = call(peer, VPRIME_PEER_IOC_ATTACH, &attach, "attach");
	vmap.id = access.id = checksum.id = id.id;
	call(peer, VPRIME_PEER_IOC_VMAP, &vmap, "vmap");
	call(peer, VPRIME_PEER_IOC_BEGIN_CPU_ACCESS, &access, "begin_cpu_access");
	call(peer, VPRIME_PEER_IOC_IMPORT_CHECKSUM, &checksum, "read");
	call(peer, VPRIME_PEER_IOC_END_CPU_ACCESS, &access, "end_cpu_access");
	call(peer, VPRIME_PEER_IOC_VUNMAP, &id, "vunmap");
	call(peer, VPRIME_PEER_IOC_DETACH, &id, "detach");
	return checksum.crc;
}

int main(void)
{
	uint32_t ours = crc32(0, (const Bytef *)text, sizeof(text)), theirs;
	struct vprime_buffer *buffer;
	struct vprime_card *card;
	int peer, dmabuf;

	peer = open(VPRIME_PEER_DEVICE, O_RDWR | O_CLOEXEC);
	must_errno(peer, VPRIME_PEER_DEVICE);
	must(vprime_open("vprime", 0, &card), "open the card");
	must(vprime_buffer_create(card, 64, 64, 32, &buffer), "create a buffer");
	must(vprime_buffer_map(buffer, NULL), "map");
	must(vprime_buffer_export(buffer, DRM_CLOEXEC | DRM_RDWR, &dmabuf), "export");

	must(vprime_dmabuf_begin(dmabuf, DMA_BUF_SYNC_WRITE), "begin to write");
	memcpy(buffer->map, text, sizeof(text));
	must(vprime_dmabuf_end(dmabuf, DMA_BUF_SYNC_WRITE), "end of writing");
	say("we wrote \"%s\", CRC %08x", text, ours);

	theirs = read_by_kernel(peer, dmabuf);
	say("the kernel read CRC %08x: %s", theirs, theirs == ours ? "the same" : "something else");

	close(dmabuf);
	vprime_buffer_destroy(buffer);
	vprime_close(card);
	close(peer);
	return theirs == ours ? EXIT_SUCCESS : EXIT_FAILURE;
}
