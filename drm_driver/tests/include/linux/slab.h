/* SPDX-License-Identifier: MIT */
/* Stands in for the kernel's header. */
#ifndef TESTS_LINUX_SLAB_H
#define TESTS_LINUX_SLAB_H

#include <stdlib.h>

#define GFP_KERNEL 0
#define kvzalloc(size, flags) calloc(1, size)
#define kvmalloc(size, flags) malloc(size)
#define kvfree(p) free((void *)(p))

#endif
