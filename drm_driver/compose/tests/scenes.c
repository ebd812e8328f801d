// SPDX-License-Identifier: MIT
/* Scenes together with the memory that their layers show. */

#include "reference.h"
#include "scenes.h"
#include "suite.h"

void scene_init(struct test_scene *s, u32 width, u32 height)
{
	memset(s, 0, sizeof(*s));
	s->scene.width = width;
	s->scene.height = height;
	s->scene.layers = s->layers;
}

void scene_fini(struct test_scene *s)
{
	u32 i;

	for (i = 0; i < s->scene.n_layers; i++)
		picture_fini(&s->pictures[i]);
}

static struct picture *add(struct test_scene *s, u32 fourcc, struct rect dst,
			   struct rect src, struct placement at)
{
	u32 i = s->scene.n_layers++;

	assert_true(i < MAX_LAYERS);
	assert_true(dst.x + dst.width <= s->scene.width);
	assert_true(dst.y + dst.height <= s->scene.height);
	picture_init(&s->pictures[i], fourcc, src.width, src.height, at);
	s->layers[i] = (struct vprime_layer) {
		.src = s->pictures[i].pixels,
		.src_x = src.x << 16,
		.src_y = src.y << 16,
		.src_w = dst.width << 16,
		.src_h = dst.height << 16,
		.dst_x = dst.x,
		.dst_y = dst.y,
		.dst_w = dst.width,
		.dst_h = dst.height,
		.alpha = 0xffff,
	};
	return &s->pictures[i];
}

struct picture *scene_add(struct test_scene *s, u32 fourcc, struct rect dst,
			  struct placement at)
{
	return add(s, fourcc, dst, (struct rect) { 0, 0, dst.width, dst.height }, at);
}

struct picture *scene_add_full(struct test_scene *s, u32 fourcc)
{
	return scene_add(s, fourcc, (struct rect) { 0, 0, s->scene.width, s->scene.height },
			 (struct placement) { 0 });
}

void scene_add_colour(struct test_scene *s, u32 fourcc, struct rect dst, u32 value)
{
	picture_fill(scene_add(s, fourcc, dst, (struct placement) { 0 }), value);
}

/* A stretch of a line of @length: sometimes all of it, sometimes a single one. */
static void random_stretch(struct random *r, u32 length, u32 *start, u32 *size)
{
	*size = random_once_in(r, 4) ? length :
		random_once_in(r, 8) ? 1 : random_range(r, 1, length);
	*start = random_range(r, 0, length - *size);
}

void scene_add_random(struct test_scene *s, u32 fourcc, struct random *r, bool valid)
{
	struct rect dst, src;

	random_stretch(r, s->scene.width, &dst.x, &dst.width);
	random_stretch(r, s->scene.height, &dst.y, &dst.height);
	src.width = dst.width + (random_once_in(r, 2) ? 0 : random_range(r, 0, 9));
	src.height = dst.height + (random_once_in(r, 2) ? 0 : random_range(r, 0, 9));
	src.x = random_range(r, 0, src.width - dst.width);
	src.y = random_range(r, 0, src.height - dst.height);
	picture_fill_random(add(s, fourcc, dst, src, placement_random(r)), r, valid);
}

struct composed scene_compose(const struct test_scene *s, u32 fourcc, bool crc,
			      struct placement at)
{
	struct composed c = { 0 };
	size_t size = vprime_compose_scratch_size();
	void *scratch = malloc(size);
	struct vprime_compose_job job = {
		.rows = s->scene.height,
		.targets = &c.picture.pixels,
		.n_targets = fourcc ? 1 : 0,
	};
	u32 i;

	assert_non_null(scratch);
	memset(scratch, 0xc3, size);
	if (crc)
		job.row_hashes = calloc(s->scene.height, sizeof(*job.row_hashes));
	if (fourcc)
		picture_init(&c.picture, fourcc, s->scene.width, s->scene.height, at);

	vprime_compose(&s->scene, &job, scratch);
	if (crc)
		c.crc = vprime_compose_crc(job.row_hashes, s->scene.height);

	free(job.row_hashes);
	free(scratch);
	if (fourcc)
		picture_check_guards(&c.picture);
	for (i = 0; i < s->scene.n_layers; i++)
		picture_check_guards(&s->pictures[i]);
	return c;
}

u32 scene_crc(const struct test_scene *s)
{
	return scene_compose(s, 0, true, (struct placement) { 0 }).crc;
}

void composed_fini(struct composed *c)
{
	if (c->picture.memory)
		picture_fini(&c->picture);
}

void composed_check(const struct composed *c, const struct test_scene *s)
{
	const struct picture *p = &c->picture;
	u32 x, y;

	assert_int_equal(p->width, s->scene.width);
	assert_int_equal(p->height, s->scene.height);
	for (y = 0; y < p->height; y++) {
		for (x = 0; x < p->width; x++) {
			struct colour c = reference_colour(&s->scene, s->pictures, x, y);
			u32 expected = colour_encode(p->pixels.format->fourcc, c);

			if (picture_get(p, x, y) != expected)
				fail_msg("(%u, %u) of %u x %u: %#x instead of %#x", x, y, p->width,
					 p->height, picture_get(p, x, y), expected);
		}
	}
}

void composed_check_same(const struct composed *a, const struct composed *b)
{
	u32 x, y;

	assert_int_equal(a->picture.width, b->picture.width);
	assert_int_equal(a->picture.height, b->picture.height);
	for (y = 0; y < a->picture.height; y++) {
		for (x = 0; x < a->picture.width; x++)
			assert_int_equal(picture_get(&a->picture, x, y),
					 picture_get(&b->picture, x, y));
	}
}
