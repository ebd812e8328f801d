// SPDX-License-Identifier: MIT
/*
 * The monitor of an evdi card: evdi-monitor EDID LOG plugs one in with the EDID of that file and takes
 * each picture that the card shows, as a program for a display at USB does. Writes a byte to LOG
 * for each. lab/evdi builds it, as it needs libevdi.
 */

#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <evdi_lib.h>

#define CARDS_MAX 16
#define RECTS_MAX 16
#define EDID_MAX 512

struct monitor {
	evdi_handle card;
	struct evdi_buffer buffer;
	struct evdi_rect rects[RECTS_MAX];
	bool asked; /* for a picture that has not come yet */
	int log;
};

static size_t read_file(const char *path, unsigned char *data, size_t max)
{
	FILE *file = fopen(path, "re");
	size_t size = 0;

	if (file) {
		size = fread(data, 1, max, file);
		fclose(file);
	}
	return size;
}

static void take(struct monitor *monitor)
{
	int count = RECTS_MAX;

	evdi_grab_pixels(monitor->card, monitor->rects, &count);
	if (count > 0 && write(monitor->log, ".", 1) < 0)
		exit(1);
}

static void on_mode(struct evdi_mode mode, void *data)
{
	struct monitor *monitor = data;

	if (monitor->buffer.buffer) {
		evdi_unregister_buffer(monitor->card, 0);
		free(monitor->buffer.buffer);
	}
	monitor->buffer = (struct evdi_buffer){
		.buffer = calloc(mode.height, mode.width * 4),
		.width = mode.width,
		.height = mode.height,
		.stride = mode.width * 4,
		.rects = monitor->rects,
		.rect_count = RECTS_MAX,
	};
	if (!monitor->buffer.buffer)
		exit(1);
	evdi_register_buffer(monitor->card, monitor->buffer);
	monitor->asked = false;
}

static void on_update(int buffer, void *data)
{
	struct monitor *monitor = data;

	(void)buffer;
	monitor->asked = false;
	take(monitor);
}

int main(int argc, char **argv)
{
	struct monitor monitor = { 0 };
	struct evdi_event_context events = {
		.mode_changed_handler = on_mode,
		.update_ready_handler = on_update,
		.user_data = &monitor,
	};
	unsigned char edid[EDID_MAX];
	struct pollfd ready;
	size_t size;

	if (argc != 3) {
		fprintf(stderr, "usage: evdi-monitor EDID LOG\n");
		return 2;
	}
	size = read_file(argv[1], edid, sizeof(edid));
	monitor.log = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (!size || monitor.log < 0) {
		perror(argv[size ? 2 : 1]);
		return 1;
	}
	for (int i = 0; i < CARDS_MAX && !monitor.card; i++)
		if (evdi_check_device(i) == AVAILABLE)
			monitor.card = evdi_open(i);
	if (!monitor.card) {
		fprintf(stderr, "evdi-monitor: no card\n");
		return 1;
	}
	evdi_connect(monitor.card, edid, size, 8192 * 8192);
	ready = (struct pollfd){ .fd = evdi_get_event_ready(monitor.card), .events = POLLIN };
	for (;;) {
		if (monitor.buffer.buffer && !monitor.asked) {
			/* true: there is one already */
			monitor.asked = !evdi_request_update(monitor.card, 0);
			if (!monitor.asked)
				take(&monitor);
		}
		if (poll(&ready, 1, monitor.asked || !monitor.buffer.buffer ? -1 : 0) > 0)
			evdi_handle_events(monitor.card, &events);
	}
}
