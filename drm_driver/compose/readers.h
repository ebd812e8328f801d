/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the table of formats reads and writes pixels with; see struct vprime_format. */
#ifndef VPRIME_COMPOSE_READERS_H
#define VPRIME_COMPOSE_READERS_H

#include "compose.h"
#include "kernels.h"

/* read_rgb.c: from RGB formats */
void vprime_read_8888(u32 *row, const struct vprime_run *src, u32 n);
void vprime_read_rgb888(u32 *row, const struct vprime_run *src, u32 n);
void vprime_read_bgr888(u32 *row, const struct vprime_run *src, u32 n);
void vprime_read_packed16(u32 *row, const struct vprime_run *src, u32 n);
void vprime_read_packed16_deep(u64 *row, const struct vprime_run *src, u32 n);
void vprime_read_grey(u32 *row, const struct vprime_run *src, u32 n);
void vprime_read_packed10(u64 *row, const struct vprime_run *src, u32 n);
void vprime_read_argb16(u64 *row, const struct vprime_run *src, u32 n);
void vprime_read_abgr16(u64 *row, const struct vprime_run *src, u32 n);
void vprime_read_argb16f(u64 *row, const struct vprime_run *src, u32 n);
void vprime_read_abgr16f(u64 *row, const struct vprime_run *src, u32 n);

/* read_yuv.c: from YUV formats, to the lanes "VYU" where the format is not packed 4:4:4 */
void vprime_read_semiplanar8(u32 *row, const struct vprime_run *src, u32 n);
void vprime_read_planar8(u32 *row, const struct vprime_run *src, u32 n);
void vprime_read_yuyv8(u32 *row, const struct vprime_run *src, u32 n);
void vprime_read_uyvy8(u32 *row, const struct vprime_run *src, u32 n);
void vprime_read_semiplanar16(u64 *row, const struct vprime_run *src, u32 n);
void vprime_read_planar16(u64 *row, const struct vprime_run *src, u32 n);
void vprime_read_yuyv16(u64 *row, const struct vprime_run *src, u32 n);
void vprime_read_semiplanar10(u64 *row, const struct vprime_run *src, u32 n);
void vprime_read_avyu10(u64 *row, const struct vprime_run *src, u32 n);
void vprime_read_avyu16(u64 *row, const struct vprime_run *src, u32 n);

/* write.c */
void vprime_write_8888(const struct vprime_run *dst, const u32 *row, u32 n);
void vprime_write_rgb888(const struct vprime_run *dst, const u32 *row, u32 n);
void vprime_write_bgr888(const struct vprime_run *dst, const u32 *row, u32 n);
void vprime_write_packed16(const struct vprime_run *dst, const u32 *row, u32 n);
void vprime_write_packed10(const struct vprime_run *dst, const u64 *row, u32 n);
void vprime_write_argb16(const struct vprime_run *dst, const u64 *row, u32 n);
void vprime_write_abgr16(const struct vprime_run *dst, const u64 *row, u32 n);
void vprime_write_argb16f(const struct vprime_run *dst, const u64 *row, u32 n);
void vprime_write_abgr16f(const struct vprime_run *dst, const u64 *row, u32 n);

/* write_yuv.c */
void vprime_write_semiplanar8(const struct vprime_run *dst, const u32 *row, u32 n);
void vprime_write_planar8(const struct vprime_run *dst, const u32 *row, u32 n);
void vprime_write_yuyv8(const struct vprime_run *dst, const u32 *row, u32 n);
void vprime_write_uyvy8(const struct vprime_run *dst, const u32 *row, u32 n);
void vprime_write_semiplanar16(const struct vprime_run *dst, const u64 *row, u32 n);

/* The bytes of a colour plane's row that hold some pixels. */
struct vprime_bytes {
	size_t first, n;
};

static inline struct vprime_bytes vprime_row_bytes(const struct vprime_format *f, u32 plane,
						   u32 x, u32 n)
{
	/* from the first block on; the last sample whole, the last block as far as needed */
	size_t first = (size_t)(x / f->block_width[plane]) * f->block_bytes[plane];
	size_t end = (size_t)(x + n + f->hsub[plane] - 1) / f->hsub[plane] * f->hsub[plane];

	end = (end * f->block_bytes[plane] + f->block_width[plane] - 1) / f->block_width[plane];
	return (struct vprime_bytes) { first, end - first };
}

#endif
