/* json_side.c: the capture, the Mac and the reports of one side. */
#include <string.h>

#include "json.h"
#include "report.h"

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
    put(object, "status", json_string(report_status_name(report->status)));
    put(object, "reason", json_text_or_null(report->reason));
    put(object, "bytes", report->member.len > 0 ? json_u64(report->bytes) : json_null());
    put(object, "sha256", json_text_or_null(report->sha256));
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

json_t *json_capture(const struct snapshot *snapshot)
{
    json_t *object = json_object();
    put(object, "path", json_text(snapshot->path));
    put(object, "sha256", json_text_or_null(snapshot->sha256));
    put(object, "format", json_text_or_null(snapshot->format));
    put(object, "bytes", json_amount(snapshot->size_bytes));
    put(object, "members", json_u64(snapshot->members));
    put(object, "folder", json_text_or_null(snapshot->root));
    put(object, "damage", json_text_or_null(snapshot->damage));
    return object;
}

/* A fact of several reports, and of the capture's name, is cited where a report told it. */
static json_t *json_facts_origins(const struct machine *machine)
{
    const struct machine_origins *origins = &machine->origins;
    const struct {
        const char *fact;
        bool known;
        struct origin origin;
    } facts[] = {
        {"taken_at", machine->taken.known, origins->taken},
        {"boot_time", machine->boot.known, origins->boot},
        {"os.version", machine->os_version.len > 0, origins->os_version},
        {"os.build", machine->os_build.len > 0, origins->os_build},
        {"os.kernel", machine->kernel.len > 0, origins->kernel},
        {"model", machine->model.len > 0, origins->model},
        {"memory_bytes", machine->memory_bytes.known, origins->memory_bytes},
        {"page_size", machine->page_size.known, origins->page_size},
    };
    json_t *array = json_array();
    for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
        json_t *cited = facts[i].known ? json_cite(NULL, facts[i].fact, facts[i].origin) : NULL;
        if (cited != NULL)
            json_array_append_new(array, cited);
    }
    return array;
}

json_t *json_side(const struct finding_side *side)
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
        const struct report *report = &snapshot->reports[i];
        /* No capture but sysdelta's own has one: there is nothing to miss. */
        bool absent = report->status == REPORT_MISSING;
        if (!absent || strcmp(report->kind->name, "manifest") != 0)
            json_array_append_new(reports, json_report(report));
    }
    put(object, "capture", json_capture(snapshot));
    put(object, "taken_at", json_moment(machine->taken));
    put(object, "taken_from", json_name(machine->taken_source));
    put(object, "boot_time", json_moment(machine->boot));
    put(object, "uptime_seconds", json_amount(machine->uptime_seconds));
    put(object, "os", os);
    put(object, "model", json_text_or_null(machine->model));
    put(object, "memory_bytes", json_amount(machine->memory_bytes));
    put(object, "page_size", json_amount(machine->page_size));
    put(object, "origins", json_facts_origins(machine));
    put(object, "reports", reports);
    put(object, "identities", json_identities(&side->account));
    return object;
}
