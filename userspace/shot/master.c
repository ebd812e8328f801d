// SPDX-License-Identifier: MIT
/* Finding the process that is DRM master. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include "shot.h"

/* A lease is master of its own objects, but not of the card. */
static bool sees_all_crtcs(int fd, int card)
{
	drmModeRes *seen = drmModeGetResources(fd);
	drmModeRes *all = drmModeGetResources(card);
	bool same = seen && all && seen->count_crtcs == all->count_crtcs;

	drmModeFreeResources(seen);
	drmModeFreeResources(all);
	return same;
}

static int duplicate_if_master(int pidfd, int number, dev_t device, int card)
{
	struct stat info;
	int fd;

	fd = pidfd_getfd(pidfd, number, 0);
	if (fd < 0)
		return errno == EPERM ? -EPERM : -ENOENT;
	/* The number may stand for another file by now. */
	if (!fstat(fd, &info) && S_ISCHR(info.st_mode) && info.st_rdev == device &&
	    drmIsMaster(fd) && sees_all_crtcs(fd, card))
		return fd;
	close(fd);
	return -ENOENT;
}

static int search_process(int proc, const char *pid, dev_t device, int card)
{
	int directory, pidfd, ret = -ENOENT;
	struct dirent *entry;
	char path[300];
	DIR *files;

	snprintf(path, sizeof(path), "%s/fd", pid);
	directory = openat(proc, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		return errno == EACCES || errno == EPERM ? -EPERM : -ENOENT;
	files = fdopendir(directory);
	pidfd = pidfd_open(atoi(pid), 0);
	if (!files || pidfd < 0)
		goto close_both;

	while ((entry = readdir(files))) {
		struct stat info;
		int fd;

		if (fstatat(directory, entry->d_name, &info, 0) || !S_ISCHR(info.st_mode) ||
		    info.st_rdev != device)
			continue;
		fd = duplicate_if_master(pidfd, atoi(entry->d_name), device, card);
		if (fd != -ENOENT)
			ret = fd;
		if (fd >= 0)
			break;
	}

close_both:
	if (pidfd >= 0)
		close(pidfd);
	if (files)
		closedir(files);
	else
		close(directory);
	return ret;
}

int shot_find_master(int card)
{
	struct dirent *entry;
	struct stat info;
	int ret = -ENOENT;
	DIR *proc;

	if (fstat(card, &info))
		return -errno;
	proc = opendir("/proc");
	if (!proc)
		return -errno;
	while ((entry = readdir(proc))) {
		int fd;

		if (!isdigit((unsigned char)entry->d_name[0]) || atoi(entry->d_name) == getpid())
			continue;
		fd = search_process(dirfd(proc), entry->d_name, info.st_rdev, card);
		if (fd != -ENOENT)
			ret = fd;
		if (fd >= 0)
			break;
	}
	closedir(proc);
	return ret;
}
