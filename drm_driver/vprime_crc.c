// SPDX-License-Identifier: GPL-2.0-only
/* The CRC sink: the core's debugfs interface, one entry for each vblank. */

#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/wait.h>

#include <drm/drm_crtc.h>
#include <drm/drm_debugfs_crc.h>
#include <drm/drm_drv.h>
#include <drm/drm_managed.h>
#include <drm/drm_plane.h>
#include <drm/drm_print.h>
#include <drm/drm_vblank.h>

#include "vprime_clock.h"
#include "vprime_crc.h"
#include "vprime_drv.h"
#include "vprime_frame.h"

/*
 * Entries made up for missed vblanks at a time: half of the core's ring, so
 * that the reader of a machine that stood still finds the newest.
 */
#define CRC_CATCH_UP_MAX 64

int vprime_crc_init(struct vprime_output *output)
{
	struct vprime_crc *crc = &output->crc;
	struct drm_device *dev = output->crtc.dev;
	struct drm_plane *plane;

	crc->names = drmm_kcalloc(dev, 2 + dev->mode_config.num_total_plane, sizeof(*crc->names),
				  GFP_KERNEL);
	if (!crc->names)
		return -ENOMEM;

	crc->names[crc->n_names++] = "auto";
	crc->names[crc->n_names++] = "blend";
	drm_for_each_plane(plane, dev) {
		if (plane->possible_crtcs & drm_crtc_mask(&output->crtc))
			crc->names[crc->n_names++] = plane->name;
	}
	return 0;
}

const char *const *vprime_crc_get_sources(struct drm_crtc *crtc, size_t *count)
{
	const struct vprime_crc *crc = &crtc_to_vprime_output(crtc)->crc;

	*count = crc->n_names;
	return crc->names;
}

static int parse_source(struct drm_crtc *crtc, const char *name, struct vprime_crc_source *source)
{
	struct drm_plane *plane;

	*source = (struct vprime_crc_source) { };
	if (!strcmp(name, "auto"))
		return 0;
	source->blend = true;
	if (!strcmp(name, "blend"))
		return 0;
	drm_for_each_plane(plane, crtc->dev) {
		source->plane = plane;
		if (plane->possible_crtcs & drm_crtc_mask(crtc) && !strcmp(name, plane->name))
			return 0;
	}
	drm_dbg_kms(crtc->dev, "[CRTC:%d:%s] no CRC source \"%s\"\n",
		    crtc->base.id, crtc->name, name);
	return -EINVAL;
}

struct vprime_scene vprime_crc_scene(const struct vprime_crc_source *source,
				     const struct vprime_frame *frame)
{
	struct vprime_scene scene = frame->scene;
	unsigned int i;

	if (!source->blend)
		return scene;
	scene.degamma = NULL;
	scene.ctm = NULL;
	scene.gamma = NULL;
	if (!source->plane)
		return scene;
	scene.background = 0;
	scene.n_layers = 0;
	for (i = 0; i < frame->scene.n_layers; i++) {
		if (frame->sources[i].plane != source->plane)
			continue;
		scene.layers = &frame->scene.layers[i];
		scene.n_layers = 1;
	}
	return scene;
}

int vprime_crc_verify_source(struct drm_crtc *crtc, const char *source, size_t *values_cnt)
{
	struct vprime_crc_source parsed;

	*values_cnt = 1;
	return source ? parse_source(crtc, source, &parsed) : 0;
}

/* Hashes of rows are kept for what does not change: those of another source are of no use. */
static void change_source(struct vprime_output *output, const struct vprime_crc_source *source)
{
	struct vprime_crc_source *old = &output->crc.source;

	if (old->blend == source->blend && old->plane == source->plane)
		return;
	*old = *source;
	vprime_damage_add(&output->damage, 0, VPRIME_SIZE_MAX);
}

static int vprime_crc_release(struct inode *inode, struct file *file)
{
	drm_dev_put(file->private_data);
	return 0;
}

static const struct file_operations vprime_crc_fops = {
	.owner = THIS_MODULE,
	.release = vprime_crc_release,
};

/*
 * The core's file of CRCs keeps neither the card nor this module, but its end
 * comes back to the CRTC, here and afterwards. So as long as it is open it has a
 * file of ours that does: the end of that is put off until the core's is over.
 */
static struct file *hold_card(struct drm_device *dev)
{
	struct file *file = anon_inode_getfile("vprime-crc", &vprime_crc_fops, dev, O_RDONLY);

	if (!IS_ERR(file))
		drm_dev_get(dev);
	return file;
}

int vprime_crc_set_source(struct drm_crtc *crtc, const char *source)
{
	struct vprime_output *output = crtc_to_vprime_output(crtc);
	struct vprime_crc *crc = &output->crc;
	struct vprime_crc_source parsed;
	struct file *holder = NULL;
	bool wanted = source;
	int ret;

	if (wanted) {
		ret = parse_source(crtc, source, &parsed);
		if (ret)
			return ret;
		holder = hold_card(crtc->dev);
		if (IS_ERR(holder))
			return PTR_ERR(holder);
		ret = vprime_clock_get(output);
		if (ret) {
			fput(holder);
			return ret;
		}
	}

	spin_lock_irq(&output->lock);
	swap(crc->holder, holder);
	if (wanted)
		change_source(output, &parsed);
	swap(crc->wanted, wanted);
	crc->started = false;
	crc->valid = false;
	crc->held = 0;
	spin_unlock_irq(&output->lock);

	/* whoever wanted it before held a reference */
	if (wanted)
		vprime_clock_put(output);
	if (holder)
		fput(holder);
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

	/* the composition that ends was for somebody else */
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
