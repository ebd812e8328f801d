// SPDX-License-Identifier: MIT
/* Brackets around access to a dma-buf with the CPU. */
#include <errno.h>
#include <sys/ioctl.h>

#include "private.h"

static int dmabuf_sync(int dmabuf, uint64_t flags)
{
	struct dma_buf_sync sync = { .flags = flags };
	int ret;

	do {
		ret = ioctl(dmabuf, DMA_BUF_IOCTL_SYNC, &sync);
	} while (ret && (errno == EINTR || errno == EAGAIN));
	return ret ? -errno : 0;
}

int vprime_dmabuf_begin(int dmabuf, uint64_t access)
{
	return dmabuf_sync(dmabuf, DMA_BUF_SYNC_START | access);
}

int vprime_dmabuf_end(int dmabuf, uint64_t access)
{
	return dmabuf_sync(dmabuf, DMA_BUF_SYNC_END | access);
}
