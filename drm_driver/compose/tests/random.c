// SPDX-License-Identifier: MIT
/* Random numbers that are the same in every run with the same seed. */

#include "random.h"

u64 random_seed = 1;

/* splitmix64 (Steele, Lea and Flood, 2014) */
u64 random_bits(struct random *r)
{
	u64 z = r->state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

struct random random_start(u64 n)
{
	struct random r = { .state = random_seed };

	r.state = random_bits(&r) + n;
	r.state = random_bits(&r);
	return r;
}

u32 random_range(struct random *r, u32 low, u32 high)
{
	return low + (u32)(random_bits(r) >> 32) % (high - low + 1);
}

bool random_once_in(struct random *r, u32 n)
{
	return random_range(r, 1, n) == 1;
}
