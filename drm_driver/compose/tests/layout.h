/* SPDX-License-Identifier: MIT */
/* Where each channel of each DRM format lies, as drm_fourcc.h describes it. */
#ifndef COMPOSE_TESTS_LAYOUT_H
#define COMPOSE_TESTS_LAYOUT_H

#include "compose.h"

/* libdrm 2.4.114 does not have these */
#ifndef DRM_FORMAT_R1
#define DRM_FORMAT_R1 fourcc_code('R', '1', ' ', ' ')
#define DRM_FORMAT_R2 fourcc_code('R', '2', ' ', ' ')
#define DRM_FORMAT_R4 fourcc_code('R', '4', ' ', ' ')
#endif
#ifndef DRM_FORMAT_AVUY8888
#define DRM_FORMAT_AVUY8888 fourcc_code('A', 'V', 'U', 'Y')
#define DRM_FORMAT_XVUY8888 fourcc_code('X', 'V', 'U', 'Y')
#endif
#ifndef DRM_FORMAT_NV20
#define DRM_FORMAT_NV20 fourcc_code('N', 'V', '2', '0')
#define DRM_FORMAT_NV30 fourcc_code('N', 'V', '3', '0')
#endif

#define MAX_SAMPLES 8
#define MAX_CHANNELS 4

/* What the numbers of a format mean. */
enum model { MODEL_RGB, MODEL_GREY, MODEL_YUV, MODEL_FLOAT };

/**
 * struct channel - one channel of a format
 * @letter: A, R, G, B, Y, U, V or L (grey)
 * @plane: the colour plane it lies in
 * @bits: its size
 * @n: how many samples of it a block holds
 * @first: for each, its lowest bit in the block read as a little-endian number
 */
struct channel {
	char letter;
	u8 plane, bits, n;
	u8 first[MAX_SAMPLES];
};

/**
 * struct layout - one format
 * @fourcc: DRM_FORMAT_*
 * @name: the same as text
 * @model: what its numbers mean
 * @hsub: columns that share a sample in the colour planes 1 and 2
 * @vsub: rows that do
 * @description: for each colour plane its block from the highest bit to the
 *	lowest, as letter, number of the sample if there are several, and bits
 * @planes: colour planes
 * @block_bits: for each of them, size of a block
 * @block_width: and how many samples lie in it side by side
 * @n_channels: entries of @channels
 */
struct layout {
	u32 fourcc;
	const char *name;
	enum model model;
	u8 hsub, vsub;
	const char *description[VPRIME_COMPOSE_PLANES];

	u8 planes;
	u8 block_bits[VPRIME_COMPOSE_PLANES];
	u8 block_width[VPRIME_COMPOSE_PLANES];
	u8 n_channels;
	struct channel channels[MAX_CHANNELS];
};

/* All formats, layout_count() of them. */
const struct layout *layout_all(void);
u32 layout_count(void);

/* Fails the test for a format that is not among them. */
const struct layout *layout_of(u32 fourcc);

/* NULL if the format has none. */
const struct channel *layout_channel(const struct layout *layout, char letter);

/* No channel has more than 8 bits. */
bool layout_is_shallow(const struct layout *layout);

/* The bytes that a row of @width pixels needs in a colour plane, and the rows it has. */
u32 layout_row_bytes(const struct layout *layout, u32 plane, u32 width);
u32 layout_rows(const struct layout *layout, u32 plane, u32 height);

#endif
