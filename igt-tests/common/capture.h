/* SPDX-License-Identifier: MIT */
/* The V4L2 devices of monitors, and what ought to be in their pictures. */
#ifndef COMMON_CAPTURE_H
#define COMMON_CAPTURE_H

#include <stdbool.h>
#include <stdint.h>

#include <linux/videodev2.h>

#include "show.h"

/* The monitor of the first connector of the first card. */
#define CAPTURE_FIRST "vprime.0 Virtual-1"

#define CAPTURE_BUFFERS 3

/**
 * struct capture - an open monitor; one that is not open has the file -1 and zeros
 * @fd: the open file
 * @memory: V4L2_MEMORY_*
 * @pix: the format of its pictures
 * @maps: its buffers, or NULL
 */
struct capture {
	int fd;
	uint32_t memory;
	struct v4l2_pix_format pix;
	uint8_t *maps[CAPTURE_BUFFERS];
};

/** capture_load - load the modules again, with these parameters of vprime */
void capture_load(const char *parameters);

/** capture_count - how many monitors there are, of all cards */
unsigned int capture_count(void);

/**
 * capture_name - the name of a monitor of a card that configfs describes
 * @card: the card's directory
 * @connector: the connector's, in it
 *
 * Return: the name; valid until the next call.
 */
const char *capture_name(const char *card, const char *connector);

/** capture_find - open a monitor by its name, CAPTURE_FIRST; returns the file or -1 */
int capture_find(const char *name);

/** capture_open - open a monitor by its name; what was open is closed */
void capture_open(struct capture *capture, const char *name);

/** capture_open_as - the same, with the timings of what is on the screen, in a format */
void capture_open_as(struct capture *capture, const char *name, uint32_t pixelformat);

/** capture_node - path of an open monitor's node, in @path of @size bytes */
void capture_node(const struct capture *capture, char *path, size_t size);

/** capture_close - close it, if it is open */
void capture_close(struct capture *capture);

/** capture_unmap - unmap its buffers, which hold the file open */
void capture_unmap(struct capture *capture);

/** capture_call - an ioctl; returns 0 or a negative errno */
int capture_call(const struct capture *capture, unsigned long request, void *arg);

/** capture_set_format - VIDIOC_S_FMT, which has to take V4L2_PIX_FMT_* */
void capture_set_format(struct capture *capture, uint32_t pixelformat);

/** capture_request - have @count buffers of V4L2_MEMORY_* */
void capture_request(struct capture *capture, uint32_t memory, uint32_t count);

/** capture_queue - queue a buffer; @dmabuf counts for V4L2_MEMORY_DMABUF alone, else -1 */
void capture_queue(struct capture *capture, uint32_t index, int dmabuf);

/** capture_on - VIDIOC_STREAMON */
void capture_on(struct capture *capture);

/** capture_start - begin with CAPTURE_BUFFERS buffers, mapped, of junk, queued */
void capture_start(struct capture *capture);

/** capture_ready - wait for one of @events for @timeout ms; returns whether it came */
bool capture_ready(const struct capture *capture, short events, int timeout);

/** capture_dequeue - wait for the next picture */
struct v4l2_buffer capture_dequeue(struct capture *capture);

/** capture_some - wait for some pictures and queue their buffers again */
void capture_some(struct capture *capture, int pictures);

/** capture_stop - stop, and have no buffers any more */
void capture_stop(struct capture *capture);

/** capture_assert - fail unless a picture shows an image of XRGB8888; YUV to within rounding */
void capture_assert(const struct capture *capture, const uint8_t *picture,
		    const struct image *image);

/** capture_expect - assert that of the next picture, and queue its buffer again, full of junk */
void capture_expect(struct capture *capture, const struct image *image);

#endif
