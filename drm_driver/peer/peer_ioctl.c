// SPDX-License-Identifier: GPL-2.0-only
/* From calls of user space to the functions that do them. */

#include <linux/uaccess.h>

#include "../compat/dma_buf.h"
#include "peer.h"

/**
 * struct peer_call - a call
 * @cmd: its number
 * @name: what messages call it
 * @run: does it, with the argument in kernel memory
 */
struct peer_call {
	unsigned int cmd;
	const char *name;
	int (*run)(struct peer_file *file, void *data);
};

static const struct peer_call calls[] = {
	{ VPRIME_PEER_IOC_EXPORT, "export", peer_export },
	{ VPRIME_PEER_IOC_FAULT, "fault", peer_fault },
	{ VPRIME_PEER_IOC_COUNTS, "counts", peer_counts },
	{ VPRIME_PEER_IOC_FILL, "fill", peer_fill },
	{ VPRIME_PEER_IOC_CHECKSUM, "checksum", peer_checksum },
	{ VPRIME_PEER_IOC_ATTACH, "attach", peer_import_attach },
	{ VPRIME_PEER_IOC_DETACH, "detach", peer_import_detach },
	{ VPRIME_PEER_IOC_MAP, "map", peer_import_map },
	{ VPRIME_PEER_IOC_UNMAP, "unmap", peer_import_unmap },
	{ VPRIME_PEER_IOC_SG_INFO, "sg_info", peer_import_sg_info },
	{ VPRIME_PEER_IOC_VMAP, "vmap", peer_import_vmap },
	{ VPRIME_PEER_IOC_VUNMAP, "vunmap", peer_import_vunmap },
	{ VPRIME_PEER_IOC_BEGIN_CPU_ACCESS, "begin_cpu_access", peer_import_begin_cpu_access },
	{ VPRIME_PEER_IOC_END_CPU_ACCESS, "end_cpu_access", peer_import_end_cpu_access },
	{ VPRIME_PEER_IOC_IMPORT_CHECKSUM, "import_checksum", peer_import_checksum },
};

static const struct peer_call *find_call(unsigned int cmd)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(calls); i++) {
		if (calls[i].cmd == cmd)
			return &calls[i];
	}
	return NULL;
}

long peer_ioctl(struct file *filp, unsigned int cmd, unsigned long data)
{
	const struct peer_call *call = find_call(cmd);
	struct peer_file *file = filp->private_data;
	void __user *user = (void __user *)data;
	union {
		struct vprime_peer_export export;
		struct vprime_peer_counts counts;
		struct vprime_peer_fill fill;
		struct vprime_peer_sg_info sg_info;
		struct vprime_peer_import_checksum checksum;
	} arg;
	int ret;

	if (!call)
		return -ENOTTY;
	if (WARN_ON_ONCE(_IOC_SIZE(cmd) > sizeof(arg)))
		return -ENOTTY;
	if (copy_from_user(&arg, user, _IOC_SIZE(cmd)))
		return -EFAULT;

	if (mutex_lock_interruptible(&file->lock))
		return -ERESTARTSYS;
	ret = call->run(file, &arg);
	mutex_unlock(&file->lock);

	if (ret < 0)
		dev_dbg(peer_device, "%s: %d\n", call->name, ret);
	else if (_IOC_DIR(cmd) & _IOC_READ && copy_to_user(user, &arg, _IOC_SIZE(cmd)))
		ret = -EFAULT;
	return ret;
}
