/* check_zprint: whole reports of zprint, of every era; cut, refused, damaged; real captures. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse_text.h"
#include "run_suite.h"

/* clang-format off */
#define DASHES_20 "--------------------"
#define DASHES_80 DASHES_20 DASHES_20 DASHES_20 DASHES_20
#define RULE DASHES_80 DASHES_20 "---------\n"

#define ZONES_10_8                                                                                 \
    "                     elem         cur         max        cur         max         cur"         \
    "  alloc  alloc              \n"                                                               \
    "zone name            size        size        size      #elts       #elts       inuse"         \
    "   size  count        wasted      Total Allocs\n" DASHES_80 DASHES_20 DASHES_20 "----------\n"\
    "vnode.names            56        728K       1092K      13312       19968       12001"         \
    "     4K     73   C       71K             4001K\n"                                             \
    "VM.map.entries         80       3384K    --------      43315   137500000       42000"         \
    "     4K     51 X C      102K             7741K\n"
#define HEAD_PLAIN                                                                                 \
    "                            elem         cur         max        cur         max         cur"  \
    "  alloc  alloc    \n"                                                                         \
    "zone name                   size        size        size      #elts       #elts       inuse"  \
    "   size  count    \n" RULE
#define ZONES_PLAIN                                                                                \
    HEAD_PLAIN                                                                                     \
    "vm.objects                   248      99216K     -------     409665     -------      401234"  \
    "     8K     33  C\n"                                                                          \
    "com.example.driver.queue$     96       2048K       2112K      21845       22528       20001"  \
    "    12K    128 XC\n"
#define HEAD_NEW                                                                                   \
    "                            elem         cur         max        cur         max         cur"  \
    "  alloc  alloc         frag      free             total \n"                                   \
    "zone name                   size        size        size      #elts       #elts       inuse"  \
    "   size  count         size      size            allocs \n" DASHES_80 DASHES_20 DASHES_20     \
    DASHES_20 "-------\n"
#define ZONES_NEW                                                                                  \
    HEAD_NEW                                                                                       \
    "percpu.64                    512         64K         64K        128         128         200"  \
    "    16K     32    18014398509481948K        0B                0B\n"                           \
    "data.kalloc.2048            2048     131072K     135168K      65536       67584       60000"  \
    "    16K      8  C     9472K     1600K        123456789K\n"
#define ZONES_HIDDEN                                                                               \
    HEAD_NEW                                                                                       \
    "threads                     2048          0K          0K          0           0           0"  \
    "     0K      0          0B        0B                0B\n"                                     \
    "VM.map.entries                80          0K          0K          0           0      163337"  \
    "     0K      0    18014398509469223K        0B                0B\n"

#define TOTALS(zones, gap)                                                                              \
    "zones                                                                                 "         \
    "           " zones "\n" \
    "total                                                                           "             \
    gap "    1234.56M of  1300.00M\n"
#define WIRED_10_11                                                                                \
    RULE "                                                               kmod          vm"         \
    "                       cur\n"                                                                 \
    "wired memory                                                     id         tag"              \
    "                      size\n" RULE                                                            \
    "VM_KERN_MEMORY_BSD                                                            2"              \
    "                    29844K\n"                                                                 \
    "com.example.driver.Ledger                                        42          68"              \
    "                     1024K\n" TOTALS(" 101264K", "")
#define MAPS_10_11                                                                                 \
    RULE "                                                                                    "    \
    "largest\n"                                                                                    \
    "maps                                                                       free        f"     \
    "ree          size\n" RULE                                                                     \
    "VM_KERN_COUNT_MAP_ZONE                                                  734000K     6291"     \
    "44K      2621440K\n"                                                                          \
    "VM_KERN_COUNT_WIRED                                                          0K         "     \
    " 0K      1331200K\n"
#define WIRED_HEAD                                                                                 \
    RULE "                                                               kmod          vm"         \
    "        peak               cur\n"                                                             \
    "wired memory                                                     id         tag"              \
    "        size  waste       size\n" RULE
/* Peaks are printed by development kernels only. */
#define WIRED_ROWS                                                                                 \
    "VM_KERN_MEMORY_BSD                                                            2"              \
    "                        29844K\n"                                                             \
    "VM_KERN_MEMORY_IOKIT                                                         21"              \
    "     190000K    77K    189252K\n"                                                             \
    "com.example.driver.Ledger                                        42          68"              \
    "                         1024K\n"
#define WIRED(zones) WIRED_HEAD WIRED_ROWS TOTALS("     " zones, "    ")
#define MAPS                                                                                       \
    RULE "                                                                        largest"         \
    "        peak               cur\n"                                                             \
    "maps                                                           free        free"              \
    "        size              size\n" RULE                                                        \
    "VM_KERN_COUNT_MAP_ZONE                                      734000K     629144K"              \
    "                      2621440K\n"                                                             \
    "VM_KERN_COUNT_WIRED                                                            "              \
    "                      1331200K\n"
#define VIEWS                                                                                      \
    RULE "                                                                                    "    \
    "                      cur\n"                                                                  \
    "zone views                                                                              "     \
    "                inuse\n" RULE                                                                 \
    "VM map entries[raw]                                                                     "     \
    "               11218K\n"                                                                      \
    "data.kalloc.2048[demo]                                                                  "     \
    "   18014398509481904K\n"
#define FOOTER_OLD                                                                                 \
    "TOTAL SIZE   = 3887104\nTOTAL USED   = 3704832\nTOTAL WASTED = 182272\n"                      \
    "TOTAL ALLOCS = 21467136\n"
#define FOOTER_NEW                                                                                 \
    "\nZONE TOTALS\n---------------------------------------------\n"                               \
    "TOTAL SIZE        = 134283264\nTOTAL USED        = 122982400\n"                               \
    "TOTAL WASTED      = 18446744071443098709\nTOTAL FRAGMENTED  = 18446744071443098000\n"         \
    "TOTAL COLLECTABLE = 1638400\nTOTAL ALLOCS      = 126419751936\n"
#define ZONES_10_6                                                                                 \
    "                           elem    cur    max    cur    max    cur alloc alloc\n"             \
    "zone name                  size   size   size  #elts  #elts  inuse  size count\n"             \
    DASHES_20 DASHES_20 DASHES_20 "-------------------\n"                                          \
    "zones                       376    43K    52K    118    141    118    8K    21\n"

enum {
    WITH_ZONES = 1, WITH_WIRED = 2, WITH_MAPS = 4, WITH_VIEWS = 8, WITH_FOOTER = 16, CUT = 32,
    FIRST = 64, TO_MAPS = WITH_ZONES | WITH_WIRED | WITH_MAPS,
};

struct text_case {
    const char *what, *text;
    enum report_status status;
    const char *reason; /* is in it */
    unsigned sections;
    size_t zones, wired, maps, views;
    uint64_t not_understood;
    uint64_t footer; /* 0: unknown */
};

static const struct text_case cases[] = {
    {"10.9", ZONES_10_8 FOOTER_OLD,
     REPORT_OK, "", WITH_ZONES | WITH_FOOTER, 2, 0, 0, 0, 0, 3887104},
    {"10.11", ZONES_PLAIN WIRED_10_11 MAPS_10_11,
     REPORT_OK, "", TO_MAPS | FIRST, 2, 2, 2, 0, 0, 0},
    {"10.13", ZONES_10_8 WIRED("101264K") MAPS FOOTER_OLD,
     REPORT_OK, "", TO_MAPS | WITH_FOOTER, 2, 3, 2, 0, 0, 3887104},
    {"10.14", ZONES_PLAIN WIRED("101264K") MAPS,
     REPORT_OK, "", TO_MAPS, 2, 3, 2, 0, 0, 0},
    {"26", ZONES_NEW WIRED("131136K") MAPS VIEWS FOOTER_NEW,
     REPORT_OK, "", TO_MAPS | WITH_VIEWS | WITH_FOOTER, 2, 3, 2, 2, 0,
     134283264},
    {"sizes hidden", ZONES_HIDDEN WIRED("     0K") MAPS FOOTER_NEW,
     REPORT_OK, "", TO_MAPS | WITH_FOOTER, 2, 3, 2, 0, 0, 0},

    {"cut behind the zones", ZONES_NEW,
     REPORT_PARTIAL, "before the totals", WITH_ZONES | CUT, 2, 0, 0, 0, 0, 0},
    {"cut behind the wired section", ZONES_NEW WIRED("131136K"),
     REPORT_PARTIAL, "before the totals", WITH_ZONES | WITH_WIRED | CUT, 2, 3, 0, 0, 0, 0},
    {"cut behind the maps", ZONES_NEW WIRED("131136K") MAPS,
     REPORT_PARTIAL, "before the totals", TO_MAPS | CUT, 2, 3, 2, 0, 0, 0},
    {"cut behind the views", ZONES_NEW WIRED("131136K") MAPS VIEWS,
     REPORT_PARTIAL, "before the totals", TO_MAPS | WITH_VIEWS | CUT,
     2, 3, 2, 2, 0, 0},
    {"plain, cut behind the wired head", ZONES_PLAIN WIRED_HEAD,
     REPORT_PARTIAL, "it ends before", WITH_ZONES | WITH_WIRED | CUT, 2, 0, 0, 0, 0, 0},
    {"plain, cut inside the wired section", ZONES_PLAIN WIRED_HEAD WIRED_ROWS,
     REPORT_PARTIAL, "it ends before", WITH_ZONES | WITH_WIRED | CUT, 2, 3, 0, 0, 0, 0},
    {"plain, the zones alone", ZONES_PLAIN,
     REPORT_PARTIAL, "cut short", WITH_ZONES | CUT, 2, 0, 0, 0, 0, 0},
    {"the wired section alone", WIRED("131136K") MAPS,
     REPORT_OK, "", WITH_WIRED | WITH_MAPS, 0, 3, 2, 0, 0, 0},

    {"refused", "zprint: mach_memory_info: (os/kern) no access (try running as root)\n",
     REPORT_REFUSED, "zprint says: mach_memory_info: (os/kern) no access", 0, 0, 0, 0, 0, 0, 0},
    {"refused, 12 on", "\nzprint: mach_memory_info: (os/kern) not found "
     "(entitlement required or rate-limit exceeded)\n",
     REPORT_REFUSED, "rate-limit exceeded", 0, 0, 0, 0, 0, 0, 0},
    {"refused, 10.7", "zprint: mach_zone_info: (ipc/mig) bad request message ID",
     REPORT_REFUSED, "mach_zone_info", 0, 0, 0, 0, 0, 0, 0},
    {"a complaint in front of a whole report", "zprint: this is slow\n" ZONES_10_8 FOOTER_OLD,
     REPORT_OK, "", WITH_ZONES | WITH_FOOTER, 2, 0, 0, 0, 0, 3887104},
    {"10.6", ZONES_10_6, REPORT_NOT_UNDERSTOOD, "10.6", 0, 0, 0, 0, 0, 0, 0},
    {"empty", "", REPORT_EMPTY, "empty", 0, 0, 0, 0, 0, 0, 0},
    {"a head alone", HEAD_NEW, REPORT_NOT_UNDERSTOOD, "no line of it", 0, 0, 0, 0, 0, 0, 0},
    {"garbage", "\x01\xff%n 12K K\n-----\n[]K 1 2K\n\nzone\n",
     REPORT_NOT_UNDERSTOOD, "no line of it", 0, 0, 0, 0, 0, 0, 0},
    {"rows without a head, words between", "$ zprint | grep kalloc\nkalloc.16 16 8K 9K 512 576 "
     "40 4K 256 C\n[1]+ Done\nkalloc.32 32 8K 9K 256 288 41 4K 128 C\n",
     REPORT_PARTIAL, "without their head", WITH_ZONES | CUT, 2, 0, 0, 0, 0, 0},
};
/* clang-format on */

static unsigned sections_of(const struct zprint *zprint, const struct report *report)
{
    return (zprint->has_zones ? WITH_ZONES : 0U) | (zprint->has_wired ? WITH_WIRED : 0U) |
           (zprint->has_maps ? WITH_MAPS : 0U) | (zprint->has_views ? WITH_VIEWS : 0U) |
           (zprint->has_footer ? WITH_FOOTER : 0U) | (report->cut_short ? CUT : 0U) |
           (zprint->wired_layout_first ? FIRST : 0U);
}

static void check_text(const struct text_case *c, struct slice text)
{
    struct snapshot *snapshot = parse_text("zprint", text);
    const struct report *report = snapshot_report(snapshot, "zprint");
    const struct zprint *zprint = &snapshot->zprint;

    ck_assert_msg(report->status == c->status, "%s: status %d", c->what, (int)report->status);
    ck_assert_msg(slice_find_text(report->reason, c->reason) < report->reason.len ||
                      *c->reason == '\0',
                  "%s: reason %.*s", c->what, SLICE_ARGS(report->reason));
    ck_assert_msg(sections_of(zprint, report) == c->sections, "%s: sections", c->what);
    ck_assert_msg(report->not_understood == c->not_understood, "%s: %d not understood", c->what,
                  (int)report->not_understood);
    ck_assert_msg(zprint->n_zones == c->zones, "%s: %d zones", c->what, (int)zprint->n_zones);
    ck_assert_msg(zprint->n_wired == c->wired, "%s: %d wired", c->what, (int)zprint->n_wired);
    ck_assert_msg(zprint->n_maps == c->maps, "%s: %d maps", c->what, (int)zprint->n_maps);
    ck_assert_msg(zprint->n_views == c->views, "%s: %d views", c->what, (int)zprint->n_views);
    ck_assert_msg(zprint->footer_size_bytes.value == c->footer, "%s: footer", c->what);
    ck_assert(zprint->footer_size_bytes.known == (c->footer > 0));
    ck_assert_ptr_eq(zprint->report, c->zones + c->wired > 0 ? report : NULL);
    snapshot_free(snapshot);
}

START_TEST(texts)
{
    check_text(&cases[_i], slice_of(cases[_i].text));
}
END_TEST

/* With carriage returns, and without the last newline, a text says the same. */
START_TEST(other_line_ends)
{
    const struct text_case *c = &cases[_i];
    char *copy = malloc(2 * strlen(c->text) + 1);
    size_t len = 0;
    ck_assert_ptr_nonnull(copy);
    for (const char *byte = c->text; *byte != '\0'; byte++) {
        if (*byte == '\n')
            copy[len++] = '\r';
        copy[len++] = *byte;
    }
    check_text(c, (struct slice){copy, len});
    free(copy);
    /* Below the zone table a last row without newline may be cut, and need not be believed. */
    size_t bytes = strlen(c->text);
    if (bytes > 0 && ((c->sections & WITH_FOOTER) != 0 || c->wired == 0))
        check_text(c, slice_first(slice_of(c->text), bytes - (c->text[bytes - 1] == '\n')));
}
END_TEST

enum { SECTIONS = 5, ROWS = 4, FIGURES = 8 };

/* Everything that a report says, each figure at a place of its own. */
typedef struct amount sayings[SECTIONS][ROWS][FIGURES];

#define SAY(section, row, ...)                                                                     \
    memcpy(ret[section][row], ((struct amount[FIGURES]){__VA_ARGS__}), sizeof(ret[section][row]))

static void all_sayings(const struct zprint *zprint, sayings ret)
{
    memset(ret, 0, sizeof(sayings));
    for (size_t i = 0; i < zprint->n_zones; i++) {
        const struct zone *zone = &zprint->zones[i];
        SAY(0, i, amount_of(zone->element_bytes), amount_of(zone->elements), zone->size_bytes,
            zone->max_bytes, zone->wasted_bytes, zone->fragmented_bytes, zone->reclaimable_bytes,
            zone->allocated_bytes);
    }
    for (size_t i = 0; i < zprint->n_wired; i++) {
        const struct wired_row *row = &zprint->wired[i];
        SAY(1, i, amount_of(row->size_bytes), amount_of(row->vm_tag), amount_of(row->kind),
            amount_of(row->name.len), row->kmod_id);
    }
    for (size_t i = 0; i < zprint->n_maps; i++)
        SAY(2, i, amount_of(zprint->maps[i].size_bytes), amount_of(zprint->maps[i].name.len));
    for (size_t i = 0; i < zprint->n_views; i++)
        SAY(3, i, zprint->views[i].used_bytes, amount_of(zprint->views[i].name.len));
    SAY(4, 0, zprint->total_rows_bytes, zprint->total_wired_bytes, zprint->zones_line_bytes,
        zprint->footer_size_bytes);
}

static void check_cut(const struct text_case *c, size_t len, const struct amount *whole)
{
    struct snapshot *snapshot = parse_text("zprint", slice_first(slice_of(c->text), len));
    sayings said;
    all_sayings(&snapshot->zprint, said);
    const struct amount *cut = said[0][0];
    size_t i = 0, n = sizeof(said) / sizeof(*cut);
    while (i < n && (!cut[i].known || !whole[i].known || cut[i].value == whole[i].value))
        i++;
    ck_assert_msg(i == n, "%s, cut at %d: section %d, row %d, figure %d is %llu, not %llu", c->what,
                  (int)len, (int)(i / FIGURES / ROWS), (int)(i / FIGURES % ROWS),
                  (int)(i % FIGURES), (unsigned long long)cut[i % n].value,
                  (unsigned long long)whole[i % n].value);
    snapshot_free(snapshot);
}

/* Cut anywhere, a report may say less; what it says of a row must be what the whole row says. */
START_TEST(every_prefix)
{
    const struct text_case *c = &cases[_i];
    struct snapshot *snapshot = parse_text("zprint", slice_of(c->text));
    sayings whole;
    all_sayings(&snapshot->zprint, whole);
    bool is_prefix = (c->sections & CUT) != 0; /* of a text that is cut everywhere by itself */
    for (size_t len = 0; !is_prefix && len <= strlen(c->text); len++)
        check_cut(c, len, whole[0][0]);
    snapshot_free(snapshot);
}
END_TEST

struct bad_line {
    const char *before, *line, *after;
    uint64_t number;
};

static const struct bad_line bad_lines[] = {
    {ZONES_PLAIN, "kalloc.16 16 8K", "\n" WIRED("101264K") MAPS, 6},
    {ZONES_PLAIN, DASHES_20 "kalloc.16 16 8K 8K 512 512 500 4K 256", "\n" WIRED("101264K") MAPS, 6},
    {ZONES_PLAIN WIRED_HEAD, "VM_KERN_MEMORY_DISK 1  12KVM_KERN_MEMORY_BSD 2  16K",
     "\n" WIRED_ROWS MAPS, 10},
    {ZONES_PLAIN WIRED("101264K") MAPS, "VM_KERN_COUNT_MAP_ZONE  12KVM_KERN_COUNT_MAP_KERNEL  16K",
     "\n", 21},
    {ZONES_PLAIN WIRED("101264K") MAPS, "buffers[raw]   12K", "\n", 21},
    {ZONES_PLAIN WIRED("101264K") MAPS VIEWS, "buffers[raw]  12Kthreads[raw]  14K", "\n", 27},
    {ZONES_PLAIN WIRED_HEAD, "VM_KERN_MEMORY_DISK 1", "\n" WIRED_ROWS MAPS, 10},
    {ZONES_PLAIN WIRED("101264K") MAPS, "VM_KERN_COUNT_MAP_KERNEL 12", "\n", 21},
    {ZONES_PLAIN WIRED("101264K") MAPS VIEWS, "buffers[raw] 0x12K", "\n", 27},
    {ZONES_PLAIN WIRED_HEAD WIRED_ROWS, "total 99999999999999999999.00M of 1.00M", "\n" MAPS, 13},
};

START_TEST(bad_lines_are_counted)
{
    const struct bad_line *c = &bad_lines[_i];
    char text[8192];
    snprintf(text, sizeof(text), "%s%s%s", c->before, c->line, c->after);
    struct snapshot *snapshot = parse_text("zprint", slice_of(text));
    const struct report *report = snapshot_report(snapshot, "zprint");

    ck_assert_int_eq(report->status, REPORT_PARTIAL);
    ck_assert(slice_is(report->reason, "1 line of it not understood"));
    ck_assert_uint_eq(report->not_understood, 1);
    const struct warning *last = &report->warnings[report->n_warnings - 1];
    ck_assert_uint_eq(last->line, c->number);
    ck_assert(slice_find_text(last->text, c->line) < last->text.len);
    ck_assert_uint_eq(snapshot->zprint.n_zones, 2);
    ck_assert_uint_eq(snapshot->zprint.n_wired, _i <= 1 ? 3 : snapshot->zprint.n_wired);
    snapshot_free(snapshot);
}
END_TEST

/* The row in front has its figures; that there was another one is counted. */
START_TEST(a_row_behind_a_lost_line_feed)
{
    static const char text[] =
        HEAD_PLAIN "maps 272 96K 96K 361 361 356 16K 60  C"
                   "kalloc.16                     16         8K         8K        512         512"
                   "         500     4K    256  C\n" WIRED("104K") MAPS;
    struct snapshot *snapshot = parse_text("zprint", slice_of(text));
    ck_assert_uint_eq(snapshot->zprint.n_zones, 1);
    ck_assert_uint_eq(snapshot->zprint.zones[0].size_bytes.value, 96 * 1024);
    ck_assert_uint_eq(snapshot_report(snapshot, "zprint")->not_understood, 1);
    ck_assert(!snapshot->zprint.zones_whole);
    snapshot_free(snapshot);
}
END_TEST

/* Without it the options are not known, nor that the table begins with this row. */
START_TEST(the_head_of_the_zones_lost)
{
    static const char text[] = "maps 272 96K 96K 361 361 356 16K 60  C\n" WIRED("96K") MAPS;
    struct snapshot *snapshot = parse_text("zprint", slice_of(text));
    const struct report *report = snapshot_report(snapshot, "zprint");
    ck_assert_int_eq(report->status, REPORT_PARTIAL);
    ck_assert(report->cut_short);
    ck_assert(!snapshot->zprint.zones_whole);
    ck_assert_uint_eq(snapshot->zprint.n_wired, 3);
    snapshot_free(snapshot);
}
END_TEST

START_TEST(zero_bytes)
{
    static const char text[] = ZONES_PLAIN "vno\0de.names 56 728K 1092K 13312 19968 12001 16K 292\n"
                                           "vnode.names 56 72\0K 1092K 13312 19968 12001 16K 292\n";
    struct snapshot *snapshot = parse_text("zprint", (struct slice){text, sizeof(text) - 1});
    const struct slice name = SLICE("vno\0de.names");
    ck_assert_uint_eq(snapshot->zprint.n_zones, 3);
    ck_assert(slice_equal(snapshot->zprint.zones[2].name, name));
    const struct report *report = snapshot_report(snapshot, "zprint");
    ck_assert_uint_eq(report->not_understood, 1);
    ck_assert_int_eq(report->status, REPORT_PARTIAL);
    ck_assert(slice_starts(report->reason, "holds zero bytes, from line 6 on"));
    snapshot_free(snapshot);
}
END_TEST

START_TEST(a_line_of_100_kilobytes)
{
    enum { LINE = 100 * 1024 };
    static const char tail[] = "\nvnode.names 56 728K 1092K 13312 19968 12001 16K 292\n";
    char *text = malloc(sizeof(ZONES_PLAIN) + LINE + sizeof(tail));
    ck_assert_ptr_nonnull(text);
    size_t len = sizeof(ZONES_PLAIN) - 1;
    memcpy(text, ZONES_PLAIN, len);
    for (size_t i = 0; i < LINE; i++)
        text[len + i] = "1 2K "[i % 5];
    memcpy(text + len + LINE, tail, sizeof(tail) - 1);
    struct snapshot *snapshot =
        parse_text("zprint", (struct slice){text, len + LINE + sizeof(tail) - 1});
    const struct report *report = snapshot_report(snapshot, "zprint");

    ck_assert_uint_eq(snapshot->zprint.n_zones, 3);
    ck_assert_uint_eq(snapshot->zprint.zones[2].origin.line, 7);
    ck_assert_uint_eq(snapshot->zprint.zones[2].origin.offset, len + LINE + 1);
    ck_assert_uint_eq(report->not_understood, 1);
    ck_assert_uint_eq(report->warnings[0].line, 6);
    ck_assert_uint_lt(report->warnings[0].text.len, 200);
    snapshot_free(snapshot);
    free(text);
}
END_TEST

START_TEST(marks)
{
    static const char *const heads[] = {ZONES_PLAIN, "Some words\n" WIRED_HEAD,
                                        "zprint: mach_memory_info: (os/kern) no access\n",
                                        "kalloc.16  16  8K  9K  512  576  40  4K  256  C\n"};
    int kind = report_recognise(slice_of(heads[_i]));
    ck_assert_int_ge(kind, 0);
    ck_assert_str_eq(report_kinds[kind]->name, "zprint");
}
END_TEST

struct real_case {
    const char *file;
    bool hidden;
    size_t rows, row;
    const char *name;
    uint64_t element, kib, elements; /* of that row; 0 KiB: unknown */
};

static const struct real_case real_cases[] = {
    {"zprint-macos26.5.2-unprivileged-data.kalloc.1024.txt", true, 1, 0, "data.kalloc.1024", 1024,
     0, 3416},
    {"zprint-macos10.14-15-kalloc-rows-only.txt", false, 25, 6, "kalloc.128", 128, 12532, 99488},
    {"zprint-macos26.6.2-sudo-grepmax-20260825.txt", false, 1, 0, "data.kalloc.1024", 1024, 275280,
     274985},
    {"zprint-macos26.6.2-sudo-grepmax-20260903-boot7min.txt", false, 2, 0, "data.kalloc.1024", 1024,
     1328, 1094},
    {"zprint-macos26.6.2-sudo-grepmax-20260903-boot7min.txt", false, 2, 1, "APFS_4K_OBJS", 4096,
     257216, 64246},
};

START_TEST(real_captures)
{
    const struct real_case *c = &real_cases[_i];
    const char *path = real_capture(c->file);
    if (path == NULL)
        return;
    size_t len;
    char *bytes = read_file(path, &len);
    ck_assert_ptr_nonnull(bytes);
    struct snapshot *snapshot = parse_text("zprint", (struct slice){bytes, len});
    const struct report *report = snapshot_report(snapshot, "zprint");

    /* All of them are parts of what zprint prints. */
    ck_assert(report->status == REPORT_PARTIAL && report->cut_short);
    ck_assert_uint_eq(report->not_understood, 0);
    ck_assert_int_eq(snapshot->zprint.sizes_hidden, c->hidden);
    ck_assert_uint_eq(snapshot->zprint.n_zones, c->rows);
    const struct zone *zone = &snapshot->zprint.zones[c->row];
    ck_assert(slice_is(zone->name, c->name));
    ck_assert_uint_eq(zone->element_bytes, c->element);
    ck_assert_int_eq(zone->size_bytes.known, c->kib > 0);
    ck_assert_uint_eq(zone->size_bytes.value, c->kib * 1024);
    ck_assert_uint_eq(zone->elements, c->elements);
    snapshot_free(snapshot);
    free(bytes);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof(*(array))))

int main(void)
{
    Suite *suite = suite_create("zprint");
    TCase *tests = tcase_create("zprint");
    tcase_set_timeout(tests, 300);
    tcase_add_loop_test(tests, texts, 0, COUNT(cases));
    tcase_add_loop_test(tests, other_line_ends, 0, COUNT(cases));
    tcase_add_loop_test(tests, every_prefix, 0, COUNT(cases));
    tcase_add_loop_test(tests, bad_lines_are_counted, 0, COUNT(bad_lines));
    tcase_add_test(tests, a_row_behind_a_lost_line_feed);
    tcase_add_test(tests, the_head_of_the_zones_lost);
    tcase_add_test(tests, zero_bytes);
    tcase_add_test(tests, a_line_of_100_kilobytes);
    tcase_add_loop_test(tests, marks, 0, 4);
    tcase_add_loop_test(tests, real_captures, 0, COUNT(real_cases));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
