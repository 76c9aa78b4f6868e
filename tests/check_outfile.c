/* check_outfile: files come whole or not at all, and never through a link; archives are the same
 * bytes for the same members. */
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "parse_text.h"
#include "run_suite.h"
#include "sample_capture.h"
#include "tar_writer.h"

static void check_content(const char *path, const char *expected)
{
    size_t len;
    char *bytes = read_file(path, &len);
    ck_assert_msg(bytes != NULL, "%s is not there", path);
    ck_assert(slice_is((struct slice){bytes, len}, expected));
    free(bytes);
}

/* Nothing else was left in the folder. */
static void check_alone(size_t expected)
{
    size_t count = 0;
    DIR *folder = opendir(".");
    ck_assert_ptr_nonnull(folder);
    for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(folder);
    ck_assert_uint_eq(count, expected);
}

static void enter(void)
{
    enter_folder();
    ck_assert_int_eq(mkdir("in", 0700), 0);
    ck_assert_int_eq(chdir("in"), 0);
}

static void leave(void)
{
    ck_assert_int_eq(chdir(".."), 0);
    leave_folder();
}

START_TEST(replaced_when_complete)
{
    struct error error = ERROR_NONE;
    struct stat status;
    write_bytes("f", "wb", "old", 3);
    struct outfile *outfile = outfile_open("f", &error);
    ck_assert(outfile_write(outfile, SLICE("new")));
    check_content("f", "old");
    ck_assert(outfile_commit(outfile, &error));
    check_content("f", "new");
    ck_assert_int_eq(stat("f", &status), 0);
    ck_assert_int_eq(status.st_mode & 07777, 0600);
    check_alone(1);
}
END_TEST

START_TEST(all_abandoned)
{
    struct error error = ERROR_NONE;
    write_bytes("f", "wb", "old", 3);
    ck_assert(outfile_put("done", SLICE("new"), &error));
    ck_assert_ptr_nonnull(outfile_open("f", &error));
    struct outfile *ended = outfile_open("g", &error);
    ck_assert_ptr_nonnull(outfile_open("h", &error));
    check_alone(5);
    outfile_abandon(ended);
    outfile_abandon_all();
    check_content("f", "old");
    check_content("done", "new");
    check_alone(2);
    outfile_abandon_all();
}
END_TEST

START_TEST(abandoned)
{
    struct error error = ERROR_NONE;
    write_bytes("f", "wb", "old", 3);
    struct outfile *outfile = outfile_open("f", &error);
    outfile_write(outfile, SLICE("new"));
    outfile_abandon(outfile);
    check_content("f", "old");
    check_alone(1);
}
END_TEST

START_TEST(refused)
{
    struct error error = ERROR_NONE;
    write_bytes("target", "wb", "old", 3);
    ck_assert_int_eq(symlink("target", "link"), 0);
    ck_assert_int_eq(symlink("nowhere", "dangling"), 0);
    ck_assert_int_eq(mkdir("folder", 0700), 0);
    ck_assert_int_eq(mkfifo("pipe", 0600), 0);
    static const char *const places[] = {"link", "dangling", "folder", "pipe", "none/f", "folder/"};
    for (int i = 0; i < COUNT(places); i++) {
        struct error each = ERROR_NONE;
        ck_assert_msg(!outfile_put(places[i], SLICE("new"), &each), "%s", places[i]);
        ck_assert(each.set);
    }
    check_content("target", "old");
    check_alone(5);
    /* One that comes while the file is being written */
    struct outfile *outfile = outfile_open("late", &error);
    ck_assert_int_eq(symlink("target", "late"), 0);
    ck_assert(!outfile_commit(outfile, &error));
    check_content("target", "old");
    check_alone(6);
}
END_TEST

START_TEST(only_where_nothing_is)
{
    struct error error = ERROR_NONE;
    bool taken;
    struct outfile *first = outfile_open("f", &error);
    struct outfile *second = outfile_open("f", &error);
    outfile_write(first, SLICE("one"));
    outfile_write(second, SLICE("two"));
    ck_assert(outfile_commit_new(first, &taken, &error));
    ck_assert(!taken);
    ck_assert(!outfile_commit_new(second, &taken, &error));
    ck_assert(taken);
    check_content("f", "one");
    check_alone(1);
}
END_TEST

/* A limit on the size of files stands in for a full disk. */
START_TEST(full_disk)
{
    write_bytes("f", "wb", "old", 3);
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        static char bytes[100000];
        struct rlimit limit = {4096, 4096};
        struct error error = ERROR_NONE;
        signal(SIGXFSZ, SIG_IGN);
        if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
            _exit(2);
        bool ok = outfile_put("f", (struct slice){bytes, sizeof(bytes)}, &error);
        _exit(!ok && strstr(error.reason, strerror(EFBIG)) != NULL ? 0 : 1);
    }
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
    check_content("f", "old");
    check_alone(1);
}
END_TEST

static void pack(const char *path, struct slice text)
{
    struct error error = ERROR_NONE;
    struct outfile *outfile = outfile_open(path, &error);
    struct tar_writer *writer = tar_writer_new(outfile, &error);
    ck_assert_ptr_nonnull(writer);
    ck_assert(tar_writer_add_text(writer, SLICE("a/vm_stat.txt"), text, 1000000000, &error));
    ck_assert(tar_writer_add_text(writer, SLICE("a/\xc3\xa9\xff"), SLICE(""), 0, &error));
    ck_assert_msg(tar_writer_close(writer, &error), "%s", error.reason);
    ck_assert_msg(outfile_commit(outfile, &error), "%s", error.reason);
}

START_TEST(archives)
{
    pack("one.tar.gz", SLICE(VM_STAT));
    pack("two.tar.gz", SLICE(VM_STAT));
    ck_assert_int_eq(system("cmp one.tar.gz two.tar.gz"), 0);
    struct snapshot *snapshot = read_ok("one.tar.gz");
    ck_assert_uint_eq(snapshot->vm_stat.figures[VM_WIRED].value.value, 1300001);
    ck_assert_uint_eq(snapshot->members, 2);
    ck_assert_uint_eq(snapshot->damage.len, 0);
    snapshot_free(snapshot);
}
END_TEST

START_TEST(members_as_long_as_said)
{
    struct error error = ERROR_NONE;
    struct outfile *outfile = outfile_open("f", &error);
    struct tar_writer *writer = tar_writer_new(outfile, &error);
    ck_assert(tar_writer_begin(writer, SLICE("a"), 3, 0, &error));
    ck_assert(tar_writer_put(writer, SLICE("ab"), &error));
    struct error more = ERROR_NONE;
    ck_assert(!tar_writer_put(writer, SLICE("cd"), &more));
    struct error fewer = ERROR_NONE;
    ck_assert(!tar_writer_end(writer, &fewer));
    tar_writer_abandon(writer);
    outfile_abandon(outfile);
    check_alone(0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("outfile");
    TCase *tcase = tcase_create("outfile");
    tcase_add_checked_fixture(tcase, enter, leave);
    tcase_add_test(tcase, replaced_when_complete);
    tcase_add_test(tcase, abandoned);
    tcase_add_test(tcase, all_abandoned);
    tcase_add_test(tcase, refused);
    tcase_add_test(tcase, only_where_nothing_is);
    tcase_add_test(tcase, full_disk);
    tcase_add_test(tcase, archives);
    tcase_add_test(tcase, members_as_long_as_said);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
