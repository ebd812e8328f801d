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
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/types.h>

#ifdef CONFIG_X86_64
#include <asm/cpufeature.h>
#include <asm/fpu/api.h>
#endif

#include <drm/drm_fourcc.h>
#include <drm/drm_mode.h>

#ifdef CONFIG_X86_64

#define VPRIME_HAS_X86_VECTORS

static inline bool vprime_cpu_has_sse41(void)
{
	return boot_cpu_has(X86_FEATURE_XMM4_1);
}

static inline bool vprime_cpu_has_avx2(void)
{
	return boot_cpu_has(X86_FEATURE_AVX2) &&
	       cpu_has_xfeatures(XFEATURE_MASK_SSE | XFEATURE_MASK_YMM, NULL);
}

/* Those before VBMI2 slow everything down while they use vectors of this size. */
static inline bool vprime_cpu_has_avx512(void)
{
	return boot_cpu_has(X86_FEATURE_AVX512BW) && boot_cpu_has(X86_FEATURE_AVX512_VBMI2) &&
	       cpu_has_xfeatures(XFEATURE_MASK_SSE | XFEATURE_MASK_YMM |
				 XFEATURE_MASK_AVX512, NULL);
}

static inline void vprime_vectors_begin(void)
{
	kernel_fpu_begin();
}

static inline void vprime_vectors_end(void)
{
	kernel_fpu_end();
}

#else

static inline void vprime_vectors_begin(void)
{
}

static inline void vprime_vectors_end(void)
{
}

#endif

static inline void vprime_write_barrier(void)
{
	wmb(); /* before whoever is told that the picture is there */
}

#else

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <linux/types.h>

#include <drm_fourcc.h>
#include <drm_mode.h>

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

#ifdef __x86_64__

#define VPRIME_HAS_X86_VECTORS

static inline bool vprime_cpu_has_sse41(void)
{
	return __builtin_cpu_supports("sse4.1");
}

static inline bool vprime_cpu_has_avx2(void)
{
	return __builtin_cpu_supports("avx2");
}

static inline bool vprime_cpu_has_avx512(void)
{
	return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2");
}

#endif

static inline void vprime_vectors_begin(void)
{
}

static inline void vprime_vectors_end(void)
{
}

static inline void vprime_write_barrier(void)
{
	__sync_synchronize();
}

static inline u64 div_u64(u64 dividend, u32 divisor)
{
	return dividend / divisor;
}

static inline void cond_resched(void)
{
}

#endif

#endif
