// SPDX-License-Identifier: MIT
/* Finding the cards of the vprime driver in debugfs. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "ctl.h"

#define DRM_MAJOR 226

/* What a user calls a card. */
struct wanted {
	int minor;	    /* -1: any */
	const char *device; /* NULL: any */
};

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

static int understand(const char *name, struct wanted *wanted)
{
	struct stat info;

	*wanted = (struct wanted){ .minor = -1 };
	if (!name)
		return 0;
	if (strchr(name, '/')) {
		if (stat(name, &info))
			return ctl_error("%s: %s", name, strerror(errno));
		if (!S_ISCHR(info.st_mode) || major(info.st_rdev) != DRM_MAJOR)
			return ctl_error("%s: no DRM card", name);
		wanted->minor = minor(info.st_rdev);
	} else if (is_number(name)) {
		wanted->minor = atoi(name);
	} else if (!strncmp(name, "card", 4) && is_number(name + 4)) {
		wanted->minor = atoi(name + 4);
	} else {
		wanted->device = name;
	}
	return 0;
}

/* Fills in the device if the directory is a vprime card's: "vprime dev=vprime.0 unique=...". */
static bool read_name(int dri, struct ctl_card *card)
{
	char path[32], driver[32];
	FILE *file;
	bool found;
	int fd;

	snprintf(path, sizeof(path), "%d/name", card->minor);
	fd = openat(dri, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	file = fdopen(fd, "r");
	if (!file) {
		close(fd);
		return false;
	}
	found = fscanf(file, "%31s dev=%63s", driver, card->device) == 2 &&
		!strcmp(driver, "vprime");
	fclose(file);

	snprintf(path, sizeof(path), "%d/buffers", card->minor);
	return found && !faccessat(dri, path, F_OK, 0);
}

static int by_device(const void *a, const void *b)
{
	const struct ctl_card *left = a, *right = b;
	int order = strverscmp(left->device, right->device);

	return order ? order : left->minor - right->minor;
}

static int list_cards(int dri, DIR *dir, const struct wanted *wanted, struct ctl_card **cards,
		      size_t *count)
{
	struct dirent *entry;

	while ((entry = readdir(dir))) {
		struct ctl_card card, *grown;

		if (!is_number(entry->d_name))
			continue;
		card.minor = atoi(entry->d_name);
		if (!read_name(dri, &card) || (wanted->minor >= 0 && card.minor != wanted->minor) ||
		    (wanted->device && strcmp(card.device, wanted->device)))
			continue;
		grown = reallocarray(*cards, *count + 1, sizeof(card));
		if (!grown)
			return ctl_error("%s", strerror(ENOMEM));
		*cards = grown;
		grown[(*count)++] = card;
	}
	if (*count)
		qsort(*cards, *count, sizeof(**cards), by_device);
	return 0;
}

static int open_error(const char *path, int error)
{
	if (error == EACCES || error == EPERM)
		return ctl_error("%s: %s; the ledger is in debugfs, for root only", path,
				 strerror(error));
	if (error == ENOENT)
		return ctl_error("%s: %s; is debugfs mounted, and a card there?", path,
				 strerror(error));
	return ctl_error("%s: %s", path, strerror(error));
}

int ctl_find_cards(const char *debugfs, const char *name, struct ctl_card **cards, size_t *count)
{
	struct wanted wanted;
	char path[4096];
	DIR *dir;
	int ret;

	*cards = NULL;
	*count = 0;
	/* first the right to look at all, so that nothing is said about cards without it */
	snprintf(path, sizeof(path), "%s/dri", debugfs);
	dir = opendir(path);
	if (!dir)
		return open_error(path, errno);
	ret = understand(name, &wanted);
	if (!ret)
		ret = list_cards(dirfd(dir), dir, &wanted, cards, count);
	closedir(dir);
	if (!ret && !*count)
		ret = name ? ctl_error("%s: no card of the vprime driver", name) :
			     ctl_error("there is no card of the vprime driver");
	if (ret) {
		free(*cards);
		*cards = NULL;
	}
	return ret;
}
