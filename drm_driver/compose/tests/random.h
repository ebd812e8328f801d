/* SPDX-License-Identifier: MIT */
/* Random numbers that are the same in every run with the same seed. */
#ifndef COMPOSE_TESTS_RANDOM_H
#define COMPOSE_TESTS_RANDOM_H

#include "shim.h"

/* What every test starts from; set once by main() from the environment. */
extern u64 random_seed;

/* One sequence of numbers. */
struct random {
	u64 state;
};

/* The @n-th sequence that belongs to random_seed. */
struct random random_start(u64 n);

/* 64 random bits. */
u64 random_bits(struct random *r);

/* A number from @low to @high, both included. */
u32 random_range(struct random *r, u32 low, u32 high);

/* True once in @n calls, on average. */
bool random_once_in(struct random *r, u32 n);

#endif
