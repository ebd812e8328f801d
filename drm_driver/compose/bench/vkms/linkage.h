/* SPDX-License-Identifier: MIT */
/* What the kernel's assembly of the CRC wants from <linux/linkage.h> and <linux/objtool.h>. */
#ifndef VKMS_SHIM_LINKAGE_H
#define VKMS_SHIM_LINKAGE_H

#define SYM_FUNC_START(name) .globl name; .type name, @function; .balign 16; name:
#define SYM_FUNC_END(name) .size name, . - name
#define ANNOTATE_NOENDBR
#define RET ret

#endif
