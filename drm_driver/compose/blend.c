// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Blending one row over another. */

#include "blend.h"
#include "pixel.h"

void vprime_over8(u32 *dst, const u32 *src, u32 n)
{
	const u64 lanes = 0x00ff00ff00ff00ffull;
	u64 d, sum, carry;
	u32 i, s, a;

	for (i = 0; i < n; i++) {
		s = src[i];
		a = s >> 24;
		if (!s)
			continue;
		if (a == 0xff) {
			dst[i] = s;
			continue;
		}
		/* x / 255 rounded is (x + 128 + (x + 128) / 256) / 256 for all products here */
		d = vprime_spread8(dst[i]) * (255 - a) + 0x0080008000800080ull;
		d = (d + (d >> 8 & lanes)) >> 8 & lanes;
		sum = d + vprime_spread8(s);
		carry = sum & 0x0100010001000100ull;
		sum |= carry - (carry >> 8);
		dst[i] = vprime_pack8(sum & lanes);
	}
}

static u64 over16_channel(u64 dst, u64 src, u32 inv_alpha, unsigned int shift)
{
	u32 x = (u32)(dst >> shift & U16_MAX) * inv_alpha + 0x8000;
	u32 sum = ((x + (x >> 16)) >> 16) + (u32)(src >> shift & U16_MAX);

	return (u64)(sum > U16_MAX ? U16_MAX : sum) << shift;
}

void vprime_over16(u64 *dst, const u64 *src, u32 n)
{
	u32 i, inv_alpha;

	for (i = 0; i < n; i++) {
		inv_alpha = U16_MAX - (u32)(src[i] >> 48);
		dst[i] = over16_channel(dst[i], src[i], inv_alpha, 0) |
			 over16_channel(dst[i], src[i], inv_alpha, 16) |
			 over16_channel(dst[i], src[i], inv_alpha, 32) |
			 over16_channel(dst[i], src[i], inv_alpha, 48);
	}
}
