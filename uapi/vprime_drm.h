/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * The userspace interface of vprime beyond what every DRM driver has. A card is
 * driven through the standard interfaces; this adds what no standard one offers.
 */
#ifndef _UAPI_VPRIME_DRM_H_
#define _UAPI_VPRIME_DRM_H_

#include "drm.h"

#if defined(__cplusplus)
extern "C" {
#endif

/* What DRM_IOCTL_VERSION answers as the driver's name. */
#define VPRIME_DRIVER_NAME "vprime"

/* The buffer is somebody else's, imported from a dma-buf. */
#define VPRIME_BO_IMPORTED 0x1
/* The buffer is this card's own and has been exported. */
#define VPRIME_BO_EXPORTED 0x2
/* The dma-buf that the buffer was imported from is open for reading only. */
#define VPRIME_BO_READ_ONLY 0x4

/* Size of an exporter's name with its closing zero, in bytes; longer ones are cut. */
#define VPRIME_EXPORTER_NAME_SIZE 32

/**
 * struct drm_vprime_bo_info - the account of a buffer: argument of DRM_IOCTL_VPRIME_BO_INFO
 * @handle: in: its GEM handle
 * @flags: VPRIME_BO_*
 * @size: in bytes
 * @inode: inode number of its dma-buf, the same for all who share it; 0 if it has
 *	never been exported
 * @age_ns: since it was made or imported, in ns
 * @attachments: importers attached to it; for an import, this card to its exporter
 * @sg_maps: sg tables made
 * @sg_map_reuses: requests for an sg table that the attachment's existing one answered
 * @vmaps: CPU mappings made in the kernel
 * @vmap_reuses: requests for one that the existing one answered
 * @mmaps: mappings made by processes: of an import through this card, of an own
 *	buffer also through its dma-buf
 * @cpu_begins: CPU-access brackets opened: of an import by this card, of an
 *	export by anybody
 * @cpu_ends: CPU-access brackets closed; between accesses, the same as @cpu_begins
 * @fence_waits: commits that had to wait for an implicit fence of it
 * @shown: planes that show it
 * @exporter: name of the exporter, closed by a zero
 *
 * All counters but @attachments and @shown count since the buffer was made or
 * imported and start again at 0 after 2^32 - 1.
 *
 * The call needs a handle and nothing else; what it fills in may be anything before.
 *
 * Errors: ENOENT if there is no such handle.
 */
struct drm_vprime_bo_info {
	__u32 handle;
	__u32 flags;
	__u64 size;
	__u64 inode;
	__u64 age_ns;
	__u32 attachments;
	__u32 sg_maps;
	__u32 sg_map_reuses;
	__u32 vmaps;
	__u32 vmap_reuses;
	__u32 mmaps;
	__u32 cpu_begins;
	__u32 cpu_ends;
	__u32 fence_waits;
	__u32 shown;
	char exporter[VPRIME_EXPORTER_NAME_SIZE];
};

/* The fence stands for writing; otherwise for reading. */
#define VPRIME_FENCE_WRITE 0x1
/* The fence is wanted as a sync_file, too. */
#define VPRIME_FENCE_SYNC_FILE 0x2
#define VPRIME_FENCE_FLAGS (VPRIME_FENCE_WRITE | VPRIME_FENCE_SYNC_FILE)

/* Longest time until a fence expires, in ms. */
#define VPRIME_FENCE_TIMEOUT_MAX_MS 10000

/* How many fences a file may have: those that it has not signalled, expired ones included. */
#define VPRIME_FENCES_MAX 4096

/**
 * struct drm_vprime_fence_attach - a new fence on a buffer: argument of
 *	DRM_IOCTL_VPRIME_FENCE_ATTACH
 * @handle: in: GEM handle of the buffer, own or imported
 * @flags: in: VPRIME_FENCE_*
 * @timeout_ms: in: when it expires, from 1 to VPRIME_FENCE_TIMEOUT_MAX_MS, in ms
 * @syncobj: in: a syncobj to put the fence into, or 0
 * @point: in: the point of @syncobj's timeline to put it at; 0 replaces what
 *	the syncobj holds
 * @fence: out: number of the fence, for this file, from 1 to VPRIME_FENCES_MAX
 * @sync_file: out: file descriptor with close-on-exec set, or -1 if none was asked for
 *
 * Whoever shows, reads or writes the buffer with implicit synchronisation waits
 * for the fence. One that expires signals with -ETIMEDOUT, one whose card is
 * unbound with -ENODEV. It outlives the file that made it.
 *
 * Errors: EINVAL for an argument out of its range, ENOENT if there is no such
 * handle or syncobj, EBUSY if the buffer has an unsignalled fence that the new
 * one would have to wait for (any for a write, one for writing for a read),
 * ENODEV once the card is unbound, ENOSPC if the file has VPRIME_FENCES_MAX
 * fences, ENOMEM, EMFILE or EINTR.
 */
struct drm_vprime_fence_attach {
	__u32 handle;
	__u32 flags;
	__u32 timeout_ms;
	__u32 syncobj;
	__u64 point;
	__u32 fence;
	__s32 sync_file;
};

/**
 * struct drm_vprime_fence_signal - the end of a fence: argument of
 *	DRM_IOCTL_VPRIME_FENCE_SIGNAL
 * @fence: in: its number, which is free again afterwards
 * @error: in: 0, or a negative errno that whoever asks the fence gets
 *
 * Errors: ENOENT if the file has no such fence, EINVAL if the error is not one,
 * and ETIMEDOUT if the fence had signalled before, by expiry or unbinding.
 */
struct drm_vprime_fence_signal {
	__u32 fence;
	__s32 error;
};

#define DRM_VPRIME_BO_INFO 0x00
#define DRM_VPRIME_FENCE_ATTACH 0x01
#define DRM_VPRIME_FENCE_SIGNAL 0x02

/* What each call does is said of its argument. */
#define DRM_IOCTL_VPRIME_BO_INFO \
	DRM_IOWR(DRM_COMMAND_BASE + DRM_VPRIME_BO_INFO, struct drm_vprime_bo_info)
#define DRM_IOCTL_VPRIME_FENCE_ATTACH \
	DRM_IOWR(DRM_COMMAND_BASE + DRM_VPRIME_FENCE_ATTACH, struct drm_vprime_fence_attach)
#define DRM_IOCTL_VPRIME_FENCE_SIGNAL \
	DRM_IOW(DRM_COMMAND_BASE + DRM_VPRIME_FENCE_SIGNAL, struct drm_vprime_fence_signal)

#if defined(__cplusplus)
}
#endif

#endif
