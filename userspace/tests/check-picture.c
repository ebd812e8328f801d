// SPDX-License-Identifier: MIT
/*
 * check-picture FILE pattern|count|bars: whether a picture of 640x480 is what an example shows.
 *
 * pattern: what draw() of the examples draws; count: each pixel one more than the last; bars: the
 * eight 75% colour bars of a camera without a lens, looked at below its text.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#define WIDTH 640
#define HEIGHT 480

static const unsigned char bars[8][3] = {
	{ 191, 191, 191 }, { 191, 191, 0 }, { 0, 191, 191 }, { 0, 191, 0 },
	{ 191, 0, 191 },   { 191, 0, 0 },   { 0, 0, 191 },   { 0, 0, 0 },
};

static int wanted(const char *what, int x, int y, int channel)
{
	if (!strcmp(what, "bars"))
		return bars[x / (WIDTH / 8)][channel];
	if (!strcmp(what, "count"))
		return (0x400000 + y * WIDTH + x) >> (16 - 8 * channel) & 0xff;
	switch (channel) {
	case 0:
		return x * 255 / WIDTH;
	case 1:
		return y * 255 / HEIGHT;
	default:
		return (3 * x ^ 5 * y) & 0xff;
	}
}

/* The bars' edges are soft and their colours went through YUV; the others are exact. */
static int look_at(const char *what, int x, int y)
{
	return strcmp(what, "bars") || (y >= 300 && x % (WIDTH / 8) >= 8 && x % (WIDTH / 8) < 72);
}

int main(int argc, char **argv)
{
	png_image image = { .version = PNG_IMAGE_VERSION };
	unsigned char *pixels;
	int tolerance;

	if (argc != 3)
		return 2;
	tolerance = strcmp(argv[2], "bars") ? 0 : 3;
	if (!png_image_begin_read_from_file(&image, argv[1])) {
		printf("%s: %s\n", argv[1], image.message);
		return 1;
	}
	image.format = PNG_FORMAT_RGB;
	pixels = malloc(PNG_IMAGE_SIZE(image));
	if (image.width != WIDTH || image.height != HEIGHT || !pixels ||
	    !png_image_finish_read(&image, NULL, pixels, 0, NULL)) {
		printf("%s: no picture of %dx%d\n", argv[1], WIDTH, HEIGHT);
		return 1;
	}
	for (int i = 0; i < WIDTH * HEIGHT * 3; i++) {
		int x = i / 3 % WIDTH, y = i / 3 / WIDTH;

		int colour = wanted(argv[2], x, y, i % 3);

		if (look_at(argv[2], x, y) && abs(pixels[i] - colour) > tolerance) {
			printf("%s: channel %d of %d,%d is %d, should be %d\n", argv[1], i % 3,
			       x, y, pixels[i], colour);
			return 1;
		}
	}
	free(pixels);
	return 0;
}
