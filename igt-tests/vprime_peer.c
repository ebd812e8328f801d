// SPDX-License-Identifier: MIT
/* The module vprime_peer by itself, as exporter and importer of its own buffers. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "igt.h"

#include "dmabuf.h"
#include "module.h"
#include "peer.h"
#include "show.h"
#include "warning.h"

IGT_TEST_DESCRIPTION("The module vprime_peer by itself.");

#define PAGE 4096u
#define PAGES 19
#define SIZE (PAGES * PAGE)
#define MODULE "vprime_peer"

static const struct {
	const char *name;
	uint32_t kind;
} kinds[] = {
	{ "contiguous", VPRIME_PEER_CONTIGUOUS },
	{ "scattered", VPRIME_PEER_SCATTERED },
	{ "write-combined", VPRIME_PEER_WRITE_COMBINED },
	{ "iomem", VPRIME_PEER_IOMEM },
};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static int peer;

static int export(uint32_t kind, uint32_t flags)
{
	return peer_export(peer, SIZE, kind, flags);
}

static void *map_dmabuf(int dmabuf)
{
	void *map = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, dmabuf, 0);

	igt_assert_f(map != MAP_FAILED, "mmap: %s\n", strerror(errno));
	return map;
}

static void test_root_only(void)
{
	struct stat st;
	int status;
	pid_t child;

	igt_assert_eq(stat(VPRIME_PEER_DEVICE, &st), 0);
	igt_assert_eq(st.st_mode & 0777, 0600);
	igt_assert_eq(st.st_uid, 0);

	child = fork();
	igt_assert(child >= 0);
	if (!child)
		_exit(setuid(65534) || open(VPRIME_PEER_DEVICE, O_RDWR) >= 0 || errno != EACCES);
	igt_assert_eq(waitpid(child, &status, 0), child);
	igt_assert_eq(status, 0);
}

/* A call that is refused for what it is given. */
#define BAD(request, type, ...)	\
	igt_assert_eq(peer_call(peer, request, &(struct type){ __VA_ARGS__ }), -EINVAL)

static void test_arguments(void)
{
	int dmabuf = export(VPRIME_PEER_SCATTERED, 0), pipes[2];
	uint32_t crc;
	int id;

	BAD(VPRIME_PEER_IOC_EXPORT, vprime_peer_export, .size = 0);
	BAD(VPRIME_PEER_IOC_EXPORT, vprime_peer_export, .size = PAGE, .kind = 4);
	BAD(VPRIME_PEER_IOC_EXPORT, vprime_peer_export, .size = PAGE, .flags = 8);
	BAD(VPRIME_PEER_IOC_EXPORT, vprime_peer_export, .size = PAGE, .fd_flags = O_WRONLY);
	BAD(VPRIME_PEER_IOC_EXPORT, vprime_peer_export, .size = PAGE, .fd_flags = O_ACCMODE);
	BAD(VPRIME_PEER_IOC_EXPORT, vprime_peer_export, .size = PAGE, .fd_flags = O_NONBLOCK);
	BAD(VPRIME_PEER_IOC_EXPORT, vprime_peer_export, .size = PAGE, .reserved = 1);
	igt_assert_eq(peer_try_export(peer, ~0ull, 0, 0), -ENOMEM);
	igt_assert_eq(peer_try_export(peer, 1ull << 62, 1, 0), -ENOMEM);
	igt_assert_eq(peer_try_export(peer, 1ull << 40, 2, 0), -ENOMEM);
	/* More than the page allocator gives in one piece. */
	igt_assert_eq(peer_try_export(peer, 64 << 20, VPRIME_PEER_CONTIGUOUS, 0), -ENOMEM);

	BAD(VPRIME_PEER_IOC_FAULT, vprime_peer_fault, .fd = dmabuf, .step = VPRIME_PEER_STEPS);
	BAD(VPRIME_PEER_IOC_FAULT, vprime_peer_fault, .fd = dmabuf, .error = 134);
	BAD(VPRIME_PEER_IOC_FAULT, vprime_peer_fault, .fd = dmabuf, .delay_ms = 10001);

	BAD(VPRIME_PEER_IOC_FILL, vprime_peer_fill, .fd = dmabuf, .reserved = 1);
	BAD(VPRIME_PEER_IOC_FILL, vprime_peer_fill, .fd = dmabuf, .offset = 2, .length = 4);
	BAD(VPRIME_PEER_IOC_FILL, vprime_peer_fill, .fd = dmabuf, .length = 6);
	BAD(VPRIME_PEER_IOC_FILL, vprime_peer_fill, .fd = dmabuf, .length = SIZE + 4);
	BAD(VPRIME_PEER_IOC_FILL, vprime_peer_fill, .fd = dmabuf, .offset = SIZE, .length = 4);
	BAD(VPRIME_PEER_IOC_FILL, vprime_peer_fill, .fd = dmabuf, .offset = -4ll, .length = 8);
	BAD(VPRIME_PEER_IOC_CHECKSUM, vprime_peer_checksum, .fd = dmabuf, .length = SIZE + 1);
	BAD(VPRIME_PEER_IOC_CHECKSUM, vprime_peer_checksum, .fd = dmabuf, .offset = -1ll,
	    .length = 2);

	/* No buffer, no file. */
	igt_assert_eq(pipe(pipes), 0);
	BAD(VPRIME_PEER_IOC_COUNTS, vprime_peer_counts, .fd = pipes[0]);
	BAD(VPRIME_PEER_IOC_ATTACH, vprime_peer_attach, .fd = pipes[0]);
	igt_assert_eq(peer_attach(peer, -1), -EBADF);
	close(pipes[0]);
	close(pipes[1]);

	BAD(VPRIME_PEER_IOC_ATTACH, vprime_peer_attach, .fd = dmabuf, .reserved = 1);
	id = peer_attach(peer, dmabuf);
	igt_assert_lt(0, id);
	BAD(VPRIME_PEER_IOC_DETACH, vprime_peer_id, .id = id, .reserved = 1);
	BAD(VPRIME_PEER_IOC_MAP, vprime_peer_access, .id = id, .access = 0);
	BAD(VPRIME_PEER_IOC_MAP, vprime_peer_access, .id = id, .access = 4);
	BAD(VPRIME_PEER_IOC_BEGIN_CPU_ACCESS, vprime_peer_access, .id = id, .access = 7);
	igt_assert_eq(peer_vmap(peer, id, NULL), 0);
	igt_assert_eq(peer_access(peer, VPRIME_PEER_IOC_BEGIN_CPU_ACCESS, id, 3), 0);
	igt_assert_eq(peer_import_checksum(peer, id, 2, 0, 4, &crc), -EINVAL);
	igt_assert_eq(peer_import_checksum(peer, id, 0, 0, SIZE + 1, &crc), -EINVAL);
	igt_assert_eq(peer_import_checksum(peer, id, 0, -1ll, 2, &crc), -EINVAL);
	igt_assert_eq(peer_import_checksum(peer, id, 0, SIZE, 0, &crc), 0);
	igt_assert_eq_u32(crc, 0);
	igt_assert_eq(peer_access(peer, VPRIME_PEER_IOC_END_CPU_ACCESS, id, 3), 0);
	igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_VUNMAP, id), 0);
	igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_DETACH, id), 0);
	igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_DETACH, id), -ENOENT);
	igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_DETACH, 0), -ENOENT);

	igt_assert_eq(peer_call(peer, _IO(VPRIME_PEER_IOC_MAGIC, 0xff), NULL), -ENOTTY);
	igt_assert_eq(peer_call(peer, VPRIME_PEER_IOC_EXPORT, NULL), -EFAULT);
	peer_assert_attachments(peer, dmabuf, 0);
	close(dmabuf);
}

static void test_export_flags(void)
{
	static const uint32_t flags[] = {
		O_RDONLY, O_RDONLY | O_CLOEXEC, O_RDWR, O_RDWR | O_CLOEXEC,
	};

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		struct vprime_peer_export arg = { .size = PAGE + 1, .fd_flags = flags[i] };
		int dmabuf = peer_call(peer, VPRIME_PEER_IOC_EXPORT, &arg);
		uint32_t *map;

		igt_assert_lte(0, dmabuf);
		igt_assert_eq(fcntl(dmabuf, F_GETFL) & O_ACCMODE, flags[i] & O_ACCMODE);
		igt_assert_eq(fcntl(dmabuf, F_GETFD), flags[i] & O_CLOEXEC ? FD_CLOEXEC : 0);
		igt_assert_eq_s64(lseek(dmabuf, 0, SEEK_END), 2 * PAGE);

		map = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, dmabuf, 0);
		if ((flags[i] & O_ACCMODE) == O_RDONLY) {
			igt_assert(map == MAP_FAILED);
			igt_assert_eq(errno, EACCES);
			map = mmap(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, dmabuf, 0);
		}
		igt_assert(map != MAP_FAILED);
		/* Nobody's old data. */
		for (size_t j = 0; j < 2 * PAGE / 4; j++)
			igt_assert_eq_u32(map[j], 0);
		munmap(map, 2 * PAGE);
		igt_assert(mmap(NULL, 3 * PAGE, PROT_READ, MAP_SHARED, dmabuf, 0) == MAP_FAILED);
		close(dmabuf);
	}
}

/* Each end of a range that is mapped is where it ought to be. */
static void test_mmap_part(uint32_t kind)
{
	int dmabuf = export(kind, 0);
	uint32_t *map;

	peer_fill(peer, dmabuf, 0, 1);
	map = mmap(NULL, 3 * PAGE, PROT_READ, MAP_SHARED, dmabuf, 5 * PAGE);
	igt_assert(map != MAP_FAILED);
	for (uint32_t i = 0; i < 3 * PAGE / 4; i++)
		igt_assert_eq_u32(map[i], 5 * PAGE / 4 + i);
	munmap(map, 3 * PAGE);

	/* A private copy of somebody else's pages is nothing a device could see. */
	map = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, dmabuf, 0);
	igt_assert(map == MAP_FAILED);
	igt_assert_eq(errno, EINVAL);
	close(dmabuf);
}

/* What the memory is like, and that all see the same in it. */
static void test_memory(uint32_t kind)
{
	int dmabuf = export(kind, 0), id = peer_attach(peer, dmabuf);
	struct vprime_peer_sg_info info = { .id = id, .capacity = PAGES };
	uint64_t lengths[PAGES] = { 0 }, sum = 0;
	uint32_t *map = map_dmabuf(dmabuf), crc;
	bool iomem;

	igt_assert_lt(0, id);
	igt_assert_eq(peer_access(peer, VPRIME_PEER_IOC_MAP, id, VPRIME_PEER_READ), 0);
	info.lengths = (uintptr_t)lengths;
	igt_assert_eq(peer_call(peer, VPRIME_PEER_IOC_SG_INFO, &info), 0);
	igt_assert_eq_u64(info.size, SIZE);
	for (uint32_t i = 0; i < info.entries; i++) {
		igt_assert_eq_u64(lengths[i] % PAGE, 0);
		sum += lengths[i];
	}
	igt_assert_eq_u64(sum, SIZE);
	if (kind == VPRIME_PEER_CONTIGUOUS)
		igt_assert_eq_u32(info.flags, VPRIME_PEER_SG_CONTIGUOUS);
	if (kind == VPRIME_PEER_SCATTERED) {
		igt_assert_eq_u32(info.flags, 0);
		igt_assert_eq_u32(info.entries, PAGES);
	}

	igt_assert_eq(peer_vmap(peer, id, &iomem), 0);
	igt_assert_eq(iomem, kind == VPRIME_PEER_IOMEM);

	for (uint32_t round = 0; round < 2; round++) {
		if (round) {
			/* Drawn here. */
			igt_assert_eq(vprime_dmabuf_begin(dmabuf, DMA_BUF_SYNC_WRITE), 0);
			for (uint32_t i = 0; i < SIZE / 4; i++)
				map[i] = i * 0x9e3779b1;
			igt_assert_eq(vprime_dmabuf_end(dmabuf, DMA_BUF_SYNC_WRITE), 0);
		} else {
			/* Drawn by the kernel. */
			peer_fill(peer, dmabuf, 0x12345678, 0x01020304);
			igt_assert_eq(vprime_dmabuf_begin(dmabuf, DMA_BUF_SYNC_READ), 0);
			for (uint32_t i = 0; i < SIZE / 4; i++)
				igt_assert_eq_u32(map[i], 0x12345678 + i * 0x01020304);
			igt_assert_eq(vprime_dmabuf_end(dmabuf, DMA_BUF_SYNC_READ), 0);
		}
		igt_assert_eq_u32(peer_checksum(peer, dmabuf), peer_crc(map, SIZE));

		igt_assert_eq(peer_access(peer, VPRIME_PEER_IOC_BEGIN_CPU_ACCESS, id,
					  VPRIME_PEER_READ), 0);
		for (uint32_t via = VPRIME_PEER_VIA_VMAP; via <= VPRIME_PEER_VIA_PAGES; via++) {
			igt_assert_eq(peer_import_checksum(peer, id, via, 0, SIZE, &crc), 0);
			igt_assert_eq_u32(crc, peer_crc(map, SIZE));
			igt_assert_eq(peer_import_checksum(peer, id, via, 4091, 8191, &crc), 0);
			igt_assert_eq_u32(crc, peer_crc((char *)map + 4091, 8191));
			igt_assert_eq(peer_import_checksum(peer, id, via, SIZE - 1, 1, &crc), 0);
			igt_assert_eq_u32(crc, peer_crc((char *)map + SIZE - 1, 1));
		}
		igt_assert_eq(peer_access(peer, VPRIME_PEER_IOC_END_CPU_ACCESS, id,
					  VPRIME_PEER_READ), 0);
	}

	igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_VUNMAP, id), 0);
	igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_UNMAP, id), 0);
	igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_DETACH, id), 0);
	munmap(map, SIZE);
	close(dmabuf);
}

/* Every call in every state that the three steps can be in. */
static void test_order(void)
{
	int dmabuf = export(VPRIME_PEER_SCATTERED, 0), id = peer_attach(peer, dmabuf);
	const uint32_t access = VPRIME_PEER_READ;
	uint32_t crc;

	igt_assert_lt(0, id);
	/* To a state and around it: bits are map, vmap and the bracket. */
	for (unsigned int n = 0; n < 32; n++) {
		bool map = n & 1, vmap = n & 2, bracket = n & 4;

		if (map)
			igt_assert_eq(peer_access(peer, VPRIME_PEER_IOC_MAP, id, access), 0);
		if (vmap)
			igt_assert_eq(peer_vmap(peer, id, NULL), 0);
		if (bracket)
			igt_assert_eq(peer_access(peer, VPRIME_PEER_IOC_BEGIN_CPU_ACCESS, id,
						  access), 0);

		if (map || vmap || bracket)
			igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_DETACH, id), -EBUSY);
		if (map)
			igt_assert_eq(peer_access(peer, VPRIME_PEER_IOC_MAP, id, access), -EBUSY);
		else
			igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_UNMAP, id), -EINVAL);
		igt_assert_eq(peer_call(peer, VPRIME_PEER_IOC_SG_INFO,
					&(struct vprime_peer_sg_info){ .id = id }),
			      map ? 0 : -EINVAL);
		if (vmap)
			igt_assert_eq(peer_vmap(peer, id, NULL), -EBUSY);
		else
			igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_VUNMAP, id), -EINVAL);
		if (bracket) {
			igt_assert_eq(peer_access(peer, VPRIME_PEER_IOC_BEGIN_CPU_ACCESS, id,
						  access), -EBUSY);
			igt_assert_eq(peer_access(peer, VPRIME_PEER_IOC_END_CPU_ACCESS, id,
						  VPRIME_PEER_WRITE), -EINVAL);
		} else {
			igt_assert_eq(peer_access(peer, VPRIME_PEER_IOC_END_CPU_ACCESS, id,
						  access), -EINVAL);
		}
		igt_assert_eq(peer_import_checksum(peer, id, VPRIME_PEER_VIA_VMAP, 0, SIZE, &crc),
			      vmap && bracket ? 0 : -EINVAL);
		igt_assert_eq(peer_import_checksum(peer, id, VPRIME_PEER_VIA_PAGES, 0, SIZE, &crc),
			      map && bracket ? 0 : -EINVAL);

		if (bracket)
			igt_assert_eq(peer_access(peer, VPRIME_PEER_IOC_END_CPU_ACCESS, id,
						  access), 0);
		if (vmap)
			igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_VUNMAP, id), 0);
		if (map)
			igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_UNMAP, id), 0);
	}

	/* A bracket for writing does not do for reading. */
	igt_assert_eq(peer_vmap(peer, id, NULL), 0);
	igt_assert_eq(peer_access(peer, VPRIME_PEER_IOC_BEGIN_CPU_ACCESS, id, VPRIME_PEER_WRITE),
		      0);
	igt_assert_eq(peer_import_checksum(peer, id, VPRIME_PEER_VIA_VMAP, 0, SIZE, &crc),
		      -EINVAL);
	igt_assert_eq(peer_access(peer, VPRIME_PEER_IOC_END_CPU_ACCESS, id, VPRIME_PEER_WRITE), 0);
	igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_VUNMAP, id), 0);
	igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_DETACH, id), 0);
	close(dmabuf);
}

/* Imports of other files are none of ours, and each attachment is one of its own. */
static void test_several(void)
{
	int dmabuf = export(VPRIME_PEER_SCATTERED, 0), other = peer_open();
	int first = peer_attach(peer, dmabuf), second = peer_attach(peer, dmabuf);
	int third = peer_attach(other, dmabuf);

	igt_assert(first > 0 && second > 0 && third > 0 && first != second);
	peer_assert_attachments(peer, dmabuf, 3);
	for (int i = 0; i < 3; i++) {
		igt_assert_eq(peer_access(peer, VPRIME_PEER_IOC_MAP, first, VPRIME_PEER_READ), 0);
		igt_assert_eq(peer_access(peer, VPRIME_PEER_IOC_MAP, second, 3), 0);
		igt_assert_eq(peer_access(other, VPRIME_PEER_IOC_MAP, third, 2), 0);
		igt_assert_eq(peer_vmap(peer, first, NULL), 0);
		igt_assert_eq(peer_vmap(peer, second, NULL), 0);
		igt_assert_eq(peer_vmap(other, third, NULL), 0);
		/* One CPU mapping serves them all. */
		peer_assert_calls(peer, dmabuf, VPRIME_PEER_STEP_VMAP, 1 + i);
		igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_VUNMAP, first), 0);
		igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_VUNMAP, second), 0);
		igt_assert_eq(peer_step(other, VPRIME_PEER_IOC_VUNMAP, third), 0);
		igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_UNMAP, first), 0);
		igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_UNMAP, second), 0);
		igt_assert_eq(peer_step(other, VPRIME_PEER_IOC_UNMAP, third), 0);
	}

	igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_DETACH, second), 0);
	/* Ids are each file's own. */
	igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_DETACH, second), -ENOENT);
	close(other);
	peer_assert_attachments(peer, dmabuf, 1);
	igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_DETACH, first), 0);
	peer_assert_attachments(peer, dmabuf, 0);
	close(dmabuf);
}

static void test_parallel(void)
{
	int dmabuf = export(VPRIME_PEER_SCATTERED, 0);
	uint32_t crc;
	pid_t children[4];

	peer_fill(peer, dmabuf, 1, 3);
	crc = peer_checksum(peer, dmabuf);
	for (int i = 0; i < 4; i++) {
		children[i] = fork();
		igt_assert(children[i] >= 0);
		if (!children[i]) {
			int own = peer_open();

			for (int n = 0; n < 200; n++) {
				if (peer_read(own, dmabuf, n & 1) != crc)
					_exit(1);
			}
			_exit(0);
		}
	}
	for (int i = 0; i < 4; i++) {
		int status;

		igt_assert_eq(waitpid(children[i], &status, 0), children[i]);
		igt_assert_eq(status, 0);
	}
	peer_assert_attachments(peer, dmabuf, 0);
	close(dmabuf);
}

static const char *const step_names[VPRIME_PEER_STEPS] = {
	[VPRIME_PEER_STEP_ATTACH] = "attach",
	[VPRIME_PEER_STEP_MAP] = "map",
	[VPRIME_PEER_STEP_VMAP] = "vmap",
	[VPRIME_PEER_STEP_BEGIN_CPU_ACCESS] = "begin-cpu-access",
	[VPRIME_PEER_STEP_MMAP] = "mmap",
};

/* Takes a step with an import and, if it went well, undoes it; returns 0 or a negative errno. */
static int take_step(uint32_t step, int dmabuf, int id)
{
	const uint32_t access = VPRIME_PEER_READ;
	void *map;
	int ret;

	switch (step) {
	case VPRIME_PEER_STEP_ATTACH:
		ret = peer_attach(peer, dmabuf);
		return ret < 0 ? ret : peer_step(peer, VPRIME_PEER_IOC_DETACH, ret);
	case VPRIME_PEER_STEP_MAP:
		ret = peer_access(peer, VPRIME_PEER_IOC_MAP, id, access);
		return ret ? ret : peer_step(peer, VPRIME_PEER_IOC_UNMAP, id);
	case VPRIME_PEER_STEP_VMAP:
		ret = peer_vmap(peer, id, NULL);
		return ret ? ret : peer_step(peer, VPRIME_PEER_IOC_VUNMAP, id);
	case VPRIME_PEER_STEP_BEGIN_CPU_ACCESS:
		ret = peer_access(peer, VPRIME_PEER_IOC_BEGIN_CPU_ACCESS, id, access);
		return ret ? ret : peer_access(peer, VPRIME_PEER_IOC_END_CPU_ACCESS, id, access);
	default:
		map = mmap(NULL, SIZE, PROT_READ, MAP_SHARED, dmabuf, 0);
		return map == MAP_FAILED ? -errno : munmap(map, SIZE);
	}
}

static void test_fail(uint32_t step)
{
	uint64_t before;
	int dmabuf, id;

	if (step == VPRIME_PEER_STEP_VMAP)
		warning_expect(WARNING_VMAP);
	dmabuf = export(VPRIME_PEER_SCATTERED, 0);
	id = peer_attach(peer, dmabuf);
	igt_assert_lt(0, id);
	before = peer_counts(peer, dmabuf).calls[step];
	peer_fault(peer, dmabuf, step, EXDEV, 0, 2, 3);
	for (int i = 0; i < 8; i++)
		igt_assert_eq(take_step(step, dmabuf, id), i >= 2 && i < 5 ? -EXDEV : 0);
	peer_assert_calls(peer, dmabuf, step, before + 8);

	/* Until it is called off. */
	peer_fault(peer, dmabuf, step, EHWPOISON, 0, 0, VPRIME_PEER_FOREVER);
	for (int i = 0; i < 8; i++)
		igt_assert_eq(take_step(step, dmabuf, id), -EHWPOISON);
	peer_fault(peer, dmabuf, step, 0, 0, 0, 0);
	igt_assert_eq(take_step(step, dmabuf, id), 0);

	if (step == VPRIME_PEER_STEP_VMAP)
		warning_end(WARNING_VMAP);

	/* What failed has left nothing to undo. */
	peer_assert_attachments(peer, dmabuf, 1);
	igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_DETACH, id), 0);
	peer_assert_attachments(peer, dmabuf, 0);
	close(dmabuf);
}

#define DELAY 400

static void test_slow(uint32_t step)
{
	int dmabuf = export(VPRIME_PEER_SCATTERED, 0), id = peer_attach(peer, dmabuf);

	igt_assert_lt(0, id);
	for (int fails = 0; fails <= (step != VPRIME_PEER_STEP_VMAP); fails++) {
		double start = show_now(), took;

		peer_fault(peer, dmabuf, step, fails ? EPIPE : 0, DELAY, 0, 1);
		igt_assert_eq(take_step(step, dmabuf, id), fails ? -EPIPE : 0);
		took = (show_now() - start) * 1e3;
		/* The kernel sleeps by a clock that may lag behind ours. */
		igt_assert_f(took > DELAY / 2 && took < 20 * DELAY, "took %.0f ms\n", took);
		igt_assert_eq(take_step(step, dmabuf, id), 0);
	}
	igt_assert_eq(peer_step(peer, VPRIME_PEER_IOC_DETACH, id), 0);
	close(dmabuf);
}

static void test_many(void)
{
	int before = dmabuf_live("vprime_peer");

	for (int i = 0; i < 500; i++) {
		int dmabuf = export(i % N_KINDS, i % 7), id = peer_attach(peer, dmabuf);

		igt_assert_lt(0, id);
		igt_assert_eq(peer_access(peer, VPRIME_PEER_IOC_MAP, id, 3), 0);
		if (!(i % 7 & VPRIME_PEER_NO_VMAP))
			igt_assert_eq(peer_vmap(peer, id, NULL), 0);
		igt_assert_eq(peer_access(peer, VPRIME_PEER_IOC_BEGIN_CPU_ACCESS, id, 3), 0);
		close(dmabuf);
	}
	igt_assert_eq(dmabuf_live("vprime_peer"), before + 500);

	/* And all of that undone at once. */
	close(peer);
	peer = peer_open();
	igt_assert_eq(dmabuf_live("vprime_peer"), before);
}

static void reload(void)
{
	module_unload_soon(MODULE);
	module_load(MODULE);
}

/* Steps of a child that is killed after, or in, one of them. */
static void run_steps(int dmabuf, int steps)
{
	int own = peer_open(), id = -1, exported;

	for (int i = 0; i < steps; i++) {
		switch (i) {
		case 0:
			exported = peer_export(own, SIZE, VPRIME_PEER_WRITE_COMBINED, 0);
			map_dmabuf(exported);
			break;
		case 1:
			id = peer_attach(own, dmabuf);
			break;
		case 2:
			peer_access(own, VPRIME_PEER_IOC_MAP, id, VPRIME_PEER_READ);
			break;
		case 3:
			peer_vmap(own, id, NULL);
			break;
		case 4:
			peer_access(own, VPRIME_PEER_IOC_BEGIN_CPU_ACCESS, id, VPRIME_PEER_READ);
			break;
		case 5:
			map_dmabuf(dmabuf);
			break;
		}
	}
}

#define STEPS 6

static void test_killed(bool slow)
{
	int dmabuf = export(VPRIME_PEER_SCATTERED, 0), before = dmabuf_live("vprime_peer");

	for (int steps = 0; steps <= STEPS; steps++) {
		int ready[2], status;
		pid_t child;
		char byte;

		/* Slow are the exporter's steps, which begin with the second of ours. */
		if (slow && steps >= 2)
			peer_fault(peer, dmabuf, steps - 2, 0, DELAY, 0, 1);
		igt_assert_eq(pipe(ready), 0);
		child = fork();
		igt_assert(child >= 0);
		if (!child) {
			if (!slow)
				run_steps(dmabuf, steps);
			if (write(ready[1], "", 1) != 1)
				_exit(1);
			if (slow)
				run_steps(dmabuf, steps);
			for (;;)
				pause();
		}
		igt_assert_eq(read(ready[0], &byte, 1), 1);
		usleep(slow ? DELAY * 1000 / 2 : 0);
		igt_assert_eq(kill(child, SIGKILL), 0);
		igt_assert_eq(waitpid(child, &status, 0), child);
		igt_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
		close(ready[0]);
		close(ready[1]);
		peer_assert_attachments(peer, dmabuf, 0);
		igt_assert_eq(dmabuf_live("vprime_peer"), before);
	}

	close(dmabuf);
	close(peer);
	reload();
	peer = peer_open();
}

/* A buffer's last user, of each kind there is, keeps the module; and nothing else does. */
static void test_unload(void)
{
	int dmabuf, other, id;
	void *map;

	close(peer);
	reload();

	peer = peer_open();
	igt_assert_f(module_busy(MODULE), "unloaded while its device was open\n");
	dmabuf = export(VPRIME_PEER_WRITE_COMBINED, 0);
	close(peer);
	igt_assert_f(module_busy(MODULE), "unloaded while a dma-buf was there\n");
	map = map_dmabuf(dmabuf);
	close(dmabuf);
	igt_assert_f(module_busy(MODULE), "unloaded while a buffer was mapped\n");
	munmap(map, SIZE);
	reload();

	peer = peer_open();
	other = peer_open();
	dmabuf = export(VPRIME_PEER_IOMEM, 0);
	id = peer_attach(other, dmabuf);
	igt_assert_eq(peer_vmap(other, id, NULL), 0);
	close(dmabuf);
	close(peer);
	igt_assert_f(module_busy(MODULE), "unloaded while it had an import\n");
	close(other);
	reload();
	peer = peer_open();
}

igt_main
{
	igt_fixture {
		module_load(MODULE);
		peer = peer_open();
	}

	igt_describe("The device is for root.");
	igt_subtest("root-only")
		test_root_only();

	igt_describe("Arguments that are wrong are refused, each with its errno.");
	igt_subtest("arguments")
		test_arguments();

	igt_describe("Access mode and O_CLOEXEC are as given to the export; memory is zeroed.");
	igt_subtest("export-flags")
		test_export_flags();

	for (size_t i = 0; i < N_KINDS; i++) {
		igt_describe("What the memory is like; all see the same in it.");
		igt_subtest_f("memory-%s", kinds[i].name)
			test_memory(kinds[i].kind);

		igt_describe("Parts are mapped where they are.");
		igt_subtest_f("mmap-%s", kinds[i].name)
			test_mmap_part(kinds[i].kind);
	}

	igt_describe("Steps in the wrong order are refused, and can be repeated in the right one.");
	igt_subtest("order")
		test_order();

	igt_describe("Several imports of one buffer.");
	igt_subtest("several")
		test_several();

	igt_describe("Several processes at one buffer.");
	igt_subtest("parallel")
		test_parallel();

	for (uint32_t step = 0; step < VPRIME_PEER_STEPS; step++) {
		igt_describe("A step fails as often as asked to, not before and not after.");
		igt_subtest_f("fail-%s", step_names[step])
			test_fail(step);

		igt_describe("A step is slow when asked to be, and may then fail.");
		igt_subtest_f("slow-%s", step_names[step])
			test_slow(step);
	}

	igt_describe("Five hundred buffers with all steps open leave nothing behind.");
	igt_subtest("many")
		test_many();

	igt_describe("A process is killed after each step.");
	igt_subtest("killed")
		test_killed(false);

	igt_describe("A process is killed in the middle of each step.");
	igt_subtest("killed-slow")
		test_killed(true);

	igt_describe("The module stays as long as something of it is used, then goes.");
	igt_subtest("unload")
		test_unload();

	igt_fixture
		close(peer);
}
