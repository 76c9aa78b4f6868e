/*
 * check_library: what is kept stays, whatever happens to the index or to the processes that use it,
 * and names mean the snapshots that they should.
 */
#include <check.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "calendar.h"
#include "library.h"
#include "library_files.h"
#include "parse_text.h"
#include "run_suite.h"
#include "sample_capture.h"

#define FOLDER "library"
#define FIXTURE(name) CAPTURES_DIR "/" name

static struct library *open_ok(void)
{
    struct error error = ERROR_NONE;
    struct library *library = library_open(FOLDER, true, LIBRARY_OWNER_SELF, &error);
    ck_assert_msg(library != NULL, "%s", error.reason);
    return library;
}

static size_t count_of(const struct library *library)
{
    size_t count;
    library_entries(library, &count);
    return count;
}

static struct library_entry keep(struct library *library, const char *path, const char *label,
                                 bool archive)
{
    struct error error = ERROR_NONE;
    struct library_entry entry;
    bool known;
    struct library_intake intake = {.path = path, .label = label, .keep_archive = archive};
    ck_assert_msg(library_keep(library, &intake, &entry, &known, &error), "%s: %s", path,
                  error.reason);
    return entry;
}

static const struct library_entry *find(const struct library *library, const char *name)
{
    struct error error = ERROR_NONE;
    return library_find(library, name, 0, &error);
}

static mode_t mode_of(const char *path)
{
    struct stat status;
    ck_assert_int_eq(lstat(path, &status), 0);
    return status.st_mode & 07777;
}

/* Every snapshot is whole; the index is private, and says of each what its file says. */
static void check_sound(size_t expected)
{
    struct error error = ERROR_NONE;
    struct library *library = open_ok();
    size_t count;
    size_t remarks;
    const struct library_entry *entries = library_entries(library, &count);
    library_remarks(library, &remarks);
    ck_assert_uint_eq(count, expected);
    ck_assert_uint_eq(remarks, 0);
    ck_assert_int_eq(mode_of(FOLDER "/index.sqlite3"), 0600);
    for (size_t i = 0; i < count; i++) {
        struct snapshot *snapshot = snapshot_open(entries[i].snapshot_path.ptr, NULL, &error);
        ck_assert_msg(snapshot != NULL, "%s", error.reason);
        ck_assert(slice_equal(snapshot->label, entries[i].label));
        snapshot_free(snapshot);
    }
    library_close(library);
}

START_TEST(kept_and_found)
{
    struct library *library = open_ok();
    keep(library, FIXTURE("26-kalloc1024/base.tar.gz"), "baseline", false);
    struct library_entry heavy = keep(library, FIXTURE("26-kalloc1024/later"), "heavy", false);
    struct library_entry with = keep(library, FIXTURE("10.7-parallels/later.tar.gz"), NULL, true);
    ck_assert_uint_eq(heavy.capture_path.len, 0);
    ck_assert(is_file(with.capture_path.ptr));
    ck_assert(slice_is(heavy.os_build, "25F80"));
    ck_assert(heavy.wired_bytes.known);
    library_close(library);
    check_sound(3);

    library = open_ok();
    ck_assert(slice_is(find(library, "heavy")->label, "heavy"));
    ck_assert(slice_is(find(library, "@baseline")->label, "baseline"));
    ck_assert(slice_is(find(library, "@latest")->label, "heavy"));
    ck_assert(slice_is(find(library, "@boot")->label, "baseline"));
    ck_assert_ptr_nonnull(find(library, "2012-05"));
    ck_assert_ptr_null(find(library, "2026-11"));
    ck_assert_ptr_null(find(library, ""));
    ck_assert_ptr_null(find(library, "@"));
    ck_assert_ptr_null(find(library, "nothing"));
    library_close(library);
}
END_TEST

START_TEST(names_by_age)
{
    struct library *library = open_ok();
    struct error error = ERROR_NONE;
    struct library_entry base = keep(library, FIXTURE("26-kalloc1024/base.tar.gz"), "b", false);
    struct library_entry later = keep(library, FIXTURE("26-kalloc1024/later.tar.gz"), "l", false);
    int64_t now = moment_seconds(later.taken) + 3600;
    ck_assert(slice_is(library_find(library, "@1h", now, &error)->label, "l"));
    ck_assert(slice_is(library_find(library, "@61m", now, &error)->label, "b"));
    ck_assert(slice_is(library_find(library, "@1d", now, &error)->label, "b"));
    ck_assert_ptr_null(library_find(library, "@1w", now, &error));
    ck_assert_ptr_null(find(library, "@99999999999999999999d"));
    ck_assert_ptr_null(find(library, "@18446744073709551615w"));
    ck_assert(moment_seconds(base.taken) < moment_seconds(later.taken));
    library_close(library);
}
END_TEST

/* The same capture in another form is the same capture; a new label is taken. */
START_TEST(known_again)
{
    struct library *library = open_ok();
    struct error error = ERROR_NONE;
    struct library_entry entry = keep(library, FIXTURE("12-equal/base"), "one", false);
    struct library_intake again = {.path = FIXTURE("12-equal/base.tar.gz"), .keep_archive = true};
    bool known;
    ck_assert(library_keep(library, &again, &entry, &known, &error));
    ck_assert(known);
    ck_assert(slice_is(entry.label, "one"));
    ck_assert_uint_gt(entry.capture_path.len, 0);
    again.label = "two";
    ck_assert(library_keep(library, &again, &entry, &known, &error));
    ck_assert(slice_is(entry.label, "two"));
    struct library_intake file = {.path = entry.snapshot_path.ptr};
    ck_assert(library_keep(library, &file, &entry, &known, &error));
    ck_assert(known);
    library_close(library);
    check_sound(1);
}
END_TEST

START_TEST(removed)
{
    struct library *library = open_ok();
    struct error error = ERROR_NONE;
    keep(library, FIXTURE("12-equal/base.tar.gz"), "one", true);
    keep(library, FIXTURE("12-equal/later.tar.gz"), "two", true);
    const struct library_entry *entry = find(library, "one");
    const char *archive = entry->capture_path.ptr;
    struct stat status;
    struct amount removed_bytes = {.known = false};
    ck_assert_int_eq(stat(archive, &status), 0);
    ck_assert(library_remove(library, entry, &removed_bytes, &error));
    ck_assert(removed_bytes.known);
    ck_assert_uint_eq(removed_bytes.value, (uint64_t)status.st_size);
    ck_assert_ptr_null(find(library, "one"));
    ck_assert(!is_file(archive));
    library_close(library);
    check_sound(1);
}
END_TEST

/* The files are the library: what is said of them is made again. */
START_TEST(index_is_made_from_files)
{
    struct library *library = open_ok();
    keep(library, FIXTURE("12-equal/base.tar.gz"), "one", false);
    keep(library, FIXTURE("12-equal/later.tar.gz"), "two", false);
    library_close(library);
    if (_i == 0)
        ck_assert_int_eq(remove(FOLDER "/index.sqlite3"), 0);
    if (_i == 1)
        write_bytes(FOLDER "/index.sqlite3", "wb", "no database at all", 18);
    if (_i == 2)
        write_bytes(FOLDER "/index.sqlite3", "wb", "", 0);
    library = open_ok();
    ck_assert_uint_eq(count_of(library), 2);
    ck_assert(slice_is(find(library, "two")->label, "two"));
    size_t remarks;
    library_remarks(library, &remarks);
    ck_assert_uint_eq(remarks, _i == 1 ? 1 : 0);
    library_close(library);
    check_sound(2);
}
END_TEST

/* Damage behind the first page is found when a table is read, not when the file is opened. */
START_TEST(damaged_page)
{
    struct library *library = open_ok();
    keep(library, FIXTURE("12-equal/base.tar.gz"), "one", false);
    library_close(library);
    size_t len;
    char *bytes = read_file(FOLDER "/index.sqlite3", &len);
    ck_assert_uint_gt(len, 8192);
    memset(bytes + 4096, 0xff, 4096);
    write_bytes(FOLDER "/index.sqlite3", "wb", bytes, len);
    free(bytes);
    library = open_ok();
    ck_assert(slice_is(find(library, "one")->label, "one"));
    library_close(library);
    check_sound(1);
}
END_TEST

/* What an index of another sysdelta may look like. */
START_TEST(other_tables)
{
    sqlite3 *db;
    ck_assert_int_eq(mkdir(FOLDER, 0700), 0);
    ck_assert_int_eq(sqlite3_open(FOLDER "/index.sqlite3", &db), SQLITE_OK);
    ck_assert_int_eq(
        sqlite3_exec(db, "CREATE TABLE snapshot (a); PRAGMA user_version = 1", NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
    struct library *library = open_ok();
    keep(library, FIXTURE("12-equal/base.tar.gz"), "one", false);
    library_close(library);
    check_sound(1);
}
END_TEST

/* While another process holds the index the files are there all the same. */
START_TEST(index_in_use)
{
    struct library *library = open_ok();
    keep(library, FIXTURE("12-equal/base.tar.gz"), "one", false);
    sqlite3 *db;
    ck_assert_int_eq(sqlite3_open(FOLDER "/index.sqlite3", &db), SQLITE_OK);
    ck_assert_int_eq(sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
    keep(library, FIXTURE("12-equal/later.tar.gz"), "two", false);
    ck_assert_uint_eq(count_of(library), 2);
    library_close(library);
    sqlite3_close(db);
    check_sound(2);
}
END_TEST

START_TEST(an_id_before_a_label)
{
    struct library *library = open_ok();
    struct library_entry one = keep(library, FIXTURE("12-equal/base.tar.gz"), NULL, false);
    const char *id = one.id.ptr;
    char name[128];
    snprintf(name, sizeof(name), "%.*s", (int)one.id.len, id);
    keep(library, FIXTURE("12-equal/later.tar.gz"), name, false);
    ck_assert(slice_equal(find(library, name)->id, one.id));
    library_close(library);
}
END_TEST

/* In whatever form it comes again, what is kept of it stays. */
START_TEST(relabelled)
{
    struct library *library = open_ok();
    struct library_entry entry = keep(library, FIXTURE("12-equal/base.tar.gz"), "one", true);
    struct slice sha256 = entry.sha256;
    ck_assert_uint_eq(sha256.len, 64);
    entry = keep(library, FIXTURE("12-equal/base"), "two", false);
    ck_assert(slice_is(entry.label, "two"));
    ck_assert(slice_equal(entry.sha256, sha256));
    ck_assert_uint_gt(entry.capture_path.len, 0);
    struct error error = ERROR_NONE;
    bool known;
    struct library_intake folder = {
        .path = FIXTURE("12-equal/base"), .label = "three", .keep_archive = true};
    ck_assert(!library_keep(library, &folder, &entry, &known, &error));
    ck_assert_ptr_null(find(library, "three"));
    library_close(library);
    check_sound(1);
}
END_TEST

START_TEST(files_come_and_go)
{
    struct library *library = open_ok();
    struct error error = ERROR_NONE;
    struct library_entry entry = keep(library, FIXTURE("12-equal/base.tar.gz"), "one", false);
    library_close(library);
    ck_assert(
        copy_file(entry.snapshot_path.ptr, FOLDER "/snapshots/other" SNAPSHOT_SUFFIX, &error));
    check_sound(2);
    ck_assert_int_eq(remove(FOLDER "/snapshots/other" SNAPSHOT_SUFFIX), 0);
    write_bytes(FOLDER "/snapshots/.half" SNAPSHOT_SUFFIX, "wb", "x", 1);
    check_sound(1);
    write_bytes(FOLDER "/snapshots/bad" SNAPSHOT_SUFFIX, "wb", "x", 1);
    library = open_ok();
    size_t remarks;
    const struct slice *remark = library_remarks(library, &remarks);
    ck_assert_uint_eq(remarks, 1);
    ck_assert(slice_find_text(*remark, "bad" SNAPSHOT_SUFFIX) < remark->len);
    ck_assert_uint_eq(count_of(library), 1);
    library_close(library);
}
END_TEST

START_TEST(the_best_pair)
{
    struct library *library = open_ok();
    struct error error = ERROR_NONE;
    const struct library_entry *base;
    const struct library_entry *later;
    const char *why;
    ck_assert(!library_pair(library, &base, &later, &why, &error));
    error = ERROR_NONE;
    keep(library, FIXTURE("26-kalloc1024/later.tar.gz"), "heavy", false);
    ck_assert(!library_pair(library, &base, &later, &why, &error));
    error = ERROR_NONE;
    keep(library, FIXTURE("12-equal/base.tar.gz"), "other Mac", false);
    ck_assert(!library_pair(library, &base, &later, &why, &error));
    error = ERROR_NONE;
    keep(library, FIXTURE("26-kalloc1024/base.tar.gz"), "base", false);
    ck_assert_msg(library_pair(library, &base, &later, &why, &error), "%s", error.reason);
    ck_assert(slice_is(base->label, "base"));
    ck_assert(slice_is(later->label, "heavy"));
    ck_assert_str_eq(why, "soon after this very boot");
    library_close(library);
}
END_TEST

/* The baseline may be of the next boot, and so the newer one. */
START_TEST(a_baseline_after_the_reboot)
{
    struct library *library = open_ok();
    struct error error = ERROR_NONE;
    const struct library_entry *base;
    const struct library_entry *later;
    const char *why;
    keep(library, FIXTURE("10.7-parallels/later"), "heavy", false);
    keep(library, FIXTURE("10.7-parallels/base"), "baseline", false);
    keep(library, FIXTURE("26-kalloc1024/base"), "of another Mac", false);
    ck_assert_msg(library_pair(library, &base, &later, &why, &error), "%s", error.reason);
    ck_assert(slice_is(base->label, "baseline"));
    ck_assert(slice_is(later->label, "heavy"));
    library_close(library);
}
END_TEST

START_TEST(nothing_there)
{
    struct error error = ERROR_NONE;
    struct library *library = library_open(FOLDER, false, LIBRARY_OWNER_SELF, &error);
    ck_assert_ptr_nonnull(library);
    ck_assert_uint_eq(count_of(library), 0);
    ck_assert(!is_folder(FOLDER));
    library_close(library);
    write_bytes(FOLDER, "wb", "x", 1);
    ck_assert_ptr_null(library_open(FOLDER, false, LIBRARY_OWNER_SELF, &error));
    error = ERROR_NONE;
    ck_assert_ptr_null(library_open(FOLDER, true, LIBRARY_OWNER_SELF, &error));
}
END_TEST

START_TEST(nobody_else_may_read)
{
    struct library *library = open_ok();
    mode_t before = umask(0);
    struct library_entry entry = keep(library, FIXTURE("12-equal/base.tar.gz"), NULL, true);
    umask(before);
    ck_assert_int_eq(mode_of(FOLDER), 0700);
    ck_assert_int_eq(mode_of(FOLDER "/index.sqlite3"), 0600);
    ck_assert_int_eq(mode_of(entry.snapshot_path.ptr), 0600);
    ck_assert_int_eq(mode_of(entry.capture_path.ptr), 0600);
    library_close(library);
}
END_TEST

/* A whole capture that a dead process left is kept, with its label; half a one is not. */
START_TEST(left_behind)
{
    struct error error = ERROR_NONE;
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        struct library *library = library_open(FOLDER, true, LIBRARY_OWNER_SELF, &error);
        struct arena *arena = arena_new();
        const char *folder = library_stage(library, "heavy", arena, &error);
        bool ok = copy_file(FIXTURE("12-equal/later.tar.gz"),
                            path_in(arena, folder, SLICE("a.tar.gz")), &error) &&
                  copy_file(FIXTURE("12-equal/base.tar.gz"),
                            path_in(arena, folder, SLICE("half.tar.gz")), &error) &&
                  truncate(path_in(arena, folder, SLICE("half.tar.gz")), 50000) == 0;
        _exit(ok ? 0 : 1);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    check_sound(0);

    struct library *library = open_ok();
    struct arena *arena = arena_new();
    const char *mine = library_stage(library, NULL, arena, &error);
    ck_assert_ptr_nonnull(mine);
    size_t count;
    library_remarks(library, &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_uint_eq(count_of(library), 1);
    ck_assert_ptr_nonnull(find(library, "heavy"));
    list_names(FOLDER "/staging", arena, &count);
    ck_assert_uint_eq(count, 2); /* the new folder and its lock */
    library_unstage(library, mine);
    list_names(FOLDER "/staging", arena, &count);
    ck_assert_uint_eq(count, 0);
    library_close(library);
    arena_free(arena);
    check_sound(1);
}
END_TEST

/* A whole capture that cannot be brought in now is not thrown away. */
START_TEST(left_behind_until_it_can_be_kept)
{
    struct error error = ERROR_NONE;
    struct library *library = open_ok();
    struct arena *arena = arena_new();
    ck_assert_int_eq(mkdir(FOLDER "/staging/1-1", 0700), 0);
    ck_assert(copy_file(FIXTURE("12-equal/later.tar.gz"), FOLDER "/staging/1-1/a.tar.gz", &error));
    write_bytes(FOLDER "/staging/1-1.lock", "wb", "", 0);
    /* A folder where the archive is to go stands in for a disk that is full. */
    struct snapshot *snapshot = read_ok(FIXTURE("12-equal/later.tar.gz"));
    ck_assert_int_eq(rename(FOLDER "/captures", FOLDER "/elsewhere"), 0);
    const char *mine = library_stage(library, NULL, arena, &error);
    ck_assert_ptr_nonnull(mine);
    ck_assert(is_file(FOLDER "/staging/1-1/a.tar.gz"));
    ck_assert_int_eq(rename(FOLDER "/elsewhere", FOLDER "/captures"), 0);
    mine = library_stage(library, NULL, arena, &error);
    ck_assert_ptr_nonnull(mine);
    ck_assert(!is_file(FOLDER "/staging/1-1/a.tar.gz"));
    ck_assert_uint_eq(count_of(library), 1);
    snapshot_free(snapshot);
    arena_free(arena);
    library_close(library);
    check_sound(1);
}
END_TEST

static const char *const many[] = {
    FIXTURE("10.7-parallels/base"), FIXTURE("10.10-ports/base"),   FIXTURE("10.12-kext/base"),
    FIXTURE("10.13-kmsgs/base"),    FIXTURE("10.14-zone/base"),    FIXTURE("11-views/base"),
    FIXTURE("12-unloaded/base"),    FIXTURE("26-kalloc1024/base"),
};

static pid_t start_adding(int from, int to)
{
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child != 0)
        return child;
    struct error error = ERROR_NONE;
    struct library *library = library_open(FOLDER, true, LIBRARY_OWNER_SELF, &error);
    bool ok = library != NULL;
    for (int i = from; ok && i < to; i++) {
        struct library_entry entry;
        bool known;
        struct library_intake intake = {.path = many[i], .label = "x"};
        ok = library_keep(library, &intake, &entry, &known, &error);
    }
    if (!ok)
        fprintf(stderr, "%s\n", error.reason);
    _exit(ok ? 0 : 1);
}

START_TEST(several_processes)
{
    pid_t children[4];
    for (int i = 0; i < 4; i++)
        children[i] = start_adding(2 * i, 2 * i + 2);
    for (int i = 0; i < 4; i++) {
        int status;
        ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
        ck_assert_int_eq(status, 0);
    }
    check_sound(8);
}
END_TEST

/* Killed at many points: what was there stays, what came is whole, and the next one works. */
START_TEST(killed)
{
    struct library *library = open_ok();
    keep(library, FIXTURE("12-equal/base"), "first", false);
    library_close(library);
    for (int i = 0; i < 20; i++) {
        struct timespec wait = {0, (i + 1) * 4L * 1000 * 1000};
        pid_t child = start_adding(0, 8);
        nanosleep(&wait, NULL);
        kill(child, SIGKILL);
        ck_assert_int_eq(waitpid(child, NULL, 0), child);
        library = open_ok();
        ck_assert_ptr_nonnull(find(library, "first"));
        size_t count = count_of(library);
        library_close(library);
        check_sound(count);
    }
    pid_t child = start_adding(0, 8);
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    check_sound(9);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("library");
    TCase *tcase = tcase_create("library");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, enter_folder, leave_folder);
    tcase_add_test(tcase, kept_and_found);
    tcase_add_test(tcase, names_by_age);
    tcase_add_test(tcase, known_again);
    tcase_add_test(tcase, removed);
    tcase_add_loop_test(tcase, index_is_made_from_files, 0, 3);
    tcase_add_test(tcase, damaged_page);
    tcase_add_test(tcase, other_tables);
    tcase_add_test(tcase, index_in_use);
    tcase_add_test(tcase, an_id_before_a_label);
    tcase_add_test(tcase, relabelled);
    tcase_add_test(tcase, files_come_and_go);
    tcase_add_test(tcase, the_best_pair);
    tcase_add_test(tcase, a_baseline_after_the_reboot);
    tcase_add_test(tcase, nothing_there);
    tcase_add_test(tcase, nobody_else_may_read);
    tcase_add_test(tcase, left_behind);
    tcase_add_test(tcase, left_behind_until_it_can_be_kept);
    tcase_add_test(tcase, several_processes);
    tcase_add_test(tcase, killed);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
