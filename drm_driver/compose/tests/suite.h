/* SPDX-License-Identifier: MIT */
/* What every file of tests includes: cmocka, the code under test, the groups. */
#ifndef COMPOSE_TESTS_SUITE_H
#define COMPOSE_TESTS_SUITE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "compose.h"

/* Each runs one group and returns how many of its tests failed. */
int run_pixel_tests(void);
int run_formats_tests(void);
int run_layers_tests(void);
int run_geometry_tests(void);
int run_colour_tests(void);
int run_scene_tests(void);
int run_crc_tests(void);
int run_same_tests(void);
int run_random_tests(void);
int run_kernels_tests(void);
int run_pipeline_tests(void);
int run_write_yuv_tests(void);
int run_copy_tests(void);

#endif
