/* SPDX-License-Identifier: MIT */
/* Capturing what an output shows, from the V4L2 device that is its monitor. */
#ifndef VIDEO_H
#define VIDEO_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/videodev2.h>

#define VIDEO_BUFFERS_MAX 32

/*
 * A monitor that is there, whoever may open it.
 * @node: /dev/videoN
 * @card: name of the card's device, "vprime.0"
 * @output: name of the connector, "Virtual-1"
 */
struct video_monitor {
	char node[PATH_MAX];
	char card[32];
	char output[32];
};

struct video_buffer {
	void *map;
	size_t length;
	uint64_t queued; /* when it was last given to the device, ns on CLOCK_MONOTONIC */
};

/*
 * An open monitor.
 * @timings: of the pictures it captures; set by video_setup()
 * @pix: their format; set by video_setup()
 */
struct video {
	int fd;
	struct v4l2_dv_timings timings;
	struct v4l2_pix_format pix;
	unsigned int n_buffers;
	struct video_buffer buffers[VIDEO_BUFFERS_MAX];
};

/*
 * A picture, until video_return() or video_stop().
 * @sequence: vblanks since video_start()
 * @time: of its vblank, ns on CLOCK_MONOTONIC
 * @dequeued: when it was had, likewise
 * @queued: since when its buffer was the device's, likewise
 */
struct video_picture {
	const uint8_t *data;
	uint32_t size;
	uint32_t index;
	uint32_t sequence;
	uint64_t time;
	uint64_t dequeued;
	uint64_t queued;
};

/* Functions return 0 or a negative errno unless said otherwise. */

/*
 * All monitors of vprime cards, in the order of their nodes; free() them. Returns how many, or a
 * negative errno. @sysfs: NULL for /sys.
 */
int video_list(const char *sysfs, struct video_monitor **monitors);

/*
 * Choose from a list. @device: a node as /dev/video0, a card's device as vprime.0, a card's node,
 * or NULL for any card; @output: a connector's name, or NULL for the first whose output is on, or
 * else the first. Returns NULL if there is no such monitor.
 */
const struct video_monitor *video_choose(const struct video_monitor *monitors, int n,
					 const char *device, const char *output);

int video_open(const char *node, struct video *video);

/* Whether the output is on: 0, or -ENOLINK. */
int video_signal(const struct video *video, struct v4l2_dv_timings *timings);

/*
 * Set it to the size of what is shown, and to V4L2_PIX_FMT_*. -ENOLINK if nothing is shown, -EBUSY
 * if somebody else captures, -EINVAL if it has no such format.
 */
int video_setup(struct video *video, uint32_t pixelformat);

/* Pictures in so many seconds, as a fraction in lowest terms. */
void video_rate(const struct v4l2_dv_timings *timings, uint64_t *pictures, uint64_t *seconds);

/* From one vblank to the next, in ns. */
uint64_t video_period(const struct v4l2_dv_timings *timings);

int video_start(struct video *video, unsigned int buffers);

/*
 * Wait for the next picture, up to @timeout ms. -ETIMEDOUT, -ESTALE if the output has another mode
 * now, -ENODEV if the monitor is gone, -EINTR after a signal.
 */
int video_next(struct video *video, int timeout, struct video_picture *picture);

/* Let go of a picture, so that another one can be written in its place. */
int video_return(struct video *video, const struct video_picture *picture);

void video_stop(struct video *video);
void video_close(struct video *video);

/* Now, in ns on CLOCK_MONOTONIC. */
uint64_t video_now(void);

#endif
