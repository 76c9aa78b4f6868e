/*
 * check_bundle: captures of every shape give the same figures, the right reports of them are
 * taken, and what cannot be read is said.
 */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bundle.h"
#include "parse_text.h"
#include "run_suite.h"
#include "sample_capture.h"

/* Told apart by their elements in use. */
#define ZPRINT_A "kalloc.16 16 8K 9K 512 576 1 4K 256 C\n"
#define ZPRINT_B "kalloc.16 16 8K 9K 512 576 2 4K 256 C\n"

static const char zeros[10240];

/* Through standard input: the file itself, or a pipe (whose buffer holds all of it). */
static struct snapshot *read_standard_input(const char *path, bool through_pipe)
{
    int ends[2];
    ends[0] = open(path, O_RDONLY);
    if (through_pipe) {
        size_t len;
        char *bytes = read_file(path, &len);
        close(ends[0]);
        ck_assert_int_eq(pipe(ends), 0);
        ck_assert_int_eq(write(ends[1], bytes, len), (ssize_t)len);
        close(ends[1]);
        free(bytes);
    }
    ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    return read_ok("-");
}

START_TEST(archives)
{
    const struct format_case *c = &formats[_i];
    if (!write_archive(c->file, c->set_format, c->add_filter, capture))
        return;
    struct snapshot *snapshots[] = {read_ok(c->file), read_standard_input(c->file, false),
                                    read_standard_input(c->file, true)};
    for (int i = 0; i < 3; i++) {
        check_whole(snapshots[i]);
        ck_assert(slice_is(snapshots[i]->format, c->format));
        ck_assert(slice_is(snapshots[i]->name, i == 0 ? c->file : "standard input"));
        ck_assert_int_eq(snapshots[i]->size_bytes.known, i < 2);
        snapshot_free(snapshots[i]);
    }
}
END_TEST

START_TEST(folders)
{
    write_folder("plain", capture);
    struct snapshot *snapshot = read_ok("plain");
    check_whole(snapshot);
    ck_assert(slice_is(snapshot->format, "folder"));
    snapshot_free(snapshot);

    snapshot = read_ok("plain/" ROOT "/"); /* the capture's own folder has a name all the same */
    ck_assert(slice_is(snapshot->name, ROOT));
    ck_assert_uint_eq(snapshot->root.len, 0);
    ck_assert(slice_is(report_of(snapshot, "zprint")->member, "zprint.txt"));
    ck_assert_uint_eq(snapshot->zprint.n_zones, ZONES);
    snapshot_free(snapshot);
}
END_TEST

START_TEST(single_reports)
{
    write_bytes("zprint.out", "wb", zprint_text, strlen(zprint_text));
    gzip_bytes("zprint.out.gz", zprint_text);
    struct snapshot *snapshots[] = {read_ok("zprint.out"), read_ok("zprint.out.gz"),
                                    read_standard_input("zprint.out", true),
                                    read_standard_input("zprint.out.gz", false)};
    for (int i = 0; i < COUNT(snapshots); i++) {
        ck_assert_int_eq(report_of(snapshots[i], "zprint")->status, REPORT_OK);
        ck_assert_uint_eq(snapshots[i]->zprint.n_zones, ZONES);
        check_zones(snapshots[i]);
        ck_assert(slice_is(snapshots[i]->format, "report"));
        ck_assert_uint_eq(snapshots[i]->members, 1);
        ck_assert_uint_eq(snapshots[i]->damage.len, 0);
        snapshot_free(snapshots[i]);
    }
}
END_TEST

/* gzip itself reads on where a member ends, and ignores the padding of tapes and disks. */
START_TEST(gzip_members_and_padding)
{
    size_t half = strlen(zprint_text) / 2, len;
    char *first = strdup(zprint_text);
    first[half] = '\0';
    gzip_bytes("first.gz", first);
    gzip_bytes("second.gz", zprint_text + half);
    free(first);
    char *second = read_file("second.gz", &len);
    write_bytes("first.gz", "ab", second, len);
    write_bytes("first.gz", "ab", zeros, sizeof(zeros));
    free(second);
    struct snapshot *snapshot = read_ok("first.gz");
    ck_assert_uint_eq(snapshot->zprint.n_zones, ZONES);
    check_zones(snapshot);
    ck_assert_uint_eq(snapshot->damage.len, 0);
    snapshot_free(snapshot);

    write_archive("padded.tar.gz", TAR, archive_write_add_filter_gzip, capture);
    write_bytes("padded.tar.gz", "ab", zeros, 1);
    write_bytes("padded.tar.gz", "ab", zeros, sizeof(zeros));
    snapshot = read_ok("padded.tar.gz");
    check_whole(snapshot);
    snapshot_free(snapshot);
}
END_TEST

struct choice_case {
    const char *what;
    struct member members[MEMBERS];
    const char *zprint, *vm_stat; /* what is read; NULL: none */
    const char *root, *other_root;
    const char *warning; /* NULL: none */
};

/* clang-format off */
#define A(path) {path, ZPRINT_A, false}
#define B(path) {path, ZPRINT_B, false}
#define VM(path) {path, VM_STAT, false}

/* Where there is a choice, A is the right one. */
static const struct choice_case choices[] = {
    {"a deeper one comes first", {B("c/other/zprint.txt"), A("c/zprint.txt")},
     "c/zprint.txt", NULL, "c", "", NULL},
    {"a deeper one comes last", {A("c/zprint.txt"), B("c/other/zprint.txt"), VM("c/vm_stat.txt")},
     "c/zprint.txt", "c/vm_stat.txt", "c", "", NULL},
    {"deep down", {A("a/b/c d/e/zprint.txt"), VM("a/b/c d/e/f/vm_stat.txt")},
     "a/b/c d/e/zprint.txt", "a/b/c d/e/f/vm_stat.txt", "a/b/c d/e", "", NULL},
    {"no folder", {A("zprint.txt")}, "zprint.txt", NULL, "", "", NULL},
    {"the same depth: by path", {B("c/y/zprint.txt"), A("c/x/zprint.txt"), VM("c/vm_stat.txt")},
     "c/x/zprint.txt", "c/vm_stat.txt", "c", "c/y", NULL},
    {"the better name", {B("c/zprint.log"), A("c/zprint.txt")}, "c/zprint.txt", NULL, "c", "", NULL},
    {"the better name comes first", {A("c/zprint.txt"), B("c/zprint.log")},
     "c/zprint.txt", NULL, "c", "", NULL},
    {"a shallow name of second choice", {B("c/old/zprint.txt"), A("c/zprint.log")},
     "c/zprint.log", NULL, "c", "", NULL},
    {"an old capture", {A("c/System State 2/zprint.txt"), VM("c/vm_stat.txt")},
     "c/System State 2/zprint.txt", "c/vm_stat.txt", "c", "", NULL},
    {"upper case", {A("c/ZPRINT.TXT"), VM("c/Vm_Stat.txt")},
     "c/ZPRINT.TXT", "c/Vm_Stat.txt", "c", "", NULL},
    {"a dot in front", {A("./c/zprint.txt"), VM("././c/vm_stat.txt")},
     "c/zprint.txt", "c/vm_stat.txt", "c", "", NULL},
    {"what a Mac adds", {B("__MACOSX/c/._zprint.txt"), B("c/._zprint.txt"), A("c/zprint.txt"),
     VM("c/my vm_stat.txt"), VM("c/vm_stat.txt.bak")}, "c/zprint.txt", NULL, "c", "", NULL},
    {"a link", {{"c/zprint.txt", "x/zprint.txt", true}, A("c/x/zprint.txt"),
     VM("c/x/vm_stat.txt")}, "c/x/zprint.txt", "c/x/vm_stat.txt", "c/x", "", "c/zprint.txt"},
    {"two captures", {B("b/zprint.txt"), VM("b/vm_stat.txt"), A("a/zprint.txt"),
     VM("a/vm_stat.txt")},
     "a/zprint.txt", "a/vm_stat.txt", "a", "b", NULL},
    {"two captures, a report in one only", {B("b/zprint.txt"), VM("b/vm_stat.txt"),
     A("a/zprint.txt")},
     "a/zprint.txt", NULL, "a", "b", "b/vm_stat.txt"},
    {"two captures, no report in both", {VM("cap2/vm_stat.txt"), A("cap/zprint.txt")},
     "cap/zprint.txt", NULL, "cap", "", "cap2/vm_stat.txt"},
    {"two captures, one deeper", {B("x/b/zprint.txt"), VM("x/b/vm_stat.txt"), A("z/zprint.txt")},
     "z/zprint.txt", NULL, "z", "", "x/b/vm_stat.txt"},
};
/* clang-format on */

static void check_member(const struct choice_case *c, const struct report *report,
                         const char *member)
{
    ck_assert_msg((report->status == REPORT_MISSING) == (member == NULL), "%s: %.*s", c->what,
                  SLICE_ARGS(report->member));
    ck_assert_msg(slice_is(report->member, member != NULL ? member : ""), "%s: %.*s", c->what,
                  SLICE_ARGS(report->member));
}

static void check_choice(const struct choice_case *c, const char *path)
{
    struct snapshot *snapshot = read_ok(path);
    check_member(c, report_of(snapshot, "zprint"), c->zprint);
    check_member(c, report_of(snapshot, "vm_stat"), c->vm_stat);
    ck_assert_uint_eq(snapshot->zprint.n_zones, 1);
    ck_assert_msg(snapshot->zprint.zones[0].elements == 1, "%s: not A", c->what);
    ck_assert_int_eq(snapshot->vm_stat.figures[VM_WIRED].value.known, c->vm_stat != NULL);
    ck_assert_msg(slice_is(snapshot->root, c->root), "%s: root %.*s", c->what,
                  SLICE_ARGS(snapshot->root));
    ck_assert_msg(slice_is(snapshot->other_root, c->other_root), "%s: other root %.*s", c->what,
                  SLICE_ARGS(snapshot->other_root));
    bool warned = c->warning == NULL && snapshot->n_warnings == 0;
    for (size_t i = 0; i < snapshot->n_warnings && c->warning != NULL; i++) {
        struct slice text = snapshot->warnings[i].text;
        warned = warned || slice_find_text(text, c->warning) < text.len;
    }
    ck_assert_msg(warned, "%s: %d warnings", c->what, (int)snapshot->n_warnings);
    snapshot_free(snapshot);
}

START_TEST(the_right_reports)
{
    const struct choice_case *c = &choices[_i];
    char name[32];
    snprintf(name, sizeof(name), "choice%d", _i);
    write_folder(name, c->members);
    check_choice(c, name);
    write_archive("choice.tar", TAR, archive_write_add_filter_none, c->members);
    check_choice(c, "choice.tar");
    if (c->members[0].is_link)
        return; /* in a zip that is read as a stream a link looks like a file */
    write_archive("choice.zip", archive_write_set_format_zip, archive_write_add_filter_none,
                  c->members);
    check_choice(c, "choice.zip");
}
END_TEST

/* As unpacked, the last one counts; on a Mac names in other letters are the same file. */
START_TEST(the_same_name_twice)
{
    static const struct member twice[][3] = {
        {B("c/zprint.txt"), A("c/zprint.txt"), {NULL, NULL, false}},
        {B("c/zprint.txt"), A("c/ZPRINT.txt"), {NULL, NULL, false}},
        {A("c/ZPRINT.txt"), B("c/zprint.txt"), {NULL, NULL, false}},
    };
    write_archive("twice.tar", TAR, archive_write_add_filter_none, twice[_i]);
    struct snapshot *snapshot = read_ok("twice.tar");
    ck_assert_uint_eq(snapshot->zprint.zones[0].elements, 1);
    ck_assert_uint_eq(snapshot->n_warnings, 1);
    struct slice text = snapshot->warnings[0].text;
    ck_assert_uint_lt(slice_find_text(text, "is there more than once"), text.len);
    snapshot_free(snapshot);
}
END_TEST

/* A pipe would block whoever opens it, a link may lead anywhere. */
START_TEST(folders_hold_more_than_files)
{
    const struct member members[] = {A("outside/zprint.txt"),
                                     A("odd/c/deep/zprint.txt"),
                                     {"odd/c/linked", "../../outside", true},
                                     {"odd/c/self", ".", true},
                                     {"odd/c/ps.txt", "gone", true},
                                     {NULL, NULL, false}};
    write_folder(".", members);
    ck_assert_int_eq(mkfifo("odd/c/zprint.txt", 0644), 0);
    ck_assert_int_eq(mkdir("odd/c/vm_stat.txt", 0755), 0);
    struct snapshot *snapshot = read_ok("odd");
    ck_assert(slice_is(report_of(snapshot, "zprint")->member, "c/deep/zprint.txt"));
    ck_assert_uint_eq(snapshot->n_warnings, 2); /* the link and the fifo */
    ck_assert_uint_eq(snapshot->members, 1);
    snapshot_free(snapshot);
}
END_TEST

START_TEST(an_unreadable_file_is_warned_of)
{
    const struct member members[] = {
        A("locked/zprint.txt"), VM("locked/vm_stat.txt"), {NULL, NULL, false}};
    write_folder(".", members);
    ck_assert_int_eq(chmod("locked/vm_stat.txt", 0), 0);
    ck_assert_int_eq(chmod(".", 0755), 0);
    uid_t user = geteuid();
    if (user == 0 && seteuid(65534) != 0) { /* nothing is unreadable to root */
        printf("skipped: cannot drop root's rights\n");
        return;
    }
    struct snapshot *snapshot = read_ok("locked");
    ck_assert_int_eq(seteuid(user), 0);
    ck_assert_uint_eq(snapshot->zprint.n_zones, 1);
    ck_assert_int_eq(report_of(snapshot, "vm_stat")->status, REPORT_MISSING);
    ck_assert_uint_eq(snapshot->n_warnings, 1);
    ck_assert(slice_starts(snapshot->warnings[0].text, "vm_stat.txt cannot be read"));
    snapshot_free(snapshot);
}
END_TEST

struct error_case {
    const char *what, *bytes;
    size_t len;
    const char *reason;
};

static const struct error_case errors[] = {
    {"an empty file", "", 0, "is empty"},
    {"an empty tar", zeros, sizeof(zeros), "holds no report"},
    {"two zero blocks", zeros, 1024, "holds no report"},
    {"an empty zip", "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22, "holds no report"},
    {"text", "Dear diary,\nno zone name today.\n", 32, "is neither"},
    {"a single byte", "\x1f", 1, "is neither"},
    {"an Apple Archive", "AA01\x1a\0TYP1", 10, "Apple Archive"},
    {"an older Apple Archive", "YAA1\x1a\0TYP1", 10, "Apple Archive"},
    {"a compressed Apple Archive", "pbze\0\0\0\0", 8, "Apple Archive"},
};

static void check_error(const char *what, const char *path, const char *reason)
{
    struct error error = ERROR_NONE;
    struct snapshot *snapshot = bundle_read(path, &error);
    ck_assert_msg(snapshot == NULL, "%s was read", what);
    ck_assert(error.set);
    ck_assert_msg(strstr(error.reason, reason) != NULL, "%s: %s", what, error.reason);
}

START_TEST(nothing_to_read)
{
    const struct error_case *c = &errors[_i];
    write_bytes("nothing", "wb", c->bytes, c->len);
    check_error(c->what, "nothing", c->reason);
}
END_TEST

START_TEST(no_reports)
{
    const struct member members[] = {{"none/README.txt", "zprint.txt", false},
                                     {"none/zprint.txt.d/x", "", false},
                                     {NULL, NULL, false}};
    write_folder(".", members);
    check_error("a folder without reports", "none", "holds no report that is known here (2 files)");
    write_archive("none.tar.gz", TAR, archive_write_add_filter_gzip, members);
    check_error("an archive without reports", "none.tar.gz", "(2 files)");
    gzip_bytes("empty.gz", "");
    check_error("nothing, compressed", "empty.gz", "is empty");
    check_error("a missing file", "gone.tar.gz", "No such file");
    check_error("a file for a folder", "none.tar.gz/x", "cannot be opened");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bundle");
    TCase *tests = tcase_create("bundle");
    tcase_set_timeout(tests, 300);
    tcase_add_unchecked_fixture(tests, enter_folder, leave_folder);
    tcase_add_loop_test(tests, archives, 0, n_formats);
    tcase_add_test(tests, folders);
    tcase_add_test(tests, single_reports);
    tcase_add_test(tests, gzip_members_and_padding);
    tcase_add_loop_test(tests, the_right_reports, 0, COUNT(choices));
    tcase_add_loop_test(tests, the_same_name_twice, 0, 3);
    tcase_add_test(tests, folders_hold_more_than_files);
    tcase_add_test(tests, an_unreadable_file_is_warned_of);
    tcase_add_loop_test(tests, nothing_to_read, 0, COUNT(errors));
    tcase_add_test(tests, no_reports);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
