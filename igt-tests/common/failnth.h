/* SPDX-License-Identifier: MIT */
/* Failing the n-th allocation that the kernel makes for this thread, or some of any thread's. */
#ifndef COMMON_FAILNTH_H
#define COMMON_FAILNTH_H

/** FAILNTH_MODULES - in place of a function: all of the modules' */
#define FAILNTH_MODULES "modules"

/** failnth_init - prepare the kernel; skips where it was built without fault injection */
void failnth_init(void);

/** failnth_within - only allocations within calls of a function of the kernel's count; NULL: all */
void failnth_within(const char *function);

/** failnth_except - allocations within calls of a function do not count; NULL: all do */
void failnth_except(const char *function);

/** failnth_arm - have the @n-th allocation from here on fail, counted from 1 */
void failnth_arm(unsigned int n);

/** failnth_disarm - end that; returns how many allocations more it would have taken, 0 if one failed */
unsigned int failnth_disarm(void);

/**
 * failnth_everywhere - from here on, have allocations fail at random, whichever task makes them
 * @percent: how many of a hundred; 0: none any more
 *
 * Of those within failnth_within() and not within failnth_except(). Returns how many failed since
 * the last call.
 */
unsigned int failnth_everywhere(unsigned int percent);

#endif
