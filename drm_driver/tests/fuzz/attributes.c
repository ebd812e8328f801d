// SPDX-License-Identifier: MIT
/*
 * A libFuzzer target for settings as text: the first byte picks one, the second is
 * where the rest is cut in two texts, written one after the other.
 *
 * A text that is refused changes nothing; what a setting reads as can be written,
 * and reads the same then.
 */

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>

#include <linux/kernel.h>
#include <linux/string.h>

#include "vprime_attribute.h"
#include "vprime_config.h"

static const struct {
	enum vprime_kind kind;
	const char *name;
} settings[] = {
	{ VPRIME_KIND_CARD, "fbdev" },
	{ VPRIME_KIND_PLANE, "type" },
	{ VPRIME_KIND_PLANE, "formats" },
	{ VPRIME_KIND_PLANE, "rotations" },
	{ VPRIME_KIND_PLANE, "zpos" },
	{ VPRIME_KIND_PLANE, "size_max" },
	{ VPRIME_KIND_CRTC, "writeback_formats" },
	{ VPRIME_KIND_CRTC, "gamma_size" },
	{ VPRIME_KIND_CRTC, "max_bpc" },
	{ VPRIME_KIND_CONNECTOR, "type" },
	{ VPRIME_KIND_CONNECTOR, "modes" },
	{ VPRIME_KIND_CONNECTOR, "path" },
	{ VPRIME_KIND_CONNECTOR, "tile" },
	{ VPRIME_KIND_CONNECTOR, "vrr_range" },
	{ VPRIME_KIND_CONNECTOR, "position" },
};

static void write_text(const struct vprime_attribute *attribute, void *object, const char *text)
{
	static char before[VPRIME_ATTRIBUTE_SIZE], after[VPRIME_ATTRIBUTE_SIZE];
	int err;

	vprime_attribute_print(attribute, object, before);
	err = vprime_attribute_parse(attribute, object, text);
	vprime_attribute_print(attribute, object, after);
	assert(!err || !strcmp(before, after));

	/* as it is read, but for the newline */
	assert(strlen(after) && after[strlen(after) - 1] == '\n');
	after[strlen(after) - 1] = 0;
	assert(!vprime_attribute_parse(attribute, object, after));
	vprime_attribute_print(attribute, object, before);
	assert(!strncmp(before, after, strlen(after)) && !strcmp(before + strlen(after), "\n"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct vprime_config card;
	struct vprime_plane_config plane;
	struct vprime_crtc_config crtc;
	struct vprime_connector_config connector;
	void *objects[] = {
		[VPRIME_KIND_CARD] = &card,
		[VPRIME_KIND_PLANE] = &plane,
		[VPRIME_KIND_CRTC] = &crtc,
		[VPRIME_KIND_CONNECTOR] = &connector,
	};
	const struct vprime_attribute *attribute;
	unsigned int which, cut;
	char *text;

	if (size < 2)
		return 0;
	vprime_plane_config_init(&plane, "p");
	vprime_crtc_config_init(&crtc, "c");
	vprime_connector_config_init(&connector, "n");
	which = data[0] % ARRAY_SIZE(settings);
	cut = data[1] % (size - 1);
	attribute = vprime_attribute_find(settings[which].kind, settings[which].name);

	text = strndup((const char *)data + 2, cut);
	write_text(attribute, objects[settings[which].kind], text);
	free(text);
	text = strndup((const char *)data + 2 + cut, size - 2 - cut);
	write_text(attribute, objects[settings[which].kind], text);
	free(text);
	return 0;
}
