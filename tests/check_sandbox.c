/* check_sandbox: what is allowed works in the sandbox, and nothing else does. */
#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "outfile.h"
#include "run_suite.h"
#include "sample_capture.h"
#include "sandbox.h"
#include "sandbox_layers.h"

/*
 *     input, link -> input   may be read
 *     folder/inner/file      the folder may be read
 *     made/old               files in the folder may be made, but by those who only read
 *     outside, other/file    nothing
 */
static const struct sandbox_path allowed[] = {
    {"link", SANDBOX_READ},        {"folder", SANDBOX_READ},      {"none", SANDBOX_READ},
    {"none/at/all", SANDBOX_MAKE}, {"/dev/null", SANDBOX_STREAM}, {"made", SANDBOX_MAKE},
};
enum { FOR_READERS = 3, FOR_WRITERS = COUNT(allowed) };

static void enter(void)
{
    enter_folder();
    write_bytes("input", "wb", "in", 2);
    write_bytes("outside", "wb", "out", 3);
    ck_assert_int_eq(symlink("input", "link"), 0);
    ck_assert_int_eq(mkdir("folder", 0700), 0);
    ck_assert_int_eq(mkdir("folder/inner", 0700), 0);
    write_bytes("folder/inner/file", "wb", "in", 2);
    ck_assert_int_eq(mkdir("other", 0700), 0);
    write_bytes("other/file", "wb", "out", 3);
    ck_assert_int_eq(mkdir("made", 0700), 0);
    write_bytes("made/old", "wb", "old", 3);
}

static void leave(void)
{
    leave_folder();
}

static int try_open(const char *path, int flags)
{
    int fd = open(path, flags, 0600);
    if (fd < 0)
        return errno;
    char byte;
    int reason = (flags & O_ACCMODE) == O_RDONLY && read(fd, &byte, 1) != 1 ? EIO : 0;
    close(fd);
    return reason;
}

static int reason_of(int result)
{
    return result == 0 ? 0 : errno;
}

static int read_input(void)
{
    return try_open("input", O_RDONLY);
}

static int read_link(void)
{
    return try_open("link", O_RDONLY);
}

static int read_inner(void)
{
    return try_open("folder/inner/file", O_RDONLY);
}

static int list_inner(void)
{
    DIR *folder = opendir("folder/inner");
    if (folder == NULL)
        return errno;
    errno = 0;
    int reason = readdir(folder) != NULL ? 0 : errno;
    closedir(folder);
    return reason;
}

static int resolve(void)
{
    char *path = realpath("link", NULL);
    int reason = path != NULL ? 0 : errno;
    free(path);
    return reason;
}

static int read_none(void)
{
    return try_open("none", O_RDONLY);
}

static int read_outside(void)
{
    return try_open("outside", O_RDONLY);
}

static int list_here(void)
{
    DIR *folder = opendir(".");
    if (folder == NULL)
        return errno;
    closedir(folder);
    return 0;
}

static int write_input(void)
{
    return try_open("input", O_WRONLY);
}

static int write_outside(void)
{
    return try_open("outside", O_WRONLY);
}

static int make_here(void)
{
    return try_open("new", O_WRONLY | O_CREAT);
}

static int make_in_input(void)
{
    return try_open("folder/new", O_WRONLY | O_CREAT);
}

static int make_folder_there(void)
{
    return reason_of(mkdir("made/folder", 0700));
}

static int truncate_outside(void)
{
    return reason_of(truncate("outside", 0));
}

static int remove_outside(void)
{
    return reason_of(unlink("outside"));
}

static int bring_in(void)
{
    return reason_of(rename("outside", "made/outside"));
}

static int take_out(void)
{
    return reason_of(rename("made/old", "other/file"));
}

static int link_in(void)
{
    return reason_of(link("outside", "made/outside"));
}

static int open_others_mode(void)
{
    return reason_of(chmod("input", 0777));
}

static int put_file(const char *path)
{
    struct error error = ERROR_NONE;
    return outfile_put(path, SLICE("new"), &error) ? 0 : EIO;
}

static int put_new(void)
{
    return put_file("made/new");
}

static int put_again(void)
{
    return put_file("made/old");
}

static int put_only_new(void)
{
    bool taken;
    struct error error = ERROR_NONE;
    struct outfile *outfile = outfile_open("made/new", &error);
    return outfile != NULL && outfile_commit_new(outfile, &taken, &error) ? 0 : EIO;
}

static int put_outside(void)
{
    return put_file("other/file");
}

static int write_stream(void)
{
    return try_open("/dev/null", O_WRONLY | O_CREAT | O_TRUNC);
}

static void *read_in_thread(void *context)
{
    *(int *)context = read_input();
    return NULL;
}

static int start_thread(void)
{
    int reason = EIO;
    pthread_t thread;
    int failed = pthread_create(&thread, NULL, read_in_thread, &reason);
    if (failed == 0)
        failed = pthread_join(thread, NULL);
    return failed != 0 ? failed : reason;
}

static int run_program(void)
{
    execl("/bin/sh", "sh", "-c", "exit 0", (char *)NULL);
    return errno;
}

static int start_process(void)
{
    pid_t child = fork();
    if (child < 0)
        return errno;
    if (child == 0)
        _exit(0);
    waitpid(child, NULL, 0);
    return 0;
}

static int open_socket(int family)
{
    int fd = socket(family, SOCK_STREAM, 0);
    return fd < 0 ? errno : 0;
}

static int open_inet_socket(void)
{
    return open_socket(AF_INET);
}

static int open_unix_socket(void)
{
    return open_socket(AF_UNIX);
}

static int signal_parent(void)
{
    return reason_of(kill(getppid(), 0));
}

static int signal_itself(void)
{
    return signal(SIGUSR1, SIG_IGN) == SIG_ERR ? errno : reason_of(raise(SIGUSR1));
}

static int have_signals_sent(void)
{
    return fcntl(STDIN_FILENO, F_SETOWN, getppid()) == 0 ? 0 : errno;
}

enum { ALLOWED = 0, FORBIDDEN = 1, BOTH_LAYERS = SANDBOX_FILES | SANDBOX_CALLS };

struct sandbox_case {
    const char *name;
    int (*act)(void); /* what goes wrong, as errno has it; 0: nothing */
    int reason;       /* ALLOWED, FORBIDDEN for whichever reason, or this one */
    unsigned layers;  /* any of them is enough to forbid it */
    bool reads;       /* no sanitizer can do without it */
};

#define WORKS(act)                                                                                 \
    {                                                                                              \
#act, act, ALLOWED, 0, false                                                               \
    }
#define FAILS_WITH(act, reason)                                                                    \
    {                                                                                              \
#act, act, reason, 0, false                                                                \
    }
#define UNREADABLE(act)                                                                            \
    {                                                                                              \
#act, act, EACCES, SANDBOX_FILES, true                                                     \
    }
#define BY_FILES(act)                                                                              \
    {                                                                                              \
#act, act, FORBIDDEN, SANDBOX_FILES, false                                                 \
    }
#define BY_CALLS(act)                                                                              \
    {                                                                                              \
#act, act, FORBIDDEN, SANDBOX_CALLS, false                                                 \
    }
#define BY_EITHER(act)                                                                             \
    {                                                                                              \
#act, act, FORBIDDEN, BOTH_LAYERS, false                                                   \
    }

static const struct sandbox_case for_all[] = {
    WORKS(read_input),
    WORKS(read_link),
    WORKS(read_inner),
    WORKS(list_inner),
    WORKS(resolve),
    WORKS(start_thread),
    WORKS(signal_itself),
    FAILS_WITH(read_none, ENOENT),
    UNREADABLE(read_outside),
    UNREADABLE(list_here),
    BY_FILES(write_input),
    BY_FILES(write_outside),
    BY_FILES(make_here),
    BY_FILES(make_in_input),
    BY_FILES(make_folder_there),
    BY_FILES(remove_outside),
    BY_FILES(bring_in),
    BY_FILES(take_out),
    BY_FILES(link_in),
    BY_CALLS(truncate_outside), /* the first versions of Landlock let it pass */
    BY_CALLS(open_others_mode),
    BY_CALLS(run_program),
    BY_CALLS(start_process),
    BY_CALLS(open_inet_socket),
    BY_CALLS(open_unix_socket),
    BY_CALLS(signal_parent),
    BY_CALLS(have_signals_sent),
};

static const struct sandbox_case for_writers[] = {
    WORKS(put_new),      WORKS(put_again),      WORKS(put_only_new),
    WORKS(write_stream), BY_FILES(put_outside),
};

/* The filter of calls stands by itself where the kernel has no Landlock. */
static const struct sandbox_case for_readers[] = {
    BY_EITHER(put_new),     BY_EITHER(put_again),         BY_EITHER(write_stream),
    BY_EITHER(write_input), BY_EITHER(make_folder_there), BY_EITHER(remove_outside),
    BY_EITHER(bring_in),    BY_EITHER(link_in),
};

enum { NOT_ENTERED = 200, SKIPPED };

static int act_in_sandbox(const struct sandbox_case *c, size_t n_allowed)
{
    unsigned layers;
    struct error error = ERROR_NONE;
    if (!sandbox_enter(allowed, n_allowed, &layers, &error)) {
        fprintf(stderr, "%s\n", error.reason);
        return NOT_ENTERED;
    }
    bool here = c->layers == 0 || (c->layers & layers) != 0;
    if (!here || (c->reads && SANDBOX_SANITIZED))
        return SKIPPED;
    return c->act();
}

static void check_case(const struct sandbox_case *c, size_t n_allowed)
{
    int status;
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0)
        _exit(act_in_sandbox(c, n_allowed));
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(WIFEXITED(status), "%s: ended by a signal", c->name);
    int reason = WEXITSTATUS(status);
    if (reason == SKIPPED) {
        printf("skipped: %s: no such layer here\n", c->name);
        return;
    }
    ck_assert_int_ne(reason, NOT_ENTERED);
    bool as_wanted = c->reason == FORBIDDEN ? reason != 0 : reason == c->reason;
    ck_assert_msg(as_wanted, "%s: %s", c->name, reason == 0 ? "is allowed" : strerror(reason));
}

START_TEST(whoever_writes)
{
    check_case(&for_all[_i], FOR_WRITERS);
}
END_TEST

START_TEST(whoever_reads)
{
    check_case(&for_all[_i], FOR_READERS);
}
END_TEST

START_TEST(of_writers)
{
    check_case(&for_writers[_i], FOR_WRITERS);
}
END_TEST

START_TEST(of_readers)
{
    check_case(&for_readers[_i], FOR_READERS);
}
END_TEST

/* Or the cases above would prove nothing. */
START_TEST(free_outside)
{
    static int (*const acts[])(void) = {
        read_outside,      list_here,        write_outside,    make_here,     make_in_input,
        make_folder_there, truncate_outside, open_others_mode, start_process, open_unix_socket,
        signal_parent,     put_outside,      put_new,          write_stream,  link_in};
    ck_assert_int_eq(acts[_i](), 0);
}
END_TEST
enum { FREE_ACTS = 15 };

START_TEST(stays_open)
{
    int status;
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        char byte;
        unsigned layers;
        struct error error = ERROR_NONE;
        int fd = open("outside", O_RDONLY);
        bool entered = sandbox_enter(NULL, 0, &layers, &error);
        _exit(fd >= 0 && entered && read(fd, &byte, 1) == 1 ? 0 : 1);
    }
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_int_eq(status, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sandbox");
    TCase *tcase = tcase_create("sandbox");
    tcase_add_checked_fixture(tcase, enter, leave);
    tcase_add_loop_test(tcase, whoever_writes, 0, COUNT(for_all));
    tcase_add_loop_test(tcase, whoever_reads, 0, COUNT(for_all));
    tcase_add_loop_test(tcase, of_writers, 0, COUNT(for_writers));
    tcase_add_loop_test(tcase, of_readers, 0, COUNT(for_readers));
    tcase_add_loop_test(tcase, free_outside, 0, FREE_ACTS);
    tcase_add_test(tcase, stays_open);
    suite_add_tcase(suite, tcase);
    return run_suite(suite);
}
