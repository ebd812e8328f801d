/* SPDX-License-Identifier: MIT */
/* Descriptions of cards as JSON. */
#ifndef CTL_DESCRIBE_H
#define CTL_DESCRIBE_H

#include <json-c/json.h>

#include "ctl.h"
#include "libvprime.h"

/*
 * The JSON of a description; what has its default value, and what the driver alone sets, is left
 * out. @all keeps that. The caller puts it.
 */
json_object *ctl_describe(const struct vprime_config *config, bool all);

/*
 * The description that JSON makes; @folder is where files that it names are. Returns 0 with
 * @config, which the caller frees, or the exit status after saying what is wrong.
 */
int ctl_understand(json_object *json, const char *folder, struct vprime_config **config);

/*
 * Describe what @config leaves out as what it is by itself, as far as the driver that has @present
 * knows it. Returns 0 or the exit status.
 */
int ctl_complete(struct vprime_config *config, const struct vprime_config *present);

/* Make a card. Returns 0 or the exit status after saying why not. */
int ctl_make_card(const struct vprime_config *config);

/*
 * Describe the monitor that an OUTPUT of "vprimectl add" means. Returns 0, a negative errno, or the
 * exit status after complaining.
 */
int ctl_describe_monitor(struct vprime_config_object *connector, const char *output);

/* The number that a word stands for in an attribute, or -1. */
int ctl_choice(enum vprime_config_kind kind, const char *attribute, const char *word);

/* Whether an attribute may change while the card exists. @kind: VPRIME_CONFIG_KINDS for a card's. */
bool ctl_is_live(enum vprime_config_kind kind, const char *attribute);

#endif
