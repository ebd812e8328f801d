// SPDX-License-Identifier: MIT
/* Memory that holds pixels, with guard bytes wherever it holds none. */

#include <sanitizer/asan_interface.h>

#include "picture.h"
#include "suite.h"

#define ALIGNMENT 64
#define REDZONE 256
#define GUARD 0xa5

/* No pointer of a program has this bit: only the accessors below take it away. */
#define IOMEM_BIT ((uintptr_t)1 << 62)

static void *iomem_pointer(const void *p)
{
	assert_true((uintptr_t)p & IOMEM_BIT);
	return (void *)((uintptr_t)p & ~IOMEM_BIT);
}

void memcpy_fromio(void *dst, const void *src, size_t len)
{
	memcpy(dst, iomem_pointer(src), len);
}

void memcpy_toio(void *dst, const void *src, size_t len)
{
	memcpy(iomem_pointer(dst), src, len);
}

static size_t row_bytes(const struct picture *p)
{
	return (size_t)p->width * p->pixels.format->block_bytes[0];
}

static size_t memory_bytes(const struct picture *p)
{
	return ALIGNMENT + REDZONE + (size_t)p->pixels.pitch[0] * p->height + REDZONE;
}

static void guard_set(u8 *start, size_t len)
{
	memset(start, GUARD, len);
	ASAN_POISON_MEMORY_REGION(start, len);
}

static void guard_check(u8 *start, size_t len)
{
	size_t i;

	ASAN_UNPOISON_MEMORY_REGION(start, len);
	for (i = 0; i < len; i++)
		assert_int_equal(start[i], GUARD);
	ASAN_POISON_MEMORY_REGION(start, len);
}

enum guard_action { GUARD_SET, GUARD_CHECK };

/* For each stretch of memory without pixels. */
static void guards(const struct picture *p, enum guard_action action)
{
	u8 *start = p->memory;
	u32 y;

	for (y = 0; y <= p->height; y++) {
		u8 *row = p->first + (size_t)y * p->pixels.pitch[0];
		u8 *end = y < p->height ? row : p->memory + memory_bytes(p);

		if (action == GUARD_SET)
			guard_set(start, end - start);
		else
			guard_check(start, end - start);
		start = row + row_bytes(p);
	}
}

struct placement placement_random(struct random *r)
{
	struct placement at = {
		.misalign = random_once_in(r, 2) ? 0 : random_range(r, 0, ALIGNMENT - 1),
		.padding = random_once_in(r, 2) ? 0 : random_range(r, 0, 70),
		.iomem = random_once_in(r, 3),
	};

	return at;
}

void picture_init(struct picture *p, u32 fourcc, u32 width, u32 height,
		  struct placement at)
{
	p->pixels.format = vprime_format_lookup(fourcc);
	assert_non_null(p->pixels.format);
	p->pixels.width = width;
	p->pixels.height = height;
	p->width = width;
	p->height = height;
	p->pixels.pitch[0] = row_bytes(p) + at.padding;
	assert_int_equal(posix_memalign((void **)&p->memory, ALIGNMENT, memory_bytes(p)), 0);
	p->first = p->memory + REDZONE + at.misalign;
	p->pixels.map[0].is_iomem = at.iomem;
	p->pixels.map[0].vaddr = at.iomem ? (void *)((uintptr_t)p->first | IOMEM_BIT) : p->first;
	guards(p, GUARD_SET);
	picture_fill(p, 0);
}

void picture_fini(struct picture *p)
{
	ASAN_UNPOISON_MEMORY_REGION(p->memory, memory_bytes(p));
	free(p->memory);
	p->memory = NULL;
}

static u8 *pixel_at(const struct picture *p, u32 x, u32 y)
{
	assert_true(x < p->width && y < p->height);
	return p->first + (size_t)y * p->pixels.pitch[0] + (size_t)x * p->pixels.format->block_bytes[0];
}

u32 picture_get(const struct picture *p, u32 x, u32 y)
{
	const u8 *bytes = pixel_at(p, x, y);
	u32 value = 0, i;

	for (i = 0; i < p->pixels.format->block_bytes[0]; i++)
		value |= (u32)bytes[i] << 8 * i;
	return value;
}

void picture_set(struct picture *p, u32 x, u32 y, u32 value)
{
	u8 *bytes = pixel_at(p, x, y);
	u32 i;

	for (i = 0; i < p->pixels.format->block_bytes[0]; i++)
		bytes[i] = value >> 8 * i;
}

void picture_fill(struct picture *p, u32 value)
{
	u32 x, y;

	for (y = 0; y < p->height; y++) {
		for (x = 0; x < p->width; x++)
			picture_set(p, x, y, value);
	}
}

static u32 premultiplied(u32 colour, u32 alpha)
{
	u32 r = (colour >> 16 & 0xff) * alpha / 255;
	u32 g = (colour >> 8 & 0xff) * alpha / 255;
	u32 b = (colour & 0xff) * alpha / 255;

	return alpha << 24 | r << 16 | g << 8 | b;
}

static u32 random_pixel(struct random *r, bool valid)
{
	u32 noise = (u32)random_bits(r);

	switch (random_range(r, 0, valid ? 3 : 4)) {
	case 0:
		return 0;
	case 1:
		return noise | 0xff000000u;
	case 2:
		return premultiplied(noise, 128);
	case 3:
		return premultiplied(noise, noise >> 24);
	default:
		return noise;
	}
}

void picture_fill_random(struct picture *p, struct random *r, bool valid)
{
	u32 x, y;

	if (!p->pixels.format->has_alpha)
		valid = false;
	for (y = 0; y < p->height; y++) {
		for (x = 0; x < p->width; x++)
			picture_set(p, x, y, random_pixel(r, valid));
	}
}

void picture_check_guards(const struct picture *p)
{
	guards(p, GUARD_CHECK);
}
