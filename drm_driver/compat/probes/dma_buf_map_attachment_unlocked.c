// SPDX-License-Identifier: GPL-2.0-only
/* dma_buf_map_attachment() wants the reservation lock held, its _unlocked sister takes it. */
#include <linux/dma-buf.h>

struct sg_table *probe(struct dma_buf_attachment *attachment);
struct sg_table *probe(struct dma_buf_attachment *attachment)
{
	return dma_buf_map_attachment_unlocked(attachment, DMA_BIDIRECTIONAL);
}
