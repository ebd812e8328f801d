// SPDX-License-Identifier: GPL-2.0-only
/* The writeback sink: a connector whose "monitor" is a framebuffer. */

#include <linux/jiffies.h>
#include <linux/slab.h>
#include <linux/wait_bit.h>

#include <drm/drm_atomic.h>
#include <drm/drm_atomic_helper.h>
#include <drm/drm_edid.h>
#include <drm/drm_fourcc.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_print.h>
#include <drm/drm_probe_helper.h>

#include "vprime_bo.h"
#include "vprime_drv.h"
#include "vprime_frame.h"

/* How long a job waits for other users of its buffers before its fence reports an error. */
#define WRITEBACK_TIMEOUT_MS 1000

/* What a job needs besides the core's part of it. */
struct vprime_writeback {
	struct vprime_pixels target;
	unsigned long deadline;
};

static struct vprime_output *connector_to_output(struct drm_connector *connector)
{
	return container_of(drm_connector_to_writeback(connector), struct vprime_output, writeback);
}

static const struct vprime_formats *formats_of(const struct vprime_output *output)
{
	return &output->vdev->config->crtcs[drm_crtc_index(&output->crtc)].writeback_formats;
}

static int vprime_writeback_atomic_check(struct drm_connector *connector,
					 struct drm_atomic_commit *state)
{
	struct drm_connector_state *conn_state = drm_atomic_get_new_connector_state(state,
										   connector);
	const struct vprime_formats *formats = formats_of(connector_to_output(connector));
	struct drm_crtc_state *crtc_state;
	struct drm_framebuffer *fb;

	if (!conn_state->writeback_job || !conn_state->writeback_job->fb || !conn_state->crtc)
		return 0;

	fb = conn_state->writeback_job->fb;
	crtc_state = drm_atomic_get_new_crtc_state(state, conn_state->crtc);
	if (!crtc_state->active) {
		drm_dbg_atomic(connector->dev, "writeback from a CRTC that is off\n");
		return -EINVAL;
	}
	if (fb->width != crtc_state->mode.hdisplay || fb->height != crtc_state->mode.vdisplay) {
		drm_dbg_atomic(connector->dev, "writeback framebuffer is %ux%u, the mode %dx%d\n",
			       fb->width, fb->height, crtc_state->mode.hdisplay,
			       crtc_state->mode.vdisplay);
		return -EINVAL;
	}
	if (vprime_fb_read_only(fb)) {
		drm_dbg_atomic(connector->dev, "writeback into a dma-buf open for reading only\n");
		return -EACCES;
	}
	if (!vprime_formats_has(formats, fb->format->format)) {
		drm_dbg_atomic(connector->dev, "no writeback in format %p4cc\n",
			       &fb->format->format);
		return -EINVAL;
	}
	return 0;
}

static int vprime_writeback_prepare_job(struct drm_writeback_connector *connector,
					struct drm_writeback_job *job)
{
	struct vprime_writeback *wb;
	int ret;

	if (!job->fb)
		return 0;

	ret = vprime_fb_map(job->fb);
	if (ret)
		return ret;

	wb = kzalloc(sizeof(*wb), GFP_KERNEL);
	if (!wb)
		return -ENOMEM;

	wb->target = vprime_fb_pixels(job->fb);
	job->priv = wb;
	atomic_inc(&connector_to_output(&connector->base)->writeback_jobs);
	return 0;
}

/* Runs in a work of the core's, which nothing but vprime_writeback_wait() waits for. */
static void vprime_writeback_cleanup_job(struct drm_writeback_connector *connector,
					 struct drm_writeback_job *job)
{
	struct vprime_output *output = connector_to_output(&connector->base);

	if (!job->priv)
		return;

	kfree(job->priv);
	/* the core would only drop it after this */
	drm_framebuffer_put(job->fb);
	job->fb = NULL;
	if (atomic_dec_and_test(&output->writeback_jobs))
		wake_up_var(&output->writeback_jobs);
}

void vprime_writeback_wait(struct vprime_output *output)
{
	wait_var_event(&output->writeback_jobs, !atomic_read(&output->writeback_jobs));
}

/* Comes before the CRTC's flush, which hands the job on with its frame. */
static void vprime_writeback_atomic_commit(struct drm_connector *connector,
					   struct drm_atomic_commit *state)
{
	struct drm_connector_state *conn_state = drm_atomic_get_new_connector_state(state,
										   connector);
	struct vprime_output *output = connector_to_output(connector);
	struct drm_writeback_job *job = conn_state->writeback_job;
	struct vprime_writeback *wb = job->priv;

	wb->deadline = jiffies + msecs_to_jiffies(WRITEBACK_TIMEOUT_MS);
	drm_writeback_queue_job(&output->writeback, conn_state);

	spin_lock_irq(&output->lock);
	output->writeback_armed = job;
	spin_unlock_irq(&output->lock);
}

void vprime_writeback_finish(struct vprime_output *output, int status)
{
	if (!output->writeback_job)
		return;

	output->writeback_job = NULL;
	drm_writeback_signal_completion(&output->writeback, status);
	vprime_clock_put(output);
}

bool vprime_writeback_overdue(struct drm_writeback_job *job)
{
	struct vprime_writeback *wb = job->priv;

	return time_after(jiffies, wb->deadline);
}

const struct vprime_pixels *vprime_writeback_target(struct drm_writeback_job *job)
{
	struct vprime_writeback *wb = job->priv;

	return &wb->target;
}

static int vprime_writeback_get_modes(struct drm_connector *connector)
{
	const struct drm_mode_config *config = &connector->dev->mode_config;

	return drm_add_modes_noedid(connector, config->max_width, config->max_height);
}

static const struct drm_connector_helper_funcs vprime_writeback_helper_funcs = {
	.get_modes = vprime_writeback_get_modes,
	.atomic_check = vprime_writeback_atomic_check,
	.atomic_commit = vprime_writeback_atomic_commit,
	.prepare_writeback_job = vprime_writeback_prepare_job,
	.cleanup_writeback_job = vprime_writeback_cleanup_job,
};

static const struct drm_connector_funcs vprime_writeback_funcs = {
	.fill_modes = drm_helper_probe_single_connector_modes,
	.destroy = drm_connector_cleanup,
	.reset = drm_atomic_helper_connector_reset,
	.atomic_duplicate_state = drm_atomic_helper_connector_duplicate_state,
	.atomic_destroy_state = drm_atomic_helper_connector_destroy_state,
};

int vprime_writeback_init(struct vprime_output *output)
{
	const struct vprime_formats *formats = formats_of(output);
	struct drm_writeback_connector *writeback = &output->writeback;
	int ret;

	ret = drm_writeback_connector_init(&output->vdev->drm, writeback, &vprime_writeback_funcs,
					   NULL, formats->list, formats->count,
					   drm_crtc_mask(&output->crtc));
	if (ret)
		return ret;

	drm_connector_helper_add(&writeback->base, &vprime_writeback_helper_funcs);
	return 0;
}
