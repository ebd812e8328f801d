// SPDX-License-Identifier: MIT
/* What the examples have in common. */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "example.h"

void must(int ret, const char *step)
{
	if (ret >= 0)
		return;
	fprintf(stderr, "%s: %s: %s\n", program_invocation_short_name, step, strerror(-ret));
	exit(EXIT_FAILURE);
}

void must_errno(int ret, const char *step)
{
	must(ret < 0 ? -errno : 0, step);
}

void draw(void *pixels, uint32_t stride)
{
	for (uint32_t y = 0; y < HEIGHT; y++) {
		uint32_t *row = (uint32_t *)((char *)pixels + (size_t)y * stride);

		for (uint32_t x = 0; x < WIDTH; x++)
			row[x] = (x * 255 / WIDTH) << 16 | (y * 255 / HEIGHT) << 8 |
				 ((x * 3 ^ y * 5) & 0xff);
	}
}

void screen_open(struct screen *screen)
{
	const struct vprime_connector *connector;

	must(vprime_open("vprime", 0, &screen->card), "open the card");
	must(vprime_output_find(screen->card, NULL, &screen->output), "find an output");
	connector = screen->output.connector;
	for (size_t i = 0; i < connector->n_modes; i++) {
		screen->mode = connector->modes[i];
		if (screen->mode.hdisplay == WIDTH && screen->mode.vdisplay == HEIGHT)
			return;
	}
	must(-ENOENT, "find a mode");
}

void screen_close(struct screen *screen)
{
	vprime_switch_off(screen->card, &screen->output);
	vprime_close(screen->card);
}

struct vprime_fb *screen_import(struct screen *screen, int dmabuf, uint32_t stride)
{
	struct vprime_buffer *buffer;
	struct vprime_fb *fb;

	must(vprime_buffer_import(screen->card, dmabuf, &buffer), "import");
	/* a dma-buf is bytes; what they mean is between those who share it */
	buffer->width = WIDTH;
	buffer->height = HEIGHT;
	buffer->stride = stride;
	must(vprime_fb_of_buffer(buffer, DRM_FORMAT_XRGB8888, &fb), "make a framebuffer");
	/* the framebuffer keeps the memory, the handle is not needed any more */
	vprime_buffer_destroy(buffer);
	return fb;
}

void screen_show(struct screen *screen, const struct vprime_fb *fb)
{
	must(vprime_modeset(screen->card, &screen->output, &screen->mode, fb), "show");
}

bool enter_pressed(bool wait)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&input, 1, wait ? -1 : 0) != 0;
}

/* Between the driver's tracepoints, where traced wants it. */
static void mark(const char *line)
{
	const char *path = getenv("TRACE_MARKER");
	int marker = path ? open(path, O_WRONLY | O_CLOEXEC) : -1;

	if (marker < 0)
		return;
	if (write(marker, line, strlen(line)) < 0)
		perror(path);
	close(marker);
}

static void wait_for_line(void)
{
	char key = 0;

	while (key != '\n' && read(STDIN_FILENO, &key, 1) == 1)
		;
}

void say(const char *format, ...)
{
	va_list arguments;
	char line[256];

	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	puts(line);
	fflush(stdout);
	mark(line);
	if (getenv("STEP"))
		wait_for_line();
}
