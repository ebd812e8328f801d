/* SPDX-License-Identifier: MIT */
/* Faults of a card on request: its file "faults" in debugfs, see docs/faults.md. */
#ifndef COMMON_FAULT_H
#define COMMON_FAULT_H

#include <stddef.h>
#include <stdint.h>

#include "libvprime.h"

/**
 * struct fault - a line of the file
 * @state: off, armed or spent
 * @result: name of an errno, drop or -
 * @delay: in milliseconds
 * @skip: calls that still go well
 * @count: calls that are still hit, UINT32_MAX for ever
 * @calls: calls since it was armed
 * @hits: those that were hit
 */
struct fault {
	char state[16];
	char result[32];
	uint32_t delay;
	uint32_t skip;
	uint32_t count;
	uint64_t calls;
	uint64_t hits;
};

/** fault_path - the file of a card */
void fault_path(const struct vprime_card *card, char *path, size_t size);

/** fault_try - write a line; returns 0 or a negative errno */
int fault_try(const struct vprime_card *card, const char *line);

/** fault_set - write a line, which has to work */
void fault_set(const struct vprime_card *card, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/** fault_get - read the line of a step */
struct fault fault_get(const struct vprime_card *card, const char *step);

#endif
