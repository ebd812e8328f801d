/* SPDX-License-Identifier: GPL-2.0-only */
/* What the newest kernel has of videobuf2 and an older one lacks. */
#ifndef VPRIME_COMPAT_VIDEOBUF2_H
#define VPRIME_COMPAT_VIDEOBUF2_H

#include <media/videobuf2-v4l2.h>

#include "compat-config.h"

/* The newest lets go of the lock by itself while it waits for a buffer. */
#ifdef HAVE_VB2_OPS_WAIT
#define COMPAT_VB2_OPS \
	.wait_prepare = vb2_ops_wait_prepare, \
	.wait_finish = vb2_ops_wait_finish,
#else
#define COMPAT_VB2_OPS
#endif

#endif
