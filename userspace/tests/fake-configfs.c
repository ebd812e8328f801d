// SPDX-License-Identifier: MIT
/*
 * Makes the folder $FAKE_CONFIGFS/vprime behave as the driver's directories in configfs, as far as
 * tests need it: attributes and folders come with mkdir() and go with rmdir(), a card that is
 * enabled has a minor and refuses what is not live, but for connectors that are not. Linked into a
 * program or preloaded.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EXPORT __attribute__((visibility("default")))

struct attribute {
	const char *name;
	const char *value;
	mode_t mode;
};

static const struct attribute card[] = {
	{ "enabled", "0\n", 0644 },	  { "id", "-1\n", 0644 },
	{ "minor", "-1\n", 0444 },	  { "by_path", "\n", 0444 },
	{ "manual_update", "0\n", 0644 }, { "import_mmap", "1\n", 0644 },
	{ "vblank", "1\n", 0644 },	  { 0 },
};

static const struct attribute plane[] = {
	{ "type", "0\n", 0644 },
	{ "formats", "XR24,AR24,NV12\n", 0644 },
	{ "zpos", "auto\n", 0644 },
	{ 0 },
};

static const struct attribute crtc[] = {
	{ "writeback", "0\n", 0644 }, { "gamma_size", "4096\n", 0644 }, { 0 },
};

static const struct attribute encoder[] = { { 0 } };

static const struct attribute connector[] = {
	{ "type", "15\n", 0644 },	{ "status", "1\n", 0644 }, { "modes", "\n", 0644 },
	{ "edid", "", 0644 },		{ "name", "\n", 0444 },	   { "edid_enabled", "1\n", 0644 },
	{ "link_status", "0\n", 0644 }, { "enabled", "1\n", 0644 }, { 0 },
};

static const struct kind {
	const char *name;
	const char *links;
	const struct attribute *attributes;
} kinds[] = {
	{ "planes", "possible_crtcs", plane },
	{ "crtcs", NULL, crtc },
	{ "encoders", "possible_crtcs", encoder },
	{ "connectors", "possible_encoders", connector },
};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static const char *const live[] = {
	"enabled", "status", "modes", "edid", "edid_enabled", "link_status", NULL,
};

#define REAL(name, ...) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))(__VA_ARGS__)

/* What is below the root: "desk/planes/p/type" of a path, or NULL. */
static const char *below(const char *path)
{
	const char *fake = getenv("FAKE_CONFIGFS");
	size_t length = fake ? strlen(fake) : 0;

	if (!length || strncmp(path, fake, length) || strncmp(path + length, "/vprime/", 8))
		return NULL;
	return path + length + 8;
}

static int depth(const char *path)
{
	int n = 1;

	while ((path = strchr(path, '/'))) {
		path++;
		n++;
	}
	return n;
}

static void put_file(const char *folder, const char *name, const char *value, mode_t mode)
{
	char path[32768];
	int fd;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	unlink(path);
	fd = REAL(open, path, O_CREAT | O_WRONLY, mode);
	if (fd < 0 || write(fd, value, strlen(value)) < 0)
		abort();
	close(fd);
}

static void get_file(const char *folder, const char *name, char *value, size_t size)
{
	char path[8192];
	ssize_t length;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	fd = REAL(open, path, O_RDONLY);
	length = fd < 0 ? 0 : read(fd, value, size - 1);
	value[length < 0 ? 0 : length] = 0;
	if (fd >= 0)
		close(fd);
}

static const struct kind *kind_of(const char *inside)
{
	for (size_t i = 0; i < N_KINDS; i++) {
		const char *name = strchr(inside, '/') + 1;

		if (!strncmp(name, kinds[i].name, strlen(kinds[i].name)) &&
		    name[strlen(kinds[i].name)] == '/')
			return &kinds[i];
	}
	return NULL;
}

/* The folder of the card that something belongs to. */
static void card_of(const char *path, char *folder)
{
	const char *inside = below(path);

	snprintf(folder, 4096, "%.*s", (int)(inside - path + strcspn(inside, "/")), path);
}

static bool is_on(const char *folder)
{
	char value[16];

	get_file(folder, "enabled", value, sizeof(value));
	return *value == '1';
}

static int entries(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int n = 0;

	while (dir && (entry = readdir(dir)))
		n += entry->d_name[0] != '.';
	if (dir)
		closedir(dir);
	return n;
}

EXPORT int mkdir(const char *path, mode_t mode)
{
	const char *inside = below(path);
	const struct kind *kind;
	char sub[4096], number[32], folder[4096];
	static int made;

	if (inside && depth(inside) != 1 && depth(inside) != 3) {
		errno = EPERM;
		return -1;
	}
	if (inside && depth(inside) == 3) {
		card_of(path, folder);
		if (is_on(folder) && strcmp(kind_of(inside)->name, "connectors")) {
			errno = EBUSY;
			return -1;
		}
	}
	if (REAL(mkdir, path, mode))
		return -1;
	if (inside && depth(inside) == 1) {
		for (const struct attribute *a = card; a->name; a++)
			put_file(path, a->name, a->value, a->mode);
		for (size_t i = 0; i < N_KINDS; i++) {
			snprintf(sub, sizeof(sub), "%s/%s", path, kinds[i].name);
			REAL(mkdir, sub, 0755);
		}
	} else if (inside && (kind = kind_of(inside))) {
		for (const struct attribute *a = kind->attributes; a->name; a++)
			put_file(path, a->name, a->value, a->mode);
		snprintf(number, sizeof(number), "%d\n", made++);
		put_file(path, "index", number, 0444);
		if (is_on(folder))
			put_file(path, "enabled", "0\n", 0644);
		if (kind->links) {
			snprintf(sub, sizeof(sub), "%s/%s", path, kind->links);
			REAL(mkdir, sub, 0755);
		}
	}
	return 0;
}

/* Attributes and the folders that came with it; links and objects have to be gone. */
EXPORT int rmdir(const char *path)
{
	const char *inside = below(path);
	struct dirent *entry;
	struct stat info;
	char sub[4096];
	DIR *dir;

	if (!inside)
		return REAL(rmdir, path);
	for (size_t i = 0; i < N_KINDS; i++) {
		snprintf(sub, sizeof(sub), "%s/%s", path,
			 depth(inside) == 1 ? kinds[i].name : kinds[i].links ? kinds[i].links : "-");
		if (entries(sub)) {
			errno = ENOTEMPTY;
			return -1;
		}
		REAL(rmdir, sub);
	}
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		snprintf(sub, sizeof(sub), "%s/%s", path, entry->d_name);
		if (!stat(sub, &info) && S_ISREG(info.st_mode))
			unlink(sub);
	}
	if (dir)
		closedir(dir);
	return REAL(rmdir, path);
}

/* The file that enables a card, and its folder, or a connector's. */
static int enabling = -1, enabling_connector = -1;
static char enabling_card[4096], connector_folder[4096];

static int refuse(const char *path)
{
	const char *name = strrchr(path, '/') + 1;
	char folder[4096], object[4096];
	struct stat info;

	if (stat(path, &info))
		return ENOENT;
	if (!(info.st_mode & 0200))
		return EACCES;
	card_of(path, folder);
	for (int i = 0; live[i]; i++) {
		if (!strcmp(live[i], name))
			return 0;
	}
	snprintf(object, sizeof(object), "%.*s", (int)(name - 1 - path), path);
	if (strstr(below(path), "/connectors/") && !is_on(object))
		return 0;
	return is_on(folder) ? EBUSY : 0;
}

EXPORT int open(const char *path, int flags, ...)
{
	mode_t mode = 0;
	va_list arguments;
	int fd;

	va_start(arguments, flags);
	if (flags & O_CREAT)
		mode = va_arg(arguments, int);
	va_end(arguments);
	if (below(path) && flags & O_WRONLY && refuse(path)) {
		errno = refuse(path);
		return -1;
	}
	fd = REAL(open, path, flags, mode);
	if (fd >= 0 && below(path) && flags & O_WRONLY && !strcmp(strrchr(path, '/'), "/enabled")) {
		card_of(path, enabling_card);
		if (depth(below(path)) == 2) {
			enabling = fd;
		} else {
			snprintf(connector_folder, sizeof(connector_folder), "%.*s",
				 (int)(strrchr(path, '/') - path), path);
			enabling_connector = fd;
		}
	}
	return fd;
}

static void name_connectors(const char *folder, bool there)
{
	char path[8192], object[16384], name[32];
	struct dirent *entry;
	DIR *dir;
	int n = 0;

	snprintf(path, sizeof(path), "%s/connectors", folder);
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(object, sizeof(object), "%s/%s", path, entry->d_name);
		snprintf(name, sizeof(name), "Virtual-%d\n", ++n);
		put_file(object, "name", there ? name : "\n", 0444);
	}
	if (dir)
		closedir(dir);
}

EXPORT ssize_t write(int fd, const void *data, size_t size)
{
	bool there = size && *(const char *)data == '1';
	char planes[8192], links[8192];

	if (fd >= 0 && fd == enabling_connector) {
		enabling_connector = -1;
		snprintf(links, sizeof(links), "%s/possible_encoders", connector_folder);
		if (there && is_on(enabling_card) && !entries(links)) {
			put_file(connector_folder, "enabled", "0\n", 0644);
			errno = EINVAL;
			return -1;
		}
		put_file(connector_folder, "name", there && is_on(enabling_card) ? "Late-1\n" : "\n",
			 0444);
	}
	if (fd != enabling || fd < 0)
		return REAL(write, fd, data, size);
	enabling = -1;
	snprintf(planes, sizeof(planes), "%s/planes", enabling_card);
	if (there && !entries(planes)) {
		put_file(enabling_card, "enabled", "0\n", 0644);
		errno = EINVAL;
		return -1;
	}
	put_file(enabling_card, "minor", there ? "7\n" : "-1\n", 0444);
	put_file(enabling_card, "id", there ? "3\n" : "-1\n", 0644);
	name_connectors(enabling_card, there);
	return REAL(write, fd, data, size);
}
