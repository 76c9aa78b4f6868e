/*
 * check_bundle_parts: the members that a snapshot was read from come out again as they were, and
 * one capture of an evidence bundle reads as the capture that it was taken from.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bundle.h"
#include "run_suite.h"
#include "sample_capture.h"

struct copying {
    const char *folder; /* where to; NULL: nowhere */
    size_t members;
    uint64_t bytes;
};

static void make_folders(char *path)
{
    for (char *slash = path; (slash = strchr(slash, '/')) != NULL; slash++) {
        *slash = '\0';
        (void)mkdir(path, 0700);
        *slash = '/';
    }
}

static bool take_member(void *context, const struct report *report, struct byte_reader bytes,
                        struct error *error)
{
    struct copying *copying = context;
    char path[PATH_ROOM];
    char buffer[777];
    uint64_t seen = 0;
    snprintf(path, sizeof(path), "%s/%.*s", copying->folder, SLICE_ARGS(report->member));
    make_folders(path);
    write_bytes(path, "wb", "", 0);
    for (;;) {
        long got = bytes.read(bytes.context, buffer, sizeof(buffer), error);
        ck_assert_int_ge(got, 0);
        if (got == 0)
            break;
        write_bytes(path, "ab", buffer, (size_t)got);
        seen += (uint64_t)got;
    }
    ck_assert_uint_eq(seen, report->bytes);
    copying->members++;
    copying->bytes += seen;
    return true;
}

static void write_part(const struct snapshot *snapshot, const char *folder)
{
    struct error error = ERROR_NONE;
    struct copying copying = {.folder = folder};
    struct bundle_sink sink = {take_member, &copying};
    struct text notes = {0};
    char path[PATH_ROOM];
    ck_assert_msg(bundle_copy(snapshot, NULL, &sink, &error), "%s", error.reason);
    bundle_notes(&notes, snapshot);
    snprintf(path, sizeof(path), "%s/" NOTES_MEMBER, folder);
    write_bytes(path, "wb", notes.bytes, notes.len);
    text_free(&notes);
}

static struct snapshot *read_part(const char *path, const char *part)
{
    struct error error = ERROR_NONE;
    struct bundle_options options = {.part = part};
    struct snapshot *snapshot = bundle_open(path, &options, &error);
    ck_assert_msg(snapshot != NULL, "%s: %s", path, error.reason);
    return snapshot;
}

static void check_same(const struct snapshot *a, const struct snapshot *b)
{
    struct text left = {0}, right = {0};
    bundle_notes(&left, a);
    bundle_notes(&right, b);
    ck_assert_msg(slice_equal(text_slice(&left), text_slice(&right)), "%.*s\n%.*s",
                  SLICE_ARGS(text_slice(&left)), SLICE_ARGS(text_slice(&right)));
    text_free(&left);
    text_free(&right);
    ck_assert(slice_equal(a->root, b->root));
    ck_assert_int_eq(a->machine.taken.known, b->machine.taken.known);
    for (size_t i = 0; i < a->n_reports; i++) {
        ck_assert(slice_equal(a->reports[i].member, b->reports[i].member));
        ck_assert(slice_equal(a->reports[i].sha256, b->reports[i].sha256));
        ck_assert_uint_eq(a->reports[i].rows, b->reports[i].rows);
        ck_assert_int_eq(a->reports[i].status, b->reports[i].status);
    }
}

START_TEST(parts_read_as_the_captures)
{
    ck_assert(write_archive("a.tar.gz", TAR, archive_write_add_filter_gzip, capture));
    write_folder("folder", capture);
    ck_assert_int_eq(mkdir("top", 0700), 0);
    struct snapshot *archive = read_ok("a.tar.gz");
    struct snapshot *folder = read_ok("folder");
    write_part(archive, "top/base");
    write_part(folder, "top/later");

    struct snapshot *base = read_part("top", "base");
    struct snapshot *later = read_part("top", "later");
    check_whole(base);
    check_same(base, archive);
    check_same(later, folder);
    snapshot_free(base);
    snapshot_free(later);
    base = read_part(".", "base"); /* one level below */
    check_same(base, archive);
    snapshot_free(base);
    snapshot_free(archive);
    snapshot_free(folder);
}
END_TEST

/* Its kind was told by its content, and is so again. */
START_TEST(a_single_report)
{
    write_bytes("memory", "wb", VM_STAT, sizeof(VM_STAT) - 1);
    struct snapshot *single = read_ok("memory");
    ck_assert_int_eq(mkdir("top", 0700), 0);
    write_part(single, "top/base");
    write_bytes("top/base/.DS_Store", "wb", "\0\0\0\1Bud1", 8);
    struct snapshot *base = read_part("top", "base");
    ck_assert(slice_is(base->format, "report"));
    check_same(base, single);
    snapshot_free(base);
    snapshot_free(single);
}
END_TEST

/* Values that could end a line or start another one stay what they are. */
START_TEST(hostile_notes)
{
    write_folder("folder", capture);
    struct snapshot *snapshot = read_ok("folder");
    snapshot->name = SLICE("a\nname: b%41\x7f");
    snapshot->damage = SLICE("cut\r\nend\n");
    snapshot_warn(snapshot, "%s", "one: two\t%%");
    ck_assert_int_eq(mkdir("top", 0700), 0);
    write_part(snapshot, "top/base");
    struct snapshot *base = read_part("top", "base");
    check_same(base, snapshot);
    ck_assert(slice_equal(base->name, snapshot->name));
    snapshot_free(base);
    snapshot_free(snapshot);
}
END_TEST

static const struct refusal {
    const char *what, *notes, *reason;
} refusals[] = {
    {"none", NULL, "no base/capture.txt"},
    {"other", "sysdelta capture notes 2\nend\n", "not written by a sysdelta that is known"},
    {"cut", "sysdelta capture notes 1\nname: x\n", "cut short"},
};

START_TEST(no_part)
{
    const struct refusal *c = &refusals[_i];
    struct error error = ERROR_NONE;
    struct bundle_options options = {.part = "base"};
    char part[] = "top/base/";
    make_folders(part);
    write_bytes("top/base/vm_stat.txt", "wb", VM_STAT, sizeof(VM_STAT) - 1);
    if (c->notes != NULL)
        write_bytes("top/base/" NOTES_MEMBER, "wb", c->notes, strlen(c->notes));
    ck_assert_ptr_null(bundle_open("top", &options, &error));
    ck_assert_msg(strstr(error.reason, c->reason) != NULL, "%s: %s", c->what, error.reason);
}
END_TEST

/* Two bundles in one archive are not one capture. */
START_TEST(two_bundles)
{
    struct error error = ERROR_NONE;
    struct bundle_options options = {.part = "base"};
    char one[] = "both/a/base/";
    char two[] = "both/b/base/";
    make_folders(one);
    make_folders(two);
    write_bytes("both/a/base/vm_stat.txt", "wb", VM_STAT, sizeof(VM_STAT) - 1);
    write_bytes("both/b/base/zprint.txt", "wb", zprint_text, strlen(zprint_text));
    write_bytes("both/a/base/" NOTES_MEMBER, "wb", "sysdelta capture notes 1\nend\n", 29);
    ck_assert_ptr_null(bundle_open("both", &options, &error));
    ck_assert_ptr_nonnull(strstr(error.reason, "more than one evidence bundle"));
}
END_TEST

START_TEST(gone_since)
{
    struct error error = ERROR_NONE;
    struct copying copying = {.folder = "copy"};
    struct bundle_sink sink = {take_member, &copying};
    write_folder("folder", capture);
    struct snapshot *snapshot = read_ok("folder");
    char path[PATH_ROOM];
    snprintf(path, sizeof(path), "folder/%.*s", SLICE_ARGS(snapshot->reports[0].member));
    ck_assert_int_eq(remove(path), 0);
    ck_assert(!bundle_copy(snapshot, NULL, &sink, &error));
    ck_assert_ptr_nonnull(strstr(error.reason, "not there any more"));
    snapshot_free(snapshot);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bundle parts");
    TCase *tcase = tcase_create("parts");
    tcase_add_checked_fixture(tcase, enter_folder, leave_folder);
    tcase_add_test(tcase, parts_read_as_the_captures);
    tcase_add_test(tcase, a_single_report);
    tcase_add_test(tcase, hostile_notes);
    tcase_add_loop_test(tcase, no_part, 0, COUNT(refusals));
    tcase_add_test(tcase, two_bundles);
    tcase_add_test(tcase, gone_since);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
