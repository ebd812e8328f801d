/* SPDX-License-Identifier: GPL-2.0-only */
/* Connectors, and what may change about the monitors there while the card exists. */
#ifndef VPRIME_CONNECTOR_H
#define VPRIME_CONNECTOR_H

#include <linux/bits.h>
#include <linux/mutex.h>

#include <drm/drm_connector.h>

#include "vprime_connector_config.h"
#include "vprime_sink.h"

struct drm_encoder;
struct vprime_device;

/**
 * struct vprime_connector - a connector
 * @base: the core's part
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
 * vprime_connector_create - make a connector with its monitor
 * @vdev: the card
 * @config: what it is like; not needed afterwards
 * @encoders: the card's encoders
 *
 * Context: probe.
 * Return: the connector, which goes with the device, or an ERR_PTR().
 */
struct drm_connector *vprime_connector_create(struct vprime_device *vdev,
					      const struct vprime_connector_config *config,
					      struct drm_encoder *const *encoders);

/**
 * vprime_connector_probe - ask the monitor for its modes
 * @connector: the connector, with a state
 *
 * Context: process, no modeset locks held.
 */
void vprime_connector_probe(struct drm_connector *connector);

/**
 * vprime_connector_change - another monitor, or the same one plugged or unplugged
 * @vdev: the card, probed
 * @index: which of its connectors, as in the description
 * @config: what it is like from now on, valid; of this the parts that @what names, copied
 * @what: VPRIME_CHANGE_*
 *
 * Clients are told by a hotplug event, and of a link by one that names its property as well.
 *
 * Context: process, no modeset locks held; the caller sees to it that the card stays bound.
 * Return: 0, -ENOMEM, -ENODEV if there is no such connector, or -EBUSY for a position if the
 *	connector was made without one; then nothing has changed.
 */
int vprime_connector_change(struct vprime_device *vdev, unsigned int index,
			    const struct vprime_connector_config *config, unsigned int what);

/**
 * vprime_connector_set_edid - plug in a monitor with another EDID
 * @connector: the connector
 * @edid: the EDID, copied
 * @size: its size in bytes, at most VPRIME_EDID_MAX; 0 for a monitor without one
 *
 * Context: as vprime_connector_change().
 * Return: 0, -E2BIG, -ENOMEM or -ENODEV.
 */
int vprime_connector_set_edid(struct drm_connector *connector, const u8 *edid, size_t size);

/**
 * vprime_connector_plug - plug the monitor in, or pull its plug
 * @connector: the connector
 * @plugged: which of the two
 *
 * Context: as vprime_connector_change().
 * Return: 0, -ENOMEM or -ENODEV.
 */
int vprime_connector_plug(struct drm_connector *connector, bool plugged);

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
 * vprime_connector_link_bad - whether a link has not been repaired yet
 * @connector: the connector
 *
 * Context: process, no modeset locks held.
 * Return: whether the connector's "link-status" is bad.
 */
bool vprime_connector_link_bad(struct drm_connector *connector);

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
