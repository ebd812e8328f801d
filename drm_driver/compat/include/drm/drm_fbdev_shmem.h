/* SPDX-License-Identifier: GPL-2.0-only */
/* For kernels without this header, see clients/drm_client_setup.h here. */
