/* SPDX-License-Identifier: MIT */
/* What the running kernel was built with, and what it logs. */
#ifndef COMMON_KERNEL_H
#define COMMON_KERNEL_H

#include <stdbool.h>
#include <stddef.h>

/**
 * kernel_require - skip if an option is off, fail if it is on and what it gives is missing
 * @option: CONFIG_*
 * @present: what it gives is there
 */
void kernel_require(const char *option, bool present);

/**
 * kernel_counts - whether memory in use means something
 *
 * Kernels that look for errors keep what was freed for a while, and more of everything; they have a
 * search for leaks instead.
 */
bool kernel_counts(void);

/** kernel_log_open - returns a file of the kernel's log, at its end */
int kernel_log_open(void);

/**
 * kernel_log_next - read a message of the kernel's log
 * @fd: a file of kernel_log_open()
 * @line: where to put its text, without an end of line
 * @size: bytes there
 *
 * Returns false if there is none yet.
 */
bool kernel_log_next(int fd, char *line, size_t size);

#endif
