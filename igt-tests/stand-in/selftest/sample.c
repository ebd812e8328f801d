// SPDX-License-Identifier: MIT
/* A test with every way to end, for the self test to run. */

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "igt.h"

IGT_TEST_DESCRIPTION("A test with every way to end.");

static void on_exit_first(int sig)
{
	printf("first handler, signal %d\n", sig);
}

static void on_exit_second(int sig)
{
	printf("second handler, signal %d\n", sig);
}

static void assert_in_function(int value)
{
	igt_assert_eq(value, 4);
}

igt_main
{
	static int fixtures;

	igt_fixture {
		fixtures++;
		if (getenv("SAMPLE_HANDLERS")) {
			igt_install_exit_handler(on_exit_first);
			igt_install_exit_handler(on_exit_second);
		}
		igt_skip_on_f(getenv("SAMPLE_SKIP"), "asked to skip\n");
		igt_assert_f(!getenv("SAMPLE_FAIL"), "asked to fail\n");
	}

	igt_describe("Ends well.");
	igt_subtest("pass")
		igt_assert_eq(fixtures, 1);

	igt_describe_f("Ends %s, with a description that is long enough to be broken into several "
		       "lines of moderate length.", "early");
	igt_subtest("pass-early") {
		igt_success();
		igt_fail(IGT_EXIT_FAILURE);
	}

	igt_subtest("skip")
		igt_skip("just so\n");

	igt_subtest("require") {
		errno = ENOENT;
		igt_require_f(1 > 2, "one is not more than %d\n", 2);
		igt_fail(IGT_EXIT_FAILURE);
	}

	igt_subtest("fail") {
		errno = 0;
		igt_info("before\n");
		igt_debug("kept\n");
		assert_in_function(3);
		igt_info("after\n");
	}

	for (int i = 0; i < 3; i++)
		igt_subtest_f("number-%d", i)
			igt_assert_lt(i, 2);

	igt_subtest("crash")
		raise(SIGSEGV);

	igt_subtest("timeout") {
		igt_set_timeout(1, "sleeping");
		for (;;)
			pause();
	}

	igt_subtest("timeout-reset") {
		igt_set_timeout(1, "sleeping");
		igt_reset_timeout();
		usleep(1200000);
	}

	igt_describe("A group.");
	igt_subtest_group {
		igt_fixture
			igt_require(!getenv("SAMPLE_GROUPS"));

		igt_describe("Only with luck.");
		igt_subtest("group-skip")
			igt_assert(!getenv("SAMPLE_GROUPS"));
	}

	igt_subtest("group-after")
		igt_assert(fixtures == 1);

	igt_subtest_group {
		igt_fixture
			igt_assert_fd(getenv("SAMPLE_GROUPS") ? -1 : 0);

		igt_subtest("group-fail")
			igt_assert(!getenv("SAMPLE_GROUPS"));
	}

	igt_subtest_with_dynamic("dynamic") {
		igt_dynamic("a")
			igt_info("in a\n");
		igt_dynamic_f("b-%d", 2)
			igt_skip("no b\n");
		if (getenv("SAMPLE_FAIL_DYNAMIC"))
			igt_dynamic("c")
				igt_assert_eq_u64(1ull << 40, 1);
	}

	igt_subtest_with_dynamic("dynamic-skip")
		igt_dynamic("a")
			igt_skip("no\n");

	igt_subtest_with_dynamic("dynamic-none")
		igt_require(true);

	igt_subtest_with_dynamic("dynamic-crash") {
		igt_dynamic("a")
			raise(SIGBUS);
		igt_dynamic("b")
			igt_info("still here\n");
	}

	igt_subtest("unsteady") {
		const char *file = getenv("SAMPLE_UNSTEADY");
		bool first = file && !unlink(file);

		errno = 0;
		igt_assert(!first);
	}

	igt_subtest("signal")
		raise(SIGTERM);
}
