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
 * struct drm_vprime_bo_info - the account of a buffer
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
 * @mmaps: mappings made by processes through this card
 * @cpu_begins: CPU-access brackets opened: of an import by this card, of an
 *	export by anybody
 * @cpu_ends: CPU-access brackets closed; between accesses, the same as @cpu_begins
 * @fence_waits: commits that had to wait for an implicit fence of it
 * @shown: planes that show it
 * @exporter: name of the exporter, closed by a zero
 *
 * All counters but @attachments and @shown count since the buffer was made or
 * imported and start again at 0 after 2^32 - 1.
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

#define DRM_VPRIME_BO_INFO 0x00

/*
 * DRM_IOCTL_VPRIME_BO_INFO - read the account of a buffer
 *
 * Needs a handle and nothing else. Fails with ENOENT if there is no such handle.
 */
#define DRM_IOCTL_VPRIME_BO_INFO \
	DRM_IOWR(DRM_COMMAND_BASE + DRM_VPRIME_BO_INFO, struct drm_vprime_bo_info)

#if defined(__cplusplus)
}
#endif

#endif
