// SPDX-License-Identifier: MIT
/* Removal: the device and the module go when they are told to, whoever is still connected. */

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "card.h"
#include "crc.h"
#include "module.h"
#include "show.h"

IGT_TEST_DESCRIPTION("Removal: the device and the module go when they are told to.");

#define DEVICE "vprime.0"
#define LINK "/dev/dri/by-path/platform-" DEVICE "-card"

/**
 * struct client - somebody who uses the card
 * @card: the card
 * @output: its output
 * @mode: the mode that is set
 * @image: what is shown
 */
struct client {
	struct vprime_card *card;
	struct vprime_output output;
	drmModeModeInfo mode;
	struct image image;
};

static struct client client_start(void)
{
	struct client client = { .card = card_open() };

	client.output = card_output(client.card);
	client.mode = mode_make(640, 480, 60);
	client.image = image_pattern(client.card, 640, 480, DRM_FORMAT_XRGB8888, 1);
	show_on(client.card, &client.output, &client.mode, &client.image);
	return client;
}

/* In any order that the library allows, errors or not. */
static void client_end(struct client *client)
{
	image_free(&client->image);
	vprime_close(client->card);
}

static int client_export(struct client *client)
{
	int dmabuf;

	igt_assert_eq(vprime_buffer_export(client->image.buffer, DRM_CLOEXEC | DRM_RDWR, &dmabuf),
		      0);
	return dmabuf;
}

static void assert_works(void)
{
	struct client client = client_start();
	struct image written = show_capture(client.card, &client.output, &client.mode,
					    DRM_FORMAT_XRGB8888);

	for (uint32_t i = 0; i < 640 * 480; i++)
		igt_assert_eq_u32(((uint32_t *)written.buffer->map)[i] & 0xffffff,
				  ((uint32_t *)client.image.buffer->map)[i] & 0xffffff);
	show_reset(client.card, &client.output);
	image_free(&written);
	client_end(&client);
}

static void unbind(void)
{
	igt_set_timeout(20, "unbinding");
	igt_assert_eq(device_unbind(DEVICE), 0);
	igt_reset_timeout();
	settle();
	igt_assert_f(access(LINK, F_OK), LINK " is still there\n");
}

static void bind(void)
{
	igt_assert_eq(device_bind(DEVICE), 0);
	settle();
	igt_assert_f(!access(LINK, F_OK), LINK " does not come back\n");
}

static void test_rebind(void)
{
	for (int i = 0; i < 5; i++) {
		unbind();
		igt_assert_eq(vprime_open(NULL, 0, &(struct vprime_card *){ NULL }), -ENODEV);
		bind();
	}
	assert_works();
}

/* Whatever a client calls, it gets an error and goes on living. */
static void test_client(void)
{
	struct client client = client_start();
	struct drm_mode_create_dumb create = { .width = 64, .height = 64, .bpp = 32 };
	struct vprime_commit *commit = show_commit(client.card);
	int dmabuf;

	vprime_commit_add_plane(commit, client.output.primary->id, client.output.crtc->id,
				client.image.fb, NULL, NULL);
	dmabuf = client_export(&client);

	unbind();

	igt_assert_lt(vprime_commit_apply(commit, 0, 0), 0);
	igt_assert_lt(drmIoctl(client.card->fd, DRM_IOCTL_MODE_CREATE_DUMB, &create), 0);
	igt_assert_eq(errno, ENODEV);
	igt_assert(!drmModeGetResources(client.card->fd));
	igt_assert_lt(drmModeMoveCursor(client.card->fd, client.output.crtc->id, 1, 1), 0);

	bind();
	assert_works();

	/* The old file stays dead beside the new card. */
	igt_assert(!drmModeGetResources(client.card->fd));
	close(dmabuf);
	vprime_commit_destroy(commit);
	client_end(&client);
	assert_works();
}

/* A dma-buf is memory: it stays readable when its card is gone. */
static void test_dmabuf(void)
{
	struct client client = client_start();
	size_t size = client.image.buffer->size;
	uint32_t *map, first;
	int dmabuf;

	first = *(uint32_t *)client.image.buffer->map;
	dmabuf = client_export(&client);
	client_end(&client);
	unbind();
	map = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, dmabuf, 0);
	igt_assert(map != MAP_FAILED);
	igt_assert_eq_u32(map[0], first);
	map[1] = ~first;
	igt_assert_eq_u32(map[1], ~first);
	munmap(map, size);
	bind();
	close(dmabuf);
	assert_works();
}

/* It goes while flips are on their way, again and again at different moments. */
static void test_pending_flip(void)
{
	for (int i = 0; i < 8; i++) {
		struct client client = client_start();
		struct vprime_commit *commit = show_commit(client.card);

		vprime_commit_add_plane(commit, client.output.primary->id, client.output.crtc->id,
					client.image.fb, NULL, NULL);
		show_wait_vblanks(client.card, 1);
		igt_assert_eq(vprime_commit_apply(commit, DRM_MODE_ATOMIC_NONBLOCK |
						  DRM_MODE_PAGE_FLIP_EVENT, 0), 0);
		usleep(i * 2500);
		unbind();
		/* The event may have come or not: it may only not hang. */
		vprime_flip_wait(client.card, 0, 100, NULL);
		vprime_commit_destroy(commit);
		client_end(&client);
		bind();
	}
	assert_works();
}

struct reader {
	int fd;
	volatile int reads;
	volatile bool done;
};

static void *read_crcs(void *data)
{
	struct reader *reader = data;
	char line[256];

	while (read(reader->fd, line, sizeof(line)) > 0)
		reader->reads++;
	reader->done = true;
	return NULL;
}

static void test_crc_reader(void)
{
	struct client client = client_start();
	struct reader reader = { .fd = crc_open(client.card, &client.output) };
	pthread_t thread;

	igt_assert_eq(pthread_create(&thread, NULL, read_crcs, &reader), 0);
	while (!reader.reads)
		usleep(1000);
	unbind();
	for (int i = 0; i < 500 && !reader.done; i++)
		usleep(10000);
	igt_assert_f(reader.done, "the reader did not notice\n");
	pthread_join(thread, NULL);
	crc_close(reader.fd);
	client_end(&client);
	bind();
	assert_works();
}

/* The core's file of CRCs keeps no card, but comes back to it when it is closed. */
static void test_crc_file(void)
{
	struct client client = client_start();
	int fd = crc_open(client.card, &client.output);

	client_end(&client);
	unbind();
	igt_assert_f(module_busy("vprime"), "unloaded while a file of CRCs was open\n");
	crc_close(fd);
	module_reload("vprime");
	assert_works();
}

struct worker {
	struct client *client;
	volatile bool stop;
	volatile int flips, errors;
};

static void *keep_flipping(void *data)
{
	struct worker *worker = data;
	struct client *client = worker->client;
	struct vprime_commit *commit;

	if (vprime_commit_create(client->card, &commit))
		return NULL;
	vprime_commit_add_plane(commit, client->output.primary->id, client->output.crtc->id,
				client->image.fb, NULL, NULL);
	while (!worker->stop) {
		if (vprime_commit_apply(commit, 0, 0))
			worker->errors++;
		else
			worker->flips++;
		drmModeMoveCursor(client->card->fd, client->output.crtc->id, worker->flips % 99, 7);
	}
	vprime_commit_destroy(commit);
	return NULL;
}

static void test_load(void)
{
	for (int i = 0; i < 4; i++) {
		struct client client = client_start();
		struct worker worker = { .client = &client };
		pthread_t thread;

		igt_assert_eq(pthread_create(&thread, NULL, keep_flipping, &worker), 0);
		while (worker.flips < 5 + i)
			usleep(1000);
		unbind();
		while (!worker.errors)
			usleep(1000);
		worker.stop = true;
		pthread_join(thread, NULL);
		client_end(&client);
		bind();
	}
	assert_works();
}

static void test_unload_busy(void)
{
	struct vprime_card *card = card_open();
	struct vprime_buffer *buffer;
	int dmabuf;
	char *map;

	settle();
	igt_assert_f(module_busy("vprime"), "unloaded while a card was open\n");
	igt_assert_eq(vprime_buffer_create(card, 64, 64, 32, &buffer), 0);
	igt_assert_eq(vprime_buffer_export(buffer, DRM_CLOEXEC | DRM_RDWR, &dmabuf), 0);
	vprime_buffer_destroy(buffer);
	vprime_close(card);
	settle();
	usleep(100000);
	igt_assert_f(module_busy("vprime"), "unloaded while a dma-buf was there\n");
	map = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, dmabuf, 0);
	igt_assert(map != MAP_FAILED);
	close(dmabuf);
	igt_assert_f(module_busy("vprime"), "unloaded while a dma-buf was mapped\n");
	map[4095] = 1;
	igt_assert_eq(map[4095], 1);
	munmap(map, 4096);
	module_unload_soon("vprime");
	igt_assert(!module_loaded("vprime"));
	module_load("vprime");
	assert_works();
}

static void test_unload_unbound(void)
{
	struct client client = client_start();

	unbind();
	igt_assert_f(module_busy("vprime"), "unloaded while a card was open\n");
	client_end(&client);
	module_reload("vprime");
	assert_works();
}

static void test_reload(void)
{
	for (int i = 0; i < 10; i++) {
		module_unload_soon("vprime");
		igt_assert(access(LINK, F_OK));
		module_load("vprime");
		igt_assert(!access(LINK, F_OK));
		if (i & 1)
			assert_works();
	}
}

/* With the screen on: nobody switches it off before the module goes. */
static void test_unload_on(void)
{
	struct client client = client_start();
	drmModeModeInfo other = mode_make(800, 600, 60);

	igt_assert_eq(vprime_modeset(client.card, &client.output, NULL, client.image.fb), 0);
	igt_assert_eq(vprime_modeset(client.card, &client.output, &other, client.image.fb), 0);
	/* A mapping holds the file open. */
	vprime_buffer_unmap(client.image.buffer);
	vprime_close(client.card);
	module_reload("vprime");
	assert_works();
}

igt_main
{
	igt_fixture {
		igt_assert_f(module_loaded("vprime"), "the module vprime is not loaded\n");
		assert_works();
	}

	igt_describe("Unbind and bind with nobody there.");
	igt_subtest("rebind")
		test_rebind();

	igt_describe("Unbind under a client, who gets errors from then on.");
	igt_subtest("client")
		test_client();

	igt_describe("A dma-buf survives the card it came from.");
	igt_subtest("dmabuf")
		test_dmabuf();

	igt_describe("Unbind with a flip pending.");
	igt_subtest("pending-flip")
		test_pending_flip();

	igt_describe("Unbind while somebody reads CRCs.");
	igt_subtest("crc-reader")
		test_crc_reader();

	igt_describe("A file of CRCs that is still open keeps the card's memory and the module.");
	igt_subtest("crc-file")
		test_crc_file();

	igt_describe("Unbind while a thread flips and moves the cursor without pause.");
	igt_subtest("load")
		test_load();

	igt_describe("The module stays while a card is open, a dma-buf there or mapped, then goes.");
	igt_subtest("unload-busy")
		test_unload_busy();

	igt_describe("The same when the device was unbound already.");
	igt_subtest("unload-unbound")
		test_unload_unbound();

	igt_describe("Unload and load again and again.");
	igt_subtest("reload")
		test_reload();

	igt_describe("Unload after two modesets, with the screen on.");
	igt_subtest("unload-on")
		test_unload_on();
}
