/* check_footprint: blocks of processes, columns by their header, what is shared, the summary. */
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

#define RULE "========================================\n" /* 70 of them or more in earnest */
#define WIDE                                                                                       \
    "  Dirty  (Swapped)      Clean  Reclaimable    (Wired)    Regions    Category\n"               \
    "    ---        ---        ---          ---        ---        ---    ---\n"
#define WIDE_END "    ---        ---        ---          ---        ---        ---    ---\n"
#define NARROW                                                                                     \
    "  Dirty      Clean  Reclaimable    Regions    Category\n"                                     \
    "    ---        ---          ---        ---    ---\n"
#define HEAD(text) RULE text "\n" RULE "\n"
#define AUXILIARY "\nAuxiliary data:\n    phys_footprint: 9 MB\n    phys_footprint_peak: 77 MB\n\n"
#define ROW(dirty, wired, category)                                                                \
    dirty "        0 B        0 B          0 B " wired "          3    " category "\n"
#define ALL(dirty, wired)                                                                          \
    dirty "        0 B        0 B          0 B " wired "         30    TOTAL\n"

struct head_case {
    const char *line;
    bool ok;
    uint64_t pid;
    const char *name;
    struct amount footprint;
};

/* clang-format off */
static const struct head_case head_cases[] = {
    {"one [1]: 64-bit    Footprint: 114 MB (16384 bytes per page)", true, 1, "one", KNOWN(114 * MB)},
    {"one [1]: 32-bit    Footprint: 512 B (4096 bytes per page)  ", true, 1, "one", KNOWN(512)},
    {"kernel_task [0]: 64-bit    Footprint: 2 GB", true, 0, "kernel_task", KNOWN(2 * GB)},
    {"one [1]: 64-bit (translated)    Footprint: 3120 KB (16384 bytes per page)", true, 1, "one", KNOWN(3120 * KB)},
    {"one [1]: 64-bit    Footprint: 6.5 GB (16384 bytes per page)", true, 1, "one", KNOWN(6 * GB + GB / 2)},
    {"one [1]: 64-bit    Footprint: 6,5 GB (16384 bytes per page)", true, 1, "one", KNOWN(6 * GB + GB / 2)},
    {"one [1]: 64-bit    Footprint: 1 TB (16384 bytes per page)", true, 1, "one", KNOWN(TB)},
    {"one [1]: 64-bit", true, 1, "one", UNKNOWN},
    {"Two Words (GPU) [77]: 64-bit    Footprint: 1 KB (16384 bytes per page)", true, 77, "Two Words (GPU)", KNOWN(KB)},
    {"a [7]: 64-bit    Footprint: 5 MB [8]: x [78]: 64-bit    Footprint: 1 KB (16384 bytes per page)", true, 78,
     "a [7]: 64-bit    Footprint: 5 MB [8]: x", KNOWN(KB)},
    {" 42 [9]: 64-bit    Footprint: 1 KB (16384 bytes per page)", true, 9, " 42", KNOWN(KB)},
    {"M\xc3\xbcller \xff [80]: 64-bit    Footprint: 0 B", true, 80, "M\xc3\xbcller \xff", KNOWN(0)},
    {"Summary Footprint: 1 KB [81]: 64-bit    Footprint: 2 KB", false, 0, "", UNKNOWN},
    {"one [18446744073709551615]: 64-bit    Footprint: 1 B", true, UINT64_MAX, "one", KNOWN(1)},
    {"one [18446744073709551616]: 64-bit    Footprint: 1 B", false, 0, "", UNKNOWN},
    {"one [1]: 64-bit    Footprint: 16384 PB", false, 0, "", UNKNOWN},
    {"one [1]: 64-bit    Footprint: 1,234 MB", false, 0, "", UNKNOWN},
    {"one [1]: 64-bit    Footprint: 12 pages (16384 bytes per page)", false, 0, "", UNKNOWN},
    {"one [1]: 64-bit    Footprint: 12", false, 0, "", UNKNOWN},
    {"one [-1]: 64-bit    Footprint: 12 MB", false, 0, "", UNKNOWN},
    {"one: 64-bit    Footprint: 12 MB", false, 0, "", UNKNOWN},
    {"\xff\x80", false, 0, "", UNKNOWN},
};
/* clang-format on */

START_TEST(heads)
{
    const struct head_case *c = &head_cases[_i];
    char text[1024];
    int len = snprintf(text, sizeof(text),
                       HEAD("known [5]: 64-bit    Footprint: 7 MB (16384 bytes per page)")
                           AUXILIARY RULE "%s\n" RULE "\n" HEAD("Summary Footprint: 8 MB"),
                       c->line);
    struct snapshot *s = parse_text("footprint", (struct slice){text, (size_t)len});
    bool summary = strncmp(c->line, "Summary", 7) == 0;
    ck_assert_uint_eq(snapshot_report(s, "footprint")->not_understood, c->ok || summary ? 0 : 1);
    ck_assert_uint_eq(s->footprint.n_rows, c->ok ? 2 : 1);
    same_amount(s->footprint.total_bytes, amount_of(8 * MB));
    if (c->ok) {
        const struct footprint_row *row = &s->footprint.rows[1];
        ck_assert_uint_eq(row->pid, c->pid);
        same_text(row->name, c->name);
        same_amount(row->footprint_bytes, c->footprint);
        same_amount(row->wired_bytes, AMOUNT_UNKNOWN);
        same_amount(row->graphics_bytes, AMOUNT_UNKNOWN);
        ck_assert_uint_gt(row->origin.line, s->footprint.rows[0].origin.line);
    }
    snapshot_free(s);
}
END_TEST

struct table_case {
    const char *what;
    const char *tables;
    uint64_t not_understood;
    struct amount wired, graphics;
};

/* clang-format off */
static const struct table_case table_cases[] = {
    {"wired is a part of dirty", WIDE
     ROW("  42 MB", "      40 MB", "IOSurface")
     ROW("  10 MB", "       8 MB", "MALLOC_LARGE") WIDE_END
     ALL("  52 MB", "      48 MB"), 0, KNOWN(48 * MB), KNOWN(42 * MB)},
    {"wired under clean, too: the larger of the two", WIDE
     ROW("   1 MB", "       4 MB", "IOSurface")
     ROW("   2 MB", "        0 B", "IOAccelerator") WIDE_END
     ALL("   3 MB", "       4 MB"), 0, KNOWN(4 * MB), KNOWN(6 * MB)},
    {"kin of graphics and others", WIDE
     ROW("   1 MB", "        0 B", "IOAccelerator (graphics)")
     ROW("   2 MB", "        0 B", "Owned physical footprint (unmapped) (graphics)")
     ROW("   4 MB", "        0 B", "IOSurface (reserved)")
     ROW("   8 MB", "        0 B", "IOAccelMemory")
     ROW("  16 MB", "        0 B", "IOSurfaceroot")
     ROW("  32 MB", "        0 B", "Owned physical footprint (unmapped)")
     ROW("  64 MB", "        0 B", "CoreAnimation")
     ROW(" 128 MB", "        0 B", "IOKit") WIDE_END
     ALL(" 255 MB", "      16 KB"), 0, KNOWN(16 * KB), KNOWN(15 * MB)},
    {"no wired column", NARROW
     "  42 MB        0 B          0 B          3    IOSurface\n"
     " 1.5 GB        0 B          0 B          7    MALLOC_LARGE\n"
     "    ---        ---          ---        ---    ---\n"
     " 1.5 GB        0 B          0 B         10    TOTAL\n", 0, UNKNOWN, KNOWN(42 * MB)},
    {"bytes, other columns, another order",
     "    (Wired)      Dirty    Wanted    Purged    Regions    Category\n"
     "        ---        ---       ---       ---        ---    ---\n"
     "     4096 B     8192 B      12 B         7          3    IOSurface\n"
     "   100000 B   200000 B      12 B         7          3    TOTAL\n", 0, KNOWN(100000), KNOWN(8192)},
    {"what is shared with others comes behind", WIDE
     ROW("   1 MB", "       1 MB", "IOSurface")
     ALL("   9 MB", "       3 MB")
     "\nShared with other [5]: 64, WindowServer [412]:\n" WIDE
     ROW("   2 MB", "        0 B", "IOSurface")
     ALL("   2 MB", "       2 MB")
     "\nShared with 412 processes:\n" WIDE
     ALL(" 256 KB", "       2 MB"), 0, KNOWN(7 * MB), KNOWN(3 * MB)},
    {"details of rows and regions are no rows", WIDE
     ROW("  42 MB", "      40 MB", "IOSurface")
     ROW("  40 MB", "      40 MB", "    IOSurface 1920x1080")
     "    7fff2000-7fff3000   2 MB   IOSurface\n"
     "        10a000000 -        10b000000 [0123456789]    1024    1024 IOSurface\n" WIDE_END
     ALL("  42 MB", "      40 MB"), 0, KNOWN(40 * MB), KNOWN(42 * MB)},
    {"a category that looks like a unit, or a header", WIDE
     ROW("  42 MB", "      40 MB", "MB")
     ROW("  42 MB", "      40 MB", "Dirty Regions Category")
     ALL("  84 MB", "      80 MB"), 0, KNOWN(80 * MB), KNOWN(0)},
    {"a bad figure of graphics", WIDE
     ROW("  42 MX", "      40 MB", "IOSurface")
     ALL("  42 MB", "      40 MB"), 1, UNKNOWN, UNKNOWN},
    {"a total out of range", WIDE
     ALL("  42 MB", "16384 PB"), 1, UNKNOWN, UNKNOWN},
    {"sums out of range", WIDE
     ROW("10000 PB", "        0 B", "IOSurface")
     ROW("10000 PB", "        0 B", "IOSurface")
     ALL("  42 MB", "      40 MB"), 1, UNKNOWN, UNKNOWN},
    {"a row without category", WIDE
     "  42 MB        0 B        0 B          0 B      40 MB          3\n"
     ALL("  42 MB", "      40 MB"), 1, UNKNOWN, UNKNOWN},
    {"a row twice",
     WIDE " 1 MB 0 B 0 B 0 B 0 B 30    a\n" ROW("   1 MB", "       0 B", "b")
         ALL("   2 MB", "       0 B"),
     1, UNKNOWN, UNKNOWN},
    {"rubbish in a table", WIDE "rubbish\n" ALL("  42 MB", "      40 MB"), 1, UNKNOWN, UNKNOWN},
    {"no total", WIDE ROW("  42 MB", "      40 MB", "IOSurface"), 0, UNKNOWN, UNKNOWN},
    {"no total, then another table", WIDE ROW("  42 MB", "      40 MB", "IOSurface")
     WIDE ALL("  42 MB", "      40 MB"), 0, UNKNOWN, UNKNOWN},
    {"no table", "", 0, UNKNOWN, UNKNOWN},
};
/* clang-format on */

START_TEST(tables)
{
    const struct table_case *c = &table_cases[_i];
    char text[4096];
    int len = snprintf(text, sizeof(text), HEAD("one [1]: 64-bit    Footprint: 114 MB") "%s%s",
                       c->tables, AUXILIARY);
    struct snapshot *s = parse_text("footprint", (struct slice){text, (size_t)len});
    ck_assert_msg(snapshot_report(s, "footprint")->not_understood == c->not_understood, "%s",
                  c->what);
    ck_assert_uint_eq(s->footprint.n_rows, 1);
    same_amount(s->footprint.rows[0].footprint_bytes, amount_of(114 * MB));
    same_amount(s->footprint.rows[0].wired_bytes, c->wired);
    same_amount(s->footprint.rows[0].graphics_bytes, c->graphics);
    snapshot_free(s);
}
END_TEST

#define REGIONS                                                                                    \
    "WindowServer [412]\n\n"                                                                       \
    "           start                end  [object-id]     VRT     DRT     SWP     CLN     RCL    " \
    "WIRE   tag (detail)\n"                                                                        \
    "      ----------         ---------- ------------   -----   -----   -----   -----   -----   "  \
    "-----   ------------\n"                                                                       \
    "       10a000000 -        10b000000 [0123456789]    1024    1024       0       0       0    " \
    "1024   IOSurface .../Category\n"                                                              \
    "        unmapped -         unmapped [0123456789]       7       7       7       0       0    " \
    " "                                                                                            \
    "  0   IOAccelerator [7]: 64-bit    Footprint: 9 MB\n\n"
#define BLOCK_1                                                                                    \
    HEAD("WindowServer [412]: 64-bit    Footprint: 900 MB (16384 bytes per page)")                 \
    WIDE ROW(" 800 MB", "     700 MB", "IOSurface") ROW("  70 MB", "       3 MB", "stack")         \
        WIDE_END ALL(" 870 MB", "     703 MB") "\nShared with Some App [1234]:\n" WIDE ROW(        \
            "  30 MB", "      20 MB", "IOSurface") WIDE_END ALL("  30 MB", "      20 MB")          \
            AUXILIARY
#define BLOCK_2                                                                                    \
    RULE "Some App [1234]: 64-bit\nWarnings were encountered while examining the process.\n"       \
         "    something [1]: odd\n    Footprint: 31 MB (16384 bytes per page)\n" RULE              \
         "\n" WIDE WIDE_END                                                                        \
             ALL("   1 MB", "        0 B") "\nShared with WindowServer [412]:\n" WIDE ROW(         \
                 "  30 MB", "      20 MB", "IOSurface") WIDE_END ALL("  30 MB", "      20 MB")     \
                 AUXILIARY
#define BLOCK_3                                                                                    \
    RULE "gone [55]: 64-bit\nErrors were encountered while examining the process. Results may be " \
         "incomplete or incorrect.\n    no task\n" RULE "\n" AUXILIARY
#define SHARED_CACHE                                                                               \
    HEAD("Shared Cache 01234567-89AB-CDEF-0123-456789ABCDEF")                                      \
    "Shared with 412 processes:\n" WIDE ROW("   5 MB", "       5 MB", "IOSurface")                 \
        ALL("   5 MB", "       5 MB") "\n"
#define SUMMARY                                                                                    \
    HEAD("Summary Footprint: 901 MB")                                                              \
    WIDE ROW(" 830 MB", "     720 MB", "IOSurface")                                                \
        WIDE_END ALL(" 901 MB", "     723 MB") "\n\nSystem auxiliary data:\n"                      \
                                               "    sys_wired:                   5 GB\n\n"
#define WHOLE                                                                                      \
    "VM Object Dirty Analysis: Enabled\n" REGIONS BLOCK_1 BLOCK_2 BLOCK_3 SHARED_CACHE SUMMARY

struct whole_case {
    const char *text;
    enum report_status status;
    size_t n_rows;
    uint64_t not_understood;
};

static const struct whole_case whole_cases[] = {
    {WHOLE, REPORT_OK, 3, 0},
    {BLOCK_1, REPORT_OK, 1, 0},
    {REGIONS BLOCK_1, REPORT_OK, 1, 0},
    {BLOCK_1 BLOCK_2, REPORT_PARTIAL, 2, 0},
    {BLOCK_1 BLOCK_2 HEAD("Summary Footprint: 901 MB"), REPORT_OK, 2, 0},
    {BLOCK_1 BLOCK_2 HEAD("Summary Footprint: many"), REPORT_PARTIAL, 2, 1},
    {HEAD("one [1]: 64-bit    Footprint: 5 MB"), REPORT_PARTIAL, 1, 0},
    {BLOCK_1 HEAD("a new kind of block") SUMMARY, REPORT_PARTIAL, 1, 1},
    {"one [1]: 64-bit    Footprint: 5 MB (4096 bytes per page)\n" NARROW
     " 5 MB 0 B 0 B 3    TOTAL\nAuxiliary data:\n",
     REPORT_OK, 1, 0},
    {REGIONS, REPORT_NOT_UNDERSTOOD, 0, 0},
    {SUMMARY, REPORT_NOT_UNDERSTOOD, 0, 0},
    {"footprint: Must run as root.\n", REPORT_REFUSED, 0, 0},
    {"one [1]: 64-bit    Footprint: 5 MB", REPORT_NOT_UNDERSTOOD, 0, 0}, /* it is cut */
    {"\xff\x80\n", REPORT_NOT_UNDERSTOOD, 0, 0},
    {"", REPORT_EMPTY, 0, 0},
};

START_TEST(whole_reports)
{
    const struct whole_case *c = &whole_cases[_i];
    struct snapshot *s = parse_text("footprint", slice_of(c->text));
    const struct report *report = snapshot_report(s, "footprint");
    ck_assert_int_eq(report->status, c->status);
    ck_assert_uint_eq(report->not_understood, c->not_understood);
    ck_assert_uint_eq(s->footprint.n_rows, c->n_rows);
    snapshot_free(s);
}
END_TEST

START_TEST(all_processes)
{
    struct snapshot *s = parse_text("footprint", SLICE(WHOLE));
    const struct footprint *footprint = &s->footprint;
    ck_assert_uint_eq(footprint->n_rows, 3);
    const struct footprint_row *server = &footprint->rows[0];
    same_text(server->name, "WindowServer");
    same_amount(server->footprint_bytes, amount_of(900 * MB));
    same_amount(server->wired_bytes, amount_of(723 * MB));
    same_amount(server->graphics_bytes, amount_of(830 * MB));
    const struct footprint_row *app = &footprint->rows[1];
    same_text(app->name, "Some App");
    same_amount(app->footprint_bytes, amount_of(31 * MB));
    same_amount(app->wired_bytes, amount_of(20 * MB));
    same_amount(app->graphics_bytes, amount_of(30 * MB));
    const struct footprint_row *gone = &footprint->rows[2];
    same_amount(gone->footprint_bytes, amount_of(9 * MB)); /* by its ledger */
    same_amount(gone->wired_bytes, AMOUNT_UNKNOWN);
    same_amount(footprint->total_bytes, amount_of(901 * MB));
    same_amount(footprint->wired_bytes, amount_of(723 * MB));
    snapshot_free(s);
}
END_TEST

static void same_or_unknown(struct amount found, struct amount expected)
{
    if (found.known)
        same_amount(found, expected);
}

/* A cut may hide figures, but must not change any; only a report cut inside a block is silent. */
START_TEST(every_prefix)
{
    static const struct slice text = {WHOLE, sizeof(WHOLE) - 1};
    struct snapshot *whole = parse_text("footprint", text);
    for (size_t len = 0; len < text.len; len++) {
        struct snapshot *s = parse_text("footprint", slice_first(text, len));
        const struct footprint *cut = &s->footprint;
        same_or_unknown(cut->total_bytes, whole->footprint.total_bytes);
        same_or_unknown(cut->wired_bytes, whole->footprint.wired_bytes);
        ck_assert_uint_le(cut->n_rows, whole->footprint.n_rows);
        for (size_t i = 0; i < cut->n_rows; i++) {
            const struct footprint_row *row = &cut->rows[i];
            const struct footprint_row *expected = &whole->footprint.rows[i];
            ck_assert_uint_eq(row->pid, expected->pid);
            ck_assert(slice_equal(row->name, expected->name));
            same_or_unknown(row->footprint_bytes, expected->footprint_bytes);
            same_or_unknown(row->wired_bytes, expected->wired_bytes);
            same_or_unknown(row->graphics_bytes, expected->graphics_bytes);
        }
        snapshot_free(s);
    }
    snapshot_free(whole);
    for (int i = 0; i < LEN(whole_cases); i++)
        parse_every_prefix("footprint", slice_of(whole_cases[i].text), 11);
    for (int i = 0; i < LEN(table_cases); i++)
        parse_every_prefix("footprint", slice_of(table_cases[i].tables), 7);
}
END_TEST

START_TEST(cut_run_is_told)
{
    struct snapshot *s = parse_text("footprint", SLICE(BLOCK_1 BLOCK_2));
    ck_assert(s->footprint.report->cut_short);
    same_text(s->footprint.report->reason, "it ends before the summary of all processes");
    snapshot_free(s);
}
END_TEST

/* Names of heads, brackets and blanks without end cost no more than their bytes. */
START_TEST(endless_lines)
{
    static const char *const bits[] = {" [1]: 64-bit", " [1]: 64-bit (", "          ", "[[[[[[",
                                       "1 MB "};
    enum { BYTES = 300000 };
    char *text = malloc(2 * BYTES);
    ck_assert_ptr_nonnull(text);
    size_t len = (size_t)sprintf(text, "%s", RULE);
    while (len < BYTES) {
        memcpy(text + len, bits[_i], strlen(bits[_i]));
        len += strlen(bits[_i]);
    }
    len += (size_t)sprintf(text + len, "\n%s", BLOCK_1);
    struct snapshot *s = parse_text("footprint", (struct slice){text, len});
    ck_assert_uint_eq(s->footprint.n_rows, 1);
    same_text(s->footprint.rows[0].name, "WindowServer");
    snapshot_free(s);
    free(text);
}
END_TEST

/* 5,000 processes, names of 10 KB for some of them, NUL bytes in all of them. */
START_TEST(many_processes)
{
    enum { PROCESSES = 5000, LONG_NAMES = 50, NAME_BYTES = 10240 };
    size_t room = (size_t)PROCESSES * 1200 + (size_t)LONG_NAMES * NAME_BYTES + 4096;
    char *text = malloc(room);
    ck_assert_ptr_nonnull(text);
    size_t len = 0;
    for (size_t i = 0; i < PROCESSES; i++) {
        len += (size_t)sprintf(text + len, "%s", RULE);
        if (i < LONG_NAMES) {
            memset(text + len, '[', NAME_BYTES);
            len += NAME_BYTES;
        }
        text[len++] = '\0';
        len +=
            (size_t)sprintf(text + len, "x [%zu]: 64-bit    Footprint: %zu KB\n%s\n", i, i, RULE);
        len +=
            (size_t)sprintf(text + len, "%s%s%s", WIDE, ROW("   1 MB", "       1 MB", "IOSurface"),
                            ALL("   1 MB", "       1 MB") "\nAuxiliary data:\n\n");
    }
    len += (size_t)sprintf(text + len, "%s", SUMMARY);
    ck_assert_uint_lt(len, room);
    struct snapshot *s = parse_text("footprint", (struct slice){text, len});
    ck_assert_int_eq(snapshot_report(s, "footprint")->status, REPORT_PARTIAL); /* its zero bytes */
    ck_assert_uint_eq(s->footprint.n_rows, PROCESSES);
    ck_assert_uint_eq(s->footprint.rows[7].name.len, NAME_BYTES + 2);
    ck_assert_uint_eq(s->footprint.rows[PROCESSES - 1].footprint_bytes.value, (PROCESSES - 1) * KB);
    ck_assert_uint_eq(s->footprint.rows[PROCESSES - 1].graphics_bytes.value, MB);
    snapshot_free(s);
    free(text);
}
END_TEST

START_TEST(recognised_by_content)
{
    static const char *const texts[] = {WHOLE,
                                        REGIONS,
                                        BLOCK_1,
                                        NARROW,
                                        "Summary Footprint: 5 MB\n",
                                        "one [1]: 64-bit    Footprint: 5 MB\n"};
    int kind = report_recognise(slice_of(texts[_i]));
    ck_assert_int_ge(kind, 0);
    ck_assert_str_eq(report_kinds[kind]->name, "footprint");
}
END_TEST

START_TEST(real_process)
{
    const char *path = real_capture("footprint-macos-applesilicon-process-114MB.txt");
    size_t len = 0;
    char *text = path == NULL ? NULL : read_file(path, &len);
    if (text == NULL)
        return;
    struct snapshot *s = parse_text("footprint", (struct slice){text, len});
    const struct report *report = snapshot_report(s, "footprint");
    ck_assert_int_eq(report->status, REPORT_OK);
    ck_assert_uint_eq(report->not_understood, 0);
    ck_assert_uint_eq(s->footprint.n_rows, 1);
    const struct footprint_row *row = &s->footprint.rows[0];
    ck_assert_uint_eq(row->pid, 39974);
    same_text(row->name, "rube-bin");
    same_amount(row->footprint_bytes, amount_of(114 * MB));
    same_amount(row->wired_bytes, AMOUNT_UNKNOWN);
    same_amount(row->graphics_bytes, amount_of(42 * MB + 80 * KB));
    int kind = report_recognise((struct slice){text, len});
    ck_assert_int_ge(kind, 0);
    ck_assert_str_eq(report_kinds[kind]->name, "footprint");
    snapshot_free(s);
    free(text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("footprint");
    TCase *tests = tcase_create("footprint");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, heads, 0, LEN(head_cases));
    tcase_add_loop_test(tests, tables, 0, LEN(table_cases));
    tcase_add_loop_test(tests, whole_reports, 0, LEN(whole_cases));
    tcase_add_test(tests, all_processes);
    tcase_add_test(tests, every_prefix);
    tcase_add_test(tests, cut_run_is_told);
    tcase_add_loop_test(tests, endless_lines, 0, 5);
    tcase_add_test(tests, many_processes);
    tcase_add_loop_test(tests, recognised_by_content, 0, 6);
    tcase_add_test(tests, real_process);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
