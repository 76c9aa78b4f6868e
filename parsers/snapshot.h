/*
 * snapshot.h: what was read out of one capture, as typed figures.
 *
 * A snapshot holds what the reports say and where they say it; it does not add up, compare or
 * judge (that is diff/). Everything in it lives in its arena, until snapshot_free().
 *
 * Units: bytes, unless a name says pages, seconds or milliseconds. A figure that a report may leave
 * out is a struct amount: unknown is not zero. zprint prints sizes as KiB rounded down, so a size
 * read from it may be up to 1,023 bytes too small.
 *
 * Sources of the layouts: each parser's own head says which tool and OS releases it relies on.
 */
#ifndef SYSDELTA_SNAPSHOT_H
#define SYSDELTA_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "error.h"
#include "number.h"
#include "slice.h"

/* where a figure comes from */

enum report_status {
    REPORT_MISSING,        /* no member of the capture carries it */
    REPORT_OK,             /* read to its end */
    REPORT_PARTIAL,        /* cut short, or lines of it were not understood; the rest is used */
    REPORT_EMPTY,          /* there, without a single byte */
    REPORT_REFUSED,        /* the tool printed why it would not answer, and nothing else */
    REPORT_NOT_UNDERSTOOD, /* no line of it is known here */
};

struct warning {
    struct slice member; /* empty: about the capture as a whole */
    uint64_t line;       /* from 1; 0: about the report as a whole */
    struct slice text;   /* may quote the report: untrusted bytes */
};

struct report {
    const struct report_kind *kind;
    struct slice member; /* path inside the capture; empty where status is REPORT_MISSING */
    enum report_status status;
    bool cut_short;      /* the text ends before its end: what is missing in it is not absent */
    struct slice reason; /* for every status but OK and MISSING: why, in words */
    uint64_t place;      /* of the member among the capture's files as they come, from 1 */
    uint64_t bytes;
    struct slice sha256; /* of the member; empty where it was not read to its end */
    uint64_t lines;
    uint64_t rows;            /* lines with figures that were understood */
    uint64_t not_understood;  /* lines that should have carried figures and were not understood */
    struct warning *warnings; /* at most REPORT_WARNINGS_MAX; the counts above go on */
    size_t n_warnings;
};

enum { REPORT_WARNINGS_MAX = 20 };

/* A line of a report: report NULL means that the figure is not from a report. */
struct origin {
    const struct report *report;
    uint64_t line;   /* from 1 */
    uint64_t offset; /* of the line's first byte in the report */
};

/* A wall-clock time as printed, without a zone. month and day count from 1; year 0: not known. */
struct local_time {
    int year, month, day, hour, minute, second;
};

/* zprint.txt */

struct zone {
    struct slice name;               /* as printed: blanks are dots, `$` at the end where cut */
    bool cut;                        /* the printed name is cut, so it need not be unique */
    uint64_t element_bytes;          /* 0 for kalloc.large of 10.7 to 10.10 without elements */
    struct amount size_bytes;        /* cur size; unknown where the cell makes no sense */
    struct amount max_bytes;         /* a limit up to 10.15, a high-water mark from 11 */
    uint64_t elements;               /* in use */
    struct amount reclaimable_bytes; /* `free` of -w, 10.14 on */
    struct amount fragmented_bytes;  /* `frag` of -w, 10.14 on */
    struct amount wasted_bytes;      /* `wasted` of -w, up to 10.13 */
    struct amount allocated_bytes;   /* -t: sum of all allocations since boot */
    bool collectable;                /* flag C */
    bool exhaustible;                /* flag X */
    struct origin origin;
};

enum wired_kind {
    WIRED_TAG,        /* VM_KERN_MEMORY_* */
    WIRED_COUNTER,    /* VM_KERN_COUNT_RESERVED, _STOLEN, _LOPAGE, _BOOT_STOLEN */
    WIRED_KEXT,       /* a bundle id with its kmod id, "(unloaded kmod)", "(unknown kmod)" */
    WIRED_SITE,       /* a kernel symbol, `site 0x...`, or a named allocation */
    WIRED_ZONE_SHARE, /* name[zone], with boot-arg -zt: a share of a zone, memory counted there */
};

struct wired_row {
    enum wired_kind kind;
    struct slice name;     /* without the kmod id */
    struct amount kmod_id; /* load tag: the index of kextstat, in the same boot only */
    struct slice glued;    /* name and id where nothing separated them: the cut is a guess then;
                              empty elsewhere */
    uint64_t vm_tag;       /* on 10.11 and 10.12 an index, from 10.13 the tag */
    uint64_t size_bytes;
    struct origin origin;
};

struct map_row {
    struct slice name;
    uint64_t size_bytes; /* MAP_* rows are address space, COUNT rows are memory */
    struct origin origin;
};

struct zone_view {
    struct slice name; /* zone[view], blanks kept */
    struct amount
        used_bytes; /* unknown where the cell is wrapped (a negative figure printed unsigned) */
    struct origin origin;
};

enum zprint_layout {
    ZPRINT_UNKNOWN,
    ZPRINT_NARROW, /* 10.7 */
    ZPRINT_WIDE,   /* 10.8 to 10.13: three flag letters */
    ZPRINT_NEW,    /* 10.14 on: two flag letters */
};

struct zprint {
    const struct report *report; /* NULL: not in this capture, or unusable */
    enum zprint_layout layout;   /* ZPRINT_WIDE and _NEW look alike without -w and -t: then NEW */
    bool with_waste;             /* -w */
    bool with_totals;            /* -t */
    size_t name_width;           /* of zone names before `$`: 24, or 17 (10.7 to 10.13, -w or -t) */
    bool sizes_hidden;           /* run without root: every size is 0K, elements are real */
    bool has_zones, has_wired, has_maps, has_views, has_footer;
    bool zones_whole; /* what follows the zone table was read too, or its last row of all */
    bool wired_whole; /* likewise for the wired section */
    uint64_t bad_zones, bad_wired; /* rows of theirs whose size cannot be used */
    bool wired_layout_first; /* 10.11 and 10.12: Y of `total X of Y` is wrong, vm tag an index */
    struct zone *zones;
    size_t n_zones;
    struct wired_row *wired;
    size_t n_wired;
    struct map_row *maps;
    size_t n_maps;
    struct zone_view *views;
    size_t n_views;
    struct amount zones_line_bytes;  /* `zones` of the wired section: all zones' cur size */
    struct amount total_rows_bytes;  /* X of `total X of Y`, to 0.01 MiB */
    struct amount total_wired_bytes; /* Y, to 0.01 MiB; unknown where wired_layout_first */
    struct amount footer_size_bytes; /* TOTAL SIZE; 10.11 to 10.13: with the wired rows */
    struct origin total_origin;
};

/* vm_stat.txt */

enum vm_figure_id {
    VM_FREE,
    VM_ACTIVE,
    VM_INACTIVE,
    VM_SPECULATIVE,
    VM_THROTTLED,
    VM_WIRED,
    VM_PURGEABLE,
    VM_FILE_BACKED,
    VM_ANONYMOUS,
    VM_STORED_IN_COMPRESSOR,
    VM_OCCUPIED_BY_COMPRESSOR,
    VM_TAGGED, /* 27 on: pages with memory tags, and where the tags are kept */
    VM_TAGGED_RESIDENT,
    VM_TAGGED_COMPRESSED,
    VM_TAG_STORAGE,
    VM_TAG_STORAGE_HOLDING_TAGS,
    VM_TAG_STORAGE_FREE,
    VM_TAG_STORAGE_PAGEABLE,
    VM_TAG_STORAGE_WIRED,
    VM_COMPRESSED_TAG_BYTES, /* bytes, not pages */
    VM_FAULTS,               /* from here on events since boot */
    VM_COPY_ON_WRITE,
    VM_ZERO_FILLED,
    VM_REACTIVATED,
    VM_PURGED,
    VM_DECOMPRESSIONS,
    VM_COMPRESSIONS,
    VM_PAGEINS,
    VM_PAGEOUTS,
    VM_SWAPINS,
    VM_SWAPOUTS,
    VM_TAGGED_COMPRESSIONS,
    VM_TAGGED_DECOMPRESSIONS,
    VM_FIGURES,
};

struct vm_figure {
    struct amount value;  /* pages for gauges, events since boot for the rest, of the last sample */
    uint64_t step;        /* 1, or 1,000 and more where the cell was shortened with K, M or G */
    struct origin origin; /* of the last sample; events of an interval run are a sum over all */
};

struct vm_stat {
    const struct report *report;
    uint64_t page_size; /* 0: the header that says it is missing, pages cannot become bytes */
    struct origin page_size_origin;
    bool columnar; /* an interval run: one row a sample */
    size_t samples;
    struct vm_figure figures[VM_FIGURES];
};

/* kextstat.txt */

struct kext {
    struct slice name; /* bundle id */
    struct slice version;
    struct slice uuid; /* empty: the report prints none */
    struct amount index;
    struct amount references;
    struct amount address;
    struct amount size_bytes;  /* of the image, not of what the kext allocated */
    struct amount wired_bytes; /* likewise */
    struct origin origin;
};

struct kexts {
    const struct report *report;
    struct kext *rows;
    size_t n_rows;
};

/* ps.txt, top.txt, taskinfo.txt */

struct ps_row {
    struct slice user;
    uint64_t pid;
    struct amount parent;
    struct amount uid;
    struct amount virtual_bytes;
    struct amount resident_bytes;
    struct slice state;   /* STAT */
    struct slice started; /* one token, local time: 7:27PM, Tue09PM, 14Jan19 */
    struct slice command; /* with arguments */
    struct origin origin;
};

struct ps {
    const struct report *report;
    struct ps_row *rows;
    size_t n_rows;
};

struct top_row {
    uint64_t pid;
    struct slice command; /* at most 16 characters on old releases */
    struct amount threads;
    struct amount ports;
    struct amount regions;
    struct amount memory_bytes;         /* MEM, or RSIZE up to 10.8 */
    struct amount compressed_bytes;     /* CMPRS */
    struct amount kernel_private_bytes; /* KPRVT; unknown where it prints N/A or is negative */
    struct amount kernel_shared_bytes;  /* KSHRD */
    struct amount parent;
    struct slice state;
    struct slice user;
    struct origin origin;
};

struct top {
    const struct report *report;
    size_t samples;
    struct local_time taken; /* the clock line of the first sample */
    struct origin taken_origin;
    struct amount processes;
    struct amount threads;
    struct amount regions;
    struct amount used_bytes; /* PhysMem, rounded to up to four digits by top */
    struct amount wired_bytes;
    struct amount compressor_bytes;
    struct amount unused_bytes;  /* `free` up to 10.8 */
    uint64_t wired_step;         /* of wired_bytes: the unit of its last printed digit */
    struct origin memory_origin; /* the PhysMem line */
    struct top_row *rows;        /* of the first sample: with -d later samples hold differences */
    size_t n_rows;
};

struct task {
    uint64_t pid;
    struct slice name;
    struct slice architecture;
    struct amount virtual_bytes;
    struct amount footprint_bytes; /* two decimals of a unit: rounded */
    struct amount footprint_peak_bytes;
    uint64_t threads; /* `thread ID:` lines of its block */
    struct origin origin;
};

struct taskinfo {
    const struct report *report;
    struct amount announced; /* `num tasks: N` */
    struct task *rows;
    size_t n_rows;
};

/* lsmp.txt, lsof.txt, ps_thread.txt, footprint-all.txt, ioreg: counts for each process */

/* Rights in the port table of a process, by the summary of its block; and what waits in its queues. */
struct lsmp_row {
    uint64_t pid;
    struct slice name;
    struct amount rights; /* `total`: all names in the table */
    struct amount send;
    struct amount receive; /* ports that the process owns */
    struct amount send_once;
    struct amount port_sets;
    struct amount dead_names;
    struct amount vouchers;       /* 10.10 on */
    struct amount queued;         /* sum of msgcount of its receive rights: messages not read yet;
                                       unknown where its block lists no right or is cut */
    struct origin origin;         /* of the block's head */
    struct origin fullest_origin; /* of the right with the longest queue */
    uint64_t fullest;             /* that queue's length; 0: none holds a message */
};

struct lsmp {
    const struct report *report;
    struct lsmp_row *rows;
    size_t n_rows;
};

enum descriptor_kind {
    DESCRIPTOR_FILE, /* REG, DIR, CHR, LINK, FIFO with a path: vnodes */
    DESCRIPTOR_SOCKET,
    DESCRIPTOR_PIPE,
    DESCRIPTOR_KQUEUE,
    DESCRIPTOR_OTHER, /* PSXSHM, PSXSEM, NPOLICY, ATALK ... */
    DESCRIPTOR_KINDS,
};

/* Open descriptors of a process: rows of lsof with a numeric FD. cwd, txt and the like hold none. */
struct lsof_row {
    uint64_t pid;
    struct slice command; /* cut at 9 bytes by lsof, whose \x20 is a blank again here */
    uint64_t descriptors; /* of all kinds */
    uint64_t of_kind[DESCRIPTOR_KINDS];
    uint64_t mapped;      /* rows without a descriptor: cwd, txt, rtd, mem */
    struct origin origin; /* of its first row */
};

struct lsof {
    const struct report *report;
    struct lsof_row *rows;
    size_t n_rows;
};

/* ps -M: a row for each thread. */
struct ps_thread_row {
    uint64_t pid;
    struct slice command; /* the command line, as in ps.txt: no column has the short name */
    uint64_t threads;
    struct origin origin;
};

struct ps_thread {
    const struct report *report;
    struct ps_thread_row *rows;
    size_t n_rows;
};

/* A process by footprint; figures are rounded by it to three or four digits. */
struct footprint_row {
    uint64_t pid;
    struct slice name;
    struct amount footprint_bytes;
    struct amount wired_bytes;    /* TOTAL of the Wired column: user memory wired on its behalf */
    struct amount graphics_bytes; /* dirty and wired of IOSurface, IOAccelerator and their kin */
    struct origin origin;
};

struct footprint {
    const struct report *report;
    struct footprint_row *rows;
    size_t n_rows;
    struct amount total_bytes; /* Summary Footprint of an all-process run */
    struct amount wired_bytes; /* of the summary block, where there is one */
};

/* User clients of drivers that a process holds open (IOUserClientCreator). */
struct user_client_row {
    uint64_t pid;
    struct slice name;
    uint64_t clients;
    struct origin origin;
};

struct ioreg {
    const struct report *report;
    struct user_client_row *rows; /* by pid */
    size_t n_rows;
};

/* sysctl.txt, sw_vers.txt, sysdiagnose.log */

struct sysctl_entry {
    struct slice name;
    struct slice value;
    struct origin origin;
};

struct sysctl {
    const struct report *report;
    struct sysctl_entry *rows;
    size_t n_rows;
};

struct sw_vers {
    const struct report *report;
    struct slice product; /* "Mac OS X", "macOS" */
    struct slice version; /* "10.14.5" */
    struct slice build;   /* "18F132" */
    struct origin version_origin;
    struct origin build_origin;
};

enum command_outcome {
    COMMAND_SKIPPED, /* its conditions did not pass: it never ran */
    COMMAND_STARTED, /* no end is on record: its report may be cut short */
    COMMAND_ENDED,
};

struct logged_command {
    struct slice program; /* base name: "zprint" */
    struct slice command; /* program and arguments as logged; where skipped, glued as logged */
    enum command_outcome outcome;
    struct amount exit_status; /* where ENDED and the log says it */
    struct local_time started; /* year 0: not in the log */
    struct local_time ended;   /* likewise */
    struct origin origin;
};

struct sysdiagnose_log {
    const struct report *report;
    struct slice version;    /* "2.0 (10262.1)"; empty: not in the log */
    struct local_time first; /* of the first dated line */
    struct local_time last;
    struct origin first_origin;
    struct logged_command *commands;
    size_t n_commands;
};

/* sysdelta-manifest.txt: what a capture that sysdelta took says of itself */

struct manifest_collector {
    struct slice name;         /* "zprint" */
    struct slice tells;        /* what is not known without it */
    struct slice command;      /* program and arguments, control bytes and blanks in them escaped */
    struct slice end;          /* how it ended, in words: "exit status 0", "stopped after 60 s" */
    struct slice member;       /* base name of its report; empty: it left none */
    struct slice hidden;       /* what it does not see without root; empty: nothing */
    struct slice complaint;    /* the first line that it wrote to standard error */
    struct slice left_behind;  /* what outlived it and had to be ended; empty: nothing */
    struct amount exit_status; /* known where it ended by itself */
    struct amount bytes;       /* of its report */
    struct amount milliseconds;
    struct origin origin;
};

struct manifest {
    const struct report *report;
    struct slice tool;  /* "sysdelta 0.1.0" */
    struct slice label; /* empty: none was given */
    struct slice system;
    struct local_time taken; /* year 0: not known */
    struct origin taken_origin;
    uint64_t zone_minutes; /* that the clock was off UTC */
    bool zone_west;        /* of UTC, otherwise east */
    bool root_known;
    bool root; /* the collectors ran as root */
    struct manifest_collector *collectors;
    size_t n_collectors;
};

/* the Mac and the moment */

/* A point in time on the Mac's own clock, which may have been wrong. */
struct moment {
    bool known;
    bool zone_known;
    struct local_time local;
    int zone_seconds; /* east of UTC */
};

/* The line that each fact was read from; what the capture's name or another fact tells has none. */
struct machine_origins {
    struct origin os_version;
    struct origin os_build;
    struct origin kernel;
    struct origin model;
    struct origin memory_bytes;
    struct origin page_size;
    struct origin swap_used_bytes;
    struct origin boot;
    struct origin taken;
};

/* Drawn from several reports and the capture's name, by machine.h. Empty slices: not known. */
struct machine {
    struct slice os_name; /* "macOS", "OS X", "Mac OS X" */
    struct slice os_version;
    bool os_version_derived; /* from the kernel's version: the first two parts only */
    struct slice os_build;
    struct slice kernel; /* kern.osrelease */
    unsigned darwin;     /* its first part; 0: not known */
    struct slice model;
    struct slice host_name;
    struct slice boot_session; /* kern.bootsessionuuid, 10.13 on: one for each boot */
    struct amount memory_bytes;
    struct amount page_size;
    struct amount swap_used_bytes;
    struct moment boot;
    struct moment taken;
    const char *taken_source; /* "manifest", "name", "top", "sysdiagnose.log"; NULL: not known */
    struct amount uptime_seconds;
    bool clock_unset; /* the clock stood before any release that sysdelta reads */
    struct machine_origins origins;
};

/* the whole */

struct snapshot {
    struct arena *arena;
    struct slice path;   /* of the capture, as given */
    struct slice label;  /* that the user gave it; may be empty */
    bool extracted;      /* read from a snapshot file, which holds no member files */
    struct slice name;   /* its own name: the base name of the archive, folder or file */
    struct slice format; /* "folder", "report", "tar", "tar.gz", "tar.xz", "tar.zst", "zip" ... */
    struct slice root;   /* folder inside the capture that holds the reports; may be empty */
    struct amount size_bytes; /* of the archive or file, where it is one */
    struct slice sha256;      /* likewise; empty where it was not read to its end */
    uint64_t members;         /* files seen in it */
    struct slice other_root;  /* a second folder that could have been the root; mostly empty */
    struct slice damage; /* why not all of it could be read or trusted; empty: nothing is known */
    struct slice bundle_manifest; /* of a part of an evidence bundle: JSON as it is, untrusted */
    struct warning *warnings;     /* about the capture as a whole */
    size_t n_warnings;
    struct report *reports; /* one for each kind of the registry, in its order */
    size_t n_reports;

    struct machine machine;
    struct zprint zprint;
    struct vm_stat vm_stat;
    struct kexts kexts;
    struct ps ps;
    struct top top;
    struct taskinfo taskinfo;
    struct lsmp lsmp;
    struct lsof lsof;
    struct ps_thread ps_thread;
    struct footprint footprint;
    struct ioreg ioreg;
    struct sysctl sysctl;
    struct sw_vers sw_vers;
    struct sysdiagnose_log log;
    struct manifest manifest;
};

struct snapshot *snapshot_new(void);           /* freed with snapshot_free() */
void snapshot_free(struct snapshot *snapshot); /* NULL is fine */

const char *report_status_name(enum report_status status); /* "ok", "not-understood" ... */

/* The report of that kind ("zprint"); NULL where the registry has no such kind. */
const struct report *snapshot_report(const struct snapshot *snapshot, const char *kind);

/* Did the tool behind that report refuse to answer? */
bool snapshot_was_refused(const struct snapshot *snapshot, const char *kind);

/* A sysctl by name; NULL where the capture does not hold it. The first one counts. */
const struct sysctl_entry *snapshot_sysctl_entry(const struct snapshot *snapshot, const char *name);

/* Its value; ptr NULL where the capture does not hold it. */
struct slice snapshot_sysctl(const struct snapshot *snapshot, const char *name);

/* A counter of zprint's maps section (VM_KERN_COUNT_*), and where it stands. */
struct amount snapshot_counter(const struct snapshot *snapshot, const char *name,
                               struct origin *ret_origin);

/* Adds a warning about the capture as a whole. */
#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
void snapshot_warn(struct snapshot *snapshot, const char *format, ...);

#endif
