// SPDX-License-Identifier: MIT
/* A card that exists in memory only: stands where libdrm would be. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <linux/sync_file.h>

#include "mock-drm.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct mock mock;
static pthread_mutex_t handle_lock = PTHREAD_MUTEX_INITIALIZER;

static const struct {
	uint32_t id;
	const char *name;
	uint32_t flags;
} properties[] = {
	{ 1, "type", DRM_MODE_PROP_ENUM },
	{ 2, "FB_ID", 0 },
	{ 3, "CRTC_ID", 0 },
	{ 4, "SRC_X", 0 },
	{ 5, "SRC_Y", 0 },
	{ 6, "SRC_W", 0 },
	{ 7, "SRC_H", 0 },
	{ 8, "CRTC_X", 0 },
	{ 9, "CRTC_Y", 0 },
	{ 10, "CRTC_W", 0 },
	{ 11, "CRTC_H", 0 },
	{ 12, "rotation", DRM_MODE_PROP_BITMASK },
	{ 13, "ACTIVE", 0 },
	{ 14, "MODE_ID", 0 },
	{ 15, "OUT_FENCE_PTR", 0 },
	{ 16, "WRITEBACK_FB_ID", 0 },
	{ 17, "WRITEBACK_OUT_FENCE_PTR", 0 },
	{ 18, "WRITEBACK_PIXEL_FORMATS", DRM_MODE_PROP_BLOB },
};

static const struct {
	uint32_t object;
	uint32_t properties[12];
	uint64_t values[12];
} objects[] = {
	{ 30, { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 }, { DRM_PLANE_TYPE_PRIMARY, 0, 40 } },
	{ 31, { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 }, { DRM_PLANE_TYPE_OVERLAY } },
	{ 32, { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 }, { DRM_PLANE_TYPE_CURSOR } },
	{ 33, { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 }, { DRM_PLANE_TYPE_PRIMARY } },
	{ 40, { 13, 14, 15 }, { 1, 99 } },
	{ 41, { 13, 14, 15 }, { 0 } },
	{ 50, { 3 }, { 40 } },
	{ 51, { 3 }, { 0 } },
	{ 52, { 3, 16, 17, 18 }, { 0, 0, 0, 90 } },
};

static const uint32_t writeback_formats[] = { DRM_FORMAT_XRGB8888, DRM_FORMAT_XRGB2101010 };

static const drmModeModeInfo modes[] = {
	{ .hdisplay = 1024, .vdisplay = 768, .vrefresh = 60, .name = "1024x768" },
	{
		.hdisplay = 1920,
		.vdisplay = 1080,
		.vrefresh = 60,
		.type = DRM_MODE_TYPE_PREFERRED,
		.name = "1920x1080",
	},
};

/*
 * The test's side
 */

void mock_reset(void)
{
	mock = (struct mock){
		.driver = "vprime",
		.display = true,
		.first_handle = 1,
		.out_fence = -1,
		.fence_status = 1,
	};
}

void mock_fail(const char *call, int error, int after)
{
	mock.fail_call = call;
	mock.fail_errno = error;
	mock.fail_after = after;
}

static bool fails(const char *call)
{
	if (!mock.fail_call || strcmp(mock.fail_call, call) || mock.fail_after-- > 0)
		return false;
	mock.fail_call = NULL;
	errno = mock.fail_errno;
	return true;
}

int mock_setup(void **state)
{
	struct mock_card *card = calloc(1, sizeof(*card));
	int ends[2];

	mock_reset();
	if (!card || pipe(ends))
		return -1;
	card->events = ends[1];
	*state = card;
	return vprime_open_fd(ends[0], &card->card);
}

int mock_teardown(void **state)
{
	struct mock_card *card = *state;

	vprime_close(card->card);
	close(card->events);
	free(card);
	return 0;
}

uint32_t mock_property(const char *name)
{
	for (size_t i = 0; i < COUNT(properties); i++) {
		if (!strcmp(properties[i].name, name))
			return properties[i].id;
	}
	fail_msg("the mock has no property %s", name);
	return 0;
}

uint64_t mock_value(const struct mock_commit *commit, uint32_t object, const char *name)
{
	uint32_t property = mock_property(name);
	uint64_t value = 0;
	int found = 0;

	for (size_t i = 0; i < commit->n_settings; i++) {
		if (commit->settings[i].object != object ||
		    commit->settings[i].property != property)
			continue;
		value = commit->settings[i].value;
		found++;
	}
	if (found != 1)
		fail_msg("%s of object %u is in the commit %d times", name, object, found);
	return value;
}

/*
 * The card
 */

drmVersionPtr drmGetVersion(int fd)
{
	drmVersionPtr version;

	(void)fd;
	if (fails("drmGetVersion"))
		return NULL;
	version = calloc(1, sizeof(*version));
	version->name = strdup(mock.driver);
	return version;
}

void drmFreeVersion(drmVersionPtr version)
{
	if (version)
		free(version->name);
	free(version);
}

int drmSetClientCap(int fd, uint64_t capability, uint64_t value)
{
	(void)fd;
	if (fails("drmSetClientCap"))
		return -errno;
	if (value)
		mock.caps |= 1u << capability;
	else
		mock.caps &= ~(1u << capability);
	return 0;
}

static void *copy(const void *from, size_t size)
{
	return memcpy(malloc(size), from, size);
}

drmModeResPtr drmModeGetResources(int fd)
{
	static const uint32_t crtcs[] = { 40, 41 }, connectors[] = { 50, 51, 52 };
	drmModeResPtr resources;

	(void)fd;
	if (!mock.display) {
		errno = EOPNOTSUPP;
		return NULL;
	}
	if (fails("drmModeGetResources"))
		return NULL;
	resources = calloc(1, sizeof(*resources));
	resources->count_crtcs = COUNT(crtcs);
	resources->crtcs = copy(crtcs, sizeof(crtcs));
	resources->count_connectors = COUNT(connectors);
	resources->connectors = copy(connectors, sizeof(connectors));
	return resources;
}

void drmModeFreeResources(drmModeResPtr resources)
{
	if (resources) {
		free(resources->crtcs);
		free(resources->connectors);
	}
	free(resources);
}

drmModeConnectorPtr drmModeGetConnector(int fd, uint32_t id)
{
	static const uint32_t encoders[] = { 60, 61, 62 };
	drmModeConnectorPtr connector;

	(void)fd;
	if (fails("drmModeGetConnector"))
		return NULL;
	connector = calloc(1, sizeof(*connector));
	connector->connector_id = id;
	connector->connector_type = id == 52 ? DRM_MODE_CONNECTOR_WRITEBACK :
					       DRM_MODE_CONNECTOR_VIRTUAL;
	connector->connector_type_id = id == 51 ? 2 : 1;
	connector->connection = id == 50 ? DRM_MODE_CONNECTED :
				id == 51 ? DRM_MODE_DISCONNECTED : DRM_MODE_UNKNOWNCONNECTION;
	connector->count_encoders = 1;
	connector->encoders = copy(&encoders[id - 50], sizeof(uint32_t));
	if (id == 50) {
		connector->count_modes = COUNT(modes);
		connector->modes = copy(modes, sizeof(modes));
	}
	return connector;
}

void drmModeFreeConnector(drmModeConnectorPtr connector)
{
	if (connector) {
		free(connector->encoders);
		free(connector->modes);
	}
	free(connector);
}

const char *drmModeGetConnectorTypeName(uint32_t type)
{
	return type == DRM_MODE_CONNECTOR_WRITEBACK ? "Writeback" : "Virtual";
}

drmModeEncoderPtr drmModeGetEncoder(int fd, uint32_t id)
{
	drmModeEncoderPtr encoder = calloc(1, sizeof(*encoder));

	(void)fd;
	encoder->possible_crtcs = id == 60 ? 1 : 3;
	return encoder;
}

void drmModeFreeEncoder(drmModeEncoderPtr encoder)
{
	free(encoder);
}

drmModePlaneResPtr drmModeGetPlaneResources(int fd)
{
	static const uint32_t planes[] = { 30, 31, 32, 33 };
	drmModePlaneResPtr resources;

	(void)fd;
	if (fails("drmModeGetPlaneResources"))
		return NULL;
	resources = calloc(1, sizeof(*resources));
	resources->count_planes = COUNT(planes);
	resources->planes = copy(planes, sizeof(planes));
	return resources;
}

void drmModeFreePlaneResources(drmModePlaneResPtr resources)
{
	if (resources)
		free(resources->planes);
	free(resources);
}

drmModePlanePtr drmModeGetPlane(int fd, uint32_t id)
{
	static const uint32_t crtcs[] = { 1, 3, 1, 2 };
	drmModePlanePtr plane;

	(void)fd;
	if (fails("drmModeGetPlane"))
		return NULL;
	plane = calloc(1, sizeof(*plane));
	plane->plane_id = id;
	plane->possible_crtcs = crtcs[id - 30];
	plane->count_formats = COUNT(writeback_formats);
	plane->formats = copy(writeback_formats, sizeof(writeback_formats));
	return plane;
}

void drmModeFreePlane(drmModePlanePtr plane)
{
	if (plane)
		free(plane->formats);
	free(plane);
}

drmModeObjectPropertiesPtr drmModeObjectGetProperties(int fd, uint32_t id, uint32_t type)
{
	drmModeObjectPropertiesPtr list;

	(void)fd;
	(void)type;
	for (size_t i = 0; i < COUNT(objects); i++) {
		if (objects[i].object != id)
			continue;
		list = calloc(1, sizeof(*list));
		while (list->count_props < 12 && objects[i].properties[list->count_props])
			list->count_props++;
		list->props = copy(objects[i].properties, sizeof(objects[i].properties));
		list->prop_values = copy(objects[i].values, sizeof(objects[i].values));
		return list;
	}
	errno = ENOENT;
	return NULL;
}

void drmModeFreeObjectProperties(drmModeObjectPropertiesPtr list)
{
	if (list) {
		free(list->props);
		free(list->prop_values);
	}
	free(list);
}

drmModePropertyPtr drmModeGetProperty(int fd, uint32_t id)
{
	static const struct drm_mode_property_enum rotations[] = {
		{ 0, "rotate-0" },
		{ 5, "reflect-y" },
	}, types[] = {
		{ DRM_PLANE_TYPE_OVERLAY, "Overlay" },
		{ DRM_PLANE_TYPE_PRIMARY, "Primary" },
	};
	drmModePropertyPtr property = calloc(1, sizeof(*property));

	(void)fd;
	mock.property_reads++;
	property->prop_id = id;
	property->flags = properties[id - 1].flags;
	snprintf(property->name, sizeof(property->name), "%s", properties[id - 1].name);
	if (property->flags & (DRM_MODE_PROP_ENUM | DRM_MODE_PROP_BITMASK)) {
		property->count_enums = 2;
		property->enums = property->flags & DRM_MODE_PROP_ENUM ?
				  copy(types, sizeof(types)) :
				  copy(rotations, sizeof(rotations));
	}
	return property;
}

void drmModeFreeProperty(drmModePropertyPtr property)
{
	if (property)
		free(property->enums);
	free(property);
}

drmModePropertyBlobPtr drmModeGetPropertyBlob(int fd, uint32_t id)
{
	drmModePropertyBlobPtr blob;

	(void)fd;
	if (id != 90)
		return NULL;
	blob = calloc(1, sizeof(*blob));
	blob->length = sizeof(writeback_formats);
	blob->data = copy(writeback_formats, sizeof(writeback_formats));
	return blob;
}

void drmModeFreePropertyBlob(drmModePropertyBlobPtr blob)
{
	if (blob)
		free(blob->data);
	free(blob);
}

int drmModeCreatePropertyBlob(int fd, const void *data, size_t size, uint32_t *id)
{
	(void)fd;
	(void)data;
	(void)size;
	if (fails("drmModeCreatePropertyBlob"))
		return -errno;
	*id = 100 + mock.blobs++;
	return 0;
}

int drmModeDestroyPropertyBlob(int fd, uint32_t id)
{
	(void)fd;
	(void)id;
	mock.blobs--;
	return 0;
}

/*
 * Buffers
 */

/* The handle of @dmabuf, a new one if it has none; negative numbers are buffers never exported. */
static uint32_t handle_of(int dmabuf)
{
	uint32_t handle;

	for (handle = 1; handle < MOCK_MAX_HANDLES; handle++) {
		if (mock.dmabuf_of[handle] == dmabuf)
			return handle;
	}
	for (handle = mock.first_handle; mock.dmabuf_of[handle]; handle++)
		;
	mock.dmabuf_of[handle] = dmabuf;
	return handle;
}

int drmPrimeFDToHandle(int fd, int dmabuf, uint32_t *handle)
{
	(void)fd;
	if (fails("drmPrimeFDToHandle"))
		return -1;
	pthread_mutex_lock(&handle_lock);
	*handle = handle_of(dmabuf);
	pthread_mutex_unlock(&handle_lock);
	return 0;
}

/* Exported buffers are named by a number that is no file. */
int drmPrimeHandleToFD(int fd, uint32_t handle, uint32_t flags, int *dmabuf)
{
	(void)fd;
	(void)flags;
	if (fails("drmPrimeHandleToFD"))
		return -1;
	if (mock.dmabuf_of[handle] < 0)
		mock.dmabuf_of[handle] = 10000 + handle;
	*dmabuf = mock.dmabuf_of[handle];
	return 0;
}

int drmCloseBufferHandle(int fd, uint32_t handle)
{
	int ret = 0;

	(void)fd;
	pthread_mutex_lock(&handle_lock);
	if (!mock.dmabuf_of[handle]) {
		mock.bad_closes++;
		errno = EINVAL;
		ret = -1;
	}
	mock.dmabuf_of[handle] = 0;
	mock.closes++;
	pthread_mutex_unlock(&handle_lock);
	return ret;
}

static int create_dumb(struct drm_mode_create_dumb *create)
{
	static int never_exported;

	create->handle = handle_of(--never_exported);
	create->pitch = create->width * create->bpp / 8;
	create->size = (uint64_t)create->pitch * create->height;
	return 0;
}

int drmIoctl(int fd, unsigned long request, void *data)
{
	(void)fd;
	switch (request) {
	case DRM_IOCTL_MODE_CREATE_DUMB:
		return fails("CREATE_DUMB") ? -1 : create_dumb(data);
	case DRM_IOCTL_MODE_MAP_DUMB:
		return fails("MAP_DUMB") ? -1 : 0;
	}
	errno = ENOTTY;
	return -1;
}

int drmModeAddFB2WithModifiers(int fd, uint32_t width, uint32_t height, uint32_t format,
			       const uint32_t handles[4], const uint32_t pitches[4],
			       const uint32_t offsets[4], const uint64_t modifiers[4],
			       uint32_t *id, uint32_t flags)
{
	(void)fd;
	if (fails("drmModeAddFB2WithModifiers"))
		return -errno;
	mock.layout = (struct vprime_fb_layout){ .width = width, .height = height,
						 .format = format };
	for (int i = 0; i < 4; i++) {
		mock.layout.handles[i] = handles[i];
		mock.layout.strides[i] = pitches[i];
		mock.layout.offsets[i] = offsets[i];
	}
	mock.layout_has_modifiers = flags & DRM_MODE_FB_MODIFIERS;
	mock.layout.modifier = modifiers ? modifiers[0] : DRM_FORMAT_MOD_INVALID;
	*id = 200 + mock.fbs++;
	return 0;
}

int drmModeRmFB(int fd, uint32_t id)
{
	(void)fd;
	(void)id;
	mock.fbs--;
	return 0;
}

/*
 * Commits
 */

struct _drmModeAtomicReq {
	struct mock_commit commit;
};

drmModeAtomicReqPtr drmModeAtomicAlloc(void)
{
	return calloc(1, sizeof(struct _drmModeAtomicReq));
}

void drmModeAtomicFree(drmModeAtomicReqPtr request)
{
	free(request);
}

int drmModeAtomicAddProperty(drmModeAtomicReqPtr request, uint32_t object, uint32_t property,
			     uint64_t value)
{
	struct mock_commit *commit = &request->commit;

	if (fails("drmModeAtomicAddProperty"))
		return -errno;
	assert_in_range(commit->n_settings, 0, MOCK_MAX_SETTINGS - 1);
	commit->settings[commit->n_settings++] = (struct mock_setting){ object, property, value };
	return commit->n_settings;
}

int drmModeAtomicCommit(int fd, const drmModeAtomicReqPtr request, uint32_t flags,
			void *user_data)
{
	struct mock_commit *commit = &mock.commits[mock.n_commits];

	(void)fd;
	if (fails("drmModeAtomicCommit"))
		return -errno;
	assert_in_range(mock.n_commits, 0, MOCK_MAX_COMMITS - 1);
	*commit = request->commit;
	commit->flags = flags;
	commit->user_data = (uintptr_t)user_data;
	mock.n_commits++;
	for (size_t i = 0; i < commit->n_settings; i++) {
		if (strstr(properties[commit->settings[i].property - 1].name, "OUT_FENCE_PTR"))
			*(int32_t *)(uintptr_t)commit->settings[i].value = mock.out_fence;
	}
	return 0;
}

/*
 * Ioctls of dma-buf and sync_file
 */

static int sync_dmabuf(const struct dma_buf_sync *sync)
{
	mock.sync_calls++;
	mock.sync_flags = sync->flags;
	if (mock.sync_interrupts) {
		errno = mock.sync_interrupts-- % 2 ? EINTR : EAGAIN;
		return -1;
	}
	return fails("DMA_BUF_IOCTL_SYNC") ? -1 : 0;
}

int __wrap_ioctl(int fd, unsigned long request, void *data);
int __wrap_ioctl(int fd, unsigned long request, void *data)
{
	(void)fd;
	switch (request) {
	case DMA_BUF_IOCTL_SYNC:
		return sync_dmabuf(data);
	case SYNC_IOC_FILE_INFO:
		((struct sync_file_info *)data)->status = mock.fence_status;
		return 0;
	}
	errno = ENOTTY;
	return -1;
}
