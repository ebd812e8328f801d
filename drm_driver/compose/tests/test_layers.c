// SPDX-License-Identifier: MIT
/* How a layer is put over what lies below: blend modes and the plane's alpha. */

#include "reference.h"
#include "scenes.h"
#include "suite.h"

static const u16 alphas[] = { 0xffff, 0, 1, 0x80, 0x81, 0x7f7f, 0x7fff, 0x8000, 0x8080, 0xfefe,
			      0xff7f, 0xfffe };

/* All alphas and all colours above; colours below in another order. */
static void fill_products(struct picture *above, struct picture *below, u32 step)
{
	u32 a, v;

	for (a = 0; a < above->height; a++) {
		for (v = 0; v < above->width; v++) {
			u32 s = v * step % 256, alpha = a * step % 256;

			picture_set(above, v, a, alpha << 24 | s << 16 | (255 - s) << 8 |
				    (s ^ 0x55));
			picture_set(below, v, a, (v * 37 + a * 11) % 256 << 16 |
				    (v * 101 + a) % 256 << 8 | (255 - (v + a) % 256));
		}
	}
}

static void test_all_products(void **state)
{
	u32 mode, i;

	for (mode = VPRIME_BLEND_PREMULTI; mode <= VPRIME_BLEND_COVERAGE; mode++) {
		for (i = 0; i < ARRAY_SIZE(alphas); i++) {
			/* everything once for each mode, a choice of it for other alphas */
			u32 step = i ? 5 : 1, size = i ? 52 : 256;
			struct test_scene s;
			struct picture *below;

			scene_init(&s, size, size);
			below = scene_add_full(&s, DRM_FORMAT_XRGB8888);
			fill_products(scene_add_full(&s, DRM_FORMAT_ARGB8888), below, step);
			s.layers[1].blend = mode;
			s.layers[1].alpha = alphas[i];
			scene_check(&s, DRM_FORMAT_XRGB8888);
			scene_fini(&s);
		}
	}
	report("products");
}

/* Each format in each mode with each alpha over something of 8 and of 16 bits. */
static void test_all_formats(void **state)
{
	static const u32 below[] = { DRM_FORMAT_XRGB8888, DRM_FORMAT_XBGR16161616 };
	const struct layout *l = layout_all();
	u32 i, j, k;

	for (i = 0; i < layout_count(); i++) {
		struct random r = random_start(100 + i);

		for (j = 0; j < 3 * ARRAY_SIZE(alphas); j++) {
			for (k = 0; k < ARRAY_SIZE(below); k++) {
				struct vprime_layer *a;
				struct test_scene s;

				scene_init(&s, 19, 5);
				picture_fill_random(scene_add_full(&s, below[k]), &r, true);
				a = scene_add_random(&s, l[i].fourcc, &r, j & 1);
				a->blend = j % 3;
				a->alpha = alphas[j / 3];
				scene_check(&s, k ? DRM_FORMAT_ARGB16161616 : DRM_FORMAT_XRGB8888);
				scene_fini(&s);
			}
		}
	}
	report("formats and modes");
}

/* A stack of layers, each of another mode and alpha: what is rounded adds up to little. */
static void test_stacks(void **state)
{
	static const u32 fourccs[] = { DRM_FORMAT_ARGB8888, DRM_FORMAT_BGRA8888,
				       DRM_FORMAT_ARGB4444, DRM_FORMAT_XRGB8888 };
	u32 i, j;

	for (i = 0; i < 200; i++) {
		struct random r = random_start(2000 + i);
		struct test_scene s;

		scene_init(&s, random_range(&r, 1, 60), random_range(&r, 1, 9));
		s.scene.background |= random_range(&r, 0, 255) * 0x010101010101ull;
		for (j = 0; j < MAX_LAYERS; j++) {
			struct vprime_layer *a;

			a = scene_add_random(&s, fourccs[random_range(&r, 0, 3)], &r, i % 2);
			a->blend = random_range(&r, 0, 2);
			a->alpha = random_once_in(&r, 2) ? 0xffff : random_range(&r, 0, 0xffff);
		}
		scene_check(&s, DRM_FORMAT_XRGB8888);
		scene_fini(&s);
	}
	report("stacks");
}

int run_layers_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_products),
		cmocka_unit_test(test_all_formats),
		cmocka_unit_test(test_stacks),
	};

	return cmocka_run_group_tests_name("layers", tests, NULL, NULL);
}
