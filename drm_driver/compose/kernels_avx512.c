// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The row kernels for x86 processors with AVX-512 F and BW. */

#define VECTOR_BYTES 64
#define VECTOR_KERNELS vprime_kernels_avx512
#define VECTOR_NAME "avx512"

#include "kernels_vector.h"
