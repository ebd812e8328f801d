// SPDX-License-Identifier: GPL-2.0-only
/* Buffers, from whoever watches to the sink and back. */

#include <linux/dma-buf.h>
#include <linux/fs.h>
#include <linux/sizes.h>

#include "monitor.h"

#include "compat/dma_buf.h"
#include "compat/videobuf2.h"

/* One to watch while the next picture is written to another. */
#define BUFFERS_MIN 2u
/*
 * What more buffers than these may take together, or larger ones than a picture needs: memory that
 * nobody keeps account of.
 */
#define MEMORY_MAX SZ_256M

struct monitor_buffer {
	struct vb2_v4l2_buffer vb;
	struct vprime_sink_buffer lent;
};

static struct monitor_buffer *to_monitor_buffer(struct vb2_buffer *vb)
{
	return container_of(to_vb2_v4l2_buffer(vb), struct monitor_buffer, vb);
}

static u32 picture_size(const struct monitor *monitor)
{
	struct v4l2_pix_format pix;

	monitor_format_fill(monitor->format, monitor->timings.bt.width,
			    monitor->timings.bt.height, &pix);
	return pix.sizeimage;
}

static int monitor_queue_setup(struct vb2_queue *queue, unsigned int *buffers,
			       unsigned int *planes, unsigned int sizes[],
			       struct device *alloc_devs[])
{
	const struct monitor *monitor = vb2_get_drv_priv(queue);
	u32 size = picture_size(monitor);

	/* buffers beside others, of a size that somebody asks for: VIDIOC_CREATE_BUFS */
	if (*planes) {
		if (sizes[0] >= size && sizes[0] <= max_t(u32, size, MEMORY_MAX))
			return 0;
		dev_dbg(&monitor->vdev.dev, "a picture takes %u bytes, not %u\n", size, sizes[0]);
		return -EINVAL;
	}

	*buffers = max(*buffers, BUFFERS_MIN);
	*planes = 1;
	sizes[0] = size;
	return 0;
}

static int monitor_buf_init(struct vb2_buffer *vb)
{
	struct monitor *monitor = vb2_get_drv_priv(vb->vb2_queue);
	u64 memory = monitor->memory + vb2_plane_size(vb, 0);
	bool needed;

	if (vb->memory != VB2_MEMORY_MMAP)
		return 0;
	needed = monitor->buffers < BUFFERS_MIN && vb2_plane_size(vb, 0) <= picture_size(monitor);
	if (!needed && memory > MEMORY_MAX) {
		dev_dbg(&monitor->vdev.dev, "no more than %u buffers of %lu bytes\n",
			monitor->buffers, vb2_plane_size(vb, 0));
		return -ENOMEM;
	}
	monitor->buffers++;
	monitor->memory = memory;
	return 0;
}

static void monitor_buf_cleanup(struct vb2_buffer *vb)
{
	struct monitor *monitor = vb2_get_drv_priv(vb->vb2_queue);

	if (vb->memory != VB2_MEMORY_MMAP)
		return;
	monitor->buffers--;
	monitor->memory -= vb2_plane_size(vb, 0);
}

static bool read_only(const struct vb2_buffer *vb)
{
	return vb->memory == VB2_MEMORY_DMABUF &&
	       !(vb->planes[0].dbuf->file->f_mode & FMODE_WRITE);
}

/*
 * The CPU writes to a foreign buffer from here until it is dequeued. What its
 * exporter waits for delays whoever queues it and nobody else.
 */
static int monitor_buf_prepare(struct vb2_buffer *vb)
{
	const struct monitor *monitor = vb2_get_drv_priv(vb->vb2_queue);
	const struct iosys_map *map = vb2_plane_cookie(vb, 0);
	u32 size = picture_size(monitor);

	if (vb2_plane_size(vb, 0) < size)
		return -EINVAL;
	if (read_only(vb)) {
		dev_dbg(&monitor->vdev.dev, "no picture into a dma-buf open for reading only\n");
		return -EACCES;
	}
	if (!map || iosys_map_is_null(map))
		return -ENOMEM;
	vb2_set_plane_payload(vb, 0, size);
	to_monitor_buffer(vb)->lent.pixels = monitor_format_pixels(monitor->format,
								   monitor->timings.bt.width,
								   monitor->timings.bt.height,
								   map);
	if (vb->memory != VB2_MEMORY_DMABUF)
		return 0;
	return dma_buf_begin_cpu_access(vb->planes[0].dbuf, DMA_BIDIRECTIONAL);
}

static void monitor_buf_finish(struct vb2_buffer *vb)
{
	if (vb->memory == VB2_MEMORY_DMABUF)
		dma_buf_end_cpu_access(vb->planes[0].dbuf, DMA_BIDIRECTIONAL);
}

static void monitor_buf_queue(struct vb2_buffer *vb)
{
	const struct monitor *monitor = vb2_get_drv_priv(vb->vb2_queue);

	if (monitor->gone)
		vb2_buffer_done(vb, VB2_BUF_STATE_QUEUED);
	else
		vprime_sink_queue(monitor->sink, &to_monitor_buffer(vb)->lent);
}

void monitor_queue_done(struct vprime_sink *sink, struct vprime_sink_buffer *buffer, int status,
			const struct vprime_sink_stamp *stamp)
{
	struct vb2_v4l2_buffer *vb = &container_of(buffer, struct monitor_buffer, lent)->vb;

	vb->field = V4L2_FIELD_NONE;
	if (stamp) {
		vb->sequence = stamp->sequence;
		vb->vb2_buf.timestamp = ktime_to_ns(stamp->time);
	}
	vb2_buffer_done(&vb->vb2_buf, status ? VB2_BUF_STATE_ERROR : VB2_BUF_STATE_DONE);
}

static int monitor_start_streaming(struct vb2_queue *queue, unsigned int count)
{
	const struct monitor *monitor = vb2_get_drv_priv(queue);

	if (monitor->gone)
		return -ENODEV;
	vprime_sink_start(monitor->sink);
	return 0;
}

static void monitor_stop_streaming(struct vb2_queue *queue)
{
	const struct monitor *monitor = vb2_get_drv_priv(queue);

	vprime_sink_stop(monitor->sink);
}

static const struct vb2_ops monitor_queue_ops = {
	.queue_setup = monitor_queue_setup,
	.buf_init = monitor_buf_init,
	.buf_cleanup = monitor_buf_cleanup,
	.buf_prepare = monitor_buf_prepare,
	.buf_finish = monitor_buf_finish,
	.buf_queue = monitor_buf_queue,
	.start_streaming = monitor_start_streaming,
	.stop_streaming = monitor_stop_streaming,
	COMPAT_VB2_OPS
};

int monitor_queue_init(struct monitor *monitor)
{
	struct vb2_queue *queue = &monitor->queue;

	queue->type = V4L2_BUF_TYPE_VIDEO_CAPTURE;
	queue->io_modes = VB2_MMAP | VB2_DMABUF | VB2_READ;
	queue->dev = vprime_sink_device(monitor->sink);
	queue->lock = &monitor->lock;
	queue->ops = &monitor_queue_ops;
	queue->mem_ops = &monitor_memory_ops;
	queue->drv_priv = monitor;
	queue->buf_struct_size = sizeof(struct monitor_buffer);
	queue->timestamp_flags = V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;
	return vb2_queue_init(queue);
}
