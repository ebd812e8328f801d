/* SPDX-License-Identifier: MIT */
/* How many buffers there are, by the kernel's own lists: whatever a test did, none may be left. */
#ifndef COMMON_ACCOUNT_H
#define COMMON_ACCOUNT_H

/**
 * struct account - how many buffers there are
 * @ledger: in the ledgers of all cards of vprime
 * @dmabufs: in dma-buf's own list
 */
struct account {
	unsigned int ledger;
	unsigned int dmabufs;
};

/** account_now - what there is now */
struct account account_now(void);

/**
 * account_assert - fail unless there is what there was
 * @before: what there was
 *
 * Waits two seconds for what is on its way out.
 */
void account_assert(const struct account *before);

#endif
