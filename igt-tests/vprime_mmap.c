// SPDX-License-Identifier: MIT
/* Mappings of a card's own buffers: each page is where it belongs, and keeps what was written. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <unistd.h>

#include "igt.h"

#include "card.h"
#include "dmabuf.h"
#include "module.h"

IGT_TEST_DESCRIPTION("Mappings of a card's own buffers: the right pages, with what was written.");

#define PAGE 4096
#define WORDS (PAGE / sizeof(uint32_t))
#define PAGES 8

/* Of the buffer that is swapped out. */
#define LARGE_WIDTH 1024
#define LARGE_HEIGHT 1024

static struct vprime_card *card;
static struct vprime_buffer *buffer;
static int dmabuf;

/* A word of each page that no other has. */
static uint32_t mark(size_t page)
{
	return 0xabcd0000 + page;
}

static void setup(void)
{
	buffer = dmabuf_new(card, WORDS, PAGES);
	igt_assert_eq_u64(buffer->size, PAGES * PAGE);
	dmabuf = dmabuf_export(buffer, DRM_CLOEXEC | DRM_RDWR);
	for (size_t page = 0; page < PAGES; page++)
		((uint32_t *)buffer->map)[page * WORDS] = mark(page);
}

static void teardown(void)
{
	close(dmabuf);
	vprime_buffer_destroy(buffer);
}

/* A new mapping of all of it, with no page touched. */
static uint8_t *map_whole(bool through_card)
{
	struct drm_mode_map_dumb arg = { .handle = buffer->handle };
	uint8_t *map;

	if (through_card)
		igt_assert_eq(drmIoctl(card->fd, DRM_IOCTL_MODE_MAP_DUMB, &arg), 0);
	map = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED,
		   through_card ? card->fd : dmabuf, arg.offset);
	igt_assert(map != MAP_FAILED);
	return map;
}

/* Reads what is there, and writes what the first mapping has to see. */
static void assert_page(uint8_t *at, size_t page)
{
	uint32_t *words = (uint32_t *)at, *first = buffer->map;

	igt_assert_eq_u32(words[0], mark(page));
	words[1] = ~mark(page);
	igt_assert_eq_u32(first[page * WORDS + 1], ~mark(page));
	words[1] = 0;
}

/* Parts of a dma-buf, from anywhere on. */
static void test_offset(void)
{
	setup();
	for (size_t from = 0; from < PAGES; from++) {
		size_t size = (PAGES - from) * PAGE;
		uint8_t *map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, dmabuf, from * PAGE);

		igt_assert(map != MAP_FAILED);
		for (size_t page = from; page < PAGES; page++)
			assert_page(map + (page - from) * PAGE, page);
		igt_assert_eq(munmap(map, size), 0);
	}
	igt_assert(mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, dmabuf, (PAGES - 1) * PAGE) == MAP_FAILED);
	igt_assert_eq(errno, EINVAL);
	teardown();
}

/* The beginning goes, and then a page in the middle. */
static void test_cut(bool through_card)
{
	uint8_t *map;

	setup();
	map = map_whole(through_card);
	igt_assert_eq(munmap(map, PAGE), 0);
	igt_assert_eq(munmap(map + 4 * PAGE, PAGE), 0);
	for (size_t page = 1; page < PAGES; page++) {
		if (page != 4)
			assert_page(map + page * PAGE, page);
	}
	igt_assert_eq(munmap(map, PAGES * PAGE), 0);
	teardown();
}

/* Some pages may only be read from now on. */
static void test_protected(bool through_card)
{
	uint8_t *map;

	setup();
	map = map_whole(through_card);
	igt_assert_eq(mprotect(map + 2 * PAGE, 2 * PAGE, PROT_READ), 0);
	for (size_t page = 0; page < PAGES; page++) {
		if (page == 2 || page == 3)
			igt_assert_eq_u32(*(uint32_t *)(map + page * PAGE), mark(page));
		else
			assert_page(map + page * PAGE, page);
	}
	igt_assert_eq(munmap(map, PAGES * PAGE), 0);
	teardown();
}

/* The second half gets another address. */
static void test_moved(bool through_card)
{
	uint8_t *map, *moved;

	setup();
	map = map_whole(through_card);
	moved = mmap(NULL, PAGES / 2 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	igt_assert(moved != MAP_FAILED);
	igt_assert(mremap(map + PAGES / 2 * PAGE, PAGES / 2 * PAGE, PAGES / 2 * PAGE,
			  MREMAP_MAYMOVE | MREMAP_FIXED, moved) == moved);
	for (size_t page = 0; page < PAGES; page++)
		assert_page(page < PAGES / 2 ? map + page * PAGE : moved + (page - PAGES / 2) * PAGE, page);
	igt_assert_eq(munmap(map, PAGES / 2 * PAGE), 0);
	igt_assert_eq(munmap(moved, PAGES / 2 * PAGE), 0);
	teardown();
}

/* -----------------------------------------------------------------------------
 * Swapping
 */

#define ZRAM "/dev/zram0"
#define ZRAM_SIZE (64 << 20)

static char group[64];

static int write_text(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), ret;

	if (fd < 0)
		return -errno;
	ret = write(fd, text, strlen(text)) < 0 ? -errno : 0;
	close(fd);
	return ret;
}

static void format_group(char *path, size_t size, const char *name)
{
	snprintf(path, size, "%s/small/%s", group, name);
}

/* Bytes of files' and shared memory that are in RAM on account of this test. */
static long group_shmem(void)
{
	char path[128], name[64];
	long value, found = -1;
	FILE *file;

	format_group(path, sizeof(path), "memory.stat");
	file = fopen(path, "r");
	igt_assert(file);
	while (found < 0 && fscanf(file, "%63s %ld", name, &value) == 2) {
		if (!strcmp(name, "shmem"))
			found = value;
	}
	fclose(file);
	igt_assert(found >= 0);
	return found;
}

/* Room to swap to, and a group of processes whose memory can be asked for. */
static void swap_on(void)
{
	/* what mkswap writes: the signature ends the first page, version and last page follow 1024 */
	uint8_t header[PAGE] = { 0 };
	const uint32_t info[2] = { 1, ZRAM_SIZE / PAGE - 1 };
	char path[128], pid[16];
	int fd;

	igt_require(module_available("zram"));
	module_load("zram");
	igt_assert_eq(write_text("/sys/block/zram0/disksize", "64M"), 0);
	memcpy(header + 1024, info, sizeof(info));
	memcpy(header + PAGE - 10, "SWAPSPACE2", 10);
	fd = open(ZRAM, O_WRONLY | O_CLOEXEC);
	igt_assert_fd(fd);
	igt_assert_eq(write(fd, header, sizeof(header)), (ssize_t)sizeof(header));
	igt_assert_eq(fsync(fd), 0);
	close(fd);
	igt_assert_eq(swapon(ZRAM, 0), 0);

	strcpy(group, "/tmp/vprime_mmap.XXXXXX");
	igt_assert(mkdtemp(group));
	igt_assert_eq(mount("cgroup", group, "cgroup2", 0, NULL), 0);
	snprintf(path, sizeof(path), "%s/cgroup.subtree_control", group);
	igt_assert_eq(write_text(path, "+memory"), 0);
	snprintf(path, sizeof(path), "%s/small", group);
	igt_assert(!mkdir(path, 0755) || errno == EEXIST);
	format_group(path, sizeof(path), "cgroup.procs");
	snprintf(pid, sizeof(pid), "%d", getpid());
	igt_assert_eq(write_text(path, pid), 0);
}

static void swap_off(void)
{
	char path[128], pid[16];

	if (*group) {
		snprintf(pid, sizeof(pid), "%d", getpid());
		snprintf(path, sizeof(path), "%s/cgroup.procs", group);
		write_text(path, pid);
		snprintf(path, sizeof(path), "%s/small", group);
		rmdir(path);
		umount(group);
		rmdir(group);
		*group = '\0';
	}
	swapoff(ZRAM);
	write_text("/sys/block/zram0/reset", "1");
}

/* Has the kernel take back what nobody uses; all of the buffer has to go. */
static void swap_out(void)
{
	char path[128];
	long left = 0;

	format_group(path, sizeof(path), "memory.reclaim");
	for (int i = 0; i < 20; i++) {
		write_text(path, "16M"); /* EAGAIN if there was less */
		left = group_shmem();
		if (left < LARGE_WIDTH * LARGE_HEIGHT)
			return;
		usleep(100000);
	}
	igt_assert_f(false, "%ld bytes of shared memory stay\n", left);
}

/* Nobody maps a buffer while memory is short: its pixels are swapped out, and come back. */
static void test_swapped(void)
{
	struct vprime_buffer *large;
	uint32_t *words;
	size_t n;

	swap_on();
	large = dmabuf_new(card, LARGE_WIDTH, LARGE_HEIGHT);
	n = large->size / sizeof(*words);
	words = large->map;
	for (size_t i = 0; i < n; i++)
		words[i] = ~i;
	igt_assert_lt(3 * LARGE_WIDTH * LARGE_HEIGHT, group_shmem());
	vprime_buffer_unmap(large);
	swap_out();

	/* and once more, when the pages have been there before */
	for (int round = 0; round < 2; round++) {
		igt_assert_eq(vprime_buffer_map(large, (void **)&words), 0);
		for (size_t i = 0; i < n; i++) {
			igt_assert_eq_u32(words[i], round ? i : ~i);
			words[i] = i;
		}
		vprime_buffer_unmap(large);
		swap_out();
	}
	vprime_buffer_destroy(large);
}

igt_main {
	static const struct {
		const char *name;
		bool through_card;
	} ways[] = {
		{ "card", true },
		{ "dmabuf", false },
	};

	igt_fixture
		card = card_open();

	igt_describe("A mapping of a dma-buf shows it from the offset on that was asked for.");
	igt_subtest("offset")
		test_offset();

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		igt_describe("Parts of a mapping are unmapped, and the others are what they were.");
		igt_subtest_f("cut-%s", ways[i].name)
			test_cut(ways[i].through_card);

		igt_describe("Parts of a mapping become read-only, and all are what they were.");
		igt_subtest_f("protected-%s", ways[i].name)
			test_protected(ways[i].through_card);

		igt_describe("Part of a mapping moves, and is what it was.");
		igt_subtest_f("moved-%s", ways[i].name)
			test_moved(ways[i].through_card);
	}

	igt_subtest_group {
		igt_describe("What is in a buffer that nobody maps survives a lack of memory.");
		igt_subtest("swapped")
			test_swapped();

		igt_fixture
			swap_off();
	}

	igt_fixture
		vprime_close(card);
}
