// SPDX-License-Identifier: MIT
/* Faults on request: steps fail and are slow as asked for, the next try works, nothing is left. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <drm_fourcc.h>

#include "igt.h"

#include "account.h"
#include "card.h"
#include "dmabuf.h"
#include "fault.h"
#include "module.h"
#include "peer.h"
#include "show.h"
#include "vprime_drm.h"
#include "warning.h"

IGT_TEST_DESCRIPTION("Faults on request: what is asked for arrives, and nothing is left behind.");

#define WIDTH 160
#define HEIGHT 120
#define STRIDE (WIDTH * 4)
#define SIZE (STRIDE * HEIGHT)
#define ERRNO_MAX 133
#define DELAY 400
#define TRACING "/sys/kernel/tracing/"

static struct vprime_card *card;
static struct vprime_output output;
static drmModeModeInfo mode;
static int peer;
static struct image images[2];
static int own;		/* dma-buf of images[0] */
static int foreign;	/* dma-buf of the peer's */

static void open_all(void)
{
	card = card_open();
	output = card_output(card);
	mode = mode_make(WIDTH, HEIGHT, 60);
	peer = peer_open();
	for (uint32_t i = 0; i < 2; i++)
		images[i] = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1 + i);
	own = dmabuf_export(images[0].buffer, DRM_CLOEXEC | DRM_RDWR);
	foreign = peer_export(peer, SIZE, VPRIME_PEER_SCATTERED, 0);
}

static void close_all(void)
{
	for (uint32_t i = 0; i < 2; i++)
		image_free(&images[i]);
	close(own);
	close(foreign);
	close(peer);
	vprime_close(card);
}

/*
 * Steps that can be taken, each by a call of its own kind. Errors come as the kernel gives them:
 * the libraries repeat calls that fail with EINTR or EAGAIN.
 */

static int call(int fd, unsigned long request, void *arg)
{
	int ret = ioctl(fd, request, arg);

	return ret < 0 ? -errno : ret;
}

static int peer_detach(int id)
{
	return peer_step(peer, VPRIME_PEER_IOC_DETACH, id);
}

static int take_attach(void)
{
	int id = call(peer, VPRIME_PEER_IOC_ATTACH, &(struct vprime_peer_attach){ .fd = own });

	return id < 0 ? id : peer_detach(id);
}

static int take_map(void)
{
	int id = peer_attach(peer, own), err;

	igt_assert_lt(0, id);
	err = call(peer, VPRIME_PEER_IOC_MAP,
		   &(struct vprime_peer_access){ .id = id, .access = VPRIME_PEER_READ });
	if (!err)
		igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_UNMAP, id), 0);
	igt_assert_eq(peer_detach(id), 0);
	return err;
}

static int take_vmap(void)
{
	int id = peer_attach(peer, own), err;

	igt_assert_lt(0, id);
	err = call(peer, VPRIME_PEER_IOC_VMAP, &(struct vprime_peer_vmap){ .id = id });
	if (!err)
		igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_VUNMAP, id), 0);
	igt_assert_eq(peer_detach(id), 0);
	return err;
}

static int take_begin(void)
{
	struct dma_buf_sync sync = { .flags = DMA_BUF_SYNC_READ | DMA_BUF_SYNC_START };
	int err = call(own, DMA_BUF_IOCTL_SYNC, &sync);

	sync.flags = DMA_BUF_SYNC_READ | DMA_BUF_SYNC_END;
	if (!err)
		igt_assert_eq(call(own, DMA_BUF_IOCTL_SYNC, &sync), 0);
	return err;
}

static int take_import(void)
{
	struct drm_prime_handle prime = { .fd = foreign };
	int err = call(card->fd, DRM_IOCTL_PRIME_FD_TO_HANDLE, &prime);

	if (!err)
		igt_assert_eq(call(card->fd, DRM_IOCTL_GEM_CLOSE,
				   &(struct drm_gem_close){ .handle = prime.handle }), 0);
	return err;
}

/* Shows the peer's buffer and calls @then, if there is something, while it is on the screen. */
static int show_foreign(int (*then)(void))
{
	struct vprime_buffer *imported = dmabuf_import(card, foreign, WIDTH, HEIGHT, STRIDE);
	struct vprime_fb *fb;
	int err;

	igt_assert_eq(vprime_fb_of_buffer(imported, DRM_FORMAT_XRGB8888, &fb), 0);
	show_reset(card, &output);
	err = vprime_modeset(card, &output, &mode, fb);
	if (!err && then)
		err = then();
	show_reset(card, &output);
	vprime_fb_destroy(fb);
	vprime_buffer_destroy(imported);
	return err;
}

static int take_import_vmap(void)
{
	return show_foreign(NULL);
}

static int write_back(void)
{
	return vprime_writeback(card, &output, images[1].fb, 5000);
}

static int take_import_begin(void)
{
	return show_foreign(write_back);
}

static int take_addfb(void)
{
	struct drm_mode_fb_cmd2 cmd = {
		.width = WIDTH,
		.height = HEIGHT,
		.pixel_format = DRM_FORMAT_XRGB8888,
		.handles = { images[0].buffer->handle },
		.pitches = { images[0].buffer->stride },
	};
	int err = call(card->fd, DRM_IOCTL_MODE_ADDFB2, &cmd);

	if (!err)
		igt_assert_eq(call(card->fd, DRM_IOCTL_MODE_RMFB, &cmd.fb_id), 0);
	return err;
}

/* A legacy call is a commit as any other, and not repeated by libdrm. */
static int take_check(void)
{
	struct drm_mode_set_plane set = {
		.plane_id = output.primary->id,
		.crtc_id = output.crtc->id,
		.fb_id = images[0].fb->id,
		.crtc_w = WIDTH,
		.crtc_h = HEIGHT,
		.src_w = WIDTH << 16,
		.src_h = HEIGHT << 16,
	};

	return call(card->fd, DRM_IOCTL_MODE_SETPLANE, &set);
}

static int take_flip(void)
{
	struct drm_mode_crtc_page_flip flip = {
		.crtc_id = output.crtc->id,
		.fb_id = images[0].fb->id,
		.flags = DRM_MODE_PAGE_FLIP_EVENT,
	};
	int err = call(card->fd, DRM_IOCTL_MODE_PAGE_FLIP, &flip);

	if (!err)
		igt_assert_eq(vprime_flip_wait(card, output.crtc->id, 1000, NULL), 0);
	return err;
}

static int arrives_in_commit(int error)
{
	return error == ENOMEM || error == ENOSPC ? error : EIO;
}

static int arrives_in_writeback(int error)
{
	return error == ECANCELED ? EIO : error;
}

/**
 * struct step - a step that can be made to fail
 * @name: its name
 * @take: takes it once and undoes that; returns 0 or a negative errno
 * @errors: errnos to try, ended by 0; NULL for all of them
 * @refused: an errno that may not be asked for, or 0
 * @arrives: what becomes of an errno; NULL if it stays as it is
 * @warns: the function of the kernel that WARNs
 * @on: the output has to be on
 */
static const struct step {
	const char *name;
	int (*take)(void);
	const int *errors;
	int refused;
	int (*arrives)(int error);
	const char *warns;
	bool on;
} steps[] = {
	{ .name = "attach", .take = take_attach },
	{ .name = "map", .take = take_map },
	{ .name = "vmap", .take = take_vmap, .warns = WARNING_VMAP },
	{ .name = "begin_cpu_access", .take = take_begin },
	{ .name = "import_attach", .take = take_import },
	{ .name = "import_vmap", .take = take_import_vmap, .arrives = arrives_in_commit,
	  .errors = (const int[]){ ENOMEM, ENOSPC, EIO, EPERM, EINVAL, EBUSY, EAGAIN, 0 } },
	{ .name = "import_begin_cpu_access", .take = take_import_begin,
	  .errors = (const int[]){ EIO, ENOMEM, EPERM, EINTR, ENXIO, EINVAL, ECANCELED, EHWPOISON, 0 },
	  .arrives = arrives_in_writeback },
	{ .name = "addfb", .take = take_addfb },
	{ .name = "check", .take = take_check, .refused = EDEADLK, .on = true },
	{ .name = "flip", .take = take_flip, .refused = EINVAL, .on = true,
	  .errors = (const int[]){ EBUSY, ENOMEM, ENOSPC, EIO, EINTR, 0 } },
};

#define N_STEPS (sizeof(steps) / sizeof(steps[0]))

static int arrives(const struct step *step, int error)
{
	return -(step->arrives ? step->arrives(error) : error);
}

/* Imports of newer kernels have no sg table. */
static bool happens(const struct step *step)
{
	bool happens;

	fault_set(card, "%s error=EIO skip=1", step->name);
	step->take();
	happens = fault_get(card, step->name).calls;
	fault_set(card, "%s off", step->name);
	return happens;
}

/*
 * What there is now, to be compared with what there is later.
 */

struct inventory {
	struct account account;
	struct drm_vprime_bo_info info;
};

static struct drm_vprime_bo_info own_info(void)
{
	struct drm_vprime_bo_info info = { .handle = images[0].buffer->handle };

	igt_assert_eq(call(card->fd, DRM_IOCTL_VPRIME_BO_INFO, &info), 0);
	return info;
}

static struct inventory take_inventory(void)
{
	return (struct inventory){ account_now(), own_info() };
}

static void assert_nothing_left(const struct inventory *before)
{
	struct drm_vprime_bo_info now;
	uint32_t brackets;

	account_assert(&before->account);
	now = own_info();
	peer_assert_attachments(peer, foreign, 0);

	igt_assert_eq_u32(now.attachments, before->info.attachments);
	igt_assert_eq_u32(now.shown, before->info.shown);
	brackets = now.cpu_begins - before->info.cpu_begins;
	igt_assert_eq_u32(now.cpu_ends - before->info.cpu_ends, brackets);
}

/* The subtest before may have failed with something armed. */
static void switch_on(const drmModeModeInfo *with)
{
	fault_set(card, "off");
	show_on(card, &output, with, &images[0]);
}

static void prepare(const struct step *step)
{
	switch_on(&mode);
	if (!step->on)
		show_reset(card, &output);
}

/* With every errno: not before its time, as often as asked for, not after. */
static void test_fail(const struct step *step)
{
	struct inventory before;
	bool happens_here;

	prepare(step);
	happens_here = happens(step);
	before = take_inventory();
	if (step->warns)
		warning_expect(step->warns);

	for (int i = 0; i < ERRNO_MAX && (!step->errors || step->errors[i]); i++) {
		int error = step->errors ? step->errors[i] : i + 1;
		struct fault fault;

		if (error == step->refused)
			continue;
		fault_set(card, "%s error=%d skip=1 count=2", step->name, error);
		for (int n = 0; n < 4; n++)
			igt_assert_eq(step->take(), happens_here && (n == 1 || n == 2) ?
				      arrives(step, error) : 0);
		fault = fault_get(card, step->name);
		igt_assert_eq_u64(fault.calls, happens_here ? 4 : 0);
		igt_assert_eq_u64(fault.hits, happens_here ? 2 : 0);
		igt_assert_eq(strcmp(fault.state, happens_here ? "spent" : "armed"), 0);
	}

	/* Until it is called off. */
	fault_set(card, "%s error=EIO count=forever", step->name);
	for (int n = 0; n < 5; n++)
		igt_assert_eq(step->take(), happens_here ? -EIO : 0);
	fault_set(card, "%s off", step->name);
	igt_assert_eq(step->take(), 0);
	if (happens_here)
		igt_assert_eq_u64(fault_get(card, step->name).hits, 5);
	if (step->warns)
		warning_end(step->warns);

	assert_nothing_left(&before);
	if (step->refused) {
		char line[64];

		snprintf(line, sizeof(line), "%s error=%d", step->name, step->refused);
		igt_assert_eq(fault_try(card, line), -EINVAL);
	}
}

static void test_slow(const struct step *step)
{
	struct inventory before;

	prepare(step);
	igt_require_f(happens(step), "this kernel's imports have no sg table\n");
	before = take_inventory();
	if (step->warns)
		warning_expect(step->warns);
	for (int fails = 0; fails < 2; fails++) {
		double start, took;

		fault_set(card, fails ? "%s delay=%d error=EIO" : "%s delay=%d", step->name, DELAY);
		start = show_now();
		igt_assert_eq(step->take(), fails ? -EIO : 0);
		took = (show_now() - start) * 1e3;
		/* The kernel sleeps by a clock that may lag behind ours. */
		igt_assert_f(took > DELAY / 2 && took < 20 * DELAY, "took %.0f ms\n", took);
		igt_assert_eq(step->take(), 0);
	}
	if (step->warns)
		warning_end(step->warns);
	assert_nothing_left(&before);
}

static void test_root_only(void)
{
	char path[64];
	struct stat st;
	int status;
	pid_t child;

	fault_path(card, path, sizeof(path));
	igt_assert_eq(stat(path, &st), 0);
	igt_assert_eq(st.st_mode & 0777, 0600);
	igt_assert_eq(st.st_uid, 0);

	child = fork();
	igt_assert(child >= 0);
	if (!child)
		_exit(setuid(65534) || open(path, O_RDWR) >= 0 || errno != EACCES);
	igt_assert_eq(waitpid(child, &status, 0), child);
	igt_assert_eq(status, 0);
}

static void test_refused(void)
{
	static const char *const lines[] = {
		"", "\n", " ", "no_such_step error=EIO", "check", "check ", "check skip=1", "off off",
		"check error=", "check error=0", "check error=134", "check error=-5", "check error=EFOO",
		"check error=EIO1", "check error=EDEADLK", "check error=35", "check error", "check EIO",
		"check drop", "check  error=EIO", " check error=EIO", "check error=EIO ",
		"check error=EIO skip=", "check error=EIO skip=-1", "check error=EIO skip=4294967296",
		"check error=EIO skip=forever", "check error=EIO count=0", "check error=EIO count=x",
		"check error=EIO off", "check error=EIO\nflip error=EIO", "check delay=0",
		"check delay=8001", "check delay=x", "check delay=1 drop", "flip error=EINVAL",
		"vblank error=EIO", "vblank", "vblank drop delay=1", "vblank drop=1", "vblank delay=8001",
		"latch delay=1", "latch error=EIO", "latch",
	};
	char line[200];

	fault_set(card, "off");
	fault_set(card, "addfb error=EIO skip=7 count=9 delay=3");
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		igt_assert_f(fault_try(card, lines[i]) == -EINVAL || !lines[i][0], "accepted: %s\n",
			     lines[i]);
	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	igt_assert_eq(fault_try(card, line), -EINVAL);

	/* Nothing has changed. */
	for (size_t i = 0; i < N_STEPS; i++) {
		struct fault fault = fault_get(card, steps[i].name);

		if (strcmp(steps[i].name, "addfb")) {
			igt_assert_eq(strcmp(fault.state, "off"), 0);
			continue;
		}
		igt_assert_eq(strcmp(fault.state, "armed"), 0);
		igt_assert_eq(strcmp(fault.result, "EIO"), 0);
		igt_assert_eq_u32(fault.delay, 3);
		igt_assert_eq_u32(fault.skip, 7);
		igt_assert_eq_u32(fault.count, 9);
	}
	fault_set(card, "off\n");
	igt_assert_eq(strcmp(fault_get(card, "addfb").state, "off"), 0);
}

/* What is asked of a step replaces what was, and is nobody else's. */
static void test_independent(void)
{
	fault_set(card, "off");
	fault_set(card, "addfb error=EIO count=forever\n");
	fault_set(card, "attach error=ENXIO count=2");
	fault_set(card, "addfb error=ENOLCK");
	igt_assert_eq(take_begin(), 0);
	igt_assert_eq(take_addfb(), -ENOLCK);
	igt_assert_eq(take_addfb(), 0);
	igt_assert_eq(take_attach(), -ENXIO);
	fault_set(card, "addfb off");
	igt_assert_eq(take_attach(), -ENXIO);
	igt_assert_eq(take_attach(), 0);
	fault_set(card, "off");
}

/* Programs do not see what libdrm repeats. */
static void test_interrupted(void)
{
	static const char *const errors[] = { "EINTR", "EAGAIN" };

	for (int i = 0; i < 2; i++) {
		struct vprime_commit *commit = show_commit(card);

		switch_on(&mode);
		fault_set(card, "check error=%s count=3", errors[i]);
		vprime_commit_add_plane(commit, output.primary->id, output.crtc->id,
					images[1].fb, NULL, NULL);
		igt_assert_eq(vprime_commit_test(commit, 0), 0);
		igt_assert_eq_u64(fault_get(card, "check").calls, 4);
		show_apply(commit, 0);
	}
	fault_set(card, "off");
}

/* What shows something is refused, and what takes it off is not: the core would WARN. */
static void test_check_off(void)
{
	struct vprime_commit *commit = show_commit(card);
	struct image image;

	switch_on(&mode);
	image = image_new(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888);
	show_on(card, &output, &mode, &image);
	fault_set(card, "check error=ENOLCK count=forever");
	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, images[1].fb, NULL,
				NULL);
	show_refused(commit, 0, -ENOLCK);
	igt_assert_eq_u64(fault_get(card, "check").hits, 2);
	image_free(&image);

	igt_assert_eq(vprime_modeset(card, &output, &mode, images[0].fb), -ENOLCK);
	igt_assert_eq_u64(fault_get(card, "check").hits, 3);
	igt_assert_eq(vprime_switch_off(card, &output), 0);
	fault_set(card, "off");
	igt_assert_eq(vprime_modeset(card, &output, &mode, images[0].fb), 0);
}

/* A flip that is refused has not happened, and its fence and event neither. */
static void test_flip_busy(void)
{
	struct vprime_commit *commit = show_commit(card);
	int fence;

	switch_on(&mode);
	fault_set(card, "flip error=EBUSY count=3");
	for (int i = 0; i < 3; i++) {
		igt_assert_eq(show_fenced_flip(card, &output, images[1].fb, &fence), -EBUSY);
		igt_assert_eq(fence, -1);
	}
	show_wait_vblanks(card, 2);
	igt_assert(show_no_event(card));

	/* Blocking commits are no flips. */
	fault_set(card, "flip error=EBUSY count=forever");
	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, images[1].fb, NULL,
				NULL);
	show_apply(commit, 0);
	igt_assert_eq_u64(fault_get(card, "flip").calls, 0);
	fault_set(card, "off");

	igt_assert_eq(show_fenced_flip(card, &output, images[0].fb, &fence), 0);
	igt_assert_eq(vprime_flip_wait(card, output.crtc->id, 1000, NULL), 0);
	igt_assert_eq(vprime_fence_wait(fence, 1000), 0);
	igt_assert(show_no_event(card));
	close(fence);
}

static int write_back_late(void)
{
	fault_set(card, "latch drop count=90");
	fault_set(card, "import_begin_cpu_access delay=300");
	return write_back();
}

/* How long writeback waits for others counts from the latch, whatever its frame waited for before. */
static void test_latch_writeback(void)
{
	fault_set(card, "off");
	igt_assert_eq(show_foreign(write_back_late), 0);
	igt_assert_eq_u64(fault_get(card, "latch").hits, 90);
	igt_assert_eq_u64(fault_get(card, "import_begin_cpu_access").hits, 1);
	fault_set(card, "off");
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);

	igt_assert_f(fd >= 0, "no %s\n", path);
	igt_assert_eq(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

static void test_tracepoint(void)
{
	char line[512], expected[64];
	int seen = 0;
	FILE *file;

	fault_set(card, "off");
	write_file(TRACING "trace", "\n");
	write_file(TRACING "events/vprime/vprime_fault/enable", "1");
	fault_set(card, "addfb error=ENOLCK delay=1 skip=1 count=2");
	for (int i = 0; i < 4; i++)
		take_addfb();
	write_file(TRACING "events/vprime/vprime_fault/enable", "0");

	snprintf(expected, sizeof(expected), "card=%u step=addfb error=%d delay_ms=1",
		 card_minor(card), ENOLCK);
	file = fopen(TRACING "trace", "r");
	igt_assert(file);
	while (fgets(line, sizeof(line), file))
		seen += !!strstr(line, expected);
	fclose(file);
	igt_assert_eq(seen, 2);
	fault_set(card, "off");
}

static void arm_everything(void)
{
	for (size_t i = 0; i < N_STEPS; i++)
		fault_set(card, "%s error=EIO count=forever", steps[i].name);
	fault_set(card, "vblank drop count=forever");
	fault_set(card, "latch drop count=forever");
}

static void assert_all_off(void)
{
	for (size_t i = 0; i < N_STEPS; i++) {
		igt_assert_eq(strcmp(fault_get(card, steps[i].name).state, "off"), 0);
		igt_assert_eq_u64(fault_get(card, steps[i].name).calls, 0);
	}
}

static void test_unbind(bool flipping)
{
	char device[64], path[64];
	int fd, fence = -1;

	card_device(card, device, sizeof(device));
	fault_path(card, path, sizeof(path));
	fd = open(path, O_RDWR | O_CLOEXEC);
	igt_assert_fd(fd);
	switch_on(&mode);
	fault_set(card, "latch drop count=forever");
	if (flipping)
		igt_assert_eq(show_fenced_flip(card, &output, images[1].fb, &fence), 0);
	arm_everything();

	igt_set_timeout(20, "unbinding");
	igt_assert_eq(device_unbind(device), 0);
	igt_reset_timeout();
	if (flipping) {
		igt_assert_eq(vprime_fence_wait(fence, 0), 0);
		close(fence);
	}
	igt_assert_lt(write(fd, "off", 3), 0);
	close_all();
	settle();
	igt_assert_f(module_busy("vprime"), "unloaded while a file of its was open\n");
	close(fd);

	igt_assert_eq(device_bind(device), 0);
	settle();
	open_all();
	assert_all_off();
	for (size_t i = 0; i < N_STEPS; i++) {
		prepare(&steps[i]);
		igt_assert_eq(steps[i].take(), 0);
	}
}

static void test_unload(void)
{
	char path[64];
	int fd;

	fault_path(card, path, sizeof(path));
	show_reset(card, &output);
	arm_everything();
	fd = open(path, O_RDONLY | O_CLOEXEC);
	igt_assert_fd(fd);
	close_all();
	settle();
	igt_assert_f(module_busy("vprime"), "unloaded while a file of its was open\n");
	close(fd);
	module_reload("vprime");
	open_all();
	assert_all_off();
	for (size_t i = 0; i < N_STEPS; i++) {
		prepare(&steps[i]);
		igt_assert_eq(steps[i].take(), 0);
	}
}

igt_main
{
	igt_fixture {
		module_load("vprime_peer");
		open_all();
	}

	igt_describe("The file is for root.");
	igt_subtest("root-only")
		test_root_only();

	igt_describe("Lines that are wrong are refused and change nothing.");
	igt_subtest("refused")
		test_refused();

	igt_describe("What is asked of a step replaces what was, and is nobody else's.");
	igt_subtest("independent")
		test_independent();

	for (size_t i = 0; i < N_STEPS; i++) {
		igt_describe("A step fails with each errno as often as asked to, and leaves nothing.");
		igt_subtest_f("fail-%s", steps[i].name)
			test_fail(&steps[i]);

		igt_describe("A step is slow when asked to be, and may then fail.");
		igt_subtest_f("slow-%s", steps[i].name)
			test_slow(&steps[i]);
	}

	igt_describe("EINTR and EAGAIN are repeated by libdrm.");
	igt_subtest("interrupted")
		test_interrupted();

	igt_describe("Checks of what only switches off do not fail.");
	igt_subtest("check-off")
		test_check_off();

	igt_describe("A flip that is answered with EBUSY has not happened.");
	igt_subtest("flip-busy")
		test_flip_busy();

	igt_describe("Writeback of a frame that is late has its time all the same.");
	igt_subtest("latch-writeback")
		test_latch_writeback();

	igt_describe("Each hit passes a tracepoint.");
	igt_subtest("tracepoint")
		test_tracepoint();

	igt_describe("The card is unbound with everything armed.");
	igt_subtest("unbind")
		test_unbind(false);

	igt_describe("The card is unbound with everything armed and a flip that is held.");
	igt_subtest("unbind-flipping")
		test_unbind(true);

	igt_describe("The module is unloaded with everything armed.");
	igt_subtest("unload")
		test_unload();

	igt_fixture {
		fault_set(card, "off");
		show_reset(card, &output);
		close_all();
	}
}
