// SPDX-License-Identifier: MIT
/* The module vprime_peer: its calls. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "igt.h"

#include "peer.h"

int peer_open(void)
{
	int peer = open(VPRIME_PEER_DEVICE, O_RDWR | O_CLOEXEC);

	igt_assert_f(peer >= 0, "no " VPRIME_PEER_DEVICE " (%s)\n", strerror(errno));
	return peer;
}

int peer_call(int peer, unsigned long request, const void *arg)
{
	int ret;

	do
		ret = ioctl(peer, request, arg);
	while (ret < 0 && errno == EINTR);
	return ret < 0 ? -errno : ret;
}

int peer_try_export(int peer, uint64_t size, uint32_t kind, uint32_t flags)
{
	return peer_call(peer, VPRIME_PEER_IOC_EXPORT, &(struct vprime_peer_export){
		.size = size, .kind = kind, .flags = flags, .fd_flags = O_RDWR | O_CLOEXEC,
	});
}

int peer_export(int peer, uint64_t size, uint32_t kind, uint32_t flags)
{
	int dmabuf = peer_try_export(peer, size, kind, flags);

	igt_assert_lte(0, dmabuf);
	return dmabuf;
}

static uint64_t size_of(int dmabuf)
{
	off_t size = lseek(dmabuf, 0, SEEK_END);

	igt_assert_lt_s64(0, size);
	return size;
}

void peer_fill(int peer, int dmabuf, uint32_t value, uint32_t step)
{
	igt_assert_eq(peer_call(peer, VPRIME_PEER_IOC_FILL, &(struct vprime_peer_fill){
		.fd = dmabuf, .length = size_of(dmabuf), .value = value, .step = step,
	}), 0);
}

uint32_t peer_checksum(int peer, int dmabuf)
{
	struct vprime_peer_checksum arg = { .fd = dmabuf, .length = size_of(dmabuf) };

	igt_assert_eq(peer_call(peer, VPRIME_PEER_IOC_CHECKSUM, &arg), 0);
	return arg.crc;
}

void peer_fault(int peer, int dmabuf, uint32_t step, uint32_t error, uint32_t delay,
		uint32_t skip, uint32_t count)
{
	igt_assert_eq(peer_call(peer, VPRIME_PEER_IOC_FAULT, &(struct vprime_peer_fault){
		.fd = dmabuf, .step = step, .error = error, .delay_ms = delay, .skip = skip,
		.count = count,
	}), 0);
}

struct vprime_peer_counts peer_counts(int peer, int dmabuf)
{
	struct vprime_peer_counts counts = { .fd = dmabuf };

	igt_assert_eq(peer_call(peer, VPRIME_PEER_IOC_COUNTS, &counts), 0);
	return counts;
}

int peer_attach(int peer, int dmabuf)
{
	return peer_call(peer, VPRIME_PEER_IOC_ATTACH, &(struct vprime_peer_attach){
		.fd = dmabuf,
	});
}

int peer_step(int peer, unsigned long request, uint32_t id)
{
	return peer_call(peer, request, &(struct vprime_peer_id){ .id = id });
}

int peer_access(int peer, unsigned long request, uint32_t id, uint32_t access)
{
	return peer_call(peer, request, &(struct vprime_peer_access){
		.id = id, .access = access,
	});
}

int peer_vmap(int peer, uint32_t id, bool *iomem)
{
	struct vprime_peer_vmap arg = { .id = id };
	int err = peer_call(peer, VPRIME_PEER_IOC_VMAP, &arg);

	if (!err && iomem)
		*iomem = arg.flags & VPRIME_PEER_VMAP_IOMEM;
	return err;
}

int peer_import_checksum(int peer, uint32_t id, uint32_t via, uint64_t offset, uint64_t length,
			 uint32_t *crc)
{
	struct vprime_peer_import_checksum arg = {
		.id = id, .via = via, .offset = offset, .length = length,
	};
	int err = peer_call(peer, VPRIME_PEER_IOC_IMPORT_CHECKSUM, &arg);

	if (!err)
		*crc = arg.crc;
	return err;
}

uint32_t peer_read(int peer, int dmabuf, uint32_t via)
{
	bool vmap = via == VPRIME_PEER_VIA_VMAP;
	int id = peer_attach(peer, dmabuf);
	uint32_t crc;

	igt_assert_lt(0, id);
	igt_assert_eq(vmap ? peer_vmap(peer, id, NULL) :
		      peer_access(peer, VPRIME_PEER_IOC_MAP, id, VPRIME_PEER_READ), 0);
	igt_assert_eq(peer_access(peer, VPRIME_PEER_IOC_BEGIN_CPU_ACCESS, id, VPRIME_PEER_READ),
		      0);
	igt_assert_eq(peer_import_checksum(peer, id, via, 0, size_of(dmabuf), &crc), 0);
	igt_assert_eq(peer_access(peer, VPRIME_PEER_IOC_END_CPU_ACCESS, id, VPRIME_PEER_READ), 0);
	igt_assert_eq(peer_step(peer, vmap ? VPRIME_PEER_IOC_VUNMAP : VPRIME_PEER_IOC_UNMAP, id),
		      0);
	igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_DETACH, id), 0);
	return crc;
}

/* A byte at a time: this is done to whole buffers. */
uint32_t peer_crc(const void *bytes, size_t size)
{
	static uint32_t table[256];
	const uint8_t *byte = bytes;
	uint32_t crc = ~0u;

	for (uint32_t i = 0; !table[255] && i < 256; i++) {
		table[i] = i;
		for (int bit = 0; bit < 8; bit++)
			table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0xedb88320 : 0);
	}
	for (size_t i = 0; i < size; i++)
		crc = crc >> 8 ^ table[(crc ^ byte[i]) & 0xff];
	return ~crc;
}

void peer_assert_calls(int peer, int dmabuf, uint32_t step, uint64_t expected)
{
	igt_assert_eq_u64(peer_counts(peer, dmabuf).calls[step], expected);
}

void peer_assert_attachments(int peer, int dmabuf, uint32_t expected)
{
	for (int i = 0; i < 100 && peer_counts(peer, dmabuf).attachments > expected; i++)
		usleep(10000);
	igt_assert_eq_u32(peer_counts(peer, dmabuf).attachments, expected);
}
