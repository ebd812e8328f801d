// SPDX-License-Identifier: MIT
/* vprimectl save and apply: cards from and to files. */
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "describe.h"

/*
 * save
 */

static void save_usage(void)
{
	fputs("Usage: vprimectl save [OPTION]... [CARD]...\n"
	      "Write the description of a card, or a list of all descriptions, as JSON.\n"
	      "\n"
	      "  -o, --output FILE   write it to FILE\n"
	      "  -a, --all           with what has its default value, and what the driver alone sets\n"
	      CTL_ROOT_USAGE
	      "  -h, --help          show this\n", stdout);
}

/* The number of an enabled card is where it happens to be, unless it was asked for: leave it out. */
static int describe_card(const char *name, bool all, json_object **json)
{
	struct vprime_config *config;
	int ret = vprime_config_load(ctl_config_root(), name, &config);

	if (ret)
		return ctl_step_error(ret, "%s", name);
	*json = ctl_describe(config, all);
	if (!all && config->enabled)
		json_object_object_del(*json, "id");
	vprime_config_free(config);
	return 0;
}

static int describe_cards(char **names, size_t count, bool all, json_object *list)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < count; i++) {
		json_object *json = NULL;

		ret = describe_card(names[i], all, &json);
		if (!ret)
			json_object_array_add(list, json);
	}
	return ret;
}

static int describe_all(bool all, json_object *list)
{
	size_t count;
	char **names;
	int ret = vprime_config_list(ctl_config_root(), &names, &count);

	if (ret)
		return ctl_step_error(ret, "%s", ctl_config_root());
	ret = describe_cards(names, count, all, list);
	vprime_config_list_free(names, count);
	return ret;
}

/* Names of the cards that the user means; the caller frees them all. */
static int describe_named(const struct ctl_arguments *arguments, json_object *list)
{
	for (int i = 0; i < arguments->n_rest; i++) {
		struct ctl_target target;
		char *name = target.config;
		int ret = ctl_find_target(arguments->rest[i], &target);

		if (ret)
			return ret;
		if (!*name)
			return ctl_error("%s: has no description: the module's parameters made it",
					 target.device);
		ret = describe_cards(&name, 1, arguments->all, list);
		if (ret)
			return ret;
	}
	return 0;
}

static int print_json(json_object *json, const char *path)
{
	FILE *file;
	bool failed;

	if (!ctl_json_is_text(json))
		return ctl_error("a description is JSON, and that UTF-8: a name in it is not");
	file = path && strcmp(path, "-") ? fopen(path, "we") : stdout;
	if (!file)
		return ctl_error("%s: %s", path, strerror(errno));
	ctl_write_json(json, true, file);
	failed = fflush(file) || ferror(file);
	if (file != stdout && fclose(file))
		failed = true;
	return failed ? ctl_error("%s: %s", path ? path : "standard output", strerror(errno)) : 0;
}

int ctl_save(int argc, char **argv)
{
	struct ctl_arguments arguments;
	json_object *list;
	int status = ctl_arguments(argc, argv, save_usage, "ao", &arguments);

	if (status >= 0)
		return status;
	list = json_object_new_array();
	status = arguments.n_rest ? describe_named(&arguments, list) :
				    describe_all(arguments.all, list);
	if (!status)
		status = print_json(arguments.n_rest == 1 ? json_object_array_get_idx(list, 0) :
				    list, arguments.output);
	json_object_put(list);
	return status;
}

/*
 * apply
 */

static void apply_usage(void)
{
	fputs("Usage: vprimectl apply [OPTION]... FILE...\n"
	      "Make cards as FILE describes them, standard input if it is -. Of a card that is enabled,\n"
	      "what may change does; if anything else differs nothing is changed. Needs root.\n"
	      "\n"
	      "  -r, --replace       then remove the card, and make another one\n"
	      "  -c, --check         only check that the files are descriptions\n"
	      CTL_ROOT_USAGE
	      "  -h, --help          show this\n", stdout);
}

static int save_error(const struct vprime_config *config, int error, const char *where)
{
	char enabled[512];

	snprintf(enabled, sizeof(enabled), "%s/enabled", config->card.name);
	if (error == -EINVAL && !strcmp(where, enabled))
		return ctl_error("%s: is no valid card; the kernel's log says why", config->card.name);
	if (error == -ENOENT && *where == '/')
		return ctl_error("%s: %s; is the module vprime loaded, and configfs mounted?",
				 where, strerror(ENOENT));
	if (error == -EEXIST && !strcmp(where, config->card.name))
		return ctl_error("%s: there is a card or a description of this name", where);
	if (error == -ENOENT)
		return ctl_error("%s: the driver has no such attribute", where);
	return ctl_step_error(error, "%s", where);
}

int ctl_make_card(const struct vprime_config *config)
{
	char where[VPRIME_CONFIG_WHERE];
	int ret = vprime_config_save(ctl_config_root(), config, where);

	return ret ? save_error(config, ret, where) : 0;
}

static int make_again(const struct vprime_config *config)
{
	int ret = vprime_config_remove(ctl_config_root(), config->card.name);

	if (ret)
		return ctl_step_error(ret, "%s: removing it", config->card.name);
	return ctl_make_card(config);
}

static bool same_value(const struct vprime_config_attribute *wanted,
		       const struct vprime_config_attribute *present)
{
	return present && wanted->size == present->size &&
	       !memcmp(wanted->value, present->value, wanted->size);
}

static int differs(const struct vprime_config *config, enum vprime_config_kind kind,
		   const char *object, const char *what)
{
	return ctl_error("%s: %s%s%s%s%s is another one, which cannot be changed while the card is "
			 "there; --replace makes another card", config->card.name,
			 kind == VPRIME_CONFIG_KINDS ? "" : vprime_config_kind_name(kind),
			 kind == VPRIME_CONFIG_KINDS ? "" : ": ", object, *object ? ": " : "", what);
}

/* Whether only what is live differs. */
static int check_attributes(const struct vprime_config *config, enum vprime_config_kind kind,
			    const struct vprime_config_object *wanted,
			    const struct vprime_config_object *present)
{
	for (size_t i = 0; i < wanted->n_attributes; i++) {
		const struct vprime_config_attribute *attribute = &wanted->attributes[i];

		/* any number will do */
		if (!strcmp(attribute->name, "id") && !strcmp(attribute->value, "-1"))
			continue;
		if (!ctl_is_live(kind, attribute->name) &&
		    !same_value(attribute, vprime_config_get(present, attribute->name)))
			return differs(config, kind, wanted == &config->card ? "" : wanted->name,
				       attribute->name);
	}
	return 0;
}

static bool same_links(const struct vprime_config_object *wanted,
		       const struct vprime_config_object *present)
{
	if (wanted->n_links != present->n_links)
		return false;
	for (size_t i = 0; i < wanted->n_links; i++) {
		size_t j;

		for (j = 0; j < present->n_links; j++) {
			if (!strcmp(wanted->links[i], present->links[j]))
				break;
		}
		if (j == present->n_links)
			return false;
	}
	return true;
}

static int check_objects(const struct vprime_config *config, const struct vprime_config *present,
			 enum vprime_config_kind kind)
{
	int ret = 0;

	if (config->n_objects[kind] != present->n_objects[kind])
		return differs(config, kind, "", "their number");
	for (size_t i = 0; !ret && i < config->n_objects[kind]; i++) {
		const struct vprime_config_object *wanted = &config->objects[kind][i];
		const struct vprime_config_object *there = &present->objects[kind][i];

		if (strcmp(wanted->name, there->name))
			return differs(config, kind, wanted->name, "its place");
		if (!same_links(wanted, there))
			return differs(config, kind, wanted->name, vprime_config_links_name(kind));
		ret = check_attributes(config, kind, wanted, there);
	}
	return ret;
}

static int change_connector(const struct vprime_config *config,
			    const struct vprime_config_object *wanted,
			    const struct vprime_config_object *present)
{
	for (size_t i = 0; i < wanted->n_attributes; i++) {
		const struct vprime_config_attribute *attribute = &wanted->attributes[i];
		int ret;

		if (same_value(attribute, vprime_config_get(present, attribute->name)))
			continue;
		ret = vprime_config_write(ctl_config_root(), config->card.name,
					  VPRIME_CONFIG_CONNECTORS, wanted->name, attribute->name,
					  attribute->value, attribute->size);
		if (ret)
			return ctl_step_error(ret, "%s: %s: %s", config->card.name, wanted->name,
					      attribute->name);
	}
	return 0;
}

static int change(struct vprime_config *config, const struct vprime_config *present)
{
	int ret = ctl_complete(config, present);

	if (!ret)
		ret = check_attributes(config, VPRIME_CONFIG_KINDS, &config->card,
				       &present->card);
	for (int kind = 0; !ret && kind < VPRIME_CONFIG_KINDS; kind++)
		ret = check_objects(config, present, kind);
	for (size_t i = 0; !ret && i < config->n_objects[VPRIME_CONFIG_CONNECTORS]; i++)
		ret = change_connector(config, &config->objects[VPRIME_CONFIG_CONNECTORS][i],
				       &present->objects[VPRIME_CONFIG_CONNECTORS][i]);
	return ret;
}

static int apply(struct vprime_config *config, bool replace)
{
	struct vprime_config *present;
	int ret = vprime_config_load(ctl_config_root(), config->card.name, &present);

	if (ret == -ENOENT)
		return ctl_make_card(config);
	if (ret)
		return ctl_step_error(ret, "%s", config->card.name);
	if (replace || !present->enabled || !config->enabled)
		ret = make_again(config);
	else
		ret = change(config, present);
	vprime_config_free(present);
	return ret;
}

static int apply_json(json_object *json, const char *folder, const struct ctl_arguments *arguments)
{
	struct vprime_config *config;
	int ret;

	if (json_object_is_type(json, json_type_array)) {
		ret = 0;
		for (size_t i = 0; !ret && i < json_object_array_length(json); i++)
			ret = apply_json(json_object_array_get_idx(json, i), folder, arguments);
		return ret;
	}
	ret = ctl_understand(json, folder, &config);
	if (ret)
		return ret;
	if (!arguments->check)
		ret = apply(config, arguments->replace);
	vprime_config_free(config);
	return ret;
}

/* The whole of a file; the caller frees it. NULL after complaining. */
static char *read_all(const char *path, size_t *size)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;
	char *text = NULL;
	ssize_t length;

	*size = 0;
	if (!file) {
		ctl_error("%s: %s", path, strerror(errno));
		return NULL;
	}
	length = getdelim(&text, size, 0, file);
	if (length < 0) {
		ctl_error("%s: %s", path, ferror(file) ? strerror(errno) : "is empty");
		free(text);
		text = NULL;
	} else {
		*size = length;
	}
	if (file != stdin)
		fclose(file);
	return text;
}

/* NULL after complaining. */
static json_object *read_json(const char *path)
{
	json_tokener *tokener = json_tokener_new();
	json_object *json = NULL;
	size_t size, line = 1;
	char *text = tokener ? read_all(path, &size) : NULL;

	if (text) {
		json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
		json = json_tokener_parse_ex(tokener, text, size);
		for (size_t i = 0; i < json_tokener_get_parse_end(tokener); i++)
			line += text[i] == '\n';
		if (!json)
			ctl_error("%s:%zu: no JSON: %s", path, line,
				  json_tokener_error_desc(json_tokener_get_error(tokener)));
	}
	free(text);
	if (tokener)
		json_tokener_free(tokener);
	return json;
}

static int apply_file(const char *path, const struct ctl_arguments *arguments)
{
	json_object *json = read_json(path);
	char copy[PATH_MAX];
	int ret;

	if (!json)
		return EXIT_FAILURE;
	snprintf(copy, sizeof(copy), "%s", path);
	ret = apply_json(json, strcmp(path, "-") ? dirname(copy) : ".", arguments);
	json_object_put(json);
	return ret ? ctl_error("%s: not applied", path) : 0;
}

int ctl_apply(int argc, char **argv)
{
	struct ctl_arguments arguments;
	int status = ctl_arguments(argc, argv, apply_usage, "cr", &arguments);

	if (status >= 0)
		return status;
	if (!arguments.n_rest)
		return ctl_usage_error(argv[0], "which file?");
	/* at boot a file that is wrong is not to keep the cards of the others away */
	status = 0;
	for (int i = 0; i < arguments.n_rest; i++) {
		if (apply_file(arguments.rest[i], &arguments))
			status = EXIT_FAILURE;
	}
	return status;
}
