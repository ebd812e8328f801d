// SPDX-License-Identifier: MIT
/* Where the kernel's file systems are, and what to say when they refuse. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl.h"

struct ctl_roots ctl_roots = {
	.configfs = "/sys/kernel/config",
	.debugfs = "/sys/kernel/debug",
	.sysfs = "/sys",
};

bool ctl_root_option(int option, const char *argument)
{
	switch (option) {
	case 0x100:
		ctl_roots.configfs = argument;
		return true;
	case 0x101:
		ctl_roots.debugfs = argument;
		return true;
	case 0x102:
		ctl_roots.sysfs = argument;
		return true;
	default:
		return false;
	}
}

const char *ctl_config_root(void)
{
	static char root[4096];

	snprintf(root, sizeof(root), "%s/vprime", ctl_roots.configfs);
	return root;
}

int ctl_step_error(int error, const char *format, ...)
{
	bool rights = error == -EACCES || error == -EPERM;
	va_list arguments;

	fputs("vprimectl: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fprintf(stderr, ": %s%s\n", strerror(-error), rights && geteuid() ? "; this needs root" : "");
	return EXIT_FAILURE;
}
