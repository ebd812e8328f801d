// SPDX-License-Identifier: MIT
/* Reading what the driver says of a card's outputs. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "status.h"

typedef bool (*parse_fn)(const char *cell, struct ctl_output *output, size_t offset);

static bool parse_number(const char *cell, struct ctl_output *output, size_t offset)
{
	char *end;

	if (*cell < '0' || *cell > '9')
		return false;
	errno = 0;
	*(uint64_t *)((char *)output + offset) = strtoull(cell, &end, 10);
	return !*end && !errno;
}

static bool parse_crtc(const char *cell, struct ctl_output *output, size_t offset)
{
	(void)offset;
	snprintf(output->crtc, sizeof(output->crtc), "%s", cell);
	return *cell;
}

static bool parse_connector(const char *cell, struct ctl_output *output, size_t offset)
{
	(void)offset;
	snprintf(output->connector, sizeof(output->connector), "%s",
		 strcmp(cell, "-") ? cell : "");
	return *cell;
}

/* NAME:FRAMEBUFFER:FORMAT:WIDTHxHEIGHT+X+Y */
static bool parse_plane(const char *text, struct ctl_plane *plane)
{
	int end = 0;

	return sscanf(text, "%31[^:]:%u:%7[^:]:%ux%u%d%d%n", plane->name, &plane->fb,
		      plane->format, &plane->width, &plane->height, &plane->x, &plane->y,
		      &end) == 7 && !text[end];
}

static bool parse_planes(const char *cell, struct ctl_output *output, size_t offset)
{
	char *copy = strdup(cell), *rest = copy, *plane;
	bool valid = copy && *cell;

	(void)offset;
	if (valid && !strcmp(cell, "-")) {
		free(copy);
		return true;
	}
	while (valid && (plane = strsep(&rest, ",")))
		valid = output->n_planes < sizeof(output->planes) / sizeof(output->planes[0]) &&
			parse_plane(plane, &output->planes[output->n_planes++]);
	free(copy);
	return valid;
}

static const struct column {
	const char *name;
	size_t offset;
	parse_fn parse;
} columns[] = {
#define NUMBER(name) { #name, offsetof(struct ctl_output, name), parse_number }
	{ "crtc", 0, parse_crtc },
	{ "connector", 0, parse_connector },
	NUMBER(enabled),
	NUMBER(width),
	NUMBER(height),
	NUMBER(rate_mhz),
	NUMBER(vblank),
	NUMBER(ticks),
	NUMBER(missed),
	NUMBER(flips),
	NUMBER(late),
	{ "planes", 0, parse_planes },
#undef NUMBER
};

#define N_COLUMNS (sizeof(columns) / sizeof(columns[0]))
/* Newer drivers may have columns that this program does not know. */
#define MAX_CELLS 64

/* Which column each cell of a line is for, or NULL. All columns have to be there, once. */
static int parse_heading(char *line, const struct column **cells)
{
	size_t found = 0;
	char *name;

	for (size_t i = 0; i < MAX_CELLS && (name = strsep(&line, "\t")); i++) {
		for (size_t j = 0; j < N_COLUMNS; j++) {
			if (strcmp(name, columns[j].name))
				continue;
			cells[i] = &columns[j];
			found++;
		}
	}
	return found == N_COLUMNS ? 0 : -EPROTO;
}

static int parse_line(char *line, const struct column *const *cells, struct ctl_output *output)
{
	size_t found = 0;
	char *cell;

	*output = (struct ctl_output){ 0 };
	for (size_t i = 0; i < MAX_CELLS && (cell = strsep(&line, "\t")); i++) {
		if (!cells[i])
			continue;
		if (!cells[i]->parse(cell, output, cells[i]->offset))
			return -EPROTO;
		found++;
	}
	return found == N_COLUMNS ? 0 : -EPROTO;
}

static int append_line(char *line, const struct column *const *cells, struct ctl_output **outputs,
		       size_t *count)
{
	struct ctl_output *grown = reallocarray(*outputs, *count + 1, sizeof(*grown));
	int ret;

	if (!grown)
		return -ENOMEM;
	*outputs = grown;
	ret = parse_line(line, cells, &grown[*count]);
	if (!ret)
		++*count;
	return ret;
}

int ctl_outputs_parse(FILE *table, struct ctl_output **outputs, size_t *count)
{
	const struct column *cells[MAX_CELLS] = { 0 };
	bool heading = true;
	char *line = NULL;
	size_t size = 0;
	int ret = 0;

	*outputs = NULL;
	*count = 0;
	while (!ret && getline(&line, &size, table) >= 0) {
		line[strcspn(line, "\n")] = 0;
		ret = heading ? parse_heading(line, cells) :
				append_line(line, cells, outputs, count);
		heading = false;
	}
	if (!ret && ferror(table))
		ret = -EIO;
	/* not even a first line */
	if (!ret && heading)
		ret = -EPROTO;
	free(line);
	if (ret) {
		free(*outputs);
		*outputs = NULL;
		*count = 0;
	}
	return ret;
}

uint64_t ctl_rate_kept(const struct ctl_output *output, const struct ctl_output *before)
{
	uint64_t ticks = output->ticks - (before ? before->ticks : 0);
	uint64_t missed = output->missed - (before ? before->missed : 0);

	if (!ticks && !missed)
		return output->rate_mhz;
	return output->rate_mhz * ticks / (ticks + missed);
}
