// SPDX-License-Identifier: MIT
/* Taking a picture, as DRM master or over the head of the one who is. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "shot.h"

/* A mode may change between looking and taking; more often than this it does not. */
#define ATTEMPTS 5

static void complain(const char *name, const char *what, int error)
{
	fprintf(stderr, "vprime-shot: %s: %s%s%s\n", name, what, error ? ": " : "",
		error ? strerror(-error) : "");
}

static bool is_on(struct vprime_card *card, const struct vprime_output *output)
{
	uint64_t crtc, active;

	return !vprime_property_get(card, output->connector->id, "CRTC_ID", &crtc) &&
	       crtc == output->crtc->id &&
	       !vprime_property_get(card, crtc, "ACTIVE", &active) && active;
}

static int find_output(struct vprime_card *card, const char *name, struct vprime_output *output)
{
	if (name)
		return vprime_output_find(card, name, output);
	for (size_t i = 0; i < card->n_connectors; i++) {
		if (!card->connectors[i].writeback &&
		    !vprime_output_find(card, card->connectors[i].name, output) &&
		    is_on(card, output))
			return 0;
	}
	return vprime_output_find(card, NULL, output);
}

static int make_buffer(struct vprime_card *card, uint32_t crtc, struct vprime_buffer **buffer)
{
	drmModeCrtc *info = drmModeGetCrtc(card->fd, crtc);
	int ret;

	if (!info)
		return -errno;
	ret = info->mode_valid ? vprime_buffer_create(card, info->mode.hdisplay,
						      info->mode.vdisplay, 32, buffer) :
				 -ENOLINK;
	drmModeFreeCrtc(info);
	if (ret)
		return ret;
	ret = vprime_buffer_map(*buffer, NULL);
	if (ret)
		vprime_buffer_destroy(*buffer);
	return ret;
}

/* Write back into @handle, a handle of @card for what @buffer is elsewhere. */
static int write_back(struct vprime_card *card, const struct vprime_output *output,
		      const struct vprime_buffer *buffer, uint32_t handle, uint32_t format,
		      int timeout)
{
	struct vprime_fb_layout layout = {
		.width = buffer->width,
		.height = buffer->height,
		.format = format,
		.handles = { handle },
		.strides = { buffer->stride },
	};
	struct vprime_fb *fb;
	int ret;

	ret = vprime_fb_create(card, &layout, &fb);
	if (ret)
		return ret;
	ret = vprime_writeback(card, output, fb, timeout);
	vprime_fb_destroy(fb);
	return ret;
}

static int write_back_shared(struct vprime_card *shared, const char *name,
			     struct vprime_buffer *buffer, uint32_t format, int timeout)
{
	struct vprime_output output;
	uint32_t handle;
	int dmabuf, ret;

	ret = vprime_output_find(shared, name, &output);
	if (ret)
		return ret;
	ret = vprime_buffer_export(buffer, DRM_CLOEXEC | DRM_RDWR, &dmabuf);
	if (ret)
		return ret;
	ret = vprime_handle_import(shared, dmabuf, &handle);
	close(dmabuf);
	if (ret)
		return ret;
	ret = write_back(shared, &output, buffer, handle, format, timeout);
	vprime_handle_unref(shared, handle);
	return ret;
}

/*
 * Only the master may commit, and there is one at a time. A duplicate of its file is the same
 * client to the kernel, so for a moment this process joins it: brings in the buffer, commits the
 * writeback connector, and leaves everything as it was.
 */
static int write_back_as_master(struct vprime_card *card, const char *name, int master,
				struct vprime_buffer *buffer, uint32_t format, int timeout)
{
	struct vprime_card *shared = NULL;
	struct shot_caps caps;
	sigset_t all, before;
	int ret;

	/* Nobody else would put the capabilities back. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);

	shot_caps_read(master, card, &caps);
	ret = vprime_open_fd(master, &shared);
	if (!ret)
		ret = write_back_shared(shared, name, buffer, format, timeout);
	shot_caps_restore(master, &caps);
	if (shared)
		vprime_close(shared);
	else
		close(master);

	sigprocmask(SIG_SETMASK, &before, NULL);
	return ret;
}

static int take(struct vprime_card *card, const struct vprime_output *output, uint32_t format,
		int timeout, struct vprime_buffer *buffer)
{
	int master, ret;

	/* Setting works if nobody is master, or fails as the kernel sees fit if somebody is. */
	if (!drmSetMaster(card->fd)) {
		ret = write_back(card, output, buffer, buffer->handle, format, timeout);
		drmDropMaster(card->fd);
		return ret;
	}
	master = shot_find_master(card->fd);
	if (master < 0) /* the one who was may have gone since */
		return master == -ENOENT ? -EBUSY : master;
	return write_back_as_master(card, output->connector->name, master, buffer, format, timeout);
}

int shot_capture(struct vprime_card *card, const char *name, const struct shot_format *format,
		 int timeout, struct shot_picture *picture)
{
	struct vprime_output output;
	int ret;

	ret = find_output(card, name, &output);
	if (ret) {
		complain(name ? name : card->driver, "no such output that can be used", 0);
		return ret;
	}
	name = output.connector->name;
	if (!output.writeback) {
		complain(name, "no writeback connector, or it is in use", 0);
		return -ENOENT;
	}

	for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
		struct vprime_buffer *buffer;

		if (!is_on(card, &output)) {
			complain(name, "is off, there is nothing to see", 0);
			return -ENOLINK;
		}
		ret = make_buffer(card, output.crtc->id, &buffer);
		if (ret)
			continue;
		ret = take(card, &output, format->code, timeout, buffer);
		if (!ret) {
			*picture = (struct shot_picture){
				.format = format,
				.colour = shot_colour_of_connector(card, output.connector->id),
				.width = buffer->width,
				.height = buffer->height,
				.stride = buffer->stride,
				.pixels = buffer->map,
				.buffer = buffer,
			};
			return 0;
		}
		vprime_buffer_destroy(buffer);
		if (ret != -EBUSY && ret != -EINVAL)
			break;
	}
	complain(name, ret == -EPERM ? "root, or the right to ptrace the DRM master, is needed" :
				       "cannot write a frame back", ret == -EPERM ? 0 : ret);
	return ret;
}
