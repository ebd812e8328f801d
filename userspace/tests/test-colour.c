// SPDX-License-Identifier: MIT
/* vprime-shot: what a picture's values stand for, and what the files say about it. */
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <cmocka.h>

#include <linux/videodev2.h>

#include "shot.h"

/* -----------------------------------------------------------------------------
 * A connector
 */

#define CONNECTOR 7
#define BLOB 70

static struct {
	const char *colorspace; /* NULL: no such property */
	int eotf;		/* -1: no metadata */
	uint32_t length;
	int blobs;
} connector;

/* The values are the places in this list. */
static const char *const colorspaces[] = {
	"Default", "BT2020_YCC", "BT2020_RGB", "DCI-P3_RGB_D65",
};

static uint64_t colorspace_of(const char *name)
{
	uint64_t value = 0;

	while (strcmp(colorspaces[value], name))
		value++;
	return value;
}

int vprime_property_get(struct vprime_card *card, uint32_t object, const char *name,
			uint64_t *value)
{
	(void)card;
	assert_int_equal(object, CONNECTOR);
	if (!connector.colorspace)
		return -ENOENT;
	if (!strcmp(name, "Colorspace"))
		*value = colorspace_of(connector.colorspace);
	else if (!strcmp(name, "HDR_OUTPUT_METADATA"))
		*value = connector.eotf < 0 ? 0 : BLOB;
	else
		return -ENOENT;
	return 0;
}

int vprime_property_enum(struct vprime_card *card, uint32_t object, const char *name,
			 const char *entry, uint64_t *value)
{
	(void)card;
	assert_int_equal(object, CONNECTOR);
	assert_string_equal(name, "Colorspace");
	*value = colorspace_of(entry);
	return 0;
}

drmModePropertyBlobPtr drmModeGetPropertyBlob(int fd, uint32_t id)
{
	static struct hdr_output_metadata metadata;
	static drmModePropertyBlobRes blob;

	(void)fd;
	assert_int_equal(id, BLOB);
	metadata.hdmi_metadata_type1.eotf = connector.eotf;
	blob = (drmModePropertyBlobRes){ .id = id, .length = connector.length, .data = &metadata };
	connector.blobs++;
	return &blob;
}

void drmModeFreePropertyBlob(drmModePropertyBlobPtr blob)
{
	(void)blob;
	connector.blobs--;
}

static void assert_connector(const char *colorspace, int eotf, int primaries, int transfer)
{
	struct vprime_card card = { .fd = -1 };
	struct shot_colour colour;

	connector.colorspace = colorspace;
	connector.eotf = eotf;
	connector.length = sizeof(struct hdr_output_metadata);
	colour = shot_colour_of_connector(&card, CONNECTOR);
	assert_int_equal(colour.primaries, primaries);
	assert_int_equal(colour.transfer, transfer);
	assert_int_equal(connector.blobs, 0);
}

/* Numbers of ITU-T H.273, and of CTA-861 for the EOTF. */
static void test_connector(void **state)
{
	struct vprime_card card = { .fd = -1 };

	(void)state;
	assert_connector(NULL, -1, 1, 13);
	assert_connector("Default", -1, 1, 13);
	assert_connector("Default", 0, 1, 13);
	assert_connector("BT2020_RGB", 2, 9, 16);
	assert_connector("BT2020_RGB", 3, 9, 18);
	assert_connector("BT2020_RGB", -1, 9, 13);
	assert_connector("DCI-P3_RGB_D65", 2, 12, 16);
	assert_connector("BT2020_YCC", -1, 1, 13);
	connector.length = 4;
	connector.eotf = 2;
	assert_int_equal(shot_colour_of_connector(&card, CONNECTOR).transfer, 13);
}

static void assert_video(uint32_t colorspace, uint32_t xfer_func, int primaries, int transfer)
{
	struct shot_colour colour = shot_colour_of_video(colorspace, xfer_func);

	assert_int_equal(colour.primaries, primaries);
	assert_int_equal(colour.transfer, transfer);
}

static void test_video(void **state)
{
	(void)state;
	assert_video(V4L2_COLORSPACE_SRGB, V4L2_XFER_FUNC_SRGB, 1, 13);
	assert_video(V4L2_COLORSPACE_DEFAULT, V4L2_XFER_FUNC_DEFAULT, 1, 13);
	assert_video(V4L2_COLORSPACE_BT2020, V4L2_XFER_FUNC_SMPTE2084, 9, 16);
	assert_video(V4L2_COLORSPACE_DCI_P3, V4L2_XFER_FUNC_SRGB, 12, 13);
	assert_video(V4L2_COLORSPACE_REC709, V4L2_XFER_FUNC_709, 1, 1);
}

/* -----------------------------------------------------------------------------
 * Files
 */

/* Two rows of three pixels, and what lies between them. */
static const uint8_t pixels[] = "abc_def_ghi_????ABC_DEF_GHI_";

static char *write_picture(struct shot_colour colour, bool raw, size_t *size)
{
	struct shot_picture picture = {
		.format = shot_format_find("xrgb8888"),
		.colour = colour,
		.width = 3,
		.height = 2,
		.stride = 16,
		.pixels = pixels,
	};
	char *text;
	FILE *file = open_memstream(&text, size);

	assert_non_null(file);
	assert_int_equal(raw ? shot_write_raw(&picture, file) : shot_write_png(&picture, file), 0);
	fclose(file);
	return text;
}

static void test_raw(void **state)
{
	size_t size;
	char *text = write_picture((struct shot_colour){ 1, 13 }, true, &size);

	(void)state;
	assert_int_equal(size, 24);
	assert_memory_equal(text, "abc_def_ghi_ABC_DEF_GHI_", 24);
	free(text);
}

static uint32_t big_endian(const char *from)
{
	const uint8_t *bytes = (const uint8_t *)from;

	return (uint32_t)bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
}

/* The contents of a chunk before the pixels, by the definition of PNG; NULL if there is none. */
static const char *chunk(const char *png, size_t size, const char *name, uint32_t *length)
{
	for (size_t at = 8; at + 12 <= size && memcmp(png + at + 4, "IDAT", 4);
	     at += 12 + big_endian(png + at)) {
		if (memcmp(png + at + 4, name, 4))
			continue;
		*length = big_endian(png + at);
		return png + at + 8;
	}
	return NULL;
}

static void assert_chunk(const char *png, size_t size, const char *name, const void *wanted,
			 uint32_t wanted_length)
{
	uint32_t length;
	const char *found = chunk(png, size, name, &length);

	assert_non_null(found);
	assert_int_equal(length, wanted_length);
	assert_memory_equal(found, wanted, wanted_length);
}

static void test_png_srgb(void **state)
{
	size_t size;
	char *png = write_picture((struct shot_colour){ 1, 13 }, false, &size);

	(void)state;
	assert_memory_equal(png, "\x89PNG\r\n\x1a\n", 8);
	assert_chunk(png, size, "cICP", "\1\15\0\1", 4);
	/* relative colorimetric, and 45455 as every such file has it */
	assert_chunk(png, size, "sRGB", "\1", 1);
	assert_chunk(png, size, "gAMA", "\0\0\xb1\x8f", 4);
	assert_chunk(png, size, "sBIT", "\10\10\10", 3);
	free(png);
}

static void test_png_hdr(void **state)
{
	uint32_t length;
	size_t size;
	char *png = write_picture((struct shot_colour){ 9, 16 }, false, &size);

	(void)state;
	assert_chunk(png, size, "cICP", "\11\20\0\1", 4);
	assert_null(chunk(png, size, "sRGB", &length));
	assert_null(chunk(png, size, "gAMA", &length));
	free(png);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_connector),
		cmocka_unit_test(test_video),
		cmocka_unit_test(test_raw),
		cmocka_unit_test(test_png_srgb),
		cmocka_unit_test(test_png_hdr),
	};

	return cmocka_run_group_tests_name("colour", tests, NULL, NULL);
}
