/* check_lsmp: blocks of port rights in the layout of every release, their summaries and queues. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bundle.h"
#include "pair.h"
#include "parse_text.h"
#include "printed_pair.h"
#include "run_suite.h"
#include "temporary.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define KNOWN(n)                                                                                   \
    {                                                                                              \
        (n), true                                                                                  \
    }
#define UNKNOWN                                                                                    \
    {                                                                                              \
        0, false                                                                                   \
    }

/* clang-format off */
#define COLUMNS                                                                                    \
    "  name      ipc-object    rights     flags   boost  reqs  recv  send sonce oref  qlimit  msgcount  context            identifier  type\n" \
    "---------   ----------  ----------  -------- -----  ---- ----- ----- ----- ----  ------  --------  ------------------ ----------- ------------\n"
#define RECV(messages)                                                                             \
    "0x00001a03  0x5c3e11d7  recv        --T-----     3  D--      1         4     N        5  " messages "  0x0000000000000000 \n"
#define BOTH(messages)                                                                             \
    "0x00001b03  0x5c3e12d7  recv,send   --------     0  -N-      1     6         Y     1024  " messages "  0x00007fd85ac04080 \n"
#define SEND                                                                                       \
    "0x00001c03  0x5c3e13d7  send        --------        ---            2        ->        6       900  0x0000000000000000 0x00003a07  (72) beta\n"
#define SEND_10_9                                                                                  \
    "0x00001c03  0x5c3e13d7  send        -------- -----  ---            2        ->        6       900  0x0000000000000000 0x00003a07  (72) beta\n"
#define ONCE "0x00001d03  0x5c3e14d7  send-once   --------        ---                                                           0x5c3e1000  THREAD-CONTROL (0x7d1)\n"
#define NOBODY "0x00001e03  0x5c3e15d7  send        --------        ---            1                                                  0x00000000  (-) Unknown Process\n"
#define SET "0x00001f03  0x5c3e16d7  port-set    --------        ---      1                                                        1  members\n"
#define MEMBER " -          0x5c3e11d7  recv        --T-----     3  D--      1     0   4     N        5       538  0x0000000000000000 0x00001a03  (71) x) : [Y]\n"
#define HOLDER "                  +     send-once   --------        ---            1         <-                                       0x00002d03  (72) recv\n"
#define DEAD "0x00002003  0x00000000  dead-name   --------        ---            1      \n"
#define DEAD_10_9 "0x00002003  0x00000000  dead-name  -------- -----  ---            1      \n"
#define SUMS(total, send, receive, rest)                                                           \
    "total     = " total "\nSEND      = " send "\nRECEIVE   = " receive "\n" rest
#define REST "SEND_ONCE = 1\nPORT_SET  = 1\nDEAD_NAME = 1\nDNREQUEST = 2\n"
#define NO_REST "SEND_ONCE = 0\nPORT_SET  = 0\nDEAD_NAME = 0\nDNREQUEST = 0\n"
#define VOUCHERS(n) "VOUCHERS  = " n "\n"

#define HEAD_A "Process (71) : x) : [Y]\n"
#define HEAD_B "Process (72) : beta\n"
#define ROWS_A RECV("     538") HOLDER BOTH("       7") SEND ONCE NOBODY SET MEMBER DEAD
#define SUMS_A SUMS("8", "3", "2", REST)
#define SUMS_B SUMS("1", "1", "0", NO_REST)
#define BLOCK_A HEAD_A COLUMNS ROWS_A "\n" SUMS_A VOUCHERS("1")
#define BLOCK_B HEAD_B COLUMNS NOBODY "\n" SUMS_B VOUCHERS("0")
#define ENDS "\n\n"

#define RECIPE                                                                                     \
    "            Voucher: 0x5c3e19d7\n"                                                            \
    "            Key: 3, Command: 0, Previous voucher: 0x0, Content size: 9\n"                     \
    "            Recipe Contents:\n              0000  70 6f 72 74  port\n\n"
#define THREADS                                                                                    \
    "\nThread_KObject  Thread-ID     Port Description.\n0x5c3e1000       0x7d1  " RECIPE             \
    "\n    exc_port    flavor <behaviors>           mask   -> name    owner\n"                       \
    "    0x00000d07  0x007  <MACH + STATE>            CRASH     -> 0x00001a03  0x5c3e11d7  (71) x\n\n\n"

/* Two processes, the same figures in each of them. */
static const struct {
    const char *release;
    const char *text;
    bool vouchers;
} layouts[] = {
    {"10.9", HEAD_A COLUMNS RECV("     538") HOLDER BOTH("       7") SEND_10_9 ONCE NOBODY SET MEMBER DEAD_10_9
     SUMS_A ENDS HEAD_B COLUMNS SEND_10_9 SUMS_B ENDS, false},
    {"10.10", HEAD_A COLUMNS ROWS_A SUMS_A VOUCHERS("1")
     "port        flavor <behaviors>           mask   \n0x00001a03  0x007  <MACH + STATE>  CRASH  \n" ENDS
     HEAD_B COLUMNS SEND SUMS_B VOUCHERS("0") ENDS, true},
    {"10.12", HEAD_A COLUMNS ROWS_A SUMS_A VOUCHERS("1")
     "    exc_port    flavor <behaviors>           mask   \n    0x00001a03  0x007  <MACH + STATE>     CRASH  \n" ENDS
     HEAD_B COLUMNS SEND SUMS_B VOUCHERS("0") ENDS, true},
    {"10.13", BLOCK_A ENDS BLOCK_B ENDS, true},
    {"12", "Ignoring failure of mach_port_space_info() for task 5 for '-all'\n" BLOCK_A
     "    exc_port_object    receiver_task    flavor  <behaviors>           mask   \n"
     "    0x5c3e11d7         (1) launchd       0x007  <MACH + STATE>          CRASH  \n" ENDS BLOCK_B ENDS, true},
    {"12 with -l", HEAD_A COLUMNS ROWS_A RECIPE "\n" SUMS_A VOUCHERS("1") THREADS ENDS BLOCK_B THREADS ENDS, true},
};
/* clang-format on */

static void same_text(struct slice found, const char *expected)
{
    ck_assert_msg(slice_is(found, expected), "\"%.*s\" is not \"%s\"", SLICE_ARGS(found), expected);
}

static void same_amount(struct amount found, struct amount expected)
{
    ck_assert_int_eq(found.known, expected.known);
    ck_assert_uint_eq(found.value, expected.value);
}

START_TEST(releases)
{
    struct snapshot *s = parse_text("lsmp", slice_of(layouts[_i].text));
    const struct report *report = snapshot_report(s, "lsmp");
    ck_assert_int_eq(report->status, REPORT_OK);
    ck_assert_uint_eq(report->not_understood, 0);
    ck_assert_uint_eq(s->lsmp.n_rows, 2);
    const struct lsmp_row *a = &s->lsmp.rows[0];
    const struct lsmp_row *b = &s->lsmp.rows[1];
    same_text(a->name, "x) : [Y]");
    ck_assert_uint_eq(a->pid, 71);
    same_amount(a->rights, amount_of(8));
    same_amount(a->send, amount_of(3));
    same_amount(a->receive, amount_of(2));
    same_amount(a->send_once, amount_of(1));
    same_amount(a->port_sets, amount_of(1));
    same_amount(a->dead_names, amount_of(1));
    same_amount(a->vouchers, layouts[_i].vouchers ? amount_of(1) : AMOUNT_UNKNOWN);
    same_amount(a->queued, amount_of(545));
    ck_assert_uint_eq(a->fullest, 538);
    ck_assert_uint_eq(a->fullest_origin.line, a->origin.line + 3);
    same_text(b->name, "beta");
    same_amount(b->receive, amount_of(0));
    same_amount(b->queued, amount_of(0));
    ck_assert_uint_eq(b->fullest, 0);
    ck_assert_ptr_null(b->fullest_origin.report);
    snapshot_free(s);
}
END_TEST

static void same_or_unknown(struct amount found, struct amount whole)
{
    ck_assert(!found.known || (whole.known && found.value == whole.value));
}

/* A cut may hide rights and queues, but must not change any; and it is told. */
START_TEST(every_prefix)
{
    struct slice text = slice_of(layouts[_i].text);
    struct snapshot *whole = parse_text("lsmp", text);
    for (size_t len = 0; len < text.len; len++) {
        struct snapshot *s = parse_text("lsmp", slice_first(text, len));
        bool told = snapshot_report(s, "lsmp")->cut_short;
        ck_assert_uint_le(s->lsmp.n_rows, 2);
        ck_assert(told || len == 0 || text.ptr[len - 1] == '\n');
        for (size_t i = 0; i < s->lsmp.n_rows; i++) {
            const struct lsmp_row *found = &s->lsmp.rows[i];
            const struct lsmp_row *expected = &whole->lsmp.rows[i];
            ck_assert_uint_eq(found->pid, expected->pid);
            ck_assert(slice_equal(found->name, expected->name));
            same_or_unknown(found->rights, expected->rights);
            same_or_unknown(found->send, expected->send);
            same_or_unknown(found->receive, expected->receive);
            same_or_unknown(found->dead_names, expected->dead_names);
            same_or_unknown(found->vouchers, expected->vouchers);
            same_or_unknown(found->queued, expected->queued);
            ck_assert(found->fullest == (found->queued.known ? expected->fullest : 0));
            ck_assert(told || found->dead_names.known);
        }
        snapshot_free(s);
    }
    snapshot_free(whole);
}
END_TEST

/* One row of a process that counts one receive right. */
struct right_case {
    const char *row;
    bool ok;
    struct amount queued;
};

/* clang-format off */
static const struct right_case right_cases[] = {
    {RECV("       0"), true, KNOWN(0)},
    {RECV("      12"), true, KNOWN(12)},
    {RECV("4294967295"), true, KNOWN(UINT32_MAX)},
    {BOTH("       9"), true, KNOWN(9)},
    {"0x1 0x2 recv -------- 0 --- 1 N 5 31 0x0\n", true, KNOWN(31)}, /* blanks were lost on the way */
    {"0x1 0x2 recv -------- 0 --- 1 7 9 Y 5 31 0x0\n", true, KNOWN(31)},
    {"0x00001a03  0x5c3e11d7  recv        --------     0  ---      1 65535 1234567890123     N        5       44  0x0\n",
     true, KNOWN(44)}, /* a large figure pushes the rest to the right */
    {"0x00001a03  0x5c3e11d7  recv,send,new --------     0  ---      1               N        5         8  0x0\n", true, KNOWN(8)},
    {SEND, true, UNKNOWN}, /* none is listed, but one is counted */
    {HOLDER, true, UNKNOWN},
    {MEMBER, true, UNKNOWN},
    {"", true, UNKNOWN},
    {RECV("18446744073709551616"), false, UNKNOWN},
    {RECV("      -5"), false, UNKNOWN},
    {RECV("     5.0"), false, UNKNOWN},
    {"0x00001a03  0x5c3e11d7  recv        --------     0  ---      1               N        5\n", false, UNKNOWN},
    {"0x00001a03  0x5c3e11d7  recv        --------     0  ---      1               X        5         8  0x0\n", false, UNKNOWN},
    {"0x00001a03  0x5c3e11d7  recv\n", false, UNKNOWN},
    {"0x00001a03  0x5c3e11d7  receive     --------     0  ---      1               N        5         8  0x0\n", false, UNKNOWN},
    {"0x00001a03  0x5c3e11d7\n", false, UNKNOWN},
    {"0x\n", false, UNKNOWN},
    {"0 0 recv N 1 2\n", false, UNKNOWN},
    {"0x00001a03  0x5c3e11d7  recv        --------     0  ---      1               N        50 0      8  0x0\n", false, UNKNOWN},
    {"[...]\n", false, UNKNOWN},
    {"\xff\x80\n", false, UNKNOWN},
};
/* clang-format on */

START_TEST(rights)
{
    const struct right_case *c = &right_cases[_i];
    char text[2048];
    int len = snprintf(text, sizeof(text), "%s%s%s\n%s", HEAD_A, COLUMNS, c->row,
                       SUMS("8", "3", "1", REST) VOUCHERS("1"));
    struct snapshot *s = parse_text("lsmp", (struct slice){text, (size_t)len});
    ck_assert_uint_eq(snapshot_report(s, "lsmp")->not_understood, c->ok ? 0 : 1);
    ck_assert_uint_eq(s->lsmp.n_rows, 1);
    same_amount(s->lsmp.rows[0].rights, amount_of(8));
    same_amount(s->lsmp.rows[0].queued, c->queued);
    ck_assert_uint_eq(s->lsmp.rows[0].fullest, c->queued.value);
    snapshot_free(s);
}
END_TEST

struct head_case {
    const char *line;
    bool ok;
    uint64_t pid;
    const char *name;
};

/* clang-format off */
static const struct head_case head_cases[] = {
    {"Process (0) : kernel_task\n", true, 0, "kernel_task"},
    {"Process (9) : Two Words (Helper) \r\n", true, 9, "Two Words (Helper)"},
    {"Process (9) : Process (8) : total     = 3\n", true, 9, "Process (8) : total     = 3"},
    {"Process (9) :\n", true, 9, ""},
    {"Process (9) : M\xc3\xbcller \xff\x01\n", true, 9, "M\xc3\xbcller \xff\x01"},
    {"Process (18446744073709551615) : x\n", true, UINT64_MAX, "x"},
    {"Process (18446744073709551616) : x\n", false, 0, ""},
    {"Process (-1) : x\n", false, 0, ""},
    {"Process (9 : x\n", false, 0, ""},
    {"Process (9) x\n", false, 0, ""},
    {"Process (9) : x", false, 0, ""}, /* the report ends here */
    {"Process (\n", false, 0, ""},
};
/* clang-format on */

START_TEST(heads)
{
    const struct head_case *c = &head_cases[_i];
    struct snapshot *s = parse_text("lsmp", slice_of(c->line));
    ck_assert_uint_eq(snapshot_report(s, "lsmp")->not_understood, c->ok ? 0 : 1);
    ck_assert_uint_eq(s->lsmp.n_rows, c->ok ? 1 : 0);
    if (c->ok) {
        ck_assert_uint_eq(s->lsmp.rows[0].pid, c->pid);
        same_text(s->lsmp.rows[0].name, c->name);
        same_amount(s->lsmp.rows[0].rights, AMOUNT_UNKNOWN);
        same_amount(s->lsmp.rows[0].queued, AMOUNT_UNKNOWN);
        ck_assert(s->lsmp.report->cut_short);
    }
    snapshot_free(s);
}
END_TEST

struct whole_case {
    const char *text;
    enum report_status status;
    bool cut_short;
    size_t n_rows;
    uint64_t not_understood;
    size_t n_warnings;
    struct amount receive, queued; /* of the first process */
};

/* clang-format off */
#define IGNORED "Ignoring failure of mach_port_space_info() for task 7 for '-all'\n"
#define DENIED "warning: should run as root\ntask_for_pid() failed: (os/kern) failure \n"
#define WITH(columns, row) HEAD_A columns row SUMS("8", "3", "1", REST)
static const struct whole_case whole_cases[] = {
    {BLOCK_A, REPORT_OK, false, 1, 0, 0, KNOWN(2), KNOWN(545)},
    {BLOCK_A ENDS BLOCK_A ENDS, REPORT_OK, false, 2, 0, 0, KNOWN(2), KNOWN(545)}, /* listed twice */
    {IGNORED IGNORED BLOCK_A, REPORT_OK, false, 1, 0, 1, KNOWN(2), KNOWN(545)},
    {DENIED BLOCK_A, REPORT_OK, false, 1, 0, 1, KNOWN(2), KNOWN(545)},
    {HEAD_A COLUMNS ROWS_A "mach_port_get_attributes(0x00000d03) failed: (os/kern) invalid name\n\n" SUMS_A,
     REPORT_OK, false, 1, 0, 1, KNOWN(2), KNOWN(545)},
    /* no summary */
    {HEAD_A COLUMNS ROWS_A BLOCK_B, REPORT_PARTIAL, false, 2, 0, 0, UNKNOWN, UNKNOWN},
    {HEAD_A COLUMNS ROWS_A "\n", REPORT_PARTIAL, true, 1, 0, 0, UNKNOWN, UNKNOWN},
    {HEAD_A COLUMNS ROWS_A "total     = 8\nSEND      = 3\nRECEIVE   = 2", REPORT_PARTIAL, true, 1, 1, 1, UNKNOWN, UNKNOWN},
    {HEAD_A COLUMNS ROWS_A "total     = 8\nSEND      = 3\nRECEIVE   = 2\n", REPORT_PARTIAL, true, 1, 0, 0, KNOWN(2), KNOWN(545)},
    {BLOCK_A ENDS HEAD_B COLUMNS SEND SUMS_B, REPORT_PARTIAL, true, 2, 0, 0, KNOWN(2), KNOWN(545)}, /* VOUCHERS are missing */
    {BLOCK_A "\n ", REPORT_PARTIAL, true, 1, 0, 0, KNOWN(2), KNOWN(545)},
    /* a summary that makes no sense */
    {HEAD_A COLUMNS ROWS_A SUMS_A "RECEIVE   = 3\n", REPORT_PARTIAL, false, 1, 1, 1, KNOWN(2), KNOWN(545)},
    {HEAD_A COLUMNS ROWS_A SUMS("8", "3", "-2", REST), REPORT_PARTIAL, true, 1, 1, 1, UNKNOWN, UNKNOWN},
    {HEAD_A COLUMNS ROWS_A SUMS("8", "3", "18446744073709551616", REST), REPORT_PARTIAL, true, 1, 1, 1, UNKNOWN, UNKNOWN},
    {HEAD_A COLUMNS ROWS_A SUMS("8", "3", "2 or so", REST), REPORT_PARTIAL, true, 1, 1, 1, UNKNOWN, UNKNOWN},
    /* rows were left out by somebody */
    {HEAD_A COLUMNS ROWS_A SUMS("8", "3", "3", REST), REPORT_OK, false, 1, 0, 0, KNOWN(3), KNOWN(545)},
    {HEAD_A COLUMNS SUMS_A, REPORT_OK, false, 1, 0, 0, KNOWN(2), UNKNOWN},
    {HEAD_A SUMS_A, REPORT_OK, false, 1, 0, 0, KNOWN(2), UNKNOWN},
    {HEAD_B SUMS_B, REPORT_OK, false, 1, 0, 0, KNOWN(0), UNKNOWN},
    {HEAD_A "RECEIVE   = 4\n" HEAD_B "RECEIVE   = 0\n", REPORT_PARTIAL, true, 2, 0, 0, KNOWN(4), UNKNOWN},
    /* other columns */
    {WITH(" name id ipc-object rights oref new msgcount\n", "0x1 9 0x2 recv N 5 17\n"), REPORT_OK, false, 1, 0, 0, KNOWN(1), KNOWN(17)},
    {WITH(" name rights oref\n", "0x1 recv N\n"), REPORT_OK, false, 1, 0, 0, KNOWN(1), UNKNOWN},
    {WITH(" name rights msgcount oref\n", "0x1 recv 5 N\n"), REPORT_OK, false, 1, 0, 0, KNOWN(1), UNKNOWN},
    {WITH(" name ipc-object\n", ""), REPORT_PARTIAL, false, 1, 1, 1, UNKNOWN, UNKNOWN},
    /* rows of nobody */
    {"Process nobody\n" COLUMNS ROWS_A SUMS_A BLOCK_B, REPORT_PARTIAL, false, 1, 1, 1, KNOWN(0), KNOWN(0)},
    {"Process (x) : y\n" COLUMNS ROWS_A SUMS_A BLOCK_B, REPORT_PARTIAL, false, 1, 2, 2, KNOWN(0), KNOWN(0)},
    {BLOCK_A COLUMNS ROWS_A SUMS("9", "9", "9", REST) BLOCK_B, REPORT_PARTIAL, false, 2, 1, 1, KNOWN(2), KNOWN(545)},
    {COLUMNS ROWS_A SUMS_A, REPORT_NOT_UNDERSTOOD, false, 0, 1, 1, UNKNOWN, UNKNOWN},
    {HEAD_A ROWS_A, REPORT_PARTIAL, true, 1, 7, 7, UNKNOWN, UNKNOWN},
    /* nothing */
    {DENIED, REPORT_REFUSED, false, 0, 0, 0, UNKNOWN, UNKNOWN},
    {IGNORED, REPORT_REFUSED, false, 0, 0, 0, UNKNOWN, UNKNOWN},
    {"lsmp: command not found\n", REPORT_NOT_UNDERSTOOD, false, 0, 0, 0, UNKNOWN, UNKNOWN},
    {"\xff\x80\n", REPORT_NOT_UNDERSTOOD, false, 0, 0, 0, UNKNOWN, UNKNOWN},
    {"", REPORT_EMPTY, false, 0, 0, 0, UNKNOWN, UNKNOWN},
};
/* clang-format on */

START_TEST(whole_reports)
{
    const struct whole_case *c = &whole_cases[_i];
    struct snapshot *s = parse_text("lsmp", slice_of(c->text));
    const struct report *report = snapshot_report(s, "lsmp");
    ck_assert_int_eq(report->status, c->status);
    ck_assert_int_eq(report->cut_short, c->cut_short);
    ck_assert_uint_eq(report->not_understood, c->not_understood);
    ck_assert_uint_eq(report->n_warnings, c->n_warnings);
    ck_assert_uint_eq(s->lsmp.n_rows, c->n_rows);
    if (c->n_rows > 0) {
        same_amount(s->lsmp.rows[0].receive, c->receive);
        same_amount(s->lsmp.rows[0].queued, c->queued);
    }
    snapshot_free(s);
    parse_every_prefix("lsmp", slice_of(c->text), 7);
}
END_TEST

START_TEST(queues_that_do_not_fit)
{
    struct snapshot *s = parse_text(
        "lsmp", slice_of(HEAD_A COLUMNS RECV("4294967296") BOTH("       1") SUMS_A BLOCK_B));
    ck_assert_int_eq(s->lsmp.report->status, REPORT_PARTIAL);
    same_amount(s->lsmp.rows[0].queued, AMOUNT_UNKNOWN);
    ck_assert_uint_eq(s->lsmp.rows[0].fullest, 0);
    same_amount(s->lsmp.rows[1].queued, amount_of(0));
    snapshot_free(s);
}
END_TEST

/* A text that repeats `piece`, behind `front`; freed with free(). */
static struct slice repeat(const char *front, const char *piece, size_t times)
{
    size_t len = strlen(front);
    size_t step = strlen(piece);
    char *text = malloc(len + step * times + 1);
    ck_assert_ptr_nonnull(text);
    memcpy(text, front, len);
    for (size_t i = 0; i < times; i++, len += step)
        memcpy(text + len, piece, step);
    return (struct slice){text, len};
}

/* What costs more than its bytes would show here: some 4 MB each. */
static const struct {
    const char *front, *piece;
    size_t times, rows;
} hostile_cases[] = {
    {"", "Process (1) : x\n", 250000, 100000}, /* more processes than any Mac has */
    {"", "Process (1", 400000, 0},
    {"Process (1) : ", ") : (", 800000, 0},
    {HEAD_A COLUMNS, "0x\n", 1000000, 1},
    {HEAD_A COLUMNS "0x1 0x2 recv ", "N ", 2000000, 1},
    {HEAD_A COLUMNS, "total = 1\n", 400000, 1},
    {HEAD_A COLUMNS, "a_b((((((\n", 400000, 1},
    {HEAD_A COLUMNS, "a_b(", 1000000, 1},
    {HEAD_A, " name", 800000, 1},
    {HEAD_A, " name x\n", 500000, 1},
    {HEAD_A COLUMNS, IGNORED, 60000, 1},
    {HEAD_A COLUMNS, " + - \n", 700000, 1},
};

START_TEST(hostile_reports)
{
    struct slice text =
        repeat(hostile_cases[_i].front, hostile_cases[_i].piece, hostile_cases[_i].times);
    struct snapshot *s = parse_text("lsmp", text);
    ck_assert_uint_eq(s->lsmp.n_rows, hostile_cases[_i].rows);
    ck_assert_int_ne(snapshot_report(s, "lsmp")->status, REPORT_OK);
    snapshot_free(s);
    free((char *)(uintptr_t)text.ptr);
}
END_TEST

START_TEST(recognised_by_content)
{
    static const char *const texts[] = {BLOCK_A, IGNORED BLOCK_A, "$ lsmp -p 71\n" COLUMNS ROWS_A};
    int kind = report_recognise(slice_of(texts[_i]));
    ck_assert_int_ge(kind, 0);
    ck_assert_str_eq(report_kinds[kind]->name, "lsmp");
}
END_TEST

/* Its poster left out rows, and the end. */
START_TEST(real_capture_of_launchd)
{
    const char *path = real_capture("lsmp-macos-launchd-elided.txt");
    size_t len = 0;
    char *text = path == NULL ? NULL : read_file(path, &len);
    if (text == NULL)
        return;
    struct snapshot *s = parse_text("lsmp", (struct slice){text, len});
    ck_assert_int_eq(s->lsmp.report->status, REPORT_PARTIAL);
    ck_assert(s->lsmp.report->cut_short);
    ck_assert_uint_eq(s->lsmp.report->rows, 12);
    ck_assert_uint_eq(s->lsmp.report->not_understood, 1);
    ck_assert_uint_eq(s->lsmp.n_rows, 1);
    ck_assert_uint_eq(s->lsmp.rows[0].pid, 1);
    same_text(s->lsmp.rows[0].name, "launchd");
    same_amount(s->lsmp.rows[0].receive, AMOUNT_UNKNOWN);
    same_amount(s->lsmp.rows[0].queued, AMOUNT_UNKNOWN);
    snapshot_free(s);
    free(text);
}
END_TEST

static void check_printed(const char *place, const char *side, const json_t *truth)
{
    char path[4096];
    struct error error = ERROR_NONE;
    uint64_t queued = 0;
    uint64_t receive = 0;
    snprintf(path, sizeof(path), "%s/%s", place, side);
    struct snapshot *s = bundle_read(path, &error);
    ck_assert_msg(s != NULL, "%s", error.reason);
    const struct report *report = snapshot_report(s, "lsmp");
    for (size_t i = 0; i < s->lsmp.n_rows; i++) {
        const struct lsmp_row *row = &s->lsmp.rows[i];
        ck_assert(row->rights.known && row->receive.known);
        receive += row->receive.value;
        queued += row->queued.value;
    }
    if (report->status != REPORT_MISSING) {
        ck_assert_int_eq(report->status, REPORT_OK);
        ck_assert_uint_eq(report->not_understood, 0);
        /* kernel_task has no block; reports of one capture agree within 3 %. */
        int64_t apart = (int64_t)receive - number_at(truth, "receive_rights");
        ck_assert_int_le(100 * (apart < 0 ? -apart : apart), 3 * (int64_t)receive);
        ck_assert_int_eq((int64_t)s->lsmp.n_rows + 1, number_at(truth, "processes"));
        ck_assert_int_eq((int64_t)queued, number_at(truth, "queued_messages"));
    }
    snapshot_free(s);
}

START_TEST(printed_pairs)
{
    char path[4096];
    char *place = unpack_printed_pair(_i);
    if (place == NULL)
        return;
    snprintf(path, sizeof(path), "%s/truth.json", place);
    json_t *truth = read_json(path);
    const json_t *sides = json_object_get(truth, "processes");
    check_printed(place, "base", json_array_get(sides, 0));
    check_printed(place, "later", json_array_get(sides, 1));
    json_decref(truth);
    remove_temporary_folder(place);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("lsmp");
    TCase *tests = tcase_create("lsmp");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, releases, 0, LEN(layouts));
    tcase_add_loop_test(tests, every_prefix, 0, LEN(layouts));
    tcase_add_loop_test(tests, rights, 0, LEN(right_cases));
    tcase_add_loop_test(tests, heads, 0, LEN(head_cases));
    tcase_add_loop_test(tests, whole_reports, 0, LEN(whole_cases));
    tcase_add_test(tests, queues_that_do_not_fit);
    tcase_add_loop_test(tests, hostile_reports, 0, LEN(hostile_cases));
    tcase_add_loop_test(tests, recognised_by_content, 0, 3);
    tcase_add_test(tests, real_capture_of_launchd);
    tcase_add_loop_test(tests, printed_pairs, 0, N_PRINTED_PAIRS);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
