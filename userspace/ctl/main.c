// SPDX-License-Identifier: MIT
/* vprimectl: makes, changes and looks at the cards of the vprime driver. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/arguments.h"
#include "ctl.h"

static const struct ctl_command commands[] = {
	{ "list", "[--json]", "which cards there are, and which are described", ctl_list },
	{ "status", "[--watch] [--json] [CARD]", "what each output shows, and how well",
	  ctl_status },
	{ "properties", "[--json] CARD [CONNECTOR]", "what clients have set on connectors",
	  ctl_properties },
	{ "add", "NAME [OUTPUT]...", "make a card", ctl_add },
	{ "remove", "NAME...", "remove a card and its description", ctl_remove },
	{ "add-connector", "CARD NAME [OUTPUT]", "add a connector to a card, as a dock does",
	  ctl_add_connector },
	{ "remove-connector", "CARD CONNECTOR", "remove one", ctl_remove_connector },
	{ "plug", "CARD [CONNECTOR]", "plug a monitor", ctl_plug },
	{ "unplug", "CARD [CONNECTOR]", "unplug a monitor", ctl_unplug },
	{ "mode", "CARD CONNECTOR [MODE]...", "give a monitor other modes", ctl_mode },
	{ "edid", "CARD CONNECTOR [WORDS]...", "give a monitor another EDID, or read it", ctl_edid },
	{ "make-edid", "[WORDS]...", "make an EDID of a few words", ctl_make_edid },
	{ "save", "[CARD]...", "write descriptions of cards as JSON", ctl_save },
	{ "apply", "FILE...", "make cards as such a file says", ctl_apply },
	{ "buffers", "[--watch] [--json] [CARD]", "what has happened to each buffer of a card",
	  ctl_buffers },
	{ "adopt", "[--seat SEAT] [--permanent] CARD", "give a card to the running session",
	  ctl_adopt },
	{ "release", "CARD", "take it back", ctl_release },
	{ "unload", "[--force]", "remove the modules, or say who holds them", ctl_unload },
};

#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

int ctl_error(const char *format, ...)
{
	va_list arguments;

	fputs("vprimectl: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	return EXIT_FAILURE;
}

/* @format: NULL if getopt has complained already */
int ctl_usage_error(const char *command, const char *format, ...)
{
	va_list arguments;

	if (format) {
		fputs("vprimectl: ", stderr);
		va_start(arguments, format);
		vfprintf(stderr, format, arguments);
		va_end(arguments);
		fputc('\n', stderr);
	}
	fprintf(stderr, "Try vprimectl %s%s--help.\n", command ? command : "", command ? " " : "");
	return EXIT_USAGE;
}

int ctl_flush(void)
{
	if (fflush(stdout) || ferror(stdout))
		return ctl_error("standard output: %s", strerror(errno));
	return 0;
}

static void usage(FILE *file)
{
	fputs("Usage: vprimectl COMMAND [ARGUMENT]...\n"
	      "Makes, changes and looks at the cards of the vprime driver.\n"
	      "\n", file);
	for (size_t i = 0; i < N_COMMANDS; i++)
		fprintf(file, "  %s %s\n        %s\n", commands[i].name, commands[i].arguments,
			commands[i].summary);
	fputs("\n"
	      "vprimectl COMMAND --help says more, vprimectl(1) all.\n", file);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return ctl_usage_error(NULL, "a command is needed");
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		usage(stdout);
		return EXIT_SUCCESS;
	}
	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].run(argc - 1, argv + 1);
	}
	return ctl_usage_error(NULL, "unknown command: %s", argv[1]);
}
