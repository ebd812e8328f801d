// SPDX-License-Identifier: MIT
/* Images on the screen. */

#include <poll.h>
#include <string.h>
#include <time.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "pattern.h"
#include "picture.h"
#include "show.h"

/* What planes have when nobody has changed it. */
static const struct {
	const char *name;
	const char *value;
} plane_enums[] = {
	{ "pixel blend mode", "Pre-multiplied" },
	{ "SCALING_FILTER", "Default" },
	{ "COLOR_ENCODING", "ITU-R BT.709 YCbCr" },
	{ "COLOR_RANGE", "YCbCr limited range" },
};

/* What show_pattern() made last, until it is freed. */
static struct image patterned;

struct image image_new(struct vprime_card *card, uint32_t width, uint32_t height, uint32_t format)
{
	unsigned int bpp = format == DRM_FORMAT_RGB565 ? 16 : 32;
	struct image image;

	igt_assert_eq(vprime_buffer_create(card, width, height, bpp, &image.buffer), 0);
	igt_assert_eq(vprime_buffer_map(image.buffer, NULL), 0);
	igt_assert_eq(vprime_fb_of_buffer(image.buffer, format, &image.fb), 0);

	return image;
}

struct image image_pattern(struct vprime_card *card, uint32_t width, uint32_t height,
			   uint32_t format, uint32_t seed)
{
	struct image image = image_new(card, width, height, format);

	pattern_fill(image.buffer, format, seed);
	return image;
}

void image_free(struct image *image)
{
	if (image->buffer == patterned.buffer)
		patterned = (struct image){ 0 };
	vprime_fb_destroy(image->fb);
	vprime_buffer_destroy(image->buffer);
	image->fb = NULL;
	image->buffer = NULL;
}

drmModeModeInfo mode_make(unsigned int width, unsigned int height, unsigned int refresh)
{
	drmModeModeInfo mode = {
		.hdisplay = width,
		.hsync_start = width + 8,
		.hsync_end = width + 40,
		.htotal = width + 80,
		.vdisplay = height,
		.vsync_start = height + 3,
		.vsync_end = height + 9,
		.vtotal = height + 25,
		.vrefresh = refresh,
		.flags = DRM_MODE_FLAG_PHSYNC | DRM_MODE_FLAG_NVSYNC,
		.type = DRM_MODE_TYPE_USERDEF,
	};

	mode.clock = (mode.htotal * mode.vtotal * refresh + 500) / 1000;
	snprintf(mode.name, sizeof(mode.name), "%ux%u", width, height);
	return mode;
}

double mode_period(const drmModeModeInfo *mode)
{
	return mode->htotal * mode->vtotal / (mode->clock * 1e3);
}

static uint32_t wait_vblank(const struct vprime_card *card, unsigned int count)
{
	drmVBlank vblank = {
		.request = { .type = DRM_VBLANK_RELATIVE, .sequence = count },
	};

	igt_assert_eq(drmWaitVBlank(card->fd, &vblank), 0);
	return vblank.reply.sequence;
}

uint32_t show_vblank(const struct vprime_card *card)
{
	return wait_vblank(card, 0);
}

uint32_t show_wait_vblanks(const struct vprime_card *card, unsigned int count)
{
	return wait_vblank(card, count);
}

double show_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

struct vprime_commit *show_commit(struct vprime_card *card)
{
	struct vprime_commit *commit;

	igt_assert_eq(vprime_commit_create(card, &commit), 0);
	return commit;
}

void show_add_enum(struct vprime_card *card, struct vprime_commit *commit, uint32_t object,
		   const char *name, const char *value)
{
	uint64_t number;

	igt_assert_eq(vprime_property_enum(card, object, name, value, &number), 0);
	vprime_commit_add(commit, object, name, number);
}

void show_apply(struct vprime_commit *commit, uint32_t flags)
{
	igt_assert_eq(vprime_commit_apply(commit, flags, 0), 0);
	vprime_commit_destroy(commit);
}

void show_refused(struct vprime_commit *commit, uint32_t flags, int err)
{
	igt_assert_eq(vprime_commit_test(commit, flags & DRM_MODE_ATOMIC_ALLOW_MODESET), err);
	igt_assert_eq(vprime_commit_apply(commit, flags, 0), err);
	vprime_commit_destroy(commit);
}

static void set_default(struct vprime_commit *commit, struct vprime_card *card,
			uint32_t object, const char *name, uint64_t value)
{
	uint32_t id;

	if (!vprime_property_id(card, object, name, &id))
		vprime_commit_add(commit, object, name, value);
}

static void plane_defaults(struct vprime_commit *commit, struct vprime_card *card,
			   const struct vprime_plane *plane, unsigned int zpos, bool stacked)
{
	uint64_t value;

	set_default(commit, card, plane->id, "rotation", DRM_MODE_ROTATE_0);
	set_default(commit, card, plane->id, "alpha", 0xffff);
	set_default(commit, card, plane->id, "FB_DAMAGE_CLIPS", 0);
	if (plane->type != DRM_PLANE_TYPE_CURSOR && stacked)
		set_default(commit, card, plane->id, "zpos", zpos);

	for (size_t i = 0; i < sizeof(plane_enums) / sizeof(plane_enums[0]); i++) {
		const char *name = plane_enums[i].name;

		if (!vprime_property_enum(card, plane->id, name, plane_enums[i].value, &value))
			vprime_commit_add(commit, plane->id, name, value);
	}
}

void show_defaults(struct vprime_card *card, const struct vprime_output *output)
{
	struct vprime_commit *commit = show_commit(card);
	uint32_t crtc = output->crtc->id;
	unsigned int zpos = 0;

	for (size_t i = 0; i < card->n_planes; i++) {
		if (card->planes[i].possible_crtcs & 1u << output->crtc->index)
			plane_defaults(commit, card, &card->planes[i], zpos++, output->overlay);
	}
	set_default(commit, card, crtc, "DEGAMMA_LUT", 0);
	set_default(commit, card, crtc, "CTM", 0);
	set_default(commit, card, crtc, "GAMMA_LUT", 0);
	set_default(commit, card, crtc, "BACKGROUND_COLOR", 0xffff000000000000);
	set_default(commit, card, output->connector->id, "max bpc", 8);
	show_apply(commit, 0);
}

void show_reset(struct vprime_card *card, const struct vprime_output *output)
{
	igt_assert_eq(vprime_switch_off(card, output), 0);
	show_defaults(card, output);
	while (!vprime_flip_wait(card, 0, 0, NULL))
		;
}

void show_on(struct vprime_card *card, const struct vprime_output *output,
	     const drmModeModeInfo *mode, const struct image *image)
{
	show_reset(card, output);
	igt_assert_eq(vprime_modeset(card, output, mode, image->fb), 0);
}

int show_try_flip(struct vprime_card *card, const struct vprime_output *output,
		  const struct vprime_fb *fb, uint32_t flags, uint64_t user_data)
{
	struct vprime_commit *commit = show_commit(card);
	int err;

	vprime_commit_add_plane(commit, output->primary->id, output->crtc->id, fb, NULL, NULL);
	err = vprime_commit_apply(commit, flags, user_data);
	vprime_commit_destroy(commit);
	return err;
}

int show_fenced_flip(struct vprime_card *card, const struct vprime_output *output,
		     const struct vprime_fb *fb, int *fence)
{
	struct vprime_commit *commit = show_commit(card);
	int err;

	vprime_commit_add_plane(commit, output->primary->id, output->crtc->id, fb, NULL, NULL);
	vprime_commit_add_out_fence(commit, output->crtc->id, fence);
	err = vprime_commit_apply(commit, DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT, 0);
	vprime_commit_destroy(commit);
	return err;
}

void show_start_flip(struct vprime_card *card, const struct vprime_output *output,
		     const struct vprime_fb *fb)
{
	igt_assert_eq(show_try_flip(card, output, fb,
				    DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT, 0), 0);
}

struct vprime_flip show_finish_flip(struct vprime_card *card, const struct vprime_output *output)
{
	struct vprime_flip flip;

	igt_assert_eq(vprime_flip_wait(card, output->crtc->id, 1000, &flip), 0);
	igt_assert_eq_u32(flip.crtc, output->crtc->id);
	return flip;
}

bool show_no_event(const struct vprime_card *card)
{
	struct pollfd readable = { .fd = card->fd, .events = POLLIN };

	return poll(&readable, 1, 0) == 0;
}

double show_flip_time(const struct vprime_flip *flip)
{
	return flip->sec + flip->usec / 1e6;
}

void show_forget(void)
{
	struct image left = patterned;

	if (left.buffer)
		image_free(&left);
}

struct image show_pattern(struct vprime_card *card, const struct vprime_output *output,
			  drmModeModeInfo *mode, unsigned int width, unsigned int height,
			  uint32_t seed)
{
	struct image image;

	show_forget();
	image = image_pattern(card, width, height, DRM_FORMAT_XRGB8888, seed);
	patterned = image;
	*mode = mode_make(width, height, 60);
	show_on(card, output, mode, &image);
	return image;
}

void show_away(struct vprime_card *card, const struct vprime_output *output, struct image *image)
{
	show_reset(card, output);
	image_free(image);
}

struct image show_capture(struct vprime_card *card, const struct vprime_output *output,
			  const drmModeModeInfo *mode, uint32_t format)
{
	struct image image = image_new(card, mode->hdisplay, mode->vdisplay, format);

	/* What is not written stays a colour no test shows. */
	pattern_fill(image.buffer, format, 0xdead);
	igt_assert_eq(vprime_writeback(card, output, image.fb, 10000), 0);
	return image;
}

void show_assert(struct vprime_card *card, const struct vprime_output *output,
		 const drmModeModeInfo *mode, const struct picture *expected,
		 unsigned int tolerance)
{
	struct image written = show_capture(card, output, mode, DRM_FORMAT_XRGB8888);

	picture_assert(expected, written.buffer, DRM_FORMAT_XRGB8888, tolerance);
	image_free(&written);
}
