/* SPDX-License-Identifier: MIT */
/* Loading and unloading modules, binding and unbinding devices. */
#ifndef COMMON_MODULE_H
#define COMMON_MODULE_H

#include <stdbool.h>

/** module_loaded - is a module there? */
bool module_loaded(const char *name);

/** module_available - could a module be loaded, or is it? */
bool module_available(const char *name);

/** module_load - load a module, with its parameters after its name; returns once udev is done with it */
void module_load(const char *name);

/**
 * module_reload - unload a module whose last user is just going away, if it is there, and load it
 * @name: the module, with its parameters after its name
 */
void module_reload(const char *name);

/** module_refused - fail unless a module refuses to be loaded with the parameters after its name */
void module_refused(const char *name);

/** module_unload - try to unload a module; returns 0 or a negative errno */
int module_unload(const char *name);

/** module_busy - try to unload a module; returns whether it was refused for being in use */
bool module_busy(const char *name);

/** module_unload_soon - unload a module whose last user is just going away */
void module_unload_soon(const char *name);

/** device_bind - bind a platform device to the driver; returns 0 or a negative errno */
int device_bind(const char *device);

/** device_unbind - unbind a platform device from the driver; returns 0 or a negative errno */
int device_unbind(const char *device);

/** device_bound - is a platform device bound to the driver? */
bool device_bound(const char *device);

/** settle - wait until udev has nothing to do */
void settle(void);

#endif
