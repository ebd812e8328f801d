// SPDX-License-Identifier: MIT
/* The modes, time, and giving up, for the measurements of cards. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "common.h"

const drmModeModeInfo bench_modes[BENCH_MODES] = {
	{
		.clock = 148500, .hdisplay = 1920, .hsync_start = 2008, .hsync_end = 2052,
		.htotal = 2200, .vdisplay = 1080, .vsync_start = 1084, .vsync_end = 1089,
		.vtotal = 1125, .vrefresh = 60, .name = "1920x1080",
		.flags = DRM_MODE_FLAG_PHSYNC | DRM_MODE_FLAG_PVSYNC,
	}, {
		.clock = 594000, .hdisplay = 3840, .hsync_start = 4016, .hsync_end = 4104,
		.htotal = 4400, .vdisplay = 2160, .vsync_start = 2168, .vsync_end = 2178,
		.vtotal = 2250, .vrefresh = 60, .name = "3840x2160",
		.flags = DRM_MODE_FLAG_PHSYNC | DRM_MODE_FLAG_PVSYNC,
	},
};

void bench_must(int ret, const char *what)
{
	if (ret >= 0)
		return;
	fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, what, strerror(-ret));
	exit(1);
}

double bench_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec * 1e-9;
}
