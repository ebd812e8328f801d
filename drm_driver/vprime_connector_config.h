/* SPDX-License-Identifier: GPL-2.0-only */
/* What a connector and its monitor are like, as plain data. */
#ifndef VPRIME_CONNECTOR_CONFIG_H
#define VPRIME_CONNECTOR_CONFIG_H

#include <linux/bits.h>
#include <linux/types.h>

#include <drm/drm_connector.h>

/* What objects are called in messages; longer names are cut off. */
#define VPRIME_NAME_SIZE 32

/* Widths and heights of modes and framebuffers, in pixels. */
#define VPRIME_MODE_MIN 10
#define VPRIME_SIZE_MAX 16384
/* Refresh rates of modes, in Hz. */
#define VPRIME_REFRESH_MIN 1
#define VPRIME_REFRESH_MAX 1000

/* Modes of a monitor that are named, at most. */
#define VPRIME_MODES_MAX 64
/* Bytes of an EDID, at most: as many blocks as can be counted. */
#define VPRIME_EDID_MAX (256 * 128)
/* Bytes of a path, its end included. */
#define VPRIME_PATH_MAX 64
/* Tiles of a monitor, across and down, at most: what an EDID can say. */
#define VPRIME_TILES_MAX 64

/**
 * struct vprime_mode - a mode, whose timing follows from this
 * @width: columns, in pixels
 * @height: rows, in pixels
 * @refresh: frames a second
 */
struct vprime_mode {
	u16 width;
	u16 height;
	u16 refresh;
};

/**
 * struct vprime_modes - the modes of a monitor
 * @count: entries of @list; none is 1920x1080 at 60 Hz and @more
 * @more: there are also the modes that monitors usually have
 * @list: the modes, the preferred one first
 */
struct vprime_modes {
	unsigned int count;
	bool more;
	struct vprime_mode list[VPRIME_MODES_MAX];
};

/**
 * struct vprime_range - from the least to the most
 * @min: the least
 * @max: the most
 */
struct vprime_range {
	unsigned int min;
	unsigned int max;
};

/**
 * struct vprime_tile - which part of a large monitor a connector feeds
 * @group: what the parts of the same monitor have in common
 * @single: they are in one case
 * @columns: how many tiles the monitor has across; 0 if it is not tiled
 * @rows: how many it has down
 * @column: this tile's column, from 0
 * @row: this tile's row, from 0
 * @width: of each tile, in pixels
 * @height: likewise
 */
struct vprime_tile {
	u32 group;
	bool single;
	u8 columns;
	u8 rows;
	u8 column;
	u8 row;
	u16 width;
	u16 height;
};

/**
 * struct vprime_connector_config - one connector with its monitor
 * @name: what messages call it
 * @possible_encoders: which can feed it, bit n for &vprime_config.encoders' n-th
 * @type: DRM_MODE_CONNECTOR_*
 * @path: the connector's "PATH", or empty
 * @status: whether the monitor is there
 * @modes: what it can show
 * @edid: its EDID, whatever is in it, or NULL for one that is generated; freed by
 *	vprime_connector_config_fini()
 * @edid_size: of @edid, in bytes
 * @no_edid: it has no EDID at all
 * @link_bad: the link to it has lost its training
 * @non_desktop: desktops leave it alone
 * @vrr: frames a second between which the rate can vary, or all 0
 * @tile: which part of a larger monitor it is
 * @has_position: @x and @y are where it should be on the desktop
 * @x: from the left, in pixels
 * @y: from the top, in pixels
 * @monitor: a V4L2 capture device shows what it gets
 */
struct vprime_connector_config {
	char name[VPRIME_NAME_SIZE];
	u32 possible_encoders;
	int type;
	char path[VPRIME_PATH_MAX];
	enum drm_connector_status status;
	struct vprime_modes modes;
	const u8 *edid;
	size_t edid_size;
	bool no_edid;
	bool link_bad;
	bool non_desktop;
	struct vprime_range vrr;
	struct vprime_tile tile;
	bool has_position;
	u32 x;
	u32 y;
	bool monitor;
};

/* Parts of it that may change while there is a card. */
#define VPRIME_CHANGE_STATUS BIT(0)
#define VPRIME_CHANGE_MODES BIT(1)
/* with @no_edid */
#define VPRIME_CHANGE_EDID BIT(2)
#define VPRIME_CHANGE_LINK BIT(3)
#define VPRIME_CHANGE_TILE BIT(4)
#define VPRIME_CHANGE_NON_DESKTOP BIT(5)
#define VPRIME_CHANGE_VRR BIT(6)
#define VPRIME_CHANGE_POSITION BIT(7)
/* which clients are not told of */
#define VPRIME_CHANGE_MONITOR BIT(8)

/**
 * vprime_mode_parse - read a mode
 * @mode: what to fill in, not on failure
 * @text: "2560x1440@120" or, for 60 frames a second, "2560x1440", and then anything
 *
 * Context: any.
 * Return: how many characters of @text it is, or 0 if @text does not begin with a mode.
 */
unsigned int vprime_mode_parse(struct vprime_mode *mode, const char *text);

/**
 * vprime_modes_parse - read a list of modes
 * @modes: what to fill in, not on failure
 * @text: modes with commas or white space between, the preferred one first, behind a "+" if there
 *	are to be the usual ones, too; or nothing
 *
 * Context: any.
 * Return: whether it is such a list of valid modes, at most VPRIME_MODES_MAX.
 */
bool vprime_modes_parse(struct vprime_modes *modes, const char *text);

/**
 * vprime_modes_print - write a list of modes
 * @modes: the list
 * @text: where to put what vprime_modes_parse() reads
 * @size: of @text, in bytes; 17 for each mode and 2 are enough
 *
 * Context: any.
 * Return: its length without the end.
 */
int vprime_modes_print(const struct vprime_modes *modes, char *text, size_t size);

/**
 * vprime_tile_parse - read which tile it is
 * @tile: what to fill in, not on failure
 * @text: as the property "TILE", "group:single:columns:rows:column:row:width:height"; or nothing
 *
 * Context: any.
 * Return: whether it is such a text that names a valid tile, or none.
 */
bool vprime_tile_parse(struct vprime_tile *tile, const char *text);

/**
 * vprime_tile_print - write which tile it is
 * @tile: the tile
 * @text: where to put what vprime_tile_parse() reads
 * @size: of @text, in bytes; 48 are enough
 *
 * Context: any.
 * Return: its length without the end, 0 if it is none.
 */
int vprime_tile_print(const struct vprime_tile *tile, char *text, size_t size);

/**
 * vprime_connector_config_init - describe a connector with a usual monitor
 * @config: what to fill in
 * @name: what messages call it
 *
 * Context: any.
 */
void vprime_connector_config_init(struct vprime_connector_config *config, const char *name);

/**
 * vprime_connector_config_copy - describe a connector as another one is described
 * @config: what to fill in
 * @other: the description of the other one
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM; then there is nothing to be freed.
 */
int vprime_connector_config_copy(struct vprime_connector_config *config,
				 const struct vprime_connector_config *other);

/**
 * vprime_connector_config_set_edid - describe the monitor's EDID
 * @config: the description
 * @edid: the EDID, copied
 * @size: its size in bytes; 0 for one that is generated
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM; then nothing has changed.
 */
int vprime_connector_config_set_edid(struct vprime_connector_config *config, const u8 *edid,
				     size_t size);

/**
 * vprime_connector_config_fini - free what belongs to a description
 * @config: the description
 *
 * Context: process, may sleep.
 */
void vprime_connector_config_fini(struct vprime_connector_config *config);

/**
 * vprime_connector_config_preferred - the mode that a monitor with a generated EDID prefers
 * @config: the monitor
 *
 * Context: any.
 * Return: the mode.
 */
struct vprime_mode
vprime_connector_config_preferred(const struct vprime_connector_config *config);

/**
 * vprime_connector_config_valid - check that there can be such a connector
 * @config: the connector; its links are not looked at
 * @card: what to call its card in the message that says what is wrong
 *
 * Context: any.
 * Return: whether there can.
 */
bool vprime_connector_config_valid(const struct vprime_connector_config *config,
				   const char *card);

#endif
