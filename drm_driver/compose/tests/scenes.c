// SPDX-License-Identifier: MIT
/* Scenes together with the memory that their layers show, and what composing them gives. */

#include <math.h>
#include <stdio.h>

#include <drm_mode.h>

#include "reference.h"
#include "scenes.h"
#include "suite.h"

static struct {
	u64 scenes, pixels, exact;
	double worst;
} done, all;

void report(const char *what)
{
	printf("%s: %llu pictures, %llu pixels compared with the reference, %llu of them exactly; "
	       "the others off by at most %.2f of what is allowed\n", what, (unsigned long long)done.scenes,
	       (unsigned long long)done.pixels, (unsigned long long)done.exact, done.worst);
	all.scenes += done.scenes;
	all.pixels += done.pixels;
	all.exact += done.exact;
	memset(&done, 0, sizeof(done));
}

void report_all(void)
{
	if (done.scenes)
		report("others");
	printf("compared with the reference: %llu pictures, %llu pixels, %llu of them exactly\n",
	       (unsigned long long)all.scenes, (unsigned long long)all.pixels,
	       (unsigned long long)all.exact);
}

void scene_init(struct test_scene *s, u32 width, u32 height)
{
	memset(s, 0, sizeof(*s));
	s->scene.width = width;
	s->scene.height = height;
	s->scene.layers = s->layers;
	s->scene.background = 0xffff000000000000ull;
	s->scene.bpc = 8;
}

void scene_fini(struct test_scene *s)
{
	u32 i;

	for (i = 0; i < s->scene.n_layers; i++)
		picture_fini(&s->pictures[i]);
	free(s->entries[0]);
	free(s->entries[1]);
}

void layer_show(struct vprime_layer *l, u32 x, u32 y, u32 width, u32 height)
{
	l->src_x = x << 16;
	l->src_y = y << 16;
	l->src_w = width << 16;
	l->src_h = height << 16;
}

struct vprime_layer *scene_add_picture(struct test_scene *s, u32 fourcc, u32 width, u32 height,
				       struct placement at)
{
	u32 i = s->scene.n_layers++;

	assert_true(i < MAX_LAYERS);
	picture_init(&s->pictures[i], fourcc, width, height, at);
	s->layers[i] = (struct vprime_layer) {
		.src = s->pictures[i].pixels,
		.dst_w = width,
		.dst_h = height,
		.rotation = DRM_MODE_ROTATE_0,
		.alpha = 0xffff,
		.blend = VPRIME_BLEND_PREMULTI,
		.filter = VPRIME_FILTER_BILINEAR,
		.encoding = VPRIME_ENCODING_BT601,
	};
	layer_show(&s->layers[i], 0, 0, width, height);
	return &s->layers[i];
}

struct picture *scene_top(struct test_scene *s)
{
	return &s->pictures[s->scene.n_layers - 1];
}

struct picture *scene_add(struct test_scene *s, u32 fourcc, struct rect dst,
			  struct placement at)
{
	struct vprime_layer *l = scene_add_picture(s, fourcc, dst.width, dst.height, at);

	l->dst_x = dst.x;
	l->dst_y = dst.y;
	return scene_top(s);
}

struct picture *scene_add_full(struct test_scene *s, u32 fourcc)
{
	return scene_add(s, fourcc, (struct rect) { 0, 0, s->scene.width, s->scene.height },
			 (struct placement) { 0 });
}

void scene_add_colour(struct test_scene *s, u32 fourcc, struct rect dst, u64 value)
{
	picture_fill(scene_add(s, fourcc, dst, (struct placement) { 0 }), value);
}

/* A stretch of a line of @length: sometimes all of it, sometimes a single one. */
static void random_stretch(struct random *r, u32 length, s32 *start, u32 *size)
{
	*size = random_once_in(r, 4) ? length :
		random_once_in(r, 8) ? 1 : random_range(r, 1, length);
	*start = random_range(r, 0, length - *size);
}

struct vprime_layer *scene_add_random(struct test_scene *s, u32 fourcc, struct random *r,
				      bool valid)
{
	struct vprime_layer *l;
	struct rect dst;
	u32 width, height;

	random_stretch(r, s->scene.width, &dst.x, &dst.width);
	random_stretch(r, s->scene.height, &dst.y, &dst.height);
	width = dst.width + (random_once_in(r, 2) ? 0 : random_range(r, 0, 9));
	height = dst.height + (random_once_in(r, 2) ? 0 : random_range(r, 0, 9));
	l = scene_add_picture(s, fourcc, width, height, placement_random(r));
	picture_fill_random(scene_top(s), r, valid);
	layer_show(l, random_range(r, 0, width - dst.width),
		   random_range(r, 0, height - dst.height), dst.width, dst.height);
	l->dst_x = dst.x;
	l->dst_y = dst.y;
	l->dst_w = dst.width;
	l->dst_h = dst.height;
	return l;
}

static void set_lut(struct test_scene *s, struct vprime_lut *lut, u32 n, u32 size,
		    double exponent)
{
	u32 i;

	free(s->entries[n]);
	s->entries[n] = calloc(size, sizeof(*s->entries[n]));
	for (i = 0; i < size; i++) {
		double x = size > 1 ? (double)i / (size - 1) : 0.5;

		s->entries[n][i].red = reference_nearest(65535 * pow(x, exponent));
		s->entries[n][i].green = reference_nearest(65535 * pow(x, 1 / exponent));
		s->entries[n][i].blue = 65535 - s->entries[n][i].red;
	}
	*lut = (struct vprime_lut) { .size = size, .entries = s->entries[n] };
}

void scene_set_gamma(struct test_scene *s, u32 size, double exponent)
{
	set_lut(s, &s->gamma, 0, size, exponent);
	s->scene.gamma = &s->gamma;
}

void scene_set_degamma(struct test_scene *s, u32 size, double exponent)
{
	set_lut(s, &s->degamma, 1, size, exponent);
	s->scene.degamma = &s->degamma;
}

void scene_set_ctm(struct test_scene *s, const double *matrix)
{
	u32 i;

	for (i = 0; i < 9; i++)
		s->ctm[i] = (s64)ldexp(matrix[i], 32);
	s->scene.ctm = s->ctm;
}

struct composed scene_compose(const struct test_scene *s, u32 fourcc, bool crc,
			      struct placement at)
{
	static void *scratch;
	struct composed c = { 0 };
	u64 *hashes = calloc(s->scene.height + 1, sizeof(*hashes));
	struct vprime_compose_job job = {
		.rows = s->scene.height,
		.row_hashes = crc ? hashes : NULL,
		.kernels = s->kernels,
	};
	struct random noise = random_start(99);
	u32 i;

	if (!scratch)
		scratch = calloc(1, vprime_compose_scratch_size());
	assert_non_null(scratch);
	memset(hashes, 0xc3, s->scene.height * sizeof(*hashes));
	if (fourcc) {
		picture_init(&c.picture, fourcc, s->scene.width, s->scene.height, at);
		picture_fill_random(&c.picture, &noise, false);
		job.targets = &c.picture.pixels;
		job.n_targets = 1;
	}
	vprime_compose(&s->scene, &job, scratch);
	if (crc)
		c.crc = vprime_compose_crc(hashes, s->scene.height);
	if (fourcc)
		picture_check_guards(&c.picture);
	for (i = 0; i < s->scene.n_layers; i++)
		picture_check_guards(&s->pictures[i]);
	free(hashes);
	return c;
}

u32 scene_crc(const struct test_scene *s)
{
	return scene_compose(s, 0, true, (struct placement) { 0 }).crc;
}

void composed_fini(struct composed *c)
{
	if (c->picture.layout)
		picture_fini(&c->picture);
}

/*
 * The largest number of the output's depth: that of the target, or that of an
 * 8-bit link if neither the link nor every layer asks for more.
 */
static double depth_of(const struct channel *channel, const struct test_scene *s)
{
	double max = ldexp(1, channel->bits) - 1;
	u32 i;

	if (s->scene.degamma || s->scene.gamma || s->scene.ctm || s->scene.bpc > 8)
		return max;
	for (i = 0; i < s->scene.n_layers; i++) {
		if (layout_is_shallow(s->pictures[i].layout))
			return fmin(max, 255);
	}
	return max;
}

/*
 * How many units a channel may be off. With 16 bits, each step's rounding is half
 * a unit of the output: a layer that is filtered or blended goes through enough
 * of them to be off by more than one.
 */
static double allowed(const struct channel *channel, const struct test_scene *s)
{
	u32 i;

	for (i = 0; channel->bits == 16 && i < s->scene.n_layers; i++) {
		if (reference_is_filtered(&s->layers[i]) || s->layers[i].alpha != 0xffff ||
		    layout_channel(s->pictures[i].layout, 'A'))
			return 2;
	}
	return 1;
}

static double channel_of(struct colour c, char letter)
{
	return letter == 'A' ? c.a : letter == 'R' ? c.r : letter == 'G' ? c.g : c.b;
}

/* The largest difference of a pixel, as a share of what is allowed; above 1 is wrong. */
static double difference(const struct composed *c, const struct test_scene *s, u32 x, u32 y,
			 struct colour expected, bool exact)
{
	const struct layout *l = c->picture.layout;
	double worst = 0;
	u32 i;

	for (i = 0; i < l->n_channels; i++) {
		const struct channel *channel = &l->channels[i];
		double max = ldexp(1, channel->bits) - 1, depth = depth_of(channel, s);
		u32 number = picture_channel(&c->picture, channel->letter, x, y);
		double is = l->model == MODEL_FLOAT ? reference_half(number) : number / max;
		double should = channel_of(expected, channel->letter), off;

		if (l->model == MODEL_FLOAT)
			off = fabs(is - should) * 2048 / allowed(channel, s);
		else if (exact)
			off = number == reference_nearest(should * max) ? 0 : 2;
		else
			off = fabs(reference_nearest(is * depth) -
				   reference_nearest(should * depth)) / allowed(channel, s);
		worst = fmax(worst, off);
	}
	return worst;
}

static void fail_pixel(const struct composed *c, const struct test_scene *s, u32 x, u32 y,
		       struct colour expected)
{
	const struct layout *l = c->picture.layout;
	u32 i;

	printf("scene %ux%u bpc %u background %#llx%s%s%s, SEED=%llu\n", s->scene.width,
	       s->scene.height, s->scene.bpc, (unsigned long long)s->scene.background,
	       s->scene.degamma ? " degamma" : "", s->scene.ctm ? " ctm" : "",
	       s->scene.gamma ? " gamma" : "", (unsigned long long)random_seed);
	for (i = 0; i < s->scene.n_layers; i++) {
		const struct vprime_layer *a = &s->layers[i];

		printf("  %s %ux%u: %.4fx%.4f+%.4f+%.4f to %ux%u%+d%+d rotation %#x alpha %#x "
		       "blend %d filter %d encoding %d full range %d\n",
		       s->pictures[i].layout->name, s->pictures[i].width, s->pictures[i].height,
		       a->src_w / 65536.0, a->src_h / 65536.0, a->src_x / 65536.0,
		       a->src_y / 65536.0, a->dst_w, a->dst_h, a->dst_x, a->dst_y, a->rotation,
		       a->alpha, a->blend, a->filter, a->encoding, a->full_range);
	}
	printf("  at (%u, %u) in %s:", x, y, l->name);
	for (i = 0; i < l->n_channels; i++) {
		const struct channel *channel = &l->channels[i];

		printf(" %c is %u should be %.3f", channel->letter,
		       picture_channel(&c->picture, channel->letter, x, y),
		       channel_of(expected, channel->letter) * (ldexp(1, channel->bits) - 1));
	}
	printf("\n");
	fail_msg("the picture is not the reference's");
}

static void check_pixel(const struct composed *c, const struct test_scene *s, u32 x, u32 y,
			bool shallow, bool exact)
{
	const struct reference how = { .max = shallow ? 255 : 0 };
	struct colour expected = reference_colour(&s->scene, s->pictures, x, y, &how);
	double off = difference(c, s, x, y, expected, exact);

	if (off > 1)
		fail_pixel(c, s, x, y, expected);
	done.pixels++;
	done.exact += exact;
	done.worst = fmax(done.worst, off);
}

void composed_check(const struct composed *c, const struct test_scene *s)
{
	bool shallow = reference_is_exact(&s->scene, s->pictures);
	bool exact = shallow && !reference_has_yuv(&s->scene, s->pictures);
	u32 x, y;

	for (y = 0; y < s->scene.height; y++) {
		for (x = 0; x < s->scene.width; x++)
			check_pixel(c, s, x, y, shallow, exact);
	}
	done.scenes++;
}

void scene_check(const struct test_scene *s, u32 fourcc)
{
	const struct channel *red = layout_channel(layout_of(fourcc), 'R');
	struct test_scene deep = *s;
	struct composed c;

	/* the link carries what the target can hold */
	if (red->bits > deep.scene.bpc)
		deep.scene.bpc = red->bits;
	c = scene_compose(&deep, fourcc, false, (struct placement) { 0 });
	composed_check(&c, &deep);
	composed_fini(&c);
}

void scene_check_depths(const struct test_scene *s)
{
	scene_check(s, DRM_FORMAT_XRGB8888);
	scene_check(s, DRM_FORMAT_ARGB16161616);
}

void composed_check_same(const struct composed *a, const struct composed *b)
{
	const struct picture *p = &a->picture, *q = &b->picture;
	u32 i, y;

	assert_ptr_equal(p->layout, q->layout);
	assert_true(p->width == q->width && p->height == q->height);
	for (i = 0; i < p->layout->planes; i++) {
		for (y = 0; y < p->plane[i].rows; y++)
			assert_memory_equal(p->plane[i].first + (size_t)y * p->pixels.pitch[i],
					    q->plane[i].first + (size_t)y * q->pixels.pitch[i],
					    p->plane[i].row_bytes);
	}
}
