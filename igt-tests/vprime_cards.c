// SPDX-License-Identifier: MIT
/* Several cards of one module: how many there are, and that each is one of its own. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "fault.h"
#include "module.h"
#include "picture.h"
#include "show.h"

IGT_TEST_DESCRIPTION("Several cards of one module.");

#define CARDS 3

static void device_name(int i, char name[16])
{
	snprintf(name, 16, "vprime.%d", i);
}

/* The number of cards, each found under its own name. */
static int count_cards(void)
{
	char path[64];
	int n = 0;

	do
		snprintf(path, sizeof(path), "/dev/dri/by-path/platform-vprime.%d-card", n);
	while (!access(path, F_OK) && ++n);
	return n;
}

static void load(const char *parameters)
{
	char line[64];

	snprintf(line, sizeof(line), "vprime %s", parameters);
	module_reload(line);
}

static void test_refused(void)
{
	static const char *const bad[] = { "0", "65", "-1", "4294967297", "many" };
	char line[64];

	module_unload_soon("vprime");
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(line, sizeof(line), "vprime cards=%s", bad[i]);
		module_refused(line);
	}
	igt_assert(!module_loaded("vprime"));
	module_load("vprime");
	igt_assert_eq(count_cards(), 1);
}

/* Each shows a picture of its own, in a mode of its own, at the same time. */
static void test_independent(void)
{
	struct vprime_card *cards[CARDS];
	struct vprime_output outputs[CARDS];
	struct image images[CARDS];
	char name[16], found[16];
	drmModeModeInfo modes[CARDS];

	load("cards=3");
	igt_assert_eq(count_cards(), CARDS);
	for (int i = 0; i < CARDS; i++) {
		igt_assert_eq(vprime_open("vprime", i, &cards[i]), 0);
		device_name(i, name);
		card_device(cards[i], found, sizeof(found));
		igt_assert_eq(strcmp(name, found), 0);
		outputs[i] = card_output(cards[i]);
		modes[i] = mode_make(64 + 16 * i, 48, 60 + i);
		images[i] = image_pattern(cards[i], 64 + 16 * i, 48, DRM_FORMAT_XRGB8888, i);
	}
	igt_assert_eq(vprime_open("vprime", CARDS, &cards[0]), -ENODEV);

	for (int i = 0; i < CARDS; i++)
		show_on(cards[i], &outputs[i], &modes[i], &images[i]);
	for (int i = 0; i < CARDS; i++) {
		struct image written = show_capture(cards[i], &outputs[i], &modes[i],
						    DRM_FORMAT_XRGB8888);
		struct picture *expected = picture_load(images[i].buffer, DRM_FORMAT_XRGB8888);

		picture_assert(expected, written.buffer, DRM_FORMAT_XRGB8888, 0);
		picture_free(expected);
		image_free(&written);
	}
	for (int i = 0; i < CARDS; i++) {
		show_reset(cards[i], &outputs[i]);
		image_free(&images[i]);
		vprime_close(cards[i]);
	}
}

/* One goes and comes back; the others notice nothing. */
static void test_unbind_one(void)
{
	struct vprime_card *first, *last, *gone;
	struct vprime_output output;
	drmModeModeInfo mode = mode_make(64, 48, 60);
	struct image image;

	load("cards=3");
	igt_assert_eq(vprime_open("vprime", 0, &first), 0);
	igt_assert_eq(vprime_open("vprime", 1, &gone), 0);
	output = card_output(first);
	image = image_pattern(first, 64, 48, DRM_FORMAT_XRGB8888, 1);
	show_on(first, &output, &mode, &image);

	igt_assert_eq(device_unbind("vprime.1"), 0);
	settle();
	igt_assert(!drmModeGetResources(gone->fd));
	igt_assert_eq(count_cards(), 1);
	igt_assert_eq(vprime_open("vprime", 1, &last), 0);
	vprime_close(last);
	show_wait_vblanks(first, 3);

	igt_assert_eq(device_bind("vprime.1"), 0);
	settle();
	igt_assert_eq(count_cards(), CARDS);
	show_wait_vblanks(first, 3);
	show_reset(first, &output);
	image_free(&image);
	vprime_close(first);
	vprime_close(gone);
}

/* Whichever card is open, the module stays. */
static void test_unload(void)
{
	struct vprime_card *card;

	load("cards=3");
	for (int i = 0; i < CARDS; i++) {
		igt_assert_eq(vprime_open("vprime", i, &card), 0);
		settle();
		igt_assert_lt(module_unload("vprime"), 0);
		vprime_close(card);
	}
	module_unload_soon("vprime");
	igt_assert_eq(count_cards(), 0);
	module_load("vprime");
}

static int try_image(struct vprime_card *card)
{
	struct vprime_buffer *buffer;
	struct vprime_fb *fb;
	int err;

	igt_assert_eq(vprime_buffer_create(card, 64, 48, 32, &buffer), 0);
	err = vprime_fb_of_buffer(buffer, DRM_FORMAT_XRGB8888, &fb);
	if (!err)
		vprime_fb_destroy(fb);
	vprime_buffer_destroy(buffer);
	return err;
}

/* What goes wrong on one card is asked for on that card. */
static void test_faults(void)
{
	struct vprime_card *cards[CARDS];
	char name[16];

	load("cards=3");
	for (int i = 0; i < CARDS; i++)
		igt_assert_eq(vprime_open("vprime", i, &cards[i]), 0);

	fault_set(cards[0], "addfb error=EIO count=forever");
	fault_set(cards[1], "addfb error=ENXIO count=forever");
	for (int i = 0; i < 2; i++) {
		igt_assert_eq(try_image(cards[0]), -EIO);
		igt_assert_eq(try_image(cards[1]), -ENXIO);
		igt_assert_eq(try_image(cards[2]), 0);
	}
	fault_set(cards[0], "off");
	igt_assert_eq(try_image(cards[0]), 0);
	igt_assert_eq(try_image(cards[1]), -ENXIO);

	/* Nor does it end with another one. */
	fault_set(cards[0], "addfb error=EIO count=forever");
	vprime_close(cards[0]);
	device_name(0, name);
	igt_assert_eq(device_unbind(name), 0);
	igt_assert_eq(try_image(cards[1]), -ENXIO);
	igt_assert_eq(try_image(cards[2]), 0);
	igt_assert_eq(device_bind(name), 0);
	for (int i = 1; i < CARDS; i++)
		vprime_close(cards[i]);
	settle();
}

igt_main
{
	igt_fixture
		igt_assert_f(module_loaded("vprime"), "the module vprime is not loaded\n");

	igt_describe("Numbers of cards that cannot be are refused.");
	igt_subtest("refused")
		test_refused();

	igt_describe("Three cards show different pictures at different rates.");
	igt_subtest("independent")
		test_independent();

	igt_describe("Unbinding one card leaves the others as they are.");
	igt_subtest("unbind-one")
		test_unbind_one();

	igt_describe("A fault on request is that of one card.");
	igt_subtest("faults")
		test_faults();

	igt_describe("An open card keeps the module, whichever it is.");
	igt_subtest("unload")
		test_unload();

	igt_fixture {
		module_reload("vprime");
	}
}
