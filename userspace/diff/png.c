// SPDX-License-Identifier: MIT
/* PNG files, any to 16 bits of red, green, blue and alpha. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "diff.h"

/* Libpng's own words would not say which file. */
static void complain(png_structp png, png_const_charp why)
{
	fprintf(stderr, "vprime-diff: %s: %s\n", (const char *)png_get_error_ptr(png), why);
	longjmp(png_jmpbuf(png), 1);
}

static void ignore(png_structp png, png_const_charp why)
{
	(void)png;
	(void)why;
}

/*
 * Values as they are in the file, whatever light its tags say they stand for. Own function, as
 * libpng's errors jump out of it over everything that changes.
 */
static int decode(png_structp png, png_infop info, FILE *file, struct diff_picture *picture,
		  png_bytepp *rows)
{
	if (setjmp(png_jmpbuf(png)))
		return -EINVAL;
	png_init_io(png, file);
	png_read_info(png, info);
	picture->width = png_get_image_width(png, info);
	picture->height = png_get_image_height(png, info);
	png_set_expand_16(png);
	png_set_gray_to_rgb(png);
	png_set_add_alpha(png, 0xffff, PNG_FILLER_AFTER);
	/* PNG has the high byte first */
	if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
		png_set_swap(png);
	png_read_update_info(png, info);

	picture->pixels = malloc((size_t)picture->width * picture->height * 8);
	*rows = malloc(picture->height * sizeof(**rows));
	if (!picture->pixels || !*rows)
		png_error(png, strerror(ENOMEM));
	for (uint32_t y = 0; y < picture->height; y++)
		(*rows)[y] = (png_bytep)(picture->pixels + (size_t)y * picture->width * 4);
	png_read_image(png, *rows);
	png_read_end(png, NULL);
	return 0;
}

int diff_read_png(const char *path, struct diff_picture *picture)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;
	png_structp png = NULL;
	png_infop info = NULL;
	png_bytepp rows = NULL;
	int ret = -ENOMEM;

	*picture = (struct diff_picture){ 0 };
	if (!file) {
		fprintf(stderr, "vprime-diff: %s: %s\n", path, strerror(errno));
		return -ENOENT;
	}
	png = png_create_read_struct(PNG_LIBPNG_VER_STRING, (void *)path, complain, ignore);
	if (png)
		info = png_create_info_struct(png);
	if (info)
		ret = decode(png, info, file, picture, &rows);
	png_destroy_read_struct(&png, &info, NULL);
	free(rows);
	if (ret)
		free(picture->pixels);
	if (file != stdin)
		fclose(file);
	return ret;
}

int diff_write_png(const char *path, uint32_t width, uint32_t height, const uint8_t *pixels)
{
	png_image image = {
		.version = PNG_IMAGE_VERSION,
		.width = width,
		.height = height,
		.format = PNG_FORMAT_RGB,
	};

	if (png_image_write_to_file(&image, path, 0, pixels, 0, NULL))
		return 0;
	fprintf(stderr, "vprime-diff: %s: %s\n", path, image.message);
	return -EIO;
}
