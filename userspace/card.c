// SPDX-License-Identifier: MIT
/* Opening and closing cards. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "private.h"

struct candidate {
	char path[32];
	char device[64];
	int number;
};

/* vprime.2 before vprime.10; cards without a name of their own (vgem) by number. */
static int by_device(const void *a, const void *b)
{
	const struct candidate *left = a, *right = b;
	int order = strverscmp(left->device, right->device);

	return order ? order : left->number - right->number;
}

static void device_name(struct candidate *candidate)
{
	char link[64], target[PATH_MAX];
	const char *name;

	snprintf(link, sizeof(link), "/sys/class/drm/card%d/device", candidate->number);
	if (!realpath(link, target))
		return;
	name = strrchr(target, '/');
	snprintf(candidate->device, sizeof(candidate->device), "%.63s", name ? name + 1 : target);
}

static int list_candidates(struct candidate **list, size_t *count)
{
	struct dirent *entry;
	DIR *dir;

	*list = NULL;
	*count = 0;
	dir = opendir("/dev/dri");
	if (!dir)
		return errno == ENOENT ? -ENODEV : -errno;

	while ((entry = readdir(dir))) {
		struct candidate candidate = { 0 };
		void *grown;

		if (sscanf(entry->d_name, "card%d", &candidate.number) != 1)
			continue;
		grown = vprime_grow(*list, *count, sizeof(candidate));
		if (!grown) {
			closedir(dir);
			free(*list);
			return -ENOMEM;
		}
		*list = grown;
		snprintf(candidate.path, sizeof(candidate.path), "/dev/dri/card%d",
			 candidate.number);
		device_name(&candidate);
		(*list)[(*count)++] = candidate;
	}
	closedir(dir);
	if (*count)
		qsort(*list, *count, sizeof(**list), by_device);
	return 0;
}

static int open_node(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

static bool is_driver(int fd, const char *driver)
{
	drmVersion *version = drmGetVersion(fd);
	bool same = version && !strcmp(version->name, driver);

	drmFreeVersion(version);
	return same;
}

int vprime_open(const char *driver, int index, struct vprime_card **card)
{
	struct candidate *list;
	size_t count, i;
	int ret;

	ret = list_candidates(&list, &count);
	if (ret)
		return ret;

	/* Nodes that do not open are remembered: "no permission" says more than "no device". */
	ret = -ENODEV;
	for (i = 0; i < count; i++) {
		int fd = open_node(list[i].path);

		if (fd < 0) {
			ret = fd;
			continue;
		}
		if (is_driver(fd, driver ? driver : "vprime") && index-- == 0) {
			ret = vprime_open_fd(fd, card);
			if (ret)
				close(fd);
			break;
		}
		close(fd);
	}
	free(list);
	return ret;
}

int vprime_open_path(const char *path, struct vprime_card **card)
{
	int fd = open_node(path);
	int ret;

	if (fd < 0)
		return fd;
	ret = vprime_open_fd(fd, card);
	if (ret)
		close(fd);
	return ret;
}

int vprime_open_fd(int fd, struct vprime_card **card)
{
	struct vprime_card *new;
	drmVersion *version;
	int ret;

	version = drmGetVersion(fd);
	if (!version)
		return -ENODEV;

	new = calloc(1, sizeof(*new));
	if (new)
		new->priv = calloc(1, sizeof(*new->priv));
	if (!new || !new->priv) {
		drmFreeVersion(version);
		free(new);
		return -ENOMEM;
	}
	snprintf(new->driver, sizeof(new->driver), "%s", version->name);
	drmFreeVersion(version);
	pthread_mutex_init(&new->priv->handle_lock, NULL);

	/* What the driver does not have is missing from what is enumerated. */
	drmSetClientCap(fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1);
	drmSetClientCap(fd, DRM_CLIENT_CAP_ATOMIC, 1);
	drmSetClientCap(fd, DRM_CLIENT_CAP_WRITEBACK_CONNECTORS, 1);

	new->fd = fd;
	ret = vprime_refresh(new);
	if (ret) {
		new->fd = -1;
		vprime_close(new);
		return ret;
	}
	*card = new;
	return 0;
}

void vprime_close(struct vprime_card *card)
{
	if (!card)
		return;
	vprime_objects_free(card);
	pthread_mutex_destroy(&card->priv->handle_lock);
	free(card->priv->handle_users);
	free(card->priv->flips);
	if (card->fd >= 0)
		close(card->fd);
	free(card->priv);
	free(card);
}
