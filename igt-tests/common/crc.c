// SPDX-License-Identifier: MIT
/* A CRTC's CRCs, through the standard files in debugfs. */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "igt.h"

#include "card.h"
#include "crc.h"
#include "show.h"

/* A CRTC has one reader at a time, so a test has one, too. */
static int opened = -1;

static int open_file(const struct vprime_card *card, const struct vprime_output *output,
		     const char *name, int flags)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/crtc-%u/crc/%s", card_minor(card),
		 output->crtc->index, name);
	return open(path, flags | O_CLOEXEC);
}

int crc_control(const struct vprime_card *card, const struct vprime_output *output,
		const char *source)
{
	int fd = open_file(card, output, "control", O_WRONLY);
	ssize_t written;
	int err;

	igt_assert_fd(fd);
	written = write(fd, source, strlen(source));
	err = written < 0 ? -errno : 0;
	close(fd);

	return err;
}

int crc_open_source(const struct vprime_card *card, const struct vprime_output *output,
		    const char *source)
{
	if (opened >= 0)
		crc_close(opened);
	igt_assert_eq(crc_control(card, output, source), 0);
	opened = open_file(card, output, "data", O_RDONLY);
	igt_assert_fd(opened);

	return opened;
}

int crc_open(const struct vprime_card *card, const struct vprime_output *output)
{
	return crc_open_source(card, output, "auto");
}

void crc_close(int fd)
{
	close(fd);
	opened = -1;
}

/* The next entry, which has a frame number or not. */
static struct crc read_entry(int fd, bool numbered)
{
	struct pollfd readable = { .fd = fd, .events = POLLIN };
	struct crc crc = { 0 };
	char line[256], *at = line;
	ssize_t length;

	igt_assert_f(poll(&readable, 1, 5000) == 1, "no CRC within 5 s\n");
	length = read(fd, line, sizeof(line) - 1);
	igt_assert_lt(0, length);
	line[length] = '\0';

	if (numbered) {
		igt_assert_f(strncmp(line, "XXXX", 4), "an entry without a frame number: %s\n", line);
		crc.frame = strtoul(at, &at, 0);
	} else {
		igt_assert_f(!strncmp(line, "XXXXXXXXXX", 10), "an entry with a frame number: %s\n",
			     line);
		at += 10;
	}
	while (*at == ' ') {
		igt_assert_lt(crc.n, sizeof(crc.values) / sizeof(crc.values[0]));
		crc.values[crc.n++] = strtoul(at, &at, 0);
	}
	igt_assert_lt(0, crc.n);

	return crc;
}

struct crc crc_read(int fd)
{
	return read_entry(fd, true);
}

struct crc crc_read_unnumbered(int fd)
{
	return read_entry(fd, false);
}

struct crc crc_read_now(int fd, const struct vprime_card *card)
{
	uint32_t from = show_vblank(card) + 1;
	struct crc crc;

	do {
		crc = crc_read(fd);
	} while ((int32_t)(crc.frame - from) < 0);

	return crc;
}

struct crc crc_once(const struct vprime_card *card, const struct vprime_output *output)
{
	int fd = crc_open(card, output);
	struct crc crc = crc_read(fd);

	crc_close(fd);
	return crc;
}

bool crc_equal(const struct crc *a, const struct crc *b)
{
	return a->n == b->n && !memcmp(a->values, b->values, a->n * sizeof(a->values[0]));
}
