// SPDX-License-Identifier: GPL-2.0-only
/* Accounts of buffers: how they are kept and read. */

#include <linux/dma-buf.h>
#include <linux/seq_file.h>
#include <linux/timekeeping.h>

#include <drm/drm_debugfs.h>
#include <drm/drm_file.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_print.h>

#include "uapi/vprime_drm.h"
#include "vprime_bo.h"
#include "vprime_crtc.h"
#include "vprime_drv.h"
#include "vprime_frame.h"
#include "vprime_ledger.h"

#define CREATE_TRACE_POINTS
#include "vprime_trace.h"

void vprime_ledger_init(struct vprime_ledger *ledger)
{
	INIT_LIST_HEAD(&ledger->node);
	/* a tick more or less does not matter, and reading a clock costs */
	ledger->created_ns = ktime_to_ns(ktime_get_coarse());
}

void vprime_ledger_open(struct vprime_bo *bo)
{
	struct vprime_device *vdev = to_vprime_device(bo->shmem.base.dev);

	mutex_lock(&vdev->buffers_lock);
	/* clients can make two threads come here with one buffer: handles are re-used */
	if (list_empty(&bo->ledger.node))
		list_add_tail(&bo->ledger.node, &vdev->buffers);
	mutex_unlock(&vdev->buffers_lock);
}

void vprime_ledger_close(struct vprime_bo *bo)
{
	struct vprime_device *vdev = to_vprime_device(bo->shmem.base.dev);

	trace_vprime_free(bo);
	mutex_lock(&vdev->buffers_lock);
	list_del_init(&bo->ledger.node);
	mutex_unlock(&vdev->buffers_lock);
}

static u32 info_flags(const struct vprime_bo *bo)
{
	const struct drm_gem_object *obj = &bo->shmem.base;
	u32 flags = 0;

	if (drm_gem_is_imported(obj)) {
		flags |= VPRIME_BO_IMPORTED;
		if (!(obj->import_attach->dmabuf->file->f_mode & FMODE_WRITE))
			flags |= VPRIME_BO_READ_ONLY;
	} else if (bo->ledger.inode) {
		flags |= VPRIME_BO_EXPORTED;
	}
	return flags;
}

void vprime_ledger_info(struct vprime_bo *bo, struct drm_vprime_bo_info *info)
{
	const struct drm_gem_object *obj = &bo->shmem.base;
	const struct vprime_ledger *ledger = &bo->ledger;

	*info = (struct drm_vprime_bo_info) {
		.handle = info->handle,
		.flags = info_flags(bo),
		.size = obj->size,
		.inode = READ_ONCE(ledger->inode),
		.age_ns = ktime_get_ns() - ledger->created_ns,
		.attachments = atomic_read(&ledger->attachments),
		.sg_maps = atomic_read(&ledger->sg_maps),
		.sg_map_reuses = atomic_read(&ledger->sg_map_reuses),
		.vmaps = atomic_read(&ledger->vmaps),
		.vmap_reuses = atomic_read(&ledger->vmap_reuses),
		.mmaps = atomic_read(&ledger->mmaps),
		.cpu_begins = atomic_read(&ledger->cpu_begins),
		.cpu_ends = atomic_read(&ledger->cpu_ends),
		.fence_waits = atomic_read(&ledger->fence_waits),
		.shown = atomic_read(&ledger->shown),
	};
	strscpy(info->exporter, drm_gem_is_imported(obj) ?
		obj->import_attach->dmabuf->exp_name : KBUILD_MODNAME, sizeof(info->exporter));
}

/* The frames that are on the screen while the table is written, one for each CRTC or NULL. */
struct vprime_shown {
	struct vprime_frame *frames[VPRIME_OBJECTS_MAX];
};

static void get_shown(struct vprime_device *vdev, struct vprime_shown *shown)
{
	struct drm_crtc *crtc;

	drm_for_each_crtc(crtc, &vdev->drm)
		shown->frames[drm_crtc_index(crtc)] =
			vprime_crtc_get_shown(crtc_to_vprime_output(crtc));
}

static void put_shown(struct vprime_shown *shown)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(shown->frames); i++)
		vprime_frame_put(shown->frames[i]);
}

static bool in_framebuffer(const struct vprime_bo *bo, const struct drm_framebuffer *fb)
{
	unsigned int i;

	for (i = 0; i < fb->format->num_planes; i++) {
		if (fb->obj[i] == &bo->shmem.base)
			return true;
	}
	return false;
}

/* plane@connector for each plane that shows a buffer, or a single - */
static void show_planes(struct seq_file *m, struct vprime_device *vdev,
			const struct vprime_shown *shown, const struct vprime_bo *bo)
{
	const struct vprime_frame *frame;
	struct drm_crtc *crtc;
	const char *separator = "";
	unsigned int i;

	drm_for_each_crtc(crtc, &vdev->drm) {
		frame = shown->frames[drm_crtc_index(crtc)];
		for (i = 0; frame && i < frame->scene.n_layers; i++) {
			if (!in_framebuffer(bo, frame->sources[i].fb))
				continue;
			seq_printf(m, "%s%s@%s", separator, frame->sources[i].plane->name,
				   frame->connector ? frame->connector->name : crtc->name);
			separator = ",";
		}
	}
	seq_puts(m, *separator ? "\n" : "-\n");
}

static int vprime_ledger_show(struct seq_file *m, void *unused)
{
	struct drm_info_node *node = m->private;
	struct vprime_device *vdev = to_vprime_device(node->minor->dev);
	struct drm_vprime_bo_info info = { };
	struct vprime_shown shown = { };
	struct vprime_bo *bo;

	seq_puts(m, "inode\tsize\texporter\tflags\tage_ms\tattachments\tsg_maps\tsg_map_reuses\t"
		 "vmaps\tvmap_reuses\tmmaps\tcpu_begins\tcpu_ends\tfence_waits\tshown\tplanes\n");

	get_shown(vdev, &shown);
	/* a buffer leaves the list before anything of it goes away */
	mutex_lock(&vdev->buffers_lock);
	list_for_each_entry(bo, &vdev->buffers, ledger.node) {
		vprime_ledger_info(bo, &info);
		seq_printf(m, "%llu\t%llu\t%s\t%c%c%c\t%llu\t%u\t%u\t%u\t%u\t%u\t%u\t%u\t%u\t%u\t%u\t",
			   info.inode, info.size, info.exporter,
			   info.flags & VPRIME_BO_IMPORTED ? 'i' : '-',
			   info.flags & VPRIME_BO_EXPORTED ? 'e' : '-',
			   info.flags & VPRIME_BO_READ_ONLY ? 'r' : '-',
			   div_u64(info.age_ns, NSEC_PER_MSEC), info.attachments, info.sg_maps,
			   info.sg_map_reuses, info.vmaps, info.vmap_reuses, info.mmaps,
			   info.cpu_begins, info.cpu_ends, info.fence_waits, info.shown);
		show_planes(m, vdev, &shown, bo);
	}
	mutex_unlock(&vdev->buffers_lock);
	put_shown(&shown);
	return 0;
}

static const struct drm_info_list ledger_files[] = {
	{ .name = "buffers", .show = vprime_ledger_show },
};

void vprime_ledger_debugfs_init(struct drm_minor *minor)
{
	drm_debugfs_create_files(ledger_files, ARRAY_SIZE(ledger_files), minor->debugfs_root,
				 minor);
}
