// SPDX-License-Identifier: MIT
/* The command line. */

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "igt_device_scan.h"
#include "internal.h"

#define MAX_DEVICES 8

struct igt_options igt_options;
const char *__igt_test_description;

static const char *devices[MAX_DEVICES];
static int device_count;

static void usage(FILE *stream)
{
	fprintf(stream,
		"Usage: %s [OPTIONS]\n"
		"  --list-subtests\n"
		"  --run-subtest <pattern>\n"
		"  --dynamic-subtest <pattern>\n"
		"  --describe[=pattern]\n"
		"  --help-description\n"
		"  --device <filter>\n"
		"  --debug[=log-domain]\n"
		"  --version\n"
		"  --help|-h\n", igt_options.program);
}

static void version(void)
{
	struct utsname name;

	uname(&name);
	printf("IGT-Version: stand-in (%s) (%s: %s %s)\n", name.machine, name.sysname, name.release,
	       name.machine);
}

static void describe_test(void)
{
	if (__igt_test_description)
		igt_print_wrapped(__igt_test_description);
}

static void add_device(const char *filter)
{
	if (device_count == MAX_DEVICES) {
		fprintf(stderr, "More than %d devices\n", MAX_DEVICES);
		exit(IGT_EXIT_INVALID);
	}
	devices[device_count++] = filter;
}

/** igt_device_filter_count - how many devices were named by --device */
int igt_device_filter_count(void)
{
	return device_count;
}

/**
 * igt_device_filter_get - one of the devices named by --device
 * @num: which, from 0
 *
 * Return: the filter as given, or NULL.
 */
const char *igt_device_filter_get(int num)
{
	return num >= 0 && num < device_count ? devices[num] : NULL;
}

/**
 * igt_parse_options - read the command line; may end the program
 * @argc: number of arguments
 * @argv: the arguments
 * @subtests: the test has subtests
 */
void igt_parse_options(int *argc, char **argv, bool subtests)
{
	enum { LIST = 256, RUN, DYNAMIC, DESCRIBE, DESCRIPTION, DEVICE, DEBUG, VERSION };
	static const struct option options[] = {
		{ "list-subtests", no_argument, NULL, LIST },
		{ "run-subtest", required_argument, NULL, RUN },
		{ "dynamic-subtest", required_argument, NULL, DYNAMIC },
		{ "describe", optional_argument, NULL, DESCRIBE },
		{ "help-description", no_argument, NULL, DESCRIPTION },
		{ "device", required_argument, NULL, DEVICE },
		{ "debug", optional_argument, NULL, DEBUG },
		{ "version", no_argument, NULL, VERSION },
		{ "help", no_argument, NULL, 'h' },
		{ }
	};
	const char *slash = strrchr(argv[0], '/');
	int option;

	igt_options.program = slash ? slash + 1 : argv[0];
	igt_log_init();

	while ((option = getopt_long(*argc, argv, "h", options, NULL)) != -1) {
		switch (option) {
		case LIST:
			igt_options.list = true;
			break;
		case RUN:
			igt_options.subtests = optarg;
			break;
		case DYNAMIC:
			igt_options.dynamics = optarg;
			break;
		case DESCRIBE:
			if (optarg)
				igt_options.subtests = optarg;
			igt_options.list = igt_options.describe = true;
			break;
		case DESCRIPTION:
			describe_test();
			exit(IGT_EXIT_SUCCESS);
		case DEVICE:
			add_device(optarg);
			break;
		case DEBUG:
			igt_log_set_level(IGT_LOG_DEBUG);
			break;
		case VERSION:
			version();
			exit(IGT_EXIT_SUCCESS);
		case 'h':
			usage(stdout);
			exit(IGT_EXIT_SUCCESS);
		default:
			usage(stderr);
			exit(IGT_EXIT_INVALID);
		}
	}

	if (igt_options.describe)
		describe_test();

	if (!subtests && igt_options.subtests) {
		fprintf(stderr, "Unknown subtest: %s\n", igt_options.subtests);
		exit(IGT_EXIT_INVALID);
	}
	if (!subtests && igt_options.list)
		exit(IGT_EXIT_INVALID);

	if (!igt_options.list)
		version();
}
