// SPDX-License-Identifier: MIT
/* Reading a card's ledger. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ctl.h"

/* What fills in a member from a cell; false if the cell is not what it should be. */
typedef bool (*parse_fn)(const char *cell, void *member);

static bool parse_u64(const char *cell, void *member)
{
	char *end;

	if (*cell < '0' || *cell > '9')
		return false;
	errno = 0;
	*(uint64_t *)member = strtoull(cell, &end, 10);
	return !*end && !errno;
}

static bool parse_u32(const char *cell, void *member)
{
	uint64_t value;

	if (!parse_u64(cell, &value) || value > UINT32_MAX)
		return false;
	*(uint32_t *)member = value;
	return true;
}

static bool parse_exporter(const char *cell, void *member)
{
	snprintf(member, sizeof(((struct ctl_buffer *)0)->exporter), "%s", cell);
	return *cell;
}

static bool parse_planes(const char *cell, void *member)
{
	snprintf(member, sizeof(((struct ctl_buffer *)0)->planes), "%s",
		 strcmp(cell, "-") ? cell : "");
	return *cell;
}

/* A letter or a dash for each, in the order of the three members from here on. */
static bool parse_flags(const char *cell, void *member)
{
	static const char letters[] = "ier";
	bool *flags = member;

	for (int i = 0; i < 3; i++) {
		if (cell[i] != letters[i] && cell[i] != '-')
			return false;
		flags[i] = cell[i] == letters[i];
	}
	return !cell[3];
}

static const struct column {
	const char *name;
	size_t offset;
	parse_fn parse;
} columns[] = {
#define COLUMN(name, parse) { #name, offsetof(struct ctl_buffer, name), parse }
	COLUMN(inode, parse_u64),
	COLUMN(size, parse_u64),
	COLUMN(exporter, parse_exporter),
	{ "flags", offsetof(struct ctl_buffer, imported), parse_flags },
	COLUMN(age_ms, parse_u64),
	COLUMN(attachments, parse_u32),
	COLUMN(sg_maps, parse_u32),
	COLUMN(sg_map_reuses, parse_u32),
	COLUMN(vmaps, parse_u32),
	COLUMN(vmap_reuses, parse_u32),
	COLUMN(mmaps, parse_u32),
	COLUMN(cpu_begins, parse_u32),
	COLUMN(cpu_ends, parse_u32),
	COLUMN(fence_waits, parse_u32),
	COLUMN(shown, parse_u32),
	COLUMN(planes, parse_planes),
#undef COLUMN
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

static int parse_line(char *line, const struct column *const *cells, struct ctl_buffer *buffer)
{
	size_t found = 0;
	char *cell;

	for (size_t i = 0; i < MAX_CELLS && (cell = strsep(&line, "\t")); i++) {
		if (!cells[i])
			continue;
		if (!cells[i]->parse(cell, (char *)buffer + cells[i]->offset))
			return -EPROTO;
		found++;
	}
	return found == N_COLUMNS ? 0 : -EPROTO;
}

static int append(struct ctl_ledger *ledger, const struct ctl_buffer *buffer)
{
	struct ctl_buffer *grown = ledger->buffers;
	size_t count = ledger->count;

	/* room for powers of two */
	if (!(count & (count - 1)))
		grown = reallocarray(grown, count ? 2 * count : 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	ledger->buffers = grown;
	memcpy(&grown[ledger->count++], buffer, sizeof(*buffer));
	return 0;
}

int ctl_ledger_parse(FILE *table, struct ctl_ledger *ledger)
{
	const struct column *cells[MAX_CELLS] = { 0 };
	bool heading = true;
	char *line = NULL;
	size_t size = 0;
	int ret = 0;

	ledger->buffers = NULL;
	ledger->count = 0;
	while (!ret && getline(&line, &size, table) >= 0) {
		struct ctl_buffer buffer;

		memset(&buffer, 0, sizeof(buffer));
		line[strcspn(line, "\n")] = 0;
		if (heading)
			ret = parse_heading(line, cells);
		else
			ret = parse_line(line, cells, &buffer);
		if (!ret && !heading)
			ret = append(ledger, &buffer);
		heading = false;
	}
	if (!ret && ferror(table))
		ret = -EIO;
	/* not even a first line */
	if (!ret && heading)
		ret = -EPROTO;
	free(line);
	if (ret)
		ctl_ledger_free(ledger);
	return ret;
}

int ctl_ledger_read(const char *debugfs, struct ctl_ledger *ledger)
{
	char path[4096];
	FILE *table;
	int ret;

	snprintf(path, sizeof(path), "%s/dri/%d/buffers", debugfs, ledger->card.minor);
	table = fopen(path, "re");
	if (!table)
		return -errno;
	ret = ctl_ledger_parse(table, ledger);
	fclose(table);
	return ret;
}

void ctl_ledger_free(struct ctl_ledger *ledger)
{
	free(ledger->buffers);
	ledger->buffers = NULL;
	ledger->count = 0;
}

bool ctl_ledger_changed(const struct ctl_ledger *before, const struct ctl_ledger *after)
{
	if (strcmp(before->card.device, after->card.device) || before->count != after->count)
		return true;
	for (size_t i = 0; i < before->count; i++) {
		struct ctl_buffer left;

		/* padding and all, which is 0 everywhere */
		memcpy(&left, &before->buffers[i], sizeof(left));
		left.age_ms = after->buffers[i].age_ms;
		if (memcmp(&left, &after->buffers[i], sizeof(left)))
			return true;
	}
	return false;
}
