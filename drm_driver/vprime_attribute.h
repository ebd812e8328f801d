/* SPDX-License-Identifier: GPL-2.0-only */
/* Descriptions of cards as text: the settings that each kind of object has. */
#ifndef VPRIME_ATTRIBUTE_H
#define VPRIME_ATTRIBUTE_H

#include <linux/types.h>

struct vprime_formats;

/**
 * enum vprime_kind - what has settings
 * @VPRIME_KIND_CARD: a &struct vprime_config
 * @VPRIME_KIND_PLANE: a &struct vprime_plane_config
 * @VPRIME_KIND_CRTC: a &struct vprime_crtc_config
 * @VPRIME_KIND_ENCODER: a &struct vprime_encoder_config
 * @VPRIME_KIND_CONNECTOR: a &struct vprime_connector_config
 */
enum vprime_kind {
	VPRIME_KIND_CARD,
	VPRIME_KIND_PLANE,
	VPRIME_KIND_CRTC,
	VPRIME_KIND_ENCODER,
	VPRIME_KIND_CONNECTOR,
};

/* Bytes that a setting takes as text, with a newline and the zero at its end, at most. */
#define VPRIME_ATTRIBUTE_SIZE 4096

/**
 * struct vprime_attribute - one setting of one kind of object
 * @name: its name
 * @type: how it is read and written
 * @offset: where it is in the object, in bytes
 * @min: least value, where that has a meaning
 * @max: largest value, likewise
 * @change: what a card is told when it changes, or 0 if it cannot while there is a card
 */
struct vprime_attribute {
	const char *name;
	const struct vprime_attribute_type *type;
	size_t offset;
	unsigned int min;
	unsigned int max;
	unsigned int change;
};

/**
 * vprime_attribute_find - look a setting up
 * @kind: whose
 * @name: its name
 *
 * Context: any.
 * Return: the setting, or NULL if there is none of that name.
 */
const struct vprime_attribute *vprime_attribute_find(enum vprime_kind kind, const char *name);

/**
 * vprime_attribute_parse - change a setting
 * @attribute: the setting
 * @object: what has it; changes only if @text is right
 * @text: its new value, without a newline at its end
 *
 * Context: any.
 * Return: 0, or -EINVAL if @text is no such value.
 */
int vprime_attribute_parse(const struct vprime_attribute *attribute, void *object,
			   const char *text);

/**
 * vprime_attribute_print - a setting as text
 * @attribute: the setting
 * @object: what has it
 * @text: where to put it, ending in a newline and a zero
 *
 * Context: any.
 * Return: its length, without the zero.
 */
int vprime_attribute_print(const struct vprime_attribute *attribute, const void *object,
			   char text[VPRIME_ATTRIBUTE_SIZE]);

/**
 * vprime_attribute_rule - which values a setting may have, for messages
 * @attribute: the setting
 * @rule: where to put it
 * @size: bytes there
 *
 * Context: any.
 */
void vprime_attribute_rule(const struct vprime_attribute *attribute, char *rule, size_t size);

/**
 * vprime_formats_parse - change a list of formats
 * @formats: the list; changes only if @text is right, and is then chosen
 * @all: what "+*" adds
 * @text: words with commas or spaces between: "XR24,NV12,R8", "+NV12", "-*"
 *
 * Context: any.
 * Return: whether it can be changed so, to at most VPRIME_FORMATS_MAX formats.
 */
bool vprime_formats_parse(struct vprime_formats *formats, const struct vprime_formats *all,
			  const char *text);

#endif
