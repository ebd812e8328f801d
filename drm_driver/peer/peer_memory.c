// SPDX-License-Identifier: GPL-2.0-only
/* The memory of a buffer: pages, however they lie and are to be mapped. */

#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/vmalloc.h>

#ifdef CONFIG_X86
#include <asm/set_memory.h>
#endif

#include "uapi/vprime_peer.h"
#include "peer_memory.h"

#define PEER_GFP (GFP_KERNEL | __GFP_ZERO | __GFP_NOWARN)

/* Pages of one range; each is one of its own afterwards, to be freed alone. */
static int alloc_contiguous(struct peer_memory *memory, size_t count)
{
	void *address = alloc_pages_exact(count << PAGE_SHIFT, PEER_GFP);

	if (!address)
		return -ENOMEM;

	for (; memory->count < count; memory->count++)
		memory->pages[memory->count] = virt_to_page(address +
							    (memory->count << PAGE_SHIFT));
	return 0;
}

static int alloc_single(struct peer_memory *memory, size_t count)
{
	for (; memory->count < count; memory->count++) {
		struct page *page = alloc_page(PEER_GFP);

		if (!page)
			return -ENOMEM;
		memory->pages[memory->count] = page;
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	return 0;
}

static int compare_pages(const void *a, const void *b)
{
	unsigned long first = page_to_pfn(*(struct page *const *)a);
	unsigned long second = page_to_pfn(*(struct page *const *)b);

	return first < second ? 1 : first > second ? -1 : 0;
}

/* Pages in falling order: none follows its predecessor. */
static int alloc_scattered(struct peer_memory *memory, size_t count)
{
	int ret = alloc_single(memory, count);

	if (!ret)
		sort(memory->pages, memory->count, sizeof(*memory->pages), compare_pages, NULL);
	return ret;
}

/*
 * A page has one memory type on x86, which the kernel's own mapping of all
 * memory sets. A mapping that asks for another silently gets that one.
 */
static int set_write_combined(struct peer_memory *memory)
{
#ifdef CONFIG_X86
	return set_pages_array_wc(memory->pages, memory->count);
#else
	return -EOPNOTSUPP;
#endif
}

static void set_write_back(struct peer_memory *memory)
{
#ifdef CONFIG_X86
	set_pages_array_wb(memory->pages, memory->count);
#endif
}

static int alloc_write_combined(struct peer_memory *memory, size_t count)
{
	int ret;

	if (!IS_ENABLED(CONFIG_X86))
		return -EOPNOTSUPP;

	ret = alloc_single(memory, count);
	return ret ? ret : set_write_combined(memory);
}

static void free_pages_of(struct peer_memory *memory)
{
	while (memory->count)
		__free_page(memory->pages[--memory->count]);
	kvfree(memory->pages);
	memory->pages = NULL;
}

int peer_memory_alloc(struct peer_memory *memory, u32 kind, size_t count)
{
	int ret;

	/* leaves something for the rest of the machine */
	if (count > totalram_pages() / 2)
		return -ENOMEM;

	memory->kind = kind;
	memory->pages = kvcalloc(count, sizeof(*memory->pages), GFP_KERNEL);
	if (!memory->pages)
		return -ENOMEM;

	switch (kind) {
	case VPRIME_PEER_CONTIGUOUS:
		ret = alloc_contiguous(memory, count);
		break;
	case VPRIME_PEER_SCATTERED:
		ret = alloc_scattered(memory, count);
		break;
	case VPRIME_PEER_WRITE_COMBINED:
		ret = alloc_write_combined(memory, count);
		break;
	case VPRIME_PEER_IOMEM:
		ret = alloc_single(memory, count);
		break;
	default:
		ret = -EINVAL;
	}
	if (ret)
		free_pages_of(memory);
	return ret;
}

void peer_memory_free(struct peer_memory *memory)
{
	if (memory->kind == VPRIME_PEER_WRITE_COMBINED)
		set_write_back(memory);
	free_pages_of(memory);
}

static pgprot_t memory_prot(const struct peer_memory *memory, pgprot_t prot)
{
	return memory->kind == VPRIME_PEER_WRITE_COMBINED ? pgprot_writecombine(prot) : prot;
}

int peer_memory_vmap(const struct peer_memory *memory, struct iosys_map *map)
{
	void *address = vmap(memory->pages, memory->count, VM_MAP,
			     memory_prot(memory, PAGE_KERNEL));

	if (!address)
		return -ENOMEM;

	if (memory->kind == VPRIME_PEER_IOMEM)
		iosys_map_set_vaddr_iomem(map, (void __iomem __force *)address);
	else
		iosys_map_set_vaddr(map, address);
	return 0;
}

void peer_memory_vunmap(const struct peer_memory *memory, const struct iosys_map *map)
{
	if (map->is_iomem)
		vunmap((void __force *)map->vaddr_iomem);
	else
		vunmap(map->vaddr);
}

/*
 * remap_pfn_range() leaves no page for user space to take a reference on, and
 * sets VM_DONTEXPAND and VM_DONTDUMP. It cannot do a private mapping that may be written in parts.
 */
int peer_memory_mmap(const struct peer_memory *memory, struct vm_area_struct *vma)
{
	pgprot_t prot = memory_prot(memory, vma->vm_page_prot);
	unsigned long address, i = vma->vm_pgoff;
	int ret = 0;

	if ((vma->vm_flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE)
		return -EINVAL;

	vma->vm_page_prot = prot;
	for (address = vma->vm_start; !ret && address < vma->vm_end; address += PAGE_SIZE)
		ret = remap_pfn_range(vma, address, page_to_pfn(memory->pages[i++]), PAGE_SIZE,
				      prot);
	return ret;
}
