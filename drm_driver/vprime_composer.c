// SPDX-License-Identifier: GPL-2.0-only
/* The worker that composes a frame once for all sinks. */

#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/dma-fence.h>
#include <linux/moduleparam.h>
#include <linux/vmalloc.h>

#include <drm/drm_framebuffer.h>
#include <drm/drm_managed.h>
#include <drm/drm_mode.h>
#include <drm/drm_print.h>

#include "compose/kernels.h"
#include "vprime_bo.h"
#include "vprime_drv.h"
#include "vprime_frame.h"

static char *kernels_name;
module_param_named(kernels, kernels_name, charp, 0444);
MODULE_PARM_DESC(kernels,
		 "Vectors that pixels are composed with: plain (none), sse4.1, avx2 or avx512 (default: the best)");

/* After so many vblanks a sleeping composition no longer counts for their CRC entries. */
#define OVERSLEPT_VBLANKS 30

/* Most CPUs that compose one frame. */
#define CPUS_MAX 4u
/* So many pixels are worth one CPU more. */
#define SHARE_PIXELS (512 * 1024)

/**
 * struct vprime_share - rows that another CPU composes
 * @work: does so
 * @done: it has done so; the last that it touches of the output
 * @scene: the scene
 * @job: the rows and who wants them
 * @scratch: vprime_compose_scratch_size() bytes
 */
struct vprime_share {
	struct work_struct work;
	struct completion done;
	const struct vprime_scene *scene;
	struct vprime_compose_job job;
	void *scratch;
};

/*
 * Open the brackets that reading @frame and writing @target_fb take. This may
 * sleep: an exporter may wait for whatever it likes, and for a fence that came
 * after the test for being busy. So nothing waits for this.
 */
static int begin_access(const struct vprime_frame *frame, struct drm_framebuffer *target_fb)
{
	int ret;

	if (vprime_frame_busy(frame) || (target_fb && vprime_fb_busy(target_fb, true)))
		return -EAGAIN;

	ret = vprime_frame_begin_access(frame);
	if (ret || !target_fb)
		return ret;

	ret = vprime_fb_begin_access(target_fb, DMA_BIDIRECTIONAL);
	if (ret)
		vprime_frame_end_access(frame);
	return ret;
}

static void end_access(const struct vprime_frame *frame, struct drm_framebuffer *target_fb)
{
	if (target_fb)
		vprime_fb_end_access(target_fb, DMA_BIDIRECTIONAL);
	vprime_frame_end_access(frame);
}

/* Whether @job is still to be written: once it is done, another may stand at its address. */
static bool job_waits(struct vprime_output *output, const struct drm_writeback_job *job,
		      const struct drm_framebuffer *target_fb)
{
	return output->writeback_job == job && (!job || job->fb == target_fb);
}

/*
 * Whether @frame and @job, chosen before begin_access() slept, are still wanted.
 * If so, and if @sink_target is not NULL, a buffer of the monitor's is taken.
 */
static bool begin_reading(struct vprime_output *output, const struct vprime_frame *frame,
			  const struct drm_writeback_job *job,
			  const struct drm_framebuffer *target_fb,
			  const struct vprime_pixels **sink_target)
{
	bool wanted;

	spin_lock_irq(&output->lock);
	wanted = output->enabled && output->shown == frame && job_waits(output, job, target_fb);
	output->sleeping = !wanted;
	if (wanted && sink_target)
		*sink_target = vprime_sink_take(output);
	spin_unlock_irq(&output->lock);
	return wanted;
}

static void vprime_share_work(struct work_struct *work)
{
	struct vprime_share *share = container_of(work, struct vprime_share, work);

	vprime_compose(share->scene, &share->job, share->scratch);
	complete(&share->done);
}

/* How many CPUs are worth their start for so many rows. */
static u32 count_parts(const struct vprime_output *output, const struct vprime_scene *scene,
		       u32 rows)
{
	u32 worth = (u32)(scene->width * rows / SHARE_PIXELS);

	return clamp(min(worth, num_online_cpus()), 1u, output->shares_count + 1);
}

/*
 * Compose rows on several CPUs. No share is waited for but those that run: one
 * that no worker has taken up is composed here, so that a lack of workers, and
 * of memory to make them, holds nothing up.
 */
static void compose_rows(struct vprime_output *output, const struct vprime_scene *scene,
			 const struct vprime_compose_job *job)
{
	u32 parts = count_parts(output, scene, job->rows), i;
	struct vprime_compose_job rest = *job;

	for (i = 0; i < parts - 1; i++) {
		struct vprime_share *share = &output->shares[i];

		share->scene = scene;
		share->job = rest;
		share->job.rows = job->rows / parts;
		rest.first += share->job.rows;
		rest.rows -= share->job.rows;
		reinit_completion(&share->done);
		queue_work(vprime_compose_wq, &share->work);
	}
	vprime_compose(scene, &rest, output->scratch);

	while (i--) {
		struct vprime_share *share = &output->shares[i];

		if (cancel_work(&share->work))
			vprime_compose(scene, &share->job, output->scratch);
		else
			wait_for_completion(&share->done);
	}
}

/* Returns the picture's checksum if @want_crc; @damage says which rows are not as they were. */
static u32 compose(struct vprime_output *output, const struct vprime_frame *frame,
		   const struct vprime_damage *damage, struct drm_writeback_job *job,
		   const struct vprime_pixels *sink_target, bool want_crc)
{
	const struct vprime_scene *scene = &frame->scene;
	struct vprime_pixels targets[2];
	struct vprime_compose_job rows = {
		.targets = targets,
		.row_hashes = want_crc ? output->row_hashes : NULL,
		.kernels = kernels_name ? vprime_kernels_named(kernels_name) : NULL,
	};
	unsigned int i;

	if (job)
		targets[rows.n_targets++] = *vprime_writeback_target(job);
	if (sink_target)
		targets[rows.n_targets++] = *sink_target;

	for (i = 0; i < damage->count; i++) {
		rows.first = min(damage->spans[i].first, scene->height);
		rows.rows = min(damage->spans[i].end, scene->height) - rows.first;
		if (rows.rows)
			compose_rows(output, scene, &rows);
	}
	return want_crc ? vprime_compose_crc(output->row_hashes, scene->height) : 0;
}

/*
 * The rows that a composition has to make. What is in memory counts, so these
 * are all, but for a card that is told what changes in memory.
 */
static struct vprime_damage take_damage(struct vprime_output *output, bool want_sink)
{
	struct vprime_damage damage = { 0 };

	if (!output->vdev->config->manual_update || output->writeback_job || want_sink)
		vprime_damage_add(&damage, 0, output->shown->scene.height);
	else
		damage = output->damage;
	output->damage.count = 0;
	return damage;
}

static void vprime_compose_work(struct work_struct *work)
{
	struct vprime_output *output = container_of(work, struct vprime_output, compose_work);
	struct drm_device *dev = output->crtc.dev;
	const struct vprime_pixels *sink_target = NULL;
	struct drm_framebuffer *target_fb = NULL;
	struct drm_writeback_job *job;
	struct vprime_damage damage;
	struct vprime_frame *frame;
	bool want_crc, want_sink, cookie;
	u32 crc = 0;
	int ret;

	spin_lock_irq(&output->lock);
	frame = vprime_frame_get(output->shown);
	want_sink = vprime_sink_wants(output);
	damage = take_damage(output, want_sink);
	job = output->writeback_job;
	if (job) {
		target_fb = job->fb;
		drm_framebuffer_get(target_fb);
	}
	/* the hashes of rows that change later have to fit to those that do not */
	want_crc = output->crc.wanted || output->vdev->config->manual_update;
	output->composed_session = output->crc.session;
	output->sleeping = true;
	spin_unlock_irq(&output->lock);
	wake_up_all(&output->wait);

	ret = begin_access(frame, target_fb);
	/* what ECANCELED means here is not an exporter's to say */
	if (ret == -ECANCELED)
		ret = -EIO;
	if (!ret) {
		if (begin_reading(output, frame, job, target_fb, want_sink ? &sink_target : NULL))
			crc = compose(output, frame, &damage, job, sink_target, want_crc);
		else
			ret = -ECANCELED;
		end_access(frame, target_fb);
	}
	if (ret)
		drm_dbg_kms(dev, "[CRTC:%d:%s] vblank %llu not composed: %d\n",
			    output->crtc.base.id, output->crtc.name, output->composed_vblank, ret);

	cookie = dma_fence_begin_signalling();
	spin_lock_irq(&output->lock);
	output->composing = false;
	output->sleeping = false;
	if (ret)
		vprime_damage_merge(&output->damage, &damage);
	else
		output->composed_crc = crc;
	if (output->crc.session == output->composed_session)
		vprime_crc_report(output, want_crc && !ret ? &crc : NULL);
	vprime_sink_finish(output);
	if (ret == -EAGAIN && job_waits(output, job, target_fb) &&
	    job && vprime_writeback_overdue(job))
		ret = -ETIMEDOUT;
	/* a job whose buffers are busy tries again at the next vblanks */
	if (ret != -EAGAIN && ret != -ECANCELED && job_waits(output, job, target_fb))
		vprime_writeback_finish(output, ret);
	vprime_crtc_latch_at_once(output);
	spin_unlock_irq(&output->lock);
	wake_up_all(&output->wait);
	dma_fence_end_signalling(cookie);

	if (target_fb)
		drm_framebuffer_put(target_fb);
	/* last, as it is what holds the card */
	vprime_frame_put(frame);
}

/* What cannot wait for a composition that an exporter makes wait. */
static void overslept(struct vprime_output *output)
{
	if (output->writeback_job && vprime_writeback_overdue(output->writeback_job))
		vprime_writeback_finish(output, -ETIMEDOUT);
	if (output->crc.session == output->composed_session &&
	    output->vblank >= output->composed_vblank + OVERSLEPT_VBLANKS)
		vprime_crc_report(output, NULL);
}

/* Whether the shown frame may differ from what was composed last, or has to be written. */
static bool has_changed(const struct vprime_output *output)
{
	return !output->vdev->config->manual_update || output->damage.count ||
	       output->writeback_job || vprime_sink_wants(output);
}

void vprime_composer_vblank(struct vprime_output *output)
{
	if (output->composing && output->sleeping)
		overslept(output);
	if (output->composing || !output->shown ||
	    !(output->crc.wanted || output->writeback_job || vprime_sink_wants(output)))
		return;

	vprime_crc_compose(output);
	if (!has_changed(output)) {
		vprime_crc_report(output, &output->composed_crc);
		return;
	}

	output->composing = true;
	output->composed_vblank = output->vblank;
	output->composed_time = output->vblank_time;
	queue_work(vprime_compose_wq, &output->compose_work);
}

void vprime_composer_stop(struct vprime_output *output)
{
	spin_lock_irq(&output->lock);
	wait_event_lock_irq(output->wait, !output->composing || output->sleeping, output->lock);
	spin_unlock_irq(&output->lock);
}

static void dirty_clip(struct vprime_output *output, const struct drm_framebuffer *fb,
		       const struct drm_rect *clip)
{
	if (output->shown)
		vprime_frame_dirty(output->shown, fb, clip, &output->damage);
	if (output->pending)
		vprime_frame_dirty(output->pending, fb, clip, &output->pending->damage);
}

void vprime_composer_dirty(struct vprime_output *output, const struct drm_framebuffer *fb,
			   const struct drm_clip_rect *clips, unsigned int count)
{
	struct drm_rect clip = { .x2 = fb->width, .y2 = fb->height };
	unsigned int i;

	spin_lock_irq(&output->lock);
	if (!count)
		dirty_clip(output, fb, &clip);
	for (i = 0; i < count; i++) {
		clip = (struct drm_rect) { clips[i].x1, clips[i].y1, clips[i].x2, clips[i].y2 };
		dirty_clip(output, fb, &clip);
	}
	spin_unlock_irq(&output->lock);
}

static int init_shares(struct vprime_output *output)
{
	struct drm_device *dev = &output->vdev->drm;
	unsigned int i;

	output->shares_count = min(num_possible_cpus(), CPUS_MAX) - 1;
	output->shares = drmm_kcalloc(dev, output->shares_count, sizeof(*output->shares),
				      GFP_KERNEL);
	if (!output->shares)
		return -ENOMEM;

	for (i = 0; i < output->shares_count; i++) {
		struct vprime_share *share = &output->shares[i];

		INIT_WORK(&share->work, vprime_share_work);
		init_completion(&share->done);
		share->scratch = vzalloc(vprime_compose_scratch_size());
		if (!share->scratch)
			return -ENOMEM;
	}
	return 0;
}

static void vprime_composer_release(struct drm_device *dev, void *data)
{
	struct vprime_output *output = data;
	unsigned int i;

	for (i = 0; output->shares && i < output->shares_count; i++)
		vfree(output->shares[i].scratch);
	vfree(output->row_hashes);
	vfree(output->scratch);
}

int vprime_composer_init(struct vprime_output *output)
{
	struct drm_device *dev = &output->vdev->drm;
	int ret;

	if (kernels_name && !vprime_kernels_named(kernels_name)) {
		drm_err(&output->vdev->drm, "this processor cannot compose with \"%s\"\n",
			kernels_name);
		return -EINVAL;
	}

	init_waitqueue_head(&output->wait);
	INIT_WORK(&output->compose_work, vprime_compose_work);

	ret = init_shares(output);
	if (!ret) {
		output->scratch = vzalloc(vprime_compose_scratch_size());
		output->row_hashes = vmalloc_array(VPRIME_SIZE_MAX, sizeof(*output->row_hashes));
		if (!output->scratch || !output->row_hashes)
			ret = -ENOMEM;
	}
	if (ret) {
		vprime_composer_release(dev, output);
		return ret;
	}
	return drmm_add_action_or_reset(dev, vprime_composer_release, output);
}
