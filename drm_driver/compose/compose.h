/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The compositor: a scene of layers in, rows of pixels out.
 *
 * In pixels of 32 bits (ARGB8888) and of 64 bits (ARGB16161616), as in DRM
 * fourcc, blue is the lowest channel and alpha the highest. The result is the
 * same whichever of both a scene is composed in, as long as no more than one
 * transparent layer lies over opaque ones of 8 bits.
 */
#ifndef VPRIME_COMPOSE_H
#define VPRIME_COMPOSE_H

#include "shim.h"

/* Width in pixels of the widest row that can be composed. */
#define VPRIME_COMPOSE_MAX_WIDTH 16384

/* Colour planes of a format, at most. */
#define VPRIME_COMPOSE_PLANES 3

/* Entries of a table, at most. */
#define VPRIME_LUT_ENTRIES 4096

/* Layers of a scene, at most: as many as a DRM device has planes. */
#define VPRIME_COMPOSE_MAX_LAYERS 32

/* Targets of a composition, at most. */
#define VPRIME_COMPOSE_MAX_TARGETS 64

struct vprime_kernels;
struct vprime_run;

/**
 * struct vprime_format - how the pixels of one DRM format lie in memory
 * @fourcc: the format, DRM_FORMAT_*
 * @planes: colour planes
 * @block_bytes: for each colour plane, bytes of the smallest whole piece of a row
 * @block_width: for each colour plane, columns of the picture that such a piece covers
 * @hsub: for each colour plane, columns of the picture that share a sample
 * @vsub: for each colour plane, rows of the picture that share a sample
 * @has_alpha: the format carries alpha; without it every pixel is opaque
 * @deep: some channel has more than 8 bits
 * @coarse: 8 bits can only come near what some pixels mean
 * @is_yuv: the pixels are not RGB
 * @writable: a picture can be written in this format
 * @whole: each bit of a pixel is of its colour: it has no alpha and no unused ones
 * @yuv_bits: bits of a sample of YUV formats
 * @yuv_lanes: which of "Y", "U" and "V" the readers put in red, green and blue
 * @order: enum vprime_order, for readers and writers of 32-bit pixels
 * @layout: for readers and writers that serve several formats, what they know
 * @read8: @n pixels or YUV samples as ARGB8888; not for deep formats
 * @read16: @n pixels or YUV samples as ARGB16161616; for deep formats, and where
 *	widening what @read8 gives is not exact
 * @write8: @n opaque ARGB8888 pixels into the format; not for deep formats
 * @write16: @n opaque ARGB16161616 pixels into the format; deep formats only
 *
 * Deep YUV samples are read into the highest bits of their 16.
 */
struct vprime_format {
	u32 fourcc;
	u8 planes;
	u8 block_bytes[VPRIME_COMPOSE_PLANES];
	u8 block_width[VPRIME_COMPOSE_PLANES];
	u8 hsub[VPRIME_COMPOSE_PLANES];
	u8 vsub[VPRIME_COMPOSE_PLANES];
	bool has_alpha;
	bool deep;
	bool coarse;
	bool is_yuv;
	bool writable;
	bool whole;
	u8 yuv_bits;
	const char *yuv_lanes;
	u8 order;
	const void *layout;
	void (*read8)(u32 *row, const struct vprime_run *src, u32 n);
	void (*read16)(u64 *row, const struct vprime_run *src, u32 n);
	void (*write8)(const struct vprime_run *dst, const u32 *row, u32 n);
	void (*write16)(const struct vprime_run *dst, const u64 *row, u32 n);
};

/**
 * struct vprime_run - where pixels next to each other lie in memory
 * @kernels: the row kernels to use
 * @format: their format
 * @data: for each colour plane, the block that holds the first of them; no alignment
 * @x: column of the first one, which says where in its block it is
 * @temp: room for as many pixels in 16 bits a channel, for writers
 *
 * In rows below the one that chroma is written with, its @data is NULL.
 */
struct vprime_run {
	const struct vprime_kernels *kernels;
	const struct vprime_format *format;
	u8 *data[VPRIME_COMPOSE_PLANES];
	u32 x;
	void *temp;
};

/**
 * vprime_format_lookup - find a format's entry in the table
 * @fourcc: the format, DRM_FORMAT_*
 *
 * Context: any.
 * Return: the entry, or NULL for a format that cannot be composed.
 */
const struct vprime_format *vprime_format_lookup(u32 fourcc);

/**
 * struct vprime_pixels - an image in memory
 * @format: how to read or write it
 * @map: where the pixel (0, 0) of each colour plane is
 * @pitch: for each colour plane, bytes from one row to the next
 * @width: columns, in pixels
 * @height: rows, in pixels
 */
struct vprime_pixels {
	const struct vprime_format *format;
	struct iosys_map map[VPRIME_COMPOSE_PLANES];
	u32 pitch[VPRIME_COMPOSE_PLANES];
	u32 width, height;
};

/**
 * enum vprime_blend - how a layer's pixels and their alpha go over what is below
 * @VPRIME_BLEND_PREMULTI: colour is already multiplied by the pixel's alpha
 * @VPRIME_BLEND_NONE: the pixel's alpha is ignored
 * @VPRIME_BLEND_COVERAGE: colour is yet to be multiplied by the pixel's alpha
 */
enum vprime_blend {
	VPRIME_BLEND_PREMULTI,
	VPRIME_BLEND_NONE,
	VPRIME_BLEND_COVERAGE,
};

/**
 * enum vprime_filter - what a scaled layer shows between the centres of pixels
 * @VPRIME_FILTER_BILINEAR: the mean of the four pixels around, weighted by closeness
 * @VPRIME_FILTER_NEAREST: the pixel that the place is in
 */
enum vprime_filter {
	VPRIME_FILTER_BILINEAR,
	VPRIME_FILTER_NEAREST,
};

/**
 * enum vprime_encoding - the standard whose luma and chroma a YUV layer holds
 * @VPRIME_ENCODING_BT601: ITU-R BT.601
 * @VPRIME_ENCODING_BT709: ITU-R BT.709
 * @VPRIME_ENCODING_BT2020: ITU-R BT.2020, non-constant luminance
 */
enum vprime_encoding {
	VPRIME_ENCODING_BT601,
	VPRIME_ENCODING_BT709,
	VPRIME_ENCODING_BT2020,
};

struct vprime_pipeline;

/**
 * struct vprime_layer - one source of a scene
 * @src: the image that is shown
 * @src_x: left edge of what is shown, in 65536ths of a pixel of @src
 * @src_y: top edge of what is shown, likewise
 * @src_w: width of what is shown, likewise, not 0
 * @src_h: height of what is shown, likewise, not 0
 * @dst_x: left edge in the scene, in pixels, possibly outside
 * @dst_y: top edge in the scene, in pixels, possibly outside
 * @dst_w: width in the scene, in pixels, before clipping to it
 * @dst_h: height in the scene, in pixels, before clipping to it
 * @rotation: DRM_MODE_ROTATE_* | DRM_MODE_REFLECT_*: the source is reflected,
 *	then turned counter-clockwise, then scaled to the destination; 0 is as
 *	DRM_MODE_ROTATE_0
 * @alpha: what the whole layer is multiplied by; 65535 is opaque
 * @blend: how pixels go over what is below
 * @filter: how a scaled layer is sampled
 * @encoding: of YUV formats
 * @full_range: of YUV formats: all sample values are used
 * @pipeline: what is done to the colours before blending (pipeline.h), or NULL
 *
 * The source lies inside @src, which has at most 16384 columns and rows.
 */
struct vprime_layer {
	struct vprime_pixels src;
	u32 src_x, src_y, src_w, src_h;
	s32 dst_x, dst_y;
	u32 dst_w, dst_h;
	u32 rotation;
	u16 alpha;
	enum vprime_blend blend;
	enum vprime_filter filter;
	enum vprime_encoding encoding;
	bool full_range;
	const struct vprime_pipeline *pipeline;
};

/**
 * struct vprime_lut_entry - one entry of a table, laid out as struct drm_color_lut
 * @red: value for the channel red, of 65535
 * @green: for green
 * @blue: for blue
 * @reserved: unused
 */
struct vprime_lut_entry {
	u16 red, green, blue, reserved;
};

/**
 * struct vprime_lut - a table that maps each channel on its own
 * @size: entries, at most VPRIME_LUT_ENTRIES
 * @entries: the outputs for inputs spread evenly from 0 to the largest value
 */
struct vprime_lut {
	u32 size;
	const struct vprime_lut_entry *entries;
};

/**
 * struct vprime_scene - all that is shown on one output at one time
 * @width: columns, in pixels, at most VPRIME_COMPOSE_MAX_WIDTH
 * @height: rows, in pixels
 * @background: what is below all layers, ARGB16161616, alpha ignored
 * @degamma: first step from the composed colours to the link, or NULL
 * @ctm: second step, nine coefficients in rows, S31.32 two's complement, or NULL
 * @gamma: third step, or NULL
 * @bpc: bits per channel of the link: 8, 10, 12 or 16; 0 is as 8
 * @n_layers: entries of @layers, at most VPRIME_COMPOSE_MAX_LAYERS
 * @layers: from the bottom to the top
 */
struct vprime_scene {
	u32 width, height;
	u64 background;
	const struct vprime_lut *degamma;
	const s64 *ctm;
	const struct vprime_lut *gamma;
	u8 bpc;
	u32 n_layers;
	struct vprime_layer *layers;
};

/**
 * struct vprime_compose_job - which part of a scene is composed, and for whom
 * @first: topmost row to compose
 * @rows: rows to compose
 * @targets: pictures to write, each as large as the scene
 * @n_targets: entries of @targets, at most VPRIME_COMPOSE_MAX_TARGETS
 * @row_hashes: as many entries as the scene has rows, of which those composed
 *	are set, or NULL
 * @kernels: the row kernels to use, or NULL for vprime_kernels_best()
 */
struct vprime_compose_job {
	u32 first, rows;
	const struct vprime_pixels *targets;
	u32 n_targets;
	u64 *row_hashes;
	const struct vprime_kernels *kernels;
};

/**
 * vprime_compose_scratch_size - memory that vprime_compose() works in
 *
 * Context: any.
 * Return: the size in bytes, enough for any scene.
 */
size_t vprime_compose_scratch_size(void);

/**
 * vprime_compose - compose rows of a scene once for all who want them
 * @scene: what to compose; neither it nor anything but its pixels may change
 *	while this runs
 * @job: which rows, and what to make of them
 * @scratch: vprime_compose_scratch_size() bytes, 8-byte aligned, zeroed before
 *	the first composition and then left alone, used by nobody else at the time
 *
 * The hash of a row (see vprime_hash_row() in kernels.h) is that of its pixels
 * as the link carries them: on a link of 8 bits a channel, of the row as opaque
 * ARGB8888; on any other, of the row as opaque ARGB16161616 with channels from 0
 * to (1 << bpc) - 1.
 *
 * A target of which vprime_compose_copies() says so is a copy of the layer that
 * covers the scene. If all are, and there are no hashes, nothing is composed.
 *
 * Context: may sleep (gives up the CPU between rows); takes no locks and
 * allocates nothing. Different rows of a scene can be composed at once.
 */
void vprime_compose(const struct vprime_scene *scene, const struct vprime_compose_job *job,
		    void *scratch);

/**
 * vprime_compose_copies - whether a target is a copy of a layer instead of being composed
 * @scene: the scene
 * @target: the target
 *
 * It is if nothing is above the layer and nothing is done to it: the target has
 * its format, it covers the scene without scaling, rotation, alpha or a
 * colour pipeline, the scene has no tables and no matrix, both are in memory that
 * is not I/O memory, and YUV is in BT.709, limited range, as it is written. The
 * format has no alpha; unused bits of its pixels are not copied.
 *
 * Context: any.
 * Return: whether it is.
 */
bool vprime_compose_copies(const struct vprime_scene *scene, const struct vprime_pixels *target);

/**
 * vprime_compose_crc - the checksum of a picture
 * @row_hashes: the hashes of its rows
 * @rows: how many
 *
 * Context: any.
 * Return: the sum of all hashes, folded to 32 bits by exclusive or of its
 * halves. A sum lets a row change without looking at the others.
 */
u32 vprime_compose_crc(const u64 *row_hashes, u32 rows);

#endif
