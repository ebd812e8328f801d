/* SPDX-License-Identifier: GPL-2.0-only */
/* Colour pipelines of planes. */
#ifndef VPRIME_PIPELINE_H
#define VPRIME_PIPELINE_H

#include "compat/compat.h"

struct drm_plane;
struct drm_plane_state;
struct vprime_colors;
struct vprime_pipeline;

/**
 * vprime_pipeline_attach - give a plane a colour pipeline
 * @plane: the plane
 *
 * Context: probe.
 * Return: 0, also where the kernel has no colour pipelines, or a negative errno;
 * what was made goes with the device.
 */
int vprime_pipeline_attach(struct drm_plane *plane);

/**
 * vprime_pipeline_check - what the colours of a plane are to go through
 * @plane_state: the plane's new state
 * @state: the commit
 * @colors: the pipeline before, or NULL; on success replaced by the new one
 *
 * Context: process, modeset locks held.
 * Return: 0 or -ENOMEM.
 */
int vprime_pipeline_check(const struct drm_plane_state *plane_state,
			  struct drm_atomic_commit *state, struct vprime_colors **colors);

/**
 * vprime_colors_get - take a reference
 * @colors: a pipeline, or NULL
 *
 * Context: any.
 * Return: @colors.
 */
struct vprime_colors *vprime_colors_get(struct vprime_colors *colors);

/**
 * vprime_colors_put - drop a reference
 * @colors: a pipeline, or NULL
 *
 * Context: process, may sleep.
 */
void vprime_colors_put(struct vprime_colors *colors);

/**
 * vprime_colors_pipeline - what the composer needs of a pipeline
 * @colors: a pipeline, or NULL
 *
 * Context: any.
 * Return: its stages, valid as long as @colors, or NULL.
 */
const struct vprime_pipeline *vprime_colors_pipeline(const struct vprime_colors *colors);

/**
 * vprime_pipeline_exit - free what all pipelines share
 *
 * Context: end of the module.
 */
void vprime_pipeline_exit(void);

#endif
