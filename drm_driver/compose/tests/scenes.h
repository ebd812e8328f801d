/* SPDX-License-Identifier: MIT */
/* Scenes together with the memory that their layers show. */
#ifndef COMPOSE_TESTS_SCENES_H
#define COMPOSE_TESTS_SCENES_H

#include "picture.h"

#define MAX_LAYERS 6

/* A scene; the layer i shows a part of pictures[i]. */
struct test_scene {
	struct vprime_scene scene;
	struct vprime_layer layers[MAX_LAYERS];
	struct picture pictures[MAX_LAYERS];
};

/* What one composition gave. */
struct composed {
	struct picture picture;
	u32 crc;
};

/* Where the next layer goes and what of its picture it shows. */
struct rect {
	u32 x, y, width, height;
};

void scene_init(struct test_scene *s, u32 width, u32 height);
void scene_fini(struct test_scene *s);

/* Adds a layer at @dst that shows the same rectangle from (0, 0) of a new picture. */
struct picture *scene_add(struct test_scene *s, u32 fourcc, struct rect dst,
			  struct placement at);

/* Adds a layer that covers the whole scene. */
struct picture *scene_add_full(struct test_scene *s, u32 fourcc);

/* Adds a layer of one colour. */
void scene_add_colour(struct test_scene *s, u32 fourcc, struct rect dst, u32 value);

/* Adds a layer at a random place that shows a random part of a random picture. */
void scene_add_random(struct test_scene *s, u32 fourcc, struct random *r, bool valid);

/*
 * Composes into a picture of the format @fourcc, or into none if 0, and, if
 * @crc, the checksum. The working memory holds noise before, and is exactly as
 * large as the compositor says. Fails the test if guard bytes around the sources
 * or the target changed. The result goes to composed_fini().
 */
struct composed scene_compose(const struct test_scene *s, u32 fourcc, bool crc,
			      struct placement at);

/* Only the checksum. */
u32 scene_crc(const struct test_scene *s);

void composed_fini(struct composed *c);

/* Fails the test unless @c is what the reference says. */
void composed_check(const struct composed *c, const struct test_scene *s);

/* Fails the test unless both pictures hold the same. */
void composed_check_same(const struct composed *a, const struct composed *b);

#endif
