// SPDX-License-Identifier: MIT
/* What the running kernel was built with, and what it logs. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "igt.h"

#include "kernel.h"

/* As far as it is known: without the kernel's configuration no option is on. */
static bool option_on(const char *option)
{
	char line[256], path[128];
	size_t length = strlen(option);
	struct utsname name;
	bool on = false;
	FILE *config;

	igt_assert_eq(uname(&name), 0);
	snprintf(path, sizeof(path), "/boot/config-%s", name.release);
	config = fopen(path, "r");
	if (!config)
		return false;
	while (!on && fgets(line, sizeof(line), config))
		on = !strncmp(line, option, length) &&
		     (!strncmp(line + length, "=y", 2) || !strncmp(line + length, "=m", 2));
	fclose(config);
	return on;
}

void kernel_require(const char *option, bool present)
{
	igt_assert_f(present || !option_on(option), "%s is on, and nothing of it is there\n",
		     option);
	igt_require_f(present, "this kernel has no %s\n", option);
}

bool kernel_counts(void)
{
	return access("/sys/kernel/debug/kmemleak", F_OK);
}

int kernel_log_open(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	igt_assert_fd(fd);
	lseek(fd, 0, SEEK_END);
	return fd;
}

bool kernel_log_next(int fd, char *line, size_t size)
{
	char record[8192], *text;
	ssize_t length;

	/* EPIPE: messages were overwritten before they could be read */
	do {
		length = read(fd, record, sizeof(record) - 1);
	} while (length < 0 && errno == EPIPE);
	if (length <= 0)
		return false;
	/* numbers, then the text, then lines of keys and values that begin with a space */
	record[length] = 0;
	text = strchr(record, ';');
	text = text ? text + 1 : record;
	snprintf(line, size, "%.*s", (int)strcspn(text, "\n"), text);
	return true;
}
