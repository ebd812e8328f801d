// SPDX-License-Identifier: GPL-2.0-only
/* What of vprime.ko the KUnit suites call, exported where they are built. */

#include <kunit/visibility.h>

#include "../compose/compose.h"
#include "../vprime_config.h"
#include "../vprime_frame.h"
#include "../vprime_ledger.h"

/* Here, and not where the functions are: these know nothing of tests. */
#define TESTED(function) EXPORT_SYMBOL_IF_KUNIT(function)

TESTED(vprime_format_lookup);

TESTED(vprime_config_create);
TESTED(vprime_config_put);
TESTED(vprime_config_outputs);
TESTED(vprime_config_complete);
TESTED(vprime_config_valid);

TESTED(vprime_frame_alloc);
TESTED(vprime_frame_put);
TESTED(vprime_frame_flush);
TESTED(vprime_frame_fill);
TESTED(vprime_frame_fill_from);

TESTED(vprime_ledger_init);
TESTED(vprime_ledger_open);
TESTED(vprime_ledger_close);
TESTED(vprime_ledger_info);
