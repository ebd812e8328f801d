// SPDX-License-Identifier: MIT
/* vprime-record: a film of what an output shows. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/arguments.h"
#include "record.h"
#include "video.h"

/* All was written, but not all was there. */
#define EXIT_NOT_EXACT 3

/* How often to look whether to stop, in ms. */
#define PATIENCE 200
/* Nothing is said before, and then not more often, in ns. */
#define PROGRESS_AFTER 2000000000ull
#define PROGRESS_EVERY 500000000ull

struct arguments {
	const char *device;
	const char *output;
	const char *format;
	const char *container;
	const char *log;
	const char *file;
	char **ffmpeg;
	uint64_t frames;	/* 0: no limit */
	uint64_t duration;	/* ns, 0: no limit */
	uint64_t buffers;
	bool verify, progress, list, check;
};

/* A recording that is under way. */
struct recording {
	const struct arguments *arguments;
	const struct record_format *format;
	enum record_kind kind;
	struct video video;
	struct record_sink sink;
	struct record_account account;
	FILE *log;
	uint64_t begin;
	uint64_t shown; /* when progress was said last */
	bool line;	/* and the line is not ended yet */
};

static volatile sig_atomic_t stopped;

static void stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static void complain(const char *what, const char *why)
{
	fprintf(stderr, "vprime-record: %s: %s\n", what, why);
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

static bool ends_in(const char *name, const char *end)
{
	size_t length = strlen(name), more = strlen(end);

	return length > more && !strcmp(name + length - more, end);
}

static enum record_kind kind_of(const struct arguments *arguments)
{
	const char *container = arguments->container, *file = arguments->file;

	if (container)
		return !strcmp(container, "y4m") ? RECORD_Y4M :
		       !strcmp(container, "raw") ? RECORD_RAW : RECORD_FFMPEG;
	if (!strcmp(file, "-") || ends_in(file, ".y4m"))
		return RECORD_Y4M;
	return ends_in(file, ".raw") ? RECORD_RAW : RECORD_FFMPEG;
}

/* -----------------------------------------------------------------------------
 * Recording
 */

static void say_progress(struct recording *recording, uint64_t now)
{
	const struct record_account *account = &recording->account;

	if (now - recording->begin < PROGRESS_AFTER || now - recording->shown < PROGRESS_EVERY ||
	    !(recording->arguments->progress || isatty(STDERR_FILENO)))
		return;
	recording->shown = now;
	recording->line = isatty(STDERR_FILENO);
	fprintf(stderr, "%s%.1f s: %lu pictures, %lu dropped%s", recording->line ? "\r" : "",
		(now - recording->begin) / 1e9, account->frames, account->dropped,
		recording->line ? "\033[K" : "\n");
}

static void end_progress(struct recording *recording)
{
	if (recording->line)
		fputc('\n', stderr);
	recording->line = false;
}

static void say_result(struct recording *recording)
{
	struct record_account *account = &recording->account;
	double seconds = (video_now() - recording->begin) / 1e9;
	FILE *file = stderr;

	fprintf(file, "%lu pictures in %.1f s, %.1f a second\n", account->frames, seconds,
		account->frames / seconds);
	fprintf(file, "%lu vblanks dropped: %lu without a free buffer, %lu when the card was not ready\n",
		account->dropped, account->no_buffer, account->dropped - account->no_buffer);
	if (account->disorder)
		fprintf(file, "%lu out of order\n", account->disorder);
	if (account->from_commit.n)
		fprintf(file, "%lu numbered pictures lost, %lu repeated\n", account->lost,
			account->repeated);
	else
		fprintf(file, "%lu unchanged\n", account->unchanged);
	if (account->from_vblank.n)
		fprintf(file, "from vblank to having the picture: median %.2f, 99 %% %.2f frames\n",
			record_percentile(&account->from_vblank, 50, account->period),
			record_percentile(&account->from_vblank, 99, account->period));
	if (account->from_commit.n)
		fprintf(file, "from flip to having the picture: median %.2f, 99 %% %.2f frames\n",
			record_percentile(&account->from_commit, 50, account->period),
			record_percentile(&account->from_commit, 99, account->period));
}

static void write_log(struct recording *recording, const struct record_frame *frame)
{
	if (!recording->log)
		return;
	fprintf(recording->log, "%" PRIu32 "\t%" PRIu64 "\t%" PRIu64 "\t%016" PRIx64 "\t",
		frame->sequence, frame->time, frame->dequeued, frame->digest);
	if (frame->has_code)
		fprintf(recording->log, "%" PRIu32 "\n", frame->code.number);
	else
		fputs("-\n", recording->log);
}

static void look_at(struct recording *recording, const struct video_picture *picture)
{
	const struct v4l2_pix_format *pix = &recording->video.pix;
	struct record_frame frame = {
		.sequence = picture->sequence,
		.time = picture->time,
		.dequeued = picture->dequeued,
		.queued = picture->queued,
	};

	if (recording->arguments->verify || recording->log) {
		struct code_pixels pixels = {
			.data = picture->data + recording->format->brightness,
			.width = pix->width,
			.height = pix->height,
			.step = recording->format->step,
			.stride = pix->bytesperline,
		};

		frame.has_code = code_read(&pixels, &frame.code);
		/* what has a number needs no digest to tell it from others */
		if (!frame.has_code || recording->log)
			frame.digest = record_digest(picture->data, picture->size);
	}
	record_account_add(&recording->account, &frame);
	write_log(recording, &frame);
}

/* Returns 1 when all is recorded, 0 to go on, or a negative errno. */
static int record_one(struct recording *recording)
{
	const struct arguments *arguments = recording->arguments;
	struct video_picture picture;
	int ret;

	ret = video_next(&recording->video, PATIENCE, &picture);
	if (ret == -ETIMEDOUT || ret == -EINTR)
		return arguments->duration &&
		       video_now() - recording->begin >= arguments->duration;
	if (ret) {
		end_progress(recording);
		complain(arguments->file, ret == -ESTALE ? "the output has another mode now" :
					  ret == -ENODEV ? "the monitor is gone" : strerror(-ret));
		return ret;
	}
	look_at(recording, &picture);
	ret = record_sink_write(&recording->sink, picture.data);
	if (ret == -EPIPE && recording->kind != RECORD_FFMPEG)
		return 1;
	if (!ret)
		ret = video_return(&recording->video, &picture);
	if (ret) {
		end_progress(recording);
		complain(arguments->file, strerror(-ret));
		return ret;
	}
	if (arguments->duration && picture.time >= recording->begin + arguments->duration)
		return 1;
	return arguments->frames && recording->account.frames == arguments->frames;
}

static int record_all(struct recording *recording)
{
	int ret = 0;

	recording->begin = video_now();
	while (!ret && !stopped) {
		ret = record_one(recording);
		say_progress(recording, video_now());
	}
	end_progress(recording);
	return ret < 0 ? ret : 0;
}

static int set_up(struct recording *recording, const struct video_monitor *monitor)
{
	const struct arguments *arguments = recording->arguments;
	struct record_layout layout = { .format = recording->format };
	int ret;

	ret = video_open(monitor->node, &recording->video);
	if (ret) {
		complain(monitor->node, strerror(-ret));
		return ret;
	}
	ret = video_setup(&recording->video, recording->format->pixelformat);
	if (!ret)
		ret = video_start(&recording->video, arguments->buffers);
	if (ret) {
		complain(monitor->node, ret == -ENOLINK ? "the output is off" :
					ret == -EBUSY ? "somebody else is recording" :
							strerror(-ret));
		return ret;
	}
	layout.width = recording->video.pix.width;
	layout.height = recording->video.pix.height;
	layout.stride = recording->video.pix.bytesperline;
	video_rate(&recording->video.timings, &layout.rate_pictures, &layout.rate_seconds);
	recording->account.period = video_period(&recording->video.timings);
	ret = record_sink_open(&recording->sink, recording->kind, arguments->file,
			       arguments->ffmpeg, &layout);
	if (ret)
		complain(arguments->file, strerror(-ret));
	return ret;
}

static int record(struct recording *recording, const struct video_monitor *monitor)
{
	int ret, end;

	ret = set_up(recording, monitor);
	if (!ret)
		ret = record_all(recording);
	video_close(&recording->video);
	end = record_sink_close(&recording->sink);
	if (end < 0)
		complain(recording->arguments->file, strerror(-end));
	else if (end)
		fprintf(stderr, "vprime-record: ffmpeg ended with status %d\n", end);
	if (recording->log && fclose(recording->log)) {
		complain(recording->arguments->log, strerror(errno));
		end = -1;
	}
	if (ret || end)
		return EXIT_FAILURE;
	record_account_end(&recording->account);
	if (!recording->arguments->verify)
		return EXIT_SUCCESS;
	say_result(recording);
	return record_account_exact(&recording->account) ? EXIT_SUCCESS : EXIT_NOT_EXACT;
}

static int start(const struct arguments *arguments)
{
	struct recording recording = {
		.arguments = arguments,
		.kind = kind_of(arguments),
		.account = {
			.report = arguments->verify ? stderr : NULL,
			.unit = "vblank",
			.verify = arguments->verify,
		},
		.video.fd = -1,
		.sink.fd = -1,
	};
	const struct video_monitor *monitor;
	struct video_monitor *monitors;
	int n, status;

	recording.format = record_format_find(arguments->format ? arguments->format :
					      recording.kind == RECORD_RAW ? "xrgb8888" : "nv12");
	if (recording.kind == RECORD_Y4M && !recording.format->y4m)
		return wrong_usage("y4m has no format", recording.format->name);
	n = video_list(NULL, &monitors);
	monitor = n > 0 ? video_choose(monitors, n, arguments->device, arguments->output) : NULL;
	if (!monitor) {
		complain(arguments->device ? arguments->device : "monitor",
			 n > 0 ? "no such monitor" : "there is none; is vprime_monitor loaded?");
		free(monitors);
		return EXIT_FAILURE;
	}
	if (arguments->log) {
		recording.log = fopen(arguments->log, "we");
		if (!recording.log) {
			complain(arguments->log, strerror(errno));
			free(monitors);
			return EXIT_FAILURE;
		}
	}
	status = record(&recording, monitor);
	record_account_release(&recording.account);
	free(monitors);
	return status;
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
	return arguments.check ? check(arguments.file) : start(&arguments);
}
