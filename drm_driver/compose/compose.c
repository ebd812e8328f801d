// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* From a scene to rows, and from rows to whoever wants them. */

#include "compose.h"
#include "copy.h"
#include "pixel.h"
#include "readers.h"
#include "sample.h"
#include "work.h"

size_t vprime_compose_scratch_size(void)
{
	return sizeof(struct vprime_work);
}

/* Takes the lowest layer out of a set. */
static const struct vprime_view *next_view(const struct vprime_plan *plan, u32 *layers)
{
	const struct vprime_view *view = &plan->views[__builtin_ctz(*layers)];

	*layers &= *layers - 1;
	return view;
}

static void blend8(const struct vprime_kernels *k, const struct vprime_view *view, u32 *out,
		   const void *below, const void *above, u32 n)
{
	u32 alpha = view->layer->alpha;

	if (view->operation == VPRIME_MIX)
		k->mix8(out, below, above, n, alpha);
	else if (view->operation == VPRIME_COVERAGE)
		k->coverage8(out, below, above, n, alpha);
	else if (alpha == U16_MAX)
		k->over8(out, below, above, n);
	else
		k->over8_alpha(out, below, above, n, alpha);
}

static void blend16(const struct vprime_kernels *k, const struct vprime_view *view, u64 *row,
		    const u64 *above, u32 n)
{
	u32 alpha = view->layer->alpha;

	if (view->operation == VPRIME_MIX)
		k->mix16(row, row, above, n, alpha);
	else if (view->operation == VPRIME_COVERAGE)
		k->coverage16(row, row, above, n, alpha);
	else if (alpha == U16_MAX)
		k->over16(row, row, above, n);
	else
		k->over16_alpha(row, row, above, n, alpha);
}

/* The pixel @x of the tile's row @j. */
static u32 *row_at8(struct vprime_work *work, u32 j, u32 x)
{
	return work->out8 + j * work->stride + x;
}

static u64 *row_at16(struct vprime_work *work, u32 j, u32 x)
{
	return work->out16 + j * work->stride + x;
}

/* Premultiplied pixels over black are the pixels themselves, without their alpha. */
static bool starts_on_black(const struct vprime_plan *plan, const struct vprime_span *span)
{
	const struct vprime_view *lowest;

	if (!span->background || plan->background8 != VPRIME_OPAQUE8 || !span->layers)
		return false;
	lowest = &plan->views[__builtin_ctz(span->layers)];
	return lowest->operation == VPRIME_OVER && lowest->layer->alpha == U16_MAX;
}

/*
 * Composes the columns from @x on in 8 bits, into @out8 or, if they are the
 * whole tile and in memory already, not at all.
 */
static void compose_span8(struct vprime_work *work, const struct vprime_span *span, u32 x, u32 n)
{
	const struct vprime_kernels *k = work->k;
	const void *below[VPRIME_TILE_HEIGHT], *above;
	u32 layers = span->layers, left = x - work->x, j;
	bool on_black = starts_on_black(&work->plan, span);

	for (j = 0; j < work->h && span->background && !on_black; j++) {
		below[j] = row_at8(work, j, left);
		k->fill8(row_at8(work, j, left), work->plan.background8, n);
	}
	for (; layers; on_black = false) {
		const struct vprime_view *view = next_view(&work->plan, &layers);
		bool lowest = view->operation == VPRIME_COPY || on_black;
		u32 *into = lowest ? work->out8 + left : work->above8;

		if (view->transposed)
			vprime_sample_columns8(work, view, x, n, into);
		for (j = 0; j < work->h; j++, into += work->stride) {
			vprime_work_spend(work, n);
			above = into;
			if (!view->transposed)
				above = vprime_sample8(work, view, x, work->y + j, n, into);
			if (on_black && above == into)
				k->read8888[VPRIME_ORDER_ARGB](into, into, n, VPRIME_OPAQUE8);
			if (lowest) {
				below[j] = above;
				continue;
			}
			blend8(k, view, row_at8(work, j, left), below[j], above, n);
			below[j] = row_at8(work, j, left);
		}
	}

	if (work->h == 1 && n == work->n && !work->deep && below[0] != work->out8) {
		work->direct = below[0];
		return;
	}
	for (j = 0; j < work->h; j++) {
		if (below[j] != row_at8(work, j, left))
			k->read8888[VPRIME_ORDER_ARGB](row_at8(work, j, left), below[j], n,
						       VPRIME_OPAQUE8);
		if (work->deep)
			k->widen(row_at16(work, j, left), row_at8(work, j, left), n);
	}
}

/* Composes the columns from @x on in 16 bits, into @out16. */
static void compose_span16(struct vprime_work *work, const struct vprime_span *span, u32 x, u32 n)
{
	const struct vprime_kernels *k = work->k;
	u32 layers = span->layers, left = x - work->x, j;

	for (j = 0; j < work->h && span->background; j++)
		k->fill16(row_at16(work, j, left), work->plan.background, n);
	while (layers) {
		const struct vprime_view *view = next_view(&work->plan, &layers);
		bool lowest = view->operation == VPRIME_COPY;
		u64 *into = lowest ? work->out16 + left : work->above16;

		if (view->transposed)
			vprime_sample_columns16(work, view, x, n, into);
		for (j = 0; j < work->h; j++, into += work->stride) {
			vprime_work_spend(work, n);
			if (!view->transposed)
				vprime_sample16(work, view, x, work->y + j, n, into);
			if (view->layer->pipeline) {
				vprime_work_leave(work);
				vprime_pipeline_row(view->layer->pipeline, into, work->wide, n);
				vprime_work_return(work);
			}
			if (!lowest)
				blend16(k, view, row_at16(work, j, left), into, n);
		}
	}
}

/* The row @j of the tile, opaque and in 8 bits. */
static const u32 *row8(struct vprime_work *work, u32 j)
{
	u32 *row = row_at8(work, j, 0);

	if (work->deep)
		work->k->narrow(row, row_at16(work, j, 0), work->n);
	else if (work->direct)
		work->k->read8888[VPRIME_ORDER_ARGB](row, work->direct, work->n, VPRIME_OPAQUE8);
	work->direct = NULL;
	return row;
}

static u64 *row16(struct vprime_work *work, u32 j)
{
	u64 *row = row_at16(work, j, 0);

	if (!work->deep)
		work->k->widen(row, row8(work, j), work->n);
	return row;
}

/* The part of row @j's hash that is in the tile. */
static u64 hash_row(struct vprime_work *work, u32 j, u32 bpc)
{
	const struct vprime_kernels *k = work->k;

	if (bpc > 8) {
		k->quantize(work->above16, row16(work, j), work->n, (1u << bpc) - 1);
		return k->hash(work->above16, 2 * work->x, 2 * work->n, 0);
	}
	if (work->direct)
		return k->hash(work->direct, work->x, work->n, VPRIME_OPAQUE8);
	return k->hash(row8(work, j), work->x, work->n, 0);
}

/* Writes the row @j of the tile. */
static void write_row(struct vprime_work *work, u32 j, const struct vprime_pixels *target)
{
	const struct vprime_format *f = target->format;
	struct vprime_run run = {
		.kernels = work->k, .format = f, .x = work->x, .temp = work->above16,
	};
	size_t offset[VPRIME_COMPOSE_PLANES];
	u32 y = work->y + j, i;

	for (i = 0; i < f->planes; i++) {
		if (y % f->vsub[i])
			continue;
		offset[i] = (size_t)(y / f->vsub[i]) * target->pitch[i] +
			    vprime_row_bytes(f, i, work->x, work->n).first;
		run.data[i] = target->map[i].is_iomem ? work->bounce[i] :
						       (u8 *)target->map[i].vaddr + offset[i];
	}
	if (f->deep)
		f->write16(&run, row16(work, j), work->n);
	else
		f->write8(&run, row8(work, j), work->n);
	for (i = 0; i < f->planes; i++) {
		if (!run.data[i] || !target->map[i].is_iomem)
			continue;
		vprime_work_leave(work);
		memcpy_toio(target->map[i].vaddr_iomem + offset[i], work->bounce[i],
			    vprime_row_bytes(f, i, work->x, work->n).n);
		vprime_work_return(work);
	}
	vprime_work_spend(work, work->n);
}

/* Applies the CRTC's colour steps to row @j of the tile. */
static void color_row(struct vprime_work *work, u32 j, bool in8)
{
	if (!in8) {
		vprime_color16(&work->color, work->k, row16(work, j), work->n);
		return;
	}
	row8(work, j);
	work->k->lut8(row_at8(work, j, 0), work->n, &work->color.lut8);
}

static bool has_deep_target(const struct vprime_compose_job *job)
{
	u32 i;

	for (i = 0; i < job->n_targets; i++) {
		if (job->targets[i].format->deep)
			return true;
	}
	return false;
}

static void compose_tile(struct vprime_work *work, const struct vprime_compose_job *job,
			 bool color_in8)
{
	const struct vprime_plan *plan = &work->plan;
	bool deep;
	u32 i, j;

	work->direct = NULL;
	work->deep = false;
	for (i = 0; i < plan->n_spans; i++) {
		if (plan->spans[i].left < work->x + work->n && plan->spans[i].right > work->x)
			work->deep |= plan->spans[i].deep;
	}
	for (i = 0; i < plan->n_spans; i++) {
		const struct vprime_span *span = &plan->spans[i];
		u32 left = span->left > work->x ? span->left : work->x;
		u32 end = work->x + work->n;
		u32 right = span->right < end ? span->right : end;

		if (left >= right)
			continue;
		if (span->deep)
			compose_span16(work, span, left, right - left);
		else
			compose_span8(work, span, left, right - left);
	}

	deep = work->deep;
	for (j = 0; j < work->h; j++) {
		vprime_work_spend(work, work->n);
		work->deep = deep;
		if (work->color.active) {
			color_row(work, j, color_in8 && !deep);
			work->deep = deep || !color_in8;
		}
		if (job->row_hashes)
			work->hashes[j] += hash_row(work, j, plan->scene->bpc);
		for (i = 0; i < job->n_targets; i++) {
			if (!(work->copied >> i & 1))
				write_row(work, j, &job->targets[i]);
		}
	}
}

/* Finds the targets that need no composition; false if that is all there is to do. */
static bool find_copies(struct vprime_work *work, const struct vprime_scene *scene,
			const struct vprime_compose_job *job)
{
	bool rest = job->row_hashes;
	u32 i;

	work->copied = 0;
	for (i = 0; i < job->n_targets; i++) {
		/* the topmost layer that is seen, so the same for all */
		const struct vprime_layer *layer = vprime_copy_source(scene, &job->targets[i]);

		if (layer) {
			work->original = layer;
			work->copied |= 1ull << i;
		} else {
			rest = true;
		}
	}
	return rest;
}

/* Makes rows of the targets that need no composition. */
static void copy_rows(struct vprime_work *work, const struct vprime_compose_job *job, u32 first,
		      u32 rows)
{
	u32 i;

	for (i = 0; i < job->n_targets; i++) {
		if (work->copied >> i & 1)
			vprime_copy_rows(work, work->original, &job->targets[i], first, rows);
	}
}

static void compose_rows(struct vprime_work *work, const struct vprime_scene *scene,
			 const struct vprime_compose_job *job)
{
	struct vprime_plan *plan = &work->plan;
	u32 end = job->first + job->rows, j;
	bool color_in8;

	vprime_plan_scene(plan, scene);
	vprime_sample_init(work);
	color_in8 = !scene->ctm && scene->bpc <= 8 && !has_deep_target(job);
	vprime_color_init(&work->color, scene, !color_in8 || plan->needs_deep);

	vprime_work_return(work);
	for (work->y = job->first; work->y < end; work->y += work->h) {
		if (work->y >= plan->bottom || work->y == job->first)
			vprime_plan_rows(plan, work->y);
		work->h = plan->tile_height;
		if (work->h > plan->bottom - work->y)
			work->h = plan->bottom - work->y;
		if (work->h > end - work->y)
			work->h = end - work->y;

		work->stride = plan->tile_width;
		memset(work->hashes, 0, sizeof(work->hashes));
		for (work->x = 0; work->x < scene->width; work->x += work->n) {
			work->n = scene->width - work->x;
			if (work->n > plan->tile_width)
				work->n = plan->tile_width;
			compose_tile(work, job, color_in8);
		}
		/* now, while a near cache has them */
		copy_rows(work, job, work->y, work->h);
		for (j = 0; j < work->h && job->row_hashes; j++)
			job->row_hashes[work->y + j] = vprime_hash_row(work->hashes[j],
								       work->y + j);
	}
	vprime_work_leave(work);
}

void vprime_compose(const struct vprime_scene *scene, const struct vprime_compose_job *job,
		    void *scratch)
{
	struct vprime_work *work = scratch;

	work->k = job->kernels ? job->kernels : vprime_kernels_best();
	if (find_copies(work, scene, job)) {
		compose_rows(work, scene, job);
	} else {
		vprime_work_return(work);
		copy_rows(work, job, job->first, job->rows);
		vprime_work_leave(work);
	}
	/* kernels may write targets past the caches */
	vprime_write_barrier();
}

u32 vprime_compose_crc(const u64 *row_hashes, u32 rows)
{
	u64 sum = 0;
	u32 y;

	for (y = 0; y < rows; y++)
		sum += row_hashes[y];
	return (u32)(sum ^ sum >> 32);
}
