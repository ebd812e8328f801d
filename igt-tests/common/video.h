/* SPDX-License-Identifier: MIT */
/* A V4L2 camera that needs no hardware: the module vivid. */
#ifndef COMMON_VIDEO_H
#define COMMON_VIDEO_H

#include <stdint.h>

#define VIDEO_WIDTH 320
#define VIDEO_HEIGHT 180
#define VIDEO_STRIDE (VIDEO_WIDTH * 4)
#define VIDEO_SIZE (VIDEO_STRIDE * VIDEO_HEIGHT)

/* vivid's two ways to allocate, each with a camera of its own. */
#define VIDEO_VMALLOC 0
#define VIDEO_CONTIGUOUS 1

/**
 * struct video - an open camera, taking XRGB8888 pictures
 * @fd: the open file
 * @memory: V4L2_MEMORY_MMAP or V4L2_MEMORY_DMABUF
 * @buffers: how many it has
 */
struct video {
	int fd;
	uint32_t memory;
	uint32_t buffers;
};

/** video_load - load vivid with its two cameras; skips if the kernel has none */
void video_load(void);

/**
 * video_open - open a camera
 * @camera: VIDEO_VMALLOC or VIDEO_CONTIGUOUS
 *
 * Return: the camera, without buffers.
 */
struct video video_open(unsigned int camera);

/** video_close - close a camera; its buffers live as long as somebody has them mapped or as dma-buf */
void video_close(struct video *video);

/** video_buffers - have @n buffers of its own (V4L2_MEMORY_MMAP) or of others (_DMABUF), or 0 */
void video_buffers(struct video *video, uint32_t memory, uint32_t n);

/** video_try_buffers - the same; returns 0 or a negative errno */
int video_try_buffers(struct video *video, uint32_t memory, uint32_t n);

/** video_export - a dma-buf of one of the camera's own buffers */
int video_export(struct video *video, uint32_t index);

/** video_map - map one of the camera's own buffers to read it */
void *video_map(struct video *video, uint32_t index);

/** video_queue - give a buffer to the camera; @dmabuf counts for V4L2_MEMORY_DMABUF alone */
void video_queue(struct video *video, uint32_t index, int dmabuf);

/** video_try_queue - the same; returns 0 or a negative errno */
int video_try_queue(struct video *video, uint32_t index, int dmabuf);

/** video_dequeue - wait for the next picture; returns the buffer's index */
uint32_t video_dequeue(struct video *video);

/** video_settle - wait until the camera has filled all its buffers, none of which it gives back */
void video_settle(struct video *video);

/** video_start - let it run */
void video_start(struct video *video);

/** video_stop - stop it; no buffer is the camera's any more */
void video_stop(struct video *video);

/**
 * video_pattern - choose what the camera sees
 * @video: the camera
 * @seed: even for a still picture, one of a few; odd for noise, new in each picture
 */
void video_pattern(struct video *video, uint32_t seed);

#endif
