// SPDX-License-Identifier: MIT
/* PRIME: buffers out, in and back, whose memory they are, and that imports are shown unharmed. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "dmabuf.h"
#include "pattern.h"
#include "picture.h"
#include "show.h"

IGT_TEST_DESCRIPTION("PRIME: buffers out, in and back, and imports on the screen.");

#define WIDTH 160
#define HEIGHT 120

static struct vprime_card *card, *vgem;
static struct vprime_output output;
static drmModeModeInfo mode;

/* An import with the shape of what it is an import of. */
static struct vprime_buffer *import(struct vprime_card *into, int dmabuf,
				    const struct vprime_buffer *original)
{
	return dmabuf_import(into, dmabuf, original->width, original->height, original->stride);
}

static void test_export_flags(void)
{
	static const struct {
		uint32_t flags;
		int access, cloexec;
	} cases[] = {
		{ 0, O_RDONLY, 0 },
		{ DRM_CLOEXEC, O_RDONLY, FD_CLOEXEC },
		{ DRM_RDWR, O_RDWR, 0 },
		{ DRM_RDWR | DRM_CLOEXEC, O_RDWR, FD_CLOEXEC },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct vprime_buffer *buffer = dmabuf_new(card, WIDTH, HEIGHT);
		int dmabuf = dmabuf_export(buffer, cases[i].flags);
		void *map;

		igt_assert_eq(fcntl(dmabuf, F_GETFL) & O_ACCMODE, cases[i].access);
		igt_assert_eq(fcntl(dmabuf, F_GETFD), cases[i].cloexec);
		map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, dmabuf, 0);
		if (cases[i].access == O_RDWR) {
			igt_assert(map != MAP_FAILED);
			munmap(map, 4096);
		} else {
			igt_assert(map == MAP_FAILED);
			igt_assert_eq(errno, EACCES);
		}
		close(dmabuf);
		vprime_buffer_destroy(buffer);
	}
}

static void test_export_again(void)
{
	struct vprime_buffer *buffer = dmabuf_new(card, WIDTH, HEIGHT);
	int first = dmabuf_export(buffer, DRM_CLOEXEC | DRM_RDWR);
	int second = dmabuf_export(buffer, DRM_CLOEXEC);

	igt_assert(first != second);
	igt_assert_eq_u64(dmabuf_inode(first), dmabuf_inode(second));
	igt_assert(lseek(first, 0, SEEK_END) >= (off_t)buffer->stride * HEIGHT);
	close(first);
	close(second);
	vprime_buffer_destroy(buffer);
}

/* Both mappings are of the same memory, and need neither handle nor dma-buf afterwards. */
static void test_mmap(void)
{
	struct vprime_buffer *buffer = dmabuf_new(card, WIDTH, HEIGHT);
	int dmabuf = dmabuf_export(buffer, DRM_CLOEXEC | DRM_RDWR);
	size_t size = buffer->stride * HEIGHT, words = size / 4;
	uint32_t *ours, *theirs;
	struct drm_mode_map_dumb offset = { .handle = buffer->handle };

	igt_assert_eq(drmIoctl(card->fd, DRM_IOCTL_MODE_MAP_DUMB, &offset), 0);
	ours = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, card->fd, offset.offset);
	theirs = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, dmabuf, 0);
	igt_assert(ours != MAP_FAILED && theirs != MAP_FAILED);
	close(dmabuf);
	vprime_buffer_destroy(buffer);

	for (size_t i = 0; i < words; i++)
		ours[i] = i;
	for (size_t i = 0; i < words; i++) {
		igt_assert_eq_u32(theirs[i], i);
		theirs[i] = ~i;
	}
	for (size_t i = 0; i < words; i++)
		igt_assert_eq_u32(ours[i], ~i);
	igt_assert_eq(munmap(ours, size), 0);
	igt_assert_eq_u32(theirs[words - 1], ~(words - 1));
	igt_assert_eq(munmap(theirs, size), 0);
}

static void test_invalid(void)
{
	uint32_t handle;
	int fds[2], dmabuf;

	igt_assert_eq(pipe(fds), 0);
	igt_assert_eq(vprime_handle_import(card, fds[0], &handle), -EINVAL);
	igt_assert_eq(vprime_handle_import(card, -1, &handle), -EBADF);
	igt_assert_eq(vprime_handle_export(card, 0x7fffffff, DRM_CLOEXEC, &dmabuf), -ENOENT);
	close(fds[0]);
	close(fds[1]);
}

static void test_self_import(void)
{
	struct vprime_buffer *buffer = dmabuf_new(card, WIDTH, HEIGHT);
	int dmabuf = dmabuf_export(buffer, DRM_CLOEXEC | DRM_RDWR);
	uint32_t handle;

	for (int i = 0; i < 3; i++) {
		igt_assert_eq(drmPrimeFDToHandle(card->fd, dmabuf, &handle), 0);
		igt_assert_eq_u32(handle, buffer->handle);
	}
	close(dmabuf);
	vprime_buffer_destroy(buffer);
}

/* The other file gets the same object: the same memory, and the same dma-buf when it exports. */
static void test_self_import_other_file(void)
{
	struct vprime_card *other = card_open_again(card);
	struct vprime_buffer *buffer = dmabuf_new(card, WIDTH, HEIGHT), *imported;
	int dmabuf = dmabuf_export(buffer, DRM_CLOEXEC | DRM_RDWR), back;
	struct drm_mode_map_dumb map = { 0 };
	uint32_t *pixels;

	pattern_fill(buffer, DRM_FORMAT_XRGB8888, 1);
	imported = import(other, dmabuf, buffer);
	back = dmabuf_export(imported, DRM_CLOEXEC);
	igt_assert_eq_u64(dmabuf_inode(back), dmabuf_inode(dmabuf));
	close(back);
	close(dmabuf);

	/* Through the card, which only works for an object of its own. */
	map.handle = imported->handle;
	igt_assert_eq(drmIoctl(other->fd, DRM_IOCTL_MODE_MAP_DUMB, &map), 0);
	pixels = mmap(NULL, buffer->size, PROT_READ | PROT_WRITE, MAP_SHARED, other->fd,
		      map.offset);
	igt_assert(pixels != MAP_FAILED);
	igt_assert_eq(memcmp(pixels, buffer->map, buffer->size), 0);
	pixels[WIDTH] = 0x12345678;
	igt_assert_eq_u32(((uint32_t *)buffer->map)[WIDTH], 0x12345678);
	munmap(pixels, buffer->size);

	/* It lives on when its maker lets go. */
	vprime_buffer_destroy(buffer);
	back = dmabuf_export(imported, DRM_CLOEXEC);
	close(back);
	vprime_buffer_destroy(imported);
	vprime_close(other);
}

/**
 * struct foreign - a buffer of vgem's that the card has imported
 * @original: the buffer at vgem, mapped
 * @dmabuf: the dma-buf
 * @imported: the import
 * @fb: a framebuffer of it, or NULL
 */
struct foreign {
	struct vprime_buffer *original;
	int dmabuf;
	struct vprime_buffer *imported;
	struct vprime_fb *fb;
};

static struct foreign foreign_new(uint32_t width, uint32_t height, uint32_t flags)
{
	struct foreign foreign = { .original = dmabuf_new(vgem, width, height) };

	foreign.dmabuf = dmabuf_export(foreign.original, DRM_CLOEXEC | flags);
	foreign.imported = import(card, foreign.dmabuf, foreign.original);
	return foreign;
}

/* Off the screen, too, where it is shown. */
static void foreign_free(struct foreign *foreign)
{
	if (foreign->fb)
		show_reset(card, &output);
	vprime_fb_destroy(foreign->fb);
	vprime_buffer_destroy(foreign->imported);
	close(foreign->dmabuf);
	vprime_buffer_destroy(foreign->original);
}

static void test_import_twice(void)
{
	struct foreign foreign = foreign_new(WIDTH, HEIGHT, DRM_RDWR);
	struct vprime_buffer *again = import(card, foreign.dmabuf, foreign.original);

	igt_assert_eq_u32(foreign.imported->handle, again->handle);
	vprime_buffer_destroy(again);
	/* The first one still counts. */
	close(dmabuf_export(foreign.imported, DRM_CLOEXEC));
	foreign_free(&foreign);
}

/* Through a third: vprime's buffer comes back from vgem as what it is. */
static void test_round_trip(void)
{
	struct vprime_buffer *buffer = dmabuf_new(card, WIDTH, HEIGHT), *abroad;
	int dmabuf = dmabuf_export(buffer, DRM_CLOEXEC | DRM_RDWR), back;
	uint32_t handle;

	abroad = import(vgem, dmabuf, buffer);
	close(dmabuf);
	back = dmabuf_export(abroad, DRM_CLOEXEC);
	igt_assert_eq(drmPrimeFDToHandle(card->fd, back, &handle), 0);
	igt_assert_eq_u32(handle, buffer->handle);
	close(back);
	vprime_buffer_destroy(abroad);
	vprime_buffer_destroy(buffer);
}

static void test_many(void)
{
	struct vprime_buffer *foreign = dmabuf_new(vgem, WIDTH, HEIGHT);
	int dmabuf = dmabuf_export(foreign, DRM_CLOEXEC | DRM_RDWR);
	uint32_t first = 0;

	for (int i = 0; i < 1000; i++) {
		struct vprime_buffer *imported = import(card, dmabuf, foreign);

		if (!first)
			first = imported->handle;
		igt_assert_eq_u32(imported->handle, first);
		vprime_buffer_destroy(imported);
	}
	close(dmabuf);
	vprime_buffer_destroy(foreign);
}

static void assert_shown(const struct picture *expected, unsigned int tolerance)
{
	show_assert(card, &output, &mode, expected, tolerance);
}

/* Drawn by the exporter, shown by us, from one memory. */
static void test_scanout(uint32_t plane, uint32_t format, bool twice)
{
	struct foreign foreign = foreign_new(WIDTH, HEIGHT, DRM_RDWR);
	struct vprime_commit *commit;

	igt_assert_eq(vprime_fb_of_buffer(foreign.imported, format, &foreign.fb), 0);

	show_reset(card, &output);
	commit = show_commit(card);
	vprime_commit_add(commit, output.connector->id, "CRTC_ID", output.crtc->id);
	vprime_commit_add_mode(commit, output.crtc->id, &mode);
	vprime_commit_add_plane(commit, plane, output.crtc->id, foreign.fb, NULL, NULL);
	dmabuf_fill(foreign.original, foreign.dmabuf, format, 1);
	show_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET);

	for (int i = 0; i <= twice; i++) {
		struct picture *drawn, *expected = picture_new(WIDTH, HEIGHT);

		if (i)
			dmabuf_fill(foreign.original, foreign.dmabuf, format, 2);
		drawn = picture_load(foreign.original, format);
		picture_over(expected, drawn, &(struct vprime_rect){ 0, 0, WIDTH, HEIGHT }, 0, 0);
		assert_shown(expected, format == DRM_FORMAT_XRGB8888 ? 0 : 1);
		picture_free(drawn);
		picture_free(expected);
	}
	foreign_free(&foreign);
}

/* A part of an import whose rows are longer, not at its beginning. */
static void test_scanout_part(void)
{
	struct foreign foreign = foreign_new(WIDTH + 57, HEIGHT + 21, DRM_RDWR);
	uint32_t stride = foreign.original->stride, offset = 20 * stride + 56 * 4;
	struct picture *expected;

	dmabuf_fill(foreign.original, foreign.dmabuf, DRM_FORMAT_XRGB8888, 1);
	igt_assert_eq(vprime_fb_create(card, &(struct vprime_fb_layout){
		.width = WIDTH, .height = HEIGHT, .format = DRM_FORMAT_XRGB8888,
		.modifier = DRM_FORMAT_MOD_LINEAR, .handles = { foreign.imported->handle },
		.strides = { stride }, .offsets = { offset },
	}, &foreign.fb), 0);

	show_reset(card, &output);
	igt_assert_eq(vprime_modeset(card, &output, &mode, foreign.fb), 0);
	expected = picture_load(&(struct vprime_buffer){
		.width = WIDTH, .height = HEIGHT, .stride = stride,
		.map = (char *)foreign.original->map + offset,
	}, DRM_FORMAT_XRGB8888);
	assert_shown(expected, 0);
	picture_free(expected);
	foreign_free(&foreign);
}

/* What its owner gives out to be read can be shown, but not be written to. */
static void test_read_only(void)
{
	struct foreign foreign = foreign_new(WIDTH, HEIGHT, 0);
	struct picture *expected;

	pattern_fill(foreign.original, DRM_FORMAT_XRGB8888, 1);
	expected = picture_load(foreign.original, DRM_FORMAT_XRGB8888);
	igt_assert_eq(vprime_fb_of_buffer(foreign.imported, DRM_FORMAT_XRGB8888, &foreign.fb), 0);
	show_reset(card, &output);
	igt_assert_eq(vprime_modeset(card, &output, &mode, foreign.fb), 0);
	assert_shown(expected, 0);

	igt_assert_lt(vprime_writeback(card, &output, foreign.fb, 5000), 0);
	picture_assert(expected, foreign.original, DRM_FORMAT_XRGB8888, 0);
	picture_free(expected);
	foreign_free(&foreign);
}

/* Neither can it be mapped for writing through the card. */
static void test_read_only_mmap(void)
{
	struct foreign foreign = foreign_new(WIDTH, HEIGHT, 0);
	struct drm_mode_map_dumb map = { .handle = foreign.imported->handle };
	void *address;

	igt_require_f(!drmIoctl(card->fd, DRM_IOCTL_MODE_MAP_DUMB, &map),
		      "imports cannot be mapped through the card at all\n");
	address = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, card->fd, map.offset);
	igt_assert(address == MAP_FAILED);
	igt_assert_eq(errno, EACCES);
	foreign_free(&foreign);
}

igt_main
{
	igt_fixture {
		card = card_open();
		output = card_output(card);
		mode = mode_make(WIDTH, HEIGHT, 60);
	}

	igt_describe("O_CLOEXEC and DRM_RDWR are as given to the export.");
	igt_subtest("export-flags")
		test_export_flags();

	igt_describe("Exporting a buffer again gives the same dma-buf.");
	igt_subtest("export-again")
		test_export_again();

	igt_describe("Mappings by the card and by the dma-buf show the same, and outlive both.");
	igt_subtest("mmap")
		test_mmap();

	igt_describe("Files that are no dma-bufs, handles that are none.");
	igt_subtest("invalid")
		test_invalid();

	igt_describe("Importing our own buffer in the same file gives the same handle.");
	igt_subtest("self-import")
		test_self_import();

	igt_describe("Importing our own buffer in another file gives the same object.");
	igt_subtest("self-import-other-file")
		test_self_import_other_file();

	igt_subtest_group {
		static const struct {
			const char *name;
			uint32_t format;
		} formats[] = {
			{ "xrgb8888", DRM_FORMAT_XRGB8888 },
			{ "argb8888", DRM_FORMAT_ARGB8888 },
			{ "xrgb2101010", DRM_FORMAT_XRGB2101010 },
		};

		igt_fixture
			vgem = card_open_vgem();

		igt_describe("Importing a buffer twice gives one handle.");
		igt_subtest("import-twice")
			test_import_twice();

		igt_describe("Our own buffer, back from another card, is our own.");
		igt_subtest("round-trip")
			test_round_trip();

		igt_describe("A thousand imports leave nothing behind.");
		igt_subtest("many")
			test_many();

		for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
			igt_describe("An import on the primary plane, pixel by pixel.");
			igt_subtest_f("scanout-primary-%s", formats[i].name)
				test_scanout(output.primary->id, formats[i].format, false);

			igt_describe("An import on the overlay plane, pixel by pixel.");
			igt_subtest_f("scanout-overlay-%s", formats[i].name)
				test_scanout(output.overlay->id, formats[i].format, false);
		}

		igt_describe("An import on the cursor plane, pixel by pixel.");
		igt_subtest("scanout-cursor-argb8888")
			test_scanout(output.cursor->id, DRM_FORMAT_ARGB8888, false);

		igt_describe("What the exporter draws while its buffer is shown, shows.");
		igt_subtest("scanout-in-place")
			test_scanout(output.primary->id, DRM_FORMAT_XRGB8888, true);

		igt_describe("A part of an import.");
		igt_subtest("scanout-part")
			test_scanout_part();

		igt_describe("An import that may only be read is shown, and not written to.");
		igt_subtest("read-only")
			test_read_only();

		igt_describe("An import that may only be read cannot be mapped to write.");
		igt_subtest("read-only-mmap")
			test_read_only_mmap();

		igt_fixture
			vprime_close(vgem);
	}

	igt_fixture {
		show_reset(card, &output);
		vprime_close(card);
	}
}
