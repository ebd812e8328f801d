/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files vprime_configfs*.c share: the directories, and what is done with them. */
#ifndef VPRIME_CONFIGFS_PRIVATE_H
#define VPRIME_CONFIGFS_PRIVATE_H

#include <linux/configfs.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/platform_device.h>

#include "vprime_attribute.h"
#include "vprime_card.h"
#include "vprime_config.h"

struct vprime_device;

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

/* for messages; VPRIME_KIND_CARD has none */
extern const char *const vprime_configfs_kind_names[KINDS];

extern const struct config_item_type vprime_configfs_card_type;
extern const struct config_item_type vprime_configfs_folder_type;
extern struct configfs_attribute *vprime_configfs_connector_attrs[];
extern struct configfs_bin_attribute *vprime_configfs_connector_bin_attrs[];

static inline struct card *item_to_card(struct config_item *item)
{
	return container_of(to_config_group(item), struct card, group);
}

static inline struct object *item_to_object(struct config_item *item)
{
	return container_of(to_config_group(item), struct object, group);
}

static inline const char *object_name(const struct object *object)
{
	return object->group.cg_item.ci_name;
}

static inline const char *card_name(const struct card *card)
{
	return card->group.cg_item.ci_name;
}

/* The description of an enabled card; under the lock of its device. */
static inline struct vprime_config *card_config(const struct card *card)
{
	const struct vprime_card_data *data = dev_get_platdata(&card->device->dev);

	return data->config;
}

/**
 * vprime_configfs_enable - make the card that a directory describes
 * @card: its directory; is not enabled
 *
 * Context: may sleep; under &struct card.lock.
 * Return: 0 or a negative errno; the log says why.
 */
int vprime_configfs_enable(struct card *card);

/**
 * vprime_configfs_disable - remove the card of a directory, if there is one
 * @card: its directory
 *
 * Context: may sleep; under &struct card.lock.
 */
void vprime_configfs_disable(struct card *card);

/**
 * vprime_configfs_add_connector - give an enabled card one more connector
 * @object: its directory; becomes &struct object.present
 *
 * Context: may sleep; under &struct card.lock.
 * Return: 0, -ENOSPC, or another negative errno with a reason in the log.
 */
int vprime_configfs_add_connector(struct object *object);

/**
 * vprime_configfs_remove_connector - take a connector from an enabled card
 * @object: its directory; is &struct object.present, and will not be
 *
 * Context: may sleep; under &struct card.lock.
 */
void vprime_configfs_remove_connector(struct object *object);

/**
 * vprime_configfs_lock - take the lock under which settings can be read and changed
 * @item: what has them: a card, or an object of one
 *
 * It is that of an enabled card's device. Settings of a connector are brought up to date.
 *
 * Context: may sleep; under &struct card.lock.
 * Return: what is bound to the device, or NULL.
 */
struct vprime_device *vprime_configfs_lock(struct config_item *item);

/**
 * vprime_configfs_unlock - the opposite
 * @item: what has the settings
 *
 * Context: under &struct card.lock.
 */
void vprime_configfs_unlock(struct config_item *item);

/**
 * vprime_configfs_connector - the settings of a connector, wherever they are
 * @object: its directory
 *
 * Context: after vprime_configfs_lock().
 * Return: they are in the card's description if there is such a connector, else in @object.
 */
struct vprime_connector_config *vprime_configfs_connector(struct object *object);

/**
 * vprime_configfs_show - read a setting
 * @item: what has it
 * @name: its name
 * @page: where to put it as text
 *
 * Context: may sleep.
 * Return: the length of the text.
 */
ssize_t vprime_configfs_show(struct config_item *item, const char *name, char *page);

/**
 * vprime_configfs_store - change a setting, of the monitor that is there too
 * @item: what has it
 * @name: its name
 * @page: its new value as text
 * @count: length of the text
 *
 * Context: may sleep.
 * Return: @count, -EBUSY if it cannot change while there is a card, or another negative errno with
 *	a reason in the log.
 */
ssize_t vprime_configfs_store(struct config_item *item, const char *name, const char *page,
			      size_t count);

/* the setting "index" of all objects, for CONFIGFS_ATTR_RO() */
ssize_t vprime_configfs_index_show(struct config_item *item, char *page);

/* A setting of that name, of whatever kinds of objects have one: any_attr_NAME. */
#define VPRIME_CONFIGFS_ATTR(name)							\
static ssize_t any_##name##_show(struct config_item *item, char *page)			\
{											\
	return vprime_configfs_show(item, #name, page);						\
}											\
static ssize_t any_##name##_store(struct config_item *item, const char *page,		\
				  size_t count)						\
{											\
	return vprime_configfs_store(item, #name, page, count);					\
}											\
CONFIGFS_ATTR(any_, name)

#endif
