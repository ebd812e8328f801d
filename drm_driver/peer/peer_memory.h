/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory of a buffer: pages, however they lie and are to be mapped. */
#ifndef PEER_MEMORY_H
#define PEER_MEMORY_H

#include <linux/iosys-map.h>
#include <linux/types.h>

struct page;
struct vm_area_struct;

/**
 * struct peer_memory - pages
 * @kind: VPRIME_PEER_CONTIGUOUS and its like
 * @count: how many pages
 * @pages: the pages, in the order of the buffer
 */
struct peer_memory {
	u32 kind;
	unsigned int count;
	struct page **pages;
};

/**
 * peer_memory_alloc - allocate memory, all zeros
 * @memory: zeroed
 * @kind: VPRIME_PEER_CONTIGUOUS and its like
 * @count: how many pages
 *
 * Context: process.
 * Return: 0, -EINVAL for an unknown kind, -EOPNOTSUPP for one that the
 * architecture lacks, -ENOMEM, or -EINTR if the caller is being killed.
 */
int peer_memory_alloc(struct peer_memory *memory, u32 kind, size_t count);

/**
 * peer_memory_free - free memory that nobody maps any more
 * @memory: the memory
 *
 * Context: process.
 */
void peer_memory_free(struct peer_memory *memory);

/**
 * peer_memory_vmap - map memory for the kernel
 * @memory: the memory
 * @map: set to the mapping
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int peer_memory_vmap(const struct peer_memory *memory, struct iosys_map *map);

/**
 * peer_memory_vunmap - undo peer_memory_vmap()
 * @memory: the memory
 * @map: the mapping
 *
 * Context: process.
 */
void peer_memory_vunmap(const struct peer_memory *memory, const struct iosys_map *map);

/**
 * peer_memory_mmap - map memory for user space
 * @memory: the memory
 * @vma: where, and which part; within the memory
 *
 * Context: process; the caller's mmap lock is held for writing.
 * Return: 0, -EINVAL for a private mapping that may be written, or what
 * remap_pfn_range() returns.
 */
int peer_memory_mmap(const struct peer_memory *memory, struct vm_area_struct *vma);

#endif
