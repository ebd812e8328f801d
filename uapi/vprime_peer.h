/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/**
 * DOC: vprime_peer
 *
 * The userspace interface of vprime_peer: /dev/vprime_peer, a dma-buf exporter
 * and importer with no DRM in it, for root only.
 *
 * Sizes, offsets and lengths are in bytes. What is called reserved has to be 0,
 * as have unknown flags; what a call fills in may be anything before. Calls
 * return -1 and set errno, or 0, or what is said of the call.
 *
 * Calls on one open file go one after another, so that a slow one holds up the
 * others; open the device once more to have several at a time. Closing the last
 * descriptor of an open file undoes its imports. Buffers live as long as
 * somebody holds their dma-buf.
 *
 * An import is named by an id of its open file. Each step of it is a call, and
 * so is undoing it: attach and detach, map and unmap, vmap and vunmap,
 * begin_cpu_access and end_cpu_access. The latter three are independent of each
 * other, and may be done and undone again and again. Doing what is done already
 * is EBUSY, undoing what is not done EINVAL; detach with any of the three done
 * is EBUSY. An unknown id is ENOENT.
 *
 * Errors of every call: EFAULT for memory that is not there, EINVAL for unknown
 * flags or values and for reserved fields that are not 0, ENOTTY for an unknown
 * call, EINTR. Calls that name a dma-buf: EBADF for no open file, EINVAL for one
 * that is no dma-buf. Each error is also a line of the kernel's dynamic debug.
 */
#ifndef _UAPI_VPRIME_PEER_H_
#define _UAPI_VPRIME_PEER_H_

#include <linux/ioctl.h>
#include <linux/types.h>

#define VPRIME_PEER_DEVICE "/dev/vprime_peer"

/*
 * The exporter
 */

/* Kinds of memory. */
#define VPRIME_PEER_CONTIGUOUS 0 /* one physical range, as large as the page allocator gives */
#define VPRIME_PEER_SCATTERED 1 /* no page follows its predecessor in physical memory */
#define VPRIME_PEER_WRITE_COMBINED 2 /* pages that are write-combined wherever they are mapped */
#define VPRIME_PEER_IOMEM 3 /* pages that vmap gives out as I/O memory */

/* What a buffer can do without. */
#define VPRIME_PEER_NO_VMAP 0x1 /* cannot be mapped for the kernel */
#define VPRIME_PEER_NO_MMAP 0x2 /* cannot be mapped for user space */
#define VPRIME_PEER_NO_CPU_ACCESS 0x4 /* brackets only wait for fences */
#define VPRIME_PEER_EXPORT_FLAGS \
	(VPRIME_PEER_NO_VMAP | VPRIME_PEER_NO_MMAP | VPRIME_PEER_NO_CPU_ACCESS)

/**
 * struct vprime_peer_export - argument of VPRIME_PEER_IOC_EXPORT
 * @size: of the buffer, rounded up to whole pages
 * @kind: of memory, one of the four above
 * @flags: VPRIME_PEER_NO_*, or'ed
 * @fd_flags: O_RDONLY or O_RDWR, with or without O_CLOEXEC
 * @reserved: 0
 *
 * Makes a new buffer, all zeros.
 *
 * Returns a file descriptor of its dma-buf. Errors: EINVAL for a size of 0,
 * ENOMEM if there is not so much memory (of a contiguous kind: in one piece,
 * which ends at 4 MiB on x86), EOPNOTSUPP for write-combined memory where the
 * architecture has none, EMFILE, ENFILE.
 */
struct vprime_peer_export {
	__u64 size;
	__u32 kind;
	__u32 flags;
	__u32 fd_flags;
	__u32 reserved;
};

/* Steps of sharing a buffer, as its exporter is called for them. */
#define VPRIME_PEER_STEP_ATTACH 0
#define VPRIME_PEER_STEP_MAP 1
#define VPRIME_PEER_STEP_VMAP 2
#define VPRIME_PEER_STEP_BEGIN_CPU_ACCESS 3
#define VPRIME_PEER_STEP_MMAP 4
#define VPRIME_PEER_STEPS 5

#define VPRIME_PEER_DELAY_MAX 10000 /* ms */
#define VPRIME_PEER_FOREVER 0xffffffffU

/**
 * struct vprime_peer_fault - argument of VPRIME_PEER_IOC_FAULT
 * @fd: dma-buf of a buffer exported here
 * @step: VPRIME_PEER_STEP_*
 * @error: errno the step fails with, from 1 to 133; 0 if it is to be slow only
 * @delay_ms: how long the step takes, in ms, at most VPRIME_PEER_DELAY_MAX
 * @skip: how many calls of the step go well first
 * @count: how many are slow or fail then, or VPRIME_PEER_FOREVER; 0 ends a fault
 *
 * Makes a step slow, or fail, or both; replaces the step's fault of before. A
 * step that fails has done nothing. The delay cannot be interrupted.
 *
 * The core of dma-buf calls vmap for the first of several users only, and it
 * WARNs, once, when an exporter refuses it.
 *
 * Errors: EINVAL if the buffer was not exported here.
 */
struct vprime_peer_fault {
	__s32 fd;
	__u32 step;
	__u32 error;
	__u32 delay_ms;
	__u32 skip;
	__u32 count;
};

/**
 * struct vprime_peer_counts - argument of VPRIME_PEER_IOC_COUNTS
 * @fd: dma-buf of a buffer exported here
 * @attachments: filled in: how many devices are attached
 * @calls: filled in: how often each VPRIME_PEER_STEP_* was called, failures included
 *
 * Says what others have done with a buffer.
 *
 * Errors: EINVAL if the buffer was not exported here.
 */
struct vprime_peer_counts {
	__s32 fd;
	__u32 attachments;
	__u64 calls[VPRIME_PEER_STEPS];
};

/**
 * struct vprime_peer_fill - argument of VPRIME_PEER_IOC_FILL
 * @fd: dma-buf of a buffer exported here
 * @reserved: 0
 * @offset: where to begin, a multiple of 4
 * @length: how much, a multiple of 4
 * @value: the first word
 * @step: how much each word is larger than the one before, modulo 2^32
 *
 * Has the kernel draw: words of 32 bits in the CPU's byte order. The kernel
 * brackets this as everybody does, so it is a call of begin_cpu_access. That the
 * dma-buf may be open for reading only binds others, not the exporter.
 *
 * Errors: EINVAL if the buffer was not exported here or the range is not in it,
 * ENOMEM, and those of begin_cpu_access.
 */
struct vprime_peer_fill {
	__s32 fd;
	__u32 reserved;
	__u64 offset;
	__u64 length;
	__u32 value;
	__u32 step;
};

/**
 * struct vprime_peer_checksum - argument of VPRIME_PEER_IOC_CHECKSUM
 * @fd: dma-buf of a buffer exported here
 * @crc: filled in: the CRC-32 of the range, as crc32() of zlib has it
 * @offset: where to begin
 * @length: how much
 *
 * What its exporter sees in a buffer. A call of begin_cpu_access, too.
 *
 * Errors: EINVAL if the buffer was not exported here or the range is not in it,
 * ENOMEM, and those of begin_cpu_access.
 */
struct vprime_peer_checksum {
	__s32 fd;
	__u32 crc;
	__u64 offset;
	__u64 length;
};

/*
 * The importer
 */

/**
 * struct vprime_peer_attach - argument of VPRIME_PEER_IOC_ATTACH
 * @fd: a dma-buf, of any exporter; not needed afterwards
 * @reserved: 0
 *
 * Takes a reference and attaches a device without DMA limits.
 *
 * Returns the id of the import, which is above 0. Errors: ENOMEM, and those of
 * the exporter.
 */
struct vprime_peer_attach {
	__s32 fd;
	__u32 reserved;
};

/**
 * struct vprime_peer_id - argument of calls that need no more than an import
 * @id: the import
 * @reserved: 0
 */
struct vprime_peer_id {
	__u32 id;
	__u32 reserved;
};

/* Access, by the device for map, by the CPU for begin_cpu_access. */
#define VPRIME_PEER_READ 0x1
#define VPRIME_PEER_WRITE 0x2

/**
 * struct vprime_peer_access - argument of VPRIME_PEER_IOC_MAP and of both brackets
 * @id: the import
 * @access: VPRIME_PEER_READ, VPRIME_PEER_WRITE or both
 *
 * Map asks the exporter for the sg table. Begin_cpu_access waits for the fences
 * that are in the way of the access, without a limit; end_cpu_access has to name
 * the same access, and counts as done if the exporter complains.
 *
 * Errors: EBUSY or EINVAL in the wrong order, and those of the exporter.
 */
struct vprime_peer_access {
	__u32 id;
	__u32 access;
};

/* The sg table is one range of addresses. */
#define VPRIME_PEER_SG_CONTIGUOUS 0x1

/**
 * struct vprime_peer_sg_info - argument of VPRIME_PEER_IOC_SG_INFO
 * @id: the import, mapped
 * @flags: filled in: VPRIME_PEER_SG_*
 * @size: filled in: sum of the lengths
 * @entries: filled in: how many entries there are
 * @capacity: how many of them to report at @lengths, may be 0
 * @lengths: address of @capacity __u64, filled in with the first entries' lengths
 *
 * Describes the sg table as a device sees it. Addresses are not told.
 *
 * Errors: EINVAL if the import is not mapped.
 */
struct vprime_peer_sg_info {
	__u32 id;
	__u32 flags;
	__u64 size;
	__u32 entries;
	__u32 capacity;
	__u64 lengths;
};

/* The mapping has to be accessed as I/O memory. */
#define VPRIME_PEER_VMAP_IOMEM 0x1

/**
 * struct vprime_peer_vmap - argument of VPRIME_PEER_IOC_VMAP
 * @id: the import
 * @flags: filled in: VPRIME_PEER_VMAP_*
 *
 * Maps the buffer for the CPU in the kernel.
 *
 * Errors: EOPNOTSUPP if the exporter has no vmap, EBUSY, and those of the
 * exporter.
 */
struct vprime_peer_vmap {
	__u32 id;
	__u32 flags;
};

/* Ways to read a buffer. */
#define VPRIME_PEER_VIA_VMAP 0 /* through the CPU mapping: the rule */
#define VPRIME_PEER_VIA_PAGES 1 /* what a device finds at the addresses of the sg table */

/**
 * struct vprime_peer_import_checksum - argument of VPRIME_PEER_IOC_IMPORT_CHECKSUM
 * @id: the import; within a bracket that includes reading
 * @via: VPRIME_PEER_VIA_VMAP, needs vmap, or VPRIME_PEER_VIA_PAGES, needs map
 * @offset: where to begin
 * @length: how much
 * @crc: filled in: the CRC-32 of the range, as crc32() of zlib has it
 * @reserved: 0
 *
 * The pages belong to the exporter and may not even exist; that is why they are
 * found from DMA addresses, never from the sg table's page links. This works for
 * exporters of ordinary memory where DMA addresses are physical ones.
 *
 * Errors: EINVAL if a step is missing or the range is not in the buffer,
 * EOPNOTSUPP if the pages cannot be found, ENOMEM.
 */
struct vprime_peer_import_checksum {
	__u32 id;
	__u32 via;
	__u64 offset;
	__u64 length;
	__u32 crc;
	__u32 reserved;
};

#define VPRIME_PEER_IOC_MAGIC 0xbc

#define VPRIME_PEER_IOC_EXPORT _IOW(VPRIME_PEER_IOC_MAGIC, 0x00, struct vprime_peer_export)
#define VPRIME_PEER_IOC_FAULT _IOW(VPRIME_PEER_IOC_MAGIC, 0x01, struct vprime_peer_fault)
#define VPRIME_PEER_IOC_COUNTS _IOWR(VPRIME_PEER_IOC_MAGIC, 0x02, struct vprime_peer_counts)
#define VPRIME_PEER_IOC_FILL _IOW(VPRIME_PEER_IOC_MAGIC, 0x03, struct vprime_peer_fill)
#define VPRIME_PEER_IOC_CHECKSUM _IOWR(VPRIME_PEER_IOC_MAGIC, 0x04, struct vprime_peer_checksum)

#define VPRIME_PEER_IOC_ATTACH _IOW(VPRIME_PEER_IOC_MAGIC, 0x10, struct vprime_peer_attach)
#define VPRIME_PEER_IOC_DETACH _IOW(VPRIME_PEER_IOC_MAGIC, 0x11, struct vprime_peer_id)
#define VPRIME_PEER_IOC_MAP _IOW(VPRIME_PEER_IOC_MAGIC, 0x12, struct vprime_peer_access)
#define VPRIME_PEER_IOC_UNMAP _IOW(VPRIME_PEER_IOC_MAGIC, 0x13, struct vprime_peer_id)
#define VPRIME_PEER_IOC_SG_INFO _IOWR(VPRIME_PEER_IOC_MAGIC, 0x14, struct vprime_peer_sg_info)
#define VPRIME_PEER_IOC_VMAP _IOWR(VPRIME_PEER_IOC_MAGIC, 0x15, struct vprime_peer_vmap)
#define VPRIME_PEER_IOC_VUNMAP _IOW(VPRIME_PEER_IOC_MAGIC, 0x16, struct vprime_peer_id)
#define VPRIME_PEER_IOC_BEGIN_CPU_ACCESS \
	_IOW(VPRIME_PEER_IOC_MAGIC, 0x17, struct vprime_peer_access)
#define VPRIME_PEER_IOC_END_CPU_ACCESS \
	_IOW(VPRIME_PEER_IOC_MAGIC, 0x18, struct vprime_peer_access)
#define VPRIME_PEER_IOC_IMPORT_CHECKSUM \
	_IOWR(VPRIME_PEER_IOC_MAGIC, 0x19, struct vprime_peer_import_checksum)

#endif
