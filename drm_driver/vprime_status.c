// SPDX-License-Identifier: GPL-2.0-only
/* What each CRTC shows and how it keeps its pace, for people and tools. */

#include <linux/math64.h>
#include <linux/seq_file.h>
#include <linux/time64.h>

#include <drm/drm_debugfs.h>
#include <drm/drm_file.h>
#include <drm/drm_framebuffer.h>

#include "vprime_drv.h"
#include "vprime_fourcc.h"
#include "vprime_frame.h"
#include "vprime_status.h"

#define MILLIHERTZ 1000

/**
 * struct vprime_status - an output at one moment
 * @frame: what it shows, referenced, or NULL
 * @enabled: as in &struct vprime_output
 * @vblank: likewise
 * @flips: likewise
 * @late: likewise
 * @compositions: likewise
 * @copies: likewise
 * @period_ns: as in &struct vprime_clock
 * @ticks: likewise
 * @missed: likewise
 */
struct vprime_status {
	struct vprime_frame *frame;
	bool enabled;
	u64 vblank, flips, late, compositions, copies;
	u32 period_ns;
	u64 ticks, missed;
};

static void get_status(struct vprime_output *output, struct vprime_status *status)
{
	struct vprime_clock *clock = &output->clock;

	spin_lock_irq(&output->lock);
	status->frame = output->shown ? vprime_frame_get(output->shown) : NULL;
	status->enabled = output->enabled;
	status->vblank = output->vblank;
	status->flips = output->flips;
	status->late = output->late;
	status->compositions = output->compositions;
	status->copies = output->copies;
	spin_lock(&clock->lock);
	status->period_ns = clock->period_ns;
	status->ticks = clock->ticks;
	status->missed = clock->missed;
	spin_unlock(&clock->lock);
	spin_unlock_irq(&output->lock);
}

static void show_planes(struct seq_file *m, const struct vprime_frame *frame)
{
	unsigned int i;

	for (i = 0; frame && i < frame->scene.n_layers; i++) {
		const struct vprime_source *source = &frame->sources[i];
		const struct vprime_layer *layer = &frame->layers[i];
		char name[VPRIME_FOURCC_SIZE];

		seq_printf(m, "%s%s:%u:%s:%ux%u%+d%+d", i ? "," : "", source->plane->name,
			   source->fb->base.id, vprime_fourcc(source->fb->format->format, name),
			   layer->dst_w, layer->dst_h, layer->dst_x, layer->dst_y);
	}
	if (!i)
		seq_puts(m, "-");
}

static void show_output(struct seq_file *m, struct vprime_output *output)
{
	const struct vprime_frame *frame;
	struct vprime_status status;
	u32 rate_mhz = 0;

	get_status(output, &status);
	frame = status.frame;
	if (status.enabled)
		rate_mhz = DIV_ROUND_CLOSEST_ULL((u64)NSEC_PER_SEC * MILLIHERTZ, status.period_ns);
	seq_printf(m, "%s\t%s\t%u\t%u\t%u\t%u\t%llu\t%llu\t%llu\t%llu\t%llu\t",
		   output->crtc.name, frame && frame->connector ? frame->connector->name : "-",
		   status.enabled, frame ? frame->scene.width : 0, frame ? frame->scene.height : 0,
		   rate_mhz, status.vblank, status.ticks, status.missed, status.flips,
		   status.late);
	show_planes(m, frame);
	seq_printf(m, "\t%llu\t%llu\n", status.compositions, status.copies);
	vprime_frame_put(status.frame);
}

static int vprime_status_show(struct seq_file *m, void *unused)
{
	struct drm_info_node *node = m->private;
	struct drm_crtc *crtc;

	seq_puts(m, "crtc\tconnector\tenabled\twidth\theight\trate_mhz\tvblank\tticks\tmissed\t"
		 "flips\tlate\tplanes\tcompositions\tcopies\n");
	drm_for_each_crtc(crtc, node->minor->dev)
		show_output(m, crtc_to_vprime_output(crtc));
	return 0;
}

static const struct drm_info_list status_files[] = {
	{ .name = "outputs", .show = vprime_status_show },
};

void vprime_status_debugfs_init(struct drm_minor *minor)
{
	drm_debugfs_create_files(status_files, ARRAY_SIZE(status_files), minor->debugfs_root,
				 minor);
}
