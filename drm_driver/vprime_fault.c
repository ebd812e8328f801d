// SPDX-License-Identifier: GPL-2.0-only
/* Steps of a card that are slow or fail on request: docs/faults.md. */

#include <linux/debugfs.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/module.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include <drm/drm_atomic.h>
#include <drm/drm_file.h>
#include <drm/drm_managed.h>
#include <drm/drm_print.h>

#include "vprime_drv.h"
#include "vprime_fault.h"
#include "vprime_trace.h"

/* The last errno that is not the kernel's own business. */
#define ERRNO_MAX EHWPOISON

/*
 * The longest delay; and so long after its first hit a step that fences depend
 * on is left alone. The core gives a flip up after ten seconds.
 */
#define HOLD_MAX_MS 8000

#define FOREVER U32_MAX
#define ANY_CRTC (-1)

#define LINE_MAX 128

/* What a step can be made to do. */
#define CAN_FAIL BIT(0)
#define CAN_DELAY BIT(1)
#define CAN_DROP BIT(2) /* a step of a CRTC */

atomic_t vprime_faults_armed = ATOMIC_INIT(0);

/* The core takes it for a deadlock of modeset locks and has none to back off from. */
static bool check_errno(u32 error)
{
	return error != EDEADLK;
}

/* What &drm_mode_config_funcs.atomic_commit may return. */
static bool commit_errno(u32 error)
{
	switch (error) {
	case EBUSY:
	case ENOMEM:
	case ENOSPC:
	case EIO:
	case EINTR:
		return true;
	default:
		return false;
	}
}

static const struct {
	const char *name;
	unsigned int can;
	bool (*valid_errno)(u32 error);
} steps[VPRIME_FAULT_STEPS] = {
	[VPRIME_FAULT_ATTACH] = { "attach", CAN_FAIL | CAN_DELAY },
	[VPRIME_FAULT_MAP] = { "map", CAN_FAIL | CAN_DELAY },
	[VPRIME_FAULT_VMAP] = { "vmap", CAN_FAIL | CAN_DELAY },
	[VPRIME_FAULT_BEGIN] = { "begin_cpu_access", CAN_FAIL | CAN_DELAY },
	[VPRIME_FAULT_IMPORT_ATTACH] = { "import_attach", CAN_FAIL | CAN_DELAY },
	[VPRIME_FAULT_IMPORT_VMAP] = { "import_vmap", CAN_FAIL | CAN_DELAY },
	[VPRIME_FAULT_IMPORT_BEGIN] = { "import_begin_cpu_access", CAN_FAIL | CAN_DELAY },
	[VPRIME_FAULT_ADDFB] = { "addfb", CAN_FAIL | CAN_DELAY },
	[VPRIME_FAULT_CHECK] = { "check", CAN_FAIL | CAN_DELAY, check_errno },
	[VPRIME_FAULT_FLIP] = { "flip", CAN_FAIL | CAN_DELAY, commit_errno },
	[VPRIME_FAULT_VBLANK] = { "vblank", CAN_DELAY | CAN_DROP },
	[VPRIME_FAULT_LATCH] = { "latch", CAN_DROP },
};

/* -----------------------------------------------------------------------------
 * Steps that are taken
 */

/* Whether this call is one that the fault is meant for; under the lock. */
static bool fault_hits(struct vprime_fault *fault, enum vprime_fault_step step, s32 crtc)
{
	ktime_t now;

	if (!fault->armed || (fault->crtc != ANY_CRTC && fault->crtc != crtc))
		return false;

	fault->calls++;
	if (fault->skip) {
		fault->skip--;
		return false;
	}
	if (!fault->count)
		return false;

	if (steps[step].can & CAN_DROP) {
		now = ktime_get();
		if (!fault->hits)
			fault->first_hit = now;
		if (ktime_ms_delta(now, fault->first_hit) >= HOLD_MAX_MS) {
			fault->count = 0;
			return false;
		}
	}

	fault->hits++;
	if (fault->count != FOREVER)
		fault->count--;
	return true;
}

/* Takes a step, of a CRTC or not; returns whether it is hit, and if so by what. */
static bool take_step(struct drm_device *dev, enum vprime_fault_step step, s32 crtc,
		      struct vprime_fault *fault)
{
	struct vprime_faults *faults = &to_vprime_device(dev)->faults;
	unsigned long flags;
	bool hit;

	spin_lock_irqsave(&faults->lock, flags);
	hit = fault_hits(&faults->steps[step], step, crtc);
	*fault = faults->steps[step];
	spin_unlock_irqrestore(&faults->lock, flags);
	if (!hit)
		return false;

	trace_vprime_fault(dev, steps[step].name, fault->error, fault->delay_ms);
	if (fault->drop)
		drm_dbg_driver(dev, "fault: %s dropped\n", steps[step].name);
	else
		drm_dbg_driver(dev, "fault: %s takes %u ms and returns %d\n", steps[step].name,
			       fault->delay_ms, -(int)fault->error);
	return true;
}

int __vprime_fault(struct drm_device *dev, enum vprime_fault_step step)
{
	struct vprime_fault fault;

	if (!take_step(dev, step, ANY_CRTC, &fault))
		return 0;
	if (fault.delay_ms)
		msleep(fault.delay_ms);
	return -(int)fault.error;
}

bool __vprime_fault_drops(struct drm_crtc *crtc, enum vprime_fault_step step)
{
	struct vprime_fault fault;

	return take_step(crtc->dev, step, drm_crtc_index(crtc), &fault);
}

bool __vprime_fault_vblank(struct drm_crtc *crtc, bool *late, ktime_t tick, ktime_t *next)
{
	struct vprime_fault fault;

	if (*late) {
		*late = false;
		return false;
	}
	if (!take_step(crtc->dev, VPRIME_FAULT_VBLANK, drm_crtc_index(crtc), &fault))
		return false;
	if (!fault.drop) {
		*late = true;
		*next = ktime_add_ms(tick, fault.delay_ms);
	}
	return true;
}

static bool only_switches_off(struct drm_atomic_commit *state)
{
	struct drm_crtc_state *old_crtc_state, *new_crtc_state;
	struct drm_plane_state *plane_state;
	struct drm_plane *plane;
	bool has_planes = false, stays_on = false;
	struct drm_crtc *crtc;
	int i;

	for_each_new_plane_in_state(state, plane, plane_state, i) {
		if (plane_state->fb)
			return false;
		has_planes = true;
	}
	for_each_oldnew_crtc_in_state(state, crtc, old_crtc_state, new_crtc_state, i) {
		if (new_crtc_state->active && !old_crtc_state->active)
			return false;
		stays_on |= new_crtc_state->active;
	}
	/* without planes it is something else that changes on what stays on */
	return has_planes || !stays_on;
}

int __vprime_fault_check(struct drm_device *dev, struct drm_atomic_commit *state)
{
	return only_switches_off(state) ? 0 : __vprime_fault(dev, VPRIME_FAULT_CHECK);
}

/* -----------------------------------------------------------------------------
 * Steps that are armed
 */

/* The caller holds the config_lock, so that nobody else changes what is armed. */
static void set_step(struct vprime_faults *faults, enum vprime_fault_step step,
		     const struct vprime_fault *fault)
{
	bool was_armed = faults->steps[step].armed;

	if (fault->armed && !was_armed)
		atomic_inc(&vprime_faults_armed);

	spin_lock_irq(&faults->lock);
	faults->steps[step] = *fault;
	spin_unlock_irq(&faults->lock);

	if (was_armed && !fault->armed)
		atomic_dec(&vprime_faults_armed);
}

static void disarm_step(struct vprime_faults *faults, enum vprime_fault_step step)
{
	struct vprime_fault record;

	/* how often it was taken and hit stays readable */
	spin_lock_irq(&faults->lock);
	record = faults->steps[step];
	spin_unlock_irq(&faults->lock);

	record.armed = false;
	set_step(faults, step, &record);
}

static void disarm_all(struct vprime_faults *faults)
{
	enum vprime_fault_step step;

	for (step = 0; step < VPRIME_FAULT_STEPS; step++)
		disarm_step(faults, step);
}

int vprime_fault_init(struct vprime_device *vdev)
{
	spin_lock_init(&vdev->faults.lock);
	return drmm_mutex_init(&vdev->drm, &vdev->faults.config_lock);
}

void vprime_fault_unplug(struct vprime_device *vdev)
{
	mutex_lock(&vdev->faults.config_lock);
	disarm_all(&vdev->faults);
	mutex_unlock(&vdev->faults.config_lock);
}

/* -----------------------------------------------------------------------------
 * The file in debugfs
 */

#define NAMED(error) { #error, error }

/* The kernel's own names are an option that not every kernel has. */
static const struct {
	const char *name;
	u32 error;
} named_errnos[] = {
	NAMED(EPERM), NAMED(ENOENT), NAMED(EINTR), NAMED(EIO), NAMED(ENXIO), NAMED(E2BIG),
	NAMED(EBADF), NAMED(EAGAIN), NAMED(ENOMEM), NAMED(EACCES), NAMED(EFAULT), NAMED(EBUSY),
	NAMED(EEXIST), NAMED(EXDEV), NAMED(ENODEV), NAMED(EINVAL), NAMED(ENFILE), NAMED(EMFILE),
	NAMED(ENOTTY), NAMED(EFBIG), NAMED(ENOSPC), NAMED(EROFS), NAMED(EPIPE), NAMED(EDOM),
	NAMED(ERANGE), NAMED(EDEADLK), NAMED(ENOLCK), NAMED(ENODATA), NAMED(ETIME),
	NAMED(EPROTO), NAMED(EOVERFLOW), NAMED(EILSEQ), NAMED(EOPNOTSUPP), NAMED(ENOBUFS),
	NAMED(ETIMEDOUT), NAMED(EALREADY), NAMED(EREMOTEIO), NAMED(ECANCELED),
};

static int parse_errno(const char *word, u32 *error)
{
	size_t i;

	if (!kstrtou32(word, 10, error))
		return *error && *error <= ERRNO_MAX ? 0 : -EINVAL;

	for (i = 0; i < ARRAY_SIZE(named_errnos); i++) {
		if (!strcmp(word, named_errnos[i].name)) {
			*error = named_errnos[i].error;
			return 0;
		}
	}
	return -EINVAL;
}

static void show_errno(struct seq_file *m, u32 error)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(named_errnos); i++) {
		if (named_errnos[i].error == error) {
			seq_puts(m, named_errnos[i].name);
			return;
		}
	}
	seq_printf(m, "%u", error);
}

static int parse_delay(const char *word, u32 *delay_ms)
{
	if (kstrtou32(word, 10, delay_ms) || !*delay_ms || *delay_ms > HOLD_MAX_MS)
		return -EINVAL;
	return 0;
}

static int parse_count(const char *word, u32 *count)
{
	if (!strcmp(word, "forever")) {
		*count = FOREVER;
		return 0;
	}
	return kstrtou32(word, 10, count) || !*count ? -EINVAL : 0;
}

static int parse_crtc(struct drm_device *dev, const char *word, s32 *crtc)
{
	if (kstrtos32(word, 10, crtc) || *crtc < 0 || *crtc >= dev->mode_config.num_crtc)
		return -EINVAL;
	return 0;
}

/* One word after a step's name. */
static int parse_word(struct drm_device *dev, char *word, struct vprime_fault *fault)
{
	char *key = strsep(&word, "=");

	if (!word && !strcmp(key, "drop")) {
		fault->drop = true;
		return 0;
	}
	if (!word)
		return -EINVAL;
	if (!strcmp(key, "error"))
		return parse_errno(word, &fault->error);
	if (!strcmp(key, "delay"))
		return parse_delay(word, &fault->delay_ms);
	if (!strcmp(key, "skip"))
		return kstrtou32(word, 10, &fault->skip) ? -EINVAL : 0;
	if (!strcmp(key, "count"))
		return parse_count(word, &fault->count);
	if (!strcmp(key, "crtc"))
		return parse_crtc(dev, word, &fault->crtc);
	return -EINVAL;
}

static bool valid_fault(struct drm_device *dev, enum vprime_fault_step step,
			const struct vprime_fault *fault)
{
	unsigned int can = steps[step].can;

	if (!fault->error && !fault->delay_ms && !fault->drop) {
		drm_dbg_driver(dev, "fault: nothing for %s to do\n", steps[step].name);
		return false;
	}
	if ((fault->crtc != ANY_CRTC && !(can & CAN_DROP)) ||
	    (fault->error && !(can & CAN_FAIL)) || (fault->delay_ms && !(can & CAN_DELAY)) ||
	    (fault->drop && (!(can & CAN_DROP) || fault->delay_ms))) {
		drm_dbg_driver(dev, "fault: not what %s can do\n", steps[step].name);
		return false;
	}
	if (fault->error && steps[step].valid_errno && !steps[step].valid_errno(fault->error)) {
		drm_dbg_driver(dev, "fault: %s may not return %d\n", steps[step].name,
			       -(int)fault->error);
		return false;
	}
	return true;
}

static int find_step(const char *name)
{
	enum vprime_fault_step step;

	for (step = 0; step < VPRIME_FAULT_STEPS; step++) {
		if (!strcmp(steps[step].name, name))
			return step;
	}
	return -EINVAL;
}

static int run_line(struct vprime_device *vdev, char *line)
{
	struct vprime_fault fault = { .armed = true, .count = 1, .crtc = ANY_CRTC };
	struct vprime_faults *faults = &vdev->faults;
	char *word = strsep(&line, " ");
	int step;

	if (!line && !strcmp(word, "off")) {
		disarm_all(faults);
		return 0;
	}

	step = find_step(word);
	if (step < 0) {
		drm_dbg_driver(&vdev->drm, "fault: no step %s\n", word);
		return step;
	}
	if (line && !strcmp(line, "off")) {
		disarm_step(faults, step);
		return 0;
	}

	while ((word = strsep(&line, " "))) {
		if (parse_word(&vdev->drm, word, &fault)) {
			drm_dbg_driver(&vdev->drm, "fault: what is %s?\n", word);
			return -EINVAL;
		}
	}
	if (!valid_fault(&vdev->drm, step, &fault))
		return -EINVAL;
	set_step(faults, step, &fault);
	return 0;
}

static ssize_t faults_write(struct file *file, const char __user *data, size_t size, loff_t *pos)
{
	struct seq_file *m = file->private_data;
	struct vprime_device *vdev = m->private;
	char *line;
	int ret;

	if (size > LINE_MAX)
		return -EINVAL;
	line = memdup_user_nul(data, size);
	if (IS_ERR(line))
		return PTR_ERR(line);
	/* the one at its end; others are no part of any word */
	if (size && line[size - 1] == '\n')
		line[size - 1] = '\0';

	mutex_lock(&vdev->faults.config_lock);
	ret = run_line(vdev, line);
	mutex_unlock(&vdev->faults.config_lock);
	kfree(line);
	return ret ? ret : size;
}

static void show_step(struct seq_file *m, const char *name, const struct vprime_fault *fault)
{
	seq_printf(m, "%s\t%s\t", name,
		   !fault->armed ? "off" : fault->count ? "armed" : "spent");
	if (fault->error)
		show_errno(m, fault->error);
	else
		seq_puts(m, fault->drop ? "drop" : "-");
	seq_printf(m, "\t%u\t%u\t", fault->delay_ms, fault->skip);
	if (fault->count == FOREVER)
		seq_puts(m, "forever");
	else
		seq_printf(m, "%u", fault->count);
	seq_printf(m, "\t%llu\t%llu\t", fault->calls, fault->hits);
	if (fault->armed && fault->crtc != ANY_CRTC)
		seq_printf(m, "%d\n", fault->crtc);
	else
		seq_puts(m, "-\n");
}

static int faults_show(struct seq_file *m, void *unused)
{
	struct vprime_device *vdev = m->private;
	enum vprime_fault_step step;
	struct vprime_fault fault;

	seq_puts(m, "step\tstate\tresult\tdelay_ms\tskip\tcount\tcalls\thits\tcrtc\n");
	for (step = 0; step < VPRIME_FAULT_STEPS; step++) {
		spin_lock_irq(&vdev->faults.lock);
		fault = vdev->faults.steps[step];
		spin_unlock_irq(&vdev->faults.lock);
		show_step(m, steps[step].name, &fault);
	}
	return 0;
}

static int faults_open(struct inode *inode, struct file *file)
{
	return single_open(file, faults_show, inode->i_private);
}

static const struct file_operations faults_fops = {
	.owner = THIS_MODULE,
	.open = faults_open,
	.read = seq_read,
	.write = faults_write,
	.llseek = seq_lseek,
	.release = single_release,
};

void vprime_fault_debugfs_init(struct drm_minor *minor)
{
	debugfs_create_file("faults", 0600, minor->debugfs_root, to_vprime_device(minor->dev),
			    &faults_fops);
}
