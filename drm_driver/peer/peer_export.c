// SPDX-License-Identifier: GPL-2.0-only
/* The exporter: how to give a buffer to others. */

#include <linux/dma-buf.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>

#include "../compat/dma_buf.h"
#include "peer.h"
#include "peer_fault.h"
#include "peer_memory.h"

/**
 * struct peer_buffer - a buffer; its dma-buf owns it
 * @memory: where it is
 * @faults: what goes wrong with it
 * @lock: protects @attachments and what is said so of them; nests inside the
 *	reservation lock
 * @attachments: devices that use it, &peer_attachment.list
 */
struct peer_buffer {
	struct peer_memory memory;
	struct peer_faults faults;
	struct mutex lock; /* see above */
	struct list_head attachments;
};

/**
 * struct peer_attachment - a device that uses a buffer
 * @list: in &peer_buffer.attachments
 * @device: the device
 * @sgt: the pages of the buffer, as the device can take them
 * @mapped: the table has the device's addresses; protected by &peer_buffer.lock
 *
 * The table is mapped once and stays so until the device is detached: mapping
 * and unmapping a buffer for each of its uses would cost more than the use.
 */
struct peer_attachment {
	struct list_head list;
	struct device *device;
	struct sg_table sgt;
	bool mapped;
};

/*
 * The brackets keep device and CPU coherent, so that map and unmap need not; and
 * two devices may have the same pages mapped.
 */
#define MAP_ATTRS DMA_ATTR_SKIP_CPU_SYNC

static int peer_dma_buf_attach(struct dma_buf *dmabuf, struct dma_buf_attachment *attach)
{
	struct peer_buffer *buffer = dmabuf->priv;
	struct peer_memory *memory = &buffer->memory;
	struct peer_attachment *attachment;
	int ret;

	ret = peer_faults_step(&buffer->faults, VPRIME_PEER_STEP_ATTACH);
	if (ret)
		return ret;

	attachment = kzalloc(sizeof(*attachment), GFP_KERNEL);
	if (!attachment)
		return -ENOMEM;

	ret = sg_alloc_table_from_pages_segment(&attachment->sgt, memory->pages, memory->count, 0,
						dmabuf->size, dma_get_max_seg_size(attach->dev),
						GFP_KERNEL);
	if (ret) {
		dev_dbg(peer_device, "exporter: attach: no table for %s: %d\n",
			dev_name(attach->dev), ret);
		kfree(attachment);
		return ret;
	}

	attachment->device = attach->dev;
	attach->priv = attachment;
	mutex_lock(&buffer->lock);
	list_add(&attachment->list, &buffer->attachments);
	mutex_unlock(&buffer->lock);
	return 0;
}

static void peer_dma_buf_detach(struct dma_buf *dmabuf, struct dma_buf_attachment *attach)
{
	struct peer_buffer *buffer = dmabuf->priv;
	struct peer_attachment *attachment = attach->priv;

	mutex_lock(&buffer->lock);
	list_del(&attachment->list);
	mutex_unlock(&buffer->lock);

	if (attachment->mapped)
		dma_unmap_sgtable(attachment->device, &attachment->sgt, DMA_BIDIRECTIONAL,
				  MAP_ATTRS);
	sg_free_table(&attachment->sgt);
	kfree(attachment);
}

/* The table serves every later map, too, so it is mapped for both directions. */
static struct sg_table *peer_dma_buf_map(struct dma_buf_attachment *attach,
					 enum dma_data_direction direction)
{
	struct peer_buffer *buffer = attach->dmabuf->priv;
	struct peer_attachment *attachment = attach->priv;
	int ret;

	ret = peer_faults_step(&buffer->faults, VPRIME_PEER_STEP_MAP);
	if (ret)
		return ERR_PTR(ret);

	mutex_lock(&buffer->lock);
	if (!attachment->mapped) {
		ret = dma_map_sgtable(attachment->device, &attachment->sgt, DMA_BIDIRECTIONAL,
				      MAP_ATTRS);
		attachment->mapped = !ret;
	}
	mutex_unlock(&buffer->lock);

	if (ret) {
		dev_dbg(peer_device, "exporter: map: %s cannot take the pages: %d\n",
			dev_name(attachment->device), ret);
		return ERR_PTR(ret);
	}
	return &attachment->sgt;
}

/* The table stays mapped, see above. */
static void peer_dma_buf_unmap(struct dma_buf_attachment *attach, struct sg_table *sgt,
			       enum dma_data_direction direction)
{
}

/* The core counts its users and calls this for the first of them only. */
static int peer_dma_buf_vmap(struct dma_buf *dmabuf, struct iosys_map *map)
{
	struct peer_buffer *buffer = dmabuf->priv;
	int ret;

	ret = peer_faults_step(&buffer->faults, VPRIME_PEER_STEP_VMAP);
	if (ret)
		return ret;

	ret = peer_memory_vmap(&buffer->memory, map);
	if (ret)
		dev_dbg(peer_device, "exporter: vmap of %zu bytes: %d\n", dmabuf->size, ret);
	return ret;
}

static void peer_dma_buf_vunmap(struct dma_buf *dmabuf, struct iosys_map *map)
{
	struct peer_buffer *buffer = dmabuf->priv;

	peer_memory_vunmap(&buffer->memory, map);
}

static int peer_dma_buf_mmap(struct dma_buf *dmabuf, struct vm_area_struct *vma)
{
	struct peer_buffer *buffer = dmabuf->priv;
	int ret;

	ret = peer_faults_step(&buffer->faults, VPRIME_PEER_STEP_MMAP);
	if (ret)
		return ret;

	ret = peer_memory_mmap(&buffer->memory, vma);
	if (ret)
		dev_dbg(peer_device, "exporter: mmap of %lu bytes: %d\n",
			vma->vm_end - vma->vm_start, ret);
	return ret;
}

/*
 * What devices wrote has to be there for the CPU; the core waits for their fences.
 * Synced as it is mapped, in both directions: of several mappings of a page none
 * fits otherwise for dma-debug, which takes the page for one that is not mapped.
 */
static int peer_dma_buf_begin_cpu_access(struct dma_buf *dmabuf, enum dma_data_direction direction)
{
	struct peer_buffer *buffer = dmabuf->priv;
	struct peer_attachment *attachment;
	int ret;

	ret = peer_faults_step(&buffer->faults, VPRIME_PEER_STEP_BEGIN_CPU_ACCESS);
	if (ret)
		return ret;

	mutex_lock(&buffer->lock);
	list_for_each_entry(attachment, &buffer->attachments, list) {
		if (attachment->mapped)
			dma_sync_sgtable_for_cpu(attachment->device, &attachment->sgt,
						 DMA_BIDIRECTIONAL);
	}
	mutex_unlock(&buffer->lock);
	return 0;
}

static int peer_dma_buf_end_cpu_access(struct dma_buf *dmabuf, enum dma_data_direction direction)
{
	struct peer_buffer *buffer = dmabuf->priv;
	struct peer_attachment *attachment;

	mutex_lock(&buffer->lock);
	list_for_each_entry(attachment, &buffer->attachments, list) {
		if (attachment->mapped)
			dma_sync_sgtable_for_device(attachment->device, &attachment->sgt,
						    DMA_BIDIRECTIONAL);
	}
	mutex_unlock(&buffer->lock);
	return 0;
}

static void free_buffer(struct peer_buffer *buffer)
{
	peer_memory_free(&buffer->memory);
	mutex_destroy(&buffer->lock);
	kfree(buffer);
}

static void peer_dma_buf_release(struct dma_buf *dmabuf)
{
	free_buffer(dmabuf->priv);
}

#define PEER_OPS \
	.attach = peer_dma_buf_attach, \
	.detach = peer_dma_buf_detach, \
	.map_dma_buf = peer_dma_buf_map, \
	.unmap_dma_buf = peer_dma_buf_unmap, \
	.release = peer_dma_buf_release

#define PEER_VMAP_OPS \
	.vmap = peer_dma_buf_vmap, \
	.vunmap = peer_dma_buf_vunmap

#define PEER_MMAP_OPS \
	.mmap = peer_dma_buf_mmap

#define PEER_CPU_ACCESS_OPS \
	.begin_cpu_access = peer_dma_buf_begin_cpu_access, \
	.end_cpu_access = peer_dma_buf_end_cpu_access

/*
 * What a buffer cannot do is missing from its operations, where importers look
 * for it: a table for each combination of flags.
 */
static const struct dma_buf_ops peer_ops[VPRIME_PEER_EXPORT_FLAGS + 1] = {
	[0] = { PEER_OPS, PEER_VMAP_OPS, PEER_MMAP_OPS, PEER_CPU_ACCESS_OPS },
	[VPRIME_PEER_NO_VMAP] = { PEER_OPS, PEER_MMAP_OPS, PEER_CPU_ACCESS_OPS },
	[VPRIME_PEER_NO_MMAP] = { PEER_OPS, PEER_VMAP_OPS, PEER_CPU_ACCESS_OPS },
	[VPRIME_PEER_NO_CPU_ACCESS] = { PEER_OPS, PEER_VMAP_OPS, PEER_MMAP_OPS },
	[VPRIME_PEER_NO_VMAP | VPRIME_PEER_NO_MMAP] = { PEER_OPS, PEER_CPU_ACCESS_OPS },
	[VPRIME_PEER_NO_VMAP | VPRIME_PEER_NO_CPU_ACCESS] = { PEER_OPS, PEER_MMAP_OPS },
	[VPRIME_PEER_NO_MMAP | VPRIME_PEER_NO_CPU_ACCESS] = { PEER_OPS, PEER_VMAP_OPS },
	[VPRIME_PEER_EXPORT_FLAGS] = { PEER_OPS },
};

static struct peer_buffer *create_buffer(u32 kind, size_t pages)
{
	struct peer_buffer *buffer;
	int ret;

	buffer = kzalloc(sizeof(*buffer), GFP_KERNEL);
	if (!buffer)
		return ERR_PTR(-ENOMEM);

	ret = peer_memory_alloc(&buffer->memory, kind, pages);
	if (ret) {
		dev_dbg(peer_device, "export: no %zu pages of kind %u: %d\n", pages, kind, ret);
		kfree(buffer);
		return ERR_PTR(ret);
	}

	peer_faults_init(&buffer->faults);
	mutex_init(&buffer->lock);
	INIT_LIST_HEAD(&buffer->attachments);
	return buffer;
}

static bool valid_fd_flags(u32 flags)
{
	return !(flags & ~(O_ACCMODE | O_CLOEXEC)) &&
	       ((flags & O_ACCMODE) == O_RDONLY || (flags & O_ACCMODE) == O_RDWR);
}

int peer_export(struct peer_file *file, void *data)
{
	const struct vprime_peer_export *arg = data;
	DEFINE_DMA_BUF_EXPORT_INFO(exp_info);
	struct peer_buffer *buffer;
	struct dma_buf *dmabuf;
	int fd;

	if (!arg->size || arg->flags & ~VPRIME_PEER_EXPORT_FLAGS ||
	    !valid_fd_flags(arg->fd_flags) || arg->reserved)
		return -EINVAL;
	if (arg->size > LONG_MAX - PAGE_SIZE)
		return -ENOMEM;

	buffer = create_buffer(arg->kind, PFN_UP(arg->size));
	if (IS_ERR(buffer))
		return PTR_ERR(buffer);

	exp_info.ops = &peer_ops[arg->flags];
	exp_info.size = PAGE_ALIGN(arg->size);
	exp_info.flags = arg->fd_flags & O_ACCMODE;
	exp_info.priv = buffer;
	dmabuf = dma_buf_export(&exp_info);
	if (IS_ERR(dmabuf)) {
		free_buffer(buffer);
		return PTR_ERR(dmabuf);
	}

	/* from here on the buffer goes when its dma-buf does */
	fd = dma_buf_fd(dmabuf, arg->fd_flags & O_CLOEXEC);
	if (fd < 0)
		dma_buf_put(dmabuf);
	return fd;
}

/* The caller has to put the dma-buf. */
static struct dma_buf *get_own_dma_buf(int fd)
{
	struct dma_buf *dmabuf = dma_buf_get(fd);

	if (!IS_ERR(dmabuf) && dmabuf->ops->release != peer_dma_buf_release) {
		dev_dbg(peer_device, "the buffer is exported by %s\n", dmabuf->exp_name);
		dma_buf_put(dmabuf);
		return ERR_PTR(-EINVAL);
	}
	return dmabuf;
}

int peer_fault(struct peer_file *file, void *data)
{
	const struct vprime_peer_fault *arg = data;
	struct peer_buffer *buffer;
	struct dma_buf *dmabuf;
	int ret;

	dmabuf = get_own_dma_buf(arg->fd);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);

	buffer = dmabuf->priv;
	ret = peer_faults_set(&buffer->faults, arg);
	dma_buf_put(dmabuf);
	return ret;
}

int peer_counts(struct peer_file *file, void *data)
{
	struct vprime_peer_counts *arg = data;
	struct peer_attachment *attachment;
	struct peer_buffer *buffer;
	struct dma_buf *dmabuf;

	dmabuf = get_own_dma_buf(arg->fd);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);

	buffer = dmabuf->priv;
	peer_faults_calls(&buffer->faults, arg->calls);
	arg->attachments = 0;
	mutex_lock(&buffer->lock);
	list_for_each_entry(attachment, &buffer->attachments, list)
		arg->attachments++;
	mutex_unlock(&buffer->lock);
	dma_buf_put(dmabuf);
	return 0;
}

/* Our own access to a buffer is bracketed as everybody's. */
static int begin_own_access(struct dma_buf *dmabuf, enum dma_data_direction direction,
			    struct iosys_map *map)
{
	struct peer_buffer *buffer = dmabuf->priv;
	int ret;

	ret = peer_memory_vmap(&buffer->memory, map);
	if (ret)
		return ret;

	ret = dma_buf_begin_cpu_access(dmabuf, direction);
	if (ret)
		peer_memory_vunmap(&buffer->memory, map);
	return ret;
}

static int end_own_access(struct dma_buf *dmabuf, enum dma_data_direction direction,
			  struct iosys_map *map)
{
	struct peer_buffer *buffer = dmabuf->priv;
	int ret = dma_buf_end_cpu_access(dmabuf, direction);

	peer_memory_vunmap(&buffer->memory, map);
	return ret;
}

int peer_fill(struct peer_file *file, void *data)
{
	const struct vprime_peer_fill *arg = data;
	struct dma_buf *dmabuf;
	struct iosys_map map;
	int ret, end;

	if (arg->reserved || arg->offset % 4 || arg->length % 4)
		return -EINVAL;

	dmabuf = get_own_dma_buf(arg->fd);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);

	ret = -EINVAL;
	if (!peer_access_valid(dmabuf->size, arg->offset, arg->length))
		goto out;
	ret = begin_own_access(dmabuf, DMA_TO_DEVICE, &map);
	if (ret)
		goto out;

	ret = peer_access_fill(&map, arg->offset, arg->length, arg->value, arg->step);
	end = end_own_access(dmabuf, DMA_TO_DEVICE, &map);
	ret = ret ? ret : end;
out:
	dma_buf_put(dmabuf);
	return ret;
}

int peer_checksum(struct peer_file *file, void *data)
{
	struct vprime_peer_checksum *arg = data;
	struct dma_buf *dmabuf;
	struct iosys_map map;
	int ret, end;

	dmabuf = get_own_dma_buf(arg->fd);
	if (IS_ERR(dmabuf))
		return PTR_ERR(dmabuf);

	ret = -EINVAL;
	if (!peer_access_valid(dmabuf->size, arg->offset, arg->length))
		goto out;
	ret = begin_own_access(dmabuf, DMA_FROM_DEVICE, &map);
	if (ret)
		goto out;

	ret = peer_access_checksum(&map, arg->offset, arg->length, &arg->crc);
	end = end_own_access(dmabuf, DMA_FROM_DEVICE, &map);
	ret = ret ? ret : end;
out:
	dma_buf_put(dmabuf);
	return ret;
}
