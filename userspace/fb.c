// SPDX-License-Identifier: MIT
/* Framebuffers. */
#include <errno.h>
#include <stdlib.h>

#include <drm_fourcc.h>

#include "private.h"

int vprime_fb_create(struct vprime_card *card, const struct vprime_fb_layout *layout,
		     struct vprime_fb **fb)
{
	bool explicit = layout->modifier != DRM_FORMAT_MOD_INVALID;
	uint64_t modifiers[4] = { 0 };
	struct vprime_fb *new;
	int ret;

	new = calloc(1, sizeof(*new));
	if (!new)
		return -ENOMEM;
	for (int i = 0; i < 4; i++) {
		/* The kernel wants 0 for planes that are not there. */
		if (layout->handles[i] && explicit)
			modifiers[i] = layout->modifier;
	}
	ret = drmModeAddFB2WithModifiers(card->fd, layout->width, layout->height, layout->format,
					 layout->handles, layout->strides, layout->offsets,
					 explicit ? modifiers : NULL, &new->id,
					 explicit ? DRM_MODE_FB_MODIFIERS : 0);
	if (ret) {
		free(new);
		return ret;
	}
	new->card = card;
	new->width = layout->width;
	new->height = layout->height;
	new->format = layout->format;
	*fb = new;
	return 0;
}

int vprime_fb_of_buffer(struct vprime_buffer *buffer, uint32_t format, struct vprime_fb **fb)
{
	struct vprime_fb_layout layout = {
		.width = buffer->width,
		.height = buffer->height,
		.format = format,
		.modifier = DRM_FORMAT_MOD_LINEAR,
		.handles = { buffer->handle },
		.strides = { buffer->stride },
	};

	return vprime_fb_create(buffer->card, &layout, fb);
}

void vprime_fb_destroy(struct vprime_fb *fb)
{
	if (!fb)
		return;
	drmModeRmFB(fb->card->fd, fb->id);
	free(fb);
}
