// SPDX-License-Identifier: MIT
/* Fences on request and syncobjs. */

#include <time.h>
#include <unistd.h>

#include <drm.h>

#include "fuzz.h"
#include "vprime_drm.h"

#define NS_PER_MS 1000000

static int fence_attach(struct state *state)
{
	struct drm_vprime_fence_attach attach = {
		.handle = pick(state, &state->handles),
		.flags = once_in(state, 10) ? wild(state) : below(state, 4),
		.timeout_ms = once_in(state, 10) ? wild(state) : 1 + below(state, 40),
		.syncobj = once_in(state, 2) ? 0 : pick(state, &state->syncobjs),
		.point = once_in(state, 2) ? 0 : below(state, 8),
	};
	int ret = call_ioctl(state->card, DRM_IOCTL_VPRIME_FENCE_ATTACH, &attach);

	if (ret)
		return ret;
	pool_add(&state->fences, attach.fence);
	if (attach.sync_file >= 0) {
		if (state->sync_files.count == POOL_MAX)
			close(attach.sync_file);
		else
			pool_add(&state->sync_files, attach.sync_file);
	}
	return 0;
}

static int fence_signal(struct state *state)
{
	struct drm_vprime_fence_signal signal = { .error = once_in(state, 2) ? 0 :
							   -(int32_t)below(state, 200) };
	uint64_t fence;

	signal.fence = pool_take(state, &state->fences, &fence) ? fence : wild(state);
	if (once_in(state, 12))
		signal.error = wild(state);
	return call_ioctl(state->card, DRM_IOCTL_VPRIME_FENCE_SIGNAL, &signal);
}

static int syncobj_create(struct state *state)
{
	struct drm_syncobj_create create = { .flags = once_in(state, 8) ? wild(state) :
						      below(state, 2) };
	int ret = call_ioctl(state->card, DRM_IOCTL_SYNCOBJ_CREATE, &create);

	if (!ret)
		pool_add(&state->syncobjs, create.handle);
	return ret;
}

static int syncobj_destroy(struct state *state)
{
	struct drm_syncobj_destroy destroy = { };
	uint64_t handle;

	destroy.handle = pool_take(state, &state->syncobjs, &handle) ? handle : wild(state);
	return call_ioctl(state->card, DRM_IOCTL_SYNCOBJ_DESTROY, &destroy);
}

static int syncobj_share(struct state *state)
{
	struct drm_syncobj_handle share = {
		.handle = pick(state, &state->syncobjs),
		.flags = below(state, 2),
		.fd = pick(state, &state->sync_files),
	};
	bool out = once_in(state, 2);
	int ret = call_ioctl(state->card, out ? DRM_IOCTL_SYNCOBJ_HANDLE_TO_FD :
			     DRM_IOCTL_SYNCOBJ_FD_TO_HANDLE, &share);

	if (ret)
		return ret;
	if (!out)
		pool_add(&state->syncobjs, share.handle);
	else if (share.flags && state->sync_files.count < POOL_MAX)
		pool_add(&state->sync_files, share.fd);
	else
		close(share.fd);
	return 0;
}

/* An absolute time a little later than now. */
static int64_t soon(struct state *state)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL * NS_PER_MS + now.tv_nsec + below(state, 30) * NS_PER_MS;
}

static int syncobj_wait(struct state *state)
{
	uint32_t handles[2] = { pick(state, &state->syncobjs), pick(state, &state->syncobjs) };
	uint64_t points[2] = { below(state, 8), wild(state) };
	struct drm_syncobj_timeline_wait timeline = {
		.handles = (uintptr_t)handles,
		.points = (uintptr_t)points,
		.timeout_nsec = soon(state),
		.count_handles = 1 + below(state, 2),
		.flags = below(state, 8),
	};
	struct drm_syncobj_wait wait = {
		.handles = (uintptr_t)handles,
		.timeout_nsec = soon(state),
		.count_handles = 1 + below(state, 2),
		.flags = below(state, 4),
	};

	if (once_in(state, 2))
		return call_ioctl(state->card, DRM_IOCTL_SYNCOBJ_WAIT, &wait);
	return call_ioctl(state->card, DRM_IOCTL_SYNCOBJ_TIMELINE_WAIT, &timeline);
}

static int syncobj_signal(struct state *state)
{
	uint32_t handle = pick(state, &state->syncobjs);
	uint64_t point = below(state, 10);
	struct drm_syncobj_timeline_array array = {
		.handles = (uintptr_t)&handle, .points = (uintptr_t)&point, .count_handles = 1,
	};
	struct drm_syncobj_array plain = { .handles = (uintptr_t)&handle, .count_handles = 1 };

	switch (below(state, 3)) {
	case 0:
		return call_ioctl(state->card, DRM_IOCTL_SYNCOBJ_SIGNAL, &plain);
	case 1:
		return call_ioctl(state->card, DRM_IOCTL_SYNCOBJ_RESET, &plain);
	default:
		return call_ioctl(state->card, DRM_IOCTL_SYNCOBJ_TIMELINE_SIGNAL, &array);
	}
}

static int syncobj_transfer(struct state *state)
{
	struct drm_syncobj_transfer transfer = {
		.src_handle = pick(state, &state->syncobjs),
		.dst_handle = pick(state, &state->syncobjs),
		.src_point = below(state, 6),
		.dst_point = below(state, 10),
	};

	return call_ioctl(state->card, DRM_IOCTL_SYNCOBJ_TRANSFER, &transfer);
}

const struct operation operations_sync[] = {
	{ "fence_attach", 5, fence_attach },
	{ "fence_signal", 3, fence_signal },
	{ "syncobj_create", 2, syncobj_create },
	{ "syncobj_destroy", 1, syncobj_destroy },
	{ "syncobj_share", 2, syncobj_share },
	{ "syncobj_wait", 1, syncobj_wait },
	{ "syncobj_signal", 1, syncobj_signal },
	{ "syncobj_transfer", 1, syncobj_transfer },
	{ }
};
