/*
 * render_json.c: sysdelta.diff/1 and sysdelta.show/1.
 *
 * Bytes everywhere; null for what is not known. Keys come in a fixed order and components by rank.
 * Fields may be added within a schema number, none changes its name or meaning.
 */
#include <jansson.h>
#include <stdlib.h>

#include "catalogue.h"
#include "escape.h"
#include "human.h"
#include "outlook.h"
#include "render.h"
#include "report.h"
#include "version.h"

static json_t *json_text(struct slice s)
{
    struct text repaired = {0};
    escape_utf8(&repaired, s);
    json_t *value = json_stringn(repaired.len > 0 ? repaired.bytes : "", repaired.len);
    text_free(&repaired);
    return value;
}

static json_t *json_text_or_null(struct slice s)
{
    return s.len > 0 ? json_text(s) : json_null();
}

/* JSON readers hold whole numbers of up to 63 bits; a larger figure is no figure of a Mac. */
static json_t *json_u64(uint64_t value)
{
    return value <= INT64_MAX ? json_integer((json_int_t)value) : json_null();
}

static json_t *json_amount(struct amount amount)
{
    return amount.known ? json_u64(amount.value) : json_null();
}

static json_t *json_change(struct change change)
{
    return change.known ? json_integer(change.value) : json_null();
}

/* A figure kept in whole parts, such as a share in 1/10,000. */
static json_t *json_parts(struct change change, double parts)
{
    return change.known ? json_real((double)change.value / parts) : json_null();
}

static json_t *json_moment(struct moment moment)
{
    struct text text = {0};
    if (!moment.known)
        return json_null();
    iso_moment(&text, moment);
    json_t *value = json_text(text_slice(&text));
    text_free(&text);
    return value;
}

static void put(json_t *object, const char *key, json_t *value)
{
    json_object_set_new(object, key, value);
}

static json_t *json_origin(struct origin origin)
{
    if (origin.report == NULL)
        return json_null();
    json_t *object = json_object();
    put(object, "member", json_text(origin.report->member));
    put(object, "line", json_u64(origin.line));
    put(object, "offset", json_u64(origin.offset));
    return object;
}

static const char *status_name(enum report_status status)
{
    static const char *const names[] = {
        [REPORT_MISSING] = "missing", [REPORT_OK] = "ok",
        [REPORT_PARTIAL] = "partial", [REPORT_EMPTY] = "empty",
        [REPORT_REFUSED] = "refused", [REPORT_NOT_UNDERSTOOD] = "not-understood",
    };
    return names[status];
}

static json_t *json_report(const struct report *report)
{
    json_t *object = json_object();
    json_t *warnings = json_array();
    for (size_t i = 0; i < report->n_warnings; i++) {
        json_t *warning = json_object();
        put(warning, "line",
            report->warnings[i].line > 0 ? json_u64(report->warnings[i].line) : json_null());
        put(warning, "message", json_text(report->warnings[i].text));
        json_array_append_new(warnings, warning);
    }
    put(object, "kind", json_string(report->kind->name));
    put(object, "member", json_text_or_null(report->member));
    put(object, "status", json_string(status_name(report->status)));
    put(object, "reason", json_text_or_null(report->reason));
    put(object, "rows", json_u64(report->rows));
    put(object, "not_understood", json_u64(report->not_understood));
    put(object, "warnings", warnings);
    return object;
}

static json_t *json_identities(const struct account *account)
{
    json_t *array = json_array();
    for (size_t i = 0; i < account->n_identities; i++) {
        const struct identity *identity = &account->identities[i];
        json_t *object = json_object();
        put(object, "code", json_string(identity->code));
        put(object, "meaning", json_string(identity->meaning));
        put(object, "left_bytes", json_u64(identity->left_bytes));
        put(object, "right_bytes", json_u64(identity->right_bytes));
        put(object, "tolerance_bytes", json_u64(identity->tolerance_bytes));
        put(object, "holds", json_boolean(identity->holds));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *json_capture(const struct snapshot *snapshot)
{
    json_t *object = json_object();
    put(object, "path", json_text(snapshot->path));
    put(object, "sha256", json_null());
    put(object, "format", json_text_or_null(snapshot->format));
    put(object, "bytes", json_amount(snapshot->size_bytes));
    put(object, "members", json_u64(snapshot->members));
    put(object, "folder", json_text_or_null(snapshot->root));
    put(object, "damage", json_text_or_null(snapshot->damage));
    return object;
}

static json_t *json_side(const struct finding_side *side)
{
    const struct snapshot *snapshot = side->snapshot;
    const struct machine *machine = &snapshot->machine;
    json_t *object = json_object();
    json_t *os = json_object();
    json_t *reports = json_array();

    put(os, "name", json_text_or_null(machine->os_name));
    put(os, "version", json_text_or_null(machine->os_version));
    put(os, "version_derived", json_boolean(machine->os_version_derived));
    put(os, "build", json_text_or_null(machine->os_build));
    put(os, "kernel", json_text_or_null(machine->kernel));
    for (size_t i = 0; i < snapshot->n_reports; i++) {
        json_array_append_new(reports, json_report(&snapshot->reports[i]));
    }
    put(object, "capture", json_capture(snapshot));
    put(object, "taken_at", json_moment(machine->taken));
    put(object, "taken_from",
        machine->taken_source != NULL ? json_string(machine->taken_source) : json_null());
    put(object, "boot_time", json_moment(machine->boot));
    put(object, "uptime_seconds", json_amount(machine->uptime_seconds));
    put(object, "os", os);
    put(object, "model", json_text_or_null(machine->model));
    put(object, "memory_bytes", json_amount(machine->memory_bytes));
    put(object, "page_size", json_amount(machine->page_size));
    put(object, "reports", reports);
    put(object, "identities", json_identities(&side->account));
    return object;
}

static json_t *json_row(struct change bytes, const struct account_row *row)
{
    if (!bytes.known)
        return json_null();
    json_t *object = json_object();
    put(object, "wired_bytes", json_change(bytes));
    if (row == NULL)
        return object;
    put(object, "estimated", json_boolean(row->estimated));
    if (row->kind == COMPONENT_ZONE) {
        put(object, "live_bytes", json_amount(row->live_bytes));
        put(object, "reclaimable_bytes", json_amount(row->reclaimable_bytes));
        put(object, "slack_bytes", json_amount(row->slack_bytes));
        put(object, "elements", json_amount(row->elements));
        put(object, "element_bytes", json_amount(row->element_bytes));
    }
    put(object, "printed_rows", json_u64(row->printed_rows));
    put(object, "origin", json_origin(row->origin));
    return object;
}

static struct amount element_bytes_of(const struct component *c)
{
    if (c->later != NULL)
        return c->later->element_bytes;
    return c->base != NULL ? c->base->element_bytes : AMOUNT_UNKNOWN;
}

static json_t *json_what(const struct component *c)
{
    return c->entry != NULL ? json_text_or_null(c->entry->what) : json_null();
}

static json_t *json_shares(const struct component *c, bool one_capture)
{
    json_t *array = json_array();
    for (size_t i = 0; i < c->n_shares; i++) {
        const struct zone_share *share = &c->shares[i];
        json_t *object = json_object();
        put(object, "name", json_text(share->name));
        if (one_capture) {
            put(object, "used_bytes", json_amount(share->later_bytes));
        } else {
            put(object, "base_bytes", json_amount(share->base_bytes));
            put(object, "later_bytes", json_amount(share->later_bytes));
            put(object, "growth_bytes", json_change(share->growth_bytes));
        }
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *json_name(const char *name)
{
    return name != NULL ? json_string(name) : json_null();
}

static bool is_tied(const struct owner *owner, const struct component *c)
{
    for (size_t i = 0; i < owner->n_of; i++) {
        if (owner->of[i] == c)
            return true;
    }
    return false;
}

/* "kind:name" of those that are tied to it; what of it stands in `owners` of the whole. */
static json_t *json_owner_names(const struct owners *owners, const struct component *c)
{
    json_t *array = json_array();
    for (size_t i = 0; i < owners->count; i++) {
        const struct owner *owner = &owners->list[i];
        if (!is_tied(owner, c))
            continue;
        struct text text = {0};
        text_printf(&text, "%s:", owner->is_kext ? "kext" : "process");
        text_add(&text, owner->name);
        json_array_append_new(array, json_text(text_slice(&text)));
        text_free(&text);
    }
    return array;
}

static json_t *json_component(const struct findings *findings, const struct component *c,
                              bool one_capture)
{
    json_t *object = json_object();
    put(object, "rank", json_u64(c->rank));
    put(object, "kind", json_string(component_kind_name(c->kind)));
    put(object, "name", json_text(c->name));
    if (c->kind == COMPONENT_KEXT)
        put(object, "kmod_id", json_amount(c->kmod_id));
    if (one_capture) {
        json_t *row = json_row(c->later_bytes, c->later);
        json_object_update_missing(object, row);
        json_decref(row);
        put(object, "share_of_wired", json_parts(c->share, 10000));
        put(object, "what", json_what(c));
        if (c->kind == COMPONENT_ZONE)
            put(object, "views", json_shares(c, true));
        return object;
    }
    put(object, "renamed_from", json_text_or_null(c->renamed_from));
    put(object, "state", json_string(component_state_name(c->state)));
    put(object, "base", json_row(c->base_bytes, c->base));
    put(object, "later", json_row(c->later_bytes, c->later));
    if (c->kind == COMPONENT_ZONE)
        put(object, "element_bytes", json_amount(element_bytes_of(c)));
    put(object, "growth_bytes", json_change(c->growth_bytes));
    if (c->kind == COMPONENT_ZONE) {
        put(object, "live_growth_bytes", json_change(c->live_growth_bytes));
        put(object, "reclaimable_growth_bytes", json_change(c->reclaimable_growth_bytes));
        put(object, "element_growth", json_change(c->element_growth));
    }
    put(object, "growth_percent", json_parts(c->percent, 10));
    put(object, "share_of_growth", json_parts(c->share, 10000));
    put(object, "growth_bytes_per_hour", json_change(c->bytes_per_hour));
    put(object, "growth_bytes_per_hour_since_boot", json_change(c->bytes_per_hour_since_boot));
    put(object, "estimated", json_boolean(c->estimated));
    put(object, "care", json_text_or_null(c->care));
    put(object, "verdict", json_string(verdict_name(c->verdict)));
    put(object, "why", json_text_or_null(c->why));
    put(object, "onset", json_name(onset_name(c->onset)));
    put(object, "what", json_what(c));
    put(object, "owners", json_owner_names(&findings->owners, c));
    if (c->kind == COMPONENT_ZONE)
        put(object, "views", json_shares(c, false));
    return object;
}

static const struct component **by_rank(const struct joined *joined)
{
    const struct component **list = calloc(joined->n_components + 1, sizeof(*list));
    for (size_t i = 0; list != NULL && i < joined->n_components; i++) {
        list[joined->components[i].rank - 1] = &joined->components[i];
    }
    return list;
}

static json_t *json_components(const struct findings *findings, bool one_capture)
{
    const struct joined *joined = &findings->joined;
    json_t *array = json_array();
    const struct component **list = by_rank(joined);
    for (size_t i = 0; list != NULL && i < joined->n_components; i++) {
        json_array_append_new(array, json_component(findings, list[i], one_capture));
    }
    free(list);
    return array;
}

static json_t *json_comparable(const struct comparable *comparable)
{
    json_t *object = json_object();
    json_t *reasons = json_array();
    for (size_t i = 0; i < comparable->n_reasons; i++) {
        json_t *reason = json_object();
        put(reason, "code", json_string(comparable->reasons[i].code));
        put(reason, "weight", json_string(comparable_verdict_name(comparable->reasons[i].weight)));
        put(reason, "message", json_text(comparable->reasons[i].message));
        json_array_append_new(reasons, reason);
    }
    put(object, "verdict", json_string(comparable_verdict_name(comparable->verdict)));
    put(object, "boot", json_string(same_boot_name(comparable->boot)));
    put(object, "reasons", reasons);
    return object;
}

static json_t *json_source(enum wired_source source)
{
    return source == WIRED_SOURCES ? json_null() : json_string(wired_source_name(source));
}

static json_t *json_wired(const struct findings *findings)
{
    const struct joined *joined = &findings->joined;
    json_t *object = json_object();
    put(object, "base_bytes", json_amount(joined->base_wired.bytes));
    put(object, "later_bytes", json_amount(joined->later_wired.bytes));
    put(object, "growth_bytes", json_change(joined->growth_bytes));
    put(object, "seconds", json_change(findings->seconds));
    put(object, "growth_bytes_per_hour", json_change(findings->bytes_per_hour));
    put(object, "source", json_source(joined->later_source));
    put(object, "base_source", json_source(joined->base_source));
    put(object, "step_bytes",
        json_u64(joined->later_wired.step > joined->base_wired.step ? joined->later_wired.step
                                                                    : joined->base_wired.step));
    put(object, "attributed_growth_bytes", json_change(findings->attributed_growth_bytes));
    put(object, "unattributed_growth_bytes", json_change(findings->unattributed_growth_bytes));
    put(object, "base_origin", json_origin(joined->base_wired.origin));
    put(object, "later_origin", json_origin(joined->later_wired.origin));
    return object;
}

static json_t *json_show_wired(const struct account *account)
{
    json_t *object = json_object();
    bool known = account->wired.bytes.known;
    put(object, "wired_bytes", json_amount(account->wired.bytes));
    put(object, "source", json_source(account->wired_source));
    put(object, "step_bytes", known ? json_u64(account->wired.step) : json_null());
    put(object, "attributed_bytes", json_u64(account->attributed_bytes));
    put(object, "unattributed_bytes",
        known ? json_integer(account->unattributed_bytes) : json_null());
    put(object, "boot_wired_bytes", json_amount(account->boot_wired_bytes));
    put(object, "origin", json_origin(account->wired.origin));
    return object;
}

static json_t *json_vm(const struct findings *findings, bool one_capture)
{
    json_t *object = json_object();
    for (size_t i = 0; i < findings->n_vm; i++) {
        const struct vm_row *row = &findings->vm[i];
        json_t *figure = json_object();
        put(figure, "unit", json_string(row->unit == VM_BYTES ? "bytes" : "events"));
        put(figure, "rounded", json_boolean(row->step > 1));
        if (one_capture) {
            put(figure, "value", json_amount(row->later));
        } else {
            put(figure, "base", json_amount(row->base));
            put(figure, "later", json_amount(row->later));
            put(figure, "change", json_change(row->change));
        }
        put(object, row->name, figure);
    }
    return object;
}

static json_t *json_kext_list(const struct findings *findings, enum kext_change_kind kind)
{
    json_t *array = json_array();
    for (size_t i = 0; i < findings->n_kexts; i++) {
        const struct kext_change *change = &findings->kexts[i];
        if (change->kind != kind)
            continue;
        json_t *object = json_object();
        put(object, "name", json_text(change->name));
        put(object, "base_version", json_text_or_null(change->base_version));
        put(object, "later_version", json_text_or_null(change->later_version));
        put(object, "kmod_id", json_amount(change->kmod_id));
        put(object, "left_wired_bytes", json_amount(change->left_bytes));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *json_changes(const struct findings *findings)
{
    json_t *object = json_object();
    bool known = findings->kexts_known;
    put(object, "kexts_loaded", known ? json_kext_list(findings, KEXT_LOADED) : json_null());
    put(object, "kexts_unloaded", known ? json_kext_list(findings, KEXT_UNLOADED) : json_null());
    put(object, "kexts_other_version",
        known ? json_kext_list(findings, KEXT_OTHER_VERSION) : json_null());
    return object;
}

static json_t *json_counts(const struct process_counts *counts)
{
    if (counts->instances == 0)
        return json_null();
    json_t *object = json_object();
    put(object, "instances", json_u64(counts->instances));
    for (int r = 0; r < RESOURCES; r++)
        put(object, resource_name((enum resource)r), json_amount(counts->of[r]));
    return object;
}

static json_t *json_processes(const struct process_list *list, bool one_capture)
{
    json_t *array = json_array();
    for (size_t i = 0; i < list->count; i++) {
        const struct process *process = &list->processes[i];
        json_t *object = json_object();
        put(object, "name", json_text(process->name));
        put(object, "pid", json_amount(process->pid));
        put(object, "exempt", json_boolean(process_is_exempt(process)));
        if (one_capture) {
            json_t *counts = json_counts(&process->later);
            json_object_update_missing(object, counts);
            json_decref(counts);
        } else {
            put(object, "base", json_counts(&process->base));
            put(object, "later", json_counts(&process->later));
        }
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *json_kexts(const struct kexts *kexts)
{
    if (kexts->report == NULL)
        return json_null();
    json_t *array = json_array();
    for (size_t i = 0; i < kexts->n_rows; i++) {
        const struct kext *kext = &kexts->rows[i];
        json_t *object = json_object();
        put(object, "name", json_text(kext->name));
        put(object, "version", json_text_or_null(kext->version));
        put(object, "uuid", json_text_or_null(kext->uuid));
        put(object, "index", json_amount(kext->index));
        put(object, "image_bytes", json_amount(kext->size_bytes));
        put(object, "image_wired_bytes", json_amount(kext->wired_bytes));
        put(object, "origin", json_origin(kext->origin));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *json_warnings(const struct findings *findings)
{
    json_t *array = json_array();
    for (size_t i = 0; i < findings->n_warnings; i++) {
        const struct finding_warning *warning = &findings->warnings[i];
        json_t *object = json_object();
        put(object, "side", warning->side != NULL ? json_string(warning->side) : json_null());
        put(object, "member", json_text_or_null(warning->member));
        put(object, "line", warning->line > 0 ? json_u64(warning->line) : json_null());
        put(object, "message", json_text(warning->text));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *json_tool(void)
{
    json_t *object = json_object();
    put(object, "name", json_string("sysdelta"));
    put(object, "version", json_string(SYSDELTA_VERSION));
    return object;
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
static json_t *json_process_costs(const struct process_costs *costs, bool one_capture)
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

static json_t *json_texts(const struct slice *texts, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, json_text(texts[i]));
    return array;
}

static json_t *json_show(const struct findings *findings)
{
    json_t *root = json_object();
    put(root, "schema", json_string("sysdelta.show/1"));
    put(root, "tool", json_tool());
    json_t *side = json_side(&findings->later);
    json_object_update_missing(root, side);
    json_decref(side);
    put(root, "wired", json_show_wired(&findings->later.account));
    put(root, "summary", json_texts(findings->summary, findings->n_summary));
    put(root, "details", json_texts(findings->details, findings->n_details));
    put(root, "worry", json_name(worry_name(worry_of(findings))));
    put(root, "components", json_components(findings, true));
    put(root, "kexts", json_kexts(&findings->later.snapshot->kexts));
    put(root, "process_costs", json_process_costs(&findings->process_costs, true));
    put(root, "processes", json_processes(&findings->processes, true));
    put(root, "vm", json_vm(findings, true));
    put(root, "warnings", json_warnings(findings));
    return root;
}

/* "kind:name", the likeliest first. */
static json_t *json_suspects(const struct findings *findings)
{
    json_t *array = json_array();
    for (size_t i = 0; i < findings->n_suspects; i++) {
        const struct component *c = findings->suspects[i];
        struct text text = {0};
        text_printf(&text, "%s:", component_kind_name(c->kind));
        text_add(&text, c->name);
        json_array_append_new(array, json_text(text_slice(&text)));
        text_free(&text);
    }
    return array;
}

/* "kind:name" */
static json_t *json_label(const struct component *c)
{
    struct text text = {0};
    text_printf(&text, "%s:", component_kind_name(c->kind));
    text_add(&text, c->name);
    json_t *label = json_text(text_slice(&text));
    text_free(&text);
    return label;
}

static json_t *json_labels(const struct component *const *list, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, json_label(list[i]));
    return array;
}

static json_t *json_owners(const struct findings *findings)
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

/* Zones that grew by the same number of elements, where there is more than one. */
static json_t *json_clusters(const struct clusters *clusters)
{
    json_t *array = json_array();
    for (size_t i = 0; i < clusters->count; i++) {
        const struct cluster *cluster = &clusters->list[i];
        if (cluster->n_zones < 2)
            continue;
        json_t *object = json_object();
        put(object, "zones", json_labels(cluster->zones, cluster->n_zones));
        put(object, "elements", json_u64(cluster->elements));
        put(object, "growth_bytes", json_u64(cluster->growth_bytes));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *json_kext_side(const struct kext *kext)
{
    if (kext == NULL)
        return json_null();
    json_t *object = json_object();
    put(object, "version", json_text_or_null(kext->version));
    put(object, "index", json_amount(kext->index));
    put(object, "image_bytes", json_amount(kext->size_bytes));
    return object;
}

/* Every kext: its image, and what it allocated page by page. */
static json_t *json_kext_rows(const struct kext_rows *rows)
{
    json_t *array = json_array();
    for (size_t i = 0; i < rows->count; i++) {
        const struct kext_row *row = &rows->list[i];
        const struct component *c = row->allocated;
        json_t *object = json_object();
        put(object, "name", json_text(row->name));
        put(object, "apple", json_boolean(row->is_apples));
        put(object, "base", json_kext_side(row->base));
        put(object, "later", json_kext_side(row->later));
        put(object, "allocated_base_bytes", c != NULL ? json_change(c->base_bytes) : json_null());
        put(object, "allocated_later_bytes", c != NULL ? json_change(c->later_bytes) : json_null());
        put(object, "allocated_growth_bytes",
            c != NULL ? json_change(c->growth_bytes) : json_null());
        json_array_append_new(array, object);
    }
    return array;
}

/* Over boots typed zones compare by the sum of their size class only. */
static json_t *json_size_classes(const struct size_classes *classes)
{
    json_t *array = json_array();
    for (size_t i = 0; i < classes->count; i++) {
        const struct size_class *one = &classes->list[i];
        json_t *object = json_object();
        put(object, "family", json_string(one->family));
        put(object, "element_bytes", json_u64(one->element_bytes));
        put(object, "zones", json_u64(one->zones));
        put(object, "base_bytes", json_u64(one->base_bytes));
        put(object, "later_bytes", json_u64(one->later_bytes));
        put(object, "growth_bytes", json_change(one->growth_bytes));
        put(object, "element_growth", json_change(one->element_growth));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *json_diff(const struct findings *findings)
{
    json_t *root = json_object();
    put(root, "schema", json_string("sysdelta.diff/1"));
    put(root, "tool", json_tool());
    put(root, "base", json_side(&findings->base));
    put(root, "later", json_side(&findings->later));
    put(root, "comparable", json_comparable(&findings->comparable));
    put(root, "wired", json_wired(findings));
    put(root, "summary", json_texts(findings->summary, findings->n_summary));
    put(root, "details", json_texts(findings->details, findings->n_details));
    put(root, "worry", json_name(worry_name(worry_of(findings))));
    put(root, "reboot_gives_back_bytes", json_change(reboot_bytes(findings)));
    put(root, "next", json_text_or_null(findings->next));
    put(root, "components", json_components(findings, false));
    put(root, "suspects", json_suspects(findings));
    put(root, "owners", json_owners(findings));
    put(root, "clusters", json_clusters(&findings->clusters));
    put(root, "size_classes", json_size_classes(&findings->size_classes));
    put(root, "kexts", json_kext_rows(&findings->kext_rows));
    put(root, "process_costs", json_process_costs(&findings->process_costs, false));
    put(root, "processes", json_processes(&findings->processes, false));
    put(root, "vm", json_vm(findings, false));
    put(root, "changes", json_changes(findings));
    put(root, "warnings", json_warnings(findings));
    return root;
}

static int append(const char *bytes, size_t len, void *context)
{
    struct text *out = context;
    text_add(out, (struct slice){bytes, len});
    return out->failed ? -1 : 0;
}

static void dump(struct text *out, const json_t *value)
{
    size_t flags = JSON_ENCODE_ANY | JSON_ENSURE_ASCII | JSON_REAL_PRECISION(12);
    if (json_dump_callback(value, append, out, flags) != 0)
        out->failed = true;
}

/* An array has one element a line: long enough to be worth a grep, and a diff shows what changed.
 */
static void dump_array(struct text *out, const json_t *array)
{
    size_t count = json_array_size(array);
    text_add(out, SLICE("["));
    for (size_t i = 0; i < count; i++) {
        text_add(out, i == 0 ? SLICE("\n    ") : SLICE(",\n    "));
        dump(out, json_array_get(array, i));
    }
    text_add(out, count == 0 ? SLICE("]") : SLICE("\n  ]"));
}

static void dump_root(struct text *out, json_t *root)
{
    const char *key;
    json_t *value;
    bool first = true;
    text_add(out, SLICE("{"));
    json_object_foreach(root, key, value)
    {
        text_printf(out, "%s\n  \"%s\": ", first ? "" : ",", key);
        if (json_is_array(value)) {
            dump_array(out, value);
        } else {
            dump(out, value);
        }
        first = false;
    }
    text_add(out, SLICE("\n}\n"));
}

void render_json(struct text *out, const struct findings *findings)
{
    json_t *root = findings->base.snapshot == NULL ? json_show(findings) : json_diff(findings);
    if (root == NULL) {
        out->failed = true;
        return;
    }
    dump_root(out, root);
    json_decref(root);
}
