// SPDX-License-Identifier: GPL-2.0-only
/* A card's planes, CRTCs, encoders and connectors, made as its description says. */

#include <linux/bits.h>

#include <drm/drm_encoder.h>
#include <drm/drm_managed.h>
#include <drm/drm_mode_config.h>
#include <drm/drm_plane.h>

#include "vprime_composer.h"
#include "vprime_connector.h"
#include "vprime_crc.h"
#include "vprime_crtc.h"
#include "vprime_drv.h"
#include "vprime_output.h"
#include "vprime_plane.h"
#include "vprime_properties.h"
#include "vprime_writeback.h"

static struct vprime_output *alloc_output(struct vprime_device *vdev,
					  const struct vprime_crtc_config *config)
{
	struct vprime_output *output = drmm_kzalloc(&vdev->drm, sizeof(*output), GFP_KERNEL);

	if (!output)
		return NULL;
	output->vdev = vdev;
	INIT_LIST_HEAD(&output->sinks);
	if (!config->writeback)
		return output;
	output->writebacks = drmm_kcalloc(&vdev->drm, config->writeback,
					  sizeof(*output->writebacks), GFP_KERNEL);
	return output->writebacks ? output : NULL;
}

int vprime_outputs_alloc(struct vprime_device *vdev)
{
	unsigned int i;

	for (i = 0; i < vdev->config->n_crtcs; i++) {
		vdev->outputs[i] = alloc_output(vdev, &vdev->config->crtcs[i]);
		if (!vdev->outputs[i])
			return -ENOMEM;
	}
	return 0;
}

static int create_planes(struct vprime_device *vdev, struct drm_plane **planes)
{
	const struct vprime_config *config = vdev->config;
	unsigned int i;

	for (i = 0; i < config->n_planes; i++) {
		planes[i] = vprime_plane_create(vdev, &config->planes[i]);
		if (IS_ERR(planes[i]))
			return PTR_ERR(planes[i]);
	}
	return 0;
}

static struct drm_plane *find_plane(const struct vprime_config *config,
				    struct drm_plane *const *planes, enum drm_plane_type type,
				    u32 crtc)
{
	unsigned int i;

	for (i = 0; i < config->n_planes; i++) {
		if (config->planes[i].type == type && config->planes[i].possible_crtcs & crtc)
			return planes[i];
	}
	return NULL;
}

static int create_crtcs(struct vprime_device *vdev, struct drm_plane *const *planes)
{
	const struct vprime_config *config = vdev->config;
	struct vprime_output *output;
	unsigned int i;
	int ret;

	for (i = 0; i < config->n_crtcs; i++) {
		output = vdev->outputs[i];
		ret = vprime_composer_init(output);
		if (ret)
			return ret;
		ret = vprime_crtc_init(output,
				       find_plane(config, planes, DRM_PLANE_TYPE_PRIMARY, BIT(i)),
				       find_plane(config, planes, DRM_PLANE_TYPE_CURSOR, BIT(i)));
		if (ret)
			return ret;
		ret = vprime_crc_init(output);
		if (ret)
			return ret;
	}
	return 0;
}

/* Both run on a CRTC at once only if each one's encoder names the other. */
static void make_clones(struct drm_encoder *a, struct drm_encoder *b)
{
	a->possible_clones |= drm_encoder_mask(a) | drm_encoder_mask(b);
	b->possible_clones |= drm_encoder_mask(b) | drm_encoder_mask(a);
}

/* Those that a CRTC can feed it can feed at once. */
static int create_encoders(struct vprime_device *vdev)
{
	const struct vprime_config *config = vdev->config;
	struct drm_encoder **encoders = vdev->encoders;
	struct drm_encoder *encoder;
	unsigned int i, j;

	for (i = 0; i < config->n_encoders; i++) {
		encoder = drmm_plain_encoder_alloc(&vdev->drm, NULL, DRM_MODE_ENCODER_VIRTUAL,
						   NULL);
		if (IS_ERR(encoder))
			return PTR_ERR(encoder);
		encoder->possible_crtcs = config->encoders[i].possible_crtcs;
		encoders[i] = encoder;
		for (j = 0; j <= i; j++) {
			if (encoders[j]->possible_crtcs & encoder->possible_crtcs)
				make_clones(encoder, encoders[j]);
		}
	}
	return 0;
}

/* A CRTC's writeback connectors, which run beside each other and beside any monitor. */
static int create_writebacks(struct vprime_output *output, unsigned int count)
{
	struct drm_encoder *const *encoders = output->vdev->encoders;
	const struct vprime_config *config = output->vdev->config;
	unsigned int i;
	int ret;

	while (output->n_writebacks < count) {
		struct vprime_writeback *writeback = &output->writebacks[output->n_writebacks];

		writeback->output = output;
		ret = vprime_writeback_init(writeback);
		if (ret)
			return ret;
		for (i = 0; i < config->n_encoders; i++) {
			if (encoders[i]->possible_crtcs & drm_crtc_mask(&output->crtc))
				make_clones(&writeback->base.encoder, encoders[i]);
		}
		for (i = 0; i <= output->n_writebacks; i++)
			make_clones(&writeback->base.encoder, &output->writebacks[i].base.encoder);
		output->n_writebacks++;
	}
	return 0;
}

int vprime_outputs_init(struct vprime_device *vdev)
{
	const struct vprime_config *config = vdev->config;
	struct drm_plane *planes[VPRIME_OBJECTS_MAX];
	unsigned int i;
	int ret;

	ret = create_planes(vdev, planes);
	if (ret)
		return ret;
	ret = create_crtcs(vdev, planes);
	if (ret)
		return ret;
	ret = create_encoders(vdev);
	if (ret)
		return ret;
	ret = vprime_properties_create(vdev);
	if (ret)
		return ret;

	for (i = 0; i < config->n_connectors; i++) {
		ret = vprime_connector_add(vdev, i);
		if (ret)
			return ret;
	}
	for (i = 0; i < config->n_crtcs; i++) {
		ret = create_writebacks(vdev->outputs[i], config->crtcs[i].writeback);
		if (ret)
			return ret;
	}
	return 0;
}

/* The core's reset says nothing if there was no memory for a state. */
static bool has_all_states(struct drm_device *dev)
{
	struct drm_connector_list_iter iter;
	struct drm_connector *connector;
	struct drm_plane *plane;
	struct drm_crtc *crtc;
	bool has_all = true;

	drm_for_each_plane(plane, dev)
		has_all &= !!plane->state;
	drm_for_each_crtc(crtc, dev)
		has_all &= !!crtc->state;
	drm_connector_list_iter_begin(dev, &iter);
	drm_for_each_connector_iter(connector, &iter)
		has_all &= !!connector->state;
	drm_connector_list_iter_end(&iter);
	return has_all;
}

int vprime_outputs_reset(struct vprime_device *vdev)
{
	drm_mode_config_reset(&vdev->drm);
	return has_all_states(&vdev->drm) ? 0 : -ENOMEM;
}
