// SPDX-License-Identifier: MIT
/* vprimectl buffers: the ledgers of cards, once or whenever they change. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ctl.h"
#include "look.h"

#define LOOK_MS 200

/* The ledgers of all cards that were asked for. */
struct view {
	struct ctl_ledger *ledgers;
	size_t count;
};

static void usage(void)
{
	fputs("Usage: vprimectl buffers [OPTION]... [CARD]\n"
	      "Show what has happened to each buffer of a card, or of all cards of the driver.\n"
	      "CARD is a description, a node (/dev/dri/card0), a device (vprime.0) or a number (0).\n"
	      "Needs root.\n"
	      "\n"
	      "  -w, --watch         show it again whenever it has changed, until interrupted\n"
	      "  -j, --json          as JSON; with --watch a line for each change\n"
	      CTL_ROOT_USAGE
	      "  -h, --help          show this\n"
	      "\n"
	      "SG-MAPS and VMAPS: made+reused. CPU: closed brackets, +N open.\n", stdout);
}

static void free_view(struct view *view)
{
	for (size_t i = 0; i < view->count; i++)
		ctl_ledger_free(&view->ledgers[i]);
	free(view->ledgers);
	*view = (struct view){ 0 };
}

static int read_error(const struct ctl_card *card, int error)
{
	if (error == -EPROTO)
		return ctl_error("%s: this program does not understand the driver's ledger",
				 card->device);
	return ctl_error("%s: the ledger: %s", card->device, strerror(-error));
}

/* Returns 0 or the exit status. */
static int look(const struct ctl_arguments *arguments, struct view *view)
{
	const char *name = arguments->card;
	struct ctl_card *cards;
	char device[64];
	size_t count;
	int ret;

	if (name && ctl_described_device(name, device))
		name = device;
	*view = (struct view){ 0 };
	ret = ctl_find_cards(ctl_roots.debugfs, name, &cards, &count);
	if (ret)
		return ret;
	view->ledgers = calloc(count, sizeof(*view->ledgers));
	if (!view->ledgers)
		ret = ctl_error("%s", strerror(ENOMEM));
	for (size_t i = 0; !ret && i < count; i++) {
		struct ctl_ledger ledger = { .card = cards[i] };
		int error = ctl_ledger_read(ctl_roots.debugfs, &ledger);

		/* a card that goes just now: who named it, is told by the next look */
		if (!error)
			view->ledgers[view->count++] = ledger;
		else if (error != -ENOENT && error != -ENODEV)
			ret = read_error(&cards[i], error);
	}
	free(cards);
	if (ret)
		free_view(view);
	return ret;
}

static bool changed(const struct view *before, const struct view *after)
{
	if (before->count != after->count)
		return true;
	for (size_t i = 0; i < before->count; i++) {
		if (ctl_ledger_changed(&before->ledgers[i], &after->ledgers[i]))
			return true;
	}
	return false;
}

static void print_table(const void *data, FILE *out)
{
	const struct view *view = data;

	ctl_print_table(view->ledgers, view->count, out);
}

static void print_json(const void *data, bool pretty, FILE *out)
{
	const struct view *view = data;

	ctl_print_json(view->ledgers, view->count, pretty, out);
}

static const struct ctl_printer printer = { .table = print_table, .json = print_json };

static int watch(const struct ctl_arguments *arguments)
{
	static const struct timespec pause = { .tv_nsec = LOOK_MS * 1000000L };
	struct view shown = { 0 }, now;
	bool first = true;
	int ret;

	for (;;) {
		ret = look(arguments, &now);
		if (ret)
			break;
		if (first || changed(&shown, &now))
			ret = ctl_look_print(arguments, &printer, &now, first);
		free_view(&shown);
		shown = now;
		first = false;
		if (ret)
			break;
		nanosleep(&pause, NULL);
	}
	free_view(&shown);
	return ret;
}

int ctl_buffers(int argc, char **argv)
{
	struct ctl_arguments arguments;
	struct view view;
	int status;

	status = ctl_look_arguments(argc, argv, usage, &arguments);
	if (status >= 0)
		return status;
	if (arguments.watch)
		return watch(&arguments);
	status = look(&arguments, &view);
	if (status)
		return status;
	status = ctl_look_print(&arguments, &printer, &view, true);
	free_view(&view);
	return status;
}
