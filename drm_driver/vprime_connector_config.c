// SPDX-License-Identifier: GPL-2.0-only
/* What a connector and its monitor are like: plain data, as text, validated. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <drm_mode.h>

#include "vprime_connector_config.h"
#include "vprime_text.h"

#define DEFAULT_REFRESH 60

static const struct vprime_mode default_mode = { 1920, 1080, DEFAULT_REFRESH };

/* What may be between the entries of a list. */
#define SEPARATORS ", \t\n"

/* -----------------------------------------------------------------------------
 * As text
 */

unsigned int vprime_mode_parse(struct vprime_mode *mode, const char *text)
{
	unsigned int width, height, refresh = DEFAULT_REFRESH;
	const char *end = text;

	if (!vprime_read_number(&end, U16_MAX, &width) ||
	    !vprime_read_next(&end, 'x', U16_MAX, &height))
		return 0;
	if (vprime_read_char(&end, '@') && !vprime_read_number(&end, U16_MAX, &refresh))
		return 0;
	*mode = (struct vprime_mode) { width, height, refresh };
	return end - text;
}

static bool valid_size(unsigned int size)
{
	return size >= VPRIME_MODE_MIN && size <= VPRIME_SIZE_MAX;
}

static bool valid_mode(const struct vprime_mode *mode)
{
	return valid_size(mode->width) && valid_size(mode->height) &&
	       mode->refresh >= VPRIME_REFRESH_MIN && mode->refresh <= VPRIME_REFRESH_MAX;
}

bool vprime_modes_parse(struct vprime_modes *modes, const char *text)
{
	struct vprime_mode list[VPRIME_MODES_MAX];
	unsigned int count = 0, length;
	bool more;

	text += strspn(text, SEPARATORS);
	more = *text == '+';
	text += more;
	text += strspn(text, SEPARATORS);
	while (*text) {
		if (count == VPRIME_MODES_MAX)
			return false;
		length = vprime_mode_parse(&list[count], text);
		if (!length || length != strcspn(text, SEPARATORS) || !valid_mode(&list[count]))
			return false;
		count++;
		text += length;
		text += strspn(text, SEPARATORS);
	}
	modes->count = count;
	modes->more = more && count;
	memcpy(modes->list, list, count * sizeof(*list));
	return true;
}

int vprime_modes_print(const struct vprime_modes *modes, char *text, size_t size)
{
	unsigned int i;
	int length = 0;

	text[0] = '\0';
	for (i = 0; i < modes->count; i++) {
		length += scnprintf(text + length, size - length, "%s%ux%u@%u",
				    i ? "," : modes->more ? "+" : "", modes->list[i].width,
				    modes->list[i].height, modes->list[i].refresh);
	}
	return length;
}

static bool valid_tile(const struct vprime_tile *tile)
{
	return tile->columns && tile->columns <= VPRIME_TILES_MAX &&
	       tile->rows && tile->rows <= VPRIME_TILES_MAX &&
	       tile->column < tile->columns && tile->row < tile->rows &&
	       tile->width && tile->width <= VPRIME_SIZE_MAX &&
	       tile->height && tile->height <= VPRIME_SIZE_MAX;
}

bool vprime_tile_parse(struct vprime_tile *tile, const char *text)
{
	static const unsigned int max[] = {
		INT_MAX, 1, VPRIME_TILES_MAX, VPRIME_TILES_MAX, VPRIME_TILES_MAX - 1,
		VPRIME_TILES_MAX - 1, VPRIME_SIZE_MAX, VPRIME_SIZE_MAX,
	};
	unsigned int numbers[ARRAY_SIZE(max)], i;
	struct vprime_tile read;

	if (!text[strspn(text, SEPARATORS)]) {
		*tile = (struct vprime_tile) { };
		return true;
	}
	for (i = 0; i < ARRAY_SIZE(max); i++) {
		if (i ? !vprime_read_next(&text, ':', max[i], &numbers[i]) :
			!vprime_read_number(&text, max[i], &numbers[i]))
			return false;
	}
	if (text[strspn(text, SEPARATORS)])
		return false;

	read = (struct vprime_tile) {
		.group = numbers[0], .single = numbers[1], .columns = numbers[2],
		.rows = numbers[3], .column = numbers[4], .row = numbers[5],
		.width = numbers[6], .height = numbers[7],
	};
	if (!valid_tile(&read))
		return false;
	*tile = read;
	return true;
}

int vprime_tile_print(const struct vprime_tile *tile, char *text, size_t size)
{
	if (!tile->columns) {
		text[0] = '\0';
		return 0;
	}
	return scnprintf(text, size, "%u:%u:%u:%u:%u:%u:%u:%u", tile->group, tile->single,
			 tile->columns, tile->rows, tile->column, tile->row, tile->width,
			 tile->height);
}

/* -----------------------------------------------------------------------------
 * Descriptions
 */

void vprime_connector_config_init(struct vprime_connector_config *config, const char *name)
{
	*config = (struct vprime_connector_config) {
		.type = DRM_MODE_CONNECTOR_VIRTUAL,
		.status = connector_status_connected,
	};
	strscpy(config->name, name, sizeof(config->name));
}

int vprime_connector_config_copy(struct vprime_connector_config *config,
				 const struct vprime_connector_config *other)
{
	u8 *edid = NULL;

	if (other->edid_size) {
		edid = kvmalloc(other->edid_size, GFP_KERNEL);
		if (!edid)
			return -ENOMEM;
		memcpy(edid, other->edid, other->edid_size);
	}
	*config = *other;
	config->edid = edid;
	return 0;
}

int vprime_connector_config_set_edid(struct vprime_connector_config *config, const u8 *edid,
				     size_t size)
{
	u8 *copy = NULL;

	if (size) {
		copy = kvmalloc(size, GFP_KERNEL);
		if (!copy)
			return -ENOMEM;
		memcpy(copy, edid, size);
	}
	kvfree(config->edid);
	config->edid = copy;
	config->edid_size = size;
	return 0;
}

void vprime_connector_config_fini(struct vprime_connector_config *config)
{
	kvfree(config->edid);
}

struct vprime_mode vprime_connector_config_preferred(const struct vprime_connector_config *config)
{
	return config->modes.count ? config->modes.list[0] : default_mode;
}

/* -----------------------------------------------------------------------------
 * Rules
 */

/* Says what is wrong with a connector. */
#define complain(config, card, format, ...) \
	pr_err("%s: connector %s: " format "\n", card, (config)->name, ##__VA_ARGS__)

static bool valid_modes(const struct vprime_connector_config *config, const char *card)
{
	const struct vprime_modes *modes = &config->modes;
	const struct vprime_mode *mode;
	unsigned int i;

	if (modes->count > VPRIME_MODES_MAX) {
		complain(config, card, "%u modes: must be %u at most", modes->count,
			 VPRIME_MODES_MAX);
		return false;
	}
	for (i = 0; i < modes->count; i++) {
		mode = &modes->list[i];
		if (valid_mode(mode))
			continue;
		complain(config, card,
			 "mode %ux%u@%u: must be from %ux%u to %ux%u, of %u to %u Hz",
			 mode->width, mode->height, mode->refresh, VPRIME_MODE_MIN,
			 VPRIME_MODE_MIN, VPRIME_SIZE_MAX, VPRIME_SIZE_MAX, VPRIME_REFRESH_MIN,
			 VPRIME_REFRESH_MAX);
		return false;
	}
	return true;
}

static bool valid_range(const struct vprime_connector_config *config, const char *card)
{
	const struct vprime_range *range = &config->vrr;

	if (!range->max && !range->min)
		return true;
	if (range->min >= VPRIME_REFRESH_MIN && range->max > range->min &&
	    range->max <= VPRIME_REFRESH_MAX)
		return true;
	complain(config, card, "refresh rates %u to %u Hz: must rise within %u to %u", range->min,
		 range->max, VPRIME_REFRESH_MIN, VPRIME_REFRESH_MAX);
	return false;
}

static bool valid_kind(const struct vprime_connector_config *config, const char *card)
{
	if (config->type <= DRM_MODE_CONNECTOR_Unknown || config->type > DRM_MODE_CONNECTOR_USB ||
	    config->type == DRM_MODE_CONNECTOR_WRITEBACK) {
		complain(config, card, "type %d: must be from %d to %d and not %d", config->type,
			 DRM_MODE_CONNECTOR_VGA, DRM_MODE_CONNECTOR_USB,
			 DRM_MODE_CONNECTOR_WRITEBACK);
		return false;
	}
	if (config->status < connector_status_connected ||
	    config->status > connector_status_unknown) {
		complain(config, card, "status %d: must be from %d to %d", config->status,
			 connector_status_connected, connector_status_unknown);
		return false;
	}
	return true;
}

static bool valid_place(const struct vprime_connector_config *config, const char *card)
{
	if (strnlen(config->path, VPRIME_PATH_MAX) == VPRIME_PATH_MAX) {
		complain(config, card, "path: must be shorter than %u bytes", VPRIME_PATH_MAX);
		return false;
	}
	if (config->tile.columns && !valid_tile(&config->tile)) {
		complain(config, card, "tile: must be one of at most %ux%u, of %ux%u pixels",
			 VPRIME_TILES_MAX, VPRIME_TILES_MAX, VPRIME_SIZE_MAX, VPRIME_SIZE_MAX);
		return false;
	}
	return true;
}

bool vprime_connector_config_valid(const struct vprime_connector_config *config, const char *card)
{
	if (config->edid_size > VPRIME_EDID_MAX) {
		complain(config, card, "an EDID of %zu bytes: must be %u at most",
			 config->edid_size, VPRIME_EDID_MAX);
		return false;
	}
	return valid_kind(config, card) && valid_modes(config, card) &&
	       valid_range(config, card) && valid_place(config, card);
}
