/*
 * processes.h: the processes of one snapshot or of two, each once, with what ps, top and taskinfo
 * count for it.
 *
 * Within a snapshot the reports are joined by pid. Over two snapshots processes are joined by pid
 * and name in one boot, and by name otherwise, instances summed and counted: pids start afresh.
 */
#ifndef SYSDELTA_PROCESSES_H
#define SYSDELTA_PROCESSES_H

#include "join.h"

enum process_source { FROM_TASKINFO, FROM_TOP, FROM_PS, PROCESS_SOURCES };

/* What the reports count; unknown where none of them has a row or a column for it. */
struct process_counts {
    unsigned instances;               /* 0: not there on this side */
    unsigned listed[PROCESS_SOURCES]; /* how many of them each report lists */
    struct amount threads;
    struct amount ports;
    struct amount regions;
    struct amount memory_bytes;    /* top MEM (RSIZE up to 10.8) */
    struct amount footprint_bytes; /* taskinfo */
    struct amount resident_bytes;  /* ps RSS */
};

struct process {
    struct slice name;
    struct amount pid; /* unknown where instances are summed */
    struct process_counts base, later;
};

struct process_list {
    struct process *processes; /* by name, then pid */
    size_t count;
    bool base_known, later_known; /* that side has at least one of the three reports */
    /*
     * Counts for comparing: by the one report that both sides have whole, since the three do not
     * list quite the same processes. For one capture: all processes of all reports.
     */
    bool counted;
    size_t base_instances, later_instances;
    size_t started, ended; /* entries that only the later side has, or only the base */
};

/* `base` NULL: the processes of one capture, in `later`. Lives in the arena. */
struct process_list processes_of(const struct snapshot *base, const struct snapshot *later,
                                 enum same_boot boot, struct arena *arena);

#endif
