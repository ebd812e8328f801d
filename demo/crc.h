/* SPDX-License-Identifier: MIT */
/* The CRC of what a CRTC shows. */
#ifndef DEMO_CRC_H
#define DEMO_CRC_H

#include <stddef.h>

#include "libvprime.h"

/**
 * crc_read - the CRC of a CRTC's next frame, from debugfs
 * @card: the card
 * @crtc: the CRTC; has to be on
 * @text: the CRC as the kernel writes it, without the frame's number
 * @size: bytes in @text
 *
 * Return: 0 or a negative errno.
 */
int crc_read(const struct vprime_card *card, const struct vprime_crtc *crtc, char *text,
	     size_t size);

#endif
