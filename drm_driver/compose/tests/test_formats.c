// SPDX-License-Identifier: MIT
/* Reading and writing of each format. */

#include "kernels.h"
#include "random.h"
#include "reference.h"
#include "suite.h"

#define OPAQUE16 0xffff000000000000ull

static const u32 fourccs[] = {
	DRM_FORMAT_XRGB8888, DRM_FORMAT_ARGB8888, DRM_FORMAT_XRGB2101010, DRM_FORMAT_RGB565,
};

static const struct vprime_format *format(u32 fourcc)
{
	const struct vprime_format *f = vprime_format_lookup(fourcc);

	assert_non_null(f);
	return f;
}

static void read8(const struct vprime_format *f, u32 *row, const u8 *src, u32 n)
{
	f->read8(row, &(struct vprime_run) { .kernels = vprime_kernels_best(), .format = f,
		 .data[0] = (u8 *)src }, n);
}

static void read16(const struct vprime_format *f, u64 *row, const u8 *src, u32 n)
{
	f->read16(row, &(struct vprime_run) { .kernels = vprime_kernels_best(), .format = f,
		 .data[0] = (u8 *)src }, n);
}

static void write8(const struct vprime_format *f, u8 *dst, const u32 *row, u32 n)
{
	f->write8(&(struct vprime_run) { .kernels = vprime_kernels_best(), .format = f,
		 .data[0] = dst }, row, n);
}

static void write16(const struct vprime_format *f, u8 *dst, const u64 *row, u32 n)
{
	f->write16(&(struct vprime_run) { .kernels = vprime_kernels_best(), .format = f,
		 .data[0] = dst }, row, n);
}

static void test_lookup(void **state)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(fourccs); i++) {
		const struct vprime_format *f = format(fourccs[i]);

		assert_int_equal(f->fourcc, fourccs[i]);
		assert_int_equal(f->block_bytes[0], fourccs[i] == DRM_FORMAT_RGB565 ? 2 : 4);
		assert_int_equal(f->has_alpha, fourccs[i] == DRM_FORMAT_ARGB8888);
		assert_int_equal(f->deep, fourccs[i] == DRM_FORMAT_XRGB2101010);
		assert_int_equal(!f->read8, f->deep);
		assert_int_equal(!f->write8, f->deep);
		assert_int_equal(!f->write16, !f->deep);
	}
}

static void test_lookup_of_unknown_formats(void **state)
{
	assert_null(vprime_format_lookup(0));
	assert_null(vprime_format_lookup(DRM_FORMAT_XRGB8888 | DRM_FORMAT_BIG_ENDIAN));
}

/* DRM formats are little endian, whatever the machine is. */
static void test_order_of_bytes(void **state)
{
	static const u8 bytes[4] = { 0x11, 0x22, 0x33, 0x44 };
	u8 written[4];
	u32 row8;
	u64 row16;

	read8(format(DRM_FORMAT_XRGB8888), &row8, bytes, 1);
	assert_int_equal(row8, 0xff332211);
	read8(format(DRM_FORMAT_ARGB8888), &row8, bytes, 1);
	assert_int_equal(row8, 0x44332211);
	write8(format(DRM_FORMAT_ARGB8888), written, &row8, 1);
	assert_memory_equal(written, bytes, 4);

	/* 0x2211: red 4, green 16, blue 17 */
	read8(format(DRM_FORMAT_RGB565), &row8, bytes, 1);
	assert_int_equal(row8, 0xff21418c);
	write8(format(DRM_FORMAT_RGB565), written, &row8, 1);
	assert_memory_equal(written, bytes, 2);

	/* 0x44332211: red 0x043, green 0x0c8, blue 0x211 */
	read16(format(DRM_FORMAT_XRGB2101010), &row16, bytes, 1);
	assert_int_equal(row16, 0xffff000000000000ull | (0x043 * 65535ull + 511) / 1023 << 32 |
			 (0x0c8 * 65535ull + 511) / 1023 << 16 | (0x211 * 65535ull + 511) / 1023);
	write16(format(DRM_FORMAT_XRGB2101010), written, &row16, 1);
	assert_int_equal(written[0], 0x11);
	assert_int_equal(written[1], 0x22);
	assert_int_equal(written[2], 0x33);
	assert_int_equal(written[3] & 0x3f, 0x04);
}

static void test_10_bits_read_all_values(void **state)
{
	const struct vprime_format *f = format(DRM_FORMAT_XRGB2101010);
	u32 unused, v;

	for (unused = 0; unused < 4; unused++) {
		for (v = 0; v < 1024; v++) {
			u64 wide = (2 * v * 65535ull + 1023) / (2 * 1023), row[3];
			u32 src[3] = { unused << 30 | v, unused << 30 | v << 10,
					    unused << 30 | v << 20 };

			read16(f, row, (const u8 *)src, 3);
			assert_int_equal(row[0], OPAQUE16 | wide);
			assert_int_equal(row[1], OPAQUE16 | wide << 16);
			assert_int_equal(row[2], OPAQUE16 | wide << 32);
		}
	}
}

static void test_10_bits_write_all_values(void **state)
{
	const struct vprime_format *f = format(DRM_FORMAT_XRGB2101010);
	u64 x;

	for (x = 0; x < 65536; x++) {
		u32 narrow = (2 * x * 1023 + 65535) / (2 * 65535), dst[3];
		u64 row[3] = { OPAQUE16 | x, OPAQUE16 | x << 16, OPAQUE16 | x << 32 };

		write16(f, (u8 *)dst, row, 3);
		assert_int_equal(dst[0], 3u << 30 | narrow);
		assert_int_equal(dst[1], 3u << 30 | narrow << 10);
		assert_int_equal(dst[2], 3u << 30 | narrow << 20);
	}
}

static void test_5_and_6_bits_read_all_values(void **state)
{
	const struct vprime_format *f = format(DRM_FORMAT_RGB565);
	u32 v, row;

	for (v = 0; v < 65536; v++) {
		u8 src[2] = { v, v >> 8 };
		u32 red = (2 * 255 * (v >> 11) + 31) / (2 * 31);
		u32 green = (2 * 255 * (v >> 5 & 63) + 63) / (2 * 63);
		u32 blue = (2 * 255 * (v & 31) + 31) / (2 * 31);

		read8(f, &row, src, 1);
		assert_int_equal(row, 0xff000000 | red << 16 | green << 8 | blue);
	}
}

static void test_5_and_6_bits_write_all_values(void **state)
{
	const struct vprime_format *f = format(DRM_FORMAT_RGB565);
	u32 v;

	for (v = 0; v < 256; v++) {
		u32 five = (2 * v * 31 + 255) / (2 * 255), six = (2 * v * 63 + 255) / (2 * 255);
		u32 row[3] = { 0xff000000 | v << 16, 0xff000000 | v << 8, 0xff000000 | v };
		u16 dst[3];

		write8(f, (u8 *)dst, row, 3);
		assert_int_equal(dst[0], five << 11);
		assert_int_equal(dst[1], six << 5);
		assert_int_equal(dst[2], five);
	}
}

/* What is read and written back is the same, in every format. */
static void test_round_trip(void **state)
{
	struct random r = random_start(0);
	u32 src[64], dst[64], row8[128];
	u64 row16[64];
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(fourccs); i++) {
		const struct vprime_format *f = format(fourccs[i]);
		u32 n = sizeof(src) / f->block_bytes[0];
		u32 unused = fourccs[i] == DRM_FORMAT_XRGB8888 ? 0xff000000 :
			     fourccs[i] == DRM_FORMAT_XRGB2101010 ? 0xc0000000 : 0;

		for (j = 0; j < ARRAY_SIZE(src); j++)
			src[j] = (u32)random_bits(&r);
		if (f->deep) {
			read16(f, row16, (const u8 *)src, n);
			write16(f, (u8 *)dst, row16, n);
		} else {
			read8(f, row8, (const u8 *)src, n);
			write8(f, (u8 *)dst, row8, n);
		}
		for (j = 0; j < ARRAY_SIZE(src); j++)
			assert_int_equal(dst[j], src[j] | unused);
	}
}

static u64 wide_pixel(struct colour c)
{
	return (u64)(c.a * 65535 + 0.5) << 48 | (u64)(c.r * 65535 + 0.5) << 32 |
	       (u64)(c.g * 65535 + 0.5) << 16 | (u64)(c.b * 65535 + 0.5);
}

static void check_read(const struct vprime_format *f, const u8 *src, u32 n)
{
	u64 row16[24];
	u32 row8[24];
	u32 i;

	memset(row8, 0x5a, sizeof(row8));
	memset(row16, 0x5a, sizeof(row16));
	if (f->deep)
		read16(f, row16, src, n);
	else
		read8(f, row8, src, n);

	for (i = 0; i < ARRAY_SIZE(row8); i++) {
		struct colour c;
		u32 value = 0;

		memcpy(&value, src + i * f->block_bytes[0], f->block_bytes[0]);
		c = colour_decode(f->fourcc, value);
		assert_int_equal(row8[i], i < n && !f->deep ?
				 colour_encode(DRM_FORMAT_ARGB8888, c) : 0x5a5a5a5a);
		assert_int_equal(row16[i], i < n && f->deep ?
				 wide_pixel(c) : 0x5a5a5a5a5a5a5a5aull);
	}
}

/* Any number of pixels from any address, and not one pixel more. */
static void test_counts_and_alignment(void **state)
{
	struct random r = random_start(1);
	u8 memory[8 + 24 * 4];
	u32 misalign, n;
	size_t i;

	for (i = 0; i < sizeof(memory); i++)
		memory[i] = random_bits(&r);
	for (i = 0; i < ARRAY_SIZE(fourccs); i++) {
		for (misalign = 0; misalign < 8; misalign++) {
			for (n = 0; n <= 20; n++)
				check_read(format(fourccs[i]), memory + misalign, n);
		}
	}
}

static void test_write_counts_and_alignment(void **state)
{
	u8 memory[8 + 24 * 4];
	u64 row16[20] = { 0 };
	u32 row8[20] = { 0 };
	u32 misalign, n;
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(fourccs); i++) {
		const struct vprime_format *f = format(fourccs[i]);

		for (misalign = 0; misalign < 8; misalign++) {
			for (n = 0; n <= 20; n++) {
				memset(memory, 0x5a, sizeof(memory));
				if (f->deep)
					write16(f, memory + misalign, row16, n);
				else
					write8(f, memory + misalign, row8, n);
				for (j = 0; j < sizeof(memory); j++) {
					bool inside = j >= misalign && j < misalign + n * f->block_bytes[0];

					assert_int_equal(memory[j] == 0x5a, !inside);
				}
			}
		}
	}
}

int run_formats_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lookup),
		cmocka_unit_test(test_lookup_of_unknown_formats),
		cmocka_unit_test(test_order_of_bytes),
		cmocka_unit_test(test_10_bits_read_all_values),
		cmocka_unit_test(test_10_bits_write_all_values),
		cmocka_unit_test(test_5_and_6_bits_read_all_values),
		cmocka_unit_test(test_5_and_6_bits_write_all_values),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_counts_and_alignment),
		cmocka_unit_test(test_write_counts_and_alignment),
	};

	return cmocka_run_group_tests_name("formats", tests, NULL, NULL);
}
