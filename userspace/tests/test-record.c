// SPDX-License-Identifier: MIT
/* vprime-record: what it says is missing or double, and what it writes. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <setjmp.h>
#include <cmocka.h>

#include <linux/videodev2.h>

#include "record.h"
#include "video.h"

/* A made-up refresh rate, so that times are easy to read. */
#define PERIOD 1000

/* -----------------------------------------------------------------------------
 * The account
 */

struct said {
	struct record_account account;
	char *text;
	size_t size;
};

static struct said begin(bool verify)
{
	struct said said = {
		.account = { .unit = "vblank", .verify = verify, .period = PERIOD },
	};

	return said;
}

/* A picture of that vblank, whose buffer was there all the time, or from @queued on. */
static struct record_frame at(uint32_t vblank, uint64_t queued)
{
	return (struct record_frame){
		.sequence = vblank,
		.time = 1000000 + vblank * PERIOD,
		.dequeued = 1000000 + vblank * PERIOD + PERIOD / 2,
		.queued = queued ? 1000000 + queued : 1,
		.digest = vblank,
	};
}

static struct record_frame numbered(uint32_t vblank, uint32_t number)
{
	struct record_frame frame = at(vblank, 0);

	frame.has_code = true;
	frame.code.number = number;
	frame.code.time = frame.dequeued - 3 * PERIOD;
	frame.digest = 0;
	return frame;
}

static void assert_said(struct record_frame *frames, size_t n, bool verify, const char *wanted,
			bool exact)
{
	struct said said = begin(verify);

	said.account.report = open_memstream(&said.text, &said.size);
	for (size_t i = 0; i < n; i++)
		record_account_add(&said.account, &frames[i]);
	record_account_end(&said.account);
	fclose(said.account.report);
	assert_string_equal(said.text, wanted);
	assert_int_equal(record_account_exact(&said.account), exact);
	record_account_release(&said.account);
	free(said.text);
}

#define SAID(wanted, exact, ...) do { \
		struct record_frame frames[] = { __VA_ARGS__ }; \
		assert_said(frames, sizeof(frames) / sizeof(frames[0]), true, wanted, exact); \
	} while (0)

static void test_nothing_missing(void **state)
{
	(void)state;
	SAID("", true, at(0, 0), at(1, 0), at(2, 0));
	SAID("", true, numbered(0, 7), numbered(1, 8), numbered(2, 9));
}

static void test_dropped(void **state)
{
	(void)state;
	SAID("vblank 1 dropped: the card was not ready\n", false, at(0, 0), at(2, 0));
	SAID("vblanks 0 to 2 dropped: the card was not ready\n", false, at(3, 0));
	/* a buffer that came between vblanks 4 and 5 was none at 4 */
	SAID("vblanks 1 to 4 dropped: no buffer was free\n"
	     "vblanks 5 to 6 dropped: the card was not ready\n", false, at(0, 0), at(7, 4500));
	SAID("vblank 1 dropped: no buffer was free\n", false, at(0, 0), at(2, 1500));
	/* at the very time it was there */
	SAID("vblank 1 dropped: the card was not ready\n", false, at(0, 0), at(2, 1000));
}

static void test_disorder(void **state)
{
	(void)state;
	SAID("vblank 1 came after vblank 1\n", false, at(0, 0), at(1, 0), at(1, 0), at(2, 0));
	SAID("vblank 0 came after vblank 1\n"
	     "vblank 1 dropped: the card was not ready\n", false, at(0, 0), at(1, 0), numbered(0, 1),
	     at(2, 0));
}

static void test_numbers(void **state)
{
	(void)state;
	SAID("vblank 1: picture 7 repeated\n", false, numbered(0, 7), numbered(1, 7),
	     numbered(2, 8));
	SAID("vblanks 1 to 2: picture 7 repeated\n", false, numbered(0, 7), numbered(1, 7),
	     numbered(2, 7));
	SAID("picture 8 lost before vblank 1\n", false, numbered(0, 7), numbered(1, 9));
	SAID("vblank 1 dropped: the card was not ready\n"
	     "pictures 8 to 10 lost before vblank 2\n", false, numbered(0, 7), numbered(2, 11));
	/* the source was late as well, so nothing is lost */
	SAID("vblank 1 dropped: the card was not ready\n", false, numbered(0, 7), numbered(2, 8));
	SAID("vblank 1: picture 6 after picture 7\n", false, numbered(0, 7), numbered(1, 6));
}

/* Without numbers, nobody knows whether a picture should have changed. */
static void test_unchanged(void **state)
{
	struct record_frame one = at(1, 0), two = at(2, 0);

	(void)state;
	one.digest = 0;
	two.digest = 0;
	SAID("vblanks 1 to 2: unchanged since vblank 0\n", true, at(0, 0), one, two, at(3, 0));
	/* and nobody asked */
	assert_said((struct record_frame[]){ at(0, 0), one }, 2, false, "", true);
}

static void test_counts(void **state)
{
	struct said said = begin(true);
	struct record_frame frames[] = {
		numbered(0, 1), numbered(1, 1), numbered(3, 5), numbered(3, 6),
	};

	(void)state;
	for (size_t i = 0; i < 4; i++)
		record_account_add(&said.account, &frames[i]);
	assert_int_equal(said.account.frames, 4);
	assert_int_equal(said.account.numbered, 4);
	assert_int_equal(said.account.dropped, 1);
	assert_int_equal(said.account.no_buffer, 0);
	assert_int_equal(said.account.repeated, 1);
	assert_int_equal(said.account.lost, 3);
	assert_int_equal(said.account.disorder, 1);
	/* of pictures that are new */
	assert_int_equal(said.account.from_commit.n, 3);
	assert_int_equal(said.account.from_vblank.n, 4);
	record_account_release(&said.account);
}

static void test_percentiles(void **state)
{
	struct record_times times = { .values = calloc(200, sizeof(uint64_t)), .n = 200 };

	(void)state;
	/* 1 to 200 in another order */
	for (int i = 0; i < 200; i++)
		times.values[i] = (i * 7 + 3) % 200 + 1;
	assert_true(record_percentile(&times, 50, 1) == 100);
	assert_true(record_percentile(&times, 99, 1) == 198);
	assert_true(record_percentile(&times, 100, 2) == 100);
	/* the first two of three are half of them, and more */
	times.n = 3;
	times.values[0] = 7;
	times.values[1] = 5;
	times.values[2] = 6;
	assert_true(record_percentile(&times, 50, 1) == 6);
	times.n = 1;
	assert_true(record_percentile(&times, 50, 1) == 5);
	times.n = 0;
	assert_true(record_percentile(&times, 50, 1) == 0);
	free(times.values);
}

static void test_digest(void **state)
{
	uint8_t data[1000] = { 0 };
	uint64_t nothing = record_digest(data, sizeof(data));

	(void)state;
	for (size_t i = 0; i < sizeof(data) * 8; i++) {
		data[i / 8] ^= 1 << i % 8;
		assert_true(record_digest(data, sizeof(data)) != nothing);
		data[i / 8] ^= 1 << i % 8;
	}
	assert_true(record_digest(data, 999) != nothing);
}

/* -----------------------------------------------------------------------------
 * Files
 */

static char path[] = "/tmp/vprime-test-record.XXXXXX";

static size_t read_back(uint8_t *data, size_t size)
{
	FILE *file = fopen(path, "r");
	size_t n;

	assert_non_null(file);
	n = fread(data, 1, size, file);
	fclose(file);
	return n;
}

static void assert_file(const struct record_layout *layout, enum record_kind kind,
			const uint8_t *picture, const void *wanted, size_t size)
{
	uint8_t data[500];
	struct record_sink sink;

	assert_int_equal(record_sink_open(&sink, kind, path, NULL, layout), 0);
	assert_int_equal(record_sink_write(&sink, picture), 0);
	assert_int_equal(record_sink_close(&sink), 0);
	assert_int_equal(read_back(data, sizeof(data)), size);
	assert_memory_equal(data, wanted, size);
}

static struct record_layout layout_of(const char *format, uint32_t width, uint32_t height,
				      uint32_t stride)
{
	return (struct record_layout){
		.format = record_format_find(format),
		.width = width,
		.height = height,
		.stride = stride,
		.rate_pictures = 60000,
		.rate_seconds = 1001,
	};
}

/* An odd size: chroma is rounded up. */
static void test_y4m_nv12(void **state)
{
	static const uint8_t picture[] = "abc_def_ghi_UVuvWXwx";
	static const char wanted[] = "YUV4MPEG2 W3 H3 F60000:1001 Ip A1:1 C420jpeg XCOLORRANGE=LIMITED\n"
				     "FRAME\nabcdefghiUuWwVvXx";
	struct record_layout layout = layout_of("nv12", 3, 3, 4);

	(void)state;
	assert_file(&layout, RECORD_Y4M, picture, wanted, sizeof(wanted) - 1);
}

static void test_y4m_yuyv(void **state)
{
	static const uint8_t picture[] = "aUbVcudv" "AQBRCqDr";
	static const char wanted[] = "YUV4MPEG2 W4 H2 F60000:1001 Ip A1:1 C422 XCOLORRANGE=LIMITED\n"
				     "FRAME\nabcdABCDUuQqVvRr";
	struct record_layout layout = layout_of("yuyv", 4, 2, 8);

	(void)state;
	assert_file(&layout, RECORD_Y4M, picture, wanted, sizeof(wanted) - 1);
}

static void test_y4m_p010(void **state)
{
	/* the ten bits at the top: 0x3ff, 1, 0x201, 0x155; chroma 0x2aa and 0x0f0 */
	static const uint8_t picture[] = {
		0xc0, 0xff, 0x40, 0x00, 0x40, 0x80, 0x40, 0x55, 0x80, 0xaa, 0x00, 0x3c,
	};
	static const uint8_t samples[] = {
		0xff, 0x03, 0x01, 0x00, 0x01, 0x02, 0x55, 0x01, 0xaa, 0x02, 0xf0, 0x00,
	};
	static const char header[] = "YUV4MPEG2 W2 H2 F60000:1001 Ip A1:1 C420p10 XCOLORRANGE=LIMITED\n"
				     "FRAME\n";
	struct record_layout layout = layout_of("p010", 2, 2, 4);
	uint8_t wanted[sizeof(header) - 1 + sizeof(samples)];

	(void)state;
	memcpy(wanted, header, sizeof(header) - 1);
	memcpy(wanted + sizeof(header) - 1, samples, sizeof(samples));
	assert_file(&layout, RECORD_Y4M, picture, wanted, sizeof(wanted));
}

static void test_raw(void **state)
{
	struct record_layout layout = layout_of("xrgb8888", 2, 2, 8);

	(void)state;
	assert_file(&layout, RECORD_RAW, (const uint8_t *)"0123456789abcdefX", "0123456789abcdef",
		    16);
	layout = layout_of("nv12", 2, 2, 2);
	assert_file(&layout, RECORD_RAW, (const uint8_t *)"abcdUVX", "abcdUV", 6);
}

static void test_sink_errors(void **state)
{
	struct record_layout layout = layout_of("xrgb8888", 2, 2, 8);
	struct record_sink sink;

	(void)state;
	assert_int_equal(record_sink_open(&sink, RECORD_Y4M, path, NULL, &layout), -EINVAL);
	assert_int_equal(record_sink_open(&sink, RECORD_RAW, "/no/such/folder", NULL, &layout),
			 -ENOENT);
	assert_int_equal(record_sink_open(&sink, RECORD_RAW, "/dev/full", NULL, &layout), 0);
	assert_int_equal(record_sink_write(&sink, (const uint8_t *)"0123456789abcdef"), -ENOSPC);
	assert_int_equal(record_sink_close(&sink), 0);
}

/* An ffmpeg of our own, that keeps what it was told and given. */
static void test_ffmpeg(void **state)
{
	char folder[] = "/tmp/vprime-test-ffmpeg.XXXXXX", program[64], old[4096], all[8192];
	struct record_layout layout = layout_of("nv12", 4, 2, 4);
	char *arguments[303] = { "-crf", "18" };
	static const char wanted[] = "-loglevel warning -nostdin -y -f rawvideo -pix_fmt nv12"
		" -video_size 4x2 -framerate 60000/1001 -color_range tv -color_primaries bt709"
		" -color_trc iec61966-2-1 -colorspace bt709 -i pipe:0 -crf 18 ";
	struct record_sink sink;
	uint8_t data[1500];
	FILE *file;
	size_t n;

	(void)state;
	/* none of many is lost */
	for (size_t i = 2; i < 302; i++)
		arguments[i] = "-y";
	assert_non_null(mkdtemp(folder));
	snprintf(program, sizeof(program), "%s/ffmpeg", folder);
	file = fopen(program, "w");
	assert_non_null(file);
	fputs("#!/bin/sh\nfor last; do :; done\n{ echo \"$*\"; cat; } >\"$last\"\nexit 3\n", file);
	fclose(file);
	chmod(program, 0755);
	snprintf(old, sizeof(old), "%s", getenv("PATH"));
	snprintf(all, sizeof(all), "%s:%s", folder, old);
	setenv("PATH", all, 1);
	assert_int_equal(record_sink_open(&sink, RECORD_FFMPEG, path, arguments, &layout), 0);
	assert_int_equal(record_sink_write(&sink, (const uint8_t *)"abcdefghUVuv"), 0);
	assert_int_equal(record_sink_close(&sink), 3);
	setenv("PATH", old, 1);
	unlink(program);
	rmdir(folder);

	n = read_back(data, sizeof(data));
	assert_true(n > sizeof(wanted));
	assert_memory_equal(data, wanted, sizeof(wanted) - 1);
	assert_int_equal(n, sizeof(wanted) - 1 + 300 * 3 + strlen(path) + 13);
	assert_memory_equal(data + n - 13, "\nabcdefghUVuv", 13);
}

/* -----------------------------------------------------------------------------
 * Checking files
 */

static void write_film(const uint32_t *numbers, size_t n, const char *colours, size_t chroma,
		       int bytes)
{
	static uint8_t picture[16][512 * 4];
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fprintf(file, "YUV4MPEG2 W512 H16 F60:1%s\n", colours);
	for (size_t i = 0; i < n; i++) {
		struct code code = { .number = numbers[i] };

		code_draw(&code, picture[0], sizeof(picture[0]));
		fputs("FRAME Ip\n", file);
		for (int p = 0; p < 512 * 16; p++) {
			int value = picture[p / 512][p % 512 * 4] ? 235 : 16;

			if (bytes == 2) {
				fputc(value << 2 & 0xff, file);
				fputc(value >> 6, file);
			} else {
				fputc(value, file);
			}
		}
		for (size_t c = 0; c < chroma; c++)
			fputc(128, file);
	}
	fclose(file);
}

static void assert_check(const char *wanted, int status)
{
	struct said said = { 0 };

	said.account.report = open_memstream(&said.text, &said.size);
	assert_int_equal(record_check_file(path, &said.account), status);
	fclose(said.account.report);
	assert_string_equal(said.text, wanted);
	record_account_release(&said.account);
	free(said.text);
}

static void test_check(void **state)
{
	static const uint32_t all[] = { 5, 6, 7 }, some[] = { 5, 6, 6, 9 };

	(void)state;
	write_film(all, 3, "", 512 * 16 / 2, 1);
	assert_check("", 0);
	write_film(some, 4, " Ip C420mpeg2 XYSCSS=420MPEG2", 512 * 16 / 2, 1);
	assert_check("frame 2: picture 6 repeated\npictures 7 to 8 lost before frame 3\n", 0);
	write_film(some, 4, " C422", 512 * 16, 1);
	assert_check("frame 2: picture 6 repeated\npictures 7 to 8 lost before frame 3\n", 0);
	write_film(some, 4, " Cmono", 0, 1);
	assert_check("frame 2: picture 6 repeated\npictures 7 to 8 lost before frame 3\n", 0);
	write_film(all, 3, " C420p10 XCOLORRANGE=LIMITED", 512 * 16, 2);
	assert_check("", 0);

	/* cut short, or no film at all */
	write_film(all, 3, " C444", 512 * 16 * 2, 1);
	assert_int_equal(truncate(path, 60000), 0);
	assert_check("", -EINVAL);
	write_film(all, 0, " C420p16", 0, 1);
	assert_check("", -EINVAL);
	assert_int_equal(truncate(path, 0), 0);
	assert_check("", -EINVAL);
}

/* -----------------------------------------------------------------------------
 * Monitors
 */

static void make(const char *folder, const char *name, const char *content)
{
	char file[300];
	FILE *to;

	snprintf(file, sizeof(file), "%s/%s", folder, name);
	to = fopen(file, "w");
	assert_non_null(to);
	fputs(content, to);
	fclose(to);
}

static void make_device(const char *sysfs, int number, const char *driver, const char *name)
{
	char command[600], folder[200];

	snprintf(folder, sizeof(folder), "%s/class/video4linux/video%d", sysfs, number);
	snprintf(command, sizeof(command),
		 "mkdir -p %s/device && ln -s ../../../../bus/platform/drivers/%s %s/device/driver",
		 folder, driver, folder);
	assert_int_equal(system(command), 0);
	make(folder, "name", name);
}

static void test_monitors(void **state)
{
	char sysfs[] = "/tmp/vprime-test-sysfs.XXXXXX", command[100];
	struct video_monitor *monitors;
	const struct video_monitor *found;
	int n;

	(void)state;
	assert_non_null(mkdtemp(sysfs));
	assert_int_equal(video_list(sysfs, &monitors), 0);
	free(monitors);
	make_device(sysfs, 9010, "vprime", "vprime.1 HDMI-A-1\n");
	make_device(sysfs, 9002, "vprime", "vprime.0 Virtual-1\n");
	make_device(sysfs, 9003, "vivid", "vprime.0 Virtual-1\n");
	make_device(sysfs, 9004, "vprime", "vprime.0 Virtual-2\n");
	n = video_list(sysfs, &monitors);
	assert_int_equal(n, 3);
	assert_string_equal(monitors[0].node, "/dev/video9002");
	assert_string_equal(monitors[0].card, "vprime.0");
	assert_string_equal(monitors[0].output, "Virtual-1");
	assert_string_equal(monitors[1].node, "/dev/video9004");
	assert_string_equal(monitors[2].node, "/dev/video9010");
	assert_string_equal(monitors[2].output, "HDMI-A-1");

	found = video_choose(monitors, n, NULL, NULL);
	assert_ptr_equal(found, &monitors[0]);
	found = video_choose(monitors, n, NULL, "Virtual-2");
	assert_ptr_equal(found, &monitors[1]);
	found = video_choose(monitors, n, "vprime.1", NULL);
	assert_ptr_equal(found, &monitors[2]);
	found = video_choose(monitors, n, "/dev/video9004", NULL);
	assert_ptr_equal(found, &monitors[1]);
	assert_null(video_choose(monitors, n, "vprime.1", "Virtual-1"));
	assert_null(video_choose(monitors, n, "vprime.7", NULL));
	assert_null(video_choose(monitors, n, "/dev/null", NULL));
	free(monitors);
	snprintf(command, sizeof(command), "rm -r %s", sysfs);
	assert_int_equal(system(command), 0);
}

/* CTA-861's 59.94 Hz: 148.35 MHz over 2200x1125. */
static void test_rate(void **state)
{
	struct v4l2_dv_timings timings = {
		.bt = {
			.width = 1920, .hfrontporch = 88, .hsync = 44, .hbackporch = 148,
			.height = 1080, .vfrontporch = 4, .vsync = 5, .vbackporch = 36,
			.pixelclock = 148500000,
		},
	};
	uint64_t pictures, seconds;

	(void)state;
	video_rate(&timings, &pictures, &seconds);
	assert_int_equal(pictures, 60);
	assert_int_equal(seconds, 1);
	assert_int_equal(video_period(&timings), 16666666);
	timings.bt.pixelclock = 148350000;
	video_rate(&timings, &pictures, &seconds);
	assert_int_equal(pictures, 1978);
	assert_int_equal(seconds, 33);
	timings.bt.pixelclock = 0;
	assert_int_equal(video_period(&timings), 0);
}

static int make_path(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int remove_path(void **state)
{
	(void)state;
	return unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_missing),
		cmocka_unit_test(test_dropped),
		cmocka_unit_test(test_disorder),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_unchanged),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_percentiles),
		cmocka_unit_test(test_digest),
		cmocka_unit_test(test_y4m_nv12),
		cmocka_unit_test(test_y4m_yuyv),
		cmocka_unit_test(test_y4m_p010),
		cmocka_unit_test(test_raw),
		cmocka_unit_test(test_sink_errors),
		cmocka_unit_test(test_ffmpeg),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_monitors),
		cmocka_unit_test(test_rate),
	};

	return cmocka_run_group_tests_name("record", tests, make_path, remove_path);
}
