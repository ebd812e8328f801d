/* SPDX-License-Identifier: MIT */
/*
 * A card that exists in memory only: stands where libdrm would be.
 *
 *	CRTC 40: planes 30 (primary), 31 (overlay), 32 (cursor); Virtual-1 (50) drives it
 *	CRTC 41: planes 33 (primary), 31
 *	connectors 50 Virtual-1, 51 Virtual-2 (disconnected), 52 Writeback-1 on both CRTCs
 */
#ifndef MOCK_DRM_H
#define MOCK_DRM_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants those before itself */
#include <setjmp.h>
#include <cmocka.h>

#include "libvprime.h"

#define MOCK_MAX_SETTINGS 64
#define MOCK_MAX_COMMITS 8
#define MOCK_MAX_HANDLES 4096

struct mock_setting {
	uint32_t object;
	uint32_t property;
	uint64_t value;
};

struct mock_commit {
	uint32_t flags;
	uint64_t user_data;
	struct mock_setting settings[MOCK_MAX_SETTINGS];
	size_t n_settings;
};

struct mock {
	const char *driver;
	bool display;

	const char *fail_call; /* the name of the libdrm function or ioctl that fails ... */
	int fail_errno;	       /* ... with that, once */
	int fail_after;	       /* ... after so many calls that work */

	unsigned int property_reads; /* calls of drmModeGetProperty() */
	unsigned int caps;	     /* bit per capability that was set */

	/* as a GEM file has them: one handle per buffer, 0 for a closed one */
	int dmabuf_of[MOCK_MAX_HANDLES];
	uint32_t first_handle; /* where numbering starts */
	unsigned int closes;
	unsigned int bad_closes; /* of handles that were not open */

	unsigned int blobs, fbs; /* alive */
	struct vprime_fb_layout layout;
	bool layout_has_modifiers;

	struct mock_commit commits[MOCK_MAX_COMMITS];
	size_t n_commits;
	int out_fence; /* what a fence pointer is filled with */

	/* DMA_BUF_IOCTL_SYNC and SYNC_IOC_FILE_INFO */
	unsigned int sync_interrupts; /* how often to say EINTR and EAGAIN, in turn */
	unsigned int sync_calls;
	uint64_t sync_flags;
	int fence_status;
};

extern struct mock mock;

/* The card's fd is the reading end of a pipe: what is written to @events are its events. */
struct mock_card {
	struct vprime_card *card;
	int events;
};

/* Back to the default state. */
void mock_reset(void);

/* Let @call fail once with @error after @after calls that work. */
void mock_fail(const char *call, int error, int after);

/* cmocka fixtures: a fresh mock and an open card as *state, of type struct mock_card. */
int mock_setup(void **state);
int mock_teardown(void **state);

/* The id of the mock's property of that name, on whatever object. */
uint32_t mock_property(const char *name);

/* The value @commit has for a property; fails the test if it is not in there exactly once. */
uint64_t mock_value(const struct mock_commit *commit, uint32_t object, const char *name);

#endif
