// SPDX-License-Identifier: GPL-2.0-only
/* A card with planes that show buffers, as far as the tested functions look at it. */

#include <drm/drm_blend.h>
#include <drm/drm_fourcc.h>

#include "fake.h"

void fake_framebuffer(struct fake_card *card, unsigned int i, u32 format, unsigned int offset)
{
	struct drm_framebuffer *fb = &card->fbs[i].base;

	fb->dev = &card->vdev.drm;
	fb->format = drm_format_info(format);
	fb->width = FAKE_WIDTH;
	fb->height = FAKE_HEIGHT;
	fb->pitches[0] = FAKE_WIDTH * fb->format->cpp[0];
	fb->offsets[0] = offset;
	fb->obj[0] = &card->bos[i].shmem.base;
}

static void fake_plane(struct fake_card *card, unsigned int i)
{
	struct drm_plane *plane = &card->planes[i];
	struct drm_plane_state *state = &card->states[i].base;

	plane->dev = &card->vdev.drm;
	plane->base.id = FAKE_ID + i;
	plane->index = i;
	plane->state = state;
	list_add_tail(&plane->head, &card->vdev.drm.mode_config.plane_list);
	card->vdev.drm.mode_config.num_total_plane++;

	state->plane = plane;
	state->crtc = &card->crtc;
	state->fb = &card->fbs[i].base;
	state->src_w = FAKE_WIDTH << 16;
	state->src_h = FAKE_HEIGHT << 16;
	state->crtc_w = FAKE_WIDTH;
	state->crtc_h = FAKE_HEIGHT;
	state->rotation = DRM_MODE_ROTATE_0;
	state->alpha = DRM_BLEND_ALPHA_OPAQUE;
	state->zpos = i;
	state->visible = true;
}

struct fake_card *fake_card_create(struct kunit *test)
{
	struct fake_card *card = kunit_kzalloc(test, sizeof(*card), GFP_KERNEL);
	struct vprime_device *vdev;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, card);
	vdev = &card->vdev;
	kref_init(&vdev->drm.ref);
	INIT_LIST_HEAD(&vdev->drm.mode_config.plane_list);
	INIT_LIST_HEAD(&vdev->buffers);
	mutex_init(&vdev->buffers_lock);

	card->crtc.dev = &vdev->drm;
	card->crtc.state = &card->crtc_state.base;
	card->crtc_state.base.crtc = &card->crtc;
	card->crtc_state.base.mode.hdisplay = 640;
	card->crtc_state.base.mode.vdisplay = 480;
	card->crtc_state.base.plane_mask = BIT(FAKE_PLANES) - 1;
	card->crtc_state.bpc = 8;

	for (i = 0; i < FAKE_PLANES; i++) {
		card->bos[i].shmem.base.dev = &vdev->drm;
		iosys_map_set_vaddr(&card->bos[i].map, &card->pixels[i]);
		vprime_ledger_init(&card->bos[i].ledger);
		fake_framebuffer(card, i, DRM_FORMAT_XRGB8888, 0);
		fake_plane(card, i);
	}
	return card;
}
