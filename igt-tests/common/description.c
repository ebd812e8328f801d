// SPDX-License-Identifier: MIT
/* The smallest card that configfs can describe. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "description.h"

#define ROOT "/sys/kernel/config/vprime"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* In the order in which they are made; the first is the card's own. */
static const char *const directories[] = {
	"", "/planes/p", "/crtcs/c", "/encoders/e", "/connectors/n",
};

static const struct {
	const char *target;
	const char *link;
} links[] = {
	{ "/crtcs/c", "/planes/p/possible_crtcs/c" },
	{ "/crtcs/c", "/encoders/e/possible_crtcs/c" },
	{ "/encoders/e", "/connectors/n/possible_encoders/e" },
};

static void path_of(char path[PATH_MAX], const char *name, const char *what)
{
	snprintf(path, PATH_MAX, ROOT "/%s%s", name, what);
}

static int set(const char *name, const char *attribute, const char *value)
{
	char path[PATH_MAX];
	int fd, err = 0;

	path_of(path, name, attribute);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	if (write(fd, value, strlen(value)) < 0)
		err = -errno;
	close(fd);
	return err;
}

static int make(const char *name)
{
	char path[PATH_MAX], target[PATH_MAX];
	int err = 0;

	for (size_t i = 0; i < COUNT(directories) && !err; i++) {
		path_of(path, name, directories[i]);
		err = mkdir(path, 0755) ? -errno : 0;
	}
	if (!err)
		err = set(name, "/planes/p/type", "1");
	if (!err)
		err = set(name, "/planes/p/formats", "XR24,NV12");
	for (size_t i = 0; i < COUNT(links) && !err; i++) {
		path_of(target, name, links[i].target);
		path_of(path, name, links[i].link);
		err = symlink(target, path) ? -errno : 0;
	}
	return err;
}

bool description_there(const char *name)
{
	char path[PATH_MAX];

	path_of(path, name, "");
	return !access(path, F_OK);
}

int description_make(const char *name)
{
	int err = make(name);

	if (err)
		description_remove(name);
	return err;
}

int description_enable(const char *name, bool enabled)
{
	return set(name, "/enabled", enabled ? "1" : "0");
}

int description_plug(const char *name, bool plugged)
{
	return set(name, "/connectors/n/status", plugged ? "1" : "2");
}

int description_remove(const char *name)
{
	char path[PATH_MAX];
	int err = 0;

	for (size_t i = 0; i < COUNT(links); i++) {
		path_of(path, name, links[i].link);
		unlink(path);
	}
	for (size_t i = COUNT(directories); i > 0; i--) {
		path_of(path, name, directories[i - 1]);
		err = rmdir(path) ? -errno : 0;
	}
	return err == -ENOENT ? 0 : err;
}
