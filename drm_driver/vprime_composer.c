// SPDX-License-Identifier: GPL-2.0-only
/* The worker that composes a frame once for all sinks. */

#include <linux/dma-fence.h>
#include <linux/vmalloc.h>

#include <drm/drm_framebuffer.h>
#include <drm/drm_gem_framebuffer_helper.h>
#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include "vprime_bo.h"
#include "vprime_drv.h"
#include "vprime_frame.h"

/*
 * Compose @frame into @job's framebuffer and @crc, each if not NULL. Nothing
 * here waits for a foreign fence: -EAGAIN says that one is in the way.
 */
static int compose(struct vprime_output *output, const struct vprime_frame *frame,
		   struct drm_writeback_job *job, u32 *crc)
{
	int ret;

	if (vprime_frame_busy(frame) || (job && vprime_fb_busy(job->fb, true)))
		return -EAGAIN;

	ret = vprime_frame_begin_access(frame);
	if (ret)
		return ret;

	if (job)
		ret = drm_gem_fb_begin_cpu_access(job->fb, DMA_BIDIRECTIONAL);
	if (!ret) {
		vprime_compose(&frame->scene, job ? vprime_writeback_target(job) : NULL, crc,
			       output->scratch);
		if (job)
			drm_gem_fb_end_cpu_access(job->fb, DMA_BIDIRECTIONAL);
	}

	vprime_frame_end_access(frame);
	return ret;
}

static void vprime_compose_work(struct work_struct *work)
{
	struct vprime_output *output = container_of(work, struct vprime_output, compose_work);
	struct drm_writeback_job *job;
	struct vprime_frame *frame;
	bool want_crc, cookie;
	u32 crc;
	int ret;

	spin_lock_irq(&output->lock);
	frame = vprime_frame_get(output->shown);
	job = output->writeback_job;
	want_crc = output->crc.wanted;
	output->composed_session = output->crc.session;
	spin_unlock_irq(&output->lock);

	ret = compose(output, frame, job, want_crc ? &crc : NULL);
	if (ret)
		drm_dbg_kms(output->crtc.dev, "[CRTC:%d:%s] vblank %llu not composed: %d\n",
			    output->crtc.base.id, output->crtc.name, output->composed_vblank, ret);

	cookie = dma_fence_begin_signalling();
	spin_lock_irq(&output->lock);
	output->composing = false;
	if (output->crc.session == output->composed_session)
		vprime_crc_report(output, want_crc && !ret ? &crc : NULL);
	/* a job whose buffers are busy tries again at the next vblanks */
	if (job && (ret != -EAGAIN || vprime_writeback_overdue(job)))
		vprime_writeback_finish(output, ret == -EAGAIN ? -ETIMEDOUT : ret);
	spin_unlock_irq(&output->lock);
	dma_fence_end_signalling(cookie);

	vprime_frame_put(frame);
}

void vprime_composer_vblank(struct vprime_output *output)
{
	if (!output->shown || !(output->crc.wanted || output->writeback_job))
		return;

	output->composing = true;
	output->composed_vblank = output->vblank;
	if (output->crc.wanted && !output->crc.started) {
		output->crc.started = true;
		output->crc.next = output->vblank;
	}
	queue_work(output->compose_wq, &output->compose_work);
}

void vprime_composer_stop(struct vprime_output *output)
{
	flush_work(&output->compose_work);
}

static void vprime_composer_release(struct drm_device *dev, void *data)
{
	struct vprime_output *output = data;

	destroy_workqueue(output->compose_wq);
	vfree(output->scratch);
}

int vprime_composer_init(struct vprime_output *output)
{
	struct drm_device *dev = &output->vdev->drm;

	INIT_WORK(&output->compose_work, vprime_compose_work);

	output->scratch = vmalloc(vprime_compose_scratch_size());
	if (!output->scratch)
		return -ENOMEM;

	output->compose_wq = alloc_ordered_workqueue("vprime-compose", WQ_HIGHPRI);
	if (!output->compose_wq) {
		vfree(output->scratch);
		return -ENOMEM;
	}
	return drmm_add_action_or_reset(dev, vprime_composer_release, output);
}
