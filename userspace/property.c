// SPDX-License-Identifier: MIT
/* Properties by name. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

static int read_properties(struct vprime_card *card, struct object *object)
{
	drmModeObjectProperties *list;

	list = drmModeObjectGetProperties(card->fd, object->id, DRM_MODE_OBJECT_ANY);
	if (!list)
		return -ENOENT;
	object->properties = calloc(list->count_props + 1, sizeof(*object->properties));
	if (!object->properties) {
		drmModeFreeObjectProperties(list);
		return -ENOMEM;
	}
	for (uint32_t i = 0; i < list->count_props; i++) {
		struct property *property = &object->properties[object->n_properties];
		drmModePropertyRes *info = drmModeGetProperty(card->fd, list->props[i]);

		if (!info)
			continue;
		property->id = info->prop_id;
		snprintf(property->name, sizeof(property->name), "%.*s", DRM_PROP_NAME_LEN - 1,
			 info->name);
		object->n_properties++;
		drmModeFreeProperty(info);
	}
	drmModeFreeObjectProperties(list);
	return 0;
}

static int find_object(struct vprime_card *card, uint32_t id, struct object **found)
{
	struct vprime_card_private *priv = card->priv;
	struct object object = { .id = id };
	void *grown;
	int ret;

	for (size_t i = 0; i < priv->n_objects; i++) {
		if (priv->objects[i].id == id) {
			*found = &priv->objects[i];
			return 0;
		}
	}

	grown = vprime_grow(priv->objects, priv->n_objects, sizeof(object));
	if (!grown)
		return -ENOMEM;
	priv->objects = grown;
	ret = read_properties(card, &object);
	if (ret)
		return ret;
	priv->objects[priv->n_objects] = object;
	*found = &priv->objects[priv->n_objects++];
	return 0;
}

int vprime_property_id(struct vprime_card *card, uint32_t object, const char *name, uint32_t *id)
{
	struct object *found;
	int ret;

	ret = find_object(card, object, &found);
	if (ret)
		return ret;
	for (size_t i = 0; i < found->n_properties; i++) {
		if (!strcmp(found->properties[i].name, name)) {
			*id = found->properties[i].id;
			return 0;
		}
	}
	return -ENOENT;
}

int vprime_property_get(struct vprime_card *card, uint32_t object, const char *name,
			uint64_t *value)
{
	drmModeObjectProperties *list;
	uint32_t id;
	int ret;

	ret = vprime_property_id(card, object, name, &id);
	if (ret)
		return ret;
	list = drmModeObjectGetProperties(card->fd, object, DRM_MODE_OBJECT_ANY);
	if (!list)
		return -ENOENT;
	ret = -ENOENT;
	for (uint32_t i = 0; i < list->count_props; i++) {
		if (list->props[i] == id) {
			*value = list->prop_values[i];
			ret = 0;
			break;
		}
	}
	drmModeFreeObjectProperties(list);
	return ret;
}

int vprime_property_enum(struct vprime_card *card, uint32_t object, const char *name,
			 const char *entry, uint64_t *value)
{
	drmModePropertyRes *info;
	uint32_t id;
	int ret;

	ret = vprime_property_id(card, object, name, &id);
	if (ret)
		return ret;
	info = drmModeGetProperty(card->fd, id);
	if (!info)
		return -ENOENT;
	ret = -ENOENT;
	for (int i = 0; i < info->count_enums; i++) {
		if (strcmp(info->enums[i].name, entry))
			continue;
		/* A bitmask names its bits by their number. */
		*value = info->flags & DRM_MODE_PROP_BITMASK ? UINT64_C(1) << info->enums[i].value :
							       info->enums[i].value;
		ret = 0;
		break;
	}
	drmModeFreeProperty(info);
	return ret;
}
