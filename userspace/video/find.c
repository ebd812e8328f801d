// SPDX-License-Identifier: MIT
/* Finding monitors, by what sysfs says about video devices. */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "video.h"

#define DRIVER "vprime"

/* The last part of what a link points to. */
static bool link_name(const char *path, char *name, size_t size)
{
	char target[PATH_MAX];
	ssize_t length = readlink(path, target, sizeof(target) - 1);
	const char *last;

	if (length < 0)
		return false;
	target[length] = 0;
	last = strrchr(target, '/');
	return snprintf(name, size, "%s", last ? last + 1 : target) < (int)size;
}

/* @folder: of a video device. Its name is "CARD CONNECTOR", if it is a monitor. */
static bool look_at(const char *folder, struct video_monitor *monitor)
{
	char path[PATH_MAX + 32], driver[64];
	FILE *file;
	int read;

	snprintf(path, sizeof(path), "%s/device/driver", folder);
	if (!link_name(path, driver, sizeof(driver)) || strcmp(driver, DRIVER))
		return false;
	snprintf(path, sizeof(path), "%s/name", folder);
	file = fopen(path, "re");
	if (!file)
		return false;
	read = fscanf(file, "%31s %31s", monitor->card, monitor->output);
	fclose(file);
	snprintf(monitor->node, sizeof(monitor->node), "/dev/%s", strrchr(folder, '/') + 1);
	return read == 2;
}

static int by_number(const void *a, const void *b)
{
	const struct video_monitor *one = a, *other = b;

	return atoi(one->node + strlen("/dev/video")) - atoi(other->node + strlen("/dev/video"));
}

int video_list(const char *sysfs, struct video_monitor **monitors)
{
	char pattern[PATH_MAX];
	glob_t folders;
	int n = 0;

	*monitors = NULL;
	snprintf(pattern, sizeof(pattern), "%s/class/video4linux/video*", sysfs ? sysfs : "/sys");
	if (glob(pattern, 0, NULL, &folders))
		return 0;
	*monitors = calloc(folders.gl_pathc, sizeof(**monitors));
	if (!*monitors) {
		globfree(&folders);
		return -ENOMEM;
	}
	for (size_t i = 0; i < folders.gl_pathc; i++)
		n += look_at(folders.gl_pathv[i], &(*monitors)[n]);
	globfree(&folders);
	qsort(*monitors, n, sizeof(**monitors), by_number);
	return n;
}

/* What a card's node belongs to, "vprime.0". */
static bool card_of_node(const char *node, char *card, size_t size)
{
	char path[PATH_MAX];
	struct stat info;

	if (stat(node, &info) || !S_ISCHR(info.st_mode))
		return false;
	snprintf(path, sizeof(path), "/sys/dev/char/%u:%u/device", major(info.st_rdev),
		 minor(info.st_rdev));
	return link_name(path, card, size);
}

static bool same_node(const char *a, const char *b)
{
	struct stat one, other;

	return !strcmp(a, b) ||
	       (!stat(a, &one) && !stat(b, &other) && S_ISCHR(one.st_mode) &&
		S_ISCHR(other.st_mode) && one.st_rdev == other.st_rdev);
}

static bool is_on(const struct video_monitor *monitor)
{
	struct v4l2_dv_timings timings;
	struct video video;
	bool on;

	if (video_open(monitor->node, &video))
		return false;
	on = !video_signal(&video, &timings);
	video_close(&video);
	return on;
}

const struct video_monitor *video_choose(const struct video_monitor *monitors, int n,
					 const char *device, const char *output)
{
	const struct video_monitor *first = NULL;
	char card[64] = "";

	if (device)
		card_of_node(device, card, sizeof(card));
	for (int i = 0; i < n; i++) {
		const struct video_monitor *monitor = &monitors[i];

		if (device && strcmp(device, monitor->card) && strcmp(card, monitor->card) &&
		    !same_node(device, monitor->node))
			continue;
		if (output && strcmp(output, monitor->output))
			continue;
		if (!output && !(device && same_node(device, monitor->node)) && !is_on(monitor)) {
			if (!first)
				first = monitor;
			continue;
		}
		return monitor;
	}
	return first;
}
