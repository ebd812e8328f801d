/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What a plane does to its colours before blending: the stages of KMS's colour
 * pipelines (struct drm_colorop).
 *
 * Between stages colours are signed numbers from -128 to 128 with 24 bits behind
 * the point; what is outside is limited to that. After the last stage they are
 * limited to 0..1. Alpha takes no part, and colour that is multiplied by alpha
 * stays so.
 */
#ifndef VPRIME_COMPOSE_PIPELINE_H
#define VPRIME_COMPOSE_PIPELINE_H

#include "shim.h"

/**
 * enum vprime_curve_type - curves, as enum drm_colorop_curve_1d_type
 * @VPRIME_CURVE_SRGB_EOTF: IEC 61966-2-1, from the signal to light
 * @VPRIME_CURVE_SRGB_INV_EOTF: its inverse
 * @VPRIME_CURVE_PQ_125_EOTF: SMPTE ST 2084; 10,000 cd/m² are 125
 * @VPRIME_CURVE_PQ_125_INV_EOTF: its inverse
 * @VPRIME_CURVE_BT2020_INV_OETF: ITU-R BT.2020, from the signal to light
 * @VPRIME_CURVE_BT2020_OETF: its inverse
 * @VPRIME_CURVE_GAMMA22: the power of 2.2
 * @VPRIME_CURVE_GAMMA22_INV: its inverse
 * @VPRIME_CURVES: how many there are
 */
enum vprime_curve_type {
	VPRIME_CURVE_SRGB_EOTF,
	VPRIME_CURVE_SRGB_INV_EOTF,
	VPRIME_CURVE_PQ_125_EOTF,
	VPRIME_CURVE_PQ_125_INV_EOTF,
	VPRIME_CURVE_BT2020_INV_OETF,
	VPRIME_CURVE_BT2020_OETF,
	VPRIME_CURVE_GAMMA22,
	VPRIME_CURVE_GAMMA22_INV,
	VPRIME_CURVES,
};

/* Points of a curve in each octave, and all of them: up to 2^31, in 1/2^24. */
#define VPRIME_CURVE_OCTAVE 256
#define VPRIME_CURVE_POINTS (VPRIME_CURVE_OCTAVE * 24 + 1)

/**
 * struct vprime_curve - a curve as a table, denser towards 0
 * @values: in 1/2^24: for the inputs 0 to 511 (in 1/2^24) and then for 256 in
 *	each octave
 */
struct vprime_curve {
	s32 values[VPRIME_CURVE_POINTS];
};

/**
 * vprime_curve_init - compute a curve
 * @curve: where to put it
 * @type: which
 *
 * Takes some milliseconds. Negative inputs are taken as 0.
 *
 * Context: process; may give up the CPU.
 */
void vprime_curve_init(struct vprime_curve *curve, enum vprime_curve_type type);

/**
 * struct vprime_lut32_entry - one entry of a table, laid out as struct drm_color_lut32
 * @red: value for red, of 0xffffffff
 * @green: for green
 * @blue: for blue
 * @reserved: unused
 */
struct vprime_lut32_entry {
	u32 red, green, blue, reserved;
};

/**
 * enum vprime_stage_type - what a stage does
 * @VPRIME_STAGE_CURVE: each channel through a curve
 * @VPRIME_STAGE_LUT: each channel, limited to 0..1, through a table with linear
 *	interpolation
 * @VPRIME_STAGE_CTM: a matrix of three rows of four; the fourth is added
 * @VPRIME_STAGE_MULTIPLIER: all channels times a number
 * @VPRIME_STAGE_LUT3D: all channels, limited to 0..1, through a cube with
 *	tetrahedral interpolation; red is the fastest index
 */
enum vprime_stage_type {
	VPRIME_STAGE_CURVE,
	VPRIME_STAGE_LUT,
	VPRIME_STAGE_CTM,
	VPRIME_STAGE_MULTIPLIER,
	VPRIME_STAGE_LUT3D,
};

/**
 * struct vprime_stage - one stage of a pipeline
 * @type: what it does
 * @curve: the curve
 * @lut: entries of the table or the cube
 * @size: how many, in each direction of the cube; at most 65536, or 64 for a cube
 * @ctm: twelve coefficients, S31.32 two's complement
 * @multiplier: S31.32 two's complement
 */
struct vprime_stage {
	enum vprime_stage_type type;
	const struct vprime_curve *curve;
	const struct vprime_lut32_entry *lut;
	u32 size;
	const s64 *ctm;
	s64 multiplier;
};

/**
 * struct vprime_pipeline - the stages that a plane's colours go through
 * @n_stages: entries of @stages; what is bypassed is left out
 * @stages: in order
 */
struct vprime_pipeline {
	u32 n_stages;
	const struct vprime_stage *stages;
};

/* A colour between stages, in 1/2^24: red, green, blue. */
struct vprime_wide {
	s32 c[3];
};

/**
 * vprime_pipeline_row - apply a pipeline to a row
 * @pipeline: the pipeline
 * @row: ARGB16161616 pixels
 * @wide: room for as many colours
 * @n: pixels
 */
void vprime_pipeline_row(const struct vprime_pipeline *pipeline, u64 *row,
			 struct vprime_wide *wide, u32 n);

#endif
