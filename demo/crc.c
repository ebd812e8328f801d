// SPDX-License-Identifier: MIT
/* The CRC of what a CRTC shows. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "crc.h"

static int open_crc(unsigned int number, uint32_t index, const char *name, int flags)
{
	char path[96];
	int fd;

	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/crtc-%u/crc/%s", number, index,
		 name);
	fd = open(path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int set_source(unsigned int number, uint32_t index, const char *source)
{
	int fd = open_crc(number, index, "control", O_WRONLY);
	int ret = 0;

	if (fd < 0)
		return fd;
	if (write(fd, source, strlen(source)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

int crc_read(const struct vprime_card *card, const struct vprime_crtc *crtc, char *text,
	     size_t size)
{
	char line[128], *at;
	struct stat info;
	ssize_t length;
	int ret, fd;

	if (fstat(card->fd, &info))
		return -errno;
	ret = set_source(minor(info.st_rdev), crtc->index, "auto");
	if (ret)
		return ret;
	fd = open_crc(minor(info.st_rdev), crtc->index, "data", O_RDONLY);
	if (fd < 0)
		return fd;
	length = read(fd, line, sizeof(line) - 1);
	if (length < 0)
		ret = -errno;
	close(fd);
	if (ret)
		return ret;

	/* number of the frame, then the CRC */
	line[length] = '\0';
	line[strcspn(line, "\n")] = '\0';
	at = strchr(line, ' ');
	snprintf(text, size, "%s", at ? at + 1 : line);
	return 0;
}
