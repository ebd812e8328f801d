// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The row kernels for x86 processors with SSE2, which all 64-bit ones have. */

#define VECTOR_BYTES 16
#define VECTOR_KERNELS vprime_kernels_sse2
#define VECTOR_NAME "sse2"

#include "kernels_vector.h"
