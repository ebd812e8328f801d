/* SPDX-License-Identifier: MIT */
/* What the files of the stand-in share. */
#ifndef IGT_STAND_IN_INTERNAL_H
#define IGT_STAND_IN_INTERNAL_H

#include <stdarg.h>

#include "igt_core.h"

#pragma GCC visibility push(hidden)

/* options.c: the command line */

/**
 * struct igt_options - what the command line asked for
 * @program: name of the program, without directories
 * @list: list the subtests, run none
 * @describe: print what the subtests do, run none
 * @subtests: pattern of the subtests to list, describe or run, or NULL for all
 * @dynamics: pattern of the dynamic subtests to run, or NULL for all
 */
struct igt_options {
	const char *program;
	bool list;
	bool describe;
	const char *subtests;
	const char *dynamics;
};

extern struct igt_options igt_options;

void igt_parse_options(int *argc, char **argv, bool subtests);

/* match.c: patterns */

bool igt_match(const char *name, const char *patterns);
bool igt_valid_name(const char *name);

/* log.c: messages */

void igt_log_set_level(enum igt_log_level level);
void igt_log_init(void);
void igt_log_forget(void);
void igt_log_dump(const char *kind, const char *name);
void igt_vlog(enum igt_log_level level, const char *format, va_list args);
void igt_kmsg(const char *format, ...) __attribute__((format(printf, 1, 2)));
void igt_print_wrapped(const char *text);

/* signal.c: what happens on signals and at the end */

void igt_install_signal_handlers(void);

/* run.c: the state of the test */

void igt_crashed(int sig);

#pragma GCC visibility pop

#endif
