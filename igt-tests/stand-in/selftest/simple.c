// SPDX-License-Identifier: MIT
/* A test without subtests, for the self test to run. */

#include <stdlib.h>

#include "igt.h"
#include "igt_device_scan.h"

IGT_TEST_DESCRIPTION("A test without subtests.");

igt_simple_main
{
	igt_require(!getenv("SIMPLE_SKIP"));
	igt_assert(!getenv("SIMPLE_FAIL"));
	for (int i = 0; i < igt_device_filter_count(); i++)
		igt_info("device %s\n", igt_device_filter_get(i));
}
