// SPDX-License-Identifier: MIT
/* The ledger as JSON for programs. */
#include <string.h>

#include <json-c/json.h>

#include "ctl.h"

static json_object *planes_of(const struct ctl_buffer *buffer)
{
	json_object *planes = json_object_new_array();
	char list[sizeof(buffer->planes)], *rest = list, *plane;

	memcpy(list, buffer->planes, sizeof(list));
	while (*list && (plane = strsep(&rest, ","))) {
		json_object *object = json_object_new_object();
		char *connector = strchr(plane, '@');

		if (connector)
			*connector++ = 0;
		json_object_object_add(object, "plane", json_object_new_string(plane));
		json_object_object_add(object, "connector",
				       connector ? json_object_new_string(connector) : NULL);
		json_object_array_add(planes, object);
	}
	return planes;
}

static json_object *buffer_object(const struct ctl_buffer *buffer)
{
	json_object *object = json_object_new_object();

#define NUMBER(name) \
	json_object_object_add(object, #name, json_object_new_uint64(buffer->name))
#define BOOLEAN(name) \
	json_object_object_add(object, #name, json_object_new_boolean(buffer->name))
	NUMBER(inode);
	NUMBER(size);
	json_object_object_add(object, "exporter", json_object_new_string(buffer->exporter));
	BOOLEAN(imported);
	BOOLEAN(exported);
	BOOLEAN(read_only);
	NUMBER(age_ms);
	NUMBER(attachments);
	NUMBER(sg_maps);
	NUMBER(sg_map_reuses);
	NUMBER(vmaps);
	NUMBER(vmap_reuses);
	NUMBER(mmaps);
	NUMBER(cpu_begins);
	NUMBER(cpu_ends);
	NUMBER(fence_waits);
	NUMBER(shown);
	json_object_object_add(object, "planes", planes_of(buffer));
#undef NUMBER
#undef BOOLEAN
	return object;
}

static json_object *card_object(const struct ctl_ledger *ledger)
{
	json_object *object = json_object_new_object();
	json_object *buffers = json_object_new_array();

	for (size_t i = 0; i < ledger->count; i++)
		json_object_array_add(buffers, buffer_object(&ledger->buffers[i]));
	json_object_object_add(object, "card", json_object_new_string(ledger->card.device));
	json_object_object_add(object, "minor", json_object_new_int(ledger->card.minor));
	json_object_object_add(object, "buffers", buffers);
	return object;
}

void ctl_print_json(const struct ctl_ledger *ledgers, size_t count, bool pretty, FILE *out)
{
	json_object *document = json_object_new_object();
	json_object *cards = json_object_new_array();

	for (size_t i = 0; i < count; i++)
		json_object_array_add(cards, card_object(&ledgers[i]));
	json_object_object_add(document, "cards", cards);
	ctl_write_json(document, pretty, out);
	json_object_put(document);
}
