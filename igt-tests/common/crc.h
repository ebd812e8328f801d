/* SPDX-License-Identifier: MIT */
/* A CRTC's CRCs, through the standard files in debugfs. */
#ifndef COMMON_CRC_H
#define COMMON_CRC_H

#include <stdbool.h>

#include "libvprime.h"

/**
 * struct crc - one entry
 * @frame: number of the vblank
 * @n: how many values
 * @values: the values
 */
struct crc {
	uint32_t frame;
	unsigned int n;
	uint32_t values[10];
};

/**
 * crc_open - start to generate CRCs
 * @card: the card
 * @output: one of its outputs
 *
 * Whatever a subtest that failed left open is closed first.
 *
 * Return: a file descriptor to read entries from; crc_close() it.
 */
int crc_open(const struct vprime_card *card, const struct vprime_output *output);

/**
 * crc_open_source - start to generate CRCs of a source
 * @card: the card
 * @output: one of its outputs
 * @source: its name
 *
 * As crc_open(), which takes the source "auto".
 */
int crc_open_source(const struct vprime_card *card, const struct vprime_output *output,
		    const char *source);

/** crc_close - stop to generate CRCs */
void crc_close(int fd);

/**
 * crc_control - write to the control file
 * @card: the card
 * @output: one of its outputs
 * @source: name of a source
 *
 * Return: 0 or a negative errno.
 */
int crc_control(const struct vprime_card *card, const struct vprime_output *output,
		const char *source);

/**
 * crc_read - read the next entry; fails if none comes within 5 s
 * @fd: of crc_open()
 *
 * Return: the entry.
 */
struct crc crc_read(int fd);

/** crc_read_unnumbered - the same on a card without vblanks, whose entries have no frame number */
struct crc crc_read_unnumbered(int fd);

/**
 * crc_read_now - read until the first entry that shows what is on the screen now
 * @fd: of crc_open()
 * @card: the card
 *
 * Return: the entry.
 */
struct crc crc_read_now(int fd, const struct vprime_card *card);

/**
 * crc_once - the CRC of what is on the screen now
 * @card: the card
 * @output: one of its outputs
 *
 * Return: the entry.
 */
struct crc crc_once(const struct vprime_card *card, const struct vprime_output *output);

/** crc_equal - have two entries the same values? */
bool crc_equal(const struct crc *a, const struct crc *b);

#endif
