/*
 * join.h: two accounts, row by row.
 *
 * Rows are joined by kind and key: zones by printed name (cut to the shorter width where the two
 * zprints cut differently), tags by the name that their kernel gives them, kexts by bundle id,
 * kexts without a name by kmod id within one boot. Where the two systems need not be of one build,
 * a zone that only one side has is joined with the zone of the same lineage (catalogue.h) that only
 * the other side has. A row that only one side has is new or gone where the other side's table was
 * read whole; otherwise it cannot be compared.
 *
 * On each side unattributed is what the total has beyond all rows of that side. It is not compared
 * where a side's rest holds what has a row on the other side only. The growth of all compared rows,
 * of unattributed where that is compared, and of what is not compared adds up to the growth of the
 * total, to the byte.
 */
#ifndef SYSDELTA_JOIN_H
#define SYSDELTA_JOIN_H

#include "account.h"
#include "comparable.h"

/* A signed figure, where it is known. */
struct change {
    int64_t value;
    bool known;
};

#define CHANGE_UNKNOWN ((struct change){0, false})

struct catalogue;
struct catalogue_entry;

enum component_state {
    STATE_BOTH,
    STATE_NEW,
    STATE_GONE,
    STATE_UNKNOWN, /* one side has it, and the other would not tell */
};

const char *component_state_name(enum component_state state); /* "both", "new" ... */

enum verdict {
    VERDICT_UNKNOWN,      /* the captures do not tell */
    VERDICT_LEAK_SUSPECT, /* grew, and nothing in the captures explains it */
    VERDICT_CACHE,        /* fills after boot up to a bound of its own */
    VERDICT_LOAD,         /* grew with what the Mac does */
    VERDICT_RECLAIMABLE,  /* grew, but is not in use: the kernel takes it back when it needs to */
    VERDICT_FIXED,        /* set at boot */
    VERDICT_UNATTRIBUTED,
    VERDICT_STEADY,
    VERDICT_SHRANK,
};

const char *verdict_name(enum verdict verdict); /* "leak-suspect" ... */

/* How the growth since the base compares with the pace before it and since boot: see pace.h. */
enum onset {
    ONSET_UNKNOWN,
    ONSET_SINCE_BOOT, /* steady */
    ONSET_AFTER_BASE, /* it began, or sped up, after the base */
    ONSET_SLOWED,
    ONSET_STOPPED,
    ONSET_BURST, /* after the base, and within a short time */
};

const char *onset_name(enum onset onset); /* "since-boot" ...; NULL for unknown */

/* What one user of a zone holds of it, in use: a part of the zone, never added to the account. */
enum {
    SHARE_PARTS = 1000000, /* fine enough to be rounded once more in print */
    SHARE_MOST = 10000000, /* 1,000 %: beside so small a total a share tells nothing */
};

struct zone_share {
    struct slice name;                     /* of the view, without its zone */
    struct amount base_bytes, later_bytes; /* unknown too where zprint printed no size */
    struct change growth_bytes;
};

struct component {
    enum component_kind kind;
    struct slice name;         /* as printed, by the later capture where it has the row */
    struct slice renamed_from; /* the base's name of a zone that has another by now; mostly empty */
    struct amount kmod_id;
    enum component_state state;
    const struct account_row *base; /* NULL where it has no row; always NULL for unattributed */
    const struct account_row *later;
    struct change base_bytes; /* wired; may be negative for unattributed, when reports disagree */
    struct change later_bytes;
    bool estimated;
    bool outside_of_total;      /* of the two that are compared: they do not count it */
    struct change growth_bytes; /* unknown where the row cannot be compared */
    struct change live_growth_bytes;
    struct change reclaimable_growth_bytes;
    struct change element_growth;
    /* Filled by findings.c. */
    unsigned rank;         /* by growth, from 1 */
    struct change share;   /* of the total's growth (one capture: of the total), in 1/SHARE_PARTS */
    struct change percent; /* growth of the row's own base, in 1/10 % */
    struct change bytes_per_hour;
    struct change bytes_per_hour_since_boot; /* size / uptime of the later capture */
    struct zone_share *shares;               /* filled by views.c: zones only, by growth */
    size_t n_shares;
    /* Filled by verdict.c. */
    const struct catalogue_entry *entry; /* NULL: the catalogue has none */
    enum verdict verdict;
    enum onset onset;
    int blamed;                 /* enum follows: the count that is out of hand itself; mostly 0 */
    size_t cluster;             /* filled by clusters.c: its place from 1; 0: in none */
    uint64_t unexplained_bytes; /* candidates: growth less what the base held under another name */
    struct slice why;           /* one sentence with the figures that the verdict stands on */
    struct slice care; /* why its comparison is less certain than others' (care.c); mostly empty */
};

/* Memory that has a row on one side, and on the other none that it could be set against. */
struct not_compared {
    size_t rows;                           /* without unattributed */
    bool rest;                             /* unattributed is not compared either */
    struct change base_bytes, later_bytes; /* of the rows; unknown where a side has none */
    struct change growth_bytes;            /* what the total grew by beyond all that is compared */
};

struct joined {
    struct component *components; /* unattributed last, where the totals are known */
    size_t n_components;
    bool totals_known; /* on both sides, and counted alike */
    enum wired_source base_source, later_source;
    struct wired_total base_wired, later_wired;
    struct change growth_bytes; /* of the total */
    struct not_compared not_compared;
};

struct join_options {
    enum same_boot boot;
    bool same_build;                   /* of the system: no zone has another name by now */
    const struct catalogue *catalogue; /* may be NULL */
};

/*
 * `base` NULL: the rows of `later` alone, without any growth. Lives in the arena, points into the
 * accounts. False with *error set where sums overflow.
 */
bool join_accounts(const struct account *base, const struct account *later,
                   struct join_options options, struct arena *arena, struct joined *ret,
                   struct error *error);

/* later - base; unknown where one of them is. */
struct change change_of(struct amount base, struct amount later);

#endif
