// SPDX-License-Identifier: MIT
/* What a card is made of: CRTCs, connectors and planes. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

static int copy_formats(uint32_t **to, size_t *n_to, const void *from, size_t count)
{
	if (!count)
		return 0;
	*to = malloc(count * sizeof(**to));
	if (!*to)
		return -ENOMEM;
	memcpy(*to, from, count * sizeof(**to));
	*n_to = count;
	return 0;
}

static int add_crtcs(struct vprime_card *card, const drmModeRes *resources)
{
	card->crtcs = calloc(resources->count_crtcs + 1, sizeof(*card->crtcs));
	if (!card->crtcs)
		return -ENOMEM;
	for (int i = 0; i < resources->count_crtcs; i++)
		card->crtcs[card->n_crtcs++] = (struct vprime_crtc){
			.id = resources->crtcs[i],
			.index = i,
		};
	return 0;
}

static int read_writeback_formats(struct vprime_card *card, struct vprime_connector *connector)
{
	drmModePropertyBlobRes *blob;
	uint64_t id;
	int ret;

	if (vprime_property_get(card, connector->id, "WRITEBACK_PIXEL_FORMATS", &id))
		return 0;
	blob = drmModeGetPropertyBlob(card->fd, id);
	if (!blob)
		return 0;
	ret = copy_formats(&connector->formats, &connector->n_formats, blob->data,
			   blob->length / sizeof(uint32_t));
	drmModeFreePropertyBlob(blob);
	return ret;
}

static int read_modes(struct vprime_connector *connector, const drmModeConnector *info)
{
	if (!info->count_modes)
		return 0;
	connector->modes = calloc(info->count_modes, sizeof(*connector->modes));
	if (!connector->modes)
		return -ENOMEM;

	for (int preferred = 1; preferred >= 0; preferred--) {
		for (int i = 0; i < info->count_modes; i++) {
			if (!!(info->modes[i].type & DRM_MODE_TYPE_PREFERRED) == preferred)
				connector->modes[connector->n_modes++] = info->modes[i];
		}
	}
	return 0;
}

static uint32_t connector_crtcs(struct vprime_card *card, const drmModeConnector *info)
{
	uint32_t crtcs = 0;

	for (int i = 0; i < info->count_encoders; i++) {
		drmModeEncoder *encoder = drmModeGetEncoder(card->fd, info->encoders[i]);

		if (encoder)
			crtcs |= encoder->possible_crtcs;
		drmModeFreeEncoder(encoder);
	}
	return crtcs;
}

static int add_connector(struct vprime_card *card, uint32_t id)
{
	struct vprime_connector *connector = &card->connectors[card->n_connectors];
	drmModeConnector *info;
	const char *type;
	int ret = 0;

	info = drmModeGetConnector(card->fd, id);
	if (!info)
		return 0; /* unplugged since the list was made */

	connector->id = id;
	connector->type = info->connector_type;
	connector->writeback = info->connector_type == DRM_MODE_CONNECTOR_WRITEBACK;
	connector->connected = !connector->writeback && info->connection == DRM_MODE_CONNECTED;
	connector->possible_crtcs = connector_crtcs(card, info);
	type = drmModeGetConnectorTypeName(info->connector_type);
	snprintf(connector->name, sizeof(connector->name), "%s-%u", type ? type : "Unknown",
		 info->connector_type_id);
	card->n_connectors++;

	ret = read_modes(connector, info);
	if (!ret && connector->writeback)
		ret = read_writeback_formats(card, connector);
	drmModeFreeConnector(info);
	return ret;
}

static int add_connectors(struct vprime_card *card, const drmModeRes *resources)
{
	int ret = 0;

	card->connectors = calloc(resources->count_connectors + 1, sizeof(*card->connectors));
	if (!card->connectors)
		return -ENOMEM;
	for (int i = 0; i < resources->count_connectors && !ret; i++)
		ret = add_connector(card, resources->connectors[i]);
	return ret;
}

static int add_plane(struct vprime_card *card, uint32_t id)
{
	struct vprime_plane *plane = &card->planes[card->n_planes];
	drmModePlane *info;
	uint64_t type;
	int ret;

	info = drmModeGetPlane(card->fd, id);
	if (!info)
		return -errno;

	plane->id = id;
	plane->possible_crtcs = info->possible_crtcs;
	plane->type = vprime_property_get(card, id, "type", &type) ? DRM_PLANE_TYPE_OVERLAY : type;
	card->n_planes++;
	ret = copy_formats(&plane->formats, &plane->n_formats, info->formats,
			   info->count_formats);
	drmModeFreePlane(info);
	return ret;
}

static int add_planes(struct vprime_card *card)
{
	drmModePlaneRes *resources;
	int ret = 0;

	resources = drmModeGetPlaneResources(card->fd);
	if (!resources)
		return -errno;
	card->planes = calloc(resources->count_planes + 1, sizeof(*card->planes));
	if (!card->planes)
		ret = -ENOMEM;
	for (uint32_t i = 0; i < resources->count_planes && !ret; i++)
		ret = add_plane(card, resources->planes[i]);
	drmModeFreePlaneResources(resources);
	return ret;
}

static int enumerate(struct vprime_card *card)
{
	drmModeRes *resources;
	int ret;

	resources = drmModeGetResources(card->fd);
	if (!resources) /* a card without display is a card, too */
		return errno == EOPNOTSUPP || errno == EINVAL || errno == ENOSYS ? 0 : -errno;
	ret = add_crtcs(card, resources);
	if (!ret)
		ret = add_connectors(card, resources);
	if (!ret)
		ret = add_planes(card);
	drmModeFreeResources(resources);
	return ret;
}

static void forget_properties(struct vprime_card_private *priv)
{
	for (size_t i = 0; i < priv->n_objects; i++)
		free(priv->objects[i].properties);
	free(priv->objects);
	priv->objects = NULL;
	priv->n_objects = 0;
}

void vprime_objects_free(struct vprime_card *card)
{
	for (size_t i = 0; i < card->n_connectors; i++) {
		free(card->connectors[i].modes);
		free(card->connectors[i].formats);
	}
	for (size_t i = 0; i < card->n_planes; i++)
		free(card->planes[i].formats);
	free(card->crtcs);
	free(card->connectors);
	free(card->planes);
	card->crtcs = NULL;
	card->connectors = NULL;
	card->planes = NULL;
	card->n_crtcs = 0;
	card->n_connectors = 0;
	card->n_planes = 0;
	forget_properties(card->priv);
}

int vprime_refresh(struct vprime_card *card)
{
	struct vprime_card old = *card;
	struct vprime_card fresh = { .fd = card->fd, .priv = card->priv };
	int ret;

	/* Ids may have been given to other objects since. */
	forget_properties(card->priv);
	ret = enumerate(&fresh);
	if (ret) {
		vprime_objects_free(&fresh);
		return ret;
	}
	card->crtcs = fresh.crtcs;
	card->n_crtcs = fresh.n_crtcs;
	card->connectors = fresh.connectors;
	card->n_connectors = fresh.n_connectors;
	card->planes = fresh.planes;
	card->n_planes = fresh.n_planes;
	vprime_objects_free(&old);
	return 0;
}
