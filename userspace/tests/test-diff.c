// SPDX-License-Identifier: MIT
/* vprime-diff as a program, on pictures of a few pixels. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <setjmp.h>
#include <cmocka.h>

#include <png.h>

static char folder[] = "/tmp/vprime-test-diff.XXXXXX";
static char said[500];

static int enter(void **state)
{
	char program[500];

	(void)state;
	if (!mkdtemp(folder) || !getcwd(program, sizeof(program) - 20))
		return -1;
	setenv("PROGRAM", strcat(program, "/vprime-diff"), 1);
	return chdir(folder);
}

static int leave(void **state)
{
	(void)state;
	return chdir("/") || system("rm -r /tmp/vprime-test-diff.*");
}

/* Runs it with these arguments; returns its status and leaves what it said. */
static int diff(const char *arguments)
{
	char command[300];
	FILE *pipe;
	size_t n;
	int status;

	snprintf(command, sizeof(command), "\"$PROGRAM\" %s 2>&1", arguments);
	pipe = popen(command, "r");
	assert_non_null(pipe);
	n = fread(said, 1, sizeof(said) - 1, pipe);
	said[n] = 0;
	status = pclose(pipe);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* With the plain functions of libpng: no conversion, whatever the type. */
static void make(const char *name, int width, int height, int depth, int type, const uint8_t *data,
		 int stride)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	png_infop info = png_create_info_struct(png);
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	png_init_io(png, file);
	png_set_IHDR(png, info, width, height, depth, type, PNG_INTERLACE_NONE,
		     PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	if (type == PNG_COLOR_TYPE_PALETTE) {
		static const png_color colours[] = { { 0, 0, 0 }, { 10, 20, 30 } };

		png_set_PLTE(png, info, colours, 2);
	}
	png_write_info(png, info);
	for (int y = 0; y < height; y++)
		png_write_row(png, data + y * stride);
	png_write_end(png, info);
	png_destroy_write_struct(&png, &info);
	fclose(file);
}

/* 4x3 pixels of 10, 20, 30, but for these. */
static void make_rgb(const char *name, const int (*other)[5], int n)
{
	uint8_t data[3][4][3];

	for (int i = 0; i < 12; i++)
		memcpy(data[i / 4][i % 4], (const uint8_t[]){ 10, 20, 30 }, 3);
	for (int i = 0; i < n; i++) {
		for (int c = 0; c < 3; c++)
			data[other[i][1]][other[i][0]][c] = other[i][2 + c];
	}
	make(name, 4, 3, 8, PNG_COLOR_TYPE_RGB, data[0][0], 12);
}

static const int two[][5] = { { 1, 0, 10, 21, 30 }, { 3, 2, 9, 20, 40 } };

static void test_same(void **state)
{
	(void)state;
	make_rgb("a.png", NULL, 0);
	make_rgb("b.png", NULL, 0);
	assert_int_equal(diff("a.png b.png"), 0);
	assert_string_equal(said, "0 of 12 pixels differ\n");
	assert_int_equal(diff("-q a.png - <b.png"), 0);
	assert_string_equal(said, "");
}

static void test_different(void **state)
{
	(void)state;
	make_rgb("a.png", NULL, 0);
	make_rgb("b.png", two, 2);
	assert_int_equal(diff("a.png b.png"), 1);
	assert_string_equal(said, "2 of 12 pixels differ, all in 3x3+1+0; by up to 10\n");
	assert_int_equal(diff("b.png a.png"), 1);
	assert_string_equal(said, "2 of 12 pixels differ, all in 3x3+1+0; by up to 10\n");
	assert_int_equal(diff("--quiet a.png b.png"), 1);
	assert_string_equal(said, "");
}

static void test_tolerance(void **state)
{
	(void)state;
	make_rgb("a.png", NULL, 0);
	make_rgb("b.png", two, 2);
	assert_int_equal(diff("-t 1 a.png b.png"), 1);
	assert_string_equal(said, "1 of 12 pixels differ, all in 1x1+3+2; by up to 10\n");
	assert_int_equal(diff("-t 9.9 a.png b.png"), 1);
	assert_int_equal(diff("-t 10 a.png b.png"), 0);
	assert_string_equal(said, "0 of 12 pixels differ; by up to 10\n");
	assert_int_equal(diff("--allow 1 a.png b.png"), 1);
	assert_int_equal(diff("--allow 2 a.png b.png"), 0);
	assert_int_equal(diff("-t 1 -a 1 a.png b.png"), 0);
}

static void test_map(void **state)
{
	/* (0.299 * 10 + 0.587 * 20 + 0.114 * 30) / 4 = 4.5 */
	static const uint8_t same[] = { 4, 4, 4 }, by_1[] = { 255, 254, 0 }, by_10[] = { 255, 245, 0 };
	png_image image = { .version = PNG_IMAGE_VERSION };
	uint8_t pixels[3][4][3];

	(void)state;
	make_rgb("a.png", NULL, 0);
	make_rgb("b.png", two, 2);
	assert_int_equal(diff("-m map.png a.png b.png"), 1);
	assert_true(png_image_begin_read_from_file(&image, "map.png"));
	assert_int_equal(image.width, 4);
	assert_int_equal(image.height, 3);
	image.format = PNG_FORMAT_RGB;
	assert_true(png_image_finish_read(&image, NULL, pixels, 0, NULL));
	for (int y = 0; y < 3; y++) {
		for (int x = 0; x < 4; x++) {
			const uint8_t *wanted = x == 1 && y == 0 ? by_1 :
						x == 3 && y == 2 ? by_10 : same;

			assert_memory_equal(pixels[y][x], wanted, 3);
		}
	}
	assert_int_equal(diff("-m /no/such/map.png a.png b.png"), 2);
}

/* The same picture in other words. */
static void test_types(void **state)
{
	uint8_t deep[3][4][6], alpha[3][4][4], palette[3];

	(void)state;
	make_rgb("a.png", NULL, 0);
	for (int i = 0; i < 12; i++) {
		memcpy(deep[i / 4][i % 4], (const uint8_t[]){ 10, 10, 20, 20, 30, 30 }, 6);
		memcpy(alpha[i / 4][i % 4], (const uint8_t[]){ 10, 20, 30, 255 }, 4);
	}
	make("deep.png", 4, 3, 16, PNG_COLOR_TYPE_RGB, deep[0][0], 24);
	make("alpha.png", 4, 3, 8, PNG_COLOR_TYPE_RGB_ALPHA, alpha[0][0], 16);
	memset(palette, 0xff, sizeof(palette));
	make("palette.png", 4, 3, 1, PNG_COLOR_TYPE_PALETTE, palette, 1);
	assert_int_equal(diff("a.png deep.png"), 0);
	assert_int_equal(diff("a.png alpha.png"), 0);
	assert_int_equal(diff("a.png palette.png"), 0);

	/* the smallest step there is, 1 of 65535, and what is 1 of 255 less */
	deep[1][2][5]++;
	make("deep.png", 4, 3, 16, PNG_COLOR_TYPE_RGB, deep[0][0], 24);
	assert_int_equal(diff("a.png deep.png"), 1);
	assert_string_equal(said, "1 of 12 pixels differ, all in 1x1+2+1; by up to 0.003891\n");
	alpha[0][0][3] = 254;
	make("alpha.png", 4, 3, 8, PNG_COLOR_TYPE_RGB_ALPHA, alpha[0][0], 16);
	assert_int_equal(diff("a.png alpha.png"), 1);
	assert_string_equal(said, "1 of 12 pixels differ, all in 1x1+0+0; by up to 1\n");
}

static void test_trouble(void **state)
{
	uint8_t data[6] = { 0 };

	(void)state;
	make_rgb("a.png", NULL, 0);
	make("small.png", 1, 2, 8, PNG_COLOR_TYPE_RGB, data, 3);
	assert_int_equal(diff("a.png small.png"), 1);
	assert_string_equal(said, "sizes differ: 4x3, 1x2\n");
	assert_int_equal(diff("a.png no-such.png"), 2);
	assert_int_equal(diff("/dev/null a.png"), 2);
	assert_non_null(strstr(said, "vprime-diff: /dev/null: "));
	assert_int_equal(system("head -c 60 a.png >cut.png"), 0);
	assert_int_equal(diff("a.png cut.png"), 2);
	assert_int_equal(diff("a.png"), 2);
	assert_int_equal(diff("a.png a.png a.png"), 2);
	assert_int_equal(diff("-t 256 a.png a.png"), 2);
	assert_int_equal(diff("-t x a.png a.png"), 2);
	assert_int_equal(diff("-a -1 a.png a.png"), 2);
	assert_int_equal(diff("--frobnicate a.png a.png"), 2);
	assert_int_equal(diff("a.png a.png >/dev/full"), 2);
	assert_int_equal(diff("--help"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_different),
		cmocka_unit_test(test_tolerance),
		cmocka_unit_test(test_map),
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_trouble),
	};

	return cmocka_run_group_tests_name("diff", tests, enter, leave);
}
