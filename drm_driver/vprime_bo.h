/* SPDX-License-Identifier: GPL-2.0-only */
/* Buffers and the framebuffers made of them. */
#ifndef VPRIME_BO_H
#define VPRIME_BO_H

#include <linux/dma-direction.h>
#include <linux/iosys-map.h>
#include <linux/mutex.h>

#include <drm/drm_framebuffer.h>
#include <drm/drm_gem_shmem_helper.h>

#include "vprime_ledger.h"

struct drm_file;
struct drm_format_info;
struct drm_mode_create_dumb;
struct drm_mode_fb_cmd2;

/**
 * struct vprime_bo - a buffer
 * @shmem: the helpers' part; first, as the helpers free it
 * @map_lock: protects all below; a reservation lock nests inside
 * @map: the CPU mapping, valid while @map_users is not 0
 * @map_users: mapped framebuffers that use the buffer
 * @ledger: what has happened to the buffer; not under @map_lock
 *
 * The mapping is made by the first commit that shows the buffer, kept across
 * flips and undone with the last framebuffer that used it.
 */
struct vprime_bo {
	struct drm_gem_shmem_object shmem;
	struct mutex map_lock; /* see above */
	struct iosys_map map;
	unsigned int map_users;
	struct vprime_ledger ledger;
};

#define to_vprime_bo(obj) container_of(to_drm_gem_shmem_obj(obj), struct vprime_bo, shmem)

/**
 * struct vprime_framebuffer - a framebuffer
 * @base: the core's part; first, as the helpers free it
 * @map_lock: protects @mapped; &vprime_bo.map_lock nests inside
 * @mapped: its buffers are mapped and stay so as long as it lives
 */
struct vprime_framebuffer {
	struct drm_framebuffer base;
	struct mutex map_lock; /* see above */
	bool mapped;
};

/**
 * vprime_gem_create_object - &drm_driver.gem_create_object
 * @dev: the card
 * @size: unused, the helpers set it
 *
 * Context: process.
 * Return: the object for the helpers to initialise, or ERR_PTR(-ENOMEM).
 */
struct drm_gem_object *vprime_gem_create_object(struct drm_device *dev, size_t size);

/**
 * vprime_gem_dumb_create - &drm_driver.dumb_create
 * @file: the client
 * @dev: the card
 * @args: the client's request
 *
 * Context: process.
 * Return: what drm_gem_shmem_dumb_create() returns.
 */
int vprime_gem_dumb_create(struct drm_file *file, struct drm_device *dev,
			   struct drm_mode_create_dumb *args);

/**
 * vprime_gem_dumb_map_offset - &drm_driver.dumb_map_offset
 * @file: the client
 * @dev: the card
 * @handle: the buffer, own or imported
 * @offset: where to put the offset to mmap the card's node at, in bytes
 *
 * Whoever maps an import has to bracket access with DMA_BUF_IOCTL_SYNC on the
 * dma-buf, as with a mapping of the dma-buf itself.
 *
 * Context: process.
 * Return: 0, -ENOENT if there is no such handle, -EINVAL if the buffer is an
 * import and the card does not map these, -ENOMEM or -ENOSPC.
 */
int vprime_gem_dumb_map_offset(struct drm_file *file, struct drm_device *dev, u32 handle,
			       u64 *offset);

/**
 * vprime_fb_create - &drm_mode_config_funcs.fb_create
 * @dev: the card
 * @file: the client
 * @info: the format
 * @cmd: the client's request
 *
 * Context: process.
 * Return: the framebuffer, or an ERR_PTR(): -EINVAL if no plane has the format
 * or a colour plane does not lie in its buffer, -ENOENT if there is no such
 * handle, -EOPNOTSUPP if an imported buffer's exporter has no vmap, or -ENOMEM.
 */
struct drm_framebuffer *vprime_fb_create(struct drm_device *dev, struct drm_file *file,
					 const struct drm_format_info *info,
					 const struct drm_mode_fb_cmd2 *cmd);

/**
 * vprime_fb_map - map a framebuffer's buffers for the CPU
 * @fb: the framebuffer; the mappings last as long as it does
 *
 * Context: process; takes &vprime_bo.map_lock and the buffers' reservation
 * locks; not on a path that signals a fence.
 * Return: 0, -ENOMEM, -ENOSPC, -EIO, -EINTR or -ERESTARTSYS, as prepare_fb may
 * return; any other refusal of an exporter is -EIO.
 */
int vprime_fb_map(struct drm_framebuffer *fb);

/**
 * vprime_fb_plane_map - where a framebuffer's colour plane is
 * @fb: a framebuffer that vprime_fb_map() has mapped
 * @plane: the colour plane, from 0
 *
 * Context: any.
 * Return: the mapping of its buffer, moved by the plane's offset.
 */
struct iosys_map vprime_fb_plane_map(struct drm_framebuffer *fb, unsigned int plane);

/**
 * vprime_fb_begin_access - open a framebuffer's CPU-access brackets
 * @fb: the framebuffer
 * @dir: DMA_FROM_DEVICE for reading, DMA_BIDIRECTIONAL for writing as well
 *
 * Context: process; may sleep as long as an exporter likes.
 * Return: 0, or the first exporter's refusal.
 */
int vprime_fb_begin_access(struct drm_framebuffer *fb, enum dma_data_direction dir);

/**
 * vprime_fb_end_access - undo vprime_fb_begin_access()
 * @fb: the framebuffer
 * @dir: the same direction
 *
 * Context: process, may sleep.
 */
void vprime_fb_end_access(struct drm_framebuffer *fb, enum dma_data_direction dir);

/**
 * vprime_fb_count_fence_wait - note that a commit waits for a framebuffer's buffers
 * @fb: the framebuffer
 *
 * Context: any.
 */
void vprime_fb_count_fence_wait(struct drm_framebuffer *fb);

/**
 * vprime_fb_count_shown - note that a plane begins or ends to show a framebuffer
 * @fb: the framebuffer
 * @shown: which of the two
 *
 * Context: any.
 */
void vprime_fb_count_shown(struct drm_framebuffer *fb, bool shown);

/**
 * vprime_fb_read_only - whether a framebuffer may not be written
 * @fb: the framebuffer
 *
 * Context: any.
 * Return: whether one of its buffers is an import of a dma-buf open for reading only.
 */
bool vprime_fb_read_only(struct drm_framebuffer *fb);

/**
 * vprime_fb_busy - whether somebody still uses a framebuffer's buffers
 * @fb: the framebuffer
 * @write: the CPU is about to write, so that readers count as well as writers
 *
 * Context: any.
 * Return: whether an unsignalled fence is in the way.
 */
bool vprime_fb_busy(struct drm_framebuffer *fb, bool write);

#endif
