// SPDX-License-Identifier: GPL-2.0-only
/* The clock of a CRTC: when its vblanks are, and their count. */

#include <linux/dma-fence.h>
#include <linux/jhash.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/sched.h>

#include <drm/drm_managed.h>
#include <drm/drm_modes.h>
#include <drm/drm_vblank.h>

#include "vprime_clock.h"
#include "vprime_crtc.h"
#include "vprime_drv.h"
#include "vprime_fault.h"

/* Most vblanks that a late timer handles one by one; half of the core's ring of CRCs. */
#define CATCH_UP 64

/* -----------------------------------------------------------------------------
 * Time and count; the caller holds the clock's lock
 */

/* Let all vblanks happen that are over by @now; returns whether there were any. */
static bool clock_advance(struct vprime_clock *clock, ktime_t now)
{
	u64 more;

	if (ktime_before(now, clock->due))
		return false;

	more = div_u64(ktime_to_ns(ktime_sub(now, clock->due)), clock->longest_ns);
	clock->tick = ktime_add_ns(clock->due, more * clock->longest_ns);
	clock->count += 1 + (u32)more;
	clock->due = ktime_add_ns(clock->tick, clock->longest_ns);
	return true;
}

/* Let one vblank happen, if it is over by @now. */
static void clock_step(struct vprime_clock *clock, ktime_t now)
{
	if (ktime_before(now, clock->due))
		return;
	clock->tick = clock->due;
	clock->count++;
	clock->due = ktime_add_ns(clock->tick, clock->longest_ns);
}

/* When the timer is to fire for the next vblank: at a random moment after it, if so configured. */
static ktime_t clock_expiry(const struct vprime_clock *clock)
{
	u64 late_ns = 0;

	if (clock->jitter_ns)
		late_ns = mul_u32_u32(jhash_1word(clock->count, 0), clock->jitter_ns) >> 32;
	return ktime_add_ns(clock->due, late_ns);
}

static void clock_start_timer(struct vprime_clock *clock)
{
	if (clock->running)
		hrtimer_start(&clock->timer, clock_expiry(clock), HRTIMER_MODE_ABS);
}

static void clock_run(struct vprime_clock *clock)
{
	clock_advance(clock, ktime_get());
	clock->running = true;
	clock->handled = clock->count;
	clock->late = false;
	clock_start_timer(clock);
}

/* Waiting for the timer here would deadlock: the core calls it with vblank_time_lock held. */
static void clock_halt(struct vprime_clock *clock)
{
	clock->running = false;
	hrtimer_try_to_cancel(&clock->timer);
}

/* -----------------------------------------------------------------------------
 * The timer
 */

/*
 * Whether the vblanks since the timer fired last are to be handled now, all as
 * one; @next is when the timer is to fire again, unless a fault delays them.
 */
static bool clock_handle(struct vprime_clock *clock, struct drm_crtc *crtc, ktime_t *next)
{
	u32 fresh = clock->count - clock->handled;
	bool was_late = clock->late, due;

	due = (fresh || was_late) && !vprime_fault_vblank(crtc, &clock->late, clock->tick, next);
	clock->handled = clock->count;
	clock->ticks += due;
	clock->missed += fresh + was_late - (due || clock->late);
	return due;
}

/*
 * Handle the first vblank that is over and was not yet, or all of them as one;
 * returns whether there was any.
 */
static bool clock_tick(struct vprime_output *output, bool all)
{
	struct vprime_clock *clock = &output->clock;
	unsigned long flags;
	bool due = false;
	ktime_t tick, next;

	/* restarted here, under the lock, and not by the return value: others may have done so */
	spin_lock_irqsave(&clock->lock, flags);
	if (clock->running) {
		/* one that a fault delays stands for those that happen meanwhile */
		if (all || clock->late)
			clock_advance(clock, ktime_get());
		else
			clock_step(clock, ktime_get());
		tick = clock->tick;
		next = clock_expiry(clock);
		due = clock_handle(clock, &output->crtc, &next);
		clock->handling = due;
		hrtimer_start(&clock->timer, next, HRTIMER_MODE_ABS);
	}
	spin_unlock_irqrestore(&clock->lock, flags);

	if (due) {
		vprime_crtc_vblank(output, tick);
		spin_lock_irqsave(&clock->lock, flags);
		clock->handling = false;
		spin_unlock_irqrestore(&clock->lock, flags);
	}
	return due;
}

static enum hrtimer_restart vprime_clock_tick(struct hrtimer *timer)
{
	struct vprime_output *output = container_of(timer, struct vprime_output, clock.timer);
	/* where they come faster than they can be handled, something else has to happen, too */
	ktime_t end = ktime_add_ns(ktime_get(), READ_ONCE(output->clock.period_ns) / 2);
	bool cookie = dma_fence_begin_signalling();
	int left = CATCH_UP;
	bool all;

	do {
		all = !--left || ktime_after(ktime_get(), end);
	} while (clock_tick(output, all) && !all);

	dma_fence_end_signalling(cookie);
	return HRTIMER_NORESTART;
}

/* -----------------------------------------------------------------------------
 * What the core asks
 */

int vprime_clock_enable_vblank(struct drm_crtc *crtc)
{
	struct vprime_clock *clock = &crtc_to_vprime_output(crtc)->clock;
	unsigned long flags;

	spin_lock_irqsave(&clock->lock, flags);
	clock_run(clock);
	spin_unlock_irqrestore(&clock->lock, flags);
	return 0;
}

void vprime_clock_disable_vblank(struct drm_crtc *crtc)
{
	struct vprime_clock *clock = &crtc_to_vprime_output(crtc)->clock;
	unsigned long flags;

	spin_lock_irqsave(&clock->lock, flags);
	clock_halt(clock);
	spin_unlock_irqrestore(&clock->lock, flags);
}

u32 vprime_clock_get_vblank_counter(struct drm_crtc *crtc)
{
	struct vprime_clock *clock = &crtc_to_vprime_output(crtc)->clock;
	unsigned long flags;
	u32 count;

	spin_lock_irqsave(&clock->lock, flags);
	/* the core asks while it handles one, which is to be that one and no later */
	if (!clock->handling)
		clock_advance(clock, ktime_get());
	count = clock->count;
	spin_unlock_irqrestore(&clock->lock, flags);
	return count;
}

/* The time of what the counter counted last, as the core compares the two. */
bool vprime_clock_get_vblank_timestamp(struct drm_crtc *crtc, int *max_error,
				       ktime_t *vblank_time, bool in_vblank_irq)
{
	struct vprime_clock *clock = &crtc_to_vprime_output(crtc)->clock;
	unsigned long flags;

	spin_lock_irqsave(&clock->lock, flags);
	*vblank_time = clock->tick;
	spin_unlock_irqrestore(&clock->lock, flags);
	*max_error = 0;
	return true;
}

/* -----------------------------------------------------------------------------
 * What the CRTC asks
 */

static u32 frame_duration_ns(const struct drm_display_mode *mode)
{
	u32 pixels = (u32)mode->htotal * mode->vtotal;

	return (u32)div_u64(mul_u32_u32(pixels, NSEC_PER_MSEC), mode->clock);
}

void vprime_clock_set_mode(struct vprime_clock *clock, const struct drm_display_mode *mode)
{
	u32 period_ns = frame_duration_ns(mode);
	u64 periods = div_u64(ktime_get_ns(), period_ns);

	spin_lock_irq(&clock->lock);
	clock->period_ns = period_ns;
	clock->longest_ns = period_ns;
	clock->tick = ns_to_ktime(periods * period_ns);
	clock->due = ktime_add_ns(clock->tick, period_ns);
	spin_unlock_irq(&clock->lock);
}

void vprime_clock_set_longest(struct vprime_clock *clock, u32 longest_ns)
{
	unsigned long flags;
	ktime_t now, next;

	spin_lock_irqsave(&clock->lock, flags);
	longest_ns = max(longest_ns, clock->period_ns);
	if (longest_ns != clock->longest_ns) {
		now = ktime_get();
		clock_advance(clock, now);
		clock->longest_ns = longest_ns;
		/* a frame that was stretched already ends now */
		next = ktime_add_ns(clock->tick, longest_ns);
		clock->due = ktime_after(next, now) ? next : now;
		clock_start_timer(clock);
	}
	spin_unlock_irqrestore(&clock->lock, flags);
}

void vprime_clock_hasten(struct vprime_clock *clock)
{
	ktime_t now, next;
	unsigned long flags;

	spin_lock_irqsave(&clock->lock, flags);
	if (clock->longest_ns != clock->period_ns) {
		now = ktime_get();
		next = ktime_add_ns(clock->tick, clock->period_ns);
		if (ktime_before(next, now))
			next = now;
		if (ktime_before(next, clock->due)) {
			clock->due = next;
			clock_start_timer(clock);
		}
	}
	spin_unlock_irqrestore(&clock->lock, flags);
}

void vprime_clock_wait_tick(struct vprime_clock *clock)
{
	ktime_t next;

	spin_lock_irq(&clock->lock);
	clock_advance(clock, ktime_get());
	next = clock->due;
	spin_unlock_irq(&clock->lock);

	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule_hrtimeout(&next, HRTIMER_MODE_ABS);
}

/* -----------------------------------------------------------------------------
 * Who wants vblanks
 */

int vprime_clock_get(struct vprime_output *output)
{
	struct vprime_clock *clock = &output->clock;
	unsigned long flags;
	int ret = 0;

	if (drm_dev_has_vblank(&output->vdev->drm))
		return drm_crtc_vblank_get(&output->crtc);

	spin_lock_irqsave(&clock->lock, flags);
	if (!clock->on)
		ret = -EINVAL;
	else if (!clock->users++)
		clock_run(clock);
	spin_unlock_irqrestore(&clock->lock, flags);
	return ret;
}

void vprime_clock_put(struct vprime_output *output)
{
	struct vprime_clock *clock = &output->clock;
	unsigned long flags;

	if (drm_dev_has_vblank(&output->vdev->drm)) {
		drm_crtc_vblank_put(&output->crtc);
		return;
	}

	spin_lock_irqsave(&clock->lock, flags);
	if (!--clock->users)
		clock_halt(clock);
	spin_unlock_irqrestore(&clock->lock, flags);
}

u64 vprime_clock_count(struct vprime_output *output)
{
	if (drm_dev_has_vblank(&output->vdev->drm))
		return drm_crtc_vblank_count(&output->crtc);
	return output->vblank;
}

void vprime_clock_on(struct vprime_output *output)
{
	struct vprime_clock *clock = &output->clock;

	if (drm_dev_has_vblank(&output->vdev->drm)) {
		drm_crtc_vblank_on(&output->crtc);
		return;
	}

	spin_lock_irq(&clock->lock);
	clock->on = true;
	if (clock->users)
		clock_run(clock);
	spin_unlock_irq(&clock->lock);
}

void vprime_clock_off(struct vprime_output *output)
{
	struct vprime_clock *clock = &output->clock;

	if (drm_dev_has_vblank(&output->vdev->drm)) {
		drm_crtc_vblank_off(&output->crtc);
		return;
	}

	spin_lock_irq(&clock->lock);
	clock->on = false;
	clock_halt(clock);
	spin_unlock_irq(&clock->lock);
}

static void vprime_clock_release(struct drm_device *dev, void *data)
{
	struct vprime_clock *clock = data;

	hrtimer_cancel(&clock->timer);
}

int vprime_clock_init(struct vprime_output *output)
{
	struct vprime_clock *clock = &output->clock;

	spin_lock_init(&clock->lock);
	/* any sensible value until the first mode: the core asks for times before it */
	clock->period_ns = NSEC_PER_SEC / 60;
	clock->longest_ns = clock->period_ns;
	clock->jitter_ns = output->vdev->config->jitter_us * NSEC_PER_USEC;
	hrtimer_setup(&clock->timer, vprime_clock_tick, CLOCK_MONOTONIC, HRTIMER_MODE_ABS);
	return drmm_add_action_or_reset(&output->vdev->drm, vprime_clock_release, clock);
}
