// SPDX-License-Identifier: MIT
/* Many outputs, cards and threads that make them, up to what the kernel has room for. */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "configfs.h"
#include "crc.h"
#include "kernel.h"
#include "module.h"
#include "show.h"

IGT_TEST_DESCRIPTION("Many outputs, cards and threads that make them.");

#define OUTPUTS 8
#define CARDS 32

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
	/* a leaked card has more than 20 KiB, for its description alone; caches come and go */
	if (kernel_counts())
		igt_assert_lt(after - before, 2048 + 4 * CARDS * rounds);
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
	char device[32];

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
	snprintf(device, sizeof(device), "vprime.%s", configfs_get("race/id"));
	igt_assert(device_bound(device));
	configfs_remove("race");
}

igt_main
{
	igt_fixture
		configfs_require();

	igt_describe("Eight outputs of different sizes and rates show pictures of their own.");
	igt_subtest("eight-outputs")
		configfs_run(test_eight_outputs);

	igt_describe("As many objects as the kernel has bits for, and one more.");
	igt_subtest("limits")
		configfs_run(test_limits);

	igt_describe("32 cards come and go, and leave nothing.");
	igt_subtest("many-cards")
		configfs_run(test_many_cards);

	igt_describe("With no minors left there is no card, until one goes.");
	igt_subtest("no-minors")
		configfs_run(test_no_minors);

	igt_describe("Several do everything at once to the same directories.");
	igt_subtest("races")
		configfs_run(test_races);

	igt_fixture
		configfs_remove_all();
}
