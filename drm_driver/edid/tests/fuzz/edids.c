// SPDX-License-Identifier: MIT
/*
 * A libFuzzer target for EDIDs: any bytes are a monitor, of sizes and rates that descriptions may
 * have.
 *
 * Each block's sum is right, and the preferred mode is read from it as it went in.
 */

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "edid.h"
#include "timing.h"

#define MODES_MAX 32
#define SIZE_MAX_PIXELS 16384
#define RATE_MAX 510

/* The input, from which numbers are taken until there are no more, and then 0. */
struct input {
	const uint8_t *data;
	size_t size;
};

static uint32_t take(struct input *in, uint32_t bytes)
{
	uint32_t value = 0;

	while (bytes-- && in->size) {
		value = value << 8 | *in->data++;
		in->size--;
	}
	return value;
}

static void take_timing(struct input *in, struct vprime_timing *timing)
{
	uint32_t width = 1 + take(in, 2) % SIZE_MAX_PIXELS;
	uint32_t height = 1 + take(in, 2) % SIZE_MAX_PIXELS;

	/* a description is refused beyond what an EDID can tell */
	do {
		vprime_timing_cvt(timing, width, height, VPRIME_TIMING_REFRESH_MIN +
				  take(in, 2) % VPRIME_TIMING_REFRESH_MAX);
	} while (timing->clock > VPRIME_EDID_CLOCK_MAX && in->size);
	if (timing->clock > VPRIME_EDID_CLOCK_MAX)
		vprime_timing_cvt(timing, width, height, VPRIME_TIMING_REFRESH_MIN);
}

static void check_sum(const uint8_t *data, size_t size)
{
	uint8_t sum = 0;

	while (size--)
		sum += *data++;
	assert(!sum);
}

static uint32_t get16(const uint8_t *data)
{
	return data[0] | data[1] << 8;
}

/* EDID 1.4, section 3.10.2. */
static struct vprime_timing read_detailed(const uint8_t *d)
{
	struct vprime_timing t = { .clock = 10 * get16(d) };

	t.hdisplay = d[2] | (d[4] & 0xf0) << 4;
	t.htotal = t.hdisplay + (d[3] | (d[4] & 0x0f) << 8);
	t.vdisplay = d[5] | (d[7] & 0xf0) << 4;
	t.vtotal = t.vdisplay + (d[6] | (d[7] & 0x0f) << 8);
	t.hsync_start = t.hdisplay + (d[8] | (d[11] & 0xc0) << 2);
	t.hsync_end = t.hsync_start + (d[9] | (d[11] & 0x30) << 4);
	t.vsync_start = t.vdisplay + (d[10] >> 4 | (d[11] & 0x0c) << 2);
	t.vsync_end = t.vsync_start + ((d[10] & 0x0f) | (d[11] & 0x03) << 4);
	t.phsync = d[17] & 0x02;
	t.pvsync = d[17] & 0x04;
	return t;
}

/* DisplayID 1.2, section 4.3.1. */
static struct vprime_timing read_type_1(const uint8_t *d)
{
	struct vprime_timing t = { .clock = 10 * (get16(d) + (d[2] << 16) + 1) };

	t.hdisplay = get16(d + 4) + 1;
	t.htotal = t.hdisplay + get16(d + 6) + 1;
	t.hsync_start = t.hdisplay + (get16(d + 8) & 0x7fff) + 1;
	t.hsync_end = t.hsync_start + get16(d + 10) + 1;
	t.vdisplay = get16(d + 12) + 1;
	t.vtotal = t.vdisplay + get16(d + 14) + 1;
	t.vsync_start = t.vdisplay + (get16(d + 16) & 0x7fff) + 1;
	t.vsync_end = t.vsync_start + get16(d + 18) + 1;
	t.phsync = get16(d + 8) & 0x8000;
	t.pvsync = get16(d + 16) & 0x8000;
	return t;
}

/* The timing of a DisplayID section's block of type I, after those of other kinds. */
static struct vprime_timing read_section(const uint8_t *section)
{
	const uint8_t *data = section + 4, *end = data + section[1];

	check_sum(section, section[1] + 5);
	for (; data + 3 <= end && data[0] != 0x03; data += 3 + data[2])
		;
	assert(data + 3 + 20 <= end && data[2] == 20);
	return read_type_1(data + 3);
}

static void check_timing(const struct vprime_timing *a, const struct vprime_timing *b)
{
	/* in steps of 10 kHz; 0 would be no timing */
	assert(b->clock);
	assert(abs((int)(a->clock - b->clock)) <= 5 ||
	       (a->clock < 10 && b->clock <= 10));
	assert(a->hdisplay == b->hdisplay && a->htotal == b->htotal);
	assert(a->hsync_start == b->hsync_start && a->hsync_end == b->hsync_end);
	assert(a->vdisplay == b->vdisplay && a->vtotal == b->vtotal);
	assert(a->vsync_start == b->vsync_start && a->vsync_end == b->vsync_end);
	assert(a->phsync == b->phsync && a->pvsync == b->pvsync);
}

static void check(const uint8_t *edid, size_t size, const struct vprime_monitor *monitor)
{
	static const uint8_t header[] = { 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00 };
	struct vprime_timing preferred = read_detailed(edid + 54);

	assert(size && size % VPRIME_EDID_BLOCK == 0 && size <= VPRIME_EDID_SIZE);
	assert(!memcmp(edid, header, sizeof(header)));
	assert(edid[126] == size / VPRIME_EDID_BLOCK - 1);
	for (size_t at = 0; at < size; at += VPRIME_EDID_BLOCK) {
		check_sum(edid + at, VPRIME_EDID_BLOCK);
		/* a DisplayID section has the one that does not fit */
		if (at && edid[at] == 0x70)
			preferred = read_section(edid + at + 1);
	}
	check_timing(&monitor->preferred, &preferred);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct vprime_timing modes[MODES_MAX];
	struct vprime_monitor monitor = { .modes = modes };
	uint8_t edid[VPRIME_EDID_SIZE];
	char name[64] = "";

	for (size_t i = take(&in, 1) % sizeof(name); i; i--)
		name[i - 1] = ' ' + take(&in, 1) % 95;
	monitor.name = name;
	monitor.serial = take(&in, 4);
	monitor.width_mm = take(&in, 2) % 0x8000;
	monitor.height_mm = take(&in, 2) % 0x8000;
	take_timing(&in, &monitor.preferred);
	if (take(&in, 1) & 1) {
		monitor.rate_max = 1 + take(&in, 2) % RATE_MAX;
		monitor.rate_min = 1 + take(&in, 2) % monitor.rate_max;
	}
	monitor.hdr = take(&in, 1) & 1;
	for (monitor.n_modes = 0; in.size && monitor.n_modes < MODES_MAX; monitor.n_modes++)
		take_timing(&in, &modes[monitor.n_modes]);

	check(edid, vprime_edid_generate(&monitor, edid), &monitor);
	return 0;
}
