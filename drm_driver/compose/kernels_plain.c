// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The row kernels in plain C, several channels to a register where that pays. */

#include "kernels_plain.h"
#include "pixel.h"

#define LANES 0x00ff00ff00ff00ffull

void vprime_plain_fill8(u32 *row, u32 pixel, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		row[i] = pixel;
}

void vprime_plain_fill16(u64 *row, u64 pixel, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		row[i] = pixel;
}

/* Reading and writing */

void vprime_plain_read_argb8888(u32 *row, const void *src, u32 n, u32 opaque)
{
	const u64 opaque2 = (u64)opaque << 32 | opaque;
	u32 i;

	for (i = 0; i + 2 <= n; i += 2)
		vprime_store64(row + i, vprime_load64(src + i * 4) | opaque2);
	if (i < n)
		row[i] = vprime_load32(src + i * 4) | opaque;
}

static u32 swap_red_blue8(u32 p)
{
	return (p & 0xff00ff00) | (p >> 16 & 0xff) | (p & 0xff) << 16;
}

static u32 reverse_bytes(u32 p)
{
	return p >> 24 | (p >> 8 & 0xff00) | (p << 8 & 0xff0000) | p << 24;
}

void vprime_plain_read_abgr8888(u32 *row, const void *src, u32 n, u32 opaque)
{
	u32 i;

	for (i = 0; i < n; i++)
		row[i] = swap_red_blue8(vprime_load32(src + i * 4)) | opaque;
}

void vprime_plain_read_rgba8888(u32 *row, const void *src, u32 n, u32 opaque)
{
	u32 i, p;

	for (i = 0; i < n; i++) {
		p = vprime_load32(src + i * 4);
		row[i] = p >> 8 | p << 24 | opaque;
	}
}

void vprime_plain_read_bgra8888(u32 *row, const void *src, u32 n, u32 opaque)
{
	u32 i;

	for (i = 0; i < n; i++)
		row[i] = reverse_bytes(vprime_load32(src + i * 4)) | opaque;
}

/* Past the caches, for memory that need not be read before it is written. */
static void store_past(u64 *p, u64 v)
{
#ifdef __x86_64__
	asm volatile("movnti %1, %0" : "=m" (*p) : "r" (v));
#else
	*p = v;
#endif
}

void vprime_plain_write_argb8888(void *dst, const u32 *row, u32 n)
{
	u32 i = 0;

	for (; (uintptr_t)dst % 8 == 0 && i + 2 <= n; i += 2)
		store_past(dst + i * 4, vprime_load64(row + i));
	memcpy(dst + i * 4, row + i, (size_t)(n - i) * 4);
}

void vprime_plain_copy8888(void *dst, const void *src, u32 n, u32 opaque)
{
	const u64 opaque2 = (u64)opaque << 32 | opaque;
	u32 i = 0;

	/* up to where pairs of pixels are aligned */
	if ((uintptr_t)dst % 8 && n) {
		vprime_store32(dst, vprime_load32(src) | opaque);
		i = 1;
	}
	for (; i + 2 <= n; i += 2)
		store_past(dst + i * 4, vprime_load64(src + i * 4) | opaque2);
	if (i < n)
		vprime_store32(dst + i * 4, vprime_load32(src + i * 4) | opaque);
}

void vprime_plain_write_abgr8888(void *dst, const u32 *row, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		vprime_store32(dst + i * 4, swap_red_blue8(row[i]));
}

void vprime_plain_write_rgba8888(void *dst, const u32 *row, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		vprime_store32(dst + i * 4, row[i] << 8 | row[i] >> 24);
}

void vprime_plain_write_bgra8888(void *dst, const u32 *row, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		vprime_store32(dst + i * 4, reverse_bytes(row[i]));
}

void vprime_plain_reverse8(u32 *row, const void *src, u32 n, u32 opaque)
{
	u32 i;

	for (i = 0; i < n; i++)
		row[i] = vprime_load32(src + (n - 1 - i) * 4) | opaque;
}

void vprime_plain_columns8(u32 *dst, ptrdiff_t stride, const void *src, ptrdiff_t step, u32 lines,
			   u32 n, u32 opaque)
{
	u32 i, line;

	for (i = 0; i < n; i++, src += step) {
		for (line = 0; line < lines; line++)
			dst[(ptrdiff_t)line * stride + i] = vprime_load32(src + line * 4) | opaque;
	}
}

void vprime_plain_read_rgb888(u32 *row, const void *src, u32 n)
{
	const u8 *p = src;
	u32 i;

	for (i = 0; i < n; i++, p += 3)
		row[i] = VPRIME_OPAQUE8 | p[2] << 16 | p[1] << 8 | p[0];
}

void vprime_plain_read_bgr888(u32 *row, const void *src, u32 n)
{
	const u8 *p = src;
	u32 i;

	for (i = 0; i < n; i++, p += 3)
		row[i] = VPRIME_OPAQUE8 | p[0] << 16 | p[1] << 8 | p[2];
}

void vprime_plain_write_rgb888(void *dst, const u32 *row, u32 n)
{
	u8 *p = dst;
	u32 i;

	for (i = 0; i < n; i++, p += 3) {
		p[0] = row[i];
		p[1] = row[i] >> 8;
		p[2] = row[i] >> 16;
	}
}

void vprime_plain_write_bgr888(void *dst, const u32 *row, u32 n)
{
	u8 *p = dst;
	u32 i;

	for (i = 0; i < n; i++, p += 3) {
		p[0] = row[i] >> 16;
		p[1] = row[i] >> 8;
		p[2] = row[i];
	}
}

static u32 widen_bits(u32 p, const struct vprime_widening *w)
{
	return ((p >> w->shift & w->mask) * w->mul + w->add) >> 6;
}

void vprime_plain_read_packed16(u32 *row, const void *src, u32 n,
				const struct vprime_packed16 *layout)
{
	struct vprime_widening w[4];
	const u8 *bytes = src;
	u32 i, p;

	for (i = 0; i < 4; i++)
		w[i] = vprime_widening(layout, i);

	for (i = 0; i < n; i++, bytes += 2) {
		p = bytes[0] | bytes[1] << 8;
		row[i] = widen_bits(p, &w[0]) | widen_bits(p, &w[1]) << 8 |
			 widen_bits(p, &w[2]) << 16 | widen_bits(p, &w[3]) << 24;
	}
}

/* [x * max / 255] */
static u32 narrow_bits(u32 x, u32 bits)
{
	u32 product = (x & 0xff) * ((1u << bits) - 1) + 128;

	return (product + (product >> 8)) >> 8;
}

void vprime_plain_write_packed16(void *dst, const u32 *row, u32 n,
				 const struct vprime_packed16 *layout)
{
	u8 *bytes = dst;
	u32 i, p;

	for (i = 0; i < n; i++, bytes += 2) {
		p = narrow_bits(row[i], layout->bits[0]) << layout->shift[0] |
		    narrow_bits(row[i] >> 8, layout->bits[1]) << layout->shift[1] |
		    narrow_bits(row[i] >> 16, layout->bits[2]) << layout->shift[2] |
		    narrow_bits(row[i] >> 24, layout->bits[3]) << layout->shift[3];
		bytes[0] = p;
		bytes[1] = p >> 8;
	}
}

/* [x * 65535 / 1023] */
static u64 widen10(u32 x)
{
	x &= 0x3ff;
	return (x << 6) + ((x * 1009 + 8192) >> 14);
}

/* [x * y / 65535] */
static u32 mul16(u32 x, u32 y)
{
	u32 product = x * y + 0x8000;

	return (product + (product >> 16)) >> 16;
}

void vprime_plain_read_packed10(u64 *row, const void *src, u32 n,
				const struct vprime_packed10 *layout)
{
	u32 i, p;

	for (i = 0; i < n; i++) {
		p = vprime_load32(src + i * 4);
		row[i] = widen10(p >> layout->shift[0]) | widen10(p >> layout->shift[1]) << 16 |
			 widen10(p >> layout->shift[2]) << 32 |
			 (u64)(layout->has_alpha ? (p >> layout->alpha_shift & 3) * 21845 :
						   U16_MAX) << 48;
	}
}

void vprime_plain_write_packed10(void *dst, const u64 *row, u32 n,
				 const struct vprime_packed10 *layout)
{
	u32 i;

	for (i = 0; i < n; i++)
		vprime_store32(dst + i * 4,
			       mul16(row[i] & U16_MAX, 1023) << layout->shift[0] |
			       mul16(row[i] >> 16 & U16_MAX, 1023) << layout->shift[1] |
			       mul16(row[i] >> 32 & U16_MAX, 1023) << layout->shift[2] |
			       mul16(row[i] >> 48, 3) << layout->alpha_shift);
}

static u64 swap_red_blue16(u64 p)
{
	return (p & 0xffff0000ffff0000ull) | (p >> 32 & U16_MAX) | (p & U16_MAX) << 32;
}

void vprime_plain_read_argb16(u64 *row, const void *src, u32 n, u64 opaque)
{
	u32 i;

	for (i = 0; i < n; i++)
		row[i] = vprime_load64(src + (size_t)i * 8) | opaque;
}

void vprime_plain_read_abgr16(u64 *row, const void *src, u32 n, u64 opaque)
{
	u32 i;

	for (i = 0; i < n; i++)
		row[i] = swap_red_blue16(vprime_load64(src + (size_t)i * 8)) | opaque;
}

void vprime_plain_write_abgr16(void *dst, const u64 *row, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		vprime_store64(dst + (size_t)i * 8, swap_red_blue16(row[i]));
}

/* [x * 65535] of a half-precision number, limited to 0 to 1. */
static u64 from_half(u32 half)
{
	u32 exponent, normal, x;

	/* what is negative or no number is above all others */
	if (half > 0x7c00)
		return 0;
	if (half > 0x3c00)
		half = 0x3c00;
	exponent = half >> 10;
	normal = exponent > 0;
	/* the number in 1/2^24 */
	x = ((half & 0x3ff) | normal << 10) << (exponent - normal);
	/* x * 65536 / 2^24 and what is missing to x * 65535 / 2^24, rounded */
	return (x >> 8) + (((s32)((x & 0xff) << 16) - (s32)x + (1 << 23)) >> 24);
}

void vprime_plain_read_half(u64 *row, const void *src, u32 n, u64 opaque)
{
	u32 i;
	u64 p;

	for (i = 0; i < n; i++) {
		p = vprime_load64(src + (size_t)i * 8);
		row[i] = from_half(p & U16_MAX) | from_half(p >> 16 & U16_MAX) << 16 |
			 from_half(p >> 32 & U16_MAX) << 32 | from_half(p >> 48) << 48 | opaque;
	}
}

void vprime_plain_join8_semiplanar(u32 *row, const void *y, const void *uv, u32 n, u32 hsub)
{
	const u8 *luma = y, *chroma = uv;
	u32 i, j;

	for (i = 0; i < n; i++) {
		j = hsub == 2 ? i & ~1u : i * 2;
		row[i] = VPRIME_OPAQUE8 | chroma[j + 1] << 16 | luma[i] << 8 | chroma[j];
	}
}

void vprime_plain_join8_planar(u32 *row, const void *y, const void *u, const void *v, u32 n,
			       u32 hsub)
{
	const u8 *luma = y, *cb = u, *cr = v;
	u32 shift = hsub == 2, i;

	for (i = 0; i < n; i++)
		row[i] = VPRIME_OPAQUE8 | cr[i >> shift] << 16 | luma[i] << 8 | cb[i >> shift];
}

static u64 load16(const void *p, u32 i)
{
	u16 v;

	memcpy(&v, p + (size_t)i * 2, sizeof(v));
	return v;
}

void vprime_plain_join16_semiplanar(u64 *row, const void *y, const void *uv, u32 n, u32 hsub,
				    u64 mask)
{
	u32 i, j;

	for (i = 0; i < n; i++) {
		j = hsub == 2 ? i & ~1u : i * 2;
		row[i] = (VPRIME_OPAQUE16 | load16(uv, j + 1) << 32 | load16(y, i) << 16 |
			  load16(uv, j)) & mask;
	}
}

void vprime_plain_join16_planar(u64 *row, const void *y, const void *u, const void *v, u32 n,
				u32 hsub, u64 mask)
{
	u32 shift = hsub == 2, i;

	for (i = 0; i < n; i++)
		row[i] = (VPRIME_OPAQUE16 | load16(v, i >> shift) << 32 | load16(y, i) << 16 |
			  load16(u, i >> shift)) & mask;
}

void vprime_plain_widen(u64 *dst, const u32 *src, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		dst[i] = vprime_widen(src[i]);
}

void vprime_plain_narrow(u32 *dst, const u64 *src, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		dst[i] = vprime_narrow(src[i]);
}

void vprime_plain_quantize(u64 *dst, const u64 *src, u32 n, u32 max)
{
	u32 i;

	for (i = 0; i < n; i++)
		dst[i] = mul16(src[i] & U16_MAX, max) |
			 (u64)mul16(src[i] >> 16 & U16_MAX, max) << 16 |
			 (u64)mul16(src[i] >> 32 & U16_MAX, max) << 32 |
			 (u64)mul16(src[i] >> 48, max) << 48;
}

/* Blending */

/* The sums of the bytes of @a and @b, each limited to 255. */
static u32 add_limited(u32 a, u32 b)
{
	u64 sum = vprime_spread8(a) + vprime_spread8(b);
	u64 carry = sum & 0x0100010001000100ull;

	return vprime_pack8((sum | (carry - (carry >> 8))) & LANES);
}

/* [d * inverse / 255] of each channel. */
static u64 fade8(u32 d, u32 inverse)
{
	/* x / 255 rounded is (x + 128 + (x + 128) / 256) / 256 for all products here */
	u64 x = ((u64)(d & 0xff00ff00) << 24 | (d & 0x00ff00ff)) * inverse +
		0x0080008000800080ull;

	x += x >> 8 & LANES;
	return (x >> 8 & 0x00ff00ff) | (x >> 32 & 0xff00ff00);
}

#define OPAQUE_PAIR ((u64)VPRIME_OPAQUE8 << 32 | VPRIME_OPAQUE8)

static void over8_pair(void *out, u64 s, u64 d)
{
	u64 sum;

	d = fade8(d | OPAQUE_PAIR, ~s >> 24 & 0xff) |
	    fade8((d | OPAQUE_PAIR) >> 32, ~s >> 56) << 32;
	sum = s + d;
	/* a carry out of any byte */
	if (((s & d) | ((s | d) & ~sum)) & 0x8080808080808080ull)
		sum = add_limited(s, d) | (u64)add_limited(s >> 32, d >> 32) << 32;
	vprime_store64(out, sum);
}

/* Eight pixels; all at once where they are clear or opaque, as most are. */
static void over8_block(void *out, const void *below, const void *above)
{
	u64 s0 = vprime_load64(above), s1 = vprime_load64(above + 8);
	u64 s2 = vprime_load64(above + 16), s3 = vprime_load64(above + 24);

	if ((s0 & s1 & s2 & s3 & OPAQUE_PAIR) == OPAQUE_PAIR) {
		vprime_store64(out, s0);
		vprime_store64(out + 8, s1);
		vprime_store64(out + 16, s2);
		vprime_store64(out + 24, s3);
	} else if (!(s0 | s1 | s2 | s3)) {
		vprime_store64(out, vprime_load64(below) | OPAQUE_PAIR);
		vprime_store64(out + 8, vprime_load64(below + 8) | OPAQUE_PAIR);
		vprime_store64(out + 16, vprime_load64(below + 16) | OPAQUE_PAIR);
		vprime_store64(out + 24, vprime_load64(below + 24) | OPAQUE_PAIR);
	} else {
		over8_pair(out, s0, vprime_load64(below));
		over8_pair(out + 8, s1, vprime_load64(below + 8));
		over8_pair(out + 16, s2, vprime_load64(below + 16));
		over8_pair(out + 24, s3, vprime_load64(below + 24));
	}
}

void vprime_plain_over8(void *out, const void *below, const void *above, u32 n)
{
	u32 i = 0, end;

	for (; i + 16 <= n; i = end) {
		vprime_fetch_two(below + i * 4, above + i * 4);
		for (end = i + 16; i < end; i += 8)
			over8_block(out + i * 4, below + i * 4, above + i * 4);
	}
	for (; i + 2 <= n; i += 2)
		over8_pair(out + i * 4, vprime_load64(above + i * 4), vprime_load64(below + i * 4));
	if (i < n) {
		u32 s = vprime_load32(above + i * 4);

		vprime_store32(out + i * 4,
			       add_limited(s, fade8(vprime_load32(below + i * 4) | VPRIME_OPAQUE8,
						    255 - (s >> 24))));
	}
}

/* What 1 is in blend8(), and half of it. */
#define ONE8 (255u * U16_MAX)
#define HALF8 (ONE8 / 2)

/* [(s * cs + d * cd) / ONE8], at most 255; cs is at most ONE8 and so is cd. */
static u32 blend8(u32 s, u32 d, u32 cs, u32 cd, u32 shift)
{
	u32 x = (s >> shift & 0xff) * cs, y = (d >> shift & 0xff) * cd, max = 255 * ONE8 - x;

	return (x + (y < max ? y : max) + HALF8) / ONE8 << shift;
}

static void blend8_pixel(void *out, u32 s, u32 d, u32 cs, u32 cd)
{
	vprime_store32(out, VPRIME_OPAQUE8 | blend8(s, d, cs, cd, 16) | blend8(s, d, cs, cd, 8) |
		       blend8(s, d, cs, cd, 0));
}

void vprime_plain_over8_alpha(void *out, const void *below, const void *above, u32 n, u32 alpha)
{
	u32 i, s;

	for (i = 0; i < n; i++, out += 4, below += 4, above += 4) {
		s = vprime_load32(above);
		blend8_pixel(out, s, vprime_load32(below), 255 * alpha,
			     ONE8 - (s >> 24) * alpha);
	}
}

void vprime_plain_coverage8(void *out, const void *below, const void *above, u32 n, u32 alpha)
{
	u32 i, s, a;

	for (i = 0; i < n; i++, out += 4, below += 4, above += 4) {
		s = vprime_load32(above);
		a = (s >> 24) * alpha;
		blend8_pixel(out, s, vprime_load32(below), a, ONE8 - a);
	}
}

void vprime_plain_mix8(void *out, const void *below, const void *above, u32 n, u32 alpha)
{
	u32 i, a = 255 * alpha;

	for (i = 0; i < n; i++, out += 4, below += 4, above += 4)
		blend8_pixel(out, vprime_load32(above), vprime_load32(below), a, ONE8 - a);
}

/* [(s * cs + d * cd) / 65535], at most 65535, as are cs and cd. */
static u64 blend16(u64 s, u64 d, u32 cs, u32 cd, u32 shift)
{
	u32 x = (u32)(s >> shift & U16_MAX) * cs, y = (u32)(d >> shift & U16_MAX) * cd;
	u32 max = (u32)U16_MAX * U16_MAX - x;

	x += (y < max ? y : max) + 0x8000;
	return (u64)((x + (x >> 16)) >> 16) << shift;
}

static u64 blend16_pixel(u64 s, u64 d, u32 cs, u32 cd)
{
	return VPRIME_OPAQUE16 | blend16(s, d, cs, cd, 32) | blend16(s, d, cs, cd, 16) |
	       blend16(s, d, cs, cd, 0);
}

void vprime_plain_over16(u64 *out, const u64 *below, const u64 *above, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		out[i] = blend16_pixel(above[i], below[i], U16_MAX,
				       U16_MAX - (u32)(above[i] >> 48));
}

void vprime_plain_over16_alpha(u64 *out, const u64 *below, const u64 *above, u32 n, u32 alpha)
{
	u32 i;

	for (i = 0; i < n; i++)
		out[i] = blend16_pixel(above[i], below[i], alpha,
				       U16_MAX - mul16(above[i] >> 48, alpha));
}

void vprime_plain_coverage16(u64 *out, const u64 *below, const u64 *above, u32 n, u32 alpha)
{
	u32 i, a;

	for (i = 0; i < n; i++) {
		a = mul16(above[i] >> 48, alpha);
		out[i] = blend16_pixel(above[i], below[i], a, U16_MAX - a);
	}
}

void vprime_plain_mix16(u64 *out, const u64 *below, const u64 *above, u32 n, u32 alpha)
{
	u32 i;

	for (i = 0; i < n; i++)
		out[i] = blend16_pixel(above[i], below[i], alpha, U16_MAX - alpha);
}

/* Colour */

static u32 matrix8_channel(const s16 *c, s32 offset, s32 red, s32 green, s32 blue)
{
	s32 x = (c[0] * red + c[1] * green + c[2] * blue + offset + (1 << 12)) >> 13;

	return x < 0 ? 0 : x > 255 ? 255 : x;
}

void vprime_plain_matrix8(u32 *row, u32 n, const struct vprime_matrix *m)
{
	s32 red, green, blue;
	u32 i;

	for (i = 0; i < n; i++) {
		red = row[i] >> 16 & 0xff;
		green = row[i] >> 8 & 0xff;
		blue = row[i] & 0xff;
		row[i] = (row[i] & VPRIME_OPAQUE8) |
			 matrix8_channel(m->c8[0], m->offset8[0], red, green, blue) << 16 |
			 matrix8_channel(m->c8[1], m->offset8[1], red, green, blue) << 8 |
			 matrix8_channel(m->c8[2], m->offset8[2], red, green, blue);
	}
}

static u64 matrix16_channel(const s64 *c, s64 offset, s64 red, s64 green, s64 blue)
{
	s64 x = (c[0] * red + c[1] * green + c[2] * blue + offset + (1 << 25)) >> 26;

	return x < 0 ? 0 : x > U16_MAX ? U16_MAX : x;
}

void vprime_plain_matrix16(u64 *row, u32 n, const struct vprime_matrix *m)
{
	s64 red, green, blue;
	u32 i;

	for (i = 0; i < n; i++) {
		red = row[i] >> 32 & U16_MAX;
		green = row[i] >> 16 & U16_MAX;
		blue = row[i] & U16_MAX;
		row[i] = (row[i] & VPRIME_OPAQUE16) |
			 matrix16_channel(m->c[0], m->offset[0], red, green, blue) << 32 |
			 matrix16_channel(m->c[1], m->offset[1], red, green, blue) << 16 |
			 matrix16_channel(m->c[2], m->offset[2], red, green, blue);
	}
}

void vprime_plain_lut8(u32 *row, u32 n, const struct vprime_lut8 *lut)
{
	u32 i, p;

	for (i = 0; i < n; i++) {
		p = row[i];
		row[i] = (p & VPRIME_OPAQUE8) | lut->entries[0][p >> 16 & 0xff] << 16 |
			 lut->entries[1][p >> 8 & 0xff] << 8 | lut->entries[2][p & 0xff];
	}
}

void vprime_plain_lut16(u64 *row, u32 n, const struct vprime_lut16 *lut)
{
	u32 i;
	u64 p;

	for (i = 0; i < n; i++) {
		p = row[i];
		row[i] = (p & VPRIME_OPAQUE16) |
			 (u64)lut->entries[0][p >> 32 & U16_MAX] << 32 |
			 (u64)lut->entries[1][p >> 16 & U16_MAX] << 16 |
			 lut->entries[2][p & U16_MAX];
	}
}

/* Scaling */

/* [difference * weight / (16384 / scale)], the weight being in 1/16384. */
static s32 part(s32 difference, u32 weight, u32 scale_bits)
{
	s32 product = difference * (s32)((weight & U16_MAX) >> 2);

	return (product + (1 << (13 - scale_bits))) >> (14 - scale_bits);
}

void vprime_plain_scale_x8(u64 *out, const u32 *row, const u32 *positions, u32 n)
{
	u32 i, x, c;
	s32 a, b;

	for (i = 0; i < n; i++) {
		x = positions[i] >> 16;
		out[i] = 0;
		for (c = 0; c < 4; c++) {
			a = row[x] >> c * 8 & 0xff;
			b = row[x + 1] >> c * 8 & 0xff;
			out[i] |= (u64)(a * 128 + part(b - a, positions[i], 7)) << c * 16;
		}
	}
}

void vprime_plain_scale_y8(u32 *out, const u64 *a, const u64 *b, u32 n, u32 weight)
{
	s32 top, bottom;
	u32 i, c, p;

	for (i = 0; i < n; i++) {
		p = 0;
		for (c = 0; c < 4; c++) {
			top = a[i] >> c * 16 & U16_MAX;
			bottom = b[i] >> c * 16 & U16_MAX;
			p |= (u32)((top + part(bottom - top, weight, 0) + 64) >> 7) << c * 8;
		}
		out[i] = p;
	}
}

/* [(a * (65536 - weight) + b * weight) / 65536] in each channel. */
static u64 mix16_pixel(u64 a, u64 b, u32 weight)
{
	u64 p = 0;
	u32 shift, mix;

	for (shift = 0; shift < 64; shift += 16) {
		mix = (u32)(a >> shift & U16_MAX) * (65536 - weight) +
		      (u32)(b >> shift & U16_MAX) * weight;
		p |= (u64)((mix + 0x8000) >> 16) << shift;
	}
	return p;
}

void vprime_plain_scale_x16(u64 *out, const u64 *row, const u32 *positions, u32 n)
{
	u32 i, x;

	for (i = 0; i < n; i++) {
		x = positions[i] >> 16;
		out[i] = mix16_pixel(row[x], row[x + 1], positions[i] & U16_MAX);
	}
}

void vprime_plain_scale_y16(u64 *out, const u64 *a, const u64 *b, u32 n, u32 weight)
{
	u32 i;

	for (i = 0; i < n; i++)
		out[i] = mix16_pixel(a[i], b[i], weight);
}

/* Hash */

static u64 hash_pair(u64 pair, const u32 *keys)
{
	return (u64)((u32)pair + keys[0]) * ((u32)(pair >> 32) + keys[1]);
}

static u64 hash_chunk(const void *src, const u32 *keys, u32 n, u32 opaque)
{
	const u64 opaque2 = (u64)opaque << 32 | opaque;
	u32 i = 0, end;
	u64 sum = 0;

	for (; i + 16 <= n; i = end) {
		vprime_fetch_one(src + i * 4);
		for (end = i + 16; i < end; i += 2)
			sum += hash_pair(vprime_load64(src + i * 4) | opaque2, keys + i);
	}
	for (; i + 2 <= n; i += 2)
		sum += hash_pair(vprime_load64(src + i * 4) | opaque2, keys + i);
	if (i < n)
		sum += hash_pair(vprime_load32(src + i * 4) | opaque, keys + i);
	return sum;
}

u64 vprime_plain_hash(const void *src, u32 first, u32 n, u32 opaque)
{
	u64 sum = 0;
	u32 at, part;

	while (n) {
		at = first % VPRIME_HASH_CHUNK;
		part = VPRIME_HASH_CHUNK - at;
		if (part > n)
			part = n;
		sum += hash_chunk(src, vprime_hash_keys + at, part, opaque) *
		       vprime_hash_factor(first / VPRIME_HASH_CHUNK);
		src += part * 4;
		first += part;
		n -= part;
	}
	return sum;
}

const struct vprime_kernels vprime_kernels_plain = {
	.name = "plain",
	.fill8 = vprime_plain_fill8,
	.fill16 = vprime_plain_fill16,
	.read8888 = {
		[VPRIME_ORDER_ARGB] = vprime_plain_read_argb8888,
		[VPRIME_ORDER_ABGR] = vprime_plain_read_abgr8888,
		[VPRIME_ORDER_RGBA] = vprime_plain_read_rgba8888,
		[VPRIME_ORDER_BGRA] = vprime_plain_read_bgra8888,
	},
	.write8888 = {
		[VPRIME_ORDER_ARGB] = vprime_plain_write_argb8888,
		[VPRIME_ORDER_ABGR] = vprime_plain_write_abgr8888,
		[VPRIME_ORDER_RGBA] = vprime_plain_write_rgba8888,
		[VPRIME_ORDER_BGRA] = vprime_plain_write_bgra8888,
	},
	.copy8888 = vprime_plain_copy8888,
	.reverse8 = vprime_plain_reverse8,
	.columns8 = vprime_plain_columns8,
	.read_rgb888 = vprime_plain_read_rgb888,
	.read_bgr888 = vprime_plain_read_bgr888,
	.write_rgb888 = vprime_plain_write_rgb888,
	.write_bgr888 = vprime_plain_write_bgr888,
	.read_packed16 = vprime_plain_read_packed16,
	.write_packed16 = vprime_plain_write_packed16,
	.read_packed10 = vprime_plain_read_packed10,
	.write_packed10 = vprime_plain_write_packed10,
	.read_argb16 = vprime_plain_read_argb16,
	.read_abgr16 = vprime_plain_read_abgr16,
	.write_abgr16 = vprime_plain_write_abgr16,
	.read_half = vprime_plain_read_half,
	.join8_semiplanar = vprime_plain_join8_semiplanar,
	.join8_planar = vprime_plain_join8_planar,
	.join16_semiplanar = vprime_plain_join16_semiplanar,
	.join16_planar = vprime_plain_join16_planar,
	.widen = vprime_plain_widen,
	.narrow = vprime_plain_narrow,
	.quantize = vprime_plain_quantize,
	.over8 = vprime_plain_over8,
	.over8_alpha = vprime_plain_over8_alpha,
	.coverage8 = vprime_plain_coverage8,
	.mix8 = vprime_plain_mix8,
	.over16 = vprime_plain_over16,
	.over16_alpha = vprime_plain_over16_alpha,
	.coverage16 = vprime_plain_coverage16,
	.mix16 = vprime_plain_mix16,
	.matrix8 = vprime_plain_matrix8,
	.matrix16 = vprime_plain_matrix16,
	.lut8 = vprime_plain_lut8,
	.lut16 = vprime_plain_lut16,
	.scale_x8 = vprime_plain_scale_x8,
	.scale_y8 = vprime_plain_scale_y8,
	.scale_x16 = vprime_plain_scale_x16,
	.scale_y16 = vprime_plain_scale_y16,
	.hash = vprime_plain_hash,
};
