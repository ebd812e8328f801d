// SPDX-License-Identifier: GPL-2.0-only
/* Steps of an exporter that are slow or fail on request, and how often they were taken. */

#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/string.h>

#include "peer.h"
#include "peer_fault.h"

/* The last errno that is not the kernel's own business. */
#define ERROR_MAX EHWPOISON

static const char *const step_names[VPRIME_PEER_STEPS] = {
	[VPRIME_PEER_STEP_ATTACH] = "attach",
	[VPRIME_PEER_STEP_MAP] = "map",
	[VPRIME_PEER_STEP_VMAP] = "vmap",
	[VPRIME_PEER_STEP_BEGIN_CPU_ACCESS] = "begin_cpu_access",
	[VPRIME_PEER_STEP_MMAP] = "mmap",
};

void peer_faults_init(struct peer_faults *faults)
{
	spin_lock_init(&faults->lock);
}

int peer_faults_set(struct peer_faults *faults, const struct vprime_peer_fault *fault)
{
	if (fault->step >= VPRIME_PEER_STEPS || fault->error > ERROR_MAX ||
	    fault->delay_ms > VPRIME_PEER_DELAY_MAX)
		return -EINVAL;

	spin_lock(&faults->lock);
	faults->steps[fault->step] = *fault;
	spin_unlock(&faults->lock);
	return 0;
}

void peer_faults_calls(struct peer_faults *faults, __u64 calls[VPRIME_PEER_STEPS])
{
	spin_lock(&faults->lock);
	memcpy(calls, faults->calls, sizeof(faults->calls));
	spin_unlock(&faults->lock);
}

/* Whether this call of a step is one that its fault is meant for. */
static bool fault_hits(struct vprime_peer_fault *fault)
{
	if (!fault->count)
		return false;
	if (fault->skip) {
		fault->skip--;
		return false;
	}
	if (fault->count != VPRIME_PEER_FOREVER)
		fault->count--;
	return true;
}

int peer_faults_step(struct peer_faults *faults, unsigned int step)
{
	struct vprime_peer_fault *fault = &faults->steps[step];
	u32 delay_ms = 0;
	int error = 0;

	spin_lock(&faults->lock);
	faults->calls[step]++;
	if (fault_hits(fault)) {
		delay_ms = fault->delay_ms;
		error = -(int)fault->error;
	}
	spin_unlock(&faults->lock);

	if (delay_ms || error)
		dev_dbg(peer_device, "exporter: %s takes %u ms and returns %d as asked to\n",
			step_names[step], delay_ms, error);
	if (delay_ms)
		msleep(delay_ms);
	return error;
}
