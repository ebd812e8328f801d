// SPDX-License-Identifier: MIT
/* Taking a picture with the V4L2 monitor, for which nobody's leave but the node's is needed. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "shot.h"
#include "video.h"

/* The buffers that a queue has at least. */
#define BUFFERS 2

static int take_one(struct video *video, const struct shot_format *format, int timeout,
		    struct shot_picture *picture)
{
	struct video_picture taken;
	uint8_t *pixels;
	int ret;

	ret = video_next(video, timeout, &taken);
	if (ret)
		return ret;
	pixels = malloc(taken.size);
	if (!pixels)
		return -ENOMEM;
	memcpy(pixels, taken.data, taken.size);
	*picture = (struct shot_picture){
		.format = format,
		.colour = shot_colour_of_video(video->pix.colorspace, video->pix.xfer_func),
		.width = video->pix.width,
		.height = video->pix.height,
		.stride = video->pix.bytesperline,
		.pixels = pixels,
	};
	return 0;
}

static int watch(const char *node, const struct shot_format *format, int timeout,
		 struct shot_picture *picture)
{
	struct video video;
	int ret;

	ret = video_open(node, &video);
	if (ret)
		return ret;
	ret = video_setup(&video, format->pixelformat);
	if (!ret)
		ret = video_start(&video, BUFFERS);
	if (!ret)
		ret = take_one(&video, format, timeout, picture);
	video_close(&video);
	return ret;
}

int shot_watch(const char *device, const char *name, const struct shot_format *format, int timeout,
	       bool quiet, struct shot_picture *picture)
{
	const struct video_monitor *monitor;
	struct video_monitor *monitors;
	int n, ret = -ENOENT;

	n = video_list(NULL, &monitors);
	if (n < 0)
		return n;
	monitor = video_choose(monitors, n, device, name);
	if (monitor && !format->pixelformat)
		ret = -EINVAL;
	else if (monitor)
		ret = watch(monitor->node, format, timeout, picture);
	if (monitor && ret && !quiet)
		fprintf(stderr, "vprime-shot: %s: %s\n", monitor->node,
			ret == -ENOLINK ? "is off, there is nothing to see" :
			ret == -EBUSY ? "somebody else is watching" :
			ret == -EINVAL ? "has no such format" :
			ret == -ESTALE ? "the mode has changed" : strerror(-ret));
	free(monitors);
	return ret;
}

void shot_release(struct shot_picture *picture)
{
	if (picture->buffer)
		vprime_buffer_destroy(picture->buffer);
	else
		free((void *)picture->pixels);
}
