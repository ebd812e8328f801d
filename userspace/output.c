// SPDX-License-Identifier: MIT
/* Finding objects that work together. */
#include <errno.h>
#include <string.h>

#include "private.h"

static uint32_t crtc_of(struct vprime_card *card, uint32_t object)
{
	uint64_t crtc;

	return vprime_property_get(card, object, "CRTC_ID", &crtc) ? 0 : (uint32_t)crtc;
}

static const struct vprime_connector *find_connector(struct vprime_card *card, const char *name)
{
	for (size_t i = 0; i < card->n_connectors; i++) {
		const struct vprime_connector *connector = &card->connectors[i];

		if (connector->writeback)
			continue;
		if (name ? !strcmp(connector->name, name) : connector->connected)
			return connector;
	}
	return NULL;
}

static bool is_driven(struct vprime_card *card, uint32_t crtc)
{
	for (size_t i = 0; i < card->n_connectors; i++) {
		if (!card->connectors[i].writeback && crtc_of(card, card->connectors[i].id) == crtc)
			return true;
	}
	return false;
}

static const struct vprime_crtc *find_crtc(struct vprime_card *card,
					   const struct vprime_connector *connector)
{
	uint32_t present = crtc_of(card, connector->id);
	const struct vprime_crtc *busy = NULL;

	for (size_t i = 0; i < card->n_crtcs; i++) {
		const struct vprime_crtc *crtc = &card->crtcs[i];

		if (present) {
			if (crtc->id == present)
				return crtc;
		} else if (connector->possible_crtcs & (1u << crtc->index)) {
			if (!is_driven(card, crtc->id))
				return crtc;
			if (!busy)
				busy = crtc;
		}
	}
	return busy;
}

static const struct vprime_plane *find_plane(struct vprime_card *card,
					     const struct vprime_crtc *crtc, uint32_t type)
{
	for (size_t i = 0; i < card->n_planes; i++) {
		const struct vprime_plane *plane = &card->planes[i];
		uint32_t present;

		if (plane->type != type || !(plane->possible_crtcs & (1u << crtc->index)))
			continue;
		present = crtc_of(card, plane->id);
		if (!present || present == crtc->id)
			return plane;
	}
	return NULL;
}

static const struct vprime_connector *find_writeback(struct vprime_card *card,
						     const struct vprime_crtc *crtc)
{
	for (size_t i = 0; i < card->n_connectors; i++) {
		const struct vprime_connector *connector = &card->connectors[i];
		uint32_t present;

		if (!connector->writeback || !(connector->possible_crtcs & (1u << crtc->index)))
			continue;
		present = crtc_of(card, connector->id);
		if (!present || present == crtc->id)
			return connector;
	}
	return NULL;
}

int vprime_output_find(struct vprime_card *card, const char *name, struct vprime_output *output)
{
	struct vprime_output found = { 0 };

	found.connector = find_connector(card, name);
	if (!found.connector)
		return -ENOENT;
	found.crtc = find_crtc(card, found.connector);
	if (!found.crtc)
		return -ENOENT;
	found.primary = find_plane(card, found.crtc, DRM_PLANE_TYPE_PRIMARY);
	if (!found.primary)
		return -ENOENT;
	found.overlay = find_plane(card, found.crtc, DRM_PLANE_TYPE_OVERLAY);
	found.cursor = find_plane(card, found.crtc, DRM_PLANE_TYPE_CURSOR);
	found.writeback = find_writeback(card, found.crtc);
	*output = found;
	return 0;
}
