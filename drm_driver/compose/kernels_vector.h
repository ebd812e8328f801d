/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The row kernels on vectors, for whatever set of instructions the file that
 * includes this is compiled for. That file defines
 *
 * VECTOR_BYTES: size of a vector: 16, 32 or 64
 * VECTOR_KERNELS: name of the struct vprime_kernels
 * VECTOR_NAME: name of the build, as a string
 *
 * A kernel here does whole vectors and leaves the end of the row to the plain
 * one. Beside the compilers' vector extensions stand a few operations that these
 * have no notation for, each with the instruction that does it and with portable
 * code for machines that have none.
 */

#if defined(__ARM_NEON) && !defined(__KERNEL__)
#include <arm_neon.h>
#define HAS_NEON
#endif

#include "kernels_plain.h"
#include "pixel.h"

typedef u8 vu8 __attribute__((vector_size(VECTOR_BYTES)));
typedef u16 vu16 __attribute__((vector_size(VECTOR_BYTES)));
typedef s16 vs16 __attribute__((vector_size(VECTOR_BYTES)));
typedef u32 vu32 __attribute__((vector_size(VECTOR_BYTES)));
typedef s32 vs32 __attribute__((vector_size(VECTOR_BYTES)));
typedef u64 vu64 __attribute__((vector_size(VECTOR_BYTES)));
typedef s64 vs64 __attribute__((vector_size(VECTOR_BYTES)));

/* Vectors of half and a quarter of the bytes, to be converted to and from whole ones. */
typedef u8 half_u8 __attribute__((vector_size(VECTOR_BYTES / 2)));
typedef u16 half_u16 __attribute__((vector_size(VECTOR_BYTES / 2)));
typedef u32 half_u32 __attribute__((vector_size(VECTOR_BYTES / 2)));
typedef u8 quarter_u8 __attribute__((vector_size(VECTOR_BYTES / 4)));

/* Pixels to a vector. */
#define STEP8 (VECTOR_BYTES / 4)
#define STEP16 (VECTOR_BYTES / 8)

#define EVEN8 0x00ff00ffu
#define EVEN16 0x0000ffff0000ffffull

#define LOAD(type, p)						\
	({							\
		type loaded_;					\
								\
		__builtin_memcpy(&loaded_, (p), sizeof(type));	\
		loaded_;					\
	})

#define STORE(p, v)						\
	do {							\
		__typeof__(v) stored_ = (v);			\
								\
		__builtin_memcpy((p), &stored_, sizeof(stored_)); \
	} while (0)

/* Operations without a notation */

/* Bytes and long numbers as gcc's own operations want them. */
#define CHARS(v) ((char __attribute__((vector_size(VECTOR_BYTES))))(v))
#define LONGS(v) ((long long __attribute__((vector_size(VECTOR_BYTES))))(v))

/* Sums of bytes, limited to 255. */
static __always_inline vu8 add_limited8(vu8 a, vu8 b)
{
#if defined(__AVX512BW__) && VECTOR_BYTES == 64 && __has_builtin(__builtin_ia32_paddusb512_mask)
	return (vu8)__builtin_ia32_paddusb512_mask(CHARS(a), CHARS(b), CHARS(a), -1);
#elif defined(__AVX2__) && VECTOR_BYTES == 32 && __has_builtin(__builtin_ia32_paddusb256)
	return (vu8)__builtin_ia32_paddusb256(CHARS(a), CHARS(b));
#elif defined(__SSE2__) && VECTOR_BYTES == 16 && __has_builtin(__builtin_ia32_paddusb128)
	return (vu8)__builtin_ia32_paddusb128(CHARS(a), CHARS(b));
#elif defined(HAS_NEON)
	return (vu8)vqaddq_u8((uint8x16_t)a, (uint8x16_t)b);
#elif __has_builtin(__builtin_elementwise_add_sat)
	return __builtin_elementwise_add_sat(a, b);
#else
	vu8 sum = a + b;

	return sum | (vu8)(sum < a);
#endif
}

/* The same of 16-bit lanes, limited to 65535. */
static __always_inline vu16 add_limited16(vu16 a, vu16 b)
{
#if defined(__AVX512BW__) && VECTOR_BYTES == 64 && __has_builtin(__builtin_ia32_paddusw512_mask)
	return (vu16)__builtin_ia32_paddusw512_mask((vs16)a, (vs16)b, (vs16)a, -1);
#elif defined(__AVX2__) && VECTOR_BYTES == 32 && __has_builtin(__builtin_ia32_paddusw256)
	return (vu16)__builtin_ia32_paddusw256((vs16)a, (vs16)b);
#elif defined(__SSE2__) && VECTOR_BYTES == 16 && __has_builtin(__builtin_ia32_paddusw128)
	return (vu16)__builtin_ia32_paddusw128((vs16)a, (vs16)b);
#elif defined(HAS_NEON)
	return (vu16)vqaddq_u16((uint16x8_t)a, (uint16x8_t)b);
#elif __has_builtin(__builtin_elementwise_add_sat)
	return __builtin_elementwise_add_sat(a, b);
#else
	vu16 sum = a + b;

	return sum | (vu16)(sum < a);
#endif
}

/* The lower of two numbers below 2^32. */
static __always_inline vu32 min32(vu32 a, vu32 b)
{
#if defined(__AVX512F__) && VECTOR_BYTES == 64 && __has_builtin(__builtin_ia32_pminud512_mask)
	return (vu32)__builtin_ia32_pminud512_mask((vs32)a, (vs32)b, (vs32)a, -1);
#elif defined(__AVX2__) && VECTOR_BYTES == 32 && __has_builtin(__builtin_ia32_pminud256)
	return (vu32)__builtin_ia32_pminud256((vs32)a, (vs32)b);
#elif defined(__SSE4_1__) && VECTOR_BYTES == 16 && __has_builtin(__builtin_ia32_pminud128)
	return (vu32)__builtin_ia32_pminud128((vs32)a, (vs32)b);
#elif defined(HAS_NEON)
	return (vu32)vminq_u32((uint32x4_t)a, (uint32x4_t)b);
#elif __has_builtin(__builtin_elementwise_min)
	return __builtin_elementwise_min(a, b);
#else
	vu32 less = (vu32)(a < b);

	return (a & less) | (b & ~less);
#endif
}

/* Products of the lower 32 bits of each 64. */
static __always_inline vu64 mul32(vu64 a, vu64 b)
{
#if defined(__AVX512F__) && VECTOR_BYTES == 64 && __has_builtin(__builtin_ia32_pmuludq512_mask)
	return (vu64)__builtin_ia32_pmuludq512_mask((vs32)a, (vs32)b, (vs64)a, -1);
#elif defined(__AVX2__) && VECTOR_BYTES == 32 && __has_builtin(__builtin_ia32_pmuludq256)
	return (vu64)__builtin_ia32_pmuludq256((vs32)a, (vs32)b);
#elif defined(__SSE2__) && VECTOR_BYTES == 16 && __has_builtin(__builtin_ia32_pmuludq128)
	return (vu64)__builtin_ia32_pmuludq128((vs32)a, (vs32)b);
#elif defined(HAS_NEON)
	return (vu64)vmull_u32(vmovn_u64((uint64x2_t)a), vmovn_u64((uint64x2_t)b));
#else
	return (a & 0xffffffff) * (b & 0xffffffff);
#endif
}

/* In each 32 bits the product of the lower 16 plus that of the upper 16, signed. */
static __always_inline vu32 madd(vu32 a, vu32 b)
{
#if defined(__AVX512BW__) && VECTOR_BYTES == 64 && __has_builtin(__builtin_ia32_pmaddwd512_mask)
	return (vu32)__builtin_ia32_pmaddwd512_mask((vs16)a, (vs16)b, (vs32)a, -1);
#elif defined(__AVX2__) && VECTOR_BYTES == 32 && __has_builtin(__builtin_ia32_pmaddwd256)
	return (vu32)__builtin_ia32_pmaddwd256((vs16)a, (vs16)b);
#elif defined(__SSE2__) && VECTOR_BYTES == 16 && __has_builtin(__builtin_ia32_pmaddwd128)
	return (vu32)__builtin_ia32_pmaddwd128((vs16)a, (vs16)b);
#else
	return (vu32)(((vs32)a << 16 >> 16) * ((vs32)b << 16 >> 16)) +
	       (vu32)(((vs32)a >> 16) * ((vs32)b >> 16));
#endif
}

/* Of 16-bit lanes (a * b + 16384) / 32768, signed, rounded down; not -1 times -1. */
static __always_inline vs16 mul_round15(vs16 a, vs16 b)
{
#if defined(__AVX512BW__) && VECTOR_BYTES == 64 && __has_builtin(__builtin_ia32_pmulhrsw512_mask)
	return __builtin_ia32_pmulhrsw512_mask(a, b, a, -1);
#elif defined(__AVX2__) && VECTOR_BYTES == 32 && __has_builtin(__builtin_ia32_pmulhrsw256)
	return __builtin_ia32_pmulhrsw256(a, b);
#elif defined(__SSSE3__) && VECTOR_BYTES == 16 && __has_builtin(__builtin_ia32_pmulhrsw128)
	return __builtin_ia32_pmulhrsw128(a, b);
#elif defined(HAS_NEON)
	return (vs16)vqrdmulhq_s16((int16x8_t)a, (int16x8_t)b);
#else
	vs32 low = ((vs32)a << 16 >> 16) * ((vs32)b << 16 >> 16);
	vs32 high = ((vs32)a >> 16) * ((vs32)b >> 16);

	low = (low + 16384) >> 15 & 0xffff;
	high = (high + 16384) >> 15 << 16;
	return (vs16)(low | high);
#endif
}

/* The numbers, which are signed, limited to 0 to @max. */
static __always_inline vu32 limit(vu32 x, s32 max)
{
	vs32 y = (vs32)x;
#if defined(__AVX512F__) && VECTOR_BYTES == 64 && __has_builtin(__builtin_ia32_pminsd512_mask)
	const vs32 zero = { 0 }, limits = max - zero;

	y = (vs32)__builtin_ia32_pmaxsd512_mask(y, zero, y, -1);
	return (vu32)__builtin_ia32_pminsd512_mask(y, limits, y, -1);
#elif defined(__AVX2__) && VECTOR_BYTES == 32 && __has_builtin(__builtin_ia32_pminsd256)
	const vs32 zero = { 0 }, limits = max - zero;

	return (vu32)__builtin_ia32_pminsd256(__builtin_ia32_pmaxsd256(y, zero), limits);
#elif defined(__SSE4_1__) && VECTOR_BYTES == 16 && __has_builtin(__builtin_ia32_pminsd128)
	const vs32 zero = { 0 }, limits = max - zero;

	return (vu32)__builtin_ia32_pminsd128(__builtin_ia32_pmaxsd128(y, zero), limits);
#elif defined(HAS_NEON)
	return (vu32)vminq_s32(vmaxq_s32((int32x4_t)y, vdupq_n_s32(0)), vdupq_n_s32(max));
#elif __has_builtin(__builtin_elementwise_max)
	const vs32 zero = { 0 }, limits = max - zero;

	return (vu32)__builtin_elementwise_min(__builtin_elementwise_max(y, zero), limits);
#else
	vs32 over = y > max;

	y &= y > 0;
	return (vu32)((y & ~over) | (max & over));
#endif
}

/* Divisions */

/* [x / 255] of 16-bit lanes, for products of two bytes. */
static __always_inline vu16 divide255(vu16 x)
{
	x += 128;
	/* times 257, the upper half of it; or the same in steps */
#if defined(__AVX512BW__) && VECTOR_BYTES == 64 && __has_builtin(__builtin_ia32_pmulhuw512_mask)
	return (vu16)__builtin_ia32_pmulhuw512_mask((vs16)x, 257 - (vs16){ 0 }, (vs16)x, -1);
#elif defined(__AVX2__) && VECTOR_BYTES == 32 && __has_builtin(__builtin_ia32_pmulhuw256)
	return (vu16)__builtin_ia32_pmulhuw256((vs16)x, 257 - (vs16){ 0 });
#elif defined(__SSE2__) && VECTOR_BYTES == 16 && __has_builtin(__builtin_ia32_pmulhuw128)
	return (vu16)__builtin_ia32_pmulhuw128((vs16)x, 257 - (vs16){ 0 });
#else
	return (x + (x >> 8)) >> 8;
#endif
}

/* [x / 65535] of 32-bit lanes, for products of two 16-bit numbers. */
static __always_inline vu32 divide65535(vu32 x)
{
	x += 0x8000;
	return (x + (x >> 16)) >> 16;
}

/* The even and the odd of 16-bit lanes put together. */
static __always_inline vu64 lanes16(vu32 even, vu32 odd)
{
	return (vu64)(even | odd << 16);
}

/* Memory ahead: pixels in a cache line, rows of columns. */
#define LINE8 16
#define ROWS_AHEAD 48

/* Filling and moving pixels */

static void fill8(u32 *row, u32 pixel, u32 n)
{
	const vu32 v = pixel - (vu32){ 0 };
	u32 i;

	for (i = 0; i + STEP8 <= n; i += STEP8)
		STORE(row + i, v);
	vprime_plain_fill8(row + i, pixel, n - i);
}

static void fill16(u64 *row, u64 pixel, u32 n)
{
	const vu64 v = pixel - (vu64){ 0 };
	u32 i;

	for (i = 0; i + STEP16 <= n; i += STEP16)
		STORE(row + i, v);
	vprime_plain_fill16(row + i, pixel, n - i);
}

/* Channels in another order */

/*
 * Stores past the caches, for memory that need not be read before it is written.
 * @p is aligned to a vector; vprime_compose() puts them in order when it is done.
 */
#if __has_builtin(__builtin_nontemporal_store)
#define STORE_PAST(p, v) __builtin_nontemporal_store((v), (vu32 *)(p))
#elif defined(__AVX512F__) && VECTOR_BYTES == 64
#define STORE_PAST(p, v) __builtin_ia32_movntdq512((void *)(p), LONGS(v))
#elif defined(__AVX2__) && VECTOR_BYTES == 32
#define STORE_PAST(p, v) __builtin_ia32_movntdq256((void *)(p), LONGS(v))
#elif defined(__SSE2__) && VECTOR_BYTES == 16
#define STORE_PAST(p, v) __builtin_ia32_movntdq((void *)(p), LONGS(v))
#else
#define STORE_PAST(p, v) STORE(p, v)
#endif

static __always_inline vu32 same(vu32 p)
{
	return p;
}

static __always_inline vu32 swap_red_blue8(vu32 p)
{
	vu32 swapped = p << 16 | p >> 16;

	return (p & ~EVEN8) | (swapped & EVEN8);
}

static __always_inline vu32 reverse_bytes(vu32 p)
{
	p = p << 16 | p >> 16;
	return (p & EVEN8) << 8 | (p >> 8 & EVEN8);
}

static __always_inline vu32 alpha_up(vu32 p)
{
	return p >> 8 | p << 24;
}

static __always_inline vu32 alpha_down(vu32 p)
{
	return p << 8 | p >> 24;
}

/* Returns how many pixels are done. */
static __always_inline u32 move8(void *dst, const void *src, u32 n, vu32 (*order)(vu32),
				 u32 opaque)
{
	u32 i;

	for (i = 0; i + 2 * STEP8 <= n; i += 2 * STEP8) {
		vu32 a = order(LOAD(vu32, src + i * 4)) | opaque;
		vu32 b = order(LOAD(vu32, src + (i + STEP8) * 4)) | opaque;

		STORE(dst + i * 4, a);
		STORE(dst + (i + STEP8) * 4, b);
	}
	return i;
}

static void read_argb8888(u32 *row, const void *src, u32 n, u32 opaque)
{
	u32 i = move8(row, src, n, same, opaque);

	vprime_plain_read_argb8888(row + i, src + i * 4, n - i, opaque);
}

static void read_abgr8888(u32 *row, const void *src, u32 n, u32 opaque)
{
	u32 i = move8(row, src, n, swap_red_blue8, opaque);

	vprime_plain_read_abgr8888(row + i, src + i * 4, n - i, opaque);
}

static void read_rgba8888(u32 *row, const void *src, u32 n, u32 opaque)
{
	u32 i = move8(row, src, n, alpha_up, opaque);

	vprime_plain_read_rgba8888(row + i, src + i * 4, n - i, opaque);
}

static void read_bgra8888(u32 *row, const void *src, u32 n, u32 opaque)
{
	u32 i = move8(row, src, n, reverse_bytes, opaque);

	vprime_plain_read_bgra8888(row + i, src + i * 4, n - i, opaque);
}

/* The same to memory that nobody will read soon. */
static __always_inline u32 write8(void *dst, const u32 *row, u32 n, vu32 (*order)(vu32))
{
	u32 i;

	if ((unsigned long)dst % VECTOR_BYTES)
		return move8(dst, row, n, order, 0);
	for (i = 0; i + STEP8 <= n; i += STEP8)
		STORE_PAST(dst + i * 4, order(LOAD(vu32, row + i)));
	return i;
}

static void write_argb8888(void *dst, const u32 *row, u32 n)
{
	u32 i = write8(dst, row, n, same);

	vprime_plain_write_argb8888(dst + i * 4, row + i, n - i);
}

static void write_abgr8888(void *dst, const u32 *row, u32 n)
{
	u32 i = write8(dst, row, n, swap_red_blue8);

	vprime_plain_write_abgr8888(dst + i * 4, row + i, n - i);
}

static void write_rgba8888(void *dst, const u32 *row, u32 n)
{
	u32 i = write8(dst, row, n, alpha_down);

	vprime_plain_write_rgba8888(dst + i * 4, row + i, n - i);
}

static void write_bgra8888(void *dst, const u32 *row, u32 n)
{
	u32 i = write8(dst, row, n, reverse_bytes);

	vprime_plain_write_bgra8888(dst + i * 4, row + i, n - i);
}

static void copy8888(void *dst, const void *src, u32 n, u32 opaque)
{
	u32 before = -(unsigned long)dst % VECTOR_BYTES / 4, i, end;

	i = before < n ? before : n;
	vprime_plain_copy8888(dst, src, i, opaque);
	for (; i + LINE8 <= n; i = end) {
		vprime_fetch_one(src + i * 4);
		for (end = i + LINE8; i < end; i += STEP8)
			STORE_PAST(dst + i * 4, LOAD(vu32, src + i * 4) | opaque);
	}
	vprime_plain_copy8888(dst + i * 4, src + i * 4, n - i, opaque);
}

static void reverse8(u32 *row, const void *src, u32 n, u32 opaque)
{
	u32 i;

	for (i = 0; i + STEP8 <= n; i += STEP8) {
		vu32 p = LOAD(vu32, src + (n - i - STEP8) * 4);

#if VECTOR_BYTES == 16
		p = __builtin_shufflevector(p, p, 3, 2, 1, 0);
#elif VECTOR_BYTES == 32
		p = __builtin_shufflevector(p, p, 7, 6, 5, 4, 3, 2, 1, 0);
#else
		p = __builtin_shufflevector(p, p, 15, 14, 13, 12, 11, 10, 9, 8,
					    7, 6, 5, 4, 3, 2, 1, 0);
#endif
		STORE(row + i, p | opaque);
	}
	vprime_plain_reverse8(row + i, src, n - i, opaque);
}

/* 4 x 4 pixels in 128-bit vectors, which all machines shuffle fast. */
typedef u32 quad_u32 __attribute__((vector_size(16)));

static __always_inline void columns_block(u32 *dst, ptrdiff_t stride, const void *src,
					  ptrdiff_t step, u32 opaque)
{
	quad_u32 a = LOAD(quad_u32, src), b = LOAD(quad_u32, src + step);
	quad_u32 c = LOAD(quad_u32, src + 2 * step), d = LOAD(quad_u32, src + 3 * step);
	quad_u32 ab = __builtin_shufflevector(a, b, 0, 4, 1, 5) | opaque;
	quad_u32 cd = __builtin_shufflevector(c, d, 0, 4, 1, 5) | opaque;
	quad_u32 ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7) | opaque;
	quad_u32 cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7) | opaque;

	STORE(dst, __builtin_shufflevector(ab, cd, 0, 1, 4, 5));
	STORE(dst + stride, __builtin_shufflevector(ab, cd, 2, 3, 6, 7));
	STORE(dst + 2 * stride, __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5));
	STORE(dst + 3 * stride, __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7));
}

static void columns8(u32 *dst, ptrdiff_t stride, const void *src, ptrdiff_t step, u32 lines,
		     u32 n, u32 opaque)
{
	u32 i = 0, line;

	if (lines % 4 == 0) {
		for (; i + 4 <= n; i += 4) {
			/* far apart in memory, so nothing else fetches them ahead */
			for (line = 0; line < 4; line++)
				__builtin_prefetch(src + (ptrdiff_t)(i + line + ROWS_AHEAD) * step);
			for (line = 0; line < lines; line += 4)
				columns_block(dst + (ptrdiff_t)line * stride + i, stride,
					      src + (ptrdiff_t)i * step + line * 4, step,
					      opaque);
		}
	}
	vprime_plain_columns8(dst + i, stride, src + (ptrdiff_t)i * step, step, lines,
			      n - i, opaque);
}

/* Packed formats */

/* A channel of 16-bit pixels in 32-bit lanes; no sum leaves 16 bits. */
static __always_inline vu32 widen_bits(vu32 p, const struct vprime_widening *w)
{
	vu16 x = (vu16)(p >> w->shift & w->mask);

	return (vu32)((x * (u16)w->mul + (u16)w->add) >> 6);
}

static void read_packed16(u32 *row, const void *src, u32 n, const struct vprime_packed16 *layout)
{
	const struct vprime_widening blue = vprime_widening(layout, 0);
	const struct vprime_widening green = vprime_widening(layout, 1);
	const struct vprime_widening red = vprime_widening(layout, 2);
	const struct vprime_widening alpha = vprime_widening(layout, 3);
	u32 i;

	for (i = 0; i + STEP8 <= n; i += STEP8) {
		vu32 p = __builtin_convertvector(LOAD(half_u16, src + i * 2), vu32);

		STORE(row + i, widen_bits(p, &blue) | widen_bits(p, &green) << 8 |
		      widen_bits(p, &red) << 16 | widen_bits(p, &alpha) << 24);
	}
	vprime_plain_read_packed16(row + i, src + i * 2, n - i, layout);
}

/* The lowest channel of 8-bit pixels for a layout's channel @c. */
static __always_inline vu32 narrow_bits(vu32 x, const struct vprime_packed16 *layout, u32 c)
{
	const u16 max = (1u << layout->bits[c]) - 1;

	return (vu32)divide255((vu16)(x & 0xff) * max) << layout->shift[c];
}

static void write_packed16(void *dst, const u32 *row, u32 n, const struct vprime_packed16 *layout)
{
	u32 i;

	for (i = 0; i + STEP8 <= n; i += STEP8) {
		vu32 p = LOAD(vu32, row + i);

		p = narrow_bits(p, layout, 0) | narrow_bits(p >> 8, layout, 1) |
		    narrow_bits(p >> 16, layout, 2) | narrow_bits(p >> 24, layout, 3);
		STORE(dst + i * 2, __builtin_convertvector(p, half_u16));
	}
	vprime_plain_write_packed16(dst + i * 2, row + i, n - i, layout);
}

/* Four channels in the lower bytes of 32-bit lanes, each 0 to 65535, as deep pixels. */
static __always_inline void store_deep(u64 *row, vu32 blue_green, vu32 red_alpha)
{
#if VECTOR_BYTES == 16
	STORE(row, __builtin_shufflevector(blue_green, red_alpha, 0, 4, 1, 5));
	STORE(row + 2, __builtin_shufflevector(blue_green, red_alpha, 2, 6, 3, 7));
#elif VECTOR_BYTES == 32
	STORE(row, __builtin_shufflevector(blue_green, red_alpha, 0, 8, 1, 9, 2, 10, 3, 11));
	STORE(row + 4, __builtin_shufflevector(blue_green, red_alpha,
					       4, 12, 5, 13, 6, 14, 7, 15));
#else
	STORE(row, __builtin_shufflevector(blue_green, red_alpha, 0, 16, 1, 17, 2, 18, 3, 19,
					   4, 20, 5, 21, 6, 22, 7, 23));
	STORE(row + 8, __builtin_shufflevector(blue_green, red_alpha,
					       8, 24, 9, 25, 10, 26, 11, 27,
					       12, 28, 13, 29, 14, 30, 15, 31));
#endif
}

/* Blue and green of as many deep pixels as a vector of 32-bit lanes has. */
static __always_inline vu32 load_blue_green(const u64 *row)
{
	vu32 a = LOAD(vu32, row), b = LOAD(vu32, row + STEP16);

#if VECTOR_BYTES == 16
	return __builtin_shufflevector(a, b, 0, 2, 4, 6);
#elif VECTOR_BYTES == 32
	return __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14);
#else
	return __builtin_shufflevector(a, b, 0, 2, 4, 6, 8, 10, 12, 14,
				       16, 18, 20, 22, 24, 26, 28, 30);
#endif
}

/* Their red and alpha. */
static __always_inline vu32 load_red_alpha(const u64 *row)
{
	vu32 a = LOAD(vu32, row), b = LOAD(vu32, row + STEP16);

#if VECTOR_BYTES == 16
	return __builtin_shufflevector(a, b, 1, 3, 5, 7);
#elif VECTOR_BYTES == 32
	return __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15);
#else
	return __builtin_shufflevector(a, b, 1, 3, 5, 7, 9, 11, 13, 15,
				       17, 19, 21, 23, 25, 27, 29, 31);
#endif
}

static __always_inline vu32 widen10(vu32 x)
{
	x &= 0x3ff;
	return (x << 6) + ((madd(x, 1009 - (vu32){ 0 }) + 8192) >> 14);
}

static void read_packed10(u64 *row, const void *src, u32 n, const struct vprime_packed10 *layout)
{
	const u32 opaque = layout->has_alpha ? 0 : 0xffff0000;
	u32 i;

	for (i = 0; i + STEP8 <= n; i += STEP8) {
		vu32 p = LOAD(vu32, src + i * 4);
		vu32 alpha = p >> layout->alpha_shift & 3;

		/* two bits, repeated eight times */
		alpha |= alpha << 2;
		alpha |= alpha << 4;
		alpha |= alpha << 8;
		store_deep(row + i,
			   widen10(p >> layout->shift[0]) | widen10(p >> layout->shift[1]) << 16,
			   widen10(p >> layout->shift[2]) | alpha << 16 | opaque);
	}
	vprime_plain_read_packed10(row + i, src + i * 4, n - i, layout);
}

static void write_packed10(void *dst, const u64 *row, u32 n, const struct vprime_packed10 *layout)
{
	u32 i;

	for (i = 0; i + STEP8 <= n; i += STEP8) {
		vu32 blue_green = load_blue_green(row + i), red_alpha = load_red_alpha(row + i);
		vu32 blue = blue_green & 0xffff, green = blue_green >> 16;
		vu32 red = red_alpha & 0xffff, alpha = red_alpha >> 16;

		STORE(dst + i * 4, divide65535((blue << 10) - blue) << layout->shift[0] |
		      divide65535((green << 10) - green) << layout->shift[1] |
		      divide65535((red << 10) - red) << layout->shift[2] |
		      divide65535((alpha << 1) + alpha) << layout->alpha_shift);
	}
	vprime_plain_write_packed10(dst + i * 4, row + i, n - i, layout);
}

static __always_inline vu64 swap_red_blue16(vu64 p)
{
	return (p & ~EVEN16) | ((p << 32 | p >> 32) & EVEN16);
}

static void read_argb16(u64 *row, const void *src, u32 n, u64 opaque)
{
	u32 i;

	for (i = 0; i + STEP16 <= n; i += STEP16)
		STORE(row + i, LOAD(vu64, src + i * 8) | opaque);
	vprime_plain_read_argb16(row + i, src + i * 8, n - i, opaque);
}

static void read_abgr16(u64 *row, const void *src, u32 n, u64 opaque)
{
	u32 i;

	for (i = 0; i + STEP16 <= n; i += STEP16)
		STORE(row + i, swap_red_blue16(LOAD(vu64, src + i * 8)) | opaque);
	vprime_plain_read_abgr16(row + i, src + i * 8, n - i, opaque);
}

static void write_abgr16(void *dst, const u64 *row, u32 n)
{
	u32 i;

	for (i = 0; i + STEP16 <= n; i += STEP16)
		STORE(dst + i * 8, swap_red_blue16(LOAD(vu64, row + i)));
	vprime_plain_write_abgr16(dst + i * 8, row + i, n - i);
}

/* One channel of half-precision numbers in 32-bit lanes, as vprime_plain_read_half() has it. */
static __always_inline vu32 from_half(vu32 half)
{
	vu32 number = (vu32)((vs32)half <= 0x7c00);
	vu32 exponent, normal, x;

	half = limit(half, 0x3c00);
	exponent = half >> 10;
	normal = (vu32)((vs32)exponent > 0);
	x = ((half & 0x3ff) | (normal & 0x400)) << (exponent + normal);
	x = (x >> 8) + (vu32)((vs32)(((x & 0xff) << 16) - x + (1 << 23)) >> 24);
	return x & number;
}

static void read_half(u64 *row, const void *src, u32 n, u64 opaque)
{
	u32 i;

	for (i = 0; i + STEP16 <= n; i += STEP16) {
		vu32 p = LOAD(vu32, src + (size_t)i * 8);

		STORE(row + i, lanes16(from_half(p & 0xffff), from_half(p >> 16)) | opaque);
	}
	vprime_plain_read_half(row + i, src + (size_t)i * 8, n - i, opaque);
}

/* YUV */

/* The lanes of two vectors in turn: pixels of 32 bits out of halves. */
static __always_inline void store_halves(u32 *row, vu16 low, vu16 high)
{
#if VECTOR_BYTES == 16
	STORE(row, __builtin_shufflevector(low, high, 0, 8, 1, 9, 2, 10, 3, 11));
	STORE(row + 4, __builtin_shufflevector(low, high, 4, 12, 5, 13, 6, 14, 7, 15));
#elif VECTOR_BYTES == 32
	STORE(row, __builtin_shufflevector(low, high, 0, 16, 1, 17, 2, 18, 3, 19,
					   4, 20, 5, 21, 6, 22, 7, 23));
	STORE(row + 8, __builtin_shufflevector(low, high, 8, 24, 9, 25, 10, 26, 11, 27,
					       12, 28, 13, 29, 14, 30, 15, 31));
#else
	STORE(row, __builtin_shufflevector(low, high, 0, 32, 1, 33, 2, 34, 3, 35,
					   4, 36, 5, 37, 6, 38, 7, 39, 8, 40, 9, 41, 10, 42,
					   11, 43, 12, 44, 13, 45, 14, 46, 15, 47));
	STORE(row + 16, __builtin_shufflevector(low, high, 16, 48, 17, 49, 18, 50, 19, 51,
						20, 52, 21, 53, 22, 54, 23, 55, 24, 56, 25, 57,
						26, 58, 27, 59, 28, 60, 29, 61, 30, 62, 31, 63));
#endif
}

static void join8_semiplanar(u32 *row, const void *y, const void *uv, u32 n, u32 hsub)
{
	u32 i;

	for (i = 0; i + 2 * STEP8 <= n; i += 2 * STEP8) {
		vu16 luma = __builtin_convertvector(LOAD(half_u8, y + i), vu16);
		vu16 pairs;

		if (hsub == 2) {
			vu32 wide = __builtin_convertvector(LOAD(half_u16, uv + i), vu32);

			pairs = (vu16)(wide | wide << 16);
		} else {
			pairs = LOAD(vu16, uv + i * 2);
		}
		store_halves(row + i, (pairs & 0xff) | luma << 8, pairs >> 8 | 0xff00);
	}
	vprime_plain_join8_semiplanar(row + i, y + i, uv + (hsub == 2 ? i : i * 2), n - i, hsub);
}

/* Each byte in two 16-bit lanes. */
static __always_inline vu16 twice(quarter_u8 x)
{
	vu32 wide = __builtin_convertvector(x, vu32);

	return (vu16)(wide | wide << 16);
}

static void join8_planar(u32 *row, const void *y, const void *u, const void *v, u32 n, u32 hsub)
{
	u32 shift = hsub == 2, i;

	for (i = 0; i + 2 * STEP8 <= n; i += 2 * STEP8) {
		vu16 luma = __builtin_convertvector(LOAD(half_u8, y + i), vu16);
		vu16 blue, red;

		if (hsub == 2) {
			blue = twice(LOAD(quarter_u8, u + i / 2));
			red = twice(LOAD(quarter_u8, v + i / 2));
		} else {
			blue = __builtin_convertvector(LOAD(half_u8, u + i), vu16);
			red = __builtin_convertvector(LOAD(half_u8, v + i), vu16);
		}
		store_halves(row + i, blue | luma << 8, red | 0xff00);
	}
	vprime_plain_join8_planar(row + i, y + i, u + (i >> shift), v + (i >> shift), n - i, hsub);
}

static void join16_semiplanar(u64 *row, const void *y, const void *uv, u32 n, u32 hsub, u64 mask)
{
	u32 i;

	for (i = 0; i + STEP8 <= n; i += STEP8) {
		vu32 luma = __builtin_convertvector(LOAD(half_u16, y + i * 2), vu32);
		vu32 chroma;

		if (hsub == 2) {
			vu64 pairs = __builtin_convertvector(LOAD(half_u32, uv + i * 2), vu64);

			chroma = (vu32)(pairs | pairs << 32);
		} else {
			chroma = LOAD(vu32, uv + i * 4);
		}
		store_deep(row + i, (luma << 16 | (chroma & 0xffff)) & (u32)mask,
			   (chroma >> 16 | 0xffff0000) & (u32)(mask >> 32));
	}
	vprime_plain_join16_semiplanar(row + i, y + i * 2, uv + (hsub == 2 ? i * 2 : i * 4),
				       n - i, hsub, mask);
}

/* Depths */

static void widen(u64 *dst, const u32 *src, u32 n)
{
	u32 i;

	for (i = 0; i + STEP16 <= n; i += STEP16) {
		vu16 p = __builtin_convertvector(LOAD(half_u8, src + i), vu16);

		STORE(dst + i, p << 8 | p);
	}
	vprime_plain_widen(dst + i, src + i, n - i);
}

/* [x / 257] in the upper halves of 16-bit lanes */
static __always_inline vu16 narrow_high(vu16 x)
{
	return x - ((x >> 8) + (x >> 7 & 1)) + 128;
}

static void narrow(u32 *dst, const u64 *src, u32 n)
{
	u32 i;

	for (i = 0; i + STEP16 <= n; i += STEP16) {
		vu16 x = narrow_high(LOAD(vu16, src + i)) >> 8;

		STORE(dst + i, __builtin_convertvector(x, half_u8));
	}
	vprime_plain_narrow(dst + i, src + i, n - i);
}

static void quantize(u64 *dst, const u64 *src, u32 n, u32 max)
{
	u32 i;

	for (i = 0; i + STEP16 <= n; i += STEP16) {
		vu32 p = LOAD(vu32, src + i);

		STORE(dst + i, lanes16(divide65535((p & 0xffff) * max),
				       divide65535((p >> 16) * max)));
	}
	vprime_plain_quantize(dst + i, src + i, n - i, max);
}

/* Blending */

/* The alphas of 8-bit pixels, in both of the 16-bit lanes of each. */
static __always_inline vu16 alphas(vu32 p)
{
#if defined(__SSSE3__) && VECTOR_BYTES == 16
	return (vu16)__builtin_shufflevector((vu8)p, (vu8){ 0 }, 3, 16, 3, 16, 7, 16, 7, 16,
					     11, 16, 11, 16, 15, 16, 15, 16);
#elif defined(__AVX2__) && VECTOR_BYTES == 32
	return (vu16)__builtin_shufflevector((vu8)p, (vu8){ 0 }, 3, 32, 3, 32, 7, 32, 7, 32,
					     11, 32, 11, 32, 15, 32, 15, 32,
					     19, 48, 19, 48, 23, 48, 23, 48,
					     27, 48, 27, 48, 31, 48, 31, 48);
#elif defined(__AVX512BW__) && VECTOR_BYTES == 64
	return (vu16)__builtin_shufflevector((vu8)p, (vu8){ 0 }, 3, 64, 3, 64, 7, 64, 7, 64, 11,
					     64, 11, 64, 15, 64, 15, 64, 19, 80, 19, 80, 23, 80,
					     23, 80, 27, 80, 27, 80, 31, 80, 31, 80, 35, 96, 35,
					     96, 39, 96, 39, 96, 43, 96, 43, 96, 47, 96, 47, 96,
					     51, 112, 51, 112, 55, 112, 55, 112, 59, 112, 59, 112,
					     63, 112, 63, 112);
#else
	p >>= 24;
	return (vu16)(p | p << 16);
#endif
}

/* In all of this, even bytes and odd ones are in the 16-bit lanes of two vectors. */
static __always_inline vu32 over8_pixels(vu32 s, vu32 d)
{
	vu16 inverse = alphas(~s);
	vu16 even = divide255((vu16)(d & EVEN8) * inverse);
	vu16 odd = divide255((vu16)(d >> 8 & EVEN8) * inverse);

	return (vu32)add_limited8((vu8)(even | odd << 8), (vu8)s);
}

static __always_inline void over8_vector(void *out, const void *below, const void *above)
{
	STORE(out, over8_pixels(LOAD(vu32, above), LOAD(vu32, below) | VPRIME_OPAQUE8));
}

static void over8(void *out, const void *below, const void *above, u32 n)
{
	u32 i = 0, end;

	for (; i + LINE8 <= n; i = end) {
		vprime_fetch_two(below + i * 4, above + i * 4);
		for (end = i + LINE8; i < end; i += STEP8)
			over8_vector(out + i * 4, below + i * 4, above + i * 4);
	}
	vprime_plain_over8(out + i * 4, below + i * 4, above + i * 4, n - i);
}

#define ONE8 (255u * U16_MAX)
#define HALF8 (ONE8 / 2)

/* One channel of vprime_plain_over8_alpha() and its like. */
static __always_inline vu32 blend8(vu32 s, vu32 d, vu32 cs, vu32 cd)
{
	vu32 x = s * cs;

	x += min32(d * cd, 255 * ONE8 - x) + HALF8;
	/* the division by ONE8 as one by 65535 and one by 255 */
	x = (x + (x >> 16) + 1) >> 16;
	return (x + (x >> 8) + 1) >> 8;
}

static __always_inline vu32 blend8_pixels(vu32 s, vu32 d, vu32 cs, vu32 cd)
{
	return VPRIME_OPAQUE8 | blend8(s & 0xff, d & 0xff, cs, cd) |
	       blend8(s >> 8 & 0xff, d >> 8 & 0xff, cs, cd) << 8 |
	       blend8(s >> 16 & 0xff, d >> 16 & 0xff, cs, cd) << 16;
}

static void over8_alpha(void *out, const void *below, const void *above, u32 n, u32 alpha)
{
	u32 i;

	for (i = 0; i + STEP8 <= n; i += STEP8) {
		vu32 s = LOAD(vu32, above + i * 4), d = LOAD(vu32, below + i * 4);

		STORE(out + i * 4, blend8_pixels(s, d, 255 * alpha - (vu32){ 0 },
						 ONE8 - (s >> 24) * alpha));
	}
	vprime_plain_over8_alpha(out + i * 4, below + i * 4, above + i * 4, n - i, alpha);
}

/* coverage8() of a layer that is not transparent as a whole needs 16 bits only. */
static __always_inline vu32 coverage8_pixels(vu32 s, vu32 d)
{
	vu16 alpha = alphas(s), inverse = alpha ^ 0xff;
	vu16 even = divide255((vu16)(s & EVEN8) * alpha + (vu16)(d & EVEN8) * inverse);
	vu16 odd = divide255((vu16)(s >> 8 & EVEN8) * alpha + (vu16)(d >> 8 & EVEN8) * inverse);

	return (vu32)(even | odd << 8) | VPRIME_OPAQUE8;
}

static void coverage8(void *out, const void *below, const void *above, u32 n, u32 alpha)
{
	u32 i = 0, end;

	for (; alpha == U16_MAX && i + LINE8 <= n; i = end) {
		vprime_fetch_two(below + i * 4, above + i * 4);
		for (end = i + LINE8; i < end; i += STEP8)
			STORE(out + i * 4, coverage8_pixels(LOAD(vu32, above + i * 4),
							    LOAD(vu32, below + i * 4)));
	}
	for (; i + STEP8 <= n; i += STEP8) {
		vu32 s = LOAD(vu32, above + i * 4), d = LOAD(vu32, below + i * 4);
		vu32 a = (s >> 24) * alpha;

		STORE(out + i * 4, blend8_pixels(s, d, a, ONE8 - a));
	}
	vprime_plain_coverage8(out + i * 4, below + i * 4, above + i * 4, n - i, alpha);
}

static void mix8(void *out, const void *below, const void *above, u32 n, u32 alpha)
{
	const vu32 a = 255 * alpha - (vu32){ 0 };
	u32 i;

	for (i = 0; i + STEP8 <= n; i += STEP8)
		STORE(out + i * 4, blend8_pixels(LOAD(vu32, above + i * 4),
						 LOAD(vu32, below + i * 4), a, ONE8 - a));
	vprime_plain_mix8(out + i * 4, below + i * 4, above + i * 4, n - i, alpha);
}

/* A number in the lowest bits of 64-bit lanes, in both of their 32-bit lanes. */
static __always_inline vu32 both32(vu64 x)
{
	return (vu32)(x | x << 32);
}

static void over16(u64 *out, const u64 *below, const u64 *above, u32 n)
{
	u32 i;

	for (i = 0; i + STEP16 <= n; i += STEP16) {
		vu64 s = LOAD(vu64, above + i);
		vu32 d = LOAD(vu32, below + i);
		vu32 inverse = U16_MAX - both32(s >> 48);
		vu32 even = divide65535((d & 0xffff) * inverse);
		vu32 odd = divide65535((d >> 16) * inverse);

		STORE(out + i, (vu64)add_limited16((vu16)lanes16(even, odd), (vu16)s) |
		      VPRIME_OPAQUE16);
	}
	vprime_plain_over16(out + i, below + i, above + i, n - i);
}

static __always_inline vu32 blend16(vu32 s, vu32 d, vu32 cs, vu32 cd)
{
	vu32 x = s * cs;

	return divide65535(x + min32(d * cd, (u32)U16_MAX * U16_MAX - x));
}

static __always_inline vu64 blend16_pixels(vu64 above, vu64 below, vu32 cs, vu32 cd)
{
	vu32 s = (vu32)above, d = (vu32)below;

	return lanes16(blend16(s & 0xffff, d & 0xffff, cs, cd),
		       blend16(s >> 16, d >> 16, cs, cd)) | VPRIME_OPAQUE16;
}

static void over16_alpha(u64 *out, const u64 *below, const u64 *above, u32 n, u32 alpha)
{
	u32 i;

	for (i = 0; i + STEP16 <= n; i += STEP16) {
		vu64 s = LOAD(vu64, above + i);

		STORE(out + i, blend16_pixels(s, LOAD(vu64, below + i), alpha - (vu32){ 0 },
					      U16_MAX - divide65535(both32(s >> 48) * alpha)));
	}
	vprime_plain_over16_alpha(out + i, below + i, above + i, n - i, alpha);
}

static void coverage16(u64 *out, const u64 *below, const u64 *above, u32 n, u32 alpha)
{
	u32 i;

	for (i = 0; i + STEP16 <= n; i += STEP16) {
		vu64 s = LOAD(vu64, above + i);
		vu32 a = divide65535(both32(s >> 48) * alpha);

		STORE(out + i, blend16_pixels(s, LOAD(vu64, below + i), a, U16_MAX - a));
	}
	vprime_plain_coverage16(out + i, below + i, above + i, n - i, alpha);
}

static void mix16(u64 *out, const u64 *below, const u64 *above, u32 n, u32 alpha)
{
	const vu32 a = alpha - (vu32){ 0 };
	u32 i;

	for (i = 0; i + STEP16 <= n; i += STEP16)
		STORE(out + i, blend16_pixels(LOAD(vu64, above + i), LOAD(vu64, below + i), a,
					      U16_MAX - a));
	vprime_plain_mix16(out + i, below + i, above + i, n - i, alpha);
}

/* Colour */

/* Two signed 16-bit factors for madd(). */
static __always_inline vu32 factors(s32 low, s32 high)
{
	return ((low & U16_MAX) | (u32)high << 16) - (vu32){ 0 };
}

static void matrix8(u32 *row, u32 n, const struct vprime_matrix *m)
{
	vu32 blue_red[3], green[3], offset[3], sum[3];
	u32 i, c;

	for (c = 0; c < 3; c++) {
		blue_red[c] = factors(m->c8[c][2], m->c8[c][0]);
		/* beside green stands alpha, of no influence */
		green[c] = factors(m->c8[c][1], 0);
		offset[c] = (u32)(m->offset8[c] + (1 << 12)) - (vu32){ 0 };
	}

	for (i = 0; i + STEP8 <= n; i += STEP8) {
		vu32 p = LOAD(vu32, row + i);
		vu32 even = p & EVEN8, odd = p >> 8 & EVEN8;

		for (c = 0; c < 3; c++) {
			sum[c] = madd(even, blue_red[c]) + madd(odd, green[c]) + offset[c];
			sum[c] = limit((vu32)((vs32)sum[c] >> 13), 255);
		}
		STORE(row + i, (p & VPRIME_OPAQUE8) | sum[0] << 16 | sum[1] << 8 | sum[2]);
	}
	vprime_plain_matrix8(row + i, n - i, m);
}

/*
 * Coefficients of 26 fractional bits do not fit the factors of a multiplication:
 * their upper 13 and lower 13 bits are two factors. Nor do unsigned 16-bit
 * colours, so they go as differences from 32768, which the offset makes good.
 * The result is exact all the same: a division by 2^26 is two by 2^13, and the
 * sum of the lower products goes into the second one rounded down.
 */
struct split_output {
	vu32 blue_green_high, red_high, offset_high;
	vu32 blue_green_low, red_low, offset_low;
};

static __always_inline struct split_output split_output(const struct vprime_matrix *m, u32 out)
{
	const s64 *c = m->c[out];
	s64 offset = m->offset[out] + (1 << 25) + 32768 * (c[0] + c[1] + c[2]);

	return (struct split_output) {
		.blue_green_high = factors(c[2] >> 13, c[1] >> 13),
		.red_high = factors(c[0] >> 13, 0),
		.offset_high = (u32)(offset >> 13) - (vu32){ 0 },
		.blue_green_low = factors(c[2] & 8191, c[1] & 8191),
		.red_low = factors(c[0] & 8191, 0),
		.offset_low = (u32)(offset & 8191) - (vu32){ 0 },
	};
}

static __always_inline vu32 split_sum(const struct split_output *o, vu32 blue_green, vu32 red)
{
	vu32 low = madd(blue_green, o->blue_green_low) + madd(red, o->red_low) + o->offset_low;
	vu32 high = madd(blue_green, o->blue_green_high) + madd(red, o->red_high) +
		    o->offset_high;

	return limit((vu32)((vs32)(high + (vu32)((vs32)low >> 13)) >> 13), U16_MAX);
}

static void matrix16(u64 *row, u32 n, const struct vprime_matrix *m)
{
	struct split_output output[3];
	u32 i = 0, c;

	if (m->narrow) {
		for (c = 0; c < 3; c++)
			output[c] = split_output(m, c);

		for (; i + STEP8 <= n; i += STEP8) {
			vu32 blue_green = load_blue_green(row + i) ^ 0x80008000;
			vu32 red_alpha = load_red_alpha(row + i);
			vu32 red = red_alpha ^ 0x8000;

			store_deep(row + i,
				   split_sum(&output[2], blue_green, red) |
				   split_sum(&output[1], blue_green, red) << 16,
				   split_sum(&output[0], blue_green, red) |
				   (red_alpha & 0xffff0000));
		}
	}
	vprime_plain_matrix16(row + i, n - i, m);
}

/* Scaling */

/* The lower four bytes of 64-bit lanes in the 16-bit lanes of each. */
static __always_inline vu64 spread(vu64 x)
{
#if defined(__SSSE3__) && VECTOR_BYTES == 16
	return (vu64)__builtin_shufflevector((vu8)x, (vu8){ 0 }, 0, 16, 1, 16, 2, 16, 3, 16,
					     8, 16, 9, 16, 10, 16, 11, 16);
#elif defined(__AVX2__) && VECTOR_BYTES == 32
	return (vu64)__builtin_shufflevector((vu8)x, (vu8){ 0 }, 0, 32, 1, 32, 2, 32, 3, 32,
					     8, 32, 9, 32, 10, 32, 11, 32,
					     16, 48, 17, 48, 18, 48, 19, 48,
					     24, 48, 25, 48, 26, 48, 27, 48);
#elif defined(__AVX512BW__) && VECTOR_BYTES == 64
	return (vu64)__builtin_shufflevector((vu8)x, (vu8){ 0 }, 0, 64, 1, 64, 2, 64, 3, 64, 8,
					     64, 9, 64, 10, 64, 11, 64, 16, 80, 17, 80, 18, 80,
					     19, 80, 24, 80, 25, 80, 26, 80, 27, 80, 32, 96, 33,
					     96, 34, 96, 35, 96, 40, 96, 41, 96, 42, 96, 43, 96,
					     48, 112, 49, 112, 50, 112, 51, 112, 56, 112, 57, 112,
					     58, 112, 59, 112);
#else
	x &= 0xffffffff;
	x = (x | x << 16) & EVEN16;
	return (x | x << 8) & 0x00ff00ff00ff00ffull;
#endif
}

/* As many 64-bit numbers as a vector has, by AT(), which says where each is. */
#if VECTOR_BYTES == 16
#define GATHER(AT) ((vu64){ AT(0), AT(1) })
#elif VECTOR_BYTES == 32
#define GATHER(AT) ((vu64){ AT(0), AT(1), AT(2), AT(3) })
#else
#define GATHER(AT) ((vu64){ AT(0), AT(1), AT(2), AT(3), AT(4), AT(5), AT(6), AT(7) })
#endif

/* Two pixels from each position on. */
static __always_inline vu64 gather8(const u32 *row, const u32 *positions)
{
#define PAIR(i) vprime_load64(row + (positions[i] >> 16))
	return GATHER(PAIR);
#undef PAIR
}

/* The pixel at each position. */
static __always_inline vu64 gather16(const u64 *row, const u32 *positions)
{
#define PIXEL(i) row[positions[i] >> 16]
	return GATHER(PIXEL);
#undef PIXEL
}

static void scale_x8(u64 *out, const u32 *row, const u32 *positions, u32 n)
{
	u32 i;

	for (i = 0; i + STEP16 <= n; i += STEP16) {
		vu64 weight = __builtin_convertvector(LOAD(half_u32, positions + i), vu64);
		vu64 pair = gather8(row, positions + i);
		vs16 left = (vs16)spread(pair), right = (vs16)spread(pair >> 32);

		/* twice the weight, in all four channels */
		weight = (weight & 0xfffc) >> 1;
		weight |= weight << 16;
		weight |= weight << 32;
		STORE(out + i, (left << 7) + mul_round15((right - left) << 7, (vs16)weight));
	}
	vprime_plain_scale_x8(out + i, row, positions + i, n - i);
}

static void scale_y8(u32 *out, const u64 *a, const u64 *b, u32 n, u32 weight)
{
	const vs16 twice = (s16)((weight & 0xfffc) >> 1) - (vs16){ 0 };
	u32 i;

	for (i = 0; i + STEP16 <= n; i += STEP16) {
		vs16 top = LOAD(vs16, a + i), bottom = LOAD(vs16, b + i);
		vs16 p = (top + mul_round15(bottom - top, twice) + 64) >> 7;

		STORE(out + i, __builtin_convertvector((vu16)p, half_u8));
	}
	vprime_plain_scale_y8(out + i, a + i, b + i, n - i, weight);
}

/* [(a * (65536 - weight) + b * weight) / 65536] */
static __always_inline vu64 mix_deep(vu32 a, vu32 b, vu32 weight)
{
	vu32 rest = 65536 - weight;
	vu32 even = (a & 0xffff) * rest + (b & 0xffff) * weight;
	vu32 odd = (a >> 16) * rest + (b >> 16) * weight;

	return lanes16((even + 0x8000) >> 16, (odd + 0x8000) >> 16);
}

static void scale_x16(u64 *out, const u64 *row, const u32 *positions, u32 n)
{
	u32 i;

	for (i = 0; i + STEP16 <= n; i += STEP16) {
		vu64 weight = __builtin_convertvector(LOAD(half_u32, positions + i), vu64) & 0xffff;
		vu64 left = gather16(row, positions + i), right = gather16(row + 1, positions + i);

		STORE(out + i, mix_deep((vu32)left, (vu32)right, both32(weight)));
	}
	vprime_plain_scale_x16(out + i, row, positions + i, n - i);
}

static void scale_y16(u64 *out, const u64 *a, const u64 *b, u32 n, u32 weight)
{
	u32 i;

	for (i = 0; i + STEP16 <= n; i += STEP16)
		STORE(out + i, mix_deep(LOAD(vu32, a + i), LOAD(vu32, b + i),
					weight - (vu32){ 0 }));
	vprime_plain_scale_y16(out + i, a + i, b + i, n - i, weight);
}

/* Hash */

static __always_inline u64 sum_of(vu64 v)
{
	u64 sum = 0;
	u32 i;

	for (i = 0; i < VECTOR_BYTES / 8; i++)
		sum += v[i];
	return sum;
}

static __always_inline vu64 hash_vector(const void *src, const u32 *keys, u32 opaque)
{
	vu64 p = (vu64)((LOAD(vu32, src) | opaque) + LOAD(vu32, keys));

	return mul32(p, p >> 32);
}

/* The sum of one chunk or a part of it, whole vectors only. */
static __always_inline u64 hash_chunk(const void *src, const u32 *keys, u32 n, u32 opaque)
{
	vu64 sum = { 0 };
	u32 i = 0, end;

	for (; i + LINE8 <= n; i = end) {
		vprime_fetch_one(src + i * 4);
		for (end = i + LINE8; i < end; i += STEP8)
			sum += hash_vector(src + i * 4, keys + i, opaque);
	}
	for (; i + STEP8 <= n; i += STEP8)
		sum += hash_vector(src + i * 4, keys + i, opaque);
	return sum_of(sum);
}

static u64 hash(const void *src, u32 first, u32 n, u32 opaque)
{
	u64 total = 0;

	while (n >= STEP8) {
		u32 at = first % VPRIME_HASH_CHUNK;
		u32 words = VPRIME_HASH_CHUNK - at;

		if (words > n)
			words = n;
		words -= words % STEP8;
		/* a part that begins in the middle of a vector ends in the middle of one */
		if (!words)
			break;
		total += hash_chunk(src, vprime_hash_keys + at, words, opaque) *
			 vprime_hash_factor(first / VPRIME_HASH_CHUNK);
		src += words * 4;
		first += words;
		n -= words;
	}
	return total + vprime_plain_hash(src, first, n, opaque);
}

const struct vprime_kernels VECTOR_KERNELS = {
	.name = VECTOR_NAME,
	.vector = true,
	.fill8 = fill8,
	.fill16 = fill16,
	.read8888 = {
		[VPRIME_ORDER_ARGB] = read_argb8888,
		[VPRIME_ORDER_ABGR] = read_abgr8888,
		[VPRIME_ORDER_RGBA] = read_rgba8888,
		[VPRIME_ORDER_BGRA] = read_bgra8888,
	},
	.write8888 = {
		[VPRIME_ORDER_ARGB] = write_argb8888,
		[VPRIME_ORDER_ABGR] = write_abgr8888,
		[VPRIME_ORDER_RGBA] = write_rgba8888,
		[VPRIME_ORDER_BGRA] = write_bgra8888,
	},
	.copy8888 = copy8888,
	.reverse8 = reverse8,
	.columns8 = columns8,
	.read_rgb888 = vprime_plain_read_rgb888,
	.read_bgr888 = vprime_plain_read_bgr888,
	.write_rgb888 = vprime_plain_write_rgb888,
	.write_bgr888 = vprime_plain_write_bgr888,
	.read_packed16 = read_packed16,
	.write_packed16 = write_packed16,
	.read_packed10 = read_packed10,
	.write_packed10 = write_packed10,
	.read_argb16 = read_argb16,
	.read_abgr16 = read_abgr16,
	.write_abgr16 = write_abgr16,
	.read_half = read_half,
	.join8_semiplanar = join8_semiplanar,
	.join8_planar = join8_planar,
	.join16_semiplanar = join16_semiplanar,
	.join16_planar = vprime_plain_join16_planar,
	.widen = widen,
	.narrow = narrow,
	.quantize = quantize,
	.over8 = over8,
	.over8_alpha = over8_alpha,
	.coverage8 = coverage8,
	.mix8 = mix8,
	.over16 = over16,
	.over16_alpha = over16_alpha,
	.coverage16 = coverage16,
	.mix16 = mix16,
	.matrix8 = matrix8,
	.matrix16 = matrix16,
	.lut8 = vprime_plain_lut8,
	.lut16 = vprime_plain_lut16,
	.scale_x8 = scale_x8,
	.scale_y8 = scale_y8,
	.scale_x16 = scale_x16,
	.scale_y16 = scale_y16,
	.hash = hash,
};
