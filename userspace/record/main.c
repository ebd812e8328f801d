// SPDX-License-Identifier: MIT
/* vprime-record: a film of what an output shows. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/arguments.h"
#include "record.h"
#include "recording.h"
#include "video.h"

static void stop(int signal)
{
	(void)signal;
	recording_stop();
}

/* -----------------------------------------------------------------------------
 * Arguments
 */

static void usage(FILE *file)
{
	const struct record_format *format;

	fputs("Usage: vprime-record [OPTION]... FILE [-- FFMPEG-ARGUMENT...]\n"
	      "       vprime-record --check FILE.y4m\n"
	      "       vprime-record --list\n"
	      "Record what an output shows, through the V4L2 device of its monitor. A FILE that ends\n"
	      "in .y4m or .raw is written as such, - is standard output, any other is ffmpeg's.\n"
	      "\n"
	      "  -d, --device NAME      /dev/videoN, a card's node, or its device as vprime.0;\n"
	      "                         default: any\n"
	      "  -o, --output NAME      connector; default: the first that is on\n"
	      "  -f, --format FORMAT    ", file);
	for (size_t i = 0; (format = record_format_at(i)); i++)
		fprintf(file, "%s%s", i ? ", " : "", format->name);
	fputs(";\n"
	      "                         default: nv12, or xrgb8888 for raw\n"
	      "  -c, --container KIND   y4m, raw or ffmpeg, whatever the name of FILE\n"
	      "  -n, --frames N         end after so many pictures\n"
	      "  -t, --time SECONDS     end after so long\n"
	      "  -b, --buffers N        how many pictures may wait to be written; default: 6\n"
	      "  -v, --verify           name each picture that was dropped or repeated\n"
	      "  -l, --log FILE         write vblank, time, time had, digest and number of each\n"
	      "                         picture to FILE\n"
	      "  -p, --progress         say how far it is, even if standard error is no terminal\n"
	      "      --check            name the pictures of vprime-pattern that FILE.y4m lacks or\n"
	      "                         has twice\n"
	      "      --list             list the monitors\n"
	      "  -h, --help             show this\n", file);
}

static bool seconds_of(const char *text, uint64_t *ns)
{
	char *end;
	double seconds = strtod(text, &end);

	if (end == text || *end || !(seconds > 0) || seconds > 1e9)
		return false;
	*ns = seconds * 1e9;
	return true;
}

enum { OPTION_CHECK = 256, OPTION_LIST };

static const struct option options[] = {
	{ "device", required_argument, NULL, 'd' },
	{ "output", required_argument, NULL, 'o' },
	{ "format", required_argument, NULL, 'f' },
	{ "container", required_argument, NULL, 'c' },
	{ "frames", required_argument, NULL, 'n' },
	{ "time", required_argument, NULL, 't' },
	{ "buffers", required_argument, NULL, 'b' },
	{ "verify", no_argument, NULL, 'v' },
	{ "log", required_argument, NULL, 'l' },
	{ "progress", no_argument, NULL, 'p' },
	{ "check", no_argument, NULL, OPTION_CHECK },
	{ "list", no_argument, NULL, OPTION_LIST },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

/* Returns -1 to go on, or the exit status. */
static int take_option(int option, struct arguments *arguments)
{
	switch (option) {
	case 'd':
		arguments->device = optarg;
		return -1;
	case 'o':
		arguments->output = optarg;
		return -1;
	case 'f':
		arguments->format = optarg;
		return record_format_find(optarg) ? -1 : wrong_usage("unknown format", optarg);
	case 'c':
		arguments->container = optarg;
		return !strcmp(optarg, "y4m") || !strcmp(optarg, "raw") ||
		       !strcmp(optarg, "ffmpeg") ? -1 : wrong_usage("unknown container", optarg);
	case 'n':
		return parse_number(optarg, 1, UINT64_MAX, &arguments->frames) ? -1 :
			wrong_usage("no number of pictures", optarg);
	case 't':
		return seconds_of(optarg, &arguments->duration) ? -1 :
			wrong_usage("no time in seconds", optarg);
	case 'b':
		return parse_number(optarg, 2, VIDEO_BUFFERS_MAX, &arguments->buffers) ? -1 :
			wrong_usage("no number of buffers from 2 to 32", optarg);
	case 'v':
		arguments->verify = true;
		return -1;
	case 'l':
		arguments->log = optarg;
		return -1;
	case 'p':
		arguments->progress = true;
		return -1;
	case OPTION_CHECK:
		arguments->check = true;
		return -1;
	case OPTION_LIST:
		arguments->list = true;
		return -1;
	case 'h':
		usage(stdout);
		return EXIT_SUCCESS;
	default:
		return wrong_usage(NULL, NULL);
	}
}

static int parse(int argc, char **argv, struct arguments *arguments)
{
	int option, status;

	while ((option = getopt_long(argc, argv, "+d:o:f:c:n:t:b:vl:ph", options, NULL)) != -1) {
		status = take_option(option, arguments);
		if (status >= 0)
			return status;
	}
	if (arguments->list)
		return optind < argc ? wrong_usage("--list takes no file", NULL) : -1;
	if (optind == argc)
		return wrong_usage("one file is needed", NULL);
	arguments->file = argv[optind++];
	if (optind < argc && strcmp(argv[optind], "--"))
		return wrong_usage("what is that", argv[optind]);
	if (optind < argc)
		arguments->ffmpeg = argv + optind + 1;
	return -1;
}

static int list(void)
{
	struct video_monitor *monitors;
	int n = video_list(NULL, &monitors);

	for (int i = 0; i < n; i++) {
		struct v4l2_dv_timings timings;
		struct video video;
		int ret = video_open(monitors[i].node, &video);

		printf("%s %s %s ", monitors[i].node, monitors[i].card, monitors[i].output);
		if (ret) {
			puts(strerror(-ret));
			continue;
		}
		if (video_signal(&video, &timings))
			puts("off");
		else
			printf("%ux%u@%.2f\n", timings.bt.width, timings.bt.height,
			       1e9 / video_period(&timings));
		video_close(&video);
	}
	free(monitors);
	return n < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

static int check(const char *path)
{
	struct record_account account = { .report = stdout };
	int ret = record_check_file(path, &account);
	bool exact = record_account_exact(&account);

	if (ret)
		complain(path, ret == -EINVAL ? "no Y4M file, or not all of one" : strerror(-ret));
	else
		printf("%lu frames, %lu numbered; %lu pictures lost, %lu repeated, %lu frames unchanged\n",
		       account.frames, account.numbered, account.lost, account.repeated,
		       account.unchanged);
	record_account_release(&account);
	return ret ? EXIT_FAILURE : exact ? EXIT_SUCCESS : EXIT_NOT_EXACT;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = stop };
	struct arguments arguments = { .buffers = 6 };
	int status;

	status = parse(argc, argv, &arguments);
	if (status >= 0)
		return status;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	signal(SIGPIPE, SIG_IGN);

	if (arguments.list)
		return list();
	return arguments.check ? check(arguments.file) : recording_run(&arguments);
}
