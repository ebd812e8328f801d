/* SPDX-License-Identifier: MIT */
/* Scenes together with the memory that their layers show, and what composing them gives. */
#ifndef COMPOSE_TESTS_SCENES_H
#define COMPOSE_TESTS_SCENES_H

#include "picture.h"

#define MAX_LAYERS 6
#define MAX_LUT 4096

/* A scene; the layer i shows a part of pictures[i]. */
struct test_scene {
	struct vprime_scene scene;
	struct vprime_layer layers[MAX_LAYERS];
	struct picture pictures[MAX_LAYERS];
	struct vprime_lut degamma, gamma;
	struct vprime_lut_entry *entries[2];
	s64 ctm[9];
	const struct vprime_kernels *kernels;	/* NULL for the best ones */
};

/* What one composition gave. */
struct composed {
	struct picture picture;
	u32 crc;
};

/* A place in the scene; it may hang over its edges. */
struct rect {
	s32 x, y;
	u32 width, height;
};

/* 8 bits a channel, black, no layers. */
void scene_init(struct test_scene *s, u32 width, u32 height);
void scene_fini(struct test_scene *s);

/* Adds a layer that shows the whole of a new picture of @width x @height, at (0, 0). */
struct vprime_layer *scene_add_picture(struct test_scene *s, u32 fourcc, u32 width, u32 height,
				       struct placement at);

/* Adds a layer at @dst that shows a new picture of the same size. */
struct picture *scene_add(struct test_scene *s, u32 fourcc, struct rect dst,
			  struct placement at);

/* Adds a layer that covers the whole scene. */
struct picture *scene_add_full(struct test_scene *s, u32 fourcc);

/* Adds a layer of one colour. */
void scene_add_colour(struct test_scene *s, u32 fourcc, struct rect dst, u64 value);

/*
 * Adds a layer at a random place inside the scene that shows a random part of a
 * random picture, not scaled.
 */
struct vprime_layer *scene_add_random(struct test_scene *s, u32 fourcc, struct random *r,
				      bool valid);

/* Makes a layer show @width x @height pixels of its picture from (@x, @y) on. */
void layer_show(struct vprime_layer *l, u32 x, u32 y, u32 width, u32 height);

/* The picture of the topmost layer. */
struct picture *scene_top(struct test_scene *s);

/* Gives the scene tables of @size entries that follow the power @exponent. */
void scene_set_gamma(struct test_scene *s, u32 size, double exponent);
void scene_set_degamma(struct test_scene *s, u32 size, double exponent);

/* Takes numbers from -8 to 8, row by row. */
void scene_set_ctm(struct test_scene *s, const double *matrix);


/*
 * Composes into a picture of the format @fourcc, or into none if 0, and, if
 * @crc, the checksum. The working memory holds what the last scene left in it,
 * and is exactly as large as the compositor says. Fails the test if guard bytes around the sources
 * or the target changed. The result goes to composed_fini().
 */
struct composed scene_compose(const struct test_scene *s, u32 fourcc, bool crc,
			      struct placement at);

/* Only the checksum. */
u32 scene_crc(const struct test_scene *s);

void composed_fini(struct composed *c);

/*
 * Fails the test unless @c is what the reference says: exactly if the scene
 * promises that, otherwise within one unit of the output's depth.
 */
void composed_check(const struct composed *c, const struct test_scene *s);

/* Composes into @fourcc and checks. */
void scene_check(const struct test_scene *s, u32 fourcc);

/* Composes into targets of 8 and 16 bits and checks. */
void scene_check_depths(const struct test_scene *s);

/* Fails the test unless both pictures hold the same. */
void composed_check_same(const struct composed *a, const struct composed *b);

/* How much has been compared since the last call, as one line of text. */
void report(const char *what);

/* And in all. */
void report_all(void);

#endif
