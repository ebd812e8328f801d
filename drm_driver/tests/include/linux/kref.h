/* SPDX-License-Identifier: MIT */
/* Stands in for the kernel's header. */
#ifndef TESTS_LINUX_KREF_H
#define TESTS_LINUX_KREF_H

#include "kernel.h"

struct kref {
	unsigned int count;
};

static inline void kref_init(struct kref *ref)
{
	ref->count = 1;
}

static inline void kref_get(struct kref *ref)
{
	ref->count++;
}

static inline int kref_put(struct kref *ref, void (*release)(struct kref *ref))
{
	if (--ref->count)
		return 0;
	release(ref);
	return 1;
}

#endif
