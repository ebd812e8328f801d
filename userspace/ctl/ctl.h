/* SPDX-License-Identifier: MIT */
/* What the parts of vprimectl share. */
#ifndef CTL_H
#define CTL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A subcommand. @run gets its own name as argv[0] and returns the exit status. */
struct ctl_command {
	const char *name;
	const char *arguments;
	const char *summary;
	int (*run)(int argc, char **argv);
};

int ctl_add(int argc, char **argv);
int ctl_add_connector(int argc, char **argv);
int ctl_apply(int argc, char **argv);
int ctl_buffers(int argc, char **argv);
int ctl_adopt(int argc, char **argv);
int ctl_release(int argc, char **argv);
int ctl_unload(int argc, char **argv);
int ctl_edid(int argc, char **argv);
int ctl_list(int argc, char **argv);
int ctl_make_edid(int argc, char **argv);
int ctl_mode(int argc, char **argv);
int ctl_plug(int argc, char **argv);
int ctl_properties(int argc, char **argv);
int ctl_remove(int argc, char **argv);
int ctl_remove_connector(int argc, char **argv);
int ctl_save(int argc, char **argv);
int ctl_status(int argc, char **argv);
int ctl_unplug(int argc, char **argv);

/* Complain on stderr, after the program's name. The first returns the exit status of a failure. */
int ctl_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
int ctl_usage_error(const char *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Write a document and a newline. It is UTF-8, with U+FFFD for what is none in the names of cards,
 * which the second one looks for.
 */
struct json_object;
void ctl_write_json(struct json_object *json, bool pretty, FILE *out);
bool ctl_json_is_text(struct json_object *json);

/* Write out what was printed. Returns 0, or the exit status after saying what is wrong. */
int ctl_flush(void);

/* Where the kernel's file systems are; tests have their own. */
struct ctl_roots {
	const char *configfs;
	const char *debugfs;
	const char *sysfs;
};

extern struct ctl_roots ctl_roots;

/* The options that set them, for the end of a struct option array, and their description. */
#define CTL_ROOT_OPTIONS \
	{ "configfs", required_argument, NULL, 0x100 }, \
	{ "debugfs", required_argument, NULL, 0x101 }, \
	{ "sysfs", required_argument, NULL, 0x102 }
#define CTL_ROOT_USAGE \
	"      --configfs DIR  where configfs is mounted; default: /sys/kernel/config\n" \
	"      --debugfs DIR   where debugfs is mounted; default: /sys/kernel/debug\n" \
	"      --sysfs DIR     where sysfs is mounted; default: /sys\n"

/* Takes what getopt_long() found; returns whether it was one of these options. */
bool ctl_root_option(int option, const char *argument);

/* The driver's directories, for libvprime; valid until the next call. */
const char *ctl_config_root(void);

/*
 * Complain about a step that failed with a negative errno, and say so if it needs root. Returns
 * the exit status.
 */
int ctl_step_error(int error, const char *format, ...) __attribute__((format(printf, 2, 3)));

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

/* A card that there is or that is described. */
struct ctl_target {
	char config[256]; /* name of its description, or "" if module parameters made it */
	char device[64];  /* "vprime.0", or "" if it does not exist */
	int minor;	  /* the N of /dev/dri/cardN, or -1 */
};

/* All of them: those with a description by name, then the others by device. The caller frees them. */
int ctl_list_targets(struct ctl_target **targets, size_t *count);

/*
 * The one that the user means: by the name of its description, or as in ctl_find_cards(). Returns 0
 * or the exit status after saying why not.
 */
int ctl_find_target(const char *name, struct ctl_target *target);

/* The device of a card with a description; false if there is none of that name. */
bool ctl_described_device(const char *name, char device[64]);

/* What people call it: its description, or else its device. */
const char *ctl_target_name(const struct ctl_target *target);

/* A connector of a card. */
struct ctl_connector {
	char object[256]; /* name of its description, or "" */
	char name[64];	  /* "Virtual-1", or "" if it does not exist */
	char status[16];  /* "connected", "disconnected" or "unknown" */
};

/* Those but writeback's, in order. The caller frees them. */
int ctl_list_connectors(const struct ctl_target *target, struct ctl_connector **connectors,
			size_t *count);

/*
 * The one that the user means, by either name; @name may be NULL if there is only one. Returns 0
 * or the exit status after saying why not.
 */
int ctl_find_connector(const struct ctl_target *target, const char *name,
		       struct ctl_connector *connector);

/* Bytes of an EDID, at the most. */
#define CTL_EDID_MAX 32768
/* What a monitor's EDID may say of its name, with the 0 at the end. */
#define CTL_MONITOR_NAME 14

/* Copies out the monitor's name, or "" if the EDID has none or is none. */
void ctl_edid_name(const uint8_t *edid, size_t size, char name[CTL_MONITOR_NAME]);

/*
 * Make the EDID that a few words describe, "2560x1440@120 1920x1080 name=Desk". Returns its size,
 * or 0 after saying what is wrong with them.
 */
size_t ctl_edid_words(const char *words, uint8_t *edid);

/* WIDTHxHEIGHT[@HZ], 60 Hz if it does not say. */
bool ctl_parse_mode(const char *text, unsigned int *width, unsigned int *height,
		    unsigned int *refresh);

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
