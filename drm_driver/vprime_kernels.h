/* SPDX-License-Identifier: GPL-2.0-only */
/* Which build of the row kernels the module composes with. */
#ifndef VPRIME_KERNELS_H
#define VPRIME_KERNELS_H

struct vprime_kernels;

/**
 * vprime_kernels_init - find the build that all cards compose with
 *
 * The one that the module's parameter names, or else the one that is the fastest
 * here, which is measured and takes some milliseconds.
 *
 * Context: the module's init, before there are any cards.
 * Return: 0, -EINVAL if the parameter names none of this machine's, or -ENOMEM.
 */
int vprime_kernels_init(void);

/**
 * vprime_kernels_used - the build that all cards compose with
 *
 * Context: any, after vprime_kernels_init().
 * Return: it.
 */
const struct vprime_kernels *vprime_kernels_used(void);

#endif
