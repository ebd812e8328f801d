// SPDX-License-Identifier: GPL-2.0-only
/* Commits: from a checked state to one that is shown. */

#include <linux/dma-fence.h>
#include <linux/workqueue.h>

#include <drm/drm_atomic.h>
#include <drm/drm_atomic_helper.h>

#include "vprime_commit.h"
#include "vprime_drv.h"
#include "vprime_fault.h"

/*
 * The CRTC is on before its planes are flushed, as the flush needs vblanks; and
 * its writeback job is queued before the flush, which hands it on.
 */
static void show(struct drm_atomic_commit *state)
{
	struct drm_device *dev = state->dev;

	drm_atomic_helper_commit_modeset_disables(dev, state);
	drm_atomic_helper_commit_modeset_enables(dev, state);
	drm_atomic_helper_commit_planes(dev, state, DRM_PLANE_COMMIT_ACTIVE_ONLY);
	drm_atomic_helper_commit_hw_done(state);
}

static void clean_up(struct drm_atomic_commit *state)
{
	drm_atomic_helper_wait_for_flip_done(state->dev, state);
	drm_atomic_helper_cleanup_planes(state->dev, state);
}

void vprime_atomic_commit_tail(struct drm_atomic_commit *state)
{
	show(state);
	clean_up(state);
}

/* Show it when its turn has come. */
static void show_flip(struct drm_atomic_commit *state)
{
	drm_atomic_helper_wait_for_fences(state->dev, state, false);
	drm_atomic_helper_wait_for_dependencies(state);
	show(state);
}

static void end_flip(struct drm_atomic_commit *state)
{
	clean_up(state);
	drm_atomic_helper_commit_cleanup_done(state);
	drm_atomic_commit_put(state);
}

static void clean_up_work(struct work_struct *work)
{
	end_flip(container_of(work, struct drm_atomic_commit, commit_work));
}

static void flip_work(struct work_struct *work)
{
	struct drm_atomic_commit *state = container_of(work, struct drm_atomic_commit,
						       commit_work);

	show_flip(state);
	end_flip(state);
}

static bool is_modeset(const struct drm_atomic_commit *state)
{
	struct drm_crtc_state *crtc_state;
	struct drm_crtc *crtc;
	int i;

	for_each_new_crtc_in_state(state, crtc, crtc_state, i) {
		if (drm_atomic_crtc_needs_modeset(crtc_state))
			return true;
	}
	return false;
}

static bool fences_are_signalled(const struct drm_atomic_commit *state)
{
	struct drm_plane_state *plane_state;
	struct drm_plane *plane;
	int i;

	for_each_new_plane_in_state(state, plane, plane_state, i) {
		if (plane_state->fence && !dma_fence_is_signaled(plane_state->fence))
			return false;
	}
	return true;
}

/*
 * A nonblocking commit without a modeset. If its buffers are ready, as they
 * mostly are, it is put in line here and not by a worker, who would have to
 * compete for a CPU with whoever uses them all, and be late for the vblank.
 */
static int flip(struct drm_device *dev, struct drm_atomic_commit *state)
{
	int ret;

	ret = drm_atomic_helper_setup_commit(state, true);
	if (ret)
		return ret;
	ret = drm_atomic_helper_prepare_planes(dev, state);
	if (ret)
		return ret;
	ret = drm_atomic_helper_swap_state(state, true);
	if (ret) {
		drm_atomic_helper_unprepare_planes(dev, state);
		return ret;
	}

	drm_atomic_commit_get(state);
	if (fences_are_signalled(state)) {
		/*
		 * What came before on these CRTCs, connectors and planes is complete, or
		 * setup would have said -EBUSY: nothing is waited for.
		 */
		show_flip(state);
		INIT_WORK(&state->commit_work, clean_up_work);
	} else {
		INIT_WORK(&state->commit_work, flip_work);
	}
	queue_work(vprime_commit_wq, &state->commit_work);
	return 0;
}

int vprime_atomic_commit(struct drm_device *dev, struct drm_atomic_commit *state, bool nonblock)
{
	int ret = nonblock ? vprime_fault(dev, VPRIME_FAULT_FLIP) : 0;

	if (ret)
		return ret;
	if (nonblock && !state->async_update && !is_modeset(state))
		return flip(dev, state);
	return drm_atomic_helper_commit(dev, state, nonblock);
}
