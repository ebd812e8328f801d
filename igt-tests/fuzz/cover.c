// SPDX-License-Identifier: MIT
/* What of the modules has been run, by the kernel's KCOV. */

#include <fcntl.h>
#include <linux/kcov.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"

/* Bytes of a module's code, at most, and entries that one sequence leaves. */
#define TEXT_MAX (8UL << 20)
#define TRACE_MAX (1UL << 18)

static const char *const modules[] = { "vprime", "vprime_monitor", "vprime_peer" };

#define MODULES (sizeof(modules) / sizeof(modules[0]))

/* Where each begins, or 0. */
static uintptr_t text[MODULES];
static atomic_uchar (*reached)[TEXT_MAX];
static atomic_uint *places;
static unsigned long *trace;

static uintptr_t find_text(const char *module)
{
	uintptr_t address = 0;
	char path[128];
	FILE *file;

	snprintf(path, sizeof(path), "/sys/module/%s/sections/.text", module);
	file = fopen(path, "r");
	if (file && fscanf(file, "%lx", &address) != 1)
		address = 0;
	if (file)
		fclose(file);
	return address;
}

void cover_init(void)
{
	size_t i;

	reached = mmap(NULL, sizeof(reached[0]) * MODULES + sizeof(*places),
		       PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (reached == MAP_FAILED) {
		perror("fuzz: memory for coverage");
		exit(1);
	}
	places = (atomic_uint *)reached[MODULES];
	for (i = 0; i < MODULES; i++)
		text[i] = find_text(modules[i]);
}

bool cover_start(void)
{
	int kcov = text[0] ? open("/sys/kernel/debug/kcov", O_RDWR | O_CLOEXEC) : -1;

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

/* True if it is one of ours and new. */
static bool reach(uintptr_t place)
{
	size_t i;

	for (i = 0; i < MODULES; i++) {
		if (text[i] && place - text[i] < TEXT_MAX)
			break;
	}
	/* two modules may be that near to each other */
	for (size_t k = i + 1; k < MODULES; k++) {
		if (text[k] && place - text[k] < place - text[i])
			i = k;
	}
	return i < MODULES && !atomic_exchange(&reached[i][place - text[i]], 1);
}

unsigned int cover_collect(void)
{
	unsigned long i, count = trace ? __atomic_load_n(&trace[0], __ATOMIC_RELAXED) : 0;
	unsigned int new = 0;

	for (i = 1; i <= count; i++)
		new += reach(trace[i]);
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
	size_t i, place;

	if (!file)
		return false;
	for (i = 0; i < MODULES; i++) {
		for (place = 0; text[i] && place < TEXT_MAX; place++) {
			if (reached[i][place])
				fprintf(file, "%s %zx\n", modules[i], place);
		}
	}
	return !fclose(file);
}
