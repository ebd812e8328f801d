// SPDX-License-Identifier: MIT
/* Tests of waiting: flips, fences, and brackets around CPU access. */
#include <errno.h>
#include <unistd.h>

#include "mock-drm.h"

static struct vprime_card *card_of(void **state)
{
	return ((struct mock_card *)*state)->card;
}

static void send_event(void **state, uint32_t type, uint32_t crtc, uint64_t user_data)
{
	struct drm_event_vblank event = {
		.base = { .type = type, .length = sizeof(event) },
		.user_data = user_data,
		.tv_sec = 10,
		.tv_usec = 20,
		.sequence = 30,
		.crtc_id = crtc,
	};

	assert_int_equal(write(((struct mock_card *)*state)->events, &event, sizeof(event)),
			 sizeof(event));
}

static void test_flip(void **state)
{
	struct vprime_flip flip;

	send_event(state, DRM_EVENT_FLIP_COMPLETE, 40, 1);
	assert_int_equal(vprime_flip_wait(card_of(state), 40, 1000, &flip), 0);
	assert_int_equal(flip.crtc, 40);
	assert_int_equal(flip.sequence, 30);
	assert_int_equal(flip.sec, 10);
	assert_int_equal(flip.usec, 20);
	assert_int_equal(flip.user_data, 1);
}

static void test_no_flip(void **state)
{
	struct vprime_flip flip = { .crtc = 5 };

	assert_int_equal(vprime_flip_wait(card_of(state), 0, 0, &flip), -ETIMEDOUT);
	assert_int_equal(vprime_flip_wait(card_of(state), 0, 20, NULL), -ETIMEDOUT);
	assert_int_equal(flip.crtc, 5);
}

static void test_flips_of_others_are_kept(void **state)
{
	struct vprime_card *card = card_of(state);
	struct vprime_flip flip;

	for (int i = 0; i < 5; i++)
		send_event(state, DRM_EVENT_FLIP_COMPLETE, 41, i);
	send_event(state, DRM_EVENT_FLIP_COMPLETE, 40, 100);
	assert_int_equal(vprime_flip_wait(card, 40, 1000, &flip), 0);
	assert_int_equal(flip.user_data, 100);
	assert_int_equal(vprime_flip_wait(card, 40, 0, &flip), -ETIMEDOUT);
	for (int i = 0; i < 5; i++) {
		assert_int_equal(vprime_flip_wait(card, i % 2 ? 0 : 41, 0, &flip), 0);
		assert_int_equal(flip.user_data, i);
	}
	assert_int_equal(vprime_flip_wait(card, 0, 0, &flip), -ETIMEDOUT);
}

static void test_other_events_are_dropped(void **state)
{
	struct vprime_flip flip;

	send_event(state, DRM_EVENT_VBLANK, 40, 1);
	send_event(state, DRM_EVENT_FLIP_COMPLETE, 40, 2);
	assert_int_equal(vprime_flip_wait(card_of(state), 40, 1000, &flip), 0);
	assert_int_equal(flip.user_data, 2);
}

static void test_unplugged_card(void **state)
{
	struct mock_card *card = *state;

	/* nobody will ever write again: the same POLLHUP as after an unbind */
	close(card->events);
	assert_int_equal(vprime_flip_wait(card->card, 40, 1000, NULL), -EIO);
	card->events = -1;
}

static void test_fence(void **state)
{
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(vprime_fence_wait(ends[0], 10), -ETIMEDOUT);
	assert_int_equal(write(ends[1], "", 1), 1);
	assert_int_equal(vprime_fence_wait(ends[0], 10), 0);
	assert_int_equal(vprime_fence_wait(ends[0], -1), 0);
	mock.fence_status = -ENODEV;
	assert_int_equal(vprime_fence_wait(ends[0], 10), -ENODEV);
	close(ends[0]);
	close(ends[1]);
	assert_int_equal(vprime_fence_wait(ends[0], 10), -EIO);
}

static void test_brackets(void **state)
{
	static const struct {
		int (*call)(int dmabuf, uint64_t access);
		uint64_t access, flags;
	} cases[] = {
		{ vprime_dmabuf_begin, DMA_BUF_SYNC_READ, DMA_BUF_SYNC_READ },
		{ vprime_dmabuf_begin, DMA_BUF_SYNC_RW, DMA_BUF_SYNC_RW },
		{ vprime_dmabuf_end, DMA_BUF_SYNC_WRITE, DMA_BUF_SYNC_WRITE | DMA_BUF_SYNC_END },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		mock.sync_calls = 0;
		mock.sync_interrupts = 3;
		assert_int_equal(cases[i].call(0, cases[i].access), 0);
		assert_int_equal(mock.sync_calls, 4);
		assert_int_equal(mock.sync_flags, cases[i].flags);

		mock_fail("DMA_BUF_IOCTL_SYNC", EINVAL, 0);
		assert_int_equal(cases[i].call(0, cases[i].access), -EINVAL);
	}
}

int main(void)
{
#define test(name) cmocka_unit_test_setup_teardown(test_##name, mock_setup, mock_teardown)
	const struct CMUnitTest tests[] = {
		test(flip),
		test(no_flip),
		test(flips_of_others_are_kept),
		test(other_events_are_dropped),
		test(unplugged_card),
		test(fence),
		test(brackets),
	};

	return cmocka_run_group_tests_name("wait", tests, NULL, NULL);
}
