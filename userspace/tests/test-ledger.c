// SPDX-License-Identifier: MIT
/* Tests of how vprimectl reads a ledger. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ctl.h"

#define HEADING "inode\tsize\texporter\tflags\tage_ms\tattachments\tsg_maps\tsg_map_reuses\t" \
	"vmaps\tvmap_reuses\tmmaps\tcpu_begins\tcpu_ends\tfence_waits\tshown\tplanes\n"
#define LINE "11\t12\tdrm\ti-r\t13\t14\t15\t16\t17\t18\t19\t20\t21\t22\t23\tplane-0@Virtual-1\n"

static int parse(const char *text, struct ctl_ledger *ledger)
{
	FILE *table = fmemopen((void *)text, strlen(text), "r");
	int ret;

	assert_non_null(table);
	ret = ctl_ledger_parse(table, ledger);
	fclose(table);
	return ret;
}

static void test_line(void **state)
{
	struct ctl_ledger ledger;
	const struct ctl_buffer *buffer;

	(void)state;
	assert_int_equal(parse(HEADING LINE, &ledger), 0);
	assert_int_equal(ledger.count, 1);
	buffer = &ledger.buffers[0];
	assert_int_equal(buffer->inode, 11);
	assert_int_equal(buffer->size, 12);
	assert_string_equal(buffer->exporter, "drm");
	assert_true(buffer->imported);
	assert_false(buffer->exported);
	assert_true(buffer->read_only);
	assert_int_equal(buffer->age_ms, 13);
	assert_int_equal(buffer->attachments, 14);
	assert_int_equal(buffer->sg_maps, 15);
	assert_int_equal(buffer->sg_map_reuses, 16);
	assert_int_equal(buffer->vmaps, 17);
	assert_int_equal(buffer->vmap_reuses, 18);
	assert_int_equal(buffer->mmaps, 19);
	assert_int_equal(buffer->cpu_begins, 20);
	assert_int_equal(buffer->cpu_ends, 21);
	assert_int_equal(buffer->fence_waits, 22);
	assert_int_equal(buffer->shown, 23);
	assert_string_equal(buffer->planes, "plane-0@Virtual-1");
	ctl_ledger_free(&ledger);
	assert_int_equal(ledger.count, 0);
}

static void test_no_buffers(void **state)
{
	struct ctl_ledger ledger;

	(void)state;
	assert_int_equal(parse(HEADING, &ledger), 0);
	assert_int_equal(ledger.count, 0);
	ctl_ledger_free(&ledger);
}

/* Columns are found by name: a newer driver may have more, and in another order. */
static void test_other_columns(void **state)
{
	static const char table[] =
		"new\tplanes\tshown\tfence_waits\tcpu_ends\tcpu_begins\tmmaps\tvmap_reuses\tvmaps\t"
		"sg_map_reuses\tsg_maps\tattachments\tage_ms\tflags\texporter\tsize\tinode\tnewer\n"
		"what\t-\t1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t11\t-e-\ta name\t12\t"
		"18446744073709551615\t\n";
	struct ctl_ledger ledger;

	(void)state;
	assert_int_equal(parse(table, &ledger), 0);
	assert_int_equal(ledger.count, 1);
	assert_true(ledger.buffers[0].inode == UINT64_MAX);
	assert_int_equal(ledger.buffers[0].shown, 1);
	assert_string_equal(ledger.buffers[0].exporter, "a name");
	assert_string_equal(ledger.buffers[0].planes, "");
	assert_true(ledger.buffers[0].exported);
	ctl_ledger_free(&ledger);
}

static void test_many(void **state)
{
	static char text[sizeof(HEADING) + 1000 * sizeof(LINE)] = HEADING;
	struct ctl_ledger ledger;

	(void)state;
	for (int i = 0; i < 1000; i++)
		strcat(text, LINE);
	assert_int_equal(parse(text, &ledger), 0);
	assert_int_equal(ledger.count, 1000);
	assert_int_equal(ledger.buffers[999].shown, 23);
	ctl_ledger_free(&ledger);
}

static void test_what_is_no_ledger(void **state)
{
	static const char *const tables[] = {
		"\n",
		"hello\n",
		LINE,
		HEADING "\n",
		HEADING "11\t12\tdrm\n",
		/* a cell of each kind that is wrong */
		HEADING "x\t12\tdrm\ti-r\t13\t14\t15\t16\t17\t18\t19\t20\t21\t22\t23\t-\n",
		HEADING "-1\t12\tdrm\ti-r\t13\t14\t15\t16\t17\t18\t19\t20\t21\t22\t23\t-\n",
		HEADING "\t12\tdrm\ti-r\t13\t14\t15\t16\t17\t18\t19\t20\t21\t22\t23\t-\n",
		HEADING "11\t12\t\ti-r\t13\t14\t15\t16\t17\t18\t19\t20\t21\t22\t23\t-\n",
		HEADING "11\t12\tdrm\tx-r\t13\t14\t15\t16\t17\t18\t19\t20\t21\t22\t23\t-\n",
		HEADING "11\t12\tdrm\ti-\t13\t14\t15\t16\t17\t18\t19\t20\t21\t22\t23\t-\n",
		HEADING "11\t12\tdrm\ti-rr\t13\t14\t15\t16\t17\t18\t19\t20\t21\t22\t23\t-\n",
		HEADING "11\t12\tdrm\ti-r\t13\t4294967296\t15\t16\t17\t18\t19\t20\t21\t22\t23\t-\n",
		HEADING "11\t18446744073709551616\tdrm\ti-r\t13\t1\t15\t16\t17\t18\t19\t20\t21\t22"
			"\t23\t-\n",
		HEADING "11\t12\tdrm\ti-r\t13\t14\t15\t16\t17\t18\t19\t20\t21\t22\t23\n",
		HEADING "11\t12\tdrm\ti-r\t13\t14\t15\t16\t17\t18\t19\t20\t21\t22\t23\t\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		struct ctl_ledger ledger;

		if (parse(tables[i], &ledger) != -EPROTO)
			fail_msg("table %zu is accepted", i);
		assert_null(ledger.buffers);
	}
}

static void test_change(void **state)
{
	static const char older[] = HEADING
		"11\t12\tdrm\ti-r\t99\t14\t15\t16\t17\t18\t19\t20\t21\t22\t23\tplane-0@Virtual-1\n";
	static const char busier[] = HEADING
		"11\t12\tdrm\ti-r\t13\t14\t15\t16\t17\t19\t19\t20\t21\t22\t23\tplane-0@Virtual-1\n";
	static const char elsewhere[] = HEADING
		"11\t12\tdrm\ti-r\t13\t14\t15\t16\t17\t18\t19\t20\t21\t22\t23\tplane-1@Virtual-1\n";
	struct ctl_ledger before, after;

	(void)state;
	assert_int_equal(parse(HEADING LINE, &before), 0);
	strcpy(before.card.device, "vprime.0");
	after.card = before.card;

	assert_int_equal(parse(older, &after), 0);
	assert_false(ctl_ledger_changed(&before, &after));
	strcpy(after.card.device, "vprime.1");
	assert_true(ctl_ledger_changed(&before, &after));
	after.card = before.card;
	ctl_ledger_free(&after);

	assert_int_equal(parse(busier, &after), 0);
	assert_true(ctl_ledger_changed(&before, &after));
	ctl_ledger_free(&after);

	assert_int_equal(parse(elsewhere, &after), 0);
	assert_true(ctl_ledger_changed(&before, &after));
	ctl_ledger_free(&after);

	assert_int_equal(parse(HEADING LINE LINE, &after), 0);
	assert_true(ctl_ledger_changed(&before, &after));
	ctl_ledger_free(&after);
	ctl_ledger_free(&before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_no_buffers),
		cmocka_unit_test(test_other_columns),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_what_is_no_ledger),
		cmocka_unit_test(test_change),
	};

	return cmocka_run_group_tests_name("ledger", tests, NULL, NULL);
}
