// SPDX-License-Identifier: MIT
/* Descriptions of cards, as data. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

static const struct {
	const char *name;
	const char *links;
	enum vprime_config_kind target;
} kinds[] = {
	[VPRIME_CONFIG_PLANES] = { "planes", "possible_crtcs", VPRIME_CONFIG_CRTCS },
	[VPRIME_CONFIG_CRTCS] = { "crtcs", NULL, VPRIME_CONFIG_KINDS },
	[VPRIME_CONFIG_ENCODERS] = { "encoders", "possible_crtcs", VPRIME_CONFIG_CRTCS },
	[VPRIME_CONFIG_CONNECTORS] = { "connectors", "possible_encoders", VPRIME_CONFIG_ENCODERS },
};

const char *vprime_config_kind_name(enum vprime_config_kind kind)
{
	return kinds[kind].name;
}

const char *vprime_config_links_name(enum vprime_config_kind kind)
{
	return kinds[kind].links;
}

enum vprime_config_kind vprime_config_target(enum vprime_config_kind kind)
{
	return kinds[kind].target;
}

bool vprime_is_name(const char *name)
{
	return *name && strcmp(name, ".") && strcmp(name, "..") && !strchr(name, '/') &&
	       strlen(name) <= CONFIG_NAME_MAX;
}

int vprime_config_new(const char *name, struct vprime_config **config)
{
	struct vprime_config *new;

	if (!vprime_is_name(name))
		return -EINVAL;
	new = calloc(1, sizeof(*new));
	if (new)
		new->card.name = strdup(name);
	if (!new || !new->card.name) {
		free(new);
		return -ENOMEM;
	}
	*config = new;
	return 0;
}

static void free_object(struct vprime_config_object *object)
{
	for (size_t i = 0; i < object->n_attributes; i++) {
		free(object->attributes[i].name);
		free(object->attributes[i].value);
	}
	for (size_t i = 0; i < object->n_links; i++)
		free(object->links[i]);
	free(object->attributes);
	free(object->links);
	free(object->name);
}

void vprime_config_free(struct vprime_config *config)
{
	if (!config)
		return;
	free_object(&config->card);
	for (int kind = 0; kind < VPRIME_CONFIG_KINDS; kind++) {
		for (size_t i = 0; i < config->n_objects[kind]; i++)
			free_object(&config->objects[kind][i]);
		free(config->objects[kind]);
	}
	free(config);
}

struct vprime_config_object *vprime_config_find(const struct vprime_config *config,
						enum vprime_config_kind kind, const char *name)
{
	for (size_t i = 0; i < config->n_objects[kind]; i++) {
		if (!strcmp(config->objects[kind][i].name, name))
			return &config->objects[kind][i];
	}
	return NULL;
}

int vprime_config_add(struct vprime_config *config, enum vprime_config_kind kind, const char *name,
		      struct vprime_config_object **object)
{
	struct vprime_config_object *grown, *new;

	if (!vprime_is_name(name))
		return -EINVAL;
	if (vprime_config_find(config, kind, name))
		return -EEXIST;
	grown = vprime_grow(config->objects[kind], config->n_objects[kind], sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	config->objects[kind] = grown;
	new = &grown[config->n_objects[kind]];
	*new = (struct vprime_config_object){ .name = strdup(name) };
	if (!new->name)
		return -ENOMEM;
	config->n_objects[kind]++;
	if (object)
		*object = new;
	return 0;
}

static struct vprime_config_attribute *find_attribute(const struct vprime_config_object *object,
						      const char *name)
{
	for (size_t i = 0; i < object->n_attributes; i++) {
		if (!strcmp(object->attributes[i].name, name))
			return &object->attributes[i];
	}
	return NULL;
}

const struct vprime_config_attribute *vprime_config_get(const struct vprime_config_object *object,
							const char *name)
{
	return find_attribute(object, name);
}

static int add_attribute(struct vprime_config_object *object, const char *name,
			 struct vprime_config_attribute **attribute)
{
	struct vprime_config_attribute *grown;

	grown = vprime_grow(object->attributes, object->n_attributes, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	object->attributes = grown;
	*attribute = &grown[object->n_attributes];
	**attribute = (struct vprime_config_attribute){ .name = strdup(name) };
	if (!(*attribute)->name)
		return -ENOMEM;
	object->n_attributes++;
	return 0;
}

int vprime_config_set(struct vprime_config_object *object, const char *name, const void *value,
		      size_t size)
{
	struct vprime_config_attribute *attribute = find_attribute(object, name);
	char *copy;
	int ret;

	if (!vprime_is_name(name))
		return -EINVAL;
	copy = malloc(size + 1);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, value, size);
	copy[size] = 0;
	if (!attribute) {
		ret = add_attribute(object, name, &attribute);
		if (ret) {
			free(copy);
			return ret;
		}
	}
	free(attribute->value);
	attribute->value = copy;
	attribute->size = size;
	return 0;
}

int vprime_config_link(struct vprime_config_object *object, const char *target)
{
	char **grown;

	if (!vprime_is_name(target))
		return -EINVAL;
	for (size_t i = 0; i < object->n_links; i++) {
		if (!strcmp(object->links[i], target))
			return -EEXIST;
	}
	grown = vprime_grow(object->links, object->n_links, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	object->links = grown;
	grown[object->n_links] = strdup(target);
	if (!grown[object->n_links])
		return -ENOMEM;
	object->n_links++;
	return 0;
}
