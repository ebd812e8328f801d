// SPDX-License-Identifier: MIT
/* All orders in which a few things can be done. */

#include <string.h>

#include "igt.h"

#include "order.h"

static unsigned int factorial(unsigned int n)
{
	return n ? n * factorial(n - 1) : 1;
}

/* The number, in mixed radix, says which of those left comes next. */
static void nth_order(unsigned int number, unsigned int n, int order[])
{
	int left[ORDER_MAX];

	for (unsigned int i = 0; i < n; i++)
		left[i] = i;
	for (unsigned int remaining = n; remaining; remaining--) {
		unsigned int pick = number % remaining;

		number /= remaining;
		order[n - remaining] = left[pick];
		memmove(&left[pick], &left[pick + 1], (remaining - pick - 1) * sizeof(left[0]));
	}
}

void order_each(unsigned int n, void (*run)(const int order[]))
{
	int order[ORDER_MAX];
	char text[2 * ORDER_MAX + 1];

	igt_assert(n <= ORDER_MAX);
	for (unsigned int number = 0; number < factorial(n); number++) {
		nth_order(number, n, order);
		for (unsigned int i = 0; i < n; i++)
			snprintf(text + 2 * i, 3, " %d", order[i]);
		igt_debug("order%s\n", text);
		run(order);
	}
}
