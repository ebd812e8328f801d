// SPDX-License-Identifier: MIT
/* Cards as directories: what docs/configfs.md promises. */

#include <errno.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "configfs.h"
#include "crc.h"
#include "module.h"
#include "picture.h"
#include "show.h"

IGT_TEST_DESCRIPTION("Cards as directories.");

#define OUTPUTS 8
#define CARDS 32

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

static void assert_value(const char *path, const char *value)
{
	const char *is = configfs_get("%s", path);

	igt_assert_f(!strcmp(is, value), "%s is \"%s\", not \"%s\"\n", path, is, value);
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
		assert_value(defaults[i].path, defaults[i].value);
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
		assert_value(good[i].path, good[i].read);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char *before = strdup(configfs_get("%s", bad[i].path));
		int err = configfs_try(bad[i].written, "%s", bad[i].path);

		igt_assert_f(err == -EINVAL, "%s: \"%s\": %d\n", bad[i].path, bad[i].written, err);
		assert_value(bad[i].path, before);
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
	char path[64];

	snprintf(path, sizeof(path), "/sys/bus/platform/drivers/vprime/vprime.%d", id);
	return !access(path, F_OK);
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
		assert_value("a/enabled", "1");
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
		assert_value("a/enabled", "0");
		assert_value("a/minor", "-1");
		assert_value("a/by_path", "");
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
	assert_value("a/id", "77");
	assert_value("a/by_path", "platform-vprime.77-card");
	igt_assert(is_bound(77));
	settle();
	snprintf(path, sizeof(path), "/dev/dri/by-path/%s", configfs_get("a/by_path"));
	igt_assert(!access(path, F_OK));
	igt_assert_eq(configfs_try("78", "a/id"), -EBUSY);

	igt_assert_eq(configfs_try("1", "b/enabled"), -EBUSY);
	assert_value("b/enabled", "0");
	configfs_set("-1", "b/id");
	configfs_set("1", "b/enabled");
	/* 0 is the card of the module's parameters */
	assert_value("b/id", "1");
	configfs_set("0", "a/enabled");
	assert_value("a/id", "77");
	configfs_set("0", "b/enabled");
	assert_value("b/id", "-1");
	configfs_set("0", "b/id");
	igt_assert_eq(configfs_try("1", "b/enabled"), -EBUSY);
	configfs_set("77", "b/id");
	configfs_set("1", "b/enabled");
	igt_assert(is_bound(77));
	configfs_remove("a");
	configfs_remove("b");
	igt_assert(!is_bound(77));
}

/* A file of the kernel's log, at its end. */
static int open_log(void)
{
	int fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);

	igt_assert_fd(fd);
	lseek(fd, 0, SEEK_END);
	return fd;
}

static bool log_has(int fd, const char *wanted)
{
	char line[8192];
	bool found = false;
	ssize_t length;

	while ((length = read(fd, line, sizeof(line) - 1)) > 0) {
		line[length] = 0;
		found |= !!strstr(line, wanted);
	}
	return found;
}

static void shell(const char *command)
{
	char line[512];

	snprintf(line, sizeof(line), "cd %s/a && { %s; }", CONFIGFS_ROOT, command);
	fflush(stdout);
	igt_assert_f(!system(line), "%s\n", command);
}

/* Nobody says where planes lie: the core must not be told of some only. */
static void test_no_zpos(void)
{
	struct vprime_card *card;

	configfs_card("a", 1);
	configfs_mkdir("a/planes/overlay");
	igt_assert_eq(configfs_link("a/crtcs/c0", "a/planes/overlay/possible_crtcs"), 0);
	configfs_set("none", "a/planes/p0/zpos");
	configfs_set("none", "a/planes/overlay/zpos");
	configfs_set("1", "a/enabled");
	card = configfs_open("a");
	for (size_t i = 0; i < card->n_planes; i++) {
		uint32_t id;

		igt_assert_neq(vprime_property_id(card, card->planes[i].id, "zpos", &id), 0);
	}
	vprime_close(card);
	configfs_remove("a");
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
		  "vprime: a: CRTC c0: writeback format C8  : cannot be written, or is no plane's",
		  "echo XR24 > crtcs/c0/writeback_formats" },
	};
	int log = open_log();

	configfs_card("a", 2);
	configfs_set("1", "a/crtcs/c0/writeback");
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		shell(rules[i].spoil);
		igt_assert_f(configfs_try("1", "a/enabled") == -EINVAL, "%s: taken\n",
			     rules[i].spoil);
		igt_assert_f(log_has(log, rules[i].message), "no message: %s\n", rules[i].message);
		assert_value("a/enabled", "0");
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
		assert_value(attributes[i], value);
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
	assert_value("a/enabled", "1");
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
	assert_value("a/enabled", "1");
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
		assert_value("a/enabled", "1");
		assert_value("a/minor", "-1");
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
	assert_value("a/id", "0");
	configfs_remove("a");
	module_unload_soon("vprime");
	module_load("vprime");
}

/* -----------------------------------------------------------------------------
 * What objects can do
 */

static uint64_t property(struct vprime_card *card, uint32_t object, const char *name)
{
	uint64_t value;
	int err = vprime_property_get(card, object, name, &value);

	igt_assert_f(!err, "no property %s\n", name);
	return value;
}

static bool has_property(struct vprime_card *card, uint32_t object, const char *name)
{
	uint32_t id;

	return !vprime_property_id(card, object, name, &id);
}

/* Least and largest value of a property with a range. */
static void assert_range(struct vprime_card *card, uint32_t object, const char *name,
			 uint64_t min, uint64_t max)
{
	drmModePropertyPtr info;
	uint32_t id;

	igt_assert_eq(vprime_property_id(card, object, name, &id), 0);
	info = drmModeGetProperty(card->fd, id);
	igt_assert(info);
	igt_assert_eq(info->count_values, 2);
	igt_assert_eq_u64(info->values[0], min);
	igt_assert_eq_u64(info->values[1], max);
	igt_assert_eq(!!(info->flags & DRM_MODE_PROP_IMMUTABLE), min == max);
	drmModeFreeProperty(info);
}

static int try_plane(struct vprime_card *card, uint32_t plane, uint32_t crtc, struct image *image,
		     int src_w, int src_h, int dst_w, int dst_h)
{
	struct vprime_commit *commit = show_commit(card);
	int err;

	vprime_commit_add_plane(commit, plane, crtc, image->fb, NULL, NULL);
	vprime_commit_add(commit, plane, "SRC_W", (uint64_t)src_w << 16);
	vprime_commit_add(commit, plane, "SRC_H", (uint64_t)src_h << 16);
	vprime_commit_add(commit, plane, "CRTC_W", dst_w);
	vprime_commit_add(commit, plane, "CRTC_H", dst_h);
	err = vprime_commit_test(commit, 0);
	vprime_commit_destroy(commit);
	return err;
}

static void test_planes(void)
{
	drmModeModeInfo mode = mode_make(256, 256, 60);
	struct vprime_plane primary, overlay, cursor;
	struct vprime_output output;
	struct vprime_card *card;
	struct image image, small;
	uint64_t cap;

	configfs_card("a", 1);
	configfs_mkdir("a/planes/overlay");
	configfs_mkdir("a/planes/cursor");
	configfs_set("2", "a/planes/cursor/type");
	igt_assert_eq(configfs_link("a/crtcs/c0", "a/planes/overlay/possible_crtcs"), 0);
	igt_assert_eq(configfs_link("a/crtcs/c0", "a/planes/cursor/possible_crtcs"), 0);
	configfs_set("NV12,XR24", "a/planes/overlay/formats");
	configfs_set("rotate-0,rotate-180", "a/planes/overlay/rotations");
	configfs_set("2 9 5", "a/planes/overlay/zpos");
	configfs_set("0", "a/planes/overlay/scaling");
	configfs_set("100x80", "a/planes/overlay/size_max");
	configfs_set("64x48", "a/planes/cursor/size_max");
	configfs_set("200", "a/planes/cursor/zpos");
	configfs_set("rotate-0", "a/planes/cursor/rotations");
	configfs_set("none", "a/planes/p0/zpos");
	igt_assert_eq(configfs_try("1", "a/enabled"), -EINVAL);
	configfs_set("1", "a/planes/p0/zpos");
	configfs_set("1", "a/enabled");

	card = configfs_open("a");
	igt_assert_eq(card->n_planes, 3);
	primary = card->planes[0];
	overlay = card->planes[1];
	cursor = card->planes[2];
	igt_assert_eq_u32(primary.type, DRM_PLANE_TYPE_PRIMARY);
	igt_assert_eq_u32(overlay.type, DRM_PLANE_TYPE_OVERLAY);
	igt_assert_eq_u32(cursor.type, DRM_PLANE_TYPE_CURSOR);
	igt_assert_eq(overlay.n_formats, 2);
	igt_assert_eq_u32(overlay.formats[0], DRM_FORMAT_NV12);
	igt_assert_eq_u32(overlay.formats[1], DRM_FORMAT_XRGB8888);
	igt_assert_eq(cursor.n_formats, 4);

	assert_range(card, primary.id, "zpos", 1, 1);
	assert_range(card, overlay.id, "zpos", 2, 9);
	igt_assert_eq_u64(property(card, overlay.id, "zpos"), 5);
	assert_range(card, cursor.id, "zpos", 200, 200);
	igt_assert(has_property(card, primary.id, "SCALING_FILTER"));
	igt_assert(!has_property(card, overlay.id, "SCALING_FILTER"));
	igt_assert(!has_property(card, cursor.id, "rotation"));
	igt_assert_eq(drmGetCap(card->fd, DRM_CAP_CURSOR_WIDTH, &cap), 0);
	igt_assert_eq_u64(cap, 64);
	igt_assert_eq(drmGetCap(card->fd, DRM_CAP_CURSOR_HEIGHT, &cap), 0);
	igt_assert_eq_u64(cap, 48);

	output = first_output(card);
	image = image_pattern(card, 256, 256, DRM_FORMAT_XRGB8888, 1);
	small = image_pattern(card, 65, 48, DRM_FORMAT_ARGB8888, 1);
	switch_on(card, &output, &mode, &image);
	igt_assert_eq(try_plane(card, overlay.id, output.crtc->id, &image, 100, 80, 100, 80), 0);
	igt_assert_eq(try_plane(card, overlay.id, output.crtc->id, &image, 101, 80, 101, 80),
		      -ERANGE);
	igt_assert_eq(try_plane(card, overlay.id, output.crtc->id, &image, 100, 81, 100, 81),
		      -ERANGE);
	igt_assert_eq(try_plane(card, overlay.id, output.crtc->id, &image, 50, 50, 51, 50),
		      -ERANGE);
	igt_assert_eq(try_plane(card, primary.id, output.crtc->id, &image, 50, 50, 51, 100), 0);
	igt_assert_eq(try_plane(card, cursor.id, output.crtc->id, &small, 64, 48, 64, 48), 0);
	igt_assert_eq(try_plane(card, cursor.id, output.crtc->id, &small, 65, 48, 65, 48),
		      -ERANGE);
	vprime_switch_off(card, &output);
	image_free(&image);
	image_free(&small);
	vprime_close(card);
	configfs_remove("a");
}

static void test_crtcs(void)
{
	struct vprime_card *card;

	configfs_card("a", 3);
	configfs_set("256", "a/crtcs/c0/gamma_size");
	configfs_set("0", "a/crtcs/c0/degamma_size");
	configfs_set("1", "a/crtcs/c0/writeback");
	configfs_set("NV12,XR24", "a/crtcs/c0/writeback_formats");
	configfs_set("0", "a/crtcs/c1/gamma_size");
	configfs_set("17", "a/crtcs/c1/degamma_size");
	configfs_set("1", "a/crtcs/c2/writeback");
	configfs_set("1", "a/enabled");
	card = configfs_open("a");
	igt_assert_eq(card->n_crtcs, 3);
	igt_assert_eq_u64(property(card, card->crtcs[0].id, "GAMMA_LUT_SIZE"), 256);
	igt_assert(!has_property(card, card->crtcs[0].id, "DEGAMMA_LUT"));
	igt_assert(!has_property(card, card->crtcs[1].id, "GAMMA_LUT"));
	igt_assert_eq_u64(property(card, card->crtcs[1].id, "DEGAMMA_LUT_SIZE"), 17);
	igt_assert_eq_u64(property(card, card->crtcs[2].id, "GAMMA_LUT_SIZE"), 4096);
	for (size_t i = 0, n = 0; i < card->n_connectors; i++) {
		const struct vprime_connector *connector = &card->connectors[i];

		if (!connector->writeback)
			continue;
		igt_assert_eq_u32(connector->possible_crtcs, n ? 4 : 1);
		igt_assert_eq(connector->n_formats, n ? 30 : 2);
		n++;
		igt_assert_lte(n, 2);
	}
	vprime_close(card);
	configfs_remove("a");
}

static void write_edid(const void *data, size_t size)
{
	int fd = open(configfs_path("a/connectors/n0/edid"), O_WRONLY | O_CLOEXEC);

	igt_assert_fd(fd);
	igt_assert_eq(write(fd, data, size), size);
	close(fd);
}

static void assert_edid(const void *data, size_t size)
{
	int fd = open(configfs_path("a/connectors/n0/edid"), O_RDONLY | O_CLOEXEC);
	uint8_t *read_back = malloc(size + 1);
	size_t got = 0;
	ssize_t n;

	igt_assert_fd(fd);
	while ((n = read(fd, read_back + got, size + 1 - got)) > 0)
		got += n;
	close(fd);
	igt_assert_eq(got, size);
	igt_assert_eq(memcmp(read_back, data, size), 0);
	free(read_back);
}

/* Bytes of the EDID that the connector has for clients; fills in as much as there is room for. */
static size_t connector_edid(struct vprime_card *card, uint8_t *edid, size_t size)
{
	drmModePropertyBlobPtr blob;
	uint64_t id = property(card, card->connectors[0].id, "EDID");
	size_t length;

	if (!id)
		return 0;
	blob = drmModeGetPropertyBlob(card->fd, id);
	igt_assert(blob);
	length = blob->length;
	memcpy(edid, blob->data, length < size ? length : size);
	drmModeFreePropertyBlob(blob);
	return length;
}

/* Settings of a connector before the card is there, and then while it is. */
static void test_connectors(void)
{
	uint8_t edid[256], other[256], big[32768];
	struct vprime_card *card;
	char device[32];
	size_t size;

	configfs_card("a", 2);
	configfs_set("11", "a/connectors/n0/type");
	configfs_set("2", "a/connectors/n1/status");
	configfs_set("mst:1-2", "a/connectors/n0/path");
	configfs_set("800x600@75,640x480", "a/connectors/n0/modes");
	assert_edid(NULL, 0);
	for (size_t i = 0; i < sizeof(big); i++)
		big[i] = i * i >> 3;
	write_edid(big, sizeof(big));
	assert_edid(big, sizeof(big));
	write_edid("\n", 1);
	assert_edid(NULL, 0);
	assert_value("a/connectors/n0/name", "");
	configfs_set("1", "a/enabled");

	card = configfs_open("a");
	igt_assert_eq(card->n_connectors, 2);
	igt_assert_eq_u32(card->connectors[0].type, DRM_MODE_CONNECTOR_HDMIA);
	assert_value("a/connectors/n0/name", card->connectors[0].name);
	assert_value("a/connectors/n1/name", card->connectors[1].name);
	igt_assert(card->connectors[0].connected);
	igt_assert(!card->connectors[1].connected);
	igt_assert_eq(card->connectors[0].modes[0].hdisplay, 800);
	igt_assert_eq(configfs_try("15", "a/connectors/n0/type"), -EBUSY);
	igt_assert_eq(configfs_try("x", "a/connectors/n0/path"), -EBUSY);

	configfs_set("2", "a/connectors/n0/status");
	configfs_set("1", "a/connectors/n1/status");
	igt_assert_eq(configfs_try("4", "a/connectors/n1/status"), -EINVAL);
	assert_value("a/connectors/n1/status", "1");
	vprime_refresh(card);
	igt_assert(!card->connectors[0].connected);
	igt_assert(card->connectors[1].connected);
	configfs_set("1", "a/connectors/n0/status");
	configfs_set("1024x768", "a/connectors/n0/modes");
	vprime_refresh(card);
	igt_assert_eq(card->connectors[0].modes[0].hdisplay, 1024);

	/* what the driver made, with another name, becomes the user's */
	size = connector_edid(card, edid, sizeof(edid));
	igt_assert_lte(128, size);
	igt_assert_lte(size, sizeof(edid));
	memcpy(other, edid, size);
	other[8] ^= 0x40;
	for (int i = 0; i < 127; i++)
		other[127] = i ? other[127] - other[i] : -other[0];
	write_edid(other, size);
	assert_edid(other, size);
	vprime_refresh(card);
	igt_assert_eq(connector_edid(card, edid, sizeof(edid)), size);
	igt_assert_eq(memcmp(edid, other, size), 0);

	/* it is the same card after it was bound anew */
	snprintf(device, sizeof(device), "vprime.%s", configfs_get("a/id"));
	vprime_close(card);
	igt_assert_eq(device_unbind(device), 0);
	assert_value("a/connectors/n0/name", "");
	configfs_set("2", "a/connectors/n1/status");
	igt_assert_eq(device_bind(device), 0);
	card = configfs_open("a");
	igt_assert(card->connectors[0].connected);
	igt_assert(!card->connectors[1].connected);
	igt_assert_eq(connector_edid(card, edid, sizeof(edid)), size);
	igt_assert_eq(memcmp(edid, other, size), 0);

	configfs_set("0", "a/connectors/n0/edid_enabled");
	vprime_refresh(card);
	igt_assert_eq(connector_edid(card, edid, sizeof(edid)), 0);
	vprime_close(card);
	configfs_remove("a");
}

#define EDID_FILE "vprime-test-edid.bin"

static void write_firmware(const char *name, const void *data, size_t size)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "/lib/firmware/%s", name);
	mkdir("/lib/firmware", 0755);
	file = fopen(path, "w");
	igt_assert(file);
	igt_assert_eq(fwrite(data, 1, size, file), size);
	fclose(file);
}

/* The cards of the module's parameters have the EDID of a file. */
static void test_edid_file(void)
{
	uint8_t edid[256], other[256];
	struct vprime_card *card = card_open();
	size_t size = connector_edid(card, edid, sizeof(edid));

	igt_assert_lte(128, size);
	igt_assert_lte(size, sizeof(edid));
	vprime_close(card);
	/* another product */
	edid[10]++;
	edid[127]--;
	write_firmware(EDID_FILE, edid, size);
	module_unload_soon("vprime");
	module_refused("vprime edid_file=no-such-file.bin");
	module_load("vprime outputs=2 edid_file=" EDID_FILE);
	card = card_open();
	igt_assert_eq(connector_edid(card, other, sizeof(other)), size);
	igt_assert_eq(memcmp(edid, other, size), 0);
	vprime_close(card);
	unlink("/lib/firmware/" EDID_FILE);
	module_unload_soon("vprime");
	module_load("vprime");
}

static void test_flags(void)
{
	struct vprime_card *card;
	int value;

	configfs_card("a", 1);
	configfs_set("1", "a/fbdev");
	configfs_set("1", "a/enabled");
	settle();
	card = configfs_open("a");
	value = 0;
	for (int i = 0; i < 4; i++) {
		char path[128];

		snprintf(path, sizeof(path), "/sys/bus/platform/devices/vprime.%s/graphics/fb%d",
			 configfs_get("a/id"), i);
		value |= !access(path, F_OK);
	}
	igt_assert(value);
	vprime_close(card);
	configfs_remove("a");
}

/* -----------------------------------------------------------------------------
 * Many
 */

static int open_crc(struct vprime_card *card, const struct vprime_output *output)
{
	char path[128];
	int fd;

	igt_assert_eq(crc_control(card, output, "auto"), 0);
	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/crtc-%u/crc/data", card_minor(card),
		 output->crtc->index);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	igt_assert_fd(fd);
	return fd;
}

/* A card of eight outputs, all on, and what each one's entries say for some seconds. */
static void test_eight_outputs(void)
{
	const char *seconds = getenv("VPRIME_SECONDS");
	double end;
	struct vprime_output outputs[OUTPUTS];
	unsigned int entries[OUTPUTS] = { };
	struct image images[OUTPUTS];
	struct crc crcs[OUTPUTS];
	struct vprime_card *card;
	int fds[OUTPUTS];

	configfs_card("a", OUTPUTS);
	configfs_set("1", "a/enabled");
	card = configfs_open("a");
	for (int i = 0; i < OUTPUTS; i++) {
		drmModeModeInfo mode = mode_make(64 + 16 * i, 48 + 8 * i, 24 + 6 * i);

		igt_assert_eq(vprime_output_find(card, card->connectors[i].name, &outputs[i]), 0);
		images[i] = image_pattern(card, mode.hdisplay, mode.vdisplay, DRM_FORMAT_XRGB8888,
					  i);
		igt_assert_eq(vprime_modeset(card, &outputs[i], &mode, images[i].fb), 0);
	}
	for (int i = 0; i < OUTPUTS; i++) {
		fds[i] = open_crc(card, &outputs[i]);
		crcs[i] = crc_read(fds[i]);
	}
	for (int i = 0; i < OUTPUTS; i++) {
		for (int j = 0; j < i; j++)
			igt_assert(!crc_equal(&crcs[i], &crcs[j]));
	}
	end = show_now() + (seconds ? atoi(seconds) : 5);
	while (show_now() < end) {
		for (int i = 0; i < OUTPUTS; i++) {
			struct pollfd wait = { .fd = fds[i], .events = POLLIN };

			while (poll(&wait, 1, 0) == 1) {
				struct crc crc = crc_read(fds[i]);

				igt_assert(crc_equal(&crc, &crcs[i]));
				entries[i]++;
			}
		}
		usleep(20000);
	}
	for (int i = 0; i < OUTPUTS; i++) {
		igt_info("%d Hz: %u entries\n", 24 + 6 * i, entries[i]);
		igt_assert_lt(20 * (seconds ? atoi(seconds) : 5), entries[i]);
		close(fds[i]);
		vprime_switch_off(card, &outputs[i]);
		image_free(&images[i]);
	}
	vprime_close(card);
	configfs_remove("a");
}

static void make_planes(int n)
{
	for (int i = 0; i < n; i++) {
		char path[64];

		configfs_mkdir("a/planes/o%d", i);
		snprintf(path, sizeof(path), "a/planes/o%d/possible_crtcs", i);
		igt_assert_eq(configfs_link("a/crtcs/c0", path), 0);
	}
}

static void test_limits(void)
{
	struct vprime_card *card;

	/* 32 planes on one CRTC */
	configfs_card("a", 1);
	make_planes(31);
	igt_assert_eq(configfs_try_mkdir("a/planes/more"), -ENOSPC);
	configfs_set("1", "a/enabled");
	card = configfs_open("a");
	igt_assert_eq(card->n_planes, 32);
	vprime_close(card);
	configfs_remove("a");

	/* 32 outputs, or 16 with writeback */
	configfs_card("a", 32);
	igt_assert_eq(configfs_try_mkdir("a/crtcs/more"), -ENOSPC);
	igt_assert_eq(configfs_try_mkdir("a/encoders/more"), -ENOSPC);
	igt_assert_eq(configfs_try_mkdir("a/connectors/more"), -ENOSPC);
	configfs_set("1", "a/enabled");
	card = configfs_open("a");
	igt_assert_eq(card->n_crtcs, 32);
	igt_assert_eq(card->n_connectors, 32);
	vprime_close(card);
	configfs_set("0", "a/enabled");
	configfs_set("1", "a/crtcs/c31/writeback");
	igt_assert_eq(configfs_try("1", "a/enabled"), -EINVAL);
	configfs_remove("a");
	configfs_card("a", 16);
	for (int i = 0; i < 16; i++)
		configfs_set("1", "a/crtcs/c%d/writeback", i);
	configfs_set("1", "a/enabled");
	card = configfs_open("a");
	igt_assert_eq(card->n_crtcs, 16);
	igt_assert_eq(card->n_connectors, 32);
	vprime_close(card);
	configfs_remove("a");
}

/* A value of /proc/meminfo, in KiB. */
static long meminfo(const char *name)
{
	char line[128];
	long value = -1;
	FILE *file = fopen("/proc/meminfo", "r");

	igt_assert(file);
	while (value < 0 && fgets(line, sizeof(line), file)) {
		if (!strncmp(line, name, strlen(name)) && line[strlen(name)] == ':')
			value = atol(line + strlen(name) + 1);
	}
	fclose(file);
	return value;
}

static long kernel_memory(void)
{
	return meminfo("SUnreclaim") + meminfo("KernelStack") + meminfo("VmallocUsed");
}

/* Without looking at what udev thinks of it, which is slower than any of this. */
static void test_many_cards(void)
{
	const char *asked = getenv("VPRIME_ROUNDS");
	int rounds = asked ? atoi(asked) : 10;
	long before = 0, after;
	char name[16];

	for (int i = 0; i < CARDS; i++) {
		snprintf(name, sizeof(name), "many%d", i);
		configfs_card(name, 1);
	}
	for (int round = 0; round < rounds; round++) {
		for (int i = 0; i < CARDS; i++)
			configfs_set("1", "many%d/enabled", i);
		for (int i = 0; i < CARDS; i++) {
			int minor = atoi(configfs_get("many%d/minor", i));

			igt_assert_lte(0, minor);
			configfs_set("0", "many%d/enabled", i);
		}
		/* the first round fills caches */
		if (!round) {
			settle();
			before = kernel_memory();
		}
	}
	settle();
	after = kernel_memory();
	igt_info("%d rounds of %d cards: %ld KiB before, %ld KiB after\n", rounds, CARDS, before,
		 after);
	/* a leaked card has more than 20 KiB, for its description alone */
	igt_assert_lt(after - before, 4 * CARDS * rounds);
	for (int i = 0; i < CARDS; i++) {
		snprintf(name, sizeof(name), "many%d", i);
		configfs_remove(name);
	}
}

/* As many as there are minors, and then one more. */
static void test_no_minors(void)
{
	static const int limit = 70;
	int made = 0, err = 0;
	char name[16];

	for (made = 0; made < limit && !err; made++) {
		snprintf(name, sizeof(name), "many%d", made);
		configfs_card(name, 1);
		err = configfs_try("1", "%s/enabled", name);
	}
	igt_info("%d cards: %s\n", made, strerror(-err));
	/* 6.1 has 64 minors, one of which is the card of the module's parameters */
	igt_assert(!err || err == -ENOSPC);
	if (err) {
		igt_assert_lte(60, made);
		igt_assert_lte(made, 64);
		igt_assert(!strcmp(configfs_get("%s/enabled", name), "0"));
		configfs_set("0", "many0/enabled");
		configfs_set("1", "%s/enabled", name);
	}
	for (int i = 0; i < made; i++) {
		snprintf(name, sizeof(name), "many%d", i);
		configfs_remove(name);
	}
	settle();
}

/* -----------------------------------------------------------------------------
 * Races
 */

static volatile bool stop;

/*
 * Where configfs takes a removed directory out of sight only after it has let go of it
 * (6.1), a link must not be made to one that is just being removed.
 */
static pthread_mutex_t targets = PTHREAD_MUTEX_INITIALIZER;

static bool links_are_safe(void)
{
	struct utsname name;
	int major, minor;

	igt_assert_eq(uname(&name), 0);
	return sscanf(name.release, "%d.%d", &major, &minor) == 2 &&
	       (major > 6 || (major == 6 && minor >= 12));
}

static void lock_targets(void)
{
	if (!links_are_safe())
		pthread_mutex_lock(&targets);
}

static void unlock_targets(void)
{
	if (!links_are_safe())
		pthread_mutex_unlock(&targets);
}

/* Everything that may be done to a description, by several at once, errors or not. */
static void *race(void *data)
{
	unsigned int seed = (uintptr_t)data;

	while (!stop) {
		switch (rand_r(&seed) % 12) {
		case 0: configfs_try_mkdir("race"); break;
		case 1: configfs_rmdir("race"); break;
		case 2: configfs_try_mkdir("race/planes/p"); break;
		case 3: configfs_try_mkdir("race/crtcs/c"); break;
		case 4: configfs_try_mkdir("race/encoders/e"); break;
		case 5: configfs_try_mkdir("race/connectors/n"); break;
		case 6:
			configfs_try("1", "race/planes/p/type");
			lock_targets();
			configfs_link("race/crtcs/c", "race/planes/p/possible_crtcs");
			configfs_link("race/crtcs/c", "race/encoders/e/possible_crtcs");
			configfs_link("race/encoders/e", "race/connectors/n/possible_encoders");
			unlock_targets();
			break;
		case 7: configfs_try("1", "race/enabled"); break;
		case 8: configfs_try("0", "race/enabled"); break;
		case 9:
			configfs_unlink("race/planes/p/possible_crtcs/c");
			configfs_rmdir("race/planes/p");
			break;
		case 10:
			configfs_unlink("race/encoders/e/possible_crtcs/c");
			configfs_unlink("race/connectors/n/possible_encoders/e");
			configfs_rmdir("race/connectors/n");
			lock_targets();
			configfs_rmdir("race/encoders/e");
			unlock_targets();
			break;
		case 11:
			configfs_try("+NV12", "race/planes/p/formats");
			configfs_try("1", "race/crtcs/c/writeback");
			lock_targets();
			configfs_rmdir("race/crtcs/c");
			unlock_targets();
			break;
		}
	}
	return NULL;
}

/* Opens what is made, and looks at it. */
static void *look(void *data)
{
	while (!stop) {
		int fd = open(configfs_path("race/minor"), O_RDONLY | O_CLOEXEC);
		struct vprime_card *card;
		char minor[16] = "", path[64];

		if (fd < 0)
			continue;
		if (read(fd, minor, sizeof(minor) - 1) > 0 && atoi(minor) > 0) {
			snprintf(path, sizeof(path), "/dev/dri/card%d", atoi(minor));
			if (!vprime_open_path(path, &card))
				vprime_close(card);
		}
		close(fd);
	}
	return data;
}

static void test_races(void)
{
	pthread_t threads[4];
	int log = open_log();
	char name[32];

	stop = false;
	for (uintptr_t i = 0; i < 3; i++)
		igt_assert_eq(pthread_create(&threads[i], NULL, race, (void *)(i + 1)), 0);
	igt_assert_eq(pthread_create(&threads[3], NULL, look, NULL), 0);
	sleep(5);
	stop = true;
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
	configfs_remove("race");

	/* it still works */
	configfs_card("race", 1);
	configfs_set("1", "race/enabled");
	snprintf(name, sizeof(name), "%s", configfs_get("race/id"));
	igt_assert(is_bound(atoi(name)));
	configfs_remove("race");
	close(log);
}

/* Whatever the subtest before left is removed first. */
static void run(void (*test)(void))
{
	configfs_remove_all();
	test();
}

igt_main
{
	igt_fixture {
		igt_assert_f(module_loaded("vprime"), "the module vprime is not loaded\n");
		igt_assert_f(!access(CONFIGFS_ROOT, F_OK), "there is no %s\n", CONFIGFS_ROOT);
		configfs_remove_all();
	}

	igt_describe("Directories, attributes and values at first.");
	igt_subtest("shape")
		run(test_shape);

	igt_describe("Attributes take what they should, and keep what they have otherwise.");
	igt_subtest("values")
		run(test_values);

	igt_describe("The sequence of vkms's documentation works.");
	igt_subtest("vkms-sequence")
		run(test_vkms_sequence);

	igt_describe("A card is there from 1 in enabled until 0, also for those who have it open.");
	igt_subtest("enable")
		run(test_enable);

	igt_describe("The number of a card can be chosen, and its names are told.");
	igt_subtest("id")
		run(test_id);

	igt_describe("What is wrong with a description is refused, and said.");
	igt_subtest("rules")
		run(test_rules);

	igt_describe("What may not change while a card is enabled does not.");
	igt_subtest("busy")
		run(test_busy);

	igt_describe("Links are possible CRTCs and encoders, in the order of the directories.");
	igt_subtest("links")
		run(test_links);

	igt_describe("The directories of an enabled card can be removed, the last with the card.");
	igt_subtest("remove-enabled")
		run(test_remove_enabled);

	igt_describe("A card that is bound anew is the same.");
	igt_subtest("rebind")
		run(test_rebind);

	igt_describe("A directory keeps the module.");
	igt_subtest("module")
		run(test_module);

	igt_describe("Planes can do what their directories say, and no more.");
	igt_subtest("planes")
		run(test_planes);

	igt_describe("So do CRTCs.");
	igt_subtest("crtcs")
		run(test_crtcs);

	igt_describe("Planes may have no place of their own.");
	igt_subtest("no-zpos")
		run(test_no_zpos);

	igt_describe("So do connectors, some of it while the card is there.");
	igt_subtest("connectors")
		run(test_connectors);

	igt_describe("So does the card.");
	igt_subtest("flags")
		run(test_flags);

	igt_describe("Monitors have the EDID of a file that the module was told of.");
	igt_subtest("edid-file")
		run(test_edid_file);

	igt_describe("Eight outputs of different sizes and rates show pictures of their own.");
	igt_subtest("eight-outputs")
		run(test_eight_outputs);

	igt_describe("As many objects as the kernel has bits for, and one more.");
	igt_subtest("limits")
		run(test_limits);

	igt_describe("32 cards come and go, and leave nothing.");
	igt_subtest("many-cards")
		run(test_many_cards);

	igt_describe("With no minors left there is no card, until one goes.");
	igt_subtest("no-minors")
		run(test_no_minors);

	igt_describe("Several do everything at once to the same directories.");
	igt_subtest("races")
		run(test_races);

	igt_fixture
		configfs_remove_all();
}
