// SPDX-License-Identifier: MIT
/* Connectors that come and go on a live card, as those of a dock do. */

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "configfs.h"
#include "crc.h"
#include "module.h"
#include "picture.h"
#include "show.h"

IGT_TEST_DESCRIPTION("Connectors that come and go on a live card.");

#define TYPES 20
#define TYPE_WRITEBACK 18
#define PROPERTIES_MAX 64
#define ROUNDS 200

static struct vprime_card *card;

/* -----------------------------------------------------------------------------
 * The card, and what its directories say
 */

static void remove_card(void)
{
	vprime_close(card);
	card = NULL;
	configfs_remove("dock");
}

/* Two CRTCs with an encoder each, the monitor n0 at one of them, and room for others. */
static void make_card(void)
{
	remove_card();
	configfs_card("dock", 2);
	igt_assert_eq(configfs_unlink("dock/connectors/n1/possible_encoders/e1"), 0);
	igt_assert_eq(configfs_rmdir("dock/connectors/n1"), 0);
	configfs_set("1", "dock/crtcs/c0/writeback");
	configfs_set("1", "dock/crtcs/c1/writeback");
	configfs_set("1", "dock/enabled");
	settle();
	card = configfs_open("dock");
}

/* A directory of which no connector has been made yet. */
static void describe_connector(const char *name, const char *encoder)
{
	char directory[64], target[64];

	snprintf(directory, sizeof(directory), "dock/connectors/%s/possible_encoders", name);
	snprintf(target, sizeof(target), "dock/encoders/%s", encoder);
	configfs_mkdir("dock/connectors/%s", name);
	igt_assert_eq(configfs_link(target, directory), 0);
}

static void add_connector(const char *name, const char *encoder)
{
	describe_connector(name, encoder);
	configfs_set("1", "dock/connectors/%s/enabled", name);
}

static void assert_value(const char *path, const char *value)
{
	const char *is = configfs_get("%s", path);

	igt_assert_f(!strcmp(is, value), "%s is \"%s\", not \"%s\"\n", path, is, value);
}

/* What KMS calls the connector of a directory. */
static const char *kms_name(const char *name)
{
	static char names[4][32];
	static unsigned int next;
	char *copy = names[next++ % 4];

	snprintf(copy, sizeof(names[0]), "%s", configfs_get("dock/connectors/%s/name", name));
	return copy;
}

static unsigned int count_monitors(void)
{
	unsigned int count = 0;

	igt_assert_eq(vprime_refresh(card), 0);
	for (size_t i = 0; i < card->n_connectors; i++)
		count += !card->connectors[i].writeback;
	return count;
}

static struct vprime_output find_output(const char *name)
{
	struct vprime_output output;

	igt_assert_eq(vprime_refresh(card), 0);
	igt_assert_eq(vprime_output_find(card, kms_name(name), &output), 0);
	return output;
}

static bool in_sysfs(const char *kms)
{
	char path[96];

	snprintf(path, sizeof(path), "/sys/class/drm/card%u-%s", card_minor(card), kms);
	return !access(path, F_OK);
}

static bool exists(uint32_t connector)
{
	drmModeRes *resources = drmModeGetResources(card->fd);
	bool found = false;

	igt_assert(resources);
	for (int i = 0; i < resources->count_connectors; i++)
		found |= resources->connectors[i] == connector;
	drmModeFreeResources(resources);
	return found;
}

/* Frames that showed something there may be freed a moment later. */
static void assert_gone(uint32_t connector)
{
	for (int i = 0; i < 500 && exists(connector); i++)
		usleep(10000);
	igt_assert_f(!exists(connector), "connector %u is still there\n", connector);
	igt_assert(!drmModeGetConnector(card->fd, connector));
}

static void assert_status(uint32_t id, drmModeConnection status)
{
	drmModeConnector *connector = drmModeGetConnector(card->fd, id);

	igt_assert(connector);
	igt_assert_eq(connector->connection, status);
	igt_assert_eq(!connector->count_modes, status == DRM_MODE_DISCONNECTED);
	drmModeFreeConnector(connector);
}

static void assert_shows(const struct vprime_output *output, const drmModeModeInfo *mode,
			 struct image *image)
{
	struct picture *expected = picture_load(image->buffer, DRM_FORMAT_XRGB8888);

	show_assert(card, output, mode, expected, 0);
	picture_free(expected);
}

/* -----------------------------------------------------------------------------
 * Coming
 */

static void test_add(void)
{
	drmModeModeInfo mode = mode_make(96, 64, 60);
	struct vprime_output output;
	struct image image;
	char modes[128];
	FILE *file;

	make_card();
	igt_assert_eq(count_monitors(), 1);
	configfs_mkdir("dock/connectors/late");
	assert_value("dock/connectors/late/enabled", "0");
	assert_value("dock/connectors/late/name", "");
	assert_value("dock/connectors/n0/enabled", "1");
	/* nothing leads to it */
	igt_assert_eq(configfs_try("1", "dock/connectors/late/enabled"), -EINVAL);
	assert_value("dock/connectors/late/enabled", "0");
	igt_assert_eq(count_monitors(), 1);

	configfs_set("11", "dock/connectors/late/type");
	configfs_set("mst:2-1", "dock/connectors/late/path");
	configfs_set("1234x768@60,640x480@60", "dock/connectors/late/modes");
	igt_assert_eq(configfs_link("dock/encoders/e1", "dock/connectors/late/possible_encoders"),
		      0);
	igt_assert_eq(count_monitors(), 1);
	configfs_set("1", "dock/connectors/late/enabled");

	/* known without a probe, and then with one */
	igt_assert_f(!strncmp(kms_name("late"), "HDMI-A-", 7), "%s\n", kms_name("late"));
	settle();
	snprintf(modes, sizeof(modes), "/sys/class/drm/card%u-%s/modes", card_minor(card),
		 kms_name("late"));
	file = fopen(modes, "r");
	igt_assert(file);
	igt_assert(fgets(modes, sizeof(modes), file));
	igt_assert_f(!strcmp(modes, "1234x768\n"), "%s", modes);
	fclose(file);
	igt_assert_eq(count_monitors(), 2);
	output = find_output("late");
	igt_assert_eq(output.crtc->index, 1);
	igt_assert_eq(output.connector->n_modes, 2);
	igt_assert_eq(output.connector->modes[0].hdisplay, 1234);

	/* a connector like any other */
	igt_assert_eq(configfs_try("10", "dock/connectors/late/type"), -EBUSY);
	igt_assert_eq(configfs_link("dock/encoders/e0", "dock/connectors/late/possible_encoders"),
		      -EBUSY);
	image = image_pattern(card, 96, 64, DRM_FORMAT_XRGB8888, 1);
	igt_assert_eq(vprime_modeset(card, &output, &mode, image.fb), 0);
	assert_shows(&output, &mode, &image);
	configfs_set("2", "dock/connectors/late/status");
	assert_status(output.connector->id, DRM_MODE_DISCONNECTED);
	assert_status(card->connectors[0].id, DRM_MODE_CONNECTED);
	igt_assert_eq(vprime_switch_off(card, &output), 0);
	image_free(&image);
}

/* The names of a connector's properties, with values that are no objects, in any order. */
static unsigned int describe_properties(const char *name, char names[PROPERTIES_MAX][64])
{
	struct vprime_output output = find_output(name);
	drmModeObjectProperties *properties;
	unsigned int count;

	properties = drmModeObjectGetProperties(card->fd, output.connector->id,
						DRM_MODE_OBJECT_CONNECTOR);
	igt_assert(properties);
	count = properties->count_props;
	igt_assert_lte(count, PROPERTIES_MAX);
	for (unsigned int i = 0; i < count; i++) {
		drmModePropertyRes *property = drmModeGetProperty(card->fd, properties->props[i]);

		igt_assert(property);
		snprintf(names[i], sizeof(names[i]), "%s=%llu", property->name,
			 property->flags & DRM_MODE_PROP_BLOB ? 0ULL :
			 (unsigned long long)properties->prop_values[i]);
		drmModeFreeProperty(property);
	}
	drmModeFreeObjectProperties(properties);
	return count;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* One that comes later has what one of its type has from the beginning. */
static void test_types(void)
{
	static char early[PROPERTIES_MAX][64], late[PROPERTIES_MAX][64];

	for (unsigned int type = 1; type <= TYPES; type++) {
		char text[16];
		unsigned int count;

		if (type == TYPE_WRITEBACK)
			continue;
		snprintf(text, sizeof(text), "%u", type);
		make_card();
		vprime_close(card);
		card = NULL;
		configfs_set("0", "dock/enabled");
		configfs_set(text, "dock/connectors/n0/type");
		configfs_set("10 20", "dock/connectors/n0/position");
		configfs_set("mst:1", "dock/connectors/n0/path");
		configfs_set("1", "dock/enabled");
		card = configfs_open("dock");
		count = describe_properties("n0", early);

		describe_connector("late", "e1");
		configfs_set(text, "dock/connectors/late/type");
		configfs_set("10 20", "dock/connectors/late/position");
		configfs_set("mst:1", "dock/connectors/late/path");
		configfs_set("1", "dock/connectors/late/enabled");
		igt_assert_eq(describe_properties("late", late), count);
		qsort(early, count, sizeof(early[0]), compare_names);
		qsort(late, count, sizeof(late[0]), compare_names);
		for (unsigned int i = 0; i < count; i++)
			igt_assert_f(!strcmp(early[i], late[i]), "type %u: %s, not %s\n", type,
				     late[i], early[i]);
	}
}

/* -----------------------------------------------------------------------------
 * Going
 */

/* The id of the blob of its "PATH". */
static uint64_t path_blob(const char *name)
{
	struct vprime_output output = find_output(name);
	drmModePropertyBlobRes *blob;
	uint64_t id;

	igt_assert_eq(vprime_property_get(card, output.connector->id, "PATH", &id), 0);
	blob = drmModeGetPropertyBlob(card->fd, id);
	igt_assert(blob);
	drmModeFreePropertyBlob(blob);
	return id;
}

static void test_remove(void)
{
	struct vprime_output first, second;
	uint64_t blob;
	char kms[32];
	uint32_t id;

	make_card();
	describe_connector("late", "e1");
	configfs_set("mst:1", "dock/connectors/late/path");
	configfs_set("1", "dock/connectors/late/enabled");
	first = find_output("n0");
	id = first.connector->id;
	snprintf(kms, sizeof(kms), "%s", kms_name("n0"));
	igt_assert_eq(vprime_property_get(card, id, "EDID", &blob), 0);
	igt_assert(blob);
	igt_assert(in_sysfs(kms));

	/* nobody shows anything there */
	configfs_set("0", "dock/connectors/n0/enabled");
	assert_gone(id);
	igt_assert(!in_sysfs(kms));
	igt_assert(!drmModeGetPropertyBlob(card->fd, blob));
	assert_value("dock/connectors/n0/name", "");
	assert_value("dock/connectors/n0/enabled", "0");
	igt_assert_eq(count_monitors(), 1);

	/* the other one is what it was, and listens to its own directory */
	second = find_output("late");
	configfs_set("2", "dock/connectors/n0/status");
	assert_status(second.connector->id, DRM_MODE_CONNECTED);
	configfs_set("2", "dock/connectors/late/status");
	assert_status(second.connector->id, DRM_MODE_DISCONNECTED);

	/* what has been said of it in the meantime */
	configfs_set("800x600@60", "dock/connectors/n0/modes");
	configfs_set("1", "dock/connectors/n0/status");
	configfs_set("1", "dock/connectors/n0/enabled");
	first = find_output("n0");
	igt_assert_eq(first.connector->n_modes, 1);
	assert_status(first.connector->id, DRM_MODE_CONNECTED);

	/* a directory takes its connector with it, even the last one */
	igt_assert_eq(configfs_unlink("dock/connectors/n0/possible_encoders/e0"), 0);
	igt_assert_eq(count_monitors(), 2);
	igt_assert_eq(configfs_rmdir("dock/connectors/n0"), 0);
	igt_assert_eq(count_monitors(), 1);
	blob = path_blob("late");
	configfs_set("0", "dock/connectors/late/enabled");
	igt_assert_eq(count_monitors(), 0);
	igt_assert(!drmModeGetPropertyBlob(card->fd, blob));
	configfs_set("1", "dock/connectors/late/enabled");
	igt_assert_eq(count_monitors(), 1);
}

/* Flips, and their completion. */
static void flip_some(const struct vprime_output *output, const struct image images[2])
{
	struct vprime_flip flip;

	for (int i = 0; i < 8; i++) {
		struct vprime_commit *commit = show_commit(card);

		vprime_commit_add_plane(commit, output->primary->id, output->crtc->id,
					images[i & 1].fb, NULL, NULL);
		show_apply(commit, DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT);
		igt_assert_eq(vprime_flip_wait(card, output->crtc->id, 5000, &flip), 0);
	}
}

static void read_outputs_file(void)
{
	char path[64], text[4096];
	int fd;

	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/outputs", card_minor(card));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	igt_assert_lte(0, fd);
	igt_assert_lt(0, read(fd, text, sizeof(text)));
	close(fd);
}

static void test_remove_lit(void)
{
	drmModeModeInfo mode = mode_make(96, 64, 60);
	struct vprime_commit *commit;
	struct vprime_output output;
	struct image images[2];
	uint32_t id;
	int crcs;

	make_card();
	output = find_output("n0");
	id = output.connector->id;
	for (int i = 0; i < 2; i++)
		images[i] = image_pattern(card, 96, 64, DRM_FORMAT_XRGB8888, i);
	igt_assert_eq(vprime_modeset(card, &output, &mode, images[0].fb), 0);
	crcs = crc_open(card, &output);
	crc_read(crcs);

	configfs_set("0", "dock/connectors/n0/enabled");
	assert_value("dock/connectors/n0/name", "");
	/* as long as it is lit it lasts, and who shows something there need not know */
	igt_assert(exists(id));
	assert_status(id, DRM_MODE_DISCONNECTED);
	flip_some(&output, images);
	assert_shows(&output, &mode, &images[1]);
	crc_read(crcs);
	read_outputs_file();

	/* it comes back as another one */
	configfs_set("1", "dock/connectors/n0/enabled");
	igt_assert(exists(id));
	igt_assert_eq(configfs_rmdir("dock/connectors/n0"), -ENOTEMPTY);
	configfs_set("0", "dock/connectors/n0/enabled");
	flip_some(&output, images);

	/* a modeset that leaves it on is none that lights it */
	mode = mode_make(64, 96, 60);
	commit = show_commit(card);
	vprime_commit_add_mode(commit, output.crtc->id, &mode);
	vprime_commit_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, 0);
	vprime_commit_destroy(commit);

	crc_close(crcs);
	igt_assert_eq(vprime_switch_off(card, &output), 0);
	read_outputs_file();
	assert_gone(id);
	for (int i = 0; i < 2; i++)
		image_free(&images[i]);
	configfs_set("1", "dock/connectors/n0/enabled");
	igt_assert_eq(count_monitors(), 1);
}

static void test_remove_leased(void)
{
	struct vprime_output output;
	uint32_t objects[3], id, lessee;
	drmModeObjectListPtr list;
	int lease;

	make_card();
	output = find_output("n0");
	id = output.connector->id;
	objects[0] = id;
	objects[1] = output.crtc->id;
	objects[2] = output.primary->id;
	lease = drmModeCreateLease(card->fd, objects, 3, O_CLOEXEC, &lessee);
	igt_assert_lte(0, lease);

	configfs_set("0", "dock/connectors/n0/enabled");
	assert_gone(id);
	igt_assert(!drmModeGetConnector(lease, id));
	list = drmModeGetLease(lease);
	igt_assert(list);
	drmFree(list);
	igt_assert_eq(drmModeRevokeLease(card->fd, lessee), 0);
	close(lease);
	configfs_set("1", "dock/connectors/n0/enabled");
	igt_assert_eq(count_monitors(), 1);
}

/* A card that is bound anew has what was added, and not what was removed. */
static void test_rebind(void)
{
	drmModeModeInfo mode = mode_make(96, 64, 60);
	struct vprime_output output;
	struct image image;
	char device[32];

	make_card();
	snprintf(device, sizeof(device), "vprime.%s", configfs_get("dock/id"));
	add_connector("late", "e1");
	output = find_output("n0");
	image = image_pattern(card, 96, 64, DRM_FORMAT_XRGB8888, 1);
	igt_assert_eq(vprime_modeset(card, &output, &mode, image.fb), 0);
	configfs_set("0", "dock/connectors/n0/enabled");

	/* lit and open */
	igt_assert_eq(device_unbind(device), 0);
	assert_value("dock/connectors/late/name", "");
	add_connector("later", "e0");
	configfs_set("0", "dock/connectors/late/enabled");
	configfs_set("1", "dock/connectors/late/enabled");
	igt_assert_eq(device_bind(device), 0);
	image_free(&image);
	vprime_close(card);
	card = configfs_open("dock");
	igt_assert_eq(count_monitors(), 2);
	igt_assert_eq(find_output("later").crtc->index, 0);
	igt_assert_eq(find_output("late").crtc->index, 1);

	/* and none at all */
	configfs_set("0", "dock/connectors/late/enabled");
	configfs_set("0", "dock/connectors/later/enabled");
	vprime_close(card);
	card = NULL;
	igt_assert_eq(device_unbind(device), 0);
	igt_assert_eq(device_bind(device), 0);
	card = configfs_open("dock");
	igt_assert_eq(count_monitors(), 0);
	configfs_set("1", "dock/connectors/n0/enabled");
	igt_assert_eq(count_monitors(), 1);
}

/* What is not enabled is left out from the beginning. */
static void test_left_out(void)
{
	remove_card();
	configfs_card("dock", 2);
	configfs_set("0", "dock/connectors/n0/enabled");
	configfs_set("1", "dock/enabled");
	card = configfs_open("dock");
	igt_assert_eq(count_monitors(), 1);
	igt_assert_eq(find_output("n1").crtc->index, 1);
	assert_value("dock/connectors/n0/name", "");
	configfs_set("1", "dock/connectors/n0/enabled");
	igt_assert_eq(find_output("n0").crtc->index, 0);
	vprime_close(card);
	card = NULL;
	configfs_set("0", "dock/enabled");
	assert_value("dock/connectors/n0/enabled", "1");
	configfs_set("0", "dock/connectors/n0/enabled");
	configfs_set("0", "dock/connectors/n1/enabled");
	igt_assert_eq(configfs_try("1", "dock/enabled"), -EINVAL);
}

/* -----------------------------------------------------------------------------
 * Many
 */

static void test_limits(void)
{
	char name[16];
	int i;

	make_card();
	/* writeback has two of the 32 */
	for (i = 1; i < 30; i++) {
		snprintf(name, sizeof(name), "m%d", i);
		add_connector(name, "e1");
	}
	igt_assert_eq(count_monitors(), 30);
	describe_connector("more", "e1");
	igt_assert_eq(configfs_try("1", "dock/connectors/more/enabled"), -EINVAL);
	igt_assert_eq(count_monitors(), 30);
	configfs_set("0", "dock/connectors/m7/enabled");
	configfs_set("1", "dock/connectors/more/enabled");
	igt_assert_eq(count_monitors(), 30);
	configfs_mkdir("dock/connectors/other");
	igt_assert_eq(configfs_try_mkdir("dock/connectors/another"), -ENOSPC);
}

static volatile bool stop;

/* Probes whatever connectors there are. */
static void *probe_all(void *data)
{
	struct vprime_card *other = data;

	while (!stop) {
		drmModeRes *resources = drmModeGetResources(other->fd);

		igt_assert(resources);
		for (int i = 0; i < resources->count_connectors; i++)
			drmModeFreeConnector(drmModeGetConnector(other->fd,
								 resources->connectors[i]));
		drmModeFreeResources(resources);
	}
	return NULL;
}

/* Lights whatever there is, and switches it off, as far as it lasts. */
static void *light_all(void *data)
{
	drmModeModeInfo mode = mode_make(64, 64, 60);
	struct image *image = data;
	struct vprime_output output;

	while (!stop) {
		if (vprime_refresh(card) || vprime_output_find(card, NULL, &output))
			continue;
		vprime_modeset(card, &output, &mode, image->fb);
		vprime_switch_off(card, &output);
	}
	return NULL;
}

static void *read_files(void *data)
{
	char path[96], text[4096];

	while (!stop) {
		static const char *const names[] = { "state", "outputs", "buffers" };

		for (int i = 0; i < 3; i++) {
			int fd;

			snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/%s",
				 card_minor(card), names[i]);
			fd = open(path, O_RDONLY | O_CLOEXEC);
			if (fd < 0)
				continue;
			while (read(fd, text, sizeof(text)) > 0)
				;
			close(fd);
		}
	}
	return data;
}

static void test_storm(void)
{
	struct vprime_card *other;
	pthread_t threads[3];
	struct image image;

	make_card();
	describe_connector("late", "e1");
	describe_connector("other", "e0");
	other = card_open_again(card);
	image = image_pattern(card, 64, 64, DRM_FORMAT_XRGB8888, 1);
	stop = false;
	igt_assert_eq(pthread_create(&threads[0], NULL, probe_all, other), 0);
	igt_assert_eq(pthread_create(&threads[1], NULL, light_all, &image), 0);
	igt_assert_eq(pthread_create(&threads[2], NULL, read_files, NULL), 0);
	for (int i = 0; i < ROUNDS; i++) {
		static const char *const names[] = { "late", "n0", "other" };
		const char *name = names[i % 3];

		/* while a client keeps old ones there may be no number for a new one */
		configfs_try(configfs_get("dock/connectors/%s/enabled", name)[0] == '1' ? "0" : "1",
			     "dock/connectors/%s/enabled", name);
		usleep(i % 7 * 1000);
	}
	stop = true;
	for (int i = 0; i < 3; i++)
		pthread_join(threads[i], NULL);

	image_free(&image);
	vprime_close(other);
	configfs_set("1", "dock/connectors/late/enabled");
	igt_assert_eq(find_output("late").crtc->index, 1);
}

igt_main
{
	igt_fixture
		igt_assert_f(module_loaded("vprime"), "the module vprime is not loaded\n");

	igt_describe("A connector comes when its directory says so, and is one like any other.");
	igt_subtest("add")
		test_add();

	igt_describe("Connectors that come late have the properties of their type.");
	igt_subtest("types")
		test_types();

	igt_describe("A connector goes when its directory says so, or with it.");
	igt_subtest("remove")
		test_remove();

	igt_describe("A connector that is lit lasts until it is not, disconnected.");
	igt_subtest("remove-lit")
		test_remove_lit();

	igt_describe("A connector that is leased goes all the same.");
	igt_subtest("remove-leased")
		test_remove_leased();

	igt_describe("A card that is bound anew has the connectors that it had.");
	igt_subtest("rebind")
		test_rebind();

	igt_describe("A connector that is not enabled is left out.");
	igt_subtest("left-out")
		test_left_out();

	igt_describe("As many connectors as the core has numbers for.");
	igt_subtest("limits")
		test_limits();

	igt_describe("Connectors come and go while clients probe, light and read.");
	igt_subtest("storm")
		test_storm();

	igt_fixture
		remove_card();
}
