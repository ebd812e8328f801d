// SPDX-License-Identifier: MIT
/*
 * How long the steps of sharing a buffer take on several cards side by side, with more and more
 * buffers open on each.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <drm_fourcc.h>
#include <linux/dma-heap.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include "vprime_peer.h"

#define CARDS_MAX 4
#define ROUNDS_MAX 101
/* One page, of a shape that every card accepts as a framebuffer. */
#define WIDTH 32
#define HEIGHT 32
#define SIZE (WIDTH * HEIGHT * 4)

static const unsigned int populations[] = { 1, 100, 10000, 100000 };
#define POPULATIONS (sizeof(populations) / sizeof(populations[0]))

/*
 * A card, opened twice: once to make and export its buffers, once to import, its own as well as
 * those of the heap.
 */
struct card {
	char driver[32];
	int exporter;
	int importer;
	/* what is open on it: handles of @exporter, and of @importer for the heap's buffers */
	uint32_t *own;
	uint32_t *foreign;
	bool kms;
	uint32_t crtc;
	uint32_t connector;
	uint32_t plane;
	uint32_t properties[10];
};

static struct card cards[CARDS_MAX];
static unsigned int ncards;
/* the heap's buffers, which all cards import */
static int *heap_buffers;
static unsigned int population;
static int heap, peer;

static void die(const char *what)
{
	fprintf(stderr, "prime: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void call(int fd, unsigned long request, void *arg, const char *what)
{
	if (drmIoctl(fd, request, arg))
		die(what);
}

static int peer_call(unsigned long request, void *arg, const char *what)
{
	int ret = ioctl(peer, request, arg);

	if (ret < 0)
		die(what);
	return ret;
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec * 1e-9;
}

static uint32_t create(int fd)
{
	struct drm_mode_create_dumb args = { .width = WIDTH, .height = HEIGHT, .bpp = 32 };

	call(fd, DRM_IOCTL_MODE_CREATE_DUMB, &args, "CREATE_DUMB");
	return args.handle;
}

static int export(int fd, uint32_t handle)
{
	struct drm_prime_handle args = { .handle = handle, .flags = DRM_CLOEXEC | DRM_RDWR };

	call(fd, DRM_IOCTL_PRIME_HANDLE_TO_FD, &args, "PRIME_HANDLE_TO_FD");
	return args.fd;
}

static uint32_t import(int fd, int dmabuf)
{
	struct drm_prime_handle args = { .fd = dmabuf };

	call(fd, DRM_IOCTL_PRIME_FD_TO_HANDLE, &args, "PRIME_FD_TO_HANDLE");
	return args.handle;
}

static void close_handle(int fd, uint32_t handle)
{
	struct drm_gem_close args = { .handle = handle };

	call(fd, DRM_IOCTL_GEM_CLOSE, &args, "GEM_CLOSE");
}

static int heap_buffer(void)
{
	struct dma_heap_allocation_data args = { .len = SIZE, .fd_flags = O_RDWR | O_CLOEXEC };

	if (ioctl(heap, DMA_HEAP_IOCTL_ALLOC, &args))
		die("DMA_HEAP_IOCTL_ALLOC");
	return args.fd;
}

static uint32_t attach(int dmabuf)
{
	struct vprime_peer_attach args = { .fd = dmabuf };

	return peer_call(VPRIME_PEER_IOC_ATTACH, &args, "attach");
}

static void map(uint32_t id)
{
	struct vprime_peer_access args = {
		.id = id, .access = VPRIME_PEER_READ | VPRIME_PEER_WRITE,
	};

	peer_call(VPRIME_PEER_IOC_MAP, &args, "map");
}

static void step(uint32_t id, unsigned long request)
{
	struct vprime_peer_id args = { .id = id };

	peer_call(request, &args, "a step of the peer");
}

static void vmap(uint32_t id)
{
	struct vprime_peer_vmap args = { .id = id };

	peer_call(VPRIME_PEER_IOC_VMAP, &args, "vmap");
}

/*
 * The operations. @i is the buffer of those that are open to do it with.
 */

/* An open buffer to another file of its card and back: the dma-buf is there already. */
static void op_round_trip(struct card *card, unsigned int i)
{
	int dmabuf = export(card->exporter, card->own[i]);
	uint32_t handle = import(card->importer, dmabuf);

	close_handle(card->importer, handle);
	close(dmabuf);
}

/* The same of a new buffer, which makes its dma-buf and ends it. */
static void op_round_trip_new(struct card *card, unsigned int i)
{
	uint32_t own = create(card->exporter), handle;
	int dmabuf;

	(void)i;
	dmabuf = export(card->exporter, own);
	handle = import(card->importer, dmabuf);
	close_handle(card->importer, handle);
	close(dmabuf);
	close_handle(card->exporter, own);
}

/* A buffer of the heap, new to the card: attached, with its sg table, and let go. */
static int spare;

static void op_import(struct card *card, unsigned int i)
{
	(void)i;
	close_handle(card->importer, import(card->importer, spare));
}

/* A buffer of the heap that the file has imported before. */
static void op_import_again(struct card *card, unsigned int i)
{
	import(card->importer, heap_buffers[i]);
}

/* The device that the peer stands for, which shares a buffer of the card. */
static uint32_t attached;

static void before_attached(struct card *card, unsigned int i)
{
	int dmabuf = export(card->exporter, card->own[i]);

	attached = attach(dmabuf);
	map(attached);
	step(attached, VPRIME_PEER_IOC_UNMAP);
	close(dmabuf);
}

static void after_attached(struct card *card, unsigned int i)
{
	(void)card;
	(void)i;
	step(attached, VPRIME_PEER_IOC_DETACH);
}

static void op_map_again(struct card *card, unsigned int i)
{
	(void)card;
	(void)i;
	map(attached);
	step(attached, VPRIME_PEER_IOC_UNMAP);
}

static void op_vmap(struct card *card, unsigned int i)
{
	(void)card;
	(void)i;
	vmap(attached);
	step(attached, VPRIME_PEER_IOC_VUNMAP);
}

static void op_attach_map(struct card *card, unsigned int i)
{
	int dmabuf = export(card->exporter, card->own[i]);
	uint32_t id = attach(dmabuf);

	map(id);
	step(id, VPRIME_PEER_IOC_UNMAP);
	step(id, VPRIME_PEER_IOC_DETACH);
	close(dmabuf);
}

enum { P_FB, P_CRTC, P_SRC_X, P_SRC_Y, P_SRC_W, P_SRC_H, P_X, P_Y, P_W, P_H };
static const char *const property_names[10] = {
	"FB_ID", "CRTC_ID", "SRC_X", "SRC_Y", "SRC_W", "SRC_H",
	"CRTC_X", "CRTC_Y", "CRTC_W", "CRTC_H",
};

/* Shows a framebuffer on a CRTC that is off, so that nothing waits for a vblank. */
static void show(const struct card *card, uint32_t fb)
{
	const uint64_t values[10] = {
		fb, fb ? card->crtc : 0, 0, 0, WIDTH << 16, HEIGHT << 16, 0, 0, WIDTH, HEIGHT,
	};
	drmModeAtomicReq *req = drmModeAtomicAlloc();

	if (!req)
		die("drmModeAtomicAlloc");
	for (int i = 0; i < 10; i++)
		drmModeAtomicAddProperty(req, card->plane, card->properties[i], values[i]);
	if (drmModeAtomicCommit(card->importer, req, 0, NULL))
		die("atomic commit");
	drmModeAtomicFree(req);
}

static uint32_t framebuffer(const struct card *card, uint32_t handle)
{
	uint32_t fb, handles[4] = { handle }, pitches[4] = { WIDTH * 4 }, offsets[4] = { 0 };

	if (drmModeAddFB2(card->importer, WIDTH, HEIGHT, DRM_FORMAT_XRGB8888, handles, pitches,
			  offsets, &fb, 0))
		die("AddFB2");
	return fb;
}

/* The framebuffer that was shown before, and two that are shown in turn. */
static uint32_t shown, pair[2];

static void before_show(struct card *card, unsigned int i)
{
	shown = framebuffer(card, card->foreign[i]);
	show(card, shown);
}

static void after_show(struct card *card, unsigned int i)
{
	(void)i;
	show(card, 0);
	drmModeRmFB(card->importer, shown);
}

/* An import gets a framebuffer, is shown for the first time, and its predecessor goes. */
static void op_show_new(struct card *card, unsigned int i)
{
	uint32_t fb = framebuffer(card, card->foreign[i]);

	show(card, fb);
	drmModeRmFB(card->importer, shown);
	shown = fb;
}

static void before_flip(struct card *card, unsigned int i)
{
	pair[0] = framebuffer(card, card->foreign[i]);
	pair[1] = framebuffer(card, card->foreign[0]);
}

static void after_flip(struct card *card, unsigned int i)
{
	(void)i;
	show(card, 0);
	drmModeRmFB(card->importer, pair[0]);
	drmModeRmFB(card->importer, pair[1]);
}

static void op_flip(struct card *card, unsigned int i)
{
	(void)i;
	show(card, pair[0]);
	show(card, pair[1]);
}

/*
 * @name: what stands in the table
 * @run: does it once
 * @before: what comes before a series of it and is not measured, or NULL
 * @after: the same afterwards
 * @times: how often in a series
 * @kms: needs a display
 */
static const struct operation {
	const char *name;
	void (*run)(struct card *card, unsigned int i);
	void (*before)(struct card *card, unsigned int i);
	void (*after)(struct card *card, unsigned int i);
	unsigned int times;
	bool kms;
} operations[] = {
	{ "export, import, close", op_round_trip, NULL, NULL, 200, false },
	{ "the same with a new buffer", op_round_trip_new, NULL, NULL, 50, false },
	{ "import, close", op_import, NULL, NULL, 100, false },
	{ "import again", op_import_again, NULL, NULL, 500, false },
	{ "export, attach, sg map, detach", op_attach_map, NULL, NULL, 100, false },
	{ "sg map again", op_map_again, before_attached, after_attached, 500, false },
	{ "vmap, vunmap", op_vmap, before_attached, after_attached, 100, false },
	{ "AddFB, commit, RmFB of an import", op_show_new, before_show, after_show, 50, true },
	{ "two commits, two imports", op_flip, before_flip, after_flip, 50, true },
};
#define OPERATIONS (sizeof(operations) / sizeof(operations[0]))

static double samples[POPULATIONS][OPERATIONS][CARDS_MAX][ROUNDS_MAX];

/* A new buffer each time, but the same ones for each card. */
static unsigned int pick(unsigned int *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % population;
}

static double series(const struct operation *operation, struct card *card, unsigned int seed)
{
	unsigned int first = pick(&seed);
	double start, took;

	if (operation->before)
		operation->before(card, first);
	operation->run(card, first);
	start = now();
	for (unsigned int i = 0; i < operation->times; i++)
		operation->run(card, pick(&seed));
	took = now() - start;
	if (operation->after)
		operation->after(card, first);
	return took / operation->times;
}

static void populate(unsigned int wanted)
{
	for (; population < wanted; population++) {
		heap_buffers[population] = heap_buffer();
		for (struct card *card = cards; card < cards + ncards; card++) {
			card->own[population] = create(card->exporter);
			close(export(card->exporter, card->own[population]));
			card->foreign[population] = import(card->importer, heap_buffers[population]);
		}
	}
}

static uint32_t property(int fd, uint32_t object, uint32_t type, const char *name)
{
	drmModeObjectProperties *all = drmModeObjectGetProperties(fd, object, type);
	uint32_t id = 0;

	for (uint32_t i = 0; all && i < all->count_props; i++) {
		drmModePropertyRes *p = drmModeGetProperty(fd, all->props[i]);

		if (p && !strcmp(p->name, name))
			id = p->prop_id;
		drmModeFreeProperty(p);
	}
	drmModeFreeObjectProperties(all);
	if (!id)
		die(name);
	return id;
}

/* A mode for the CRTC, which stays off, and the first plane of it. */
static void prepare_display(struct card *card)
{
	int fd = card->importer;
	drmModeRes *resources;
	drmModePlaneRes *planes;
	drmModeConnector *connector;
	drmModeAtomicReq *req;
	uint32_t blob;

	drmSetClientCap(fd, DRM_CLIENT_CAP_UNIVERSAL_PLANES, 1);
	if (drmSetClientCap(fd, DRM_CLIENT_CAP_ATOMIC, 1))
		return;
	resources = drmModeGetResources(fd);
	planes = drmModeGetPlaneResources(fd);
	if (!resources || !resources->count_crtcs || !planes || !planes->count_planes)
		return;

	card->crtc = resources->crtcs[0];
	card->connector = resources->connectors[0];
	card->plane = planes->planes[0];
	for (int i = 0; i < 10; i++)
		card->properties[i] = property(fd, card->plane, DRM_MODE_OBJECT_PLANE,
					       property_names[i]);

	connector = drmModeGetConnector(fd, card->connector);
	req = drmModeAtomicAlloc();
	if (!connector || !connector->count_modes || !req)
		die("the first connector");
	if (drmModeCreatePropertyBlob(fd, &connector->modes[0], sizeof(connector->modes[0]), &blob))
		die("CREATEPROPBLOB");
	drmModeAtomicAddProperty(req, card->connector,
				 property(fd, card->connector, DRM_MODE_OBJECT_CONNECTOR, "CRTC_ID"),
				 card->crtc);
	drmModeAtomicAddProperty(req, card->crtc,
				 property(fd, card->crtc, DRM_MODE_OBJECT_CRTC, "MODE_ID"), blob);
	drmModeAtomicAddProperty(req, card->crtc,
				 property(fd, card->crtc, DRM_MODE_OBJECT_CRTC, "ACTIVE"), 0);
	if (drmModeAtomicCommit(fd, req, DRM_MODE_ATOMIC_ALLOW_MODESET, NULL))
		die("a mode for a CRTC that is off");
	drmModeAtomicFree(req);
	drmModeFreeConnector(connector);
	drmModeFreePlaneResources(planes);
	drmModeFreeResources(resources);
	card->kms = true;
}

static void open_card(const char *path)
{
	struct card *card = &cards[ncards++];
	unsigned int most = populations[POPULATIONS - 1];
	drmVersion *version;

	card->importer = open(path, O_RDWR | O_CLOEXEC);
	card->exporter = open(path, O_RDWR | O_CLOEXEC);
	if (card->exporter < 0 || card->importer < 0)
		die(path);
	version = drmGetVersion(card->exporter);
	if (!version)
		die(path);
	snprintf(card->driver, sizeof(card->driver), "%s", version->name);
	drmFreeVersion(version);
	card->own = calloc(most, sizeof(*card->own));
	card->foreign = calloc(most, sizeof(*card->foreign));
	if (!card->own || !card->foreign)
		die("memory");
	prepare_display(card);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double median(double *values, unsigned int count)
{
	qsort(values, count, sizeof(*values), compare);
	return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

/* The first card against the better one of the others. */
static void report(unsigned int rounds, unsigned int npopulations)
{
	double one[OPERATIONS][CARDS_MAX];

	printf("| operation | buffers open |");
	for (unsigned int c = 0; c < ncards; c++)
		printf(" %s |", cards[c].driver);
	printf(" %s / better peer | %s / its own at 1 | better peer / its own at 1 |\n",
	       cards[0].driver, cards[0].driver);
	printf("|---|--:|");
	for (unsigned int c = 0; c < ncards + 3; c++)
		printf("--:|");
	printf("\n");

	for (unsigned int o = 0; o < OPERATIONS; o++) {
		for (unsigned int p = 0; p < npopulations; p++) {
			double us[CARDS_MAX] = { 0 };
			unsigned int best = 0;

			printf("| %s | %u |", operations[o].name, populations[p]);
			for (unsigned int c = 0; c < ncards; c++) {
				if (operations[o].kms && !cards[c].kms) {
					printf(" - |");
					continue;
				}
				us[c] = median(samples[p][o][c], rounds) * 1e6;
				if (!p)
					one[o][c] = us[c];
				if (c && (!best || us[c] < us[best]))
					best = c;
				printf(" %.1f |", us[c]);
			}
			if (best)
				printf(" %.2f | %.2f | %.2f |\n", us[0] / us[best], us[0] / one[o][0],
				       us[best] / one[o][best]);
			else
				printf(" - | %.2f | - |\n", us[0] / one[o][0]);
		}
	}
}

int main(int argc, char **argv)
{
	unsigned int rounds, npopulations = 0, most;
	struct rlimit limit;

	if (argc < 5 || argc > 4 + CARDS_MAX - 1 + 1) {
		fprintf(stderr, "usage: prime ROUNDS BUFFERS CARD PEER...\n"
			"Times of CARD's steps of sharing beside those of up to three PEERs, nodes as\n"
			"/dev/dri/card0, in microseconds, with 1, 100, ... up to BUFFERS open.\n");
		return 2;
	}
	rounds = strtoul(argv[1], NULL, 0);
	most = strtoul(argv[2], NULL, 0);
	while (npopulations < POPULATIONS && populations[npopulations] <= most)
		npopulations++;
	if (!rounds || rounds > ROUNDS_MAX || !npopulations) {
		fprintf(stderr, "prime: 1 to %d rounds, 1 buffer or more\n", ROUNDS_MAX);
		return 2;
	}

	limit.rlim_cur = limit.rlim_max = 2 * populations[npopulations - 1] + 1000;
	if (setrlimit(RLIMIT_NOFILE, &limit))
		die("setrlimit");
	heap = open("/dev/dma_heap/system", O_RDONLY | O_CLOEXEC);
	if (heap < 0)
		die("/dev/dma_heap/system");
	peer = open(VPRIME_PEER_DEVICE, O_RDWR | O_CLOEXEC);
	if (peer < 0)
		die(VPRIME_PEER_DEVICE);
	heap_buffers = calloc(populations[npopulations - 1], sizeof(*heap_buffers));
	if (!heap_buffers)
		die("memory");
	spare = heap_buffer();
	for (int i = 3; i < argc; i++)
		open_card(argv[i]);

	for (unsigned int p = 0; p < npopulations; p++) {
		double start = now();

		populate(populations[p]);
		fprintf(stderr, "%u buffers after %.1f s\n", population, now() - start);
		for (unsigned int r = 0; r < rounds; r++) {
			for (unsigned int o = 0; o < OPERATIONS; o++) {
				for (unsigned int c = 0; c < ncards; c++) {
					/* who comes first changes from round to round */
					unsigned int which = (c + r) % ncards;

					if (operations[o].kms && !cards[which].kms)
						continue;
					samples[p][o][which][r] = series(&operations[o],
									 &cards[which],
									 p * 1000 + r);
				}
			}
		}
	}
	report(rounds, npopulations);
	return 0;
}
