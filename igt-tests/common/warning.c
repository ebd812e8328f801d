// SPDX-License-Identifier: MIT
/* WARNs that a test provokes. */

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "igt.h"

#include "warning.h"

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	igt_assert_f(fd >= 0, "cannot open %s\n", path);
	igt_assert_eq(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static void log_kernel(const char *what, const char *function)
{
	char line[128];

	snprintf(line, sizeof(line), "<4>lab: %s WARNING in %s\n", what, function);
	write_file("/dev/kmsg", line);
}

void warning_expect(const char *function)
{
	igt_require_f(getenv("VPRIME_EXPECT_WARNING"),
		      "%s is going to WARN; set VPRIME_EXPECT_WARNING to test it\n", function);

	/* It may have come before, and comes once only. */
	write_file("/sys/kernel/debug/clear_warn_once", "1");
	log_kernel("expect", function);
}

void warning_end(const char *function)
{
	log_kernel("end of", function);
}
