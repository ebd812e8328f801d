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

static const uint8_t peer_numbers[] = {
	0x00, 0x01, 0x02, 0x03, 0x04, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19,
};

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
		&state->model->objects,
	};
	size_t i;

	for (i = 0; i < count; i++) {
		switch (below(state, 6)) {
		case 0:
			words[i] = wild(state);
			break;
		case 1:
			words[i] = pick(state, pools[below(state, 6)]);
			break;
		case 2:
			words[i] = (pick(state, pools[below(state, 6)]) & UINT32_MAX) |
				   pick(state, pools[below(state, 6)]) << 32;
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
	uint64_t words[64];
	unsigned int number = peer_numbers[below(state, sizeof(peer_numbers))];
	unsigned int size = once_in(state, 3) ? below(state, 64) : 8 * (1 + below(state, 7));

	if (number == 0x01)
		number = 0x02;
	fill(state, words, 64);
	/* memory that the other processes need */
	if (number == 0x00)
		words[0] %= 1 << 20;
	return call_ioctl(state->peer, _IOC(once_in(state, 2) ? 1 : 3, VPRIME_PEER_IOC_MAGIC,
					    number, size), words);
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
