/*
 * account.h: the wired memory of one snapshot, every byte in exactly one row.
 *
 *     total wired = sum of zone rows + sum of wired rows + unattributed
 *
 * Zones are the memory of the zone allocator, wired rows (tags, kexts, sites, reserved) all that is
 * wired elsewhere; zprint hides the tag that would count zones twice. `maps`, zone views,
 * name[zone] shares, kextstat's image sizes and the figures of top and footprint are never added:
 * they are address space, or parts of what is counted here. 10.7 to 10.10 have zones only, among
 * them three that lie outside the zone map (kernel_stacks, page_tables, kalloc.large). Source:
 * Apple's zprint.c and osfmk/vm/vm_resident.c (vm_page_diagnose) of 10.7 to 15.5.
 *
 * Units: bytes. Everything lives in the arena that account_of() is given, and points into the
 * snapshot, which must live as long.
 */
#ifndef SYSDELTA_ACCOUNT_H
#define SYSDELTA_ACCOUNT_H

#include "snapshot.h"

enum component_kind {
    COMPONENT_ZONE,
    COMPONENT_TAG,      /* VM_KERN_MEMORY_* */
    COMPONENT_KEXT,     /* page-level allocations of a kext, by bundle id */
    COMPONENT_SITE,     /* a kernel symbol, `site 0x...` or named allocation */
    COMPONENT_RESERVED, /* VM_KERN_COUNT_*: taken by firmware and early boot */
    COMPONENT_UNATTRIBUTED,
    COMPONENT_KINDS,
};

const char *component_kind_name(enum component_kind kind); /* "zone", "tag" ... */

struct account_row {
    enum component_kind kind;
    struct slice name; /* as printed */
    struct slice key;  /* what rows of two captures are joined by: a tag's name, not its number */
    struct amount kmod_id; /* kexts: load tag of this boot */
    bool id_lost; /* a kext by the list of the loaded ones only: zprint prints no id behind it */
    unsigned
        printed_rows; /* more than 1: rows of one name, summed (cut names need not be unique) */
    uint64_t wired_bytes;
    bool estimated; /* zprint hid the size: elements x element size stands in for it */
    /* Zones only. live + reclaimable + slack = wired, where the report tells them apart. */
    struct amount element_bytes; /* unknown where rows of different sizes were summed */
    struct amount elements;
    struct amount live_bytes;        /* elements x element size */
    struct amount reclaimable_bytes; /* whole free pages the kernel can take back */
    struct amount slack_bytes;       /* free elements on used pages, per-CPU caches */
    struct origin origin;            /* of the first row */
};

/* Two figures that ought to be equal, from different places. */
struct identity {
    const char *code;    /* "wired-counters", stable */
    const char *meaning; /* "VM_KERN_COUNT_WIRED = ..." */
    uint64_t left_bytes;
    uint64_t right_bytes;
    uint64_t tolerance_bytes;
    bool holds;
};

enum { IDENTITIES_MAX = 8 };

/*
 * Where the total is known from, best first. The first three are all wired memory; vm_stat and top
 * count the pages that the VM manages, without what the firmware took (VM_KERN_COUNT_BOOT_STOLEN,
 * 10.13 on).
 */
enum wired_source {
    WIRED_FROM_COUNTER,      /* VM_KERN_COUNT_WIRED in zprint's maps section */
    WIRED_FROM_ZPRINT_TOTAL, /* Y of `total X of Y`; wrong on 10.11 and 10.12, not taken there */
    WIRED_FROM_VM_STAT_AND_STOLEN,
    WIRED_FROM_VM_STAT,
    WIRED_FROM_TOP,
    WIRED_SOURCES,
};

struct wired_total {
    struct amount bytes;
    uint64_t step; /* bytes is a multiple of this: 1, or coarser where the figure is rounded */
    struct origin origin;
};

struct account {
    struct account_row *rows; /* sorted by kind, then key; no two alike */
    size_t n_rows;
    bool has_zones;           /* there is a zone table */
    bool has_wired_rows;      /* there is a wired section */
    bool zones_complete;      /* and it was read whole: a zone without a row has no memory */
    bool wired_rows_complete; /* likewise: a tag or kext without a row has less than 1 KiB */
    bool zones_estimated;
    unsigned darwin;   /* major version of the kernel; 0: not known, tag numbers stay numbers */
    size_t name_width; /* zone names were cut at this many characters */
    uint64_t attributed_bytes; /* sum of rows */
    struct wired_total totals[WIRED_SOURCES];
    enum wired_source wired_source; /* of the total; WIRED_SOURCES where no report tells it */
    struct wired_total wired;       /* the total */
    int64_t unattributed_bytes;     /* total - rows; only where both are known: there are rows */
    struct amount stolen_bytes;     /* VM_KERN_COUNT_BOOT_STOLEN */
    struct amount boot_wired_bytes; /* VM_KERN_COUNT_WIRED_BOOT: just before launchd started */
    struct identity identities[IDENTITIES_MAX];
    size_t n_identities;
};

const char *wired_source_name(enum wired_source source); /* "VM_KERN_COUNT_WIRED", "vm_stat" ... */

/* False with *error set when sums overflow 64 bits: no account of a Mac does. */
bool account_of(const struct snapshot *snapshot, struct arena *arena, struct account *ret,
                struct error *error);

/*
 * Sorts rows by kind, key and, where `by_kmod_id`, the kmod id of unnamed kexts; sums rows that are
 * then alike. False when a sum overflows.
 */
bool account_merge(struct account_row *rows, size_t *n_rows, bool by_kmod_id);
int account_row_order(const struct account_row *a, const struct account_row *b, bool by_kmod_id);

#endif
