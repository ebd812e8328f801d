/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel draws its panic screen to. */
#ifndef VPRIME_PANIC_H
#define VPRIME_PANIC_H

#include "vprime_drv.h"

struct drm_scanout_buffer;

/**
 * vprime_panic_get_scanout_buffer - &drm_plane_helper_funcs.get_scanout_buffer
 * @plane: a primary plane
 * @sb: where to say where the panic screen is to be drawn: over what is seen of the
 *	framebuffer that the plane shows
 *
 * Context: any, &drm_mode_config.panic_lock held; neither sleeps nor takes a lock.
 * Return: 0, -ENODEV if the plane shows nothing, or -EACCES if its framebuffer is an import
 * that is open for reading only.
 */
int vprime_panic_get_scanout_buffer(struct drm_plane *plane, struct drm_scanout_buffer *sb);

/**
 * vprime_panic_flush - &drm_plane_helper_funcs.panic_flush
 * @plane: a primary plane, over whose picture the panic screen has been drawn
 *
 * Context: as vprime_panic_get_scanout_buffer().
 */
void vprime_panic_flush(struct drm_plane *plane);

#endif
