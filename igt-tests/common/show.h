/* SPDX-License-Identifier: MIT */
/* Images on the screen: how to get them there and how to read back what is shown. */
#ifndef COMMON_SHOW_H
#define COMMON_SHOW_H

#include "libvprime.h"

struct picture;

/**
 * struct image - a buffer that can be shown
 * @buffer: the buffer, mapped
 * @fb: a framebuffer of all of it
 */
struct image {
	struct vprime_buffer *buffer;
	struct vprime_fb *fb;
};

/**
 * image_new - a new image
 * @card: the card
 * @width: in pixels
 * @height: in pixels
 * @format: DRM_FORMAT_*, of 32 bits or RGB565
 */
struct image image_new(struct vprime_card *card, uint32_t width, uint32_t height, uint32_t format);

/** image_pattern - a new image with pattern_fill() */
struct image image_pattern(struct vprime_card *card, uint32_t width, uint32_t height,
			   uint32_t format, uint32_t seed);

/** image_free - free an image; as the kernel has it, a plane that shows it goes off */
void image_free(struct image *image);

/**
 * mode_make - a mode
 * @width: in pixels
 * @height: in pixels
 * @refresh: frames a second
 *
 * Return: the mode; its rate is @refresh but for the rounding of the clock to 1 kHz.
 */
drmModeModeInfo mode_make(unsigned int width, unsigned int height, unsigned int refresh);

/** mode_period - how long a frame of a mode takes, in seconds */
double mode_period(const drmModeModeInfo *mode);

/** show_vblank - number of the last vblank */
uint32_t show_vblank(const struct vprime_card *card);

/** show_wait_vblanks - wait for some vblanks; returns the number of the last one */
uint32_t show_wait_vblanks(const struct vprime_card *card, unsigned int count);

/** show_now - CLOCK_MONOTONIC in seconds */
double show_now(void);

/** show_commit - an empty commit */
struct vprime_commit *show_commit(struct vprime_card *card);

/** show_add_enum - add a property of an object by the name of its value */
void show_add_enum(struct vprime_card *card, struct vprime_commit *commit, uint32_t object,
		   const char *name, const char *value);

/** show_apply - apply a commit, which has to work, and free it */
void show_apply(struct vprime_commit *commit, uint32_t flags);

/** show_refused - apply a commit, which has to fail with @err, and free it */
void show_refused(struct vprime_commit *commit, uint32_t flags, int err);

/** show_defaults - give planes, CRTC and monitor the property values they had at first */
void show_defaults(struct vprime_card *card, const struct vprime_output *output);

/** show_reset - switch everything off and to defaults, whatever the subtest before left */
void show_reset(struct vprime_card *card, const struct vprime_output *output);

/** show_on - reset, then switch on with one image on the primary plane */
void show_on(struct vprime_card *card, const struct vprime_output *output,
	     const drmModeModeInfo *mode, const struct image *image);

/** show_try_flip - commit an image for the primary plane; returns 0 or a negative errno */
int show_try_flip(struct vprime_card *card, const struct vprime_output *output,
		  const struct vprime_fb *fb, uint32_t flags, uint64_t user_data);

/**
 * show_fenced_flip - start a flip with an out-fence
 * @card: the card
 * @output: the output
 * @fb: what the primary plane is to show
 * @fence: set to the fence, to be closed, or to -1
 *
 * Return: 0 or a negative errno.
 */
int show_fenced_flip(struct vprime_card *card, const struct vprime_output *output,
		     const struct vprime_fb *fb, int *fence);

/** show_start_flip - start a flip, which has to work, with an event */
void show_start_flip(struct vprime_card *card, const struct vprime_output *output,
		     const struct vprime_fb *fb);

/** show_finish_flip - wait for the event of a flip that has been started */
struct vprime_flip show_finish_flip(struct vprime_card *card, const struct vprime_output *output);

/** show_no_event - is there no event to be read? */
bool show_no_event(const struct vprime_card *card);

/** show_flip_time - when a flip was, in seconds of show_now() */
double show_flip_time(const struct vprime_flip *flip);

/**
 * show_pattern - reset, then switch on with a pattern that fills the screen
 * @card: the card
 * @output: the output
 * @mode: where to put its mode, of 60 Hz
 * @width: in pixels
 * @height: in pixels
 * @seed: of pattern_fill()
 *
 * Return: the image, in XRGB8888.
 */
struct image show_pattern(struct vprime_card *card, const struct vprime_output *output,
			  drmModeModeInfo *mode, unsigned int width, unsigned int height,
			  uint32_t seed);

/**
 * show_forget - free what a subtest that failed has left of show_pattern(), which else does it
 *
 * To be called before the card is closed: what is mapped holds its node open.
 */
void show_forget(void);

/** show_away - reset, and free what was shown */
void show_away(struct vprime_card *card, const struct vprime_output *output, struct image *image);

/**
 * show_capture - what is on the screen, by writeback
 * @card: the card
 * @output: the output, on
 * @mode: its mode
 * @format: DRM_FORMAT_* to write
 *
 * Return: an image as big as the mode.
 */
struct image show_capture(struct vprime_card *card, const struct vprime_output *output,
			  const drmModeModeInfo *mode, uint32_t format);

/**
 * show_assert - fail unless the screen shows a picture
 * @card: the card
 * @output: the output, on
 * @mode: its mode
 * @expected: the picture
 * @tolerance: as for picture_assert()
 */
void show_assert(struct vprime_card *card, const struct vprime_output *output,
		 const drmModeModeInfo *mode, const struct picture *expected,
		 unsigned int tolerance);

#endif
