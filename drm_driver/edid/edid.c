// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The EDID of a monitor that nobody built. */

#include <linux/string.h>
#include <linux/types.h>

#include "edid.h"

/* Pixels to an inch, and tenths of a millimetre in one. */
#define DPI 96
#define INCH 254

/* Offsets in the base block. */
#define VENDOR 8
#define PRODUCT 10
#define SERIAL 12
#define WEEK 16
#define VERSION 18
#define INPUT 20
#define SIZE_CM 21
#define GAMMA 23
#define FEATURES 24
#define PRIMARIES 25
#define ESTABLISHED_TIMINGS 35
#define STANDARD_TIMINGS 38
#define DESCRIPTORS 54
#define EXTENSIONS 126

/* Bytes of a descriptor, and of the text in one. */
#define DESCRIPTOR_SIZE 18
#define TEXT_SIZE 13

#define DESCRIPTOR_SERIAL 0xff
#define DESCRIPTOR_RANGE 0xfd
#define DESCRIPTOR_NAME 0xfc
#define DESCRIPTOR_DUMMY 0x10

/* Where the data blocks of a DisplayID section begin, and the size of what is in ours. */
#define SECTION_DATA 4
#define PRODUCT_SIZE 12
#define PARAMETERS_SIZE 12
#define INTERFACE_SIZE 10
#define TYPE_1_SIZE 20

/* Where the data blocks of a CTA extension begin, and their tags. */
#define CTA_DATA 4
#define CTA_VENDOR 3
#define CTA_EXTENDED 7
#define CTA_VIDEO_CAPABILITY 0
#define CTA_COLORIMETRY 5
#define CTA_HDR_STATIC 6

#define PRODUCT_CODE 1
#define MODEL_YEAR 2026
/* Bits a channel, and 2.2 as gamma in hundredths above 1. */
#define BITS 16
#define GAMMA_22 120

/* 1920x1080 with reduced blanking (VESA CVT 1.2), 60 Hz. */
static const struct vprime_timing fallback = {
	.clock = 138500,
	.hdisplay = 1920, .hsync_start = 1968, .hsync_end = 2000, .htotal = 2080,
	.vdisplay = 1080, .vsync_start = 1083, .vsync_end = 1088, .vtotal = 1111,
	.phsync = true,
};

static void put16(u8 *p, u32 value)
{
	p[0] = value;
	p[1] = value >> 8;
}

/* Makes the sum of @size bytes a multiple of 256 by the last one. */
static void put_checksum(u8 *p, size_t size)
{
	u8 sum = 0;
	size_t i;

	for (i = 0; i < size - 1; i++)
		sum += p[i];
	p[size - 1] = -sum;
}

static u32 millimetres(u32 pixels)
{
	return (pixels * INCH / DPI + 5) / 10;
}

static u32 min_of(u32 a, u32 b)
{
	return a < b ? a : b;
}

static u32 max_of(u32 a, u32 b)
{
	return a > b ? a : b;
}

static bool fits_descriptor(const struct vprime_timing *t)
{
	return t->clock <= 655350 && t->hdisplay <= 4095 && t->htotal - t->hdisplay <= 4095 &&
	       t->vdisplay <= 4095 && t->vtotal - t->vdisplay <= 4095 &&
	       t->hsync_start - t->hdisplay <= 1023 && t->hsync_end - t->hsync_start <= 1023 &&
	       t->vsync_start - t->vdisplay <= 63 && t->vsync_end - t->vsync_start <= 63;
}

/* A descriptor with a clock of 0 would be no timing. */
static u32 to_10khz(u32 khz)
{
	return max_of((khz + 5) / 10, 1);
}

/* Detailed timing descriptor, section 3.10.2 of the standard; the size in mm. */
static void put_timing(u8 *d, const struct vprime_timing *t, u32 width, u32 height)
{
	u32 hblank = t->htotal - t->hdisplay, hfront = t->hsync_start - t->hdisplay;
	u32 vblank = t->vtotal - t->vdisplay, vfront = t->vsync_start - t->vdisplay;
	u32 hsync = t->hsync_end - t->hsync_start, vsync = t->vsync_end - t->vsync_start;

	put16(d, to_10khz(t->clock));
	d[2] = t->hdisplay;
	d[3] = hblank;
	d[4] = t->hdisplay >> 8 << 4 | hblank >> 8;
	d[5] = t->vdisplay;
	d[6] = vblank;
	d[7] = t->vdisplay >> 8 << 4 | vblank >> 8;
	d[8] = hfront;
	d[9] = hsync;
	d[10] = (vfront & 15) << 4 | (vsync & 15);
	d[11] = hfront >> 8 << 6 | hsync >> 8 << 4 | vfront >> 4 << 2 | vsync >> 4;
	d[12] = width;
	d[13] = height;
	d[14] = width >> 8 << 4 | height >> 8;
	/* not interlaced, digital separate sync */
	d[17] = 0x18 | (t->pvsync ? 0x04 : 0) | (t->phsync ? 0x02 : 0);
}

static void put_text(u8 *d, u8 tag, const char *text)
{
	size_t length = min_of(strlen(text), TEXT_SIZE);

	d[3] = tag;
	memset(d + 5, ' ', TEXT_SIZE);
	memcpy(d + 5, text, length);
	if (length < TEXT_SIZE)
		d[5 + length] = '\n';
}

static void put_serial(u8 *d, u32 serial)
{
	char text[TEXT_SIZE], *p = text + sizeof(text) - 1;

	*p = '\0';
	do {
		*--p = '0' + serial % 10;
		serial /= 10;
	} while (serial);
	put_text(d, DESCRIPTOR_SERIAL, p);
}

/* Whole Hz of 640x480 at 59.94 Hz, which all have. */
#define OLDEST_RATE 59

/* A number up to 510, of which a byte holds 255 and a bit says that there are as many more. */
static u8 put_offset(u8 *p, u32 value, u8 bit)
{
	*p = value > 255 ? value - 255 : value;
	return value > 255 ? bit : 0;
}

/*
 * At most 510 Hz and kHz and 2550 MHz; or no limits, as none beyond can be named.
 * Lines may be as many as can be said.
 */
static void put_range(u8 *d, const struct vprime_monitor *monitor)
{
	const struct vprime_timing *t = &monitor->preferred;
	u32 lines = t->clock / t->htotal;	/* kHz */
	u32 rate = lines * 1000 / t->vtotal;
	u32 min = 1, max = 510;

	if (t->clock > 2550000 || lines >= 510 || rate >= 510) {
		d[3] = DESCRIPTOR_DUMMY;
		return;
	}
	if (monitor->rate_min) {
		min = min_of(monitor->rate_min, min_of(max_of(rate, 1), OLDEST_RATE));
		max = max_of(monitor->rate_max, max_of(rate, OLDEST_RATE) + 1);
	}
	d[3] = DESCRIPTOR_RANGE;
	/* the smallest rate has more only together with the largest */
	d[4] = put_offset(d + 5, min, 0x01) | put_offset(d + 6, max, 0x02);
	d[7] = 1;
	d[4] |= put_offset(d + 8, 510, 0x08);
	d[9] = 255;
	d[10] = 0x01;	/* limits only, no formula */
	d[11] = '\n';
	memset(d + 12, ' ', 6);
}

static u32 width_mm(const struct vprime_monitor *monitor)
{
	return monitor->width_mm ? monitor->width_mm : millimetres(monitor->preferred.hdisplay);
}

static u32 height_mm(const struct vprime_monitor *monitor)
{
	return monitor->height_mm ? monitor->height_mm : millimetres(monitor->preferred.vdisplay);
}

static bool has_cta_block(const struct vprime_monitor *monitor)
{
	return monitor->hdr || monitor->rate_min || monitor->n_modes;
}

static void put_base_block(u8 *edid, const struct vprime_monitor *monitor, bool fits)
{
	static const u8 header[] = { 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00 };
	/* IEC 61966-2-1, in 1/1024: x and y of red, green, blue, white, their low bits first */
	static const u8 srgb[] = { 0xee, 0x91, 0xa3, 0x54, 0x4c, 0x99, 0x26, 0x0f, 0x50, 0x54 };
	const struct vprime_timing *preferred = &monitor->preferred;
	/* the base block's centimetres end there */
	u32 width = min_of(width_mm(monitor), 2550);
	u32 height = min_of(height_mm(monitor), 2550);
	u8 *descriptors = edid + DESCRIPTORS;

	memcpy(edid, header, sizeof(header));
	/* "LNX", five bits a letter */
	edid[VENDOR] = 0x31;
	edid[VENDOR + 1] = 0xd8;
	put16(edid + PRODUCT, PRODUCT_CODE);
	/* CTA-861 wants it in the descriptor alone, and 640x480 at 60 Hz always */
	if (has_cta_block(monitor)) {
		edid[ESTABLISHED_TIMINGS] = 0x20;
	} else {
		put16(edid + SERIAL, monitor->serial);
		put16(edid + SERIAL + 2, monitor->serial >> 16);
	}
	edid[WEEK] = 0xff;	/* the year is the model's */
	edid[WEEK + 1] = MODEL_YEAR - 1990;
	edid[VERSION] = 1;
	edid[VERSION + 1] = 4;
	edid[INPUT] = 0xe0;	/* digital, 16 bits a channel, of no named kind */
	edid[SIZE_CM] = (width + 5) / 10;
	edid[SIZE_CM + 1] = (height + 5) / 10;
	edid[GAMMA] = GAMMA_22;
	/* RGB only, sRGB, the first timing is the native one, any rate in the range */
	edid[FEATURES] = 0x06 | (monitor->rate_min ? 0x01 : 0);
	memcpy(edid + PRIMARIES, srgb, sizeof(srgb));
	memset(edid + STANDARD_TIMINGS, 0x01, DESCRIPTORS - STANDARD_TIMINGS);

	put_timing(descriptors, fits ? preferred : &fallback, width, height);
	put_range(descriptors + DESCRIPTOR_SIZE, monitor);
	put_text(descriptors + 2 * DESCRIPTOR_SIZE, DESCRIPTOR_NAME, monitor->name);
	put_serial(descriptors + 3 * DESCRIPTOR_SIZE, monitor->serial);
}

/* Data block of a CTA extension; returns where its contents go. */
static u8 *begin_cta(u8 *block, u8 tag, u8 size)
{
	*block = tag << 5 | size;
	return block + 1;
}

/* What any screen of 1000 cd/m2 with dimming says; section 7.5.13 of CTA-861-G. */
static u8 *put_hdr(u8 *block)
{
	u8 *d = begin_cta(block, CTA_EXTENDED, 6);

	d[0] = CTA_HDR_STATIC;
	d[1] = 0x0d;	/* traditional gamma, SMPTE ST 2084, Hybrid Log-Gamma */
	d[2] = 0x01;	/* static metadata of type 1 */
	d[3] = 138;	/* 50 * 2^(138/32) = 993 cd/m2 at most */
	d[4] = 96;	/* 400 cd/m2 on the average of a frame */
	d[5] = 18;	/* 0.05 cd/m2 at least: 993 * (18/255)^2 / 100 */
	return d + 6;
}

/* RGB of either range, all of the picture to be seen; section 7.5.6, which others rely on. */
static u8 *put_video_capability(u8 *block)
{
	u8 *d = begin_cta(block, CTA_EXTENDED, 2);

	d[0] = CTA_VIDEO_CAPABILITY;
	d[1] = 0x4a;
	return d + 2;
}

/* Section 7.5.5. */
static u8 *put_colorimetry(u8 *block)
{
	u8 *d = begin_cta(block, CTA_EXTENDED, 3);

	d[0] = CTA_COLORIMETRY;
	d[1] = 0x80;	/* BT.2020 RGB */
	d[2] = 0;
	return d + 3;
}

/* What AMD calls FreeSync, as no standard has a block for it that is not bound to a connector. */
static u8 *put_freesync(u8 *block, const struct vprime_monitor *monitor)
{
	u8 *d = begin_cta(block, CTA_VENDOR, 8);

	d[0] = 0x1a;	/* OUI 00-00-1A */
	d[3] = 0x01;	/* version */
	d[4] = 0x01;
	d[5] = monitor->rate_min;
	d[6] = monitor->rate_max;
	return d + 8;
}

static void put_cta_block(u8 *block, const struct vprime_monitor *monitor)
{
	u32 width = min_of(width_mm(monitor), 4095), height = min_of(height_mm(monitor), 4095), i;
	u8 *end = block + CTA_DATA;

	block[0] = 0x02;
	block[1] = 3;
	block[3] = 0x80;	/* all of the picture is to be seen */
	end = put_video_capability(end);
	if (monitor->hdr) {
		end = put_hdr(end);
		end = put_colorimetry(end);
	}
	if (monitor->rate_min && monitor->rate_max <= 255)
		end = put_freesync(end, monitor);
	block[2] = end - block;
	for (i = 0; i < monitor->n_modes; i++) {
		if (end + DESCRIPTOR_SIZE >= block + VPRIME_EDID_BLOCK)
			break;
		if (!fits_descriptor(&monitor->modes[i]))
			continue;
		put_timing(end, &monitor->modes[i], width, height);
		end += DESCRIPTOR_SIZE;
	}
	put_checksum(block, VPRIME_EDID_BLOCK);
}

/* Data block of a DisplayID section; returns where its contents go. */
static u8 *begin_data(u8 *data, u8 tag, u8 size)
{
	data[0] = tag;
	data[2] = size;
	return data + 3;
}

static u8 *put_product(u8 *data, const struct vprime_monitor *monitor)
{
	u8 *d = begin_data(data, 0x00, PRODUCT_SIZE);

	memcpy(d, "LNX", 3);
	put16(d + 3, PRODUCT_CODE);
	put16(d + 5, monitor->serial);
	put16(d + 7, monitor->serial >> 16);
	d[9] = 0xff;	/* as in the base block, from another year on */
	d[10] = MODEL_YEAR - 2000;
	return d + PRODUCT_SIZE;
}

static u8 *put_parameters(u8 *data, const struct vprime_monitor *monitor)
{
	const struct vprime_timing *t = &monitor->preferred;
	u8 *d = begin_data(data, 0x01, PARAMETERS_SIZE);

	put16(d, min_of(10 * width_mm(monitor), 0xffff));
	put16(d + 2, min_of(10 * height_mm(monitor), 0xffff));
	put16(d + 4, t->hdisplay);
	put16(d + 6, t->vdisplay);
	d[9] = GAMMA_22;
	/* in hundredths above 1, however the picture is turned */
	d[10] = min_of((100 * max_of(t->hdisplay, t->vdisplay) /
			 min_of(t->hdisplay, t->vdisplay)) - 100, 255);
	d[11] = (BITS - 1) << 4 | (BITS - 1);
	return d + PARAMETERS_SIZE;
}

static u8 *put_interface(u8 *data)
{
	u8 *d = begin_data(data, 0x0f, INTERFACE_SIZE);

	d[0] = 0xb1;		/* one link of a kind of its own */
	d[2] = 0x3f;		/* RGB of 6, 8, 10, 12, 14 and 16 bits */
	return d + INTERFACE_SIZE;
}

/* Detailed timing of type I. */
static u8 *put_timing_1(u8 *data, const struct vprime_timing *t)
{
	u8 *d = begin_data(data, 0x03, TYPE_1_SIZE);
	u32 clock = to_10khz(t->clock) - 1;

	put16(d, clock);
	d[2] = clock >> 16;
	d[3] = 0x88;	/* preferred, of no listed aspect ratio */
	put16(d + 4, t->hdisplay - 1);
	put16(d + 6, t->htotal - t->hdisplay - 1);
	put16(d + 8, (t->hsync_start - t->hdisplay - 1) | (t->phsync ? 0x8000 : 0));
	put16(d + 10, t->hsync_end - t->hsync_start - 1);
	put16(d + 12, t->vdisplay - 1);
	put16(d + 14, t->vtotal - t->vdisplay - 1);
	put16(d + 16, (t->vsync_start - t->vdisplay - 1) | (t->pvsync ? 0x8000 : 0));
	put16(d + 18, t->vsync_end - t->vsync_start - 1);
	return d + TYPE_1_SIZE;
}

static void put_displayid_block(u8 *block, const struct vprime_monitor *monitor)
{
	u8 *section = block + 1, *end;

	block[0] = 0x70;
	section[0] = 0x12;
	section[2] = 3;		/* a display device on its own */
	end = put_product(section + SECTION_DATA, monitor);
	end = put_parameters(end, monitor);
	end = put_interface(end);
	end = put_timing_1(end, &monitor->preferred);
	section[1] = end - (section + SECTION_DATA);

	put_checksum(section, end + 1 - section);
	put_checksum(block, VPRIME_EDID_BLOCK);
}

size_t vprime_edid_generate(const struct vprime_monitor *monitor, u8 edid[VPRIME_EDID_SIZE])
{
	bool fits = fits_descriptor(&monitor->preferred);
	u8 *end = edid + VPRIME_EDID_BLOCK;

	memset(edid, 0, VPRIME_EDID_SIZE);
	put_base_block(edid, monitor, fits);
	if (has_cta_block(monitor)) {
		put_cta_block(end, monitor);
		end += VPRIME_EDID_BLOCK;
	}
	if (!fits) {
		put_displayid_block(end, monitor);
		end += VPRIME_EDID_BLOCK;
	}
	edid[EXTENSIONS] = (end - edid) / VPRIME_EDID_BLOCK - 1;
	put_checksum(edid, VPRIME_EDID_BLOCK);
	return end - edid;
}
