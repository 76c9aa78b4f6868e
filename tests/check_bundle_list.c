/* check_bundle_list: every member of a capture is told, with what became of it. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "bundle.h"
#include "report.h"
#include "run_suite.h"
#include "sample_capture.h"

struct expected {
    const char *path;
    enum member_fate fate;
    const char *kind;   /* NULL: none */
    const char *better; /* of MEMBER_NOT_BEST */
};

#define OTHER "another/capture"

static const struct member members[] = {
    {ROOT "/README.txt", "Not a report.\n", false}, {ROOT "/deeper/zprint.txt", "nothing\n", false},
    {ROOT "/linked.txt", "README.txt", true},       {ROOT "/top.txt", "vm_stat.txt", true},
    {ROOT "/vm_stat.txt", VM_STAT, false},          {ROOT "/zprint.txt", zprint_text, false},
    {OTHER "/ps.txt", "nothing\n", false},          {NULL, NULL, false},
};

/* In the order of the archive; a folder tells them in the order of their bytes. */
static const struct expected all[] = {
    {ROOT "/README.txt", MEMBER_NOT_CLAIMED, NULL, NULL},
    {ROOT "/deeper/zprint.txt", MEMBER_NOT_BEST, "zprint", ROOT "/zprint.txt"},
    {ROOT "/linked.txt", MEMBER_LINK, NULL, NULL},
    {ROOT "/top.txt", MEMBER_LINK, NULL, NULL},
    {ROOT "/vm_stat.txt", MEMBER_USED, "vm_stat", NULL},
    {ROOT "/zprint.txt", MEMBER_USED, "zprint", NULL},
    {OTHER "/ps.txt", MEMBER_OUTSIDE, "ps", NULL},
};

struct told {
    const struct snapshot *snapshot;
    bool seen[sizeof(all) / sizeof(*all)];
    size_t count, stop_at;
};

static size_t place_of(struct slice path)
{
    for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
        if (slice_is(path, all[i].path))
            return i;
    }
    ck_abort_msg("%.*s is not expected", SLICE_ARGS(path));
    return 0;
}

static void check_size(const struct bundle_member *member, const char *text)
{
    ck_assert(member->bytes.known);
    ck_assert_uint_eq(member->bytes.value, strlen(text));
}

static bool check_member(void *context, const struct bundle_member *member, struct error *error)
{
    struct told *told = context;
    size_t i = place_of(member->path);
    const struct expected *e = &all[i];
    ck_assert_msg(!told->seen[i], "%s is told twice", e->path);
    told->seen[i] = true;
    ck_assert_msg(member->fate == e->fate, "%s: %s", e->path, member_fate_name(member->fate));
    if (e->kind == NULL)
        ck_assert_ptr_null(member->kind);
    else
        ck_assert_str_eq(member->kind->name, e->kind);
    ck_assert(e->better == NULL ? member->better.len == 0 : slice_is(member->better, e->better));
    ck_assert_int_eq(member->report != NULL, e->fate == MEMBER_USED);
    if (member->report != NULL) {
        ck_assert_ptr_eq(member->report, snapshot_report(told->snapshot, e->kind));
        check_size(member, members[i].text);
    }
    return ++told->count != told->stop_at || error_set(error, "enough");
}

static void check_list(const char *path)
{
    struct error error = ERROR_NONE;
    struct snapshot *snapshot = bundle_read(path, &error);
    ck_assert_msg(snapshot != NULL, "%s: %s", path, error.reason);
    struct told told = {.snapshot = snapshot};
    struct bundle_lister lister = {check_member, &told};
    ck_assert_msg(bundle_list(snapshot, NULL, &lister, &error), "%s", error.reason);
    ck_assert_uint_eq(told.count, sizeof(all) / sizeof(*all));

    told = (struct told){.snapshot = snapshot, .stop_at = 3};
    ck_assert(!bundle_list(snapshot, NULL, &lister, &error));
    ck_assert_str_eq(error.reason, "enough");
    ck_assert_uint_eq(told.count, 3);
    snapshot_free(snapshot);
}

START_TEST(archives)
{
    const struct format_case *c = &formats[_i];
    /* What is a link stands behind the files of a zip, which is read as a stream. */
    if (strcmp(c->format, "zip") != 0 &&
        write_archive(c->file, c->set_format, c->add_filter, members))
        check_list(c->file);
}
END_TEST

START_TEST(folder)
{
    write_folder("plain", members);
    check_list("plain");
}
END_TEST

static bool keep_member(void *context, const struct bundle_member *member, struct error *error)
{
    struct bundle_member *kept = context;
    ck_assert_ptr_null(kept->kind);
    (void)error;
    *kept = *member;
    return true;
}

START_TEST(single_report)
{
    struct error error = ERROR_NONE;
    struct bundle_member kept = {.kind = NULL};
    struct bundle_lister lister = {keep_member, &kept};
    write_bytes("anything", "wb", VM_STAT, strlen(VM_STAT));
    struct snapshot *snapshot = read_ok("anything");
    ck_assert_msg(bundle_list(snapshot, NULL, &lister, &error), "%s", error.reason);
    ck_assert_int_eq(kept.fate, MEMBER_USED);
    ck_assert_str_eq(kept.kind->name, "vm_stat");
    check_size(&kept, VM_STAT);
    snapshot_free(snapshot);
}
END_TEST

struct limit_case {
    const char *setting, *path;
    enum member_fate fate;
};

static const struct limit_case limit_cases[] = {
    {"depth=1", ROOT "/deeper", MEMBER_TOO_DEEP},
    {"path=60", ROOT "/deeper/zprint.txt", MEMBER_LONG_PATH},
};

struct wanted {
    const struct limit_case *c;
    size_t found;
};

static bool find_member(void *context, const struct bundle_member *member, struct error *error)
{
    struct wanted *wanted = context;
    (void)error;
    if (slice_is(member->path, wanted->c->path)) {
        wanted->found++;
        ck_assert_int_eq(member->fate, wanted->c->fate);
    }
    return true;
}

START_TEST(limited)
{
    struct limits limits = limits_default;
    struct bundle_options options = {.limits = &limits};
    struct wanted wanted = {.c = &limit_cases[_i]};
    struct bundle_lister lister = {find_member, &wanted};
    struct error error = ERROR_NONE;
    write_folder("plain", members);
    ck_assert(limits_set(&limits, slice_of(limit_cases[_i].setting), &error));
    struct snapshot *snapshot = bundle_open("plain", &options, &error);
    ck_assert_msg(snapshot != NULL, "%s", error.reason);
    ck_assert_msg(bundle_list(snapshot, &options, &lister, &error), "%s", error.reason);
    ck_assert_uint_eq(wanted.found, 1);
    snapshot_free(snapshot);
}
END_TEST

START_TEST(not_again)
{
    struct error error = ERROR_NONE;
    struct bundle_lister lister = {find_member, NULL};
    struct snapshot *snapshot = snapshot_new();
    snapshot->path = SLICE("-");
    ck_assert(!bundle_list(snapshot, NULL, &lister, &error));
    ck_assert_str_eq(error.reason, "standard input cannot be read twice");
    error = ERROR_NONE;
    snapshot->path = SLICE("x.sysdelta.json.gz");
    snapshot->extracted = true;
    ck_assert(!bundle_list(snapshot, NULL, &lister, &error));
    ck_assert_str_eq(error.reason, "is a snapshot file, which holds no members: give the capture "
                                   "that it was made of");
    snapshot_free(snapshot);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bundle list");
    TCase *tests = tcase_create("bundle list");
    tcase_add_checked_fixture(tests, enter_folder, leave_folder);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, archives, 0, n_formats);
    tcase_add_test(tests, folder);
    tcase_add_test(tests, single_report);
    tcase_add_loop_test(tests, limited, 0, COUNT(limit_cases));
    tcase_add_test(tests, not_again);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
