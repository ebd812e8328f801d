// SPDX-License-Identifier: MIT
/* Descriptions of cards, as directories. */
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

#include "private.h"

/* The driver takes EDIDs of up to 32 KiB; texts are shorter. */
#define VALUE_MAX (64 * 1024)

/* The one attribute whose value is no text. */
#define BINARY "edid"
/* What makes the card, and what says in which order objects were made. */
#define ENABLED "enabled"
#define INDEX "index"

/* A path below the root, with the root's length. */
struct place {
	char path[PATH_MAX];
	size_t root;
};

static int begin(struct place *place, const char *root)
{
	/* absolute, as configfs looks up the targets of links from where the process is */
	if (!realpath(root ? root : VPRIME_CONFIGFS, place->path))
		return -errno;
	place->root = strlen(place->path);
	return 0;
}

/* Go to a file or directory below; returns what go_back() needs. */
static size_t go(struct place *place, const char *name)
{
	size_t length = strlen(place->path);

	snprintf(place->path + length, sizeof(place->path) - length, "/%s", name);
	return length;
}

static void go_back(struct place *place, size_t length)
{
	place->path[length] = 0;
}

static void tell(const struct place *place, char *where)
{
	if (where)
		snprintf(where, VPRIME_CONFIG_WHERE, "%s", place->path[place->root] ?
			 place->path + place->root + 1 : place->path);
}

/*
 * Reading
 */

static bool is_binary(const char *name)
{
	return !strcmp(name, BINARY);
}

/* @value has room for VALUE_MAX bytes. */
static int read_value(int dir, const char *name, bool binary, char *value, size_t *size)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC);
	ssize_t got;
	int ret = 0;

	if (fd < 0)
		return -errno;
	*size = 0;
	do {
		got = read(fd, value + *size, VALUE_MAX - *size);
		if (got > 0)
			*size += got;
		/* EAGAIN: somebody else was writing another EDID */
	} while (got > 0 || (got < 0 && (errno == EINTR || errno == EAGAIN)));
	if (got < 0)
		ret = -errno;
	close(fd);
	if (!ret && !binary && *size && value[*size - 1] == '\n')
		--*size;
	return ret;
}

static int read_attribute(int dir, const char *name, const struct stat *info,
			  struct vprime_config_object *object)
{
	char *value = malloc(VALUE_MAX);
	size_t size;
	int ret;

	if (!value)
		return -ENOMEM;
	ret = read_value(dir, name, is_binary(name), value, &size);
	if (!ret)
		ret = vprime_config_set(object, name, value, size);
	if (!ret)
		object->attributes[object->n_attributes - 1].read_only = !(info->st_mode & 0222);
	free(value);
	return ret;
}

typedef int (*entry_fn)(int dir, const char *name, const struct stat *info, void *data);

/* Calls @each for the entries of a directory until it returns an error. */
static int for_each_entry(const struct place *place, entry_fn each, void *data)
{
	DIR *dir = opendir(place->path);
	struct dirent *entry;
	struct stat info;
	int ret = 0;

	if (!dir)
		return -errno;
	while (!ret && (entry = readdir(dir))) {
		if (entry->d_name[0] == '.')
			continue;
		if (fstatat(dirfd(dir), entry->d_name, &info, AT_SYMLINK_NOFOLLOW))
			ret = errno == ENOENT ? 0 : -errno;
		else
			ret = each(dirfd(dir), entry->d_name, &info, data);
	}
	closedir(dir);
	return ret;
}

static int load_attribute(int dir, const char *name, const struct stat *info, void *data)
{
	struct vprime_config_object *object = data;

	return S_ISREG(info->st_mode) ? read_attribute(dir, name, info, object) : 0;
}

static int load_link(int dir, const char *name, const struct stat *info, void *data)
{
	char target[PATH_MAX];
	ssize_t length;
	char *last;

	if (!S_ISLNK(info->st_mode))
		return 0;
	length = readlinkat(dir, name, target, sizeof(target) - 1);
	if (length < 0)
		return -errno;
	target[length] = 0;
	last = strrchr(target, '/');
	return vprime_config_link(data, last ? last + 1 : target);
}

struct names {
	char **list;
	size_t count;
};

static int load_name(int dir, const char *name, const struct stat *info, void *data)
{
	struct names *names = data;
	char **grown;

	(void)dir;
	if (!S_ISDIR(info->st_mode))
		return 0;
	grown = vprime_grow(names->list, names->count, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	names->list = grown;
	grown[names->count] = strdup(name);
	if (!grown[names->count])
		return -ENOMEM;
	names->count++;
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strverscmp(*(char *const *)a, *(char *const *)b);
}

static int compare_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static int load_names(const struct place *place, char ***names, size_t *count)
{
	struct names found = { 0 };
	int ret = for_each_entry(place, load_name, &found);

	if (ret) {
		vprime_config_list_free(found.list, found.count);
		return ret;
	}
	if (found.count)
		qsort(found.list, found.count, sizeof(*found.list), by_name);
	*names = found.list;
	*count = found.count;
	return 0;
}

static long index_of(const struct vprime_config_object *object)
{
	const struct vprime_config_attribute *attribute = vprime_config_get(object, INDEX);

	return attribute ? atol(attribute->value) : 0;
}

/* In the order in which they were made, or by name if the driver does not say. */
static int by_index(const void *a, const void *b)
{
	const struct vprime_config_object *left = a, *right = b;
	long before = index_of(left), after = index_of(right);

	return before == after ? strverscmp(left->name, right->name) : before < after ? -1 : 1;
}

static int load_object(struct place *place, enum vprime_config_kind kind,
		       struct vprime_config_object *object)
{
	const char *links = vprime_config_links_name(kind);
	int ret = for_each_entry(place, load_attribute, object);
	size_t here;

	if (ret || !links)
		return ret;
	here = go(place, links);
	ret = for_each_entry(place, load_link, object);
	go_back(place, here);
	if (object->n_links)
		qsort(object->links, object->n_links, sizeof(*object->links), compare_text);
	return ret;
}

static int load_objects(struct place *place, enum vprime_config_kind kind,
			struct vprime_config *config)
{
	char **names;
	size_t count, here = go(place, vprime_config_kind_name(kind));
	int ret = load_names(place, &names, &count);

	if (ret)
		return ret;
	for (size_t i = 0; !ret && i < count; i++) {
		struct vprime_config_object *object;
		size_t there = go(place, names[i]);

		ret = vprime_config_add(config, kind, names[i], &object);
		if (!ret)
			ret = load_object(place, kind, object);
		go_back(place, there);
	}
	vprime_config_list_free(names, count);
	go_back(place, here);
	if (!ret && config->n_objects[kind])
		qsort(config->objects[kind], config->n_objects[kind], sizeof(**config->objects),
		      by_index);
	return ret;
}

/* "enabled" is a member of its own, and not among the card's attributes. */
static void take_enabled(struct vprime_config *config)
{
	struct vprime_config_object *card = &config->card;

	for (size_t i = 0; i < card->n_attributes; i++) {
		struct vprime_config_attribute found = card->attributes[i];

		if (strcmp(found.name, ENABLED))
			continue;
		config->enabled = !strcmp(found.value, "1");
		card->attributes[i] = card->attributes[--card->n_attributes];
		free(found.name);
		free(found.value);
		return;
	}
}

int vprime_config_list(const char *root, char ***names, size_t *count)
{
	struct place place;
	int ret = begin(&place, root);

	return ret ? ret : load_names(&place, names, count);
}

void vprime_config_list_free(char **names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
}

int vprime_config_load(const char *root, const char *name, struct vprime_config **config)
{
	struct vprime_config *new;
	struct place place;
	int ret = vprime_config_new(name, &new);

	if (ret)
		return ret;
	ret = begin(&place, root);
	if (!ret) {
		go(&place, name);
		ret = for_each_entry(&place, load_attribute, &new->card);
	}
	for (int kind = 0; !ret && kind < VPRIME_CONFIG_KINDS; kind++)
		ret = load_objects(&place, kind, new);
	if (ret) {
		vprime_config_free(new);
		return ret;
	}
	take_enabled(new);
	*config = new;
	return 0;
}

/*
 * Writing
 */

static int write_all(int fd, const char *data, size_t size)
{
	while (size) {
		ssize_t done = write(fd, data, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done < 0)
			return -errno;
		data += done;
		size -= done;
	}
	return 0;
}

/* The driver gets the bytes when the file is closed, and nobody hears whether it took them. */
static int verify(const char *path, const char *value, size_t size)
{
	char *got = malloc(VALUE_MAX);
	size_t length;
	int ret;

	if (!got)
		return -ENOMEM;
	ret = read_value(AT_FDCWD, path, true, got, &length);
	if (!ret && (length != size || memcmp(got, value, size)))
		ret = -EINVAL;
	free(got);
	return ret;
}

/* Texts get a newline, in the same write; so does an EDID of no bytes, which means the driver's. */
static int write_value(const char *path, bool binary, const char *value, size_t size)
{
	bool newline = !binary || !size;
	char *text = malloc(size + 1);
	int fd, ret;

	if (!text)
		return -ENOMEM;
	memcpy(text, value, size);
	text[size] = '\n';
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	if (fd < 0) {
		ret = -errno;
		free(text);
		return ret;
	}
	ret = write_all(fd, text, size + newline);
	if (close(fd) && !ret)
		ret = -errno;
	free(text);
	if (!ret && binary && size)
		ret = verify(path, value, size);
	return ret;
}

/* On failure @place stays where it went wrong. */
static int save_attributes(struct place *place, const struct vprime_config_object *object)
{
	for (size_t i = 0; i < object->n_attributes; i++) {
		const struct vprime_config_attribute *attribute = &object->attributes[i];
		size_t here;
		int ret;

		if (attribute->read_only)
			continue;
		here = go(place, attribute->name);
		ret = write_value(place->path, is_binary(attribute->name), attribute->value,
				  attribute->size);
		if (ret)
			return ret;
		go_back(place, here);
	}
	return 0;
}

static int save_links(struct place *place, size_t card, enum vprime_config_kind kind,
		      const struct vprime_config_object *object)
{
	const char *target = vprime_config_kind_name(vprime_config_target(kind));
	size_t here = go(place, vprime_config_links_name(kind));

	for (size_t i = 0; i < object->n_links; i++) {
		char path[2 * PATH_MAX];
		size_t there = go(place, object->links[i]);

		snprintf(path, sizeof(path), "%.*s/%s/%s", (int)card, place->path, target,
			 object->links[i]);
		if (symlink(path, place->path))
			return -errno;
		go_back(place, there);
	}
	go_back(place, here);
	return 0;
}

/* In the folder of its kind; @card: how long the path of its card is. */
static int save_object(struct place *place, size_t card, enum vprime_config_kind kind,
		       const struct vprime_config_object *object)
{
	size_t here = go(place, object->name);
	int ret;

	if (mkdir(place->path, 0755))
		return -errno;
	ret = save_attributes(place, object);
	if (!ret && vprime_config_target(kind) != VPRIME_CONFIG_KINDS)
		ret = save_links(place, card, kind, object);
	if (!ret)
		go_back(place, here);
	return ret;
}

static int save_objects(struct place *place, enum vprime_config_kind kind,
			const struct vprime_config *config)
{
	size_t card = strlen(place->path);
	size_t here = go(place, vprime_config_kind_name(kind));

	for (size_t i = 0; i < config->n_objects[kind]; i++) {
		int ret = save_object(place, card, kind, &config->objects[kind][i]);

		if (ret)
			return ret;
	}
	go_back(place, here);
	return 0;
}

/* What links lead to comes first. */
static const enum vprime_config_kind making[] = {
	VPRIME_CONFIG_CRTCS, VPRIME_CONFIG_PLANES, VPRIME_CONFIG_ENCODERS, VPRIME_CONFIG_CONNECTORS,
};

static int save_all(struct place *place, const struct vprime_config *config)
{
	int ret = save_attributes(place, &config->card);

	for (int i = 0; !ret && i < VPRIME_CONFIG_KINDS; i++)
		ret = save_objects(place, making[i], config);
	if (!ret && config->enabled) {
		size_t here = go(place, ENABLED);

		ret = write_value(place->path, false, "1", 1);
		if (!ret)
			go_back(place, here);
	}
	return ret;
}

int vprime_config_save(const char *root, const struct vprime_config *config,
		       char where[VPRIME_CONFIG_WHERE])
{
	struct place place;
	int ret = begin(&place, root);

	if (ret) {
		if (where)
			snprintf(where, VPRIME_CONFIG_WHERE, "%s", root ? root : VPRIME_CONFIGFS);
		return ret;
	}
	go(&place, config->card.name);
	if (mkdir(place.path, 0755)) {
		ret = -errno;
		tell(&place, where);
		return ret;
	}
	ret = save_all(&place, config);
	if (ret) {
		tell(&place, where);
		vprime_config_remove(root, config->card.name);
	}
	return ret;
}

int vprime_config_save_object(const char *root, const char *card, enum vprime_config_kind kind,
			      const struct vprime_config_object *object,
			      char where[VPRIME_CONFIG_WHERE])
{
	struct place place;
	size_t length;
	int ret;

	if (where)
		snprintf(where, VPRIME_CONFIG_WHERE, "%s", card);
	if (!vprime_is_name(card))
		return -EINVAL;
	ret = begin(&place, root);
	if (ret)
		return ret;
	go(&place, card);
	length = strlen(place.path);
	go(&place, vprime_config_kind_name(kind));
	ret = save_object(&place, length, kind, object);
	if (!ret)
		return 0;
	tell(&place, where);
	/* what was there before is nothing of ours */
	if (ret != -EEXIST)
		vprime_config_remove_object(root, card, kind, object->name);
	return ret;
}

int vprime_config_write(const char *root, const char *card, enum vprime_config_kind kind,
			const char *object, const char *name, const void *value, size_t size)
{
	struct place place;
	int ret;

	if (!vprime_is_name(card) || (object && !vprime_is_name(object)) || !vprime_is_name(name))
		return -EINVAL;
	ret = begin(&place, root);
	if (ret)
		return ret;
	go(&place, card);
	if (object) {
		go(&place, vprime_config_kind_name(kind));
		go(&place, object);
	}
	go(&place, name);
	return write_value(place.path, is_binary(name), value, size);
}

int vprime_config_enable(const char *root, const char *name, bool enabled)
{
	return vprime_config_write(root, name, VPRIME_CONFIG_KINDS, NULL, ENABLED,
				   enabled ? "1" : "0", 1);
}

static int remove_link(int dir, const char *name, const struct stat *info, void *data)
{
	(void)data;
	if (S_ISLNK(info->st_mode) && unlinkat(dir, name, 0))
		return -errno;
	return 0;
}

/* In the folder of its kind, with its links. */
static int remove_object(struct place *place, enum vprime_config_kind kind, const char *name)
{
	const char *links = vprime_config_links_name(kind);
	size_t here = go(place, name);
	int ret = 0;

	if (links) {
		size_t object = go(place, links);

		ret = for_each_entry(place, remove_link, NULL);
		go_back(place, object);
	}
	if (!ret && rmdir(place->path))
		ret = -errno;
	go_back(place, here);
	return ret;
}

static int remove_objects(struct place *place, enum vprime_config_kind kind)
{
	size_t count, here = go(place, vprime_config_kind_name(kind));
	char **names;
	int ret = load_names(place, &names, &count);

	if (ret)
		return ret;
	for (size_t i = 0; !ret && i < count; i++)
		ret = remove_object(place, kind, names[i]);
	vprime_config_list_free(names, count);
	go_back(place, here);
	return ret;
}

int vprime_config_remove_object(const char *root, const char *card, enum vprime_config_kind kind,
				const char *name)
{
	struct place place;
	int ret;

	if (!vprime_is_name(card) || !vprime_is_name(name))
		return -EINVAL;
	ret = begin(&place, root);
	if (ret)
		return ret;
	go(&place, card);
	go(&place, vprime_config_kind_name(kind));
	return remove_object(&place, kind, name);
}

int vprime_config_remove(const char *root, const char *name)
{
	struct place place;
	int ret;

	if (!vprime_is_name(name))
		return -EINVAL;
	ret = begin(&place, root);
	if (ret)
		return ret;
	go(&place, name);
	if (access(place.path, F_OK))
		return -errno;
	ret = vprime_config_enable(root, name, false);
	for (int i = VPRIME_CONFIG_KINDS - 1; !ret && i >= 0; i--)
		ret = remove_objects(&place, making[i]);
	if (!ret && rmdir(place.path))
		ret = -errno;
	return ret;
}
