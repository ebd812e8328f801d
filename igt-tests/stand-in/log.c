// SPDX-License-Identifier: MIT
/* Messages: shown as their level says, and kept to be shown when a test fails. */

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "internal.h"

#define KEPT_LINES 256

static enum igt_log_level shown_from = IGT_LOG_INFO;
static char *kept[KEPT_LINES];
static unsigned int kept_next;

static const char *const level_names[] = {
	[IGT_LOG_DEBUG] = "DEBUG",
	[IGT_LOG_INFO] = "INFO",
	[IGT_LOG_WARN] = "WARNING",
	[IGT_LOG_CRITICAL] = "CRITICAL",
	[IGT_LOG_NONE] = "NONE",
};

/**
 * igt_log_set_level - choose which messages are shown
 * @level: the lowest level that is
 */
void igt_log_set_level(enum igt_log_level level)
{
	shown_from = level;
}

/**
 * igt_log_init - let the environment choose which messages are shown
 *
 * IGT_LOG_LEVEL is one of debug, info, warn, critical and none.
 */
void igt_log_init(void)
{
	static const char *const names[] = { "debug", "info", "warn", "critical", "none" };
	const char *wanted = getenv("IGT_LOG_LEVEL");

	for (unsigned int i = 0; wanted && i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcasecmp(wanted, names[i]))
			shown_from = i;
}

/** igt_log_forget - drop the messages kept so far */
void igt_log_forget(void)
{
	for (unsigned int i = 0; i < KEPT_LINES; i++) {
		free(kept[i]);
		kept[i] = NULL;
	}
	kept_next = 0;
}

/**
 * igt_log_dump - show the messages of a test that failed
 * @kind: what failed: Subtest, Dynamic subtest or Test
 * @name: its name
 */
void igt_log_dump(const char *kind, const char *name)
{
	fprintf(stderr, "%s %s failed.\n", kind, name);
	if (shown_from == IGT_LOG_DEBUG)
		return;

	fprintf(stderr, "**** DEBUG ****\n");
	for (unsigned int i = 0; i < KEPT_LINES; i++) {
		const char *line = kept[(kept_next + i) % KEPT_LINES];

		if (line)
			fputs(line, stderr);
	}
	fprintf(stderr, "****  END  ****\n");
	igt_log_forget();
}

/* Information goes to standard output as it is, the rest to standard error with its origin. */
void igt_vlog(enum igt_log_level level, const char *format, va_list args)
{
	char *text, *line;

	if (vasprintf(&text, format, args) < 0)
		return;
	if (asprintf(&line, "(%s:%d) %s: %s", igt_options.program, (int)getpid(),
		     level_names[level], text) < 0)
		goto out;

	free(kept[kept_next]);
	kept[kept_next] = line;
	kept_next = (kept_next + 1) % KEPT_LINES;

	if (level < shown_from || igt_options.list)
		goto out;

	if (level == IGT_LOG_INFO) {
		fputs(text, stdout);
	} else {
		fflush(stdout);
		fputs(line, stderr);
	}
out:
	free(text);
}

void igt_log(const char *domain, enum igt_log_level level, const char *format, ...)
{
	va_list args;

	(void)domain;

	va_start(args, format);
	igt_vlog(level, format, args);
	va_end(args);
}

/**
 * igt_kmsg - put a line into the kernel's log, to see what it belongs to
 * @format: as for printf
 */
void igt_kmsg(const char *format, ...)
{
	int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);
	va_list args;

	if (fd < 0)
		return;

	va_start(args, format);
	vdprintf(fd, format, args);
	va_end(args);
	close(fd);
}

/**
 * igt_print_wrapped - print a description, indented and in lines of moderate length
 * @text: the description
 */
void igt_print_wrapped(const char *text)
{
	const size_t margin = 72;
	size_t column = 0;

	while (*(text += strspn(text, " \n"))) {
		size_t length = strcspn(text, " \n");

		if (column && column + 1 + length > margin) {
			putchar('\n');
			column = 0;
		}
		column += printf("%s%.*s", column ? " " : "  ", (int)length, text);
		text += length;
	}
	printf("\n\n");
}
