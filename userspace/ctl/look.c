// SPDX-License-Identifier: MIT
/* Commands that show something, once or again and again. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl.h"
#include "look.h"

int ctl_look_arguments(int argc, char **argv, void (*usage)(void),
		       struct ctl_arguments *arguments)
{
	int ret = ctl_arguments(argc, argv, usage, "jw", arguments);

	if (ret >= 0)
		return ret;
	if (arguments->n_rest > 1)
		return ctl_usage_error(argv[0], "one card at most: %s", arguments->rest[1]);
	arguments->card = arguments->rest[0];
	return -1;
}

/* Writes over what is there line by line, so that nothing flickers. */
static void repaint(const struct ctl_printer *printer, const void *view)
{
	char *text = NULL, *rest, *line;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);

	if (!memory)
		return;
	printer->table(view, memory);
	fclose(memory);
	fputs("\033[H", stdout);
	for (rest = text; (line = strsep(&rest, "\n")) && rest;)
		printf("%s\033[K\n", line);
	fputs("\033[J", stdout);
	free(text);
}

int ctl_look_print(const struct ctl_arguments *arguments, const struct ctl_printer *printer,
		   const void *view, bool first)
{
	if (arguments->json) {
		printer->json(view, !arguments->watch, stdout);
	} else if (arguments->watch && isatty(STDOUT_FILENO)) {
		repaint(printer, view);
	} else {
		if (!first)
			puts("");
		printer->table(view, stdout);
	}
	return ctl_flush();
}
