// SPDX-License-Identifier: MIT
/* vprime-pattern: shows pictures that say which they are. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <drm_fourcc.h>

#include "code.h"
#include "common/arguments.h"
#include "libvprime.h"

#define BUFFERS 3
#define BOX 64
#define TIMEOUT 5000

struct arguments {
	const char *device;
	const char *output;
	const char *mode; /* as it was said, or NULL */
	unsigned int width, height, hz; /* of it; 0 Hz: any */
	const char *log;
	uint64_t frames; /* 0: until a signal comes */
	uint64_t hold;
};

/* A picture, and where its box is. */
struct canvas {
	struct vprime_buffer *buffer;
	struct vprime_fb *fb;
	uint32_t box;
};

struct pattern {
	struct vprime_card *card;
	struct vprime_output output;
	drmModeModeInfo mode;
	struct canvas canvases[BUFFERS];
	struct vprime_commit *commit;
	FILE *log;
	unsigned long late;
};

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static void usage(FILE *file)
{
	fputs("Usage: vprime-pattern [OPTION]...\n"
	      "Show pictures that carry a number, a new one each vblank, until a signal comes.\n"
	      "\n"
	      "  -d, --device PATH    card node; default: the first card of the vprime driver\n"
	      "  -o, --output NAME    connector; default: the first connected one\n"
	      "  -m, --mode WxH[@HZ]  mode, one of the connector's; default: its first\n"
	      "  -n, --frames N       end after so many pictures\n"
	      "  -H, --hold N         show each for so many vblanks; default: 1\n"
	      "  -l, --log FILE       write number, vblank, its time and that of the commit (ns) of\n"
	      "                       each picture to FILE (- for standard output)\n"
	      "  -h, --help           show this\n", file);
}

/* -----------------------------------------------------------------------------
 * Drawing
 */

static uint32_t *row(const struct canvas *canvas, uint32_t y)
{
	return (uint32_t *)((uint8_t *)canvas->buffer->map + (size_t)y * canvas->buffer->stride);
}

static uint32_t background(uint32_t x, uint32_t y)
{
	return (x & 0xff) << 16 | (y & 0xff) << 8 | ((x ^ y) >> 3 & 0xff);
}

/* A box of one colour, or what was behind it. */
static void draw_box(const struct canvas *canvas, uint32_t left, bool white)
{
	uint32_t top = canvas->buffer->height / 2;

	for (uint32_t y = top; y < top + BOX && y < canvas->buffer->height; y++) {
		uint32_t *pixels = row(canvas, y);

		for (uint32_t x = left; x < left + BOX && x < canvas->buffer->width; x++)
			pixels[x] = white ? 0xffffff : background(x, y);
	}
}

static void draw(struct canvas *canvas, uint32_t number)
{
	struct code code = { .number = number, .time = now() };
	uint32_t room = canvas->buffer->width > BOX ? canvas->buffer->width - BOX : 1;

	draw_box(canvas, canvas->box, false);
	canvas->box = number * 8 % room;
	draw_box(canvas, canvas->box, true);
	code_draw(&code, canvas->buffer->map, canvas->buffer->stride);
}

static int create_canvas(struct pattern *pattern, struct canvas *canvas)
{
	int ret = vprime_buffer_create(pattern->card, pattern->mode.hdisplay,
				       pattern->mode.vdisplay, 32, &canvas->buffer);

	if (!ret)
		ret = vprime_buffer_map(canvas->buffer, NULL);
	if (!ret)
		ret = vprime_fb_of_buffer(canvas->buffer, DRM_FORMAT_XRGB8888, &canvas->fb);
	if (ret)
		return ret;
	for (uint32_t y = 0; y < canvas->buffer->height; y++) {
		uint32_t *pixels = row(canvas, y);

		for (uint32_t x = 0; x < canvas->buffer->width; x++)
			pixels[x] = background(x, y);
	}
	return 0;
}

/* -----------------------------------------------------------------------------
 * Showing
 */

static int flip(struct pattern *pattern, const struct canvas *canvas, uint32_t number,
		struct vprime_flip *done)
{
	uint32_t crtc = pattern->output.crtc->id;
	int ret;

	vprime_commit_reset(pattern->commit);
	vprime_commit_add_plane(pattern->commit, pattern->output.primary->id, crtc, canvas->fb,
				NULL, NULL);
	ret = vprime_commit_apply(pattern->commit,
				  DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT, number);
	return ret ? ret : vprime_flip_wait(pattern->card, crtc, TIMEOUT, done);
}

static int show(struct pattern *pattern, const struct arguments *arguments)
{
	uint32_t last = 0;

	/* the number of a picture is that of its flip; 0 came with the modeset */
	for (uint32_t number = 1; !stopped && (!arguments->frames || number <= arguments->frames);
	     number++) {
		struct canvas *canvas = &pattern->canvases[number % BUFFERS];
		struct vprime_flip done = { 0 };
		uint64_t committed;
		int ret;

		draw(canvas, number);
		committed = now();
		ret = flip(pattern, canvas, number, &done);
		if (ret)
			return ret;
		if (number > 1 && done.sequence - last != arguments->hold)
			pattern->late++;
		last = done.sequence;
		if (pattern->log)
			fprintf(pattern->log, "%u\t%u\t%llu\t%llu\n", number, done.sequence,
				done.sec * 1000000000ull + done.usec * 1000ull,
				(unsigned long long)committed);
		for (uint64_t i = 1; i < arguments->hold && !stopped; i++) {
			ret = flip(pattern, canvas, number, &done);
			if (ret)
				return ret;
		}
	}
	return 0;
}

/* Complains, and returns @error, a negative errno. */
static int fail(const char *what, const char *name, const char *why, int error)
{
	fprintf(stderr, "vprime-pattern: %s%s%s: %s\n", what, name ? " " : "", name ? name : "",
		why ? why : strerror(-error));
	return error;
}

static int choose_mode(struct pattern *pattern, const struct arguments *arguments)
{
	const struct vprime_connector *connector = pattern->output.connector;

	for (size_t i = 0; i < connector->n_modes; i++) {
		const drmModeModeInfo *mode = &connector->modes[i];

		if (arguments->mode &&
		    (mode->hdisplay != arguments->width || mode->vdisplay != arguments->height ||
		     (arguments->hz && mode->vrefresh != arguments->hz)))
			continue;
		if (mode->hdisplay < CODE_WIDTH || mode->vdisplay < CODE_HEIGHT)
			return fail("mode", mode->name, "is too small for the number of a picture",
				    -EINVAL);
		pattern->mode = *mode;
		return 0;
	}
	return fail("mode", arguments->mode, "the connector has no such mode", -ENOENT);
}

/* Complains of what does not work. */
static int run(struct pattern *pattern, const struct arguments *arguments)
{
	int ret;

	ret = vprime_output_find(pattern->card, arguments->output, &pattern->output);
	if (ret)
		return fail("output", arguments->output, NULL, ret);
	ret = choose_mode(pattern, arguments);
	if (ret)
		return ret;
	for (int i = 0; !ret && i < BUFFERS; i++)
		ret = create_canvas(pattern, &pattern->canvases[i]);
	if (!ret)
		ret = vprime_commit_create(pattern->card, &pattern->commit);
	if (ret)
		return fail("buffer", NULL, NULL, ret);
	draw(&pattern->canvases[0], 0);
	ret = vprime_modeset(pattern->card, &pattern->output, &pattern->mode,
			     pattern->canvases[0].fb);
	if (ret)
		return fail("modeset", pattern->output.connector->name, NULL, ret);
	ret = show(pattern, arguments);
	if (stopped && ret == -EINTR)
		ret = 0;
	if (ret)
		fail("flip", pattern->output.connector->name, NULL, ret);
	vprime_switch_off(pattern->card, &pattern->output);
	return ret;
}

static int close_log(struct pattern *pattern, const char *path)
{
	bool failed = ferror(pattern->log);

	if (pattern->log == stdout ? fflush(stdout) : fclose(pattern->log))
		failed = true;
	return failed ? fail(path, NULL, "cannot be written", -EIO) : 0;
}

static void release(struct pattern *pattern)
{
	vprime_commit_destroy(pattern->commit);
	for (int i = 0; i < BUFFERS; i++) {
		vprime_fb_destroy(pattern->canvases[i].fb);
		vprime_buffer_destroy(pattern->canvases[i].buffer);
	}
	vprime_close(pattern->card);
}

static bool parse_mode(const char *text, struct arguments *arguments)
{
	char width[6], height[6], hz[6] = "0";
	int end = 0, more = 0;

	if (sscanf(text, "%5[0-9]x%5[0-9]%n", width, height, &end) != 2)
		return false;
	if (text[end] == '@' && sscanf(text + end, "@%5[0-9]%n", hz, &more) != 1)
		return false;
	arguments->mode = text;
	arguments->width = atoi(width);
	arguments->height = atoi(height);
	arguments->hz = atoi(hz);
	return !text[end + more];
}

/* Returns -1 to go on, or the exit status. */
static int parse(int argc, char **argv, struct arguments *arguments)
{
	static const struct option options[] = {
		{ "device", required_argument, NULL, 'd' },
		{ "output", required_argument, NULL, 'o' },
		{ "mode", required_argument, NULL, 'm' },
		{ "frames", required_argument, NULL, 'n' },
		{ "hold", required_argument, NULL, 'H' },
		{ "log", required_argument, NULL, 'l' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "d:o:m:n:H:l:h", options, NULL)) != -1) {
		switch (option) {
		case 'd':
			arguments->device = optarg;
			break;
		case 'o':
			arguments->output = optarg;
			break;
		case 'm':
			if (!parse_mode(optarg, arguments))
				return wrong_usage("no mode such as 1280x720@60", optarg);
			break;
		case 'n':
			if (!parse_number(optarg, 1, UINT32_MAX, &arguments->frames))
				return wrong_usage("no number of pictures", optarg);
			break;
		case 'H':
			if (!parse_number(optarg, 1, UINT32_MAX, &arguments->hold))
				return wrong_usage("no number of vblanks", optarg);
			break;
		case 'l':
			arguments->log = optarg;
			break;
		case 'h':
			usage(stdout);
			return EXIT_SUCCESS;
		default:
			return wrong_usage(NULL, NULL);
		}
	}
	return optind < argc ? wrong_usage("what is that", argv[optind]) : -1;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = stop };
	struct arguments arguments = { .hold = 1 };
	struct pattern pattern = { 0 };
	int ret;

	ret = parse(argc, argv, &arguments);
	if (ret >= 0)
		return ret;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);

	if (arguments.log) {
		pattern.log = strcmp(arguments.log, "-") ? fopen(arguments.log, "we") : stdout;
		if (!pattern.log) {
			fprintf(stderr, "vprime-pattern: %s: %s\n", arguments.log, strerror(errno));
			return EXIT_FAILURE;
		}
	}
	ret = arguments.device ? vprime_open_path(arguments.device, &pattern.card) :
				 vprime_open(NULL, 0, &pattern.card);
	ret = ret ? fail("card", arguments.device, NULL, ret) : run(&pattern, &arguments);
	if (pattern.late)
		fprintf(stderr, "vprime-pattern: %lu pictures came late\n", pattern.late);
	release(&pattern);
	if (pattern.log && close_log(&pattern, arguments.log))
		ret = -EIO;
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}
