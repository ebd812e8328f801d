// SPDX-License-Identifier: MIT
/*
 * A camera on a plane, without a copy: V4L2 exports its buffers, the card scans them out.
 *
 *	camera-plane [/dev/videoN]
 *
 * Any camera that can do XRGB8888 in 640x480 will do; the kernel's vivid is one (modprobe vivid).
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/videodev2.h>

#include "example.h"

/* One is shown, one is about to be, and the camera has two to fill. */
#define BUFFERS 4

static void xioctl(int camera, unsigned long request, void *argument, const char *step)
{
	int ret;

	do {
		ret = ioctl(camera, request, argument);
	} while (ret && errno == EINTR);
	must_errno(ret, step);
}

/* Returns the stride. */
static uint32_t set_format(int camera)
{
	struct v4l2_format format = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.fmt.pix = {
			.width = WIDTH,
			.height = HEIGHT,
			/* the bytes B, G, R, X: what DRM calls XRGB8888 */
			.pixelformat = V4L2_PIX_FMT_XBGR32,
			.field = V4L2_FIELD_NONE,
		},
	};

	xioctl(camera, VIDIOC_S_FMT, &format, "set the format");
	/* the driver may answer with something else */
	if (format.fmt.pix.width != WIDTH || format.fmt.pix.height != HEIGHT ||
	    format.fmt.pix.pixelformat != V4L2_PIX_FMT_XBGR32)
		must(-EINVAL, "a format that can be shown");
	return format.fmt.pix.bytesperline;
}

static void queue(int camera, uint32_t index)
{
	struct v4l2_buffer buffer = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
		.index = index,
	};

	xioctl(camera, VIDIOC_QBUF, &buffer, "queue");
}

static uint32_t dequeue(int camera)
{
	struct v4l2_buffer buffer = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
	};

	xioctl(camera, VIDIOC_DQBUF, &buffer, "dequeue");
	return buffer.index;
}

/* The camera's own memory; each buffer is exported and imported once, and never copied. */
static void share(int camera, struct screen *screen, uint32_t stride, struct vprime_fb **fbs)
{
	struct v4l2_requestbuffers request = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE,
		.memory = V4L2_MEMORY_MMAP,
		.count = BUFFERS,
	};
	int dmabuf;

	xioctl(camera, VIDIOC_REQBUFS, &request, "request buffers");
	if (request.count != BUFFERS)
		must(-ENOBUFS, "request buffers");
	for (uint32_t i = 0; i < BUFFERS; i++) {
		must(vprime_v4l2_export(camera, V4L2_BUF_TYPE_VIDEO_CAPTURE, i, 0, &dmabuf),
		     "export");
		fbs[i] = screen_import(screen, dmabuf, stride);
		close(dmabuf);
		queue(camera, i);
	}
}

/*
 * A buffer belongs to the camera from QBUF to DQBUF and to the screen from there until the next one
 * is shown. V4L2 knows no fences, so this order is all there is.
 */
static unsigned int show_frames(int camera, struct screen *screen, struct vprime_fb *const *fbs)
{
	uint32_t plane = screen->output.primary->id, crtc = screen->output.crtc->id;
	uint32_t shown = dequeue(camera);
	struct vprime_commit *commit;
	unsigned int frames = 1;

	screen_show(screen, fbs[shown]);
	say("the camera is on the screen; press Enter to end");
	must(vprime_commit_create(screen->card, &commit), "commit");
	while (!enter_pressed(false)) {
		uint32_t next = dequeue(camera);

		/* blocks until the next one is on the screen; the last one is not any more then */
		vprime_commit_add_plane(commit, plane, crtc, fbs[next], NULL, NULL);
		must(vprime_commit_apply(commit, 0, 0), "flip");
		vprime_commit_reset(commit);
		queue(camera, shown);
		shown = next;
		frames++;
	}
	vprime_commit_destroy(commit);
	return frames;
}

int main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : "/dev/video0";
	enum v4l2_buf_type type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
	struct vprime_fb *fbs[BUFFERS];
	struct screen screen;
	int camera;

	camera = open(path, O_RDWR | O_CLOEXEC);
	must_errno(camera, path);
	screen_open(&screen);
	share(camera, &screen, set_format(camera), fbs);

	xioctl(camera, VIDIOC_STREAMON, &type, "start");
	say("%u frames shown, none copied", show_frames(camera, &screen, fbs));
	xioctl(camera, VIDIOC_STREAMOFF, &type, "stop");

	for (int i = 0; i < BUFFERS; i++)
		vprime_fb_destroy(fbs[i]);
	screen_close(&screen);
	close(camera);
	return EXIT_SUCCESS;
}
