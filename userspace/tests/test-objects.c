// SPDX-License-Identifier: MIT
/* Tests of how a card is opened and enumerated, and of its properties. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "mock-drm.h"

static struct vprime_card *card_of(void **state)
{
	return ((struct mock_card *)*state)->card;
}

static void test_connectors(void **state)
{
	static const struct {
		const char *name;
		uint32_t id;
		bool connected, writeback;
		uint32_t crtcs;
		size_t modes, formats;
	} expected[] = {
		{ "Virtual-1", 50, true, false, 1, 2, 0 },
		{ "Virtual-2", 51, false, false, 3, 0, 0 },
		{ "Writeback-1", 52, false, true, 3, 0, 2 },
	};
	struct vprime_card *card = card_of(state);

	assert_int_equal(card->n_connectors, 3);
	for (size_t i = 0; i < 3; i++) {
		const struct vprime_connector *connector = &card->connectors[i];

		assert_string_equal(connector->name, expected[i].name);
		assert_int_equal(connector->id, expected[i].id);
		assert_int_equal(connector->connected, expected[i].connected);
		assert_int_equal(connector->writeback, expected[i].writeback);
		assert_int_equal(connector->possible_crtcs, expected[i].crtcs);
		assert_int_equal(connector->n_modes, expected[i].modes);
		assert_int_equal(connector->n_formats, expected[i].formats);
	}
	assert_int_equal(card->connectors[2].formats[1], DRM_FORMAT_XRGB2101010);
}

static void test_preferred_mode_is_first(void **state)
{
	const struct vprime_connector *connector = &card_of(state)->connectors[0];

	assert_string_equal(connector->modes[0].name, "1920x1080");
	assert_string_equal(connector->modes[1].name, "1024x768");
}

static void test_planes(void **state)
{
	static const struct vprime_plane expected[] = {
		{ .id = 30, .type = DRM_PLANE_TYPE_PRIMARY, .possible_crtcs = 1 },
		{ .id = 31, .type = DRM_PLANE_TYPE_OVERLAY, .possible_crtcs = 3 },
		{ .id = 32, .type = DRM_PLANE_TYPE_CURSOR, .possible_crtcs = 1 },
		{ .id = 33, .type = DRM_PLANE_TYPE_PRIMARY, .possible_crtcs = 2 },
	};
	struct vprime_card *card = card_of(state);

	assert_int_equal(card->n_planes, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(card->planes[i].id, expected[i].id);
		assert_int_equal(card->planes[i].type, expected[i].type);
		assert_int_equal(card->planes[i].possible_crtcs, expected[i].possible_crtcs);
		assert_int_equal(card->planes[i].n_formats, 2);
	}
}

static void test_capabilities(void **state)
{
	(void)state;
	assert_int_equal(mock.caps, 1u << DRM_CLIENT_CAP_UNIVERSAL_PLANES |
				    1u << DRM_CLIENT_CAP_ATOMIC |
				    1u << DRM_CLIENT_CAP_WRITEBACK_CONNECTORS);
}

static void test_outputs(void **state)
{
	/* 0: no such object */
	static const struct {
		const char *name;
		int ret;
		uint32_t connector, crtc, primary, overlay, cursor, writeback;
	} cases[] = {
		{ NULL, 0, 50, 40, 30, 31, 32, 52 },
		{ "Virtual-1", 0, 50, 40, 30, 31, 32, 52 },
		/* CRTC 40 is driven by Virtual-1 */
		{ "Virtual-2", 0, 51, 41, 33, 31, 0, 52 },
		{ "Virtual-3", -ENOENT, 0, 0, 0, 0, 0, 0 },
		{ "Writeback-1", -ENOENT, 0, 0, 0, 0, 0, 0 },
	};
	struct vprime_card *card = card_of(state);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vprime_output output;

		assert_int_equal(vprime_output_find(card, cases[i].name, &output), cases[i].ret);
		if (cases[i].ret)
			continue;
		assert_int_equal(output.connector->id, cases[i].connector);
		assert_int_equal(output.crtc->id, cases[i].crtc);
		assert_int_equal(output.primary->id, cases[i].primary);
		assert_int_equal(output.overlay ? output.overlay->id : 0, cases[i].overlay);
		assert_int_equal(output.cursor ? output.cursor->id : 0, cases[i].cursor);
		assert_int_equal(output.writeback ? output.writeback->id : 0, cases[i].writeback);
	}
}

static void test_property_ids_are_remembered(void **state)
{
	struct vprime_card *card = card_of(state);
	unsigned int reads;
	uint32_t id;

	assert_int_equal(vprime_property_id(card, 40, "ACTIVE", &id), 0);
	assert_int_equal(id, 13);
	reads = mock.property_reads;
	assert_int_equal(vprime_property_id(card, 40, "MODE_ID", &id), 0);
	assert_int_equal(id, 14);
	assert_int_equal(vprime_property_id(card, 40, "FB_ID", &id), -ENOENT);
	assert_int_equal(mock.property_reads, reads);
	assert_int_equal(vprime_property_id(card, 4000, "ACTIVE", &id), -ENOENT);
}

static void test_property_values(void **state)
{
	struct vprime_card *card = card_of(state);
	uint64_t value = 5;

	assert_int_equal(vprime_property_get(card, 40, "MODE_ID", &value), 0);
	assert_int_equal(value, 99);
	assert_int_equal(vprime_property_get(card, 40, "type", &value), -ENOENT);
	assert_int_equal(value, 99);
}

static void test_property_enums(void **state)
{
	struct vprime_card *card = card_of(state);
	uint64_t value;

	assert_int_equal(vprime_property_enum(card, 30, "type", "Primary", &value), 0);
	assert_int_equal(value, DRM_PLANE_TYPE_PRIMARY);
	assert_int_equal(vprime_property_enum(card, 30, "rotation", "reflect-y", &value), 0);
	assert_int_equal(value, 1 << 5);
	assert_int_equal(vprime_property_enum(card, 30, "rotation", "rotate-1", &value), -ENOENT);
	assert_int_equal(vprime_property_enum(card, 30, "SRC_X", "any", &value), -ENOENT);
}

static void test_card_without_display(void **state)
{
	struct vprime_card *card;

	(void)state;
	mock_reset();
	mock.driver = "vgem";
	mock.display = false;
	assert_int_equal(vprime_open_fd(dup(0), &card), 0);
	assert_string_equal(card->driver, "vgem");
	assert_int_equal(card->n_crtcs + card->n_connectors + card->n_planes, 0);
	vprime_close(card);
}

static void test_failed_open_leaves_the_file_alone(void **state)
{
	static const struct {
		const char *call;
		int error, ret;
	} cases[] = {
		{ "drmGetVersion", ENOTTY, -ENODEV },
		{ "drmModeGetResources", ENODEV, -ENODEV },
		{ "drmModeGetPlaneResources", EIO, -EIO },
		{ "drmModeGetPlane", ENOENT, -ENOENT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vprime_card *card = NULL;
		int fd = dup(0);

		mock_reset();
		mock_fail(cases[i].call, cases[i].error, 0);
		assert_int_equal(vprime_open_fd(fd, &card), cases[i].ret);
		assert_null(card);
		assert_true(fcntl(fd, F_GETFD) >= 0);
		close(fd);
	}
}

static void test_open_by_path(void **state)
{
	struct vprime_card *card;

	(void)state;
	mock_reset();
	assert_int_equal(vprime_open_path("/dev/dri/no-such-card", &card), -ENOENT);
	mock_fail("drmGetVersion", ENOTTY, 0);
	assert_int_equal(vprime_open_path("/dev/null", &card), -ENODEV);
	assert_int_equal(vprime_open_path("/dev/null", &card), 0);
	vprime_close(card);
}

static void test_vanished_connector_is_left_out(void **state)
{
	struct vprime_card *card = card_of(state);

	mock_fail("drmModeGetConnector", ENOENT, 1);
	assert_int_equal(vprime_refresh(card), 0);
	assert_int_equal(card->n_connectors, 2);
	assert_string_equal(card->connectors[1].name, "Writeback-1");
}

static void test_failed_refresh_keeps_what_was(void **state)
{
	struct vprime_card *card = card_of(state);

	mock_fail("drmModeGetPlane", EIO, 2);
	assert_int_equal(vprime_refresh(card), -EIO);
	assert_int_equal(card->n_connectors, 3);
	assert_int_equal(card->n_planes, 4);
	assert_string_equal(card->connectors[2].name, "Writeback-1");
}

static void test_close_of_nothing(void **state)
{
	(void)state;
	vprime_close(NULL);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(test_##name, mock_setup, mock_teardown)
	const struct CMUnitTest tests[] = {
		test(connectors),
		test(preferred_mode_is_first),
		test(planes),
		test(capabilities),
		test(outputs),
		test(property_ids_are_remembered),
		test(property_values),
		test(property_enums),
		test(vanished_connector_is_left_out),
		test(failed_refresh_keeps_what_was),
		cmocka_unit_test(test_card_without_display),
		cmocka_unit_test(test_failed_open_leaves_the_file_alone),
		cmocka_unit_test(test_open_by_path),
		cmocka_unit_test(test_close_of_nothing),
	};

	return cmocka_run_group_tests_name("objects", tests, NULL, NULL);
}
