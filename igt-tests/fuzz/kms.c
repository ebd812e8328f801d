// SPDX-License-Identifier: MIT
/* Calls of KMS as it was before atomic commits, and what tells about the card. */

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <drm.h>
#include <drm_fourcc.h>
#include <drm_mode.h>

#include "fuzz.h"

/* Buffers that are kept, at most, in bytes: all of a picture is in memory. */
#define BUFFER_MAX (16U << 20)

int call_ioctl(int fd, unsigned long request, void *argument)
{
	int ret = ioctl(fd, request, argument);

	return ret < 0 ? -errno : ret;
}

uint32_t pick_format(struct state *state)
{
	static const uint32_t formats[] = {
		DRM_FORMAT_XRGB8888, DRM_FORMAT_ARGB8888, DRM_FORMAT_RGB565, DRM_FORMAT_C8,
		DRM_FORMAT_NV12, DRM_FORMAT_YUV420, DRM_FORMAT_P010, fourcc_code('R', '1', ' ', ' '),
		DRM_FORMAT_YUYV, DRM_FORMAT_ARGB16161616F, DRM_FORMAT_ARGB2101010,
		DRM_FORMAT_NV15, DRM_FORMAT_RGB888, DRM_FORMAT_Y210, DRM_FORMAT_YUV444,
	};

	if (once_in(state, 20))
		return wild(state);
	return formats[once_in(state, 2) ? 0 : below(state, sizeof(formats) / sizeof(formats[0]))];
}

static uint32_t size(struct state *state)
{
	switch (below(state, 10)) {
	case 0:
		return wild(state);
	case 1:
		return 1 + below(state, 16384);
	case 2:
		return 1 + below(state, 16);
	default:
		return 64 + below(state, 700);
	}
}

static int keep_buffer(struct state *state, const struct drm_mode_create_dumb *dumb)
{
	struct drm_gem_close close = { .handle = dumb->handle };
	uint64_t old;

	if (dumb->size > BUFFER_MAX) {
		call_ioctl(state->card, DRM_IOCTL_GEM_CLOSE, &close);
		return -ENOSPC;
	}
	/* for the newest there is room */
	if (state->handles.count == POOL_MAX && pool_take(state, &state->handles, &old)) {
		close.handle = old;
		call_ioctl(state->card, DRM_IOCTL_GEM_CLOSE, &close);
	}
	pool_add(&state->handles, dumb->handle);
	return 0;
}

static int create_dumb(struct state *state)
{
	static const uint32_t depths[] = { 32, 32, 32, 8, 16, 24, 64, 1 };
	struct drm_mode_create_dumb dumb = {
		.width = size(state),
		.height = size(state),
		.bpp = once_in(state, 10) ? wild(state) : depths[below(state, 8)],
		.flags = once_in(state, 10) ? wild(state) : 0,
	};
	int ret = call_ioctl(state->card, DRM_IOCTL_MODE_CREATE_DUMB, &dumb);

	return ret ? ret : keep_buffer(state, &dumb);
}

static int destroy_dumb(struct state *state)
{
	struct drm_mode_destroy_dumb destroy = { };
	uint64_t handle;

	destroy.handle = pool_take(state, &state->handles, &handle) ? handle : wild(state);
	return call_ioctl(state->card, DRM_IOCTL_MODE_DESTROY_DUMB, &destroy);
}

static int map_dumb(struct state *state)
{
	struct drm_mode_map_dumb dumb = { .handle = pick(state, &state->handles) };
	size_t length = 4096 << below(state, 6);
	int protection = once_in(state, 4) ? PROT_READ : PROT_READ | PROT_WRITE;
	volatile unsigned char *map;
	int ret = call_ioctl(state->card, DRM_IOCTL_MODE_MAP_DUMB, &dumb);
	size_t i;

	if (ret)
		return ret;
	map = mmap(NULL, length, protection, once_in(state, 8) ? MAP_PRIVATE : MAP_SHARED,
		   state->card, dumb.offset + (once_in(state, 8) ? 4096 : 0));
	if (map == MAP_FAILED)
		return -errno;
	/* what can be mapped is not larger than its buffer, so all of it is there */
	for (i = 0; i < length; i += 4096) {
		if (protection & PROT_WRITE)
			map[i] = i;
		else
			(void)map[i];
	}
	return munmap((void *)map, length);
}

static unsigned int planes_of(uint32_t format)
{
	switch (format) {
	case DRM_FORMAT_NV12:
	case DRM_FORMAT_P010:
	case DRM_FORMAT_NV15:
		return 2;
	case DRM_FORMAT_YUV420:
	case DRM_FORMAT_YUV444:
		return 3;
	default:
		return 1;
	}
}

static int add_fb(struct state *state)
{
	struct drm_mode_fb_cmd2 cmd = {
		.width = size(state),
		.height = size(state),
		.pixel_format = pick_format(state),
		.flags = once_in(state, 10) ? wild(state) : 0,
	};
	unsigned int i, planes = planes_of(cmd.pixel_format) + (once_in(state, 12) ? 1 : 0);
	int ret;

	for (i = 0; i < planes && i < 4; i++) {
		cmd.handles[i] = pick(state, &state->handles);
		cmd.pitches[i] = once_in(state, 6) ? wild(state) :
				 cmd.width * (1 + below(state, 8));
		cmd.offsets[i] = once_in(state, 4) ? wild(state) : 0;
		cmd.modifier[i] = once_in(state, 10) ? wild(state) : 0;
	}
	ret = call_ioctl(state->card, DRM_IOCTL_MODE_ADDFB2, &cmd);
	if (!ret)
		pool_add(&state->fbs, cmd.fb_id);
	return ret;
}

uint32_t make_framebuffer(struct state *state, uint32_t width, uint32_t height, uint32_t format)
{
	/* as much as the largest of our formats takes, but for the usual one */
	bool usual = format == DRM_FORMAT_XRGB8888;
	struct drm_mode_create_dumb dumb = {
		.width = width, .height = usual ? height : 3 * height, .bpp = usual ? 32 : 64,
	};
	struct drm_mode_fb_cmd2 cmd = { .width = width, .height = height, .pixel_format = format };
	unsigned int i;

	if (call_ioctl(state->card, DRM_IOCTL_MODE_CREATE_DUMB, &dumb) ||
	    keep_buffer(state, &dumb))
		return 0;
	for (i = 0; i < planes_of(format); i++) {
		cmd.handles[i] = dumb.handle;
		cmd.pitches[i] = dumb.pitch;
		cmd.offsets[i] = i * dumb.pitch * height;
	}
	if (call_ioctl(state->card, DRM_IOCTL_MODE_ADDFB2, &cmd))
		return 0;
	pool_add(&state->fbs, cmd.fb_id);
	return cmd.fb_id;
}

static int make_fb(struct state *state)
{
	return make_framebuffer(state, 1 + below(state, 800), 1 + below(state, 600),
				pick_format(state)) ? 0 : -EINVAL;
}

static int rm_fb(struct state *state)
{
	uint64_t id;
	unsigned int fb = pool_take(state, &state->fbs, &id) ? id : wild(state);

	return call_ioctl(state->card, DRM_IOCTL_MODE_RMFB, &fb);
}

static int get_fb(struct state *state)
{
	struct drm_mode_fb_cmd2 cmd = { .fb_id = pick(state, &state->fbs) };
	unsigned int i;
	int ret = call_ioctl(state->card, DRM_IOCTL_MODE_GETFB2, &cmd);

	for (i = 0; !ret && i < 4; i++) {
		if (cmd.handles[i])
			pool_add(&state->handles, cmd.handles[i]);
	}
	return ret;
}

static int dirty_fb(struct state *state)
{
	struct drm_clip_rect clips[8];
	struct drm_mode_fb_dirty_cmd cmd = {
		.fb_id = pick(state, &state->fbs),
		.flags = once_in(state, 3) ? below(state, 4) : 0,
		.num_clips = once_in(state, 10) ? wild(state) : below(state, 9),
		.clips_ptr = once_in(state, 20) ? wild(state) : (uintptr_t)clips,
	};
	unsigned int i;

	for (i = 0; i < 8; i++)
		clips[i] = (struct drm_clip_rect) { below(state, 800), below(state, 600),
						    below(state, 800), wild(state) };
	return call_ioctl(state->card, DRM_IOCTL_MODE_DIRTYFB, &cmd);
}

static struct drm_mode_modeinfo pick_mode(struct state *state)
{
	struct drm_mode_modeinfo mode = state->model->modes[below(state,
								  state->model->modes_count)];

	if (once_in(state, 6)) {
		uint16_t *fields = (uint16_t *)&mode.hdisplay;

		fields[below(state, 10)] = wild(state);
	}
	if (once_in(state, 10))
		mode.clock = wild(state);
	return mode;
}

static int set_crtc(struct state *state)
{
	uint32_t connector = pick(state, &state->model->connectors);
	struct drm_mode_crtc crtc = {
		.set_connectors_ptr = (uintptr_t)&connector,
		.count_connectors = once_in(state, 10) ? wild(state) : 1,
		.crtc_id = pick(state, &state->model->crtcs),
		.fb_id = pick(state, &state->fbs),
		.x = once_in(state, 4) ? wild(state) : 0,
		.y = once_in(state, 4) ? wild(state) : 0,
		.mode_valid = !once_in(state, 10),
		.mode = pick_mode(state),
	};

	if (once_in(state, 2))
		crtc.fb_id = make_framebuffer(state, crtc.mode.hdisplay, crtc.mode.vdisplay,
					      DRM_FORMAT_XRGB8888);
	if (once_in(state, 8))
		crtc.fb_id = crtc.count_connectors = crtc.mode_valid = 0;
	return call_ioctl(state->card, DRM_IOCTL_MODE_SETCRTC, &crtc);
}

static int page_flip(struct state *state)
{
	struct drm_mode_crtc_page_flip_target flip = {
		.crtc_id = pick(state, &state->model->crtcs),
		.fb_id = pick(state, &state->fbs),
		.flags = once_in(state, 10) ? wild(state) : below(state, 4),
		.user_data = wild(state),
		.sequence = once_in(state, 2) ? wild(state) : 0,
	};

	if (state->mode && !once_in(state, 4)) {
		flip.crtc_id = state->crtc_on;
		flip.fb_id = make_framebuffer(state, state->mode->hdisplay, state->mode->vdisplay,
					      DRM_FORMAT_XRGB8888);
		flip.flags = below(state, 4);
		flip.sequence = 0;
	}
	return call_ioctl(state->card, DRM_IOCTL_MODE_PAGE_FLIP, &flip);
}

static int set_plane(struct state *state)
{
	struct drm_mode_set_plane plane = {
		.plane_id = pick(state, &state->model->planes),
		.crtc_id = pick(state, &state->model->crtcs),
		.fb_id = pick(state, &state->fbs),
		.crtc_x = (int64_t)below(state, 1600) - 800,
		.crtc_y = once_in(state, 10) ? (int32_t)wild(state) : (int64_t)below(state, 800) - 400,
		.crtc_w = once_in(state, 10) ? wild(state) : below(state, 900),
		.crtc_h = once_in(state, 10) ? wild(state) : below(state, 700),
		.src_x = once_in(state, 4) ? wild(state) : 0,
		.src_y = once_in(state, 4) ? wild(state) : 0,
		.src_w = once_in(state, 4) ? wild(state) : 64 << 16,
		.src_h = once_in(state, 4) ? wild(state) : 64 << 16,
	};

	return call_ioctl(state->card, DRM_IOCTL_MODE_SETPLANE, &plane);
}

static int cursor(struct state *state)
{
	struct drm_mode_cursor2 cursor = {
		.flags = once_in(state, 10) ? wild(state) : 1 + below(state, 3),
		.crtc_id = pick(state, &state->model->crtcs),
		.x = once_in(state, 10) ? (int32_t)wild(state) : (int64_t)below(state, 900) - 100,
		.y = once_in(state, 10) ? (int32_t)wild(state) : (int64_t)below(state, 900) - 100,
		.width = once_in(state, 8) ? wild(state) : 64,
		.height = once_in(state, 8) ? wild(state) : 64,
		.handle = once_in(state, 4) ? 0 : pick(state, &state->handles),
		.hot_x = below(state, 64),
	};

	return call_ioctl(state->card, once_in(state, 2) ? DRM_IOCTL_MODE_CURSOR :
			  DRM_IOCTL_MODE_CURSOR2, &cursor);
}

static int set_gamma(struct state *state)
{
	uint16_t ramp[256];
	struct drm_mode_crtc_lut lut = {
		.crtc_id = pick(state, &state->model->crtcs),
		.gamma_size = once_in(state, 8) ? wild(state) : 256,
		.red = (uintptr_t)ramp,
		.green = (uintptr_t)ramp,
		.blue = once_in(state, 12) ? wild(state) : (uintptr_t)ramp,
	};
	unsigned int i;

	for (i = 0; i < 256; i++)
		ramp[i] = next_random(&state->random);
	return call_ioctl(state->card, once_in(state, 3) ? DRM_IOCTL_MODE_GETGAMMA :
			  DRM_IOCTL_MODE_SETGAMMA, &lut);
}

static int get_connector(struct state *state)
{
	struct drm_mode_modeinfo modes[8];
	uint32_t ids[16];
	uint64_t values[16];
	struct drm_mode_get_connector connector = {
		.connector_id = pick(state, &state->model->connectors),
		.encoders_ptr = (uintptr_t)ids,
		.modes_ptr = (uintptr_t)modes,
		.props_ptr = (uintptr_t)ids,
		.prop_values_ptr = (uintptr_t)values,
		.count_modes = once_in(state, 2) ? 0 : below(state, 9),
		.count_props = below(state, 17),
		.count_encoders = below(state, 17),
	};

	return call_ioctl(state->card, DRM_IOCTL_MODE_GETCONNECTOR, &connector);
}

static int get_crtc(struct state *state)
{
	struct drm_mode_crtc crtc = { .crtc_id = pick(state, &state->model->crtcs) };

	return call_ioctl(state->card, DRM_IOCTL_MODE_GETCRTC, &crtc);
}

static int get_plane(struct state *state)
{
	uint32_t formats[64];
	struct drm_mode_get_plane plane = {
		.plane_id = pick(state, &state->model->planes),
		.count_format_types = once_in(state, 4) ? wild(state) % 65 : 64,
		.format_type_ptr = (uintptr_t)formats,
	};

	return call_ioctl(state->card, DRM_IOCTL_MODE_GETPLANE, &plane);
}

static int wait_vblank(struct state *state)
{
	union drm_wait_vblank vblank = { };

	vblank.request.type = _DRM_VBLANK_RELATIVE | (below(state, 3) << _DRM_VBLANK_HIGH_CRTC_SHIFT);
	if (once_in(state, 2))
		vblank.request.type |= _DRM_VBLANK_EVENT;
	if (once_in(state, 8))
		vblank.request.type = wild(state);
	vblank.request.sequence = once_in(state, 8) ? wild(state) : below(state, 3);
	return call_ioctl(state->card, DRM_IOCTL_WAIT_VBLANK, &vblank);
}

static int queue_sequence(struct state *state)
{
	struct drm_crtc_queue_sequence queue = {
		.crtc_id = pick(state, &state->model->crtcs),
		.flags = below(state, 4),
		.sequence = once_in(state, 4) ? wild(state) : below(state, 3),
	};
	struct drm_crtc_get_sequence get = { .crtc_id = queue.crtc_id };

	if (once_in(state, 2))
		return call_ioctl(state->card, DRM_IOCTL_CRTC_GET_SEQUENCE, &get);
	return call_ioctl(state->card, DRM_IOCTL_CRTC_QUEUE_SEQUENCE, &queue);
}

static int read_events(struct state *state)
{
	char buffer[1024];
	ssize_t length = read(state->card, buffer, 1 + below(state, sizeof(buffer)));

	return length < 0 ? -errno : 0;
}

static int set_property(struct state *state)
{
	const struct property *property =
		&state->model->properties[below(state, state->model->properties_count)];
	struct drm_mode_obj_set_property set = {
		.value = once_in(state, 4) || !property->count ? wild(state) :
			 property->values[below(state, property->count)],
		.prop_id = property->id,
		.obj_id = property->object,
	};

	return call_ioctl(state->card, DRM_IOCTL_MODE_OBJ_SETPROPERTY, &set);
}

static int get_property(struct state *state)
{
	uint64_t values[32];
	uint32_t ids[32];
	struct drm_mode_obj_get_properties get = {
		.props_ptr = (uintptr_t)ids,
		.prop_values_ptr = (uintptr_t)values,
		.count_props = once_in(state, 4) ? wild(state) % 33 : 32,
		.obj_id = pick(state, &state->model->objects),
	};

	return call_ioctl(state->card, DRM_IOCTL_MODE_OBJ_GETPROPERTIES, &get);
}

static int master(struct state *state)
{
	return call_ioctl(state->card, once_in(state, 4) ? DRM_IOCTL_DROP_MASTER :
			  DRM_IOCTL_SET_MASTER, NULL);
}

static int client_cap(struct state *state)
{
	struct drm_set_client_cap cap = {
		.capability = once_in(state, 10) ? wild(state) : 1 + below(state, 8),
		.value = once_in(state, 10) ? wild(state) : below(state, 3),
	};

	return call_ioctl(state->card, DRM_IOCTL_SET_CLIENT_CAP, &cap);
}

static int lease(struct state *state)
{
	uint32_t ids[4] = {
		pick(state, &state->model->crtcs), pick(state, &state->model->connectors),
		pick(state, &state->model->planes), pick(state, &state->model->planes),
	};
	struct drm_mode_create_lease create = {
		.object_ids = (uintptr_t)ids,
		.object_count = once_in(state, 10) ? wild(state) % 5 : 2 + below(state, 3),
		.flags = once_in(state, 8) ? wild(state) : O_CLOEXEC,
	};
	int ret = call_ioctl(state->card, DRM_IOCTL_MODE_CREATE_LEASE, &create);

	if (ret)
		return ret;
	pool_add(&state->leases, create.lessee_id);
	/* the lessee's file takes the place of the lessor's now and then */
	if (once_in(state, 3) && dup3(create.fd, state->card, O_CLOEXEC) < 0)
		ret = -errno;
	close(create.fd);
	return ret;
}

static int revoke_lease(struct state *state)
{
	struct drm_mode_revoke_lease revoke = { .lessee_id = pick(state, &state->leases) };

	return call_ioctl(state->card, DRM_IOCTL_MODE_REVOKE_LEASE, &revoke);
}

static int crc_open(struct state *state)
{
	static const char *const sources[] = { "auto", "auto", "blend", "plane-0", "none", "x" };
	unsigned int crtc = below(state, state->model->crtcs.count);
	const char *source = sources[below(state, 6)];
	char path[96];
	int control;

	if (state->crc >= 0)
		close(state->crc);
	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/crtc-%u/crc/control",
		 state->model->minor, crtc);
	control = open(path, O_WRONLY | O_CLOEXEC);
	if (control >= 0) {
		if (write(control, source, strlen(source)) < 0)
			source = NULL;
		close(control);
	}
	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/crtc-%u/crc/data",
		 state->model->minor, crtc);
	state->crc = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	return state->crc < 0 ? -errno : 0;
}

static int crc_read(struct state *state)
{
	char line[256];

	if (state->crc >= 0 && once_in(state, 4)) {
		close(state->crc);
		state->crc = -1;
	}
	return state->crc < 0 || read(state->crc, line, sizeof(line)) < 0 ? -EAGAIN : 0;
}

const struct operation operations_kms[] = {
	{ "create_dumb", 6, create_dumb },
	{ "destroy_dumb", 3, destroy_dumb },
	{ "map_dumb", 3, map_dumb },
	{ "add_fb", 8, add_fb },
	{ "make_fb", 8, make_fb },
	{ "rm_fb", 3, rm_fb },
	{ "get_fb", 2, get_fb },
	{ "dirty_fb", 3, dirty_fb },
	{ "set_crtc", 6, set_crtc },
	{ "page_flip", 6, page_flip },
	{ "set_plane", 4, set_plane },
	{ "cursor", 6, cursor },
	{ "set_gamma", 2, set_gamma },
	{ "get_connector", 2, get_connector },
	{ "get_crtc", 1, get_crtc },
	{ "get_plane", 1, get_plane },
	{ "wait_vblank", 2, wait_vblank },
	{ "queue_sequence", 2, queue_sequence },
	{ "read_events", 4, read_events },
	{ "set_property", 4, set_property },
	{ "get_property", 2, get_property },
	{ "master", 2, master },
	{ "client_cap", 2, client_cap },
	{ "lease", 1, lease },
	{ "revoke_lease", 1, revoke_lease },
	{ "crc_open", 3, crc_open },
	{ "crc_read", 2, crc_read },
	{ }
};
