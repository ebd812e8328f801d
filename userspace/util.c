// SPDX-License-Identifier: MIT
/* Arrays and time for the other parts of libvprime. */
#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>

#include "private.h"

void *vprime_grow(void *array, size_t count, size_t size)
{
	if (count & (count - 1))
		return array;
	return reallocarray(array, count ? 2 * count : 1, size);
}

int64_t vprime_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int vprime_poll(int fd, int64_t deadline)
{
	struct pollfd pollfd = { .fd = fd, .events = POLLIN };
	int ret;

	do {
		int64_t left = deadline < 0 ? -1 : deadline - vprime_now();

		if (deadline >= 0 && left < 0)
			left = 0;
		ret = poll(&pollfd, 1, left > INT_MAX ? INT_MAX : (int)left);
	} while (ret < 0 && (errno == EINTR || errno == EAGAIN));

	if (ret < 0)
		return -errno;
	if (!ret)
		return -ETIMEDOUT;
	/* An unplugged card raises POLLERR or POLLHUP without ever having anything to read. */
	return pollfd.revents & POLLIN ? 0 : -EIO;
}
