/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Row kernels: the loops over pixels that take the composer's time.
 *
 * There are several builds of them, plain C and vectors of different widths.
 * All give the same result, bit by bit, which is the arithmetic described here.
 *
 * A row of 8-bit pixels is ARGB8888 in u32, a deep row is ARGB16161616 in u64:
 * blue in the lowest bits, alpha in the highest. "Opaque" means that alpha has
 * its largest value. Arguments of type void * are pixels in memory, of any
 * alignment; @n is always the number of pixels. Except where another order is
 * described, an output may be the same row as an input, but may not overlap it
 * otherwise.
 *
 * [x] is x rounded to the nearest whole number, exactly half way up.
 */
#ifndef VPRIME_COMPOSE_KERNELS_H
#define VPRIME_COMPOSE_KERNELS_H

#include "shim.h"

/* Words that share a factor in the hash of a row; see hash(). */
#define VPRIME_HASH_CHUNK 1024

/*
 * enum vprime_order - where the channels of a 32-bit pixel are, high bits first
 */
enum vprime_order {
	VPRIME_ORDER_ARGB,
	VPRIME_ORDER_ABGR,
	VPRIME_ORDER_RGBA,
	VPRIME_ORDER_BGRA,
	VPRIME_ORDERS,
};

/**
 * struct vprime_packed16 - where the channels of a 16-bit pixel are
 * @shift: lowest bit of each channel: blue, green, red, alpha
 * @bits: their sizes: 1, 2, 4, 5 or 6, or 0 for an alpha that is not there
 */
struct vprime_packed16 {
	u8 shift[4];
	u8 bits[4];
};

/**
 * struct vprime_packed10 - where the channels of a 2101010 pixel are
 * @shift: lowest bit of each channel: blue, green, red, each of 10 bits
 * @alpha_shift: lowest bit of the 2 bits of alpha
 * @has_alpha: alpha is read, otherwise the pixels are opaque; written always
 */
struct vprime_packed10 {
	u8 shift[3];
	u8 alpha_shift;
	bool has_alpha;
};

/**
 * struct vprime_matrix - an affine map of colours
 * @c: coefficients in 1/2^26, output by input, both as red, green, blue
 * @offset: what is added to each output, in 1/2^26 of a 16-bit step
 * @narrow: set by vprime_matrix_prepare(): no coefficient is beyond 4 and no
 *	result beyond 4 times full scale, either way; if not, matrix8() cannot be used
 * @c8: set by vprime_matrix_prepare(): @c in 1/2^13
 * @offset8: set by vprime_matrix_prepare(): @offset in 1/2^13 of an 8-bit step
 */
struct vprime_matrix {
	s64 c[3][3];
	s64 offset[3];
	bool narrow;
	s16 c8[3][3];
	s32 offset8[3];
};

/**
 * struct vprime_lut8 - a value for each 8-bit one
 * @entries: of red, green and blue
 */
struct vprime_lut8 {
	u8 entries[3][256];
};

/**
 * struct vprime_lut16 - a value for each 16-bit one
 * @entries: of red, green and blue
 */
struct vprime_lut16 {
	u16 entries[3][65536];
};

/**
 * struct vprime_kernels - one build of all kernels
 * @name: for people and for vprime_kernels_named()
 * @vector: it uses vector registers: call it between vprime_kernels_begin()
 *	and vprime_kernels_end()
 */
struct vprime_kernels {
	const char *name;
	bool vector;

	/* @n times @pixel. */
	void (*fill8)(u32 *row, u32 pixel, u32 n);
	void (*fill16)(u64 *row, u64 pixel, u32 n);

	/*
	 * 32-bit pixels from and to memory, by enum vprime_order. @opaque is
	 * 0xff000000 to ignore the alpha that was read and 0 to keep it. What is
	 * written may bypass the caches: whoever tells others that it is there
	 * calls vprime_write_barrier() before.
	 */
	void (*read8888[VPRIME_ORDERS])(u32 *row, const void *src, u32 n, u32 opaque);
	void (*write8888[VPRIME_ORDERS])(void *dst, const u32 *row, u32 n);

	/* From memory to memory, the latter aligned to pixels, as they are but for @opaque. */
	void (*copy8888)(void *dst, const void *src, u32 n, u32 opaque);

	/* The same from the last pixel at @src to the first. Not in place. */
	void (*reverse8)(u32 *row, const void *src, u32 n, u32 opaque);

	/*
	 * @lines (at most 8) columns of memory as rows: pixel x of row l is at
	 * @src + x * @step + l * 4, and goes to @dst[l * @stride + x].
	 */
	void (*columns8)(u32 *dst, ptrdiff_t stride, const void *src, ptrdiff_t step,
			 u32 lines, u32 n, u32 opaque);

	/* Opaque pixels of 24 bits, blue in the first byte of RGB888. */
	void (*read_rgb888)(u32 *row, const void *src, u32 n);
	void (*read_bgr888)(u32 *row, const void *src, u32 n);
	void (*write_rgb888)(void *dst, const u32 *row, u32 n);
	void (*write_bgr888)(void *dst, const u32 *row, u32 n);

	/* 16-bit pixels: [x * 255 / max] where max is a channel's largest value, and back. */
	void (*read_packed16)(u32 *row, const void *src, u32 n,
			      const struct vprime_packed16 *layout);
	void (*write_packed16)(void *dst, const u32 *row, u32 n,
			       const struct vprime_packed16 *layout);

	/* 2101010 pixels: [x * 65535 / 1023], of alpha [x * 65535 / 3], and back. */
	void (*read_packed10)(u64 *row, const void *src, u32 n,
			      const struct vprime_packed10 *layout);
	void (*write_packed10)(void *dst, const u64 *row, u32 n,
			       const struct vprime_packed10 *layout);

	/* 16161616 pixels; @opaque is 0xffff << 48 or 0. The second has red and blue swapped. */
	void (*read_argb16)(u64 *row, const void *src, u32 n, u64 opaque);
	void (*read_abgr16)(u64 *row, const void *src, u32 n, u64 opaque);
	void (*write_abgr16)(void *dst, const u64 *row, u32 n);

	/*
	 * 16161616F pixels, half-precision numbers from 0 to 1: [x * 65535]; what is
	 * outside is limited, and what is no number is 0. @opaque as above.
	 */
	void (*read_half)(u64 *row, const void *src, u32 n, u64 opaque);

	/*
	 * Planes of luma and chroma as rows for matrix8(): opaque pixels with V
	 * as red, Y as green and U as blue. @hsub is 1 or 2 pixels that share a
	 * sample of chroma. The deep ones take samples of 16 bits, and @mask is
	 * and-ed to the pixels.
	 */
	void (*join8_semiplanar)(u32 *row, const void *y, const void *uv, u32 n, u32 hsub);
	void (*join8_planar)(u32 *row, const void *y, const void *u, const void *v, u32 n,
			     u32 hsub);
	void (*join16_semiplanar)(u64 *row, const void *y, const void *uv, u32 n, u32 hsub,
				  u64 mask);
	void (*join16_planar)(u64 *row, const void *y, const void *u, const void *v, u32 n,
			      u32 hsub, u64 mask);

	/* To 16 bits a channel: x * 257. And to 8: [x / 257]. Not in place. */
	void (*widen)(u64 *dst, const u32 *src, u32 n);
	void (*narrow)(u32 *dst, const u64 *src, u32 n);

	/* To channels from 0 to @max, alpha included: [x * max / 65535]. */
	void (*quantize)(u64 *dst, const u64 *src, u32 n, u32 max);

	/*
	 * Blending, 8 bits. s is a channel of @above and a its alpha, d a channel
	 * of @below, which is opaque whatever alpha it has in memory, A the
	 * constant @alpha / 65535; values go from 0 to 255, a and A from 0 to 1.
	 *
	 * over8:       [s + d (1 - a)]                premultiplied
	 * over8_alpha: [s A + d (1 - a A)]            the same times a constant
	 * coverage8:   [s a A + d (1 - a A)]          not premultiplied
	 * mix8:        [s A + d (1 - A)]              alpha of the pixel ignored
	 *
	 * Each is rounded once and limited to 255 (which matters only where a
	 * premultiplied colour is above its alpha). The result is opaque.
	 */
	void (*over8)(void *out, const void *below, const void *above, u32 n);
	void (*over8_alpha)(void *out, const void *below, const void *above, u32 n, u32 alpha);
	void (*coverage8)(void *out, const void *below, const void *above, u32 n, u32 alpha);
	void (*mix8)(void *out, const void *below, const void *above, u32 n, u32 alpha);

	/*
	 * The same in 16 bits, except that @below is opaque already and that the
	 * product a A is a whole number of 1/65535 itself, [a A].
	 */
	void (*over16)(u64 *out, const u64 *below, const u64 *above, u32 n);
	void (*over16_alpha)(u64 *out, const u64 *below, const u64 *above, u32 n, u32 alpha);
	void (*coverage16)(u64 *out, const u64 *below, const u64 *above, u32 n, u32 alpha);
	void (*mix16)(u64 *out, const u64 *below, const u64 *above, u32 n, u32 alpha);

	/*
	 * Each colour times a prepared matrix, rounded and limited to what the row
	 * can hold; alpha stays. The first computes with @c8 and @offset8, and
	 * needs a narrow matrix.
	 */
	void (*matrix8)(u32 *row, u32 n, const struct vprime_matrix *m);
	void (*matrix16)(u64 *row, u32 n, const struct vprime_matrix *m);

	/* Each colour looked up; alpha stays. */
	void (*lut8)(u32 *row, u32 n, const struct vprime_lut8 *lut);
	void (*lut16)(u64 *row, u32 n, const struct vprime_lut16 *lut);

	/*
	 * Bilinear scaling. Horizontally, output pixel i lies at @positions[i] in
	 * @row, in 1/65536 pixels: between the pixels x and x + 1 at its whole
	 * part, both of which are read. Then, vertically, @weight / 65536 of the
	 * way from row @a to row @b.
	 *
	 * From 8 bits, weights are rounded down to w / 16384. scale_x8 leaves 128
	 * times the colour, [128 x0 + (x1 - x0) w / 128], in each of the 16-bit
	 * channels for scale_y8, which gives [[a + (b - a) w / 16384] / 128].
	 * From 16 bits both are [(x0 (65536 - w) + x1 w) / 65536].
	 */
	void (*scale_x8)(u64 *out, const u32 *row, const u32 *positions, u32 n);
	void (*scale_y8)(u32 *out, const u64 *a, const u64 *b, u32 n, u32 weight);
	void (*scale_x16)(u64 *out, const u64 *row, const u32 *positions, u32 n);
	void (*scale_y16)(u64 *out, const u64 *a, const u64 *b, u32 n, u32 weight);

	/*
	 * The part of a row's hash that comes from the 32-bit words @first to
	 * @first + @n - 1 of the row, which are at @src and have @opaque or-ed to
	 * them. @first is even; so is @n unless these are the last of the row. The
	 * parts of a row add up, modulo 2^64, to what vprime_hash_row() wants.
	 *
	 * This is NH (Black and others, "UMAC: Fast and secure message
	 * authentication", 1999) in chunks: for each pair of words p, q at 2i and
	 * 2i + 1 (q is 0 where the row ends before it), with i in chunk c of
	 * VPRIME_HASH_CHUNK words, the sum of
	 *
	 *     ((p + K[2i]) mod 2^32) * ((q + K[2i + 1]) mod 2^32) * M(c)
	 *
	 * where K[j] is vprime_hash_keys[j mod VPRIME_HASH_CHUNK] and M(c) is
	 * vprime_hash_factor(c). No key is such that a factor could be 0 for an
	 * opaque 8-bit pixel: a change of one such pixel always changes the hash.
	 */
	u64 (*hash)(const void *src, u32 first, u32 n, u32 opaque);
};

/* Keys of the hash: uniform random numbers, except that bit 25 is set. */
extern const u32 vprime_hash_keys[VPRIME_HASH_CHUNK];

/* A permutation of all 64-bit numbers that leaves no pattern (splitmix64's). */
static inline u64 vprime_hash_mix(u64 x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ull;
	x = (x ^ x >> 27) * 0x94d049bb133111ebull;
	return x ^ x >> 31;
}

/* The odd number that the sum of chunk @c of a row is multiplied by. */
static inline u64 vprime_hash_factor(u32 c)
{
	return vprime_hash_mix(c) | 1;
}

/**
 * vprime_hash_row - finish the hash of a row
 * @sum: sum of all that hash() gave for its words
 * @y: number of the row
 *
 * Return: the hash, which depends on @y as much as on the pixels, so that the
 * hashes of several rows can be added up.
 */
static inline u64 vprime_hash_row(u64 sum, u32 y)
{
	return vprime_hash_mix(sum + vprime_hash_mix(y + 1));
}

/**
 * vprime_matrix_prepare - fill in what follows from the coefficients
 * @m: matrix with @c and @offset set
 *
 * Coefficients beyond 2^18 are limited to that.
 */
void vprime_matrix_prepare(struct vprime_matrix *m);

/**
 * vprime_kernels_begin - before calling vector kernels
 * @k: the build that will be called
 *
 * In the module, the CPU cannot be taken away until vprime_kernels_end(): the
 * work between them should take no more than 100 microseconds, and may not sleep.
 *
 * Context: process context, not between a call and vprime_kernels_end().
 */
static inline void vprime_kernels_begin(const struct vprime_kernels *k)
{
	if (k->vector)
		vprime_vectors_begin();
}

/**
 * vprime_kernels_end - after calling vector kernels
 * @k: as for vprime_kernels_begin()
 */
static inline void vprime_kernels_end(const struct vprime_kernels *k)
{
	if (k->vector)
		vprime_vectors_end();
}

/**
 * vprime_kernels_best - the build that is the fastest on this machine, if it is not emulated
 *
 * Return: the same at every call.
 */
const struct vprime_kernels *vprime_kernels_best(void);

/**
 * vprime_kernels_get - enumerate the builds that work on this machine
 * @i: which, from 0, the plain one, to faster ones
 *
 * Return: the build, or NULL where there are no more.
 */
const struct vprime_kernels *vprime_kernels_get(u32 i);

/* Most builds that work on any machine. */
#define VPRIME_KERNELS_MAX 5

/**
 * vprime_kernels_choose - which build to use, by what was measured
 * @times: how long each takes for the same, by its number for vprime_kernels_get()
 *
 * Return: of those that take about as long as the fastest, the widest, so that it
 * does not depend on what else went on meanwhile which of two alike it is.
 */
const struct vprime_kernels *vprime_kernels_choose(const u64 *times);

/**
 * vprime_kernels_named - find one of them
 * @name: its name; "plain" is everywhere
 *
 * Return: the build, or NULL if this machine has none of that name.
 */
const struct vprime_kernels *vprime_kernels_named(const char *name);

#endif
