// SPDX-License-Identifier: MIT
/* vprimectl plug, unplug, mode, edid and make-edid: the monitors. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "arguments.h"
#include "ctl.h"
#include "libvprime.h"

/* Takes CARD and, if there is one more, CONNECTOR from the arguments. */
static int take_connector(const char *command, struct ctl_arguments *arguments)
{
	if (!arguments->n_rest)
		return ctl_usage_error(command, "which card?");
	arguments->card = *arguments->rest++;
	arguments->n_rest--;
	if (arguments->n_rest) {
		arguments->connector = *arguments->rest++;
		arguments->n_rest--;
	}
	return 0;
}

static int find(const struct ctl_arguments *arguments, struct ctl_target *target,
		struct ctl_connector *connector)
{
	int ret = ctl_find_target(arguments->card, target);

	return ret ? ret : ctl_find_connector(target, arguments->connector, connector);
}

/* What people call it. */
static const char *connector_name(const struct ctl_connector *connector)
{
	return *connector->object ? connector->object : connector->name;
}

/* Change the description, which a card that exists follows. */
static int describe(const struct ctl_target *target, const struct ctl_connector *connector,
		    const char *attribute, const void *value, size_t size)
{
	int ret = vprime_config_write(ctl_config_root(), target->config, VPRIME_CONFIG_CONNECTORS,
				      connector->object, attribute, value, size);

	if (!ret)
		return 0;
	return ctl_step_error(ret, "%s: %s: %s", target->config, connector->object, attribute);
}

static int write_file(const char *path, const void *data, size_t size)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
	ssize_t done;
	int ret = 0;

	if (fd < 0)
		return -errno;
	done = write(fd, data, size);
	if (done < 0)
		ret = -errno;
	else if ((size_t)done < size)
		ret = -EIO;
	if (close(fd) && !ret)
		ret = -errno;
	return ret;
}

/* What a card of module parameters has instead: the core's files in sysfs and debugfs. */
static int force(const struct ctl_target *target, const struct ctl_connector *connector,
		 const char *status)
{
	char path[PATH_MAX];
	int ret;

	snprintf(path, sizeof(path), "%s/class/drm/card%d-%s/status", ctl_roots.sysfs,
		 target->minor, connector->name);
	ret = write_file(path, status, strlen(status));
	return ret ? ctl_step_error(ret, "%s: %s: %s", target->device, connector->name, path) : 0;
}

static int override(const struct ctl_target *target, const struct ctl_connector *connector,
		    const uint8_t *edid, size_t size)
{
	char path[PATH_MAX];
	int ret = force(target, connector, "off");

	if (ret)
		return ret;
	snprintf(path, sizeof(path), "%s/dri/%d/%s/edid_override", ctl_roots.debugfs,
		 target->minor, connector->name);
	ret = size ? write_file(path, edid, size) : write_file(path, "reset", strlen("reset"));
	if (ret)
		ctl_step_error(ret, "%s: %s: %s", target->device, connector->name, path);
	/* the monitor comes back whatever has happened */
	return force(target, connector, "detect") || ret ? EXIT_FAILURE : 0;
}

/*
 * plug and unplug
 */

static void plug_usage(void)
{
	fputs("Usage: vprimectl plug|unplug [OPTION]... CARD [CONNECTOR]\n"
	      "Plug or unplug the monitor of a connector. Needs root.\n"
	      "\n"
	      CTL_ROOT_USAGE
	      "  -h, --help          show this\n", stdout);
}

static int set_status(int argc, char **argv, bool plugged)
{
	struct ctl_connector connector;
	struct ctl_arguments arguments;
	struct ctl_target target;
	int status = ctl_arguments(argc, argv, plug_usage, "", &arguments);

	if (status >= 0)
		return status;
	status = take_connector(argv[0], &arguments);
	if (status)
		return status;
	if (arguments.n_rest)
		return ctl_usage_error(argv[0], "one connector only: %s", *arguments.rest);
	status = find(&arguments, &target, &connector);
	if (status)
		return status;
	if (*target.config)
		return describe(&target, &connector, "status", plugged ? "1" : "2", 1);
	return force(&target, &connector, plugged ? "detect" : "off");
}

int ctl_plug(int argc, char **argv)
{
	return set_status(argc, argv, true);
}

int ctl_unplug(int argc, char **argv)
{
	return set_status(argc, argv, false);
}

/*
 * mode
 */

static void mode_usage(void)
{
	fputs("Usage: vprimectl mode [OPTION]... CARD CONNECTOR [MODE]...\n"
	      "Give a monitor other modes, WIDTHxHEIGHT or WIDTHxHEIGHT@HZ, the preferred one first;\n"
	      "without any a usual monitor's, and with a + before the first beside these. Its EDID is\n"
	      "then one that the driver makes. Needs root.\n"
	      "\n"
	      CTL_ROOT_USAGE
	      "  -h, --help          show this\n", stdout);
}

/* "A,B,C" of the arguments left; the caller frees it. NULL after complaining. */
static char *join_modes(const struct ctl_arguments *arguments)
{
	unsigned int width, height, refresh;
	size_t size = 1;
	char *list;

	for (int i = 0; i < arguments->n_rest; i++) {
		const char *mode = arguments->rest[i];

		/* beside a usual monitor's */
		if (!i && *mode == '+')
			mode++;
		if (!ctl_parse_mode(mode, &width, &height, &refresh)) {
			ctl_error("%s: no mode such as 2560x1440@120", arguments->rest[i]);
			return NULL;
		}
		size += strlen(arguments->rest[i]) + 1;
	}
	list = calloc(1, size);
	if (!list)
		ctl_error("%s", strerror(ENOMEM));
	for (int i = 0; list && i < arguments->n_rest; i++) {
		if (i)
			strcat(list, ",");
		strcat(list, arguments->rest[i]);
	}
	return list;
}

static int set_modes(const struct ctl_target *target, const struct ctl_connector *connector,
		     char *modes)
{
	uint8_t edid[CTL_EDID_MAX];
	size_t size;
	int ret;

	if (*target->config) {
		ret = describe(target, connector, "modes", modes, strlen(modes));
		return ret ? ret : describe(target, connector, "edid", "", 0);
	}
	/* here the EDID has to say it all */
	if (*modes == '+')
		return ctl_error("%s: a card without a description has only the modes that it is given",
				 target->device);
	if (!*modes)
		return override(target, connector, NULL, 0);
	for (char *comma = modes; (comma = strchr(comma, ','));)
		*comma = ' ';
	size = ctl_edid_words(modes, edid);
	return size ? override(target, connector, edid, size) : EXIT_FAILURE;
}

int ctl_mode(int argc, char **argv)
{
	struct ctl_connector connector;
	struct ctl_arguments arguments;
	struct ctl_target target;
	char *modes;
	int status = ctl_arguments(argc, argv, mode_usage, "", &arguments);

	if (status >= 0)
		return status;
	status = take_connector(argv[0], &arguments);
	if (status)
		return status;
	if (!arguments.connector)
		return ctl_usage_error(argv[0], "which connector?");
	modes = join_modes(&arguments);
	if (!modes)
		return EXIT_FAILURE;
	status = find(&arguments, &target, &connector);
	if (!status)
		status = set_modes(&target, &connector, modes);
	free(modes);
	return status;
}

/*
 * edid
 */

static void print_words(void)
{
	fputs("WORDS are modes, WIDTHxHEIGHT or WIDTHxHEIGHT@HZ, the preferred one first (default:\n"
	      "1920x1080@60), and\n"
	      "  name=TEXT           what the monitor is called, up to 13 characters\n"
	      "  serial=NUMBER       its serial number\n"
	      "  size=WIDTHxHEIGHT   of its picture, in millimetres\n"
	      "  vrr=MIN-MAX         rates that it can follow, in Hz\n"
	      "  hdr                 it shows HDR\n", stdout);
}

static void edid_usage(void)
{
	fputs("Usage: vprimectl edid [OPTION]... CARD CONNECTOR [WORDS]...\n"
	      "Give a monitor an EDID: one that a few words describe, or a file's; without either,\n"
	      "write the one that it has to standard output. Changing it needs root.\n"
	      "\n"
	      "  -f, --file FILE     take the EDID from FILE, or from standard input if it is -\n"
	      "  -d, --default       have the driver make one again\n"
	      "  -n, --none          the monitor has none\n"
	      "  -o, --output FILE   write the one that it has to FILE\n"
	      CTL_ROOT_USAGE
	      "  -h, --help          show this\n"
	      "\n", stdout);
	print_words();
}

static size_t join_words(const struct ctl_arguments *arguments, uint8_t *edid)
{
	char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);

	if (!memory) {
		ctl_error("%s", strerror(ENOMEM));
		return 0;
	}
	for (int i = 0; i < arguments->n_rest; i++) {
		const char *word = arguments->rest[i], *value = strchr(word, '=');

		/* what the shell has kept together stays together */
		if (value && strchr(value, ' ') && !strchr(value, '"'))
			fprintf(memory, "%.*s\"%s\" ", (int)(value + 1 - word), word, value + 1);
		else
			fprintf(memory, "%s ", word);
	}
	fclose(memory);
	size = ctl_edid_words(text, edid);
	free(text);
	return size;
}

/* Returns 0 or the exit status. */
static int read_edid(const char *path, uint8_t *edid, size_t *size)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;
	int ret = 0;

	if (!file)
		return ctl_error("%s: %s", path, strerror(errno));
	*size = fread(edid, 1, CTL_EDID_MAX, file);
	if (ferror(file))
		ret = ctl_error("%s: %s", path, strerror(errno));
	else if (!*size)
		ret = ctl_error("%s: is empty", path);
	else if (*size == CTL_EDID_MAX && fgetc(file) != EOF)
		ret = ctl_error("%s: more than %d bytes", path, CTL_EDID_MAX);
	if (file != stdin)
		fclose(file);
	return ret;
}

static int put_edid(const uint8_t *edid, size_t size, const char *path)
{
	FILE *file = path && strcmp(path, "-") ? fopen(path, "we") : stdout;
	bool failed;

	if (!file)
		return ctl_error("%s: %s", path, strerror(errno));
	if (file == stdout && !path && isatty(STDOUT_FILENO))
		return ctl_error("an EDID is nothing for a terminal; try --output FILE");
	failed = fwrite(edid, 1, size, file) != size || fflush(file);
	if (file != stdout && fclose(file))
		failed = true;
	return failed ? ctl_error("%s: %s", path ? path : "standard output", strerror(errno)) : 0;
}

static bool is_empty(const char *path)
{
	FILE *file = fopen(path, "re");
	bool empty = file && fgetc(file) == EOF;

	if (file)
		fclose(file);
	return empty;
}

static int show_edid(const struct ctl_target *target, const struct ctl_connector *connector,
		     const char *output)
{
	uint8_t edid[CTL_EDID_MAX];
	char path[PATH_MAX];
	size_t size;
	int ret;

	if (target->minor < 0 || !*connector->name)
		return ctl_error("%s: %s: is not there; what monitors have is seen on cards that "
				 "are enabled", ctl_target_name(target), connector_name(connector));
	snprintf(path, sizeof(path), "%s/class/drm/card%d-%s/edid", ctl_roots.sysfs,
		 target->minor, connector->name);
	/* it is there from the moment that somebody has looked */
	if (is_empty(path) && !strcmp(connector->status, "connected"))
		force(target, connector, "detect");
	ret = read_edid(path, edid, &size);
	return ret ? ret : put_edid(edid, size, output);
}

static int set_edid(const struct ctl_target *target, const struct ctl_connector *connector,
		    const uint8_t *edid, size_t size, bool none)
{
	int ret;

	if (!*target->config) {
		if (none)
			return ctl_error("%s: --none is for cards with a description",
					 target->device);
		return override(target, connector, edid, size);
	}
	ret = none ? 0 : describe(target, connector, "edid", edid, size);
	return ret ? ret : describe(target, connector, "edid_enabled", none ? "0" : "1", 1);
}

int ctl_edid(int argc, char **argv)
{
	struct ctl_connector connector;
	struct ctl_arguments arguments;
	struct ctl_target target;
	uint8_t edid[CTL_EDID_MAX];
	size_t size = 0;
	int status = ctl_arguments(argc, argv, edid_usage, "fodn", &arguments);

	if (status >= 0)
		return status;
	status = take_connector(argv[0], &arguments);
	if (status)
		return status;
	if (!!arguments.n_rest + !!arguments.file + arguments.own + arguments.none +
	    !!arguments.output > 1)
		return ctl_usage_error(argv[0], "words, --file, --default, --none or --output: one "
				       "of these");
	if (arguments.file)
		status = read_edid(arguments.file, edid, &size);
	else if (arguments.n_rest)
		status = (size = join_words(&arguments, edid)) ? 0 : EXIT_FAILURE;
	if (!status)
		status = find(&arguments, &target, &connector);
	if (status)
		return status;
	if (!size && !arguments.own && !arguments.none)
		return show_edid(&target, &connector, arguments.output);
	return set_edid(&target, &connector, edid, size, arguments.none);
}

static void make_edid_usage(void)
{
	fputs("Usage: vprimectl make-edid [OPTION]... [WORDS]...\n"
	      "Write the EDID that a few words describe to standard output. Needs no card.\n"
	      "\n"
	      "  -o, --output FILE   write it to FILE\n"
	      "  -h, --help          show this\n"
	      "\n", stdout);
	print_words();
}

int ctl_make_edid(int argc, char **argv)
{
	struct ctl_arguments arguments;
	uint8_t edid[CTL_EDID_MAX];
	size_t size;
	int status = ctl_arguments(argc, argv, make_edid_usage, "o", &arguments);

	if (status >= 0)
		return status;
	size = join_words(&arguments, edid);
	return size ? put_edid(edid, size, arguments.output) : EXIT_FAILURE;
}
