// SPDX-License-Identifier: MIT
/* Faults of a card on request. */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "igt.h"

#include "card.h"
#include "fault.h"

void fault_path(const struct vprime_card *card, char *path, size_t size)
{
	snprintf(path, size, "/sys/kernel/debug/dri/%u/faults", card_minor(card));
}

int fault_try(const struct vprime_card *card, const char *line)
{
	char path[64];
	int fd, err;

	fault_path(card, path, sizeof(path));
	fd = open(path, O_WRONLY | O_CLOEXEC);
	igt_assert_f(fd >= 0, "cannot open %s\n", path);
	err = write(fd, line, strlen(line)) < 0 ? -errno : 0;
	close(fd);
	return err;
}

void fault_set(const struct vprime_card *card, const char *format, ...)
{
	char line[128];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	igt_assert_f(!fault_try(card, line), "refused: %s\n", line);
}

struct fault fault_get(const struct vprime_card *card, const char *step)
{
	char path[64], line[256], name[32], count[16];
	struct fault fault;
	FILE *file;

	fault_path(card, path, sizeof(path));
	file = fopen(path, "r");
	igt_assert_f(file, "cannot open %s\n", path);
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%31s %15s %31s %" SCNu32 " %" SCNu32 " %15s %" SCNu64 " %" SCNu64,
			   name, fault.state, fault.result, &fault.delay, &fault.skip, count,
			   &fault.calls, &fault.hits) == 8 && !strcmp(name, step)) {
			fault.count = strcmp(count, "forever") ? strtoul(count, NULL, 10) :
				      UINT32_MAX;
			fclose(file);
			return fault;
		}
	}
	fclose(file);
	igt_assert_f(false, "no step %s\n", step);
	return fault;
}
