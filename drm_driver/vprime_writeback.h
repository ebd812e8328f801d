/* SPDX-License-Identifier: GPL-2.0-only */
/* The writeback sinks. */
#ifndef VPRIME_WRITEBACK_H
#define VPRIME_WRITEBACK_H

#include "vprime_drv.h"

struct vprime_frame;

/**
 * vprime_writeback_init - make one of an output's writeback connectors
 * @writeback: the connector, zeroed but for @output
 *
 * Context: probe.
 * Return: 0 or a negative errno; what was made goes with the device.
 */
int vprime_writeback_init(struct vprime_writeback *writeback);

/**
 * vprime_writeback_waits - whether a job of an output is not written yet
 * @output: the output
 *
 * Context: any; the caller holds &vprime_output.lock.
 * Return: whether there is one.
 */
bool vprime_writeback_waits(const struct vprime_output *output);

/**
 * vprime_writeback_carried - whether a frame carries a job
 * @frame: the frame
 *
 * Context: any; the caller holds &vprime_output.lock, or nobody else has the frame.
 * Return: whether it does.
 */
bool vprime_writeback_carried(const struct vprime_frame *frame);

/**
 * vprime_writeback_arm - let a frame carry the jobs of the commit that makes it
 * @output: the output
 * @frame: the frame
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_writeback_arm(struct vprime_output *output, struct vprime_frame *frame);

/**
 * vprime_writeback_latch - start the jobs that a frame carries, and end those before them
 * @output: the output
 * @frame: the frame, which is shown from now on
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_writeback_latch(struct vprime_output *output, struct vprime_frame *frame);

/**
 * vprime_writeback_finish - end a connector's job that is not written yet, if there is one
 * @writeback: the connector
 * @status: 0 if it is written, or the negative errno that its fence reports
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_writeback_finish(struct vprime_writeback *writeback, int status);

/**
 * vprime_writeback_finish_all - end all jobs of an output that are not written yet
 * @output: the output
 * @status: the negative errno that their fences report
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_writeback_finish_all(struct vprime_output *output, int status);

/**
 * vprime_writeback_expire - end all jobs of an output that have waited too long for buffers
 * @output: the output
 *
 * Context: any; the caller holds &vprime_output.lock.
 */
void vprime_writeback_expire(struct vprime_output *output);

/**
 * vprime_writeback_wait - wait until the core has cleaned up after all jobs
 * @output: the output, its CRTC off
 *
 * Context: process, may sleep.
 */
void vprime_writeback_wait(struct vprime_output *output);

/**
 * vprime_writeback_target - where a job wants its picture
 * @job: a prepared job
 *
 * Context: any.
 * Return: the pixels of its framebuffer, valid as long as @job.
 */
const struct vprime_pixels *vprime_writeback_target(struct drm_writeback_job *job);

#endif
