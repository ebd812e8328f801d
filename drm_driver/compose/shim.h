/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The only header through which compose/ sees its surroundings, so that the
 * same files build into the module and into a userspace program.
 */
#ifndef VPRIME_COMPOSE_SHIM_H
#define VPRIME_COMPOSE_SHIM_H

#ifdef __KERNEL__

#include <linux/io.h>
#include <linux/iosys-map.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/xxhash.h>

#include <drm/drm_fourcc.h>
#include <drm/drm_mode.h>

#else

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <linux/types.h>

#include <drm_fourcc.h>
#include <drm_mode.h>
#include <xxhash.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s16 s16;
typedef __s32 s32;
typedef __s64 s64;

#define U16_MAX UINT16_MAX
#define __aligned(x) alignas(x)
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

struct iosys_map {
	union {
		void *vaddr_iomem;
		void *vaddr;
	};
	bool is_iomem;
};

/* Of I/O memory only the program that links these files knows how to reach it. */
void memcpy_fromio(void *dst, const void *src, size_t len);
void memcpy_toio(void *dst, const void *src, size_t len);

static inline u64 xxh64(const void *data, size_t len, u64 seed)
{
	return XXH64(data, len, seed);
}

static inline void cond_resched(void)
{
}

#endif

#endif
