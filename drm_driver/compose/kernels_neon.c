// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The row kernels for 64-bit Arm processors, all of which have these vectors. */

#define VECTOR_BYTES 16
#define VECTOR_KERNELS vprime_kernels_neon
#define VECTOR_NAME "neon"

#include "kernels_vector.h"
