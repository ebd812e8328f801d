// SPDX-License-Identifier: MIT
/*
 * Who shares what with whom: each exporter there is into the card, and the card into each importer.
 * tools/matrix.awk makes the table in docs/sharing.md of the subtests' names and results:
 * from-EXPORTER-COLUMN and to-IMPORTER-COLUMN.
 */

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "account.h"
#include "dmabuf.h"
#include "module.h"
#include "order.h"
#include "peer.h"
#include "show.h"
#include "sink.h"
#include "source.h"
#include "vprime_drm.h"

IGT_TEST_DESCRIPTION("Who shares what with whom.");

/* The pair that is tested. */
static const struct source_kind *from;
static const struct sink_kind *into;

/**
 * struct shared - a buffer and both its sides
 * @before: how many buffers there were without
 * @sink: the importer
 * @source: the exporter
 * @content: what is in it, or nothing
 */
static struct shared {
	struct account before;
	struct sink sink;
	struct source source;
	struct content content;
} shared;

static void shared_close(void)
{
	if (shared.sink.kind) {
		sink_release(&shared.sink);
		sink_close(&shared.sink);
	}
	if (shared.source.kind)
		source_close(&shared.source);
	content_free(&shared.content);
	memset(&shared, 0, sizeof(shared));
}

static void unbind(const char *device)
{
	igt_set_timeout(30, "unbinding");
	igt_assert_eq(device_unbind(device), 0);
	igt_reset_timeout();
	settle();
}

static void bind(const char *device)
{
	igt_assert_eq(device_bind(device), 0);
	settle();
}

static void load_cards(void)
{
	if (!module_loaded("vprime"))
		module_load("vprime cards=2");
}

/* Whatever a subtest that failed or skipped has left behind. */
static void tidy_up(void)
{
	shared_close();
	load_cards();
	if (!device_bound("vprime.0"))
		bind("vprime.0");
}

/* The importer first: of two files of one card, it is the one that has to be DRM master. */
static void shared_open(void)
{
	tidy_up();
	shared.before = account_now();
	shared.sink = sink_open(into);
	shared.source = source_open(from);
}

static void draw(uint32_t seed)
{
	source_draw(&shared.source, seed);
	content_free(&shared.content);
	shared.content = source_content(&shared.source);
}

/* Imported and in use, with something in it. */
static void shared_start(void)
{
	shared_open();
	draw(1);
	sink_import(&shared.sink, shared.source.dmabuf);
	sink_start(&shared.sink);
}

/* Both sides see the same, as far as each of them sees anything any more. */
static void check(void)
{
	if (shared.sink.started)
		sink_check(&shared.sink, &shared.content);
	source_assert(&shared.source, &shared.content);
}

static void shared_end(void)
{
	struct account before = shared.before;

	shared_close();
	account_assert(&before);
}

static struct drm_vprime_bo_info info_of(const struct vprime_buffer *buffer)
{
	struct drm_vprime_bo_info info = { .handle = buffer->handle };

	igt_assert_eq(drmIoctl(buffer->card->fd, DRM_IOCTL_VPRIME_BO_INFO, &info), 0);
	return info;
}

/* Again and again, and to a card always as the same handle. */
static void test_import(void)
{
	uint32_t handle = 0;

	shared_open();
	for (int i = 0; i < 3; i++) {
		sink_import(&shared.sink, shared.source.dmabuf);
		if (shared.sink.imported) {
			igt_assert(!handle || shared.sink.imported->handle == handle);
			handle = shared.sink.imported->handle;
		}
		sink_release(&shared.sink);
	}
	shared_end();
}

static void test_addfb(void)
{
	struct vprime_fb *fb;

	shared_open();
	sink_import(&shared.sink, shared.source.dmabuf);
	igt_assert_eq(vprime_fb_of_buffer(shared.sink.imported, DRM_FORMAT_XRGB8888, &fb), 0);
	/* The framebuffer does not need the handle. */
	sink_drop_handle(&shared.sink);
	vprime_fb_destroy(fb);
	shared_end();
}

static void test_pixels(void)
{
	shared_start();
	for (uint32_t seed = 1; seed < 4; seed++) {
		draw(seed);
		check();
	}
	shared_end();
}

static void test_writeback(void)
{
	struct sink *sink = &shared.sink;
	struct content expected;
	struct image image;
	struct vprime_fb *fb;

	shared_open();
	draw(1);
	image = image_pattern(sink->card, SOURCE_WIDTH, SOURCE_HEIGHT, DRM_FORMAT_XRGB8888, 7);
	expected = content_copy(image.buffer->map, image.buffer->size);
	sink_import(sink, shared.source.dmabuf);
	igt_assert_eq(vprime_fb_of_buffer(sink->imported, DRM_FORMAT_XRGB8888, &fb), 0);
	show_on(sink->card, &sink->output, &sink->mode, &image);
	igt_assert_eq(vprime_writeback(sink->card, &sink->output, fb, 10000), 0);
	source_assert(&shared.source, &expected);

	show_reset(sink->card, &sink->output);
	vprime_fb_destroy(fb);
	image_free(&image);
	content_free(&expected);
	shared_end();
}

static void test_reexport(void)
{
	ino_t inode;
	int back;

	shared_open();
	inode = dmabuf_inode(shared.source.dmabuf);
	sink_import(&shared.sink, shared.source.dmabuf);
	back = dmabuf_export(shared.sink.imported, DRM_CLOEXEC | DRM_RDWR);
	igt_assert_eq_u64(dmabuf_inode(back), inode);
	/* Neither when no descriptor of it is left. */
	close(back);
	source_drop(&shared.source, SOURCE_DMABUF);
	back = dmabuf_export(shared.sink.imported, DRM_CLOEXEC);
	igt_assert_eq_u64(dmabuf_inode(back), inode);
	close(back);
	shared_end();
}

/* Through the card that has imported it if it maps imports, through the dma-buf elsewhere. */
static void *map_import(void)
{
	struct drm_mode_map_dumb map = { 0 };
	int fd = shared.source.dmabuf;

	if (shared.sink.output.crtc) {
		fd = shared.sink.card->fd;
		map.handle = shared.sink.imported->handle;
		igt_assert_eq(drmIoctl(fd, DRM_IOCTL_MODE_MAP_DUMB, &map), 0);
	}
	return mmap(NULL, shared.source.size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, map.offset);
}

/* What is written there is what the owner and the importer see. */
static void test_mmap(void)
{
	struct source *source = &shared.source;
	uint32_t *words;

	shared_start();
	words = map_import();
	igt_assert_f(words != MAP_FAILED, "mmap: %s\n", strerror(errno));
	igt_assert_eq(vprime_dmabuf_begin(source->dmabuf, DMA_BUF_SYNC_RW), 0);
	igt_assert_eq(memcmp(words, source->view, SOURCE_WIDTH * 4), 0);
	for (uint32_t i = 0; i < SOURCE_WIDTH; i++)
		words[i] = ~words[i];
	igt_assert_eq(vprime_dmabuf_end(source->dmabuf, DMA_BUF_SYNC_RW), 0);
	igt_assert_eq(memcmp(words, source->view, SOURCE_WIDTH * 4), 0);

	content_free(&shared.content);
	shared.content = source_content(source);
	check();
	munmap(words, source->size);
	shared_end();
}

static bool from_vprime(void)
{
	return from == &source_vprime || from == &source_other_card;
}

static bool from_peer(void)
{
	return from->module && !strcmp(from->module, "vprime_peer");
}

/* Used again and again, mapped once; as the ledger of each card that is in it has it. */
static void test_sg_table(void)
{
	struct sink *sink = &shared.sink;
	struct drm_vprime_bo_info info;

	shared_start();
	for (uint32_t seed = 1; seed < 5; seed++) {
		draw(seed);
		check();
	}

	if (sink->output.crtc) {
		info = info_of(sink->imported);
		/* A buffer that comes home is not imported. */
		igt_assert_eq_u32(info.attachments, from->which == into->which && from_vprime() ?
				  0 : 1);
		igt_assert_lte(info.sg_maps, 1);
		igt_assert_eq_u32(info.vmaps, 1);
		igt_assert_eq_u32(info.cpu_begins, info.cpu_ends);
	}
	if (from == &source_vprime && into != &sink_vprime) {
		info = info_of(shared.source.buffer);
		/* The camera writes with the CPU and does not attach at all. */
		igt_assert_eq_u32(info.attachments, into == &sink_vivid ? 0 : 1);
		igt_assert_lte(info.sg_maps, 1);
		if (into == &sink_peer) {
			igt_assert_eq_u32(info.sg_maps, 1);
			igt_assert_eq_u32(info.sg_map_reuses, 3);
		}
	}
	if (from_peer()) {
		struct vprime_peer_counts counts = peer_counts(shared.source.file,
							       shared.source.dmabuf);

		igt_assert_eq_u64(counts.calls[VPRIME_PEER_STEP_ATTACH], 1);
		igt_assert(counts.calls[VPRIME_PEER_STEP_MAP] <= 1);
		igt_assert_eq_u64(counts.calls[VPRIME_PEER_STEP_VMAP], 1);
	}
	shared_end();
}

/* Links of a shared buffer, after those of its source. */
enum {
	IMPORT = SOURCE_LINKS, /* what the importer can let go of and go on */
	USE, /* all of it */
	LINKS,
};

static void drop(int link)
{
	if (link == IMPORT)
		sink_drop_handle(&shared.sink);
	else if (link == USE)
		sink_release(&shared.sink);
	else
		source_drop(&shared.source, link);
}

static void run_order(const int order[])
{
	shared_start();
	check();
	for (int i = 0; i < LINKS; i++) {
		drop(order[i]);
		check();
	}
	shared_end();
}

/* All orders of the first four, with the last link last: the use is checked after each of them. */
static void run_order_of_use(const int order[])
{
	const int all[LINKS] = { order[0], order[1], order[2], order[3], USE };

	run_order(all);
}

/* And the use ends at each other place: the importer is gone before the owner is. */
static void test_orders(void)
{
	static const int importer_first[][LINKS] = {
		{ USE, IMPORT, SOURCE_BUFFER, SOURCE_FILE, SOURCE_DMABUF },
		{ IMPORT, USE, SOURCE_DMABUF, SOURCE_FILE, SOURCE_BUFFER },
		{ SOURCE_DMABUF, USE, IMPORT, SOURCE_BUFFER, SOURCE_FILE },
		{ SOURCE_BUFFER, IMPORT, USE, SOURCE_FILE, SOURCE_DMABUF },
		{ SOURCE_FILE, SOURCE_BUFFER, IMPORT, USE, SOURCE_DMABUF },
		{ SOURCE_BUFFER, SOURCE_DMABUF, USE, SOURCE_FILE, IMPORT },
	};

	igt_assert_eq(IMPORT, 3);
	order_each(4, run_order_of_use);
	for (size_t i = 0; i < sizeof(importer_first) / sizeof(importer_first[0]); i++)
		run_order(importer_first[i]);
}

/* What a process has done when it is killed. */
#define KILL_STEPS 8

static void do_steps(int steps)
{
	for (int i = 0; i < steps; i++) {
		switch (i) {
		case 0:
			shared.sink = sink_open(into);
			break;
		case 1:
			shared.source = source_open(from);
			break;
		case 2:
			draw(1);
			break;
		case 3:
			sink_import(&shared.sink, shared.source.dmabuf);
			break;
		case 4:
			sink_start(&shared.sink);
			break;
		case 5:
			check();
			break;
		case 6:
			sink_drop_handle(&shared.sink);
			source_drop(&shared.source, SOURCE_BUFFER);
			break;
		case 7:
			source_drop(&shared.source, SOURCE_FILE);
			source_drop(&shared.source, SOURCE_DMABUF);
			break;
		}
	}
}

static void kill_after(int steps)
{
	struct igt_helper_process helper = { .use_SIGKILL = true };
	struct account before = account_now();
	int ready[2];
	char byte;

	igt_assert_eq(pipe(ready), 0);
	igt_fork_helper(&helper) {
		close(ready[0]);
		do_steps(steps);
		igt_assert_eq(write(ready[1], "", 1), 1);
		for (;;)
			pause();
	}
	close(ready[1]);
	igt_assert_f(read(ready[0], &byte, 1) == 1, "the helper failed in its first %d steps\n",
		     steps);
	igt_stop_helper(&helper);
	close(ready[0]);
	account_assert(&before);
}

/* Nothing of it is left, and all of it works as before. */
static void test_killed(void)
{
	shared_start();
	shared_end();
	for (int steps = 0; steps <= KILL_STEPS; steps++)
		kill_after(steps);
	shared_start();
	check();
	shared_end();
}

/*
 * The card goes while the buffer is in use. Whoever is left goes on: an importer with what the card
 * has exported, an exporter with what is his.
 */
static void test_unbind(void)
{
	shared_start();
	check();
	unbind("vprime.0");
	if (into == &sink_vprime) {
		source_assert(&shared.source, &shared.content);
		/* This is the importer going, on a card that is not there any more. */
		sink_release(&shared.sink);
		if (from != &source_vprime) {
			draw(2);
			source_assert(&shared.source, &shared.content);
		}
	} else {
		check();
		source_drop(&shared.source, SOURCE_BUFFER);
		source_drop(&shared.source, SOURCE_FILE);
		check();
	}
	bind("vprime.0");
	shared_end();

	shared_start();
	check();
	shared_end();
}

/* The camera, which writes, is the first; what the others are to see is what it wrote. */
static void check_all(struct sink sinks[], size_t n, struct source *source)
{
	for (size_t i = 0; i < n; i++) {
		struct content content = source_content(source);

		sink_check(&sinks[i], &content);
		source_assert(source, &content);
		content_free(&content);
	}
}

/* The card shows somebody's buffer, and all importers use one of its own, when it goes. */
static void test_both_ways(void)
{
	static const struct sink_kind *const kinds[] = {
		&sink_vivid, &sink_other_card, &sink_vgem, &sink_peer,
	};
	struct sink sinks[sizeof(kinds) / sizeof(kinds[0])];
	const size_t n = sizeof(kinds) / sizeof(kinds[0]);
	struct source own;

	from = &source_scattered;
	into = &sink_vprime;
	shared_start();
	own = source_open(&source_vprime);
	for (size_t i = 0; i < n; i++) {
		sinks[i] = sink_open(kinds[i]);
		sink_import(&sinks[i], own.dmabuf);
		sink_start(&sinks[i]);
	}
	check();
	check_all(sinks, n, &own);

	unbind("vprime.0");
	source_assert(&shared.source, &shared.content);
	check_all(sinks, n, &own);
	bind("vprime.0");
	check_all(sinks, n, &own);

	for (size_t i = 0; i < n; i++)
		sink_close(&sinks[i]);
	source_close(&own);
	shared_end();
}

static void assert_busy(const char *when)
{
	igt_assert_f(module_busy(from->module), "%s was unloaded while %s\n", from->module, when);
}

/* The exporter's memory needs its module, whatever is left of the sharing. */
static void test_module(void)
{
	struct account before = account_now();
	struct source source = source_open(from);

	source_drop(&source, SOURCE_BUFFER);
	source_drop(&source, SOURCE_FILE);
	settle();
	if (from->user)
		module_unload_soon(from->user);
	assert_busy("there was a dma-buf");
	source_close(&source);
	account_assert(&before);

	shared_start();
	source_drop(&shared.source, SOURCE_BUFFER);
	source_drop(&shared.source, SOURCE_FILE);
	source_drop(&shared.source, SOURCE_DMABUF);
	settle();
	if (from->user)
		module_unload_soon(from->user);
	assert_busy("there was an importer");
	check();
	sink_drop_handle(&shared.sink);
	assert_busy("an importer used it without a handle");
	check();
	shared_end();

	module_unload_soon(from->module);
	load_cards();
	shared_start();
	check();
	shared_end();
}

/**
 * struct column - what is tested of each pair
 * @name: in the names of subtests
 * @description: what it is about
 * @run: the test
 * @applies: whether it makes sense for the pair; NULL if always
 */
struct column {
	const char *name;
	const char *description;
	void (*run)(void);
	bool (*applies)(void);
};

static bool into_output(void)
{
	return into == &sink_vprime || into == &sink_other_card;
}

static bool into_card(void)
{
	return into_output() || into == &sink_vgem;
}

static bool from_module(void)
{
	return from->module;
}

static const struct column columns[] = {
	{ "import", "The importer takes it, again and again.", test_import, NULL },
	{ "addfb", "It becomes a framebuffer.", test_addfb, into_output },
	{ "pixels", "Both sides see the same, pixel by pixel.", test_pixels, NULL },
	{ "writeback", "The card writes into it.", test_writeback, into_output },
	{ "reexport", "What the importer exports is the same dma-buf.", test_reexport, into_card },
	{ "mmap", "It is mapped while it is shared.", test_mmap, NULL },
	{ "sgtable", "It is attached and mapped once, however often it is used.", test_sg_table,
	  NULL },
	{ "orders", "Both sides let go of it in every order.", test_orders, NULL },
	{ "killed", "A process that shares it is killed after each of its steps.", test_killed,
	  NULL },
	{ "unbind", "The card is unbound while it is shared.", test_unbind, NULL },
	{ "module", "The exporter's module stays as long as there is something of it.",
	  test_module, from_module },
};

static void run_pair(const char *direction, const char *name, const struct source_kind *source,
		     const struct sink_kind *sink)
{
	from = source;
	into = sink;
	for (size_t i = 0; i < sizeof(columns) / sizeof(columns[0]); i++) {
		if (columns[i].applies && !columns[i].applies())
			continue;
		igt_describe(columns[i].description);
		igt_subtest_f("%s-%s-%s", direction, name, columns[i].name)
			columns[i].run();
	}
}

igt_main
{
	static const struct source_kind *const sources[] = {
		&source_vprime, &source_other_card, &source_vgem, &source_vivid, &source_udmabuf,
		&source_heap, &source_contiguous, &source_scattered, &source_write_combined,
		&source_iomem,
	};
	static const struct sink_kind *const sinks[] = {
		&sink_other_card, &sink_vgem, &sink_vivid, &sink_peer,
	};

	igt_fixture {
		igt_assert_f(module_loaded("vprime"), "the module vprime is not loaded\n");
		module_unload_soon("vprime");
		load_cards();
	}

	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		run_pair("from", sources[i]->name, sources[i], &sink_vprime);
	for (size_t i = 0; i < sizeof(sinks) / sizeof(sinks[0]); i++)
		run_pair("to", sinks[i]->name, &source_vprime, sinks[i]);

	igt_describe("The card is unbound while it shows a buffer and shares one with everybody.");
	igt_subtest("both-ways")
		test_both_ways();

	igt_fixture {
		module_reload("vprime");
	}
}
