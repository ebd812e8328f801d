// SPDX-License-Identifier: MIT
/*
 * Writes timings to standard output: for each WIDTH HEIGHT REFRESH on standard input a line of
 * CLOCK HDISPLAY HSYNC_START HSYNC_END HTOTAL VDISPLAY VSYNC_START VSYNC_END VTOTAL PHSYNC PVSYNC,
 * the clock in kHz.
 */

#include <stdio.h>

#include "timing.h"

int main(void)
{
	unsigned int width, height, refresh;

	while (scanf("%u %u %u", &width, &height, &refresh) == 3) {
		struct vprime_timing t;

		vprime_timing_cvt(&t, width, height, refresh);
		printf("%u %u %u %u %u %u %u %u %u %d %d\n", t.clock, t.hdisplay, t.hsync_start,
		       t.hsync_end, t.htotal, t.vdisplay, t.vsync_start, t.vsync_end, t.vtotal,
		       t.phsync, t.pvsync);
	}
	return 0;
}
