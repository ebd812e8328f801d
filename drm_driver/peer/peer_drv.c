// SPDX-License-Identifier: GPL-2.0-only
/* The module, its device and its node. */

#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>

#include "../compat/dma_buf.h"
#include "peer.h"

#define DRIVER_NAME "vprime_peer"

struct device *peer_device;

static int peer_open(struct inode *inode, struct file *filp)
{
	struct peer_file *file = kzalloc(sizeof(*file), GFP_KERNEL);

	if (!file)
		return -ENOMEM;

	mutex_init(&file->lock);
	xa_init_flags(&file->imports, XA_FLAGS_ALLOC1);
	filp->private_data = file;
	return 0;
}

static int peer_release(struct inode *inode, struct file *filp)
{
	struct peer_file *file = filp->private_data;

	peer_import_release_all(file);
	xa_destroy(&file->imports);
	mutex_destroy(&file->lock);
	kfree(file);
	return 0;
}

/* The core pins the module by its owner while the node is open. */
static const struct file_operations peer_fops = {
	.owner = THIS_MODULE,
	.open = peer_open,
	.release = peer_release,
	.unlocked_ioctl = peer_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice peer_node = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = DRIVER_NAME,
	.fops = &peer_fops,
	.mode = 0600,
};

static int __init peer_init(void)
{
	const struct platform_device_info info = {
		.name = DRIVER_NAME,
		.id = PLATFORM_DEVID_NONE,
		.dma_mask = DMA_BIT_MASK(64),
	};
	struct platform_device *pdev;
	int ret;

	pdev = platform_device_register_full(&info);
	if (IS_ERR(pdev))
		return PTR_ERR(pdev);

	/* as little as possible stands between an exporter and this importer */
	dma_set_max_seg_size(&pdev->dev, UINT_MAX);
	peer_device = &pdev->dev;

	ret = misc_register(&peer_node);
	if (ret)
		platform_device_unregister(pdev);
	return ret;
}

static void __exit peer_exit(void)
{
	misc_deregister(&peer_node);
	platform_device_unregister(to_platform_device(peer_device));
}

module_init(peer_init);
module_exit(peer_exit);

MODULE_DESCRIPTION("A dma-buf exporter and importer to test sharing with");
MODULE_IMPORT_NS("DMA_BUF");
MODULE_LICENSE("GPL");
