// SPDX-License-Identifier: MIT
/* vprime-shot: a picture of what an output shows. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "common/arguments.h"
#include "shot.h"

#define VIDEO_MAJOR 81

enum way {
	WAY_ANY,
	WAY_MONITOR,
	WAY_WRITEBACK,
};

struct arguments {
	const char *device;
	const char *output;
	const struct shot_format *format;
	enum way way;
	int timeout;
	bool raw;
	bool list;
	const char *file;
};

static void usage(FILE *file)
{
	const struct shot_format *format;

	fputs("Usage: vprime-shot [OPTION]... FILE\n"
	      "       vprime-shot [-d DEVICE] --list\n"
	      "Write a picture of what an output shows to FILE (PNG; - for standard output).\n"
	      "\n"
	      "  -d, --device PATH    card node, or video node of a monitor; default: the first card\n"
	      "                       of the vprime driver\n"
	      "  -o, --output NAME    connector, as Virtual-1; default: the first that is on\n"
	      "  -F, --from WAY       monitor (its V4L2 device), or writeback (as DRM master, or over\n"
	      "                       the head of who is); default: the monitor if that can be had\n"
	      "  -r, --raw            the bytes of the pixels, row by row, and no PNG\n"
	      "  -f, --format FORMAT  what the card writes:", file);
	for (size_t i = 0; (format = shot_format_get(i)); i++)
		fprintf(file, " %s%s", format->name, i ? "" : " (default)");
	fputs("\n"
	      "  -t, --timeout MS     how long to wait for the frame; default: 5000\n"
	      "  -l, --list           list the outputs\n"
	      "  -h, --help           show this\n", file);
}

static bool take_way(const char *name, enum way *way)
{
	if (!strcmp(name, "monitor"))
		*way = WAY_MONITOR;
	else if (!strcmp(name, "writeback"))
		*way = WAY_WRITEBACK;
	else
		return false;
	return true;
}

/* Returns -1 to go on, or the exit status. */
static int parse(int argc, char **argv, struct arguments *arguments)
{
	static const struct option options[] = {
		{ "device", required_argument, NULL, 'd' },
		{ "output", required_argument, NULL, 'o' },
		{ "format", required_argument, NULL, 'f' },
		{ "from", required_argument, NULL, 'F' },
		{ "raw", no_argument, NULL, 'r' },
		{ "timeout", required_argument, NULL, 't' },
		{ "list", no_argument, NULL, 'l' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	uint64_t number;
	int option;

	while ((option = getopt_long(argc, argv, "d:o:f:F:rt:lh", options, NULL)) != -1) {
		switch (option) {
		case 'd':
			arguments->device = optarg;
			break;
		case 'o':
			arguments->output = optarg;
			break;
		case 'f':
			arguments->format = shot_format_find(optarg);
			if (!arguments->format)
				return wrong_usage("unknown format", optarg);
			break;
		case 'F':
			if (!take_way(optarg, &arguments->way))
				return wrong_usage("neither monitor nor writeback", optarg);
			break;
		case 'r':
			arguments->raw = true;
			break;
		case 't':
			if (!parse_number(optarg, 0, INT_MAX, &number))
				return wrong_usage("no time in milliseconds", optarg);
			arguments->timeout = number;
			break;
		case 'l':
			arguments->list = true;
			break;
		case 'h':
			usage(stdout);
			return EXIT_SUCCESS;
		default:
			return wrong_usage(NULL, NULL);
		}
	}
	if (argc - optind != !arguments->list)
		return wrong_usage(arguments->list ? "--list takes no file" : "one file is needed", NULL);
	arguments->file = argv[optind];
	return -1;
}

static void list_output(struct vprime_card *card, const struct vprime_connector *connector)
{
	struct vprime_output output;
	drmModeCrtc *crtc = NULL;
	uint64_t active;

	printf("%s %s", connector->name, connector->connected ? "connected" : "disconnected");
	if (vprime_output_find(card, connector->name, &output)) {
		puts("");
		return;
	}
	if (!vprime_property_get(card, output.crtc->id, "ACTIVE", &active) && active)
		crtc = drmModeGetCrtc(card->fd, output.crtc->id);
	if (crtc && crtc->mode_valid)
		printf(" %ux%u@%u", crtc->mode.hdisplay, crtc->mode.vdisplay, crtc->mode.vrefresh);
	else
		printf(" off");
	printf(" %s\n", output.writeback ? output.writeback->name : "no-writeback");
	drmModeFreeCrtc(crtc);
}

static int list(struct vprime_card *card)
{
	for (size_t i = 0; i < card->n_connectors; i++) {
		if (!card->connectors[i].writeback)
			list_output(card, &card->connectors[i]);
	}
	return EXIT_SUCCESS;
}

/* Leave nothing behind that looks like a picture; but never remove a device. */
static void remove_file(const char *path)
{
	struct stat info;

	if (!lstat(path, &info) && S_ISREG(info.st_mode))
		unlink(path);
}

static int write_file(const struct shot_picture *picture, const char *path, bool raw)
{
	bool standard = !strcmp(path, "-");
	FILE *file = standard ? stdout : fopen(path, "we");
	int ret;

	if (!file) {
		ret = -errno;
	} else {
		ret = raw ? shot_write_raw(picture, file) : shot_write_png(picture, file);
		if (fclose(file) && !ret)
			ret = -errno;
		if (ret && !standard)
			remove_file(path);
	}
	if (ret)
		fprintf(stderr, "vprime-shot: %s: %s\n", path, strerror(-ret));
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}

/* Whether it was taken; if not, another way may do. */
static bool shoot_monitor(const struct arguments *arguments, struct shot_picture *picture)
{
	bool quiet = arguments->way == WAY_ANY;
	int ret = shot_watch(arguments->device, arguments->output, arguments->format,
			     arguments->timeout, quiet, picture);

	if (ret == -ENOENT && !quiet)
		fprintf(stderr, "vprime-shot: %s: no such monitor; is vprime_monitor loaded?\n",
			arguments->device ? arguments->device :
			arguments->output ? arguments->output : "any output");
	return !ret;
}

static bool is_video_node(const char *path)
{
	struct stat info;

	return !stat(path, &info) && S_ISCHR(info.st_mode) && major(info.st_rdev) == VIDEO_MAJOR;
}

static int open_card(const struct arguments *arguments, struct vprime_card **card)
{
	int ret;

	ret = arguments->device ? vprime_open_path(arguments->device, card) :
				  vprime_open(NULL, 0, card);
	if (ret) {
		fprintf(stderr, "vprime-shot: %s: %s\n",
			arguments->device ? arguments->device : "vprime card", strerror(-ret));
		return ret;
	}
	/* Who opens a card that nobody uses is its master. Do not keep a display server out. */
	drmDropMaster((*card)->fd);
	return 0;
}

static int shoot(const struct arguments *arguments)
{
	struct vprime_card *card = NULL;
	struct shot_picture picture;
	int status;

	if (arguments->way == WAY_WRITEBACK || !shoot_monitor(arguments, &picture)) {
		if (arguments->way == WAY_MONITOR || open_card(arguments, &card))
			return EXIT_FAILURE;
		if (shot_capture(card, arguments->output, arguments->format, arguments->timeout,
				 &picture)) {
			vprime_close(card);
			return EXIT_FAILURE;
		}
	}
	status = write_file(&picture, arguments->file, arguments->raw);
	shot_release(&picture);
	vprime_close(card);
	return status;
}

int main(int argc, char **argv)
{
	struct arguments arguments = { .format = shot_format_get(0), .timeout = 5000 };
	struct vprime_card *card;
	int status;

	status = parse(argc, argv, &arguments);
	if (status >= 0)
		return status;
	/* who names a monitor wants to know why it cannot be had */
	if (arguments.way == WAY_ANY && arguments.device && is_video_node(arguments.device))
		arguments.way = WAY_MONITOR;
	if (!arguments.list)
		return shoot(&arguments);
	if (open_card(&arguments, &card))
		return EXIT_FAILURE;
	status = list(card);
	vprime_close(card);
	return status;
}
