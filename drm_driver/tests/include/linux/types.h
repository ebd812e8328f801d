/* SPDX-License-Identifier: MIT */
/* Stands in for the kernel's header. */
#ifndef TESTS_LINUX_TYPES_H
#define TESTS_LINUX_TYPES_H

#include_next <linux/types.h>

#include "compose/shim.h"

#endif
