// SPDX-License-Identifier: MIT
/* What has come, what has not, and why. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"

/* So many make a median good enough for anybody. */
#define TIMES_MAX (1u << 20)

static void add_time(struct record_times *times, uint64_t from, uint64_t to)
{
	if (times->n == times->room) {
		size_t room = times->room ? times->room * 2 : 1024;
		uint64_t *values;

		if (room > TIMES_MAX)
			return;
		values = realloc(times->values, room * sizeof(*values));
		if (!values)
			return;
		times->values = values;
		times->room = room;
	}
	times->values[times->n++] = to > from ? to - from : 0;
}

static int by_value(const void *a, const void *b)
{
	uint64_t one = *(const uint64_t *)a, other = *(const uint64_t *)b;

	return (one > other) - (one < other);
}

double record_percentile(struct record_times *times, unsigned int percent, uint64_t period)
{
	size_t index;

	if (!times->n || !period)
		return 0;
	qsort(times->values, times->n, sizeof(*times->values), by_value);
	index = (times->n * percent + 99) / 100;
	return (double)times->values[index ? index - 1 : 0] / period;
}

/* "vblank 3" or "vblanks 3 to 5" */
static void name_range(FILE *file, const char *what, uint32_t first, uint32_t last)
{
	if (first == last)
		fprintf(file, "%s %" PRIu32, what, first);
	else
		fprintf(file, "%ss %" PRIu32 " to %" PRIu32, what, first, last);
}

/*
 * Buffers are filled in the order in which they were queued. So if the one of the next picture was
 * not there at a vblank, none was.
 */
static bool had_buffer(const struct record_account *account, const struct record_frame *frame,
		       uint32_t vblank)
{
	return frame->queued <= frame->time - (frame->sequence - vblank) * account->period;
}

static void name_dropped(const struct record_account *account, uint32_t first, uint32_t last,
			 bool buffer)
{
	if (!account->report)
		return;
	name_range(account->report, account->unit, first, last);
	fprintf(account->report, " dropped: %s\n",
		buffer ? "the card was not ready" : "no buffer was free");
}

static void look_for_dropped(struct record_account *account, const struct record_frame *frame)
{
	uint32_t first = account->frames ? account->last.sequence + 1 : 0;
	uint32_t run = first;

	if (account->frames && frame->sequence < first) {
		account->disorder++;
		if (account->report)
			fprintf(account->report, "%s %" PRIu32 " came after %s %" PRIu32 "\n",
				account->unit, frame->sequence, account->unit,
				account->last.sequence);
		return;
	}
	for (uint32_t vblank = first; vblank != frame->sequence; vblank++) {
		bool buffer = had_buffer(account, frame, vblank);

		account->dropped++;
		account->no_buffer += !buffer;
		if (vblank + 1 == frame->sequence ||
		    had_buffer(account, frame, vblank + 1) != buffer) {
			name_dropped(account, run, vblank, buffer);
			run = vblank + 1;
		}
	}
}

static bool same(const struct record_frame *a, const struct record_frame *b)
{
	return a->has_code ? b->has_code && a->code.number == b->code.number :
			     !b->has_code && a->digest == b->digest;
}

static void name_repeated(const struct record_account *account)
{
	const struct record_frame *last = &account->last;

	if (!account->report || !account->frames || account->repeat_first == last->sequence)
		return;
	name_range(account->report, account->unit, account->repeat_first + 1, last->sequence);
	if (last->has_code)
		fprintf(account->report, ": picture %" PRIu32 " repeated\n", last->code.number);
	else
		fprintf(account->report, ": unchanged since %s %" PRIu32 "\n", account->unit,
			account->repeat_first);
}

static void look_for_lost(struct record_account *account, const struct record_frame *frame)
{
	uint32_t wanted = account->last.code.number + 1;

	if (!frame->has_code || !account->last.has_code || frame->code.number == wanted)
		return;
	if (frame->code.number < wanted) {
		account->disorder++;
		if (account->report)
			fprintf(account->report,
				"%s %" PRIu32 ": picture %" PRIu32 " after picture %" PRIu32 "\n",
				account->unit, frame->sequence, frame->code.number, account->last.code.number);
		return;
	}
	account->lost += frame->code.number - wanted;
	if (account->report) {
		name_range(account->report, "picture", wanted, frame->code.number - 1);
		fprintf(account->report, " lost before %s %" PRIu32 "\n", account->unit,
			frame->sequence);
	}
}

static void look_at_contents(struct record_account *account, const struct record_frame *frame)
{
	if (account->frames && same(frame, &account->last)) {
		if (frame->has_code)
			account->repeated++;
		else
			account->unchanged++;
		return;
	}
	name_repeated(account);
	if (account->frames)
		look_for_lost(account, frame);
	account->repeat_first = frame->sequence;
}

void record_account_add(struct record_account *account, const struct record_frame *frame)
{
	look_for_dropped(account, frame);
	if (account->verify)
		look_at_contents(account, frame);
	if (frame->dequeued) {
		add_time(&account->from_vblank, frame->time, frame->dequeued);
		/* once for each picture, when it is new */
		if (frame->has_code && !(account->frames && same(frame, &account->last)))
			add_time(&account->from_commit, frame->code.time, frame->dequeued);
	}
	account->last = *frame;
	account->frames++;
	account->numbered += frame->has_code;
}

void record_account_end(struct record_account *account)
{
	if (account->verify)
		name_repeated(account);
}

bool record_account_exact(const struct record_account *account)
{
	return !account->dropped && !account->disorder && !account->lost && !account->repeated;
}

void record_account_release(struct record_account *account)
{
	free(account->from_vblank.values);
	free(account->from_commit.values);
}

/* FNV-1a, eight bytes at a time: a picture has to be read faster than the next one comes. */
uint64_t record_digest(const uint8_t *data, size_t size)
{
	uint64_t digest = 0xcbf29ce484222325;
	size_t i = 0;

	for (; i + 8 <= size; i += 8) {
		uint64_t word;

		memcpy(&word, data + i, sizeof(word));
		digest = (digest ^ word) * 0x100000001b3;
		digest ^= digest >> 32;
	}
	for (; i < size; i++)
		digest = (digest ^ data[i]) * 0x100000001b3;
	return digest;
}
