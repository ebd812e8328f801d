/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Pictures that are a layer's as it is, and so are copied instead of composed. */
#ifndef VPRIME_COMPOSE_COPY_H
#define VPRIME_COMPOSE_COPY_H

#include "work.h"

/**
 * vprime_copy_source - the layer that a target can be a copy of
 * @scene: the scene
 * @target: the target
 *
 * Return: the layer, or NULL if the target has to be composed.
 */
const struct vprime_layer *vprime_copy_source(const struct vprime_scene *scene,
					      const struct vprime_pixels *target);

/**
 * vprime_copy_rows - make rows of a target of the layer that it is a copy of
 * @work: the working memory, between vprime_work_return() and vprime_work_leave()
 * @layer: the layer
 * @target: the target, as large as the scene
 * @first: the first row
 * @rows: how many
 */
void vprime_copy_rows(struct vprime_work *work, const struct vprime_layer *layer,
		      const struct vprime_pixels *target, u32 first, u32 rows);

#endif
