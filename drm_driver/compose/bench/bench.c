// SPDX-License-Identifier: MIT
/*
 * Composes scenes with all contenders and prints the time each takes.
 *
 * bench [SECONDS [SCENE]...] prints lines of words separated by tabs:
 *   time SCENE WIDTH HEIGHT CONTENDER MS    one frame, the median
 *   warm SCENE WIDTH HEIGHT CONTENDER MS    the same, small enough to stay in a cache
 *   cost WHAT AMOUNT MS                     one frame of a scene that grows
 * The last is left out if scenes are named.
 *
 * Times are CPU time, of several threads that of the one that took longest. Except
 * in warm scenes no buffer is in any cache when a frame begins. Contenders take
 * turns.
 */

#define _GNU_SOURCE
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <drm_fourcc.h>

#include "bench.h"

#define MAX_CONTENDERS 24
#define MAX_ROUNDS 101
#define MIN_ROUNDS 3

uint16_t bench_gamma[BENCH_GAMMA_SIZE][4];
const double bench_ctm[9] = { 0.9, 0.1, 0, 0.05, 0.9, 0.05, 0, 0.1, 0.9 };

/* Time that one contender may take for one scene. */
static double budget = 0.25;

static double now(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

/* Takes memory out of all caches. */
#if defined(__x86_64__)
__attribute__((target("clflushopt")))
static void flush_fast(const char *p, size_t bytes)
{
	size_t i;

	for (i = 0; i < bytes; i += 64)
		__builtin_ia32_clflushopt(p + i);
	__builtin_ia32_mfence();
}

static void make_cold(const void *memory, size_t bytes)
{
	unsigned int a, b = 0, c, d;
	const char *p = memory;
	size_t i;

	if (__get_cpuid_count(7, 0, &a, &b, &c, &d) && b & bit_CLFLUSHOPT)
		return flush_fast(p, bytes);
	for (i = 0; i < bytes; i += 64)
		__builtin_ia32_clflush(p + i);
	__builtin_ia32_mfence();
}
#elif defined(__aarch64__)
static void make_cold(const void *memory, size_t bytes)
{
	const char *p = memory;
	size_t i;

	for (i = 0; i < bytes; i += 64)
		__asm__ volatile("dc civac, %0" : : "r"(p + i) : "memory");
	__asm__ volatile("dsb sy" : : : "memory");
}
#else
#error "how are caches emptied here?"
#endif

static void scene_make_cold(const struct bench_scene *s)
{
	uint32_t i;

	for (i = 0; i < s->n_layers; i++)
		make_cold(s->layers[i].plane[0], s->layers[i].bytes);
	for (i = 0; i < 2; i++)
		make_cold(s->spare[i], s->frame_bytes);
	if (s->target)
		make_cold(s->target, s->frame_bytes);
}

static uint64_t random_bits(void)
{
	static uint64_t state = 1;
	uint64_t z = state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/* A window manager's overlay: a third clear, a third opaque, the rest in between. */
static void fill_argb(uint8_t *memory, uint32_t width, uint32_t height)
{
	uint32_t *p = (uint32_t *)memory, x, y;

	for (y = 0; y < height; y++) {
		for (x = 0; x < width; x++, p++) {
			uint64_t noise = random_bits();
			uint32_t a = x * 3 / width == 0 ? 0 : x * 3 / width == 1 ? 255 :
				     noise & 255;
			uint32_t r = (noise >> 8 & 255) * a / 255, g = (noise >> 16 & 255) * a / 255;
			uint32_t b = (noise >> 24 & 255) * a / 255;

			*p = a << 24 | r << 16 | g << 8 | b;
		}
	}
}

static void *allocate(size_t bytes)
{
	void *p = NULL;

	if (posix_memalign(&p, 4096, bytes))
		abort();
	return p;
}

static struct bench_layer *add(struct bench_scene *s, uint32_t fourcc, uint32_t width,
			       uint32_t height)
{
	struct bench_layer *l = &s->layers[s->n_layers++];
	size_t luma = 0, i;

	*l = (struct bench_layer) {
		.fourcc = fourcc, .width = width, .height = height,
		.dst_w = width, .dst_h = height,
	};
	switch (fourcc) {
	case DRM_FORMAT_NV12:
	case DRM_FORMAT_P010:
		l->pitch[0] = l->pitch[1] = width * (fourcc == DRM_FORMAT_P010 ? 2 : 1);
		luma = (size_t)l->pitch[0] * height;
		l->bytes = luma + luma / 2;
		break;
	default:
		l->pitch[0] = width * (fourcc == DRM_FORMAT_RGB565 ? 2 : 4);
		l->bytes = (size_t)l->pitch[0] * height;
	}
	l->plane[0] = allocate(l->bytes);
	if (luma)
		l->plane[1] = l->plane[0] + luma;
	for (i = 0; i + 8 <= l->bytes; i += 8) {
		uint64_t noise = random_bits();

		memcpy(l->plane[0] + i, &noise, 8);
	}
	if (fourcc == DRM_FORMAT_ARGB8888)
		fill_argb(l->plane[0], width, height);
	return l;
}

static void add_cursor(struct bench_scene *s)
{
	struct bench_layer *l = add(s, DRM_FORMAT_ARGB8888, 64, 64);

	l->dst_x = s->width / 2;
	l->dst_y = s->height / 2;
}

static uint8_t *add_frame(struct bench_scene *s)
{
	return memset(allocate(s->frame_bytes), 0x55, s->frame_bytes);
}

enum scene {
	ONE, ONE_WRITEBACK, OVERLAY, OVERLAY_WRITEBACK, FOUR_ARGB, NV12, P010, RGB565, ROTATED,
	SCALED, COLOUR, IDLE, CURSOR_MOVED, DAMAGED, SCENES
};

static const char *const names[] = {
	"one", "one+wb", "overlay", "overlay+wb", "4 ARGB", "NV12", "P010", "RGB565", "rotated",
	"scaled", "gamma+CTM", "idle", "cursor moved", "1% damaged",
};

static void scene_init(struct bench_scene *s, enum scene which, uint32_t width, uint32_t height)
{
	struct bench_layer *l;
	int i;

	*s = (struct bench_scene) {
		.name = names[which], .width = width, .height = height, .rows = height,
		.frame_bytes = (size_t)width * height * 4,
	};
	for (i = 0; i < 2; i++)
		s->spare[i] = add_frame(s);
	switch (which) {
	case FOUR_ARGB:
		for (i = 0; i < 4; i++)
			add(s, DRM_FORMAT_ARGB8888, width, height);
		break;
	case NV12:
		add(s, DRM_FORMAT_NV12, width, height);
		break;
	case P010:
		add(s, DRM_FORMAT_P010, width, height);
		break;
	case RGB565:
		add(s, DRM_FORMAT_RGB565, width, height);
		break;
	case ROTATED:
		l = add(s, DRM_FORMAT_XRGB8888, height, width);
		l->rotate90 = true;
		l->dst_w = width;
		l->dst_h = height;
		break;
	case SCALED:
		l = add(s, DRM_FORMAT_XRGB8888, width * 2 / 3, height * 2 / 3);
		l->bilinear = true;
		l->dst_w = width;
		l->dst_h = height;
		break;
	default:
		add(s, DRM_FORMAT_XRGB8888, width, height);
	}
	switch (which) {
	case OVERLAY:
	case OVERLAY_WRITEBACK:
	case IDLE:
	case CURSOR_MOVED:
	case DAMAGED:
		add(s, DRM_FORMAT_ARGB8888, width, height);
		add_cursor(s);
		break;
	case COLOUR:
		s->gamma = s->ctm = true;
		break;
	default:
		break;
	}
	switch (which) {
	case ONE_WRITEBACK:
	case OVERLAY_WRITEBACK:
		s->writeback = true;
		s->target = add_frame(s);
		break;
	case IDLE:
		s->rows = 0;
		break;
	case CURSOR_MOVED:
		/* up and down by a few lines: where it was and where it is */
		s->first = height / 2 - 4;
		s->rows = 64 + 4;
		break;
	case DAMAGED:
		s->first = height / 2;
		s->rows = (height + 99) / 100;
		break;
	default:
		break;
	}
}

static void scene_fini(struct bench_scene *s)
{
	uint32_t i;

	for (i = 0; i < s->n_layers; i++)
		free(s->layers[i].plane[0]);
	for (i = 0; i < 2; i++)
		free(s->spare[i]);
	free(s->target);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double once(const struct contender *c, void *prepared, const struct bench_scene *s)
{
	double start;

	if (!s->warm)
		scene_make_cold(s);
	start = now(CLOCK_PROCESS_CPUTIME_ID);
	c->run(prepared);
	return c->threads > 1 ? c->longest(prepared) : now(CLOCK_PROCESS_CPUTIME_ID) - start;
}

/* Medians of all contenders; a negative one cannot compose the scene. */
static void measure(const struct contender *c, int n, const struct bench_scene *s, double *ms)
{
	static double times[MAX_CONTENDERS][MAX_ROUNDS];
	void *prepared[MAX_CONTENDERS];
	int rounds[MAX_CONTENDERS], i, round;

	for (i = 0; i < n; i++) {
		double start;

		prepared[i] = c[i].prepare(&c[i], s);
		rounds[i] = 0;
		if (!prepared[i])
			continue;
		/* the first time is not counted, but shows how long all will take */
		start = now(CLOCK_MONOTONIC);
		once(&c[i], prepared[i], s);
		rounds[i] = fmin(MAX_ROUNDS, fmax(MIN_ROUNDS, budget * 1e3 /
						  (now(CLOCK_MONOTONIC) - start)));
	}
	for (round = 0; round < MAX_ROUNDS; round++) {
		for (i = 0; i < n; i++) {
			if (round < rounds[i])
				times[i][round] = once(&c[i], prepared[i], s);
		}
	}
	for (i = 0; i < n; i++) {
		ms[i] = -1;
		if (!prepared[i])
			continue;
		qsort(times[i], rounds[i], sizeof(double), by_size);
		ms[i] = times[i][rounds[i] / 2];
		c[i].finish(prepared[i]);
	}
}

static void measure_scene(const struct contender *c, int n, const struct bench_scene *s)
{
	double ms[MAX_CONTENDERS];
	int i;

	measure(c, n, s, ms);
	for (i = 0; i < n; i++) {
		if (ms[i] >= 0)
			printf("%s\t%s\t%u\t%u\t%s\t%.4f\n", s->warm ? "warm" : "time",
			       s->name, s->width, s->height, c[i].name, ms[i]);
	}
	fflush(stdout);
}

/* Whether a scene is among those that were asked for. */
static bool is_wanted(const char *name, char **wanted)
{
	if (!*wanted)
		return true;
	for (; *wanted; wanted++) {
		if (!strcmp(name, *wanted))
			return true;
	}
	return false;
}

static void measure_scenes(const struct contender *c, int n, char **wanted)
{
	static const struct { uint32_t width, height; } sizes[] = { { 1920, 1080 }, { 3840, 2160 } };
	struct bench_scene s;
	size_t size;
	int which;

	for (size = 0; size < 2; size++) {
		for (which = 0; which < SCENES; which++) {
			if (!is_wanted(names[which], wanted))
				continue;
			scene_init(&s, which, sizes[size].width, sizes[size].height);
			measure_scene(c, n, &s);
			scene_fini(&s);
		}
	}
	/* without the memory: how fast the arithmetic is */
	for (which = 0; which < IDLE; which++) {
		if (!is_wanted(names[which], wanted))
			continue;
		scene_init(&s, which, 480, 270);
		s.warm = true;
		measure_scene(c, n, &s);
		scene_fini(&s);
	}
}

static void cost(const struct contender *best, const char *what, double amount,
		 const struct bench_scene *s)
{
	double ms;

	measure(best, 1, s, &ms);
	printf("cost\t%s\t%g\t%.4f\n", what, amount, ms);
	fflush(stdout);
}

/* What a frame costs as the scene with overlay and cursor grows in one direction. */
static void measure_costs(const struct contender *best)
{
	struct bench_scene s;
	uint32_t i;

	for (i = 480; i <= 3840; i += 480) {
		scene_init(&s, OVERLAY, i, 1080);
		cost(best, "width", i, &s);
		scene_fini(&s);
	}
	for (i = 270; i <= 2160; i += 270) {
		scene_init(&s, OVERLAY, 1920, i);
		cost(best, "height", i, &s);
		scene_fini(&s);
	}
	scene_init(&s, ONE, 1920, 1080);
	for (i = 1; i <= BENCH_LAYERS; i++) {
		cost(best, "layers", i, &s);
		if (i < BENCH_LAYERS)
			add(&s, DRM_FORMAT_ARGB8888, 1920, 1080);
	}
	scene_fini(&s);
	scene_init(&s, OVERLAY, 1920, 1080);
	for (i = 0; i <= 100; i += 10) {
		s.rows = 1080 * i / 100;
		cost(best, "damage", i, &s);
	}
	scene_fini(&s);
}

int main(int argc, char **argv)
{
	struct contender c[MAX_CONTENDERS];
	int n = 0, ours;
	uint32_t i;

	if (argc > 1)
		budget = strtod(argv[1], NULL);
	for (i = 0; i < BENCH_GAMMA_SIZE; i++) {
		double x = i / (BENCH_GAMMA_SIZE - 1.0);

		bench_gamma[i][0] = bench_gamma[i][1] = 65535 * pow(x, 1 / 1.2);
		bench_gamma[i][2] = 65535 * pow(x, 1.1);
	}
	ours = n += ours_contenders(c + n, MAX_CONTENDERS - n);
	n += others_contenders(c + n, MAX_CONTENDERS - n);
#ifdef HAVE_VKMS
	n += vkms_contenders(c + n, MAX_CONTENDERS - n);
#endif
	argv += argc > 1 ? 2 : 1;
	measure_scenes(c, n, argv);
	if (*argv)
		return 0;
	/* of ours, the fastest on one thread comes last of those on one */
	while (ours > 1 && c[ours - 1].threads > 1)
		ours--;
	measure_costs(&c[ours - 1]);
	return 0;
}
