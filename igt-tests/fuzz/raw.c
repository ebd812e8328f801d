// SPDX-License-Identifier: MIT
/* Any ioctl with anything in its structure. */

#include <string.h>
#include <sys/ioctl.h>

#include <drm.h>

#include "fuzz.h"
#include "vprime_drm.h"
#include "vprime_peer.h"

/* Numbers of the core's ioctls and of ours. */
#define DRM_NUMBERS 0xd0

/*
 * Those that take an array of syncobjs allocate as much as they are asked for,
 * and the page allocator WARNs: the core's, whatever the driver.
 */
static bool takes_syncobjs(unsigned int number)
{
	return number >= 0xc3 && number <= 0xcd;
}

static void fill(struct state *state, uint64_t *words, size_t count)
{
	const struct pool *pools[] = {
		&state->handles, &state->fbs, &state->dmabufs, &state->syncobjs, &state->blobs,
		&state->imports, &state->model->objects,
	};
	const unsigned int pools_count = sizeof(pools) / sizeof(pools[0]);
	size_t i;

	for (i = 0; i < count; i++) {
		switch (below(state, 6)) {
		case 0:
			words[i] = wild(state);
			break;
		case 1:
			words[i] = pick(state, pools[below(state, pools_count)]);
			break;
		case 2:
			words[i] = (pick(state, pools[below(state, pools_count)]) & UINT32_MAX) |
				   pick(state, pools[below(state, pools_count)]) << 32;
			break;
		default:
			words[i] = 0;
		}
	}
}

static int raw(struct state *state)
{
	uint64_t words[64];
	unsigned int number = once_in(state, 3) ? DRM_COMMAND_BASE + below(state, 4) :
						  below(state, DRM_NUMBERS);
	unsigned int size = once_in(state, 3) ? below(state, 256) : 8 * below(state, 32);
	unsigned int direction = once_in(state, 4) ? below(state, 4) : 3;

	if (takes_syncobjs(number))
		number = DRM_COMMAND_BASE;
	fill(state, words, 64);
	return call_ioctl(state->card, _IOC(direction, DRM_IOCTL_BASE, number, size), words);
}

/* Faults of vmap, which the core WARNs of, are left to those who expect that. */
static int raw_peer(struct state *state)
{
	static const unsigned long requests[] = {
		VPRIME_PEER_IOC_EXPORT, VPRIME_PEER_IOC_COUNTS, VPRIME_PEER_IOC_FILL,
		VPRIME_PEER_IOC_CHECKSUM, VPRIME_PEER_IOC_ATTACH, VPRIME_PEER_IOC_DETACH,
		VPRIME_PEER_IOC_MAP, VPRIME_PEER_IOC_UNMAP, VPRIME_PEER_IOC_SG_INFO,
		VPRIME_PEER_IOC_VMAP, VPRIME_PEER_IOC_VUNMAP, VPRIME_PEER_IOC_BEGIN_CPU_ACCESS,
		VPRIME_PEER_IOC_END_CPU_ACCESS, VPRIME_PEER_IOC_IMPORT_CHECKSUM,
	};
	unsigned long request = requests[below(state, sizeof(requests) / sizeof(requests[0]))];
	uint64_t words[64];

	/* as a later version might have it */
	if (once_in(state, 10))
		request = _IOC(_IOC_DIR(request), _IOC_TYPE(request), _IOC_NR(request),
			       8 * (1 + below(state, 7)));
	fill(state, words, 64);
	/* memory that the other processes need */
	if (request == VPRIME_PEER_IOC_EXPORT)
		words[0] %= 1 << 20;
	return call_ioctl(state->peer, request, words);
}

/* Our own, with every field out of place. */
static int raw_own(struct state *state)
{
	static const unsigned long requests[] = {
		DRM_IOCTL_VPRIME_BO_INFO, DRM_IOCTL_VPRIME_FENCE_ATTACH,
		DRM_IOCTL_VPRIME_FENCE_SIGNAL,
	};
	uint64_t words[64];

	fill(state, words, 64);
	return call_ioctl(state->card, requests[below(state, 3)], words);
}

const struct operation operations_raw[] = {
	{ "raw", 3, raw },
	{ "raw_peer", 1, raw_peer },
	{ "raw_own", 2, raw_own },
	{ }
};
