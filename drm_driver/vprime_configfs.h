/* SPDX-License-Identifier: GPL-2.0-only */
/* Descriptions of cards as directories. */
#ifndef VPRIME_CONFIGFS_H
#define VPRIME_CONFIGFS_H

#include <linux/kconfig.h>

#if IS_REACHABLE(CONFIG_CONFIGFS_FS)

/**
 * vprime_configfs_init - let cards be made in /sys/kernel/config/vprime
 *
 * Context: the module's init, when cards can be made.
 * Return: 0 or a negative errno.
 */
int vprime_configfs_init(void);

/**
 * vprime_configfs_exit - the opposite; there are no directories any more
 *
 * Context: the module's exit.
 */
void vprime_configfs_exit(void);

#else

static inline int vprime_configfs_init(void)
{
	return 0;
}

static inline void vprime_configfs_exit(void)
{
}

#endif

#endif
