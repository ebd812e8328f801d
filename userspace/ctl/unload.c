// SPDX-License-Identifier: MIT
/* vprimectl unload: removes the modules, or says who is in the way. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "ctl.h"

#define DRIVER "/sys/bus/platform/drivers/vprime"
#define CONSOLES "/sys/class/vtconsole"
/* What clients that watch udev get to let go of a card that is pulled out. */
#define PATIENCE_MS 5000
#define LOOK_MS 100

static void usage(FILE *file)
{
	fputs("Usage: vprimectl unload [OPTION]...\n"
	      "Remove the modules vprime_monitor and vprime, or say who holds them.\n"
	      "\n"
	      "  -f, --force  pull all cards out first, under programs that use them\n"
	      "  -h, --help   show this\n"
	      "\n"
	      "Needs root.\n", file);
}

/* Returns -1 to go on, or the exit status. */
static int parse(int argc, char **argv, bool *force)
{
	static const struct option options[] = {
		{ "force", no_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "fh", options, NULL)) != -1) {
		switch (option) {
		case 'f':
			*force = true;
			break;
		case 'h':
			usage(stdout);
			return EXIT_SUCCESS;
		default:
			return ctl_usage_error("unload", NULL);
		}
	}
	if (argc > optind)
		return ctl_usage_error("unload", "no argument expected: %s", argv[optind]);
	return -1;
}

static void put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	if (write(fd, text, strlen(text)) < 0)
		ctl_error("%s: %s", path, strerror(errno));
	close(fd);
}

/* A device may have gone by itself, so what fails is seen by what is left. */
static void pull_out(void)
{
	struct dirent *entry;
	DIR *dir;

	dir = opendir(DRIVER);
	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		if (!strncmp(entry->d_name, "vprime.", 7))
			put(DRIVER "/unbind", entry->d_name);
	}
	closedir(dir);
}

/* A console on a frame buffer of ours would keep it for ever. */
static void free_consoles(void)
{
	struct dirent *entry;
	bool ours = false;
	DIR *dir;

	dir = opendir("/sys/class/graphics");
	while (dir && (entry = readdir(dir))) {
		char link[PATH_MAX], target[PATH_MAX];

		snprintf(link, sizeof(link), "/sys/class/graphics/%s", entry->d_name);
		ours |= realpath(link, target) && ctl_is_vprime_path(target);
	}
	if (dir)
		closedir(dir);
	dir = ours ? opendir(CONSOLES) : NULL;
	while (dir && (entry = readdir(dir))) {
		char path[PATH_MAX], name[64] = "";
		FILE *file;

		snprintf(path, sizeof(path), CONSOLES "/%s/name", entry->d_name);
		file = fopen(path, "re");
		if (!file)
			continue;
		if (fgets(name, sizeof(name), file) && strstr(name, "frame buffer")) {
			snprintf(path, sizeof(path), CONSOLES "/%s/bind", entry->d_name);
			put(path, "0");
		}
		fclose(file);
	}
	if (dir)
		closedir(dir);
}

static bool loaded(const char *module)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/module/%s", module);
	return !access(path, F_OK);
}

/* Returns 0 or a negative errno. */
static int remove_modules(void)
{
	static const char *const modules[] = { "vprime_monitor", "vprime" };

	for (size_t i = 0; i < sizeof(modules) / sizeof(modules[0]); i++) {
		if (loaded(modules[i]) && syscall(SYS_delete_module, modules[i], O_NONBLOCK))
			return -errno;
	}
	return 0;
}

static int remove_patiently(int patience)
{
	static const struct timespec pause = { .tv_nsec = LOOK_MS * 1000000L };
	int ret;

	while ((ret = remove_modules()) && ret != -EPERM && patience > 0) {
		nanosleep(&pause, NULL);
		patience -= LOOK_MS;
	}
	return ret;
}

int ctl_unload(int argc, char **argv)
{
	bool force = false;
	int status, ret;

	status = parse(argc, argv, &force);
	if (status >= 0)
		return status;
	if (!loaded("vprime"))
		return ctl_error("the module vprime is not loaded");
	if (geteuid())
		return ctl_error("removing modules: %s; only root may", strerror(EPERM));
	free_consoles();
	if (force)
		pull_out();
	ret = remove_patiently(force ? PATIENCE_MS : 0);
	if (!ret)
		return EXIT_SUCCESS;
	ctl_error("removing modules: %s", strerror(ret == -EAGAIN ? EBUSY : -ret));
	if (!ctl_print_holders(stderr))
		fputs("  no process has it open; a mapping of a buffer, a fence or another driver may hold it\n",
		      stderr);
	return EXIT_FAILURE;
}
