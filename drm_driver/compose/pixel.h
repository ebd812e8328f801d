/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Arithmetic on single pixels, shared by readers, writers and blending. */
#ifndef VPRIME_COMPOSE_PIXEL_H
#define VPRIME_COMPOSE_PIXEL_H

#include "shim.h"

#define VPRIME_OPAQUE8 0xff000000u
#define VPRIME_OPAQUE16 0xffff000000000000ull

static inline u32 vprime_load32(const void *p)
{
	u32 v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline u64 vprime_load64(const void *p)
{
	u64 v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static inline void vprime_store32(void *p, u32 v)
{
	memcpy(p, &v, sizeof(v));
}

static inline void vprime_store64(void *p, u64 v)
{
	memcpy(p, &v, sizeof(v));
}

/* The four 8-bit channels of @p in four 16-bit lanes, in the same order. */
static inline u64 vprime_spread8(u32 p)
{
	u64 v = p;

	v = (v | v << 16) & 0x0000ffff0000ffffull;
	return (v | v << 8) & 0x00ff00ff00ff00ffull;
}

/* The low bytes of four 16-bit lanes packed into one ARGB8888 pixel. */
static inline u32 vprime_pack8(u64 v)
{
	v = (v | v >> 8) & 0x0000ffff0000ffffull;
	return (u32)(v | v >> 16);
}

/* 8 to 16 bits a channel: 0xff becomes 0xffff, exactly. */
static inline u64 vprime_widen(u32 p)
{
	return vprime_spread8(p) * 257;
}

/* The nearest 8-bit value to a 16-bit one: x / 257, rounded. */
static inline u32 vprime_narrow_channel(u32 x)
{
	return (x * 255 + 32895) >> 16;
}

/* 16 to 8 bits a channel, each rounded to the nearest. */
static inline u32 vprime_narrow(u64 p)
{
	return vprime_narrow_channel(p & 0xffff) |
	       vprime_narrow_channel(p >> 16 & 0xffff) << 8 |
	       vprime_narrow_channel(p >> 32 & 0xffff) << 16 |
	       vprime_narrow_channel(p >> 48) << 24;
}

#endif
