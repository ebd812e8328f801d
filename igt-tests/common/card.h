/* SPDX-License-Identifier: MIT */
/* The card under test. When the driver is missing these fail the test, they do not skip it. */
#ifndef COMMON_CARD_H
#define COMMON_CARD_H

#include "libvprime.h"

/**
 * card_open - open the card under test: what --device names, or the driver's first
 *
 * Return: the card, of which we are DRM master.
 */
struct vprime_card *card_open(void);

/**
 * card_open_again - open the same card once more
 * @card: the card
 *
 * Return: another file of it, not DRM master.
 */
struct vprime_card *card_open_again(const struct vprime_card *card);

/**
 * card_reload - load the module with other parameters, and open the card that is there then
 * @card: the card that is open, which is closed first; the new one, or NULL if that fails
 * @parameters: the module's, as for modprobe
 */
void card_reload(struct vprime_card **card, const char *parameters);

/**
 * card_open_vgem - open vgem's card; skips if there is none
 *
 * Return: the card.
 */
struct vprime_card *card_open_vgem(void);

/**
 * card_output - the objects of the card's first output; fails if one of them is missing
 * @card: the card
 *
 * Return: the output.
 */
struct vprime_output card_output(struct vprime_card *card);

/**
 * card_minor - the number in the name of the card's node
 * @card: the card
 */
unsigned int card_minor(const struct vprime_card *card);

/**
 * card_device - name of the card's device, as vprime.0
 * @card: the card
 * @name: room for it
 * @size: how much
 */
void card_device(const struct vprime_card *card, char *name, size_t size);

/** card_property - the value of an object's property, which it has to have */
uint64_t card_property(struct vprime_card *card, uint32_t object, const char *name);

/** card_has_property - whether an object has a property */
bool card_has_property(struct vprime_card *card, uint32_t object, const char *name);

/**
 * card_blob - what an object's property of blobs has
 * @card: the card
 * @object: the object
 * @name: name of the property
 * @data: where to put it
 * @size: room there, in bytes; has to be enough
 *
 * Return: its length in bytes, 0 if there is none.
 */
size_t card_blob(struct vprime_card *card, uint32_t object, const char *name, void *data,
		 size_t size);

/**
 * has_format - whether a format is in a list
 * @formats: the list
 * @n: its entries
 * @format: DRM_FORMAT_*
 *
 * Returns whether it is.
 */
bool has_format(const uint32_t *formats, size_t n, uint32_t format);

#endif
