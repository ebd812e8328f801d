// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What the builds of the row kernels share, and the choice among them. */

#include "kernels_plain.h"

/* Largest coefficient, in 1/2^26: with it no sum of three products overflows. */
#define MATRIX_MAX ((s64)1 << 44)

/* Largest result for which the vector builds' 32-bit sums suffice, in 1/2^26. */
#define NARROW_MAX (MATRIX_MAX - (1 << 30))

static s64 limited(s64 x, s64 max)
{
	return x < -max ? -max : x > max ? max : x;
}

/* Whether no colour takes the output @out out of what narrow arithmetic holds. */
static bool output_is_narrow(const struct vprime_matrix *m, u32 out)
{
	s64 lowest = m->offset[out], highest = m->offset[out];
	u32 in;

	for (in = 0; in < 3; in++) {
		if (limited(m->c[out][in], (4ll << 26) - (1 << 13)) != m->c[out][in])
			return false;
		if (m->c[out][in] < 0)
			lowest += m->c[out][in] * U16_MAX;
		else
			highest += m->c[out][in] * U16_MAX;
	}
	return lowest >= -NARROW_MAX && highest <= NARROW_MAX;
}

void vprime_matrix_prepare(struct vprime_matrix *m)
{
	u32 out, in;

	m->narrow = true;
	for (out = 0; out < 3; out++) {
		for (in = 0; in < 3; in++)
			m->c[out][in] = limited(m->c[out][in], MATRIX_MAX);
		m->offset[out] = limited(m->offset[out], MATRIX_MAX << 16);
		if (!output_is_narrow(m, out))
			m->narrow = false;
	}
	if (!m->narrow)
		return;

	for (out = 0; out < 3; out++) {
		for (in = 0; in < 3; in++)
			m->c8[out][in] = (m->c[out][in] + (1 << 12)) >> 13;
		/* a 16-bit step is 1/257 of an 8-bit one */
		m->offset8[out] = (s32)(m->offset[out] >> 13) / 257;
	}
}

static bool always(void)
{
	return true;
}

/* Each with what tells that the processor can run it, from the slowest to the fastest. */
static const struct {
	const struct vprime_kernels *kernels;
	bool (*works)(void);
} builds[] = {
	{ &vprime_kernels_plain, always },
#ifdef VPRIME_HAS_X86_VECTORS
#ifndef __KERNEL__
	{ &vprime_kernels_sse2, always },
#endif
	{ &vprime_kernels_sse41, vprime_cpu_has_sse41 },
	{ &vprime_kernels_avx2, vprime_cpu_has_avx2 },
	{ &vprime_kernels_avx512, vprime_cpu_has_avx512 },
#elif defined(__aarch64__) && !defined(__KERNEL__)
	{ &vprime_kernels_neon, always },
#endif
};

const struct vprime_kernels *vprime_kernels_get(u32 i)
{
	u32 build;

	for (build = 0; build < ARRAY_SIZE(builds); build++) {
		if (builds[build].works() && !i--)
			return builds[build].kernels;
	}
	return NULL;
}

const struct vprime_kernels *vprime_kernels_best(void)
{
	const struct vprime_kernels *best = &vprime_kernels_plain;
	u32 i;

	for (i = 0; vprime_kernels_get(i); i++)
		best = vprime_kernels_get(i);
	return best;
}

const struct vprime_kernels *vprime_kernels_choose(const u64 *times)
{
	u64 shortest = times[0];
	u32 i, chosen = 0;

	for (i = 1; vprime_kernels_get(i); i++) {
		if (times[i] < shortest)
			shortest = times[i];
	}
	for (i = 1; vprime_kernels_get(i); i++) {
		if (times[i] <= shortest + shortest / 4)
			chosen = i;
	}
	return vprime_kernels_get(chosen);
}

const struct vprime_kernels *vprime_kernels_named(const char *name)
{
	u32 i;

	for (i = 0; vprime_kernels_get(i); i++) {
		if (!strcmp(vprime_kernels_get(i)->name, name))
			return vprime_kernels_get(i);
	}
	return NULL;
}
