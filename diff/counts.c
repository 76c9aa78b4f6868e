#include "counts.h"

bool count_is_known(struct count_pair count)
{
    return count.base.known && count.later.known;
}

static struct amount ports_of(const struct top_row *row)
{
    return row->ports;
}

static struct amount threads_of(const struct top_row *row)
{
    return row->threads;
}

static bool is_whole(const struct report *report, size_t n_rows)
{
    return report != NULL && report->status == REPORT_OK && n_rows > 0;
}

/* Of all processes; unknown where one of them is not counted. */
static struct amount total_of(const struct top *top, struct amount (*field)(const struct top_row *))
{
    struct amount sum = amount_of(0);
    if (!is_whole(top->report, top->n_rows))
        return AMOUNT_UNKNOWN;
    for (size_t i = 0; i < top->n_rows; i++) {
        struct amount figure = field(&top->rows[i]);
        if (!figure.known || !number_add(sum.value, figure.value, &sum.value))
            return AMOUNT_UNKNOWN;
    }
    return sum;
}

/* Of every process that lsmp lists, or of none. */
static struct amount total_of_lsmp(const struct lsmp *lsmp, bool messages)
{
    struct amount sum = amount_of(0);
    if (!is_whole(lsmp->report, lsmp->n_rows))
        return AMOUNT_UNKNOWN;
    for (size_t i = 0; i < lsmp->n_rows; i++) {
        struct amount figure = messages ? lsmp->rows[i].queued : lsmp->rows[i].receive;
        if (!figure.known || !number_add(sum.value, figure.value, &sum.value))
            return AMOUNT_UNKNOWN;
    }
    return sum;
}

static struct amount total_of_lsof(const struct lsof *lsof, bool sockets)
{
    struct amount sum = amount_of(0);
    if (!is_whole(lsof->report, lsof->n_rows))
        return AMOUNT_UNKNOWN;
    for (size_t i = 0; i < lsof->n_rows; i++) {
        const struct lsof_row *row = &lsof->rows[i];
        uint64_t figure = sockets ? row->of_kind[DESCRIPTOR_SOCKET] : row->descriptors;
        if (!number_add(sum.value, figure, &sum.value))
            return AMOUNT_UNKNOWN;
    }
    return sum;
}

static struct amount first_known(struct amount a, struct amount b)
{
    return a.known ? a : b;
}

static struct amount resident_bytes(const struct ps *ps)
{
    struct amount sum = amount_of(0);
    if (!is_whole(ps->report, ps->n_rows))
        return AMOUNT_UNKNOWN;
    for (size_t i = 0; i < ps->n_rows; i++) {
        struct amount figure = ps->rows[i].resident_bytes;
        if (!figure.known || !number_add(sum.value, figure.value, &sum.value))
            return AMOUNT_UNKNOWN;
    }
    return sum;
}

struct amount sysctl_count(const struct snapshot *snapshot, const char *name)
{
    uint64_t value;
    struct slice text = snapshot_sysctl(snapshot, name);
    return text.ptr != NULL && number_u64(text, &value) ? amount_of(value) : AMOUNT_UNKNOWN;
}

static struct amount zone_elements(const struct account *account, const char *name)
{
    for (size_t i = 0; i < account->n_rows; i++) {
        if (account->rows[i].kind == COMPONENT_ZONE && slice_is(account->rows[i].key, name))
            return account->rows[i].elements;
    }
    return AMOUNT_UNKNOWN;
}

static struct amount stored_bytes(const struct snapshot *snapshot)
{
    struct amount pages = snapshot->vm_stat.figures[VM_STORED_IN_COMPRESSOR].value;
    struct amount page = snapshot->machine.page_size;
    uint64_t bytes;
    if (!pages.known || !page.known || !number_multiply(pages.value, page.value, &bytes))
        return AMOUNT_UNKNOWN;
    return amount_of(bytes);
}

static struct amount count_of(const struct finding_side *side, enum follows follows)
{
    const struct snapshot *snapshot = side->snapshot;
    switch (follows) {
    case FOLLOWS_THREADS:
        return total_of(&snapshot->top, threads_of);
    case FOLLOWS_PORTS:
        return first_known(total_of(&snapshot->top, ports_of),
                           total_of_lsmp(&snapshot->lsmp, false));
    case FOLLOWS_MESSAGES:
        return total_of_lsmp(&snapshot->lsmp, true);
    case FOLLOWS_SOCKETS:
        return total_of_lsof(&snapshot->lsof, true);
    case FOLLOWS_REGIONS:
        return snapshot->top.regions;
    case FOLLOWS_DESCRIPTORS:
        return first_known(sysctl_count(snapshot, "kern.num_files"),
                           total_of_lsof(&snapshot->lsof, false));
    case FOLLOWS_VNODES:
        return zone_elements(&side->account, "vnodes");
    case FOLLOWS_RESIDENT:
        return resident_bytes(&snapshot->ps);
    case FOLLOWS_COMPRESSED:
        return stored_bytes(snapshot);
    default:
        return AMOUNT_UNKNOWN;
    }
}

static bool is_damaged(const struct report *report)
{
    return report != NULL &&
           (report->cut_short || report->not_understood > 0 || report->status == REPORT_EMPTY ||
            report->status == REPORT_NOT_UNDERSTOOD);
}

bool count_is_lost(const struct snapshot *snapshot, enum follows follows)
{
    enum { SOURCES_MAX = 3 };
    static const char *const sources[FOLLOWS_COUNTS][SOURCES_MAX] = {
        [FOLLOWS_PROCESSES] = {"ps", "top", "taskinfo"},
        [FOLLOWS_THREADS] = {"top"},
        [FOLLOWS_PORTS] = {"top", "lsmp"},
        [FOLLOWS_MESSAGES] = {"lsmp"},
        [FOLLOWS_REGIONS] = {"top"},
        [FOLLOWS_DESCRIPTORS] = {"sysctl", "lsof"},
        [FOLLOWS_SOCKETS] = {"lsof"},
        [FOLLOWS_VNODES] = {"zprint"},
        [FOLLOWS_RAM] = {"sysctl"},
        [FOLLOWS_RESIDENT] = {"ps"},
        [FOLLOWS_COMPRESSED] = {"vm_stat"},
    };
    for (size_t i = 0; i < SOURCES_MAX && sources[follows][i] != NULL; i++) {
        if (is_damaged(snapshot_report(snapshot, sources[follows][i])))
            return true;
    }
    return false;
}

void counts_of(const struct findings *findings, struct count_pair counts[FOLLOWS_COUNTS])
{
    const struct process_list *list = &findings->processes;
    for (int i = 0; i < FOLLOWS_COUNTS; i++) {
        counts[i].base = count_of(&findings->base, (enum follows)i);
        counts[i].later = count_of(&findings->later, (enum follows)i);
    }
    if (list->counted) {
        counts[FOLLOWS_PROCESSES].base = amount_of(list->base_instances);
        counts[FOLLOWS_PROCESSES].later = amount_of(list->later_instances);
    }
}
