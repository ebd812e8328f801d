// SPDX-License-Identifier: GPL-2.0-only
/* From modes of DRM to timings of V4L2. */

#include <drm/drm_modes.h>

#include <media/v4l2-dv-timings.h>

#include "monitor.h"
#include "vprime_config.h"

/* The clock of a mode is a positive int, in kHz. */
#define CLOCK_MIN_HZ 1000ull
#define CLOCK_MAX_HZ (S32_MAX * 1000ull)

const struct v4l2_dv_timings_cap monitor_timings_cap = {
	.type = V4L2_DV_BT_656_1120,
	.bt = {
		.min_width = VPRIME_MODE_MIN,
		.max_width = VPRIME_SIZE_MAX,
		.min_height = VPRIME_MODE_MIN,
		.max_height = VPRIME_SIZE_MAX,
		.min_pixelclock = CLOCK_MIN_HZ,
		.max_pixelclock = CLOCK_MAX_HZ,
		.standards = V4L2_DV_BT_STD_CEA861 | V4L2_DV_BT_STD_DMT |
			     V4L2_DV_BT_STD_CVT | V4L2_DV_BT_STD_GTF,
		.capabilities = V4L2_DV_BT_CAP_PROGRESSIVE | V4L2_DV_BT_CAP_REDUCED_BLANKING |
				V4L2_DV_BT_CAP_CUSTOM,
	},
};

int monitor_timings_query(struct vprime_sink *sink, struct v4l2_dv_timings *timings)
{
	struct drm_display_mode mode;

	if (!vprime_sink_mode(sink, &mode))
		return -ENOLINK;

	*timings = (struct v4l2_dv_timings) {
		.type = V4L2_DV_BT_656_1120,
		.bt = {
			.width = mode.hdisplay,
			.height = mode.vdisplay,
			.polarities = (mode.flags & DRM_MODE_FLAG_PHSYNC ?
				       V4L2_DV_HSYNC_POS_POL : 0) |
				      (mode.flags & DRM_MODE_FLAG_PVSYNC ?
				       V4L2_DV_VSYNC_POS_POL : 0),
			.pixelclock = mode.clock * 1000ull,
			.hfrontporch = mode.hsync_start - mode.hdisplay,
			.hsync = mode.hsync_end - mode.hsync_start,
			.hbackporch = mode.htotal - mode.hsync_end,
			.vfrontporch = mode.vsync_start - mode.vdisplay,
			.vsync = mode.vsync_end - mode.vsync_start,
			.vbackporch = mode.vtotal - mode.vsync_end,
		},
	};
	/* if they are those of a standard, say so */
	v4l2_find_dv_timings_cap(timings, &monitor_timings_cap, 0, NULL, NULL);
	return 0;
}
