// SPDX-License-Identifier: MIT
/* Out of memory at every single allocation: the device, its description and the module. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "igt.h"

#include "description.h"
#include "failnth.h"
#include "module.h"
#include "shortage.h"

IGT_TEST_DESCRIPTION("Out of memory at every allocation: the device, its description, the module.");

#define DEVICE "vprime.0"
#define DESCRIPTION "failnth"

static void unbind(void)
{
	if (device_bound(DEVICE))
		igt_assert_eq(device_unbind(DEVICE), 0);
}

static void bind(void)
{
	if (!device_bound(DEVICE))
		igt_assert_eq(device_bind(DEVICE), 0);
}

static int run_bind(void)
{
	return device_bind(DEVICE);
}

static int run_unbind(void)
{
	return device_unbind(DEVICE);
}

static int run_describe(void)
{
	return description_make(DESCRIPTION);
}

static void describe(void)
{
	igt_assert_eq(run_describe(), 0);
}

static void remove_description(void)
{
	igt_assert_eq(description_remove(DESCRIPTION), 0);
}

static int run_enable(void)
{
	return description_enable(DESCRIPTION, true);
}

static void disable(void)
{
	igt_assert_eq(description_enable(DESCRIPTION, false), 0);
}

/* A card with a monitor at it, which stays; made once, as that takes long. */
static void prepare_hotplug(void)
{
	if (description_there(DESCRIPTION))
		return;
	describe();
	igt_assert_eq(run_enable(), 0);
	settle();
}

static int run_hotplug(void)
{
	return description_plug(DESCRIPTION, false);
}

static void undo_hotplug(void)
{
	igt_assert_eq(description_plug(DESCRIPTION, true), 0);
}

static char module_file[256];

static void prepare_load(void)
{
	FILE *pipe;

	if (!module_file[0]) {
		pipe = popen("modinfo -n vprime", "r");
		igt_assert(pipe && fgets(module_file, sizeof(module_file), pipe));
		pclose(pipe);
		module_file[strcspn(module_file, "\n")] = '\0';
	}
	if (module_loaded("vprime"))
		module_unload_soon("vprime");
}

static int run_load(void)
{
	int file = open(module_file, O_RDONLY | O_CLOEXEC), err;

	if (file < 0)
		return -errno;
	err = syscall(SYS_finit_module, file, "create_default=0", 0) ? -errno : 0;
	close(file);
	return err;
}

static void prepare_unload(void)
{
	if (!module_loaded("vprime"))
		module_load("vprime");
	settle();
}

static int run_unload(void)
{
	return module_unload("vprime");
}

static const struct operation operations[] = {
	/*
	 * Errors of the core's are left out: if there is no memory for a minor, it puts a reference
	 * to an ERR_PTR; if there is none for a CRTC's source of CRCs, it calls a destructor that
	 * managed CRTCs do not have; and a device that could not be registered counts as
	 * registered, of which it WARNs.
	 */
	OPERATION("bind", "Bind the device.", unbind, run_bind, NULL, NULL, .closed = true,
		  .within = FAILNTH_MODULES, .after = "__devm_drm_dev_alloc",
		  .before = "drm_dev_register",
		  .except = "drmm_crtc_init_with_planes", .sparse = 50),
	OPERATION("unbind", "Unbind it.", bind, run_unbind, NULL, NULL, .closed = true),
	OPERATION("describe", "Describe a card in configfs.", NULL, run_describe,
		  remove_description, NULL),
	/*
	 * What the probing of the card allocates is bind's; a device without a name is EINVAL, and
	 * one whose directory the core has no memory for is not bound, which it tells nobody.
	 */
	OPERATION("enable", "Make a card of the description.", describe, run_enable, disable,
		  remove_description, .except = "vprime_probe", .also = { -EINVAL, -ENODEV }),
	OPERATION("hotplug", "Pull a monitor's plug.", prepare_hotplug, run_hotplug, undo_hotplug, NULL),
	/* EINVAL is what the core says if it cannot make a directory of the module's drivers */
	OPERATION("load", "Load the module, without a card.", prepare_load, run_load, NULL, NULL,
		  .closed = true, .within = FAILNTH_MODULES, .sparse = 20, .also = { -EINVAL }),
	OPERATION("unload", "Unload it, with a card.", prepare_unload, run_unload, NULL, NULL,
		  .closed = true, .sparse = 20),
};

/* Whatever a subtest that failed has left. */
static void clean(void)
{
	description_remove(DESCRIPTION);
}

igt_main
{
	igt_fixture
		shortage_init();

	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
		igt_fixture
			shortage_forget(clean);

		igt_describe_f("%s", operations[i].what);
		igt_subtest(operations[i].name)
			shortage_run(&operations[i]);
	}

	igt_fixture
		shortage_report();
}
