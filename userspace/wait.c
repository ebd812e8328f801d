// SPDX-License-Identifier: MIT
/* Waiting for flips and fences. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <linux/sync_file.h>

#include "private.h"

static int64_t deadline_of(int timeout)
{
	return timeout < 0 ? -1 : vprime_now() + timeout;
}

static int keep_flip(struct vprime_card_private *priv, const struct drm_event_vblank *event)
{
	void *grown = vprime_grow(priv->flips, priv->n_flips, sizeof(*priv->flips));

	if (!grown)
		return -ENOMEM;
	priv->flips = grown;
	priv->flips[priv->n_flips++] = (struct vprime_flip){
		.crtc = event->crtc_id,
		.sequence = event->sequence,
		.sec = event->tv_sec,
		.usec = event->tv_usec,
		.user_data = event->user_data,
	};
	return 0;
}

static bool take_flip(struct vprime_card_private *priv, uint32_t crtc, struct vprime_flip *flip)
{
	for (size_t i = 0; i < priv->n_flips; i++) {
		if (crtc && priv->flips[i].crtc != crtc)
			continue;
		if (flip)
			*flip = priv->flips[i];
		memmove(&priv->flips[i], &priv->flips[i + 1],
			(priv->n_flips - i - 1) * sizeof(*priv->flips));
		priv->n_flips--;
		return true;
	}
	return false;
}

static int read_events(struct vprime_card *card)
{
	char data[4096];
	ssize_t length, at = 0;

	do {
		length = read(card->fd, data, sizeof(data));
	} while (length < 0 && errno == EINTR);
	if (length < 0)
		return errno == EAGAIN ? 0 : -errno;

	while (length - at >= (ssize_t)sizeof(struct drm_event)) {
		struct drm_event_vblank event = { 0 };

		memcpy(&event.base, data + at, sizeof(event.base));
		if (event.base.type == DRM_EVENT_FLIP_COMPLETE) {
			int ret;

			memcpy(&event, data + at, sizeof(event));
			ret = keep_flip(card->priv, &event);
			if (ret)
				return ret;
		}
		at += event.base.length;
	}
	return 0;
}

int vprime_flip_wait(struct vprime_card *card, uint32_t crtc, int timeout,
		     struct vprime_flip *flip)
{
	int64_t deadline = deadline_of(timeout);

	while (!take_flip(card->priv, crtc, flip)) {
		int ret = vprime_poll(card->fd, deadline);

		if (!ret)
			ret = read_events(card);
		if (ret)
			return ret;
	}
	return 0;
}

int vprime_fence_wait(int fence, int timeout)
{
	struct sync_file_info info = { 0 };
	int ret;

	ret = vprime_poll(fence, deadline_of(timeout));
	if (ret)
		return ret;
	if (ioctl(fence, SYNC_IOC_FILE_INFO, &info))
		return -errno;
	return info.status < 0 ? info.status : 0;
}
