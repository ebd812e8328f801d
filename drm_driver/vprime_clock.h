/* SPDX-License-Identifier: GPL-2.0-only */
/* When the vblanks of a CRTC are, and their count. */
#ifndef VPRIME_CLOCK_H
#define VPRIME_CLOCK_H

#include "vprime_drv.h"

/**
 * vprime_clock_init - make an output's clock, which does not run
 * @output: the output
 *
 * Context: probe.
 * Return: 0 or a negative errno; what was made goes with the device.
 */
int vprime_clock_init(struct vprime_output *output);

/**
 * vprime_clock_set_mode - have vblanks at the rate of a mode
 * @clock: the clock, not running
 * @mode: the mode
 *
 * Context: process, modeset locks held.
 */
void vprime_clock_set_mode(struct vprime_clock *clock, const struct drm_display_mode *mode);

/**
 * vprime_clock_set_longest - let frames last longer than the mode says
 * @clock: the clock
 * @longest_ns: until when a frame waits for vprime_clock_hasten(), in ns from its
 *	start; what is less than the mode's duration, as 0, means none
 *
 * Context: any.
 */
void vprime_clock_set_longest(struct vprime_clock *clock, u32 longest_ns);

/**
 * vprime_clock_hasten - end a frame that lasts longer than the mode says
 * @clock: the clock
 *
 * The next vblank is now, but not before the mode's duration is over.
 *
 * Context: any.
 */
void vprime_clock_hasten(struct vprime_clock *clock);

/**
 * vprime_clock_wait_tick - wait for the next vblank
 * @clock: the clock, which need not run
 *
 * Context: process, may sleep.
 */
void vprime_clock_wait_tick(struct vprime_clock *clock);

/**
 * vprime_clock_on - let an output have vblanks
 * @output: the output, its mode set
 *
 * Context: process, modeset locks held.
 */
void vprime_clock_on(struct vprime_output *output);

/**
 * vprime_clock_off - let an output have none
 * @output: the output
 *
 * Context: process, modeset locks held.
 */
void vprime_clock_off(struct vprime_output *output);

/**
 * vprime_clock_get - make sure that vprime_crtc_vblank() is called
 * @output: the output
 *
 * On a card without vblanks it then is just the same.
 *
 * Context: any; &vprime_output.lock may be held.
 * Return: 0 or, while the output is off, -EINVAL.
 */
int vprime_clock_get(struct vprime_output *output);

/**
 * vprime_clock_put - undo vprime_clock_get()
 * @output: the output
 *
 * Context: any; &vprime_output.lock may be held.
 */
void vprime_clock_put(struct vprime_output *output);

/**
 * vprime_clock_count - the number that the last vblank has for sinks
 * @output: the output
 *
 * Context: any; the caller holds &vprime_output.lock or a sink's.
 * Return: the core's count, or our own on a card without vblanks.
 */
u64 vprime_clock_count(struct vprime_output *output);

/**
 * vprime_clock_enable_vblank - &drm_crtc_funcs.enable_vblank
 * @crtc: the CRTC
 *
 * Context: the core's vblank locks held.
 * Return: 0.
 */
int vprime_clock_enable_vblank(struct drm_crtc *crtc);

/**
 * vprime_clock_disable_vblank - &drm_crtc_funcs.disable_vblank
 * @crtc: the CRTC
 *
 * Context: the core's vblank locks held.
 */
void vprime_clock_disable_vblank(struct drm_crtc *crtc);

/**
 * vprime_clock_get_vblank_counter - &drm_crtc_funcs.get_vblank_counter
 * @crtc: the CRTC
 *
 * Context: the core's vblank locks held.
 * Return: the count of vblanks up to now.
 */
u32 vprime_clock_get_vblank_counter(struct drm_crtc *crtc);

/**
 * vprime_clock_get_vblank_timestamp - &drm_crtc_funcs.get_vblank_timestamp
 * @crtc: the CRTC
 * @max_error: where to put the greatest error, in ns
 * @vblank_time: where to put the time of the vblank that was counted last, CLOCK_MONOTONIC
 * @in_vblank_irq: it is being handled
 *
 * Context: the core's vblank locks held.
 * Return: true.
 */
bool vprime_clock_get_vblank_timestamp(struct drm_crtc *crtc, int *max_error,
				       ktime_t *vblank_time, bool in_vblank_irq);

#endif
