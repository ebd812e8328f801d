// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory of buffers: videobuf2's own, or a dma-buf. videobuf2-vmalloc takes every dma-buf for
 * plain memory, and one that is mapped as I/O memory, as a graphics card's may be, for another one
 * when it is unmapped, which the kernel does not survive.
 */

#include <linux/dma-buf.h>
#include <linux/slab.h>

#include <media/videobuf2-vmalloc.h>

#include "monitor.h"

#include "compat/dma_buf.h"

/*
 * @own: videobuf2-vmalloc's buffer, or NULL
 * @dmabuf: somebody's, of which videobuf2 has a reference, or NULL
 * @map: where it is; nowhere while the dma-buf is not mapped
 */
struct monitor_memory {
	void *own;
	struct dma_buf *dmabuf;
	struct iosys_map map;
};

static void *memory_alloc(struct vb2_buffer *vb, struct device *dev, unsigned long size)
{
	struct monitor_memory *memory = kzalloc(sizeof(*memory), GFP_KERNEL);
	void *own;

	if (!memory)
		return ERR_PTR(-ENOMEM);
	own = vb2_vmalloc_memops.alloc(vb, dev, size);
	if (IS_ERR_OR_NULL(own)) {
		kfree(memory);
		return own;
	}
	memory->own = own;
	iosys_map_set_vaddr(&memory->map, vb2_vmalloc_memops.vaddr(vb, own));
	return memory;
}

/* Mappings and dma-bufs made of it hold what they need themselves. */
static void memory_put(void *priv)
{
	struct monitor_memory *memory = priv;

	vb2_vmalloc_memops.put(memory->own);
	kfree(memory);
}

static struct dma_buf *memory_get_dmabuf(struct vb2_buffer *vb, void *priv, unsigned long flags)
{
	struct monitor_memory *memory = priv;

	return vb2_vmalloc_memops.get_dmabuf(vb, memory->own, flags);
}

static void *memory_attach_dmabuf(struct vb2_buffer *vb, struct device *dev,
				  struct dma_buf *dmabuf, unsigned long size)
{
	struct monitor_memory *memory;

	if (dmabuf->size < size)
		return ERR_PTR(-EFAULT);
	memory = kzalloc(sizeof(*memory), GFP_KERNEL);
	if (!memory)
		return ERR_PTR(-ENOMEM);
	memory->dmabuf = dmabuf;
	return memory;
}

static int memory_map_dmabuf(void *priv)
{
	struct monitor_memory *memory = priv;

	return dma_buf_vmap_unlocked(memory->dmabuf, &memory->map);
}

static void memory_unmap_dmabuf(void *priv)
{
	struct monitor_memory *memory = priv;

	dma_buf_vunmap_unlocked(memory->dmabuf, &memory->map);
	iosys_map_clear(&memory->map);
}

static void memory_detach_dmabuf(void *priv)
{
	struct monitor_memory *memory = priv;

	if (iosys_map_is_set(&memory->map))
		memory_unmap_dmabuf(memory);
	kfree(memory);
}

/* What videobuf2 itself copies from, which are no dma-bufs. */
static void *memory_vaddr(struct vb2_buffer *vb, void *priv)
{
	struct monitor_memory *memory = priv;

	return memory->map.is_iomem ? NULL : memory->map.vaddr;
}

static void *memory_cookie(struct vb2_buffer *vb, void *priv)
{
	struct monitor_memory *memory = priv;

	return &memory->map;
}

static unsigned int memory_num_users(void *priv)
{
	struct monitor_memory *memory = priv;

	return memory->own ? vb2_vmalloc_memops.num_users(memory->own) : 0;
}

static int memory_mmap(void *priv, struct vm_area_struct *vma)
{
	struct monitor_memory *memory = priv;

	return vb2_vmalloc_memops.mmap(memory->own, vma);
}

const struct vb2_mem_ops monitor_memory_ops = {
	.alloc = memory_alloc,
	.put = memory_put,
	.get_dmabuf = memory_get_dmabuf,
	.attach_dmabuf = memory_attach_dmabuf,
	.detach_dmabuf = memory_detach_dmabuf,
	.map_dmabuf = memory_map_dmabuf,
	.unmap_dmabuf = memory_unmap_dmabuf,
	.vaddr = memory_vaddr,
	.cookie = memory_cookie,
	.num_users = memory_num_users,
	.mmap = memory_mmap,
};

MODULE_IMPORT_NS("DMA_BUF");
