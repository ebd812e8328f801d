// SPDX-License-Identifier: MIT
/* vprimectl add and remove: cards from a few words. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "common/arguments.h"
#include "describe.h"

/* Planes, or encoders with those of writeback. */
#define OBJECTS_MAX 32

struct arguments {
	const char *name;
	char **outputs;
	int n_outputs;
	int overlays; /* -1: one for each output if there is room */
	bool no_writeback;
	bool no_cursor;
	bool disabled;
	char *settings[64]; /* ATTRIBUTE=VALUE */
	size_t n_settings;
};

static void usage(void)
{
	fputs("Usage: vprimectl add [OPTION]... NAME [OUTPUT]...\n"
	      "Make a card called NAME with an output for each OUTPUT, or one. Needs root.\n"
	      "\n"
	      "An OUTPUT is WIDTHxHEIGHT or WIDTHxHEIGHT@HZ, the preferred mode of its monitor, or\n"
	      "several with commas between them; \"default\" is a usual monitor. After a / come words\n"
	      "on it, with commas between: \"unplugged\", or a type such as HDMI-A, DP or eDP.\n"
	      "\n"
	      "      --overlays N    overlay planes of each output; default: 1 if there is room\n"
	      "      --no-cursor     outputs have no cursor planes\n"
	      "      --no-writeback  outputs have no writeback connectors\n"
	      "  -s, --set A=V       set the card's attribute A to V (docs/configfs.md)\n"
	      "      --disabled      describe the card only\n"
	      CTL_ROOT_USAGE
	      "  -h, --help          show this\n", stdout);
}

/* Returns -1 to go on, or the exit status. */
static int parse(int argc, char **argv, struct arguments *arguments)
{
	static const struct option options[] = {
		{ "overlays", required_argument, NULL, 'O' },
		{ "no-cursor", no_argument, NULL, 'C' },
		{ "no-writeback", no_argument, NULL, 'W' },
		{ "set", required_argument, NULL, 's' },
		{ "disabled", no_argument, NULL, 'D' },
		{ "help", no_argument, NULL, 'h' },
		CTL_ROOT_OPTIONS,
		{ 0 },
	};
	uint64_t number;
	int option;

	*arguments = (struct arguments){ .overlays = -1 };
	while ((option = getopt_long(argc, argv, "s:h", options, NULL)) != -1) {
		if (ctl_root_option(option, optarg))
			continue;
		switch (option) {
		case 'O':
			if (!parse_number(optarg, 0, OBJECTS_MAX, &number))
				return ctl_usage_error("add", "--overlays %s: from 0 to %d", optarg,
						       OBJECTS_MAX);
			arguments->overlays = number;
			break;
		case 'C':
			arguments->no_cursor = true;
			break;
		case 'W':
			arguments->no_writeback = true;
			break;
		case 's':
			if (!strchr(optarg, '=') || arguments->n_settings == 64)
				return ctl_usage_error("add", "--set %s: no ATTRIBUTE=VALUE", optarg);
			arguments->settings[arguments->n_settings++] = optarg;
			break;
		case 'D':
			arguments->disabled = true;
			break;
		case 'h':
			usage();
			return EXIT_SUCCESS;
		default:
			return ctl_usage_error("add", NULL);
		}
	}
	if (optind == argc)
		return ctl_usage_error("add", "what is the card to be called?");
	arguments->name = argv[optind++];
	arguments->outputs = argv + optind;
	arguments->n_outputs = argc - optind;
	return -1;
}

static int set(struct vprime_config_object *object, const char *name, const char *value)
{
	return vprime_config_set(object, name, value, strlen(value));
}

static int add_object(struct vprime_config *config, enum vprime_config_kind kind, const char *name,
		      const char *target, struct vprime_config_object **object)
{
	int ret = vprime_config_add(config, kind, name, object);

	return ret || !target ? ret : vprime_config_link(*object, target);
}

static int add_plane(struct vprime_config *config, const char *name, const char *type,
		     const char *crtc)
{
	struct vprime_config_object *plane;
	int ret = add_object(config, VPRIME_CONFIG_PLANES, name, crtc, &plane);

	return ret ? ret : set(plane, "type", type);
}

static int add_planes(struct vprime_config *config, const struct arguments *arguments, int index,
		      const char *crtc)
{
	char name[64];
	int ret;

	snprintf(name, sizeof(name), "primary%d", index);
	ret = add_plane(config, name, "1", crtc);
	for (int i = 0; !ret && i < arguments->overlays; i++) {
		snprintf(name, sizeof(name), arguments->overlays > 1 ? "overlay%d-%d" : "overlay%d",
			 index, i);
		ret = add_plane(config, name, "0", crtc);
	}
	if (ret || arguments->no_cursor)
		return ret;
	snprintf(name, sizeof(name), "cursor%d", index);
	return add_plane(config, name, "2", crtc);
}

int ctl_describe_monitor(struct vprime_config_object *connector, const char *output)
{
	char *copy = strdup(output), *words = copy, *rest, *word, number[16];
	unsigned int width, height, refresh;
	int type, ret = copy ? 0 : -ENOMEM;

	if (ret)
		return ret;
	rest = strsep(&words, "/");
	if (strcmp(rest, "default")) {
		ret = set(connector, "modes", rest);
		while (!ret && (word = strsep(&rest, ","))) {
			if (!ctl_parse_mode(word, &width, &height, &refresh))
				ret = ctl_error("%s: \"%s\" is no mode such as 2560x1440@120",
						output, word);
		}
	}
	if (!ret)
		ret = set(connector, "status", "1");
	while (!ret && words && (word = strsep(&words, ","))) {
		type = ctl_choice(VPRIME_CONFIG_CONNECTORS, "type", word);
		if (!strcmp(word, "unplugged")) {
			ret = set(connector, "status", "2");
		} else if (type > 0) {
			snprintf(number, sizeof(number), "%d", type);
			ret = set(connector, "type", number);
		} else {
			ret = ctl_error("%s: \"%s\" is no word on a monitor", output, word);
		}
	}
	free(copy);
	return ret;
}

static int add_output(struct vprime_config *config, const struct arguments *arguments, int index,
		      const char *output)
{
	struct vprime_config_object *object;
	char crtc[32], encoder[32], connector[32];
	int ret;

	snprintf(crtc, sizeof(crtc), "crtc%d", index);
	snprintf(encoder, sizeof(encoder), "encoder%d", index);
	snprintf(connector, sizeof(connector), "connector%d", index);
	ret = add_object(config, VPRIME_CONFIG_CRTCS, crtc, NULL, &object);
	if (!ret)
		ret = set(object, "writeback", arguments->no_writeback ? "0" : "1");
	if (!ret)
		ret = add_planes(config, arguments, index, crtc);
	if (!ret)
		ret = add_object(config, VPRIME_CONFIG_ENCODERS, encoder, crtc, &object);
	if (!ret)
		ret = add_object(config, VPRIME_CONFIG_CONNECTORS, connector, encoder, &object);
	return ret ? ret : ctl_describe_monitor(object, output);
}

static int set_card(struct vprime_config *config, const struct arguments *arguments)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < arguments->n_settings; i++) {
		char *value = strchr(arguments->settings[i], '=');

		*value = 0;
		ret = set(&config->card, arguments->settings[i], value + 1);
		*value = '=';
	}
	return ret;
}

static int describe(struct vprime_config *config, struct arguments *arguments)
{
	int outputs = arguments->n_outputs ? arguments->n_outputs : 1;
	int planes = outputs * (1 + !arguments->no_cursor), ret;

	if (arguments->overlays < 0)
		arguments->overlays = planes + outputs <= OBJECTS_MAX;
	config->enabled = !arguments->disabled;
	ret = set_card(config, arguments);
	for (int i = 0; !ret && i < outputs; i++)
		ret = add_output(config, arguments, i,
				 arguments->n_outputs ? arguments->outputs[i] : "default");
	return ret;
}

/* Where the card is now. */
static void tell_node(const char *name)
{
	struct ctl_target target;

	if (!ctl_find_target(name, &target) && target.minor >= 0)
		printf("%s: /dev/dri/card%d, %s\n", name, target.minor, target.device);
}

int ctl_add(int argc, char **argv)
{
	struct arguments arguments;
	struct vprime_config *config;
	int status = parse(argc, argv, &arguments), ret;

	if (status >= 0)
		return status;
	ret = vprime_config_new(arguments.name, &config);
	if (!ret) {
		ret = describe(config, &arguments);
		if (!ret)
			ret = ctl_make_card(config);
		vprime_config_free(config);
	}
	if (ret == -EINVAL)
		return ctl_error("%s: cannot be a name", arguments.name);
	if (ret < 0)
		return ctl_error("%s: %s", arguments.name, strerror(-ret));
	if (!ret && !arguments.disabled)
		tell_node(arguments.name);
	return ret;
}

/*
 * remove
 */

static void remove_usage(void)
{
	fputs("Usage: vprimectl remove [OPTION]... NAME...\n"
	      "Remove cards and their descriptions. Programs that use them get errors from then on.\n"
	      "Needs root.\n"
	      "\n"
	      "  -a, --all           all that have a description\n"
	      "  -d, --disable       remove the cards, and keep their descriptions\n"
	      CTL_ROOT_USAGE
	      "  -h, --help          show this\n", stdout);
}

static int remove_card(const char *name, bool keep)
{
	struct ctl_target target;
	int ret = ctl_find_target(name, &target);

	if (ret)
		return ret;
	if (!*target.config)
		return ctl_error("%s: the module's parameters made it; it goes with the module",
				 target.device);
	ret = keep ? vprime_config_enable(ctl_config_root(), target.config, false) :
		     vprime_config_remove(ctl_config_root(), target.config);
	return ret ? ctl_step_error(ret, "%s", target.config) : 0;
}

static int remove_all(bool keep)
{
	size_t count;
	char **names;
	int ret = vprime_config_list(ctl_config_root(), &names, &count);

	if (ret)
		return ctl_step_error(ret, "%s", ctl_config_root());
	for (size_t i = 0; !ret && i < count; i++)
		ret = remove_card(names[i], keep);
	vprime_config_list_free(names, count);
	return ret;
}

int ctl_remove(int argc, char **argv)
{
	static const struct option options[] = {
		{ "all", no_argument, NULL, 'a' },
		{ "disable", no_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		CTL_ROOT_OPTIONS,
		{ 0 },
	};
	bool all = false, keep = false;
	int option, ret = 0;

	while ((option = getopt_long(argc, argv, "adh", options, NULL)) != -1) {
		if (ctl_root_option(option, optarg))
			continue;
		if (option == 'h') {
			remove_usage();
			return EXIT_SUCCESS;
		}
		if (option == '?')
			return ctl_usage_error("remove", NULL);
		if (option == 'a')
			all = true;
		else
			keep = true;
	}
	if (all == (optind < argc))
		return ctl_usage_error("remove", "which card? names, or --all");
	if (all)
		return remove_all(keep);
	for (int i = optind; !ret && i < argc; i++)
		ret = remove_card(argv[i], keep);
	return ret;
}
