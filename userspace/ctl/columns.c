// SPDX-License-Identifier: MIT
/* Reading tables of the driver. */
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "common/arguments.h"
#include "columns.h"

/* Newer drivers may have columns that this program does not know. */
#define MAX_CELLS 64

/* Which column each cell of a line is for, or NULL. */
struct heading {
	const struct ctl_column *cells[MAX_CELLS];
};

bool ctl_parse_u64(const char *cell, void *member)
{
	return parse_number(cell, 0, UINT64_MAX, member);
}

/* All columns have to be there, once. */
static int parse_heading(char *line, const struct ctl_columns *columns, struct heading *heading)
{
	size_t found = 0;
	char *name;

	for (size_t i = 0; i < MAX_CELLS && (name = strsep(&line, "\t")); i++) {
		for (size_t j = 0; j < columns->count; j++) {
			if (strcmp(name, columns->list[j].name))
				continue;
			heading->cells[i] = &columns->list[j];
			found++;
		}
	}
	return found == columns->count ? 0 : -EPROTO;
}

static int parse_row(char *line, const struct ctl_columns *columns, const struct heading *heading,
		     char *row)
{
	size_t found = 0;
	char *cell;

	for (size_t i = 0; i < MAX_CELLS && (cell = strsep(&line, "\t")); i++) {
		const struct ctl_column *column = heading->cells[i];

		if (!column)
			continue;
		if (!column->parse(cell, row + column->offset))
			return -EPROTO;
		found++;
	}
	return found == columns->count ? 0 : -EPROTO;
}

/* Returns a new row, all 0, or NULL without memory for it. */
static void *append(struct ctl_rows *rows, size_t row_size)
{
	size_t count = rows->count;
	char *row;

	/* room for powers of two */
	if (!(count & (count - 1))) {
		void *grown = reallocarray(rows->list, count ? 2 * count : 1, row_size);

		if (!grown)
			return NULL;
		rows->list = grown;
	}
	row = (char *)rows->list + rows->count++ * row_size;
	return memset(row, 0, row_size);
}

int ctl_columns_parse(FILE *table, const struct ctl_columns *columns, struct ctl_rows *rows)
{
	struct heading heading = { 0 };
	bool first = true;
	char *line = NULL;
	size_t size = 0;
	int ret = 0;

	*rows = (struct ctl_rows){ 0 };
	while (!ret && getline(&line, &size, table) >= 0) {
		void *row = NULL;

		line[strcspn(line, "\n")] = 0;
		if (first)
			ret = parse_heading(line, columns, &heading);
		else if ((row = append(rows, columns->row_size)))
			ret = parse_row(line, columns, &heading, row);
		else
			ret = -ENOMEM;
		first = false;
	}
	if (!ret && ferror(table))
		ret = -EIO;
	/* not even a first line */
	if (!ret && first)
		ret = -EPROTO;
	free(line);
	if (ret) {
		free(rows->list);
		*rows = (struct ctl_rows){ 0 };
	}
	return ret;
}

int ctl_columns_read(const char *debugfs, int minor, const char *name,
		     const struct ctl_columns *columns, struct ctl_rows *rows)
{
	char path[PATH_MAX];
	FILE *table;
	int ret;

	*rows = (struct ctl_rows){ 0 };
	snprintf(path, sizeof(path), "%s/dri/%d/%s", debugfs, minor, name);
	table = fopen(path, "re");
	if (!table)
		return -errno;
	ret = ctl_columns_parse(table, columns, rows);
	fclose(table);
	return ret;
}
