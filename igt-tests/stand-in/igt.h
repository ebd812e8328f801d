/* SPDX-License-Identifier: MIT */
/* The one header a test includes, as with the IGT library. */
#ifndef IGT_H
#define IGT_H

#include "igt_core.h"

#endif
