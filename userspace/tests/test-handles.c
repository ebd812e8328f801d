// SPDX-License-Identifier: MIT
/* Tests of GEM handles, buffers and framebuffers. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "mock-drm.h"

static struct vprime_card *card_of(void **state)
{
	return ((struct mock_card *)*state)->card;
}

static void test_same_import_twice_is_closed_once(void **state)
{
	struct vprime_card *card = card_of(state);
	uint32_t first, second;

	assert_int_equal(vprime_handle_import(card, 500, &first), 0);
	assert_int_equal(vprime_handle_import(card, 500, &second), 0);
	assert_int_equal(first, second);
	assert_int_equal(vprime_handle_users(card, first), 2);

	assert_int_equal(vprime_handle_unref(card, first), 0);
	assert_int_equal(mock.closes, 0);
	assert_int_equal(vprime_handle_unref(card, second), 0);
	assert_int_equal(mock.closes, 1);
	assert_int_equal(vprime_handle_users(card, first), 0);
}

static void test_different_imports_are_counted_apart(void **state)
{
	struct vprime_card *card = card_of(state);
	uint32_t first, second;

	assert_int_equal(vprime_handle_import(card, 500, &first), 0);
	assert_int_equal(vprime_handle_import(card, 501, &second), 0);
	assert_int_not_equal(first, second);
	assert_int_equal(vprime_handle_unref(card, first), 0);
	assert_int_equal(mock.closes, 1);
	assert_int_equal(vprime_handle_users(card, second), 1);
	assert_int_equal(vprime_handle_unref(card, second), 0);
	assert_int_equal(mock.bad_closes, 0);
}

static void test_unref_of_what_is_not_counted(void **state)
{
	struct vprime_card *card = card_of(state);
	uint32_t handle;

	assert_int_equal(vprime_handle_unref(card, 0), 0);
	assert_int_equal(vprime_handle_unref(card, 7), -ENOENT);
	assert_int_equal(vprime_handle_unref(card, UINT32_MAX), -ENOENT);
	assert_int_equal(vprime_handle_import(card, 500, &handle), 0);
	assert_int_equal(vprime_handle_unref(card, handle), 0);
	assert_int_equal(vprime_handle_unref(card, handle), -ENOENT);
	assert_int_equal(mock.closes, 1);
}

static void test_failed_import_counts_nothing(void **state)
{
	struct vprime_card *card = card_of(state);
	uint32_t handle = 77;

	mock_fail("drmPrimeFDToHandle", EBADF, 0);
	assert_int_equal(vprime_handle_import(card, 500, &handle), -EBADF);
	assert_int_equal(handle, 77);
	assert_int_equal(mock.closes, 0);
}

static void test_handle_made_elsewhere(void **state)
{
	struct vprime_card *card = card_of(state);
	uint32_t handle;

	assert_int_equal(drmPrimeFDToHandle(card->fd, 500, &handle), 0);
	assert_int_equal(vprime_handle_ref(card, handle), 0);
	assert_int_equal(vprime_handle_ref(card, handle), 0);
	assert_int_equal(vprime_handle_users(card, handle), 2);
	assert_int_equal(vprime_handle_unref(card, handle), 0);
	assert_int_equal(vprime_handle_unref(card, handle), 0);
	assert_int_equal(mock.closes, 1);
	assert_int_equal(vprime_handle_ref(card, 0), -EINVAL);
}

static void test_big_handles(void **state)
{
	struct vprime_card *card = card_of(state);
	uint32_t small, big;

	assert_int_equal(vprime_handle_import(card, 500, &small), 0);
	mock.first_handle = 3000;
	assert_int_equal(vprime_handle_import(card, 501, &big), 0);
	assert_int_equal(big, 3000);
	assert_int_equal(vprime_handle_users(card, 2999), 0);
	assert_int_equal(vprime_handle_users(card, small), 1);
	assert_int_equal(vprime_handle_unref(card, big), 0);
	assert_int_equal(vprime_handle_unref(card, small), 0);
	assert_int_equal(mock.closes, 2);
}

static void *import_and_let_go(void *data)
{
	struct vprime_card *card = data;

	for (int i = 0; i < 20000; i++) {
		uint32_t handle;

		if (vprime_handle_import(card, 500 + i % 3, &handle) ||
		    vprime_handle_unref(card, handle))
			return card;
	}
	return NULL;
}

static void test_threads(void **state)
{
	pthread_t threads[4];

	for (int i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, import_and_let_go,
						card_of(state)), 0);
	for (int i = 0; i < 4; i++) {
		void *failed;

		pthread_join(threads[i], &failed);
		assert_null(failed);
	}
	assert_int_equal(mock.bad_closes, 0);
	for (int i = 0; i < MOCK_MAX_HANDLES; i++)
		assert_int_equal(mock.dmabuf_of[i], 0);
}

static void test_buffer(void **state)
{
	struct vprime_card *card = card_of(state);
	struct vprime_buffer *buffer;

	assert_int_equal(vprime_buffer_create(card, 640, 480, 32, &buffer), 0);
	assert_ptr_equal(buffer->card, card);
	assert_int_equal(buffer->width, 640);
	assert_int_equal(buffer->height, 480);
	assert_int_equal(buffer->stride, 2560);
	assert_int_equal(buffer->size, 2560 * 480);
	assert_null(buffer->map);
	assert_false(buffer->imported);
	assert_int_equal(vprime_handle_users(card, buffer->handle), 1);
	vprime_buffer_destroy(buffer);
	assert_int_equal(mock.closes, 1);
}

static void test_self_import_shares_the_handle(void **state)
{
	struct vprime_card *card = card_of(state);
	struct vprime_buffer *buffer;
	uint32_t handle;
	int dmabuf;

	assert_int_equal(vprime_buffer_create(card, 64, 64, 32, &buffer), 0);
	assert_int_equal(vprime_buffer_export(buffer, DRM_CLOEXEC | DRM_RDWR, &dmabuf), 0);
	assert_int_equal(vprime_handle_import(card, dmabuf, &handle), 0);
	assert_int_equal(handle, buffer->handle);
	vprime_buffer_destroy(buffer);
	assert_int_equal(mock.closes, 0);
	assert_int_equal(vprime_handle_unref(card, handle), 0);
	assert_int_equal(mock.closes, 1);
}

static void test_imported_buffer(void **state)
{
	struct vprime_card *card = card_of(state);
	struct vprime_buffer *buffer;
	char name[] = "/tmp/vprime-test-XXXXXX";
	int file = mkstemp(name), ends[2];

	unlink(name);
	assert_int_equal(ftruncate(file, 12345), 0);
	assert_int_equal(vprime_buffer_import(card, file, &buffer), 0);
	assert_int_equal(buffer->size, 12345);
	assert_true(buffer->imported);
	vprime_buffer_destroy(buffer);
	assert_int_equal(mock.closes, 1);

	mock_fail("drmPrimeFDToHandle", EINVAL, 0);
	assert_int_equal(vprime_buffer_import(card, file, &buffer), -EINVAL);
	close(file);

	/* what cannot be measured is no dma-buf */
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(vprime_buffer_import(card, ends[0], &buffer), -ESPIPE);
	close(ends[0]);
	close(ends[1]);
}

static void test_buffer_errors(void **state)
{
	struct vprime_card *card = card_of(state);
	struct vprime_buffer *buffer = NULL;
	int dmabuf = -7;

	mock_fail("CREATE_DUMB", ENOMEM, 0);
	assert_int_equal(vprime_buffer_create(card, 64, 64, 32, &buffer), -ENOMEM);
	assert_null(buffer);

	assert_int_equal(vprime_buffer_create(card, 64, 64, 32, &buffer), 0);
	mock_fail("MAP_DUMB", ENOSPC, 0);
	assert_int_equal(vprime_buffer_map(buffer, NULL), -ENOSPC);
	assert_null(buffer->map);
	mock_fail("drmPrimeHandleToFD", EMFILE, 0);
	assert_int_equal(vprime_buffer_export(buffer, 0, &dmabuf), -EMFILE);
	assert_int_equal(dmabuf, -7);
	vprime_buffer_unmap(buffer);
	vprime_buffer_destroy(buffer);
	vprime_buffer_unmap(NULL);
	vprime_buffer_destroy(NULL);
}

static void test_framebuffer_of_buffer(void **state)
{
	struct vprime_card *card = card_of(state);
	struct vprime_buffer *buffer;
	struct vprime_fb *fb;

	assert_int_equal(vprime_buffer_create(card, 64, 32, 32, &buffer), 0);
	assert_int_equal(vprime_fb_of_buffer(buffer, DRM_FORMAT_ARGB8888, &fb), 0);
	assert_int_equal(mock.layout.width, 64);
	assert_int_equal(mock.layout.height, 32);
	assert_int_equal(mock.layout.format, DRM_FORMAT_ARGB8888);
	assert_int_equal(mock.layout.handles[0], buffer->handle);
	assert_int_equal(mock.layout.handles[1], 0);
	assert_int_equal(mock.layout.strides[0], 256);
	assert_int_equal(mock.layout.offsets[0], 0);
	assert_true(mock.layout_has_modifiers);
	assert_int_equal(mock.layout.modifier, DRM_FORMAT_MOD_LINEAR);
	assert_int_equal(fb->width, 64);
	assert_int_equal(fb->format, DRM_FORMAT_ARGB8888);
	vprime_buffer_destroy(buffer);
	assert_int_equal(mock.fbs, 1);
	vprime_fb_destroy(fb);
	assert_int_equal(mock.fbs, 0);
}

static void test_framebuffer_without_modifier(void **state)
{
	struct vprime_fb_layout layout = {
		.width = 8,
		.height = 8,
		.format = DRM_FORMAT_NV12,
		.modifier = DRM_FORMAT_MOD_INVALID,
		.handles = { 3, 3 },
		.strides = { 8, 8 },
		.offsets = { 0, 64 },
	};
	struct vprime_fb *fb;

	assert_int_equal(vprime_fb_create(card_of(state), &layout, &fb), 0);
	assert_false(mock.layout_has_modifiers);
	assert_true(mock.layout.modifier == DRM_FORMAT_MOD_INVALID);
	assert_int_equal(mock.layout.offsets[1], 64);
	vprime_fb_destroy(fb);

	mock_fail("drmModeAddFB2WithModifiers", EINVAL, 0);
	assert_int_equal(vprime_fb_create(card_of(state), &layout, &fb), -EINVAL);
	vprime_fb_destroy(NULL);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(test_##name, mock_setup, mock_teardown)
	const struct CMUnitTest tests[] = {
		test(same_import_twice_is_closed_once),
		test(different_imports_are_counted_apart),
		test(unref_of_what_is_not_counted),
		test(failed_import_counts_nothing),
		test(handle_made_elsewhere),
		test(big_handles),
		test(threads),
		test(buffer),
		test(self_import_shares_the_handle),
		test(imported_buffer),
		test(buffer_errors),
		test(framebuffer_of_buffer),
		test(framebuffer_without_modifier),
	};

	return cmocka_run_group_tests_name("handles", tests, NULL, NULL);
}
