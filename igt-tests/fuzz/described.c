// SPDX-License-Identifier: MIT
/* Cards described in configfs: made, changed while they are used, and removed. */

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"

#define ROOT "/sys/kernel/config/vprime"
/* Of each kind, with the numbers 0 to n - 1. */
#define OBJECTS 3
/* At most, in one call. */
#define CHANGES 10
/* Of EDIDs, each of which somebody else may replace before it is read. */
#define TRIES 8

enum kind { CARD, PLANE, CRTC, ENCODER, CONNECTOR, KINDS };

static const char *const folders[KINDS] = { "", "planes", "crtcs", "encoders", "connectors" };
static const char *const links[KINDS] = {
	[PLANE] = "possible_crtcs", [ENCODER] = "possible_crtcs", [CONNECTOR] = "possible_encoders",
};

/* What may be written, but for fbdev: the console is somebody else's. '#' is a number. */
static const struct {
	enum kind kind;
	const char *name;
	const char *values[8];
} attributes[] = {
	{ CARD, "id", { "-1", "7", "8", "1048575" } },
	{ CARD, "manual_update", { "0", "1" } },
	{ CARD, "cursor_hotspot", { "0", "1" } },
	{ CARD, "import_mmap", { "0", "1" } },
	{ CARD, "vblank", { "0", "1", "1" } },
	{ CARD, "jitter", { "0", "0", "900" } },
	{ PLANE, "type", { "0", "1", "2" } },
	{ PLANE, "formats", { "XR24", "+*", "-*", "NV12,XR24", "+R8", "-XR24", "-* +NV12" } },
	{ PLANE, "rotations", { "rotate-0", "+*", "-*", "rotate-0,reflect-x", "-rotate-90" } },
	{ PLANE, "zpos", { "auto", "none", "0 255 7", "3 3 3", "5 1 2", "# # #" } },
	{ PLANE, "scaling", { "0", "1" } },
	{ PLANE, "size_max", { "16384x16384", "64x64", "1x1", "512x300", "#x#" } },
	{ CRTC, "writeback", { "0", "1", "4" } },
	{ CRTC, "writeback_formats", { "XR24", "+*", "-*", "RG16" } },
	{ CRTC, "gamma_size", { "0", "2", "256", "4096" } },
	{ CRTC, "degamma_size", { "0", "2", "256", "4096" } },
	{ CRTC, "max_bpc", { "8", "10", "12", "16" } },
	{ CONNECTOR, "type", { "15", "11", "10", "14", "16", "18" } },
	{ CONNECTOR, "status", { "1", "2", "3", "1" } },
	{ CONNECTOR, "modes", { "", "640x480", "+320x200@75", "800x600@60 1024x768", "16384x16384@1",
				"#x#@#", "+#x# #x#,#x#@#", "640x480 #x#@# 800x600@# 1024x768 #x#" } },
	{ CONNECTOR, "edid_enabled", { "0", "1" } },
	{ CONNECTOR, "link_status", { "0", "1" } },
	{ CONNECTOR, "path", { "", "mst:7-1", "x", "mst:#-#" } },
	{ CONNECTOR, "tile", { "", "1:1:2:1:0:0:960:1080", "1:1:1:1:1:1:1:1", "#:1:2:2:1:0:#:#",
			       "7:0:#:#:#:#:64:64", "#:#:1:1:0:0:#:#" } },
	{ CONNECTOR, "non_desktop", { "0", "1" } },
	{ CONNECTOR, "vrr_range", { "0 0", "48 144", "1 1000", "# #" } },
	{ CONNECTOR, "position", { "", "0 0", "65535 65535", "1920 0", "# #" } },
	{ CONNECTOR, "monitor", { "0", "1" } },
	{ CONNECTOR, "name", { "x" } },
	{ CONNECTOR, "enabled", { "0", "1", "1" } },
};

#define ATTRIBUTES (sizeof(attributes) / sizeof(attributes[0]))

/* Text of @size bytes: a folder or file of this process's card. */
static void name_card(const struct state *state, char *path, size_t size)
{
	snprintf(path, size, ROOT "/fuzz-%u", state->process);
}

static void name_object(const struct state *state, enum kind kind, unsigned int number, char *path,
			size_t size)
{
	if (kind == CARD)
		name_card(state, path, size);
	else
		snprintf(path, size, ROOT "/fuzz-%u/%s/%u", state->process, folders[kind], number);
}

static int make(struct state *state, enum kind kind, unsigned int number)
{
	char path[128];

	name_object(state, kind, number, path, sizeof(path));
	state->described = true;
	return mkdir(path, 0755) ? -errno : 0;
}

static int make_link(struct state *state, enum kind kind, unsigned int from, unsigned int to)
{
	char path[192], target[128];

	name_object(state, kind == CONNECTOR ? ENCODER : CRTC, to, target, sizeof(target));
	name_object(state, kind, from, path, sizeof(path) - 64);
	snprintf(path + strlen(path), 64, "/%s/%u", links[kind], to);
	return symlink(target, path) ? -errno : 0;
}

static int write_file(const char *path, const void *data, size_t size)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), ret;

	if (fd < 0)
		return -errno;
	ret = write(fd, data, size) < 0 ? -errno : 0;
	return close(fd) ? -errno : ret;
}

static int write_attribute(struct state *state, enum kind kind, unsigned int number,
			   const char *name, const char *text)
{
	char path[192];

	name_object(state, kind, number, path, sizeof(path) - 64);
	snprintf(path + strlen(path), 64, "/%s", name);
	return write_file(path, text, strlen(text));
}

/* A card that could be enabled as it is: for each CRTC a plane, an encoder and a connector. */
static int describe(struct state *state)
{
	unsigned int i, count = 1 + below(state, OBJECTS);
	int ret = make(state, CARD, 0);

	for (i = 0; i < count; i++) {
		for (enum kind kind = PLANE; kind < KINDS; kind++)
			ret |= make(state, kind, i);
		write_attribute(state, PLANE, i, "type", "1");
		for (enum kind kind = PLANE; kind < KINDS; kind++) {
			if (links[kind])
				ret |= make_link(state, kind, i, i);
		}
	}
	return ret ? -EEXIST : 0;
}

static int make_any(struct state *state)
{
	return make(state, below(state, KINDS), below(state, OBJECTS));
}

static int link_any(struct state *state)
{
	enum kind kind = PLANE + below(state, KINDS - 1);

	if (!links[kind])
		return -EINVAL;
	return make_link(state, kind, below(state, OBJECTS), below(state, OBJECTS));
}

static int remove_any(struct state *state)
{
	enum kind kind = PLANE + below(state, KINDS - 1);
	char path[192];

	name_object(state, kind, below(state, OBJECTS), path, sizeof(path) - 64);
	if (links[kind] && once_in(state, 2)) {
		snprintf(path + strlen(path), 64, "/%s/%u", links[kind],
			 (unsigned int)below(state, OBJECTS));
		return unlink(path) ? -errno : 0;
	}
	return rmdir(path) ? -errno : 0;
}

/* A number that a setting may have, or just not. */
static uint64_t pick_number(struct state *state)
{
	static const uint16_t numbers[] = { 0, 1, 2, 16, 32, 60, 255, 480, 1000, 1024, 16384 };

	if (once_in(state, 8))
		return wild(state);
	return numbers[below(state, sizeof(numbers) / sizeof(numbers[0]))] +
	       (once_in(state, 8) ? 1 : 0);
}

static void expand(struct state *state, const char *value, char *text, size_t size)
{
	size_t length = 0;

	for (; *value && length + 24 < size; value++) {
		if (*value == '#')
			length += snprintf(text + length, size - length, "%llu",
					   (unsigned long long)pick_number(state));
		else
			text[length++] = *value;
	}
	if (once_in(state, 3))
		text[length++] = '\n';
	text[length] = '\0';
}

/* A value that is one, but for a byte now and then; or any text. */
static void pick_text(struct state *state, unsigned int attribute, char *text, size_t size)
{
	static const char bytes[] = "0123456789-+*,:x@ \n.aXRN/";
	unsigned int count = 0, i;

	while (count < 8 && attributes[attribute].values[count])
		count++;
	if (!once_in(state, 6)) {
		expand(state, attributes[attribute].values[below(state, count)], text, size);
	} else {
		unsigned int length = below(state, once_in(state, 10) ? size : 12);

		for (i = 0; i < length; i++)
			text[i] = bytes[below(state, sizeof(bytes) - 1)];
		text[i] = '\0';
	}
	if (*text && once_in(state, 12))
		text[below(state, strlen(text))] = bytes[below(state, sizeof(bytes) - 1)];
}

static int read_attribute(struct state *state, enum kind kind, unsigned int number,
			  const char *name)
{
	char path[192], text[4096];
	int fd, ret;

	name_object(state, kind, number, path, sizeof(path) - 64);
	snprintf(path + strlen(path), 64, "/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	ret = read(fd, text, sizeof(text)) < 0 ? -errno : 0;
	close(fd);
	return ret;
}

/* Several at a time, as they are fast beside most other calls; mostly of objects that there are. */
static int change(struct state *state)
{
	unsigned int count = 1 + below(state, CHANGES), number, attribute;
	char text[4000];
	int ret = 0;

	if (!state->described)
		describe(state);
	while (count--) {
		attribute = below(state, ATTRIBUTES);
		number = once_in(state, 2) ? 0 : below(state, OBJECTS);
		pick_text(state, attribute, text, sizeof(text));
		ret = write_attribute(state, attributes[attribute].kind, number,
				      attributes[attribute].name, text);
		if (once_in(state, 2))
			read_attribute(state, attributes[attribute].kind, number,
				       attributes[attribute].name);
	}
	return ret;
}

static int read_back(struct state *state)
{
	static const struct {
		enum kind kind;
		const char *name;
	} others[] = {
		{ CARD, "enabled" }, { CARD, "minor" }, { CARD, "by_path" }, { CONNECTOR, "edid" },
		{ CONNECTOR, "enabled" }, { CRTC, "index" },
	};
	unsigned int other = below(state, sizeof(others) / sizeof(others[0]));
	unsigned int attribute = below(state, ATTRIBUTES);

	if (once_in(state, 2))
		return read_attribute(state, others[other].kind, below(state, OBJECTS),
				      others[other].name);
	return read_attribute(state, attributes[attribute].kind, below(state, OBJECTS),
			      attributes[attribute].name);
}

/* Whether an EDID that has been written is another when it is read. */
static bool edid_differs(const char *path, const uint8_t *edid, unsigned int size)
{
	uint8_t got[EDID_MAX + 1];
	ssize_t length;
	int fd;

	if (write_file(path, edid, size))
		return false;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	length = read(fd, got, sizeof(got));
	close(fd);
	return length >= 0 && ((size_t)length != size || memcmp(edid, got, size));
}

/* Where the connector has a monitor, somebody else may set another one. */
static int change_edid(struct state *state)
{
	unsigned int tries, i, size;
	char path[192];
	uint8_t edid[EDID_MAX];

	if (!state->described)
		describe(state);
	size = pick_edid(state, edid);
	name_object(state, CONNECTOR, below(state, OBJECTS), path, sizeof(path) - 64);
	strcat(path, "/edid");
	if (access(path, W_OK))
		return -errno;
	/* one byte may be the newline that stands for none */
	if (size < 2)
		return write_file(path, edid, size);
	for (tries = 0; tries < TRIES && edid_differs(path, edid, size); tries++) {
		/* each byte another one, so that none is what was there before */
		for (i = 0; i < size; i++)
			edid[i] += 1 + i % 3;
	}
	if (tries == TRIES)
		finding("an EDID written to configfs is another when it is read");
	return 0;
}

/* The sequence goes on with the new card now and then, which is not the model's. */
static void use_card(struct state *state)
{
	char path[128], text[16] = "";
	int fd, card;

	name_card(state, path, sizeof(path) - 16);
	strcat(path, "/minor");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	if (read(fd, text, sizeof(text) - 1) > 0 && atoi(text) >= 0) {
		snprintf(path, sizeof(path), "/dev/dri/card%d", atoi(text));
		card = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
		if (card >= 0) {
			dup3(card, state->card, O_CLOEXEC);
			close(card);
			enable_capabilities(state->card);
		}
	}
	close(fd);
}

static int enable(struct state *state)
{
	int ret;

	if (!state->described)
		describe(state);
	ret = write_attribute(state, CARD, 0, "enabled", once_in(state, 4) ? "0" : "1");
	if (!ret && once_in(state, 2))
		use_card(state);
	return ret;
}

static int unlink_one(const char *path, const struct stat *stat, int type, struct FTW *ftw)
{
	(void)stat;
	(void)ftw;
	if (type == FTW_SL)
		unlink(path);
	return 0;
}

static int rmdir_one(const char *path, const struct stat *stat, int type, struct FTW *ftw)
{
	(void)stat;
	(void)ftw;
	/* refused for what comes with another folder */
	if (type == FTW_DP)
		rmdir(path);
	return 0;
}

void described_remove(struct state *state)
{
	char path[128];

	if (!state->described)
		return;
	name_card(state, path, sizeof(path));
	nftw(path, unlink_one, 8, FTW_DEPTH | FTW_PHYS);
	nftw(path, rmdir_one, 8, FTW_DEPTH | FTW_PHYS);
}

const struct operation operations_described[] = {
	{ "describe", 2, describe },
	{ "describe_make", 1, make_any },
	{ "describe_link", 1, link_any },
	{ "describe_remove", 1, remove_any },
	{ "describe_change", 8, change },
	{ "describe_read", 1, read_back },
	{ "describe_edid", 3, change_edid },
	{ "describe_enable", 2, enable },
	{ }
};
