// SPDX-License-Identifier: MIT
/*
 * vprime-fuzz: sequences of well-formed but wild calls on cards of ours, by
 * several processes at once. Where the kernel tells what has been run (KCOV),
 * sequences that reach something new are kept and changed further.
 *
 * What it finds is what the kernel's log says; the lab reads that. What has been set and is read
 * back is compared, too.
 */

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <xf86drm.h>
#include <xf86drmMode.h>

#include "fuzz.h"
#include "vprime_peer.h"

#define PROCESSES_MAX 8
#define CORPUS_MAX 4096
#define ERRNOS 134
/* A sequence that takes longer than this hangs, in s. */
#define HANG 180

struct operation operations[OPERATIONS_MAX];
unsigned int operations_count;

/* Of all processes. */
static struct {
	atomic_ulong sequences, kept;
	/* by outcome: 0 or errno */
	atomic_ulong calls[OPERATIONS_MAX][ERRNOS];
	atomic_long begun[PROCESSES_MAX];
	atomic_bool covered;
} *shared;

static struct {
	uint64_t seed;
	unsigned int seconds, processes;
	const char *seeds, *save, *trace, *coverage;
	bool replay;
} options = { .seed = 1, .seconds = 10, .processes = 3 };

static struct model models[CARDS_MAX];
static unsigned int models_count;

static struct sequence *corpus;
static unsigned int corpus_count;

static void register_operations(const struct operation *list)
{
	for (; list->name; list++)
		operations[operations_count++] = *list;
}

static void find_cards(void)
{
	char path[32];
	unsigned int i;

	for (i = 0; i < 64 && models_count < CARDS_MAX; i++) {
		drmVersion *version;
		int fd;

		snprintf(path, sizeof(path), "/dev/dri/card%u", i);
		fd = open(path, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			continue;
		version = drmGetVersion(fd);
		close(fd);
		if (version && !strcmp(version->name, "vprime") &&
		    !model_read(&models[models_count], path))
			models_count++;
		drmFreeVersion(version);
	}
	if (!models_count) {
		fprintf(stderr, "vprime-fuzz: no card of vprime\n");
		exit(1);
	}
}

static long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec;
}

static void interrupted(int signal)
{
	(void)signal;
}

/* Every wait is interrupted some time, and in some sequences everything is. */
static void set_interruption(struct state *state)
{
	unsigned int us = once_in(state, 3) ? 1000 + below(state, 30000) : 500000;
	struct itimerval timer = {
		.it_interval = { .tv_usec = us }, .it_value = { .tv_usec = us },
	};

	setitimer(ITIMER_REAL, &timer, NULL);
}

void finding(const char *what)
{
	fprintf(stderr, "vprime-fuzz: found: %s\n", what);
	exit(3);
}

void enable_capabilities(int card)
{
	drmSetClientCap(card, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1);
	drmSetClientCap(card, DRM_CLIENT_CAP_ATOMIC, 1);
	drmSetClientCap(card, DRM_CLIENT_CAP_WRITEBACK_CONNECTORS, 1);
}

static void open_files(struct state *state, unsigned int process)
{
	/* only one client at a time is master of a card */
	unsigned int card = once_in(state, 8) ? below(state, models_count) :
						process % models_count;

	state->model = &models[card];
	state->card = open(state->model->path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	state->other = open(models[(card + 1) % models_count].path, O_RDWR | O_CLOEXEC);
	/* who opens a card first is its master, and that is to be somebody who uses it */
	ioctl(state->other, DRM_IOCTL_DROP_MASTER, NULL);
	state->peer = open(VPRIME_PEER_DEVICE, O_RDWR | O_CLOEXEC);
	state->crc = -1;
	state->video = -1;
	if (!once_in(state, 16))
		enable_capabilities(state->card);
}

static void run(const struct sequence *sequence, unsigned int process, int first_fd)
{
	struct state state = { .random = sequence->seed, .process = process };
	unsigned int i;
	int ret;

	cover_reset();
	open_files(&state, process);
	set_interruption(&state);
	for (i = 0; i < sequence->count; i++) {
		unsigned int operation = sequence->calls[i].operation;

		state.random = sequence->calls[i].seed;
		ret = operations[operation].run(&state);
		atomic_fetch_add(&shared->calls[operation][ret < 0 && ret > -ERRNOS ? -ret : 0], 1);
	}
	setitimer(ITIMER_REAL, &(struct itimerval) { }, NULL);
	/* with the card in use, or not any more */
	if (once_in(&state, 2))
		described_remove(&state);
	close_range(first_fd, ~0U, 0);
	described_remove(&state);
	debug_undo(&state);
	atomic_fetch_add(&shared->sequences, 1);
}

static void keep(const struct sequence *sequence)
{
	if (corpus_count == CORPUS_MAX)
		return;
	corpus[corpus_count++] = *sequence;
	atomic_fetch_add(&shared->kept, 1);
}

/* The last thing that a process did, for when that was the machine's last, too. */
static void note(int file, const struct sequence *sequence)
{
	char text[CALLS_MAX * 64];
	FILE *memory;

	if (file < 0)
		return;
	memory = fmemopen(text, sizeof(text), "w");
	sequence_write(memory, sequence);
	fclose(memory);
	if (ftruncate(file, 0) || pwrite(file, text, strlen(text), 0) < 0)
		perror("vprime-fuzz: trace");
}

static int open_note(unsigned int process)
{
	char path[4096];

	if (!options.trace)
		return -1;
	snprintf(path, sizeof(path), "%s/last-%u", options.trace, process);
	return open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0644);
}

/* Where the kernel does not tell what a sequence reaches, those that are @given are kept. */
static void try(const struct sequence *sequence, bool given, unsigned int process, int file,
		int first_fd)
{
	atomic_store(&shared->begun[process], now());
	note(file, sequence);
	run(sequence, process, first_fd);
	if (cover_collect() || (given && !atomic_load(&shared->covered)))
		keep(sequence);
}

static void save_corpus(unsigned int process)
{
	char path[4096];
	unsigned int i;
	FILE *file;

	if (!options.save || !atomic_load(&shared->covered))
		return;
	snprintf(path, sizeof(path), "%s.%u", options.save, process);
	file = fopen(path, "w");
	for (i = 0; file && i < corpus_count; i++)
		sequence_write(file, &corpus[i]);
	if (!file || fclose(file))
		perror(path);
}

/* Each process has a part of the seeds. */
static void run_seeds(unsigned int process, int file, int first_fd)
{
	FILE *seeds = options.seeds ? fopen(options.seeds, "r") : NULL;
	struct sequence sequence;
	unsigned int i;

	if (options.seeds && !seeds) {
		perror(options.seeds);
		exit(1);
	}
	for (i = 0; seeds && sequence_read(seeds, &sequence); i++) {
		if (i % options.processes == process)
			try(&sequence, true, process, file, first_fd);
	}
	if (seeds)
		fclose(seeds);
}

static void fuzz(unsigned int process)
{
	uint64_t random = options.seed * PROCESSES_MAX + process;
	int file = open_note(process), first_fd;
	long end = now() + options.seconds;
	struct sequence sequence;
	unsigned int i;

	corpus = calloc(CORPUS_MAX, sizeof(*corpus));
	if (!corpus)
		exit(1);
	/* without SA_RESTART: what is interrupted returns */
	sigaction(SIGALRM, &(struct sigaction) { .sa_handler = interrupted }, NULL);
	if (cover_start())
		atomic_store(&shared->covered, true);
	first_fd = dup(STDIN_FILENO);
	close(first_fd);

	/* each process has a part of these, too */
	for (i = process; !options.replay && i < sequence_beginnings; i += options.processes) {
		sequence_begin(&sequence, i, &random);
		try(&sequence, true, process, file, first_fd);
	}
	run_seeds(process, file, first_fd);
	while (!options.replay && now() < end) {
		if (!corpus_count || next_random(&random) % 8 == 0) {
			sequence_random(&sequence, &random);
		} else {
			sequence = corpus[next_random(&random) % corpus_count];
			sequence_mutate(&sequence, &corpus[next_random(&random) % corpus_count],
					&random);
		}
		try(&sequence, false, process, file, first_fd);
	}
	atomic_store(&shared->begun[process], 0);
	save_corpus(process);
	exit(0);
}

/* What became of an operation's calls, as "set_crtc 120: 100 ok, 20 EINVAL". */
static void report_operation(unsigned int operation, unsigned long *calls, unsigned long *successes,
			     bool print)
{
	unsigned long sum = 0, count;
	unsigned int i;

	for (i = 0; i < ERRNOS; i++)
		sum += atomic_load(&shared->calls[operation][i]);
	*calls += sum;
	*successes += atomic_load(&shared->calls[operation][0]);
	if (!print)
		return;

	printf("%s %lu:", operations[operation].name, sum);
	for (i = 0; i < ERRNOS; i++) {
		count = atomic_load(&shared->calls[operation][i]);
		if (count)
			printf(" %lu %s", count, i ? strerrorname_np(i) : "ok");
	}
	printf("\n");
}

static void report(bool last)
{
	unsigned long calls = 0, successes = 0;
	unsigned int i;

	for (i = 0; i < operations_count; i++)
		report_operation(i, &calls, &successes, last);
	printf("%lu sequences, %lu calls, %lu of them succeeded", atomic_load(&shared->sequences),
	       calls, successes);
	if (atomic_load(&shared->covered))
		printf(", %u places reached, %lu sequences kept", cover_count(),
		       atomic_load(&shared->kept));
	printf("\n");
	fflush(stdout);
}

static bool hangs(void)
{
	unsigned int i;

	for (i = 0; i < options.processes; i++) {
		long begun = atomic_load(&shared->begun[i]);

		if (begun && now() - begun > HANG) {
			fprintf(stderr, "vprime-fuzz: process %u hangs in a sequence\n", i);
			return true;
		}
	}
	return false;
}

static int supervise(void)
{
	unsigned int left = options.processes, ticks = 0;
	int status, result = 0;

	while (left && !result) {
		pid_t pid = waitpid(-1, &status, WNOHANG);

		if (pid > 0) {
			left--;
			if (status) {
				fprintf(stderr, "vprime-fuzz: a process ended with status %#x\n",
					status);
				result = 1;
			}
			continue;
		}
		usleep(100000);
		if (++ticks % 50 == 0)
			report(false);
		if (hangs())
			result = 1;
	}
	report(true);
	if (!result && !atomic_load(&shared->sequences)) {
		fprintf(stderr, "vprime-fuzz: nothing was run\n");
		result = 1;
	}
	if (options.coverage && !cover_write(options.coverage)) {
		perror(options.coverage);
		result = 1;
	}
	return result;
}

static void usage(FILE *file)
{
	fputs("usage: vprime-fuzz [OPTION...]\n"
	      "Wild calls on the cards of vprime, by several processes at once.\n"
	      "  --seed N        another course of events (default 1)\n"
	      "  --seconds N     how long (default 10)\n"
	      "  --processes N   how many, at most 8 (default 3)\n"
	      "  --seeds FILE    begin with these sequences\n"
	      "  --replay        and do nothing else\n"
	      "  --save FILE     keep what reached something new in FILE.0, FILE.1 ...\n"
	      "  --trace DIR     note each sequence there before it is run\n"
	      "  --coverage FILE write the places in the modules that were reached\n", file);
}

static void parse(int argc, char **argv)
{
	static const struct option list[] = {
		{ "seed", required_argument, NULL, 's' },
		{ "seconds", required_argument, NULL, 't' },
		{ "processes", required_argument, NULL, 'p' },
		{ "seeds", required_argument, NULL, 'c' },
		{ "replay", no_argument, NULL, 'r' },
		{ "save", required_argument, NULL, 'w' },
		{ "trace", required_argument, NULL, 'T' },
		{ "coverage", required_argument, NULL, 'C' },
		{ "help", no_argument, NULL, 'h' },
		{ }
	};
	int option;

	while ((option = getopt_long(argc, argv, "", list, NULL)) != -1) {
		switch (option) {
		case 's':
			options.seed = strtoull(optarg, NULL, 0);
			break;
		case 't':
			options.seconds = strtoul(optarg, NULL, 0);
			break;
		case 'p':
			options.processes = strtoul(optarg, NULL, 0);
			break;
		case 'c':
			options.seeds = optarg;
			break;
		case 'r':
			options.replay = true;
			break;
		case 'w':
			options.save = optarg;
			break;
		case 'T':
			options.trace = optarg;
			break;
		case 'C':
			options.coverage = optarg;
			break;
		case 'h':
			usage(stdout);
			exit(0);
		default:
			usage(stderr);
			exit(2);
		}
	}
	if (optind != argc || !options.processes || options.processes > PROCESSES_MAX) {
		usage(stderr);
		exit(2);
	}
}

int main(int argc, char **argv)
{
	pid_t children[PROCESSES_MAX];
	unsigned int i;
	int result;

	parse(argc, argv);
	register_operations(operations_kms);
	register_operations(operations_atomic);
	register_operations(operations_prime);
	register_operations(operations_sync);
	register_operations(operations_raw);
	register_operations(operations_described);
	register_operations(operations_debug);
	register_operations(operations_video);

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	if (shared == MAP_FAILED) {
		perror("vprime-fuzz");
		return 1;
	}
	cover_init();
	find_cards();

	for (i = 0; i < options.processes; i++) {
		children[i] = fork();
		if (!children[i])
			fuzz(i);
	}
	result = supervise();
	for (i = 0; i < options.processes; i++)
		kill(children[i], SIGKILL);
	return result;
}
