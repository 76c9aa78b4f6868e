/*
 * check_verdict: what each component's growth is taken for, in small made-up captures at the
 * borders of the thresholds, in the stories of fixtures/ and in the printed pairs.
 */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "bundle.h"
#include "catalogue_read.h"
#include "pair.h"
#include "parse_text.h"
#include "printed_pair.h"
#include "run_suite.h"
#include "temporary.h"
#include "text.h"

#define LEN(array) (int)(sizeof(array) / sizeof(*(array)))

enum { PATH_ROOM = 4096, KIB_PER_MIB = 1024, ELEMENT = 64 };
enum { ELEMENTS_PER_MIB = (1 << 20) / ELEMENT };

/* clang-format off */
#define ENTRY(kind, name, nature, follows, bound)                                                  \
    "{\"kind\":\"" kind "\",\"name\":\"" name "\",\"what\":\"Something.\",\"nature\":\"" nature    \
    "\",\"follows\":" follows ",\"bound\":" bound ",\"source\":\"s\",\"confidence\":\"low\"}"
static const char catalogue_json[] = "{\"schema\":\"sysdelta.catalogue/1\",\"entries\":["
    ENTRY("zone", "cache", "cache", "\"vnodes\"", "null") ","
    ENTRY("zone", "bounded", "cache", "null", "\"kern.maxvnodes\"") ","
    ENTRY("zone", "vnodes", "cache", "\"vnodes\"", "\"kern.maxvnodes\"") ","
    ENTRY("zone", "ports", "per-port", "\"ports\"", "null") ","
    ENTRY("zone", "regions", "per-region", "\"regions\"", "null") ","
    ENTRY("zone", "procs", "per-process", "\"processes\"", "null") ","
    ENTRY("tag", "VM_KERN_MEMORY_STACK", "per-thread", "\"threads\"", "null") ","
    ENTRY("tag", "VM_KERN_MEMORY_LTABLE", "boot", "null", "null") ","
    ENTRY("tag", "VM_KERN_MEMORY_PTE", "page-tables", "\"resident\"", "null") ","
    ENTRY("tag", "VM_KERN_MEMORY_IOKIT", "graphics", "null", "null") ","
    ENTRY("tag", "VM_KERN_MEMORY_FILE", "driver", "\"resident\"", "null") "]}";

#define BOOT "kern.boottime: { sec = 1556728394, usec = 0 } Wed May  1 18:33:14 2019\n"
#define OTHER_BOOT "kern.boottime: { sec = 1559406794, usec = 0 } Sat Jun  1 18:33:14 2019\n"
#define AT_BASE "sysdiagnose_2019.05.01_18-38-14" /* 300 s after boot */
#define AT_QUARTER "sysdiagnose_2019.05.01_18-48-14" /* 900 s */
#define AT_LATE_BASE "sysdiagnose_2019.05.01_18-48-15"
#define AT_LATER "sysdiagnose_2019.05.01_20-38-14"
#define AT_OTHER_BOOT "sysdiagnose_2019.06.01_20-38-14"
#define TOP_HEAD "PID    COMMAND          %CPU TIME     #TH  #PORTS #MREGS MEM\n"
/* clang-format on */

/* Sizes in MiB. A zone's elements have 64 bytes. */
struct row {
    const char *name; /* NULL: no such row; VM_KERN_...: in the wired section */
    unsigned size, live;
};

struct side {
    struct row rows[2];
    unsigned rest;                    /* of the total, in no row */
    unsigned free_plus;               /* 1 more than what of the first zone is whole free pages */
    unsigned processes;               /* 0: no top */
    unsigned ports, threads, regions; /* of all processes together */
    unsigned maxvnodes;
    unsigned memory_gib, resident; /* of the Mac, of all processes together; 0: not known */
    const char *taken;             /* the capture's name; NULL: as usual */
    bool uncounted;                /* the last process has no figure for its ports */
};

static void add_zprint(struct text *out, const struct side *side)
{
    unsigned total = side->rest;
    text_printf(out, "%s", side->free_plus > 0 ? TEXT_ZONES_WASTE : TEXT_ZONES);
    for (int i = 0; i < 2; i++) {
        const struct row *row = &side->rows[i];
        if (row->name == NULL || strncmp(row->name, "VM_", 3) == 0)
            continue;
        text_printf(out, "%s  %d  %uK  -------  %u  -------  %u  4K  64", row->name, ELEMENT,
                    row->size * KIB_PER_MIB, row->size * ELEMENTS_PER_MIB,
                    row->live * ELEMENTS_PER_MIB);
        if (side->free_plus > 0)
            text_printf(out, "  0B  %uK", (side->free_plus - 1) * KIB_PER_MIB);
        text_add(out, SLICE("\n"));
        total += row->size;
    }
    text_printf(out, "%s", TEXT_WIRED "VM_KERN_MEMORY_OSFMK  1  8K\n");
    for (int i = 0; i < 2; i++) {
        const struct row *row = &side->rows[i];
        if (row->name == NULL || strncmp(row->name, "VM_", 3) != 0)
            continue;
        text_printf(out, "%s  %uK\n", row->name, row->size * KIB_PER_MIB);
        total += row->size;
    }
    text_printf(out, TEXT_MAPS "VM_KERN_COUNT_WIRED  %uK\n", total * KIB_PER_MIB + 8);
}

/* The first process has all that the others do not. */
static void add_top(struct text *out, const struct side *side)
{
    text_printf(out, "MemRegions: %u total, 15M resident, 28M private, 37M shared.\n\n%s",
                side->regions, TOP_HEAD);
    for (unsigned i = 0; i < side->processes; i++) {
        text_printf(out, "%u  process%u  0.0  00:01.00  %u  ", 100 + i, i,
                    i == 0 ? side->threads : 0);
        if (side->uncounted && i + 1 == side->processes) {
            text_add(out, SLICE("N/A"));
        } else {
            text_printf(out, "%u", i == 0 ? side->ports : 0);
        }
        text_add(out, SLICE("  1  1M\n"));
    }
}

/* The same processes. */
static void add_ps(struct text *out, const struct side *side)
{
    text_printf(out, "USER  PID  RSS  TIME COMMAND\n");
    for (unsigned i = 0; i < side->processes; i++)
        text_printf(out, "root  %u  %u  0:01.00 /bin/process%u\n", 100 + i,
                    i == 0 ? side->resident * KIB_PER_MIB : 0, i);
}

static char *finish(struct arena *arena, struct text *text)
{
    char *string = arena_string(arena, text_slice(text));
    text_free(text);
    return string;
}

static struct snapshot *capture_of(const struct side *side, const char *name, const char *boot,
                                   struct arena *arena)
{
    struct text zprint = {0};
    struct text top = {0};
    struct text ps = {0};
    struct text sysctl = {0};
    add_zprint(&zprint, side);
    add_top(&top, side);
    add_ps(&ps, side);
    text_printf(&sysctl, "%s", boot);
    if (side->maxvnodes > 0)
        text_printf(&sysctl, "kern.maxvnodes: %u\n", side->maxvnodes);
    if (side->memory_gib > 0)
        text_printf(&sysctl, "hw.memsize: %llu\n", (unsigned long long)side->memory_gib << 30);
    const char *top_text = finish(arena, &top);
    const char *ps_text = finish(arena, &ps);
    const struct report_text texts[] = {{"zprint", finish(arena, &zprint)},
                                        {"sysctl", finish(arena, &sysctl)},
                                        {side->processes > 0 ? "top" : NULL, top_text},
                                        {side->resident > 0 ? "ps" : NULL, ps_text},
                                        {NULL, NULL}};
    return parse_texts(side->taken != NULL ? side->taken : name, texts);
}

static void check_verdicts(const struct findings *findings)
{
    for (size_t i = 0; i < findings->joined.n_components; i++) {
        const struct component *c = &findings->joined.components[i];
        ck_assert_msg(c->why.len > 0, "%.*s: why", SLICE_ARGS(c->name));
        ck_assert_ptr_nonnull(verdict_name(c->verdict));
        bool listed = false;
        for (size_t k = 0; k < findings->n_suspects; k++)
            listed = listed || findings->suspects[k] == c;
        ck_assert_msg(listed == (c->verdict == VERDICT_LEAK_SUSPECT), "%.*s: listed",
                      SLICE_ARGS(c->name));
    }
    for (size_t i = 1; i < findings->n_suspects; i++)
        ck_assert_uint_lt(findings->suspects[i - 1]->rank, findings->suspects[i]->rank);
}

static void find_in(struct pair *pair, const struct catalogue *catalogue)
{
    struct error error = ERROR_NONE;
    bool ok = findings_of(pair->base, pair->later, catalogue, pair->arena, &pair->findings, &error);
    ck_assert_msg(ok, "%s", error.reason);
    check_verdicts(&pair->findings);
}

static struct pair judge_sides(const struct side *base, const struct side *later, bool same_boot)
{
    struct error error = ERROR_NONE;
    struct catalogue catalogue = {.n_entries = 0};
    struct pair pair = {.arena = arena_new()};
    bool ok = catalogue_read(&catalogue, slice_of(catalogue_json), pair.arena, &error);
    ck_assert_msg(ok, "%s", error.reason);
    pair.base = capture_of(base, AT_BASE, BOOT, pair.arena);
    pair.later = capture_of(later, same_boot ? AT_LATER : AT_OTHER_BOOT,
                            same_boot ? BOOT : OTHER_BOOT, pair.arena);
    find_in(&pair, &catalogue);
    return pair;
}

struct verdict_case {
    const char *what;
    const char *kind, *name;
    struct side base, later;
    const char *verdict;
    const char *why; /* a part of it */
};

/* clang-format off */
#define ROW(name, size) {{(name), (size), (size)}}
#define LIVE(name, size, live) {{(name), (size), (live)}}
#define STACK "VM_KERN_MEMORY_STACK  12"
#define LTABLE "VM_KERN_MEMORY_LTABLE  14"
#define RESERVED "VM_KERN_COUNT_RESERVED  258"
#define PTE "VM_KERN_MEMORY_PTE  15"
#define IOKIT "VM_KERN_MEMORY_IOKIT  3"
#define FILES "VM_KERN_MEMORY_FILE  16"
#define REST .rest = 100
#define MEMORY(gib) .memory_gib = (gib)
#define LATE .taken = AT_LATE_BASE

static const struct verdict_case verdict_cases[] = {
    {"small growth", "zone", "x", {ROW("x", 10), REST}, {ROW("x", 13), REST}, "steady",
     "less than 4.00 MB"},
    {"just noticed", "zone", "x", {ROW("x", 10), REST}, {ROW("x", 14), REST}, "load",
     "less than half"},
    {"a little smaller", "zone", "x", {ROW("x", 20), REST}, {ROW("x", 17), REST}, "steady", ""},
    {"smaller", "zone", "x", {ROW("x", 20), REST}, {ROW("x", 16), REST}, "shrank", "smaller"},
    {"gone", "zone", "x", {{{"x", 20, 20}, {"y", 1, 1}}, REST}, {ROW("y", 1), REST}, "shrank",
     "smaller"},
    {"set at boot", "tag", "VM_KERN_MEMORY_LTABLE", {ROW(LTABLE, 10), REST},
     {ROW(LTABLE, 41), REST}, "fixed", "at boot; that it changed"},
    {"what is set at boot cannot grow so much", "tag", "VM_KERN_MEMORY_LTABLE",
     {ROW(LTABLE, 10), REST}, {ROW(LTABLE, 42), REST}, "leak-suspect", "no count"},
    {"reserved", "reserved", "VM_KERN_COUNT_RESERVED", {ROW(RESERVED, 10), REST},
     {ROW(RESERVED, 100), REST}, "fixed", "at boot"},
    {"reserved, and no larger", "reserved", "VM_KERN_COUNT_RESERVED",
     {ROW(RESERVED, 512), REST, MEMORY(16)}, {ROW(RESERVED, 512), REST, MEMORY(16)}, "fixed",
     "it is set at boot by the size of the RAM: 3.1% of 16.0 GB"},
    {"reserved, and larger", "reserved", "VM_KERN_COUNT_RESERVED",
     {ROW(RESERVED, 512), REST, MEMORY(16)}, {ROW(RESERVED, 1024), REST, MEMORY(16)}, "fixed",
     "by the size of the RAM: 6.3% of 16.0 GB; that it changed means another boot"},
    {"reserved of a RAM that is not known", "reserved", "VM_KERN_COUNT_RESERVED",
     {ROW(RESERVED, 512), REST}, {ROW(RESERVED, 512), REST}, "fixed", "it is set at boot"},
    {"unattributed", "unattributed", "unattributed", {ROW("x", 10), .rest = 100},
     {ROW("x", 10), .rest = 132}, "unattributed", "memory that is wired without a tag"},
    {"unattributed without zones", "unattributed", "unattributed", {ROW(STACK, 10), .rest = 100},
     {ROW(STACK, 10), .rest = 132}, "unattributed", "is missing on both sides"},
    {"small unattributed", "unattributed", "unattributed", {ROW("x", 10), .rest = 100},
     {ROW("x", 10), .rest = 131}, "steady", "rounding"},
    {"unattributed that hardly changed", "unattributed", "unattributed",
     {ROW("x", 10), .rest = 100}, {ROW("x", 10), .rest = 103}, "steady", "less than 4.00 MB"},
    {"unattributed that shrank", "unattributed", "unattributed", {ROW("x", 10), .rest = 100},
     {ROW("x", 10), .rest = 40}, "shrank", "smaller"},
    {"unattributed, small beside the total", "unattributed", "unattributed",
     {ROW("x", 10), .rest = 100}, {ROW("x", 1010), .rest = 140}, "steady", "beside the"},
    {"a cache without a bound", "zone", "cache", {ROW("cache", 10), REST},
     {ROW("cache", 500), REST}, "cache", "with what was used"},
    {"a cache within its bound", "zone", "bounded", {ROW("bounded", 10), REST},
     {ROW("bounded", 100), REST, .maxvnodes = 1200000}, "cache",
     "1,638,400 elements, of at most about 1,200,000 by kern.maxvnodes"},
    {"a cache beyond its bound", "zone", "bounded", {ROW("bounded", 10), REST},
     {ROW("bounded", 100), REST, .maxvnodes = 1000000}, "leak-suspect", "no count"},
    {"a bound that is not in the report", "zone", "bounded", {ROW("bounded", 10), REST},
     {ROW("bounded", 100), REST}, "cache", "with what was used"},
    {"grew with its count", "zone", "ports",
     {ROW("ports", 10), REST, .processes = 10, .ports = 100000},
     {ROW("ports", 100), REST, .processes = 100, .ports = 1600000}, "load",
     "ports went from 100,000 to 1,600,000, processes went from 10 to 100"},
    {"its count is out of hand", "zone", "ports",
     {ROW("ports", 10), REST, .processes = 10, .ports = 100000},
     {ROW("ports", 100), REST, .processes = 10, .ports = 1600000}, "leak-suspect",
     "out of hand itself"},
    {"its count does not explain it", "zone", "ports",
     {ROW("ports", 10), REST, .processes = 10, .ports = 100000},
     {ROW("ports", 100), REST, .processes = 10, .ports = 110000}, "leak-suspect",
     "outgrew what it follows"},
    {"a sum with a gap is no count", "zone", "ports",
     {ROW("ports", 10), REST, .processes = 10, .ports = 100000},
     {ROW("ports", 100), REST, .processes = 10, .ports = 1600000, .uncounted = true},
     "leak-suspect", "no count in the captures"},
    {"without its count, twice is usual", "zone", "ports", {ROW("ports", 100), REST},
     {ROW("ports", 200), REST}, "load", ""},
    {"and more is not", "zone", "ports", {ROW("ports", 100), REST, LATE}, {ROW("ports", 201), REST},
     "leak-suspect", "no count"},
    {"beside a base from just after boot it may be", "zone", "ports", {ROW("ports", 100), REST},
     {ROW("ports", 201), REST}, "load", "once a Mac is at work"},
    {"a quarter of an hour after it at most", "zone", "x", {ROW("x", 60), REST, .taken = AT_QUARTER},
     {ROW("x", 120), REST}, "load", "once a Mac is at work"},
    {"not later", "zone", "x", {ROW("x", 60), REST, LATE}, {ROW("x", 120), REST}, "leak-suspect",
     "no count"},
    {"up to four times", "zone", "x", {ROW("x", 60), REST}, {ROW("x", 240), REST}, "load",
     "once a Mac is at work"},
    {"more than four times", "zone", "x", {ROW("x", 60), REST}, {ROW("x", 241), REST},
     "leak-suspect", "no count"},
    {"up to 256 MB", "zone", "x", {ROW("x", 100), REST}, {ROW("x", 356), REST}, "load",
     "once a Mac is at work"},
    {"more than 256 MB", "zone", "x", {ROW("x", 100), REST}, {ROW("x", 357), REST},
     "leak-suspect", "no count"},
    {"a count counts more than that", "zone", "ports",
     {ROW("ports", 100), REST, .processes = 10, .ports = 100000},
     {ROW("ports", 201), REST, .processes = 10, .ports = 110000}, "leak-suspect", "outgrew"},
    {"regions", "zone", "regions", {ROW("regions", 10), REST, .processes = 10, .regions = 100000},
     {ROW("regions", 50), REST, .processes = 50, .regions = 700000}, "load", "regions went from"},
    {"a count does not explain itself", "zone", "vnodes", {ROW("vnodes", 10), REST},
     {ROW("vnodes", 100), REST, .maxvnodes = 1000000}, "leak-suspect", "no count"},
    {"files make regions too", "zone", "regions",
     {{{"regions", 10, 10}, {"vnodes", 10, 10}}, REST, .processes = 10, .regions = 100000},
     {{{"regions", 50, 50}, {"vnodes", 50, 50}}, REST, .processes = 10, .regions = 100000},
     "load", "regions went from"},
    {"a tag with its count", "tag", "VM_KERN_MEMORY_STACK",
     {ROW(STACK, 10), REST, .processes = 10, .threads = 100},
     {ROW(STACK, 100), REST, .processes = 90, .threads = 1000}, "load", "threads went from"},
    {"a tag beyond its count", "tag", "VM_KERN_MEMORY_STACK",
     {ROW(STACK, 10), REST, .processes = 10, .threads = 100},
     {ROW(STACK, 100), REST, .processes = 10, .threads = 120}, "leak-suspect", "outgrew"},
    {"page tables that any such Mac may have", "tag", "VM_KERN_MEMORY_PTE",
     {ROW(PTE, 100), REST, MEMORY(24)}, {ROW(PTE, 1228), REST, MEMORY(24)}, "load",
     "1.20 GB of page tables is usual for a Mac with 24.0 GB of RAM (up to 5%)"},
    {"more of them", "tag", "VM_KERN_MEMORY_PTE", {ROW(PTE, 100), REST, MEMORY(24)},
     {ROW(PTE, 1229), REST, MEMORY(24)}, "leak-suspect", "no count"},
    {"with less RAM", "tag", "VM_KERN_MEMORY_PTE", {ROW(PTE, 100), REST, MEMORY(23)},
     {ROW(PTE, 1228), REST, MEMORY(23)}, "leak-suspect", "no count"},
    {"of a RAM that is not known", "tag", "VM_KERN_MEMORY_PTE", {ROW(PTE, 100), REST},
     {ROW(PTE, 491), REST}, "leak-suspect", "no count"},
    {"pictures that programs may have", "tag", "VM_KERN_MEMORY_IOKIT",
     {ROW(IOKIT, 100), REST, MEMORY(24)}, {ROW(IOKIT, 1228), REST, MEMORY(24)}, "load",
     "for what programs have on the GPU is usual for a Mac with 24.0 GB of RAM (up to 5%)"},
    {"more than that of them", "tag", "VM_KERN_MEMORY_IOKIT", {ROW(IOKIT, 100), REST, MEMORY(24)},
     {ROW(IOKIT, 1229), REST, MEMORY(24)}, "unknown", "programs have on the GPU"},
    {"with the memory that processes use", "tag", "VM_KERN_MEMORY_FILE",
     {ROW(FILES, 10), REST, .processes = 10, .resident = 100},
     {ROW(FILES, 75), REST, .processes = 50, .resident = 500}, "load",
     "it grew with what it follows: memory that processes use went from 100 MB to 500 MB, "
     "processes went from 10 to 50"},
    {"beyond it", "tag", "VM_KERN_MEMORY_FILE",
     {ROW(FILES, 10), REST, .processes = 10, .resident = 100},
     {ROW(FILES, 76), REST, .processes = 50, .resident = 500}, "leak-suspect",
     "it outgrew what it follows: memory that processes use went from 100 MB to 500 MB"},
    {"memory twice as large as the processes account for", "tag", "VM_KERN_MEMORY_FILE",
     {ROW(FILES, 10), REST, .processes = 10, .resident = 100},
     {ROW(FILES, 60), REST, .processes = 20, .resident = 400}, "load", "from 100 MB to 400 MB"},
    {"processes", "zone", "procs", {ROW("procs", 1), REST, .processes = 10},
     {ROW("procs", 41), REST, .processes = 20}, "leak-suspect", "processes went from 10 to 20"},
    {"beside the number of processes", "zone", "x", {ROW("x", 100), REST, .processes = 10},
     {ROW("x", 300), REST, .processes = 20}, "load", "from 10 to 20"},
    {"more than that", "zone", "x", {ROW("x", 100), REST, .processes = 10, LATE},
     {ROW("x", 301), REST, .processes = 20}, "leak-suspect", "no count"},
    {"free pages", "zone", "x", {LIVE("x", 10, 10), REST, .free_plus = 1},
     {LIVE("x", 100, 32), REST, .free_plus = 61}, "reclaimable", "; 60.0 MB is whole free pages"},
    {"packed tighter", "zone", "x", {LIVE("x", 100, 60), REST}, {LIVE("x", 120, 100), REST}, "load",
     "; live growth is larger, as 20.0 MB of new elements took space that the zone had free"},
    {"packed tighter, and steady", "zone", "x", {LIVE("x", 100, 60), REST},
     {LIVE("x", 101, 63), REST}, "steady", "4.00 MB; live growth is larger, as 2.00 MB of"},
    {"free elements", "zone", "x", {LIVE("x", 10, 10), REST}, {LIVE("x", 100, 32), REST},
     "reclaimable", "not in the report"},
    {"mostly free, too much in use", "zone", "x", {LIVE("x", 10, 10), REST},
     {LIVE("x", 100, 33), REST}, "leak-suspect", "376,832 more elements are in use, 23.0 MB"},
    {"a suspect", "zone", "x", {ROW("x", 10), REST}, {ROW("x", 42), REST}, "leak-suspect",
     "no count in the captures explains it; 524,288 more elements are in use, 32.0 MB"},
    {"too small for one", "zone", "x", {ROW("x", 10), REST}, {ROW("x", 41), REST}, "unknown",
     "it is small"},
    {"a new zone", "zone", "x", {ROW("y", 1), REST}, {{{"x", 42, 42}, {"y", 1, 1}}, REST},
     "leak-suspect", "no count"},
    {"swapped", "zone", "x", {ROW("x", 10), REST, .taken = AT_LATER},
     {ROW("x", 1000), REST, .taken = AT_BASE}, "unknown", "was up for less time than the base"},
    {"swapped, and little", "zone", "x", {ROW("x", 10), REST, .taken = AT_LATER},
     {ROW("x", 41), REST, .taken = AT_BASE}, "unknown", "was up for less time than the base"},
    {"swapped, and smaller", "zone", "x", {ROW("x", 1000), REST, .taken = AT_LATER},
     {ROW("x", 10), REST, .taken = AT_BASE}, "shrank", "smaller"},
    {"a tag of a Mac at work", "tag", "VM_KERN_MEMORY_IPC",
     {ROW("VM_KERN_MEMORY_IPC  6", 10), REST}, {ROW("VM_KERN_MEMORY_IPC  6", 138), REST}, "load",
     "at work"},
    {"a suspected tag", "tag", "VM_KERN_MEMORY_IPC", {ROW("VM_KERN_MEMORY_IPC  6", 10), REST},
     {ROW("VM_KERN_MEMORY_IPC  6", 139), REST}, "leak-suspect", "it grew by 129 MB"},
    {"a large row, by more than the processes cost", "zone", "x", {ROW("x", 1000), REST, LATE},
     {ROW("x", 1257), REST}, "leak-suspect", "no count"},
    {"by no more than that", "zone", "x", {ROW("x", 1000), REST, LATE}, {ROW("x", 1256), REST},
     "load", "less than half"},
    {"a count that went down", "tag", "VM_KERN_MEMORY_STACK",
     {ROW(STACK, 400), REST, .processes = 10, .threads = 1101},
     {ROW(STACK, 500), REST, .processes = 10, .threads = 1000}, "leak-suspect",
     "what it follows went down: threads went from 1,101 to 1,000"},
    {"hardly", "tag", "VM_KERN_MEMORY_STACK",
     {ROW(STACK, 400), REST, .processes = 10, .threads = 1100},
     {ROW(STACK, 500), REST, .processes = 10, .threads = 1000}, "load", "it grew with"},
    {"a cache beyond its part of the RAM", "zone", "cache", {ROW("cache", 10), REST, MEMORY(1)},
     {ROW("cache", 123), REST, MEMORY(1)}, "leak-suspect", "more than 12% of the RAM"},
    {"a cache within it", "zone", "cache", {ROW("cache", 10), REST, MEMORY(1)},
     {ROW("cache", 122), REST, MEMORY(1)}, "cache", "with what was used"},
    {"much in use beside much more that is free", "zone", "x", {LIVE("x", 10, 10), REST},
     {LIVE("x", 2010, 266), REST}, "leak-suspect", "256 MB"},
    {"less", "zone", "x", {LIVE("x", 10, 10), REST}, {LIVE("x", 2010, 265), REST}, "reclaimable",
     ""},
    {"free elements, but no free pages", "zone", "x", {LIVE("x", 10, 10), REST, .free_plus = 1},
     {LIVE("x", 100, 12), REST, .free_plus = 2}, "reclaimable", "partly in use"},
};
/* clang-format on */

START_TEST(verdicts)
{
    const struct verdict_case *c = &verdict_cases[_i];
    struct pair pair = judge_sides(&c->base, &c->later, true);
    const struct component *found = find_component(&pair.findings, c->kind, c->name, -1);
    ck_assert_msg(found != NULL, "%s", c->what);
    ck_assert_msg(strcmp(verdict_name(found->verdict), c->verdict) == 0, "%s: %s (%.*s)", c->what,
                  verdict_name(found->verdict), SLICE_ARGS(found->why));
    ck_assert_msg(slice_find_text(found->why, c->why) < found->why.len || c->why[0] == '\0',
                  "%s: %.*s", c->what, SLICE_ARGS(found->why));
    free_pair(&pair);
}
END_TEST

/* A share of the RAM is told of what was reserved by its size, and of nothing else. */
START_TEST(share_of_ram)
{
    const struct side side = {{{LTABLE, 16, 16}, {RESERVED, 512, 512}}, REST, MEMORY(16)};
    struct pair pair = judge_sides(&side, &side, true);
    const struct findings *f = &pair.findings;
    ck_assert(
        slice_is(find_component(f, "tag", "VM_KERN_MEMORY_LTABLE", -1)->why, "it is set at boot"));
    ck_assert(slice_is(find_component(f, "reserved", "VM_KERN_COUNT_RESERVED", -1)->why,
                       "it is set at boot by the size of the RAM: 3.1% of 16.0 GB"));
    free_pair(&pair);
}
END_TEST

struct two_case {
    unsigned a, b; /* MiB that they grew to, from 10 */
    const char *first, *second;
};

static const struct two_case two_cases[] = {
    {310, 1010, "b", "a"}, {1010, 310, "a", "b"}, {1010, 110, "a", NULL},
    {11, 42, "b", NULL},   {11, 12, NULL, NULL},
};

START_TEST(two_candidates)
{
    const struct two_case *c = &two_cases[_i];
    const struct side base = {{{"a", 10, 10}, {"b", 10, 10}}, .rest = 100};
    const struct side later = {{{"a", c->a, c->a}, {"b", c->b, c->b}}, .rest = 100};
    struct pair pair = judge_sides(&base, &later, true);
    const struct findings *f = &pair.findings;
    ck_assert_uint_eq(f->n_suspects, (size_t)((c->first != NULL) + (c->second != NULL)));
    ck_assert(c->first == NULL || slice_is(f->suspects[0]->name, c->first));
    ck_assert(c->second == NULL || slice_is(f->suspects[1]->name, c->second));
    free_pair(&pair);
}
END_TEST

struct onset_case {
    unsigned grown; /* MiB in two hours, from 10 MiB after 300 s: 120 MiB an hour at most */
    bool same_boot;
    const char *onset;
};

static const struct onset_case onset_cases[] = {
    {480, true, "since-boot"}, {490, true, "after-base"}, {120, true, "since-boot"},
    {110, true, "none"},       {0, true, "none"},         {490, false, "none"},
};

START_TEST(onsets)
{
    const struct onset_case *c = &onset_cases[_i];
    const struct side base = {{{"x", 10, 10}}, .rest = 100};
    const struct side later = {{{"x", 10 + c->grown, 10 + c->grown}}, .rest = 100};
    struct pair pair = judge_sides(&base, &later, c->same_boot);
    const char *onset = onset_name(find_component(&pair.findings, "zone", "x", -1)->onset);
    ck_assert_str_eq(onset != NULL ? onset : "none", c->onset);
    free_pair(&pair);
}
END_TEST

/* A zprint without a wired section says nothing of tags. */
START_TEST(rows_of_one_side)
{
    static const struct report_text zones[] = {
        {"zprint", TEXT_ZONES "a  64  100K  -------  999  -------  10  4K  64\n"}, {NULL, NULL}};
    static const struct report_text both[] = {
        {"zprint", TEXT_ZONES "a  64  100K  -------  999  -------  10  4K  64\n" TEXT_WIRED
                              "VM_KERN_MEMORY_BSD  2  99999K\n"},
        {NULL, NULL}};
    struct pair pair = {.arena = arena_new()};
    pair.base = parse_texts(AT_BASE, zones);
    pair.later = parse_texts(AT_LATER, both);
    find_in(&pair, NULL);
    const struct component *tag = find_component(&pair.findings, "tag", "VM_KERN_MEMORY_BSD", -1);
    ck_assert_int_eq(tag->verdict, VERDICT_UNKNOWN);
    ck_assert(slice_is(tag->why, "it cannot be compared"));
    ck_assert_uint_eq(pair.findings.n_suspects, 0);
    free_pair(&pair);
}
END_TEST

/* The suspect is `expected` (its printed name and growth), or nobody where that is NULL; rest_leads:
 * most is in no row. */
static void check_folders(const char *base, const char *later, const char *expected, int64_t growth,
                          bool rest_leads)
{
    struct error error = ERROR_NONE;
    struct catalogue catalogue;
    struct pair pair = {.arena = arena_new()};
    ck_assert(catalogue_load(&catalogue, NULL, pair.arena, &error));
    pair.base = bundle_read(base, &error);
    pair.later = bundle_read(later, &error);
    ck_assert_msg(pair.base != NULL && pair.later != NULL, "%s", error.reason);
    find_in(&pair, &catalogue);
    const struct findings *f = &pair.findings;
    if (expected == NULL) {
        ck_assert_msg(f->n_suspects == 0, "%s: %zu suspects", later, f->n_suspects);
    } else {
        ck_assert_msg(f->n_suspects > 0, "%s: nobody, not %s", later, expected);
        const struct component *first = f->suspects[0];
        ck_assert_msg(slice_is(first->name, expected), "%s: %.*s, not %s", later,
                      SLICE_ARGS(first->name), expected);
        ck_assert_int_eq(first->growth_bytes.value, growth);
    }
    const struct component *rest = find_component(f, "unattributed", "unattributed", -1);
    ck_assert_msg(!rest_leads || rest->verdict == VERDICT_UNATTRIBUTED, "%s", later);
    free_pair(&pair);
}

static const char *const stories[] = {
    "10.7-parallels", "10.10-ports", "10.12-kext",  "10.13-kmsgs",
    "10.14-zone",     "11-views",    "12-unloaded", "26-kalloc1024",
};

START_TEST(stories_of_fixtures)
{
    char base[PATH_ROOM];
    char later[PATH_ROOM];
    char path[PATH_ROOM];
    snprintf(base, sizeof(base), "%s/%s/base", CAPTURES_DIR, stories[_i]);
    snprintf(later, sizeof(later), "%s/%s/later", CAPTURES_DIR, stories[_i]);
    snprintf(path, sizeof(path), "%s/%s/truth.json", CAPTURES_DIR, stories[_i]);
    json_t *truth = read_json(path);
    const json_t *grower = json_object_get(truth, "grower");
    const char *kind = json_string_value(json_object_get(grower, "kind"));
    const char *name = json_string_value(json_object_get(grower, "name"));
    bool nobody = kind == NULL || strcmp(kind, "unattributed") == 0;
    check_folders(base, later, nobody ? NULL : name, nobody ? 0 : number_at(grower, "growth"),
                  nobody);
    json_decref(truth);
}
END_TEST

static void check_unpacked(const char *place)
{
    char base[PATH_ROOM];
    char later[PATH_ROOM];
    char path[PATH_ROOM];
    snprintf(base, sizeof(base), "%s/base", place);
    snprintf(later, sizeof(later), "%s/later", place);
    snprintf(path, sizeof(path), "%s/truth.json", place);
    json_t *truth = read_json(path);
    const json_t *expected = json_object_get(truth, "expected");
    const json_t *top = json_object_get(expected, "top");
    const char *name = json_string_value(json_object_get(top, "printed"));
    const char *verdict = json_string_value(json_object_get(expected, "verdict"));
    if (json_is_true(json_object_get(expected, "no_suspect_may_be_named")))
        name = NULL;
    check_folders(base, later, name, name != NULL ? number_at(top, "growth") : 0,
                  strcmp(verdict, "unattributed") == 0);
    json_decref(truth);
}

START_TEST(printed_pairs)
{
    char *place = unpack_printed_pair(_i);
    if (place == NULL)
        return;
    check_unpacked(place);
    remove_temporary_folder(place);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("verdict");
    TCase *tests = tcase_create("verdict");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, verdicts, 0, LEN(verdict_cases));
    tcase_add_test(tests, share_of_ram);
    tcase_add_loop_test(tests, two_candidates, 0, LEN(two_cases));
    tcase_add_loop_test(tests, onsets, 0, LEN(onset_cases));
    tcase_add_test(tests, rows_of_one_side);
    tcase_add_loop_test(tests, stories_of_fixtures, 0, LEN(stories));
    tcase_add_loop_test(tests, printed_pairs, 0, N_PRINTED_PAIRS);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
