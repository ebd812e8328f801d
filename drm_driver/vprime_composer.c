// SPDX-License-Identifier: GPL-2.0-only
/* The worker that composes a frame once for all sinks. */

#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/dma-fence.h>
#include <linux/vmalloc.h>

#include <drm/drm_framebuffer.h>
#include <drm/drm_managed.h>
#include <drm/drm_mode.h>
#include <drm/drm_print.h>

#include "vprime_bo.h"
#include "vprime_composer.h"
#include "vprime_crc.h"
#include "vprime_crtc.h"
#include "vprime_drv.h"
#include "vprime_frame.h"
#include "vprime_kernels.h"
#include "vprime_sinks.h"
#include "vprime_writeback.h"

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

/**
 * struct vprime_task - one composition, from its choice to its end
 * @frame: what is composed, referenced
 * @damage: which rows
 * @source: what its CRC is made of, if @want_crc
 * @want_crc: a CRC is to be made
 * @want_sinks: buffers of the monitors' are to be written
 * @jobs: the writeback jobs that are to be written, or NULL
 * @fbs: the framebuffers of all that there were at first, referenced
 * @opened: their brackets are open
 * @errors: why some of them cannot be written
 * @copies: targets that are copies of a buffer
 * @composed: anything else was made
 */
struct vprime_task {
	struct vprime_frame *frame;
	struct vprime_damage damage;
	struct vprime_crc_source source;
	bool want_crc;
	bool want_sinks;
	struct drm_writeback_job *jobs[VPRIME_WRITEBACKS_MAX];
	struct drm_framebuffer *fbs[VPRIME_WRITEBACKS_MAX];
	bool opened[VPRIME_WRITEBACKS_MAX];
	int errors[VPRIME_WRITEBACKS_MAX];
	unsigned int copies;
	bool composed;
};

/*
 * Open the brackets that reading the frame and writing the jobs' framebuffers
 * take. This may sleep: an exporter may wait for whatever it likes, and for a
 * fence that came after the test for being busy. So nothing waits for this.
 */
static int begin_access(struct vprime_task *task)
{
	unsigned int i;
	int ret;

	if (vprime_frame_busy(task->frame))
		return -EAGAIN;
	ret = vprime_frame_begin_access(task->frame);
	if (ret)
		return ret == -ECANCELED ? -EIO : ret;

	/* a job that cannot be written is none for others to wait for */
	for (i = 0; i < ARRAY_SIZE(task->jobs); i++) {
		if (!task->jobs[i])
			continue;
		ret = -EAGAIN;
		if (!vprime_fb_busy(task->fbs[i], true))
			ret = vprime_fb_begin_access(task->fbs[i], DMA_BIDIRECTIONAL);
		task->opened[i] = !ret;
		/* what this means here is not an exporter's to say */
		task->errors[i] = ret == -ECANCELED ? -EIO : ret;
	}
	return 0;
}

static void end_access(const struct vprime_task *task)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(task->opened); i++) {
		if (task->opened[i])
			vprime_fb_end_access(task->fbs[i], DMA_BIDIRECTIONAL);
	}
	vprime_frame_end_access(task->frame);
}

/*
 * Whether a job is still to be written. Its address would not say so: once it is
 * done, another may stand there. But that comes with another frame.
 */
static bool job_waits(const struct vprime_output *output, const struct vprime_task *task,
		      unsigned int i)
{
	return task->jobs[i] && output->shown == task->frame && output->writebacks[i].job;
}

/*
 * Whether the frame, chosen before begin_access() slept, is still wanted. If so,
 * returns how many targets there are, and takes buffers of the monitors' for them.
 */
static int begin_reading(struct vprime_output *output, struct vprime_task *task)
{
	unsigned int i;
	int n = 0;

	spin_lock_irq(&output->lock);
	if (!output->enabled || output->shown != task->frame) {
		spin_unlock_irq(&output->lock);
		return -ECANCELED;
	}
	output->sleeping = false;
	for (i = 0; i < ARRAY_SIZE(task->jobs); i++) {
		if (!job_waits(output, task, i))
			task->jobs[i] = NULL;
		else if (task->opened[i])
			output->targets[n++] = *vprime_writeback_target(task->jobs[i]);
	}
	if (task->want_sinks)
		n += vprime_sinks_take(output, output->targets + n, VPRIME_TARGETS_MAX - n);
	spin_unlock_irq(&output->lock);
	return n;
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

/* Compose what is damaged of a scene. */
static void compose_damage(struct vprime_output *output, const struct vprime_scene *scene,
			   const struct vprime_damage *damage, struct vprime_compose_job *rows)
{
	unsigned int i;

	for (i = 0; i < damage->count; i++) {
		rows->first = min(damage->spans[i].first, scene->height);
		rows->rows = min(damage->spans[i].end, scene->height) - rows->first;
		if (rows->rows)
			compose_rows(output, scene, rows);
	}
}

/*
 * Once for all who want the picture, and once more for a CRC of something else.
 * Returns that, if it is wanted.
 */
static u32 compose(struct vprime_output *output, struct vprime_task *task, unsigned int n_targets)
{
	const struct vprime_scene crc_scene = vprime_crc_scene(&task->source, task->frame);
	const struct vprime_scene *scene = &task->frame->scene;
	const struct vprime_kernels *kernels = vprime_kernels_used();
	bool crc_only = task->want_crc && task->source.blend;
	struct vprime_compose_job rows = {
		.targets = output->targets,
		.n_targets = n_targets,
		.row_hashes = task->want_crc && !crc_only ? output->row_hashes : NULL,
		.kernels = kernels,
	};
	struct vprime_compose_job crc_rows = {
		.row_hashes = output->row_hashes,
		.kernels = kernels,
	};
	unsigned int i;

	for (i = 0; i < n_targets; i++)
		task->copies += vprime_compose_copies(scene, &output->targets[i]);
	task->composed = task->want_crc || task->copies < n_targets;

	if (rows.n_targets || rows.row_hashes)
		compose_damage(output, scene, &task->damage, &rows);
	if (crc_only)
		compose_damage(output, &crc_scene, &task->damage, &crc_rows);
	return task->want_crc ? vprime_compose_crc(output->row_hashes, scene->height) : 0;
}

/*
 * The rows that a composition has to make. What is in memory counts, so these
 * are all, but for a card that is told what changes in memory.
 */
static struct vprime_damage take_damage(struct vprime_output *output, bool all)
{
	struct vprime_damage damage = { 0 };

	if (atomic_xchg(&output->panicked, 0) || all || !output->vdev->config->manual_update)
		vprime_damage_add(&damage, 0, output->shown->scene.height);
	else
		damage = output->damage;
	output->damage.count = 0;
	return damage;
}

/* Choose what to compose, and for whom. */
static void begin_task(struct vprime_output *output, struct vprime_task *task)
{
	unsigned int i;

	spin_lock_irq(&output->lock);
	task->frame = vprime_frame_get(output->shown);
	task->want_sinks = vprime_sinks_want(output);
	task->damage = take_damage(output, vprime_writeback_waits(output) || task->want_sinks);
	for (i = 0; i < output->n_writebacks; i++) {
		task->jobs[i] = output->writebacks[i].job;
		if (!task->jobs[i])
			continue;
		task->fbs[i] = task->jobs[i]->fb;
		drm_framebuffer_get(task->fbs[i]);
	}
	/* the hashes of rows that change later have to fit to those that do not */
	task->want_crc = output->crc.wanted || output->vdev->config->manual_update;
	task->source = output->crc.source;
	output->sleeping = true;
	spin_unlock_irq(&output->lock);
	wake_up_all(&output->wait);
}

/* End the jobs that a composition has or has not (@ret) written. */
static void finish_jobs(struct vprime_output *output, const struct vprime_task *task, int ret)
{
	unsigned int i;
	int status;

	for (i = 0; i < output->n_writebacks; i++) {
		status = ret ? ret : task->errors[i];
		/* one whose buffers are busy tries again at the next vblanks */
		if (status != -EAGAIN && status != -ECANCELED && job_waits(output, task, i))
			vprime_writeback_finish(&output->writebacks[i], status);
	}
	if (ret != -ECANCELED)
		vprime_writeback_expire(output);
}

static void vprime_compose_work(struct work_struct *work)
{
	struct vprime_output *output = container_of(work, struct vprime_output, compose_work);
	struct vprime_task task = { };
	bool cookie;
	unsigned int i;
	u32 crc = 0;
	int ret, n;

	begin_task(output, &task);
	ret = begin_access(&task);
	if (!ret) {
		n = begin_reading(output, &task);
		if (n < 0)
			ret = n;
		else
			crc = compose(output, &task, n);
		end_access(&task);
	}
	if (ret)
		drm_dbg_kms(output->crtc.dev, "[CRTC:%d:%s] vblank %llu not composed: %d\n",
			    output->crtc.base.id, output->crtc.name, output->composed_vblank, ret);

	cookie = dma_fence_begin_signalling();
	spin_lock_irq(&output->lock);
	output->composing = false;
	output->sleeping = false;
	if (ret)
		vprime_damage_merge(&output->damage, &task.damage);
	else
		output->composed_crc = crc;
	output->compositions += task.composed;
	output->copies += task.copies;
	vprime_crc_report(output, task.want_crc && !ret ? &crc : NULL);
	vprime_sinks_finish(output);
	finish_jobs(output, &task, ret);
	vprime_crtc_latch_at_once(output);
	spin_unlock_irq(&output->lock);
	wake_up_all(&output->wait);
	dma_fence_end_signalling(cookie);

	for (i = 0; i < ARRAY_SIZE(task.fbs); i++) {
		if (task.fbs[i])
			drm_framebuffer_put(task.fbs[i]);
	}
	/* last, as it is what holds the card */
	vprime_frame_put(task.frame);
}

/* What cannot wait for a composition that an exporter makes wait. */
static void overslept(struct vprime_output *output)
{
	vprime_writeback_expire(output);
	if (output->vblank >= output->composed_vblank + OVERSLEPT_VBLANKS)
		vprime_crc_report(output, NULL);
}

/* Whether the shown frame may differ from what was composed last, or has to be written. */
static bool has_changed(struct vprime_output *output)
{
	return !output->vdev->config->manual_update || output->damage.count ||
	       atomic_read(&output->panicked) || vprime_writeback_waits(output) ||
	       vprime_sinks_want(output);
}

void vprime_composer_vblank(struct vprime_output *output)
{
	if (output->composing && output->sleeping)
		overslept(output);
	if (output->composing || !output->shown ||
	    !(output->crc.wanted || vprime_writeback_waits(output) || vprime_sinks_want(output)))
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
