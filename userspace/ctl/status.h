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

/* A CRTC; the members are explained in drm_driver/vprime_status.h. */
struct ctl_output {
	char crtc[32];
	char connector[64]; /* or "" */
	uint64_t enabled, width, height, rate_mhz;
	uint64_t vblank, ticks, missed, flips, late;
	struct ctl_plane planes[32];
	size_t n_planes;
};

/* A card at one moment. */
struct ctl_state {
	struct ctl_target target;
	struct ctl_connector *connectors;
	size_t n_connectors;
	struct ctl_output *outputs; /* NULL without the right to see them */
	size_t n_outputs;
};

/* Reads the table; returns 0, -EPROTO if it is none that this program knows, or another errno. */
int ctl_outputs_parse(FILE *table, struct ctl_output **outputs, size_t *count);

/*
 * The vblanks a second, in thousandths, that an output has kept since @before, or since the card
 * was made if that is NULL; its mode's where there was none to keep.
 */
uint64_t ctl_rate_kept(const struct ctl_output *output, const struct ctl_output *before);

#endif
