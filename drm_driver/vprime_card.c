// SPDX-License-Identifier: GPL-2.0-only
/* Cards as devices of the platform bus: making and removing them. */

#include <linux/err.h>
#include <linux/idr.h>
#include <linux/platform_device.h>

#include "vprime_card.h"
#include "vprime_config.h"

/* Numbers of cards: links to them in /dev/dri/by-path are named after these. */
static DEFINE_IDA(ids);

static int take_id(int id)
{
	int ret;

	if (id == VPRIME_ID_FREE)
		return ida_alloc_max(&ids, VPRIME_ID_MAX, GFP_KERNEL);
	ret = ida_alloc_range(&ids, id, id, GFP_KERNEL);
	return ret == -ENOSPC ? -EBUSY : ret;
}

static struct platform_device *create_device(struct vprime_config *config, int id)
{
	/* that is what it is if the bus does not get as far as the driver */
	const struct vprime_card_data data = { .config = config, .error = -ENODEV };
	const struct platform_device_info info = {
		.name = VPRIME_NAME,
		.id = id,
		.data = &data,
		.size_data = sizeof(data),
	};

	return platform_device_register_full(&info);
}

static int bind_error(struct platform_device *card)
{
	const struct vprime_card_data *data = dev_get_platdata(&card->dev);
	int error;

	device_lock(&card->dev);
	error = data->error;
	device_unlock(&card->dev);
	return error;
}

struct platform_device *vprime_card_create(struct vprime_config *config, int id)
{
	struct platform_device *card;
	int ret;

	id = take_id(id);
	if (id < 0)
		return ERR_PTR(id);

	card = create_device(vprime_config_get(config), id);
	if (IS_ERR(card)) {
		vprime_config_put(config);
		ida_free(&ids, id);
		return card;
	}

	/* the bus keeps devices that no driver could be bound to */
	ret = bind_error(card);
	if (ret) {
		vprime_card_destroy(card);
		return ERR_PTR(ret);
	}
	return card;
}

void vprime_card_destroy(struct platform_device *card)
{
	struct vprime_config *config;
	int id;

	if (!card)
		return;
	config = ((struct vprime_card_data *)dev_get_platdata(&card->dev))->config;
	id = card->id;
	platform_device_unregister(card);
	ida_free(&ids, id);
	vprime_config_put(config);
}

struct vprime_device *vprime_card_lock(struct platform_device *card)
{
	device_lock(&card->dev);
	return platform_get_drvdata(card);
}

void vprime_card_unlock(struct platform_device *card)
{
	device_unlock(&card->dev);
}
