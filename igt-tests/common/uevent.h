/* SPDX-License-Identifier: MIT */
/* What a card tells the system of its connectors. */
#ifndef COMMON_UEVENT_H
#define COMMON_UEVENT_H

#include <stdbool.h>

/**
 * struct uevent - a hotplug event
 * @connector: the connector's id, or 0 if it names none
 * @property: the property's id, likewise
 */
struct uevent {
	unsigned int connector;
	unsigned int property;
};

/** uevent_open - begin to listen; returns a file to close */
int uevent_open(void);

/**
 * uevent_next - wait for the next hotplug event of a card
 * @fd: of uevent_open()
 * @minor: the number in the name of the card's node
 * @event: where to put it
 * @timeout: in milliseconds
 *
 * Return: whether one came.
 */
bool uevent_next(int fd, unsigned int minor, struct uevent *event, int timeout);

#endif
