// SPDX-License-Identifier: MIT
/* vprimectl adopt, release: which seat a card belongs to, by a udev rule. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ctl.h"

#define NAME_SIZE 64
#define CLASS "/sys/class/drm"
/* Where rules are, and the beginnings of their names: what holds until the next boot is read last. */
#define RULES_UNTIL_BOOT "/run/udev/rules.d"
#define UNTIL_BOOT RULES_UNTIL_BOOT "/72-"
#define RULES_FOR_GOOD "/etc/udev/rules.d"
#define FOR_GOOD RULES_FOR_GOOD "/71-"

extern char **environ;

struct arguments {
	const char *card;
	const char *seat;
	bool permanent;
};

static void usage(FILE *file, bool adopt)
{
	if (adopt)
		fputs("Usage: vprimectl adopt [OPTION]... CARD\n"
		      "Give a card to a seat, whose running session may then use it as one more card.\n"
		      "\n"
		      "      --seat SEAT  which seat; default: seat0\n"
		      "      --permanent  after the next boot, too\n", file);
	else
		fputs("Usage: vprimectl release CARD\n"
		      "Take a card back from the seat that has adopted it.\n"
		      "\n", file);
	fputs("  -h, --help       show this\n"
	      "\n"
	      "CARD is a node (/dev/vprime/vprime.0, /dev/dri/card0), a device (vprime.0) or a number (0).\n"
	      "Needs root, and udev.\n", file);
}

/* Returns -1 to go on, or the exit status. */
static int parse(int argc, char **argv, bool adopt, struct arguments *arguments)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "seat", required_argument, NULL, 's' },
		{ "permanent", no_argument, NULL, 'p' },
		{ 0 },
	};
	static const struct option help[] = { { "help", no_argument, NULL, 'h' }, { 0 } };
	int option;

	while ((option = getopt_long(argc, argv, "h", adopt ? options : help, NULL)) != -1) {
		switch (option) {
		case 's':
			arguments->seat = optarg;
			break;
		case 'p':
			arguments->permanent = true;
			break;
		case 'h':
			usage(stdout, adopt);
			return EXIT_SUCCESS;
		default:
			return ctl_usage_error(argv[0], NULL);
		}
	}
	if (argc - optind != 1)
		return ctl_usage_error(argv[0], argc == optind ? "a card is needed" :
							   "one card at a time");
	arguments->card = argv[optind];
	return -1;
}

/* The names that logind takes: "seat", then letters, digits, dashes, underscores. */
static bool is_seat(const char *name)
{
	if (strncmp(name, "seat", 4) || strlen(name) > 64)
		return false;
	for (name += 4; *name; name++) {
		if (!isalnum((unsigned char)*name) && *name != '-' && *name != '_')
			return false;
	}
	return true;
}

/* Does @node, "card0" with the device @device, go by the name @wanted? */
static bool is_wanted(const char *wanted, const char *node, const char *device)
{
	struct stat info, other;
	char path[PATH_MAX];

	if (!strcmp(wanted, device) || !strcmp(wanted, node) || !strcmp(wanted, node + 4))
		return true;
	if (!strchr(wanted, '/'))
		return false;
	snprintf(path, sizeof(path), "/dev/dri/%s", node);
	return !stat(wanted, &info) && !stat(path, &other) && S_ISCHR(info.st_mode) &&
	       info.st_rdev == other.st_rdev;
}

/* Sets @device ("vprime.0") and @node ("card0") of the card that @wanted is. */
static int find(const char *wanted, char *device, char *node)
{
	struct dirent *entry;
	bool found = false;
	DIR *dir;

	dir = opendir(CLASS);
	if (!dir)
		return ctl_error("%s: %s", CLASS, strerror(errno));
	while (!found && (entry = readdir(dir))) {
		char link[PATH_MAX], target[PATH_MAX];

		if (strncmp(entry->d_name, "card", 4) || strchr(entry->d_name, '-'))
			continue;
		snprintf(link, sizeof(link), CLASS "/%s/device", entry->d_name);
		if (!realpath(link, target) || !ctl_is_vprime_path(target))
			continue;
		snprintf(device, NAME_SIZE, "%.63s", strrchr(target, '/') + 1);
		snprintf(node, NAME_SIZE, "%.63s", entry->d_name);
		found = is_wanted(wanted, node, device);
	}
	closedir(dir);
	return found ? 0 : ctl_error("%s: no card of the vprime driver", wanted);
}

static int write_text(const char *path, const char *text, int flags)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | flags, 0644);
	size_t size = strlen(text);
	int ret = 0;

	if (fd < 0)
		return ctl_error("%s: %s", path, strerror(errno));
	if (write(fd, text, size) != (ssize_t)size)
		ret = ctl_error("%s: %s", path, strerror(errno));
	if (close(fd) && !ret)
		ret = ctl_error("%s: %s", path, strerror(errno));
	return ret;
}

static int udevadm(char *const *argv)
{
	int error, status;
	pid_t pid;

	error = posix_spawnp(&pid, "udevadm", NULL, NULL, argv, environ);
	if (error)
		return ctl_error("udevadm: %s", strerror(error));
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) && !WEXITSTATUS(status) ? 0 : ctl_error("udevadm %s failed", argv[1]);
}

/*
 * For whoever watches cards it goes and comes back: a change of seat alone is nothing that they look
 * at.
 */
static int announce(const char *node)
{
	char *reload[] = { "udevadm", "control", "--reload", NULL };
	char *settle[] = { "udevadm", "settle", "--timeout=10", NULL };
	char path[PATH_MAX];
	int ret;

	snprintf(path, sizeof(path), CLASS "/%s/uevent", node);
	ret = udevadm(reload);
	if (!ret)
		ret = write_text(path, "remove", 0);
	if (!ret)
		ret = udevadm(settle);
	if (!ret)
		ret = write_text(path, "add", 0);
	return ret ? ret : udevadm(settle);
}

static int remove_rule(const char *beginning, const char *device, bool *removed)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s%s-seat.rules", beginning, device);
	if (!unlink(path))
		*removed = true;
	else if (errno != ENOENT)
		return ctl_error("%s: %s", path, strerror(errno));
	return 0;
}

static int write_rule(const struct arguments *arguments, const char *device)
{
	const char *directory = arguments->permanent ? RULES_FOR_GOOD : RULES_UNTIL_BOOT;
	char path[PATH_MAX], rule[512];
	bool removed;

	if (mkdir(directory, 0755) && errno != EEXIST)
		return ctl_error("%s: %s", directory, strerror(errno));
	snprintf(path, sizeof(path), "%s%s-seat.rules",
		 arguments->permanent ? FOR_GOOD : UNTIL_BOOT, device);
	snprintf(rule, sizeof(rule), "# written by vprimectl adopt; vprimectl release removes it\n"
		 "SUBSYSTEM==\"drm\", KERNELS==\"%s\", ENV{VPRIME_SEAT}=\"%s\"\n",
		 device, arguments->seat);
	if (arguments->permanent && remove_rule(UNTIL_BOOT, device, &removed))
		return EXIT_FAILURE;
	return write_text(path, rule, O_CREAT | O_TRUNC);
}

int ctl_adopt(int argc, char **argv)
{
	struct arguments arguments = { .seat = "seat0" };
	char device[NAME_SIZE], node[NAME_SIZE];
	int status;

	status = parse(argc, argv, true, &arguments);
	if (status >= 0)
		return status;
	if (!is_seat(arguments.seat))
		return ctl_usage_error("adopt", "%s: no name of a seat", arguments.seat);
	status = find(arguments.card, device, node);
	if (!status)
		status = write_rule(&arguments, device);
	if (!status)
		status = announce(node);
	return status;
}

int ctl_release(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	char device[NAME_SIZE], node[NAME_SIZE];
	bool removed = false;
	int status;

	status = parse(argc, argv, false, &arguments);
	if (status >= 0)
		return status;
	status = find(arguments.card, device, node);
	if (!status)
		status = remove_rule(UNTIL_BOOT, device, &removed);
	if (!status)
		status = remove_rule(FOR_GOOD, device, &removed);
	if (!status && !removed)
		status = ctl_error("%s: no seat has adopted it", device);
	return status ? status : announce(node);
}
