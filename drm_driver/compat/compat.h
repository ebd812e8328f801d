/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the newest kernel has and an older one lacks, under the newest one's
 * names. Each HAVE_ comes from compiling the probe of that name in probes/.
 *
 * Include this after all headers of the kernel.
 */
#ifndef VPRIME_COMPAT_H
#define VPRIME_COMPAT_H

#include <linux/dma-resv.h>
#include <linux/hrtimer.h>
#include <linux/mm.h>
#include <linux/workqueue.h>

#include <drm/drm_atomic.h>
#include <drm/drm_atomic_helper.h>
#include <drm/drm_connector.h>
#include <drm/drm_gem.h>
#include <drm/drm_gem_atomic_helper.h>
#include <drm/drm_gem_framebuffer_helper.h>
#include <drm/drm_mode_config.h>
#include <drm/drm_modeset_helper.h>
#include <drm/drm_modeset_helper_vtables.h>
#include <drm/drm_plane.h>
#include <drm/drm_prime.h>
#include <drm/drm_print.h>
#include <drm/drm_vblank.h>

#include "compat-config.h"
#include "dma_buf.h"

#ifndef HAVE_DRM_ATOMIC_COMMIT
#define drm_atomic_commit drm_atomic_state
#define drm_atomic_commit_get drm_atomic_state_get
#define drm_atomic_commit_put drm_atomic_state_put
#endif

/* One function undid what had been prepared, whether it was shown or not. */
#ifndef HAVE_DRM_ATOMIC_HELPER_UNPREPARE_PLANES
#define drm_atomic_helper_unprepare_planes drm_atomic_helper_cleanup_planes
#endif

#ifndef HAVE_DRM_GEM_IS_IMPORTED
static inline bool drm_gem_is_imported(const struct drm_gem_object *obj)
{
	return obj->import_attach;
}
#endif

#ifndef HAVE_DRM_GEM_SHMEM_PRIME_IMPORT_NO_MAP
struct drm_gem_object *drm_gem_shmem_prime_import_no_map(struct drm_device *dev,
							 struct dma_buf *dmabuf);
#endif

/* drm_edid_connector_update() added them already; what counts is whether there are any. */
#ifndef HAVE_DRM_EDID_CONNECTOR_ADD_MODES
static inline int drm_edid_connector_add_modes(struct drm_connector *connector)
{
	return !list_empty(&connector->probed_modes);
}
#endif

#ifndef HAVE_DRM_COLORSPACE_CHOICE
#define drm_mode_create_hdmi_colorspace_property(connector, which) \
	drm_mode_create_hdmi_colorspace_property(connector)
#define drm_mode_create_dp_colorspace_property(connector, which) \
	drm_mode_create_dp_colorspace_property(connector)
#endif

#ifndef HAVE_DRM_SYSFS_CONNECTOR_PROPERTY_EVENT
#define drm_sysfs_connector_property_event drm_sysfs_connector_status_event
#endif

static inline const struct hdr_sink_metadata *
compat_hdr_sink_metadata(const struct drm_connector *connector)
{
#ifdef HAVE_DISPLAY_INFO_HDR_SINK_METADATA
	return &connector->display_info.hdr_sink_metadata;
#else
	return &connector->hdr_sink_metadata;
#endif
}

/* Connectors that came later were made as all others were, and seen from then on. */
#ifndef HAVE_DRM_CONNECTOR_DYNAMIC_INIT
#define drm_connector_dynamic_init(dev, connector, funcs, type, ddc) \
	drm_connector_init(dev, connector, funcs, type)
#define drm_connector_dynamic_register drm_connector_register
#endif

#ifndef HAVE_VM_FLAGS_SET
static inline void vm_flags_set(struct vm_area_struct *vma, unsigned long flags)
{
	vma->vm_flags |= flags;
}

static inline void vm_flags_clear(struct vm_area_struct *vma, unsigned long flags)
{
	vma->vm_flags &= ~flags;
}
#endif

#ifndef HAVE_DRM_GEM_VMAP
/* Before dma_buf_vmap_unlocked() came, vmap callbacks took their own locks. */
static inline void compat_vmap_lock(struct drm_gem_object *obj)
{
#ifdef HAVE_DMA_BUF_VMAP_UNLOCKED
	dma_resv_lock(obj->resv, NULL);
#endif
}

static inline void compat_vmap_unlock(struct drm_gem_object *obj)
{
#ifdef HAVE_DMA_BUF_VMAP_UNLOCKED
	dma_resv_unlock(obj->resv);
#endif
}

static inline int drm_gem_vmap(struct drm_gem_object *obj, struct iosys_map *map)
{
	int ret;

	compat_vmap_lock(obj);
	ret = obj->funcs->vmap(obj, map);
	compat_vmap_unlock(obj);
	return !ret && iosys_map_is_null(map) ? -ENOMEM : ret;
}

static inline void drm_gem_vunmap(struct drm_gem_object *obj, struct iosys_map *map)
{
	compat_vmap_lock(obj);
	obj->funcs->vunmap(obj, map);
	iosys_map_clear(map);
	compat_vmap_unlock(obj);
}
#endif

#ifndef HAVE_DRM_CRTC_VBLANK_CRTC
static inline struct drm_vblank_crtc *drm_crtc_vblank_crtc(struct drm_crtc *crtc)
{
	return &crtc->dev->vblank[drm_crtc_index(crtc)];
}
#endif

/* Where a work is queued it ran, unless its workqueue was WQ_UNBOUND. */
#ifndef HAVE_WQ_PERCPU
#define WQ_PERCPU 0
#endif

#ifndef HAVE_HRTIMER_SETUP
static inline void hrtimer_setup(struct hrtimer *timer,
				 enum hrtimer_restart (*function)(struct hrtimer *timer),
				 clockid_t clock_id, enum hrtimer_mode mode)
{
	hrtimer_init(timer, clock_id, mode);
	timer->function = function;
}
#endif

/* Older kernels have no hotspots, so a driver has no use for saying that it has. */
#ifndef HAVE_DRIVER_CURSOR_HOTSPOT
#define DRIVER_CURSOR_HOTSPOT 0
#endif

/* On older kernels clients find out by themselves which sizes of cursors there are. */
#ifndef HAVE_DRM_PLANE_ADD_SIZE_HINTS_PROPERTY
struct drm_plane_size_hint {
	u16 width, height;
};

static inline int drm_plane_add_size_hints_property(struct drm_plane *plane,
						    const struct drm_plane_size_hint *hints,
						    int num_hints)
{
	return 0;
}
#endif

/*
 * The background colour was no part of the core's state: a property of the same
 * name and meaning keeps it beside.
 */
#ifdef HAVE_CRTC_BACKGROUND_COLOR
struct compat_background {
};

#define COMPAT_BACKGROUND_BLACK ((struct compat_background) { })
#define compat_background(state, background) ((state)->background_color)
#define compat_crtc_atomic_set_property NULL
#define compat_crtc_atomic_get_property NULL
#else
struct compat_background {
	u64 color;
};

#define COMPAT_BACKGROUND_BLACK ((struct compat_background) { 0xffff000000000000ull })
#define compat_background(state, background) ((background)->color)
int compat_crtc_atomic_set_property(struct drm_crtc *crtc, struct drm_crtc_state *state,
				    struct drm_property *property, u64 value);
int compat_crtc_atomic_get_property(struct drm_crtc *crtc, const struct drm_crtc_state *state,
				    struct drm_property *property, u64 *value);
void drm_crtc_attach_background_color_property(struct drm_crtc *crtc);
#endif

/* What has got an argument more; a compat_ name stands for what fits this kernel. */

#ifdef HAVE_FB_CREATE_INFO
#define compat_fill_fb_struct drm_helper_mode_fill_fb_struct
#define compat_fb_create vprime_fb_create
#else
static inline void compat_fill_fb_struct(struct drm_device *dev, struct drm_framebuffer *fb,
					 const struct drm_format_info *info,
					 const struct drm_mode_fb_cmd2 *cmd)
{
	drm_helper_mode_fill_fb_struct(dev, fb, cmd);
}

struct drm_framebuffer *compat_fb_create(struct drm_device *dev, struct drm_file *file,
					 const struct drm_mode_fb_cmd2 *cmd);
#endif

/*
 * Where the core has no property for the formats of asynchronous flips, one of
 * that name is made that says the same as IN_FORMATS.
 */
#ifdef HAVE_FORMAT_MOD_SUPPORTED_ASYNC
#define COMPAT_FORMAT_MOD_SUPPORTED_ASYNC(function) .format_mod_supported_async = (function),
static inline void compat_attach_async_formats(struct drm_plane *plane)
{
}
#else
#define COMPAT_FORMAT_MOD_SUPPORTED_ASYNC(function)
void compat_attach_async_formats(struct drm_plane *plane);
#endif

/* Older kernels draw no panic screen, and do not ask where to. */
#ifdef HAVE_PANIC_FLUSH
#define COMPAT_PANIC_SCREEN(get, flush) .get_scanout_buffer = (get), .panic_flush = (flush),
#else
#define COMPAT_PANIC_SCREEN(get, flush)
#endif

#ifdef HAVE_ASYNC_CHECK_FLIP
#define compat_async_check vprime_plane_atomic_async_check
#else
int compat_async_check(struct drm_plane *plane, struct drm_atomic_commit *state);
#endif

#endif
