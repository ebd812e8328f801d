/* SPDX-License-Identifier: GPL-2.0-only */
/* The objects of a card, and what its files call in each other. */
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

struct drm_clip_rect;
struct drm_scanout_buffer;
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

/* vprime_output.c */

/**
 * vprime_outputs_alloc - allocate a card's outputs
 * @vdev: the card, its mode_config not yet initialised, as that has to go before them
 *
 * Context: probe.
 * Return: 0 or -ENOMEM; what was allocated goes with the device.
 */
int vprime_outputs_alloc(struct vprime_device *vdev);

/**
 * vprime_outputs_init - make everything that shows something
 * @vdev: the card, its outputs allocated and its mode_config initialised
 *
 * Context: probe.
 * Return: 0 or a negative errno; what was made goes with the device.
 */
int vprime_outputs_init(struct vprime_device *vdev);

/**
 * vprime_outputs_reset - give everything its first state
 * @vdev: the card, its outputs initialised and not yet registered
 *
 * Context: probe.
 * Return: 0 or -ENOMEM.
 */
int vprime_outputs_reset(struct vprime_device *vdev);

/* vprime_plane.c */

/**
 * vprime_plane_create - make a plane
 * @vdev: the card
 * @config: what it is like, one of &vprime_config.planes
 *
 * Context: probe.
 * Return: the plane, which goes with the device, or an ERR_PTR().
 */
struct drm_plane *vprime_plane_create(struct vprime_device *vdev,
				      const struct vprime_plane_config *config);

/**
 * vprime_plane_atomic_async_check - &drm_plane_helper_funcs.atomic_async_check
 * @plane: the plane
 * @state: the update
 * @flip: the update is an asynchronous page flip
 *
 * Context: process, modeset locks held.
 * Return: 0, or a negative errno that sends the update down the synchronous path.
 */
int vprime_plane_atomic_async_check(struct drm_plane *plane, struct drm_atomic_commit *state,
				    bool flip);

/* vprime_panic.c */

/**
 * vprime_panic_get_scanout_buffer - &drm_plane_helper_funcs.get_scanout_buffer
 * @plane: a primary plane
 * @sb: where to say where the panic screen is to be drawn: over what is seen of the
 *	framebuffer that the plane shows
 *
 * Context: any, &drm_mode_config.panic_lock held; neither sleeps nor takes a lock.
 * Return: 0, -ENODEV if the plane shows nothing, or -EACCES if its framebuffer is an import
 * that is open for reading only.
 */
int vprime_panic_get_scanout_buffer(struct drm_plane *plane, struct drm_scanout_buffer *sb);

/**
 * vprime_panic_flush - &drm_plane_helper_funcs.panic_flush
 * @plane: a primary plane, over whose picture the panic screen has been drawn
 *
 * Context: as vprime_panic_get_scanout_buffer().
 */
void vprime_panic_flush(struct drm_plane *plane);

/* vprime_crtc.c */

/**
 * vprime_crtc_init - make an output's CRTC with its clock
 * @output: the output, zeroed but for @vdev
 * @primary: its primary plane
 * @cursor: its cursor plane or NULL
 *
 * Context: probe.
 * Return: 0 or a negative errno; what was made goes with the device.
 */
int vprime_crtc_init(struct vprime_output *output, struct drm_plane *primary,
		     struct drm_plane *cursor);

/**
 * vprime_crtc_vblank - a vblank happens
 * @output: the output
 * @time: when, CLOCK_MONOTONIC
 *
 * Context: the clock's timer; takes &vprime_output.lock.
 */
void vprime_crtc_vblank(struct vprime_output *output, ktime_t time);

/**
 * vprime_crtc_latch_at_once - latch what is pending if no vblank is needed for that
 * @output: the output
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_crtc_latch_at_once(struct vprime_output *output);

/**
 * vprime_crtc_get_shown - the frame that an output shows
 * @output: the output
 *
 * Context: process; takes &vprime_output.lock.
 * Return: the frame with a reference for the caller, or NULL if the output is off or dark.
 */
struct vprime_frame *vprime_crtc_get_shown(struct vprime_output *output);

/**
 * vprime_crtc_background - what is below all planes
 * @state: a CRTC's state
 *
 * Context: any.
 * Return: the colour, ARGB16161616.
 */
u64 vprime_crtc_background(const struct drm_crtc_state *state);

/**
 * vprime_crtc_show_async - let a plane's new state appear without a commit
 * @plane: a plane of a CRTC that is on; its state has been updated
 * @frame: an unused frame, taken over
 * @new_state: the state whose values @plane takes on; on return it holds the old framebuffer
 *
 * The change is latched by the next vblank together with what is already
 * waiting for it, and delays none of that.
 *
 * Context: process; takes &vprime_output.lock.
 */
void vprime_crtc_show_async(struct drm_plane *plane, struct vprime_frame *frame,
			    struct drm_plane_state *new_state);

/* vprime_clock.c */

/**
 * vprime_clock_init - make an output's clock, which does not run
 * @output: the output
 *
 * Context: probe.
 * Return: 0 or a negative errno; what was made goes with the device.
 */
int vprime_clock_init(struct vprime_output *output);

/**
 * vprime_clock_set_mode - have vblanks at the rate of a mode
 * @clock: the clock, not running
 * @mode: the mode
 *
 * Context: process, modeset locks held.
 */
void vprime_clock_set_mode(struct vprime_clock *clock, const struct drm_display_mode *mode);

/**
 * vprime_clock_set_longest - let frames last longer than the mode says
 * @clock: the clock
 * @longest_ns: until when a frame waits for vprime_clock_hasten(), in ns from its
 *	start; what is less than the mode's duration, as 0, means none
 *
 * Context: any.
 */
void vprime_clock_set_longest(struct vprime_clock *clock, u32 longest_ns);

/**
 * vprime_clock_hasten - end a frame that lasts longer than the mode says
 * @clock: the clock
 *
 * The next vblank is now, but not before the mode's duration is over.
 *
 * Context: any.
 */
void vprime_clock_hasten(struct vprime_clock *clock);

/**
 * vprime_clock_wait_tick - wait for the next vblank
 * @clock: the clock, which need not run
 *
 * Context: process, may sleep.
 */
void vprime_clock_wait_tick(struct vprime_clock *clock);

/**
 * vprime_clock_on - let an output have vblanks
 * @output: the output, its mode set
 *
 * Context: process, modeset locks held.
 */
void vprime_clock_on(struct vprime_output *output);

/**
 * vprime_clock_off - let an output have none
 * @output: the output
 *
 * Context: process, modeset locks held.
 */
void vprime_clock_off(struct vprime_output *output);

/**
 * vprime_clock_get - make sure that vprime_crtc_vblank() is called
 * @output: the output
 *
 * On a card without vblanks it then is just the same.
 *
 * Context: any; &vprime_output.lock may be held.
 * Return: 0 or, while the output is off, -EINVAL.
 */
int vprime_clock_get(struct vprime_output *output);

/**
 * vprime_clock_put - undo vprime_clock_get()
 * @output: the output
 *
 * Context: any; &vprime_output.lock may be held.
 */
void vprime_clock_put(struct vprime_output *output);

/**
 * vprime_clock_count - the number that the last vblank has for sinks
 * @output: the output
 *
 * Context: any; the caller holds &vprime_output.lock or a sink's.
 * Return: the core's count, or our own on a card without vblanks.
 */
u64 vprime_clock_count(struct vprime_output *output);

/**
 * vprime_clock_enable_vblank - &drm_crtc_funcs.enable_vblank
 * @crtc: the CRTC
 *
 * Context: the core's vblank locks held.
 * Return: 0.
 */
int vprime_clock_enable_vblank(struct drm_crtc *crtc);

/**
 * vprime_clock_disable_vblank - &drm_crtc_funcs.disable_vblank
 * @crtc: the CRTC
 *
 * Context: the core's vblank locks held.
 */
void vprime_clock_disable_vblank(struct drm_crtc *crtc);

/**
 * vprime_clock_get_vblank_counter - &drm_crtc_funcs.get_vblank_counter
 * @crtc: the CRTC
 *
 * Context: the core's vblank locks held.
 * Return: the count of vblanks up to now.
 */
u32 vprime_clock_get_vblank_counter(struct drm_crtc *crtc);

/**
 * vprime_clock_get_vblank_timestamp - &drm_crtc_funcs.get_vblank_timestamp
 * @crtc: the CRTC
 * @max_error: where to put the greatest error, in ns
 * @vblank_time: where to put the time of the vblank that was counted last, CLOCK_MONOTONIC
 * @in_vblank_irq: it is being handled
 *
 * Context: the core's vblank locks held.
 * Return: true.
 */
bool vprime_clock_get_vblank_timestamp(struct drm_crtc *crtc, int *max_error,
				       ktime_t *vblank_time, bool in_vblank_irq);

/* vprime_commit.c */

/**
 * vprime_atomic_commit - &drm_mode_config_funcs.atomic_commit
 * @dev: the card
 * @state: the commit, checked
 * @nonblock: whether to return before it is on the screen
 *
 * Context: process, modeset locks held.
 * Return: 0 or a negative errno.
 */
int vprime_atomic_commit(struct drm_device *dev, struct drm_atomic_commit *state, bool nonblock);

/**
 * vprime_atomic_commit_tail - &drm_mode_config_helper_funcs.atomic_commit_tail
 * @state: the commit, its turn having come
 *
 * Context: process.
 */
void vprime_atomic_commit_tail(struct drm_atomic_commit *state);

/* vprime_composer.c */

/**
 * vprime_composer_init - make what an output composes with
 * @output: the output
 *
 * Context: probe.
 * Return: 0 or a negative errno; what was made goes with the device.
 */
int vprime_composer_init(struct vprime_output *output);

/**
 * vprime_composer_vblank - start a composition if a sink wants one and none runs
 * @output: the output
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_composer_vblank(struct vprime_output *output);

/**
 * vprime_composer_stop - wait until the shown frame is not read any more
 * @output: the output, not enabled, so that nothing begins to read
 *
 * A composition that sleeps because an exporter makes it wait goes on sleeping:
 * it will find that its frame is no longer shown.
 *
 * Context: process, may sleep.
 */
void vprime_composer_stop(struct vprime_output *output);

/**
 * vprime_composer_dirty - a client has drawn into a framebuffer that may be shown
 * @output: the output
 * @fb: the framebuffer
 * @clips: the parts drawn to, or NULL for all of it
 * @count: entries of @clips
 *
 * Context: process; takes &vprime_output.lock.
 */
void vprime_composer_dirty(struct vprime_output *output, const struct drm_framebuffer *fb,
			   const struct drm_clip_rect *clips, unsigned int count);

/* vprime_crc.c */

/**
 * vprime_crc_init - find the sources that an output's CRCs can have
 * @output: the output, its CRTC and all planes of the card initialised
 *
 * Context: probe.
 * Return: 0 or -ENOMEM; what was made goes with the device.
 */
int vprime_crc_init(struct vprime_output *output);

/**
 * vprime_crc_scene - what the CRC of a frame is made of
 * @source: the source
 * @frame: the frame
 *
 * Context: any.
 * Return: the scene, valid as long as @frame.
 */
struct vprime_scene vprime_crc_scene(const struct vprime_crc_source *source,
				     const struct vprime_frame *frame);

/**
 * vprime_crc_get_sources - &drm_crtc_funcs.get_crc_sources
 * @crtc: the CRTC
 * @count: where to put the number of sources
 *
 * Context: process.
 * Return: their names.
 */
const char *const *vprime_crc_get_sources(struct drm_crtc *crtc, size_t *count);

/**
 * vprime_crc_verify_source - &drm_crtc_funcs.verify_crc_source
 * @crtc: the CRTC
 * @source: a source's name, or NULL
 * @values_cnt: where to put the number of values in an entry
 *
 * Context: process.
 * Return: 0, or -EINVAL for a name that no source has.
 */
int vprime_crc_verify_source(struct drm_crtc *crtc, const char *source, size_t *values_cnt);

/**
 * vprime_crc_set_source - &drm_crtc_funcs.set_crc_source
 * @crtc: the CRTC
 * @source: a source's name, or NULL when nobody reads any more
 *
 * Context: process; takes &vprime_output.lock.
 * Return: 0, -EINVAL for a name that no source has or while vblanks are off.
 */
int vprime_crc_set_source(struct drm_crtc *crtc, const char *source);

/**
 * vprime_crc_compose - a composition begins
 * @output: the output
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_crc_compose(struct vprime_output *output);

/**
 * vprime_crc_hold - the present vblank ought to show more than is composed
 * @output: the output
 *
 * Its entry and those after it wait for the next composition.
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_crc_hold(struct vprime_output *output);

/**
 * vprime_crc_report - add the entries that a composition makes due
 * @output: the output
 * @crc: the composition's checksum, or NULL if the last output is repeated
 *
 * Vblanks before the composition's own, missed by a late timer, repeat the
 * value before it; later ones, which found it running, repeat its own, but for
 * those that vprime_crc_hold() keeps back.
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_crc_report(struct vprime_output *output, const u32 *crc);

/* vprime_writeback.c */

/**
 * vprime_writeback_init - make one of an output's writeback connectors
 * @writeback: the connector, zeroed but for @output
 *
 * Context: probe.
 * Return: 0 or a negative errno; what was made goes with the device.
 */
int vprime_writeback_init(struct vprime_writeback *writeback);

/**
 * vprime_writeback_waits - whether a job of an output is not written yet
 * @output: the output
 *
 * Context: any; the caller holds &vprime_output.lock.
 * Return: whether there is one.
 */
bool vprime_writeback_waits(const struct vprime_output *output);

/**
 * vprime_writeback_carried - whether a frame carries a job
 * @frame: the frame
 *
 * Context: any; the caller holds &vprime_output.lock, or nobody else has the frame.
 * Return: whether it does.
 */
bool vprime_writeback_carried(const struct vprime_frame *frame);

/**
 * vprime_writeback_arm - let a frame carry the jobs of the commit that makes it
 * @output: the output
 * @frame: the frame
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_writeback_arm(struct vprime_output *output, struct vprime_frame *frame);

/**
 * vprime_writeback_latch - start the jobs that a frame carries, and end those before them
 * @output: the output
 * @frame: the frame, which is shown from now on
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_writeback_latch(struct vprime_output *output, struct vprime_frame *frame);

/**
 * vprime_writeback_finish - end a connector's job that is not written yet, if there is one
 * @writeback: the connector
 * @status: 0 if it is written, or the negative errno that its fence reports
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_writeback_finish(struct vprime_writeback *writeback, int status);

/**
 * vprime_writeback_finish_all - end all jobs of an output that are not written yet
 * @output: the output
 * @status: the negative errno that their fences report
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_writeback_finish_all(struct vprime_output *output, int status);

/**
 * vprime_writeback_expire - end all jobs of an output that have waited too long for buffers
 * @output: the output
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_writeback_expire(struct vprime_output *output);

/**
 * vprime_writeback_wait - wait until the core has cleaned up after all jobs
 * @output: the output, its CRTC off
 *
 * Context: process, may sleep.
 */
void vprime_writeback_wait(struct vprime_output *output);

/**
 * vprime_writeback_target - where a job wants its picture
 * @job: a prepared job
 *
 * Context: any.
 * Return: the pixels of its framebuffer, valid as long as @job.
 */
const struct vprime_pixels *vprime_writeback_target(struct drm_writeback_job *job);

/* vprime_sink.c; what it offers to other modules is in vprime_sink.h */

/**
 * vprime_sink_init - make a connector's sink
 * @sink: the sink, zeroed
 * @connector: the connector
 * @asked: a capture device is asked for
 *
 * Context: process.
 */
void vprime_sink_init(struct vprime_sink *sink, struct drm_connector *connector, bool asked);

/**
 * vprime_sink_add - let the monitor have a sink
 * @sink: the sink; its connector is registered, or will be with the card
 *
 * The sinks of a card that is not registered are the monitor's from vprime_sinks_add() on.
 *
 * Context: process, no locks of KMS held; the same goes for the following.
 */
void vprime_sink_add(struct vprime_sink *sink);

/**
 * vprime_sink_remove - take it away from it
 * @sink: the sink, which has been added
 */
void vprime_sink_remove(struct vprime_sink *sink);

/**
 * vprime_sink_ask - ask for a capture device, or do so no more
 * @sink: the sink, which has been added
 * @asked: which of the two
 *
 * While one is asked for, the monitor's module is loaded if it is installed.
 */
void vprime_sink_ask(struct vprime_sink *sink, bool asked);

/**
 * vprime_sinks_add - let the monitor have the sinks of a card
 * @vdev: the card, registered
 */
void vprime_sinks_add(struct vprime_device *vdev);

/**
 * vprime_sinks_remove - take them away from it
 * @vdev: the card, its outputs off for ever
 */
void vprime_sinks_remove(struct vprime_device *vdev);

/**
 * vprime_sink_light - a connector's monitor gets an output's picture
 * @sink: the connector's sink
 * @output: the output
 * @mode: the mode
 *
 * Context: process, the output's vblanks being on; takes &vprime_output.lock.
 */
void vprime_sink_light(struct vprime_sink *sink, struct vprime_output *output,
		       const struct drm_display_mode *mode);

/**
 * vprime_sinks_set_mode - the size of an output's picture may be another one from now on
 * @output: the output
 * @mode: its mode, with the timings that it had
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_sinks_set_mode(struct vprime_output *output, const struct drm_display_mode *mode);

/**
 * vprime_sinks_darken - no monitor gets an output's picture any more
 * @output: the output, which nothing composes
 *
 * Context: process, the output's vblanks being on; takes &vprime_output.lock.
 */
void vprime_sinks_darken(struct vprime_output *output);

/**
 * vprime_sinks_want - whether a monitor has a buffer for the present vblank
 * @output: the output, showing a frame
 *
 * Context: any; the caller holds &vprime_output.lock, as for the following.
 * Return: whether one has.
 */
bool vprime_sinks_want(struct vprime_output *output);

/**
 * vprime_sinks_take - begin to write to the monitors' buffers
 * @output: the output, whose composition of all rows begins
 * @targets: where to put what is written until vprime_sinks_finish()
 * @max: entries of @targets
 *
 * Return: how many there are.
 */
unsigned int vprime_sinks_take(struct vprime_output *output, struct vprime_pixels *targets,
			       unsigned int max);

/**
 * vprime_sinks_finish - give the monitors' buffers back that were taken, with a picture in them
 * @output: the output
 */
void vprime_sinks_finish(struct vprime_output *output);

#endif
