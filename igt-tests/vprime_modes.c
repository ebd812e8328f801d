// SPDX-License-Identifier: MIT
/* Modes: which ones are offered, which ones a user may set, and that setting them works. */

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "crc.h"
#include "module.h"
#include "pattern.h"
#include "show.h"

IGT_TEST_DESCRIPTION("Modes: which ones are offered, and which ones a user may set.");

/* The largest mode that is promised; the card may do more. */
#define LIMIT 8192

static struct vprime_card *card;
static struct vprime_output output;
static unsigned int max_width, max_height;

/* One buffer holds the framebuffers of all modes; its pages are never touched. */
static struct vprime_buffer *large;

static struct vprime_fb *fb_for(const drmModeModeInfo *mode)
{
	struct vprime_fb_layout layout = {
		.width = mode->hdisplay,
		.height = mode->vdisplay,
		.format = DRM_FORMAT_XRGB8888,
		.modifier = DRM_FORMAT_MOD_LINEAR,
		.handles = { large->handle },
		.strides = { large->stride },
	};
	struct vprime_fb *fb;

	igt_assert_eq(vprime_fb_create(card, &layout, &fb), 0);
	return fb;
}

static struct vprime_commit *commit_mode(const drmModeModeInfo *mode, const struct vprime_fb *fb)
{
	struct vprime_commit *commit = show_commit(card);

	vprime_commit_add(commit, output.connector->id, "CRTC_ID", output.crtc->id);
	vprime_commit_add_mode(commit, output.crtc->id, mode);
	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, fb, NULL, NULL);
	return commit;
}

static int try_mode(const drmModeModeInfo *mode)
{
	struct vprime_fb *fb = fb_for(mode);
	struct vprime_commit *commit = commit_mode(mode, fb);
	int err = vprime_commit_test(commit, DRM_MODE_ATOMIC_ALLOW_MODESET);

	vprime_commit_destroy(commit);
	vprime_fb_destroy(fb);
	return err;
}

static void assert_mode(unsigned int width, unsigned int height, unsigned int refresh)
{
	drmModeModeInfo mode = mode_make(width, height, refresh);
	int err = try_mode(&mode);

	igt_assert_f(!err, "%ux%u at %u Hz is refused: %s\n", width, height, refresh,
		     strerror(-err));
}

static void test_listed(void)
{
	const struct vprime_connector *monitor = output.connector;
	unsigned int largest = 0;

	igt_assert_lt(10, monitor->n_modes);
	for (size_t i = 0; i < monitor->n_modes; i++) {
		const drmModeModeInfo *mode = &monitor->modes[i];

		igt_assert_f(!try_mode(mode), "%s at %u Hz is offered and refused\n", mode->name,
			     mode->vrefresh);
		for (size_t j = 0; j < i; j++)
			igt_assert_f(memcmp(mode, &monitor->modes[j], sizeof(*mode)),
				     "%s at %u Hz is offered twice\n", mode->name, mode->vrefresh);
		if (mode->hdisplay > largest)
			largest = mode->hdisplay;
	}
	igt_assert_lte(4096, largest);
}

static void test_user(void)
{
	static const struct {
		unsigned int width, height, refresh;
	} modes[] = {
		{ 640, 480, 60 }, { 641, 479, 60 }, { 1366, 768, 60 }, { 333, 1777, 60 },
		{ 800, 600, 24 }, { 800, 600, 120 }, { 1920, 1080, 144 }, { 4096, 2160, 60 },
		{ 7680, 4320, 30 }, { LIMIT, LIMIT, 24 }, { LIMIT, 64, 60 }, { 64, LIMIT, 60 },
		{ 16, 16, 60 },
	};

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		assert_mode(modes[i].width, modes[i].height, modes[i].refresh);
}

static void assert_refused(const drmModeModeInfo *mode, const char *why)
{
	/* The framebuffer is that of a good mode, so that the mode alone can be what is wrong. */
	drmModeModeInfo good = mode_make(640, 480, 60);
	struct vprime_fb *fb = fb_for(&good);
	struct vprime_commit *commit = commit_mode(mode, fb);
	int err = vprime_commit_test(commit, DRM_MODE_ATOMIC_ALLOW_MODESET);

	igt_assert_f(err == -EINVAL || err == -ERANGE, "%s: %d\n", why, err);
	vprime_commit_destroy(commit);
	vprime_fb_destroy(fb);
}

static void test_over_limit(void)
{
	drmModeModeInfo wide = mode_make(max_width + 1, 480, 60);
	drmModeModeInfo high = mode_make(640, max_height + 1, 60);

	assert_refused(&wide, "too wide");
	assert_refused(&high, "too high");
}

static void test_nonsense(void)
{
	drmModeModeInfo good = mode_make(640, 480, 60), mode;

	mode = good;
	mode.clock = 0;
	assert_refused(&mode, "no clock");
	mode = good;
	mode.clock = INT_MAX;
	assert_refused(&mode, "the highest clock that can be written");
	mode = good;
	mode.htotal = mode.vtotal = 32768;
	mode.vscan = 4;
	assert_refused(&mode, "a frame of 2^32 pixels");
	mode = good;
	mode.hsync_start = mode.hdisplay - 1;
	assert_refused(&mode, "sync within the picture");
	mode = good;
	mode.vtotal = mode.vsync_end - 1;
	assert_refused(&mode, "sync beyond the frame");
	mode = good;
	mode.hdisplay = 0;
	assert_refused(&mode, "no width");
}

static void test_scaling_limits(void)
{
	static const struct {
		uint32_t src, dst;
		int err;
	} cases[] = {
		{ 320, 640, 0 }, { 640, 320, 0 }, { 640, 40, 0 }, { 640, 39, -ERANGE },
		{ 40, 640, 0 }, { 39, 640, -ERANGE }, { 0, 640, -ERANGE }, { 640, 0, 0 },
	};
	drmModeModeInfo mode = mode_make(640, 480, 60);
	struct vprime_fb *fb = fb_for(&mode);
	struct vprime_commit *commit = commit_mode(&mode, fb);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (int vertical = 0; vertical < 2; vertical++) {
			struct vprime_rect src = { 0, 0, cases[i].src, 480 };
			struct vprime_rect dst = { 0, 0, cases[i].dst, 480 };

			if (vertical) {
				src = (struct vprime_rect){ 0, 0, 640, cases[i].src * 3 / 4 };
				dst = (struct vprime_rect){ 0, 0, 640, cases[i].dst * 3 / 4 };
			}
			vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, fb,
						&src, &dst);
			igt_assert_eq(vprime_commit_test(commit, DRM_MODE_ATOMIC_ALLOW_MODESET),
				      cases[i].err);
		}
	}
	vprime_commit_destroy(commit);
	vprime_fb_destroy(fb);
}

/* One after the other, without switching off between. */
static void test_switch(void)
{
	static const struct {
		unsigned int width, height, refresh;
	} modes[] = {
		{ 640, 480, 60 }, { 641, 479, 75 }, { 1920, 1080, 60 }, { 1024, 768, 50 },
		{ 640, 480, 60 }, { 640, 480, 60 },
	};

	show_reset(card, &output);
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		drmModeModeInfo mode = mode_make(modes[i].width, modes[i].height, modes[i].refresh);
		struct vprime_fb *fb = fb_for(&mode);
		drmModeCrtc *crtc;

		show_apply(commit_mode(&mode, fb), DRM_MODE_ATOMIC_ALLOW_MODESET);
		crtc = drmModeGetCrtc(card->fd, output.crtc->id);
		igt_assert(crtc);
		igt_assert(crtc->mode_valid);
		igt_assert_eq(crtc->mode.hdisplay, mode.hdisplay);
		igt_assert_eq(crtc->mode.vdisplay, mode.vdisplay);
		igt_assert_eq_u32(crtc->mode.clock, mode.clock);
		drmModeFreeCrtc(crtc);
		show_wait_vblanks(card, 2);
	}
	show_reset(card, &output);
}

/* Without the flag a modeset is refused, and one that changes nothing is none. */
static void test_allow_modeset(void)
{
	drmModeModeInfo mode = mode_make(640, 480, 60), other = mode_make(800, 600, 60);
	struct image image = image_pattern(card, 800, 600, DRM_FORMAT_XRGB8888, 1);
	struct vprime_commit *commit;

	show_on(card, &output, &mode, &image);
	commit = show_commit(card);
	vprime_commit_add_mode(commit, output.crtc->id, &other);
	show_refused(commit, 0, -EINVAL);
	commit = show_commit(card);
	vprime_commit_add_mode(commit, output.crtc->id, &mode);
	show_apply(commit, 0);

	show_reset(card, &output);
	image_free(&image);
}

static void reload(const char *parameters)
{
	static char line[128];

	vprime_buffer_destroy(large);
	large = NULL;
	vprime_close(card);
	card = NULL;
	snprintf(line, sizeof(line), "vprime %s", parameters);
	module_reload(line);
	card = card_open();
	output = card_output(card);
}

/* Another mode without a modeset, and with an image unless that is NULL; what became of it. */
static int set_size(const drmModeModeInfo *mode, const struct image *image)
{
	struct vprime_commit *commit = show_commit(card);
	int err;

	vprime_commit_add_mode(commit, output.crtc->id, mode);
	if (image)
		vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, image->fb,
					NULL, NULL);
	err = vprime_commit_apply(commit, 0, 0);
	vprime_commit_destroy(commit);
	return err;
}

static struct crc crc_of(const drmModeModeInfo *mode, const struct image *image)
{
	show_on(card, &output, mode, image);
	return crc_once(card, &output);
}

/* A panel keeps its timings: within them the picture may become smaller, and large again. */
static void test_panel(const char *parameters)
{
	drmModeModeInfo mode = mode_make(800, 600, 60), smaller = mode, slower = mode;
	struct image whole, part;
	struct crc expected[3], shown;
	uint64_t value;

	smaller.hdisplay = 640;
	smaller.vdisplay = 480;
	slower.clock -= slower.clock / 10;

	reload(parameters);
	igt_assert_eq(vprime_property_get(card, output.connector->id, "scaling mode", &value), 0);
	igt_assert_neq_u64(value, 0);
	whole = image_pattern(card, 800, 600, DRM_FORMAT_XRGB8888, 1);
	part = image_pattern(card, 640, 480, DRM_FORMAT_XRGB8888, 2);
	expected[2] = crc_of(&smaller, &whole);
	expected[0] = crc_of(&smaller, &part);
	expected[1] = crc_of(&mode, &whole);

	for (int i = 0; i < 4; i++) {
		igt_assert_eq(set_size(i & 1 ? &mode : &smaller, i & 1 ? &whole : &part), 0);
		shown = crc_once(card, &output);
		igt_assert(crc_equal(&shown, &expected[i & 1]));
	}
	/* nothing but the size, so that the plane hangs over the edges, and does not any more */
	for (int i = 0; i < 4; i++) {
		igt_assert_eq(set_size(i & 1 ? &mode : &smaller, NULL), 0);
		shown = crc_once(card, &output);
		igt_assert(crc_equal(&shown, &expected[i & 1 ? 1 : 2]));
	}
	/* other timings are another mode */
	igt_assert_eq(set_size(&slower, &whole), -EINVAL);
	show_reset(card, &output);
	image_free(&whole);
	image_free(&part);
}

/* Other monitors follow what they get. */
static void test_no_panel(void)
{
	drmModeModeInfo mode = mode_make(800, 600, 60), smaller = mode;
	struct image image;

	smaller.hdisplay = 640;
	smaller.vdisplay = 480;
	reload("");
	image = image_pattern(card, 800, 600, DRM_FORMAT_XRGB8888, 1);
	show_on(card, &output, &mode, &image);
	igt_assert_eq(set_size(&smaller, &image), -EINVAL);
	show_reset(card, &output);
	image_free(&image);
}

static double measure(const drmModeModeInfo *mode)
{
	struct vprime_fb *fb = fb_for(mode);
	drmVBlank first = { .request = { .type = DRM_VBLANK_RELATIVE, .sequence = 1 } };
	drmVBlank last = { .request = { .type = DRM_VBLANK_RELATIVE, .sequence = 30 } };
	double elapsed;

	show_reset(card, &output);
	show_apply(commit_mode(mode, fb), DRM_MODE_ATOMIC_ALLOW_MODESET);
	igt_assert_eq(drmWaitVBlank(card->fd, &first), 0);
	igt_assert_eq(drmWaitVBlank(card->fd, &last), 0);
	show_reset(card, &output);
	vprime_fb_destroy(fb);

	elapsed = last.reply.tval_sec - first.reply.tval_sec +
		  (last.reply.tval_usec - first.reply.tval_usec) / 1e6;
	return (last.reply.sequence - first.reply.sequence) / elapsed;
}

static void test_rate(void)
{
	static const unsigned int rates[] = { 24, 50, 60, 75, 144 };

	for (size_t i = 0; i < sizeof(rates) / sizeof(rates[0]); i++) {
		drmModeModeInfo mode = mode_make(640, 480, rates[i]);
		double measured = measure(&mode), expected = 1 / mode_period(&mode);

		igt_info("%u Hz: %.3f, measured %.3f\n", rates[i], expected, measured);
		igt_assert_f(fabs(measured / expected - 1) < 0.002,
			     "%.3f Hz instead of %.3f\n", measured, expected);
	}
}

/* The connector's EDID, to be freed by the caller. */
static drmModePropertyBlobRes *get_edid(void)
{
	drmModePropertyBlobRes *blob;
	uint64_t id;

	igt_assert_eq(vprime_property_get(card, output.connector->id, "EDID", &id), 0);
	blob = drmModeGetPropertyBlob(card->fd, id);
	igt_assert(blob);
	igt_assert_lte(128, blob->length);
	return blob;
}

static void assert_preferred(const drmModeModeInfo *mode, unsigned int width, unsigned int height)
{
	igt_assert(mode->type & DRM_MODE_TYPE_PREFERRED);
	igt_assert_eq(mode->hdisplay, width);
	igt_assert_eq(mode->vdisplay, height);
}

/* Offsets are those of VESA's standard; the tests of the generator look at all of it. */
static void test_edid(void)
{
	drmModePropertyBlobRes *blob = get_edid();
	const uint8_t *edid = blob->data, *timing = edid + 54;
	const drmModeModeInfo *mode = &output.connector->modes[0];
	drmModeConnector *connector = drmModeGetConnector(card->fd, output.connector->id);

	igt_assert_eq(memcmp(edid + 8, "\x31\xd8", 2), 0);
	assert_preferred(mode, timing[2] | timing[4] >> 4 << 8, timing[5] | timing[7] >> 4 << 8);
	igt_assert_eq_u32(mode->clock, 10 * (timing[0] | timing[1] << 8));
	/* 96 pixels to an inch, in whole centimetres */
	igt_assert(connector);
	igt_assert_eq(connector->mmWidth / 10, (mode->hdisplay * 254 + 4800) / 9600);
	igt_assert_eq(connector->mmHeight / 10, (mode->vdisplay * 254 + 4800) / 9600);
	drmModeFreeConnector(connector);
	drmModeFreePropertyBlob(blob);
}

/* Writes to a file of the connector's in debugfs and probes. */
static void override_edid(const void *data, size_t size)
{
	char path[96];
	int fd;

	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/%s/edid_override", card_minor(card),
		 output.connector->name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	igt_assert_f(fd >= 0, "%s: %s\n", path, strerror(errno));
	igt_assert_eq(write(fd, data, size), size);
	close(fd);
	igt_assert_eq(vprime_refresh(card), 0);
	output = card_output(card);
}

static void test_edid_override(void)
{
	static const char reset[] = "reset";
	drmModePropertyBlobRes *own = get_edid(), *blob;
	size_t n_modes = output.connector->n_modes;
	uint8_t edid[128], sum = 0;

	memcpy(edid, own->data, sizeof(edid));
	/* another serial number, and 1280x720 at 74.25 MHz (CTA-861 VIC 4) as the only timing */
	edid[12] = 99;
	edid[24] &= ~1; /* not any frequency */
	memset(edid + 35, 0, 3); /* established timings */
	edid[126] = 0; /* further blocks */
	memcpy(edid + 54, "\x01\x1d\x00\x72\x51\xd0\x1e\x20\x6e\x28\x55\x00", 12);
	for (size_t i = 0; i < sizeof(edid) - 1; i++)
		sum += edid[i];
	edid[127] = -sum;

	override_edid(edid, sizeof(edid));
	blob = get_edid();
	igt_assert_eq(blob->length, sizeof(edid));
	igt_assert_eq(memcmp(blob->data, edid, sizeof(edid)), 0);
	assert_preferred(&output.connector->modes[0], 1280, 720);
	igt_assert_eq(output.connector->n_modes, 1);
	drmModeFreePropertyBlob(blob);

	override_edid(reset, strlen(reset));
	blob = get_edid();
	igt_assert_eq(blob->length, own->length);
	igt_assert_eq(memcmp(blob->data, own->data, own->length), 0);
	igt_assert_eq(output.connector->n_modes, n_modes);
	drmModeFreePropertyBlob(blob);
	drmModeFreePropertyBlob(own);
}

igt_main
{
	igt_fixture {
		drmModeRes *resources;

		card = card_open();
		output = card_output(card);
		resources = drmModeGetResources(card->fd);
		igt_assert(resources);
		max_width = resources->max_width;
		max_height = resources->max_height;
		drmModeFreeResources(resources);
		igt_assert_lte(LIMIT, max_width);
		igt_assert_lte(LIMIT, max_height);
		igt_assert_eq(vprime_buffer_create(card, LIMIT, LIMIT, 32, &large), 0);
	}

	igt_describe("Every mode the monitor offers is accepted, none is there twice.");
	igt_subtest("listed")
		test_listed();

	igt_describe("The monitor's EDID says what its preferred mode and its size are.");
	igt_subtest("edid")
		test_edid();

	igt_describe("Another EDID given by debugfs counts, with its modes alone, until it is taken back.");
	igt_subtest("edid-override")
		test_edid_override();

	igt_describe("Modes of a user's own, odd sizes too, up to the limit.");
	igt_subtest("user")
		test_user();

	igt_describe("Modes beyond the limit are refused.");
	igt_subtest("over-limit")
		test_over_limit();

	igt_describe("Modes that make no sense are refused, at once.");
	igt_subtest("nonsense")
		test_nonsense();

	igt_describe("A picture is scaled up and down by up to 16.");
	igt_subtest("scaling-limits")
		test_scaling_limits();

	igt_describe("Several modesets in a row.");
	igt_subtest("switch")
		test_switch();

	igt_describe("A change of mode needs permission to be one, no change needs none.");
	igt_subtest("allow-modeset")
		test_allow_modeset();

	igt_describe("The vblank rate is the one that follows from the mode's clock and totals.");
	igt_subtest("rate")
		test_rate();

	igt_describe("On a panel that is built in, another visible size needs no modeset.");
	igt_subtest("panel")
		test_panel("type=14");

	igt_describe("The same of a card that looks at what changes alone.");
	igt_subtest("panel-manual")
		test_panel("type=14 manual_update=1");

	igt_describe("With other monitors it does.");
	igt_subtest("no-panel")
		test_no_panel();

	igt_fixture {
		vprime_buffer_destroy(large);
		vprime_close(card);
	}
}
