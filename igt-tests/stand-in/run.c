// SPDX-License-Identifier: MIT
/* The run of a test: which part it is in, how each part ended, and the exit code. */

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal.h"

enum result { SUCCESS, SKIP, FAIL, CRASH };

static const char *const result_names[] = { "SUCCESS", "SKIP", "FAIL", "CRASH" };

sigjmp_buf __igt_jump_subtest, __igt_jump_dynamic, __igt_jump_fixture;

/**
 * struct part - a subtest or dynamic subtest
 * @running: we are in it
 * @name: its name
 * @start: when it began
 */
struct part {
	bool running;
	char name[128];
	struct timespec start;
};

static struct part subtest, dynamic;
static bool has_subtests, in_fixture, found, exiting, in_helper;
static bool some_passed, some_skipped, some_failed;
static struct timespec program_start;
static int exitcode;

/* How the subtests end that a fixture keeps from running; SUCCESS when it does not. */
static enum result henceforth = SUCCESS;

/* The container whose dynamic subtests run, and how they ended. */
static bool in_container;
static struct {
	unsigned int passed;
	unsigned int skipped;
	unsigned int failed;
} dynamics;

static char description[4096], group_descriptions[4096];

static double seconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - start->tv_sec + (now.tv_nsec - start->tv_nsec) / 1e9;
}

/* With IGT_SENTINEL_ON_STDERR on both streams, so that each can be read alone. */
static void announce(const char *format, ...) __attribute__((format(printf, 1, 2)));

static void announce(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	fflush(stdout);

	if (!getenv("IGT_SENTINEL_ON_STDERR"))
		return;
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
}

static void enter(struct part *part, const char *kind)
{
	announce("Starting %s: %s\n", kind, part->name);
	igt_kmsg("<6>[IGT] %s: starting %s %s\n", igt_options.program, kind, part->name);
	part->running = true;
	clock_gettime(CLOCK_MONOTONIC, &part->start);
	errno = 0;
}

static void leave_dynamic(enum result result) __attribute__((noreturn));

static void leave_dynamic(enum result result)
{
	announce("Dynamic subtest %s: %s (%.3fs)\n", dynamic.name, result_names[result],
		 seconds_since(&dynamic.start));
	igt_kmsg("<6>[IGT] %s: finished dynamic subtest %s, %s\n", igt_options.program,
		 dynamic.name, result_names[result]);
	igt_reset_timeout();
	dynamic.running = false;

	if (result == SUCCESS)
		dynamics.passed++;
	else if (result == SKIP)
		dynamics.skipped++;
	else
		dynamics.failed++;

	siglongjmp(__igt_jump_dynamic, 1);
}

static void leave_subtest(enum result result) __attribute__((noreturn));

static void leave_subtest(enum result result)
{
	announce("Subtest %s: %s (%.3fs)\n", subtest.name, result_names[result],
		 seconds_since(&subtest.start));
	igt_kmsg("<6>[IGT] %s: finished subtest %s, %s\n", igt_options.program, subtest.name,
		 result_names[result]);
	igt_reset_timeout();
	subtest.running = in_container = false;
	description[0] = '\0';

	if (result == SUCCESS)
		some_passed = true;
	else if (result == SKIP)
		some_skipped = true;
	else
		some_failed = true;

	siglongjmp(__igt_jump_subtest, 1);
}

static void misuse(const char *what) __attribute__((noreturn));

static void misuse(const char *what)
{
	igt_critical("%s\n", what);
	has_subtests = false;
	exitcode = IGT_EXIT_FAILURE;
	exit(exitcode);
}

/**
 * __igt_start - begin a test; may end the program
 * @argc: number of arguments
 * @argv: the arguments
 * @subtests: the test has subtests
 */
void __igt_start(int *argc, char **argv, bool subtests)
{
	has_subtests = subtests;
	igt_parse_options(argc, argv, subtests);
	clock_gettime(CLOCK_MONOTONIC, &program_start);

	if (igt_options.list)
		return;

	igt_install_signal_handlers();
	igt_kmsg("<6>[IGT] %s: executing\n", igt_options.program);
	errno = 0;
}

static bool list_subtest(const char *file, int line)
{
	if (!igt_options.list)
		return false;

	if (!igt_options.describe) {
		printf("%s\n", subtest.name);
	} else {
		printf("SUB %s %s:%d:\n", subtest.name, file, line);
		if (*group_descriptions)
			igt_print_wrapped(group_descriptions);
		if (*description)
			igt_print_wrapped(description);
		if (!*group_descriptions && !*description)
			printf("  NO DOCUMENTATION!\n\n");
	}
	description[0] = '\0';
	return true;
}

/**
 * __igt_enter_subtest - head of igt_subtest
 * @file: where it is
 * @line: and in which line
 * @container: it contains dynamic subtests
 * @format: its name, as for printf
 *
 * Return: whether to run its body.
 */
bool __igt_enter_subtest(const char *file, int line, bool container, const char *format, ...)
{
	va_list args;

	if (!has_subtests || subtest.running || in_fixture)
		misuse("igt_subtest outside of igt_main and igt_subtest_group");

	va_start(args, format);
	vsnprintf(subtest.name, sizeof(subtest.name), format, args);
	va_end(args);

	if (!igt_valid_name(subtest.name)) {
		igt_critical("Invalid subtest name \"%s\".\n", subtest.name);
		misuse("Letters, digits, - and _ are allowed");
	}

	if (igt_options.subtests && !igt_match(subtest.name, igt_options.subtests)) {
		description[0] = '\0';
		return false;
	}
	found = true;

	if (list_subtest(file, line))
		return false;

	if (henceforth != SUCCESS) {
		announce("Subtest %s: %s (%.3fs)\n", subtest.name, result_names[henceforth], 0.0);
		description[0] = '\0';
		return false;
	}

	igt_log_forget();
	in_container = container;
	memset(&dynamics, 0, sizeof(dynamics));
	enter(&subtest, "subtest");
	return true;
}

/**
 * __igt_enter_dynamic - head of igt_dynamic
 * @format: its name, as for printf
 *
 * Return: whether to run its body.
 */
bool __igt_enter_dynamic(const char *format, ...)
{
	va_list args;

	if (!in_container || dynamic.running)
		misuse("igt_dynamic outside of igt_subtest_with_dynamic");

	va_start(args, format);
	vsnprintf(dynamic.name, sizeof(dynamic.name), format, args);
	va_end(args);

	if (!igt_valid_name(dynamic.name)) {
		igt_critical("Invalid dynamic subtest name \"%s\".\n", dynamic.name);
		misuse("Letters, digits, - and _ are allowed");
	}

	if (igt_options.dynamics && !igt_match(dynamic.name, igt_options.dynamics))
		return false;

	igt_log_forget();
	enter(&dynamic, "dynamic subtest");
	return true;
}

/** __igt_enter_fixture - head of igt_fixture; returns whether to run its body */
bool __igt_enter_fixture(void)
{
	if (in_fixture || subtest.running)
		misuse("igt_fixture outside of igt_main and igt_subtest_group");
	if (igt_options.list || henceforth != SUCCESS)
		return false;

	errno = 0;
	return in_fixture = true;
}

/** __igt_leave_fixture - end of igt_fixture */
void __igt_leave_fixture(void)
{
	in_fixture = false;
	siglongjmp(__igt_jump_fixture, 1);
}

/*
 * Groups: a fixture that skips or fails inside one does so for the group alone, and a description
 * just before one holds for all of it. What is saved is the one state and the length of the other.
 */
int __igt_enter_group(void)
{
	size_t length = strlen(group_descriptions);

	strncat(group_descriptions, description, sizeof(group_descriptions) - length - 1);
	description[0] = '\0';
	return (int)length << 2 | henceforth;
}

void __igt_leave_group(int saved)
{
	henceforth = saved & 3;
	group_descriptions[saved >> 2] = '\0';
}

void __igt_describe(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(description, sizeof(description), format, args);
	va_end(args);
}

static void end_container(void) __attribute__((noreturn));

static void end_container(void)
{
	if (dynamics.failed)
		leave_subtest(FAIL);
	if (dynamics.passed)
		leave_subtest(SUCCESS);
	if (!dynamics.skipped)
		printf("No dynamic tests executed.\n");
	leave_subtest(SKIP);
}

/** __igt_succeed - the body of a subtest or dynamic subtest came to its end */
void __igt_succeed(void)
{
	if (dynamic.running)
		leave_dynamic(SUCCESS);
	if (in_container)
		end_container();
	leave_subtest(SUCCESS);
}

void igt_success(void)
{
	if (subtest.running)
		__igt_succeed();
	if (has_subtests)
		misuse("success outside of a subtest");
	igt_exit();
}

static void skip(void) __attribute__((noreturn));

static void skip(void)
{
	if (in_helper) {
		fflush(stdout);
		_exit(IGT_EXIT_SKIP);
	}
	if (dynamic.running)
		leave_dynamic(SKIP);
	if (subtest.running)
		leave_subtest(SKIP);
	if (in_fixture) {
		henceforth = SKIP;
		some_skipped = true;
		__igt_leave_fixture();
	}
	if (has_subtests)
		misuse("skip outside of a subtest and a fixture");

	exitcode = IGT_EXIT_SKIP;
	igt_exit();
}

/**
 * igt_skip - end this part of the test as one this machine cannot run
 * @format: why, as for printf
 */
void igt_skip(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	skip();
}

void __igt_skip_check(const char *file, int line, const char *function, const char *check,
		      const char *format, ...)
{
	int error = errno;
	va_list args;

	printf("Test requirement not met in function %s, file %s:%d:\nTest requirement: %s\n",
	       function, file, line, check);
	if (format) {
		va_start(args, format);
		vprintf(format, args);
		va_end(args);
	}
	if (error)
		printf("Last errno: %d, %s\n", error, strerror(error));
	skip();
}

/**
 * igt_fail - end this part of the test as one that went wrong
 * @code: exit code of the program; that of the first failure counts
 */
void igt_fail(int code)
{
	fflush(stdout);
	if (exiting || in_helper)
		_exit(IGT_EXIT_FAILURE);

	if (!some_failed)
		exitcode = code;

	if (dynamic.running) {
		igt_log_dump("Dynamic subtest", dynamic.name);
		some_failed = true;
		leave_dynamic(FAIL);
	}
	if (subtest.running) {
		igt_log_dump("Subtest", subtest.name);
		leave_subtest(FAIL);
	}

	igt_log_dump("Test", igt_options.program);
	some_failed = true;
	if (in_fixture) {
		henceforth = FAIL;
		__igt_leave_fixture();
	}
	igt_exit();
}

void __igt_fail_assert(const char *file, int line, const char *function, const char *check,
		       const char *format, ...)
{
	int error = errno;
	va_list args;

	igt_critical("Test assertion failure function %s, file %s:%d:\n", function, file, line);
	igt_critical("Failed assertion: %s\n", check);
	if (error)
		igt_critical("Last errno: %d, %s\n", error, strerror(error));
	if (format) {
		va_start(args, format);
		igt_vlog(IGT_LOG_CRITICAL, format, args);
		va_end(args);
	}
	igt_fail(IGT_EXIT_FAILURE);
}

/**
 * __igt_fork_helper - head of igt_fork_helper: start a process that works for the test
 * @proc: what igt_stop_helper() needs of it; @use_SIGKILL is the caller's to set
 *
 * What fails or skips in there ends the process alone.
 *
 * Return: whether this is the new process.
 */
bool __igt_fork_helper(struct igt_helper_process *proc)
{
	pid_t pid;

	igt_assert(!proc->running);
	fflush(NULL);
	pid = fork();
	igt_assert(pid >= 0);
	if (!pid) {
		in_helper = true;
		return true;
	}
	proc->pid = pid;
	proc->running = true;
	return false;
}

/**
 * igt_stop_helper - end such a process, which has to be there still
 * @proc: the process
 */
void igt_stop_helper(struct igt_helper_process *proc)
{
	int sig = proc->use_SIGKILL ? SIGKILL : SIGTERM, status = -1;

	if (!proc->running)
		return;
	proc->running = false;
	kill(proc->pid, sig);
	while (waitpid(proc->pid, &status, 0) < 0 && errno == EINTR)
		;
	igt_assert_f(WIFSIGNALED(status) && WTERMSIG(status) == sig,
		     "the helper had ended before: status %#x\n", status);
}

/**
 * igt_crashed - a fatal signal arrived
 * @sig: the signal
 *
 * Does not return if a subtest was running: the ones after it go on.
 */
void igt_crashed(int sig)
{
	if (in_helper)
		return;
	if (!some_failed)
		exitcode = 128 + sig;
	some_failed = true;

	if (dynamic.running)
		leave_dynamic(CRASH);
	if (subtest.running)
		leave_subtest(CRASH);
}

/** igt_exit - end the test with the exit code that its results ask for */
void igt_exit(void)
{
	if (igt_options.subtests && !found) {
		fprintf(stderr, "Unknown subtest: %s\n", igt_options.subtests);
		exit(IGT_EXIT_INVALID);
	}
	if (igt_options.list)
		exit(IGT_EXIT_SUCCESS);

	if (has_subtests) {
		if (!some_passed && !some_skipped && !some_failed)
			misuse("A test without subtests");
		if (!some_failed)
			exitcode = some_passed ? IGT_EXIT_SUCCESS : IGT_EXIT_SKIP;
	} else {
		printf("%s (%.3fs)\n", exitcode == IGT_EXIT_SUCCESS ? "SUCCESS" :
				       exitcode == IGT_EXIT_SKIP ? "SKIP" : "FAIL",
		       seconds_since(&program_start));
	}

	igt_kmsg("<6>[IGT] %s: exiting, ret=%d\n", igt_options.program, exitcode);
	exiting = true;
	exit(exitcode);
}

/** igt_test_name - name of the test program */
const char *igt_test_name(void)
{
	return igt_options.program;
}

/** igt_subtest_name - name of the subtest that runs, or NULL */
const char *igt_subtest_name(void)
{
	return subtest.running ? subtest.name : NULL;
}

/** igt_only_list_subtests - the program was asked to list or describe, not to run */
bool igt_only_list_subtests(void)
{
	return igt_options.list;
}
