// SPDX-License-Identifier: GPL-2.0-only
/* Fences on request: attached to a buffer, signalled by a client or by time. */

#include <linux/dma-fence.h>
#include <linux/dma-fence-chain.h>
#include <linux/dma-resv.h>
#include <linux/file.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/sync_file.h>
#include <linux/timer.h>
#include <linux/xarray.h>

#include <drm/drm_file.h>
#include <drm/drm_gem.h>
#include <drm/drm_print.h>
#include <drm/drm_syncobj.h>

#include "uapi/vprime_drm.h"
#include "vprime_drv.h"
#include "vprime_fence.h"

/* Bits of &vprime_fence.state. */
#define FENCE_DONE 0

/**
 * struct vprime_fence - a fence
 * @base: the fence itself; first, as dma_fence_free() frees it
 * @lock: the fence's
 * @timer: expiry; holds a reference while it is pending
 * @node: on &vprime_device.fences until it is done, under &vprime_device.fences_lock
 * @vdev: the card, valid until it is done
 * @state: FENCE_DONE once somebody signals it
 *
 * A fence that is not done is always referenced by its timer, and so is done
 * before it is released. It holds the module until then.
 */
struct vprime_fence {
	struct dma_fence base;
	spinlock_t lock; /* see above */
	struct timer_list timer;
	struct list_head node;
	struct vprime_device *vdev;
	unsigned long state;
};

/* What a client's file keeps: its fences by number. */
struct vprime_file {
	struct xarray fences;
};

static const char *vprime_fence_driver_name(struct dma_fence *fence)
{
	return "vprime";
}

static const char *vprime_fence_timeline_name(struct dma_fence *fence)
{
	return "request";
}

static void vprime_fence_release(struct dma_fence *fence)
{
	dma_fence_free(fence);
	module_put(THIS_MODULE);
}

static const struct dma_fence_ops vprime_fence_ops = {
	.get_driver_name = vprime_fence_driver_name,
	.get_timeline_name = vprime_fence_timeline_name,
	.release = vprime_fence_release,
};

/* The first to come decides how a fence ends. */
static bool fence_finish(struct vprime_fence *fence, int error)
{
	struct vprime_device *vdev = fence->vdev;
	unsigned long flags;

	if (test_and_set_bit(FENCE_DONE, &fence->state))
		return false;

	spin_lock_irqsave(&vdev->fences_lock, flags);
	list_del_init(&fence->node);
	spin_unlock_irqrestore(&vdev->fences_lock, flags);

	if (error)
		dma_fence_set_error(&fence->base, error);
	dma_fence_signal(&fence->base);
	return true;
}

static void fence_expire(struct timer_list *timer)
{
	struct vprime_fence *fence = container_of(timer, struct vprime_fence, timer);

	fence_finish(fence, -ETIMEDOUT);
	dma_fence_put(&fence->base);
}

/* As fence_finish(), without leaving the timer behind. May sleep. */
static bool fence_finish_early(struct vprime_fence *fence, int error)
{
	bool first = fence_finish(fence, error);

	if (timer_delete_sync(&fence->timer))
		dma_fence_put(&fence->base);
	return first;
}

static struct vprime_fence *fence_create(struct vprime_device *vdev)
{
	struct vprime_fence *fence = kzalloc(sizeof(*fence), GFP_KERNEL);

	if (!fence)
		return NULL;

	__module_get(THIS_MODULE);
	spin_lock_init(&fence->lock);
	INIT_LIST_HEAD(&fence->node);
	timer_setup(&fence->timer, fence_expire, 0);
	fence->vdev = vdev;
	/* a context of its own: fences of one context replace each other on a buffer */
	dma_fence_init(&fence->base, &vprime_fence_ops, &fence->lock,
		       dma_fence_context_alloc(1), 1);
	return fence;
}

/* Puts a fence on the card's list and starts its timer; fails once the card is gone. */
static int fence_start(struct vprime_fence *fence, u32 timeout_ms)
{
	struct vprime_device *vdev = fence->vdev;
	int ret = 0;

	spin_lock_irq(&vdev->fences_lock);
	if (vdev->fences_refused) {
		ret = -ENODEV;
	} else {
		list_add_tail(&fence->node, &vdev->fences);
		dma_fence_get(&fence->base);
		mod_timer(&fence->timer, jiffies + msecs_to_jiffies(timeout_ms));
	}
	spin_unlock_irq(&vdev->fences_lock);
	return ret;
}

/* Test and addition under one lock: nobody's fence comes between. */
static int add_to_buffer(struct drm_gem_object *obj, struct dma_fence *fence, bool write)
{
	struct dma_resv *resv = obj->resv;
	int ret;

	ret = dma_resv_lock_interruptible(resv, NULL);
	if (ret)
		return ret;

	if (!dma_resv_test_signaled(resv, dma_resv_usage_rw(write))) {
		drm_dbg_prime(obj->dev, "the buffer has an unsignalled fence that conflicts\n");
		ret = -EBUSY;
	} else {
		ret = dma_resv_reserve_fences(resv, 1);
		if (!ret)
			dma_resv_add_fence(resv, fence,
					   write ? DMA_RESV_USAGE_WRITE : DMA_RESV_USAGE_READ);
	}
	dma_resv_unlock(resv);
	return ret;
}

static bool valid_attach(struct drm_device *dev, const struct drm_vprime_fence_attach *args)
{
	if (args->flags & ~VPRIME_FENCE_FLAGS) {
		drm_dbg_prime(dev, "unknown flags %#x\n", args->flags);
		return false;
	}
	if (!args->timeout_ms || args->timeout_ms > VPRIME_FENCE_TIMEOUT_MAX_MS) {
		drm_dbg_prime(dev, "expiry after %u ms: must be from 1 to %u\n",
			      args->timeout_ms, VPRIME_FENCE_TIMEOUT_MAX_MS);
		return false;
	}
	if (!args->syncobj && args->point) {
		drm_dbg_prime(dev, "a timeline point without a syncobj\n");
		return false;
	}
	return true;
}

/* What a client may ask for besides the fence on the buffer; all made before it is added. */
struct fence_outputs {
	struct drm_syncobj *syncobj;
	struct dma_fence_chain *chain;
	struct sync_file *sync_file;
	int fd;
};

static void outputs_undo(struct fence_outputs *out)
{
	if (out->sync_file)
		fput(out->sync_file->file);
	if (out->fd >= 0)
		put_unused_fd(out->fd);
	dma_fence_chain_free(out->chain);
	if (out->syncobj)
		drm_syncobj_put(out->syncobj);
}

static int outputs_make(struct fence_outputs *out, struct drm_file *file,
			const struct drm_vprime_fence_attach *args, struct dma_fence *fence)
{
	*out = (struct fence_outputs) { .fd = -1 };

	if (args->syncobj) {
		out->syncobj = drm_syncobj_find(file, args->syncobj);
		if (!out->syncobj) {
			drm_dbg_prime(file->minor->dev, "no syncobj %u\n", args->syncobj);
			return -ENOENT;
		}
	}
	if (args->point) {
		out->chain = dma_fence_chain_alloc();
		if (!out->chain)
			return -ENOMEM;
	}
	if (args->flags & VPRIME_FENCE_SYNC_FILE) {
		out->fd = get_unused_fd_flags(O_CLOEXEC);
		if (out->fd < 0)
			return out->fd;
		out->sync_file = sync_file_create(fence);
		if (!out->sync_file)
			return -ENOMEM;
	}
	return 0;
}

static void outputs_commit(struct fence_outputs *out, u64 point, struct dma_fence *fence)
{
	if (out->chain)
		drm_syncobj_add_point(out->syncobj, out->chain, fence, point);
	else if (out->syncobj)
		drm_syncobj_replace_fence(out->syncobj, fence);
	if (out->sync_file)
		fd_install(out->fd, out->sync_file->file);
	if (out->syncobj)
		drm_syncobj_put(out->syncobj);
}

/* Nobody can signal it yet. */
static int reserve_number(struct vprime_file *vfile, struct drm_device *dev, u32 *id)
{
	int ret = xa_alloc(&vfile->fences, id, NULL, XA_LIMIT(1, VPRIME_FENCES_MAX), GFP_KERNEL);

	if (ret != -EBUSY)
		return ret;
	drm_dbg_prime(dev, "this file has %u fences\n", VPRIME_FENCES_MAX);
	return -ENOSPC;
}

int vprime_ioctl_fence_attach(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct vprime_device *vdev = to_vprime_device(dev);
	struct drm_vprime_fence_attach *args = data;
	struct vprime_file *vfile = file->driver_priv;
	struct fence_outputs out;
	struct vprime_fence *fence;
	struct drm_gem_object *obj;
	u32 id;
	int ret;

	if (!valid_attach(dev, args))
		return -EINVAL;

	obj = drm_gem_object_lookup(file, args->handle);
	if (!obj) {
		drm_dbg_prime(dev, "no handle %u\n", args->handle);
		return -ENOENT;
	}

	fence = fence_create(vdev);
	if (!fence) {
		ret = -ENOMEM;
		goto out_put_obj;
	}
	ret = outputs_make(&out, file, args, &fence->base);
	if (ret)
		goto err_undo;

	ret = reserve_number(vfile, dev, &id);
	if (ret)
		goto err_undo;

	ret = fence_start(fence, args->timeout_ms);
	if (ret)
		goto err_erase;
	ret = add_to_buffer(obj, &fence->base, args->flags & VPRIME_FENCE_WRITE);
	if (ret)
		goto err_finish;

	outputs_commit(&out, args->point, &fence->base);
	args->fence = id;
	args->sync_file = out.fd;
	/* the reference from its creation is the number's now; there is room, as it was reserved */
	xa_store(&vfile->fences, id, fence, GFP_KERNEL);
	goto out_put_obj;

err_finish:
	fence_finish_early(fence, ret);
err_erase:
	xa_erase(&vfile->fences, id);
err_undo:
	outputs_undo(&out);
	dma_fence_put(&fence->base);
out_put_obj:
	drm_gem_object_put(obj);
	return ret;
}

/* Takes a fence and its number; not one that is only reserved, which a client may have guessed. */
static struct vprime_fence *take_number(struct vprime_file *vfile, u32 id)
{
	struct vprime_fence *fence;

	xa_lock(&vfile->fences);
	fence = xa_load(&vfile->fences, id);
	if (fence)
		__xa_erase(&vfile->fences, id);
	xa_unlock(&vfile->fences);
	return fence;
}

int vprime_ioctl_fence_signal(struct drm_device *dev, void *data, struct drm_file *file)
{
	struct drm_vprime_fence_signal *args = data;
	struct vprime_file *vfile = file->driver_priv;
	struct vprime_fence *fence;
	bool first;

	if (args->error > 0 || args->error < -MAX_ERRNO) {
		drm_dbg_prime(dev, "%d is no errno\n", args->error);
		return -EINVAL;
	}

	fence = take_number(vfile, args->fence);
	if (!fence) {
		drm_dbg_prime(dev, "this file has no fence %u\n", args->fence);
		return -ENOENT;
	}

	first = fence_finish_early(fence, args->error);
	dma_fence_put(&fence->base);
	return first ? 0 : -ETIMEDOUT;
}

void vprime_fence_init(struct vprime_device *vdev)
{
	spin_lock_init(&vdev->fences_lock);
	INIT_LIST_HEAD(&vdev->fences);
}

void vprime_fence_unplug(struct vprime_device *vdev)
{
	struct vprime_fence *fence;

	spin_lock_irq(&vdev->fences_lock);
	vdev->fences_refused = true;
	while (!list_empty(&vdev->fences)) {
		fence = list_first_entry(&vdev->fences, struct vprime_fence, node);
		list_del_init(&fence->node);
		dma_fence_get(&fence->base);
		spin_unlock_irq(&vdev->fences_lock);

		fence_finish_early(fence, -ENODEV);
		dma_fence_put(&fence->base);

		spin_lock_irq(&vdev->fences_lock);
	}
	spin_unlock_irq(&vdev->fences_lock);
}

int vprime_fence_open(struct drm_device *dev, struct drm_file *file)
{
	struct vprime_file *vfile = kzalloc(sizeof(*vfile), GFP_KERNEL);

	if (!vfile)
		return -ENOMEM;
	xa_init_flags(&vfile->fences, XA_FLAGS_ALLOC1);
	file->driver_priv = vfile;
	return 0;
}

void vprime_fence_postclose(struct drm_device *dev, struct drm_file *file)
{
	struct vprime_file *vfile = file->driver_priv;
	struct vprime_fence *fence;
	unsigned long id;

	xa_for_each(&vfile->fences, id, fence)
		dma_fence_put(&fence->base);
	xa_destroy(&vfile->fences);
	kfree(vfile);
}
