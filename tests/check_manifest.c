/* check_manifest: what a capture of sysdelta's own says of itself, and what becomes of it. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "bundle.h"
#include "calendar.h"
#include "parse_text.h"
#include "run_suite.h"
#include "sample_capture.h"

#define MANIFEST "sysdelta-manifest.txt"
#define HEAD                                                                                       \
    "sysdelta manifest 1\n"                                                                        \
    "tool: sysdelta 0.1.0\n"                                                                       \
    "taken: 2026-11-02T09:14:07+01:00\n"
#define END "\nend of manifest\n"
#define LSMP(end, member)                                                                          \
    "\ncollector: lsmp\ntells: ports of processes\ncommand: /usr/bin/lsmp -a\nend: " end           \
    "\nmember: " member "\nbytes: 12\nmilliseconds: 60001\n"

static const char whole[] = HEAD
    "label: before the test\nroot: no\nsystem: Darwin 25.0.0 arm64\ncollectors: 2\n"
    "\ncollector: zprint\ntells: zones\ncommand: /usr/bin/zprint -t -w\nend: exit status 0\n"
    "member: zprint.txt\nbytes: 81220\nmilliseconds: 740\nleft behind: a process\nhidden: sizes of "
    "zones\n"
    "stderr: zprint: a complaint\\x1b\nstderr: another\n" LSMP("stopped after 60 s", "lsmp.txt")
        END;

START_TEST(all_of_it)
{
    struct snapshot *snapshot = parse_text("manifest", SLICE(whole));
    const struct manifest *manifest = &snapshot->manifest;
    ck_assert_int_eq(snapshot_report(snapshot, "manifest")->status, REPORT_OK);
    ck_assert(slice_is(manifest->tool, "sysdelta 0.1.0"));
    ck_assert(slice_is(manifest->label, "before the test"));
    ck_assert(slice_is(manifest->system, "Darwin 25.0.0 arm64"));
    ck_assert(manifest->root_known && !manifest->root);
    ck_assert_int_eq(calendar_seconds(manifest->taken), 1793610847);
    ck_assert_uint_eq(manifest->zone_minutes, 60);
    ck_assert(!manifest->zone_west);
    ck_assert_uint_eq(manifest->n_collectors, 2);

    const struct manifest_collector *zprint = &manifest->collectors[0];
    ck_assert(slice_is(zprint->name, "zprint"));
    ck_assert(slice_is(zprint->tells, "zones"));
    ck_assert(slice_is(zprint->command, "/usr/bin/zprint -t -w"));
    ck_assert(slice_is(zprint->end, "exit status 0"));
    ck_assert(zprint->exit_status.known && zprint->exit_status.value == 0);
    ck_assert(slice_is(zprint->member, "zprint.txt"));
    ck_assert(slice_is(zprint->hidden, "sizes of zones"));
    ck_assert(slice_is(zprint->complaint, "zprint: a complaint\\x1b"));
    ck_assert(slice_is(zprint->left_behind, "a process"));
    ck_assert_uint_eq(zprint->bytes.value, 81220);
    ck_assert_uint_eq(zprint->milliseconds.value, 740);
    ck_assert_uint_eq(zprint->origin.line, 9);

    const struct manifest_collector *lsmp = &manifest->collectors[1];
    ck_assert(!lsmp->exit_status.known);
    ck_assert(slice_is(lsmp->end, "stopped after 60 s"));
    ck_assert_uint_eq(lsmp->hidden.len, 0);
    ck_assert_uint_eq(lsmp->left_behind.len, 0);
    snapshot_free(snapshot);
}
END_TEST

struct bad_case {
    const char *what, *text;
    enum report_status status;
    bool cut_short, taken_known;
};

/* clang-format off */
static const struct bad_case bad[] = {
    {"no end", HEAD, REPORT_PARTIAL, true, true},
    {"cut in a line", HEAD LSMP("exit status 0", "lsmp.txt") "\nend of mani", REPORT_PARTIAL, true, true},
    {"the end without its line end", HEAD "end of manifest", REPORT_OK, false, true},
    {"a key of later versions", HEAD "weather: fine\n" END, REPORT_OK, false, true},
    {"a later version", "sysdelta manifest 2\n" END, REPORT_OK, false, false},
    {"no such day", "sysdelta manifest 1\ntaken: 2026-02-30T00:00:00+00:00\n" END, REPORT_PARTIAL, false, false},
    {"no such month", "sysdelta manifest 1\ntaken: 2026-13-01T00:00:00+00:00\n" END, REPORT_PARTIAL, false, false},
    {"no zone", "sysdelta manifest 1\ntaken: 2026-01-01T00:00:00\n" END, REPORT_PARTIAL, false, false},
    {"not a fact", HEAD "Nonsense\n" END, REPORT_PARTIAL, false, true},
    {"a figure too large", HEAD "collector: a\nbytes: 18446744073709551616\n" END, REPORT_PARTIAL, false, true},
    {"no figure", HEAD "collector: a\nbytes: many\n" END, REPORT_PARTIAL, false, true},
    {"empty", "", REPORT_EMPTY, true, false},
};
/* clang-format on */

START_TEST(damage)
{
    const struct bad_case *c = &bad[_i];
    struct snapshot *snapshot = parse_text("manifest", slice_of(c->text));
    const struct report *report = snapshot_report(snapshot, "manifest");
    ck_assert_msg(report->status == c->status, "%s: status %d", c->what, (int)report->status);
    ck_assert_msg(report->cut_short == c->cut_short, "%s: cut short", c->what);
    ck_assert_msg((snapshot->manifest.taken.year > 0) == c->taken_known, "%s: taken", c->what);
    snapshot_free(snapshot);
}
END_TEST

START_TEST(prefixes)
{
    parse_every_prefix("manifest", SLICE(whole), 1);
}
END_TEST

START_TEST(programs_are_bounded)
{
    struct arena *arena = arena_new();
    struct slice text = SLICE(HEAD);
    for (int i = 0; i < 1000; i++)
        text = arena_format(arena, "%.*scollector: %d\n", SLICE_ARGS(text), i);
    struct snapshot *snapshot = parse_text("manifest", text);
    ck_assert_uint_le(snapshot->manifest.n_collectors, 100);
    ck_assert_int_eq(snapshot_report(snapshot, "manifest")->status, REPORT_PARTIAL);
    snapshot_free(snapshot);
    arena_free(arena);
}
END_TEST

START_TEST(known_by_content)
{
    ck_assert_int_ge(report_recognise(SLICE(whole)), 0);
    ck_assert_str_eq(report_kinds[report_recognise(SLICE(whole))]->name, "manifest");
}
END_TEST

/* Its time counts before that of the name, and its zone is known. */
START_TEST(the_time_of_the_capture)
{
    const struct report_text texts[] = {{"manifest", whole}, {NULL, NULL}};
    struct snapshot *snapshot = parse_texts("x_2020.01.01_00-00-00+0000_y", texts);
    ck_assert_str_eq(snapshot->machine.taken_source, "manifest");
    ck_assert_int_eq(moment_seconds(snapshot->machine.taken), 1793607247);
    snapshot_free(snapshot);
}
END_TEST

struct ending_case {
    const char *end;    /* and what else the manifest says of the program */
    const char *reason; /* NULL: the report is whole */
};

/* clang-format off */
static const struct ending_case endings[] = {
    {"exit status 0", NULL},
    {"exit status 1", NULL},
    {"exit status 0\nleft behind: a process", "cut short: a process that its program left behind was still writing"},
    {"exit status 1\nleft behind: a process", "cut short: a process that its program left behind was still writing"},
    {"stopped after 60 s", "cut short: its program was stopped after 60 s"},
    {"stopped after 60 s\nleft behind: a process", "cut short: its program was stopped after 60 s"},
    {"interrupted", "cut short: its program was interrupted"},
    {"signal 11", "cut short: its program was ended by signal 11"},
    {"not written, full", "cut short: its program did not end well: not written, full"},
    {"", "perhaps cut short: how its program ended is not known"},
};
/* clang-format on */

/* A list whose program was stopped looks whole, and is not. */
START_TEST(a_report_of_a_stopped_program)
{
    const struct ending_case *c = &endings[_i];
    char text[4096];
    snprintf(text, sizeof(text), HEAD "collector: vm_stat\nend: %s\nmember: vm_stat.txt\n" END,
             c->end);
    const struct member members[] = {
        {"a/vm_stat.txt", VM_STAT, false}, {"a/" MANIFEST, text, false}, {NULL, NULL, false}};
    enter_folder();
    write_folder("capture", members);
    struct snapshot *snapshot = read_ok("capture");
    const struct report *report = report_of(snapshot, "vm_stat");
    ck_assert(report->cut_short == (c->reason != NULL));
    ck_assert_int_eq(report->status, c->reason != NULL ? REPORT_PARTIAL : REPORT_OK);
    if (c->reason != NULL)
        ck_assert_msg(slice_is(report->reason, c->reason), "%.*s", SLICE_ARGS(report->reason));
    snapshot_free(snapshot);
    leave_folder();
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("manifest");
    TCase *tests = tcase_create("manifest");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, all_of_it);
    tcase_add_loop_test(tests, damage, 0, sizeof(bad) / sizeof(*bad));
    tcase_add_test(tests, prefixes);
    tcase_add_test(tests, programs_are_bounded);
    tcase_add_test(tests, known_by_content);
    tcase_add_test(tests, the_time_of_the_capture);
    tcase_add_loop_test(tests, a_report_of_a_stopped_program, 0,
                        sizeof(endings) / sizeof(*endings));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
