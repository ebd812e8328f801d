/* SPDX-License-Identifier: GPL-2.0-only */
/* From a checked state to one that is shown. */
#ifndef VPRIME_COMMIT_H
#define VPRIME_COMMIT_H

#include "vprime_drv.h"

/**
 * vprime_atomic_commit - &drm_mode_config_funcs.atomic_commit
 * @dev: the card
 * @state: the commit, checked
 * @nonblock: whether to return before it is on the screen
 *
 * Context: process, modeset locks held.
 * Return: 0 or a negative errno.
 */
int vprime_atomic_commit(struct drm_device *dev, struct drm_atomic_commit *state, bool nonblock);

/**
 * vprime_atomic_commit_tail - &drm_mode_config_helper_funcs.atomic_commit_tail
 * @state: the commit, its turn having come
 *
 * Context: process.
 */
void vprime_atomic_commit_tail(struct drm_atomic_commit *state);

#endif
