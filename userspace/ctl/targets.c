// SPDX-License-Identifier: MIT
/* Cards and connectors that the user names, there or only described. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "ctl.h"
#include "libvprime.h"

#define DRM_MAJOR 226

/* Room for one more element after the @count there are: powers of two. */
static void *grow(void *array, size_t count, size_t size)
{
	if (count & (count - 1))
		return array;
	return reallocarray(array, count ? 2 * count : 1, size);
}

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

/* The last part of where a link in sysfs leads to. */
static bool link_name(int minor, const char *link, char *name, size_t size)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *last;

	snprintf(path, sizeof(path), "%s/class/drm/card%d/%s", ctl_roots.sysfs, minor, link);
	if (!realpath(path, target))
		return false;
	last = strrchr(target, '/');
	snprintf(name, size, "%.*s", (int)size - 1, last ? last + 1 : target);
	return true;
}

static int text_number(const struct vprime_config_object *object, const char *name, int otherwise)
{
	const struct vprime_config_attribute *attribute = vprime_config_get(object, name);

	return attribute && attribute->size ? atoi(attribute->value) : otherwise;
}

static int described_target(const char *name, struct ctl_target *target)
{
	struct vprime_config *config;
	int ret = vprime_config_load(ctl_config_root(), name, &config);

	if (ret)
		return ret;
	*target = (struct ctl_target){ .minor = -1 };
	snprintf(target->config, sizeof(target->config), "%s", name);
	if (config->enabled) {
		target->minor = text_number(&config->card, "minor", -1);
		snprintf(target->device, sizeof(target->device), "vprime.%d",
			 text_number(&config->card, "id", -1));
	}
	vprime_config_free(config);
	return 0;
}

static int append_target(struct ctl_target **targets, size_t *count,
			 const struct ctl_target *target)
{
	struct ctl_target *grown = grow(*targets, *count, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	*targets = grown;
	grown[(*count)++] = *target;
	return 0;
}

static int list_described(struct ctl_target **targets, size_t *count)
{
	struct ctl_target target;
	size_t n = 0;
	char **names = NULL;
	int ret = vprime_config_list(ctl_config_root(), &names, &n);

	/* a driver without such directories may still have cards */
	if (ret)
		return ret == -ENOENT ? 0 : ret;
	for (size_t i = 0; !ret && i < n; i++) {
		ret = described_target(names[i], &target);
		if (!ret)
			ret = append_target(targets, count, &target);
		else if (ret == -ENOENT)
			ret = 0;
	}
	vprime_config_list_free(names, n);
	return ret;
}

static bool is_listed(const struct ctl_target *targets, size_t count, int minor)
{
	for (size_t i = 0; i < count; i++) {
		if (targets[i].minor == minor)
			return true;
	}
	return false;
}

static int by_device(const void *a, const void *b)
{
	const struct ctl_target *left = a, *right = b;

	return strverscmp(left->device, right->device);
}

static int list_others(struct ctl_target **targets, size_t *count)
{
	size_t described = *count;
	struct dirent *entry;
	char path[PATH_MAX];
	int ret = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/class/drm", ctl_roots.sysfs);
	dir = opendir(path);
	if (!dir)
		return errno == ENOENT ? 0 : -errno;
	while (!ret && (entry = readdir(dir))) {
		struct ctl_target target = { .minor = -1 };
		char driver[32];

		if (strncmp(entry->d_name, "card", 4) || !is_number(entry->d_name + 4))
			continue;
		target.minor = atoi(entry->d_name + 4);
		if (!link_name(target.minor, "device/driver", driver, sizeof(driver)) ||
		    strcmp(driver, "vprime") || is_listed(*targets, described, target.minor) ||
		    !link_name(target.minor, "device", target.device, sizeof(target.device)))
			continue;
		ret = append_target(targets, count, &target);
	}
	closedir(dir);
	if (!ret && *count > described)
		qsort(*targets + described, *count - described, sizeof(**targets), by_device);
	return ret;
}

int ctl_list_targets(struct ctl_target **targets, size_t *count)
{
	int ret;

	*targets = NULL;
	*count = 0;
	ret = list_described(targets, count);
	if (!ret)
		ret = list_others(targets, count);
	if (!ret)
		return 0;
	free(*targets);
	*targets = NULL;
	return ctl_step_error(ret, "the cards");
}

/* The number in a node's path, "card1" or "1"; -1: it is a name of another kind. */
static int minor_of(const char *name)
{
	struct stat info;

	if (strchr(name, '/')) {
		if (stat(name, &info) || !S_ISCHR(info.st_mode) || major(info.st_rdev) != DRM_MAJOR)
			return -1;
		return minor(info.st_rdev);
	}
	if (!strncmp(name, "card", 4))
		name += 4;
	return is_number(name) ? atoi(name) : -1;
}

static const struct ctl_target *match(const struct ctl_target *targets, size_t count,
				      const char *name)
{
	int minor = minor_of(name);

	for (size_t i = 0; i < count; i++) {
		if (*targets[i].config && !strcmp(targets[i].config, name))
			return &targets[i];
	}
	for (size_t i = 0; i < count; i++) {
		if ((*targets[i].device && !strcmp(targets[i].device, name)) ||
		    (minor >= 0 && targets[i].minor == minor))
			return &targets[i];
	}
	return NULL;
}

int ctl_find_target(const char *name, struct ctl_target *target)
{
	const struct ctl_target *found;
	struct ctl_target *targets;
	size_t count;
	int ret = ctl_list_targets(&targets, &count);

	if (ret)
		return ret;
	found = match(targets, count, name);
	if (found)
		*target = *found;
	free(targets);
	return found ? 0 : ctl_error("%s: no card of the vprime driver, and no description", name);
}

bool ctl_described_device(const char *name, char device[64])
{
	struct ctl_target target;

	if (described_target(name, &target) || !*target.device)
		return false;
	memcpy(device, target.device, sizeof(target.device));
	return true;
}

const char *ctl_target_name(const struct ctl_target *target)
{
	return *target->config ? target->config : target->device;
}

/*
 * Connectors
 */

static const char *const statuses[] = { "unknown", "connected", "disconnected", "unknown" };

static int append_connector(struct ctl_connector **connectors, size_t *count,
			    const struct ctl_connector *connector)
{
	struct ctl_connector *grown = grow(*connectors, *count, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	*connectors = grown;
	grown[(*count)++] = *connector;
	return 0;
}

static int list_described_connectors(const char *name, struct ctl_connector **connectors,
				     size_t *count)
{
	const struct vprime_config_attribute *attribute;
	struct vprime_config *config;
	int ret = vprime_config_load(ctl_config_root(), name, &config);

	if (ret)
		return ret;
	for (size_t i = 0; !ret && i < config->n_objects[VPRIME_CONFIG_CONNECTORS]; i++) {
		const struct vprime_config_object *object =
			&config->objects[VPRIME_CONFIG_CONNECTORS][i];
		struct ctl_connector connector = { 0 };

		snprintf(connector.object, sizeof(connector.object), "%s", object->name);
		attribute = vprime_config_get(object, "name");
		if (attribute)
			snprintf(connector.name, sizeof(connector.name), "%s", attribute->value);
		snprintf(connector.status, sizeof(connector.status), "%s",
			 statuses[text_number(object, "status", 0) & 3]);
		ret = append_connector(connectors, count, &connector);
	}
	vprime_config_free(config);
	return ret;
}

static void read_status(int minor, struct ctl_connector *connector)
{
	char path[PATH_MAX];
	FILE *file;

	snprintf(path, sizeof(path), "%s/class/drm/card%d-%s/status", ctl_roots.sysfs, minor,
		 connector->name);
	file = fopen(path, "re");
	if (!file)
		return;
	if (fscanf(file, "%15s", connector->status) != 1)
		connector->status[0] = 0;
	fclose(file);
}

static int by_name(const void *a, const void *b)
{
	const struct ctl_connector *left = a, *right = b;

	return strverscmp(left->name, right->name);
}

static int list_other_connectors(int minor, struct ctl_connector **connectors, size_t *count)
{
	char path[PATH_MAX], prefix[32];
	struct dirent *entry;
	int ret = 0;
	DIR *dir;

	snprintf(prefix, sizeof(prefix), "card%d-", minor);
	snprintf(path, sizeof(path), "%s/class/drm", ctl_roots.sysfs);
	dir = opendir(path);
	if (!dir)
		return -errno;
	while (!ret && (entry = readdir(dir))) {
		struct ctl_connector connector = { 0 };
		const char *name = entry->d_name + strlen(prefix);

		if (strncmp(entry->d_name, prefix, strlen(prefix)) ||
		    !strncmp(name, "Writeback-", strlen("Writeback-")))
			continue;
		snprintf(connector.name, sizeof(connector.name), "%.63s", name);
		read_status(minor, &connector);
		ret = append_connector(connectors, count, &connector);
	}
	closedir(dir);
	if (*count)
		qsort(*connectors, *count, sizeof(**connectors), by_name);
	return ret;
}

int ctl_list_connectors(const struct ctl_target *target, struct ctl_connector **connectors,
			size_t *count)
{
	int ret;

	*connectors = NULL;
	*count = 0;
	ret = *target->config ? list_described_connectors(target->config, connectors, count) :
				list_other_connectors(target->minor, connectors, count);
	if (!ret)
		return 0;
	free(*connectors);
	*connectors = NULL;
	return ctl_step_error(ret, "%s: the connectors", ctl_target_name(target));
}

static int find_connector(const struct ctl_target *target, const char *name,
			  const struct ctl_connector *connectors, size_t count,
			  struct ctl_connector *connector)
{
	for (size_t i = 0; i < count; i++) {
		if ((!name && count == 1) || (name && (!strcmp(connectors[i].object, name) ||
						       !strcmp(connectors[i].name, name)))) {
			*connector = connectors[i];
			return 0;
		}
	}
	if (name)
		return ctl_error("%s: no connector %s", ctl_target_name(target), name);
	return ctl_error("%s: has %zu connectors; which one?", ctl_target_name(target), count);
}

int ctl_find_connector(const struct ctl_target *target, const char *name,
		       struct ctl_connector *connector)
{
	struct ctl_connector *connectors;
	size_t count;
	int ret = ctl_list_connectors(target, &connectors, &count);

	if (ret)
		return ret;
	ret = find_connector(target, name, connectors, count, connector);
	free(connectors);
	return ret;
}
