/* SPDX-License-Identifier: GPL-2.0-only */
/* The objects of a card. */
#ifndef VPRIME_DRV_H
#define VPRIME_DRV_H

#include <linux/hrtimer.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include <drm/drm_connector.h>
#include <drm/drm_crtc.h>
#include <drm/drm_device.h>
#include <drm/drm_encoder.h>
#include <drm/drm_writeback.h>

#include "compat/compat.h"
#include "compose/compose.h"
#include "vprime_config.h"
#include "vprime_damage.h"
#include "vprime_fault.h"
#include "vprime_properties.h"
#include "vprime_sink.h"

struct file;
struct vprime_colors;
struct vprime_frame;
struct vprime_share;

/**
 * struct vprime_clock - the source of one CRTC's vblanks
 * @timer: fires at each vblank while @running
 * @lock: protects the other members; innermost, taken with interrupts off
 * @on: the CRTC is on; counts only on a card without vblanks, as does
 * @users: who wants vblanks nevertheless
 * @running: vblanks are wanted
 * @late: a fault on request delays one
 * @handling: one is being handled, and the next one has not happened yet, whatever the time
 * @period_ns: the least time from one vblank to the next, in ns
 * @longest_ns: the most, which is what it takes if nothing happens; the same but
 *	for variable refresh
 * @jitter_ns: how late the timer may be on purpose
 * @tick: the last vblank, CLOCK_MONOTONIC
 * @due: the next one
 * @count: of vblanks up to @tick
 * @handled: @count when the timer fired last
 * @ticks: vblanks that were handled
 * @missed: vblanks that were over before they could be
 *
 * The last vblank and the time between two tell all others, so that times and
 * count need no timer: one that is late neither drifts nor miscounts, and both
 * survive a pause. The first vblank of a mode is at a multiple of its period
 * since boot, which puts outputs with the same mode in phase.
 */
struct vprime_clock {
	struct hrtimer timer;
	spinlock_t lock; /* see above */
	bool on;
	unsigned int users;
	bool running;
	bool late;
	bool handling;
	u32 period_ns;
	u32 longest_ns;
	u32 jitter_ns;
	ktime_t tick;
	ktime_t due;
	u32 count;
	u32 handled;
	u64 ticks;
	u64 missed;
};

/**
 * struct vprime_crc_source - what a CRC is made of
 * @blend: not of what the link carries, but of what the CRTC's colour management is given
 * @plane: and of that only what this plane shows, over black, or NULL for all
 */
struct vprime_crc_source {
	bool blend;
	const struct drm_plane *plane;
};

/**
 * struct vprime_crc - state of the CRC sink, under &vprime_output.lock
 * @names: of all sources; set before the card is registered, as is @n_names
 * @n_names: entries of @names
 * @source: what the present entries are made of, or were last
 * @wanted: somebody reads
 * @holder: what holds the card as long as somebody does, or NULL
 * @started: a composition has been begun for who reads, so that @next is valid
 * @valid: @value is valid
 * @next: vblank count of the next entry
 * @from: vblank count of the first entry that shows the present composition
 * @held: vblank count of the first entry that waits for the next composition, or 0
 * @value: checksum of the last composition
 */
struct vprime_crc {
	const char **names;
	unsigned int n_names;
	struct vprime_crc_source source;
	bool wanted;
	struct file *holder;
	bool started;
	bool valid;
	u64 next;
	u64 from;
	u64 held;
	u32 value;
};

/**
 * struct vprime_writeback - a connector that reads pictures of an output back
 * @base: the connector
 * @output: the output
 * @armed: job of the commit in progress, on its way to its frame; under &vprime_output.lock,
 *	as is @job
 * @job: job of the shown frame that is not written yet; holds a vblank reference
 * @jobs: how many the core has not cleaned up after
 */
struct vprime_writeback {
	struct drm_writeback_connector base;
	struct vprime_output *output;
	struct drm_writeback_job *armed;
	struct drm_writeback_job *job;
	atomic_t jobs;
};

/* Pictures that are written at once, at most: one for each connector that a CRTC can feed. */
#define VPRIME_TARGETS_MAX (VPRIME_WRITEBACKS_MAX + VPRIME_OBJECTS_MAX)

/**
 * struct vprime_output - a CRTC with its sinks
 * @vdev: the card
 * @crtc: the CRTC
 * @writebacks: its writeback connectors
 * @n_writebacks: entries of @writebacks
 * @clock: makes the vblanks
 * @lock: protects all below up to @sinks;
 *	taken with interrupts off; event_lock and &vprime_clock.lock nest inside
 * @enabled: the CRTC is on
 * @shown: what the monitor shows, from its latch to the next frame's
 * @pending: what it is to show from the next vblank that finds @shown not being
 *	read; holds a vblank reference
 * @vblank: count of the last vblank
 * @vblank_time: when that was, CLOCK_MONOTONIC
 * @flips: frames that were latched
 * @late: vblanks at which a frame that was due could not be latched
 * @crc: the CRC sink
 * @composing: a composition runs or is queued; no other one starts
 * @sleeping: it waits for an exporter; if that takes long, @shown is replaced
 * @damage: rows in which @shown differs from the last composition; counts only on
 *	a card that does not compose all of them each time
 * @composed_crc: checksum of the last composition, on such a card
 * @composed_vblank: the vblank whose picture it makes
 * @composed_time: when that was
 * @compositions: how often a picture was composed
 * @copies: pictures for sinks that were a copy of a buffer instead
 * @sinks: sinks of the monitors that it feeds
 * @panicked: the panic screen is in memory, and @damage does not say so; under no lock
 * @wait: woken when @composing ends, @sleeping begins and @pending is latched
 * @compose_work: the composition; its frame holds the card
 * @targets: where @compose_work writes to
 * @scratch: vprime_compose_scratch_size() bytes for @compose_work alone
 * @row_hashes: what @compose_work makes CRCs of, one for each row of any mode
 * @shares: what other CPUs compose for @compose_work
 * @shares_count: entries of @shares
 */
struct vprime_output {
	struct vprime_device *vdev;
	struct drm_crtc crtc;
	struct vprime_writeback *writebacks;
	unsigned int n_writebacks;

	struct vprime_clock clock;

	spinlock_t lock; /* see above */
	bool enabled;
	struct vprime_frame *shown;
	struct vprime_frame *pending;
	u64 vblank;
	ktime_t vblank_time;
	u64 flips;
	u64 late;
	struct vprime_crc crc;
	bool composing;
	bool sleeping;
	struct vprime_damage damage;
	u32 composed_crc;
	u64 composed_vblank;
	ktime_t composed_time;
	u64 compositions;
	u64 copies;
	struct list_head sinks;

	atomic_t panicked;
	wait_queue_head_t wait;
	struct work_struct compose_work;
	struct vprime_pixels targets[VPRIME_TARGETS_MAX];
	void *scratch;
	u64 *row_hashes;
	struct vprime_share *shares;
	unsigned int shares_count;
};

/**
 * struct vprime_device - one card
 * @drm: the DRM device
 * @config: what it is made of, referenced
 * @outputs: one for each CRTC, in their order
 * @sinks: of its connectors; under a mutex of vprime_sink.c once the card is registered
 * @sinks_node: of all cards whose sinks a monitor may have, likewise
 * @encoders: in the order of @config's
 * @connectors: in the order of @config's; a reference to each; under the lock of the card's device
 * @properties: of connectors
 * @buffers: all buffers' accounts, by age
 * @buffers_lock: protects @buffers
 * @fences: fences on request that are not done
 * @fences_lock: protects @fences and @fences_refused; taken with interrupts off
 * @fences_refused: the card is unbound
 * @faults: faults on request
 * @unplugged: nothing may be switched on any more; under all modeset locks
 */
struct vprime_device {
	struct drm_device drm;
	const struct vprime_config *config;
	struct vprime_output *outputs[VPRIME_OBJECTS_MAX];
	struct list_head sinks;
	struct list_head sinks_node;
	struct drm_encoder *encoders[VPRIME_OBJECTS_MAX];
	struct drm_connector *connectors[VPRIME_OBJECTS_MAX];
	struct vprime_properties properties;
	struct list_head buffers;
	struct mutex buffers_lock; /* see above */
	struct list_head fences;
	spinlock_t fences_lock; /* see above */
	bool fences_refused;
	struct vprime_faults faults;
	bool unplugged;
};

/*
 * Where the work of all cards runs: commits, compositions and what cleans up after
 * them; all outlive the cards, whose last reference may be a work's.
 */
extern struct workqueue_struct *vprime_commit_wq;
extern struct workqueue_struct *vprime_compose_wq;
extern struct workqueue_struct *vprime_release_wq;

/**
 * struct vprime_crtc_state - a CRTC's state
 * @base: the core's part
 * @background: the background colour where the core's part has none
 * @bpc: bits per channel of the link to the monitor
 * @connector: where the monitor is, or NULL
 * @longest_ns: how long a frame may last with variable refresh, in ns, or 0
 * @frame: allocated by the check, filled in and handed on by the commit
 */
struct vprime_crtc_state {
	struct drm_crtc_state base;
	struct compat_background background;
	u8 bpc;
	struct drm_connector *connector;
	u32 longest_ns;
	struct vprime_frame *frame;
};

/**
 * struct vprime_plane_state - a plane's state
 * @base: the core's part
 * @colors: what the colours go through before blending, referenced, or NULL
 */
struct vprime_plane_state {
	struct drm_plane_state base;
	struct vprime_colors *colors;
};

#define to_vprime_device(d) container_of(d, struct vprime_device, drm)
#define crtc_to_vprime_output(c) container_of(c, struct vprime_output, crtc)
#define to_vprime_crtc_state(s) container_of(s, struct vprime_crtc_state, base)
#define to_vprime_plane_state(s) container_of(s, struct vprime_plane_state, base)

#endif
