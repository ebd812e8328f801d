// SPDX-License-Identifier: MIT
/* Framebuffers of several colour planes: each read from its own buffer, at its own offset. */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "module.h"
#include "peer.h"
#include "picture.h"
#include "show.h"

IGT_TEST_DESCRIPTION("Framebuffers of several colour planes, in one buffer or several.");

/* Buffers are filled with 32-bit words that grow by this. */
#define STEP 0x9e3779b9u

/**
 * struct sample - where a component of a pixel is
 * @plane: in this colour plane
 * @width: pixels in a row that share it
 * @height: rows that share it
 * @pitch: bytes from one of them to the next in a row
 * @offset: bytes before the first one in a row
 */
struct sample {
	unsigned int plane, width, height, pitch, offset;
};

/**
 * struct yuv - a format
 * @name: its name
 * @format: DRM_FORMAT_*
 * @planes: how many colour planes it has
 * @bits: bits of a component; those of 10 are at the top of 16
 * @y: luma
 * @u: blue difference
 * @v: red difference
 */
static const struct yuv {
	const char *name;
	uint32_t format;
	unsigned int planes;
	unsigned int bits;
	struct sample y, u, v;
} formats[] = {
	{ "NV12", DRM_FORMAT_NV12, 2, 8, { 0, 1, 1, 1, 0 }, { 1, 2, 2, 2, 0 }, { 1, 2, 2, 2, 1 } },
	{ "NV21", DRM_FORMAT_NV21, 2, 8, { 0, 1, 1, 1, 0 }, { 1, 2, 2, 2, 1 }, { 1, 2, 2, 2, 0 } },
	{ "NV16", DRM_FORMAT_NV16, 2, 8, { 0, 1, 1, 1, 0 }, { 1, 2, 1, 2, 0 }, { 1, 2, 1, 2, 1 } },
	{ "NV24", DRM_FORMAT_NV24, 2, 8, { 0, 1, 1, 1, 0 }, { 1, 1, 1, 2, 0 }, { 1, 1, 1, 2, 1 } },
	{ "YUV420", DRM_FORMAT_YUV420, 3, 8, { 0, 1, 1, 1, 0 }, { 1, 2, 2, 1, 0 },
	  { 2, 2, 2, 1, 0 } },
	{ "YVU420", DRM_FORMAT_YVU420, 3, 8, { 0, 1, 1, 1, 0 }, { 2, 2, 2, 1, 0 },
	  { 1, 2, 2, 1, 0 } },
	{ "YUV422", DRM_FORMAT_YUV422, 3, 8, { 0, 1, 1, 1, 0 }, { 1, 2, 1, 1, 0 },
	  { 2, 2, 1, 1, 0 } },
	{ "YUV444", DRM_FORMAT_YUV444, 3, 8, { 0, 1, 1, 1, 0 }, { 1, 1, 1, 1, 0 },
	  { 2, 1, 1, 1, 0 } },
	{ "P010", DRM_FORMAT_P010, 2, 10, { 0, 1, 1, 2, 0 }, { 1, 2, 2, 4, 0 }, { 1, 2, 2, 4, 2 } },
	{ "YUYV", DRM_FORMAT_YUYV, 1, 8, { 0, 1, 1, 2, 0 }, { 0, 2, 1, 4, 1 }, { 0, 2, 1, 4, 3 } },
};

#define N_FORMATS (sizeof(formats) / sizeof(formats[0]))
#define MAX_PLANES 3

/**
 * struct memory - a buffer that some colour planes are in
 * @owner: the exporter's own buffer, or NULL
 * @buffer: the card's
 * @first: its first word
 * @dmabuf: of an import, or -1
 */
struct memory {
	struct vprime_buffer *owner;
	struct vprime_buffer *buffer;
	uint32_t first;
	int dmabuf;
};

static struct vprime_card *card, *vgem;
static struct vprime_output output;
static int peer;

static uint32_t div_up(uint32_t a, uint32_t b)
{
	return (a + b - 1) / b;
}

/* Bytes of a row of a colour plane; two pixels that share their chroma go together. */
static uint32_t row_bytes(const struct yuv *yuv, unsigned int plane, uint32_t width)
{
	if (yuv->planes == 1)
		return div_up(width, 2) * 4;
	if (!plane)
		return width * yuv->y.pitch;
	return div_up(width, yuv->u.width) * yuv->u.pitch;
}

static uint32_t plane_rows(const struct yuv *yuv, unsigned int plane, uint32_t height)
{
	return plane ? div_up(height, yuv->u.height) : height;
}

static uint32_t plane_bytes(const struct yuv *yuv, const struct vprime_fb_layout *layout,
			    unsigned int plane)
{
	return (plane_rows(yuv, plane, layout->height) - 1) * layout->strides[plane] +
	       row_bytes(yuv, plane, layout->width);
}

static struct vprime_buffer *new_buffer(struct vprime_card *owner, uint64_t size)
{
	struct vprime_buffer *buffer;

	igt_assert_eq(vprime_buffer_create(owner, 4096, div_up(size, 4096), 8, &buffer), 0);
	igt_assert(size <= buffer->size);
	return buffer;
}

static void fill(struct memory *memory, struct vprime_buffer *buffer)
{
	igt_assert_eq(vprime_buffer_map(buffer, NULL), 0);
	for (uint64_t i = 0; i < buffer->size / 4; i++)
		((uint32_t *)buffer->map)[i] = memory->first + (uint32_t)i * STEP;
}

static struct memory memory_own(uint64_t size, uint32_t first)
{
	struct memory memory = { .buffer = new_buffer(card, size), .first = first, .dmabuf = -1 };

	fill(&memory, memory.buffer);
	return memory;
}

static struct memory memory_vgem(uint64_t size, uint32_t first)
{
	struct memory memory = { .owner = new_buffer(vgem, size), .first = first };

	fill(&memory, memory.owner);
	igt_assert_eq(vprime_buffer_export(memory.owner, DRM_CLOEXEC, &memory.dmabuf), 0);
	igt_assert_eq(vprime_buffer_import(card, memory.dmabuf, &memory.buffer), 0);
	return memory;
}

static struct memory memory_peer(uint64_t size, uint32_t first, uint32_t kind)
{
	struct memory memory = { .first = first };

	memory.dmabuf = peer_export(peer, div_up(size, 4096) * 4096, kind, 0);
	peer_fill(peer, memory.dmabuf, first, STEP);
	igt_assert_eq(vprime_buffer_import(card, memory.dmabuf, &memory.buffer), 0);
	return memory;
}

static void memory_free(struct memory *memory)
{
	vprime_buffer_destroy(memory->buffer);
	vprime_buffer_destroy(memory->owner);
	if (memory->dmabuf >= 0)
		close(memory->dmabuf);
}

static unsigned int byte_at(const struct memory *memory, uint32_t offset)
{
	return (memory->first + offset / 4 * STEP) >> offset % 4 * 8 & 0xff;
}

/* A component from 0 to 1, without regard to what it stands for. */
static double sample_at(const struct yuv *yuv, const struct sample *sample,
			const struct vprime_fb_layout *layout, struct memory *const *memory,
			uint32_t x, uint32_t y)
{
	uint32_t at = layout->offsets[sample->plane] +
		      y / sample->height * layout->strides[sample->plane] +
		      x / sample->width * sample->pitch + sample->offset;
	unsigned int raw = byte_at(memory[sample->plane], at);

	if (yuv->bits == 10)
		raw = (raw | byte_at(memory[sample->plane], at + 1) << 8) >> 6;
	return raw;
}

static double clamp(double v)
{
	return v < 0 ? 0 : v > 1 ? 1 : v;
}

/* BT.709, limited range, as a plane has it when nothing else is asked for. */
static struct colour convert(double y, double u, double v, unsigned int bits)
{
	const double kr = 0.2126, kb = 0.0722, kg = 1 - kr - kb, unit = 1 << (bits - 8);
	double luma = (y - 16 * unit) / (219 * unit);
	double blue = (u - 128 * unit) / (224 * unit), red = (v - 128 * unit) / (224 * unit);

	return (struct colour){
		clamp(luma + 2 * (1 - kr) * red),
		clamp(luma - 2 * (1 - kb) * kb / kg * blue - 2 * (1 - kr) * kr / kg * red),
		clamp(luma + 2 * (1 - kb) * blue),
		1,
	};
}

static struct picture *expected_picture(const struct yuv *yuv,
					const struct vprime_fb_layout *layout,
					struct memory *const *memory)
{
	struct picture *picture = picture_new(layout->width, layout->height);

	for (uint32_t y = 0; y < layout->height; y++)
		for (uint32_t x = 0; x < layout->width; x++)
			picture->pixels[y * layout->width + x] =
				convert(sample_at(yuv, &yuv->y, layout, memory, x, y),
					sample_at(yuv, &yuv->u, layout, memory, x, y),
					sample_at(yuv, &yuv->v, layout, memory, x, y), yuv->bits);
	return picture;
}

/* @memory says for each colour plane where it is; the layout lacks the handles alone. */
static void check_shown(const struct yuv *yuv, struct vprime_fb_layout *layout,
			struct memory *const *memory)
{
	drmModeModeInfo mode = mode_make(layout->width, layout->height, 60);
	struct picture *expected = expected_picture(yuv, layout, memory);
	struct image shown = { 0 }, written;

	for (unsigned int i = 0; i < yuv->planes; i++)
		layout->handles[i] = memory[i]->buffer->handle;
	igt_assert_eq(vprime_fb_create(card, layout, &shown.fb), 0);
	show_on(card, &output, &mode, &shown);
	written = show_capture(card, &output, &mode, DRM_FORMAT_XRGB8888);
	picture_assert(expected, written.buffer, DRM_FORMAT_XRGB8888, 1);

	show_reset(card, &output);
	image_free(&written);
	image_free(&shown);
	picture_free(expected);
}

static struct vprime_fb_layout layout_new(const struct yuv *yuv, uint32_t width, uint32_t height)
{
	struct vprime_fb_layout layout = {
		.width = width,
		.height = height,
		.format = yuv->format,
		.modifier = DRM_FORMAT_MOD_LINEAR,
	};

	for (unsigned int i = 0; i < yuv->planes; i++)
		layout.strides[i] = row_bytes(yuv, i, width);
	return layout;
}

static const struct {
	unsigned int width, height;
} sizes[] = { { 64, 32 }, { 65, 43 }, { 33, 12 }, { 130, 11 } };

#define N_SIZES (sizeof(sizes) / sizeof(sizes[0]))

/* One after the other with nothing between, as most clients have them. */
static void test_one_buffer(const struct yuv *yuv)
{
	for (size_t i = 0; i < N_SIZES; i++) {
		struct vprime_fb_layout layout = layout_new(yuv, sizes[i].width, sizes[i].height);
		struct memory own, *memory[MAX_PLANES] = { &own, &own, &own };
		uint32_t size = 0;

		for (unsigned int p = 0; p < yuv->planes; p++) {
			layout.offsets[p] = size;
			size += plane_bytes(yuv, &layout, p);
		}
		own = memory_own(size, 3);
		check_shown(yuv, &layout, memory);
		memory_free(&own);
	}
}

/* The last plane first, rows longer than they need be, offsets that are aligned to nothing. */
static void test_strides(const struct yuv *yuv)
{
	struct vprime_fb_layout layout = layout_new(yuv, 65, 43);
	struct memory own, *memory[MAX_PLANES] = { &own, &own, &own };
	uint32_t size = 7;

	for (unsigned int p = yuv->planes; p--;) {
		layout.strides[p] += 5 + 8 * p;
		layout.offsets[p] = size;
		size += plane_bytes(yuv, &layout, p) + 3;
	}
	own = memory_own(size, 5);
	check_shown(yuv, &layout, memory);
	memory_free(&own);
}

/* Everybody's memory, each plane in that of another one; each way round. */
static void test_buffer_each(const struct yuv *yuv)
{
	for (unsigned int turn = 0; turn < 6; turn++) {
		struct vprime_fb_layout layout = layout_new(yuv, 65, 43);
		struct memory memories[MAX_PLANES], *memory[MAX_PLANES];

		for (unsigned int p = 0; p < yuv->planes; p++) {
			uint32_t size, first = 17 * turn + p;

			layout.offsets[p] = 100 * p + turn;
			size = layout.offsets[p] + plane_bytes(yuv, &layout, p);
			switch ((p + turn) % 6) {
			case 0:
				memories[p] = memory_own(size, first);
				break;
			case 1:
				memories[p] = memory_vgem(size, first);
				break;
			default:
				memories[p] = memory_peer(size, first, (p + turn) % 6 - 2);
				break;
			}
			memory[p] = &memories[p];
		}
		check_shown(yuv, &layout, memory);
		for (unsigned int p = 0; p < yuv->planes; p++)
			memory_free(&memories[p]);
	}
}

/* Each plane in turn ends with its buffer, and a byte beyond; one byte of stride more, too. */
static void test_bounds(const struct yuv *yuv)
{
	static const struct {
		unsigned int width, height;
	} fits[] = { { 64, 32 }, { 33, 7 }, { 1, 1 }, { 2, 3 } };
	struct memory large = memory_own(65536, 1), page = memory_own(4096, 1);

	igt_assert_eq_u64(page.buffer->size, 4096);
	for (size_t i = 0; i < sizeof(fits) / sizeof(fits[0]); i++) {
		for (unsigned int p = 0; p < yuv->planes; p++) {
			struct vprime_fb_layout layout = layout_new(yuv, fits[i].width,
								    fits[i].height);
			struct vprime_fb *fb;

			for (unsigned int other = 0; other < yuv->planes; other++)
				layout.handles[other] = large.buffer->handle;
			layout.handles[p] = page.buffer->handle;
			layout.offsets[p] = 4096 - plane_bytes(yuv, &layout, p);
			igt_assert_eq(vprime_fb_create(card, &layout, &fb), 0);
			vprime_fb_destroy(fb);

			layout.offsets[p]++;
			igt_assert_eq(vprime_fb_create(card, &layout, &fb), -EINVAL);
			layout.offsets[p] = 4096;
			igt_assert_eq(vprime_fb_create(card, &layout, &fb), -EINVAL);
			layout.offsets[p] = 0xfffff000;
			igt_assert_neq(vprime_fb_create(card, &layout, &fb), 0);

			layout.offsets[p] = 4096 - plane_bytes(yuv, &layout, p);
			if (plane_rows(yuv, p, layout.height) > 1) {
				layout.strides[p]++;
				igt_assert_eq(vprime_fb_create(card, &layout, &fb), -EINVAL);
				layout.strides[p] = 0x20000000;
				igt_assert_neq(vprime_fb_create(card, &layout, &fb), 0);
			}

			layout.offsets[p] = 0;
			layout.strides[p] = row_bytes(yuv, p, layout.width) - 1;
			igt_assert_eq(vprime_fb_create(card, &layout, &fb), -EINVAL);
		}
	}
	memory_free(&page);
	memory_free(&large);
}

/* A colour plane too many or too few, and one that is nobody's. */
static void test_handles(const struct yuv *yuv)
{
	struct vprime_fb_layout good = layout_new(yuv, 32, 16), bad;
	struct memory own = memory_own(8192, 1);
	struct vprime_fb *fb;

	for (unsigned int p = 0; p < yuv->planes; p++)
		good.handles[p] = own.buffer->handle;

	for (unsigned int p = 0; p < yuv->planes; p++) {
		bad = good;
		bad.handles[p] = 0;
		igt_assert_eq(vprime_fb_create(card, &bad, &fb), -EINVAL);
		bad.handles[p] = 0x7fffffff;
		igt_assert_eq(vprime_fb_create(card, &bad, &fb), -ENOENT);
		bad = good;
		bad.strides[p] = 0;
		igt_assert_eq(vprime_fb_create(card, &bad, &fb), -EINVAL);
	}
	bad = good;
	bad.handles[yuv->planes] = own.buffer->handle;
	igt_assert_eq(vprime_fb_create(card, &bad, &fb), -EINVAL);

	igt_assert_eq(vprime_fb_create(card, &good, &fb), 0);
	vprime_fb_destroy(fb);
	memory_free(&own);
}

/* However many planes are in it, a buffer is mapped once, and bracketed once for each frame. */
static void test_once_each(void)
{
	const struct yuv *yuv = &formats[4];
	struct vprime_fb_layout layout = layout_new(yuv, 64, 32);
	struct memory memory = memory_peer(65536, 1, VPRIME_PEER_SCATTERED);
	drmModeModeInfo mode = mode_make(64, 32, 60);
	struct vprime_peer_counts before, after;
	struct image shown = { 0 }, written;

	for (unsigned int p = 0; p < yuv->planes; p++) {
		layout.handles[p] = memory.buffer->handle;
		layout.offsets[p] = 4096 * p;
	}
	igt_assert_eq(vprime_fb_create(card, &layout, &shown.fb), 0);
	before = peer_counts(peer, memory.dmabuf);
	show_on(card, &output, &mode, &shown);
	written = show_capture(card, &output, &mode, DRM_FORMAT_XRGB8888);
	after = peer_counts(peer, memory.dmabuf);
	igt_assert_eq_u64(after.calls[VPRIME_PEER_STEP_VMAP],
			  before.calls[VPRIME_PEER_STEP_VMAP] + 1);
	igt_assert_eq_u64(after.calls[VPRIME_PEER_STEP_BEGIN_CPU_ACCESS],
			  before.calls[VPRIME_PEER_STEP_BEGIN_CPU_ACCESS] + 1);

	show_reset(card, &output);
	image_free(&written);
	image_free(&shown);
	memory_free(&memory);
}

/* The framebuffer keeps each of its buffers, whatever their owners do. */
static void test_lifetime(void)
{
	const struct yuv *yuv = &formats[0];
	struct vprime_fb_layout layout = layout_new(yuv, 64, 32);
	struct memory memories[2] = { memory_own(4096, 1), memory_vgem(4096, 2) };
	struct memory *memory[2] = { &memories[0], &memories[1] };
	struct picture *expected = expected_picture(yuv, &layout, memory);
	drmModeModeInfo mode = mode_make(64, 32, 60);
	struct image shown = { 0 }, written;
	drmModeFB2 *info;

	for (unsigned int p = 0; p < 2; p++)
		layout.handles[p] = memories[p].buffer->handle;
	igt_assert_eq(vprime_fb_create(card, &layout, &shown.fb), 0);
	for (unsigned int p = 0; p < 2; p++)
		memory_free(&memories[p]);

	info = drmModeGetFB2(card->fd, shown.fb->id);
	igt_assert(info);
	for (unsigned int p = 0; p < 2; p++) {
		igt_assert_neq_u32(info->handles[p], 0);
		drmCloseBufferHandle(card->fd, info->handles[p]);
	}
	igt_assert_neq_u32(info->handles[0], info->handles[1]);
	igt_assert_eq_u32(info->handles[2], 0);
	drmModeFreeFB2(info);

	show_on(card, &output, &mode, &shown);
	written = show_capture(card, &output, &mode, DRM_FORMAT_XRGB8888);
	picture_assert(expected, written.buffer, DRM_FORMAT_XRGB8888, 1);
	show_reset(card, &output);
	image_free(&written);
	image_free(&shown);
	picture_free(expected);
}

igt_main
{
	igt_fixture {
		card = card_open();
		output = card_output(card);
		vgem = card_open_vgem();
		module_load("vprime_peer");
		peer = peer_open();
	}

	for (size_t i = 0; i < N_FORMATS; i++) {
		const struct yuv *yuv = &formats[i];

		igt_describe("All planes in one buffer, one after the other.");
		igt_subtest_f("one-buffer-%s", yuv->name)
			test_one_buffer(yuv);

		igt_describe("The same in another order, with gaps.");
		igt_subtest_f("strides-%s", yuv->name)
			test_strides(yuv);

		igt_describe("A buffer for each plane, of different exporters.");
		igt_subtest_f("buffer-each-%s", yuv->name)
			test_buffer_each(yuv);

		igt_describe("No plane may end a byte beyond its buffer.");
		igt_subtest_f("bounds-%s", yuv->name)
			test_bounds(yuv);

		igt_describe("As many handles as the format has planes.");
		igt_subtest_f("handles-%s", yuv->name)
			test_handles(yuv);
	}

	igt_describe("One map and one bracket for a buffer of several planes.");
	igt_subtest("once-each")
		test_once_each();

	igt_describe("A framebuffer outlives the handles of all its buffers.");
	igt_subtest("lifetime")
		test_lifetime();

	igt_fixture {
		show_reset(card, &output);
		close(peer);
		vprime_close(vgem);
		vprime_close(card);
	}
}
