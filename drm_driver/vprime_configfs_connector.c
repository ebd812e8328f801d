// SPDX-License-Identifier: GPL-2.0-only
/* What connectors have in their directories. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/configfs.h>
#include <linux/err.h>
#include <linux/kstrtox.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "vprime_configfs_private.h"
#include "vprime_connector.h"
#include "vprime_drv.h"

VPRIME_CONFIGFS_ATTR(edid_enabled);
VPRIME_CONFIGFS_ATTR(link_status);
VPRIME_CONFIGFS_ATTR(modes);
VPRIME_CONFIGFS_ATTR(monitor);
VPRIME_CONFIGFS_ATTR(non_desktop);
VPRIME_CONFIGFS_ATTR(path);
VPRIME_CONFIGFS_ATTR(position);
VPRIME_CONFIGFS_ATTR(status);
VPRIME_CONFIGFS_ATTR(tile);
VPRIME_CONFIGFS_ATTR(type);
VPRIME_CONFIGFS_ATTR(vrr_range);
CONFIGFS_ATTR_RO(vprime_configfs_, index);

static ssize_t connector_name_show(struct config_item *item, char *page)
{
	struct object *object = item_to_object(item);
	struct card *card = object->folder->card;
	struct vprime_device *vdev;
	const char *name = "";
	ssize_t length;

	mutex_lock(&card->lock);
	vdev = vprime_configfs_lock(item);
	if (vdev && object->present)
		name = vdev->connectors[object->position]->name;
	length = sysfs_emit(page, "%s\n", name);
	vprime_configfs_unlock(item);
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
		ret = vprime_configfs_add_connector(object);
	else if (!enabled && object->present)
		vprime_configfs_remove_connector(object);
	if (!ret)
		object->enabled = enabled;
	mutex_unlock(&card->lock);
	return ret ? ret : count;
}
CONFIGFS_ATTR(connector_, enabled);

/*
 * Called twice: for the size, and then with room for it, all of which is shown. Between
 * the two somebody else may have changed the EDID.
 */
static ssize_t connector_edid_read(struct config_item *item, void *data, size_t size)
{
	struct object *object = item_to_object(item);
	const struct vprime_connector_config *connector;
	struct card *card = object->folder->card;
	ssize_t length;

	mutex_lock(&card->lock);
	vprime_configfs_lock(item);
	connector = vprime_configfs_connector(object);
	length = connector->edid_size;
	if (data && size != connector->edid_size)
		length = -EAGAIN;
	else if (data)
		memcpy(data, connector->edid, size);
	vprime_configfs_unlock(item);
	mutex_unlock(&card->lock);
	return length;
}

/* Takes the EDID over, if it returns 0. */
static int set_edid(struct object *object, struct vprime_device *vdev, const void *data,
		    size_t size)
{
	struct vprime_connector_config *connector = vprime_configfs_connector(object);
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

	/* all writes have failed, as one that is too large does */
	if (!size)
		return 0;
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
	ret = set_edid(object, vprime_configfs_lock(item), edid, size);
	vprime_configfs_unlock(item);
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

struct configfs_attribute *vprime_configfs_connector_attrs[] = {
	&vprime_configfs_attr_index,
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

struct configfs_bin_attribute *vprime_configfs_connector_bin_attrs[] = {
	&connector_attr_edid,
	NULL
};
