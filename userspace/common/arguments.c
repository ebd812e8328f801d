// SPDX-License-Identifier: MIT
/* What the command lines of the tools have in common. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "arguments.h"

int wrong_usage(const char *what, const char *argument)
{
	const char *name = program_invocation_short_name;

	if (what)
		fprintf(stderr, "%s: %s%s%s\n", name, what, argument ? ": " : "",
			argument ? argument : "");
	fprintf(stderr, "Try %s --help.\n", name);
	return EXIT_USAGE;
}

bool parse_number(const char *text, uint64_t least, uint64_t most, uint64_t *number)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*number = strtoull(text, &end, 10);
	return !*end && !errno && *number >= least && *number <= most;
}
