// SPDX-License-Identifier: MIT
/* Cards as directories. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "igt.h"

#include "configfs.h"
#include "module.h"

/* Format the rest of the arguments as a path. */
#define PATH(path, format)							\
	do {									\
		va_list arguments;						\
		va_start(arguments, format);					\
		make_path(path, format, arguments);				\
		va_end(arguments);						\
	} while (0)

static void make_path(char path[PATH_MAX], const char *format, va_list arguments)
{
	int length = snprintf(path, PATH_MAX, CONFIGFS_ROOT "/");

	vsnprintf(path + length, PATH_MAX - length, format, arguments);
}

const char *configfs_path(const char *format, ...)
{
	static char paths[16][PATH_MAX];
	static unsigned int next;
	char *path = paths[next++ % 16];

	PATH(path, format);
	return path;
}

static int write_file(const char *path, const char *value)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, value, strlen(value)) != (ssize_t)strlen(value))
		err = -errno;
	close(fd);
	return err;
}

int configfs_try(const char *value, const char *format, ...)
{
	char path[PATH_MAX];

	PATH(path, format);
	return write_file(path, value);
}

void configfs_set(const char *value, const char *format, ...)
{
	char path[PATH_MAX];
	int err;

	PATH(path, format);
	err = write_file(path, value);
	igt_assert_f(!err, "%s: \"%s\": %s\n", path, value, strerror(-err));
}

const char *configfs_get(const char *format, ...)
{
	static char text[4097];
	char path[PATH_MAX];
	ssize_t length;
	int fd;

	PATH(path, format);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	igt_assert_f(fd >= 0, "%s: %s\n", path, strerror(errno));
	length = read(fd, text, sizeof(text) - 1);
	close(fd);
	igt_assert_f(length > 0 && text[length - 1] == '\n', "%s: no line\n", path);
	text[length - 1] = 0;
	return text;
}

void configfs_assert(const char *path, const char *value)
{
	const char *is = configfs_get("%s", path);

	igt_assert_f(!strcmp(is, value), "%s is \"%s\", not \"%s\"\n", path, is, value);
}

int configfs_try_mkdir(const char *format, ...)
{
	char path[PATH_MAX];

	PATH(path, format);
	return mkdir(path, 0755) ? -errno : 0;
}

void configfs_mkdir(const char *format, ...)
{
	char path[PATH_MAX];

	PATH(path, format);
	igt_assert_f(!mkdir(path, 0755), "%s: %s\n", path, strerror(errno));
}

int configfs_rmdir(const char *format, ...)
{
	char path[PATH_MAX];

	PATH(path, format);
	return rmdir(path) ? -errno : 0;
}

int configfs_link(const char *target, const char *directory)
{
	const char *name = strrchr(target, '/');

	return symlink(configfs_path("%s", target),
		       configfs_path("%s/%s", directory, name ? name + 1 : target)) ? -errno : 0;
}

int configfs_unlink(const char *format, ...)
{
	char path[PATH_MAX];

	PATH(path, format);
	return unlink(path) ? -errno : 0;
}

static void link_to(const char *card, const char *target, char kind, int i, const char *links)
{
	char to[256], from[256];

	snprintf(to, sizeof(to), "%s/%s%d", card, target, i);
	snprintf(from, sizeof(from), "%s/%s/%c%d/%s", card, kind == 'p' ? "planes" :
		 kind == 'e' ? "encoders" : "connectors", kind, i, links);
	igt_assert_eq(configfs_link(to, from), 0);
}

void configfs_output(const char *card, int i)
{
	configfs_mkdir("%s/planes/p%d", card, i);
	configfs_mkdir("%s/crtcs/c%d", card, i);
	configfs_mkdir("%s/encoders/e%d", card, i);
	configfs_mkdir("%s/connectors/n%d", card, i);
	configfs_set("1", "%s/planes/p%d/type", card, i);
	link_to(card, "crtcs/c", 'p', i, "possible_crtcs");
	link_to(card, "crtcs/c", 'e', i, "possible_crtcs");
	link_to(card, "encoders/e", 'n', i, "possible_encoders");
}

void configfs_card(const char *card, int outputs)
{
	configfs_mkdir("%s", card);
	for (int i = 0; i < outputs; i++)
		configfs_output(card, i);
}

/* Links and directories in a directory; what configfs put there itself cannot be removed. */
static void clear(const char *path, bool links)
{
	char inner[PATH_MAX];
	struct dirent *entry;
	DIR *directory = opendir(path);

	if (!directory)
		return;
	while ((entry = readdir(directory))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(inner, sizeof(inner), "%.2000s/%.200s", path, entry->d_name);
		if (entry->d_type == DT_LNK && links)
			unlink(inner);
		if (entry->d_type != DT_DIR)
			continue;
		clear(inner, links);
		if (!links)
			rmdir(inner);
	}
	closedir(directory);
}

void configfs_remove(const char *card)
{
	const char *path = configfs_path("%s", card);

	if (access(path, F_OK))
		return;
	clear(path, true);
	clear(path, false);
	igt_assert_f(!rmdir(path), "%s: %s\n", path, strerror(errno));
}

void configfs_remove_all(void)
{
	struct dirent *entry;
	DIR *directory = opendir(CONFIGFS_ROOT);

	if (!directory)
		return;
	while ((entry = readdir(directory))) {
		if (entry->d_name[0] != '.')
			configfs_remove(entry->d_name);
	}
	closedir(directory);
}

void configfs_require(void)
{
	igt_assert_f(module_loaded("vprime"), "the module vprime is not loaded\n");
	igt_assert_f(!access(CONFIGFS_ROOT, F_OK), "there is no %s\n", CONFIGFS_ROOT);
	configfs_remove_all();
}

void configfs_run(void (*test)(void))
{
	configfs_remove_all();
	test();
}

struct vprime_card *configfs_open(const char *name)
{
	struct vprime_card *card;
	char path[64];

	snprintf(path, sizeof(path), "/dev/dri/card%s", configfs_get("%s/minor", name));
	igt_assert_eq(vprime_open_path(path, &card), 0);
	return card;
}
