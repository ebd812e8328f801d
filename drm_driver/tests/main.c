// SPDX-License-Identifier: MIT
/* Runs all groups of tests; an argument is a pattern of test names, as cmocka takes it. */

#include <stdio.h>

#include "suite.h"

int main(int argc, char **argv)
{
	if (argc > 2) {
		fprintf(stderr, "usage: %s [PATTERN]\n", argv[0]);
		return 2;
	}
	if (argc == 2)
		cmocka_set_test_filter(argv[1]);
	return run_config_tests() + run_attribute_tests() ? 1 : 0;
}
