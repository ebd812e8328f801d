/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * From the size and rate of a picture to a mode's timing.
 *
 * Plain C without kernel or DRM state, as edid.h.
 */
#ifndef VPRIME_TIMING_H
#define VPRIME_TIMING_H

#include "edid.h"

/* Rates of modes, in Hz. */
#define VPRIME_TIMING_REFRESH_MIN 1
#define VPRIME_TIMING_REFRESH_MAX 1000

/**
 * vprime_timing_cvt - the timing of a mode with reduced blanking
 * @timing: what to fill in
 * @width: visible columns, in pixels, 1 to 16384
 * @height: visible rows, in lines, 1 to 16384
 * @refresh: frames a second, VPRIME_TIMING_REFRESH_MIN to _MAX
 *
 * That of VESA Coordinated Video Timings 1.1 with reduced blanking, version 1, with
 * two liberties: any width is kept, where CVT knows multiples of 8 only, and the
 * pixel clock is not rounded to 250 kHz, so that the rate is the one asked for.
 *
 * Context: any.
 */
void vprime_timing_cvt(struct vprime_timing *timing, u32 width, u32 height, u32 refresh);

#endif
