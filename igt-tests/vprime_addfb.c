// SPDX-License-Identifier: MIT
/* What AddFB accepts and refuses: nothing that would make scanout read beyond a buffer gets in. */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "show.h"

IGT_TEST_DESCRIPTION("What AddFB accepts and refuses.");

/* The buffer has exactly one page: 16 rows of 256 bytes. */
#define ROWS 16
#define STRIDE 256
#define WIDTH (STRIDE / 4)

/**
 * struct layout_case - a framebuffer in that buffer
 * @name: of the subtest
 * @describe: what it is about
 * @width: in pixels
 * @height: in pixels
 * @stride: in bytes
 * @offset: in bytes
 * @format: DRM_FORMAT_*
 * @err: 0 or the errno that has to come back
 */
struct layout_case {
	const char *name;
	const char *describe;
	uint32_t width, height, stride, offset, format;
	int err;
};

static const struct layout_case cases[] = {
	{ "exact-fit", "All of the buffer.",
	  WIDTH, ROWS, STRIDE, 0, DRM_FORMAT_XRGB8888, 0 },
	{ "one-row-more", "A row more than there is.",
	  WIDTH, ROWS + 1, STRIDE, 0, DRM_FORMAT_XRGB8888, -EINVAL },
	{ "one-pixel-offset", "All of the buffer, one pixel later.",
	  WIDTH, ROWS, STRIDE, 4, DRM_FORMAT_XRGB8888, -EINVAL },
	{ "last-row-short", "The last row needs its pixels, not its stride: ends with the buffer.",
	  WIDTH / 2, ROWS, STRIDE, STRIDE / 2, DRM_FORMAT_XRGB8888, 0 },
	{ "last-row-short-over", "The same, one pixel beyond.",
	  WIDTH / 2, ROWS, STRIDE, STRIDE / 2 + 4, DRM_FORMAT_XRGB8888, -EINVAL },
	{ "last-pixel", "One pixel, the last one.",
	  1, 1, 4, 4092, DRM_FORMAT_XRGB8888, 0 },
	{ "last-pixel-over", "One pixel that begins where the buffer ends.",
	  1, 1, 4, 4096, DRM_FORMAT_XRGB8888, -EINVAL },
	{ "wider-than-stride", "Rows that overlap.",
	  WIDTH + 1, 1, STRIDE, 0, DRM_FORMAT_XRGB8888, -EINVAL },
	{ "stride-zero", "No stride.",
	  WIDTH, 1, 0, 0, DRM_FORMAT_XRGB8888, -EINVAL },
	{ "stride-huge", "A stride that overflows 32 bits when multiplied.",
	  WIDTH, ROWS, 1u << 28, 0, DRM_FORMAT_XRGB8888, -ERANGE },
	{ "stride-wraps", "A stride that brings the second row back to the first in 32 bits.",
	  1, 2, 0xfffffffc, 4, DRM_FORMAT_XRGB8888, -ERANGE },
	{ "offset-huge", "An offset near 4 GiB.",
	  WIDTH, ROWS, STRIDE, 0xfffff000, DRM_FORMAT_XRGB8888, -ERANGE },
	{ "width-zero", "No width.",
	  0, ROWS, STRIDE, 0, DRM_FORMAT_XRGB8888, -EINVAL },
	{ "height-zero", "No height.",
	  WIDTH, 0, STRIDE, 0, DRM_FORMAT_XRGB8888, -EINVAL },
	{ "width-over-limit", "Wider than any framebuffer may be.",
	  65536, 1, 65536 * 4, 0, DRM_FORMAT_XRGB8888, -EINVAL },
	{ "height-over-limit", "Higher than any framebuffer may be.",
	  1, 65536, 4, 0, DRM_FORMAT_XRGB8888, -EINVAL },
	{ "argb8888", "The format ARGB8888.",
	  WIDTH, ROWS, STRIDE, 0, DRM_FORMAT_ARGB8888, 0 },
	{ "xrgb2101010", "The format XRGB2101010.",
	  WIDTH, ROWS, STRIDE, 0, DRM_FORMAT_XRGB2101010, 0 },
	{ "rgb332", "A format that no plane has.",
	  WIDTH, ROWS, STRIDE, 0, DRM_FORMAT_RGB332, -EINVAL },
	{ "no-format", "A format that does not exist.",
	  WIDTH, ROWS, STRIDE, 0, fourcc_code('n', 'o', 'n', 'e'), -EINVAL },
};

static struct vprime_card *card;
static struct vprime_buffer *page;

static struct vprime_fb_layout layout_of(const struct layout_case *c, uint32_t handle)
{
	return (struct vprime_fb_layout){
		.width = c->width,
		.height = c->height,
		.format = c->format,
		.modifier = DRM_FORMAT_MOD_LINEAR,
		.handles = { handle },
		.strides = { c->stride },
		.offsets = { c->offset },
	};
}

static void check_layout(const struct vprime_fb_layout *layout, int err)
{
	struct vprime_fb *fb = NULL;

	igt_assert_eq(vprime_fb_create(card, layout, &fb), err);
	vprime_fb_destroy(fb);
}

/* With the modifier and without: the paths in the kernel differ. */
static void test_case(const struct layout_case *c)
{
	struct vprime_fb_layout layout = layout_of(c, page->handle);

	check_layout(&layout, c->err);
	layout.modifier = DRM_FORMAT_MOD_INVALID;
	check_layout(&layout, c->err);
}

static void test_handles(void)
{
	struct vprime_fb_layout layout = layout_of(&cases[0], 0);

	check_layout(&layout, -EINVAL);
	layout.handles[0] = 0x7fffffff;
	check_layout(&layout, -ENOENT);
}

static void test_second_plane(void)
{
	struct vprime_fb_layout layout = layout_of(&cases[0], page->handle);

	layout.handles[1] = page->handle;
	check_layout(&layout, -EINVAL);
	layout.handles[1] = 0;
	layout.strides[1] = STRIDE;
	check_layout(&layout, -EINVAL);
}

static void test_modifiers(void)
{
	static const uint64_t modifiers[] = {
		I915_FORMAT_MOD_X_TILED, I915_FORMAT_MOD_Y_TILED,
		DRM_FORMAT_MOD_NVIDIA_16BX2_BLOCK(0),
		DRM_FORMAT_MOD_ARM_AFBC(AFBC_FORMAT_MOD_BLOCK_SIZE_16x16),
	};

	for (size_t i = 0; i < sizeof(modifiers) / sizeof(modifiers[0]); i++) {
		struct vprime_fb_layout layout = layout_of(&cases[0], page->handle);

		layout.modifier = modifiers[i];
		check_layout(&layout, -EINVAL);
	}
}

static void test_flags(void)
{
	struct drm_mode_fb_cmd2 cmd = {
		.width = WIDTH,
		.height = ROWS,
		.pixel_format = DRM_FORMAT_XRGB8888,
		.handles = { page->handle },
		.pitches = { STRIDE },
		.flags = DRM_MODE_FB_INTERLACED << 3,
	};

	igt_assert_eq(drmIoctl(card->fd, DRM_IOCTL_MODE_ADDFB2, &cmd), -1);
	igt_assert_eq(errno, EINVAL);
}

/* The import is as big as it is, whatever the importer says about it. */
static void test_import_bounds(void)
{
	struct vprime_card *vgem = card_open_vgem();
	struct vprime_buffer *foreign, *import;
	struct vprime_fb_layout layout;
	int dmabuf;

	igt_assert_eq(vprime_buffer_create(vgem, WIDTH, ROWS, 32, &foreign), 0);
	igt_assert_eq_u64(foreign->size, 4096);
	igt_assert_eq(vprime_buffer_export(foreign, DRM_CLOEXEC | DRM_RDWR, &dmabuf), 0);
	igt_assert_eq(vprime_buffer_import(card, dmabuf, &import), 0);
	close(dmabuf);

	layout = layout_of(&cases[0], import->handle);
	check_layout(&layout, 0);
	layout.height++;
	check_layout(&layout, -EINVAL);

	vprime_buffer_destroy(import);
	vprime_buffer_destroy(foreign);
	vprime_close(vgem);
}

/* A framebuffer keeps its memory when the handle is closed, and RmFB works once. */
static void test_lifetime(void)
{
	struct vprime_buffer *buffer;
	struct vprime_fb *fb;
	drmModeFB2 *info;
	uint32_t id;

	igt_assert_eq(vprime_buffer_create(card, WIDTH, ROWS, 32, &buffer), 0);
	igt_assert_eq(vprime_fb_of_buffer(buffer, DRM_FORMAT_XRGB8888, &fb), 0);
	vprime_buffer_destroy(buffer);

	info = drmModeGetFB2(card->fd, fb->id);
	igt_assert(info);
	igt_assert_eq_u32(info->width, WIDTH);
	igt_assert_eq_u32(info->height, ROWS);
	igt_assert_eq_u32(info->pitches[0], STRIDE);
	igt_assert_eq_u32(info->pixel_format, DRM_FORMAT_XRGB8888);
	igt_assert_eq_u64(info->modifier, DRM_FORMAT_MOD_LINEAR);
	igt_assert_neq_u32(info->handles[0], 0);
	drmCloseBufferHandle(card->fd, info->handles[0]);
	drmModeFreeFB2(info);

	id = fb->id;
	vprime_fb_destroy(fb);
	igt_assert_eq(drmModeRmFB(card->fd, id), -ENOENT);
}

igt_main
{
	igt_fixture {
		card = card_open();
		igt_assert_eq(vprime_buffer_create(card, WIDTH, ROWS, 32, &page), 0);
		igt_assert_eq(page->stride, STRIDE);
		igt_assert_eq_u64(page->size, 4096);
	}

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		igt_describe_f("%s", cases[i].describe);
		igt_subtest(cases[i].name)
			test_case(&cases[i]);
	}

	igt_describe("No handle, and a handle that does not exist.");
	igt_subtest("handles")
		test_handles();

	igt_describe("A second colour plane for a format that has one.");
	igt_subtest("second-plane")
		test_second_plane();

	igt_describe("Tilings of others.");
	igt_subtest("modifiers")
		test_modifiers();

	igt_describe("Flags that do not exist.");
	igt_subtest("flags")
		test_flags();

	igt_describe("Imports are bounded by the size of their dma-buf.");
	igt_subtest("import-bounds")
		test_import_bounds();

	igt_describe("A framebuffer outlives the handle it was made of.");
	igt_subtest("lifetime")
		test_lifetime();

	igt_fixture {
		vprime_buffer_destroy(page);
		vprime_close(card);
	}
}
