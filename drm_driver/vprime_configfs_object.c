// SPDX-License-Identifier: GPL-2.0-only
/* The directories of planes, CRTCs, encoders and connectors, and the links between them. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bits.h>
#include <linux/configfs.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "vprime_config.h"
#include "vprime_configfs_private.h"

const char *const vprime_configfs_kind_names[KINDS] = {
	[VPRIME_KIND_PLANE] = "plane",
	[VPRIME_KIND_CRTC] = "CRTC",
	[VPRIME_KIND_ENCODER] = "encoder",
	[VPRIME_KIND_CONNECTOR] = "connector",
};

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
		       vprime_configfs_kind_names[object->folder->kind], object_name(object),
		       vprime_configfs_kind_names[link_kind(object)]);
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

VPRIME_CONFIGFS_ATTR(degamma_size);
VPRIME_CONFIGFS_ATTR(formats);
VPRIME_CONFIGFS_ATTR(gamma_size);
VPRIME_CONFIGFS_ATTR(max_bpc);
VPRIME_CONFIGFS_ATTR(rotations);
VPRIME_CONFIGFS_ATTR(scaling);
VPRIME_CONFIGFS_ATTR(size_max);
VPRIME_CONFIGFS_ATTR(type);
VPRIME_CONFIGFS_ATTR(writeback);
VPRIME_CONFIGFS_ATTR(writeback_formats);
VPRIME_CONFIGFS_ATTR(zpos);

ssize_t vprime_configfs_index_show(struct config_item *item, char *page)
{
	return sysfs_emit(page, "%u\n", item_to_object(item)->index);
}
CONFIGFS_ATTR_RO(vprime_configfs_, index);

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
	&vprime_configfs_attr_index,
	&any_attr_type,
	&any_attr_formats,
	&any_attr_rotations,
	&any_attr_zpos,
	&any_attr_scaling,
	&any_attr_size_max,
	NULL
};

static struct configfs_attribute *crtc_attrs[] = {
	&vprime_configfs_attr_index,
	&any_attr_writeback,
	&any_attr_writeback_formats,
	&any_attr_gamma_size,
	&any_attr_degamma_size,
	&any_attr_max_bpc,
	NULL
};

static struct configfs_attribute *encoder_attrs[] = {
	&vprime_configfs_attr_index,
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
		.ct_attrs = vprime_configfs_connector_attrs,
		.ct_bin_attrs = vprime_configfs_connector_bin_attrs,
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
		       VPRIME_OBJECTS_MAX, vprime_configfs_kind_names[folder->kind]);
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
		vprime_configfs_remove_connector(object);
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

const struct config_item_type vprime_configfs_folder_type = {
	.ct_group_ops = &folder_ops,
	.ct_owner = THIS_MODULE,
};
