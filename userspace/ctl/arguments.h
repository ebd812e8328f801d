/* SPDX-License-Identifier: MIT */
/* Options of the commands, as far as several have them. */
#ifndef VPRIMECTL_ARGUMENTS_H
#define VPRIMECTL_ARGUMENTS_H

#include <stdbool.h>

/**
 * struct ctl_arguments - what a command was given
 * @all: --all, -a
 * @check: --check, -c
 * @own: --default, -d
 * @file: --file, -f, or NULL
 * @json: --json, -j
 * @none: --none, -n
 * @output: --output, -o, or NULL
 * @replace: --replace, -r
 * @watch: --watch, -w
 * @card: for a command that takes them from @rest
 * @connector: likewise
 * @rest: what is no option
 * @n_rest: how many those are
 */
struct ctl_arguments {
	bool all;
	bool check;
	bool own;
	const char *file;
	bool json;
	bool none;
	const char *output;
	bool replace;
	bool watch;
	const char *card;
	const char *connector;
	char **rest;
	int n_rest;
};

/*
 * Reads a command's options, of which it has those with @letters, --help and those of
 * the roots. Returns -1 to go on, or the exit status.
 */
int ctl_arguments(int argc, char **argv, void (*usage)(void), const char *letters,
		  struct ctl_arguments *arguments);

#endif
