/* SPDX-License-Identifier: MIT */
/* All orders in which a few things can be done. */
#ifndef COMMON_ORDER_H
#define COMMON_ORDER_H

#define ORDER_MAX 5

/**
 * order_each - do something in every order
 * @n: how many things, at most ORDER_MAX
 * @run: called with @n! different orders of 0 to @n - 1
 */
void order_each(unsigned int n, void (*run)(const int order[]));

#endif
