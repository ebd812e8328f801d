// SPDX-License-Identifier: MIT
/* A test with helper processes, for the self test to run. */

#include <errno.h>
#include <unistd.h>

#include "igt.h"

IGT_TEST_DESCRIPTION("A test with helper processes.");

/* How a helper ends is its own business, unless it ends too early. */
static void run_helper(bool fails)
{
	struct igt_helper_process helper = { .use_SIGKILL = true };
	int ended[2];
	char byte;

	errno = 0;
	igt_assert_eq(pipe(ended), 0);
	igt_fork_helper(&helper) {
		igt_assert(!fails);
		for (;;)
			pause();
	}
	close(ended[1]);
	igt_assert_eq(fails && read(ended[0], &byte, 1), 0);
	igt_stop_helper(&helper);
}

igt_main
{
	igt_subtest("stays")
		run_helper(false);

	igt_subtest("fails")
		run_helper(true);
}
