// SPDX-License-Identifier: MIT
/* Which pictures of vprime-pattern a Y4M file has. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"

struct y4m {
	uint32_t width, height;
	uint32_t bytes; /* of a sample */
	size_t chroma;	/* bytes of both chroma planes */
};

/* Of a header's line, "C420p10" and the like. */
static int parse_colours(const char *name, struct y4m *y4m)
{
	size_t width = (y4m->width + 1) / 2, height = (y4m->height + 1) / 2;

	y4m->bytes = strstr(name, "p10") ? 2 : 1;
	if (strstr(name, "p9") || strstr(name, "p12") || strstr(name, "p14") ||
	    strstr(name, "p16") || strstr(name, "alpha"))
		return -EINVAL;
	if (!strncmp(name, "420", 3))
		y4m->chroma = width * height * 2;
	else if (!strncmp(name, "422", 3))
		y4m->chroma = width * y4m->height * 2;
	else if (!strncmp(name, "444", 3))
		y4m->chroma = (size_t)y4m->width * y4m->height * 2;
	else if (!strncmp(name, "mono", 4))
		y4m->chroma = 0;
	else
		return -EINVAL;
	y4m->chroma *= y4m->bytes;
	return 0;
}

static int parse_header(FILE *file, struct y4m *y4m)
{
	char line[1024], *word, *rest, *colours = "420";

	if (!fgets(line, sizeof(line), file) || !strchr(line, '\n'))
		return -EINVAL;
	*strchr(line, '\n') = 0;
	word = strtok_r(line, " ", &rest);
	if (!word || strcmp(word, "YUV4MPEG2"))
		return -EINVAL;
	while ((word = strtok_r(NULL, " ", &rest))) {
		if (*word == 'W')
			y4m->width = strtoul(word + 1, NULL, 10);
		else if (*word == 'H')
			y4m->height = strtoul(word + 1, NULL, 10);
		else if (*word == 'C')
			colours = word + 1;
	}
	if (!y4m->width || !y4m->height || y4m->width > 65535 || y4m->height > 65535)
		return -EINVAL;
	return parse_colours(colours, y4m);
}

/* Returns 1 for a picture, 0 at the end, or a negative errno. */
static int read_picture(FILE *file, const struct y4m *y4m, uint8_t *data)
{
	size_t size = (size_t)y4m->width * y4m->height * y4m->bytes + y4m->chroma;
	char line[1024];

	if (!fgets(line, sizeof(line), file))
		return ferror(file) ? -EIO : 0;
	if (strncmp(line, "FRAME", 5) || !strchr(line, '\n'))
		return -EINVAL;
	return fread(data, 1, size, file) == size ? 1 : -EINVAL;
}

/* The upper eight of ten bits are no byte of their own. */
static void to_bytes(uint8_t *data, const struct y4m *y4m)
{
	if (y4m->bytes == 1)
		return;
	for (size_t i = 0; i < (size_t)y4m->width * CODE_HEIGHT && i / y4m->width < y4m->height; i++)
		data[2 * i] = (data[2 * i] | data[2 * i + 1] << 8) >> 2;
}

static int check_pictures(FILE *file, struct record_account *account)
{
	struct y4m y4m = { 0 };
	uint8_t *data;
	int ret;

	ret = parse_header(file, &y4m);
	if (ret)
		return ret;
	data = malloc((size_t)y4m.width * y4m.height * y4m.bytes + y4m.chroma);
	if (!data)
		return -ENOMEM;
	while ((ret = read_picture(file, &y4m, data)) > 0) {
		struct record_frame frame = {
			.sequence = account->frames,
			.digest = record_digest(data, (size_t)y4m.width * y4m.height * y4m.bytes),
		};
		struct code_pixels pixels = {
			.data = data,
			.width = y4m.width,
			.height = y4m.height,
			.step = y4m.bytes,
			.stride = y4m.width * y4m.bytes,
		};

		to_bytes(data, &y4m);
		frame.has_code = code_read(&pixels, &frame.code);
		record_account_add(account, &frame);
	}
	free(data);
	return ret;
}

int record_check_file(const char *path, struct record_account *account)
{
	bool standard = !strcmp(path, "-");
	FILE *file = standard ? stdin : fopen(path, "re");
	int ret;

	if (!file)
		return -errno;
	account->verify = true;
	account->unit = "frame";
	ret = check_pictures(file, account);
	record_account_end(account);
	if (!standard)
		fclose(file);
	return ret;
}
