/* SPDX-License-Identifier: MIT */
/* What --device was given, under the name of IGT's header for it. */
#ifndef IGT_DEVICE_SCAN_H
#define IGT_DEVICE_SCAN_H

#include "igt_core.h"

int igt_device_filter_count(void);
const char *igt_device_filter_get(int num);

#endif
