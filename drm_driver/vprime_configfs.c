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
 * @position: place in the array of the enabled card's description
 * @config: its settings, but for its name and its links
 */
struct object {
	struct config_group group;
	struct config_group links;
	struct folder *folder;
	struct list_head node;
	unsigned int slot;
	u32 targets;
	unsigned int index;
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

	list_for_each_entry(object, &folder->objects, node)
		object->position = position++;
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
			if (describe_object(config, object))
				goto err_put;
		}
	}
	vprime_config_complete(config);
	return config;

err_put:
	vprime_config_put(config);
	return NULL;
}

static int enable(struct card *card)
{
	struct vprime_config *config = describe(card);
	struct platform_device *device;
	int ret = -EINVAL;

	if (!config)
		return -ENOMEM;
	if (!vprime_config_valid(config))
		goto out;

	device = vprime_card_create(config, card->id);
	ret = PTR_ERR_OR_ZERO(device);
	if (ret)
		pr_err("%s: cannot be made: %pe\n", card_name(card), device);
	else
		card->device = device;
out:
	vprime_config_put(config);
	return ret;
}

static void disable(struct card *card)
{
	vprime_card_destroy(card->device);
	card->device = NULL;
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

static void *config_of(struct config_item *item)
{
	return item->ci_type == &card_type ? (void *)item_to_card(item)->config :
					     &item_to_object(item)->config;
}

static ssize_t show(struct config_item *item, const char *name, char *page)
{
	const struct vprime_attribute *attribute = vprime_attribute_find(kind_of(item), name);
	struct card *card = card_of(item);
	ssize_t length;

	mutex_lock(&card->lock);
	length = vprime_attribute_print(attribute, config_of(item), page);
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
 * Let the enabled card follow, if its driver is bound, and be so from then on when it
 * is bound. The caller holds the card's lock.
 */
static int change_device(const struct object *object,
			 const struct vprime_connector_config *connector, unsigned int what)
{
	struct platform_device *device = object->folder->card->device;
	struct vprime_card_data *data = dev_get_platdata(&device->dev);
	struct vprime_connector_config *old = &data->config->connectors[object->position], *new;
	struct vprime_device *vdev;
	int ret;

	new = kmalloc(sizeof(*new), GFP_KERNEL);
	if (!new)
		return -ENOMEM;
	ret = vprime_connector_config_copy(new, connector);
	if (ret)
		goto out;
	new->possible_encoders = old->possible_encoders;

	vdev = vprime_card_lock(device);
	if (vdev)
		ret = vprime_connector_change(vdev, object->position, connector, what);
	if (ret) {
		vprime_connector_config_fini(new);
	} else {
		vprime_connector_config_fini(old);
		*old = *new;
	}
	vprime_card_unlock(device);
out:
	kfree(new);
	return ret;
}

static int change_connector(struct object *object, const struct vprime_attribute *attribute,
			    const char *text)
{
	struct vprime_connector_config *connector = &object->config.connector, *new;
	int ret;

	new = kmemdup(connector, sizeof(*connector), GFP_KERNEL);
	if (!new)
		return -ENOMEM;
	ret = vprime_attribute_parse(attribute, new, text);
	if (!ret)
		ret = change_device(object, new, attribute->change);
	if (!ret)
		*connector = *new;
	kfree(new);
	return ret;
}

static int change(struct config_item *item, const struct vprime_attribute *attribute,
		  const char *text)
{
	struct card *card = card_of(item);
	int ret;

	if (card->device && !attribute->change)
		return -EBUSY;
	if (card->device)
		ret = change_connector(item_to_object(item), attribute, text);
	else
		ret = vprime_attribute_parse(attribute, config_of(item), text);
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
	if (card->device) {
		vdev = vprime_card_lock(card->device);
		if (vdev)
			name = vdev->connectors[object->position]->name;
	}
	length = sysfs_emit(page, "%s\n", name);
	if (card->device)
		vprime_card_unlock(card->device);
	mutex_unlock(&card->lock);
	return length;
}
CONFIGFS_ATTR_RO(connector_, name);

/* A modeset may have repaired the link. */
static ssize_t connector_link_status_show(struct config_item *item, char *page)
{
	struct object *object = item_to_object(item);
	struct card *card = object->folder->card;
	bool bad = object->config.connector.link_bad;
	struct vprime_device *vdev;

	mutex_lock(&card->lock);
	if (card->device) {
		vdev = vprime_card_lock(card->device);
		if (vdev)
			bad = vprime_connector_link_bad(vdev->connectors[object->position]);
		vprime_card_unlock(card->device);
	}
	mutex_unlock(&card->lock);
	return sysfs_emit(page, "%d\n", bad);
}

static ssize_t connector_link_status_store(struct config_item *item, const char *page,
					   size_t count)
{
	return store(item, "link_status", page, count);
}
CONFIGFS_ATTR(connector_, link_status);

/* Called twice: for the size, and then with room for it. */
static ssize_t connector_edid_read(struct config_item *item, void *data, size_t size)
{
	struct object *object = item_to_object(item);
	struct vprime_connector_config *connector = &object->config.connector;
	struct card *card = object->folder->card;
	size_t length;

	mutex_lock(&card->lock);
	length = connector->edid_size;
	if (data) {
		length = min(length, size);
		memcpy(data, connector->edid, length);
	}
	mutex_unlock(&card->lock);
	return length;
}

static int set_edid(struct object *object, const void *data, size_t size)
{
	struct vprime_connector_config *connector = &object->config.connector;
	struct vprime_connector_config *new;
	int ret;

	new = kmemdup(connector, sizeof(*connector), GFP_KERNEL);
	if (!new)
		return -ENOMEM;
	new->edid = data;
	new->edid_size = size;
	ret = object->folder->card->device ?
		change_device(object, new, VPRIME_CHANGE_EDID) : 0;
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
	ret = set_edid(object, edid, size);
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
	if (card->device)
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
	&any_attr_type,
	&any_attr_status,
	&any_attr_modes,
	&any_attr_edid_enabled,
	&connector_attr_link_status,
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
	if (folder->card->device)
		return -EBUSY;
	if (folder->slots == U32_MAX) {
		pr_err("%s: a card has at most %d %ss\n", card_name(folder->card),
		       VPRIME_OBJECTS_MAX, kind_names[folder->kind]);
		return -ENOSPC;
	}
	object->slot = ffz(folder->slots);
	object->index = folder->card->made++;
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
