// SPDX-License-Identifier: MIT
/* Numbers in pictures: drawn, read, and not read where there is none. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <cmocka.h>

#include "code.h"

#define WIDTH 640
#define HEIGHT 32

static uint8_t picture[HEIGHT][WIDTH * 4];

static struct code_pixels luma(void)
{
	return (struct code_pixels){ (const uint8_t *)picture + 1, WIDTH, HEIGHT, 4, WIDTH * 4 };
}

static const struct code code = { .number = 0x01020304, .time = 0x8899aabbccddeeff };

/*
 * By hand: 0x5650, 0x01020304, 0x8899aabbccddeeff, and Fletcher's sums of those bytes, which begin
 * with 1 and 0: 1741 and 8682, modulo 255 0xd3 and 0x0c.
 */
static const char drawn[2][65] = {
	"0101011001010000" "00000001000000100000001100000100" "1000100010011001",
	"1010101010111011" "11001100110111011110111011111111" "0000110011010011",
};

static void test_drawn(void **state)
{
	(void)state;
	memset(picture, 0x55, sizeof(picture));
	code_draw(&code, picture[0], sizeof(picture[0]));
	for (int y = 0; y < HEIGHT; y++) {
		for (int x = 0; x < WIDTH; x++) {
			uint8_t wanted = 0x55;

			if (y < 16 && x < 512)
				wanted = drawn[y / 8][x / 8] == '1' ? 255 : 0;
			for (int i = 0; i < 4; i++)
				assert_int_equal(picture[y][4 * x + i], wanted);
		}
	}
}

static void test_read(void **state)
{
	struct code_pixels pixels = luma();
	struct code found;

	(void)state;
	for (int row = 0; row < 2; row++) {
		for (int x = 0; x < 512; x++) {
			for (int y = 8 * row; y < 8 * row + 8; y++)
				memset(&picture[y][4 * x], drawn[row][x / 8] == '1' ? 235 : 16, 4);
		}
	}
	assert_true(code_read(&pixels, &found));
	assert_int_equal(found.number, code.number);
	assert_true(found.time == code.time);
}

/* An encoder's work: edges smeared, contrast down to a third. */
static void test_read_damaged(void **state)
{
	struct code_pixels pixels = luma();
	struct code found;

	(void)state;
	code_draw(&code, picture[0], sizeof(picture[0]));
	srand(1);
	for (int y = 0; y < 16; y++) {
		for (int x = 0; x < 512 * 4; x++) {
			int edge = y % 8 == 0 || y % 8 == 7 || x / 4 % 8 == 0 || x / 4 % 8 == 7;
			int value = edge ? 128 : picture[y][x] ? 170 : 85;

			picture[y][x] = value + rand() % 41 - 20;
		}
	}
	assert_true(code_read(&pixels, &found));
	assert_int_equal(found.number, code.number);
}

static void test_none(void **state)
{
	struct code_pixels pixels = luma();
	struct code found;

	(void)state;
	memset(picture, 0, sizeof(picture));
	assert_false(code_read(&pixels, &found));
	memset(picture, 255, sizeof(picture));
	assert_false(code_read(&pixels, &found));

	/* any bit that is wrong */
	for (int bit = 0; bit < 128; bit++) {
		code_draw(&code, picture[0], sizeof(picture[0]));
		for (int y = 0; y < 8; y++) {
			uint8_t *cell = &picture[bit / 64 * 8 + y][bit % 64 * 8 * 4];

			for (int i = 0; i < 32; i++)
				cell[i] = ~cell[i];
		}
		assert_false(code_read(&pixels, &found));
	}

	code_draw(&code, picture[0], sizeof(picture[0]));
	pixels.width = 511;
	assert_false(code_read(&pixels, &found));
	pixels = luma();
	pixels.height = 15;
	assert_false(code_read(&pixels, &found));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_drawn),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_read_damaged),
		cmocka_unit_test(test_none),
	};

	return cmocka_run_group_tests_name("code", tests, NULL, NULL);
}
