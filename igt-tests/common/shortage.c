// SPDX-License-Identifier: MIT
/* Out of memory at every single allocation of an operation: an errno, nothing lost, go on. */

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "account.h"
#include "card.h"
#include "failnth.h"
#include "module.h"
#include "shortage.h"
#include "warning.h"

/* More allocations than any operation makes. */
#define POINTS_MAX 20000

struct screen screen;

/* -----------------------------------------------------------------------------
 * What has to be as it was
 */

static unsigned int count_framebuffers(void)
{
	unsigned int count = 0;
	char line[256];
	glob_t files;

	if (glob("/sys/kernel/debug/dri/*/framebuffer", 0, NULL, &files))
		return 0;
	for (size_t i = 0; i < files.gl_pathc; i++) {
		FILE *file = fopen(files.gl_pathv[i], "r");

		while (file && fgets(line, sizeof(line), file))
			count += !strncmp(line, "framebuffer[", 12);
		if (file)
			fclose(file);
	}
	globfree(&files);
	return count;
}

static unsigned int count_references(void)
{
	FILE *file = fopen("/sys/module/vprime/refcnt", "r");
	unsigned int count = 0;

	if (!file)
		return 0;
	igt_assert_eq(fscanf(file, "%u", &count), 1);
	fclose(file);
	return count;
}

struct traces traces_now(void)
{
	return (struct traces){ account_now(), count_framebuffers(), count_references() };
}

void traces_assert(const struct traces *before)
{
	account_assert(&before->account);
	for (int i = 0; i < 200 && (count_framebuffers() != before->framebuffers ||
				    count_references() != before->references); i++)
		usleep(10000);
	igt_assert_eq(count_framebuffers(), before->framebuffers);
	igt_assert_eq(count_references(), before->references);
}

/* -----------------------------------------------------------------------------
 * From the first allocation to the last
 */

static unsigned int points_all;

static void step(void (*function)(void))
{
	if (function)
		function();
}

static void attempt(const struct operation *operation)
{
	int err;

	step(operation->prepare);
	err = operation->run();
	igt_assert_f(!err, "with all the memory there is: %s\n", strerror(-err));
	step(operation->undo);
	step(operation->clean);
}

/* Returns whether an allocation failed; if so, and if the operation did, it is @refused. */
static bool attempt_short(const struct operation *operation, unsigned int n, bool *refused)
{
	bool hit;
	int err;

	step(operation->prepare);
	failnth_arm(n);
	err = operation->run();
	hit = !failnth_disarm();

	igt_assert_f(!err || hit, "%s, and no allocation failed\n", strerror(-err));
	/* tmpfs calls it ENOSPC if there is no memory for an inode */
	igt_assert_f(!err || err == -ENOMEM || err == -ENOSPC ||
		     err == operation->also[0] || err == operation->also[1],
		     "allocation %u failed, and it is \"%s\"\n", n, strerror(-err));
	*refused = err;
	if (!err)
		step(operation->undo);
	step(operation->clean);
	return hit;
}

/* How many allocations are made within a function, except those within another. */
static unsigned int count(const struct operation *operation, const char *within,
			  const char *except)
{
	unsigned int left;
	int err;

	failnth_within(within);
	failnth_except(except);
	step(operation->prepare);
	failnth_arm(POINTS_MAX);
	err = operation->run();
	left = failnth_disarm();
	igt_assert_eq(err, 0);
	step(operation->undo);
	step(operation->clean);
	return POINTS_MAX - left;
}

void shortage_test(const struct operation *operation)
{
	unsigned int n, first = 1, last = POINTS_MAX, refusals = 0;
	unsigned int sparse = operation->sparse ?: 1;
	struct traces before;
	bool refused;

	/* what is made once and kept is not lost */
	attempt(operation);
	attempt(operation);
	settle();
	before = traces_now();

	if (operation->after)
		first += count(operation, operation->after, NULL);
	if (operation->before)
		last = count(operation, operation->within, operation->except) -
		       count(operation, operation->before, NULL);
	failnth_within(operation->within);
	failnth_except(operation->except);
	if (operation->warns)
		warning_expect(WARNING_VMAP);
	for (n = first; n <= last && attempt_short(operation, n, &refused); n++) {
		igt_assert_lt(n, POINTS_MAX);
		refusals += refused;
		if (n % sparse)
			continue;
		traces_assert(&before);
		attempt(operation);
	}
	if (operation->warns)
		warning_end(WARNING_VMAP);
	failnth_within(NULL);
	failnth_except(NULL);
	settle();
	attempt(operation);
	traces_assert(&before);

	igt_info("%s: %u allocations failed, %u times the operation with them\n", operation->name,
		 n - first, refusals);
	points_all += n - first;
}

/* -----------------------------------------------------------------------------
 * The card
 */

void shortage_init(void)
{
	igt_assert_f(module_loaded("vprime"), "the module vprime is not loaded\n");
	failnth_init();
	if (!module_loaded("vprime_peer"))
		module_load("vprime_peer");
}

void shortage_start(void)
{
	screen.card = card_open();
	screen.output = card_output(screen.card);
	screen.mode = mode_make(SCREEN_WIDTH, SCREEN_HEIGHT, 60);
	screen.shown = image_pattern(screen.card, SCREEN_WIDTH, SCREEN_HEIGHT,
				     DRM_FORMAT_XRGB8888, 1);
	show_on(screen.card, &screen.output, &screen.mode, &screen.shown);
}

void shortage_stop(void)
{
	show_reset(screen.card, &screen.output);
	image_free(&screen.shown);
	vprime_close(screen.card);
	screen.card = NULL;
}

void shortage_reload(void)
{
	if (module_loaded("vprime_monitor"))
		module_unload_soon("vprime_monitor");
	module_reload("vprime");
}

void shortage_run(const struct operation *operation)
{
	if (!operation->closed)
		shortage_start();
	shortage_test(operation);
	if (operation->closed)
		shortage_reload();
	else
		shortage_stop();
}

void shortage_forget(void (*clean)(void))
{
	failnth_disarm();
	failnth_everywhere(0);
	if (clean)
		clean();
	if (!screen.card)
		return;
	image_free(&screen.shown);
	vprime_close(screen.card);
	screen.card = NULL;
}

void shortage_report(void)
{
	/* a subtest that failed may have been the last, and has left others without memory */
	failnth_disarm();
	failnth_everywhere(0);
	igt_info("all: %u allocations failed\n", points_all);
}
