// SPDX-License-Identifier: GPL-2.0-only
/* Descriptions of cards as directories of configfs; docs/configfs.md is their ABI. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bits.h>
#include <linux/configfs.h>
#include <linux/err.h>
#include <linux/kstrtox.h>
#include <linux/list.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <drm/drm_file.h>

#include "vprime_attribute.h"
#include "vprime_card.h"
#include "vprime_config.h"
#include "vprime_configfs.h"
#include "vprime_connector.h"
#include "vprime_drv.h"

/* Kinds of objects that a card has directories for. */
#define KINDS (VPRIME_KIND_CONNECTOR + 1)

/**
 * struct folder - the directory of all objects of one kind that a card has
 * @group: the directory
 * @card: whose it is
 * @kind: which kind
 * @objects: &struct object in the order in which they were made, under &struct card.lock
 * @slots: bits that stand for them in &struct object.targets, likewise
 */
struct folder {
	struct config_group group;
	struct card *card;
	enum vprime_kind kind;
	struct list_head objects;
	u32 slots;
};

/**
 * struct card - a card's directory
 * @group: the directory; its references are those to this structure
 * @folders: one for each kind but VPRIME_KIND_CARD
 * @lock: protects what follows, here and in all that is below; the lock of the card's device
 *	nests inside
 * @config: settings of the card itself, without any objects
 * @id: the number that the card is to have, or VPRIME_ID_FREE
 * @made: how many objects have been made
 * @device: the card, while it is enabled, or NULL
 */
struct card {
	struct config_group group;
	struct folder folders[KINDS];
	struct mutex lock; /* see above */
	struct vprime_config *config;
	int id;
	unsigned int made;
	struct platform_device *device;
};

/**
 * struct object - the directory of a plane, CRTC, encoder or connector
 * @group: the directory; its references are those to this structure
 * @links: the directory in it for links to others, if there is one; it holds a reference to
 *	@group, as a symlink() in it may only find out at its end that both have been removed
 * @folder: where it is; counted as a reference to the card's directory
 * @node: in &struct folder.objects
 * @slot: its bit in &struct folder.slots
 * @targets: slots of the objects that it has links to
 * @index: how many objects the card had been given before
 * @enabled: it is to be part of the card; always but for connectors
 * @present: it is a connector of the card, which is enabled
 * @position: place in the array of the enabled card's description, if it has one there
 * @config: its settings, but for its name and its links; those of a connector that is @present are
 *	in the card's description alone
 */
struct object {
	struct config_group group;
	struct config_group links;
	struct folder *folder;
	struct list_head node;
	unsigned int slot;
	u32 targets;
	unsigned int index;
	bool enabled;
	bool present;
	unsigned int position;
	union {
		struct vprime_plane_config plane;
		struct vprime_crtc_config crtc;
		struct vprime_encoder_config encoder;
		struct vprime_connector_config connector;
	} config;
};

static const char *const kind_names[KINDS] = {
	[VPRIME_KIND_PLANE] = "plane",
	[VPRIME_KIND_CRTC] = "CRTC",
	[VPRIME_KIND_ENCODER] = "encoder",
	[VPRIME_KIND_CONNECTOR] = "connector",
};

static const struct config_item_type card_type;

static struct card *item_to_card(struct config_item *item)
{
	return container_of(to_config_group(item), struct card, group);
}

static struct object *item_to_object(struct config_item *item)
{
	return container_of(to_config_group(item), struct object, group);
}

static const char *object_name(const struct object *object)
{
	return object->group.cg_item.ci_name;
}

static const char *card_name(const struct card *card)
{
	return card->group.cg_item.ci_name;
}

/* The description of an enabled card; under the lock of its device. */
static struct vprime_config *card_config(const struct card *card)
{
	const struct vprime_card_data *data = dev_get_platdata(&card->device->dev);

	return data->config;
}

/* -----------------------------------------------------------------------------
 * From directories to a description
 */

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

static int enable(struct card *card)
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

static void disable(struct card *card)
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

static int add_connector(struct object *object)
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

static void remove_connector(struct object *object)
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

/* -----------------------------------------------------------------------------
 * Settings
 */

static struct card *card_of(struct config_item *item)
{
	return item->ci_type == &card_type ? item_to_card(item) :
					     item_to_object(item)->folder->card;
}

static enum vprime_kind kind_of(struct config_item *item)
{
	return item->ci_type == &card_type ? VPRIME_KIND_CARD : item_to_object(item)->folder->kind;
}

/* Whether what is said of it is said of something that exists. */
static bool is_live(struct config_item *item)
{
	return card_of(item)->device &&
	       (kind_of(item) != VPRIME_KIND_CONNECTOR || item_to_object(item)->present);
}

static struct vprime_connector_config *connector_config(struct object *object)
{
	return object->present ?
	       &card_config(object->folder->card)->connectors[object->position] :
	       &object->config.connector;
}

static void *config_of(struct config_item *item)
{
	if (item->ci_type == &card_type)
		return item_to_card(item)->config;
	if (kind_of(item) == VPRIME_KIND_CONNECTOR)
		return connector_config(item_to_object(item));
	return &item_to_object(item)->config;
}

/*
 * Take the lock under which settings can be read and changed, that of an enabled
 * card's device included, and bring those of a connector up to date. The caller
 * holds the card's. Returns what is bound to the device, or NULL.
 */
static struct vprime_device *lock_settings(struct config_item *item)
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
				       connector_config(object));
	}
	return vdev;
}

static void unlock_settings(struct config_item *item)
{
	struct card *card = card_of(item);

	if (card->device)
		vprime_card_unlock(card->device);
}

static ssize_t show(struct config_item *item, const char *name, char *page)
{
	const struct vprime_attribute *attribute = vprime_attribute_find(kind_of(item), name);
	struct card *card = card_of(item);
	ssize_t length;

	mutex_lock(&card->lock);
	lock_settings(item);
	length = vprime_attribute_print(attribute, config_of(item), page);
	unlock_settings(item);
	mutex_unlock(&card->lock);
	return length;
}

static void say_rule(struct config_item *item, const struct vprime_attribute *attribute)
{
	char rule[128];

	vprime_attribute_rule(attribute, rule, sizeof(rule));
	if (item->ci_type == &card_type)
		pr_err("%s: %s: must be %s\n", item->ci_name, attribute->name, rule);
	else
		pr_err("%s: %s %s: %s: must be %s\n", card_name(card_of(item)),
		       kind_names[kind_of(item)], item->ci_name, attribute->name, rule);
}

/*
 * Let the connector of an enabled card follow, if its driver is bound, and be so
 * from then on when it is bound. The caller has locked the settings.
 */
static int change_connector(struct object *object, struct vprime_device *vdev,
			    const struct vprime_attribute *attribute, const char *text)
{
	struct vprime_connector_config *connector = connector_config(object), *new;
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
	vdev = lock_settings(item);
	if (is_live(item))
		ret = change_connector(item_to_object(item), vdev, attribute, text);
	else
		ret = vprime_attribute_parse(attribute, config_of(item), text);
	unlock_settings(item);
	if (ret == -EINVAL)
		say_rule(item, attribute);
	return ret;
}

static ssize_t store(struct config_item *item, const char *name, const char *page, size_t count)
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

/* A setting of that name, of whatever kinds of objects have one. */
#define ATTRIBUTE(name)									\
static ssize_t any_##name##_show(struct config_item *item, char *page)			\
{											\
	return show(item, #name, page);							\
}											\
static ssize_t any_##name##_store(struct config_item *item, const char *page,		\
				  size_t count)						\
{											\
	return store(item, #name, page, count);						\
}											\
CONFIGFS_ATTR(any_, name)

ATTRIBUTE(cursor_hotspot);
ATTRIBUTE(degamma_size);
ATTRIBUTE(edid_enabled);
ATTRIBUTE(fbdev);
ATTRIBUTE(formats);
ATTRIBUTE(gamma_size);
ATTRIBUTE(import_mmap);
ATTRIBUTE(jitter);
ATTRIBUTE(link_status);
ATTRIBUTE(manual_update);
ATTRIBUTE(max_bpc);
ATTRIBUTE(modes);
ATTRIBUTE(monitor);
ATTRIBUTE(non_desktop);
ATTRIBUTE(path);
ATTRIBUTE(position);
ATTRIBUTE(rotations);
ATTRIBUTE(scaling);
ATTRIBUTE(size_max);
ATTRIBUTE(status);
ATTRIBUTE(tile);
ATTRIBUTE(type);
ATTRIBUTE(vblank);
ATTRIBUTE(vrr_range);
ATTRIBUTE(writeback);
ATTRIBUTE(writeback_formats);
ATTRIBUTE(zpos);

static ssize_t object_index_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "%u\n", item_to_object(item)->index);
}
CONFIGFS_ATTR_RO(object_, index);

static ssize_t connector_name_show(struct config_item *item, char *page)
{
	struct object *object = item_to_object(item);
	struct card *card = object->folder->card;
	struct vprime_device *vdev;
	const char *name = "";
	ssize_t length;

	mutex_lock(&card->lock);
	vdev = lock_settings(item);
	if (vdev && object->present)
		name = vdev->connectors[object->position]->name;
	length = sysfs_emit(page, "%s\n", name);
	unlock_settings(item);
	mutex_unlock(&card->lock);
	return length;
}
CONFIGFS_ATTR_RO(connector_, name);

static ssize_t connector_enabled_show(struct config_item *item, char *page)
{
	struct object *object = item_to_object(item);
	struct card *card = object->folder->card;
	bool enabled;

	mutex_lock(&card->lock);
	enabled = object->enabled;
	mutex_unlock(&card->lock);
	return sysfs_emit(page, "%d\n", enabled);
}

static ssize_t connector_enabled_store(struct config_item *item, const char *page, size_t count)
{
	struct object *object = item_to_object(item);
	struct card *card = object->folder->card;
	bool enabled;
	int ret = 0;

	if (kstrtobool(page, &enabled))
		return -EINVAL;

	mutex_lock(&card->lock);
	if (card->device && enabled && !object->present)
		ret = add_connector(object);
	else if (!enabled && object->present)
		remove_connector(object);
	if (!ret)
		object->enabled = enabled;
	mutex_unlock(&card->lock);
	return ret ? ret : count;
}
CONFIGFS_ATTR(connector_, enabled);

/* Called twice: for the size, and then with room for it. */
static ssize_t connector_edid_read(struct config_item *item, void *data, size_t size)
{
	struct object *object = item_to_object(item);
	const struct vprime_connector_config *connector;
	struct card *card = object->folder->card;
	size_t length;

	mutex_lock(&card->lock);
	lock_settings(item);
	connector = connector_config(object);
	length = connector->edid_size;
	if (data) {
		length = min(length, size);
		memcpy(data, connector->edid, length);
	}
	unlock_settings(item);
	mutex_unlock(&card->lock);
	return length;
}

/* Takes the EDID over, if it returns 0. */
static int set_edid(struct object *object, struct vprime_device *vdev, const void *data,
		    size_t size)
{
	struct vprime_connector_config *connector = connector_config(object);
	struct vprime_connector_config *new;
	int ret = 0;

	new = kmemdup(connector, sizeof(*connector), GFP_KERNEL);
	if (!new)
		return -ENOMEM;
	new->edid = data;
	new->edid_size = size;
	if (vdev && object->present)
		ret = vprime_connector_change(vdev->connectors[object->position], new,
					      VPRIME_CHANGE_EDID);
	if (!ret) {
		kvfree(connector->edid);
		*connector = *new;
	}
	kfree(new);
	return ret;
}

/* Called when the file is closed, so that nobody is told what comes of it but the log. */
static ssize_t connector_edid_write(struct config_item *item, const void *data, size_t size)
{
	struct object *object = item_to_object(item);
	struct card *card = object->folder->card;
	void *edid = NULL;
	int ret;

	/* a newline alone stands for the EDID that is made for the monitor */
	if (size == 1 && *(const char *)data == '\n')
		size = 0;
	if (size) {
		edid = kvmalloc(size, GFP_KERNEL);
		if (!edid)
			return -ENOMEM;
		memcpy(edid, data, size);
	}

	mutex_lock(&card->lock);
	ret = set_edid(object, lock_settings(item), edid, size);
	unlock_settings(item);
	mutex_unlock(&card->lock);
	if (ret) {
		pr_err("%s: connector %s: edid: not changed: %pe\n", card_name(card),
		       object_name(object), ERR_PTR(ret));
		kvfree(edid);
		return ret;
	}
	return size;
}
CONFIGFS_BIN_ATTR(connector_, edid, NULL, VPRIME_EDID_MAX);

static ssize_t card_enabled_show(struct config_item *item, char *page)
{
	struct card *card = item_to_card(item);
	bool enabled;

	mutex_lock(&card->lock);
	enabled = card->device;
	mutex_unlock(&card->lock);
	return sysfs_emit(page, "%d\n", enabled);
}

static ssize_t card_enabled_store(struct config_item *item, const char *page, size_t count)
{
	struct card *card = item_to_card(item);
	bool enabled;
	int ret = 0;

	if (kstrtobool(page, &enabled))
		return -EINVAL;

	mutex_lock(&card->lock);
	if (enabled && !card->device)
		ret = enable(card);
	else if (!enabled)
		disable(card);
	mutex_unlock(&card->lock);
	return ret ? ret : count;
}
CONFIGFS_ATTR(card_, enabled);

static ssize_t card_id_show(struct config_item *item, char *page)
{
	struct card *card = item_to_card(item);
	int id;

	mutex_lock(&card->lock);
	id = card->device ? card->device->id : card->id;
	mutex_unlock(&card->lock);
	return sysfs_emit(page, "%d\n", id);
}

static ssize_t card_id_store(struct config_item *item, const char *page, size_t count)
{
	struct card *card = item_to_card(item);
	ssize_t ret = count;
	int id;

	if (kstrtoint(page, 10, &id) || id < VPRIME_ID_FREE || id > VPRIME_ID_MAX) {
		pr_err("%s: id: must be from 0 to %d, or %d for the lowest that is free\n",
		       card_name(card), VPRIME_ID_MAX, VPRIME_ID_FREE);
		return -EINVAL;
	}

	mutex_lock(&card->lock);
	if (card->device)
		ret = -EBUSY;
	else
		card->id = id;
	mutex_unlock(&card->lock);
	return ret;
}
CONFIGFS_ATTR(card_, id);

static ssize_t card_minor_show(struct config_item *item, char *page)
{
	struct card *card = item_to_card(item);
	struct vprime_device *vdev;
	int minor = -1;

	mutex_lock(&card->lock);
	if (card->device) {
		vdev = vprime_card_lock(card->device);
		if (vdev)
			minor = vdev->drm.primary->index;
		vprime_card_unlock(card->device);
	}
	mutex_unlock(&card->lock);
	return sysfs_emit(page, "%d\n", minor);
}
CONFIGFS_ATTR_RO(card_, minor);

static ssize_t card_by_path_show(struct config_item *item, char *page)
{
	struct card *card = item_to_card(item);
	ssize_t length;

	mutex_lock(&card->lock);
	if (card->device)
		length = sysfs_emit(page, "platform-%s-card\n", dev_name(&card->device->dev));
	else
		length = sysfs_emit(page, "\n");
	mutex_unlock(&card->lock);
	return length;
}
CONFIGFS_ATTR_RO(card_, by_path);

/* -----------------------------------------------------------------------------
 * Links
 */

static const struct config_item_type object_types[KINDS];

static struct object *links_to_object(struct config_item *item)
{
	return container_of(to_config_group(item), struct object, links);
}

static enum vprime_kind link_kind(const struct object *object)
{
	return object->folder->kind == VPRIME_KIND_CONNECTOR ? VPRIME_KIND_ENCODER :
							       VPRIME_KIND_CRTC;
}

static int allow_link(struct config_item *item, struct config_item *target_item)
{
	struct object *object = links_to_object(item), *target;
	struct card *card = object->folder->card;
	int ret = 0;

	if (target_item->ci_type != &object_types[link_kind(object)] ||
	    item_to_object(target_item)->folder->card != card) {
		pr_err("%s: %s %s: must have links to %ss of this card only\n", card_name(card),
		       kind_names[object->folder->kind], object_name(object),
		       kind_names[link_kind(object)]);
		return -EINVAL;
	}

	target = item_to_object(target_item);
	mutex_lock(&card->lock);
	if (card->device && (object->folder->kind != VPRIME_KIND_CONNECTOR || object->present))
		ret = -EBUSY;
	else if (object->targets & BIT(target->slot))
		ret = -EEXIST;
	else
		object->targets |= BIT(target->slot);
	mutex_unlock(&card->lock);
	return ret;
}

static void drop_link(struct config_item *item, struct config_item *target)
{
	struct object *object = links_to_object(item);
	struct card *card = object->folder->card;

	mutex_lock(&card->lock);
	object->targets &= ~BIT(item_to_object(target)->slot);
	mutex_unlock(&card->lock);
}

static void release_links(struct config_item *item)
{
	config_group_put(&links_to_object(item)->group);
}

static struct configfs_item_operations links_ops = {
	.release = release_links,
	.allow_link = allow_link,
	.drop_link = drop_link,
};

static const struct config_item_type links_type = {
	.ct_item_ops = &links_ops,
	.ct_owner = THIS_MODULE,
};

/* -----------------------------------------------------------------------------
 * Directories of objects
 */

static void release_object(struct config_item *item)
{
	struct object *object = item_to_object(item);
	struct card *card = object->folder->card;

	if (object->folder->kind == VPRIME_KIND_CONNECTOR)
		vprime_connector_config_fini(&object->config.connector);
	kfree(object);
	config_group_put(&card->group);
}

static struct configfs_item_operations object_ops = {
	.release = release_object,
};

static struct configfs_attribute *plane_attrs[] = {
	&object_attr_index,
	&any_attr_type,
	&any_attr_formats,
	&any_attr_rotations,
	&any_attr_zpos,
	&any_attr_scaling,
	&any_attr_size_max,
	NULL
};

static struct configfs_attribute *crtc_attrs[] = {
	&object_attr_index,
	&any_attr_writeback,
	&any_attr_writeback_formats,
	&any_attr_gamma_size,
	&any_attr_degamma_size,
	&any_attr_max_bpc,
	NULL
};

static struct configfs_attribute *encoder_attrs[] = {
	&object_attr_index,
	NULL
};

static struct configfs_attribute *connector_attrs[] = {
	&object_attr_index,
	&connector_attr_name,
	&connector_attr_enabled,
	&any_attr_type,
	&any_attr_status,
	&any_attr_modes,
	&any_attr_edid_enabled,
	&any_attr_link_status,
	&any_attr_path,
	&any_attr_tile,
	&any_attr_non_desktop,
	&any_attr_vrr_range,
	&any_attr_position,
	&any_attr_monitor,
	NULL
};

static struct configfs_bin_attribute *connector_bin_attrs[] = {
	&connector_attr_edid,
	NULL
};

#define OBJECT_TYPE(attrs) { \
	.ct_attrs = attrs, \
	.ct_item_ops = &object_ops, \
	.ct_owner = THIS_MODULE, \
}

static const struct config_item_type object_types[KINDS] = {
	[VPRIME_KIND_PLANE] = OBJECT_TYPE(plane_attrs),
	[VPRIME_KIND_CRTC] = OBJECT_TYPE(crtc_attrs),
	[VPRIME_KIND_ENCODER] = OBJECT_TYPE(encoder_attrs),
	[VPRIME_KIND_CONNECTOR] = {
		.ct_attrs = connector_attrs,
		.ct_bin_attrs = connector_bin_attrs,
		.ct_item_ops = &object_ops,
		.ct_owner = THIS_MODULE,
	},
};

static void init_config(struct object *object, const char *name)
{
	switch (object->folder->kind) {
	case VPRIME_KIND_PLANE:
		return vprime_plane_config_init(&object->config.plane, name);
	case VPRIME_KIND_CRTC:
		return vprime_crtc_config_init(&object->config.crtc, name);
	case VPRIME_KIND_ENCODER:
		return vprime_encoder_config_init(&object->config.encoder, name);
	default:
		return vprime_connector_config_init(&object->config.connector, name);
	}
}

static void add_links(struct object *object)
{
	const char *name = link_kind(object) == VPRIME_KIND_CRTC ? "possible_crtcs" :
								   "possible_encoders";

	config_group_get(&object->group);
	config_group_init_type_name(&object->links, name, &links_type);
	configfs_add_default_group(&object->links, &object->group);
}

/* Make room for an object in its folder; the caller holds the card's lock. */
static int take_slot(struct folder *folder, struct object *object)
{
	if (folder->card->device && folder->kind != VPRIME_KIND_CONNECTOR)
		return -EBUSY;
	if (folder->slots == U32_MAX) {
		pr_err("%s: a card has at most %d %ss\n", card_name(folder->card),
		       VPRIME_OBJECTS_MAX, kind_names[folder->kind]);
		return -ENOSPC;
	}
	object->slot = ffz(folder->slots);
	object->index = folder->card->made++;
	/* else it comes when somebody has said what it is to be like */
	object->enabled = !folder->card->device;
	folder->slots |= BIT(object->slot);
	list_add_tail(&object->node, &folder->objects);
	return 0;
}

static struct config_group *make_object(struct config_group *group, const char *name)
{
	struct folder *folder = container_of(group, struct folder, group);
	struct card *card = folder->card;
	struct object *object;
	int ret;

	object = kzalloc(sizeof(*object), GFP_KERNEL);
	if (!object)
		return ERR_PTR(-ENOMEM);
	object->folder = folder;
	init_config(object, name);

	mutex_lock(&card->lock);
	ret = take_slot(folder, object);
	mutex_unlock(&card->lock);
	if (ret) {
		kfree(object);
		return ERR_PTR(ret);
	}

	config_group_get(&card->group);
	config_group_init_type_name(&object->group, name, &object_types[folder->kind]);
	if (folder->kind != VPRIME_KIND_CRTC)
		add_links(object);
	return &object->group;
}

static void drop_object(struct config_group *group, struct config_item *item)
{
	struct folder *folder = container_of(group, struct folder, group);
	struct object *object = item_to_object(item);

	mutex_lock(&folder->card->lock);
	if (object->present)
		remove_connector(object);
	list_del(&object->node);
	folder->slots &= ~BIT(object->slot);
	mutex_unlock(&folder->card->lock);
	configfs_remove_default_groups(&object->group);
	config_item_put(item);
}

static struct configfs_group_operations folder_ops = {
	.make_group = make_object,
	.drop_item = drop_object,
};

static const struct config_item_type folder_type = {
	.ct_group_ops = &folder_ops,
	.ct_owner = THIS_MODULE,
};

/* -----------------------------------------------------------------------------
 * Directories of cards
 */

static void release_card(struct config_item *item)
{
	struct card *card = item_to_card(item);

	vprime_config_put(card->config);
	mutex_destroy(&card->lock);
	kfree(card);
}

static struct configfs_item_operations card_ops = {
	.release = release_card,
};

static struct configfs_attribute *card_attrs[] = {
	&card_attr_enabled,
	&card_attr_id,
	&card_attr_minor,
	&card_attr_by_path,
	&any_attr_manual_update,
	&any_attr_cursor_hotspot,
	&any_attr_import_mmap,
	&any_attr_fbdev,
	&any_attr_vblank,
	&any_attr_jitter,
	NULL
};

static const struct config_item_type card_type = {
	.ct_attrs = card_attrs,
	.ct_item_ops = &card_ops,
	.ct_owner = THIS_MODULE,
};

static void add_folder(struct card *card, enum vprime_kind kind, const char *name)
{
	struct folder *folder = &card->folders[kind];

	folder->card = card;
	folder->kind = kind;
	INIT_LIST_HEAD(&folder->objects);
	config_group_init_type_name(&folder->group, name, &folder_type);
	configfs_add_default_group(&folder->group, &card->group);
}

static struct config_group *make_card(struct config_group *group, const char *name)
{
	struct card *card = kzalloc(sizeof(*card), GFP_KERNEL);

	if (!card)
		return ERR_PTR(-ENOMEM);
	card->config = vprime_config_create(name);
	if (!card->config) {
		kfree(card);
		return ERR_PTR(-ENOMEM);
	}
	card->id = VPRIME_ID_FREE;
	mutex_init(&card->lock);

	config_group_init_type_name(&card->group, name, &card_type);
	add_folder(card, VPRIME_KIND_PLANE, "planes");
	add_folder(card, VPRIME_KIND_CRTC, "crtcs");
	add_folder(card, VPRIME_KIND_ENCODER, "encoders");
	add_folder(card, VPRIME_KIND_CONNECTOR, "connectors");
	return &card->group;
}

static void drop_card(struct config_group *group, struct config_item *item)
{
	struct card *card = item_to_card(item);

	mutex_lock(&card->lock);
	disable(card);
	mutex_unlock(&card->lock);
	config_item_put(item);
}

static struct configfs_group_operations root_ops = {
	.make_group = make_card,
	.drop_item = drop_card,
};

static const struct config_item_type root_type = {
	.ct_group_ops = &root_ops,
	.ct_owner = THIS_MODULE,
};

static struct configfs_subsystem subsystem = {
	.su_group.cg_item = {
		.ci_namebuf = VPRIME_NAME,
		.ci_type = &root_type,
	},
	.su_mutex = __MUTEX_INITIALIZER(subsystem.su_mutex),
};

int vprime_configfs_init(void)
{
	config_group_init(&subsystem.su_group);
	return configfs_register_subsystem(&subsystem);
}

void vprime_configfs_exit(void)
{
	configfs_unregister_subsystem(&subsystem);
}
