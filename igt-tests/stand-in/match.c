// SPDX-License-Identifier: MIT
/* Patterns that select subtests. */

#include <ctype.h>
#include <fnmatch.h>
#include <string.h>

#include "internal.h"

/**
 * igt_match - does a list of patterns select a name
 * @name: the name
 * @patterns: shell patterns separated by commas; those after a ! exclude
 *
 * The last pattern that matches decides. Nothing is selected by exclusion alone.
 *
 * Return: whether it is selected.
 */
bool igt_match(const char *name, const char *patterns)
{
	bool selected = false;

	while (*patterns) {
		size_t length = strcspn(patterns, ",");
		bool exclude = *patterns == '!';
		char pattern[256];

		if (length < sizeof(pattern)) {
			memcpy(pattern, patterns, length);
			pattern[length] = '\0';
			if (!fnmatch(pattern + exclude, name, 0))
				selected = !exclude;
		}

		patterns += length;
		patterns += *patterns == ',';
	}

	return selected;
}

/**
 * igt_valid_name - may a subtest be called so
 * @name: the name
 *
 * Return: whether it consists of letters, digits, dashes and underscores.
 */
bool igt_valid_name(const char *name)
{
	if (!*name)
		return false;

	for (; *name; name++)
		if (!isalnum((unsigned char)*name) && *name != '-' && *name != '_')
			return false;

	return true;
}
