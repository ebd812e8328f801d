/* SPDX-License-Identifier: GPL-2.0-only */
/* Buffers and the framebuffers made of them. */
#ifndef VPRIME_BO_H
#define VPRIME_BO_H

#include <linux/iosys-map.h>
#include <linux/mutex.h>

#include <drm/drm_gem_shmem_helper.h>

struct drm_file;
struct drm_format_info;
struct drm_framebuffer;
struct drm_mode_fb_cmd2;

/**
 * struct vprime_bo - a buffer
 * @shmem: the helpers' part; first, as the helpers free it
 * @map_lock: protects all below; a reservation lock nests inside
 * @map: the CPU mapping, valid if @mapped
 * @mapped: made by the first commit that shows the buffer, undone with its last framebuffer
 * @framebuffer_planes: colour planes of framebuffers that lie in the buffer
 */
struct vprime_bo {
	struct drm_gem_shmem_object shmem;
	struct mutex map_lock;
	struct iosys_map map;
	bool mapped;
	unsigned int framebuffer_planes;
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
 * vprime_fb_create - &drm_mode_config_funcs.fb_create
 * @dev: the card
 * @file: the client
 * @info: the format
 * @cmd: the client's request
 *
 * Context: process.
 * Return: the framebuffer, or an ERR_PTR(): what drm_gem_fb_create_with_funcs()
 * returns, or -EOPNOTSUPP if an imported buffer's exporter has no vmap.
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
 * vprime_fb_busy - whether somebody still uses a framebuffer's buffers
 * @fb: the framebuffer
 * @write: the CPU is about to write, so that readers count as well as writers
 *
 * Context: any.
 * Return: whether an unsignalled fence is in the way.
 */
bool vprime_fb_busy(struct drm_framebuffer *fb, bool write);

#endif
