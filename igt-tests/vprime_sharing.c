// SPDX-License-Identifier: MIT
/*
 * Buffers of vprime_peer, which knows no DRM, that can do less than others, fail or take their time.
 * What all exporters have in common is in vprime_matrix.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "crc.h"
#include "dmabuf.h"
#include "module.h"
#include "order.h"
#include "pattern.h"
#include "peer.h"
#include "picture.h"
#include "show.h"
#include "warning.h"

IGT_TEST_DESCRIPTION("Buffers that can do less than others, fail or take their time.");

#define WIDTH 160
#define HEIGHT 120
#define STRIDE (WIDTH * 4)
#define SIZE (19 * 4096) /* just enough for the picture, and whole pages */

static struct vprime_card *card;
static struct vprime_output output;
static drmModeModeInfo mode;
static int peer;

static int export(uint32_t kind, uint32_t flags)
{
	return peer_export(peer, SIZE, kind, flags);
}

static struct vprime_buffer *import(int dmabuf)
{
	return dmabuf_import(card, dmabuf, WIDTH, HEIGHT, STRIDE);
}

static int try_import(int dmabuf)
{
	struct vprime_buffer *buffer;
	int err = vprime_buffer_import(card, dmabuf, &buffer);

	if (!err)
		vprime_buffer_destroy(buffer);
	return err;
}

static void fill(struct vprime_buffer *buffer, int dmabuf, uint32_t seed)
{
	dmabuf_fill(buffer, dmabuf, DRM_FORMAT_XRGB8888, seed);
}

static struct picture *load(struct vprime_buffer *buffer, int dmabuf)
{
	return dmabuf_load(buffer, dmabuf, DRM_FORMAT_XRGB8888);
}

static void assert_shown(const struct picture *expected)
{
	show_assert(card, &output, &mode, expected, 0);
}

/**
 * struct shown - a buffer of the peer's on the screen
 * @dmabuf: the buffer
 * @imported: our handle, mapped through the dma-buf unless it cannot be
 * @fb: the framebuffer
 */
struct shown {
	int dmabuf;
	struct vprime_buffer *imported;
	struct vprime_fb *fb;
};

static struct shown shown_start(int dmabuf)
{
	struct shown shown = { .dmabuf = dmabuf, .imported = import(dmabuf) };

	igt_assert_eq(vprime_fb_of_buffer(shown.imported, DRM_FORMAT_XRGB8888, &shown.fb), 0);
	show_reset(card, &output);
	igt_assert_eq(vprime_modeset(card, &output, &mode, shown.fb), 0);
	return shown;
}

static void shown_end(struct shown *shown)
{
	show_reset(card, &output);
	vprime_fb_destroy(shown->fb);
	vprime_buffer_destroy(shown->imported);
	/* Whatever was done to it, nothing of it is left. */
	peer_assert_attachments(peer, shown->dmabuf, 0);
	close(shown->dmabuf);
}

/* A buffer that can do less is shown all the same, as long as it can be mapped for the kernel. */
static void test_scanout_without(uint32_t flags)
{
	struct shown shown = shown_start(export(VPRIME_PEER_SCATTERED, flags));
	struct picture *expected;
	uint32_t *words;
	void *map;

	map = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, shown.dmabuf, 0);
	igt_assert_eq(map == MAP_FAILED, !!(flags & VPRIME_PEER_NO_MMAP));
	if (map != MAP_FAILED)
		munmap(map, SIZE);

	peer_fill(peer, shown.dmabuf, 99, 0x01030507);
	words = malloc(SIZE);
	igt_assert(words);
	for (uint32_t i = 0; i < SIZE / 4; i++)
		words[i] = 99 + i * 0x01030507;
	expected = picture_load(&(struct vprime_buffer){
		.width = WIDTH, .height = HEIGHT, .stride = STRIDE, .map = words,
	}, DRM_FORMAT_XRGB8888);
	assert_shown(expected);
	igt_assert_eq_u32(peer_read(peer, shown.dmabuf, VPRIME_PEER_VIA_VMAP),
			  peer_crc(words, SIZE));
	picture_free(expected);
	free(words);
	shown_end(&shown);
}

static void test_no_vmap(void)
{
	int dmabuf = export(VPRIME_PEER_SCATTERED, VPRIME_PEER_NO_VMAP), back, id;
	struct vprime_buffer *imported = import(dmabuf);
	struct vprime_fb *fb;

	/* It can be passed on, not shown. */
	igt_assert_eq(vprime_buffer_export(imported, DRM_CLOEXEC, &back), 0);
	igt_assert_eq_u64(dmabuf_inode(back), dmabuf_inode(dmabuf));
	close(back);
	igt_assert_eq(vprime_fb_of_buffer(imported, DRM_FORMAT_XRGB8888, &fb), -EOPNOTSUPP);
	vprime_buffer_destroy(imported);

	id = peer_attach(peer, dmabuf);
	igt_assert_lt(0, id);
	igt_assert_eq(peer_vmap(peer, id, NULL), -EOPNOTSUPP);
	igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_DETACH, id), 0);
	peer_fill(peer, dmabuf, 7, 7);
	igt_assert_eq_u32(peer_read(peer, dmabuf, VPRIME_PEER_VIA_PAGES),
			  peer_checksum(peer, dmabuf));
	peer_assert_attachments(peer, dmabuf, 0);
	close(dmabuf);
}

static void test_read_only(void)
{
	int dmabuf = peer_call(peer, VPRIME_PEER_IOC_EXPORT, &(struct vprime_peer_export){
		.size = SIZE, .kind = VPRIME_PEER_SCATTERED, .fd_flags = O_RDONLY | O_CLOEXEC,
	});
	struct shown shown;
	uint32_t crc;

	igt_assert_lte(0, dmabuf);
	peer_fill(peer, dmabuf, 3, 5);
	crc = peer_checksum(peer, dmabuf);
	shown = shown_start(dmabuf);
	igt_assert_lt(vprime_writeback(card, &output, shown.fb, 5000), 0);
	igt_assert_eq_u32(peer_checksum(peer, dmabuf), crc);
	shown_end(&shown);
}

/* One CPU mapping and at most one sg table for each, however often they are flipped. */
static void test_flips(void)
{
	struct shown shown = shown_start(export(VPRIME_PEER_SCATTERED, 0));
	int dmabuf = export(VPRIME_PEER_CONTIGUOUS, 0);
	struct vprime_buffer *imported = import(dmabuf);
	struct vprime_commit *commit;
	struct vprime_fb *fb;
	int crc;

	igt_assert_eq(vprime_fb_of_buffer(imported, DRM_FORMAT_XRGB8888, &fb), 0);
	crc = crc_open(card, &output);
	for (int i = 0; i < 120; i++) {
		commit = show_commit(card);
		vprime_commit_add_plane(commit, output.primary->id, output.crtc->id,
					i & 1 ? shown.fb : fb, NULL, NULL);
		show_apply(commit, 0);
	}
	close(crc);
	peer_assert_calls(peer, dmabuf, VPRIME_PEER_STEP_VMAP, 1);
	peer_assert_calls(peer, shown.dmabuf, VPRIME_PEER_STEP_VMAP, 1);
	igt_assert(peer_counts(peer, dmabuf).calls[VPRIME_PEER_STEP_MAP] <= 1);
	igt_assert(peer_counts(peer, shown.dmabuf).calls[VPRIME_PEER_STEP_MAP] <= 1);

	show_reset(card, &output);
	vprime_fb_destroy(fb);
	vprime_buffer_destroy(imported);
	peer_assert_attachments(peer, dmabuf, 0);
	close(dmabuf);
	shown_end(&shown);
}

/* The peer's calls for its own buffers are for those alone. */
static void test_not_its_own(void)
{
	struct vprime_buffer *buffer;
	int dmabuf;

	igt_assert_eq(vprime_buffer_create(card, WIDTH, HEIGHT, 32, &buffer), 0);
	igt_assert_eq(vprime_buffer_export(buffer, DRM_CLOEXEC, &dmabuf), 0);
	igt_assert_eq(peer_call(peer, VPRIME_PEER_IOC_FAULT,
				&(struct vprime_peer_fault){ .fd = dmabuf }), -EINVAL);
	igt_assert_eq(peer_call(peer, VPRIME_PEER_IOC_COUNTS,
				&(struct vprime_peer_counts){ .fd = dmabuf }), -EINVAL);
	igt_assert_eq(peer_call(peer, VPRIME_PEER_IOC_FILL,
				&(struct vprime_peer_fill){ .fd = dmabuf }), -EINVAL);
	igt_assert_eq(peer_call(peer, VPRIME_PEER_IOC_CHECKSUM,
				&(struct vprime_peer_checksum){ .fd = dmabuf }), -EINVAL);
	close(dmabuf);
	vprime_buffer_destroy(buffer);
}

static void test_fail_attach(void)
{
	int dmabuf = export(VPRIME_PEER_SCATTERED, 0);

	peer_fault(peer, dmabuf, VPRIME_PEER_STEP_ATTACH, EXDEV, 0, 1, 2);
	igt_assert_eq(try_import(dmabuf), 0);
	igt_assert_eq(try_import(dmabuf), -EXDEV);
	igt_assert_eq(try_import(dmabuf), -EXDEV);
	peer_assert_attachments(peer, dmabuf, 0);
	igt_assert_eq(try_import(dmabuf), 0);
	peer_assert_calls(peer, dmabuf, VPRIME_PEER_STEP_ATTACH, 4);
	peer_assert_attachments(peer, dmabuf, 0);
	close(dmabuf);
}

static void test_fail_map(void)
{
	int dmabuf = export(VPRIME_PEER_SCATTERED, 0), err;

	/* Newer kernels' helpers import without asking for the table. */
	peer_fault(peer, dmabuf, VPRIME_PEER_STEP_MAP, ENXIO, 0, 0, 1);
	err = try_import(dmabuf);
	igt_assert_eq(err, peer_counts(peer, dmabuf).calls[VPRIME_PEER_STEP_MAP] ? -ENXIO : 0);
	peer_assert_attachments(peer, dmabuf, 0);
	peer_fault(peer, dmabuf, VPRIME_PEER_STEP_MAP, 0, 0, 0, 0);
	igt_assert_eq(try_import(dmabuf), 0);
	peer_assert_attachments(peer, dmabuf, 0);
	close(dmabuf);
}

/* A commit may fail with few errnos, and is tried again. */
static void test_fail_vmap(void)
{
	static const struct {
		uint32_t error;
		int commit;
	} cases[] = {
		{ ENOMEM, -ENOMEM }, { ENOSPC, -ENOSPC }, { EIO, -EIO }, { EPERM, -EIO },
		{ EINVAL, -EIO }, { EAGAIN, -EIO },
	};
	int dmabuf;

	warning_expect(WARNING_VMAP);
	dmabuf = export(VPRIME_PEER_SCATTERED, 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vprime_buffer *imported = import(dmabuf);
		struct vprime_fb *fb;

		peer_fault(peer, dmabuf, VPRIME_PEER_STEP_VMAP, cases[i].error, 0, 0, 1);
		igt_assert_eq(vprime_fb_of_buffer(imported, DRM_FORMAT_XRGB8888, &fb), 0);
		show_reset(card, &output);
		igt_assert_eq(vprime_modeset(card, &output, &mode, fb), cases[i].commit);
		igt_assert_eq(vprime_modeset(card, &output, &mode, fb), 0);
		show_reset(card, &output);
		vprime_fb_destroy(fb);
		vprime_buffer_destroy(imported);
		peer_assert_attachments(peer, dmabuf, 0);
	}
	warning_end(WARNING_VMAP);
	close(dmabuf);
}

static void test_fail_begin_cpu_access(void)
{
	struct shown shown = shown_start(export(VPRIME_PEER_SCATTERED, 0));
	struct image target = image_new(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888);
	struct picture *expected;

	igt_assert_eq(vprime_buffer_map(shown.imported, NULL), 0);
	fill(shown.imported, shown.dmabuf, 1);
	expected = load(shown.imported, shown.dmabuf);

	peer_fault(peer, shown.dmabuf, VPRIME_PEER_STEP_BEGIN_CPU_ACCESS, EILSEQ, 0, 0,
		   VPRIME_PEER_FOREVER);
	igt_assert_eq(vprime_dmabuf_begin(shown.dmabuf, DMA_BUF_SYNC_READ), -EILSEQ);
	/* The display goes on, and who wants to see it hears why not. */
	show_wait_vblanks(card, 3);
	igt_assert_eq(vprime_writeback(card, &output, target.fb, 5000), -EILSEQ);

	peer_fault(peer, shown.dmabuf, VPRIME_PEER_STEP_BEGIN_CPU_ACCESS, 0, 0, 0, 0);
	assert_shown(expected);
	picture_free(expected);
	image_free(&target);
	shown_end(&shown);
}

/* Starts to write what is shown, with @fb on the primary plane, and returns the fence. */
static int start_writeback(const struct vprime_fb *fb, const struct image *target)
{
	struct vprime_commit *commit = show_commit(card);
	int32_t fence;

	vprime_commit_add(commit, output.primary->id, "FB_ID", fb->id);
	vprime_commit_add_writeback(commit, output.writeback->id, output.crtc->id, target->fb,
				    &fence);
	igt_assert_eq(vprime_commit_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, 0), 0);
	vprime_commit_destroy(commit);
	return fence;
}

/*
 * A composition that fails at last says so to those who wait for it. Others have meanwhile been
 * shown, whose jobs may have come to lie where that of the first was.
 */
static void test_fail_late(void)
{
	struct shown shown = shown_start(export(VPRIME_PEER_SCATTERED, 0));
	struct image target = image_new(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888);
	struct image other = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 2);
	int fence, err, next;

	for (int i = 0; i < 20; i++) {
		peer_fault(peer, shown.dmabuf, VPRIME_PEER_STEP_BEGIN_CPU_ACCESS, EILSEQ, 200, 0, 1);
		fence = start_writeback(shown.fb, &target);
		do {
			next = start_writeback(other.fb, &target);
			/* it is told right after the event that the commit has waited for */
			err = vprime_fence_wait(fence, 1000);
			close(fence);
			fence = next;
		} while (err == -EBUSY);
		igt_assert_eq(err, 0);
		igt_assert_eq(vprime_fence_wait(fence, 5000), 0);
		close(fence);
	}
	peer_fault(peer, shown.dmabuf, VPRIME_PEER_STEP_BEGIN_CPU_ACCESS, 0, 0, 0, 0);
	image_free(&target);
	image_free(&other);
	shown_end(&shown);
}

static void test_fail_mmap(void)
{
	int dmabuf = export(VPRIME_PEER_SCATTERED, 0);
	struct vprime_buffer *imported = import(dmabuf);

	peer_fault(peer, dmabuf, VPRIME_PEER_STEP_MMAP, ENOLCK, 0, 0, 2);
	igt_assert(mmap(NULL, SIZE, PROT_READ, MAP_SHARED, dmabuf, 0) == MAP_FAILED);
	igt_assert_eq(errno, ENOLCK);
	igt_assert_eq(vprime_buffer_map(imported, NULL), -ENOLCK);
	igt_assert_eq(vprime_buffer_map(imported, NULL), 0);
	peer_assert_calls(peer, dmabuf, VPRIME_PEER_STEP_MMAP, 3);
	vprime_buffer_destroy(imported);
	close(dmabuf);
}

/* An exporter that takes its time holds up what is composed of it, not the display. */
static void test_slow(void)
{
	struct shown shown = shown_start(export(VPRIME_PEER_SCATTERED, 0));
	struct picture *expected;
	double start;
	int crc;

	igt_assert_eq(vprime_buffer_map(shown.imported, NULL), 0);
	fill(shown.imported, shown.dmabuf, 1);
	expected = load(shown.imported, shown.dmabuf);
	peer_fault(peer, shown.dmabuf, VPRIME_PEER_STEP_BEGIN_CPU_ACCESS, 0, 600, 0, 1);
	crc = crc_open(card, &output);
	start = show_now();
	show_wait_vblanks(card, 12);
	igt_assert_f(show_now() - start < 0.5, "12 vblanks took %.0f ms\n",
		     (show_now() - start) * 1e3);
	close(crc);
	peer_fault(peer, shown.dmabuf, VPRIME_PEER_STEP_BEGIN_CPU_ACCESS, 0, 0, 0, 0);
	assert_shown(expected);
	picture_free(expected);
	shown_end(&shown);
}

static uint64_t begins(int dmabuf)
{
	return peer_counts(peer, dmabuf).calls[VPRIME_PEER_STEP_BEGIN_CPU_ACCESS];
}

/* What is still composed for one reader of CRCs is no entry of the next one's. */
static void test_next_reader(void)
{
	struct shown shown = shown_start(export(VPRIME_PEER_SCATTERED, 0));
	/* in which a composition may take long before its vblanks are given up */
	drmModeModeInfo slow = mode_make(WIDTH, HEIGHT, 10);
	struct crc before_gamma, after_gamma;
	uint16_t inverted[256];
	uint64_t begun;
	int fd;

	igt_assert_eq(vprime_modeset(card, &output, &slow, shown.fb), 0);
	igt_assert_eq(vprime_buffer_map(shown.imported, NULL), 0);
	fill(shown.imported, shown.dmabuf, 1);
	for (int i = 0; i < 256; i++)
		inverted[i] = 0xffff - 0x101 * i;
	igt_assert_eq(drmModeCrtcSetGamma(card->fd, output.crtc->id, 256, inverted, inverted,
					  inverted), 0);
	after_gamma = crc_once(card, &output);
	fd = crc_open_source(card, &output, "blend");
	before_gamma = crc_read(fd);
	crc_close(fd);
	igt_assert(!crc_equal(&before_gamma, &after_gamma));
	/* nothing is composed any more */
	show_wait_vblanks(card, 2);

	peer_fault(peer, shown.dmabuf, VPRIME_PEER_STEP_BEGIN_CPU_ACCESS, 0, 1000, 0, 1);
	begun = begins(shown.dmabuf);
	fd = crc_open(card, &output);
	for (int i = 0; i < 500 && begins(shown.dmabuf) == begun; i++)
		usleep(1000);
	igt_assert_eq_u64(begins(shown.dmabuf), begun + 1);
	crc_close(fd);
	fd = crc_open_source(card, &output, "blend");
	for (int i = 0; i < 3; i++) {
		struct crc crc = crc_read(fd);

		igt_assert_f(crc_equal(&crc, &before_gamma), "entry %d is another reader's\n", i);
	}
	crc_close(fd);
	peer_fault(peer, shown.dmabuf, VPRIME_PEER_STEP_BEGIN_CPU_ACCESS, 0, 0, 0, 0);
	shown_end(&shown);
}

/**
 * struct chain - what stands between the peer's memory and our screen
 * @source: the peer's open file
 * @dmabuf: the dma-buf
 * @imported: our handle
 * @importer: another file of the peer's, that has imported it too
 * @fb: the framebuffer on the screen
 */
struct chain {
	int source;
	int dmabuf;
	struct vprime_buffer *imported;
	int importer;
	struct vprime_fb *fb;
};

static void close_link(struct chain *chain, int which)
{
	switch (which) {
	case 0:
		close(chain->source);
		break;
	case 1:
		close(chain->dmabuf);
		break;
	case 2:
		vprime_buffer_destroy(chain->imported);
		break;
	case 3:
		close(chain->importer);
		break;
	}
}

static void run_close_order(const int order[])
{
	struct chain chain = { .source = peer_open(), .importer = peer_open() };
	struct picture *expected;
	int id;

	chain.dmabuf = peer_export(chain.source, SIZE, VPRIME_PEER_SCATTERED, 0);
	chain.imported = import(chain.dmabuf);
	igt_assert_eq(vprime_buffer_map(chain.imported, NULL), 0);
	fill(chain.imported, chain.dmabuf, 1);
	expected = load(chain.imported, chain.dmabuf);
	id = peer_attach(chain.importer, chain.dmabuf);
	igt_assert_lt(0, id);
	igt_assert_eq(peer_access(chain.importer, VPRIME_PEER_IOC_MAP, id, VPRIME_PEER_READ), 0);
	igt_assert_eq(peer_vmap(chain.importer, id, NULL), 0);
	igt_assert_eq(vprime_fb_of_buffer(chain.imported, DRM_FORMAT_XRGB8888, &chain.fb), 0);
	show_reset(card, &output);
	igt_assert_eq(vprime_modeset(card, &output, &mode, chain.fb), 0);

	for (int i = 0; i < 4; i++) {
		close_link(&chain, order[i]);
		assert_shown(expected);
	}
	show_reset(card, &output);
	vprime_fb_destroy(chain.fb);
	picture_free(expected);
}

static void test_close_orders(void)
{
	order_each(4, run_close_order);
}

igt_main
{
	igt_fixture {
		card = card_open();
		output = card_output(card);
		mode = mode_make(WIDTH, HEIGHT, 60);
		module_load("vprime_peer");
		peer = peer_open();
	}

	igt_describe("A buffer without vmap is imported and passed on, and has no framebuffer.");
	igt_subtest("no-vmap")
		test_no_vmap();

	igt_describe("A buffer without mmap is shown.");
	igt_subtest("no-mmap")
		test_scanout_without(VPRIME_PEER_NO_MMAP);

	igt_describe("A buffer without brackets is shown.");
	igt_subtest("no-cpu-access")
		test_scanout_without(VPRIME_PEER_NO_CPU_ACCESS);

	igt_describe("A buffer with neither is shown.");
	igt_subtest("vmap-only")
		test_scanout_without(VPRIME_PEER_NO_MMAP | VPRIME_PEER_NO_CPU_ACCESS);

	igt_describe("A buffer that may only be read is shown, and not written to.");
	igt_subtest("read-only")
		test_read_only();

	igt_describe("Flips map nothing anew.");
	igt_subtest("flips")
		test_flips();

	igt_describe("What is for buffers of the peer is refused for the card's.");
	igt_subtest("not-its-own")
		test_not_its_own();

	igt_describe("Attach fails: so does the import, and the next one works.");
	igt_subtest("fail-attach")
		test_fail_attach();

	igt_describe("Map fails: so does an import that maps, and the next one works.");
	igt_subtest("fail-map")
		test_fail_map();

	igt_describe("Vmap fails: so does the commit, and the next one works.");
	igt_subtest("fail-vmap")
		test_fail_vmap();

	igt_describe("Begin_cpu_access fails: so does writeback, and the next one works.");
	igt_subtest("fail-begin-cpu-access")
		test_fail_begin_cpu_access();

	igt_describe("Begin_cpu_access fails when others are shown: nothing of theirs does.");
	igt_subtest("fail-late")
		test_fail_late();

	igt_describe("Mmap fails, and the next one works.");
	igt_subtest("fail-mmap")
		test_fail_mmap();

	igt_describe("An exporter that is slow does not hold up the display.");
	igt_subtest("slow")
		test_slow();

	igt_describe("A composition for a reader of CRCs says nothing to the next reader.");
	igt_subtest("next-reader")
		test_next_reader();

	igt_describe("Files, dma-bufs and handles are closed in every order.");
	igt_subtest("close-orders")
		test_close_orders();

	igt_fixture {
		close(peer);
		show_reset(card, &output);
		vprime_close(card);
	}
}
