// SPDX-License-Identifier: MIT
/* Settings as text: what is read, written and refused. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "suite.h"

#include "vprime_attribute.h"
#include "vprime_config.h"

#define MANY "XR24,AR24,XB24,AB24,RX24,RA24,BX24,BA24,RG24,BG24,RG16,BG16,XR15,AR15,XB15,AB15," \
	"XR12,AR12,XB12,AB12,XR30,AR30,XB30,AB30,XR48,AR48,XB48,AB48,XR4H,AR4H,XB4H,AB4H,C8,R1,R2,R4," \
	"R8,NV12,NV21,NV16,NV61,NV24,NV42,NV15,YU12,YV12,YU16,YV16,YU24,YV24,P010,P012,P016,P210," \
	"YUYV,YVYU,UYVY,VYUY,XYUV,AYUV,Y210,Y410,XV30"
#define WRITTEN "XR24,AR24,XB24,AB24,RX24,BX24,RG24,BG24,RG16,BG16,XR15,XR12,XR30,AR30,XB30,AB30," \
	"XR48,AR48,XB48,AB48,NV12,NV21,NV16,NV24,YU12,YV12,YU16,YU24,YUYV,UYVY"
#define ALL_ROTATIONS "rotate-0,rotate-90,rotate-180,rotate-270,reflect-x,reflect-y"

static struct {
	struct vprime_config card;
	struct vprime_plane_config plane;
	struct vprime_crtc_config crtc;
	struct vprime_encoder_config encoder;
	struct vprime_connector_config connector;
} objects;

static void *object_of(enum vprime_kind kind)
{
	switch (kind) {
	case VPRIME_KIND_CARD: return &objects.card;
	case VPRIME_KIND_PLANE: return &objects.plane;
	case VPRIME_KIND_CRTC: return &objects.crtc;
	case VPRIME_KIND_ENCODER: return &objects.encoder;
	default: return &objects.connector;
	}
}

static void init_objects(void)
{
	struct vprime_config *card = vprime_config_create("card");

	memset(&objects, 0, sizeof(objects));
	objects.card = *card;
	vprime_config_put(card);
	vprime_plane_config_init(&objects.plane, "p");
	vprime_crtc_config_init(&objects.crtc, "c");
	vprime_encoder_config_init(&objects.encoder, "e");
	vprime_connector_config_init(&objects.connector, "n");
}

static const char *print(const struct vprime_attribute *attribute, enum vprime_kind kind)
{
	static char text[VPRIME_ATTRIBUTE_SIZE];
	int length = vprime_attribute_print(attribute, object_of(kind), text);

	assert_int_equal(length, strlen(text));
	assert_int_equal(text[length - 1], '\n');
	text[length - 1] = 0;
	return text;
}

/* What a setting reads as at first, and after each text; NULL if that is refused. */
struct text {
	const char *text;
	const char *reads;
};

static const struct {
	enum vprime_kind kind;
	const char *name;
	const char *first;
	struct text texts[24];
} settings[] = {
	{ VPRIME_KIND_CARD, "manual_update", "0", {
		{ "1", "1" }, { "0", "0" }, { "y", "1" }, { "n", "0" }, { "on", "1" }, { "off", "0" },
		{ "", NULL }, { "2", NULL }, { "-1", NULL }, { "x", NULL },
	} },
	{ VPRIME_KIND_CARD, "cursor_hotspot", "0", { { "1", "1" } } },
	{ VPRIME_KIND_CARD, "import_mmap", "1", { { "0", "0" } } },
	{ VPRIME_KIND_CARD, "fbdev", "0", { { "1", "1" } } },
	{ VPRIME_KIND_CARD, "vblank", "1", { { "0", "0" } } },
	{ VPRIME_KIND_CARD, "jitter", "0", {
		{ "1000000", "1000000" }, { "1000001", NULL }, { "-1", NULL }, { "0", "0" },
	} },
	{ VPRIME_KIND_PLANE, "type", "0", {
		{ "1", "1" }, { "2", "2" }, { "0", "0" }, { "3", NULL }, { "-1", NULL }, { "", NULL },
		{ "1x", NULL }, { " 1", NULL }, { "0x1", NULL }, { "4294967297", NULL },
		{ "18446744073709551617", NULL }, { "primary", NULL },
	} },
	{ VPRIME_KIND_PLANE, "formats", MANY, {
		{ "XR24", "XR24" }, { "+NV12", "XR24,NV12" }, { "+NV12", "XR24,NV12" },
		{ "-R8", "XR24,NV12" }, { "-XR24", "NV12" }, { "-*", "" }, { "+R8 +C8", "R8,C8" },
		{ "-* +P010", "P010" }, { "AR24, NV12 R8", "AR24,NV12,R8" }, { "", "" },
		{ " \n", "" }, { "+*", MANY }, { "-* XR24 +NV12", "XR24,NV12" },
		{ "XR24,", NULL }, { ",XR24", NULL }, { "XR24,,NV12", NULL }, { ",", NULL },
		{ "XR24,XR24", NULL }, { "XR240", NULL }, { "xr24", NULL }, { "R16", NULL },
		{ "+", NULL }, { "*", NULL },
	} },
	{ VPRIME_KIND_PLANE, "rotations", ALL_ROTATIONS, {
		{ "rotate-0", "rotate-0" }, { "+reflect-y,+rotate-90", "rotate-0,rotate-90,reflect-y" },
		{ "-rotate-90", "rotate-0,reflect-y" }, { "-rotate-90", "rotate-0,reflect-y" },
		{ "-*", "" }, { "+*", ALL_ROTATIONS }, { "", "" },
		{ "rotate-180 rotate-0", "rotate-0,rotate-180" }, { "rotate-45", NULL },
		{ "rotate-", NULL }, { "rotate-0,rotate-0", NULL }, { "0", NULL }, { "*", NULL },
		{ "rotate-0,", NULL },
	} },
	{ VPRIME_KIND_PLANE, "zpos", "auto", {
		{ "none", "none" }, { "0", "0" }, { "255", "255" }, { "0 3 1", "0 3 1" },
		{ "2 2 2", "2" }, { "auto", "auto" }, { "0 255 255", "0 255 255" }, { "256", NULL },
		{ "1 3", NULL }, { "1 3 0", NULL }, { "1 3 4", NULL }, { "3 1 2", NULL },
		{ "0 3 1 1", NULL }, { "0 256 1", NULL }, { "", NULL }, { "-1", NULL },
		{ "auto ", NULL }, { "0  3 1", NULL },
	} },
	{ VPRIME_KIND_PLANE, "scaling", "1", { { "0", "0" }, { "1", "1" }, { "3", NULL } } },
	{ VPRIME_KIND_PLANE, "size_max", "16384x16384", {
		{ "1x1", "1x1" }, { "640x480", "640x480" }, { "16384x1", "16384x1" },
		{ "0x1", NULL }, { "1x0", NULL }, { "16385x1", NULL }, { "1x16385", NULL },
		{ "640", NULL }, { "640x", NULL }, { "x480", NULL }, { "640x480x", NULL },
		{ "640X480", NULL }, { "640 x480", NULL }, { "-1x1", NULL }, { "", NULL },
		{ "18446744073709551617x1", NULL },
	} },
	{ VPRIME_KIND_CRTC, "writeback", "0", {
		{ "1", "1" }, { "0", "0" }, { "99", NULL }, { "-1", NULL }, { "", NULL },
	} },
	{ VPRIME_KIND_CRTC, "writeback_formats", WRITTEN, {
		{ "-*,+NV12", "NV12" }, { "XR24", "XR24" }, { "bad", NULL }, { "+*", WRITTEN + 0 },
	} },
	{ VPRIME_KIND_CRTC, "gamma_size", "4096", {
		{ "0", "0" }, { "2", "2" }, { "256", "256" }, { "4096", "4096" }, { "1", NULL },
		{ "4097", NULL }, { "", NULL }, { "00", NULL },
	} },
	{ VPRIME_KIND_CRTC, "degamma_size", "4096", { { "0", "0" }, { "17", "17" }, { "1", NULL } } },
	{ VPRIME_KIND_CRTC, "max_bpc", "16", {
		{ "8", "8" }, { "10", "10" }, { "12", "12" }, { "16", "16" }, { "9", NULL },
		{ "6", NULL }, { "", NULL }, { "08", NULL },
	} },
	{ VPRIME_KIND_CONNECTOR, "type", "15", {
		{ "1", "1" }, { "11", "11" }, { "20", "20" }, { "18", NULL }, { "0", NULL },
		{ "21", NULL }, { "HDMI-A", NULL },
	} },
	{ VPRIME_KIND_CONNECTOR, "status", "1", {
		{ "2", "2" }, { "3", "3" }, { "1", "1" }, { "0", NULL }, { "4", NULL }, { "", NULL },
	} },
	{ VPRIME_KIND_CONNECTOR, "modes", "", {
		{ "640x480", "640x480@60" }, { "2560x1440@120 800x600", "2560x1440@120,800x600@60" },
		{ "+1024x768", "+1024x768@60" }, { "", "" }, { "640x480,", "640x480@60" },
		{ "9x10", NULL }, { "640x480@0", NULL }, { "640x480@1001", NULL }, { "640", NULL },
		{ "640x480i", NULL }, { "big", NULL }, { "-640x480", NULL }, { "640x 480", NULL },
		{ "66176x480", NULL }, { "640x480@ 60", NULL }, { "+640x+480", NULL },
	} },
	{ VPRIME_KIND_CONNECTOR, "edid_enabled", "1", { { "0", "0" }, { "1", "1" }, { "x", NULL } } },
	{ VPRIME_KIND_CONNECTOR, "link_status", "0", { { "1", "1" }, { "0", "0" }, { "2", NULL } } },
	{ VPRIME_KIND_CONNECTOR, "path", "", {
		{ "mst:7-1", "mst:7-1" }, { "", "" }, { "a b", NULL }, { "a\n", NULL },
		{ "012345678901234567890123456789012345678901234567890123456789012",
		  "012345678901234567890123456789012345678901234567890123456789012" },
		{ "0123456789012345678901234567890123456789012345678901234567890123", NULL },
	} },
	{ VPRIME_KIND_CONNECTOR, "tile", "", {
		{ "1:1:2:1:0:0:1920:2160", "1:1:2:1:0:0:1920:2160" }, { "", "" },
		{ "1:1:2:1:2:0:1920:2160", NULL }, { "1:1:2:1:0:0:1920", NULL }, { "x", NULL },
		{ "-1:1:2:1:0:0:1920:2160", NULL }, { "4294967297:1:2:1:0:0:1920:2160", NULL },
		{ "1: 1:2:1:0:0:1920:2160", NULL }, { "1:1:258:1:0:0:1920:2160", NULL },
		{ "2147483647:0:1:1:0:0:1:1", "2147483647:0:1:1:0:0:1:1" },
	} },
	{ VPRIME_KIND_CONNECTOR, "non_desktop", "0", { { "1", "1" }, { "0", "0" } } },
	{ VPRIME_KIND_CONNECTOR, "vrr_range", "0 0", {
		{ "48 144", "48 144" }, { "0 0", "0 0" }, { "1 1000", "1 1000" }, { "0 60", NULL },
		{ "60 60", NULL }, { "60 48", NULL }, { "1 1001", NULL }, { "48-144", NULL },
		{ "48", NULL }, { "", NULL },
	} },
	{ VPRIME_KIND_CONNECTOR, "position", "", {
		{ "0 0", "0 0" }, { "65535 1", "65535 1" }, { "", "" }, { "65536 0", NULL },
		{ "1", NULL }, { "-1 0", NULL }, { "1 2 3", NULL },
	} },
	{ VPRIME_KIND_CONNECTOR, "monitor", "0", { { "1", "1" }, { "0", "0" } } },
};

static void test_texts(void **state)
{
	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		enum vprime_kind kind = settings[i].kind;
		const struct vprime_attribute *attribute;
		char before[VPRIME_ATTRIBUTE_SIZE];

		init_objects();
		attribute = vprime_attribute_find(kind, settings[i].name);
		assert_non_null(attribute);
		assert_string_equal(print(attribute, kind), settings[i].first);
		for (const struct text *text = settings[i].texts; text->text; text++) {
			int err;

			snprintf(before, sizeof(before), "%s", print(attribute, kind));
			err = vprime_attribute_parse(attribute, object_of(kind), text->text);
			if (err != (text->reads ? 0 : -EINVAL))
				fail_msg("%s: \"%s\": %d", settings[i].name, text->text, err);
			assert_string_equal(print(attribute, kind), text->reads ? text->reads : before);
		}
	}
}

/* "+*" adds behind what is there, and a list of all that there are is one of 63. */
static void test_writeback_order(void **state)
{
	const struct vprime_attribute *attribute =
		vprime_attribute_find(VPRIME_KIND_CRTC, "writeback_formats");

	init_objects();
	assert_int_equal(vprime_attribute_parse(attribute, &objects.crtc, "UYVY +*"), 0);
	assert_int_equal(objects.crtc.writeback_formats.count, 30);
	assert_int_equal(strncmp(print(attribute, VPRIME_KIND_CRTC), "UYVY,XR24,", 10), 0);
}

/* 64 formats, and no more. */
static void test_many_formats(void **state)
{
	const struct vprime_attribute *attribute = vprime_attribute_find(VPRIME_KIND_PLANE, "formats");

	init_objects();
	assert_int_equal(vprime_attribute_parse(attribute, &objects.plane, "+RX12"), 0);
	assert_int_equal(objects.plane.formats.count, 64);
	assert_int_equal(vprime_attribute_parse(attribute, &objects.plane, "+BX12"), -EINVAL);
	assert_int_equal(objects.plane.formats.count, 64);
}

/* Until somebody chooses them, formats are those of the plane's type. */
static void test_formats_follow_type(void **state)
{
	const struct vprime_attribute *formats = vprime_attribute_find(VPRIME_KIND_PLANE, "formats");
	const struct vprime_attribute *type = vprime_attribute_find(VPRIME_KIND_PLANE, "type");

	init_objects();
	assert_int_equal(vprime_attribute_parse(type, &objects.plane, "2"), 0);
	assert_string_equal(print(formats, VPRIME_KIND_PLANE), "AR24,AB24,XR24,XB24");
	assert_int_equal(vprime_attribute_parse(type, &objects.plane, "1"), 0);
	assert_string_equal(print(formats, VPRIME_KIND_PLANE), MANY);
	assert_int_equal(vprime_attribute_parse(formats, &objects.plane, "R8"), 0);
	assert_int_equal(vprime_attribute_parse(type, &objects.plane, "2"), 0);
	assert_string_equal(print(formats, VPRIME_KIND_PLANE), "R8");
}

static void test_names(void **state)
{
	assert_null(vprime_attribute_find(VPRIME_KIND_CARD, "type"));
	assert_null(vprime_attribute_find(VPRIME_KIND_PLANE, "typ"));
	assert_null(vprime_attribute_find(VPRIME_KIND_PLANE, "types"));
	assert_null(vprime_attribute_find(VPRIME_KIND_ENCODER, ""));
}

static void test_rules(void **state)
{
	static const struct {
		enum vprime_kind kind;
		const char *name;
		const char *rule;
	} table[] = {
		{ VPRIME_KIND_CARD, "fbdev", "0 or 1" },
		{ VPRIME_KIND_PLANE, "type", "from 0 to 2" },
		{ VPRIME_KIND_PLANE, "size_max", "WIDTHxHEIGHT, each from 1 to 16384" },
		{ VPRIME_KIND_PLANE, "zpos", "auto, none, a number, or MIN MAX INITIAL, each from 0 to 255" },
		{ VPRIME_KIND_CRTC, "gamma_size", "0, or from 2 to 4096" },
		{ VPRIME_KIND_CRTC, "max_bpc", "8, 10, 12 or 16" },
		{ VPRIME_KIND_CONNECTOR, "type", "from 1 to 20, and not 18" },
		{ VPRIME_KIND_CONNECTOR, "position", "X Y, each from 0 to 65535, or nothing" },
	};
	char rule[128];

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		vprime_attribute_rule(vprime_attribute_find(table[i].kind, table[i].name), rule,
				      sizeof(rule));
		assert_string_equal(rule, table[i].rule);
	}
}

int run_attribute_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_writeback_order),
		cmocka_unit_test(test_many_formats),
		cmocka_unit_test(test_formats_follow_type),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_rules),
	};

	return cmocka_run_group_tests_name("settings", tests, NULL, NULL);
}
