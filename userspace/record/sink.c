// SPDX-License-Identifier: MIT
/* Where pictures go: a file, a pipe, or ffmpeg. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/videodev2.h>

#include "record.h"

/* More than the default of 64 KiB, so that fewer switches between processes carry a picture. */
#define PIPE_SIZE (1 << 20)

static uint32_t even(uint32_t n)
{
	return (n + 1) & ~1u;
}

/* Two bytes a sample, the upper ten bits of which count, to the lower ten. */
static uint8_t *copy_deep(uint8_t *to, const uint8_t *from, uint32_t n, uint32_t step)
{
	for (uint32_t i = 0; i < n; i++, from += step) {
		unsigned int value = (from[0] | from[1] << 8) >> 6;

		*to++ = value;
		*to++ = value >> 8;
	}
	return to;
}

static uint8_t *copy(uint8_t *to, const uint8_t *from, uint32_t n, uint32_t step)
{
	for (uint32_t i = 0; i < n; i++, from += step)
		*to++ = *from;
	return to;
}

/* One of the colour planes of Y4M: @rows of @n samples, from @start of each @stride bytes. */
static uint8_t *plane(uint8_t *to, const uint8_t *start, uint32_t stride, uint32_t rows, uint32_t n,
		      uint32_t step, bool deep)
{
	for (uint32_t y = 0; y < rows; y++, start += stride)
		to = deep ? copy_deep(to, start, n, step) : copy(to, start, n, step);
	return to;
}

void record_y4m_planes(const struct record_layout *layout, const uint8_t *from, uint8_t *to)
{
	uint32_t width = layout->width, height = layout->height, stride = layout->stride;
	uint32_t chroma_width = even(width) / 2, chroma_height = even(height) / 2;
	const uint8_t *chroma = from + (size_t)stride * height;

	switch (layout->format->pixelformat) {
	case V4L2_PIX_FMT_YUYV:
		to = plane(to, from, stride, height, width, 2, false);
		to = plane(to, from + 1, stride, height, chroma_width, 4, false);
		plane(to, from + 3, stride, height, chroma_width, 4, false);
		break;
	case V4L2_PIX_FMT_P010:
		to = plane(to, from, stride, height, width, 2, true);
		to = plane(to, chroma, stride, chroma_height, chroma_width, 4, true);
		plane(to, chroma + 2, stride, chroma_height, chroma_width, 4, true);
		break;
	default:
		to = plane(to, from, stride, height, width, 1, false);
		to = plane(to, chroma, stride, chroma_height, chroma_width, 2, false);
		plane(to, chroma + 1, stride, chroma_height, chroma_width, 2, false);
		break;
	}
}

size_t record_y4m_size(const struct record_layout *layout)
{
	size_t luma = (size_t)layout->width * layout->height;
	size_t chroma_width = even(layout->width) / 2;

	switch (layout->format->pixelformat) {
	case V4L2_PIX_FMT_YUYV:
		return luma + chroma_width * layout->height * 2;
	case V4L2_PIX_FMT_P010:
		return (luma + chroma_width * (even(layout->height) / 2) * 2) * 2;
	default:
		return luma + chroma_width * (even(layout->height) / 2) * 2;
	}
}

/* The bytes of a picture as the monitor gives them. */
static size_t raw_size(const struct record_layout *layout)
{
	uint32_t rows = layout->height;

	if (layout->format->pixelformat == V4L2_PIX_FMT_NV12 ||
	    layout->format->pixelformat == V4L2_PIX_FMT_P010)
		rows += even(layout->height) / 2;
	return (size_t)layout->stride * rows;
}

static int write_all(int fd, const void *data, size_t size)
{
	const uint8_t *from = data;

	while (size) {
		ssize_t written = write(fd, from, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return -errno;
		from += written;
		size -= written;
	}
	return 0;
}

static int write_y4m_header(const struct record_sink *sink)
{
	const struct record_layout *layout = &sink->layout;
	char header[200];

	snprintf(header, sizeof(header),
		 "YUV4MPEG2 W%" PRIu32 " H%" PRIu32 " F%" PRIu64 ":%" PRIu64
		 " Ip A1:1 C%s XCOLORRANGE=LIMITED\n",
		 layout->width, layout->height, layout->rate_pictures, layout->rate_seconds,
		 layout->format->y4m);
	return write_all(sink->fd, header, strlen(header));
}

static void exec_ffmpeg(const struct record_layout *layout, char **arguments, const char *path)
{
	char size[32], rate[48];
	const char *const first[] = {
		"ffmpeg", "-loglevel", "warning", "-nostdin", "-y", "-f", "rawvideo", "-pix_fmt",
		layout->format->ffmpeg, "-video_size", size, "-framerate", rate, "-color_range",
		layout->format->y4m ? "tv" : "pc", "-color_primaries", "bt709", "-color_trc",
		"iec61966-2-1", "-colorspace", layout->format->y4m ? "bt709" : "rgb", "-i", "pipe:0",
	};
	size_t n = sizeof(first) / sizeof(first[0]), more = 0;
	const char **list;

	while (arguments && arguments[more])
		more++;
	list = calloc(n + more + 2, sizeof(*list));
	if (!list)
		_exit(126);
	snprintf(size, sizeof(size), "%" PRIu32 "x%" PRIu32, layout->width, layout->height);
	snprintf(rate, sizeof(rate), "%" PRIu64 "/%" PRIu64, layout->rate_pictures,
		 layout->rate_seconds);
	memcpy(list, first, sizeof(first));
	if (more)
		memcpy(list + n, arguments, more * sizeof(*list));
	list[n + more] = path;
	execvp(list[0], (char **)list);
	fprintf(stderr, "vprime-record: ffmpeg: %s\n", strerror(errno));
	_exit(127);
}

static int start_ffmpeg(struct record_sink *sink, char **arguments, const char *path)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return -errno;
	fcntl(ends[1], F_SETPIPE_SZ, PIPE_SIZE);
	sink->ffmpeg = fork();
	if (sink->ffmpeg < 0) {
		close(ends[0]);
		close(ends[1]);
		return -errno;
	}
	if (!sink->ffmpeg) {
		/* what ends the recording is not for ffmpeg, which has to finish the file */
		setpgid(0, 0);
		if (dup2(ends[0], STDIN_FILENO) < 0)
			_exit(126);
		exec_ffmpeg(&sink->layout, arguments, path);
	}
	close(ends[0]);
	sink->fd = ends[1];
	return 0;
}

int record_sink_open(struct record_sink *sink, enum record_kind kind, const char *path,
		     char **arguments, const struct record_layout *layout)
{
	*sink = (struct record_sink){ .kind = kind, .layout = *layout, .fd = -1, .ffmpeg = -1 };
	if (kind == RECORD_FFMPEG)
		return start_ffmpeg(sink, arguments, path);

	if (kind == RECORD_Y4M) {
		if (!layout->format->y4m)
			return -EINVAL;
		sink->scratch = malloc(record_y4m_size(layout));
		if (!sink->scratch)
			return -ENOMEM;
	}
	sink->standard = !strcmp(path, "-");
	sink->fd = sink->standard ? STDOUT_FILENO :
				    open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (sink->fd < 0)
		return -errno;
	return kind == RECORD_Y4M ? write_y4m_header(sink) : 0;
}

int record_sink_write(struct record_sink *sink, const uint8_t *picture)
{
	int ret;

	if (sink->kind != RECORD_Y4M)
		return write_all(sink->fd, picture, raw_size(&sink->layout));
	record_y4m_planes(&sink->layout, picture, sink->scratch);
	ret = write_all(sink->fd, "FRAME\n", 6);
	return ret ? ret : write_all(sink->fd, sink->scratch, record_y4m_size(&sink->layout));
}

int record_sink_close(struct record_sink *sink)
{
	int status, ret = 0;

	free(sink->scratch);
	sink->scratch = NULL;
	if (sink->fd >= 0 && !sink->standard && close(sink->fd))
		ret = -errno;
	sink->fd = -1;
	if (sink->ffmpeg <= 0)
		return ret;
	while (waitpid(sink->ffmpeg, &status, 0) < 0) {
		if (errno != EINTR)
			return -errno;
	}
	sink->ffmpeg = -1;
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	return 128 + (WIFSIGNALED(status) ? WTERMSIG(status) : 0);
}
