/*
 * check_robust_folders: unpacked captures with what is no file in them: links, loops, fifos, files
 * and folders that may not be read. None is followed or waited for, and what is missing is said.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bundle.h"
#include "robust.h"
#include "sample_capture.h"

#define ZPRINT "folder/" ROOT "/zprint.txt"

static void link_to(const char *to, const char *path)
{
    (void)unlink(path);
    ck_assert_int_eq(symlink(to, path), 0);
}

static void a_link_to_a_file(void)
{
    ck_assert_int_eq(rename(ZPRINT, "elsewhere.txt"), 0);
    link_to("../../elsewhere.txt", ZPRINT);
}

static void a_link_to_itself(void)
{
    link_to("zprint.txt", ZPRINT);
}

static void a_link_to_a_device(void)
{
    link_to("/dev/zero", ZPRINT);
}

static void a_fifo(void)
{
    ck_assert_int_eq(unlink(ZPRINT), 0);
    ck_assert_int_eq(mkfifo(ZPRINT, 0644), 0);
}

static void a_folder(void)
{
    ck_assert_int_eq(unlink(ZPRINT), 0);
    ck_assert_int_eq(mkdir(ZPRINT, 0755), 0);
}

static void an_unreadable_file(void)
{
    ck_assert_int_eq(chmod(ZPRINT, 0), 0);
}

static void a_loop(void)
{
    link_to(".", "folder/" ROOT "/loop");
    link_to("../..", "folder/" ROOT "/up");
}

static void an_unreadable_folder(void)
{
    ck_assert_int_eq(mkdir("folder/closed", 0), 0);
}

static void names(void)
{
    write_bytes("folder/" ROOT "/a\nb\033[2J\xff", "wb", "x", 1);
    write_bytes("folder/" ROOT "/zprint.txt ", "wb", "x", 1);
    write_bytes("folder/" ROOT "/%s%n", "wb", "x", 1);
}

static void a_hundred_folders(void)
{
    char path[PATH_ROOM] = "folder/d";
    for (int i = 0; i < 100; i++) {
        ck_assert_int_eq(mkdir(path, 0755), 0);
        strcat(path, "/d");
    }
}

static void a_fifo_beside(void)
{
    ck_assert_int_eq(mkfifo("folder/" ROOT "/top.txt", 0644), 0);
}

static const struct odd_folder {
    const char *what;
    void (*make)(void);
    bool whole;    /* all that the capture has is read */
    bool told;     /* there is something to be said */
    bool not_root; /* who may read everything sees nothing odd */
} cases[] = {
    {"a link to a file", a_link_to_a_file, false, true, false},
    {"a link to itself", a_link_to_itself, false, true, false},
    {"a link to a device", a_link_to_a_device, false, true, false},
    {"a fifo", a_fifo, false, true, false},
    {"a folder of the report's name", a_folder, false, false, false},
    {"an unreadable file", an_unreadable_file, false, true, true},
    {"links that lead round", a_loop, true, false, false},
    {"an unreadable folder", an_unreadable_folder, true, true, true},
    {"odd names", names, true, false, false},
    {"a hundred folders", a_hundred_folders, true, true, false},
    {"a fifo beside", a_fifo_beside, true, true, false},
};

START_TEST(odd_folders)
{
    const struct odd_folder *c = &cases[_i];
    struct error error = ERROR_NONE;
    if (c->not_root && geteuid() == 0)
        return;
    write_folder("folder", capture);
    c->make();
    alarm(60); /* a fifo that is waited for ends the suite */
    struct snapshot *snapshot = bundle_read("folder", &error);
    alarm(0);
    robust_case();
    ck_assert_msg(snapshot != NULL, "%s: %s", c->what, error.reason);
    enum report_status zprint = report_of(snapshot, "zprint")->status;
    ck_assert_msg(zprint == (c->whole ? REPORT_OK : REPORT_MISSING), "%s: %d", c->what, zprint);
    ck_assert_uint_eq(snapshot->zprint.n_zones, c->whole ? ZONES : 0);
    ck_assert_uint_eq(snapshot->vm_stat.figures[VM_WIRED].value.value, 1300001);
    ck_assert_msg((snapshot->n_warnings > 0) == c->told, "%s: %zu warnings", c->what,
                  snapshot->n_warnings);
    (void)chmod("folder/closed", 0755);
    snapshot_free(snapshot);
}
END_TEST

/* The capture itself is no folder: it is refused, not waited for. */
START_TEST(no_folder_at_all)
{
    struct error error = ERROR_NONE;
    ck_assert_int_eq(symlink("self", "self"), 0);
    static const char *const paths[] = {"self", "nothing", ""};
    for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
        error = ERROR_NONE;
        struct snapshot *snapshot = bundle_read(paths[i], &error);
        robust_case();
        ck_assert_ptr_null(snapshot);
        ck_assert_msg(error.set && error.reason[0] != '\0', "%s", paths[i]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("robust_folders");
    TCase *tests = tcase_create("robust_folders");
    tcase_add_checked_fixture(tests, enter_folder, leave_folder);
    tcase_add_loop_test(tests, odd_folders, 0, COUNT(cases));
    tcase_add_test(tests, no_folder_at_all);
    suite_add_tcase(suite, tests);
    return robust_run(suite);
}
