/*
 * catalogue.h: what the names in zprint and kextstat mean.
 *
 * The data is catalogue.json, of which the build makes tables, and what a user's file adds, read by
 * cmd/; here it is typed, and looked up by the names that reports print. An entry says what a component is, what its honest growth
 * follows, what bounds it, and which leaks of it are known; verdict.c stands on that.
 */
#ifndef SYSDELTA_CATALOGUE_H
#define SYSDELTA_CATALOGUE_H

#include "account.h"

enum nature {
    NATURE_UNKNOWN,
    NATURE_CACHE,
    NATURE_PER_PROCESS,
    NATURE_PER_THREAD,
    NATURE_PER_PORT,
    NATURE_PER_MESSAGE,
    NATURE_PER_REGION,
    NATURE_PER_DESCRIPTOR,
    NATURE_PER_SOCKET,
    NATURE_PACKETS,
    NATURE_DRIVER,
    NATURE_GRAPHICS, /* pictures and buffers that programs have on the GPU */
    NATURE_DATA,
    NATURE_GENERAL,
    NATURE_PAGE_TABLES,
    NATURE_BOOT,
    NATURE_BOOKKEEPING,
    NATURE_SECURITY,
    NATURE_COMPRESSOR,
    NATURES,
};

/* The count that bounds honest growth. */
enum follows {
    FOLLOWS_NOTHING,
    FOLLOWS_PROCESSES,
    FOLLOWS_THREADS,
    FOLLOWS_PORTS,
    FOLLOWS_MESSAGES,
    FOLLOWS_REGIONS,
    FOLLOWS_DESCRIPTORS,
    FOLLOWS_SOCKETS,
    FOLLOWS_VNODES,
    FOLLOWS_RESIDENT, /* memory that processes use */
    FOLLOWS_RAM,      /* memory that the Mac has */
    FOLLOWS_COMPRESSED,
    FOLLOWS_COUNTS,
};

struct known_leak {
    struct slice os; /* "26.5.1 to 26.6.2" */
    const struct slice *builds;
    size_t n_builds;
    struct slice text;
    struct slice source;
    struct slice confidence; /* "confirmed", "reproduced", "reported", "suspected" */
    bool is_leak;            /* else a remark: large growth that was no leak, a suspicion */
};

enum catalogue_kind {
    CATALOGUE_ZONE,
    CATALOGUE_TAG,
    CATALOGUE_RESERVED,
    CATALOGUE_MAP,
    CATALOGUE_KEXT,
    CATALOGUE_KINDS,
};

struct catalogue_entry {
    enum catalogue_kind kind;
    struct slice name; /* as zprint prints it, never cut; one * stands for any run of characters */
    const struct slice *aliases; /* names of the same thing in other releases; likewise */
    size_t n_aliases;
    struct slice what;
    enum nature nature;
    enum follows follows;
    struct slice bound; /* a sysctl that limits the elements; empty: none */
    struct slice since, until;
    struct slice next; /* what to do when it grew; may be empty */
    const struct known_leak *known;
    size_t n_known;
    struct slice source;
    struct slice confidence; /* "high", "medium", "low" */
};

struct catalogue {
    const struct catalogue_entry *entries; /* a later one overrides an earlier one of the same name */
    size_t n_entries;
};

const char *nature_name(enum nature nature);    /* "cache", "per-port" ... */
const char *follows_name(enum follows follows); /* "ports" ...; NULL for nothing */
const char *catalogue_kind_name(enum catalogue_kind kind);

/*
 * The entry of a component by its printed name: an exact name before a name that zprint cut ($),
 * that before a family; of families the one with the longest fixed part. NULL where there is none.
 * `catalogue` NULL is an empty one.
 */
const struct catalogue_entry *catalogue_find(const struct catalogue *catalogue,
                                             enum component_kind kind, struct slice name);

/* The same for a name of any kind, as a user types it. */
const struct catalogue_entry *catalogue_find_any(const struct catalogue *catalogue,
                                                 struct slice name);

/* The same in whatever case, of that kind, or of any where `kind` is NULL. */
const struct catalogue_entry *catalogue_find_fold(const struct catalogue *catalogue,
                                                  const enum component_kind *kind,
                                                  struct slice name);

/* May a component of that kind be this entry? */
bool catalogue_has_kind(const struct catalogue_entry *entry, enum component_kind kind);

/* A leak of it that was reported on this very build; NULL where none was, or no build is known. */
const struct known_leak *catalogue_leak_on(const struct catalogue_entry *entry, struct slice build);

/* One zone over all releases, whatever they call it: two names of one lineage are the same zone. */
struct catalogue_lineage {
    const struct catalogue_entry *entry;
    struct slice part; /* of a family: what stands for the star ("512"); otherwise empty */
};

/*
 * False where the catalogue knows the zone by no other name. Of entries that fit, the first counts.
 * Names that were cut have no lineage.
 */
bool catalogue_lineage(const struct catalogue *catalogue, struct slice zone,
                       struct catalogue_lineage *ret);

/*
 * Entries whose name holds the given text, in whatever case, in the order of the catalogue; at most
 * `room` of them go to ret. Returns how many.
 */
size_t catalogue_alike(const struct catalogue *catalogue, struct slice name,
                       const struct catalogue_entry **ret, size_t room);

#endif
