// SPDX-License-Identifier: MIT
/* A V4L2 camera that needs no hardware: the module vivid. */

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/videodev2.h>

#include "igt.h"

#include "kernel.h"
#include "module.h"
#include "video.h"

/* Cameras alone: no framebuffer, which the console would take and keep. */
#define PARAMETERS "n_devs=2 allocators=0,1 node_types=0x1,0x1"

#define TEXT_MODE_NONE 2
#define PATTERN_COLOUR_SQUARES 4
#define PATTERN_CHECKERS 10
#define PATTERN_NOISE 21

static int call(int fd, unsigned long request, void *arg)
{
	int ret;

	do
		ret = ioctl(fd, request, arg);
	while (ret < 0 && errno == EINTR);
	return ret < 0 ? -errno : 0;
}

void video_load(void)
{
	if (module_loaded("vivid"))
		return;
	kernel_require("CONFIG_VIDEO_VIVID", module_available("vivid"));
	module_load("vivid " PARAMETERS);
}

/* By the bus, as the order of the nodes is nobody's promise. */
static int open_node(const char *bus)
{
	glob_t nodes;
	int found = -1;

	igt_assert_eq(glob("/dev/video*", 0, NULL, &nodes), 0);
	for (size_t i = 0; i < nodes.gl_pathc && found < 0; i++) {
		struct v4l2_capability caps = { 0 };
		int fd = open(nodes.gl_pathv[i], O_RDWR | O_CLOEXEC | O_NONBLOCK);

		if (fd >= 0 && !call(fd, VIDIOC_QUERYCAP, &caps) &&
		    !strcmp((char *)caps.bus_info, bus) &&
		    caps.device_caps & V4L2_CAP_VIDEO_CAPTURE)
			found = fd;
		else if (fd >= 0)
			close(fd);
	}
	globfree(&nodes);
	return found;
}

/* Some are vivid's own, and their numbers are in no header of the uapi. */
static void set_control_named(int fd, const char *name, int32_t value)
{
	struct v4l2_queryctrl query = { .id = V4L2_CTRL_FLAG_NEXT_CTRL };

	while (!call(fd, VIDIOC_QUERYCTRL, &query)) {
		if (!strcmp((char *)query.name, name)) {
			struct v4l2_control control = { .id = query.id, .value = value };

			igt_assert_eq(call(fd, VIDIOC_S_CTRL, &control), 0);
			return;
		}
		query.id |= V4L2_CTRL_FLAG_NEXT_CTRL;
	}
	igt_assert_f(false, "vivid has no control \"%s\"\n", name);
}

struct video video_open(unsigned int camera)
{
	struct v4l2_format format = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.fmt.pix = {
			.width = VIDEO_WIDTH, .height = VIDEO_HEIGHT,
			.pixelformat = V4L2_PIX_FMT_XBGR32, .field = V4L2_FIELD_NONE,
		},
	};
	struct v4l2_streamparm rate = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.parm.capture.timeperframe = { 1, 60 },
	};
	struct video video;
	char bus[32];

	snprintf(bus, sizeof(bus), "platform:vivid-%03u", camera);
	video = (struct video){ .fd = open_node(bus) };
	igt_assert_f(video.fd >= 0, "no camera at %s\n", bus);
	igt_assert_eq(call(video.fd, VIDIOC_S_FMT, &format), 0);
	igt_assert_eq_u32(format.fmt.pix.pixelformat, V4L2_PIX_FMT_XBGR32);
	igt_assert_eq_u32(format.fmt.pix.width, VIDEO_WIDTH);
	igt_assert_eq_u32(format.fmt.pix.height, VIDEO_HEIGHT);
	igt_assert_eq_u32(format.fmt.pix.bytesperline, VIDEO_STRIDE);
	igt_assert_eq_u32(format.fmt.pix.sizeimage, VIDEO_SIZE);
	igt_assert_eq(call(video.fd, VIDIOC_S_PARM, &rate), 0);
	/* Without the counters that make each picture another one. */
	set_control_named(video.fd, "OSD Text Mode", TEXT_MODE_NONE);
	return video;
}

void video_close(struct video *video)
{
	close(video->fd);
	video->fd = -1;
}

int video_try_buffers(struct video *video, uint32_t memory, uint32_t n)
{
	struct v4l2_requestbuffers request = {
		.count = n, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = memory,
	};
	int err = call(video->fd, VIDIOC_REQBUFS, &request);

	if (!err) {
		video->memory = memory;
		video->buffers = request.count;
	}
	return err;
}

void video_buffers(struct video *video, uint32_t memory, uint32_t n)
{
	igt_assert_eq(video_try_buffers(video, memory, n), 0);
	igt_assert_lte(n, video->buffers);
}

int video_export(struct video *video, uint32_t index)
{
	struct v4l2_exportbuffer export = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .index = index, .flags = O_RDWR | O_CLOEXEC,
	};

	igt_assert_eq(call(video->fd, VIDIOC_EXPBUF, &export), 0);
	return export.fd;
}

void *video_map(struct video *video, uint32_t index)
{
	struct v4l2_buffer buffer = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP, .index = index,
	};
	void *map;

	igt_assert_eq(call(video->fd, VIDIOC_QUERYBUF, &buffer), 0);
	map = mmap(NULL, buffer.length, PROT_READ | PROT_WRITE, MAP_SHARED, video->fd,
		   buffer.m.offset);
	igt_assert_f(map != MAP_FAILED, "mmap: %s\n", strerror(errno));
	return map;
}

int video_try_queue(struct video *video, uint32_t index, int dmabuf)
{
	struct v4l2_buffer buffer = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = video->memory, .index = index,
	};

	if (video->memory == V4L2_MEMORY_DMABUF)
		buffer.m.fd = dmabuf;
	return call(video->fd, VIDIOC_QBUF, &buffer);
}

void video_queue(struct video *video, uint32_t index, int dmabuf)
{
	igt_assert_eq(video_try_queue(video, index, dmabuf), 0);
}

uint32_t video_dequeue(struct video *video)
{
	struct pollfd readable = { .fd = video->fd, .events = POLLIN };
	struct v4l2_buffer buffer = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = video->memory,
	};

	igt_assert_f(poll(&readable, 1, 10000) == 1, "no picture within 10 s\n");
	igt_assert_eq(call(video->fd, VIDIOC_DQBUF, &buffer), 0);
	igt_assert_f(!(buffer.flags & V4L2_BUF_FLAG_ERROR), "a picture with errors\n");
	igt_assert_eq_u32(buffer.bytesused, VIDEO_SIZE);
	return buffer.index;
}

void video_settle(struct video *video)
{
	for (uint32_t i = 0; i < video->buffers; i++) {
		struct v4l2_buffer buffer = {
			.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = video->memory, .index = i,
		};

		for (int tries = 0; !(buffer.flags & V4L2_BUF_FLAG_DONE); tries++) {
			igt_assert_f(tries < 1000, "buffer %u is not filled within 10 s\n", i);
			usleep(10000);
			igt_assert_eq(call(video->fd, VIDIOC_QUERYBUF, &buffer), 0);
		}
	}
}

void video_start(struct video *video)
{
	int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;

	igt_assert_eq(call(video->fd, VIDIOC_STREAMON, &type), 0);
}

void video_stop(struct video *video)
{
	int type = V4L2_BUF_TYPE_VIDEO_CAPTURE;

	igt_assert_eq(call(video->fd, VIDIOC_STREAMOFF, &type), 0);
}

void video_pattern(struct video *video, uint32_t seed)
{
	static const int32_t stills[] = { PATTERN_COLOUR_SQUARES, PATTERN_CHECKERS };

	set_control_named(video->fd, "Test Pattern",
			  seed & 1 ? PATTERN_NOISE : stills[seed / 2 % 2]);
}
