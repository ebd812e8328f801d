// SPDX-License-Identifier: MIT
/* vkms's own composer, as a contender. */

#include <math.h>

#include "kernel.h"

#include "vkms_composer.h"
#include "vkms_drv.h"
#include "vkms_formats.h"

#include "../bench.h"

static const struct drm_format_info infos[] = {
	{ DRM_FORMAT_XRGB8888, { 4 }, { 4 }, 1, 1 },
	{ DRM_FORMAT_ARGB8888, { 4 }, { 4 }, 1, 1 },
	{ DRM_FORMAT_RGB565, { 2 }, { 2 }, 1, 1 },
	{ DRM_FORMAT_NV12, { 1, 2 }, { 1, 2 }, 2, 2 },
	{ DRM_FORMAT_P010, { 2, 4 }, { 2, 4 }, 2, 2 },
};

struct prepared {
	struct vkms_output output;
	struct vkms_crtc_state crtc;
	struct vkms_plane_state planes[BENCH_LAYERS];
	struct vkms_plane_state *active[BENCH_LAYERS];
	struct vkms_frame_info frames[BENCH_LAYERS];
	struct drm_framebuffer fbs[BENCH_LAYERS + 1];
	struct vkms_writeback_job writeback;
	struct drm_property_blob gamma, ctm;
	struct drm_color_ctm_3x4 matrix;
	struct drm_colorop_state colorop_state;
	struct drm_colorop colorop;
	u32 crc;
};

int drm_crtc_add_crc_entry(struct drm_crtc *crtc, bool has_frame, u32 frame, u32 *crcs)
{
	struct prepared *p = container_of(crtc, struct prepared, output.crtc);

	p->crc = *crcs;
	return 0;
}

static const struct drm_format_info *find(u32 fourcc)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(infos); i++) {
		if (infos[i].format == fourcc)
			return &infos[i];
	}
	return NULL;
}

static bool add_layer(struct prepared *p, u32 i, const struct bench_layer *l)
{
	struct vkms_frame_info *frame = &p->frames[i];
	struct drm_framebuffer *fb = &p->fbs[i];
	u32 k;

	fb->format = find(l->fourcc);
	if (!fb->format || l->bilinear)
		return false;
	fb->width = l->width;
	fb->height = l->height;
	for (k = 0; k < BENCH_PLANES && l->plane[k]; k++) {
		fb->pitches[k] = l->pitch[k];
		fb->offsets[k] = l->plane[k] - l->plane[0];
	}
	frame->fb = fb;
	frame->map[0].vaddr = l->plane[0];
	frame->src = DRM_RECT_INIT(0, 0, l->width << 16, l->height << 16);
	frame->dst = DRM_RECT_INIT(l->dst_x, l->dst_y, l->dst_w, l->dst_h);
	frame->rotation = l->rotate90 ? DRM_MODE_ROTATE_90 : DRM_MODE_ROTATE_0;
	p->planes[i].frame_info = frame;
	p->planes[i].pixel_read_line = get_pixel_read_line_function(l->fourcc);
	get_conversion_matrix_to_argb_u16(l->fourcc, DRM_COLOR_YCBCR_BT709,
					  DRM_COLOR_YCBCR_LIMITED_RANGE,
					  &p->planes[i].conversion_matrix);
	p->active[i] = &p->planes[i];
	return true;
}

/* vkms has no CTM of the CRTC, but one of the plane. */
static void add_ctm(struct prepared *p)
{
	u32 i;

	for (i = 0; i < 12; i++) {
		double c = i % 4 < 3 ? bench_ctm[i / 4 * 3 + i % 4] : 0;

		p->matrix.matrix[i] = (u64)ldexp(fabs(c), 32) | (c < 0 ? 1ull << 63 : 0);
	}
	p->ctm.data = &p->matrix;
	p->colorop_state.data = &p->ctm;
	p->colorop.type = DRM_COLOROP_CTM_3X4;
	p->colorop.state = &p->colorop_state;
	p->planes[0].base.base.color_pipeline = &p->colorop;
}

static void *prepare(const struct contender *self, const struct bench_scene *scene)
{
	struct prepared *p;
	u32 i;

	/* it knows no damage */
	if (scene->rows != scene->height)
		return NULL;
	p = calloc(1, sizeof(*p));
	for (i = 0; i < scene->n_layers; i++) {
		if (!add_layer(p, i, &scene->layers[i])) {
			free(p);
			return NULL;
		}
	}
	p->output.crtc.state = &p->crtc.base;
	p->crtc.base.crtc = &p->output.crtc;
	p->crtc.base.mode.hdisplay = scene->width;
	p->crtc.base.mode.vdisplay = scene->height;
	p->crtc.num_active_planes = scene->n_layers;
	p->crtc.active_planes = p->active;
	if (scene->gamma) {
		p->gamma.data = bench_gamma;
		p->gamma.length = sizeof(bench_gamma);
		p->crtc.base.gamma_lut = &p->gamma;
	}
	if (scene->ctm)
		add_ctm(p);
	if (scene->writeback) {
		struct drm_framebuffer *fb = &p->fbs[BENCH_LAYERS];
		struct vkms_frame_info *frame = &p->writeback.wb_frame_info;

		fb->format = find(DRM_FORMAT_XRGB8888);
		fb->width = scene->width;
		fb->height = scene->height;
		fb->pitches[0] = scene->width * 4;
		frame->fb = fb;
		frame->map[0].vaddr = scene->target;
		frame->dst = DRM_RECT_INIT(0, 0, scene->width, scene->height);
		p->writeback.pixel_write = get_pixel_write_function(DRM_FORMAT_XRGB8888);
		p->crtc.active_writeback = &p->writeback;
	}
	return p;
}

static void run(void *prepared)
{
	struct prepared *p = prepared;

	p->crtc.crc_pending = true;
	p->crtc.wb_pending = p->crtc.active_writeback != NULL;
	p->crtc.frame_start = p->crtc.frame_end = 1;
	vkms_composer_worker(&p->crtc.composer_work);
}

int vkms_contenders(struct contender *out, int max)
{
	if (max < 1)
		return 0;
	out[0] = (struct contender) {
		.name = "vkms", .threads = 1, .prepare = prepare, .run = run, .finish = free,
	};
	return 1;
}
