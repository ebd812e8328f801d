/* SPDX-License-Identifier: MIT */
/* The groups of tests. */
#ifndef TESTS_SUITE_H
#define TESTS_SUITE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

int run_config_tests(void);
int run_attribute_tests(void);

#endif
