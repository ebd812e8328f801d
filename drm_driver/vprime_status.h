/* SPDX-License-Identifier: GPL-2.0-only */
/* What each CRTC shows and how it keeps its pace, for people and tools. */
#ifndef VPRIME_STATUS_H
#define VPRIME_STATUS_H

struct drm_minor;

/**
 * vprime_status_debugfs_init - &drm_driver.debugfs_init
 * @minor: the card's primary node
 *
 * Adds the file "outputs", a table with a line for each CRTC. Its columns are
 * separated by tabs and named by the first line; new ones come at the end:
 *
 * - crtc: the CRTC's name;
 * - connector: where its monitor is, or "-";
 * - enabled: 1 while it is on;
 * - width, height: of its mode, in pixels, or 0 while it shows nothing;
 * - rate_mhz: vblanks a second by the mode, in thousandths, or 0 while it is off;
 * - vblank: count of the last vblank;
 * - ticks: vblanks that happened while somebody wanted them;
 * - missed: vblanks that did not happen although somebody wanted them, as the
 *   timer came too late or a fault was asked for;
 * - flips: frames that came on the screen;
 * - late: vblanks at which a frame that was due had to wait for another one;
 * - planes: plane:framebuffer:format:WIDTHxHEIGHT+X+Y for each plane that is
 *   seen, from the bottom to the top, with commas in between, or "-";
 * - compositions: how often a picture was composed;
 * - copies: pictures for writeback and monitors that were a buffer's copy instead.
 *
 * Counters begin at 0 when the card is bound and never go back.
 *
 * Context: registration of the card.
 */
void vprime_status_debugfs_init(struct drm_minor *minor);

#endif
