// SPDX-License-Identifier: GPL-2.0-only
/* The importer: how to use a buffer of somebody else's, step by step. */

#include <linux/crc32.h>
#include <linux/dma-buf.h>
#include <linux/dma-direct.h>
#include <linux/dma-map-ops.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/highmem.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "../compat/dma_buf.h"
#include "peer.h"

/**
 * struct peer_import - a buffer of somebody else's
 * @dmabuf: the buffer, of which this holds a reference
 * @attach: that our device uses it
 * @sgt: its sg table, or NULL when it is not mapped
 * @direction: what it was mapped for
 * @map: its CPU mapping, null when there is none
 * @access: VPRIME_PEER_READ and _WRITE of the open bracket, 0 for none
 *
 * Protected by the lock of its file.
 */
struct peer_import {
	struct dma_buf *dmabuf;
	struct dma_buf_attachment *attach;
	struct sg_table *sgt;
	enum dma_data_direction direction;
	struct iosys_map map;
	u32 access;
};

static struct peer_import *find_import(struct peer_file *file, u32 id, u32 reserved)
{
	struct peer_import *import;

	if (reserved)
		return ERR_PTR(-EINVAL);

	import = xa_load(&file->imports, id);
	return import ? import : ERR_PTR(-ENOENT);
}

/* What a device reads goes to it; what the CPU reads comes from devices. */
static enum dma_data_direction device_direction(u32 access)
{
	switch (access) {
	case VPRIME_PEER_READ:
		return DMA_TO_DEVICE;
	case VPRIME_PEER_WRITE:
		return DMA_FROM_DEVICE;
	case VPRIME_PEER_READ | VPRIME_PEER_WRITE:
		return DMA_BIDIRECTIONAL;
	default:
		return DMA_NONE;
	}
}

static enum dma_data_direction cpu_direction(u32 access)
{
	switch (access) {
	case VPRIME_PEER_READ:
		return DMA_FROM_DEVICE;
	case VPRIME_PEER_WRITE:
		return DMA_TO_DEVICE;
	case VPRIME_PEER_READ | VPRIME_PEER_WRITE:
		return DMA_BIDIRECTIONAL;
	default:
		return DMA_NONE;
	}
}

int peer_import_attach(struct peer_file *file, void *data)
{
	const struct vprime_peer_attach *arg = data;
	struct peer_import *import;
	u32 id;
	int ret;

	if (arg->reserved)
		return -EINVAL;

	import = kzalloc(sizeof(*import), GFP_KERNEL);
	if (!import)
		return -ENOMEM;

	import->dmabuf = dma_buf_get(arg->fd);
	if (IS_ERR(import->dmabuf)) {
		ret = PTR_ERR(import->dmabuf);
		goto err_free;
	}

	import->attach = dma_buf_attach(import->dmabuf, peer_device);
	if (IS_ERR(import->attach)) {
		ret = PTR_ERR(import->attach);
		goto err_put;
	}

	ret = xa_alloc(&file->imports, &id, import, xa_limit_31b, GFP_KERNEL);
	if (ret)
		goto err_detach;
	return id;

err_detach:
	dma_buf_detach(import->dmabuf, import->attach);
err_put:
	dma_buf_put(import->dmabuf);
err_free:
	kfree(import);
	return ret;
}

static void free_import(struct peer_import *import)
{
	dma_buf_detach(import->dmabuf, import->attach);
	dma_buf_put(import->dmabuf);
	kfree(import);
}

int peer_import_detach(struct peer_file *file, void *data)
{
	const struct vprime_peer_id *arg = data;
	struct peer_import *import = find_import(file, arg->id, arg->reserved);

	if (IS_ERR(import))
		return PTR_ERR(import);
	if (import->sgt || !iosys_map_is_null(&import->map) || import->access)
		return -EBUSY;

	xa_erase(&file->imports, arg->id);
	free_import(import);
	return 0;
}

int peer_import_map(struct peer_file *file, void *data)
{
	const struct vprime_peer_access *arg = data;
	struct peer_import *import = find_import(file, arg->id, 0);
	enum dma_data_direction direction = device_direction(arg->access);
	struct sg_table *sgt;

	if (IS_ERR(import))
		return PTR_ERR(import);
	if (direction == DMA_NONE)
		return -EINVAL;
	if (import->sgt)
		return -EBUSY;

	sgt = dma_buf_map_attachment_unlocked(import->attach, direction);
	if (IS_ERR(sgt))
		return PTR_ERR(sgt);

	import->sgt = sgt;
	import->direction = direction;
	return 0;
}

static void unmap(struct peer_import *import)
{
	dma_buf_unmap_attachment_unlocked(import->attach, import->sgt, import->direction);
	import->sgt = NULL;
}

int peer_import_unmap(struct peer_file *file, void *data)
{
	const struct vprime_peer_id *arg = data;
	struct peer_import *import = find_import(file, arg->id, arg->reserved);

	if (IS_ERR(import))
		return PTR_ERR(import);
	if (!import->sgt)
		return -EINVAL;

	unmap(import);
	return 0;
}

int peer_import_sg_info(struct peer_file *file, void *data)
{
	struct vprime_peer_sg_info *arg = data;
	struct peer_import *import = find_import(file, arg->id, 0);
	u64 __user *lengths = u64_to_user_ptr(arg->lengths);
	dma_addr_t next = 0;
	struct scatterlist *sg;
	unsigned int i;

	if (IS_ERR(import))
		return PTR_ERR(import);
	if (!import->sgt)
		return -EINVAL;

	arg->flags = VPRIME_PEER_SG_CONTIGUOUS;
	arg->size = 0;
	arg->entries = import->sgt->nents;
	for_each_sgtable_dma_sg(import->sgt, sg, i) {
		u64 length = sg_dma_len(sg);

		if (i && sg_dma_address(sg) != next)
			arg->flags &= ~VPRIME_PEER_SG_CONTIGUOUS;
		next = sg_dma_address(sg) + length;
		arg->size += length;
		if (i < arg->capacity && put_user(length, &lengths[i]))
			return -EFAULT;
	}
	return 0;
}

int peer_import_vmap(struct peer_file *file, void *data)
{
	struct vprime_peer_vmap *arg = data;
	struct peer_import *import = find_import(file, arg->id, 0);
	int ret;

	if (IS_ERR(import))
		return PTR_ERR(import);
	if (!iosys_map_is_null(&import->map))
		return -EBUSY;
	if (!import->dmabuf->ops->vmap) {
		dev_dbg(peer_device, "vmap: exporter %s has none\n", import->dmabuf->exp_name);
		return -EOPNOTSUPP;
	}

	ret = dma_buf_vmap_unlocked(import->dmabuf, &import->map);
	if (ret) {
		iosys_map_clear(&import->map);
		return ret;
	}

	arg->flags = import->map.is_iomem ? VPRIME_PEER_VMAP_IOMEM : 0;
	return 0;
}

static void unmap_cpu(struct peer_import *import)
{
	dma_buf_vunmap_unlocked(import->dmabuf, &import->map);
	iosys_map_clear(&import->map);
}

int peer_import_vunmap(struct peer_file *file, void *data)
{
	const struct vprime_peer_id *arg = data;
	struct peer_import *import = find_import(file, arg->id, arg->reserved);

	if (IS_ERR(import))
		return PTR_ERR(import);
	if (iosys_map_is_null(&import->map))
		return -EINVAL;

	unmap_cpu(import);
	return 0;
}

int peer_import_begin_cpu_access(struct peer_file *file, void *data)
{
	const struct vprime_peer_access *arg = data;
	struct peer_import *import = find_import(file, arg->id, 0);
	enum dma_data_direction direction = cpu_direction(arg->access);
	int ret;

	if (IS_ERR(import))
		return PTR_ERR(import);
	if (direction == DMA_NONE)
		return -EINVAL;
	if (import->access)
		return -EBUSY;

	ret = dma_buf_begin_cpu_access(import->dmabuf, direction);
	if (ret)
		return ret;

	import->access = arg->access;
	return 0;
}

static int end_cpu_access(struct peer_import *import)
{
	enum dma_data_direction direction = cpu_direction(import->access);

	import->access = 0;
	return dma_buf_end_cpu_access(import->dmabuf, direction);
}

int peer_import_end_cpu_access(struct peer_file *file, void *data)
{
	const struct vprime_peer_access *arg = data;
	struct peer_import *import = find_import(file, arg->id, 0);

	if (IS_ERR(import))
		return PTR_ERR(import);
	if (!import->access || import->access != arg->access)
		return -EINVAL;

	return end_cpu_access(import);
}

/* An IOMMU, or a hypervisor's own way of DMA, would stand in between otherwise. */
static bool dma_addresses_are_physical(struct device *dev)
{
	return !device_iommu_mapped(dev) && !get_dma_ops(dev);
}

/* The page at a DMA address, or NULL if there is none that one may read. */
static struct page *page_at(struct device *dev, dma_addr_t address)
{
	unsigned long pfn = PHYS_PFN(dma_to_phys(dev, address));

	if (!pfn_valid(pfn) || is_zone_device_page(pfn_to_page(pfn)))
		return NULL;
	return pfn_to_page(pfn);
}

/*
 * This plays the device: it goes by the addresses of the table alone. A table's
 * pages are not an importer's to touch, and kernels built to find those who do
 * hand out tables without them.
 */
static int checksum_via_pages(struct peer_import *import, size_t offset, size_t length, u32 *crc)
{
	struct sg_dma_page_iter iter;
	size_t position = 0;
	u32 sum = ~0;

	if (!dma_addresses_are_physical(peer_device)) {
		dev_dbg(peer_device, "checksum: DMA addresses are not physical ones\n");
		return -EOPNOTSUPP;
	}

	for_each_sgtable_dma_page(import->sgt, &iter, 0) {
		struct page *page = page_at(peer_device, sg_page_iter_dma_address(&iter));
		size_t start = max(offset, position);
		size_t end = min(offset + length, position + PAGE_SIZE);

		if (!page) {
			dev_dbg(peer_device, "checksum: no page at offset %zu\n", position);
			return -EOPNOTSUPP;
		}
		if (start < end) {
			u8 *address = kmap_local_page(page);

			sum = crc32_le(sum, address + start - position, end - start);
			kunmap_local(address);
			cond_resched();
		}
		position += PAGE_SIZE;
	}

	*crc = ~sum;
	return position < offset + length ? -EINVAL : 0;
}

int peer_import_checksum(struct peer_file *file, void *data)
{
	struct vprime_peer_import_checksum *arg = data;
	struct peer_import *import = find_import(file, arg->id, arg->reserved);

	if (IS_ERR(import))
		return PTR_ERR(import);
	if (!peer_access_valid(import->dmabuf->size, arg->offset, arg->length))
		return -EINVAL;
	if (!(import->access & VPRIME_PEER_READ)) {
		dev_dbg(peer_device, "checksum: not within a bracket for reading\n");
		return -EINVAL;
	}

	switch (arg->via) {
	case VPRIME_PEER_VIA_VMAP:
		if (iosys_map_is_null(&import->map))
			return -EINVAL;
		return peer_access_checksum(&import->map, arg->offset, arg->length, &arg->crc);
	case VPRIME_PEER_VIA_PAGES:
		if (!import->sgt)
			return -EINVAL;
		return checksum_via_pages(import, arg->offset, arg->length, &arg->crc);
	default:
		return -EINVAL;
	}
}

void peer_import_release_all(struct peer_file *file)
{
	struct peer_import *import;
	unsigned long id;

	xa_for_each(&file->imports, id, import) {
		if (import->access)
			end_cpu_access(import);
		if (!iosys_map_is_null(&import->map))
			unmap_cpu(import);
		if (import->sgt)
			unmap(import);
		free_import(import);
	}
}
