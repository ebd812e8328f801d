// SPDX-License-Identifier: MIT
/* The V4L2 devices of monitors, and what ought to be in their pictures. */

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "igt.h"

#include "capture.h"
#include "configfs.h"
#include "kernel.h"
#include "module.h"

int capture_call(const struct capture *capture, unsigned long request, void *arg)
{
	return ioctl(capture->fd, request, arg) < 0 ? -errno : 0;
}

/* How many monitors there are, of this name or of any; @fd is the first one, if wanted. */
static unsigned int find(const char *name, int *fd)
{
	struct v4l2_capability caps;
	unsigned int found = 0;
	glob_t nodes;

	if (glob("/dev/video*", 0, NULL, &nodes))
		return 0;
	for (size_t i = 0; i < nodes.gl_pathc; i++) {
		int node = open(nodes.gl_pathv[i], O_RDWR | O_CLOEXEC | O_NONBLOCK);

		if (node < 0)
			continue;
		if (!ioctl(node, VIDIOC_QUERYCAP, &caps) &&
		    !strcmp((char *)caps.driver, "vprime_monitor") &&
		    (!name || !strcmp((char *)caps.card, name)) && !found++ && fd)
			*fd = node;
		else
			close(node);
	}
	globfree(&nodes);
	return found;
}

const char *capture_name(const char *card, const char *connector)
{
	static char name[64];
	int length = snprintf(name, sizeof(name), "vprime.%s ", configfs_get("%s/id", card));

	snprintf(name + length, sizeof(name) - length, "%s",
		 configfs_get("%s/connectors/%s/name", card, connector));
	return name;
}

int capture_find(const char *name)
{
	int fd = -1;

	find(name, &fd);
	return fd;
}

unsigned int capture_count(void)
{
	settle();
	return find(NULL, NULL);
}

void capture_set_format(struct capture *capture, uint32_t pixelformat)
{
	struct v4l2_format format = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .fmt.pix.pixelformat = pixelformat,
	};

	igt_assert_eq(capture_call(capture, VIDIOC_S_FMT, &format), 0);
	igt_assert_eq_u32(format.fmt.pix.pixelformat, pixelformat);
	capture->pix = format.fmt.pix;
}

void capture_unmap(struct capture *capture)
{
	for (int i = 0; i < CAPTURE_BUFFERS; i++) {
		if (capture->maps[i])
			munmap(capture->maps[i], capture->pix.sizeimage);
		capture->maps[i] = NULL;
	}
}

void capture_close(struct capture *capture)
{
	capture_unmap(capture);
	if (capture->fd >= 0)
		close(capture->fd);
	*capture = (struct capture){ .fd = -1 };
}

/* A subtest that failed has left it open. */
void capture_open(struct capture *capture, const char *name)
{
	capture_close(capture);
	capture->fd = capture_find(name);
	igt_assert_f(capture->fd >= 0, "no monitor %s\n", name);
}

void capture_node(const struct capture *capture, char *path, size_t size)
{
	ssize_t length;
	char link[64];

	snprintf(link, sizeof(link), "/proc/self/fd/%d", capture->fd);
	length = readlink(link, path, size - 1);
	igt_assert_lt(0, length);
	path[length] = '\0';
}

void capture_open_as(struct capture *capture, const char *name, uint32_t pixelformat)
{
	struct v4l2_dv_timings timings = { 0 };

	capture_open(capture, name);
	igt_assert_eq(capture_call(capture, VIDIOC_QUERY_DV_TIMINGS, &timings), 0);
	igt_assert_eq(capture_call(capture, VIDIOC_S_DV_TIMINGS, &timings), 0);
	capture_set_format(capture, pixelformat);
}

void capture_request(struct capture *capture, uint32_t memory, uint32_t count)
{
	struct v4l2_requestbuffers request = {
		.count = count, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = memory,
	};

	igt_assert_eq(capture_call(capture, VIDIOC_REQBUFS, &request), 0);
	igt_assert_eq_u32(request.count, count);
	capture->memory = memory;
}

void capture_queue(struct capture *capture, uint32_t index, int dmabuf)
{
	struct v4l2_buffer buffer = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = capture->memory, .index = index,
	};

	if (dmabuf >= 0)
		buffer.m.fd = dmabuf;
	igt_assert_eq(capture_call(capture, VIDIOC_QBUF, &buffer), 0);
}

void capture_on(struct capture *capture)
{
	igt_assert_eq(capture_call(capture, VIDIOC_STREAMON, &(int){ V4L2_BUF_TYPE_VIDEO_CAPTURE }), 0);
}

void capture_start(struct capture *capture)
{
	capture_request(capture, V4L2_MEMORY_MMAP, CAPTURE_BUFFERS);
	for (uint32_t i = 0; i < CAPTURE_BUFFERS; i++) {
		struct v4l2_buffer buffer = {
			.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP, .index = i,
		};

		igt_assert_eq(capture_call(capture, VIDIOC_QUERYBUF, &buffer), 0);
		capture->maps[i] = mmap(NULL, buffer.length, PROT_READ | PROT_WRITE, MAP_SHARED,
					capture->fd, buffer.m.offset);
		igt_assert(capture->maps[i] != MAP_FAILED);
		memset(capture->maps[i], 0xa5, buffer.length);
		capture_queue(capture, i, -1);
	}
	capture_on(capture);
}

bool capture_ready(const struct capture *capture, short events, int timeout)
{
	struct pollfd ready = { .fd = capture->fd, .events = events };

	return poll(&ready, 1, timeout) == 1 && ready.revents & events;
}

struct v4l2_buffer capture_dequeue(struct capture *capture)
{
	struct v4l2_buffer buffer = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = capture->memory,
	};

	igt_assert_f(capture_ready(capture, POLLIN, 10000), "no picture within 10 s\n");
	igt_assert_eq(capture_call(capture, VIDIOC_DQBUF, &buffer), 0);
	igt_assert(!(buffer.flags & V4L2_BUF_FLAG_ERROR));
	igt_assert_eq_u32(buffer.bytesused, capture->pix.sizeimage);
	igt_assert_eq_u32(buffer.flags & V4L2_BUF_FLAG_TIMESTAMP_MASK,
			  V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC);
	return buffer;
}

void capture_some(struct capture *capture, int pictures)
{
	for (int i = 0; i < pictures; i++)
		capture_queue(capture, capture_dequeue(capture).index, -1);
}

void capture_stop(struct capture *capture)
{
	struct v4l2_requestbuffers request = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = capture->memory,
	};

	igt_assert_eq(capture_call(capture, VIDIOC_STREAMOFF, &(int){ V4L2_BUF_TYPE_VIDEO_CAPTURE }), 0);
	capture_unmap(capture);
	igt_assert_eq(capture_call(capture, VIDIOC_REQBUFS, &request), 0);
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

void capture_assert(const struct capture *capture, const uint8_t *picture,
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

void capture_expect(struct capture *capture, const struct image *image)
{
	struct v4l2_buffer buffer = capture_dequeue(capture);

	capture_assert(capture, capture->maps[buffer.index], image);
	memset(capture->maps[buffer.index], 0x5a, capture->pix.sizeimage);
	capture_queue(capture, buffer.index, -1);
}

void capture_load(const char *parameters)
{
	char line[128];

	/* which hold the module */
	configfs_remove_all();
	if (module_loaded("vprime_monitor"))
		module_unload_soon("vprime_monitor");
	module_unload_soon("vprime");
	snprintf(line, sizeof(line), "vprime %s", parameters);
	module_load(line);
	module_load("vprime_monitor");
}
