// SPDX-License-Identifier: MIT
/* Client capabilities of a file that somebody else uses, too. */
#include <errno.h>

#include "shot.h"

/* Only an atomic client may test even an empty commit. */
static bool has_atomic(int fd)
{
	struct drm_mode_atomic empty = { .flags = DRM_MODE_ATOMIC_TEST_ONLY };

	return !drmIoctl(fd, DRM_IOCTL_MODE_ATOMIC, &empty);
}

static bool has_universal_planes(int fd, const struct vprime_card *all)
{
	drmModePlaneRes *seen = drmModeGetPlaneResources(fd);
	bool universal = seen && seen->count_planes >= all->n_planes;

	drmModeFreePlaneResources(seen);
	return universal;
}

static bool has_aspect_ratio(drmModeConnector *connector)
{
	for (int i = 0; i < connector->count_modes; i++) {
		if (connector->modes[i].flags & DRM_MODE_FLAG_PIC_AR_MASK)
			return true;
	}
	return false;
}

void shot_caps_read(int fd, const struct vprime_card *all, struct shot_caps *caps)
{
	drmModeRes *resources = drmModeGetResources(fd);

	*caps = (struct shot_caps){
		.atomic = has_atomic(fd),
		.universal_planes = has_universal_planes(fd, all),
	};
	for (int i = 0; resources && i < resources->count_connectors; i++) {
		drmModeConnector *connector;

		connector = drmModeGetConnectorCurrent(fd, resources->connectors[i]);
		if (!connector)
			continue;
		if (connector->connector_type == DRM_MODE_CONNECTOR_WRITEBACK)
			caps->writeback = true;
		if (has_aspect_ratio(connector))
			caps->aspect_ratio = true;
		drmModeFreeConnector(connector);
	}
	drmModeFreeResources(resources);
}

void shot_caps_restore(int fd, const struct shot_caps *caps)
{
	/* Writeback can only be changed as an atomic client, so it comes first. */
	if (!caps->writeback)
		drmSetClientCap(fd, DRM_CLIENT_CAP_WRITEBACK_CONNECTORS, 0);
	if (caps->atomic)
		return;
	/* Takes universal planes and aspect ratios away, which a client can have without. */
	drmSetClientCap(fd, DRM_CLIENT_CAP_ATOMIC, 0);
	drmSetClientCap(fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, caps->universal_planes);
	drmSetClientCap(fd, DRM_CLIENT_CAP_ASPECT_RATIO, caps->aspect_ratio);
}
