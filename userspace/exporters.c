// SPDX-License-Identifier: MIT
/* dma-bufs of exporters that are no cards. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/dma-heap.h>
#include <linux/udmabuf.h>
#include <linux/videodev2.h>

#include "private.h"

#define HEAP_DIRECTORY "/dev/dma_heap/"

static int retry_ioctl(int fd, unsigned long request, void *argument)
{
	int ret;

	do {
		ret = ioctl(fd, request, argument);
	} while (ret < 0 && errno == EINTR);
	return ret < 0 ? -errno : ret;
}

int vprime_memfd_create(const char *name, uint64_t size, int *memfd)
{
	int fd, ret;

	fd = memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (fd < 0)
		return -errno;
	if (ftruncate(fd, size) || fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK)) {
		ret = -errno;
		close(fd);
		return ret;
	}
	*memfd = fd;
	return 0;
}

int vprime_udmabuf_create(int memfd, uint64_t offset, uint64_t size, int *dmabuf)
{
	struct udmabuf_create create = {
		.memfd = memfd,
		.flags = UDMABUF_FLAGS_CLOEXEC,
		.offset = offset,
		.size = size,
	};
	int device, ret;

	device = open("/dev/udmabuf", O_RDWR | O_CLOEXEC);
	if (device < 0)
		return -errno;
	ret = retry_ioctl(device, UDMABUF_CREATE, &create);
	close(device);
	if (ret < 0)
		return ret;
	*dmabuf = ret;
	return 0;
}

int vprime_heap_alloc(const char *heap, uint64_t size, int *dmabuf)
{
	struct dma_heap_allocation_data data = { .len = size, .fd_flags = O_RDWR | O_CLOEXEC };
	char path[sizeof(HEAP_DIRECTORY) + 64];
	int device, ret;

	if (!heap)
		heap = "system";
	if (strchr(heap, '/') || strlen(heap) > 64)
		return -EINVAL;
	snprintf(path, sizeof(path), HEAP_DIRECTORY "%s", heap);
	device = open(path, O_RDONLY | O_CLOEXEC);
	if (device < 0)
		return -errno;
	ret = retry_ioctl(device, DMA_HEAP_IOCTL_ALLOC, &data);
	close(device);
	if (ret < 0)
		return ret;
	*dmabuf = data.fd;
	return 0;
}

int vprime_v4l2_export(int video, uint32_t type, uint32_t index, uint32_t plane, int *dmabuf)
{
	struct v4l2_exportbuffer export = {
		.type = type,
		.index = index,
		.plane = plane,
		.flags = O_RDWR | O_CLOEXEC,
	};
	int ret;

	ret = retry_ioctl(video, VIDIOC_EXPBUF, &export);
	if (ret < 0)
		return ret;
	*dmabuf = export.fd;
	return 0;
}
