// SPDX-License-Identifier: MIT
/* Loading and unloading modules, binding and unbinding devices. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "igt.h"

#include "module.h"

#define DRIVER_DIR "/sys/bus/platform/drivers/vprime"

static int run(const char *command)
{
	fflush(stdout);
	return system(command);
}

void settle(void)
{
	/* thousands of events may be in line, from those who plugged and unplugged */
	run("udevadm settle --timeout=120 2>/dev/null");
}

bool module_loaded(const char *name)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/module/%s", name);
	return !access(path, F_OK);
}

bool module_available(const char *name)
{
	char command[128];

	snprintf(command, sizeof(command), "modprobe -n -q %s", name);
	return !run(command);
}

void module_load(const char *name)
{
	char command[1024];

	snprintf(command, sizeof(command), "modprobe %s", name);
	igt_assert_f(!run(command), "cannot load %s\n", name);
	settle();
}

void module_refused(const char *name)
{
	char command[1024];

	snprintf(command, sizeof(command), "modprobe %s 2>/dev/null", name);
	igt_assert_f(run(command), "%s: was taken\n", name);
}

int module_unload(const char *name)
{
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? -errno : 0;
}

bool module_busy(const char *name)
{
	int err = module_unload(name);

	return err == -EBUSY || err == -EWOULDBLOCK;
}

/* udev may still look at a new card, and files are gone a little after close(). */
void module_unload_soon(const char *name)
{
	int err = -EAGAIN;

	settle();
	for (int i = 0; i < 100 && err; i++) {
		err = module_unload(name);
		if (err)
			usleep(50000);
	}
	igt_assert_f(!err, "cannot unload %s: %s\n", name, strerror(-err));
}

void module_reload(const char *name)
{
	char module[64];

	snprintf(module, sizeof(module), "%.*s", (int)strcspn(name, " "), name);
	if (module_loaded(module))
		module_unload_soon(module);
	module_load(name);
}

static int write_device(const char *file, const char *device)
{
	int fd = open(file, O_WRONLY | O_CLOEXEC);
	int err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, device, strlen(device)) < 0)
		err = -errno;
	close(fd);

	return err;
}

int device_bind(const char *device)
{
	return write_device(DRIVER_DIR "/bind", device);
}

int device_unbind(const char *device)
{
	return write_device(DRIVER_DIR "/unbind", device);
}

bool device_bound(const char *device)
{
	char path[128];

	snprintf(path, sizeof(path), DRIVER_DIR "/%s", device);
	return !access(path, F_OK);
}
