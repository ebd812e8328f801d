/* SPDX-License-Identifier: GPL-2.0-only */
/* Checks and state of planes. */
#ifndef VPRIME_PLANE_H
#define VPRIME_PLANE_H

#include "vprime_drv.h"

/**
 * vprime_plane_create - make a plane
 * @vdev: the card
 * @config: what it is like, one of &vprime_config.planes
 *
 * Context: probe.
 * Return: the plane, which goes with the device, or an ERR_PTR().
 */
struct drm_plane *vprime_plane_create(struct vprime_device *vdev,
				      const struct vprime_plane_config *config);

/**
 * vprime_plane_atomic_async_check - &drm_plane_helper_funcs.atomic_async_check
 * @plane: the plane
 * @state: the update
 * @flip: the update is an asynchronous page flip
 *
 * Context: process, modeset locks held.
 * Return: 0, or a negative errno that sends the update down the synchronous path.
 */
int vprime_plane_atomic_async_check(struct drm_plane *plane, struct drm_atomic_commit *state,
				    bool flip);

#endif
