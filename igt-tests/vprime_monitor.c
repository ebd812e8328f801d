// SPDX-License-Identifier: MIT
/* The V4L2 device of a monitor: a capture box at the end of a cable, that comes and goes. */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "capture.h"
#include "card.h"
#include "configfs.h"
#include "kernel.h"
#include "module.h"
#include "show.h"
#include "uevent.h"

IGT_TEST_DESCRIPTION("The V4L2 device of a monitor: a capture box at the end of a cable, that comes and goes.");

static struct vprime_card *card;
static struct vprime_output output;

/* What the subtest at hand watches. */
static struct capture watched = { .fd = -1 };

#define EDID_BLOCK 128
#define EDID_MAX (256 * EDID_BLOCK)

static void subscribe(const struct capture *capture)
{
	struct v4l2_event_subscription subscription = { .type = V4L2_EVENT_SOURCE_CHANGE };

	igt_assert_eq(capture_call(capture, VIDIOC_SUBSCRIBE_EVENT, &subscription), 0);
}

static void expect_change(const struct capture *capture)
{
	struct v4l2_event event;

	igt_assert_f(capture_ready(capture, POLLPRI, 5000), "no event within 5 s\n");
	igt_assert_eq(capture_call(capture, VIDIOC_DQEVENT, &event), 0);
	igt_assert_eq_u32(event.type, V4L2_EVENT_SOURCE_CHANGE);
	igt_assert_eq_u32(event.u.src_change.changes, V4L2_EVENT_SRC_CH_RESOLUTION);
	while (!capture_call(capture, VIDIOC_DQEVENT, &event))
		;
}

static void test_source_change(void)
{
	struct v4l2_dv_timings timings, old = { 0 };
	drmModeModeInfo mode, other = mode_make(400, 300, 60);
	struct image image = show_pattern(card, &output, &mode, 320, 200, 3);
	struct image large = image_pattern(card, 400, 300, DRM_FORMAT_XRGB8888, 9);
	struct v4l2_buffer buffer;

	capture_open_as(&watched, CAPTURE_FIRST, V4L2_PIX_FMT_XBGR32);
	subscribe(&watched);
	capture_start(&watched);
	capture_expect(&watched, &image);
	igt_assert_eq(vprime_modeset(card, &output, &other, large.fb), 0);
	expect_change(&watched);

	/* nothing but pictures of the old mode, and no new one */
	while (capture_ready(&watched, POLLIN, 200)) {
		buffer = capture_dequeue(&watched);
		capture_assert(&watched, watched.maps[buffer.index], &image);
	}
	igt_assert_eq(capture_call(&watched, VIDIOC_QUERY_DV_TIMINGS, &timings), 0);
	igt_assert_eq_u32(timings.bt.width, 400);
	igt_assert_eq_u32(timings.bt.height, 300);
	igt_assert_eq(capture_call(&watched, VIDIOC_G_DV_TIMINGS, &old), 0);
	igt_assert_eq_u32(old.bt.width, 320);
	igt_assert_eq(capture_call(&watched, VIDIOC_S_DV_TIMINGS, &timings), -EBUSY);

	capture_stop(&watched);
	igt_assert_eq(capture_call(&watched, VIDIOC_S_DV_TIMINGS, &timings), 0);
	capture_set_format(&watched, V4L2_PIX_FMT_XBGR32);
	igt_assert_eq_u32(watched.pix.width, 400);
	capture_start(&watched);
	capture_expect(&watched, &large);
	capture_stop(&watched);
	capture_close(&watched);
	image_free(&large);
	show_away(card, &output, &image);
}

/* Switch the first monitor of a card on, or give it another mode, with an image. */
static void show_mode(struct vprime_card *on, const struct vprime_output *at,
		      const drmModeModeInfo *mode, const struct image *image, uint32_t flags)
{
	struct vprime_commit *commit = show_commit(on);

	vprime_commit_add_mode(commit, at->crtc->id, mode);
	vprime_commit_add(commit, at->connector->id, "CRTC_ID", at->crtc->id);
	vprime_commit_add_plane(commit, at->primary->id, at->crtc->id, image->fb, NULL, NULL);
	show_apply(commit, flags);
}

/*
 * A panel that is built in takes another visible size within its timings without a
 * modeset, and who watches it is told all the same.
 */
static void test_panel_size(void)
{
	drmModeModeInfo native = mode_make(400, 300, 60), small = native;
	struct vprime_output panel_output;
	struct v4l2_dv_timings timings;
	struct image image, other;
	struct v4l2_buffer buffer;
	struct vprime_card *panel;

	small.hdisplay = 320;
	small.vdisplay = 200;
	configfs_remove_all();
	configfs_card("panel", 1);
	configfs_set("14", "panel/connectors/n0/type");
	configfs_set("1", "panel/connectors/n0/monitor");
	configfs_set("1", "panel/enabled");
	settle();
	panel = configfs_open("panel");
	igt_assert_eq(vprime_output_find(panel, NULL, &panel_output), 0);
	image = image_pattern(panel, 400, 300, DRM_FORMAT_XRGB8888, 3);
	other = image_pattern(panel, 320, 200, DRM_FORMAT_XRGB8888, 9);
	show_mode(panel, &panel_output, &native, &image, DRM_MODE_ATOMIC_ALLOW_MODESET);

	capture_open_as(&watched, capture_name("panel", "n0"), V4L2_PIX_FMT_XBGR32);
	subscribe(&watched);
	capture_start(&watched);
	capture_expect(&watched, &image);
	show_mode(panel, &panel_output, &small, &other, 0);
	expect_change(&watched);

	/* nothing but pictures of the old size */
	while (capture_ready(&watched, POLLIN, 200)) {
		buffer = capture_dequeue(&watched);
		capture_assert(&watched, watched.maps[buffer.index], &image);
	}
	igt_assert_eq(capture_call(&watched, VIDIOC_QUERY_DV_TIMINGS, &timings), 0);
	igt_assert_eq_u32(timings.bt.width, 320);
	igt_assert_eq_u32(timings.bt.height, 200);
	igt_assert_eq_u64(timings.bt.pixelclock, native.clock * 1000ull);
	capture_stop(&watched);
	igt_assert_eq(capture_call(&watched, VIDIOC_S_DV_TIMINGS, &timings), 0);
	capture_set_format(&watched, V4L2_PIX_FMT_XBGR32);
	igt_assert_eq_u32(watched.pix.width, 320);
	capture_start(&watched);
	capture_expect(&watched, &other);

	/* the same once more is no news */
	show_mode(panel, &panel_output, &small, &other, 0);
	igt_assert(!capture_ready(&watched, POLLPRI, 200));
	capture_stop(&watched);
	capture_close(&watched);
	image_free(&other);
	image_free(&image);
	vprime_close(panel);
	configfs_remove("panel");
}

static uint32_t input_status(const struct capture *capture)
{
	struct v4l2_input input = { 0 };

	igt_assert_eq(capture_call(capture, VIDIOC_ENUMINPUT, &input), 0);
	return input.status;
}

/* Off, and on again while somebody waits for pictures. */
static void test_no_signal(void)
{
	drmModeModeInfo mode;
	struct image image = show_pattern(card, &output, &mode, 320, 200, 3);
	struct v4l2_dv_timings timings;

	capture_open_as(&watched, CAPTURE_FIRST, V4L2_PIX_FMT_XBGR32);
	subscribe(&watched);
	igt_assert_eq_u32(input_status(&watched), 0);
	show_reset(card, &output);
	expect_change(&watched);
	igt_assert_eq_u32(input_status(&watched), V4L2_IN_ST_NO_SIGNAL);
	igt_assert_eq(capture_call(&watched, VIDIOC_QUERY_DV_TIMINGS, &timings), -ENOLINK);

	capture_start(&watched);
	igt_assert(!capture_ready(&watched, POLLIN, 100));
	for (int i = 0; i < 2; i++) {
		igt_assert_eq(vprime_modeset(card, &output, &mode, image.fb), 0);
		expect_change(&watched);
		capture_expect(&watched, &image);
		igt_assert_eq(vprime_switch_off(card, &output), 0);
		expect_change(&watched);
	}
	capture_stop(&watched);
	capture_close(&watched);
	show_away(card, &output, &image);
}

static int get_edid(uint32_t start, uint32_t *blocks, uint8_t *data)
{
	struct v4l2_edid edid = { .start_block = start, .blocks = *blocks, .edid = data };
	int err = capture_call(&watched, VIDIOC_G_EDID, &edid);

	*blocks = edid.blocks;
	return err;
}

static int set_edid(uint32_t blocks, uint8_t *data)
{
	struct v4l2_edid edid = { .blocks = blocks, .edid = data };

	return capture_call(&watched, VIDIOC_S_EDID, &edid);
}

static bool card_connected(void)
{
	drmModeConnector *connector = drmModeGetConnector(card->fd, output.connector->id);
	bool connected;

	igt_assert(connector);
	connected = connector->connection == DRM_MODE_CONNECTED;
	drmModeFreeConnector(connector);
	return connected;
}

/* What clients of the card find at the connector; returns its size. */
static size_t card_edid(uint8_t *data, size_t size)
{
	return card_connected() ?
	       card_blob(card, output.connector->id, "EDID", data, size) : 0;
}

/* The EDID of the capture box is that of the monitor, one way and the other. */
static void test_edid(void)
{
	static uint8_t original[EDID_MAX], other[EDID_MAX], got[EDID_MAX];
	uint32_t blocks = 0, size, n;
	uint8_t sum = 0;

	capture_open(&watched, CAPTURE_FIRST);
	igt_assert_eq(get_edid(0, &blocks, NULL), 0);
	igt_assert_lt(0, (int)blocks);
	size = blocks * EDID_BLOCK;
	igt_assert_eq(get_edid(0, &blocks, original), 0);
	igt_assert_eq(card_edid(got, sizeof(got)), size);
	igt_assert(!memcmp(got, original, size));

	/* more than there is, a part, and what is not there */
	n = 256;
	igt_assert_eq(get_edid(0, &n, got), 0);
	igt_assert_eq_u32(n, blocks);
	n = 1;
	igt_assert_eq(get_edid(blocks - 1, &n, got), 0);
	igt_assert_eq_u32(n, 1);
	igt_assert(!memcmp(got, original + size - EDID_BLOCK, EDID_BLOCK));
	n = 1;
	igt_assert_eq(get_edid(blocks, &n, got), -EINVAL);

	/* another serial number, of which the checksum knows */
	memcpy(other, original, size);
	other[12] ^= 0x55;
	for (int i = 0; i < EDID_BLOCK - 1; i++)
		sum += other[i];
	other[EDID_BLOCK - 1] = -sum;
	igt_assert_eq(set_edid(blocks, other), 0);
	n = blocks;
	igt_assert_eq(get_edid(0, &n, got), 0);
	igt_assert(!memcmp(got, other, size));
	memset(got, 0, size);
	igt_assert_eq(card_edid(got, sizeof(got)), size);
	igt_assert_f(!memcmp(got, other, size), "the card has another EDID\n");

	/* none: the plug is pulled, and no part of it is there */
	igt_assert_eq(set_edid(0, NULL), 0);
	igt_assert(!card_connected());
	n = 0;
	igt_assert_eq(get_edid(0, &n, NULL), 0);
	igt_assert_eq_u32(n, 0);
	n = 1;
	igt_assert_eq(get_edid(0, &n, got), -ENODATA);

	igt_assert_eq(set_edid(blocks, original), 0);
	igt_assert(card_connected());
	igt_assert_eq(card_edid(got, sizeof(got)), size);
	igt_assert(!memcmp(got, original, size));
	capture_close(&watched);
}

/* Whatever changes, clients are told once. */
static void assert_event(int uevents)
{
	struct uevent event, more;

	igt_assert_f(uevent_next(uevents, card_minor(card), &event, 5000), "no event\n");
	igt_assert_eq_u32(event.connector, output.connector->id);
	igt_assert_f(!uevent_next(uevents, card_minor(card), &more, 300), "one event more\n");
}

static void test_edid_events(void)
{
	static uint8_t original[EDID_MAX], other[EDID_MAX];
	int uevents = uevent_open();
	uint32_t blocks = 256;

	capture_open(&watched, CAPTURE_FIRST);
	igt_assert_eq(get_edid(0, &blocks, original), 0);
	memcpy(other, original, sizeof(other));
	other[12] ^= 0x55;
	other[127] -= other[12] - original[12];

	igt_assert_eq(set_edid(blocks, other), 0);
	assert_event(uevents);
	igt_assert_eq(set_edid(0, NULL), 0);
	assert_event(uevents);
	igt_assert(!card_connected());
	igt_assert_eq(set_edid(blocks, original), 0);
	assert_event(uevents);
	igt_assert(card_connected());
	capture_close(&watched);
	close(uevents);
}

static void write_edid(const void *data, size_t size)
{
	int fd = open(configfs_path("watched/connectors/n0/edid"), O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size || close(fd))
		_exit(1);
}

/* Half of one and half of another is nobody's EDID. */
static void test_edid_changes(void)
{
	static uint8_t generated[EDID_MAX], short_one[EDID_BLOCK], got[EDID_MAX];
	unsigned int n_short = 0, n_generated = 0;
	uint32_t blocks = 256;
	pid_t writer;

	configfs_remove_all();
	configfs_card("watched", 1);
	configfs_set("1", "watched/connectors/n0/monitor");
	configfs_set("1", "watched/enabled");
	settle();
	capture_open(&watched, capture_name("watched", "n0"));
	igt_assert_eq(get_edid(0, &blocks, generated), 0);
	igt_assert_lt(1, blocks);

	/* the same without the blocks that follow the first */
	memcpy(short_one, generated, EDID_BLOCK);
	short_one[EDID_BLOCK - 1] += short_one[EDID_BLOCK - 2];
	short_one[EDID_BLOCK - 2] = 0;
	writer = fork();
	igt_assert_lte(0, writer);
	if (!writer) {
		for (;;) {
			write_edid(short_one, EDID_BLOCK);
			write_edid("\n", 1);
		}
	}
	for (int i = 0; i < 20000 && (i < 2000 || !n_short || !n_generated); i++) {
		uint32_t n = 256;

		memset(got, 0xa5, blocks * EDID_BLOCK);
		igt_assert_eq(get_edid(0, &n, got), 0);
		igt_assert_f(n == 1 || n == blocks, "%u blocks\n", n);
		igt_assert(!memcmp(got, n == 1 ? short_one : generated, n * EDID_BLOCK));
		if (n == 1)
			n_short++;
		else
			n_generated++;
	}
	kill(writer, SIGKILL);
	waitpid(writer, NULL, 0);
	igt_info("%u times the short one, %u times the other\n", n_short, n_generated);
	igt_assert(n_short && n_generated);
	capture_close(&watched);
	configfs_remove("watched");
}

/* Who streams keeps the device, others may look; priorities are the core's. */
static void test_several_users(void)
{
	drmModeModeInfo mode;
	struct image image = show_pattern(card, &output, &mode, 320, 200, 3);
	struct v4l2_requestbuffers request = {
		.count = 2, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP,
	};
	struct v4l2_format format = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
	struct v4l2_dv_timings timings = { 0 };
	enum v4l2_priority priority = V4L2_PRIORITY_RECORD;
	uint8_t byte;
	struct capture second;

	capture_open_as(&watched, CAPTURE_FIRST, V4L2_PIX_FMT_XBGR32);
	second = (struct capture){ .fd = capture_find(CAPTURE_FIRST) };
	igt_assert_fd(second.fd);
	igt_assert_eq(capture_call(&watched, VIDIOC_S_PRIORITY, &priority), 0);
	igt_assert_eq(capture_call(&second, VIDIOC_G_FMT, &format), 0);
	igt_assert_eq_u32(format.fmt.pix.width, 320);
	igt_assert_eq(capture_call(&second, VIDIOC_QUERY_DV_TIMINGS, &timings), 0);
	/* a lower priority changes nothing */
	igt_assert_eq(capture_call(&second, VIDIOC_S_FMT, &format), -EBUSY);
	igt_assert_eq(capture_call(&second, VIDIOC_S_DV_TIMINGS, &timings), -EBUSY);

	priority = V4L2_PRIORITY_DEFAULT;
	igt_assert_eq(capture_call(&watched, VIDIOC_S_PRIORITY, &priority), 0);
	igt_assert_eq(capture_call(&second, VIDIOC_S_FMT, &format), 0);
	capture_start(&watched);
	igt_assert_eq(capture_call(&second, VIDIOC_REQBUFS, &request), -EBUSY);
	igt_assert_eq(capture_call(&second, VIDIOC_STREAMOFF, &(int){ V4L2_BUF_TYPE_VIDEO_CAPTURE }),
		      -EBUSY);
	igt_assert(read(second.fd, &byte, 1) < 0);
	igt_assert_eq(errno, EBUSY);
	capture_some(&watched, 3);

	/* and when the one is gone it is the other's */
	capture_stop(&watched);
	capture_close(&watched);
	watched = second;
	watched.pix = format.fmt.pix;
	capture_start(&watched);
	capture_some(&watched, 3);
	capture_stop(&watched);
	capture_close(&watched);
	show_away(card, &output, &image);
}

/* Of a card that is a directory it comes and goes with an attribute, and with the card. */
static void test_asked_live(void)
{
	const int others = capture_count();

	configfs_remove_all();
	configfs_card("watched", 1);
	igt_assert_eq_u32(configfs_get("watched/connectors/n0/monitor")[0], '0');
	configfs_set("1", "watched/enabled");
	igt_assert_eq(capture_count(), others);
	for (int i = 0; i < 3; i++) {
		configfs_set("1", "watched/connectors/n0/monitor");
		igt_assert_eq(capture_count(), others + 1);
		configfs_set("1", "watched/connectors/n0/monitor");
		igt_assert_eq(capture_count(), others + 1);
		configfs_set("0", "watched/connectors/n0/monitor");
		igt_assert_eq(capture_count(), others);
	}
	configfs_set("1", "watched/connectors/n0/monitor");
	configfs_set("0", "watched/enabled");
	igt_assert_eq(capture_count(), others);
	configfs_set("1", "watched/enabled");
	igt_assert_eq(capture_count(), others + 1);
	configfs_remove("watched");
	igt_assert_eq(capture_count(), others);
}

static void test_unbind(void)
{
	drmModeModeInfo mode;
	struct image image;

	for (int i = 0; i < 4; i++) {
		struct v4l2_buffer buffer = {
			.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP,
		};

		image = show_pattern(card, &output, &mode, 320, 200, 3);
		capture_open_as(&watched, CAPTURE_FIRST, V4L2_PIX_FMT_XBGR32);
		capture_start(&watched);
		capture_expect(&watched, &image);
		usleep(i * 5000);
		igt_set_timeout(20, "unbinding");
		igt_assert_eq(device_unbind("vprime.0"), 0);
		igt_reset_timeout();
		igt_assert_eq(capture_call(&watched, VIDIOC_DQBUF, &buffer), -ENODEV);
		igt_assert_eq(capture_find(CAPTURE_FIRST), -1);
		capture_unmap(&watched);
		capture_close(&watched);
		image_free(&image);
		vprime_close(card);
		igt_assert_eq(device_bind("vprime.0"), 0);
		settle();
		card = card_open();
		output = card_output(card);
	}

	image = show_pattern(card, &output, &mode, 320, 200, 3);
	capture_open_as(&watched, CAPTURE_FIRST, V4L2_PIX_FMT_XBGR32);
	capture_start(&watched);
	capture_expect(&watched, &image);
	capture_stop(&watched);
	capture_close(&watched);
	show_away(card, &output, &image);
}

static void test_unload(void)
{
	drmModeModeInfo mode;
	struct image image = show_pattern(card, &output, &mode, 320, 200, 3);

	capture_open(&watched, CAPTURE_FIRST);
	igt_assert_f(module_busy("vprime_monitor"), "unloaded while somebody watches\n");
	capture_close(&watched);
	module_unload_soon("vprime_monitor");
	igt_assert_eq(capture_find(CAPTURE_FIRST), -1);
	show_wait_vblanks(card, 2);
	module_load("vprime_monitor");
	capture_open(&watched, CAPTURE_FIRST);
	capture_close(&watched);
	show_away(card, &output, &image);
}

/* Not ours: what the core calls a format, and vblanks that a slow machine misses. */
static bool is_excused(const char *line)
{
	return strstr(line, "fmtdesc.description mismatch") || strstr(line, "got sequence number");
}

static void test_compliance(void)
{
	drmModeModeInfo mode;
	struct image image;
	/* the frames of a stream are on one line, with what is wrong behind them */
	char node[64], command[128], line[4096], complaint[4096] = "";
	bool done = false;
	FILE *said;

	igt_require(!system("command -v v4l2-compliance >/dev/null"));
	image = show_pattern(card, &output, &mode, 640, 480, 3);
	capture_open_as(&watched, CAPTURE_FIRST, V4L2_PIX_FMT_XBGR32);
	capture_node(&watched, node, sizeof(node));
	capture_close(&watched);

	snprintf(command, sizeof(command), "v4l2-compliance -d %s -s 10 2>&1", node);
	said = popen(command, "r");
	igt_assert(said);
	while (fgets(line, sizeof(line), said)) {
		igt_debug("%s", line);
		if (!*complaint && (strstr(line, "fail:") || strstr(line, "warn:")) &&
		    !is_excused(line))
			strcpy(complaint, line);
		done |= !strncmp(line, "Total for", 9);
	}
	pclose(said);
	igt_assert_f(!*complaint, "%s", complaint);
	igt_assert_f(done, "v4l2-compliance did not come to its end\n");
	show_away(card, &output, &image);
}

/* How many of 32 buffers of a size a monitor gives. */
static uint32_t give(uint32_t size)
{
	struct v4l2_dv_timings timings = {
		.type = V4L2_DV_BT_656_1120,
		.bt = { .width = size, .height = size, .pixelclock = 600000000 },
	};
	struct v4l2_requestbuffers request = {
		.count = 32, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP,
	};

	igt_assert_eq(capture_call(&watched, VIDIOC_S_DV_TIMINGS, &timings), 0);
	capture_set_format(&watched, V4L2_PIX_FMT_XBGR32);
	igt_assert_eq_u32(watched.pix.width, size);
	igt_assert_eq(capture_call(&watched, VIDIOC_REQBUFS, &request), 0);
	return request.count;
}

/* 256 MiB, of 32 bits a pixel; but two buffers in any case. */
static void test_many_buffers(void)
{
	struct v4l2_create_buffers more = {
		.count = 1, .memory = V4L2_MEMORY_MMAP,
		.format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
	};

	capture_open(&watched, CAPTURE_FIRST);
	for (int round = 0; round < 2; round++) {
		igt_assert_eq_u32(give(4096), 4);
		more.format.fmt.pix = watched.pix;
		igt_assert_eq(capture_call(&watched, VIDIOC_CREATE_BUFS, &more), -ENOMEM);
		capture_request(&watched, V4L2_MEMORY_MMAP, 0);
		igt_assert_eq_u32(give(6000), 2);
		capture_request(&watched, V4L2_MEMORY_MMAP, 0);
	}
	igt_assert_eq_u32(give(640), 32);
	capture_request(&watched, V4L2_MEMORY_MMAP, 0);
	capture_close(&watched);
}

/* Room beside a picture counts, too: VIDIOC_CREATE_BUFS takes any size. */
static void test_large_buffers(void)
{
	struct v4l2_create_buffers more = {
		.count = 1, .memory = V4L2_MEMORY_MMAP,
		.format.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
	};
	static const uint32_t refused[] = { 640 * 640 * 4 - 1, (256 << 20) + 1, 0xfffff000 };

	capture_open(&watched, CAPTURE_FIRST);
	give(640);
	capture_request(&watched, V4L2_MEMORY_MMAP, 0);
	more.format.fmt.pix = watched.pix;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		more.format.fmt.pix.sizeimage = refused[i];
		igt_assert_eq(capture_call(&watched, VIDIOC_CREATE_BUFS, &more), -EINVAL);
	}
	/* a bit more than a picture takes; then all but nothing of what is left; then no more */
	more.format.fmt.pix.sizeimage = 2 << 20;
	igt_assert_eq(capture_call(&watched, VIDIOC_CREATE_BUFS, &more), 0);
	more.format.fmt.pix.sizeimage = 255 << 20;
	igt_assert_eq(capture_call(&watched, VIDIOC_CREATE_BUFS, &more), -ENOMEM);
	more.format.fmt.pix.sizeimage = 254 << 20;
	igt_assert_eq(capture_call(&watched, VIDIOC_CREATE_BUFS, &more), 0);
	capture_request(&watched, V4L2_MEMORY_MMAP, 0);
	capture_close(&watched);
}

/* A card shows itself to nobody unless it is asked to. */
static void test_not_asked(void)
{
	igt_assert_f(capture_find(CAPTURE_FIRST) < 0, "there is a monitor that nobody asked for\n");
}

igt_main
{
	igt_fixture {
		kernel_require("CONFIG_VIDEO_DEV", module_available("vprime_monitor"));
		capture_load("");
		test_not_asked();
		capture_load("monitor=1");
		card = card_open();
		output = card_output(card);
	}

	igt_describe("All buffers together have a limit.");
	igt_subtest("many-buffers")
		test_many_buffers();

	igt_describe("Buffers that are larger than pictures have one, too.");
	igt_subtest("large-buffers")
		test_large_buffers();

	igt_describe("A modeset is an event; timings change when they are set.");
	igt_subtest("source-change")
		test_source_change();

	igt_describe("Another size of a panel that is built in is an event, too.");
	igt_subtest("panel-size")
		test_panel_size();

	igt_describe("Off is no signal, and on is one again.");
	igt_subtest("no-signal")
		test_no_signal();

	igt_describe("The EDID, read and set; without one the plug is pulled.");
	igt_subtest("edid")
		test_edid();

	igt_describe("Setting the EDID, taking it away and giving it back are one event each.");
	igt_subtest("edid-events")
		test_edid_events();

	igt_describe("An EDID that changes while it is read is the old or the new one.");
	igt_subtest("edid-changes")
		test_edid_changes();

	igt_describe("One streams, others look.");
	igt_subtest("several-users")
		test_several_users();

	igt_describe("The monitor of a card that is a directory, asked for and no more.");
	igt_subtest("asked-live")
		test_asked_live();

	igt_describe("v4l2-compliance finds nothing.");
	igt_subtest("compliance")
		test_compliance();

	igt_describe("Unbind while pictures are captured.");
	igt_subtest("unbind")
		test_unbind();

	igt_describe("The monitor's module stays while it is watched, then goes, the screen being on.");
	igt_subtest("unload")
		test_unload();

	igt_fixture {
		capture_close(&watched);
		show_forget();
		vprime_close(card);
		capture_load("");
		module_unload_soon("vprime_monitor");
	}
}
