// SPDX-License-Identifier: MIT
/* Cards and their objects can do what their descriptions say, and no more. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "configfs.h"
#include "module.h"
#include "show.h"

IGT_TEST_DESCRIPTION("Cards and their objects can do what their descriptions say, and no more.");

/* Room for the EDIDs that the driver makes. */
#define EDID_SIZE 256

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
	igt_assert_eq_u64(card_property(card, overlay.id, "zpos"), 5);
	assert_range(card, cursor.id, "zpos", 200, 200);
	igt_assert(card_has_property(card, primary.id, "SCALING_FILTER"));
	igt_assert(!card_has_property(card, overlay.id, "SCALING_FILTER"));
	igt_assert(!card_has_property(card, cursor.id, "rotation"));
	igt_assert_eq(drmGetCap(card->fd, DRM_CAP_CURSOR_WIDTH, &cap), 0);
	igt_assert_eq_u64(cap, 64);
	igt_assert_eq(drmGetCap(card->fd, DRM_CAP_CURSOR_HEIGHT, &cap), 0);
	igt_assert_eq_u64(cap, 48);

	igt_assert_eq(vprime_output_find(card, NULL, &output), 0);
	image = image_pattern(card, 256, 256, DRM_FORMAT_XRGB8888, 1);
	small = image_pattern(card, 65, 48, DRM_FORMAT_ARGB8888, 1);
	igt_assert_eq(vprime_modeset(card, &output, &mode, image.fb), 0);
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
	igt_assert_eq_u64(card_property(card, card->crtcs[0].id, "GAMMA_LUT_SIZE"), 256);
	igt_assert(!card_has_property(card, card->crtcs[0].id, "DEGAMMA_LUT"));
	igt_assert(!card_has_property(card, card->crtcs[1].id, "GAMMA_LUT"));
	igt_assert_eq_u64(card_property(card, card->crtcs[1].id, "DEGAMMA_LUT_SIZE"), 17);
	igt_assert_eq_u64(card_property(card, card->crtcs[2].id, "GAMMA_LUT_SIZE"), 4096);
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

static size_t connector_edid(struct vprime_card *card, uint8_t edid[EDID_SIZE])
{
	return card_blob(card, card->connectors[0].id, "EDID", edid, EDID_SIZE);
}

/* Settings of a connector before the card is there, and then while it is. */
static void test_connectors(void)
{
	uint8_t edid[EDID_SIZE], other[EDID_SIZE], big[32768];
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
	configfs_assert("a/connectors/n0/name", "");
	configfs_set("1", "a/enabled");

	card = configfs_open("a");
	igt_assert_eq(card->n_connectors, 2);
	igt_assert_eq_u32(card->connectors[0].type, DRM_MODE_CONNECTOR_HDMIA);
	configfs_assert("a/connectors/n0/name", card->connectors[0].name);
	configfs_assert("a/connectors/n1/name", card->connectors[1].name);
	igt_assert(card->connectors[0].connected);
	igt_assert(!card->connectors[1].connected);
	igt_assert_eq(card->connectors[0].modes[0].hdisplay, 800);
	igt_assert_eq(configfs_try("15", "a/connectors/n0/type"), -EBUSY);
	igt_assert_eq(configfs_try("x", "a/connectors/n0/path"), -EBUSY);

	configfs_set("2", "a/connectors/n0/status");
	configfs_set("1", "a/connectors/n1/status");
	igt_assert_eq(configfs_try("4", "a/connectors/n1/status"), -EINVAL);
	configfs_assert("a/connectors/n1/status", "1");
	vprime_refresh(card);
	igt_assert(!card->connectors[0].connected);
	igt_assert(card->connectors[1].connected);
	configfs_set("1", "a/connectors/n0/status");
	configfs_set("1024x768", "a/connectors/n0/modes");
	vprime_refresh(card);
	igt_assert_eq(card->connectors[0].modes[0].hdisplay, 1024);

	/* what the driver made, with another name, becomes the user's */
	size = connector_edid(card, edid);
	igt_assert_lte(128, size);
	igt_assert_lte(size, sizeof(edid));
	memcpy(other, edid, size);
	other[8] ^= 0x40;
	for (int i = 0; i < 127; i++)
		other[127] = i ? other[127] - other[i] : -other[0];
	write_edid(other, size);
	assert_edid(other, size);
	vprime_refresh(card);
	igt_assert_eq(connector_edid(card, edid), size);
	igt_assert_eq(memcmp(edid, other, size), 0);

	/* it is the same card after it was bound anew */
	snprintf(device, sizeof(device), "vprime.%s", configfs_get("a/id"));
	vprime_close(card);
	igt_assert_eq(device_unbind(device), 0);
	configfs_assert("a/connectors/n0/name", "");
	configfs_set("2", "a/connectors/n1/status");
	igt_assert_eq(device_bind(device), 0);
	card = configfs_open("a");
	igt_assert(card->connectors[0].connected);
	igt_assert(!card->connectors[1].connected);
	igt_assert_eq(connector_edid(card, edid), size);
	igt_assert_eq(memcmp(edid, other, size), 0);

	configfs_set("0", "a/connectors/n0/edid_enabled");
	vprime_refresh(card);
	igt_assert_eq(connector_edid(card, edid), 0);
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
	uint8_t edid[EDID_SIZE], other[EDID_SIZE];
	struct vprime_card *card = card_open();
	size_t size = connector_edid(card, edid);

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
	igt_assert_eq(connector_edid(card, other), size);
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

igt_main
{
	igt_fixture
		configfs_require();

	igt_describe("Planes can do what their directories say, and no more.");
	igt_subtest("planes")
		configfs_run(test_planes);

	igt_describe("Planes may have no place of their own.");
	igt_subtest("no-zpos")
		configfs_run(test_no_zpos);

	igt_describe("So do CRTCs.");
	igt_subtest("crtcs")
		configfs_run(test_crtcs);

	igt_describe("So do connectors, some of it while the card is there.");
	igt_subtest("connectors")
		configfs_run(test_connectors);

	igt_describe("So does the card.");
	igt_subtest("flags")
		configfs_run(test_flags);

	igt_describe("Monitors have the EDID of a file that the module was told of.");
	igt_subtest("edid-file")
		configfs_run(test_edid_file);

	igt_fixture
		configfs_remove_all();
}
