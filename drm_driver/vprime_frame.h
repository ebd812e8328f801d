/* SPDX-License-Identifier: GPL-2.0-only */
/* What a CRTC shows from one latch to the next. */
#ifndef VPRIME_FRAME_H
#define VPRIME_FRAME_H

#include <linux/kref.h>
#include <linux/ktime.h>
#include <linux/llist.h>

#include "compose/compose.h"
#include "vprime_config.h"
#include "vprime_damage.h"

struct drm_connector;
struct drm_crtc;
struct drm_framebuffer;
struct drm_pending_vblank_event;
struct drm_plane;
struct drm_plane_state;
struct drm_property_blob;
struct drm_rect;
struct drm_writeback_job;
struct vprime_colors;
struct vprime_device;

/**
 * struct vprime_source - where a layer of a frame comes from
 * @plane: the plane that shows it
 * @fb: the framebuffer, referenced, which keeps its mappings alive
 * @colors: its colour pipeline, referenced, or NULL
 * @zpos: its place in the stack
 */
struct vprime_source {
	struct drm_plane *plane;
	struct drm_framebuffer *fb;
	struct vprime_colors *colors;
	unsigned int zpos;
};

/**
 * struct vprime_frame - what a CRTC shows from one latch to the next
 * @ref: who reads or keeps it
 * @vdev: the card, which it holds a reference to
 * @connector: where its monitor is, referenced, or NULL
 * @released: on a list of the module once nobody does
 * @committed: when it was handed over; no earlier vblank latches it
 * @damage: rows that differ from the frame before it
 * @at_once: it is latched as soon as nobody reads the frame before it
 * @event: to send at the latch, or NULL
 * @writeback_jobs: to start at the latch, for each writeback connector one or NULL
 * @scene: what the composer gets
 * @degamma: the table of @scene, if it has one
 * @gamma: likewise
 * @ctm: the matrix of @scene, if it has one
 * @blobs: what @degamma and @gamma are in, referenced, or NULL
 * @sources: one for each layer of @scene
 * @layers: storage of @scene's layers
 *
 * Filled in by the commit and from then on immutable, but for @event and
 * @writeback_jobs, which the latch takes out under &vprime_output.lock, and for
 * @damage, which under the same lock grows until then.
 */
struct vprime_frame {
	struct kref ref;
	struct vprime_device *vdev;
	struct drm_connector *connector;
	struct llist_node released;
	ktime_t committed;
	struct vprime_damage damage;
	bool at_once;
	struct drm_pending_vblank_event *event;
	struct drm_writeback_job *writeback_jobs[VPRIME_WRITEBACKS_MAX];
	struct vprime_scene scene;
	struct vprime_lut degamma;
	struct vprime_lut gamma;
	s64 ctm[9];
	struct drm_property_blob *blobs[2];
	struct vprime_source *sources;
	struct vprime_layer layers[];
};

/**
 * vprime_frame_alloc - allocate an empty frame
 * @vdev: the card
 *
 * Context: process.
 * Return: the frame with one reference and room for all planes of the card, or NULL.
 */
struct vprime_frame *vprime_frame_alloc(struct vprime_device *vdev);

/**
 * vprime_frame_get - take a reference
 * @frame: the frame
 *
 * Context: any.
 * Return: @frame.
 */
struct vprime_frame *vprime_frame_get(struct vprime_frame *frame);

/**
 * vprime_frame_put - drop a reference
 * @frame: the frame or NULL
 *
 * The last one hands the frame to a worker: freeing it may unmap buffers, which
 * takes locks that a path which signals fences must not.
 *
 * Context: any.
 */
void vprime_frame_put(struct vprime_frame *frame);

/**
 * vprime_frame_flush - wait until the frames that nobody refers to are freed
 *
 * Context: process, may sleep.
 */
void vprime_frame_flush(void);

/**
 * vprime_frame_fill - fill in an empty frame from a CRTC's and its planes' state
 * @frame: the frame
 * @crtc: the CRTC, its planes' framebuffers mapped
 *
 * Context: any; the caller makes sure that no plane of @crtc changes its state.
 */
void vprime_frame_fill(struct vprime_frame *frame, struct drm_crtc *crtc);

/**
 * vprime_frame_fill_from - fill in an empty frame from another and one plane's state
 * @frame: the frame
 * @base: where all other planes' layers come from
 * @plane: the plane whose state has changed
 *
 * Context: any; the caller makes sure that @plane does not change its state.
 */
void vprime_frame_fill_from(struct vprime_frame *frame, const struct vprime_frame *base,
			    struct drm_plane *plane);

/**
 * vprime_fb_pixels - a framebuffer as the composer sees it
 * @fb: the framebuffer, mapped, of a format that the composer knows
 *
 * Context: any.
 * Return: its pixels, valid for as long as the mapping.
 */
struct vprime_pixels vprime_fb_pixels(struct drm_framebuffer *fb);

/**
 * vprime_frame_dirty - what of a frame shows a part of a framebuffer
 * @frame: the frame
 * @fb: the framebuffer
 * @clip: the part, in pixels
 * @damage: where to add the rows
 *
 * Context: any.
 */
void vprime_frame_dirty(const struct vprime_frame *frame, const struct drm_framebuffer *fb,
			const struct drm_rect *clip, struct vprime_damage *damage);

/**
 * vprime_frame_count_shown - note that a frame begins or ends to be shown
 * @frame: the frame
 * @shown: which of the two
 *
 * Context: any.
 */
void vprime_frame_count_shown(const struct vprime_frame *frame, bool shown);

/**
 * vprime_frame_busy - whether a buffer of a frame is being written
 * @frame: the frame
 *
 * Context: any.
 * Return: whether reading it now would have to wait for a foreign fence.
 */
bool vprime_frame_busy(const struct vprime_frame *frame);

/**
 * vprime_frame_begin_access - prepare a frame's buffers for reading by the CPU
 * @frame: the frame, not busy
 *
 * Context: process, may sleep.
 * Return: 0, or the first exporter's refusal.
 */
int vprime_frame_begin_access(const struct vprime_frame *frame);

/**
 * vprime_frame_end_access - undo vprime_frame_begin_access()
 * @frame: the frame
 *
 * Context: process, may sleep.
 */
void vprime_frame_end_access(const struct vprime_frame *frame);

#endif
