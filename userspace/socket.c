// SPDX-License-Identifier: MIT
/* File descriptors that travel over UNIX sockets. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "private.h"

/* Room for one descriptor. Exactly: what CMSG_SPACE() pads would do for a second one. */
union control {
	struct cmsghdr header;
	char bytes[CMSG_LEN(sizeof(int))];
};

int vprime_fd_send(int socket, int fd, const void *message, size_t size)
{
	union control control = { 0 };
	struct iovec data = { .iov_base = (void *)message, .iov_len = size };
	struct msghdr packet = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control.bytes),
	};
	ssize_t sent;

	if (!size || size > VPRIME_MESSAGE_MAX)
		return -EINVAL;
	control.header.cmsg_level = SOL_SOCKET;
	control.header.cmsg_type = SCM_RIGHTS;
	control.header.cmsg_len = CMSG_LEN(sizeof(fd));
	memcpy(CMSG_DATA(&control.header), &fd, sizeof(fd));

	do {
		sent = sendmsg(socket, &packet, MSG_NOSIGNAL);
	} while (sent < 0 && errno == EINTR);
	if (sent < 0)
		return -errno;
	/* only a stream that is nearly full takes a part of it, and the descriptor with that */
	return (size_t)sent == size ? 0 : -EMSGSIZE;
}

/* The descriptor that came, or -1. */
static int received_fd(struct msghdr *packet)
{
	struct cmsghdr *header = CMSG_FIRSTHDR(packet);
	int fd;

	if (!header || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS ||
	    header->cmsg_len != CMSG_LEN(sizeof(fd)))
		return -1;
	memcpy(&fd, CMSG_DATA(header), sizeof(fd));
	return fd;
}

int vprime_fd_receive(int socket, int *fd, void *message, size_t size)
{
	union control control;
	/* one byte more than wanted shows a message that is too long */
	char buffer[VPRIME_MESSAGE_MAX + 1];
	struct iovec data = { .iov_base = buffer, .iov_len = size + 1 };
	struct msghdr packet = {
		.msg_iov = &data,
		.msg_iovlen = 1,
		.msg_control = &control,
		.msg_controllen = sizeof(control.bytes),
	};
	ssize_t received;
	int new;

	if (!size || size > VPRIME_MESSAGE_MAX)
		return -EINVAL;
	do {
		received = recvmsg(socket, &packet, MSG_CMSG_CLOEXEC);
	} while (received < 0 && errno == EINTR);
	if (received < 0)
		return -errno;

	new = received_fd(&packet);
	if (!received && new < 0)
		return -ECONNRESET;
	if (new < 0 || (size_t)received != size || packet.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) {
		if (new >= 0)
			close(new);
		return -EBADMSG;
	}
	memcpy(message, buffer, size);
	*fd = new;
	return 0;
}
