/* SPDX-License-Identifier: MIT */
/*
 * As much of the kernel as vkms's composer looks at, for userspace.
 *
 * Every header that it includes and that is not taken from the kernel's source
 * as it is leads here. Only what is named in the composer is declared.
 */
#ifndef VKMS_SHIM_KERNEL_H
#define VKMS_SHIM_KERNEL_H

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/types.h>

#include "bits.h"

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s8 s8;
typedef __s16 s16;
typedef __s32 s32;
typedef __s64 s64;

#define ____cacheline_aligned __attribute__((aligned(64)))
#define __maybe_unused __attribute__((unused))
#define EXPORT_SYMBOL(x)
#define EXPORT_SYMBOL_IF_KUNIT(x)
#define VISIBLE_IF_KUNIT static
#define IS_ENABLED(x) 0

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define container_of(p, type, member) ((type *)((char *)(p) - offsetof(type, member)))
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define min_t(type, a, b) min((type)(a), (type)(b))
#define max_t(type, a, b) max((type)(a), (type)(b))
#define clamp(x, low, high) ((x) < (low) ? (low) : (x) > (high) ? (high) : (x))
#define clamp_val(x, low, high) clamp(x, low, high)
#define swap(a, b) do { typeof(a) _t = (a); (a) = (b); (b) = _t; } while (0)
#define DIV_ROUND_CLOSEST(x, d) (((x) + (d) / 2) / (d))
#define DIV_ROUND_UP(x, d) (((x) + (d) - 1) / (d))
#define DIV_ROUND_UP_ULL(x, d) DIV_ROUND_UP((u64)(x), d)
#define DIV_ROUND_DOWN_ULL(x, d) ((u64)(x) / (d))
#define mul_u32_u32(a, b) ((u64)(a) * (b))
#define lower_32_bits(x) ((u32)(x))
#define do_div(x, d) ((x) /= (d))
#define le16_to_cpu(x) (x)
#define cpu_to_le16(x) (x)

#define WARN_ON(x) (x)
#define WARN(x, ...) (x)
#define WARN_ONCE(x, ...) (x)
#define drm_WARN_ONCE(dev, x, ...) (x)
#define pr_err(...) fprintf(stderr, __VA_ARGS__)
#define DRM_ERROR(...) fprintf(stderr, __VA_ARGS__)
#define DRM_DEBUG_DRIVER(...)
#define DRM_DEBUG_KMS(...)
#define BUG() abort()

#define GFP_KERNEL 0
#define kvmalloc(bytes, flags) malloc(bytes)
#define kvfree(p) free(p)

static inline s64 div64_s64(s64 a, s64 b)
{
	return a / b;
}

static inline u64 div64_u64_rem(u64 a, u64 b, u64 *rem)
{
	*rem = a % b;
	return a / b;
}

u32 crc32_le(u32 crc, const void *p, size_t len);

typedef struct { int unused; } spinlock_t;
#define spin_lock_irq(lock) ((void)(lock))
#define spin_unlock_irq(lock) ((void)(lock))

struct work_struct { int unused; };
struct workqueue_struct;
struct faux_device;

struct iosys_map {
	void *vaddr;
	bool is_iomem;
};

static inline bool iosys_map_is_null(const struct iosys_map *map)
{
	return !map->vaddr;
}

#include <drm/drm.h>
#include <drm/drm_mode.h>
#include <drm/drm_fourcc.h>

#define DRM_FORMAT_MAX_PLANES 4

#include <drm/drm_rect.h>

enum drm_color_encoding {
	DRM_COLOR_YCBCR_BT601,
	DRM_COLOR_YCBCR_BT709,
	DRM_COLOR_YCBCR_BT2020,
	DRM_COLOR_ENCODING_MAX,
};

enum drm_color_range {
	DRM_COLOR_YCBCR_LIMITED_RANGE,
	DRM_COLOR_YCBCR_FULL_RANGE,
	DRM_COLOR_RANGE_MAX,
};

enum drm_colorop_curve_1d_type {
	DRM_COLOROP_1D_CURVE_SRGB_EOTF,
	DRM_COLOROP_1D_CURVE_SRGB_INV_EOTF,
};

struct drm_device { int unused; };
struct drm_encoder { int unused; };
struct drm_writeback_connector { int unused; };
struct drm_plane { int unused; };

struct drm_format_info {
	u32 format;
	u8 cpp[DRM_FORMAT_MAX_PLANES];
	u8 char_per_block[DRM_FORMAT_MAX_PLANES];
	u8 hsub, vsub;
};

static inline int drm_format_info_block_width(const struct drm_format_info *info, int plane)
{
	return 1;
}

static inline int drm_format_info_block_height(const struct drm_format_info *info, int plane)
{
	return 1;
}

static inline int drm_format_info_bpp(const struct drm_format_info *info, int plane)
{
	return info->char_per_block[plane] * 8;
}

struct drm_framebuffer {
	const struct drm_format_info *format;
	u32 width, height;
	u32 pitches[DRM_FORMAT_MAX_PLANES];
	u32 offsets[DRM_FORMAT_MAX_PLANES];
};

struct drm_property_blob {
	size_t length;
	void *data;
};

struct drm_colorop_state {
	bool bypass;
	enum drm_colorop_curve_1d_type curve_1d_type;
	struct drm_property_blob *data;
};

struct drm_colorop {
	struct drm_device *dev;
	enum drm_colorop_type type;
	struct drm_colorop_state *state;
	struct drm_colorop *next;
};

struct drm_plane_state {
	struct drm_colorop *color_pipeline;
};

struct drm_shadow_plane_state {
	struct drm_plane_state base;
};

struct drm_display_mode {
	u16 hdisplay, vdisplay;
};

struct drm_crtc;

struct drm_crtc_state {
	struct drm_crtc *crtc;
	struct drm_display_mode mode;
	u64 background_color;
	struct drm_property_blob *gamma_lut;
};

struct drm_crtc {
	struct drm_crtc_state *state;
};

static inline int drm_crtc_vblank_get(struct drm_crtc *crtc)
{
	return 0;
}

static inline void drm_crtc_vblank_put(struct drm_crtc *crtc)
{
}

static inline void drm_writeback_signal_completion(struct drm_writeback_connector *wb, int status)
{
}

int drm_crtc_add_crc_entry(struct drm_crtc *crtc, bool has_frame, u32 frame, u32 *crcs);

#endif
