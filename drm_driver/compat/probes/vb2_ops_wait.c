// SPDX-License-Identifier: GPL-2.0-only
/* Drivers tell videobuf2 how to let go of the lock of its queue while it waits. */
#include <media/videobuf2-v4l2.h>

const struct vb2_ops probe = {
	.wait_prepare = vb2_ops_wait_prepare,
};
