/* SPDX-License-Identifier: GPL-2.0-only */
/* What a card is made of, as plain data. */
#ifndef VPRIME_CONFIG_H
#define VPRIME_CONFIG_H

#include <linux/kref.h>
#include <linux/types.h>

#include <drm/drm_plane.h>

#include "vprime_connector_config.h"

/* Bits per channel of the link to a monitor; the least is what it has at first. */
#define VPRIME_BPC_MIN 8
#define VPRIME_BPC_MAX 16
/* How late a vblank may be on purpose, in us. */
#define VPRIME_JITTER_MAX 1000000
/* Width and height that a cursor may have, in pixels. */
#define VPRIME_CURSOR_SIZE 512
/* Entries of a CRTC's tables, at most. */
#define VPRIME_LUT_SIZE 4096
/* The highest place of a plane among others. */
#define VPRIME_ZPOS_MAX 255

/* Formats of a plane, at most: the core takes no more. */
#define VPRIME_FORMATS_MAX 64

/**
 * struct vprime_formats - a list of pixel formats
 * @chosen: somebody did choose them; else vprime_config_complete() does
 * @count: entries of @list
 * @list: DRM_FORMAT_*
 */
struct vprime_formats {
	bool chosen;
	unsigned int count;
	u32 list[VPRIME_FORMATS_MAX];
};

/**
 * vprime_formats_default - what a plane shows unless somebody chooses something else
 * @formats: what to fill in
 * @type: the plane's type
 *
 * Context: any.
 */
void vprime_formats_default(struct vprime_formats *formats, enum drm_plane_type type);

/**
 * vprime_formats_default_writeback - what writeback writes, if some plane has it
 * @formats: what to fill in
 *
 * Context: any.
 */
void vprime_formats_default_writeback(struct vprime_formats *formats);

/**
 * vprime_formats_has - whether a format is in a list
 * @formats: the list
 * @format: DRM_FORMAT_*
 *
 * Context: any.
 * Return: whether it is.
 */
bool vprime_formats_has(const struct vprime_formats *formats, u32 format);

/**
 * vprime_formats_remove - take a format out of a list
 * @formats: the list
 * @format: DRM_FORMAT_*, in the list or not
 *
 * Context: any.
 */
void vprime_formats_remove(struct vprime_formats *formats, u32 format);

/* Planes, CRTCs, encoders and connectors of a card, of each: bits of the core's masks. */
#define VPRIME_OBJECTS_MAX 32
/* Writeback connectors of a CRTC, at most. */
#define VPRIME_WRITEBACKS_MAX 4
/* Outputs with a writeback connector, each of which takes two encoders and two connectors. */
#define VPRIME_OUTPUTS_MAX (VPRIME_OBJECTS_MAX / 2)
/* For vprime_config_outputs(): one overlay for each output if that is not too many planes. */
#define VPRIME_OVERLAYS_DEFAULT (-1)

/**
 * enum vprime_zpos_kind - who says where a plane lies among others
 * @VPRIME_ZPOS_AUTO: the order of the planes; other ones than the cursor may change places
 * @VPRIME_ZPOS_NONE: their order alone, no property
 * @VPRIME_ZPOS_RANGE: a range that the description gives
 */
enum vprime_zpos_kind {
	VPRIME_ZPOS_AUTO,
	VPRIME_ZPOS_NONE,
	VPRIME_ZPOS_RANGE,
};

/**
 * struct vprime_zpos - where a plane lies among others
 * @kind: who says so
 * @min: lowest place, as the next ones with VPRIME_ZPOS_RANGE only
 * @max: highest place; the plane cannot be moved if that is the lowest, too
 * @initial: place at first
 */
struct vprime_zpos {
	enum vprime_zpos_kind kind;
	unsigned int min;
	unsigned int max;
	unsigned int initial;
};

/**
 * struct vprime_size - width and height
 * @width: in pixels
 * @height: in pixels
 */
struct vprime_size {
	unsigned int width;
	unsigned int height;
};

/**
 * struct vprime_plane_config - one plane
 * @name: what messages call it
 * @type: primary, overlay or cursor
 * @possible_crtcs: where it can be shown, bit n for &vprime_config.crtcs' n-th
 * @formats: what it shows
 * @rotations: DRM_MODE_ROTATE_* and DRM_MODE_REFLECT_* that it can do
 * @zpos: where it lies among other planes
 * @scaling: its source may have another size than what is shown of it
 * @size_max: neither may be larger
 */
struct vprime_plane_config {
	char name[VPRIME_NAME_SIZE];
	enum drm_plane_type type;
	u32 possible_crtcs;
	struct vprime_formats formats;
	unsigned int rotations;
	struct vprime_zpos zpos;
	bool scaling;
	struct vprime_size size_max;
};

/**
 * struct vprime_crtc_config - one CRTC
 * @name: what messages call it
 * @writeback: how many writeback connectors it has
 * @writeback_formats: what they write
 * @gamma_size: entries of its gamma table, 0 for none
 * @degamma_size: entries of its degamma table, 0 for none
 * @max_bpc: bits per channel that it sends to a monitor, at most
 */
struct vprime_crtc_config {
	char name[VPRIME_NAME_SIZE];
	unsigned int writeback;
	struct vprime_formats writeback_formats;
	unsigned int gamma_size;
	unsigned int degamma_size;
	unsigned int max_bpc;
};

/**
 * struct vprime_encoder_config - one encoder, other than those for writeback
 * @name: what messages call it
 * @possible_crtcs: which can feed it, bit n for &vprime_config.crtcs' n-th
 */
struct vprime_encoder_config {
	char name[VPRIME_NAME_SIZE];
	u32 possible_crtcs;
};

/**
 * struct vprime_config - what one card is made of
 * @ref: who uses it: whoever made the card, and the card
 * @name: what messages call the card
 * @n_planes: how many of @planes there are
 * @planes: from the bottom to the top
 * @n_crtcs: how many of @crtcs there are
 * @crtcs: the CRTCs
 * @n_encoders: how many of @encoders there are
 * @encoders: the encoders
 * @n_connectors: how many of @connectors there are
 * @connectors: the connectors
 * @cursor_hotspot: cursor planes have hotspot properties, where the kernel knows them, and are
 *	hidden from clients that do not
 * @import_mmap: clients may map imported buffers through the card
 * @manual_update: buffers are looked at after commits and DIRTYFB alone, and then
 *	where these say that something has changed
 * @vblank: it has vblanks; without, flips are complete at once
 * @jitter_us: how late a vblank may be handled, at random, in us
 * @fbdev: the kernel's console and /dev/fb0 appear on the card
 *
 * A card that is bound, unbound and bound again is made anew from the same description. While
 * there is a card, what else changes in the description than the card itself reads at its
 * beginning only changes under the lock of the card's device.
 */
struct vprime_config {
	struct kref ref;
	char name[VPRIME_NAME_SIZE];
	unsigned int n_planes;
	struct vprime_plane_config planes[VPRIME_OBJECTS_MAX];
	unsigned int n_crtcs;
	struct vprime_crtc_config crtcs[VPRIME_OBJECTS_MAX];
	unsigned int n_encoders;
	struct vprime_encoder_config encoders[VPRIME_OBJECTS_MAX];
	unsigned int n_connectors;
	struct vprime_connector_config connectors[VPRIME_OBJECTS_MAX];
	bool cursor_hotspot;
	bool import_mmap;
	bool manual_update;
	bool vblank;
	unsigned int jitter_us;
	bool fbdev;
};

/**
 * vprime_config_create - begin the description of a card
 * @name: what messages call the card
 *
 * Context: process, may sleep.
 * Return: a description without objects that vprime_config_put() frees, or NULL if there is no
 *	memory.
 */
struct vprime_config *vprime_config_create(const char *name);

/**
 * vprime_config_create_like - begin the description of a card that is like another one
 * @other: that one's description, without objects
 *
 * Context: process, may sleep.
 * Return: as of vprime_config_create().
 */
struct vprime_config *vprime_config_create_like(const struct vprime_config *other);

/**
 * vprime_config_get - take a reference
 * @config: the description
 *
 * Context: any.
 * Return: @config.
 */
struct vprime_config *vprime_config_get(struct vprime_config *config);

/**
 * vprime_config_put - drop a reference; the last one frees the description with all it owns
 * @config: the description, or NULL
 *
 * Context: process, may sleep.
 */
void vprime_config_put(struct vprime_config *config);

/**
 * vprime_plane_config_init - describe a plane that can all that planes can
 * @plane: what to fill in
 * @name: what messages call it
 *
 * Context: any.
 */
void vprime_plane_config_init(struct vprime_plane_config *plane, const char *name);

/**
 * vprime_crtc_config_init - describe a CRTC without writeback that else can all that CRTCs can
 * @crtc: what to fill in
 * @name: what messages call it
 *
 * Context: any.
 */
void vprime_crtc_config_init(struct vprime_crtc_config *crtc, const char *name);

/**
 * vprime_encoder_config_init - describe an encoder
 * @encoder: what to fill in
 * @name: what messages call it
 *
 * Context: any.
 */
void vprime_encoder_config_init(struct vprime_encoder_config *encoder, const char *name);

/**
 * vprime_config_outputs - describe a card with outputs that share nothing
 * @config: what to fill in, without objects
 * @outputs: how many; each gets a CRTC with writeback, an encoder and a monitor
 * @overlays: of each between its primary plane and its cursor, or VPRIME_OVERLAYS_DEFAULT
 *
 * Context: any.
 * Return: 0, or -EINVAL if a card cannot have that much, which the log then says.
 */
int vprime_config_outputs(struct vprime_config *config, unsigned int outputs, int overlays);

/**
 * vprime_config_mode - give all monitors another preferred mode
 * @config: the description
 * @mode: the mode, "2560x1440@120" or, for 60 frames a second, "2560x1440"
 *
 * Context: any.
 * Return: 0, or -EINVAL if it is no mode, which the log then says.
 */
int vprime_config_mode(struct vprime_config *config, const char *mode);

/**
 * vprime_config_vrr - let the refresh rate of all monitors vary
 * @config: the description
 * @rates: between which rates, in Hz, "48-144"
 *
 * Context: any.
 * Return: 0, or -EINVAL if it is no range, which the log then says.
 */
int vprime_config_vrr(struct vprime_config *config, const char *rates);

/**
 * vprime_config_complete - choose formats for planes and writeback for which nobody did
 * @config: the description
 *
 * Context: any.
 */
void vprime_config_complete(struct vprime_config *config);

/**
 * vprime_config_valid - check that a card can be made so
 * @config: the description, complete, at most VPRIME_OBJECTS_MAX of everything
 *
 * The log says what is wrong.
 *
 * Context: any.
 * Return: whether it can.
 */
bool vprime_config_valid(const struct vprime_config *config);

/**
 * vprime_config_overlays - how many overlays a plane may be shown together with
 * @config: the description
 * @possible_crtcs: the plane's
 * @n: look at the first so many planes only
 *
 * Context: any.
 * Return: how many of these planes are overlays for one of @possible_crtcs.
 */
unsigned int vprime_config_overlays(const struct vprime_config *config, u32 possible_crtcs,
				    unsigned int n);

#endif
