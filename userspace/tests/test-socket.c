// SPDX-License-Identifier: MIT
/* Tests of file descriptors that travel over UNIX sockets. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "libvprime.h"

struct message {
	uint32_t width, height;
};

static const struct message hello = { 640, 480 };

/* Both ends of a socket, and a file to send. */
struct fixture {
	int ends[2];
	int file;
	int open_files;
};

static int open_files(void)
{
	int count = 0;

	for (int fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void setup(struct fixture *f, int type)
{
	assert_int_equal(socketpair(AF_UNIX, type, 0, f->ends), 0);
	f->file = memfd_create("sent", 0);
	assert_true(f->file >= 0);
	f->open_files = open_files();
}

static void teardown(struct fixture *f)
{
	assert_int_equal(open_files(), f->open_files);
	close(f->ends[0]);
	close(f->ends[1]);
	close(f->file);
}

static void assert_same_file(int a, int b)
{
	struct stat left, right;

	assert_int_equal(fstat(a, &left), 0);
	assert_int_equal(fstat(b, &right), 0);
	assert_int_equal(left.st_ino, right.st_ino);
	assert_int_equal(left.st_dev, right.st_dev);
}

static const int types[] = { SOCK_STREAM, SOCK_SEQPACKET, SOCK_DGRAM };

static void test_there(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct message message = { 0 };
		struct fixture f;
		int fd = -1;

		setup(&f, types[i]);
		assert_int_equal(vprime_fd_send(f.ends[0], f.file, &hello, sizeof(hello)), 0);
		assert_int_equal(vprime_fd_receive(f.ends[1], &fd, &message, sizeof(message)), 0);
		assert_memory_equal(&message, &hello, sizeof(hello));
		assert_int_not_equal(fd, f.file);
		assert_same_file(fd, f.file);
		assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
		close(fd);
		teardown(&f);
	}
}

/* Messages do not run into each other, not even on a stream. */
static void test_several(void **state)
{
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct fixture f;

		setup(&f, types[i]);
		for (uint32_t n = 0; n < 5; n++)
			assert_int_equal(vprime_fd_send(f.ends[0], f.file, &n, sizeof(n)), 0);
		for (uint32_t n = 0; n < 5; n++) {
			uint32_t number;
			int fd;

			assert_int_equal(vprime_fd_receive(f.ends[1], &fd, &number, sizeof(number)),
					 0);
			assert_int_equal(number, n);
			close(fd);
		}
		teardown(&f);
	}
}

static void test_size_limits(void **state)
{
	char message[VPRIME_MESSAGE_MAX + 1];
	struct fixture f;
	int fd = -7;

	(void)state;
	setup(&f, SOCK_SEQPACKET);
	memset(message, 0x5a, sizeof(message));
	assert_int_equal(vprime_fd_send(f.ends[0], f.file, message, 0), -EINVAL);
	assert_int_equal(vprime_fd_send(f.ends[0], f.file, message, sizeof(message)), -EINVAL);
	assert_int_equal(vprime_fd_receive(f.ends[1], &fd, message, 0), -EINVAL);
	assert_int_equal(vprime_fd_receive(f.ends[1], &fd, message, sizeof(message)), -EINVAL);
	assert_int_equal(fd, -7);

	assert_int_equal(vprime_fd_send(f.ends[0], f.file, message, VPRIME_MESSAGE_MAX), 0);
	memset(message, 0, sizeof(message));
	assert_int_equal(vprime_fd_receive(f.ends[1], &fd, message, VPRIME_MESSAGE_MAX), 0);
	for (size_t i = 0; i < VPRIME_MESSAGE_MAX; i++)
		assert_int_equal(message[i], 0x5a);
	assert_int_equal(message[VPRIME_MESSAGE_MAX], 0);
	close(fd);
	teardown(&f);
}

/* What a careless or hostile peer sends, and that nothing of it stays open. */
static void send_raw(int socket, const int *fds, size_t n_fds, const void *data, size_t size)
{
	char control[CMSG_SPACE(4 * sizeof(int))] = { 0 };
	struct iovec iov = { .iov_base = (void *)data, .iov_len = size };
	struct msghdr packet = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr *header;

	if (n_fds) {
		packet.msg_control = control;
		packet.msg_controllen = CMSG_SPACE(n_fds * sizeof(int));
		header = CMSG_FIRSTHDR(&packet);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(n_fds * sizeof(int));
		memcpy(CMSG_DATA(header), fds, n_fds * sizeof(int));
	}
	assert_int_equal(sendmsg(socket, &packet, 0), size);
}

static void test_something_else(void **state)
{
	static const struct {
		size_t n_fds, size;
	} cases[] = {
		{ 0, sizeof(hello) },	  /* no descriptor */
		{ 1, sizeof(hello) - 1 }, /* too short */
		{ 1, sizeof(hello) + 1 }, /* too long */
		{ 1, VPRIME_MESSAGE_MAX + 100 },
		{ 2, sizeof(hello) }, /* more than one */
		{ 3, sizeof(hello) },
		{ 4, sizeof(hello) },
	};
	static const char data[VPRIME_MESSAGE_MAX + 100];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (size_t t = 0; t < 3; t++) {
			struct message message = hello;
			struct fixture f;
			int fds[4], fd = -7;

			setup(&f, types[t]);
			for (int n = 0; n < 4; n++)
				fds[n] = f.file;
			send_raw(f.ends[0], fds, cases[i].n_fds, data, cases[i].size);
			assert_int_equal(vprime_fd_receive(f.ends[1], &fd, &message,
							   sizeof(message)), -EBADMSG);
			assert_int_equal(fd, -7);
			assert_memory_equal(&message, &hello, sizeof(hello));
			teardown(&f);
		}
	}
}

static void test_the_next_packet_is_good(void **state)
{
	struct message message;
	struct fixture f;
	int fd;

	(void)state;
	setup(&f, SOCK_SEQPACKET);
	send_raw(f.ends[0], &f.file, 1, "too long for it", 16);
	assert_int_equal(vprime_fd_send(f.ends[0], f.file, &hello, sizeof(hello)), 0);
	assert_int_equal(vprime_fd_receive(f.ends[1], &fd, &message, sizeof(message)), -EBADMSG);
	assert_int_equal(vprime_fd_receive(f.ends[1], &fd, &message, sizeof(message)), 0);
	close(fd);
	teardown(&f);
}

static void test_closed(void **state)
{
	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct message message;
		struct fixture f;
		int fd = -7;

		/* cmocka's process would die of a SIGPIPE */
		setup(&f, types[i]);
		close(f.ends[0]);
		assert_int_equal(vprime_fd_receive(f.ends[1], &fd, &message, sizeof(message)),
				 -ECONNRESET);
		assert_int_equal(fd, -7);
		assert_int_equal(vprime_fd_send(f.ends[1], f.file, &hello, sizeof(hello)), -EPIPE);
		f.ends[0] = dup(f.ends[1]);
		teardown(&f);
	}
}

static void test_errors(void **state)
{
	struct message message;
	struct fixture f;
	int fd = -7;

	(void)state;
	setup(&f, SOCK_STREAM | SOCK_NONBLOCK);
	assert_int_equal(vprime_fd_receive(f.ends[1], &fd, &message, sizeof(message)), -EAGAIN);
	assert_int_equal(vprime_fd_send(f.ends[0], -1, &hello, sizeof(hello)), -EBADF);
	assert_int_equal(vprime_fd_send(f.file, f.file, &hello, sizeof(hello)), -ENOTSOCK);
	assert_int_equal(vprime_fd_receive(f.file, &fd, &message, sizeof(message)), -ENOTSOCK);
	assert_int_equal(fd, -7);
	teardown(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there),
		cmocka_unit_test(test_several),
		cmocka_unit_test(test_size_limits),
		cmocka_unit_test(test_something_else),
		cmocka_unit_test(test_the_next_packet_is_good),
		cmocka_unit_test(test_closed),
		cmocka_unit_test(test_errors),
	};

	return cmocka_run_group_tests_name("socket", tests, NULL, NULL);
}
