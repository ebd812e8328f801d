// SPDX-License-Identifier: MIT
/* Descriptions of cards as JSON. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "describe.h"

#define CARD VPRIME_CONFIG_KINDS
#define PLANE VPRIME_CONFIG_PLANES
#define CRTC VPRIME_CONFIG_CRTCS
#define CONNECTOR VPRIME_CONFIG_CONNECTORS

/* What a value is in JSON; what is in no table is text. */
enum type {
	TEXT,	/* "auto"; lists may be arrays, too */
	FLAG,	/* true, or a number beyond 1 */
	NUMBER, /* 42 */
	CHOICE, /* one of the words, or the number that it stands for */
	BYTES,	/* "00ffff..." */
};

static const char *const plane_types[] = { "overlay", "primary", "cursor", NULL };
static const char *const statuses[] = { "", "connected", "disconnected", "unknown", NULL };
static const char *const links[] = { "good", "bad", NULL };
/* DRM_MODE_CONNECTOR_* */
static const char *const connector_types[] = {
	"Unknown", "VGA", "DVI-I", "DVI-D", "DVI-A", "Composite", "SVIDEO", "LVDS", "Component",
	"DIN", "DP", "HDMI-A", "HDMI-B", "TV", "eDP", "Virtual", "DSI", "DPI", "Writeback", "SPI",
	"USB", NULL,
};

static const struct attribute {
	enum vprime_config_kind kind;
	const char *name;
	enum type type;
	bool live;
	const char *initial; /* what it is by itself, or NULL if it is always told */
	const char *const *words;
} attributes[] = {
	{ CARD, "id", NUMBER, false, "-1", NULL },
	{ CARD, "manual_update", FLAG, false, "0", NULL },
	{ CARD, "cursor_hotspot", FLAG, false, "0", NULL },
	{ CARD, "import_mmap", FLAG, false, "1", NULL },
	{ CARD, "fbdev", FLAG, false, "0", NULL },
	{ CARD, "vblank", FLAG, false, "1", NULL },
	{ PLANE, "type", CHOICE, false, NULL, plane_types },
	{ PLANE, "scaling", FLAG, false, "1", NULL },
	{ PLANE, "zpos", TEXT, false, "auto", NULL },
	{ CRTC, "writeback", FLAG, false, "0", NULL },
	{ CRTC, "gamma_size", NUMBER, false, "4096", NULL },
	{ CRTC, "degamma_size", NUMBER, false, "4096", NULL },
	{ CRTC, "max_bpc", NUMBER, false, "16", NULL },
	{ CARD, "jitter", NUMBER, false, "0", NULL },
	{ CONNECTOR, "enabled", FLAG, true, "1", NULL },
	{ CONNECTOR, "type", CHOICE, false, "15", connector_types },
	{ CONNECTOR, "status", CHOICE, true, NULL, statuses },
	{ CONNECTOR, "modes", TEXT, true, "", NULL },
	{ CONNECTOR, "edid", BYTES, true, "", NULL },
	{ CONNECTOR, "edid_enabled", FLAG, true, "1", NULL },
	{ CONNECTOR, "link_status", CHOICE, true, "0", links },
	{ CONNECTOR, "path", TEXT, false, "", NULL },
	{ CONNECTOR, "tile", TEXT, true, "", NULL },
	{ CONNECTOR, "non_desktop", FLAG, true, "0", NULL },
	{ CONNECTOR, "vrr_range", TEXT, true, "0 0", NULL },
	{ CONNECTOR, "position", TEXT, true, "", NULL },
	{ CONNECTOR, "monitor", FLAG, true, "0", NULL },
};

static const struct attribute *find(enum vprime_config_kind kind, const char *name)
{
	static const struct attribute other = { .type = TEXT, .initial = NULL };

	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
		if (attributes[i].kind == kind && !strcmp(attributes[i].name, name))
			return &attributes[i];
	}
	return &other;
}

bool ctl_is_live(enum vprime_config_kind kind, const char *attribute)
{
	return find(kind, attribute)->live;
}

int ctl_choice(enum vprime_config_kind kind, const char *attribute, const char *word)
{
	const struct attribute *known = find(kind, attribute);

	for (int i = 0; known->words && known->words[i]; i++) {
		if (*word && !strcmp(known->words[i], word))
			return i;
	}
	return -1;
}

static int complete(enum vprime_config_kind kind, struct vprime_config_object *object,
		    const struct vprime_config_object *present)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < sizeof(attributes) / sizeof(attributes[0]); i++) {
		const struct attribute *known = &attributes[i];

		if (known->kind == kind && known->initial && !vprime_config_get(object, known->name) &&
		    vprime_config_get(present, known->name))
			ret = vprime_config_set(object, known->name, known->initial,
						strlen(known->initial));
	}
	return ret;
}

int ctl_complete(struct vprime_config *config, const struct vprime_config *present)
{
	int ret = complete(CARD, &config->card, &present->card);

	for (int kind = 0; kind < VPRIME_CONFIG_KINDS; kind++) {
		for (size_t i = 0; !ret && i < config->n_objects[kind]; i++) {
			struct vprime_config_object *object = &config->objects[kind][i];
			const struct vprime_config_object *there =
				vprime_config_find(present, kind, object->name);

			if (there)
				ret = complete(kind, object, there);
		}
	}
	return ret ? ctl_error("%s", strerror(-ret)) : 0;
}

/*
 * To JSON
 */

static bool to_number(const char *text, long *number)
{
	char *end;

	errno = 0;
	*number = strtol(text, &end, 10);
	return end != text && !*end && !errno;
}

static json_object *bytes_to_json(const char *bytes, size_t size)
{
	char *hex = malloc(2 * size + 1);
	json_object *json;

	if (!hex)
		return NULL;
	for (size_t i = 0; i < size; i++)
		sprintf(hex + 2 * i, "%02x", (unsigned char)bytes[i]);
	json = json_object_new_string_len(hex, 2 * size);
	free(hex);
	return json;
}

/* Lists may have a line for each entry; here it is commas. */
static json_object *text_to_json(const char *text)
{
	char *copy = strdup(text);
	json_object *json;

	if (!copy)
		return NULL;
	for (char *c = copy; (c = strchr(c, '\n'));)
		*c = ',';
	json = json_object_new_string(copy);
	free(copy);
	return json;
}

static const char *word_of(const char *const *words, long number)
{
	for (long i = 0; words[i] && number >= 0; i++) {
		if (i == number)
			return *words[i] ? words[i] : NULL;
	}
	return NULL;
}

static json_object *value_to_json(const struct attribute *kind,
				  const struct vprime_config_attribute *attribute)
{
	const char *word;
	long number;

	if (kind->type == BYTES)
		return bytes_to_json(attribute->value, attribute->size);
	if (kind->type == TEXT || !to_number(attribute->value, &number))
		return text_to_json(attribute->value);
	if (kind->type == FLAG && (number == 0 || number == 1))
		return json_object_new_boolean(number);
	word = kind->type == CHOICE ? word_of(kind->words, number) : NULL;
	return word ? json_object_new_string(word) : json_object_new_int64(number);
}

static bool is_initial(const struct attribute *known,
		       const struct vprime_config_attribute *attribute)
{
	return known->initial && strlen(known->initial) == attribute->size &&
	       !memcmp(known->initial, attribute->value, attribute->size);
}

static void add_attribute(json_object *json, const struct attribute *known,
			  const struct vprime_config_attribute *attribute, bool all)
{
	if (!all && (attribute->read_only || is_initial(known, attribute)))
		return;
	/* "name" is the object's */
	json_object_object_add(json, strcmp(attribute->name, "name") ? attribute->name :
			       "connector", value_to_json(known, attribute));
}

/* First what is in the table, in its order. */
static void add_attributes(json_object *json, enum vprime_config_kind kind,
			   const struct vprime_config_object *object, bool all)
{
	const struct vprime_config_attribute *attribute;

	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
		attribute = vprime_config_get(object, attributes[i].name);
		if (attributes[i].kind == kind && attribute)
			add_attribute(json, &attributes[i], attribute, all);
	}
	for (size_t i = 0; i < object->n_attributes; i++) {
		const struct attribute *known = find(kind, object->attributes[i].name);

		if (!known->name)
			add_attribute(json, known, &object->attributes[i], all);
	}
}

static json_object *object_to_json(enum vprime_config_kind kind,
				   const struct vprime_config_object *object, bool all)
{
	json_object *json = json_object_new_object();

	json_object_object_add(json, "name", json_object_new_string(object->name));
	add_attributes(json, kind, object, all);
	if (vprime_config_links_name(kind)) {
		json_object *targets = json_object_new_array();

		for (size_t i = 0; i < object->n_links; i++)
			json_object_array_add(targets, json_object_new_string(object->links[i]));
		json_object_object_add(json, vprime_config_links_name(kind), targets);
	}
	return json;
}

json_object *ctl_describe(const struct vprime_config *config, bool all)
{
	json_object *json = json_object_new_object();

	json_object_object_add(json, "name", json_object_new_string(config->card.name));
	json_object_object_add(json, "enabled", json_object_new_boolean(config->enabled));
	add_attributes(json, CARD, &config->card, all);
	for (int kind = 0; kind < VPRIME_CONFIG_KINDS; kind++) {
		json_object *list = json_object_new_array();

		for (size_t i = 0; i < config->n_objects[kind]; i++)
			json_object_array_add(list, object_to_json(kind, &config->objects[kind][i],
								   all));
		json_object_object_add(json, vprime_config_kind_name(kind), list);
	}
	return json;
}

/*
 * From JSON
 */

/* What is being read, for messages: "desk: planes: p". */
struct place {
	char text[512];
	const char *folder;
};

static struct place below(const struct place *place, const char *name)
{
	struct place inner = { .folder = place->folder };

	snprintf(inner.text, sizeof(inner.text), "%.250s%s%.250s", place->text,
		 *place->text ? ": " : "", name);
	return inner;
}

static int complain(const struct place *place, const char *what)
{
	return ctl_error("%s: %s", place->text, what);
}

static int set(struct vprime_config_object *object, const struct place *place, const char *name,
	       const void *value, size_t size)
{
	int ret = vprime_config_set(object, name, value, size);

	return ret ? complain(place, strerror(-ret)) : 0;
}

static int set_text(struct vprime_config_object *object, const struct place *place,
		    const char *name, const char *text)
{
	return set(object, place, name, text, strlen(text));
}

/* The text of a string, a number or a boolean; NULL for anything else. */
static const char *scalar(json_object *json)
{
	switch (json_object_get_type(json)) {
	case json_type_string:
	case json_type_int:
		return json_object_get_string(json);
	case json_type_boolean:
		return json_object_get_boolean(json) ? "1" : "0";
	default:
		return NULL;
	}
}

static int set_list(struct vprime_config_object *object, const struct place *place,
		    const char *name, json_object *list)
{
	char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);
	int ret = 0;

	if (!memory)
		return complain(place, strerror(ENOMEM));
	for (size_t i = 0; !ret && i < json_object_array_length(list); i++) {
		const char *entry = scalar(json_object_array_get_idx(list, i));

		if (entry)
			fprintf(memory, "%s%s", i ? "," : "", entry);
		else
			ret = complain(place, "a list of strings is needed");
	}
	fclose(memory);
	if (!ret)
		ret = set_text(object, place, name, text);
	free(text);
	return ret;
}

static int set_choice(struct vprime_config_object *object, const struct place *place,
		      const struct attribute *attribute, const char *text)
{
	char number[16], message[512];
	size_t length;
	long value;

	if (to_number(text, &value))
		return set_text(object, place, attribute->name, text);
	value = ctl_choice(attribute->kind, attribute->name, text);
	if (value >= 0) {
		snprintf(number, sizeof(number), "%ld", value);
		return set_text(object, place, attribute->name, number);
	}
	length = snprintf(message, sizeof(message), "\"%.100s\" is none of", text);
	for (int i = 0; attribute->words[i]; i++) {
		if (*attribute->words[i])
			length += snprintf(message + length, sizeof(message) - length, " %s",
					   attribute->words[i]);
	}
	return complain(place, message);
}

static bool is_hex(const char *text)
{
	size_t digits = strspn(text, "0123456789abcdefABCDEF");

	return !text[digits] && !(digits % 2);
}

/* Digits are the EDID, other words describe one. */
static int set_edid(struct vprime_config_object *object, const struct place *place,
		    const char *text)
{
	uint8_t edid[CTL_EDID_MAX];
	size_t size = strlen(text) / 2;

	if (!is_hex(text)) {
		size = ctl_edid_words(text, edid);
		if (!size)
			return complain(place, "no EDID can be made of these words");
	} else if (size > sizeof(edid)) {
		return complain(place, "is too long");
	} else {
		for (size_t i = 0; i < size; i++)
			sscanf(text + 2 * i, "%2hhx", &edid[i]);
	}
	return set(object, place, "edid", edid, size);
}

static int set_edid_file(struct vprime_config_object *object, const struct place *place,
			 const char *name)
{
	uint8_t edid[CTL_EDID_MAX];
	char path[PATH_MAX];
	size_t size;
	FILE *file;
	bool whole;

	snprintf(path, sizeof(path), "%s%s%s", *name == '/' ? "" : place->folder,
		 *name == '/' ? "" : "/", name);
	file = fopen(path, "re");
	if (!file)
		return ctl_error("%s: %s: %s", place->text, path, strerror(errno));
	size = fread(edid, 1, sizeof(edid), file);
	whole = !ferror(file) && fgetc(file) == EOF;
	fclose(file);
	if (!whole || !size)
		return ctl_error("%s: %s: no file of 1 to %d bytes", place->text, path,
				 CTL_EDID_MAX);
	return set(object, place, "edid", edid, size);
}

/* What the driver alone sets, and save --all tells. */
static bool is_read_only(const char *name)
{
	static const char *const names[] = { "by_path", "connector", "index", "minor" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(names[i], name))
			return true;
	}
	return false;
}

static int set_value(struct vprime_config_object *object, const struct place *outer,
		     enum vprime_config_kind kind, const char *name, json_object *json)
{
	const struct attribute *attribute = find(kind, name);
	struct place place = below(outer, name);
	const char *text = scalar(json);

	if (is_read_only(name))
		return 0;
	if (json_object_is_type(json, json_type_array) && attribute->type == TEXT)
		return set_list(object, &place, name, json);
	if (!text)
		return complain(&place, "a string, a number or a boolean is needed");
	if (kind == CONNECTOR && !strcmp(name, "edid_file"))
		return set_edid_file(object, &place, text);
	if (attribute->type == BYTES)
		return set_edid(object, &place, text);
	if (attribute->type == CHOICE)
		return set_choice(object, &place, attribute, text);
	return set_text(object, &place, name, text);
}

static int add_links(struct vprime_config_object *object, const struct place *outer,
		     const char *name, json_object *json)
{
	struct place place = below(outer, name);
	int ret = 0;

	if (!json_object_is_type(json, json_type_array))
		return complain(&place, "a list of names is needed");
	for (size_t i = 0; !ret && i < json_object_array_length(json); i++) {
		json_object *link = json_object_array_get_idx(json, i);

		if (!json_object_is_type(link, json_type_string))
			return complain(&place, "a list of names is needed");
		ret = vprime_config_link(object, json_object_get_string(link));
		if (ret == -EEXIST)
			return ctl_error("%s: %s is there twice", place.text,
					 json_object_get_string(link));
	}
	return ret ? complain(&place, strerror(-ret)) : 0;
}

static const char *name_of(json_object *json)
{
	json_object *name;

	if (!json_object_is_type(json, json_type_object) ||
	    !json_object_object_get_ex(json, "name", &name) ||
	    !json_object_is_type(name, json_type_string))
		return NULL;
	return json_object_get_string(name);
}

static int add_object(struct vprime_config *config, const struct place *outer,
		      enum vprime_config_kind kind, json_object *json)
{
	const char *links_name = vprime_config_links_name(kind);
	struct vprime_config_object *object;
	const char *name = name_of(json);
	struct place place;
	int ret;

	if (!name)
		return complain(outer, "each has to be an object with a name");
	place = below(outer, name);
	ret = vprime_config_add(config, kind, name, &object);
	if (ret == -EEXIST)
		return complain(&place, "is there twice");
	if (ret == -EINVAL)
		return complain(&place, "cannot be a name");
	if (ret)
		return complain(&place, strerror(-ret));
	json_object_object_foreach(json, key, value) {
		if (!strcmp(key, "name"))
			continue;
		ret = links_name && !strcmp(key, links_name) ?
			add_links(object, &place, key, value) :
			set_value(object, &place, kind, key, value);
		if (ret)
			return ret;
	}
	return 0;
}

static int add_objects(struct vprime_config *config, const struct place *outer,
		       enum vprime_config_kind kind, json_object *json)
{
	struct place place = below(outer, vprime_config_kind_name(kind));
	int ret = 0;

	if (!json_object_is_type(json, json_type_array))
		return complain(&place, "a list is needed");
	for (size_t i = 0; !ret && i < json_object_array_length(json); i++)
		ret = add_object(config, &place, kind, json_object_array_get_idx(json, i));
	return ret;
}

static int kind_of(const char *key)
{
	int kind;

	for (kind = 0; kind < VPRIME_CONFIG_KINDS; kind++) {
		if (!strcmp(key, vprime_config_kind_name(kind)))
			break;
	}
	return kind;
}

static int check_links(const struct vprime_config *config, enum vprime_config_kind kind)
{
	enum vprime_config_kind target = vprime_config_target(kind);

	for (size_t i = 0; i < config->n_objects[kind]; i++) {
		const struct vprime_config_object *object = &config->objects[kind][i];

		for (size_t j = 0; j < object->n_links; j++) {
			if (!vprime_config_find(config, target, object->links[j]))
				return ctl_error("%s: %s: %s: %s: %s has no %s", config->card.name,
						 vprime_config_kind_name(kind), object->name,
						 vprime_config_links_name(kind), config->card.name,
						 object->links[j]);
		}
	}
	return 0;
}

static int take_card(struct vprime_config *config, const struct place *place, json_object *json)
{
	json_object_object_foreach(json, key, value) {
		int kind = kind_of(key), ret = 0;

		if (!strcmp(key, "name"))
			continue;
		if (kind != VPRIME_CONFIG_KINDS) {
			ret = add_objects(config, place, kind, value);
		} else if (!strcmp(key, "enabled")) {
			if (!json_object_is_type(value, json_type_boolean))
				return ctl_error("%s: enabled: true or false is needed",
						 place->text);
			config->enabled = json_object_get_boolean(value);
		} else {
			ret = set_value(&config->card, place, CARD, key, value);
		}
		if (ret)
			return ret;
	}
	for (int kind = 0; kind < VPRIME_CONFIG_KINDS; kind++) {
		if (check_links(config, kind))
			return EXIT_FAILURE;
	}
	return 0;
}

int ctl_understand(json_object *json, const char *folder, struct vprime_config **config)
{
	struct place place = { .folder = folder };
	const char *name = name_of(json);
	int ret;

	if (!name)
		return ctl_error("a card has to be an object with a name");
	place = below(&place, name);
	ret = vprime_config_new(name, config);
	if (ret)
		return complain(&place, ret == -EINVAL ? "cannot be a name" : strerror(-ret));
	(*config)->enabled = true;
	ret = take_card(*config, &place, json);
	if (ret)
		vprime_config_free(*config);
	return ret;
}
