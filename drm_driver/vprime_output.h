/* SPDX-License-Identifier: GPL-2.0-only */
/* A card's objects, made as its description says. */
#ifndef VPRIME_OUTPUT_H
#define VPRIME_OUTPUT_H

#include "vprime_drv.h"

/**
 * vprime_outputs_alloc - allocate a card's outputs
 * @vdev: the card, its mode_config not yet initialised, as that has to go before them
 *
 * Context: probe.
 * Return: 0 or -ENOMEM; what was allocated goes with the device.
 */
int vprime_outputs_alloc(struct vprime_device *vdev);

/**
 * vprime_outputs_init - make everything that shows something
 * @vdev: the card, its outputs allocated and its mode_config initialised
 *
 * Context: probe.
 * Return: 0 or a negative errno; what was made goes with the device.
 */
int vprime_outputs_init(struct vprime_device *vdev);

/**
 * vprime_outputs_reset - give everything its first state
 * @vdev: the card, its outputs initialised and not yet registered
 *
 * Context: probe.
 * Return: 0 or -ENOMEM.
 */
int vprime_outputs_reset(struct vprime_device *vdev);

#endif
