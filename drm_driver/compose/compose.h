/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The compositor: a scene of layers in, rows of pixels out.
 *
 * Rows come in two depths. A scene whose layers all have 8 bits a channel or
 * fewer is composed in 32-bit pixels (ARGB8888), any other in 64-bit pixels
 * (ARGB16161616). In both, as in DRM fourcc, blue is the lowest channel and
 * alpha the highest, and colour is premultiplied by alpha.
 */
#ifndef VPRIME_COMPOSE_H
#define VPRIME_COMPOSE_H

#include "shim.h"

/* Width in pixels of the widest row that can be composed. */
#define VPRIME_COMPOSE_MAX_WIDTH 16384

/**
 * struct vprime_format - how the pixels of one DRM format are read and written
 * @fourcc: the format, DRM_FORMAT_*
 * @cpp: bytes per pixel
 * @has_alpha: the format carries alpha; without it every pixel is opaque
 * @deep: some channel has more than 8 bits
 * @read8: @n pixels at @src as ARGB8888; not for deep formats
 * @read16: @n pixels at @src as ARGB16161616; deep formats only
 * @write8: @n ARGB8888 pixels into the format at @dst; not for deep formats
 * @write16: @n ARGB16161616 pixels into the format at @dst; deep formats only
 *
 * @src and @dst need no alignment.
 */
struct vprime_format {
	u32 fourcc;
	u8 cpp;
	bool has_alpha;
	bool deep;
	void (*read8)(u32 *row, const u8 *src, u32 n);
	void (*read16)(u64 *row, const u8 *src, u32 n);
	void (*write8)(u8 *dst, const u32 *row, u32 n);
	void (*write16)(u8 *dst, const u64 *row, u32 n);
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
 * struct vprime_pixels - a rectangle of memory that holds pixels
 * @format: how to read or write it
 * @map: where the pixel (0, 0) is
 * @pitch: bytes from one row to the next
 */
struct vprime_pixels {
	const struct vprime_format *format;
	struct iosys_map map;
	u32 pitch;
};

/**
 * struct vprime_layer - one source of a scene
 * @src: the memory that is shown
 * @src_x: left edge of what is shown, in pixels of @src
 * @src_y: top edge of what is shown, in pixels of @src
 * @dst_x: left edge in the scene, in pixels
 * @dst_y: top edge in the scene, in pixels
 * @width: columns shown, in pixels
 * @height: rows shown, in pixels
 *
 * The destination lies inside the scene and the source inside @src: whoever
 * fills a layer clips it.
 */
struct vprime_layer {
	struct vprime_pixels src;
	u32 src_x, src_y;
	u32 dst_x, dst_y;
	u32 width, height;
};

/**
 * struct vprime_scene - all that is shown on one output at one time
 * @width: columns, in pixels, at most VPRIME_COMPOSE_MAX_WIDTH
 * @height: rows, in pixels
 * @n_layers: entries of @layers
 * @layers: from the bottom to the top; below them all is opaque black
 */
struct vprime_scene {
	u32 width, height;
	u32 n_layers;
	struct vprime_layer *layers;
};

/**
 * vprime_compose_scratch_size - memory that vprime_compose() works in
 *
 * Context: any.
 * Return: the size in bytes, enough for any scene.
 */
size_t vprime_compose_scratch_size(void);

/**
 * vprime_compose - compose a scene once for all who want it
 * @scene: what to compose; neither it nor anything but its pixels may change
 *	while this runs
 * @target: where to write the picture, or NULL; as large as the scene
 * @crc: where to put the picture's checksum, or NULL
 * @scratch: vprime_compose_scratch_size() bytes, 8-byte aligned, used by
 *	nobody else at the time
 *
 * The checksum is that of an 8-bit link: each row, as opaque ARGB8888 pixels,
 * goes through xxh64 seeded with its row number; the sum of all rows' hashes is
 * folded to 32 bits by exclusive or of its halves. A sum lets a row change
 * without looking at the others.
 *
 * Context: may sleep (gives up the CPU between rows); takes no locks and
 * allocates nothing.
 */
void vprime_compose(const struct vprime_scene *scene, const struct vprime_pixels *target,
		    u32 *crc, void *scratch);

#endif
