// SPDX-License-Identifier: MIT
/* What things cost: memory of the kernel's, all of which comes back, and time in a check. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "account.h"
#include "card.h"
#include "dmabuf.h"
#include "kernel.h"
#include "module.h"
#include "peer.h"
#include "show.h"

IGT_TEST_DESCRIPTION("What things cost: memory, all of which comes back, and time.");

#define BUFFERS 10000
#define FRAMEBUFFERS 10000
#define CARDS 16
/* Beside the first. */
#define OUTPUTS 3
#define CHECKS 200
#define CLIPS (4 << 20)
/* Flips, unless VPRIME_FLIPS says how many, and on how many cards at once. */
#define FLIPS 60000
#define SOAK_CARDS 2
#define WIDTH 64
#define HEIGHT 48

/* What may be left in the caches of allocators, in KiB. */
#define SLACK 3072

/* What the kernel has allocated for itself, in KiB: all but files' contents and processes' pages. */
static long kernel_memory(void)
{
	static const char *const kinds[] = { "Slab:", "Shmem:", "VmallocUsed:", "Percpu:" };
	char line[256], name[64];
	long sum = 0, value;
	FILE *file;

	/* what can be thrown away is not in use */
	sync();
	file = fopen("/proc/sys/vm/drop_caches", "w");
	if (file) {
		fputs("3", file);
		fclose(file);
	}
	file = fopen("/proc/meminfo", "r");
	igt_assert(file);
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%63s %ld", name, &value) != 2)
			continue;
		for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
			sum += strcmp(name, kinds[i]) ? 0 : value;
	}
	fclose(file);
	return sum;
}

/* Fails unless all is as before within what caches keep; what is freed later has two seconds. */
static void assert_back(long before, const char *what)
{
	long now = kernel_memory();

	for (int i = 0; i < 20 && now > before + SLACK && kernel_counts(); i++) {
		usleep(100000);
		now = kernel_memory();
	}
	igt_info("%s: %ld KiB remain\n", what, now - before);
	igt_assert_f(now <= before + SLACK || !kernel_counts(), "%ld KiB are left\n", now - before);
}

static void report(const char *what, long before, unsigned int count, double limit)
{
	double each = (kernel_memory() - before) * 1024.0 / count;

	igt_info("%s: %.0f bytes each\n", what, each);
	igt_assert_f(each < limit || !kernel_counts(),
		     "%s: %.0f bytes each, expected less than %.0f\n", what, each, limit);
}

static uint32_t create_dumb(struct vprime_card *card)
{
	struct drm_mode_create_dumb create = { .width = 16, .height = 16, .bpp = 32 };

	igt_assert_eq(drmIoctl(card->fd, DRM_IOCTL_MODE_CREATE_DUMB, &create), 0);
	return create.handle;
}

/* Buffers that nobody has touched have no pages yet: what is counted is all beside the pixels. */
static void test_buffers(void)
{
	struct vprime_card *card = card_open();
	long before = kernel_memory();

	for (unsigned int i = 0; i < BUFFERS; i++)
		create_dumb(card);
	report("a buffer", before, BUFFERS, 8192);
	vprime_close(card);
	assert_back(before, "buffers");
}

static void test_framebuffers(void)
{
	struct vprime_card *card = card_open();
	struct drm_mode_fb_cmd2 cmd = {
		.width = 16, .height = 16, .pixel_format = DRM_FORMAT_XRGB8888,
		.handles = { create_dumb(card) }, .pitches = { 64 },
	};
	long before = kernel_memory();

	for (unsigned int i = 0; i < FRAMEBUFFERS; i++)
		igt_assert_eq(drmIoctl(card->fd, DRM_IOCTL_MODE_ADDFB2, &cmd), 0);
	report("a framebuffer", before, FRAMEBUFFERS, 4096);
	vprime_close(card);
	assert_back(before, "framebuffers");
}

/* Load the module, which is not, with CARDS cards of @outputs each. */
static void load_cards(unsigned int outputs)
{
	char line[64];

	snprintf(line, sizeof(line), "vprime cards=%d outputs=%u", CARDS, outputs);
	module_load(line);
}

/* Cards of one output and of more, with whatever they compose with. */
static void test_cards(void)
{
	long before, one;

	module_unload_soon("vprime");
	module_load("vprime");
	module_unload_soon("vprime");
	before = kernel_memory();
	load_cards(1);
	report("a card", before, CARDS, 4 << 20);
	one = kernel_memory();
	module_unload_soon("vprime");
	load_cards(1 + OUTPUTS);
	report("one more output", one, CARDS * OUTPUTS, 4 << 20);
	module_unload_soon("vprime");
	assert_back(before, "cards");
	module_load("vprime");
}

/* As many planes as a card can have, all on one CRTC, each turned and scaled. */
static void test_check(void)
{
	const drmModeModeInfo mode = mode_make(640, 480, 60);
	const struct vprime_rect src = { 0, 0, 32, 24 };
	struct vprime_commit *commit;
	struct vprime_output output;
	struct vprime_card *card;
	struct image image, cursor;
	double longest = 0, sum = 0;

	module_unload_soon("vprime");
	module_load("vprime overlays=30");
	card = card_open();
	output = card_output(card);
	igt_assert_eq(card->n_planes, 32);
	image = image_pattern(card, 640, 480, DRM_FORMAT_XRGB8888, 1);
	cursor = image_pattern(card, 64, 64, DRM_FORMAT_ARGB8888, 2);
	show_on(card, &output, &mode, &image);
	commit = show_commit(card);
	for (size_t i = 0; i < card->n_planes; i++) {
		struct vprime_rect dst = { 3 * i, 2 * i, 48, 64 };

		if (card->planes[i].type == DRM_PLANE_TYPE_CURSOR)
			dst.width = dst.height = 64;
		vprime_commit_add_plane(commit, card->planes[i].id, output.crtc->id,
					card->planes[i].type == DRM_PLANE_TYPE_CURSOR ?
					cursor.fb : image.fb,
					card->planes[i].type == DRM_PLANE_TYPE_CURSOR ?
					NULL : &src, &dst);
		if (card->planes[i].type == DRM_PLANE_TYPE_OVERLAY)
			vprime_commit_add(commit, card->planes[i].id, "rotation",
					  DRM_MODE_ROTATE_90);
	}
	for (int i = 0; i < CHECKS; i++) {
		double start = show_now(), took;

		igt_assert_eq(vprime_commit_test(commit, 0), 0);
		took = show_now() - start;
		sum += took;
		longest = took > longest ? took : longest;
	}
	igt_info("a check of 32 planes: %.2f ms, at most %.2f ms\n", sum / CHECKS * 1e3,
		 longest * 1e3);
	igt_assert_f(sum / CHECKS < 0.05 || !kernel_counts(), "%.2f ms\n", sum / CHECKS * 1e3);
	vprime_commit_destroy(commit);
	show_reset(card, &output);
	image_free(&cursor);
	image_free(&image);
	vprime_close(card);
	module_unload_soon("vprime");
	module_load("vprime");
}

/*
 * A commit may name any number of rectangles, which the core looks at one by one. The driver, which
 * looks at them with interrupts off, does not.
 */
static void test_clips(void)
{
	const drmModeModeInfo mode = mode_make(640, 480, 60);
	struct drm_mode_rect *clips = calloc(CLIPS, sizeof(*clips));
	struct vprime_card *card = card_open();
	struct vprime_output output = card_output(card);
	struct image image = image_pattern(card, 640, 480, DRM_FORMAT_XRGB8888, 1);
	struct vprime_commit *commit;
	double start, check, all;
	uint32_t blob;

	igt_assert(clips);
	for (int i = 0; i < CLIPS; i++)
		clips[i] = (struct drm_mode_rect) { 0, i % 480, 640, i % 480 + 1 };
	igt_assert_eq(drmModeCreatePropertyBlob(card->fd, clips, CLIPS * sizeof(*clips), &blob), 0);
	free(clips);
	show_on(card, &output, &mode, &image);
	commit = show_commit(card);
	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, image.fb, NULL, NULL);
	vprime_commit_add(commit, output.primary->id, "FB_DAMAGE_CLIPS", blob);

	start = show_now();
	igt_assert_eq(vprime_commit_test(commit, 0), 0);
	check = show_now() - start;
	start = show_now();
	show_apply(commit, 0);
	all = show_now() - start;
	igt_info("%d clips: %.1f ms to check, %.1f ms to check and show\n", CLIPS, check * 1e3,
		 all * 1e3);
	igt_assert_f(all < 2 * check + 0.1, "%.1f ms beside the check\n", (all - check) * 1e3);

	drmModeDestroyPropertyBlob(card->fd, blob);
	show_reset(card, &output);
	image_free(&image);
	vprime_close(card);
}

static int wanted_flips(void)
{
	const char *wanted = getenv("VPRIME_FLIPS");

	return wanted ? strtol(wanted, NULL, 10) : FLIPS;
}

/* -----------------------------------------------------------------------------
 * A long time
 */

/* After so many flips one is to a new import, for one flip. */
#define OWN_FLIPS 50
/* So often the kernel's memory is looked at. */
#define PARTS 10

/**
 * struct soak - flips on one card
 * @card: the card
 * @output: what shows them
 * @mode: its mode
 * @images: two that are shown in turn
 * @peer: whose buffers are imported
 */
struct soak {
	struct vprime_card *card;
	struct vprime_output output;
	drmModeModeInfo mode;
	struct image images[2];
	int peer;
};

static void soak_begin(struct soak *soak, unsigned int card, unsigned int refresh)
{
	igt_assert_eq(vprime_open("vprime", card, &soak->card), 0);
	soak->output = card_output(soak->card);
	soak->mode = mode_make(WIDTH, HEIGHT, refresh);
	soak->peer = peer_open();
	for (int i = 0; i < 2; i++)
		soak->images[i] = image_pattern(soak->card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, i);
	show_on(soak->card, &soak->output, &soak->mode, &soak->images[0]);
}

static void soak_end(struct soak *soak)
{
	show_reset(soak->card, &soak->output);
	for (int i = 0; i < 2; i++)
		image_free(&soak->images[i]);
	vprime_close(soak->card);
	close(soak->peer);
}

static struct vprime_commit *commit_of(const struct soak *soak, const struct vprime_fb *first,
				       const struct vprime_fb *second)
{
	struct vprime_commit *commit = show_commit(soak->card);

	vprime_commit_add_plane(commit, soak->output.primary->id, soak->output.crtc->id, first,
				NULL, NULL);
	vprime_commit_add_plane(commit, soak->output.overlay->id, soak->output.crtc->id, second,
				NULL, NULL);
	return commit;
}

/* One import, from the exporter's buffer to its end, shown between two own images. */
static void flip_import(const struct soak *soak, struct vprime_commit *back)
{
	int dmabuf = peer_export(soak->peer, WIDTH * HEIGHT * 4, VPRIME_PEER_SCATTERED, 0);
	struct image image = {
		.buffer = dmabuf_import(soak->card, dmabuf, WIDTH, HEIGHT, WIDTH * 4),
	};

	igt_assert_eq(vprime_fb_of_buffer(image.buffer, DRM_FORMAT_XRGB8888, &image.fb), 0);
	show_apply(commit_of(soak, image.fb, image.fb), 0);
	igt_assert_eq(vprime_commit_apply(back, 0, 0), 0);
	image_free(&image);
	close(dmabuf);
}

/* Two planes in each flip, each of which waits until the one before is on the screen. */
static void soak_flip(struct soak *soak, int flips)
{
	struct vprime_commit *commits[2];

	for (int i = 0; i < 2; i++)
		commits[i] = commit_of(soak, soak->images[i].fb, soak->images[!i].fb);
	for (int i = 0; i < flips; i++) {
		igt_assert_eq(vprime_commit_apply(commits[i & 1], 0, 0), 0);
		if (i % OWN_FLIPS == OWN_FLIPS / 2) {
			flip_import(soak, commits[i & 1]);
			i += 2;
		}
	}
	for (int i = 0; i < 2; i++)
		vprime_commit_destroy(commits[i]);
}

/* A part of them, on one card or, by another process, on a second one at the same time. */
static void soak_part(struct soak *soaks, unsigned int cards, int flips)
{
	struct igt_helper_process helper = { .use_SIGKILL = true };
	int done[2];
	char byte;

	igt_assert_eq(pipe(done), 0);
	if (cards > 1) {
		igt_fork_helper(&helper) {
			close(done[0]);
			soak_flip(&soaks[1], flips / 2);
			igt_assert_eq(write(done[1], "", 1), 1);
			for (;;)
				pause();
		}
	}
	close(done[1]);
	soak_flip(&soaks[0], flips / cards);
	igt_assert_f(cards == 1 || read(done[0], &byte, 1) == 1, "the other process failed\n");
	igt_stop_helper(&helper);
	close(done[0]);
}

static void soak_parts(struct soak *soaks, unsigned int cards, int flips)
{
	double start;
	long before;

	/* all that is made once has been made by then */
	soak_part(soaks, cards, flips / PARTS);
	before = kernel_memory();
	start = show_now();
	for (int part = 1; part <= PARTS; part++) {
		soak_part(soaks, cards, flips / PARTS);
		igt_info("soak: %d flips, %+ld KiB\n", flips / PARTS * part,
			 kernel_memory() - before);
	}
	igt_info("soak: %d flips, %.0f a second, %d imports\n", flips,
		 flips / (show_now() - start), flips / OWN_FLIPS);
	assert_back(before, "soak");
}

/* Flips to own buffers and to new imports, for a long time. */
static void test_soak(const char *module, unsigned int cards, unsigned int refresh, int flips)
{
	struct soak soaks[SOAK_CARDS];
	struct account account;

	module_unload_soon("vprime");
	module_load(module);
	if (!module_loaded("vprime_peer"))
		module_load("vprime_peer");
	for (unsigned int i = 0; i < cards; i++)
		soak_begin(&soaks[i], i, refresh);
	account = account_now();
	soak_parts(soaks, cards, flips);
	account_assert(&account);
	for (unsigned int i = 0; i < cards; i++)
		soak_end(&soaks[i]);
	module_unload_soon("vprime");
	module_load("vprime");
}

igt_main
{
	igt_fixture
		igt_assert_f(module_loaded("vprime"), "the module vprime is not loaded\n");

	igt_describe("Ten thousand buffers: bytes beside the pixels.");
	igt_subtest("buffers")
		test_buffers();

	igt_describe("Ten thousand framebuffers of one buffer.");
	igt_subtest("framebuffers")
		test_framebuffers();

	igt_describe("Cards of one output, and of more.");
	igt_subtest("cards")
		test_cards();

	igt_describe("How long a check takes with as many planes as there can be.");
	igt_subtest("check")
		test_check();

	igt_describe("A commit with millions of damaged rectangles.");
	igt_subtest("clips")
		test_clips();

	igt_describe("Flips with imports, after which the kernel has no more memory than before.");
	igt_subtest("soak")
		test_soak("vprime cards=2 vblank=off", SOAK_CARDS, 60, wanted_flips());

	igt_describe("The same, a twentieth of them, at vblanks.");
	igt_subtest("soak-vblanks")
		test_soak("vprime", 1, 500, wanted_flips() / 20);
}
