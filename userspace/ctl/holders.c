// SPDX-License-Identifier: MIT
/* Who keeps the driver's modules from being unloaded. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "ctl.h"

#define DRM_MAJOR 226
#define VIDEO_MAJOR 81
#define CONFIGFS "/sys/kernel/config/vprime"

bool ctl_is_vprime_path(const char *path)
{
	return strstr(path, "/platform/vprime.");
}

/* Is it a node of a card or a monitor of ours, or of a card that is gone? */
static bool is_ours(const struct stat *info)
{
	unsigned int number = major(info->st_rdev);
	char link[64], target[PATH_MAX];

	if (!S_ISCHR(info->st_mode) || (number != DRM_MAJOR && number != VIDEO_MAJOR))
		return false;
	snprintf(link, sizeof(link), "/sys/dev/char/%u:%u", number, minor(info->st_rdev));
	if (realpath(link, target))
		return ctl_is_vprime_path(target);
	/* what is unbound has no place in sysfs any more */
	return number == DRM_MAJOR;
}

/* A dma-buf's fdinfo names its exporter. */
static bool is_our_dmabuf(int process, const char *number)
{
	char path[300], line[128];
	bool ours = false;
	FILE *file;
	int fd;

	snprintf(path, sizeof(path), "fdinfo/%s", number);
	fd = openat(process, path, O_RDONLY | O_CLOEXEC);
	file = fd < 0 ? NULL : fdopen(fd, "r");
	if (!file) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	while (!ours && fgets(line, sizeof(line), file))
		ours = !strcmp(line, "exp_name:\tvprime\n");
	fclose(file);
	return ours;
}

static void read_name(int process, char *name, size_t size)
{
	int fd = openat(process, "comm", O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, name, size - 1);

	if (fd >= 0)
		close(fd);
	name[length > 0 ? length : 0] = 0;
	name[strcspn(name, "\n")] = 0;
}

/* Prints a line for each sort of thing that the process holds; returns whether there was one. */
static bool print_process(int proc, const char *pid, FILE *out)
{
	char name[32], shown[PATH_MAX] = "";
	unsigned int dmabufs = 0;
	struct dirent *entry;
	bool any = false;
	int process;
	DIR *files;

	process = openat(proc, pid, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (process < 0)
		return false;
	files = fdopendir(openat(process, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	read_name(process, name, sizeof(name));
	while (files && (entry = readdir(files))) {
		char target[PATH_MAX];
		struct stat info;
		ssize_t length;

		if (fstatat(dirfd(files), entry->d_name, &info, 0))
			continue;
		if (!S_ISCHR(info.st_mode)) {
			dmabufs += is_our_dmabuf(process, entry->d_name);
			continue;
		}
		if (!is_ours(&info))
			continue;
		length = readlinkat(dirfd(files), entry->d_name, target, sizeof(target) - 1);
		target[length > 0 ? length : 0] = 0;
		/* a process often has a card open more than once */
		if (strcmp(shown, target)) {
			fprintf(out, "  %s (process %s) has %s open\n", name, pid, target);
			strcpy(shown, target);
		}
		any = true;
	}
	if (dmabufs)
		fprintf(out, "  %s (process %s) has %u buffer%s of a card as dma-buf\n", name, pid, dmabufs,
			dmabufs > 1 ? "s" : "");
	if (files)
		closedir(files);
	close(process);
	return any || dmabufs;
}

static bool print_processes(FILE *out)
{
	struct dirent *entry;
	bool any = false;
	DIR *proc;

	proc = opendir("/proc");
	if (!proc)
		return false;
	while ((entry = readdir(proc))) {
		if (isdigit((unsigned char)entry->d_name[0]))
			any |= print_process(dirfd(proc), entry->d_name, out);
	}
	closedir(proc);
	return any;
}

/* Directories are cards that somebody made, and keep the module. */
static bool print_described(FILE *out)
{
	struct dirent *entry;
	bool any = false;
	DIR *dir;

	dir = opendir(CONFIGFS);
	if (!dir)
		return false;
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.' || entry->d_type != DT_DIR)
			continue;
		fprintf(out, "  the card %s is described in " CONFIGFS "\n", entry->d_name);
		any = true;
	}
	closedir(dir);
	return any;
}

static bool print_modules(FILE *out)
{
	struct dirent *entry;
	bool any = false;
	DIR *dir;

	dir = opendir("/sys/module/vprime/holders");
	if (!dir)
		return false;
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		fprintf(out, "  the module %s needs it\n", entry->d_name);
		any = true;
	}
	closedir(dir);
	return any;
}

bool ctl_print_holders(FILE *out)
{
	bool any = print_processes(out);

	any |= print_described(out);
	any |= print_modules(out);
	return any;
}
