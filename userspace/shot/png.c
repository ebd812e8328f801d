// SPDX-License-Identifier: MIT
/* Writing a picture as PNG. */
#include <errno.h>
#include <stdlib.h>

#include <png.h>

#include "shot.h"

static bool is_srgb(const struct shot_colour *colour)
{
	return colour->primaries == SHOT_SRGB.primaries && colour->transfer == SHOT_SRGB.transfer;
}

/*
 * What values stand for in a word that knows HDR, too, and goes before others: RGB, full range. By
 * hand, as libpng knows it from 1.6.45 on only.
 */
static void write_cicp(png_structp png, const struct shot_colour *colour)
{
	const png_byte code_points[] = { colour->primaries, colour->transfer, 0, 1 };

	png_write_chunk(png, (png_const_bytep)"cICP", code_points, sizeof(code_points));
}

static void describe(png_structp png, png_infop info, const struct shot_picture *picture)
{
	const struct shot_format *format = picture->format;
	png_color_8 bits = {
		.red = format->bits,
		.green = format->bits,
		.blue = format->bits,
		.alpha = format->bits,
	};

	png_set_IHDR(png, info, picture->width, picture->height, format->depth,
		     format->channels == 4 ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB,
		     PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_set_sBIT(png, info, &bits);
	/* Said aloud, as some take 16 bits without a word for linear light. */
	if (is_srgb(&picture->colour))
		png_set_sRGB_gAMA_and_cHRM(png, info, PNG_sRGB_INTENT_RELATIVE);
	/* A screen's picture is big and mostly smooth: what more effort gains is not worth it. */
	png_set_compression_level(png, 3);
}

/* Own function, as libpng's errors jump out of it over everything that changes. */
static int encode(png_structp png, png_infop info, const struct shot_picture *picture,
		  uint8_t *row, FILE *file)
{
	errno = 0;
	if (setjmp(png_jmpbuf(png)))
		return errno ? -errno : -EIO;
	png_init_io(png, file);
	describe(png, info, picture);
	png_write_info_before_PLTE(png, info);
	write_cicp(png, &picture->colour);
	png_write_info(png, info);
	for (uint32_t y = 0; y < picture->height; y++) {
		picture->format->convert(picture->pixels + (size_t)y * picture->stride, row,
					 picture->width);
		png_write_row(png, row);
	}
	png_write_end(png, info);
	return fflush(file) ? -errno : 0;
}

int shot_write_png(const struct shot_picture *picture, FILE *file)
{
	const struct shot_format *format = picture->format;
	png_infop info = NULL;
	png_structp png;
	uint8_t *row;
	int ret = -ENOMEM;

	row = malloc((size_t)picture->width * format->channels * format->depth / 8);
	png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	if (png)
		info = png_create_info_struct(png);
	if (row && info)
		ret = encode(png, info, picture, row, file);
	png_destroy_write_struct(&png, &info);
	free(row);
	return ret;
}
