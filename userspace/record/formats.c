// SPDX-License-Identifier: MIT
/* Formats of pictures: how they are called elsewhere, and where their brightness is. */
#include <strings.h>

#include <linux/videodev2.h>

#include "record.h"

/* Of RGB, green is as good as brightness where all is black or white. */
static const struct record_format formats[] = {
	{ "xrgb8888", V4L2_PIX_FMT_XBGR32, "bgr0", NULL, 4, 1 },
	{ "rgb24", V4L2_PIX_FMT_RGB24, "rgb24", NULL, 3, 1 },
	{ "nv12", V4L2_PIX_FMT_NV12, "nv12", "420jpeg", 1, 0 },
	{ "yuyv", V4L2_PIX_FMT_YUYV, "yuyv422", "422", 2, 0 },
	{ "p010", V4L2_PIX_FMT_P010, "p010le", "420p10", 2, 1 },
};

const struct record_format *record_format_at(size_t index)
{
	return index < sizeof(formats) / sizeof(formats[0]) ? &formats[index] : NULL;
}

const struct record_format *record_format_find(const char *name)
{
	const struct record_format *format;

	for (size_t i = 0; (format = record_format_at(i)); i++) {
		if (!strcasecmp(format->name, name))
			return format;
	}
	return NULL;
}
