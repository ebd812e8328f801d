/* SPDX-License-Identifier: GPL-2.0-only */
/* Events for in-kernel clients on kernels that have them in another header. */
#include <drm/drm_client.h>
