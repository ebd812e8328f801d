// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's panic screen, drawn over what primary planes show.
 *
 * It comes in any context, with interrupts off and &drm_mode_config.panic_lock held, under
 * which no plane gets another state. So nothing here sleeps, allocates or waits for a lock:
 * a plane's state, and the mappings that its prepare_fb has made, are there already.
 */

#include <drm/drm_crtc.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_panic.h>
#include <drm/drm_plane.h>
#include <drm/drm_rect.h>

#include "vprime_bo.h"
#include "vprime_drv.h"
#include "vprime_panic.h"

int vprime_panic_get_scanout_buffer(struct drm_plane *plane, struct drm_scanout_buffer *sb)
{
	const struct drm_plane_state *state = plane->state;
	struct drm_framebuffer *fb;
	unsigned int x, y;

	if (!state || !state->crtc || !state->fb || !state->visible)
		return -ENODEV;
	fb = state->fb;
	/* others look at it, who have not allowed us to change it */
	if (vprime_fb_read_only(fb))
		return -EACCES;

	/* what is seen of it, as one framebuffer may be that of several screens */
	x = state->src.x1 >> 16;
	y = state->src.y1 >> 16;
	sb->format = fb->format;
	sb->width = drm_rect_width(&state->src) >> 16;
	sb->height = drm_rect_height(&state->src) >> 16;
	sb->pitch[0] = fb->pitches[0];
	sb->map[0] = vprime_fb_plane_map(fb, 0);
	iosys_map_incr(&sb->map[0], (size_t)y * fb->pitches[0] + (size_t)x * fb->format->cpp[0]);
	return 0;
}

/* What is in memory is what is shown; but a card that has to be told looks at it once more. */
void vprime_panic_flush(struct drm_plane *plane)
{
	struct vprime_output *output = crtc_to_vprime_output(plane->state->crtc);

	atomic_set_release(&output->panicked, 1);
}
