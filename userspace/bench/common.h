/* SPDX-License-Identifier: MIT */
/* What the measurements of cards share: the modes, time, and giving up. */
#ifndef BENCH_COMMON_H
#define BENCH_COMMON_H

#include <xf86drmMode.h>

/* 1080p and 4K at 60 Hz, as CEA-861 has them. */
#define BENCH_MODES 2
extern const drmModeModeInfo bench_modes[BENCH_MODES];

/* Ends the program with a message if @ret, a negative errno or not, is one. */
void bench_must(int ret, const char *what);

/* Seconds on CLOCK_MONOTONIC. */
double bench_now(void);

#endif
