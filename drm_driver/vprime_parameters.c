// SPDX-License-Identifier: GPL-2.0-only
/* The module's parameters, and the cards that are made of them. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/firmware.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/platform_device.h>

#include <drm/drm_connector.h>
#include <drm/drm_plane.h>

#include "vprime_attribute.h"
#include "vprime_card.h"
#include "vprime_config.h"
#include "vprime_parameters.h"

/* As many as older cores have room for, all cards of the machine together. */
#define CARDS_MAX 64

static unsigned int vprime_cards = 1;
module_param_named(cards, vprime_cards, uint, 0444);
MODULE_PARM_DESC(cards, "How many cards there are, from 1 to 64 (default: 1)");

static unsigned int vprime_outputs = 1;
module_param_named(outputs, vprime_outputs, uint, 0444);
MODULE_PARM_DESC(outputs, "How many outputs a card has, from 1 to 16 (default: 1)");

static int vprime_overlays = VPRIME_OVERLAYS_DEFAULT;
module_param_named(overlays, vprime_overlays, int, 0444);
MODULE_PARM_DESC(overlays, "How many overlay planes an output has, all planes of a card being at most 32 (default: 1, or 0 for more than 10 outputs)");

static char *vprime_mode;
module_param_named(mode, vprime_mode, charp, 0444);
MODULE_PARM_DESC(mode, "Preferred mode of all monitors, as 2560x1440@120 (default: 1920x1080@60)");

static bool vprime_create_default = true;
module_param_named(create_default, vprime_create_default, bool, 0444);
MODULE_PARM_DESC(create_default, "Make the cards that the other parameters describe (default: on)");

static bool vprime_fbdev;
module_param_named(fbdev, vprime_fbdev, bool, 0444);
MODULE_PARM_DESC(fbdev, "Put the kernel's console and /dev/fb0 on the card (default: off)");

static bool vprime_import_mmap = true;
module_param_named(import_mmap, vprime_import_mmap, bool, 0444);
MODULE_PARM_DESC(import_mmap, "Let clients map imported buffers through the card (default: on)");

static char *vprime_formats;
module_param_named(formats, vprime_formats, charp, 0444);
MODULE_PARM_DESC(formats, "Formats of planes, at most 64 codes like XR24,NV12 (default: a choice)");

static char *vprime_writeback_formats;
module_param_named(writeback_formats, vprime_writeback_formats, charp, 0444);
MODULE_PARM_DESC(writeback_formats, "Formats of writeback, likewise (default: a choice)");

static bool vprime_cursor_hotspot;
module_param_named(cursor_hotspot, vprime_cursor_hotspot, bool, 0444);
MODULE_PARM_DESC(cursor_hotspot,
		 "Cursors have hotspots, and clients must know that to see them (default: off)");

static bool vprime_manual_update;
module_param_named(manual_update, vprime_manual_update, bool, 0444);
MODULE_PARM_DESC(manual_update,
		 "Look at buffers after commits and DIRTYFB alone, as USB displays do (default: off)");

static bool vprime_vblank = true;
module_param_named(vblank, vprime_vblank, bool, 0444);
MODULE_PARM_DESC(vblank, "The card has vblanks; without, flips are complete at once (default: on)");

static int vprime_type = DRM_MODE_CONNECTOR_VIRTUAL;
module_param_named(type, vprime_type, int, 0444);
MODULE_PARM_DESC(type, "DRM_MODE_CONNECTOR_* that all connectors are (default: 15, virtual)");

static char *vprime_vrr;
module_param_named(vrr, vprime_vrr, charp, 0444);
MODULE_PARM_DESC(vrr, "Refresh rates between which all monitors can vary, as 48-144 (default: none)");

static unsigned int vprime_jitter;
module_param_named(jitter, vprime_jitter, uint, 0444);
MODULE_PARM_DESC(jitter, "How late a vblank may be handled, at random, in us (default: 0)");

static unsigned int vprime_writebacks = 1;
module_param_named(writebacks, vprime_writebacks, uint, 0444);
MODULE_PARM_DESC(writebacks,
		 "How many writeback connectors an output has, from 0 to 4 (default: 1)");

static char *vprime_edid_file;
module_param_named(edid_file, vprime_edid_file, charp, 0444);
MODULE_PARM_DESC(edid_file, "EDID of all monitors, a file below /lib/firmware (default: one that the driver makes)");

static bool vprime_monitor;
module_param_named(monitor, vprime_monitor, bool, 0444);
MODULE_PARM_DESC(monitor,
		 "V4L2 capture devices show what the connectors get, by the module vprime_monitor (default: off)");

static struct platform_device *cards[CARDS_MAX];

/* A list of formats from a parameter, if there is one. */
static bool __init parse_formats(struct vprime_formats *formats,
				 const struct vprime_formats *all, const char *names)
{
	if (!names || vprime_formats_parse(formats, all, names))
		return true;
	pr_err("no list of 1 to %u formats that can be shown: \"%s\"\n", VPRIME_FORMATS_MAX,
	       names);
	return false;
}

/* Cursors have theirs. */
static bool __init set_plane_formats(struct vprime_config *config)
{
	struct vprime_formats all;
	unsigned int i;

	vprime_formats_default(&all, DRM_PLANE_TYPE_PRIMARY);
	for (i = 0; i < config->n_planes; i++) {
		if (config->planes[i].type != DRM_PLANE_TYPE_CURSOR &&
		    !parse_formats(&config->planes[i].formats, &all, vprime_formats))
			return false;
	}
	return true;
}

static bool __init set_writeback_formats(struct vprime_config *config)
{
	struct vprime_formats all;
	unsigned int i;

	vprime_formats_default_writeback(&all);
	for (i = 0; i < config->n_crtcs; i++) {
		if (!parse_formats(&config->crtcs[i].writeback_formats, &all,
				   vprime_writeback_formats))
			return false;
	}
	return true;
}

/* The EDID of a file, whatever is in it, for all monitors. */
static int __init set_edid(struct vprime_config *config, const char *name)
{
	const struct firmware *file;
	unsigned int i;
	int ret;

	ret = request_firmware(&file, name, NULL);
	if (ret) {
		pr_err("edid_file=%s: cannot be read: %pe\n", name, ERR_PTR(ret));
		return ret;
	}
	for (i = 0; i < config->n_connectors && !ret; i++)
		ret = vprime_connector_config_set_edid(&config->connectors[i], file->data,
						       file->size);
	release_firmware(file);
	return ret;
}

/* What the module's parameters ask for. */
static int __init configure(struct vprime_config *config)
{
	unsigned int i;
	int ret;

	if (!vprime_cards || vprime_cards > CARDS_MAX) {
		pr_err("cards=%u: must be from 1 to %u\n", vprime_cards, CARDS_MAX);
		return -EINVAL;
	}

	ret = vprime_config_outputs(config, vprime_outputs, vprime_overlays);
	if (ret)
		return ret;
	if (vprime_mode) {
		ret = vprime_config_mode(config, vprime_mode);
		if (ret)
			return ret;
	}
	if (vprime_vrr) {
		ret = vprime_config_vrr(config, vprime_vrr);
		if (ret)
			return ret;
	}
	if (vprime_edid_file) {
		ret = set_edid(config, vprime_edid_file);
		if (ret)
			return ret;
	}
	config->fbdev = vprime_fbdev;
	config->import_mmap = vprime_import_mmap;
	config->manual_update = vprime_manual_update;
	config->vblank = vprime_vblank;
	config->jitter_us = vprime_jitter;
	config->cursor_hotspot = vprime_cursor_hotspot;
	for (i = 0; i < config->n_crtcs; i++)
		config->crtcs[i].writeback = vprime_writebacks;
	for (i = 0; i < config->n_connectors; i++) {
		config->connectors[i].type = vprime_type;
		config->connectors[i].monitor = vprime_monitor;
	}
	if (!set_plane_formats(config) || !set_writeback_formats(config))
		return -EINVAL;
	vprime_config_complete(config);
	return vprime_config_valid(config) ? 0 : -EINVAL;
}

void vprime_parameters_destroy_cards(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(cards); i++)
		vprime_card_destroy(cards[i]);
}

/* Each has a description of its own, in which is kept what becomes of its monitors. */
static struct platform_device * __init create_card(unsigned int id)
{
	struct vprime_config *config = vprime_config_create("parameters");
	struct platform_device *card = NULL;
	int ret;

	if (!config)
		return ERR_PTR(-ENOMEM);
	ret = configure(config);
	if (!ret && vprime_create_default)
		card = vprime_card_create(config, id);
	vprime_config_put(config);
	return ret ? ERR_PTR(ret) : card;
}

int __init vprime_parameters_create_cards(void)
{
	struct platform_device *card;
	unsigned int i = 0;

	do {
		card = create_card(i);
		if (IS_ERR(card)) {
			vprime_parameters_destroy_cards();
			return PTR_ERR(card);
		}
		cards[i] = card;
	} while (card && ++i < vprime_cards);
	return 0;
}
