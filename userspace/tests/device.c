// SPDX-License-Identifier: MIT
/*
 * Tests of libvprime, vprimectl and vprime-shot on a card of the vprime driver, as root, with
 * nothing on it.
 */
#include <errno.h>
#include <grp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <drm_fourcc.h>
#include <json-c/json.h>
#include <png.h>

#include "libvprime.h"

#define TIMEOUT 10000
#define WIDTH 640
#define HEIGHT 480
#define PICTURE "/tmp/vprime-device-test.png"

/* A card with the picture of pattern() on it. */
struct screen {
	struct vprime_card *card;
	struct vprime_output output;
	drmModeModeInfo mode;
	struct vprime_buffer *buffer;
	struct vprime_fb *fb;
};

static uint32_t pattern(uint32_t x, uint32_t y)
{
	return (x * 255 / WIDTH) << 16 | (y * 255 / HEIGHT) << 8 | ((x * 3 ^ y * 5) & 0xff);
}

static uint32_t *row_of(const struct vprime_buffer *buffer, uint32_t y)
{
	return (uint32_t *)((char *)buffer->map + (size_t)y * buffer->stride);
}

static struct vprime_buffer *new_buffer(struct vprime_card *card)
{
	struct vprime_buffer *buffer;

	assert_int_equal(vprime_buffer_create(card, WIDTH, HEIGHT, 32, &buffer), 0);
	assert_int_equal(vprime_buffer_map(buffer, NULL), 0);
	return buffer;
}

static struct vprime_fb *new_fb(struct vprime_buffer *buffer)
{
	struct vprime_fb *fb;

	assert_int_equal(vprime_fb_of_buffer(buffer, DRM_FORMAT_XRGB8888, &fb), 0);
	return fb;
}

static void draw(struct vprime_buffer *buffer)
{
	for (uint32_t y = 0; y < HEIGHT; y++) {
		for (uint32_t x = 0; x < WIDTH; x++)
			row_of(buffer, y)[x] = pattern(x, y);
	}
}

static void assert_pattern(const struct vprime_buffer *buffer)
{
	for (uint32_t y = 0; y < HEIGHT; y++) {
		for (uint32_t x = 0; x < WIDTH; x++) {
			if ((row_of(buffer, y)[x] & 0xffffff) != pattern(x, y))
				fail_msg("%u,%u is %08x", x, y, row_of(buffer, y)[x]);
		}
	}
}

static void find_mode(struct screen *screen)
{
	for (size_t i = 0; i < screen->output.connector->n_modes; i++) {
		screen->mode = screen->output.connector->modes[i];
		if (screen->mode.hdisplay == WIDTH && screen->mode.vdisplay == HEIGHT)
			return;
	}
	fail_msg("there is no mode of %ux%u", WIDTH, HEIGHT);
}

static int open_screen(void **state)
{
	struct screen *screen = calloc(1, sizeof(*screen));

	assert_non_null(screen);
	assert_int_equal(vprime_open(NULL, 0, &screen->card), 0);
	assert_int_equal(vprime_output_find(screen->card, NULL, &screen->output), 0);
	find_mode(screen);
	screen->buffer = new_buffer(screen->card);
	draw(screen->buffer);
	screen->fb = new_fb(screen->buffer);
	*state = screen;
	return 0;
}

static int show_screen(void **state)
{
	struct screen *screen;

	open_screen(state);
	screen = *state;
	assert_int_equal(vprime_modeset(screen->card, &screen->output, &screen->mode, screen->fb),
			 0);
	return 0;
}

static int close_screen(void **state)
{
	struct screen *screen = *state;

	vprime_switch_off(screen->card, &screen->output);
	vprime_fb_destroy(screen->fb);
	vprime_buffer_destroy(screen->buffer);
	vprime_close(screen->card);
	free(screen);
	unlink(PICTURE);
	return 0;
}

/*
 * The library
 */

static void test_objects(void **state)
{
	struct screen *screen = *state;

	assert_string_equal(screen->card->driver, "vprime");
	assert_string_equal(screen->output.connector->name, "Virtual-1");
	assert_int_equal(screen->output.connector->modes[0].hdisplay, 1920);
	assert_int_equal(screen->output.connector->modes[0].vdisplay, 1080);
	assert_non_null(screen->output.overlay);
	assert_non_null(screen->output.cursor);
	assert_non_null(screen->output.writeback);
	assert_true(screen->output.writeback->n_formats > 0);
	assert_int_equal(screen->output.writeback->formats[0], DRM_FORMAT_XRGB8888);
}

static void test_ways_to_open(void **state)
{
	struct vprime_card *card;

	(void)state;
	assert_int_equal(vprime_open("vprime", 99, &card), -ENODEV);
	assert_int_equal(vprime_open("no-such-driver", 0, &card), -ENODEV);
	assert_int_equal(vprime_open_path("/dev/null", &card), -ENODEV);
	assert_int_equal(vprime_open_path("/dev/dri/by-path/platform-vprime.0-card", &card), 0);
	assert_string_equal(card->driver, "vprime");
	vprime_close(card);
}

static void test_writeback(void **state)
{
	struct screen *screen = *state;
	struct vprime_buffer *target = new_buffer(screen->card);
	struct vprime_fb *fb = new_fb(target);
	uint64_t crtc;

	assert_int_equal(vprime_writeback(screen->card, &screen->output, fb, TIMEOUT), 0);
	assert_pattern(target);
	assert_int_equal(vprime_property_get(screen->card, screen->output.writeback->id, "CRTC_ID",
					     &crtc), 0);
	assert_int_equal(crtc, 0);
	vprime_fb_destroy(fb);
	vprime_buffer_destroy(target);
}

static void test_flips(void **state)
{
	struct screen *screen = *state;
	struct vprime_card *card = screen->card;
	uint32_t crtc = screen->output.crtc->id, sequence = 0;
	struct vprime_commit *commit;
	struct vprime_flip flip;

	assert_int_equal(vprime_commit_create(card, &commit), 0);
	vprime_commit_add_plane(commit, screen->output.primary->id, crtc, screen->fb, NULL, NULL);
	for (int i = 1; i <= 20; i++) {
		assert_int_equal(vprime_commit_apply(commit, DRM_MODE_ATOMIC_NONBLOCK |
						     DRM_MODE_PAGE_FLIP_EVENT, i), 0);
		assert_int_equal(vprime_flip_wait(card, crtc, TIMEOUT, &flip), 0);
		assert_int_equal(flip.user_data, i);
		assert_int_equal(flip.crtc, crtc);
		assert_true(i == 1 || (int32_t)(flip.sequence - sequence) > 0);
		sequence = flip.sequence;
	}
	vprime_commit_destroy(commit);
}

static void test_out_fence(void **state)
{
	struct screen *screen = *state;
	uint32_t crtc = screen->output.crtc->id;
	struct vprime_commit *commit;
	int32_t fence;

	assert_int_equal(vprime_commit_create(screen->card, &commit), 0);
	vprime_commit_add_plane(commit, screen->output.primary->id, crtc, screen->fb, NULL, NULL);
	vprime_commit_add_out_fence(commit, crtc, &fence);
	assert_int_equal(vprime_commit_test(commit, 0), 0);
	assert_int_equal(fence, -1);
	assert_int_equal(vprime_commit_apply(commit, DRM_MODE_ATOMIC_NONBLOCK, 0), 0);
	assert_true(fence >= 0);
	assert_int_equal(vprime_fence_wait(fence, TIMEOUT), 0);
	close(fence);
	vprime_commit_destroy(commit);
}

static void test_import_from_another_card(void **state)
{
	struct screen *screen = *state;
	struct vprime_buffer *drawn, *first, *second;
	struct vprime_card *vgem;
	int dmabuf;

	assert_int_equal(vprime_open("vgem", 0, &vgem), 0);
	assert_int_equal(vgem->n_crtcs, 0);
	drawn = new_buffer(vgem);
	assert_int_equal(vprime_buffer_export(drawn, DRM_CLOEXEC | DRM_RDWR, &dmabuf), 0);
	assert_int_equal(vprime_dmabuf_begin(dmabuf, DMA_BUF_SYNC_WRITE), 0);
	draw(drawn);
	assert_int_equal(vprime_dmabuf_end(dmabuf, DMA_BUF_SYNC_WRITE), 0);

	assert_int_equal(vprime_buffer_import(screen->card, dmabuf, &first), 0);
	assert_int_equal(vprime_buffer_import(screen->card, dmabuf, &second), 0);
	assert_int_equal(first->handle, second->handle);
	assert_int_equal(first->size, drawn->size);
	vprime_buffer_destroy(first);
	vprime_buffer_destroy(drawn);
	vprime_close(vgem);

	/* the second one is still good, and the picture too */
	assert_int_equal(vprime_buffer_map(second, NULL), 0);
	second->stride = WIDTH * 4;
	assert_int_equal(vprime_dmabuf_begin(dmabuf, DMA_BUF_SYNC_READ), 0);
	assert_pattern(second);
	assert_int_equal(vprime_dmabuf_end(dmabuf, DMA_BUF_SYNC_READ), 0);
	close(dmabuf);
	vprime_buffer_destroy(second);
}

static void test_self_import(void **state)
{
	struct screen *screen = *state;
	uint32_t handle;
	int dmabuf;

	assert_int_equal(vprime_buffer_export(screen->buffer, DRM_CLOEXEC | DRM_RDWR, &dmabuf), 0);
	assert_int_equal(vprime_handle_import(screen->card, dmabuf, &handle), 0);
	close(dmabuf);
	assert_int_equal(handle, screen->buffer->handle);
	assert_int_equal(vprime_handle_unref(screen->card, handle), 0);
	assert_int_equal(vprime_handle_users(screen->card, handle), 1);
}

/* What @dmabuf holds once it is drawn into, through an import that is shown and read back. */
static void assert_can_be_shown(struct screen *screen, int dmabuf)
{
	struct vprime_buffer *imported, *target = new_buffer(screen->card);
	struct vprime_fb *target_fb = new_fb(target), *fb;

	assert_int_equal(vprime_buffer_import(screen->card, dmabuf, &imported), 0);
	assert_int_equal(imported->size, WIDTH * HEIGHT * 4);
	imported->width = WIDTH;
	imported->height = HEIGHT;
	imported->stride = WIDTH * 4;
	assert_int_equal(vprime_buffer_map(imported, NULL), 0);
	assert_int_equal(vprime_dmabuf_begin(dmabuf, DMA_BUF_SYNC_WRITE), 0);
	draw(imported);
	assert_int_equal(vprime_dmabuf_end(dmabuf, DMA_BUF_SYNC_WRITE), 0);
	fb = new_fb(imported);

	assert_int_equal(vprime_modeset(screen->card, &screen->output, &screen->mode, fb), 0);
	assert_int_equal(vprime_writeback(screen->card, &screen->output, target_fb, TIMEOUT), 0);
	assert_pattern(target);

	vprime_fb_destroy(fb);
	vprime_fb_destroy(target_fb);
	vprime_buffer_destroy(imported);
	vprime_buffer_destroy(target);
}

static void test_udmabuf(void **state)
{
	uint64_t size = WIDTH * HEIGHT * 4;
	int memfd, unsealed, dmabuf = -7;

	assert_int_equal(vprime_memfd_create("test", 2 * size, &memfd), 0);
	if (access("/dev/udmabuf", F_OK)) {
		assert_int_equal(vprime_udmabuf_create(memfd, 0, size, &dmabuf), -ENOENT);
		close(memfd);
		skip();
	}
	unsealed = memfd_create("test", MFD_ALLOW_SEALING);
	assert_int_equal(ftruncate(unsealed, size), 0);
	assert_int_equal(vprime_udmabuf_create(unsealed, 0, size, &dmabuf), -EINVAL);
	assert_int_equal(vprime_udmabuf_create(memfd, 1, size, &dmabuf), -EINVAL);
	assert_int_equal(vprime_udmabuf_create(memfd, 0, size - 1, &dmabuf), -EINVAL);
	assert_int_equal(vprime_udmabuf_create(memfd, 0, 0, &dmabuf), -EINVAL);
	assert_int_equal(vprime_udmabuf_create(memfd, size, 2 * size, &dmabuf), -EINVAL);
	assert_int_equal(vprime_udmabuf_create(((struct screen *)*state)->card->fd, 0, size,
					       &dmabuf), -EBADFD);
	assert_int_equal(dmabuf, -7);

	assert_int_equal(vprime_udmabuf_create(memfd, size, size, &dmabuf), 0);
	assert_int_equal(fcntl(dmabuf, F_GETFD), FD_CLOEXEC);
	close(unsealed);
	close(memfd);
	assert_can_be_shown(*state, dmabuf);
	close(dmabuf);
}

static void test_heap(void **state)
{
	int dmabuf = -7;

	assert_int_equal(vprime_heap_alloc("no-such-heap", 4096, &dmabuf), -ENOENT);
	if (access("/dev/dma_heap/system", F_OK)) {
		assert_int_equal(vprime_heap_alloc(NULL, 4096, &dmabuf), -ENOENT);
		skip();
	}
	assert_int_equal(vprime_heap_alloc(NULL, 0, &dmabuf), -EINVAL);
	assert_int_equal(dmabuf, -7);

	/* a byte less comes as whole pages, too */
	assert_int_equal(vprime_heap_alloc(NULL, WIDTH * HEIGHT * 4 - 1, &dmabuf), 0);
	assert_int_equal(fcntl(dmabuf, F_GETFD), FD_CLOEXEC);
	assert_can_be_shown(*state, dmabuf);
	close(dmabuf);
}

/* What it exports, examples/camera-plane shows. */
static void test_no_video_device(void **state)
{
	int dmabuf = -7, null = open("/dev/null", O_RDWR);

	(void)state;
	assert_int_equal(vprime_v4l2_export(null, 1, 0, 0, &dmabuf), -ENOTTY);
	assert_int_equal(dmabuf, -7);
	close(null);
}

/*
 * vprimectl
 */

/* The line of the buffer behind that dma-buf in a card's ledger, whatever the card is called. */
static json_object *account(const char *card, int dmabuf, json_object **document)
{
	json_object *cards, *buffers, *found = NULL;
	char command[128];
	struct stat info;
	FILE *output;
	char *text;

	assert_int_equal(fstat(dmabuf, &info), 0);
	snprintf(command, sizeof(command), "vprimectl buffers --json %s", card);
	output = popen(command, "re");
	assert_non_null(output);
	text = calloc(1, 1 << 20);
	assert_true(fread(text, 1, (1 << 20) - 1, output) > 0);
	assert_int_equal(pclose(output), 0);
	*document = json_tokener_parse(text);
	free(text);
	cards = json_object_object_get(*document, "cards");
	assert_int_equal(json_object_array_length(cards), 1);
	buffers = json_object_object_get(json_object_array_get_idx(cards, 0), "buffers");
	for (size_t i = 0; i < json_object_array_length(buffers); i++) {
		json_object *buffer = json_object_array_get_idx(buffers, i);

		if (json_object_get_uint64(json_object_object_get(buffer, "inode")) == info.st_ino)
			found = buffer;
	}
	assert_non_null(found);
	return found;
}

static uint64_t number(json_object *buffer, const char *name)
{
	return json_object_get_uint64(json_object_object_get(buffer, name));
}

static void test_ledger(void **state)
{
	static const char *const names[] = {
		"", "0", "vprime.0", "/dev/dri/card0", "/dev/dri/by-path/platform-vprime.0-card",
	};
	struct screen *screen = *state;
	json_object *buffer, *planes, *document;
	int dmabuf;

	assert_int_equal(vprime_buffer_export(screen->buffer, DRM_CLOEXEC | DRM_RDWR, &dmabuf), 0);
	assert_int_equal(vprime_dmabuf_begin(dmabuf, DMA_BUF_SYNC_READ), 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		buffer = account(names[i], dmabuf, &document);
		assert_int_equal(number(buffer, "size"), WIDTH * HEIGHT * 4);
		assert_int_equal(number(buffer, "mmaps"), 1);
		assert_int_equal(number(buffer, "cpu_begins"), 1);
		assert_int_equal(number(buffer, "cpu_ends"), 0);
		assert_int_equal(number(buffer, "shown"), 1);
		assert_true(json_object_get_boolean(json_object_object_get(buffer, "exported")));
		planes = json_object_object_get(buffer, "planes");
		assert_int_equal(json_object_array_length(planes), 1);
		assert_string_equal(json_object_get_string(json_object_object_get(
			json_object_array_get_idx(planes, 0), "connector")), "Virtual-1");
		json_object_put(document);
	}
	assert_int_equal(vprime_dmabuf_end(dmabuf, DMA_BUF_SYNC_READ), 0);
	buffer = account("vprime.0", dmabuf, &document);
	assert_int_equal(number(buffer, "cpu_ends"), 1);
	json_object_put(document);
	close(dmabuf);
}

static void test_ledger_without_rights(void **state)
{
	(void)state;
	assert_int_equal(system("setpriv --reuid=65534 --regid=65534 --clear-groups "
				"vprimectl buffers 2>&1 | grep -q 'for root only'"), 0);
}

/*
 * vprime-shot
 */

/* Runs it, as that user if not 0, and returns its exit status. */
static int shoot_as(uid_t user, const char *option, const char *value)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid) {
		struct group *video = getgrnam("video");

		if (user && (!video || setgroups(0, NULL) || setgid(video->gr_gid) ||
			     setuid(user)))
			_exit(99);
		execlp("vprime-shot", "vprime-shot", PICTURE, option, value, NULL);
		_exit(98);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static bool picture_exists(void)
{
	return !access(PICTURE, F_OK);
}

/* The picture in 8 bits is the pattern, to within one step of colour. */
static void assert_picture(int tolerance)
{
	png_image image = { .version = PNG_IMAGE_VERSION };
	uint8_t *pixels;

	assert_true(png_image_begin_read_from_file(&image, PICTURE));
	assert_int_equal(image.width, WIDTH);
	assert_int_equal(image.height, HEIGHT);
	image.format = PNG_FORMAT_RGB;
	pixels = malloc(PNG_IMAGE_SIZE(image));
	assert_true(png_image_finish_read(&image, NULL, pixels, 0, NULL));
	for (uint32_t i = 0; i < WIDTH * HEIGHT; i++) {
		uint32_t colour = pattern(i % WIDTH, i / WIDTH);

		for (int c = 0; c < 3; c++) {
			int wanted = colour >> (16 - 8 * c) & 0xff;

			if (abs(pixels[3 * i + c] - wanted) > tolerance)
				fail_msg("%u,%u: %u instead of %u", i % WIDTH, i / WIDTH,
					 pixels[3 * i + c], wanted);
		}
	}
	free(pixels);
}

static void test_picture(void **state)
{
	(void)state;
	assert_int_equal(shoot_as(0, NULL, NULL), 0);
	assert_picture(0);
}

static void test_formats(void **state)
{
	static const char *const formats[] = { "xrgb8888", "argb8888", "xrgb2101010" };

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(shoot_as(0, "--format", formats[i]), 0);
		/* libpng takes a detour from 16 bits to 8 */
		assert_picture(i == 2);
	}
}

static void test_without_rights(void **state)
{
	(void)state;
	assert_int_equal(shoot_as(65534, NULL, NULL), 1);
	assert_false(picture_exists());
}

static void test_nothing_to_see(void **state)
{
	(void)state;
	assert_int_equal(shoot_as(0, NULL, NULL), 1);
	assert_false(picture_exists());
}

static void test_wrong_arguments(void **state)
{
	static const struct {
		const char *option, *value;
		int status;
	} cases[] = {
		{ "--format", "rgb", 2 },
		{ "--timeout", "soon", 2 },
		{ "--no-such", NULL, 2 },
		{ "--list", NULL, 2 },
		{ "another-file", NULL, 2 },
		{ "--output", "Virtual-9", 1 },
		{ "--output", "Writeback-1", 1 },
		{ "--device", "/dev/dri/no-such", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(shoot_as(0, cases[i].option, cases[i].value), cases[i].status);
		assert_false(picture_exists());
	}
}

static void test_nobody_is_master(void **state)
{
	struct screen *screen = *state;

	assert_int_equal(drmDropMaster(screen->card->fd), 0);
	assert_int_equal(shoot_as(0, NULL, NULL), 0);
	assert_picture(0);
	/* and nobody is afterwards */
	assert_int_equal(drmSetMaster(screen->card->fd), 0);
}

/* What a client can see of its own state. */
struct client_view {
	int connectors, fbs, atomic;
	uint32_t planes, next_handle;
};

static struct client_view look(struct vprime_card *card)
{
	struct drm_mode_atomic empty = { .flags = DRM_MODE_ATOMIC_TEST_ONLY };
	drmModeRes *resources = drmModeGetResources(card->fd);
	drmModePlaneRes *planes = drmModeGetPlaneResources(card->fd);
	struct vprime_buffer *buffer = new_buffer(card);
	struct client_view view = {
		.connectors = resources->count_connectors,
		.fbs = resources->count_fbs,
		.planes = planes->count_planes,
		.atomic = drmIoctl(card->fd, DRM_IOCTL_MODE_ATOMIC, &empty),
		.next_handle = buffer->handle,
	};

	vprime_buffer_destroy(buffer);
	drmModeFreePlaneResources(planes);
	drmModeFreeResources(resources);
	return view;
}

static void test_client_notices_nothing(void **state)
{
	static const struct {
		int atomic, universal, writeback;
		int connectors, planes;
	} clients[] = {
		{ 0, 0, 0, 1, 1 },
		{ 0, 1, 0, 1, 3 },
		{ 1, 1, 0, 1, 3 },
		{ 1, 1, 1, 2, 3 },
	};
	struct screen *screen = *state;
	struct vprime_card *card = screen->card;

	for (size_t i = 0; i < sizeof(clients) / sizeof(clients[0]); i++) {
		struct client_view before, after;

		drmSetClientCap(card->fd, DRM_CLIENT_CAP_ATOMIC, 1);
		drmSetClientCap(card->fd, DRM_CLIENT_CAP_WRITEBACK_CONNECTORS,
				clients[i].writeback);
		drmSetClientCap(card->fd, DRM_CLIENT_CAP_ATOMIC, clients[i].atomic);
		drmSetClientCap(card->fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, clients[i].universal);

		before = look(card);
		assert_int_equal(before.connectors, clients[i].connectors);
		assert_int_equal(before.planes, clients[i].planes);
		assert_int_equal(!before.atomic, clients[i].atomic);
		assert_int_equal(shoot_as(0, NULL, NULL), 0);
		assert_picture(0);
		after = look(card);
		assert_memory_equal(&before, &after, sizeof(before));
	}
	drmSetClientCap(card->fd, DRM_CLIENT_CAP_ATOMIC, 1);
}

/* A legacy client takes no EBUSY for an answer; it must not get one because of us. */
static void test_flips_go_on(void **state)
{
	struct screen *screen = *state;
	uint32_t crtc = screen->output.crtc->id;
	int status = 0, flips = 0;
	pid_t pid;

	assert_int_equal(drmSetClientCap(screen->card->fd, DRM_CLIENT_CAP_ATOMIC, 0), 0);
	pid = fork();
	if (!pid) {
		/* the parent's file is here too, but must not look like another master's */
		close(screen->card->fd);
		for (int i = 0; i < 10 && !status; i++)
			status = shoot_as(0, NULL, NULL);
		_exit(status);
	}
	while (!waitpid(pid, &status, WNOHANG)) {
		assert_int_equal(drmModePageFlip(screen->card->fd, crtc, screen->fb->id,
						 DRM_MODE_PAGE_FLIP_EVENT, NULL), 0);
		assert_int_equal(vprime_flip_wait(screen->card, crtc, TIMEOUT, NULL), 0);
		flips++;
	}
	assert_int_equal(status, 0);
	assert_picture(0);
	assert_true(flips > 20);
	assert_int_equal(drmSetClientCap(screen->card->fd, DRM_CLIENT_CAP_ATOMIC, 1), 0);
}

int main(void)
{
#define test_off(name) cmocka_unit_test_setup_teardown(test_##name, open_screen, close_screen)
#define test_on(name) cmocka_unit_test_setup_teardown(test_##name, show_screen, close_screen)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ways_to_open),
		test_off(objects),
		test_off(self_import),
		test_off(import_from_another_card),
		test_off(udmabuf),
		test_off(heap),
		cmocka_unit_test(test_no_video_device),
		test_on(writeback),
		test_on(flips),
		test_on(out_fence),
		test_on(ledger),
		test_off(ledger_without_rights),
		test_off(nothing_to_see),
		test_on(picture),
		test_on(formats),
		test_on(without_rights),
		test_on(wrong_arguments),
		test_on(nobody_is_master),
		test_on(client_notices_nothing),
		test_on(flips_go_on),
	};

	/* needed for the import, and no part of what is tested */
	if (system("modprobe vgem"))
		return EXIT_FAILURE;
	return cmocka_run_group_tests_name("device", tests, NULL, NULL);
}
