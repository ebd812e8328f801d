/* SPDX-License-Identifier: GPL-2.0-only */
/* What has happened to a buffer: its account, and the list of all accounts. */
#ifndef VPRIME_LEDGER_H
#define VPRIME_LEDGER_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/types.h>

struct dma_buf;
struct drm_gem_object;
struct drm_minor;
struct drm_vprime_bo_info;
struct vprime_bo;
struct vprime_device;

/**
 * struct vprime_ledger - the account of one buffer
 * @node: on &vprime_device.buffers, under &vprime_device.buffers_lock
 * @created_ns: when it came to be, CLOCK_MONOTONIC
 * @inode: of its dma-buf, 0 before its first export
 * @attachments: importers attached to an export; for an import, ours to its exporter
 * @sg_maps: sg tables made
 * @sg_map_reuses: requests that an attachment's table answered
 * @vmaps: CPU mappings made
 * @vmap_reuses: requests that an existing mapping answered
 * @mmaps: mappings made by clients
 * @cpu_begins: CPU-access brackets opened
 * @cpu_ends: CPU-access brackets closed
 * @fence_waits: commits that waited for one of its fences
 * @shown: planes that show it
 *
 * Counting takes no lock: every counter stands for itself.
 */
struct vprime_ledger {
	struct list_head node;
	u64 created_ns;
	unsigned long inode;
	atomic_t attachments;
	atomic_t sg_maps;
	atomic_t sg_map_reuses;
	atomic_t vmaps;
	atomic_t vmap_reuses;
	atomic_t mmaps;
	atomic_t cpu_begins;
	atomic_t cpu_ends;
	atomic_t fence_waits;
	atomic_t shown;
};

/**
 * vprime_ledger_init - prepare a new buffer's account
 * @ledger: the account, zeroed
 *
 * Context: any.
 */
void vprime_ledger_init(struct vprime_ledger *ledger);

/**
 * vprime_ledger_open - put a buffer on the list, if it is not there
 * @bo: the buffer, completely initialised
 *
 * Context: process.
 */
void vprime_ledger_open(struct vprime_bo *bo);

/**
 * vprime_ledger_close - take a buffer off the list, if it is there
 * @bo: the buffer
 *
 * Context: process.
 */
void vprime_ledger_close(struct vprime_bo *bo);

/**
 * vprime_ledger_info - copy out an account
 * @bo: the buffer
 * @info: where to; &drm_vprime_bo_info.handle stays as it is
 *
 * Context: any.
 */
void vprime_ledger_info(struct vprime_bo *bo, struct drm_vprime_bo_info *info);

/**
 * vprime_ledger_debugfs_init - &drm_driver.debugfs_init
 * @minor: the card's primary node
 *
 * Adds the file "buffers", a table with a line for each buffer. Its columns are
 * separated by tabs and named by the first line; new ones come at the end:
 *
 * - inode, size, exporter: as in &drm_vprime_bo_info;
 * - flags: "i" imported, "e" own and exported, "r" imported read-only, "-" for
 *   each that does not apply, always in this order;
 * - age_ms: the age, in ms;
 * - attachments to shown: the counters of &drm_vprime_bo_info;
 * - planes: which planes show it, as plane@connector with commas in between, or "-";
 *   the CRTC's name is there if it has no connector but writeback.
 *
 * Context: registration of the card.
 */
void vprime_ledger_debugfs_init(struct drm_minor *minor);

#endif
