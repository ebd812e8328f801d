/* SPDX-License-Identifier: MIT */
/* What the outputs of a card show and have done. */
#ifndef CTL_STATUS_H
#define CTL_STATUS_H

#include "ctl.h"

/* A plane that is seen. */
struct ctl_plane {
	char name[32];
	unsigned int fb;
	char format[8];
	unsigned int width, height;
	int x, y;
};

/* Those of an output, from the bottom to the top. */
struct ctl_planes {
	struct ctl_plane list[32];
	size_t count;
};

/* A CRTC; the members are explained in drm_driver/vprime_status.h. */
struct ctl_output {
	char crtc[32];
	char connector[64]; /* or "" */
	uint64_t enabled, width, height, rate_mhz;
	uint64_t vblank, ticks, missed, flips, late;
	struct ctl_planes planes;
	uint64_t compositions, copies;
};

/* A card at one moment. */
struct ctl_state {
	struct ctl_target target;
	struct ctl_connector *connectors;
	size_t n_connectors;
	struct ctl_output *outputs; /* NULL without the right to see them */
	size_t n_outputs;
};

/*
 * Fill in the outputs of @state->target. Returns 0, -EPROTO for a table that this program does not
 * understand, or another negative errno.
 */
int ctl_outputs_read(const char *debugfs, struct ctl_state *state);

/*
 * The vblanks a second, in thousandths, that an output has kept since @before, or since the card
 * was made if that is NULL; its mode's where there was none to keep.
 */
uint64_t ctl_rate_kept(const struct ctl_output *output, const struct ctl_output *before);

#endif
