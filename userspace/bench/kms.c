// SPDX-License-Identifier: MIT
/*
 * What a card's user gets, on vprime, vkms and evdi side by side: flips, CRC entries and writeback
 * frames per second, pictures that evdi's monitor takes, and what a card costs
 * that nobody asks for anything. kms ROUNDS LOG, where LOG grows by a byte for each picture that
 * evdi's monitor takes, prints tab-separated lines
 *
 *	QUANTITY MODE DRIVER ROUND VALUE
 *
 * for those drivers that are loaded.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "libvprime.h"

#include "common.h"

#define SECONDS 4.0
/* Until what a modeset has started has gone by. */
#define SETTLE_US 300000

static const char *const drivers[] = { "vprime", "vkms", "evdi" };
#define DRIVERS (sizeof(drivers) / sizeof(drivers[0]))

#define TRACING "/sys/kernel/tracing/"
/* What makes a card do something by itself. */
static const char *const calls[] = {
	TRACING "events/timer/hrtimer_expire_entry/enable",
	TRACING "events/timer/timer_expire_entry/enable",
	TRACING "events/workqueue/workqueue_execute_start/enable",
};

static const char *evdi_log;

/* A card that shows one of two pictures. */
struct show {
	const char *driver;
	const drmModeModeInfo *mode;
	struct vprime_card *card;
	struct vprime_output output;
	struct vprime_fb *pictures[2];
	struct vprime_fb *target; /* of writeback */
	struct vprime_commit *commit;
	unsigned int round;
};

static void report(const struct show *show, const char *quantity, double value)
{
	printf("%s\t%s\t%s\t%u\t%.3f\n", quantity, show->mode->name, show->driver, show->round, value);
	fflush(stdout);
}

static struct vprime_fb *make(struct vprime_card *card, const drmModeModeInfo *mode, uint32_t color)
{
	struct vprime_buffer *buffer;
	struct vprime_fb *fb;

	bench_must(vprime_buffer_create(card, mode->hdisplay, mode->vdisplay, 32, &buffer), "a buffer");
	bench_must(vprime_buffer_map(buffer, NULL), "mapping a buffer");
	for (size_t i = 0; i < buffer->size / 4; i++)
		((uint32_t *)buffer->map)[i] = color + i;
	bench_must(vprime_fb_of_buffer(buffer, DRM_FORMAT_XRGB8888, &fb), "a framebuffer");
	vprime_buffer_destroy(buffer);
	return fb;
}

static void start(struct show *show)
{
	bench_must(vprime_open(show->driver, 0, &show->card), show->driver);
	bench_must(vprime_output_find(show->card, NULL, &show->output), "an output");
	for (unsigned int i = 0; i < 2; i++)
		show->pictures[i] = make(show->card, show->mode, 0x123456 * (i + 1));
	show->target = make(show->card, show->mode, 0);
	bench_must(vprime_commit_create(show->card, &show->commit), "a commit");
	bench_must(vprime_modeset(show->card, &show->output, show->mode, show->pictures[0]), "a modeset");
	usleep(SETTLE_US);
}

static void stop(struct show *show)
{
	bench_must(vprime_switch_off(show->card, &show->output), "switching off");
	vprime_commit_destroy(show->commit);
	vprime_fb_destroy(show->pictures[0]);
	vprime_fb_destroy(show->pictures[1]);
	vprime_fb_destroy(show->target);
	vprime_close(show->card);
}

static uint32_t flip(struct show *show, unsigned int n)
{
	struct vprime_flip flip;
	int ret;

	vprime_commit_reset(show->commit);
	vprime_commit_add_plane(show->commit, show->output.primary->id, show->output.crtc->id,
				show->pictures[n % 2], NULL, NULL);
	/* evdi sends the event before the commit is done with */
	while ((ret = vprime_commit_apply(show->commit,
					  DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT, 0)) ==
	       -EBUSY)
		usleep(100);
	bench_must(ret, "a flip");
	bench_must(vprime_flip_wait(show->card, show->output.crtc->id, 30000, &flip),
		   "waiting for a flip");
	return flip.sequence;
}

/* Flips as fast as they complete; how many that were a second. */
static double flips(struct show *show, double seconds)
{
	double began;
	unsigned int n;

	flip(show, 1);
	began = bench_now();
	for (n = 0; bench_now() - began < seconds; n++)
		flip(show, n);
	return n / (bench_now() - began);
}

static void write_to(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);

	bench_must(fd < 0 || write(fd, text, strlen(text)) < 0 ? -errno : 0, path);
	close(fd);
}

static void trace_calls(bool on)
{
	if (on)
		write_to(TRACING "trace", "");
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		write_to(calls[i], on ? "1" : "0");
}

/* How many of the calls that were traced are of functions of the driver's. */
static unsigned int traced_calls(const char *driver)
{
	char line[512], module[32];
	unsigned int n = 0;
	FILE *file;

	snprintf(module, sizeof(module), "[%s]", driver);
	file = fopen(TRACING "trace", "re");
	bench_must(file ? 0 : -errno, TRACING "trace");
	while (fgets(line, sizeof(line), file))
		n += strstr(line, module) != NULL;
	fclose(file);
	return n;
}

static void measure_flips(struct show *show)
{
	report(show, "flips/s", flips(show, SECONDS));
	trace_calls(true);
	flips(show, SECONDS);
	trace_calls(false);
	report(show, "flipping: timers and work/s of the driver", traced_calls(show->driver) / SECONDS);
}

/* Pictures that evdi's monitor takes while there is another at each flip; run-monitor has vprime's. */
static void measure_pictures(struct show *show)
{
	struct stat before = { 0 }, after = { 0 };
	double began;

	if (strcmp(show->driver, "evdi"))
		return;
	bench_must(stat(evdi_log, &before) ? -errno : 0, evdi_log);
	began = bench_now();
	flips(show, SECONDS);
	bench_must(stat(evdi_log, &after) ? -errno : 0, evdi_log);
	report(show, "pictures/s that its monitor takes",
	       (after.st_size - before.st_size) / (bench_now() - began));
}

/* Only the CRC file is read for a while, in which a picture is flipped at each vblank. */
static void measure_crcs(struct show *show)
{
	uint32_t first, last = 0, entries = 0, latest = 0, n_flips = 0;
	char path[128], line[64];
	struct pollfd poller;
	double began;
	struct stat st;
	int fd;

	bench_must(fstat(show->card->fd, &st), "fstat");
	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/crtc-%u/crc/control",
		 minor(st.st_rdev), show->output.crtc->index);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		return;
	bench_must(fd < 0 ? -errno : (int)write(fd, "auto", 4), path);
	close(fd);
	memcpy(strrchr(path, '/'), "/data", 6);
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	bench_must(fd < 0 ? -errno : 0, path);
	poller = (struct pollfd){ .fd = fd, .events = POLLIN };

	/* the first ones bring the mappings */
	flip(show, 0);
	first = flip(show, 1);
	began = bench_now();
	for (unsigned int n = 0; bench_now() - began < SECONDS; n++) {
		last = flip(show, n);
		n_flips++;
		while (poll(&poller, 1, 0) > 0) {
			ssize_t size = read(fd, line, sizeof(line) - 1);

			if (size <= 0)
				break;
			line[size] = 0;
			latest = strtoul(line, NULL, 16);
			entries += (int32_t)(latest - first) > 0;
		}
	}
	/* of vblanks that have an entry or could have had; the last one's may be on its way */
	if ((int32_t)(latest - last) > 0)
		last = latest;
	report(show, "flips/s with CRC", n_flips / (bench_now() - began));
	report(show, "CRC entries, % of vblanks", 100.0 * entries / (last - first));
	close(fd);
}

static void measure_writeback(struct show *show)
{
	unsigned int n;
	double began;
	int ret;

	if (!show->output.writeback)
		return;
	ret = vprime_writeback(show->card, &show->output, show->target, 30000);
	if (ret) {
		fprintf(stderr, "%s: writeback: %s\n", show->driver, strerror(-ret));
		return;
	}
	began = bench_now();
	for (n = 0; bench_now() - began < SECONDS; n++)
		bench_must(vprime_writeback(show->card, &show->output, show->target, 30000), "writeback");
	report(show, "writeback frames/s", n / (bench_now() - began));
}

/* What the machine has done since it was booted. */
struct load {
	double interrupts;
	double switches;
	double busy_ms; /* of tasks, on all processors */
};

static void read_load(struct load *load)
{
	char line[8192];
	FILE *file;

	*load = (struct load){ 0 };
	file = fopen("/proc/stat", "re");
	bench_must(file ? 0 : -errno, "/proc/stat");
	while (fgets(line, sizeof(line), file)) {
		sscanf(line, "intr %lf", &load->interrupts);
		sscanf(line, "ctxt %lf", &load->switches);
	}
	fclose(file);
	file = fopen("/proc/schedstat", "re");
	while (file && fgets(line, sizeof(line), file)) {
		double ns;

		if (sscanf(line, "cpu%*d %*u %*u %*u %*u %*u %*u %lf", &ns) == 1)
			load->busy_ms += ns / 1e6;
	}
	if (file)
		fclose(file);
}

static void measure_idle(struct show *show)
{
	struct load before, after;
	double began, took;

	/* the core keeps vblanks on for five seconds after their last user */
	sleep(6);
	read_load(&before);
	began = bench_now();
	sleep(5);
	read_load(&after);
	took = bench_now() - began;
	report(show, "idle: interrupts/s", (after.interrupts - before.interrupts) / took);
	report(show, "idle: switches/s", (after.switches - before.switches) / took);
	report(show, "idle: CPU ms/s", (after.busy_ms - before.busy_ms) / took);
	if (!show->card)
		return;
	trace_calls(true);
	sleep(5);
	trace_calls(false);
	report(show, "idle: timers and work/s of the driver", traced_calls(show->driver) / 5.0);
}

static bool is_loaded(const char *driver)
{
	char path[64];

	snprintf(path, sizeof(path), "/sys/module/%s", driver);
	return !access(path, F_OK);
}

int main(int argc, char **argv)
{
	unsigned int rounds = argc > 1 ? atoi(argv[1]) : 1;
	struct show none = { .driver = "no card on", .mode = &bench_modes[0] };

	evdi_log = argc > 2 ? argv[2] : "";
	for (unsigned int round = 0; round < rounds; round++) {
		none.round = round;
		measure_idle(&none);
		for (unsigned int i = 0; i < BENCH_MODES * DRIVERS; i++) {
			/* another one first each time */
			struct show show = {
				.driver = drivers[(i + round) % DRIVERS],
				.mode = &bench_modes[i / DRIVERS],
				.round = round,
			};

			if (!is_loaded(show.driver))
				continue;
			fprintf(stderr, "round %u of %u: %s, %s\n", round + 1, rounds, show.driver,
				show.mode->name);
			start(&show);
			if (show.mode == bench_modes)
				measure_idle(&show);
			measure_flips(&show);
			measure_crcs(&show);
			measure_writeback(&show);
			measure_pictures(&show);
			stop(&show);
		}
	}
	return 0;
}
