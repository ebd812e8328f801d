// SPDX-License-Identifier: MIT
/* Functions of the kernel's, as its documentation has them. */

#include <stdarg.h>
#include <stdlib.h>

#include <linux/kernel.h>
#include <linux/string.h>

static char lines[4096], taken[4096];

void log_add(const char *format, ...)
{
	size_t length = strlen(lines);
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(lines + length, sizeof(lines) - length, format, arguments);
	va_end(arguments);
}

const char *log_take(void)
{
	memcpy(taken, lines, sizeof(taken));
	lines[0] = 0;
	return taken;
}

int scnprintf(char *text, size_t size, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(text, size, format, arguments);
	va_end(arguments);
	if (!size)
		return 0;
	return (size_t)length < size ? length : (int)size - 1;
}

ssize_t strscpy(char *dst, const char *src, size_t size)
{
	size_t length = strlen(src);

	if (length < size) {
		memcpy(dst, src, length + 1);
		return length;
	}
	memcpy(dst, src, size - 1);
	dst[size - 1] = 0;
	return -E2BIG;
}

/* It looks at one character, or two of "on" and "off". */
int kstrtobool(const char *text, bool *value)
{
	switch (text[0]) {
	case 'y': case 'Y': case 't': case 'T': case '1':
		*value = true;
		return 0;
	case 'n': case 'N': case 'f': case 'F': case '0':
		*value = false;
		return 0;
	case 'o': case 'O':
		if (text[1] == 'n' || text[1] == 'N' || text[1] == 'f' || text[1] == 'F') {
			*value = text[1] == 'n' || text[1] == 'N';
			return 0;
		}
	}
	return -EINVAL;
}

/* The formats' readers know it; nothing here has any. */
void memcpy_fromio(void *dst, const void *src, size_t len)
{
	(void)dst, (void)src, (void)len;
	abort();
}

void memcpy_toio(void *dst, const void *src, size_t len)
{
	(void)dst, (void)src, (void)len;
	abort();
}
