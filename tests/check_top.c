/* check_top: samples, memory lines and process rows of top, in the layouts of every era. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse_text.h"
#include "run_suite.h"

#define KNOWN(n)                                                                                   \
    {                                                                                              \
        (n), true                                                                                  \
    }
#define UNKNOWN                                                                                    \
    {                                                                                              \
        0, false                                                                                   \
    }
#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))
#define KB ((uint64_t)1024)
#define MB (1024 * KB)
#define GB (1024 * MB)
#define TB (1024 * GB)

static void same_text(struct slice found, const char *expected)
{
    ck_assert_msg(slice_is(found, expected), "\"%.*s\" is not \"%s\"", SLICE_ARGS(found), expected);
}

static void same_amount(struct amount found, struct amount expected)
{
    ck_assert_int_eq(found.known, expected.known);
    ck_assert_uint_eq(found.value, expected.value);
}

#define HEADER_10_7                                                                                \
    "PID  COMMAND      %CPU TIME     #TH  #WQ  #PORTS #MREGS RPRVT  RSIZE  PPID STATE    KPRVT "   \
    "KSHRD USER   "
#define HEADER_10_14                                                                               \
    "PID   COMMAND          %CPU TIME     #TH   #WQ #PORTS MEM    PURG CMPRS PPID STATE    "       \
    "BOOSTS   UID USER   #MREGS KPRVT  KSHRD "
#define HEADER_SHORT "PID   COMMAND      %CPU TIME     #TH MEM  USER "

struct row_case {
    const char *header, *line;
    bool ok;
    uint64_t pid;
    const char *command;
    struct amount threads, ports, regions, memory, compressed, private, shared, parent;
    const char *state, *user;
};

/* clang-format off */
static const struct row_case row_cases[] = {
    {HEADER_10_7,
     "311  Some Program 12.3 01:02.03 7/2  3    1025   341    12M    1204K  1    running  44K   3816K user01 ",
     true, 311, "Some Program", KNOWN(7), KNOWN(1025), KNOWN(341), KNOWN(1204 * KB), UNKNOWN,
     KNOWN(44 * KB), KNOWN(3816 * KB), KNOWN(1), "running", "user01"},
    {HEADER_10_14, /* 16 bytes of a name that holds blanks and ends with a number */
     "1296* Helper (Part 2.0 0.0  00:00.01 1     0   11     252K   0B   7B    515  sleeping *0[1]    0   root   25     81920B -12K  ",
     true, 1296, "Helper (Part 2.0", KNOWN(1), KNOWN(11), KNOWN(25), KNOWN(252 * KB), KNOWN(7),
     KNOWN(81920), UNKNOWN, KNOWN(515), "sleeping", "root"},
    {HEADER_10_14, /* not ASCII: the columns stand where they do in bytes */
     "77-   M\xc3\xbcller \xe2\x80\x93 \xce\xb1   3.4  00:00.01 12+/1 0   11+    1.5G-  0B   3G+   1    sleeping  0[0]-   501 _own   N/A    --5K   -1B   ",
     true, 77, "M\xc3\xbcller \xe2\x80\x93 \xce\xb1", KNOWN(12), KNOWN(11), UNKNOWN,
     KNOWN(GB + GB / 2), KNOWN(3 * GB), UNKNOWN, UNKNOWN, KNOWN(1), "sleeping", "_own"},
    {HEADER_10_14, /* an hour has no minutes from 100 on; a user without a name */
     "0     kernel_task      99.9 123 hrs  543/8 0   0      168M   0B   0B    0    running   0[0]    0   (null) N/A    N/A    N/A   ",
     true, 0, "kernel_task", KNOWN(543), KNOWN(0), UNKNOWN, KNOWN(168 * MB), KNOWN(0),
     UNKNOWN, UNKNOWN, KNOWN(0), "running", ""},
    {HEADER_10_14, /* differences */
     "5     a                0.0  00:00.01 -1/-1 0   -3     -4096B 0B   -0B   1    stuck     0[0]    0   root   -2     1T     2P",
     true, 5, "a", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, KNOWN(TB), KNOWN(2048 * TB),
     KNOWN(1), "stuck", "root"},
    {"PPID USER TIME COMMAND #PRTS MEM #TH PID", "1 root 00:01.00 x y 3 4B 5 6 ", /* any order */
     true, 6, "x y", KNOWN(5), KNOWN(3), UNKNOWN, KNOWN(4), UNKNOWN, UNKNOWN, UNKNOWN, KNOWN(1),
     "", "root"},
    {" PID  COMMAND #PORT #MREG", "12 a b 3 4+", /* blanks at the ends of lines lost */
     true, 12, "a b", UNKNOWN, KNOWN(3), KNOWN(4), UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, "", ""},
    {HEADER_SHORT, "123   Blank 7      1.0  00:00.02 3   4M        ", /* a blank cell: by columns */
     true, 123, "Blank 7", KNOWN(3), UNKNOWN, UNKNOWN, KNOWN(4 * MB), UNKNOWN, UNKNOWN, UNKNOWN,
     UNKNOWN, "", ""},
    {HEADER_SHORT, "18446744073709551615 a 0.0 0:00.02 18446744073709551615 16383P root",
     true, UINT64_MAX, "a", KNOWN(UINT64_MAX), UNKNOWN, UNKNOWN, KNOWN(16383 * 1024 * TB), UNKNOWN,
     UNKNOWN, UNKNOWN, UNKNOWN, "", "root"},
    {HEADER_SHORT, "18446744073709551616 a 0.0 0:00.02 3 4M root", .ok = false},
    {HEADER_SHORT, "1 a 0.0 0:00.02 18446744073709551616 4M root", .ok = false},
    {HEADER_SHORT, "1 a 0.0 0:00.02 3 16384P root", .ok = false},
    {HEADER_SHORT, "1 a 0.0 0:00.02 3 4X root", .ok = false},
    {HEADER_SHORT, "1 a 0.0 0:00.02 3", .ok = false},
    {HEADER_SHORT, "x a 0.0 0:00.02 3 4M root", .ok = false},
    {HEADER_SHORT, "1 a 0.0 noon 3 4M root", .ok = false},
    {HEADER_SHORT, "\x01\xff\x80", .ok = false},
};
/* clang-format on */

START_TEST(rows)
{
    const struct row_case *c = &row_cases[_i];
    char text[512];
    int len = snprintf(text, sizeof(text), "%s\n%s\n", c->header, c->line);
    struct snapshot *s = parse_text("top", (struct slice){text, (size_t)len});
    const struct top *top = &s->top;

    ck_assert_uint_eq(top->n_rows, c->ok ? 1 : 0);
    ck_assert_uint_eq(snapshot_report(s, "top")->not_understood, c->ok ? 0 : 1);
    if (c->ok) {
        const struct top_row *row = &top->rows[0];
        ck_assert_ptr_eq(top->report, row->origin.report);
        ck_assert_uint_eq(row->origin.line, 2);
        ck_assert_uint_eq(row->pid, c->pid);
        same_text(row->command, c->command);
        same_amount(row->threads, c->threads);
        same_amount(row->ports, c->ports);
        same_amount(row->regions, c->regions);
        same_amount(row->memory_bytes, c->memory);
        same_amount(row->compressed_bytes, c->compressed);
        same_amount(row->kernel_private_bytes, c->private);
        same_amount(row->kernel_shared_bytes, c->shared);
        same_amount(row->parent, c->parent);
        same_text(row->state, c->state);
        same_text(row->user, c->user);
    }
    snapshot_free(s);
}
END_TEST

struct memory_case {
    const char *line;
    bool ok;
    struct amount used, wired, compressor, unused;
    uint64_t step;
};

/* clang-format off */
static const struct memory_case memory_cases[] = {
    {"PhysMem: 512M wired, 1204M active, 77M inactive, 1793M used, 255M free.\n", true,
     KNOWN(1793 * MB), KNOWN(512 * MB), UNKNOWN, KNOWN(255 * MB), MB},
    {"PhysMem:  1.2G wired,  730M active, 1.1G inactive, 3.0G used,  1.0G free\r\n", true,
     KNOWN(3 * GB), KNOWN(GB + GB / 5), UNKNOWN, KNOWN(GB), GB / 10},
    {"PhysMem: 7001M used (1502M wired), 90K unused.\n", true,
     KNOWN(7001 * MB), KNOWN(1502 * MB), UNKNOWN, KNOWN(90 * KB), MB},
    {"PhysMem: 30G used (21G wired, 0B compressor), 512B unused.", true,
     KNOWN(30 * GB), KNOWN(21 * GB), KNOWN(0), KNOWN(512), GB},
    {"PhysMem: 30G used (987K wired, 800M compressor, 3M new), 1T unused.", true,
     KNOWN(30 * GB), KNOWN(987 * KB), KNOWN(800 * MB), KNOWN(TB), KB},
    {"PhysMem: 30G used (21G wired, 800M compressor), 5", false, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, 0},
    {"PhysMem: 30G used (21G wired, 800M compressor), 512M unu", false, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, 0},
    {"PhysMem: 30G used (99999999999999P wired), 1G unused.\n", false, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, 0},
    {"PhysMem: 30G used, 1G unused.\n", false, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, 0},
    {"PhysMem: 3 \x80\xff\n", false, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, 0},
};
/* clang-format on */

START_TEST(memory_lines)
{
    const struct memory_case *c = &memory_cases[_i];
    struct snapshot *s = parse_text("top", slice_of(c->line));
    const struct report *report = snapshot_report(s, "top");
    ck_assert_int_eq(report->status, c->ok ? REPORT_OK : REPORT_NOT_UNDERSTOOD);
    ck_assert_uint_eq(report->rows, c->ok ? 1 : 0);
    ck_assert_uint_eq(report->not_understood, c->ok ? 0 : 1);
    same_amount(s->top.used_bytes, c->used);
    same_amount(s->top.wired_bytes, c->wired);
    same_amount(s->top.compressor_bytes, c->compressor);
    same_amount(s->top.unused_bytes, c->unused);
    ck_assert_uint_eq(s->top.wired_step, c->step);
    ck_assert_uint_eq(s->top.memory_origin.line, c->ok ? 1 : 0);
    snapshot_free(s);
}
END_TEST

#define SAMPLE_1                                                                                   \
    "Processes: 3 total, 1 running, 2 sleeping, 41 threads \n"                                     \
    "2031/02/28 07:08:09\n"                                                                        \
    "Load Avg: 1.10, 2.20, 3.30 \n"                                                                \
    "MemRegions: 912 total, 15M resident, 28M private, 37M shared.\n"                              \
    "PhysMem: 900M used (300M wired, 20M compressor), 124M unused.\n"                              \
    "\n"                                                                                           \
    "PID  COMMAND     %CPU TIME     #TH  MEM   USER  \n"                                           \
    "812  My Editor   0.0  00:04.10 9    31M   user1 \n"                                           \
    "1    launchd     0.0  01:00.00 3/1  8192K root  \n"                                           \
    "0    kernel_task 0.0  100 hrs  29/4 64M   root  \n"
#define SAMPLE_2                                                                                   \
    "Processes: 4 total, 1 running, 3 sleeping, 44 threads \n"                                     \
    "2031/02/28 07:08:10\n"                                                                        \
    "MemRegions: 920 total, 15M resident, 28M private, 37M shared.\n"                              \
    "PhysMem: 901M used (301M wired, 20M compressor), 123M unused.\n"                              \
    "\n"                                                                                           \
    "PID  COMMAND     %CPU TIME     #TH  MEM   USER \n"                                            \
    "812  My Editor   0.0  00:04.10 0    -4K   user1\n"
#define NOISE "+ top -l2 -d\n[1] 4711\ntop: a word on stderr\n"
#define ROW "1 a 0.0 0:00.02 3 4M root\n"

struct whole_case {
    const char *text;
    enum report_status status;
    size_t samples, n_rows;
    uint64_t not_understood;
};

static const struct whole_case whole_cases[] = {
    {SAMPLE_1, REPORT_OK, 1, 3, 0},
    {NOISE SAMPLE_1 SAMPLE_2 SAMPLE_2, REPORT_OK, 3, 3, 0},
    {HEADER_SHORT "\n" ROW "\n" HEADER_SHORT "\n" ROW ROW, REPORT_OK, 2, 1, 0},
    {"PhysMem: 2G used (1G wired), 1G unused.\nPhysMem: 3G used (2G wired), 0B unused.\n",
     REPORT_OK, 2, 0, 0},
    {"Processes: 7 total, 7 threads\n" HEADER_SHORT "\n" ROW ROW ROW ROW, REPORT_OK, 1, 4, 0},
    {"Processes: 8 total, 8 threads\n" HEADER_SHORT "\n" ROW ROW ROW ROW, REPORT_PARTIAL, 1, 4, 0},
    {"Processes: 2 total, 8 threads\n", REPORT_PARTIAL, 1, 0, 0},
    {"Processes: many\n" HEADER_SHORT "\n" ROW "zsh: killed\n", REPORT_PARTIAL, 1, 1, 2},
    {"2031/02/30 00:00:00\n" HEADER_SHORT "\n" ROW, REPORT_PARTIAL, 1, 1, 1},
    {"2031/13/01 00:00:00\n" HEADER_SHORT "\n" ROW, REPORT_PARTIAL, 1, 1, 1},
    {HEADER_SHORT "\n1     a            0.0  00:00.02 3   4M   root  ", REPORT_OK, 1, 1, 0},
    {HEADER_SHORT "\n" ROW "2     b            0.0  00:00.02 3   4M   ro", REPORT_PARTIAL, 1, 1, 1},
    {"MemRegions: 9 total, 8M shared.PhysMem: 2G used (1G wired), 1G unused.\n" HEADER_SHORT
     "\n" ROW,
     REPORT_PARTIAL, 1, 1, 1},
    {"SharedLibs: 8M linkedit.MemRegions: 9 total.\n" HEADER_SHORT "\n" ROW, REPORT_PARTIAL, 1, 1,
     1},
    {"", REPORT_EMPTY, 0, 0, 0},
    {"\n\n \r\n", REPORT_NOT_UNDERSTOOD, 0, 0, 0},
    {"top: not permitted\n", REPORT_NOT_UNDERSTOOD, 0, 0, 0},
    {"\xef\xbb\xbf\x80\x01\x02 PID\n", REPORT_NOT_UNDERSTOOD, 0, 0, 0},
    {"PID %CPU MEM\n1 0.0 4M\n", REPORT_NOT_UNDERSTOOD, 0, 0, 0},
};

START_TEST(whole_reports)
{
    const struct whole_case *c = &whole_cases[_i];
    struct snapshot *s = parse_text("top", slice_of(c->text));
    const struct report *report = snapshot_report(s, "top");
    ck_assert_int_eq(report->status, c->status);
    ck_assert_uint_eq(report->not_understood, c->not_understood);
    ck_assert_uint_eq(s->top.n_rows, c->n_rows);
    ck_assert_uint_eq(s->top.samples, c->samples);
    snapshot_free(s);
}
END_TEST

/* What SAMPLE_1 says, whatever comes before and behind it. */
static void is_sample_1(const char *text)
{
    struct snapshot *s = parse_text("top", slice_of(text));
    const struct top *top = &s->top;
    ck_assert_int_eq(
        memcmp(&top->taken, &(struct local_time){2031, 2, 28, 7, 8, 9}, sizeof(struct local_time)),
        0);
    same_amount(top->processes, amount_of(3));
    same_amount(top->threads, amount_of(41));
    same_amount(top->regions, amount_of(912));
    same_amount(top->wired_bytes, amount_of(300 * MB));
    ck_assert_uint_eq(top->n_rows, 3);
    same_text(top->rows[0].command, "My Editor");
    same_text(top->rows[2].command, "kernel_task");
    same_amount(top->rows[0].memory_bytes, amount_of(31 * MB));
    same_amount(top->rows[1].memory_bytes, amount_of(8 * MB));
    same_amount(top->rows[2].threads, amount_of(29));
    snapshot_free(s);
}

START_TEST(first_sample_counts)
{
    is_sample_1(SAMPLE_1);
    is_sample_1(NOISE SAMPLE_1 SAMPLE_2);
    char crlf[2 * sizeof(SAMPLE_1)];
    size_t len = 0;
    for (const char *c = SAMPLE_1; *c != '\0'; c++) {
        if (*c == '\n')
            crlf[len++] = '\r';
        crlf[len++] = *c;
    }
    crlf[len] = '\0';
    is_sample_1(crlf);
}
END_TEST

/* A cut may hide figures, but must not change any. */
START_TEST(every_prefix)
{
    static const struct slice text = {SAMPLE_1 SAMPLE_2, sizeof(SAMPLE_1 SAMPLE_2) - 1};
    struct snapshot *whole = parse_text("top", text);
    for (size_t len = 0; len < text.len; len++) {
        struct snapshot *s = parse_text("top", slice_first(text, len));
        const struct top *top = &s->top;
        ck_assert(!top->wired_bytes.known || top->wired_bytes.value == 300 * MB);
        ck_assert(!top->processes.known || top->processes.value == 3);
        ck_assert(!top->threads.known || top->threads.value == 41);
        ck_assert(!top->regions.known || top->regions.value == 912);
        ck_assert_uint_le(top->n_rows, whole->top.n_rows);
        for (size_t i = 0; i < top->n_rows; i++) {
            const struct top_row *row = &whole->top.rows[i];
            ck_assert_uint_eq(top->rows[i].pid, row->pid);
            ck_assert(slice_equal(top->rows[i].command, row->command));
            ck_assert(slice_equal(top->rows[i].user, row->user));
            same_amount(top->rows[i].threads, row->threads);
            same_amount(top->rows[i].memory_bytes, row->memory_bytes);
        }
        snapshot_free(s);
    }
    snapshot_free(whole);
    for (int i = 0; i < LEN(whole_cases); i++)
        parse_every_prefix("top", slice_of(whole_cases[i].text), 7);
}
END_TEST

/* More columns than top has: no header, hence no rows. And a row beyond the longest line. */
START_TEST(a_million_columns)
{
    enum { COLUMNS = 1000000 };
    char *text = malloc(2 * COLUMNS + 64);
    ck_assert_ptr_nonnull(text);
    size_t len = (size_t)sprintf(text, "PID COMMAND");
    for (size_t i = 0; i < COLUMNS; i++, len += 2)
        memcpy(text + len, " A", 2);
    len += (size_t)sprintf(text + len, "\n%s", ROW);
    struct snapshot *s = parse_text("top", (struct slice){text, len});
    ck_assert_uint_eq(s->top.n_rows, 0);
    snapshot_free(s);

    len = (size_t)sprintf(text, "PID COMMAND MEM\n1 a");
    for (size_t i = 0; i < COLUMNS / 2; i++, len += 2)
        memcpy(text + len, " 7", 2);
    s = parse_text("top", (struct slice){text, len});
    ck_assert_uint_eq(s->top.n_rows, 0);
    snapshot_free(s);
    free(text);
}
END_TEST

START_TEST(recognised_by_content)
{
    static const char *const texts[] = {SAMPLE_1, NOISE SAMPLE_1, HEADER_10_14 "\n",
                                        "PhysMem: 2G used (1G wired), 1G unused.\n"};
    int kind = report_recognise(slice_of(texts[_i]));
    ck_assert_int_ge(kind, 0);
    ck_assert_str_eq(report_kinds[kind]->name, "top");
}
END_TEST

struct real_case {
    const char *file;
    size_t samples, n_rows;
    struct amount processes, threads, wired;
    struct local_time taken;
};

static const struct real_case real_cases[] = {
    {"top-macos10.14.5-sysdiagnose-samples1-2.txt",
     2,
     288,
     KNOWN(288),
     KNOWN(976),
     KNOWN(1950 * MB),
     {2000, 12, 31, 19, 35, 48}},
    {"top-macos10.1x-processrows.txt", 1, 5, UNKNOWN, UNKNOWN, UNKNOWN, {0}},
    {"top-macos10.6-10.8-physmem-line.txt", 1, 0, UNKNOWN, UNKNOWN, KNOWN(949 * MB), {0}},
    {"top-macos26.5.1-vfs.namei-physmem.txt", 1, 0, UNKNOWN, UNKNOWN, KNOWN(19 * GB), {0}},
    {"top-mini2-20260530-0200.txt",
     1,
     4,
     KNOWN(800),
     KNOWN(3392),
     KNOWN(1884 * MB),
     {2026, 5, 30, 2, 0, 10}},
};

START_TEST(real_captures)
{
    const struct real_case *c = &real_cases[_i];
    const char *path = real_capture(c->file);
    size_t len = 0;
    char *text = path == NULL ? NULL : read_file(path, &len);
    if (text == NULL)
        return;
    struct snapshot *s = parse_text("top", (struct slice){text, len});
    ck_assert_uint_eq(snapshot_report(s, "top")->not_understood, 0);
    ck_assert_uint_eq(s->top.samples, c->samples);
    ck_assert_uint_eq(s->top.n_rows, c->n_rows);
    same_amount(s->top.processes, c->processes);
    same_amount(s->top.threads, c->threads);
    same_amount(s->top.wired_bytes, c->wired);
    ck_assert_int_eq(memcmp(&s->top.taken, &c->taken, sizeof(c->taken)), 0);
    for (size_t i = 0; i < s->top.n_rows; i++) {
        if (s->top.rows[i].pid == 0)
            same_text(s->top.rows[i].command, "kernel_task");
    }
    snapshot_free(s);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("top");
    TCase *tests = tcase_create("top");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, rows, 0, LEN(row_cases));
    tcase_add_loop_test(tests, memory_lines, 0, LEN(memory_cases));
    tcase_add_loop_test(tests, whole_reports, 0, LEN(whole_cases));
    tcase_add_test(tests, first_sample_counts);
    tcase_add_test(tests, every_prefix);
    tcase_add_test(tests, a_million_columns);
    tcase_add_loop_test(tests, recognised_by_content, 0, 4);
    tcase_add_loop_test(tests, real_captures, 0, LEN(real_cases));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
