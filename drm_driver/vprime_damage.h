/* SPDX-License-Identifier: GPL-2.0-only */
/* Which rows of a picture have changed. */
#ifndef VPRIME_DAMAGE_H
#define VPRIME_DAMAGE_H

#include <linux/types.h>

#include "compat/compat.h"

struct drm_crtc;
struct drm_plane_state;
struct drm_rect;
struct vprime_layer;

/* How many ranges of rows are told apart: where a cursor was, where it is, and two more. */
#define VPRIME_DAMAGE_SPANS 4

/**
 * struct vprime_damage - a set of rows
 * @count: entries of @spans
 * @spans: ranges from the top to the bottom that do not touch; the last entry
 *	is for use within functions
 * @spans.first: first row
 * @spans.end: the row after the last one
 */
struct vprime_damage {
	unsigned int count;
	struct {
		u32 first, end;
	} spans[VPRIME_DAMAGE_SPANS + 1];
};

/**
 * vprime_damage_add - add a range of rows
 * @damage: the set; ranges close to each other are joined when there are too many
 * @first: first row; what is above the picture is left out
 * @end: the row after the last one
 *
 * Context: any.
 */
void vprime_damage_add(struct vprime_damage *damage, s64 first, s64 end);

/**
 * vprime_damage_merge - add all rows of another set
 * @damage: the set
 * @other: the other set
 *
 * Context: any.
 */
void vprime_damage_merge(struct vprime_damage *damage, const struct vprime_damage *other);

/**
 * vprime_damage_add_commit - add what a commit changes
 * @damage: the set
 * @crtc: the CRTC whose picture it is
 * @state: the commit, its states swapped in
 *
 * A plane in the commit has changed where its damage clips say so, or everywhere
 * if it has none, or if more of it has changed than its pixels.
 *
 * Context: any.
 */
void vprime_damage_add_commit(struct vprime_damage *damage, struct drm_crtc *crtc,
			      struct drm_atomic_commit *state);

/**
 * vprime_damage_add_plane - add all rows that a plane covers
 * @damage: the set
 * @state: the plane's state
 *
 * Context: any.
 */
void vprime_damage_add_plane(struct vprime_damage *damage, const struct drm_plane_state *state);

/**
 * vprime_damage_add_clip - add the rows where a layer shows a part of its image
 * @damage: the set
 * @layer: the layer
 * @clip: the part, in pixels of the image
 *
 * Context: any.
 */
void vprime_damage_add_clip(struct vprime_damage *damage, const struct vprime_layer *layer,
			    const struct drm_rect *clip);

#endif
