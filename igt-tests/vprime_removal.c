// SPDX-License-Identifier: MIT
/* Cards, modules and clients that go at any moment while everybody is busy. */

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <linux/videodev2.h>

#include "igt.h"

#include "account.h"
#include "card.h"
#include "description.h"
#include "module.h"
#include "peer.h"
#include "show.h"
#include "vprime_drm.h"

IGT_TEST_DESCRIPTION("Cards, modules and clients that go at any moment while everybody is busy.");

#define DEVICE "vprime.0"
#define DRIVER_DIR "/sys/bus/platform/drivers/vprime/"
#define MONITOR DEVICE " Virtual-1"

#define WIDTH 160
#define HEIGHT 120
#define SIZE (WIDTH * HEIGHT * 4)

/* The module, with monitors if the kernel has them. */
#define MODULE "vprime monitor=1"

/* Rounds of each subtest, unless VPRIME_ROUNDS says how many. */
#define ROUNDS 25
/* Longest time that anything may take to go, in seconds. */
#define LONGEST 30

static unsigned int rounds = ROUNDS;

/* -----------------------------------------------------------------------------
 * Clients: processes that do one thing until they are killed, whatever it says to them.
 * They wait for no fence of a CRTC: the core's may outlive their card, and are not safe then.
 */

static unsigned int random_below(unsigned int n)
{
	return (unsigned int)random() % n;
}

static struct vprime_card *client_open(struct vprime_output *output)
{
	struct vprime_card *card;

	if (vprime_open(NULL, 0, &card)) {
		usleep(2000);
		return NULL;
	}
	if (vprime_output_find(card, NULL, output)) {
		vprime_close(card);
		return NULL;
	}
	return card;
}

/* As good as an image of the compositor's, or of somebody else's if @peer is not negative. */
static struct image client_image(struct vprime_card *card, int peer)
{
	struct image image = { NULL, NULL };
	int dmabuf = -1, err;

	if (peer >= 0) {
		dmabuf = peer_try_export(peer, SIZE, random_below(4), 0);
		err = dmabuf < 0 ? dmabuf : vprime_buffer_import(card, dmabuf, &image.buffer);
		if (dmabuf >= 0)
			close(dmabuf);
		if (err)
			return image;
		image.buffer->width = WIDTH;
		image.buffer->height = HEIGHT;
		image.buffer->stride = WIDTH * 4;
	} else if (vprime_buffer_create(card, WIDTH, HEIGHT, 32, &image.buffer)) {
		return image;
	}
	if (vprime_fb_of_buffer(image.buffer, DRM_FORMAT_XRGB8888, &image.fb))
		image.fb = NULL;
	return image;
}

static void flip_once(struct vprime_card *card, const struct vprime_output *output,
		      const struct image *images, unsigned int n)
{
	struct vprime_commit *commit;
	bool nonblocking = n & 1;

	if (vprime_commit_create(card, &commit))
		return;
	vprime_commit_add_plane(commit, output->primary->id, output->crtc->id,
				images[n % 4].fb, NULL, NULL);
	vprime_commit_add_plane(commit, output->overlay->id, output->crtc->id,
				n % 3 ? images[(n + 1) % 4].fb : NULL, NULL, NULL);
	if (n % 5 == 0)
		vprime_commit_add_writeback(commit, output->writeback->id, output->crtc->id,
					    images[3].fb, NULL);
	if (!vprime_commit_apply(commit, n % 5 ? nonblocking ? DRM_MODE_ATOMIC_NONBLOCK |
				 DRM_MODE_PAGE_FLIP_EVENT : 0 : DRM_MODE_ATOMIC_ALLOW_MODESET, 0) &&
	    nonblocking && n % 5)
		vprime_flip_wait(card, 0, 1000, NULL);
	vprime_commit_destroy(commit);
	drmModeMoveCursor(card->fd, output->crtc->id, n % 99, 7);
}

/* Like a compositor: own buffers and foreign ones, a cursor, writeback, now and then a modeset. */
static void compositor(int peer)
{
	const drmModeModeInfo mode = mode_make(WIDTH, HEIGHT, 200);
	struct image images[4] = { 0 };
	struct vprime_output output;
	struct vprime_card *card = client_open(&output);

	if (!card)
		return;
	for (int i = 0; i < 4; i++)
		images[i] = client_image(card, i & 1 && i != 3 ? peer : -1);
	for (unsigned int round = 0; round < 3 && images[0].fb; round++) {
		if (vprime_modeset(card, &output, &mode, images[0].fb))
			break;
		drmModeSetCursor(card->fd, output.crtc->id, images[3].buffer->handle, 64, 64);
		for (unsigned int n = 0; n < 60; n++)
			flip_once(card, &output, images, n);
		if (vprime_switch_off(card, &output))
			break;
	}
	for (int i = 0; i < 4; i++)
		image_free(&images[i]);
	vprime_close(card);
}

/* Buffers out and in, without being master. */
static void sharer(int peer)
{
	struct vprime_buffer *own = NULL, *foreign = NULL;
	struct vprime_output output;
	struct vprime_card *card = client_open(&output);
	int dmabuf = -1, other = -1, id = -1;
	void *map = MAP_FAILED;

	if (!card)
		return;
	if (!vprime_buffer_create(card, WIDTH, HEIGHT, 32, &own) &&
	    !vprime_buffer_export(own, DRM_CLOEXEC | DRM_RDWR, &dmabuf)) {
		id = peer_attach(peer, dmabuf);
		if (id >= 0) {
			peer_access(peer, VPRIME_PEER_IOC_MAP, id, VPRIME_PEER_READ);
			peer_vmap(peer, id, NULL);
		}
		map = mmap(NULL, own->size, PROT_READ | PROT_WRITE, MAP_SHARED, dmabuf, 0);
	}
	other = peer_try_export(peer, SIZE, random_below(4), 0);
	if (other >= 0 && !vprime_buffer_import(card, other, &foreign) &&
	    !vprime_buffer_map(foreign, NULL))
		((volatile char *)foreign->map)[SIZE - 1] = 1;
	usleep(random_below(3000));

	/* some let go of the card first, some of what they have of it */
	if (random_below(2)) {
		vprime_buffer_destroy(foreign);
		vprime_buffer_destroy(own);
		vprime_close(card);
		card = NULL;
	}
	if (map != MAP_FAILED) {
		((volatile char *)map)[4095] = 1;
		munmap(map, SIZE);
	}
	if (id >= 0) {
		peer_step(peer, VPRIME_PEER_IOC_VUNMAP, id);
		peer_step(peer, VPRIME_PEER_IOC_UNMAP, id);
		peer_step(peer, VPRIME_PEER_IOC_DETACH, id);
	}
	if (dmabuf >= 0)
		close(dmabuf);
	if (other >= 0)
		close(other);
	if (card) {
		vprime_buffer_destroy(foreign);
		vprime_buffer_destroy(own);
		vprime_close(card);
	}
}

/* Fences on request, some of which nobody signals. */
static void fencer(int peer)
{
	struct drm_vprime_fence_attach args = {
		.flags = VPRIME_FENCE_WRITE | VPRIME_FENCE_SYNC_FILE, .timeout_ms = 50,
	};
	struct drm_vprime_fence_signal end = { 0 };
	struct vprime_output output;
	struct vprime_card *card = client_open(&output);
	struct vprime_buffer *buffer;

	(void)peer;
	if (!card)
		return;
	if (!vprime_buffer_create(card, 64, 64, 32, &buffer)) {
		args.handle = buffer->handle;
		if (!drmIoctl(card->fd, DRM_IOCTL_VPRIME_FENCE_ATTACH, &args)) {
			vprime_fence_wait(args.sync_file, random_below(5));
			close(args.sync_file);
			end.fence = args.fence;
			if (random_below(2))
				drmIoctl(card->fd, DRM_IOCTL_VPRIME_FENCE_SIGNAL, &end);
		}
		vprime_buffer_destroy(buffer);
	}
	vprime_close(card);
}

static void read_file(const char *pattern, size_t reads)
{
	char data[4096];
	glob_t files;

	if (glob(pattern, 0, NULL, &files))
		return;
	for (size_t i = 0; i < files.gl_pathc; i++) {
		int fd = open(files.gl_pathv[i], O_RDONLY | O_CLOEXEC | O_NONBLOCK);

		for (size_t n = 0; fd >= 0 && n < reads; n++) {
			if (read(fd, data, sizeof(data)) <= 0)
				usleep(1000);
		}
		if (fd >= 0)
			close(fd);
	}
	globfree(&files);
}

/* What there is to read about a card: CRCs, the ledger, and what the core offers. */
static void reader(int peer)
{
	(void)peer;
	read_file("/sys/kernel/debug/dri/*/crtc-0/crc/data", 20);
	read_file("/sys/kernel/debug/dri/*/buffers", 2);
	read_file("/sys/kernel/debug/dri/*/outputs", 2);
	read_file("/sys/kernel/debug/dri/*/state", 2);
	read_file("/sys/kernel/debug/dri/*/framebuffer", 2);
	read_file("/sys/class/drm/card*-Virtual-*/edid", 1);
	usleep(1000);
}

/* Somebody who uses the second card, for which configfs is. */
static void guest(int peer)
{
	const drmModeModeInfo mode = mode_make(WIDTH, HEIGHT, 120);
	struct vprime_output output;
	struct vprime_card *card;
	struct image image;

	if (vprime_open("vprime", 1, &card)) {
		usleep(2000);
		return;
	}
	image = client_image(card, random_below(2) ? peer : -1);
	if (image.fb && !vprime_output_find(card, NULL, &output) &&
	    !vprime_modeset(card, &output, &mode, image.fb)) {
		for (int i = 0; i < 30; i++)
			drmModePageFlip(card->fd, output.crtc->id, image.fb->id,
					DRM_MODE_PAGE_FLIP_EVENT, NULL);
		vprime_flip_wait(card, 0, 100, NULL);
	}
	image_free(&image);
	vprime_close(card);
}

static int video(int fd, unsigned long request, void *arg)
{
	return ioctl(fd, request, arg) < 0 ? -errno : 0;
}

static void stream(int fd)
{
	struct v4l2_requestbuffers request = {
		.count = 3, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP,
	};
	struct v4l2_buffer buffer = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP,
	};
	struct v4l2_dv_timings timings = { 0 };

	if (!video(fd, VIDIOC_QUERY_DV_TIMINGS, &timings))
		video(fd, VIDIOC_S_DV_TIMINGS, &timings);
	if (video(fd, VIDIOC_REQBUFS, &request))
		return;
	for (uint32_t i = 0; i < request.count; i++) {
		buffer.index = i;
		video(fd, VIDIOC_QBUF, &buffer);
	}
	if (video(fd, VIDIOC_STREAMON, &(int){ V4L2_BUF_TYPE_VIDEO_CAPTURE }))
		return;
	for (int i = 0; i < 20; i++) {
		struct pollfd ready = { .fd = fd, .events = POLLIN };

		if (poll(&ready, 1, 20) == 1 && (video(fd, VIDIOC_DQBUF, &buffer) ||
						 video(fd, VIDIOC_QBUF, &buffer)))
			break;
	}
	if (random_below(2))
		video(fd, VIDIOC_STREAMOFF, &(int){ V4L2_BUF_TYPE_VIDEO_CAPTURE });
}

/* Somebody who watches the monitor. */
static void watcher(int peer)
{
	struct v4l2_capability caps;
	glob_t nodes;

	(void)peer;
	if (!glob("/dev/video*", 0, NULL, &nodes)) {
		for (size_t i = 0; i < nodes.gl_pathc; i++) {
			int fd = open(nodes.gl_pathv[i], O_RDWR | O_CLOEXEC);

			if (fd < 0)
				continue;
			if (!video(fd, VIDIOC_QUERYCAP, &caps) &&
			    !strcmp((char *)caps.card, MONITOR))
				stream(fd);
			close(fd);
		}
		globfree(&nodes);
	}
	usleep(2000);
}

/**
 * struct client - a process
 * @run: what it does again and again; returns when the card is gone, or after a while
 * @pid: the process
 */
static struct client {
	void (*run)(int peer);
	pid_t pid;
} clients[] = {
	{ .run = compositor },
	{ .run = sharer },
	{ .run = sharer },
	{ .run = fencer },
	{ .run = reader },
	{ .run = watcher },
	{ .run = guest },
};

#define CLIENTS (sizeof(clients) / sizeof(clients[0]))

static void client_start(struct client *client)
{
	fflush(stdout);
	client->pid = fork();
	igt_assert(client->pid >= 0);
	if (client->pid)
		return;

	signal(SIGTERM, SIG_DFL);
	signal(SIGALRM, SIG_DFL);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	srandom(getpid());
	for (;;) {
		int peer = open(VPRIME_PEER_DEVICE, O_RDWR | O_CLOEXEC);

		client->run(peer);
		close(peer);
	}
}

static void client_kill(struct client *client)
{
	if (!client->pid)
		return;
	kill(client->pid, SIGKILL);
	igt_assert_eq(waitpid(client->pid, NULL, 0), client->pid);
	client->pid = 0;
}

static void clients_start(void)
{
	for (size_t i = 0; i < CLIENTS; i++)
		client_start(&clients[i]);
}

static void clients_kill(void)
{
	for (size_t i = 0; i < CLIENTS; i++)
		client_kill(&clients[i]);
}

static void kill_on_exit(int sig)
{
	(void)sig;
	for (size_t i = 0; i < CLIENTS; i++) {
		if (clients[i].pid > 0)
			kill(clients[i].pid, SIGKILL);
	}
}

/* -----------------------------------------------------------------------------
 * What goes
 */

static void pause_a_little(void)
{
	usleep(random_below(40000));
}

static void rebind(void)
{
	igt_set_timeout(LONGEST, "unbinding");
	igt_assert_eq(device_unbind(DEVICE), 0);
	igt_reset_timeout();
	if (random_below(2))
		pause_a_little();
	igt_assert_eq(device_bind(DEVICE), 0);
}

static void kill_one(void)
{
	struct client *client = &clients[random_below(CLIENTS)];

	igt_set_timeout(LONGEST, "killing");
	client_kill(client);
	igt_reset_timeout();
	client_start(client);
}

static void monitor_gone(void)
{
	int err;

	if (!module_loaded("vprime_monitor")) {
		igt_assert_eq(system("modprobe -q vprime_monitor"), 0);
		return;
	}
	err = module_unload("vprime_monitor");
	igt_assert_f(!err || err == -EBUSY || err == -EWOULDBLOCK, "rmmod vprime_monitor: %s\n",
		     strerror(-err));
}

/* While we hold something of the module's it stays. */
static void unload_held(void)
{
	struct vprime_card *card;
	struct vprime_buffer *buffer = NULL;
	int dmabuf = -1;

	/* the node of a card that was just bound may be on its way */
	if (vprime_open(NULL, 0, &card))
		return;
	if (random_below(2) && !vprime_buffer_create(card, 64, 64, 32, &buffer) &&
	    !vprime_buffer_export(buffer, DRM_CLOEXEC, &dmabuf)) {
		vprime_buffer_destroy(buffer);
		vprime_close(card);
		card = NULL;
		buffer = NULL;
	}
	igt_assert_f(module_busy("vprime"), "unloaded while somebody held a %s\n",
		     card ? "card" : "dma-buf");
	vprime_buffer_destroy(buffer);
	vprime_close(card);
	if (dmabuf >= 0)
		close(dmabuf);
}

/* Nobody knows whether anybody holds it. */
static void unload(void)
{
	int err = module_unload("vprime");

	igt_assert_f(!err || err == -EBUSY || err == -EWOULDBLOCK, "rmmod vprime: %s\n",
		     strerror(-err));
	if (!err)
		igt_assert_eq(system("modprobe " MODULE), 0);
}

#define DESCRIPTION "removal"

/* The second card comes; or it goes, with its directory or before that. */
static void describe(void)
{
	if (!description_there(DESCRIPTION)) {
		igt_assert_eq(description_make(DESCRIPTION), 0);
		igt_assert_eq(description_enable(DESCRIPTION, true), 0);
		return;
	}
	igt_set_timeout(LONGEST, "removing a card");
	if (random_below(2))
		igt_assert_eq(description_enable(DESCRIPTION, false), 0);
	igt_assert_eq(description_remove(DESCRIPTION), 0);
	igt_reset_timeout();
}

static void (*const actions[])(void) = { rebind, rebind, kill_one, describe, monitor_gone,
					 unload_held, unload };

/* What a legacy cursor shows stays when its client is gone, as the core has it. */
static void switch_off(void)
{
	struct vprime_card *card = card_open();
	struct vprime_output output = card_output(card);

	igt_assert_eq(vprime_switch_off(card, &output), 0);
	vprime_close(card);
}

static void settle_down(const struct account *before)
{
	igt_set_timeout(LONGEST, "killing all");
	clients_kill();
	igt_reset_timeout();
	igt_assert_eq(description_remove(DESCRIPTION), 0);
	if (!module_loaded("vprime"))
		module_load(MODULE);
	if (access(DRIVER_DIR DEVICE, F_OK))
		igt_assert_eq(device_bind(DEVICE), 0);
	settle();
	switch_off();
	account_assert(before);
}

static void load(const char *module)
{
	if (module_loaded("vprime_monitor"))
		module_unload_soon("vprime_monitor");
	if (module_loaded("vprime"))
		module_unload_soon("vprime");
	module_load(module);
}

static void test(void (*action)(void))
{
	struct account before;

	/* whatever the subtest before has left */
	clients_kill();
	description_remove(DESCRIPTION);
	load(MODULE);
	before = account_now();
	clients_start();
	for (unsigned int i = 0; i < rounds; i++) {
		pause_a_little();
		if (action)
			action();
		else
			actions[random_below(sizeof(actions) / sizeof(actions[0]))]();
	}
	settle_down(&before);
	load("vprime");
}

igt_main
{
	igt_fixture {
		const char *wanted = getenv("VPRIME_ROUNDS");

		igt_assert_f(module_loaded("vprime"), "the module vprime is not loaded\n");
		if (wanted)
			rounds = strtoul(wanted, NULL, 10);
		if (!module_loaded("vprime_peer"))
			module_load("vprime_peer");
		igt_install_exit_handler(kill_on_exit);
	}

	igt_describe("The device is unbound and bound again.");
	igt_subtest("unbind")
		test(rebind);

	igt_describe("Clients are killed.");
	igt_subtest("kill")
		test(kill_one);

	igt_describe("The monitor's module comes and goes.");
	igt_subtest("monitor") {
		igt_require_f(module_available("vprime_monitor"),
			      "no videobuf2 in this kernel\n");
		test(monitor_gone);
	}

	igt_describe("A card of configfs comes and goes.");
	igt_subtest("configfs")
		test(describe);

	igt_describe("The module is told to go while somebody holds it, and does not.");
	igt_subtest("unload")
		test(unload_held);

	igt_describe("All of these, as it happens.");
	igt_subtest("all")
		test(NULL);
}
