// SPDX-License-Identifier: MIT
/* What there is on a card. */

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <xf86drm.h>
#include <xf86drmMode.h>

#include "fuzz.h"

#define MODES_MAX 64

static void add_property(struct model *model, uint32_t object, const drmModePropertyRes *from)
{
	struct property *property;
	unsigned int i;

	model->properties = realloc(model->properties, (model->properties_count + 1) *
				    sizeof(*property));
	property = &model->properties[model->properties_count++];
	*property = (struct property) { .object = object, .id = from->prop_id,
					.flags = from->flags };
	memcpy(property->name, from->name, sizeof(property->name));

	for (i = 0; i < (unsigned int)from->count_enums && i < 16; i++)
		property->values[property->count++] = from->enums[i].value;
	for (i = 0; !from->count_enums && i < (unsigned int)from->count_values && i < 16; i++)
		property->values[property->count++] = from->values[i];
}

static void add_object(struct model *model, struct pool *pool, int card, uint32_t id,
		       uint32_t type)
{
	drmModeObjectProperties *properties = drmModeObjectGetProperties(card, id, type);
	unsigned int i;

	pool_add(pool, id);
	pool_add(&model->objects, id);
	for (i = 0; properties && i < properties->count_props; i++) {
		drmModePropertyRes *property = drmModeGetProperty(card, properties->props[i]);

		if (property)
			add_property(model, id, property);
		drmModeFreeProperty(property);
	}
	drmModeFreeObjectProperties(properties);
}

static void add_modes(struct model *model, int card, uint32_t id)
{
	drmModeConnector *connector = drmModeGetConnector(card, id);
	int i;

	for (i = 0; connector && i < connector->count_modes; i++) {
		/* composing large pictures takes long and finds nothing more */
		if (model->modes_count == MODES_MAX || connector->modes[i].hdisplay > 1280)
			continue;
		memcpy(&model->modes[model->modes_count++], &connector->modes[i],
		       sizeof(*model->modes));
	}
	drmModeFreeConnector(connector);
}

int model_read(struct model *model, const char *path)
{
	drmModePlaneRes *planes;
	drmModeRes *resources;
	struct stat stat;
	unsigned int i;
	int card;

	memset(model, 0, sizeof(*model));
	snprintf(model->path, sizeof(model->path), "%s", path);
	card = open(path, O_RDWR | O_CLOEXEC);
	if (card < 0 || fstat(card, &stat))
		return -1;
	model->minor = minor(stat.st_rdev);
	enable_capabilities(card);

	resources = drmModeGetResources(card);
	planes = drmModeGetPlaneResources(card);
	model->modes = calloc(MODES_MAX, sizeof(*model->modes));
	if (!resources || !planes || !model->modes)
		return -1;
	for (i = 0; i < (unsigned int)resources->count_crtcs; i++)
		add_object(model, &model->crtcs, card, resources->crtcs[i], DRM_MODE_OBJECT_CRTC);
	for (i = 0; i < planes->count_planes; i++)
		add_object(model, &model->planes, card, planes->planes[i], DRM_MODE_OBJECT_PLANE);
	for (i = 0; i < (unsigned int)resources->count_connectors; i++) {
		add_object(model, &model->connectors, card, resources->connectors[i],
			   DRM_MODE_OBJECT_CONNECTOR);
		add_modes(model, card, resources->connectors[i]);
	}
	drmModeFreePlaneResources(planes);
	drmModeFreeResources(resources);
	close(card);
	return model->modes_count && model->planes.count ? 0 : -1;
}

const struct property *model_property(const struct model *model, uint32_t object,
				      const char *name)
{
	unsigned int i;

	for (i = 0; i < model->properties_count; i++) {
		if (model->properties[i].object == object &&
		    !strcmp(model->properties[i].name, name))
			return &model->properties[i];
	}
	return NULL;
}
