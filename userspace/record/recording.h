/* SPDX-License-Identifier: MIT */
/* A recording, from what is asked for to what has come of it. */
#ifndef RECORDING_H
#define RECORDING_H

#include <stdbool.h>
#include <stdint.h>

/* All was written, but not all was there. */
#define EXIT_NOT_EXACT 3

/* What vprime-record is asked for. */
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

/* Says on stderr what is wrong with what. */
void complain(const char *what, const char *why);

/* Ends the recording that is under way, if there is one; may be called in a signal handler. */
void recording_stop(void);

/* Records until that, or until what is asked for is there. Returns the exit status. */
int recording_run(const struct arguments *arguments);

#endif
