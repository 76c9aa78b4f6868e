/*
 * check_quick: captures out of stand-ins for the system's own programs, and runs of a stand-in for
 * sysdiagnose: what comes of programs that print reports, fail, hang, print garbage or are not there.
 */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bundle.h"
#include "calendar.h"
#include "line_feed.h"
#include "parse_text.h"
#include "quick.h"
#include "run_suite.h"
#include "sysdiagnose_run.h"
#include "temporary.h"

#define REPORTS                                                                                    \
    CAPTURES_DIR "/26-kalloc1024/base/sysdiagnose_2026.11.02_09-14-07+0100_macOS_Mac_25F80"
#define STAND_IN(name) SOURCE_DIR "/tests/stand_ins/" name
#define CAT(report) "exec cat '" REPORTS "/" report "'"

static char *folder;
static char tools[2048], out[2048];
static struct arena *arena;

static void write_script(const char *name, const char *text)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s", tools, name);
    unlink(path);
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fprintf(file, "#!/bin/sh\n%s\n", text);
    ck_assert_int_eq(fclose(file), 0);
    ck_assert_int_eq(chmod(path, 0755), 0);
}

/* A stand-in for every program of the table. */
static void prepare(void)
{
    static const char *const scripts[][2] = {
        {"zprint", CAT("zprint.txt")},
        {"vm_stat", CAT("vm_stat.txt")},
        {"sysctl", CAT("sysctl.txt")},
        {"kextstat", CAT("kextstat.txt")},
        {"top", CAT("top.txt")},
        {"ps", "case $1 in axM*) echo 'USER PID TT'; echo 'me 1 -';; *) " CAT("ps.txt") ";; esac"},
        {"lsmp", CAT("lsmp.txt")},
        {"taskinfo", CAT("taskinfo.txt")},
        {"footprint", "echo 'a [1]: 64-bit    Footprint: 1 KB (16384 bytes per page)'"},
        {"lsof", "echo 'COMMAND PID USER FD TYPE DEVICE SIZE/OFF NODE NAME'"},
        {"netstat", "echo '0 mbufs in use'"},
        {"ioreg", "echo '+-o Root  <class IORegistryEntry>'\n"
                  "echo '  | +-o a  <class AUserClient>'\n"
                  "echo '  |   {'\n"
                  "echo '  |     \"IOUserClientCreator\" = \"pid 412, WindowServer\"'\n"
                  "printf '  |     \"Noise\" = 1'"},
        {"sw_vers", CAT("sw_vers.txt")},
    };
    folder = make_temporary_folder();
    arena = arena_new();
    snprintf(tools, sizeof(tools), "%s/tools", folder);
    snprintf(out, sizeof(out), "%s/out", folder);
    ck_assert_int_eq(mkdir(tools, 0700), 0);
    ck_assert_int_eq(mkdir(out, 0700), 0);
    for (size_t i = 0; i < sizeof(scripts) / sizeof(*scripts); i++)
        write_script(scripts[i][0], scripts[i][1]);
}

static void clean_up(void)
{
    arena_free(arena);
    remove_temporary_folder(folder);
}

static struct quick_options options_here(void)
{
    return (struct quick_options){.folder = out,
                                  .collector_path = tools,
                                  .tool = "sysdelta test",
                                  .root = true,
                                  .grace_ms = 200};
}

static const struct collected *item_of(const struct quick *quick, const char *name)
{
    for (size_t i = 0; i < quick->n_items; i++) {
        if (strcmp(quick->items[i].collector->name, name) == 0)
            return &quick->items[i];
    }
    ck_abort_msg("no collector %s", name);
}

static struct quick *run_ok(const struct quick_options *options)
{
    struct quick *quick = arena_alloc(arena, sizeof(*quick));
    struct error error = ERROR_NONE;
    ck_assert_msg(quick_run(options, arena, quick, &error), "%s", error.reason);
    return quick;
}

static struct snapshot *read_out(void)
{
    struct error error = ERROR_NONE;
    struct snapshot *snapshot = bundle_read(out, &error);
    ck_assert_msg(snapshot != NULL, "%s", error.reason);
    return snapshot;
}

static const struct manifest_collector *told_of(const struct snapshot *snapshot, const char *name)
{
    for (size_t i = 0; i < snapshot->manifest.n_collectors; i++) {
        if (slice_is(snapshot->manifest.collectors[i].name, name))
            return &snapshot->manifest.collectors[i];
    }
    ck_abort_msg("the manifest does not tell of %s", name);
}

static bool exists(const char *name)
{
    char path[4096];
    snprintf(path, sizeof(path), "%s/%s", out, name);
    return access(path, F_OK) == 0;
}

static size_t files_in_out(void)
{
    size_t count = 0;
    DIR *dir = opendir(out);
    ck_assert_ptr_nonnull(dir);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(dir);
    return count;
}

START_TEST(a_whole_capture)
{
    struct quick_options options = options_here();
    options.label = "a\nb";
    struct quick *quick = run_ok(&options);
    ck_assert_uint_eq(quick->n_items, n_collectors);
    ck_assert_uint_eq(files_in_out(), n_collectors + 1);
    for (size_t i = 0; i < quick->n_items; i++) {
        const struct collected *item = &quick->items[i];
        char path[4096];
        struct stat status;
        snprintf(path, sizeof(path), "%s/%s", out, item->collector->member);
        ck_assert_msg(item->kept, "%s", item->collector->name);
        ck_assert_int_eq(stat(path, &status), 0);
        ck_assert_int_eq(status.st_mode & 07777, 0600);
        ck_assert_uint_eq((uint64_t)status.st_size, item->bytes);
    }
    struct snapshot *snapshot = read_out();
    ck_assert_int_eq(snapshot_report(snapshot, "manifest")->status, REPORT_OK);
    ck_assert_int_eq(snapshot_report(snapshot, "zprint")->status, REPORT_OK);
    ck_assert_uint_gt(snapshot->zprint.n_zones, 100);
    ck_assert_uint_eq(snapshot->manifest.n_collectors, n_collectors);
    ck_assert(slice_is(snapshot->manifest.label, "a\\x0ab"));
    ck_assert(slice_is(snapshot->manifest.tool, "sysdelta test"));
    ck_assert(snapshot->manifest.root);
    ck_assert_str_eq(snapshot->machine.taken_source, "manifest");
    ck_assert(moment_seconds(snapshot->machine.taken) == moment_seconds(quick->taken));
    ck_assert_uint_eq(snapshot->ioreg.n_rows, 1);
    snapshot_free(snapshot);

    char path[4096];
    size_t len;
    snprintf(path, sizeof(path), "%s/ioreg.txt", out);
    char *ioreg = read_file(path, &len);
    ck_assert_uint_eq(slice_find_text((struct slice){ioreg, len}, "Noise"), len);
    free(ioreg);
}
END_TEST

/* The zone of the clock is the Mac's, whatever it is. */
START_TEST(the_time_zone)
{
    struct quick_options options = options_here();
    setenv("TZ", "NPT-05:45", 1);
    struct quick *quick = run_ok(&options);
    ck_assert_int_eq(quick->taken.zone_seconds, 5 * 3600 + 45 * 60);
    struct snapshot *snapshot = read_out();
    ck_assert_int_eq(snapshot->machine.taken.zone_seconds, 5 * 3600 + 45 * 60);
    snapshot_free(snapshot);
}
END_TEST

struct fail_case {
    const char *program, *script; /* script NULL: removed */
    const char *end;              /* as the manifest has it */
    const char *complaint;
    bool kept;
    bool cut_short;
    uint64_t limit_ms; /* 0: longer than any takes */
};

/* clang-format off */
static const struct fail_case failures[] = {
    {"lsmp", NULL, "not found", "", false, false, 0},
    {"lsmp", "echo 'lsmp: no right' >&2; exit 3", "exit status 3", "lsmp: no right", false, false, 0},
    {"lsmp", CAT("lsmp.txt") "; exit 3", "exit status 0", "", true, false, 0},
    {"lsmp", "cat '" REPORTS "/lsmp.txt'; exit 3", "exit status 3", "", true, false, 0},
    {"lsmp", "cat '" REPORTS "/lsmp.txt'; exec sleep 100", "stopped after 8 s", "", true, true, 8000},
    {"lsmp", "trap '' TERM; sleep 100", "stopped after 8 s", NULL, false, false, 8000},
    {"lsmp", "cat '" REPORTS "/lsmp.txt'; kill -SEGV $$", "signal 11", "", true, true, 0},
    {"lsmp", "cat '" REPORTS "/lsmp.txt'; exec yes", "stopped after 3000000 bytes", "", true, true, 0},
    {"lsmp", "cat '" REPORTS "/lsmp.txt'; sleep 100 &", "exit status 0", "", true, true, 0},
    {"lsmp", "exit 0", "exit status 0", "", false, false, 0},
    {"lsmp", "printf 'a\\033[31m\\n' >&2", "exit status 0", "a\\x1b[31m", false, false, 0},
    {"zprint", "exec sleep 100", "stopped after 8 s", "", false, false, 8000},
};
/* clang-format on */

START_TEST(a_program_that_fails)
{
    const struct fail_case *c = &failures[_i];
    struct quick_options options = options_here();
    char path[4096];
    options.limit_ms = c->limit_ms > 0 ? c->limit_ms : 60000;
    options.bytes_max = 3000000;
    snprintf(path, sizeof(path), "%s/%s", tools, c->program);
    ck_assert_int_eq(unlink(path), 0);
    if (c->script != NULL)
        write_script(c->program, c->script);

    struct quick *quick = run_ok(&options);
    ck_assert(item_of(quick, c->program)->kept == c->kept);
    ck_assert(item_of(quick, "vm_stat")->kept);
    struct snapshot *snapshot = read_out();
    const struct manifest_collector *told = told_of(snapshot, c->program);
    ck_assert_msg(slice_is(told->end, c->end), "%s: %.*s", c->end, SLICE_ARGS(told->end));
    if (c->complaint != NULL)
        ck_assert_msg(slice_is(told->complaint, c->complaint), "%.*s", SLICE_ARGS(told->complaint));
    ck_assert((told->member.len > 0) == c->kept);
    const struct report *report = snapshot_report(snapshot, c->program);
    ck_assert((report->status != REPORT_MISSING) == c->kept);
    ck_assert(report->cut_short == c->cut_short);
    ck_assert_uint_eq(files_in_out(), n_collectors + (c->kept ? 1 : 0));
    snapshot_free(snapshot);
}
END_TEST

/* What an older or a newer release has in place of a program. */
START_TEST(other_commands)
{
    struct quick_options options = options_here();
    char path[4096];
    snprintf(path, sizeof(path), "%s/kextstat", tools);
    ck_assert_int_eq(unlink(path), 0);
    write_script("kmutil", "[ \"$1\" = showloaded ] && " CAT("kextstat.txt"));
    write_script("top", "case \"$*\" in *-stats*) echo bad >&2; exit 1;; esac\n" CAT("top.txt"));
    struct quick *quick = run_ok(&options);
    const struct collected *kexts = item_of(quick, "kextstat");
    ck_assert(kexts->kept);
    ck_assert(slice_ends(slice_of(kexts->argv[0]), "/kmutil"));
    ck_assert(item_of(quick, "top")->kept);
    struct snapshot *snapshot = read_out();
    ck_assert_uint_gt(snapshot->kexts.n_rows, 10);
    ck_assert_uint_gt(snapshot->top.n_rows, 10);
    snapshot_free(snapshot);
}
END_TEST

START_TEST(without_root)
{
    struct quick_options options = options_here();
    options.root = false;
    run_ok(&options);
    struct snapshot *snapshot = read_out();
    ck_assert(snapshot->manifest.root_known && !snapshot->manifest.root);
    ck_assert_uint_gt(told_of(snapshot, "zprint")->hidden.len, 0);
    ck_assert_uint_eq(told_of(snapshot, "vm_stat")->hidden.len, 0);
    snapshot_free(snapshot);
}
END_TEST

START_TEST(garbage)
{
    struct quick_options options = options_here();
    for (size_t i = 0; i < n_collectors; i++)
        write_script(slice_base_name(slice_of(collectors[i].commands[0][0])).ptr,
                     "exec " STAND_IN("garbage"));
    run_ok(&options);
    struct snapshot *snapshot = read_out();
    ck_assert_int_eq(snapshot_report(snapshot, "manifest")->status, REPORT_OK);
    ck_assert_int_eq(snapshot_report(snapshot, "zprint")->status, REPORT_NOT_UNDERSTOOD);
    snapshot_free(snapshot);
}
END_TEST

static void run_refused(const struct quick_options *options, const char *reason)
{
    struct quick quick;
    struct error error = ERROR_NONE;
    ck_assert(!quick_run(options, arena, &quick, &error));
    ck_assert_msg(strstr(error.reason, reason) != NULL, "%s", error.reason);
    ck_assert(!exists(MANIFEST_NAME));
}

START_TEST(nothing_at_all)
{
    struct quick_options options = options_here();
    options.collector_path = "/no/such/folder";
    run_refused(&options, "no collector printed anything");
    ck_assert_uint_eq(files_in_out(), 0);
    options.folder = "/no/such/folder";
    run_refused(&options, "/no/such/folder");
}
END_TEST

/* A limit of the size of files stands for a disk that is full. */
START_TEST(a_full_disk)
{
    struct quick_options options = options_here();
    struct rlimit limit = {.rlim_cur = 4096, .rlim_max = RLIM_INFINITY};
    sigaction(SIGXFSZ, &(struct sigaction){.sa_handler = SIG_IGN}, NULL);
    ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    run_refused(&options, "zprint.txt cannot be written: ");
    ck_assert(!exists("zprint.txt"));
    ck_assert(!exists(".zprint.txt.part"));
}
END_TEST

static volatile sig_atomic_t interrupted;

static void interrupt_at(void *context, const struct collector *collector)
{
    if (strcmp(collector->name, context) == 0)
        interrupted = 1;
}

START_TEST(an_interruption)
{
    static char names[][8] = {"zprint", "top", "sysctl", "sw_vers"};
    struct quick_options options = options_here();
    interrupted = 0;
    options.interrupted = &interrupted;
    options.started = interrupt_at;
    options.context = names[_i];
    run_refused(&options, "interrupted");
}
END_TEST

struct lines_seen {
    int n;
    char last[64];
};

static void see_line(void *context, struct slice line)
{
    struct lines_seen *seen = context;
    seen->n++;
    snprintf(seen->last, sizeof(seen->last), "%.*s", SLICE_ARGS(line));
}

struct sysdiagnose_case {
    const char *script;
    const char *reason; /* NULL: it went well */
    bool archive;
    uint64_t limit_ms; /* 0: longer than any takes */
};

#define ARCHIVE "echo x >\"$4/sysdiagnose_a.tar.gz\"\n"

/* clang-format off */
static const struct sysdiagnose_case runs[] = {
    {"[ \"$1$2$3\" = -u-b-f ] || exit 9\necho one\nprintf 'two\\r\\nthree'\n" ARCHIVE, NULL, true, 0},
    {"echo x >\"$4/sysdiagnose_A.tar.gz\"\n" ARCHIVE, NULL, true, 0},
    {"echo three", "left no archive", false, 0},
    {"echo three; mkdir \"$4/sysdiagnose_b.tar.gz\"; : >\"$4/IN_PROGRESS_a.tar.gz\"", "left no archive", false, 0},
    {"echo three\n" ARCHIVE "exit 4", "exit status 4", true, 0},
    {"echo three\nexec sleep 100", "did not end within 5 s", false, 5000},
    {"echo three\nkill -KILL $$", "was ended by signal 9", false, 0},
};
/* clang-format on */

START_TEST(sysdiagnose)
{
    const struct sysdiagnose_case *c = &runs[_i];
    struct lines_seen seen = {.n = 0};
    struct sysdiagnose_result result;
    struct error error = ERROR_NONE;
    char program[4096];
    write_script("sysdiagnose", c->script);
    snprintf(program, sizeof(program), "%s/sysdiagnose", tools);
    struct sysdiagnose_options options = {.program = program,
                                          .folder = out,
                                          .limit_ms = c->limit_ms > 0 ? c->limit_ms : 60000,
                                          .line = see_line,
                                          .context = &seen};
    bool ok = sysdiagnose_run(&options, arena, &result, &error);
    ck_assert_msg(ok == (c->reason == NULL), "%s", error.reason);
    if (c->reason != NULL)
        ck_assert_msg(strstr(error.reason, c->reason) != NULL, "%s", error.reason);
    ck_assert((result.archive != NULL) == c->archive);
    if (c->archive)
        ck_assert(slice_ends(slice_of(result.archive), "/sysdiagnose_a.tar.gz"));
    if (_i == 0)
        ck_assert_int_eq(seen.n, 3);
    if (seen.n > 0)
        ck_assert_str_eq(seen.last, "three");
}
END_TEST

START_TEST(no_sysdiagnose)
{
    struct sysdiagnose_options options = {.program = "/no/such/program", .folder = out};
    struct sysdiagnose_result result;
    struct error error = ERROR_NONE;
    ck_assert(!sysdiagnose_run(&options, arena, &result, &error));
    ck_assert_str_eq(error.reason, "/no/such/program: there is no such program");
}
END_TEST

static bool count_bytes(void *context, struct slice line, struct error *error)
{
    (void)error;
    *(size_t *)context += line.len;
    return true;
}

START_TEST(long_lines)
{
    size_t bytes = 0;
    struct error error = ERROR_NONE;
    struct line_feed feed = {.take = count_bytes, .context = &bytes};
    for (int i = 0; i < 100; i++)
        ck_assert(line_feed_take(&feed,
                                 SLICE("a line that has no end, or not for a long while"
                                       " and then some, a line that has no end, "),
                                 &error));
    ck_assert_uint_eq(bytes, 0);
    ck_assert(line_feed_take(&feed, SLICE("\nab\n\ncd"), &error));
    ck_assert_uint_eq(bytes, FEED_LINE_MAX + 2);
    ck_assert(line_feed_end(&feed, &error));
    ck_assert_uint_eq(bytes, FEED_LINE_MAX + 4);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("quick");
    TCase *tests = tcase_create("quick");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, prepare, clean_up);
    tcase_add_test(tests, a_whole_capture);
    tcase_add_test(tests, the_time_zone);
    tcase_add_loop_test(tests, a_program_that_fails, 0, sizeof(failures) / sizeof(*failures));
    tcase_add_test(tests, other_commands);
    tcase_add_test(tests, without_root);
    tcase_add_test(tests, garbage);
    tcase_add_test(tests, nothing_at_all);
    tcase_add_test(tests, a_full_disk);
    tcase_add_loop_test(tests, an_interruption, 0, 4);
    tcase_add_loop_test(tests, sysdiagnose, 0, sizeof(runs) / sizeof(*runs));
    tcase_add_test(tests, no_sysdiagnose);
    tcase_add_test(tests, long_lines);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
