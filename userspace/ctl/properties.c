// SPDX-License-Identifier: MIT
/* vprimectl properties: what clients have set on connectors and the CRTCs that feed them. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <json-c/json.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include "arguments.h"
#include "ctl.h"

static void usage(void)
{
	fputs("Usage: vprimectl properties [OPTION]... CARD [CONNECTOR]\n"
	      "Show the KMS properties of connectors and of the CRTCs that feed them, as clients have\n"
	      "set them: HDR metadata, colour space, depth, content type and so on.\n"
	      "\n"
	      "  -j, --json          as JSON\n"
	      CTL_ROOT_USAGE
	      "  -h, --help          show this\n"
	      "\n"
	      "Blobs are hexadecimal digits, - is none.\n", stdout);
}

/* Returns -1 to go on, or the exit status. */
static int parse(int argc, char **argv, struct ctl_arguments *arguments)
{
	int ret = ctl_arguments(argc, argv, usage, "j", arguments);

	if (ret >= 0)
		return ret;
	if (!arguments->n_rest)
		return ctl_usage_error(argv[0], "which card?");
	if (arguments->n_rest > 2)
		return ctl_usage_error(argv[0], "one connector only: %s", arguments->rest[2]);
	arguments->card = arguments->rest[0];
	arguments->connector = arguments->rest[1];
	return -1;
}

/* Returns the card's descriptor, or a negative errno. */
static int open_card(int minor)
{
	char path[32];
	int fd;

	snprintf(path, sizeof(path), "/dev/dri/card%d", minor);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	/* who comes first becomes the master: leave that to whoever wants to be */
	if (drmIsMaster(fd))
		drmDropMaster(fd);
	drmSetClientCap(fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1);
	drmSetClientCap(fd, DRM_CLIENT_CAP_ATOMIC, 1);
	return fd;
}

static json_object *blob_value(int fd, uint32_t id)
{
	drmModePropertyBlobPtr blob = id ? drmModeGetPropertyBlob(fd, id) : NULL;
	json_object *json;
	char *hex;

	if (!blob)
		return NULL;
	hex = malloc(2 * blob->length + 1);
	if (!hex) {
		drmModeFreePropertyBlob(blob);
		return NULL;
	}
	for (uint32_t i = 0; i < blob->length; i++)
		sprintf(hex + 2 * i, "%02x", ((const unsigned char *)blob->data)[i]);
	json = json_object_new_string_len(hex, 2 * blob->length);
	drmModeFreePropertyBlob(blob);
	free(hex);
	return json;
}

static json_object *enum_value(const drmModePropertyRes *property, uint64_t value)
{
	for (int i = 0; i < property->count_enums; i++) {
		if (property->enums[i].value == value)
			return json_object_new_string(property->enums[i].name);
	}
	return json_object_new_uint64(value);
}

static json_object *bitmask_value(const drmModePropertyRes *property, uint64_t value)
{
	json_object *list = json_object_new_array();

	for (int i = 0; i < property->count_enums; i++) {
		if (value & 1ull << property->enums[i].value)
			json_object_array_add(list,
					      json_object_new_string(property->enums[i].name));
	}
	return list;
}

static json_object *value_of(int fd, drmModePropertyPtr property, uint64_t value)
{
	if (drm_property_type_is(property, DRM_MODE_PROP_BLOB))
		return blob_value(fd, value);
	if (drm_property_type_is(property, DRM_MODE_PROP_ENUM))
		return enum_value(property, value);
	if (drm_property_type_is(property, DRM_MODE_PROP_BITMASK))
		return bitmask_value(property, value);
	if (drm_property_type_is(property, DRM_MODE_PROP_SIGNED_RANGE))
		return json_object_new_int64((int64_t)value);
	return json_object_new_uint64(value);
}

static json_object *properties_of(int fd, uint32_t id, uint32_t type)
{
	drmModeObjectPropertiesPtr properties = drmModeObjectGetProperties(fd, id, type);
	json_object *json = json_object_new_object();

	for (uint32_t i = 0; properties && i < properties->count_props; i++) {
		drmModePropertyPtr property = drmModeGetProperty(fd, properties->props[i]);

		if (!property)
			continue;
		json_object_object_add(json, property->name,
				       value_of(fd, property, properties->prop_values[i]));
		drmModeFreeProperty(property);
	}
	drmModeFreeObjectProperties(properties);
	return json;
}

static uint32_t crtc_of(int fd, const drmModeConnector *connector)
{
	drmModeEncoderPtr encoder =
		connector->encoder_id ? drmModeGetEncoder(fd, connector->encoder_id) : NULL;
	uint32_t crtc = encoder ? encoder->crtc_id : 0;

	drmModeFreeEncoder(encoder);
	return crtc;
}

static void add_connector(int fd, uint32_t id, const char *wanted, json_object *list)
{
	drmModeConnectorPtr connector = drmModeGetConnectorCurrent(fd, id);
	json_object *json;
	char name[64];
	uint32_t crtc;

	if (!connector)
		return;
	snprintf(name, sizeof(name), "%s-%u",
		 drmModeGetConnectorTypeName(connector->connector_type),
		 connector->connector_type_id);
	if (!wanted || !strcmp(name, wanted)) {
		crtc = crtc_of(fd, connector);
		json = json_object_new_object();
		json_object_object_add(json, "connector", json_object_new_string(name));
		json_object_object_add(json, "properties",
				       properties_of(fd, id, DRM_MODE_OBJECT_CONNECTOR));
		json_object_object_add(json, "crtc", crtc ?
				       properties_of(fd, crtc, DRM_MODE_OBJECT_CRTC) : NULL);
		json_object_array_add(list, json);
	}
	drmModeFreeConnector(connector);
}

/* The connectors, all of them or one. Returns NULL after complaining. */
static json_object *collect(const struct ctl_target *target, const char *wanted)
{
	int fd = open_card(target->minor);
	drmModeResPtr resources;
	json_object *list;

	if (fd < 0) {
		ctl_step_error(fd, "/dev/dri/card%d", target->minor);
		return NULL;
	}
	resources = drmModeGetResources(fd);
	list = resources ? json_object_new_array() : NULL;
	if (!resources)
		ctl_error("/dev/dri/card%d: %s", target->minor, strerror(errno));
	for (int i = 0; resources && i < resources->count_connectors; i++)
		add_connector(fd, resources->connectors[i], wanted, list);
	drmModeFreeResources(resources);
	close(fd);
	return list;
}

static void print_properties(const char *heading, json_object *properties)
{
	json_object_object_foreach(properties, name, value) {
		const char *text = "-";

		if (json_object_is_type(value, json_type_string))
			text = json_object_get_string(value);
		else if (value)
			text = json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN);
		printf("%s\t%s\t%s\n", heading, name, text);
	}
}

static void print(json_object *list)
{
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		json_object *json = json_object_array_get_idx(list, i);
		const char *name = json_object_get_string(json_object_object_get(json, "connector"));
		char crtc[96];

		snprintf(crtc, sizeof(crtc), "%s's CRTC", name);
		print_properties(name, json_object_object_get(json, "properties"));
		if (json_object_object_get(json, "crtc"))
			print_properties(crtc, json_object_object_get(json, "crtc"));
	}
}

int ctl_properties(int argc, char **argv)
{
	struct ctl_arguments arguments;
	struct ctl_connector connector = { 0 };
	struct ctl_target target;
	json_object *list;
	int status = parse(argc, argv, &arguments);

	if (status >= 0)
		return status;
	status = ctl_find_target(arguments.card, &target);
	if (status)
		return status;
	if (target.minor < 0)
		return ctl_error("%s: is not enabled", arguments.card);
	if (arguments.connector) {
		status = ctl_find_connector(&target, arguments.connector, &connector);
		if (status)
			return status;
	}
	list = collect(&target, arguments.connector ? connector.name : NULL);
	if (!list)
		return EXIT_FAILURE;
	if (arguments.json)
		ctl_write_json(list, true, stdout);
	else
		print(list);
	json_object_put(list);
	return ctl_flush();
}
