// SPDX-License-Identifier: GPL-2.0-only
/* Which build of the row kernels the module composes with. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/moduleparam.h>
#include <linux/vmalloc.h>

#include "compose/compose.h"
#include "compose/kernels.h"
#include "vprime_kernels.h"

/* Says which one is used when it is read. */
static char *kernels_name;
module_param_named(kernels, kernels_name, charp, 0444);
MODULE_PARM_DESC(kernels,
		 "Vectors that pixels are composed with: plain (none), sse4.1, avx2 or avx512 (default: what is the fastest here)");

static const struct vprime_kernels *kernels;

#define RACE_WIDTH 512
#define RACE_HEIGHT 48
/* What other programs take of the processor is in none of so many. */
#define RACE_ROUNDS 8

/**
 * struct vprime_race - what the builds are compared with, a frame that stays in the caches
 * @below: opaque pixels
 * @above: transparent ones, pre-multiplied
 * @row_hashes: of the picture
 * @scratch: vprime_compose_scratch_size() bytes
 */
struct vprime_race {
	u32 below[RACE_HEIGHT][RACE_WIDTH];
	u32 above[RACE_HEIGHT][RACE_WIDTH];
	u64 row_hashes[RACE_HEIGHT];
	u8 scratch[] __aligned(__alignof__(u64));
};

static struct vprime_layer layer(u32 format, void *pixels)
{
	return (struct vprime_layer) {
		.src = {
			.format = vprime_format_lookup(format),
			.width = RACE_WIDTH,
			.height = RACE_HEIGHT,
			.map = { IOSYS_MAP_INIT_VADDR(pixels) },
			.pitch = { RACE_WIDTH * sizeof(u32) },
		},
		.src_w = RACE_WIDTH << 16,
		.src_h = RACE_HEIGHT << 16,
		.dst_w = RACE_WIDTH,
		.dst_h = RACE_HEIGHT,
		.rotation = DRM_MODE_ROTATE_0,
		.alpha = U16_MAX,
		.blend = VPRIME_BLEND_PREMULTI,
	};
}

/* The shortest time, in nanoseconds, that a build takes for the frame. */
static u64 measure(const struct vprime_kernels *build, struct vprime_race *race)
{
	struct vprime_layer layers[] = {
		layer(DRM_FORMAT_XRGB8888, race->below),
		layer(DRM_FORMAT_ARGB8888, race->above),
	};
	const struct vprime_scene scene = {
		.width = RACE_WIDTH,
		.height = RACE_HEIGHT,
		.n_layers = ARRAY_SIZE(layers),
		.layers = layers,
	};
	const struct vprime_compose_job job = {
		.rows = RACE_HEIGHT,
		.row_hashes = race->row_hashes,
		.kernels = build,
	};
	u64 shortest = U64_MAX, start;
	unsigned int i;

	for (i = 0; i < RACE_ROUNDS; i++) {
		start = ktime_get_ns();
		vprime_compose(&scene, &job, race->scratch);
		shortest = min(shortest, ktime_get_ns() - start);
	}
	return shortest;
}

/*
 * What a processor can do does not say what is fast: an emulated one has all
 * vectors, and is slower with them than without.
 */
static const struct vprime_kernels *find_fastest(void)
{
	u64 times[VPRIME_KERNELS_MAX];
	struct vprime_race *race;
	u32 i;

	race = vzalloc(sizeof(*race) + vprime_compose_scratch_size());
	if (!race)
		return NULL;
	memset(race->below, 0x55, sizeof(race->below));
	memset(race->above, 0x33, sizeof(race->above));
	for (i = 0; vprime_kernels_get(i); i++)
		times[i] = measure(vprime_kernels_get(i), race);
	vfree(race);
	return vprime_kernels_choose(times);
}

int vprime_kernels_init(void)
{
	if (kernels_name) {
		kernels = vprime_kernels_named(kernels_name);
		if (kernels)
			return 0;
		pr_err("kernels=%s: this processor cannot compose with these\n", kernels_name);
		return -EINVAL;
	}

	kernels = find_fastest();
	if (!kernels)
		return -ENOMEM;
	kernels_name = (char *)kernels->name;
	return 0;
}

const struct vprime_kernels *vprime_kernels_used(void)
{
	return kernels;
}
