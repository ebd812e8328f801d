// SPDX-License-Identifier: MIT
/* Atomic commits, built property by property. */
#include <errno.h>
#include <stdlib.h>

#include "private.h"

struct setting {
	uint32_t object;
	uint32_t property;
	uint64_t value;
};

struct vprime_commit {
	struct vprime_card *card;
	int error; /* the first one */
	struct setting *settings;
	size_t n_settings;
	uint32_t *blobs; /* made for this commit */
	size_t n_blobs;
};

int vprime_commit_create(struct vprime_card *card, struct vprime_commit **commit)
{
	struct vprime_commit *new = calloc(1, sizeof(*new));

	if (!new)
		return -ENOMEM;
	new->card = card;
	*commit = new;
	return 0;
}

static int keep_error(struct vprime_commit *commit, int error)
{
	if (!commit->error)
		commit->error = error;
	return error;
}

int vprime_commit_add(struct vprime_commit *commit, uint32_t object, const char *name,
		      uint64_t value)
{
	uint32_t property;
	void *grown;
	int ret;

	ret = vprime_property_id(commit->card, object, name, &property);
	if (ret)
		return keep_error(commit, ret);

	for (size_t i = 0; i < commit->n_settings; i++) {
		struct setting *setting = &commit->settings[i];

		if (setting->object == object && setting->property == property) {
			setting->value = value;
			return 0;
		}
	}

	grown = vprime_grow(commit->settings, commit->n_settings, sizeof(*commit->settings));
	if (!grown)
		return keep_error(commit, -ENOMEM);
	commit->settings = grown;
	commit->settings[commit->n_settings++] = (struct setting){ object, property, value };
	return 0;
}

int vprime_commit_add_mode(struct vprime_commit *commit, uint32_t crtc,
			   const drmModeModeInfo *mode)
{
	uint32_t blob = 0;
	int ret;

	if (mode) {
		void *grown = vprime_grow(commit->blobs, commit->n_blobs, sizeof(*commit->blobs));

		if (!grown)
			return keep_error(commit, -ENOMEM);
		commit->blobs = grown;
		ret = drmModeCreatePropertyBlob(commit->card->fd, mode, sizeof(*mode), &blob);
		if (ret)
			return keep_error(commit, ret);
		commit->blobs[commit->n_blobs++] = blob;
	}
	ret = vprime_commit_add(commit, crtc, "MODE_ID", blob);
	return ret ? ret : vprime_commit_add(commit, crtc, "ACTIVE", !!mode);
}

static int add_plane_off(struct vprime_commit *commit, uint32_t plane)
{
	int ret = vprime_commit_add(commit, plane, "FB_ID", 0);

	return ret ? ret : vprime_commit_add(commit, plane, "CRTC_ID", 0);
}

int vprime_commit_add_plane(struct vprime_commit *commit, uint32_t plane, uint32_t crtc,
			    const struct vprime_fb *fb, const struct vprime_rect *src,
			    const struct vprime_rect *dst)
{
	struct vprime_rect whole, at_origin;

	if (!fb)
		return add_plane_off(commit, plane);

	if (!src) {
		whole = (struct vprime_rect){ 0, 0, fb->width, fb->height };
		src = &whole;
	}
	if (!dst) {
		at_origin = (struct vprime_rect){ 0, 0, src->width, src->height };
		dst = &at_origin;
	}

	const struct {
		const char *name;
		uint64_t value;
	} settings[] = {
		{ "FB_ID", fb->id },
		{ "CRTC_ID", crtc },
		/* 16.16 fixed point */
		{ "SRC_X", (uint64_t)src->x << 16 },
		{ "SRC_Y", (uint64_t)src->y << 16 },
		{ "SRC_W", (uint64_t)src->width << 16 },
		{ "SRC_H", (uint64_t)src->height << 16 },
		/* signed range properties */
		{ "CRTC_X", (int64_t)dst->x },
		{ "CRTC_Y", (int64_t)dst->y },
		{ "CRTC_W", dst->width },
		{ "CRTC_H", dst->height },
	};

	for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
		int ret = vprime_commit_add(commit, plane, settings[i].name, settings[i].value);

		if (ret)
			return ret;
	}
	return 0;
}

int vprime_commit_add_out_fence(struct vprime_commit *commit, uint32_t crtc, int32_t *fence)
{
	*fence = -1;
	return vprime_commit_add(commit, crtc, "OUT_FENCE_PTR", (uintptr_t)fence);
}

int vprime_commit_add_writeback(struct vprime_commit *commit, uint32_t connector, uint32_t crtc,
				const struct vprime_fb *fb, int32_t *fence)
{
	int ret;

	if (fence)
		*fence = -1;
	ret = vprime_commit_add(commit, connector, "CRTC_ID", crtc);
	if (!ret)
		ret = vprime_commit_add(commit, connector, "WRITEBACK_FB_ID", fb->id);
	if (!ret && fence)
		ret = vprime_commit_add(commit, connector, "WRITEBACK_OUT_FENCE_PTR",
					(uintptr_t)fence);
	return ret;
}

static int submit(struct vprime_commit *commit, uint32_t flags, uint64_t user_data)
{
	drmModeAtomicReq *request;
	int ret = 0;

	if (commit->error)
		return commit->error;

	request = drmModeAtomicAlloc();
	if (!request)
		return -ENOMEM;
	for (size_t i = 0; i < commit->n_settings && ret >= 0; i++)
		ret = drmModeAtomicAddProperty(request, commit->settings[i].object,
					       commit->settings[i].property,
					       commit->settings[i].value);
	if (ret >= 0)
		ret = drmModeAtomicCommit(commit->card->fd, request, flags,
					  (void *)(uintptr_t)user_data);
	drmModeAtomicFree(request);
	return ret;
}

int vprime_commit_test(struct vprime_commit *commit, uint32_t flags)
{
	return submit(commit, flags | DRM_MODE_ATOMIC_TEST_ONLY, 0);
}

int vprime_commit_apply(struct vprime_commit *commit, uint32_t flags, uint64_t user_data)
{
	return submit(commit, flags, user_data);
}

void vprime_commit_reset(struct vprime_commit *commit)
{
	/* A mode that is set holds a reference to its blob. */
	for (size_t i = 0; i < commit->n_blobs; i++)
		drmModeDestroyPropertyBlob(commit->card->fd, commit->blobs[i]);
	free(commit->blobs);
	free(commit->settings);
	*commit = (struct vprime_commit){ .card = commit->card };
}

void vprime_commit_destroy(struct vprime_commit *commit)
{
	if (!commit)
		return;
	vprime_commit_reset(commit);
	free(commit);
}
