// SPDX-License-Identifier: GPL-2.0-only
/* The CRC sink: the core's debugfs interface, one entry for each vblank. */

#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/wait.h>

#include <drm/drm_crtc.h>
#include <drm/drm_debugfs_crc.h>
#include <drm/drm_print.h>
#include <drm/drm_vblank.h>

#include "vprime_drv.h"

/*
 * Entries made up for missed vblanks at a time: half of the core's ring, so
 * that the reader of a machine that stood still finds the newest.
 */
#define CRC_CATCH_UP_MAX 64

static const char *const crc_sources[] = { "auto" };

const char *const *vprime_crc_get_sources(struct drm_crtc *crtc, size_t *count)
{
	*count = ARRAY_SIZE(crc_sources);
	return crc_sources;
}

static int parse_source(struct drm_crtc *crtc, const char *source)
{
	if (!source || !strcmp(source, "auto"))
		return 0;
	drm_dbg_kms(crtc->dev, "[CRTC:%d:%s] no CRC source \"%s\"\n",
		    crtc->base.id, crtc->name, source);
	return -EINVAL;
}

int vprime_crc_verify_source(struct drm_crtc *crtc, const char *source, size_t *values_cnt)
{
	*values_cnt = 1;
	return parse_source(crtc, source);
}

int vprime_crc_set_source(struct drm_crtc *crtc, const char *source)
{
	struct vprime_output *output = crtc_to_vprime_output(crtc);
	struct vprime_crc *crc = &output->crc;
	bool wanted = source;
	int ret;

	ret = parse_source(crtc, source);
	if (ret)
		return ret;

	if (wanted) {
		ret = vprime_clock_get(output);
		if (ret)
			return ret;
	}

	spin_lock_irq(&output->lock);
	swap(crc->wanted, wanted);
	crc->session++;
	crc->started = false;
	crc->valid = false;
	crc->held = 0;
	spin_unlock_irq(&output->lock);

	/* whoever wanted it before held a reference */
	if (wanted)
		vprime_clock_put(output);
	return 0;
}

void vprime_crc_compose(struct vprime_output *output)
{
	struct vprime_crc *crc = &output->crc;

	if (crc->wanted && !crc->started) {
		crc->started = true;
		crc->next = output->vblank;
		crc->held = 0;
	}
	crc->from = crc->held ?: output->vblank;
	crc->held = 0;
}

void vprime_crc_hold(struct vprime_output *output)
{
	if (output->crc.started && !output->crc.held)
		output->crc.held = output->vblank;
}

void vprime_crc_report(struct vprime_output *output, const u32 *value)
{
	struct vprime_crc *crc = &output->crc;
	u64 last = value && crc->held ? crc->held - 1 : output->vblank;
	bool numbered = drm_dev_has_vblank(output->crtc.dev);
	u64 vblank;

	if (!crc->started)
		return;

	if (output->vblank >= crc->next + CRC_CATCH_UP_MAX)
		crc->next = output->vblank - CRC_CATCH_UP_MAX + 1;

	for (vblank = crc->next; vblank <= last; vblank++) {
		if (value && vblank >= crc->from) {
			crc->value = *value;
			crc->valid = true;
		}
		if (crc->valid)
			drm_crtc_add_crc_entry(&output->crtc, numbered, (u32)vblank,
					       &crc->value);
	}
	crc->next = vblank;
}
