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
#define VPRIME_EDID_SIZE (3 * VPRIME_EDID_BLOCK)

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
 * @width_mm: width of the picture in mm, or 0 for 96 pixels to an inch
 * @height_mm: its height, likewise
 * @preferred: the mode it likes best, of at most VPRIME_EDID_CLOCK_MAX
 * @modes: other ones; those are told that there is room for and a detailed timing descriptor fits
 * @n_modes: how many of @modes there are
 * @rate_min: the lowest refresh rate it can follow, in Hz, or 0 if it has fixed ones
 * @rate_max: the highest, at most 510
 * @hdr: it shows SMPTE ST 2084 and Hybrid Log-Gamma, and colours of ITU-R BT.2020
 */
struct vprime_monitor {
	const char *name;
	u32 serial;
	u32 width_mm, height_mm;
	struct vprime_timing preferred;
	const struct vprime_timing *modes;
	u32 n_modes;
	u32 rate_min, rate_max;
	bool hdr;
};

/**
 * vprime_edid_generate - make a monitor's EDID
 * @monitor: the monitor
 * @edid: where to put it
 *
 * The base block is that of VESA Enhanced EDID Standard, Release A, Revision 2
 * (EDID 1.4). It has sRGB's primaries, and as range limits the rates that the
 * monitor can follow, made wider where the preferred mode or 640x480 is beyond, or else as wide
 * as can be expressed, or none if the preferred timing is beyond even these. A
 * block of CTA-861 with what there is of HDR, variable refresh and other modes
 * comes next, if there is any of that. A preferred timing beyond what fits the
 * base block (4095 pixels, 655 MHz) is in a block of VESA DisplayID 1.2, and the
 * base block then starts with 1920x1080.
 *
 * Context: any.
 * Return: its size in bytes, one to three blocks.
 */
size_t vprime_edid_generate(const struct vprime_monitor *monitor, u8 edid[VPRIME_EDID_SIZE]);

#endif
