// SPDX-License-Identifier: GPL-2.0-only
/* Settings of all kinds of objects as files of configfs. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/configfs.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "vprime_attribute.h"
#include "vprime_card.h"
#include "vprime_configfs_private.h"
#include "vprime_connector.h"
#include "vprime_drv.h"

static bool is_card(const struct config_item *item)
{
	return item->ci_type == &vprime_configfs_card_type;
}

static struct card *card_of(struct config_item *item)
{
	return is_card(item) ? item_to_card(item) : item_to_object(item)->folder->card;
}

static enum vprime_kind kind_of(struct config_item *item)
{
	return is_card(item) ? VPRIME_KIND_CARD : item_to_object(item)->folder->kind;
}

/* Whether what is said of it is said of something that exists. */
static bool is_live(struct config_item *item)
{
	return card_of(item)->device &&
	       (kind_of(item) != VPRIME_KIND_CONNECTOR || item_to_object(item)->present);
}

struct vprime_connector_config *vprime_configfs_connector(struct object *object)
{
	return object->present ?
	       &card_config(object->folder->card)->connectors[object->position] :
	       &object->config.connector;
}

static void *config_of(struct config_item *item)
{
	if (is_card(item))
		return item_to_card(item)->config;
	if (kind_of(item) == VPRIME_KIND_CONNECTOR)
		return vprime_configfs_connector(item_to_object(item));
	return &item_to_object(item)->config;
}

struct vprime_device *vprime_configfs_lock(struct config_item *item)
{
	struct card *card = card_of(item);
	struct vprime_device *vdev;
	struct object *object;

	if (!card->device)
		return NULL;
	vdev = vprime_card_lock(card->device);
	if (vdev && kind_of(item) == VPRIME_KIND_CONNECTOR && is_live(item)) {
		object = item_to_object(item);
		vprime_connector_learn(vdev->connectors[object->position],
				       vprime_configfs_connector(object));
	}
	return vdev;
}

void vprime_configfs_unlock(struct config_item *item)
{
	struct card *card = card_of(item);

	if (card->device)
		vprime_card_unlock(card->device);
}

ssize_t vprime_configfs_show(struct config_item *item, const char *name, char *page)
{
	const struct vprime_attribute *attribute = vprime_attribute_find(kind_of(item), name);
	struct card *card = card_of(item);
	ssize_t length;

	mutex_lock(&card->lock);
	vprime_configfs_lock(item);
	length = vprime_attribute_print(attribute, config_of(item), page);
	vprime_configfs_unlock(item);
	mutex_unlock(&card->lock);
	return length;
}

static void say_rule(struct config_item *item, const struct vprime_attribute *attribute)
{
	char rule[128];

	vprime_attribute_rule(attribute, rule, sizeof(rule));
	if (is_card(item))
		pr_err("%s: %s: must be %s\n", item->ci_name, attribute->name, rule);
	else
		pr_err("%s: %s %s: %s: must be %s\n", card_name(card_of(item)),
		       vprime_configfs_kind_names[kind_of(item)], item->ci_name, attribute->name,
		       rule);
}

/*
 * Let the connector of an enabled card follow, if its driver is bound, and be so
 * from then on when it is bound. The caller has locked the settings.
 */
static int change_connector(struct object *object, struct vprime_device *vdev,
			    const struct vprime_attribute *attribute, const char *text)
{
	struct vprime_connector_config *connector = vprime_configfs_connector(object), *new;
	int ret;

	new = kmemdup(connector, sizeof(*connector), GFP_KERNEL);
	if (!new)
		return -ENOMEM;
	ret = vprime_attribute_parse(attribute, new, text);
	if (!ret && vdev)
		ret = vprime_connector_change(vdev->connectors[object->position], new,
					      attribute->change);
	if (!ret)
		*connector = *new;
	kfree(new);
	return ret;
}

static int change(struct config_item *item, const struct vprime_attribute *attribute,
		  const char *text)
{
	struct vprime_device *vdev;
	int ret;

	if (is_live(item) && !attribute->change)
		return -EBUSY;
	vdev = vprime_configfs_lock(item);
	if (is_live(item))
		ret = change_connector(item_to_object(item), vdev, attribute, text);
	else
		ret = vprime_attribute_parse(attribute, config_of(item), text);
	vprime_configfs_unlock(item);
	if (ret == -EINVAL)
		say_rule(item, attribute);
	return ret;
}

ssize_t vprime_configfs_store(struct config_item *item, const char *name, const char *page,
			      size_t count)
{
	const struct vprime_attribute *attribute = vprime_attribute_find(kind_of(item), name);
	struct card *card = card_of(item);
	char *text;
	int ret;

	text = kstrndup(page, count && page[count - 1] == '\n' ? count - 1 : count, GFP_KERNEL);
	if (!text)
		return -ENOMEM;

	mutex_lock(&card->lock);
	ret = change(item, attribute, text);
	mutex_unlock(&card->lock);
	kfree(text);
	return ret ? ret : count;
}
