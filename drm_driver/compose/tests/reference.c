// SPDX-License-Identifier: MIT
/* What the compositor promises, computed one pixel and one channel at a time. */

#include <math.h>

#include <drm_mode.h>

#include "reference.h"
#include "suite.h"

double reference_nearest(double x)
{
	return floor(x + 0.5);
}

static double clamp(double x)
{
	return fmin(1, fmax(0, x));
}

static double quantize(double x, double max)
{
	return max ? reference_nearest(x * max) / max : x;
}

static struct colour quantize_colour(struct colour c, double max)
{
	c.a = quantize(c.a, max);
	c.r = quantize(c.r, max);
	c.g = quantize(c.g, max);
	c.b = quantize(c.b, max);
	return c;
}

/* IEEE 754: 1 bit of sign, 5 of exponent, 10 of fraction */
double reference_half(u32 bits)
{
	u32 exponent = bits >> 10 & 31, fraction = bits & 1023;

	if (exponent == 31 && fraction)
		return 0;
	if (bits & 0x8000)
		return 0;
	if (exponent == 31)
		return 1;
	return fmin(1, exponent ? ldexp(1024 + fraction, exponent - 25) : ldexp(fraction, -24));
}

/*
 * ITU-R BT.601-7, BT.709-6 and BT.2020-2, sections on the digital representation:
 * luma of n bits reaches from 16 to 235, colour differences from 16 to 240
 * around 128, all times 2^(n - 8). In full range, as H.273 has it, they reach
 * from 0 to 2^n - 1 and around 2^(n - 1).
 */
static struct colour from_yuv(double y, double u, double v, u32 bits,
			      enum vprime_encoding encoding, bool full_range)
{
	static const struct { double r, b; } weights[] = {
		[VPRIME_ENCODING_BT601] = { 0.299, 0.114 },
		[VPRIME_ENCODING_BT709] = { 0.2126, 0.0722 },
		[VPRIME_ENCODING_BT2020] = { 0.2627, 0.0593 },
	};
	double kr = weights[encoding].r, kb = weights[encoding].b;
	double unit = ldexp(1, bits - 8), cb, cr;
	struct colour c = { .a = 1 };

	if (full_range) {
		y = y / (ldexp(1, bits) - 1);
		cb = (u - 128 * unit) / (ldexp(1, bits) - 1);
		cr = (v - 128 * unit) / (ldexp(1, bits) - 1);
	} else {
		y = (y - 16 * unit) / (219 * unit);
		cb = (u - 128 * unit) / (224 * unit);
		cr = (v - 128 * unit) / (224 * unit);
	}
	/* y = kr r + kg g + kb b; cb = (b - y) / (2 (1 - kb)); cr = (r - y) / (2 (1 - kr)) */
	c.r = y + 2 * (1 - kr) * cr;
	c.b = y + 2 * (1 - kb) * cb;
	c.g = (y - kr * c.r - kb * c.b) / (1 - kr - kb);
	return c;
}

struct colour reference_decode(const struct picture *p, u32 x, u32 y,
			       enum vprime_encoding encoding, bool full_range)
{
	const struct layout *l = p->layout;
	struct colour c = { .a = 1 };
	double value[128] = { 0 };
	u32 bits = 0, i;

	for (i = 0; i < l->n_channels; i++) {
		const struct channel *channel = &l->channels[i];
		u32 number = picture_channel(p, channel->letter, x, y);

		bits = channel->bits;
		if (l->model == MODEL_FLOAT)
			value[(int)channel->letter] = reference_half(number);
		else if (l->model == MODEL_YUV && channel->letter != 'A')
			value[(int)channel->letter] = number;
		else
			value[(int)channel->letter] = number / (ldexp(1, bits) - 1);
	}
	if (l->model == MODEL_YUV) {
		bits = layout_channel(l, 'Y')->bits;
		c = from_yuv(value['Y'], value['U'], value['V'], bits, encoding, full_range);
	} else if (l->model == MODEL_GREY) {
		c.r = c.g = c.b = value['L'];
	} else {
		c.r = value['R'];
		c.g = value['G'];
		c.b = value['B'];
	}
	if (layout_channel(l, 'A'))
		c.a = value['A'];
	c.r = clamp(c.r);
	c.g = clamp(c.g);
	c.b = clamp(c.b);
	return c;
}

static bool is_turned(u32 rotation)
{
	return rotation & (DRM_MODE_ROTATE_90 | DRM_MODE_ROTATE_270);
}

/*
 * From a point of the layer, as a share of its width and height, to the point of
 * the framebuffer that is shown there. The picture was reflected first and then
 * turned counter-clockwise; this undoes it in the other order.
 */
static void to_source(const struct vprime_layer *l, double across, double down,
		      double *sx, double *sy)
{
	double x = across, y = down;

	switch (l->rotation & DRM_MODE_ROTATE_MASK) {
	case DRM_MODE_ROTATE_90:
		x = 1 - down;
		y = across;
		break;
	case DRM_MODE_ROTATE_180:
		x = 1 - across;
		y = 1 - down;
		break;
	case DRM_MODE_ROTATE_270:
		x = down;
		y = 1 - across;
		break;
	}
	if (l->rotation & DRM_MODE_REFLECT_X)
		x = 1 - x;
	if (l->rotation & DRM_MODE_REFLECT_Y)
		y = 1 - y;
	*sx = (l->src_x + x * l->src_w) / 65536;
	*sy = (l->src_y + y * l->src_h) / 65536;
}

static struct colour fetch(const struct vprime_layer *l, const struct picture *p,
			   double x, double y)
{
	return reference_decode(p, fmin(p->width - 1, fmax(0, x)), fmin(p->height - 1, fmax(0, y)),
				l->encoding, l->full_range);
}

static struct colour mix(struct colour a, struct colour b, double share)
{
	a.a += (b.a - a.a) * share;
	a.r += (b.r - a.r) * share;
	a.g += (b.g - a.g) * share;
	a.b += (b.b - a.b) * share;
	return a;
}

/* What a layer has at the pixel (@x, @y) of the scene. */
static struct colour sample(const struct vprime_layer *l, const struct picture *p, u32 x, u32 y)
{
	struct colour above, below;
	double sx, sy, left, top;

	to_source(l, ((double)x - l->dst_x + 0.5) / l->dst_w,
		  ((double)y - l->dst_y + 0.5) / l->dst_h, &sx, &sy);
	/* rounding of the division must not move a point that is exactly on an edge or a middle */
	sx = reference_nearest(sx * 0x1p32) / 0x1p32;
	sy = reference_nearest(sy * 0x1p32) / 0x1p32;
	if (l->filter == VPRIME_FILTER_NEAREST)
		return fetch(l, p, floor(sx), floor(sy));
	left = floor(sx - 0.5);
	top = floor(sy - 0.5);
	above = mix(fetch(l, p, left, top), fetch(l, p, left + 1, top), sx - 0.5 - left);
	below = mix(fetch(l, p, left, top + 1), fetch(l, p, left + 1, top + 1), sx - 0.5 - left);
	return mix(above, below, sy - 0.5 - top);
}

static double over(double above, double below, double alpha, double max)
{
	return quantize(fmin(1, above + below * (1 - alpha)), max);
}

/* The formulas of "Plane Composition Properties" in the kernel's documentation. */
static struct colour blend(const struct vprime_layer *l, struct colour c, struct colour below,
			   double max)
{
	double plane_alpha = l->alpha / 65535.0, share = plane_alpha;

	if (l->blend == VPRIME_BLEND_NONE)
		c.a = 1;
	else if (l->blend == VPRIME_BLEND_COVERAGE)
		share = plane_alpha * c.a;
	below.r = over(c.r * share, below.r, plane_alpha * c.a, max);
	below.g = over(c.g * share, below.g, plane_alpha * c.a, max);
	below.b = over(c.b * share, below.b, plane_alpha * c.a, max);
	return below;
}

static double lut_value(const struct vprime_lut *lut, double x, int channel)
{
	double position = x * (lut->size - 1), low = floor(position);
	u32 i = low, next = i + 1 < lut->size ? i + 1 : i;
	const u16 *a = (const u16 *)&lut->entries[i], *b = (const u16 *)&lut->entries[next];

	return (a[channel] + (b[channel] - (double)a[channel]) * (position - low)) / 65535;
}

static struct colour apply_lut(const struct vprime_lut *lut, struct colour c)
{
	if (!lut)
		return c;
	c.r = lut_value(lut, c.r, 0);
	c.g = lut_value(lut, c.g, 1);
	c.b = lut_value(lut, c.b, 2);
	return c;
}

static struct colour apply_ctm(const s64 *m, struct colour c)
{
	struct colour out = { .a = c.a };

	if (!m)
		return c;
	out.r = clamp(ldexp(m[0], -32) * c.r + ldexp(m[1], -32) * c.g + ldexp(m[2], -32) * c.b);
	out.g = clamp(ldexp(m[3], -32) * c.r + ldexp(m[4], -32) * c.g + ldexp(m[5], -32) * c.b);
	out.b = clamp(ldexp(m[6], -32) * c.r + ldexp(m[7], -32) * c.g + ldexp(m[8], -32) * c.b);
	return out;
}

static bool layer_has(const struct vprime_layer *l, u32 x, u32 y)
{
	s64 dx = (s64)x - l->dst_x, dy = (s64)y - l->dst_y;

	return dx >= 0 && dy >= 0 && dx < l->dst_w && dy < l->dst_h;
}

struct colour reference_colour(const struct vprime_scene *scene, const struct picture *pictures,
			       u32 x, u32 y, const struct reference *how)
{
	struct colour c = {
		.a = 1,
		.r = (scene->background >> 32 & 0xffff) / 65535.0,
		.g = (scene->background >> 16 & 0xffff) / 65535.0,
		.b = (scene->background & 0xffff) / 65535.0,
	};
	u32 i;

	for (i = 0; i < scene->n_layers; i++) {
		const struct vprime_layer *l = &scene->layers[i];
		struct colour above;

		if (!layer_has(l, x, y))
			continue;
		above = sample(l, &pictures[i], x, y);
		c = blend(l, quantize_colour(above, how->max), c, how->max);
	}
	c = apply_lut(scene->degamma, c);
	c = apply_ctm(scene->ctm, c);
	return apply_lut(scene->gamma, c);
}

/* Scaled, or shown from between two pixels on. */
static bool is_moved(const struct vprime_layer *l)
{
	u32 width = is_turned(l->rotation) ? l->src_h : l->src_w;
	u32 height = is_turned(l->rotation) ? l->src_w : l->src_h;

	return (l->src_x | l->src_y) & 0xffff || width != (u64)l->dst_w << 16 ||
	       height != (u64)l->dst_h << 16;
}

bool reference_is_filtered(const struct vprime_layer *l)
{
	return l->filter == VPRIME_FILTER_BILINEAR && is_moved(l);
}

bool reference_is_exact(const struct vprime_scene *scene, const struct picture *pictures)
{
	u32 i;

	if (scene->degamma || scene->gamma || scene->ctm || scene->bpc > 8)
		return false;
	for (i = 0; i < 3; i++) {
		if ((scene->background >> 16 * i & 0xffff) % 257)
			return false;
	}
	for (i = 0; i < scene->n_layers; i++) {
		if (is_moved(&scene->layers[i]) || !layout_is_shallow(pictures[i].layout))
			return false;
	}
	return true;
}

bool reference_has_yuv(const struct vprime_scene *scene, const struct picture *pictures)
{
	u32 i;

	for (i = 0; i < scene->n_layers; i++) {
		if (pictures[i].layout->model == MODEL_YUV)
			return true;
	}
	return false;
}
