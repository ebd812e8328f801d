/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tracepoints: one for each step in the life of a shared buffer, and one for
 * faults on request. The inode number of its dma-buf, 0 before the first
 * export, joins what exporter and importers report.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM vprime

#if !defined(VPRIME_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define VPRIME_TRACE_H

#include <linux/tracepoint.h>

#include <drm/drm_device.h>

#include "vprime_bo.h"

DECLARE_EVENT_CLASS(vprime_bo,
		    TP_PROTO(const struct vprime_bo *bo),
		    TP_ARGS(bo),
		    TP_STRUCT__entry(__field(int, card)
				     __field(u64, inode)
				     __field(u64, size)
				     __field(bool, imported)),
		    TP_fast_assign(__entry->card = bo->shmem.base.dev->primary->index;
				   __entry->inode = bo->ledger.inode;
				   __entry->size = bo->shmem.base.size;
				   __entry->imported = bo->shmem.base.import_attach;),
		    TP_printk("card=%d inode=%llu size=%llu %s", __entry->card, __entry->inode,
			      __entry->size, __entry->imported ? "foreign" : "own")
);

DEFINE_EVENT(vprime_bo, vprime_export, TP_PROTO(const struct vprime_bo *bo), TP_ARGS(bo));
DEFINE_EVENT(vprime_bo, vprime_import, TP_PROTO(const struct vprime_bo *bo), TP_ARGS(bo));
DEFINE_EVENT(vprime_bo, vprime_attach, TP_PROTO(const struct vprime_bo *bo), TP_ARGS(bo));
DEFINE_EVENT(vprime_bo, vprime_detach, TP_PROTO(const struct vprime_bo *bo), TP_ARGS(bo));
DEFINE_EVENT(vprime_bo, vprime_mmap, TP_PROTO(const struct vprime_bo *bo), TP_ARGS(bo));
DEFINE_EVENT(vprime_bo, vprime_cpu_begin, TP_PROTO(const struct vprime_bo *bo), TP_ARGS(bo));
DEFINE_EVENT(vprime_bo, vprime_cpu_end, TP_PROTO(const struct vprime_bo *bo), TP_ARGS(bo));
DEFINE_EVENT(vprime_bo, vprime_fence_wait, TP_PROTO(const struct vprime_bo *bo), TP_ARGS(bo));
DEFINE_EVENT(vprime_bo, vprime_show, TP_PROTO(const struct vprime_bo *bo), TP_ARGS(bo));
DEFINE_EVENT(vprime_bo, vprime_unshow, TP_PROTO(const struct vprime_bo *bo), TP_ARGS(bo));
DEFINE_EVENT(vprime_bo, vprime_free, TP_PROTO(const struct vprime_bo *bo), TP_ARGS(bo));

DECLARE_EVENT_CLASS(vprime_bo_mapping,
		    TP_PROTO(const struct vprime_bo *bo, bool reused),
		    TP_ARGS(bo, reused),
		    TP_STRUCT__entry(__field(int, card)
				     __field(u64, inode)
				     __field(bool, reused)),
		    TP_fast_assign(__entry->card = bo->shmem.base.dev->primary->index;
				   __entry->inode = bo->ledger.inode;
				   __entry->reused = reused;),
		    TP_printk("card=%d inode=%llu %s", __entry->card, __entry->inode,
			      __entry->reused ? "reused" : "made")
);

DEFINE_EVENT(vprime_bo_mapping, vprime_sg_map,
	     TP_PROTO(const struct vprime_bo *bo, bool reused), TP_ARGS(bo, reused));
DEFINE_EVENT(vprime_bo_mapping, vprime_vmap,
	     TP_PROTO(const struct vprime_bo *bo, bool reused), TP_ARGS(bo, reused));

TRACE_EVENT(vprime_fault,
	    TP_PROTO(const struct drm_device *dev, const char *step, u32 error, u32 delay_ms),
	    TP_ARGS(dev, step, error, delay_ms),
	    TP_STRUCT__entry(__field(int, card)
			     __array(char, step, 24)
			     __field(u32, error)
			     __field(u32, delay_ms)),
	    TP_fast_assign(__entry->card = dev->primary->index;
			   strscpy(__entry->step, step, sizeof(__entry->step));
			   __entry->error = error;
			   __entry->delay_ms = delay_ms;),
	    TP_printk("card=%d step=%s error=%u delay_ms=%u", __entry->card, __entry->step,
		      __entry->error, __entry->delay_ms)
);

#endif

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE vprime_trace
#include <trace/define_trace.h>
