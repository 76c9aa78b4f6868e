/*
 * process_costs.h: the wired memory that each process's kernel objects account for.
 *
 * Unit costs are measured in the same capture: what the zones and tags that follow a count hold,
 * divided among the processes by that count (catalogue.h says which follows which). So the costs of
 * all processes add up to what these rows hold, by construction, and objects of the kernel's own
 * are shared out too. Without zprint, Apple's table of old stands in, and it is marked so: process
 * 16 KB, thread 21 KB, port 116 bytes, region 160 bytes (Memory Usage Performance Guidelines, "About
 * the Virtual Memory System", table 2).
 */
#ifndef SYSDELTA_PROCESS_COSTS_H
#define SYSDELTA_PROCESS_COSTS_H

#include "catalogue.h"
#include "processes.h"

struct finding_side;

/* What all processes together hold by one count. */
struct unit_cost {
    uint64_t bytes; /* of the rows that follow the count */
    uint64_t count; /* of all processes; 0: nothing to share out */
    bool by_table;  /* bytes is the cost of one, in the table's words */
};

struct unit_costs {
    struct unit_cost of[FOLLOWS_COUNTS];
    bool by_table;
    bool known; /* any of them is */
};

struct process_cost {
    const struct process *process;
    struct amount base_bytes, later_bytes;
    struct change growth_bytes;
};

struct process_costs {
    struct process_cost *list; /* by growth, largest first; for one capture by size */
    size_t count;
    bool base_by_table, later_by_table;
    struct change growth_bytes;      /* of all processes */
    struct change rows_growth_bytes; /* of the rows that they were shared out from */
};

struct findings;

/* Needs the catalogue entries. Lives in the arena. */
struct process_costs process_costs_of(const struct findings *findings, struct arena *arena);

#endif
