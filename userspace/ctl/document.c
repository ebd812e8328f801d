// SPDX-License-Identifier: MIT
/* JSON as text, which is UTF-8 whatever the names in it are made of. */
#include <string.h>

#include <json-c/json.h>

#include "ctl.h"

#define REPLACEMENT "\xef\xbf\xbd"

/* The bytes of the character at @text, or 0 if they are none of UTF-8. */
static size_t character(const unsigned char *text)
{
	/* what the first byte may be, and the second; all others are from 80 to bf */
	static const struct {
		unsigned char first, last, low, high;
		size_t size;
	} kinds[] = {
		{ 0x00, 0x7f, 0x00, 0xff, 1 }, { 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 }, { 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 }, { 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 }, { 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (*text < kinds[i].first || *text > kinds[i].last)
			continue;
		for (size_t j = 1; j < kinds[i].size; j++) {
			unsigned char low = j == 1 ? kinds[i].low : 0x80;
			unsigned char high = j == 1 ? kinds[i].high : 0xbf;

			if (text[j] < low || text[j] > high)
				return 0;
		}
		return kinds[i].size;
	}
	return 0;
}

static const char *text_of(json_object *json, bool pretty)
{
	int flags = JSON_C_TO_STRING_NOSLASHESCAPE;

	if (pretty)
		flags |= JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED;
	return json_object_to_json_string_ext(json, flags);
}

bool ctl_json_is_text(json_object *json)
{
	const char *text = text_of(json, true);
	size_t size;

	for (; *text; text += size) {
		size = character((const unsigned char *)text);
		if (!size)
			return false;
	}
	return true;
}

void ctl_write_json(json_object *json, bool pretty, FILE *out)
{
	const char *text = text_of(json, pretty);

	while (*text) {
		size_t size = character((const unsigned char *)text);

		if (size)
			fwrite(text, 1, size, out);
		else
			fputs(REPLACEMENT, out);
		text += size ? size : 1;
	}
	fputc('\n', out);
}
