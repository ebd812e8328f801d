// SPDX-License-Identifier: GPL-2.0-only
/* Descriptions of cards as directories of configfs; docs/configfs.md is their ABI. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/configfs.h>
#include <linux/err.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include <drm/drm_file.h>

#include "vprime_card.h"
#include "vprime_config.h"
#include "vprime_configfs.h"
#include "vprime_configfs_private.h"
#include "vprime_drv.h"

VPRIME_CONFIGFS_ATTR(cursor_hotspot);
VPRIME_CONFIGFS_ATTR(fbdev);
VPRIME_CONFIGFS_ATTR(import_mmap);
VPRIME_CONFIGFS_ATTR(jitter);
VPRIME_CONFIGFS_ATTR(manual_update);
VPRIME_CONFIGFS_ATTR(vblank);

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
		ret = vprime_configfs_enable(card);
	else if (!enabled)
		vprime_configfs_disable(card);
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

const struct config_item_type vprime_configfs_card_type = {
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
	config_group_init_type_name(&folder->group, name, &vprime_configfs_folder_type);
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

	config_group_init_type_name(&card->group, name, &vprime_configfs_card_type);
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
	vprime_configfs_disable(card);
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
