/* check_taskinfo: task blocks, their footprint in every unit, their threads. */
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

struct memory_case {
    const char *line; /* behind "virtual bytes: " */
    bool ok;
    struct amount virtual_bytes, footprint, peak;
};

/* clang-format off */
static const struct memory_case memory_cases[] = {
    {"1.50 GB; phys_footprint bytes: 64.00 kB; phys_footprint lifetime maximum bytes: 2.25 MB", true,
     KNOWN(GB + GB / 2), KNOWN(64 * KB), KNOWN(2 * MB + MB / 4)},
    {"2.00 TiB; phys_footprint bytes: 3.00 MiB; phys_footprint lifetime maximum bytes: 5.00 KiB ", true,
     KNOWN(2 * TB), KNOWN(3 * MB), KNOWN(5 * KB)},
    {"1,50 TB; phys_footprint bytes: 1.00 GiB; phys_footprint lifetime maximum bytes: 7.00 KB", true,
     KNOWN(TB + TB / 2), KNOWN(GB), KNOWN(7 * KB)},
    {"512 bytes; phys_footprint bytes: 0 B; phys_footprint lifetime maximum bytes: 1023.00 bytes", true,
     KNOWN(512), KNOWN(0), KNOWN(1023)},
    {"4.00 MB", true, KNOWN(4 * MB), UNKNOWN, UNKNOWN},
    {"4.00 MB; something new bytes: 8.00 MB; phys_footprint bytes: 1.00 MB", true,
     KNOWN(4 * MB), KNOWN(MB), UNKNOWN},
    {"16777216.00 TB; phys_footprint bytes: 1.00 MB", false, UNKNOWN, UNKNOWN, UNKNOWN},
    {"99999999999999999999 B", false, UNKNOWN, UNKNOWN, UNKNOWN},
    {"4.00 MB; phys_footprint bytes: -1.00 MB", false, UNKNOWN, UNKNOWN, UNKNOWN},
    {"4.00 M", false, UNKNOWN, UNKNOWN, UNKNOWN},
    {"4.00", false, UNKNOWN, UNKNOWN, UNKNOWN},
    {"4.00 MB; phys_foot", false, UNKNOWN, UNKNOWN, UNKNOWN},
    {"N/A", false, UNKNOWN, UNKNOWN, UNKNOWN},
    {"\xff\x80", false, UNKNOWN, UNKNOWN, UNKNOWN},
};
/* clang-format on */

START_TEST(memory_lines)
{
    const struct memory_case *c = &memory_cases[_i];
    char text[512];
    int len = snprintf(text, sizeof(text), "process: \"x\" [5]\nvirtual bytes: %s\n", c->line);
    struct snapshot *s = parse_text("taskinfo", (struct slice){text, (size_t)len});
    ck_assert_uint_eq(snapshot_report(s, "taskinfo")->not_understood, c->ok ? 0 : 1);
    ck_assert_uint_eq(s->taskinfo.n_rows, 1);
    same_amount(s->taskinfo.rows[0].virtual_bytes, c->virtual_bytes);
    same_amount(s->taskinfo.rows[0].footprint_bytes, c->footprint);
    same_amount(s->taskinfo.rows[0].footprint_peak_bytes, c->peak);
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
    {"process: \"kernel_task\" [0] [unique ID: 0]\n", true, 0, "kernel_task"},
    {"process: \"Two Words (Helper)\" [77] [unique ID: 812]\r\n", true, 77, "Two Words (Helper)"},
    {"process: \"a \"quoted\" [7] name\" [78] [unique ID: 9]\n", true, 78, "a \"quoted\" [7] name"},
    {"process: \"\" [79]\n", true, 79, ""},
    {"process: \"M\xc3\xbcller \xff\" [80] [unique ID: 9] something new\n", true, 80, "M\xc3\xbcller \xff"},
    {"process: \"x\" [18446744073709551615] \n", true, UINT64_MAX, "x"},
    {"process: \"x\" [18446744073709551616] \n", false, 0, ""},
    {"process: \"x\" [-1]\n", false, 0, ""},
    {"process: \"x\n", false, 0, ""},
    {"process: \"x\" [12]", false, 0, ""}, /* the report ends here */
    {"process:\n", false, 0, ""},
};
/* clang-format on */

START_TEST(heads)
{
    const struct head_case *c = &head_cases[_i];
    struct snapshot *s = parse_text("taskinfo", slice_of(c->line));
    ck_assert_uint_eq(snapshot_report(s, "taskinfo")->not_understood, c->ok ? 0 : 1);
    ck_assert_uint_eq(s->taskinfo.n_rows, c->ok ? 1 : 0);
    if (c->ok) {
        ck_assert_uint_eq(s->taskinfo.rows[0].pid, c->pid);
        same_text(s->taskinfo.rows[0].name, c->name);
        same_amount(s->taskinfo.rows[0].footprint_bytes, AMOUNT_UNKNOWN);
    }
    snapshot_free(s);
}
END_TEST

#define THREAD(id)                                                                                 \
    "\tthread ID: " id "\n"                                                                        \
    "\tthread name: \"thread ID: 9 process: x\"\n"                                                 \
    "\tuser/system time: 0.1 s / 0.2 s\n"                                                          \
    "\t\ttimeshare max  priority: 63\n"                                                            \
    "\n"
#define BLOCK_1                                                                                    \
    "process: \"first one\" [1] [unique ID: 1]\n"                                                  \
    "architecture: arm64\n"                                                                        \
    "suspend count: 0\n"                                                                           \
    "virtual bytes: 1.00 GB; phys_footprint bytes: 2.00 MB; phys_footprint lifetime maximum "      \
    "bytes: 3.00 MB\n"                                                                             \
    "run time: 216 s\n"                                                                            \
    "threads:\n" THREAD("0x10 / 16") THREAD("0x11 / 17") "\n"
#define BLOCK_2                                                                                    \
    "process: \"second\" [22] [unique ID: 30]\n"                                                   \
    "architecture: ???\n"                                                                          \
    "virtual bytes: 4.00 GiB; phys_footprint bytes: 5.00 MiB; phys_footprint lifetime maximum "    \
    "bytes: 6.00 MiB\n"                                                                            \
    "threads:\n" THREAD("0x20 / 32") "\n"
#define BAD_BLOCK "process: nobody\n\tthread ID: 0x99 / 153\nvirtual bytes: 9.00 GB\n"
#define WHOLE "num tasks: 2\n\n" BLOCK_1 BLOCK_2

struct whole_case {
    const char *text;
    enum report_status status;
    size_t n_rows;
    uint64_t not_understood;
};

static const struct whole_case whole_cases[] = {
    {WHOLE, REPORT_OK, 2, 0},
    {BLOCK_2 "\tthread I\nD: 0x21 / 33\n\tuser/system time: 0.1 s / 0.2 s\n", REPORT_PARTIAL, 1, 0},
    {BLOCK_2 "\tthread ID: 0x21 / 33\n\tuser/syste time: 0.1 s / 0.2 s\n", REPORT_PARTIAL, 1, 0},
    {BLOCK_2 "\tthread ID: 0x21 / 33\n\tthread ID: 0x21 / 33\n\tuser/system time: 0.1 s / 0.2 s\n",
     REPORT_OK, 1, 0},
    {"+ taskinfo\nTotal num tasks: 2\n" BLOCK_1 BLOCK_2, REPORT_OK, 2, 0},
    {BLOCK_1, REPORT_OK, 1, 0},
    {"num tasks: 5\n" BLOCK_1 BLOCK_2, REPORT_OK, 2, 0},
    {"num tasks: 6\n" BLOCK_1 BLOCK_2, REPORT_PARTIAL, 2, 0},
    {"num tasks: 2\n", REPORT_PARTIAL, 0, 0},
    {"num tasks: 18446744073709551615\n" BLOCK_1, REPORT_PARTIAL, 1, 0},
    {"num tasks: 18446744073709551616\n" BLOCK_1, REPORT_PARTIAL, 1, 1},
    {BLOCK_1 BAD_BLOCK BLOCK_2, REPORT_PARTIAL, 2, 1},
    {BLOCK_1 "suspend co", REPORT_PARTIAL, 1, 0},
    {"num tasks: 2", REPORT_NOT_UNDERSTOOD, 0, 0}, /* or 20, or 200 */
    {"taskinfo: not permitted\n", REPORT_NOT_UNDERSTOOD, 0, 0},
    {"virtual bytes: 1.00 GB\n\tthread ID: 0x1 / 1\n", REPORT_NOT_UNDERSTOOD, 0, 0},
    {"\xff\x80\n", REPORT_NOT_UNDERSTOOD, 0, 0},
    {"", REPORT_EMPTY, 0, 0},
};

START_TEST(whole_reports)
{
    const struct whole_case *c = &whole_cases[_i];
    struct snapshot *s = parse_text("taskinfo", slice_of(c->text));
    const struct report *report = snapshot_report(s, "taskinfo");
    ck_assert_int_eq(report->status, c->status);
    ck_assert_uint_eq(report->not_understood, c->not_understood);
    ck_assert_uint_eq(s->taskinfo.n_rows, c->n_rows);
    if (c->n_rows == 2) {
        const struct task *first = &s->taskinfo.rows[0];
        const struct task *second = &s->taskinfo.rows[1];
        same_text(first->name, "first one");
        same_text(first->architecture, "arm64");
        same_amount(first->virtual_bytes, amount_of(GB));
        same_amount(first->footprint_bytes, amount_of(2 * MB));
        same_amount(first->footprint_peak_bytes, amount_of(3 * MB));
        ck_assert_uint_eq(first->threads, 2);
        ck_assert_uint_eq(second->pid, 22);
        same_text(second->architecture, "???");
        same_amount(second->footprint_bytes, amount_of(5 * MB));
        ck_assert_uint_eq(second->threads, 1);
        ck_assert_uint_gt(second->origin.line, first->origin.line);
    }
    snapshot_free(s);
}
END_TEST

/* The reason says how much is missing. */
START_TEST(announced_and_listed)
{
    struct snapshot *s = parse_text("taskinfo", SLICE("num tasks: 291\n" BLOCK_1));
    same_amount(s->taskinfo.announced, amount_of(291));
    ck_assert_int_eq(s->taskinfo.report->status, REPORT_PARTIAL);
    same_text(s->taskinfo.report->reason, "it lists 1 of the 291 tasks that it announces");
    snapshot_free(s);
}
END_TEST

/* A cut may hide figures and threads, but must not change any figure. */
START_TEST(every_prefix)
{
    static const struct slice text = {WHOLE, sizeof(WHOLE) - 1};
    struct snapshot *whole = parse_text("taskinfo", text);
    for (size_t len = 0; len < text.len; len++) {
        struct snapshot *s = parse_text("taskinfo", slice_first(text, len));
        const struct taskinfo *cut = &s->taskinfo;
        ck_assert(!cut->announced.known || cut->announced.value == 2);
        ck_assert_uint_le(cut->n_rows, whole->taskinfo.n_rows);
        for (size_t i = 0; i < cut->n_rows; i++) {
            const struct task *task = &cut->rows[i];
            const struct task *expected = &whole->taskinfo.rows[i];
            ck_assert_uint_eq(task->pid, expected->pid);
            ck_assert(slice_equal(task->name, expected->name));
            ck_assert_uint_le(task->threads, expected->threads);
            ck_assert(i + 1 == cut->n_rows || task->threads == expected->threads);
            if (task->architecture.len > 0)
                ck_assert(slice_equal(task->architecture, expected->architecture));
            if (task->virtual_bytes.known)
                same_amount(task->virtual_bytes, expected->virtual_bytes);
            if (task->footprint_bytes.known)
                same_amount(task->footprint_bytes, expected->footprint_bytes);
            if (task->footprint_peak_bytes.known)
                same_amount(task->footprint_peak_bytes, expected->footprint_peak_bytes);
        }
        snapshot_free(s);
    }
    snapshot_free(whole);
    for (int i = 0; i < LEN(whole_cases); i++)
        parse_every_prefix("taskinfo", slice_of(whole_cases[i].text), 11);
}
END_TEST

/* A name of a million quotes and brackets costs no more than its bytes. */
START_TEST(endless_line)
{
    enum { TIMES = 250000 };
    char *text = malloc(4 * TIMES + 64);
    ck_assert_ptr_nonnull(text);
    size_t len = (size_t)sprintf(text, "process: \"");
    for (size_t i = 0; i < TIMES; i++, len += 4)
        memcpy(text + len, "\" [1", 4);
    text[len++] = '\n';
    struct snapshot *s = parse_text("taskinfo", (struct slice){text, len});
    ck_assert_uint_eq(s->taskinfo.n_rows, 0);
    ck_assert_uint_eq(snapshot_report(s, "taskinfo")->not_understood, 1);
    snapshot_free(s);
    free(text);
}
END_TEST

START_TEST(recognised_by_content)
{
    static const char *const texts[] = {WHOLE, BLOCK_1, "$ taskinfo\nnum tasks: 3\n"};
    int kind = report_recognise(slice_of(texts[_i]));
    ck_assert_int_ge(kind, 0);
    ck_assert_str_eq(report_kinds[kind]->name, "taskinfo");
}
END_TEST

struct real_case {
    const char *file;
    enum report_status status;
    struct amount announced;
    struct task task; /* the only one in it */
    const char *name;
};

/* clang-format off */
static const struct real_case real_cases[] = {
    {"taskinfo-macos10.14.5-sysdiagnose-kernel_task.txt", REPORT_PARTIAL, KNOWN(291),
     {.pid = 0, .footprint_bytes = KNOWN(64 * KB), .footprint_peak_bytes = KNOWN(63816335), .threads = 131},
     "kernel_task"},
    {"taskinfo-ios-launchd-block.txt", REPORT_OK, UNKNOWN,
     {.pid = 1, .footprint_bytes = KNOWN(12824084), .footprint_peak_bytes = KNOWN(12960399), .threads = 1},
     "launchd"},
};
/* clang-format on */

START_TEST(real_captures)
{
    const struct real_case *c = &real_cases[_i];
    const char *path = real_capture(c->file);
    size_t len = 0;
    char *text = path == NULL ? NULL : read_file(path, &len);
    if (text == NULL)
        return;
    struct snapshot *s = parse_text("taskinfo", (struct slice){text, len});
    const struct report *report = snapshot_report(s, "taskinfo");
    ck_assert_int_eq(report->status, c->status);
    ck_assert_uint_eq(report->not_understood, 0);
    same_amount(s->taskinfo.announced, c->announced);
    ck_assert_uint_eq(s->taskinfo.n_rows, 1);
    const struct task *task = &s->taskinfo.rows[0];
    same_text(task->name, c->name);
    ck_assert_uint_eq(task->pid, c->task.pid);
    same_amount(task->footprint_bytes, c->task.footprint_bytes);
    same_amount(task->footprint_peak_bytes, c->task.footprint_peak_bytes);
    ck_assert_uint_eq(task->threads, c->task.threads);
    snapshot_free(s);
    free(text);
}
END_TEST

/* The first line of a task is lost: its memory is not that of the one in front of it. */
START_TEST(two_memories)
{
    static const char *const between[] = {"", "threads:\n\tthread ID: 0x99 / 153\n"};
    char text[256];
    int len = snprintf(text, sizeof(text),
                       "process: \"x\" [5]\nvirtual bytes: 1.00 GB\n%svirtual bytes: 2.00 GB\n",
                       between[_i]);
    struct snapshot *s = parse_text("taskinfo", (struct slice){text, (size_t)len});
    ck_assert_uint_eq(s->taskinfo.n_rows, 1);
    ck_assert_uint_eq(s->taskinfo.rows[0].virtual_bytes.value, UINT64_C(1) << 30);
    ck_assert_uint_eq(snapshot_report(s, "taskinfo")->not_understood, 1);
    snapshot_free(s);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("taskinfo");
    TCase *tests = tcase_create("taskinfo");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, memory_lines, 0, LEN(memory_cases));
    tcase_add_loop_test(tests, heads, 0, LEN(head_cases));
    tcase_add_loop_test(tests, whole_reports, 0, LEN(whole_cases));
    tcase_add_test(tests, announced_and_listed);
    tcase_add_test(tests, every_prefix);
    tcase_add_test(tests, endless_line);
    tcase_add_loop_test(tests, recognised_by_content, 0, 3);
    tcase_add_loop_test(tests, two_memories, 0, 2);
    tcase_add_loop_test(tests, real_captures, 0, LEN(real_cases));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
