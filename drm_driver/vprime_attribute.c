// SPDX-License-Identifier: GPL-2.0-only
/* Descriptions of cards as text: how each setting is read and written. */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include <drm_fourcc.h>
#include <drm_mode.h>

#include "compose/compose.h"
#include "vprime_attribute.h"
#include "vprime_config.h"
#include "vprime_fourcc.h"
#include "vprime_text.h"

/**
 * struct vprime_attribute_type - how settings of one type are read and written
 * @rule: what their values are, for messages
 * @range: "from MIN to MAX", as the setting has them, follows that
 * @rest: what follows that in turn, or NULL
 * @parse: reads text without a newline into an object, or returns false and leaves it alone
 * @print: writes it, without a newline, and returns its length
 */
struct vprime_attribute_type {
	const char *rule;
	bool range;
	const char *rest;
	bool (*parse)(const struct vprime_attribute *attribute, void *object, const char *text);
	int (*print)(const struct vprime_attribute *attribute, const void *object, char *text,
		     size_t size);
};

static void *value_of(const struct vprime_attribute *attribute, void *object)
{
	return (char *)object + attribute->offset;
}

static const void *const_value_of(const struct vprime_attribute *attribute, const void *object)
{
	return (const char *)object + attribute->offset;
}

/* -----------------------------------------------------------------------------
 * Words and numbers
 */

/*
 * One word of a list after the other: *text is then behind the word, and *length its
 * length, 0 at the end of the text. Returns false if there are two commas and no
 * word between, before or after them.
 */
static bool next_word(const char **text, const char **word, size_t *length, bool *comma)
{
	*text += strspn(*text, " \t\n");
	*word = *text;
	*length = strcspn(*text, ", \t\n");
	if (!*length)
		return !**text && !*comma;
	*text += *length;
	*text += strspn(*text, " \t\n");
	*comma = vprime_read_char(text, ',');
	return true;
}

/*
 * Change a list: @edit gets each word with its sign, or with 0 if it has none; for the
 * first such word, @clear is called before.
 */
static bool edit_list(const char *text, void *list, void (*clear)(void *list),
		      bool (*edit)(void *list, char sign, const char *word, size_t length))
{
	bool comma = false, cleared = false;
	const char *word;
	size_t length;
	char sign;

	/* what an empty list reads as */
	if (!text[strspn(text, " \t\n")])
		clear(list);
	while (next_word(&text, &word, &length, &comma)) {
		if (!length)
			return true;
		sign = *word == '+' || *word == '-' ? *word : 0;
		if (!sign && !cleared) {
			clear(list);
			cleared = true;
		}
		if (!edit(list, sign, word + !!sign, length - !!sign))
			return false;
	}
	return false;
}

static bool is_word(const char *word, size_t length, const char *wanted)
{
	return length == strlen(wanted) && !memcmp(word, wanted, length);
}

/* -----------------------------------------------------------------------------
 * Lists of formats
 */

struct formats_edit {
	struct vprime_formats formats;
	const struct vprime_formats *all;
};

static void clear_formats(void *list)
{
	struct formats_edit *edit = list;

	edit->formats.count = 0;
}

static bool add_format(struct vprime_formats *formats, u32 format)
{
	if (vprime_formats_has(formats, format))
		return true;
	if (formats->count == VPRIME_FORMATS_MAX)
		return false;
	formats->list[formats->count++] = format;
	return true;
}

static bool edit_all_formats(struct formats_edit *edit, char sign)
{
	unsigned int i;

	if (sign == '-') {
		edit->formats.count = 0;
		return true;
	}
	for (i = 0; i < edit->all->count; i++) {
		if (!add_format(&edit->formats, edit->all->list[i]))
			return false;
	}
	return true;
}

static bool edit_format(void *list, char sign, const char *word, size_t length)
{
	struct formats_edit *edit = list;
	char code[4] = { ' ', ' ', ' ', ' ' };
	u32 format;

	if (sign && is_word(word, length, "*"))
		return edit_all_formats(edit, sign);
	if (!length || length > sizeof(code))
		return false;
	memcpy(code, word, length);
	format = fourcc_code(code[0], code[1], code[2], code[3]);
	if (!vprime_format_lookup(format))
		return false;
	if (sign == '-') {
		vprime_formats_remove(&edit->formats, format);
		return true;
	}
	/* named twice */
	if (!sign && vprime_formats_has(&edit->formats, format))
		return false;
	return add_format(&edit->formats, format);
}

bool vprime_formats_parse(struct vprime_formats *formats, const struct vprime_formats *all,
			  const char *text)
{
	struct formats_edit edit = { .formats = *formats, .all = all };

	if (!edit_list(text, &edit, clear_formats, edit_format))
		return false;
	*formats = edit.formats;
	formats->chosen = true;
	return true;
}

static int print_formats(const struct vprime_formats *formats, char *text, size_t size)
{
	char name[VPRIME_FOURCC_SIZE];
	unsigned int i;
	int length = 0;

	for (i = 0; i < formats->count; i++)
		length += scnprintf(text + length, size - length, "%s%s", i ? "," : "",
				    vprime_fourcc(formats->list[i], name));
	return length;
}

#define FORMATS_RULE "a list of at most 64 formats that can be shown, like XR24,NV12 or +NV12 or -*"

static bool parse_plane_formats(const struct vprime_attribute *attribute, void *object,
				const char *text)
{
	struct vprime_plane_config *plane = object;
	struct vprime_formats all, formats = plane->formats;

	vprime_formats_default(&all, plane->type);
	if (!formats.chosen)
		formats = all;
	if (!vprime_formats_parse(&formats, &all, text))
		return false;
	plane->formats = formats;
	return true;
}

static int print_plane_formats(const struct vprime_attribute *attribute, const void *object,
			       char *text, size_t size)
{
	const struct vprime_plane_config *plane = object;
	struct vprime_formats formats = plane->formats;

	if (!formats.chosen)
		vprime_formats_default(&formats, plane->type);
	return print_formats(&formats, text, size);
}

static const struct vprime_attribute_type plane_formats = {
	.rule = FORMATS_RULE,
	.parse = parse_plane_formats,
	.print = print_plane_formats,
};

static bool parse_writeback_formats(const struct vprime_attribute *attribute, void *object,
				    const char *text)
{
	struct vprime_crtc_config *crtc = object;
	struct vprime_formats all, formats = crtc->writeback_formats;

	vprime_formats_default_writeback(&all);
	if (!formats.chosen)
		formats = all;
	if (!vprime_formats_parse(&formats, &all, text))
		return false;
	crtc->writeback_formats = formats;
	return true;
}

static int print_writeback_formats(const struct vprime_attribute *attribute, const void *object,
				   char *text, size_t size)
{
	const struct vprime_crtc_config *crtc = object;
	struct vprime_formats formats = crtc->writeback_formats;

	if (!formats.chosen)
		vprime_formats_default_writeback(&formats);
	return print_formats(&formats, text, size);
}

static const struct vprime_attribute_type writeback_formats = {
	.rule = FORMATS_RULE,
	.parse = parse_writeback_formats,
	.print = print_writeback_formats,
};

/* -----------------------------------------------------------------------------
 * Lists of rotations
 */

static const struct {
	unsigned int bit;
	const char *name;
} rotation_names[] = {
	{ DRM_MODE_ROTATE_0, "rotate-0" },
	{ DRM_MODE_ROTATE_90, "rotate-90" },
	{ DRM_MODE_ROTATE_180, "rotate-180" },
	{ DRM_MODE_ROTATE_270, "rotate-270" },
	{ DRM_MODE_REFLECT_X, "reflect-x" },
	{ DRM_MODE_REFLECT_Y, "reflect-y" },
};

static void clear_rotations(void *list)
{
	unsigned int *rotations = list;

	*rotations = 0;
}

static bool edit_rotation(void *list, char sign, const char *word, size_t length)
{
	unsigned int bits = 0, *rotations = list;
	size_t i;

	if (sign && is_word(word, length, "*"))
		bits = DRM_MODE_ROTATE_MASK | DRM_MODE_REFLECT_MASK;
	for (i = 0; i < ARRAY_SIZE(rotation_names); i++) {
		if (is_word(word, length, rotation_names[i].name))
			bits = rotation_names[i].bit;
	}
	if (!bits || (!sign && *rotations & bits))
		return false;
	if (sign == '-')
		*rotations &= ~bits;
	else
		*rotations |= bits;
	return true;
}

static bool parse_rotations(const struct vprime_attribute *attribute, void *object,
			    const char *text)
{
	unsigned int *value = value_of(attribute, object), rotations = *value;

	if (!edit_list(text, &rotations, clear_rotations, edit_rotation))
		return false;
	*value = rotations;
	return true;
}

static int print_rotations(const struct vprime_attribute *attribute, const void *object,
			   char *text, size_t size)
{
	const unsigned int *value = const_value_of(attribute, object);
	int length = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rotation_names); i++) {
		if (*value & rotation_names[i].bit)
			length += scnprintf(text + length, size - length, "%s%s",
					    length ? "," : "", rotation_names[i].name);
	}
	return length;
}

static const struct vprime_attribute_type rotations = {
	.rule = "a list of rotate-0, rotate-90, rotate-180, rotate-270, reflect-x, reflect-y",
	.parse = parse_rotations,
	.print = print_rotations,
};

/* -----------------------------------------------------------------------------
 * Single values
 */

static bool parse_bool(const struct vprime_attribute *attribute, void *object, const char *text)
{
	return !kstrtobool(text, value_of(attribute, object));
}

static int print_bool(const struct vprime_attribute *attribute, const void *object, char *text,
		      size_t size)
{
	const bool *value = const_value_of(attribute, object);

	return scnprintf(text, size, "%d", *value);
}

static const struct vprime_attribute_type boolean = {
	.rule = "0 or 1",
	.parse = parse_bool,
	.print = print_bool,
};

static bool parse_number(const struct vprime_attribute *attribute, void *object, const char *text)
{
	unsigned int number;

	if (!vprime_read_number(&text, attribute->max, &number) || number < attribute->min || *text)
		return false;
	*(unsigned int *)value_of(attribute, object) = number;
	return true;
}

static int print_number(const struct vprime_attribute *attribute, const void *object, char *text,
			size_t size)
{
	const unsigned int *value = const_value_of(attribute, object);

	return scnprintf(text, size, "%u", *value);
}

static const struct vprime_attribute_type number = {
	.rule = "",
	.range = true,
	.parse = parse_number,
	.print = print_number,
};

static bool parse_table(const struct vprime_attribute *attribute, void *object, const char *text)
{
	if (strcmp(text, "0"))
		return parse_number(attribute, object, text);
	*(unsigned int *)value_of(attribute, object) = 0;
	return true;
}

static const struct vprime_attribute_type table = {
	.rule = "0, or ",
	.range = true,
	.parse = parse_table,
	.print = print_number,
};

static bool parse_bpc(const struct vprime_attribute *attribute, void *object, const char *text)
{
	if (strcmp(text, "8") && strcmp(text, "10") && strcmp(text, "12") && strcmp(text, "16"))
		return false;
	return parse_number(attribute, object, text);
}

static const struct vprime_attribute_type bpc = {
	.rule = "8, 10, 12 or 16",
	.parse = parse_bpc,
	.print = print_number,
};

static bool parse_size(const struct vprime_attribute *attribute, void *object, const char *text)
{
	struct vprime_size size;

	if (!vprime_read_number(&text, attribute->max, &size.width) ||
	    !vprime_read_next(&text, 'x', attribute->max, &size.height) || *text ||
	    size.width < attribute->min || size.height < attribute->min)
		return false;
	*(struct vprime_size *)value_of(attribute, object) = size;
	return true;
}

static int print_size(const struct vprime_attribute *attribute, const void *object, char *text,
		      size_t size)
{
	const struct vprime_size *value = const_value_of(attribute, object);

	return scnprintf(text, size, "%ux%u", value->width, value->height);
}

static const struct vprime_attribute_type size = {
	.rule = "WIDTHxHEIGHT, each ",
	.range = true,
	.parse = parse_size,
	.print = print_size,
};

static bool parse_zpos_range(struct vprime_zpos *zpos, const char *text)
{
	zpos->kind = VPRIME_ZPOS_RANGE;
	if (!vprime_read_number(&text, VPRIME_ZPOS_MAX, &zpos->min))
		return false;
	zpos->max = zpos->min;
	zpos->initial = zpos->min;
	if (!*text)
		return true;
	return vprime_read_next(&text, ' ', VPRIME_ZPOS_MAX, &zpos->max) &&
	       vprime_read_next(&text, ' ', VPRIME_ZPOS_MAX, &zpos->initial) &&
	       !*text && zpos->min <= zpos->initial && zpos->initial <= zpos->max;
}

static bool parse_zpos(const struct vprime_attribute *attribute, void *object, const char *text)
{
	struct vprime_zpos zpos = { };

	if (!strcmp(text, "auto"))
		zpos.kind = VPRIME_ZPOS_AUTO;
	else if (!strcmp(text, "none"))
		zpos.kind = VPRIME_ZPOS_NONE;
	else if (!parse_zpos_range(&zpos, text))
		return false;
	*(struct vprime_zpos *)value_of(attribute, object) = zpos;
	return true;
}

static int print_zpos(const struct vprime_attribute *attribute, const void *object, char *text,
		      size_t size)
{
	const struct vprime_zpos *zpos = const_value_of(attribute, object);

	if (zpos->kind == VPRIME_ZPOS_AUTO)
		return scnprintf(text, size, "auto");
	if (zpos->kind == VPRIME_ZPOS_NONE)
		return scnprintf(text, size, "none");
	if (zpos->min == zpos->max)
		return scnprintf(text, size, "%u", zpos->min);
	return scnprintf(text, size, "%u %u %u", zpos->min, zpos->max, zpos->initial);
}

static const struct vprime_attribute_type zpos = {
	.rule = "auto, none, a number, or MIN MAX INITIAL, each ",
	.range = true,
	.parse = parse_zpos,
	.print = print_zpos,
};

/* What is true where the object says false. */
static bool parse_not(const struct vprime_attribute *attribute, void *object, const char *text)
{
	bool value;

	if (kstrtobool(text, &value))
		return false;
	*(bool *)value_of(attribute, object) = !value;
	return true;
}

static int print_not(const struct vprime_attribute *attribute, const void *object, char *text,
		     size_t size)
{
	const bool *value = const_value_of(attribute, object);

	return scnprintf(text, size, "%d", !*value);
}

static const struct vprime_attribute_type not = {
	.rule = "0 or 1",
	.parse = parse_not,
	.print = print_not,
};

static bool parse_connector_type(const struct vprime_attribute *attribute, void *object,
				 const char *text)
{
	unsigned int type;

	if (!vprime_read_number(&text, attribute->max, &type) || *text || type < attribute->min ||
	    type == DRM_MODE_CONNECTOR_WRITEBACK)
		return false;
	*(int *)value_of(attribute, object) = type;
	return true;
}

static const struct vprime_attribute_type connector_type = {
	.rule = "",
	.range = true,
	.rest = ", and not 18",
	.parse = parse_connector_type,
	.print = print_number,
};

/* -----------------------------------------------------------------------------
 * Monitors
 */

static bool parse_modes(const struct vprime_attribute *attribute, void *object,
			const char *text)
{
	return vprime_modes_parse(value_of(attribute, object), text);
}

static int print_modes(const struct vprime_attribute *attribute, const void *object, char *text,
		       size_t size)
{
	return vprime_modes_print(const_value_of(attribute, object), text, size);
}

static const struct vprime_attribute_type modes = {
	.rule = "a list of at most 64 modes like 2560x1440@120, behind a + for usual ones beside",
	.parse = parse_modes,
	.print = print_modes,
};

static bool parse_tile(const struct vprime_attribute *attribute, void *object, const char *text)
{
	return vprime_tile_parse(value_of(attribute, object), text);
}

static int print_tile(const struct vprime_attribute *attribute, const void *object, char *text,
		      size_t size)
{
	return vprime_tile_print(const_value_of(attribute, object), text, size);
}

static const struct vprime_attribute_type tile = {
	.rule = "GROUP:SINGLE:COLUMNS:ROWS:COLUMN:ROW:WIDTH:HEIGHT, or nothing",
	.parse = parse_tile,
	.print = print_tile,
};

static bool parse_path(const struct vprime_attribute *attribute, void *object, const char *text)
{
	char *path = value_of(attribute, object);
	size_t i, length = strlen(text);

	if (length >= VPRIME_PATH_MAX)
		return false;
	for (i = 0; i < length; i++) {
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	}
	memcpy(path, text, length + 1);
	return true;
}

static int print_path(const struct vprime_attribute *attribute, const void *object, char *text,
		      size_t size)
{
	return scnprintf(text, size, "%s", (const char *)const_value_of(attribute, object));
}

static const struct vprime_attribute_type path = {
	.rule = "at most 63 visible characters of ASCII",
	.parse = parse_path,
	.print = print_path,
};

static bool parse_range(const struct vprime_attribute *attribute, void *object, const char *text)
{
	struct vprime_range range;

	if (!vprime_read_number(&text, attribute->max, &range.min) ||
	    !vprime_read_next(&text, ' ', attribute->max, &range.max) || *text)
		return false;
	if ((range.min || range.max) && (range.min < attribute->min || range.min >= range.max))
		return false;
	*(struct vprime_range *)value_of(attribute, object) = range;
	return true;
}

static int print_range(const struct vprime_attribute *attribute, const void *object, char *text,
		       size_t size)
{
	const struct vprime_range *range = const_value_of(attribute, object);

	return scnprintf(text, size, "%u %u", range->min, range->max);
}

static const struct vprime_attribute_type range = {
	.rule = "MIN MAX, rising, each ",
	.range = true,
	.rest = ", or 0 0",
	.parse = parse_range,
	.print = print_range,
};

static bool parse_position(const struct vprime_attribute *attribute, void *object,
			   const char *text)
{
	struct vprime_connector_config *connector = object;
	unsigned int x = 0, y = 0;
	bool some = *text;

	if (some && (!vprime_read_number(&text, attribute->max, &x) ||
		     !vprime_read_next(&text, ' ', attribute->max, &y) || *text))
		return false;
	connector->has_position = some;
	connector->x = x;
	connector->y = y;
	return true;
}

static int print_position(const struct vprime_attribute *attribute, const void *object,
			  char *text, size_t size)
{
	const struct vprime_connector_config *connector = object;

	if (!connector->has_position)
		return scnprintf(text, size, "%s", "");
	return scnprintf(text, size, "%u %u", connector->x, connector->y);
}

static const struct vprime_attribute_type position = {
	.rule = "X Y, each ",
	.range = true,
	.rest = ", or nothing",
	.parse = parse_position,
	.print = print_position,
};

/* -----------------------------------------------------------------------------
 * What there is to set
 */

#define CARD(member) .offset = offsetof(struct vprime_config, member)
#define PLANE(member) .offset = offsetof(struct vprime_plane_config, member)
#define CRTC(member) .offset = offsetof(struct vprime_crtc_config, member)
#define CONNECTOR(member) .offset = offsetof(struct vprime_connector_config, member)

static const struct vprime_attribute card_attributes[] = {
	{ "manual_update", &boolean, CARD(manual_update) },
	{ "cursor_hotspot", &boolean, CARD(cursor_hotspot) },
	{ "import_mmap", &boolean, CARD(import_mmap) },
	{ "fbdev", &boolean, CARD(fbdev) },
	{ "vblank", &boolean, CARD(vblank) },
	{ "jitter", &number, CARD(jitter_us), .max = VPRIME_JITTER_MAX },
	{ }
};

static const struct vprime_attribute plane_attributes[] = {
	{ "type", &number, PLANE(type), .max = DRM_PLANE_TYPE_CURSOR },
	{ "formats", &plane_formats },
	{ "rotations", &rotations, PLANE(rotations) },
	{ "zpos", &zpos, PLANE(zpos), .max = VPRIME_ZPOS_MAX },
	{ "scaling", &boolean, PLANE(scaling) },
	{ "size_max", &size, PLANE(size_max), .min = 1, .max = VPRIME_SIZE_MAX },
	{ }
};

static const struct vprime_attribute crtc_attributes[] = {
	{ "writeback", &number, CRTC(writeback), .max = VPRIME_WRITEBACKS_MAX },
	{ "writeback_formats", &writeback_formats },
	{ "gamma_size", &table, CRTC(gamma_size), .min = 2, .max = VPRIME_LUT_SIZE },
	{ "degamma_size", &table, CRTC(degamma_size), .min = 2,
	  .max = VPRIME_LUT_SIZE },
	{ "max_bpc", &bpc, CRTC(max_bpc), .max = VPRIME_BPC_MAX },
	{ }
};

static const struct vprime_attribute encoder_attributes[] = {
	{ }
};

static const struct vprime_attribute connector_attributes[] = {
	{ "type", &connector_type, CONNECTOR(type), .min = DRM_MODE_CONNECTOR_VGA,
	  .max = DRM_MODE_CONNECTOR_USB },
	{ "status", &number, CONNECTOR(status), .min = 1, .max = 3,
	  .change = VPRIME_CHANGE_STATUS },
	{ "modes", &modes, CONNECTOR(modes), .change = VPRIME_CHANGE_MODES },
	{ "edid_enabled", &not, CONNECTOR(no_edid), .change = VPRIME_CHANGE_EDID },
	{ "link_status", &boolean, CONNECTOR(link_bad), .change = VPRIME_CHANGE_LINK },
	{ "path", &path, CONNECTOR(path) },
	{ "tile", &tile, CONNECTOR(tile), .change = VPRIME_CHANGE_TILE },
	{ "non_desktop", &boolean, CONNECTOR(non_desktop),
	  .change = VPRIME_CHANGE_NON_DESKTOP },
	{ "vrr_range", &range, CONNECTOR(vrr), .min = VPRIME_REFRESH_MIN,
	  .max = VPRIME_REFRESH_MAX, .change = VPRIME_CHANGE_VRR },
	{ "position", &position, .max = 65535, .change = VPRIME_CHANGE_POSITION },
	{ "monitor", &boolean, CONNECTOR(monitor), .change = VPRIME_CHANGE_MONITOR },
	{ }
};

static const struct vprime_attribute *const attributes[] = {
	[VPRIME_KIND_CARD] = card_attributes,
	[VPRIME_KIND_PLANE] = plane_attributes,
	[VPRIME_KIND_CRTC] = crtc_attributes,
	[VPRIME_KIND_ENCODER] = encoder_attributes,
	[VPRIME_KIND_CONNECTOR] = connector_attributes,
};

const struct vprime_attribute *vprime_attribute_find(enum vprime_kind kind, const char *name)
{
	const struct vprime_attribute *attribute;

	for (attribute = attributes[kind]; attribute->name; attribute++) {
		if (!strcmp(attribute->name, name))
			return attribute;
	}
	return NULL;
}

int vprime_attribute_parse(const struct vprime_attribute *attribute, void *object,
			   const char *text)
{
	return attribute->type->parse(attribute, object, text) ? 0 : -EINVAL;
}

int vprime_attribute_print(const struct vprime_attribute *attribute, const void *object,
			   char text[VPRIME_ATTRIBUTE_SIZE])
{
	int length = attribute->type->print(attribute, object, text, VPRIME_ATTRIBUTE_SIZE - 1);

	return length + scnprintf(text + length, VPRIME_ATTRIBUTE_SIZE - length, "\n");
}

void vprime_attribute_rule(const struct vprime_attribute *attribute, char *rule, size_t size)
{
	const struct vprime_attribute_type *type = attribute->type;

	if (type->range)
		scnprintf(rule, size, "%sfrom %u to %u%s", type->rule, attribute->min,
			  attribute->max, type->rest ?: "");
	else
		scnprintf(rule, size, "%s", type->rule);
}
