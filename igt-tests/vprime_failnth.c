// SPDX-License-Identifier: MIT
/* Out of memory at every single allocation of each operation: an errno, nothing lost, go on. */

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <linux/dma-buf.h>
#include <linux/videodev2.h>

#include "igt.h"

#include "account.h"
#include "card.h"
#include "description.h"
#include "dmabuf.h"
#include "failnth.h"
#include "module.h"
#include "peer.h"
#include "show.h"
#include "vprime_drm.h"
#include "warning.h"

IGT_TEST_DESCRIPTION("Out of memory at every allocation: an errno, nothing lost, and go on.");

#define WIDTH 64
#define HEIGHT 48
#define DEVICE "vprime.0"
#define MONITOR DEVICE " Virtual-1"
#define DRIVER_DIR "/sys/bus/platform/drivers/vprime/"

/* More allocations than any operation makes. */
#define POINTS_MAX 20000

static struct vprime_card *card;
static struct vprime_output output;
static drmModeModeInfo mode;
static struct image shown;

/**
 * struct operation - what may run out of memory
 * @name: of its subtest
 * @what: in words
 * @prepare: before each attempt, with all the memory there is; may be NULL
 * @run: the attempt, without a card that is open if @closed; returns 0 or a negative errno, and
 *	then it has to have undone what it did
 * @undo: after an attempt that succeeded; may be NULL
 * @clean: undo @prepare, after each attempt; may be NULL
 * @closed: needs the card closed
 * @within: count allocations within this function only, see failnth_within()
 * @after: begin after those within this function, which are the first
 * @before: end before those within this function, which are the last but a few
 * @except: leave out those within this function
 * @sparse: after one failure in so many only it is tried whether all works, as that takes long
 * @warns: the core of dma-buf WARNs when an exporter cannot be mapped
 * @also: another negative errno that the core may give for a lack of memory
 */
struct operation {
	const char *name;
	const char *what;
	void (*prepare)(void);
	int (*run)(void);
	void (*undo)(void);
	void (*clean)(void);
	bool closed;
	const char *within;
	const char *after;
	const char *before;
	const char *except;
	unsigned int sparse;
	bool warns;
	int also;
};

/* -----------------------------------------------------------------------------
 * What has to be as it was
 */

/**
 * struct traces - what operations could leave behind
 * @account: buffers and dma-bufs
 * @framebuffers: of all cards
 * @references: to the module vprime
 */
struct traces {
	struct account account;
	unsigned int framebuffers;
	unsigned int references;
};

static unsigned int count_framebuffers(void)
{
	unsigned int count = 0;
	char line[256];
	glob_t files;

	if (glob("/sys/kernel/debug/dri/*/framebuffer", 0, NULL, &files))
		return 0;
	for (size_t i = 0; i < files.gl_pathc; i++) {
		FILE *file = fopen(files.gl_pathv[i], "r");

		while (file && fgets(line, sizeof(line), file))
			count += !strncmp(line, "framebuffer[", 12);
		if (file)
			fclose(file);
	}
	globfree(&files);
	return count;
}

static unsigned int count_references(void)
{
	FILE *file = fopen("/sys/module/vprime/refcnt", "r");
	unsigned int count = 0;

	if (!file)
		return 0;
	igt_assert_eq(fscanf(file, "%u", &count), 1);
	fclose(file);
	return count;
}

static struct traces traces_now(void)
{
	return (struct traces){ account_now(), count_framebuffers(), count_references() };
}

static void traces_assert(const struct traces *before)
{
	account_assert(&before->account);
	for (int i = 0; i < 200 && (count_framebuffers() != before->framebuffers ||
				    count_references() != before->references); i++)
		usleep(10000);
	igt_assert_eq(count_framebuffers(), before->framebuffers);
	igt_assert_eq(count_references(), before->references);
}

/* -----------------------------------------------------------------------------
 * From the first allocation to the last
 */

static unsigned int points_all;

static void step(void (*function)(void))
{
	if (function)
		function();
}

static void attempt(const struct operation *operation)
{
	int err;

	step(operation->prepare);
	err = operation->run();
	igt_assert_f(!err, "with all the memory there is: %s\n", strerror(-err));
	step(operation->undo);
	step(operation->clean);
}

/* Returns whether an allocation failed; if so, and if the operation did, it is @refused. */
static bool attempt_short(const struct operation *operation, unsigned int n, bool *refused)
{
	bool hit;
	int err;

	step(operation->prepare);
	failnth_arm(n);
	err = operation->run();
	hit = !failnth_disarm();

	igt_assert_f(!err || hit, "%s, and no allocation failed\n", strerror(-err));
	/* tmpfs calls it ENOSPC if there is no memory for an inode */
	igt_assert_f(!err || err == -ENOMEM || err == -ENOSPC || err == operation->also,
		     "allocation %u failed, and it is \"%s\"\n", n, strerror(-err));
	*refused = err;
	if (!err)
		step(operation->undo);
	step(operation->clean);
	return hit;
}

/* How many allocations are made within a function, except those within another. */
static unsigned int count(const struct operation *operation, const char *within,
			  const char *except)
{
	unsigned int left;
	int err;

	failnth_within(within);
	failnth_except(except);
	step(operation->prepare);
	failnth_arm(POINTS_MAX);
	err = operation->run();
	left = failnth_disarm();
	igt_assert_eq(err, 0);
	step(operation->undo);
	step(operation->clean);
	return POINTS_MAX - left;
}

static void test(const struct operation *operation)
{
	unsigned int n, first = 1, last = POINTS_MAX, refusals = 0;
	unsigned int sparse = operation->sparse ?: 1;
	struct traces before;
	bool refused;

	/* what is made once and kept is not lost */
	attempt(operation);
	attempt(operation);
	settle();
	before = traces_now();

	if (operation->after)
		first += count(operation, operation->after, NULL);
	if (operation->before)
		last = count(operation, operation->within, operation->except) -
		       count(operation, operation->before, NULL);
	failnth_within(operation->within);
	failnth_except(operation->except);
	if (operation->warns)
		warning_expect(WARNING_VMAP);
	for (n = first; n <= last && attempt_short(operation, n, &refused); n++) {
		igt_assert_lt(n, POINTS_MAX);
		refusals += refused;
		if (n % sparse)
			continue;
		traces_assert(&before);
		attempt(operation);
	}
	if (operation->warns)
		warning_end(WARNING_VMAP);
	failnth_within(NULL);
	failnth_except(NULL);
	settle();
	attempt(operation);
	traces_assert(&before);

	igt_info("%s: %u allocations failed, %u times the operation with them\n", operation->name,
		 n - first, refusals);
	points_all += n - first;
}

/* -----------------------------------------------------------------------------
 * Files and buffers
 */

static int call(int fd, unsigned long request, void *arg)
{
	return drmIoctl(fd, request, arg) ? -errno : 0;
}

static char node[64];
static int fd = -1;

static int run_open(void)
{
	fd = open(node, O_RDWR | O_CLOEXEC);
	return fd < 0 ? -errno : 0;
}

static void undo_fd(void)
{
	if (fd >= 0)
		close(fd);
	fd = -1;
}

static uint32_t handle;

static int run_create(void)
{
	struct drm_mode_create_dumb create = { .width = WIDTH, .height = HEIGHT, .bpp = 32 };
	int err = call(card->fd, DRM_IOCTL_MODE_CREATE_DUMB, &create);

	handle = create.handle;
	return err;
}

static void close_handle(void)
{
	struct drm_gem_close args = { .handle = handle };

	igt_assert_eq(call(card->fd, DRM_IOCTL_GEM_CLOSE, &args), 0);
}

static struct vprime_buffer *buffer;
static void *map;

static void prepare_buffer(void)
{
	igt_assert_eq(vprime_buffer_create(card, WIDTH, HEIGHT, 32, &buffer), 0);
}

static void clean_buffer(void)
{
	vprime_buffer_destroy(buffer);
	buffer = NULL;
}

static int run_map(void)
{
	struct drm_mode_map_dumb args = { .handle = buffer->handle };
	int err = call(card->fd, DRM_IOCTL_MODE_MAP_DUMB, &args);

	if (err)
		return err;
	map = mmap(NULL, buffer->size, PROT_READ | PROT_WRITE, MAP_SHARED, card->fd, args.offset);
	return map == MAP_FAILED ? -errno : 0;
}

static void undo_map(void)
{
	memset(map, 1, buffer->size);
	munmap(map, buffer->size);
}

static int run_export(void)
{
	struct drm_prime_handle args = {
		.handle = buffer->handle, .flags = DRM_CLOEXEC | DRM_RDWR,
	};
	int err = call(card->fd, DRM_IOCTL_PRIME_HANDLE_TO_FD, &args);

	fd = args.fd;
	return err;
}

static int peer = -1, dmabuf = -1;

static void prepare_foreign(void)
{
	dmabuf = peer_export(peer, WIDTH * HEIGHT * 4, VPRIME_PEER_SCATTERED, 0);
}

static void clean_dmabuf(void)
{
	if (dmabuf >= 0)
		close(dmabuf);
	dmabuf = -1;
}

static int run_import(void)
{
	struct drm_prime_handle args = { .fd = dmabuf };
	int err = call(card->fd, DRM_IOCTL_PRIME_FD_TO_HANDLE, &args);

	handle = args.handle;
	return err;
}

static int run_peer_export(void)
{
	fd = peer_try_export(peer, WIDTH * HEIGHT * 4, VPRIME_PEER_SCATTERED, 0);
	return fd < 0 ? fd : 0;
}

static int id;

static void prepare_own_dmabuf(void)
{
	prepare_buffer();
	dmabuf = dmabuf_export(buffer, DRM_CLOEXEC | DRM_RDWR);
}

static void clean_own_dmabuf(void)
{
	clean_dmabuf();
	clean_buffer();
}

static void unshare(void)
{
	/* refused for what was not done */
	peer_step(peer, VPRIME_PEER_IOC_VUNMAP, id);
	peer_step(peer, VPRIME_PEER_IOC_UNMAP, id);
	igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_DETACH, id), 0);
}

/* A buffer of the card's in the hands of an importer: what the card does for others. */
static int run_share(void)
{
	int err;

	id = peer_attach(peer, dmabuf);
	if (id < 0)
		return id;
	err = peer_access(peer, VPRIME_PEER_IOC_MAP, id, VPRIME_PEER_READ);
	if (!err)
		err = peer_vmap(peer, id, NULL);
	if (err)
		unshare();
	return err;
}

static struct drm_vprime_fence_attach fence;

static int run_fence(void)
{
	fence = (struct drm_vprime_fence_attach){
		.handle = buffer->handle, .flags = VPRIME_FENCE_WRITE | VPRIME_FENCE_SYNC_FILE,
		.timeout_ms = VPRIME_FENCE_TIMEOUT_MAX_MS,
	};
	return call(card->fd, DRM_IOCTL_VPRIME_FENCE_ATTACH, &fence);
}

static void undo_fence(void)
{
	struct drm_vprime_fence_signal args = { .fence = fence.fence };

	close(fence.sync_file);
	igt_assert_eq(call(card->fd, DRM_IOCTL_VPRIME_FENCE_SIGNAL, &args), 0);
}

/* -----------------------------------------------------------------------------
 * Framebuffers
 */

static struct vprime_buffer *planes[3];
static struct drm_mode_fb_cmd2 cmd;

static void prepare_planes(uint32_t format, unsigned int count, unsigned int bpp)
{
	cmd = (struct drm_mode_fb_cmd2){
		.width = WIDTH, .height = HEIGHT, .pixel_format = format,
	};
	for (unsigned int i = 0; i < count; i++) {
		igt_assert_eq(vprime_buffer_create(card, WIDTH, HEIGHT, bpp, &planes[i]), 0);
		cmd.handles[i] = planes[i]->handle;
		cmd.pitches[i] = planes[i]->stride;
	}
}

static void prepare_one_plane(void)
{
	prepare_planes(DRM_FORMAT_XRGB8888, 1, 32);
}

static void prepare_two_planes(void)
{
	prepare_planes(DRM_FORMAT_NV12, 2, 8);
}

static void prepare_three_planes(void)
{
	prepare_planes(DRM_FORMAT_YUV420, 3, 8);
}

static void clean_planes(void)
{
	for (size_t i = 0; i < sizeof(planes) / sizeof(planes[0]); i++) {
		vprime_buffer_destroy(planes[i]);
		planes[i] = NULL;
	}
}

static int run_addfb(void)
{
	return call(card->fd, DRM_IOCTL_MODE_ADDFB2, &cmd);
}

static void undo_addfb(void)
{
	igt_assert_eq(call(card->fd, DRM_IOCTL_MODE_RMFB, &cmd.fb_id), 0);
}

/* -----------------------------------------------------------------------------
 * Commits
 */

static struct vprime_commit *commit;
static struct image image, cursor;
static uint32_t commit_flags;

/* A framebuffer that nobody has shown, so that it has to be mapped. */
static void prepare_commit(uint32_t flags)
{
	image = image_new(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888);
	commit = show_commit(card);
	commit_flags = flags;
}

static int run_commit(void)
{
	return vprime_commit_apply(commit, commit_flags, 0);
}

static int run_test_only(void)
{
	return vprime_commit_test(commit, commit_flags);
}

static void show_again(void)
{
	struct vprime_commit *back = show_commit(card);

	vprime_commit_add_plane(back, output.primary->id, output.crtc->id, shown.fb, NULL, NULL);
	vprime_commit_add_plane(back, output.overlay->id, output.crtc->id, NULL, NULL, NULL);
	vprime_commit_add_plane(back, output.cursor->id, output.crtc->id, NULL, NULL, NULL);
	show_apply(back, 0);
}

static void clean_commit(void)
{
	vprime_commit_destroy(commit);
	commit = NULL;
	image_free(&image);
}

static void prepare_flip(void)
{
	prepare_commit(0);
	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, image.fb, NULL, NULL);
}

static void prepare_nonblocking(void)
{
	prepare_flip();
	commit_flags = DRM_MODE_ATOMIC_NONBLOCK | DRM_MODE_PAGE_FLIP_EVENT;
}

static void undo_nonblocking(void)
{
	igt_assert_eq(vprime_flip_wait(card, output.crtc->id, 10000, NULL), 0);
	show_again();
}

/* All planes and many properties at once. */
static void prepare_all(void)
{
	static const struct vprime_rect src = { 0, 0, 32, 32 }, dst = { 5, -7, 48, 40 };

	prepare_flip();
	cursor = image_new(card, 32, 32, DRM_FORMAT_ARGB8888);
	vprime_commit_add_plane(commit, output.overlay->id, output.crtc->id, image.fb, &src, &dst);
	vprime_commit_add(commit, output.overlay->id, "alpha", 0x8000);
	vprime_commit_add(commit, output.overlay->id, "rotation", DRM_MODE_ROTATE_90);
	vprime_commit_add_plane(commit, output.cursor->id, output.crtc->id, cursor.fb, NULL, NULL);
}

static void undo_all(void)
{
	show_again();
	show_defaults(card, &output);
}

static void clean_all(void)
{
	image_free(&cursor);
	clean_commit();
}

static void prepare_import(void)
{
	prepare_foreign();
	commit = show_commit(card);
	commit_flags = 0;
	image.buffer = dmabuf_import(card, dmabuf, WIDTH, HEIGHT, WIDTH * 4);
	igt_assert_eq(vprime_fb_of_buffer(image.buffer, DRM_FORMAT_XRGB8888, &image.fb), 0);
	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id, image.fb, NULL, NULL);
}

static void clean_import(void)
{
	clean_commit();
	clean_dmabuf();
}

/* Another mode, which is made in the kernel from a blob. */
static int run_modeset(void)
{
	drmModeModeInfo other = mode;

	other.vrefresh = 0;
	other.clock += 7;
	return vprime_modeset(card, &output, &other, image.fb);
}

static void undo_modeset(void)
{
	igt_assert_eq(vprime_modeset(card, &output, &mode, shown.fb), 0);
}

static int run_setcrtc(void)
{
	uint32_t connector = output.connector->id;
	int err = drmModeSetCrtc(card->fd, output.crtc->id, image.fb->id, 0, 0, &connector, 1,
				 &mode);

	return err ? -errno : 0;
}

static int run_page_flip(void)
{
	int err = drmModePageFlip(card->fd, output.crtc->id, image.fb->id,
				  DRM_MODE_PAGE_FLIP_EVENT, NULL);

	return err ? -errno : 0;
}

static void prepare_cursor(void)
{
	prepare_commit(0);
	cursor = image_new(card, 32, 32, DRM_FORMAT_ARGB8888);
	igt_assert_eq(drmModeSetCursor(card->fd, output.crtc->id, cursor.buffer->handle, 32, 32),
		      0);
}

static int run_cursor(void)
{
	int err = drmModeMoveCursor(card->fd, output.crtc->id, 3, 4);

	return err ? -errno : 0;
}

static void clean_cursor(void)
{
	igt_assert_eq(drmModeSetCursor(card->fd, output.crtc->id, 0, 0, 0), 0);
	image_free(&cursor);
	clean_commit();
}

static uint16_t ramp[256];

static int run_gamma(void)
{
	int err = drmModeCrtcSetGamma(card->fd, output.crtc->id, 256, ramp, ramp, ramp);

	return err ? -errno : 0;
}

static void undo_gamma(void)
{
	show_defaults(card, &output);
}

/* -----------------------------------------------------------------------------
 * Sinks
 */

static int32_t out_fence;

static void prepare_writeback(void)
{
	prepare_commit(DRM_MODE_ATOMIC_ALLOW_MODESET);
	vprime_commit_add_writeback(commit, output.writeback->id, output.crtc->id, image.fb,
				    &out_fence);
	vprime_commit_add_out_fence(commit, output.crtc->id, &fd);
}

static void undo_writeback(void)
{
	struct vprime_commit *off = show_commit(card);

	igt_assert_eq(vprime_fence_wait(out_fence, 10000), 0);
	close(out_fence);
	undo_fd();
	vprime_commit_add(off, output.writeback->id, "CRTC_ID", 0);
	show_apply(off, DRM_MODE_ATOMIC_ALLOW_MODESET);
}

static int run_crc(void)
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/kernel/debug/dri/%u/crtc-%u/crc/data",
		 card_minor(card), output.crtc->index);
	return fd = open(path, O_RDONLY | O_CLOEXEC), fd < 0 ? -errno : 0;
}

static void undo_crc(void)
{
	char line[256];

	igt_assert_lt(0, read(fd, line, sizeof(line)));
	undo_fd();
}

static char monitor[64];

static int video(unsigned long request, void *arg)
{
	return ioctl(fd, request, arg) < 0 ? -errno : 0;
}

/* Finds the monitor and gives it the size of what is shown. */
static void find_monitor(void)
{
	struct v4l2_dv_timings timings = { 0 };
	struct v4l2_capability caps;
	glob_t nodes;

	if (!module_loaded("vprime_monitor"))
		module_load("vprime_monitor");
	monitor[0] = '\0';
	igt_assert_eq(glob("/dev/video*", 0, NULL, &nodes), 0);
	for (size_t i = 0; i < nodes.gl_pathc; i++) {
		fd = open(nodes.gl_pathv[i], O_RDWR | O_CLOEXEC);
		igt_assert_fd(fd);
		if (!video(VIDIOC_QUERYCAP, &caps) && !strcmp((char *)caps.card, MONITOR)) {
			snprintf(monitor, sizeof(monitor), "%s", nodes.gl_pathv[i]);
			igt_assert_eq(video(VIDIOC_QUERY_DV_TIMINGS, &timings), 0);
			igt_assert_eq(video(VIDIOC_S_DV_TIMINGS, &timings), 0);
		}
		undo_fd();
	}
	globfree(&nodes);
	igt_assert_f(monitor[0], "no monitor " MONITOR "\n");
}

static int stream(void)
{
	struct v4l2_requestbuffers request = {
		.count = 2, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP,
	};
	int err = video(VIDIOC_REQBUFS, &request);

	for (uint32_t i = 0; !err && i < request.count; i++) {
		struct v4l2_buffer queued = {
			.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP,
			.index = i,
		};

		err = video(VIDIOC_QBUF, &queued);
	}
	return err ? err : video(VIDIOC_STREAMON, &(int){ V4L2_BUF_TYPE_VIDEO_CAPTURE });
}

static int run_monitor(void)
{
	int err;

	fd = open(monitor, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	err = stream();
	if (err)
		undo_fd();
	return err;
}

static void undo_monitor(void)
{
	struct v4l2_buffer got = {
		.type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP,
	};

	igt_assert_eq(video(VIDIOC_DQBUF, &got), 0);
	igt_assert_eq(got.flags & V4L2_BUF_FLAG_ERROR, 0);
	undo_fd();
}

/* -----------------------------------------------------------------------------
 * The device and the module
 */

/* Fewer modes may come of it, but no error. */
static int run_probe(void)
{
	drmModeFreeConnector(drmModeGetConnector(card->fd, output.connector->id));
	return 0;
}

static void undo_probe(void)
{
	drmModeConnector *connector = drmModeGetConnector(card->fd, output.connector->id);

	igt_assert(connector && connector->count_modes > 1);
	drmModeFreeConnector(connector);
}

static int write_name(const char *file)
{
	int driver = open(file, O_WRONLY | O_CLOEXEC), err = 0;

	if (driver < 0)
		return -errno;
	if (write(driver, DEVICE, strlen(DEVICE)) < 0)
		err = -errno;
	close(driver);
	return err;
}

static void unbind(void)
{
	if (!access(DRIVER_DIR DEVICE, F_OK))
		igt_assert_eq(device_unbind(DEVICE), 0);
}

static void bind(void)
{
	if (access(DRIVER_DIR DEVICE, F_OK))
		igt_assert_eq(device_bind(DEVICE), 0);
}

static int run_bind(void)
{
	return write_name(DRIVER_DIR "bind");
}

static int run_unbind(void)
{
	return write_name(DRIVER_DIR "unbind");
}

#define DESCRIPTION "failnth"

static int run_describe(void)
{
	return description_make(DESCRIPTION);
}

static void describe(void)
{
	igt_assert_eq(run_describe(), 0);
}

static void remove_description(void)
{
	igt_assert_eq(description_remove(DESCRIPTION), 0);
}

static int run_enable(void)
{
	return description_enable(DESCRIPTION, true);
}

static void disable(void)
{
	igt_assert_eq(description_enable(DESCRIPTION, false), 0);
}

static char module_file[256];

static void prepare_load(void)
{
	FILE *pipe;

	if (!module_file[0]) {
		pipe = popen("modinfo -n vprime", "r");
		igt_assert(pipe && fgets(module_file, sizeof(module_file), pipe));
		pclose(pipe);
		module_file[strcspn(module_file, "\n")] = '\0';
	}
	if (module_loaded("vprime"))
		module_unload_soon("vprime");
}

static int run_load(void)
{
	int file = open(module_file, O_RDONLY | O_CLOEXEC), err;

	if (file < 0)
		return -errno;
	err = syscall(SYS_finit_module, file, "create_default=0", 0) ? -errno : 0;
	close(file);
	return err;
}

static void load(const char *parameters)
{
	char line[64];

	if (module_loaded("vprime_monitor"))
		module_unload_soon("vprime_monitor");
	if (module_loaded("vprime"))
		module_unload_soon("vprime");
	snprintf(line, sizeof(line), "vprime %s", parameters);
	module_load(line);
}

static void load_as_before(void)
{
	load("");
}

/* -----------------------------------------------------------------------------
 * All of them
 */

#define OPERATION(_name, _what, _prepare, _run, _undo, _clean, ...) {		\
	.name = _name, .what = _what, .prepare = _prepare, .run = _run,		\
	.undo = _undo, .clean = _clean, __VA_ARGS__ }

static const struct operation operations[] = {
	OPERATION("open", "Open and close a card.", NULL, run_open, undo_fd, NULL),
	OPERATION("create", "Make a dumb buffer.", NULL, run_create, close_handle, NULL),
	OPERATION("map", "Map one.", prepare_buffer, run_map, undo_map, clean_buffer),
	OPERATION("export", "Export one.", prepare_buffer, run_export, undo_fd, clean_buffer),
	OPERATION("import", "Import a foreign buffer.", prepare_foreign, run_import, close_handle,
		  clean_dmabuf),
	OPERATION("self-import", "Import a buffer of our own.", prepare_own_dmabuf, run_import,
		  NULL, clean_own_dmabuf),
	OPERATION("peer-export", "vprime_peer exports.", NULL, run_peer_export, undo_fd, NULL),
	OPERATION("share", "Somebody maps a buffer of ours in each way.", prepare_own_dmabuf,
		  run_share, unshare, clean_own_dmabuf, .warns = true),
	OPERATION("fence", "A fence on request.", prepare_buffer, run_fence, undo_fence,
		  clean_buffer),
	OPERATION("addfb-1", "A framebuffer of one buffer.", prepare_one_plane, run_addfb,
		  undo_addfb, clean_planes),
	OPERATION("addfb-2", "A framebuffer of two.", prepare_two_planes, run_addfb, undo_addfb,
		  clean_planes),
	OPERATION("addfb-3", "A framebuffer of three.", prepare_three_planes, run_addfb,
		  undo_addfb, clean_planes),
	OPERATION("test-only", "A check with all planes.", prepare_all, run_test_only, NULL,
		  clean_all),
	OPERATION("flip", "A flip to a buffer that was not shown before.", prepare_flip,
		  run_commit, show_again, clean_commit),
	OPERATION("flip-nonblocking", "The same with an event.", prepare_nonblocking, run_commit,
		  undo_nonblocking, clean_commit),
	OPERATION("flip-import", "The same with an imported buffer.", prepare_import, run_commit,
		  show_again, clean_import, .warns = true),
	OPERATION("flip-all", "A commit with all planes.", prepare_all, run_commit, undo_all,
		  clean_all),
	OPERATION("modeset", "Another mode.", prepare_flip, run_modeset, undo_modeset,
		  clean_commit),
	OPERATION("setcrtc", "The legacy way to set a mode.", prepare_flip, run_setcrtc,
		  undo_modeset, clean_commit),
	OPERATION("page-flip", "The legacy way to flip.", prepare_flip, run_page_flip,
		  undo_nonblocking, clean_commit),
	OPERATION("cursor", "A cursor that moves.", prepare_cursor, run_cursor, NULL,
		  clean_cursor),
	OPERATION("gamma", "A ramp.", NULL, run_gamma, undo_gamma, NULL),
	OPERATION("writeback", "A writeback job with both fences.", prepare_writeback, run_commit,
		  undo_writeback, clean_commit),
	OPERATION("crc", "Start to read CRCs.", NULL, run_crc, undo_crc, NULL),
	OPERATION("monitor", "Start to watch the monitor.", NULL, run_monitor, undo_monitor, NULL),
	OPERATION("probe", "Probe a connector.", NULL, run_probe, undo_probe, NULL),
	/*
	 * Errors of the core's are left out: if there is no memory for a minor, it puts a reference
	 * to an ERR_PTR; if there is none for a CRTC's source of CRCs, it calls a destructor that
	 * managed CRTCs do not have; and a device that could not be registered counts as
	 * registered, of which it WARNs.
	 */
	OPERATION("bind", "Bind the device.", unbind, run_bind, NULL, NULL, .closed = true,
		  .within = FAILNTH_MODULES, .after = "__devm_drm_dev_alloc",
		  .before = "drm_dev_register",
		  .except = "drmm_crtc_init_with_planes", .sparse = 50),
	OPERATION("unbind", "Unbind it.", bind, run_unbind, NULL, NULL, .closed = true),
	OPERATION("describe", "Describe a card in configfs.", NULL, run_describe,
		  remove_description, NULL),
	/* what the probing of the card allocates is bind's; a device without a name is EINVAL */
	OPERATION("enable", "Make a card of the description.", describe, run_enable, disable,
		  remove_description, .except = "vprime_probe", .also = -EINVAL),
	OPERATION("load", "Load the module, without a card.", prepare_load, run_load, NULL, NULL,
		  .closed = true, .within = FAILNTH_MODULES, .sparse = 20),
};

/* -----------------------------------------------------------------------------
 * Whoever allocates, workers included
 */

/* Of a hundred allocations. */
#define FAILING 10
#define ROUNDS 400

/* A frame, if there is memory for it, with a writeback job now and then. */
static int show_frame(unsigned int n, const struct image *back)
{
	int32_t done = -1;
	int err;

	commit = show_commit(card);
	vprime_commit_add_plane(commit, output.primary->id, output.crtc->id,
				n & 1 ? image.fb : shown.fb, NULL, NULL);
	if (n % 4) {
		err = vprime_commit_apply(commit, DRM_MODE_ATOMIC_NONBLOCK |
					  DRM_MODE_PAGE_FLIP_EVENT, 0);
		if (!err)
			igt_assert_eq(vprime_flip_wait(card, output.crtc->id, 10000, NULL), 0);
	} else {
		vprime_commit_add_writeback(commit, output.writeback->id, output.crtc->id,
					    back->fb, &done);
		err = vprime_commit_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, 0);
		if (!err)
			igt_assert_eq(vprime_fence_wait(done, 10000), 0);
		if (done >= 0)
			close(done);
	}
	vprime_commit_destroy(commit);
	commit = NULL;
	return err;
}

/* Fences and events come all the same, and nothing is left. */
static void test_everywhere(void)
{
	unsigned int failed, refused = 0;
	struct traces before = traces_now();
	struct image back = image_new(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888);

	image = image_new(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888);
	igt_assert_eq(run_crc(), 0);
	failnth_within(FAILNTH_MODULES);
	failnth_everywhere(FAILING);
	for (unsigned int n = 0; n < ROUNDS; n++) {
		int err = show_frame(n, &back);
		char line[256];

		igt_assert_f(!err || err == -ENOMEM, "frame %u: %s\n", n, strerror(-err));
		refused += !!err;
		/* an entry is there once the frame is, and more than that are no error */
		if (!err)
			igt_assert_lt(0, read(fd, line, sizeof(line)));
		run_probe();
	}
	failed = failnth_everywhere(0);
	failnth_within(NULL);
	igt_assert_lt(0, failed);

	for (unsigned int n = 0; n < 8; n++)
		igt_assert_eq(show_frame(n, &back), 0);
	undo_fd();
	undo_probe();
	show_on(card, &output, &mode, &shown);
	image_free(&back);
	image_free(&image);
	traces_assert(&before);
	igt_info("everywhere: %u allocations failed, %u of %u frames with them\n", failed, refused,
		 ROUNDS);
}

/* Let go of what a subtest that failed has left. */
static void forget(void)
{
	failnth_disarm();
	failnth_everywhere(0);
	undo_fd();
	clean_dmabuf();
	description_remove(DESCRIPTION);
	if (!card)
		return;
	clean_planes();
	clean_buffer();
	clean_commit();
	image_free(&cursor);
	image_free(&shown);
	vprime_close(card);
	card = NULL;
}

static void start(void)
{
	card = card_open();
	output = card_output(card);
	mode = mode_make(WIDTH, HEIGHT, 60);
	shown = image_pattern(card, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, 1);
	show_on(card, &output, &mode, &shown);
	snprintf(node, sizeof(node), "/dev/dri/card%u", card_minor(card));
}

static void stop(void)
{
	show_reset(card, &output);
	image_free(&shown);
	vprime_close(card);
	card = NULL;
}

igt_main
{
	igt_fixture {
		igt_assert_f(module_loaded("vprime"), "the module vprime is not loaded\n");
		failnth_init();
		if (!module_loaded("vprime_peer"))
			module_load("vprime_peer");
		peer = peer_open();
	}

	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
		const struct operation *operation = &operations[i];

		igt_fixture
			forget();

		igt_describe_f("%s", operation->what);
		igt_subtest(operation->name) {
			bool watched = !strcmp(operation->name, "monitor");

			if (watched) {
				igt_require_f(module_available("vprime_monitor"),
					      "no videobuf2 in this kernel\n");
				load("monitor=1");
			}
			if (!operation->closed)
				start();
			if (watched)
				find_monitor();
			test(operation);
			if (!operation->closed)
				stop();
			if (watched || operation->closed)
				load_as_before();
		}
	}

	igt_describe("One allocation in ten fails, whichever task makes it, while frames are shown.");
	igt_subtest("everywhere") {
		start();
		test_everywhere();
		stop();
	}

	igt_fixture
		igt_info("all: %u allocations failed\n", points_all);
}
