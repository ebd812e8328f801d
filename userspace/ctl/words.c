// SPDX-License-Identifier: MIT
/* From a few words to a monitor's EDID. */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "edid.h"
#include "timing.h"

#include "ctl.h"

#define REFRESH_DEFAULT 60
/* What the driver takes, in pixels. */
#define WIDTH_MIN 10
#define WIDTH_MAX 16384
/* What fits an EDID. */
#define SIZE_MAX_MM 4095
#define VRR_MAX 510

static bool read_number(const char *text, const char **end, unsigned long *number)
{
	char *after;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*number = strtoul(text, &after, 10);
	*end = after;
	return !errno;
}

bool ctl_parse_mode(const char *text, unsigned int *width, unsigned int *height,
		    unsigned int *refresh)
{
	unsigned long w, h, hz = REFRESH_DEFAULT;

	if (!read_number(text, &text, &w) || *text != 'x' || !read_number(text + 1, &text, &h))
		return false;
	if (*text == '@' && !read_number(text + 1, &text, &hz))
		return false;
	if (*text || w < WIDTH_MIN || w > WIDTH_MAX || h < WIDTH_MIN || h > WIDTH_MAX ||
	    hz < VPRIME_TIMING_REFRESH_MIN || hz > VPRIME_TIMING_REFRESH_MAX)
		return false;
	*width = w;
	*height = h;
	*refresh = hz;
	return true;
}

/* Modes that an EDID may have beside the preferred one, more than there is room for. */
#define MODES_MAX 16

/* What the words have said so far; @monitor points to @name and @modes. */
struct description {
	struct vprime_monitor monitor;
	char name[CTL_MONITOR_NAME];
	bool preferred;
	struct vprime_timing modes[MODES_MAX];
};

static int take_mode(struct description *description, const char *word)
{
	struct vprime_timing timing;
	unsigned int width, height, refresh;

	if (!ctl_parse_mode(word, &width, &height, &refresh))
		return ctl_error("%s: no mode such as 2560x1440@120, with 10 to 16384 pixels and 1 "
				 "to 1000 Hz", word);
	vprime_timing_cvt(&timing, width, height, refresh);
	if (timing.clock > VPRIME_EDID_CLOCK_MAX)
		return ctl_error("%s: its pixel clock is more than an EDID can say", word);
	if (!description->preferred) {
		description->preferred = true;
		description->monitor.preferred = timing;
		return 0;
	}
	if (description->monitor.n_modes == MODES_MAX)
		return ctl_error("%s: more than %d modes", word, MODES_MAX + 1);
	description->modes[description->monitor.n_modes++] = timing;
	return 0;
}

static int take_name(struct description *description, const char *value)
{
	for (const char *c = value; *c; c++) {
		if (!isprint((unsigned char)*c))
			return ctl_error("name=%s: only ASCII fits an EDID", value);
	}
	if (!*value || strlen(value) >= sizeof(description->name))
		return ctl_error("name=%s: from 1 to %zu characters", value,
				 sizeof(description->name) - 1);
	strcpy(description->name, value);
	return 0;
}

static int take_serial(struct description *description, const char *value)
{
	unsigned long serial;
	const char *end;

	if (!read_number(value, &end, &serial) || *end || serial > UINT32_MAX)
		return ctl_error("serial=%s: no number from 0 to 4294967295", value);
	description->monitor.serial = serial;
	return 0;
}

/* Two numbers from 1 to @max, with @between in the middle. */
static bool parse_pair(const char *value, char between, unsigned long max, uint32_t *first,
		       uint32_t *second)
{
	unsigned long a, b;

	if (!read_number(value, &value, &a) || *value != between ||
	    !read_number(value + 1, &value, &b) || *value || !a || !b || a > max || b > max)
		return false;
	*first = a;
	*second = b;
	return true;
}

static int take_size(struct description *description, const char *value)
{
	struct vprime_monitor *monitor = &description->monitor;

	if (!parse_pair(value, 'x', SIZE_MAX_MM, &monitor->width_mm, &monitor->height_mm))
		return ctl_error("size=%s: no WIDTHxHEIGHT in millimetres, up to %d", value,
				 SIZE_MAX_MM);
	return 0;
}

static int take_vrr(struct description *description, const char *value)
{
	struct vprime_monitor *monitor = &description->monitor;

	if (!parse_pair(value, '-', VRR_MAX, &monitor->rate_min, &monitor->rate_max) ||
	    monitor->rate_min >= monitor->rate_max)
		return ctl_error("vrr=%s: no range such as 48-144 in Hz, up to %d", value, VRR_MAX);
	return 0;
}

static const struct {
	const char *key;
	int (*take)(struct description *description, const char *value);
} keys[] = {
	{ "name", take_name },
	{ "serial", take_serial },
	{ "size", take_size },
	{ "vrr", take_vrr },
};

static int take_word(struct description *description, char *word)
{
	char *value = strchr(word, '=');

	if (!strcmp(word, "hdr")) {
		description->monitor.hdr = true;
		return 0;
	}
	if (!value)
		return take_mode(description, word);
	*value++ = 0;
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (!strcmp(keys[i].key, word))
			return keys[i].take(description, value);
	}
	return ctl_error("%s=: a monitor has no such thing; see vprimectl edid --help", word);
}

/*
 * The next word of @rest, which is changed: words are between spaces, and spaces between quotation
 * marks belong to them: name="Left desk".
 */
static char *next_word(char **rest)
{
	char *word, *to;
	bool quoted = false;

	while (**rest == ' ')
		++*rest;
	if (!**rest)
		return NULL;
	for (word = to = *rest; **rest && (quoted || **rest != ' '); ++*rest) {
		if (**rest == '"')
			quoted = !quoted;
		else
			*to++ = **rest;
	}
	if (**rest)
		++*rest;
	*to = 0;
	return word;
}

size_t ctl_edid_words(const char *words, uint8_t *edid)
{
	struct description description = { .name = "vprime", .monitor.serial = 1 };
	char *copy = strdup(words), *rest = copy, *word;
	int ret = copy ? 0 : ctl_error("%s", strerror(ENOMEM));

	while (!ret && (word = next_word(&rest)))
		ret = take_word(&description, word);
	free(copy);
	if (ret)
		return 0;
	if (!description.preferred)
		vprime_timing_cvt(&description.monitor.preferred, 1920, 1080, REFRESH_DEFAULT);
	description.monitor.name = description.name;
	description.monitor.modes = description.modes;
	return vprime_edid_generate(&description.monitor, edid);
}

/*
 * Reading one
 */

#define DESCRIPTORS 54
#define DESCRIPTOR_SIZE 18
#define N_DESCRIPTORS 4
#define DESCRIPTOR_NAME 0xfc
#define DESCRIPTOR_TEXT 5

void ctl_edid_name(const uint8_t *edid, size_t size, char name[CTL_MONITOR_NAME])
{
	*name = 0;
	if (size < VPRIME_EDID_BLOCK)
		return;
	for (int i = 0; i < N_DESCRIPTORS; i++) {
		const uint8_t *descriptor = edid + DESCRIPTORS + i * DESCRIPTOR_SIZE;

		if (descriptor[0] || descriptor[1] || descriptor[3] != DESCRIPTOR_NAME)
			continue;
		for (int j = 0; j < CTL_MONITOR_NAME - 1; j++) {
			if (!isprint(descriptor[DESCRIPTOR_TEXT + j]))
				return;
			*name++ = descriptor[DESCRIPTOR_TEXT + j];
			*name = 0;
		}
		return;
	}
}
