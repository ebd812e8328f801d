// SPDX-License-Identifier: MIT
/* Monitors as V4L2 devices: buffers of theirs and of others, timings, formats, EDIDs, any ioctl. */

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <linux/videodev2.h>

#include "fuzz.h"

#define CAPTURE V4L2_BUF_TYPE_VIDEO_CAPTURE
#define BUFFERS 4
#define PAGE 4096u
/* Of EDIDs, each of which somebody else may replace before it is read. */
#define TRIES 8

/* Mostly that of the card, else any of ours, the newest of which are cards' of configfs. */
static int find_nodes(struct state *state, glob_t *nodes)
{
	char pattern[80];

	snprintf(pattern, sizeof(pattern), "/sys/class/drm/card%u/device/video4linux/video*",
		 state->model->minor);
	if (!once_in(state, 4) && !glob(pattern, 0, NULL, nodes))
		return 0;
	return glob("/dev/video*", 0, NULL, nodes) ? -ENOENT : 0;
}

static int video_open(struct state *state)
{
	struct v4l2_capability caps;
	char path[32];
	glob_t nodes;
	int fd = -1;

	if (find_nodes(state, &nodes))
		return -ENOENT;
	for (unsigned int tries = 0; tries < 4 && fd < 0; tries++) {
		const char *node = nodes.gl_pathv[below(state, nodes.gl_pathc)];

		snprintf(path, sizeof(path), "/dev/%s", strrchr(node, '/') + 1);
		fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
		if (fd >= 0 && (ioctl(fd, VIDIOC_QUERYCAP, &caps) ||
				strcmp((char *)caps.driver, "vprime_monitor"))) {
			close(fd);
			fd = -1;
		}
	}
	globfree(&nodes);
	if (fd < 0)
		return -ENODEV;
	if (state->video >= 0)
		close(state->video);
	state->video = fd;
	return 0;
}

/* The monitor, of which there is mostly one from the first call on. */
static int video(struct state *state)
{
	if (state->video < 0 && !once_in(state, 8))
		video_open(state);
	return state->video;
}

static uint32_t pick_pixelformat(struct state *state)
{
	static const uint32_t formats[] = {
		V4L2_PIX_FMT_XBGR32, V4L2_PIX_FMT_RGBX32, V4L2_PIX_FMT_RGB24, V4L2_PIX_FMT_BGR24,
		V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_NV12, V4L2_PIX_FMT_P010,
	};

	return once_in(state, 10) ? wild(state) :
	       formats[below(state, sizeof(formats) / sizeof(formats[0]))];
}

static int video_format(struct state *state)
{
	struct v4l2_format format = {
		.type = once_in(state, 10) ? wild(state) : CAPTURE,
		.fmt.pix = {
			.width = wild(state), .height = wild(state),
			.pixelformat = pick_pixelformat(state),
			.field = wild(state), .bytesperline = wild(state),
			.sizeimage = wild(state), .colorspace = below(state, 14),
		},
	};
	static const unsigned long requests[] = { VIDIOC_TRY_FMT, VIDIOC_S_FMT, VIDIOC_G_FMT };

	return call_ioctl(video(state), requests[below(state, 3)], &format);
}

static int queue(struct state *state, uint32_t index, uint32_t memory)
{
	struct v4l2_buffer buffer = { .type = CAPTURE, .memory = memory, .index = index };

	if (memory == V4L2_MEMORY_DMABUF)
		buffer.m.fd = pick(state, &state->dmabufs);
	/* what is said of a buffer of somebody else's may not be so */
	if (memory == V4L2_MEMORY_DMABUF && once_in(state, 3))
		buffer.length = once_in(state, 2) ? wild(state) : below(state, 1 << 24);
	if (once_in(state, 15))
		buffer.flags = wild(state);
	return call_ioctl(video(state), once_in(state, 10) ? VIDIOC_PREPARE_BUF : VIDIOC_QBUF,
			  &buffer);
}

static uint32_t pick_memory(struct state *state)
{
	if (once_in(state, 20))
		return wild(state);
	return once_in(state, 3) ? V4L2_MEMORY_DMABUF : V4L2_MEMORY_MMAP;
}

/* From timings to a stream. */
static int video_start(struct state *state)
{
	struct v4l2_dv_timings timings = { };
	struct v4l2_requestbuffers request = {
		.count = 1 + below(state, BUFFERS), .type = CAPTURE, .memory = pick_memory(state),
	};
	int type = CAPTURE, ret;

	if (state->video < 0 && video_open(state))
		return -ENODEV;
	if (!call_ioctl(video(state), VIDIOC_QUERY_DV_TIMINGS, &timings) && !once_in(state, 4))
		call_ioctl(video(state), VIDIOC_S_DV_TIMINGS, &timings);
	if (once_in(state, 2))
		video_format(state);
	ret = call_ioctl(video(state), VIDIOC_REQBUFS, &request);
	for (uint32_t i = 0; !ret && i < request.count; i++)
		queue(state, i, request.memory);
	return ret ? ret : call_ioctl(video(state), VIDIOC_STREAMON, &type);
}

/* Of a size as a picture's, or nearly so. */
static uint32_t pick_size(struct state *state, uint32_t size)
{
	switch (below(state, 5)) {
	case 0:
		return size - 1 - below(state, 4 * PAGE);
	case 1:
		return size / (1 + below(state, 8));
	case 2:
		return 1 + below(state, PAGE);
	case 3:
		return size + below(state, 16 * PAGE);
	default:
		return size;
	}
}

/* More buffers, beside others or without. */
static int video_create(struct state *state)
{
	struct v4l2_create_buffers create = {
		.count = 1 + below(state, 2), .memory = pick_memory(state), .format.type = CAPTURE,
	};
	int type = CAPTURE, ret = call_ioctl(video(state), VIDIOC_G_FMT, &create.format);

	if (ret)
		return ret;
	create.format.fmt.pix.sizeimage = pick_size(state, create.format.fmt.pix.sizeimage);
	ret = call_ioctl(video(state), VIDIOC_CREATE_BUFS, &create);
	for (uint32_t i = 0; !ret && i < create.count; i++)
		queue(state, create.index + i, create.memory);
	if (!ret && once_in(state, 2))
		call_ioctl(video(state), VIDIOC_STREAMON, &type);
	return ret;
}

/* So that there is time for a picture. */
static int video_wait(struct state *state)
{
	struct pollfd poll_fd = { .fd = video(state), .events = POLLIN | POLLPRI };

	return poll(&poll_fd, 1, 50 + below(state, 400)) < 0 ? -errno : 0;
}

static int video_queue(struct state *state)
{
	struct v4l2_buffer buffer = { .type = CAPTURE, .memory = pick_memory(state) };

	if (once_in(state, 2))
		return queue(state, once_in(state, 15) ? wild(state) : below(state, BUFFERS),
			     buffer.memory);
	return call_ioctl(video(state), VIDIOC_DQBUF, &buffer);
}

static int video_stop(struct state *state)
{
	struct v4l2_requestbuffers none = { .type = CAPTURE, .memory = pick_memory(state) };
	int type = CAPTURE;

	if (once_in(state, 2))
		return call_ioctl(video(state), VIDIOC_STREAMOFF, &type);
	return call_ioctl(video(state), VIDIOC_REQBUFS, &none);
}

static int video_timings(struct state *state)
{
	struct v4l2_dv_timings timings = { };
	int ret = call_ioctl(video(state), once_in(state, 2) ? VIDIOC_QUERY_DV_TIMINGS :
			     VIDIOC_G_DV_TIMINGS, &timings);

	if (once_in(state, 2))
		((uint32_t *)&timings)[below(state, sizeof(timings) / 4)] = wild(state);
	return ret ? ret : call_ioctl(video(state), VIDIOC_S_DV_TIMINGS, &timings);
}

/* Whether an EDID that has been set is another when it is read. */
static bool edid_differs(struct state *state, uint8_t *data, unsigned int blocks)
{
	uint8_t got[EDID_MAX] = { };
	struct v4l2_edid set = { .blocks = blocks, .edid = data };
	struct v4l2_edid get = { .blocks = blocks, .edid = got };

	return !call_ioctl(video(state), VIDIOC_S_EDID, &set) &&
	       !call_ioctl(video(state), VIDIOC_G_EDID, &get) &&
	       (get.blocks != blocks || memcmp(data, got, blocks * 128));
}

static void compare_edid(struct state *state, uint8_t *data, unsigned int blocks)
{
	unsigned int i, tries;

	for (tries = 0; blocks && tries < TRIES && edid_differs(state, data, blocks); tries++) {
		/* each byte another one, so that none is what was there before */
		for (i = 0; i < blocks * 128; i++)
			data[i] += 1 + i % 3;
	}
	if (tries == TRIES)
		finding("an EDID set by V4L2 is another when it is read");
}

static int video_edid(struct state *state)
{
	uint8_t data[EDID_MAX];
	unsigned int size = pick_edid(state, data);
	struct v4l2_edid edid = {
		.pad = once_in(state, 10) ? wild(state) : 0,
		.start_block = once_in(state, 10) ? wild(state) : 0,
		.blocks = once_in(state, 8) ? wild(state) % 5 : size / 128,
		.edid = data,
	};

	if (once_in(state, 2))
		compare_edid(state, data, size / 128);
	return call_ioctl(video(state), once_in(state, 2) ? VIDIOC_S_EDID : VIDIOC_G_EDID, &edid);
}

static int video_export(struct state *state)
{
	struct v4l2_exportbuffer export = {
		.type = CAPTURE, .index = below(state, BUFFERS), .flags = O_CLOEXEC | O_RDWR,
	};
	int ret = call_ioctl(video(state), VIDIOC_EXPBUF, &export);

	if (ret)
		return ret;
	if (state->dmabufs.count == POOL_MAX)
		close(export.fd);
	else
		pool_add(&state->dmabufs, export.fd);
	return 0;
}

static int video_map(struct state *state)
{
	struct v4l2_buffer buffer = {
		.type = CAPTURE, .memory = V4L2_MEMORY_MMAP, .index = below(state, BUFFERS),
	};
	volatile unsigned char *map;
	int ret = call_ioctl(video(state), VIDIOC_QUERYBUF, &buffer);

	if (ret)
		return ret;
	map = mmap(NULL, 4096, PROT_READ, MAP_SHARED, state->video, buffer.m.offset);
	if (map == MAP_FAILED)
		return -errno;
	(void)map[0];
	return munmap((void *)map, 4096);
}

static int video_read(struct state *state)
{
	static char data[1 << 16];

	return read(video(state), data, 1 + below(state, sizeof(data))) < 0 ? -errno : 0;
}

static int video_events(struct state *state)
{
	struct v4l2_event_subscription subscription = {
		.type = once_in(state, 6) ? wild(state) : V4L2_EVENT_SOURCE_CHANGE,
		.id = once_in(state, 6) ? wild(state) : 0,
		.flags = once_in(state, 6) ? wild(state) : below(state, 2),
	};
	struct v4l2_event event;

	switch (below(state, 4)) {
	case 0:
		return call_ioctl(video(state), VIDIOC_UNSUBSCRIBE_EVENT, &subscription);
	case 1:
		return call_ioctl(video(state), VIDIOC_DQEVENT, &event);
	default:
		return call_ioctl(video(state), VIDIOC_SUBSCRIBE_EVENT, &subscription);
	}
}

/* What allocates has operations of its own, which do not ask for all the memory there is. */
static int video_raw(struct state *state)
{
	uint64_t words[64];
	unsigned int number = below(state, 106), i;

	if (number == _IOC_NR(VIDIOC_REQBUFS) || number == _IOC_NR(VIDIOC_CREATE_BUFS))
		number = _IOC_NR(VIDIOC_ENUMINPUT);
	for (i = 0; i < 64; i++)
		words[i] = once_in(state, 3) ? wild(state) : below(state, 4);
	return call_ioctl(video(state), _IOC(once_in(state, 3) ? below(state, 4) : 3, 'V', number,
					     once_in(state, 2) ? below(state, 256) :
					     8 * below(state, 32)), words);
}

/* The same, each with the size that it has. */
static int video_ask(struct state *state)
{
	static const unsigned long requests[] = {
		VIDIOC_QUERYCAP, VIDIOC_ENUM_FMT, VIDIOC_G_PARM, VIDIOC_ENUMINPUT, VIDIOC_G_INPUT,
		VIDIOC_S_INPUT, VIDIOC_ENUM_DV_TIMINGS, VIDIOC_DV_TIMINGS_CAP, VIDIOC_QUERYBUF,
		VIDIOC_DQBUF, VIDIOC_QBUF, VIDIOC_S_DV_TIMINGS, VIDIOC_TRY_FMT, VIDIOC_EXPBUF,
		VIDIOC_G_FMT, VIDIOC_S_FMT, VIDIOC_S_PARM, VIDIOC_PREPARE_BUF, VIDIOC_STREAMON,
		VIDIOC_STREAMOFF, VIDIOC_G_DV_TIMINGS, VIDIOC_QUERY_DV_TIMINGS, VIDIOC_G_EDID,
		VIDIOC_S_EDID, VIDIOC_ENUM_FRAMESIZES, VIDIOC_ENUM_FRAMEINTERVALS,
		VIDIOC_G_SELECTION, VIDIOC_S_SELECTION, VIDIOC_CROPCAP, VIDIOC_QUERYCTRL,
		VIDIOC_G_CTRL, VIDIOC_S_CTRL, VIDIOC_G_EXT_CTRLS, VIDIOC_S_EXT_CTRLS,
		VIDIOC_SUBSCRIBE_EVENT, VIDIOC_UNSUBSCRIBE_EVENT, VIDIOC_DQEVENT,
		VIDIOC_G_PRIORITY, VIDIOC_S_PRIORITY, VIDIOC_LOG_STATUS,
	};
	uint32_t words[64];
	unsigned int i;

	for (i = 0; i < 64; i++)
		words[i] = once_in(state, 6) ? wild(state) : below(state, 3);
	return call_ioctl(video(state), requests[below(state, sizeof(requests) /
						       sizeof(requests[0]))], words);
}

const struct operation operations_video[] = {
	{ "video_open", 2, video_open },
	{ "video_start", 5, video_start },
	{ "video_create", 3, video_create },
	{ "video_wait", 2, video_wait },
	{ "video_format", 2, video_format },
	{ "video_queue", 5, video_queue },
	{ "video_stop", 1, video_stop },
	{ "video_timings", 1, video_timings },
	{ "video_edid", 2, video_edid },
	{ "video_export", 1, video_export },
	{ "video_map", 1, video_map },
	{ "video_read", 1, video_read },
	{ "video_events", 1, video_events },
	{ "video_raw", 1, video_raw },
	{ "video_ask", 4, video_ask },
	{ }
};
