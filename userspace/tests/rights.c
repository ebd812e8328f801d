// SPDX-License-Identifier: MIT
/*
 * Who may see what a card shows: a test for each line of docs/security.md. Needs root, the modules
 * vprime (monitor=1) and vprime_monitor, and udev with the rules of packaging/udev.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <setjmp.h>
#include <cmocka.h>

#include <drm_fourcc.h>

#include "libvprime.h"
#include "video.h"
#include "vprime_drm.h"

#define CARD "/dev/dri/by-path/platform-vprime.0-card"
#define NOBODY 65534
#define WIDTH 640
#define HEIGHT 480
#define TIMEOUT 5000

/* What must not get out: on the screen, and beside it. */
#define SECRET 0xc0ffee
#define HIDDEN 0xbadcab

/* Somebody who shows something, as DRM master. */
static struct {
	struct vprime_card *card;
	struct vprime_output output;
	struct vprime_buffer *buffer;
	struct vprime_fb *fb;
	uint64_t offset; /* where the card maps the buffer */
	uint32_t name;	 /* of the buffer, for all who may ask by name */
} victim;

static char monitor_node[PATH_MAX];

/* -----------------------------------------------------------------------------
 * The second user
 */

/*
 * Runs @check as nobody, in the groups listed (the last is NULL). It gets a file of the card if
 * @card, opened with these rights. Whatever it says is wrong ends up on standard output; returns
 * how much that is.
 */
static int as_nobody(const char *const *groups, bool card, int (*check)(int fd))
{
	gid_t ids[4];
	size_t n = 0;
	int status;
	pid_t pid;

	for (; *groups; groups++) {
		const struct group *group = getgrnam(*groups);

		assert_non_null(group);
		ids[n++] = group->gr_gid;
	}
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		int fd = -1, wrong;

		if (setgroups(n, ids) || setgid(NOBODY) || setuid(NOBODY))
			_exit(99);
		if (card) {
			fd = open(CARD, O_RDWR | O_CLOEXEC);
			if (fd < 0)
				_exit(98);
		}
		wrong = check(fd);
		fflush(NULL);
		_exit(wrong);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static const char *const no_group[] = { NULL };
static const char *const video[] = { "video", NULL };
static const char *const watchers[] = { "vprime-monitor", NULL };

static int expect(int got, int wanted, const char *what)
{
	if (got == wanted)
		return 0;
	printf("%s: %s, not %s\n", what, got ? strerror(got) : "success",
	       wanted ? strerror(wanted) : "success");
	return 1;
}

static int expect_open(const char *path, int flags, int wanted)
{
	int fd = open(path, flags | O_CLOEXEC | O_NONBLOCK);
	int got = fd < 0 ? errno : 0;

	if (fd >= 0)
		close(fd);
	return expect(got, wanted, path);
}

/* The errno of a call, 0 for success. */
static int call(int fd, unsigned long request, void *argument)
{
	return ioctl(fd, request, argument) ? errno : 0;
}

/* -----------------------------------------------------------------------------
 * Nodes and files
 */

static int refused(const char *path)
{
	return expect_open(path, O_RDONLY, EACCES) + expect_open(path, O_WRONLY, EACCES) +
	       expect_open(path, O_RDWR, EACCES);
}

static int check_files(int fd)
{
	int wrong = 0;

	(void)fd;
	/* the ledger, faults, CRCs, whose folder nobody enters; tracepoints; the tests' peer */
	wrong += refused("/sys/kernel/debug/dri/0/name");
	wrong += expect_open("/sys/kernel/debug/dri", O_RDONLY | O_DIRECTORY, EACCES);
	wrong += refused("/sys/kernel/tracing/events/vprime/enable");
	wrong += refused("/dev/vprime_peer");
	/* cards are not for everybody to make or take away */
	wrong += expect_open("/sys/bus/platform/drivers/vprime/unbind", O_WRONLY, EACCES);
	wrong += expect_open("/sys/bus/platform/drivers/vprime/bind", O_WRONLY, EACCES);
	if (!access("/sys/kernel/config/vprime", F_OK) &&
	    !mkdir("/sys/kernel/config/vprime/stranger", 0700)) {
		puts("/sys/kernel/config/vprime: may be written");
		wrong++;
	}
	return wrong;
}

static int check_nothing(int fd)
{
	return refused(CARD) + refused(monitor_node) + check_files(fd);
}

static void test_no_group(void **state)
{
	(void)state;
	assert_int_equal(as_nobody(no_group, false, check_nothing), 0);
}

static int check_card_alone(int fd)
{
	return expect_open(CARD, O_RDWR, 0) + refused(monitor_node) + check_files(fd);
}

/* To show is not to look at what others show. */
static void test_group_video(void **state)
{
	(void)state;
	assert_int_equal(as_nobody(video, false, check_card_alone), 0);
}

static int check_monitor_alone(int fd)
{
	return refused(CARD) + expect_open(monitor_node, O_RDWR, 0) + check_files(fd);
}

static void test_group_monitor(void **state)
{
	(void)state;
	assert_int_equal(as_nobody(watchers, false, check_monitor_alone), 0);
}

static void test_monitor_node(void **state)
{
	struct stat info;
	char command[PATH_MAX + 100];

	(void)state;
	assert_int_equal(stat(monitor_node, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0660);
	assert_int_equal(info.st_uid, 0);
	assert_int_equal(info.st_gid, getgrnam("vprime-monitor")->gr_gid);
	snprintf(command, sizeof(command), "udevadm info %s | grep -q '^E: CURRENT_TAGS=.*:uaccess:'",
		 monitor_node);
	assert_int_not_equal(system(command), 0);
}

/* Nothing of the card is a render node, which everybody may use. */
static void test_no_render_node(void **state)
{
	DIR *nodes = opendir("/sys/bus/platform/devices/vprime.0/drm");
	struct dirent *entry;
	int cards = 0;

	(void)state;
	assert_non_null(nodes);
	while ((entry = readdir(nodes))) {
		assert_false(!strncmp(entry->d_name, "renderD", 7));
		cards += !strncmp(entry->d_name, "card", 4);
	}
	closedir(nodes);
	assert_int_equal(cards, 1);
}

/* -----------------------------------------------------------------------------
 * ioctls of a client that is not DRM master
 */

/* What changes the screen, or asks for what only its owner knows: the numbers of the ioctls. */
static const uint8_t for_master[] = {
	0x07, 0x10, 0x11, 0x12, 0x13, 0x1e, /* SET_VERSION to SET_MASTER */
	0x27, 0x28, 0x3f,		    /* ADD_DRAW, RM_DRAW, UPDATE_DRAW */
	0x2c,				    /* FINISH, which wants authentication */
	0x0a, 0x0b,			    /* GEM_FLINK, GEM_OPEN, which do, too */
	0xa2, 0xa3, 0xa5,		    /* SETCRTC, CURSOR, SETGAMMA */
	0xa8, 0xa9, 0xab,		    /* ATTACHMODE, DETACHMODE, SETPROPERTY */
	0xb0, 0xb1, 0xb7,		    /* PAGE_FLIP, DIRTYFB, SETPLANE */
	0xba, 0xbb, 0xbc,		    /* OBJ_SETPROPERTY, CURSOR2, ATOMIC */
	0xc6, 0xc7, 0xc8, 0xc9,		    /* leases */
};

/*
 * What anybody who has the node may ask for. Handles, objects and files that come out of these are
 * the client's own; what could go wrong with them is tested below.
 */
static const uint8_t for_all[] = {
	0x00, 0x01, 0x02, 0x05, 0x06, 0x0c, 0x0d, /* VERSION ... SET_CLIENT_CAP */
	0x09, 0x2d, 0x2e,			  /* GEM_CLOSE, PRIME */
	0x08,					  /* MODESET_CTL, nothing but 0 up to 6.1 */
	0x3a, 0x3b, 0x3c,			  /* vblanks, which say when, not what */
	0xa0, 0xa1, 0xa4, 0xa6, 0xa7,		  /* GETRESOURCES, GETCRTC, GETGAMMA ... */
	0xaa, 0xac, 0xad, 0xae, 0xaf,		  /* GETPROPERTY, GETPROPBLOB, GETFB, ADDFB, RMFB */
	0xb2, 0xb3, 0xb4, 0xb5, 0xb6, 0xb8, 0xb9, /* dumb buffers, planes, ADDFB2, properties */
	0xbd, 0xbe,				  /* CREATEPROPBLOB, DESTROYPROPBLOB */
	0xbf, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, /* syncobjs */
	0xca, 0xcb, 0xcc, 0xcd, 0xcf,
	0xce, 0xd0, 0xd1, 0xd2,			  /* GETFB2, CLOSEFB, a name, a handle */
	/* our own: BO_INFO, FENCE_ATTACH, FENCE_SIGNAL */
	DRM_COMMAND_BASE + 0, DRM_COMMAND_BASE + 1, DRM_COMMAND_BASE + 2,
};

static bool listed(uint8_t number, const uint8_t *list, size_t n)
{
	return memchr(list, number, n);
}

static int check_all_ioctls(int fd)
{
	int wrong = 0;

	for (unsigned int number = 0; number <= 0xff; number++) {
		/* no argument: the kernel fills it up with zeros */
		int got = call(fd, _IOC(_IOC_READ | _IOC_WRITE, DRM_IOCTL_BASE, number, 0), NULL);
		char name[20];

		snprintf(name, sizeof(name), "ioctl %#x", number);
		if (listed(number, for_master, sizeof(for_master)))
			wrong += expect(got, EACCES, name);
		else if (!listed(number, for_all, sizeof(for_all)) && got != EINVAL &&
			 got != EACCES && got != ENOTTY && got != EOPNOTSUPP)
			wrong += expect(got, EINVAL, name);
	}
	return wrong;
}

/* An ioctl that is in neither list is to be put into one, with a test if it gives something. */
static void test_ioctls(void **state)
{
	uint64_t before, after;

	(void)state;
	assert_int_equal(vprime_property_get(victim.card, victim.output.primary->id, "FB_ID",
					     &before), 0);
	assert_int_equal(as_nobody(video, true, check_all_ioctls), 0);
	assert_int_equal(vprime_property_get(victim.card, victim.output.primary->id, "FB_ID",
					     &after), 0);
	assert_int_equal(before, victim.fb->id);
	assert_int_equal(after, victim.fb->id);
}

/* The framebuffer's shape may be seen, its pixels not. */
static int check_getfb(int fd)
{
	struct drm_mode_fb_cmd fb = { .fb_id = victim.fb->id };
	struct drm_mode_fb_cmd2 fb2 = { .fb_id = victim.fb->id };
	int wrong;

	wrong = expect(call(fd, DRM_IOCTL_MODE_GETFB, &fb), 0, "GETFB");
	wrong += expect(call(fd, DRM_IOCTL_MODE_GETFB2, &fb2), 0, "GETFB2");
	if (fb.handle || fb2.handles[0]) {
		puts("a framebuffer of somebody else gives a handle");
		wrong++;
	}
	if (fb.width != victim.fb->width) {
		puts("GETFB has not looked at the framebuffer at all");
		wrong++;
	}
	return wrong;
}

static void test_getfb(void **state)
{
	struct drm_mode_fb_cmd fb = { .fb_id = victim.fb->id };
	struct drm_mode_fb_cmd2 fb2 = { .fb_id = victim.fb->id };

	(void)state;
	assert_int_equal(as_nobody(video, true, check_getfb), 0);
	/* as it should be, its owner and root get one */
	assert_int_equal(call(victim.card->fd, DRM_IOCTL_MODE_GETFB, &fb), 0);
	assert_int_not_equal(fb.handle, 0);
	assert_int_equal(call(victim.card->fd, DRM_IOCTL_MODE_GETFB2, &fb2), 0);
	assert_int_not_equal(fb2.handles[0], 0);
}

static int check_rmfb(int fd)
{
	/* struct drm_mode_closefb and its ioctl came with Linux 6.7 */
	uint32_t close_it[2] = { victim.fb->id };
	int got = call(fd, DRM_IOWR(0xd0, uint32_t[2]), close_it);

	return expect(call(fd, DRM_IOCTL_MODE_RMFB, &(uint32_t){ victim.fb->id }), ENOENT, "RMFB") +
	       expect(got == EINVAL ? ENOENT : got, ENOENT, "CLOSEFB");
}

static void test_rmfb(void **state)
{
	uint64_t shown;

	(void)state;
	assert_int_equal(as_nobody(video, true, check_rmfb), 0);
	assert_int_equal(vprime_property_get(victim.card, victim.output.primary->id, "FB_ID",
					     &shown), 0);
	assert_int_equal(shown, victim.fb->id);
}

static int check_handle(int fd, uint32_t handle)
{
	struct drm_mode_map_dumb map = { .handle = handle };
	struct drm_prime_handle prime = { .handle = handle, .flags = DRM_RDWR };
	struct drm_mode_fb_cmd2 fb = {
		.width = 16, .height = 16, .pixel_format = DRM_FORMAT_XRGB8888,
		.handles = { handle }, .pitches = { 64 },
	};
	struct drm_vprime_bo_info info = { .handle = handle };
	struct drm_vprime_fence_attach fence = { .handle = handle, .timeout_ms = 1 };

	return expect(call(fd, DRM_IOCTL_MODE_MAP_DUMB, &map), ENOENT, "MAP_DUMB") +
	       expect(call(fd, DRM_IOCTL_PRIME_HANDLE_TO_FD, &prime), ENOENT, "PRIME") +
	       expect(call(fd, DRM_IOCTL_MODE_ADDFB2, &fb), ENOENT, "ADDFB2") +
	       expect(call(fd, DRM_IOCTL_VPRIME_BO_INFO, &info), ENOENT, "BO_INFO") +
	       expect(call(fd, DRM_IOCTL_VPRIME_FENCE_ATTACH, &fence), ENOENT, "FENCE_ATTACH");
}

/* The numbers of others' handles mean nothing here. */
static int check_handles(int fd)
{
	int wrong = 0;

	for (uint32_t handle = 1; handle < 64 && !wrong; handle++)
		wrong = check_handle(fd, handle);
	return wrong;
}

static void test_handles(void **state)
{
	(void)state;
	assert_in_range(victim.buffer->handle, 1, 63);
	assert_int_equal(as_nobody(video, true, check_handles), 0);
}

static int check_offset(int fd)
{
	void *map = mmap(NULL, victim.buffer->size, PROT_READ, MAP_SHARED, fd, victim.offset);

	return expect(map == MAP_FAILED ? errno : 0, EACCES, "mmap");
}

/* Where others' buffers are mapped can be guessed. */
static void test_offset(void **state)
{
	(void)state;
	assert_int_equal(as_nobody(video, true, check_offset), 0);
	assert_ptr_not_equal(mmap(NULL, victim.buffer->size, PROT_READ, MAP_SHARED,
				  victim.card->fd, victim.offset), MAP_FAILED);
}

static int check_name(int fd)
{
	struct drm_gem_open open_it = { .name = victim.name };

	return expect(call(fd, DRM_IOCTL_GEM_OPEN, &open_it), EACCES, "GEM_OPEN");
}

static void test_name(void **state)
{
	struct drm_gem_open open_it = { .name = victim.name };

	(void)state;
	assert_int_equal(as_nobody(video, true, check_name), 0);
	assert_int_equal(call(victim.card->fd, DRM_IOCTL_GEM_OPEN, &open_it), 0);
	call(victim.card->fd, DRM_IOCTL_GEM_CLOSE,
	     &(struct drm_gem_close){ .handle = open_it.handle });
}

/* Writeback is a commit. */
static int check_writeback(int fd)
{
	struct vprime_card *card;
	struct vprime_output output;
	struct vprime_buffer *buffer;
	struct vprime_fb *fb;

	if (vprime_open_fd(fd, &card) || vprime_output_find(card, NULL, &output) ||
	    !output.writeback || vprime_buffer_create(card, WIDTH, HEIGHT, 32, &buffer) ||
	    vprime_fb_of_buffer(buffer, DRM_FORMAT_XRGB8888, &fb)) {
		puts("writeback cannot be tried");
		return 1;
	}
	return expect(-vprime_writeback(card, &output, fb, TIMEOUT), EACCES, "writeback");
}

static void test_writeback(void **state)
{
	(void)state;
	assert_int_equal(as_nobody(video, true, check_writeback), 0);
}

/* -----------------------------------------------------------------------------
 * Limits
 */

/* kB of shared memory in use, in the whole machine. */
static long shared_memory(void)
{
	FILE *file = fopen("/proc/meminfo", "r");
	char line[128];
	long kb = -1;

	while (file && kb < 0 && fgets(line, sizeof(line), file))
		sscanf(line, "Shmem: %ld", &kb);
	if (file)
		fclose(file);
	return kb;
}

static int expect_buffer(int fd, uint32_t width, uint32_t height, uint32_t bpp, int wanted,
			 uint32_t *handle)
{
	struct drm_mode_create_dumb create = { .width = width, .height = height, .bpp = bpp };
	char what[64];

	snprintf(what, sizeof(what), "a buffer of %ux%u, %u bits", width, height, bpp);
	*handle = 0;
	if (expect(call(fd, DRM_IOCTL_MODE_CREATE_DUMB, &create), wanted, what))
		return 1;
	*handle = create.handle;
	return 0;
}

static int expect_fb(int fd, uint32_t handle, uint32_t width, uint32_t height, int wanted)
{
	struct drm_mode_fb_cmd2 fb = {
		.width = width, .height = height, .pixel_format = DRM_FORMAT_XRGB8888,
		.handles = { handle }, .pitches = { width * 4 },
	};
	char what[64];

	snprintf(what, sizeof(what), "a framebuffer of %ux%u", width, height);
	return expect(call(fd, DRM_IOCTL_MODE_ADDFB2, &fb), wanted, what);
}

/* Buffers are below 4 GiB, and have no memory before somebody uses them. */
static int check_limits(int fd)
{
	long before = shared_memory(), more;
	uint32_t big, wide, none;
	int wrong = 0;

	wrong += expect_buffer(fd, 65536, 65536, 32, EINVAL, &none);
	wrong += expect_buffer(fd, 32768, 32768, 32, EINVAL, &none);
	wrong += expect_buffer(fd, UINT32_MAX, 1, 32, EINVAL, &none);
	wrong += expect_buffer(fd, 16384, UINT32_MAX, 8, EINVAL, &none);
	wrong += expect_buffer(fd, 16384, 16384, UINT32_MAX, EINVAL, &none);
	for (int i = 0; i < 16 && !wrong; i++)
		wrong += expect_buffer(fd, 16384, 16384, 32, 0, &big);
	wrong += expect_buffer(fd, 16385, 16385, 32, 0, &wide);
	wrong += expect_fb(fd, big, 16384, 16384, 0);
	wrong += expect_fb(fd, wide, 16385, 16384, EINVAL);
	wrong += expect_fb(fd, wide, 16384, 16385, EINVAL);
	more = shared_memory() - before;
	if (more > 16384) {
		printf("buffers that nobody has used take %ld kB\n", more);
		wrong++;
	}
	return wrong;
}

static void test_limits(void **state)
{
	(void)state;
	assert_int_equal(as_nobody(video, true, check_limits), 0);
}

/* -----------------------------------------------------------------------------
 * Memory
 */

static void assert_zero(const uint8_t *data, size_t size)
{
	assert_true(!data[0] && !memcmp(data, data + 1, size - 1));
}

/* What others have freed is not in new buffers of the card. */
static void test_new_buffers(void **state)
{
	(void)state;
	for (int i = 0; i < 16; i++) {
		struct vprime_buffer *buffer;
		void *map;

		assert_int_equal(vprime_buffer_create(victim.card, 1920, 1080, 32, &buffer), 0);
		assert_int_equal(vprime_buffer_map(buffer, &map), 0);
		assert_zero(map, buffer->size);
		memset(map, 0xaa, buffer->size);
		vprime_buffer_destroy(buffer);
	}
}

/* Nor in those of the monitor, before a picture is in them. */
static void test_new_capture_buffers(void **state)
{
	struct v4l2_requestbuffers request = {
		.count = 4, .type = V4L2_BUF_TYPE_VIDEO_CAPTURE, .memory = V4L2_MEMORY_MMAP,
	};
	struct video video;

	(void)state;
	for (int round = 0; round < 3; round++) {
		assert_int_equal(video_open(monitor_node, &video), 0);
		assert_int_equal(video_setup(&video, V4L2_PIX_FMT_XBGR32), 0);
		assert_int_equal(call(video.fd, VIDIOC_REQBUFS, &request), 0);
		for (uint32_t i = 0; i < request.count; i++) {
			struct v4l2_buffer buffer = {
				.type = request.type, .memory = request.memory, .index = i,
			};
			void *map;

			assert_int_equal(call(video.fd, VIDIOC_QUERYBUF, &buffer), 0);
			map = mmap(NULL, buffer.length, PROT_READ | PROT_WRITE, MAP_SHARED,
				   video.fd, buffer.m.offset);
			assert_ptr_not_equal(map, MAP_FAILED);
			assert_zero(map, buffer.length);
			memset(map, 0xaa, buffer.length);
			munmap(map, buffer.length);
		}
		video_close(&video);
	}
}

/* Who watches sees the screen, and nothing that is in its buffers beside it. */
static void test_off_screen(void **state)
{
	struct video_picture picture;
	struct video video;
	const uint32_t *pixels;
	size_t seen = 0;

	(void)state;
	assert_int_equal(video_open(monitor_node, &video), 0);
	assert_int_equal(video_setup(&video, V4L2_PIX_FMT_XBGR32), 0);
	assert_int_equal(video_start(&video, 2), 0);
	assert_int_equal(video_next(&video, TIMEOUT, &picture), 0);
	assert_int_equal(picture.size, WIDTH * HEIGHT * 4);
	pixels = (const uint32_t *)picture.data;
	for (size_t i = 0; i < WIDTH * HEIGHT; i++) {
		assert_int_not_equal(pixels[i] & 0xffffff, HIDDEN);
		seen += (pixels[i] & 0xffffff) == SECRET;
	}
	assert_int_equal(seen, WIDTH * HEIGHT);
	video_close(&video);
}

/* -----------------------------------------------------------------------------
 * The victim
 */

static bool find_mode(const struct vprime_connector *connector, drmModeModeInfo *mode)
{
	for (size_t i = 0; i < connector->n_modes; i++) {
		*mode = connector->modes[i];
		if (mode->hdisplay == WIDTH && mode->vdisplay == HEIGHT)
			return true;
	}
	return false;
}

/* A framebuffer twice as wide as the screen, of which the left half is shown. */
static void show(void)
{
	const struct vprime_rect half = { 0, 0, WIDTH, HEIGHT };
	struct vprime_output *output = &victim.output;
	struct drm_mode_map_dumb map = { 0 };
	struct drm_gem_flink flink = { 0 };
	struct vprime_commit *commit;
	drmModeModeInfo mode;
	uint32_t *pixels;

	assert_int_equal(vprime_output_find(victim.card, NULL, output), 0);
	assert_true(find_mode(output->connector, &mode));
	assert_int_equal(vprime_buffer_create(victim.card, 2 * WIDTH, HEIGHT, 32, &victim.buffer),
			 0);
	assert_int_equal(vprime_buffer_map(victim.buffer, (void **)&pixels), 0);
	for (size_t i = 0; i < 2 * WIDTH * HEIGHT; i++)
		pixels[i] = i % (2 * WIDTH) < WIDTH ? SECRET : HIDDEN;
	assert_int_equal(vprime_fb_of_buffer(victim.buffer, DRM_FORMAT_XRGB8888, &victim.fb), 0);

	assert_int_equal(vprime_commit_create(victim.card, &commit), 0);
	vprime_commit_add_mode(commit, output->crtc->id, &mode);
	vprime_commit_add(commit, output->connector->id, "CRTC_ID", output->crtc->id);
	vprime_commit_add_plane(commit, output->primary->id, output->crtc->id, victim.fb, &half,
				NULL);
	assert_int_equal(vprime_commit_apply(commit, DRM_MODE_ATOMIC_ALLOW_MODESET, 0), 0);
	vprime_commit_destroy(commit);

	map.handle = victim.buffer->handle;
	assert_int_equal(call(victim.card->fd, DRM_IOCTL_MODE_MAP_DUMB, &map), 0);
	victim.offset = map.offset;
	flink.handle = victim.buffer->handle;
	assert_int_equal(call(victim.card->fd, DRM_IOCTL_GEM_FLINK, &flink), 0);
	victim.name = flink.name;
}

/* As systemd's rules of that number do; not all systems have them. */
#define UACCESS_RULES "/run/udev/rules.d/70-vprime-test.rules"

static bool tag_everything(void)
{
	FILE *file;

	if (mkdir("/run/udev/rules.d", 0755) && errno != EEXIST)
		return false;
	file = fopen(UACCESS_RULES, "we");
	if (!file)
		return false;
	fputs("SUBSYSTEM==\"video4linux\", TAG+=\"uaccess\"\n", file);
	return !fclose(file) && !system("udevadm control --reload");
}

static int begin(void **state)
{
	struct video_monitor *monitors;
	int n;

	(void)state;
	if (!tag_everything())
		return -1;
	if (system("modprobe -q vprime_peer; modprobe -r vprime_monitor; modprobe -r vprime; "
		   "modprobe vprime monitor=1 && modprobe vprime_monitor && udevadm settle"))
		return -1;
	n = video_list(NULL, &monitors);
	if (n != 1) {
		printf("%d monitors, not one\n", n);
		return -1;
	}
	snprintf(monitor_node, sizeof(monitor_node), "%s", monitors[0].node);
	free(monitors);
	assert_int_equal(vprime_open_path(CARD, &victim.card), 0);
	show();
	return 0;
}

static int end(void **state)
{
	(void)state;
	unlink(UACCESS_RULES);
	vprime_fb_destroy(victim.fb);
	vprime_buffer_destroy(victim.buffer);
	vprime_close(victim.card);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_group),
		cmocka_unit_test(test_group_video),
		cmocka_unit_test(test_group_monitor),
		cmocka_unit_test(test_monitor_node),
		cmocka_unit_test(test_no_render_node),
		cmocka_unit_test(test_ioctls),
		cmocka_unit_test(test_getfb),
		cmocka_unit_test(test_rmfb),
		cmocka_unit_test(test_handles),
		cmocka_unit_test(test_offset),
		cmocka_unit_test(test_name),
		cmocka_unit_test(test_writeback),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_new_buffers),
		cmocka_unit_test(test_new_capture_buffers),
		cmocka_unit_test(test_off_screen),
	};

	return cmocka_run_group_tests_name("rights", tests, begin, end);
}
