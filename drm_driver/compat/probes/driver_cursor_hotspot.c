// SPDX-License-Identifier: GPL-2.0-only
/* A driver can say that its cursors have hotspots. */
#include <drm/drm_drv.h>

u32 probe(void);
u32 probe(void)
{
	return DRIVER_CURSOR_HOTSPOT;
}
