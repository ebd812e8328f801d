// SPDX-License-Identifier: GPL-2.0-only
/* Colour pipelines of planes; built by compat/colorop.c, where the kernel has them. */

#include <linux/kref.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include <drm/drm_atomic.h>
#include <drm/drm_colorop.h>
#include <drm/drm_plane.h>
#include <drm/drm_print.h>
#include <drm/drm_property.h>

#include "compose/compose.h"
#include "compose/pipeline.h"
#include "vprime_drv.h"
#include "vprime_pipeline.h"

/* Entries of a table, and of a cube in each direction. */
#define TABLE_SIZE 4096
#define CUBE_SIZE 17

/*
 * The operations of a pipeline, in order: a superset of what display hardware
 * offers between the framebuffer and blending.
 */
static const enum drm_colorop_type operations[] = {
	DRM_COLOROP_1D_CURVE,
	DRM_COLOROP_MULTIPLIER,
	DRM_COLOROP_CTM_3X4,
	DRM_COLOROP_CTM_3X4,
	DRM_COLOROP_1D_LUT,
	DRM_COLOROP_3D_LUT,
	DRM_COLOROP_1D_CURVE,
	DRM_COLOROP_1D_LUT,
};

#define OPERATIONS ARRAY_SIZE(operations)

/**
 * struct vprime_colors - a pipeline as a commit has set it up, immutable
 * @ref: plane states and frames that have it
 * @pipeline: what the composer gets
 * @stages: the stages of @pipeline
 * @matrices: coefficients of stages that are matrices
 * @blobs: tables of stages, referenced, or NULL
 */
struct vprime_colors {
	struct kref ref;
	struct vprime_pipeline pipeline;
	struct vprime_stage stages[OPERATIONS];
	s64 matrices[OPERATIONS][12];
	struct drm_property_blob *blobs[OPERATIONS];
};

/* Curves of all cards, computed when a pipeline first uses them. */
static struct vprime_curve *curves[VPRIME_CURVES];
static DEFINE_MUTEX(curves_lock); /* protects curves */

static const struct vprime_curve *get_curve(unsigned int type)
{
	struct vprime_curve *curve;

	BUILD_BUG_ON((int)VPRIME_CURVES != (int)DRM_COLOROP_1D_CURVE_COUNT);

	mutex_lock(&curves_lock);
	if (!curves[type]) {
		curve = vmalloc(sizeof(*curve));
		if (curve)
			vprime_curve_init(curve, type);
		curves[type] = curve;
	}
	curve = curves[type];
	mutex_unlock(&curves_lock);
	return curve;
}

void vprime_pipeline_exit(void)
{
	unsigned int i;

	for (i = 0; i < VPRIME_CURVES; i++)
		vfree(curves[i]);
}

struct vprime_colors *vprime_colors_get(struct vprime_colors *colors)
{
	if (colors)
		kref_get(&colors->ref);
	return colors;
}

static void vprime_colors_release(struct kref *ref)
{
	struct vprime_colors *colors = container_of(ref, struct vprime_colors, ref);
	unsigned int i;

	for (i = 0; i < OPERATIONS; i++)
		drm_property_blob_put(colors->blobs[i]);
	kfree(colors);
}

void vprime_colors_put(struct vprime_colors *colors)
{
	if (colors)
		kref_put(&colors->ref, vprime_colors_release);
}

const struct vprime_pipeline *vprime_colors_pipeline(const struct vprime_colors *colors)
{
	return colors && colors->pipeline.n_stages ? &colors->pipeline : NULL;
}

/* User space gives sign and magnitude. */
static s64 signed_value(u64 value)
{
	s64 magnitude = value & ~BIT_ULL(63);

	return value & BIT_ULL(63) ? -magnitude : magnitude;
}

static bool add_table(struct vprime_colors *colors, struct vprime_stage *stage,
		      const struct drm_colorop *colorop, const struct drm_colorop_state *state)
{
	BUILD_BUG_ON(sizeof(struct vprime_lut32_entry) != sizeof(struct drm_color_lut32));

	if (!state->data)
		return false;
	colors->blobs[colors->pipeline.n_stages] = drm_property_blob_get(state->data);
	stage->lut = state->data->data;
	stage->size = colorop->size;
	return true;
}

static bool add_matrix(struct vprime_colors *colors, struct vprime_stage *stage,
		       const struct drm_colorop_state *state)
{
	s64 *matrix = colors->matrices[colors->pipeline.n_stages];
	const struct drm_color_ctm_3x4 *ctm;
	unsigned int i;

	if (!state->data)
		return false;
	ctm = state->data->data;
	for (i = 0; i < ARRAY_SIZE(ctm->matrix); i++)
		matrix[i] = signed_value(ctm->matrix[i]);
	stage->ctm = matrix;
	return true;
}

/* Tables and matrices that nobody has set change nothing and are left out. */
static int add_stage(struct vprime_colors *colors, const struct drm_colorop *colorop,
		     const struct drm_colorop_state *state)
{
	struct vprime_stage *stage = &colors->stages[colors->pipeline.n_stages];
	bool added = true;

	switch (colorop->type) {
	case DRM_COLOROP_1D_CURVE:
		stage->type = VPRIME_STAGE_CURVE;
		stage->curve = get_curve(state->curve_1d_type);
		if (!stage->curve)
			return -ENOMEM;
		break;
	case DRM_COLOROP_MULTIPLIER:
		stage->type = VPRIME_STAGE_MULTIPLIER;
		stage->multiplier = signed_value(state->multiplier);
		break;
	case DRM_COLOROP_CTM_3X4:
		stage->type = VPRIME_STAGE_CTM;
		added = add_matrix(colors, stage, state);
		break;
	case DRM_COLOROP_1D_LUT:
		stage->type = VPRIME_STAGE_LUT;
		added = add_table(colors, stage, colorop, state);
		break;
	case DRM_COLOROP_3D_LUT:
		stage->type = VPRIME_STAGE_LUT3D;
		added = add_table(colors, stage, colorop, state);
		break;
	default:
		return -EINVAL;
	}
	colors->pipeline.n_stages += added;
	return 0;
}

int vprime_pipeline_check(const struct drm_plane_state *plane_state,
			  struct drm_atomic_commit *state, struct vprime_colors **colors)
{
	struct vprime_colors *new_colors = NULL;
	struct drm_colorop *colorop;
	int ret;

	if (!plane_state->color_mgmt_changed)
		return 0;

	if (plane_state->color_pipeline) {
		new_colors = kzalloc(sizeof(*new_colors), GFP_KERNEL);
		if (!new_colors)
			return -ENOMEM;
		kref_init(&new_colors->ref);
		new_colors->pipeline.stages = new_colors->stages;
	}

	for (colorop = plane_state->color_pipeline; colorop; colorop = colorop->next) {
		const struct drm_colorop_state *colorop_state =
			drm_atomic_get_new_colorop_state(state, colorop) ?: colorop->state;

		if (colorop_state->bypass)
			continue;
		ret = add_stage(new_colors, colorop, colorop_state);
		if (ret) {
			vprime_colors_put(new_colors);
			return ret;
		}
	}

	vprime_colors_put(*colors);
	*colors = new_colors;
	return 0;
}

static const struct drm_colorop_funcs vprime_colorop_funcs = {
	.destroy = drm_colorop_destroy,
};

static int init_operation(struct drm_plane *plane, struct drm_colorop *colorop,
			  enum drm_colorop_type type)
{
	const u32 flags = DRM_COLOROP_FLAG_ALLOW_BYPASS;
	struct drm_device *dev = plane->dev;

	switch (type) {
	case DRM_COLOROP_1D_CURVE:
		return drm_plane_colorop_curve_1d_init(dev, colorop, plane, &vprime_colorop_funcs,
						       GENMASK(DRM_COLOROP_1D_CURVE_COUNT - 1, 0),
						       flags);
	case DRM_COLOROP_MULTIPLIER:
		return drm_plane_colorop_mult_init(dev, colorop, plane, &vprime_colorop_funcs,
						   flags);
	case DRM_COLOROP_CTM_3X4:
		return drm_plane_colorop_ctm_3x4_init(dev, colorop, plane, &vprime_colorop_funcs,
						      flags);
	case DRM_COLOROP_1D_LUT:
		return drm_plane_colorop_curve_1d_lut_init(dev, colorop, plane,
							   &vprime_colorop_funcs, TABLE_SIZE,
							   DRM_COLOROP_LUT1D_INTERPOLATION_LINEAR,
							   flags);
	case DRM_COLOROP_3D_LUT:
		return drm_plane_colorop_3dlut_init(dev, colorop, plane, &vprime_colorop_funcs,
						    CUBE_SIZE,
						    DRM_COLOROP_LUT3D_INTERPOLATION_TETRAHEDRAL,
						    flags);
	default:
		return -EINVAL;
	}
}

/* Operations are the device's as soon as they are on its list, also if what follows fails. */
static struct drm_colorop *new_operation(struct drm_plane *plane, enum drm_colorop_type type)
{
	struct drm_colorop *colorop = kzalloc(sizeof(*colorop), GFP_KERNEL);
	int ret;

	if (!colorop)
		return ERR_PTR(-ENOMEM);

	ret = init_operation(plane, colorop, type);
	if (ret) {
		if (!colorop->dev)
			kfree(colorop);
		return ERR_PTR(ret);
	}
	return colorop;
}

int vprime_pipeline_attach(struct drm_plane *plane)
{
	struct drm_prop_enum_list pipeline = { .name = "Pipeline" };
	struct drm_colorop *colorop, *last = NULL;
	unsigned int i;

	for (i = 0; i < OPERATIONS; i++) {
		colorop = new_operation(plane, operations[i]);
		if (IS_ERR(colorop))
			return PTR_ERR(colorop);
		if (last)
			drm_colorop_set_next_property(last, colorop);
		else
			pipeline.type = colorop->base.id;
		last = colorop;
	}
	return drm_plane_create_color_pipeline_property(plane, &pipeline, 1);
}
