// SPDX-License-Identifier: MIT
/* What a card tells the system of its connectors. */

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/netlink.h>

#include "igt.h"

#include "uevent.h"

int uevent_open(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	int size = 8 << 20, fd;

	fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT);
	igt_assert_lte(0, fd);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	igt_assert_eq(bind(fd, (void *)&address, sizeof(address)), 0);
	return fd;
}

bool uevent_next(int fd, unsigned int minor, struct uevent *event, int timeout)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	char text[4096], node[32];

	snprintf(node, sizeof(node), "DEVNAME=dri/card%u", minor);
	while (poll(&poll_fd, 1, timeout) > 0) {
		ssize_t size = recv(fd, text, sizeof(text) - 1, 0);
		bool ours = false, hotplug = false;

		if (size < 0)
			continue;
		text[size] = '\0';
		*event = (struct uevent) { 0 };
		for (char *line = text; line < text + size; line += strlen(line) + 1) {
			ours |= !strcmp(line, node);
			hotplug |= !strcmp(line, "HOTPLUG=1");
			sscanf(line, "CONNECTOR=%u", &event->connector);
			sscanf(line, "PROPERTY=%u", &event->property);
		}
		if (ours && hotplug)
			return true;
	}
	return false;
}
