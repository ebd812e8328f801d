// SPDX-License-Identifier: MIT
/* The card as user space finds it: names, capabilities, objects and what they offer. */

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "module.h"

IGT_TEST_DESCRIPTION("The card as user space finds it.");

static struct vprime_card *card;
static struct vprime_output output;

static const uint32_t formats[] = {
	DRM_FORMAT_XRGB8888, DRM_FORMAT_ARGB8888, DRM_FORMAT_XRGB2101010,
};

static uint64_t cap(uint64_t id)
{
	uint64_t value = ~0ull;

	igt_assert_eq(drmGetCap(card->fd, id, &value), 0);
	return value;
}

static void test_names(void)
{
	drmVersion *version = drmGetVersion(card->fd);
	char device[64];

	igt_assert(version);
	igt_assert_f(!strcmp(version->name, "vprime"), "the name is %s\n", version->name);
	igt_assert(version->desc && *version->desc);
	drmFreeVersion(version);

	card_device(card, device, sizeof(device));
	igt_assert_f(!strcmp(device, "vprime.0"), "the device is %s\n", device);
}

static void test_by_path(void)
{
	struct stat node, link;

	igt_assert_eq(fstat(card->fd, &node), 0);
	igt_assert_f(!stat("/dev/dri/by-path/platform-vprime.0-card", &link),
		     "no /dev/dri/by-path/platform-vprime.0-card\n");
	igt_assert_eq_u64(node.st_rdev, link.st_rdev);
}

static void test_capabilities(void)
{
	static const struct {
		const char *name;
		uint64_t id;
		uint64_t value;
	} caps[] = {
		{ "dumb buffers", DRM_CAP_DUMB_BUFFER, 1 },
		{ "PRIME", DRM_CAP_PRIME, DRM_PRIME_CAP_IMPORT | DRM_PRIME_CAP_EXPORT },
		{ "monotonic timestamps", DRM_CAP_TIMESTAMP_MONOTONIC, 1 },
		{ "modifiers", DRM_CAP_ADDFB2_MODIFIERS, 1 },
		{ "CRTC in events", DRM_CAP_CRTC_IN_VBLANK_EVENT, 1 },
		{ "cursor width", DRM_CAP_CURSOR_WIDTH, 512 },
		{ "cursor height", DRM_CAP_CURSOR_HEIGHT, 512 },
	};

	for (size_t i = 0; i < sizeof(caps) / sizeof(caps[0]); i++)
		igt_assert_f(cap(caps[i].id) == caps[i].value, "%s: %llu instead of %llu\n",
			     caps[i].name, (unsigned long long)cap(caps[i].id),
			     (unsigned long long)caps[i].value);

	igt_assert_eq(drmSetClientCap(card->fd, DRM_CLIENT_CAP_ATOMIC, 1), 0);
	igt_assert_eq(drmSetClientCap(card->fd, DRM_CLIENT_CAP_WRITEBACK_CONNECTORS, 1), 0);
}

static void test_connectors(void)
{
	const struct vprime_connector *monitor = output.connector;

	igt_assert_eq(card->n_connectors, 2);
	igt_assert_f(!strcmp(monitor->name, "Virtual-1"), "the name is %s\n", monitor->name);
	igt_assert_eq(monitor->type, DRM_MODE_CONNECTOR_VIRTUAL);
	igt_assert(!monitor->writeback);
	igt_assert(output.writeback->writeback);
	igt_assert(!output.writeback->connected);
	igt_assert_eq_u32(monitor->possible_crtcs, 1);
	igt_assert_eq_u32(output.writeback->possible_crtcs, 1);
}

static void test_preferred_mode(void)
{
	const drmModeModeInfo *mode = output.connector->modes;
	unsigned int preferred = 0;

	igt_assert_lt(0, output.connector->n_modes);
	igt_assert_eq(mode->hdisplay, 1920);
	igt_assert_eq(mode->vdisplay, 1080);
	igt_assert_eq(mode->vrefresh, 60);
	for (size_t i = 0; i < output.connector->n_modes; i++)
		preferred += !!(mode[i].type & DRM_MODE_TYPE_PREFERRED);
	igt_assert_eq(preferred, 1);
	igt_assert(mode->type & DRM_MODE_TYPE_PREFERRED);
}

static void test_planes(void)
{
	unsigned int types[3] = { 0 };

	for (size_t i = 0; i < card->n_planes; i++) {
		const struct vprime_plane *plane = &card->planes[i];

		igt_assert_lt(plane->type, 3);
		types[plane->type]++;
		igt_assert_eq_u32(plane->possible_crtcs, 1);
		igt_assert(has_format(plane->formats, plane->n_formats, DRM_FORMAT_ARGB8888));
		for (size_t j = 0; j < sizeof(formats) / sizeof(formats[0]); j++)
			igt_assert_f(plane->type == DRM_PLANE_TYPE_CURSOR ||
				     has_format(plane->formats, plane->n_formats, formats[j]),
				     "plane %u lacks %.4s\n", plane->id, (const char *)&formats[j]);
	}
	igt_assert_eq(types[DRM_PLANE_TYPE_PRIMARY], 1);
	igt_assert_eq(types[DRM_PLANE_TYPE_OVERLAY], 1);
	igt_assert_eq(types[DRM_PLANE_TYPE_CURSOR], 1);
}

static void test_modifiers(void)
{
	for (size_t i = 0; i < card->n_planes; i++) {
		const struct vprime_plane *plane = &card->planes[i];
		drmModePropertyBlobRes *blob;
		drmModeFormatModifierIterator at = { 0 };
		uint64_t id;
		size_t linear = 0;

		igt_assert_eq(vprime_property_get(card, plane->id, "IN_FORMATS", &id), 0);
		blob = drmModeGetPropertyBlob(card->fd, id);
		igt_assert(blob);
		while (drmModeFormatModifierBlobIterNext(blob, &at)) {
			igt_assert_f(at.mod == DRM_FORMAT_MOD_LINEAR, "plane %u: modifier %#llx\n",
				     plane->id, (unsigned long long)at.mod);
			linear++;
		}
		igt_assert_eq(linear, plane->n_formats);
		drmModeFreePropertyBlob(blob);
	}
}

/* IGT takes nothing but these characters in a writeback format, and fails on any other. */
static void test_writeback_formats(void)
{
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		igt_assert(has_format(output.writeback->formats, output.writeback->n_formats,
				      formats[i]));
	for (size_t i = 0; i < output.writeback->n_formats; i++)
		for (int byte = 0; byte < 4; byte++)
			igt_assert(strchr("01234568 ABCGNRUVXY",
					  output.writeback->formats[i] >> byte * 8 & 0xff));
}

/* A client that has not said it knows writeback connectors would take one for a monitor. */
static void test_writeback_hidden(void)
{
	char path[32];
	drmModeRes *resources;
	int fd;

	snprintf(path, sizeof(path), "/dev/dri/card%u", card_minor(card));
	fd = open(path, O_RDWR | O_CLOEXEC);
	igt_assert_fd(fd);
	igt_assert_eq(drmSetClientCap(fd, DRM_CLIENT_CAP_ATOMIC, 1), 0);
	resources = drmModeGetResources(fd);
	igt_assert(resources);
	igt_assert_eq(resources->count_connectors, 1);
	igt_assert_eq_u32(resources->connectors[0], output.connector->id);
	drmModeFreeResources(resources);
	close(fd);
}

/* Without it an output together with its writeback is refused. */
static void test_clones(void)
{
	drmModeRes *resources = drmModeGetResources(card->fd);
	uint32_t clones[2];

	igt_assert(resources);
	igt_assert_eq(resources->count_encoders, 2);
	for (int i = 0; i < 2; i++) {
		drmModeEncoder *encoder = drmModeGetEncoder(card->fd, resources->encoders[i]);

		igt_assert(encoder);
		clones[i] = encoder->possible_clones;
		drmModeFreeEncoder(encoder);
	}
	igt_assert_eq_u32(clones[0], 3);
	igt_assert_eq_u32(clones[1], 3);
	drmModeFreeResources(resources);
}

static void test_dumb(void)
{
	static const struct {
		uint32_t width, height, bpp, least_stride;
	} cases[] = {
		{ 1, 1, 32, 4 }, { 64, 64, 32, 256 }, { 641, 479, 32, 2564 },
		{ 1920, 1080, 32, 7680 }, { 33, 7, 16, 66 }, { 5, 5, 8, 5 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vprime_buffer *buffer;
		void *map;

		igt_assert_eq(vprime_buffer_create(card, cases[i].width, cases[i].height,
						   cases[i].bpp, &buffer), 0);
		igt_assert_lte(cases[i].least_stride, buffer->stride);
		igt_assert(buffer->size >= (uint64_t)buffer->stride * cases[i].height);
		igt_assert_eq(vprime_buffer_map(buffer, &map), 0);
		for (uint64_t byte = 0; byte < buffer->size; byte++)
			igt_assert_f(!((char *)map)[byte], "byte %llu of a new buffer is not 0\n",
				     (unsigned long long)byte);
		vprime_buffer_destroy(buffer);
	}
}

static void test_dumb_invalid(void)
{
	static const struct drm_mode_create_dumb cases[] = {
		{ .width = 0, .height = 1, .bpp = 32 },
		{ .width = 1, .height = 0, .bpp = 32 },
		{ .width = 1, .height = 1, .bpp = 0 },
		{ .width = UINT32_MAX, .height = 1, .bpp = 32 },
		{ .width = 1 << 20, .height = 1 << 20, .bpp = 32 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct drm_mode_create_dumb create = cases[i];

		igt_assert_f(drmIoctl(card->fd, DRM_IOCTL_MODE_CREATE_DUMB, &create),
			     "%ux%u of %u bits\n", create.width, create.height, create.bpp);
	}
}

/* Every file of a folder is read to its end; what may not be read says so at once. */
static void read_folder(const char *path)
{
	struct dirent *entry;
	unsigned int files = 0;
	DIR *dir = opendir(path);

	igt_assert_f(dir, "no %s\n", path);
	while ((entry = readdir(dir))) {
		char chunk[4096];
		int fd;

		if (entry->d_type != DT_REG)
			continue;
		igt_debug("%s/%s\n", path, entry->d_name);
		fd = openat(dirfd(dir), entry->d_name, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		if (fd < 0)
			continue;
		while (read(fd, chunk, sizeof(chunk)) > 0)
			;
		close(fd);
		files++;
	}
	closedir(dir);
	igt_assert_f(files, "nothing to read in %s\n", path);
}

static void test_files(void)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u", card_minor(card));
	read_folder(path);
	snprintf(path, sizeof(path), "/sys/class/drm/card%u/device", card_minor(card));
	read_folder(path);
	snprintf(path, sizeof(path), "/sys/class/drm/card%u", card_minor(card));
	read_folder(path);
}

static void test_no_fbdev(void)
{
	FILE *parameter = fopen("/sys/module/vprime/parameters/fbdev", "r");
	struct dirent *entry;
	char path[300], name[64];
	int wanted;
	DIR *dir;

	igt_assert_f(parameter, "the module has no parameter fbdev\n");
	wanted = fgetc(parameter);
	fclose(parameter);
	igt_require_f(wanted == 'N' || wanted == '0', "the module was loaded with fbdev=1\n");

	dir = opendir("/sys/class/graphics");
	while (dir && (entry = readdir(dir))) {
		FILE *file;

		snprintf(path, sizeof(path), "/sys/class/graphics/%s/name", entry->d_name);
		file = fopen(path, "r");
		if (!file)
			continue;
		igt_assert(fgets(name, sizeof(name), file));
		fclose(file);
		igt_assert_f(!strstr(name, "vprime"), "%s is %s", entry->d_name, name);
	}
	if (dir)
		closedir(dir);
}

igt_main
{
	igt_describe("The module is there; without it nothing below says anything.");
	igt_subtest("module")
		igt_assert_f(module_loaded("vprime"), "the module vprime is not loaded\n");

	igt_subtest_group {
		igt_fixture {
			card = card_open();
			output = card_output(card);
		}

		igt_describe("Driver and platform device are called as documented.");
		igt_subtest("names")
			test_names();

		igt_describe("udev's link by path leads to the card.");
		igt_subtest("by-path")
			test_by_path();

		igt_describe("The capabilities of the card.");
		igt_subtest("capabilities")
			test_capabilities();

		igt_describe("A monitor that is connected, and a writeback connector.");
		igt_subtest("connectors")
			test_connectors();

		igt_describe("1920x1080 at 60 Hz is first and the only preferred mode.");
		igt_subtest("preferred-mode")
			test_preferred_mode();

		igt_describe("One plane of each type, with the documented formats.");
		igt_subtest("planes")
			test_planes();

		igt_describe("Every format of every plane is offered as linear and nothing else.");
		igt_subtest("modifiers")
			test_modifiers();

		igt_describe("The formats writeback offers.");
		igt_subtest("writeback-formats")
			test_writeback_formats();

		igt_describe("Clients that do not know writeback connectors do not see one.");
		igt_subtest("writeback-hidden")
			test_writeback_hidden();

		igt_describe("Monitor and writeback may be used together.");
		igt_subtest("clones")
			test_clones();

		igt_describe("Dumb buffers are big enough, and zero when new.");
		igt_subtest("dumb")
			test_dumb();

		igt_describe("Dumb buffers of impossible size are refused.");
		igt_subtest("dumb-invalid")
			test_dumb_invalid();

		igt_describe("The card's files in debugfs and sysfs can be read to their ends.");
		igt_subtest("files")
			test_files();

		igt_describe("There is no framebuffer console device unless one was asked for.");
		igt_subtest("no-fbdev")
			test_no_fbdev();

		igt_fixture
			vprime_close(card);
	}
}
