/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The EDID of a monitor that nobody built.
 *
 * Plain C without kernel or DRM state, so that it is tested in userspace.
 */
#ifndef VPRIME_EDID_H
#define VPRIME_EDID_H

#include <linux/types.h>

/* Bytes of a block, and of the largest EDID made here. */
#define VPRIME_EDID_BLOCK 128
#define VPRIME_EDID_SIZE (2 * VPRIME_EDID_BLOCK)

/* The quickest pixel clock that can be told, in kHz. */
#define VPRIME_EDID_CLOCK_MAX (10 << 24)

/**
 * struct vprime_timing - a mode's timing; positions as in struct drm_display_mode
 * @clock: pixels per second, in kHz
 * @hdisplay: visible columns, in pixels, as all horizontal values
 * @hsync_start: first column of the sync pulse
 * @hsync_end: first column after it
 * @htotal: all columns
 * @vdisplay: visible rows, in lines, as all vertical values
 * @vsync_start: first line of the sync pulse
 * @vsync_end: first line after it
 * @vtotal: all lines
 * @phsync: the horizontal sync pulse is positive
 * @pvsync: the vertical sync pulse is positive
 */
struct vprime_timing {
	u32 clock;
	u16 hdisplay, hsync_start, hsync_end, htotal;
	u16 vdisplay, vsync_start, vsync_end, vtotal;
	bool phsync, pvsync;
};

/**
 * struct vprime_monitor - what the EDID says of a monitor
 * @name: for people, at most 13 characters of ASCII
 * @serial: serial number, other for each monitor
 * @preferred: the mode it likes best, of at most VPRIME_EDID_CLOCK_MAX
 */
struct vprime_monitor {
	const char *name;
	u32 serial;
	struct vprime_timing preferred;
};

/**
 * vprime_edid_generate - make a monitor's EDID
 * @monitor: the monitor
 * @edid: where to put it
 *
 * The base block is that of VESA Enhanced EDID Standard, Release A, Revision 2
 * (EDID 1.4). It has 96 pixels to an inch, sRGB's primaries, and range limits as
 * wide as it can express, or none if the preferred timing is beyond these. A
 * preferred timing beyond what fits there (4095 pixels, 655 MHz) is in a second
 * block, of VESA DisplayID 1.2, and the base block then starts with 1920x1080.
 *
 * Context: any.
 * Return: its size in bytes, one or two blocks.
 */
size_t vprime_edid_generate(const struct vprime_monitor *monitor, u8 edid[VPRIME_EDID_SIZE]);

#endif
