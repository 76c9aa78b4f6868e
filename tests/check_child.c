/*
 * check_child: how programs end, by themselves and by force, and that nothing is left of them. The
 * programs are scripts in the folder stand_ins.
 */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "child.h"
#include "parse_text.h"
#include "run_suite.h"
#include "temporary.h"
#include "text.h"

#define STAND_IN(name) SOURCE_DIR "/tests/stand_ins/" name

enum { LONG_MS = 60000, SHORT_MS = 300, GRACE_MS = 200 };

static bool add_text(void *context, struct slice bytes, struct error *error)
{
    (void)error;
    text_add(context, bytes);
    return true;
}

static bool full_disk(void *context, struct slice bytes, struct error *error)
{
    (void)context;
    (void)bytes;
    return error_set(error, "no space");
}

struct run {
    struct child_result result;
    struct text out;
};

static struct run run_with(const char *const *argv, uint64_t limit_ms, uint64_t bytes_max,
                           bool (*take)(void *, struct slice, struct error *))
{
    struct run run = {.out = {0}};
    struct error error = ERROR_NONE;
    struct child_job job = {argv, {take, &run.out}, limit_ms, bytes_max};
    struct child_rules rules = {.at_once = 1, .grace_ms = GRACE_MS};
    ck_assert(children_run(&job, &run.result, 1, &rules, &error));
    return run;
}

struct end_case {
    const char *program;
    enum child_end end;
    int exit_status, signal;
    const char *out; /* NULL: not looked at */
    const char *err;
    uint64_t limit_ms, bytes_max;
};

/* clang-format off */
static const struct end_case ends[] = {
    {"good", CHILD_EXITED, 0, 0, "a b\nc\n", "", LONG_MS, 1000},
    {"good", CHILD_EXITED, 0, 0, "a b\nc\n", "", LONG_MS, 6},
    {"good", CHILD_TOO_MUCH, 0, 0, "a b\nc", "", LONG_MS, 5},
    {"failing", CHILD_EXITED, 7, 0, "half of it\n", "no more than this\n", LONG_MS, 1000},
    {"killed", CHILD_SIGNALLED, 0, SIGSEGV, "some of it\n", NULL, LONG_MS, 1000},
    {"hanging", CHILD_TIMED_OUT, 0, SIGTERM, "started\n", "", SHORT_MS, 1000},
    {"stubborn", CHILD_TIMED_OUT, 0, SIGKILL, "started\n", NULL, SHORT_MS, 1000},
    {"endless", CHILD_TOO_MUCH, 0, SIGTERM, NULL, "", LONG_MS, 300000},
    {"endless", CHILD_TIMED_OUT, 0, SIGTERM, NULL, "", SHORT_MS, UINT64_MAX},
    {"no-such-program", CHILD_NOT_FOUND, 0, 0, "", "", LONG_MS, 1000},
    {"orphaned", CHILD_NOT_STARTED, 0, 0, "", "", LONG_MS, 1000},
    {"", CHILD_NOT_STARTED, 0, 0, "", "", LONG_MS, 1000},
};
/* clang-format on */

START_TEST(program_ends)
{
    const struct end_case *c = &ends[_i];
    char path[4096];
    snprintf(path, sizeof(path), STAND_IN("%s"), c->program);
    struct run run =
        run_with((const char *[]){path, "a b", "c", NULL}, c->limit_ms, c->bytes_max, add_text);
    const struct child_result *result = &run.result;
    ck_assert_msg(result->end == c->end, "%s: end %d", c->program, (int)result->end);
    ck_assert_int_eq(result->exit_status, c->exit_status);
    if (c->end != CHILD_TOO_MUCH)
        ck_assert_msg(result->signal == c->signal, "%s: signal %d", c->program, result->signal);
    ck_assert_uint_eq(result->bytes, run.out.len);
    ck_assert_uint_le(result->bytes, c->bytes_max);
    if (c->out != NULL)
        ck_assert_msg(slice_is(text_slice(&run.out), c->out), "%s: %.*s", c->program,
                      (int)run.out.len, run.out.bytes);
    struct slice err = {result->stderr_text, result->stderr_len};
    if (c->err != NULL)
        ck_assert_msg(slice_is(err, c->err), "%s: %.*s", c->program, SLICE_ARGS(err));
    ck_assert(result->error.set == (c->end == CHILD_NOT_FOUND || c->end == CHILD_NOT_STARTED));
    text_free(&run.out);
}
END_TEST

/* Nothing of this process's is left to wait for, guard included. */
static void check_no_child(void)
{
    ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
    ck_assert_int_eq(errno, ECHILD);
}

static void nap(void)
{
    struct timespec pause = {.tv_nsec = 10000000};
    nanosleep(&pause, NULL);
}

/* Signals are delivered, and their orphans waited for, by others: that may take a moment. */
static bool is_gone(pid_t pid)
{
    for (int i = 0; i < 500; i++) {
        char path[64], state = 'R';
        if (kill(pid, 0) != 0)
            return true;
        snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
        FILE *file = fopen(path, "r");
        if (file != NULL && fscanf(file, "%*d %*s %c", &state) == 1 && state == 'Z') {
            fclose(file);
            return true; /* nobody waits for orphans in some containers */
        }
        if (file != NULL)
            fclose(file);
        nap();
    }
    return false;
}

static pid_t number_in(const char *path)
{
    size_t len;
    char *bytes = read_file(path, &len);
    ck_assert_ptr_nonnull(bytes);
    uint64_t number;
    ck_assert(number_u64(
        slice_trim((struct slice){bytes, slice_find((struct slice){bytes, len}, '\n')}), &number));
    free(bytes);
    return (pid_t)number;
}

START_TEST(nobody_stays)
{
    static const char *const programs[] = {STAND_IN("leaving"), STAND_IN("daemonish")};
    char *folder = make_temporary_folder();
    char path[4096];
    snprintf(path, sizeof(path), "%s/pid", folder);
    struct run run = run_with((const char *[]){programs[_i], path, NULL}, LONG_MS, 1000, add_text);
    ck_assert_int_eq(run.result.end, CHILD_EXITED);
    ck_assert(slice_is(text_slice(&run.out), "all of it\n"));
    ck_assert(run.result.left_behind == (_i == 0));
    ck_assert(is_gone(number_in(path)));
    check_no_child();
    text_free(&run.out);
    remove_temporary_folder(folder);
}
END_TEST

START_TEST(output_that_cannot_be_kept)
{
    struct run run =
        run_with((const char *[]){STAND_IN("endless"), NULL}, LONG_MS, UINT64_MAX, full_disk);
    ck_assert_int_eq(run.result.end, CHILD_OUTPUT_ERROR);
    ck_assert_str_eq(run.result.error.reason, "no space");
    ck_assert_uint_eq(run.result.bytes, 0);
    check_no_child();
}
END_TEST

START_TEST(standard_error_is_bounded)
{
    struct run run = run_with((const char *[]){STAND_IN("loud"), NULL}, LONG_MS, 1000, add_text);
    ck_assert_int_eq(run.result.end, CHILD_EXITED);
    ck_assert(run.result.stderr_cut);
    ck_assert_uint_eq(run.result.stderr_len, CHILD_STDERR_MAX);
    ck_assert(slice_is(text_slice(&run.out), "one line\n"));
    text_free(&run.out);
}
END_TEST

START_TEST(a_clean_environment)
{
    setenv("HOME", "/somewhere", 1);
    setenv("LC_ALL", "de_DE.UTF-8", 1);
    setenv("TZ", "Asia/Tokyo", 1);
    struct run run =
        run_with((const char *[]){STAND_IN("environment"), NULL}, LONG_MS, 10000, add_text);
    struct slice out = text_slice(&run.out);
    ck_assert_uint_eq(slice_find_text(out, "/somewhere"), out.len);
    ck_assert_uint_lt(slice_find_text(out, "LC_ALL=C\n"), out.len);
    ck_assert_uint_lt(slice_find_text(out, "TZ=Asia/Tokyo\n"), out.len);
    ck_assert_uint_lt(slice_find_text(out, "stdin: 0\n"), out.len);
    text_free(&run.out);
}
END_TEST

/* An ignored SIGCHLD is inherited from some parents, and would take the exit status away. */
START_TEST(ignored_signals)
{
    signal(SIGCHLD, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    struct run run = run_with((const char *[]){STAND_IN("failing"), NULL}, LONG_MS, 1000, add_text);
    ck_assert_int_eq(run.result.exit_status, 7);
    text_free(&run.out);
    run = run_with((const char *[]){STAND_IN("hanging"), NULL}, SHORT_MS, 1000, add_text);
    ck_assert_int_eq(run.result.signal, SIGTERM);
    text_free(&run.out);
}
END_TEST

struct log {
    size_t started[8], ended[8];
    size_t n_started, n_ended;
    size_t most; /* that ran at once */
};

static void log_start(void *context, size_t job)
{
    struct log *log = context;
    log->started[log->n_started++] = job;
    if (log->n_started - log->n_ended > log->most)
        log->most = log->n_started - log->n_ended;
}

static void log_end(void *context, size_t job, const struct child_result *result)
{
    struct log *log = context;
    (void)result;
    log->ended[log->n_ended++] = job;
}

START_TEST(several_at_once)
{
    static const char *const hanging[] = {STAND_IN("hanging"), NULL};
    static const char *const good[] = {STAND_IN("good"), "x", NULL};
    struct text outs[5] = {{0}};
    struct child_job jobs[5];
    struct child_result results[5];
    struct log log = {.n_started = 0};
    struct error error = ERROR_NONE;
    for (int i = 0; i < 5; i++)
        jobs[i] = (struct child_job){i == 0 ? hanging : good, {add_text, &outs[i]}, 3000, 1000};
    struct child_rules rules = {.at_once = 2,
                                .grace_ms = GRACE_MS,
                                .started = log_start,
                                .ended = log_end,
                                .context = &log};
    ck_assert(children_run(jobs, results, 5, &rules, &error));
    ck_assert_uint_eq(log.n_ended, 5);
    ck_assert_uint_eq(log.most, 2);
    ck_assert_uint_eq(log.ended[4], 0); /* the others went past it */
    for (size_t i = 0; i < 5; i++) {
        ck_assert_uint_eq(log.started[i], i);
        ck_assert_int_eq(results[i].end, i == 0 ? CHILD_TIMED_OUT : CHILD_EXITED);
        ck_assert(slice_is(text_slice(&outs[i]), i == 0 ? "started\n" : "x\n"));
        text_free(&outs[i]);
    }
    check_no_child();
}
END_TEST

static volatile sig_atomic_t interrupted;

static void interrupt(int signal)
{
    (void)signal;
    interrupted++;
}

struct interrupting {
    int signals;
    bool spoke; /* this program runs, and ignores SIGTERM by now */
};

/* The signal comes when a program has said that it runs: whichever is the first of the two. */
static bool interrupt_at_output(void *context, struct slice bytes, struct error *error)
{
    struct interrupting *program = context;
    (void)bytes;
    (void)error;
    program->spoke = true;
    for (int i = 0; i < program->signals; i++)
        raise(SIGINT);
    return true;
}

START_TEST(an_interruption_ends_all)
{
    static const char *const stubborn[] = {STAND_IN("stubborn"), NULL};
    int signals = _i + 1;
    struct interrupting programs[3];
    struct child_job jobs[3];
    struct child_result results[3];
    struct error error = ERROR_NONE;
    for (int i = 0; i < 3; i++) {
        programs[i] = (struct interrupting){.signals = signals};
        jobs[i] = (struct child_job){stubborn, {interrupt_at_output, &programs[i]}, LONG_MS, 1000};
    }
    sigaction(SIGINT, &(struct sigaction){.sa_handler = interrupt}, NULL);
    interrupted = 0;
    /* The second signal does not wait for the grace. */
    struct child_rules rules = {
        .at_once = 2, .grace_ms = signals > 1 ? LONG_MS : GRACE_MS, .interrupted = &interrupted};
    ck_assert(children_run(jobs, results, 3, &rules, &error));
    for (int i = 0; i < 3; i++)
        ck_assert_int_eq(results[i].end, CHILD_INTERRUPTED);
    ck_assert(programs[0].spoke || programs[1].spoke);
    for (int i = 0; i < 2; i++) {
        if (programs[i].spoke)
            ck_assert_int_eq(results[i].signal, SIGKILL);
        else
            ck_assert(results[i].signal == SIGTERM || results[i].signal == SIGKILL);
    }
    ck_assert_int_eq(results[2].signal, 0);
    check_no_child();
}
END_TEST

/* The guard's work: this process dies of SIGKILL while a program of its runs. */
START_TEST(a_killed_parent_leaves_nobody)
{
    char *folder = make_temporary_folder();
    char path[512], script[2048];
    snprintf(path, sizeof(path), "%s/pid", folder);
    snprintf(script, sizeof(script), "echo $$ >%s.new; mv %s.new %s; trap '' TERM; sleep 1000",
             path, path, path);
    pid_t parent = fork();
    if (parent == 0) {
        run_with((const char *[]){"/bin/sh", "-c", script, NULL}, LONG_MS, 1000, add_text);
        _exit(1);
    }
    while (access(path, F_OK) != 0)
        nap();
    pid_t child = number_in(path);
    ck_assert_int_eq(kill(child, 0), 0);
    kill(parent, SIGKILL);
    waitpid(parent, NULL, 0);
    ck_assert(is_gone(child));
    remove_temporary_folder(folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("child");
    TCase *tests = tcase_create("child");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, program_ends, 0, sizeof(ends) / sizeof(*ends));
    tcase_add_loop_test(tests, nobody_stays, 0, 2);
    tcase_add_test(tests, output_that_cannot_be_kept);
    tcase_add_test(tests, standard_error_is_bounded);
    tcase_add_test(tests, a_clean_environment);
    tcase_add_test(tests, ignored_signals);
    tcase_add_test(tests, several_at_once);
    tcase_add_loop_test(tests, an_interruption_ends_all, 0, 2);
    tcase_add_test(tests, a_killed_parent_leaves_nobody);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
