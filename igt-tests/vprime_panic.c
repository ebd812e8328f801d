// SPDX-License-Identifier: MIT
/* The kernel's panic screen, drawn without a panic where the kernel has DRM_PANIC_DEBUG. */

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "crc.h"
#include "dmabuf.h"
#include "module.h"
#include "pattern.h"
#include "picture.h"
#include "show.h"

IGT_TEST_DESCRIPTION("The kernel's panic screen is what outputs show.");

#define WIDTH 640
#define HEIGHT 480

#define SCREEN "/sys/module/drm/parameters/panic_screen"

static struct vprime_card *card, *vgem;
static struct vprime_output output;
static drmModeModeInfo mode;
/* What a subtest shows, and where an import is from; one that fails leaves them. */
static struct image images[2];
static struct vprime_buffer *foreign;
/* The screen that the kernel drew before. */
static char usual[32];

static void let_go(void)
{
	show_forget();
	for (int i = 0; i < 2; i++) {
		if (images[i].buffer)
			image_free(&images[i]);
	}
	vprime_buffer_destroy(foreign);
	foreign = NULL;
}

static void load(const char *line)
{
	let_go();
	if (card)
		vprime_close(card);
	card = NULL;
	module_reload(line);
	card = card_open();
	output = card_output(card);
}

/* Whether the kernel has files to draw panic screens with, by one of its symbols. */
static bool kernel_has_files(void)
{
	char line[256];
	bool found = false;
	FILE *symbols = fopen("/proc/kallsyms", "r");

	igt_assert(symbols);
	while (!found && fgets(line, sizeof(line), symbols))
		found = strstr(line, " dbg_drm_panic_ops");
	fclose(symbols);
	return found;
}

/* Which screen the kernel draws: white words on black, the log, or a QR code. */
static void choose_screen(const char *name)
{
	FILE *file = fopen(SCREEN, "r+");

	igt_assert_f(file, "%s: no such file\n", SCREEN);
	if (!usual[0])
		igt_assert_eq(fscanf(file, "%31s", usual), 1);
	rewind(file);
	igt_assert_lt(0, fprintf(file, "%s", name));
	igt_assert_eq(fclose(file), 0);
}

/* The file of a primary plane, counted from 0. */
static int panic_open(unsigned int plane)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/drm_panic_plane_%u",
		 card_minor(card), plane);
	return open(path, O_WRONLY | O_CLOEXEC);
}

static void panic_draw(unsigned int plane)
{
	int fd = panic_open(plane);

	igt_assert_fd(fd);
	igt_assert_eq(write(fd, "1", 1), 1);
	close(fd);
}

static bool is_colour(const struct colour *pixel, float value)
{
	return pixel->r == value && pixel->g == value && pixel->b == value;
}

/*
 * White on black, a message in the middle and perhaps a logo in the upper left corner: what the
 * kernel says in drm_panic.c of the screen that is "user".
 */
static void assert_panic(const struct picture *picture, uint32_t x0, uint32_t y0, uint32_t width,
			 uint32_t height)
{
	unsigned int message = 0;

	for (uint32_t y = 0; y < height; y++) {
		for (uint32_t x = 0; x < width; x++) {
			const struct colour *pixel =
				&picture->pixels[(size_t)(y0 + y) * picture->width + x0 + x];
			bool middle = y > height * 2 / 5 && y < height * 3 / 5 && x > width / 4 &&
				      x < width * 3 / 4;
			bool logo = y < height * 2 / 5 && x < width / 2;

			if (is_colour(pixel, 0))
				continue;
			igt_assert_f(is_colour(pixel, 1), "%u,%u is neither black nor white\n", x,
				     y);
			igt_assert_f(middle || logo, "%u,%u is white\n", x, y);
			message += middle;
		}
	}
	/* "KERNEL PANIC!" and "Please reboot your computer." are 37 letters of some pixels each */
	igt_assert_lt(37 * 8, message);
}

static void assert_screen(const struct vprime_output *shown, const drmModeModeInfo *its_mode)
{
	struct image written = show_capture(card, shown, its_mode, DRM_FORMAT_XRGB8888);
	struct picture *picture = picture_load(written.buffer, DRM_FORMAT_XRGB8888);

	assert_panic(picture, 0, 0, its_mode->hdisplay, its_mode->vdisplay);
	picture_free(picture);
	image_free(&written);
}

static void test_screen(void)
{
	struct image image = show_pattern(card, &output, &mode, WIDTH, HEIGHT, 1);
	struct crc before = crc_once(card, &output), after;

	panic_draw(0);
	assert_screen(&output, &mode);
	after = crc_once(card, &output);
	igt_assert(!crc_equal(&before, &after));

	/* a flip takes it away */
	pattern_fill(image.buffer, DRM_FORMAT_XRGB8888, 1);
	igt_assert_eq(show_try_flip(card, &output, image.fb, 0, 0), 0);
	after = crc_once(card, &output);
	igt_assert(crc_equal(&before, &after));
	show_away(card, &output, &image);
}

static void test_formats(void)
{
	static const uint32_t formats[] = {
		DRM_FORMAT_ARGB8888, DRM_FORMAT_XBGR8888, DRM_FORMAT_XRGB2101010,
		DRM_FORMAT_ABGR2101010, DRM_FORMAT_RGB565,
	};

	mode = mode_make(WIDTH, HEIGHT, 60);
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		images[0] = image_pattern(card, WIDTH, HEIGHT, formats[i], i);
		show_on(card, &output, &mode, &images[0]);
		panic_draw(0);
		assert_screen(&output, &mode);
		show_reset(card, &output);
		image_free(&images[0]);
	}
}

/* The kernel draws to no such format; what is shown stays. */
static void test_format_unknown(void)
{
	struct crc before, after;

	images[0] = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_BGRX8888, 1);
	mode = mode_make(WIDTH, HEIGHT, 60);
	show_on(card, &output, &mode, &images[0]);
	before = crc_once(card, &output);
	panic_draw(0);
	after = crc_once(card, &output);
	igt_assert(crc_equal(&before, &after));
	show_reset(card, &output);
	image_free(&images[0]);
}

/* One framebuffer for several screens: only what is seen of it on this one is drawn over. */
static void test_part(void)
{
	const struct vprime_rect src = { 333, 101, WIDTH, HEIGHT };
	struct picture *before, *after;
	struct vprime_commit *commit;

	images[0] = image_pattern(card, 1100, 700, DRM_FORMAT_XRGB8888, 3);
	before = picture_load(images[0].buffer, DRM_FORMAT_XRGB8888);
	mode = mode_make(WIDTH, HEIGHT, 60);
	show_reset(card, &output);
	commit = show_commit(card);
	vprime_commit_add(commit, output.connector->id, "CRTC_ID", output.crtc->id);
	vprime_commit_add_mode(commit, output.crtc->id, &mode);
	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, images[0].fb, &src,
				NULL);
	show_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET);

	panic_draw(0);
	assert_screen(&output, &mode);
	after = picture_load(images[0].buffer, DRM_FORMAT_XRGB8888);
	assert_panic(after, src.x, src.y, src.width, src.height);
	for (uint32_t y = 0; y < after->height; y++) {
		for (uint32_t x = 0; x < after->width; x++) {
			size_t i = (size_t)y * after->width + x;
			bool seen = x >= (uint32_t)src.x && x < src.x + src.width &&
				    y >= (uint32_t)src.y && y < src.y + src.height;

			igt_assert_f(seen || !memcmp(&before->pixels[i], &after->pixels[i],
						     sizeof(before->pixels[i])),
				     "%u,%u has changed, which is not seen\n", x, y);
		}
	}
	picture_free(before);
	picture_free(after);
	show_reset(card, &output);
	image_free(&images[0]);
}

/* Shows what vgem has made, shared for reading and writing, or for reading only. */
static void test_import(bool writable)
{
	struct crc before, after;
	int dmabuf;

	if (!vgem)
		vgem = card_open_vgem();
	igt_assert_eq(vprime_buffer_create(vgem, WIDTH, HEIGHT, 32, &foreign), 0);
	igt_assert_eq(vprime_buffer_map(foreign, NULL), 0);
	pattern_fill(foreign, DRM_FORMAT_XRGB8888, 4);
	dmabuf = dmabuf_export(foreign, DRM_CLOEXEC | (writable ? DRM_RDWR : 0));
	images[0].buffer = dmabuf_import(card, dmabuf, WIDTH, HEIGHT, foreign->stride);
	close(dmabuf);
	igt_assert_eq(vprime_fb_of_buffer(images[0].buffer, DRM_FORMAT_XRGB8888, &images[0].fb), 0);

	mode = mode_make(WIDTH, HEIGHT, 60);
	show_on(card, &output, &mode, &images[0]);
	before = crc_once(card, &output);
	panic_draw(0);
	if (writable)
		assert_screen(&output, &mode);
	after = crc_once(card, &output);
	igt_assert_eq(crc_equal(&before, &after), !writable);
	show_reset(card, &output);
	image_free(&images[0]);
	vprime_buffer_destroy(foreign);
	foreign = NULL;
}

/* Nothing is shown, so there is nothing to draw over: on a card never used, off, and without fb. */
static void test_off(void)
{
	struct image image;
	struct vprime_commit *commit;

	show_reset(card, &output);
	panic_draw(0);
	image = show_pattern(card, &output, &mode, WIDTH, HEIGHT, 5);
	commit = show_commit(card);
	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, NULL, NULL, NULL);
	show_apply(commit, 0);
	panic_draw(0);
	show_reset(card, &output);
	panic_draw(0);
	show_away(card, &output, &image);
}

/* A card that is told what changes is told by the kernel. */
static void test_manual_update(void)
{
	struct image image;
	struct crc before, after;

	load("vprime manual_update=1");
	image = show_pattern(card, &output, &mode, WIDTH, HEIGHT, 6);
	before = crc_once(card, &output);
	panic_draw(0);
	/* not by writeback, which looks at all of memory anyway */
	after = crc_once(card, &output);
	igt_assert(!crc_equal(&before, &after));
	before = after;
	assert_screen(&output, &mode);
	after = crc_once(card, &output);
	igt_assert(crc_equal(&before, &after));
	show_away(card, &output, &image);
	load("vprime");
}

/* Each output has a file of its own. */
static void test_outputs(void)
{
	struct vprime_output outputs[2];
	struct crc before, after;
	drmModeModeInfo modes[2];
	size_t n = 0;

	load("vprime outputs=2");
	for (size_t i = 0; i < card->n_connectors && n < 2; i++) {
		if (!card->connectors[i].writeback)
			igt_assert_eq(vprime_output_find(card, card->connectors[i].name,
							 &outputs[n++]), 0);
	}
	igt_assert_eq(n, 2);
	for (n = 0; n < 2; n++) {
		modes[n] = mode_make(WIDTH + 40 * n, HEIGHT, 60);
		images[n] = image_pattern(card, WIDTH + 40 * n, HEIGHT, DRM_FORMAT_XRGB8888, n);
		igt_assert_eq(vprime_modeset(card, &outputs[n], &modes[n], images[n].fb), 0);
	}
	before = crc_once(card, &outputs[0]);
	panic_draw(1);
	assert_screen(&outputs[1], &modes[1]);
	after = crc_once(card, &outputs[0]);
	igt_assert(crc_equal(&before, &after));
	panic_draw(0);
	assert_screen(&outputs[0], &modes[0]);
	for (n = 0; n < 2; n++) {
		igt_assert_eq(vprime_switch_off(card, &outputs[n]), 0);
		image_free(&images[n]);
	}
	load("vprime");
}

static void *draw_often(void *stop)
{
	int fd = panic_open(0);

	igt_assert_fd(fd);
	while (!__atomic_load_n((bool *)stop, __ATOMIC_RELAXED))
		igt_assert_eq(write(fd, "1", 1), 1);
	close(fd);
	return NULL;
}

/* While flips, modesets and pictures taken go on; only the kernel's log tells. */
static void test_busy(void)
{
	struct image written;
	bool stop = false;
	pthread_t thread;

	mode = mode_make(320, 200, 60);
	for (int i = 0; i < 2; i++)
		images[i] = image_pattern(card, 320, 200, DRM_FORMAT_XRGB8888, i);
	show_on(card, &output, &mode, &images[0]);
	igt_assert_eq(pthread_create(&thread, NULL, draw_often, &stop), 0);
	for (int i = 0; i < 40; i++) {
		igt_assert_eq(show_try_flip(card, &output, images[i % 2].fb, 0, 0), 0);
		if (i % 10 == 9) {
			written = show_capture(card, &output, &mode, DRM_FORMAT_XRGB8888);
			image_free(&written);
			show_on(card, &output, &mode, &images[0]);
		}
	}
	/* framebuffers come and go, too */
	for (int i = 0; i < 10; i++) {
		struct image image = image_pattern(card, 320, 200, DRM_FORMAT_XRGB8888, i);

		igt_assert_eq(show_try_flip(card, &output, image.fb, 0, 0), 0);
		igt_assert_eq(show_try_flip(card, &output, images[0].fb, 0, 0), 0);
		image_free(&image);
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	igt_assert_eq(pthread_join(thread, NULL), 0);
	show_reset(card, &output);
	for (int i = 0; i < 2; i++)
		image_free(&images[i]);
}

igt_main
{
	igt_fixture {
		igt_require_f(kernel_has_files(), "this kernel has no DRM_PANIC_DEBUG\n");
		choose_screen("user");
		load("vprime");
	}

	igt_describe("The panic screen is what an output shows, until the next flip.");
	igt_subtest("screen")
		test_screen();

	igt_describe("Each format that the kernel draws in.");
	igt_subtest("formats")
		test_formats();

	igt_describe("A format that the kernel does not draw in.");
	igt_subtest("format-unknown")
		test_format_unknown();

	igt_describe("What is seen of a framebuffer is drawn over, and no more.");
	igt_subtest("part")
		test_part();

	igt_describe("An import that may be written.");
	igt_subtest("import")
		test_import(true);

	igt_describe("An import that may only be read stays as it is.");
	igt_subtest("import-read-only")
		test_import(false);

	igt_describe("Outputs that show nothing.");
	igt_subtest("off")
		test_off();

	igt_describe("A card that is told what changes.");
	igt_subtest("manual-update")
		test_manual_update();

	igt_describe("Two outputs, one by one.");
	igt_subtest("outputs")
		test_outputs();

	igt_describe("Again and again while flips and modesets go on.");
	igt_subtest("busy")
		test_busy();

	igt_fixture {
		let_go();
		if (vgem)
			vprime_close(vgem);
		if (card)
			vprime_close(card);
		if (usual[0])
			choose_screen(usual);
	}
}
