/* check_zprint_zones: rows of zprint's zone table, in the layout of every era and every option. */
#include <check.h>
#include <stdio.h>

#include "parse_text.h"
#include "run_suite.h"

/* clang-format off */
#define NARROW                                                                                     \
    "                          elem      cur      max       cur       max       cur alloc alloc"   \
    "          \n"                                                                                 \
    "zone name                 size     size     size     #elts     #elts     inuse  size count"   \
    "   \n"
#define NARROW_SHORT                                                                               \
    "                   elem      cur      max       cur       max       cur alloc alloc"          \
    "          \n"                                                                                 \
    "zone name          size     size     size     #elts     #elts     inuse  size count   "
#define WIDE                                                                                       \
    "                            elem         cur         max        cur         max         cur"  \
    "  alloc  alloc    \n"                                                                         \
    "zone name                   size        size        size      #elts       #elts       inuse"  \
    "   size  count    \n"
#define WIDE_SHORT                                                                                 \
    "                     elem         cur         max        cur         max         cur"         \
    "  alloc  alloc              \n"                                                               \
    "zone name            size        size        size      #elts       #elts       inuse"         \
    "   size  count    "
#define NEW(first, second)                                                                         \
    "                            elem         cur         max        cur         max         cur"  \
    "  alloc  alloc    " first "\n"                                                                \
    "zone name                   size        size        size      #elts       #elts       inuse"  \
    "   size  count    " second "\n"
#define DASHES_20 "--------------------"
#define RULE(rest) DASHES_20 DASHES_20 DASHES_20 DASHES_20 rest "\n"
/* clang-format on */

struct layout {
    const char *head;
    enum zprint_layout layout;
    bool waste, totals;
    size_t name_width;
};

enum layout_id {
    NO_HEAD,
    NARROW_PLAIN,
    NARROW_W,
    NARROW_T,
    NARROW_W_T,
    WIDE_PLAIN, /* nothing tells it from 10.14 without -w and -t */
    WIDE_W,
    WIDE_T,
    WIDE_W_T,
    NEW_W,
    NEW_T,
    NEW_T_W,
};

/* clang-format off */
static const struct layout layouts[] = {
    [NO_HEAD] = {"", ZPRINT_UNKNOWN, false, false, 24},
    [NARROW_PLAIN] = {NARROW RULE("-------------"), ZPRINT_NARROW, false, false, 24},
    [NARROW_W] = {NARROW_SHORT "   wasted\n" RULE("---------------"),
                  ZPRINT_NARROW, true, false, 17},
    [NARROW_T] = {NARROW_SHORT "     Total Allocs\n" RULE(DASHES_20 "---"),
                  ZPRINT_NARROW, false, true, 17},
    [NARROW_W_T] = {NARROW_SHORT "   wasted     Total Allocs\n" RULE(DASHES_20 "------------"),
                    ZPRINT_NARROW, true, true, 17},
    [WIDE_PLAIN] = {WIDE RULE(DASHES_20 "---------"), ZPRINT_NEW, false, false, 24},
    [WIDE_W] = {WIDE_SHORT "    wasted\n" RULE(DASHES_20 "------------"),
                ZPRINT_WIDE, true, false, 17},
    [WIDE_T] = {WIDE_SHORT "      Total Allocs\n" RULE(DASHES_20 DASHES_20),
                ZPRINT_WIDE, false, true, 17},
    [WIDE_W_T] = {WIDE_SHORT "    wasted      Total Allocs\n" RULE(DASHES_20 DASHES_20 "----------"),
                  ZPRINT_WIDE, true, true, 17},
    [NEW_W] = {NEW("     frag      free ", "     size      size ")
               RULE(DASHES_20 DASHES_20 "---------"), ZPRINT_NEW, true, false, 24},
    [NEW_T] = {NEW("            total ", "           allocs ")
               RULE(DASHES_20 DASHES_20 "-------"), ZPRINT_NEW, false, true, 24},
    [NEW_T_W] = {NEW("     frag      free             total ", "     size      size            allocs ")
                 RULE(DASHES_20 DASHES_20 DASHES_20 "-------"), ZPRINT_NEW, true, true, 24},
};
/* clang-format on */

#define UNKNOWN UINT64_MAX
#define U UNKNOWN
#define KIB *UINT64_C(1024)

struct expected_zone {
    const char *name; /* NULL: the row is left out, and counted */
    uint64_t element, size, max, elements;
    uint64_t wasted, fragmented, reclaimable, allocated;
    bool cut, exhaustible, collectable;
};

struct row_case {
    const char *what;
    enum layout_id layout;
    const char *row;
    struct expected_zone zone;
};

/* clang-format off */
static const struct row_case cases[] = {
    {"10.7", NARROW_PLAIN,
     "pipe.buffers              2048    1236K    1648K       618       824       601    8K     4    ",
     {"pipe.buffers", 2048, 1236 KIB, 1648 KIB, 601, U, U, U, U, false, false, false}},
    {"10.7, a cut name that touches the element size", NARROW_PLAIN,
     "audit.pipe.preselect.evl$16384    2560K    2624K       160       164       151   16K     1 X C",
     {"audit.pipe.preselect.evl$", 16384, 2560 KIB, 2624 KIB, 151, U, U, U, U, true, true, true}},
    {"10.7, an element of six digits, no limit", NARROW_PLAIN,
     "kernel.stack.cache       172032    1344K   ------         8 ---------         7  168K     1    ",
     {"kernel.stack.cache", 172032, 1344 KIB, U, 7, U, U, U, U, false, false, false}},
    {"10.7, a wrapped limit glued to the size", NARROW_PLAIN,
     "map.entries                272      36K4293918720K       135  11842740        99    4K    15   C",
     {"map.entries", 272, 36 KIB, U, 99, U, U, U, U, false, false, true}},
    {"10.7, the largest size that is printed right", NARROW_PLAIN,
     "buffers.of.one.page       4096 2097148K 2097148K    524287    524287    524280    4K     1   C",
     {"buffers.of.one.page", 4096, 2097148 KIB, 2097148 KIB, 524280, U, U, U, U, false, false, true}},
    {"10.7, 3 GiB, whose cell wraps and touches both neighbours", NARROW_PLAIN,
     "vm.objects                 2244293919900K4293920924K  14385858  14390546  14385758   16K    73   C",
     {"vm.objects", 224, 3222433792, U, 14385758, U, U, U, U, false, false, true}},
    {"10.7, the same set apart by blanks", NARROW_PLAIN,
     "vm.objects                 224 4293919900K 4293920924K  14385858  14390546  14385758   16K    73   C",
     {"vm.objects", 224, 3222433792, U, 14385758, U, U, U, U, false, false, true}},
    {"10.7, the fake zone with its average element, wrapped", NARROW_PLAIN,
     "kalloc.large             1691664293251012K4293252036K     15000     15006     14900   16K    73   C",
     {"kalloc.large", 169166, 2537492480, U, 14900, U, U, U, U, false, false, true}},
    {"10.7, 2 GiB to the byte", NARROW_PLAIN,
     "exactly.two               10244292870144K   ------   2097152 ---------   2097052   16K    73   C",
     {"exactly.two", 1024, 2147483648, U, 2097052, U, U, U, U, false, false, true}},
    {"10.7, 5 GiB prints as 1 GiB", NARROW_PLAIN,
     "vm.pages                  4096 1048576K   ------   1310720 ---------   1310620   16K    73   C",
     {"vm.pages", 4096, 5368709120, U, 1310620, U, U, U, U, false, false, true}},
    {"10.7, nothing to divide by", NARROW_PLAIN,
     "kalloc.large                 0       0K   ------         0 ---------         0    0K     0    ",
     {"kalloc.large", 0, 0, U, 0, U, U, U, U, false, false, false}},
    {"10.7 -w", NARROW_W,
     "sock.wasted         672     816K    1088K      1243      1657      1200   16K    24   C      28K",
     {"sock.wasted", 672, 816 KIB, 1088 KIB, 1200, 28 KIB, U, U, U, false, false, true}},
    {"10.7 -w, a cut name that touches the element size", NARROW_W,
     "x86.saved.state.z$12288      96K     128K         8        10         5   12K     1 X C      36K",
     {"x86.saved.state.z$", 12288, 96 KIB, 128 KIB, 5, 36 KIB, U, U, U, true, true, true}},
    {"10.7 -t", NARROW_T,
     "sock.totals         672     816K    1088K      1243      1657      1200   16K    24 XAC"
     "             512B",
     {"sock.totals", 672, 816 KIB, 1088 KIB, 1200, U, U, U, 512, false, true, true}},
    {"10.7 -w -t", NARROW_W_T,
     "sock.both           672     816K    1088K      1243      1657      1200   16K    24  AC"
     "      28K           90210K",
     {"sock.both", 672, 816 KIB, 1088 KIB, 1200, 28 KIB, U, U, 90210 KIB, false, false, true}},

    {"10.8", WIDE_PLAIN,
     "vnode.names                   56        728K       1092K      13312       19968       12001"
     "     4K     73   C",
     {"vnode.names", 56, 728 KIB, 1092 KIB, 12001, U, U, U, U, false, false, true}},
    {"10.8, a cut name, flags apart", WIDE_PLAIN,
     "com.example.driver.queue$   1536         48K         64K         32          42          30"
     "    12K      8 X C",
     {"com.example.driver.queue$", 1536, 48 KIB, 64 KIB, 30, U, U, U, U, true, true, true}},
    {"10.8, no limit", WIDE_PLAIN,
     "vm.objects                   248      99216K    --------     409665  ----------      401234"
     "     8K     33   C",
     {"vm.objects", 248, 99216 KIB, U, 401234, U, U, U, U, false, false, true}},
    {"10.8, a limit as dashes, its elements as a number, flag A", WIDE_PLAIN,
     "VM.map.entries                80       3384K    --------      43315   137500000       42000"
     "     4K     51  A ",
     {"VM.map.entries", 80, 3384 KIB, U, 42000, U, U, U, U, false, false, false}},
    {"10.8 -w", WIDE_W,
     "vnode.names            56        728K       1092K      13312       19968       12001     4K"
     "     73   C       71K",
     {"vnode.names", 56, 728 KIB, 1092 KIB, 12001, 71 KIB, U, U, U, false, false, true}},
    {"10.8 -w, more wasted than there is", WIDE_W,
     "ipc.importance.in$     56         28K         64K        512        1170         301     4K"
     "     73 X C       29K",
     {"ipc.importance.in$", 56, 28 KIB, 64 KIB, 301, U, U, U, U, true, true, true}},
    {"10.8 -t, a limit as dashes, three flags", WIDE_T,
     "VM.map.entries         80       3384K    --------      43315   137500000       42000     4K"
     "     51 XAC             1001B",
     {"VM.map.entries", 80, 3384 KIB, U, 42000, U, U, U, 1001, false, true, true}},
    {"10.8 -w -t, no flags", WIDE_W_T,
     "kalloc.large       135683      54724K      54788K        413         413         413   132K"
     "      1            0K           492516K",
     {"kalloc.large", 135683, 54724 KIB, 54788 KIB, 413, 0, U, U, 492516 KIB, false, false, false}},

    {"10.14, a cut name, both flags", WIDE_PLAIN,
     "com.example.driver.queue$     96       2048K       2112K      21845       22528       20001"
     "    12K    128 XC",
     {"com.example.driver.queue$", 96, 2048 KIB, 2112 KIB, 20001, U, U, U, U, true, true, true}},
    {"10.14, a name that just fits", WIDE_PLAIN,
     "com.example.driver.queue      96       2048K       2112K      21845       22528       20001"
     "    12K    128 X ",
     {"com.example.driver.queue", 96, 2048 KIB, 2112 KIB, 20001, U, U, U, U, false, true, false}},
    {"10.14, a dollar of the name's own", WIDE_PLAIN,
     "cash$                         96       2048K       2112K      21845       22528       20001"
     "    12K    128  C",
     {"cash$", 96, 2048 KIB, 2112 KIB, 20001, U, U, U, U, false, false, true}},
    {"10.14, no limit", WIDE_PLAIN,
     "vm.objects                   248      99216K     -------     409665     -------      401234"
     "     8K     33  C",
     {"vm.objects", 248, 99216 KIB, U, 401234, U, U, U, U, false, false, true}},
    {"10.14 -w", NEW_W,
     "data.kalloc.2048            2048     131072K     135168K      65536       67584       60000"
     "    16K      8  C     9472K     1600K",
     {"data.kalloc.2048", 2048, 131072 KIB, 135168 KIB, 60000, U, 9472 KIB, 1600 KIB, U,
      false, false, true}},
    {"10.14 -w, cells in bytes", NEW_W,
     "tiny.records                  16         32K         48K       2048        3072        1990"
     "    16K   1024  C      928B        0B",
     {"tiny.records", 16, 32 KIB, 48 KIB, 1990, U, 928, 0, U, false, false, true}},
    {"10.14 -w, a wrapped fragment pushes the row", NEW_W,
     "percpu.64                    512         64K         64K        128         128         200"
     "    16K     32    18014398509481948K        0B",
     {"percpu.64", 512, 64 KIB, 64 KIB, 200, U, U, 0, U, false, false, false}},
    {"10.14 -w, more fragments than there is", NEW_W,
     "frag.beyond.size             512         64K         64K        128         128         100"
     "    16K     32  C       65K       64K",
     {"frag.beyond.size", 512, 64 KIB, 64 KIB, 100, U, U, 64 KIB, U, false, false, true}},
    {"10.14 -t", NEW_T,
     "data.kalloc.2048            2048     131072K     135168K      65536       67584       60000"
     "    16K      8  C               77B",
     {"data.kalloc.2048", 2048, 131072 KIB, 135168 KIB, 60000, U, U, U, 77, false, false, true}},
    {"10.14 -t -w", NEW_T_W,
     "data.kalloc.2048            2048     131072K     135168K      65536       67584       60000"
     "    16K      8  C     9472K     1600K        123456789K",
     {"data.kalloc.2048", 2048, 131072 KIB, 135168 KIB, 60000, U, 9472 KIB, 1600 KIB,
      123456789 KIB, false, false, true}},
    {"without root", NEW_T_W,
     "VM.map.entries                80          0K          0K          0           0      163337"
     "     0K      0    18014398509469223K        0B                0B",
     {"VM.map.entries", 80, U, U, 163337, U, U, U, U, false, false, false}},
    {"a zone without elements is not hidden", NEW_T_W,
     "threads                     2048          0K          0K          0           0           0"
     "     0K      0          0B        0B                0B",
     {"threads", 2048, 0, 0, 0, U, 0, 0, 0, false, false, false}},

    {"no head", NO_HEAD,
     "vnode.names 56 728K 1092K 13312 19968 12001 16K 292 C",
     {"vnode.names", 56, 728 KIB, 1092 KIB, 12001, U, U, U, U, false, false, true}},
    {"no head, and more columns than it can know", NO_HEAD,
     "vnode.names 56 728K 1092K 13312 19968 12001 16K 292 X 3K 4K 5K",
     {"vnode.names", 56, 728 KIB, 1092 KIB, 12001, U, U, U, U, false, true, false}},
    {"the largest size believed", WIDE_PLAIN,
     "huge 1 8796093022208K 1K 1 1 1 1K 1",
     {"huge", 1, UINT64_C(1) << 53, 1 KIB, 1, U, U, U, U, false, false, false}},
    {"a wrapped size", WIDE_PLAIN,
     "below.zero 16 18014398509481904K 48K 2048 3072 1990 16K 1024 C",
     {"below.zero", 16, U, 48 KIB, 1990, U, U, U, U, false, false, true}},
    {"an element size out of range", WIDE_PLAIN,
     "vnode.names 18446744073709551616 728K 1092K 13312 19968 12001 16K 292", {.name = NULL}},
    {"elements out of range", WIDE_PLAIN,
     "vnode.names 56 728K 1092K 13312 19968 18446744073709551616 16K 292", {.name = NULL}},
    {"a size out of range", WIDE_PLAIN,
     "vnode.names 56 18446744073709551616K 1092K 13312 19968 12001 16K 292",
     {"vnode.names", 56, U, 1092 KIB, 12001, U, U, U, U, false, false, false}},
    {"a limit out of range", WIDE_PLAIN,
     "vnode.names 56 728K 18446744073709551615K 13312 19968 12001 16K 292", {.name = NULL}},
    {"a cell too few", WIDE_PLAIN,
     "vnode.names 56 728K 1092K 13312 19968 16K 292", {.name = NULL}},
    {"a minus", WIDE_PLAIN,
     "vnode.names 56 -728K 1092K 13312 19968 12001 16K 292", {.name = NULL}},
};

/* One of the last cells missing, or one too many: none of them is used, and that is told. */
static const struct row_case lost_tails[] = {
    {"no frag", NEW_T_W,
     "data.kalloc.2048            2048     131072K     135168K      65536       67584       60000"
     "    16K      8  C              1600K        123456789K",
     {"data.kalloc.2048", 2048, 131072 KIB, 135168 KIB, 60000, U, U, U, U, false, false, true}},
    {"no free", NEW_T_W,
     "data.kalloc.2048            2048     131072K     135168K      65536       67584       60000"
     "    16K      8  C     9472K                 123456789K",
     {"data.kalloc.2048", 2048, 131072 KIB, 135168 KIB, 60000, U, U, U, U, false, false, true}},
    {"no total", NEW_T_W,
     "data.kalloc.2048            2048     131072K     135168K      65536       67584       60000"
     "    16K      8  C     9472K     1600K",
     {"data.kalloc.2048", 2048, 131072 KIB, 135168 KIB, 60000, U, U, U, U, false, false, true}},
    {"the total alone", NEW_T_W,
     "data.kalloc.2048            2048     131072K     135168K      65536       67584       60000"
     "    16K      8  C                          123456789K",
     {"data.kalloc.2048", 2048, 131072 KIB, 135168 KIB, 60000, U, U, U, U, false, false, true}},
    {"nothing at all", NEW_T_W,
     "data.kalloc.2048            2048     131072K     135168K      65536       67584       60000"
     "    16K      8  C",
     {"data.kalloc.2048", 2048, 131072 KIB, 135168 KIB, 60000, U, U, U, U, false, false, true}},
    {"no frag, -w", NEW_W,
     "data.kalloc.2048            2048     131072K     135168K      65536       67584       60000"
     "    16K      8  C              1600K",
     {"data.kalloc.2048", 2048, 131072 KIB, 135168 KIB, 60000, U, U, U, U, false, false, true}},
    {"no free, -w", NEW_W,
     "data.kalloc.2048            2048     131072K     135168K      65536       67584       60000"
     "    16K      8  C     9472K",
     {"data.kalloc.2048", 2048, 131072 KIB, 135168 KIB, 60000, U, U, U, U, false, false, true}},
    {"no total, -t", NEW_T,
     "data.kalloc.2048            2048     131072K     135168K      65536       67584       60000"
     "    16K      8  C",
     {"data.kalloc.2048", 2048, 131072 KIB, 135168 KIB, 60000, U, U, U, U, false, false, true}},
    {"a cell too many, -t", NEW_T,
     "data.kalloc.2048            2048     131072K     135168K      65536       67584       60000"
     "    16K      8  C               77B       12B",
     {"data.kalloc.2048", 2048, 131072 KIB, 135168 KIB, 60000, U, U, U, U, false, false, true}},
    {"cells without a head", WIDE_PLAIN,
     "data.kalloc.2048            2048     131072K     135168K      65536       67584       60000"
     "    16K      8  C     9472K     1600K",
     {"data.kalloc.2048", 2048, 131072 KIB, 135168 KIB, 60000, U, U, U, U, false, false, true}},
    {"a total without its unit", NEW_T_W,
     "data.kalloc.2048            2048     131072K     135168K      65536       67584       60000"
     "    16K      8  C     9472K     1600K        123456789",
     {"data.kalloc.2048", 2048, 131072 KIB, 135168 KIB, 60000, U, U, U, U, false, false, false}},
    {"no wasted, 10.8", WIDE_W_T,
     "kalloc.128             128        728K       1092K       5824        8736        5001     4K"
     "     73   C                   492516K",
     {"kalloc.128", 128, 728 KIB, 1092 KIB, 5001, U, U, U, U, false, false, true}},
    {"no total, 10.8", WIDE_W_T,
     "kalloc.128             128        728K       1092K       5824        8736        5001     4K"
     "     73   C       71K",
     {"kalloc.128", 128, 728 KIB, 1092 KIB, 5001, U, U, U, U, false, false, true}},
    {"no wasted, 10.8 -w", WIDE_W,
     "kalloc.128             128        728K       1092K       5824        8736        5001     4K"
     "     73   C",
     {"kalloc.128", 128, 728 KIB, 1092 KIB, 5001, U, U, U, U, false, false, true}},
    {"no total, 10.8 -t", WIDE_T,
     "kalloc.128             128        728K       1092K       5824        8736        5001     4K"
     "     73   C",
     {"kalloc.128", 128, 728 KIB, 1092 KIB, 5001, U, U, U, U, false, false, true}},
    {"no wasted, 10.7", NARROW_W_T,
     "sock.both           672     816K    1088K      1243      1657      1200   16K    24   C                   90210K",
     {"sock.both", 672, 816 KIB, 1088 KIB, 1200, U, U, U, U, false, false, true}},
    {"no total, 10.7", NARROW_W_T,
     "sock.both           672     816K    1088K      1243      1657      1200   16K    24   C      28K",
     {"sock.both", 672, 816 KIB, 1088 KIB, 1200, U, U, U, U, false, false, true}},
    {"no wasted, 10.7 -w", NARROW_W,
     "sock.both           672     816K    1088K      1243      1657      1200   16K    24   C",
     {"sock.both", 672, 816 KIB, 1088 KIB, 1200, U, U, U, U, false, false, true}},
    {"flags and columns of the options are missing", NEW_T_W,
     "vnode.names 56 728K 1092K 13312 19968 12001 16K 292",
     {"vnode.names", 56, 728 KIB, 1092 KIB, 12001, U, U, U, U, false, false, false}},
    {"a flag that is not known", NEW_T_W,
     "vnode.names 56 728K 1092K 13312 19968 12001 16K 292 Z 3K 4K 5K",
     {"vnode.names", 56, 728 KIB, 1092 KIB, 12001, U, U, U, U, false, false, false}},
};
/* clang-format on */

enum {
    CASES = sizeof(cases) / sizeof(*cases),
    TAILS = sizeof(lost_tails) / sizeof(*lost_tails),
    TEXT_ROOM = 2048,
};

/* The head and the row below it. */
static struct slice text_of(const struct row_case *c, char *room)
{
    int len = snprintf(room, TEXT_ROOM, "%s%s\n", layouts[c->layout].head, c->row);
    ck_assert_int_lt(len, TEXT_ROOM);
    return (struct slice){room, (size_t)len};
}

static void check_amount(const char *what, const char *cell, struct amount amount,
                         uint64_t expected)
{
    uint64_t value = amount.known ? amount.value : UNKNOWN;
    ck_assert_msg(value == expected, "%s: %s is %lld, not %lld", what, cell, (long long)value,
                  (long long)expected);
}

static void check_zone(const char *what, const struct zone *zone, const struct expected_zone *e)
{
    ck_assert_msg(slice_is(zone->name, e->name), "%s: name", what);
    check_amount(what, "element", amount_of(zone->element_bytes), e->element);
    check_amount(what, "size", zone->size_bytes, e->size);
    check_amount(what, "max", zone->max_bytes, e->max);
    check_amount(what, "elements", amount_of(zone->elements), e->elements);
    check_amount(what, "wasted", zone->wasted_bytes, e->wasted);
    check_amount(what, "fragmented", zone->fragmented_bytes, e->fragmented);
    check_amount(what, "reclaimable", zone->reclaimable_bytes, e->reclaimable);
    check_amount(what, "allocated", zone->allocated_bytes, e->allocated);
    ck_assert_msg(zone->cut == e->cut, "%s: cut", what);
    ck_assert_msg(zone->exhaustible == e->exhaustible, "%s: X", what);
    ck_assert_msg(zone->collectable == e->collectable, "%s: C", what);
}

START_TEST(rows)
{
    const struct row_case *c = &cases[_i];
    const struct layout *layout = &layouts[c->layout];
    char room[TEXT_ROOM];
    struct snapshot *snapshot = parse_text("zprint", text_of(c, room));
    const struct report *report = snapshot_report(snapshot, "zprint");
    const struct zprint *zprint = &snapshot->zprint;

    ck_assert_msg(zprint->n_zones == (c->zone.name != NULL), "%s: %d zones", c->what,
                  (int)zprint->n_zones);
    /* A row whose size makes no sense is kept for its elements, and counted all the same. */
    bool no_size = c->zone.size == UNKNOWN && !zprint->sizes_hidden;
    uint64_t counted = c->zone.name == NULL || no_size;
    ck_assert_msg(report->not_understood == counted, "%s: %d not understood", c->what,
                  (int)report->not_understood);
    ck_assert_msg(report->n_warnings >= counted, "%s: no warning", c->what);
    if (c->zone.name != NULL) {
        check_zone(c->what, &zprint->zones[0], &c->zone);
        ck_assert_ptr_eq(zprint->zones[0].origin.report, report);
        ck_assert_uint_eq(zprint->zones[0].origin.line, c->layout == NO_HEAD ? 1 : 4);
        ck_assert_msg(zprint->layout == layout->layout, "%s: layout", c->what);
        ck_assert_msg(zprint->with_waste == layout->waste, "%s: -w", c->what);
        ck_assert_msg(zprint->with_totals == layout->totals, "%s: -t", c->what);
        ck_assert_uint_eq(zprint->name_width, layout->name_width);
    }
    snapshot_free(snapshot);
}
END_TEST

START_TEST(tails)
{
    const struct row_case *c = &lost_tails[_i];
    char room[TEXT_ROOM];
    struct snapshot *snapshot = parse_text("zprint", text_of(c, room));
    const struct report *report = snapshot_report(snapshot, "zprint");

    ck_assert_uint_eq(snapshot->zprint.n_zones, 1);
    check_zone(c->what, &snapshot->zprint.zones[0], &c->zone);
    ck_assert_msg(report->n_warnings == 1, "%s: %d warnings", c->what, (int)report->n_warnings);
    ck_assert_uint_eq(report->warnings[0].line, 4);
    ck_assert_uint_eq(report->not_understood, 0);
    snapshot_free(snapshot);
}
END_TEST

static void check_known_part(const char *what, const char *cell, struct amount amount,
                             uint64_t expected)
{
    if (amount.known)
        check_amount(what, cell, amount, expected);
}

/* What a cut row still says must be what the whole one says; at its end it may say less. */
START_TEST(cut_rows_change_no_figure)
{
    const struct row_case *c = &cases[_i];
    const struct expected_zone *e = &c->zone;
    char room[TEXT_ROOM];
    struct slice whole = text_of(c, room);
    for (size_t len = 0; len <= whole.len; len++) {
        struct snapshot *snapshot = parse_text("zprint", slice_first(whole, len));
        if (snapshot->zprint.n_zones > 0 && e->name != NULL) {
            const struct zone *zone = &snapshot->zprint.zones[0];
            ck_assert_msg(slice_is(zone->name, e->name), "%s: name", c->what);
            check_amount(c->what, "element", amount_of(zone->element_bytes), e->element);
            check_amount(c->what, "size", zone->size_bytes, e->size);
            check_amount(c->what, "max", zone->max_bytes, e->max);
            check_amount(c->what, "elements", amount_of(zone->elements), e->elements);
            check_known_part(c->what, "wasted", zone->wasted_bytes, e->wasted);
            check_known_part(c->what, "fragmented", zone->fragmented_bytes, e->fragmented);
            check_known_part(c->what, "reclaimable", zone->reclaimable_bytes, e->reclaimable);
            check_known_part(c->what, "allocated", zone->allocated_bytes, e->allocated);
        }
        ck_assert(snapshot->zprint.n_zones == 0 || e->name != NULL);
        snapshot_free(snapshot);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("zprint_zones");
    TCase *tests = tcase_create("zprint_zones");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, rows, 0, CASES);
    tcase_add_loop_test(tests, tails, 0, TAILS);
    tcase_add_loop_test(tests, cut_rows_change_no_figure, 0, CASES);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
