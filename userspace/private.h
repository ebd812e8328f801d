/* SPDX-License-Identifier: MIT */
/* What the parts of libvprime share among themselves. */
#ifndef VPRIME_PRIVATE_H
#define VPRIME_PRIVATE_H

#include <pthread.h>

#include "libvprime.h"

struct property {
	uint32_t id;
	char name[DRM_PROP_NAME_LEN];
};

/* The properties an object has; which these are never changes while it exists. */
struct object {
	uint32_t id;
	struct property *properties;
	size_t n_properties;
};

struct vprime_card_private {
	struct object *objects;
	size_t n_objects;

	/* Users of each GEM handle. The kernel hands out small numbers, so an array is enough. */
	pthread_mutex_t handle_lock;
	unsigned int *handle_users;
	size_t n_handles;

	/* Flips that were read while waiting for another CRTC's, oldest first. */
	struct vprime_flip *flips;
	size_t n_flips;
};

/*
 * Room for one more element of @size bytes after the @count there are. Arrays grow by powers of
 * two, so that the count alone says when there is none left.
 */
void *vprime_grow(void *array, size_t count, size_t size);

/* Longest name of a directory in configfs, in bytes. */
#define CONFIG_NAME_MAX 255

/* Whether a name can be that of a directory or file, as it becomes a part of paths. */
bool vprime_is_name(const char *name);

void vprime_objects_free(struct vprime_card *card);

/* CLOCK_MONOTONIC in milliseconds. */
int64_t vprime_now(void);

/* Wait until @fd can be read, at most until @deadline, or for ever if that is negative. */
int vprime_poll(int fd, int64_t deadline);

#endif
