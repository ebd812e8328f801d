// SPDX-License-Identifier: GPL-2.0-only
/* Cards and connectors that directories describe: enabled, and disabled again. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bits.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/platform_device.h>
#include <linux/string.h>

#include "vprime_card.h"
#include "vprime_config.h"
#include "vprime_configfs_private.h"
#include "vprime_connector.h"
#include "vprime_drv.h"

/* The links of an object, as bits for places in an array of the description. */
static u32 link_mask(const struct object *object, enum vprime_kind whither)
{
	const struct object *target;
	u32 mask = 0;

	list_for_each_entry(target, &object->folder->card->folders[whither].objects, node) {
		if (object->targets & BIT(target->slot))
			mask |= BIT(target->position);
	}
	return mask;
}

static int describe_connector(struct vprime_config *config, const struct object *object)
{
	struct vprime_connector_config *connector = &config->connectors[config->n_connectors];
	int ret = vprime_connector_config_copy(connector, &object->config.connector);

	if (ret)
		return ret;
	connector->possible_encoders = link_mask(object, VPRIME_KIND_ENCODER);
	config->n_connectors++;
	return 0;
}

static int describe_object(struct vprime_config *config, const struct object *object)
{
	struct vprime_plane_config *plane;
	struct vprime_encoder_config *encoder;

	switch (object->folder->kind) {
	case VPRIME_KIND_PLANE:
		plane = &config->planes[config->n_planes++];
		*plane = object->config.plane;
		plane->possible_crtcs = link_mask(object, VPRIME_KIND_CRTC);
		return 0;
	case VPRIME_KIND_CRTC:
		config->crtcs[config->n_crtcs++] = object->config.crtc;
		return 0;
	case VPRIME_KIND_ENCODER:
		encoder = &config->encoders[config->n_encoders++];
		*encoder = object->config.encoder;
		encoder->possible_crtcs = link_mask(object, VPRIME_KIND_CRTC);
		return 0;
	default:
		return describe_connector(config, object);
	}
}

static void number_objects(struct folder *folder)
{
	unsigned int position = 0;
	struct object *object;

	list_for_each_entry(object, &folder->objects, node) {
		if (object->enabled)
			object->position = position++;
	}
}

static struct vprime_config *describe(struct card *card)
{
	struct vprime_config *config = vprime_config_create_like(card->config);
	enum vprime_kind kind;
	struct object *object;

	if (!config)
		return NULL;
	for (kind = VPRIME_KIND_PLANE; kind < KINDS; kind++)
		number_objects(&card->folders[kind]);
	for (kind = VPRIME_KIND_PLANE; kind < KINDS; kind++) {
		list_for_each_entry(object, &card->folders[kind].objects, node) {
			if (object->enabled && describe_object(config, object))
				goto err_put;
		}
	}
	vprime_config_complete(config);
	return config;

err_put:
	vprime_config_put(config);
	return NULL;
}

/* From here on the card's description says what its connectors are like. */
static void give_away_settings(struct object *object)
{
	vprime_connector_config_fini(&object->config.connector);
	object->config.connector.edid = NULL;
	object->config.connector.edid_size = 0;
	object->present = true;
}

/* From here on the directory does. */
static void take_back_settings(struct object *object, struct vprime_config *config)
{
	struct vprime_connector_config *connector = &config->connectors[object->position];

	object->config.connector = *connector;
	connector->edid = NULL;
	connector->edid_size = 0;
	object->present = false;
}

int vprime_configfs_enable(struct card *card)
{
	struct vprime_config *config = describe(card);
	struct platform_device *device;
	struct object *connector;
	int ret = -EINVAL;

	if (!config)
		return -ENOMEM;
	if (!vprime_config_valid(config))
		goto out;

	device = vprime_card_create(config, card->id);
	ret = PTR_ERR_OR_ZERO(device);
	if (ret) {
		pr_err("%s: cannot be made: %pe\n", card_name(card), device);
		goto out;
	}
	card->device = device;
	list_for_each_entry(connector, &card->folders[VPRIME_KIND_CONNECTOR].objects, node) {
		if (connector->enabled)
			give_away_settings(connector);
	}
out:
	vprime_config_put(config);
	return ret;
}

void vprime_configfs_disable(struct card *card)
{
	struct vprime_config *config;
	struct object *connector;

	if (!card->device)
		return;
	config = vprime_config_get(card_config(card));
	vprime_card_destroy(card->device);
	card->device = NULL;
	list_for_each_entry(connector, &card->folders[VPRIME_KIND_CONNECTOR].objects, node) {
		if (connector->present)
			take_back_settings(connector, config);
	}
	vprime_config_put(config);
}

/* -----------------------------------------------------------------------------
 * Connectors that come and go while the card is enabled
 */

int vprime_configfs_add_connector(struct object *object)
{
	struct card *card = object->folder->card;
	struct vprime_config *config = card_config(card);
	struct vprime_connector_config *connector;
	struct vprime_device *vdev;
	int ret = 0;

	if (config->n_connectors == VPRIME_OBJECTS_MAX)
		return -ENOSPC;
	vdev = vprime_card_lock(card->device);
	object->position = config->n_connectors++;
	connector = &config->connectors[object->position];
	*connector = object->config.connector;
	connector->possible_encoders = link_mask(object, VPRIME_KIND_ENCODER);
	if (!vprime_config_valid(config))
		ret = -EINVAL;
	else if (vdev)
		ret = vprime_connector_add(vdev, object->position);
	if (ret) {
		config->n_connectors--;
	} else {
		object->config.connector.edid = NULL;
		give_away_settings(object);
	}
	vprime_card_unlock(card->device);
	return ret;
}

void vprime_configfs_remove_connector(struct object *object)
{
	struct card *card = object->folder->card;
	struct vprime_config *config = card_config(card);
	struct vprime_connector_config *connector = &config->connectors[object->position];
	struct vprime_device *vdev = vprime_card_lock(card->device);
	struct object *other;

	if (vdev) {
		vprime_connector_learn(vdev->connectors[object->position], connector);
		vprime_connector_remove(vdev, object->position);
	}
	take_back_settings(object, config);
	config->n_connectors--;
	memmove(connector, connector + 1,
		(config->n_connectors - object->position) * sizeof(*connector));
	vprime_card_unlock(card->device);

	list_for_each_entry(other, &object->folder->objects, node) {
		if (other->present && other->position > object->position)
			other->position--;
	}
}
