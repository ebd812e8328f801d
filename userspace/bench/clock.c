// SPDX-License-Identifier: MIT
/*
 * How true a card's vblanks are to its mode: clock DRIVER SECONDS. Events of vblanks are asked for two
 * seconds in advance, so that a program that comes late misses none; each tells which vblank it was
 * sent at and when that was.
 */

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "libvprime.h"

#define AHEAD 120
#define VBLANKS_MAX (60 * 3600)

static const drmModeModeInfo mode = {
	.clock = 25200, .hdisplay = 640, .hsync_start = 656, .hsync_end = 752, .htotal = 800,
	.vdisplay = 480, .vsync_start = 490, .vsync_end = 492, .vtotal = 525, .vrefresh = 60,
	.name = "640x480", .flags = DRM_MODE_FLAG_NHSYNC | DRM_MODE_FLAG_NVSYNC,
};

static double lateness[VBLANKS_MAX];

static void must(int ret, const char *what)
{
	if (ret >= 0)
		return;
	fprintf(stderr, "clock: %s: %s\n", what, strerror(-ret));
	exit(1);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec * 1e-9;
}

static void show(struct vprime_card *card, const struct vprime_output *output)
{
	struct vprime_commit *commit;
	struct vprime_buffer *buffer;
	struct vprime_fb *fb;

	must(vprime_buffer_create(card, mode.hdisplay, mode.vdisplay, 32, &buffer), "buffer");
	must(vprime_fb_of_buffer(buffer, DRM_FORMAT_XRGB8888, &fb), "framebuffer");
	must(vprime_commit_create(card, &commit), "commit");
	vprime_commit_add(commit, output->connector->id, "CRTC_ID", output->crtc->id);
	vprime_commit_add_mode(commit, output->crtc->id, &mode);
	vprime_commit_add_plane(commit, output->primary->id, output->crtc->id, fb, NULL, NULL);
	must(vprime_commit_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, 0), "modeset");
	vprime_commit_destroy(commit);
}

static void queue(const struct vprime_card *card, uint32_t crtc, uint64_t sequence)
{
	uint64_t queued;

	must(drmCrtcQueueSequence(card->fd, crtc, 0, sequence, &queued, sequence) ? -errno : 0,
	     "event");
}

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

int main(int argc, char **argv)
{
	const double period = mode.htotal * (double)mode.vtotal / (mode.clock * 1e3);
	uint64_t first, first_ns, jumps = 0, back = 0, last = 0;
	double error = 0, off, seconds;
	struct drm_event_crtc_sequence event = { 0 };
	struct vprime_output output;
	struct vprime_card *card;
	unsigned int count;

	if (argc != 3 || (count = (unsigned int)(atof(argv[2]) * 60)) < 2 || count > VBLANKS_MAX) {
		fprintf(stderr, "usage: clock DRIVER SECONDS\n");
		return 2;
	}
	must(vprime_open(argv[1], 0, &card), argv[1]);
	must(vprime_output_find(card, NULL, &output), "output");
	show(card, &output);

	must(drmCrtcGetSequence(card->fd, output.crtc->id, &first, &first_ns) ? -errno : 0, "vblank");
	first += 2;
	for (unsigned int i = 0; i < AHEAD && i < count; i++)
		queue(card, output.crtc->id, first + i);
	for (unsigned int i = 0; i < count; i++) {
		must(read(card->fd, &event, sizeof(event)) == sizeof(event) ? 0 : -EIO, "read");
		lateness[i] = now() - event.time_ns * 1e-9;
		if (!i)
			first_ns = event.time_ns - (uint64_t)((event.sequence - first) * period * 1e9);
		/* one that is sent at a later vblank than it was asked for: the timer came too late */
		jumps += event.sequence != first + i;
		/* several that are due at one vblank have its count all */
		back += event.sequence < last;
		last = event.sequence;
		off = (event.time_ns - first_ns) * 1e-9 - (event.sequence - first) * period;
		error = fmax(error, fabs(off));
		if (i + AHEAD < count)
			queue(card, output.crtc->id, first + i + AHEAD);
	}
	seconds = (event.time_ns - first_ns) * 1e-9;
	qsort(lateness, count, sizeof(*lateness), compare);
	printf("| %s | %u | %.3f | %+.3f | %.1f | %llu | %llu | %.0f | %.0f | %.0f |\n", argv[1], count,
	       seconds, (seconds / ((event.sequence - first) * period) - 1) * 1e6, error * 1e6,
	       (unsigned long long)jumps, (unsigned long long)back, lateness[count / 2] * 1e6,
	       lateness[count * 99 / 100] * 1e6, lateness[count - 1] * 1e6);
	vprime_close(card);
	return 0;
}
