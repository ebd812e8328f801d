/* SPDX-License-Identifier: MIT */
/* Stands in for the kernel's header. */
#ifndef TESTS_LINUX_STRING_H
#define TESTS_LINUX_STRING_H

#include_next <linux/string.h>
#include <string.h>
#include <sys/types.h>

ssize_t strscpy(char *dst, const char *src, size_t size);

#endif
