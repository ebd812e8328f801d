/* SPDX-License-Identifier: MIT */
/*
 * A small stand-in for the core of the IGT library: the same names, options, output and exit codes,
 * for machines that do not have the library's headers. Only what our tests use is here; what each
 * name does is described in IGT's documentation of igt_core.
 *
 * A subtest, fixture or group is a loop whose body runs at most once. Its end, and any skip or fail
 * within, jumps back to the head of the loop: locals changed within and read after it have to be
 * volatile or static.
 */
#ifndef IGT_CORE_H
#define IGT_CORE_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <time.h>

#define IGT_EXIT_SUCCESS 0
#define IGT_EXIT_SKIP 77
#define IGT_EXIT_INVALID 79
#define IGT_EXIT_FAILURE 98

/* Names with two underscores belong to the macros. */

extern const char *__igt_test_description;
extern sigjmp_buf __igt_jump_subtest, __igt_jump_dynamic, __igt_jump_fixture;

void __igt_start(int *argc, char **argv, bool subtests);
bool __igt_enter_subtest(const char *file, int line, bool container, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
bool __igt_enter_dynamic(const char *format, ...) __attribute__((format(printf, 1, 2)));
bool __igt_enter_fixture(void);
void __igt_leave_fixture(void) __attribute__((noreturn));
int __igt_enter_group(void);
void __igt_leave_group(int saved);
void __igt_succeed(void) __attribute__((noreturn));
void __igt_describe(const char *format, ...) __attribute__((format(printf, 1, 2)));
void __igt_skip_check(const char *file, int line, const char *function, const char *check,
		      const char *format, ...)
	__attribute__((noreturn, format(printf, 5, 6)));
void __igt_fail_assert(const char *file, int line, const char *function, const char *check,
		       const char *format, ...)
	__attribute__((noreturn, format(printf, 5, 6)));

#define __IGT_JOIN2(a, b) a##b
#define __IGT_JOIN(a, b) __IGT_JOIN2(a, b)

/* A whole test: with subtests, or simple. */

#define IGT_TEST_DESCRIPTION(text)						\
	__attribute__((constructor)) static void __igt_describe_test(void)	\
	{									\
		__igt_test_description = (text);				\
	}									\
	struct __igt_semicolon

#define __IGT_MAIN(subtests)							\
	static void __igt_real_main(void);					\
	int main(int argc, char **argv)						\
	{									\
		__igt_start(&argc, argv, subtests);				\
		__igt_real_main();						\
		igt_exit();							\
	}									\
	static void __igt_real_main(void)

#define igt_main __IGT_MAIN(true)
#define igt_simple_main __IGT_MAIN(false)

void igt_exit(void) __attribute__((noreturn));

/* Its parts. */

#define igt_subtest_f(...)							\
	for (; __igt_enter_subtest(__FILE__, __LINE__, false, __VA_ARGS__) &&	\
	     !sigsetjmp(__igt_jump_subtest, 1); __igt_succeed())
#define igt_subtest(name) igt_subtest_f("%s", name)

#define igt_subtest_with_dynamic_f(...)						\
	for (; __igt_enter_subtest(__FILE__, __LINE__, true, __VA_ARGS__) &&	\
	     !sigsetjmp(__igt_jump_subtest, 1); __igt_succeed())
#define igt_subtest_with_dynamic(name) igt_subtest_with_dynamic_f("%s", name)

#define igt_dynamic_f(...)							\
	for (; __igt_enter_dynamic(__VA_ARGS__) && !sigsetjmp(__igt_jump_dynamic, 1);	\
	     __igt_succeed())
#define igt_dynamic(name) igt_dynamic_f("%s", name)

#define igt_fixture								\
	for (; __igt_enter_fixture() && !sigsetjmp(__igt_jump_fixture, 1);	\
	     __igt_leave_fixture())

#define igt_subtest_group							\
	for (int __IGT_JOIN(__igt_once_, __LINE__) = 1,				\
	     __IGT_JOIN(__igt_saved_, __LINE__) = __igt_enter_group();		\
	     __IGT_JOIN(__igt_once_, __LINE__);					\
	     __IGT_JOIN(__igt_once_, __LINE__) = 0,				\
	     __igt_leave_group(__IGT_JOIN(__igt_saved_, __LINE__)))

#define igt_describe(text) __igt_describe("%s", text)
#define igt_describe_f(...) __igt_describe(__VA_ARGS__)

/* Results. */

void igt_success(void) __attribute__((noreturn));
void igt_skip(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));
void igt_fail(int exitcode) __attribute__((noreturn));

#define __igt_require(condition, text, ...)						\
	do {										\
		if (!(condition))							\
			__igt_skip_check(__FILE__, __LINE__, __func__, text, __VA_ARGS__);	\
	} while (0)
#define igt_require(condition) __igt_require(condition, #condition, NULL)
#define igt_require_f(condition, ...) __igt_require(condition, #condition, __VA_ARGS__)
#define igt_skip_on(condition) __igt_require(!(condition), "!(" #condition ")", NULL)
#define igt_skip_on_f(condition, ...)	\
	__igt_require(!(condition), "!(" #condition ")", __VA_ARGS__)
#define igt_require_fd(fd) __igt_require((fd) >= 0, #fd " >= 0", NULL)

#define __igt_assert(condition, text, ...)						\
	do {										\
		if (!(condition))							\
			__igt_fail_assert(__FILE__, __LINE__, __func__, text, __VA_ARGS__);	\
	} while (0)
#define igt_assert(condition) __igt_assert(condition, #condition, NULL)
#define igt_assert_f(condition, ...) __igt_assert(condition, #condition, __VA_ARGS__)
#define igt_fail_on(condition) __igt_assert(!(condition), "!(" #condition ")", NULL)
#define igt_fail_on_f(condition, ...)	\
	__igt_assert(!(condition), "!(" #condition ")", __VA_ARGS__)

#define __igt_assert_compare(type, format, a, op, otherwise, b)				\
	do {										\
		type __a = (a), __b = (b);						\
		__igt_assert(__a op __b, #a " " #op " " #b,				\
			     "error: " format " " otherwise " " format "\n", __a, __b);	\
	} while (0)
#define igt_assert_eq(a, b) __igt_assert_compare(int, "%d", a, ==, "!=", b)
#define igt_assert_neq(a, b) __igt_assert_compare(int, "%d", a, !=, "==", b)
#define igt_assert_lt(a, b) __igt_assert_compare(int, "%d", a, <, ">=", b)
#define igt_assert_lte(a, b) __igt_assert_compare(int, "%d", a, <=, ">", b)
#define igt_assert_eq_u32(a, b) __igt_assert_compare(uint32_t, "%#x", a, ==, "!=", b)
#define igt_assert_neq_u32(a, b) __igt_assert_compare(uint32_t, "%#x", a, !=, "==", b)
#define igt_assert_eq_u64(a, b)	\
	__igt_assert_compare(unsigned long long, "%#llx", a, ==, "!=", b)
#define igt_assert_neq_u64(a, b)	\
	__igt_assert_compare(unsigned long long, "%#llx", a, !=, "==", b)
#define igt_assert_eq_s64(a, b) __igt_assert_compare(long long, "%lld", a, ==, "!=", b)
#define igt_assert_lt_s64(a, b) __igt_assert_compare(long long, "%lld", a, <, ">=", b)
#define igt_assert_lte_s64(a, b) __igt_assert_compare(long long, "%lld", a, <=, ">", b)
#define igt_assert_eq_double(a, b) __igt_assert_compare(double, "%#lf", a, ==, "!=", b)
#define igt_assert_fd(fd)									\
	do {										\
		int __fd = (fd);							\
		__igt_assert(__fd >= 0, "fd " #fd " >= 0", "file descriptor " #fd " failed\n");	\
	} while (0)

/* Messages. */

enum igt_log_level {
	IGT_LOG_DEBUG,
	IGT_LOG_INFO,
	IGT_LOG_WARN,
	IGT_LOG_CRITICAL,
	IGT_LOG_NONE,
};

void igt_log(const char *domain, enum igt_log_level level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#define igt_debug(...) igt_log(NULL, IGT_LOG_DEBUG, __VA_ARGS__)
#define igt_info(...) igt_log(NULL, IGT_LOG_INFO, __VA_ARGS__)
#define igt_warn(...) igt_log(NULL, IGT_LOG_WARN, __VA_ARGS__)
#define igt_critical(...) igt_log(NULL, IGT_LOG_CRITICAL, __VA_ARGS__)

/* The rest. */

typedef void (*igt_exit_handler_t)(int sig);
void igt_install_exit_handler(igt_exit_handler_t handler);

struct igt_helper_process {
	bool running;
	bool use_SIGKILL;
	pid_t pid;
};

bool __igt_fork_helper(struct igt_helper_process *proc);
#define igt_fork_helper(proc) for (; __igt_fork_helper(proc); _exit(0))
void igt_stop_helper(struct igt_helper_process *proc);

void igt_set_timeout(unsigned int seconds, const char *operation);
void igt_reset_timeout(void);

const char *igt_test_name(void);
const char *igt_subtest_name(void);
bool igt_only_list_subtests(void);

#endif
