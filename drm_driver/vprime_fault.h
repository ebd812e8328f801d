/* SPDX-License-Identifier: GPL-2.0-only */
/* Steps of a card that are slow or fail on request: docs/faults.md. */
#ifndef VPRIME_FAULT_H
#define VPRIME_FAULT_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/ktime.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct drm_atomic_commit;
struct drm_crtc;
struct drm_device;
struct drm_minor;
struct vprime_device;

/**
 * enum vprime_fault_step - what can be made to go wrong
 * @VPRIME_FAULT_ATTACH: somebody attaches to one of our buffers
 * @VPRIME_FAULT_MAP: somebody asks for the sg table of one of our buffers
 * @VPRIME_FAULT_VMAP: somebody maps one of our buffers for the CPU
 * @VPRIME_FAULT_BEGIN: somebody opens a CPU-access bracket on one of our buffers
 * @VPRIME_FAULT_IMPORT_ATTACH: we attach to a foreign buffer
 * @VPRIME_FAULT_IMPORT_VMAP: we map a foreign buffer for the CPU
 * @VPRIME_FAULT_IMPORT_BEGIN: we open a CPU-access bracket on a foreign buffer
 * @VPRIME_FAULT_ADDFB: a framebuffer is made
 * @VPRIME_FAULT_CHECK: a commit is checked
 * @VPRIME_FAULT_FLIP: a nonblocking commit is accepted
 * @VPRIME_FAULT_VBLANK: a vblank happens
 * @VPRIME_FAULT_LATCH: a vblank latches the pending frame
 * @VPRIME_FAULT_STEPS: how many there are
 */
enum vprime_fault_step {
	VPRIME_FAULT_ATTACH,
	VPRIME_FAULT_MAP,
	VPRIME_FAULT_VMAP,
	VPRIME_FAULT_BEGIN,
	VPRIME_FAULT_IMPORT_ATTACH,
	VPRIME_FAULT_IMPORT_VMAP,
	VPRIME_FAULT_IMPORT_BEGIN,
	VPRIME_FAULT_ADDFB,
	VPRIME_FAULT_CHECK,
	VPRIME_FAULT_FLIP,
	VPRIME_FAULT_VBLANK,
	VPRIME_FAULT_LATCH,
	VPRIME_FAULT_STEPS
};

/**
 * struct vprime_fault - what one step is to do
 * @armed: it is to do something; without, the others are only the record of last time
 * @drop: the step does not happen
 * @error: positive errno it fails with, or 0
 * @delay_ms: how long it takes, in ms
 * @skip: how many calls still go well first
 * @count: how many calls after those are hit, U32_MAX for all
 * @crtc: index of the one CRTC that it is for, or -1
 * @calls: how often the step was taken since it was armed
 * @hits: how many of these were hit
 * @first_hit: time of the first one, CLOCK_MONOTONIC
 */
struct vprime_fault {
	bool armed;
	bool drop;
	u32 error;
	u32 delay_ms;
	u32 skip;
	u32 count;
	s32 crtc;
	u64 calls;
	u64 hits;
	ktime_t first_hit;
};

/**
 * struct vprime_faults - all steps of a card
 * @config_lock: held while steps are armed and disarmed
 * @lock: protects @steps; innermost, taken with interrupts off
 * @steps: the steps
 */
struct vprime_faults {
	struct mutex config_lock; /* see above */
	spinlock_t lock; /* see above */
	struct vprime_fault steps[VPRIME_FAULT_STEPS];
};

/*
 * How many steps of all cards are armed. No static key: they are armed at any time, and a CPU
 * that QEMU emulates may come to the code just as it is patched, which its kernel does not survive.
 */
extern atomic_t vprime_faults_armed;

int __vprime_fault(struct drm_device *dev, enum vprime_fault_step step);
bool __vprime_fault_drops(struct drm_crtc *crtc, enum vprime_fault_step step);
bool __vprime_fault_vblank(struct drm_crtc *crtc, bool *late, ktime_t tick, ktime_t *next);
int __vprime_fault_check(struct drm_device *dev, struct drm_atomic_commit *state);

/**
 * vprime_fault - take a step that may fail or be slow
 * @dev: the card
 * @step: the step
 *
 * Context: process, may sleep.
 * Return: 0, or the negative errno that the step is to fail with.
 */
static inline int vprime_fault(struct drm_device *dev, enum vprime_fault_step step)
{
	return unlikely(atomic_read(&vprime_faults_armed)) ? __vprime_fault(dev, step) : 0;
}

/**
 * vprime_fault_drops - whether a step is not to happen this time
 * @crtc: the CRTC that it is a step of
 * @step: the step
 *
 * Context: any.
 * Return: whether it is not.
 */
static inline bool vprime_fault_drops(struct drm_crtc *crtc, enum vprime_fault_step step)
{
	return unlikely(atomic_read(&vprime_faults_armed)) && __vprime_fault_drops(crtc, step);
}

/**
 * vprime_fault_vblank - whether a vblank is not to happen now
 * @crtc: the CRTC
 * @late: set while a vblank is delayed; the caller keeps it for each source of vblanks
 * @tick: time of the vblank, CLOCK_MONOTONIC
 * @next: time of the next one; changed to when @tick is to happen if it is delayed
 *
 * Context: any.
 * Return: whether it is not.
 */
static inline bool vprime_fault_vblank(struct drm_crtc *crtc, bool *late, ktime_t tick,
				       ktime_t *next)
{
	return unlikely(atomic_read(&vprime_faults_armed)) &&
	       __vprime_fault_vblank(crtc, late, tick, next);
}

/**
 * vprime_fault_check - take the step of checking a commit
 * @dev: the card
 * @state: the commit
 *
 * A commit that only switches something off is no step: the core insists that
 * removing a framebuffer works.
 *
 * Context: process, may sleep.
 * Return: 0, or the negative errno that the check is to fail with.
 */
static inline int vprime_fault_check(struct drm_device *dev, struct drm_atomic_commit *state)
{
	return unlikely(atomic_read(&vprime_faults_armed)) ? __vprime_fault_check(dev, state) : 0;
}

/**
 * vprime_fault_init - prepare a card's steps
 * @vdev: the card
 *
 * Context: probe.
 * Return: 0 or a negative errno.
 */
int vprime_fault_init(struct vprime_device *vdev);

/**
 * vprime_fault_unplug - disarm all steps of a card, whose debugfs is gone
 * @vdev: the card
 *
 * Context: process, may sleep.
 */
void vprime_fault_unplug(struct vprime_device *vdev);

/**
 * vprime_fault_debugfs_init - add the file "faults" to a card's debugfs folder
 * @minor: the card's primary node
 *
 * Context: registration of the card.
 */
void vprime_fault_debugfs_init(struct drm_minor *minor);

#endif
