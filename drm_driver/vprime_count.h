/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counting in the accounts of buffers. In line, as a call would take longer than
 * the increment and the tracepoint's test.
 */
#ifndef VPRIME_COUNT_H
#define VPRIME_COUNT_H

#include "vprime_bo.h"
#include "vprime_trace.h"

/**
 * vprime_ledger_exported - note that a buffer has got a dma-buf
 * @bo: the buffer
 * @inode: the dma-buf's inode number
 *
 * Context of this and of all that note something: any. Each also passes the
 * tracepoint of its step.
 */
static inline void vprime_ledger_exported(struct vprime_bo *bo, unsigned long inode)
{
	WRITE_ONCE(bo->ledger.inode, inode);
	trace_vprime_export(bo);
}

/**
 * vprime_ledger_imported - note that a buffer has been made from a dma-buf
 * @bo: the buffer
 * @inode: the dma-buf's inode number
 */
static inline void vprime_ledger_imported(struct vprime_bo *bo, unsigned long inode)
{
	/* nobody else knows the buffer yet */
	bo->ledger.inode = inode;
	trace_vprime_import(bo);
	atomic_set(&bo->ledger.attachments, 1);
	trace_vprime_attach(bo);
}

/**
 * vprime_ledger_attached - note that an importer has attached to an export
 * @bo: the buffer
 */
static inline void vprime_ledger_attached(struct vprime_bo *bo)
{
	atomic_inc(&bo->ledger.attachments);
	trace_vprime_attach(bo);
}

/**
 * vprime_ledger_detached - note that an importer has detached from an export
 * @bo: the buffer
 */
static inline void vprime_ledger_detached(struct vprime_bo *bo)
{
	atomic_dec(&bo->ledger.attachments);
	trace_vprime_detach(bo);
}

/**
 * vprime_ledger_sg_mapped - note that somebody has got an sg table
 * @bo: the buffer
 * @reused: it existed before
 */
static inline void vprime_ledger_sg_mapped(struct vprime_bo *bo, bool reused)
{
	atomic_inc(reused ? &bo->ledger.sg_map_reuses : &bo->ledger.sg_maps);
	trace_vprime_sg_map(bo, reused);
}

/**
 * vprime_ledger_vmapped - note that somebody has got a CPU mapping in the kernel
 * @bo: the buffer
 * @reused: it existed before
 */
static inline void vprime_ledger_vmapped(struct vprime_bo *bo, bool reused)
{
	atomic_inc(reused ? &bo->ledger.vmap_reuses : &bo->ledger.vmaps);
	trace_vprime_vmap(bo, reused);
}

/**
 * vprime_ledger_mmapped - note that a process has mapped a buffer
 * @bo: the buffer
 */
static inline void vprime_ledger_mmapped(struct vprime_bo *bo)
{
	atomic_inc(&bo->ledger.mmaps);
	trace_vprime_mmap(bo);
}

/**
 * vprime_ledger_cpu_begin - note that a CPU-access bracket has been opened
 * @bo: the buffer
 */
static inline void vprime_ledger_cpu_begin(struct vprime_bo *bo)
{
	atomic_inc(&bo->ledger.cpu_begins);
	trace_vprime_cpu_begin(bo);
}

/**
 * vprime_ledger_cpu_end - note that a CPU-access bracket has been closed
 * @bo: the buffer
 */
static inline void vprime_ledger_cpu_end(struct vprime_bo *bo)
{
	atomic_inc(&bo->ledger.cpu_ends);
	trace_vprime_cpu_end(bo);
}

/**
 * vprime_ledger_fence_wait - note that a commit waits for a buffer's fence
 * @bo: the buffer
 */
static inline void vprime_ledger_fence_wait(struct vprime_bo *bo)
{
	atomic_inc(&bo->ledger.fence_waits);
	trace_vprime_fence_wait(bo);
}

/**
 * vprime_ledger_shown - note that a plane begins to show a buffer
 * @bo: the buffer
 */
static inline void vprime_ledger_shown(struct vprime_bo *bo)
{
	atomic_inc(&bo->ledger.shown);
	trace_vprime_show(bo);
}

/**
 * vprime_ledger_unshown - note that a plane no longer shows a buffer
 * @bo: the buffer
 */
static inline void vprime_ledger_unshown(struct vprime_bo *bo)
{
	atomic_dec(&bo->ledger.shown);
	trace_vprime_unshow(bo);
}

#endif
