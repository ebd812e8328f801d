// SPDX-License-Identifier: MIT
/* Whole steps: show a picture, switch off, read a frame. */
#include <errno.h>
#include <unistd.h>

#include "private.h"

int vprime_modeset(struct vprime_card *card, const struct vprime_output *output,
		   const drmModeModeInfo *mode, const struct vprime_fb *fb)
{
	uint32_t crtc = output->crtc->id;
	struct vprime_commit *commit;
	int ret;

	if (!mode) {
		if (!output->connector->n_modes)
			return -ENOENT;
		mode = &output->connector->modes[0];
	}
	ret = vprime_commit_create(card, &commit);
	if (ret)
		return ret;
	vprime_commit_add(commit, output->connector->id, "CRTC_ID", crtc);
	vprime_commit_add_mode(commit, crtc, mode);
	vprime_commit_add_plane(commit, output->primary->id, crtc, fb, NULL, NULL);
	ret = vprime_commit_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, 0);
	vprime_commit_destroy(commit);
	return ret;
}

static bool is_on_crtc(struct vprime_card *card, uint32_t object, uint32_t crtc)
{
	uint64_t present;

	return !vprime_property_get(card, object, "CRTC_ID", &present) && present == crtc;
}

int vprime_switch_off(struct vprime_card *card, const struct vprime_output *output)
{
	uint32_t crtc = output->crtc->id;
	struct vprime_commit *commit;
	int ret;

	ret = vprime_commit_create(card, &commit);
	if (ret)
		return ret;
	vprime_commit_add_mode(commit, crtc, NULL);
	for (size_t i = 0; i < card->n_connectors; i++) {
		if (is_on_crtc(card, card->connectors[i].id, crtc))
			vprime_commit_add(commit, card->connectors[i].id, "CRTC_ID", 0);
	}
	for (size_t i = 0; i < card->n_planes; i++) {
		if (is_on_crtc(card, card->planes[i].id, crtc))
			vprime_commit_add_plane(commit, card->planes[i].id, 0, NULL, NULL, NULL);
	}
	ret = vprime_commit_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, 0);
	vprime_commit_destroy(commit);
	return ret;
}

int vprime_writeback(struct vprime_card *card, const struct vprime_output *output,
		     const struct vprime_fb *fb, int timeout)
{
	int64_t deadline = timeout < 0 ? -1 : vprime_now() + timeout;
	uint32_t connector, crtc = output->crtc->id;
	struct vprime_commit *commit;
	int32_t fence = -1;
	uint64_t before;
	int ret, detach;

	if (!output->writeback)
		return -ENOENT;
	connector = output->writeback->id;
	ret = vprime_property_get(card, connector, "CRTC_ID", &before);
	if (ret)
		return ret;
	ret = vprime_commit_create(card, &commit);
	if (ret)
		return ret;

	vprime_commit_add_writeback(commit, connector, crtc, fb, &fence);
	ret = vprime_commit_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, 0);
	if (ret)
		goto destroy_commit;

	if (timeout >= 0) {
		int64_t left = deadline - vprime_now();

		timeout = left > 0 ? (int)left : 0;
	}
	ret = vprime_fence_wait(fence, timeout);

	/* A CRTC cannot be switched off by somebody who does not see this connector on it. */
	vprime_commit_reset(commit);
	vprime_commit_add(commit, connector, "CRTC_ID", before);
	detach = vprime_commit_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, 0);
	if (!ret)
		ret = detach;

destroy_commit:
	if (fence >= 0)
		close(fence);
	vprime_commit_destroy(commit);
	return ret;
}
