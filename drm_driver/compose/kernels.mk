# SPDX-License-Identifier: GPL-2.0-only OR MIT
# The builds of the row kernels: for which machine, and with what flags. Included
# by Kbuild and by the makefiles of the tests and benchmarks.

kernels-x86_64 := kernels_sse2 kernels_sse41 kernels_avx2 kernels_avx512
kernels-aarch64 := kernels_neon

kernels-flags-kernels_sse2 := -msse2
kernels-flags-kernels_sse41 := -msse4.1
kernels-flags-kernels_avx2 := -mavx2
kernels-flags-kernels_avx512 := -mavx512f -mavx512bw -mprefer-vector-width=512
