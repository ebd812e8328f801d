// SPDX-License-Identifier: GPL-2.0-only
/* The module, the device and the drm_driver. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/platform_device.h>

#include <drm/clients/drm_client_setup.h>
#include <drm/drm_atomic.h>
#include <drm/drm_atomic_helper.h>
#include <drm/drm_drv.h>
#include <drm/drm_fbdev_shmem.h>
#include <drm/drm_gem.h>
#include <drm/drm_gem_shmem_helper.h>
#include <drm/drm_managed.h>
#include <drm/drm_mode_config.h>
#include <drm/drm_modeset_helper.h>
#include <drm/drm_modeset_lock.h>
#include <drm/drm_print.h>
#include <drm/drm_probe_helper.h>
#include <drm/drm_vblank.h>

#include "vprime_bo.h"
#include "vprime_card.h"
#include "vprime_commit.h"
#include "vprime_configfs.h"
#include "vprime_connector.h"
#include "vprime_drv.h"
#include "vprime_fault.h"
#include "vprime_fence.h"
#include "vprime_frame.h"
#include "vprime_ioctl.h"
#include "vprime_kernels.h"
#include "vprime_ledger.h"
#include "vprime_output.h"
#include "vprime_parameters.h"
#include "vprime_pipeline.h"
#include "vprime_prime.h"
#include "vprime_sinks.h"
#include "vprime_status.h"
#include "vprime_writeback.h"

DEFINE_DRM_GEM_FOPS(vprime_fops);

#ifdef CONFIG_DEBUG_FS
static void vprime_debugfs_init(struct drm_minor *minor)
{
	vprime_ledger_debugfs_init(minor);
	vprime_fault_debugfs_init(minor);
	vprime_status_debugfs_init(minor);
}
#endif

static const struct drm_driver vprime_driver = {
	.driver_features = DRIVER_MODESET | DRIVER_ATOMIC | DRIVER_GEM | DRIVER_SYNCOBJ |
			   DRIVER_SYNCOBJ_TIMELINE | DRIVER_CURSOR_HOTSPOT,
	.fops = &vprime_fops,
	.gem_create_object = vprime_gem_create_object,
	.prime_handle_to_fd = drm_gem_prime_handle_to_fd,
	.prime_fd_to_handle = drm_gem_prime_fd_to_handle,
	.gem_prime_import = vprime_gem_import,
	.dumb_create = vprime_gem_dumb_create,
	.dumb_map_offset = vprime_gem_dumb_map_offset,
	DRM_FBDEV_SHMEM_DRIVER_OPS,
#ifdef CONFIG_DEBUG_FS
	.debugfs_init = vprime_debugfs_init,
#endif
	.open = vprime_fence_open,
	.postclose = vprime_fence_postclose,
	.ioctls = vprime_ioctls,
	.num_ioctls = VPRIME_NUM_IOCTLS,
	.name = VPRIME_NAME,
	.desc = "Virtual display with PRIME sharing",
	.major = 1,
	.minor = 0,
};

static int vprime_atomic_check(struct drm_device *dev, struct drm_atomic_commit *state)
{
	struct drm_crtc_state *old_crtc_state, *new_crtc_state;
	struct drm_crtc *crtc;
	int i, ret;

	/*
	 * An ioctl that began before the card was unplugged may come here after it, when
	 * all is off. Until then framebuffers may be removed, which the core does not
	 * expect to fail.
	 */
	for_each_oldnew_crtc_in_state(state, crtc, old_crtc_state, new_crtc_state, i) {
		if (new_crtc_state->active && !old_crtc_state->active &&
		    to_vprime_device(dev)->unplugged)
			return -ENODEV;
	}
	ret = vprime_fault_check(dev, state);
	return ret ? ret : drm_atomic_helper_check(dev, state);
}

static const struct drm_mode_config_funcs vprime_mode_config_funcs = {
	.fb_create = compat_fb_create,
	.atomic_check = vprime_atomic_check,
	.atomic_commit = vprime_atomic_commit,
};

static const struct drm_mode_config_helper_funcs vprime_mode_config_helper_funcs = {
	.atomic_commit_tail = vprime_atomic_commit_tail,
};

/* Of any cursor plane of the card, as far as there is a use in saying more. */
static struct vprime_size cursor_size(const struct vprime_config *config)
{
	const struct vprime_plane_config *plane;
	struct vprime_size size = { };
	unsigned int i;

	for (i = 0; i < config->n_planes; i++) {
		plane = &config->planes[i];
		if (plane->type != DRM_PLANE_TYPE_CURSOR)
			continue;
		size.width = clamp(plane->size_max.width, size.width, VPRIME_CURSOR_SIZE);
		size.height = clamp(plane->size_max.height, size.height, VPRIME_CURSOR_SIZE);
	}
	return size;
}

static int vprime_mode_config_init(struct vprime_device *vdev)
{
	struct vprime_size cursor = cursor_size(vdev->config);
	struct drm_device *dev = &vdev->drm;
	int ret;

	ret = vprime_outputs_alloc(vdev);
	if (ret)
		return ret;

	/* before the framebuffers' end, as they may hold the last buffers */
	INIT_LIST_HEAD(&vdev->buffers);
	ret = drmm_mutex_init(dev, &vdev->buffers_lock);
	if (ret)
		return ret;

	ret = drmm_mode_config_init(dev);
	if (ret)
		return ret;

	dev->mode_config.funcs = &vprime_mode_config_funcs;
	dev->mode_config.helper_private = &vprime_mode_config_helper_funcs;
	dev->mode_config.min_width = 1;
	dev->mode_config.min_height = 1;
	dev->mode_config.max_width = VPRIME_SIZE_MAX;
	dev->mode_config.max_height = VPRIME_SIZE_MAX;
	dev->mode_config.cursor_width = cursor.width;
	dev->mode_config.cursor_height = cursor.height;
	dev->mode_config.preferred_depth = 24;
	dev->mode_config.async_page_flip = true;
	return 0;
}

/* A probe that began before the card was unplugged may have queued it after that. */
static void vprime_poll_release(struct drm_device *dev, void *data)
{
	drm_kms_helper_poll_fini(dev);
	cancel_delayed_work_sync(&dev->mode_config.output_poll_work);
}

/* So that the card is the same when it is bound again. */
static void keep_monitors(struct vprime_device *vdev)
{
	const struct vprime_card_data *data = dev_get_platdata(vdev->drm.dev);
	struct vprime_config *config = data->config;
	unsigned int i;

	for (i = 0; i < config->n_connectors; i++) {
		if (vprime_connector_learn(vdev->connectors[i], &config->connectors[i]))
			drm_warn(&vdev->drm, "what has become of %s is forgotten\n",
				 vdev->connectors[i]->name);
	}
}

/* Runs first of all that unbinding does; clients may still be connected afterwards. */
static void vprime_unplug(void *data)
{
	struct vprime_device *vdev = data;
	unsigned int i;

	drm_dev_unplug(&vdev->drm);
	drm_kms_helper_poll_fini(&vdev->drm);

	drm_modeset_lock_all(&vdev->drm);
	vdev->unplugged = true;
	drm_modeset_unlock_all(&vdev->drm);

	/* before the shutdown, as commits may wait for them */
	vprime_fence_unplug(vdev);
	vprime_fault_unplug(vdev);

	drm_atomic_helper_shutdown(&vdev->drm);
	vprime_sinks_remove(vdev);
	keep_monitors(vdev);
	for (i = 0; i < vdev->config->n_crtcs; i++)
		vprime_writeback_wait(vdev->outputs[i]);
	vprime_frame_flush();
}

static void vprime_release_config(struct drm_device *dev, void *config)
{
	vprime_config_put(config);
}

static int vprime_bind(struct platform_device *pdev, struct vprime_config *config)
{
	struct device *parent = &pdev->dev;
	struct vprime_device *vdev;
	int ret;

	vdev = devm_drm_dev_alloc(parent, &vprime_driver, struct vprime_device, drm);
	if (IS_ERR(vdev))
		return PTR_ERR(vdev);

	vdev->config = vprime_config_get(config);
	ret = drmm_add_action_or_reset(&vdev->drm, vprime_release_config, config);
	if (ret)
		return ret;
	INIT_LIST_HEAD(&vdev->sinks);
	INIT_LIST_HEAD(&vdev->sinks_node);
	if (!config->cursor_hotspot)
		vdev->drm.driver_features &= ~DRIVER_CURSOR_HOTSPOT;

	ret = dma_coerce_mask_and_coherent(parent, DMA_BIT_MASK(64));
	if (ret)
		return ret;
	dma_set_max_seg_size(parent, UINT_MAX);

	vprime_fence_init(vdev);
	ret = vprime_fault_init(vdev);
	if (ret)
		return ret;
	ret = vprime_mode_config_init(vdev);
	if (ret)
		return ret;
	if (config->vblank) {
		ret = drm_vblank_init(&vdev->drm, config->n_crtcs);
		if (ret)
			return ret;
		vdev->drm.max_vblank_count = U32_MAX;
	}
	ret = vprime_outputs_init(vdev);
	if (ret)
		return ret;

	ret = vprime_outputs_reset(vdev);
	if (ret)
		return ret;
	drm_kms_helper_poll_init(&vdev->drm);
	ret = drmm_add_action_or_reset(&vdev->drm, vprime_poll_release, NULL);
	if (ret)
		return ret;
	platform_set_drvdata(pdev, vdev);

	ret = drm_dev_register(&vdev->drm, 0);
	if (ret)
		return ret;
	vprime_sinks_add(vdev);
	ret = devm_add_action_or_reset(parent, vprime_unplug, vdev);
	if (ret)
		return ret;

	if (config->fbdev)
		drm_client_setup(&vdev->drm, NULL);
	return 0;
}

static int vprime_suspend(struct device *parent)
{
	struct vprime_device *vdev = dev_get_drvdata(parent);

	return drm_mode_config_helper_suspend(&vdev->drm);
}

static int vprime_resume(struct device *parent)
{
	struct vprime_device *vdev = dev_get_drvdata(parent);

	return drm_mode_config_helper_resume(&vdev->drm);
}

static DEFINE_SIMPLE_DEV_PM_OPS(vprime_pm_ops, vprime_suspend, vprime_resume);

static int vprime_probe(struct platform_device *pdev)
{
	struct vprime_card_data *data = dev_get_platdata(&pdev->dev);

	/* a device that somebody else made */
	if (!data)
		return -ENODEV;
	data->error = vprime_bind(pdev, data->config);
	return data->error;
}

static struct platform_driver vprime_platform_driver = {
	.probe = vprime_probe,
	.driver = {
		.name = VPRIME_NAME,
		/* whoever makes a card wants to know what came of it */
		.probe_type = PROBE_FORCE_SYNCHRONOUS,
		.pm = pm_sleep_ptr(&vprime_pm_ops),
	},
};

struct workqueue_struct *vprime_commit_wq;
struct workqueue_struct *vprime_compose_wq;
struct workqueue_struct *vprime_release_wq;

static int __init vprime_init(void)
{
	int ret;

	ret = vprime_kernels_init();
	if (ret)
		return ret;

	/*
	 * A last commit may free its card, which flushes works of the core's: one of our own.
	 * Where a flip is made its worker runs, too: to have another CPU woken takes longer
	 * than what it has to do, and far longer in an emulated machine.
	 */
	vprime_commit_wq = alloc_workqueue("vprime-commit", WQ_PERCPU | WQ_HIGHPRI, 0);
	if (!vprime_commit_wq)
		return -ENOMEM;
	/* fences wait for compositions, and memory reclaim may wait for a fence */
	vprime_compose_wq = alloc_workqueue("vprime-compose",
					    WQ_UNBOUND | WQ_HIGHPRI | WQ_MEM_RECLAIM, 0);
	if (!vprime_compose_wq) {
		ret = -ENOMEM;
		goto err_destroy_commit_wq;
	}
	/* likewise; pixels may be freed, which nobody else on that CPU has to wait for */
	vprime_release_wq = alloc_workqueue("vprime-release", WQ_PERCPU | WQ_CPU_INTENSIVE, 0);
	if (!vprime_release_wq) {
		ret = -ENOMEM;
		goto err_destroy_compose_wq;
	}

	ret = platform_driver_register(&vprime_platform_driver);
	if (ret)
		goto err_destroy_release_wq;

	ret = vprime_parameters_create_cards();
	if (ret)
		goto err_unregister;
	/* last, as others may make cards from here on */
	ret = vprime_configfs_init();
	if (ret)
		goto err_destroy_cards;
	return 0;

err_destroy_cards:
	vprime_parameters_destroy_cards();
err_unregister:
	platform_driver_unregister(&vprime_platform_driver);
	vprime_pipeline_exit();
err_destroy_release_wq:
	destroy_workqueue(vprime_release_wq);
err_destroy_compose_wq:
	destroy_workqueue(vprime_compose_wq);
err_destroy_commit_wq:
	destroy_workqueue(vprime_commit_wq);
	return ret;
}

static void __exit vprime_exit(void)
{
	vprime_configfs_exit();
	vprime_parameters_destroy_cards();
	platform_driver_unregister(&vprime_platform_driver);
	destroy_workqueue(vprime_commit_wq);
	destroy_workqueue(vprime_compose_wq);
	destroy_workqueue(vprime_release_wq);
	vprime_pipeline_exit();
}

module_init(vprime_init);
module_exit(vprime_exit);

MODULE_DESCRIPTION("vprime: a virtual display with PRIME sharing");
MODULE_LICENSE("GPL");
