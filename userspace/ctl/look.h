/* SPDX-License-Identifier: MIT */
/* Commands that show something, once or again and again, to people or to programs. */
#ifndef CTL_LOOK_H
#define CTL_LOOK_H

#include <stdbool.h>
#include <stdio.h>

#include "arguments.h"

/*
 * Reads their arguments: --watch, --json, and a card or none. Returns -1 to go on, or the exit
 * status.
 */
int ctl_look_arguments(int argc, char **argv, void (*usage)(void),
		       struct ctl_arguments *arguments);

/**
 * struct ctl_printer - the two forms in which something is shown
 * @table: for people
 * @json: for programs; in one line unless @pretty
 */
struct ctl_printer {
	void (*table)(const void *view, FILE *out);
	void (*json)(const void *view, bool pretty, FILE *out);
};

/*
 * Print @view on standard output as the arguments say: on a terminal that is watched, in the place
 * of the one before, elsewhere below it. @first: there is none before. Returns 0 or the exit
 * status.
 */
int ctl_look_print(const struct ctl_arguments *arguments, const struct ctl_printer *printer,
		   const void *view, bool first);

#endif
