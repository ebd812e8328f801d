// SPDX-License-Identifier: MIT
/* Tests of the commit builder and of the steps made of it. */
#include <errno.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "mock-drm.h"

static const struct vprime_fb fb = { .id = 77, .width = 640, .height = 480 };
static const drmModeModeInfo mode = { .hdisplay = 640, .vdisplay = 480 };

static struct vprime_card *card_of(void **state)
{
	return ((struct mock_card *)*state)->card;
}

static struct vprime_commit *new_commit(void **state)
{
	struct vprime_commit *commit;

	assert_int_equal(vprime_commit_create(card_of(state), &commit), 0);
	return commit;
}

static void test_properties_by_name(void **state)
{
	struct vprime_commit *commit = new_commit(state);

	assert_int_equal(vprime_commit_add(commit, 30, "FB_ID", 5), 0);
	assert_int_equal(vprime_commit_add(commit, 31, "FB_ID", 6), 0);
	assert_int_equal(vprime_commit_apply(commit, DRM_MODE_PAGE_FLIP_EVENT, 0xabcdef), 0);
	assert_int_equal(mock.n_commits, 1);
	assert_int_equal(mock.commits[0].n_settings, 2);
	assert_int_equal(mock.commits[0].flags, DRM_MODE_PAGE_FLIP_EVENT);
	assert_int_equal(mock.commits[0].user_data, 0xabcdef);
	assert_int_equal(mock_value(&mock.commits[0], 30, "FB_ID"), 5);
	assert_int_equal(mock_value(&mock.commits[0], 31, "FB_ID"), 6);
	vprime_commit_destroy(commit);
}

static void test_last_value_counts(void **state)
{
	struct vprime_commit *commit = new_commit(state);

	vprime_commit_add(commit, 30, "FB_ID", 5);
	vprime_commit_add(commit, 30, "CRTC_ID", 40);
	vprime_commit_add(commit, 30, "FB_ID", 6);
	assert_int_equal(vprime_commit_apply(commit, 0, 0), 0);
	assert_int_equal(mock.commits[0].n_settings, 2);
	assert_int_equal(mock_value(&mock.commits[0], 30, "FB_ID"), 6);
	vprime_commit_destroy(commit);
}

static void test_first_error_is_kept(void **state)
{
	struct vprime_commit *commit = new_commit(state);

	assert_int_equal(vprime_commit_add(commit, 30, "NO_SUCH", 1), -ENOENT);
	assert_int_equal(vprime_commit_add(commit, 30, "FB_ID", 1), 0);
	assert_int_equal(vprime_commit_test(commit, 0), -ENOENT);
	assert_int_equal(vprime_commit_apply(commit, 0, 0), -ENOENT);
	assert_int_equal(mock.n_commits, 0);
	vprime_commit_reset(commit);
	assert_int_equal(vprime_commit_apply(commit, 0, 0), 0);
	assert_int_equal(mock.commits[0].n_settings, 0);
	vprime_commit_destroy(commit);
	vprime_commit_destroy(NULL);
}

static void test_unknown_object(void **state)
{
	struct vprime_commit *commit = new_commit(state);

	assert_int_equal(vprime_commit_add(commit, 4711, "FB_ID", 1), -ENOENT);
	vprime_commit_destroy(commit);
}

static void test_testing(void **state)
{
	struct vprime_commit *commit = new_commit(state);

	vprime_commit_add(commit, 40, "ACTIVE", 1);
	assert_int_equal(vprime_commit_test(commit, DRM_MODE_ATOMIC_ALLOW_MODESET), 0);
	assert_int_equal(mock.commits[0].flags,
			 DRM_MODE_ATOMIC_ALLOW_MODESET | DRM_MODE_ATOMIC_TEST_ONLY);
	/* still there */
	assert_int_equal(vprime_commit_apply(commit, DRM_MODE_ATOMIC_NONBLOCK, 0), 0);
	assert_int_equal(mock.commits[1].flags, DRM_MODE_ATOMIC_NONBLOCK);
	assert_int_equal(mock.commits[1].n_settings, 1);
	vprime_commit_destroy(commit);
}

static void test_errors_of_the_kernel(void **state)
{
	static const struct {
		const char *call;
		int error;
	} cases[] = {
		{ "drmModeAtomicCommit", EBUSY },
		{ "drmModeAtomicCommit", ENOSPC },
		{ "drmModeAtomicAddProperty", ENOMEM },
	};
	struct vprime_commit *commit = new_commit(state);

	vprime_commit_add(commit, 40, "ACTIVE", 1);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		mock_fail(cases[i].call, cases[i].error, 0);
		assert_int_equal(vprime_commit_apply(commit, 0, 0), -cases[i].error);
	}
	/* nothing sticks */
	assert_int_equal(vprime_commit_apply(commit, 0, 0), 0);
	vprime_commit_destroy(commit);
}

static void test_plane(void **state)
{
	static const struct vprime_rect src = { 3, 5, 100, 50 }, dst = { -7, 9, 200, 25 };
	static const struct {
		const struct vprime_rect *src, *dst;
		uint64_t src_values[4];
		int64_t dst_values[4];
	} cases[] = {
		{ NULL, NULL, { 0, 0, 640 << 16, 480 << 16 }, { 0, 0, 640, 480 } },
		{ &src, NULL, { 3 << 16, 5 << 16, 100 << 16, 50 << 16 }, { 0, 0, 100, 50 } },
		{ NULL, &dst, { 0, 0, 640 << 16, 480 << 16 }, { -7, 9, 200, 25 } },
		{ &src, &dst, { 3 << 16, 5 << 16, 100 << 16, 50 << 16 }, { -7, 9, 200, 25 } },
	};
	static const char *const src_names[] = { "SRC_X", "SRC_Y", "SRC_W", "SRC_H" };
	static const char *const dst_names[] = { "CRTC_X", "CRTC_Y", "CRTC_W", "CRTC_H" };
	struct vprime_commit *commit = new_commit(state);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct mock_commit *made = &mock.commits[i];

		assert_int_equal(vprime_commit_add_plane(commit, 31, 40, &fb, cases[i].src,
							 cases[i].dst), 0);
		assert_int_equal(vprime_commit_apply(commit, 0, 0), 0);
		assert_int_equal(made->n_settings, 10);
		assert_int_equal(mock_value(made, 31, "FB_ID"), 77);
		assert_int_equal(mock_value(made, 31, "CRTC_ID"), 40);
		for (int j = 0; j < 4; j++) {
			assert_true(mock_value(made, 31, src_names[j]) == cases[i].src_values[j]);
			assert_true((int64_t)mock_value(made, 31, dst_names[j]) ==
				    cases[i].dst_values[j]);
		}
	}
	vprime_commit_destroy(commit);
}

static void test_plane_off(void **state)
{
	struct vprime_commit *commit = new_commit(state);

	assert_int_equal(vprime_commit_add_plane(commit, 31, 40, NULL, NULL, NULL), 0);
	assert_int_equal(vprime_commit_apply(commit, 0, 0), 0);
	assert_int_equal(mock.commits[0].n_settings, 2);
	assert_int_equal(mock_value(&mock.commits[0], 31, "FB_ID"), 0);
	assert_int_equal(mock_value(&mock.commits[0], 31, "CRTC_ID"), 0);
	vprime_commit_destroy(commit);
}

static void test_mode(void **state)
{
	struct vprime_commit *commit = new_commit(state);

	assert_int_equal(vprime_commit_add_mode(commit, 40, &mode), 0);
	assert_int_equal(vprime_commit_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, 0), 0);
	assert_int_equal(mock_value(&mock.commits[0], 40, "MODE_ID"), 100);
	assert_int_equal(mock_value(&mock.commits[0], 40, "ACTIVE"), 1);
	assert_int_equal(mock.blobs, 1);
	vprime_commit_reset(commit);
	assert_int_equal(mock.blobs, 0);

	assert_int_equal(vprime_commit_add_mode(commit, 40, NULL), 0);
	assert_int_equal(vprime_commit_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, 0), 0);
	assert_int_equal(mock_value(&mock.commits[1], 40, "MODE_ID"), 0);
	assert_int_equal(mock_value(&mock.commits[1], 40, "ACTIVE"), 0);

	mock_fail("drmModeCreatePropertyBlob", ENOMEM, 0);
	assert_int_equal(vprime_commit_add_mode(commit, 40, &mode), -ENOMEM);
	assert_int_equal(vprime_commit_apply(commit, 0, 0), -ENOMEM);
	vprime_commit_add_mode(commit, 40, &mode);
	vprime_commit_destroy(commit);
	assert_int_equal(mock.blobs, 0);
}

static void test_out_fence(void **state)
{
	struct vprime_commit *commit = new_commit(state);
	int32_t fence = 99;

	mock.out_fence = 42;
	assert_int_equal(vprime_commit_add_out_fence(commit, 40, &fence), 0);
	assert_int_equal(fence, -1);
	assert_int_equal(vprime_commit_apply(commit, 0, 0), 0);
	assert_int_equal(fence, 42);
	vprime_commit_destroy(commit);
}

static void test_add_writeback(void **state)
{
	struct vprime_commit *commit = new_commit(state);
	int32_t fence = 99;

	mock.out_fence = 42;
	assert_int_equal(vprime_commit_add_writeback(commit, 52, 41, &fb, &fence), 0);
	assert_int_equal(fence, -1);
	assert_int_equal(vprime_commit_apply(commit, 0, 0), 0);
	assert_int_equal(fence, 42);
	assert_int_equal(mock.commits[0].n_settings, 3);
	assert_int_equal(mock_value(&mock.commits[0], 52, "CRTC_ID"), 41);
	assert_int_equal(mock_value(&mock.commits[0], 52, "WRITEBACK_FB_ID"), 77);

	/* without a fence, and on what is no writeback connector */
	vprime_commit_reset(commit);
	assert_int_equal(vprime_commit_add_writeback(commit, 52, 40, &fb, NULL), 0);
	assert_int_equal(vprime_commit_apply(commit, 0, 0), 0);
	assert_int_equal(mock.commits[1].n_settings, 2);
	assert_int_equal(vprime_commit_add_writeback(commit, 50, 40, &fb, NULL), -ENOENT);
	assert_int_equal(vprime_commit_apply(commit, 0, 0), -ENOENT);
	vprime_commit_destroy(commit);
}

static void test_modeset(void **state)
{
	struct vprime_card *card = card_of(state);
	struct vprime_output output;
	const struct mock_commit *made = &mock.commits[0];

	assert_int_equal(vprime_output_find(card, NULL, &output), 0);
	assert_int_equal(vprime_modeset(card, &output, NULL, &fb), 0);
	assert_int_equal(made->flags, DRM_MODE_ATOMIC_ALLOW_MODESET);
	assert_int_equal(mock_value(made, 50, "CRTC_ID"), 40);
	assert_int_equal(mock_value(made, 40, "ACTIVE"), 1);
	assert_int_equal(mock_value(made, 30, "FB_ID"), 77);
	assert_int_equal(mock.blobs, 0);

	assert_int_equal(vprime_output_find(card, "Virtual-2", &output), 0);
	assert_int_equal(vprime_modeset(card, &output, NULL, &fb), -ENOENT);
	assert_int_equal(vprime_modeset(card, &output, &mode, &fb), 0);
	assert_int_equal(mock_value(&mock.commits[1], 33, "CRTC_ID"), 41);
}

static void test_switch_off(void **state)
{
	struct vprime_card *card = card_of(state);
	const struct mock_commit *made = &mock.commits[0];
	struct vprime_output output;

	assert_int_equal(vprime_output_find(card, NULL, &output), 0);
	assert_int_equal(vprime_switch_off(card, &output), 0);
	assert_int_equal(mock_value(made, 40, "ACTIVE"), 0);
	assert_int_equal(mock_value(made, 50, "CRTC_ID"), 0);
	assert_int_equal(mock_value(made, 30, "FB_ID"), 0);
	/* what is not on this CRTC is left alone */
	assert_int_equal(made->n_settings, 5);
}

static void test_writeback(void **state)
{
	struct vprime_card *card = card_of(state);
	struct vprime_output output;
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "", 1), 1);
	mock.out_fence = ends[0];
	assert_int_equal(vprime_output_find(card, NULL, &output), 0);
	assert_int_equal(vprime_writeback(card, &output, &fb, 1000), 0);

	assert_int_equal(mock.n_commits, 2);
	assert_int_equal(mock.commits[0].n_settings, 3);
	assert_int_equal(mock.commits[0].flags, DRM_MODE_ATOMIC_ALLOW_MODESET);
	assert_int_equal(mock_value(&mock.commits[0], 52, "CRTC_ID"), 40);
	assert_int_equal(mock_value(&mock.commits[0], 52, "WRITEBACK_FB_ID"), 77);
	/* and off again */
	assert_int_equal(mock.commits[1].n_settings, 1);
	assert_int_equal(mock_value(&mock.commits[1], 52, "CRTC_ID"), 0);
	/* the fence was closed */
	assert_int_equal(close(ends[0]), -1);
	close(ends[1]);
}

static void test_writeback_errors(void **state)
{
	static const struct {
		bool written;
		int status, commit_error, fails_after, ret;
		size_t commits;
	} cases[] = {
		{ false, 1, 0, 0, -ETIMEDOUT, 2 },
		{ true, -EIO, 0, 0, -EIO, 2 },
		{ true, 1, EINVAL, 0, -EINVAL, 0 },
		{ true, 1, EBUSY, 1, -EBUSY, 1 },
	};
	struct vprime_card *card = card_of(state);
	struct vprime_output output;

	assert_int_equal(vprime_output_find(card, NULL, &output), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int ends[2];

		assert_int_equal(pipe(ends), 0);
		if (cases[i].written)
			assert_int_equal(write(ends[1], "", 1), 1);
		mock.out_fence = ends[0];
		mock.fence_status = cases[i].status;
		mock.n_commits = 0;
		if (cases[i].commit_error)
			mock_fail("drmModeAtomicCommit", cases[i].commit_error,
				  cases[i].fails_after);
		assert_int_equal(vprime_writeback(card, &output, &fb, 10), cases[i].ret);
		assert_int_equal(mock.n_commits, cases[i].commits);
		/* closed, unless no commit gave it to us */
		assert_int_equal(close(ends[0]), cases[i].commits ? -1 : 0);
		close(ends[1]);
	}

	output.writeback = NULL;
	assert_int_equal(vprime_writeback(card, &output, &fb, 10), -ENOENT);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(test_##name, mock_setup, mock_teardown)
	const struct CMUnitTest tests[] = {
		test(properties_by_name),
		test(last_value_counts),
		test(first_error_is_kept),
		test(unknown_object),
		test(testing),
		test(errors_of_the_kernel),
		test(plane),
		test(plane_off),
		test(mode),
		test(out_fence),
		test(add_writeback),
		test(modeset),
		test(switch_off),
		test(writeback),
		test(writeback_errors),
	};

	return cmocka_run_group_tests_name("commit", tests, NULL, NULL);
}
