/* SPDX-License-Identifier: MIT */
/* Stands in for the kernel's header. */
#ifndef TESTS_LINUX_KERNEL_H
#define TESTS_LINUX_KERNEL_H

#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include <linux/types.h>

#include "log.h"

#define BIT(n) (1UL << (n))
#define GENMASK(h, l) ((~0UL << (l)) & (~0UL >> (8 * sizeof(long) - 1 - (h))))
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define container_of(p, type, member) ((type *)((char *)(p) - offsetof(type, member)))
#define pr_err(format, ...) log_add(pr_fmt(format), ##__VA_ARGS__)

int scnprintf(char *text, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int kstrtobool(const char *text, bool *value);

#endif
