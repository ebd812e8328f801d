/* SPDX-License-Identifier: GPL-2.0-only */
/* The worker that composes a frame once for all sinks. */
#ifndef VPRIME_COMPOSER_H
#define VPRIME_COMPOSER_H

#include "vprime_drv.h"

struct drm_clip_rect;

/**
 * vprime_composer_init - make what an output composes with
 * @output: the output
 *
 * Context: probe.
 * Return: 0 or a negative errno; what was made goes with the device.
 */
int vprime_composer_init(struct vprime_output *output);

/**
 * vprime_composer_vblank - start a composition if a sink wants one and none runs
 * @output: the output
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_composer_vblank(struct vprime_output *output);

/**
 * vprime_composer_stop - wait until the shown frame is not read any more
 * @output: the output, not enabled, so that nothing begins to read
 *
 * A composition that sleeps because an exporter makes it wait goes on sleeping:
 * it will find that its frame is no longer shown.
 *
 * Context: process, may sleep.
 */
void vprime_composer_stop(struct vprime_output *output);

/**
 * vprime_composer_dirty - a client has drawn into a framebuffer that may be shown
 * @output: the output
 * @fb: the framebuffer
 * @clips: the parts drawn to, or NULL for all of it
 * @count: entries of @clips
 *
 * Context: process; takes &vprime_output.lock.
 */
void vprime_composer_dirty(struct vprime_output *output, const struct drm_framebuffer *fb,
			   const struct drm_clip_rect *clips, unsigned int count);

#endif
