/* SPDX-License-Identifier: MIT */
/* What the running kernel was built with. */
#ifndef COMMON_KERNEL_H
#define COMMON_KERNEL_H

#include <stdbool.h>

/**
 * kernel_require - skip if an option is off, fail if it is on and what it gives is missing
 * @option: CONFIG_*
 * @present: what it gives is there
 */
void kernel_require(const char *option, bool present);

#endif
