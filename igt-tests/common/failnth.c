// SPDX-License-Identifier: MIT
/* Failing the n-th allocation that the kernel makes for this thread, or some of any thread's. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "igt.h"

#include "failnth.h"
#include "kernel.h"

#define DEBUGFS "/sys/kernel/debug/"

/* Where the kernel puts modules on x86. */
#define MODULES_START "0xffffffffa0000000"
#define MODULES_END "0xffffffffff000000"
#define EVERYWHERE_START "0x0"
#define EVERYWHERE_END "0xffffffffffffffff"

/* This thread's file; others have their own. */
static int fail_nth = -1;

static void set(const char *kind, const char *name, const char *value)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), DEBUGFS "%s/%s", kind, name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	igt_assert_f(fd >= 0, "no %s\n", path);
	igt_assert_f(write(fd, value, strlen(value)) == (ssize_t)strlen(value),
		     "%s: \"%s\" is refused\n", path, value);
	close(fd);
}

static void set_both(const char *name, const char *value)
{
	set("failslab", name, value);
	set("fail_page_alloc", name, value);
}

void failnth_init(void)
{
	kernel_require("CONFIG_FAULT_INJECTION", !access("/proc/thread-self/fail-nth", W_OK));
	kernel_require("CONFIG_FAILSLAB", !access(DEBUGFS "failslab", F_OK));
	kernel_require("CONFIG_FAIL_PAGE_ALLOC", !access(DEBUGFS "fail_page_alloc", F_OK));

	set_both("ignore-gfp-wait", "N");
	set_both("verbose", "0");
	set("fail_page_alloc", "ignore-gfp-highmem", "N");
	set("fail_page_alloc", "min-order", "0");
	if (fail_nth < 0)
		fail_nth = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	igt_assert_fd(fail_nth);
	failnth_within(NULL);
	failnth_except(NULL);
}

/* Where a function of the kernel's, or of a module's, begins, and where another one does. */
static void find_function(const char *function, char start[32], char end[32])
{
	unsigned long address, first = 0, next = ~0ul;
	FILE *symbols = fopen("/proc/kallsyms", "r");
	char line[256], name[128];

	igt_assert_f(symbols, "no kallsyms\n");
	while (!first && fgets(line, sizeof(line), symbols)) {
		if (sscanf(line, "%lx %*c %127s", &address, name) == 2 && !strcmp(name, function))
			first = address;
	}
	/* those of a module are in any order */
	rewind(symbols);
	while (fgets(line, sizeof(line), symbols)) {
		if (sscanf(line, "%lx", &address) == 1 && address > first && address < next)
			next = address;
	}
	fclose(symbols);
	igt_assert_f(first, "the kernel has no %s\n", function);
	snprintf(start, 32, "%#lx", first);
	snprintf(end, 32, "%#lx", next);
}

void failnth_within(const char *function)
{
	char start[32] = EVERYWHERE_START, end[32] = EVERYWHERE_END;

	if (function && !strcmp(function, FAILNTH_MODULES)) {
		strcpy(start, MODULES_START);
		strcpy(end, MODULES_END);
	} else if (function) {
		find_function(function, start, end);
	}
	set_both("require-start", start);
	set_both("require-end", end);
}

void failnth_except(const char *function)
{
	char start[32] = "0", end[32] = "0";

	if (function)
		find_function(function, start, end);
	set_both("reject-start", start);
	set_both("reject-end", end);
}

void failnth_arm(unsigned int n)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%u", n);

	igt_assert_eq(pwrite(fail_nth, text, length, 0), length);
}

unsigned int failnth_disarm(void)
{
	char text[16] = "";

	/* neither call allocates before the count has been looked at */
	igt_assert_lt(0, pread(fail_nth, text, sizeof(text) - 1, 0));
	igt_assert_eq(pwrite(fail_nth, "0", 1, 0), 1);
	return strtoul(text, NULL, 10);
}

/* More than will fail; the kernel counts it down. */
#define TIMES 1000000

static unsigned int times_left(const char *kind)
{
	char path[128];
	int times = 0;
	FILE *file;

	snprintf(path, sizeof(path), DEBUGFS "%s/times", kind);
	file = fopen(path, "r");
	igt_assert_f(file, "no %s\n", path);
	igt_assert_eq(fscanf(file, "%d", &times), 1);
	fclose(file);
	/* what it is set to at boot is no number of times */
	return times < 0 || times > TIMES ? TIMES : times;
}

unsigned int failnth_everywhere(unsigned int percent)
{
	char text[16];
	unsigned int failed;

	set_both("probability", "0");
	failed = 2 * TIMES - times_left("failslab") - times_left("fail_page_alloc");
	snprintf(text, sizeof(text), "%d", TIMES);
	set_both("times", text);
	set_both("task-filter", "N");
	snprintf(text, sizeof(text), "%u", percent);
	set_both("probability", text);
	return failed;
}
