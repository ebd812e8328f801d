// SPDX-License-Identifier: MIT
/* Monitors that come, go and change on a live card, and what their connectors say of them. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "configfs.h"
#include "module.h"
#include "show.h"
#include "uevent.h"

IGT_TEST_DESCRIPTION("Monitors that come, go and change on a live card.");

#define CARD CONFIGFS_ROOT "/hotplug"
#define CONNECTOR CARD "/connectors/n0"
#define BLOCK 128
#define EDID_MAX (256 * BLOCK)
/* How long an event may take, and how long none is waited for, in ms. */
#define PATIENCE 5000
#define SILENCE 300
/* The core's worker comes back after 10 s if it finds a probe going on. */
#define CORE_PATIENCE 15000

static struct vprime_card *card;
static struct vprime_output output;
static int uevents = -1;

/* -----------------------------------------------------------------------------
 * The directories of the card
 */

static int try_write(const char *path, const void *data, size_t size)
{
	int fd = open(path, O_WRONLY | O_TRUNC);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, data, size) != (ssize_t)size)
		err = -errno;
	if (close(fd) && !err)
		err = -errno;
	return err;
}

static void set(const char *path, const char *format, ...)
{
	char text[1024];
	va_list values;
	int err;

	va_start(values, format);
	vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	err = try_write(path, text, strlen(text));
	igt_assert_f(!err, "%s to %s: %s\n", text, path, strerror(-err));
}

static size_t get(const char *path, void *data, size_t size)
{
	size_t length = 0;
	ssize_t n;
	int fd = open(path, O_RDONLY);

	igt_assert_f(fd >= 0, "%s: %s\n", path, strerror(errno));
	while (length < size && (n = read(fd, (char *)data + length, size - length)) > 0)
		length += n;
	close(fd);
	return length;
}

static void assert_text(const char *path, const char *expected)
{
	char text[4096];

	text[get(path, text, sizeof(text) - 1)] = '\0';
	igt_assert_f(!strcmp(text, expected), "%s is %s, not %s\n", path, text, expected);
}

static void close_card(void)
{
	vprime_close(card);
	card = NULL;
}

static void remove_card(void)
{
	close_card();
	configfs_remove("hotplug");
}

/* Not enabled yet. */
static void describe_card(void)
{
	remove_card();
	configfs_card("hotplug", 1);
}

static int card_number(void)
{
	char text[16];

	text[get(CARD "/minor", text, sizeof(text) - 1)] = '\0';
	return atoi(text);
}

static void find_output(void)
{
	igt_assert_eq(vprime_refresh(card), 0);
	igt_assert_eq(card->n_connectors, 1);
	igt_assert_eq(vprime_output_find(card, card->connectors[0].name, &output), 0);
}

static void enable_card(void)
{
	set(CARD "/enabled", "1");
	settle();
	card = configfs_open("hotplug");
	find_output();
}

static void make_card(void)
{
	describe_card();
	enable_card();
}

/* A file of the connector in sysfs or debugfs. */
static void connector_path(char *path, size_t size, const char *name, bool debugfs)
{
	if (debugfs)
		snprintf(path, size, "/sys/kernel/debug/dri/%d/%s/%s", card_number(),
			 output.connector->name, name);
	else
		snprintf(path, size, "/sys/class/drm/card%d-%s/%s", card_number(),
			 output.connector->name, name);
}

/* -----------------------------------------------------------------------------
 * Events
 */

static void listen_to_kernel(void)
{
	if (uevents >= 0)
		close(uevents);
	uevents = uevent_open();
}

/* Waits for a hotplug event of the card; returns whether one came. */
static bool next_event(struct uevent *event, int timeout)
{
	return uevent_next(uevents, card_number(), event, timeout);
}

/* Exactly one, of the connector. */
static void assert_event(unsigned int property)
{
	struct uevent event, more;

	igt_assert_f(next_event(&event, PATIENCE), "no event\n");
	igt_assert_eq_u32(event.connector, output.connector->id);
	igt_assert_eq_u32(event.property, property);
	igt_assert_f(!next_event(&more, SILENCE), "one event more: connector %u\n",
		     more.connector);
}

static void assert_silence(void)
{
	struct uevent event;

	igt_assert_f(!next_event(&event, SILENCE), "an event: connector %u, property %u\n",
		     event.connector, event.property);
}

/* -----------------------------------------------------------------------------
 * What the connector says
 */

static uint64_t property(const char *name)
{
	return card_property(card, output.connector->id, name);
}

static bool has_property(const char *name)
{
	return card_has_property(card, output.connector->id, name);
}

static size_t property_blob(const char *name, void *data, size_t size)
{
	return card_blob(card, output.connector->id, name, data, size);
}

static void assert_status(drmModeConnection status)
{
	drmModeConnector *connector = drmModeGetConnector(card->fd, output.connector->id);

	igt_assert(connector);
	igt_assert_eq(connector->connection, status);
	if (status == DRM_MODE_DISCONNECTED) {
		igt_assert_eq(connector->count_modes, 0);
		igt_assert_eq(property("EDID"), 0);
	} else {
		igt_assert_lt(0, connector->count_modes);
	}
	drmModeFreeConnector(connector);
}

/* Each one in its place, and no other. */
static void assert_modes(const char *expected)
{
	drmModeConnector *connector = drmModeGetConnector(card->fd, output.connector->id);
	char text[4096] = "";

	igt_assert(connector);
	for (int i = 0; i < connector->count_modes; i++) {
		const drmModeModeInfo *mode = &connector->modes[i];

		igt_assert_eq(!!(mode->type & DRM_MODE_TYPE_PREFERRED), !i);
		snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%ux%u@%u",
			 i ? "," : "", mode->hdisplay, mode->vdisplay, mode->vrefresh);
	}
	drmModeFreeConnector(connector);
	igt_assert_f(!strcmp(text, expected), "modes are %s, not %s\n", text, expected);
}

/* -----------------------------------------------------------------------------
 * Plugging
 */

static void test_plug(void)
{
	make_card();
	listen_to_kernel();
	assert_status(DRM_MODE_CONNECTED);
	assert_silence();

	set(CONNECTOR "/status", "2");
	assert_event(0);
	assert_status(DRM_MODE_DISCONNECTED);
	set(CONNECTOR "/status", "2");
	assert_silence();
	assert_text(CONNECTOR "/status", "2\n");

	set(CONNECTOR "/status", "3");
	assert_event(0);
	assert_status(DRM_MODE_UNKNOWNCONNECTION);
	set(CONNECTOR "/status", "1");
	assert_event(0);
	assert_status(DRM_MODE_CONNECTED);
	assert_silence();
}

/* As the core does it: sysfs probes and sends an event of the card, debugfs waits for a probe. */
static void test_forced(void)
{
	struct uevent event;
	char path[128];

	make_card();
	listen_to_kernel();
	connector_path(path, sizeof(path), "status", false);
	set(path, "off");
	igt_assert(next_event(&event, CORE_PATIENCE));
	assert_text(path, "disconnected\n");
	assert_status(DRM_MODE_DISCONNECTED);
	/* what the cable does is not seen */
	assert_silence();
	set(CONNECTOR "/status", "2");
	set(CONNECTOR "/status", "1");
	assert_silence();
	assert_text(path, "disconnected\n");
	assert_status(DRM_MODE_DISCONNECTED);
	set(CONNECTOR "/status", "2");
	set(path, "on");
	igt_assert(next_event(&event, CORE_PATIENCE));
	assert_status(DRM_MODE_CONNECTED);
	set(path, "detect");
	assert_text(path, "disconnected\n");
	set(CONNECTOR "/status", "1");
	assert_status(DRM_MODE_CONNECTED);

	connector_path(path, sizeof(path), "force", true);
	set(path, "off");
	assert_status(DRM_MODE_DISCONNECTED);
	set(path, "unspecified");
	assert_status(DRM_MODE_CONNECTED);
}

/* Pictures go on into the void, as with other cards, and the monitor has them when it is back. */
static void test_plug_while_shown(void)
{
	drmModeModeInfo mode = mode_make(320, 240, 60);
	struct image images[2];
	struct vprime_flip flip;

	make_card();
	for (int i = 0; i < 2; i++)
		images[i] = image_pattern(card, 320, 240, DRM_FORMAT_XRGB8888, i);
	igt_assert_eq(vprime_modeset(card, &output, &mode, images[0].fb), 0);
	for (int i = 1; i < 9; i++) {
		struct vprime_commit *commit = show_commit(card);

		set(CONNECTOR "/status", i & 1 ? "2" : "1");
		vprime_commit_add_plane(commit, output.primary->id, output.crtc->id,
					images[i & 1].fb, NULL, NULL);
		show_apply(commit, DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT);
		igt_assert_eq(vprime_flip_wait(card, output.crtc->id, PATIENCE, &flip), 0);
	}
	assert_status(DRM_MODE_CONNECTED);
	for (int i = 0; i < 2; i++)
		image_free(&images[i]);
}

/* 10,000 plugs while somebody else probes, and the last state counts. */
static void test_storm(void)
{
	pid_t prober;

	make_card();
	prober = fork();
	igt_assert_lte(0, prober);
	if (!prober) {
		for (;;)
			drmModeFreeConnector(drmModeGetConnector(card->fd, output.connector->id));
	}
	for (int i = 0; i < 10000; i++)
		set(CONNECTOR "/status", i & 1 ? "1" : "2");
	kill(prober, SIGKILL);
	waitpid(prober, NULL, 0);
	assert_status(DRM_MODE_CONNECTED);
	set(CONNECTOR "/status", "2");
	assert_status(DRM_MODE_DISCONNECTED);
}

/* -----------------------------------------------------------------------------
 * EDIDs
 */

static void put_checksum(uint8_t *block)
{
	uint8_t sum = 0;

	for (int i = 0; i < BLOCK - 1; i++)
		sum += block[i];
	block[BLOCK - 1] = -sum;
}

/* A monitor of 1024x768 at 60 Hz alone, with so many extensions; written after VESA's standard. */
static size_t make_edid(uint8_t *edid, unsigned int extensions)
{
	static const uint8_t base[] = {
		0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00,
		0x31, 0xd8, 0x2a, 0x00, 0, 0, 0, 0, 0xff, 36, 1, 4,
		0xa5, 30, 23, 120, 0x06, 0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54,
		0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
		/* 65 MHz, 1024 + 320, 768 + 38; 24, 136, 3, 6; both pulses negative */
		0x64, 0x19, 0x00, 0x40, 0x41, 0x00, 0x26, 0x30, 24, 136, 0x36, 0, 0x2c, 0xe6, 0x10,
		0, 0, 0x18,
		0, 0, 0, 0xfc, 0, 'U', 's', 'e', 'r', '\n', ' ', ' ', ' ', ' ', ' ', ' ', ' ', ' ',
		0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
	};

	memset(edid, 0, (extensions + 1) * BLOCK);
	memcpy(edid, base, sizeof(base));
	edid[126] = extensions;
	put_checksum(edid);
	for (unsigned int i = 1; i <= extensions; i++) {
		edid[i * BLOCK] = 0x02;
		edid[i * BLOCK + 1] = 3;
		edid[i * BLOCK + 2] = 4;
		put_checksum(edid + i * BLOCK);
	}
	return (extensions + 1) * BLOCK;
}

static void set_edid(const void *edid, size_t size)
{
	int err = try_write(CONNECTOR "/edid", edid, size);

	igt_assert_f(!err, "an EDID of %zu bytes: %s\n", size, strerror(-err));
}

static void test_edid(void)
{
	static const unsigned int extensions[] = { 0, 1, 7, 15, 255 };
	static uint8_t generated[EDID_MAX], edid[EDID_MAX + 1], seen[EDID_MAX];
	size_t own, size;

	make_card();
	listen_to_kernel();
	assert_status(DRM_MODE_CONNECTED);
	own = property_blob("EDID", generated, sizeof(generated));
	igt_assert_lte(2 * BLOCK, own);

	for (size_t i = 0; i < sizeof(extensions) / sizeof(extensions[0]); i++) {
		size = make_edid(edid, extensions[i]);
		set_edid(edid, size);
		assert_event(0);
		assert_modes("1024x768@60");
		igt_assert_eq(property_blob("EDID", seen, sizeof(seen)), size);
		igt_assert_eq(memcmp(seen, edid, size), 0);
		igt_assert_eq(get(CONNECTOR "/edid", seen, sizeof(seen)), size);
		igt_assert_eq(memcmp(seen, edid, size), 0);
	}
	igt_assert_eq(try_write(CONNECTOR "/edid", edid, sizeof(edid)), -EFBIG);
	igt_assert_eq(get(CONNECTOR "/edid", seen, sizeof(seen)), size);

	set(CONNECTOR "/edid_enabled", "0");
	assert_event(0);
	assert_status(DRM_MODE_CONNECTED);
	igt_assert_eq(property("EDID"), 0);
	set(CONNECTOR "/edid_enabled", "1");
	assert_event(0);
	assert_modes("1024x768@60");

	set_edid("\n", 1);
	assert_event(0);
	assert_status(DRM_MODE_CONNECTED);
	igt_assert_eq(property_blob("EDID", seen, sizeof(seen)), own);
	igt_assert_eq(memcmp(seen, generated, own), 0);
}

/* Who reads one gets it as a whole, or an error, while somebody else writes others. */
static void test_edid_changed(void)
{
	static uint8_t small[EDID_MAX], large[EDID_MAX], seen[EDID_MAX];
	const size_t small_size = make_edid(small, 0), large_size = make_edid(large, 255);
	pid_t writer;

	describe_card();
	set_edid(small, small_size);
	writer = fork();
	igt_assert_lte(0, writer);
	if (!writer) {
		for (;;) {
			if (try_write(CONNECTOR "/edid", large, large_size) ||
			    try_write(CONNECTOR "/edid", small, small_size))
				_exit(1);
		}
	}
	for (int i = 0; i < 3000; i++) {
		int fd = open(CONNECTOR "/edid", O_RDONLY);
		ssize_t size;

		igt_assert_lte(0, fd);
		size = read(fd, seen, sizeof(seen));
		if (size < 0) {
			igt_assert_eq(errno, EAGAIN);
		} else if ((size_t)size == small_size) {
			igt_assert_eq(memcmp(seen, small, size), 0);
		} else {
			igt_assert_eq(size, large_size);
			igt_assert_eq(memcmp(seen, large, size), 0);
		}
		close(fd);
	}
	igt_assert_eq(waitpid(writer, NULL, WNOHANG), 0);
	kill(writer, SIGKILL);
	waitpid(writer, NULL, 0);
}

static uint32_t random_state;

static uint8_t random_byte(void)
{
	random_state = random_state * 1664525 + 1013904223;
	return random_state >> 24;
}

/* Whatever it is, the connector lives, and a good one is taken afterwards. */
static void try_hostile(const void *edid, size_t size)
{
	drmModeConnector *connector;

	set_edid(edid, size);
	connector = drmModeGetConnector(card->fd, output.connector->id);
	igt_assert(connector);
	igt_assert_eq(connector->connection, DRM_MODE_CONNECTED);
	drmModeFreeConnector(connector);
}

static void test_hostile(void)
{
	static uint8_t edid[EDID_MAX], seen[EDID_MAX];
	static const size_t sizes[] = { 1, 7, 127, 129, 255, 256, 257, 383, EDID_MAX };
	size_t size;

	make_card();
	/* truncated at any length, or with too much at the end */
	make_edid(edid, 255);
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		try_hostile(edid, sizes[i]);
	size = make_edid(edid, 0);
	try_hostile(edid, 8 * BLOCK);
	igt_assert_eq(property_blob("EDID", seen, sizeof(seen)), size);

	/* nothing but the same byte */
	for (int value = 0; value < 256; value += 51) {
		memset(edid, value, 2 * BLOCK);
		try_hostile(edid, 2 * BLOCK);
	}
	/* wrong header, wrong sums */
	for (int i = 0; i < 8; i++) {
		size = make_edid(edid, 1);
		edid[i] ^= 0x55;
		put_checksum(edid);
		try_hostile(edid, size);
	}
	for (int i = 0; i < 2; i++) {
		size = make_edid(edid, 1);
		edid[i * BLOCK + 127]++;
		try_hostile(edid, size);
	}
	/* blocks that say they go on beyond their end, and extensions of all kinds */
	for (int tag = 0; tag < 256; tag++) {
		size = make_edid(edid, 2);
		edid[BLOCK] = tag;
		memset(edid + BLOCK + 4, tag | 0x1f, BLOCK - 5);
		edid[BLOCK + 2] = 0xff;
		put_checksum(edid + BLOCK);
		try_hostile(edid, size);
	}
	/* anything, with sums that are right */
	for (int i = 0; i < 300; i++) {
		random_state = i;
		size = make_edid(edid, 3);
		for (size_t at = i & 1 ? 8 : BLOCK + 4; at < size; at++)
			edid[at] = random_byte();
		edid[126] = i & 2 ? 3 : random_byte();
		for (int block = 0; block < 4; block++)
			put_checksum(edid + block * BLOCK);
		try_hostile(edid, size);
	}

	size = make_edid(edid, 1);
	set_edid(edid, size);
	assert_modes("1024x768@60");
}

/* -----------------------------------------------------------------------------
 * Modes
 */

static void test_modes(void)
{
	make_card();
	listen_to_kernel();
	set(CONNECTOR "/modes", "1366x768@75,640x480,2560x1440@120,333x777@24");
	assert_event(0);
	assert_modes("1366x768@75,2560x1440@120,640x480@60,333x777@24");
	assert_text(CONNECTOR "/modes", "1366x768@75,640x480@60,2560x1440@120,333x777@24\n");
	set(CONNECTOR "/modes", "10x10@1000");
	assert_modes("10x10@1000");
	set(CONNECTOR "/modes", "16384x16384@1");
	assert_modes("16384x16384@1");
	igt_assert_eq(try_write(CONNECTOR "/modes", "9x10", 4), -EINVAL);
	igt_assert_eq(try_write(CONNECTOR "/modes", "640x480@1001", 12), -EINVAL);
	igt_assert_eq(try_write(CONNECTOR "/modes", "large", 5), -EINVAL);
	assert_modes("16384x16384@1");
}

/* -----------------------------------------------------------------------------
 * Properties
 */

static const char *const digital[] = { "HDR_OUTPUT_METADATA", "Colorspace", "vrr_capable" };

static void assert_properties(unsigned int type)
{
	bool analog = type == DRM_MODE_CONNECTOR_VGA || type == DRM_MODE_CONNECTOR_Composite ||
		      type == DRM_MODE_CONNECTOR_SVIDEO || type == DRM_MODE_CONNECTOR_Component ||
		      type == DRM_MODE_CONNECTOR_9PinDIN || type == DRM_MODE_CONNECTOR_TV;
	bool hdmi = type == DRM_MODE_CONNECTOR_HDMIA || type == DRM_MODE_CONNECTOR_HDMIB;
	bool panel = type == DRM_MODE_CONNECTOR_LVDS || type == DRM_MODE_CONNECTOR_eDP ||
		     type == DRM_MODE_CONNECTOR_DSI || type == DRM_MODE_CONNECTOR_DPI ||
		     type == 19;

	igt_assert(has_property("EDID") && has_property("max bpc") && has_property("link-status"));
	for (size_t i = 0; i < sizeof(digital) / sizeof(digital[0]); i++)
		igt_assert_f(has_property(digital[i]) == !analog, "%s of type %u\n", digital[i],
			     type);
	igt_assert_eq(has_property("content type"), hdmi);
	igt_assert_eq(has_property("left margin"),
		      hdmi || (analog && type != DRM_MODE_CONNECTOR_VGA));
	igt_assert_eq(has_property("scaling mode"), panel);
}

static void test_types(void)
{
	for (unsigned int type = 1; type <= 20; type++) {
		if (type == 18)
			continue;
		describe_card();
		set(CONNECTOR "/type", "%u", type);
		enable_card();
		igt_assert_eq_u32(output.connector->type, type);
		igt_assert(output.connector->connected);
		assert_properties(type);
	}
}

/* What a compositor sets is kept, can be read, and is refused if it means nothing. */
static void test_kept(void)
{
	drmModeModeInfo mode = mode_make(320, 240, 60);
	struct hdr_output_metadata metadata = {
		.hdmi_metadata_type1 = {
			.eotf = 2, .white_point = { 15635, 16450 },
			.max_display_mastering_luminance = 1000, .max_cll = 1000,
		},
	}, seen;
	struct vprime_commit *commit;
	struct image image;
	uint32_t id, wrong;

	describe_card();
	set(CONNECTOR "/type", "%u", DRM_MODE_CONNECTOR_HDMIA);
	enable_card();
	image = image_pattern(card, 320, 240, DRM_FORMAT_XRGB8888, 1);
	igt_assert_eq(vprime_modeset(card, &output, &mode, image.fb), 0);

	igt_assert_eq(drmModeCreatePropertyBlob(card->fd, &metadata, sizeof(metadata), &id), 0);
	commit = show_commit(card);
	vprime_commit_add(commit, output.connector->id, "HDR_OUTPUT_METADATA", id);
	vprime_commit_add(commit, output.connector->id, "Colorspace", 9);
	vprime_commit_add(commit, output.connector->id, "content type", 4);
	vprime_commit_add(commit, output.connector->id, "max bpc", 10);
	vprime_commit_add(commit, output.connector->id, "left margin", 7);
	show_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET);
	igt_assert_eq(property_blob("HDR_OUTPUT_METADATA", &seen, sizeof(seen)), sizeof(seen));
	igt_assert_eq(memcmp(&seen, &metadata, sizeof(seen)), 0);
	igt_assert_eq(property("Colorspace"), 9);
	igt_assert_eq(property("content type"), 4);
	igt_assert_eq(property("max bpc"), 10);
	igt_assert_eq(property("left margin"), 7);

	metadata.hdmi_metadata_type1.eotf = 5;
	igt_assert_eq(drmModeCreatePropertyBlob(card->fd, &metadata, sizeof(metadata), &wrong), 0);
	commit = show_commit(card);
	vprime_commit_add(commit, output.connector->id, "HDR_OUTPUT_METADATA", wrong);
	show_refused(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, -EINVAL);
	image_free(&image);
}

static void repair_link(void)
{
	struct vprime_commit *commit = show_commit(card);

	vprime_commit_add(commit, output.connector->id, "link-status", DRM_MODE_LINK_STATUS_GOOD);
	show_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET);
	igt_assert_eq(property("link-status"), DRM_MODE_LINK_STATUS_GOOD);
}

static void test_link(void)
{
	drmModeModeInfo mode = mode_make(320, 240, 60);
	struct vprime_commit *commit;
	struct image image;
	uint32_t id;

	make_card();
	listen_to_kernel();
	image = image_pattern(card, 320, 240, DRM_FORMAT_XRGB8888, 1);
	igt_assert_eq(vprime_modeset(card, &output, &mode, image.fb), 0);
	igt_assert_eq(vprime_property_id(card, output.connector->id, "link-status", &id), 0);

	set(CONNECTOR "/link_status", "1");
	assert_event(id);
	igt_assert_eq(property("link-status"), DRM_MODE_LINK_STATUS_BAD);
	assert_text(CONNECTOR "/link_status", "1\n");

	/* only a modeset repairs it */
	commit = show_commit(card);
	vprime_commit_add(commit, output.connector->id, "link-status", DRM_MODE_LINK_STATUS_GOOD);
	show_refused(commit, 0, -EINVAL);
	igt_assert_eq(property("link-status"), DRM_MODE_LINK_STATUS_BAD);
	repair_link();
	assert_text(CONNECTOR "/link_status", "0\n");

	/* and so it stays, whether or not somebody has read it, as does one that nobody repairs */
	set(CONNECTOR "/link_status", "1");
	repair_link();
	image_free(&image);
	for (int bad = 0; bad < 2; bad++) {
		char device[32];

		if (bad)
			set(CONNECTOR "/link_status", "1");
		card_device(card, device, sizeof(device));
		close_card();
		igt_assert_eq(device_unbind(device), 0);
		assert_text(CONNECTOR "/link_status", bad ? "1\n" : "0\n");
		igt_assert_eq(device_bind(device), 0);
		settle();
		card = configfs_open("hotplug");
		find_output();
		igt_assert_eq(property("link-status"), bad);
		close_card();
		set(CARD "/enabled", "0");
		assert_text(CONNECTOR "/link_status", bad ? "1\n" : "0\n");
		enable_card();
		igt_assert_eq(property("link-status"), bad);
	}
}

static void test_vrr(void)
{
	char path[128];

	describe_card();
	set(CONNECTOR "/vrr_range", "48 144");
	enable_card();
	listen_to_kernel();
	assert_status(DRM_MODE_CONNECTED);
	igt_assert_eq(property("vrr_capable"), 1);
	connector_path(path, sizeof(path), "vrr_range", true);
	assert_text(path, "Min: 48\nMax: 144\n");

	set(CONNECTOR "/vrr_range", "0 0");
	assert_event(0);
	assert_status(DRM_MODE_CONNECTED);
	igt_assert_eq(property("vrr_capable"), 0);
	assert_text(path, "Min: 0\nMax: 0\n");
	igt_assert_eq(try_write(CONNECTOR "/vrr_range", "144 48", 6), -EINVAL);
}

static void test_place(void)
{
	char text[256];

	describe_card();
	set(CONNECTOR "/path", "mst:7-1");
	set(CONNECTOR "/position", "100 200");
	set(CONNECTOR "/non_desktop", "1");
	set(CONNECTOR "/tile", "5:1:2:1:1:0:960:1080");
	enable_card();
	assert_status(DRM_MODE_CONNECTED);
	text[property_blob("PATH", text, sizeof(text) - 1)] = '\0';
	igt_assert_eq(strcmp(text, "mst:7-1"), 0);
	igt_assert_eq(property("suggested X"), 100);
	igt_assert_eq(property("suggested Y"), 200);
	igt_assert_eq(property("non-desktop"), 1);
	text[property_blob("TILE", text, sizeof(text) - 1)] = '\0';
	/* the core numbers groups */
	igt_assert_f(strstr(text, ":1:2:1:1:0:960:1080"), "TILE is %s\n", text);

	set(CONNECTOR "/tile", "\n");
	set(CONNECTOR "/non_desktop", "0");
	set(CONNECTOR "/position", "300 400");
	assert_status(DRM_MODE_CONNECTED);
	igt_assert_eq(property("TILE"), 0);
	igt_assert_eq(property("non-desktop"), 0);
	igt_assert_eq(property("suggested X"), 300);
	igt_assert_eq(try_write(CONNECTOR "/path", "mst:1", 5), -EBUSY);
	igt_assert_eq(try_write(CONNECTOR "/type", "11", 2), -EBUSY);
}

/* What is known of a monitor without anybody having asked it, since the card was made. */
static void test_first_probe(void)
{
	char path[128], name[32];
	drmModeConnector *connector;
	drmModeRes *resources;
	uint8_t edid[EDID_MAX];
	int fd, number;

	describe_card();
	set(CONNECTOR "/modes", "1234x768@60 800x600@75");
	set(CARD "/enabled", "1");
	settle();
	number = card_number();
	name[get(CONNECTOR "/name", name, sizeof(name) - 1)] = '\0';
	name[strcspn(name, "\n")] = '\0';
	snprintf(path, sizeof(path), "/sys/class/drm/card%d-%s/modes", number, name);
	assert_text(path, "1234x768\n800x600\n");
	snprintf(path, sizeof(path), "/sys/class/drm/card%d-%s/edid", number, name);
	igt_assert_lte(2 * BLOCK, get(path, edid, sizeof(edid)));
	snprintf(path, sizeof(path), "/dev/dri/card%d", number);
	fd = open(path, O_RDWR | O_CLOEXEC);
	igt_assert_lte(0, fd);
	resources = drmModeGetResources(fd);
	igt_assert(resources);
	igt_assert_eq(resources->count_connectors, 1);
	connector = drmModeGetConnectorCurrent(fd, resources->connectors[0]);
	igt_assert(connector);
	igt_assert_eq(connector->connection, DRM_MODE_CONNECTED);
	igt_assert_eq(connector->count_modes, 2);
	igt_assert_eq(connector->modes[0].hdisplay, 1234);
	drmModeFreeConnector(connector);
	drmModeFreeResources(resources);
	close(fd);
}

igt_main
{
	igt_fixture
		igt_assert_f(module_loaded("vprime"), "the module vprime is not loaded\n");

	igt_describe("A new card's monitors need no probe to be known.");
	igt_subtest("first-probe")
		test_first_probe();

	igt_describe("Plugging and unplugging sends one event of the connector each.");
	igt_subtest("plug")
		test_plug();

	igt_describe("Status files of sysfs and debugfs have the last word.");
	igt_subtest("forced")
		test_forced();

	igt_describe("Flips go on while the monitor comes and goes.");
	igt_subtest("plug-while-shown")
		test_plug_while_shown();

	igt_describe("An EDID of the user's is what the monitor has, of up to 256 blocks.");
	igt_subtest("edid")
		test_edid();

	igt_describe("An EDID that is read while others are written is one of them.");
	igt_subtest("edid-changed")
		test_edid_changed();

	igt_describe("No EDID does any harm.");
	igt_subtest("hostile-edid")
		test_hostile();

	igt_describe("A list of modes is what the monitor has.");
	igt_subtest("modes")
		test_modes();

	igt_describe("Connectors of all types, with the properties that these have.");
	igt_subtest("types")
		test_types();

	igt_describe("What clients say of colours and pictures is kept.");
	igt_subtest("kept")
		test_kept();

	igt_describe("A bad link is told of, and repaired by a modeset alone.");
	igt_subtest("link")
		test_link();

	igt_describe("A range of refresh rates is told of.");
	igt_subtest("vrr")
		test_vrr();

	igt_describe("Path, place, tile and whether it is for desktops.");
	igt_subtest("place")
		test_place();

	igt_describe("10,000 plugs beside a process that probes.");
	igt_subtest("storm")
		test_storm();

	igt_fixture {
		remove_card();
		if (uevents >= 0)
			close(uevents);
	}
}
