// SPDX-License-Identifier: MIT
/* The clock: that vblanks are when the mode says, and flips that do not wait for one. */

#include <errno.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "crc.h"
#include "fault.h"
#include "module.h"
#include "picture.h"
#include "show.h"

/* Newer than the libdrm of Debian 12. */
#ifndef DRM_CAP_ATOMIC_ASYNC_PAGE_FLIP
#define DRM_CAP_ATOMIC_ASYNC_PAGE_FLIP 0x15
#endif

IGT_TEST_DESCRIPTION("The clock: vblanks when the mode says, and flips that do not wait for one.");

static struct vprime_card *card;
static struct vprime_output output;
static drmModeModeInfo mode;
static struct image images[2];

static void open_card(void)
{
	card = card_open();
	output = card_output(card);
	mode = mode_make(640, 480, 60);
	for (int i = 0; i < 2; i++)
		images[i] = image_pattern(card, 640, 480, DRM_FORMAT_XRGB8888, i);
}

static void close_card(void)
{
	if (!card)
		return;
	show_reset(card, &output);
	for (int i = 0; i < 2; i++)
		image_free(&images[i]);
	vprime_close(card);
	card = NULL;
}

/* Have a card that is made otherwise, until the next call. */
static void reload(const char *line)
{
	close_card();
	module_unload_soon("vprime");
	module_load(line);
	open_card();
}

/* -----------------------------------------------------------------------------
 * Vblanks
 */

/* Processes that use all CPUs. */
#define BURNERS 2

static struct igt_helper_process burners[BURNERS];

static void burn(void)
{
	for (int i = 0; i < BURNERS; i++) {
		burners[i].use_SIGKILL = true;
		igt_fork_helper(&burners[i]) {
			while (true)
				;
		}
	}
}

static void stop_burning(void)
{
	for (int i = 0; i < BURNERS; i++)
		igt_stop_helper(&burners[i]);
}

/* So many events are asked for in advance; a file has room for no more. */
#define AHEAD 120

/* A vblank that a process that is late, too, can still ask for. */
static uint64_t vblank_to_come(void)
{
	return show_wait_vblanks(card, 1) + 2 + (uint64_t)(0.2 / mode_period(&mode));
}

static void queue_sequence(uint64_t sequence)
{
	uint64_t queued;

	igt_assert_eq(drmCrtcQueueSequence(card->fd, output.crtc->id, 0, sequence, &queued,
					   sequence), 0);
	igt_assert_eq_u64(queued, sequence);
}

static struct drm_event_crtc_sequence read_sequence(void)
{
	struct drm_event_crtc_sequence event;

	igt_assert_eq(read(card->fd, &event, sizeof(event)), sizeof(event));
	igt_assert_eq_u32(event.base.type, DRM_EVENT_CRTC_SEQUENCE);
	return event;
}

static int compare_doubles(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/*
 * Ask for the event of a vblank, or of the next one if it is over, as it is for a
 * process that was not run for as long as it had asked in advance; returns which.
 */
static uint64_t queue_sequence_or_next(uint64_t sequence, uint64_t index)
{
	uint64_t queued;

	igt_assert_eq(drmCrtcQueueSequence(card->fd, output.crtc->id,
					   DRM_CRTC_SEQUENCE_NEXT_ON_MISS, sequence, &queued,
					   index), 0);
	igt_assert_lte_s64(sequence, queued);
	return queued;
}

/*
 * The events of a number of vblanks, one after the other. Each time has to be
 * on the grid of the mode, counted from the first; what may be late is the
 * handling, and then one event may tell of a later vblank than it was asked
 * for, with the time of that one.
 */
static void watch_vblanks(unsigned int count)
{
	double period = mode.htotal * (double)mode.vtotal / (mode.clock * 1e3);
	double *lateness = calloc(count, sizeof(*lateness));
	uint64_t *asked = calloc(count, sizeof(*asked));
	struct drm_event_crtc_sequence event = { 0 };
	uint64_t first, next, first_ns = 0, skipped = 0;
	double error = 0, ppm;

	igt_assert(lateness && asked);
	first = next = vblank_to_come();
	for (unsigned int i = 0; i < AHEAD && i < count; i++) {
		asked[i] = queue_sequence_or_next(next, i);
		next = asked[i] + 1;
	}
	igt_assert_eq_u64(asked[0], first);
	for (unsigned int i = 0; i < count; i++) {
		event = read_sequence();
		lateness[i] = show_now() - event.time_ns / 1e9;
		if (!i)
			first_ns = event.time_ns - (uint64_t)((event.sequence - first) * period * 1e9);
		igt_assert_eq_u64(event.user_data, i);
		igt_assert_f(event.sequence >= asked[i], "%llu instead of %llu\n",
			     (unsigned long long)event.sequence, (unsigned long long)asked[i]);
		skipped += event.sequence != asked[i];
		error = fmax(error, fabs((event.time_ns - first_ns) / 1e9 -
					 (event.sequence - first) * period));
		igt_assert_f(lateness[i] >= 0, "an event from the future\n");
		if (i + AHEAD < count) {
			asked[i + AHEAD] = queue_sequence_or_next(next, i + AHEAD);
			next = asked[i + AHEAD] + 1;
		}
	}

	ppm = ((event.time_ns - first_ns) / 1e9 / (event.sequence - first) / period - 1) * 1e6;
	qsort(lateness, count, sizeof(*lateness), compare_doubles);
	igt_info("%u vblanks of %.3f Hz in %.3f s: %.4f ppm from the mode, none more than %.1f us off, %llu told late, %llu asked for too late; event after its vblank: median %.0f us, 99%% below %.0f us, at most %.0f us\n",
		 count, 1 / period, (event.time_ns - first_ns) / 1e9, ppm, error * 1e6,
		 (unsigned long long)skipped, (unsigned long long)(next - first - count),
		 lateness[count / 2] * 1e6,
		 lateness[count * 99 / 100] * 1e6, lateness[count - 1] * 1e6);
	free(lateness);
	free(asked);
	igt_assert_f(fabs(ppm) < 50, "the clock drifts by %.1f ppm\n", ppm);
	igt_assert_f(error < 50e-6 * count * period + 1e-6, "a vblank is %.1f us off\n",
		     error * 1e6);
}

static void test_minute(bool load)
{
	show_on(card, &output, &mode, &images[0]);
	if (load)
		burn();
	watch_vblanks(60 * 60);
	stop_burning();
}

static void test_rates(void)
{
	static const unsigned int rates[] = { 1, 24, 50, 75, 144, 240, 1000 };

	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		mode = mode_make(640, 480, rates[i]);
		show_on(card, &output, &mode, &images[0]);
		watch_vblanks(rates[i] < 10 ? 3 : 60);
	}
	/* 59.94: a clock that is no multiple of the rate */
	mode = mode_make(640, 480, 60);
	mode.clock = mode.clock * 1000 / 1001;
	show_on(card, &output, &mode, &images[0]);
	watch_vblanks(60);
	mode = mode_make(640, 480, 60);
}

/* The timer is late on purpose; the clock is not. */
static void test_jitter(void)
{
	struct drm_event_crtc_sequence event;
	double late, least = 1, most = 0;
	uint64_t first;

	reload("vprime jitter=8000");
	show_on(card, &output, &mode, &images[0]);
	watch_vblanks(60);

	first = vblank_to_come();
	for (int i = 0; i < 60; i++)
		queue_sequence(first + i);
	for (int i = 0; i < 60; i++) {
		event = read_sequence();
		late = show_now() - event.time_ns / 1e9;
		least = fmin(least, late);
		most = fmax(most, late);
	}
	igt_info("events come %.1f to %.1f ms late\n", least * 1e3, most * 1e3);
	igt_assert_f(least < 0.004, "all are late\n");
	igt_assert_f(most > 0.004, "none is late\n");
}

/* How many of some vblanks told their event of another than it was asked for. */
static unsigned int told_late(unsigned int count)
{
	uint64_t first = show_wait_vblanks(card, 1) + 2;
	struct drm_event_crtc_sequence event;
	unsigned int late = 0;

	for (unsigned int i = 0; i < count; i++)
		queue_sequence(first + i);
	for (unsigned int i = 0; i < count; i++) {
		event = read_sequence();
		igt_assert_eq_u64(event.user_data, first + i);
		late += event.sequence != first + i;
	}
	return late;
}

/* A timer that is late by up to two vblanks: each of them comes, with its own number. */
static void test_catch_up(void)
{
	drmModeModeInfo saved = mode;
	unsigned int late = 1;

	reload("vprime jitter=100000");
	mode = mode_make(640, 480, 20);
	show_on(card, &output, &mode, &images[0]);
	/* a machine that does nothing for as long again is no concern of this */
	for (int i = 0; i < 3 && late; i++)
		late = told_late(40);
	mode = saved;
	igt_assert_f(!late, "%u of 40 vblanks came as another\n", late);
}

static void test_jitter_refused(void)
{
	close_card();
	module_unload_soon("vprime");
	module_refused("vprime jitter=1000001");
	module_load("vprime");
	open_card();
}

/* The vblank that two CRTCs had last; they are in phase if it was the same. */
static void test_phase(void)
{
	struct vprime_output outputs[2] = { 0 };
	struct vprime_commit *commit;
	uint64_t sequence, ns[2];
	double period, apart;

	reload("vprime outputs=2");
	period = mode_period(&mode);
	igt_assert_eq(vprime_output_find(card, "Virtual-1", &outputs[0]), 0);
	igt_assert_eq(vprime_output_find(card, "Virtual-2", &outputs[1]), 0);
	for (int turn = 0; turn < 5; turn++) {
		commit = show_commit(card);
		for (int i = 0; i < 2; i++) {
			vprime_commit_add(commit, outputs[i].connector->id, "CRTC_ID",
					  outputs[i].crtc->id);
			vprime_commit_add_mode(commit, outputs[i].crtc->id, &mode);
			vprime_commit_add_plane(commit, outputs[i].primary->id,
						outputs[i].crtc->id, images[i].fb, NULL, NULL);
		}
		show_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET);
		for (int i = 0; i < 2; i++)
			igt_assert_eq(drmCrtcGetSequence(card->fd, outputs[i].crtc->id, &sequence,
							 &ns[i]), 0);
		apart = fabs((double)(int64_t)(ns[1] - ns[0])) / 1e9;
		apart = fabs(apart - round(apart / period) * period);
		igt_assert_f(apart < 1e-6, "vblanks are %.1f us apart\n", apart * 1e6);
		for (int i = 0; i < 2; i++)
			show_reset(card, &outputs[i]);
	}
	reload("vprime");
}

static uint64_t sequence_of(const struct vprime_output *of)
{
	uint64_t sequence, ns;

	igt_assert_eq(drmCrtcGetSequence(card->fd, of->crtc->id, &sequence, &ns), 0);
	return sequence;
}

static void queue_on(const struct vprime_output *of, uint64_t sequence)
{
	uint64_t queued;

	igt_assert_eq(drmCrtcQueueSequence(card->fd, of->crtc->id, 0, sequence, &queued,
					   of->crtc->id), 0);
}

/* The vblanks of one of two CRTCs are lost: events of the other come, its own do not. */
static void test_fault_of_crtc(void)
{
	struct drm_event_crtc_sequence event;
	struct vprime_output outputs[2] = { 0 };
	const char *const names[] = { "Virtual-1", "Virtual-2" };

	reload("vprime outputs=2");
	for (int i = 0; i < 2; i++) {
		igt_assert_eq(vprime_output_find(card, names[i], &outputs[i]), 0);
		show_on(card, &outputs[i], &mode, &images[i]);
	}
	fault_set(card, "vblank drop count=forever crtc=1");
	queue_on(&outputs[1], sequence_of(&outputs[1]) + 2);
	for (int i = 0; i < 10; i++) {
		queue_on(&outputs[0], sequence_of(&outputs[0]) + 1);
		event = read_sequence();
		igt_assert_eq_u64(event.user_data, outputs[0].crtc->id);
	}
	fault_set(card, "vblank off");
	event = read_sequence();
	igt_assert_eq_u64(event.user_data, outputs[1].crtc->id);
	igt_assert_eq(fault_try(card, "vblank drop crtc=2"), -EINVAL);
	igt_assert_eq(fault_try(card, "vblank drop crtc=-1"), -EINVAL);
	igt_assert_eq(fault_try(card, "addfb error=EIO crtc=0"), -EINVAL);
	for (int i = 0; i < 2; i++)
		show_reset(card, &outputs[i]);
	reload("vprime");
}

/* How often the timer of the CRTC has fired for somebody, from the table in debugfs. */
static unsigned long long count_ticks(void)
{
	char path[80], line[1024], *column, *rest;
	unsigned int wanted = 0;
	unsigned long long ticks;
	FILE *file;

	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/outputs", card_minor(card));
	file = fopen(path, "r");
	igt_assert_f(file, "%s: %s\n", path, strerror(errno));
	igt_assert(fgets(line, sizeof(line), file));
	for (column = strtok_r(line, "\t\n", &rest); column && strcmp(column, "ticks");
	     column = strtok_r(NULL, "\t\n", &rest))
		wanted++;
	igt_assert(column);
	igt_assert(fgets(line, sizeof(line), file));
	fclose(file);
	column = strtok_r(line, "\t\n", &rest);
	while (wanted-- && column)
		column = strtok_r(NULL, "\t\n", &rest);
	igt_assert(column);
	igt_assert_eq(sscanf(column, "%llu", &ticks), 1);
	return ticks;
}

/* A CRTC that is off has no timer, even if somebody waited for its vblanks. */
static void test_off(void)
{
	unsigned long long before;
	uint32_t dpms;

	igt_assert_eq(vprime_property_id(card, output.connector->id, "DPMS", &dpms), 0);
	show_on(card, &output, &mode, &images[0]);
	show_wait_vblanks(card, 3);
	before = count_ticks();
	show_wait_vblanks(card, 3);
	igt_assert_f(count_ticks() >= before + 3, "the timer does not run\n");

	igt_assert_eq(drmModeConnectorSetProperty(card->fd, output.connector->id, dpms,
						  DRM_MODE_DPMS_OFF), 0);
	before = count_ticks();
	usleep(200000);
	igt_assert_eq_u64(count_ticks(), before);

	igt_assert_eq(drmModeConnectorSetProperty(card->fd, output.connector->id, dpms,
						  DRM_MODE_DPMS_ON), 0);
	show_wait_vblanks(card, 2);
	igt_assert(count_ticks() > before);
}

/* -----------------------------------------------------------------------------
 * Asynchronous flips
 */

static int flip(const struct image *image, bool atomic, uint32_t flags)
{
	struct vprime_commit *commit;
	int err;

	if (!atomic)
		return drmModePageFlip(card->fd, output.crtc->id, image->fb->id, flags, NULL);
	commit = show_commit(card);
	vprime_commit_add(commit, output.primary->id, "FB_ID", image->fb->id);
	err = vprime_commit_apply(commit, flags, 0);
	vprime_commit_destroy(commit);
	return err;
}

static struct vprime_flip finish_flip(void)
{
	struct vprime_flip done;

	igt_assert_eq(vprime_flip_wait(card, output.crtc->id, 1000, &done), 0);
	return done;
}

static void require_atomic_async(bool atomic)
{
	uint64_t value = 0;

	if (!atomic)
		return;
	igt_require_f(!drmGetCap(card->fd, DRM_CAP_ATOMIC_ASYNC_PAGE_FLIP, &value),
		      "this kernel has no asynchronous atomic flips\n");
	igt_assert_eq_u64(value, 1);
}

static const uint32_t async = DRM_MODE_PAGE_FLIP_ASYNC | DRM_MODE_PAGE_FLIP_EVENT;

/* With frames of a second, a flip that waited for a vblank would be found out. */
static void test_async(bool atomic)
{
	uint32_t nonblock = atomic ? DRM_MODE_ATOMIC_NONBLOCK : 0;
	struct vprime_flip done;
	uint64_t value = 0;
	double start;

	igt_assert_eq(drmGetCap(card->fd, DRM_CAP_ASYNC_PAGE_FLIP, &value), 0);
	igt_assert_eq_u64(value, 1);
	require_atomic_async(atomic);
	mode = mode_make(640, 480, 1);
	show_on(card, &output, &mode, &images[0]);
	mode = mode_make(640, 480, 60);

	start = show_now();
	for (int i = 1; i <= 20; i++) {
		igt_assert_eq(flip(&images[i & 1], atomic, async | nonblock), 0);
		done = finish_flip();
		igt_assert_f(done.sec + done.usec / 1e6 <= show_now(), "from the future\n");
	}
	igt_info("20 flips took %.1f ms\n", (show_now() - start) * 1e3);
	igt_assert_f(show_now() - start < 5, "20 flips took %.1f s\n", show_now() - start);
}

/* After the event the last flip is what is on the screen, and a normal one still waits. */
static void test_async_content(bool atomic)
{
	uint32_t nonblock = atomic ? DRM_MODE_ATOMIC_NONBLOCK : 0;
	struct crc want[2], crc;
	uint32_t before;
	int fd;

	require_atomic_async(atomic);
	for (int i = 0; i < 2; i++) {
		show_on(card, &output, &mode, &images[i]);
		want[i] = crc_once(card, &output);
	}
	igt_assert(!crc_equal(&want[0], &want[1]));

	fd = crc_open(card, &output);
	for (int i = 0; i < 60; i++) {
		igt_assert_eq(flip(&images[i & 1], atomic, async | nonblock), 0);
		finish_flip();
		if (i % 10)
			continue;
		/* the picture of the vblank after it, whole */
		crc = crc_read_now(fd, card);
		igt_assert(crc_equal(&crc, &want[i & 1]));
	}
	crc_close(fd);

	before = show_wait_vblanks(card, 1);
	igt_assert_eq(flip(&images[0], atomic, DRM_MODE_PAGE_FLIP_EVENT | nonblock), 0);
	igt_assert_lt(0, (int32_t)(finish_flip().sequence - before));
}

/* No picture is made of two: each checksum is one of the two images'. */
static void test_async_whole(void)
{
	struct crc want[2], crc;
	unsigned int flips = 0;
	int fd;

	for (int i = 0; i < 2; i++) {
		show_on(card, &output, &mode, &images[i]);
		want[i] = crc_once(card, &output);
	}
	fd = crc_open(card, &output);
	for (int i = 0; i < 60; i++) {
		struct pollfd readable = { .fd = fd, .events = POLLIN };

		do {
			igt_assert_eq(flip(&images[flips++ & 1], false, async), 0);
			finish_flip();
		} while (!poll(&readable, 1, 0));
		crc = crc_read(fd);
		igt_assert_f(crc_equal(&crc, &want[0]) || crc_equal(&crc, &want[1]),
			     "a picture that is neither of the two, after %u flips\n", flips);
	}
	crc_close(fd);
	igt_info("%u flips in 60 frames\n", flips);
}

/* -----------------------------------------------------------------------------
 * Variable refresh
 */

static void enable_vrr(bool enable)
{
	struct vprime_commit *commit = show_commit(card);

	vprime_commit_add(commit, output.crtc->id, "VRR_ENABLED", enable);
	show_apply(commit, 0);
}

static double time_of(const struct vprime_flip *done)
{
	return done->sec + done->usec / 1e6;
}

/* How long a frame can be at most when the refresh rate varies, in seconds: 19.5 Hz. */
#define LONGEST_FRAME (1 / 19.5)

/* The median time that a flip takes the kernel, as pace() has seen it: a debug kernel may need 3 ms. */
static double flip_takes;

/*
 * Flips of which each is asked for so that it is taken @delay seconds after the vblank of the one
 * before; returns the median time between two, and says whether each took one vblank, but for those
 * that came, as the machine had other things to do, when the longest frame was over.
 */
static double pace(double delay, bool *single)
{
	struct vprime_flip last = { 0 }, done;
	double apart[21], taken[21], start;

	*single = true;
	for (int i = -1; i < 21; i++) {
		start = show_now();
		igt_assert_eq(flip(&images[i & 1], true, DRM_MODE_ATOMIC_NONBLOCK |
				   DRM_MODE_PAGE_FLIP_EVENT), 0);
		if (i >= 0)
			taken[i] = show_now() - start;
		done = finish_flip();
		if (i >= 0) {
			apart[i] = time_of(&done) - time_of(&last);
			*single &= done.sequence == last.sequence + 1 || apart[i] > LONGEST_FRAME + 0.001;
		}
		last = done;
		while (show_now() < time_of(&last) + delay - flip_takes)
			usleep(200);
	}
	qsort(apart, 21, sizeof(apart[0]), compare_doubles);
	qsort(taken, 21, sizeof(taken[0]), compare_doubles);
	flip_takes = taken[10];
	return apart[10];
}

static void assert_near(double seconds, double wanted, double tolerance)
{
	igt_info("%.2f ms between flips\n", seconds * 1e3);
	igt_assert_f(fabs(seconds - wanted) < tolerance, "%.2f ms instead of %.2f\n",
		     seconds * 1e3, wanted * 1e3);
}

/* Frames ended by a flip @delay seconds after they began, or up to what a flip takes earlier. */
static void assert_ended(double seconds, double delay, double tolerance)
{
	assert_near(seconds, delay - flip_takes / 2, tolerance + flip_takes / 2);
}

/* 60 Hz, stretched down to 20: a flip after 30 ms is shown then, not after two frames. */
static void test_vrr(void)
{
	struct drm_event_crtc_sequence events[2];
	double period = mode_period(&mode);
	uint64_t capable, first;
	bool single;

	igt_assert_eq(vprime_property_get(card, output.connector->id, "vrr_capable", &capable), 0);
	igt_assert_eq_u64(capable, 1);
	show_on(card, &output, &mode, &images[0]);
	assert_near(pace(0, &single), period, 1e-5);
	assert_near(pace(0.030, &single), 2 * period, 1e-5);

	enable_vrr(true);
	assert_ended(pace(0.030, &single), 0.030, 0.003);
	igt_assert_f(single, "a stretched frame counts as more than one\n");
	assert_near(pace(0, &single), period, 1e-5);
	/* at the least rate a flip still ends its frame */
	assert_ended(pace(0.050, &single), 0.050, 0.0012);
	/* after the longest frame there is another one, which is not cut short */
	assert_near(pace(0.055 + flip_takes, &single), LONGEST_FRAME + period, 0.003);

	/* nothing happens: each frame takes the most */
	first = show_wait_vblanks(card, 1) + 1;
	queue_sequence(first);
	queue_sequence(first + 1);
	events[0] = read_sequence();
	events[1] = read_sequence();
	assert_near((events[1].time_ns - events[0].time_ns) / 1e9, LONGEST_FRAME, 1e-5);

	enable_vrr(false);
	assert_near(pace(0.030, &single), 2 * period, 1e-5);
}

/* A commit that sets it is no mistake, and nothing comes of it. */
static void test_vrr_incapable(void)
{
	uint64_t capable;
	bool single;

	reload("vprime");
	if (!vprime_property_get(card, output.connector->id, "vrr_capable", &capable))
		igt_assert_eq_u64(capable, 0);
	show_on(card, &output, &mode, &images[0]);
	enable_vrr(true);
	assert_near(pace(0.030, &single), 2 * mode_period(&mode), 1e-5);
	enable_vrr(false);
}

/* The cursor moves without ending a frame. */
static void test_vrr_cursor(void)
{
	struct image small = image_pattern(card, 64, 64, DRM_FORMAT_ARGB8888, 3);
	struct drm_event_crtc_sequence events[2];
	uint64_t first;

	show_on(card, &output, &mode, &images[0]);
	enable_vrr(true);
	igt_assert_eq(drmModeSetCursor(card->fd, output.crtc->id, small.buffer->handle, 64, 64),
		      0);
	first = show_wait_vblanks(card, 1) + 1;
	queue_sequence(first);
	queue_sequence(first + 2);
	for (int i = 0; i < 100; i++) {
		igt_assert_eq(drmModeMoveCursor(card->fd, output.crtc->id, i, i), 0);
		usleep(500);
	}
	for (int i = 0; i < 2; i++)
		events[i] = read_sequence();
	assert_near((events[1].time_ns - events[0].time_ns) / 1e9, 2 * LONGEST_FRAME,
		    1e-5);
	igt_assert_eq(drmModeSetCursor(card->fd, output.crtc->id, 0, 0, 0), 0);
	enable_vrr(false);
	image_free(&small);
}

/* -----------------------------------------------------------------------------
 * A card without vblanks
 */

static void test_no_vblank(void)
{
	drmVBlank vblank = { .request = { .type = DRM_VBLANK_RELATIVE, .sequence = 1 } };
	struct vprime_flip done;
	double start;

	mode = mode_make(640, 480, 1);
	show_on(card, &output, &mode, &images[0]);
	mode = mode_make(640, 480, 60);
	igt_assert_lt(drmWaitVBlank(card->fd, &vblank), 0);
	igt_assert_eq(errno, EOPNOTSUPP);

	start = show_now();
	for (int i = 1; i <= 20; i++) {
		igt_assert_eq(flip(&images[i & 1], true, DRM_MODE_ATOMIC_NONBLOCK |
				   DRM_MODE_PAGE_FLIP_EVENT), 0);
		done = finish_flip();
		igt_assert_eq_u32(done.sequence, 0);
		igt_assert_eq(flip(&images[i & 1], true, 0), 0);
	}
	igt_assert_f(show_now() - start < 5, "40 flips took %.1f s\n", show_now() - start);
}

/* The unused byte of XRGB8888 may be anything. */
static void assert_same(const struct image *a, const struct image *b)
{
	for (uint32_t y = 0; y < a->buffer->height; y++) {
		const uint32_t *rows[2] = {
			(uint32_t *)((char *)a->buffer->map + (size_t)y * a->buffer->stride),
			(uint32_t *)((char *)b->buffer->map + (size_t)y * b->buffer->stride),
		};

		for (uint32_t x = 0; x < a->buffer->width; x++)
			igt_assert_f(!((rows[0][x] ^ rows[1][x]) & 0xffffff),
				     "pixel %u,%u is %06x instead of %06x\n", x, y,
				     rows[0][x] & 0xffffff, rows[1][x] & 0xffffff);
	}
}

static struct crc read_crc(void)
{
	int fd = crc_open(card, &output);
	struct crc crc = crc_read_unnumbered(fd);

	crc_close(fd);
	return crc;
}

/* Sinks see what is shown, and what is drawn later, as from any card. */
static void test_no_vblank_sinks(void)
{
	struct image target = image_new(card, 640, 480, DRM_FORMAT_XRGB8888);
	struct crc first, second, crc;
	struct vprime_commit *commit;
	int32_t fence;
	int fd;

	show_on(card, &output, &mode, &images[0]);
	first = read_crc();
	igt_assert_eq(flip(&images[1], true, 0), 0);
	second = read_crc();
	igt_assert(!crc_equal(&first, &second));
	fd = crc_open(card, &output);
	crc_read_unnumbered(fd);
	memcpy(images[1].buffer->map, images[0].buffer->map, images[0].buffer->size);
	for (int i = 0; i < 20; i++) {
		crc = crc_read_unnumbered(fd);
		if (crc_equal(&crc, &first))
			break;
	}
	crc_close(fd);
	igt_assert_f(crc_equal(&crc, &first), "what is drawn does not show\n");

	commit = show_commit(card);
	vprime_commit_add_writeback(commit, output.writeback->id, output.crtc->id, target.fb,
				    &fence);
	show_apply(commit, 0);
	igt_assert_eq(vprime_fence_wait(fence, 2000), 0);
	close(fence);
	assert_same(&target, &images[0]);
	image_free(&target);
}

igt_main
{
	igt_fixture
		open_card();

	igt_describe("For a minute, no vblank is lost, repeated or off the grid of the mode.");
	igt_subtest("minute")
		test_minute(false);

	igt_describe("The same while processes use all CPUs.");
	igt_subtest("minute-loaded")
		test_minute(true);

	/* those of a subtest that has failed */
	igt_fixture
		stop_burning();

	igt_describe("The rates of modes are kept, from 1 to 1000 Hz.");
	igt_subtest("rates")
		test_rates();

	igt_describe("A CRTC that is off has no timer.");
	igt_subtest("off")
		test_off();

	for (int atomic = 0; atomic < 2; atomic++) {
		igt_describe("Asynchronous flips do not wait for a vblank.");
		igt_subtest_f("async-%s", atomic ? "atomic" : "legacy")
			test_async(atomic);

		igt_describe("What was flipped to is shown from the next vblank on.");
		igt_subtest_f("async-content-%s", atomic ? "atomic" : "legacy")
			test_async_content(atomic);
	}

	igt_describe("Asynchronous flips do not tear what sinks get.");
	igt_subtest("async-whole")
		test_async_whole();

	igt_describe("Vblanks that are handled late on purpose have the right times.");
	igt_subtest("jitter")
		test_jitter();

	igt_describe("Vblanks that a late timer has missed come one by one.");
	igt_subtest("catch-up")
		test_catch_up();

	igt_describe("Vblanks that are later than a second are refused.");
	igt_subtest("jitter-refused")
		test_jitter_refused();

	igt_describe("CRTCs that are enabled in one commit have their vblanks together.");
	igt_subtest("phase")
		test_phase();

	igt_describe("Vblanks can be lost for one CRTC alone.");
	igt_subtest("fault-of-crtc")
		test_fault_of_crtc();

	igt_subtest_group {
		igt_fixture
			reload("vprime vrr=20-60");

		igt_describe("With variable refresh a frame ends when the next one comes.");
		igt_subtest("vrr")
			test_vrr();

		igt_describe("Moving the cursor does not end a frame.");
		igt_subtest("vrr-cursor")
			test_vrr_cursor();

		igt_describe("A monitor that cannot is left alone.");
		igt_subtest("vrr-incapable")
			test_vrr_incapable();
	}

	igt_subtest_group {
		igt_fixture
			reload("vprime vblank=off");

		igt_describe("A card without vblanks has complete flips at once.");
		igt_subtest("no-vblank")
			test_no_vblank();

		igt_describe("A card without vblanks has sinks that work.");
		igt_subtest("no-vblank-sinks")
			test_no_vblank_sinks();

		igt_fixture
			reload("vprime");
	}

	igt_fixture
		close_card();
}
