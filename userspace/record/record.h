/* SPDX-License-Identifier: MIT */
/* What the parts of vprime-record share. */
#ifndef RECORD_H
#define RECORD_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#include "code.h"

/* A format that pictures can be recorded in. */
struct record_format {
	const char *name;
	uint32_t pixelformat; /* V4L2_PIX_FMT_* */
	const char *ffmpeg;   /* what ffmpeg calls it */
	const char *y4m;      /* its colour space in a Y4M file, or NULL */
	uint8_t step;	      /* bytes from one pixel of the first colour plane to the next */
	uint8_t brightness;   /* where in those the brightness of the pixel is, 8 bits of it */
};

/* The format of that name, any case, or NULL; and the nth, for lists. */
const struct record_format *record_format_find(const char *name);
const struct record_format *record_format_at(size_t index);

/* How pictures lie in memory. */
struct record_layout {
	const struct record_format *format;
	uint32_t width, height;
	uint32_t stride; /* bytes, of every colour plane */
	uint64_t rate_pictures, rate_seconds;
};

/* -----------------------------------------------------------------------------
 * Where pictures go
 */

enum record_kind {
	RECORD_Y4M,
	RECORD_RAW,
	RECORD_FFMPEG,
};

struct record_sink {
	enum record_kind kind;
	struct record_layout layout;
	int fd;
	pid_t ffmpeg;
	uint8_t *scratch;
	bool standard; /* @fd is not ours to close */
};

/*
 * @path: - for standard output; @arguments: for ffmpeg, before the file's name, or NULL. Returns 0
 * or a negative errno.
 */
int record_sink_open(struct record_sink *sink, enum record_kind kind, const char *path,
		     char **arguments, const struct record_layout *layout);

/* Returns 0, -EPIPE if nobody reads any more, or another negative errno. */
int record_sink_write(struct record_sink *sink, const uint8_t *picture);

/* Returns 0, a negative errno, or the exit status of ffmpeg. */
int record_sink_close(struct record_sink *sink);

/*
 * The planes of a picture as Y4M has them, without the line that says FRAME; @to has room for
 * record_y4m_size() bytes.
 */
void record_y4m_planes(const struct record_layout *layout, const uint8_t *from, uint8_t *to);
size_t record_y4m_size(const struct record_layout *layout);

/* -----------------------------------------------------------------------------
 * What is known of each picture, and what follows from it
 */

/*
 * @sequence: the vblank, counted from the start
 * @time: of the vblank; @dequeued: when the picture was had; @queued: since when its buffer was
 *	there to be filled; all in ns on CLOCK_MONOTONIC
 * @has_code: there is a code in it
 * @digest: of its contents
 */
struct record_frame {
	uint32_t sequence;
	uint64_t time, dequeued, queued;
	bool has_code;
	struct code code;
	uint64_t digest;
};

/* In ns; @n of @room. */
struct record_times {
	uint64_t *values;
	size_t n, room;
};

/*
 * @report: where what is wrong is named, or NULL
 * @unit: what a place in the sequence is called
 * @verify: look at contents, too
 * @period: from vblank to vblank, ns
 * @frames: pictures so far; @numbered: of those, with a code
 * @dropped: vblanks without one
 * @no_buffer: of those, because none was free
 * @disorder: vblanks that came twice or before an earlier one
 * @lost: numbers of pictures that should have come, and did not; @repeated: that came again
 * @unchanged: pictures without a number, the same as the one before
 */
struct record_account {
	FILE *report;
	const char *unit;
	bool verify;
	uint64_t period;

	unsigned long frames, numbered, dropped, no_buffer, disorder, lost, repeated, unchanged;
	struct record_frame last;
	uint32_t repeat_first; /* vblank at which the last picture first came */
	struct record_times from_vblank, from_commit;
};

void record_account_add(struct record_account *account, const struct record_frame *frame);

/* Name what is not finished yet. */
void record_account_end(struct record_account *account);

/* Whether all that was to come has come, once. */
bool record_account_exact(const struct record_account *account);

/* Of @percent of the times no more, in periods; sorts them. */
double record_percentile(struct record_times *times, unsigned int percent, uint64_t period);

void record_account_release(struct record_account *account);

/* A number that is another one for other contents, almost certainly. */
uint64_t record_digest(const uint8_t *data, size_t size);

/* -----------------------------------------------------------------------------
 * Reading Y4M
 */

/* Look at the codes in a file, - for standard input. Returns 0 or a negative errno. */
int record_check_file(const char *path, struct record_account *account);

#endif
