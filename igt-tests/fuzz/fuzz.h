/* SPDX-License-Identifier: MIT */
/* A fuzzer of all that there is of a card: its parts, and what they call in each other. */
#ifndef VPRIME_FUZZ_H
#define VPRIME_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define CALLS_MAX 48
#define POOL_MAX 24
#define CARDS_MAX 4
#define OPERATIONS_MAX 128
/* Bytes of an EDID, at most. */
#define EDID_MAX 1024

/**
 * struct call - one step of a sequence
 * @operation: which of operations[]
 * @seed: what its random choices begin with
 */
struct call {
	unsigned int operation;
	uint64_t seed;
};

/**
 * struct sequence - what is done with one file of a card
 * @seed: what the choices before the first call begin with
 * @count: entries of @calls
 * @calls: the steps
 */
struct sequence {
	uint64_t seed;
	unsigned int count;
	struct call calls[CALLS_MAX];
};

/**
 * struct pool - objects of one kind that exist
 * @count: entries of @values
 * @values: handles, ids or descriptors
 */
struct pool {
	unsigned int count;
	uint64_t values[POOL_MAX];
};

/**
 * struct property - a property of an object
 * @object: whose it is
 * @id: its id
 * @flags: DRM_MODE_PROP_*
 * @count: entries of @values
 * @values: range or enumeration
 * @name: its name
 */
struct property {
	uint32_t object, id, flags;
	unsigned int count;
	uint64_t values[16];
	char name[32];
};

/**
 * struct model - what there is on a card at the start
 * @path: its node
 * @minor: number of its debugfs folder
 * @crtcs: ids
 * @planes: ids
 * @connectors: ids
 * @objects: all of these
 * @properties: theirs
 * @properties_count: entries of @properties
 * @modes: some of its connectors' modes, struct drm_mode_modeinfo
 * @modes_count: entries of @modes
 */
struct model {
	char path[32];
	unsigned int minor;
	struct pool crtcs, planes, connectors;
	struct pool objects;
	struct property *properties;
	unsigned int properties_count;
	struct drm_mode_modeinfo *modes;
	unsigned int modes_count;
};

/**
 * struct state - what a sequence works with
 * @model: the card
 * @process: the number of this process
 * @card: a file of it
 * @other: a file of another card, or of the same if there is only one
 * @peer: vprime_peer's device, or -1
 * @crc: a CRTC's CRC file, or -1
 * @video: a monitor's device, or -1
 * @described: there may be a card of this process's in configfs
 * @changed: what debug_undo() undoes
 * @mode: of the last modeset that succeeded
 * @crtc_on: its CRTC
 * @random: state of the random numbers
 * @handles: buffers of @card
 * @others: buffers of @other
 * @dmabufs: descriptors
 * @sync_files: descriptors
 * @fbs: framebuffers
 * @blobs: of properties
 * @syncobjs: handles
 * @fences: our fences on request
 * @leases: lessees' ids
 * @imports: ids of @peer's
 */
struct state {
	const struct model *model;
	unsigned int process;
	int card, other, peer, crc, video;
	bool described, changed;
	const struct drm_mode_modeinfo *mode;
	uint32_t crtc_on;
	uint64_t random;
	struct pool handles, others, dmabufs, sync_files, fbs, blobs, syncobjs, fences, leases,
		imports;
};

/**
 * struct operation - a kind of step
 * @name: its name in files of sequences
 * @weight: how often it is chosen
 * @run: does it; returns 0 or a negative errno
 */
struct operation {
	const char *name;
	unsigned int weight;
	int (*run)(struct state *state);
};

extern const struct operation operations_kms[], operations_atomic[], operations_prime[],
	operations_sync[], operations_raw[], operations_described[], operations_debug[],
	operations_video[];

/* main.c: all of them */
extern struct operation operations[OPERATIONS_MAX];
extern unsigned int operations_count;
/* something is not as it should be, which the kernel does not notice: says what, and ends all */
void finding(const char *what) __attribute__((noreturn));
/* what a file of a card has to ask for to see all there is */
void enable_capabilities(int card);

/* random.c: random numbers and choices from them */
uint64_t next_random(uint64_t *random);
/* below @n, which is not 0 */
uint64_t below(struct state *state, uint64_t n);
/* true once in @n times */
bool once_in(struct state *state, unsigned int n);
/* a number of the kind that breaks things */
uint64_t wild(struct state *state);
/* one of a pool, or now and then, or if it is empty, something else */
uint64_t pick(struct state *state, const struct pool *pool);
void pool_add(struct pool *pool, uint64_t value);
/* takes one out; false if there is none */
bool pool_take(struct state *state, struct pool *pool, uint64_t *value);

/* ioctl() that is not repeated; returns 0 or more, or a negative errno */
int call_ioctl(int fd, unsigned long request, void *argument);

/* model.c */
int model_read(struct model *model, const char *path);
const struct property *model_property(const struct model *model, uint32_t object,
				      const char *name);

/* kms.c, for others: makes a framebuffer of a new buffer; 0 if that failed */
uint32_t make_framebuffer(struct state *state, uint32_t width, uint32_t height, uint32_t format);
/* a format, mostly one that planes have */
uint32_t pick_format(struct state *state);

/* described.c: removes this process's card of configfs, at the end of a sequence */
void described_remove(struct state *state);

/* debug.c: the same for faults, EDIDs and states of connectors */
void debug_undo(struct state *state);
/* an EDID that is right but for a few bytes, or none at all; returns its size */
unsigned int pick_edid(struct state *state, uint8_t edid[EDID_MAX]);

/* cover.c: which places of the modules have been reached, in memory that all processes share */
void cover_init(void);
/* of the calling thread, from now on; false if the kernel cannot say */
bool cover_start(void);
void cover_reset(void);
/* notes what has been reached since cover_reset(); returns how many places are new */
unsigned int cover_collect(void);
unsigned int cover_count(void);
bool cover_write(const char *path);

/* sequence.c */
/* how many ways to begin there are, of which sequence_begin() makes a short sequence each */
extern const unsigned int sequence_beginnings;
void sequence_begin(struct sequence *sequence, unsigned int beginning, uint64_t *random);
void sequence_random(struct sequence *sequence, uint64_t *random);
void sequence_mutate(struct sequence *sequence, const struct sequence *other, uint64_t *random);
bool sequence_read(FILE *file, struct sequence *sequence);
void sequence_write(FILE *file, const struct sequence *sequence);

#endif
