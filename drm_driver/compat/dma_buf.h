/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the newest kernel has of dma-buf and an older one lacks, for users with
 * and without DRM. Include this after all headers of the kernel.
 */
#ifndef VPRIME_COMPAT_DMA_BUF_H
#define VPRIME_COMPAT_DMA_BUF_H

#include <linux/dma-buf.h>
#include <linux/module.h>

#include "compat-config.h"

#ifndef HAVE_DMA_BUF_VMAP_UNLOCKED
/* The plain functions took a lock of their own then. */
#define dma_buf_vmap_unlocked dma_buf_vmap
#define dma_buf_vunmap_unlocked dma_buf_vunmap
#endif

/* as the newest kernel has it: the name is a string; older ones quote it themselves */
#undef MODULE_IMPORT_NS
#define MODULE_IMPORT_NS(ns) MODULE_INFO(import_ns, ns)

#endif
