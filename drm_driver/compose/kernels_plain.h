/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The row kernels in plain C, one by one: the vector builds leave them the ends
 * of rows and whatever does not gain from vectors. See struct vprime_kernels.
 */
#ifndef VPRIME_COMPOSE_KERNELS_PLAIN_H
#define VPRIME_COMPOSE_KERNELS_PLAIN_H

#include "kernels.h"

/**
 * struct vprime_widening - how a channel of fewer than 8 bits becomes one of 8
 * @shift: its lowest bit
 * @mask: of its size
 * @mul: multiplied by this,
 * @add: plus this, and divided by 64, it is rounded to the nearest
 */
struct vprime_widening {
	u32 shift, mask, mul, add;
};

static inline struct vprime_widening vprime_widening(const struct vprime_packed16 *layout,
						     u32 channel)
{
	static const u16 mul[] = { 0, 255 * 64, 85 * 64, 0, 17 * 64, 527, 259 };
	static const u16 add[] = { 255 * 64, 0, 0, 0, 0, 23, 33 };
	u32 bits = layout->bits[channel];

	return (struct vprime_widening) {
		.shift = layout->shift[channel],
		.mask = (1u << bits) - 1,
		.mul = mul[bits],
		.add = add[bits],
	};
}

/*
 * Processors fetch memory ahead on their own, but not far enough, least of all
 * along two rows at a time, and never into the next page. These ask for the
 * lines that will be wanted 4 KiB, or 2 KiB, after the given ones: into the
 * second cache, or the first. All distances are measured.
 */
static inline void vprime_fetch_one(const void *src)
{
	__builtin_prefetch(src + 4096, 0, 2);
}

static inline void vprime_fetch_two(const void *below, const void *above)
{
	__builtin_prefetch(below + 2048);
	__builtin_prefetch(above + 2048);
}

void vprime_plain_fill8(u32 *row, u32 pixel, u32 n);
void vprime_plain_fill16(u64 *row, u64 pixel, u32 n);
void vprime_plain_read_argb8888(u32 *row, const void *src, u32 n, u32 opaque);
void vprime_plain_read_abgr8888(u32 *row, const void *src, u32 n, u32 opaque);
void vprime_plain_read_rgba8888(u32 *row, const void *src, u32 n, u32 opaque);
void vprime_plain_read_bgra8888(u32 *row, const void *src, u32 n, u32 opaque);
void vprime_plain_write_argb8888(void *dst, const u32 *row, u32 n);
void vprime_plain_write_abgr8888(void *dst, const u32 *row, u32 n);
void vprime_plain_write_rgba8888(void *dst, const u32 *row, u32 n);
void vprime_plain_write_bgra8888(void *dst, const u32 *row, u32 n);
void vprime_plain_copy8888(void *dst, const void *src, u32 n, u32 opaque);
void vprime_plain_reverse8(u32 *row, const void *src, u32 n, u32 opaque);
void vprime_plain_columns8(u32 *dst, ptrdiff_t stride, const void *src, ptrdiff_t step, u32 lines,
			   u32 n, u32 opaque);
void vprime_plain_read_rgb888(u32 *row, const void *src, u32 n);
void vprime_plain_read_bgr888(u32 *row, const void *src, u32 n);
void vprime_plain_write_rgb888(void *dst, const u32 *row, u32 n);
void vprime_plain_write_bgr888(void *dst, const u32 *row, u32 n);
void vprime_plain_read_packed16(u32 *row, const void *src, u32 n,
				const struct vprime_packed16 *layout);
void vprime_plain_write_packed16(void *dst, const u32 *row, u32 n,
				 const struct vprime_packed16 *layout);
void vprime_plain_read_packed10(u64 *row, const void *src, u32 n,
				const struct vprime_packed10 *layout);
void vprime_plain_write_packed10(void *dst, const u64 *row, u32 n,
				 const struct vprime_packed10 *layout);
void vprime_plain_read_argb16(u64 *row, const void *src, u32 n, u64 opaque);
void vprime_plain_read_abgr16(u64 *row, const void *src, u32 n, u64 opaque);
void vprime_plain_write_abgr16(void *dst, const u64 *row, u32 n);
void vprime_plain_read_half(u64 *row, const void *src, u32 n, u64 opaque);
void vprime_plain_join8_semiplanar(u32 *row, const void *y, const void *uv, u32 n, u32 hsub);
void vprime_plain_join8_planar(u32 *row, const void *y, const void *u, const void *v, u32 n,
			       u32 hsub);
void vprime_plain_join16_semiplanar(u64 *row, const void *y, const void *uv, u32 n, u32 hsub,
				    u64 mask);
void vprime_plain_join16_planar(u64 *row, const void *y, const void *u, const void *v, u32 n,
				u32 hsub, u64 mask);
void vprime_plain_widen(u64 *dst, const u32 *src, u32 n);
void vprime_plain_narrow(u32 *dst, const u64 *src, u32 n);
void vprime_plain_quantize(u64 *dst, const u64 *src, u32 n, u32 max);
void vprime_plain_over8(void *out, const void *below, const void *above, u32 n);
void vprime_plain_over8_alpha(void *out, const void *below, const void *above, u32 n, u32 alpha);
void vprime_plain_coverage8(void *out, const void *below, const void *above, u32 n, u32 alpha);
void vprime_plain_mix8(void *out, const void *below, const void *above, u32 n, u32 alpha);
void vprime_plain_over16(u64 *out, const u64 *below, const u64 *above, u32 n);
void vprime_plain_over16_alpha(u64 *out, const u64 *below, const u64 *above, u32 n, u32 alpha);
void vprime_plain_coverage16(u64 *out, const u64 *below, const u64 *above, u32 n, u32 alpha);
void vprime_plain_mix16(u64 *out, const u64 *below, const u64 *above, u32 n, u32 alpha);
void vprime_plain_matrix8(u32 *row, u32 n, const struct vprime_matrix *m);
void vprime_plain_matrix16(u64 *row, u32 n, const struct vprime_matrix *m);
void vprime_plain_lut8(u32 *row, u32 n, const struct vprime_lut8 *lut);
void vprime_plain_lut16(u64 *row, u32 n, const struct vprime_lut16 *lut);
void vprime_plain_scale_x8(u64 *out, const u32 *row, const u32 *positions, u32 n);
void vprime_plain_scale_y8(u32 *out, const u64 *a, const u64 *b, u32 n, u32 weight);
void vprime_plain_scale_x16(u64 *out, const u64 *row, const u32 *positions, u32 n);
void vprime_plain_scale_y16(u64 *out, const u64 *a, const u64 *b, u32 n, u32 weight);
u64 vprime_plain_hash(const void *src, u32 first, u32 n, u32 opaque);

extern const struct vprime_kernels vprime_kernels_plain;
extern const struct vprime_kernels vprime_kernels_sse2;
extern const struct vprime_kernels vprime_kernels_sse41;
extern const struct vprime_kernels vprime_kernels_avx2;
extern const struct vprime_kernels vprime_kernels_avx512;
extern const struct vprime_kernels vprime_kernels_neon;

#endif
