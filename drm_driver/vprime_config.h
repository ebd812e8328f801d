/* SPDX-License-Identifier: GPL-2.0-only */
/* What a card is made of, as plain data. */
#ifndef VPRIME_CONFIG_H
#define VPRIME_CONFIG_H

#include <linux/types.h>

struct device;

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

/**
 * struct vprime_config - what one card is made of
 * @preferred_width: of the monitor's preferred mode, in pixels
 * @preferred_height: of the monitor's preferred mode, in pixels
 * @overlays: overlay planes between primary and cursor
 * @cursor: the card has a cursor plane
 * @cursor_hotspot: the cursor plane has hotspot properties, where the kernel knows them, and is
 *	hidden from clients that do not
 * @writeback: the card has a writeback connector
 * @import_mmap: clients may map imported buffers through the card
 * @formats: of the primary plane and the overlays, and so of all framebuffers
 * @writeback_formats: what writeback writes
 * @manual_update: buffers are looked at after commits and DIRTYFB alone, and then
 *	where these say that something has changed
 * @fbdev: the kernel's console and /dev/fb0 appear on the card
 */
struct vprime_config {
	unsigned int preferred_width;
	unsigned int preferred_height;
	unsigned int overlays;
	bool cursor;
	bool cursor_hotspot;
	bool writeback;
	bool import_mmap;
	struct vprime_formats formats;
	struct vprime_formats writeback_formats;
	bool manual_update;
	bool fbdev;
};

/**
 * vprime_config_default - the card that a plain modprobe makes
 * @config: what to fill in
 *
 * Context: any.
 */
void vprime_config_default(struct vprime_config *config);

/**
 * vprime_config_valid - check that a card can be made so
 * @config: the description
 * @dev: the device to name in the message that says what is wrong
 *
 * Context: any.
 * Return: whether it can.
 */
bool vprime_config_valid(const struct vprime_config *config, struct device *dev);

#endif
