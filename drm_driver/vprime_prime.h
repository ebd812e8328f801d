/* SPDX-License-Identifier: GPL-2.0-only */
/* Export and import of dma-bufs. */
#ifndef VPRIME_PRIME_H
#define VPRIME_PRIME_H

struct dma_buf;
struct dma_buf_attachment;
struct drm_device;
struct drm_gem_object;
struct sg_table;

/**
 * vprime_gem_export - &drm_gem_object_funcs.export
 * @obj: one of our own buffers; an import's dma-buf is its exporter's
 * @flags: O_CLOEXEC and DRM_RDWR as the client asked for
 *
 * Context: process.
 * Return: the dma-buf, which keeps buffer, card and module, or an ERR_PTR().
 */
struct dma_buf *vprime_gem_export(struct drm_gem_object *obj, int flags);

/**
 * vprime_gem_import - &drm_driver.gem_prime_import
 * @dev: the card
 * @dmabuf: anybody's dma-buf
 *
 * Context: process.
 * Return: the very buffer, referenced, if it is this card's own; a new object
 * if not; or an ERR_PTR(): what the exporter's attach says.
 */
struct drm_gem_object *vprime_gem_import(struct drm_device *dev, struct dma_buf *dmabuf);

#endif
