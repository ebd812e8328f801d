// SPDX-License-Identifier: MIT
/* Capturing what an output shows, from the V4L2 device that is its monitor. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "video.h"

uint64_t video_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

static int call(const struct video *video, unsigned long request, void *argument)
{
	int ret;

	do
		ret = ioctl(video->fd, request, argument);
	while (ret < 0 && errno == EINTR);
	return ret < 0 ? -errno : 0;
}

int video_open(const char *node, struct video *video)
{
	struct v4l2_capability capability;
	int ret;

	*video = (struct video){ .fd = open(node, O_RDWR | O_CLOEXEC | O_NONBLOCK) };
	if (video->fd < 0)
		return -errno;
	ret = call(video, VIDIOC_QUERYCAP, &capability);
	if (!ret && !(capability.device_caps & V4L2_CAP_VIDEO_CAPTURE))
		ret = -ENOTTY;
	if (ret) {
		close(video->fd);
		video->fd = -1;
	}
	return ret;
}

int video_signal(const struct video *video, struct v4l2_dv_timings *timings)
{
	*timings = (struct v4l2_dv_timings){ 0 };
	return call(video, VIDIOC_QUERY_DV_TIMINGS, timings);
}

int video_setup(struct video *video, uint32_t pixelformat)
{
	struct v4l2_format format = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.fmt.pix.pixelformat = pixelformat,
	};
	int ret;

	ret = video_signal(video, &video->timings);
	if (!ret)
		ret = call(video, VIDIOC_S_DV_TIMINGS, &video->timings);
	if (!ret)
		ret = call(video, VIDIOC_S_FMT, &format);
	if (ret)
		return ret;
	video->pix = format.fmt.pix;
	return video->pix.pixelformat == pixelformat ? 0 : -EINVAL;
}

static uint64_t pixels_of_frame(const struct v4l2_bt_timings *bt)
{
	return (uint64_t)V4L2_DV_BT_FRAME_WIDTH(bt) * V4L2_DV_BT_FRAME_HEIGHT(bt);
}

void video_rate(const struct v4l2_dv_timings *timings, uint64_t *pictures, uint64_t *seconds)
{
	uint64_t a = timings->bt.pixelclock, b = pixels_of_frame(&timings->bt);

	*pictures = a;
	*seconds = b;
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	if (a) {
		*pictures /= a;
		*seconds /= a;
	}
}

uint64_t video_period(const struct v4l2_dv_timings *timings)
{
	const struct v4l2_bt_timings *bt = &timings->bt;

	return bt->pixelclock ? pixels_of_frame(bt) * 1000000000ull / bt->pixelclock : 0;
}

static int queue(struct video *video, uint32_t index)
{
	struct v4l2_buffer buffer = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
		.index = index,
	};
	int ret = call(video, VIDIOC_QBUF, &buffer);

	video->buffers[index].queued = video_now();
	return ret;
}

static int map(struct video *video, uint32_t index)
{
	struct video_buffer *to = &video->buffers[index];
	struct v4l2_buffer buffer = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
		.index = index,
	};
	int ret = call(video, VIDIOC_QUERYBUF, &buffer);

	if (ret)
		return ret;
	to->map = mmap(NULL, buffer.length, PROT_READ, MAP_SHARED, video->fd, buffer.m.offset);
	if (to->map == MAP_FAILED) {
		to->map = NULL;
		return -errno;
	}
	to->length = buffer.length;
	return 0;
}

int video_start(struct video *video, unsigned int buffers)
{
	struct v4l2_event_subscription changes = { .type = V4L2_EVENT_SOURCE_CHANGE };
	struct v4l2_requestbuffers request = {
		.count = buffers < VIDEO_BUFFERS_MAX ? buffers : VIDEO_BUFFERS_MAX,
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
	};
	int ret;

	ret = call(video, VIDIOC_SUBSCRIBE_EVENT, &changes);
	if (!ret)
		ret = call(video, VIDIOC_REQBUFS, &request);
	if (ret)
		return ret;
	video->n_buffers = request.count;
	for (uint32_t i = 0; i < request.count && !ret; i++) {
		ret = i < VIDEO_BUFFERS_MAX ? map(video, i) : -E2BIG;
		if (!ret)
			ret = queue(video, i);
	}
	if (!ret)
		ret = call(video, VIDIOC_STREAMON, &(int){ V4L2_BUF_TYPE_VIDEO_CAPTURE });
	if (ret)
		video_stop(video);
	return ret;
}

/* A modeset may leave everything as it was, and what is switched off may come back. */
static int look_at_change(struct video *video)
{
	struct v4l2_dv_timings now;
	struct v4l2_event event;
	int ret;

	while (!call(video, VIDIOC_DQEVENT, &event))
		;
	ret = video_signal(video, &now);
	if (ret)
		return ret == -ENOLINK ? 0 : ret;
	return now.bt.width == video->timings.bt.width &&
	       now.bt.height == video->timings.bt.height &&
	       video_period(&now) == video_period(&video->timings) ? 0 : -ESTALE;
}

static int dequeue(struct video *video, struct video_picture *picture)
{
	struct v4l2_buffer buffer = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
	};
	int ret = call(video, VIDIOC_DQBUF, &buffer);

	if (ret)
		return ret;
	if (buffer.flags & V4L2_BUF_FLAG_ERROR) {
		ret = queue(video, buffer.index);
		return ret ? ret : -EAGAIN;
	}
	*picture = (struct video_picture){
		.data = video->buffers[buffer.index].map,
		.size = buffer.bytesused,
		.index = buffer.index,
		.sequence = buffer.sequence,
		.time = buffer.timestamp.tv_sec * 1000000000ull + buffer.timestamp.tv_usec * 1000,
		.dequeued = video_now(),
		.queued = video->buffers[buffer.index].queued,
	};
	return 0;
}

int video_next(struct video *video, int timeout, struct video_picture *picture)
{
	uint64_t end = video_now() + timeout * 1000000ull;

	for (;;) {
		struct pollfd ready = { .fd = video->fd, .events = POLLIN | POLLPRI };
		int64_t left = end - video_now();
		int ret;

		ret = poll(&ready, 1, left > 0 ? (left + 999999) / 1000000 : 0);
		if (ret < 0)
			return -errno;
		if (!ret)
			return -ETIMEDOUT;
		if (ready.revents & POLLPRI) {
			ret = look_at_change(video);
			if (ret)
				return ret;
		}
		/* POLLERR also while all buffers are out, which is not for ever */
		if (ready.revents & POLLIN) {
			ret = dequeue(video, picture);
			if (ret != -EAGAIN)
				return ret;
		} else if (!(ready.revents & POLLPRI)) {
			return -ENODEV;
		}
	}
}

int video_return(struct video *video, const struct video_picture *picture)
{
	return queue(video, picture->index);
}

void video_stop(struct video *video)
{
	struct v4l2_requestbuffers request = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
	};

	if (!video->n_buffers)
		return;
	call(video, VIDIOC_STREAMOFF, &(int){ V4L2_BUF_TYPE_VIDEO_CAPTURE });
	for (unsigned int i = 0; i < video->n_buffers && i < VIDEO_BUFFERS_MAX; i++) {
		if (video->buffers[i].map)
			munmap(video->buffers[i].map, video->buffers[i].length);
		video->buffers[i].map = NULL;
	}
	call(video, VIDIOC_REQBUFS, &request);
	video->n_buffers = 0;
}

void video_close(struct video *video)
{
	if (video->fd < 0)
		return;
	video_stop(video);
	close(video->fd);
	video->fd = -1;
}
