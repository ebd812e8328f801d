/* SPDX-License-Identifier: MIT */
/* What the benchmark's contenders are asked to do. */
#ifndef COMPOSE_BENCH_H
#define COMPOSE_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BENCH_LAYERS 6
#define BENCH_PLANES 3

/* One layer and its buffer, of one allocation. */
struct bench_layer {
	uint32_t fourcc;
	uint32_t width, height;			/* of the buffer, all of which is shown */
	int32_t dst_x, dst_y;
	uint32_t dst_w, dst_h;
	bool rotate90, bilinear;
	uint8_t *plane[BENCH_PLANES];
	uint32_t pitch[BENCH_PLANES];
	size_t bytes;
};

/* A picture that is to be composed, with its memory. */
struct bench_scene {
	const char *name;
	uint32_t width, height;
	uint32_t n_layers;
	struct bench_layer layers[BENCH_LAYERS];
	bool writeback;				/* XRGB8888 */
	bool gamma, ctm;			/* the same table and matrix for all */
	bool warm;				/* caches may keep it between frames */
	uint32_t first, rows;			/* the part that is composed, by those who can */
	uint8_t *target;			/* if there is writeback */
	uint8_t *spare[2];			/* two more frames, for those who want any */
	size_t frame_bytes;			/* of each of these three */
};

#define BENCH_GAMMA_SIZE 256

/* red, green, blue, unused */
extern uint16_t bench_gamma[BENCH_GAMMA_SIZE][4];
extern const double bench_ctm[9];

/**
 * struct contender - somebody who composes
 * @name: for the table
 * @threads: how many
 * @prepare: makes a scene ready; NULL if it cannot be composed
 * @run: composes it once
 * @longest: of several threads, the CPU time of the one that took longest, in ms
 * @finish: frees what prepare() made
 * @arg: for prepare()
 */
struct contender {
	const char *name;
	int threads;
	void *(*prepare)(const struct contender *self, const struct bench_scene *scene);
	void (*run)(void *prepared);
	double (*longest)(void *prepared);
	void (*finish)(void *prepared);
	const void *arg;
};

/* The contenders of a file; returns how many there are. */
int ours_contenders(struct contender *out, int max);
int others_contenders(struct contender *out, int max);
int vkms_contenders(struct contender *out, int max);

#endif
