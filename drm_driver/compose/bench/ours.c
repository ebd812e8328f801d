// SPDX-License-Identifier: MIT
/* The compositor of compose/, in all its builds, as contenders. */

#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <drm_mode.h>

#include "bench.h"
#include "compose.h"
#include "kernels.h"

#define MAX_THREADS 4 /* those of the driver, see CPUS_MAX there */

struct prepared;

/* One of those who compose a part of the rows. */
struct worker {
	struct prepared *of;
	struct vprime_compose_job job;
	void *scratch;
	pthread_t thread;
	double ms;
};

struct prepared {
	struct vprime_scene scene;
	struct vprime_layer layers[BENCH_LAYERS];
	struct vprime_pixels target;
	struct vprime_lut gamma;
	s64 ctm[9];
	u64 *hashes;
	volatile u32 crc;
	int threads;
	struct worker workers[MAX_THREADS];
	pthread_barrier_t start, end;
	bool quit;
};

/* I/O memory is not measured. */
void memcpy_fromio(void *dst, const void *src, size_t len)
{
	abort();
}

void memcpy_toio(void *dst, const void *src, size_t len)
{
	abort();
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void compose(struct worker *w)
{
	double start = now();

	vprime_compose(&w->of->scene, &w->job, w->scratch);
	w->ms = now() - start;
}

static void *work(void *arg)
{
	struct worker *w = arg;

	for (;;) {
		pthread_barrier_wait(&w->of->start);
		if (w->of->quit)
			return NULL;
		compose(w);
		pthread_barrier_wait(&w->of->end);
	}
}

static void fill_layer(struct vprime_layer *l, const struct bench_layer *from)
{
	u32 i;

	*l = (struct vprime_layer) {
		.src = {
			.format = vprime_format_lookup(from->fourcc),
			.width = from->width,
			.height = from->height,
		},
		.src_w = from->width << 16,
		.src_h = from->height << 16,
		.dst_x = from->dst_x,
		.dst_y = from->dst_y,
		.dst_w = from->dst_w,
		.dst_h = from->dst_h,
		.rotation = from->rotate90 ? DRM_MODE_ROTATE_90 : DRM_MODE_ROTATE_0,
		.alpha = 0xffff,
		.blend = VPRIME_BLEND_PREMULTI,
		.filter = VPRIME_FILTER_BILINEAR,
		.encoding = VPRIME_ENCODING_BT709,
	};
	for (i = 0; i < BENCH_PLANES; i++) {
		l->src.map[i].vaddr = from->plane[i];
		l->src.pitch[i] = from->pitch[i];
	}
}

static void *prepare(const struct contender *self, const struct bench_scene *scene)
{
	struct prepared *p = calloc(1, sizeof(*p));
	u32 done = 0;
	int i;

	p->scene.width = scene->width;
	p->scene.height = scene->height;
	p->scene.background = 0xffff000000000000ull;
	p->scene.bpc = 8;
	p->scene.layers = p->layers;
	p->scene.n_layers = scene->n_layers;
	for (i = 0; i < (int)scene->n_layers; i++) {
		fill_layer(&p->layers[i], &scene->layers[i]);
		if (!p->layers[i].src.format) {
			free(p);
			return NULL;
		}
	}
	if (scene->gamma) {
		p->gamma.size = BENCH_GAMMA_SIZE;
		p->gamma.entries = (const struct vprime_lut_entry *)bench_gamma;
		p->scene.gamma = &p->gamma;
	}
	if (scene->ctm) {
		for (i = 0; i < 9; i++)
			p->ctm[i] = (s64)(bench_ctm[i] * 4294967296.0);
		p->scene.ctm = p->ctm;
	}
	if (scene->writeback) {
		p->target.format = vprime_format_lookup(DRM_FORMAT_XRGB8888);
		p->target.map[0].vaddr = scene->target;
		p->target.pitch[0] = scene->width * 4;
		p->target.width = scene->width;
		p->target.height = scene->height;
	}
	p->hashes = calloc(scene->height, sizeof(*p->hashes));
	p->threads = self->threads;
	if (p->threads > 1) {
		pthread_barrier_init(&p->start, NULL, p->threads);
		pthread_barrier_init(&p->end, NULL, p->threads);
	}
	for (i = 0; i < p->threads; i++) {
		struct worker *w = &p->workers[i];

		w->of = p;
		w->scratch = calloc(1, vprime_compose_scratch_size());
		w->job.kernels = self->arg;
		w->job.first = scene->first + done;
		w->job.rows = scene->rows * (i + 1) / p->threads - done;
		w->job.row_hashes = p->hashes;
		w->job.targets = &p->target;
		w->job.n_targets = scene->writeback;
		done += w->job.rows;
		if (i)
			pthread_create(&w->thread, NULL, work, w);
	}
	return p;
}

static void run(void *prepared)
{
	struct prepared *p = prepared;

	if (p->threads > 1)
		pthread_barrier_wait(&p->start);
	compose(&p->workers[0]);
	if (p->threads > 1)
		pthread_barrier_wait(&p->end);
	p->crc = vprime_compose_crc(p->hashes, p->scene.height);
}

static double longest(void *prepared)
{
	struct prepared *p = prepared;
	double ms = 0;
	int i;

	for (i = 0; i < p->threads; i++)
		ms = p->workers[i].ms > ms ? p->workers[i].ms : ms;
	return ms;
}

static void finish(void *prepared)
{
	struct prepared *p = prepared;
	int i;

	p->quit = true;
	if (p->threads > 1)
		pthread_barrier_wait(&p->start);
	for (i = 0; i < p->threads; i++) {
		if (i)
			pthread_join(p->workers[i].thread, NULL);
		free(p->workers[i].scratch);
	}
	free(p->hashes);
	free(p);
}

int ours_contenders(struct contender *out, int max)
{
	static char names[16][32];
	const struct vprime_kernels *k;
	int n = 0, threads, cpus = 1, i;
	cpu_set_t mine;

	if (!sched_getaffinity(0, sizeof(mine), &mine))
		cpus = CPU_COUNT(&mine);
	for (threads = 1; threads <= cpus && threads <= MAX_THREADS; threads *= 2) {
		for (i = 0; (k = vprime_kernels_get(i)) && n < max && n < 16; i++, n++) {
			if (threads > 1)
				snprintf(names[n], sizeof(names[n]), "%s x%d", k->name, threads);
			else
				snprintf(names[n], sizeof(names[n]), "%s", k->name);
			out[n] = (struct contender) {
				.name = names[n], .threads = threads, .prepare = prepare,
				.run = run, .longest = longest, .finish = finish, .arg = k,
			};
		}
	}
	return n;
}
