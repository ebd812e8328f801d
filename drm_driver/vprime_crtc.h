/* SPDX-License-Identifier: GPL-2.0-only */
/* CRTCs, and the flips that their vblanks complete. */
#ifndef VPRIME_CRTC_H
#define VPRIME_CRTC_H

#include "vprime_drv.h"

struct vprime_frame;

/**
 * vprime_crtc_init - make an output's CRTC with its clock
 * @output: the output, zeroed but for @vdev
 * @primary: its primary plane
 * @cursor: its cursor plane or NULL
 *
 * Context: probe.
 * Return: 0 or a negative errno; what was made goes with the device.
 */
int vprime_crtc_init(struct vprime_output *output, struct drm_plane *primary,
		     struct drm_plane *cursor);

/**
 * vprime_crtc_vblank - a vblank happens
 * @output: the output
 * @time: when, CLOCK_MONOTONIC
 *
 * Context: the clock's timer; takes &vprime_output.lock.
 */
void vprime_crtc_vblank(struct vprime_output *output, ktime_t time);

/**
 * vprime_crtc_latch_at_once - latch what is pending if no vblank is needed for that
 * @output: the output
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_crtc_latch_at_once(struct vprime_output *output);

/**
 * vprime_crtc_get_shown - the frame that an output shows
 * @output: the output
 *
 * Context: process; takes &vprime_output.lock.
 * Return: the frame with a reference for the caller, or NULL if the output is off or dark.
 */
struct vprime_frame *vprime_crtc_get_shown(struct vprime_output *output);

/**
 * vprime_crtc_background - what is below all planes
 * @state: a CRTC's state
 *
 * Context: any.
 * Return: the colour, ARGB16161616.
 */
u64 vprime_crtc_background(const struct drm_crtc_state *state);

/**
 * vprime_crtc_show_async - let a plane's new state appear without a commit
 * @plane: a plane of a CRTC that is on; its state has been updated
 * @frame: an unused frame, taken over
 * @new_state: the state whose values @plane takes on; on return it holds the old framebuffer
 *
 * The change is latched by the next vblank together with what is already
 * waiting for it, and delays none of that.
 *
 * Context: process; takes &vprime_output.lock.
 */
void vprime_crtc_show_async(struct drm_plane *plane, struct vprime_frame *frame,
			    struct drm_plane_state *new_state);

#endif
