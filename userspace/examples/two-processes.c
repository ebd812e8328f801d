// SPDX-License-Identifier: MIT
/*
 * Two processes share a buffer over a UNIX socket: one draws, the other shows.
 *
 *	two-processes [N]
 *
 * N is the card that the first draws on, 0 if not said; the second shows it on card 0.
 *
 * It is what a client and a Wayland compositor do, without the protocol: the file descriptor goes
 * as SCM_RIGHTS, with a message that says what the bytes mean.
 */
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "example.h"

/* Fixed-size members only: who is at the other end may have been built otherwise. */
struct picture {
	uint32_t width, height, stride;
};

/* The client: knows a card to draw on, and a socket. */
static int client(int socket, int index)
{
	struct vprime_buffer *buffer;
	struct vprime_card *card;
	struct picture picture;
	int dmabuf;

	must(vprime_open("vprime", index, &card), "client: open the card");
	must(vprime_buffer_create(card, WIDTH, HEIGHT, 32, &buffer), "client: create a buffer");
	must(vprime_buffer_map(buffer, NULL), "client: map");
	must(vprime_buffer_export(buffer, DRM_CLOEXEC | DRM_RDWR, &dmabuf), "client: export");

	must(vprime_dmabuf_begin(dmabuf, DMA_BUF_SYNC_WRITE), "client: begin to draw");
	draw(buffer->map, buffer->stride);
	must(vprime_dmabuf_end(dmabuf, DMA_BUF_SYNC_WRITE), "client: end of drawing");

	picture = (struct picture){ WIDTH, HEIGHT, buffer->stride };
	must(vprime_fd_send(socket, dmabuf, &picture, sizeof(picture)), "client: send");
	say("process %d has drawn, and is done", getpid());

	/* whatever it closes now, the buffer is in good hands */
	close(dmabuf);
	vprime_buffer_destroy(buffer);
	vprime_close(card);
	return EXIT_SUCCESS;
}

/* The server: owns the screen, and believes nobody. */
static void server(struct screen *screen, int socket)
{
	struct picture picture;
	struct vprime_fb *fb;
	int dmabuf;

	must(vprime_fd_receive(socket, &dmabuf, &picture, sizeof(picture)), "server: receive");
	if (picture.width != WIDTH || picture.height != HEIGHT) {
		say("a picture of %ux%u is not what the screen has", picture.width, picture.height);
		exit(EXIT_FAILURE);
	}
	/* that the buffer is a dma-buf and as large as it ought to be, import and AddFB check */
	fb = screen_import(screen, dmabuf, picture.stride);
	close(dmabuf);
	wait(NULL);
	screen_show(screen, fb);
	say("process %d shows it; press Enter to end", getpid());
	enter_pressed(true);
	vprime_fb_destroy(fb);
}

int main(int argc, char **argv)
{
	struct screen screen;
	int ends[2];
	pid_t pid;

	/* first, so that this process is the card's master, who may show something */
	screen_open(&screen);
	must_errno(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends), "socket");
	pid = fork();
	must_errno(pid, "fork");
	if (!pid) {
		/* nothing but its end of the socket */
		close(screen.card->fd);
		close(ends[0]);
		return client(ends[1], argc > 1 ? atoi(argv[1]) : 0);
	}
	close(ends[1]);
	server(&screen, ends[0]);
	close(ends[0]);
	screen_close(&screen);
	return EXIT_SUCCESS;
}
