// SPDX-License-Identifier: GPL-2.0-only
/* The worker that composes a frame once for all sinks. */

#include <linux/dma-fence.h>
#include <linux/moduleparam.h>
#include <linux/vmalloc.h>

#include <drm/drm_framebuffer.h>
#include <drm/drm_managed.h>
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

/* Whether @frame and @job, chosen before begin_access() slept, are still wanted. */
static bool begin_reading(struct vprime_output *output, const struct vprime_frame *frame,
			  const struct drm_writeback_job *job,
			  const struct drm_framebuffer *target_fb)
{
	bool wanted;

	spin_lock_irq(&output->lock);
	wanted = output->enabled && output->shown == frame && job_waits(output, job, target_fb);
	output->sleeping = !wanted;
	spin_unlock_irq(&output->lock);
	return wanted;
}

/* Composes all rows; returns their checksum if @want_crc. */
static u32 compose(struct vprime_output *output, const struct vprime_frame *frame,
		   struct drm_writeback_job *job, bool want_crc)
{
	const struct vprime_scene *scene = &frame->scene;
	struct vprime_compose_job all = {
		.rows = scene->height,
		.targets = job ? vprime_writeback_target(job) : NULL,
		.n_targets = job ? 1 : 0,
		.row_hashes = want_crc ? output->row_hashes : NULL,
		.kernels = kernels_name ? vprime_kernels_named(kernels_name) : NULL,
	};

	vprime_compose(scene, &all, output->scratch);
	return want_crc ? vprime_compose_crc(output->row_hashes, scene->height) : 0;
}

static void vprime_compose_work(struct work_struct *work)
{
	struct vprime_output *output = container_of(work, struct vprime_output, compose_work);
	struct drm_device *dev = output->crtc.dev;
	struct drm_framebuffer *target_fb = NULL;
	struct drm_writeback_job *job;
	struct vprime_frame *frame;
	bool want_crc, cookie;
	u32 crc = 0;
	int ret;

	spin_lock_irq(&output->lock);
	frame = vprime_frame_get(output->shown);
	job = output->writeback_job;
	if (job) {
		target_fb = job->fb;
		drm_framebuffer_get(target_fb);
	}
	want_crc = output->crc.wanted;
	output->composed_session = output->crc.session;
	output->sleeping = true;
	spin_unlock_irq(&output->lock);
	wake_up_all(&output->wait);

	ret = begin_access(frame, target_fb);
	/* what ECANCELED means here is not an exporter's to say */
	if (ret == -ECANCELED)
		ret = -EIO;
	if (!ret) {
		if (begin_reading(output, frame, job, target_fb))
			crc = compose(output, frame, job, want_crc);
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
	if (output->crc.session == output->composed_session)
		vprime_crc_report(output, want_crc && !ret ? &crc : NULL);
	if (ret == -EAGAIN && job_waits(output, job, target_fb) &&
	    job && vprime_writeback_overdue(job))
		ret = -ETIMEDOUT;
	/* a job whose buffers are busy tries again at the next vblanks */
	if (ret != -EAGAIN && ret != -ECANCELED && job_waits(output, job, target_fb))
		vprime_writeback_finish(output, ret);
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

void vprime_composer_vblank(struct vprime_output *output)
{
	if (output->composing && output->sleeping)
		overslept(output);
	if (output->composing || !output->shown ||
	    !(output->crc.wanted || output->writeback_job))
		return;

	output->composing = true;
	output->composed_vblank = output->vblank;
	vprime_crc_compose(output);
	queue_work(vprime_compose_wq, &output->compose_work);
}

void vprime_composer_stop(struct vprime_output *output)
{
	spin_lock_irq(&output->lock);
	wait_event_lock_irq(output->wait, !output->composing || output->sleeping, output->lock);
	spin_unlock_irq(&output->lock);
}

static void vprime_composer_release(struct drm_device *dev, void *data)
{
	struct vprime_output *output = data;

	vfree(output->row_hashes);
	vfree(output->scratch);
}

int vprime_composer_init(struct vprime_output *output)
{
	if (kernels_name && !vprime_kernels_named(kernels_name)) {
		drm_err(&output->vdev->drm, "this processor cannot compose with \"%s\"\n",
			kernels_name);
		return -EINVAL;
	}

	init_waitqueue_head(&output->wait);
	INIT_WORK(&output->compose_work, vprime_compose_work);

	output->scratch = vzalloc(vprime_compose_scratch_size());
	output->row_hashes = vmalloc_array(VPRIME_SIZE_MAX, sizeof(*output->row_hashes));
	if (!output->scratch || !output->row_hashes) {
		vprime_composer_release(&output->vdev->drm, output);
		return -ENOMEM;
	}
	return drmm_add_action_or_reset(&output->vdev->drm, vprime_composer_release, output);
}
