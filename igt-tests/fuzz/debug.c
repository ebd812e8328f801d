// SPDX-License-Identifier: MIT
/* What debugfs and sysfs offer of a card: to be read, and faults, EDIDs and states to be set. */

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz.h"

static int put(const char *path, const void *data, size_t size)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC), ret;

	if (fd < 0)
		return -errno;
	ret = write(fd, data, size) < 0 ? -errno : 0;
	close(fd);
	return ret;
}

static int read_file(struct state *state)
{
	static const char *const names[] = {
		"buffers", "outputs", "faults", "state", "framebuffer", "clients", "gem_names",
		"Virtual-*/vrr_range", "Virtual-*/output_bpc", "Virtual-*/edid_override",
		"crtc-0/crc/control",
	};
	char pattern[128], text[512];
	glob_t files;
	int ret = -ENOENT, fd;

	snprintf(pattern, sizeof(pattern), "/sys/kernel/debug/dri/%u/%s", state->model->minor,
		 names[below(state, sizeof(names) / sizeof(names[0]))]);
	if (glob(pattern, 0, NULL, &files))
		return ret;
	fd = open(files.gl_pathv[below(state, files.gl_pathc)], O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	globfree(&files);
	if (fd < 0)
		return -errno;
	/* in pieces, as what is told may change between them */
	for (ret = below(state, 30); ret && read(fd, text, 1 + below(state, sizeof(text))) > 0; ret--)
		;
	close(fd);
	return 0;
}

/*
 * Never of vmap, where the core of dma-buf WARNs. Not for long, and few: other processes use the
 * card, and a sequence is to end.
 */
static int fault(struct state *state)
{
	static const char *const steps[] = {
		"attach", "map", "begin_cpu_access", "import_attach", "import_vmap",
		"import_begin_cpu_access", "addfb", "check", "flip", "vblank", "latch",
	};
	static const char *const errors[] = { "EIO", "ENOMEM", "EBUSY", "EINTR", "ENOSPC", "EAGAIN" };
	const char *step = steps[below(state, sizeof(steps) / sizeof(steps[0]))];
	bool vblank = !strcmp(step, "vblank") || !strcmp(step, "latch");
	char path[96], text[128];
	int length = snprintf(text, sizeof(text), "%s", step);

	if (once_in(state, 15) ? !vblank : vblank)
		length += snprintf(text + length, sizeof(text) - length, " drop");
	else if (once_in(state, 6))
		length += snprintf(text + length, sizeof(text) - length, " error=%u",
				   (unsigned int)below(state, 140));
	else
		length += snprintf(text + length, sizeof(text) - length, " error=%s",
				   errors[below(state, sizeof(errors) / sizeof(errors[0]))]);
	if (once_in(state, 4))
		length += snprintf(text + length, sizeof(text) - length, " delay=%u",
				   1 + (unsigned int)below(state, 30));
	if (once_in(state, 3))
		length += snprintf(text + length, sizeof(text) - length, " skip=%u",
				   (unsigned int)below(state, 3));
	if (once_in(state, vblank ? 3 : 15))
		length += snprintf(text + length, sizeof(text) - length, " crtc=%u",
				   (unsigned int)below(state, 3));
	if (once_in(state, 2))
		length += snprintf(text + length, sizeof(text) - length, " count=%u",
				   (unsigned int)below(state, 4));
	if (once_in(state, 6))
		length = snprintf(text, sizeof(text), "%s off", step);
	if (once_in(state, 15))
		text[below(state, length)] = ' ' + below(state, 95);
	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/faults", state->model->minor);
	state->changed = true;
	return put(path, text, length);
}

unsigned int pick_edid(struct state *state, uint8_t edid[EDID_MAX])
{
	unsigned int size = 0, i, changes = below(state, 6);
	char path[96];
	int fd;

	snprintf(path, sizeof(path), "/sys/class/drm/card%u-Virtual-1/edid", state->model->minor);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		int length = read(fd, edid, EDID_MAX);

		size = length > 0 ? length : 0;
		close(fd);
	}
	if (!size || once_in(state, 6)) {
		size = below(state, EDID_MAX);
		for (i = 0; i < size; i++)
			edid[i] = next_random(&state->random);
	}
	for (i = 0; size && i < changes; i++)
		edid[below(state, size)] = once_in(state, 2) ? wild(state) :
							       1U << below(state, 8);
	/* mostly with sums that are right */
	for (i = 0; i + 128 <= size && !once_in(state, 6); i += 128) {
		uint8_t sum = 0;

		for (unsigned int k = 0; k < 127; k++)
			sum += edid[i + k];
		edid[i + 127] = -sum;
	}
	return once_in(state, 10) ? below(state, size + 1) : size;
}

/* The core's own ways to say what a connector has. */
static int override(struct state *state)
{
	static const char *const states[] = { "on", "off", "detect", "on-digital", "x" };
	const char *text = states[below(state, 5)];
	char path[96];
	uint8_t edid[EDID_MAX];
	unsigned int size;

	state->changed = true;
	if (once_in(state, 2)) {
		snprintf(path, sizeof(path), "/sys/class/drm/card%u-Virtual-1/status",
			 state->model->minor);
		return put(path, text, strlen(text));
	}
	size = pick_edid(state, edid);
	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/Virtual-1/edid_override",
		 state->model->minor);
	return put(path, edid, size);
}

void debug_undo(struct state *state)
{
	char path[96];

	if (!state->changed)
		return;
	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/faults", state->model->minor);
	put(path, "off", 3);
	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/Virtual-1/edid_override",
		 state->model->minor);
	put(path, "reset", 5);
	snprintf(path, sizeof(path), "/sys/class/drm/card%u-Virtual-1/status", state->model->minor);
	put(path, "detect", 6);
}

const struct operation operations_debug[] = {
	{ "read_file", 2, read_file },
	{ "fault", 3, fault },
	{ "override", 1, override },
	{ }
};
