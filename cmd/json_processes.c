/* json_processes.c: processes, what each costs, and who owns what grew. */
#include "json.h"

static json_t *json_counted_row(const struct process_counts *counts, const struct counted_row *row)
{
    json_t *object = NULL;
    for (int r = 0; r < RESOURCES; r++) {
        enum resource resource = (enum resource)r;
        if (row_is_counted(counts, row, resource))
            object = json_cite(object, resource_name(resource), row->origin);
    }
    return object;
}

/* Each row that figures are from: of every instance, where they are summed. */
static json_t *json_counted_rows(const struct process_counts *counts)
{
    json_t *array = json_array();
    for (const struct counted_row *row = counts->first_row; row != NULL; row = row->next) {
        json_t *cited = json_counted_row(counts, row);
        if (cited != NULL)
            json_array_append_new(array, cited);
    }
    return array;
}

static json_t *json_counts(const struct process_counts *counts)
{
    if (counts->instances == 0)
        return json_null();
    json_t *object = json_object();
    put(object, "instances", json_u64(counts->instances));
    for (int r = 0; r < RESOURCES; r++)
        put(object, resource_name((enum resource)r), json_amount(counts->of[r]));
    put(object, "origins", json_counted_rows(counts));
    return object;
}

json_t *json_processes(const struct process_list *list, bool one_capture)
{
    json_t *array = json_array();
    for (size_t i = 0; i < list->count; i++) {
        const struct process *process = &list->processes[i];
        json_t *object = json_object();
        put(object, "name", json_text(process->name));
        put(object, "pid", json_amount(process->pid));
        put(object, "exempt", json_boolean(process_is_exempt(process)));
        if (one_capture) {
            put_all(object, json_counts(&process->later));
        } else {
            put(object, "base", json_counts(&process->base));
            put(object, "later", json_counts(&process->later));
        }
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *json_process_cost(const struct process_cost *cost, bool one_capture)
{
    json_t *object = json_object();
    put(object, "name", json_text(cost->process->name));
    put(object, "pid", json_amount(cost->process->pid));
    if (one_capture) {
        put(object, "wired_bytes", json_amount(cost->later_bytes));
    } else {
        put(object, "base_bytes", json_amount(cost->base_bytes));
        put(object, "later_bytes", json_amount(cost->later_bytes));
        put(object, "growth_bytes", json_change(cost->growth_bytes));
    }
    return object;
}

/* Estimates: what the rows that follow counts hold, shared out by these counts. */
json_t *json_process_costs(const struct process_costs *costs, bool one_capture)
{
    json_t *object = json_object();
    json_t *array = json_array();
    for (size_t i = 0; i < costs->count; i++)
        json_array_append_new(array, json_process_cost(&costs->list[i], one_capture));
    put(object, "by_table", json_boolean(costs->later_by_table || costs->base_by_table));
    if (!one_capture) {
        put(object, "growth_bytes", json_change(costs->growth_bytes));
        put(object, "rows_growth_bytes", json_change(costs->rows_growth_bytes));
    }
    put(object, "processes", array);
    return object;
}

json_t *json_owners(const struct findings *findings)
{
    json_t *array = json_array();
    for (size_t i = 0; i < findings->owners.count; i++) {
        const struct owner *owner = &findings->owners.list[i];
        json_t *object = json_object();
        put(object, "kind", json_string(owner->is_kext ? "kext" : "process"));
        put(object, "name", json_text(owner->name));
        put(object, owner->is_kext ? "kmod_id" : "pid", json_amount(owner->id));
        put(object, "explains_bytes", json_u64(owner->explains_bytes));
        put(object, "of", json_labels(owner->of, owner->n_of));
        put(object, "confidence", json_string(confidence_name(owner->confidence)));
        put(object, "why", json_text(owner->why));
        json_array_append_new(array, object);
    }
    return array;
}
