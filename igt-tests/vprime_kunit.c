// SPDX-License-Identifier: MIT
/* The driver's KUnit suites, which run when their module is loaded and report to the kernel's log. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "igt.h"

#include "kernel.h"
#include "module.h"

IGT_TEST_DESCRIPTION("The driver's KUnit suites.");

/* Lines of a run, at most. */
#define LINES_MAX 4096

static char *lines[LINES_MAX];
static unsigned int n_lines;

/* What is logged while the suites run, which is until the module is loaded. */
static void run_suites(void)
{
	char line[8192];
	int log = kernel_log_open();

	module_reload("vprime_kunit");
	while (n_lines < LINES_MAX && kernel_log_next(log, line, sizeof(line))) {
		lines[n_lines] = strdup(line);
		igt_assert(lines[n_lines++]);
	}
	close(log);
}

/*
 * The lines of one suite are between its name and its result, which is at the
 * outermost level: "# Subtest: NAME", then "ok N NAME" or "not ok N NAME".
 */
static void check_suite(const char *name)
{
	unsigned int i, number, passed = 0, failed = 0;
	char title[64], found[64], result[8] = "";

	snprintf(title, sizeof(title), "    # Subtest: %s", name);
	for (i = 0; i < n_lines && strcmp(lines[i], title); i++)
		;
	igt_assert_f(i < n_lines, "%s did not run\n", name);
	for (; i < n_lines && !result[0]; i++) {
		const char *text = lines[i] + strspn(lines[i], " ");

		if (sscanf(lines[i], "ok %u %63s", &number, found) == 2 && !strcmp(found, name))
			strcpy(result, "ok");
		else if (sscanf(lines[i], "not ok %u %63s", &number, found) == 2)
			strcpy(result, "not ok");
		else if (!strncmp(text, "ok ", 3))
			passed++;
		else if (!strncmp(text, "not ok ", 7) && ++failed)
			igt_info("%s\n", text);
		else if (strstr(text, "EXPECTATION FAILED") || strstr(text, "ASSERTION FAILED"))
			igt_info("%s\n", text);
	}
	igt_info("%u passed, %u failed\n", passed, failed);
	igt_assert_f(!strcmp(result, "ok") && !failed, "%s: %s\n", name,
		     result[0] ? result : "no result");
	igt_assert_f(passed, "%s has no cases\n", name);
}

igt_main
{
	static const struct {
		const char *name, *suite, *about;
	} suites[] = {
		{ "config", "vprime_config", "which descriptions of cards are taken" },
		{ "formats", "vprime_formats", "the composer's table of formats beside the core's" },
		{ "frame", "vprime_frame", "from the state of planes and a CRTC to a frame" },
		{ "ledger", "vprime_ledger", "accounts of buffers" },
	};

	igt_fixture {
		kernel_require("CONFIG_KUNIT", module_available("vprime_kunit"));
		run_suites();
	}

	for (unsigned int i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
		igt_describe(suites[i].about);
		igt_subtest(suites[i].name)
			check_suite(suites[i].suite);
	}

	igt_fixture {
		module_unload_soon("vprime_kunit");
		while (n_lines)
			free(lines[--n_lines]);
	}
}
