/* SPDX-License-Identifier: MIT */
/* Tables of the driver: a line of names, then a line a row, with tabs between the cells. */
#ifndef CTL_COLUMNS_H
#define CTL_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/**
 * struct ctl_column - a column that a table has to have
 * @name: what its first line calls it
 * @offset: of the member of a row's struct that its cells are for
 * @parse: fills in the member, which is 0 before; false if the cell is not what it should be
 */
struct ctl_column {
	const char *name;
	size_t offset;
	bool (*parse)(const char *cell, void *member);
};

/* What a table has to be like; its columns may come in any order, with others between them. */
struct ctl_columns {
	const struct ctl_column *list;
	size_t count;
	size_t row_size; /* bytes of a row's struct */
};

/* The structs of a table's rows, in its order; NULL if it has none. The caller frees @list. */
struct ctl_rows {
	void *list;
	size_t count;
};

/*
 * Reads a table. Returns 0, -EPROTO if it is none with these columns, or another negative errno; on
 * an error there are no rows. All bytes of the structs that nothing was read into are 0.
 */
int ctl_columns_parse(FILE *table, const struct ctl_columns *columns, struct ctl_rows *rows);

/* Reads that of a card, the file @name in its folder in debugfs; @minor as in struct ctl_card. */
int ctl_columns_read(const char *debugfs, int minor, const char *name,
		     const struct ctl_columns *columns, struct ctl_rows *rows);

/* A &ctl_column.parse for decimal numbers in a uint64_t. */
bool ctl_parse_u64(const char *cell, void *member);

#endif
