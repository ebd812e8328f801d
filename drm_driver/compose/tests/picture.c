// SPDX-License-Identifier: MIT
/* Memory that holds pixels, with guard bytes wherever it holds none. */

#include <math.h>
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
	u32 i, y;

	for (i = 0; i < p->layout->planes; i++) {
		const struct picture_plane *plane = &p->plane[i];
		u8 *start = plane->start;

		for (y = 0; y <= plane->rows; y++) {
			u8 *row = plane->first + (size_t)y * p->pixels.pitch[i];
			u8 *end = y < plane->rows ? row : plane->end;

			if (action == GUARD_SET)
				guard_set(start, end - start);
			else
				guard_check(start, end - start);
			start = row + plane->row_bytes;
		}
	}
}

struct placement placement_random(struct random *r)
{
	struct placement at = {
		.misalign = random_once_in(r, 2) ? 0 : random_range(r, 0, ALIGNMENT - 1),
		.padding = random_once_in(r, 2) ? 0 : random_range(r, 0, 70),
		.iomem = random_once_in(r, 3),
		.together = random_once_in(r, 2),
	};

	return at;
}

static void *allocate(size_t bytes)
{
	void *memory = NULL;

	assert_int_equal(posix_memalign(&memory, ALIGNMENT, bytes), 0);
	return memory;
}

void picture_init(struct picture *p, u32 fourcc, u32 width, u32 height,
		  struct placement at)
{
	size_t bytes[VPRIME_COMPOSE_PLANES] = { 0 }, all = 0;
	u32 i;

	*p = (struct picture) {
		.pixels.format = vprime_format_lookup(fourcc),
		.pixels.width = width,
		.pixels.height = height,
		.layout = layout_of(fourcc),
		.width = width,
		.height = height,
	};
	assert_non_null(p->pixels.format);
	for (i = 0; i < p->layout->planes; i++) {
		p->plane[i].row_bytes = layout_row_bytes(p->layout, i, width);
		p->plane[i].rows = layout_rows(p->layout, i, height);
		p->pixels.pitch[i] = p->plane[i].row_bytes + at.padding;
		bytes[i] = ALIGNMENT + 2 * REDZONE +
			   (size_t)p->pixels.pitch[i] * p->plane[i].rows;
		all += bytes[i];
	}
	for (i = 0; i < p->layout->planes; i++) {
		struct picture_plane *plane = &p->plane[i];

		if (!i || !at.together)
			p->memory[i] = allocate(at.together ? all : bytes[i]);
		plane->start = p->memory[i] ? p->memory[i] : p->plane[i - 1].end;
		plane->end = plane->start + bytes[i];
		plane->first = plane->start + REDZONE + at.misalign;
		p->pixels.map[i].is_iomem = at.iomem;
		p->pixels.map[i].vaddr = plane->first;
		if (at.iomem)
			p->pixels.map[i].vaddr = (void *)((uintptr_t)plane->first | IOMEM_BIT);
	}
	guards(p, GUARD_SET);
	for (i = 0; i < p->layout->planes; i++) {
		u32 y;

		for (y = 0; y < p->plane[i].rows; y++)
			memset(p->plane[i].first + (size_t)y * p->pixels.pitch[i], 0,
			       p->plane[i].row_bytes);
	}
}

void picture_fini(struct picture *p)
{
	u32 i;

	for (i = 0; i < p->layout->planes; i++)
		ASAN_UNPOISON_MEMORY_REGION(p->plane[i].start,
					    p->plane[i].end - p->plane[i].start);
	for (i = 0; i < VPRIME_COMPOSE_PLANES; i++) {
		free(p->memory[i]);
		p->memory[i] = NULL;
	}
}

/* Where the bits of a channel are: counted from the start of the row. */
static u8 *find(const struct picture *p, const struct channel *c, u32 x, u32 y, u32 *bit)
{
	const struct layout *l = p->layout;
	u32 width = l->block_width[c->plane], sample;

	assert_true(x < p->width && y < p->height);
	if (c->plane) {
		x /= l->hsub;
		y /= l->vsub;
	}
	sample = c->n == 1 ? 0 : x % width;
	*bit = x / width * l->block_bits[c->plane] + c->first[sample];
	return p->plane[c->plane].first + (size_t)y * p->pixels.pitch[c->plane];
}

u32 picture_channel(const struct picture *p, char letter, u32 x, u32 y)
{
	const struct channel *c = layout_channel(p->layout, letter);
	u64 bytes = 0;
	u32 bit, i;
	u8 *row;

	assert_non_null(c);
	row = find(p, c, x, y, &bit);
	if (c->bits == 8 && !(bit & 7))
		return row[bit / 8];
	for (i = bit / 8; i <= (bit + c->bits - 1) / 8; i++)
		bytes |= (u64)row[i] << 8 * (i - bit / 8);
	return bytes >> bit % 8 & ((1u << c->bits) - 1);
}

void picture_set_channel(struct picture *p, char letter, u32 x, u32 y, u32 value)
{
	const struct channel *c = layout_channel(p->layout, letter);
	u32 bit, i;
	u8 *row;

	assert_non_null(c);
	row = find(p, c, x, y, &bit);
	for (i = 0; i < c->bits; i++) {
		u8 *byte = &row[(bit + i) / 8], mask = 1 << (bit + i) % 8;

		*byte = (value >> i & 1) ? *byte | mask : *byte & ~mask;
	}
}

static u8 *pixel_at(const struct picture *p, u32 x, u32 y)
{
	assert_true(x < p->width && y < p->height);
	assert_int_equal(p->layout->planes * p->layout->block_width[0], 1);
	assert_int_equal(p->layout->block_bits[0] % 8, 0);
	return p->plane[0].first + (size_t)y * p->pixels.pitch[0] +
	       (size_t)x * p->layout->block_bits[0] / 8;
}

u64 picture_get(const struct picture *p, u32 x, u32 y)
{
	const u8 *bytes = pixel_at(p, x, y);
	u64 value = 0;
	u32 i;

	for (i = 0; i < p->layout->block_bits[0] / 8; i++)
		value |= (u64)bytes[i] << 8 * i;
	return value;
}

void picture_set(struct picture *p, u32 x, u32 y, u64 value)
{
	u8 *bytes = pixel_at(p, x, y);
	u32 i;

	for (i = 0; i < p->layout->block_bits[0] / 8; i++)
		bytes[i] = value >> 8 * i;
}

void picture_fill(struct picture *p, u64 value)
{
	u32 x, y;

	for (y = 0; y < p->height; y++) {
		for (x = 0; x < p->width; x++)
			picture_set(p, x, y, value);
	}
}

/* The largest number of a channel; of a float, that of the value 1. */
static u32 channel_max(const struct picture *p, const struct channel *c)
{
	return p->layout->model == MODEL_FLOAT ? 0x3c00 : (1u << c->bits) - 1;
}

/* The colour channels of a pixel limited to a share of what they can be. */
static void limit(struct picture *p, u32 x, u32 y, u32 alpha, u32 alpha_max)
{
	u32 i;

	for (i = 0; i < p->layout->n_channels; i++) {
		const struct channel *c = &p->layout->channels[i];
		u32 v = picture_channel(p, c->letter, x, y);

		if (c->letter == 'A')
			v = alpha;
		else if (p->layout->model == MODEL_FLOAT)
			v = v % (alpha + 1);
		else if (p->layout->model == MODEL_RGB)
			v = (u64)v * alpha / alpha_max;
		picture_set_channel(p, c->letter, x, y, v);
	}
}

static void randomize_alpha(struct picture *p, struct random *r, u32 x, u32 y, bool valid)
{
	const struct channel *a = layout_channel(p->layout, 'A');
	u32 max = channel_max(p, a);

	switch (random_range(r, 0, valid ? 3 : 4)) {
	case 0:
		return limit(p, x, y, 0, max);
	case 1:
		return limit(p, x, y, max, max);
	case 2:
		return limit(p, x, y, (max + 1) / 2, max);
	case 3:
		return limit(p, x, y, (u32)random_bits(r) % (max + 1), max);
	default:
		return;
	}
}

void picture_fill_random(struct picture *p, struct random *r, bool valid)
{
	u32 i, x, y;

	for (i = 0; i < p->layout->planes; i++) {
		const struct picture_plane *plane = &p->plane[i];

		for (y = 0; y < plane->rows; y++) {
			u8 *row = plane->first + (size_t)y * p->pixels.pitch[i];

			for (x = 0; x < plane->row_bytes; x++)
				row[x] = random_bits(r) >> 24;
		}
	}
	if (layout_channel(p->layout, 'A')) {
		for (y = 0; y < p->height; y++) {
			for (x = 0; x < p->width; x++)
				randomize_alpha(p, r, x, y, valid);
		}
	} else if (p->layout->model == MODEL_FLOAT) {
		for (y = 0; y < p->height; y++) {
			for (x = 0; x < p->width; x++) {
				u32 letter;

				for (letter = 0; !random_once_in(r, 4) && letter < 3; letter++)
					picture_set_channel(p, "RGB"[letter], x, y,
							    random_range(r, 0, 0x3c00));
			}
		}
	}
}

void picture_fill_smooth(struct picture *p, struct random *r)
{
	double fx = random_range(r, 1, 8) / 40.0, fy = random_range(r, 1, 8) / 40.0;
	u32 i, x, y;

	for (i = 0; i < p->layout->n_channels; i++) {
		const struct channel *c = &p->layout->channels[i];
		u32 max = channel_max(p, c);

		for (y = 0; y < p->height; y++) {
			for (x = 0; x < p->width; x++) {
				double wave = 0.5 + 0.5 * sin(fx * x + fy * y + i);

				picture_set_channel(p, c->letter, x, y,
						    c->letter == 'A' ? max : (u32)(max * wave));
			}
		}
	}
}

void picture_copy(struct picture *to, const struct picture *from)
{
	u32 i, y;

	assert_ptr_equal(to->layout, from->layout);
	assert_true(to->width == from->width && to->height == from->height);
	for (i = 0; i < to->layout->planes; i++) {
		for (y = 0; y < to->plane[i].rows; y++)
			memcpy(to->plane[i].first + (size_t)y * to->pixels.pitch[i],
			       from->plane[i].first + (size_t)y * from->pixels.pitch[i],
			       to->plane[i].row_bytes);
	}
}

void picture_check_guards(const struct picture *p)
{
	guards(p, GUARD_CHECK);
}
