// SPDX-License-Identifier: MIT
/* Descriptions of cards: what is in them by default, and which ones are refused with what words. */

#include <stdio.h>
#include <string.h>

#include <drm_fourcc.h>
#include <drm_mode.h>

#include "suite.h"

#include "log.h"
#include "vprime_config.h"

#define ROTATIONS (DRM_MODE_ROTATE_0 | DRM_MODE_ROTATE_90 | DRM_MODE_ROTATE_180 | \
		   DRM_MODE_ROTATE_270 | DRM_MODE_REFLECT_X | DRM_MODE_REFLECT_Y)

static struct vprime_config *outputs(unsigned int n, int overlays)
{
	struct vprime_config *config = vprime_config_create("desk");

	assert_non_null(config);
	assert_int_equal(vprime_config_outputs(config, n, overlays), 0);
	vprime_config_complete(config);
	return config;
}

/* What a card with some outputs consists of. */
static void test_outputs(void **state)
{
	/* outputs, overlays asked for, overlays of each */
	static const int table[][3] = {
		{ 1, -1, 1 }, { 1, 0, 0 }, { 1, 30, 30 }, { 2, 14, 14 }, { 3, -1, 1 },
		{ 10, -1, 1 }, { 11, -1, 0 }, { 16, -1, 0 },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		int n = table[i][0], planes = table[i][2] + 2;
		struct vprime_config *config = outputs(n, table[i][1]);

		assert_int_equal(config->n_planes, n * planes);
		assert_int_equal(config->n_crtcs, n);
		assert_int_equal(config->n_encoders, n);
		assert_int_equal(config->n_connectors, n);
		for (int j = 0; j < n * planes; j++) {
			int type = j % planes == 0 ? DRM_PLANE_TYPE_PRIMARY :
				   j % planes == planes - 1 ? DRM_PLANE_TYPE_CURSOR :
				   DRM_PLANE_TYPE_OVERLAY;

			assert_int_equal(config->planes[j].type, type);
			assert_int_equal(config->planes[j].possible_crtcs, 1u << j / planes);
		}
		for (int j = 0; j < n; j++) {
			assert_int_equal(config->crtcs[j].writeback, 1);
			assert_int_equal(config->encoders[j].possible_crtcs, 1u << j);
			assert_int_equal(config->connectors[j].possible_encoders, 1u << j);
		}
		assert_true(vprime_config_valid(config));
		assert_string_equal(log_take(), "");
		vprime_config_put(config);
	}
}

static void test_outputs_refused(void **state)
{
	static const struct {
		unsigned int outputs;
		int overlays;
		const char *message;
	} table[] = {
		{ 0, -1, "vprime: outputs=0: must be from 1 to 16\n" },
		{ 17, -1, "vprime: outputs=17: must be from 1 to 16\n" },
		{ 1, 31, "vprime: overlays=31: must be from 0 to 30 with outputs=1, as a card has at most 32 planes\n" },
		{ 16, 1, "vprime: overlays=1: must be from 0 to 0 with outputs=16, as a card has at most 32 planes\n" },
		{ 1, -2, "vprime: overlays=-2: must be from 0 to 30 with outputs=1, as a card has at most 32 planes\n" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct vprime_config *config = vprime_config_create("desk");

		assert_int_equal(vprime_config_outputs(config, table[i].outputs,
						       table[i].overlays), -EINVAL);
		assert_string_equal(log_take(), table[i].message);
		assert_int_equal(config->n_planes, 0);
		vprime_config_put(config);
	}
}

/* The values that docs/configfs.md promises. */
static void test_defaults(void **state)
{
	struct vprime_config *config = vprime_config_create("a name of more than thirty-one letters");
	struct vprime_plane_config plane;
	struct vprime_crtc_config crtc;

	assert_string_equal(config->name, "a name of more than thirty-one ");
	assert_true(config->import_mmap);
	assert_false(config->manual_update);
	assert_false(config->cursor_hotspot);
	assert_false(config->fbdev);
	vprime_config_put(config);

	vprime_plane_config_init(&plane, "p");
	assert_string_equal(plane.name, "p");
	assert_int_equal(plane.type, DRM_PLANE_TYPE_OVERLAY);
	assert_int_equal(plane.possible_crtcs, 0);
	assert_int_equal(plane.rotations, ROTATIONS);
	assert_int_equal(plane.zpos.kind, VPRIME_ZPOS_AUTO);
	assert_true(plane.scaling);
	assert_int_equal(plane.size_max.width, 16384);
	assert_int_equal(plane.size_max.height, 16384);
	assert_false(plane.formats.chosen);

	vprime_crtc_config_init(&crtc, "c");
	assert_string_equal(crtc.name, "c");
	assert_int_equal(crtc.writeback, 0);
	assert_int_equal(crtc.gamma_size, 4096);
	assert_int_equal(crtc.degamma_size, 4096);
	assert_int_equal(crtc.max_bpc, 16);
	assert_false(crtc.writeback_formats.chosen);
}

/* Formats that nobody chose; writeback's are of those that planes have. */
static void test_complete(void **state)
{
	struct vprime_config *config = outputs(2, 0);
	struct vprime_formats *formats = &config->planes[0].formats;

	assert_int_equal(formats->count, 63);
	assert_int_equal(config->planes[1].formats.count, 4);
	assert_int_equal(config->planes[1].formats.list[0], DRM_FORMAT_ARGB8888);
	assert_int_equal(config->crtcs[0].writeback_formats.count, 30);

	/* cursors have the first, primary planes the second and the third, of which one is written */
	for (int i = 0; i < 4; i += 2) {
		config->planes[i].formats = (struct vprime_formats) {
			.chosen = true, .count = 2, .list = { DRM_FORMAT_C8, DRM_FORMAT_NV12 },
		};
		config->planes[i + 1].formats = (struct vprime_formats) {
			.chosen = true, .count = 1, .list = { DRM_FORMAT_ARGB8888 },
		};
	}
	config->crtcs[1].writeback_formats = (struct vprime_formats) {
		.chosen = true, .count = 1, .list = { DRM_FORMAT_NV12 },
	};
	vprime_config_complete(config);
	assert_int_equal(formats->count, 2);
	assert_int_equal(config->crtcs[0].writeback_formats.count, 2);
	assert_int_equal(config->crtcs[0].writeback_formats.list[0], DRM_FORMAT_ARGB8888);
	assert_int_equal(config->crtcs[0].writeback_formats.list[1], DRM_FORMAT_NV12);
	assert_int_equal(config->crtcs[1].writeback_formats.count, 1);
	assert_true(vprime_config_valid(config));
	vprime_config_put(config);
}

static void test_references(void **state)
{
	struct vprime_config *config = outputs(1, 0), *other;

	assert_ptr_equal(vprime_config_get(config), config);
	vprime_config_put(config);
	/* whether it is still there is for the address sanitizer to say */
	assert_string_equal(config->name, "desk");
	vprime_config_put(config);
	vprime_config_put(NULL);

	config = vprime_config_create("desk");
	vprime_config_get(config);
	config->fbdev = true;
	other = vprime_config_create_like(config);
	assert_true(other->fbdev);
	assert_string_equal(other->name, "desk");
	vprime_config_put(other);
	vprime_config_put(config);
	vprime_config_put(config);
}

/* EDIDs belong to descriptions; who frees what is for the address sanitizer to say. */
static void test_edids(void **state)
{
	struct vprime_connector_config connector, copy;
	static const uint8_t edid[300] = { 1, 2, 3 };

	vprime_connector_config_init(&connector, "n");
	assert_null(connector.edid);
	assert_int_equal(vprime_connector_config_set_edid(&connector, edid, 200), 0);
	assert_int_equal(vprime_connector_config_set_edid(&connector, edid, 300), 0);
	assert_ptr_not_equal(connector.edid, edid);
	assert_int_equal(vprime_connector_config_copy(&copy, &connector), 0);
	assert_ptr_not_equal(copy.edid, connector.edid);
	assert_int_equal(vprime_connector_config_set_edid(&connector, NULL, 0), 0);
	assert_null(connector.edid);
	assert_int_equal(connector.edid_size, 0);
	assert_int_equal(copy.edid_size, 300);
	assert_memory_equal(copy.edid, edid, 300);
	vprime_connector_config_fini(&connector);
	vprime_connector_config_fini(&copy);
}

/* -----------------------------------------------------------------------------
 * Rules. Each case is a card of two outputs (planes 0 and 2 are primary, 1 and 3
 * cursors) with one thing wrong.
 */

static void no_planes(struct vprime_config *c) { c->n_planes = 0; }
static void many_planes(struct vprime_config *c) { c->n_planes = 33; }
static void no_crtcs(struct vprime_config *c) { c->n_crtcs = 0; }
static void no_encoders(struct vprime_config *c) { c->n_encoders = 0; }
static void no_connectors(struct vprime_config *c) { c->n_connectors = 0; }
static void many_encoders(struct vprime_config *c) { c->n_encoders = 31; }
static void many_connectors(struct vprime_config *c) { c->n_connectors = 31; }
static void lost_plane(struct vprime_config *c) { c->planes[1].possible_crtcs = 0; }
static void stray_plane(struct vprime_config *c) { c->planes[1].possible_crtcs = 4; }
static void shared_primary(struct vprime_config *c) { c->planes[0].possible_crtcs = 3; }
static void shared_cursor(struct vprime_config *c) { c->planes[3].possible_crtcs = 3; }
static void no_primary(struct vprime_config *c) { c->planes[2].type = DRM_PLANE_TYPE_OVERLAY; }
static void two_primaries(struct vprime_config *c) { c->planes[2].possible_crtcs = 1; }
static void two_cursors(struct vprime_config *c) { c->planes[3].possible_crtcs = 1; }
static void no_rotation(struct vprime_config *c) { c->planes[0].rotations = DRM_MODE_ROTATE_90; }
static void no_size(struct vprime_config *c) { c->planes[0].size_max.height = 0; }
static void large_size(struct vprime_config *c) { c->planes[0].size_max.width = 16385; }
static void no_formats(struct vprime_config *c) { c->planes[0].formats.count = 0; }
static void many_formats(struct vprime_config *c) { c->planes[0].formats.count = 65; }
static void odd_format(struct vprime_config *c) { c->planes[0].formats.list[5] = DRM_FORMAT_R16; }
static void format_twice(struct vprime_config *c)
{
	c->planes[0].formats.list[5] = c->planes[0].formats.list[2];
}

static void low_zpos(struct vprime_config *c)
{
	c->planes[0].zpos = (struct vprime_zpos) { VPRIME_ZPOS_RANGE, 1, 3, 0 };
}

static void high_zpos(struct vprime_config *c)
{
	c->planes[0].zpos = (struct vprime_zpos) { VPRIME_ZPOS_RANGE, 1, 256, 1 };
}

static void mixed_zpos(struct vprime_config *c) { c->planes[1].zpos.kind = VPRIME_ZPOS_NONE; }
static void short_table(struct vprime_config *c) { c->crtcs[1].gamma_size = 1; }
static void long_table(struct vprime_config *c) { c->crtcs[1].degamma_size = 4097; }
static void odd_depth(struct vprime_config *c) { c->crtcs[0].max_bpc = 9; }
static void no_writeback_formats(struct vprime_config *c)
{
	c->crtcs[0].writeback_formats.count = 0;
}

static void unwritable_format(struct vprime_config *c)
{
	c->crtcs[0].writeback_formats.list[3] = DRM_FORMAT_C8;
}

static void nobodys_format(struct vprime_config *c)
{
	for (unsigned int i = 0; i < c->n_planes; i++)
		vprime_formats_remove(&c->planes[i].formats, DRM_FORMAT_NV12);
}

static void lost_crtc(struct vprime_config *c) { c->encoders[1].possible_crtcs = 1; }
static void lost_encoder(struct vprime_config *c)
{
	c->encoders[0].possible_crtcs = 3;
	c->encoders[1].possible_crtcs = 0;
}

static void lost_connector(struct vprime_config *c) { c->connectors[1].possible_encoders = 0; }
static void no_type(struct vprime_config *c) { c->connectors[1].type = 0; }
static void writeback_type(struct vprime_config *c) { c->connectors[1].type = 18; }
static void high_type(struct vprime_config *c) { c->connectors[1].type = 21; }
static void no_status(struct vprime_config *c) { c->connectors[1].status = 0; }
static void high_status(struct vprime_config *c) { c->connectors[1].status = 4; }
static void long_path(struct vprime_config *c) { memset(c->connectors[1].path, 'p', 64); }
static void large_edid(struct vprime_config *c) { c->connectors[1].edid_size = 32769; }
static void one_rate(struct vprime_config *c)
{
	c->connectors[1].vrr = (struct vprime_range) { 60, 60 };
}
static void no_least_rate(struct vprime_config *c)
{
	c->connectors[1].vrr = (struct vprime_range) { 0, 60 };
}
static void high_rate(struct vprime_config *c)
{
	c->connectors[1].vrr = (struct vprime_range) { 60, 1001 };
}
static void stray_tile(struct vprime_config *c)
{
	c->connectors[1].tile = (struct vprime_tile) { 0, true, 2, 1, 2, 0, 960, 1080 };
}
static void many_tiles(struct vprime_config *c)
{
	c->connectors[1].tile = (struct vprime_tile) { 0, true, 65, 1, 2, 0, 960, 1080 };
}
static void no_tile_width(struct vprime_config *c)
{
	c->connectors[1].tile = (struct vprime_tile) { 0, true, 2, 1, 1, 0, 0, 1080 };
}
static void many_modes(struct vprime_config *c) { c->connectors[1].modes.count = 65; }
static void small_mode(struct vprime_config *c)
{
	c->connectors[1].modes.count = 1;
	c->connectors[1].modes.list[0] = (struct vprime_mode) { 9, 10, 60 };
}
static void slow_mode(struct vprime_config *c)
{
	c->connectors[1].modes.count = 1;
	c->connectors[1].modes.list[0] = (struct vprime_mode) { 10, 10, 0 };
}

static void stray_connector(struct vprime_config *c) { c->connectors[1].possible_encoders = 5; }

static const struct {
	void (*spoil)(struct vprime_config *config);
	const char *message;
} rules[] = {
	{ no_planes, "0 planes: must be from 1 to 32" },
	{ many_planes, "33 planes: must be from 1 to 32" },
	{ no_crtcs, "0 CRTCs: must be from 1 to 32" },
	{ no_encoders, "0 encoders: must be from 1 to 32" },
	{ no_connectors, "0 connectors: must be from 1 to 32" },
	{ many_encoders, "33 encoders, writeback included: must be from 1 to 32" },
	{ many_connectors, "33 connectors, writeback included: must be from 1 to 32" },
	{ lost_plane, "plane 1: must have a possible CRTC" },
	{ stray_plane, "plane 1: must have a possible CRTC" },
	{ shared_primary, "plane 0: a primary or cursor plane must have one possible CRTC only" },
	{ shared_cursor, "plane 3: a primary or cursor plane must have one possible CRTC only" },
	{ no_primary, "CRTC 1: must have one primary plane" },
	{ two_primaries, "CRTC 0: must have one primary plane" },
	{ two_cursors, "CRTC 0: must not have more than one cursor plane" },
	{ no_rotation, "plane 0: rotations: must have rotate-0" },
	{ no_size, "plane 0: largest size 16384x0: must be from 1x1 to 16384x16384" },
	{ large_size, "plane 0: largest size 16385x16384: must be from 1x1 to 16384x16384" },
	{ no_formats, "plane 0: 0 formats: must be from 1 to 64" },
	{ many_formats, "plane 0: 65 formats: must be from 1 to 64" },
	{ odd_format, "plane 0: format R16: cannot be shown" },
	{ format_twice, "plane 0: format XB24: named twice" },
	{ low_zpos, "plane 0: zpos 0, from 1 to 3: must be in its range, and that from 0 to 255" },
	{ high_zpos, "plane 0: zpos 1, from 1 to 256: must be in its range, and that from 0 to 255" },
	{ mixed_zpos, "plane 1: all planes must have a zpos, or none" },
	{ short_table, "CRTC 1: gamma table of 1 entries: must be 0, or from 2 to 4096" },
	{ long_table, "CRTC 1: degamma table of 4097 entries: must be 0, or from 2 to 4096" },
	{ odd_depth, "CRTC 0: 9 bits per channel: must be 8, 10, 12 or 16" },
	{ no_writeback_formats, "CRTC 0: must have from 1 to 64 writeback formats; by default, those of planes that can be written" },
	{ unwritable_format, "CRTC 0: writeback format C8: cannot be written, or is no plane's" },
	{ nobodys_format, "CRTC 0: writeback format NV12: cannot be written, or is no plane's" },
	{ lost_crtc, "CRTC 1: must be a possible CRTC of an encoder" },
	{ lost_encoder, "encoder 1: must have a possible CRTC" },
	{ lost_connector, "connector 1: must have a possible encoder" },
	{ stray_connector, "connector 1: must have a possible encoder" },
	{ no_type, "connector 1: type 0: must be from 1 to 20 and not 18" },
	{ writeback_type, "connector 1: type 18: must be from 1 to 20 and not 18" },
	{ high_type, "connector 1: type 21: must be from 1 to 20 and not 18" },
	{ no_status, "connector 1: status 0: must be from 1 to 3" },
	{ high_status, "connector 1: status 4: must be from 1 to 3" },
	{ long_path, "connector 1: path: must be shorter than 64 bytes" },
	{ large_edid, "connector 1: an EDID of 32769 bytes: must be 32768 at most" },
	{ one_rate, "connector 1: refresh rates 60 to 60 Hz: must rise within 1 to 1000" },
	{ no_least_rate, "connector 1: refresh rates 0 to 60 Hz: must rise within 1 to 1000" },
	{ high_rate, "connector 1: refresh rates 60 to 1001 Hz: must rise within 1 to 1000" },
	{ stray_tile, "connector 1: tile: must be one of at most 64x64, of 16384x16384 pixels" },
	{ many_tiles, "connector 1: tile: must be one of at most 64x64, of 16384x16384 pixels" },
	{ no_tile_width, "connector 1: tile: must be one of at most 64x64, of 16384x16384 pixels" },
	{ many_modes, "connector 1: 65 modes: must be 64 at most" },
	{ small_mode, "connector 1: mode 9x10@60: must be from 10x10 to 16384x16384, of 1 to 1000 Hz" },
	{ slow_mode, "connector 1: mode 10x10@0: must be from 10x10 to 16384x16384, of 1 to 1000 Hz" },
};

static void test_rules(void **state)
{
	char message[256];

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		struct vprime_config *config = outputs(2, 0);

		assert_true(vprime_config_valid(config));
		rules[i].spoil(config);
		assert_false(vprime_config_valid(config));
		snprintf(message, sizeof(message), "vprime: desk: %s\n", rules[i].message);
		assert_string_equal(log_take(), message);
		vprime_config_put(config);
	}
}

/* What is unusual, and right. */
static void few_rotations(struct vprime_config *c) { c->planes[0].rotations = DRM_MODE_ROTATE_0; }
static void no_tables(struct vprime_config *c)
{
	c->crtcs[0].gamma_size = 0;
	c->crtcs[0].degamma_size = 2;
}

static void one_zpos(struct vprime_config *c)
{
	c->planes[0].zpos = (struct vprime_zpos) { VPRIME_ZPOS_RANGE, 255, 255, 255 };
}

static void no_zpos(struct vprime_config *c)
{
	for (unsigned int i = 0; i < c->n_planes; i++)
		c->planes[i].zpos.kind = VPRIME_ZPOS_NONE;
}

static void no_writeback(struct vprime_config *c)
{
	for (int i = 0; i < 2; i++) {
		c->crtcs[i].writeback = 0;
		c->crtcs[i].writeback_formats.count = 0;
	}
}

static void no_cursor(struct vprime_config *c) { c->n_planes = 3; }
static void shared_overlay(struct vprime_config *c)
{
	c->planes[1].type = DRM_PLANE_TYPE_OVERLAY;
	c->planes[1].possible_crtcs = 3;
}

static void shared_encoders(struct vprime_config *c)
{
	c->encoders[0].possible_crtcs = 3;
	c->connectors[0].possible_encoders = 3;
	c->connectors[1].possible_encoders = 3;
}

static void test_allowed(void **state)
{
	static void (*const allowed[])(struct vprime_config *config) = {
		few_rotations, no_tables, one_zpos, no_zpos, no_writeback, no_cursor, shared_overlay,
		shared_encoders,
	};

	for (size_t i = 0; i < sizeof(allowed) / sizeof(allowed[0]); i++) {
		struct vprime_config *config = outputs(2, 0);

		allowed[i](config);
		if (!vprime_config_valid(config))
			fail_msg("%zu: %s", i, log_take());
		vprime_config_put(config);
	}
}

/* 32 of everything, with no writeback; 16 with it. */
static void test_limits(void **state)
{
	struct vprime_config *config = vprime_config_create("wall");

	config->n_planes = config->n_crtcs = config->n_encoders = config->n_connectors = 32;
	for (unsigned int i = 0; i < 32; i++) {
		vprime_plane_config_init(&config->planes[i], "p");
		config->planes[i].type = DRM_PLANE_TYPE_PRIMARY;
		config->planes[i].possible_crtcs = 1u << i;
		vprime_crtc_config_init(&config->crtcs[i], "c");
		vprime_encoder_config_init(&config->encoders[i], "e");
		config->encoders[i].possible_crtcs = 1u << i;
		vprime_connector_config_init(&config->connectors[i], "n");
		config->connectors[i].possible_encoders = 1u << i;
	}
	vprime_config_complete(config);
	assert_true(vprime_config_valid(config));
	config->crtcs[31].writeback = 1;
	assert_false(vprime_config_valid(config));
	assert_string_equal(log_take(),
			    "vprime: wall: 33 encoders, writeback included: must be from 1 to 32\n");
	vprime_config_put(config);
}

/* Of descriptions with any links, those that are taken keep the rules that drivers have to. */
static void test_any_links(void **state)
{
	unsigned int seed = 1, taken = 0;

	for (int run = 0; run < 20000; run++) {
		struct vprime_config *config = outputs(2, 1);
		unsigned int reached = 0;

		for (int change = 0; change < 3; change++) {
			unsigned int links;

			seed = seed * 1103515245 + 12345;
			links = seed >> 24 & 3;
			switch (seed >> 16 & 3) {
			case 0:
				config->planes[(seed >> 20) % 6].possible_crtcs = links;
				break;
			case 1:
				config->planes[(seed >> 20) % 6].type = links % 3;
				break;
			case 2:
				config->encoders[seed >> 20 & 1].possible_crtcs = links;
				break;
			default:
				config->connectors[seed >> 20 & 1].possible_encoders = links;
			}
		}
		if (vprime_config_valid(config)) {
			taken++;
			for (int crtc = 0; crtc < 2; crtc++) {
				int primaries = 0, cursors = 0;

				for (int i = 0; i < 6; i++) {
					if (!(config->planes[i].possible_crtcs & 1 << crtc))
						continue;
					primaries += config->planes[i].type == 1;
					cursors += config->planes[i].type == 2;
				}
				assert_int_equal(primaries, 1);
				assert_in_range(cursors, 0, 1);
			}
			for (int i = 0; i < 6; i++)
				assert_int_not_equal(config->planes[i].possible_crtcs, 0);
			for (int i = 0; i < 2; i++) {
				assert_int_not_equal(config->encoders[i].possible_crtcs, 0);
				assert_int_not_equal(config->connectors[i].possible_encoders, 0);
				reached |= config->encoders[i].possible_crtcs;
			}
			assert_int_equal(reached, 3);
			assert_string_equal(log_take(), "");
		} else {
			assert_string_not_equal(log_take(), "");
		}
		vprime_config_put(config);
	}
	assert_in_range(taken, 1000, 19000);
}

int run_config_tests(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outputs),
		cmocka_unit_test(test_outputs_refused),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_complete),
		cmocka_unit_test(test_references),
		cmocka_unit_test(test_edids),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_allowed),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_any_links),
	};

	return cmocka_run_group_tests_name("descriptions", tests, NULL, NULL);
}
