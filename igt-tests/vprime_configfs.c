// SPDX-License-Identifier: MIT
/* Cards as directories: what docs/configfs.md promises of these. */

#include <errno.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "configfs.h"
#include "kernel.h"
#include "module.h"
#include "picture.h"
#include "show.h"

IGT_TEST_DESCRIPTION("Cards as directories.");

/* -----------------------------------------------------------------------------
 * The shape
 */

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in a directory, sorted, with spaces between. */
static const char *list(const char *directory)
{
	static char names[4096];
	char *sorted[64];
	struct dirent *entry;
	DIR *open = opendir(configfs_path("%s", directory));
	int n = 0;

	igt_assert_f(open, "%s: %s\n", directory, strerror(errno));
	while ((entry = readdir(open))) {
		if (entry->d_name[0] != '.' && n < 64)
			sorted[n++] = strdup(entry->d_name);
	}
	closedir(open);
	qsort(sorted, n, sizeof(sorted[0]), compare_names);
	names[0] = 0;
	for (int i = 0; i < n; i++) {
		if (i)
			strcat(names, " ");
		strcat(names, sorted[i]);
		free(sorted[i]);
	}
	return names;
}

static void assert_has(const char *directory, const char *name)
{
	igt_assert_f(!access(configfs_path("%s/%s", directory, name), F_OK), "%s has no %s\n",
		     directory, name);
}

static void test_shape(void)
{
	static const struct {
		const char *path;
		const char *value;
	} defaults[] = {
		{ "a/enabled", "0" }, { "a/id", "-1" }, { "a/minor", "-1" }, { "a/by_path", "" },
		{ "a/manual_update", "0" }, { "a/cursor_hotspot", "0" }, { "a/import_mmap", "1" },
		{ "a/fbdev", "0" }, { "a/vblank", "1" }, { "a/jitter", "0" },
		{ "a/planes/p/type", "0" }, { "a/planes/p/zpos", "auto" },
		{ "a/planes/p/scaling", "1" }, { "a/planes/p/size_max", "16384x16384" },
		{ "a/planes/p/rotations",
		  "rotate-0,rotate-90,rotate-180,rotate-270,reflect-x,reflect-y" },
		{ "a/crtcs/c/writeback", "0" }, { "a/crtcs/c/gamma_size", "4096" },
		{ "a/crtcs/c/degamma_size", "4096" }, { "a/crtcs/c/max_bpc", "16" },
		{ "a/planes/p/index", "0" }, { "a/crtcs/c/index", "1" },
		{ "a/encoders/e/index", "2" }, { "a/connectors/n/index", "3" },
		{ "a/connectors/n/enabled", "1" },
	};

	configfs_mkdir("a");
	for (int i = 0; i < 4; i++) {
		static const char *const folders[] = { "planes", "crtcs", "encoders", "connectors" };
		char folder[32];

		assert_has("a", folders[i]);
		snprintf(folder, sizeof(folder), "a/%s", folders[i]);
		igt_assert_f(!strcmp(list(folder), ""), "%s: %s\n", folder, list(folder));
	}
	configfs_mkdir("a/planes/p");
	configfs_mkdir("a/crtcs/c");
	configfs_mkdir("a/encoders/e");
	configfs_mkdir("a/connectors/n");
	assert_has("a/planes/p", "possible_crtcs");
	assert_has("a/encoders/e", "possible_crtcs");
	assert_has("a/connectors/n", "possible_encoders");
	igt_assert_eq(configfs_try_mkdir("a/planes/p/possible_crtcs/x"), -EPERM);
	igt_assert_eq(configfs_rmdir("a/planes"), -EPERM);
	igt_assert_eq(configfs_rmdir("a/planes/p/possible_crtcs"), -EPERM);
	igt_assert_eq(configfs_try_mkdir("a/x"), -EPERM);
	igt_assert_eq(configfs_try_mkdir("a/planes/p"), -EEXIST);
	for (size_t i = 0; i < sizeof(defaults) / sizeof(defaults[0]); i++)
		configfs_assert(defaults[i].path, defaults[i].value);
	configfs_remove("a");
	igt_assert(access(configfs_path("a"), F_OK));
}

static void test_values(void)
{
	static const struct {
		const char *path;
		const char *written;
		const char *read;
	} good[] = {
		{ "a/id", "5\n", "5" }, { "a/id", "-1\n", "-1" }, { "a/fbdev", "y\n", "1" },
		{ "a/fbdev", "off\n", "0" }, { "a/planes/p/type", "2\n", "2" },
		{ "a/planes/p/type", "1", "1" }, { "a/planes/p/formats", "XR24,NV12\n", "XR24,NV12" },
		{ "a/planes/p/formats", "-XR24 +R8\n", "NV12,R8" },
		{ "a/planes/p/formats", "\n", "" },
		{ "a/planes/p/rotations", "rotate-0\n", "rotate-0" },
		{ "a/planes/p/zpos", "0 7 3\n", "0 7 3" },
		{ "a/planes/p/size_max", "64x32\n", "64x32" }, { "a/crtcs/c/writeback", "1\n", "1" },
		{ "a/crtcs/c/gamma_size", "256\n", "256" }, { "a/crtcs/c/max_bpc", "10\n", "10" },
	};
	static const struct {
		const char *path;
		const char *written;
	} bad[] = {
		{ "a/enabled", "2\n" }, { "a/enabled", "" "x" }, { "a/id", "-2\n" },
		{ "a/id", "1048576\n" }, { "a/id", "one\n" }, { "a/fbdev", "2\n" },
		{ "a/planes/p/type", "3\n" }, { "a/planes/p/type", "-1\n" },
		{ "a/planes/p/formats", "XR24,\n" }, { "a/planes/p/formats", "BAD!\n" },
		{ "a/planes/p/rotations", "rotate-1\n" }, { "a/planes/p/zpos", "1 2\n" },
		{ "a/planes/p/size_max", "0x0\n" }, { "a/crtcs/c/writeback", "-1\n" },
		{ "a/crtcs/c/writeback", "1000\n" }, { "a/crtcs/c/gamma_size", "1\n" },
		{ "a/crtcs/c/max_bpc", "9\n" }, { "a/jitter", "1000001\n" },
	};

	configfs_mkdir("a");
	configfs_mkdir("a/planes/p");
	configfs_mkdir("a/crtcs/c");
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		configfs_set(good[i].written, "%s", good[i].path);
		configfs_assert(good[i].path, good[i].read);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char *before = strdup(configfs_get("%s", bad[i].path));
		int err = configfs_try(bad[i].written, "%s", bad[i].path);

		igt_assert_f(err == -EINVAL, "%s: \"%s\": %d\n", bad[i].path, bad[i].written, err);
		configfs_assert(bad[i].path, before);
		free(before);
	}
	igt_assert_eq(configfs_try("1", "a/minor"), -EACCES);
	configfs_remove("a");
}

/* What vkms's documentation does. */
static void test_vkms_sequence(void)
{
	char command[1024], self[512];
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);

	igt_assert_lt(0, length);
	self[length] = 0;
	*strrchr(self, '/') = 0;
	snprintf(command, sizeof(command), "%s/tools/vkms-sequence %s", self, CONFIGFS_ROOT);
	fflush(stdout);
	igt_assert_eq(system(command), 0);
}

/* -----------------------------------------------------------------------------
 * Cards
 */

/* Its first output, of whatever planes there are. */
static struct vprime_output first_output(struct vprime_card *card)
{
	struct vprime_output output;

	igt_assert_eq(vprime_output_find(card, NULL, &output), 0);
	return output;
}

static void switch_on(struct vprime_card *card, const struct vprime_output *output,
		      const drmModeModeInfo *mode, const struct image *image)
{
	igt_assert_eq(vprime_modeset(card, output, mode, image->fb), 0);
}

static bool is_bound(int id)
{
	char device[32];

	snprintf(device, sizeof(device), "vprime.%d", id);
	return device_bound(device);
}

/* A card's picture comes out of its writeback, and goes when the card does. */
static void test_enable(void)
{
	drmModeModeInfo mode = mode_make(64, 48, 60);
	struct vprime_output output;
	struct vprime_card *card;
	struct picture *expected;
	struct image image;
	int id;

	configfs_card("a", 1);
	configfs_set("1", "a/crtcs/c0/writeback");
	for (int i = 0; i < 3; i++) {
		configfs_set("1\n", "a/enabled");
		configfs_set("1\n", "a/enabled");
		configfs_assert("a/enabled", "1");
		id = atoi(configfs_get("a/id"));
		igt_assert(is_bound(id));
		card = configfs_open("a");
		igt_assert_eq(card->n_planes, 1);
		igt_assert_eq(card->n_crtcs, 1);
		igt_assert_eq(card->n_connectors, 2);
		output = first_output(card);
		image = image_pattern(card, 64, 48, DRM_FORMAT_XRGB8888, i);
		switch_on(card, &output, &mode, &image);
		expected = picture_load(image.buffer, DRM_FORMAT_XRGB8888);
		show_assert(card, &output, &mode, expected, 0);
		picture_free(expected);
		if (i == 1) {
			/* without a word to whoever has it open */
			configfs_set("0\n", "a/enabled");
			igt_assert(!drmModeGetResources(card->fd));
			igt_assert_eq(errno, ENODEV);
		}
		image_free(&image);
		vprime_close(card);
		configfs_set("0\n", "a/enabled");
		configfs_set("0\n", "a/enabled");
		configfs_assert("a/enabled", "0");
		configfs_assert("a/minor", "-1");
		configfs_assert("a/by_path", "");
		igt_assert(!is_bound(id));
	}
	configfs_remove("a");
}

static void test_id(void)
{
	char path[128];

	configfs_card("a", 1);
	configfs_card("b", 1);
	configfs_set("77", "a/id");
	configfs_set("77", "b/id");
	configfs_set("1", "a/enabled");
	configfs_assert("a/id", "77");
	configfs_assert("a/by_path", "platform-vprime.77-card");
	igt_assert(is_bound(77));
	settle();
	snprintf(path, sizeof(path), "/dev/dri/by-path/%s", configfs_get("a/by_path"));
	igt_assert(!access(path, F_OK));
	igt_assert_eq(configfs_try("78", "a/id"), -EBUSY);

	igt_assert_eq(configfs_try("1", "b/enabled"), -EBUSY);
	configfs_assert("b/enabled", "0");
	configfs_set("-1", "b/id");
	configfs_set("1", "b/enabled");
	/* 0 is the card of the module's parameters */
	configfs_assert("b/id", "1");
	configfs_set("0", "a/enabled");
	configfs_assert("a/id", "77");
	configfs_set("0", "b/enabled");
	configfs_assert("b/id", "-1");
	configfs_set("0", "b/id");
	igt_assert_eq(configfs_try("1", "b/enabled"), -EBUSY);
	configfs_set("77", "b/id");
	configfs_set("1", "b/enabled");
	igt_assert(is_bound(77));
	configfs_remove("a");
	configfs_remove("b");
	igt_assert(!is_bound(77));
}

static bool log_has(int fd, const char *wanted)
{
	char line[8192];
	bool found = false;

	while (kernel_log_next(fd, line, sizeof(line)))
		found |= !!strstr(line, wanted);
	return found;
}

static void shell(const char *command)
{
	char line[512];

	snprintf(line, sizeof(line), "cd %s/a && { %s; }", CONFIGFS_ROOT, command);
	fflush(stdout);
	igt_assert_f(!system(line), "%s\n", command);
}

/* Each description has one mistake, which is named; without it, it is a card. */
static void test_rules(void)
{
	static const struct {
		const char *spoil;
		const char *message;
		const char *repair;
	} rules[] = {
		{ "rm planes/p0/possible_crtcs/c0", "vprime: a: plane p0: must have a possible CRTC",
		  "ln -s $PWD/crtcs/c0 planes/p0/possible_crtcs" },
		{ "ln -s $PWD/crtcs/c1 planes/p0/possible_crtcs",
		  "vprime: a: plane p0: a primary or cursor plane must have one possible CRTC only",
		  "rm planes/p0/possible_crtcs/c1" },
		{ "echo 0 > planes/p1/type", "vprime: a: CRTC c1: must have one primary plane",
		  "echo 1 > planes/p1/type" },
		{ "echo 2 > planes/p1/type", "vprime: a: CRTC c1: must have one primary plane",
		  "echo 1 > planes/p1/type" },
		{ "mkdir planes/q; echo 1 > planes/q/type; ln -s $PWD/crtcs/c0 planes/q/possible_crtcs",
		  "vprime: a: CRTC c0: must have one primary plane",
		  "rm planes/q/possible_crtcs/c0; rmdir planes/q" },
		{ "mkdir planes/q", "vprime: a: plane q: must have a possible CRTC", "rmdir planes/q" },
		{ "rm encoders/e1/possible_crtcs/c1", "vprime: a: CRTC c1: must be a possible CRTC of an encoder",
		  "ln -s $PWD/crtcs/c1 encoders/e1/possible_crtcs" },
		{ "mkdir encoders/f", "vprime: a: encoder f: must have a possible CRTC",
		  "rmdir encoders/f" },
		{ "rm connectors/n1/possible_encoders/e1",
		  "vprime: a: connector n1: must have a possible encoder",
		  "ln -s $PWD/encoders/e1 connectors/n1/possible_encoders" },
		{ "mkdir crtcs/d", "vprime: a: CRTC d: must have one primary plane", "rmdir crtcs/d" },
		{ "echo '-*' > planes/p1/formats", "vprime: a: plane p1: 0 formats: must be from 1 to 64",
		  "echo '+*' > planes/p1/formats" },
		{ "echo rotate-90 > planes/p1/rotations",
		  "vprime: a: plane p1: rotations: must have rotate-0", "echo '+*' > planes/p1/rotations" },
		{ "echo C8 > crtcs/c0/writeback_formats",
		  "vprime: a: CRTC c0: writeback format C8: cannot be written, or is no plane's",
		  "echo XR24 > crtcs/c0/writeback_formats" },
	};
	int log = kernel_log_open();

	configfs_card("a", 2);
	configfs_set("1", "a/crtcs/c0/writeback");
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		shell(rules[i].spoil);
		igt_assert_f(configfs_try("1", "a/enabled") == -EINVAL, "%s: taken\n",
			     rules[i].spoil);
		igt_assert_f(log_has(log, rules[i].message), "no message: %s\n", rules[i].message);
		configfs_assert("a/enabled", "0");
		shell(rules[i].repair);
		configfs_set("1", "a/enabled");
		configfs_set("0", "a/enabled");
		log_has(log, "");
	}
	configfs_remove("a");

	configfs_mkdir("a");
	igt_assert_eq(configfs_try("1", "a/enabled"), -EINVAL);
	igt_assert(log_has(log, "vprime: a: 0 planes: must be from 1 to 32"));
	configfs_remove("a");
	close(log);
}

static void test_busy(void)
{
	static const char *const attributes[] = {
		"a/id", "a/manual_update", "a/cursor_hotspot", "a/import_mmap", "a/fbdev", "a/vblank",
		"a/jitter", "a/planes/p0/type", "a/planes/p0/formats", "a/planes/p0/rotations",
		"a/planes/p0/zpos", "a/planes/p0/scaling", "a/planes/p0/size_max",
		"a/crtcs/c0/writeback", "a/crtcs/c0/writeback_formats", "a/crtcs/c0/gamma_size",
		"a/crtcs/c0/degamma_size", "a/crtcs/c0/max_bpc",
	};

	configfs_card("a", 2);
	configfs_set("1", "a/enabled");
	/* even what is written is what there is */
	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++) {
		char *value = strdup(configfs_get("%s", attributes[i]));
		int err = configfs_try(value[0] ? value : "\n", "%s", attributes[i]);

		igt_assert_f(err == -EBUSY, "%s: %d\n", attributes[i], err);
		configfs_assert(attributes[i], value);
		free(value);
	}
	igt_assert_eq(configfs_try_mkdir("a/planes/x"), -EBUSY);
	igt_assert_eq(configfs_try_mkdir("a/crtcs/x"), -EBUSY);
	igt_assert_eq(configfs_try_mkdir("a/encoders/x"), -EBUSY);
	igt_assert_eq(configfs_link("a/crtcs/c1", "a/planes/p0/possible_crtcs"), -EBUSY);
	igt_assert_eq(configfs_link("a/crtcs/c1", "a/encoders/e0/possible_crtcs"), -EBUSY);
	igt_assert_eq(configfs_link("a/encoders/e1", "a/connectors/n0/possible_encoders"), -EBUSY);
	igt_assert_eq(configfs_rmdir("a/crtcs/c0"), -EBUSY);
	igt_assert_eq(configfs_rmdir("a/encoders/e0"), -EBUSY);
	igt_assert_eq(configfs_rmdir("a/planes/p0"), -ENOTEMPTY);
	igt_assert_eq(configfs_rmdir("a"), -ENOTEMPTY);
	configfs_assert("a/enabled", "1");
	configfs_set("0", "a/enabled");
	configfs_set("0", "a/planes/p0/scaling");
	configfs_remove("a");
}

static void test_links(void)
{
	struct vprime_card *card;

	configfs_card("a", 2);
	configfs_card("b", 1);
	igt_assert_eq(configfs_link("b/crtcs/c0", "a/planes/p0/possible_crtcs"), -EEXIST);
	igt_assert_eq(configfs_unlink("a/planes/p0/possible_crtcs/c0"), 0);
	igt_assert_eq(configfs_link("b/crtcs/c0", "a/planes/p0/possible_crtcs"), -EINVAL);
	igt_assert_eq(configfs_link("a/planes/p1", "a/planes/p0/possible_crtcs"), -EINVAL);
	igt_assert_eq(configfs_link("a/encoders/e0", "a/planes/p0/possible_crtcs"), -EINVAL);
	igt_assert_eq(configfs_link("a/crtcs/c0", "a/connectors/n0/possible_encoders"), -EINVAL);
	igt_assert_eq(configfs_link("a", "a/planes/p0/possible_crtcs"), -EINVAL);
	igt_assert_eq(configfs_link("a/crtcs/c0", "a/planes/p0/possible_crtcs"), 0);
	igt_assert_eq(symlink(configfs_path("a/crtcs/c0"),
			      configfs_path("a/planes/p0/possible_crtcs/again")), -1);

	/* an overlay on both, one encoder for both, a connector at either encoder */
	configfs_mkdir("a/planes/overlay");
	igt_assert_eq(configfs_link("a/crtcs/c1", "a/planes/overlay/possible_crtcs"), 0);
	igt_assert_eq(configfs_link("a/crtcs/c0", "a/planes/overlay/possible_crtcs"), 0);
	igt_assert_eq(configfs_link("a/crtcs/c1", "a/encoders/e0/possible_crtcs"), 0);
	igt_assert_eq(configfs_link("a/encoders/e0", "a/connectors/n1/possible_encoders"), 0);
	/* bits are by place, not by age of the slots */
	igt_assert_eq(configfs_unlink("a/planes/p0/possible_crtcs/c0"), 0);
	igt_assert_eq(configfs_unlink("a/planes/overlay/possible_crtcs/c0"), 0);
	igt_assert_eq(configfs_unlink("a/encoders/e0/possible_crtcs/c0"), 0);
	igt_assert_eq(configfs_rmdir("a/crtcs/c0"), 0);
	configfs_mkdir("a/crtcs/c2");
	igt_assert_eq(configfs_link("a/crtcs/c2", "a/planes/p0/possible_crtcs"), 0);
	igt_assert_eq(configfs_link("a/crtcs/c2", "a/encoders/e0/possible_crtcs"), 0);
	configfs_set("1", "a/enabled");

	card = configfs_open("a");
	igt_assert_eq(card->n_planes, 3);
	/* the first CRTC is c1 now; p0 is on the other one */
	igt_assert_eq_u32(card->planes[0].type, DRM_PLANE_TYPE_PRIMARY);
	igt_assert_eq_u32(card->planes[0].possible_crtcs, 2);
	igt_assert_eq_u32(card->planes[1].possible_crtcs, 1);
	igt_assert_eq_u32(card->planes[2].type, DRM_PLANE_TYPE_OVERLAY);
	igt_assert_eq_u32(card->planes[2].possible_crtcs, 1);
	vprime_close(card);
	configfs_remove("a");
	configfs_remove("b");
}

/* The description goes piece by piece while the card stays as it is, then the card. */
static void test_remove_enabled(void)
{
	drmModeModeInfo mode = mode_make(64, 48, 60);
	struct vprime_output output;
	struct vprime_card *card;
	struct picture *expected;
	struct image image;

	configfs_card("a", 2);
	configfs_set("1", "a/crtcs/c0/writeback");
	configfs_set("1", "a/enabled");
	card = configfs_open("a");
	output = first_output(card);
	image = image_pattern(card, 64, 48, DRM_FORMAT_XRGB8888, 1);
	switch_on(card, &output, &mode, &image);

	shell("rm planes/*/possible_crtcs/* encoders/*/possible_crtcs/* connectors/*/possible_encoders/*");
	shell("rmdir planes/* crtcs/* encoders/* connectors/*");
	configfs_assert("a/enabled", "1");
	expected = picture_load(image.buffer, DRM_FORMAT_XRGB8888);
	show_assert(card, &output, &mode, expected, 0);
	picture_free(expected);

	igt_assert_eq(configfs_rmdir("a"), 0);
	igt_assert(!drmModeGetResources(card->fd));
	image_free(&image);
	vprime_close(card);
}

/* Somebody else unbinds the card's device; it is the same when it is bound again. */
static void test_rebind(void)
{
	struct vprime_card *card;
	char device[32];

	configfs_card("a", 2);
	configfs_set("XR24,NV12", "a/planes/p0/formats");
	configfs_set("1", "a/enabled");
	snprintf(device, sizeof(device), "vprime.%s", configfs_get("a/id"));
	for (int i = 0; i < 2; i++) {
		igt_assert_eq(device_unbind(device), 0);
		configfs_assert("a/enabled", "1");
		configfs_assert("a/minor", "-1");
		igt_assert_eq(configfs_try("0", "a/planes/p0/scaling"), -EBUSY);
		igt_assert_eq(device_bind(device), 0);
		card = configfs_open("a");
		igt_assert_eq(card->n_planes, 2);
		igt_assert_eq(card->planes[0].n_formats, 2);
		vprime_close(card);
	}
	igt_assert_eq(device_unbind(device), 0);
	configfs_set("0", "a/enabled");
	configfs_set("1", "a/enabled");
	configfs_remove("a");
}

static void test_module(void)
{
	configfs_mkdir("a");
	settle();
	igt_assert(module_busy("vprime"));
	configfs_remove("a");
	module_unload_soon("vprime");
	igt_assert(access(CONFIGFS_ROOT, F_OK));
	module_load("vprime create_default=0");
	configfs_card("a", 1);
	configfs_set("1", "a/enabled");
	configfs_assert("a/id", "0");
	configfs_remove("a");
	module_unload_soon("vprime");
	module_load("vprime");
}

igt_main
{
	igt_fixture
		configfs_require();

	igt_describe("Directories, attributes and values at first.");
	igt_subtest("shape")
		configfs_run(test_shape);

	igt_describe("Attributes take what they should, and keep what they have otherwise.");
	igt_subtest("values")
		configfs_run(test_values);

	igt_describe("The sequence of vkms's documentation works.");
	igt_subtest("vkms-sequence")
		configfs_run(test_vkms_sequence);

	igt_describe("A card is there from 1 in enabled until 0, also for those who have it open.");
	igt_subtest("enable")
		configfs_run(test_enable);

	igt_describe("The number of a card can be chosen, and its names are told.");
	igt_subtest("id")
		configfs_run(test_id);

	igt_describe("What is wrong with a description is refused, and said.");
	igt_subtest("rules")
		configfs_run(test_rules);

	igt_describe("What may not change while a card is enabled does not.");
	igt_subtest("busy")
		configfs_run(test_busy);

	igt_describe("Links are possible CRTCs and encoders, in the order of the directories.");
	igt_subtest("links")
		configfs_run(test_links);

	igt_describe("The directories of an enabled card can be removed, the last with the card.");
	igt_subtest("remove-enabled")
		configfs_run(test_remove_enabled);

	igt_describe("A card that is bound anew is the same.");
	igt_subtest("rebind")
		configfs_run(test_rebind);

	igt_describe("A directory keeps the module.");
	igt_subtest("module")
		configfs_run(test_module);

	igt_fixture
		configfs_remove_all();
}
