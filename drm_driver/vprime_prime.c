// SPDX-License-Identifier: GPL-2.0-only
/*
 * Export and import. The dma-buf operations are the GEM helpers', with two
 * differences: they count, and an attachment gets its sg table once and keeps
 * it, as the core's own cache for that is gone from newer kernels.
 */

#include <linux/dma-buf.h>

#include <drm/drm_drv.h>
#include <drm/drm_gem_shmem_helper.h>
#include <drm/drm_prime.h>
#include <drm/drm_print.h>

#include "vprime_bo.h"
#include "vprime_count.h"
#include "vprime_drv.h"
#include "vprime_fault.h"
#include "vprime_prime.h"

static struct vprime_bo *dmabuf_to_bo(struct dma_buf *dmabuf)
{
	return to_vprime_bo((struct drm_gem_object *)dmabuf->priv);
}

static struct drm_device *dmabuf_to_dev(struct dma_buf *dmabuf)
{
	return dmabuf_to_bo(dmabuf)->shmem.base.dev;
}

static int vprime_dmabuf_attach(struct dma_buf *dmabuf, struct dma_buf_attachment *attach)
{
	int ret;

	ret = vprime_fault(dmabuf_to_dev(dmabuf), VPRIME_FAULT_ATTACH);
	if (ret)
		return ret;

	ret = drm_gem_map_attach(dmabuf, attach);
	if (!ret)
		vprime_ledger_attached(dmabuf_to_bo(dmabuf));
	return ret;
}

static void vprime_dmabuf_detach(struct dma_buf *dmabuf, struct dma_buf_attachment *attach)
{
	drm_gem_unmap_dma_buf(attach, attach->priv, DMA_BIDIRECTIONAL);
	drm_gem_map_detach(dmabuf, attach);
	vprime_ledger_detached(dmabuf_to_bo(dmabuf));
}

/*
 * What an attachment keeps as its private data is the sg table, under the
 * buffer's reservation lock. It is for both directions whatever was asked for,
 * as it serves later calls, too.
 */
static struct sg_table *vprime_dmabuf_map(struct dma_buf_attachment *attach,
					  enum dma_data_direction dir)
{
	struct vprime_bo *bo = dmabuf_to_bo(attach->dmabuf);
	struct sg_table *sgt = attach->priv;
	int ret;

	ret = vprime_fault(dmabuf_to_dev(attach->dmabuf), VPRIME_FAULT_MAP);
	if (ret)
		return ERR_PTR(ret);

	if (sgt) {
		vprime_ledger_sg_mapped(bo, true);
		return sgt;
	}

	sgt = drm_gem_map_dma_buf(attach, DMA_BIDIRECTIONAL);
	if (!IS_ERR(sgt)) {
		attach->priv = sgt;
		vprime_ledger_sg_mapped(bo, false);
	}
	return sgt;
}

static void vprime_dmabuf_unmap(struct dma_buf_attachment *attach, struct sg_table *sgt,
				enum dma_data_direction dir)
{
}

static int vprime_dmabuf_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma)
{
	return drm_gem_prime_mmap(dmabuf->priv, vma);
}

/* What is exported is our own memory: no detour over the object's functions. */
static int vprime_dmabuf_vmap(struct dma_buf *dmabuf, struct iosys_map *map)
{
	int ret = vprime_fault(dmabuf_to_dev(dmabuf), VPRIME_FAULT_VMAP);

	if (!ret)
		ret = drm_gem_shmem_object_vmap(dmabuf->priv, map);
	if (!ret)
		vprime_ledger_vmapped(dmabuf_to_bo(dmabuf), false);
	return ret;
}

static void vprime_dmabuf_vunmap(struct dma_buf *dmabuf, struct iosys_map *map)
{
	drm_gem_shmem_object_vunmap(dmabuf->priv, map);
}

/* Our memory is coherent: these only count. */
static int vprime_dmabuf_begin_cpu_access(struct dma_buf *dmabuf, enum dma_data_direction dir)
{
	int ret = vprime_fault(dmabuf_to_dev(dmabuf), VPRIME_FAULT_BEGIN);

	if (!ret)
		vprime_ledger_cpu_begin(dmabuf_to_bo(dmabuf));
	return ret;
}

static int vprime_dmabuf_end_cpu_access(struct dma_buf *dmabuf, enum dma_data_direction dir)
{
	vprime_ledger_cpu_end(dmabuf_to_bo(dmabuf));
	return 0;
}

static const struct dma_buf_ops vprime_dmabuf_ops = {
	.attach = vprime_dmabuf_attach,
	.detach = vprime_dmabuf_detach,
	.map_dma_buf = vprime_dmabuf_map,
	.unmap_dma_buf = vprime_dmabuf_unmap,
	.release = drm_gem_dmabuf_release,
	.mmap = vprime_dmabuf_mmap,
	.vmap = vprime_dmabuf_vmap,
	.vunmap = vprime_dmabuf_vunmap,
	.begin_cpu_access = vprime_dmabuf_begin_cpu_access,
	.end_cpu_access = vprime_dmabuf_end_cpu_access,
};

struct dma_buf *vprime_gem_export(struct drm_gem_object *obj, int flags)
{
	struct dma_buf_export_info exp_info = {
		.exp_name = KBUILD_MODNAME,
		.owner = THIS_MODULE,
		.ops = &vprime_dmabuf_ops,
		.size = obj->size,
		.flags = flags,
		.priv = obj,
		.resv = obj->resv,
	};

	struct dma_buf *dmabuf = drm_gem_dmabuf_export(obj->dev, &exp_info);

	if (!IS_ERR(dmabuf))
		vprime_ledger_exported(to_vprime_bo(obj), file_inode(dmabuf->file)->i_ino);
	return dmabuf;
}

struct drm_gem_object *vprime_gem_import(struct drm_device *dev, struct dma_buf *dmabuf)
{
	struct drm_gem_object *obj;
	struct vprime_bo *bo;
	int ret;

	if (dmabuf->ops == &vprime_dmabuf_ops) {
		obj = dmabuf->priv;
		if (obj->dev == dev) {
			drm_gem_object_get(obj);
			return obj;
		}
	}

	ret = vprime_fault(dev, VPRIME_FAULT_IMPORT_ATTACH);
	obj = ret ? ERR_PTR(ret) : drm_gem_shmem_prime_import_no_map(dev, dmabuf);
	if (IS_ERR(obj)) {
		drm_dbg_prime(dev, "attaching to a buffer of %s failed: %ld\n",
			      dmabuf->exp_name, PTR_ERR(obj));
		return obj;
	}

	bo = to_vprime_bo(obj);
	vprime_ledger_imported(bo, file_inode(dmabuf->file)->i_ino);
	vprime_ledger_open(bo);
	return obj;
}
