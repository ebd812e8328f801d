/* SPDX-License-Identifier: MIT */
/* What the kernel's uapi headers want from <linux/bits.h>. */
#ifndef VKMS_SHIM_BITS_H
#define VKMS_SHIM_BITS_H

#define BIT(n) (1ul << (n))
#define __GENMASK(high, low) (~0ul >> (63 - (high)) & ~0ul << (low))

#endif
