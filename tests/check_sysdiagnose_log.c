/* check_sysdiagnose_log: times, version and commands of sysdiagnose's own log. */
#include <check.h>
#include <stdlib.h>

#include "parse_text.h"
#include "run_suite.h"

enum { NO_STATUS = -1, MANY_COMMANDS = 1200 };

struct expected {
    const char *program;
    const char *command;
    enum command_outcome outcome;
    int status; /* NO_STATUS: not known */
    uint64_t line;
};

struct text_case {
    const char *what;
    const char *text;
    enum report_status status;
    const char *version;
    struct local_time first, last;
    size_t n_commands;
    struct expected commands[4];
};

#define T "2021-03-04 05:06:07: "
#define REQ "): Req - 0011 State - 00B8. Did conditions pass: "

/* clang-format off */
#define AT {2021, 3, 4, 5, 6, 7}

static const struct text_case cases[] = {
    {"a command from start to end",
     "2021-03-04 05:06:07: Sysdiagnose version 2.0 (10262.1)\n"
     "2021-03-04 05:06:08: memory (/usr/bin/zprint-t -w" REQ "1\n"
     "2021-03-04 05:06:08: Executing '/usr/bin/zprint -t -w'\n"
     "2021-03-04 05:06:09: Child process '/usr/bin/zprint -t -w' exited with status 3\n"
     "2021-03-04 05:06:09: /usr/bin/zprint -t -w terminated\n"
     "2021-03-04 05:07:10: Elapsed time: 1.5 seconds for task '/usr/bin/zprint -t -w'\n",
     REPORT_OK, "2.0 (10262.1)", AT, {2021, 3, 4, 5, 7, 10}, 1,
     {{"zprint", "/usr/bin/zprint -t -w", COMMAND_ENDED, 3, 3}}},
    {"lines with process and ids",
     "2019-02-28 14:54:02.880 sysdiagnose[1018:12305] sysdiagnose version 3.0\n"
     "2019-02-28 14:54:03.001 sysdiagnose[1018:1a2b] Executing '/bin/df -H'\n"
     "2019-02-28 14:54:04.001 sysdiagnose[1018:12305] End of '/bin/df -H'\n",
     REPORT_OK, "3.0", {2019, 2, 28, 14, 54, 2}, {2019, 2, 28, 14, 54, 4}, 1,
     {{"df", "/bin/df -H", COMMAND_ENDED, NO_STATUS, 2}}},
    {"fractions and zones",
     "2022-09-22 12:11:10.123456-0700 sysdiagnose[5:0x1f]: Executing '/usr/sbin/kextstat'\n"
     "2022-09-22T12:11:11+02:00 Executing '/usr/bin/uname -a'\n",
     REPORT_OK, "", {2022, 9, 22, 12, 11, 10}, {2022, 9, 22, 12, 11, 11}, 2,
     {{"kextstat", "/usr/sbin/kextstat", COMMAND_STARTED, NO_STATUS, 1},
      {"uname", "/usr/bin/uname -a", COMMAND_STARTED, NO_STATUS, 2}}},
    {"skipped, path and arguments glued",
     T "timed (/usr/bin/zprint-t -w" REQ "0\n" T "timed (/bin/psaxMwww -o ppid,%mem" REQ "0\n"
     T "timed (/usr/sbin/kextstat" REQ "0\n" T "timed (/usr/bin/vm_stat-c 25 0.2" REQ "0\n",
     REPORT_OK, "", AT, AT, 4,
     {{"zprint", "/usr/bin/zprint-t -w", COMMAND_SKIPPED, NO_STATUS, 1},
      {"ps", "/bin/psaxMwww -o ppid,%mem", COMMAND_SKIPPED, NO_STATUS, 2},
      {"kextstat", "/usr/sbin/kextstat", COMMAND_SKIPPED, NO_STATUS, 3},
      {"vm_stat", "/usr/bin/vm_stat-c 25 0.2", COMMAND_SKIPPED, NO_STATUS, 4}}},
    {"skipped by one group, run by another, in either order",
     T "a (/usr/bin/zprint-t -w" REQ "0\n" T "Executing '/usr/bin/zprint -t -w'\n"
     T "Executing '/usr/bin/lsmp -a'\n" T "a (/usr/bin/lsmp-a" REQ "0\n",
     REPORT_OK, "", AT, AT, 2,
     {{"zprint", "/usr/bin/zprint -t -w", COMMAND_STARTED, NO_STATUS, 2},
      {"lsmp", "/usr/bin/lsmp -a", COMMAND_STARTED, NO_STATUS, 3}}},
    {"run again: the last run counts",
     T "Executing '/bin/a -b'\n" T "Child process '/bin/a -b' exited with status 0\n"
     T "Executing '/bin/a -b'\n",
     REPORT_OK, "", AT, AT, 1, {{"a", "/bin/a -b", COMMAND_STARTED, NO_STATUS, 3}}},
    {"ended without a number",
     T "Executing '/bin/a'\n" T "Child process '/bin/a' exited with status -9\n",
     REPORT_OK, "", AT, AT, 1, {{"a", "/bin/a", COMMAND_ENDED, NO_STATUS, 1}}},
    {"a status out of range",
     T "Executing '/bin/a'\n" T "Child process '/bin/a' exited with status 18446744073709551616\n",
     REPORT_OK, "", AT, AT, 1, {{"a", "/bin/a", COMMAND_ENDED, NO_STATUS, 1}}},
    {"quotes inside a command", T "Executing '/bin/sh -c 'a; b''\n", REPORT_OK, "", AT, AT, 1,
     {{"sh", "/bin/sh -c 'a; b'", COMMAND_STARTED, NO_STATUS, 1}}},
    {"free text",
     "no date\n" T "Executing container: memory...\n" T
     "memory : Req - 0010 State - 00B8. Did conditions pass: 0\n" T "/bin/unheard of terminated\n" T
     "Child process '/bin/unheard' exited with status 1\n"
     T "DONE: memory\n" T "\n   more\n",
     REPORT_OK, "", AT, AT, 0, {{0}}},
    {"the last line may be cut: only its time counts",
     T "Executing '/bin/a'\n" "2021-03-04 05:06:09: Child process '/bin/a' exited with status 1",
     REPORT_OK, "", AT, {2021, 3, 4, 5, 6, 9}, 1, {{"a", "/bin/a", COMMAND_STARTED, NO_STATUS, 1}}},
    {"carriage returns", T "Executing '/bin/a'\r\n" T "/bin/a terminated\r\n",
     REPORT_OK, "", AT, AT, 1, {{"a", "/bin/a", COMMAND_ENDED, NO_STATUS, 1}}},
    {"dates that are none",
     "2021-13-04 05:06:07: a\n2021-03-00 05:06:07: a\n2021-03-04 24:06:07: a\n"
     "0000-03-04 05:06:07: a\n"
     "2021-03-04 05:06:7: a\n" T "a\n",
     REPORT_OK, "", AT, AT, 0, {{0}}},
    {"empty", "", REPORT_EMPTY, "", {0}, {0}, 0, {{0}}},
    {"garbage", "\x01\xff\n2021-03-04\n05:06:07: Executing 'x'\n",
     REPORT_NOT_UNDERSTOOD, "", {0}, {0}, 0, {{0}}},
};
/* clang-format on */

static bool same_time(struct local_time a, struct local_time b)
{
    return a.year == b.year && a.month == b.month && a.day == b.day && a.hour == b.hour &&
           a.minute == b.minute && a.second == b.second;
}

START_TEST(texts)
{
    const struct text_case *c = &cases[_i];
    struct snapshot *snapshot = parse_text("sysdiagnose_log", slice_of(c->text));
    const struct report *report = snapshot_report(snapshot, "sysdiagnose_log");
    const struct sysdiagnose_log *log = &snapshot->log;

    ck_assert_msg(report->status == c->status, "%s: status %d", c->what, (int)report->status);
    ck_assert_uint_eq(report->not_understood, 0);
    ck_assert_msg(slice_is(log->version, c->version), "%s: version", c->what);
    ck_assert_msg(same_time(log->first, c->first), "%s: first time", c->what);
    ck_assert_msg(same_time(log->last, c->last), "%s: last time", c->what);
    ck_assert_msg(log->n_commands == c->n_commands, "%s: %d commands", c->what,
                  (int)log->n_commands);
    for (size_t i = 0; i < c->n_commands; i++) {
        const struct logged_command *command = &log->commands[i];
        const struct expected *e = &c->commands[i];
        ck_assert_msg(slice_is(command->program, e->program), "%s: program", c->what);
        ck_assert_msg(slice_is(command->command, e->command), "%s: command", c->what);
        ck_assert_msg(command->outcome == e->outcome, "%s: outcome", c->what);
        ck_assert_msg(command->exit_status.known == (e->status != NO_STATUS), "%s: status",
                      c->what);
        if (command->exit_status.known)
            ck_assert_uint_eq(command->exit_status.value, (uint64_t)e->status);
        ck_assert_msg(command->origin.line == e->line, "%s: line", c->what);
    }
    snapshot_free(snapshot);
}
END_TEST

struct times_case {
    const char *what;
    const char *text;
    struct local_time started, ended; /* of /bin/a; year 0: not known */
};

/* clang-format off */
#define AT_9(what) "2021-03-04 05:06:09: " what "\n"
#define AT_NEXT(what) "2022-01-01 00:00:00: " what "\n"
#define RUN(what) "Executing '" what "'"
#define EXIT(what) "Child process '" what "' exited with status 0"
#define NINE {2021, 3, 4, 5, 6, 9}
#define NEXT {2022, 1, 1, 0, 0, 0}
#define NEVER {0, 0, 0, 0, 0, 0}

static const struct times_case times[] = {
    {"started", AT_9(RUN("/bin/a")), NINE, NEVER},
    {"started and exited", AT_9(RUN("/bin/a")) AT_NEXT(EXIT("/bin/a")), NINE, NEXT},
    {"terminated", AT_9(RUN("/bin/a")) AT_NEXT("/bin/a terminated"), NINE, NEXT},
    {"ended", AT_9(RUN("/bin/a")) AT_NEXT("End of '/bin/a'"), NINE, NEXT},
    {"the first line that says so counts",
     T RUN("/bin/a") "\n" AT_9("End of '/bin/a'") AT_NEXT(EXIT("/bin/a")), AT, NINE},
    {"run again, not ended yet", T RUN("/bin/a") "\n" T EXIT("/bin/a") "\n" AT_9(RUN("/bin/a")), NINE,
     NEVER},
    {"run again and ended",
     T RUN("/bin/a") "\n" T EXIT("/bin/a") "\n" AT_9(RUN("/bin/a")) AT_NEXT(EXIT("/bin/a")), NINE,
     NEXT},
    {"skipped", AT_9("a (/bin/a" REQ "0"), NEVER, NEVER},
    {"conditions that passed start nothing", AT_9("a (/bin/a" REQ "1") AT_NEXT(RUN("/bin/a")), NEXT,
     NEVER},
    {"skipped by one group, run by another", T "a (/bin/a" REQ "0\n" AT_9(RUN("/bin/a")), NINE, NEVER},
    {"what was skipped cannot end", AT_9("a (/bin/a" REQ "0") AT_NEXT("/bin/a terminated"), NEVER,
     NEVER},
    {"other arguments are another command",
     AT_9(RUN("/bin/a")) AT_NEXT(RUN("/bin/a -b")) AT_NEXT(EXIT("/bin/a -b")), NINE, NEVER},
    {"with process and ids",
     "2021-03-04 05:06:09.880 sysdiagnose[1018:12305] Executing '/bin/a'\n"
     "2022-01-01 00:00:00.999 sysdiagnose[1018:12305] End of '/bin/a'\n", NINE, NEXT},
    {"no calendar has that day", "2021-02-30 05:06:08: " RUN("/bin/a") "\n" AT_9(RUN("/bin/a")), NINE,
     NEVER},
    {"the last line may be cut", AT_9(RUN("/bin/a")) "2022-01-01 00:00:00: /bin/a terminated", NINE,
     NEVER},
};
/* clang-format on */

/* The entry of /bin/a is the first one in each of them. */
START_TEST(command_times)
{
    const struct times_case *c = &times[_i];
    struct snapshot *snapshot = parse_text("sysdiagnose_log", slice_of(c->text));
    ck_assert_uint_ge(snapshot->log.n_commands, 1);
    const struct logged_command *command = &snapshot->log.commands[0];
    ck_assert_msg(slice_is(command->program, "a"), "%s: program", c->what);
    ck_assert_msg(same_time(command->started, c->started), "%s: started", c->what);
    ck_assert_msg(same_time(command->ended, c->ended), "%s: ended", c->what);
    snapshot_free(snapshot);
}
END_TEST

START_TEST(prefixes)
{
    parse_every_prefix("sysdiagnose_log", slice_of(cases[_i].text), 1);
}
END_TEST

START_TEST(commands_are_bounded)
{
    struct arena *arena = arena_new();
    size_t room = (size_t)MANY_COMMANDS * 64;
    char *text = arena_alloc(arena, room);
    size_t len = 0;
    for (int i = 0; i < MANY_COMMANDS; i++) {
        struct slice line = arena_format(arena, T "Executing '/bin/a %d'\n", i);
        for (size_t j = 0; j < line.len; j++)
            text[len++] = line.ptr[j];
    }
    struct snapshot *snapshot = parse_text("sysdiagnose_log", (struct slice){text, len});
    ck_assert_uint_eq(snapshot->log.n_commands, 1000);
    ck_assert_int_eq(snapshot_report(snapshot, "sysdiagnose_log")->status, REPORT_PARTIAL);
    snapshot_free(snapshot);
    arena_free(arena);
}
END_TEST

START_TEST(marks)
{
    const char *const texts_of_it[] = {T "Sysdiagnose version 2.0\n", T "Executing '/bin/a'\n",
                                       cases[1].text, cases[2].text};
    for (size_t i = 0; i < sizeof(texts_of_it) / sizeof(*texts_of_it); i++) {
        int kind = report_recognise(slice_of(texts_of_it[i]));
        ck_assert_int_ge(kind, 0);
        ck_assert_str_eq(report_kinds[kind]->name, "sysdiagnose_log");
    }
    ck_assert_int_eq(report_recognise(SLICE(T "Executing container: a\n")), -1);
}
END_TEST

static const struct logged_command *find_program(const struct sysdiagnose_log *log,
                                                 const char *program)
{
    for (size_t i = 0; i < log->n_commands; i++) {
        if (slice_is(log->commands[i].program, program))
            return &log->commands[i];
    }
    return NULL;
}

START_TEST(real_log)
{
    const char *path = real_capture("sysdiagnoselog-macos10.14.5-report-commands.txt");
    if (path == NULL)
        return;
    size_t len;
    char *bytes = read_file(path, &len);
    ck_assert_ptr_nonnull(bytes);
    struct snapshot *snapshot = parse_text("sysdiagnose_log", (struct slice){bytes, len});
    const struct sysdiagnose_log *log = &snapshot->log;

    ck_assert_int_eq(snapshot_report(snapshot, "sysdiagnose_log")->status, REPORT_OK);
    ck_assert(same_time(log->first, (struct local_time){2000, 12, 31, 19, 35, 36}));
    ck_assert(same_time(log->last, (struct local_time){2000, 12, 31, 19, 37, 1}));
    ck_assert_uint_eq(log->n_commands, 10);
    ck_assert_int_eq(find_program(log, "zprint")->outcome, COMMAND_SKIPPED);
    ck_assert_int_eq(find_program(log, "lsmp")->outcome, COMMAND_SKIPPED);
    const char *const ran[] = {"ps",        "top",      "vm_stat", "taskinfo",
                               "footprint", "kextstat", "sysctl"};
    for (size_t i = 0; i < sizeof(ran) / sizeof(*ran); i++) {
        const struct logged_command *command = find_program(log, ran[i]);
        ck_assert_ptr_nonnull(command);
        ck_assert_int_eq(command->outcome, COMMAND_ENDED);
        ck_assert(command->exit_status.known && command->exit_status.value == 0);
        ck_assert_int_eq(command->started.year, 2000);
        ck_assert_int_eq(command->ended.year, 2000);
    }
    snapshot_free(snapshot);
    free(bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sysdiagnose_log");
    TCase *tests = tcase_create("sysdiagnose_log");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, texts, 0, sizeof(cases) / sizeof(*cases));
    tcase_add_loop_test(tests, command_times, 0, sizeof(times) / sizeof(*times));
    tcase_add_loop_test(tests, prefixes, 0, sizeof(cases) / sizeof(*cases));
    tcase_add_test(tests, commands_are_bounded);
    tcase_add_test(tests, marks);
    tcase_add_test(tests, real_log);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
