/* SPDX-License-Identifier: MIT */
/* What the command lines of the tools have in common. */
#ifndef COMMON_ARGUMENTS_H
#define COMMON_ARGUMENTS_H

#include <stdbool.h>
#include <stdint.h>

#define EXIT_USAGE 2

/*
 * Says on stderr what is wrong with the command line, NULL if getopt has said it already, and with
 * which argument if not NULL; and where to read more. Returns the exit status.
 */
int wrong_usage(const char *what, const char *argument);

/* Reads a decimal number from @least to @most, with nothing around it. */
bool parse_number(const char *text, uint64_t least, uint64_t most, uint64_t *number);

#endif
