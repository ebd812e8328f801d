/* SPDX-License-Identifier: GPL-2.0-only */
/* A card with planes that show buffers, as far as the tested functions look at it. */
#ifndef VPRIME_KUNIT_FAKE_H
#define VPRIME_KUNIT_FAKE_H

#include <kunit/test.h>

#include "vprime_bo.h"
#include "vprime_drv.h"

#define FAKE_PLANES 4
#define FAKE_WIDTH 64
#define FAKE_HEIGHT 48
/* The id of plane i is FAKE_ID + i. */
#define FAKE_ID 40

/**
 * struct fake_card - a card that is not registered, and that nobody frees anything of
 * @vdev: the card
 * @crtc: a CRTC that shows all planes
 * @crtc_state: its state, a mode of 640x480
 * @planes: the planes
 * @states: their states: plane i shows all of @fbs[i] at its size, at (0, 0), at zpos i
 * @fbs: framebuffers, XRGB8888
 * @bos: their buffers
 * @pixels: what these have in memory
 */
struct fake_card {
	struct vprime_device vdev;
	struct drm_crtc crtc;
	struct vprime_crtc_state crtc_state;
	struct drm_plane planes[FAKE_PLANES];
	struct vprime_plane_state states[FAKE_PLANES];
	struct vprime_framebuffer fbs[FAKE_PLANES];
	struct vprime_bo bos[FAKE_PLANES];
	u32 pixels[FAKE_PLANES];
};

/**
 * fake_card_create - make a card
 * @test: the test, with which it goes
 *
 * Objects of it have no reference count, as those of a card that is not registered.
 *
 * Context: a test.
 * Return: the card.
 */
struct fake_card *fake_card_create(struct kunit *test);

/**
 * fake_framebuffer - give a framebuffer another format
 * @card: the card
 * @i: which of its framebuffers
 * @format: DRM_FORMAT_* with a single colour plane
 * @offset: of the pixels in the buffer, in bytes
 *
 * Context: a test.
 */
void fake_framebuffer(struct fake_card *card, unsigned int i, u32 format, unsigned int offset);

#endif
