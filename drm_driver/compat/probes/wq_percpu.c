// SPDX-License-Identifier: GPL-2.0-only
/* A workqueue says that its works run where they are queued, which had been so without a word. */
#include <linux/workqueue.h>

unsigned int probe(void);
unsigned int probe(void)
{
	return WQ_PERCPU;
}
