// SPDX-License-Identifier: MIT
/* crc32_le() as the kernel has it on x86: the fastest of its functions that the CPU can run. */

#include "kernel.h"

#include "crc-pclmul-consts.h"

u32 crc32_lsb_pclmul_sse(u32 crc, const u8 *p, size_t len, const void *consts);
u32 crc32_lsb_vpclmul_avx2(u32 crc, const u8 *p, size_t len, const void *consts);
u32 crc32_lsb_vpclmul_avx512(u32 crc, const u8 *p, size_t len, const void *consts);

u32 crc32_le(u32 crc, const void *p, size_t len)
{
	const void *consts = crc32_lsb_0xedb88320_consts.fold_across_128_bits_consts;
	static u32 (*best)(u32 crc, const u8 *p, size_t len, const void *consts);

	if (!best) {
		bool vpclmul = __builtin_cpu_supports("vpclmulqdq");

		best = crc32_lsb_pclmul_sse;
		if (vpclmul && __builtin_cpu_supports("avx2"))
			best = crc32_lsb_vpclmul_avx2;
		if (vpclmul && __builtin_cpu_supports("avx512bw") &&
		    __builtin_cpu_supports("avx512vl"))
			best = crc32_lsb_vpclmul_avx512;
	}
	return best(crc, p, len, consts);
}
