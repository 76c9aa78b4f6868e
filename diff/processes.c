#include "processes.h"

#include <stdlib.h>

/* top cuts names to 16 bytes on old releases; ps has a whole command line instead of a name. */
enum { SHORT_NAME = 16 };

struct list {
    struct process *items;
    size_t count;
};

/* A row of one report. The reports are tried in order of trust, for names and for counts. */
struct entry {
    enum process_source source;
    struct process process;
};

struct entries {
    struct entry *items;
    size_t count;
};

static bool has_processes(const struct snapshot *snapshot)
{
    return snapshot->ps.report != NULL || snapshot->top.report != NULL ||
           snapshot->taskinfo.report != NULL;
}

/* The program's name in a command line: behind the last slash of what stands before the options. */
static struct slice program_name(struct slice command)
{
    size_t options = slice_find_text(command, " -");
    struct slice program = slice_first(command, options);
    if (!slice_starts(program, "/"))
        program = slice_first(program, slice_find(program, ' '));
    size_t slash = slice_find_last(program, '/');
    struct slice name = slash == program.len ? program : slice_from(program, slash + 1);
    return name.len > 0 ? name : command;
}

static void collect(const struct snapshot *snapshot, struct arena *arena, struct entries *entries)
{
    for (size_t i = 0; i < snapshot->taskinfo.n_rows; i++) {
        const struct task *task = &snapshot->taskinfo.rows[i];
        struct process process = {.name = task->name, .pid = amount_of(task->pid)};
        process.later = (struct process_counts){.instances = 1,
                                                .threads = amount_of(task->threads),
                                                .footprint_bytes = task->footprint_bytes};
        *ARENA_PUSH(arena, entries->items, entries->count) = (struct entry){FROM_TASKINFO, process};
    }
    for (size_t i = 0; i < snapshot->top.n_rows; i++) {
        const struct top_row *row = &snapshot->top.rows[i];
        struct process process = {.name = row->command, .pid = amount_of(row->pid)};
        process.later = (struct process_counts){.instances = 1,
                                                .threads = row->threads,
                                                .ports = row->ports,
                                                .regions = row->regions,
                                                .memory_bytes = row->memory_bytes};
        *ARENA_PUSH(arena, entries->items, entries->count) = (struct entry){FROM_TOP, process};
    }
    for (size_t i = 0; i < snapshot->ps.n_rows; i++) {
        const struct ps_row *row = &snapshot->ps.rows[i];
        struct process process = {.name = program_name(row->command), .pid = amount_of(row->pid)};
        process.later =
            (struct process_counts){.instances = 1, .resident_bytes = row->resident_bytes};
        *ARENA_PUSH(arena, entries->items, entries->count) = (struct entry){FROM_PS, process};
    }
}

static int by_pid_and_source(const void *a, const void *b)
{
    const struct entry *left = a;
    const struct entry *right = b;
    if (left->process.pid.value != right->process.pid.value) {
        return left->process.pid.value < right->process.pid.value ? -1 : 1;
    }
    if (left->source != right->source)
        return left->source < right->source ? -1 : 1;
    return slice_compare(left->process.name, right->process.name);
}

static void fill(struct amount *into, struct amount from)
{
    if (!into->known)
        *into = from;
}

/* taskinfo prints the longest name, top may cut it, ps gives a guess: the longest that agrees wins.
 */
static struct slice better_name(struct slice a, struct slice b)
{
    struct slice shorter = a.len < b.len ? a : b;
    struct slice longer = a.len < b.len ? b : a;
    return slice_equal(slice_first(longer, shorter.len), shorter) ? longer : a;
}

static struct list fold_same_pids(struct entries entries, struct arena *arena)
{
    struct list list = {NULL, 0};
    if (entries.count > 0) {
        qsort(entries.items, entries.count, sizeof(*entries.items), by_pid_and_source);
    }
    for (size_t i = 0; i < entries.count; i++) {
        const struct process *next = &entries.items[i].process;
        struct process *kept = list.count > 0 ? &list.items[list.count - 1] : NULL;
        enum process_source source = entries.items[i].source;
        if (kept == NULL || kept->pid.value != next->pid.value) {
            *ARENA_PUSH(arena, list.items, list.count) = *next;
            list.items[list.count - 1].later.listed[source] = 1;
            continue;
        }
        kept->later.listed[source] = 1;
        kept->name = better_name(kept->name, next->name);
        fill(&kept->later.threads, next->later.threads);
        fill(&kept->later.ports, next->later.ports);
        fill(&kept->later.regions, next->later.regions);
        fill(&kept->later.memory_bytes, next->later.memory_bytes);
        fill(&kept->later.footprint_bytes, next->later.footprint_bytes);
        fill(&kept->later.resident_bytes, next->later.resident_bytes);
    }
    return list;
}

static struct slice short_name(const struct process *process)
{
    return slice_first(process->name, SHORT_NAME);
}

static int by_name(const void *a, const void *b)
{
    const struct process *left = a;
    const struct process *right = b;
    int order = slice_compare(left->name, right->name);
    if (order != 0)
        return order;
    return (left->pid.value > right->pid.value) - (left->pid.value < right->pid.value);
}

static int same_boot_order(const struct process *a, const struct process *b)
{
    return (a->pid.value > b->pid.value) - (a->pid.value < b->pid.value);
}

/*
 * A pid may be used again within a boot: then the names differ. ps has no name but a guess out of
 * the command line, which is no evidence of that.
 */
static bool is_name_guessed(const struct process *process)
{
    return process->later.listed[FROM_TASKINFO] == 0 && process->later.listed[FROM_TOP] == 0;
}

static bool is_pid_used_again(const struct process *a, const struct process *b)
{
    return !is_name_guessed(a) && !is_name_guessed(b) && !slice_equal(short_name(a), short_name(b));
}

static int other_boot_order(const struct process *a, const struct process *b)
{
    return slice_compare(a->name, b->name);
}

static void add(struct amount *sum, struct amount more)
{
    if (!sum->known || !more.known || !number_add(sum->value, more.value, &sum->value)) {
        *sum = AMOUNT_UNKNOWN;
    }
}

static void sum_same_names(struct list *list)
{
    size_t count = 0;
    if (list->count == 0)
        return;
    qsort(list->items, list->count, sizeof(*list->items), by_name);
    for (size_t i = 1; i < list->count; i++) {
        struct process *kept = &list->items[count];
        const struct process *next = &list->items[i];
        if (other_boot_order(kept, next) != 0) {
            list->items[++count] = *next;
            continue;
        }
        kept->pid = AMOUNT_UNKNOWN;
        kept->later.instances += next->later.instances;
        for (int source = 0; source < PROCESS_SOURCES; source++)
            kept->later.listed[source] += next->later.listed[source];
        add(&kept->later.threads, next->later.threads);
        add(&kept->later.ports, next->later.ports);
        add(&kept->later.regions, next->later.regions);
        add(&kept->later.memory_bytes, next->later.memory_bytes);
        add(&kept->later.footprint_bytes, next->later.footprint_bytes);
        add(&kept->later.resident_bytes, next->later.resident_bytes);
    }
    list->count = count + 1;
}

static struct list merge(struct list base, struct list later, struct arena *arena,
                         int (*order)(const struct process *, const struct process *), bool pids)
{
    struct list merged = {NULL, 0};
    size_t b = 0;
    size_t l = 0;
    while (b < base.count || l < later.count) {
        int which = b == base.count    ? 1
                    : l == later.count ? -1
                                       : order(&base.items[b], &later.items[l]);
        if (which == 0 && pids && is_pid_used_again(&base.items[b], &later.items[l]))
            which = -1;
        struct process process = which >= 0 ? later.items[l] : base.items[b];
        if (which <= 0)
            process.base = base.items[b++].later;
        if (which >= 0)
            l++;
        if (which < 0)
            process.later = (struct process_counts){0};
        if (!pids && which == 0)
            process.pid = AMOUNT_UNKNOWN;
        *ARENA_PUSH(arena, merged.items, merged.count) = process;
    }
    return merged;
}

static struct list list_of(const struct snapshot *snapshot, struct arena *arena)
{
    struct entries entries = {NULL, 0};
    if (snapshot != NULL)
        collect(snapshot, arena, &entries);
    return fold_same_pids(entries, arena);
}

static const struct report *report_of(const struct snapshot *snapshot, enum process_source source)
{
    const struct report *const reports[PROCESS_SOURCES] = {
        [FROM_TASKINFO] = snapshot->taskinfo.report,
        [FROM_TOP] = snapshot->top.report,
        [FROM_PS] = snapshot->ps.report,
    };
    return reports[source];
}

static bool is_whole(const struct report *report)
{
    return report != NULL && report->status == REPORT_OK;
}

/* The best report that both sides have whole; PROCESS_SOURCES where there is none. */
static int common_source(const struct snapshot *base, const struct snapshot *later)
{
    int source = 0;
    while (source < PROCESS_SOURCES && !(is_whole(report_of(base, (enum process_source)source)) &&
                                         is_whole(report_of(later, (enum process_source)source))))
        source++;
    return source;
}

static void count(struct process_list *list, const struct snapshot *base,
                  const struct snapshot *later)
{
    int common = base != NULL ? common_source(base, later) : PROCESS_SOURCES;
    list->counted = base == NULL || common < PROCESS_SOURCES;
    for (size_t i = 0; list->counted && i < list->count; i++) {
        const struct process *process = &list->processes[i];
        if (base == NULL) {
            list->later_instances += process->later.instances;
            continue;
        }
        unsigned before = process->base.listed[common];
        unsigned after = process->later.listed[common];
        list->base_instances += before;
        list->later_instances += after;
        list->started += after > 0 && process->base.instances == 0;
        list->ended += before > 0 && process->later.instances == 0;
    }
}

struct process_list processes_of(const struct snapshot *base, const struct snapshot *later,
                                 enum same_boot boot, struct arena *arena)
{
    struct list before = list_of(base, arena);
    struct list after = list_of(later, arena);
    bool pids = base == NULL || boot == BOOT_SAME;
    if (!pids) {
        sum_same_names(&before);
        sum_same_names(&after);
    }
    struct list merged =
        merge(before, after, arena, pids ? same_boot_order : other_boot_order, pids);
    if (merged.count > 0)
        qsort(merged.items, merged.count, sizeof(*merged.items), by_name);
    struct process_list list = {
        .processes = merged.items,
        .count = merged.count,
        .base_known = base != NULL && has_processes(base),
        .later_known = has_processes(later),
    };
    count(&list, base, later);
    return list;
}
