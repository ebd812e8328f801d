// SPDX-License-Identifier: MIT
/* Writing a picture as PNG. */
#include <errno.h>
#include <stdlib.h>

#include <png.h>

#include "shot.h"

static void describe(png_structp png, png_infop info, const struct shot_picture *picture)
{
	const struct shot_format *format = picture->format;
	png_color_8 bits = {
		.red = format->bits,
		.green = format->bits,
		.blue = format->bits,
		.alpha = format->bits,
	};

	png_set_IHDR(png, info, picture->buffer->width, picture->buffer->height, format->depth,
		     format->channels == 4 ? PNG_COLOR_TYPE_RGB_ALPHA : PNG_COLOR_TYPE_RGB,
		     PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_set_sBIT(png, info, &bits);
	/* Said aloud, as some take 16 bits without a word for linear light. */
	png_set_sRGB_gAMA_and_cHRM(png, info, PNG_sRGB_INTENT_RELATIVE);
	/* A screen's picture is big and mostly smooth: what more effort gains is not worth it. */
	png_set_compression_level(png, 3);
}

/* Own function, as libpng's errors jump out of it over everything that changes. */
static int encode(png_structp png, png_infop info, const struct shot_picture *picture,
		  uint8_t *row, FILE *file)
{
	const struct vprime_buffer *buffer = picture->buffer;

	errno = 0;
	if (setjmp(png_jmpbuf(png)))
		return errno ? -errno : -EIO;
	png_init_io(png, file);
	describe(png, info, picture);
	png_write_info(png, info);
	for (uint32_t y = 0; y < buffer->height; y++) {
		picture->format->convert((const uint8_t *)buffer->map + (size_t)y * buffer->stride,
					 row, buffer->width);
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

	row = malloc((size_t)picture->buffer->width * format->channels * format->depth / 8);
	png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
	if (png)
		info = png_create_info_struct(png);
	if (row && info)
		ret = encode(png, info, picture, row, file);
	png_destroy_write_struct(&png, &info);
	free(row);
	return ret;
}
