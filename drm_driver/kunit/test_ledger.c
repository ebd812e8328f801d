// SPDX-License-Identifier: GPL-2.0-only
/* Accounts of buffers. */

#include <kunit/test.h>

#include <linux/dma-buf.h>

#include "uapi/vprime_drm.h"

#include "fake.h"
#include "vprime_ledger.h"

static void expect_listed(struct kunit *test, struct fake_card *card, const char *order)
{
	struct vprime_bo *bo;

	list_for_each_entry(bo, &card->vdev.buffers, ledger.node) {
		KUNIT_ASSERT_NE(test, *order, '\0');
		KUNIT_EXPECT_PTR_EQ(test, bo, &card->bos[*order++ - '0']);
	}
	KUNIT_EXPECT_EQ(test, *order, '\0');
}

/* Buffers are listed once, by age, until they are taken off, which may come without the other. */
static void test_list(struct kunit *test)
{
	/* +: opened, -: closed, then the list */
	static const struct {
		char what;
		unsigned int bo;
		const char *list;
	} steps[] = {
		{ '-', 0, "" }, { '+', 1, "1" }, { '+', 0, "10" }, { '+', 1, "10" },
		{ '+', 3, "103" }, { '-', 0, "13" }, { '-', 0, "13" }, { '+', 0, "130" },
		{ '-', 3, "10" }, { '-', 1, "0" }, { '-', 0, "" },
	};
	struct fake_card *card = fake_card_create(test);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		if (steps[i].what == '+')
			vprime_ledger_open(&card->bos[steps[i].bo]);
		else
			vprime_ledger_close(&card->bos[steps[i].bo]);
		expect_listed(test, card, steps[i].list);
	}
}

/* Kinds of buffers, and what is said of them. */
static const struct {
	const char *name;
	bool imported, writable;
	unsigned long inode;
	u32 flags;
	const char *exporter;
} kinds[] = {
	{ "own", false, false, 0, 0, "vprime" },
	{ "exported", false, false, 77, VPRIME_BO_EXPORTED, "vprime" },
	{ "imported", true, true, 78, VPRIME_BO_IMPORTED, "somebody" },
	{ "imported to be read", true, false, 79, VPRIME_BO_IMPORTED | VPRIME_BO_READ_ONLY,
	  "somebody" },
};

KUNIT_ARRAY_PARAM_DESC(kind, kinds, name);

static void test_kind(struct kunit *test)
{
	const typeof(kinds[0]) *kind = test->param_value;
	struct fake_card *card = fake_card_create(test);
	struct file *file = kunit_kzalloc(test, sizeof(*file), GFP_KERNEL);
	struct dma_buf dmabuf = { .file = file, .exp_name = "somebody" };
	struct dma_buf_attachment attachment = { .dmabuf = &dmabuf };
	struct drm_vprime_bo_info info = { .handle = 5 };
	struct vprime_bo *bo = &card->bos[0];

	KUNIT_ASSERT_NOT_NULL(test, file);
	file->f_mode = FMODE_READ | (kind->writable ? FMODE_WRITE : 0);
	bo->shmem.base.size = 12288;
	bo->ledger.inode = kind->inode;
	if (kind->imported) {
		bo->shmem.base.import_attach = &attachment;
		bo->shmem.base.dma_buf = &dmabuf;
	}
	vprime_ledger_info(bo, &info);
	KUNIT_EXPECT_EQ(test, info.handle, 5);
	KUNIT_EXPECT_EQ(test, info.size, 12288);
	KUNIT_EXPECT_EQ(test, info.flags, kind->flags);
	KUNIT_EXPECT_EQ(test, info.inode, kind->inode);
	KUNIT_EXPECT_STREQ(test, info.exporter, kind->exporter);
	/* made by this test, which took less than a minute */
	KUNIT_EXPECT_LT(test, info.age_ns, 60ull * NSEC_PER_SEC);
}

/* Each counter comes out where it belongs. */
static void test_counters(struct kunit *test)
{
	struct fake_card *card = fake_card_create(test);
	struct vprime_ledger *ledger = &card->bos[0].ledger;
	struct drm_vprime_bo_info info = { };

	atomic_set(&ledger->attachments, 1);
	atomic_set(&ledger->sg_maps, 2);
	atomic_set(&ledger->sg_map_reuses, 3);
	atomic_set(&ledger->vmaps, 4);
	atomic_set(&ledger->vmap_reuses, 5);
	atomic_set(&ledger->mmaps, 6);
	atomic_set(&ledger->cpu_begins, 7);
	atomic_set(&ledger->cpu_ends, 8);
	atomic_set(&ledger->fence_waits, 9);
	atomic_set(&ledger->shown, 10);
	vprime_ledger_info(&card->bos[0], &info);
	KUNIT_EXPECT_EQ(test, info.attachments, 1);
	KUNIT_EXPECT_EQ(test, info.sg_maps, 2);
	KUNIT_EXPECT_EQ(test, info.sg_map_reuses, 3);
	KUNIT_EXPECT_EQ(test, info.vmaps, 4);
	KUNIT_EXPECT_EQ(test, info.vmap_reuses, 5);
	KUNIT_EXPECT_EQ(test, info.mmaps, 6);
	KUNIT_EXPECT_EQ(test, info.cpu_begins, 7);
	KUNIT_EXPECT_EQ(test, info.cpu_ends, 8);
	KUNIT_EXPECT_EQ(test, info.fence_waits, 9);
	KUNIT_EXPECT_EQ(test, info.shown, 10);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(test_list),
	KUNIT_CASE_PARAM(test_kind, kind_gen_params),
	KUNIT_CASE(test_counters),
	{ }
};

static struct kunit_suite suite = {
	.name = "vprime_ledger",
	.test_cases = cases,
};

kunit_test_suite(suite);
