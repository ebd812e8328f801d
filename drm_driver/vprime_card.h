/* SPDX-License-Identifier: GPL-2.0-only */
/* Cards as devices of the platform bus. */
#ifndef VPRIME_CARD_H
#define VPRIME_CARD_H

#include <linux/types.h>

struct platform_device;
struct vprime_config;
struct vprime_device;

/* The name of the driver and, with a dot and a number, of devices. */
#define VPRIME_NAME "vprime"

/* For vprime_card_create(): the lowest number that no card has. */
#define VPRIME_ID_FREE (-1)
/* The highest number that a card may have. */
#define VPRIME_ID_MAX ((1 << 20) - 1)

/**
 * struct vprime_card_data - platform data of a card's device
 * @config: what the card is made of; the device holds a reference
 * @error: what binding came to, the last time; under the device's lock
 */
struct vprime_card_data {
	struct vprime_config *config;
	int error;
};

/**
 * vprime_card_create - make a card
 * @config: what it is made of, complete and valid; the card takes a reference of its own
 * @id: its number, at most VPRIME_ID_MAX, or VPRIME_ID_FREE
 *
 * Context: process, no locks of the card or of modesetting held.
 * Return: its device, or an ERR_PTR(): EBUSY if another card has that number, or what went wrong
 *	in making the DRM device.
 */
struct platform_device *vprime_card_create(struct vprime_config *config, int id);

/**
 * vprime_card_destroy - remove a card; clients that still have it open get ENODEV
 * @card: its device, or NULL
 *
 * Context: process, no locks of the card or of modesetting held.
 */
void vprime_card_destroy(struct platform_device *card);

/**
 * vprime_card_lock - keep a card from being bound or unbound, and its description as it is
 * @card: its device
 *
 * Context: process; takes the device's lock, inside which modeset locks nest.
 * Return: what is bound to it, or NULL if nothing is.
 */
struct vprime_device *vprime_card_lock(struct platform_device *card);

/**
 * vprime_card_unlock - the opposite of vprime_card_lock()
 * @card: its device
 *
 * Context: process.
 */
void vprime_card_unlock(struct platform_device *card);

#endif
