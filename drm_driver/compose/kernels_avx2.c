// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The row kernels for x86 processors with AVX2. */

#define VECTOR_BYTES 32
#define VECTOR_KERNELS vprime_kernels_avx2
#define VECTOR_NAME "avx2"

#include "kernels_vector.h"
