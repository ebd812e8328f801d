/* SPDX-License-Identifier: GPL-2.0-only */
/* Sinks of modules beside this one, for the card; for these modules they are in vprime_sink.h. */
#ifndef VPRIME_SINKS_H
#define VPRIME_SINKS_H

#include "vprime_drv.h"

/**
 * vprime_sink_init - make a connector's sink
 * @sink: the sink, zeroed
 * @connector: the connector
 * @asked: a capture device is asked for
 *
 * Context: process.
 */
void vprime_sink_init(struct vprime_sink *sink, struct drm_connector *connector, bool asked);

/**
 * vprime_sink_add - let the monitor have a sink
 * @sink: the sink; its connector is registered, or will be with the card
 *
 * The sinks of a card that is not registered are the monitor's from vprime_sinks_add() on.
 *
 * Context: process, no locks of KMS held; the same goes for the following.
 */
void vprime_sink_add(struct vprime_sink *sink);

/**
 * vprime_sink_remove - take it away from it
 * @sink: the sink, which has been added
 */
void vprime_sink_remove(struct vprime_sink *sink);

/**
 * vprime_sink_ask - ask for a capture device, or do so no more
 * @sink: the sink, which has been added
 * @asked: which of the two
 *
 * While one is asked for, the monitor's module is loaded if it is installed.
 */
void vprime_sink_ask(struct vprime_sink *sink, bool asked);

/**
 * vprime_sinks_add - let the monitor have the sinks of a card
 * @vdev: the card, registered
 */
void vprime_sinks_add(struct vprime_device *vdev);

/**
 * vprime_sinks_remove - take them away from it
 * @vdev: the card, its outputs off for ever
 */
void vprime_sinks_remove(struct vprime_device *vdev);

/**
 * vprime_sink_light - a connector's monitor gets an output's picture
 * @sink: the connector's sink
 * @output: the output
 * @mode: the mode
 *
 * Context: process, the output's vblanks being on; takes &vprime_output.lock.
 */
void vprime_sink_light(struct vprime_sink *sink, struct vprime_output *output,
		       const struct drm_display_mode *mode);

/**
 * vprime_sinks_set_mode - the size of an output's picture may be another one from now on
 * @output: the output
 * @mode: its mode, with the timings that it had
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_sinks_set_mode(struct vprime_output *output, const struct drm_display_mode *mode);

/**
 * vprime_sinks_darken - no monitor gets an output's picture any more
 * @output: the output, which nothing composes
 *
 * Context: process, the output's vblanks being on; takes &vprime_output.lock.
 */
void vprime_sinks_darken(struct vprime_output *output);

/**
 * vprime_sinks_want - whether a monitor has a buffer for the present vblank
 * @output: the output, showing a frame
 *
 * Context: any; the caller holds &vprime_output.lock, as for the following.
 * Return: whether one has.
 */
bool vprime_sinks_want(struct vprime_output *output);

/**
 * vprime_sinks_take - begin to write to the monitors' buffers
 * @output: the output, whose composition of all rows begins
 * @targets: where to put what is written until vprime_sinks_finish()
 * @max: entries of @targets
 *
 * Return: how many there are.
 */
unsigned int vprime_sinks_take(struct vprime_output *output, struct vprime_pixels *targets,
			       unsigned int max);

/**
 * vprime_sinks_finish - give the monitors' buffers back that were taken, with a picture in them
 * @output: the output
 */
void vprime_sinks_finish(struct vprime_output *output);

#endif
