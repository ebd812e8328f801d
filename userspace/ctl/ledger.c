// SPDX-License-Identifier: MIT
/* Reading a card's ledger. */
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "ctl.h"

static bool parse_u32(const char *cell, void *member)
{
	uint64_t value;

	if (!ctl_parse_u64(cell, &value) || value > UINT32_MAX)
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

static const struct ctl_column list[] = {
#define COLUMN(name, parse) { #name, offsetof(struct ctl_buffer, name), parse }
	COLUMN(inode, ctl_parse_u64),
	COLUMN(size, ctl_parse_u64),
	COLUMN(exporter, parse_exporter),
	{ "flags", offsetof(struct ctl_buffer, imported), parse_flags },
	COLUMN(age_ms, ctl_parse_u64),
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

static const struct ctl_columns columns = {
	.list = list,
	.count = sizeof(list) / sizeof(list[0]),
	.row_size = sizeof(struct ctl_buffer),
};

int ctl_ledger_parse(FILE *table, struct ctl_ledger *ledger)
{
	struct ctl_rows rows;
	int ret = ctl_columns_parse(table, &columns, &rows);

	ledger->buffers = rows.list;
	ledger->count = rows.count;
	return ret;
}

int ctl_ledger_read(const char *debugfs, struct ctl_ledger *ledger)
{
	struct ctl_rows rows;
	int ret = ctl_columns_read(debugfs, ledger->card.minor, "buffers", &columns, &rows);

	ledger->buffers = rows.list;
	ledger->count = rows.count;
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
