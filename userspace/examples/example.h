/* SPDX-License-Identifier: MIT */
/* What the examples have in common, so that each of them is about one thing. */
#ifndef EXAMPLE_H
#define EXAMPLE_H

#include "libvprime.h"

/* All pictures here: 32 bits a pixel, XRGB8888. */
#define WIDTH 640
#define HEIGHT 480

/* End the program with a message unless @ret, 0 or a negative errno, says that @step went well. */
void must(int ret, const char *step);

/* The same for what returns -1 and sets errno. */
void must_errno(int ret, const char *step);

/* A picture in which no two rows or columns are alike. */
void draw(void *pixels, uint32_t stride);

/* A screen of WIDTH x HEIGHT: the first output of the first vprime card. */
struct screen {
	struct vprime_card *card;
	struct vprime_output output;
	drmModeModeInfo mode;
};

void screen_open(struct screen *screen);
void screen_close(struct screen *screen);

/* A framebuffer of WIDTH x HEIGHT in somebody else's memory, which is not copied. */
struct vprime_fb *screen_import(struct screen *screen, int dmabuf, uint32_t stride);

/* Show a framebuffer; returns when the monitor does. */
void screen_show(struct screen *screen, const struct vprime_fb *fb);

/* Whether Enter has been pressed (or standard input has ended); waits for it if asked to. */
bool enter_pressed(bool wait);

/*
 * Say what has been done. With TRACE_MARKER in the environment it is written to that file, too;
 * with STEP the program waits for Enter then, so that one can look around.
 */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
