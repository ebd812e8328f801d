/* SPDX-License-Identifier: GPL-2.0-only */
/* Pixel formats by name, as people write them: XR24, R8. */
#ifndef VPRIME_FOURCC_H
#define VPRIME_FOURCC_H

#include <linux/types.h>

/* Room for a name and the zero at its end. */
#define VPRIME_FOURCC_SIZE 5

/**
 * vprime_fourcc - the name of a pixel format
 * @format: DRM_FORMAT_*
 * @name: where to put it
 *
 * Names of fewer than four characters are filled up with spaces in @format only.
 *
 * Context: any.
 * Return: @name.
 */
static inline const char *vprime_fourcc(u32 format, char name[VPRIME_FOURCC_SIZE])
{
	unsigned int length = sizeof(format);
	unsigned int i;

	for (i = 0; i < sizeof(format); i++)
		name[i] = format >> 8 * i;
	while (length > 1 && name[length - 1] == ' ')
		length--;
	name[length] = '\0';
	return name;
}

#endif
