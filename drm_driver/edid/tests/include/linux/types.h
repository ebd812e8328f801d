/* SPDX-License-Identifier: MIT */
/* Stands in for the kernel's header. */
#ifndef TESTS_LINUX_TYPES_H
#define TESTS_LINUX_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;

#endif
