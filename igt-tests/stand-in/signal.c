// SPDX-License-Identifier: MIT
/* Exit handlers, fatal signals and timeouts. */

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

#define MAX_HANDLERS 10

static igt_exit_handler_t handlers[MAX_HANDLERS];
static int handler_count;
static const char *volatile timeout_operation;

static const int crash_signals[] = { SIGILL, SIGABRT, SIGFPE, SIGSEGV, SIGBUS };
static const int end_signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE };

/* Latest first, each once, even if one of them ends the program. */
static void call_exit_handlers(int sig)
{
	while (handler_count)
		handlers[--handler_count](sig);
}

static void at_exit(void)
{
	call_exit_handlers(0);
}

/**
 * igt_install_exit_handler - have a function called when the test ends, however it ends
 * @handler: the function; gets the signal that ends the test, or 0
 */
void igt_install_exit_handler(igt_exit_handler_t handler)
{
	if (handler_count == MAX_HANDLERS) {
		igt_critical("More than %d exit handlers\n", MAX_HANDLERS);
		exit(IGT_EXIT_FAILURE);
	}
	handlers[handler_count++] = handler;
}

static void end_by(int sig)
{
	call_exit_handlers(sig);
	fflush(stdout);
	signal(sig, SIG_DFL);
	raise(sig);
}

/* A subtest that crashes leaves by a jump to its head; only what cannot go on comes back here. */
static void on_crash(int sig)
{
	fprintf(stderr, "Received signal %s.\n", sigabbrev_np(sig) ? sigabbrev_np(sig) : "?");
	igt_crashed(sig);
	end_by(sig);
}

static void on_alarm(int sig)
{
	(void)sig;
	igt_critical("Timed out: %s\n", timeout_operation ? timeout_operation : "");
	igt_fail(IGT_EXIT_FAILURE);
}

/** igt_install_signal_handlers - begin to look after signals and the end of the program */
void igt_install_signal_handlers(void)
{
	for (unsigned int i = 0; i < sizeof(crash_signals) / sizeof(crash_signals[0]); i++)
		signal(crash_signals[i], on_crash);
	for (unsigned int i = 0; i < sizeof(end_signals) / sizeof(end_signals[0]); i++)
		signal(end_signals[i], end_by);
	atexit(at_exit);
}

/**
 * igt_set_timeout - fail the test if it takes longer
 * @seconds: from now; 0 cancels
 * @operation: what is being done, for the message
 *
 * System calls are interrupted, not restarted.
 */
void igt_set_timeout(unsigned int seconds, const char *operation)
{
	struct sigaction action = { .sa_handler = seconds ? on_alarm : SIG_DFL };

	alarm(0);
	timeout_operation = operation;
	sigaction(SIGALRM, &action, NULL);
	alarm(seconds);
}

/** igt_reset_timeout - cancel igt_set_timeout() */
void igt_reset_timeout(void)
{
	igt_set_timeout(0, NULL);
}
