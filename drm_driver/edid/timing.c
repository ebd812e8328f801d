// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* From the size and rate of a picture to a mode's timing. */

#include "timing.h"

/* CVT with reduced blanking: widths in pixels, heights in lines. */
#define H_BLANK 160
#define H_SYNC 32
#define V_FRONT_PORCH 3
#define V_BACK_PORCH_MIN 7

/* The height of the sync pulse says which shape the picture has. */
static u32 sync_height(u32 width, u32 height)
{
	static const struct {
		u8 width, height, lines;
	} shapes[] = {
		{ 4, 3, 4 }, { 16, 9, 5 }, { 16, 10, 6 }, { 5, 4, 7 }, { 15, 9, 7 }, { },
	};
	u32 i;

	for (i = 0; shapes[i].lines; i++) {
		if (height * shapes[i].width / shapes[i].height == width)
			return shapes[i].lines;
	}
	return 10;
}

/*
 * Blanking takes more than 460 us, and the visible lines share the rest of the
 * frame's time: lines / 460 us > height / (1 s / refresh - 460 us). The fraction
 * is reduced by 20, so that 32 bits are enough.
 */
static u32 blank_height(u32 width, u32 height, u32 refresh)
{
	u32 least = V_FRONT_PORCH + sync_height(width, height) + V_BACK_PORCH_MIN;
	u32 lines = 23 * height * refresh / (50000 - 23 * refresh) + 1;

	return lines > least ? lines : least;
}

/* In kHz; a rate at the end of the range is not rounded out of it. */
static u32 pixel_clock(u32 pixels, u32 refresh)
{
	u32 half = refresh == VPRIME_TIMING_REFRESH_MIN ? 999 :
		   refresh == VPRIME_TIMING_REFRESH_MAX ? 0 : 500;

	return pixels / 1000 * refresh + (pixels % 1000 * refresh + half) / 1000;
}

void vprime_timing_cvt(struct vprime_timing *timing, u32 width, u32 height, u32 refresh)
{
	*timing = (struct vprime_timing) {
		.hdisplay = width,
		.hsync_start = width + H_BLANK / 2 - H_SYNC,
		.hsync_end = width + H_BLANK / 2,
		.htotal = width + H_BLANK,
		.vdisplay = height,
		.vsync_start = height + V_FRONT_PORCH,
		.vsync_end = height + V_FRONT_PORCH + sync_height(width, height),
		.vtotal = height + blank_height(width, height, refresh),
		.phsync = true,
	};
	timing->clock = pixel_clock((u32)timing->htotal * timing->vtotal, refresh);
}
