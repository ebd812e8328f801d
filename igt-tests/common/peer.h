/* SPDX-License-Identifier: MIT */
/* The module vprime_peer: its calls, with errors as they are everywhere in the tests. */
#ifndef COMMON_PEER_H
#define COMMON_PEER_H

#include <stdbool.h>
#include <stdint.h>

#include "libvprime.h"
#include "vprime_peer.h"

/** peer_open - open the device once more; fails if the module is not loaded */
int peer_open(void);

/** peer_call - any call; returns what the call does, or a negative errno */
int peer_call(int peer, unsigned long request, const void *arg);

/** peer_try_export - a new buffer; returns its dma-buf, to be closed, or a negative errno */
int peer_try_export(int peer, uint64_t size, uint32_t kind, uint32_t flags);

/** peer_export - the same, which has to work */
int peer_export(int peer, uint64_t size, uint32_t kind, uint32_t flags);

/** peer_fill - have the kernel draw all over a buffer of the peer's; see VPRIME_PEER_IOC_FILL */
void peer_fill(int peer, int dmabuf, uint32_t value, uint32_t step);

/** peer_checksum - what the peer sees in a buffer it has exported */
uint32_t peer_checksum(int peer, int dmabuf);

/**
 * peer_fault - have a step of a buffer fail or be slow
 * @peer: the device
 * @dmabuf: the buffer, the peer's
 * @step: VPRIME_PEER_STEP_*
 * @error: positive errno, or 0
 * @delay: milliseconds
 * @skip: how many calls go well first
 * @count: how many do not
 */
void peer_fault(int peer, int dmabuf, uint32_t step, uint32_t error, uint32_t delay,
		uint32_t skip, uint32_t count);

/** peer_counts - what was done to a buffer of the peer's */
struct vprime_peer_counts peer_counts(int peer, int dmabuf);

/** peer_attach - import a dma-buf; returns the import's id or a negative errno */
int peer_attach(int peer, int dmabuf);

/** peer_step - a call that takes an import alone: detach, unmap, vunmap; returns 0 or -errno */
int peer_step(int peer, unsigned long request, uint32_t id);

/** peer_access - a call that takes an access: map, begin, end; returns 0 or a negative errno */
int peer_access(int peer, unsigned long request, uint32_t id, uint32_t access);

/** peer_vmap - map for the kernel; @iomem may be NULL; returns 0 or a negative errno */
int peer_vmap(int peer, uint32_t id, bool *iomem);

/** peer_import_checksum - a range as an importer sees it; returns 0 or a negative errno */
int peer_import_checksum(int peer, uint32_t id, uint32_t via, uint64_t offset, uint64_t length,
			 uint32_t *crc);

/** peer_read - import, all steps, checksum of the whole buffer, and undo them all */
uint32_t peer_read(int peer, int dmabuf, uint32_t via);

/** peer_crc - the checksum that all of these ought to give for some bytes */
uint32_t peer_crc(const void *bytes, size_t size);

/** peer_assert_calls - fail unless a step of a buffer was called that often */
void peer_assert_calls(int peer, int dmabuf, uint32_t step, uint64_t expected);

/**
 * peer_assert_attachments - fail unless that many devices are attached to a buffer
 * @peer: the device
 * @dmabuf: the buffer, the peer's
 * @expected: how many
 *
 * Waits a second for more of them to go: a card drops what it has shown a moment later.
 */
void peer_assert_attachments(int peer, int dmabuf, uint32_t expected);

#endif
