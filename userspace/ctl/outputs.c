// SPDX-License-Identifier: MIT
/* Reading what the driver says of a card's outputs. */
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "status.h"

static bool parse_crtc(const char *cell, void *member)
{
	snprintf(member, sizeof(((struct ctl_output *)0)->crtc), "%s", cell);
	return *cell;
}

static bool parse_connector(const char *cell, void *member)
{
	snprintf(member, sizeof(((struct ctl_output *)0)->connector), "%s",
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

static bool parse_planes(const char *cell, void *member)
{
	struct ctl_planes *planes = member;
	char *copy, *rest, *plane;
	bool valid = true;

	if (!strcmp(cell, "-"))
		return true;
	copy = strdup(cell);
	rest = copy;
	while (valid && (plane = strsep(&rest, ",")))
		valid = planes->count < sizeof(planes->list) / sizeof(planes->list[0]) &&
			parse_plane(plane, &planes->list[planes->count++]);
	free(copy);
	return copy && valid;
}

static const struct ctl_column list[] = {
#define COLUMN(name, parse) { #name, offsetof(struct ctl_output, name), parse }
	COLUMN(crtc, parse_crtc),
	COLUMN(connector, parse_connector),
	COLUMN(enabled, ctl_parse_u64),
	COLUMN(width, ctl_parse_u64),
	COLUMN(height, ctl_parse_u64),
	COLUMN(rate_mhz, ctl_parse_u64),
	COLUMN(vblank, ctl_parse_u64),
	COLUMN(ticks, ctl_parse_u64),
	COLUMN(missed, ctl_parse_u64),
	COLUMN(flips, ctl_parse_u64),
	COLUMN(late, ctl_parse_u64),
	COLUMN(planes, parse_planes),
	COLUMN(compositions, ctl_parse_u64),
	COLUMN(copies, ctl_parse_u64),
#undef COLUMN
};

static const struct ctl_columns columns = {
	.list = list,
	.count = sizeof(list) / sizeof(list[0]),
	.row_size = sizeof(struct ctl_output),
};

int ctl_outputs_read(const char *debugfs, struct ctl_state *state)
{
	struct ctl_rows rows;
	int ret = ctl_columns_read(debugfs, state->target.minor, "outputs", &columns, &rows);

	state->outputs = rows.list;
	state->n_outputs = rows.count;
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
