// SPDX-License-Identifier: MIT
/* Tests of udmabuf, dma-heap and V4L2 export: what is asked of devices that are not there. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <linux/dma-heap.h>
#include <linux/udmabuf.h>
#include <linux/videodev2.h>

#include "libvprime.h"

#define DEVICE_FD 900
#define DMABUF 901

static struct {
	char path[128]; /* the device that was opened */
	int open_error;
	int error;	/* of the ioctl */
	int interrupts; /* how often to say EINTR first */
	int closed;
	struct udmabuf_create udmabuf;
	struct dma_heap_allocation_data heap;
	struct v4l2_exportbuffer v4l2;
} mock;

int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
	snprintf(mock.path, sizeof(mock.path), "%s", path);
	assert_true(flags & O_CLOEXEC);
	if (!mock.open_error)
		return DEVICE_FD;
	errno = mock.open_error;
	return -1;
}

int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
	if (fd != DEVICE_FD)
		return __real_close(fd);
	mock.closed++;
	/* what close() does to errno must not matter */
	errno = ENOLINK;
	return 0;
}

int __wrap_ioctl(int fd, unsigned long request, void *data);
int __wrap_ioctl(int fd, unsigned long request, void *data)
{
	assert_int_equal(fd, DEVICE_FD);
	if (mock.interrupts-- > 0 || mock.error) {
		errno = mock.interrupts >= 0 ? EINTR : mock.error;
		return -1;
	}
	switch (request) {
	case UDMABUF_CREATE:
		mock.udmabuf = *(struct udmabuf_create *)data;
		return DMABUF;
	case DMA_HEAP_IOCTL_ALLOC:
		mock.heap = *(struct dma_heap_allocation_data *)data;
		((struct dma_heap_allocation_data *)data)->fd = DMABUF;
		return 0;
	case VIDIOC_EXPBUF:
		mock.v4l2 = *(struct v4l2_exportbuffer *)data;
		((struct v4l2_exportbuffer *)data)->fd = DMABUF;
		return 0;
	}
	fail_msg("ioctl %lx", request);
	return -1;
}

static int reset(void **state)
{
	(void)state;
	memset(&mock, 0, sizeof(mock));
	return 0;
}

static void test_memfd(void **state)
{
	struct stat info;
	int memfd = -7;

	(void)state;
	assert_int_equal(vprime_memfd_create("test", 8192, &memfd), 0);
	assert_int_equal(fstat(memfd, &info), 0);
	assert_int_equal(info.st_size, 8192);
	assert_int_equal(fcntl(memfd, F_GETFD), FD_CLOEXEC);
	/* as udmabuf has it: cannot shrink, can be written */
	assert_int_equal(fcntl(memfd, F_GET_SEALS), F_SEAL_SHRINK);
	assert_int_equal(ftruncate(memfd, 4096), -1);
	close(memfd);

	memfd = -7;
	assert_int_equal(vprime_memfd_create("test", UINT64_MAX, &memfd), -EINVAL);
	assert_int_equal(memfd, -7);
}

static void test_udmabuf(void **state)
{
	int dmabuf = -7;

	(void)state;
	mock.interrupts = 2;
	assert_int_equal(vprime_udmabuf_create(5, 4096, 12288, &dmabuf), 0);
	assert_int_equal(dmabuf, DMABUF);
	assert_string_equal(mock.path, "/dev/udmabuf");
	assert_int_equal(mock.udmabuf.memfd, 5);
	assert_int_equal(mock.udmabuf.flags, UDMABUF_FLAGS_CLOEXEC);
	assert_int_equal(mock.udmabuf.offset, 4096);
	assert_int_equal(mock.udmabuf.size, 12288);
	assert_int_equal(mock.closed, 1);
}

static void test_heap(void **state)
{
	int dmabuf = -7;

	(void)state;
	assert_int_equal(vprime_heap_alloc(NULL, 100, &dmabuf), 0);
	assert_int_equal(dmabuf, DMABUF);
	assert_string_equal(mock.path, "/dev/dma_heap/system");
	assert_int_equal(mock.heap.len, 100);
	assert_int_equal(mock.heap.fd, 0);
	assert_int_equal(mock.heap.fd_flags, O_RDWR | O_CLOEXEC);
	assert_int_equal(mock.heap.heap_flags, 0);
	assert_int_equal(mock.closed, 1);

	assert_int_equal(vprime_heap_alloc("linux,cma", 100, &dmabuf), 0);
	assert_string_equal(mock.path, "/dev/dma_heap/linux,cma");
}

static void test_heap_names(void **state)
{
	char longest[66];
	int dmabuf = -7;

	(void)state;
	assert_int_equal(vprime_heap_alloc("../sda", 100, &dmabuf), -EINVAL);
	memset(longest, 'x', sizeof(longest));
	longest[65] = 0;
	assert_int_equal(vprime_heap_alloc(longest, 100, &dmabuf), -EINVAL);
	assert_string_equal(mock.path, "");
	longest[64] = 0;
	assert_int_equal(vprime_heap_alloc(longest, 100, &dmabuf), 0);
	assert_string_equal(mock.path + strlen("/dev/dma_heap/"), longest);
}

static void test_v4l2(void **state)
{
	int dmabuf = -7;

	(void)state;
	assert_int_equal(vprime_v4l2_export(DEVICE_FD, V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE, 3, 1,
					    &dmabuf), 0);
	assert_int_equal(dmabuf, DMABUF);
	assert_int_equal(mock.v4l2.type, V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE);
	assert_int_equal(mock.v4l2.index, 3);
	assert_int_equal(mock.v4l2.plane, 1);
	assert_int_equal(mock.v4l2.flags, O_RDWR | O_CLOEXEC);
	/* the video device stays the caller's */
	assert_int_equal(mock.closed, 0);
}

static void test_no_device(void **state)
{
	static const int errors[] = { ENOENT, EACCES, ENODEV };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		int dmabuf = -7;

		mock.open_error = errors[i];
		assert_int_equal(vprime_udmabuf_create(5, 0, 4096, &dmabuf), -errors[i]);
		assert_int_equal(vprime_heap_alloc(NULL, 4096, &dmabuf), -errors[i]);
		assert_int_equal(dmabuf, -7);
		assert_int_equal(mock.closed, 0);
	}
}

static void test_refused(void **state)
{
	int dmabuf = -7;

	(void)state;
	mock.error = EINVAL;
	assert_int_equal(vprime_udmabuf_create(5, 0, 4096, &dmabuf), -EINVAL);
	mock.error = ENOMEM;
	assert_int_equal(vprime_heap_alloc(NULL, 4096, &dmabuf), -ENOMEM);
	assert_int_equal(mock.closed, 2);
	mock.error = EBUSY;
	assert_int_equal(vprime_v4l2_export(DEVICE_FD, V4L2_BUF_TYPE_VIDEO_CAPTURE, 0, 0, &dmabuf),
			 -EBUSY);
	assert_int_equal(dmabuf, -7);
}

int main(void)
{
#define test(name) cmocka_unit_test_setup(test_##name, reset)
	const struct CMUnitTest tests[] = {
		test(memfd),
		test(udmabuf),
		test(heap),
		test(heap_names),
		test(v4l2),
		test(no_device),
		test(refused),
	};

	return cmocka_run_group_tests_name("exporters", tests, NULL, NULL);
}
