// SPDX-License-Identifier: GPL-2.0-only
/* Reading and writing mapped buffers, ordinary and I/O memory alike. */

#include <linux/crc32.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "peer.h"

/* What is copied at once: I/O memory is read through a copy only. */
#define CHUNK PAGE_SIZE

static bool keep_going(int *ret)
{
	cond_resched();
	if (fatal_signal_pending(current))
		*ret = -EINTR;
	return !*ret;
}

int peer_access_fill(const struct iosys_map *map, size_t offset, size_t length, u32 value,
		     u32 step)
{
	struct iosys_map dst = *map;
	u32 *words = kmalloc(CHUNK, GFP_KERNEL);
	int ret = 0;

	if (!words)
		return -ENOMEM;

	while (length && keep_going(&ret)) {
		size_t size = min_t(size_t, length, CHUNK);
		size_t i;

		for (i = 0; i < size / sizeof(*words); i++, value += step)
			words[i] = value;
		iosys_map_memcpy_to(&dst, offset, words, size);
		offset += size;
		length -= size;
	}
	kfree(words);
	return ret;
}

int peer_access_checksum(const struct iosys_map *map, size_t offset, size_t length, u32 *crc)
{
	u8 *bytes = kmalloc(CHUNK, GFP_KERNEL);
	u32 sum = ~0;
	int ret = 0;

	if (!bytes)
		return -ENOMEM;

	while (length && keep_going(&ret)) {
		size_t size = min_t(size_t, length, CHUNK);

		iosys_map_memcpy_from(bytes, map, offset, size);
		sum = crc32_le(sum, bytes, size);
		offset += size;
		length -= size;
	}
	kfree(bytes);
	*crc = ~sum;
	return ret;
}
