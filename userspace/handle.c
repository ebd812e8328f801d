// SPDX-License-Identifier: MIT
/* GEM handles and how many users each has. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "private.h"

/* handle_lock is held. */
static unsigned int users_of(const struct vprime_card_private *priv, uint32_t handle)
{
	return handle < priv->n_handles ? priv->handle_users[handle] : 0;
}

/* handle_lock is held. */
static int add_user(struct vprime_card_private *priv, uint32_t handle)
{
	if (handle >= priv->n_handles) {
		size_t count = priv->n_handles ? priv->n_handles : 16;
		unsigned int *grown;

		while (count <= handle)
			count *= 2;
		grown = reallocarray(priv->handle_users, count, sizeof(*grown));
		if (!grown)
			return -ENOMEM;
		memset(grown + priv->n_handles, 0, (count - priv->n_handles) * sizeof(*grown));
		priv->handle_users = grown;
		priv->n_handles = count;
	}
	priv->handle_users[handle]++;
	return 0;
}

int vprime_handle_import(struct vprime_card *card, int dmabuf, uint32_t *handle)
{
	struct vprime_card_private *priv = card->priv;
	uint32_t new;
	int ret;

	/*
	 * The lock spans the ioctl: otherwise the last user could close the handle between the
	 * kernel's answer and the count.
	 */
	pthread_mutex_lock(&priv->handle_lock);
	ret = drmPrimeFDToHandle(card->fd, dmabuf, &new) ? -errno : 0;
	if (!ret) {
		ret = add_user(priv, new);
		/* Only a handle nobody had can be too big for the array. */
		if (ret)
			drmCloseBufferHandle(card->fd, new);
		else
			*handle = new;
	}
	pthread_mutex_unlock(&priv->handle_lock);
	return ret;
}

int vprime_handle_export(struct vprime_card *card, uint32_t handle, uint32_t flags, int *dmabuf)
{
	int fd;

	if (drmPrimeHandleToFD(card->fd, handle, flags, &fd))
		return -errno;
	*dmabuf = fd;
	return 0;
}

int vprime_handle_ref(struct vprime_card *card, uint32_t handle)
{
	struct vprime_card_private *priv = card->priv;
	int ret;

	if (!handle)
		return -EINVAL;
	pthread_mutex_lock(&priv->handle_lock);
	ret = add_user(priv, handle);
	pthread_mutex_unlock(&priv->handle_lock);
	return ret;
}

int vprime_handle_unref(struct vprime_card *card, uint32_t handle)
{
	struct vprime_card_private *priv = card->priv;
	int ret = 0;

	if (!handle)
		return 0;
	pthread_mutex_lock(&priv->handle_lock);
	if (!users_of(priv, handle))
		ret = -ENOENT;
	else if (!--priv->handle_users[handle] && drmCloseBufferHandle(card->fd, handle))
		ret = -errno;
	pthread_mutex_unlock(&priv->handle_lock);
	return ret;
}

unsigned int vprime_handle_users(struct vprime_card *card, uint32_t handle)
{
	unsigned int users;

	pthread_mutex_lock(&card->priv->handle_lock);
	users = users_of(card->priv, handle);
	pthread_mutex_unlock(&card->priv->handle_lock);
	return users;
}
