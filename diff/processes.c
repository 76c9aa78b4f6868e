#include "processes.h"

#include <stdlib.h>

#include "command_path.h"

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

static struct slice program_name(struct slice command)
{
    struct slice name = command_name(command);
    return name.len > 0 ? name : command;
}

struct collector {
    const struct snapshot *snapshot;
    struct arena *arena;
    struct entries *entries;
};

static struct process_counts *add_entry(const struct collector *c, enum process_source source,
                                        uint64_t pid, struct slice name, struct origin origin)
{
    struct entry *entry = ARENA_PUSH(c->arena, c->entries->items, c->entries->count);
    *entry = (struct entry){source, {.name = name, .pid = amount_of(pid)}};
    struct counted_row *row = arena_alloc(c->arena, sizeof(*row));
    *row = (struct counted_row){.origin = origin};
    entry->process.later.instances = 1;
    entry->process.later.first_row = row;
    entry->process.later.last_row = row;
    return &entry->process.later;
}

static void collect_lists(const struct collector *c)
{
    const struct snapshot *s = c->snapshot;
    for (size_t i = 0; i < s->taskinfo.n_rows; i++) {
        const struct task *task = &s->taskinfo.rows[i];
        struct process_counts *counts =
            add_entry(c, FROM_TASKINFO, task->pid, task->name, task->origin);
        counts->of[RESOURCE_THREADS] = amount_of(task->threads);
        counts->of[RESOURCE_FOOTPRINT] = task->footprint_bytes;
    }
    for (size_t i = 0; i < s->top.n_rows; i++) {
        const struct top_row *row = &s->top.rows[i];
        struct process_counts *counts = add_entry(c, FROM_TOP, row->pid, row->command, row->origin);
        counts->of[RESOURCE_THREADS] = row->threads;
        counts->of[RESOURCE_PORTS] = row->ports;
        counts->of[RESOURCE_REGIONS] = row->regions;
        counts->of[RESOURCE_MEMORY] = row->memory_bytes;
        counts->of[RESOURCE_KERNEL] = row->kernel_private_bytes;
    }
    for (size_t i = 0; i < s->ps.n_rows; i++) {
        const struct ps_row *row = &s->ps.rows[i];
        struct process_counts *counts =
            add_entry(c, FROM_PS, row->pid, program_name(row->command), row->origin);
        counts->of[RESOURCE_RESIDENT] = row->resident_bytes;
        counts->started = started_of(row->started, s->machine.taken, s->machine.boot);
    }
}

static void collect_counts(const struct collector *c)
{
    const struct snapshot *s = c->snapshot;
    for (size_t i = 0; i < s->lsmp.n_rows; i++) {
        const struct lsmp_row *row = &s->lsmp.rows[i];
        struct process_counts *counts = add_entry(c, FROM_LSMP, row->pid, row->name, row->origin);
        counts->of[RESOURCE_RECEIVE] = row->receive;
        counts->of[RESOURCE_MESSAGES] = row->queued;
    }
    for (size_t i = 0; i < s->footprint.n_rows; i++) {
        const struct footprint_row *row = &s->footprint.rows[i];
        struct process_counts *counts =
            add_entry(c, FROM_FOOTPRINT, row->pid, row->name, row->origin);
        counts->of[RESOURCE_FOOTPRINT] = row->footprint_bytes;
        counts->of[RESOURCE_WIRED] = row->wired_bytes;
        counts->of[RESOURCE_GRAPHICS] = row->graphics_bytes;
    }
    for (size_t i = 0; i < s->ps_thread.n_rows; i++) {
        const struct ps_thread_row *row = &s->ps_thread.rows[i];
        add_entry(c, FROM_PS_THREAD, row->pid, program_name(row->command), row->origin)
            ->of[RESOURCE_THREADS] = amount_of(row->threads);
    }
    for (size_t i = 0; i < s->lsof.n_rows; i++) {
        const struct lsof_row *row = &s->lsof.rows[i];
        struct process_counts *counts =
            add_entry(c, FROM_LSOF, row->pid, row->command, row->origin);
        counts->of[RESOURCE_DESCRIPTORS] = amount_of(row->descriptors);
        counts->of[RESOURCE_SOCKETS] = amount_of(row->of_kind[DESCRIPTOR_SOCKET]);
    }
    for (size_t i = 0; i < s->ioreg.n_rows; i++) {
        const struct user_client_row *row = &s->ioreg.rows[i];
        add_entry(c, FROM_IOREG, row->pid, row->name, row->origin)->of[RESOURCE_CLIENTS] =
            amount_of(row->clients);
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

static void append_rows(struct process_counts *into, const struct process_counts *from)
{
    if (into->last_row != NULL) {
        into->last_row->next = from->first_row;
    } else {
        into->first_row = from->first_row;
    }
    into->last_row = from->last_row;
}

/* What is not known yet, of one row, which is then cited for it. */
static void take_counts(struct process_counts *into, const struct process_counts *from)
{
    for (int r = 0; r < RESOURCES; r++) {
        if (into->of[r].known || !from->of[r].known)
            continue;
        into->of[r] = from->of[r];
        from->first_row->resources |= 1U << r;
    }
    if (!into->started.known)
        into->started = from->started;
    append_rows(into, from);
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
            kept = ARENA_PUSH(arena, list.items, list.count);
            *kept = (struct process){.name = next->name, .pid = next->pid, .later.instances = 1};
        }
        kept->later.listed[source] = 1;
        kept->name = better_name(kept->name, next->name);
        take_counts(&kept->later, &next->later);
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
 * A pid may be used again within a boot: then the names differ, and not because one program became
 * another (exec), which keeps the start to the minute. ps has no name but a guess out of
 * the command line, which is no evidence of that.
 */
static bool is_name_guessed(const struct process *process)
{
    return process->later.listed[FROM_TASKINFO] == 0 && process->later.listed[FROM_TOP] == 0 &&
           process->later.listed[FROM_LSMP] == 0;
}

static bool is_pid_used_again(const struct process *a, const struct process *b)
{
    bool other_name =
        !is_name_guessed(a) && !is_name_guessed(b) && !slice_equal(short_name(a), short_name(b));
    if (other_name && !is_same_minute(a->later.started, b->later.started))
        return true;
    return !may_be_same_start(a->later.started, b->later.started);
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
        for (int r = 0; r < RESOURCES; r++)
            add(&kept->later.of[r], next->later.of[r]);
        append_rows(&kept->later, &next->later);
        kept->later.started.known = false;
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
    const struct collector collector = {snapshot, arena, &entries};
    if (snapshot != NULL) {
        collect_lists(&collector);
        collect_counts(&collector);
    }
    return fold_same_pids(entries, arena);
}

/* The best list that both sides have whole; PROCESS_LISTS where there is none. */
static int common_source(const struct snapshot *base, const struct snapshot *later)
{
    int source = 0;
    while (source < PROCESS_LISTS && !(source_is_whole(base, (enum process_source)source) &&
                                       source_is_whole(later, (enum process_source)source)))
        source++;
    return source;
}

static void count(struct process_list *list, const struct snapshot *base,
                  const struct snapshot *later)
{
    int common = base != NULL ? common_source(base, later) : PROCESS_LISTS;
    list->counted = base == NULL || common < PROCESS_LISTS;
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
