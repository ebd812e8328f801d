// SPDX-License-Identifier: MIT
/* The ledger: what it counts for each buffer, against what was done to it. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "crc.h"
#include "show.h"
#include "vprime_drm.h"

IGT_TEST_DESCRIPTION("The ledger: what it counts for each buffer, against what was done to it.");

#define WIDTH 64
#define HEIGHT 48
#define FLIPS 10000

static struct vprime_card *card, *vgem;
static struct vprime_output output;

static struct drm_vprime_bo_info info_of(const struct vprime_card *on, uint32_t handle)
{
	struct drm_vprime_bo_info info = { .handle = handle };

	igt_assert_eq(drmIoctl(on->fd, DRM_IOCTL_VPRIME_BO_INFO, &info), 0);
	igt_assert_eq_u32(info.handle, handle);
	return info;
}

static struct vprime_buffer *new_buffer(struct vprime_card *on)
{
	struct vprime_buffer *buffer;

	igt_assert_eq(vprime_buffer_create(on, WIDTH, HEIGHT, 32, &buffer), 0);
	return buffer;
}

static int export(struct vprime_buffer *buffer)
{
	int dmabuf;

	igt_assert_eq(vprime_buffer_export(buffer, DRM_CLOEXEC | DRM_RDWR, &dmabuf), 0);
	return dmabuf;
}

static uint64_t inode(int dmabuf)
{
	struct stat st;

	igt_assert_eq(fstat(dmabuf, &st), 0);
	return st.st_ino;
}

static void test_new(void)
{
	struct vprime_buffer *buffer = new_buffer(card);
	struct drm_vprime_bo_info info = info_of(card, buffer->handle);

	igt_assert_eq_u32(info.flags, 0);
	igt_assert_eq_u64(info.size, (buffer->size + 4095) & ~4095ull);
	igt_assert_eq_u64(info.inode, 0);
	igt_assert_eq_u32(info.attachments + info.sg_maps + info.sg_map_reuses + info.vmaps +
			  info.vmap_reuses + info.mmaps + info.cpu_begins + info.cpu_ends +
			  info.fence_waits + info.shown, 0);
	igt_assert_eq(strcmp(info.exporter, "vprime"), 0);
	vprime_buffer_destroy(buffer);
}

static void test_no_handle(void)
{
	struct drm_vprime_bo_info info = { .handle = 0x7fffffff };

	igt_assert_eq(drmIoctl(card->fd, DRM_IOCTL_VPRIME_BO_INFO, &info), -1);
	igt_assert_eq(errno, ENOENT);
}

static void test_export(void)
{
	struct vprime_buffer *buffer = new_buffer(card), *abroad;
	struct drm_vprime_bo_info info;
	int dmabuf = export(buffer);

	info = info_of(card, buffer->handle);
	igt_assert_eq_u32(info.flags, VPRIME_BO_EXPORTED);
	igt_assert_eq_u64(info.inode, inode(dmabuf));
	igt_assert_eq_u32(info.attachments, 0);

	igt_assert_eq(vprime_buffer_import(vgem, dmabuf, &abroad), 0);
	igt_assert_eq_u32(info_of(card, buffer->handle).attachments, 1);
	vprime_buffer_destroy(abroad);
	igt_assert_eq_u32(info_of(card, buffer->handle).attachments, 0);

	for (uint32_t i = 1; i <= 3; i++) {
		igt_assert_eq(vprime_dmabuf_begin(dmabuf, DMA_BUF_SYNC_WRITE), 0);
		info = info_of(card, buffer->handle);
		igt_assert_eq_u32(info.cpu_begins, i);
		igt_assert_eq_u32(info.cpu_ends, i - 1);
		igt_assert_eq(vprime_dmabuf_end(dmabuf, DMA_BUF_SYNC_WRITE), 0);
	}
	igt_assert_eq_u32(info_of(card, buffer->handle).cpu_ends, 3);

	close(dmabuf);
	vprime_buffer_destroy(buffer);
}

static void test_import(void)
{
	struct vprime_buffer *foreign = new_buffer(vgem), *imported;
	struct drm_vprime_bo_info info;
	int dmabuf = export(foreign);

	igt_assert_eq(vprime_buffer_import(card, dmabuf, &imported), 0);
	info = info_of(card, imported->handle);
	igt_assert_eq_u32(info.flags, VPRIME_BO_IMPORTED);
	igt_assert_eq_u64(info.inode, inode(dmabuf));
	igt_assert_eq_u32(info.attachments, 1);
	/* with the import on older kernels, never on newer ones */
	igt_assert_lte(info.sg_maps, 1);
	igt_assert_eq_u32(info.vmaps, 0);
	igt_assert_neq(strcmp(info.exporter, "vprime"), 0);

	vprime_buffer_destroy(imported);
	close(dmabuf);
	vprime_buffer_destroy(foreign);
}

static void test_read_only(void)
{
	struct vprime_buffer *foreign = new_buffer(vgem), *imported;
	int dmabuf;

	igt_assert_eq(vprime_buffer_export(foreign, DRM_CLOEXEC, &dmabuf), 0);
	igt_assert_eq(vprime_buffer_import(card, dmabuf, &imported), 0);
	igt_assert_eq_u32(info_of(card, imported->handle).flags,
			  VPRIME_BO_IMPORTED | VPRIME_BO_READ_ONLY);
	vprime_buffer_destroy(imported);
	close(dmabuf);
	vprime_buffer_destroy(foreign);
}

static void test_mmap(void)
{
	struct vprime_buffer *buffer = new_buffer(card);

	for (uint32_t i = 1; i <= 2; i++) {
		igt_assert_eq(vprime_buffer_map(buffer, NULL), 0);
		vprime_buffer_unmap(buffer);
		igt_assert_eq_u32(info_of(card, buffer->handle).mmaps, i);
	}
	vprime_buffer_destroy(buffer);
}

static void test_shown(void)
{
	drmModeModeInfo mode = mode_make(WIDTH, HEIGHT, 60);
	struct image image = image_new(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888);
	struct vprime_commit *commit;

	igt_assert_eq_u32(info_of(card, image.buffer->handle).shown, 0);
	show_on(card, &output, &mode, &image);
	igt_assert_eq_u32(info_of(card, image.buffer->handle).shown, 1);

	commit = show_commit(card);
	vprime_commit_add_plane(commit, output.overlay->id, output.crtc->id, image.fb, NULL, NULL);
	show_apply(commit, 0);
	igt_assert_eq_u32(info_of(card, image.buffer->handle).shown, 2);

	show_reset(card, &output);
	igt_assert_eq_u32(info_of(card, image.buffer->handle).shown, 0);
	image_free(&image);
}

/* An import and a framebuffer of it. */
struct foreign {
	struct vprime_buffer *original, *imported;
	struct vprime_fb *fb;
};

static struct foreign foreign_new(void)
{
	struct foreign f = { .original = new_buffer(vgem) };
	int dmabuf = export(f.original);

	igt_assert_eq(vprime_buffer_import(card, dmabuf, &f.imported), 0);
	f.imported->width = WIDTH;
	f.imported->height = HEIGHT;
	f.imported->stride = f.original->stride;
	close(dmabuf);
	igt_assert_eq(vprime_fb_of_buffer(f.imported, DRM_FORMAT_XRGB8888, &f.fb), 0);
	return f;
}

static void foreign_free(struct foreign *f)
{
	vprime_fb_destroy(f->fb);
	vprime_buffer_destroy(f->imported);
	vprime_buffer_destroy(f->original);
}

/* While a CRC reader makes the card read every frame, too. */
static void test_flips(void)
{
	drmModeModeInfo mode = mode_make(WIDTH, HEIGHT, 1000);
	struct foreign foreign[2] = { foreign_new(), foreign_new() };
	struct drm_vprime_bo_info info;
	struct vprime_flip flip;
	uint32_t shown = 0;
	int crc;

	show_reset(card, &output);
	igt_assert_eq(vprime_modeset(card, &output, &mode, foreign[0].fb), 0);
	crc = crc_open(card, &output);
	for (int i = 1; i <= FLIPS; i++) {
		igt_assert_eq(drmModePageFlip(card->fd, output.crtc->id, foreign[i % 2].fb->id,
					      DRM_MODE_PAGE_FLIP_EVENT, NULL), 0);
		igt_assert_eq(vprime_flip_wait(card, output.crtc->id, 5000, &flip), 0);
		/* so that its ring does not run over */
		if (i % 16 == 0)
			crc_read_now(crc, card);
	}
	crc_close(crc);

	for (int i = 0; i < 2; i++) {
		info = info_of(card, foreign[i].imported->handle);
		igt_info("buffer %d: %u sg maps, %u vmaps, %u brackets\n", i, info.sg_maps,
			 info.vmaps, info.cpu_begins);
		igt_assert_eq_u32(info.vmaps, 1);
		igt_assert_lte(info.sg_maps, 1);
		igt_assert_lt(0, info.cpu_begins);
		igt_assert_eq_u32(info.cpu_begins, info.cpu_ends);
		shown += info.shown;
	}
	igt_assert_eq_u32(shown, 1);

	show_reset(card, &output);
	foreign_free(&foreign[0]);
	foreign_free(&foreign[1]);
}

/* The table in debugfs has a line for each buffer and forgets those that are gone. */
static unsigned int table_lines(uint64_t wanted)
{
	char path[64], line[512];
	unsigned int found = 0;
	FILE *table;

	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/buffers", card_minor(card));
	table = fopen(path, "r");
	igt_assert_f(table, "%s: %s\n", path, strerror(errno));
	while (fgets(line, sizeof(line), table)) {
		unsigned long long number;

		if (sscanf(line, "%llu", &number) == 1)
			found += number == wanted;
	}
	fclose(table);
	return found;
}

/* One value of a buffer's line; the first line names the columns. */
static void table_value(uint64_t wanted, const char *column, char *value, size_t size)
{
	char path[64], line[1024], *rest, *cell;
	int index = -1, i;
	FILE *table;

	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/buffers", card_minor(card));
	table = fopen(path, "r");
	igt_assert_f(table, "%s: %s\n", path, strerror(errno));
	*value = 0;
	for (bool heading = true; fgets(line, sizeof(line), table); heading = false) {
		rest = line;
		line[strcspn(line, "\n")] = 0;
		for (i = 0; (cell = strsep(&rest, "\t")); i++) {
			if (heading && !strcmp(cell, column))
				index = i;
			else if (!heading && !i && strtoull(cell, NULL, 10) != wanted)
				break;
			else if (!heading && i == index)
				snprintf(value, size, "%s", cell);
		}
	}
	fclose(table);
}

static void test_table_planes(void)
{
	drmModeModeInfo mode = mode_make(WIDTH, HEIGHT, 60);
	struct image image = image_new(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888);
	struct vprime_commit *commit;
	char value[128], first[64], second[64], rest;
	int dmabuf = export(image.buffer);
	uint64_t number = inode(dmabuf);

	table_value(number, "planes", value, sizeof(value));
	igt_assert_eq(strcmp(value, "-"), 0);
	table_value(number, "flags", value, sizeof(value));
	igt_assert_eq(strcmp(value, "-e-"), 0);

	show_on(card, &output, &mode, &image);
	table_value(number, "planes", value, sizeof(value));
	igt_assert_f(sscanf(value, "%63[^@,]@Virtual-%c%c", first, &rest, &rest) == 2,
		     "planes: %s\n", value);

	commit = show_commit(card);
	vprime_commit_add_plane(commit, output.overlay->id, output.crtc->id, image.fb, NULL, NULL);
	show_apply(commit, 0);
	table_value(number, "planes", value, sizeof(value));
	igt_assert_f(sscanf(value, "%63[^@,]@Virtual-1,%63[^@,]@Virtual-%c%c", first, second, &rest,
			    &rest) == 3, "planes: %s\n", value);
	igt_assert_neq(strcmp(first, second), 0);

	show_reset(card, &output);
	table_value(number, "planes", value, sizeof(value));
	igt_assert_eq(strcmp(value, "-"), 0);
	close(dmabuf);
	image_free(&image);
}

static void test_table(void)
{
	struct vprime_buffer *buffer = new_buffer(card);
	int dmabuf = export(buffer);
	uint64_t number = inode(dmabuf);

	igt_assert_eq(table_lines(number), 1);
	vprime_buffer_destroy(buffer);
	/* the dma-buf keeps the buffer */
	igt_assert_eq(table_lines(number), 1);
	close(dmabuf);
	igt_assert_eq(table_lines(number), 0);
}

igt_main
{
	igt_fixture {
		card = card_open();
		output = card_output(card);
	}

	igt_describe("A buffer of our own that nothing has happened to.");
	igt_subtest("new")
		test_new();

	igt_describe("A handle that does not exist is refused.");
	igt_subtest("no-handle")
		test_no_handle();

	igt_describe("Mappings by the client are counted.");
	igt_subtest("mmap")
		test_mmap();

	igt_describe("Planes that show a buffer are counted while they do.");
	igt_subtest("shown")
		test_shown();

	igt_describe("The table has a line for each buffer as long as it lives.");
	igt_subtest("table")
		test_table();

	igt_describe("The table names the planes that show a buffer.");
	igt_subtest("table-planes")
		test_table_planes();

	igt_subtest_group {
		igt_fixture
			vgem = card_open_vgem();

		igt_describe("Importers and brackets of an export are counted.");
		igt_subtest("export")
			test_export();

		igt_describe("An import says whose it is.");
		igt_subtest("import")
			test_import();

		igt_describe("An import of a dma-buf without write access says so.");
		igt_subtest("read-only")
			test_read_only();

		igt_describe("10,000 flips between two imports map each once.");
		igt_subtest("flips")
			test_flips();

		igt_fixture
			vprime_close(vgem);
	}

	igt_fixture {
		show_reset(card, &output);
		vprime_close(card);
	}
}
