// SPDX-License-Identifier: MIT
/* What of the module has been run, by the kernel's KCOV. */

#include <fcntl.h>
#include <linux/kcov.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

/* Bytes of the module's code, at most, and entries that one sequence leaves. */
#define TEXT_MAX (8UL << 20)
#define TRACE_MAX (1UL << 18)

static uintptr_t text;
static atomic_uchar *reached;
static atomic_uint *places;
static unsigned long *trace;

void cover_init(const char *module)
{
	char path[128];
	FILE *file;

	reached = mmap(NULL, TEXT_MAX + sizeof(*places), PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (reached == MAP_FAILED) {
		perror("fuzz: memory for coverage");
		exit(1);
	}
	places = (atomic_uint *)(reached + TEXT_MAX);

	snprintf(path, sizeof(path), "/sys/module/%s/sections/.text", module);
	file = fopen(path, "r");
	if (file && fscanf(file, "%lx", &text) != 1)
		text = 0;
	if (file)
		fclose(file);
}

bool cover_start(void)
{
	int kcov = text ? open("/sys/kernel/debug/kcov", O_RDWR | O_CLOEXEC) : -1;

	if (kcov < 0 || ioctl(kcov, KCOV_INIT_TRACE, TRACE_MAX))
		return false;
	trace = mmap(NULL, TRACE_MAX * sizeof(*trace), PROT_READ | PROT_WRITE, MAP_SHARED, kcov,
		     0);
	if (trace == MAP_FAILED || ioctl(kcov, KCOV_ENABLE, KCOV_TRACE_PC)) {
		trace = NULL;
		return false;
	}
	return true;
}

void cover_reset(void)
{
	if (trace)
		__atomic_store_n(&trace[0], 0, __ATOMIC_RELAXED);
}

unsigned int cover_collect(void)
{
	unsigned long i, count = trace ? __atomic_load_n(&trace[0], __ATOMIC_RELAXED) : 0;
	unsigned int new = 0;

	for (i = 1; i <= count; i++) {
		uintptr_t place = trace[i] - text;

		if (place < TEXT_MAX && !atomic_exchange(&reached[place], 1))
			new++;
	}
	atomic_fetch_add(places, new);
	return new;
}

unsigned int cover_count(void)
{
	return atomic_load(places);
}

bool cover_write(const char *path)
{
	FILE *file = fopen(path, "w");
	unsigned long i;

	if (!file)
		return false;
	for (i = 0; i < TEXT_MAX; i++) {
		if (reached[i])
			fprintf(file, "%lx\n", i);
	}
	return !fclose(file);
}
