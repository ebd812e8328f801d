// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What a layer shows at a place of the scene: rotation and scaling. */

#include "pixel.h"
#include "readers.h"
#include "sample.h"

/* 1/2 and 1 in the unit of positions. */
#define HALF ((s64)1 << 47)
#define ONE ((s64)1 << 48)

/* The pixel of the source that is shown as the @i-th of the scene, for an exact axis. */
static u32 axis_pixel(const struct vprime_axis *axis, u32 i)
{
	return axis->start + (axis->flip ? axis->count - 1 - i : i);
}

/* Where the centre of the scene's @i-th pixel lies. */
static s64 axis_position(const struct vprime_axis *axis, u32 i)
{
	return axis->first + axis->step * (axis->flip ? axis->count - 1 - i : i);
}

/* The pixel of the source that a position is in, or the closest to it. */
static u32 axis_clamp(const struct vprime_axis *axis, s64 pixel)
{
	return pixel < 0 ? 0 : pixel >= axis->limit ? axis->limit - 1 : (u32)pixel;
}

/* Where @n pixels from (@x, @y) on are in memory that can simply be read. */
static struct vprime_run locate(struct vprime_work *work, const struct vprime_pixels *src, u32 x,
				u32 y, u32 n)
{
	const struct vprime_format *f = src->format;
	struct vprime_run run = { .kernels = work->k, .format = f, .x = x };
	u32 i;

	for (i = 0; i < f->planes; i++) {
		struct vprime_bytes bytes = vprime_row_bytes(f, i, x, n);
		size_t offset = (size_t)(y / f->vsub[i]) * src->pitch[i] + bytes.first;

		if (src->map[i].is_iomem) {
			vprime_work_leave(work);
			memcpy_fromio(work->bounce[i], src->map[i].vaddr_iomem + offset, bytes.n);
			vprime_work_return(work);
			run.data[i] = work->bounce[i];
		} else {
			run.data[i] = (u8 *)src->map[i].vaddr + offset;
		}
	}
	return run;
}

/* A piece of a row of the source. */
static void read8(struct vprime_work *work, const struct vprime_view *view, u32 x, u32 y, u32 n,
		  u32 *into)
{
	const struct vprime_pixels *src = &view->layer->src;
	struct vprime_run run = locate(work, src, x, y, n);

	src->format->read8(into, &run, n);
	if (src->format->is_yuv)
		work->k->matrix8(into, n, &view->matrix);
	if (view->ignore_alpha)
		work->k->read8888[VPRIME_ORDER_ARGB](into, into, n, VPRIME_OPAQUE8);
}

static void read16(struct vprime_work *work, const struct vprime_view *view, u32 x, u32 y, u32 n,
		   u64 *into)
{
	const struct vprime_pixels *src = &view->layer->src;
	struct vprime_run run = locate(work, src, x, y, n);

	if (src->format->read16) {
		src->format->read16(into, &run, n);
	} else {
		src->format->read8(work->line8, &run, n);
		work->k->widen(into, work->line8, n);
	}
	if (src->format->is_yuv)
		work->k->matrix16(into, n, &view->matrix);
	if (view->ignore_alpha)
		work->k->read_argb16(into, into, n, VPRIME_OPAQUE16);
}

/* Pixels from @from to @to, of which those outside are like the closest ones inside. */
static void read_around8(struct vprime_work *work, const struct vprime_view *view, s64 from,
			 s64 to, u32 y, u32 *into)
{
	u32 first = axis_clamp(&view->u, from), last = axis_clamp(&view->u, to), i;
	u32 n = to - from + 1, before = from < first ? first - from : 0;

	read8(work, view, first, y, last - first + 1, into + before);
	for (i = 0; i < before; i++)
		into[i] = into[before];
	for (i = before + last - first + 1; i < n; i++)
		into[i] = into[i - 1];
}

static void read_around16(struct vprime_work *work, const struct vprime_view *view, s64 from,
			  s64 to, u32 y, u64 *into)
{
	u32 first = axis_clamp(&view->u, from), last = axis_clamp(&view->u, to), i;
	u32 n = to - from + 1, before = from < first ? first - from : 0;

	read16(work, view, first, y, last - first + 1, into + before);
	for (i = 0; i < before; i++)
		into[i] = into[before];
	for (i = before + last - first + 1; i < n; i++)
		into[i] = into[i - 1];
}

/*
 * Pixels of a scaled row: the positions of some of them, no more than see a
 * tile's width of the source.
 */
struct batch {
	s64 position, step;	/* of the first one, and to the next */
	s64 from, to;		/* pixels of the source that they need */
	u32 n;
};

/* @spread more pixels to the right are needed than the one that a position is in. */
static struct batch next_batch(const struct vprime_axis *axis, u32 i, u32 n, s64 offset,
			       u32 spread)
{
	struct batch b = { .n = n < axis->batch ? n : axis->batch };
	s64 last = axis_position(axis, i + b.n - 1) - offset;

	b.position = axis_position(axis, i) - offset;
	b.step = axis->flip ? -axis->step : axis->step;
	b.from = (axis->flip ? last : b.position) >> 48;
	b.to = ((axis->flip ? b.position : last) >> 48) + spread;
	return b;
}

static void nearest8(struct vprime_work *work, const struct vprime_view *view, u32 u, u32 v, u32 n,
		     u32 *into)
{
	u32 y = axis_clamp(&view->v, axis_position(&view->v, v) >> 48), i;
	struct batch b;

	for (; n; n -= b.n, u += b.n, into += b.n) {
		b = next_batch(&view->u, u, n, 0, 0);
		read_around8(work, view, b.from, b.to, y, work->line8);
		for (i = 0; i < b.n; i++, b.position += b.step)
			into[i] = work->line8[(b.position >> 48) - b.from];
	}
}

static void nearest16(struct vprime_work *work, const struct vprime_view *view, u32 u, u32 v,
		      u32 n, u64 *into)
{
	u32 y = axis_clamp(&view->v, axis_position(&view->v, v) >> 48), i;
	struct batch b;

	for (; n; n -= b.n, u += b.n, into += b.n) {
		b = next_batch(&view->u, u, n, 0, 0);
		read_around16(work, view, b.from, b.to, y, work->line16);
		for (i = 0; i < b.n; i++, b.position += b.step)
			into[i] = work->line16[(b.position >> 48) - b.from];
	}
}

/* The positions of a batch from its first pixel in 1/65536, rounded. */
static void fill_positions(struct vprime_work *work, const struct batch *b)
{
	s64 position = b->position - b->from * ONE + (1u << 31);
	u32 i;

	/* rows below each other have the same */
	if (work->position == position && work->step == b->step && work->n_positions >= b->n)
		return;
	work->position = position;
	work->step = b->step;
	work->n_positions = b->n;
	for (i = 0; i < b->n; i++, position += b->step)
		work->positions[i] = position >> 32;
}

void vprime_sample_init(struct vprime_work *work)
{
	work->scaled[0].view = NULL;
	work->scaled[1].view = NULL;
	work->n_positions = 0;
}

/* A row that was scaled before, or NULL. */
static struct vprime_scaled_row *find_scaled(struct vprime_work *work,
					     const struct vprime_view *view, bool deep, u32 u,
					     const struct batch *b, u32 y)
{
	struct vprime_scaled_row *row = work->scaled;

	for (; row < work->scaled + 2; row++) {
		if (row->view == view && row->deep == deep && row->u == u && row->n == b->n &&
		    row->y == y)
			return row;
	}
	return NULL;
}

/* Scales a row, in place of one that was before but not of @keep. */
static struct vprime_scaled_row *scale_row(struct vprime_work *work,
					   const struct vprime_view *view, bool deep, u32 u,
					   const struct batch *b, u32 y,
					   const struct vprime_scaled_row *keep)
{
	struct vprime_scaled_row *row = &work->scaled[keep == &work->scaled[0]];

	row->view = view;
	row->deep = deep;
	row->u = u;
	row->n = b->n;
	row->y = y;
	fill_positions(work, b);
	if (deep) {
		read_around16(work, view, b->from, b->to, y, work->line16);
		work->k->scale_x16(row->pixels, work->line16, work->positions, b->n);
	} else {
		read_around8(work, view, b->from, b->to, y, work->line8);
		work->k->scale_x8(row->pixels, work->line8, work->positions, b->n);
	}
	return row;
}

/* Two pieces of rows of the source from @u on, scaled along the row. */
struct scaled_rows {
	const u64 *above, *below;
};

static struct scaled_rows scaled_rows(struct vprime_work *work, const struct vprime_view *view,
				      bool deep, u32 u, const struct batch *b, const u32 y[2])
{
	struct vprime_scaled_row *above = find_scaled(work, view, deep, u, b, y[0]);
	struct vprime_scaled_row *below = find_scaled(work, view, deep, u, b, y[1]);

	if (!above)
		above = scale_row(work, view, deep, u, b, y[0], below);
	if (!below)
		below = y[0] == y[1] ? above : scale_row(work, view, deep, u, b, y[1], above);
	return (struct scaled_rows) { above->pixels, below->pixels };
}

/*
 * The rows that lie above and below a row of the scene, and how far it is to the
 * lower one, in 1/65536, rounded.
 */
static u32 rows_around(const struct vprime_axis *axis, u32 v, u32 y[2])
{
	s64 position = axis_position(axis, v) - HALF + (1u << 31);
	u32 weight = position >> 32 & 0xffff;

	y[0] = axis_clamp(axis, position >> 48);
	y[1] = axis_clamp(axis, (position >> 48) + (weight ? 1 : 0));
	return weight;
}

static void bilinear8(struct vprime_work *work, const struct vprime_view *view, u32 u, u32 v,
		      u32 n, u32 *into)
{
	u32 y[2], weight = rows_around(&view->v, v, y);
	struct scaled_rows rows;
	struct batch b;

	for (; n; n -= b.n, u += b.n, into += b.n) {
		/* a rounded position may lie one pixel further */
		b = next_batch(&view->u, u, n, HALF, 2);
		rows = scaled_rows(work, view, false, u, &b, y);
		work->k->scale_y8(into, rows.above, rows.below, b.n, weight);
	}
}

static void bilinear16(struct vprime_work *work, const struct vprime_view *view, u32 u, u32 v,
		       u32 n, u64 *into)
{
	u32 y[2], weight = rows_around(&view->v, v, y);
	struct scaled_rows rows;
	struct batch b;

	for (; n; n -= b.n, u += b.n, into += b.n) {
		b = next_batch(&view->u, u, n, HALF, 2);
		rows = scaled_rows(work, view, true, u, &b, y);
		work->k->scale_y16(into, rows.above, rows.below, b.n, weight);
	}
}

/* Where a row of a layer lies that is in memory as the kernels want it. */
static const void *direct_row(const struct vprime_view *view, u32 x, u32 y)
{
	const struct vprime_pixels *src = &view->layer->src;

	return (const u8 *)src->map[0].vaddr + (size_t)y * src->pitch[0] + (size_t)x * 4;
}

static u32 opaque8(const struct vprime_view *view)
{
	return view->ignore_alpha || !view->layer->src.format->has_alpha ? VPRIME_OPAQUE8 : 0;
}

/* @n pixels from the @u-th on in the @v-th row of what the layer shows. */
static const void *line8(struct vprime_work *work, const struct vprime_view *view, u32 u, u32 v,
			 u32 n, u32 *into)
{
	u32 x, y;

	if (!view->u.exact || !view->v.exact) {
		if (view->filtered)
			bilinear8(work, view, u, v, n, into);
		else
			nearest8(work, view, u, v, n, into);
		return into;
	}

	x = axis_pixel(&view->u, view->u.flip ? u + n - 1 : u);
	y = axis_pixel(&view->v, v);
	if (view->direct) {
		if (!view->u.flip)
			return direct_row(view, x, y);
		work->k->reverse8(into, direct_row(view, x, y), n, opaque8(view));
	} else if (view->u.flip) {
		read8(work, view, x, y, n, work->line8);
		work->k->reverse8(into, work->line8, n, 0);
	} else {
		read8(work, view, x, y, n, into);
	}
	return into;
}

static void line16(struct vprime_work *work, const struct vprime_view *view, u32 u, u32 v, u32 n,
		   u64 *into)
{
	u32 x, y, i;

	if (!view->u.exact || !view->v.exact) {
		if (view->filtered)
			bilinear16(work, view, u, v, n, into);
		else
			nearest16(work, view, u, v, n, into);
		return;
	}

	x = axis_pixel(&view->u, view->u.flip ? u + n - 1 : u);
	y = axis_pixel(&view->v, v);
	if (!view->u.flip) {
		read16(work, view, x, y, n, into);
		return;
	}
	read16(work, view, x, y, n, work->line16);
	for (i = 0; i < n; i++)
		into[i] = work->line16[n - 1 - i];
}

const void *vprime_sample8(struct vprime_work *work, const struct vprime_view *view, u32 x, u32 y,
			   u32 n, u32 *into)
{
	return line8(work, view, x - view->layer->dst_x, y - view->layer->dst_y, n, into);
}

void vprime_sample16(struct vprime_work *work, const struct vprime_view *view, u32 x, u32 y,
		     u32 n, u64 *into)
{
	line16(work, view, x - view->layer->dst_x, y - view->layer->dst_y, n, into);
}

/* Columns of memory as rows. */
static void direct_columns(struct vprime_work *work, const struct vprime_view *view, u32 u, u32 v,
			   u32 n, u32 *into)
{
	ptrdiff_t pitch = view->layer->src.pitch[0], stride = work->stride;
	u32 y = axis_pixel(&view->v, v), opaque = opaque8(view), j, lines;

	for (j = 0; j < work->h; j += lines, into += lines * stride) {
		/* as many as the kernel takes at once */
		lines = work->h - j < 8 ? work->h - j : 8;
		if (view->u.flip)
			work->k->columns8(into + (lines - 1) * stride, -stride,
					  direct_row(view, axis_pixel(&view->u, u + j + lines - 1),
						     y),
					  view->v.flip ? -pitch : pitch, lines, n, opaque);
		else
			work->k->columns8(into, stride,
					  direct_row(view, axis_pixel(&view->u, u + j), y),
					  view->v.flip ? -pitch : pitch, lines, n, opaque);
	}
}

void vprime_sample_columns8(struct vprime_work *work, const struct vprime_view *view, u32 x,
			    u32 n, u32 *into)
{
	u32 u = work->y - view->layer->dst_y, v = x - view->layer->dst_x, i, j, lines;

	if (view->direct && view->u.exact && view->v.exact) {
		direct_columns(work, view, u, v, n, into);
		return;
	}
	for (i = 0; i < n; i++)
		line8(work, view, u, v + i, work->h, work->columns8[i]);
	for (j = 0; j < work->h; j += lines) {
		lines = work->h - j < 8 ? work->h - j : 8;
		work->k->columns8(into + j * work->stride, work->stride, &work->columns8[0][j],
				  sizeof(work->columns8[0]), lines, n, 0);
	}
}

void vprime_sample_columns16(struct vprime_work *work, const struct vprime_view *view, u32 x,
			     u32 n, u64 *into)
{
	u32 u = work->y - view->layer->dst_y, v = x - view->layer->dst_x, i, j;
	u64 column[VPRIME_TILE_HEIGHT];

	for (i = 0; i < n; i++) {
		line16(work, view, u, v + i, work->h, column);
		for (j = 0; j < work->h; j++)
			into[j * work->stride + i] = column[j];
	}
}
