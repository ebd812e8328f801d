/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of vprime_peer share. */
#ifndef PEER_H
#define PEER_H

#include <linux/device.h>
#include <linux/dma-buf.h>
#include <linux/fs.h>
#include <linux/iosys-map.h>
#include <linux/mutex.h>
#include <linux/xarray.h>

#include "uapi/vprime_peer.h"

/* The device that imports are attached to, and that messages are about. */
extern struct device *peer_device;

/**
 * struct peer_file - an open file of the device
 * @lock: held through each call
 * @imports: the file's imports by id, &struct peer_import
 */
struct peer_file {
	struct mutex lock; /* see above */
	struct xarray imports;
};

/**
 * peer_ioctl - &file_operations.unlocked_ioctl
 * @filp: the open file
 * @cmd: VPRIME_PEER_IOC_*
 * @data: address of the argument in user space
 *
 * Return: what the call returns, or a negative errno as in the uapi header.
 */
long peer_ioctl(struct file *filp, unsigned int cmd, unsigned long data);

/* peer_export.c and peer_import.c: a function for each call of the uapi header. */

int peer_export(struct peer_file *file, void *data);
int peer_fault(struct peer_file *file, void *data);
int peer_counts(struct peer_file *file, void *data);
int peer_fill(struct peer_file *file, void *data);
int peer_checksum(struct peer_file *file, void *data);

int peer_import_attach(struct peer_file *file, void *data);
int peer_import_detach(struct peer_file *file, void *data);
int peer_import_map(struct peer_file *file, void *data);
int peer_import_unmap(struct peer_file *file, void *data);
int peer_import_sg_info(struct peer_file *file, void *data);
int peer_import_vmap(struct peer_file *file, void *data);
int peer_import_vunmap(struct peer_file *file, void *data);
int peer_import_begin_cpu_access(struct peer_file *file, void *data);
int peer_import_end_cpu_access(struct peer_file *file, void *data);
int peer_import_checksum(struct peer_file *file, void *data);

/**
 * peer_import_release_all - undo all imports of a file
 * @file: the file, whose last user is gone
 *
 * Context: process; takes the reservation locks of the buffers.
 */
void peer_import_release_all(struct peer_file *file);

/**
 * peer_access_fill - write words into a mapped buffer
 * @map: the mapping
 * @offset: where to begin, in bytes
 * @length: how much, in bytes, a multiple of 4
 * @value: the first word
 * @step: how much each is larger than the one before
 *
 * Context: process.
 * Return: 0, -ENOMEM, or -EINTR if the caller is being killed.
 */
int peer_access_fill(const struct iosys_map *map, size_t offset, size_t length, u32 value,
		     u32 step);

/**
 * peer_access_checksum - checksum of a mapped buffer
 * @map: the mapping
 * @offset: where to begin, in bytes
 * @length: how much, in bytes
 * @crc: set to the CRC-32
 *
 * Context: process.
 * Return: 0, -ENOMEM, or -EINTR if the caller is being killed.
 */
int peer_access_checksum(const struct iosys_map *map, size_t offset, size_t length, u32 *crc);

/**
 * peer_access_valid - whether a range is in a buffer
 * @size: the buffer's size in bytes
 * @offset: where the range begins, in bytes
 * @length: how long it is, in bytes
 */
static inline bool peer_access_valid(u64 size, u64 offset, u64 length)
{
	return length <= size && offset <= size - length;
}

#endif
