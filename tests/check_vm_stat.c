/* check_vm_stat: both shapes of vm_stat, of every era, whole and damaged. */
#include <check.h>
#include <stdlib.h>

#include "parse_text.h"
#include "run_suite.h"

#define BANNER_4K "Mach Virtual Memory Statistics: (page size of 4096 bytes)\n"
#define BANNER_16K "Mach Virtual Memory Statistics: (page size of 16384 bytes)\n"

/* clang-format off */
#define HEADER                                                                                     \
    "    free   active   specul inactive throttle    wired  prgable   faults     copy    0fill "   \
    "reactive   purged file-backed anonymous cmprssed cmprssor  dcomprs   comprs  pageins  "       \
    "pageout  swapins swapouts\n"
#define OLD_BANNER                                                                                 \
    "Mach Virtual Memory Statistics: (page size of 4096 bytes, cache hits 7%)\n"
#define OLD_HEADER                                                                                 \
    "  free active   spec inactive   wire   faults     copy    0fill reactive  pageins  pageout\n"

/* Since boot; then an interval; then the same with K, M and G. */
#define ROW_BOOT                                                                                   \
    "    1000     2000       30      400        0      500       60   700000     8000    90000 "   \
    "     100      110        1200      1300     1400     1500      160      170   180000      "   \
    "190      200      210 \n"
#define ROW_NEXT                                                                                   \
    "    1001     2001       31      401        1      501       61        7        8        9 "   \
    "      10       11        1201      1301     1401     1501       16       17       18       " \
    "19       20       21 \n"
#define ROW_WIDE                                                                                   \
    "    1001     2001       31 1234567K        1   98765M       61  123456K        8 7654321G "   \
    "      10       11        1201      1301     1401     1501       16       17       18       " \
    "19       20       21 \n"

#define ONE_SHOT_REST                                                                              \
    "Pages throttled:                                   0.\n"                                      \
    "Pages wired down:                            1300001.\n"                                      \
    "Pages purgeable:                                1555.\n"                                      \
    "\"Translation faults\":                     1777700001.\n"                                    \
    "Pages copy-on-write:                        70000888.\n"                                      \
    "Pages zero filled:                        1000000999.\n"                                      \
    "Pages reactivated:                          10101010.\n"                                      \
    "Pages purged:                               20202020.\n"                                      \
    "File-backed pages:                             30303.\n"                                      \
    "Anonymous pages:                               40404.\n"                                      \
    "Pages stored in compressor:                   505050.\n"                                      \
    "Pages occupied by compressor:                 160606.\n"                                      \
    "Decompressions:                             70707070.\n"                                      \
    "Compressions:                               80808080.\n"                                      \
    "Pageins:                                    90909090.\n"                                      \
    "Pageouts:                                     111111.\n"                                      \
    "Swapins:                                     1212121.\n"                                      \
    "Swapouts:                                    3131313.\n"
#define ONE_SHOT                                                                                   \
    "Pages free:                                   300111.\n"                                      \
    "Pages active:                                  55222.\n"                                      \
    "Pages inactive:                                66333.\n"                                      \
    "Pages speculative:                              1444.\n" ONE_SHOT_REST
#define TAG_ROWS                                                                                   \
    "Pages tagged:                                 141414.\n"                                      \
    "Pages tagged resident:                         81414.\n"                                      \
    "Pages tagged compressed:                       60000.\n"                                      \
    "Pages tag-storage:                             32768.\n"                                      \
    "Pages tag-storage holding tags:                 4321.\n"                                      \
    "Pages tag-storage free:                        12345.\n"                                      \
    "Pages tag-storage non-tag pageable:            16099.\n"                                      \
    "Pages tag-storage non-tag wired:                   3.\n"                                      \
    "Bytes of compressed tags:                    9000000.\n"                                      \
    "Tagged compressions:                         1222222.\n"                                      \
    "Tagged decompressions:                        333333.\n"
#define ONE_SHOT_OLD                                                                               \
    "Pages free:                        2000001.\n"                                                \
    "Pages active:                      2000002.\n"                                                \
    "Pages inactive:                    2000003.\n"                                                \
    "Pages speculative:                   20004.\n"                                                \
    "Pages wired down:                   171717.\n"                                                \
    "\"Translation faults\":            12345678.\n"                                               \
    "Pages copy-on-write:                 50005.\n"                                                \
    "Pages zero filled:                 1000006.\n"                                                \
    "Pages reactivated:                   10007.\n"                                                \
    "Pageins:                              1008.\n"                                                \
    "Pageouts:                                3.\n"
#define OBJECT_CACHE "Object cache: 21 hits of 456 lookups (4% hit rate)\n"
/* clang-format on */

enum { NONE = -1 };
#define UNKNOWN UINT64_MAX

struct expected {
    int id; /* NONE ends the list */
    uint64_t value;
    uint64_t step;
};

struct text_case {
    const char *what;
    const char *text;
    enum report_status status;
    uint64_t page_size;
    bool columnar;
    size_t samples;
    uint64_t not_understood;
    struct expected figures[8];
};

/* clang-format off */
#define END {NONE, 0, 0}

static const struct text_case cases[] = {
    {"one-shot of 10.9 on",
     BANNER_16K ONE_SHOT,
     REPORT_OK, 16384, false, 1, 0,
     {{VM_FREE, 300111, 1}, {VM_WIRED, 1300001, 1}, {VM_FAULTS, 1777700001, 1},
     {VM_SWAPOUTS, 3131313, 1}, {VM_THROTTLED, 0, 1}, {VM_TAGGED, UNKNOWN, 0}, END}},
    {"one-shot of 10.7",
     BANNER_4K ONE_SHOT_OLD OBJECT_CACHE,
     REPORT_OK, 4096, false, 1, 0,
     {{VM_WIRED, 171717, 1}, {VM_FAULTS, 12345678, 1}, {VM_PAGEOUTS, 3, 1},
     {VM_THROTTLED, UNKNOWN, 0}, {VM_SWAPOUTS, UNKNOWN, 0}, END}},
    {"one-shot of 27, behind other tools' lines",
     "vm.swapusage: total = 1024.00M  used = 24.50M  free = 999.50M  (encrypted)\n"
     "PhysMem: 9G used (3G wired, 1M compressor), 7168M unused.\n" BANNER_16K ONE_SHOT
         TAG_ROWS,
     REPORT_OK, 16384, false, 1, 0,
     {{VM_TAGGED, 141414, 1}, {VM_TAG_STORAGE, 32768, 1}, {VM_TAG_STORAGE_PAGEABLE, 16099, 1},
     {VM_TAG_STORAGE_WIRED, 3, 1}, {VM_COMPRESSED_TAG_BYTES, 9000000, 1},
     {VM_TAGGED_DECOMPRESSIONS, 333333, 1}, {VM_WIRED, 1300001, 1}, END}},
    {"the last block counts",
     BANNER_4K ONE_SHOT BANNER_16K ONE_SHOT_OLD OBJECT_CACHE,
     REPORT_OK, 16384, false, 1, 0,
     {{VM_WIRED, 171717, 1}, {VM_SWAPOUTS, UNKNOWN, 0}, END}},
    {"the last block counts, without banners",
     ONE_SHOT ONE_SHOT_OLD OBJECT_CACHE,
     REPORT_OK, 0, false, 1, 0,
     {{VM_WIRED, 171717, 1}, {VM_SWAPINS, UNKNOWN, 0}, END}},
    {"one-shot that ends too early",
     BANNER_4K ONE_SHOT_OLD,
     REPORT_PARTIAL, 4096, false, 1, 0,
     {{VM_WIRED, 171717, 1}, END}},
    {"one-shot cut inside a figure",
     BANNER_4K "Pages free:      12.\nPages wired down:     3",
     REPORT_PARTIAL, 4096, false, 1, 0,
     {{VM_FREE, 12, 1}, {VM_WIRED, UNKNOWN, 0}, END}},
    {"a figure without its full stop",
     BANNER_4K "Pages wired down:     3\n" ONE_SHOT,
     REPORT_PARTIAL, 4096, false, 1, 1,
     {{VM_WIRED, 1300001, 1}, END}},
    {"a figure behind the banner's lost line feed",
     "Mach Virtual Memory Statistics: (page size of 4096 bytes)Pages free: 9.\n"
     "Pages active: 8.\nSwapouts: 1.\n",
     REPORT_PARTIAL, 4096, false, 1, 1,
     {{VM_FREE, UNKNOWN, 0}, {VM_ACTIVE, 8, 1}, END}},
    {"a banner behind the first figure",
     "Pages free: 9.\n" BANNER_4K "Pages active: 8.\nSwapouts: 1.\n",
     REPORT_PARTIAL, 4096, false, 1, 0,
     {{VM_FREE, UNKNOWN, 0}, {VM_ACTIVE, 8, 1}, END}},
    {"a figure whose colon is lost",
     BANNER_4K "Pages free: 9.\nPages wired down_   7.\nSwapouts: 1.\n",
     REPORT_PARTIAL, 4096, false, 1, 1,
     {{VM_WIRED, UNKNOWN, 0}, {VM_FREE, 9, 1}, END}},
    {"a figure torn from its name",
     BANNER_4K "Pages free: 9.\nPages wired down\n:   7.\nSwapouts: 1.\n",
     REPORT_PARTIAL, 4096, false, 1, 1,
     {{VM_WIRED, UNKNOWN, 0}, {VM_FREE, 9, 1}, END}},
    {"a figure out of range",
     BANNER_4K "Pages free: 1.\nPages wired down: 18446744073709551616.\nSwapouts: 7.\n",
     REPORT_PARTIAL, 4096, false, 1, 1,
     {{VM_FREE, 1, 1}, {VM_WIRED, UNKNOWN, 0}, {VM_SWAPOUTS, 7, 1}, END}},
    {"the largest figure",
     "Pages free: 18446744073709551615.\nSwapouts: 7.",
     REPORT_OK, 0, false, 1, 0,
     {{VM_SWAPOUTS, 7, 1}, END}},
    {"carriage returns",
     "Pages free:  5.\r\nSwapouts:   6.\r\n",
     REPORT_OK, 0, false, 1, 0,
     {{VM_FREE, 5, 1}, {VM_SWAPOUTS, 6, 1}, END}},

    {"columns of 10.9 on",
     BANNER_4K HEADER ROW_BOOT ROW_NEXT,
     REPORT_OK, 4096, true, 2, 0,
     {{VM_FREE, 1001, 1}, {VM_WIRED, 501, 1}, {VM_FILE_BACKED, 1201, 1}, {VM_FAULTS, 700007, 1},
     {VM_SWAPOUTS, 231, 1}, {VM_OCCUPIED_BY_COMPRESSOR, 1501, 1}, END}},
    {"two headers",
     BANNER_4K HEADER ROW_BOOT ROW_NEXT BANNER_4K HEADER ROW_BOOT ROW_NEXT ROW_NEXT,
     REPORT_OK, 4096, true, 5, 0,
     {{VM_WIRED, 501, 1}, {VM_FAULTS, 700014, 1}, {VM_SWAPOUTS, 252, 1}, END}},
    {"cells shortened",
     BANNER_4K HEADER ROW_BOOT ROW_WIDE,
     REPORT_OK, 4096, true, 2, 0,
     {{VM_INACTIVE, 1234567000, 1000}, {VM_WIRED, 98765000000, 1000000},
     {VM_FAULTS, 124156000, 1000}, {VM_ZERO_FILLED, 7654321000090000, 1000000000},
     {VM_COPY_ON_WRITE, 8008, 1}, END}},
    {"a shortened figure since boot stays coarse",
     BANNER_4K HEADER ROW_WIDE ROW_NEXT,
     REPORT_OK, 4096, true, 2, 0,
     {{VM_FAULTS, 123456007, 1000}, {VM_WIRED, 501, 1}, END}},
    {"columns of 10.7",
     OLD_BANNER OLD_HEADER "300001  1357K  20002   140004 150005  160006K  7000007 80000008  "
                           "9000009   100010   110011 \n",
     REPORT_OK, 4096, true, 1, 0,
     {{VM_FREE, 300001, 1}, {VM_ACTIVE, 1357000, 1000}, {VM_SPECULATIVE, 20002, 1},
     {VM_WIRED, 150005, 1}, {VM_FAULTS, 160006000, 1000}, {VM_PAGEOUTS, 110011, 1},
     {VM_PURGEABLE, UNKNOWN, 0}, END}},
    {"a job line in front",
     " [1] 2163\n" BANNER_4K HEADER ROW_BOOT "[1]+ Done\n" ROW_NEXT,
     REPORT_OK, 4096, true, 2, 0,
     {{VM_WIRED, 501, 1}, END}},
    {"no end of line, but a blank",
     BANNER_4K HEADER ROW_BOOT "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 "
                               "17 18 19 20 21 22 ",
     REPORT_OK, 4096, true, 2, 0,
     {{VM_WIRED, 6, 1}, {VM_SWAPOUTS, 232, 1}, END}},
    {"no end of line",
     BANNER_4K HEADER ROW_BOOT "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22",
     REPORT_OK, 4096, true, 2, 0,
     {{VM_WIRED, 6, 1}, {VM_SWAPINS, 221, 1}, {VM_SWAPOUTS, UNKNOWN, 0}, END}},
    {"cut inside a row",
     BANNER_4K HEADER ROW_BOOT "    1001     2001       31      401        1      50",
     REPORT_PARTIAL, 4096, true, 1, 0,
     {{VM_WIRED, 500, 1}, {VM_FAULTS, 700000, 1}, END}},
    {"cut behind a header",
     BANNER_4K HEADER ROW_BOOT BANNER_4K HEADER,
     REPORT_PARTIAL, 4096, true, 1, 0,
     {{VM_WIRED, 500, 1}, {VM_FAULTS, 700000, 1}, END}},
    {"cut inside a banner",
     BANNER_4K HEADER ROW_BOOT "Mach Virtual Memory Statistics: (page size of 16",
     REPORT_PARTIAL, 4096, true, 1, 0,
     {{VM_WIRED, 500, 1}, END}},
    {"a row too short: its events are missing from the sum",
     BANNER_4K HEADER ROW_BOOT "1 2 3\n" ROW_NEXT,
     REPORT_PARTIAL, 4096, true, 2, 1,
     {{VM_WIRED, 501, 1}, {VM_FAULTS, UNKNOWN, 1}, END}},
    {"and are there again behind the next header",
     BANNER_4K HEADER "1 2 3\n" ROW_NEXT HEADER ROW_BOOT,
     REPORT_PARTIAL, 4096, true, 2, 1,
     {{VM_WIRED, 500, 1}, {VM_FAULTS, 700000, 1}, END}},
    {"a cell out of range",
     OLD_BANNER OLD_HEADER "1 2 3 4 5 6 7 8 9 10 11\n1 2 3 4 18446744073709551G 6 7 8 9 10 11\n",
     REPORT_PARTIAL, 4096, true, 1, 1,
     {{VM_WIRED, 5, 1}, {VM_FAULTS, UNKNOWN, 1}, END}},
    {"events whose sum is out of range",
     OLD_BANNER OLD_HEADER "1 2 3 4 5 18446744073709551615 7 8 9 10 11\n1 2 3 4 5 6 7 8 9 10 11\n",
     REPORT_OK, 4096, true, 2, 0,
     {{VM_FAULTS, UNKNOWN, 1}, {VM_COPY_ON_WRITE, 14, 1}, END}},
    {"a column that is not known",
     BANNER_4K "free active specul wired newborn faults\n1 2 3 4 5 6\n",
     REPORT_OK, 4096, true, 1, 0,
     {{VM_WIRED, 4, 1}, {VM_FAULTS, 6, 1}, {VM_INACTIVE, UNKNOWN, 0}, END}},
    {"one-shot, then columns cut off",
     BANNER_4K ONE_SHOT BANNER_4K HEADER,
     REPORT_PARTIAL, 4096, false, 1, 0,
     {{VM_WIRED, 1300001, 1}, {VM_SWAPOUTS, 3131313, 1}, END}},
    {"columns, then one-shot",
     BANNER_4K HEADER ROW_BOOT BANNER_16K ONE_SHOT,
     REPORT_OK, 16384, false, 1, 0,
     {{VM_WIRED, 1300001, 1}, END}},
    {"rows whose header is lost",
     ROW_NEXT BANNER_4K HEADER ROW_BOOT,
     REPORT_PARTIAL, 4096, true, 1, 1,
     {{VM_WIRED, 500, 1}, {VM_FAULTS, 700000, 1}, END}},
    {"a page size that is none",
     "Mach Virtual Memory Statistics: (page size of 4097 bytes)\n" ONE_SHOT,
     REPORT_PARTIAL, 0, false, 1, 1,
     {{VM_WIRED, 1300001, 1}, END}},

    {"empty", "", REPORT_EMPTY, 0, false, 0, 0, {END}},
    {"garbage",
     "\x01\xff%n:\n\n ::: \x7f\n1 2\nPages",
     REPORT_NOT_UNDERSTOOD, 0, false, 0, 0,
     {END}},
    {"a banner alone", BANNER_4K, REPORT_NOT_UNDERSTOOD, 0, false, 0, 0, {END}},
};
/* clang-format on */

START_TEST(texts)
{
    const struct text_case *c = &cases[_i];
    struct snapshot *snapshot = parse_text("vm_stat", slice_of(c->text));
    const struct report *report = snapshot_report(snapshot, "vm_stat");
    const struct vm_stat *vm = &snapshot->vm_stat;

    ck_assert_msg(report->status == c->status, "%s: status %d", c->what, (int)report->status);
    ck_assert_msg(report->not_understood == c->not_understood, "%s: %d not understood", c->what,
                  (int)report->not_understood);
    ck_assert_msg(vm->page_size == c->page_size, "%s: page size %d", c->what, (int)vm->page_size);
    ck_assert_msg(vm->columnar == c->columnar, "%s: columnar", c->what);
    ck_assert_msg(vm->samples == c->samples, "%s: %d samples", c->what, (int)vm->samples);
    for (const struct expected *e = c->figures; e->id != NONE; e++) {
        const struct vm_figure *f = &vm->figures[e->id];
        ck_assert_msg(f->value.known == (e->value != UNKNOWN), "%s: figure %d known", c->what,
                      e->id);
        if (!f->value.known)
            continue;
        ck_assert_msg(f->value.value == e->value, "%s: figure %d is %llu", c->what, e->id,
                      (unsigned long long)f->value.value);
        ck_assert_msg(f->step == e->step, "%s: step of figure %d", c->what, e->id);
        ck_assert_ptr_eq(f->origin.report, report);
    }
    snapshot_free(snapshot);
}
END_TEST

START_TEST(prefixes)
{
    parse_every_prefix("vm_stat", slice_of(cases[_i].text), 1);
}
END_TEST

/* A cut text may know less, but what it says of the gauges was true of a whole row. */
START_TEST(cut_rows_change_no_gauge)
{
    static const char text[] = BANNER_4K HEADER ROW_BOOT ROW_NEXT;
    for (size_t len = 0; len < sizeof(text); len++) {
        struct snapshot *snapshot = parse_text("vm_stat", (struct slice){text, len});
        const struct vm_figure *wired = &snapshot->vm_stat.figures[VM_WIRED];
        const struct vm_figure *swapouts = &snapshot->vm_stat.figures[VM_SWAPOUTS];
        if (wired->value.known) {
            ck_assert(wired->value.value == 500 || wired->value.value == 501);
        }
        if (swapouts->value.known) {
            ck_assert(swapouts->value.value == 210 || swapouts->value.value == 231);
        }
        snapshot_free(snapshot);
    }
}
END_TEST

START_TEST(unknown_names_are_remarked_once)
{
    struct snapshot *snapshot =
        parse_text("vm_stat", slice_of(BANNER_4K "Pages free: 1.\nPages dreamt of: 2.\n"
                                                 "Pages dreamt of: 3.\nSwapouts: 4.\n"));
    const struct report *report = snapshot_report(snapshot, "vm_stat");
    ck_assert_int_eq(report->status, REPORT_OK);
    ck_assert_uint_eq(report->n_warnings, 1);
    ck_assert_uint_eq(report->rows, 2);
    snapshot_free(snapshot);
}
END_TEST

START_TEST(origins)
{
    struct snapshot *snapshot = parse_text("vm_stat", slice_of(BANNER_4K ONE_SHOT));
    ck_assert_uint_eq(snapshot->vm_stat.figures[VM_ACTIVE].origin.line, 3);
    ck_assert_uint_eq(snapshot->vm_stat.figures[VM_ACTIVE].origin.offset,
                      sizeof(BANNER_4K "Pages free:                                   300111.\n") -
                          1);
    snapshot_free(snapshot);
}
END_TEST

START_TEST(marks)
{
    int kind = report_recognise(slice_of("vm.swapusage: total = 1.00M\n" BANNER_4K HEADER));
    ck_assert_int_ge(kind, 0);
    ck_assert_str_eq(report_kinds[kind]->name, "vm_stat");
    kind = report_recognise(slice_of(ONE_SHOT));
    ck_assert_int_ge(kind, 0);
    ck_assert_str_eq(report_kinds[kind]->name, "vm_stat");
}
END_TEST

struct real_case {
    const char *name;
    uint64_t page_size;
    bool columnar;
    size_t samples;
    struct expected figures[4];
};

static const struct real_case real_cases[] = {
    {"vmstat-macos10.14.5-sysdiagnose-interval.txt",
     4096,
     true,
     50,
     {{VM_WIRED, 499576, 1}, {VM_FREE, 2341851, 1}, END}},
    {"vmstat-macos10.1x-interval-jobline-repeatbanner.txt",
     4096,
     true,
     22,
     {{VM_WIRED, 438554, 1}, {VM_FAULTS, 34679890, 1}, END}},
    {"vmstat-macos10.6-era-interval-oneline.txt",
     4096,
     true,
     1,
     {{VM_WIRED, 183963, 1}, {VM_ACTIVE, 1238000, 1000}, END}},
    {"vmstat-macos10.10-interval-yosemite.txt",
     4096,
     true,
     2,
     {{VM_WIRED, 782241, 1}, {VM_FAULTS, 1122836115, 1000}, END}},
    {"vmstat-macos27.0-homelab-before.txt",
     16384,
     false,
     1,
     {{VM_WIRED, 171481, 1}, {VM_PURGEABLE, 11278, 1}, END}},
    {"vmstat-macos27.0-homelab-after.txt",
     16384,
     false,
     1,
     {{VM_WIRED, 1304728, 1}, {VM_TAGGED, 130099, 1}, {VM_TAGGED_DECOMPRESSIONS, 892319, 1}, END}},
    {"vmstat-mini2-20260530-0200.txt",
     16384,
     false,
     1,
     {{VM_WIRED, 124125, 1}, {VM_SWAPOUTS, 0, 1}, END}},
};

START_TEST(real_captures)
{
    const struct real_case *c = &real_cases[_i];
    const char *path = real_capture(c->name);
    if (path == NULL)
        return;
    size_t len;
    char *bytes = read_file(path, &len);
    ck_assert_ptr_nonnull(bytes);
    struct snapshot *snapshot = parse_text("vm_stat", (struct slice){bytes, len});
    const struct report *report = snapshot_report(snapshot, "vm_stat");
    const struct vm_stat *vm = &snapshot->vm_stat;

    ck_assert_int_eq(report->status, REPORT_OK);
    ck_assert_uint_eq(report->not_understood, 0);
    ck_assert_uint_eq(report->n_warnings, 0);
    ck_assert_uint_eq(vm->page_size, c->page_size);
    ck_assert_int_eq(vm->columnar, c->columnar);
    ck_assert_uint_eq(vm->samples, c->samples);
    for (const struct expected *e = c->figures; e->id != NONE; e++) {
        ck_assert(vm->figures[e->id].value.known);
        ck_assert_uint_eq(vm->figures[e->id].value.value, e->value);
        ck_assert_uint_eq(vm->figures[e->id].step, e->step);
    }
    snapshot_free(snapshot);
    free(bytes);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("vm_stat");
    TCase *tests = tcase_create("vm_stat");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, texts, 0, sizeof(cases) / sizeof(*cases));
    tcase_add_loop_test(tests, prefixes, 0, sizeof(cases) / sizeof(*cases));
    tcase_add_test(tests, cut_rows_change_no_gauge);
    tcase_add_test(tests, unknown_names_are_remarked_once);
    tcase_add_test(tests, origins);
    tcase_add_test(tests, marks);
    tcase_add_loop_test(tests, real_captures, 0, sizeof(real_cases) / sizeof(*real_cases));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
