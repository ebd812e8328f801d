/* SPDX-License-Identifier: MIT */
/**
 * DOC: libvprime
 *
 * Display and share buffers on a DRM/KMS card, found by the name of its driver.
 *
 * Nothing here is particular to the vprime driver but descriptions of cards, vprime_config_*(): any
 * atomic KMS driver will do, and a card with no display at all (vgem) still gives buffers and PRIME.
 *
 * Functions that can fail return 0 or a negative errno; on failure outputs are not written, unless
 * said otherwise. Destroy, close and free functions accept NULL.
 *
 * Distances are in pixels, sizes and strides in bytes, times in milliseconds; a negative timeout
 * waits for ever. Formats are the DRM_FORMAT_* codes of drm_fourcc.h, ids those of the kernel.
 *
 * Buffers, framebuffers and commits belong to the card they were made on and have to be destroyed
 * before it is closed.
 *
 * The handle functions may be called from several threads at once; everything else is for one
 * thread per card at a time.
 */
#ifndef LIBVPRIME_H
#define LIBVPRIME_H

#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/dma-buf.h>

#include <xf86drm.h>
#include <xf86drmMode.h>

#ifdef __cplusplus
extern "C" {
#endif

#pragma GCC visibility push(default)

/*
 * Cards
 */

/**
 * struct vprime_crtc - a CRTC, as enumerated
 * @id: object id
 * @index: its bit in the possible_crtcs masks
 */
struct vprime_crtc {
	uint32_t id;
	uint32_t index;
};

/**
 * struct vprime_connector - a connector, as enumerated
 * @id: object id
 * @type: DRM_MODE_CONNECTOR_*
 * @name: "Virtual-1", "Writeback-1" ...
 * @connected: a monitor is there; always false for a writeback connector
 * @writeback: it is a writeback connector
 * @possible_crtcs: CRTCs it can be driven from, bit n for index n
 * @modes: the modes, preferred ones first
 * @n_modes: how many
 * @formats: what a writeback connector can write; NULL for others
 * @n_formats: how many
 */
struct vprime_connector {
	uint32_t id;
	uint32_t type;
	char name[32];
	bool connected;
	bool writeback;
	uint32_t possible_crtcs;
	drmModeModeInfo *modes;
	size_t n_modes;
	uint32_t *formats;
	size_t n_formats;
};

/**
 * struct vprime_plane - a plane, as enumerated
 * @id: object id
 * @type: DRM_PLANE_TYPE_PRIMARY, _OVERLAY or _CURSOR
 * @possible_crtcs: CRTCs it can be shown on, bit n for index n
 * @formats: what it can show
 * @n_formats: how many
 */
struct vprime_plane {
	uint32_t id;
	uint32_t type;
	uint32_t possible_crtcs;
	uint32_t *formats;
	size_t n_formats;
};

struct vprime_card_private;

/**
 * struct vprime_card - an open card and what it is made of
 * @fd: its file descriptor, owned by the card
 * @driver: the driver's name
 * @crtcs: the CRTCs, in the order of the possible_crtcs bits
 * @n_crtcs: how many; 0 for a card without display
 * @connectors: the connectors, writeback connectors included
 * @n_connectors: how many
 * @planes: the planes of all types
 * @n_planes: how many
 * @priv: the library's own
 *
 * The arrays are read only for the user and valid until vprime_refresh() or vprime_close().
 */
struct vprime_card {
	int fd;
	char driver[32];
	struct vprime_crtc *crtcs;
	size_t n_crtcs;
	struct vprime_connector *connectors;
	size_t n_connectors;
	struct vprime_plane *planes;
	size_t n_planes;
	struct vprime_card_private *priv;
};

/**
 * vprime_open - open a card by the name of its driver
 * @driver: name of the DRM driver; NULL means "vprime"
 * @index: which of that driver's cards, from 0, ordered by the name of the device (vprime.0 is
 *	before vprime.1 whatever their card numbers)
 * @card: set to the card; vprime_close() it
 *
 * Sets the client capabilities universal planes, atomic and writeback connectors as far as the
 * driver has them. As with any open of a primary node, who comes first is DRM master.
 *
 * Return: 0, -ENODEV if there is no such card, or the errno of open().
 */
int vprime_open(const char *driver, int index, struct vprime_card **card);

/**
 * vprime_open_path - open a card by the path of its node
 * @path: a card node, or a link to one as in /dev/dri/by-path
 * @card: set to the card; vprime_close() it
 *
 * Return: 0, -ENODEV if the node is no DRM device, or the errno of open().
 */
int vprime_open_path(const char *path, struct vprime_card **card);

/**
 * vprime_open_fd - make a card of an open file
 * @fd: a file descriptor of a card node; on success the card owns it, on failure the caller still
 *	does
 * @card: set to the card; vprime_close() it
 *
 * GEM handles are counted per struct vprime_card while the kernel counts per open file: keep one
 * card per open file, and close no handle behind its back.
 *
 * Return: 0, -ENODEV if it is no DRM device, or another negative errno.
 */
int vprime_open_fd(int fd, struct vprime_card **card);

/**
 * vprime_close - close a card
 * @card: the card, or NULL
 */
void vprime_close(struct vprime_card *card);

/**
 * vprime_refresh - enumerate CRTCs, connectors and planes again
 * @card: the card
 *
 * To be called after a hotplug. Probes the connectors. Pointers to the old objects become invalid,
 * in a struct vprime_output too; on failure the old ones stay.
 *
 * Return: 0 or a negative errno.
 */
int vprime_refresh(struct vprime_card *card);

/**
 * struct vprime_output - objects that work together to show something
 * @connector: the monitor
 * @crtc: the CRTC to drive it
 * @primary: the CRTC's primary plane
 * @overlay: its first overlay, or NULL
 * @cursor: its cursor plane, or NULL
 * @writeback: its writeback connector, or NULL
 */
struct vprime_output {
	const struct vprime_connector *connector;
	const struct vprime_crtc *crtc;
	const struct vprime_plane *primary;
	const struct vprime_plane *overlay;
	const struct vprime_plane *cursor;
	const struct vprime_connector *writeback;
};

/**
 * vprime_output_find - find what is needed to use a connector
 * @card: the card
 * @name: the connector's name; NULL takes the first connected one
 * @output: filled in; points into @card
 *
 * A connector that is driven already keeps its CRTC; otherwise the first possible CRTC is taken.
 *
 * Return: 0, -ENOENT if there is no such connector or it cannot be driven.
 */
int vprime_output_find(struct vprime_card *card, const char *name, struct vprime_output *output);

/*
 * Properties
 */

/**
 * vprime_property_id - the id of an object's property
 * @card: the card
 * @object: id of a CRTC, connector or plane
 * @name: the property's name
 * @id: set to the property's id
 *
 * Ids are asked for once per object and remembered.
 *
 * Return: 0, -ENOENT if the object does not exist or has no such property, -ENOMEM.
 */
int vprime_property_id(struct vprime_card *card, uint32_t object, const char *name, uint32_t *id);

/**
 * vprime_property_get - the present value of an object's property
 * @card: the card
 * @object: id of a CRTC, connector or plane
 * @name: the property's name
 * @value: set to the value
 *
 * Return: 0, -ENOENT if the object does not exist or has no such property, -ENOMEM.
 */
int vprime_property_get(struct vprime_card *card, uint32_t object, const char *name,
			uint64_t *value);

/**
 * vprime_property_enum - the value that stands for a name
 * @card: the card
 * @object: id of a CRTC, connector or plane
 * @name: name of a property of the enum or bitmask type
 * @entry: name of one of its values
 * @value: set to the value; for a bitmask to the bit, as a mask
 *
 * Return: 0, -ENOENT if there is no such object, property or name, -ENOMEM.
 */
int vprime_property_enum(struct vprime_card *card, uint32_t object, const char *name,
			 const char *entry, uint64_t *value);

/*
 * GEM handles
 *
 * The kernel gives one handle per buffer and open file however often the buffer is imported, and
 * one close takes it away for all. The card counts: each handle is closed when its last user is
 * gone.
 */

/**
 * vprime_handle_import - PRIME in: the handle of a dma-buf
 * @card: the card
 * @dmabuf: file descriptor of the dma-buf; stays the caller's
 * @handle: set to the handle; vprime_handle_unref() it
 *
 * Importing the same buffer again gives the same handle, counted once more. That includes a buffer
 * this card exported.
 *
 * Return: 0, -ENOMEM, or the kernel's errno: -EBADF if @dmabuf is not open, -EINVAL if it is no
 * dma-buf, or what its exporter says.
 */
int vprime_handle_import(struct vprime_card *card, int dmabuf, uint32_t *handle);

/**
 * vprime_handle_export - PRIME out: a dma-buf of a handle
 * @card: the card
 * @handle: the handle
 * @flags: DRM_CLOEXEC and DRM_RDWR, or'ed; DRM_RDWR counts for the first export of a buffer
 * @dmabuf: set to the file descriptor, the caller's to close
 *
 * Exporting an imported buffer gives the original dma-buf.
 *
 * Return: 0 or the kernel's errno: -ENOENT if there is no such handle, -EMFILE.
 */
int vprime_handle_export(struct vprime_card *card, uint32_t handle, uint32_t flags, int *dmabuf);

/**
 * vprime_handle_ref - one more user of a handle
 * @card: the card
 * @handle: a handle, counted already or made by an ioctl of the caller's
 *
 * A handle the card does not know yet is taken over with a count of one.
 *
 * Return: 0, -EINVAL for handle 0, -ENOMEM.
 */
int vprime_handle_ref(struct vprime_card *card, uint32_t handle);

/**
 * vprime_handle_unref - one user of a handle less
 * @card: the card
 * @handle: the handle; 0 is ignored
 *
 * Closes the handle when it was the last one.
 *
 * Return: 0, -ENOENT if the handle is not counted (any more), or the errno of the close.
 */
int vprime_handle_unref(struct vprime_card *card, uint32_t handle);

/**
 * vprime_handle_users - how many users a handle has
 * @card: the card
 * @handle: the handle
 *
 * Return: the count, 0 for an unknown handle.
 */
unsigned int vprime_handle_users(struct vprime_card *card, uint32_t handle);

/*
 * Buffers
 */

/**
 * struct vprime_buffer - memory on a card
 * @card: the card
 * @handle: its GEM handle, counted
 * @width: width in pixels, 0 if unknown
 * @height: height in pixels, 0 if unknown
 * @stride: bytes from one row to the next, 0 if unknown
 * @size: size in bytes
 * @map: where it is mapped, NULL before vprime_buffer_map()
 * @imported: it came in as a dma-buf
 *
 * Read only for the user. The shape of an import is for its user to fill in.
 */
struct vprime_buffer {
	struct vprime_card *card;
	uint32_t handle;
	uint32_t width;
	uint32_t height;
	uint32_t stride;
	uint64_t size;
	void *map;
	bool imported;
};

/**
 * vprime_buffer_create - a new dumb buffer
 * @card: the card
 * @width: width in pixels
 * @height: height in pixels
 * @bpp: bits per pixel
 * @buffer: set to the buffer; vprime_buffer_destroy() it
 *
 * Return: 0 or the kernel's errno.
 */
int vprime_buffer_create(struct vprime_card *card, uint32_t width, uint32_t height, uint32_t bpp,
			 struct vprime_buffer **buffer);

/**
 * vprime_buffer_import - a buffer of somebody else's dma-buf
 * @card: the card
 * @dmabuf: file descriptor of the dma-buf; stays the caller's
 * @buffer: set to the buffer, its size that of the dma-buf; vprime_buffer_destroy() it
 *
 * Return: 0 or the kernel's errno.
 */
int vprime_buffer_import(struct vprime_card *card, int dmabuf, struct vprime_buffer **buffer);

/**
 * vprime_buffer_export - a dma-buf of a buffer
 * @buffer: the buffer
 * @flags: as for vprime_handle_export()
 * @dmabuf: set to the file descriptor, the caller's to close
 *
 * Return: 0 or the kernel's errno.
 */
int vprime_buffer_export(struct vprime_buffer *buffer, uint32_t flags, int *dmabuf);

/**
 * vprime_buffer_map - map a buffer to read and write
 * @buffer: the buffer
 * @map: set to the address; may be NULL, as it is in the buffer too
 *
 * Mapped once; later calls give the same address. Our own buffers are mapped through the card,
 * imported ones through their dma-buf: reading or writing those has to happen between
 * vprime_dmabuf_begin() and vprime_dmabuf_end().
 *
 * Return: 0, -EACCES if it is an import that may only be read, or another errno of the kernel.
 */
int vprime_buffer_map(struct vprime_buffer *buffer, void **map);

/**
 * vprime_buffer_unmap - undo vprime_buffer_map()
 * @buffer: the buffer, or NULL
 */
void vprime_buffer_unmap(struct vprime_buffer *buffer);

/**
 * vprime_buffer_destroy - unmap a buffer and let go of its handle
 * @buffer: the buffer, or NULL
 *
 * The memory lives on as long as a framebuffer or dma-buf needs it.
 */
void vprime_buffer_destroy(struct vprime_buffer *buffer);

/**
 * vprime_dmabuf_begin - start to access a dma-buf with the CPU
 * @dmabuf: file descriptor of the dma-buf
 * @access: DMA_BUF_SYNC_READ, DMA_BUF_SYNC_WRITE or DMA_BUF_SYNC_RW
 *
 * Waits for the fences of others' access. Tries again when interrupted.
 *
 * Return: 0 or the errno of DMA_BUF_IOCTL_SYNC.
 */
int vprime_dmabuf_begin(int dmabuf, uint64_t access);

/**
 * vprime_dmabuf_end - end of an access with the CPU
 * @dmabuf: file descriptor of the dma-buf
 * @access: the same as for vprime_dmabuf_begin()
 *
 * Return: 0 or the errno of DMA_BUF_IOCTL_SYNC.
 */
int vprime_dmabuf_end(int dmabuf, uint64_t access);

/*
 * dma-bufs of exporters that are no cards
 *
 * All come open for reading and writing, with close-on-exec set, and are the caller's to close.
 */

/**
 * vprime_memfd_create - memory that a udmabuf can be made of
 * @name: a name for the eyes of /proc/PID/maps
 * @size: in bytes; a multiple of the page size if all of it is to become a udmabuf
 * @memfd: set to the file descriptor, the caller's to close
 *
 * The memory is all zeros and sealed against shrinking, as udmabuf wants it.
 *
 * Return: 0, or the errno of memfd_create(), ftruncate() or fcntl(): -EINVAL or -EFBIG for a size
 * that no file has.
 */
int vprime_memfd_create(const char *name, uint64_t size, int *memfd);

/**
 * vprime_udmabuf_create - a dma-buf of a memfd's pages
 * @memfd: the memfd; sealed against shrinking and not against writing. Stays the caller's, who may
 *	close it
 * @offset: where the dma-buf begins, a multiple of the page size
 * @size: its size, a multiple of the page size
 * @dmabuf: set to the file descriptor, the caller's to close
 *
 * What is written into the memfd is in the dma-buf and the other way round. A device may not see
 * it before a bracket of vprime_dmabuf_begin() and vprime_dmabuf_end().
 *
 * Return: 0; -ENOENT if the kernel has no /dev/udmabuf (CONFIG_UDMABUF; Debian's has it from 6.12
 * on); -EACCES without the right to it (group kvm); -EBADFD if @memfd is no memfd; -EINVAL for the
 * wrong seals, offset or size, or more than udmabuf's size_limit_mb (64 MiB up to 6.12); or another
 * errno of the kernel.
 */
int vprime_udmabuf_create(int memfd, uint64_t offset, uint64_t size, int *dmabuf);

/**
 * vprime_heap_alloc - a dma-buf of a dma-heap
 * @heap: the heap's name in /dev/dma_heap; NULL means "system", ordinary pages
 * @size: in bytes, rounded up to whole pages
 * @dmabuf: set to the file descriptor, the caller's to close
 *
 * Return: 0; -ENOENT if there is no such heap (CONFIG_DMABUF_HEAPS; Debian's kernels have "system"
 * from 6.12 on); -EACCES without the right to it (root only, unless udev says otherwise); -EINVAL
 * for a size of 0 or a name that is none; -ENOMEM; or another errno of the kernel.
 */
int vprime_heap_alloc(const char *heap, uint64_t size, int *dmabuf);

/**
 * vprime_v4l2_export - the dma-buf of a V4L2 buffer
 * @video: file descriptor of the video device
 * @type: V4L2_BUF_TYPE_*
 * @index: which of the buffers that VIDIOC_REQBUFS has made with V4L2_MEMORY_MMAP
 * @plane: which plane of it, 0 if it has no more than one
 * @dmabuf: set to the file descriptor, the caller's to close
 *
 * The device fills (or reads) the buffer between VIDIOC_QBUF and VIDIOC_DQBUF and puts no fence on
 * it: whoever shows it dequeues it first and queues it again when it is no longer shown.
 *
 * Return: 0; -EINVAL if there is no such buffer or plane, or it is not of V4L2_MEMORY_MMAP; -EBUSY
 * while another file of the device owns its queue; -ENOTTY if @video is no video device or cannot
 * export; or another errno of the kernel.
 */
int vprime_v4l2_export(int video, uint32_t type, uint32_t index, uint32_t plane, int *dmabuf);

/*
 * Passing file descriptors on
 *
 * Over a UNIX socket of any type: dma-bufs, sync_files, memfds or others, each with a message that
 * says what it is. The message is not only a courtesy, a stream has to carry at least a byte.
 */

/* The longest message, in bytes. */
#define VPRIME_MESSAGE_MAX 256

/**
 * vprime_fd_send - send a file descriptor to another process
 * @socket: a connected UNIX socket
 * @fd: the file descriptor; stays the caller's, who may close it at once
 * @message: what goes with it
 * @size: its size, from 1 to VPRIME_MESSAGE_MAX
 *
 * Raises no SIGPIPE. Tries again when interrupted.
 *
 * Return: 0; -EINVAL for the size; -EBADF if @fd is not open; -EPIPE if the other side is closed;
 * -EAGAIN if the socket is non-blocking and full; or another errno of sendmsg().
 */
int vprime_fd_send(int socket, int fd, const void *message, size_t size);

/**
 * vprime_fd_receive - receive a file descriptor from another process
 * @socket: a connected UNIX socket
 * @fd: set to the file descriptor, with close-on-exec set, the caller's to close
 * @message: filled in
 * @size: its size, from 1 to VPRIME_MESSAGE_MAX, the same as the sender's
 *
 * Takes exactly one descriptor with a message of exactly @size bytes. Anything else is discarded,
 * descriptors that came with it are closed, and of a stream the rest is worth nothing any more.
 * Tries again when interrupted. What sort of file it is, nobody has checked.
 *
 * Return: 0; -EINVAL for the size; -EBADMSG if something else came; -ECONNRESET if the other side
 * is closed; -EAGAIN if the socket is non-blocking and empty; or another errno of recvmsg().
 */
int vprime_fd_receive(int socket, int *fd, void *message, size_t size);

/*
 * Framebuffers
 */

/**
 * struct vprime_fb_layout - how pixels lie in memory
 * @width: width in pixels
 * @height: height in pixels
 * @format: DRM_FORMAT_*
 * @modifier: DRM_FORMAT_MOD_*; DRM_FORMAT_MOD_INVALID leaves it to the driver
 * @handles: GEM handle of each colour plane, 0 for planes the format does not have
 * @strides: bytes from one row to the next, of each colour plane
 * @offsets: where each colour plane starts in its buffer, in bytes
 */
struct vprime_fb_layout {
	uint32_t width;
	uint32_t height;
	uint32_t format;
	uint64_t modifier;
	uint32_t handles[4];
	uint32_t strides[4];
	uint32_t offsets[4];
};

/**
 * struct vprime_fb - a framebuffer
 * @card: the card
 * @id: object id
 * @width: width in pixels
 * @height: height in pixels
 * @format: DRM_FORMAT_*
 */
struct vprime_fb {
	struct vprime_card *card;
	uint32_t id;
	uint32_t width;
	uint32_t height;
	uint32_t format;
};

/**
 * vprime_fb_create - a framebuffer of any layout
 * @card: the card
 * @layout: the layout; the handles may be closed afterwards
 * @fb: set to the framebuffer; vprime_fb_destroy() it
 *
 * Return: 0 or the kernel's errno.
 */
int vprime_fb_create(struct vprime_card *card, const struct vprime_fb_layout *layout,
		     struct vprime_fb **fb);

/**
 * vprime_fb_of_buffer - a linear framebuffer of a whole buffer
 * @buffer: the buffer, with width, height and stride known
 * @format: a DRM_FORMAT_* of one colour plane
 * @fb: set to the framebuffer; vprime_fb_destroy() it. It does not need @buffer any more
 *
 * Return: 0 or the kernel's errno.
 */
int vprime_fb_of_buffer(struct vprime_buffer *buffer, uint32_t format, struct vprime_fb **fb);

/**
 * vprime_fb_destroy - remove a framebuffer
 * @fb: the framebuffer, or NULL
 *
 * As the kernel has it, a plane that still shows it is switched off.
 */
void vprime_fb_destroy(struct vprime_fb *fb);

/*
 * Atomic commits
 */

/**
 * struct vprime_rect - a rectangle
 * @x: left edge in pixels
 * @y: upper edge in pixels
 * @width: in pixels
 * @height: in pixels
 */
struct vprime_rect {
	int32_t x;
	int32_t y;
	uint32_t width;
	uint32_t height;
};

struct vprime_commit;

/**
 * vprime_commit_create - an empty commit
 * @card: the card
 * @commit: set to the commit; vprime_commit_destroy() it
 *
 * The add functions may be called without looking at what they return: the first error is kept, and
 * returned by vprime_commit_test() and vprime_commit_apply() until vprime_commit_reset().
 *
 * Return: 0 or -ENOMEM.
 */
int vprime_commit_create(struct vprime_card *card, struct vprime_commit **commit);

/**
 * vprime_commit_add - set a property
 * @commit: the commit
 * @object: id of a CRTC, connector or plane
 * @name: the property's name
 * @value: its new value; the last one set counts
 *
 * Return: 0, -ENOENT if the object has no such property, -ENOMEM.
 */
int vprime_commit_add(struct vprime_commit *commit, uint32_t object, const char *name,
		      uint64_t value);

/**
 * vprime_commit_add_mode - switch a CRTC on with a mode, or off
 * @commit: the commit
 * @crtc: id of the CRTC
 * @mode: the mode; NULL for off
 *
 * Needs DRM_MODE_ATOMIC_ALLOW_MODESET. The connectors' CRTC_ID are the caller's business.
 *
 * Return: 0 or a negative errno.
 */
int vprime_commit_add_mode(struct vprime_commit *commit, uint32_t crtc,
			   const drmModeModeInfo *mode);

/**
 * vprime_commit_add_plane - show a framebuffer on a plane
 * @commit: the commit
 * @plane: id of the plane
 * @crtc: id of the CRTC
 * @fb: the framebuffer; NULL switches the plane off, whatever the other arguments
 * @src: the part of the framebuffer to show; NULL for all of it
 * @dst: where on the CRTC; NULL for the size of @src at the origin
 *
 * Return: 0 or a negative errno.
 */
int vprime_commit_add_plane(struct vprime_commit *commit, uint32_t plane, uint32_t crtc,
			    const struct vprime_fb *fb, const struct vprime_rect *src,
			    const struct vprime_rect *dst);

/**
 * vprime_commit_add_out_fence - ask for a fence that signals when a CRTC shows this commit
 * @commit: the commit
 * @crtc: id of the CRTC
 * @fence: where vprime_commit_apply() puts the sync_file descriptor, the caller's to close; set to
 *	-1 at once. Has to stay valid until vprime_commit_reset() or _destroy()
 *
 * Return: 0 or a negative errno.
 */
int vprime_commit_add_out_fence(struct vprime_commit *commit, uint32_t crtc, int32_t *fence);

/**
 * vprime_commit_add_writeback - have the frame of this commit written into a framebuffer
 * @commit: the commit
 * @connector: id of the writeback connector
 * @crtc: id of the CRTC
 * @fb: the framebuffer; as big as the mode
 * @fence: as for vprime_commit_add_out_fence(), signals when the pixels are written; may be NULL
 *
 * Needs DRM_MODE_ATOMIC_ALLOW_MODESET when the connector is not on this CRTC already, where it
 * stays until its CRTC_ID is set to 0.
 *
 * Return: 0 or a negative errno.
 */
int vprime_commit_add_writeback(struct vprime_commit *commit, uint32_t connector, uint32_t crtc,
				const struct vprime_fb *fb, int32_t *fence);

/**
 * vprime_commit_test - ask whether a commit would work
 * @commit: the commit; nothing in it changes
 * @flags: 0 or DRM_MODE_ATOMIC_ALLOW_MODESET
 *
 * Return: 0, the first error of the add functions, or the kernel's errno.
 */
int vprime_commit_test(struct vprime_commit *commit, uint32_t flags);

/**
 * vprime_commit_apply - commit
 * @commit: the commit; may be applied again, or added to
 * @flags: DRM_MODE_ATOMIC_ALLOW_MODESET, DRM_MODE_ATOMIC_NONBLOCK, DRM_MODE_PAGE_FLIP_EVENT or
 *	DRM_MODE_PAGE_FLIP_ASYNC, or'ed
 * @user_data: comes back in the event, if one is asked for
 *
 * Without DRM_MODE_ATOMIC_NONBLOCK it returns when the commit is on the screen. Tries again when
 * interrupted.
 *
 * Return: 0, the first error of the add functions, or the kernel's errno: -EBUSY from a
 * non-blocking commit means that the one before is still on its way.
 */
int vprime_commit_apply(struct vprime_commit *commit, uint32_t flags, uint64_t user_data);

/**
 * vprime_commit_reset - make a commit empty again
 * @commit: the commit
 */
void vprime_commit_reset(struct vprime_commit *commit);

/**
 * vprime_commit_destroy - free a commit
 * @commit: the commit, or NULL
 */
void vprime_commit_destroy(struct vprime_commit *commit);

/**
 * struct vprime_flip - a completed flip
 * @crtc: id of the CRTC
 * @sequence: number of the vblank
 * @sec: its time on CLOCK_MONOTONIC, seconds
 * @usec: and microseconds
 * @user_data: what vprime_commit_apply() was given
 */
struct vprime_flip {
	uint32_t crtc;
	uint32_t sequence;
	uint32_t sec;
	uint32_t usec;
	uint64_t user_data;
};

/**
 * vprime_flip_wait - wait for a flip to complete
 * @card: the card
 * @crtc: id of the CRTC; 0 for any
 * @timeout: milliseconds
 * @flip: filled in; may be NULL
 *
 * Reads the card's events. Flips of other CRTCs are kept for later calls, events of other types are
 * lost: who uses those reads the card's fd alone.
 *
 * Return: 0, -ETIMEDOUT, or another negative errno.
 */
int vprime_flip_wait(struct vprime_card *card, uint32_t crtc, int timeout,
		     struct vprime_flip *flip);

/**
 * vprime_fence_wait - wait for a fence
 * @fence: descriptor of a sync_file; stays the caller's
 * @timeout: milliseconds
 *
 * Return: 0, -ETIMEDOUT, the error the fence was signalled with, or another negative errno.
 */
int vprime_fence_wait(int fence, int timeout);

/*
 * Whole steps
 */

/**
 * vprime_modeset - show a framebuffer on an output
 * @card: the card
 * @output: the output
 * @mode: the mode; NULL takes the connector's first
 * @fb: the framebuffer, put on the primary plane at the origin in its own size
 *
 * Blocks until it is on the screen. The CRTC's other planes are left as they are.
 *
 * Return: 0, -ENOENT if @mode is NULL and the connector has none, or the kernel's errno.
 */
int vprime_modeset(struct vprime_card *card, const struct vprime_output *output,
		   const drmModeModeInfo *mode, const struct vprime_fb *fb);

/**
 * vprime_switch_off - switch an output and its planes off
 * @card: the card
 * @output: the output
 *
 * Return: 0 or the kernel's errno.
 */
int vprime_switch_off(struct vprime_card *card, const struct vprime_output *output);

/**
 * vprime_writeback - read one frame of an output
 * @card: the card; has to be DRM master
 * @output: the output; switched on already
 * @fb: where to write it; as big as the mode
 * @timeout: milliseconds from the commit to the last pixel
 *
 * Commits the writeback connector alone, waits for its fence and takes the connector off the CRTC
 * again unless it was there before. What the planes show does not change.
 *
 * Return: 0, -ENOENT if the output has no writeback connector, -ETIMEDOUT, or the kernel's errno.
 */
int vprime_writeback(struct vprime_card *card, const struct vprime_output *output,
		     const struct vprime_fb *fb, int timeout);

/*
 * Descriptions of cards
 *
 * These are particular to the vprime driver: they make and change its cards through the directories
 * that docs/configfs.md describes, and know nothing of the meaning of most attributes, so that a
 * newer driver's need no newer library. Changing anything needs root.
 */

/** VPRIME_CONFIGFS - where the driver's directories are */
#define VPRIME_CONFIGFS "/sys/kernel/config/vprime"

/** VPRIME_CONFIG_WHERE - bytes that the name of an attribute with its directories has room in */
#define VPRIME_CONFIG_WHERE 1024

/**
 * enum vprime_config_kind - what a card is made of
 * @VPRIME_CONFIG_PLANES: planes, from the bottom to the top; they link to CRTCs
 * @VPRIME_CONFIG_CRTCS: CRTCs
 * @VPRIME_CONFIG_ENCODERS: encoders; they link to CRTCs
 * @VPRIME_CONFIG_CONNECTORS: connectors; they link to encoders
 * @VPRIME_CONFIG_KINDS: how many there are
 */
enum vprime_config_kind {
	VPRIME_CONFIG_PLANES,
	VPRIME_CONFIG_CRTCS,
	VPRIME_CONFIG_ENCODERS,
	VPRIME_CONFIG_CONNECTORS,
	VPRIME_CONFIG_KINDS,
};

/**
 * struct vprime_config_attribute - an attribute's value
 * @name: what it is called
 * @value: text without the newline at its end, or the bytes of "edid"; a 0 follows
 * @size: bytes of @value
 * @read_only: the driver alone sets it
 */
struct vprime_config_attribute {
	char *name;
	char *value;
	size_t size;
	bool read_only;
};

/**
 * struct vprime_config_object - a card, a plane, a CRTC, an encoder or a connector
 * @name: what it is called: its directory
 * @attributes: the attributes
 * @n_attributes: how many
 * @links: names of the CRTCs or encoders that it can be used with
 * @n_links: how many
 */
struct vprime_config_object {
	char *name;
	struct vprime_config_attribute *attributes;
	size_t n_attributes;
	char **links;
	size_t n_links;
};

/**
 * struct vprime_config - the description of a card
 * @card: its name and its attributes but "enabled"
 * @enabled: the card exists, or is to
 * @objects: of each kind the objects, in order
 * @n_objects: how many
 */
struct vprime_config {
	struct vprime_config_object card;
	bool enabled;
	struct vprime_config_object *objects[VPRIME_CONFIG_KINDS];
	size_t n_objects[VPRIME_CONFIG_KINDS];
};

/**
 * vprime_config_kind_name - the directory of all objects of a kind
 * @kind: the kind
 *
 * Return: "planes", "crtcs", "encoders" or "connectors".
 */
const char *vprime_config_kind_name(enum vprime_config_kind kind);

/**
 * vprime_config_links_name - the directory of the links of an object
 * @kind: its kind
 *
 * Return: "possible_crtcs" or "possible_encoders", or NULL if there are none.
 */
const char *vprime_config_links_name(enum vprime_config_kind kind);

/**
 * vprime_config_target - what objects link to
 * @kind: their kind
 *
 * Return: the kind, or VPRIME_CONFIG_KINDS if they have no links.
 */
enum vprime_config_kind vprime_config_target(enum vprime_config_kind kind);

/**
 * vprime_config_new - begin a description
 * @name: of the card
 * @config: set to the description; vprime_config_free() it
 *
 * Return: 0, -EINVAL if @name cannot be a directory's, or -ENOMEM.
 */
int vprime_config_new(const char *name, struct vprime_config **config);

/**
 * vprime_config_free - free a description
 * @config: the description, or NULL
 */
void vprime_config_free(struct vprime_config *config);

/**
 * vprime_config_add - describe one object more
 * @config: the description
 * @kind: of the object
 * @name: of the object
 * @object: set to it; valid until the next one of its kind is added; may be NULL
 *
 * Return: 0, -EINVAL if @name cannot be a directory's, -EEXIST, or -ENOMEM.
 */
int vprime_config_add(struct vprime_config *config, enum vprime_config_kind kind, const char *name,
		      struct vprime_config_object **object);

/**
 * vprime_config_find - find an object
 * @config: the description
 * @kind: of the object
 * @name: of the object
 *
 * Return: the object, or NULL.
 */
struct vprime_config_object *vprime_config_find(const struct vprime_config *config,
						enum vprime_config_kind kind, const char *name);

/**
 * vprime_config_set - set an attribute of a description
 * @object: the object, or a description's card
 * @name: of the attribute
 * @value: what to set it to
 * @size: bytes of @value
 *
 * Return: 0, -EINVAL if @name cannot be a file's, or -ENOMEM.
 */
int vprime_config_set(struct vprime_config_object *object, const char *name, const void *value,
		      size_t size);

/**
 * vprime_config_get - read an attribute of a description
 * @object: the object, or a description's card
 * @name: of the attribute
 *
 * Return: the attribute, or NULL if the description does not mention it.
 */
const struct vprime_config_attribute *vprime_config_get(const struct vprime_config_object *object,
							const char *name);

/**
 * vprime_config_link - describe one link more
 * @object: where it is from
 * @target: name of the CRTC or encoder that it leads to
 *
 * Return: 0, -EINVAL if @target cannot be a directory's, -EEXIST, or -ENOMEM.
 */
int vprime_config_link(struct vprime_config_object *object, const char *target);

/**
 * vprime_config_list - the names of all descriptions
 * @root: where the directories are; NULL for VPRIME_CONFIGFS
 * @names: set to the names, ordered; vprime_config_list_free() them
 * @count: set to how many there are
 *
 * Return: 0, -ENOENT if the driver is not there, or another errno of the system.
 */
int vprime_config_list(const char *root, char ***names, size_t *count);

/**
 * vprime_config_list_free - free names
 * @names: the names, or NULL
 * @count: how many there are
 */
void vprime_config_list_free(char **names, size_t count);

/**
 * vprime_config_load - read a description
 * @root: where the directories are; NULL for VPRIME_CONFIGFS
 * @name: of the card
 * @config: set to it; vprime_config_free() it
 *
 * Return: 0, -ENOENT if there is none of that name, -EINVAL if @name cannot be a directory's, or
 * another errno of the system.
 */
int vprime_config_load(const char *root, const char *name, struct vprime_config **config);

/**
 * vprime_config_save - make directories as a description says, and the card if it is enabled
 * @root: where the directories are; NULL for VPRIME_CONFIGFS
 * @config: the description; its read-only attributes are left out
 * @where: set on failure to what could not be made or written, below @root; may be NULL
 *
 * Makes all of it or, on failure, nothing.
 *
 * Return: 0, -EEXIST if there is a description of that name, -EINVAL from "enabled" if the kernel's
 * log says what is wrong with it, or another errno of the system.
 */
int vprime_config_save(const char *root, const struct vprime_config *config,
		       char where[VPRIME_CONFIG_WHERE]);

/**
 * vprime_config_enable - make or remove the card of a description
 * @root: where the directories are; NULL for VPRIME_CONFIGFS
 * @name: of the card
 * @enabled: whether it is to exist
 *
 * Return: 0, -EINVAL if @name cannot be a directory's or the kernel's log says what is wrong with
 * the description, or another errno.
 */
int vprime_config_enable(const char *root, const char *name, bool enabled);

/**
 * vprime_config_remove - remove a description, and its card
 * @root: where the directories are; NULL for VPRIME_CONFIGFS
 * @name: of the card
 *
 * Return: 0, -ENOENT if there is none of that name, -EINVAL if @name cannot be a directory's, or
 * another errno of the system.
 */
int vprime_config_remove(const char *root, const char *name);

/**
 * vprime_config_write - change an attribute that is there
 * @root: where the directories are; NULL for VPRIME_CONFIGFS
 * @card: name of the card
 * @kind: of the object; not used for the card itself
 * @object: name of the object, or NULL for the card itself
 * @name: of the attribute
 * @value: what to set it to
 * @size: bytes of @value
 *
 * Return: 0, -EBUSY if it cannot change while the card exists, -EINVAL if the value is none or a name
 * cannot be a directory's or file's, or another errno of the system.
 */
int vprime_config_write(const char *root, const char *card, enum vprime_config_kind kind,
			const char *object, const char *name, const void *value, size_t size);

/**
 * vprime_config_save_object - add one object to a description that is there
 * @root: where the directories are; NULL for VPRIME_CONFIGFS
 * @card: name of the card
 * @kind: of the object; of a card that exists a connector, which is then described and not there:
 *	write 1 to its "enabled"
 * @object: the object; its read-only attributes are left out
 * @where: set on failure to what could not be made or written, below @root; may be NULL
 *
 * Makes all of it or, on failure, nothing.
 *
 * Return: 0, -EEXIST if there is one of that name, -ENOENT if there is no such card, encoder, CRTC or
 * attribute, -EBUSY if the card exists and @kind is another one, -EINVAL if a name cannot be a
 * directory's or a value is none, or another errno of the system.
 */
int vprime_config_save_object(const char *root, const char *card, enum vprime_config_kind kind,
			      const struct vprime_config_object *object,
			      char where[VPRIME_CONFIG_WHERE]);

/**
 * vprime_config_remove_object - remove one object from a description
 * @root: where the directories are; NULL for VPRIME_CONFIGFS
 * @card: name of the card
 * @kind: of the object; of a card that exists a connector goes at once, and others stay there
 * @name: of the object, to which no links may lead
 *
 * Return: 0, -ENOENT if there is no such card or object, -EINVAL if a name cannot be a directory's, or
 * another errno of the system.
 */
int vprime_config_remove_object(const char *root, const char *card, enum vprime_config_kind kind,
				const char *name);

#pragma GCC visibility pop

#ifdef __cplusplus
}
#endif

#endif
