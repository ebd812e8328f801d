// SPDX-License-Identifier: MIT
/*
 * Writes an EDID to standard output: make-edid NAME SERIAL CLOCK HDISPLAY HSYNC_START HSYNC_END
 * HTOTAL VDISPLAY VSYNC_START VSYNC_END VTOTAL PHSYNC PVSYNC, the clock in kHz.
 */

#include <stdio.h>
#include <stdlib.h>

#include "edid.h"

int main(int argc, char **argv)
{
	struct vprime_monitor monitor;
	u32 n[12] = { 0 };
	u8 edid[VPRIME_EDID_SIZE];
	size_t size;
	int i;

	if (argc != 14) {
		fprintf(stderr, "make-edid: 13 arguments, please\n");
		return 2;
	}
	for (i = 0; i < 12; i++)
		n[i] = strtoul(argv[i + 2], NULL, 10);
	monitor = (struct vprime_monitor) {
		.name = argv[1],
		.serial = n[0],
		.preferred = {
			.clock = n[1],
			.hdisplay = n[2], .hsync_start = n[3], .hsync_end = n[4], .htotal = n[5],
			.vdisplay = n[6], .vsync_start = n[7], .vsync_end = n[8], .vtotal = n[9],
			.phsync = n[10], .pvsync = n[11],
		},
	};
	size = vprime_edid_generate(&monitor, edid);
	return fwrite(edid, 1, size, stdout) != size;
}
