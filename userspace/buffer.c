// SPDX-License-Identifier: MIT
/* Buffers: made on a card or imported, mapped and exported. */
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "private.h"

int vprime_buffer_create(struct vprime_card *card, uint32_t width, uint32_t height, uint32_t bpp,
			 struct vprime_buffer **buffer)
{
	struct drm_mode_create_dumb create = { .width = width, .height = height, .bpp = bpp };
	struct vprime_buffer *new;
	int ret;

	new = calloc(1, sizeof(*new));
	if (!new)
		return -ENOMEM;
	if (drmIoctl(card->fd, DRM_IOCTL_MODE_CREATE_DUMB, &create)) {
		ret = -errno;
		goto free_buffer;
	}
	ret = vprime_handle_ref(card, create.handle);
	if (ret)
		goto close_handle;

	new->card = card;
	new->handle = create.handle;
	new->width = width;
	new->height = height;
	new->stride = create.pitch;
	new->size = create.size;
	*buffer = new;
	return 0;

close_handle:
	drmCloseBufferHandle(card->fd, create.handle);
free_buffer:
	free(new);
	return ret;
}

int vprime_buffer_import(struct vprime_card *card, int dmabuf, struct vprime_buffer **buffer)
{
	struct vprime_buffer *new;
	off_t size;
	int ret;

	size = lseek(dmabuf, 0, SEEK_END);
	if (size < 0)
		return -errno;
	new = calloc(1, sizeof(*new));
	if (!new)
		return -ENOMEM;
	ret = vprime_handle_import(card, dmabuf, &new->handle);
	if (ret) {
		free(new);
		return ret;
	}
	new->card = card;
	new->size = size;
	new->imported = true;
	*buffer = new;
	return 0;
}

int vprime_buffer_export(struct vprime_buffer *buffer, uint32_t flags, int *dmabuf)
{
	return vprime_handle_export(buffer->card, buffer->handle, flags, dmabuf);
}

static int map_dumb(struct vprime_buffer *buffer)
{
	struct drm_mode_map_dumb request = { .handle = buffer->handle };
	void *map;

	if (drmIoctl(buffer->card->fd, DRM_IOCTL_MODE_MAP_DUMB, &request))
		return -errno;
	map = mmap(NULL, buffer->size, PROT_READ | PROT_WRITE, MAP_SHARED, buffer->card->fd,
		   request.offset);
	if (map == MAP_FAILED)
		return -errno;
	buffer->map = map;
	return 0;
}

/* Not every card can map somebody else's buffer, but its exporter can. */
static int map_dmabuf(struct vprime_buffer *buffer)
{
	int fd, ret;
	void *map;

	ret = vprime_buffer_export(buffer, DRM_CLOEXEC | DRM_RDWR, &fd);
	if (ret)
		return ret;
	map = mmap(NULL, buffer->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		ret = -errno;
	else
		buffer->map = map;
	close(fd);
	return ret;
}

int vprime_buffer_map(struct vprime_buffer *buffer, void **map)
{
	int ret = 0;

	if (!buffer->map)
		ret = buffer->imported ? map_dmabuf(buffer) : map_dumb(buffer);
	if (!ret && map)
		*map = buffer->map;
	return ret;
}

void vprime_buffer_unmap(struct vprime_buffer *buffer)
{
	if (!buffer || !buffer->map)
		return;
	munmap(buffer->map, buffer->size);
	buffer->map = NULL;
}

void vprime_buffer_destroy(struct vprime_buffer *buffer)
{
	if (!buffer)
		return;
	vprime_buffer_unmap(buffer);
	vprime_handle_unref(buffer->card, buffer->handle);
	free(buffer);
}
