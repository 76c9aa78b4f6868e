/* check_ps_thread: threads of processes out of `ps -M`, under any order of columns. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pair.h"
#include "parse_text.h"
#include "printed_pair.h"
#include "run_suite.h"
#include "temporary.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

enum { PATH_ROOM = 4096 };

/* -M alone; with what sysdiagnose asks for; without a COMMAND in the end; with -o in front of -M. */
#define HEAD_PLAIN "USER       PID   TT   %CPU STAT PRI     STIME     UTIME COMMAND\n"
#define HEAD                                                                                       \
    "USER       PID   TT   %CPU STAT PRI     STIME     UTIME COMMAND  PPID %MEM PRI NI      VSZ"   \
    "    RSS WCHAN  STARTED      TIME COMMAND\n"
#define HEAD_WIDE                                                                                  \
    "USER       PID   TT   %CPU STAT PRI     STIME     UTIME COMMAND           PPID %MEM "         \
    "COMMAND\n"
#define HEAD_NO_END                                                                                \
    "USER       PID   TT   %CPU STAT PRI     STIME     UTIME COMMAND           PPID   RSS\n"
#define HEAD_PID_LAST "USER       PID   TT   %CPU STAT PRI     STIME     UTIME COMMAND   PID\n"
#define HEAD_TURNED "  PID   TT  PPID USER         %CPU STAT PRI     STIME     UTIME COMMAND\n"
#define HEAD_PS "USER     PID  %CPU %MEM      VSZ    RSS   TT  STAT STARTED      TIME COMMAND\n"

static void same_text(struct slice found, const char *expected)
{
    ck_assert_msg(slice_is(found, expected), "\"%.*s\" is not \"%s\"", SLICE_ARGS(found), expected);
}

struct process_case {
    const char *header, *lines;
    uint64_t threads; /* 0: not understood */
    uint64_t pid;
    const char *command;
};

/* clang-format off */
static const struct process_case process_cases[] = {
    {HEAD_PLAIN,
     "root         1   ??    0.0 S    31T   0:00.10   0:00.20 /sbin/first one  -x \n"
     "             1         0.7 S    37T   0:00.08   0:00.03 \n"
     "             1         0.0 R     4R   0:00.08   0:00.03 \r\n", 3, 1, "/sbin/first one  -x"},
    {HEAD,
     "root         1   ??    0.0 S    31T   0:00.10   0:00.20 /sbin/f     0  0.1 31T  0  4000000  15000 -       7:00PM   0:23.95 /sbin/first one\n"
     "             1         0.7 S    37T   0:00.08   0:00.03             0  0.1 37T  0  4000000  15000 -       7:00PM   0:23.95 \n",
     2, 1, "/sbin/first one"},
    {HEAD, /* blanks in the cell that is cut, a name of one letter, a tty, a comma for the point */
     "bob        812 s000  100,0 R    63F  10:00.10 709:00.20 a b c d    99 12,5 63F 20 34000000 150000 wait4   4Jan31   0:23.95 a b c d 5 6\n",
     1, 812, "a b c d 5 6"},
    {HEAD, "bob        812 s000-   0.0 S    31T   0:00.10   0:00.20 x          99  0.1 31T  0  4000000  15000 -       7:00PM   0:23.95 x\n",
     1, 812, "x"},
    {HEAD, "bob        812   ??    0.0 U     0T   0:00.10   0:00.20 <defunc    99  0.0  0T  0        0      0 -       7:00PM   0:00.00 <defunct>\n",
     1, 812, "<defunct>"},
    {HEAD, /* wide cells push the row to the right, in front of COMMAND and behind it */
     "a_very_long_user_name 10001   ??    0.0 S    31T   0:00.10   0:00.20 Two Wor     1  0.1 31T  0 411009690 1234567 -       7:00PM   0:23.95 Two Words -a\n"
     "             10001         0.0 S    31T   0:00.10   0:00.20             1  0.1 31T  0 411009690 1234567 -       7:00PM   0:23.95 \n",
     2, 10001, "Two Words -a"},
    {HEAD, "bob        812   ??    0.0 S    31T 12345:00.10 12345:00.20 a b c d 123456  0.1 31T  0  4000000  15000 -       7:00PM   0:23.95 a b c d\n",
     1, 812, "a b c d"},
    {HEAD, "Jane Doe   812   ??    0.0 S    31T   0:00.10   0:00.20 a b c d     1  0.1 31T  0  4000000  15000 -       7:00PM   0:23.95 a b c d\n",
     1, 812, "a b c d"},
    {HEAD, /* nothing behind the first COMMAND */
     "root         1   ??    0.0 S    31T   0:00.10   0:00.20 first\n"
     "             1         0.7 S    37T   0:00.08   0:00.03\n", 2, 1, "first"},
    {HEAD, "root         1   ??    0.0 S    31T   0:00.10\n", 1, 1, ""},
    {HEAD_WIDE,
     "root         1   ??    0.0 S    31T   0:00.10   0:00.20 first one            0  0.0 /sbin/first one\n"
     "             1         0.0 S    31T   0:00.00   0:00.00 \n", 2, 1, "/sbin/first one"},
    {HEAD_NO_END, "root         1   ??    0.0 S    31T   0:00.10   0:00.20 first one            0 12345\n", 1, 1, "first one"},
    {HEAD_PID_LAST,
     "root       550   ??  100.0 R    49T  33:08.12 2230:54.68 /System   550\n"
     "           550         0.0 S    31T   0:00.00   0:00.00           550\n", 2, 550, "/System"},
    {HEAD_TURNED,
     "   88   ??     1 root          0.0 S    31T   0:00.10   0:00.20 first one\n"
     "   88          1               0.0 S    31T   0:00.10   0:00.20 \n", 2, 88, "first one"},
    {HEAD_PLAIN, /* somebody wrote the user again */
     "bob         12   ??    0.0 S    31T   0:00.10   0:00.20 first\n"
     "bob         12   ??    0.0 S    31T   0:00.10   0:00.20 second\n", 2, 12, "first"},
    {HEAD_PLAIN, "root   1048575   ??    0.0 S    31T   0:00.10   0:00.20 \xff\x80\n", 1, 1048575, "\xff\x80"},
    {HEAD_PLAIN, "root         0   ??    0.0 S    31T   0:00.10   0:00.20 kernel_task\n", 1, 0, "kernel_task"},
    {HEAD_PLAIN, "root   1048576   ??    0.0 S    31T   0:00.10   0:00.20 x\n", .threads = 0},
    {HEAD_PLAIN, "root 18446744073709551617   ??    0.0 S    31T   0:00.10   0:00.20 x\n", .threads = 0},
    {HEAD_PLAIN, "root        -1   ??    0.0 S    31T   0:00.10   0:00.20 x\n", .threads = 0},
    {HEAD_PLAIN, "root         x   ??    0.0 S    31T   0:00.10   0:00.20 x\n", .threads = 0},
    {HEAD_PLAIN, "root        12\n", .threads = 0},
    {HEAD_PLAIN, "root        12   ??\n", .threads = 0},
    {HEAD_PLAIN, "ps:         12 processes are gone\n", .threads = 0},
    {HEAD_PLAIN, "            12         0.0 S    31T   0:00.10   0:00.20 \n", .threads = 0},
    {HEAD_PLAIN, "root\n", .threads = 0},
    {HEAD_PLAIN, "1\n", .threads = 0},
    {HEAD_PLAIN, "\xff\xfe\x01\n", .threads = 0},
};
/* clang-format on */

START_TEST(processes)
{
    const struct process_case *c = &process_cases[_i];
    char text[1024];
    int len = snprintf(text, sizeof(text), "%s%s", c->header, c->lines);
    struct snapshot *s = parse_text("ps_thread", (struct slice){text, (size_t)len});

    ck_assert_uint_eq(s->ps_thread.n_rows, c->threads == 0 ? 0 : 1);
    ck_assert_uint_eq(snapshot_report(s, "ps_thread")->not_understood, c->threads == 0 ? 1 : 0);
    if (c->threads > 0) {
        const struct ps_thread_row *row = &s->ps_thread.rows[0];
        ck_assert_int_eq(s->ps_thread.report->status, REPORT_OK);
        ck_assert_ptr_eq(s->ps_thread.report, row->origin.report);
        ck_assert_uint_eq(row->origin.line, 2);
        ck_assert_uint_eq(row->origin.offset, strlen(c->header));
        ck_assert_uint_eq(row->pid, c->pid);
        ck_assert_uint_eq(row->threads, c->threads);
        same_text(row->command, c->command);
    }
    snapshot_free(s);
}
END_TEST

#define ONE "bob          1   ??    0.0 S    31T   0:00.10   0:00.20 one\n"
#define ONE_MORE "             1         0.0 S    31T   0:00.10   0:00.20 \n"
#define TWO "root         2   ??    0.0 S    31T   0:00.10   0:00.20 two\n"
#define TWO_MORE "             2         0.0 S    31T   0:00.10   0:00.20 \n"

struct whole_case {
    const char *text;
    enum report_status status;
    bool cut_short;
    size_t n_rows;
    uint64_t first_threads, not_understood;
};

static const struct whole_case whole_cases[] = {
    {HEAD_PLAIN ONE ONE_MORE TWO TWO_MORE TWO_MORE, REPORT_OK, false, 2, 2, 0},
    {HEAD_PLAIN ONE TWO ONE_MORE TWO_MORE ONE_MORE, REPORT_OK, false, 2, 3, 0},
    {"+ ps axM\n\n" HEAD_PLAIN ONE "\n" HEAD_PLAIN ONE_MORE "\n" TWO, REPORT_OK, false, 2, 2, 0},
    {HEAD_PLAIN TWO_MORE ONE ONE_MORE TWO, REPORT_PARTIAL, false, 2, 2, 1},
    {HEAD_PLAIN ONE "ps: a word on stderr\n" ONE_MORE, REPORT_PARTIAL, false, 1, 2, 1},
    /* cut: a row counts once its PID is there, and the last process may have more */
    {HEAD_PLAIN ONE "             1         0.0 S    31T", REPORT_PARTIAL, true, 1, 2, 0},
    {HEAD_PLAIN ONE "             1         0.", REPORT_PARTIAL, true, 1, 2, 0},
    {HEAD_PLAIN ONE "             1 ", REPORT_PARTIAL, true, 1, 2, 0},
    {HEAD_PLAIN ONE "             1", REPORT_PARTIAL, true, 1, 1, 1},
    {HEAD_PLAIN ONE "ro", REPORT_PARTIAL, true, 1, 1, 1},
    {HEAD_PLAIN ONE " ", REPORT_PARTIAL, true, 1, 1, 0},
    {HEAD_PLAIN "bob          1   ??    0.0 S    31T   0:00.10   0:00.20 on", REPORT_PARTIAL, true,
     1, 1, 0},
    {HEAD_PLAIN, REPORT_NOT_UNDERSTOOD, false, 0, 0, 0},
    {ONE ONE_MORE, REPORT_NOT_UNDERSTOOD, false, 0, 0, 0},
    {HEAD_PS "root  88   0.0  0.0  100    200   ??  S     1:00AM   0:00.01 /bin/one\n",
     REPORT_NOT_UNDERSTOOD, false, 0, 0, 0},
    {"PID %CPU PRI STIME UTIME COMMAND USER\n1 0.0 31T 0:00.10 0:00.10 x root\n",
     REPORT_NOT_UNDERSTOOD, false, 0, 0, 0},
    {"USER COMMAND PID %CPU PRI STIME UTIME COMMAND\nroot x 1 0.0 31T 0:00.10 0:00.10 x\n",
     REPORT_NOT_UNDERSTOOD, false, 0, 0, 0},
    {"ps: not permitted\n", REPORT_NOT_UNDERSTOOD, false, 0, 0, 0},
    {"", REPORT_EMPTY, false, 0, 0, 0},
};

START_TEST(whole_reports)
{
    const struct whole_case *c = &whole_cases[_i];
    struct snapshot *s = parse_text("ps_thread", slice_of(c->text));
    const struct report *report = snapshot_report(s, "ps_thread");
    ck_assert_int_eq(report->status, c->status);
    ck_assert_int_eq(report->cut_short, c->cut_short);
    ck_assert_uint_eq(report->not_understood, c->not_understood);
    ck_assert_uint_eq(s->ps_thread.n_rows, c->n_rows);
    if (c->n_rows > 0)
        ck_assert_uint_eq(s->ps_thread.rows[0].threads, c->first_threads);
    snapshot_free(s);
}
END_TEST

/* A cut takes threads away, adds none, and is told wherever it can be seen. */
START_TEST(every_prefix)
{
    static const struct slice text = {HEAD_PLAIN ONE ONE_MORE TWO TWO_MORE,
                                      sizeof(HEAD_PLAIN ONE ONE_MORE TWO TWO_MORE) - 1};
    struct snapshot *whole = parse_text("ps_thread", text);
    for (size_t len = 0; len < text.len; len++) {
        struct snapshot *s = parse_text("ps_thread", slice_first(text, len));
        bool seen = len > 0 && text.ptr[len - 1] != '\n';
        ck_assert_uint_le(s->ps_thread.n_rows, whole->ps_thread.n_rows);
        for (size_t i = 0; i < s->ps_thread.n_rows; i++) {
            ck_assert_uint_eq(s->ps_thread.rows[i].pid, whole->ps_thread.rows[i].pid);
            ck_assert_uint_le(s->ps_thread.rows[i].threads, whole->ps_thread.rows[i].threads);
        }
        if (s->ps_thread.n_rows > 0)
            ck_assert_int_eq(s->ps_thread.report->cut_short, seen);
        snapshot_free(s);
    }
    snapshot_free(whole);
    for (int i = 0; i < LEN(process_cases); i++) {
        char lines[1024];
        int len =
            snprintf(lines, sizeof(lines), "%s%s", process_cases[i].header, process_cases[i].lines);
        parse_every_prefix("ps_thread", (struct slice){lines, (size_t)len}, 1);
    }
}
END_TEST

static char *text_of_size(size_t size)
{
    char *text = malloc(size);
    ck_assert_ptr_nonnull(text);
    return text;
}

/* Processes whose rows were torn apart: each of their pids is looked up, and none takes long. */
START_TEST(many_processes)
{
    enum { PROCESSES = 50000 };
    char *text = text_of_size(PROCESSES * 2 * 64 + sizeof(HEAD_PLAIN));
    size_t len = (size_t)sprintf(text, "%s", HEAD_PLAIN);
    for (int i = 0; i < PROCESSES; i++) {
        len +=
            (size_t)sprintf(text + len, "root %d ?? 0.0 S 31T 0:00.10 0:00.20 x\n", PROCESSES - i);
    }
    for (int i = 0; i < PROCESSES; i++) {
        len += (size_t)sprintf(text + len, "        %5d         0.0 S 31T 0:00.10 0:00.20 \n",
                               i * 7919 % PROCESSES + 1);
    }
    struct snapshot *s = parse_text("ps_thread", (struct slice){text, len});
    ck_assert_int_eq(s->ps_thread.report->status, REPORT_OK);
    ck_assert_uint_eq(s->ps_thread.n_rows, PROCESSES);
    for (size_t i = 0; i < PROCESSES; i++)
        ck_assert_uint_eq(s->ps_thread.rows[i].threads, 2);
    snapshot_free(s);
    free(text);
}
END_TEST

/* Names of any length, NUL bytes, a line beyond the longest, a header beyond what ps knows. */
START_TEST(odd_bytes)
{
    enum { LONG = 10000, ENDLESS = 200000 };
    char *text = text_of_size(2 * ENDLESS);
    size_t len = (size_t)sprintf(text, "%s", HEAD_PLAIN);
    memset(text + len, 'u', LONG);
    len += LONG;
    len += (size_t)sprintf(text + len, " 7 ?? 0.0 S 31T 0:00.10 0:00.20 ");
    memset(text + len, 'n', LONG);
    len += LONG;
    len += (size_t)sprintf(text + len, "\n             7         0.0 S 31T 0:00.10 0:00.20\n");
    memcpy(text + len, "u\0v 8 ?? 0.0 S\n", 15);
    len += 15;
    memcpy(text + len, "u 9\0 ?? 0.0 S\n", 14);
    len += 14;
    memcpy(text + len, "u 10 ?? 0\0.0 S\n", 15);
    len += 15;
    memset(text + len, 'e', ENDLESS);
    len += ENDLESS;
    len += (size_t)sprintf(text + len, "\nu 12 ?? 0.0 S\n");
    struct snapshot *s = parse_text("ps_thread", (struct slice){text, len});
    ck_assert_uint_eq(s->ps_thread.n_rows, 3);
    ck_assert_uint_eq(s->ps_thread.rows[0].command.len, LONG);
    ck_assert_uint_eq(s->ps_thread.rows[0].threads, 2);
    ck_assert_uint_eq(s->ps_thread.rows[1].pid, 8);
    ck_assert_uint_eq(s->ps_thread.rows[2].pid, 12);
    ck_assert_uint_eq(snapshot_report(s, "ps_thread")->not_understood, 3);
    snapshot_free(s);

    len = (size_t)sprintf(text, "USER PID %%CPU PRI STIME UTIME ");
    for (size_t i = 0; i < 20000; i++, len += 2)
        memcpy(text + len, "A ", 2);
    len += (size_t)sprintf(text + len, "COMMAND\nroot 1 0.0 31T 0:00.10 0:00.20\n");
    s = parse_text("ps_thread", (struct slice){text, len});
    ck_assert_uint_eq(s->ps_thread.n_rows, 0);
    snapshot_free(s);
    free(text);
}
END_TEST

static const char *recognised_as(const char *text)
{
    int kind = report_recognise(slice_of(text));
    return kind < 0 ? "nothing" : report_kinds[kind]->name;
}

START_TEST(recognised_by_content)
{
    ck_assert_str_eq(recognised_as(HEAD), "ps_thread");
    ck_assert_str_eq(recognised_as("$ ps axM\n" HEAD_PLAIN ONE), "ps_thread");
    ck_assert_str_eq(recognised_as(HEAD_NO_END), "ps_thread");
    ck_assert_str_eq(recognised_as(HEAD_TURNED), "ps_thread");
    ck_assert_str_eq(recognised_as(HEAD_PS), "ps");
    ck_assert_str_eq(recognised_as("USER COMMAND\n"), "nothing");
    ck_assert_str_eq(recognised_as("UID PID PPID C STIME TTY TIME CMD\n"), "nothing");
    ck_assert_str_eq(recognised_as(ONE), "nothing");
}
END_TEST

static const struct ps_row *process_of(const struct ps *ps, uint64_t pid)
{
    for (size_t i = 0; i < ps->n_rows; i++) {
        if (ps->rows[i].pid == pid)
            return &ps->rows[i];
    }
    return NULL;
}

/* Both runs of ps list the same processes, with the same command lines. */
static void check_threads(const struct snapshot *s)
{
    uint64_t threads = 0;
    ck_assert_ptr_nonnull(s->ps_thread.report);
    ck_assert_int_eq(s->ps_thread.report->status, REPORT_OK);
    for (size_t i = 0; i < s->ps_thread.n_rows; i++) {
        const struct ps_thread_row *row = &s->ps_thread.rows[i];
        const struct ps_row *process = process_of(&s->ps, row->pid);
        ck_assert_uint_gt(row->threads, 0);
        ck_assert_msg(process != NULL, "%llu is not in ps.txt", (unsigned long long)row->pid);
        ck_assert(slice_equal(row->command, process->command));
        threads += row->threads;
    }
    ck_assert_uint_eq(threads, s->ps_thread.report->lines - 1);
}

START_TEST(printed_pairs)
{
    char base[PATH_ROOM];
    char later[PATH_ROOM];
    char *place = unpack_printed_pair(_i);
    if (place == NULL)
        return;
    snprintf(base, sizeof(base), "%s/base", place);
    snprintf(later, sizeof(later), "%s/later", place);
    struct pair pair = read_pair(base, later);
    check_threads(pair.findings.base.snapshot);
    check_threads(pair.findings.later.snapshot);
    free_pair(&pair);
    remove_temporary_folder(place);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ps_thread");
    TCase *tests = tcase_create("ps_thread");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, processes, 0, LEN(process_cases));
    tcase_add_loop_test(tests, whole_reports, 0, LEN(whole_cases));
    tcase_add_test(tests, every_prefix);
    tcase_add_test(tests, many_processes);
    tcase_add_test(tests, odd_bytes);
    tcase_add_test(tests, recognised_by_content);
    tcase_add_loop_test(tests, printed_pairs, 0, N_PRINTED_PAIRS);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
