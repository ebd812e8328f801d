// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The row kernels for x86 processors with SSE4.1. */

#define VECTOR_BYTES 16
#define VECTOR_KERNELS vprime_kernels_sse41
#define VECTOR_NAME "sse4.1"

#include "kernels_vector.h"
