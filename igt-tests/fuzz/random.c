// SPDX-License-Identifier: MIT
/* Random numbers, and choices from them. */

#include "fuzz.h"

/* splitmix64, by Sebastiano Vigna */
uint64_t next_random(uint64_t *random)
{
	uint64_t z = *random += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

uint64_t below(struct state *state, uint64_t n)
{
	return next_random(&state->random) % n;
}

bool once_in(struct state *state, unsigned int n)
{
	return !below(state, n);
}

uint64_t wild(struct state *state)
{
	uint64_t power = 1ULL << below(state, 64);

	switch (below(state, 8)) {
	case 0:
		return 0;
	case 1:
		return -1ULL;
	case 2:
		return power;
	case 3:
		return power - 1;
	case 4:
		return below(state, 1000);
	case 5:
		return -below(state, 1000);
	case 6:
		return (uint32_t)next_random(&state->random);
	default:
		return next_random(&state->random);
	}
}

uint64_t pick(struct state *state, const struct pool *pool)
{
	if (!pool->count || once_in(state, 12))
		return once_in(state, 2) ? below(state, 200) : wild(state);
	return pool->values[below(state, pool->count)];
}

void pool_add(struct pool *pool, uint64_t value)
{
	if (pool->count < POOL_MAX)
		pool->values[pool->count++] = value;
}

bool pool_take(struct state *state, struct pool *pool, uint64_t *value)
{
	unsigned int i;

	if (!pool->count)
		return false;
	i = below(state, pool->count);
	*value = pool->values[i];
	pool->values[i] = pool->values[--pool->count];
	return true;
}
