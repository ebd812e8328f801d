// SPDX-License-Identifier: GPL-2.0-only
/* Formats of captured pictures. */

#include <linux/kernel.h>

#include <drm/drm_fourcc.h>

#include "monitor.h"

/* DRM names the bytes of a pixel from the highest, V4L2 mostly from the first in memory. */
static const struct monitor_format formats[] = {
	{ V4L2_PIX_FMT_XBGR32, DRM_FORMAT_XRGB8888, .bytes = 4 },
	{ V4L2_PIX_FMT_RGBX32, DRM_FORMAT_XBGR8888, .bytes = 4 },
	{ V4L2_PIX_FMT_RGB24, DRM_FORMAT_BGR888, .bytes = 3 },
	{ V4L2_PIX_FMT_BGR24, DRM_FORMAT_RGB888, .bytes = 3 },
	{ V4L2_PIX_FMT_YUYV, DRM_FORMAT_YUYV, .bytes = 2, .yuv = true },
	{ V4L2_PIX_FMT_NV12, DRM_FORMAT_NV12, .bytes = 1, .yuv = true, .chroma = true },
	{ V4L2_PIX_FMT_P010, DRM_FORMAT_P010, .bytes = 2, .yuv = true, .chroma = true },
};

const struct monitor_format *monitor_format_at(unsigned int index)
{
	return index < ARRAY_SIZE(formats) ? &formats[index] : NULL;
}

const struct monitor_format *monitor_format_find(u32 pixelformat)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		if (formats[i].pixelformat == pixelformat)
			return &formats[i];
	}
	return &formats[0];
}

/* From one row to the next; chroma comes in pairs, and a row of it is as long as one of luma. */
static u32 stride(const struct monitor_format *format, u32 width)
{
	return (format->yuv ? round_up(width, 2) : width) * format->bytes;
}

void monitor_format_fill(const struct monitor_format *format, u32 width, u32 height,
			 struct v4l2_pix_format *pix)
{
	u32 rows = height + (format->chroma ? DIV_ROUND_UP(height, 2) : 0);

	*pix = (struct v4l2_pix_format) {
		.width = width,
		.height = height,
		.pixelformat = format->pixelformat,
		.field = V4L2_FIELD_NONE,
		.bytesperline = stride(format, width),
		.sizeimage = stride(format, width) * rows,
		.colorspace = V4L2_COLORSPACE_SRGB,
		.xfer_func = V4L2_XFER_FUNC_SRGB,
		.ycbcr_enc = format->yuv ? V4L2_YCBCR_ENC_709 : V4L2_YCBCR_ENC_DEFAULT,
		.quantization = format->yuv ? V4L2_QUANTIZATION_LIM_RANGE :
					      V4L2_QUANTIZATION_FULL_RANGE,
	};
}

struct vprime_pixels monitor_format_pixels(const struct monitor_format *format, u32 width,
					   u32 height, const struct iosys_map *map)
{
	u32 pitch = stride(format, width);
	struct vprime_pixels pixels = {
		.format = vprime_sink_format(format->fourcc),
		.pitch = { pitch, pitch },
		.width = width,
		.height = height,
	};

	pixels.map[0] = *map;
	if (format->chroma) {
		pixels.map[1] = *map;
		iosys_map_incr(&pixels.map[1], (size_t)pitch * height);
	}
	return pixels;
}
