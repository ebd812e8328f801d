// SPDX-License-Identifier: MIT
/* The V4L2 monitor: what it captures, pixel by pixel, and that nobody has to wait for it. */

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <math.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <linux/videodev2.h>

#include "igt.h"

#include "card.h"
#include "configfs.h"
#include "crc.h"
#include "dmabuf.h"
#include "kernel.h"
#include "module.h"
#include "show.h"
#include "video.h"

IGT_TEST_DESCRIPTION("The V4L2 monitor: what it captures, and that nobody waits for it.");

#define MONITOR "vprime.0 Virtual-1"
#define BUFFERS 3

static struct vprime_card *card;
static struct vprime_output output;

/**
 * struct capture - an open monitor
 * @fd: the open file
 * @memory: V4L2_MEMORY_*
 * @pix: the format of its pictures
 * @maps: its buffers, or NULL
 */
struct capture {
	int fd;
	uint32_t memory;
	struct v4l2_pix_format pix;
	uint8_t *maps[BUFFERS];
};

/* What the subtest at hand watches. */
static struct capture watched = { .fd = -1 };

/* -----------------------------------------------------------------------------
 * Capturing
 */

static int call(const struct capture *capture, unsigned long request, void *arg)
{
	return ioctl(capture->fd, request, arg) < 0 ? -errno : 0;
}

static int find_node(void)
{
	struct v4l2_capability caps;
	glob_t nodes;
	int fd, found = -1;

	if (glob("/dev/video*", 0, NULL, &nodes))
		return -1;
	for (size_t i = 0; i < nodes.gl_pathc && found < 0; i++) {
		fd = open(nodes.gl_pathv[i], O_RDWR | O_CLOEXEC | O_NONBLOCK);
		if (fd >= 0 && !ioctl(fd, VIDIOC_QUERYCAP, &caps) &&
		    !strcmp((char *)caps.card, MONITOR))
			found = fd;
		else if (fd >= 0)
			close(fd);
	}
	globfree(&nodes);
	return found;
}

/* How many monitors there are, of all cards. */
static int count_nodes(void)
{
	struct v4l2_capability caps;
	glob_t nodes;
	int fd, found = 0;

	settle();
	if (glob("/dev/video*", 0, NULL, &nodes))
		return 0;
	for (size_t i = 0; i < nodes.gl_pathc; i++) {
		fd = open(nodes.gl_pathv[i], O_RDWR | O_CLOEXEC | O_NONBLOCK);
		if (fd < 0)
			continue;
		found += !ioctl(fd, VIDIOC_QUERYCAP, &caps) &&
			 !strcmp((char *)caps.driver, "vprime_monitor");
		close(fd);
	}
	globfree(&nodes);
	return found;
}

static void set_format(struct capture *capture, uint32_t pixelformat)
{
	struct v4l2_format format = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .fmt.pix.pixelformat = pixelformat,
	};

	igt_assert_eq(call(capture, VIDIOC_S_FMT, &format), 0);
	igt_assert_eq_u32(format.fmt.pix.pixelformat, pixelformat);
	capture->pix = format.fmt.pix;
}

/* A mapping holds the file open. */
static void capture_unmap(struct capture *capture)
{
	for (int i = 0; i < BUFFERS; i++) {
		if (capture->maps[i])
			munmap(capture->maps[i], capture->pix.sizeimage);
		capture->maps[i] = NULL;
	}
}

static void capture_close(struct capture *capture)
{
	capture_unmap(capture);
	if (capture->fd >= 0)
		close(capture->fd);
	*capture = (struct capture){ .fd = -1 };
}

/* A subtest that failed has left it open. */
static void capture_open(void)
{
	capture_close(&watched);
	watched.fd = find_node();
	igt_assert_f(watched.fd >= 0, "no monitor %s\n", MONITOR);
}

/* With the timings of what is on the screen. */
static void capture_open_as(uint32_t pixelformat)
{
	struct v4l2_dv_timings timings = { 0 };

	capture_open();
	igt_assert_eq(call(&watched, VIDIOC_QUERY_DV_TIMINGS, &timings), 0);
	igt_assert_eq(call(&watched, VIDIOC_S_DV_TIMINGS, &timings), 0);
	set_format(&watched, pixelformat);
}

static void capture_request(struct capture *capture, uint32_t memory, uint32_t count)
{
	struct v4l2_requestbuffers request = {
		.count = count, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = memory,
	};

	igt_assert_eq(call(capture, VIDIOC_REQBUFS, &request), 0);
	igt_assert_eq_u32(request.count, count);
	capture->memory = memory;
}

static void capture_queue(struct capture *capture, uint32_t index, int dmabuf)
{
	struct v4l2_buffer buffer = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = capture->memory, .index = index,
	};

	if (dmabuf >= 0)
		buffer.m.fd = dmabuf;
	igt_assert_eq(call(capture, VIDIOC_QBUF, &buffer), 0);
}

static void capture_on(struct capture *capture)
{
	igt_assert_eq(call(capture, VIDIOC_STREAMON, &(int){ V4L2_BUF_TYPE_VIDEO_CAPTURE }), 0);
}

static void capture_start(struct capture *capture)
{
	capture_request(capture, V4L2_MEMORY_MMAP, BUFFERS);
	for (uint32_t i = 0; i < BUFFERS; i++) {
		struct v4l2_buffer buffer = {
			.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP, .index = i,
		};

		igt_assert_eq(call(capture, VIDIOC_QUERYBUF, &buffer), 0);
		capture->maps[i] = mmap(NULL, buffer.length, PROT_READ | PROT_WRITE, MAP_SHARED,
					capture->fd, buffer.m.offset);
		igt_assert(capture->maps[i] != MAP_FAILED);
		memset(capture->maps[i], 0xa5, buffer.length);
		capture_queue(capture, i, -1);
	}
	capture_on(capture);
}

static bool capture_ready(const struct capture *capture, short events, int timeout)
{
	struct pollfd ready = { .fd = capture->fd, .events = events };

	return poll(&ready, 1, timeout) == 1 && ready.revents & events;
}

static struct v4l2_buffer capture_dequeue(struct capture *capture)
{
	struct v4l2_buffer buffer = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = capture->memory,
	};

	igt_assert_f(capture_ready(capture, POLLIN, 10000), "no picture within 10 s\n");
	igt_assert_eq(call(capture, VIDIOC_DQBUF, &buffer), 0);
	igt_assert(!(buffer.flags & V4L2_BUF_FLAG_ERROR));
	igt_assert_eq_u32(buffer.bytesused, capture->pix.sizeimage);
	igt_assert_eq_u32(buffer.flags & V4L2_BUF_FLAG_TIMESTAMP_MASK,
			  V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC);
	return buffer;
}

static void capture_stop(struct capture *capture)
{
	struct v4l2_requestbuffers request = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = capture->memory,
	};

	igt_assert_eq(call(capture, VIDIOC_STREAMOFF, &(int){ V4L2_BUF_TYPE_VIDEO_CAPTURE }), 0);
	capture_unmap(capture);
	igt_assert_eq(call(capture, VIDIOC_REQBUFS, &request), 0);
}

/* -----------------------------------------------------------------------------
 * What ought to be there: from the pixels shown, by the definitions
 */

static const uint8_t *shown_at(const struct image *image, uint32_t x, uint32_t y)
{
	return (const uint8_t *)image->buffer->map + (size_t)y * image->buffer->stride + x * 4;
}

static void assert_rgb(const struct capture *capture, const uint8_t *picture,
		       const struct image *image, const int order[3])
{
	unsigned int bytes = capture->pix.pixelformat == V4L2_PIX_FMT_RGB24 ||
			     capture->pix.pixelformat == V4L2_PIX_FMT_BGR24 ? 3 : 4;

	for (uint32_t y = 0; y < capture->pix.height; y++)
		for (uint32_t x = 0; x < capture->pix.width; x++) {
			const uint8_t *got = picture + y * capture->pix.bytesperline + x * bytes;
			const uint8_t *want = shown_at(image, x, y);

			for (int i = 0; i < 3; i++)
				igt_assert_f(got[order[i]] == want[i],
					     "pixel %u,%u, byte %d: %u, not %u\n", x, y, order[i],
					     got[order[i]], want[i]);
		}
}

/* BT.709, limited range, in steps of 8 bits. */
struct yuv {
	double y, u, v;
};

static struct yuv yuv_at(const struct image *image, uint32_t x, uint32_t y)
{
	const uint8_t *p = shown_at(image, x, y);
	double r = p[2] / 255., g = p[1] / 255., b = p[0] / 255.;
	double luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;

	return (struct yuv){
		16 + 219 * luma, 128 + 224 * (b - luma) / 1.8556, 128 + 224 * (r - luma) / 1.5748,
	};
}

/* What two columns share. */
static struct yuv chroma_at(const struct image *image, uint32_t x, uint32_t y, uint32_t width)
{
	uint32_t left = x & ~1u, right = left + 1 < width ? left + 1 : left;
	struct yuv a = yuv_at(image, left, y), b = yuv_at(image, right, y);

	return (struct yuv){ 0, (a.u + b.u) / 2, (a.v + b.v) / 2 };
}

static void assert_near(double got, double want, double tolerance, const char *what, uint32_t x,
			uint32_t y)
{
	igt_assert_f(fabs(got - want) <= tolerance, "%s at %u,%u is %.2f, not %.2f\n", what, x, y,
		     got, want);
}

static double sample(const uint8_t *row, uint32_t i, bool deep)
{
	return deep ? (row[2 * i] | row[2 * i + 1] << 8) / 256. : row[i];
}

static void assert_yuv(const struct capture *capture, const uint8_t *picture,
		       const struct image *image)
{
	const struct v4l2_pix_format *pix = &capture->pix;
	bool packed = pix->pixelformat == V4L2_PIX_FMT_YUYV;
	bool deep = pix->pixelformat == V4L2_PIX_FMT_P010;
	/* a rounding each for the matrix and the mean */
	double tolerance = deep ? 0.5 : 1;

	for (uint32_t y = 0; y < pix->height; y++) {
		const uint8_t *luma = picture + y * pix->bytesperline;
		const uint8_t *chroma = packed ? luma :
			picture + (pix->height + y / 2) * pix->bytesperline;

		for (uint32_t x = 0; x < pix->width; x++) {
			struct yuv want = chroma_at(image, x, packed ? y : y & ~1u, pix->width);
			uint32_t pair = x & ~1u;

			assert_near(packed ? luma[x * 2] : sample(luma, x, deep),
				    yuv_at(image, x, y).y, tolerance, "luma", x, y);
			assert_near(packed ? luma[pair * 2 + 1] : sample(chroma, pair, deep),
				    want.u, tolerance + 0.5, "first chroma", x, y);
			assert_near(packed ? luma[pair * 2 + 3] : sample(chroma, pair + 1, deep),
				    want.v, tolerance + 0.5, "second chroma", x, y);
		}
	}
}

static void assert_picture(const struct capture *capture, const uint8_t *picture,
			   const struct image *image)
{
	static const int bgr[] = { 0, 1, 2 }, rgb[] = { 2, 1, 0 };

	switch (capture->pix.pixelformat) {
	case V4L2_PIX_FMT_XBGR32:
	case V4L2_PIX_FMT_BGR24:
		assert_rgb(capture, picture, image, bgr);
		break;
	case V4L2_PIX_FMT_RGBX32:
	case V4L2_PIX_FMT_RGB24:
		assert_rgb(capture, picture, image, rgb);
		break;
	default:
		assert_yuv(capture, picture, image);
	}
}

/* -----------------------------------------------------------------------------
 * The tests
 */

/* Other cards, and the monitor's module. */
static void load_cards(const char *parameters)
{
	char line[128];

	if (module_loaded("vprime_monitor"))
		module_unload_soon("vprime_monitor");
	module_unload_soon("vprime");
	snprintf(line, sizeof(line), "vprime %s", parameters);
	module_load(line);
	module_load("vprime_monitor");
}

static struct image show(drmModeModeInfo *mode, unsigned int width, unsigned int height,
			 uint32_t seed)
{
	struct image image = image_pattern(card, width, height, DRM_FORMAT_XRGB8888, seed);

	*mode = mode_make(width, height, 60);
	show_on(card, &output, mode, &image);
	return image;
}

static void hide(struct image *image)
{
	show_reset(card, &output);
	image_free(image);
}

static void test_format(uint32_t pixelformat)
{
	static const unsigned int sizes[][2] = { { 320, 200 }, { 333, 77 }, { 64, 65 } };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		drmModeModeInfo mode;
		struct image image = show(&mode, sizes[i][0], sizes[i][1], i);
		struct v4l2_buffer buffer;

		capture_open_as(pixelformat);
		igt_assert_eq_u32(watched.pix.width, sizes[i][0]);
		igt_assert_eq_u32(watched.pix.height, sizes[i][1]);
		capture_start(&watched);
		for (int n = 0; n < 2 * BUFFERS; n++) {
			buffer = capture_dequeue(&watched);
			assert_picture(&watched, watched.maps[buffer.index], &image);
			memset(watched.maps[buffer.index], 0x5a, watched.pix.sizeimage);
			capture_queue(&watched, buffer.index, -1);
		}
		capture_stop(&watched);
		capture_close(&watched);
		hide(&image);
	}
}

static void test_read(void)
{
	drmModeModeInfo mode;
	struct image image = show(&mode, 320, 200, 3);
	uint8_t *picture;

	capture_open_as(V4L2_PIX_FMT_RGB24);
	picture = malloc(watched.pix.sizeimage);
	igt_assert(picture);
	igt_assert_eq(fcntl(watched.fd, F_SETFL, 0), 0);
	for (int i = 0; i < 5; i++) {
		igt_assert_eq(read(watched.fd, picture, watched.pix.sizeimage),
			      (ssize_t)watched.pix.sizeimage);
		assert_picture(&watched, picture, &image);
	}
	free(picture);
	capture_close(&watched);
	hide(&image);
}

static void test_dmabuf(void)
{
	drmModeModeInfo mode;
	struct image image = show(&mode, 320, 200, 3);
	struct image target = image_new(card, 320, 200, DRM_FORMAT_XRGB8888);
	int dmabuf;

	capture_open_as(V4L2_PIX_FMT_XBGR32);
	igt_assert_eq_u32(target.buffer->stride, watched.pix.bytesperline);
	igt_assert_eq(vprime_buffer_export(target.buffer, DRM_CLOEXEC | DRM_RDWR, &dmabuf), 0);
	capture_request(&watched, V4L2_MEMORY_DMABUF, 2);
	capture_queue(&watched, 0, dmabuf);
	capture_on(&watched);
	capture_dequeue(&watched);
	assert_picture(&watched, target.buffer->map, &image);
	capture_stop(&watched);
	close(dmabuf);
	capture_close(&watched);
	image_free(&target);
	hide(&image);
}

/* Times are those of vblanks, and numbers go with them, with those of dropped pictures left out. */
static void test_sequence(void)
{
	drmModeModeInfo mode;
	struct image image = show(&mode, 320, 200, 3);
	struct v4l2_buffer buffer, last = { 0 };

	capture_open_as(V4L2_PIX_FMT_XBGR32);
	for (int round = 0; round < 2; round++) {
		capture_start(&watched);
		for (int i = 0; i < 30; i++) {
			buffer = capture_dequeue(&watched);
			if (i) {
				double time = buffer.timestamp.tv_sec - last.timestamp.tv_sec +
					      (buffer.timestamp.tv_usec -
					       last.timestamp.tv_usec) / 1e6;
				uint32_t vblanks = buffer.sequence - last.sequence;

				igt_assert_lt(last.sequence, buffer.sequence);
				igt_assert_f(fabs(time - vblanks * mode_period(&mode)) < 1e-4,
					     "%u vblanks in %f s\n", vblanks, time);
			} else {
				igt_assert_f(buffer.sequence < 30, "starts at %u\n",
					     buffer.sequence);
			}
			last = buffer;
			if (i == 10)
				usleep(200000);
			capture_queue(&watched, buffer.index, -1);
		}
		capture_stop(&watched);
	}
	capture_close(&watched);
	hide(&image);
}

/* Nobody takes pictures away: flips take as long as ever. */
static void test_slow_reader(void)
{
	const uint32_t flips = 60;
	drmModeModeInfo mode;
	struct image image = show(&mode, 320, 200, 3);
	struct vprime_commit *commit = show_commit(card);
	struct vprime_flip first, last;

	capture_open_as(V4L2_PIX_FMT_XBGR32);
	capture_start(&watched);
	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, image.fb, NULL, NULL);
	for (uint32_t i = 0; i <= flips; i++) {
		igt_assert_eq(vprime_commit_apply(commit, DRM_MODE_ATOMIC_NONBLOCK |
						  DRM_MODE_PAGE_FLIP_EVENT, 0), 0);
		igt_assert_eq(vprime_flip_wait(card, output.crtc->id, 1000, &last), 0);
		/* from when the last buffer is full */
		if (i < BUFFERS + 1)
			first = last;
	}
	igt_assert_f(last.sequence - first.sequence <= flips + flips / 2,
		     "%u flips took %u vblanks\n", flips - BUFFERS, last.sequence - first.sequence);
	vprime_commit_destroy(commit);
	capture_stop(&watched);
	capture_close(&watched);
	hide(&image);
}

static void subscribe(const struct capture *capture)
{
	struct v4l2_event_subscription subscription = { .type = V4L2_EVENT_SOURCE_CHANGE };

	igt_assert_eq(call(capture, VIDIOC_SUBSCRIBE_EVENT, &subscription), 0);
}

static void expect_change(const struct capture *capture)
{
	struct v4l2_event event;

	igt_assert_f(capture_ready(capture, POLLPRI, 5000), "no event within 5 s\n");
	igt_assert_eq(call(capture, VIDIOC_DQEVENT, &event), 0);
	igt_assert_eq_u32(event.type, V4L2_EVENT_SOURCE_CHANGE);
	igt_assert_eq_u32(event.u.src_change.changes, V4L2_EVENT_SRC_CH_RESOLUTION);
	while (!call(capture, VIDIOC_DQEVENT, &event))
		;
}

static void test_source_change(void)
{
	struct v4l2_dv_timings timings, old = { 0 };
	drmModeModeInfo mode, other = mode_make(400, 300, 60);
	struct image image = show(&mode, 320, 200, 3);
	struct image large = image_pattern(card, 400, 300, DRM_FORMAT_XRGB8888, 9);
	struct v4l2_buffer buffer;

	capture_open_as(V4L2_PIX_FMT_XBGR32);
	subscribe(&watched);
	capture_start(&watched);
	buffer = capture_dequeue(&watched);
	capture_queue(&watched, buffer.index, -1);
	igt_assert_eq(vprime_modeset(card, &output, &other, large.fb), 0);
	expect_change(&watched);

	/* nothing but pictures of the old mode, and no new one */
	while (capture_ready(&watched, POLLIN, 200)) {
		buffer = capture_dequeue(&watched);
		assert_picture(&watched, watched.maps[buffer.index], &image);
	}
	igt_assert_eq(call(&watched, VIDIOC_QUERY_DV_TIMINGS, &timings), 0);
	igt_assert_eq_u32(timings.bt.width, 400);
	igt_assert_eq_u32(timings.bt.height, 300);
	igt_assert_eq(call(&watched, VIDIOC_G_DV_TIMINGS, &old), 0);
	igt_assert_eq_u32(old.bt.width, 320);
	igt_assert_eq(call(&watched, VIDIOC_S_DV_TIMINGS, &timings), -EBUSY);

	capture_stop(&watched);
	igt_assert_eq(call(&watched, VIDIOC_S_DV_TIMINGS, &timings), 0);
	set_format(&watched, V4L2_PIX_FMT_XBGR32);
	igt_assert_eq_u32(watched.pix.width, 400);
	capture_start(&watched);
	buffer = capture_dequeue(&watched);
	assert_picture(&watched, watched.maps[buffer.index], &large);
	capture_stop(&watched);
	capture_close(&watched);
	image_free(&large);
	hide(&image);
}

static uint32_t input_status(const struct capture *capture)
{
	struct v4l2_input input = { 0 };

	igt_assert_eq(call(capture, VIDIOC_ENUMINPUT, &input), 0);
	return input.status;
}

/* Off, and on again while somebody waits for pictures. */
static void test_no_signal(void)
{
	drmModeModeInfo mode;
	struct image image = show(&mode, 320, 200, 3);
	struct v4l2_dv_timings timings;
	struct v4l2_buffer buffer;

	capture_open_as(V4L2_PIX_FMT_XBGR32);
	subscribe(&watched);
	igt_assert_eq_u32(input_status(&watched), 0);
	show_reset(card, &output);
	expect_change(&watched);
	igt_assert_eq_u32(input_status(&watched), V4L2_IN_ST_NO_SIGNAL);
	igt_assert_eq(call(&watched, VIDIOC_QUERY_DV_TIMINGS, &timings), -ENOLINK);

	capture_start(&watched);
	igt_assert(!capture_ready(&watched, POLLIN, 100));
	for (int i = 0; i < 2; i++) {
		igt_assert_eq(vprime_modeset(card, &output, &mode, image.fb), 0);
		expect_change(&watched);
		buffer = capture_dequeue(&watched);
		assert_picture(&watched, watched.maps[buffer.index], &image);
		capture_queue(&watched, buffer.index, -1);
		igt_assert_eq(vprime_switch_off(card, &output), 0);
		expect_change(&watched);
	}
	capture_stop(&watched);
	capture_close(&watched);
	hide(&image);
}

static void test_together(void)
{
	drmModeModeInfo mode;
	struct image image = show(&mode, 640, 480, 3);
	struct crc alone = crc_once(card, &output), crc;
	int fd = crc_open(card, &output);

	capture_open_as(V4L2_PIX_FMT_XBGR32);
	capture_start(&watched);
	for (int i = 0; i < 10; i++) {
		struct image written = show_capture(card, &output, &mode, DRM_FORMAT_XRGB8888);
		struct v4l2_buffer buffer = capture_dequeue(&watched);

		assert_picture(&watched, watched.maps[buffer.index], &image);
		assert_picture(&watched, watched.maps[buffer.index], &written);
		capture_queue(&watched, buffer.index, -1);
		crc = crc_read_now(fd, card);
		igt_assert(crc_equal(&crc, &alone));
		image_free(&written);
	}
	crc_close(fd);
	capture_stop(&watched);
	capture_close(&watched);
	hide(&image);
}

/* A number from the file "outputs" of a card, of its first CRTC. */
static unsigned long long counter(const struct vprime_card *of, const char *column)
{
	char path[64], names[512], values[512], *name, *value, *next_name, *next_value;
	FILE *file;

	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/outputs", card_minor(of));
	file = fopen(path, "r");
	igt_assert_f(file, "no %s\n", path);
	igt_assert(fgets(names, sizeof(names), file) && fgets(values, sizeof(values), file));
	fclose(file);
	name = strtok_r(names, "\t\n", &next_name);
	value = strtok_r(values, "\t\n", &next_value);
	while (name && value && strcmp(name, column)) {
		name = strtok_r(NULL, "\t\n", &next_name);
		value = strtok_r(NULL, "\t\n", &next_value);
	}
	igt_assert_f(name && value, "no column %s in %s\n", column, path);
	return strtoull(value, NULL, 10);
}

static void capture_some(int pictures)
{
	for (int i = 0; i < pictures; i++)
		capture_queue(&watched, capture_dequeue(&watched).index, -1);
}

/* A buffer that fills the screen gets to the monitor without being composed. */
static void test_copy(void)
{
	drmModeModeInfo mode;
	struct image image = show(&mode, 320, 200, 3);
	struct image corner = image_pattern(card, 16, 16, DRM_FORMAT_XRGB8888, 4);
	struct vprime_rect dst = { 0, 0, 16, 16 };
	unsigned long long composed, copied;
	struct vprime_commit *commit;
	struct v4l2_buffer buffer;

	capture_open_as(V4L2_PIX_FMT_XBGR32);
	composed = counter(card, "compositions");
	copied = counter(card, "copies");
	capture_start(&watched);
	capture_some(10);
	buffer = capture_dequeue(&watched);
	assert_picture(&watched, watched.maps[buffer.index], &image);
	igt_assert_lte(copied + 11, counter(card, "copies"));
	igt_assert_eq(counter(card, "compositions"), composed);

	/* a second plane has to be composed */
	commit = show_commit(card);
	vprime_commit_add_plane(commit, output.overlay->id, output.crtc->id, corner.fb, NULL, &dst);
	show_apply(commit, 0);
	capture_queue(&watched, buffer.index, -1);
	capture_some(2 * BUFFERS);
	copied = counter(card, "copies");
	capture_some(5);
	igt_assert_eq(counter(card, "copies"), copied);
	igt_assert_lte(composed + 5, counter(card, "compositions"));
	capture_stop(&watched);
	capture_close(&watched);
	show_reset(card, &output);

	/* another format, too */
	show_on(card, &output, &mode, &image);
	capture_open_as(V4L2_PIX_FMT_RGB24);
	copied = counter(card, "copies");
	capture_start(&watched);
	capture_some(5);
	igt_assert_eq(counter(card, "copies"), copied);
	capture_stop(&watched);
	capture_close(&watched);
	image_free(&corner);
	hide(&image);
}

/* Samples go through as they are, those of colours that there are not as well. */
static void test_copy_yuv(void)
{
	static const struct {
		uint32_t pixelformat, format;
		unsigned int rows, bytes;
	} kinds[] = {
		{ V4L2_PIX_FMT_YUYV, DRM_FORMAT_YUYV, 200, 640 },
		{ V4L2_PIX_FMT_NV12, DRM_FORMAT_NV12, 300, 320 },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		drmModeModeInfo mode = mode_make(320, 200, 60);
		struct image image = image_pattern(card, 160, 300, DRM_FORMAT_XRGB8888, i);
		struct vprime_fb_layout layout = {
			.width = 320, .height = 200, .format = kinds[i].format,
			.modifier = DRM_FORMAT_MOD_LINEAR,
			.handles = { image.buffer->handle, i ? image.buffer->handle : 0 },
			.strides = { image.buffer->stride, i ? image.buffer->stride : 0 },
			.offsets = { 0, i ? 200 * image.buffer->stride : 0 },
		};
		struct vprime_commit *commit;
		struct v4l2_buffer buffer;
		struct vprime_fb *fb;

		show_reset(card, &output);
		igt_assert_eq(vprime_fb_create(card, &layout, &fb), 0);
		igt_assert_eq(vprime_modeset(card, &output, &mode, fb), 0);
		/* what the monitor says that its pictures are: BT.709, limited range */
		commit = show_commit(card);
		igt_assert_eq(vprime_commit_add(commit, output.primary->id, "COLOR_ENCODING", 1),
			      0);
		igt_assert_eq(vprime_commit_add(commit, output.primary->id, "COLOR_RANGE", 0), 0);
		show_apply(commit, 0);

		capture_open_as(kinds[i].pixelformat);
		capture_start(&watched);
		capture_some(2);
		buffer = capture_dequeue(&watched);
		for (unsigned int y = 0; y < kinds[i].rows; y++)
			igt_assert_f(!memcmp(watched.maps[buffer.index] +
					     y * watched.pix.bytesperline,
					     (uint8_t *)image.buffer->map +
					     y * image.buffer->stride, kinds[i].bytes),
				     "row %u is another one\n", y);
		capture_stop(&watched);
		capture_close(&watched);
		vprime_fb_destroy(fb);
		hide(&image);
	}
}

/* The only buffer that a card knows is an import of a dma-buf. */
static void assert_only_buffer(const struct vprime_card *of, int dmabuf)
{
	char path[64], line[512];
	unsigned long long inode;
	unsigned int n = 0;
	FILE *file;

	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/buffers", card_minor(of));
	file = fopen(path, "r");
	igt_assert(file && fgets(line, sizeof(line), file));
	while (fgets(line, sizeof(line), file)) {
		n++;
		igt_assert_eq(sscanf(line, "%llu", &inode), 1);
		igt_assert_eq(inode, (unsigned long long)dmabuf_inode(dmabuf));
	}
	fclose(file);
	igt_assert_eq(n, 1);
}

/*
 * A camera's buffer is on one card's screen, that card's monitor is captured, and the
 * capture's buffer is on the other card's screen: all pixels are in these two buffers,
 * and no card has composed any.
 */
static void test_chain(void)
{
	drmModeModeInfo mode = mode_make(VIDEO_WIDTH, VIDEO_HEIGHT, 60);
	struct v4l2_exportbuffer export = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
	struct vprime_buffer *filmed, *captured;
	struct vprime_output other_output;
	struct vprime_fb *fb, *other_fb;
	struct vprime_card *other;
	struct v4l2_buffer buffer;
	struct crc crc, other_crc;
	struct video video;
	int dmabuf;

	video_load();
	vprime_close(card);
	load_cards("monitor=1 cards=2");
	card = card_open();
	output = card_output(card);
	igt_assert_eq(vprime_open("vprime", 1, &other), 0);
	other_output = card_output(other);

	/* the camera: a still picture, and then it does not write any more */
	video = video_open(VIDEO_VMALLOC);
	video_pattern(&video, 2);
	video_buffers(&video, V4L2_MEMORY_MMAP, 2);
	for (int i = 0; i < 2; i++)
		video_queue(&video, i, -1);
	video_start(&video);
	dmabuf = video_export(&video, video_dequeue(&video));
	video_stop(&video);

	/* its buffer on the screen of the one card */
	filmed = dmabuf_import(card, dmabuf, VIDEO_WIDTH, VIDEO_HEIGHT, VIDEO_STRIDE);
	igt_assert_eq(vprime_fb_of_buffer(filmed, DRM_FORMAT_XRGB8888, &fb), 0);
	igt_assert_eq(vprime_modeset(card, &output, &mode, fb), 0);
	assert_only_buffer(card, dmabuf);
	close(dmabuf);

	/* the monitor there */
	capture_open_as(V4L2_PIX_FMT_XBGR32);
	igt_assert_eq_u32(watched.pix.bytesperline, VIDEO_STRIDE);
	capture_start(&watched);
	capture_some(BUFFERS);
	buffer = capture_dequeue(&watched);
	igt_assert_lte(BUFFERS + 1, counter(card, "copies"));
	igt_assert_eq(counter(card, "compositions"), 0);

	/* its buffer on the screen of the other card */
	export.index = buffer.index;
	export.flags = O_RDWR | O_CLOEXEC;
	igt_assert_eq(call(&watched, VIDIOC_EXPBUF, &export), 0);
	captured = dmabuf_import(other, export.fd, VIDEO_WIDTH, VIDEO_HEIGHT, VIDEO_STRIDE);
	igt_assert_eq(vprime_fb_of_buffer(captured, DRM_FORMAT_XRGB8888, &other_fb), 0);
	igt_assert_eq(vprime_modeset(other, &other_output, &mode, other_fb), 0);
	assert_only_buffer(other, export.fd);
	igt_assert_eq(counter(other, "compositions"), 0);
	igt_assert_eq(counter(other, "copies"), 0);

	/* only now, as checksums are composed */
	crc = crc_once(card, &output);
	other_crc = crc_once(other, &other_output);
	igt_assert_f(crc_equal(&crc, &other_crc), "CRC %#x at one end, %#x at the other\n",
		     crc.values[0], other_crc.values[0]);
	igt_info("CRC %#x at both ends\n", crc.values[0]);

	vprime_fb_destroy(other_fb);
	vprime_buffer_destroy(captured);
	close(export.fd);
	vprime_close(other);
	capture_stop(&watched);
	capture_close(&watched);
	vprime_fb_destroy(fb);
	vprime_buffer_destroy(filmed);
	video_buffers(&video, V4L2_MEMORY_MMAP, 0);
	video_close(&video);
	vprime_close(card);
	load_cards("monitor=1");
	card = card_open();
	output = card_output(card);
}

#define EDID_BLOCK 128
#define EDID_MAX (256 * EDID_BLOCK)

static int get_edid(uint32_t start, uint32_t *blocks, uint8_t *data)
{
	struct v4l2_edid edid = { .start_block = start, .blocks = *blocks, .edid = data };
	int err = call(&watched, VIDIOC_G_EDID, &edid);

	*blocks = edid.blocks;
	return err;
}

static int set_edid(uint32_t blocks, uint8_t *data)
{
	struct v4l2_edid edid = { .blocks = blocks, .edid = data };

	return call(&watched, VIDIOC_S_EDID, &edid);
}

/* What clients of the card find at the connector; returns its size. */
static size_t card_edid(uint8_t *data, size_t size)
{
	drmModeConnector *connector = drmModeGetConnector(card->fd, output.connector->id);
	drmModePropertyBlobRes *blob;
	uint64_t id = 0;
	size_t length;

	igt_assert(connector);
	if (connector->connection != DRM_MODE_CONNECTED) {
		drmModeFreeConnector(connector);
		return 0;
	}
	drmModeFreeConnector(connector);
	igt_assert_eq(vprime_property_get(card, output.connector->id, "EDID", &id), 0);
	blob = drmModeGetPropertyBlob(card->fd, id);
	igt_assert(blob);
	length = blob->length;
	igt_assert_lte(length, size);
	memcpy(data, blob->data, length);
	drmModeFreePropertyBlob(blob);
	return length;
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

/* The EDID of the capture box is that of the monitor, one way and the other. */
static void test_edid(void)
{
	static uint8_t original[EDID_MAX], other[EDID_MAX], got[EDID_MAX];
	uint32_t blocks = 0, size, n;
	uint8_t sum = 0;

	capture_open();
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

/* Who streams keeps the device, others may look; priorities are the core's. */
static void test_several_users(void)
{
	drmModeModeInfo mode;
	struct image image = show(&mode, 320, 200, 3);
	struct v4l2_requestbuffers request = {
		.count = 2, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP,
	};
	struct v4l2_format format = { .type = V4L2_BUF_TYPE_VIDEO_CAPTURE };
	struct v4l2_dv_timings timings = { 0 };
	enum v4l2_priority priority = V4L2_PRIORITY_RECORD;
	uint8_t byte;
	struct capture second;

	capture_open_as(V4L2_PIX_FMT_XBGR32);
	second = (struct capture){ .fd = find_node() };
	igt_assert_fd(second.fd);
	igt_assert_eq(call(&watched, VIDIOC_S_PRIORITY, &priority), 0);
	igt_assert_eq(call(&second, VIDIOC_G_FMT, &format), 0);
	igt_assert_eq_u32(format.fmt.pix.width, 320);
	igt_assert_eq(call(&second, VIDIOC_QUERY_DV_TIMINGS, &timings), 0);
	/* a lower priority changes nothing */
	igt_assert_eq(call(&second, VIDIOC_S_FMT, &format), -EBUSY);
	igt_assert_eq(call(&second, VIDIOC_S_DV_TIMINGS, &timings), -EBUSY);

	priority = V4L2_PRIORITY_DEFAULT;
	igt_assert_eq(call(&watched, VIDIOC_S_PRIORITY, &priority), 0);
	igt_assert_eq(call(&second, VIDIOC_S_FMT, &format), 0);
	capture_start(&watched);
	igt_assert_eq(call(&second, VIDIOC_REQBUFS, &request), -EBUSY);
	igt_assert_eq(call(&second, VIDIOC_STREAMOFF, &(int){ V4L2_BUF_TYPE_VIDEO_CAPTURE }),
		      -EBUSY);
	igt_assert(read(second.fd, &byte, 1) < 0);
	igt_assert_eq(errno, EBUSY);
	capture_some(3);

	/* and when the one is gone it is the other's */
	capture_stop(&watched);
	capture_close(&watched);
	watched = second;
	watched.pix = format.fmt.pix;
	capture_start(&watched);
	capture_some(3);
	capture_stop(&watched);
	capture_close(&watched);
	hide(&image);
}

/* Of a card that is a directory it comes and goes with an attribute, and with the card. */
static void test_asked_live(void)
{
	const int others = count_nodes();

	configfs_remove_all();
	configfs_card("watched", 1);
	igt_assert_eq_u32(configfs_get("watched/connectors/n0/monitor")[0], '0');
	configfs_set("1", "watched/enabled");
	igt_assert_eq(count_nodes(), others);
	for (int i = 0; i < 3; i++) {
		configfs_set("1", "watched/connectors/n0/monitor");
		igt_assert_eq(count_nodes(), others + 1);
		configfs_set("1", "watched/connectors/n0/monitor");
		igt_assert_eq(count_nodes(), others + 1);
		configfs_set("0", "watched/connectors/n0/monitor");
		igt_assert_eq(count_nodes(), others);
	}
	configfs_set("1", "watched/connectors/n0/monitor");
	configfs_set("0", "watched/enabled");
	igt_assert_eq(count_nodes(), others);
	configfs_set("1", "watched/enabled");
	igt_assert_eq(count_nodes(), others + 1);
	configfs_remove("watched");
	igt_assert_eq(count_nodes(), others);
}

static void test_unbind(void)
{
	for (int i = 0; i < 4; i++) {
		drmModeModeInfo mode;
		struct image image = show(&mode, 320, 200, 3);
		struct v4l2_buffer buffer = {
			.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP,
		};

		capture_open_as(V4L2_PIX_FMT_XBGR32);
		capture_start(&watched);
		capture_queue(&watched, capture_dequeue(&watched).index, -1);
		usleep(i * 5000);
		igt_set_timeout(20, "unbinding");
		igt_assert_eq(device_unbind("vprime.0"), 0);
		igt_reset_timeout();
		igt_assert_eq(call(&watched, VIDIOC_DQBUF, &buffer), -ENODEV);
		igt_assert_eq(find_node(), -1);
		capture_unmap(&watched);
		capture_close(&watched);
		image_free(&image);
		vprime_close(card);
		igt_assert_eq(device_bind("vprime.0"), 0);
		settle();
		card = card_open();
		output = card_output(card);
	}
	test_read();
}

static void test_unload(void)
{
	drmModeModeInfo mode;
	struct image image = show(&mode, 320, 200, 3);

	capture_open();
	igt_assert_f(module_busy("vprime_monitor"), "unloaded while somebody watches\n");
	capture_close(&watched);
	module_unload_soon("vprime_monitor");
	igt_assert_eq(find_node(), -1);
	show_wait_vblanks(card, 2);
	module_load("vprime_monitor");
	capture_open();
	capture_close(&watched);
	hide(&image);
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
	char link[32], node[64] = "", command[128], line[256];
	bool done = false;
	FILE *output_of;

	igt_require(!system("command -v v4l2-compliance >/dev/null"));
	image = show(&mode, 640, 480, 3);
	capture_open_as(V4L2_PIX_FMT_XBGR32);
	snprintf(link, sizeof(link), "/proc/self/fd/%d", watched.fd);
	igt_assert_lt(0, readlink(link, node, sizeof(node) - 1));
	capture_close(&watched);

	snprintf(command, sizeof(command), "v4l2-compliance -d %s -s 10 2>&1", node);
	output_of = popen(command, "r");
	igt_assert(output_of);
	while (fgets(line, sizeof(line), output_of)) {
		igt_debug("%s", line);
		igt_assert_f((!strstr(line, "fail:") && !strstr(line, "warn:")) || is_excused(line),
			     "%s", line);
		done |= !strncmp(line, "Total for", 9);
	}
	pclose(output_of);
	igt_assert_f(done, "v4l2-compliance did not come to its end\n");
	hide(&image);
}

/* A card shows itself to nobody unless it is asked to. */
static void test_not_asked(void)
{
	igt_assert_f(find_node() < 0, "there is a monitor that nobody asked for\n");
}

static const struct {
	const char *name;
	uint32_t pixelformat;
} formats[] = {
	{ "XBGR32", V4L2_PIX_FMT_XBGR32 }, { "RGBX32", V4L2_PIX_FMT_RGBX32 },
	{ "RGB24", V4L2_PIX_FMT_RGB24 }, { "BGR24", V4L2_PIX_FMT_BGR24 },
	{ "YUYV", V4L2_PIX_FMT_YUYV }, { "NV12", V4L2_PIX_FMT_NV12 },
	{ "P010", V4L2_PIX_FMT_P010 },
};

igt_main
{
	igt_fixture {
		kernel_require("CONFIG_VIDEO_DEV", module_available("vprime_monitor"));
		module_load("vprime_monitor");
		test_not_asked();
		load_cards("monitor=1");
		card = card_open();
		output = card_output(card);
	}

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		igt_describe("Pictures in this format, at even and odd sizes.");
		igt_subtest_f("format-%s", formats[i].name)
			test_format(formats[i].pixelformat);
	}

	igt_describe("Pictures by read().");
	igt_subtest("read")
		test_read();

	igt_describe("Pictures captured into a buffer of the card.");
	igt_subtest("dmabuf")
		test_dmabuf();

	igt_describe("Times and numbers of pictures are those of vblanks.");
	igt_subtest("sequence")
		test_sequence();

	igt_describe("A reader that has stopped delays no flip.");
	igt_subtest("slow-reader")
		test_slow_reader();

	igt_describe("A modeset is an event; timings change when they are set.");
	igt_subtest("source-change")
		test_source_change();

	igt_describe("Off is no signal, and on is one again.");
	igt_subtest("no-signal")
		test_no_signal();

	igt_describe("Monitor, writeback and CRC show the same at once.");
	igt_subtest("together")
		test_together();

	igt_describe("A buffer that fills the screen is copied, anything else is composed.");
	igt_subtest("copy")
		test_copy();

	igt_describe("YUV that fills the screen is copied sample by sample.");
	igt_subtest("copy-yuv")
		test_copy_yuv();

	igt_describe("From a camera to another card's screen, with one copy on the way.");
	igt_subtest("chain")
		test_chain();

	igt_describe("The EDID, read and set; without one the plug is pulled.");
	igt_subtest("edid")
		test_edid();

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
		vprime_close(card);
		load_cards("");
		module_unload_soon("vprime_monitor");
	}
}
