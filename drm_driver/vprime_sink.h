/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where modules beside vprime.ko get at what a connector is given: a sink for
 * each connector, to which one module at a time, the monitor, is connected if a
 * capture device is asked for there.
 *
 * Lifetimes. A sink lies in its connector, and may be used from the monitor's
 * &vprime_sink_ops.attach until its &vprime_sink_ops.detach returns; detach is
 * called when the card is unbound, the connector goes, nobody asks for the device
 * any more or the monitor is unregistered, whichever comes first. Buffers are the
 * monitor's. From vprime_sink_queue() until
 * &vprime_sink_ops.done they are lent to the sink, with all that they point to.
 * A monitor uses symbols of vprime.ko, which stays loaded for that reason.
 */
#ifndef VPRIME_SINK_H
#define VPRIME_SINK_H

#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>

#include <drm/drm_modes.h>

#include "compose/compose.h"
#include "vprime_connector_config.h"

struct device;
struct drm_connector;
struct vprime_output;
struct vprime_sink;

/**
 * struct vprime_sink_buffer - room for one picture
 * @node: of the sink while it is lent to it
 * @pixels: where to write; of a writable format
 */
struct vprime_sink_buffer {
	struct list_head node;
	struct vprime_pixels pixels;
};

/**
 * struct vprime_sink_stamp - when a picture was on the screen
 * @sequence: vblanks since vprime_sink_start(), the first being 0
 * @time: of the vblank, CLOCK_MONOTONIC
 */
struct vprime_sink_stamp {
	u32 sequence;
	ktime_t time;
};

/**
 * struct vprime_sink_ops - a monitor's functions
 * @attach: a connector has come. Returns 0, or a negative errno if it is to be left alone. Process
 *	context, may sleep.
 * @detach: it goes. No buffer is lent when this returns, and the sink is disconnected. Process
 *	context, may sleep.
 * @changed: another mode, or none; ask vprime_sink_mode() later, not from here. Only while
 *	connected; under a spinlock with interrupts off.
 * @done: a buffer is given back, with a picture if @status is 0, else without; @stamp is NULL then.
 *	Under the same spinlock; must not queue a buffer.
 */
struct vprime_sink_ops {
	int (*attach)(struct vprime_sink *sink);
	void (*detach)(struct vprime_sink *sink);
	void (*changed)(struct vprime_sink *sink);
	void (*done)(struct vprime_sink *sink, struct vprime_sink_buffer *buffer, int status,
		     const struct vprime_sink_stamp *stamp);
};

/**
 * struct vprime_sink - what a connector is given, for a monitor
 * @node: of the card's sinks; under a mutex of vprime_sink.c, as are the next two
 * @asked: a capture device is asked for
 * @attached: the monitor knows it
 * @unplugged: it has taken the EDID away; as its lock says
 * @connector: where it is
 * @lock: protects all below; inside &vprime_output.lock, taken with interrupts off
 * @wait: woken when @target is given back
 * @priv: the monitor's, from vprime_sink_connect() on
 * @ops: the monitor's while it is connected
 * @output: what feeds the connector, or NULL; under the lock of that, too, as is the next
 * @output_node: of &vprime_output.sinks
 * @mode: its mode, if there is one
 * @streaming: pictures are wanted
 * @referenced: and a vblank reference is held for that
 * @first: vblank count of @output at which @sequence would have been 0, if @referenced
 * @sequence: of the first picture after @output is back, if not
 * @buffers: lent by the monitor, in the order of their use
 * @target: the one that a composition is writing to, or NULL
 */
struct vprime_sink {
	struct list_head node;
	bool asked;
	bool attached;
	bool unplugged;
	struct drm_connector *connector;
	spinlock_t lock; /* see above */
	wait_queue_head_t wait;
	void *priv;
	const struct vprime_sink_ops *ops;
	struct vprime_output *output;
	struct list_head output_node;
	struct drm_display_mode mode;
	bool streaming;
	bool referenced;
	u64 first;
	u64 sequence;
	struct list_head buffers;
	struct vprime_sink_buffer *target;
};

/**
 * vprime_sink_register - have a monitor attached wherever one is or will be asked for
 * @ops: its functions
 *
 * Context: process; calls @ops->attach.
 * Return: 0, or -EBUSY if there is one already.
 */
int vprime_sink_register(const struct vprime_sink_ops *ops);

/**
 * vprime_sink_unregister - detach the monitor from all connectors
 *
 * Context: process; calls &vprime_sink_ops.detach.
 */
void vprime_sink_unregister(void);

/**
 * vprime_sink_connect - begin to have functions of the monitor called
 * @sink: the sink
 * @ops: the functions
 * @priv: for &vprime_sink.priv
 *
 * Context: process.
 */
void vprime_sink_connect(struct vprime_sink *sink, const struct vprime_sink_ops *ops, void *priv);

/**
 * vprime_sink_disconnect - end it; no such call is under way any more when this returns
 * @sink: the sink, stopped
 *
 * Context: process.
 */
void vprime_sink_disconnect(struct vprime_sink *sink);

/**
 * vprime_sink_device - the card's device
 * @sink: the sink
 *
 * Context: any.
 * Return: the device, which outlives the sink.
 */
struct device *vprime_sink_device(const struct vprime_sink *sink);

/**
 * vprime_sink_name - the name of the connector
 * @sink: the sink, attached
 *
 * Context: any.
 * Return: the name, "Virtual-1".
 */
const char *vprime_sink_name(const struct vprime_sink *sink);

/**
 * vprime_sink_mode - the present mode
 * @sink: the sink
 * @mode: where to put it
 *
 * Context: process.
 * Return: whether there is one.
 */
bool vprime_sink_mode(struct vprime_sink *sink, struct drm_display_mode *mode);

/**
 * vprime_sink_get_edid - the EDID that is at the connector
 * @sink: the sink, attached
 * @edid: where to put it
 * @size: of @edid, in bytes; what is more is left out
 *
 * Context: process, may sleep; no locks of KMS held.
 * Return: its whole size in bytes, at most VPRIME_EDID_MAX; 0 if there is none.
 */
size_t vprime_sink_get_edid(struct vprime_sink *sink, u8 *edid, size_t size);

/**
 * vprime_sink_set_edid - have another EDID at the connector
 * @sink: the sink, attached; the caller sees to it that nobody else sets one
 * @edid: the EDID, copied
 * @size: its size in bytes; 0 to unplug the monitor until there is one
 *
 * Clients of the card are told that the monitor was plugged in again.
 *
 * Context: process, may sleep; no locks of KMS held.
 * Return: 0, -E2BIG, -ENOMEM, or -ENODEV if the card is being unbound.
 */
int vprime_sink_set_edid(struct vprime_sink *sink, const u8 *edid, size_t size);

/**
 * vprime_sink_format - a format that pictures can be had in
 * @fourcc: DRM_FORMAT_*
 *
 * Context: any.
 * Return: the format, or NULL if it cannot be written.
 */
const struct vprime_format *vprime_sink_format(u32 fourcc);

/**
 * vprime_sink_queue - lend a buffer
 * @sink: the sink, connected
 * @buffer: the buffer
 *
 * Each vblank takes one; one that finds none, or one of another size than the
 * picture, goes without. Nothing ever waits for a buffer.
 *
 * Context: process.
 */
void vprime_sink_queue(struct vprime_sink *sink, struct vprime_sink_buffer *buffer);

/**
 * vprime_sink_start - begin to write pictures, now or when the connector is next fed
 * @sink: the sink, connected
 *
 * Context: process.
 */
void vprime_sink_start(struct vprime_sink *sink);

/**
 * vprime_sink_stop - end it, and give back all buffers
 * @sink: the sink, connected
 *
 * Context: process; waits for a composition that writes, for none that sleeps.
 */
void vprime_sink_stop(struct vprime_sink *sink);

#endif
