/*
 * render_json.c: sysdelta.diff/1 and sysdelta.show/1.
 *
 * Bytes everywhere; null for what is not known. Keys come in a fixed order and components by rank.
 * Fields may be added within a schema number, none changes its name or meaning.
 */
#include "json.h"
#include "outlook.h"
#include "render.h"
#include "version.h"

static json_t *json_tool(void)
{
    json_t *object = json_object();
    put(object, "name", json_string("sysdelta"));
    put(object, "version", json_string(SYSDELTA_VERSION));
    return object;
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

static json_t *json_warnings(const struct findings *findings)
{
    json_t *array = json_array();
    for (size_t i = 0; i < findings->n_warnings; i++) {
        const struct finding_warning *warning = &findings->warnings[i];
        json_t *object = json_object();
        put(object, "side", json_name(warning->side));
        put(object, "member", json_text_or_null(warning->member));
        put(object, "line", warning->line > 0 ? json_u64(warning->line) : json_null());
        put(object, "message", json_text(warning->text));
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *json_options(const struct given_options *options)
{
    return options != NULL ? json_texts(options->list, options->count) : json_null();
}

static json_t *json_show(const struct findings *findings, const struct given_options *options)
{
    json_t *root = json_object();
    put(root, "schema", json_string("sysdelta.show/1"));
    put(root, "tool", json_tool());
    put(root, "options", json_options(options));
    put_all(root, json_side(&findings->later));
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

static json_t *json_diff(const struct findings *findings, const struct given_options *options)
{
    json_t *root = json_object();
    put(root, "schema", json_string("sysdelta.diff/1"));
    put(root, "tool", json_tool());
    put(root, "options", json_options(options));
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
    put(root, "suspects", json_labels(findings->suspects, findings->n_suspects));
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

void render_json(struct text *out, const struct findings *findings,
                 const struct given_options *options)
{
    bool one_capture = findings->base.snapshot == NULL;
    json_t *root = one_capture ? json_show(findings, options) : json_diff(findings, options);
    json_print(out, root);
}
