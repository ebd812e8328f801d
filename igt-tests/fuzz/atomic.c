// SPDX-License-Identifier: MIT
/* Atomic commits, from sensible to absurd. */

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <drm.h>
#include <drm_fourcc.h>
#include <drm_mode.h>

#include "fuzz.h"

#define SETTINGS_MAX 64

/* The properties of a commit, as the ioctl takes them. */
struct commit {
	unsigned int count;
	uint32_t objects[SETTINGS_MAX], counts[SETTINGS_MAX], properties[SETTINGS_MAX];
	uint64_t values[SETTINGS_MAX];
	int32_t out_fence;
};

static void add(struct commit *commit, uint32_t object, uint32_t property, uint64_t value)
{
	if (commit->count == SETTINGS_MAX)
		return;
	commit->objects[commit->count] = object;
	commit->counts[commit->count] = 1;
	commit->properties[commit->count] = property;
	commit->values[commit->count++] = value;
}

static void set(struct state *state, struct commit *commit, uint32_t object, const char *name,
		uint64_t value)
{
	const struct property *property = model_property(state->model, object, name);

	if (property)
		add(commit, object, property->id, value);
}

static uint32_t make_blob(struct state *state, const void *data, uint32_t length)
{
	struct drm_mode_create_blob blob = { .data = (uintptr_t)data, .length = length };

	if (call_ioctl(state->card, DRM_IOCTL_MODE_CREATEPROPBLOB, &blob))
		return 0;
	pool_add(&state->blobs, blob.blob_id);
	return blob.blob_id;
}

/* Of lengths that modes, LUTs, matrices, metadata and damage have, and of others. */
static uint32_t random_blob(struct state *state)
{
	static const uint32_t lengths[] = { 68, 72, 256 * 8, 4096 * 8, 16, 32, 48, 96, 28 };
	static uint64_t data[4096];
	uint32_t length = once_in(state, 6) ? below(state, sizeof(data)) : lengths[below(state, 9)];
	unsigned int i;

	for (i = 0; i < (length + 7) / 8; i++)
		data[i] = once_in(state, 3) ? wild(state) : next_random(&state->random);
	return make_blob(state, data, length);
}

static uint64_t property_value(struct state *state, struct commit *commit,
			       const struct property *property)
{
	if (once_in(state, 10))
		return wild(state);
	if (!strcmp(property->name, "OUT_FENCE_PTR") ||
	    !strcmp(property->name, "WRITEBACK_OUT_FENCE_PTR"))
		return once_in(state, 3) ? 0 : (uintptr_t)&commit->out_fence;
	if (!strcmp(property->name, "IN_FENCE_FD"))
		return once_in(state, 2) ? -1ULL : pick(state, &state->sync_files);
	if (!strcmp(property->name, "FB_ID") || !strcmp(property->name, "WRITEBACK_FB_ID"))
		return pick(state, &state->fbs);
	if (!strcmp(property->name, "CRTC_ID"))
		return once_in(state, 6) ? 0 : pick(state, &state->model->crtcs);
	if (property->flags & DRM_MODE_PROP_BLOB)
		return once_in(state, 3) ? 0 : once_in(state, 2) ? random_blob(state) :
		       pick(state, &state->blobs);
	if (property->flags & DRM_MODE_PROP_BITMASK && property->count)
		return 1ULL << property->values[below(state, property->count)] |
		       1ULL << property->values[below(state, property->count)];
	if (property->flags & DRM_MODE_PROP_ENUM && property->count)
		return property->values[below(state, property->count)];
	if (property->count == 2 && property->values[1] > property->values[0])
		return property->values[0] +
		       below(state, property->values[1] - property->values[0]);
	return wild(state);
}

static void add_random(struct state *state, struct commit *commit)
{
	const struct property *property =
		&state->model->properties[below(state, state->model->properties_count)];
	uint32_t object = once_in(state, 15) ? pick(state, &state->model->objects) :
					       property->object;

	add(commit, object, property->id, property_value(state, commit, property));
}

static int do_commit(struct state *state, struct commit *commit, uint32_t flags)
{
	struct drm_mode_atomic atomic = {
		.flags = flags,
		.count_objs = commit->count,
		.objs_ptr = (uintptr_t)commit->objects,
		.count_props_ptr = (uintptr_t)commit->counts,
		.props_ptr = (uintptr_t)commit->properties,
		.prop_values_ptr = (uintptr_t)commit->values,
		.user_data = wild(state),
	};
	int ret;

	if (once_in(state, 40))
		atomic.reserved = wild(state);
	commit->out_fence = -1;
	ret = call_ioctl(state->card, DRM_IOCTL_MODE_ATOMIC, &atomic);
	if (commit->out_fence >= 0) {
		if (!ret && state->sync_files.count < POOL_MAX)
			pool_add(&state->sync_files, commit->out_fence);
		else
			close(commit->out_fence);
	}
	return ret;
}

static uint32_t pick_flags(struct state *state)
{
	uint32_t flags = 0;

	if (once_in(state, 12))
		return wild(state);
	if (!once_in(state, 4))
		flags |= DRM_MODE_ATOMIC_ALLOW_MODESET;
	if (once_in(state, 2))
		flags |= DRM_MODE_ATOMIC_NONBLOCK;
	if (once_in(state, 3))
		flags |= DRM_MODE_PAGE_FLIP_EVENT;
	if (once_in(state, 8))
		flags |= DRM_MODE_PAGE_FLIP_ASYNC;
	if (once_in(state, 5))
		flags = (flags & ~DRM_MODE_PAGE_FLIP_EVENT) | DRM_MODE_ATOMIC_TEST_ONLY;
	return flags;
}

static void place(struct state *state, struct commit *commit, uint32_t plane, uint32_t crtc,
		  uint32_t fb, const uint32_t crtc_rect[4], const uint32_t source[4])
{
	static const char *const names[] = { "CRTC_X", "CRTC_Y", "CRTC_W", "CRTC_H" };
	static const char *const sources[] = { "SRC_X", "SRC_Y", "SRC_W", "SRC_H" };
	unsigned int i;

	set(state, commit, plane, "FB_ID", fb);
	set(state, commit, plane, "CRTC_ID", crtc);
	for (i = 0; i < 4; i++) {
		set(state, commit, plane, names[i], (int64_t)(int32_t)crtc_rect[i]);
		set(state, commit, plane, sources[i], source[i]);
	}
}

static uint32_t pick_monitor(struct state *state)
{
	const struct model *model = state->model;
	uint32_t connector = pick(state, &model->connectors);

	if (model_property(model, connector, "WRITEBACK_FB_ID") && !once_in(state, 10))
		connector = model->connectors.values[0];
	return connector;
}

/* The first planes are the primary ones of the first CRTCs, with what comes above between. */
static uint32_t pick_primary(struct state *state, uint32_t crtc)
{
	const struct model *model = state->model;
	unsigned int i;

	for (i = 0; i < model->crtcs.count && model->crtcs.values[i] != crtc; i++)
		;
	return model->planes.values[i * model->planes.count / model->crtcs.count %
				    model->planes.count];
}

/* A CRTC with a mode and a picture: what most else needs to mean anything. */
static int modeset(struct state *state)
{
	const struct model *model = state->model;
	const struct drm_mode_modeinfo *mode = &model->modes[below(state, model->modes_count)];
	uint32_t crtc = pick(state, &model->crtcs), connector = pick_monitor(state);
	/* mostly as it ought to be, as most of what follows needs a picture */
	bool odd = once_in(state, 3);
	uint32_t plane = odd && once_in(state, 2) ? pick(state, &model->planes) :
						    pick_primary(state, crtc);
	uint32_t fb = make_framebuffer(state, mode->hdisplay, mode->vdisplay,
				       odd ? pick_format(state) : DRM_FORMAT_XRGB8888);
	const uint32_t crtc_rect[4] = { 0, 0, mode->hdisplay, mode->vdisplay };
	const uint32_t source[4] = { 0, 0, mode->hdisplay << 16, mode->vdisplay << 16 };
	struct commit commit = { };
	unsigned int extra = odd ? below(state, 5) : 0;
	int ret;

	set(state, &commit, crtc, "MODE_ID", make_blob(state, mode, sizeof(*mode)));
	set(state, &commit, crtc, "ACTIVE", !odd || !once_in(state, 10));
	set(state, &commit, connector, "CRTC_ID", crtc);
	place(state, &commit, plane, crtc, fb, crtc_rect, source);
	while (extra--)
		add_random(state, &commit);
	ret = do_commit(state, &commit, !odd || once_in(state, 2) ? DRM_MODE_ATOMIC_ALLOW_MODESET :
			pick_flags(state) | DRM_MODE_ATOMIC_ALLOW_MODESET);
	if (!ret) {
		state->mode = mode;
		state->crtc_on = crtc;
	}
	return ret;
}

static uint32_t coordinate(struct state *state, uint32_t usual)
{
	return once_in(state, 12) ? wild(state) : below(state, usual);
}

/* A plane somewhere, of any size and with any turn. */
static int show_plane(struct state *state)
{
	const struct model *model = state->model;
	uint32_t crtc = pick(state, &model->crtcs);
	uint32_t plane = model->planes.values[below(state, model->planes.count)];
	uint32_t width = 1 + below(state, 300), height = 1 + below(state, 300);
	uint32_t fb = once_in(state, 2) ? pick(state, &state->fbs) :
		      make_framebuffer(state, width, height, pick_format(state));
	const uint32_t crtc_rect[4] = { coordinate(state, 900) - 300, coordinate(state, 900) - 300,
					coordinate(state, 900), coordinate(state, 900) };
	const uint32_t source[4] = { coordinate(state, 10 << 16), coordinate(state, 10 << 16),
				     coordinate(state, width << 16),
				     coordinate(state, height << 16) };
	struct commit commit = { };
	unsigned int extra = below(state, 4);

	place(state, &commit, plane, crtc, fb, crtc_rect, source);
	while (extra--)
		add_random(state, &commit);
	return do_commit(state, &commit, pick_flags(state));
}

static int commit_random(struct state *state)
{
	struct commit commit = { };
	unsigned int count = below(state, 12);

	while (count--)
		add_random(state, &commit);
	return do_commit(state, &commit, pick_flags(state));
}

static int writeback(struct state *state)
{
	const struct model *model = state->model;
	const struct drm_mode_modeinfo *mode = &model->modes[below(state, model->modes_count)];
	struct commit commit = { };
	uint32_t connector = 0;
	unsigned int i;

	for (i = 0; i < model->connectors.count; i++) {
		if (model_property(model, model->connectors.values[i], "WRITEBACK_FB_ID") &&
		    (!connector || once_in(state, 2)))
			connector = model->connectors.values[i];
	}
	if (!connector)
		return -ENOENT;
	set(state, &commit, connector, "CRTC_ID", pick(state, &model->crtcs));
	set(state, &commit, connector, "WRITEBACK_FB_ID", once_in(state, 4) ?
	    pick(state, &state->fbs) :
	    make_framebuffer(state, mode->hdisplay, mode->vdisplay, once_in(state, 2) ?
			     pick_format(state) : DRM_FORMAT_XRGB8888));
	if (once_in(state, 2))
		set(state, &commit, connector, "WRITEBACK_OUT_FENCE_PTR",
		    (uintptr_t)&commit.out_fence);
	return do_commit(state, &commit, pick_flags(state) | DRM_MODE_ATOMIC_ALLOW_MODESET);
}

static int raw_commit(struct state *state)
{
	uint32_t numbers[16];
	uint64_t values[16];
	struct drm_mode_atomic atomic = {
		.flags = wild(state),
		.count_objs = below(state, 17),
		.objs_ptr = once_in(state, 8) ? wild(state) : (uintptr_t)numbers,
		.count_props_ptr = once_in(state, 8) ? wild(state) : (uintptr_t)numbers,
		.props_ptr = (uintptr_t)numbers,
		.prop_values_ptr = once_in(state, 8) ? wild(state) : (uintptr_t)values,
	};
	unsigned int i;

	for (i = 0; i < 16; i++) {
		numbers[i] = once_in(state, 3) ? wild(state) : below(state, 100);
		values[i] = wild(state);
	}
	return call_ioctl(state->card, DRM_IOCTL_MODE_ATOMIC, &atomic);
}

static int destroy_blob(struct state *state)
{
	struct drm_mode_destroy_blob destroy = { };
	uint64_t id;

	destroy.blob_id = pool_take(state, &state->blobs, &id) ? id : wild(state);
	return call_ioctl(state->card, DRM_IOCTL_MODE_DESTROYPROPBLOB, &destroy);
}

static int get_blob(struct state *state)
{
	static char data[4096];
	struct drm_mode_get_blob get = {
		.blob_id = pick(state, &state->blobs),
		.length = below(state, sizeof(data)),
		.data = (uintptr_t)data,
	};

	return call_ioctl(state->card, DRM_IOCTL_MODE_GETPROPBLOB, &get);
}

const struct operation operations_atomic[] = {
	{ "modeset", 14, modeset },
	{ "show_plane", 14, show_plane },
	{ "commit_random", 8, commit_random },
	{ "writeback", 6, writeback },
	{ "raw_commit", 1, raw_commit },
	{ "destroy_blob", 1, destroy_blob },
	{ "get_blob", 1, get_blob },
	{ }
};
