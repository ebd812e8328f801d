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

/**
 * struct vprime_config - what one card is made of
 * @preferred_width: of the monitor's preferred mode, in pixels
 * @preferred_height: of the monitor's preferred mode, in pixels
 * @overlays: overlay planes between primary and cursor
 * @cursor: the card has a cursor plane
 * @writeback: the card has a writeback connector
 * @import_mmap: clients may map imported buffers through the card
 * @fbdev: the kernel's console and /dev/fb0 appear on the card
 */
struct vprime_config {
	unsigned int preferred_width;
	unsigned int preferred_height;
	unsigned int overlays;
	bool cursor;
	bool writeback;
	bool import_mmap;
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
