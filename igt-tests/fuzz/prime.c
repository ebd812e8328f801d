// SPDX-License-Identifier: MIT
/* Sharing: export, import, what can be done with a dma-buf, and vprime_peer on the other side. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <drm.h>
#include <drm_mode.h>
#include <linux/dma-buf.h>

#include "fuzz.h"
#include "vprime_drm.h"
#include "vprime_peer.h"

#define PAGE 4096UL

static int keep_fd(struct pool *pool, int fd)
{
	if (fd < 0)
		return fd;
	if (pool->count == POOL_MAX)
		close(fd);
	else
		pool_add(pool, fd);
	return 0;
}

static int export(struct state *state)
{
	bool other = once_in(state, 3);
	struct drm_prime_handle prime = {
		.handle = pick(state, other ? &state->others : &state->handles),
		.flags = once_in(state, 10) ? wild(state) :
			 once_in(state, 3) ? DRM_CLOEXEC : DRM_CLOEXEC | DRM_RDWR,
	};
	int ret = call_ioctl(other ? state->other : state->card, DRM_IOCTL_PRIME_HANDLE_TO_FD,
			     &prime);

	return ret ? ret : keep_fd(&state->dmabufs, prime.fd);
}

static int import(struct state *state)
{
	bool other = once_in(state, 3);
	struct drm_prime_handle prime = { .fd = pick(state, &state->dmabufs) };
	int ret = call_ioctl(other ? state->other : state->card, DRM_IOCTL_PRIME_FD_TO_HANDLE,
			     &prime);

	if (!ret)
		pool_add(other ? &state->others : &state->handles, prime.handle);
	return ret;
}

static int close_handle(struct state *state)
{
	bool other = once_in(state, 3);
	struct drm_gem_close close = { };
	uint64_t handle;

	close.handle = pool_take(state, other ? &state->others : &state->handles, &handle) ?
		       handle : wild(state);
	return call_ioctl(other ? state->other : state->card, DRM_IOCTL_GEM_CLOSE, &close);
}

static int create_other(struct state *state)
{
	struct drm_mode_create_dumb dumb = {
		.width = 1 + below(state, 800), .height = 1 + below(state, 600), .bpp = 32,
	};
	int ret = call_ioctl(state->other, DRM_IOCTL_MODE_CREATE_DUMB, &dumb);

	if (!ret)
		pool_add(&state->others, dumb.handle);
	return ret;
}

static int close_dmabuf(struct state *state)
{
	uint64_t fd;

	if (!pool_take(state, &state->dmabufs, &fd))
		return -ENOENT;
	return close(fd) ? -errno : 0;
}

static int sync_dmabuf(struct state *state)
{
	struct dma_buf_sync sync = { .flags = once_in(state, 10) ? wild(state) :
					      1 + below(state, 7) };

	return call_ioctl(pick(state, &state->dmabufs), DMA_BUF_IOCTL_SYNC, &sync);
}

static int map_dmabuf(struct state *state)
{
	int fd = pick(state, &state->dmabufs), protection = once_in(state, 3) ? PROT_READ :
							    PROT_READ | PROT_WRITE;
	off_t offset = once_in(state, 6) ? (off_t)(wild(state) & ~(PAGE - 1)) : 0;
	volatile unsigned char *map;
	off_t length = lseek(fd, 0, SEEK_END);

	if (length <= 0)
		return -errno;
	map = mmap(NULL, PAGE, protection, MAP_SHARED, fd, offset);
	if (map == MAP_FAILED)
		return -errno;
	(void)map[0];
	if (protection & PROT_WRITE)
		map[1] = 1;
	return munmap((void *)map, PAGE);
}

static int name_dmabuf(struct state *state)
{
	char name[40];

	memset(name, 'a' + below(state, 20), sizeof(name));
	name[below(state, sizeof(name))] = 0;
	return call_ioctl(pick(state, &state->dmabufs), DMA_BUF_SET_NAME, name);
}

static int export_sync_file(struct state *state)
{
	struct dma_buf_export_sync_file export = { .flags = once_in(state, 8) ? wild(state) :
							    1 + below(state, 3) };
	int ret = call_ioctl(pick(state, &state->dmabufs), DMA_BUF_IOCTL_EXPORT_SYNC_FILE,
			     &export);

	return ret ? ret : keep_fd(&state->sync_files, export.fd);
}

static int import_sync_file(struct state *state)
{
	struct dma_buf_import_sync_file import = {
		.flags = once_in(state, 8) ? wild(state) : 1 + below(state, 3),
		.fd = pick(state, &state->sync_files),
	};

	return call_ioctl(pick(state, &state->dmabufs), DMA_BUF_IOCTL_IMPORT_SYNC_FILE, &import);
}

static int bo_info(struct state *state)
{
	struct drm_vprime_bo_info info = { .handle = pick(state, &state->handles) };

	return call_ioctl(state->card, DRM_IOCTL_VPRIME_BO_INFO, &info);
}

static int peer_export(struct state *state)
{
	struct vprime_peer_export export = {
		.size = once_in(state, 10) ? wild(state) % (1 << 20) : PAGE << below(state, 11),
		.kind = once_in(state, 10) ? wild(state) : below(state, 4),
		.flags = once_in(state, 4) ? below(state, 8) : 0,
		.fd_flags = O_CLOEXEC | (once_in(state, 4) ? O_RDONLY : O_RDWR),
	};

	return keep_fd(&state->dmabufs, call_ioctl(state->peer, VPRIME_PEER_IOC_EXPORT, &export));
}

/* Not of vmap: the core of dma-buf WARNs when an exporter refuses that. */
static int peer_fault(struct state *state)
{
	static const uint32_t steps[] = { VPRIME_PEER_STEP_ATTACH, VPRIME_PEER_STEP_MAP,
					  VPRIME_PEER_STEP_BEGIN_CPU_ACCESS,
					  VPRIME_PEER_STEP_MMAP };
	struct vprime_peer_fault fault = {
		.fd = pick(state, &state->dmabufs),
		.step = steps[below(state, 4)],
		.error = once_in(state, 2) ? 0 : 1 + below(state, 40),
		.delay_ms = once_in(state, 4) ? below(state, 30) : 0,
		.skip = below(state, 3),
		.count = below(state, 3),
	};

	return call_ioctl(state->peer, VPRIME_PEER_IOC_FAULT, &fault);
}

static int peer_attach(struct state *state)
{
	struct vprime_peer_attach attach = { .fd = pick(state, &state->dmabufs) };
	int id = call_ioctl(state->peer, VPRIME_PEER_IOC_ATTACH, &attach);

	if (id >= 0)
		pool_add(&state->imports, id);
	return id < 0 ? id : 0;
}

static int peer_step(struct state *state)
{
	static const unsigned long steps[] = {
		VPRIME_PEER_IOC_UNMAP, VPRIME_PEER_IOC_VUNMAP, VPRIME_PEER_IOC_DETACH,
	};
	struct vprime_peer_id id = { .id = pick(state, &state->imports) };

	return call_ioctl(state->peer, steps[below(state, 3)], &id);
}

static int peer_map(struct state *state)
{
	static const unsigned long steps[] = {
		VPRIME_PEER_IOC_MAP, VPRIME_PEER_IOC_BEGIN_CPU_ACCESS,
		VPRIME_PEER_IOC_END_CPU_ACCESS,
	};
	struct vprime_peer_access access = {
		.id = pick(state, &state->imports),
		.access = once_in(state, 8) ? wild(state) : 1 + below(state, 3),
	};

	return call_ioctl(state->peer, steps[below(state, 3)], &access);
}

static int peer_vmap(struct state *state)
{
	struct vprime_peer_vmap vmap = { .id = pick(state, &state->imports) };

	return call_ioctl(state->peer, VPRIME_PEER_IOC_VMAP, &vmap);
}

static int peer_checksum(struct state *state)
{
	struct vprime_peer_import_checksum checksum = {
		.id = pick(state, &state->imports),
		.via = below(state, 2),
		.offset = once_in(state, 6) ? wild(state) : 0,
		.length = once_in(state, 6) ? wild(state) : PAGE,
	};

	return call_ioctl(state->peer, VPRIME_PEER_IOC_IMPORT_CHECKSUM, &checksum);
}

/* What the exporter does with a buffer of its own, or is asked to do with another one. */
static int peer_own(struct state *state)
{
	struct vprime_peer_fill fill = {
		.fd = pick(state, &state->dmabufs),
		.offset = once_in(state, 6) ? wild(state) : 0,
		.length = once_in(state, 6) ? wild(state) : PAGE,
		.value = below(state, 256),
		.step = below(state, 256),
	};
	struct vprime_peer_checksum checksum = {
		.fd = fill.fd, .offset = fill.offset, .length = fill.length,
	};
	struct vprime_peer_counts counts = { .fd = fill.fd };

	switch (below(state, 3)) {
	case 0:
		return call_ioctl(state->peer, VPRIME_PEER_IOC_FILL, &fill);
	case 1:
		return call_ioctl(state->peer, VPRIME_PEER_IOC_CHECKSUM, &checksum);
	default:
		return call_ioctl(state->peer, VPRIME_PEER_IOC_COUNTS, &counts);
	}
}

/* All that an importer does, in its order, but for a step that is left out now and then. */
static int peer_use(struct state *state)
{
	struct vprime_peer_attach attach = { .fd = pick(state, &state->dmabufs) };
	int id = call_ioctl(state->peer, VPRIME_PEER_IOC_ATTACH, &attach);
	struct vprime_peer_access access = { .id = id, .access = 1 + below(state, 3) };
	struct vprime_peer_import_checksum checksum = {
		.id = id, .via = below(state, 2), .length = PAGE,
	};
	struct vprime_peer_sg_info info = { .id = id };
	struct vprime_peer_vmap vmap = { .id = id };
	struct vprime_peer_id end = { .id = id };
	const struct {
		unsigned long request;
		void *argument;
	} steps[] = {
		{ VPRIME_PEER_IOC_MAP, &access },
		{ VPRIME_PEER_IOC_SG_INFO, &info },
		{ VPRIME_PEER_IOC_VMAP, &vmap },
		{ VPRIME_PEER_IOC_BEGIN_CPU_ACCESS, &access },
		{ VPRIME_PEER_IOC_IMPORT_CHECKSUM, &checksum },
		{ VPRIME_PEER_IOC_END_CPU_ACCESS, &access },
		{ VPRIME_PEER_IOC_VUNMAP, &end },
		{ VPRIME_PEER_IOC_UNMAP, &end },
		{ VPRIME_PEER_IOC_DETACH, &end },
	};
	int ret = 0;

	if (id < 0)
		return id;
	for (unsigned int i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (!once_in(state, 15))
			ret = call_ioctl(state->peer, steps[i].request, steps[i].argument);
	}
	return ret;
}

const struct operation operations_prime[] = {
	{ "export", 6, export },
	{ "import", 8, import },
	{ "close_handle", 3, close_handle },
	{ "create_other", 3, create_other },
	{ "close_dmabuf", 2, close_dmabuf },
	{ "sync_dmabuf", 2, sync_dmabuf },
	{ "map_dmabuf", 2, map_dmabuf },
	{ "name_dmabuf", 1, name_dmabuf },
	{ "export_sync_file", 2, export_sync_file },
	{ "import_sync_file", 2, import_sync_file },
	{ "bo_info", 2, bo_info },
	{ "peer_export", 4, peer_export },
	{ "peer_fault", 1, peer_fault },
	{ "peer_attach", 3, peer_attach },
	{ "peer_use", 3, peer_use },
	{ "peer_step", 1, peer_step },
	{ "peer_map", 2, peer_map },
	{ "peer_vmap", 2, peer_vmap },
	{ "peer_checksum", 1, peer_checksum },
	{ "peer_own", 2, peer_own },
	{ }
};
