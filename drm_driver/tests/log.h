/* SPDX-License-Identifier: MIT */
/* What the kernel's log would have got. */
#ifndef TESTS_LOG_H
#define TESTS_LOG_H

/** log_add - add a line */
void log_add(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** log_take - the lines since the last call; valid until the next */
const char *log_take(void);

#endif
