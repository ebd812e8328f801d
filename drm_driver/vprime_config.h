/* SPDX-License-Identifier: GPL-2.0-only */
/* What a card is made of, as plain data. */
#ifndef VPRIME_CONFIG_H
#define VPRIME_CONFIG_H

#include <linux/types.h>

#include <drm/drm_plane.h>

/* Widths and heights of modes and framebuffers, in pixels. */
#define VPRIME_MODE_MIN 10
#define VPRIME_SIZE_MAX 16384
/* Refresh rates of modes, in Hz. */
#define VPRIME_REFRESH_MIN 1
#define VPRIME_REFRESH_MAX 1000
/* Bits per channel of the link to a monitor; the least is what it has at first. */
#define VPRIME_BPC_MIN 8
#define VPRIME_BPC_MAX 16
/* Width and height that a cursor may have, in pixels. */
#define VPRIME_CURSOR_SIZE 512

/* Formats of a plane, at most: the core takes no more. */
#define VPRIME_FORMATS_MAX 64

/**
 * struct vprime_formats - a list of pixel formats
 * @count: entries of @list
 * @list: DRM_FORMAT_*
 */
struct vprime_formats {
	unsigned int count;
	u32 list[VPRIME_FORMATS_MAX];
};

/**
 * vprime_formats_parse - read a list of formats
 * @formats: what to fill in
 * @names: fourcc codes with commas between, "XR24,NV12,R8"; spaces at the end of a code may be
 *	left out
 *
 * Context: any.
 * Return: whether it is such a list of at least one and at most VPRIME_FORMATS_MAX formats.
 */
bool vprime_formats_parse(struct vprime_formats *formats, const char *names);

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
 * vprime_formats_keep - leave out what is not in another list
 * @formats: the list
 * @others: the other list
 *
 * Context: any.
 */
void vprime_formats_keep(struct vprime_formats *formats, const struct vprime_formats *others);

/* Planes, CRTCs, encoders and connectors of a card, of each: bits of the core's masks. */
#define VPRIME_OBJECTS_MAX 32
/* Outputs with a writeback connector, each of which takes two encoders and two connectors. */
#define VPRIME_OUTPUTS_MAX (VPRIME_OBJECTS_MAX / 2)
/* For vprime_config_outputs(): one overlay for each output if that is not too many planes. */
#define VPRIME_OVERLAYS_DEFAULT (-1)

/**
 * struct vprime_plane_config - one plane
 * @type: primary, overlay or cursor
 * @possible_crtcs: where it can be shown, bit n for &vprime_config.crtcs' n-th
 */
struct vprime_plane_config {
	enum drm_plane_type type;
	u32 possible_crtcs;
};

/**
 * struct vprime_crtc_config - one CRTC
 * @writeback: it has a writeback connector
 */
struct vprime_crtc_config {
	bool writeback;
};

/**
 * struct vprime_encoder_config - one encoder, other than those for writeback
 * @possible_crtcs: which can feed it, bit n for &vprime_config.crtcs' n-th
 */
struct vprime_encoder_config {
	u32 possible_crtcs;
};

/**
 * struct vprime_connector_config - one connector with its monitor
 * @possible_encoders: which can feed it, bit n for &vprime_config.encoders' n-th
 * @width: of the monitor's preferred mode, in pixels
 * @height: likewise
 * @refresh: frames a second of that mode
 */
struct vprime_connector_config {
	u32 possible_encoders;
	unsigned int width;
	unsigned int height;
	unsigned int refresh;
};

/**
 * struct vprime_config - what one card is made of
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
 * @formats: of the primary plane and the overlays, and so of all framebuffers
 * @writeback_formats: what writeback writes
 * @manual_update: buffers are looked at after commits and DIRTYFB alone, and then
 *	where these say that something has changed
 * @fbdev: the kernel's console and /dev/fb0 appear on the card
 *
 * It is the card's platform data, and does not change while the card exists.
 */
struct vprime_config {
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
	struct vprime_formats formats;
	struct vprime_formats writeback_formats;
	bool manual_update;
	bool fbdev;
};

/**
 * vprime_config_outputs - describe a card with outputs that share nothing
 * @config: what to fill in
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
 * vprime_config_valid - check that a card can be made so
 * @config: the description, at most VPRIME_OBJECTS_MAX of everything
 * @name: what to call the card in the message that says what is wrong
 *
 * Context: any.
 * Return: whether it can.
 */
bool vprime_config_valid(const struct vprime_config *config, const char *name);

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
