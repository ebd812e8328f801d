// SPDX-License-Identifier: GPL-2.0-only
/* The module vprime_monitor: a V4L2 capture device for each output of the vprime cards. */

#include <linux/module.h>
#include <linux/slab.h>
#include <linux/v4l2-dv-timings.h>

#include <media/v4l2-dv-timings.h>
#include <media/v4l2-event.h>
#include <media/v4l2-fh.h>
#include <media/v4l2-ioctl.h>

#include "monitor.h"

/* What a monitor has that has never seen a mode. */
static const struct v4l2_dv_timings default_timings = V4L2_DV_BT_CEA_1920X1080P60;

static const struct v4l2_file_operations monitor_fops = {
	.owner = THIS_MODULE,
	.open = v4l2_fh_open,
	.release = vb2_fop_release,
	.read = vb2_fop_read,
	.poll = vb2_fop_poll,
	.mmap = vb2_fop_mmap,
	.unlocked_ioctl = video_ioctl2,
};

static void monitor_changed(struct vprime_sink *sink)
{
	static const struct v4l2_event event = {
		.type = V4L2_EVENT_SOURCE_CHANGE,
		.u.src_change.changes = V4L2_EVENT_SRC_CH_RESOLUTION,
	};
	struct monitor *monitor = sink->priv;

	v4l2_event_queue(&monitor->vdev, &event);
}

/* With the last reference: nobody has the device open any more. */
static void monitor_release(struct v4l2_device *v4l2_dev)
{
	struct monitor *monitor = container_of(v4l2_dev, struct monitor, v4l2_dev);

	v4l2_ctrl_handler_free(&monitor->ctrls);
	v4l2_device_unregister(v4l2_dev);
	mutex_destroy(&monitor->lock);
	kfree(monitor);
}

static int init_video(struct monitor *monitor)
{
	struct video_device *vdev = &monitor->vdev;
	int ret;

	/* what is at the other end of the cable is always powered */
	v4l2_ctrl_handler_init(&monitor->ctrls, 1);
	v4l2_ctrl_new_std(&monitor->ctrls, NULL, V4L2_CID_DV_RX_POWER_PRESENT, 0, 1, 0, 1);
	if (monitor->ctrls.error)
		return monitor->ctrls.error;
	monitor->v4l2_dev.ctrl_handler = &monitor->ctrls;

	ret = monitor_queue_init(monitor);
	if (ret)
		return ret;

	snprintf(vdev->name, sizeof(vdev->name), "%s %s",
		 dev_name(vprime_sink_device(monitor->sink)), vprime_sink_name(monitor->sink));
	vdev->v4l2_dev = &monitor->v4l2_dev;
	vdev->fops = &monitor_fops;
	vdev->ioctl_ops = &monitor_ioctl_ops;
	vdev->queue = &monitor->queue;
	vdev->lock = &monitor->lock;
	vdev->device_caps = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING | V4L2_CAP_READWRITE;
	/* it goes with @monitor */
	vdev->release = video_device_release_empty;
	video_set_drvdata(vdev, monitor);
	return 0;
}

static const struct vprime_sink_ops monitor_sink_ops;

static int monitor_attach(struct vprime_sink *sink)
{
	struct monitor *monitor = kzalloc(sizeof(*monitor), GFP_KERNEL);
	int ret;

	if (!monitor)
		return -ENOMEM;
	mutex_init(&monitor->lock);
	monitor->sink = sink;
	monitor->format = monitor_format_at(0);
	if (monitor_timings_query(sink, &monitor->timings))
		monitor->timings = default_timings;

	strscpy(monitor->v4l2_dev.name, KBUILD_MODNAME, sizeof(monitor->v4l2_dev.name));
	monitor->v4l2_dev.release = monitor_release;
	ret = v4l2_device_register(vprime_sink_device(sink), &monitor->v4l2_dev);
	if (ret) {
		mutex_destroy(&monitor->lock);
		kfree(monitor);
		return ret;
	}
	ret = init_video(monitor);
	if (ret)
		goto err_put;

	/* no ioctl before it is connected */
	mutex_lock(&monitor->lock);
	ret = video_register_device(&monitor->vdev, VFL_TYPE_VIDEO, -1);
	if (!ret)
		vprime_sink_connect(sink, &monitor_sink_ops, monitor);
	mutex_unlock(&monitor->lock);
	if (ret)
		goto err_put;
	return 0;

err_put:
	v4l2_device_put(&monitor->v4l2_dev);
	return ret;
}

/* Files may stay open, but all that they get is ENODEV. */
static void monitor_detach(struct vprime_sink *sink)
{
	struct monitor *monitor = sink->priv;

	mutex_lock(&monitor->lock);
	monitor->gone = true;
	mutex_unlock(&monitor->lock);

	vb2_video_unregister_device(&monitor->vdev);

	/* no ioctl gets past the lock any more */
	mutex_lock(&monitor->lock);
	vprime_sink_disconnect(sink);
	monitor->sink = NULL;
	mutex_unlock(&monitor->lock);
	v4l2_device_put(&monitor->v4l2_dev);
}

static const struct vprime_sink_ops monitor_sink_ops = {
	.attach = monitor_attach,
	.detach = monitor_detach,
	.changed = monitor_changed,
	.done = monitor_queue_done,
};

static int __init monitor_init(void)
{
	return vprime_sink_register(&monitor_sink_ops);
}

static void __exit monitor_exit(void)
{
	vprime_sink_unregister();
}

module_init(monitor_init);
module_exit(monitor_exit);

MODULE_DESCRIPTION("vprime: the monitor as a V4L2 capture device");
MODULE_LICENSE("GPL");
