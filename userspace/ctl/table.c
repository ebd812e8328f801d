// SPDX-License-Identifier: MIT
/* The ledger as a table for people. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ctl.h"

#define CELL 600

static void card(const struct ctl_card *card, const struct ctl_buffer *buffer, char *cell)
{
	(void)buffer;
	snprintf(cell, CELL, "%s", card->device);
}

static void inode(const struct ctl_card *card, const struct ctl_buffer *buffer, char *cell)
{
	(void)card;
	if (buffer->inode)
		snprintf(cell, CELL, "%" PRIu64, buffer->inode);
	else
		snprintf(cell, CELL, "-");
}

/* Three or four digits, as ls -h has them. */
static void size(const struct ctl_card *card, const struct ctl_buffer *buffer, char *cell)
{
	double value = buffer->size / 1024.0;
	const char *unit = "KMGTPE";

	(void)card;
	while (value >= 1023.5 && unit[1]) {
		value /= 1024;
		unit++;
	}
	snprintf(cell, CELL, value < 9.95 && *unit != 'K' ? "%.1f%c" : "%.0f%c", value, *unit);
}

static void exporter(const struct ctl_card *card, const struct ctl_buffer *buffer, char *cell)
{
	(void)card;
	snprintf(cell, CELL, "%s", buffer->exporter);
}

static void kind(const struct ctl_card *card, const struct ctl_buffer *buffer, char *cell)
{
	(void)card;
	snprintf(cell, CELL, "%s%s",
		 buffer->imported ? "imported" : buffer->exported ? "exported" : "own",
		 buffer->read_only ? ",ro" : "");
}

static void attachments(const struct ctl_card *card, const struct ctl_buffer *buffer, char *cell)
{
	(void)card;
	snprintf(cell, CELL, "%" PRIu32, buffer->attachments);
}

static void made_and_reused(uint32_t made, uint32_t reused, char *cell)
{
	int length = snprintf(cell, CELL, "%" PRIu32, made);

	if (reused)
		snprintf(cell + length, CELL - length, "+%" PRIu32, reused);
}

static void sg_maps(const struct ctl_card *card, const struct ctl_buffer *buffer, char *cell)
{
	(void)card;
	made_and_reused(buffer->sg_maps, buffer->sg_map_reuses, cell);
}

static void vmaps(const struct ctl_card *card, const struct ctl_buffer *buffer, char *cell)
{
	(void)card;
	made_and_reused(buffer->vmaps, buffer->vmap_reuses, cell);
}

static void mmaps(const struct ctl_card *card, const struct ctl_buffer *buffer, char *cell)
{
	(void)card;
	snprintf(cell, CELL, "%" PRIu32, buffer->mmaps);
}

/* Brackets; those that are open, or will never be closed, behind a sign. */
static void brackets(const struct ctl_card *card, const struct ctl_buffer *buffer, char *cell)
{
	int32_t open = buffer->cpu_begins - buffer->cpu_ends;
	int length = snprintf(cell, CELL, "%" PRIu32, buffer->cpu_ends);

	(void)card;
	if (open)
		snprintf(cell + length, CELL - length, "%+" PRId32, open);
}

static void waits(const struct ctl_card *card, const struct ctl_buffer *buffer, char *cell)
{
	(void)card;
	snprintf(cell, CELL, "%" PRIu32, buffer->fence_waits);
}

static void age(const struct ctl_card *card, const struct ctl_buffer *buffer, char *cell)
{
	uint64_t seconds = buffer->age_ms / 1000;

	(void)card;
	if (seconds < 60)
		snprintf(cell, CELL, "%.1fs", buffer->age_ms / 1000.0);
	else if (seconds < 3600)
		snprintf(cell, CELL, "%" PRIu64 "m%02us", seconds / 60,
			 (unsigned int)(seconds % 60));
	else
		snprintf(cell, CELL, "%" PRIu64 "h%02um", seconds / 3600,
			 (unsigned int)(seconds / 60 % 60));
}

static void shown_on(const struct ctl_card *card, const struct ctl_buffer *buffer, char *cell)
{
	(void)card;
	snprintf(cell, CELL, "%s", *buffer->planes ? buffer->planes : "-");
}

static const struct {
	const char *heading;
	bool right; /* aligned to the right, as numbers are */
	void (*format)(const struct ctl_card *card, const struct ctl_buffer *buffer, char *cell);
} columns[] = {
	{ "CARD", false, card },
	{ "INODE", true, inode },
	{ "SIZE", true, size },
	{ "EXPORTER", false, exporter },
	{ "KIND", false, kind },
	{ "ATTACHED", true, attachments },
	{ "SG-MAPS", true, sg_maps },
	{ "VMAPS", true, vmaps },
	{ "MMAPS", true, mmaps },
	{ "CPU", true, brackets },
	{ "WAITS", true, waits },
	{ "AGE", true, age },
	{ "SHOWN-ON", false, shown_on },
};

#define N_COLUMNS (sizeof(columns) / sizeof(columns[0]))

static void measure(const struct ctl_ledger *ledgers, size_t count, int *widths)
{
	char cell[CELL];

	for (size_t c = 0; c < N_COLUMNS; c++) {
		widths[c] = strlen(columns[c].heading);
		for (size_t i = 0; i < count; i++) {
			for (size_t j = 0; j < ledgers[i].count; j++) {
				columns[c].format(&ledgers[i].card, &ledgers[i].buffers[j], cell);
				if (widths[c] < (int)strlen(cell))
					widths[c] = strlen(cell);
			}
		}
	}
}

static void print_cell(size_t column, const char *cell, const int *widths, FILE *out)
{
	bool last = column == N_COLUMNS - 1;

	/* no spaces at the end of a line */
	if (last)
		fprintf(out, "%s\n", cell);
	else
		fprintf(out, columns[column].right ? "%*s  " : "%-*s  ", widths[column], cell);
}

void ctl_print_table(const struct ctl_ledger *ledgers, size_t count, FILE *out)
{
	int widths[N_COLUMNS];
	char cell[CELL];

	measure(ledgers, count, widths);
	for (size_t c = 0; c < N_COLUMNS; c++)
		print_cell(c, columns[c].heading, widths, out);
	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < ledgers[i].count; j++) {
			for (size_t c = 0; c < N_COLUMNS; c++) {
				columns[c].format(&ledgers[i].card, &ledgers[i].buffers[j], cell);
				print_cell(c, cell, widths, out);
			}
		}
	}
}
