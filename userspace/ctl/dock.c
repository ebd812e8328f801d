// SPDX-License-Identifier: MIT
/* vprimectl add-connector and remove-connector: connectors that come and go on a card that is there. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "describe.h"

/* As many as a card can have. */
#define ENCODERS_MAX 32

struct arguments {
	const char *card;
	const char *name;
	const char *output;
	const char *encoders[ENCODERS_MAX];
	size_t n_encoders; /* 0: all of the card's */
	bool disabled;
};

/*
 * add-connector
 */

static void add_usage(void)
{
	fputs("Usage: vprimectl add-connector [OPTION]... CARD NAME [OUTPUT]\n"
	      "Add a connector with a monitor to a card, which may be in use: as if a dock had been\n"
	      "plugged in. CRTCs are not added; it is fed by one that the card has. Needs root.\n"
	      "\n"
	      "OUTPUT is as in vprimectl add, a mode or \"default\", with a type after a /. A connector\n"
	      "that has been described and disabled comes back as it was, without an OUTPUT.\n"
	      "\n"
	      "  -e, --encoder E     which encoder can feed it; may be said more than once; default: all\n"
	      "      --disabled      describe it only\n"
	      CTL_ROOT_USAGE
	      "  -h, --help          show this\n", stdout);
}

/* Returns -1 to go on, or the exit status. */
static int parse(int argc, char **argv, struct arguments *arguments)
{
	static const struct option options[] = {
		{ "encoder", required_argument, NULL, 'e' },
		{ "disabled", no_argument, NULL, 'D' },
		{ "help", no_argument, NULL, 'h' },
		CTL_ROOT_OPTIONS,
		{ 0 },
	};
	int option;

	*arguments = (struct arguments){ 0 };
	while ((option = getopt_long(argc, argv, "e:h", options, NULL)) != -1) {
		if (ctl_root_option(option, optarg))
			continue;
		switch (option) {
		case 'e':
			if (arguments->n_encoders == ENCODERS_MAX)
				return ctl_usage_error(argv[0], "a card has at most %d encoders",
						       ENCODERS_MAX);
			arguments->encoders[arguments->n_encoders++] = optarg;
			break;
		case 'D':
			arguments->disabled = true;
			break;
		case 'h':
			add_usage();
			return EXIT_SUCCESS;
		default:
			return ctl_usage_error(argv[0], NULL);
		}
	}
	if (argc - optind < 2)
		return ctl_usage_error(argv[0], argc == optind ? "which card?" :
				       "what is the connector to be called?");
	if (argc - optind > 3)
		return ctl_usage_error(argv[0], "one connector only: %s", argv[optind + 3]);
	arguments->card = argv[optind];
	arguments->name = argv[optind + 1];
	arguments->output = argv[optind + 2];
	return -1;
}

/* A card with a description. Returns 0 or the exit status. */
static int find_described(const char *name, struct ctl_target *target)
{
	int ret = ctl_find_target(name, target);

	if (!ret && !*target->config)
		ret = ctl_error("%s: the module's parameters made it; its connectors neither come nor go",
				target->device);
	return ret;
}

static int link_encoders(const struct vprime_config *config, const struct arguments *arguments,
			 struct vprime_config_object *connector)
{
	size_t count = config->n_objects[VPRIME_CONFIG_ENCODERS];
	int ret = 0;

	for (size_t i = 0; !ret && i < arguments->n_encoders; i++) {
		const char *encoder = arguments->encoders[i];

		if (!vprime_config_find(config, VPRIME_CONFIG_ENCODERS, encoder))
			return ctl_error("%s: has no encoder %s", config->card.name, encoder);
		ret = vprime_config_link(connector, encoder);
	}
	for (size_t i = 0; !ret && !arguments->n_encoders && i < count; i++)
		ret = vprime_config_link(connector,
					 config->objects[VPRIME_CONFIG_ENCODERS][i].name);
	return ret;
}

static int enable(const char *card, const char *name)
{
	int ret = vprime_config_write(ctl_config_root(), card, VPRIME_CONFIG_CONNECTORS, name,
				      "enabled", "1", 1);

	if (ret == -EINVAL)
		return ctl_error("%s: %s: is no valid connector; the kernel's log says why", card, name);
	if (ret == -ENOSPC)
		return ctl_error("%s: %s: clients still use connectors that were removed", card, name);
	return ret ? ctl_step_error(ret, "%s: %s: enabled", card, name) : 0;
}

static int make(const struct vprime_config *config, const struct arguments *arguments,
		const struct vprime_config_object *connector)
{
	const char *card = config->card.name;
	char where[VPRIME_CONFIG_WHERE];
	int ret = vprime_config_save_object(ctl_config_root(), card, VPRIME_CONFIG_CONNECTORS,
					    connector, where);

	if (ret)
		return ctl_step_error(ret, "%s", where);
	/* in a card that is only described it is part of it unless it is said not to be */
	if (arguments->disabled)
		ret = vprime_config_write(ctl_config_root(), card, VPRIME_CONFIG_CONNECTORS,
					  connector->name, "enabled", "0", 1);
	if (ret)
		ret = ctl_step_error(ret, "%s: %s: enabled", card, connector->name);
	else if (!arguments->disabled)
		ret = enable(card, connector->name);
	if (ret)
		vprime_config_remove_object(ctl_config_root(), card, VPRIME_CONFIG_CONNECTORS,
					    connector->name);
	return ret;
}

static int add(struct vprime_config *config, const struct arguments *arguments)
{
	struct vprime_config_object *connector;
	int ret = vprime_config_add(config, VPRIME_CONFIG_CONNECTORS, arguments->name, &connector);

	if (ret == -EEXIST && !arguments->output && !arguments->n_encoders && !arguments->disabled)
		return enable(config->card.name, arguments->name);
	if (ret == -EEXIST)
		return ctl_error("%s: there is a connector %s", config->card.name, arguments->name);
	if (ret == -EINVAL)
		return ctl_error("%s: cannot be a name", arguments->name);
	if (!ret)
		ret = ctl_describe_monitor(connector,
					   arguments->output ? arguments->output : "default");
	if (!ret)
		ret = link_encoders(config, arguments, connector);
	if (!ret)
		ret = make(config, arguments, connector);
	return ret < 0 ? ctl_error("%s: %s: %s", config->card.name, arguments->name, strerror(-ret)) :
			 ret;
}

/* What the kernel calls it now. */
static void tell_name(const struct ctl_target *target, const char *object)
{
	struct ctl_connector connector;

	if (!ctl_find_connector(target, object, &connector) && *connector.name)
		printf("%s: %s\n", object, connector.name);
}

int ctl_add_connector(int argc, char **argv)
{
	struct arguments arguments;
	struct vprime_config *config;
	struct ctl_target target;
	int status = parse(argc, argv, &arguments);

	if (status >= 0)
		return status;
	status = find_described(arguments.card, &target);
	if (status)
		return status;
	status = vprime_config_load(ctl_config_root(), target.config, &config);
	if (status)
		return ctl_step_error(status, "%s", target.config);
	status = add(config, &arguments);
	vprime_config_free(config);
	if (!status && !arguments.disabled)
		tell_name(&target, arguments.name);
	return status;
}

/*
 * remove-connector
 */

static void remove_usage(void)
{
	fputs("Usage: vprimectl remove-connector [OPTION]... CARD CONNECTOR\n"
	      "Remove a connector from a card and from its description. What shows something there goes\n"
	      "on, to nowhere. Needs root.\n"
	      "\n"
	      "  -d, --disable       remove it from the card, and keep its description\n"
	      CTL_ROOT_USAGE
	      "  -h, --help          show this\n", stdout);
}

static int remove_connector(const char *card, const char *name, bool keep)
{
	struct ctl_connector connector;
	struct ctl_target target;
	int ret = find_described(card, &target);

	if (!ret)
		ret = ctl_find_connector(&target, name, &connector);
	if (ret)
		return ret;
	if (keep)
		ret = vprime_config_write(ctl_config_root(), target.config, VPRIME_CONFIG_CONNECTORS,
					  connector.object, "enabled", "0", 1);
	else
		ret = vprime_config_remove_object(ctl_config_root(), target.config,
						  VPRIME_CONFIG_CONNECTORS, connector.object);
	return ret ? ctl_step_error(ret, "%s: %s", target.config, connector.object) : 0;
}

int ctl_remove_connector(int argc, char **argv)
{
	static const struct option options[] = {
		{ "disable", no_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		CTL_ROOT_OPTIONS,
		{ 0 },
	};
	bool keep = false;
	int option;

	while ((option = getopt_long(argc, argv, "dh", options, NULL)) != -1) {
		if (ctl_root_option(option, optarg))
			continue;
		if (option == 'h') {
			remove_usage();
			return EXIT_SUCCESS;
		}
		if (option != 'd')
			return ctl_usage_error(argv[0], NULL);
		keep = true;
	}
	if (argc - optind < 2)
		return ctl_usage_error(argv[0], argc == optind ? "which card?" : "which connector?");
	if (argc - optind > 2)
		return ctl_usage_error(argv[0], "one connector only: %s", argv[optind + 2]);
	return remove_connector(argv[optind], argv[optind + 1], keep);
}
