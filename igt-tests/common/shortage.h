/* SPDX-License-Identifier: MIT */
/* Out of memory at every single allocation of an operation: an errno, nothing lost, go on. */
#ifndef COMMON_SHORTAGE_H
#define COMMON_SHORTAGE_H

#include <stdbool.h>

#include "account.h"
#include "libvprime.h"
#include "show.h"

#define SCREEN_WIDTH 64
#define SCREEN_HEIGHT 48

/**
 * struct screen - the card on which operations are tried, and what it shows meanwhile
 * @card: the card, or NULL
 * @output: its first output
 * @mode: of SCREEN_WIDTH and SCREEN_HEIGHT
 * @shown: what is on the screen
 */
struct screen {
	struct vprime_card *card;
	struct vprime_output output;
	drmModeModeInfo mode;
	struct image shown;
};

/* There is one. */
extern struct screen screen;

/**
 * struct operation - what may run out of memory
 * @name: of its subtest
 * @what: in words
 * @prepare: before each attempt, with all the memory there is; may be NULL
 * @run: the attempt, without a card that is open if @closed; returns 0 or a negative errno, and
 *	then it has to have undone what it did
 * @undo: after an attempt that succeeded; may be NULL
 * @clean: undo @prepare, after each attempt; may be NULL
 * @closed: needs the card closed
 * @within: count allocations within this function only, see failnth_within()
 * @after: begin after those within this function, which are the first
 * @before: end before those within this function, which are the last but a few
 * @except: leave out those within this function
 * @sparse: after one failure in so many only it is tried whether all works, as that takes long
 * @warns: the core of dma-buf WARNs when an exporter cannot be mapped
 * @also: other negative errnos that the core may give for a lack of memory
 */
struct operation {
	const char *name;
	const char *what;
	void (*prepare)(void);
	int (*run)(void);
	void (*undo)(void);
	void (*clean)(void);
	bool closed;
	const char *within;
	const char *after;
	const char *before;
	const char *except;
	unsigned int sparse;
	bool warns;
	int also[2];
};

#define OPERATION(_name, _what, _prepare, _run, _undo, _clean, ...) {		\
	.name = _name, .what = _what, .prepare = _prepare, .run = _run,		\
	.undo = _undo, .clean = _clean, __VA_ARGS__ }

/**
 * struct traces - what operations could leave behind
 * @account: buffers and dma-bufs
 * @framebuffers: of all cards
 * @references: to the module vprime
 */
struct traces {
	struct account account;
	unsigned int framebuffers;
	unsigned int references;
};

/** traces_now - what there is now */
struct traces traces_now(void);

/** traces_assert - fail unless there is what there was; waits for what is on its way out */
void traces_assert(const struct traces *before);

/** shortage_init - prepare the kernel and load vprime_peer; skips without fault injection */
void shortage_init(void);

/** shortage_start - open the card and show something */
void shortage_start(void);

/** shortage_stop - the opposite */
void shortage_stop(void);

/** shortage_reload - load the module vprime again, without parameters */
void shortage_reload(void);

/** shortage_test - have each allocation of an operation fail in turn */
void shortage_test(const struct operation *operation);

/** shortage_run - the same from shortage_start() to shortage_stop(), or to shortage_reload() */
void shortage_run(const struct operation *operation);

/**
 * shortage_forget - let go of what a subtest that failed has left
 * @clean: comes when there is memory again, before the card is closed; may be NULL
 */
void shortage_forget(void (*clean)(void));

/** shortage_report - say how many allocations have failed in all */
void shortage_report(void);

#endif
