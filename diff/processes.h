/*
 * processes.h: the processes of one snapshot or of two, each once, with what the reports count for
 * it: ps, top, taskinfo, lsmp, lsof, footprint, the threads of ps and the registry of drivers.
 *
 * Within a snapshot the reports are joined by pid. Over two snapshots processes are joined by pid,
 * name and time of start in one boot, and by name otherwise, instances summed and counted: pids
 * start afresh.
 */
#ifndef SYSDELTA_PROCESSES_H
#define SYSDELTA_PROCESSES_H

#include "join.h"
#include "started.h"

/* In order of trust, for names and for counts that several reports have. */
enum process_source {
    FROM_TASKINFO,
    FROM_TOP,
    FROM_PS,
    FROM_LSMP,
    FROM_FOOTPRINT,
    FROM_PS_THREAD,
    FROM_LSOF,
    FROM_IOREG,
    PROCESS_SOURCES,
    /* Those that list every process; the others may leave some out. */
    PROCESS_LISTS = FROM_LSMP,
};

/* What a process has of the kernel, and of memory (bytes). */
enum resource {
    RESOURCE_THREADS,
    RESOURCE_PORTS,    /* top's #PORTS: names in its port table */
    RESOURCE_RECEIVE,  /* ports that it owns, by lsmp */
    RESOURCE_MESSAGES, /* queued on its ports and not read, by lsmp */
    RESOURCE_REGIONS,
    RESOURCE_DESCRIPTORS, /* all of them, by lsof */
    RESOURCE_SOCKETS,     /* of these */
    RESOURCE_CLIENTS,     /* of drivers, by the registry */
    RESOURCE_MEMORY,      /* from here on bytes: top MEM (RSIZE up to 10.8) */
    RESOURCE_FOOTPRINT,   /* taskinfo, or footprint */
    RESOURCE_RESIDENT,    /* ps RSS */
    RESOURCE_WIRED,       /* user memory wired on its behalf, by footprint -w */
    RESOURCE_GRAPHICS,    /* on the GPU, by footprint */
    RESOURCE_KERNEL,      /* top KPRVT: kernel memory on its behalf */
    RESOURCES,
};

const char *resource_name(enum resource resource);  /* "threads" ...: in JSON */
const char *resource_words(enum resource resource); /* "messages that it does not read" ... */
bool resource_is_bytes(enum resource resource);

/* A row of a report, and which counts are from it: a bit for each resource. */
struct counted_row {
    struct origin origin;
    unsigned resources;
    struct counted_row *next;
};

/* Unknown where no report has a row or a column for it. */
struct process_counts {
    unsigned instances;               /* 0: not there on this side */
    unsigned listed[PROCESS_SOURCES]; /* how many of them each report lists */
    struct amount of[RESOURCES];
    struct counted_row *first_row, *last_row; /* of every instance, by pid and then by source */
    struct started started;                   /* of a single instance */
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

/* Did that report, of all processes or of their counts, come whole? */
bool source_is_whole(const struct snapshot *snapshot, enum process_source source);

/* Has the side a whole report with a column that counts this? */
bool resource_is_counted(const struct snapshot *snapshot, enum resource resource);

/*
 * Growth of what a process has; a process that one side lacks had nothing there, where that side
 * counts it at all.
 */
struct change resource_growth(const struct process *process, enum resource resource,
                              const struct snapshot *base, const struct snapshot *later);

/* Is that count from that row? A sum that is not known is from none. */
bool row_is_counted(const struct process_counts *counts, const struct counted_row *row,
                    enum resource resource);

/* The kernel itself, and what sysdiagnose runs to make a capture: never to blame. */
bool process_is_exempt(const struct process *process);

#endif
