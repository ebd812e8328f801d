/* SPDX-License-Identifier: GPL-2.0-only */
/* Steps of an exporter that are slow or fail on request, and how often they were taken. */
#ifndef PEER_FAULT_H
#define PEER_FAULT_H

#include <linux/spinlock.h>
#include <linux/types.h>

#include "uapi/vprime_peer.h"

/**
 * struct peer_faults - the faults of a buffer
 * @lock: protects all below
 * @steps: for each step, what is left of its fault
 * @calls: for each step, how often it was taken
 */
struct peer_faults {
	spinlock_t lock; /* see above */
	struct vprime_peer_fault steps[VPRIME_PEER_STEPS];
	u64 calls[VPRIME_PEER_STEPS];
};

/**
 * peer_faults_init - no faults
 * @faults: the faults, zeroed
 */
void peer_faults_init(struct peer_faults *faults);

/**
 * peer_faults_set - replace the fault of a step
 * @faults: the faults
 * @fault: the new one
 *
 * Context: any.
 * Return: 0 or -EINVAL.
 */
int peer_faults_set(struct peer_faults *faults, const struct vprime_peer_fault *fault);

/**
 * peer_faults_calls - how often each step was taken
 * @faults: the faults
 * @calls: filled in
 *
 * Context: any.
 */
void peer_faults_calls(struct peer_faults *faults, __u64 calls[VPRIME_PEER_STEPS]);

/**
 * peer_faults_step - to be called when a step begins
 * @faults: the faults
 * @step: VPRIME_PEER_STEP_*
 *
 * Context: process; sleeps if the step is to be slow.
 * Return: 0, or the negative errno that the step is to fail with.
 */
int peer_faults_step(struct peer_faults *faults, unsigned int step);

#endif
