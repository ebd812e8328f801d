// SPDX-License-Identifier: MIT
/*
 * How long the kernel composes a frame, on vprime and vkms side by side, and how many frames they
 * miss: flips between two pictures as fast as they go while the CRC of each vblank is read. The
 * time comes from the kernel's function graph tracer.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "libvprime.h"

#include "common.h"

#define TRACING "/sys/kernel/tracing/"
#define ROUNDS_MAX 20
/* A series ends with so many flips, or after so many seconds but not before so many flips. */
#define FLIPS 40
#define FLIPS_LEAST 4
#define SECONDS 4
#define SAMPLES_MAX 100000
#define CURSOR 64

/*
 * @frame: composes a frame
 * @work: what that runs on each CPU, or NULL if it is on one
 */
static const struct driver {
	const char *name;
	const char *frame;
	const char *work;
} drivers[] = {
	{ "vprime", "vprime_compose_work", "vprime_compose" },
	{ "vkms", "compose_active_planes", NULL },
};
#define DRIVERS (sizeof(drivers) / sizeof(drivers[0]))

static const struct scene {
	const char *name;
	bool overlays;
	bool rotated;
} scenes[] = {
	{ "one", false, false },
	{ "overlay", true, false },
	{ "rotated", false, true },
};
#define SCENES (sizeof(scenes) / sizeof(scenes[0]))

/*
 * What came of all rounds.
 * @ms: how long the frames took
 * @n: how many were composed
 * @work_ms: how long its parts took, those on all CPUs added up
 * @flips: flips done
 * @late: those that took more than a vblank
 * @vblanks: how many passed while flipping
 * @missing: those without a CRC
 * @wrong: those whose CRC is that of the other picture
 */
struct result {
	double *ms;
	unsigned int n;
	double work_ms;
	unsigned int flips;
	unsigned int late;
	unsigned int vblanks;
	unsigned int missing;
	unsigned int wrong;
};

static struct result results[BENCH_MODES][SCENES][DRIVERS];

/* A card that shows a scene. */
struct show {
	const struct driver *driver;
	const struct scene *scene;
	const drmModeModeInfo *mode;
	struct vprime_card *card;
	struct vprime_output output;
	struct vprime_fb *pictures[2];
	struct vprime_fb *overlay;
	struct vprime_fb *cursor;
	struct vprime_commit *commit;
};

struct entry {
	uint32_t vblank;
	uint32_t crc;
};

/* What the thread that reads CRCs has read. */
static struct {
	int fd;
	pthread_t thread;
	atomic_bool stop;
	atomic_uint n;
	struct entry entries[SAMPLES_MAX];
} reader;

static void write_file(const char *path, const char *text, int flags)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | flags);

	bench_must(fd < 0 ? -errno : 0, path);
	bench_must(write(fd, text, strlen(text)) < 0 ? -errno : 0, path);
	close(fd);
}

/*
 * Tracing
 */

static void trace_prepare(void)
{
	write_file(TRACING "tracing_on", "0", 0);
	write_file(TRACING "set_ftrace_filter", "", O_TRUNC);
	for (const struct driver *d = drivers; d < drivers + DRIVERS; d++) {
		write_file(TRACING "set_ftrace_filter", d->frame, O_APPEND);
		if (d->work)
			write_file(TRACING "set_ftrace_filter", d->work, O_APPEND);
	}
	write_file(TRACING "current_tracer", "function_graph", 0);
	write_file(TRACING "options/funcgraph-tail", "1", 0);
}

/* A line is "CPU) [mark] TIME us | [}] [/" "*] NAME...", or has no time where a function begins. */
static void trace_line(const char *line, const struct driver *driver, struct result *result)
{
	const char *unit = strstr(line, " us "), *number, *name;
	size_t length;
	double ms;

	if (!unit)
		return;
	for (number = unit; number > line && strchr("0123456789.", number[-1]); )
		number--;
	ms = atof(number) / 1000;
	name = unit + 4 + strspn(unit + 4, " |}/*");
	length = strcspn(name, "( *;\n");

	if (length == strlen(driver->frame) && !strncmp(name, driver->frame, length)) {
		if (result->n < SAMPLES_MAX)
			result->ms[result->n++] = ms;
		if (!driver->work)
			result->work_ms += ms;
	} else if (driver->work && length == strlen(driver->work) &&
		   !strncmp(name, driver->work, length)) {
		result->work_ms += ms;
	}
}

static void trace_read(const struct driver *driver, struct result *result)
{
	FILE *file = fopen(TRACING "trace", "re");
	char line[512];

	bench_must(file ? 0 : -errno, "the trace");
	while (fgets(line, sizeof(line), file))
		trace_line(line, driver, result);
	fclose(file);
}

/*
 * CRCs
 */

static void crc_open(const struct show *show)
{
	char path[128];
	struct stat st;

	bench_must(fstat(show->card->fd, &st), "fstat");
	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/crtc-%u/crc/control",
		 minor(st.st_rdev), show->output.crtc->index);
	write_file(path, "auto", 0);
	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/crtc-%u/crc/data",
		 minor(st.st_rdev), show->output.crtc->index);
	reader.fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	bench_must(reader.fd < 0 ? -errno : 0, path);
}

/* One line is one read. */
static bool crc_read(struct entry *entry, int timeout)
{
	struct pollfd pollfd = { .fd = reader.fd, .events = POLLIN };
	char line[64] = "";

	if (poll(&pollfd, 1, timeout) <= 0)
		return false;
	return read(reader.fd, line, sizeof(line) - 1) > 0 &&
	       sscanf(line, "%x %x", &entry->vblank, &entry->crc) == 2;
}

static void *read_crcs(void *arg)
{
	(void)arg;
	while (!reader.stop && reader.n < SAMPLES_MAX) {
		if (crc_read(&reader.entries[reader.n], 50))
			reader.n++;
	}
	return NULL;
}

/*
 * Pictures
 */

static uint32_t pixel(uint32_t x, uint32_t y, uint32_t height, bool alpha, unsigned int picture)
{
	uint32_t color = (x * 7 + y * 3 + picture * 85) & 0xff;
	uint32_t third = y * 3 / height;

	color |= (y + picture * 31) % 256 << 8 | (x ^ y) % 256 << 16;
	if (!alpha)
		return color;
	/* clear, half and opaque */
	return third == 0 ? 0 : third == 1 ? 0x80000000 | (color & 0x7f7f7f) : 0xff000000 | color;
}

static struct vprime_fb *make(struct vprime_card *card, uint32_t width, uint32_t height,
			      uint32_t format, unsigned int picture)
{
	struct vprime_buffer *buffer;
	struct vprime_fb *fb;

	bench_must(vprime_buffer_create(card, width, height, 32, &buffer), "a buffer");
	bench_must(vprime_buffer_map(buffer, NULL), "mapping a buffer");
	for (uint32_t y = 0; y < height; y++) {
		uint32_t *row = (uint32_t *)((char *)buffer->map + (size_t)y * buffer->stride);

		for (uint32_t x = 0; x < width; x++)
			row[x] = pixel(x, y, height, format == DRM_FORMAT_ARGB8888, picture);
	}
	bench_must(vprime_fb_of_buffer(buffer, format, &fb), "a framebuffer");
	vprime_buffer_destroy(buffer);
	return fb;
}

static void add_picture(const struct show *show, unsigned int picture)
{
	const struct vprime_rect screen = { 0, 0, show->mode->hdisplay, show->mode->vdisplay };

	vprime_commit_add_plane(show->commit, show->output.primary->id, show->output.crtc->id,
				show->pictures[picture], NULL, &screen);
}

static void start(struct show *show)
{
	const struct vprime_output *output = &show->output;
	uint32_t width = show->mode->hdisplay, height = show->mode->vdisplay;
	const struct vprime_rect middle = { width / 2, height / 2, CURSOR, CURSOR };
	bool turned = show->scene->rotated;
	uint64_t rotation;

	bench_must(vprime_output_find(show->card, NULL, &show->output), "an output");
	bench_must(output->overlay && output->cursor ? 0 : -ENODEV, "an overlay and a cursor");
	bench_must(vprime_commit_create(show->card, &show->commit), "a commit");
	for (unsigned int i = 0; i < 2; i++)
		show->pictures[i] = make(show->card, turned ? height : width,
					 turned ? width : height, DRM_FORMAT_XRGB8888, i);

	vprime_commit_add(show->commit, output->connector->id, "CRTC_ID", output->crtc->id);
	vprime_commit_add_mode(show->commit, output->crtc->id, show->mode);
	bench_must(vprime_property_enum(show->card, output->primary->id, "rotation",
				  turned ? "rotate-90" : "rotate-0", &rotation), "rotation");
	vprime_commit_add(show->commit, output->primary->id, "rotation", rotation);
	add_picture(show, 0);
	if (show->scene->overlays) {
		show->overlay = make(show->card, width, height, DRM_FORMAT_ARGB8888, 2);
		show->cursor = make(show->card, CURSOR, CURSOR, DRM_FORMAT_ARGB8888, 3);
		vprime_commit_add_plane(show->commit, output->overlay->id, output->crtc->id,
					show->overlay, NULL, NULL);
		vprime_commit_add_plane(show->commit, output->cursor->id, output->crtc->id,
					show->cursor, NULL, &middle);
	}
	bench_must(vprime_commit_apply(show->commit, DRM_MODE_ATOMIC_ALLOW_MODESET, 0), "the scene");
}

static void stop(struct show *show)
{
	vprime_commit_destroy(show->commit);
	bench_must(vprime_switch_off(show->card, &show->output), "switching off");
	vprime_fb_destroy(show->pictures[0]);
	vprime_fb_destroy(show->pictures[1]);
	vprime_fb_destroy(show->overlay);
	vprime_fb_destroy(show->cursor);
}

/* The checksum of a picture: the first one after it is shown. */
static uint32_t crc_of(const struct show *show, unsigned int picture)
{
	struct entry entry;

	vprime_commit_reset(show->commit);
	add_picture(show, picture);
	bench_must(vprime_commit_apply(show->commit, 0, 0), "showing a picture");
	crc_open(show);
	bench_must(crc_read(&entry, 30000) ? 0 : -ETIMEDOUT, "a CRC");
	close(reader.fd);
	return entry.crc;
}

/* Returns the vblank that the picture is shown from. */
static uint32_t flip_to(const struct show *show, unsigned int picture)
{
	struct vprime_flip flip;
	int ret;

	vprime_commit_reset(show->commit);
	add_picture(show, picture);
	while ((ret = vprime_commit_apply(show->commit, DRM_MODE_ATOMIC_NONBLOCK |
					  DRM_MODE_PAGE_FLIP_EVENT, 0)) == -EBUSY)
		usleep(200);
	bench_must(ret, "a flip");
	bench_must(vprime_flip_wait(show->card, show->output.crtc->id, 30000, &flip), "waiting for it");
	return flip.sequence;
}

/* Compares CRCs with what was shown from vblank @shown[i] on: picture i % 2. */
static void count_crcs(const uint32_t *shown, unsigned int flips, const uint32_t *crcs,
		       struct result *result)
{
	for (unsigned int i = 0; i + 1 < flips; i++) {
		for (uint32_t vblank = shown[i]; vblank != shown[i + 1]; vblank++) {
			unsigned int e = 0;

			while (e < reader.n && reader.entries[e].vblank != vblank)
				e++;
			result->missing += e == reader.n;
			result->wrong += e < reader.n && reader.entries[e].crc != crcs[i % 2];
		}
	}
}

static void flip(const struct show *show, struct result *result)
{
	uint32_t shown[FLIPS + 1], crcs[2] = { crc_of(show, 0), crc_of(show, 1) };
	unsigned int n = 0;
	double began, waited;

	bench_must(crcs[0] != crcs[1] ? 0 : -EINVAL, "two pictures with the same CRC");
	crc_open(show);
	reader.n = 0;
	reader.stop = false;
	bench_must(-pthread_create(&reader.thread, NULL, read_crcs, NULL), "a thread");

	/* the first ones are not counted */
	flip_to(show, 0);
	flip_to(show, 1);
	write_file(TRACING "trace", "", O_TRUNC);
	write_file(TRACING "tracing_on", "1", 0);
	began = bench_now();
	do {
		shown[n] = flip_to(show, n % 2);
		n++;
	} while (n < FLIPS + 1 && (n < FLIPS_LEAST + 1 || bench_now() - began < SECONDS));
	write_file(TRACING "tracing_on", "0", 0);

	waited = bench_now();
	while (bench_now() - waited < 20 &&
	       (!reader.n || (int32_t)(reader.entries[reader.n - 1].vblank - shown[n - 1]) < 0))
		usleep(10000);
	reader.stop = true;
	pthread_join(reader.thread, NULL);
	close(reader.fd);

	trace_read(show->driver, result);
	count_crcs(shown, n, crcs, result);
	result->flips += n - 1;
	result->vblanks += shown[n - 1] - shown[0];
	for (unsigned int i = 1; i < n; i++)
		result->late += shown[i] - shown[i - 1] > 1;
}

static void measure(struct vprime_card *card, const struct driver *driver,
		    const drmModeModeInfo *mode, const struct scene *scene, struct result *result)
{
	struct show show = { .driver = driver, .scene = scene, .mode = mode, .card = card };

	start(&show);
	flip(&show, result);
	stop(&show);
}

/*
 * Tables
 */

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(struct result *result)
{
	unsigned int n = result->n;

	bench_must(n ? 0 : -ENODATA, "a composed frame in the trace");
	qsort(result->ms, n, sizeof(*result->ms), compare);
	return (result->ms[n / 2] + result->ms[(n - 1) / 2]) / 2;
}

static void report(void)
{
	printf("| 60 Hz | scene | vprime, ms | its CPUs' sum | vkms, ms | vkms / vprime |"
	       " vkms / CPUs' sum |\n"
	       "|---|---|--:|--:|--:|--:|--:|\n");
	for (unsigned int m = 0; m < BENCH_MODES; m++) {
		for (unsigned int s = 0; s < SCENES; s++) {
			struct result *ours = &results[m][s][0], *theirs = &results[m][s][1];
			double a = median(ours), b = median(theirs), work = ours->work_ms / ours->n;

			printf("| %s | %s | %.2f | %.2f | %.1f | %.1f | %.1f |\n", bench_modes[m].name,
			       scenes[s].name, a, work, b, b / a, theirs->work_ms / theirs->n / work);
		}
	}

	printf("\n| 60 Hz | scene | card | flips | late | vblanks | composed | missed | CRC missing |"
	       " CRC of the other picture |\n"
	       "|---|---|---|--:|--:|--:|--:|--:|--:|--:|\n");
	for (unsigned int m = 0; m < BENCH_MODES; m++) {
		for (unsigned int s = 0; s < SCENES; s++) {
			for (unsigned int d = 0; d < DRIVERS; d++) {
				const struct result *r = &results[m][s][d];
				unsigned int made = r->n < r->vblanks ? r->n : r->vblanks;

				printf("| %s | %s | %s | %u | %u | %u | %u | %.0f %% | %u | %u |\n",
				       bench_modes[m].name, scenes[s].name, drivers[d].name, r->flips,
				       r->late, r->vblanks, r->n,
				       100.0 * (r->vblanks - made) / r->vblanks, r->missing,
				       r->wrong);
			}
		}
	}
}

int main(int argc, char **argv)
{
	unsigned int rounds = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
	struct vprime_card *cards[DRIVERS];

	if (!rounds || rounds > ROUNDS_MAX) {
		fprintf(stderr, "usage: compose ROUNDS (at most %d)\n", ROUNDS_MAX);
		return 2;
	}

	for (unsigned int d = 0; d < DRIVERS; d++)
		bench_must(vprime_open(drivers[d].name, 0, &cards[d]), drivers[d].name);
	trace_prepare();
	for (unsigned int m = 0; m < BENCH_MODES; m++) {
		for (unsigned int s = 0; s < SCENES; s++) {
			for (unsigned int d = 0; d < DRIVERS; d++) {
				results[m][s][d].ms = calloc(SAMPLES_MAX, sizeof(double));
				bench_must(results[m][s][d].ms ? 0 : -ENOMEM, "memory");
			}
		}
	}

	for (unsigned int round = 0; round < rounds; round++) {
		for (unsigned int m = 0; m < BENCH_MODES; m++) {
			for (unsigned int s = 0; s < SCENES; s++) {
				/* another card first each round */
				for (unsigned int i = 0; i < DRIVERS; i++) {
					unsigned int d = (i + round) % DRIVERS;

					measure(cards[d], &drivers[d], &bench_modes[m], &scenes[s],
						&results[m][s][d]);
				}
			}
		}
		fprintf(stderr, "round %u of %u\n", round + 1, rounds);
	}
	write_file(TRACING "current_tracer", "nop", 0);
	report();
	for (unsigned int d = 0; d < DRIVERS; d++)
		vprime_close(cards[d]);
	return 0;
}
