/* check_zprint_wired: rows of zprint's wired memory, maps and zone views sections. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "parse_text.h"
#include "run_suite.h"

/* clang-format off */
#define RULE                                                                                       \
    "----------------------------------------------------------------------------------------"     \
    "---------------------\n"
#define ZONES                                                                                      \
    "                            elem         cur         max        cur         max         cur"  \
    "  alloc  alloc    \n"                                                                         \
    "zone name                   size        size        size      #elts       #elts       inuse"  \
    "   size  count    \n" RULE                                                                    \
    "data.kalloc.1024            1024       2048K       2112K       2048        2112        2001"  \
    "    16K     16   C\n"                                                                         \
    "VM.map.entries                80        728K       1092K       9318       13977        9001"  \
    "    16K    204   C\n"
#define WIRED_FIRST                                                                                \
    RULE "                                                               kmod          vm     "    \
    "                  cur\n"                                                                      \
    "wired memory                                                     id         tag         "     \
    "             size\n" RULE
#define WIRED                                                                                      \
    RULE "                                                               kmod          vm     "    \
    "   peak               cur\n"                                                                  \
    "wired memory                                                     id         tag        s"     \
    "ize  waste       size\n" RULE
#define MAPS_FIRST                                                                                 \
    RULE "                                                                                    "    \
    "largest\n"                                                                                    \
    "maps                                                                       free        f"     \
    "ree          size\n" RULE
#define MAPS                                                                                       \
    RULE "                                                                        largest     "    \
    "   peak               cur\n"                                                                  \
    "maps                                                           free        free        s"     \
    "ize              size\n" RULE
#define VIEWS                                                                                      \
    RULE "                                                                                    "    \
    "                      cur\n"                                                                  \
    "zone views                                                                              "     \
    "                inuse\n" RULE
/* clang-format on */

enum { TEXT_ROOM = 8192, NAME_ROOM = 128, NO_ID = -1 };

struct text {
    char bytes[TEXT_ROOM];
    size_t len;
};

/* As zprint itself prints them: its formats, so that every cell stands in its columns. */
#define add(text, ...)                                                                             \
    ((text)->len +=                                                                                \
     (size_t)snprintf((text)->bytes + (text)->len, TEXT_ROOM - (text)->len, __VA_ARGS__))

static void add_label(struct text *text, const char *name, int kmod_id)
{
    char label[NAME_ROOM];
    if (kmod_id == NO_ID)
        snprintf(label, sizeof(label), "%s", name);
    else
        snprintf(label, sizeof(label), "%-64s%3d", name, kmod_id);
    add(text, "%-67s", label);
}

static struct snapshot *parse(const struct text *text)
{
    return parse_text("zprint", (struct slice){text->bytes, text->len});
}

struct row_case {
    const char *what;
    const char *name;
    int kmod_id;
    const char *tag, *peak, *waste, *size; /* as printed, with the K */
    enum wired_kind kind;
    uint64_t bytes;
};

/* clang-format off */
static const struct row_case rows[] = {
    {"a tag", "VM_KERN_MEMORY_BSD", NO_ID, "2", "", "", "29844K", WIRED_TAG, 30560256},
    {"a tag, peak and waste filled",
     "VM_KERN_MEMORY_IOKIT", NO_ID, "21", "190000K", "77K", "189252K", WIRED_TAG, 193794048},
    {"a tag, peak filled",
     "VM_KERN_MEMORY_IPC", NO_ID, "20", "4120K", "", "1412K", WIRED_TAG, 1445888},
    {"a tag, waste filled",
     "VM_KERN_MEMORY_FILE", NO_ID, "13", "", "3K", "260K", WIRED_TAG, 266240},
    {"a tag under 1 KiB now", "VM_KERN_MEMORY_CPU", NO_ID, "9", "16K", "", "0K", WIRED_TAG, 0},
    {"a counter",
     "VM_KERN_COUNT_RESERVED", NO_ID, "257", "", "", "190872K", WIRED_COUNTER, 195452928},
    {"a counter of a debug kernel",
     "VM_KERN_COUNT_STOLEN", NO_ID, "1540", "", "", "45056K", WIRED_COUNTER, 46137344},
    {"a kext", "com.example.driver.Ledger", 42, "68", "", "", "1024K", WIRED_KEXT, 1048576},
    {"a kext whose name ends in digits",
     "com.example.driver.Port80", 7, "69", "8K", "1K", "4K", WIRED_KEXT, 4096},
    {"a kext gone since", "(unloaded kmod)", 176, "71", "", "", "2480K", WIRED_KEXT, 2539520},
    {"a kext that is not known", "(unknown kmod)", 399, "49", "", "", "28K", WIRED_KEXT, 28672},
    {"a kext gone since, id lost", "(unloaded kmod)", NO_ID, "71", "", "", "8K", WIRED_KEXT, 8192},
    {"a symbol", "demo_buffer_alloc", NO_ID, "82", "", "", "24K", WIRED_SITE, 24576},
    {"a symbol with blanks",
     "DemoQueue::arrange(unsigned char, bool)", NO_ID, "83", "", "", "152K", WIRED_SITE, 155648},
    {"a symbol that pushes the row",
     "DemoMemoryRange::initWithLimits(vm_map *, unsigned int, unsigned long long)", NO_ID, "62",
     "", "", "560K", WIRED_SITE, 573440},
    {"a symbol without a name",
     "site 0xffffff80214c7a10", NO_ID, "84", "", "", "96K", WIRED_SITE, 98304},
    {"no array of a zone",
     "DemoList::operator[](unsigned int)", NO_ID, "85", "", "", "12K", WIRED_SITE, 12288},
    {"nor this", "demo::operator new[]", NO_ID, "86", "", "", "12K", WIRED_SITE, 12288},
    {"nor this", "DemoMap::operator[]", NO_ID, "86", "", "", "12K", WIRED_SITE, 12288},
    {"nor this bracket alone", "[all]", NO_ID, "86", "", "", "12K", WIRED_SITE, 12288},
    {"a share of a zone",
     "data.kalloc.1024[demo.pathbuf]", NO_ID, "12", "", "7K", "448K", WIRED_ZONE_SHARE, 458752},
    {"a share of a size",
     "VM_KERN_MEMORY_KALLOC[size.256]", NO_ID, "11", "", "", "704K", WIRED_ZONE_SHARE, 720896},
    {"a share of a zone with blanks",
     "DemoQueue::grow()[VM map entries]", NO_ID, "13", "", "", "12K", WIRED_ZONE_SHARE, 12288},
    {"brackets round what is no zone",
     "lock_group[demo.pathbuf]", NO_ID, "88", "", "", "12K", WIRED_SITE, 12288},
    {"a named allocation", "Mapper gfx0 pool", NO_ID, "58", "", "", "2320K", WIRED_SITE, 2375680},
    {"a named allocation, a number last",
     "Submission queue 12", NO_ID, "76", "", "", "592K", WIRED_SITE, 606208},
    {"a named allocation, a size last",
     "Ring of 512K", NO_ID, "77", "", "", "592K", WIRED_SITE, 606208},
    {"a named allocation, digits last",
     "dart-apcie0.mapper128", NO_ID, "78", "", "", "64K", WIRED_SITE, 65536},
    {"67 characters, a number in the id's columns",
     "Transfer descriptors of the second of all the controllers, ring 112", NO_ID, "79",
     "", "", "32K", WIRED_SITE, 32768},
    {"79 characters",
     "com.example.dext.a-server-with-a-name-that-is-as-long-as-any-kernel-would-print", NO_ID, "80",
     "", "", "16K", WIRED_SITE, 16384},
    {"79 characters with blanks, digits last",
     "Completion ring of a network interface that nobody would call short, number 123", NO_ID, "81",
     "", "", "16K", WIRED_SITE, 16384},
    {"no name", "", NO_ID, "87", "", "", "36K", WIRED_SITE, 36864},
    {"the largest figure believed",
     "VM_KERN_MEMORY_NONE", NO_ID, "0", "", "", "8796093022208K", WIRED_TAG, UINT64_C(1) << 53},
};
/* clang-format on */

static void add_row(struct text *text, const struct row_case *c)
{
    add_label(text, c->name, c->kmod_id);
    add(text, "%12s %11s %6s %10s\n", c->tag, c->peak, c->waste, c->size);
}

static void add_row_first(struct text *text, const struct row_case *c)
{
    add_label(text, c->name, c->kmod_id);
    add(text, "%12s %25s\n", c->tag, c->size);
}

static void check_row(const struct row_case *c, const struct wired_row *row, uint64_t line)
{
    ck_assert_msg(row->kind == c->kind, "%s: kind %d", c->what, (int)row->kind);
    ck_assert_msg(slice_is(row->name, c->name), "%s: name", c->what);
    ck_assert_msg(row->kmod_id.known == (c->kmod_id != NO_ID), "%s: id", c->what);
    if (row->kmod_id.known)
        ck_assert_msg(row->kmod_id.value == (uint64_t)c->kmod_id, "%s: id", c->what);
    ck_assert_msg(row->glued.len == 0, "%s: glued", c->what);
    ck_assert_msg(row->vm_tag == strtoull(c->tag, NULL, 10), "%s: tag", c->what);
    ck_assert_msg(row->size_bytes == c->bytes, "%s: %llu bytes", c->what,
                  (unsigned long long)row->size_bytes);
    ck_assert_msg(row->origin.line == line, "%s: line", c->what);
}

static void check_in_layout(const struct row_case *c, bool first)
{
    struct text text = {.len = 0};
    add(&text, "%s%s", ZONES, first ? WIRED_FIRST : WIRED);
    if (first)
        add_row_first(&text, c);
    else
        add_row(&text, c);
    add(&text, "%s", first ? MAPS_FIRST : MAPS);
    struct snapshot *snapshot = parse(&text);
    const struct zprint *zprint = &snapshot->zprint;

    ck_assert(zprint->has_wired && zprint->has_maps);
    ck_assert_int_eq(zprint->wired_layout_first, first);
    ck_assert_int_eq(zprint->layout, first ? ZPRINT_WIDE : ZPRINT_NEW);
    ck_assert_uint_eq(snapshot_report(snapshot, "zprint")->not_understood, 0);
    ck_assert_msg(zprint->n_wired == 1, "%s: %d rows", c->what, (int)zprint->n_wired);
    check_row(c, &zprint->wired[0], 10);
    snapshot_free(snapshot);
}

START_TEST(wired_rows)
{
    check_in_layout(&rows[_i], false);
    check_in_layout(&rows[_i], true);
}
END_TEST

/* Every length round the end of the name's columns, with ids of one to four digits. */
static const size_t lengths[] = {20, 62, 63, 64, 65, 80};
static const int ids[] = {1, 42, 100, 204, 999, 1204};
enum { N_LENGTHS = sizeof(lengths) / sizeof(*lengths), N_IDS = sizeof(ids) / sizeof(*ids) };

static struct snapshot *parse_kext(const char *name, int id)
{
    struct text text = {.len = 0};
    add(&text, WIRED);
    add_label(&text, name, id);
    add(&text, "%12d %11s %6s %9dK\n", 71, "", "", 160);
    return parse(&text);
}

/* A glued id of four digits may be cut wrong, but nothing of name and id may get lost. */
START_TEST(kmod_ids)
{
    size_t len = lengths[_i / N_IDS];
    int id = ids[_i % N_IDS];
    char name[NAME_ROOM] = "com.example.kext.";
    memset(name + strlen(name), 'x', len - strlen(name));
    struct snapshot *snapshot = parse_kext(name, id);
    ck_assert_uint_eq(snapshot->zprint.n_wired, 1);
    const struct wired_row *row = &snapshot->zprint.wired[0];
    bool glued = len >= 64 && id >= 100;

    ck_assert_int_eq(row->kind, WIRED_KEXT);
    ck_assert_uint_eq(row->vm_tag, 71);
    ck_assert_uint_eq(row->size_bytes, 160 * 1024);
    ck_assert_msg((row->glued.len > 0) == glued, "%s %d: glued", name, id);
    ck_assert(row->kmod_id.known);
    ck_assert_uint_eq(row->kmod_id.value, (uint64_t)(glued ? id % 1000 : id));
    ck_assert_uint_eq(row->name.len, glued && id > 999 ? len + 1 : len);
    ck_assert(memcmp(row->name.ptr, name, len) == 0);
    if (glued)
        ck_assert_int_eq(atoi(row->glued.ptr + len), id);
    snapshot_free(snapshot);
}
END_TEST

struct bad_row {
    const char *what, *tag, *size;
};

/* Left out, counted as not understood, and warned of. */
static const struct bad_row bad_rows[] = {
    {"a negative figure printed unsigned", "12", "18014398509481904K"},
    {"a figure a little too large", "12", "8796093022209K"},
    {"a figure out of range", "12", "18446744073709551616K"},
    {"a tag out of range", "18446744073709551616", "12K"},
    {"no tag", "", "12K"},
    {"no size", "12", ""},
    {"no unit", "12", "12"},
    {"a minus", "12", "-12K"},
    {"a carriage return in the size", "12", "43\r2K"},
};

/* Without the tag, a kmod id or the end of a name must not be taken for it. */
static const struct row_case rows_without_tag[] = {
    {"a kext", "com.example.driver.Ledger", 42, "", "", "", "1024K", 0, 0},
    {"a kext gone since", "(unloaded kmod)", 176, "", "8K", "", "2480K", 0, 0},
    {"an id glued to its name", "com.example.endpoint-security.filter.extension.of.64.letters.aab",
     204, "", "", "", "8K", 0, 0},
    {"a named allocation, a number last", "Submission queue 12", NO_ID, "", "", "", "592K", 0, 0},
};

START_TEST(bad_wired_rows)
{
    const struct bad_row *c = &bad_rows[_i];
    struct row_case row = {"", "VM_KERN_MEMORY_OSFMK", NO_ID, c->tag, "", "", c->size, 0, 0};
    struct text text = {.len = 0};
    add(&text, WIRED);
    add_row(&text, &row);
    add_row(&text, &rows[0]);
    add(&text, MAPS);
    struct snapshot *snapshot = parse(&text);
    const struct report *report = snapshot_report(snapshot, "zprint");

    ck_assert_msg(snapshot->zprint.n_wired == 1, "%s: %d rows", c->what,
                  (int)snapshot->zprint.n_wired);
    check_row(&rows[0], &snapshot->zprint.wired[0], 6);
    ck_assert_msg(report->not_understood == 1, "%s: %d not understood", c->what,
                  (int)report->not_understood);
    ck_assert_msg(report->n_warnings == 1, "%s: %d warnings", c->what, (int)report->n_warnings);
    ck_assert_uint_eq(report->warnings[0].line, 5);
    snapshot_free(snapshot);
}
END_TEST

START_TEST(lost_tags)
{
    const struct row_case *c = &rows_without_tag[_i / 2];
    bool first = _i % 2 == 1;
    struct text text = {.len = 0};
    add(&text, "%s", first ? WIRED_FIRST : WIRED);
    if (first)
        add_row_first(&text, c);
    else
        add_row(&text, c);
    add(&text, "%s", first ? MAPS_FIRST : MAPS);
    struct snapshot *snapshot = parse(&text);

    ck_assert_msg(snapshot->zprint.n_wired == 0, "%s: a row", c->what);
    ck_assert_uint_eq(snapshot_report(snapshot, "zprint")->not_understood, 1);
    snapshot_free(snapshot);
}
END_TEST

#define TOTALS                                                                                     \
    "zones                                                                           "             \
    "                  123456K\n"                                                                  \
    "zone tags                      16384 of 262144\n"                                             \
    "total                                                                           "             \
    "        1234.56M of  1300.00M\n"

/* 10.11 and 10.12 print the size of the BSD tag where the total should stand. */
START_TEST(totals)
{
    bool first = _i == 1;
    struct text text = {.len = 0};
    add(&text, "%s", first ? WIRED_FIRST : WIRED);
    if (first)
        add_row_first(&text, &rows[0]);
    else
        add_row(&text, &rows[0]);
    add(&text, TOTALS "%s", first ? MAPS_FIRST : MAPS);
    struct snapshot *snapshot = parse(&text);
    const struct zprint *zprint = &snapshot->zprint;

    ck_assert(zprint->zones_line_bytes.known && zprint->total_rows_bytes.known);
    ck_assert_uint_eq(zprint->zones_line_bytes.value, UINT64_C(123456) * 1024);
    ck_assert_uint_eq(zprint->total_rows_bytes.value, 1294529986);
    ck_assert_uint_eq(zprint->total_origin.line, 8);
    ck_assert_int_eq(zprint->total_wired_bytes.known, !first);
    ck_assert_uint_eq(zprint->total_wired_bytes.value, first ? 0 : 1363148800);
    ck_assert_uint_eq(zprint->n_wired, 1);
    ck_assert_uint_eq(snapshot_report(snapshot, "zprint")->n_warnings, 0);
    snapshot_free(snapshot);
}
END_TEST

struct map_case {
    const char *name, *free, *largest, *peak, *size;
    uint64_t bytes;
};

static const struct map_case map_cases[] = {
    {"VM_KERN_COUNT_WIRED", "", "", "", "1897864K", 1943412736},
    {"VM_KERN_COUNT_MAP_KERNEL", "314572800K", "304087040K", "", "536870912K", 549755813888},
    {"VM_KERN_COUNT_MAP_ZONE", "734000K", "629144K", "800000K", "2621440K", 2684354560},
    {"VM_KERN_COUNT_MAP_KALLOC", "", "", "7K", "136312K", 139583488},
    {"VM_KERN_MEMORY_BSD", "0K", "0K", "0K", "0K", 0},
    {"DemoQueue::arrange(unsigned char, bool)", "", "", "", "64K", 65536},
    {"Ring of 512", "", "", "", "512K", 524288},
};

START_TEST(map_rows)
{
    const struct map_case *c = &map_cases[_i];
    struct text text = {.len = 0};
    struct origin origin;
    add(&text, WIRED);
    add_row(&text, &rows[0]);
    add(&text, MAPS "%-55s %11s %11s %11s %17s\n", c->name, c->free, c->largest, c->peak, c->size);
    add(&text, MAPS_FIRST "%-67s %11s %11s %13s\n", c->name, c->free, c->largest, c->size);
    struct snapshot *snapshot = parse(&text);

    ck_assert_uint_eq(snapshot->zprint.n_maps, 2);
    for (size_t i = 0; i < 2; i++) {
        ck_assert(slice_is(snapshot->zprint.maps[i].name, c->name));
        ck_assert_uint_eq(snapshot->zprint.maps[i].size_bytes, c->bytes);
        ck_assert_uint_eq(snapshot->zprint.maps[i].origin.line, 10 + 5 * i);
    }
    struct amount counter = snapshot_counter(snapshot, c->name, &origin);
    ck_assert(counter.known);
    ck_assert_uint_eq(counter.value, c->bytes);
    ck_assert_uint_eq(origin.line, 10);
    snapshot_free(snapshot);
}
END_TEST

struct view_case {
    const char *name, *used;
    bool known;
    uint64_t bytes;
};

static const struct view_case view_cases[] = {
    {"VM map entries[raw]", "11218K", true, 11487232},
    {"data.kalloc.1024[demo.pathbuf]", "16986179K", true, 17393847296},
    {"kalloc.type0.256[site.struct demo_state]", "0K", true, 0},
    {"data.kalloc.64[mbuf_external]", "18014398509481904K", false, 0},
    {"a zone whose name is longer than its columns are wide, by far[raw]", "12K", true, 12288},
};

START_TEST(view_rows)
{
    const struct view_case *c = &view_cases[_i];
    struct text text = {.len = 0};
    add(&text, WIRED);
    add_row(&text, &rows[0]);
    add(&text, MAPS VIEWS "%-55s%36s %17s\n", c->name, "", c->used);
    struct snapshot *snapshot = parse(&text);
    const struct zprint *zprint = &snapshot->zprint;

    ck_assert(zprint->has_views);
    ck_assert_uint_eq(zprint->n_views, 1);
    ck_assert(slice_is(zprint->views[0].name, c->name));
    ck_assert_int_eq(zprint->views[0].used_bytes.known, c->known);
    ck_assert_uint_eq(zprint->views[0].used_bytes.value, c->bytes);
    ck_assert_uint_eq(zprint->views[0].origin.line, 14);
    ck_assert_uint_eq(snapshot_report(snapshot, "zprint")->n_warnings, c->known ? 0 : 1);
    snapshot_free(snapshot);
}
END_TEST

#define COUNT(array) ((int)(sizeof(array) / sizeof(*(array))))

int main(void)
{
    Suite *suite = suite_create("zprint_wired");
    TCase *tests = tcase_create("zprint_wired");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, wired_rows, 0, COUNT(rows));
    tcase_add_loop_test(tests, kmod_ids, 0, N_LENGTHS * N_IDS);
    tcase_add_loop_test(tests, bad_wired_rows, 0, COUNT(bad_rows));
    tcase_add_loop_test(tests, lost_tags, 0, 2 * COUNT(rows_without_tag));
    tcase_add_loop_test(tests, totals, 0, 2);
    tcase_add_loop_test(tests, map_rows, 0, COUNT(map_cases));
    tcase_add_loop_test(tests, view_rows, 0, COUNT(view_cases));
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
