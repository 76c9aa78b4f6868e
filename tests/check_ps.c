/* check_ps: rows of ps under any set of columns. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse_text.h"
#include "run_suite.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define KNOWN(n)                                                                                   \
    {                                                                                              \
        (n), true                                                                                  \
    }
#define UNKNOWN                                                                                    \
    {                                                                                              \
        0, false                                                                                   \
    }

#define HEADER_10_14                                                                               \
    "USER      UID   PID  PPID  %CPU %MEM PRI NI      VSZ    RSS WCHAN    TT  STAT STARTED"        \
    "      TIME COMMAND\n"
#define HEADER_13                                                                                  \
    "USER      UID PRSNA   PID  PPID        F  %CPU %MEM PRI NI      VSZ    RSS WCHAN    TT  STAT" \
    " STARTED      TIME COMMAND\n"
#define HEADER_AUX "USER  PID  %CPU %MEM      VSZ    RSS   TT  STAT STARTED      TIME COMMAND\n"
#define HEADER_THREADS                                                                             \
    "USER   PID   TT   %CPU STAT PRI     STIME     UTIME COMMAND   PPID %MEM PRI NI      VSZ"      \
    "    RSS WCHAN  STARTED      TIME COMMAND\n"

static void same_text(struct slice found, const char *expected)
{
    ck_assert_msg(slice_is(found, expected), "\"%.*s\" is not \"%s\"", SLICE_ARGS(found), expected);
}

struct row_case {
    const char *header, *line;
    bool ok;
    const char *user;
    struct amount uid;
    uint64_t pid, parent, virtual_bytes, resident_bytes;
    const char *state, *started, *command;
};

/* clang-format off */
static const struct row_case row_cases[] = {
    {HEADER_10_14,
     "root        0     1     0   0.7  0.1  37  0  4000000  15000 -        ??  Ss    7:00PM   0:23.95 /sbin/first one\n",
     true, "root", KNOWN(0), 1, 0, 4096000000, 15360000, "Ss", "7:00PM", "/sbin/first one"},
    {HEADER_10_14, /* wide cells push the row; a comma for the point; a signed UID */
     "_very_long_user_name -2 10001 99999 100,0 12,5  31T -5 411009690 123456789 wait4 s000- S<s+ Tue09PM 1709:51,62 /bin/a  b   c \n",
     true, "_very_long_user_name", KNOWN(4294967294), 10001, 99999, 411009690 * UINT64_C(1024),
     123456789 * UINT64_C(1024), "S<s+", "Tue09PM", "/bin/a  b   c"},
    {HEADER_13,
     "user1     501     -   812     1     4004   0.0  0.0  31  0   100200    300 -        ??  Z    14Jan31 0:00.00 <defunct>\r\n",
     true, "user1", KNOWN(501), 812, 1, 102604800, 307200, "Z", "14Jan31", "<defunct>"},
    {HEADER_13,
     "user1     501   199   813     1     4004   0.0  0.0  31  0   100200      0 -        ??  ?s    4Jan31   0:00.00 (M\xc3\xbcll \xff)\n",
     true, "user1", KNOWN(501), 813, 1, 102604800, 0, "?s", "4Jan31", "(M\xc3\xbcll \xff)"},
    {HEADER_AUX, "root   88   0.0  0.0      100    200   ??  S     1:00AM   0:00.01 x\n",
     true, "root", UNKNOWN, 88, 0, 102400, 204800, "S", "1:00AM", "x"},
    {"  PID COMMAND\n", "  7 COMMAND PID COMMAND\n", true, "", UNKNOWN, 7, 0, 0, 0, "", "", "COMMAND PID COMMAND"},
    {"  PID COMMAND  \n", "18446744073709551615\n", true, "", UNKNOWN, UINT64_MAX, 0, 0, 0, "", "", ""},
    {"  PID COMMAND\n", "18446744073709551616 x\n", .ok = false},
    {"  PID COMMAND\n", "-1 x\n", .ok = false},
    {"  PID   VSZ COMMAND\n", "1 18014398509481984 x\n", .ok = false},
    {"  PID   RSS COMMAND\n", "1 - x\n", .ok = false},
    {"  PID   UID COMMAND\n", "1 -2147483649 x\n", .ok = false},
    {"  PID   UID COMMAND\n", "1 -0 x\n", .ok = false},
    {"  PID      TIME COMMAND\n", "1 noon x\n", .ok = false},
    {HEADER_10_14, "root 0 1 0 0.7 0.1 37 0 4000000 15000\n", .ok = false},
    {HEADER_10_14, "ps: a word on stderr\n", .ok = false},
    {HEADER_10_14, "\xff\xfe\x01\n", .ok = false},
};
/* clang-format on */

START_TEST(rows)
{
    const struct row_case *c = &row_cases[_i];
    char text[512];
    int len = snprintf(text, sizeof(text), "%s%s", c->header, c->line);
    struct snapshot *s = parse_text("ps", (struct slice){text, (size_t)len});

    ck_assert_uint_eq(s->ps.n_rows, c->ok ? 1 : 0);
    ck_assert_uint_eq(snapshot_report(s, "ps")->not_understood, c->ok ? 0 : 1);
    if (c->ok) {
        const struct ps_row *row = &s->ps.rows[0];
        ck_assert_ptr_eq(s->ps.report, row->origin.report);
        ck_assert_uint_eq(row->origin.line, 2);
        ck_assert_uint_eq(row->origin.offset, strlen(c->header));
        same_text(row->user, c->user);
        ck_assert_int_eq(row->uid.known, c->uid.known);
        ck_assert_uint_eq(row->uid.value, c->uid.value);
        ck_assert_uint_eq(row->pid, c->pid);
        ck_assert_uint_eq(row->parent.value, c->parent);
        ck_assert_uint_eq(row->virtual_bytes.value, c->virtual_bytes);
        ck_assert_uint_eq(row->resident_bytes.value, c->resident_bytes);
        same_text(row->state, c->state);
        same_text(row->started, c->started);
        same_text(row->command, c->command);
    }
    snapshot_free(s);
}
END_TEST

#define ROW_1 "root  88   0.0  0.0  100    200   ??  S     1:00AM   0:00.01 /bin/one two\n"
#define ROW_2 "root  89   0.0  0.0  300    400   ??  S     1:00AM   0:00.01 /bin/three 4"

struct whole_case {
    const char *text;
    enum report_status status;
    size_t n_rows;
    uint64_t not_understood;
};

static const struct whole_case whole_cases[] = {
    {HEADER_AUX ROW_1 ROW_2 "\n", REPORT_OK, 2, 0},
    {"+ ps aux\n[1] 4711\n" HEADER_AUX ROW_1 "\n" HEADER_AUX ROW_2 "\n", REPORT_OK, 2, 0},
    {HEADER_AUX ROW_1 ROW_2, REPORT_PARTIAL, 2, 0},
    {HEADER_AUX ROW_1 "root  89   0.0  0.0  300    400   ??  S     1:00AM   0:00.0", REPORT_PARTIAL,
     1, 1},
    {HEADER_AUX ROW_1 "root  89   0.0  0.0  300    400   ??  S     1:00AM   0:00.01 ",
     REPORT_PARTIAL, 1, 1},
    {HEADER_AUX, REPORT_NOT_UNDERSTOOD, 0, 0},
    {HEADER_THREADS "root  1   ??    0.0 S    31T   0:00.57   0:00.73 launchd  0  0.0\n",
     REPORT_NOT_UNDERSTOOD, 0, 0},
    {"USER PID TT %CPU STAT PRI STIME UTIME COMMAND\nroot 1 ?? 0.0 S 31T 0:00.57 0:00.73 x\n",
     REPORT_NOT_UNDERSTOOD, 0, 0},
    {"USER COMMAND\nroot x\n", REPORT_NOT_UNDERSTOOD, 0, 0},
    {"PID TIME\n1 0:00.01\n", REPORT_NOT_UNDERSTOOD, 0, 0},
    {"ps: not permitted\n", REPORT_NOT_UNDERSTOOD, 0, 0},
    {"\x80\x81\xff\n", REPORT_NOT_UNDERSTOOD, 0, 0},
    {"", REPORT_EMPTY, 0, 0},
};

START_TEST(whole_reports)
{
    const struct whole_case *c = &whole_cases[_i];
    struct snapshot *s = parse_text("ps", slice_of(c->text));
    const struct report *report = snapshot_report(s, "ps");
    ck_assert_int_eq(report->status, c->status);
    ck_assert_uint_eq(report->not_understood, c->not_understood);
    ck_assert_uint_eq(s->ps.n_rows, c->n_rows);
    snapshot_free(s);
}
END_TEST

START_TEST(a_name_in_two)
{
    struct snapshot *s =
        parse_text("ps", SLICE("USER PID VSZ RSS S AT STARTED TIME COMMAND\n"
                               "root 1 100 200 Ss 1:00AM 0:00.01 /bin/first x y\n\n"));
    const struct report *report = snapshot_report(s, "ps");
    ck_assert_uint_eq(report->n_warnings, 3); /* and of the row, whose cells are others */
    snapshot_free(s);
}
END_TEST

/* A cut may take rows away, and the end of a command, but no digit of a figure. */
START_TEST(every_prefix)
{
    static const struct slice text = {HEADER_AUX ROW_1 ROW_2 "\n",
                                      sizeof(HEADER_AUX ROW_1 ROW_2 "\n") - 1};
    struct snapshot *whole = parse_text("ps", text);
    for (size_t len = 0; len < text.len; len++) {
        struct snapshot *s = parse_text("ps", slice_first(text, len));
        ck_assert_uint_le(s->ps.n_rows, whole->ps.n_rows);
        for (size_t i = 0; i < s->ps.n_rows; i++) {
            const struct ps_row *row = &s->ps.rows[i];
            const struct ps_row *expected = &whole->ps.rows[i];
            bool same = slice_equal(row->command, expected->command);
            ck_assert_uint_eq(row->pid, expected->pid);
            ck_assert_uint_eq(row->virtual_bytes.value, expected->virtual_bytes.value);
            ck_assert_uint_eq(row->resident_bytes.value, expected->resident_bytes.value);
            ck_assert(slice_equal(row->started, expected->started));
            ck_assert(same || s->ps.report->status == REPORT_PARTIAL);
        }
        snapshot_free(s);
    }
    snapshot_free(whole);
    for (int i = 0; i < LEN(row_cases); i++) {
        char row[512];
        int len = snprintf(row, sizeof(row), "%s%s", row_cases[i].header, row_cases[i].line);
        parse_every_prefix("ps", (struct slice){row, (size_t)len}, 1);
    }
}
END_TEST

/* A header beyond what ps knows is none; arguments beyond the longest line are cut. */
START_TEST(a_million_columns)
{
    enum { COLUMNS = 1000000 };
    char *text = malloc(2 * COLUMNS + 64);
    ck_assert_ptr_nonnull(text);
    size_t len = (size_t)sprintf(text, "PID ");
    for (size_t i = 0; i < 20000; i++, len += 2)
        memcpy(text + len, "A ", 2);
    len += (size_t)sprintf(text + len, "COMMAND\n1 2 3\n");
    struct snapshot *s = parse_text("ps", (struct slice){text, len});
    ck_assert_uint_eq(s->ps.n_rows, 0);
    snapshot_free(s);

    len = (size_t)sprintf(text, "PID COMMAND\n");
    for (size_t i = 0; i < COLUMNS; i++, len += 2)
        memcpy(text + len, "7 ", 2);
    text[len++] = '\n';
    s = parse_text("ps", (struct slice){text, len});
    ck_assert_uint_eq(s->ps.n_rows, 1);
    ck_assert_uint_eq(s->ps.rows[0].pid, 7);
    ck_assert_uint_lt(s->ps.rows[0].command.len, LINE_BYTES_MAX);
    ck_assert_int_eq(s->ps.report->status, REPORT_PARTIAL);
    snapshot_free(s);
    free(text);
}
END_TEST

static bool is_ps(const char *text)
{
    int kind = report_recognise(slice_of(text));
    return kind >= 0 && strcmp(report_kinds[kind]->name, "ps") == 0;
}

START_TEST(recognised_by_content)
{
    ck_assert(is_ps(HEADER_10_14));
    ck_assert(is_ps("$ ps ax\n" HEADER_13 ROW_1));
    ck_assert(is_ps(HEADER_AUX));
    ck_assert(!is_ps(HEADER_THREADS));
    ck_assert(!is_ps("USER   PID   TT   %CPU STAT PRI     STIME     UTIME COMMAND\n"));
    ck_assert(!is_ps("USER COMMAND\n"));
}
END_TEST

START_TEST(real_capture_10_14)
{
    const char *path = real_capture("ps-macos10.14.5-sysdiagnose.txt");
    size_t len = 0;
    char *text = path == NULL ? NULL : read_file(path, &len);
    if (text == NULL)
        return;
    struct snapshot *s = parse_text("ps", (struct slice){text, len});
    const struct report *report = snapshot_report(s, "ps");
    ck_assert_int_eq(report->status, REPORT_OK);
    ck_assert_uint_eq(report->not_understood, 0);
    ck_assert_uint_eq(s->ps.n_rows, report->lines - 1);
    ck_assert_uint_eq(s->ps.n_rows, 290);
    ck_assert_uint_eq(s->ps.rows[0].pid, 1);
    ck_assert_uint_eq(s->ps.rows[0].resident_bytes.value, 15896 * 1024);
    ck_assert_uint_eq(s->ps.rows[0].virtual_bytes.value, UINT64_C(4329828) * 1024);
    same_text(s->ps.rows[0].command, "/sbin/launchd");
    for (size_t i = 0; i < s->ps.n_rows; i++) {
        ck_assert(s->ps.rows[i].uid.known);
        ck_assert_uint_gt(s->ps.rows[i].command.len, 0);
    }
    snapshot_free(s);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ps");
    TCase *tests = tcase_create("ps");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, rows, 0, LEN(row_cases));
    tcase_add_loop_test(tests, whole_reports, 0, LEN(whole_cases));
    tcase_add_test(tests, a_name_in_two);
    tcase_add_test(tests, every_prefix);
    tcase_add_test(tests, a_million_columns);
    tcase_add_test(tests, recognised_by_content);
    tcase_add_test(tests, real_capture_10_14);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
