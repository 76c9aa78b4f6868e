/* resources.c: what processes have, by name, and how much of it grew. */
#include "processes.h"

const char *resource_name(enum resource resource)
{
    static const char *const names[RESOURCES] = {
        [RESOURCE_THREADS] = "threads",         [RESOURCE_PORTS] = "ports",
        [RESOURCE_RECEIVE] = "receive_rights",  [RESOURCE_MESSAGES] = "queued_messages",
        [RESOURCE_REGIONS] = "regions",         [RESOURCE_DESCRIPTORS] = "descriptors",
        [RESOURCE_SOCKETS] = "sockets",         [RESOURCE_CLIENTS] = "user_clients",
        [RESOURCE_MEMORY] = "memory_bytes",     [RESOURCE_FOOTPRINT] = "footprint_bytes",
        [RESOURCE_RESIDENT] = "resident_bytes", [RESOURCE_WIRED] = "user_wired_bytes",
        [RESOURCE_GRAPHICS] = "graphics_bytes", [RESOURCE_KERNEL] = "kernel_private_bytes",
    };
    return names[resource];
}

const char *resource_words(enum resource resource)
{
    static const char *const words[RESOURCES] = {
        [RESOURCE_THREADS] = "threads",
        [RESOURCE_PORTS] = "names in its port table",
        [RESOURCE_RECEIVE] = "ports that it owns",
        [RESOURCE_MESSAGES] = "messages that it has not read",
        [RESOURCE_REGIONS] = "memory regions",
        [RESOURCE_DESCRIPTORS] = "open descriptors",
        [RESOURCE_SOCKETS] = "sockets",
        [RESOURCE_CLIENTS] = "user clients of drivers",
        [RESOURCE_MEMORY] = "memory (top)",
        [RESOURCE_FOOTPRINT] = "footprint",
        [RESOURCE_RESIDENT] = "resident memory",
        [RESOURCE_WIRED] = "memory that is wired for it",
        [RESOURCE_GRAPHICS] = "memory on the GPU",
        [RESOURCE_KERNEL] = "kernel memory",
    };
    return words[resource];
}

bool resource_is_bytes(enum resource resource)
{
    return resource >= RESOURCE_MEMORY;
}

static const struct report *report_of(const struct snapshot *snapshot, enum process_source source)
{
    const struct report *const reports[PROCESS_SOURCES] = {
        [FROM_TASKINFO] = snapshot->taskinfo.report,
        [FROM_TOP] = snapshot->top.report,
        [FROM_PS] = snapshot->ps.report,
        [FROM_LSMP] = snapshot->lsmp.report,
        [FROM_FOOTPRINT] = snapshot->footprint.report,
        [FROM_PS_THREAD] = snapshot->ps_thread.report,
        [FROM_LSOF] = snapshot->lsof.report,
        [FROM_IOREG] = snapshot->ioreg.report,
    };
    return reports[source];
}

bool source_is_whole(const struct snapshot *snapshot, enum process_source source)
{
    const struct report *report = report_of(snapshot, source);
    return report != NULL && report->status == REPORT_OK;
}

/* Which of its rows has the column? The first ones tell. */
static bool top_has(const struct top *top, enum resource resource)
{
    enum { ENOUGH = 1000 };
    for (size_t i = 0; i < top->n_rows && i < ENOUGH; i++) {
        const struct top_row *row = &top->rows[i];
        if ((resource == RESOURCE_PORTS && row->ports.known) ||
            (resource == RESOURCE_REGIONS && row->regions.known) ||
            (resource == RESOURCE_MEMORY && row->memory_bytes.known) ||
            (resource == RESOURCE_KERNEL && row->kernel_private_bytes.known) ||
            (resource == RESOURCE_THREADS && row->threads.known))
            return true;
    }
    return false;
}

static bool footprint_has(const struct footprint *footprint, enum resource resource)
{
    enum { ENOUGH = 1000 };
    for (size_t i = 0; i < footprint->n_rows && i < ENOUGH; i++) {
        const struct footprint_row *row = &footprint->rows[i];
        if ((resource == RESOURCE_WIRED && row->wired_bytes.known) ||
            (resource == RESOURCE_GRAPHICS && row->graphics_bytes.known) ||
            (resource == RESOURCE_FOOTPRINT && row->footprint_bytes.known))
            return true;
    }
    return false;
}

static bool source_has(const struct snapshot *snapshot, enum process_source source,
                       enum resource resource)
{
    if (source == FROM_TOP)
        return top_has(&snapshot->top, resource);
    if (source == FROM_FOOTPRINT)
        return footprint_has(&snapshot->footprint, resource);
    return true;
}

bool resource_is_counted(const struct snapshot *snapshot, enum resource resource)
{
    static const unsigned sources[RESOURCES] = {
        [RESOURCE_THREADS] = 1U << FROM_TASKINFO | 1U << FROM_TOP | 1U << FROM_PS_THREAD,
        [RESOURCE_PORTS] = 1U << FROM_TOP,
        [RESOURCE_RECEIVE] = 1U << FROM_LSMP,
        [RESOURCE_MESSAGES] = 1U << FROM_LSMP,
        [RESOURCE_REGIONS] = 1U << FROM_TOP,
        [RESOURCE_DESCRIPTORS] = 1U << FROM_LSOF,
        [RESOURCE_SOCKETS] = 1U << FROM_LSOF,
        [RESOURCE_CLIENTS] = 1U << FROM_IOREG,
        [RESOURCE_MEMORY] = 1U << FROM_TOP,
        [RESOURCE_FOOTPRINT] = 1U << FROM_TASKINFO | 1U << FROM_FOOTPRINT,
        [RESOURCE_RESIDENT] = 1U << FROM_PS,
        [RESOURCE_WIRED] = 1U << FROM_FOOTPRINT,
        [RESOURCE_GRAPHICS] = 1U << FROM_FOOTPRINT,
        [RESOURCE_KERNEL] = 1U << FROM_TOP,
    };
    for (int source = 0; source < PROCESS_SOURCES; source++) {
        if ((sources[resource] & (1U << source)) != 0 &&
            source_is_whole(snapshot, (enum process_source)source) &&
            source_has(snapshot, (enum process_source)source, resource))
            return true;
    }
    return false;
}

/* Reports that leave processes out say nothing of one that no list has. */
static bool has_whole_list(const struct snapshot *snapshot)
{
    for (int source = 0; source < PROCESS_LISTS; source++) {
        if (source_is_whole(snapshot, (enum process_source)source))
            return true;
    }
    return false;
}

/* Of a process that the side does not have at all. */
static struct amount nothing_of(const struct process_counts *counts, enum resource resource,
                                const struct snapshot *snapshot)
{
    if (counts->instances > 0)
        return counts->of[resource];
    bool none = has_whole_list(snapshot) && resource_is_counted(snapshot, resource);
    return none ? amount_of(0) : AMOUNT_UNKNOWN;
}

struct change resource_growth(const struct process *process, enum resource resource,
                              const struct snapshot *base, const struct snapshot *later)
{
    return change_of(nothing_of(&process->base, resource, base),
                     nothing_of(&process->later, resource, later));
}

bool row_is_counted(const struct process_counts *counts, const struct counted_row *row,
                    enum resource resource)
{
    return counts->of[resource].known && (row->resources & 1U << resource) != 0;
}

bool process_is_exempt(const struct process *process)
{
    static const char *const names[] = {"kernel_task",
                                        "sysdiagnose",
                                        "sysdiagnosed",
                                        "spindump",
                                        "top",
                                        "fs_usage",
                                        "ps",
                                        "vm_stat",
                                        "zprint",
                                        "taskinfo",
                                        "lsmp",
                                        "lsof",
                                        "footprint",
                                        "ioreg",
                                        "kextstat",
                                        "kmutil",
                                        "sysctl",
                                        "tailspin",
                                        "powermetrics",
                                        "stackshot",
                                        "system_profiler",
                                        "sysdiagnose_helper",
                                        "sysdiagnose_help"};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        if (slice_is(process->name, names[i]))
            return true;
    }
    return process->pid.known && process->pid.value == 0;
}
