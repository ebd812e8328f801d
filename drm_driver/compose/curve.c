// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The curves of colour pipelines, in fixed-point arithmetic with 32 bits behind the point. */

#include "pipeline.h"

#define ONE ((u64)1 << 32)
#define RATIO(x, y) (((u64)(x) << 32) / (y))
#define LN2 2977044472ull

/* BT.2020: V = 4.5 L below BETA, (1 + ALPHA_1) L^0.45 - ALPHA_1 above. */
#define ALPHA_1 426476624ull	/* 0.09929682680944 */
#define BETA 77541204ull	/* 0.018053968510807 */

/* SMPTE ST 2084 */
#define PQ_M1 RATIO(2610, 16384)
#define PQ_M2 RATIO(2523, 32)
#define PQ_C1 RATIO(3424, 4096)
#define PQ_C2 RATIO(2413, 128)
#define PQ_C3 RATIO(2392, 128)

static u64 multiply(u64 a, u64 b)
{
	return (a >> 32) * b + (u32)a * (b >> 32) + ((u64)(u32)a * (u32)b >> 32);
}

/* For numbers below 32, not the smallest. */
static u64 divide(u64 a, u64 b)
{
	return div_u64(a << 27, b >> 5);
}

/* The logarithm to the base 2 of a number above 0: one binary digit at each squaring. */
static s64 logarithm(u64 x)
{
	s64 result = 0;
	u32 digit;

	for (; x < ONE; x <<= 1)
		result -= ONE;
	for (; x >= 2 * ONE; x >>= 1)
		result += ONE;
	for (digit = 1u << 31; digit; digit >>= 1) {
		x = multiply(x, x);
		if (x >= 2 * ONE) {
			x >>= 1;
			result += digit;
		}
	}
	return result;
}

/* 2^x for x below 31. */
static u64 exponential(s64 x)
{
	s64 whole = x >> 32;
	u64 rest = multiply((u32)x, LN2), result = ONE;
	u32 k;

	/* e^rest by its series, from the smallest term */
	for (k = 14; k; k--)
		result = ONE + div_u64(multiply(result, rest), k);
	if (whole >= 0)
		return result << whole;
	return whole > -34 ? (result + (1ull << (-whole - 1))) >> -whole : 0;
}

static u64 power(u64 x, u64 exponent)
{
	s64 log;

	if (!x)
		return 0;
	log = logarithm(x);
	return exponential(log < 0 ? -(s64)multiply(-log, exponent) :
				     (s64)multiply(log, exponent));
}

static u64 srgb_eotf(u64 x)
{
	if (x <= RATIO(4045, 100000))
		return multiply(x, RATIO(100, 1292));
	return power(multiply(x + RATIO(55, 1000), RATIO(1000, 1055)), RATIO(12, 5));
}

static u64 srgb_inv_eotf(u64 x)
{
	if (x <= RATIO(31308, 10000000))
		return multiply(x, RATIO(1292, 100));
	return multiply(power(x, RATIO(5, 12)), RATIO(1055, 1000)) - RATIO(55, 1000);
}

static u64 pq_125_eotf(u64 x)
{
	u64 n = power(x < ONE ? x : ONE, RATIO(32, 2523));

	if (n <= PQ_C1)
		return 0;
	return 125 * power(divide(n - PQ_C1, PQ_C2 - multiply(PQ_C3, n)), RATIO(16384, 2610));
}

static u64 pq_125_inv_eotf(u64 x)
{
	u64 y = power(multiply(x, RATIO(1, 125)), PQ_M1);

	return power(divide(PQ_C1 + multiply(PQ_C2, y), ONE + multiply(PQ_C3, y)), PQ_M2);
}

static u64 bt2020_inv_oetf(u64 x)
{
	if (x < BETA * 9 / 2)
		return multiply(x, RATIO(10, 45));
	return power(divide(x + ALPHA_1, ONE + ALPHA_1), RATIO(100, 45));
}

static u64 bt2020_oetf(u64 x)
{
	if (x < BETA)
		return x * 9 / 2;
	return multiply(ONE + ALPHA_1, power(x, RATIO(45, 100))) - ALPHA_1;
}

static u64 curve_function(enum vprime_curve_type type, u64 x)
{
	switch (type) {
	case VPRIME_CURVE_SRGB_EOTF:
		return srgb_eotf(x);
	case VPRIME_CURVE_SRGB_INV_EOTF:
		return srgb_inv_eotf(x);
	case VPRIME_CURVE_PQ_125_EOTF:
		return pq_125_eotf(x);
	case VPRIME_CURVE_PQ_125_INV_EOTF:
		return pq_125_inv_eotf(x);
	case VPRIME_CURVE_BT2020_INV_OETF:
		return bt2020_inv_oetf(x);
	case VPRIME_CURVE_BT2020_OETF:
		return bt2020_oetf(x);
	case VPRIME_CURVE_GAMMA22:
		return power(x, RATIO(22, 10));
	default:
		return power(x, RATIO(10, 22));
	}
}

void vprime_curve_init(struct vprime_curve *curve, enum vprime_curve_type type)
{
	u32 i, octave;
	u64 y;

	for (i = 0; i < VPRIME_CURVE_POINTS; i++) {
		octave = i < 2 * VPRIME_CURVE_OCTAVE ? 0 : i / VPRIME_CURVE_OCTAVE - 1;
		/* the input, from 1/2^24 */
		y = (u64)(i - VPRIME_CURVE_OCTAVE * octave) << octave << 8;
		y = curve_function(type, y);
		/* and the output to it, limited */
		y = (y + (1 << 7)) >> 8;
		curve->values[i] = y < 0x7fffffff ? y : 0x7fffffff;
		if (!(i % VPRIME_CURVE_OCTAVE))
			cond_resched();
	}
}
