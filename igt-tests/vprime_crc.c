// SPDX-License-Identifier: MIT
/* CRCs: one for each vblank, the same for the same picture however it is made up. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "crc.h"
#include "pattern.h"
#include "show.h"

IGT_TEST_DESCRIPTION("CRCs: one for each vblank, the same for the same picture.");

#define WIDTH 640
#define HEIGHT 480

static struct vprime_card *card;
static struct vprime_output output;
static drmModeModeInfo mode;

static void flip_to(const struct image *image)
{
	struct vprime_commit *commit = show_commit(card);

	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, image->fb, NULL, NULL);
	show_apply(commit, 0);
}

static void assert_equal(const struct crc *a, const struct crc *b, const char *what)
{
	igt_assert_f(crc_equal(a, b), "%s: CRC %#x of frame %u and %#x of frame %u differ\n", what,
		     a->values[0], a->frame, b->values[0], b->frame);
}

static void assert_different(const struct crc *a, const struct crc *b, const char *what)
{
	igt_assert_f(!crc_equal(a, b), "%s: CRC %#x of frames %u and %u\n", what, a->values[0],
		     a->frame, b->frame);
}

/* Copies a rectangle of pixels, as a plane without alpha does. */
static void paste(const struct image *to, int x, int y, const struct image *from,
		  const struct vprime_rect *src)
{
	for (int row = 0; row < (int)src->height; row++) {
		for (int column = 0; column < (int)src->width; column++) {
			uint32_t *d, *s;

			if (x + column < 0 || x + column >= (int)to->buffer->width ||
			    y + row < 0 || y + row >= (int)to->buffer->height)
				continue;
			d = (uint32_t *)((char *)to->buffer->map +
					 (size_t)(y + row) * to->buffer->stride) + x + column;
			s = (uint32_t *)((char *)from->buffer->map +
					 (size_t)(src->y + row) * from->buffer->stride) +
			    src->x + column;
			*d = *s;
		}
	}
}

static void run_every_vblank(const drmModeModeInfo *on, const struct image *image, int count)
{
	struct crc crc, last;
	int fd;

	show_on(card, &output, on, image);
	fd = crc_open(card, &output);
	last = crc_read(fd);
	for (int i = 0; i < count; i++) {
		crc = crc_read(fd);
		igt_assert_eq_u32(crc.frame, last.frame + 1);
		assert_equal(&crc, &last, "a picture at rest");
		last = crc;
	}
	/* What is read is not older than the ring that keeps it. */
	igt_assert_lte((int32_t)(show_vblank(card) - last.frame), 128);
	crc_close(fd);
}

static void test_every_vblank(void)
{
	struct image image = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1);

	run_every_vblank(&mode, &image, 150);
	image_free(&image);
}

/* The composer may need longer than a frame for this. */
static void test_every_vblank_large(void)
{
	drmModeModeInfo large = mode_make(3840, 2160, 60);
	struct image image = image_pattern(card, 3840, 2160, DRM_FORMAT_XRGB8888, 1);

	run_every_vblank(&large, &image, 130);
	show_reset(card, &output);
	image_free(&image);
}

static void test_every_vblank_flipping(void)
{
	struct image images[2] = {
		image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1),
		image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 2),
	};
	struct crc expected[2], crc;
	uint32_t frame;
	int fd;

	for (int i = 0; i < 2; i++) {
		show_on(card, &output, &mode, &images[i]);
		expected[i] = crc_once(card, &output);
	}
	assert_different(&expected[0], &expected[1], "two pictures");

	show_on(card, &output, &mode, &images[0]);
	fd = crc_open(card, &output);
	frame = crc_read(fd).frame;
	for (int i = 1; i <= 40; i++) {
		struct vprime_flip flip;
		struct vprime_commit *commit = show_commit(card);

		vprime_commit_add_plane(commit, output.primary->id, output.crtc->id,
					images[i & 1].fb, NULL, NULL);
		igt_assert_eq(vprime_commit_apply(commit, DRM_MODE_ATOMIC_NONBLOCK |
						  DRM_MODE_PAGE_FLIP_EVENT, 0), 0);
		vprime_commit_destroy(commit);
		igt_assert_eq(vprime_flip_wait(card, output.crtc->id, 1000, &flip), 0);

		/* Up to the vblank of the flip the old picture, after it the new one. */
		do {
			crc = crc_read(fd);
			igt_assert_eq_u32(crc.frame, ++frame);
			if ((int32_t)(crc.frame - flip.sequence) < 0)
				assert_equal(&crc, &expected[!(i & 1)], "before the flip");
			else if (crc.frame != flip.sequence)
				assert_equal(&crc, &expected[i & 1], "after the flip");
		} while ((int32_t)(crc.frame - flip.sequence) <= 0);
	}
	crc_close(fd);

	for (int i = 0; i < 2; i++)
		image_free(&images[i]);
}

static void test_equal(void)
{
	struct image a = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1);
	struct image b = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1);
	struct image c = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1);
	struct crc crcs[3];

	/* One bit of one pixel, the lowest of the last one. */
	((uint32_t *)((char *)c.buffer->map +
		      (HEIGHT - 1) * (size_t)c.buffer->stride))[WIDTH - 1] ^= 1;

	show_on(card, &output, &mode, &a);
	crcs[0] = crc_once(card, &output);
	flip_to(&b);
	crcs[1] = crc_once(card, &output);
	flip_to(&c);
	crcs[2] = crc_once(card, &output);
	assert_equal(&crcs[0], &crcs[1], "the same picture in two buffers");
	assert_different(&crcs[0], &crcs[2], "one bit changed");
	flip_to(&a);
	crcs[1] = crc_once(card, &output);
	assert_equal(&crcs[0], &crcs[1], "the first picture again");

	image_free(&a);
	image_free(&b);
	image_free(&c);
}

/* The X of XRGB is nothing that can be seen. */
static void test_unused_bits(void)
{
	struct image images[3];
	struct crc crcs[3];

	for (int i = 0; i < 3; i++) {
		images[i] = image_new(card, WIDTH, HEIGHT, i == 2 ? DRM_FORMAT_XRGB2101010 :
				      DRM_FORMAT_XRGB8888);
		pattern_solid(images[i].buffer, i == 2 ? 0xc0000000 | 1023 << 10 :
			      i ? 0xff00ff00 : 0x0000ff00);
		show_on(card, &output, &mode, &images[i]);
		crcs[i] = crc_once(card, &output);
	}
	assert_equal(&crcs[0], &crcs[1], "unused bits");
	assert_equal(&crcs[0], &crcs[2], "the same green with 10 bits");
	for (int i = 0; i < 3; i++)
		image_free(&images[i]);
}

/* The picture on the screen is what is in memory, so painting in place shows. */
static void test_in_place(void)
{
	struct image image = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1);
	struct crc before, after, again;
	int fd;

	show_on(card, &output, &mode, &image);
	fd = crc_open(card, &output);
	before = crc_read_now(fd, card);
	pattern_fill(image.buffer, DRM_FORMAT_XRGB8888, 2);
	show_wait_vblanks(card, 3);
	after = crc_read_now(fd, card);
	pattern_fill(image.buffer, DRM_FORMAT_XRGB8888, 1);
	show_wait_vblanks(card, 3);
	again = crc_read_now(fd, card);
	crc_close(fd);
	assert_different(&before, &after, "painted over");
	assert_equal(&before, &again, "painted as before");
	image_free(&image);
}

struct place {
	int x, y;
};

/* The overlay has 200x100 pixels. */
static const struct place places[] = {
	{ 0, 0 }, { 17, 33 }, { WIDTH - 200, HEIGHT - 100 }, { -1, 0 }, { 0, -1 }, { -199, -99 },
	{ WIDTH - 1, HEIGHT - 1 }, { 439, 480 - 50 }, { 100, -50 },
};

/* Pictures made up of planes against the same picture painted into one buffer. */
static void run_overlay(uint32_t plane, uint32_t format)
{
	struct vprime_rect all = { 0, 0, 200, 100 };
	struct image below = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1);
	struct image above = image_new(card, 200, 100, format);
	struct image painted = image_new(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888);
	struct crc plain, crcs[sizeof(places) / sizeof(places[0])];
	int fd;

	pattern_fill(above.buffer, DRM_FORMAT_XRGB8888, 2);
	if (format == DRM_FORMAT_ARGB8888)
		for (uint32_t i = 0; i < above.buffer->size / 4; i++)
			((uint32_t *)above.buffer->map)[i] |= 0xff000000;

	show_on(card, &output, &mode, &below);
	fd = crc_open(card, &output);
	plain = crc_read_now(fd, card);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct vprime_rect dst = { places[i].x, places[i].y, 200, 100 };
		struct vprime_commit *commit = show_commit(card);

		vprime_commit_add_plane(commit, plane, output.crtc->id, above.fb, NULL, &dst);
		show_apply(commit, 0);
		crcs[i] = crc_read_now(fd, card);
		if (places[i].y < HEIGHT)
			assert_different(&crcs[i], &plain, "with and without the plane");
	}
	crc_close(fd);

	show_on(card, &output, &mode, &painted);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		struct crc crc;

		pattern_fill(painted.buffer, DRM_FORMAT_XRGB8888, 1);
		paste(&painted, places[i].x, places[i].y, &above, &all);
		flip_to(&painted);
		crc = crc_once(card, &output);
		igt_assert_f(crc_equal(&crc, &crcs[i]), "at %d,%d\n", places[i].x, places[i].y);
	}

	show_reset(card, &output);
	image_free(&below);
	image_free(&above);
	image_free(&painted);
}

static void run_transparent(uint32_t plane)
{
	struct image below = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1);
	struct image above = image_new(card, 64, 64, DRM_FORMAT_ARGB8888);
	struct crc with, without;
	struct vprime_commit *commit;
	struct vprime_rect dst = { 20, 30, 64, 64 };

	pattern_solid(above.buffer, 0);
	show_on(card, &output, &mode, &below);
	without = crc_once(card, &output);
	commit = show_commit(card);
	vprime_commit_add_plane(commit, plane, output.crtc->id, above.fb, NULL, &dst);
	show_apply(commit, 0);
	with = crc_once(card, &output);
	assert_equal(&with, &without, "a transparent plane");

	show_reset(card, &output);
	image_free(&below);
	image_free(&above);
}

/* An entry whose number is after a cursor move shows the cursor in its new place. */
static void run_cursor_moves(const drmModeModeInfo *on, int places_to_go)
{
	struct image below = image_new(card, on->hdisplay, on->vdisplay, DRM_FORMAT_XRGB8888);
	struct image cursor = image_pattern(card, 64, 64, DRM_FORMAT_ARGB8888, 2);
	struct crc crcs[10];
	int fd;

	igt_assert_lte(places_to_go, 10);
	show_on(card, &output, on, &below);
	igt_assert_eq(drmModeSetCursor(card->fd, output.crtc->id, cursor.buffer->handle, 64, 64),
		      0);
	for (int i = 0; i < places_to_go; i++) {
		igt_assert_eq(drmModeMoveCursor(card->fd, output.crtc->id, i * 30, i * 20), 0);
		show_wait_vblanks(card, 2);
		crcs[i] = crc_once(card, &output);
		for (int j = 0; j < i; j++)
			assert_different(&crcs[i], &crcs[j], "two places");
	}

	fd = crc_open(card, &output);
	for (int i = places_to_go - 1; i >= 0; i--) {
		struct crc crc;

		igt_assert_eq(drmModeMoveCursor(card->fd, output.crtc->id, i * 30, i * 20), 0);
		show_wait_vblanks(card, 1);
		crc = crc_read_now(fd, card);
		assert_equal(&crc, &crcs[i], "one place");
	}
	crc_close(fd);
	igt_assert_eq(drmModeSetCursor(card->fd, output.crtc->id, 0, 0, 0), 0);
	show_reset(card, &output);
	image_free(&below);
	image_free(&cursor);
}

/* Composing a frame of this size takes longer than showing it. */
static void test_cursor_moves_slow(void)
{
	drmModeModeInfo large = mode_make(7680, 4320, 120);

	run_cursor_moves(&large, 6);
}

/* A screen without any plane is black, as is what planes leave free. */
static void test_black(void)
{
	struct image image = image_new(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888);
	struct image corner = image_new(card, 32, 32, DRM_FORMAT_XRGB8888);
	struct crc black, off, crc;
	struct vprime_commit *commit;

	show_on(card, &output, &mode, &image);
	black = crc_once(card, &output);

	commit = show_commit(card);
	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, NULL, NULL, NULL);
	show_apply(commit, 0);
	off = crc_once(card, &output);
	assert_equal(&off, &black, "no plane");

	pattern_solid(corner.buffer, 0x00ffffff);
	commit = show_commit(card);
	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, corner.fb, NULL, NULL);
	show_apply(commit, 0);
	off = crc_once(card, &output);
	paste(&image, 0, 0, &corner, &(struct vprime_rect){ 0, 0, 32, 32 });
	flip_to(&image);
	crc = crc_once(card, &output);
	assert_equal(&off, &crc, "a plane smaller than the screen");

	show_reset(card, &output);
	image_free(&image);
	image_free(&corner);
}

static void test_source(void)
{
	igt_assert_eq(crc_control(card, &output, "no-such-source"), -EINVAL);
	igt_assert_eq(crc_control(card, &output, "auto"), 0);
}

static struct crc crc_of(const char *source)
{
	int fd = crc_open_source(card, &output, source);
	struct crc crc = crc_read(fd);

	crc_close(fd);
	return crc;
}

/* What the core calls a plane. */
static const char *plane_name(uint32_t id)
{
	static char name[32];
	char path[64], line[256];
	unsigned int found;
	FILE *state;

	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/state", card_minor(card));
	state = fopen(path, "r");
	igt_assert(state);
	name[0] = '\0';
	while (!name[0] && fgets(line, sizeof(line), state)) {
		if (sscanf(line, "plane[%u]: %31s", &found, name) == 2 && found != id)
			name[0] = '\0';
	}
	fclose(state);
	igt_assert_f(name[0], "no plane %u in %s\n", id, path);
	return name;
}

/* Three planes, of which the upper ones hide, mix with and stick out of what is below. */
struct stack {
	struct image images[3];
	uint32_t planes[3];
	struct vprime_rect dst[3];
};

static struct stack stack_make(void)
{
	return (struct stack){
		.images = {
			image_pattern(card, 500, 400, DRM_FORMAT_XRGB8888, 1),
			image_pattern(card, 300, 200, DRM_FORMAT_ARGB8888, 2),
			image_pattern(card, 64, 64, DRM_FORMAT_ARGB8888, 3),
		},
		.planes = { output.primary->id, output.overlay->id, output.cursor->id },
		.dst = { { 30, 20, 500, 400 }, { 400, 350, 300, 200 }, { -7, 390, 64, 64 } },
	};
}

static void stack_free(struct stack *stack)
{
	for (int i = 0; i < 3; i++)
		image_free(&stack->images[i]);
}

/* Those planes whose bits are set; the others are off. */
static void stack_show(const struct stack *stack, unsigned int planes, uint64_t background)
{
	struct vprime_commit *commit = show_commit(card);

	vprime_commit_add(commit, output.crtc->id, "BACKGROUND_COLOR", background);
	for (int i = 0; i < 3; i++)
		vprime_commit_add_plane(commit, stack->planes[i], output.crtc->id,
					planes & 1 << i ? stack->images[i].fb : NULL, NULL,
					planes & 1 << i ? &stack->dst[i] : NULL);
	show_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET);
}

/* Turns all colours round. */
static void set_gamma(bool on)
{
	struct drm_color_lut lut[4096] = { 0 };
	struct vprime_commit *commit = show_commit(card);
	uint32_t blob = 0;

	for (int i = 0; i < 4096; i++)
		lut[i].red = lut[i].green = lut[i].blue = 0xffff - i * 0xffff / 4095;
	if (on)
		igt_assert_eq(drmModeCreatePropertyBlob(card->fd, lut, sizeof(lut), &blob), 0);
	vprime_commit_add(commit, output.crtc->id, "GAMMA_LUT", blob);
	show_apply(commit, 0);
	if (on)
		drmModeDestroyPropertyBlob(card->fd, blob);
}

#define BLACK 0xffff000000000000
#define GREEN 0xffff00008000ffff

/*
 * A source that is a part of the picture against a screen that shows that part
 * and nothing else.
 */
static void test_sources(void)
{
	struct stack stack = stack_make();
	struct image black = image_new(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888);
	struct crc blend, alone[3], crc, inverted;

	show_on(card, &output, &mode, &black);
	for (int i = 0; i < 3; i++) {
		stack_show(&stack, 1 << i, BLACK);
		alone[i] = crc_of("auto");
		for (int j = 0; j < i; j++)
			assert_different(&alone[i], &alone[j], "two planes");
	}
	stack_show(&stack, 7, GREEN);
	blend = crc_of("auto");
	set_gamma(true);
	inverted = crc_of("auto");
	assert_different(&blend, &inverted, "colours turned round");

	crc = crc_of("blend");
	assert_equal(&crc, &blend, "before the table, and without it");
	for (int i = 0; i < 3; i++) {
		crc = crc_of(plane_name(stack.planes[i]));
		assert_equal(&crc, &alone[i], "a plane in company and alone");
	}
	crc = crc_of("auto");
	assert_equal(&crc, &inverted, "after the table, again");

	/* a plane that is off shows nothing */
	stack_show(&stack, 5, GREEN);
	crc = crc_of(plane_name(stack.planes[1]));
	stack_show(&stack, 0, BLACK);
	set_gamma(false);
	blend = crc_of("auto");
	assert_equal(&crc, &blend, "a plane that is off");

	show_reset(card, &output);
	image_free(&black);
	stack_free(&stack);
}

/* From one source to the next, each first entry is of the source and of what is on the screen. */
static void test_source_changes(void)
{
	struct stack stack = stack_make();
	const char *sources[4] = { "auto", "blend", strdup(plane_name(stack.planes[0])),
				   strdup(plane_name(stack.planes[1])) };
	struct image black = image_new(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888);
	struct crc expected[2][4], crc, last;
	int fd;

	show_on(card, &output, &mode, &black);
	set_gamma(true);
	for (int i = 0; i < 2; i++) {
		stack_show(&stack, i ? 7 : 4, GREEN);
		for (int j = 0; j < 4; j++)
			expected[i][j] = crc_of(sources[j]);
	}
	for (int i = 0; i < 40; i++) {
		int at = i * 7 % 4, what = i / 4 % 2;

		stack_show(&stack, what ? 7 : 4, GREEN);
		fd = crc_open_source(card, &output, sources[at]);
		last = crc_read(fd);
		assert_equal(&last, &expected[what][at], "the first entry");
		for (int n = 0; n < i % 5; n++) {
			crc = crc_read(fd);
			igt_assert_eq_u32(crc.frame, last.frame + 1);
			assert_equal(&crc, &expected[what][at], "an entry");
			last = crc;
		}
		crc_close(fd);
	}

	show_reset(card, &output);
	free((char *)sources[2]);
	free((char *)sources[3]);
	image_free(&black);
	stack_free(&stack);
}

/* The list of sources is what can be chosen, and nothing else can. */
static void test_source_list(void)
{
	char path[96], text[512] = "", *name, *next;
	unsigned int planes = 0, n = 0;
	FILE *control;

	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/crtc-%u/crc/control",
		 card_minor(card), output.crtc->index);
	control = fopen(path, "r");
	igt_assert(control);
	igt_assert_lt(0, (int)fread(text, 1, sizeof(text) - 1, control));
	fclose(control);
	for (name = strtok_r(text, "\n", &next); name; name = strtok_r(NULL, "\n", &next), n++) {
		name[strcspn(name, "*")] = '\0';
		igt_assert_eq(crc_control(card, &output, name), 0);
		planes += !strncmp(name, "plane-", 6);
	}
	igt_assert_lte(3, planes);
	igt_assert_eq(n, planes + 2);
	igt_assert_eq(crc_control(card, &output, "plane-"), -EINVAL);
	igt_assert_eq(crc_control(card, &output, "plane-77"), -EINVAL);
	igt_assert_eq(crc_control(card, &output, "auto"), 0);
}

static void set_dpms(uint64_t value)
{
	uint32_t id;

	igt_assert_eq(vprime_property_id(card, output.connector->id, "DPMS", &id), 0);
	igt_assert_eq(drmModeConnectorSetProperty(card->fd, output.connector->id, id, value), 0);
}

static void test_off_and_on(void)
{
	struct image image = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1);
	struct crc before, after;
	int fd;

	show_on(card, &output, &mode, &image);
	fd = crc_open(card, &output);
	before = crc_read_now(fd, card);
	set_dpms(DRM_MODE_DPMS_OFF);
	set_dpms(DRM_MODE_DPMS_ON);
	after = crc_read_now(fd, card);
	assert_equal(&before, &after, "after off and on, reading through");
	set_dpms(DRM_MODE_DPMS_OFF);
	crc_close(fd);
	set_dpms(DRM_MODE_DPMS_ON);
	after = crc_once(card, &output);
	assert_equal(&before, &after, "after off and on, reading anew");
	show_reset(card, &output);
	image_free(&image);
}

igt_main
{
	igt_fixture {
		card = card_open();
		output = card_output(card);
		mode = mode_make(WIDTH, HEIGHT, 60);
	}

	igt_describe("The source is called auto, others are refused.");
	igt_subtest("source")
		test_source();

	igt_describe("The list of sources names those that can be chosen.");
	igt_subtest("source-list")
		test_source_list();

	igt_describe("Planes and stages against the same shown alone.");
	igt_subtest("sources")
		test_sources();

	igt_describe("From one source to another there is no stale and no skipped entry.");
	igt_subtest("source-changes")
		test_source_changes();

	igt_describe("150 entries, frame by frame, none skipped, all alike.");
	igt_subtest("every-vblank")
		test_every_vblank();

	igt_describe("The same where composing a frame may take longer than showing it.");
	igt_subtest("every-vblank-large")
		test_every_vblank_large();

	igt_describe("While the picture changes, each entry shows the picture of its frame.");
	igt_subtest("every-vblank-flipping")
		test_every_vblank_flipping();

	igt_describe("Equal pictures have equal CRCs, different ones have not.");
	igt_subtest("equal")
		test_equal();

	igt_describe("Bits that are not shown do not count.");
	igt_subtest("unused-bits")
		test_unused_bits();

	igt_describe("What is painted into the buffer on the screen shows.");
	igt_subtest("in-place")
		test_in_place();

	igt_describe("An overlay at some places, over edges too, against a painted picture.");
	igt_subtest("overlay")
		run_overlay(output.overlay->id, DRM_FORMAT_XRGB8888);

	igt_describe("The same with an overlay that has alpha and is opaque.");
	igt_subtest("overlay-opaque")
		run_overlay(output.overlay->id, DRM_FORMAT_ARGB8888);

	igt_describe("The same with the cursor plane.");
	igt_subtest("cursor-opaque")
		run_overlay(output.cursor->id, DRM_FORMAT_ARGB8888);

	igt_describe("A transparent overlay changes nothing.");
	igt_subtest("overlay-transparent")
		run_transparent(output.overlay->id);

	igt_describe("A transparent cursor changes nothing.");
	igt_subtest("cursor-transparent")
		run_transparent(output.cursor->id);

	igt_describe("Cursor moves show from the next vblank on.");
	igt_subtest("cursor-moves")
		run_cursor_moves(&mode, 10);

	igt_describe("The same where composing a frame takes longer than showing it.");
	igt_subtest("cursor-moves-slow")
		test_cursor_moves_slow();

	igt_describe("Where there is no plane it is black.");
	igt_subtest("black")
		test_black();

	igt_describe("The CRC is the same after switching off and on.");
	igt_subtest("off-and-on")
		test_off_and_on();

	igt_fixture {
		show_reset(card, &output);
		vprime_close(card);
	}
}
