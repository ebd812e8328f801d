// SPDX-License-Identifier: MIT
/* The pictures that a monitor takes: right to the pixel, and on nobody's time. */

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "capture.h"
#include "card.h"
#include "configfs.h"
#include "crc.h"
#include "dmabuf.h"
#include "kernel.h"
#include "module.h"
#include "peer.h"
#include "show.h"
#include "video.h"

IGT_TEST_DESCRIPTION("The pictures that a monitor takes: right to the pixel, and on nobody's time.");

static struct vprime_card *card;
static struct vprime_output output;

/* What the subtest at hand watches. */
static struct capture watched = { .fd = -1 };

static void test_format(uint32_t pixelformat)
{
	static const unsigned int sizes[][2] = { { 320, 200 }, { 333, 77 }, { 64, 65 } };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		drmModeModeInfo mode;
		struct image image = show_pattern(card, &output, &mode, sizes[i][0], sizes[i][1], i);

		capture_open_as(&watched, CAPTURE_FIRST, pixelformat);
		igt_assert_eq_u32(watched.pix.width, sizes[i][0]);
		igt_assert_eq_u32(watched.pix.height, sizes[i][1]);
		capture_start(&watched);
		for (int n = 0; n < 2 * CAPTURE_BUFFERS; n++)
			capture_expect(&watched, &image);
		capture_stop(&watched);
		capture_close(&watched);
		show_away(card, &output, &image);
	}
}

static void test_read(void)
{
	drmModeModeInfo mode;
	struct image image = show_pattern(card, &output, &mode, 320, 200, 3);
	uint8_t *picture;

	capture_open_as(&watched, CAPTURE_FIRST, V4L2_PIX_FMT_RGB24);
	picture = malloc(watched.pix.sizeimage);
	igt_assert(picture);
	igt_assert_eq(fcntl(watched.fd, F_SETFL, 0), 0);
	for (int i = 0; i < 5; i++) {
		igt_assert_eq(read(watched.fd, picture, watched.pix.sizeimage),
			      (ssize_t)watched.pix.sizeimage);
		capture_assert(&watched, picture, &image);
	}
	free(picture);
	capture_close(&watched);
	show_away(card, &output, &image);
}

static void test_dmabuf(void)
{
	drmModeModeInfo mode;
	struct image image = show_pattern(card, &output, &mode, 320, 200, 3);
	struct image target = image_new(card, 320, 200, DRM_FORMAT_XRGB8888);
	int dmabuf;

	capture_open_as(&watched, CAPTURE_FIRST, V4L2_PIX_FMT_XBGR32);
	igt_assert_eq_u32(target.buffer->stride, watched.pix.bytesperline);
	igt_assert_eq(vprime_buffer_export(target.buffer, DRM_CLOEXEC | DRM_RDWR, &dmabuf), 0);
	capture_request(&watched, V4L2_MEMORY_DMABUF, 2);
	capture_queue(&watched, 0, dmabuf);
	capture_on(&watched);
	capture_dequeue(&watched);
	capture_assert(&watched, target.buffer->map, &image);
	capture_stop(&watched);
	close(dmabuf);
	capture_close(&watched);
	image_free(&target);
	show_away(card, &output, &image);
}

/* Who may only read a buffer has no picture written to it. */
static void test_dmabuf_read_only(void)
{
	struct v4l2_buffer buffer = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_DMABUF,
	};
	drmModeModeInfo mode;
	struct image image = show_pattern(card, &output, &mode, 320, 200, 3);
	struct image target = image_new(card, 320, 200, DRM_FORMAT_XRGB8888);
	int dmabuf;

	capture_open_as(&watched, CAPTURE_FIRST, V4L2_PIX_FMT_XBGR32);
	igt_assert_eq(vprime_buffer_export(target.buffer, DRM_CLOEXEC, &dmabuf), 0);
	buffer.m.fd = dmabuf;
	capture_request(&watched, V4L2_MEMORY_DMABUF, 2);
	igt_assert_eq(capture_call(&watched, VIDIOC_QBUF, &buffer), -EACCES);
	igt_assert_eq(capture_call(&watched, VIDIOC_PREPARE_BUF, &buffer), -EACCES);
	capture_close(&watched);
	close(dmabuf);
	image_free(&target);
	show_away(card, &output, &image);
}

/* What the kernel maps as I/O memory, as a graphics card's may be, in one and in two planes. */
static void test_dmabuf_iomem(void)
{
	static const uint32_t formats[] = { V4L2_PIX_FMT_XBGR32, V4L2_PIX_FMT_NV12 };
	drmModeModeInfo mode;
	struct image image = show_pattern(card, &output, &mode, 320, 200, 3);
	int peer, dmabuf;
	void *picture;

	module_load("vprime_peer");
	peer = peer_open();
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		capture_open_as(&watched, CAPTURE_FIRST, formats[i]);
		dmabuf = peer_export(peer, watched.pix.sizeimage, VPRIME_PEER_IOMEM, 0);
		capture_request(&watched, V4L2_MEMORY_DMABUF, 2);
		capture_queue(&watched, 0, dmabuf);
		capture_on(&watched);
		capture_dequeue(&watched);
		picture = mmap(NULL, watched.pix.sizeimage, PROT_READ, MAP_SHARED, dmabuf, 0);
		igt_assert(picture != MAP_FAILED);
		capture_assert(&watched, picture, &image);
		munmap(picture, watched.pix.sizeimage);
		/* unmapped by one who asks for other buffers, and by one who goes while it is queued */
		if (i == 0)
			capture_stop(&watched);
		else
			capture_queue(&watched, 0, dmabuf);
		close(dmabuf);
		capture_close(&watched);
	}
	close(peer);
	show_away(card, &output, &image);
}

/* Times are those of vblanks, and numbers go with them, with those of dropped pictures left out. */
static void test_sequence(void)
{
	drmModeModeInfo mode;
	struct image image = show_pattern(card, &output, &mode, 320, 200, 3);
	struct v4l2_buffer buffer, last = { 0 };

	capture_open_as(&watched, CAPTURE_FIRST, V4L2_PIX_FMT_XBGR32);
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
	show_away(card, &output, &image);
}

/* Nobody takes pictures away: flips take as long as ever. */
static void test_slow_reader(void)
{
	const uint32_t flips = 60;
	drmModeModeInfo mode;
	struct image image = show_pattern(card, &output, &mode, 320, 200, 3);
	struct vprime_commit *commit = show_commit(card);
	struct vprime_flip first, last;

	capture_open_as(&watched, CAPTURE_FIRST, V4L2_PIX_FMT_XBGR32);
	capture_start(&watched);
	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, image.fb, NULL, NULL);
	for (uint32_t i = 0; i <= flips; i++) {
		igt_assert_eq(vprime_commit_apply(commit, DRM_MODE_ATOMIC_NONBLOCK |
						  DRM_MODE_PAGE_FLIP_EVENT, 0), 0);
		igt_assert_eq(vprime_flip_wait(card, output.crtc->id, 1000, &last), 0);
		/* from when the last buffer is full */
		if (i < CAPTURE_BUFFERS + 1)
			first = last;
	}
	igt_assert_f(last.sequence - first.sequence <= flips + flips / 2,
		     "%u flips took %u vblanks\n", flips - CAPTURE_BUFFERS, last.sequence - first.sequence);
	vprime_commit_destroy(commit);
	capture_stop(&watched);
	capture_close(&watched);
	show_away(card, &output, &image);
}

static void test_together(void)
{
	drmModeModeInfo mode;
	struct image image = show_pattern(card, &output, &mode, 640, 480, 3);
	struct crc alone = crc_once(card, &output), crc;
	int fd = crc_open(card, &output);

	capture_open_as(&watched, CAPTURE_FIRST, V4L2_PIX_FMT_XBGR32);
	capture_start(&watched);
	for (int i = 0; i < 10; i++) {
		struct image written = show_capture(card, &output, &mode, DRM_FORMAT_XRGB8888);
		struct v4l2_buffer buffer = capture_dequeue(&watched);

		capture_assert(&watched, watched.maps[buffer.index], &image);
		capture_assert(&watched, watched.maps[buffer.index], &written);
		capture_queue(&watched, buffer.index, -1);
		crc = crc_read_now(fd, card);
		igt_assert(crc_equal(&crc, &alone));
		image_free(&written);
	}
	crc_close(fd);
	capture_stop(&watched);
	capture_close(&watched);
	show_away(card, &output, &image);
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

/* A buffer that fills the screen gets to the monitor without being composed. */
static void test_copy(void)
{
	drmModeModeInfo mode;
	struct image image = show_pattern(card, &output, &mode, 320, 200, 3);
	struct image corner = image_pattern(card, 16, 16, DRM_FORMAT_XRGB8888, 4);
	struct vprime_rect dst = { 0, 0, 16, 16 };
	unsigned long long composed, copied;
	struct vprime_commit *commit;

	capture_open_as(&watched, CAPTURE_FIRST, V4L2_PIX_FMT_XBGR32);
	composed = counter(card, "compositions");
	copied = counter(card, "copies");
	capture_start(&watched);
	capture_some(&watched, 10);
	capture_expect(&watched, &image);
	igt_assert_lte(copied + 11, counter(card, "copies"));
	igt_assert_eq(counter(card, "compositions"), composed);

	/* a second plane has to be composed */
	commit = show_commit(card);
	vprime_commit_add_plane(commit, output.overlay->id, output.crtc->id, corner.fb, NULL, &dst);
	show_apply(commit, 0);
	capture_some(&watched, 2 * CAPTURE_BUFFERS);
	copied = counter(card, "copies");
	capture_some(&watched, 5);
	igt_assert_eq(counter(card, "copies"), copied);
	igt_assert_lte(composed + 5, counter(card, "compositions"));
	capture_stop(&watched);
	capture_close(&watched);
	show_reset(card, &output);

	/* another format, too */
	show_on(card, &output, &mode, &image);
	capture_open_as(&watched, CAPTURE_FIRST, V4L2_PIX_FMT_RGB24);
	copied = counter(card, "copies");
	capture_start(&watched);
	capture_some(&watched, 5);
	igt_assert_eq(counter(card, "copies"), copied);
	capture_stop(&watched);
	capture_close(&watched);
	image_free(&corner);
	show_away(card, &output, &image);
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

		capture_open_as(&watched, CAPTURE_FIRST, kinds[i].pixelformat);
		capture_start(&watched);
		capture_some(&watched, 2);
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
		show_away(card, &output, &image);
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
	capture_close(&watched);
	show_forget();
	vprime_close(card);
	capture_load("monitor=1 cards=2");
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
	capture_open_as(&watched, CAPTURE_FIRST, V4L2_PIX_FMT_XBGR32);
	igt_assert_eq_u32(watched.pix.bytesperline, VIDEO_STRIDE);
	capture_start(&watched);
	capture_some(&watched, CAPTURE_BUFFERS);
	buffer = capture_dequeue(&watched);
	igt_assert_lte(CAPTURE_BUFFERS + 1, counter(card, "copies"));
	igt_assert_eq(counter(card, "compositions"), 0);

	/* its buffer on the screen of the other card */
	export.index = buffer.index;
	export.flags = O_RDWR | O_CLOEXEC;
	igt_assert_eq(capture_call(&watched, VIDIOC_EXPBUF, &export), 0);
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
	capture_load("monitor=1");
	card = card_open();
	output = card_output(card);
}

/* Pictures of the two at once; returns how many vblanks gave both one. */
static unsigned int capture_both(struct capture *other, const struct image *image)
{
	enum { PICTURES = 12 };
	struct v4l2_buffer first[PICTURES], second[PICTURES];
	unsigned int common = 0;

	capture_start(&watched);
	capture_start(other);
	for (int i = 0; i < PICTURES; i++) {
		first[i] = capture_dequeue(&watched);
		second[i] = capture_dequeue(other);
		capture_assert(&watched, watched.maps[first[i].index], image);
		capture_assert(other, other->maps[second[i].index], image);
		memset(watched.maps[first[i].index], 0x5a, watched.pix.sizeimage);
		memset(other->maps[second[i].index], 0x5a, other->pix.sizeimage);
		/* both in the same moment, for the same vblank */
		capture_queue(&watched, first[i].index, -1);
		capture_queue(other, second[i].index, -1);
	}
	capture_stop(other);
	capture_stop(&watched);
	/* either may be ahead by as many pictures as there are buffers */
	for (int i = 0; i < PICTURES; i++)
		for (int j = 0; j < PICTURES; j++)
			common += !memcmp(&first[i].timestamp, &second[j].timestamp,
					  sizeof(first[i].timestamp));
	return common;
}

/* Each shows all of it, whatever formats are captured; and the one goes on without the other. */
static void test_two_monitors(void)
{
	static const uint32_t others[] = { V4L2_PIX_FMT_XBGR32, V4L2_PIX_FMT_NV12 };
	/* slow, so that buffers are queued between one vblank and the next on any machine */
	drmModeModeInfo mode = mode_make(320, 200, 10);
	struct capture other = { .fd = -1 };
	struct v4l2_dv_timings timings;
	struct vprime_output twins;
	struct vprime_commit *commit;
	struct vprime_card *both;
	struct image image;

	configfs_remove_all();
	configfs_card("twins", 1);
	configfs_mkdir("twins/encoders/e1");
	configfs_mkdir("twins/connectors/n1");
	igt_assert_eq(configfs_link("twins/crtcs/c0", "twins/encoders/e1/possible_crtcs"), 0);
	igt_assert_eq(configfs_link("twins/encoders/e1", "twins/connectors/n1/possible_encoders"),
		      0);
	configfs_set("1", "twins/connectors/n0/monitor");
	configfs_set("1", "twins/connectors/n1/monitor");
	configfs_set("1", "twins/enabled");
	settle();
	both = configfs_open("twins");
	igt_assert_eq(both->n_connectors, 2);
	igt_assert_eq(vprime_output_find(both, both->connectors[0].name, &twins), 0);
	image = image_pattern(both, 320, 200, DRM_FORMAT_XRGB8888, 5);

	commit = show_commit(both);
	igt_assert_eq(vprime_commit_add_mode(commit, twins.crtc->id, &mode), 0);
	for (int i = 0; i < 2; i++)
		igt_assert_eq(vprime_commit_add(commit, both->connectors[i].id, "CRTC_ID",
						twins.crtc->id), 0);
	vprime_commit_add_plane(commit, twins.primary->id, twins.crtc->id, image.fb, NULL, NULL);
	show_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET);

	for (int i = 0; i < 2; i++) {
		capture_open_as(&watched, capture_name("twins", "n0"), V4L2_PIX_FMT_XBGR32);
		capture_open_as(&other, capture_name("twins", "n1"), others[i]);
		igt_assert_lt(0, capture_both(&other, &image));
	}

	/* what is pulled out has no signal, the other one no interruption */
	capture_start(&watched);
	commit = show_commit(both);
	igt_assert_eq(vprime_commit_add(commit, both->connectors[1].id, "CRTC_ID", 0), 0);
	show_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET);
	igt_assert_eq(capture_call(&other, VIDIOC_QUERY_DV_TIMINGS, &timings), -ENOLINK);
	capture_some(&watched, 2 * CAPTURE_BUFFERS);
	capture_expect(&watched, &image);
	capture_stop(&watched);

	capture_close(&other);
	capture_close(&watched);
	image_free(&image);
	vprime_close(both);
	configfs_remove("twins");
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
		capture_load("monitor=1");
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

	igt_describe("None into one that is open for reading only.");
	igt_subtest("dmabuf-read-only")
		test_dmabuf_read_only();

	igt_describe("Pictures captured into a buffer that is mapped as I/O memory.");
	igt_subtest("dmabuf-iomem")
		test_dmabuf_iomem();

	igt_describe("Times and numbers of pictures are those of vblanks.");
	igt_subtest("sequence")
		test_sequence();

	igt_describe("A reader that has stopped delays no flip.");
	igt_subtest("slow-reader")
		test_slow_reader();

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

	igt_describe("Two connectors on one CRTC, each with a monitor.");
	igt_subtest("two-monitors")
		test_two_monitors();

	igt_fixture {
		capture_close(&watched);
		show_forget();
		vprime_close(card);
		capture_load("");
		module_unload_soon("vprime_monitor");
	}
}
