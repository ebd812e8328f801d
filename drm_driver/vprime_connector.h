/* SPDX-License-Identifier: GPL-2.0-only */
/* Connectors, and what may change about the monitors there while the card exists. */
#ifndef VPRIME_CONNECTOR_H
#define VPRIME_CONNECTOR_H

#include <linux/bits.h>
#include <linux/mutex.h>

#include <drm/drm_connector.h>

#include "vprime_connector_config.h"
#include "vprime_sink.h"

struct vprime_device;

/**
 * struct vprime_connector - a connector
 * @base: the core's part, whose references are those to this structure
 * @lock: protects @monitor and @vrr; nests inside all locks of the core's that probing holds, and
 *	no other of ours is taken under it
 * @monitor: what is there now; its EDID is this connector's
 * @positioned: it has the properties for a position
 * @vrr: refresh rates that the monitor which was probed last can follow
 * @sink: what shows the monitor's module what it is given
 */
struct vprime_connector {
	struct drm_connector base;
	struct mutex lock; /* see above */
	struct vprime_connector_config monitor;
	bool positioned;
	struct vprime_range vrr;
	struct vprime_sink sink;
};

#define to_vprime_connector(c) container_of(c, struct vprime_connector, base)

/**
 * vprime_connector_add - make a connector with its monitor, now or with the card
 * @vdev: the card, its encoders made
 * @index: place in &vprime_config.connectors, where it is described, and in
 *	&vprime_device.connectors, where it is put
 *
 * If the card is registered, clients are told. The monitor has been probed once.
 *
 * Context: probe, or process under the lock of the card's device, no locks of KMS held.
 * Return: 0, -ENOMEM, -ENOSPC if the core has no number left for it, or what went wrong in
 *	registering it; then there is none.
 */
int vprime_connector_add(struct vprime_device *vdev, unsigned int index);

/**
 * vprime_connector_remove - take a connector away from a card that is registered
 * @vdev: the card
 * @index: place in &vprime_config.connectors, from where the caller takes it afterwards, and in
 *	&vprime_device.connectors, where those behind it move up
 *
 * Clients are told. As long as one of them shows something there, it stays, disconnected and
 * without any files; after that it is gone.
 *
 * Context: process, under the lock of the card's device, no locks of KMS held.
 */
void vprime_connector_remove(struct vprime_device *vdev, unsigned int index);

/**
 * vprime_connector_change - another monitor, or the same one plugged or unplugged
 * @connector: the connector
 * @config: what it is like from now on, valid; of this the parts that @what names, copied
 * @what: VPRIME_CHANGE_*
 *
 * Clients are told by one hotplug event, and of a link by one that names its property as well.
 *
 * Context: process, no modeset locks held; the caller sees to it that the card stays bound.
 * Return: 0, -ENOMEM, -ENODEV if the card is being unbound, or -EBUSY for a position if the
 *	connector was made without one; then nothing has changed.
 */
int vprime_connector_change(struct drm_connector *connector,
			    const struct vprime_connector_config *config, unsigned int what);

/**
 * vprime_connector_learn - bring a description up to date with what is there
 * @connector: the connector
 * @config: its description; of it the monitor's EDID and status, and the state of the link, which
 *	others than who describes the card may have changed
 *
 * Context: process, no modeset locks held.
 * Return: 0 or -ENOMEM; then nothing has changed.
 */
int vprime_connector_learn(struct drm_connector *connector,
			   struct vprime_connector_config *config);

/**
 * vprime_connector_get_edid - the EDID that the monitor has, whether it is generated or not
 * @connector: the connector
 * @edid: where to put it
 * @size: of @edid, in bytes; what is more is left out
 *
 * Context: process, no modeset locks held.
 * Return: its whole size in bytes, 0 if it has none.
 */
size_t vprime_connector_get_edid(struct drm_connector *connector, u8 *edid, size_t size);

/**
 * vprime_connector_vrr - at which rates a connector's monitor can refresh
 * @connector: the connector
 * @range: where to put them, in Hz
 *
 * Context: process, may sleep.
 * Return: whether the rate can vary.
 */
bool vprime_connector_vrr(struct drm_connector *connector, struct vprime_range *range);

/**
 * vprime_connector_sink - what shows the monitor's module what a connector is given
 * @connector: a connector, but none for writeback
 *
 * Context: any.
 * Return: its sink.
 */
struct vprime_sink *vprime_connector_sink(struct drm_connector *connector);

/* vprime_modes.c */

/**
 * vprime_connector_get_modes - &drm_connector_helper_funcs.get_modes
 * @connector: the connector
 *
 * Context: process; the caller holds mode_config.mutex and connection_mutex.
 * Return: how many modes it has added.
 */
int vprime_connector_get_modes(struct drm_connector *connector);

#endif
