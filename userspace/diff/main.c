// SPDX-License-Identifier: MIT
/* vprime-diff: what differs between two pictures. */
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/arguments.h"
#include "diff.h"

/* As cmp and diff have it. */
#define EXIT_SAME 0
#define EXIT_DIFFERENT 1
#define EXIT_TROUBLE EXIT_USAGE

struct arguments {
	const char *files[2];
	const char *map;
	uint32_t tolerance; /* of 65535 */
	uint64_t allowed;   /* pixels */
	bool quiet;
};

static void usage(FILE *file)
{
	fputs("Usage: vprime-diff [OPTION]... A.png B.png\n"
	      "Compare two pictures pixel by pixel; - is standard input.\n"
	      "\n"
	      "  -t, --tolerance N    channels may differ by N steps of 8 bits; default: 0\n"
	      "  -a, --allow COUNT    so many pixels may differ; default: 0\n"
	      "  -m, --map FILE       draw where they differ (PNG)\n"
	      "  -q, --quiet          say nothing, unless something goes wrong\n"
	      "  -h, --help           show this\n"
	      "\n"
	      "Exit status: 0 if they are the same, 1 if they differ, 2 if something went wrong.\n",
	      file);
}

static bool take_tolerance(const char *text, uint32_t *tolerance)
{
	char *end;
	double steps = strtod(text, &end);

	if (end == text || *end || !(steps >= 0 && steps <= 255))
		return false;
	*tolerance = steps * 257;
	return true;
}

/* Returns -1 to go on, or the exit status. */
static int parse(int argc, char **argv, struct arguments *arguments)
{
	static const struct option options[] = {
		{ "tolerance", required_argument, NULL, 't' },
		{ "allow", required_argument, NULL, 'a' },
		{ "map", required_argument, NULL, 'm' },
		{ "quiet", no_argument, NULL, 'q' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "t:a:m:qh", options, NULL)) != -1) {
		switch (option) {
		case 't':
			if (!take_tolerance(optarg, &arguments->tolerance))
				return wrong_usage("no number from 0 to 255", optarg);
			break;
		case 'a':
			if (!parse_number(optarg, 0, UINT64_MAX, &arguments->allowed))
				return wrong_usage("no number of pixels", optarg);
			break;
		case 'm':
			arguments->map = optarg;
			break;
		case 'q':
			arguments->quiet = true;
			break;
		case 'h':
			usage(stdout);
			return EXIT_SAME;
		default:
			return wrong_usage(NULL, NULL);
		}
	}
	if (argc - optind != 2)
		return wrong_usage("two pictures are needed", NULL);
	arguments->files[0] = argv[optind];
	arguments->files[1] = argv[optind + 1];
	return -1;
}

static void say(const struct arguments *arguments, const struct diff_picture *a,
		const struct diff_result *result)
{
	if (arguments->quiet)
		return;
	printf("%" PRIu64 " of %" PRIu64 " pixels differ", result->pixels,
	       (uint64_t)a->width * a->height);
	if (result->pixels)
		printf(", all in %ux%u+%u+%u", result->right - result->left,
		       result->bottom - result->top, result->left, result->top);
	if (result->most)
		printf("; by up to %.4g", result->most / 257.);
	puts("");
}

static int compare(const struct arguments *arguments, const struct diff_picture *a,
		   const struct diff_picture *b)
{
	struct diff_result result;
	uint8_t *map = NULL;
	int ret = 0;

	if (a->width != b->width || a->height != b->height) {
		if (!arguments->quiet)
			printf("sizes differ: %ux%u, %ux%u\n", a->width, a->height, b->width,
			       b->height);
		return EXIT_DIFFERENT;
	}
	if (arguments->map) {
		map = malloc((size_t)a->width * a->height * 3);
		if (!map) {
			fprintf(stderr, "vprime-diff: %s: %s\n", arguments->map, strerror(ENOMEM));
			return EXIT_TROUBLE;
		}
	}
	diff_compare(a, b, arguments->tolerance, &result, map);
	if (map)
		ret = diff_write_png(arguments->map, a->width, a->height, map);
	free(map);
	if (ret)
		return EXIT_TROUBLE;
	say(arguments, a, &result);
	return result.pixels > arguments->allowed ? EXIT_DIFFERENT : EXIT_SAME;
}

int main(int argc, char **argv)
{
	struct arguments arguments = { 0 };
	struct diff_picture a, b;
	int status;

	status = parse(argc, argv, &arguments);
	if (status >= 0)
		return status;
	if (diff_read_png(arguments.files[0], &a))
		return EXIT_TROUBLE;
	if (diff_read_png(arguments.files[1], &b)) {
		free(a.pixels);
		return EXIT_TROUBLE;
	}
	status = compare(&arguments, &a, &b);
	free(a.pixels);
	free(b.pixels);
	if (fflush(stdout) || ferror(stdout)) {
		fputs("vprime-diff: standard output cannot be written\n", stderr);
		return EXIT_TROUBLE;
	}
	return status;
}
