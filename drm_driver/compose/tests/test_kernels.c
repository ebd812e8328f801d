// SPDX-License-Identifier: MIT
/* The row kernels: the plain ones against their description, all others against the plain ones. */

#include <math.h>

#include "kernels.h"
#include "random.h"
#include "suite.h"

/* Longest row tested, and room behind it for the widest pixels. */
#define MAX 1500

/* What kernels read: rows of 8 bits and of 16, and bytes for pixels in memory. */
struct input {
	u32 a8[MAX + 1], b8[MAX + 1];
	u64 a16[MAX + 1], b16[MAX + 1];
	u32 positions[MAX];
	u8 a[MAX * 8 + 64], b[MAX * 8 + 64], c[MAX * 8 + 64];
	struct vprime_matrix matrix;
	struct vprime_packed16 packed16;
	struct vprime_packed10 packed10;
	u32 alpha, weight, first;
	u64 mask;
};

/* Channels that are likely to go wrong, and noise. */
static u64 interesting(struct random *r, bool premultiplied, u32 bits)
{
	const u64 max = (1ull << bits) - 1;
	u64 pixel = 0, value;
	u32 i;

	for (i = 0; i < 4; i++) {
		switch (random_range(r, 0, 7)) {
		case 0:
			value = 0;
			break;
		case 1:
			value = max;
			break;
		case 2:
			value = max / 2 + random_range(r, 0, 1);
			break;
		case 3:
			value = 1;
			break;
		default:
			value = random_bits(r) & max;
		}
		pixel |= value << i * bits;
	}
	if (premultiplied) {
		u64 alpha = pixel >> 3 * bits, limited = alpha << 3 * bits;

		for (i = 0; i < 3; i++) {
			value = pixel >> i * bits & max;
			limited |= (value < alpha ? value : alpha) << i * bits;
		}
		pixel = limited;
	}
	return pixel;
}

static const u8 layouts16[][2][4] = {
	{ { 0, 5, 11, 0 }, { 5, 6, 5, 0 } },
	{ { 11, 5, 0, 0 }, { 5, 6, 5, 0 } },
	{ { 0, 5, 10, 15 }, { 5, 5, 5, 1 } },
	{ { 10, 5, 0, 0 }, { 5, 5, 5, 0 } },
	{ { 1, 6, 11, 0 }, { 5, 5, 5, 1 } },
	{ { 0, 4, 8, 12 }, { 4, 4, 4, 4 } },
	{ { 12, 8, 4, 0 }, { 4, 4, 4, 0 } },
};

static void random_matrix(struct random *r, struct vprime_matrix *m)
{
	/* from tame ones, as for YUV, to those that leave narrow arithmetic */
	u32 bits = random_range(r, 24, random_once_in(r, 4) ? 62 : 28), i, j;

	for (i = 0; i < 3; i++) {
		for (j = 0; j < 3; j++)
			m->c[i][j] = (s64)random_bits(r) >> (63 - bits);
		m->offset[i] = (s64)random_bits(r) >> random_range(r, 19, 40);
		if (random_once_in(r, 4))
			m->offset[i] = 0;
	}
	vprime_matrix_prepare(m);
}

static void random_input(struct random *r, struct input *in)
{
	const u8 (*layout)[4] = layouts16[random_range(r, 0, ARRAY_SIZE(layouts16) - 1)];
	bool premultiplied = !random_once_in(r, 4);
	u32 i;

	for (i = 0; i <= MAX; i++) {
		in->a8[i] = interesting(r, premultiplied, 8);
		in->b8[i] = interesting(r, false, 8);
		in->a16[i] = interesting(r, premultiplied, 16);
		in->b16[i] = interesting(r, false, 16) | 0xffffull << 48;
	}
	for (i = 0; i < MAX; i++)
		in->positions[i] = random_range(r, 0, (MAX - 1) << 16 | 0xffff);
	for (i = 0; i < sizeof(in->a); i++) {
		in->a[i] = random_once_in(r, 4) ? 0xff : random_bits(r);
		in->b[i] = random_once_in(r, 4) ? 0 : random_bits(r);
		in->c[i] = random_bits(r);
	}
	random_matrix(r, &in->matrix);
	memcpy(in->packed16.shift, layout[0], 4);
	memcpy(in->packed16.bits, layout[1], 4);
	in->packed10 = (struct vprime_packed10) {
		.shift = { 0, 10, 20 }, .alpha_shift = 30, .has_alpha = random_once_in(r, 2),
	};
	if (random_once_in(r, 2))
		in->packed10 = (struct vprime_packed10) {
			.shift = { 22, 12, 2 }, .has_alpha = random_once_in(r, 2),
		};
	in->alpha = random_once_in(r, 3) ? 0xffff : random_range(r, 0, 0xffff);
	in->weight = random_once_in(r, 3) ? 0xffff : random_range(r, 0, 0xffff);
	in->first = random_range(r, 0, 4000) * 2;
	in->mask = random_once_in(r, 2) ? ~0ull : 0xffffffc0ffc0ffc0ull;
}

/* Runs one kernel of a build for @n pixels; returns how many bytes it wrote to @out. */
typedef size_t run(const struct vprime_kernels *k, const struct input *in, u8 *out, u32 n);

#define RUN(name, bytes, call)								\
	static size_t run_##name(const struct vprime_kernels *k, const struct input *in,	\
				 u8 *out, u32 n)						\
	{										\
		call;									\
		return (size_t)n * (bytes);						\
	}

/* Inputs in memory begin at odd addresses, rows do not. */
#define A (in->a + 1)
#define B (in->b + 3)
#define C (in->c + 5)
#define ROW8 ((u32 *)out)
#define ROW16 ((u64 *)out)
#define OPAQUE (in->alpha & 1 ? 0xff000000 : 0)
#define HSUB (1 + (in->alpha >> 1 & 1))

RUN(fill8, 4, k->fill8(ROW8, in->a8[0], n))
RUN(fill16, 8, k->fill16(ROW16, in->a16[0], n))
RUN(read_argb, 4, k->read8888[VPRIME_ORDER_ARGB](ROW8, A, n, OPAQUE))
RUN(read_abgr, 4, k->read8888[VPRIME_ORDER_ABGR](ROW8, A, n, OPAQUE))
RUN(read_rgba, 4, k->read8888[VPRIME_ORDER_RGBA](ROW8, A, n, OPAQUE))
RUN(read_bgra, 4, k->read8888[VPRIME_ORDER_BGRA](ROW8, A, n, OPAQUE))
RUN(write_argb, 4, k->write8888[VPRIME_ORDER_ARGB](out, in->a8, n))
RUN(write_abgr, 4, k->write8888[VPRIME_ORDER_ABGR](out, in->a8, n))
RUN(write_rgba, 4, k->write8888[VPRIME_ORDER_RGBA](out, in->a8, n))
RUN(write_bgra, 4, k->write8888[VPRIME_ORDER_BGRA](out, in->a8, n))
RUN(copy8888, 4, k->copy8888(out, A, n, OPAQUE))
RUN(copy8888_behind, 4, k->copy8888(out + 4, A, n, OPAQUE); n++)
RUN(reverse8, 4, k->reverse8(ROW8, A, n, OPAQUE))
RUN(columns8, 4, k->columns8(ROW8, n / 8, A, 36, 8, n / 8, OPAQUE); n -= n % 8)
RUN(columns8_up, 4, k->columns8(ROW8 + n / 5 * 4, -(ptrdiff_t)(n / 5), A + n / 5 * 28, -28, 5,
				n / 5, OPAQUE); n -= n % 5)
RUN(columns8_short, 4, k->columns8(ROW8, n / 4, A, 20, 4, n / 4, OPAQUE); n -= n % 4)
RUN(read_rgb888, 4, k->read_rgb888(ROW8, A, n))
RUN(read_bgr888, 4, k->read_bgr888(ROW8, A, n))
RUN(write_rgb888, 3, k->write_rgb888(out, in->a8, n))
RUN(write_bgr888, 3, k->write_bgr888(out, in->a8, n))
RUN(read_packed16, 4, k->read_packed16(ROW8, A, n, &in->packed16))
RUN(write_packed16, 2, k->write_packed16(out, in->a8, n, &in->packed16))
RUN(read_packed10, 8, k->read_packed10(ROW16, A, n, &in->packed10))
RUN(write_packed10, 4, k->write_packed10(out, in->a16, n, &in->packed10))
RUN(read_argb16, 8, k->read_argb16(ROW16, A, n, (u64)OPAQUE << 32))
RUN(read_abgr16, 8, k->read_abgr16(ROW16, A, n, (u64)OPAQUE << 32))
RUN(write_abgr16, 8, k->write_abgr16(out, in->a16, n))
RUN(read_half, 8, k->read_half(ROW16, A, n, (u64)OPAQUE << 32))
RUN(join8_semiplanar, 4, k->join8_semiplanar(ROW8, A, B, n, HSUB))
RUN(join8_planar, 4, k->join8_planar(ROW8, A, B, C, n, HSUB))
RUN(join16_semiplanar, 8, k->join16_semiplanar(ROW16, A, B, n, HSUB, in->mask))
RUN(join16_planar, 8, k->join16_planar(ROW16, A, B, C, n, HSUB, in->mask))
RUN(widen, 8, k->widen(ROW16, in->a8, n))
RUN(narrow, 4, k->narrow(ROW8, in->a16, n))
RUN(quantize, 8, k->quantize(ROW16, in->a16, n, 1023))
RUN(over8, 4, k->over8(out, in->b8, in->a8, n))
RUN(over8_memory, 4, k->over8(out, B, A, n))
RUN(over8_in_place, 4, memcpy(out, in->b8, (size_t)n * 4); k->over8(out, out, in->a8, n))
RUN(over8_alpha, 4, k->over8_alpha(out, in->b8, in->a8, n, in->alpha))
RUN(coverage8, 4, k->coverage8(out, in->b8, in->a8, n, in->alpha))
RUN(mix8, 4, k->mix8(out, in->b8, in->a8, n, in->alpha))
RUN(over16, 8, k->over16(ROW16, in->b16, in->a16, n))
RUN(over16_alpha, 8, k->over16_alpha(ROW16, in->b16, in->a16, n, in->alpha))
RUN(coverage16, 8, k->coverage16(ROW16, in->b16, in->a16, n, in->alpha))
RUN(mix16, 8, k->mix16(ROW16, in->b16, in->a16, n, in->alpha))
RUN(matrix8, 4, memcpy(out, in->a8, (size_t)n * 4);
    if (in->matrix.narrow) k->matrix8(ROW8, n, &in->matrix))
RUN(matrix16, 8, memcpy(out, in->a16, (size_t)n * 8); k->matrix16(ROW16, n, &in->matrix))
RUN(scale_x8, 8, k->scale_x8(ROW16, in->a8, in->positions, n))
RUN(scale_x16, 8, k->scale_x16(ROW16, in->a16, in->positions, n))
RUN(scale_y16, 8, k->scale_y16(ROW16, in->a16, in->b16, n, in->weight))

/* Its inputs are outputs of scale_x8(). */
static size_t run_scale_y8(const struct vprime_kernels *k, const struct input *in, u8 *out, u32 n)
{
	u64 a[MAX], b[MAX];

	vprime_kernels_get(0)->scale_x8(a, in->a8, in->positions, n);
	vprime_kernels_get(0)->scale_x8(b, in->b8, in->positions, n);
	k->scale_y8(ROW8, a, b, n, in->weight);
	return (size_t)n * 4;
}

static size_t run_hash(const struct vprime_kernels *k, const struct input *in, u8 *out, u32 n)
{
	u64 hash = k->hash(A, in->first, n, OPAQUE);

	memcpy(out, &hash, sizeof(hash));
	return sizeof(hash);
}

static size_t run_lut8(const struct vprime_kernels *k, const struct input *in, u8 *out, u32 n)
{
	memcpy(out, in->a8, (size_t)n * 4);
	k->lut8(ROW8, n, (const struct vprime_lut8 *)in->a);
	return (size_t)n * 4;
}

static size_t run_lut16(const struct vprime_kernels *k, const struct input *in, u8 *out, u32 n)
{
	static struct vprime_lut16 lut;
	u32 c, i;

	if (!lut.entries[0][1]) {
		for (c = 0; c < 3; c++) {
			for (i = 0; i < 65536; i++)
				lut.entries[c][i] = i * 40503 + c;
		}
	}
	memcpy(out, in->a16, (size_t)n * 8);
	k->lut16(ROW16, n, &lut);
	return (size_t)n * 8;
}

#define ENTRY(name) { #name, run_##name }

static const struct {
	const char *name;
	run *run;
} runs[] = {
	ENTRY(fill8), ENTRY(fill16), ENTRY(read_argb), ENTRY(read_abgr), ENTRY(read_rgba),
	ENTRY(read_bgra), ENTRY(write_argb), ENTRY(write_abgr), ENTRY(write_rgba),
	ENTRY(write_bgra), ENTRY(copy8888), ENTRY(copy8888_behind), ENTRY(reverse8),
	ENTRY(columns8), ENTRY(columns8_up),
	ENTRY(columns8_short), ENTRY(read_rgb888), ENTRY(read_bgr888), ENTRY(write_rgb888),
	ENTRY(write_bgr888), ENTRY(read_packed16), ENTRY(write_packed16), ENTRY(read_packed10),
	ENTRY(write_packed10), ENTRY(read_argb16), ENTRY(read_abgr16), ENTRY(write_abgr16),
	ENTRY(read_half), ENTRY(quantize), ENTRY(join8_semiplanar), ENTRY(join8_planar), ENTRY(join16_semiplanar),
	ENTRY(join16_planar), ENTRY(widen), ENTRY(narrow), ENTRY(over8), ENTRY(over8_memory),
	ENTRY(over8_in_place), ENTRY(over8_alpha), ENTRY(coverage8), ENTRY(mix8), ENTRY(over16),
	ENTRY(over16_alpha), ENTRY(coverage16), ENTRY(mix16), ENTRY(matrix8), ENTRY(matrix16),
	ENTRY(lut8), ENTRY(lut16), ENTRY(scale_x8), ENTRY(scale_y8), ENTRY(scale_x16),
	ENTRY(scale_y16), ENTRY(hash),
};

#define GUARD 0xa5

/* Every build writes what the plain one writes, and nothing else. */
static void test_builds_agree(void **state)
{
	struct input *in = malloc(sizeof(*in));
	u8 *expected = malloc(MAX * 8 + 64), *got = malloc(MAX * 8 + 64);
	const struct vprime_kernels *k;
	struct random r = random_start(70);
	u32 round, op, build, n, i;
	size_t bytes;

	for (round = 0; round < 250; round++) {
		random_input(&r, in);
		n = round < 150 ? round : random_range(&r, 0, MAX);
		for (op = 0; op < ARRAY_SIZE(runs); op++) {
			memset(expected, GUARD, MAX * 8 + 64);
			bytes = runs[op].run(vprime_kernels_get(0), in, expected, n);
			for (i = bytes; i < bytes + 64; i++)
				assert_int_equal(expected[i], GUARD);
			for (build = 1; (k = vprime_kernels_get(build)); build++) {
				memset(got, GUARD, MAX * 8 + 64);
				runs[op].run(k, in, got, n);
				for (i = 0; i < bytes + 64; i++) {
					if (got[i] != expected[i])
						fail_msg("%s %s, %u pixels: byte %u is %#x, not %#x",
							 k->name, runs[op].name, n, i, got[i],
							 expected[i]);
				}
			}
		}
	}
	free(expected);
	free(got);
	free(in);
}

/* [a / b], halves up. */
static s64 rounded(__int128 a, __int128 b)
{
	__int128 twice = 2 * a + b, quotient = twice / (2 * b);

	return quotient - (quotient * 2 * b > twice);
}

static u64 at_most(u64 x, u64 max)
{
	return x < max ? x : max;
}

/* All of over8() and coverage8(), for one channel. */
static void test_all_blends(void **state)
{
	const struct vprime_kernels *k = vprime_kernels_get(0);
	u32 above[256], below[256], over[256], coverage[256], a, s, d;

	for (d = 0; d < 256; d++)
		below[d] = d | 0xff00;
	for (a = 0; a < 256; a++) {
		for (s = 0; s < 256; s++) {
			for (d = 0; d < 256; d++)
				above[d] = a << 24 | s << 16 | s;
			k->over8(over, below, above, 256);
			k->coverage8(coverage, below, above, 256, 0xffff);
			for (d = 0; d < 256; d++) {
				u64 ideal_over = s * 255 + d * (255 - a);
				u64 ideal_coverage = s * a + d * (255 - a);

				assert_int_equal(over[d] >> 24, 255);
				assert_int_equal(over[d] & 255, at_most(rounded(ideal_over, 255), 255));
				assert_int_equal(coverage[d] >> 24, 255);
				assert_int_equal(coverage[d] & 255, rounded(ideal_coverage, 255));
			}
		}
	}
}

/* The other blends, for random channels. */
static void test_blends(void **state)
{
	const struct vprime_kernels *k = vprime_kernels_get(0);
	struct random r = random_start(71);
	u64 out16[MAX], max8 = 255, max16 = 65535;
	u32 out[MAX], round, i, shift;
	struct input *in = malloc(sizeof(*in));

	for (round = 0; round < 60; round++) {
		u64 al;

		random_input(&r, in);
		al = in->alpha;
#define CHECK8(call, cs, cd)									\
		call;										\
		for (i = 0; i < MAX; i++) {							\
			u64 a = in->a8[i] >> 24;						\
												\
			(void)a;								\
			assert_int_equal(out[i] >> 24, 255);					\
			for (shift = 0; shift < 24; shift += 8) {				\
				u64 s = in->a8[i] >> shift & 255, d = in->b8[i] >> shift & 255;	\
												\
				assert_int_equal(out[i] >> shift & 255,				\
					at_most(rounded(s * (cs) + d * (cd), 255 * 65535), max8));	\
			}									\
		}
		CHECK8(k->over8_alpha(out, in->b8, in->a8, MAX, al), 255 * al, 255 * 65535 - a * al)
		CHECK8(k->coverage8(out, in->b8, in->a8, MAX, al), a * al, 255 * 65535 - a * al)
		CHECK8(k->mix8(out, in->b8, in->a8, MAX, al), 255 * al, 255 * (65535 - al))
#define CHECK16(call, cs, cd)									\
		call;										\
		for (i = 0; i < MAX; i++) {							\
			u64 a = in->a16[i] >> 48, aa = rounded(a * al, 65535);			\
												\
			(void)aa;								\
			assert_int_equal(out16[i] >> 48, 65535);				\
			for (shift = 0; shift < 48; shift += 16) {				\
				u64 s = in->a16[i] >> shift & max16;				\
				u64 d = in->b16[i] >> shift & max16;				\
												\
				assert_int_equal(out16[i] >> shift & max16,			\
					at_most(rounded(s * (cs) + d * (cd), 65535), max16));	\
			}									\
		}
		CHECK16(k->over16(out16, in->b16, in->a16, MAX), 65535, 65535 - a)
		CHECK16(k->over16_alpha(out16, in->b16, in->a16, MAX, al), al, 65535 - aa)
		CHECK16(k->coverage16(out16, in->b16, in->a16, MAX, al), aa, 65535 - aa)
		CHECK16(k->mix16(out16, in->b16, in->a16, MAX, al), al, 65535 - al)
	}
	free(in);
}

/* The least that is above a half, which noise hardly ever hits. */
static void test_above_half(void **state)
{
	static const struct {
		u32 a, s, d, alpha;
	} cases[] = {
		{ 1, 0, 128, 65279 }, { 1, 7, 239, 36016 }, { 2, 100, 164, 65279 },
		{ 4, 0, 232, 9004 }, { 8, 239, 255, 65279 },
	};
	const struct vprime_kernels *k;
	u32 build, i, j, above[33], below[33], out[33];

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		s64 x = (s64)cases[i].a * cases[i].alpha * ((s64)cases[i].s - cases[i].d) +
			cases[i].d * 255ll * 65535;

		/* numerator and half the divisor, rounded up */
		assert_true(x % (255 * 65535) == (255 * 65535 + 1) / 2);
		for (j = 0; j < 33; j++) {
			above[j] = cases[i].a << 24 | cases[i].s * 0x10101;
			below[j] = 0xff000000 | cases[i].d * 0x10101;
		}
		for (build = 0; (k = vprime_kernels_get(build)); build++) {
			k->coverage8(out, below, above, 33, cases[i].alpha);
			for (j = 0; j < 33; j++)
				assert_int_equal(out[j], 0xff000000 |
						 rounded(x, 255 * 65535) * 0x10101);
		}
	}
}

/* Every pixel of every 16-bit layout, there and back. */
static void test_packed16(void **state)
{
	const struct vprime_kernels *k = vprime_kernels_get(0);
	struct vprime_packed16 layout;
	u32 l, p, c, pixel, max;
	u16 back;

	for (l = 0; l < ARRAY_SIZE(layouts16); l++) {
		memcpy(layout.shift, layouts16[l][0], 4);
		memcpy(layout.bits, layouts16[l][1], 4);
		for (p = 0; p < 65536; p++) {
			u16 memory = p, used = 0;

			k->read_packed16(&pixel, &memory, 1, &layout);
			k->write_packed16(&back, &pixel, 1, &layout);
			for (c = 0; c < 4; c++) {
				max = (1u << layout.bits[c]) - 1;
				used |= max << layout.shift[c];
				assert_int_equal(pixel >> c * 8 & 255, max ?
					rounded((p >> layout.shift[c] & max) * 255, max) : 255);
			}
			assert_int_equal(back & used, p & used);
		}
		for (c = 0; c < 256; c++) {
			pixel = c * 0x01010101u;
			k->write_packed16(&back, &pixel, 1, &layout);
			max = (1u << layout.bits[0]) - 1;
			assert_int_equal(back >> layout.shift[0] & max, rounded(c * max, 255));
		}
	}
}

static void test_packed10(void **state)
{
	const struct vprime_kernels *k = vprime_kernels_get(0);
	struct vprime_packed10 layout = {
		.shift = { 0, 10, 20 }, .alpha_shift = 30, .has_alpha = true,
	};
	u32 memory, x, back;
	u64 pixel;

	for (x = 0; x < 1024; x++) {
		memory = x | (1023 - x) << 10 | x << 20 | (x & 3) << 30;
		k->read_packed10(&pixel, &memory, 1, &layout);
		assert_int_equal(pixel & 65535, rounded(x * 65535ll, 1023));
		assert_int_equal(pixel >> 16 & 65535, rounded((1023 - x) * 65535ll, 1023));
		assert_int_equal(pixel >> 32 & 65535, rounded(x * 65535ll, 1023));
		assert_int_equal(pixel >> 48, (x & 3) * 21845);
		k->write_packed10(&back, &pixel, 1, &layout);
		assert_int_equal(back, memory);
	}
	for (x = 0; x < 65536; x++) {
		pixel = x * 0x0001000100010001ull;
		k->write_packed10(&back, &pixel, 1, &layout);
		assert_int_equal(back & 1023, rounded(x * 1023ll, 65535));
		assert_int_equal(back >> 30, rounded(x * 3ll, 65535));
		k->narrow(&back, &pixel, 1);
		assert_int_equal(back & 255, rounded(x, 257));
	}
}

/* Every half-precision number, in every channel. */
static void test_half(void **state)
{
	const struct vprime_kernels *k;
	u32 build, half, ideal;
	u64 memory[8], row[8];

	for (build = 0; (k = vprime_kernels_get(build)); build++) {
		for (half = 0; half < 65536; half++) {
			u32 exponent = half >> 10 & 31, fraction = half & 1023;
			double x = exponent ? ldexp(1024 + fraction, (int)exponent - 25) :
					      ldexp(fraction, -24);

			if (half >> 15 || (exponent == 31 && fraction))
				x = 0;
			ideal = floor((x < 1 ? x : 1) * 65535 + 0.5);
			for (u32 i = 0; i < 8; i++)
				memory[i] = half * 0x0001000100010001ull;
			k->read_half(row, memory, 8, 0);
			assert_true(row[0] == ideal * 0x0001000100010001ull);
			assert_memory_equal(row, row + 1, 7 * 8);
		}
	}
}

static s64 between(s64 x, s64 max)
{
	return x < 0 ? 0 : x > max ? max : x;
}

static void test_matrix(void **state)
{
	const struct vprime_kernels *k = vprime_kernels_get(0);
	struct random r = random_start(72);
	struct vprime_matrix m;
	u32 round, i, out, narrow = 0;

	for (round = 0; round < 2000; round++) {
		random_matrix(&r, &m);
		narrow += m.narrow;
		for (i = 0; i < 20; i++) {
			u64 pixel = interesting(&r, false, 16), result = pixel;
			u32 pixel8 = interesting(&r, false, 8), result8 = pixel8;

			k->matrix16(&result, 1, &m);
			assert_int_equal(result >> 48, pixel >> 48);
			if (m.narrow) {
				k->matrix8(&result8, 1, &m);
				assert_int_equal(result8 >> 24, pixel8 >> 24);
			}
			for (out = 0; out < 3; out++) {
				u32 shift = 2 - out;
				__int128 ideal = m.offset[out];
				double ideal8 = m.offset[out] / 257.0 / (1 << 26);

				ideal += (__int128)m.c[out][0] * (s64)(pixel >> 32 & 65535) +
					 (__int128)m.c[out][1] * (s64)(pixel >> 16 & 65535) +
					 (__int128)m.c[out][2] * (s64)(pixel & 65535);
				assert_int_equal(result >> shift * 16 & 65535,
						 between(rounded(ideal, 1 << 26), 65535));

				if (!m.narrow)
					continue;
				ideal8 += (m.c[out][0] * (double)(pixel8 >> 16 & 255) +
					   m.c[out][1] * (double)(pixel8 >> 8 & 255) +
					   m.c[out][2] * (double)(pixel8 & 255)) / (1 << 26);
				ideal8 = ideal8 < 0 ? 0 : ideal8 > 255 ? 255 : ideal8;
				/* half a step of rounding, and what 13 bits of fraction cost */
				assert_true((result8 >> shift * 8 & 255) - ideal8 < 0.55);
				assert_true((result8 >> shift * 8 & 255) - ideal8 > -0.55);
			}
		}
	}
	/* both kinds were there */
	assert_true(narrow > 200 && narrow < 1800);
}

static void test_scale(void **state)
{
	const struct vprime_kernels *k = vprime_kernels_get(0);
	struct random r = random_start(73);
	u32 round, c;

	for (round = 0; round < 100000; round++) {
		u32 top[2] = { interesting(&r, false, 8), interesting(&r, false, 8) };
		u32 bottom[2] = { interesting(&r, false, 8), interesting(&r, false, 8) };
		u32 x = random_bits(&r) & 0xffff, y = random_bits(&r) & 0xffff, out;
		u64 a, b;

		if (random_once_in(&r, 8))
			x = 0;
		if (random_once_in(&r, 8))
			y = 0xffff;
		k->scale_x8(&a, top, &x, 1);
		k->scale_x8(&b, bottom, &x, 1);
		k->scale_y8(&out, &a, &b, 1, y);
		for (c = 0; c < 32; c += 8) {
			double h = x / 65536.0, v = y / 65536.0;
			double ideal = ((top[0] >> c & 255) * (1 - h) + (top[1] >> c & 255) * h) *
				       (1 - v) +
				       ((bottom[0] >> c & 255) * (1 - h) +
					(bottom[1] >> c & 255) * h) * v;

			assert_true((out >> c & 255) - ideal < 0.55);
			assert_true((out >> c & 255) - ideal > -0.55);
		}
	}
}

/* The hash as it is described, word by word. */
static u64 slow_hash(const u32 *words, u32 n, u32 y)
{
	u64 sum = 0, state, x;
	u32 i, pair[2], j;

	for (i = 0; i < n; i += 2) {
		for (j = 0; j < 2; j++) {
			/* splitmix64 */
			state = ((i + j) % 1024 + 1) * 0x9e3779b97f4a7c15ull;
			x = state;
			x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ull;
			x = (x ^ x >> 27) * 0x94d049bb133111ebull;
			x ^= x >> 31;
			pair[j] = (i + j < n ? words[i + j] : 0) + (u32)(x >> 32 | 0x02000000);
		}
		x = i / 1024;
		x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ull;
		x = (x ^ x >> 27) * 0x94d049bb133111ebull;
		x ^= x >> 31;
		sum += (u64)pair[0] * pair[1] * (x | 1);
	}
	return vprime_hash_row(sum, y);
}

static void test_hash(void **state)
{
	const struct vprime_kernels *k;
	struct random r = random_start(74);
	static u32 words[2 * 16384];
	u32 build, round, n, i, cut, y;
	u64 expected, sum;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		words[i] = random_bits(&r) | 0xff000000;

	for (round = 0; round < 300; round++) {
		n = round < 100 ? round : random_range(&r, 0, ARRAY_SIZE(words));
		y = random_bits(&r) & 0xffff;
		cut = random_range(&r, 0, n / 2) * 2;
		expected = slow_hash(words, n, y);
		for (build = 0; (k = vprime_kernels_get(build)); build++) {
			sum = k->hash(words, 0, n, 0);
			assert_true(vprime_hash_row(sum, y) == expected);
			sum = k->hash(words + cut, cut, n - cut, 0) + k->hash(words, 0, cut, 0);
			assert_true(vprime_hash_row(sum, y) == expected);
		}
		if (!n)
			continue;
		/* no single pixel can change unnoticed */
		i = random_range(&r, 0, n - 1);
		words[i] ^= 1 << random_range(&r, 0, 23);
		assert_true(slow_hash(words, n, y) != expected);
	}
}

/* Noise and patterns in which errors would cancel out: no two have the same hash. */
static void test_hash_patterns(void **state)
{
	const struct vprime_kernels *k = vprime_kernels_best();
	static u32 row[4096];
	u64 seen[512];
	u32 count = 0, i, j, shift;

	for (shift = 0; shift < 256; shift++) {
		/* stripes that move, and the same two pixels in other places */
		for (i = 0; i < 4096; i++)
			row[i] = (i + shift) % 256 < 128 ? 0xff000000 : 0xffffffff;
		seen[count++] = vprime_hash_row(k->hash(row, 0, 4096, 0), 0);
		for (i = 0; i < 4096; i++)
			row[i] = 0xff000000;
		row[shift * 16] = 0xffffffff;
		row[shift * 16 + 2] = 0xff010101;
		seen[count++] = vprime_hash_row(k->hash(row, 0, 4096, 0), 0);
	}
	for (i = 0; i < count; i++) {
		for (j = 0; j < i; j++)
			assert_true((u32)(seen[i] ^ seen[i] >> 32) != (u32)(seen[j] ^ seen[j] >> 32));
	}
}

static void test_names(void **state)
{
	u32 i;

	assert_string_equal(vprime_kernels_get(0)->name, "plain");
	assert_false(vprime_kernels_get(0)->vector);
	for (i = 0; vprime_kernels_get(i); i++)
		assert_ptr_equal(vprime_kernels_named(vprime_kernels_get(i)->name),
				 vprime_kernels_get(i));
	assert_ptr_equal(vprime_kernels_best(), vprime_kernels_get(i - 1));
	assert_null(vprime_kernels_named("none"));
}

/* The fastest, or one with wider vectors that is hardly slower, and never one that is much slower. */
static void test_choice(void **state)
{
	u64 times[VPRIME_KERNELS_MAX];
	u32 n = 0, i, j;

	while (vprime_kernels_get(n))
		n++;
	assert_in_range(n, 1, VPRIME_KERNELS_MAX);

	for (i = 0; i < n; i++) {
		/* one is much faster than all others */
		for (j = 0; j < n; j++)
			times[j] = j == i ? 1000 : 1300 + 100 * j;
		assert_ptr_equal(vprime_kernels_choose(times), vprime_kernels_get(i));
		/* so are all after it, the first of them a little more */
		for (j = 0; j < n; j++)
			times[j] = j < i ? 1300 : j == i ? 1000 : 1200;
		assert_ptr_equal(vprime_kernels_choose(times), vprime_kernels_get(n - 1));
	}
	/* emulation: the wider, the slower */
	for (i = 0; i < n; i++)
		times[i] = 1000 << i;
	assert_ptr_equal(vprime_kernels_choose(times), vprime_kernels_get(0));
	for (i = 0; i < n; i++)
		times[i] = 0;
	assert_ptr_equal(vprime_kernels_choose(times), vprime_kernels_get(n - 1));
}

int run_kernels_tests(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_choice),
		cmocka_unit_test(test_all_blends),
		cmocka_unit_test(test_blends),
		cmocka_unit_test(test_above_half),
		cmocka_unit_test(test_packed16),
		cmocka_unit_test(test_packed10),
		cmocka_unit_test(test_half),
		cmocka_unit_test(test_matrix),
		cmocka_unit_test(test_scale),
		cmocka_unit_test(test_hash),
		cmocka_unit_test(test_hash_patterns),
		cmocka_unit_test(test_builds_agree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
