/* SPDX-License-Identifier: MIT */
/* Cards as directories. Paths are relative to /sys/kernel/config/vprime. */
#ifndef COMMON_CONFIGFS_H
#define COMMON_CONFIGFS_H

#include <stddef.h>

#include "libvprime.h"

#define CONFIGFS_ROOT "/sys/kernel/config/vprime"

/** configfs_path - a path from the root on; the last 16 are valid */
const char *configfs_path(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** configfs_try - write to an attribute; returns 0 or a negative errno */
int configfs_try(const char *value, const char *format, ...) __attribute__((format(printf, 2, 3)));

/** configfs_set - write to an attribute, which has to work */
void configfs_set(const char *value, const char *format, ...) __attribute__((format(printf, 2, 3)));

/**
 * configfs_get - read an attribute, which has to end in a newline
 *
 * Return: it, without that; valid until the next call.
 */
const char *configfs_get(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** configfs_assert - fail unless an attribute has a value */
void configfs_assert(const char *path, const char *value);

/** configfs_try_mkdir - make a directory; returns 0 or a negative errno */
int configfs_try_mkdir(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** configfs_mkdir - make a directory, which has to work */
void configfs_mkdir(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** configfs_rmdir - remove a directory; returns 0 or a negative errno */
int configfs_rmdir(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * configfs_link - make a link
 * @target: the directory it is to lead to
 * @directory: the directory that it is to be in; its name is that of @target
 *
 * Return: 0 or a negative errno.
 */
int configfs_link(const char *target, const char *directory);

/** configfs_unlink - remove a link; returns 0 or a negative errno */
int configfs_unlink(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * configfs_output - describe an output of a card
 * @card: the card's directory
 * @i: its number: plane pI, CRTC cI, encoder eI, connector nI
 */
void configfs_output(const char *card, int i);

/** configfs_card - describe a card of @outputs outputs, with a primary plane each */
void configfs_card(const char *card, int outputs);

/** configfs_remove - remove a card's directory with all that is in it, if it is there */
void configfs_remove(const char *card);

/** configfs_remove_all - the same for all cards */
void configfs_remove_all(void);

/** configfs_require - fail unless the driver has its directories, and remove what is there */
void configfs_require(void);

/** configfs_run - run a subtest; whatever the one before left is removed first */
void configfs_run(void (*test)(void));

/** configfs_open - open an enabled card */
struct vprime_card *configfs_open(const char *card);

#endif
