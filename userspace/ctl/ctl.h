/* SPDX-License-Identifier: MIT */
/* What the parts of vprimectl share. */
#ifndef CTL_H
#define CTL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define EXIT_USAGE 2

/* A subcommand. @run gets its own name as argv[0] and returns the exit status. */
struct ctl_command {
	const char *name;
	const char *arguments;
	const char *summary;
	int (*run)(int argc, char **argv);
};

int ctl_buffers(int argc, char **argv);
int ctl_adopt(int argc, char **argv);
int ctl_release(int argc, char **argv);
int ctl_unload(int argc, char **argv);

/* Complain on stderr, after the program's name. The first returns the exit status of a failure. */
int ctl_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
int ctl_usage_error(const char *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A card of the vprime driver, as debugfs has it. */
struct ctl_card {
	char device[64]; /* "vprime.0" */
	int minor;	 /* the N of /dev/dri/cardN */
};

/*
 * The cards, ordered by device. @name is what the user calls one, NULL for all: the path of its
 * node, the name of its device, or the number of the card. Returns 0 with at least one card, which
 * the caller frees, or the exit status after saying why not.
 */
int ctl_find_cards(const char *debugfs, const char *name, struct ctl_card **cards, size_t *count);

/* Whether a path in /sys/devices is that of a card of ours, or of what belongs to one. */
bool ctl_is_vprime_path(const char *path);

/* Print a line for whoever keeps the modules from being unloaded, as far as that can be seen. */
bool ctl_print_holders(FILE *out);

/* A line of a card's ledger; the members are named and explained in uapi/vprime_drm.h. */
struct ctl_buffer {
	uint64_t inode, size, age_ms;
	char exporter[32];
	bool imported, exported, read_only;
	uint32_t attachments, sg_maps, sg_map_reuses, vmaps, vmap_reuses, mmaps;
	uint32_t cpu_begins, cpu_ends, fence_waits, shown;
	char planes[512]; /* plane@connector,... or "" */
};

/* All buffers of a card, oldest first. */
struct ctl_ledger {
	struct ctl_card card;
	struct ctl_buffer *buffers;
	size_t count;
};

/*
 * Fill in the buffers of @ledger->card. Returns 0, a negative errno, or -EPROTO for a table that
 * this program does not understand.
 */
int ctl_ledger_read(const char *debugfs, struct ctl_ledger *ledger);
int ctl_ledger_parse(FILE *table, struct ctl_ledger *ledger);
void ctl_ledger_free(struct ctl_ledger *ledger);

/* Whether anything but the ages differs. */
bool ctl_ledger_changed(const struct ctl_ledger *before, const struct ctl_ledger *after);

/* Print for people, and for programs; a JSON document is one line unless @pretty. */
void ctl_print_table(const struct ctl_ledger *ledgers, size_t count, FILE *out);
void ctl_print_json(const struct ctl_ledger *ledgers, size_t count, bool pretty, FILE *out);

#endif
