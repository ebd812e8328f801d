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
#include "vprime_clock.h"
#include "vprime_drv.h"
#include "vprime_frame.h"
#include "vprime_writeback.h"

/* How long a job waits for other users of its buffers before its fence reports an error. */
#define WRITEBACK_TIMEOUT_MS 1000

/* What a job needs besides the core's part of it. */
struct vprime_job {
	struct vprime_pixels target;
	unsigned long deadline;
};

static struct vprime_writeback *to_vprime_writeback(struct drm_connector *connector)
{
	return container_of(drm_connector_to_writeback(connector), struct vprime_writeback, base);
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
	const struct vprime_formats *formats = formats_of(to_vprime_writeback(connector)->output);
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
	struct vprime_job *vjob;
	int ret;

	if (!job->fb)
		return 0;

	ret = vprime_fb_map(job->fb);
	if (ret)
		return ret;

	vjob = kzalloc(sizeof(*vjob), GFP_KERNEL);
	if (!vjob)
		return -ENOMEM;

	vjob->target = vprime_fb_pixels(job->fb);
	job->priv = vjob;
	atomic_inc(&to_vprime_writeback(&connector->base)->jobs);
	return 0;
}

/* Runs in a work of the core's, which nothing but vprime_writeback_wait() waits for. */
static void vprime_writeback_cleanup_job(struct drm_writeback_connector *connector,
					 struct drm_writeback_job *job)
{
	struct vprime_writeback *writeback = to_vprime_writeback(&connector->base);

	if (!job->priv)
		return;

	kfree(job->priv);
	/* the core would only drop it after this */
	drm_framebuffer_put(job->fb);
	job->fb = NULL;
	if (atomic_dec_and_test(&writeback->jobs))
		wake_up_var(&writeback->jobs);
}

void vprime_writeback_wait(struct vprime_output *output)
{
	unsigned int i;

	for (i = 0; i < output->n_writebacks; i++) {
		atomic_t *jobs = &output->writebacks[i].jobs;

		wait_var_event(jobs, !atomic_read(jobs));
	}
}

/* Comes before the CRTC's flush, which hands the job on with its frame. */
static void vprime_writeback_atomic_commit(struct drm_connector *connector,
					   struct drm_atomic_commit *state)
{
	struct drm_connector_state *conn_state = drm_atomic_get_new_connector_state(state,
										   connector);
	struct vprime_writeback *writeback = to_vprime_writeback(connector);
	struct drm_writeback_job *job = conn_state->writeback_job;

	drm_writeback_queue_job(&writeback->base, conn_state);

	spin_lock_irq(&writeback->output->lock);
	writeback->armed = job;
	spin_unlock_irq(&writeback->output->lock);
}

bool vprime_writeback_waits(const struct vprime_output *output)
{
	unsigned int i;

	for (i = 0; i < output->n_writebacks; i++) {
		if (output->writebacks[i].job)
			return true;
	}
	return false;
}

bool vprime_writeback_carried(const struct vprime_frame *frame)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(frame->writeback_jobs); i++) {
		if (frame->writeback_jobs[i])
			return true;
	}
	return false;
}

void vprime_writeback_arm(struct vprime_output *output, struct vprime_frame *frame)
{
	unsigned int i;

	for (i = 0; i < output->n_writebacks; i++)
		swap(frame->writeback_jobs[i], output->writebacks[i].armed);
}

/* From now on it waits for nobody but the composer and users of its buffers. */
static void start_job(struct drm_writeback_job *job)
{
	struct vprime_job *vjob = job->priv;

	vjob->deadline = jiffies + msecs_to_jiffies(WRITEBACK_TIMEOUT_MS);
}

void vprime_writeback_latch(struct vprime_output *output, struct vprime_frame *frame)
{
	unsigned int i;

	vprime_writeback_finish_all(output, -EBUSY);
	for (i = 0; i < output->n_writebacks; i++) {
		swap(output->writebacks[i].job, frame->writeback_jobs[i]);
		if (!output->writebacks[i].job)
			continue;
		start_job(output->writebacks[i].job);
		drm_WARN_ON_ONCE(output->crtc.dev, vprime_clock_get(output));
	}
}

void vprime_writeback_finish(struct vprime_writeback *writeback, int status)
{
	if (!writeback->job)
		return;

	writeback->job = NULL;
	drm_writeback_signal_completion(&writeback->base, status);
	vprime_clock_put(writeback->output);
}

void vprime_writeback_finish_all(struct vprime_output *output, int status)
{
	unsigned int i;

	for (i = 0; i < output->n_writebacks; i++)
		vprime_writeback_finish(&output->writebacks[i], status);
}

void vprime_writeback_expire(struct vprime_output *output)
{
	unsigned int i;

	for (i = 0; i < output->n_writebacks; i++) {
		struct vprime_writeback *writeback = &output->writebacks[i];
		const struct vprime_job *vjob = writeback->job ? writeback->job->priv : NULL;

		if (vjob && time_after(jiffies, vjob->deadline))
			vprime_writeback_finish(writeback, -ETIMEDOUT);
	}
}

const struct vprime_pixels *vprime_writeback_target(struct drm_writeback_job *job)
{
	const struct vprime_job *vjob = job->priv;

	return &vjob->target;
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

int vprime_writeback_init(struct vprime_writeback *writeback)
{
	struct vprime_output *output = writeback->output;
	const struct vprime_formats *formats = formats_of(output);
	int ret;

	ret = drm_writeback_connector_init(&output->vdev->drm, &writeback->base,
					   &vprime_writeback_funcs, NULL, formats->list,
					   formats->count, drm_crtc_mask(&output->crtc));
	if (ret)
		return ret;

	drm_connector_helper_add(&writeback->base.base, &vprime_writeback_helper_funcs);
	return 0;
}
