/* SPDX-License-Identifier: GPL-2.0-only */
/* Fences on request, for testing those who wait for fences. */
#ifndef VPRIME_FENCE_H
#define VPRIME_FENCE_H

struct drm_device;
struct drm_file;
struct vprime_device;

/**
 * vprime_fence_init - prepare a card for fences
 * @vdev: the card
 *
 * Context: probe.
 */
void vprime_fence_init(struct vprime_device *vdev);

/**
 * vprime_fence_unplug - signal all of a card's fences with -ENODEV, and refuse new ones
 * @vdev: the card
 *
 * Context: process, may sleep.
 */
void vprime_fence_unplug(struct vprime_device *vdev);

/**
 * vprime_fence_open - &drm_driver.open
 * @dev: the card
 * @file: the new client
 *
 * Context: process.
 * Return: 0 or -ENOMEM.
 */
int vprime_fence_open(struct drm_device *dev, struct drm_file *file);

/**
 * vprime_fence_postclose - &drm_driver.postclose
 * @dev: the card
 * @file: the client; its fences live until they expire
 *
 * Context: process.
 */
void vprime_fence_postclose(struct drm_device *dev, struct drm_file *file);

/* DRM_IOCTL_VPRIME_FENCE_ATTACH and DRM_IOCTL_VPRIME_FENCE_SIGNAL, see uapi/vprime_drm.h */
int vprime_ioctl_fence_attach(struct drm_device *dev, void *data, struct drm_file *file);
int vprime_ioctl_fence_signal(struct drm_device *dev, void *data, struct drm_file *file);

#endif
