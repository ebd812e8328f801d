/* SPDX-License-Identifier: GPL-2.0-only */
/* The properties that connectors have. */
#ifndef VPRIME_PROPERTIES_H
#define VPRIME_PROPERTIES_H

struct drm_property;
struct vprime_connector;
struct vprime_device;

/**
 * struct vprime_properties - those that connectors share which the core would make for each
 * @max_bpc: "max bpc"
 * @vrr_capable: "vrr_capable"
 * @scaling_mode: "scaling mode"
 * @hdmi_colorspace: "Colorspace" of connectors other than DisplayPort
 * @dp_colorspace: "Colorspace" of DisplayPort
 */
struct vprime_properties {
	struct drm_property *max_bpc;
	struct drm_property *vrr_capable;
	struct drm_property *scaling_mode;
	struct drm_property *hdmi_colorspace;
	struct drm_property *dp_colorspace;
};

/**
 * vprime_properties_create - make all properties that a connector may ever have
 * @vdev: the card, its mode_config initialised
 *
 * The core allows none to be made once the card is registered, and connectors may come later.
 *
 * Context: probe.
 * Return: 0 or -ENOMEM; what was made goes with the device.
 */
int vprime_properties_create(struct vprime_device *vdev);

/**
 * vprime_properties_attach - give a connector its properties, which depend on its type
 * @vconnector: the connector, which has a state and is not registered
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int vprime_properties_attach(struct vprime_connector *vconnector);

#endif
