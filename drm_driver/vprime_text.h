/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers and signs at the start of a text. Not sscanf(): of what may stand before a number,
 * and of numbers that are too large, its makers have different opinions.
 */
#ifndef VPRIME_TEXT_H
#define VPRIME_TEXT_H

#include <linux/types.h>

/**
 * vprime_read_number - read decimal digits
 * @text: begins with them; then is what follows them
 * @max: the largest number that there may be
 * @value: the number, not changed on failure
 *
 * Context: any.
 * Return: whether there is a digit and the number is at most @max.
 */
static inline bool vprime_read_number(const char **text, unsigned int max, unsigned int *value)
{
	const char *digit = *text;
	u64 number = 0;

	for (; *digit >= '0' && *digit <= '9'; digit++) {
		number = 10 * number + *digit - '0';
		if (number > max)
			return false;
	}
	if (digit == *text)
		return false;
	*text = digit;
	*value = number;
	return true;
}

/**
 * vprime_read_char - read one character
 * @text: begins with it; then is what follows it
 * @wanted: the character
 *
 * Context: any.
 * Return: whether it is there; @text is changed only then.
 */
static inline bool vprime_read_char(const char **text, char wanted)
{
	if (**text != wanted)
		return false;
	(*text)++;
	return true;
}

/**
 * vprime_read_next - read the next of several numbers
 * @text: begins with @sign and digits; then is what follows them
 * @sign: what is between the numbers
 * @max: the largest number that there may be
 * @value: the number, not changed on failure
 *
 * Context: any.
 * Return: whether both are there and the number is at most @max.
 */
static inline bool vprime_read_next(const char **text, char sign, unsigned int max,
				    unsigned int *value)
{
	return vprime_read_char(text, sign) && vprime_read_number(text, max, value);
}

#endif
