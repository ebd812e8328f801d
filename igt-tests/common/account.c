// SPDX-License-Identifier: MIT
/* How many buffers there are, by the kernel's own lists. */

#include <glob.h>
#include <stdio.h>
#include <unistd.h>

#include "igt.h"

#include "account.h"

static unsigned int count_lines(const char *path)
{
	FILE *file = fopen(path, "r");
	unsigned int lines = 0;
	char line[1024];

	igt_assert_f(file, "no %s\n", path);
	while (fgets(line, sizeof(line), file))
		lines++;
	fclose(file);
	return lines;
}

/* The debugfs folder of a card may have a second name; that counts twice before and after. */
static unsigned int count_ledger(void)
{
	unsigned int lines = 0;
	glob_t tables;

	/* none is there while the module has no card */
	if (glob("/sys/kernel/debug/dri/*/buffers", 0, NULL, &tables))
		return 0;
	for (size_t i = 0; i < tables.gl_pathc; i++)
		lines += count_lines(tables.gl_pathv[i]) - 1;
	globfree(&tables);
	return lines;
}

static unsigned int count_dmabufs(void)
{
	FILE *file = fopen("/sys/kernel/debug/dma_buf/bufinfo", "r");
	unsigned int total = 0;
	bool found = false;
	char line[1024];

	igt_assert_f(file, "no bufinfo in debugfs\n");
	while (fgets(line, sizeof(line), file))
		found |= sscanf(line, "Total %u objects", &total) == 1;
	fclose(file);
	igt_assert_f(found, "bufinfo has no total\n");
	return total;
}

struct account account_now(void)
{
	return (struct account){ .ledger = count_ledger(), .dmabufs = count_dmabufs() };
}

void account_assert(const struct account *before)
{
	struct account now = account_now();

	for (int i = 0; i < 200; i++) {
		if (now.ledger == before->ledger && now.dmabufs == before->dmabufs)
			return;
		usleep(10000);
		now = account_now();
	}
	igt_assert_f(false, "%u buffers in the ledgers where %u were, %u dma-bufs where %u were\n",
		     now.ledger, before->ledger, now.dmabufs, before->dmabufs);
}
