// SPDX-License-Identifier: MIT
/* The card under test. */

#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "igt.h"
#include "igt_device_scan.h"

#include "card.h"
#include "module.h"

/* drm:/dev/dri/card0, or sys:/sys/devices/... of the device the card belongs to. */
static int open_filtered(const char *filter, struct vprime_card **card)
{
	char pattern[PATH_MAX];
	glob_t nodes;
	int err = -ENODEV;

	if (!strncmp(filter, "drm:", 4))
		return vprime_open_path(filter + 4, card);

	igt_require_f(!strncmp(filter, "sys:", 4), "a device is named by drm:NODE or sys:PATH\n");
	snprintf(pattern, sizeof(pattern), "%s/drm/card*", filter + 4);
	if (glob(pattern, 0, NULL, &nodes))
		return -ENODEV;
	snprintf(pattern, sizeof(pattern), "/dev/dri/%s", strrchr(nodes.gl_pathv[0], '/') + 1);
	err = vprime_open_path(pattern, card);
	globfree(&nodes);

	return err;
}

struct vprime_card *card_open(void)
{
	struct vprime_card *card = NULL;
	int err;

	if (igt_device_filter_count())
		err = open_filtered(igt_device_filter_get(0), &card);
	else
		err = vprime_open(NULL, 0, &card);
	igt_assert_f(!err, "no card of the driver vprime (%s): is the module loaded?\n",
		     strerror(-err));
	igt_assert_f(!strcmp(card->driver, "vprime"), "the driver is %s\n", card->driver);
	igt_assert_f(drmIsMaster(card->fd), "somebody else is DRM master of the card\n");

	return card;
}

struct vprime_card *card_open_again(const struct vprime_card *card)
{
	struct vprime_card *again;
	char path[64];

	snprintf(path, sizeof(path), "/dev/dri/card%u", card_minor(card));
	igt_assert_eq(vprime_open_path(path, &again), 0);
	igt_assert(!drmIsMaster(again->fd));

	return again;
}

void card_reload(struct vprime_card **card, const char *parameters)
{
	char line[1024];

	vprime_close(*card);
	*card = NULL;
	snprintf(line, sizeof(line), "vprime %s", parameters);
	module_reload(line);
	*card = card_open();
}

struct vprime_card *card_open_vgem(void)
{
	struct vprime_card *card = NULL;
	int err = vprime_open("vgem", 0, &card);

	igt_require_f(!err, "no vgem card (%s)\n", strerror(-err));
	return card;
}

struct vprime_output card_output(struct vprime_card *card)
{
	struct vprime_output output;

	igt_assert_eq(vprime_output_find(card, NULL, &output), 0);
	igt_assert(output.connector && output.connector->connected);
	igt_assert(output.crtc && output.primary);
	igt_assert_f(output.overlay, "no overlay plane\n");
	igt_assert_f(output.cursor, "no cursor plane\n");
	igt_assert_f(output.writeback, "no writeback connector\n");

	return output;
}

unsigned int card_minor(const struct vprime_card *card)
{
	struct stat st;

	igt_assert_eq(fstat(card->fd, &st), 0);
	return minor(st.st_rdev);
}

void card_device(const struct vprime_card *card, char *name, size_t size)
{
	char link[64], target[PATH_MAX];
	ssize_t length;

	snprintf(link, sizeof(link), "/sys/class/drm/card%u/device", card_minor(card));
	length = readlink(link, target, sizeof(target) - 1);
	igt_assert_f(length > 0, "no %s\n", link);
	target[length] = '\0';
	snprintf(name, size, "%s", strrchr(target, '/') ? strrchr(target, '/') + 1 : target);
}

uint64_t card_property(struct vprime_card *card, uint32_t object, const char *name)
{
	uint64_t value;
	int err = vprime_property_get(card, object, name, &value);

	igt_assert_f(!err, "no property %s\n", name);
	return value;
}

bool card_has_property(struct vprime_card *card, uint32_t object, const char *name)
{
	uint32_t id;

	return !vprime_property_id(card, object, name, &id);
}

size_t card_blob(struct vprime_card *card, uint32_t object, const char *name, void *data,
		 size_t size)
{
	uint64_t id = card_property(card, object, name);
	drmModePropertyBlobPtr blob;
	size_t length;

	if (!id)
		return 0;
	blob = drmModeGetPropertyBlob(card->fd, id);
	igt_assert(blob);
	length = blob->length;
	igt_assert_lte(length, size);
	memcpy(data, blob->data, length);
	drmModeFreePropertyBlob(blob);
	return length;
}

bool has_format(const uint32_t *formats, size_t n, uint32_t format)
{
	for (size_t i = 0; i < n; i++)
		if (formats[i] == format)
			return true;
	return false;
}
