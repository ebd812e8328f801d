// SPDX-License-Identifier: MIT
/* vprimectl list: which cards there are, and which are described. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "describe.h"

static void usage(void)
{
	fputs("Usage: vprimectl list [OPTION]...\n"
	      "List the cards of the driver, and the descriptions of those that there could be.\n"
	      "\n"
	      "  -j, --json          as JSON\n"
	      CTL_ROOT_USAGE
	      "  -h, --help          show this\n", stdout);
}

/* What the monitor is called that a connector has at present. */
static void monitor_name(const struct ctl_target *target, const struct ctl_connector *connector,
			 char name[CTL_MONITOR_NAME])
{
	uint8_t edid[CTL_EDID_MAX];
	char path[PATH_MAX];
	FILE *file;

	*name = 0;
	if (target->minor < 0 || !*connector->name)
		return;
	snprintf(path, sizeof(path), "%s/class/drm/card%d-%s/edid", ctl_roots.sysfs,
		 target->minor, connector->name);
	file = fopen(path, "re");
	if (!file)
		return;
	ctl_edid_name(edid, fread(edid, 1, sizeof(edid), file), name);
	fclose(file);
}

static json_object *string_or_null(const char *text)
{
	return *text ? json_object_new_string(text) : NULL;
}

static json_object *connector_to_json(const struct ctl_target *target,
				      const struct ctl_connector *connector)
{
	json_object *json = json_object_new_object();
	char name[CTL_MONITOR_NAME];

	monitor_name(target, connector, name);
	json_object_object_add(json, "name", string_or_null(connector->object));
	json_object_object_add(json, "connector", string_or_null(connector->name));
	json_object_object_add(json, "status", string_or_null(connector->status));
	json_object_object_add(json, "monitor", string_or_null(name));
	return json;
}

static json_object *target_to_json(const struct ctl_target *target,
				   const struct ctl_connector *connectors, size_t count)
{
	json_object *json = json_object_new_object(), *list = json_object_new_array();

	for (size_t i = 0; i < count; i++)
		json_object_array_add(list, connector_to_json(target, &connectors[i]));
	json_object_object_add(json, "name", string_or_null(target->config));
	json_object_object_add(json, "enabled", json_object_new_boolean(target->minor >= 0));
	json_object_object_add(json, "card", string_or_null(target->device));
	json_object_object_add(json, "minor", target->minor < 0 ? NULL :
			       json_object_new_int(target->minor));
	json_object_object_add(json, "connectors", list);
	return json;
}

static void print_target(const struct ctl_target *target, const struct ctl_connector *connectors,
			 size_t count, int width)
{
	char name[CTL_MONITOR_NAME], node[32] = "-";

	if (target->minor >= 0)
		snprintf(node, sizeof(node), "/dev/dri/card%d", target->minor);
	printf("%-*s  %-10s  %-15s", width, *target->config ? target->config : "-",
	       *target->device ? target->device : "-", node);
	for (size_t i = 0; i < count; i++) {
		const struct ctl_connector *connector = &connectors[i];

		monitor_name(target, connector, name);
		printf("%s%s%s%s%s%s%s", i ? ", " : "  ", connector->object,
		       *connector->object && *connector->name ? "=" : "", connector->name,
		       strcmp(connector->status, "connected") ? " " : "",
		       strcmp(connector->status, "connected") ? connector->status : "",
		       *name ? " " : "");
		if (*name)
			printf("\"%s\"", name);
	}
	puts("");
}

static int name_width(const struct ctl_target *targets, size_t count)
{
	size_t width = strlen("NAME");

	for (size_t i = 0; i < count; i++) {
		if (strlen(targets[i].config) > width)
			width = strlen(targets[i].config);
	}
	return width;
}

static int print_targets(const struct ctl_target *targets, size_t count, json_object *json)
{
	int width = name_width(targets, count), ret = 0;

	if (!json)
		printf("%-*s  %-10s  %-15s  CONNECTORS\n", width, "NAME", "CARD", "NODE");
	for (size_t i = 0; !ret && i < count; i++) {
		struct ctl_connector *connectors;
		size_t n;

		ret = ctl_list_connectors(&targets[i], &connectors, &n);
		if (ret)
			break;
		if (json)
			json_object_array_add(json, target_to_json(&targets[i], connectors, n));
		else
			print_target(&targets[i], connectors, n, width);
		free(connectors);
	}
	return ret;
}

int ctl_list(int argc, char **argv)
{
	struct ctl_arguments arguments;
	struct ctl_target *targets;
	json_object *json;
	size_t count;
	int ret;

	ret = ctl_arguments(argc, argv, usage, "j", &arguments);
	if (ret >= 0)
		return ret;
	if (arguments.n_rest)
		return ctl_usage_error(argv[0], "no arguments, please: %s", arguments.rest[0]);
	json = arguments.json ? json_object_new_array() : NULL;
	ret = ctl_list_targets(&targets, &count);
	if (!ret) {
		ret = print_targets(targets, count, json);
		free(targets);
	}
	if (!ret && json)
		ctl_write_json(json, true, stdout);
	json_object_put(json);
	return ret ? ret : ctl_flush();
}
