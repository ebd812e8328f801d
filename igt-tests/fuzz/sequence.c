// SPDX-License-Identifier: MIT
/* Sequences of calls: making, changing, reading and writing them. */

#include <inttypes.h>
#include <string.h>

#include "fuzz.h"

/* By weight, of which none is above this. */
#define WEIGHT_MAX 14

/* What makes cards takes seconds where the kernel looks at every access; few sequences do. */
static bool is_slow(unsigned int operation)
{
	return !strncmp(operations[operation].name, "describe", strlen("describe"));
}

static unsigned int random_operation(uint64_t *random, bool slow)
{
	unsigned int operation;

	do {
		operation = next_random(random) % operations_count;
	} while (next_random(random) % WEIGHT_MAX >= operations[operation].weight ||
		 (!slow && is_slow(operation)));
	return operation;
}

static struct call random_call(uint64_t *random, bool slow)
{
	return (struct call) {
		.operation = random_operation(random, slow),
		.seed = next_random(random),
	};
}

static bool find_operation(const char *name, unsigned int *operation)
{
	unsigned int i;

	for (i = 0; i < operations_count; i++) {
		if (!strcmp(operations[i].name, name)) {
			*operation = i;
			return true;
		}
	}
	return false;
}

/* What has to come before, for other calls to mean anything; the first of them first. */
#define RECIPE_MAX 8
static const char *const recipes[][RECIPE_MAX] = {
	{ "modeset" },
	{ "modeset", "make_fb", "show_plane", "crc_open", "writeback", "crc_read" },
	{ "create_dumb", "export", "peer_attach", "peer_map", "peer_vmap", "peer_checksum",
	  "bo_info", "sync_dmabuf" },
	{ "create_other", "export", "import", "map_dmabuf", "bo_info", "add_fb", "modeset",
	  "show_plane" },
	{ "peer_export", "import", "add_fb", "modeset", "show_plane", "peer_fault", "page_flip",
	  "export_sync_file" },
	{ "create_dumb", "fence_attach", "export", "export_sync_file", "import_sync_file",
	  "modeset", "show_plane", "fence_signal" },
	{ "modeset", "video_open", "video_timings", "video_format", "video_start", "video_queue",
	  "video_map", "video_export" },
	{ "modeset", "video_open", "video_start", "video_create", "video_wait", "video_create",
	  "video_wait" },
	{ "modeset", "video_open", "video_edid", "video_edid", "video_stop", "video_create",
	  "video_create", "video_wait" },
	{ "create_dumb", "export", "peer_use", "peer_use", "peer_export", "peer_use", "import",
	  "peer_use" },
	{ "peer_export", "peer_own", "peer_own", "peer_own", "raw_peer", "raw_peer", "raw_peer",
	  "raw_peer" },
	{ "modeset", "video_open", "video_start", "video_ask", "video_ask", "video_ask",
	  "video_ask", "video_ask" },
	{ "describe", "describe_edid", "describe_change", "describe_change", "describe_change",
	  "describe_change", "describe_read", "describe_edid" },
	{ "describe", "describe_change", "describe_enable", "describe_edid", "describe_change",
	  "describe_change", "describe_remove", "modeset" },
	{ "modeset", "dirty_fb", "read_file", "read_file", "read_file", "crc_open", "read_file",
	  "crc_read" },
	{ "syncobj_create", "fence_attach", "syncobj_transfer", "syncobj_wait", "fence_signal" },
};

#define RECIPES (sizeof(recipes) / sizeof(recipes[0]))
/* After a recipe, where it is what a sequence is for. */
#define CALLS_AFTER 6

const unsigned int sequence_beginnings = RECIPES;

static void begin_with(struct sequence *sequence, const char *const *recipe)
{
	unsigned int at = 0, i;

	for (i = 0; i < RECIPE_MAX && recipe[i] && at < sequence->count; i++)
		at += find_operation(recipe[i], &sequence->calls[at].operation);
}

void sequence_random(struct sequence *sequence, uint64_t *random)
{
	bool slow = next_random(random) % 4 == 0;
	unsigned int i;

	sequence->seed = next_random(random);
	sequence->count = 4 + next_random(random) % (CALLS_MAX - 3);
	for (i = 0; i < sequence->count; i++)
		sequence->calls[i] = random_call(random, slow);
	if (next_random(random) % 8)
		begin_with(sequence, recipes[next_random(random) % RECIPES]);
}

void sequence_begin(struct sequence *sequence, unsigned int beginning, uint64_t *random)
{
	unsigned int i;

	sequence->seed = next_random(random);
	sequence->count = RECIPE_MAX + next_random(random) % CALLS_AFTER;
	for (i = 0; i < sequence->count; i++)
		sequence->calls[i] = random_call(random, false);
	begin_with(sequence, recipes[beginning]);
}

static void insert(struct sequence *sequence, unsigned int at, struct call call)
{
	if (sequence->count == CALLS_MAX)
		sequence->count--;
	if (at > sequence->count)
		at = sequence->count;
	memmove(&sequence->calls[at + 1], &sequence->calls[at],
		(sequence->count - at) * sizeof(call));
	sequence->calls[at] = call;
	sequence->count++;
}

static void delete(struct sequence *sequence, unsigned int at)
{
	if (sequence->count < 2)
		return;
	sequence->count--;
	memmove(&sequence->calls[at], &sequence->calls[at + 1],
		(sequence->count - at) * sizeof(sequence->calls[0]));
}

/* The beginning of one and the end of another. */
static void splice(struct sequence *sequence, const struct sequence *other, uint64_t *random)
{
	unsigned int keep = next_random(random) % (sequence->count + 1);
	unsigned int from = next_random(random) % other->count, i;

	sequence->count = keep ? keep : 1;
	for (i = from; i < other->count && sequence->count < CALLS_MAX; i++)
		sequence->calls[sequence->count++] = other->calls[i];
}

void sequence_mutate(struct sequence *sequence, const struct sequence *other, uint64_t *random)
{
	unsigned int times = 1 + next_random(random) % 6, at;
	bool slow = next_random(random) % 16 == 0;

	for (at = 0; at < sequence->count; at++)
		slow |= is_slow(sequence->calls[at].operation);
	while (times--) {
		at = next_random(random) % sequence->count;
		switch (next_random(random) % 7) {
		case 0:
			splice(sequence, other, random);
			break;
		case 1:
			delete(sequence, at);
			break;
		case 2:
			insert(sequence, at, sequence->calls[at]);
			break;
		case 3:
			sequence->seed = next_random(random);
			break;
		case 4:
			sequence->calls[at].seed = next_random(random);
			break;
		default:
			insert(sequence, at, random_call(random, slow));
		}
	}
}

/* A sequence is a line "sequence SEED" and a line "NAME SEED" for each call. */
bool sequence_read(FILE *file, struct sequence *sequence)
{
	char name[64];
	uint64_t seed;
	long before;

	do {
		if (fscanf(file, "%63s %" SCNx64, name, &sequence->seed) != 2)
			return false;
	} while (strcmp(name, "sequence"));

	sequence->count = 0;
	while (before = ftell(file), fscanf(file, "%63s %" SCNx64, name, &seed) == 2) {
		struct call *call = &sequence->calls[sequence->count];

		if (!strcmp(name, "sequence")) {
			fseek(file, before, SEEK_SET);
			break;
		}
		/* an operation that is no more is left out */
		if (sequence->count == CALLS_MAX || !find_operation(name, &call->operation))
			continue;
		call->seed = seed;
		sequence->count++;
	}
	return true;
}

void sequence_write(FILE *file, const struct sequence *sequence)
{
	unsigned int i;

	fprintf(file, "sequence %" PRIx64 "\n", sequence->seed);
	for (i = 0; i < sequence->count; i++)
		fprintf(file, "%s %" PRIx64 "\n", operations[sequence->calls[i].operation].name,
			sequence->calls[i].seed);
}
