// SPDX-License-Identifier: MIT
/* Options of the commands, as far as several have them. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "ctl.h"

int ctl_arguments(int argc, char **argv, void (*usage)(void), const char *letters,
		  struct ctl_arguments *arguments)
{
	static const struct option options[] = {
		{ "all", no_argument, NULL, 'a' },
		{ "check", no_argument, NULL, 'c' },
		{ "default", no_argument, NULL, 'd' },
		{ "file", required_argument, NULL, 'f' },
		{ "json", no_argument, NULL, 'j' },
		{ "none", no_argument, NULL, 'n' },
		{ "output", required_argument, NULL, 'o' },
		{ "replace", no_argument, NULL, 'r' },
		{ "watch", no_argument, NULL, 'w' },
		{ "help", no_argument, NULL, 'h' },
		CTL_ROOT_OPTIONS,
		{ 0 },
	};
	int option;

	*arguments = (struct ctl_arguments){ 0 };
	while ((option = getopt_long(argc, argv, "acdf:jno:rwh", options, NULL)) != -1) {
		if (ctl_root_option(option, optarg))
			continue;
		if (option == 'h') {
			usage();
			return EXIT_SUCCESS;
		}
		if (option == '?')
			return ctl_usage_error(argv[0], NULL);
		if (!strchr(letters, option))
			return ctl_usage_error(argv[0], "-%c: no option of this command", option);
		arguments->all |= option == 'a';
		arguments->check |= option == 'c';
		arguments->own |= option == 'd';
		arguments->json |= option == 'j';
		arguments->none |= option == 'n';
		arguments->replace |= option == 'r';
		arguments->watch |= option == 'w';
		if (option == 'f')
			arguments->file = optarg;
		if (option == 'o')
			arguments->output = optarg;
	}
	arguments->rest = argv + optind;
	arguments->n_rest = argc - optind;
	return -1;
}
