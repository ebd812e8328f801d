// SPDX-License-Identifier: MIT
/* A recording, from what is asked for to what has come of it. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/arguments.h"
#include "record.h"
#include "recording.h"
#include "video.h"

/* How often to look whether to stop, in ms. */
#define PATIENCE 200
/* Nothing is said before, and then not more often, in ns. */
#define PROGRESS_AFTER 2000000000ull
#define PROGRESS_EVERY 500000000ull

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

void recording_stop(void)
{
	stopped = 1;
}

void complain(const char *what, const char *why)
{
	fprintf(stderr, "vprime-record: %s: %s\n", what, why);
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

int recording_run(const struct arguments *arguments)
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
