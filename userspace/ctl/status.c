// SPDX-License-Identifier: MIT
/* vprimectl status: what each output shows, once or again and again. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <json-c/json.h>

#include "look.h"
#include "status.h"

#define MILLI 1000
#define WATCH_SECONDS 1

/* All cards that were asked for, and when. */
struct view {
	struct ctl_state *states;
	size_t count;
	double seconds;
	const struct view *before; /* what was shown last, or NULL */
};

static void usage(void)
{
	fputs("Usage: vprimectl status [OPTION]... [CARD]\n"
	      "Show what is on the outputs of a card, or of all cards of the driver, and how they keep\n"
	      "their pace. Without root only connectors and monitors are seen.\n"
	      "\n"
	      "  -w, --watch         show it again every second, until interrupted; rates are then\n"
	      "                      those of the last second\n"
	      "  -j, --json          as JSON; with --watch a line every second\n"
	      CTL_ROOT_USAGE
	      "  -h, --help          show this\n"
	      "\n"
	      "KEPT: vblanks a second that did happen. MISSED: those that did not. LATE: vblanks at\n"
	      "which a flip had to wait. COMPOSED, COPIED: pictures that somebody wanted to read.\n",
	      stdout);
}

/*
 * Looking
 */

static void free_view(struct view *view)
{
	for (size_t i = 0; i < view->count; i++) {
		free(view->states[i].connectors);
		free(view->states[i].outputs);
	}
	free(view->states);
	*view = (struct view){ 0 };
}

/* Returns 0 or the exit status. @blind: says once that it takes root to see more. */
static int look_at(struct ctl_state *state, bool *blind)
{
	int ret = ctl_list_connectors(&state->target, &state->connectors, &state->n_connectors);

	if (ret)
		return ret;
	ret = ctl_outputs_read(ctl_roots.debugfs, state);
	if (ret == -EACCES || ret == -EPERM) {
		if (!*blind)
			ctl_step_error(ret, "%s: what outputs show", ctl_roots.debugfs);
		*blind = true;
		ret = 0;
	}
	if (ret == -EPROTO)
		return ctl_error("%s: this program does not understand the driver's table",
				 state->target.device);
	return ret ? ctl_step_error(ret, "%s: what outputs show (is debugfs mounted?)",
				    state->target.device) : 0;
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* The cards that exist; returns 0 or the exit status. */
static int list(const struct ctl_arguments *arguments, struct ctl_target **targets,
		size_t *count)
{
	size_t kept = 0;
	int ret;

	if (arguments->card) {
		*targets = malloc(sizeof(**targets));
		*count = 1;
		ret = *targets ? ctl_find_target(arguments->card, *targets) :
				 ctl_error("%s", strerror(ENOMEM));
		if (ret)
			return ret;
		return (*targets)->minor >= 0 ? 0 :
			ctl_error("%s: is not enabled", arguments->card);
	}
	ret = ctl_list_targets(targets, count);
	if (ret)
		return ret;
	for (size_t i = 0; i < *count; i++) {
		if ((*targets)[i].minor >= 0)
			(*targets)[kept++] = (*targets)[i];
	}
	*count = kept;
	return kept ? 0 : ctl_error("there is no card of the vprime driver");
}

static int look(const struct ctl_arguments *arguments, struct view *view, bool *blind)
{
	struct ctl_target *targets = NULL;
	size_t count = 0;
	int ret = list(arguments, &targets, &count);

	*view = (struct view){ .seconds = now() };
	if (!ret)
		view->states = calloc(count, sizeof(*view->states));
	if (!ret && !view->states)
		ret = ctl_error("%s", strerror(ENOMEM));
	for (size_t i = 0; !ret && i < count; i++) {
		view->states[i].target = targets[i];
		view->count++;
		ret = look_at(&view->states[i], blind);
	}
	free(targets);
	if (ret)
		free_view(view);
	return ret;
}

static const struct ctl_output *output_before(const struct view *before,
					      const struct ctl_state *state, size_t index)
{
	for (size_t i = 0; before && i < before->count; i++) {
		const struct ctl_state *other = &before->states[i];

		if (other->target.minor == state->target.minor && index < other->n_outputs &&
		    other->outputs[index].ticks <= state->outputs[index].ticks)
			return &other->outputs[index];
	}
	return NULL;
}

static const struct ctl_connector *connector_of(const struct ctl_state *state,
						const struct ctl_output *output)
{
	for (size_t i = 0; i < state->n_connectors; i++) {
		if (*output->connector && !strcmp(state->connectors[i].name, output->connector))
			return &state->connectors[i];
	}
	return NULL;
}

/* Whether a connector feeds from one of the outputs, and so is told with it. */
static bool is_driven(const struct ctl_state *state, const struct ctl_connector *connector)
{
	for (size_t i = 0; i < state->n_outputs; i++) {
		if (connector_of(state, &state->outputs[i]) == connector)
			return true;
	}
	return false;
}

/*
 * For people
 */

enum { CARD, CRTC, CONNECTOR, STATUS, MODE, KEPT, FLIPS, MISSED, LATE, COMPOSED, COPIED,
       SHOWS, N_COLUMNS };

static const char *const headings[N_COLUMNS] = {
	"CARD", "CRTC", "CONNECTOR", "STATUS", "MODE", "KEPT", "FLIPS", "MISSED", "LATE",
	"COMPOSED", "COPIED", "SHOWS",
};

struct row {
	char *cells[N_COLUMNS];
};

struct rows {
	struct row *list;
	size_t count;
};

static struct row *add_row(struct rows *rows)
{
	struct row *grown = reallocarray(rows->list, rows->count + 1, sizeof(*grown));

	if (!grown)
		return NULL;
	rows->list = grown;
	grown[rows->count] = (struct row){ 0 };
	return &grown[rows->count++];
}

static void free_rows(struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++) {
		for (int j = 0; j < N_COLUMNS; j++)
			free(rows->list[i].cells[j]);
	}
	free(rows->list);
}

__attribute__((format(printf, 3, 4)))
static void put(struct row *row, int column, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&row->cells[column], format, arguments) < 0)
		row->cells[column] = NULL;
	va_end(arguments);
}

static char *planes_text(const struct ctl_output *output)
{
	char *text = NULL;
	size_t size = 0;
	FILE *memory = open_memstream(&text, &size);

	if (!memory)
		return NULL;
	for (size_t i = 0; i < output->planes.count; i++) {
		const struct ctl_plane *plane = &output->planes.list[i];

		fprintf(memory, "%s%s fb %u %s %ux%u%+d%+d", i ? ", " : "", plane->name, plane->fb,
			plane->format, plane->width, plane->height, plane->x, plane->y);
	}
	fclose(memory);
	return text;
}

static void fill_output(struct row *row, const struct ctl_state *state, size_t index,
			const struct ctl_output *before)
{
	const struct ctl_output *output = &state->outputs[index];
	const struct ctl_connector *connector = connector_of(state, output);
	uint64_t kept = ctl_rate_kept(output, before);

	put(row, CARD, "%s", ctl_target_name(&state->target));
	put(row, CRTC, "%s", output->crtc);
	put(row, CONNECTOR, "%s", *output->connector ? output->connector : "-");
	put(row, STATUS, "%s", connector ? connector->status : "-");
	if (output->width)
		put(row, MODE, "%ux%u@%.2f", (unsigned int)output->width,
		    (unsigned int)output->height, (double)output->rate_mhz / MILLI);
	if (output->enabled)
		put(row, KEPT, "%.2f", (double)kept / MILLI);
	put(row, FLIPS, "%llu", (unsigned long long)output->flips);
	put(row, MISSED, "%llu", (unsigned long long)output->missed);
	put(row, LATE, "%llu", (unsigned long long)output->late);
	put(row, COMPOSED, "%llu", (unsigned long long)output->compositions);
	put(row, COPIED, "%llu", (unsigned long long)output->copies);
	if (output->planes.count)
		row->cells[SHOWS] = planes_text(output);
}

static void fill_connector(struct row *row, const struct ctl_state *state,
			   const struct ctl_connector *connector)
{
	put(row, CARD, "%s", ctl_target_name(&state->target));
	put(row, CONNECTOR, "%s", *connector->name ? connector->name : connector->object);
	put(row, STATUS, "%s", connector->status);
}

static void fill(struct rows *rows, const struct ctl_state *state, const struct view *before)
{
	struct row *row;

	for (size_t i = 0; i < state->n_outputs && (row = add_row(rows)); i++)
		fill_output(row, state, i, output_before(before, state, i));
	for (size_t i = 0; i < state->n_connectors; i++) {
		if (!is_driven(state, &state->connectors[i]) && (row = add_row(rows)))
			fill_connector(row, state, &state->connectors[i]);
	}
}

static void print_row(const struct row *row, const char *const *headings, const int *widths,
		      FILE *out)
{
	for (int j = 0; j < N_COLUMNS; j++) {
		const char *cell = headings ? headings[j] : row->cells[j] ? row->cells[j] : "-";

		/* no spaces at the end of a line; numbers to the right */
		if (j == N_COLUMNS - 1)
			fprintf(out, "%s\n", cell);
		else
			fprintf(out, j >= KEPT ? "%*s  " : "%-*s  ", widths[j], cell);
	}
}

static void print_table(const void *data, FILE *out)
{
	const struct view *view = data;
	struct rows rows = { 0 };
	int widths[N_COLUMNS];

	for (size_t i = 0; i < view->count; i++)
		fill(&rows, &view->states[i], view->before);
	for (int j = 0; j < N_COLUMNS; j++) {
		widths[j] = strlen(headings[j]);
		for (size_t i = 0; i < rows.count; i++) {
			if (rows.list[i].cells[j] && (int)strlen(rows.list[i].cells[j]) > widths[j])
				widths[j] = strlen(rows.list[i].cells[j]);
		}
	}
	print_row(NULL, headings, widths, out);
	for (size_t i = 0; i < rows.count; i++)
		print_row(&rows.list[i], NULL, widths, out);
	free_rows(&rows);
}

/*
 * For programs
 */

static void add_string(json_object *json, const char *name, const char *text)
{
	json_object_object_add(json, name, *text ? json_object_new_string(text) : NULL);
}

static void add_number(json_object *json, const char *name, uint64_t number)
{
	json_object_object_add(json, name, json_object_new_uint64(number));
}

/* Thousandths, as 59.94; json-c would print all binary digits. */
static void add_rate(json_object *json, const char *name, uint64_t millihertz)
{
	char text[32];

	snprintf(text, sizeof(text), "%llu.%03llu", (unsigned long long)(millihertz / MILLI),
		 (unsigned long long)(millihertz % MILLI));
	json_object_object_add(json, name,
			       json_object_new_double_s((double)millihertz / MILLI, text));
}

static json_object *plane_to_json(const struct ctl_plane *plane)
{
	json_object *json = json_object_new_object();

	add_string(json, "plane", plane->name);
	add_number(json, "fb", plane->fb);
	add_string(json, "format", plane->format);
	add_number(json, "width", plane->width);
	add_number(json, "height", plane->height);
	json_object_object_add(json, "x", json_object_new_int(plane->x));
	json_object_object_add(json, "y", json_object_new_int(plane->y));
	return json;
}

static json_object *output_to_json(const struct ctl_output *output,
				   const struct ctl_output *before, double seconds)
{
	json_object *json = json_object_new_object(), *planes = json_object_new_array();

	add_string(json, "crtc", output->crtc);
	add_string(json, "connector", output->connector);
	json_object_object_add(json, "enabled", json_object_new_boolean(output->enabled));
	add_number(json, "width", output->width);
	add_number(json, "height", output->height);
	add_rate(json, "rate", output->rate_mhz);
	add_rate(json, "kept", ctl_rate_kept(output, before));
	add_number(json, "vblank", output->vblank);
	add_number(json, "ticks", output->ticks);
	add_number(json, "missed", output->missed);
	add_number(json, "flips", output->flips);
	if (before && seconds > 0)
		add_rate(json, "flips_per_second",
			 (output->flips - before->flips) * MILLI / seconds + 0.5);
	add_number(json, "late", output->late);
	for (size_t i = 0; i < output->planes.count; i++)
		json_object_array_add(planes, plane_to_json(&output->planes.list[i]));
	json_object_object_add(json, "planes", planes);
	add_number(json, "compositions", output->compositions);
	add_number(json, "copies", output->copies);
	return json;
}

static json_object *connector_to_json(const struct ctl_connector *connector)
{
	json_object *json = json_object_new_object();

	add_string(json, "name", connector->object);
	add_string(json, "connector", connector->name);
	add_string(json, "status", connector->status);
	return json;
}

static json_object *state_to_json(const struct ctl_state *state, const struct view *view)
{
	const struct view *before = view->before;
	double seconds = before ? view->seconds - before->seconds : 0;
	json_object *json = json_object_new_object();
	json_object *connectors = json_object_new_array(), *outputs = NULL;

	add_string(json, "name", state->target.config);
	add_string(json, "card", state->target.device);
	json_object_object_add(json, "minor", json_object_new_int(state->target.minor));
	if (state->outputs)
		outputs = json_object_new_array();
	for (size_t i = 0; i < state->n_outputs; i++)
		json_object_array_add(outputs, output_to_json(&state->outputs[i],
							      output_before(before, state, i),
							      seconds));
	json_object_object_add(json, "outputs", outputs);
	for (size_t i = 0; i < state->n_connectors; i++)
		json_object_array_add(connectors, connector_to_json(&state->connectors[i]));
	json_object_object_add(json, "connectors", connectors);
	return json;
}

static void print_json(const void *data, bool pretty, FILE *out)
{
	json_object *json = json_object_new_object(), *cards = json_object_new_array();
	const struct view *view = data;

	for (size_t i = 0; i < view->count; i++)
		json_object_array_add(cards, state_to_json(&view->states[i], view));
	json_object_object_add(json, "cards", cards);
	ctl_write_json(json, pretty, out);
	json_object_put(json);
}

static const struct ctl_printer printer = { .table = print_table, .json = print_json };

static int watch(const struct ctl_arguments *arguments)
{
	struct view shown, current;
	bool blind = false;
	int ret = look(arguments, &shown, &blind);

	if (!ret)
		ret = ctl_look_print(arguments, &printer, &shown, true);
	while (!ret) {
		sleep(WATCH_SECONDS);
		ret = look(arguments, &current, &blind);
		if (ret)
			break;
		current.before = &shown;
		ret = ctl_look_print(arguments, &printer, &current, false);
		free_view(&shown);
		current.before = NULL;
		shown = current;
	}
	free_view(&shown);
	return ret;
}

int ctl_status(int argc, char **argv)
{
	struct ctl_arguments arguments;
	struct view view;
	bool blind = false;
	int status = ctl_look_arguments(argc, argv, usage, &arguments);

	if (status >= 0)
		return status;
	if (arguments.watch)
		return watch(&arguments);
	status = look(&arguments, &view, &blind);
	if (status)
		return status;
	status = ctl_look_print(&arguments, &printer, &view, true);
	free_view(&view);
	return status;
}
