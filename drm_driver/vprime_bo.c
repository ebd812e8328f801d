// SPDX-License-Identifier: GPL-2.0-only
/* Buffers: allocation, CPU mappings and framebuffers. */

#include <linux/dma-buf.h>
#include <linux/dma-resv.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/slab.h>

#include <drm/drm_fourcc.h>
#include <drm/drm_gem_framebuffer_helper.h>
#include <drm/drm_modeset_helper.h>
#include <drm/drm_print.h>
#include <drm/drm_vma_manager.h>

#include "vprime_bo.h"
#include "vprime_composer.h"
#include "vprime_count.h"
#include "vprime_drv.h"
#include "vprime_fault.h"
#include "vprime_ledger.h"
#include "vprime_prime.h"

#define to_vprime_framebuffer(fb) container_of(fb, struct vprime_framebuffer, base)

static void vprime_bo_free(struct drm_gem_object *obj)
{
	struct vprime_bo *bo = to_vprime_bo(obj);

	drm_WARN_ON(obj->dev, bo->map_users);
	vprime_ledger_close(bo);
	mutex_destroy(&bo->map_lock);
	drm_gem_shmem_free(&bo->shmem);
}

/* Imports go to their exporter directly: older helpers refuse I/O memory. */
static int vprime_bo_vmap(struct drm_gem_object *obj, struct iosys_map *map)
{
	int ret;

	if (!drm_gem_is_imported(obj))
		return drm_gem_shmem_object_vmap(obj, map);

	ret = vprime_fault(obj->dev, VPRIME_FAULT_IMPORT_VMAP);
	return ret ? ret : dma_buf_vmap(obj->import_attach->dmabuf, map);
}

static void vprime_bo_vunmap(struct drm_gem_object *obj, struct iosys_map *map)
{
	if (drm_gem_is_imported(obj))
		dma_buf_vunmap(obj->import_attach->dmabuf, map);
	else
		drm_gem_shmem_object_vunmap(obj, map);
}

static bool read_only(const struct drm_gem_object *obj)
{
	return drm_gem_is_imported(obj) &&
	       !(obj->import_attach->dmabuf->file->f_mode & FMODE_WRITE);
}

/*
 * The core has checked what the client may do with the card, not what it may do
 * with a foreign dma-buf.
 */
static int vprime_bo_mmap_import(struct drm_gem_object *obj, struct vm_area_struct *vma)
{
	int ret;

	if (read_only(obj)) {
		if (vma->vm_flags & VM_WRITE) {
			drm_dbg_prime(obj->dev, "no writable mapping of a read-only dma-buf\n");
			return -EACCES;
		}
		vm_flags_clear(vma, VM_MAYWRITE);
	}

	/* the exporter may leave these alone, and then they must not be ours */
	vma->vm_private_data = NULL;
	vma->vm_ops = NULL;
	ret = dma_buf_mmap(obj->import_attach->dmabuf, vma, 0);
	if (ret)
		return ret;

	/* not every exporter sets them, and the core insists */
	vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP);
	/* the mapping holds the dma-buf; the reference is the one that the core took for it */
	drm_gem_object_put(obj);
	return 0;
}

static int vprime_bo_mmap(struct drm_gem_object *obj, struct vm_area_struct *vma)
{
	int ret;

	if (drm_gem_is_imported(obj))
		ret = vprime_bo_mmap_import(obj, vma);
	else
		ret = drm_gem_shmem_object_mmap(obj, vma);
	if (!ret)
		vprime_ledger_mmapped(to_vprime_bo(obj));
	return ret;
}

/*
 * The helpers' own takes every mapping to begin where the buffer does. What a
 * dma-buf is asked for may begin later, as does what is left of a mapping that
 * was cut. The mapping itself keeps the pages.
 */
static vm_fault_t vprime_bo_fault(struct vm_fault *vmf)
{
	struct drm_gem_object *obj = vmf->vma->vm_private_data;
	struct page **pages = to_vprime_bo(obj)->shmem.pages;
	pgoff_t page = vmf->pgoff - drm_vma_node_start(&obj->vma_node);

	if (page >= obj->size >> PAGE_SHIFT)
		return VM_FAULT_SIGBUS;
	return vmf_insert_pfn(vmf->vma, vmf->address, page_to_pfn(pages[page]));
}

static void vprime_bo_vm_open(struct vm_area_struct *vma)
{
	drm_gem_shmem_vm_ops.open(vma);
}

static void vprime_bo_vm_close(struct vm_area_struct *vma)
{
	drm_gem_shmem_vm_ops.close(vma);
}

static const struct vm_operations_struct vprime_bo_vm_ops = {
	.fault = vprime_bo_fault,
	.open = vprime_bo_vm_open,
	.close = vprime_bo_vm_close,
};

static const struct drm_gem_object_funcs vprime_bo_funcs = {
	.free = vprime_bo_free,
	.print_info = drm_gem_shmem_object_print_info,
	.pin = drm_gem_shmem_object_pin,
	.unpin = drm_gem_shmem_object_unpin,
	.get_sg_table = drm_gem_shmem_object_get_sg_table,
	.vmap = vprime_bo_vmap,
	.vunmap = vprime_bo_vunmap,
	.export = vprime_gem_export,
	.mmap = vprime_bo_mmap,
	.vm_ops = &vprime_bo_vm_ops,
};

struct drm_gem_object *vprime_gem_create_object(struct drm_device *dev, size_t size)
{
	struct vprime_bo *bo = kzalloc(sizeof(*bo), GFP_KERNEL);

	if (!bo)
		return ERR_PTR(-ENOMEM);

	mutex_init(&bo->map_lock);
	vprime_ledger_init(&bo->ledger);
	/*
	 * Clean pages are thrown away rather than swapped out once nobody has them. Newer helpers
	 * forget this with the first users, whose pages stay dirty: tmpfs has no other copy.
	 */
	bo->shmem.pages_mark_dirty_on_put = true;
	bo->shmem.base.funcs = &vprime_bo_funcs;
	return &bo->shmem.base;
}

int vprime_gem_dumb_create(struct drm_file *file, struct drm_device *dev,
			   struct drm_mode_create_dumb *args)
{
	struct drm_gem_object *obj;
	int ret;

	ret = drm_gem_shmem_dumb_create(file, dev, args);
	if (ret)
		return ret;

	/* NULL if another thread of the client guessed and closed the handle */
	obj = drm_gem_object_lookup(file, args->handle);
	if (obj) {
		vprime_ledger_open(to_vprime_bo(obj));
		drm_gem_object_put(obj);
	}
	return 0;
}

int vprime_gem_dumb_map_offset(struct drm_file *file, struct drm_device *dev, u32 handle,
			       u64 *offset)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, handle);
	int ret;

	if (!obj)
		return -ENOENT;

	if (drm_gem_is_imported(obj) && !to_vprime_device(dev)->config->import_mmap) {
		drm_dbg_prime(dev, "this card does not map imports\n");
		ret = -EINVAL;
		goto out_put;
	}

	ret = drm_gem_create_mmap_offset(obj);
	if (!ret)
		*offset = drm_vma_node_offset_addr(&obj->vma_node);
out_put:
	drm_gem_object_put(obj);
	return ret;
}

/* prepare_fb may fail with these only, see &drm_mode_config_funcs.atomic_commit. */
static int commit_errno(int err)
{
	switch (err) {
	case -ENOMEM:
	case -ENOSPC:
	case -EINTR:
	case -ERESTARTSYS:
		return err;
	default:
		return -EIO;
	}
}

static int vprime_bo_map(struct vprime_bo *bo)
{
	struct drm_gem_object *obj = &bo->shmem.base;
	int ret = 0;

	mutex_lock(&bo->map_lock);
	if (!bo->map_users)
		ret = drm_gem_vmap(obj, &bo->map);
	if (!ret)
		vprime_ledger_vmapped(bo, bo->map_users++);
	mutex_unlock(&bo->map_lock);

	if (ret)
		drm_dbg_prime(obj->dev, "vmap of a %s buffer of %zu bytes refused: %d\n",
			      drm_gem_is_imported(obj) ? "foreign" : "local", obj->size, ret);
	return ret ? commit_errno(ret) : 0;
}

static void vprime_bo_unmap(struct vprime_bo *bo)
{
	mutex_lock(&bo->map_lock);
	bo->map_users--;
	if (!bo->map_users)
		drm_gem_vunmap(&bo->shmem.base, &bo->map);
	mutex_unlock(&bo->map_lock);
}

/*
 * The buffer of a colour plane, or NULL if it is that of a plane before it: what
 * is done to a framebuffer's buffers is done once to each.
 */
static struct drm_gem_object *new_object(struct drm_framebuffer *fb, unsigned int plane)
{
	unsigned int i;

	for (i = 0; i < plane; i++) {
		if (fb->obj[i] == fb->obj[plane])
			return NULL;
	}
	return fb->obj[plane];
}

static void unmap_planes(struct drm_framebuffer *fb, unsigned int planes)
{
	while (planes--) {
		struct drm_gem_object *obj = new_object(fb, planes);

		if (obj)
			vprime_bo_unmap(to_vprime_bo(obj));
	}
}

static void vprime_fb_destroy(struct drm_framebuffer *fb)
{
	struct vprime_framebuffer *vfb = to_vprime_framebuffer(fb);

	if (vfb->mapped)
		unmap_planes(fb, fb->format->num_planes);
	mutex_destroy(&vfb->map_lock);
	drm_gem_fb_destroy(fb);
}

static int vprime_fb_dirty(struct drm_framebuffer *fb, struct drm_file *file, unsigned int flags,
			   unsigned int color, struct drm_clip_rect *clips,
			   unsigned int num_clips)
{
	struct vprime_device *vdev = to_vprime_device(fb->dev);
	unsigned int i;

	for (i = 0; i < vdev->config->n_crtcs; i++)
		vprime_composer_dirty(vdev->outputs[i], fb, clips, num_clips);
	return 0;
}

/* A card that always shows what is in memory has no use for being told. */
static const struct drm_framebuffer_funcs vprime_fb_funcs = {
	.destroy = vprime_fb_destroy,
	.create_handle = drm_gem_fb_create_handle,
};

static const struct drm_framebuffer_funcs vprime_manual_fb_funcs = {
	.destroy = vprime_fb_destroy,
	.create_handle = drm_gem_fb_create_handle,
	.dirty = vprime_fb_dirty,
};

/* Rows consist of whole blocks: 8 pixels of R1, 4 of NV15, 2 that share their chroma in YUYV. */
static unsigned int block_width(const struct drm_format_info *info, unsigned int plane)
{
	if (info->is_yuv && info->num_planes == 1)
		return info->hsub;
	return drm_format_info_block_width(info, plane);
}

/* Whether a colour plane lies in its buffer, down to the last byte. */
static bool valid_plane(const struct drm_format_info *info, const struct drm_mode_fb_cmd2 *cmd,
			unsigned int plane, const struct drm_gem_object *obj)
{
	u32 width = drm_format_info_plane_width(info, cmd->width, plane);
	u32 height = drm_format_info_plane_height(info, cmd->height, plane);
	u64 row = drm_format_info_min_pitch(info, plane, roundup(width, block_width(info, plane)));
	u64 end = cmd->offsets[plane] + (u64)(height - 1) * cmd->pitches[plane] + row;

	if (cmd->pitches[plane] < row || end > obj->size) {
		drm_dbg_kms(obj->dev,
			    "colour plane %u: rows of %llu bytes, pitch %u, up to byte %llu of %zu\n",
			    plane, row, cmd->pitches[plane], end, obj->size);
		return false;
	}
	return true;
}

/* Takes a reference to the buffer of a colour plane. */
static int get_object(struct drm_framebuffer *fb, struct drm_device *dev, struct drm_file *file,
		      const struct drm_format_info *info, const struct drm_mode_fb_cmd2 *cmd,
		      unsigned int plane)
{
	struct drm_gem_object *obj = drm_gem_object_lookup(file, cmd->handles[plane]);

	if (!obj) {
		drm_dbg_kms(dev, "colour plane %u: no handle %u\n", plane, cmd->handles[plane]);
		return -ENOENT;
	}
	fb->obj[plane] = obj;

	if (!valid_plane(info, cmd, plane, obj))
		return -EINVAL;
	if (drm_gem_is_imported(obj) && !obj->import_attach->dmabuf->ops->vmap) {
		drm_dbg_prime(dev, "exporter %s of colour plane %u has no vmap\n",
			      obj->import_attach->dmabuf->exp_name, plane);
		return -EOPNOTSUPP;
	}
	return 0;
}

struct drm_framebuffer *vprime_fb_create(struct drm_device *dev, struct drm_file *file,
					 const struct drm_format_info *info,
					 const struct drm_mode_fb_cmd2 *cmd)
{
	struct vprime_framebuffer *vfb;
	struct drm_framebuffer *fb;
	unsigned int i;
	int ret;

	if (!drm_any_plane_has_format(dev, cmd->pixel_format, cmd->modifier[0])) {
		drm_dbg_kms(dev, "no plane has format %p4cc with modifier %#llx\n",
			    &cmd->pixel_format, cmd->modifier[0]);
		return ERR_PTR(-EINVAL);
	}

	ret = vprime_fault(dev, VPRIME_FAULT_ADDFB);
	if (ret)
		return ERR_PTR(ret);

	vfb = kzalloc(sizeof(*vfb), GFP_KERNEL);
	if (!vfb)
		return ERR_PTR(-ENOMEM);
	mutex_init(&vfb->map_lock);

	fb = &vfb->base;
	compat_fill_fb_struct(dev, fb, info, cmd);
	for (i = 0; i < info->num_planes; i++) {
		ret = get_object(fb, dev, file, info, cmd, i);
		if (ret)
			goto err_put_objects;
	}

	/* last: from here on any client can find it */
	ret = drm_framebuffer_init(dev, fb, to_vprime_device(dev)->config->manual_update ?
				   &vprime_manual_fb_funcs : &vprime_fb_funcs);
	if (ret)
		goto err_put_objects;
	return fb;

err_put_objects:
	for (i = 0; i < info->num_planes; i++)
		drm_gem_object_put(fb->obj[i]);
	mutex_destroy(&vfb->map_lock);
	kfree(vfb);
	return ERR_PTR(ret);
}

int vprime_fb_map(struct drm_framebuffer *fb)
{
	struct vprime_framebuffer *vfb = to_vprime_framebuffer(fb);
	unsigned int i;
	int ret = 0;

	mutex_lock(&vfb->map_lock);
	for (i = 0; !vfb->mapped && i < fb->format->num_planes; i++) {
		struct drm_gem_object *obj = new_object(fb, i);

		ret = obj ? vprime_bo_map(to_vprime_bo(obj)) : 0;
		if (ret) {
			unmap_planes(fb, i);
			break;
		}
	}
	vfb->mapped |= !ret;
	mutex_unlock(&vfb->map_lock);
	return ret;
}

struct iosys_map vprime_fb_plane_map(struct drm_framebuffer *fb, unsigned int plane)
{
	struct iosys_map map = to_vprime_bo(fb->obj[plane])->map;

	iosys_map_incr(&map, fb->offsets[plane]);
	return map;
}

static void end_access(struct drm_framebuffer *fb, enum dma_data_direction dir,
		       unsigned int planes)
{
	while (planes--) {
		struct drm_gem_object *obj = new_object(fb, planes);

		if (!obj || !drm_gem_is_imported(obj))
			continue;
		dma_buf_end_cpu_access(obj->import_attach->dmabuf, dir);
		vprime_ledger_cpu_end(to_vprime_bo(obj));
	}
}

int vprime_fb_begin_access(struct drm_framebuffer *fb, enum dma_data_direction dir)
{
	unsigned int i;
	int ret;

	for (i = 0; i < fb->format->num_planes; i++) {
		struct drm_gem_object *obj = new_object(fb, i);

		if (!obj || !drm_gem_is_imported(obj))
			continue;
		ret = vprime_fault(obj->dev, VPRIME_FAULT_IMPORT_BEGIN) ?:
		      dma_buf_begin_cpu_access(obj->import_attach->dmabuf, dir);
		if (ret) {
			end_access(fb, dir, i);
			return ret;
		}
		vprime_ledger_cpu_begin(to_vprime_bo(obj));
	}
	return 0;
}

void vprime_fb_end_access(struct drm_framebuffer *fb, enum dma_data_direction dir)
{
	end_access(fb, dir, fb->format->num_planes);
}

void vprime_fb_count_fence_wait(struct drm_framebuffer *fb)
{
	unsigned int i;

	for (i = 0; i < fb->format->num_planes; i++) {
		struct drm_gem_object *obj = new_object(fb, i);

		if (obj)
			vprime_ledger_fence_wait(to_vprime_bo(obj));
	}
}

void vprime_fb_count_shown(struct drm_framebuffer *fb, bool shown)
{
	unsigned int i;

	for (i = 0; i < fb->format->num_planes; i++) {
		struct drm_gem_object *obj = new_object(fb, i);

		if (!obj)
			continue;
		if (shown)
			vprime_ledger_shown(to_vprime_bo(obj));
		else
			vprime_ledger_unshown(to_vprime_bo(obj));
	}
}

bool vprime_fb_read_only(struct drm_framebuffer *fb)
{
	unsigned int i;

	for (i = 0; i < fb->format->num_planes; i++) {
		if (read_only(fb->obj[i]))
			return true;
	}
	return false;
}

bool vprime_fb_busy(struct drm_framebuffer *fb, bool write)
{
	unsigned int i;

	for (i = 0; i < fb->format->num_planes; i++) {
		if (!dma_resv_test_signaled(fb->obj[i]->resv, dma_resv_usage_rw(write)))
			return true;
	}
	return false;
}

MODULE_IMPORT_NS("DMA_BUF");
