/* SPDX-License-Identifier: MIT */
/* WARNs that a test provokes: announced in the kernel's log, as the lab wants it. */
#ifndef COMMON_WARNING_H
#define COMMON_WARNING_H

/** WARNING_VMAP - the function that WARNs once if an exporter refuses a vmap */
#define WARNING_VMAP "dma_buf_vmap"

/**
 * warning_expect - announce a WARN; skips where nobody is prepared for it
 * @function: the kernel's function that is going to WARN, once
 *
 * Whoever looks at the kernel's log sets VPRIME_EXPECT_WARNING to say that it does.
 */
void warning_expect(const char *function);

/** warning_end - the WARN of @function has come, or it never will */
void warning_end(const char *function);

#endif
