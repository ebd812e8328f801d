// SPDX-License-Identifier: MIT
/* Tests of descriptions of cards, on a configfs of our own making. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "libvprime.h"

static char root[64];

static int make_root(void **state)
{
	char fake[32] = "/tmp/vprime-XXXXXX";

	(void)state;
	if (!mkdtemp(fake))
		return -1;
	setenv("FAKE_CONFIGFS", fake, 1);
	snprintf(root, sizeof(root), "%s/vprime", fake);
	return mkdir(root, 0755);
}

static int remove_root(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", getenv("FAKE_CONFIGFS"));
	return system(command);
}

static void set(struct vprime_config_object *object, const char *name, const char *value)
{
	assert_int_equal(vprime_config_set(object, name, value, strlen(value)), 0);
}

static struct vprime_config_object *add(struct vprime_config *config, enum vprime_config_kind kind,
					const char *name)
{
	struct vprime_config_object *object;

	assert_int_equal(vprime_config_add(config, kind, name, &object), 0);
	return object;
}

static const char *get(const struct vprime_config_object *object, const char *name)
{
	const struct vprime_config_attribute *attribute = vprime_config_get(object, name);

	assert_non_null(attribute);
	return attribute->value;
}

/* One output; names are not in alphabetical order. */
static struct vprime_config *simple(const char *name)
{
	struct vprime_config_object *object;
	struct vprime_config *config;

	assert_int_equal(vprime_config_new(name, &config), 0);
	set(&config->card, "manual_update", "1");
	object = add(config, VPRIME_CONFIG_PLANES, "z");
	set(object, "type", "1");
	assert_int_equal(vprime_config_link(object, "c"), 0);
	object = add(config, VPRIME_CONFIG_PLANES, "a");
	assert_int_equal(vprime_config_link(object, "c"), 0);
	object = add(config, VPRIME_CONFIG_CRTCS, "c");
	set(object, "writeback", "1");
	object = add(config, VPRIME_CONFIG_ENCODERS, "e");
	assert_int_equal(vprime_config_link(object, "c"), 0);
	object = add(config, VPRIME_CONFIG_CONNECTORS, "n");
	set(object, "status", "2");
	assert_int_equal(vprime_config_link(object, "e"), 0);
	return config;
}

static bool exists(const char *path)
{
	char full[256];

	snprintf(full, sizeof(full), "%s/%s", root, path);
	return !access(full, F_OK);
}

static void assert_value(const char *path, const char *value)
{
	char full[256], text[256] = "";
	FILE *file;

	snprintf(full, sizeof(full), "%s/%s", root, path);
	file = fopen(full, "r");
	assert_non_null(file);
	text[fread(text, 1, sizeof(text) - 1, file)] = 0;
	fclose(file);
	assert_string_equal(text, value);
}

static void test_names(void **state)
{
	static const char *const bad[] = { "", ".", "..", "a/b", "/" };
	struct vprime_config *config;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(vprime_config_new(bad[i], &config), -EINVAL);
	assert_int_equal(vprime_config_new("desk", &config), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(vprime_config_add(config, VPRIME_CONFIG_CRTCS, bad[i], NULL),
				 -EINVAL);
		assert_int_equal(vprime_config_set(&config->card, bad[i], "", 0), -EINVAL);
		assert_int_equal(vprime_config_link(&config->card, bad[i]), -EINVAL);
	}
	assert_int_equal(vprime_config_add(config, VPRIME_CONFIG_CRTCS, "c", NULL), 0);
	assert_int_equal(vprime_config_add(config, VPRIME_CONFIG_CRTCS, "c", NULL), -EEXIST);
	assert_int_equal(vprime_config_add(config, VPRIME_CONFIG_PLANES, "c", NULL), 0);
	vprime_config_free(config);
	vprime_config_free(NULL);
}

static void test_links_are_there_once(void **state)
{
	struct vprime_config *config = simple("desk");
	struct vprime_config_object *plane = vprime_config_find(config, VPRIME_CONFIG_PLANES, "z");

	(void)state;
	assert_int_equal(vprime_config_link(plane, "c"), -EEXIST);
	assert_int_equal(vprime_config_link(plane, "d"), 0);
	assert_int_equal(plane->n_links, 2);
	assert_null(vprime_config_find(config, VPRIME_CONFIG_PLANES, "c"));
	vprime_config_free(config);
}

static void test_setting_again(void **state)
{
	struct vprime_config *config = simple("desk");

	(void)state;
	set(&config->card, "manual_update", "0");
	assert_int_equal(config->card.n_attributes, 1);
	assert_string_equal(get(&config->card, "manual_update"), "0");
	assert_null(vprime_config_get(&config->card, "manual"));
	vprime_config_free(config);
}

static void test_directories(void **state)
{
	struct vprime_config *config = simple("desk");
	char target[256], expected[256];
	ssize_t length;

	(void)state;
	assert_int_equal(vprime_config_save(root, config, NULL), 0);
	vprime_config_free(config);
	assert_value("desk/enabled", "0\n");
	assert_value("desk/manual_update", "1\n");
	assert_value("desk/import_mmap", "1\n");
	assert_value("desk/planes/z/type", "1\n");
	assert_value("desk/planes/a/type", "0\n");
	assert_value("desk/crtcs/c/writeback", "1\n");
	assert_value("desk/connectors/n/status", "2\n");

	/* the kernel looks targets up from the working directory: they have to be absolute */
	snprintf(expected, sizeof(expected), "%s/desk/planes/z/possible_crtcs/c", root);
	length = readlink(expected, target, sizeof(target) - 1);
	assert_true(length > 0);
	target[length] = 0;
	snprintf(expected, sizeof(expected), "%s/desk/crtcs/c", root);
	assert_string_equal(target, expected);
	assert_true(exists("desk/connectors/n/possible_encoders/e"));

	assert_int_equal(vprime_config_remove(root, "desk"), 0);
	assert_false(exists("desk"));
	assert_int_equal(vprime_config_remove(root, "desk"), -ENOENT);
}

static void test_what_is_saved_is_loaded(void **state)
{
	struct vprime_config *config = simple("desk"), *loaded;
	const struct vprime_config_object *object;

	(void)state;
	config->enabled = true;
	assert_int_equal(vprime_config_save(root, config, NULL), 0);
	vprime_config_free(config);

	assert_int_equal(vprime_config_load(root, "desk", &loaded), 0);
	assert_string_equal(loaded->card.name, "desk");
	assert_true(loaded->enabled);
	assert_null(vprime_config_get(&loaded->card, "enabled"));
	assert_string_equal(get(&loaded->card, "manual_update"), "1");
	assert_string_equal(get(&loaded->card, "minor"), "7");
	assert_true(vprime_config_get(&loaded->card, "minor")->read_only);
	assert_false(vprime_config_get(&loaded->card, "manual_update")->read_only);
	/* in the order in which they were made */
	assert_int_equal(loaded->n_objects[VPRIME_CONFIG_PLANES], 2);
	object = &loaded->objects[VPRIME_CONFIG_PLANES][0];
	assert_string_equal(object->name, "z");
	assert_string_equal(get(object, "type"), "1");
	assert_int_equal(object->n_links, 1);
	assert_string_equal(object->links[0], "c");
	assert_string_equal(loaded->objects[VPRIME_CONFIG_PLANES][1].name, "a");
	assert_int_equal(loaded->n_objects[VPRIME_CONFIG_CRTCS], 1);
	assert_int_equal(loaded->n_objects[VPRIME_CONFIG_ENCODERS], 1);
	assert_int_equal(loaded->n_objects[VPRIME_CONFIG_CONNECTORS], 1);
	object = &loaded->objects[VPRIME_CONFIG_CONNECTORS][0];
	assert_string_equal(get(object, "name"), "Virtual-1");
	assert_string_equal(object->links[0], "e");

	/* what the driver sets is left out when it is made again */
	assert_int_equal(vprime_config_remove(root, "desk"), 0);
	loaded->enabled = false;
	assert_int_equal(vprime_config_save(root, loaded, NULL), 0);
	assert_value("desk/planes/z/type", "1\n");
	assert_int_equal(vprime_config_remove(root, "desk"), 0);
	vprime_config_free(loaded);
	assert_int_equal(vprime_config_load(root, "desk", &loaded), -ENOENT);
}

/* Bytes are bytes, even if the last one is a newline; and no bytes are the driver's EDID. */
static void test_edid(void **state)
{
	static const char edid[] = { 0, -1, 10, 13, 0, 10 };
	const struct vprime_config_attribute *attribute;
	struct vprime_config *config = simple("desk"), *loaded;

	(void)state;
	assert_int_equal(vprime_config_set(&config->objects[VPRIME_CONFIG_CONNECTORS][0], "edid",
					   edid, sizeof(edid)), 0);
	assert_int_equal(vprime_config_save(root, config, NULL), 0);
	vprime_config_free(config);
	assert_int_equal(vprime_config_load(root, "desk", &loaded), 0);
	attribute = vprime_config_get(&loaded->objects[VPRIME_CONFIG_CONNECTORS][0], "edid");
	assert_int_equal(attribute->size, sizeof(edid));
	assert_memory_equal(attribute->value, edid, sizeof(edid));
	vprime_config_free(loaded);

	assert_int_equal(vprime_config_write(root, "desk", VPRIME_CONFIG_CONNECTORS, "n", "edid",
					     "", 0), 0);
	assert_value("desk/connectors/n/edid", "\n");
	assert_int_equal(vprime_config_remove(root, "desk"), 0);
}

/* After a failure there is nothing of it, and what was there before is as it was. */
static void test_nothing_by_halves(void **state)
{
	struct vprime_config *config = simple("desk"), *empty;
	char where[VPRIME_CONFIG_WHERE];

	(void)state;
	set(vprime_config_find(config, VPRIME_CONFIG_CONNECTORS, "n"), "unheard_of", "1");
	assert_int_equal(vprime_config_save(root, config, where), -ENOENT);
	assert_string_equal(where, "desk/connectors/n/unheard_of");
	assert_false(exists("desk"));
	vprime_config_free(config);

	assert_int_equal(vprime_config_new("desk", &empty), 0);
	empty->enabled = true;
	assert_int_equal(vprime_config_save(root, empty, where), -EINVAL);
	assert_string_equal(where, "desk/enabled");
	assert_false(exists("desk"));
	vprime_config_free(empty);

	config = simple("desk");
	assert_int_equal(vprime_config_link(vprime_config_find(config, VPRIME_CONFIG_PLANES, "a"),
					    "../../../../.."), -EINVAL);
	assert_int_equal(vprime_config_save(root, config, NULL), 0);
	set(&config->card, "manual_update", "0");
	assert_int_equal(vprime_config_save(root, config, where), -EEXIST);
	assert_string_equal(where, "desk");
	assert_value("desk/manual_update", "1\n");
	vprime_config_free(config);
	assert_int_equal(vprime_config_remove(root, "desk"), 0);
}

/* No name leads out of the directories. */
static void test_no_paths(void **state)
{
	static const char *const names[] = { "", ".", "..", "desk/planes", "./desk", "/desk" };
	struct vprime_config *config = simple("desk"), *loaded;

	(void)state;
	assert_int_equal(vprime_config_save(root, config, NULL), 0);
	vprime_config_free(config);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_int_equal(vprime_config_load(root, names[i], &loaded), -EINVAL);
		assert_int_equal(vprime_config_enable(root, names[i], true), -EINVAL);
		assert_int_equal(vprime_config_remove(root, names[i]), -EINVAL);
		assert_int_equal(vprime_config_write(root, names[i], VPRIME_CONFIG_KINDS, NULL,
						     "vblank", "0", 1), -EINVAL);
		assert_int_equal(vprime_config_write(root, "desk", VPRIME_CONFIG_PLANES, names[i],
						     "type", "0", 1), -EINVAL);
		assert_int_equal(vprime_config_write(root, "desk", VPRIME_CONFIG_KINDS, NULL,
						     names[i], "0", 1), -EINVAL);
	}
	assert_value("desk/vblank", "1\n");
	assert_int_equal(vprime_config_remove(root, "desk"), 0);
}

static void test_live(void **state)
{
	struct vprime_config *config = simple("desk");

	(void)state;
	assert_int_equal(vprime_config_save(root, config, NULL), 0);
	vprime_config_free(config);
	assert_int_equal(vprime_config_write(root, "desk", VPRIME_CONFIG_KINDS, NULL, "vblank", "0",
					     1), 0);
	assert_value("desk/vblank", "0\n");
	assert_int_equal(vprime_config_enable(root, "desk", true), 0);
	assert_int_equal(vprime_config_write(root, "desk", VPRIME_CONFIG_CONNECTORS, "n", "status",
					     "1", 1), 0);
	assert_value("desk/connectors/n/status", "1\n");
	assert_int_equal(vprime_config_write(root, "desk", VPRIME_CONFIG_KINDS, NULL, "vblank", "1",
					     1), -EBUSY);
	assert_int_equal(vprime_config_write(root, "desk", VPRIME_CONFIG_CONNECTORS, "n", "name",
					     "x", 1), -EACCES);
	assert_int_equal(vprime_config_enable(root, "desk", false), 0);
	assert_value("desk/enabled", "0\n");
	assert_int_equal(vprime_config_remove(root, "desk"), 0);
}

/* A connector may come while the card is there, and nothing else may. */
static void test_one_more(void **state)
{
	struct vprime_config *config = simple("desk"), *more;
	struct vprime_config_object *object;
	char where[VPRIME_CONFIG_WHERE];

	(void)state;
	config->enabled = true;
	assert_int_equal(vprime_config_save(root, config, NULL), 0);
	vprime_config_free(config);

	assert_int_equal(vprime_config_new("more", &more), 0);
	object = add(more, VPRIME_CONFIG_CONNECTORS, "late");
	set(object, "type", "11");
	assert_int_equal(vprime_config_link(object, "e"), 0);
	assert_int_equal(vprime_config_save_object(root, "desk", VPRIME_CONFIG_CONNECTORS, object,
						   where), 0);
	assert_value("desk/connectors/late/type", "11\n");
	assert_value("desk/connectors/late/enabled", "0\n");
	assert_true(exists("desk/connectors/late/possible_encoders/e"));
	assert_int_equal(vprime_config_save_object(root, "desk", VPRIME_CONFIG_CONNECTORS, object,
						   where), -EEXIST);
	assert_string_equal(where, "desk/connectors/late");
	assert_true(exists("desk/connectors/late/possible_encoders/e"));
	assert_int_equal(vprime_config_write(root, "desk", VPRIME_CONFIG_CONNECTORS, "late",
					     "enabled", "1", 1), 0);
	assert_int_equal(vprime_config_remove_object(root, "desk", VPRIME_CONFIG_CONNECTORS,
						     "late"), 0);
	assert_false(exists("desk/connectors/late"));
	assert_int_equal(vprime_config_remove_object(root, "desk", VPRIME_CONFIG_CONNECTORS,
						     "late"), -ENOENT);

	/* nothing by halves */
	set(object, "unheard_of", "1");
	assert_int_equal(vprime_config_save_object(root, "desk", VPRIME_CONFIG_CONNECTORS, object,
						   where), -ENOENT);
	assert_string_equal(where, "desk/connectors/late/unheard_of");
	assert_false(exists("desk/connectors/late"));
	object = add(more, VPRIME_CONFIG_PLANES, "late");
	assert_int_equal(vprime_config_save_object(root, "desk", VPRIME_CONFIG_PLANES, object,
						   where), -EBUSY);
	assert_int_equal(vprime_config_save_object(root, "nobody", VPRIME_CONFIG_PLANES, object,
						   where), -ENOENT);
	assert_int_equal(vprime_config_save_object(root, "../desk", VPRIME_CONFIG_PLANES, object,
						   where), -EINVAL);
	assert_int_equal(vprime_config_remove_object(root, "desk", VPRIME_CONFIG_PLANES, "../planes/z"),
			 -EINVAL);
	assert_int_equal(vprime_config_remove_object(root, "desk/planes", VPRIME_CONFIG_PLANES, "z"),
			 -EINVAL);
	vprime_config_free(more);
	assert_int_equal(vprime_config_remove(root, "desk"), 0);
}

static void test_list(void **state)
{
	static const char *const made[] = { "desk10", "desk2", "a" };
	static const char *const listed[] = { "a", "desk2", "desk10" };
	size_t count;
	char **names;

	(void)state;
	assert_int_equal(vprime_config_list("/no/such/root", &names, &count), -ENOENT);
	assert_int_equal(vprime_config_list(root, &names, &count), 0);
	assert_int_equal(count, 0);
	vprime_config_list_free(names, count);
	for (int i = 0; i < 3; i++) {
		struct vprime_config *config = simple(made[i]);

		assert_int_equal(vprime_config_save(root, config, NULL), 0);
		vprime_config_free(config);
	}
	assert_int_equal(vprime_config_list(root, &names, &count), 0);
	assert_int_equal(count, 3);
	for (int i = 0; i < 3; i++) {
		assert_string_equal(names[i], listed[i]);
		assert_int_equal(vprime_config_remove(root, names[i]), 0);
	}
	vprime_config_list_free(names, count);
}

static void test_kinds(void **state)
{
	(void)state;
	assert_string_equal(vprime_config_kind_name(VPRIME_CONFIG_PLANES), "planes");
	assert_string_equal(vprime_config_links_name(VPRIME_CONFIG_PLANES), "possible_crtcs");
	assert_string_equal(vprime_config_links_name(VPRIME_CONFIG_CONNECTORS),
			    "possible_encoders");
	assert_null(vprime_config_links_name(VPRIME_CONFIG_CRTCS));
	assert_int_equal(vprime_config_target(VPRIME_CONFIG_CONNECTORS), VPRIME_CONFIG_ENCODERS);
	assert_int_equal(vprime_config_target(VPRIME_CONFIG_CRTCS), VPRIME_CONFIG_KINDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_links_are_there_once),
		cmocka_unit_test(test_setting_again),
		cmocka_unit_test(test_directories),
		cmocka_unit_test(test_what_is_saved_is_loaded),
		cmocka_unit_test(test_edid),
		cmocka_unit_test(test_nothing_by_halves),
		cmocka_unit_test(test_no_paths),
		cmocka_unit_test(test_live),
		cmocka_unit_test(test_one_more),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_kinds),
	};

	return cmocka_run_group_tests_name("config", tests, make_root, remove_root);
}
