// SPDX-License-Identifier: MIT
/*
 * Writes an EDID to standard output: make-edid NAME SERIAL MODE [RATE_MIN RATE_MAX HDR WIDTH_MM
 * HEIGHT_MM [MODE]...], of which a MODE is CLOCK HDISPLAY HSYNC_START HSYNC_END HTOTAL VDISPLAY
 * VSYNC_START VSYNC_END VTOTAL PHSYNC PVSYNC, the clock in kHz.
 */

#include <stdio.h>
#include <stdlib.h>

#include "edid.h"

#define MODE 11
#define MORE 5
#define MODES_MAX 32

static struct vprime_timing to_timing(char **arguments)
{
	u32 n[MODE];

	for (int i = 0; i < MODE; i++)
		n[i] = strtoul(arguments[i], NULL, 10);
	return (struct vprime_timing) {
		.clock = n[0],
		.hdisplay = n[1], .hsync_start = n[2], .hsync_end = n[3], .htotal = n[4],
		.vdisplay = n[5], .vsync_start = n[6], .vsync_end = n[7], .vtotal = n[8],
		.phsync = n[9], .pvsync = n[10],
	};
}

int main(int argc, char **argv)
{
	struct vprime_timing modes[MODES_MAX];
	struct vprime_monitor monitor = { .modes = modes };
	char **more = argv + 3 + MODE;
	u8 edid[VPRIME_EDID_SIZE];
	int left = argc - 3 - MODE;
	size_t size;

	if (left && (left < MORE || (left - MORE) % MODE || (left - MORE) / MODE > MODES_MAX)) {
		fprintf(stderr, "make-edid: arguments are missing\n");
		return 2;
	}
	monitor.name = argv[1];
	monitor.serial = strtoul(argv[2], NULL, 10);
	monitor.preferred = to_timing(argv + 3);
	if (left) {
		monitor.rate_min = strtoul(more[0], NULL, 10);
		monitor.rate_max = strtoul(more[1], NULL, 10);
		monitor.hdr = strtoul(more[2], NULL, 10);
		monitor.width_mm = strtoul(more[3], NULL, 10);
		monitor.height_mm = strtoul(more[4], NULL, 10);
		for (more += MORE; *more; more += MODE)
			modes[monitor.n_modes++] = to_timing(more);
	}
	size = vprime_edid_generate(&monitor, edid);
	return fwrite(edid, 1, size, stdout) != size;
}
