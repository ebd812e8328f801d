// SPDX-License-Identifier: MIT
/* Runs all groups of tests; arguments are patterns of test names, as cmocka takes them. */

#include <stdio.h>

#include "random.h"
#include "scenes.h"
#include "suite.h"

int main(int argc, char **argv)
{
	const char *seed = getenv("SEED");
	int failed = 0;

	if (argc > 2) {
		fprintf(stderr, "usage: %s [PATTERN]\n", argv[0]);
		return 2;
	}
	if (argc == 2)
		cmocka_set_test_filter(argv[1]);
	if (seed)
		random_seed = strtoull(seed, NULL, 0);
	printf("SEED=%llu\n", (unsigned long long)random_seed);

	failed += run_pixel_tests();
	failed += run_formats_tests();
	failed += run_layers_tests();
	failed += run_geometry_tests();
	failed += run_colour_tests();
	failed += run_scene_tests();
	failed += run_crc_tests();
	failed += run_same_tests();
	failed += run_random_tests();
	failed += run_kernels_tests();
	failed += run_pipeline_tests();
	failed += run_write_yuv_tests();
	failed += run_copy_tests();
	report_all();
	return failed ? 1 : 0;
}
