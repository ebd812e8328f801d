// SPDX-License-Identifier: GPL-2.0-only
/* What a card is made of: defaults and validity, without any DRM call. */

#include <linux/device.h>

#include "vprime_config.h"

/* The core tells planes apart by bits of a 32-bit mask; primary and cursor take two. */
#define OVERLAYS_MAX 30

void vprime_config_default(struct vprime_config *config)
{
	*config = (struct vprime_config) {
		.preferred_width = 1920,
		.preferred_height = 1080,
		.overlays = 1,
		.cursor = true,
		.writeback = true,
		.import_mmap = true,
	};
}

static bool valid_size(unsigned int size)
{
	return size >= VPRIME_MODE_MIN && size <= VPRIME_SIZE_MAX;
}

bool vprime_config_valid(const struct vprime_config *config, struct device *dev)
{
	if (!valid_size(config->preferred_width) || !valid_size(config->preferred_height)) {
		dev_err(dev, "preferred mode %ux%u: must be from %ux%u to %ux%u\n",
			config->preferred_width, config->preferred_height,
			VPRIME_MODE_MIN, VPRIME_MODE_MIN, VPRIME_SIZE_MAX, VPRIME_SIZE_MAX);
		return false;
	}
	if (config->overlays > OVERLAYS_MAX) {
		dev_err(dev, "%u overlays: at most %u\n", config->overlays, OVERLAYS_MAX);
		return false;
	}
	return true;
}
