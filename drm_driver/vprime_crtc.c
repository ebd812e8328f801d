// SPDX-License-Identifier: GPL-2.0-only
/* CRTCs, and the flips that their vblanks complete. */

#include <linux/dma-fence.h>
#include <linux/slab.h>

#include <drm/drm_atomic.h>
#include <drm/drm_atomic_helper.h>
#include <drm/drm_blend.h>
#include <drm/drm_color_mgmt.h>
#include <drm/drm_managed.h>
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_print.h>
#include <drm/drm_vblank.h>

#include "vprime_clock.h"
#include "vprime_composer.h"
#include "vprime_connector.h"
#include "vprime_crc.h"
#include "vprime_crtc.h"
#include "vprime_drv.h"
#include "vprime_fault.h"
#include "vprime_frame.h"
#include "vprime_sinks.h"
#include "vprime_writeback.h"

/* Entries of the ramp that clients without atomic commits set; a gamma table, too. */
#define LEGACY_LUT_SIZE 256

/* -----------------------------------------------------------------------------
 * What a vblank does
 */

static bool vprime_frame_awaited(const struct vprime_frame *frame)
{
	return frame && (frame->event || vprime_writeback_carried(frame));
}

static void vprime_crtc_unshow(struct vprime_output *output)
{
	if (!output->shown)
		return;
	vprime_frame_count_shown(output->shown, false);
	vprime_frame_put(output->shown);
	output->shown = NULL;
}

struct vprime_frame *vprime_crtc_get_shown(struct vprime_output *output)
{
	struct vprime_frame *frame;

	spin_lock_irq(&output->lock);
	frame = output->shown ? vprime_frame_get(output->shown) : NULL;
	spin_unlock_irq(&output->lock);
	return frame;
}

/*
 * Latch what is pending: its flip is complete, as nobody reads the frame before
 * it any more.
 */
static void vprime_crtc_latch(struct vprime_output *output)
{
	struct vprime_frame *frame = output->pending;
	struct drm_crtc *crtc = &output->crtc;

	output->pending = NULL;
	vprime_crtc_unshow(output);
	vprime_damage_merge(&output->damage, &frame->damage);
	vprime_frame_count_shown(frame, true);
	output->shown = frame;
	output->flips++;

	if (frame->event) {
		spin_lock(&crtc->dev->event_lock);
		drm_crtc_send_vblank_event(crtc, frame->event);
		spin_unlock(&crtc->dev->event_lock);
		frame->event = NULL;
	}

	vprime_writeback_latch(output, frame);
	vprime_clock_put(output);

	wake_up_all(&output->wait);
}

/* Whether a frame waits that was handed over before this vblank. */
static bool vprime_crtc_is_due(const struct vprime_output *output)
{
	return output->pending && !ktime_after(output->pending->committed, output->vblank_time);
}

/*
 * While a composition reads the shown frame, vblanks repeat it. But a
 * composition that an exporter makes wait, perhaps for a fence that waits for
 * this very latch, is given one vblank and then left behind.
 */
static bool vprime_crtc_may_latch(struct vprime_output *output)
{
	if (!vprime_crtc_is_due(output))
		return false;
	if (output->composing &&
	    !(output->sleeping && output->vblank > output->composed_vblank + 1))
		return false;
	return !vprime_fault_drops(&output->crtc, VPRIME_FAULT_LATCH);
}

/*
 * Nobody is told when an asynchronous update is on the screen: it counts from
 * the next vblank on, even if that finds the composer busy.
 */
static bool vprime_crtc_async_waits(const struct vprime_output *output)
{
	const struct vprime_frame *frame = output->pending;

	return vprime_crtc_is_due(output) && !frame->event && !vprime_writeback_carried(frame);
}

/* An asynchronous flip, and any on a card without vblanks, waits for the composer alone. */
void vprime_crtc_latch_at_once(struct vprime_output *output)
{
	if (output->pending && output->pending->at_once && !output->composing &&
	    !vprime_fault_drops(&output->crtc, VPRIME_FAULT_LATCH))
		vprime_crtc_latch(output);
}

void vprime_crtc_vblank(struct vprime_output *output, ktime_t time)
{
	struct drm_crtc *crtc = &output->crtc;
	unsigned long flags;

	/* held from the count's step to the latch, so that a commit comes before or after both */
	spin_lock_irqsave(&output->lock, flags);
	if (drm_dev_has_vblank(crtc->dev)) {
		drm_crtc_handle_vblank(crtc);
		output->vblank = drm_crtc_vblank_count_and_time(crtc, &time);
	} else {
		output->vblank++;
	}
	output->vblank_time = time;

	if (output->enabled) {
		if (vprime_crtc_may_latch(output))
			vprime_crtc_latch(output);
		else if (vprime_crtc_async_waits(output))
			vprime_crc_hold(output);
		if (vprime_crtc_is_due(output))
			output->late++;
		if (vprime_frame_awaited(output->pending))
			vprime_clock_hasten(&output->clock);
		vprime_composer_vblank(output);
	}
	spin_unlock_irqrestore(&output->lock, flags);
}

/* -----------------------------------------------------------------------------
 * State
 */

static void vprime_crtc_destroy_state(struct drm_crtc *crtc, struct drm_crtc_state *state)
{
	struct vprime_crtc_state *vstate = to_vprime_crtc_state(state);

	__drm_atomic_helper_crtc_destroy_state(state);
	vprime_frame_put(vstate->frame);
	kfree(vstate);
}

static void vprime_crtc_reset(struct drm_crtc *crtc)
{
	struct vprime_crtc_state *vstate = kzalloc(sizeof(*vstate), GFP_KERNEL);

	if (crtc->state)
		vprime_crtc_destroy_state(crtc, crtc->state);
	if (vstate) {
		vstate->background = COMPAT_BACKGROUND_BLACK;
		vstate->bpc = VPRIME_BPC_MIN;
	}
	__drm_atomic_helper_crtc_reset(crtc, vstate ? &vstate->base : NULL);
}

static struct drm_crtc_state *vprime_crtc_duplicate_state(struct drm_crtc *crtc)
{
	struct vprime_crtc_state *vstate = kzalloc(sizeof(*vstate), GFP_KERNEL);

	if (!vstate)
		return NULL;
	__drm_atomic_helper_crtc_duplicate_state(crtc, &vstate->base);
	vstate->background = to_vprime_crtc_state(crtc->state)->background;
	vstate->bpc = to_vprime_crtc_state(crtc->state)->bpc;
	vstate->connector = to_vprime_crtc_state(crtc->state)->connector;
	vstate->longest_ns = to_vprime_crtc_state(crtc->state)->longest_ns;
	return &vstate->base;
}

u64 vprime_crtc_background(const struct drm_crtc_state *state)
{
	return compat_background(state, &to_vprime_crtc_state(state)->background);
}

/* -----------------------------------------------------------------------------
 * Commits
 */

static enum drm_mode_status vprime_crtc_mode_valid(struct drm_crtc *crtc,
						   const struct drm_display_mode *mode)
{
	u64 pixels = (u64)mode->htotal * mode->vtotal;
	u64 clock_hz = (u64)mode->clock * 1000;

	if (mode->hdisplay < VPRIME_MODE_MIN || mode->vdisplay < VPRIME_MODE_MIN ||
	    mode->hdisplay > VPRIME_SIZE_MAX || mode->vdisplay > VPRIME_SIZE_MAX)
		return MODE_BAD;
	if (mode->flags & DRM_MODE_FLAG_INTERLACE)
		return MODE_NO_INTERLACE;
	if (mode->flags & DRM_MODE_FLAG_DBLSCAN)
		return MODE_NO_DBLESCAN;
	if (mode->vscan > 1)
		return MODE_NO_VSCAN;
	if (clock_hz < pixels * VPRIME_REFRESH_MIN)
		return MODE_CLOCK_LOW;
	if (clock_hz > pixels * VPRIME_REFRESH_MAX)
		return MODE_CLOCK_HIGH;
	return MODE_OK;
}

/*
 * A writeback connector that comes or goes beside the monitor needs no modeset.
 * Neither does anything else that makes the core say connectors_changed, but for
 * a link that is to be trained: encoders do nothing, and the depth of the link
 * may change with any frame.
 */
static void vprime_crtc_forgive_connectors(struct drm_crtc_state *crtc_state,
					   struct drm_atomic_commit *state)
{
	struct drm_connector_state *old_conn, *new_conn;
	struct drm_connector *connector;
	int i;

	for_each_oldnew_connector_in_state(state, connector, old_conn, new_conn, i) {
		if (old_conn->crtc != new_conn->crtc &&
		    (old_conn->crtc == crtc_state->crtc || new_conn->crtc == crtc_state->crtc) &&
		    connector->connector_type != DRM_MODE_CONNECTOR_WRITEBACK)
			return;
		/* a link is trained again by a modeset */
		if (old_conn->link_status != new_conn->link_status)
			return;
	}
	crtc_state->connectors_changed = false;
}

/*
 * A panel that is built in keeps its timings and makes what it gets fit: a mode
 * that has these, and another visible size, needs no modeset.
 */
static void vprime_crtc_forgive_size(struct drm_crtc_state *crtc_state,
				     const struct drm_crtc_state *old_state)
{
	const struct drm_connector *connector = to_vprime_crtc_state(crtc_state)->connector;
	const struct drm_display_mode *mode = &crtc_state->mode, *old = &old_state->mode;

	if (!connector || !connector->scaling_mode_property || !crtc_state->enable ||
	    !old_state->enable)
		return;
	if (mode->clock == old->clock && mode->htotal == old->htotal &&
	    mode->vtotal == old->vtotal && mode->flags == old->flags)
		crtc_state->mode_changed = false;
}

static const struct vprime_crtc_config *config_of(const struct drm_crtc *crtc)
{
	return &to_vprime_device(crtc->dev)->config->crtcs[drm_crtc_index(crtc)];
}

static bool valid_lut(const struct drm_crtc *crtc, const struct drm_property_blob *blob,
		      unsigned int wanted, unsigned int legacy_size)
{
	unsigned int size;

	if (!blob)
		return true;

	size = drm_color_lut_size(blob);
	if (size == wanted || (legacy_size && size == legacy_size))
		return true;
	drm_dbg_atomic(crtc->dev, "[CRTC:%d:%s] a table of %u entries, not %u\n",
		       crtc->base.id, crtc->name, size, wanted);
	return false;
}

/* The number of bits that a link has for a client's "max bpc". */
static u8 link_bpc(unsigned int max_bpc)
{
	if (max_bpc >= 16)
		return 16;
	if (max_bpc >= 12)
		return 12;
	return max_bpc >= 10 ? 10 : 8;
}

/* Which monitor there is, and how many bits go to it. */
static void vprime_crtc_check_link(struct vprime_crtc_state *vstate,
				   struct drm_atomic_commit *state)
{
	struct drm_connector_state *conn_state;
	struct drm_connector *connector;
	int i;

	for_each_new_connector_in_state(state, connector, conn_state, i) {
		if (connector->connector_type == DRM_MODE_CONNECTOR_WRITEBACK)
			continue;
		if (conn_state->crtc == vstate->base.crtc) {
			vstate->bpc = min_t(u8, link_bpc(conn_state->max_bpc),
					    config_of(vstate->base.crtc)->max_bpc);
			vstate->connector = connector;
		} else if (vstate->connector == connector) {
			vstate->connector = NULL;
		}
	}
}

/*
 * Asking for variable refresh of a monitor without is no mistake: it is not to be had. A
 * monitor states its least rate in whole Hz, and who flips at just that rate comes a moment
 * after the frame: the longest is of half a Hz less.
 */
static void vprime_crtc_check_vrr(struct vprime_crtc_state *vstate)
{
	struct vprime_range range;

	vstate->longest_ns = 0;
	if (vstate->base.vrr_enabled && vstate->connector &&
	    vprime_connector_vrr(vstate->connector, &range))
		vstate->longest_ns = 2 * NSEC_PER_SEC / (2 * range.min - 1);
}

static int vprime_crtc_atomic_check(struct drm_crtc *crtc, struct drm_atomic_commit *state)
{
	struct vprime_output *output = crtc_to_vprime_output(crtc);
	struct drm_crtc_state *crtc_state = drm_atomic_get_new_crtc_state(state, crtc);
	struct vprime_crtc_state *vstate = to_vprime_crtc_state(crtc_state);
	const struct vprime_crtc_config *config = config_of(crtc);

	if (crtc_state->mode_changed && !crtc_state->active_changed)
		vprime_crtc_forgive_size(crtc_state, drm_atomic_get_old_crtc_state(state, crtc));
	if (!crtc_state->mode_changed && !crtc_state->active_changed)
		vprime_crtc_forgive_connectors(crtc_state, state);

	if (!valid_lut(crtc, crtc_state->degamma_lut, config->degamma_size, 0) ||
	    !valid_lut(crtc, crtc_state->gamma_lut, config->gamma_size, LEGACY_LUT_SIZE))
		return -EINVAL;

	vprime_crtc_check_link(vstate, state);
	vprime_crtc_check_vrr(vstate);

	if (!crtc_state->active || vstate->frame)
		return 0;

	vstate->frame = vprime_frame_alloc(output->vdev);
	return vstate->frame ? 0 : -ENOMEM;
}

static void light_sinks(struct vprime_output *output, struct drm_atomic_commit *state)
{
	struct drm_connector_state *conn_state;
	struct drm_connector *connector;
	int i;

	for_each_new_connector_in_state(state, connector, conn_state, i) {
		if (conn_state->crtc == &output->crtc &&
		    connector->connector_type != DRM_MODE_CONNECTOR_WRITEBACK)
			vprime_sink_light(vprime_connector_sink(connector), output,
					  &output->crtc.state->mode);
	}
}

static void vprime_crtc_atomic_enable(struct drm_crtc *crtc, struct drm_atomic_commit *state)
{
	struct vprime_output *output = crtc_to_vprime_output(crtc);

	vprime_clock_set_mode(&output->clock, &crtc->state->mode);

	spin_lock_irq(&output->lock);
	output->enabled = true;
	spin_unlock_irq(&output->lock);

	vprime_clock_on(output);

	light_sinks(output, state);
}

static void vprime_crtc_atomic_disable(struct drm_crtc *crtc, struct drm_atomic_commit *state)
{
	struct vprime_output *output = crtc_to_vprime_output(crtc);
	struct drm_device *dev = crtc->dev;

	/* a display goes dark at the end of a frame, and the commit's event says when */
	if (drm_dev_has_vblank(dev))
		vprime_clock_wait_tick(&output->clock);

	spin_lock_irq(&output->lock);
	output->enabled = false;
	spin_unlock_irq(&output->lock);

	/* from here on no vblank starts a composition or latches a frame */
	vprime_composer_stop(output);

	spin_lock_irq(&output->lock);
	if (output->pending)
		vprime_crtc_latch(output);
	vprime_writeback_finish_all(output, -ENODEV);
	vprime_crtc_unshow(output);
	output->crc.started = false;
	output->crc.valid = false;
	spin_unlock_irq(&output->lock);
	vprime_sinks_darken(output);

	vprime_clock_off(output);

	if (crtc->state->event && !crtc->state->active) {
		spin_lock_irq(&dev->event_lock);
		drm_crtc_send_vblank_event(crtc, crtc->state->event);
		spin_unlock_irq(&dev->event_lock);
		crtc->state->event = NULL;
	}
}

/*
 * Put a filled frame in line for the next vblank, instead of an asynchronous
 * update's that waits there. The caller holds the output's lock.
 */
static void vprime_crtc_queue(struct vprime_output *output, struct vprime_frame *frame)
{
	if (output->pending) {
		vprime_damage_merge(&frame->damage, &output->pending->damage);
		vprime_frame_put(output->pending);
	} else {
		drm_WARN_ON_ONCE(output->crtc.dev, vprime_clock_get(output));
	}
	output->pending = frame;
}

static void vprime_crtc_atomic_flush(struct drm_crtc *crtc, struct drm_atomic_commit *state)
{
	struct vprime_output *output = crtc_to_vprime_output(crtc);
	struct vprime_crtc_state *vstate = to_vprime_crtc_state(crtc->state);
	struct vprime_frame *frame = vstate->frame;
	bool cookie = dma_fence_begin_signalling();

	vstate->frame = NULL;

	spin_lock_irq(&output->lock);
	/*
	 * The core lets a commit begin when the one before it takes too long; its
	 * frame must not be lost with its event and its job.
	 */
	wait_event_lock_irq(output->wait, !vprime_frame_awaited(output->pending), output->lock);
	vprime_frame_fill(frame, crtc);
	vprime_damage_add_commit(&frame->damage, crtc, state);
	vprime_sinks_set_mode(output, &crtc->state->mode);
	frame->committed = ktime_get();
	frame->event = crtc->state->event;
	crtc->state->event = NULL;
	vprime_writeback_arm(output, frame);
	frame->at_once = crtc->state->async_flip || !drm_dev_has_vblank(crtc->dev);
	vprime_crtc_queue(output, frame);
	vprime_clock_set_longest(&output->clock, vstate->longest_ns);
	vprime_clock_hasten(&output->clock);
	vprime_crtc_latch_at_once(output);
	spin_unlock_irq(&output->lock);

	dma_fence_end_signalling(cookie);
}

static void vprime_plane_take_over(struct drm_plane *plane, struct drm_plane_state *new_state)
{
	struct drm_plane_state *state = plane->state;

	state->crtc_x = new_state->crtc_x;
	state->crtc_y = new_state->crtc_y;
	state->crtc_w = new_state->crtc_w;
	state->crtc_h = new_state->crtc_h;
	state->src_x = new_state->src_x;
	state->src_y = new_state->src_y;
	state->src_w = new_state->src_w;
	state->src_h = new_state->src_h;
	state->src = new_state->src;
	state->dst = new_state->dst;
	state->visible = new_state->visible;
	swap(state->fb, new_state->fb);
}

void vprime_crtc_show_async(struct drm_plane *plane, struct vprime_frame *frame,
			    struct drm_plane_state *new_state)
{
	struct vprime_output *output = crtc_to_vprime_output(plane->state->crtc);
	struct vprime_frame *base;
	unsigned int i;

	spin_lock_irq(&output->lock);
	/* under the lock, as a commit of other planes may be reading this one's state */
	vprime_damage_add_plane(&frame->damage, plane->state);
	vprime_plane_take_over(plane, new_state);
	vprime_damage_add_plane(&frame->damage, plane->state);

	base = output->pending ?: output->shown;
	if (!base) {
		/* between a modeset and its flush, which will read the plane's state */
		vprime_frame_put(frame);
	} else {
		vprime_frame_fill_from(frame, base, plane);
		frame->committed = ktime_get();
		frame->at_once = !drm_dev_has_vblank(plane->dev);
		if (base == output->pending) {
			frame->committed = base->committed;
			frame->at_once |= base->at_once;
			swap(frame->event, output->pending->event);
			for (i = 0; i < ARRAY_SIZE(frame->writeback_jobs); i++)
				swap(frame->writeback_jobs[i], output->pending->writeback_jobs[i]);
		}
		vprime_crtc_queue(output, frame);
		vprime_crtc_latch_at_once(output);
	}
	spin_unlock_irq(&output->lock);
}

static const struct drm_crtc_helper_funcs vprime_crtc_helper_funcs = {
	.mode_valid = vprime_crtc_mode_valid,
	.atomic_check = vprime_crtc_atomic_check,
	.atomic_enable = vprime_crtc_atomic_enable,
	.atomic_disable = vprime_crtc_atomic_disable,
	.atomic_flush = vprime_crtc_atomic_flush,
};

static const struct drm_crtc_funcs vprime_crtc_funcs = {
	.set_config = drm_atomic_helper_set_config,
	.page_flip = drm_atomic_helper_page_flip,
	.reset = vprime_crtc_reset,
	.atomic_duplicate_state = vprime_crtc_duplicate_state,
	.atomic_destroy_state = vprime_crtc_destroy_state,
	.atomic_set_property = compat_crtc_atomic_set_property,
	.atomic_get_property = compat_crtc_atomic_get_property,
	.enable_vblank = vprime_clock_enable_vblank,
	.disable_vblank = vprime_clock_disable_vblank,
	.get_vblank_counter = vprime_clock_get_vblank_counter,
	.get_vblank_timestamp = vprime_clock_get_vblank_timestamp,
	.get_crc_sources = vprime_crc_get_sources,
	.verify_crc_source = vprime_crc_verify_source,
	.set_crc_source = vprime_crc_set_source,
};

static int attach_colour(struct drm_crtc *crtc)
{
	const struct vprime_crtc_config *config = config_of(crtc);

	drm_crtc_enable_color_mgmt(crtc, config->degamma_size, true, config->gamma_size);
	drm_crtc_attach_background_color_property(crtc);
	return config->gamma_size ? drm_mode_crtc_set_gamma_size(crtc, LEGACY_LUT_SIZE) : 0;
}

int vprime_crtc_init(struct vprime_output *output, struct drm_plane *primary,
		     struct drm_plane *cursor)
{
	struct drm_device *dev = &output->vdev->drm;
	int ret;

	spin_lock_init(&output->lock);
	ret = vprime_clock_init(output);
	if (ret)
		return ret;

	ret = drmm_crtc_init_with_planes(dev, &output->crtc, primary, cursor,
					 &vprime_crtc_funcs, NULL);
	if (ret)
		return ret;

	drm_crtc_helper_add(&output->crtc, &vprime_crtc_helper_funcs);
	return attach_colour(&output->crtc);
}
