/* SPDX-License-Identifier: GPL-2.0-only */
/* The CRC sink. */
#ifndef VPRIME_CRC_H
#define VPRIME_CRC_H

#include "vprime_drv.h"

struct vprime_frame;

/**
 * vprime_crc_init - find the sources that an output's CRCs can have
 * @output: the output, its CRTC and all planes of the card initialised
 *
 * Context: probe.
 * Return: 0 or -ENOMEM; what was made goes with the device.
 */
int vprime_crc_init(struct vprime_output *output);

/**
 * vprime_crc_scene - what the CRC of a frame is made of
 * @source: the source
 * @frame: the frame
 *
 * Context: any.
 * Return: the scene, valid as long as @frame.
 */
struct vprime_scene vprime_crc_scene(const struct vprime_crc_source *source,
				     const struct vprime_frame *frame);

/**
 * vprime_crc_get_sources - &drm_crtc_funcs.get_crc_sources
 * @crtc: the CRTC
 * @count: where to put the number of sources
 *
 * Context: process.
 * Return: their names.
 */
const char *const *vprime_crc_get_sources(struct drm_crtc *crtc, size_t *count);

/**
 * vprime_crc_verify_source - &drm_crtc_funcs.verify_crc_source
 * @crtc: the CRTC
 * @source: a source's name, or NULL
 * @values_cnt: where to put the number of values in an entry
 *
 * Context: process.
 * Return: 0, or -EINVAL for a name that no source has.
 */
int vprime_crc_verify_source(struct drm_crtc *crtc, const char *source, size_t *values_cnt);

/**
 * vprime_crc_set_source - &drm_crtc_funcs.set_crc_source
 * @crtc: the CRTC
 * @source: a source's name, or NULL when nobody reads any more
 *
 * Context: process; takes &vprime_output.lock.
 * Return: 0, -EINVAL for a name that no source has or while vblanks are off.
 */
int vprime_crc_set_source(struct drm_crtc *crtc, const char *source);

/**
 * vprime_crc_compose - a composition begins
 * @output: the output
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_crc_compose(struct vprime_output *output);

/**
 * vprime_crc_hold - the present vblank ought to show more than is composed
 * @output: the output
 *
 * Its entry and those after it wait for the next composition.
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_crc_hold(struct vprime_output *output);

/**
 * vprime_crc_report - add the entries that a composition makes due
 * @output: the output
 * @crc: the composition's checksum, or NULL if the last output is repeated
 *
 * Vblanks before the composition's own, missed by a late timer, repeat the
 * value before it; later ones, which found it running, repeat its own, but for
 * those that vprime_crc_hold() keeps back.
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_crc_report(struct vprime_output *output, const u32 *crc);

#endif
